"""The road of a kab/kota to 0 ha: the scenarios of its kelurahan side by side and summed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generators.rp2kpkp.member import CityMember
from generators.rp2kpkp.snapshot import AreaYears, CityScenario, CityYear, InvestmentFacts
from generators.workbook.words import reading_of_areas
from planning.effect import Bools
from planning.quantity import SCALE, Ints, exact_text
from planning.rollup import Level, roll_up
from planning.rules import Size, Tingkat
from planning.scoring import Scores, score

FIRST = "Awal"
"""Label of the state of the baselines, which may be of several years."""


@dataclass(frozen=True)
class _Road:
    """One kelurahan through the moments: sums in millionths of a hectare and counts, int64[moments]."""

    left: Ints
    outside: Ints
    rt: Ints
    people: Ints
    total: Ints
    kawasan: tuple[tuple[str, Ints, Ints], ...]


def city_scenario(
    members: Sequence[CityMember], by_rt: Scores, inside: Bools, money: InvestmentFacts
) -> CityScenario:
    """The sum of the scenarios of `members`; a kelurahan without a plan stays as it was surveyed.

    Before the first year of its plan a kelurahan is as surveyed, after the last as at its target. `by_rt` are the RT of
    all members, `inside` says which lie in a kawasan.
    """
    settings = [member.view.plan.settings for member in members if member.view]
    years = (
        tuple(range(min(s.tahun_awal for s in settings), max(s.tahun_target for s in settings) + 1))
        if settings
        else ()
    )
    rule = by_rt.totals.rule
    roads = [(member, _road(member, years, by_rt, inside)) for member in members]
    left: list[int] = np.sum([road.left for _, road in roads], axis=0).tolist()
    outside: list[int] = np.sum([road.outside for _, road in roads], axis=0).tolist()
    rt: list[int] = np.sum([road.rt for _, road in roads], axis=0).tolist()
    people: list[int] = np.sum([road.people for _, road in roads], axis=0).tolist()
    spent = dict(zip(money.tahun, money.by_year, strict=True))
    summary = tuple(
        CityYear(
            FIRST if at == 0 else str(years[at - 1]),
            exact_text(left[at]),
            exact_text(left[max(at - 1, 0)] - left[at]),
            rt[at],
            people[at],
            exact_text(outside[at]),
            0 if at == 0 else spent.get(years[at - 1], 0),
        )
        for at in range(len(years) + 1)
    )

    def row(member: CityMember, kawasan: str, left: Ints, total: Ints) -> AreaYears:
        return AreaYears(
            member.code.text,
            member.nama,
            kawasan,
            tuple(map(exact_text, left.tolist())),
            tuple(total.tolist()),
            tuple(rule.tingkat(each).name.lower() for each in total.tolist()),
        )

    delineated = [(member, road) for member, road in roads if road.kawasan]
    return CityScenario(
        years,
        summary,
        tuple(row(member, "", road.left, road.total) for member, road in delineated),
        tuple(row(member, *kawasan) for member, road in delineated for kawasan in road.kawasan),
        tuple(member.nama for member, _ in delineated if member.view is None),
        tuple(map(reading_of_areas, dict.fromkeys(each.cara_luas for each in settings))),
        next((years[at - 1] for at in range(1, len(left)) if not any(left[at:])), None),
    )


def _road(member: CityMember, years: Sequence[int], by_rt: Scores, inside: Bools) -> _Road:
    moments = len(years) + 1
    if member.view is None:
        return _as_surveyed(member, moments, by_rt, inside)
    scenario = member.view.scenario
    own = scenario.years.tolist()
    # Position in the plan's own years: the baseline until it begins, its last year after it has ended.
    at = np.array(
        [0, *(max((i for i, each in enumerate(own) if i and each <= year), default=0) for year in years)]
    )
    condition, places = scenario.rt.condition, scenario.rt.places
    within = scenario.inside
    people = places.size(Size.PENDUDUK) // SCALE
    names = np.array([place.kawasan for place in places.places])
    return _Road(
        condition.left[at][:, within].sum(axis=1),
        condition.left[at][:, ~within].sum(axis=1),
        (condition.slum[at] & within).sum(axis=1),
        (condition.slum[at] & within) @ people,
        scenario.kelurahan.condition.total[at, 0],
        tuple(
            (
                place.kawasan,
                condition.left[at][:, names == place.kawasan].sum(axis=1),
                scenario.kawasan.condition.total[at, number],
            )
            for number, place in enumerate(scenario.kawasan.places.places)
        ),
    )


def _as_surveyed(member: CityMember, moments: int, by_rt: Scores, inside: Bools) -> _Road:
    totals = by_rt.totals
    here: Bools = np.array([place.kode == member.code.text for place in totals.places], dtype=np.bool_)
    slum: Bools = (by_rt.tingkat > Tingkat.TIDAK) & here
    area, people = totals.size(Size.LUAS), totals.size(Size.PENDUDUK) // SCALE

    def still(value: int) -> Ints:
        return np.full(moments, value, dtype=np.int64)

    own = totals.take(np.flatnonzero(here))
    whole, kawasan = score(roll_up(own, Level.KELURAHAN)), score(roll_up(own, Level.KAWASAN))
    names = np.array([place.kawasan for place in totals.places])
    return _Road(
        still(int(area[slum & inside].sum())),
        still(int(area[slum & ~inside].sum())),
        still(int((slum & inside).sum())),
        still(int(people[slum & inside].sum())),
        still(int(whole.total[0])),
        tuple(
            (
                place.kawasan,
                still(int(area[slum & (names == place.kawasan)].sum())),
                still(int(kawasan.total[at])),
            )
            for at, place in enumerate(kawasan.totals.places)
        ),
    )
