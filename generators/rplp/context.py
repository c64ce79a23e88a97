"""From a frozen baseline and the consultant's manuscript to the snapshot of an RPLP. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from generators.facts.place import DocumentFacts, PlaceFacts, RwGroup, Value, by_rw
from generators.facts.plan import PlanFacts
from generators.facts.process import ProcessFacts
from generators.indonesian import NOT_APPLICABLE, rounded
from generators.rplp.manuscript_context import manuscript_findings, missing_text, with_manuscript
from generators.rplp.snapshot import (
    BaselineFacts,
    ClassFacts,
    EffectFacts,
    Gap,
    IndicatorResult,
    KawasanFacts,
    NamedOutline,
    ParameterFacts,
    ParameterResult,
    PartFacts,
    RplpSnapshot,
    RtFacts,
    RtOutline,
    RuleFacts,
    SizeFacts,
    SlumFacts,
)
from planning.gap import ParameterGap, by_size, indicator_gaps
from planning.handling import Legality, pattern
from planning.manuscript import Manuscript
from planning.priority import aspect_effects, points_above
from planning.quantity import Empty, exact_text, to_decimal
from planning.rollup import Level, Totals, roll_up, tally
from planning.rules import SIZE_INDEX, SIZES, RuleSet, Size, Tingkat
from planning.scoring import Scores, aspect_averages, round_percent, score, sectoral_average
from planning.survey import SurveyRows, rt_label
from planning.territory import Kind, TerritoryCode, TerritoryLevel

FORMAT = 2
NEAR_POINTS = 6
"""An RT this many points or fewer below the slum limit is named as potential slum."""
WORST_NAMED = 3

SIZE_LABELS: Mapping[Size, str] = {
    Size.LUAS: "luas verifikasi",
    Size.LUAS_SK: "luas menurut SK",
    Size.BANGUNAN: "jumlah bangunan",
    Size.PENDUDUK: "jumlah penduduk",
    Size.KK: "jumlah KK",
    Size.KK_MBR: "jumlah KK MBR",
    Size.JALAN_IDEAL: "panjang jalan ideal",
    Size.DRAINASE_IDEAL: "panjang drainase ideal",
    Size.RTP: "luas ruang terbuka publik",
    Size.RTP_IDEAL: "luas ruang terbuka publik ideal",
}


NO_SIZES = SizeFacts(0, *("0",) * 10, *(None,) * 3)
"""Sizes of a part without RT."""


@dataclass(frozen=True)
class BaselineIdentity:
    """What names the baseline in a document."""

    number: int
    sk_number: str
    sk_date: date | None
    source_name: str
    source_sha256: str
    rt_refused: int = 0


def build_rplp(
    rows: SurveyRows,
    *,
    code: TerritoryCode,
    names: Mapping[str, str],
    baseline: BaselineIdentity,
    manuscript: Manuscript,
    outlines: Sequence[RtOutline] = (),
    outline_source: str = "",
    border: str = "",
    neighbours: Sequence[NamedOutline] = (),
    plan: PlanFacts | None = None,
    process: ProcessFacts | None = None,
    edition_date: date,
    number: int,
) -> RplpSnapshot:
    """The snapshot of one kelurahan's RPLP.

    `rows` are the RT of one kelurahan and one year; `names` maps its code and those above to names; `plan` is
    made on these rows. The years are the manuscript's, else those of the plan. Raises `ValueError` for rows of
    several kelurahan or years, or none.
    """
    if len(rows) == 0 or set(rows.kode) != {code.text} or len(set(rows.tahun.tolist())) != 1:
        raise ValueError("an RPLP is made from the rows of one kelurahan and one year")
    rows = rows.take(np.array(sorted(range(len(rows)), key=lambda i: (rows.rw[i], rows.rt[i]))))
    by_rt = score(tally(rows))
    whole = score(roll_up(by_rt.totals, Level.KELURAHAN))
    inside = np.array([bool(kawasan) for kawasan in rows.kawasan])
    labels = tuple(rt_label(rw, rt) for rw, rt in zip(rows.rw, rows.rt, strict=True))
    drawn = _outlines_of(rows, outlines)
    years = _years(manuscript, plan)
    return RplpSnapshot(
        FORMAT,
        DocumentFacts(
            "rplp",
            number,
            edition_date,
            *years,
            draft=True,
            label=manuscript.label,
        ),
        place_facts(code, names),
        BaselineFacts(
            baseline.number,
            int(rows.tahun[0]),
            baseline.sk_number,
            baseline.sk_date,
            baseline.source_name,
            baseline.source_sha256,
            len(rows),
            baseline.rt_refused,
            len(set(rows.rw)),
        ),
        rule_facts(rows.rule),
        size_facts(whole.totals, 0),
        _slum(by_rt, whole, labels),
        class_facts(by_rt),
        _part(by_rt, inside),
        _part(by_rt, ~inside),
        _kawasan(by_rt),
        _indicators(by_rt, whole, labels, inside),
        _effects(by_rt, whole),
        _rt_facts(rows, by_rt, labels),
        NEAR_POINTS,
        _not_filled(rows, labels),
        missing_text(manuscript, years),
        manuscript_findings(manuscript, plan, set(rows.kawasan)),
        drawn,
        _without_outline(by_rt, drawn),
        outline_source,
        border,
        tuple(neighbours),
        with_manuscript(plan, manuscript) if plan else None,
        process,
        manuscript,
    )


def _years(manuscript: Manuscript, plan: PlanFacts | None) -> tuple[int | None, int | None]:
    written, planned = manuscript.dokumen, plan.scenario.years if plan else (None, None)
    return written.tahun_awal or planned[1], written.tahun_akhir or planned[-1]


def _outlines_of(rows: SurveyRows, outlines: Sequence[RtOutline]) -> tuple[RtOutline, ...]:
    """The outlines of surveyed RT under the survey's own labels: `1` and `001` are one RT."""
    given = {(o.rw.lstrip("0"), o.rt.lstrip("0")): o for o in outlines}
    found = (
        (rw, rt, given.get((rw.lstrip("0"), rt.lstrip("0")))) for rw, rt in zip(rows.rw, rows.rt, strict=True)
    )
    return tuple(RtOutline(rw, rt, outline.geometry) for rw, rt, outline in found if outline)


