"""The road to 0 ha: the condition of every RT and kawasan year by year, what remains at the target and why.

Years stand in one order everywhere: the baseline first, then each year of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planning.effect import (
    SERVICES,
    ActivityEffect,
    Bools,
    Condition,
    Handled,
    activity_effects,
    condition_of,
    done_by,
    handled_by,
    sectoral_averages,
    worst_service,
)
from planning.plan import AreaReading, Plan
from planning.quantity import SCALE, Ints
from planning.rollup import Level, Place, Totals, roll_up
from planning.rules import BANDS, Parameter, Size, Unit
from planning.scoring import ContributionVariant, Floats, contributions


@dataclass(frozen=True)
class PlacesByYear:
    """Places of one level with their condition at each year of a scenario.

    places    the `n` places, as totals of the baseline
    volume    int64[y, n, p]  volumes in bad condition, millionths
    condition of these volumes, at that level
    """

    places: Totals
    volume: Ints
    condition: Condition

    def contribution(self, variant: ContributionVariant) -> Floats:
        """Contribution of handling against the baseline in percent, float64[y, n]; 0 in the baseline itself.

        Scoring.md section 7.3.
        """
        rule = self.places.rule
        averages = sectoral_averages(self.condition.percent, rule)
        before = np.broadcast_to(averages[0], averages.shape)
        share = contributions(before, averages, self.condition.total < rule.ringan, variant)
        share[0] = 0
        return share


@dataclass(frozen=True)
class ScenarioYear:
    """Sums of one moment; areas in millionths of a hectare, `money` in whole rupiah spent in that year.

    `outside` is the slum area of RT outside every kawasan, which is not part of `left`.
    """

    tahun: int
    left: int
    places: int
    people: int
    outside: int
    money: int


@dataclass(frozen=True)
class MissingVolume:
    """What keeps an RT above the limit: a parameter that still scores, or lowers a service.

    left   volume in bad condition, millionths
    least  least volume to handle, millionths, whole units where counted: so that the parameter scores 0, and
           where its service is below the plan's limit, so that it alone brings it there as far as it can
    """

    parameter: Parameter
    nilai: int
    left: int
    least: int


@dataclass(frozen=True)
class Remaining:
    """An RT that is still slum at the target year, and why.

    above     points above the highest total that is not slum; 0 when only services keep it on the list
    services  aspects below the plan's limit, where the plan asks for services
    """

    at: int
    place: Place
    area: int
    people: int
    above: int
    services: tuple[int, ...]
    missing: tuple[MissingVolume, ...]


@dataclass(frozen=True)
class Scenario:
    """The plan played through year by year on its baseline."""

    plan: Plan
    handled: Handled
    years: Ints
    rt: PlacesByYear

    @cached_property
    def kawasan(self) -> PlacesByYear:
        """The kawasan, each summed from its RT in every year."""
        return self._rolled_up(Level.KAWASAN)

    @cached_property
    def kelurahan(self) -> PlacesByYear:
        """The whole kelurahan, summed from all its RT, inside the delineation or not."""
        return self._rolled_up(Level.KELURAHAN)

    @cached_property
    def inside(self) -> Bools:
        """Which RT lie in a kawasan, bool[n]."""
        return np.array([bool(place.kawasan) for place in self.rt.places.places], dtype=np.bool_)

    @cached_property
    def effects(self) -> tuple[ActivityEffect, ...]:
        """With-minus-without effect of each activity."""
        return activity_effects(self.plan, self.rt.places, self.handled, self.rt.condition, self.years)

    @cached_property
    def summary(self) -> tuple[ScenarioYear, ...]:
        """One row for the baseline and for each year of the plan."""
        people = self.rt.places.size(Size.PENDUDUK) // SCALE
        money: dict[int, int] = {}
        for line in self.plan.lines:
            money[line.tahun] = money.get(line.tahun, 0) + line.jumlah
        rows = []
        for at, year in enumerate(self.years.tolist()):
            slum = self.rt.condition.slum[at]
            rows.append(
                ScenarioYear(
                    year,
                    int(self.rt.condition.left[at, self.inside].sum()),
                    int((slum & self.inside).sum()),
                    int(people[slum & self.inside].sum()),
                    int(self.rt.condition.left[at, ~self.inside].sum()),
                    0 if at == 0 else money.get(year, 0),
                )
            )
        return tuple(rows)

    @property
    def reaches_zero(self) -> bool:
        """Whether no slum area is left inside the delineation at the target year."""
        return self.summary[-1].left == 0

    @cached_property
    def remaining(self) -> tuple[Remaining, ...]:
        """The RT inside the delineation that are still slum at the target year, largest area first."""
        left = np.flatnonzero(self.rt.condition.slum[-1] & self.inside)
        found = [self._remaining(int(at)) for at in left]
        return tuple(sorted(found, key=lambda each: (-each.area, each.place)))

    def _remaining(self, at: int) -> Remaining:
        totals, condition = self.rt.places, self.rt.condition
        rule = totals.rule
        short: tuple[int, ...] = ()
        if self.plan.settings.cara_luas is AreaReading.AMBANG_LAYANAN:
            short = tuple(
                aspect
                for aspect, served in zip(SERVICES, condition.served[-1, at], strict=True)
                if not served
            )
        missing = []
        for index, parameter in enumerate(rule.parameters):
            volume = int(self.rt.volume[-1, at, index])
            nilai = int(condition.nilai[-1, at, index])
            if nilai or (parameter.aspect in short and volume):
                edge = self._edge(at, index) if parameter.aspect in short else BANDS[-1][0]
                denominator = int(totals.denominator[at, index])
                missing.append(
                    MissingVolume(parameter, nilai, volume, to_reach(volume, denominator, edge, parameter))
                )
        return Remaining(
            at,
            totals.places[at],
            int(totals.size(Size.LUAS)[at]),
            int(totals.size(Size.PENDUDUK)[at]) // SCALE,
            max(0, int(condition.total[-1, at]) - (rule.ringan - 1)),
            short,
            tuple(sorted(missing, key=lambda each: -each.nilai)),
        )

    def _edge(self, at: int, index: int) -> int:
        """The percent below which a parameter scores 0 and alone brings its service to the limit, hundredths."""
        rule, percent = self.rt.places.rule, self.rt.condition.percent[-1, at]
        columns = list(rule.of_aspect(rule.parameters[index].aspect))
        above = int(percent[columns].sum()) - worst_service(self.plan.settings.batas_layanan, len(columns))
        return min(BANDS[-1][0], max(int(percent[index]) - above, 0) + 1)

    def _rolled_up(self, level: Level) -> PlacesByYear:
        rts = self.rt.places
        parts = [roll_up(replace(rts, volume=volume), level) for volume in self.rt.volume]
        volume = np.stack([part.volume for part in parts])
        places = parts[0]
        condition = condition_of(
            volume, places.denominator, places.size(Size.LUAS), rts.rule, self.plan.settings
        )
        return PlacesByYear(places, volume, condition)


COUNTED_UNITS = frozenset({Unit.BANGUNAN, Unit.KK})
"""Units of which no part can be handled: half a household stays without water."""


def to_reach(volume: int, denominator: int, edge: int, parameter: Parameter) -> int:
    """The least volume to handle so that the percent falls below `edge` hundredths, millionths; 0 if it is.

    Whole units where the parameter counts buildings or households. The percent is rounded half up to two
    decimals before it is banded, so the largest volume that stays is just below `edge` less half a hundredth.
    """
    if denominator <= 0:
        return 0
    # round_half_up(volume * 10_000 / denominator) < edge, in integers.
    most = (denominator * (2 * edge - 1) + 19_999) // 20_000 - 1
    if parameter.unit in COUNTED_UNITS:
        most = most // SCALE * SCALE
    return max(0, volume - max(most, 0))


def scenario_of(plan: Plan, totals: Totals) -> Scenario:
    """Play `plan` through on the totals (level RT) of its baseline.

    Works that end after the target year have no effect in it. Raises `ValueError` when the totals are not of
    level RT, of one year and of the plan's kelurahan.
    """
    of = {(place.kode, place.tahun) for place in totals.places}
    if totals.level is not Level.RT or len(of) != 1 or (plan.kode, totals.places[0].tahun) not in of:
        raise ValueError("a scenario is computed on the RT of one baseline of the plan's kelurahan")
    handled = handled_by(plan, totals)
    first = totals.places[0].tahun
    years = np.array([first, *plan.settings.years], dtype=np.int64)
    done = done_by(handled, handled.place, years, totals.volume.shape)
    # The first moment is the baseline itself, whatever is booked in its year.
    done[0] = 0
    volume = np.maximum(totals.volume - done, 0)
    condition = condition_of(volume, totals.denominator, totals.size(Size.LUAS), totals.rule, plan.settings)
    return Scenario(plan, handled, years, PlacesByYear(totals, volume, condition))
