"""Why a proposal is as it is: what cannot be freed, which wish breaks it, what binds, what more money would free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from planning.budget import RtName
from planning.funding import SOURCES
from planning.proposal_model import Goal, Master
from planning.proposal_search import NODES
from planning.rollup import Place
from planning.selection import Case, Selection, added_needs
from planning.survey import rt_label
from planning.wording import Words, words


def rupiah(value: int) -> str:
    """Grouped in the Indonesian way, whatever the language."""
    return f"{value:,}".replace(",", ".")


@dataclass(frozen=True)
class Unreachable:
    """An RT that no works of the menu can free.

    luas       millionths of a hectare
    kurang     points that remain above the highest total that is not slum
    parameter  codes that keep scoring because no work lowers them, or not far enough
    layanan    aspects whose service no work brings to the plan's limit
    """

    rw: str
    rt: str
    luas: int
    kurang: int
    parameter: tuple[str, ...]
    layanan: tuple[int, ...]

    @property
    def text(self) -> Words:
        """The reason in one sentence."""
        place = rt_label(self.rw, self.rt)
        if self.kurang:
            return words(
                "{place} stays {points} points above the limit: no work that may be proposed lowers {codes}.",
                place=place,
                points=self.kurang,
                codes=", ".join(self.parameter),
            )
        return words(
            "{place} stays on the list: no work that may be proposed brings the service of aspect {aspects} to the "
            "limit of the plan.",
            place=place,
            aspects=", ".join(map(str, self.layanan)),
        )


class Wish(StrEnum):
    """A wish that could not be met; its value is the key of the budget file, with what stands in its way."""

    UNKNOWN = "wajib: tidak ada di baseline"
    OUTSIDE = "wajib: di luar delineasi"
    UNREACHABLE = "wajib: tidak terjangkau"
    ZERO_UNREACHABLE = "nol_ha: tidak terjangkau"
    MONEY = "wajib: dana"
    ZERO_MONEY = "nol_ha: dana"


@dataclass(frozen=True)
class Lack:
    """Money that is missing in a year, whole rupiah, and the sources of the menu that may give it."""

    tahun: int
    jumlah: int
    sumber: tuple[str, ...]


@dataclass(frozen=True)
class Unmet:
    """A wish that breaks the proposal, so that it was left out.

    rt      the RT concerned
    kurang  least money that is missing, by year; empty where money is not what is missing
    pasti   whether it is proven that less does not do
    """

    wish: Wish
    rt: tuple[RtName, ...] = ()
    kurang: tuple[Lack, ...] = ()
    pasti: bool = True

    @property
    def jumlah(self) -> int:
        """Whole rupiah that are missing."""
        return sum(each.jumlah for each in self.kurang)

    @property
    def text(self) -> Words:
        """What breaks the wish, in one sentence."""
        places = ", ".join(rt_label(each.rw, each.rt) for each in self.rt)
        years = ", ".join(f"{each.tahun}: Rp {rupiah(each.jumlah)}" for each in self.kurang)
        money = {"money": rupiah(self.jumlah), "years": years, "places": places}
        match self.wish:
            case Wish.UNKNOWN:
                return words("wajib names {places}, which the baseline does not have.", places=places)
            case Wish.OUTSIDE:
                return words(
                    "wajib names {places}, outside the delineation; a proposal frees RT inside it.",
                    places=places,
                )
            case Wish.UNREACHABLE:
                return words("wajib names {places}, which no work can free.", places=places)
            case Wish.ZERO_UNREACHABLE:
                return words("nol_ha cannot be met: no work can free {places}.", places=places)
            case Wish.MONEY if self.pasti:
                return words(
                    "wajib: {places} cannot be freed without at least Rp {money} more ({years}).", **money
                )
            case Wish.MONEY:
                return words(
                    "wajib: {places} can be freed with Rp {money} more ({years}), perhaps less.", **money
                )
        if self.pasti:
            return words("nol_ha needs at least Rp {money} more ({years}).", **money)
        return words("nol_ha can be met with Rp {money} more ({years}), perhaps less.", **money)


@dataclass(frozen=True)
class Binding:
    """One source in one year, whole rupiah.

    nilai  hectares that Rp 100 million more would be worth in the linear relaxation, four decimals; 0 where the
           budget does not bind
    """

    sumber: str
    tahun: int
    anggaran: int
    terpakai: int
    nilai: Decimal

    @property
    def sisa(self) -> int:
        """What is left, whole rupiah."""
        return self.anggaran - self.terpakai


@dataclass(frozen=True)
class MoreMoney:
    """The least money that would free one more RT in one year while the rest of the proposal stays as it is.

    jumlah  whole rupiah beyond what is left
    sumber  sources that may give it
    luas    millionths of a hectare that leave with it
    """

    rw: str
    rt: str
    tahun: int
    jumlah: int
    sumber: tuple[str, ...]
    luas: int
    jiwa: int


def bindings(case: Case, selection: Selection, worth: tuple[tuple[float, ...], ...]) -> tuple[Binding, ...]:
    """One for each source and year of the budget, in the order of sources and years."""
    paid = [case.payers.allocate(year, needs) for year, needs in enumerate(selection.needs(case))]
    return tuple(
        Binding(
            code,
            tahun,
            case.payers.budget[year][source],
            sum(row[source] for row in paid[year]),
            # Millionths of a hectare for a rupiah, so a hundred times that is hectares for Rp 100 million.
            Decimal(f"{worth[year][source] * 100:.4f}"),
        )
        for source, code in enumerate(case.payers.sumber)
        for year, tahun in enumerate(case.payers.years)
    )


def more_money(case: Case, selection: Selection, places: tuple[Place, ...]) -> MoreMoney | None:
    """What one more RT would take; None where all that can be freed is freed."""
    freed = {pick.rt for pick in selection.picks}
    needs = selection.needs(case)
    left = [sum(budget) - sum(need) for budget, need in zip(case.payers.budget, needs, strict=True)]
    best: tuple[int, int, int, int] | None = None
    found: MoreMoney | None = None
    for year in range(len(case.payers.years)):
        spare = selection.spare(case, year)
        for at, rt in enumerate(case.rts):
            if at in freed:
                continue
            for number, package in enumerate(rt.packages):
                added = added_needs(case, package, year, spare)
                # What a year lacks is at least what it would cost less all that is left, whoever may pay.
                if best is not None and sum(added) - left[year] > best[0]:
                    continue
                total = tuple(a + b for a, b in zip(needs[year], added, strict=True))
                short = case.payers.short(year, total)
                rank = sum(short), -rt.area, year, number
                if best is None or rank < best:
                    best = rank
                    givers = [case.payers.allowed[paid] for paid, lack in enumerate(short) if lack]
                    sources = tuple(
                        code for code in SOURCES if givers and all(code in each for each in givers)
                    )
                    place = places[rt.at]
                    found = MoreMoney(
                        place.rw, place.rt, case.payers.years[year], sum(short), sources, rt.area, rt.people
                    )
    return found


@dataclass(frozen=True)
class Least:
    """The selection that meets the musts with the least money beyond the budget, and that money by year."""

    selection: Selection | None
    short: tuple[tuple[int, ...], ...]
    proven: bool

    @property
    def total(self) -> int:
        """Whole rupiah beyond the budget."""
        return sum(map(sum, self.short))


def least_extra(case: Case, seconds: float) -> Least:
    """The least money beyond the budget that frees the musts, nothing else being freed."""
    rts = tuple(
        rt if at in case.must else replace(rt, packages=(), complete=True) for at, rt in enumerate(case.rts)
    )
    master = Master(replace(case, rts=rts))
    solved = master.solve(Goal.EXTRA, seconds=seconds, nodes=NODES[Goal.EXTRA], extra=True)
    if solved.selection is None:
        return Least(None, (), False)
    short = tuple(case.payers.short(year, needs) for year, needs in enumerate(solved.selection.needs(case)))
    return Least(solved.selection, short, solved.proven and all(rt.complete for rt in rts))


def lacks(case: Case, least: Least) -> tuple[Lack, ...]:
    """The money beyond the budget by year and class."""
    return tuple(
        Lack(case.payers.years[year], amount, case.payers.allowed[paid])
        for year, row in enumerate(least.short)
        for paid, amount in enumerate(row)
        if amount
    )


def conflict(case: Case, seconds: float) -> frozenset[int]:
    """A smallest part of the musts that the budget cannot meet together: each is taken away that is not needed."""
    kept = set(case.must)
    for at in sorted(case.must, reverse=True):
        least = least_extra(replace(case, must=frozenset(kept - {at})), seconds / len(case.must))
        if least.selection is None or least.total:
            kept.discard(at)
    return frozenset(kept)
