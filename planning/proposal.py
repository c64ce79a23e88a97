"""A proposal: which activities free most hectares, then most people, for the money there is. People decide.

Given yearly budgets by source, the catalogue and the target year, on top of what a plan already has. The years of
the proposal are those of the plan's settings; whatever the plan handles counts as done, and its money is not part
of the budget. Freed is freed at the target year.

Limits of the model: the works of one RT are built in one year, money of a year is spent in that year, and one RT
handles each parameter by one kind of work (`planning.packages`). An RT that costs more than every single year has
is therefore not proposed, although people may spread it over two years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from planning.budget import Budget, RtName, payers_of
from planning.catalogue import Catalogue
from planning.funding import total_of
from planning.packages import SlumRt, slum_rts
from planning.plan import Activity, AreaReading, Plan
from planning.proposal_activities import activities_of
from planning.proposal_model import solver_version
from planning.proposal_reasons import (
    Binding,
    MoreMoney,
    Unmet,
    Unreachable,
    Wish,
    bindings,
    conflict,
    lacks,
    least_extra,
    more_money,
)
from planning.proposal_search import Found, search
from planning.rollup import Totals
from planning.scenario import Scenario, scenario_of
from planning.selection import Case, Selection, greedy
from planning.works import works_of


@dataclass(frozen=True)
class Proposal:
    """What is proposed, how good it is, and why it is not better.

    kegiatan     activities `U-001` and on, their money as lines of status usulan
    bebas        RT that leave the slum area, in the order of the baseline
    luas         hectares that leave with them, millionths
    jiwa, biaya  people in them; whole rupiah of all activities
    batas_luas   most hectares that any proposal could free, millionths
    lengkap      all packages of works were considered
    tepat_ulang  the clock ended no part of the search, so every machine finds the same
    mengikat     each source and year of the budget
    tambahan     what one more RT would take; None where all that can be freed is freed
    tidak_terjangkau  RT that no work can free
    tidak_terpenuhi   wishes that were left out, because they cannot be met
    cara_luas    the reading by which RT were freed; for `PROPORSIONAL` the threshold
    """

    kegiatan: tuple[Activity, ...]
    bebas: tuple[RtName, ...]
    luas: int
    jiwa: int
    biaya: int
    batas_luas: int
    lengkap: bool
    tepat_ulang: bool
    mengikat: tuple[Binding, ...]
    tambahan: MoreMoney | None
    tidak_terjangkau: tuple[Unreachable, ...]
    tidak_terpenuhi: tuple[Unmet, ...]
    cara_luas: AreaReading
    solver: str

    @property
    def celah(self) -> Decimal:
        """Optimality gap in percent of the bound, two decimals, rounded half up; 0 is proven best."""
        if not self.batas_luas:
            return Decimal("0.00")
        gap = Decimal(100 * (self.batas_luas - self.luas)) / self.batas_luas
        return gap.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    @property
    def terbukti(self) -> bool:
        """Whether it is proven that nothing frees more hectares."""
        return self.luas >= self.batas_luas

    def added_to(self, plan: Plan) -> Plan:
        """The plan with the proposed activities at its end."""
        return replace(plan, kegiatan=plan.kegiatan + self.kegiatan)


def propose(
    plan: Plan, totals: Totals, catalogue: Catalogue, budget: Budget, *, seconds: float = 25
) -> Proposal:
    """The best proposal that `seconds` of search find; never worse than `greedy_proposal`.

    `totals` are those of the plan's baseline, level RT. Wishes that cannot be met are left out and named. Raises
    `ValueError` as `planning.scenario.scenario_of` does.
    """
    start, case, beyond = _case(plan, totals, catalogue, budget)
    case, unmet, given = _with_wishes(case, beyond, totals, budget, 0.2 * seconds)
    found = search(case, (0.75 if budget.wajib or budget.nol_ha else 0.95) * seconds, given)
    if found is None:
        # The musts hold with `given` at least, so only time can have ended the search.
        picked = given or Selection()
        found = Found(case, picked, sum(rt.area for rt in case.rts), False, False, _no_worth(case))
    return _proposal(plan, start, found, beyond, unmet)


def greedy_proposal(plan: Plan, totals: Totals, catalogue: Catalogue, budget: Budget) -> Proposal:
    """The proposal that takes the cheapest hectare first, year by year, wishes aside: what `propose` has to beat."""
    start, case, beyond = _case(plan, totals, catalogue, budget)
    found = Found(case, greedy(case), sum(rt.area for rt in case.rts), False, True, _no_worth(case))
    return _proposal(plan, start, found, beyond, ())


def _no_worth(case: Case) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(0.0 for _ in row) for row in case.payers.budget)


def _case(
    plan: Plan, totals: Totals, catalogue: Catalogue, budget: Budget
) -> tuple[Scenario, Case, tuple[SlumRt, ...]]:
    """The scenario to start from, the case, and the RT that no package frees."""
    start = scenario_of(plan, totals)
    payers = payers_of(budget, catalogue, plan.settings.years)
    works = works_of(catalogue, totals.rule, payers, budget)
    rts = slum_rts(start, works, payers, wholly=budget.tuntas)
    able = tuple(rt for rt in rts if rt.packages)
    return start, Case(able, works, payers), tuple(rt for rt in rts if not rt.packages)


def _with_wishes(
    case: Case, beyond: tuple[SlumRt, ...], totals: Totals, budget: Budget, seconds: float
) -> tuple[Case, tuple[Unmet, ...], Selection | None]:
    """The case with the musts that can be met, the wishes that cannot, and a selection that meets the musts."""

    def names(positions: list[int]) -> tuple[RtName, ...]:
        return tuple(RtName(totals.places[at].rw, totals.places[at].rt) for at in positions)

    place = {(each.rw, each.rt): at for at, each in enumerate(totals.places)}
    number = {rt.at: at for at, rt in enumerate(case.rts)}
    wished = tuple(dict.fromkeys(budget.wajib))
    unknown = tuple(each for each in wished if (each.rw, each.rt) not in place)
    known = [place[each.rw, each.rt] for each in wished if (each.rw, each.rt) in place]
    outside = [at for at in known if not totals.places[at].kawasan]
    lost = {rt.at for rt in beyond}
    unmet = [
        Unmet(wish, rts)
        for wish, rts in (
            (Wish.UNKNOWN, unknown),
            (Wish.OUTSIDE, names(outside)),
            (Wish.UNREACHABLE, names([at for at in known if at in lost])),
            (Wish.ZERO_UNREACHABLE, names(sorted(lost)) if budget.nol_ha else ()),
        )
        if rts
    ]
    # An RT that is wished and not slum at the target year is free already.
    must = frozenset(number[at] for at in known if at in number and totals.places[at].kawasan)
    given: Selection | None = None
    if budget.nol_ha and not lost and case.rts:
        everything = replace(case, must=frozenset(range(len(case.rts))))
        least = least_extra(everything, seconds / 2)
        if least.selection is not None and not least.total and least.selection.holds(everything):
            return everything, tuple(unmet), least.selection
        unmet.append(Unmet(Wish.ZERO_MONEY, (), lacks(everything, least), least.proven))
    while must:
        wanted = replace(case, must=must)
        least = least_extra(wanted, seconds / 4)
        if least.selection is not None and not least.total and least.selection.holds(wanted):
            given = least.selection
            break
        clash = conflict(wanted, seconds / 4) or must
        least = least_extra(replace(case, must=clash), seconds / 4)
        rts = names([case.rts[at].at for at in sorted(clash)])
        unmet.append(Unmet(Wish.MONEY, rts, lacks(case, least), least.proven))
        must -= clash
    return replace(case, must=must), tuple(unmet), given


def _proposal(
    plan: Plan, start: Scenario, found: Found, beyond: tuple[SlumRt, ...], unmet: tuple[Unmet, ...]
) -> Proposal:
    totals, case, selection = start.rt.places, found.case, found.selection
    activities = activities_of(case, selection, plan, totals)
    freed = sorted(case.rts[pick.rt].at for pick in selection.picks)
    area, people, less_cost, _ = selection.worth(case)
    reading = plan.settings.cara_luas
    proposal = Proposal(
        activities,
        tuple(RtName(totals.places[at].rw, totals.places[at].rt) for at in freed),
        area,
        people,
        -less_cost,
        max(found.bound, area),
        found.complete,
        found.repeatable,
        bindings(case, selection, found.worth),
        more_money(case, selection, totals.places),
        tuple(
            Unreachable(
                totals.places[rt.at].rw, totals.places[rt.at].rt, rt.area, rt.short, rt.lacking, rt.services
            )
            for rt in beyond
        ),
        unmet,
        AreaReading.AMBANG if reading is AreaReading.PROPORSIONAL else reading,
        solver_version(),
    )
    _check(plan, start, found, proposal, freed)
    return proposal


def _check(plan: Plan, start: Scenario, found: Found, proposal: Proposal, freed: list[int]) -> None:
    """What is claimed, played through and counted again in integers. A claim that fails is a fault of the house."""
    after = scenario_of(proposal.added_to(plan), start.rt.places)
    gone = start.rt.condition.slum[-1] & ~after.rt.condition.slum[-1]
    money = total_of(line for each in proposal.kegiatan for line in each.dana)
    if (
        not found.selection.holds(found.case)
        or np.flatnonzero(gone).tolist() != freed
        or money != proposal.biaya
        or sum(each.rab or 0 for each in proposal.kegiatan) != proposal.biaya
    ):
        raise AssertionError("the proposal does not do what it claims")
