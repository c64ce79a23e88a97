"""What a document prints of the plan of one kelurahan: activities, money and the road to 0 ha, all computed before.

Values are as in `generators.rplp.snapshot`: exact texts or whole integers, `None` is *belum diisi*. Money is whole
rupiah. Lists by year stand in the order of `ScenarioFacts.years`: the baseline first, then each year of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generators.facts.place import RwGroup, Value


@dataclass(frozen=True)
class VolumeFacts:
    """Volume of one parameter that an activity handles, in the unit of the parameter."""

    code: str
    name: str
    unit: str
    volume: str


@dataclass(frozen=True)
class MoneyFacts:
    """One funding line: code and name of the source, `label` its column of table T-R10, `status` how sure it is."""

    sumber: str
    nama: str
    label: str
    tahun: int
    jumlah: int
    status: str
    bukti: str


@dataclass(frozen=True)
class ManualOrderFacts:
    """A rank that people gave instead of the computed one."""

    urutan: int
    alasan: str
    oleh: str
    tanggal: date


@dataclass(frozen=True)
class ActivityFacts:
    """One activity of the plan, in the order of the plan.

    bidang       "infrastruktur", "sosial" (capacity, hygiene, wasdal) or "ekonomi" (livelihood)
    jenis        name of its catalogue entry, `satuan` its unit
    aspects      numbers of the indicators that it acts on, first the one that its kind of work is made for
    where        its RT; `letak` is "dalam", "luar" or "sebagian" of the delineation, "" without places
    usulan       a work of the scale of a kawasan or city: a proposal to the RP2KP-KP
    volumes      what it handles, by parameter
    lines        its money; `dana` their sum, `swadaya` the residents' part of it, `kurang` RAB less money (0 at least)
    points       by which scores fall, with it minus without it; `luas_ha` and `rt` that leave the slum area
    order        its place by effect (manual orders respected), `by_gap` by size of the gap it acts on
    kpp          who keeps it; "-" where there is nothing to keep, as with coordinates and amount
    lingkungan_hidup, lahan  screening classes that its kind usually has (L-A to L-D, S-0 to S-7), "" unknown
    """

    kode: str
    katalog: str
    nama: str
    jenis: str
    satuan: str
    bidang: str
    aspects: tuple[int, ...]
    jalur: str
    skala: str
    pelaksana: str
    usulan: bool
    kode_kabkota: str
    where: tuple[RwGroup, ...]
    letak: str
    kawasan: tuple[str, ...]
    lintang: Value
    bujur: Value
    tahun_mulai: int
    tahun_selesai: int
    jumlah: Value
    volumes: tuple[VolumeFacts, ...]
    kk: int | None
    jiwa: int | None
    perempuan: int | None
    kk_mbr: int | None
    rab: int | None
    dana: int
    swadaya: int
    kurang: int
    lines: tuple[MoneyFacts, ...]
    order: int
    by_gap: int
    points: int
    luas_ha: str
    rt: int
    penduduk: int
    manual: ManualOrderFacts | None
    kpp: str
    lingkungan_hidup: str
    lahan: str
    catatan: str


@dataclass(frozen=True)
class SourceFacts:
    """A column of table T-R10: the codes of its sources, whole rupiah by year (`PlanFacts.tahun`), and their sum."""

    sumber: tuple[str, ...]
    label: str
    by_year: tuple[int, ...]
    jumlah: int


@dataclass(frozen=True)
class AspectPlan:
    """What the plan does for one indicator: number of activities, money, and how the bad share develops.

    An activity counts once, at the first of its indicators, so that `kegiatan` and `rab` may be added up.
    `buruk` is the bad share of the whole kelurahan in percent, by moment; "–" and None as everywhere.
    """

    number: int
    name: str
    kegiatan: int
    rab: int
    buruk: tuple[Value, ...]


@dataclass(frozen=True)
class NeedFacts:
    """How far activities close one parameter's gap by the target year, in its unit; of the whole kelurahan."""

    code: str
    need: str
    handled: str
    left: str


@dataclass(frozen=True)
class YearFacts:
    """One moment of the scenario; areas of RT inside the delineation, `luar_ha` of those outside it.

    `turun_ha` is the fall since the moment before, `dana` the rupiah of that year.
    """

    tahun: int
    luas_ha: str
    turun_ha: str
    rt: int
    penduduk: int
    luar_ha: str
    dana: int


@dataclass(frozen=True)
class PlaceYears:
    """An RT or kawasan through the years: total, class (tint and label) and hectares left, by moment."""

    label: str
    rw: str
    rt: str
    kawasan: str
    luas_ha: str
    totals: tuple[int, ...]
    tingkat: tuple[str, ...]
    tingkat_label: tuple[str, ...]
    sisa_ha: tuple[str, ...]


@dataclass(frozen=True)
class MissingFacts:
    """A parameter that keeps an RT slum at the target year, and the least volume to handle besides the plan.

    Rounded up: hectares to three decimals, the rest to whole units.
    """

    code: str
    name: str
    unit: str
    least: str


@dataclass(frozen=True)
class RemainingFacts:
    """An RT that is still slum at the target year: `above` points above the limit, services that fall short."""

    label: str
    kawasan: str
    luas_ha: str
    above: int
    services: tuple[str, ...]
    missing: tuple[MissingFacts, ...]


@dataclass(frozen=True)
class ScenarioFacts:
    """The scenario to 0 ha and its assumptions, the reading of hectares (`reading`) in words.

    `rt` lists the RT inside the delineation and those that are slum at any moment.
    """

    years: tuple[int, ...]
    reaches_zero: bool
    zero_year: int | None
    reading: str
    service_limit: str
    years_without_kpp: int
    summary: tuple[YearFacts, ...]
    kawasan: tuple[PlaceYears, ...]
    rt: tuple[PlaceYears, ...]
    remaining: tuple[RemainingFacts, ...]


@dataclass(frozen=True)
class PlanFinding:
    """Something in the plan that does not fit, as the checks of the plan found it; `subject` an activity or "".

    `lokasi` are the places that it concerns, each with its parameter.
    """

    code: str
    severity: str
    subject: str
    text: str
    lokasi: tuple[str, ...]


@dataclass(frozen=True)
class ActivityGap:
    """What is *belum diisi* of one activity, in words."""

    kode: str
    nama: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class PlanFacts:
    """The plan of one kelurahan as it is printed; identified by its number within the kelurahan and its digest.

    `sources` are those of the investment list (14 sources folded to the list that T-R10 prints), with money only;
    `tahun` are the years of the plan, without the baseline's, and any other year in which money stands.
    `terjamin` is the part of `dana` that a budget holds or that has been paid out.
    """

    number: int
    sha256: str
    source_name: str
    tahun: tuple[int, ...]
    kewenangan: str
    kegiatan: tuple[ActivityFacts, ...]
    sources: tuple[SourceFacts, ...]
    by_year: tuple[int, ...]
    rab: int
    dana: int
    swadaya: int
    kurang: int
    aspects: tuple[AspectPlan, ...]
    needs: tuple[NeedFacts, ...]
    scenario: ScenarioFacts
    findings: tuple[PlanFinding, ...]
    activity_gaps: tuple[ActivityGap, ...]
    terjamin: int
