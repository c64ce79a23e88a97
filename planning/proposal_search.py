"""The search for the best proposal: a start, a bound, and the program itself, within one limit of time.

All years as one, with money brought to the prices of the first, is a much smaller program; what it cannot free,
no plan by years can. Its choice, spread over the years, is the start of the whole program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import floor

from planning.packages import Package
from planning.proposal_model import SQUARE_METRE, Goal, Master, Relaxed
from planning.quantity import SCALE
from planning.selection import Case, Selection, greedy

WHOLE = 1_500
"""Packages times years up to which the whole program is solved; above it two years at a time."""
TRIED = (1, 3)
"""Packages of an RT, those that lose least by the relaxation, that are tried two years at a time; in two passes."""
NODES = {Goal.AREA: 800, Goal.PEOPLE: 500, Goal.COST: 300, Goal.EARLY: 50, Goal.EXTRA: 2_000}
NODES_OF_PAIR = {Goal.AREA: 100, Goal.PEOPLE: 1, Goal.COST: 3, Goal.EARLY: 1}
"""Nodes of the search tree for each goal: by them and not by the clock the same case ends alike on every machine
that is fast enough."""


@dataclass(frozen=True)
class Found:
    """What the search found.

    bound       most hectares that any proposal can free, millionths
    complete    all packages were considered; else the bound still holds, but a better proposal may use others
    repeatable  the clock ended no part of the search
    worth       millionths of a hectare that one rupiah more is worth in the relaxation, `[year][source]`
    """

    case: Case
    selection: Selection
    bound: int
    complete: bool
    repeatable: bool
    worth: tuple[tuple[float, ...], ...]


def search(case: Case, seconds: float, given: Selection | None = None) -> Found | None:
    """The best selection: most hectares, then most people, then least cost, then earliest.

    `given` is a selection that holds, with the musts in it. None where no selection meets the musts.
    """
    master = Master(case)
    relaxed = master.relax()
    if relaxed is None:
        return None
    case, complete, spent = master.widened(), master.complete, master.seconds
    starts = [greedy(case), *([greedy(case, given)] if given else [])]
    best = max((each for each in starts if each.holds(case)), key=lambda each: each.worth(case), default=None)
    whole = _all_years_as_one(_narrowed(case, relaxed, best), relaxed, seconds)
    bound, timed_out = whole.bound, whole.timed_out
    spread = Master(_only(case, whole.chosen))
    planned = spread.solve(Goal.AREA, seconds=0.15 * seconds, nodes=300)
    timed_out |= planned.timed_out
    best = _better(best, planned.selection, case)
    master = Master(_narrowed(case, relaxed, best))
    master.seconds = spent + whole.seconds + spread.seconds
    if best is None or len(master.columns) * len(master.years) <= WHOLE:
        solved = master.solve(Goal.AREA, seconds=0.5 * seconds, nodes=NODES[Goal.AREA], start=best)
        timed_out |= solved.timed_out
        best = _better(best, solved.selection, case)
        if complete and best is not None:
            bound = min(bound, max(best.worth(case)[0], floor(solved.bound * SQUARE_METRE + 0.5)))
    if best is None:
        return None
    for at, count in enumerate(TRIED, 1):
        fewer = Master(_narrowed(case, relaxed, best, count))
        fewer.seconds = master.seconds
        end = (0.5 + 0.35 * at / len(TRIED)) * seconds
        best, ended = _polished(fewer, Goal.AREA, best, end - fewer.seconds, bound=bound)
        master.seconds = fewer.seconds
        timed_out |= ended
    if best.worth(case)[0] < bound:
        # What is not proven is only made cheaper for the same RT: to look for others would begin anew.
        master = _same_rts(master, best)
    keep = [(Goal.AREA, best.worth(case)[0])]
    for at, goal in ((1, Goal.PEOPLE), (2, Goal.COST), (3, Goal.EARLY)):
        left = (seconds - master.seconds) * (1.0 if goal is Goal.EARLY else 0.6)
        if goal is Goal.PEOPLE and len(best.picks) == len(master.case.must):
            ended = False
        elif len(master.columns) * len(master.years) <= WHOLE:
            solved = master.solve(goal, seconds=left, nodes=NODES[goal], keep=keep, start=best)
            best, ended = _better(best, solved.selection, case) or best, solved.timed_out
        else:
            best, ended = _polished(master, goal, best, left, keep=keep)
        timed_out |= ended
        keep.append((goal, best.worth(case)[at]))
    bound = max(bound, best.worth(case)[0])
    return Found(case, best, bound, complete, not timed_out, relaxed.worth)


def _narrowed(case: Case, relaxed: Relaxed, best: Selection | None, count: int | None = None) -> Case:
    """The case without the packages that no proposal of at least the hectares of `best` can use.

    With a `count` no more than that many for each RT, those that lose least; the packages of `best` stay.
    """
    if best is None:
        return case
    # A hundredth of a hectare against the rounding of the solver.
    most = relaxed.bound - best.worth(case)[0] + SCALE // 100
    used = {(pick.rt, pick.package) for pick in best.picks}
    rts = []
    for at, rt in enumerate(case.rts):
        order = sorted(range(len(rt.packages)), key=relaxed.loss[at].__getitem__)
        kept = {number for number in order[:count] if relaxed.loss[at][number] <= most}
        packages = tuple(
            package for number, package in enumerate(rt.packages) if number in kept or (at, package) in used
        )
        rts.append(replace(rt, packages=packages))
    return replace(case, rts=tuple(rts))


def _better(best: Selection | None, other: Selection | None, case: Case) -> Selection | None:
    if best is None or other is None:
        return other or best
    return max(best, other, key=lambda each: each.worth(case))


def _polished(
    master: Master,
    goal: Goal,
    best: Selection,
    seconds: float,
    *,
    bound: int | None = None,
    keep: Sequence[tuple[Goal, int]] = (),
) -> tuple[Selection, bool]:
    """Two years at a time are planned anew, for hectares until no pair gets better; and whether time ended it."""
    pairs = [frozenset(pair) for pair in combinations(master.years, 2)]
    untried, end = list(pairs), master.seconds + seconds
    while untried and (bound is None or best.worth(master.case)[0] < bound):
        if master.seconds >= end:
            return best, True
        pair = untried.pop(0)
        solved = master.solve(
            goal, seconds=end - master.seconds, nodes=NODES_OF_PAIR[goal], keep=keep, start=best, only=pair
        )
        if solved.selection is not None and solved.selection.worth(master.case) > best.worth(master.case):
            more = solved.selection.worth(master.case)[0] > best.worth(master.case)[0]
            best = solved.selection
            if more:
                untried += [each for each in pairs if each & pair and each not in untried]
    return best, False


def _same_rts(master: Master, best: Selection) -> Master:
    freed = frozenset(pick.rt for pick in best.picks)
    rts = (
        rt if at in freed else replace(rt, packages=(), complete=True)
        for at, rt in enumerate(master.case.rts)
    )
    narrow = Master(replace(master.case, rts=tuple(rts), must=freed))
    narrow.seconds = master.seconds
    return narrow


@dataclass(frozen=True)
class _Whole:
    """All years as one: the package chosen by RT, and the most hectares (millionths) of any proposal."""

    chosen: dict[int, Package]
    bound: int
    seconds: float
    timed_out: bool


def _all_years_as_one(case: Case, relaxed: Relaxed, seconds: float) -> _Whole:
    single = _as_one_year(case)
    master = Master(single)
    cheapest = greedy(single)
    start = cheapest if cheapest.holds(single) else None
    solved = master.solve(Goal.AREA, seconds=0.25 * seconds, nodes=NODES[Goal.AREA], start=start)
    bound = floor(relaxed.bound + 0.5)
    if master.complete and not solved.impossible:
        bound = min(bound, floor(solved.bound * SQUARE_METRE + 0.5))
    chosen = {
        pick.rt: case.rts[pick.rt].packages[single.rts[pick.rt].packages.index(pick.package)]
        for pick in (solved.selection.picks if solved.selection else ())
    }
    return _Whole(chosen, bound, master.seconds, solved.timed_out)


def _as_one_year(case: Case) -> Case:
    """The case with all years in one: money and prices at the level of the first year, rounded in its favour."""
    payers = case.payers
    years = range(len(payers.years))
    growth = [max((work.price[year] / work.price[0] for work in case.works), default=1.0) for year in years]

    def least(rupiah: list[int]) -> int:
        return floor(min(amount / growth[year] for year, amount in enumerate(rupiah)))

    def cheapest(package: Package) -> Package:
        cost = tuple(least([package.cost[year][at] for year in years]) for at in range(len(payers.classes)))
        return replace(package, cost=(cost,))

    budget = tuple(
        sum(floor(payers.budget[year][at] / growth[year]) + 1 for year in years)
        for at in range(len(payers.sumber))
    )
    return Case(
        tuple(replace(rt, packages=tuple(map(cheapest, rt.packages))) for rt in case.rts),
        tuple(replace(work, price=(least(list(work.price)),)) for work in case.works),
        replace(payers, years=payers.years[:1], budget=(budget,)),
        case.must,
    )


def _only(case: Case, chosen: dict[int, Package]) -> Case:
    """The case with the chosen package of each RT and no other."""
    rts = tuple(replace(rt, packages=(chosen[at],) if at in chosen else ()) for at, rt in enumerate(case.rts))
    return replace(case, rts=rts)