def _without_outline(by_rt: Scores, drawn: Sequence[RtOutline]) -> tuple[RwGroup, ...]:
    if not drawn:
        return ()
    known = {(outline.rw, outline.rt) for outline in drawn}
    return _by_rw(
        by_rt, (at for at, place in enumerate(by_rt.totals.places) if (place.rw, place.rt) not in known)
    )


def place_facts(code: TerritoryCode, names: Mapping[str, str]) -> PlaceFacts:
    """Names of the place and of what is above it; a code without a known name stands for itself."""
    kabkota = code.at(TerritoryLevel.KABKOTA)
    region = kabkota.kind
    above = names.get(kabkota.text, kabkota.text)
    return PlaceFacts(
        code.text,
        names.get(code.text, code.text),
        code.kind.value,
        "Lurah" if code.kind is Kind.KELURAHAN else "Kepala Desa",
        names.get(code.at(TerritoryLevel.KECAMATAN).text, code.at(TerritoryLevel.KECAMATAN).text),
        above if above.startswith(f"{region.value} ") else f"{region.value} {above}",
        region.value,
        "Wali Kota" if region is Kind.KOTA else "Bupati",
        names.get(code.at(TerritoryLevel.PROVINSI).text, code.at(TerritoryLevel.PROVINSI).text),
        code.kind is not Kind.KELURAHAN,
    )


def _decimal(value: Decimal | None) -> Value:
    return None if value is None else f"{value:f}"


def _ratio(dividend: int, divisor: int, digits: int) -> Value:
    return f"{rounded(Decimal(dividend) / Decimal(divisor), digits):f}" if divisor else None


def area_difference(verified: Value, decreed: Value) -> Value:
    """Verified less decreed hectares; None where one of them is not filled."""
    if verified is None or decreed is None:
        return None
    return f"{Decimal(verified) - Decimal(decreed):f}"


def _tint(tingkat: Tingkat) -> str:
    return tingkat.name.lower()


