"""What activities do: volumes, the three readings of hectares, fall-back, and each activity's own effect."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.effect import NEVER, SERVICES, ActivityEffect, handled_by, sectoral_averages, services
from planning.plan import AreaReading, Plan, PlanSettings
from planning.quantity import SCALE, to_millionths
from planning.rollup import Totals
from planning.rules import ASPECTS, RULE_2016, RULE_2018, RuleSet, Size
from planning.scenario import Scenario, scenario_of
from planning.scoring import ContributionVariant, contribution, contributions
from tests.planning.drawing import UNHURRIED
from tests.planning.works import (
    YEAR,
    Case,
    activities,
    activity,
    cases,
    plan_of,
    rt_of,
    targets_of,
    totals_of,
)

RULES: Final = (RULE_2018, RULE_2016)
any_case = st.one_of([cases(rule) for rule in RULES])

LIMIT_DOUBLE: Final = PlanSettings(YEAR + 1, YEAR + 3, AreaReading.AMBANG_LAYANAN)
PROPORTIONAL: Final = PlanSettings(YEAR + 1, YEAR + 3, AreaReading.PROPORSIONAL)
SLUM: Final = {"2a": "80", "3a": "40", "5a": "40", "7b": "40"}
"""80 % of the roads missing, no household with safe water or a septic tank, no fire extinguisher: total 20."""


def changed(case: Case, plan: Plan) -> Scenario:
    return scenario_of(plan, case.totals)


# --- Worked by hand --------------------------------------------------------------------------------


def test_one_rt_by_hand() -> None:
    works = activity("JALAN", [("001", YEAR + 2, "2a", "30")])
    played = scenario_of(plan_of(works), totals_of(rt_of("001", SLUM)))
    roads = RULE_2018.codes.index("2a")
    assert played.years.tolist() == [2025, 2026, 2027, 2028]
    assert played.rt.volume[:, 0, roads].tolist() == [80 * SCALE, 80 * SCALE, 50 * SCALE, 50 * SCALE]
    assert played.rt.condition.percent[:, 0, roads].tolist() == [8000, 8000, 5000, 5000]
    assert played.rt.condition.nilai[:, 0, roads].tolist() == [5, 5, 1, 1]
    assert played.rt.condition.total[:, 0].tolist() == [20, 20, 16, 16]
    assert played.rt.condition.left[:, 0].tolist() == [2 * SCALE] * 4
    assert played.effects == (ActivityEffect(points=4, area=0, places=0, people=0),)


def test_two_works_that_free_an_rt_only_together_each_show_all_of_it() -> None:
    # 20 points: either work alone leaves 16, both 12.
    plan = plan_of(
        activity("JALAN", [("001", YEAR + 1, "2a", "30")]), activity("AIR", [("001", YEAR + 1, "3a", "20")])
    )
    effects = scenario_of(plan, totals_of(rt_of("001", SLUM))).effects
    assert effects == (ActivityEffect(4, 2 * SCALE, 1, 160), ActivityEffect(4, 2 * SCALE, 1, 160))


def test_two_works_of_which_one_would_do_show_no_area() -> None:
    plan = plan_of(
        activity("AIR", [("001", YEAR + 1, "3a", "40")]), activity("SEPTIK", [("001", YEAR + 1, "5a", "40")])
    )
    effects = scenario_of(plan, totals_of(rt_of("001", SLUM))).effects
    assert effects == (ActivityEffect(5, 0, 0, 0), ActivityEffect(5, 0, 0, 0))


# --- An independent computation, slow and plain ------------------------------------------------------


def slow_percent(volume: int, denominator: int) -> int:
    if not denominator:
        return 0
    share = Decimal(volume) * 100 / Decimal(denominator)
    return int(share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) * 100)


def slow_points(percent: int) -> int:
    return next((points for edge, points in ((7600, 5), (5100, 3), (2500, 1)) if percent >= edge), 0)


def slow_average(percents: list[int], rule: RuleSet) -> Fraction:
    aspects = [
        Fraction(sum(percents[at] for at in rule.of_aspect(a.number)), len(rule.of_aspect(a.number)))
        for a in ASPECTS
    ]
    return sum(aspects, Fraction(0)) / len(aspects) / 100


def slow_years(case: Case) -> list[list[tuple[int, bool, Fraction]]]:
    """Total, slum and hectares left (millionths, exact) of every RT in every year."""
    totals, settings = case.totals, case.plan.settings
    rule = totals.rule
    before: list[Fraction] = []
    listed = [False] * len(totals)
    found: list[list[tuple[int, bool, Fraction]]] = []
    for moment, year in enumerate([YEAR, *range(settings.tahun_awal, settings.tahun_target + 1)]):
        row = []
        for at, place in enumerate(totals.places):
            percents = []
            for column, code in enumerate(rule.codes):
                done = Decimal()
                for each in case.plan.kegiatan:
                    lost = settings.tahun_tanpa_kpp and not each.kpp
                    for work in each.lokasi:
                        if (work.rw, work.rt, work.parameter) != (place.rw, place.rt, code):
                            continue
                        gone = lost and year >= work.tahun + settings.tahun_tanpa_kpp
                        if moment and work.tahun <= year and not gone:
                            done += work.volume or 0
                volume = max(0, int(totals.volume[at, column]) - int(done * SCALE))
                percents.append(slow_percent(volume, int(totals.denominator[at, column])))
            total = sum(map(slow_points, percents))
            average = slow_average(percents, rule)
            if not moment:
                before.append(average)
            over = total >= rule.ringan
            level = [
                100 - Fraction(sum(percents[c] for c in rule.of_aspect(s)), 100 * len(rule.of_aspect(s)))
                for s in (2, 3, 4, 5, 6)
            ]
            served = all(each >= Fraction(settings.batas_layanan) for each in level)
            slum = over
            if settings.cara_luas is AreaReading.AMBANG_LAYANAN:
                slum = over or (moment > 0 and listed[at] and not served)
            area = Fraction(int(totals.size(Size.LUAS)[at]))
            left = area if slum else Fraction(0)
            if settings.cara_luas is AreaReading.PROPORSIONAL:
                way = before[at] - Fraction(2499, 100)
                share = (before[at] - average) / way if way > 0 else Fraction(0)
                share = Fraction(1) if not over else min(max(share, Fraction(0)), Fraction(1))
                was_slum = found[0][at][1] if moment else over
                left = area * (1 - share) if was_slum else Fraction(0)
            listed[at] = slum
            row.append((total, slum, left))
        found.append(row)
    return found


@UNHURRIED
@given(any_case)
def test_every_year_agrees_with_a_slow_independent_computation(case: Case) -> None:
    condition = scenario_of(case.plan, case.totals).rt.condition
    for moment, row in enumerate(slow_years(case)):
        for at, (total, slum, left) in enumerate(row):
            assert condition.total[moment, at] == total
            assert condition.slum[moment, at] == slum
            # Only the proportional reading is rounded, once, to a millionth of a hectare (0.01 m²).
            assert abs(condition.left[moment, at] - left) <= (
                Fraction(51, 100) if case.plan.settings.cara_luas is AreaReading.PROPORSIONAL else 0
            )


@UNHURRIED
@given(any_case)
def test_effect_of_each_activity_is_the_scenario_with_it_less_the_one_without(case: Case) -> None:
    played = scenario_of(case.plan, case.totals)
    people = case.totals.size(Size.PENDUDUK) // SCALE
    assert len(played.effects) == len(case.plan.kegiatan)
    for number, effect in enumerate(played.effects):
        others = case.plan.kegiatan[:number] + case.plan.kegiatan[number + 1 :]
        without = changed(case, replace(case.plan, kegiatan=others)).rt.condition
        here = played.rt.condition
        freed = without.slum[-1] & ~here.slum[-1]
        assert effect == ActivityEffect(
            int((without.total[-1] - here.total[-1]).sum()),
            int((without.left[-1] - here.left[-1]).sum()),
            int(freed.sum()),
            int(people[freed].sum()),
        )


# --- Properties --------------------------------------------------------------------------------------


@UNHURRIED
@given(any_case)
def test_nothing_ever_rises_above_the_baseline_and_no_effect_is_negative(case: Case) -> None:
    played = scenario_of(case.plan, case.totals)
    here = played.rt.condition
    for values in (here.percent, here.nilai, here.total, here.left, here.slum.astype(int)):
        assert (values <= values[0]).all()
        assert (values >= 0).all()
    assert (played.rt.volume <= played.rt.volume[0]).all()
    for each in played.effects:
        assert min(each.points, each.area, each.places, each.people) >= 0


@UNHURRIED
@given(any_case, st.data())
def test_with_more_works_nothing_gets_worse(case: Case, data: st.DataObject) -> None:
    more = data.draw(activities("LAGI", targets_of(case.totals)))
    fewer = scenario_of(case.plan, case.totals).rt.condition
    richer = changed(case, replace(case.plan, kegiatan=(*case.plan.kegiatan, more))).rt.condition
    for name in ("percent", "nilai", "total", "slum", "left"):
        assert (getattr(richer, name) <= getattr(fewer, name)).all(), name
    assert (richer.served | ~fewer.served).all()


def assert_same(one: Scenario, other: Scenario) -> None:
    assert np.array_equal(one.rt.volume, other.rt.volume)
    for name in ("percent", "nilai", "total", "served", "slum", "left"):
        assert np.array_equal(getattr(one.rt.condition, name), getattr(other.rt.condition, name)), name


@UNHURRIED
@given(any_case, st.randoms(use_true_random=False))
def test_order_of_activities_and_places_is_irrelevant(case: Case, chance: random.Random) -> None:
    order = list(range(len(case.plan.kegiatan)))
    chance.shuffle(order)
    shuffled = [
        replace(each, lokasi=tuple(chance.sample(each.lokasi, len(each.lokasi))))
        for each in case.plan.kegiatan
    ]
    played = scenario_of(case.plan, case.totals)
    mixed = changed(case, replace(case.plan, kegiatan=tuple(shuffled[at] for at in order)))
    assert_same(played, mixed)
    assert mixed.effects == tuple(played.effects[at] for at in order)


@UNHURRIED
@given(any_case)
def test_merging_activities_with_one_keeper_gives_the_same_condition(case: Case) -> None:
    merged = [
        replace(
            activity("SATU", kpp=kpp),
            lokasi=tuple(work for each in case.plan.kegiatan if each.kpp == kpp for work in each.lokasi),
        )
        for kpp in ("", "KPP")
    ]
    assert_same(
        scenario_of(case.plan, case.totals), changed(case, replace(case.plan, kegiatan=tuple(merged)))
    )


@UNHURRIED
@given(any_case)
def test_no_activities_change_nothing(case: Case) -> None:
    played = changed(case, replace(case.plan, kegiatan=()))
    assert played.effects == ()
    for values in (played.rt.volume, played.rt.condition.total, played.rt.condition.left):
        assert (values == values[0]).all()
    assert np.array_equal(played.rt.volume[0], case.totals.volume)


@UNHURRIED
@given(any_case)
def test_a_volume_above_the_gap_has_the_effect_of_the_gap(case: Case) -> None:
    gap = {
        (place.rt, code): Decimal(int(case.totals.volume[at, column])) / SCALE
        for at, place in enumerate(case.totals.places)
        for column, code in enumerate(case.totals.rule.codes)
    }

    def cut(plan: Plan, most: bool) -> Plan:
        return replace(
            plan,
            kegiatan=tuple(
                replace(
                    each,
                    lokasi=tuple(
                        replace(
                            work,
                            volume=gap.get((work.rt, work.parameter), Decimal()) * (1 if most else 1000),
                        )
                        for work in each.lokasi
                    ),
                )
                for each in plan.kegiatan
            ),
        )

    assert_same(changed(case, cut(case.plan, most=True)), changed(case, cut(case.plan, most=False)))


# --- Fall-back --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kpp", "lasts"), [("", False), ("KPP Sukun", True)])
def test_works_that_nobody_maintains_lose_their_effect(kpp: str, lasts: bool) -> None:
    settings = PlanSettings(YEAR + 1, YEAR + 5, tahun_tanpa_kpp=2)
    works = activity("AIR", [("001", YEAR + 2, "3a", "40")], kpp=kpp)
    played = scenario_of(plan_of(works, settings=settings), totals_of(rt_of("001", SLUM)))
    years = range(YEAR, YEAR + 6)
    freed = [year >= YEAR + 2 and (lasts or year < YEAR + 4) for year in years]
    assert played.rt.condition.slum[:, 0].tolist() == [not each for each in freed]
    assert played.rt.condition.total[:, 0].tolist() == [15 if each else 20 for each in freed]
    assert played.reaches_zero is lasts
    assert played.effects[0].area == (2 * SCALE if lasts else 0)


def test_without_the_assumption_every_work_lasts() -> None:
    totals = totals_of(rt_of("001", SLUM))
    handled = handled_by(plan_of(activity("AIR", [("001", YEAR + 1, "3a", "40")], kpp="")), totals)
    assert handled.until.tolist() == [NEVER]


# --- The double test --------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "served"), [(7999, False), (8000, True), (8001, True)])
@pytest.mark.parametrize("rule", RULES, ids=["2018", "2016"])
def test_a_service_is_reached_at_exactly_its_limit(level: int, served: bool, rule: RuleSet) -> None:
    for number, aspect in enumerate(SERVICES):
        percent = np.zeros((1, 1, len(rule.parameters)), dtype=np.int64)
        percent[..., list(rule.of_aspect(aspect))] = 10_000 - level
        expected = [True] * len(SERVICES)
        expected[number] = served
        assert services(percent, rule, Decimal(80))[0, 0].tolist() == expected


def test_a_service_is_the_mean_of_its_parameters() -> None:
    percent = np.zeros((2, len(RULE_2018.parameters)), dtype=np.int64)
    percent[:, RULE_2018.codes.index("2a")] = [4000, 4001]
    assert services(percent, RULE_2018, Decimal(80))[:, 0].tolist() == [True, False]


def test_an_rt_below_the_limit_stays_listed_until_it_is_served() -> None:
    # Water first: the total falls to 15, but roads are served to 60 % only, until half of what is missing is built.
    plan = plan_of(
        activity("AIR", [("001", YEAR + 1, "3a", "40")]),
        activity("SEPTIK", [("001", YEAR + 1, "5a", "40")]),
        activity("JALAN", [("001", YEAR + 2, "2a", "39.99"), ("001", YEAR + 3, "2a", "0.01")]),
        settings=LIMIT_DOUBLE,
    )
    played = scenario_of(plan, totals_of(rt_of("001", SLUM)))
    condition = played.rt.condition
    assert condition.total[:, 0].tolist() == [20, 10, 6, 6]
    assert condition.served[:, 0, 0].tolist() == [False, False, False, True]
    assert condition.slum[:, 0].tolist() == [True, True, True, False]
    single = scenario_of(replace(plan, settings=PlanSettings(YEAR + 1, YEAR + 3)), played.rt.places)
    assert single.rt.condition.slum[:, 0].tolist() == [True, False, False, False]


def test_an_rt_that_never_was_slum_does_not_enter_by_the_service_test() -> None:
    # Half of the households have no safe water: water is served to 50 %, but the total is 1.
    played = scenario_of(plan_of(settings=LIMIT_DOUBLE), totals_of(rt_of("001", {"3b": "20"})))
    assert played.rt.condition.total[0, 0] == 1
    assert not played.rt.condition.served[:, 0].all()
    assert not played.rt.condition.slum.any()
    assert played.reaches_zero


def test_an_rt_that_left_comes_back_by_its_total_only() -> None:
    # Unmaintained roads are lost again: the total stays below 16, so a low service alone does not list the RT.
    cells = {"2a": "80", "3a": "40", "5a": "40", "7b": "10"}
    plan = plan_of(
        activity("AIR", [("001", YEAR + 1, "3a", "40"), ("001", YEAR + 1, "5a", "40")]),
        activity("JALAN", [("001", YEAR + 1, "2a", "80")], kpp=""),
        settings=replace(LIMIT_DOUBLE, tahun_tanpa_kpp=1),
    )
    condition = scenario_of(plan, totals_of(rt_of("001", cells))).rt.condition
    assert condition.total[:, 0].tolist() == [16, 1, 6, 6]
    assert condition.served[:, 0].all(axis=1).tolist() == [False, True, False, False]
    assert condition.slum[:, 0].tolist() == [True, False, False, False]


# --- The proportional reading and the two formulas ----------------------------------------------------


def test_proportional_reading_by_hand() -> None:
    # Every parameter at 80 %: sectoral average 80. After the roads 480/7, so (80 - 68.571)/(80 - 24.99) of the way.
    cells = {p.code: {"unit": "32", "ha": "1.6", "m": "80", "KK": "32"}[p.unit] for p in RULE_2018.parameters}
    works = activity("JALAN", [("001", YEAR + 1, "2a", "80"), ("001", YEAR + 1, "2b", "80")])
    played = scenario_of(plan_of(works, settings=PROPORTIONAL), totals_of(rt_of("001", cells)))
    share = (Fraction(80) - Fraction(480, 7)) / (80 - Fraction(2499, 100))
    assert played.rt.condition.left[:, 0].tolist() == [2 * SCALE, *[round(2 * SCALE * (1 - share))] * 3]
    assert played.rt.condition.left[1, 0] == 1_584_491
    assert played.rt.condition.slum.all()


def test_the_proportional_reading_may_reach_0_while_the_total_is_still_slum() -> None:
    # Sectoral average 27.14 before, 23.57 after: below 24.99, but 16 points.
    played = scenario_of(
        plan_of(activity("JALAN", [("001", YEAR + 1, "2a", "50")]), settings=PROPORTIONAL),
        totals_of(rt_of("001", SLUM)),
    )
    assert played.rt.condition.total[-1, 0] == 16
    assert played.reaches_zero
    assert [each.above for each in played.remaining] == [1]


def scalar_contribution(before: Fraction, after: Fraction, below: bool, variant: str) -> Fraction:
    """Scoring.md section 7.3 as printed there."""
    if variant == "spreadsheet":
        if below:
            return Fraction(100)
        edge = Fraction(2499, 100)
        return (before - after) / (before - edge) * 100 if before > edge else Fraction(0)
    return min((before - after) / before * 100, Fraction(100)) if before else Fraction(0)


averages = st.integers(0, 10_000).map(lambda hundredths: Fraction(hundredths, 100))


@given(st.lists(st.tuples(averages, averages, st.booleans()), min_size=1, max_size=8))
def test_contributions_of_arrays_are_the_scalar_formulas(rows: list[tuple[Fraction, Fraction, bool]]) -> None:
    before, after, below = zip(*rows, strict=True)
    for variant in ContributionVariant:
        found = contributions(
            np.array(before, dtype=np.float64), np.array(after, dtype=np.float64), np.array(below), variant
        )
        for at, row in enumerate(rows):
            exact = float(scalar_contribution(*row, variant.value))
            assert found[at] == pytest.approx(exact, rel=1e-9, abs=1e-9)
            one = contribution(float(row[0]), float(row[1]), below_limit=row[2], variant=variant)
            assert one == found[at]


@UNHURRIED
@given(any_case)
def test_contribution_by_year_is_that_of_the_averages_and_0_in_the_baseline(case: Case) -> None:
    played = scenario_of(case.plan, case.totals)
    rule = case.totals.rule
    percent = played.rt.condition.percent
    assert sectoral_averages(percent, rule)[0, 0] == pytest.approx(
        float(slow_average(percent[0, 0].tolist(), rule))
    )
    for variant in ContributionVariant:
        found = played.rt.contribution(variant)
        assert (found[0] == 0).all()
        for moment in range(1, len(played.years)):
            for at in range(len(case.totals)):
                exact = scalar_contribution(
                    slow_average(percent[0, at].tolist(), rule),
                    slow_average(percent[moment, at].tolist(), rule),
                    bool(played.rt.condition.total[moment, at] < rule.ringan),
                    variant.value,
                )
                assert found[moment, at] == pytest.approx(float(exact), rel=1e-6, abs=1e-6)


# --- What has no effect -------------------------------------------------------------------------------


def test_places_and_parameters_that_do_not_exist_are_left_out() -> None:
    totals: Totals = totals_of(rt_of("001", SLUM))
    works = activity(
        "JALAN", [("404", YEAR + 1, "2a", "9"), ("001", YEAR + 1, "4d", "9"), ("001", YEAR + 1, "", "9")]
    )
    assert handled_by(plan_of(works), totals).volume.tolist() == []
    known = activity("JALAN", [("001", YEAR + 1, "2a", "9.000001")])
    empty = replace(known, lokasi=(replace(known.lokasi[0], volume=None),))
    assert handled_by(plan_of(empty), totals).volume.tolist() == []
    assert handled_by(plan_of(known), totals).volume.tolist() == [to_millionths(Decimal("9.000001"))]


@pytest.mark.parametrize("cell", ["", "-"])
def test_a_parameter_that_is_not_filled_or_does_not_apply_has_no_gap_to_handle(cell: str) -> None:
    totals = totals_of(rt_of("001", SLUM | {"3b": cell}))
    played = scenario_of(plan_of(activity("AIR", [("001", YEAR + 1, "3b", "40")])), totals)
    assert played.effects == (ActivityEffect(0, 0, 0, 0),)
    assert (played.rt.condition.total == 20).all()


def test_rule_2016_has_parameters_and_limit_of_its_own() -> None:
    cells = {"4d": "100", "6c": "40", "4e": "100", "7a": "40"}
    works = activity("DRAINASE", [("001", YEAR + 1, "4d", "30"), ("001", YEAR + 1, "4e", "100")])
    totals = totals_of(rt_of("001", cells, RULE_2016), rule=RULE_2016)
    condition = scenario_of(plan_of(works), totals).rt.condition
    assert condition.total[:, 0].tolist() == [20, 13, 13, 13]
    assert condition.slum[:, 0].tolist() == [True, False, False, False]
