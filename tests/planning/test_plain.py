"""Frozen values to JSON primitives and back: nothing guessed, nothing dropped."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.manuscript import (
    Bencana,
    DokumenProfile,
    Kebijakan,
    Kelompok,
    Manuscript,
    Masalah,
    Position,
    SectionText,
    Swot,
    WilayahProfile,
)
from planning.plain import WrongShape, from_plain, to_plain


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Grade(IntEnum):
    LOW = 1


@dataclass(frozen=True)
class Inner:
    name: str
    count: int | None = None


@dataclass(frozen=True)
class Outer:
    text: str
    number: Decimal
    day: date
    colour: Colour
    flag: bool
    inner: Inner
    many: tuple[Inner, ...] = ()


WHOLE = Outer("a", Decimal("1E+2"), date(2026, 11, 23), Colour.BLUE, True, Inner("b"), (Inner("c", 0),))
PLAIN = {
    "text": "a",
    "number": "100",
    "day": "2026-11-23",
    "colour": "blue",
    "flag": True,
    "inner": {"name": "b", "count": None},
    "many": [{"name": "c", "count": 0}],
}


def test_a_value_becomes_json_and_comes_back() -> None:
    plain = to_plain(WHOLE)
    assert plain == PLAIN
    assert from_plain(Outer, json.loads(json.dumps(plain))) == WHOLE


def test_decimals_keep_every_digit_and_enums_lose_their_class() -> None:
    assert to_plain(Decimal("0.10")) == "0.10"
    assert to_plain(Decimal("1E-7")) == "0.0000001"
    assert type(to_plain(Grade.LOW)) is int
    assert type(to_plain(Colour.RED)) is str
    assert to_plain({1: (Colour.RED,)}) == {"1": ["red"]}


@pytest.mark.parametrize("value", [1.5, {"a"}, b"a", Inner, object(), [0.1]])
def test_what_has_no_one_true_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no plain form"):
        to_plain(value)


@pytest.mark.parametrize(
    ("key", "value", "where", "expected"),
    [
        ("text", 1, "text", "text"),
        ("text", None, "text", "text"),
        ("number", "1,5", "number", "a number"),
        ("number", True, "number", "a number"),
        ("number", float("nan"), "number", "a finite number"),
        ("number", "Infinity", "number", "a finite number"),
        ("number", "1e900000000", "number", "a number of at most 15 digits and 6 decimals"),
        ("number", "1e15", "number", "a number of at most 15 digits and 6 decimals"),
        ("number", "0e99", "number", "a number of at most 15 digits and 6 decimals"),
        ("number", "0.1234567", "number", "a number of at most 15 digits and 6 decimals"),
        ("number", Decimal("1e-900000000"), "number", "a number of at most 15 digits and 6 decimals"),
        ("day", "23-11-2026", "day", "a date such as 2026-11-23"),
        ("day", datetime(2026, 11, 23, tzinfo=UTC), "day", "a date"),
        ("colour", "green", "colour", "one of red, blue"),
        ("colour", ["red"], "colour", "one of red, blue"),
        ("flag", 1, "flag", "true or false"),
        ("inner", "b", "inner", "a table of keys and values"),
        ("inner", {}, "inner", "the key name"),
        ("inner", {"name": "b", "nam": "c"}, "inner", "one of the keys name, count"),
        ("inner", {"name": "b", "count": True}, "inner.count", "a whole number"),
        ("inner", {"name": "b", "count": 10**15}, "inner.count", "a whole number of at most 15 digits"),
        ("inner", {"name": "b", "count": 1.0}, "inner.count", "a whole number"),
        ("many", {"name": "b"}, "many", "a list"),
        ("many", "bc", "many", "a list"),
        ("many", [{"name": "b"}, {"name": 2}], "many[2].name", "text"),
    ],
)
def test_what_does_not_fit_is_named_with_its_key(key: str, value: object, where: str, expected: str) -> None:
    with pytest.raises(WrongShape) as caught:
        from_plain(Outer, {**PLAIN, key: value})
    assert (caught.value.where, caught.value.expected) == (where, expected)
    assert caught.value.remedy


def test_a_number_without_a_text_is_refused() -> None:
    """Hexadecimal digits in a profile are not counted by the reader, and no message could quote the number."""
    for key in ("number", "text"):
        with pytest.raises(WrongShape) as caught:
            from_plain(Outer, {**PLAIN, key: 16**9_000})
        assert caught.value.found == "a value too long to show"


def test_a_number_may_be_written_as_number_or_text() -> None:
    for given_number in (137, 137.0, "137.0", "1.37E2", Decimal("137.0")):
        assert from_plain(Outer, {**PLAIN, "number": given_number}).number == 137
    # As written, not as the binary float has it.
    assert from_plain(Outer, {**PLAIN, "number": 0.1}).number == Decimal("0.1")


def test_a_long_wrong_value_is_cut_in_the_message() -> None:
    with pytest.raises(WrongShape) as caught:
        from_plain(Outer, {**PLAIN, "day": "x" * 10_000})
    assert len(str(caught.value)) < 300


KEYS = [*(field.name for field in fields(Manuscript)), "utara", "nama", "x"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
ANY = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS), inner))


@given(value=ANY)
def test_any_data_is_a_manuscript_or_is_refused(value: object) -> None:
    try:
        manuscript = from_plain(Manuscript, value)
    except WrongShape:
        return
    assert from_plain(Manuscript, to_plain(manuscript)) == manuscript


def test_a_whole_manuscript_comes_back() -> None:
    manuscript = Manuscript(
        label="ilustratif",
        dokumen=DokumenProfile(2026, 2030, "Malang", date(2026, 11, 23), "TIPP"),
        wilayah=WilayahProfile(utara="Tanjungrejo", luas_terbit_ha=Decimal("137.006")),
        bencana=(Bencana("Kebakaran"),),
        kebijakan=(Kebijakan("RTRW", Kelompok.RUANG),),
        masalah=(Masalah(7, "Tidak ada hidran"),),
        swot=Swot(kekuatan=("a", "b")),
        teks=(SectionText("2.1", Position.GANTI, "Teks."),),
    )
    assert from_plain(Manuscript, json.loads(json.dumps(to_plain(manuscript)))) == manuscript


def test_an_unknown_group_of_a_policy_is_refused() -> None:
    """It would have no table in the document, so it would silently be left out."""
    with pytest.raises(WrongShape) as caught:
        from_plain(Manuscript, {"kebijakan": [{"dokumen": "RTRW", "kelompok": "tata ruang"}]})
    assert caught.value.where == "kebijakan[1].kelompok"
    assert caught.value.expected == "one of ruang, pembangunan, kumuh"
