"""The works of Kota Pekalongan 2021 to 2023 on its baseline of 2020, against what the city published.

Run with `python -m bench.pekalongan_works > bench/reports/pekalongan.md`. It prints the report in Markdown and
exits 1 when an RT changed in a way that no work explains.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import numpy as np

from bench.pekalongan import (
    BASELINE,
    ROAD_RULE,
    ROADS,
    RULE,
    YEARS,
    Agreement,
    City,
    Comparison,
    Difference,
    KawasanKind,
    RtKind,
    Work,
    compare,
    kawasan_rungs,
    rt_kind,
    slum_hectares,
)
from planning.quantity import SCALE, Ints, to_millionths
from planning.rollup import Level, roll_up
from planning.rules import Size, Tingkat
from planning.scoring import score


def report(found: Comparison) -> str:
    """The whole report."""
    city = found.city
    count, codes = len(YEARS) * len(city.keys), len(RULE.codes)
    exact = Agreement.of(found.rt, city.rt)
    names = " and ".join(city.names[kode] for kode in found.alone)
    lines = [
        "# Works of Kota Pekalongan 2021–2023 against what the city published",
        "",
        "Made by `python -m bench.pekalongan_works > bench/reports/pekalongan.md`; every figure is of that run.",
        "",
        (
            f"Baseline: {BASELINE}, {len(city.kelurahan)} kelurahan, {len(city.keys)} RT, rule {RULE.id}. "
            f"Works: {len(city.works)} rows of `works.csv`, one activity each. "
            f"Years compared: {YEARS[0]}–{YEARS[-1]}, so {count} RT-years of {codes} scores. "
            "The engine is `planning.scenario.scenario_of`, unchanged; every year is played from the baseline, none "
            "is taken over from the published year before."
        ),
        "",
        "## Result",
        "",
        (
            f"- The engine gives all 16 published scores in **{exact.scores} of {count} RT-years "
            f"({_share(exact.scores, count)})**: in every RT-year of {len(city.kelurahan) - len(found.alone)} "
            "kelurahan."
        ),
        (
            f"- The {len(found.rt_differences)} RT-years that differ lie in {names}. The city never changed an RT row "
            "of these two after the baseline, though works are recorded for them; their kawasan rows it did change."
        ),
        (
            f"- Without the works of these two the engine gives {Agreement.of(found.unbooked, city.rt).scores} of "
            f"{count} RT-years, and every published volume."
        ),
        "- The city's road rule, as its app has it, is not in the published rows: with it fewer RT-years agree.",
        "",
    ]
    for part in (_agreement, _by_kelurahan, _rt_kinds, _road_rule, _other_oddities, _kawasan, _hectares):
        lines += [*part(found), ""]
    return "\n".join(lines).rstrip()


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(map(str, row)) + " |"


def _agreement(found: Comparison) -> Iterator[str]:
    published = found.city.rt
    readings = [Agreement.of(each, published) for each in (found.rt, found.road, found.unbooked)]
    years = len(YEARS) * len(found.city.keys)
    cells = years * len(RULE.codes)
    yield "## Agreement, RT by RT"
    yield ""
    yield "The second and third column are computed in the script only; the engine has no such option."
    yield ""
    yield from _table(
        (
            "agrees exactly",
            "of",
            "engine",
            "with the city's road rule",
            "without the works of the two kelurahan",
        ),
        [
            (
                name,
                whole,
                *(f"{getattr(each, field)} ({_share(getattr(each, field), whole)})" for each in readings),
            )
            for name, field, whole in (
                ("all 16 scores of an RT-year", "scores", years),
                ("total", "total", years),
                ("class", "tingkat", years),
                ("score of one parameter", "cells", cells),
                ("volume of one parameter, to the millionth", "volumes", cells),
            )
        ],
    )


def _by_kelurahan(found: Comparison) -> Iterator[str]:
    city, same = found.city, found.rt.agrees(found.city.rt)
    yield "RT-years in which all 16 scores agree, by kelurahan:"
    yield ""
    rows = []
    for kode in city.kelurahan:
        here = city.of(kode)
        works = sum(work.kode == kode for work in city.works)
        by_year = [int(same[year, here].sum()) for year in range(len(YEARS))]
        rows.append((kode, city.names[kode], works, len(here), *by_year))
    yield from _table(("code", "kelurahan", "works", "RT", *map(str, YEARS)), rows)


def _rt_kinds(found: Comparison) -> Iterator[str]:
    city = found.city
    yield "## Why RT-years differ"
    yield ""
    yield (
        "Each differing RT-year has exactly one kind, by this rule. A differing parameter without a work up to that "
        f"year is “{RtKind.ROAD_RULE.value}” if it is {' or '.join(ROAD_RULE)}, the RT had a road work and the volume "
        f"fell by the building count, else “{RtKind.NEGATIVE.value}” if the survey has it below zero, else "
        f"“{RtKind.NO_WORK.value}”. With works, it is “{RtKind.TYPED.value}” if the published volume is not that of "
        f"{BASELINE}; if it still is, “{RtKind.BASELINE_YEAR.value}” when that holds for all its works, else "
        f"“{RtKind.LEFT.value}”. Of several parameters the first in the order of the table counts."
    )
    yield ""
    years = Counter(each.kind for each in found.rt_differences)
    scores = Counter(
        rt_kind(city, each.year, each.at, column) for each in found.rt_differences for column in each.columns
    )
    volumes = Counter(
        rt_kind(city, *where) for where in np.argwhere(found.rt.volume != city.rt.volume).tolist()
    )
    yield from _table(
        ("kind", "RT-years", "scores", "volumes"),
        [(kind.value, years[kind], scores[kind], volumes[kind]) for kind in RtKind],
    )
    yield ""
    yield "Differing scores by parameter, with the first work behind each:"
    yield ""
    yield from _table(("parameter", "scores", "example"), _by_parameter(found))
    yield ""
    yield "RT-years of other kinds, one by one:"
    yield ""
    others = [each for each in found.rt_differences if each.kind is not RtKind.LEFT]
    yield from [f"- {YEARS[e.year]} {city.label(e.at)}: {e.kind.value}" for e in others] or ["none"]


def _by_parameter(found: Comparison) -> Iterator[tuple[str, int, str]]:
    city = found.city
    for column, code in enumerate(RULE.codes):
        here = [each for each in found.rt_differences if column in each.columns]
        if here:
            yield code, len(here), _example(found, here[0], column, city)


def _example(found: Comparison, one: Difference, column: int, city: City) -> str:
    work = next(
        work
        for work in city.works
        if work.key == city.keys[one.at]
        and work.parameter == RULE.codes[column]
        and work.tahun <= YEARS[one.year]
    )
    at = one.year, one.at, column
    unit = RULE.parameters[column].unit.value
    return (
        f"{city.label(one.at)}, {YEARS[one.year]}: {_number(city.baseline.volume[one.at, column])} {unit} less "
        f"{work.volume} {unit} ({work.kegiatan}, row {work.line}) scores {found.rt.nilai[at]}, published "
        f"{_number(city.rt.volume[at])} {unit} scores {city.rt.nilai[at]}"
    )


def _number(millionths: int | np.int64) -> str:
    return (
        f"{Decimal(int(millionths)) / SCALE:f}".rstrip("0").rstrip(".")
        if millionths % SCALE
        else str(int(millionths) // SCALE)
    )


def _road_rule(found: Comparison) -> Iterator[str]:
    """What the published rows show of the road rule, in the kelurahan whose rows were updated."""
    city = found.city
    booked = [work for work in city.works if work.rt and work.kode not in found.alone]
    roads = {(work.tahun, work.key) for work in booked if work.parameter in ROADS}
    rows = []
    for code in ("1a", "7a", "7b"):
        column = RULE.codes.index(code)
        explicit = {(work.tahun, work.key) for work in booked if work.parameter == code}
        gaps = [each for each in roads if _before(city, *each, column) > 0]
        silent = [each for each in gaps if each not in explicit]
        fell = [each for each in silent if _after(city, *each, column) != _before(city, *each, column)]
        rows.append((code, len(roads), len(gaps), len(gaps) - len(silent), len(silent), len(fell)))
    yield "## The city's road rule"
    yield ""
    yield (
        "In the app's code a work on 2a or 2b takes the RT's whole building count off 1a and 7b (scoring.md section "
        "7.4). The published rows do not show it. RT-years with a road work, without "
        f"{' and '.join(city.names[kode] for kode in found.alone)}:"
    )
    yield ""
    head = (
        "parameter", "with a road work", "of these with a gap", "with a row of its own", "without such a row",
        "of these where the published volume fell",
    )  # fmt: skip
    yield from _table(head, rows)
    yield ""
    own = [work for work in city.works if work.parameter in ("1a", "7a") and work.rt]
    kinds = Counter(_origin(city, work) for work in own)
    beside = {(work.tahun, work.key) for work in city.works if work.parameter in ROADS}
    apart = sum((work.tahun, work.key) not in beside for work in own)
    yield (
        "What the data do have is rows for 1a and 7a with a road as kind of work: "
        f"{len(own)} with an RT, whose volume is "
        + ", ".join(f"{name} in {number}" for name, number in kinds.most_common())
        + f"; {apart} of them stand without a work on 2a or 2b in the same RT and year. To the engine they are works "
        "like any other, and it reproduces them."
    )


def _origin(city: City, work: Work) -> str:
    at = city.position[work.key]
    volume = to_millionths(work.volume)
    if volume == city.baseline.size(Size.BANGUNAN)[at]:
        return "the RT's building count"
    return (
        "its gap"
        if volume == city.baseline.volume[at, RULE.codes.index(work.parameter)]
        else "another number"
    )


def _before(city: City, tahun: int, key: tuple[str, str, str], column: int) -> int:
    at, year = city.position[key], YEARS.index(tahun)
    return int((city.rt.volume[year - 1] if year else city.baseline.volume)[at, column])


def _after(city: City, tahun: int, key: tuple[str, str, str], column: int) -> int:
    return int(city.rt.volume[YEARS.index(tahun), city.position[key], column])


def _other_oddities(found: Comparison) -> Iterator[str]:
    """What else is odd in the data, counted, and what it does to the comparison."""
    city = found.city
    unknown = [work for work in city.works if work.parameter not in RULE.codes]
    early = [work for work in city.works if work.tahun <= BASELINE]
    bare = [work for work in city.works if not work.rt]
    cells: dict[tuple[int, int], int] = {}
    for work in city.works:
        if work.rt and work.parameter in RULE.codes:
            where = city.position[work.key], RULE.codes.index(work.parameter)
            cells[where] = cells.get(where, 0) + to_millionths(work.volume)
    gaps = {where: max(0, int(city.baseline.volume[where])) for where in cells}
    above = sum(done > gaps[where] > 0 for where, done in cells.items())
    none = sum(not gap for gap in gaps.values())
    unmoved = sum(city.keys[at][0] in found.alone and gaps[at, column] > 0 for at, column in cells)
    negative = np.argwhere(city.baseline.volume < 0).tolist()
    moved = [
        (year, at, column)
        for year, at, column in np.argwhere(city.rt.volume != city.baseline.volume).tolist()
        if (at, column) not in cells and [at, column] not in negative
    ]
    yield "## What else the data hold, and what it does"
    yield ""
    yield (
        f"- **Works above the gap**: in {above} RT and parameters the works are above what was missing, in {none} "
        f"nothing was missing at all (of {len(cells)} with works). City and engine both stop at zero, so RT agree; "
        "kawasan drift (below)."
    )
    yield (
        f"- **Works without a published change**: in {unmoved} RT and parameters with a gap, all in the two kelurahan "
        "whose rows were left as they were."
    )
    yield f"- **Recorded twice**, in two identical rows each: {'; '.join(_twice(city))}."
    yield (
        f"- **Codes that rule {RULE.id} does not have**: {len(unknown)} rows ({_list(city, unknown)}). They have no "
        "parameter to act on, and no published volume follows them."
    )
    yield (
        f"- **Dated in the baseline year**: {len(early)} row ({_list(city, early)}). The engine counts it from "
        f"{YEARS[0]} on; the RT row never shows it, the kawasan row does from {BASELINE}."
    )
    yield (
        f"- **Without an RT**: {len(bare)} rows ({_list(city, bare)}). They have no place in a plan by RT; the city "
        "takes them off the kawasan row (below)."
    )
    yield (
        f"- **Published changes without a work**: {len(moved)} RT-year-parameters, besides the {len(negative)} "
        f"negative volumes of the survey ({_cells(city, negative)}), which are 0 from {YEARS[0]} on as in the engine."
    )


def _cells(city: City, found: Iterable[Sequence[int]]) -> str:
    return ", ".join(f"{city.label(at)} {RULE.codes[column]}" for at, column in found)


def _twice(city: City) -> Iterator[str]:
    rows = Counter((work.tahun, work.key, work.parameter, work.volume, work.kegiatan) for work in city.works)
    for (tahun, key, parameter, volume, _), number in rows.items():
        if number > 1:
            where = city.position[key], RULE.codes.index(parameter)
            gap = int(city.baseline.volume[where])
            once = max(0, gap - to_millionths(volume))
            yield (
                f"{tahun} {city.label(where[0])} {parameter} {volume} of a gap of {_number(gap)}, once would leave "
                f"{_number(once)}, published {_number(city.rt.volume[YEARS.index(tahun)][where])}"
            )


def _list(city: City, works: Sequence[Work]) -> str:
    return "; ".join(
        f"{work.tahun} {city.names[work.kode]}{' ' + work.rt + '/' + work.rw if work.rt else ''} {work.parameter} "
        f"{work.volume}, row {work.line}"
        for work in works
    )


def _kawasan(found: Comparison) -> Iterator[str]:
    city = found.city
    published, ours = city.kawasan, found.kawasan
    years = len(YEARS) * len(city.kelurahan)
    exact = Agreement.of(ours, published)
    yield "## Kawasan"
    yield ""
    yield (
        "The engine sums a kawasan from its RT in every year. The city subtracts works from the kawasan row and from "
        f"the RT rows separately. Of {years} kawasan-years all 16 scores agree in {exact.scores} "
        f"({_share(exact.scores, years)}), the class in {exact.tingkat} ({_share(exact.tingkat, years)}); "
        f"{exact.cells} of {years * len(RULE.codes)} scores."
    )
    yield ""
    yield (
        "Each differing kawasan-year has the first kind with which the city's row scores as published; each kind "
        "includes those before it. Volumes are counted in the same way, one by one; two millionths apart is equal."
    )
    yield ""
    rungs = kawasan_rungs(city)
    volumes: Counter[KawasanKind] = Counter()
    for where in map(tuple, np.argwhere(_apart(ours.volume, published.volume)).tolist()):
        volumes[next(k for k, row in rungs.items() if not _apart(row, published.volume)[where])] += 1
    kinds = Counter(each.kind for each in found.kawasan_differences)
    yield from _table(
        ("kind", "kawasan-years", "volumes"), [(k.value, kinds[k], volumes[k]) for k in KawasanKind]
    )
    yield ""
    yield "All that differ in a score:"
    yield ""
    yield from _table(
        ("year", "kawasan", "parameters", "total of the engine", "published", "kind"),
        [
            (
                YEARS[each.year],
                city.names[city.kelurahan[each.at]],
                ", ".join(_kawasan_cell(found, each, column) for column in each.columns),
                ours.total[each.year, each.at],
                published.total[each.year, each.at],
                each.kind.value,
            )
            for each in found.kawasan_differences
        ],
    )
    yield ""
    yield "Steps of a kawasan row that are not the works recorded for it:"
    yield ""
    yield from _odd_steps(city)


def _apart(one: Ints, other: Ints) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    far: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = np.abs(one - other) > 2
    return far


def _kawasan_cell(found: Comparison, each: Difference, column: int) -> str:
    at = each.year, each.at, column
    ours, theirs = found.kawasan.volume[at], found.city.kawasan.volume[at]
    return f"{RULE.codes[column]}: {_number(ours)} ours, {_number(theirs)} published"


def _odd_steps(city: City) -> Iterator[str]:
    before = city.kawasan_before
    for year, tahun in enumerate(YEARS):
        done = np.zeros_like(before)
        for work in city.works:
            if work.tahun == tahun and work.parameter in RULE.codes:
                done[city.kelurahan.index(work.kode), RULE.codes.index(work.parameter)] += to_millionths(
                    work.volume
                )
        expected = np.maximum(before - done, 0)
        for at, column in np.argwhere(_apart(expected, city.kawasan.volume[year])).tolist():
            yield (
                f"- {tahun} {city.names[city.kelurahan[at]]} {RULE.codes[column]}: {_number(before[at, column])} "
                f"became {_number(city.kawasan.volume[year, at, column])}, works {_number(done[at, column])}"
            )
        before = city.kawasan.volume[year]


def _hectares(found: Comparison) -> Iterator[str]:
    city = found.city
    rts, areas = city.baseline, roll_up(city.baseline, Level.KAWASAN)
    here = [city.position[key] for key in city.keys if key[0] not in found.alone]
    rt, kawasan = rts.size(Size.LUAS), areas.size(Size.LUAS)
    yield "## Hectares still slum"
    yield ""
    before = int(rt[_slum(city)].sum()) / SCALE
    yield f"{BASELINE}, by RT: {before:.2f} ha. An RT or kawasan counts while its total is {RULE.ringan} or more."
    yield ""
    yield from _table(
        ("counted", "whose", *map(str, YEARS)),
        [
            ("by RT", "engine", *slum_hectares(found.rt.tingkat, rt)),
            ("by RT", "published", *slum_hectares(city.rt.tingkat, rt)),
            (f"by RT, without {' and '.join(city.names[k] for k in found.alone)}", "engine",
             *slum_hectares(found.rt.tingkat[:, here], rt[here])),
            ("", "published", *slum_hectares(city.rt.tingkat[:, here], rt[here])),
            ("by kawasan", "engine", *slum_hectares(found.kawasan.tingkat, kawasan)),
            ("by kawasan", "published", *slum_hectares(city.kawasan.tingkat, kawasan)),
        ],
    )  # fmt: skip


def _slum(city: City) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = score(city.baseline).tingkat > Tingkat.TIDAK
    return found


def main() -> None:
    """Print the report; exit 1 when a published RT row changed in a way that no work explains."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    found = compare()
    print(report(found))
    kinds = {each.kind for each in found.rt_differences}
    sys.exit(1 if kinds & {RtKind.NO_WORK, RtKind.TYPED} else 0)


if __name__ == "__main__":
    main()
