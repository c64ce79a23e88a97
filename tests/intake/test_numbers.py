"""Single cells: what is a number, what is empty, and what is neither."""

from __future__ import annotations

import datetime
import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.numbers import (
    NOT_APPLICABLE,
    NOT_FILLED,
    UNREADABLE,
    Cell,
    CellError,
    Kind,
    NumberMemo,
    Problem,
    read_number,
    read_text,
    read_year,
)
from planning.quantity import LARGEST, SCALE

KINDS = st.sampled_from(Kind)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", ["", " ", "\t", "\N{NO-BREAK SPACE}", "\n"])
def test_blank_is_not_filled(text: str, kind: Kind) -> None:
    assert read_number(text, kind) == NOT_FILLED


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", ["-", " - ", "–", "—", "−"])
def test_dash_is_not_applicable(text: str, kind: Kind) -> None:
    assert read_number(text, kind) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("text", "kind", "millionths"),
    [
        ("0", Kind.COUNT, 0),
        ("-0", Kind.COUNT, 0),
        ("007", Kind.COUNT, 7_000_000),
        ("12.0", Kind.COUNT, 12_000_000),
        ("12,00", Kind.COUNT, 12_000_000),
        ("0.000", Kind.COUNT, 0),
        (" 41 ", Kind.COUNT, 41_000_000),
        ("0.848808", Kind.HECTARES, 848_808),
        ("0,848808", Kind.HECTARES, 848_808),
        ("1.234", Kind.HECTARES, 1_234_000),
        ("1,234", Kind.HECTARES, 1_234_000),
        (".5", Kind.HECTARES, 500_000),
        ("0.0000005", Kind.HECTARES, 1),
        ("0.00000049999", Kind.HECTARES, 0),
        ("-0.5", Kind.HECTARES, -500_000),
        ("−0,5", Kind.HECTARES, -500_000),
        ("+3", Kind.METRES, 3_000_000),
        ("12.5", Kind.METRES, 12_500_000),
        ("0.125", Kind.METRES, 125_000),
        ("1200.125", Kind.METRES, 1_200_125_000),
        ("1,20", Kind.METRES, 1_200_000),
        ("4e-06", Kind.HECTARES, 4),
        ("4.5E-05", Kind.HECTARES, 45),
        ("4,5E-05", Kind.HECTARES, 45),
        ("10000000", Kind.METRES, LARGEST),
        (0.30000000000000004, Kind.HECTARES, 300_000),
        (0.1 + 0.7, Kind.HECTARES, 800_000),
        (11.999999999999998, Kind.COUNT, 12_000_000),
        (1234.0, Kind.COUNT, 1_234_000_000),
        (1.234, Kind.METRES, 1_234_000),
        (1e-07, Kind.HECTARES, 0),
        (3, Kind.COUNT, 3_000_000),
    ],
)
def test_numbers(text: Cell, kind: Kind, millionths: int) -> None:
    assert read_number(text, kind) == millionths


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("1.234", Kind.COUNT),
        ("1,234", Kind.COUNT),
        ("12.000", Kind.COUNT),
        ("1.200", Kind.METRES),
        ("1,200", Kind.METRES),
        ("-999.999", Kind.METRES),
        ("1.234.567", Kind.METRES),
        ("1.234,5", Kind.METRES),
        ("1,234.5", Kind.HECTARES),
        ("1 234", Kind.COUNT),
        ("0.1.2", Kind.HECTARES),
    ],
)
def test_ambiguous_numbers_are_called_so(cell: str, kind: Kind) -> None:
    problem = read_number(cell, kind)
    assert isinstance(problem, Problem)
    assert problem.found == f"{cell!r} (thousands or decimals?)"
    assert problem.expected == kind


@pytest.mark.parametrize(
    "cell",
    [
        *["50%", "12 m", "m", "1e5", "1E+05", "1e-5000", "0x1F", "NaN", "nan", "inf", "-inf", "Infinity"],
        *[
            "--",
            "- 5",
            "5-",
            "(5)",
            "1/2",
            "5.",
            ".",
            ",",
            "+",
            "1_000",
            "٣",
            "½",
            "²",
            "=1+1",
            "Rp5",
            "true",
        ],
        *["12'345", "9" * 500, "1." + "0" * 500, "0" * 61, "tidak ada", "#REF!", "2024-01-01"],
        *[math.nan, math.inf, -math.inf, True, False, CellError("#DIV/0!"), datetime.date(2024, 1, 2)],
        *[datetime.datetime(2024, 1, 2), datetime.time(3), datetime.timedelta(1), 10**18],  # noqa: DTZ001
        *["10000000.000001", "99999999", 1e300, -1e300, 10_000_001],
    ],
)
@pytest.mark.parametrize("kind", Kind)
def test_everything_else_is_a_problem(cell: Cell, kind: Kind) -> None:
    problem = read_number(cell, kind)
    assert isinstance(problem, Problem)
    assert problem.expected.startswith(kind)
    assert 0 < len(problem.found) < 90


