"""The proposal as a mixed-integer program on HiGHS, its linear relaxation, and the prices that follow from it.

Columns: a package of an RT in a year (0 or 1), units of a shared work bought in a year (whole), money of a source
for a class of cost in a year. Packages that are too many to list are made as the prices of the relaxation ask for
them (column generation), so its bound holds over all packages, listed or not.

Money is reckoned in millions of rupiah and area in square metres, so that numbers stay near each other; what comes
out is checked in integers by `planning.selection`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np

from planning.packages import Floats, Package, Pricing, package_of
from planning.quantity import SCALE
from planning.selection import Case, Pick, Selection

if TYPE_CHECKING:
    import highspy

MILLION = 1_000_000
SQUARE_METRE = 100
"""Millionths of a hectare."""
ROUNDS = 60
"""Rounds of column generation; the bound holds after any number of them."""


class Goal(Enum):
    """What a solve is after, each in turn while those before it are kept."""

    AREA = auto()
    PEOPLE = auto()
    COST = auto()
    EARLY = auto()
    EXTRA = auto()


STEP = {Goal.AREA: 0.01, Goal.PEOPLE: 1.0, Goal.COST: 1e-6, Goal.EARLY: 0.01, Goal.EXTRA: 1e-6}
"""Least difference between two values of a goal, in the units of the program."""


@dataclass(frozen=True)
class Relaxed:
    """The linear relaxation.

    bound  most hectares that can be freed, millionths
    worth  hectares that one rupiah more is worth, `[year][source]`
    loss   for each RT and package of the widened case: no proposal with it frees more than `bound` less this
    """

    bound: float
    worth: tuple[tuple[float, ...], ...]
    loss: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Solved:
    """The outcome of one solve.

    selection   the best that was found, None where none was
    proven      it is the best that there is
    impossible  there is none
    bound       on the goal, in the units of the program
    timed_out   the clock ended the search, so another machine may find another selection
    """

    selection: Selection | None
    proven: bool
    impossible: bool
    bound: float
    timed_out: bool = False


@dataclass
class _Rows:
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, lower: float, upper: float) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1


class Master:
    """The program of one case.

    margin   whole rupiah by year that are held back against the rounding of the solver
    seconds  spent in the solver so far
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.columns: list[tuple[int, Package]] = [
            (at, package) for at, rt in enumerate(case.rts) for package in rt.packages
        ]
        self.years = range(len(case.payers.years))
        self.margin = [0] * len(self.years)
        self.seconds = 0.0

    @property
    def complete(self) -> bool:
        """Whether every package of every RT is a column."""
        return all(rt.complete for rt in self.case.rts)

    def widened(self) -> Case:
        """The case with all packages that are columns by now."""
        packages: dict[int, list[Package]] = {}
        for at, package in self.columns:
            packages.setdefault(at, []).append(package)
        rts = (replace(rt, packages=tuple(packages.get(at, ()))) for at, rt in enumerate(self.case.rts))
        return replace(self.case, rts=tuple(rts))

    # --- the relaxation -------------------------------------------------------------------------------

    def relax(self) -> Relaxed | None:
        """Solve the relaxation, adding the packages that it asks for; None where the musts cannot be met."""
        pricing = {
            at: Pricing(rt, len(self.case.works), len(self.case.payers.classes))
            for at, rt in enumerate(self.case.rts)
            if not rt.complete
        }
        known = {(at, _key(package)) for at, package in self.columns}
        program = _Program(self, relaxed=True)
        program.aim(Goal.AREA)
        bound = np.inf
        for _ in range(ROUNDS):
            duals = program.duals()
            if duals is None:
                return None
            money, unit, place, worth, value = duals
            gains = np.zeros(len(self.case.rts))
            asked = []
            for at, each in pricing.items():
                for year in self.years:
                    price, picks = each.cheapest(year, money[year], unit[year])
                    gain = self.case.rts[at].area / SQUARE_METRE - price - place[at]
                    gains[at] = max(gains[at], gain)
                    package = package_of(self.case.rts[at], picks) if gain > 1e-6 else None
                    if package is not None and (at, _key(package)) not in known:
                        known.add((at, _key(package)))
                        asked.append((at, package))
            bound = min(bound, value + float(gains.sum()))
            if not asked or float(gains.sum()) < 1e-4 * value:
                break
            self.columns += asked
            program.extend(asked)
        self.seconds += program.seconds
        loss: list[list[float]] = [[] for _ in self.case.rts]
        for at, package in self.columns:
            area = self.case.rts[at].area / SQUARE_METRE
            price = min(
                float(money[year] @ np.array(package.cost[year]))
                + sum(amount * float(unit[year, work]) for work, amount in package.demand)
                for year in self.years
            )
            loss[at].append((place[at] + price - area) * SQUARE_METRE)
        return Relaxed(bound * SQUARE_METRE, tuple(map(tuple, worth.tolist())), tuple(map(tuple, loss)))

    # --- the integer program --------------------------------------------------------------------------

    def solve(
        self,
        goal: Goal,
        *,
        seconds: float,
        nodes: int,
        keep: Sequence[tuple[Goal, int]] = (),
        start: Selection | None = None,
        only: frozenset[int] | None = None,
        extra: bool = False,
    ) -> Solved:
        """The best selection for a goal within `seconds` or `nodes` of the search tree, whichever ends first.

        `keep` are goals with the value that must not be lost, `only` the years in which the start may be changed,
        `extra` allows money beyond the budget.

        Where the rounding of the solver cheated the budget, so much is held back and the solve is repeated.
        """
        spent = 0.0
        for _ in range(4):
            program = _Program(self, relaxed=False, extra=extra)
            for kept, value in keep:
                program.keep(kept, value)
            program.aim(goal)
            if start is not None and only is not None:
                program.fix(start, only)
            found = program.run(max(0.1, seconds - spent), nodes, start)
            spent += program.seconds
            self.seconds += program.seconds
            if found.selection is None or extra or found.selection.holds(self.case):
                return found
            for year, missing in enumerate(found.selection.short(self.case)):
                self.margin[year] += 2 * missing + bool(missing)
            if found.selection.missing_units(self.case) or spent >= seconds:
                break
        return Solved(None, False, False, found.bound, found.timed_out)


