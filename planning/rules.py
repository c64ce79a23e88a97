"""The two rule sets as data: parameters, their denominators, bands and classes.

Sources: Permen PUPR 14/PRT/M/2018 (16 parameters) and Permen PUPR 02/PRT/M/2016 (19 parameters), in the
wording of the programme's working tables; reference/scoring.md sections 2 to 4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from planning.errors import UnknownValue
from planning.wording import words


class Unit(StrEnum):
    """Unit of a volume."""

    BANGUNAN = "unit"
    HEKTARE = "ha"
    METER = "m"
    KK = "KK"


class Size(StrEnum):
    """The sizes of an RT that a survey gives beside the volumes; each is a column of the survey file."""

    LUAS = "luas_ha"
    LUAS_SK = "luas_sk_ha"
    BANGUNAN = "bangunan"
    PENDUDUK = "penduduk"
    KK = "kk"
    KK_MBR = "kk_mbr"
    JALAN_IDEAL = "jalan_ideal_m"
    DRAINASE_IDEAL = "drainase_ideal_m"
    RTP = "rtp_ha"
    RTP_IDEAL = "rtp_ideal_ha"


SIZES: tuple[Size, ...] = tuple(Size)
SIZE_INDEX: dict[Size, int] = {size: index for index, size in enumerate(SIZES)}
OPTIONAL_SIZES = frozenset({Size.LUAS_SK, Size.KK_MBR, Size.RTP, Size.RTP_IDEAL})
COUNTED_SIZES = frozenset({Size.BANGUNAN, Size.PENDUDUK, Size.KK, Size.KK_MBR})


class Tingkat(IntEnum):
    """Class of a place by its total score, ordered from good to bad."""

    TIDAK = 0
    RINGAN = 1
    SEDANG = 2
    BERAT = 3

    @property
    def label(self) -> str:
        """The word that files and documents print."""
        return "TIDAK KUMUH" if self is Tingkat.TIDAK else self.name


@dataclass(frozen=True)
class Aspect:
    """One of the indicators of slum; the eighth, public open space, has no parameter and no score."""

    number: int
    name: str
    short: str


ASPECTS: tuple[Aspect, ...] = (
    Aspect(1, "Bangunan Gedung", "Bangunan"),
    Aspect(2, "Jalan Lingkungan", "Jalan"),
    Aspect(3, "Penyediaan Air Minum", "Air minum"),
    Aspect(4, "Drainase Lingkungan", "Drainase"),
    Aspect(5, "Pengelolaan Air Limbah", "Air limbah"),
    Aspect(6, "Pengelolaan Persampahan", "Persampahan"),
    Aspect(7, "Proteksi Kebakaran", "Proteksi kebakaran"),
)
OPEN_SPACE = Aspect(8, "Ruang Terbuka Publik", "Ruang terbuka publik")


@dataclass(frozen=True)
class Parameter:
    """One scored parameter: `volume / denominator` is the share in bad condition.

    `definition` says in Indonesian what is counted as bad (scoring.md section 2.3).
    """

    code: str
    aspect: int
    name: str
    unit: Unit
    denominator: Size
    definition: str


@dataclass(frozen=True)
class RuleSet:
    """One regulation's parameters and class limits. Totals below `ringan` are not slum."""

    id: str
    regulation: str
    parameters: tuple[Parameter, ...]
    ringan: int
    sedang: int
    berat: int

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(parameter.code for parameter in self.parameters)

    @property
    def highest_total(self) -> int:
        """The largest total that can be reached (80 or 95)."""
        return 5 * len(self.parameters)

    def of_aspect(self, aspect: int) -> tuple[int, ...]:
        """Indices of the parameters of one aspect, in the order of the working tables."""
        return tuple(i for i, parameter in enumerate(self.parameters) if parameter.aspect == aspect)

    def parameter(self, code: str) -> Parameter:
        """The parameter with `code`. Raises `KeyError` when the rule set has none."""
        for parameter in self.parameters:
            if parameter.code == code:
                return parameter
        raise KeyError(code)

    def tingkat(self, total: int) -> Tingkat:
        """Class of a total score (scoring.md section 4)."""
        if total >= self.berat:
            return Tingkat.BERAT
        if total >= self.sedang:
            return Tingkat.SEDANG
        return Tingkat.RINGAN if total >= self.ringan else Tingkat.TIDAK


