"""Ranks: effect for money and hectares beside the plain order of the reddest bar, and what people decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planning.plan import ManualOrder
from planning.ranking import Ranked, rank_activities
from planning.scenario import scenario_of
from tests.planning.works import activity, plan_of, rt_of, totals_of

TOTALS = totals_of(
    # 16 points: closing water alone (2 x 1 point) frees it.
    rt_of("001", {"2b": "80", "3a": "12", "3b": "12", "5a": "40", "5b": "24", "6a": "12", "luas_ha": "3"}),
    # Far from the limit, and its roads are the reddest bar.
    rt_of("002", {"2b": "100", "3a": "20", "3b": "20", "5a": "40", "5b": "40", "7a": "40"}),
)
WATER = replace(activity("AIR", [("001", 2026, "3a", "12")]), rab=4_000_000)
ROADS = replace(activity("JALAN", [("002", 2026, "2b", "100")]), rab=10_000_000)
NOTHING = activity("RAPAT")


def ranks(*activities: object) -> dict[str, Ranked]:
    ranked = rank_activities(scenario_of(plan_of(*activities), TOTALS))  # type: ignore[arg-type]
    return {each.activity.kode: each for each in ranked}


def test_the_reddest_bar_is_not_first_when_another_frees_hectares() -> None:
    found = ranks(ROADS, WATER)
    assert (found["AIR"].effect.area, found["AIR"].effect.points) == (3_000_000, 1)
    assert (found["JALAN"].effect.area, found["JALAN"].effect.points) == (0, 5)
    assert (found["AIR"].by_area, found["JALAN"].by_area) == (1, 2)
    assert (found["AIR"].by_gap, found["JALAN"].by_gap) == (2, 1)
    # 5 points for 10 million are more than 1 point for 4 million.
    assert (found["AIR"].by_money, found["JALAN"].by_money) == (2, 1)
    assert [each.activity.kode for each in found.values()] == ["AIR", "JALAN"]


def test_without_a_cost_an_activity_comes_last_by_money() -> None:
    found = ranks(replace(ROADS, rab=None), WATER, NOTHING)
    assert found["AIR"].by_money == 1
    assert found["JALAN"].by_money == 2


def test_people_override_the_order_and_the_computed_ranks_stay() -> None:
    by_hand = replace(ROADS, urutan=ManualOrder(1, "jalan evakuasi", "lurah", date(2026, 1, 5)))
    found = ranks(by_hand, WATER)
    assert [(each.activity.kode, each.order) for each in found.values()] == [("JALAN", 1), ("AIR", 2)]
    assert found["JALAN"].by_area == 2


def test_equal_activities_share_their_ranks_and_keep_their_order() -> None:
    found = ranks(NOTHING, replace(NOTHING, kode="RAPAT-2"))
    assert [(each.by_area, each.by_money, each.by_gap) for each in found.values()] == [(1, 1, 1)] * 2
    assert [each.order for each in found.values()] == [1, 2]
    assert list(found) == ["RAPAT", "RAPAT-2"]


def test_a_plan_without_activities_has_no_ranks() -> None:
    assert rank_activities(scenario_of(plan_of(), TOTALS)) == ()