def _key(package: Package) -> tuple[object, ...]:
    return package.cost, package.demand


class _Program:
    """Rows and columns of one program in the solver."""

    def __init__(self, master: Master, *, relaxed: bool, extra: bool = False) -> None:
        self.case, self.relaxed = master.case, relaxed
        payers = self.case.payers
        self.years, self.classes = master.years, range(len(payers.classes))
        rows = _Rows()
        self.place = [rows.add(float(at in self.case.must), 1.0) for at in range(len(self.case.rts))]
        self.money = [[rows.add(-np.inf, 0.0) for _ in self.classes] for _ in self.years]
        self.source = [
            [rows.add(0.0, max(0, amount - master.margin[year]) / MILLION) for amount in payers.budget[year]]
            for year in self.years
        ]
        self.units = {work: [rows.add(-np.inf, 0.0) for _ in self.years] for work in self.case.shared}
        self.seconds = 0.0
        self.x: list[tuple[int, int, Package]] = []
        self.bought: dict[int, tuple[int, int]] = {}
        self.flow: dict[tuple[int, int, int], int] = {}
        self.extra: dict[int, tuple[int, int]] = {}
        self.count = 0
        self.solver = _solver()
        self.solver.addRows(
            len(rows.lower), np.array(rows.lower), np.array(rows.upper), 0,
            np.zeros(len(rows.lower), dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0),
        )  # fmt: skip
        self._add_money(extra=extra)
        self.first = self.count
        self.extend(master.columns)

    def _add_money(self, *, extra: bool) -> None:
        payers = self.case.payers
        for year in self.years:
            for paid, sources in enumerate(payers.classes):
                for source in sorted(sources):
                    self.flow[year, paid, source] = self.count
                    self._column([(self.money[year][paid], -1.0), (self.source[year][source], 1.0)])
                if extra:
                    self.extra[self.count] = (year, paid)
                    self._column([(self.money[year][paid], -1.0)])
        for work, rows in self.units.items():
            for year in self.years:
                self.bought[self.count] = (work, year)
                price = self.case.works[work].price[year] / MILLION
                entries = [(self.money[year][self.case.works[work].money], price)]
                entries += [(rows[later], -1.0) for later in self.years if later >= year]
                self._column(entries, whole=True)

    def _column(self, entries: list[tuple[int, float]], *, whole: bool = False) -> None:
        rows = np.array([row for row, _ in entries], dtype=np.int32)
        values = np.array([value for _, value in entries])
        self.solver.addCol(0.0, 0.0, np.inf, len(entries), rows, values)
        if whole and not self.relaxed:
            self.solver.changeColIntegrality(self.count, _integer())
        self.count += 1

    def extend(self, columns: Sequence[tuple[int, Package]]) -> None:
        """Add packages, each in every year."""
        starts: list[int] = []
        rows: list[int] = []
        values: list[float] = []
        first = len(self.x)
        for at, package in columns:
            for year in self.years:
                starts.append(len(rows))
                self.x.append((at, year, package))
                rows.append(self.place[at])
                values.append(1.0)
                for paid, rupiah in enumerate(package.cost[year]):
                    if rupiah:
                        rows.append(self.money[year][paid])
                        values.append(rupiah / MILLION)
                for work, amount in package.demand:
                    for later in self.years[year:]:
                        rows.append(self.units[work][later])
                        values.append(amount / SCALE)
        new = len(self.x) - first
        area = np.array([self.case.rts[at].area / SQUARE_METRE for at, _, _ in self.x[first:]])
        self.solver.addCols(
            new, area if self.relaxed else np.zeros(new), np.zeros(new), np.ones(new), len(rows),
            np.array(starts, dtype=np.int32), np.array(rows, dtype=np.int32), np.array(values),
        )  # fmt: skip
        if not self.relaxed:
            added = np.arange(self.count, self.count + new, dtype=np.int32)
            self.solver.changeColsIntegrality(new, added, np.array([_integer()] * new))
        self.count += new

    def _values(self, goal: Goal) -> Floats:
        """What a unit of each column adds to a goal; all goals are raised, so cost and waiting are negative."""
        value = np.zeros(self.count)
        rts = self.case.rts
        for at, (rt, year, package) in enumerate(self.x, self.first):
            match goal:
                case Goal.AREA:
                    value[at] = rts[rt].area / SQUARE_METRE
                case Goal.PEOPLE:
                    value[at] = rts[rt].people
                case Goal.COST:
                    value[at] = -sum(package.cost[year]) / MILLION
                case Goal.EARLY:
                    value[at] = -rts[rt].area * year / SQUARE_METRE
        if goal is Goal.COST:
            for at, (work, year) in self.bought.items():
                value[at] = -self.case.works[work].price[year] / MILLION
        if goal is Goal.EXTRA:
            value[list(self.extra)] = -1.0
        return value

    def aim(self, goal: Goal) -> None:
        """Set what is raised."""
        self.goal = goal
        at = np.arange(self.count, dtype=np.int32)
        self.solver.changeColsCost(self.count, at, self._values(goal))
        self.solver.changeObjectiveSense(_maximize())

    def keep(self, goal: Goal, value: int) -> None:
        """Hold a goal at no less than `value` of `Selection.worth`."""
        values = self._values(goal)
        at = np.flatnonzero(values).astype(np.int32)
        unit = {Goal.PEOPLE: 1, Goal.COST: MILLION}.get(goal, SQUARE_METRE)
        # A quarter of a step of slack, so that rounding does not forbid what is equal.
        self.solver.addRow(value / unit - STEP[goal] / 4, np.inf, len(at), at, values[at])

    def fix(self, selection: Selection, years: frozenset[int]) -> None:
        """Let only RT that are picked in `years` or not at all be decided, and only for these years."""
        picked = {pick.rt: pick for pick in selection.picks}
        lower, upper = np.zeros(len(self.x)), np.ones(len(self.x))
        for at, (rt, year, package) in enumerate(self.x):
            pick = picked.get(rt)
            if pick is not None and pick.year not in years:
                same = pick.year == year and _key(pick.package) == _key(package)
                lower[at] = upper[at] = float(same)
            elif year not in years:
                upper[at] = 0.0
        columns = np.arange(self.first, self.count, dtype=np.int32)
        self.solver.changeColsBounds(len(columns), columns, lower, upper)

    def duals(self) -> tuple[Floats, Floats, Floats, Floats, float] | None:
        """Prices of the relaxation: a rupiah of each class [year, class], a millionth of a unit of each work in use
        from a year on [year, work], a place [rt]; hectares (millionths) for a rupiah [year, source]; and its value
        in square metres."""
        self.solver.run()
        self.seconds = self.solver.getRunTime()
        if not _optimal(self.solver):
            return None
        row = np.array(self.solver.getSolution().row_dual)
        money = np.maximum(row[self.money], 0.0) / MILLION
        unit = np.zeros((len(self.years), len(self.case.works)))
        for work, rows in self.units.items():
            unit[:, work] = np.maximum(row[rows], 0.0)[::-1].cumsum()[::-1] / SCALE
        source = np.array(self.source, dtype=np.int64).reshape(len(self.years), -1)
        worth = np.maximum(row[source], 0.0) * SQUARE_METRE / MILLION
        return money, unit, row[self.place], worth, float(self.solver.getObjectiveValue())

    def run(self, seconds: float, nodes: int, start: Selection | None) -> Solved:
        """Solve the integer program from a start where there is one."""
        solver = self.solver
        solver.setOptionValue("time_limit", seconds)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", STEP[self.goal] / 2)
        solver.setOptionValue("mip_max_nodes", nodes)
        solver.setOptionValue("mip_feasibility_tolerance", 1e-9)
        solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
        if start is not None:
            at, values = self._start(start)
            solver.setSolution(len(at), at, values)
        solver.run()
        self.seconds = solver.getRunTime()
        info = solver.getInfo()
        bound, timed_out = float(info.mip_dual_bound), _timed_out(solver)
        if _infeasible(solver):
            return Solved(None, True, True, bound)
        if not info.primal_solution_status:
            return Solved(None, False, False, bound, timed_out)
        values = np.array(solver.getSolution().col_value)
        return Solved(self._selection(values), _optimal(solver), False, bound, timed_out)

    def _selection(self, values: Floats) -> Selection:
        picks = {}
        for at, (rt, year, package) in enumerate(self.x, self.first):
            if values[at] > 0.5:
                picks[rt] = Pick(rt, year, package)
        bought = {key: round(values[at]) for at, key in self.bought.items() if values[at] > 0.5}
        return Selection(tuple(picks[at] for at in sorted(picks)), tuple(sorted(bought.items())))

    def _start(self, selection: Selection) -> tuple[NDArrayInt32, Floats]:
        value = np.zeros(self.count)
        chosen = {(pick.rt, pick.year, _key(pick.package)) for pick in selection.picks}
        for at, (rt, year, package) in enumerate(self.x, self.first):
            if (rt, year, _key(package)) in chosen:
                value[at] = 1.0
                chosen.discard((rt, year, _key(package)))
        bought = dict(selection.bought)
        for at, key in self.bought.items():
            value[at] = bought.get(key, 0)
        for year, needs in enumerate(selection.needs(self.case)):
            for paid, row in enumerate(self.case.payers.allocate(year, needs)):
                for source, rupiah in enumerate(row):
                    if rupiah:
                        value[self.flow[year, paid, source]] = rupiah / MILLION
        return np.arange(self.count, dtype=np.int32), value


NDArrayInt32 = np.ndarray[tuple[int, ...], np.dtype[np.int32]]


def _solver() -> highspy.Highs:
    """A solver that prints nothing and gives the same answer each time."""
    import highspy  # noqa: PLC0415

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802
            """Nothing: switching callbacks on prints a banner before output can be switched off."""

    solver: highspy.Highs = Quiet()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("parallel", "off")):
        solver.setOptionValue(name, value)
    return solver


def solver_version() -> str:
    """Name and version of the solver."""
    return f"HiGHS {_solver().version()}"


def _integer() -> highspy.HighsVarType:
    import highspy  # noqa: PLC0415

    return highspy.HighsVarType.kInteger


def _maximize() -> highspy.ObjSense:
    import highspy  # noqa: PLC0415

    return highspy.ObjSense.kMaximize


def _optimal(solver: highspy.Highs) -> bool:
    import highspy  # noqa: PLC0415

    return solver.getModelStatus() == highspy.HighsModelStatus.kOptimal


def _infeasible(solver: highspy.Highs) -> bool:
    import highspy  # noqa: PLC0415

    return solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible


def _timed_out(solver: highspy.Highs) -> bool:
    import highspy  # noqa: PLC0415

    return solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
