"""Kota Pekalongan: the engine on the works of 2021 to 2023, and why a published figure is another one.

`bench.pekalongan_works` prints what is compared here; the reference data must lie beside the project.

The engine is compared as it is. Readings of the city that it does not share (its road rule, rows that were not
updated) are computed here only, so that each difference can be explained and none is tuned away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

import numpy as np

from planning.authority import Pelaksana, Skala
from planning.effect import Bools
from planning.plan import Activity, Jalur, Location, Plan, PlanSettings
from planning.quantity import SCALE, Ints, to_decimal, to_millionths
from planning.rollup import Level, Totals, roll_up, tally
from planning.rules import RULE_2018, Size, Tingkat
from planning.scenario import scenario_of
from planning.scoring import Scores, score
from planning.survey import rt_label
from tests.planning.reading import SHARED, millionths, records, survey

FOLDER = SHARED / "pekalongan"
BASELINE, YEARS = 2020, (2021, 2022, 2023)
RULE = RULE_2018
TINGKAT = {"KB": Tingkat.BERAT, "KS": Tingkat.SEDANG, "KR": Tingkat.RINGAN, "TK": Tingkat.TIDAK}
ROADS = ("2a", "2b")
ROAD_RULE = ("1a", "7b")
"""The city's app takes all buildings of an RT with a road work off these (scoring.md section 7.4)."""
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Work:
    """One row of works.csv; `line` counts the header as 1. `rw` and `rt` are "" for a work of the kawasan."""

    line: int
    tahun: int
    kode: str
    rw: str
    rt: str
    parameter: str
    volume: Decimal
    kegiatan: str

    @property
    def key(self) -> Key:
        return self.kode, self.rw, self.rt


@dataclass(frozen=True)
class Condition:
    """Places in the three years: volume int64[3, n, p] millionths, nilai [3, n, p], total and tingkat [3, n]."""

    volume: Ints
    nilai: Ints
    total: Ints
    tingkat: Ints

    def agrees(self, other: Condition) -> Bools:
        """Whether all 16 scores are the same, bool[3, n]."""
        same: Bools = (self.nilai == other.nilai).all(axis=2)
        return same


@dataclass(frozen=True)
class City:
    """The registry: the RT of the baseline, what was published for them and for the kawasan, and the works."""

    baseline: Totals
    names: Mapping[str, str]
    rt: Condition
    kawasan_before: Ints
    kawasan: Condition
    works: tuple[Work, ...]

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        return tuple((place.kode, place.rw, place.rt) for place in self.baseline.places)

    @cached_property
    def position(self) -> Mapping[Key, int]:
        return {key: at for at, key in enumerate(self.keys)}

    @cached_property
    def kelurahan(self) -> tuple[str, ...]:
        """Codes in the order of the kawasan rows; each kelurahan has one kawasan."""
        return tuple(place.kode for place in roll_up(self.baseline, Level.KAWASAN).places)

    def of(self, kode: str) -> Ints:
        """Positions of the RT of one kelurahan."""
        return np.flatnonzero([key[0] == kode for key in self.keys])

    def label(self, at: int) -> str:
        kode, rw, rt = self.keys[at]
        return f"{self.names[kode]} {rt_label(rw, rt)}"


def read_city() -> City:
    """The registry as published, uncleaned. Raises `OSError` when the reference data are absent."""
    baseline, published = records(FOLDER / "baseline.csv"), records(FOLDER / "published.csv")
    before = [each for each in baseline if each["tahun"] == str(BASELINE)]
    order = [_identity(each) for each in before]
    totals = tally(survey(before))
    by_year = {(each["tahun"], *_identity(each)): each for each in baseline}
    scored = {(each["tahun"], *_identity(each)): each for each in published}
    volumes, found = [], []
    for year in map(str, YEARS):
        volumes.append(tally(survey([by_year[year, *key] for key in order])).volume)
        found.append([scored[year, *key] for key in order])
    areas = {
        (each["tahun"], each["kode_kelurahan"]): each for each in records(FOLDER / "published_kawasan.csv")
    }
    codes = [place.kode for place in roll_up(totals, Level.KAWASAN).places]
    kawasan = [[areas[str(year), kode] for kode in codes] for year in (BASELINE, *YEARS)]
    rows = np.array([[[millionths(e[f"{c}_volume"]) for c in RULE.codes] for e in each] for each in kawasan])
    return City(
        totals,
        {each["kode_kelurahan"]: each["kelurahan"] for each in before},
        _published(np.stack(volumes), found, ""),
        rows[0],
        _published(rows[1:], kawasan[1:], "_nilai"),
        tuple(_works()),
    )


def _identity(record: Mapping[str, str]) -> Key:
    return record["kode_kelurahan"], record["rw"], record["rt"]


def _published(volume: Ints, found: Sequence[Sequence[Mapping[str, str]]], ending: str) -> Condition:
    return Condition(
        volume,
        np.array([[[int(each[f"{code}{ending}"]) for code in RULE.codes] for each in row] for row in found]),
        np.array([[int(each["total"]) for each in row] for row in found]),
        np.array([[TINGKAT[each["tingkat"]] for each in row] for row in found]),
    )


