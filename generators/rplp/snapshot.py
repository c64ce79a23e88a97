"""What an RPLP is made from: one frozen, serialisable value, complete enough to render it again years later.

Numbers are exact texts or whole integers, dates ISO texts; `None` is *belum diisi*, `"-"` *tidak berlaku*. Areas are
in hectares, lengths in metres, shares in percent. Nothing is computed while a document renders.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generators.facts.place import DocumentFacts, PlaceFacts, RwGroup, Value
from generators.facts.plan import PlanFacts
from generators.facts.process import ProcessFacts
from planning.manuscript import Manuscript


@dataclass(frozen=True)
class BaselineFacts:
    """`rt_refused` RT of the kelurahan stayed out of the baseline because their rows had errors."""

    number: int
    year: int
    sk_number: str
    sk_date: date | None
    source_name: str
    source_sha256: str
    rt_count: int
    rt_refused: int
    rw_count: int


@dataclass(frozen=True)
class ParameterFacts:
    """A parameter of the rule set, `denominator` in words for people."""

    code: str
    aspect: int
    name: str
    unit: str
    denominator: str
    definition: str


@dataclass(frozen=True)
class RuleFacts:
    """The rule set: the least totals of its classes, and the highest total that there is."""

    id: str
    regulation: str
    ringan: int
    sedang: int
    berat: int
    highest: int
    parameters: tuple[ParameterFacts, ...]


@dataclass(frozen=True)
class SizeFacts:
    """Sums over RT; a size that no RT has filled is None. Densities per hectare, one decimal."""

    rt: int
    luas_ha: Value
    luas_sk_ha: Value
    bangunan: Value
    penduduk: Value
    kk: Value
    kk_mbr: Value
    jalan_ideal_m: Value
    drainase_ideal_m: Value
    rtp_ha: Value
    rtp_ideal_ha: Value
    penduduk_per_ha: Value
    bangunan_per_ha: Value
    jiwa_per_kk: Value


@dataclass(frozen=True)
class ClassFacts:
    """RT of one class: number, area, people and KK; `share` of the area of all RT in percent."""

    tingkat: str
    label: str
    rt: int
    luas_ha: str
    penduduk: int
    kk: int
    share: str


@dataclass(frozen=True)
class PartFacts:
    """One part of the kelurahan, inside or outside the delineation.

    `near`: the RT, `near_rt` in number, that are not slum and stand within `near_points` of the limit.
    """

    sizes: SizeFacts
    sk_difference_ha: Value
    slum_rt: int
    slum_ha: str
    near_rt: int
    near: tuple[RwGroup, ...]


@dataclass(frozen=True)
class ParameterResult:
    """One parameter of the kelurahan. `worst` names the RT with the largest shares, `full_rt`
    counts those that are wholly bad; `leading_rw` is the RW with most of the volume, with its share in percent.
    """

    code: str
    volume: Value
    denominator: Value
    good: Value
    persen: Value
    nilai: int
    rt_affected: int
    rt_missing: int
    volume_inside: Value
    volume_outside: Value
    worst: tuple[str, ...]
    worst_persen: Value
    full_rt: int
    leading_rw: str
    leading_share: Value


@dataclass(frozen=True)
class IndicatorResult:
    """One of the 8 indicators. `rank` by bad share, 1 = largest; 0 when unknown. Volume only for the eighth."""

    number: int
    name: str
    short: str
    baik: Value
    buruk: Value
    rank: int
    volume: Value
    ideal: Value
    parameters: tuple[ParameterResult, ...]


@dataclass(frozen=True)
class KawasanFacts:
    """One slum area. `pattern_legal` and `pattern_not_legal` are the patterns by land status."""

    name: str
    largest: bool
    rt: tuple[RwGroup, ...]
    sizes: SizeFacts
    sk_difference_ha: Value
    total: int
    tingkat: str
    tingkat_label: str
    slum_ha_by_rt: str
    slum_rt: int
    pattern_legal: str
    pattern_not_legal: str


@dataclass(frozen=True)
class RtFacts:
    """One RT as surveyed and scored; lists are in the order of the rule's parameters.

    `highlighted`: inside the delineation or slum; where there is none of either, every RT.
    """

    rw: str
    rt: str
    label: str
    kawasan: str
    luas_ha: Value
    luas_sk_ha: Value
    bangunan: Value
    penduduk: Value
    kk: Value
    kk_mbr: Value
    jalan_ideal_m: Value
    drainase_ideal_m: Value
    rtp_ha: Value
    rtp_ideal_ha: Value
    volume: tuple[Value, ...]
    persen: tuple[Value, ...]
    nilai: tuple[int, ...]
    total: int
    tingkat: str
    tingkat_label: str
    highlighted: bool


@dataclass(frozen=True)
class EffectFacts:
    """What closing one aspect wholly does: slum hectares and RT that leave, points that fall in slum RT."""

    aspect: int
    name: str
    luas_ha: str
    rt: int
    points: int
    rank: int
    gap_rank: int


@dataclass(frozen=True)
class SlumFacts:
    """Slum area counted per RT and per kawasan (they differ, scoring.md 6.4), and the kelurahan as one place."""

    ha_by_rt: str
    rt: int
    ha_by_kawasan: str
    kawasan: int
    delineated_ha: str
    total: int
    tingkat: str
    tingkat_label: str
    sectoral: str
    highest_rt: tuple[str, ...]
    highest_total: int
    points_to_leave_min: int
    points_to_leave_max: int


@dataclass(frozen=True)
class Gap:
    """Cells of one survey column that are not filled: `label` for people, `rt` the places."""

    column: str
    label: str
    rt: tuple[str, ...]


@dataclass(frozen=True)
class RtOutline:
    """Outline of one RT as GeoJSON geometry text (lon, lat)."""

    rw: str
    rt: str
    geometry: str


@dataclass(frozen=True)
class NamedOutline:
    """Outline of a kelurahan or desa as GeoJSON geometry text (lon, lat), "" in `name` where it is not listed."""

    code: str
    name: str
    geometry: str


@dataclass(frozen=True)
class RplpSnapshot:
    """Everything that an RPLP prints. `format` grows when a field changes its meaning.

    `outlines` are those of surveyed RT, `without_outline` the RT that lack one while others have one.
    `missing_text` are parts of the manuscript that are not written, `naskah_findings` sentences about what it names
    and plan or baseline do not have.
    `border` is the outline of the kelurahan as GeoJSON geometry text, "" when there is none; `neighbours` are the
    outlines known in its kecamatan, its own among them.
    """

    format: int
    document: DocumentFacts
    place: PlaceFacts
    baseline: BaselineFacts
    rule: RuleFacts
    sizes: SizeFacts
    slum: SlumFacts
    classes: tuple[ClassFacts, ...]
    inside: PartFacts
    outside: PartFacts
    kawasan: tuple[KawasanFacts, ...]
    indicators: tuple[IndicatorResult, ...]
    effects: tuple[EffectFacts, ...]
    rt: tuple[RtFacts, ...]
    near_points: int
    not_filled: tuple[Gap, ...]
    missing_text: tuple[str, ...]
    naskah_findings: tuple[str, ...]
    outlines: tuple[RtOutline, ...]
    without_outline: tuple[RwGroup, ...]
    outline_source: str
    border: str
    neighbours: tuple[NamedOutline, ...]
    plan: PlanFacts | None
    process: ProcessFacts | None
    naskah: Manuscript
