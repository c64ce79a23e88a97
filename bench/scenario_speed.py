"""How long the scenario of a plan takes: the domain alone, no storage.

Run with `python -m bench.scenario_speed`.

A made-up kelurahan of 110 RT (bench/nation.py, its volumes made three times as large, so that most RT are slum)
with 60 activities of 8 places over 5 years: the years, the kawasan, the own effect of each activity and what
remains. Then Kota Pekalongan, 13 kelurahan with their recorded works, where the reference data lie beside the
project. `bare numpy` computes percent, score and total of the same arrays and nothing else. Times are medians
over rounds, taken in turns in one process.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from bench.nation import nation_rows
from bench.pekalongan import FOLDER, plan_of, read_city
from planning.authority import Pelaksana, Skala
from planning.effect import activity_effects
from planning.plan import Activity, AreaReading, Jalur, Location, Plan, PlanSettings
from planning.quantity import SCALE, Ints
from planning.rollup import Totals, tally
from planning.scenario import Scenario, scenario_of

RT, ACTIVITIES, PLACES, YEARS = 110, 60, 8, 5
TARGET_KELURAHAN, TARGET_CITY = 0.050, 1.0
Steps = dict[str, Callable[[], object]]


def main() -> None:
    """Measure both, print a table for each; exit 1 when a target is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=50, help="number of rounds (default 50)")
    rounds = arguments.parse_args().rounds
    held = [_kelurahan(reading, rounds) for reading in AreaReading]
    held.append(_city(rounds))
    sys.exit(0 if all(held) else 1)


def _kelurahan(reading: AreaReading, rounds: int) -> bool:
    totals = _totals()
    plan = make_plan(totals, reading)
    ready = whole(plan, totals)
    slum = ready.rt.condition.slum.sum(axis=1).tolist()
    print(
        f"{RT} RT, {ACTIVITIES} activities, {len(ready.handled.volume)} volumes, {YEARS} years, {reading.value}; "
        f"RT that are slum by year: {slum}"
    )

    def fresh(read: Callable[[Scenario], object]) -> Callable[[], object]:
        # A scenario keeps what it has computed, so each round takes a new one with the same arrays.
        return lambda: read(Scenario(plan, ready.handled, ready.years, ready.rt))

    steps: Steps = {
        "years of all RT": lambda: scenario_of(plan, totals),
        "kawasan": fresh(lambda scenario: scenario.kawasan),
        "effect of each activity": lambda: activity_effects(
            plan, totals, ready.handled, ready.rt.condition, ready.years
        ),
        "summary": fresh(lambda scenario: scenario.summary),
        "what remains": fresh(lambda scenario: scenario.remaining),
        "all": lambda: whole(plan, totals),
    }
    bare = [(ready.rt.volume, totals.denominator)]
    return _measured(steps, bare, rounds, TARGET_KELURAHAN)


def _city(rounds: int) -> bool:
    if not FOLDER.is_dir():
        print("the city is left out: its reference data are not beside the project")
        return True
    city = read_city()
    parts = [(plan_of(kode, city.works), city.baseline.take(city.of(kode))) for kode in city.kelurahan]
    played = [whole(plan, totals) for plan, totals in parts]
    volumes = sum(len(each.handled.volume) for each in played)
    print(
        f"Kota Pekalongan: {len(parts)} kelurahan, {len(city.keys)} RT, {len(city.works)} works, {volumes} volumes"
    )
    largest = max(parts, key=lambda part: len(part[1]))
    steps: Steps = {
        f"largest kelurahan ({len(largest[1])} RT)": lambda: whole(*largest),
        "all": lambda: [whole(plan, totals) for plan, totals in parts],
    }
    bare = [(each.rt.volume, each.rt.places.denominator) for each in played]
    return _measured(steps, bare, rounds, TARGET_CITY)


def whole(plan: Plan, totals: Totals) -> Scenario:
    """Everything that a page of the scenario shows."""
    scenario = scenario_of(plan, totals)
    _ = scenario.kawasan, scenario.effects, scenario.summary, scenario.remaining
    return scenario


def _measured(steps: Steps, bare: Sequence[tuple[Ints, Ints]], rounds: int, target: float) -> bool:
    work: Steps = {"bare numpy": lambda: [_bare(*arrays) for arrays in bare], **steps}
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, step in work.items():
            start = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - start)
    base = statistics.median(taken["bare numpy"])
    print("step | median ms | slowest ms | times bare numpy")
    print("--- | --- | --- | ---")
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        print(f"{name} | {median * 1000:.2f} | {max(seconds) * 1000:.2f} | {median / base:.1f}")
    held = statistics.median(taken["all"]) <= target
    print(f"target {target * 1000:.0f} ms: {'met' if held else 'missed'}\n")
    return held


def _bare(volume: Ints, denominator: Ints) -> Ints:
    safe = np.where(denominator > 0, denominator, 1)
    percent = (volume * 20_000 + safe) // (2 * safe)
    nilai = np.array([0, 1, 3, 5])[np.searchsorted([2500, 5100, 7600], percent, side="right")]
    total: Ints = nilai.sum(axis=2)
    return total


def _totals() -> Totals:
    totals = tally(nation_rows(rt=RT, kelurahan=1))
    areas = [f"Kawasan {at // 40 + 1}" if at % 10 else "" for at in range(RT)]
    places = tuple(place._replace(kawasan=area) for place, area in zip(totals.places, areas, strict=True))
    return replace(totals, places=places, volume=np.minimum(totals.volume * 3, totals.denominator))


def make_plan(totals: Totals, reading: AreaReading) -> Plan:
    """60 activities of 8 places over 5 years, each handling all that is bad there of one parameter."""
    chance = np.random.default_rng(2026)
    first = totals.places[0].tahun + 1
    activities = []
    for number in range(ACTIVITIES):
        column = number % len(totals.rule.codes)
        here = chance.choice(len(totals), PLACES, replace=False)
        lokasi = tuple(
            Location(
                totals.places[at].rw,
                totals.places[at].rt,
                first + int(chance.integers(0, YEARS)),
                totals.rule.codes[column],
                Decimal(int(totals.volume[at, column])) / SCALE,
            )
            for at in here.tolist()
        )
        activities.append(
            Activity(
                f"K{number:02d}", "", "", Jalur.PENINGKATAN, Skala.LINGKUNGAN, Pelaksana.KSM, first, first + YEARS - 1,
                kpp="" if number % 3 else "KPP", lokasi=lokasi,
            )
        )  # fmt: skip
    settings = PlanSettings(first, first + YEARS - 1, reading, tahun_tanpa_kpp=3)
    return Plan(totals.places[0].kode, 1, settings, tuple(activities))


if __name__ == "__main__":
    main()
