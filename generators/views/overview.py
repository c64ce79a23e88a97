"""The state of any territory from its newest baselines: gap, score, class, hectares. Read by every face."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from generators.errors import NothingToRender
from planning.gap import IndicatorGap, indicator_gaps
from planning.quantity import to_decimal
from planning.rollup import Level, Totals, roll_up, tally
from planning.rules import RuleSet, Size, Tingkat
from planning.scoring import Scores, score
from planning.territory import TerritoryCode, TerritoryLevel
from planning.wording import words
from store.baselines import Baseline, baselines_of, load_rows
from store.database import Database
from store.territories import name_of, names_below, outlines_in
from store.unit import Unit


@dataclass(frozen=True)
class PlaceRow:
    """One part of the territory, at the level of `part_level`. Areas in hectares."""

    code: str
    name: str
    rt: int
    luas_ha: Decimal
    slum_ha: Decimal
    total: int
    tingkat: Tingkat


@dataclass(frozen=True)
class ClassRow:
    """RT of one class."""

    tingkat: Tingkat
    rt: int
    luas_ha: Decimal
    penduduk: int


@dataclass(frozen=True)
class Overview:
    """Figures of one territory. The three areas stand side by side: SK, verified, outline; None = not known.

    `rt_refused` RT are in none of the figures, because their rows were refused when the surveys came in.
    """

    code: TerritoryCode
    name: str
    rule: RuleSet
    years: tuple[int, ...]
    baselines: tuple[Baseline, ...]
    total: int
    tingkat: Tingkat
    luas_ha: Decimal
    luas_sk_ha: Decimal | None
    outline_ha: Decimal | None
    slum_ha_by_rt: Decimal
    slum_ha_by_kawasan: Decimal
    rt_refused: int
    penduduk: int
    kk: int
    bangunan: int
    classes: tuple[ClassRow, ...]
    gaps: tuple[IndicatorGap, ...]
    parts: tuple[PlaceRow, ...]


def overview_of(
    database: Database, code: TerritoryCode, *, tahun: int | None = None, rule: str | None = None
) -> Overview:
    """The overview of a territory: the newest baseline of each kelurahan in it, or those of one year or rule set.

    Raises `NothingToRender` when there is no baseline, `MixedRules` when they were scored by two rule sets.
    """
    with database.read() as unit:
        newest = baselines_of(unit, code, tahun=tahun)
        baselines = tuple(each for each in newest if rule is None or each.rule == rule)
        if not baselines:
            raise NothingToRender(
                expected=words("a baseline in this territory for {year}", year=tahun)
                if tahun
                else "a baseline in this territory",
                found="none",
                where=code.text,
                remedy="Import a survey first: nahkoda baseline import FILE.",
            )
        rows = load_rows(unit, [baseline.id for baseline in baselines])
        years = tuple(sorted(set(rows.tahun.tolist())))
        # The newest surveys of the kelurahan may be of different years; together they are one state.
        rows = replace(rows, tahun=np.full(len(rows), years[-1], dtype=np.int64))
        name = _name(unit, code, baselines)
        names = {baseline.kode: baseline.name for baseline in baselines}
        if part_level(code) not in (Level.KAWASAN, Level.KELURAHAN):
            names = names_below(unit, code, level=TerritoryLevel(part_level(code)))
        outline = _outline_area(unit, code, names)
    by_rt = score(tally(rows))
    whole = score(roll_up(by_rt.totals, Level(code.level)))
    sk = int(whole.totals.size(Size.LUAS_SK)[0])
    return Overview(
        code,
        name,
        rows.rule,
        years,
        baselines,
        int(whole.total[0]),
        whole.class_of(0),
        to_decimal(whole.totals.size(Size.LUAS)[0]),
        to_decimal(sk) if sk else None,
        outline,
        to_decimal(by_rt.slum_area()),
        to_decimal(score(roll_up(by_rt.totals, Level.KAWASAN)).slum_area()),
        sum(baseline.rt_refused for baseline in baselines),
        _count(whole, Size.PENDUDUK),
        _count(whole, Size.KK),
        _count(whole, Size.BANGUNAN),
        _classes(by_rt),
        indicator_gaps(whole, 0),
        _parts(by_rt, code, names),
    )


def _count(scores: Scores, size: Size) -> int:
    return int(to_decimal(scores.totals.size(size)[0]))


def _name(unit: Unit, code: TerritoryCode, baselines: tuple[Baseline, ...]) -> str:
    listed = name_of(unit, code)
    if listed:
        return listed
    if code.level is TerritoryLevel.NASIONAL:
        return code.kind.value
    return baselines[0].name if code.level is TerritoryLevel.KELURAHAN else code.text


def _outline_area(unit: Unit, code: TerritoryCode, surveyed: Iterable[str]) -> Decimal | None:
    """Area of the surveyed kelurahan, so that it can stand beside theirs; None when one has no outline."""
    outlines = outlines_in(unit, code, level=TerritoryLevel.KELURAHAN)
    if not outlines.keys() >= set(surveyed):
        return None
    from pyproj import Geod
    from shapely import from_geojson

    ellipsoid = Geod(ellps="WGS84")
    metres = sum(
        abs(ellipsoid.geometry_area_perimeter(from_geojson(outlines[each].geojson))[0]) for each in surveyed
    )
    return Decimal(round(metres / 100)) / 100


def _classes(by_rt: Scores) -> tuple[ClassRow, ...]:
    rows = []
    for tingkat in reversed(Tingkat):
        where = by_rt.tingkat == tingkat
        rows.append(
            ClassRow(
                tingkat,
                int(where.sum()),
                to_decimal(by_rt.totals.size(Size.LUAS)[where].sum()),
                int(to_decimal(by_rt.totals.size(Size.PENDUDUK)[where].sum())),
            )
        )
    return tuple(rows)


def part_level(code: TerritoryCode) -> Level:
    """The level of the parts that an overview lists: kelurahan, but above a kab/kota the next level down."""
    match code.level:
        case TerritoryLevel.NASIONAL:
            return Level.PROVINSI
        case TerritoryLevel.PROVINSI:
            return Level.KABKOTA
        case TerritoryLevel.KELURAHAN:
            return Level.KAWASAN
    return Level.KELURAHAN


def _parts(by_rt: Scores, code: TerritoryCode, names: dict[str, str]) -> tuple[PlaceRow, ...]:
    level = part_level(code)
    inside = level is Level.KAWASAN
    scores = score(roll_up(by_rt.totals, level))
    slum_rt = by_rt.totals.take(np.flatnonzero(by_rt.tingkat > Tingkat.TIDAK))
    slum = _area_by_place(roll_up(slum_rt, level))
    rows = []
    for at, place in enumerate(scores.totals.places):
        rows.append(
            PlaceRow(
                place.kode,
                place.kawasan if inside else names.get(place.kode, place.kode),
                int(scores.totals.rt_count[at]),
                to_decimal(scores.totals.size(Size.LUAS)[at]),
                slum.get((place.kode, place.kawasan), Decimal(0)),
                int(scores.total[at]),
                scores.class_of(at),
            )
        )
    return tuple(rows)


def _area_by_place(totals: Totals) -> dict[tuple[str, str], Decimal]:
    areas = totals.size(Size.LUAS)
    return {
        (place.kode, place.kawasan): to_decimal(area)
        for place, area in zip(totals.places, areas, strict=True)
    }


def overview_json(overview: Overview) -> dict[str, object]:
    """The overview as JSON values: hectares and percents as numbers, unknown as None."""

    def area(value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    return {
        "kode": overview.code.text,
        "nama": overview.name,
        "tingkat_wilayah": overview.code.level.value,
        "rule": overview.rule.id,
        "tahun": list(overview.years),
        "baselines": [
            {
                "kode_kelurahan": baseline.kode,
                "kelurahan": baseline.name,
                "tahun": baseline.tahun,
                "number": baseline.number,
                "rt": baseline.rt_count,
                "sk_number": baseline.source.sk_number,
                "sk_date": baseline.source.sk_date.isoformat() if baseline.source.sk_date else None,
            }
            for baseline in overview.baselines
        ],
        "total": overview.total,
        "tingkat": overview.tingkat.label,
        "luas_ha": area(overview.luas_ha),
        "luas_sk_ha": area(overview.luas_sk_ha),
        "luas_batas_ha": area(overview.outline_ha),
        "luas_kumuh_rt_ha": area(overview.slum_ha_by_rt),
        "luas_kumuh_kawasan_ha": area(overview.slum_ha_by_kawasan),
        "rt_ditolak": overview.rt_refused,
        "penduduk": overview.penduduk,
        "kk": overview.kk,
        "bangunan": overview.bangunan,
        "rt_menurut_tingkat": [
            {
                "tingkat": row.tingkat.label,
                "rt": row.rt,
                "luas_ha": area(row.luas_ha),
                "penduduk": row.penduduk,
            }
            for row in overview.classes
        ],
        "indikator": [
            {
                "nomor": gap.aspect.number,
                "nama": gap.aspect.name,
                "baik_persen": area(gap.baik),
                "buruk_persen": area(gap.buruk),
                "parameter": [
                    {
                        "kode": each.parameter.code,
                        "volume": area(each.volume),
                        "acuan": area(each.denominator),
                        "satuan": each.parameter.unit.value,
                        "buruk_persen": area(each.buruk),
                        "nilai": each.nilai,
                        "rt_belum_diisi": each.missing_rt,
                    }
                    for each in gap.parameters
                ],
            }
            for gap in overview.gaps
        ],
        "bagian": [
            {
                "kode": part.code,
                "nama": part.name,
                "rt": part.rt,
                "luas_ha": area(part.luas_ha),
                "luas_kumuh_ha": area(part.slum_ha),
                "total": part.total,
                "tingkat": part.tingkat.label,
            }
            for part in overview.parts
        ],
    }