@pytest.mark.parametrize("cell", ["1.5", "1,5", "0.1", 1.5, 0.000001])
def test_counts_are_whole(cell: Cell) -> None:
    assert isinstance(read_number(cell, Kind.COUNT), Problem)


def test_the_largest_number_is_the_limit() -> None:
    assert read_number(float(LARGEST // SCALE), Kind.METRES) == LARGEST
    problem = read_number("10000001", Kind.METRES)
    assert problem == Problem("a number of metres up to 10000000", "'10000001'")


@given(
    st.decimals(min_value=-9_000_000, max_value=9_000_000, places=9),
    st.sampled_from(".,"),
    st.sampled_from(["", " ", "\N{NO-BREAK SPACE}"]),
)
def test_text_agrees_with_decimal(value: Decimal, separator: str, around: str) -> None:
    expected = int((value * SCALE).to_integral_value(ROUND_HALF_UP))
    text = f"{around}{value:f}{around}".replace(".", separator)
    assert read_number(text, Kind.HECTARES) == expected
    # Nine decimals are never three, so metres are not ambiguous either.
    assert read_number(text, Kind.METRES) == expected


@given(st.integers(-10_000_000, 10_000_000))
def test_whole_numbers_agree_everywhere(value: int) -> None:
    for kind in Kind:
        assert read_number(str(value), kind) == value * SCALE
        assert read_number(value, kind) == value * SCALE
        assert read_number(float(value), kind) == value * SCALE


@given(st.integers(-LARGEST, LARGEST))
def test_floats_of_workbooks_give_back_their_millionths(millionths: int) -> None:
    assert read_number(millionths / SCALE, Kind.HECTARES) == millionths


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_three_digits_behind_a_separator_are_never_guessed(whole: int, rest: int, separator: str) -> None:
    text = f"{whole}{separator}{rest:03}"
    assert isinstance(read_number(text, Kind.METRES), Problem)
    assert isinstance(read_number(text, Kind.COUNT), Problem)
    assert read_number(text, Kind.HECTARES) == whole * SCALE + rest * 1000


CELLS = st.one_of(
    st.text(),
    st.text("0123456789.,-+eE %'\N{NO-BREAK SPACE}−–", max_size=70),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.builds(CellError, st.text(min_size=1)),
)


@given(CELLS, KINDS)
def test_no_cell_makes_the_reader_fail(cell: Cell, kind: Kind) -> None:
    number = read_number(cell, kind)
    if isinstance(number, Problem):
        assert number.found
        assert number.expected.startswith(kind)
    else:
        assert number in (NOT_FILLED, NOT_APPLICABLE) or abs(number) <= LARGEST
        assert kind is not Kind.COUNT or number in (NOT_FILLED, NOT_APPLICABLE) or number % SCALE == 0


@given(CELLS)
def test_years_and_texts_never_fail(cell: Cell) -> None:
    year = read_year(cell)
    assert isinstance(year, Problem) or year == NOT_FILLED or 1990 <= year <= 2100
    text = read_text(cell)
    assert isinstance(text, Problem) or text == text.strip()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("001", "001"),
        (" 01 ", "01"),
        (1.0, "1"),
        (7, "7"),
        (1.5, "1.5"),
        ("Kp.\nBaru\t  Raya", "Kp. Baru Raya"),
        ("Su\x00kun\x1b", "Sukun"),
        ("", ""),
    ],
)
def test_texts(cell: Cell, text: str) -> None:
    assert read_text(cell) == text


@pytest.mark.parametrize("cell", [datetime.date(2024, 2, 1), True, CellError("#N/A"), "x" * 201])
def test_what_is_no_text(cell: Cell) -> None:
    assert isinstance(read_text(cell), Problem)


def test_memo_reads_each_cell_once_and_stays_small() -> None:
    asked: list[Cell] = []

    def reader(cell: Cell) -> int | Problem:
        asked.append(cell)
        return Problem("a number", "none") if cell == "x" else 5

    memo = NumberMemo(reader)
    assert [memo["a"], memo["a"], memo["x"]] == [5, 5, UNREADABLE]
    assert asked == ["a", "x"]
    assert memo.problem("x") == Problem("a number", "none")
    with pytest.raises(ValueError, match="can be read"):
        memo.problem("a")
    for number in range(70_000):
        memo[f"{number}"]
    assert len(memo) <= 65_536
