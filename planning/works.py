"""The works a proposal may use, and what each group of parameters of one RT can be brought to with them.

Parameters that a work connects, and under the service test those of one aspect, are decided together; the
groups of an RT are independent of each other but for the points that they shed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from planning.budget import Budget, Payers
from planning.catalogue import Catalogue, CatalogueEntry
from planning.checks import SUMMED_LENGTHS
from planning.effect import SERVICES
from planning.plan import AreaReading
from planning.quantity import SCALE, Ints, percent_hundredths
from planning.rules import BANDS, RuleSet
from planning.scenario import COUNTED_UNITS, Scenario, to_reach
from planning.scoring import points_of

MEASURED = frozenset({"m", "m'", "m1", "m2", "m²", "ha"})
"""Units of which a part can be built; of all others an RT gets whole ones."""
NOTHING = -1
STEPS = 6
"""Divisions of a volume that are tried where a service is reached by works of several kinds."""


@dataclass(frozen=True)
class Work:
    """A catalogue entry as a proposal uses it.

    money  class of cost in `Payers`
    price  whole rupiah of one unit by year
    takes  units for one unit of volume as a fraction (numerator, denominator), by column of the rule set
    whole  amounts are rounded up to whole units within an RT
    """

    entry: CatalogueEntry
    money: int
    price: tuple[int, ...]
    takes: dict[int, tuple[int, int]]
    whole: bool

    def amount(self, volumes: dict[int, Ints], apart: tuple[tuple[int, ...], ...]) -> Ints:
        """Millionths of a unit for volumes by column, int64[n] each; columns of one group of `apart` add up."""
        slots: dict[tuple[int, ...], list[Ints]] = {}
        for column, volume in volumes.items():
            slot = next((group for group in apart if column in group), (column,))
            numerator, denominator = self.takes[column]
            slots.setdefault(slot, []).append(-(-volume * numerator // denominator))
        most: Ints = np.max([np.sum(parts, axis=0) for parts in slots.values()], axis=0)
        rounded: Ints = -(-most // SCALE) * SCALE if self.whole else most
        return rounded

    def cost(self, amount: Ints, year: int) -> Ints:
        """Whole rupiah of amounts in millionths of a unit, rounded up, in the year at that position."""
        whole, part = np.divmod(amount, SCALE)
        price = self.price[year]
        rupiah: Ints = whole * price + -(-part * price // SCALE)
        return rupiah


def works_of(catalogue: Catalogue, rule: RuleSet, payers: Payers, budget: Budget) -> tuple[Work, ...]:
    """The works that may be proposed: those with a cost, of an allowed scale and not excluded.

    A work that another one replaces at no higher cost for every parameter, whoever pays, is left out; so is a
    shared work that even in full use costs no less than other works for the same volumes.
    """
    column = {code: at for at, code in enumerate(rule.codes)}
    works: list[Work] = []
    for entry in catalogue.kegiatan:
        takes = {column[code]: each.as_integer_ratio() for code, each in entry.improves(rule).items()}
        if not takes or entry.biaya is None or entry.skala not in budget.skala or entry.kode in budget.tanpa:
            continue
        price = tuple(catalogue.unit_cost(entry.kode, year) or 0 for year in payers.years)
        whole = not entry.bersama and entry.satuan.strip().casefold() not in MEASURED
        works.append(Work(entry, payers.of_scale[entry.skala], price, takes, whole))
    works = [
        work
        for at, work in enumerate(works)
        if not any(
            _replaces(other, work, payers) and (number < at or not _replaces(work, other, payers))
            for number, other in enumerate(works)
            if number != at
        )
    ]
    for work in [each for each in works if each.entry.bersama]:
        if _instead(work, [other for other in works if other is not work], payers):
            works.remove(work)
    return tuple(works)


def _instead(work: Work, others: list[Work], payers: Payers) -> bool:
    """Whether the volumes of one unit of a shared work in full use cost no more by other works."""

    def cost(other: Work, columns: Iterable[int]) -> Fraction:
        # One work serves several parameters at once, so it takes as much as the most demanding of them.
        units = max(Fraction(*other.takes[column]) / Fraction(*work.takes[column]) for column in columns)
        return Fraction(ceil(units) if other.entry.bersama else units) * other.price[0]

    able = [other for other in others if payers.classes[work.money] <= payers.classes[other.money]]
    apart = [
        min((cost(other, [column]) for other in able if column in other.takes), default=None)
        for column in work.takes
    ]
    ways = [cost(other, work.takes) for other in able if set(work.takes) <= set(other.takes)]
    known = [each for each in apart if each is not None]
    if len(known) == len(apart):
        ways.append(sum(known, Fraction(0)))
    return any(way <= work.price[0] for way in ways)


def _replaces(better: Work, work: Work, payers: Payers) -> bool:
    if better.entry.bersama or work.entry.bersama or not set(work.takes) <= set(better.takes):
        return False
    if not payers.classes[work.money] <= payers.classes[better.money]:
        return False
    pairs = [(better.takes[column], work.takes[column]) for column in work.takes]
    cheaper = all(mine <= other for mine, other in zip(better.price, work.price, strict=True))
    if cheaper and all(a[0] * b[1] <= b[0] * a[1] for a, b in pairs):
        return not better.whole or work.whole
    # A dearer unit may still be the cheaper work, but only where nothing is rounded up to whole units.
    return not better.whole and all(
        a[0] * b[1] * mine <= b[0] * a[1] * other
        for a, b in pairs
        for mine, other in zip(better.price, work.price, strict=True)
    )


@dataclass(frozen=True)
class Use:
    """One work in one RT: amount in millionths of its unit, handled volume (millionths) by column, cost by year."""

    work: int
    amount: int
    volumes: tuple[tuple[int, int], ...]
    cost: tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """One way to handle a group of parameters.

    points  by which the total falls
    nilai   scores afterwards, by column of the group
    cost    whole rupiah by year and class, without works bought for the kelurahan
    demand  amounts of those, by position of the work
    """

    points: int
    nilai: tuple[int, ...]
    uses: tuple[Use, ...]
    cost: tuple[tuple[int, ...], ...]
    demand: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Group:
    """Parameters of one RT that are decided together.

    columns   of the rule set; `options` are the works that may handle each
    volume    in bad condition at the target year, `denominator` alike, millionths, by column of the group
    limits    for each service to reach: its positions in `columns` and the most that their percents may sum to,
              hundredths
    unserved  aspects of these services that are below the limit now
    """

    columns: tuple[int, ...]
    options: tuple[tuple[int, ...], ...]
    volume: tuple[int, ...]
    denominator: tuple[int, ...]
    limits: tuple[tuple[tuple[int, ...], int], ...]
    unserved: tuple[int, ...]
    rule: RuleSet


def groups_of(scenario: Scenario, at: int, works: tuple[Work, ...]) -> tuple[Group, ...]:
    """The groups of the RT at position `at` of the totals, with its volumes at the target year."""
    totals, rule = scenario.rt.places, scenario.rt.places.rule
    settings = scenario.plan.settings
    volume, denominator = scenario.rt.volume[-1, at], totals.denominator[at]
    live = [column for column in range(len(rule.codes)) if volume[column] > 0 and denominator[column] > 0]
    bonds = [set(work.takes) for work in works]
    served = settings.cara_luas is AreaReading.AMBANG_LAYANAN
    aspects = [(aspect, rule.of_aspect(aspect)) for aspect in (SERVICES if served else ())]
    bonds += [set(columns) for _, columns in aspects]
    groups = []
    for columns in _connected(live, bonds):
        options = tuple(
            tuple(number for number, work in enumerate(works) if column in work.takes) for column in columns
        )
        limits, unserved = [], []
        for aspect, members in aspects:
            inside = tuple(spot for spot, column in enumerate(columns) if column in members)
            if inside:
                most = (10_000 - int(settings.batas_layanan * 100)) * len(members)
                limits.append((inside, most))
                if not scenario.rt.condition.served[-1, at, SERVICES.index(aspect)]:
                    unserved.append(aspect)
        if any(options) or unserved:
            groups.append(
                Group(
                    columns,
                    options,
                    tuple(volume[list(columns)].tolist()),
                    tuple(denominator[list(columns)].tolist()),
                    tuple(limits),
                    tuple(unserved),
                    rule,
                )
            )
    return tuple(groups)


def _connected(live: list[int], bonds: Iterable[set[int]]) -> tuple[tuple[int, ...], ...]:
    parts = [{column} for column in live]
    for bond in bonds:
        touched = [part for part in parts if part & bond]
        if len(touched) > 1:
            parts = [part for part in parts if not part & bond] + [set().union(*touched)]
    return tuple(sorted(tuple(sorted(part)) for part in parts))


def choices_of(
    group: Group, works: tuple[Work, ...], payers: Payers, *, wholly: bool = False
) -> tuple[Choice, ...]:
    """The choices of a group that meet its services and that no other beats in points and in cost.

    With `wholly` a parameter is left alone or loses its whole volume.

    Doing nothing is one of them where the services allow it; none where no work reaches a service's limit.
    """
    ways = [_ways(group, spot, works, wholly=wholly) for spot in range(len(group.columns))]
    rows = np.indices(tuple(map(len, ways))).reshape(len(ways), -1)
    work = np.stack([np.array([way[0] for way in each])[row] for each, row in zip(ways, rows, strict=True)])
    done = np.stack([np.array([way[1] for way in each])[row] for each, row in zip(ways, rows, strict=True)])
    for spots, most in group.limits:
        work, done = _served(group, spots, most, work, done, works)
    return _evaluated(group, work, done, works, payers)


def _ways(group: Group, spot: int, works: tuple[Work, ...], *, wholly: bool) -> list[tuple[int, int]]:
    """Work and volume of each way to handle one parameter alone."""
    parameter = group.rule.parameters[group.columns[spot]]
    volume, denominator = group.volume[spot], group.denominator[spot]
    edges = [edge for edge, _ in BANDS]
    volumes = {to_reach(volume, denominator, edge, parameter) for edge in edges} - {0}
    if wholly:
        volumes = {volume} - {0}
    elif any(spot in spots for spots, _ in group.limits):
        volumes |= {volume, *_steps(group, spot, works)}
    return [
        (NOTHING, 0),
        *((work, handled) for work in group.options[spot] for handled in sorted(volumes)),
    ]


def _steps(group: Group, spot: int, works: tuple[Work, ...]) -> set[int]:
    """Volumes between the edges, where a service may be reached with less of one parameter and more of another.

    Between works of one kind of money the cheapest division stands at an edge, but for whole units. Between a
    shared work and others any division may be the best, so some are tried.
    """
    volume = group.volume[spot]
    if len(group.columns) > 2:
        return set()
    counted = group.rule.parameters[group.columns[spot]].unit in COUNTED_UNITS
    if counted and volume <= STEPS * 2 * SCALE:
        return set(range(SCALE, volume + 1, SCALE))
    if not any(works[number].entry.bersama for options in group.options for number in options):
        return set()
    levels = {volume * step // STEPS for step in range(1, STEPS)}
    return {level // SCALE * SCALE for level in levels} - {0} if counted else levels


def _percent(group: Group, done: Ints) -> Ints:
    volume = np.array(group.volume, dtype=np.int64)[:, None] - done
    return percent_hundredths(
        volume, np.broadcast_to(np.array(group.denominator, dtype=np.int64)[:, None], volume.shape)
    )


def _served(
    group: Group, spots: tuple[int, ...], most: int, work: Ints, done: Ints, works: tuple[Work, ...]
) -> tuple[Ints, Ints]:
    """The rows that reach a service, and those that do once a parameter or a shared work is raised just enough."""
    percent = _percent(group, done)[list(spots)]
    total = percent.sum(axis=0)
    reached = total <= most
    works_found, done_found = [work[:, reached]], [done[:, reached]]
    for number, spot in enumerate(spots):
        rest = most - (total - percent[number])
        raised = np.flatnonzero(~reached & (work[spot] != NOTHING) & (rest >= 0))
        more = done[:, raised].copy()
        more[spot] = np.maximum(more[spot], _to_percent(group, spot, rest[raised]))
        works_found.append(work[:, raised])
        done_found.append(more)
    apart = {column for lengths in _apart(group.rule) for column in lengths}
    for number in sorted(set(work[list(spots)].ravel().tolist()) - {NOTHING}):
        free = [spot for spot in spots if group.columns[spot] not in apart]
        ridden = work[free] == number
        raised = np.flatnonzero(~reached & (ridden.sum(axis=0) > 1))
        if len(raised):
            more = _shared_amount(group, free, spots, most, done[:, raised], ridden[:, raised], works[number])
            fits = _percent(group, more)[list(spots)].sum(axis=0) <= most
            works_found.append(work[:, raised[fits]])
            done_found.append(more[:, fits])
    return np.hstack(works_found), np.hstack(done_found)


def _to_percent(group: Group, spot: int, percent: Ints) -> Ints:
    """Least volumes that leave at most `percent` hundredths; see `planning.scenario.to_reach`."""
    parameter = group.rule.parameters[group.columns[spot]]
    found = {each: to_reach(group.volume[spot], group.denominator[spot], each + 1, parameter)
             for each in np.unique(percent).tolist()}  # fmt: skip
    return np.array([found[each] for each in percent.tolist()], dtype=np.int64)


def _shared_amount(
    group: Group,
    free: list[int],
    spots: tuple[int, ...],
    most: int,
    done: Ints,
    ridden: NDArray[np.bool_],
    work: Work,
) -> Ints:
    """The least amount of one work that, serving several parameters at once, reaches the service; by bisection."""
    unit = SCALE if work.whole else 1

    def handled(amount: Ints) -> Ints:
        out = done.copy()
        for at, spot in enumerate(free):
            numerator, denominator = work.takes[group.columns[spot]]
            volume = np.minimum(amount * unit * denominator // numerator, group.volume[spot])
            if group.rule.parameters[group.columns[spot]].unit in COUNTED_UNITS:
                volume = volume // SCALE * SCALE
            out[spot] = np.where(ridden[at], np.maximum(out[spot], volume), out[spot])
        return out

    low = np.zeros(done.shape[1], dtype=np.int64)
    whole = {group.columns[spot]: np.array([group.volume[spot]], dtype=np.int64) for spot in free
             if group.columns[spot] in work.takes}  # fmt: skip
    high = np.full(done.shape[1], int(work.amount(whole, ())[0]) // unit + 1, dtype=np.int64)
    while (low < high).any():
        middle = (low + high) // 2
        reached = _percent(group, handled(middle))[list(spots)].sum(axis=0) <= most
        low, high = np.where(reached, low, np.minimum(middle + 1, high)), np.where(reached, middle, high)
    return handled(high)


def _apart(rule: RuleSet) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(map(rule.codes.index, codes)) for codes, _ in SUMMED_LENGTHS[rule.id])


def _evaluated(
    group: Group, work: Ints, done: Ints, works: tuple[Work, ...], payers: Payers
) -> tuple[Choice, ...]:
    rows = work.shape[1]
    nilai = points_of(_percent(group, done))
    now = int(points_of(_percent(group, np.zeros((len(group.columns), 1), dtype=np.int64))).sum())
    points = now - nilai.sum(axis=0)
    used = sorted(set(work.ravel().tolist()) - {NOTHING})
    amounts: dict[int, Ints] = {}
    price = np.zeros((len(payers.years), len(payers.classes), rows), dtype=np.int64)
    demands = []
    for number in used:
        volumes = {
            column: np.where(work[spot] == number, done[spot], 0)
            for spot, column in enumerate(group.columns)
            if column in works[number].takes
        }
        amounts[number] = works[number].amount(volumes, _apart(group.rule))
        if works[number].entry.bersama:
            demands.append(amounts[number])
            continue
        for year in range(len(payers.years)):
            price[year, works[number].money] += works[number].cost(amounts[number], year)
    flat = price.reshape(len(payers.years) * len(payers.classes), rows)
    table = np.vstack([-points, flat, *demands]).T
    found = []
    for row in undominated(table).tolist():
        uses = []
        for number in used:
            spots = [spot for spot in range(len(group.columns)) if work[spot, row] == number]
            if spots:
                amount = amounts[number][row : row + 1]
                cost = tuple(int(works[number].cost(amount, year)[0]) for year in range(len(payers.years)))
                handled = tuple((group.columns[spot], int(done[spot, row])) for spot in spots)
                uses.append(Use(number, int(amount[0]), handled, cost))
        found.append(
            Choice(
                int(points[row]),
                tuple(nilai[:, row].tolist()),
                tuple(uses),
                tuple(map(tuple, price[:, :, row].tolist())),
                tuple((use.work, use.amount) for use in uses if works[use.work].entry.bersama),
            )
        )
    return tuple(found)


def undominated(table: Ints) -> Ints:
    """Rows of int64[n, k] that no other row is at most equal to in every column, lowest sum first.

    Of equal rows the first is kept.
    """
    order = np.lexsort((np.arange(len(table)), table.astype(np.float64).sum(axis=1)))
    # Equal sums need the first of equal rows to come first, which the second key of lexsort gives.
    left, found = table[order], []
    while len(left):
        found.append(order[0])
        worse = (left >= left[0]).all(axis=1)
        left, order = left[~worse], order[~worse]
    return np.array(found, dtype=np.int64)
