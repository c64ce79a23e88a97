"""What activities do to the volumes, and what follows for scores, services and hectares.

`volume after = max(0, before - done)` per RT and parameter, denominators unchanged (scoring.md section 7.4).
Everything is counted in RT; a kawasan is always summed from its RT, because subtracting at two levels lets
them drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planning.plan import Activity, AreaReading, Plan, PlanSettings
from planning.quantity import SCALE, Ints, percent_hundredths, to_millionths
from planning.rollup import Totals
from planning.rules import ASPECTS, RuleSet, Size
from planning.scoring import ContributionVariant, contributions, points_of

Bools = NDArray[np.bool_]
SERVICES = (2, 3, 4, 5, 6)
"""Aspects whose service level the double test asks for: roads, water, drainage, waste water, waste (S18)."""
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Handled:
    """The `m` volumes that the activities of a plan handle, one for each place and parameter.

    activity  int64[m]  position in the plan's activities
    place     int64[m]  position of the RT in the totals
    column    int64[m]  position of the parameter in the rule set
    since     int64[m]  year from which the effect counts
    until     int64[m]  first year without it; `NEVER` while somebody maintains the work
    volume    int64[m]  millionths
    """

    activity: Ints
    place: Ints
    column: Ints
    since: Ints
    until: Ints
    volume: Ints

    def take(self, which: Bools) -> Handled:
        """Those selected by a mask."""
        return Handled(
            *(
                each[which]
                for each in (self.activity, self.place, self.column, self.since, self.until, self.volume)
            )
        )


def handled_by(plan: Plan, totals: Totals) -> Handled:
    """The volumes of a plan against the totals (level RT) of its baseline.

    Places that the baseline does not have, and parameters that the rule set does not, are left out: they are
    findings of the checks and have no effect.
    """
    place = {(each.rw, each.rt): at for at, each in enumerate(totals.places)}
    column = {code: at for at, code in enumerate(totals.rule.codes)}
    rows = [
        (
            number,
            place[each.rw, each.rt],
            column[each.parameter],
            each.tahun,
            _until(activity, each.tahun, plan.settings),
            to_millionths(each.volume),
        )
        for number, activity in enumerate(plan.kegiatan)
        for each in activity.lokasi
        if each.volume is not None and each.parameter in column and (each.rw, each.rt) in place
    ]
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 6).T
    return Handled(*table)


def _until(activity: Activity, since: int, settings: PlanSettings) -> int:
    lasts = settings.tahun_tanpa_kpp == 0 or bool(activity.kpp)
    return NEVER if lasts else since + settings.tahun_tanpa_kpp


def done_by(handled: Handled, rows: Ints, years: Ints, shape: tuple[int, ...]) -> Ints:
    """Volumes handled at the end of each year, int64[y, n, p] millionths, where `shape` is (n, p).

    `rows` gives the row that each volume of `handled` is booked in.
    """
    done = np.zeros((len(years), *shape), dtype=np.int64)
    for at, year in enumerate(years):
        counted = (handled.since <= year) & (year < handled.until)
        np.add.at(done[at], (rows[counted], handled.column[counted]), handled.volume[counted])
    return done


@dataclass(frozen=True)
class Condition:
    """The condition of `n` RT in `y` moments, the first of which is the baseline.

    percent  int64[y, n, p]  hundredths of a percent
    nilai    int64[y, n, p]
    total    int64[y, n]
    served   bool[y, n, 5]   whether each of `SERVICES` reaches the limit of the plan
    slum     bool[y, n]      by the plan's reading
    left     int64[y, n]     slum area that is left by the plan's reading, millionths of a hectare
    """

    percent: Ints
    nilai: Ints
    total: Ints
    served: Bools
    slum: Bools
    left: Ints


def condition_of(
    volume: Ints, denominator: Ints, area: Ints, rule: RuleSet, settings: PlanSettings
) -> Condition:
    """Scores, services and hectares from volumes int64[y, n, p], denominators [n, p] and areas [n], millionths."""
    percent = percent_hundredths(volume, np.broadcast_to(denominator, volume.shape))
    nilai = points_of(percent)
    total = nilai.sum(axis=2)
    served = services(percent, rule, settings.batas_layanan)
    over: Bools = np.asarray(total >= rule.ringan)
    slum = over
    if settings.cara_luas is AreaReading.AMBANG_LAYANAN:
        slum = _until_served(over, np.asarray(served.all(axis=2)))
    left = np.where(slum, area, 0)
    if settings.cara_luas is AreaReading.PROPORSIONAL:
        left = _proportional(percent, total, area, rule, slum)
    return Condition(percent, nilai, total, served, slum, left)


def services(percent: Ints, rule: RuleSet, limit: Decimal) -> Bools:
    """Whether each of the five services reaches `limit` percent, bool[..., 5].

    The level of a service is 100 less the mean of its parameters' percents, which are rounded to two
    decimals before, so the edge is decided between integers. A parameter that does not apply counts as served.
    """
    reached = []
    for aspect in SERVICES:
        columns = list(rule.of_aspect(aspect))
        reached.append(percent[..., columns].sum(axis=-1) <= worst_service(limit, len(columns)))
    return np.stack(reached, axis=-1)


def worst_service(limit: Decimal, parameters: int) -> int:
    """Largest sum of the percents of a service's parameters, hundredths, that still reaches `limit` percent."""
    return (10_000 - int(limit * 100)) * parameters