BANDS: tuple[tuple[int, int], ...] = ((7600, 5), (5100, 3), (2500, 1))
"""Lower edge in hundredths of a percent, and score, highest band first; below all of them the score is 0."""

_TERATUR = Parameter(
    "1a",
    1,
    "Ketidakteraturan Bangunan",
    Unit.BANGUNAN,
    Size.BANGUNAN,
    "bangunan tidak mengikuti tata letak, bentuk, atau perletakan dalam RDTR dan/atau RTBL",
)
_PADAT = Parameter(
    "1b",
    1,
    "Kepadatan Bangunan",
    Unit.HEKTARE,
    Size.LUAS,
    "luas dengan KDB atau KLB melampaui RDTR/RTBL dan/atau kepadatan tinggi (250 unit/ha di kota metropolitan "
    "dan besar, 200 unit/ha di kota sedang dan kecil)",
)
_TEKNIS = Parameter(
    "1c",
    1,
    "Ketidaksesuaian dengan Persyaratan Teknis Bangunan",
    Unit.BANGUNAN,
    Size.BANGUNAN,
    "bangunan tidak memenuhi persyaratan keselamatan, kesehatan, kenyamanan, dan kemudahan",
)
_CAKUPAN_JALAN = Parameter(
    "2a",
    2,
    "Cakupan Pelayanan Jalan Lingkungan",
    Unit.METER,
    Size.JALAN_IDEAL,
    "bagian permukiman belum terlayani jalan lingkungan yang memenuhi syarat teknis",
)
_MUKA_JALAN = Parameter(
    "2b",
    2,
    "Kualitas Permukaan Jalan Lingkungan",
    Unit.METER,
    Size.JALAN_IDEAL,
    "sebagian atau seluruh permukaan jalan lingkungan rusak",
)
_AKSES_AIR = Parameter(
    "3a",
    3,
    "Ketidaktersediaan Akses Aman Air Minum",
    Unit.KK,
    Size.KK,
    "KK tidak dapat mengakses air minum yang tidak berwarna, tidak berbau, dan tidak berasa",
)
_BUTUH_AIR = Parameter(
    "3b",
    3,
    "Tidak Terpenuhinya Kebutuhan Air Minum",
    Unit.KK,
    Size.KK,
    "KK memperoleh kurang dari 60 liter per orang per hari",
)
_LIMPASAN = Parameter(
    "4a",
    4,
    "Ketidakmampuan Mengalirkan Limpasan Air",
    Unit.HEKTARE,
    Size.LUAS,
    "luas tergenang lebih dari 30 cm, lebih dari 2 jam, dan lebih dari 2 kali setahun",
)
_ADA_DRAINASE = Parameter(
    "4b",
    4,
    "Ketidaktersediaan Drainase",
    Unit.METER,
    Size.DRAINASE_IDEAL,
    "saluran tersier dan/atau lokal belum tersedia",
)
_MUTU_DRAINASE = (
    "Kualitas Konstruksi Drainase",
    Unit.METER,
    Size.DRAINASE_IDEAL,
    "saluran berupa tanah tanpa pasangan atau penutup, atau rusak",
)
_SISTEM_LIMBAH = Parameter(
    "5a",
    5,
    "Sistem Pengelolaan Air Limbah Tidak Sesuai Standar Teknis",
    Unit.KK,
    Size.KK,
    "kakus KK tidak terhubung ke tangki septik individual, komunal, atau terpusat",
)
_SARANA_LIMBAH = Parameter(
    "5b",
    5,
    "Prasarana dan Sarana Pengelolaan Air Limbah Tidak Sesuai dengan Persyaratan Teknis",
    Unit.KK,
    Size.KK,
    "kloset leher angsa tidak terhubung ke tangki septik, atau tidak ada pengolahan setempat maupun terpusat",
)
_SARANA_SAMPAH = Parameter(
    "6a",
    6,
    "Prasarana dan Sarana Persampahan Tidak Sesuai dengan Persyaratan Teknis",
    Unit.KK,
    Size.KK,
    "tempat sampah terpilah, TPS atau TPS 3R, gerobak atau truk, atau TPST skala lingkungan tidak tersedia",
)
_SISTEM_SAMPAH = Parameter(
    "6b",
    6,
    "Sistem Pengelolaan Persampahan yang Tidak Sesuai Standar Teknis",
    Unit.KK,
    Size.KK,
    "mata rantai pewadahan, pengumpulan, pengangkutan, atau pengolahan terputus",
)
_PRASARANA_API = Parameter(
    "7a",
    7,
    "Ketidaktersediaan Prasarana Proteksi Kebakaran",
    Unit.BANGUNAN,
    Size.BANGUNAN,
    "pasokan air, jalan lingkungan, sarana komunikasi, data sistem proteksi, atau pos kebakaran tidak tersedia",
)
_SARANA_API = Parameter(
    "7b",
    7,
    "Ketidaktersediaan Sarana Proteksi Kebakaran",
    Unit.BANGUNAN,
    Size.BANGUNAN,
    "APAR, kendaraan pemadam, atau peralatan pendukung tidak tersedia",
)

