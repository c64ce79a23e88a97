"""Sums of money: every way to write whole rupiah that can mean one thing only, and no other."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.numbers import NOT_FILLED, Cell, CellError, Problem
from intake.rupiah import LARGEST_RUPIAH, read_rupiah


@pytest.mark.parametrize(
    ("cell", "rupiah"),
    [
        ("0", 0),
        ("1250000", 1_250_000),
        (" 1250000 ", 1_250_000),
        ("1.250.000", 1_250_000),
        ("1,250,000", 1_250_000),
        ("1.250", 1_250),
        ("1,250", 1_250),
        ("Rp 1.250.000", 1_250_000),
        ("Rp1.250.000,00", 1_250_000),
        ("rp. 1.250.000,-", 1_250_000),
        ("RP\N{NO-BREAK SPACE}1,250,000.00", 1_250_000),
        ("1250000,00", 1_250_000),
        ("1250000.00", 1_250_000),
        ("Rp1250000,-", 1_250_000),
        ("10.000.000.000.000", LARGEST_RUPIAH),
        (1250000, 1_250_000),
        (1250000.0, 1_250_000),
        (0.0, 0),
        (-0.0, 0),
        (1e13, LARGEST_RUPIAH),
    ],
)
def test_one_meaning(cell: Cell, rupiah: int) -> None:
    assert read_rupiah(cell) == rupiah


@pytest.mark.parametrize("cell", ["", " ", "\N{NO-BREAK SPACE}"])
def test_blank_is_not_filled(cell: str) -> None:
    assert read_rupiah(cell) == NOT_FILLED


@pytest.mark.parametrize(
    "cell",
    [
        "-", "–", "Rp", "Rp -", "-5", "-1.250.000", "(1.250.000)", "1250.5", "1250,5", "12.00", "125,00", "1.25",
        "1.25 juta", "1,25 juta", "1250000 rupiah", "1e9", "1E+09", "1.250.00", "1.250.0000", "1250.000",
        "1.250,000", "1,250.000", "1.250.000.00", "1.250.000,0", "1.250.000,50", "1,250,000,-", "0.250",
        "01.250.000", "1 250 000", "1'250'000", ".250", "1.250.", "$5", "Rp Rp 5", "٣", "５", "²", "nol",
        "10000000000001", "99.999.999.999.999", "1" * 500,
        1250.5, -1, -0.5, 1e13 + 1, 1e300, float("inf"), float("nan"), True, False,
        datetime.date(2026, 1, 1), CellError("#REF!"),
    ],
)  # fmt: skip
def test_anything_else_is_a_problem(cell: Cell) -> None:
    problem = read_rupiah(cell)
    assert isinstance(problem, Problem)
    assert problem.expected.startswith("whole rupiah")
    assert problem.found


@given(
    st.integers(0, LARGEST_RUPIAH),
    st.sampled_from(["", "Rp", "Rp ", "rp. "]),
    st.sampled_from([".", ",", ""]),
    st.booleans(),
)
def test_every_sum_in_every_notation(rupiah: int, sign: str, separator: str, sen: bool) -> None:
    text = f"{rupiah:,}".replace(",", separator)
    if sen and rupiah >= 1000:
        text += ".00" if separator == "," else ",00"
    assert read_rupiah(sign + text) == rupiah
    assert read_rupiah(rupiah) == read_rupiah(float(rupiah)) == rupiah


@given(st.text("0123456789.,-Rp ", max_size=20))
def test_a_text_that_is_read_has_the_digits_of_its_sum(text: str) -> None:
    rupiah = read_rupiah(text)
    if not isinstance(rupiah, Problem) and rupiah != NOT_FILLED:
        digits = "".join(each for each in text if each.isdigit()).lstrip("0") or "0"
        assert digits in (str(rupiah), f"{rupiah}00" if rupiah else "0")