def _until_served(over: Bools, served: Bools) -> Bools:
    """A place that is slum stays on the list until both tests hold in one year; it comes back by its total."""
    listed = over.copy()
    for at in range(1, len(over)):
        listed[at] = over[at] | (listed[at - 1] & ~served[at])
    return listed


def _proportional(percent: Ints, total: Ints, area: Ints, rule: RuleSet, slum: Bools) -> Ints:
    averages = sectoral_averages(percent, rule)
    before = np.broadcast_to(averages[0], averages.shape)
    share = contributions(before, averages, total < rule.ringan, ContributionVariant.SPREADSHEET)
    rest = np.rint(area * (1 - np.clip(share, 0.0, 100.0) / 100)).astype(np.int64)
    return np.where(slum[0], rest, 0)


def sectoral_averages(percent: Ints, rule: RuleSet) -> NDArray[np.float64]:
    """Mean of the 7 aspect averages in percent, float64[...], from percents of two decimals. For reading."""
    aspects = [percent[..., list(rule.of_aspect(aspect.number))].mean(axis=-1) for aspect in ASPECTS]
    means: NDArray[np.float64] = np.stack(aspects, axis=-1).mean(axis=-1) / 100
    return means


@dataclass(frozen=True)
class ActivityEffect:
    """What one activity adds to the plan at its target year: all activities, less all but this one.

    points  fall of the scores, summed over its RT
    area    slum area that leaves, millionths of a hectare, by the plan's reading, inside kawasan or outside
    places  RT that leave the slum class
    people  people in these RT

    Hectares are a step: of two activities that free an RT only together each shows all of it, of two that
    would do alone neither shows any. So the sum over activities is not the effect of the plan.
    """

    points: int
    area: int
    places: int
    people: int


def activity_effects(
    plan: Plan, totals: Totals, handled: Handled, after: Condition, years: Ints
) -> tuple[ActivityEffect, ...]:
    """With-minus-without effect of each activity of the plan, in its order.

    `after` is the condition of `totals` (level RT) with all activities at `years`, the baseline year first.
    """
    # Only the RT that an activity touches can differ, so all activities are tried in one pass over such rows:
    # row r is the RT `place[r]` without the activity `owner[r]`.
    pairs = np.unique(np.stack([handled.activity, handled.place], axis=1), axis=0)
    owner, place = pairs[:, 0], pairs[:, 1]
    row = np.zeros((len(plan.kegiatan), len(totals)), dtype=np.int64)
    row[owner, place] = np.arange(len(pairs))
    before = totals.volume[place]
    done = done_by(handled, handled.place, years, totals.volume.shape)[:, place]
    done -= done_by(handled, row[handled.activity, handled.place], years, before.shape)
    # As in the scenario, the first moment is the baseline itself.
    done[0] = 0
    area = totals.size(Size.LUAS)[place]
    without = condition_of(
        np.maximum(before - done, 0), totals.denominator[place], area, totals.rule, plan.settings
    )
    freed = (without.slum[-1] & ~after.slum[-1, place]).astype(np.int64)
    people = freed * totals.size(Size.PENDUDUK)[place] // SCALE

    def summed(values: Ints) -> list[int]:
        sums = np.zeros(len(plan.kegiatan), dtype=np.int64)
        np.add.at(sums, owner, values)
        found: list[int] = sums.tolist()
        return found

    points = without.total[-1] - after.total[-1, place]
    left = without.left[-1] - after.left[-1, place]
    return tuple(map(ActivityEffect, *map(summed, (points, left, freed, people))))
