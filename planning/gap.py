"""The gap of the 8 indicators against the ideal: good and bad share, and the volume that is missing.

The share of an indicator is the average of its parameters' percents (scoring.md section 7.1); volumes stand
per parameter, because their units differ. The eighth indicator, public open space, is shown and never scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from planning.quantity import to_decimal
from planning.rules import ASPECTS, OPEN_SPACE, SIZE_INDEX, Aspect, Parameter, Size
from planning.scoring import AverageMethod, Scores


@dataclass(frozen=True)
class ParameterGap:
    """One parameter of one place. `buruk` is in percent, two decimals; None where unknown.

    `volume` and `denominator` are in the parameter's unit; `good` is their difference.
    """

    parameter: Parameter
    volume: Decimal | None
    denominator: Decimal | None
    buruk: Decimal | None
    nilai: int
    missing_rt: int
    inapplicable_rt: int

    @property
    def good(self) -> Decimal | None:
        if self.volume is None or self.denominator is None:
            return None
        return self.denominator - self.volume


@dataclass(frozen=True)
class IndicatorGap:
    """One of the 8 indicators of one place. `buruk` in percent, two decimals; None where nothing is known."""

    aspect: Aspect
    buruk: Decimal | None
    parameters: tuple[ParameterGap, ...]
    volume: Decimal | None = None
    ideal: Decimal | None = None

    @property
    def baik(self) -> Decimal | None:
        return None if self.buruk is None else Decimal(100) - self.buruk


def indicator_gaps(
    scores: Scores, at: int, method: AverageMethod = AverageMethod.ALL
) -> tuple[IndicatorGap, ...]:
    """The 8 indicators of the place at position `at`, in the order of the working tables."""
    totals = scores.totals
    gaps = []
    for aspect in ASPECTS:
        columns = totals.rule.of_aspect(aspect.number)
        parameters = tuple(_parameter_gap(scores, at, index) for index in columns)
        known = any(gap.buruk is not None for gap in parameters)
        gaps.append(
            IndicatorGap(aspect, _average(scores, at, columns, method) if known else None, parameters)
        )
    return (*gaps, _open_space(scores, at))


def by_size(gaps: tuple[IndicatorGap, ...]) -> tuple[IndicatorGap, ...]:
    """The indicators with the largest bad share first, unknown ones last; equal shares keep their order."""
    return tuple(sorted(gaps, key=lambda gap: (gap.buruk is None, -(gap.buruk or Decimal(0)))))


def _parameter_gap(scores: Scores, at: int, index: int) -> ParameterGap:
    totals = scores.totals
    known = bool(scores.known[at, index])
    return ParameterGap(
        totals.rule.parameters[index],
        to_decimal(totals.volume[at, index]) if known else None,
        to_decimal(totals.denominator[at, index]) if known else None,
        Decimal(int(scores.percent[at, index])).scaleb(-2) if known else None,
        int(scores.nilai[at, index]),
        int(totals.missing[at, index]),
        int(totals.inapplicable[at, index]),
    )


def _open_space(scores: Scores, at: int) -> IndicatorGap:
    totals = scores.totals
    ideal = int(totals.size(Size.RTP_IDEAL)[at])
    # A sum over some RT only would read an RT that is not filled as one without open space.
    missing = totals.size_missing[at, [SIZE_INDEX[Size.RTP], SIZE_INDEX[Size.RTP_IDEAL]]]
    if ideal <= 0 or missing.any():
        return IndicatorGap(OPEN_SPACE, None, ())
    short = max(0, ideal - int(totals.size(Size.RTP)[at]))
    share = _two_decimals(Fraction(short * 100, ideal))
    return IndicatorGap(OPEN_SPACE, share, (), to_decimal(short), to_decimal(ideal))


def _average(scores: Scores, at: int, columns: Sequence[int], method: AverageMethod) -> Decimal:
    """Average percent of an aspect, from exact fractions: it decides which gap is called the larger."""
    totals = scores.totals
    counted = [
        column
        for column in columns
        if scores.known[at, column] and (method is AverageMethod.ALL or scores.nilai[at, column] > 0)
    ]
    shares = (Fraction(int(totals.volume[at, c]) * 100, int(totals.denominator[at, c])) for c in counted)
    return _two_decimals(sum(shares, Fraction(0)) / len(columns))


def _two_decimals(value: Fraction) -> Decimal:
    """`value` rounded half up."""
    return Decimal(floor(value * 100 + Fraction(1, 2))).scaleb(-2)