def rule_facts(rule: RuleSet) -> RuleFacts:
    """The rule set with its parameters as documents explain it."""
    parameters = tuple(
        ParameterFacts(p.code, p.aspect, p.name, p.unit.value, SIZE_LABELS[p.denominator], p.definition)
        for p in rule.parameters
    )
    return RuleFacts(
        rule.id, rule.regulation, rule.ringan, rule.sedang, rule.berat, rule.highest_total, parameters
    )


def size_facts(totals: Totals, at: int) -> SizeFacts:
    """Sizes and densities of the place at position `at`; what no RT has filled is None."""

    def value(size: Size) -> Value:
        column = SIZE_INDEX[size]
        nowhere = int(totals.size_missing[at, column]) == int(totals.rt_count[at])
        return None if nowhere else exact_text(int(totals.sizes[at, column]))

    def ratio(dividend: Size, divisor: Size) -> Value:
        known = value(dividend) is not None
        return _ratio(int(totals.size(dividend)[at]), int(totals.size(divisor)[at]), 1) if known else None

    return SizeFacts(
        rt=int(totals.rt_count[at]),
        luas_ha=value(Size.LUAS),
        luas_sk_ha=value(Size.LUAS_SK),
        bangunan=value(Size.BANGUNAN),
        penduduk=value(Size.PENDUDUK),
        kk=value(Size.KK),
        kk_mbr=value(Size.KK_MBR),
        jalan_ideal_m=value(Size.JALAN_IDEAL),
        drainase_ideal_m=value(Size.DRAINASE_IDEAL),
        rtp_ha=value(Size.RTP),
        rtp_ideal_ha=value(Size.RTP_IDEAL),
        penduduk_per_ha=ratio(Size.PENDUDUK, Size.LUAS),
        bangunan_per_ha=ratio(Size.BANGUNAN, Size.LUAS),
        jiwa_per_kk=ratio(Size.PENDUDUK, Size.KK),
    )


def _slum(by_rt: Scores, whole: Scores, labels: Sequence[str]) -> SlumFacts:
    slum = by_rt.tingkat > Tingkat.TIDAK
    kawasan = score(roll_up(by_rt.totals, Level.KAWASAN))
    top = int(by_rt.total.max())
    above = points_above(by_rt)[slum]
    return SlumFacts(
        exact_text(by_rt.slum_area()),
        int(slum.sum()),
        exact_text(kawasan.slum_area()),
        int((kawasan.tingkat > Tingkat.TIDAK).sum()),
        exact_text(int(kawasan.totals.size(Size.LUAS).sum())),
        int(whole.total[0]),
        _tint(whole.class_of(0)),
        whole.class_of(0).label,
        f"{round_percent(float(sectoral_average(aspect_averages(whole))[0])):.2f}",
        tuple(labels[i] for i in np.flatnonzero(by_rt.total == top).tolist()),
        top,
        int(above.min()) if above.size else 0,
        int(above.max()) if above.size else 0,
    )


def class_facts(by_rt: Scores) -> tuple[ClassFacts, ...]:
    """RT by class, the gravest first."""
    area = by_rt.totals.size(Size.LUAS)
    facts = []
    for tingkat in reversed(Tingkat):
        of_class = by_rt.tingkat == tingkat
        facts.append(
            ClassFacts(
                _tint(tingkat),
                tingkat.label,
                int(of_class.sum()),
                exact_text(int(area[of_class].sum())),
                int(to_decimal(by_rt.totals.size(Size.PENDUDUK)[of_class].sum())),
                int(to_decimal(by_rt.totals.size(Size.KK)[of_class].sum())),
                str(_ratio(int(area[of_class].sum()) * 100, int(area.sum()), 1) or "0"),
            )
        )
    return tuple(facts)


