"""From a selection to activities of a plan: one for each work, kawasan and year, with places, cost and money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from planning.funding import FundingLine
from planning.plan import Activity, Beneficiaries, Jalur, Location, Plan
from planning.quantity import SCALE, to_decimal
from planning.rollup import Totals
from planning.rules import SIZE_INDEX, Size
from planning.scenario import COUNTED_UNITS
from planning.selection import Case, Pick, Selection
from planning.works import Use

KPP = "KPP (usulan)"
"""Who maintains what is proposed, where the plan lets works without a maintainer lose their effect."""
_CODE = re.compile(r"U-(\d+)")


@dataclass
class _Lot:
    """One activity in the making; `amount` in millionths of a unit."""

    amount: int = 0
    cost: int = 0
    handled: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Position of the RT, year, column, volume."""


def activities_of(case: Case, selection: Selection, plan: Plan, totals: Totals) -> tuple[Activity, ...]:
    """The activities `U-001` and on of a selection, in the order of year, catalogue and kawasan.

    The codes go on after those that the plan has already. A work that is bought for the kelurahan stands under the
    year in which it is bought; its places keep the years in which they are connected.
    """
    lots: dict[tuple[int, int, str], _Lot] = {}
    for pick in selection.picks:
        at = case.rts[pick.rt].at
        for use in _uses(pick):
            if not case.works[use.work].entry.bersama:
                lot = lots.setdefault((pick.year, use.work, totals.places[at].kawasan), _Lot())
                lot.amount += use.amount
                lot.cost += use.cost[pick.year]
                lot.handled += [(at, pick.year, *each) for each in use.volumes]
    for work in case.shared:
        _add_shared(case, selection, work, totals, lots)
    money = _Money(case, selection)
    known = [int(found[1]) for each in plan.kegiatan if (found := _CODE.fullmatch(each.kode))]
    first = max(known, default=0) + 1
    return tuple(
        _activity(case, f"U-{number:03}", key, lots[key], plan, totals, money)
        for number, key in enumerate(sorted(lots), first)
    )


def _uses(pick: Pick) -> Iterator[Use]:
    for choice in pick.package.choices:
        yield from choice.uses


def _add_shared(
    case: Case, selection: Selection, work: int, totals: Totals, lots: dict[tuple[int, int, str], _Lot]
) -> None:
    """Units of one shared work by year of purchase; an RT that takes from two purchases is divided between them."""
    bought = [(year, units) for (number, year), units in selection.bought if number == work and units]
    left = {year: units * SCALE for year, units in bought}
    for year, units in bought:
        lots[year, work, ""] = _Lot(units * SCALE, units * case.works[work].price[year])
    taken = [(pick, use) for pick in selection.picks for use in _uses(pick) if use.work == work]
    for pick, use in sorted(taken, key=lambda each: (each[0].year, each[0].rt)):
        done = dict.fromkeys((column for column, _ in use.volumes), 0)
        part = 0
        for year, _ in bought:
            piece = min(left[year], use.amount - part)
            if year > pick.year or not piece:
                continue
            left[year] -= piece
            part += piece
            for column, volume in use.volumes:
                share = volume * part // use.amount
                if totals.rule.parameters[column].unit in COUNTED_UNITS:
                    share = share // SCALE * SCALE
                share = volume if part == use.amount else share
                if share > done[column]:
                    entry = case.rts[pick.rt].at, pick.year, column, share - done[column]
                    lots[year, work, ""].handled.append(entry)
                    done[column] = share


class _Money:
    """Hands out the money of each class and year, source after source."""

    def __init__(self, case: Case, selection: Selection) -> None:
        self.sources = case.payers.sumber
        self.left = [
            [list(row) for row in case.payers.allocate(year, needs)]
            for year, needs in enumerate(selection.needs(case))
        ]

    def lines(self, year: int, tahun: int, paid: int, cost: int) -> tuple[FundingLine, ...]:
        lines = []
        for source, code in enumerate(self.sources):
            amount = min(cost, self.left[year][paid][source])
            if amount:
                self.left[year][paid][source] -= amount
                cost -= amount
                lines.append(FundingLine(code, tahun, amount))
        return tuple(lines)


def _activity(
    case: Case, kode: str, key: tuple[int, int, str], lot: _Lot, plan: Plan, totals: Totals, money: _Money
) -> Activity:
    year, number, _ = key
    work, tahun = case.works[number], case.payers.years[year]
    handled = sorted(lot.handled, key=lambda each: (totals.places[each[0]], each[1], each[2]))
    places = (
        Location(
            totals.places[at].rw,
            totals.places[at].rt,
            case.payers.years[since],
            totals.rule.codes[column],
            to_decimal(volume),
        )
        for at, since, column, volume in handled
    )
    return Activity(
        kode,
        work.entry.kode,
        work.entry.nama,
        Jalur.PENINGKATAN,
        work.entry.skala,
        work.entry.pelaksana,
        tahun,
        case.payers.years[max((since for _, since, _, _ in handled), default=year)],
        to_decimal(lot.amount),
        lot.cost,
        _beneficiaries(sorted({at for at, *_ in handled}), totals),
        kpp=KPP if plan.settings.tahun_tanpa_kpp else "",
        lokasi=tuple(places),
        dana=money.lines(year, tahun, work.money, lot.cost),
    )


def _beneficiaries(places: list[int], totals: Totals) -> Beneficiaries:
    """Everybody in the RT of an activity; a number that one of them lacks is not filled."""

    def summed(size: Size) -> int | None:
        if totals.size_missing[places, SIZE_INDEX[size]].any():
            return None
        return int(totals.size(size)[places].sum()) // SCALE

    return Beneficiaries(summed(Size.KK), summed(Size.PENDUDUK), None, summed(Size.KK_MBR))