def _works() -> Iterator[Work]:
    for line, each in enumerate(records(FOLDER / "works.csv"), 2):
        volume = Decimal(each["volume"])
        yield Work(line, int(each["tahun"]), *_identity(each), each["parameter"], volume, each["kegiatan"])


# --- The engine on the works -------------------------------------------------------------------------


def plan_of(kode: str, works: Iterable[Work]) -> Plan:
    """The works of one kelurahan as a plan, one activity for each row."""
    activities = tuple(
        Activity(
            f"BARIS-{work.line}",
            "",
            work.kegiatan,
            Jalur.PENINGKATAN,
            Skala.LINGKUNGAN,
            Pelaksana.DINAS,
            work.tahun,
            work.tahun,
            lokasi=(Location(work.rw, work.rt, work.tahun, work.parameter, work.volume),),
        )
        for work in works
        if work.kode == kode
    )
    return Plan(kode, 1, PlanSettings(YEARS[0], YEARS[-1]), activities)


def played(city: City, works: Iterable[Work]) -> tuple[Condition, Condition]:
    """The condition of the RT, and of the kawasan summed from them, by the engine."""
    works = tuple(works)
    shape = (len(YEARS), len(city.keys), len(RULE.codes))
    volume, nilai = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    total = np.zeros(shape[:2], dtype=np.int64)
    areas = []
    for kode in city.kelurahan:
        here = city.of(kode)
        scenario = scenario_of(plan_of(kode, works), city.baseline.take(here))
        volume[:, here] = scenario.rt.volume[1:]
        nilai[:, here] = scenario.rt.condition.nilai[1:]
        total[:, here] = scenario.rt.condition.total[1:]
        areas.append(scenario.kawasan)
    return (
        Condition(volume, nilai, total, _classes(total)),
        Condition(
            np.concatenate([area.volume[1:] for area in areas], axis=1),
            np.concatenate([area.condition.nilai[1:] for area in areas], axis=1),
            kawasan_total := np.concatenate([area.condition.total[1:] for area in areas], axis=1),
            _classes(kawasan_total),
        ),
    )


def _classes(total: Ints) -> Ints:
    return np.searchsorted([RULE.ringan, RULE.sedang, RULE.berat], total, side="right")


def with_road_rule(city: City) -> tuple[Work, ...]:
    """The works, and the city's road rule: a work on 2a or 2b takes all buildings of its RT off 1a and 7b."""
    buildings = city.baseline.size(Size.BANGUNAN)
    roads = {(work.tahun, work.key): work for work in city.works if work.parameter in ROADS and work.rt}
    return city.works + tuple(
        replace(work, parameter=parameter, volume=to_decimal(buildings[city.position[work.key]]))
        for work in roads.values()
        for parameter in ROAD_RULE
    )


def left_alone(city: City) -> tuple[str, ...]:
    """Kelurahan whose RT rows never change after the baseline, although works are recorded on gaps of theirs."""
    found = []
    for kode in city.kelurahan:
        here = city.of(kode)
        changed = (city.rt.volume[:, here] != city.baseline.volume[here]).any()
        gaps = any(
            city.baseline.volume[city.position[work.key], RULE.codes.index(work.parameter)] > 0
            for work in city.works
            if work.kode == kode and work.rt and work.parameter in RULE.codes
        )
        if gaps and not changed:
            found.append(kode)
    return tuple(found)


# --- Why RT differ -----------------------------------------------------------------------------------


class RtKind(StrEnum):
    """Why an RT's published figure is not the engine's; where several meet, the first in this order."""

    NO_WORK = "published volume changed without a work"
    TYPED = "published volume changed by another amount than the works"
    ROAD_RULE = "published volume follows the city's road rule"
    LEFT = "work recorded, row of the RT left as it was in 2020"
    BASELINE_YEAR = "only works dated 2020, the year of the baseline itself"
    NEGATIVE = "negative volume of the survey"


def rt_kind(city: City, year: int, at: int, column: int) -> RtKind:
    """The kind of one differing cell: RT `at`, parameter `column`, position `year` in `YEARS`."""
    before = int(city.baseline.volume[at, column])
    published = int(city.rt.volume[year, at, column])
    until = [work for work in city.works if work.key == city.keys[at] and work.tahun <= YEARS[year]]
    here = [work for work in until if work.parameter == RULE.codes[column]]
    if not here:
        buildings = int(city.baseline.size(Size.BANGUNAN)[at])
        roads = any(work.parameter in ROADS for work in until)
        if roads and RULE.codes[column] in ROAD_RULE and published == max(0, before - buildings):
            return RtKind.ROAD_RULE
        return RtKind.NEGATIVE if before < 0 else RtKind.NO_WORK
    if published != before:
        return RtKind.TYPED
    return RtKind.BASELINE_YEAR if all(work.tahun <= BASELINE for work in here) else RtKind.LEFT


