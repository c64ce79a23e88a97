"""What the RP2KP-KP of a kab/kota is made from: one frozen, serialisable value, as `RplpSnapshot` for an RPLP.

Numbers are exact texts or whole integers; `None` is *belum diisi*, `"-"` *tidak berlaku*. Areas are in hectares,
shares in percent, money in whole rupiah. Sums over kelurahan are sums of volumes and denominators, scored again; no
percent or score is averaged upward.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generators.facts.place import DocumentFacts, Value
from generators.facts.plan import ManualOrderFacts, MoneyFacts, SourceFacts
from generators.facts.process import ProcessFacts
from generators.rplp.snapshot import ClassFacts, NamedOutline, RuleFacts, SizeFacts
from planning.city_manuscript import CityManuscript


@dataclass(frozen=True)
class CityFacts:
    """The kab/kota: `name` with its kind (Kota Pekalongan), and who leads it.

    `office` is Wali Kota or Bupati, `head` the office with the name (Wali Kota Pekalongan).
    """

    code: str
    name: str
    kind: str
    office: str
    head: str
    provinsi: str


@dataclass(frozen=True)
class TitleFacts:
    """What the document is called, short and in full."""

    sebutan: str
    judul: str


@dataclass(frozen=True)
class InputPlan:
    """The plan of one kelurahan that was taken in, by its number and digest."""

    number: int
    sha256: str
    source_name: str
    tahun_awal: int
    tahun_target: int
    kegiatan: int


@dataclass(frozen=True)
class InputFacts:
    """One kelurahan as an input, by id and digest (annex A).

    baseline_id  the id of the frozen baseline in the store, `baseline` its number within the kelurahan
    newer        number of a newer baseline that the plan does not stand on yet, 0 when there is none
    tahap        stage of its process, "" without one; `disetujui` whether Pokja has approved exactly this
    """

    kode: str
    nama: str
    sebutan: str
    kecamatan: str
    baseline_id: int
    baseline: int
    tahun: int
    source_name: str
    source_sha256: str
    sk_number: str
    sk_date: date | None
    rt: int
    rt_refused: int
    newer: int
    plan: InputPlan | None
    tahap: str
    disetujui: bool


@dataclass(frozen=True)
class SkRow:
    """Areas of one place by decree and as verified (table T-K02).

    `level` is "kecamatan", "kelurahan" or "kawasan"; areas are of RT inside the delineation. `alasan` is the written
    reason of the difference, "" where none is given.
    """

    level: str
    kode: str
    nama: str
    rt: int
    luas_sk_ha: Value
    luas_ha: Value
    selisih_ha: Value
    alasan: str


@dataclass(frozen=True)
class KelurahanFacts:
    """One kelurahan consolidated: sizes of all its RT, delineated and slum area, class as one place.

    `kewenangan` follows the delineated area of the kelurahan (law 23/2014), "" without a delineation; `aspek` are the
    8 indicators of all its RT.
    """

    kode: str
    nama: str
    sebutan: str
    kecamatan: str
    sizes: SizeFacts
    delineasi_ha: str
    kumuh_ha: str
    kumuh_rt: int
    kumuh_luar_ha: str
    total: int
    tingkat: str
    tingkat_label: str
    kewenangan: str
    kewenangan_ha: str
    aspek: tuple[AspectShare, ...]
    geometry: str


@dataclass(frozen=True)
class ParameterShare:
    """One parameter of a place: volume in bad condition, its share, its score."""

    code: str
    volume: Value
    persen: Value
    nilai: int


@dataclass(frozen=True)
class AspectShare:
    """One of the 8 indicators of a place; `rank` by bad share in this place, 0 when unknown."""

    number: int
    name: str
    short: str
    buruk: Value
    baik: Value
    rank: int


@dataclass(frozen=True)
class ConsiderationFacts:
    """*Pertimbangan lain* of a kawasan: its three items, their sum, its class; None where an item is not filled."""

    nilai_strategis: int | None
    kependudukan: int | None
    sosial: int | None
    jumlah: int | None
    kelas: str | None


@dataclass(frozen=True)
class KawasanRow:
    """One kawasan of one kelurahan (tables T-K03 to T-K05), in the order of handling.

    urutan       place in that order, 0 for a kawasan that is not slum
    prioritas    1 to 9 by class and *pertimbangan lain* (scoring.md section 5.3), None where those are not filled
    klasifikasi  A1 to C6, None where legality or *pertimbangan lain* is not filled
    legalitas    "legal", "tidak legal" or None
    pola         the pattern of handling, by land status where legality is not known
    """

    kelurahan: str
    kelurahan_nama: str
    nama: str
    rt: int
    sizes: SizeFacts
    selisih_ha: Value
    total: int
    tingkat: str
    tingkat_label: str
    kumuh_ha: str
    kumuh_rt: int
    aspek: tuple[AspectShare, ...]
    parameter: tuple[ParameterShare, ...]
    legalitas: str | None
    legalitas_catatan: str
    pertimbangan: ConsiderationFacts
    klasifikasi: str | None
    prioritas: int | None
    urutan: int
    manual: ManualOrderFacts | None
    pola: str
    tipologi: str
    isu: str
    konsep: str


@dataclass(frozen=True)
class NeedRow:
    """One parameter inside all delineations together: need, what the plans handle, what is left."""

    code: str
    name: str
    aspect: int
    unit: str
    need: str
    handled: str
    left: str


@dataclass(frozen=True)
class AreaYears:
    """Slum hectares of a place at each moment: the baseline, then each year of `CityScenario.tahun`."""

    kode: str
    nama: str
    kawasan: str
    sisa_ha: tuple[str, ...]
    totals: tuple[int, ...]
    tingkat: tuple[str, ...]


@dataclass(frozen=True)
class CityYear:
    """One moment of the whole kab/kota: `label` is "Awal" or the year; `dana` rupiah of that year."""

    label: str
    sisa_ha: str
    turun_ha: str
    rt: int
    penduduk: int
    luar_ha: str
    dana: int


@dataclass(frozen=True)
class CityScenario:
    """The road to 0 ha: the sum of the scenarios of the kelurahan (table T-K07).

    tanpa_rencana  names of kelurahan with a delineation and no plan; their area stays as it is
    cara           readings of hectares used by the plans, in words
    nol            first year in which nothing is left, None when there is none
    """

    tahun: tuple[int, ...]
    summary: tuple[CityYear, ...]
    kelurahan: tuple[AreaYears, ...]
    kawasan: tuple[AreaYears, ...]
    tanpa_rencana: tuple[str, ...]
    cara: tuple[str, ...]
    nol: int | None


@dataclass(frozen=True)
class ReadyCell:
    """One item of readiness: `status` "ada", "proses", "belum", "tidak berlaku", or None."""

    syarat: str
    status: str | None
    bukti: str


@dataclass(frozen=True)
class LinkFacts:
    """An activity of an RPLP that names a city activity."""

    kelurahan: str
    kelurahan_nama: str
    kode: str


@dataclass(frozen=True)
class CityActivity:
    """One activity of the kab/kota (T-K08).

    kewenangan  levels of government that the slum area of its kelurahan falls to
    dihitung    whether its own money counts; not where it gathers activities of RPLP (scale lingkungan), whose
              money counts in the RPLP
    """

    kode: str
    program: str
    nama: str
    skala: str
    jalur: str
    pelaksana: str
    kewenangan: tuple[str, ...]
    aspek: tuple[int, ...]
    lokasi: tuple[str, ...]
    kawasan: tuple[str, ...]
    tahun_mulai: int
    tahun_selesai: int
    volume: Value
    satuan: str
    rab: int | None
    dana: int
    kurang: int
    lines: tuple[MoneyFacts, ...]
    rplp: tuple[LinkFacts, ...]
    dihitung: bool
    tahun_pertama: bool
    kesiapan: tuple[ReadyCell, ...]
    siap: bool
    keterangan: str


@dataclass(frozen=True)
class ProposalFacts:
    """An activity of an RPLP at the scale of a kawasan or kota.

    `state` is "ditampung", "belum ditampung" or "kode salah"; `dihitung` whether its money counts here and not in the
    city activity that takes it up.
    """

    kelurahan: str
    kelurahan_nama: str
    kode: str
    nama: str
    skala: str
    jumlah: Value
    satuan: str
    tahun_selesai: int
    rab: int | None
    kode_kabkota: str
    state: str
    dihitung: bool


@dataclass(frozen=True)
class RecapRow:
    """The RPLP of one kelurahan by indicator (T-K11): number of activities and cost by `CitySnapshot.recap_heads`.

    An activity stands under the first of its indicators, as in the RPLP, so that no rupiah is counted twice.
    `tahun_pertama` activities of the RPLP begin in its first year, `siap` of them are ready.
    """

    kode: str
    nama: str
    kegiatan: int
    rab: int
    dana: int
    tanpa_rab: int
    tahun_pertama: int
    siap: int
    count: tuple[int, ...]
    cost: tuple[int, ...]


@dataclass(frozen=True)
class MemoRow:
    """What one party pays for: a city activity, or all RPLP activities of one kelurahan; rupiah by year."""

    kode: str
    uraian: str
    lokasi: str
    by_year: tuple[int, ...]
    jumlah: int


@dataclass(frozen=True)
class FunderFacts:
    """One party of the memorandum (T-K09); `nama` "" where money has a source and nobody who answers for it."""

    nama: str
    sumber: tuple[str, ...]
    jabatan: str
    penandatangan: str
    nip: str
    komitmen: str
    rows: tuple[MemoRow, ...]
    by_year: tuple[int, ...]
    jumlah: int
    pasti: int


@dataclass(frozen=True)
class InvestmentFacts:
    """The money of the document, every rupiah once: by source and year, and by who plans it (T-K10).

    pasti   rupiah that are promised, budgeted or paid
    ganda   rupiah that stand both in an RPLP and in a city activity and are counted once
    """

    tahun: tuple[int, ...]
    sources: tuple[SourceFacts, ...]
    skala: tuple[SourceFacts, ...]
    by_year: tuple[int, ...]
    jumlah: int
    pasti: int
    rab: int
    kurang: int
    ganda: int


@dataclass(frozen=True)
class ConsistencyRow:
    """One finding between RPLP and city plan, in Indonesian; `severity` "kesalahan" or "peringatan"."""

    code: str
    severity: str
    subject: str
    text: str


@dataclass(frozen=True)
class CitySnapshot:
    """Everything that an RP2KP-KP prints. `format` grows when a field changes its meaning.

    `sizes` are of all RT surveyed, `inside` of those in a delineation, `classes` by RT of all. `sk` lists kecamatan,
    kelurahan and kawasan in the order of codes, with `sk_total` below; `recap_heads` are the columns of `recap`.
    `kumuh_persen` is the share of the slum area in the area of the kab/kota as its manuscript gives it.
    `belum_didata` are the listed kelurahan without a baseline, with their outlines where there are some.
    """

    format: int
    document: DocumentFacts
    title: TitleFacts
    place: CityFacts
    rule: RuleFacts
    inputs: tuple[InputFacts, ...]
    tahun_survei: tuple[int, ...]
    sizes: SizeFacts
    inside: SizeFacts
    total: int
    tingkat: str
    tingkat_label: str
    kumuh_ha: str
    kumuh_rt: int
    kumuh_kawasan_ha: str
    kumuh_luar_ha: str
    kumuh_persen: Value
    classes: tuple[ClassFacts, ...]
    indicators: tuple[AspectShare, ...]
    kelurahan: tuple[KelurahanFacts, ...]
    sk: tuple[SkRow, ...]
    sk_total: SkRow
    kawasan: tuple[KawasanRow, ...]
    needs: tuple[NeedRow, ...]
    scenario: CityScenario
    kegiatan: tuple[CityActivity, ...]
    usulan: tuple[ProposalFacts, ...]
    recap_heads: tuple[str, ...]
    recap: tuple[RecapRow, ...]
    investasi: InvestmentFacts
    memorandum: tuple[FunderFacts, ...]
    syarat: tuple[str, ...]
    consistency: tuple[ConsistencyRow, ...]
    missing_text: tuple[str, ...]
    belum_didata: tuple[NamedOutline, ...]
    process: ProcessFacts | None
    naskah: CityManuscript
