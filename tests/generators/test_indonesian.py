"""Numbers, money and dates as an Indonesian reader writes them, and three kinds of empty."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from generators.indonesian import (
    EMPTY,
    NA,
    NOT_APPLICABLE,
    exact,
    filled,
    hectares,
    in_words,
    listing,
    long_date,
    number,
    percent,
    rounded,
    rupiah,
    spelled,
    spelled_date,
)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (18742, None, "18.742"),
        ("18742", None, "18.742"),
        ("0", None, "0"),
        ("0.00", None, "0"),
        ("1E+3", None, "1.000"),
        ("137.006", None, "137,006"),
        ("137.00600", None, "137,006"),
        ("137.006", 2, "137,01"),
        ("1234567.5", 0, "1.234.568"),
        ("999.995", 2, "1.000,00"),
        ("0.848808", 3, "0,849"),
        ("-1234.5", None, "-1.234,5"),
        ("5", 3, "5,000"),
        ("12345678901234567.123456", None, "12.345.678.901.234.567,123456"),
    ],
)
def test_numbers(value: str | int, digits: int | None, text: str) -> None:
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "result"),
    [
        ("0.5", 0, "1"), ("1.5", 0, "2"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("24.995", 2, "25.00"),
        ("2.675", 2, "2.68"), ("0.0049", 2, "0.00"), (Decimal("8.325"), 2, "8.33"),
    ],
)  # fmt: skip
def test_halves_go_up(value: str | Decimal, digits: int, result: str) -> None:
    assert str(rounded(value, digits)) == result


def test_half_up_holds_in_print_too() -> None:
    assert [number(value, 2) for value in ("0.125", "0.135", "1.005")] == ["0,13", "0,14", "1,01"]


def test_units() -> None:
    assert percent("42.375") == "42,38 %"
    assert percent("100", 1) == "100,0 %"
    assert hectares("137.006") == "137,01 ha"
    assert hectares("0") == "0,00 ha"
    assert hectares("137.006", 3) == "137,006 ha"
    assert rupiah(1_250_000) == "Rp1.250.000"
    assert rupiah(0) == "Rp0"


@pytest.mark.parametrize("show", [number, percent, hectares, rupiah])
def test_three_kinds_of_empty_look_different(show: object) -> None:
    assert callable(show)
    assert show(None) is EMPTY
    assert show(NOT_APPLICABLE) is NA
    assert "0" in show("0")
    assert len({str(EMPTY), str(NA), "0"}) == 3


def test_empties_are_markup_that_autoescape_leaves_alone() -> None:
    assert Markup("{}").format(EMPTY) == '<span class="empty">belum diisi</span>'
    assert Markup("{}").format(NA) == '<span class="na">–</span>'


def test_filled() -> None:
    assert filled("") is EMPTY
    assert filled(None) is EMPTY
    assert filled(0) == 0
    assert filled(" ") == " "


def test_dates() -> None:
    assert long_date("2026-01-03") == "3 Januari 2026"
    assert long_date("2024-02-29") == "29 Februari 2024"
    months = {str(long_date(date(2026, month, 1).isoformat())).split()[1] for month in range(1, 13)}
    assert months >= {"Maret", "Mei", "Juni", "Juli", "Agustus", "Oktober", "Desember"}


def test_a_day_that_is_not_known() -> None:
    assert long_date(None) is EMPTY
    assert long_date("") is EMPTY
    with pytest.raises(ValueError, match="Invalid isoformat"):
        long_date("23-11-2026")


def test_lists_in_words() -> None:
    assert [listing("abc"[:count]) for count in range(4)] == ["", "a", "a dan b", "a, b, dan c"]
    assert listing(iter(["a", "b", "c", "d"])) == "a, b, c, dan d"


def test_a_listed_name_is_escaped_once() -> None:
    assert listing(["R&D", "<b>", Markup("<em>c</em>")]) == "R&amp;D, &lt;b&gt;, dan <em>c</em>"


def test_small_counts_in_words() -> None:
    assert [in_words(n) for n in (0, 1, 2, 10, 11, 1234, -1)] == [
        "nol", "satu", "dua", "sepuluh", "11", "1.234", "-1",
    ]  # fmt: skip


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
)
def test_any_number_can_be_read_back(value: Decimal) -> None:
    text = number(f"{value:f}")
    assert Decimal(text.replace(".", "").replace(",", ".")) == value


@pytest.mark.parametrize(
    "value",
    ["x", "", "NaN", "Infinity", "1e61", "1e-61", "1e999999999999999999", "9" * 61, 10**61, 10**4_000],
)
def test_what_is_no_figure_of_a_plan_is_refused(value: str | int) -> None:
    with pytest.raises(ValueError, match=r"number|digits"):
        exact(value)
    with pytest.raises(ValueError, match=r"number|digits"):
        number(value)


def test_long_figures_are_exact() -> None:
    assert exact("33.33333333333333333333333333") == Decimal("33.33333333333333333333333333")
    with pytest.raises(ValueError, match="decimals"):
        number("1", 61)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (31, "tiga puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1945, "seribu sembilan ratus empat puluh lima"),
        (2026, "dua ribu dua puluh enam"),
        (9999, "sembilan ribu sembilan ratus sembilan puluh sembilan"),
    ],
)
def test_numbers_are_spelled(value: int, words: str) -> None:
    assert spelled(value) == words


@pytest.mark.parametrize("value", [-1, 10_000])
def test_only_numbers_of_dates_are_spelled(value: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 9999"):
        spelled(value)


def test_a_date_as_minutes_open_with_it() -> None:
    expected = "Rabu, tanggal dua puluh lima bulan November tahun dua ribu dua puluh enam"
    assert spelled_date("2026-11-25") == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_numbers_are_written_as_babel_writes_them(value: Decimal) -> None:
    for digits, pattern in ((0, "#,##0"), (3, "#,##0.000")):
        wanted = format_decimal(rounded(value, digits), format=pattern, locale="id_ID")
        assert number(str(value), digits) == wanted
