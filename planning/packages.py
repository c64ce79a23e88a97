"""What frees an RT: every package of works that brings it below the limit and that no other one beats.

Within one RT each parameter is handled by one kind of work (another RT may use another). A unit of work serves
several parameters of the same RT at once, except where they are different metres of the same road or drain
(`planning.checks.SUMMED_LENGTHS`). Volumes are those that reach the edge of a band, because between two edges
more work changes no score; for the service test also those that just reach the plan's limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planning.budget import Payers
from planning.quantity import SCALE, Ints
from planning.rules import Size
from planning.scenario import Scenario
from planning.works import Choice, Group, Work, choices_of, groups_of, undominated

MOST_PACKAGES = 250
"""Packages listed for one RT. An RT that has more starts with some of them, and more are made as prices ask."""
DISCOUNTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)
"""Shares of the full price of a shared work at which the first packages of such an RT are the cheapest."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Package:
    """Works that free one RT together.

    choices  one for each group of parameters that is handled
    cost     whole rupiah by year and class of `Payers`, without works that are bought for the kelurahan
    demand   amount of each such work that the RT takes, by position in the works, millionths of its unit
    """

    choices: tuple[Choice, ...]
    cost: tuple[tuple[int, ...], ...]
    demand: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class SlumRt:
    """An RT inside the delineation that is slum at the target year, with the packages that free it.

    at        position in the totals
    area      millionths of a hectare
    need      points to shed
    options   for each group of parameters the choices, of which a package takes one each
    complete  whether `packages` are all of them; else there are more than `MOST_PACKAGES`
    short     points that all works together leave above the highest total that is not slum
    lacking   parameters that score and that no work can lower, or not far enough
    services  aspects whose service no work can bring to the plan's limit
    """

    at: int
    area: int
    people: int
    need: int
    options: tuple[tuple[Choice, ...], ...]
    packages: tuple[Package, ...] = ()
    complete: bool = True
    short: int = 0
    lacking: tuple[str, ...] = ()
    services: tuple[int, ...] = ()


def slum_rts(
    scenario: Scenario, works: tuple[Work, ...], payers: Payers, *, wholly: bool = False
) -> tuple[SlumRt, ...]:
    """The RT inside the delineation that are slum at the end of `scenario`, in the order of its totals.

    With `wholly` a package handles a parameter wholly or not at all.

    Under `AMBANG_LAYANAN` a package also brings the five services to the limit; under `PROPORSIONAL` it goes by
    the threshold, because hectares that shrink with a mean percent have no packages.
    """
    totals = scenario.rt.places
    found = []
    for at in np.flatnonzero(scenario.rt.condition.slum[-1] & scenario.inside).tolist():
        need = max(0, int(scenario.rt.condition.total[-1, at]) - (totals.rule.ringan - 1))
        groups = groups_of(scenario, at, works)
        options = tuple(choices_of(group, works, payers, wholly=wholly) for group in groups)
        rt = SlumRt(
            at,
            int(totals.size(Size.LUAS)[at]),
            int(totals.size(Size.PENDUDUK)[at]) // SCALE,
            need,
            options,
        )
        best = sum(max((choice.points for choice in choices), default=0) for choices in options)
        failing = tuple(
            aspect
            for group, choices in zip(groups, options, strict=True)
            if not choices
            for aspect in group.unserved
        )
        if best < need or failing:
            lacking = _lacking(scenario, at, groups, options)
            rt = replace(rt, short=max(0, need - best), lacking=lacking, services=failing)
        else:
            packages, complete = _listed(rt, works, payers)
            rt = replace(rt, packages=packages, complete=complete)
        found.append(rt)
    return tuple(found)


def _lacking(
    scenario: Scenario, at: int, groups: tuple[Group, ...], options: tuple[tuple[Choice, ...], ...]
) -> tuple[str, ...]:
    """Parameters that still score when every group is handled as far as it can be."""
    nilai = scenario.rt.condition.nilai[-1, at].copy()
    for group, choices in zip(groups, options, strict=True):
        if choices:
            best = max(choices, key=lambda choice: choice.points)
            nilai[list(group.columns)] = best.nilai
    codes = scenario.rt.places.rule.codes
    return tuple(codes[column] for column in np.flatnonzero(nilai).tolist())


