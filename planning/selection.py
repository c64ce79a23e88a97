"""What a proposal chooses: a package and a year for each RT, units bought for the kelurahan, checked in integers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from planning.budget import Payers
from planning.packages import Package, SlumRt
from planning.quantity import SCALE
from planning.works import Work


@dataclass(frozen=True)
class Case:
    """The facts that a proposal is made from. `rts` can all be freed; `must` are positions in it."""

    rts: tuple[SlumRt, ...]
    works: tuple[Work, ...]
    payers: Payers
    must: frozenset[int] = frozenset()

    @property
    def shared(self) -> tuple[int, ...]:
        """Positions of the works that are bought for the kelurahan."""
        return tuple(number for number, work in enumerate(self.works) if work.entry.bersama)


@dataclass(frozen=True)
class Pick:
    """An RT (position in the case) that is freed by a package in the year at that position."""

    rt: int
    year: int
    package: Package


@dataclass(frozen=True)
class Selection:
    """Picks in the order of the RT, and whole units bought by (work, year)."""

    picks: tuple[Pick, ...] = ()
    bought: tuple[tuple[tuple[int, int], int], ...] = ()

    def needs(self, case: Case) -> tuple[tuple[int, ...], ...]:
        """Whole rupiah by year and class of cost."""
        needs = [[0] * len(case.payers.classes) for _ in case.payers.years]
        for pick in self.picks:
            for at, cost in enumerate(pick.package.cost[pick.year]):
                needs[pick.year][at] += cost
        for (work, year), units in self.bought:
            needs[year][case.works[work].money] += units * case.works[work].price[year]
        return tuple(map(tuple, needs))

    def worth(self, case: Case) -> tuple[int, int, int, int]:
        """Hectares (millionths), people, less the cost, less the years to wait: more is better, in this order."""
        rts = [case.rts[pick.rt] for pick in self.picks]
        waiting = sum(rt.area * pick.year for rt, pick in zip(rts, self.picks, strict=True))
        cost = sum(map(sum, self.needs(case)))
        return sum(rt.area for rt in rts), sum(rt.people for rt in rts), -cost, -waiting

    def spare(self, case: Case, year: int) -> dict[int, int]:
        """Millionths of units of each shared work that may be used in a year: what no year from then on uses."""
        left = dict.fromkeys(case.shared, 0)
        for work in case.shared:
            by_year = [0] * len(case.payers.years)
            for (number, since), units in self.bought:
                if number == work:
                    by_year[since] += units * SCALE
            for pick in self.picks:
                by_year[pick.year] -= dict(pick.package.demand).get(work, 0)
            left[work] = min(list(accumulate(by_year))[year:])
        return left

    def missing_units(self, case: Case) -> bool:
        """Whether more of a shared work is used in some year than has been bought until then."""
        return any(left < 0 for left in self.spare(case, 0).values())

    def short(self, case: Case) -> tuple[int, ...]:
        """Whole rupiah that each year lacks."""
        return tuple(sum(case.payers.short(year, needs)) for year, needs in enumerate(self.needs(case)))

    def holds(self, case: Case) -> bool:
        """Whether all that it claims is true: one package an RT, the musts, units enough, every rupiah paid."""
        freed = [pick.rt for pick in self.picks]
        return (
            len(set(freed)) == len(freed)
            and case.must <= set(freed)
            and not self.missing_units(case)
            and not any(self.short(case))
        )


def greedy(case: Case, given: Selection | None = None) -> Selection:
    """Year by year the package that frees an RT for the least money a hectare, as long as one fits.

    RT that must be freed come first; `given` is kept and filled up. A package on a shared work costs the units
    that have to be bought for it.
    """
    given = given or Selection()
    table = _Table(case)
    picks = {pick.rt: pick for pick in given.picks}
    bought = dict(given.bought)
    before = given.needs(case)
    for year in range(len(case.payers.years)):
        needs = np.array(before[year], dtype=np.int64)
        refused = np.full(len(table.place), np.iinfo(np.int64).max)
        while True:
            now = Selection(tuple(picks.values()), tuple(bought.items()))
            spare = np.array(list(now.spare(case, year).values()), dtype=np.int64)
            units = -(-np.maximum(table.demand - spare, 0) // SCALE)
            cost = table.cost[year] + units @ table.price[year]
            left = sum(case.payers.budget[year]) - int(needs.sum())
            able = np.flatnonzero((cost < refused) & (cost <= left) & ~np.isin(table.place, list(picks)))
            rank = (able, cost[able], cost[able] / table.area[able], ~table.must[able])
            for at in able[np.lexsort(rank)].tolist():
                total = needs + table.needs[at, year]
                for number, work in enumerate(case.shared):
                    total[case.works[work].money] += units[at, number] * case.works[work].price[year]
                if any(case.payers.short(year, tuple(total.tolist()))):
                    refused[at] = cost[at]
                    continue
                needs = total
                rt = int(table.place[at])
                picks[rt] = Pick(rt, year, table.packages[at])
                for number, work in enumerate(case.shared):
                    if units[at, number]:
                        bought[work, year] = bought.get((work, year), 0) + int(units[at, number])
                break
            else:
                break
    return Selection(tuple(picks[at] for at in sorted(picks)), tuple(sorted(bought.items())))


class _Table:
    """All packages of a case as arrays, in its order."""

    def __init__(self, case: Case) -> None:
        listed = [(at, package) for at, rt in enumerate(case.rts) for package in rt.packages]
        shape = len(listed), len(case.payers.years), len(case.payers.classes)
        column = {work: number for number, work in enumerate(case.shared)}
        self.packages = [package for _, package in listed]
        self.place = np.array([at for at, _ in listed], dtype=np.int64)
        self.must = np.array([at in case.must for at, _ in listed], dtype=np.bool_)
        self.area = np.array([max(case.rts[at].area, 1) for at, _ in listed], dtype=np.int64)
        self.needs = np.array([package.cost for package in self.packages], dtype=np.int64).reshape(shape)
        self.cost = self.needs.sum(axis=2).T
        self.price = np.array(
            [[case.works[work].price[year] for work in case.shared] for year in range(shape[1])],
            dtype=np.int64,
        ).reshape(shape[1], len(case.shared))
        self.demand = np.zeros((len(listed), len(case.shared)), dtype=np.int64)
        for row, package in enumerate(self.packages):
            for work, amount in package.demand:
                self.demand[row, column[work]] = amount


def added_needs(case: Case, package: Package, year: int, spare: dict[int, int]) -> tuple[int, ...]:
    """Whole rupiah by class that a package adds in a year, with the units bought beyond what is spare."""
    needs = list(package.cost[year])
    for work, amount in package.demand:
        units = -(-max(0, amount - spare[work]) // SCALE)
        needs[case.works[work].money] += units * case.works[work].price[year]
    return tuple(needs)
