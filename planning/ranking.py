"""In which order activities come: by computed effect, beside the plain order of the reddest bar.

The largest percentage is not automatically first (founding presentation, slide 6): an activity is ranked by
what it does to hectares and scores, for its money. People may override the order with a written reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from planning.effect import ActivityEffect
from planning.gap import indicator_gaps
from planning.plan import Activity
from planning.rollup import Level, roll_up
from planning.rules import RuleSet
from planning.scenario import Scenario
from planning.scoring import Scores, score

_T = TypeVar("_T")


@dataclass(frozen=True)
class Ranked:
    """One activity with its effect and its three ranks, 1 for the first; equal ones share a rank.

    by_area   hectares that leave, then points
    by_money  points for each rupiah of cost, then hectares; after all others where no cost is filled
    by_gap    the share in bad condition of its worst indicator in the whole kelurahan: the plain order
    order     the place in the list: the manual rank where people gave one, else by area, money and gap
    """

    activity: Activity
    effect: ActivityEffect
    by_area: int
    by_money: int
    by_gap: int
    order: int


def rank_activities(scenario: Scenario) -> tuple[Ranked, ...]:
    """The activities of the plan in the order in which they should come."""
    activities, effects = scenario.plan.kegiatan, scenario.effects
    rule = scenario.rt.places.rule
    whole = score(roll_up(scenario.rt.places, Level.KELURAHAN))
    gaps = _worst_gaps(activities, whole, rule)
    both = list(zip(activities, effects, strict=True))
    by_area = _ranks(both, lambda pair: (-pair[1].area, -pair[1].points))
    by_money = _ranks(both, lambda pair: _for_money(*pair))
    by_gap = _ranks(gaps, lambda gap: -gap)
    computed = _ranks(list(range(len(both))), lambda at: (by_area[at], by_money[at], by_gap[at], at))
    ranked = []
    for at, (activity, effect) in enumerate(both):
        given = activity.urutan.urutan if activity.urutan else None
        # A manual rank stands before the computed one of the same number.
        place = (computed[at], 1) if given is None else (given, 0)
        ranked.append((place, Ranked(activity, effect, by_area[at], by_money[at], by_gap[at], 0)))
    ranked.sort(key=lambda pair: pair[0])
    return tuple(
        Ranked(each.activity, each.effect, each.by_area, each.by_money, each.by_gap, order)
        for order, (_place, each) in enumerate(ranked, 1)
    )


def _for_money(activity: Activity, effect: ActivityEffect) -> tuple[bool, Fraction, int]:
    if not activity.rab:
        return True, Fraction(-effect.points), -effect.area
    return False, Fraction(-effect.points, activity.rab), -effect.area


def _worst_gaps(activities: Sequence[Activity], whole: Scores, rule: RuleSet) -> list[Fraction]:
    bad = {gap.aspect.number: Fraction(gap.buruk or 0) for gap in indicator_gaps(whole, 0)}
    aspect = {parameter.code: parameter.aspect for parameter in rule.parameters}
    return [
        max(
            (bad[aspect[each.parameter]] for each in activity.lokasi if each.parameter in aspect),
            default=Fraction(0),
        )
        for activity in activities
    ]


def _ranks(items: Sequence[_T], key: Callable[[_T], Any]) -> list[int]:
    """1 for the smallest key; equal keys share a rank."""
    keys = [key(item) for item in items]
    ordered = sorted(keys)
    return [ordered.index(each) + 1 for each in keys]
