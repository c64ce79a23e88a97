"""planning/handling.py: every cell of the tables of scoring.md section 5."""

from __future__ import annotations

import pytest

from planning.handling import (
    LIMITS_2016_FORM,
    LIMITS_OF_ITEMS_135,
    Consideration,
    ConsiderationLimits,
    Legality,
    Pattern,
    classification,
    consideration,
    legality,
    pattern,
    priority,
)
from planning.rules import Tingkat

T, S, R = Consideration.TINGGI, Consideration.SEDANG, Consideration.RENDAH
YES, NO = Legality.LEGAL, Legality.TIDAK_LEGAL
SLUM = (Tingkat.BERAT, Tingkat.SEDANG, Tingkat.RINGAN)
CODES = {
    Tingkat.BERAT: "A1 A2 A3 A4 A5 A6",
    Tingkat.SEDANG: "B1 B2 B3 B4 B5 B6",
    Tingkat.RINGAN: "C1 C2 C3 C4 C5 C6",
}
COLUMNS = [(T, YES), (T, NO), (S, YES), (S, NO), (R, YES), (R, NO)]
PRIORITIES = {Tingkat.BERAT: "1 4 7", Tingkat.SEDANG: "2 5 8", Tingkat.RINGAN: "3 6 9"}
PATTERNS = {
    (Tingkat.BERAT, YES): "peremajaan",
    (Tingkat.BERAT, NO): "permukiman kembali",
    (Tingkat.SEDANG, YES): "peremajaan",
    (Tingkat.SEDANG, NO): "permukiman kembali",
    (Tingkat.RINGAN, YES): "pemugaran",
    (Tingkat.RINGAN, NO): "permukiman kembali",
    (Tingkat.TIDAK, YES): "pencegahan",
    (Tingkat.TIDAK, NO): "pencegahan",
}


@pytest.mark.parametrize("tingkat", SLUM)
def test_eighteen_classification_codes(tingkat: Tingkat) -> None:
    found = [classification(tingkat, considered, legal) for considered, legal in COLUMNS]
    assert " ".join(map(str, found)) == CODES[tingkat]


@pytest.mark.parametrize("tingkat", SLUM)
def test_nine_priorities(tingkat: Tingkat) -> None:
    assert " ".join(str(priority(tingkat, considered)) for considered in (T, S, R)) == PRIORITIES[tingkat]


@pytest.mark.parametrize("considered", Consideration)
def test_a_place_that_is_not_slum_has_neither_code_nor_priority(considered: Consideration) -> None:
    assert priority(Tingkat.TIDAK, considered) is None
    assert [classification(Tingkat.TIDAK, considered, legal) for legal in Legality] == [None, None]


@pytest.mark.parametrize(("place", "expected"), PATTERNS.items())
def test_patterns_of_handling(place: tuple[Tingkat, Legality], expected: str) -> None:
    assert pattern(*place) is Pattern(expected)


def test_legal_only_when_tenure_is_clear_and_the_spatial_plan_fits() -> None:
    assert legality(True, True) is YES
    assert [legality(*checks) for checks in ((True, False), (False, True), (False, False))] == [NO] * 3


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (LIMITS_2016_FORM, {1: R, 3: R, 4: S, 6: S, 7: T, 9: T, 15: T}),
        (LIMITS_OF_ITEMS_135, {1: R, 5: R, 6: S, 10: S, 11: T, 15: T}),
        (ConsiderationLimits(tinggi=10, sedang=5), {4: R, 5: S, 9: S, 10: T}),
    ],
    ids=["variant A", "variant B", "a city's own"],
)
def test_other_considerations_under_the_limits_in_use(
    limits: ConsiderationLimits, expected: dict[int, Consideration]
) -> None:
    assert {total: consideration(total, limits) for total in expected} == expected


def test_the_confirmed_variant_is_the_default() -> None:
    assert [consideration(total) for total in (3, 4, 7)] == [R, S, T]