def _part(by_rt: Scores, where: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> PartFacts:
    slum = (by_rt.tingkat > Tingkat.TIDAK) & where
    limit = by_rt.totals.rule.ringan
    near = np.flatnonzero(where & ~slum & (by_rt.total >= limit - NEAR_POINTS))
    totals = by_rt.totals.take(np.flatnonzero(where))
    sizes = size_facts(roll_up(totals, Level.KELURAHAN), 0) if len(totals) else NO_SIZES
    return PartFacts(
        sizes,
        area_difference(sizes.luas_ha, sizes.luas_sk_ha),
        int(slum.sum()),
        exact_text(int(by_rt.totals.size(Size.LUAS)[slum].sum())),
        len(near),
        _by_rw(by_rt, near.tolist()),
    )


def _by_rw(by_rt: Scores, members: Iterable[int]) -> tuple[RwGroup, ...]:
    places = (by_rt.totals.places[at] for at in members)
    return by_rw((place.rw, place.rt) for place in places)


def _kawasan(by_rt: Scores) -> tuple[KawasanFacts, ...]:
    scores = score(roll_up(by_rt.totals, Level.KAWASAN))
    largest = int(scores.totals.size(Size.LUAS).argmax()) if len(scores.totals) else -1
    facts = []
    for at, place in enumerate(scores.totals.places):
        members = [i for i, rt in enumerate(by_rt.totals.places) if rt.kawasan == place.kawasan]
        slum = [i for i in members if by_rt.tingkat[i] > Tingkat.TIDAK]
        sizes = size_facts(scores.totals, at)
        tingkat = scores.class_of(at)
        facts.append(
            KawasanFacts(
                place.kawasan,
                at == largest,
                _by_rw(by_rt, members),
                sizes,
                area_difference(sizes.luas_ha, sizes.luas_sk_ha),
                int(scores.total[at]),
                _tint(tingkat),
                tingkat.label,
                exact_text(int(by_rt.totals.size(Size.LUAS)[slum].sum())),
                len(slum),
                pattern(tingkat, Legality.LEGAL).value,
                pattern(tingkat, Legality.TIDAK_LEGAL).value,
            )
        )
    return tuple(facts)


def _indicators(
    by_rt: Scores, whole: Scores, labels: Sequence[str], inside: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[IndicatorResult, ...]:
    gaps = indicator_gaps(whole, 0)
    ranks = {gap.aspect.number: rank for rank, gap in enumerate(by_size(gaps), 1) if gap.buruk is not None}
    return tuple(
        IndicatorResult(
            gap.aspect.number,
            gap.aspect.name,
            gap.aspect.short,
            _decimal(gap.baik),
            _decimal(gap.buruk),
            ranks.get(gap.aspect.number, 0),
            _decimal(gap.volume),
            _decimal(gap.ideal),
            tuple(_parameter(by_rt, labels, inside, parameter) for parameter in gap.parameters),
        )
        for gap in gaps
    )


def _parameter(
    by_rt: Scores,
    labels: Sequence[str],
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]],
    gap: ParameterGap,
) -> ParameterResult:
    totals = by_rt.totals
    index = totals.rule.codes.index(gap.parameter.code)
    volume, percent = totals.volume[:, index], by_rt.percent[:, index]
    known = by_rt.known[:, index]
    order = np.lexsort((np.arange(len(percent)), -volume, -percent))
    top = int(percent[order[0]]) if known.any() else 0
    worst = tuple(labels[i] for i in order[:WORST_NAMED] if known[i] and percent[i] > 0)
    per_rw: dict[str, int] = {}
    for place, amount in zip(totals.places, volume.tolist(), strict=True):
        per_rw[place.rw] = per_rw.get(place.rw, 0) + amount
    total = sum(per_rw.values())
    leading = max(per_rw, key=lambda rw: (per_rw[rw], rw)) if total else ""
    filled = gap.volume is not None
    return ParameterResult(
        gap.parameter.code,
        _decimal(gap.volume) if filled else _unknown(gap),
        _decimal(gap.denominator) if filled else _unknown(gap),
        _decimal(gap.good) if filled else _unknown(gap),
        _decimal(gap.buruk) if filled else _unknown(gap),
        gap.nilai,
        int((volume > 0).sum()),
        gap.missing_rt,
        exact_text(int(volume[inside].sum())) if filled else _unknown(gap),
        exact_text(int(volume[~inside].sum())) if filled else _unknown(gap),
        worst,
        f"{Decimal(top).scaleb(-2):f}" if worst else None,
        int((known & (percent == 10_000)).sum()),
        leading,
        _ratio(per_rw[leading] * 100, total, 1) if leading else None,
    )


