"""The order of kawasan: the matrix of the regulation, density, and what people decide."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from planning.city_manuscript import DokumenKota, KawasanKota, UkuranKota
from planning.city_priority import Candidate, considered, density_item, land_legality, places_in_order
from planning.handling import Consideration, Legality
from planning.rules import Tingkat

PLACE = KawasanKota("35.73.04.1005", "A", nilai_strategis=5, sosial=3)
CANDIDATE = Candidate(Tingkat.RINGAN, 20, 1_000_000, Consideration.SEDANG, Legality.LEGAL, None)


@pytest.mark.parametrize(
    ("people", "size", "item"),
    [
        ("401", UkuranKota.BESAR, 5), ("400.4", UkuranKota.BESAR, 3), ("400.5", UkuranKota.BESAR, 5),
        ("201", UkuranKota.BESAR, 3),
        ("200", UkuranKota.BESAR, 1), ("201", UkuranKota.SEDANG, 5), ("200", UkuranKota.SEDANG, 3),
        ("151", UkuranKota.SEDANG, 3), ("150.5", UkuranKota.SEDANG, 3), ("150", UkuranKota.SEDANG, 1),
        ("500", None, None),
    ],
)  # fmt: skip
def test_density(people: str, size: UkuranKota | None, item: int | None) -> None:
    assert density_item(Decimal(people), size) == item
    assert density_item(None, size) is None


def test_other_considerations_are_summed_under_the_limits_of_the_city() -> None:
    document = DokumenKota(ukuran=UkuranKota.BESAR, tinggi=11, sedang=6)
    found = considered(document, PLACE, Decimal(450))
    assert (found.kependudukan, found.jumlah, found.kelas) == (5, 13, Consideration.TINGGI)
    given = considered(document, replace(PLACE, kependudukan=1), Decimal(450))
    assert (given.kependudukan, given.jumlah, given.kelas) == (1, 9, Consideration.SEDANG)
    assert considered(document, replace(PLACE, sosial=None), Decimal(450)).kelas is None
    assert considered(DokumenKota(), PLACE, Decimal(450)).jumlah is None


def test_land_is_legal_only_when_both_checks_are_and_unknown_until_both_are_filled() -> None:
    assert land_legality(PLACE) is None
    assert land_legality(replace(PLACE, penguasaan_jelas=True)) is None
    both = replace(PLACE, penguasaan_jelas=True, sesuai_ruang=True)
    assert land_legality(both) is Legality.LEGAL
    assert land_legality(replace(both, sesuai_ruang=False)) is Legality.TIDAK_LEGAL


def test_priority_decides_then_class_score_and_area() -> None:
    kawasan = [
        replace(CANDIDATE, tingkat=Tingkat.TIDAK, total=10),
        replace(CANDIDATE, kelas=Consideration.RENDAH, tingkat=Tingkat.BERAT, total=70),
        replace(CANDIDATE, kelas=Consideration.TINGGI),
        CANDIDATE,
        replace(CANDIDATE, area=2_000_000),
        replace(CANDIDATE, total=30),
        replace(CANDIDATE, kelas=None, tingkat=Tingkat.BERAT, total=80),
    ]
    assert [each.prioritas for each in kawasan] == [None, 7, 3, 6, 6, 6, None]
    assert [each.klasifikasi for each in kawasan] == [None, "A5", "C1", "C3", "C3", "C3", None]
    assert places_in_order(kawasan) == (0, 5, 1, 4, 3, 2, 6)


def test_legality_changes_the_class_and_never_the_order() -> None:
    legal = [CANDIDATE, replace(CANDIDATE, total=30)]
    other = [replace(each, legal=Legality.TIDAK_LEGAL) for each in legal]
    assert places_in_order(legal) == places_in_order(other) == (2, 1)
    assert [each.klasifikasi for each in other] == ["C4", "C4"]


def test_a_place_given_by_hand_comes_before_the_computed_one_of_that_number() -> None:
    kawasan = [
        replace(CANDIDATE, total=30),
        replace(CANDIDATE, total=25),
        replace(CANDIDATE, total=20, manual=1),
    ]
    assert places_in_order(kawasan) == (2, 3, 1)
    assert places_in_order([*kawasan[:2], replace(kawasan[2], manual=99)]) == (1, 2, 3)
