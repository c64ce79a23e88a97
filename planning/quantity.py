"""Exact quantities: whole millionths of a unit in int64, and three kinds of empty.

Hectares, metres and counts are kept as integers of one millionth (1 ha = 1_000_000), so sums are exact
and associative, and a percent at a band edge is decided by integer arithmetic, never by a float.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

SCALE = 1_000_000
LARGEST = 10_000_000 * SCALE
"""Largest value of one cell: ten million units. No RT has more of anything that is surveyed."""

Ints = NDArray[np.int64]


class Empty(IntEnum):
    """Why a cell holds no number. `FILLED` is not empty; zero is a number."""

    FILLED = 0
    NOT_APPLICABLE = 1
    NOT_FILLED = 2


def to_millionths(value: Decimal) -> int:
    """Whole millionths of `value`, rounded half up at the sixth decimal (0.01 m² for hectares)."""
    return int((value * SCALE).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_decimal(millionths: int) -> Decimal:
    """The exact decimal of a quantity, without trailing zeros (`848808` → `0.848808`)."""
    value = Decimal(int(millionths)) / SCALE
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


def exact_text(millionths: int) -> str:
    """The exact decimal of a quantity as snapshots and findings hold it: `0.848808`."""
    return f"{to_decimal(millionths):f}"


def percent_hundredths(volume: Ints, denominator: Ints) -> Ints:
    """`volume / denominator` in hundredths of a percent, rounded half up; 0 where the denominator is 0.

    Both are non-negative and of one shape; the result is exact for every size (large sums fall back to Python
    integers, because int64 would overflow). 24.995 % gives 2500: see scoring.md section 3.
    """
    safe = np.where(denominator > 0, denominator, 1)
    if volume.size and max(int(volume.max()), int(safe.max())) > np.iinfo(np.int64).max // 200:
        exact = (volume.astype(object) * 20_000 + safe) // (2 * safe.astype(object))
        return np.where(denominator > 0, exact, 0).astype(np.int64)
    whole, rest = np.divmod(volume * 100, safe)
    hundredths, rest = np.divmod(rest * 100, safe)
    rounded = whole * 100 + hundredths + (rest * 2 >= safe)
    return np.where(denominator > 0, rounded, 0)