def _unknown(gap: ParameterGap) -> Value:
    return None if gap.missing_rt else NOT_APPLICABLE


def _effects(by_rt: Scores, whole: Scores) -> tuple[EffectFacts, ...]:
    ranks = {
        gap.aspect.number: rank
        for rank, gap in enumerate((gap for gap in by_size(indicator_gaps(whole, 0)) if gap.parameters), 1)
    }
    return tuple(
        EffectFacts(
            effect.aspect.number,
            effect.aspect.name,
            exact_text(effect.area),
            effect.places,
            effect.points,
            rank,
            ranks[effect.aspect.number],
        )
        for rank, effect in enumerate(aspect_effects(by_rt), 1)
    )


def _cell(millionths: int, state: int) -> Value:
    if state == Empty.NOT_FILLED:
        return None
    return NOT_APPLICABLE if state == Empty.NOT_APPLICABLE else exact_text(millionths)


def _rt_facts(rows: SurveyRows, scores: Scores, labels: Sequence[str]) -> tuple[RtFacts, ...]:
    highlighted = (scores.tingkat > Tingkat.TIDAK) | np.array([bool(kawasan) for kawasan in rows.kawasan])
    if not highlighted.any():
        highlighted[:] = True
    facts = []
    for at, label in enumerate(labels):
        size = {s: _cell(int(rows.sizes[at, i]), int(rows.size_state[at, i])) for s, i in SIZE_INDEX.items()}
        volume = tuple(
            _cell(int(v), int(s)) for v, s in zip(rows.volume[at], rows.volume_state[at], strict=True)
        )
        percent = tuple(
            f"{Decimal(int(p)).scaleb(-2):f}" if known else (None if cell is None else NOT_APPLICABLE)
            for p, known, cell in zip(scores.percent[at], scores.known[at], volume, strict=True)
        )
        tingkat = scores.class_of(at)
        facts.append(
            RtFacts(
                rw=rows.rw[at],
                rt=rows.rt[at],
                label=label,
                kawasan=rows.kawasan[at],
                luas_ha=size[Size.LUAS],
                luas_sk_ha=size[Size.LUAS_SK],
                bangunan=size[Size.BANGUNAN],
                penduduk=size[Size.PENDUDUK],
                kk=size[Size.KK],
                kk_mbr=size[Size.KK_MBR],
                jalan_ideal_m=size[Size.JALAN_IDEAL],
                drainase_ideal_m=size[Size.DRAINASE_IDEAL],
                rtp_ha=size[Size.RTP],
                rtp_ideal_ha=size[Size.RTP_IDEAL],
                volume=volume,
                persen=percent,
                nilai=tuple(scores.nilai[at].tolist()),
                total=int(scores.total[at]),
                tingkat=_tint(tingkat),
                tingkat_label=tingkat.label,
                highlighted=bool(highlighted[at]),
            )
        )
    return tuple(facts)


def _not_filled(rows: SurveyRows, labels: Sequence[str]) -> tuple[Gap, ...]:
    gaps = []
    for size in SIZES:
        empty = np.flatnonzero(rows.size_state[:, SIZE_INDEX[size]] == Empty.NOT_FILLED)
        # Outside the delineation there is no SK area to fill.
        if size is Size.LUAS_SK:
            empty = np.array([i for i in empty if rows.kawasan[i]], dtype=np.intp)
        if empty.size:
            gaps.append(Gap(size.value, SIZE_LABELS[size], tuple(labels[i] for i in empty.tolist())))
    for index, parameter in enumerate(rows.rule.parameters):
        empty = np.flatnonzero(rows.volume_state[:, index] == Empty.NOT_FILLED)
        if empty.size:
            gaps.append(
                Gap(
                    parameter.code,
                    f"{parameter.code} {parameter.name}",
                    tuple(labels[i] for i in empty.tolist()),
                )
            )
    return tuple(gaps)