def _listed(rt: SlumRt, works: tuple[Work, ...], payers: Payers) -> tuple[tuple[Package, ...], bool]:
    """All packages of an RT, by dynamic programming over points; the cheapest at some prices if they are many."""
    shared = [number for number, work in enumerate(works) if work.entry.bersama]
    column = {number: at for at, number in enumerate(shared)}
    cells = len(payers.years) * len(payers.classes)
    after = [0]
    for choices in reversed(rt.options):
        after.append(after[-1] + max(choice.points for choice in choices))
    after.reverse()
    points, price = np.zeros(1, dtype=np.int64), np.zeros((1, cells + len(shared)), dtype=np.int64)
    taken = np.zeros((1, 0), dtype=np.int64)
    for number, choices in enumerate(rt.options):
        gain = np.array([choice.points for choice in choices], dtype=np.int64)
        more = np.zeros((len(choices), price.shape[1]), dtype=np.int64)
        for row, choice in enumerate(choices):
            more[row, :cells] = np.array(choice.cost, dtype=np.int64).ravel()
            for work, amount in choice.demand:
                more[row, cells + column[work]] = amount
        old, new = (each.ravel() for each in np.indices((len(points), len(choices))))
        points = np.minimum(points[old] + gain[new], rt.need)
        price, taken = price[old] + more[new], np.hstack([taken[old], new[:, None]])
        kept = np.flatnonzero(points + after[number + 1] >= rt.need)
        kept = kept[undominated(np.hstack([-points[kept, None], price[kept]]))]
        if len(kept) > MOST_PACKAGES:
            return _first(rt, works, payers), False
        points, price, taken = points[kept], price[kept], taken[kept]
    return tuple(package_of(rt, tuple(picks)) for picks in taken.tolist()), True


def _first(rt: SlumRt, works: tuple[Work, ...], payers: Payers) -> tuple[Package, ...]:
    pricing = Pricing(rt, len(works), len(payers.classes))
    money = np.ones(len(payers.classes))
    units = np.array([work.price[0] for work in works], dtype=np.float64) / SCALE
    picks = [pricing.cheapest(0, money, units * discount)[1] for discount in DISCOUNTS]
    return tuple(package_of(rt, each) for each in dict.fromkeys(picks))


def package_of(rt: SlumRt, picks: tuple[int, ...]) -> Package:
    """The package that takes from each group the choice at that position."""
    chosen = [choices[at] for choices, at in zip(rt.options, picks, strict=True)]
    demand: dict[int, int] = {}
    for choice in chosen:
        for work, amount in choice.demand:
            demand[work] = demand.get(work, 0) + amount
    cost = np.sum([np.array(choice.cost, dtype=np.int64) for choice in chosen], axis=0)
    return Package(
        tuple(choice for choice in chosen if choice.uses),
        tuple(map(tuple, cost.tolist())),
        tuple(sorted(demand.items())),
    )


@dataclass(frozen=True)
class Pricing:
    """Finds the cheapest package of an RT at given prices, without listing the packages."""

    rt: SlumRt
    works: int
    classes: int

    @cached_property
    def _tables(self) -> tuple[tuple[Floats, Floats, Ints], ...]:
        """For each group: cost [year, choice, class], demand [choice, work], and points that are left to shed
        after a choice, by points to shed before it [choice, need + 1]."""
        tables = []
        for choices in self.rt.options:
            cost = np.array([choice.cost for choice in choices], dtype=np.float64).transpose(1, 0, 2)
            demand = np.zeros((len(choices), self.works))
            for row, choice in enumerate(choices):
                for work, amount in choice.demand:
                    demand[row, work] = amount
            gain = np.array([choice.points for choice in choices], dtype=np.int64)
            tables.append((cost, demand, np.maximum(np.arange(self.rt.need + 1) - gain[:, None], 0)))
        return tuple(tables)

    def cheapest(self, year: int, money: Floats, demand: Floats) -> tuple[float, tuple[int, ...]]:
        """Price and picks of the cheapest package built in the year at that position.

        `money` is what a rupiah of each class is worth, `demand` a millionth of a unit of each work.
        """
        rest = np.full(self.rt.need + 1, np.inf)
        rest[0] = 0.0
        decided = []
        for cost, needed, left in reversed(self._tables):
            price = (cost[year] @ money + needed @ demand)[:, None] + rest[left]
            best = price.argmin(axis=0)
            decided.append(best)
            rest = price[best, np.arange(self.rt.need + 1)]
        points, picks = self.rt.need, []
        for best, (_, _, left) in zip(reversed(decided), self._tables, strict=True):
            picks.append(int(best[points]))
            points = int(left[picks[-1], points])
        return float(rest[self.rt.need]), tuple(picks)