@dataclass(frozen=True)
class Difference:
    """An RT or kawasan in a year whose scores differ, with its one kind and the parameters."""

    year: int
    at: int
    kind: StrEnum
    columns: tuple[int, ...]


def rt_differences(city: City, ours: Condition) -> tuple[Difference, ...]:
    """Every RT-year of which a score differs."""
    order = list(RtKind)
    found = []
    for year, at in np.argwhere(~ours.agrees(city.rt)).tolist():
        columns = np.flatnonzero(ours.nilai[year, at] != city.rt.nilai[year, at]).tolist()
        kinds = {rt_kind(city, year, at, column) for column in columns}
        found.append(Difference(year, at, min(kinds, key=order.index), tuple(columns)))
    return tuple(found)


# --- Why kawasan differ --------------------------------------------------------------------------------


class KawasanKind(StrEnum):
    """What has to be granted until the city's kawasan row is reproduced; each includes those before it."""

    CLAMP = "works taken off the kawasan row in full, also where the RT had less (two levels of clamping)"
    NO_RT = "works recorded for the kawasan, without an RT"
    START = "kawasan row of 2020 that is not the sum of its RT"
    TYPED = "kawasan row changed by another amount than all works recorded"


def kawasan_row(city: City, *, without_rt: bool, start: Ints) -> Ints:
    """Volumes int64[3, k, p] if works are taken off a kawasan row by itself, stopping at zero in each year."""
    row = start.copy()
    found = []
    for year in YEARS:
        for work in city.works:
            if work.tahun == year and work.parameter in RULE.codes and (work.rt or without_rt):
                column = RULE.codes.index(work.parameter)
                row[city.kelurahan.index(work.kode), column] -= to_millionths(work.volume)
        row = np.maximum(row, 0)
        found.append(row.copy())
    return np.stack(found)


def scored_kawasan(city: City, volume: Ints) -> list[Scores]:
    """Scores of kawasan rows int64[3, k, p] over the summed denominators, one for each year."""
    totals = roll_up(city.baseline, Level.KAWASAN)
    return [score(replace(totals, volume=each)) for each in volume]


def kawasan_rungs(city: City) -> dict[KawasanKind, Ints]:
    """Volumes int64[3, k, p] of the kawasan rows when each kind is granted, those before it included."""
    summed = roll_up(city.baseline, Level.KAWASAN).volume
    return {
        KawasanKind.CLAMP: kawasan_row(city, without_rt=False, start=summed),
        KawasanKind.NO_RT: kawasan_row(city, without_rt=True, start=summed),
        KawasanKind.START: kawasan_row(city, without_rt=True, start=city.kawasan_before),
        KawasanKind.TYPED: city.kawasan.volume,
    }


def kawasan_differences(city: City, ours: Condition) -> tuple[Difference, ...]:
    """Every kawasan-year of which a score differs."""
    scores = {kind: scored_kawasan(city, volume) for kind, volume in kawasan_rungs(city).items()}
    found = []
    for year, at in np.argwhere(~ours.agrees(city.kawasan)).tolist():
        columns = np.flatnonzero(ours.nilai[year, at] != city.kawasan.nilai[year, at]).tolist()
        kind = next(
            kind
            for kind, each in scores.items()
            if np.array_equal(each[year].nilai[at], city.kawasan.nilai[year, at])
        )
        found.append(Difference(year, at, kind, tuple(columns)))
    return tuple(found)


# --- The whole comparison ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """How many RT-years and cells of a reading are as published."""

    scores: int
    total: int
    tingkat: int
    cells: int
    volumes: int

    @staticmethod
    def of(ours: Condition, published: Condition) -> Agreement:
        return Agreement(
            int(ours.agrees(published).sum()),
            int((ours.total == published.total).sum()),
            int((ours.tingkat == published.tingkat).sum()),
            int((ours.nilai == published.nilai).sum()),
            int((ours.volume == published.volume).sum()),
        )


@dataclass(frozen=True)
class Comparison:
    """The engine, and two readings of the city that it does not share, against what was published."""

    city: City
    rt: Condition
    kawasan: Condition
    road: Condition
    alone: tuple[str, ...]
    unbooked: Condition
    rt_differences: tuple[Difference, ...]
    kawasan_differences: tuple[Difference, ...]


def compare() -> Comparison:
    """Read, play and compare."""
    city = read_city()
    rt, kawasan = played(city, city.works)
    alone = left_alone(city)
    return Comparison(
        city,
        rt,
        kawasan,
        played(city, with_road_rule(city))[0],
        alone,
        played(city, (work for work in city.works if work.kode not in alone))[0],
        rt_differences(city, rt),
        kawasan_differences(city, kawasan),
    )


def slum_hectares(tingkat: Ints, area: Ints) -> list[str]:
    """Area of the places that are slum in each year, to print."""
    return [f"{int(area[each > Tingkat.TIDAK].sum()) / SCALE:.2f}" for each in tingkat]
