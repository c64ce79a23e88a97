"""Percent, score, total and class of any totals, one RT or the nation, in one vectorised pass.

Percent is rounded half up to two decimals and then banded: ≥ 76 → 5, ≥ 51 → 3, ≥ 25 → 1, else 0. The total is
the sum of the scores; the class follows from the rule set (scoring.md sections 1, 3 and 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from planning.quantity import Ints, percent_hundredths
from planning.rollup import Totals
from planning.rules import ASPECTS, BANDS, Size, Tingkat

Floats = NDArray[np.float64]


class AverageMethod(StrEnum):
    """How the percents of an aspect are averaged (scoring.md section 7.1).

    `all`: mean of all percents. `scored_only`: sum of the percents that score above 0, divided by the number
    of all parameters of the aspect.
    """

    ALL = "all"
    SCORED_ONLY = "scored_only"


@dataclass(frozen=True)
class Scores:
    """Scores of the `g` places of `totals`, `p` parameters each.

    percent  int64[g, p]  hundredths of a percent; meaningless where `known` is False
    known    bool[g, p]   False where no RT has the parameter filled and applicable
    nilai    int64[g, p]  0, 1, 3 or 5; 0 where not known
    total    int64[g]
    tingkat  int64[g]     `planning.rules.Tingkat`
    """

    totals: Totals
    percent: Ints
    known: NDArray[np.bool_]
    nilai: Ints
    total: Ints
    tingkat: Ints

    def class_of(self, at: int) -> Tingkat:
        """The class of the place at position `at`."""
        return Tingkat(int(self.tingkat[at]))

    def slum_area(self) -> int:
        """Area of the places that are slum by their own total, millionths of a hectare.

        Counted at the level of the totals: per RT and per kawasan give different sums (scoring.md 6.4).
        """
        return int(self.totals.size(Size.LUAS)[self.tingkat > Tingkat.TIDAK].sum())


def points_of(percent: Ints) -> Ints:
    """The score 0, 1, 3 or 5 of each percent, hundredths, of any shape; 0 % is also what is not known."""
    nilai = np.zeros_like(percent)
    for edge, points in reversed(BANDS):
        nilai[percent >= edge] = points
    return nilai


def score(totals: Totals) -> Scores:
    """Score every place of `totals`."""
    percent = percent_hundredths(totals.volume, totals.denominator)
    nilai = points_of(percent)
    total = nilai.sum(axis=1)
    rule = totals.rule
    limits = np.array([rule.ringan, rule.sedang, rule.berat])
    tingkat = np.searchsorted(limits, total, side="right")
    return Scores(totals, percent, totals.denominator > 0, nilai, total, tingkat)


def aspect_averages(scores: Scores, method: AverageMethod = AverageMethod.ALL) -> Floats:
    """Average percent of each of the 7 aspects, float64[g, 7].

    From unrounded percents; a parameter that is unknown counts as 0, as published tables have it
    (scoring.md section 3, zero denominator). Averages are for reading; no class depends on them.
    """
    totals = scores.totals
    percent = np.divide(
        totals.volume * 100.0, totals.denominator, out=np.zeros(totals.volume.shape), where=scores.known
    )
    if method is AverageMethod.SCORED_ONLY:
        percent = np.where(scores.nilai > 0, percent, 0.0)
    columns = [percent[:, totals.rule.of_aspect(aspect.number)].mean(axis=1) for aspect in ASPECTS]
    return np.stack(columns, axis=1) if len(totals) else np.zeros((0, len(ASPECTS)))


def sectoral_average(averages: Floats) -> Floats:
    """Mean of the 7 aspect averages, float64[g]: equal weight for each aspect (scoring.md section 7.2)."""
    means: Floats = averages.mean(axis=1)
    return means


def round_percent(value: float) -> float:
    """`value` rounded half up to two decimals, for printing an average."""
    return float(np.floor(value * 100 + 0.5 + 1e-9) / 100)


class ContributionVariant(StrEnum):
    """Two formulas for the contribution of handling (scoring.md section 7.3)."""

    SPREADSHEET = "spreadsheet"
    APP = "app"


_BELOW_SLUM = 24.99


def contribution(
    before: float, after: float, *, below_limit: bool, variant: ContributionVariant = ContributionVariant.APP
) -> float:
    """Contribution in percent of one place; see `contributions`."""
    found = contributions(np.array(before), np.array(after), np.array(below_limit), variant)
    return float(found)


def contributions(
    before: Floats, after: Floats, below_limit: NDArray[np.bool_], variant: ContributionVariant
) -> Floats:
    """Contribution in percent from sectoral averages (percent) before and after, arrays of one shape.

    `below_limit` says whether the final total is below the slum limit of the rule set. The spreadsheet variant
    gives 100 once it is, else the share of the way down to 24.99 %; the app variant the share of the whole,
    at most 100. Both are 0 when there is nothing to reduce.
    """
    before, after = before.astype(np.float64), after.astype(np.float64)
    fall = before - after
    if variant is ContributionVariant.SPREADSHEET:
        way = before - _BELOW_SLUM
        share = np.divide(fall * 100, way, out=np.zeros_like(fall), where=way > 0)
        return np.where(below_limit, 100.0, share)
    return np.minimum(np.divide(fall * 100, before, out=np.zeros_like(fall), where=before > 0), 100.0)
