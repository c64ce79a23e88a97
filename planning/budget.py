"""What a proposal may spend and must achieve: money by source and year, and the wishes of the people who ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from planning.authority import Skala
from planning.catalogue import Catalogue
from planning.errors import UnknownValue
from planning.funding import SOURCES
from planning.plan import AreaReading, PlanSettings
from planning.wording import words


@dataclass(frozen=True)
class BudgetLine:
    """Money that one source has for this kelurahan in one year, whole rupiah."""

    sumber: str
    tahun: int
    jumlah: int


@dataclass(frozen=True)
class RtName:
    """An RT, written as in the baseline."""

    rw: str
    rt: str


@dataclass(frozen=True)
class Budget:
    """Budget and wishes; field names are the keys of the budget file.

    anggaran  one line for each source and year; money of a year is spent in that year
    nol_ha    everything inside the delineation must be freed by the target year
    wajib     RT that must be freed by the target year
    skala     scales whose works may be proposed
    tanpa     codes of the catalogue that may not be proposed
    """

    anggaran: tuple[BudgetLine, ...] = ()
    nol_ha: bool = False
    wajib: tuple[RtName, ...] = ()
    skala: tuple[Skala, ...] = tuple(Skala)
    tanpa: tuple[str, ...] = ()
    tuntas: bool = False
    tahun_awal: int | None = None
    tahun_target: int | None = None
    cara_luas: AreaReading | None = None

    def settings_on(self, settings: PlanSettings, surveyed: int) -> PlanSettings:
        """`settings` with the years and the reading that the budget gives instead.

        `surveyed` is the year of the baseline. Raises `UnknownValue` for years in the wrong order.
        """
        first = self.tahun_awal or settings.tahun_awal
        last = self.tahun_target or settings.tahun_target
        if not surveyed <= first <= last:
            raise UnknownValue(
                expected=words("a first year from {year} on, and a target year not before it", year=surveyed),
                found=words("{first} to {last}", first=first, last=last),
                remedy="Correct tahun_awal or tahun_target in the budget file.",
            )
        return replace(
            settings, tahun_awal=first, tahun_target=last, cara_luas=self.cara_luas or settings.cara_luas
        )

    def money(self, sumber: str, tahun: int) -> int:
        """Whole rupiah of a source in a year."""
        return sum(line.jumlah for line in self.anggaran if (line.sumber, line.tahun) == (sumber, tahun))


@dataclass(frozen=True)
class Payers:
    """Who may pay what: scales that the same sources pay are one class of cost.

    sumber   the sources with a line in the budget, in the order of `planning.funding`
    classes  for each class the positions in `sumber` that may pay it
    allowed  for each class the codes of all sources that may, in the budget or not
    of_scale class of each scale
    budget   whole rupiah by year and source, `[year][source]`, in the order of `years`
    """

    years: tuple[int, ...]
    sumber: tuple[str, ...]
    classes: tuple[frozenset[int], ...]
    allowed: tuple[tuple[str, ...], ...]
    of_scale: dict[Skala, int]
    budget: tuple[tuple[int, ...], ...]

    def allocate(self, year: int, needs: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        """Whole rupiah of each class paid by each source in a year, `[class][source]`, as much as can be paid.

        `year` is a position in `years`, `needs` whole rupiah by class. A largest flow in integers by augmenting
        paths: which classes a source may pay need not be nested, so filling one after another could strand money.
        """
        left = list(self.budget[year])
        paid = [[0] * len(self.sumber) for _ in self.classes]
        for wanted, need in enumerate(needs):
            rest = need
            while rest and (path := self._path(wanted, left, paid)):
                rest -= _push(path, rest, left, paid)
        return tuple(map(tuple, paid))

    def _path(self, start: int, left: list[int], paid: list[list[int]]) -> list[tuple[int, int]]:
        """Steps (class, source): each class takes money of the source that the next class gives up."""
        came: dict[int, tuple[int, int] | None] = {start: None}
        queue = [start]
        for at in queue:
            for source in sorted(self.classes[at]):
                if left[source]:
                    path = [(at, source)]
                    step = came[at]
                    while step is not None:
                        path.append(step)
                        step = came[step[0]]
                    return path[::-1]
                for other in range(len(self.classes)):
                    if other not in came and paid[other][source]:
                        came[other] = (at, source)
                        queue.append(other)
        return []

    def short(self, year: int, needs: tuple[int, ...]) -> tuple[int, ...]:
        """Whole rupiah by class that a year cannot pay."""
        paid = self.allocate(year, needs)
        return tuple(need - sum(row) for need, row in zip(needs, paid, strict=True))


def _push(path: list[tuple[int, int]], rest: int, left: list[int], paid: list[list[int]]) -> int:
    amount = min(rest, left[path[-1][1]])
    for (_, source), (giver, _) in pairwise(path):
        amount = min(amount, paid[giver][source])
    for at, source in path:
        paid[at][source] += amount
    for (_, source), (giver, _) in pairwise(path):
        paid[giver][source] -= amount
    left[path[-1][1]] -= amount
    return amount


def payers_of(budget: Budget, catalogue: Catalogue, years: range) -> Payers:
    """Sources and classes of cost of a budget; lines of years outside `years`, and of sources that
    `planning.funding` does not know, are left out."""
    named = {line.sumber for line in budget.anggaran}
    sources = tuple(code for code in SOURCES if code in named)
    allowed: list[tuple[str, ...]] = []
    of_scale: dict[Skala, int] = {}
    for rule in catalogue.skala:
        codes = tuple(sorted(set(rule.sumber)))
        if codes not in allowed:
            allowed.append(codes)
        of_scale[rule.skala] = allowed.index(codes)
    classes = tuple(frozenset(at for at, code in enumerate(sources) if code in codes) for codes in allowed)
    amounts = tuple(tuple(budget.money(code, year) for code in sources) for year in years)
    return Payers(tuple(years), sources, classes, tuple(allowed), of_scale, amounts)
