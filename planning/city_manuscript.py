"""What Pokja PKP adds to the figures of a kab/kota: its decisions, its own activities, and the text of sections.

Plain values; blank means *belum diisi* and is printed so. A kawasan is named as in the survey, together with the code
of its kelurahan, since a kawasan is counted per kelurahan. Field names are those of the file `kota.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from planning.authority import Pelaksana, Skala
from planning.funding import FundingLine, total_of
from planning.handling import LIMITS_2016_FORM, Pattern
from planning.manuscript import AnggotaTim, Arah, Integrasi, Penandatangan, SectionText, Tahapan, Wasdal
from planning.plan import Jalur


class Sebutan(StrEnum):
    """What the document is called; the name changed over the years (documents_and_gates.md section 2.1)."""

    RP2KP_KP = "RP2KP-KP"
    RP2KPKP = "RP2KPKP"
    RP2KPKPK = "RP2KPKPK"

    @property
    def judul(self) -> str:
        """The name in full."""
        if self is Sebutan.RP2KPKPK:
            return "Rencana Pencegahan dan Peningkatan Kualitas Perumahan Kumuh dan Permukiman Kumuh"
        return "Rencana Pencegahan dan Peningkatan Kualitas Permukiman Kumuh Perkotaan"


class UkuranKota(StrEnum):
    """Size of the city, which decides from which density people count (scoring.md section 5.1)."""

    BESAR = "besar"
    SEDANG = "sedang"


@dataclass(frozen=True)
class DokumenKota:
    """Name and years of the document, place and day of the draft, and how *pertimbangan lain* is classed.

    `tinggi` and `sedang` are the lower limits of the sum of its three items; decrees differ (scoring.md section 5.1).
    """

    sebutan: Sebutan = Sebutan.RP2KP_KP
    tahun_awal: int | None = None
    tahun_akhir: int | None = None
    tempat: str = ""
    tanggal: date | None = None
    penyusun: str = ""
    ukuran: UkuranKota | None = None
    tinggi: int = LIMITS_2016_FORM.tinggi
    sedang: int = LIMITS_2016_FORM.sedang


@dataclass(frozen=True)
class GambaranKota:
    """Boundaries and physical setting of the kab/kota; `penduduk` and `luas_ha` of the whole of it."""

    utara: str = ""
    timur: str = ""
    selatan: str = ""
    barat: str = ""
    topografi: str = ""
    luas_ha: Decimal | None = None
    penduduk: int | None = None
    sumber: str = ""


class KelompokKota(StrEnum):
    """The group of a policy in table T-K01."""

    RUANG = "ruang"
    PEMBANGUNAN = "pembangunan"
    PERUMAHAN = "perumahan"
    SEKTOR = "sektor"


@dataclass(frozen=True)
class KebijakanKota:
    """One plan or policy and what follows from it, for the kawasan named (table T-K01)."""

    dokumen: str
    kelompok: KelompokKota
    arahan: str = ""
    implikasi: str = ""
    kawasan: tuple[str, ...] = ()


@dataclass(frozen=True)
class Isu:
    """A strategic issue of settlement."""

    isu: str
    penyebab: str = ""
    lokasi: str = ""
    arah: str = ""


@dataclass(frozen=True)
class Jaringan:
    """How the neighbourhood networks of one field are tied to the secondary and primary ones."""

    bidang: str
    tersier: str = ""
    sekunder: str = ""
    primer: str = ""
    kendala: str = ""


@dataclass(frozen=True)
class UrutanManual:
    """A place in the order of kawasan that people gave instead of the computed one."""

    urutan: int
    alasan: str
    oleh: str
    tanggal: date


@dataclass(frozen=True)
class KawasanKota:
    """What the survey does not say of a kawasan (tables T-K03 and T-K05).

    penguasaan_jelas, sesuai_ruang  the two checks of land legality (scoring.md section 5.2)
    nilai_strategis, kependudukan, sosial  items of *pertimbangan lain*, 1, 3 or 5; density gives `kependudukan`
                                           where it is blank and the size of the city is known
    pola            pattern of handling where it is not the one of class and legality
    """

    kelurahan: str
    kawasan: str
    penguasaan_jelas: bool | None = None
    sesuai_ruang: bool | None = None
    legalitas: str = ""
    nilai_strategis: int | None = None
    kependudukan: int | None = None
    sosial: int | None = None
    tipologi: str = ""
    isu: str = ""
    konsep: str = ""
    pola: Pattern | None = None
    prioritas: UrutanManual | None = None


@dataclass(frozen=True)
class Selisih:
    """Why the verified area is not that of the decree; of a whole kelurahan where `kawasan` is blank."""

    kelurahan: str
    alasan: str
    kawasan: str = ""


@dataclass(frozen=True)
class Strategi:
    """One strategy by scale and track (table T-K06)."""

    skala: Skala
    jalur: Jalur
    strategi: str
    arah: str = ""
    sasaran: str = ""


class Syarat(StrEnum):
    """What has to be ready before an activity of the first year is built (table T-K12)."""

    DED = "DED"
    RAB = "RAB"
    KELAYAKAN = "kelayakan"
    LINGKUNGAN = "lingkungan"
    LAHAN = "lahan"
    DANA = "dana"
    PENGELOLA = "pengelola"


class Siap(StrEnum):
    """How far one of them is."""

    ADA = "ada"
    PROSES = "proses"
    BELUM = "belum"
    TIDAK_BERLAKU = "tidak berlaku"


@dataclass(frozen=True)
class Kesiapan:
    """How far one item is for one activity, and what shows it."""

    syarat: Syarat
    status: Siap
    bukti: str = ""


@dataclass(frozen=True)
class KegiatanKota:
    """An activity of the kab/kota (tables T-K08).

    One of scale *kawasan* or *kota* is the city's own, whoever proposed it. One of scale *lingkungan* only gathers
    activities of RPLP that name its code; their money is counted there.

    aspek      numbers of the indicators that it acts on, 1 to 8
    kelurahan  codes of the kelurahan that it lies in, none for the whole kab/kota
    """

    kode: str
    program: str
    nama: str
    skala: Skala
    jalur: Jalur
    pelaksana: Pelaksana
    tahun_mulai: int
    tahun_selesai: int
    aspek: tuple[int, ...] = ()
    kelurahan: tuple[str, ...] = ()
    kawasan: tuple[str, ...] = ()
    volume: Decimal | None = None
    satuan: str = ""
    rab: int | None = None
    dana: tuple[FundingLine, ...] = ()
    kesiapan: tuple[Kesiapan, ...] = ()
    keterangan: str = ""

    @property
    def funded(self) -> int:
        """Whole rupiah of all funding lines."""
        return total_of(self.dana)


@dataclass(frozen=True)
class Tanah:
    """Land that has to be provided; `biaya` whole rupiah (table T-K10)."""

    kegiatan: str
    lokasi: str = ""
    luas_ha: Decimal | None = None
    status: str = ""
    cara: str = ""
    tahun: str = ""
    biaya: int | None = None
    penanggung_jawab: str = ""


@dataclass(frozen=True)
class Peran:
    """The part of one stakeholder."""

    pihak: str
    peran: str = ""
    tahap: str = ""


@dataclass(frozen=True)
class Pihak:
    """A party that pays and signs the memorandum (table T-K09); `sumber` are codes of `planning.funding`."""

    nama: str
    sumber: tuple[str, ...]
    jabatan: str = ""
    penandatangan: str = ""
    nip: str = ""
    komitmen: str = ""


@dataclass(frozen=True)
class Kpi:
    """A performance indicator; `target` one text for each year of the plan."""

    indikator: str
    satuan: str = ""
    awal: str = ""
    target: tuple[str, ...] = ()
    sumber: str = ""
    penanggung_jawab: str = ""


@dataclass(frozen=True)
class Desain:
    """Plan and design of a priority kawasan; `kegiatan` codes of activities that it designs."""

    kelurahan: str
    kawasan: str
    profil: str = ""
    tapak: str = ""
    rancangan: str = ""
    pengamanan: str = ""
    kegiatan: tuple[str, ...] = ()


@dataclass(frozen=True)
class CityManuscript:
    """All of it. `label` is printed on the cover and in the notes when the content is not real (*ilustratif*)."""

    label: str = ""
    dokumen: DokumenKota = field(default_factory=DokumenKota)
    kota: GambaranKota = field(default_factory=GambaranKota)
    dasar_hukum: tuple[str, ...] = ()
    tim: tuple[AnggotaTim, ...] = ()
    tahapan: tuple[Tahapan, ...] = ()
    kebijakan: tuple[KebijakanKota, ...] = ()
    isu: tuple[Isu, ...] = ()
    jaringan: tuple[Jaringan, ...] = ()
    arah: Arah = field(default_factory=Arah)
    kawasan: tuple[KawasanKota, ...] = ()
    selisih: tuple[Selisih, ...] = ()
    strategi: tuple[Strategi, ...] = ()
    kegiatan: tuple[KegiatanKota, ...] = ()
    tanah: tuple[Tanah, ...] = ()
    peran: tuple[Peran, ...] = ()
    pihak: tuple[Pihak, ...] = ()
    desain: tuple[Desain, ...] = ()
    wasdal: tuple[Wasdal, ...] = ()
    integrasi: tuple[Integrasi, ...] = ()
    kpi: tuple[Kpi, ...] = ()
    pengesahan: tuple[Penandatangan, ...] = ()
    teks: tuple[SectionText, ...] = ()