RULE_2018 = RuleSet(
    "2018",
    "Permen PUPR Nomor 14/PRT/M/2018",
    (
        _TERATUR,
        _PADAT,
        _TEKNIS,
        _CAKUPAN_JALAN,
        _MUKA_JALAN,
        _AKSES_AIR,
        _BUTUH_AIR,
        _LIMPASAN,
        _ADA_DRAINASE,
        Parameter("4c", 4, *_MUTU_DRAINASE),
        _SISTEM_LIMBAH,
        _SARANA_LIMBAH,
        _SARANA_SAMPAH,
        _SISTEM_SAMPAH,
        _PRASARANA_API,
        _SARANA_API,
    ),
    ringan=16,
    sedang=38,
    berat=60,
)
RULE_2016 = RuleSet(
    "2016",
    "Permen PUPR Nomor 02/PRT/M/2016",
    (
        _TERATUR,
        replace(_PADAT, name="Tingkat Kepadatan Bangunan"),
        _TEKNIS,
        _CAKUPAN_JALAN,
        _MUKA_JALAN,
        _AKSES_AIR,
        _BUTUH_AIR,
        _LIMPASAN,
        _ADA_DRAINASE,
        Parameter(
            "4c",
            4,
            "Ketidakterhubungan dengan Sistem Drainase Perkotaan",
            Unit.METER,
            Size.DRAINASE_IDEAL,
            "saluran tidak terhubung ke saluran tingkat di atasnya sehingga air tidak mengalir",
        ),
        Parameter(
            "4d",
            4,
            "Tidak Terpeliharanya Drainase",
            Unit.METER,
            Size.DRAINASE_IDEAL,
            "saluran tidak dipelihara secara rutin dan/atau berkala",
        ),
        Parameter("4e", 4, *_MUTU_DRAINASE),
        _SISTEM_LIMBAH,
        _SARANA_LIMBAH,
        _SARANA_SAMPAH,
        _SISTEM_SAMPAH,
        Parameter(
            "6c",
            6,
            "Tidak Terpeliharanya Sarana dan Prasarana Pengelolaan Persampahan",
            Unit.KK,
            Size.KK,
            "sarana dan prasarana persampahan tidak dipelihara secara rutin dan/atau berkala",
        ),
        _PRASARANA_API,
        _SARANA_API,
    ),
    ringan=19,
    sedang=45,
    berat=71,
)
RULE_SETS: dict[str, RuleSet] = {rule.id: rule for rule in (RULE_2018, RULE_2016)}
LATEST_RULE = RULE_2018


def rule_set(rule_id: str) -> RuleSet:
    """The rule set named `2018` or `2016`. Raises `UnknownValue` for any other name."""
    try:
        return RULE_SETS[rule_id]
    except KeyError:
        raise UnknownValue(
            expected=words("rule set {names}", names=" / ".join(RULE_SETS)),
            found=repr(rule_id),
            remedy="Use --rule 2018.",
        ) from None
