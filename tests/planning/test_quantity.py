"""planning/quantity.py: exact percents, proved against fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.quantity import LARGEST, SCALE, percent_hundredths, to_decimal, to_millionths
from tests.planning.drawing import UNHURRIED

INT64_MAX = int(np.iinfo(np.int64).max)


def exact(volume: int, denominator: int) -> int:
    """Hundredths of a percent, half up, by fractions."""
    return floor(Fraction(volume * 10_000, denominator) + Fraction(1, 2)) if denominator else 0


def percent(volume: int, denominator: int) -> int:
    return int(percent_hundredths(np.array([volume]), np.array([denominator]))[0])


def shares(largest: int) -> st.SearchStrategy[tuple[int, int]]:
    """A denominator up to `largest` and a volume within it."""
    return st.integers(1, largest).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        (24_994, 2499), (24_995, 2500), (24_996, 2500),
        (50_994, 5099), (50_995, 5100), (50_996, 5100),
        (75_994, 7599), (75_995, 7600), (75_996, 7600),
        (0, 0), (4, 0), (5, 1), (99_995, 10_000), (100_000, 10_000), (150_000, 15_000),
    ],
)  # fmt: skip
def test_half_is_rounded_up_at_the_second_decimal(volume: int, expected: int) -> None:
    assert percent(volume, 100_000) == expected


@pytest.mark.parametrize("edge", [24_995, 50_995, 75_995])
@pytest.mark.parametrize("times", [1, 7, SCALE, 3 * 10**10, INT64_MAX // 100_000])
def test_one_part_below_the_edge_stays_below_at_any_size(edge: int, times: int) -> None:
    assert percent(edge * times, 100_000 * times) == (edge + 5) // 10
    assert percent(edge * times - 1, 100_000 * times) == (edge + 5) // 10 - 1


def test_every_share_of_small_counts() -> None:
    pairs = [(v, d) for d in range(160) for v in range(d + 1)]
    volume, denominator = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    assert percent_hundredths(volume, denominator).tolist() == [exact(v, d) for v, d in pairs]


@UNHURRIED
@given(shares(LARGEST))
def test_equals_the_fraction_for_one_rt(share: tuple[int, int]) -> None:
    assert percent(*share) == exact(*share)


@UNHURRIED
@given(shares(INT64_MAX))
def test_equals_the_fraction_where_int64_alone_would_overflow(share: tuple[int, int]) -> None:
    assert percent(*share) == exact(*share)


@UNHURRIED
@given(st.integers(0, 10_000), st.integers(1, INT64_MAX // 20_000), st.integers(-1, 0))
def test_equals_the_fraction_around_every_rounding_edge(hundredth: int, part: int, below: int) -> None:
    denominator = 20_000 * part
    volume = max(0, (2 * hundredth + 1) * part + below)
    assert percent(volume, denominator) == exact(volume, denominator)
    if below == 0:
        assert percent(volume, denominator) == hundredth + 1


def test_large_and_small_in_one_array_and_zero_denominators() -> None:
    volume = np.array([[INT64_MAX // 2, 1], [0, 3]])
    denominator = np.array([[INT64_MAX, 3], [0, 0]])
    assert percent_hundredths(volume, denominator).tolist() == [[5000, 3333], [0, 0]]


def test_empty_arrays_keep_their_shape() -> None:
    nothing = np.zeros((0, 16), dtype=np.int64)
    assert percent_hundredths(nothing, nothing).shape == (0, 16)


def test_the_arguments_are_left_alone() -> None:
    volume, denominator = np.array([1, 2]), np.array([0, 4])
    percent_hundredths(volume, denominator)
    assert (volume.tolist(), denominator.tolist()) == ([1, 2], [0, 4])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.848808", 848_808), ("0.0000005", 1), ("0.00000049", 0), ("12", 12_000_000), ("-1.03", -1_030_000)],
)
def test_to_millionths(text: str, expected: int) -> None:
    assert to_millionths(Decimal(text)) == expected


@pytest.mark.parametrize(
    ("millionths", "expected"),
    [(848_808, "0.848808"), (12_000_000, "12"), (0, "0"), (1_500_000, "1.5"), (100_000_000, "100")],
)
def test_to_decimal_has_no_trailing_zeros_and_no_exponent(millionths: int, expected: str) -> None:
    assert str(to_decimal(millionths)) == expected


@UNHURRIED
@given(st.integers(-LARGEST, LARGEST))
def test_there_and_back(millionths: int) -> None:
    assert to_millionths(to_decimal(millionths)) == millionths
