"""planning/rollup.py: tallying RT and summing them up to the nation, in one step or in many."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.quantity import SCALE
from planning.rollup import Level, Place, Totals, roll_up, tally
from planning.rules import RULE_2016, RULE_2018, SIZE_INDEX, RuleSet, Size
from planning.scoring import score
from planning.survey import SurveyRows
from tests.planning.drawing import UNHURRIED, surveys
from tests.planning.reading import survey

ARRAYS = [f.name for f in fields(Totals) if f.name not in ("rule", "level", "places")]
UPWARD = (Level.RT, Level.KELURAHAN, Level.KECAMATAN, Level.KABKOTA, Level.PROVINSI, Level.NASIONAL)
RULES = st.sampled_from((RULE_2018, RULE_2016))


def assert_same(one: Totals, other: Totals) -> None:
    """Same places and the same arrays, of the same kind."""
    assert (one.rule, one.level, one.places) == (other.rule, other.level, other.places)
    for name in ARRAYS:
        first, second = getattr(one, name), getattr(other, name)
        assert first.dtype == second.dtype == np.int64
        assert np.array_equal(first, second), name


def rt(kode: str, kawasan: str, number: str, **cells: str) -> dict[str, str]:
    sizes = {"luas_ha": "2", "bangunan": "10", "penduduk": "40", "kk": "10", "jalan_ideal_m": "100"}
    place = {"kode_kelurahan": kode, "kawasan": kawasan, "rw": "01", "rt": number, "tahun": "2025"}
    return place | sizes | {"drainase_ideal_m": "0"} | dict.fromkeys(RULE_2018.codes, "0") | cells


def column(code: str) -> int:
    return RULE_2018.codes.index(code)


def test_tally_tells_zero_not_applicable_and_not_filled_apart() -> None:
    totals = tally(
        survey([rt("35.73.04.1005", "", "1", **{"1a": "0", "3a": "-", "5a": "", "2a": "7", "4c": ""})])
    )
    for code, volume, denominator, missing, inapplicable in (
        ("1a", 0, 10, 0, 0),
        ("2a", 7, 100, 0, 0),
        ("3a", 0, 0, 0, 1),
        ("5a", 0, 0, 1, 0),
        ("4b", 0, 0, 0, 1),  # the ideal drain length is 0
        ("4c", 0, 0, 0, 1),  # and then nothing is missing either
    ):
        at = column(code)
        assert totals.volume[0, at] == volume * SCALE, code
        assert totals.denominator[0, at] == denominator * SCALE, code
        assert (totals.missing[0, at], totals.inapplicable[0, at]) == (missing, inapplicable), code
    assert totals.size_missing[0, SIZE_INDEX[Size.LUAS_SK]] == 1
    assert totals.size_missing[0, SIZE_INDEX[Size.LUAS]] == 0
    assert totals.places == (Place(2025, "35.73.04.1005", "", "01", "1"),)
    assert totals.rt_count.tolist() == [1]


def test_an_empty_cell_takes_its_rt_out_of_the_denominator_of_that_parameter_only() -> None:
    rows = survey(
        [
            rt("35.73.04.1005", "A", "1", **{"5a": "8"}),
            rt("35.73.04.1005", "A", "2", **{"5a": ""}),
            rt("35.73.04.1005", "A", "3", **{"5a": "-", "5b": "5"}),
        ]
    )
    kawasan = roll_up(tally(rows), Level.KAWASAN)
    assert kawasan.denominator[0, column("5a")] == 10 * SCALE
    assert kawasan.denominator[0, column("5b")] == 30 * SCALE
    assert (kawasan.missing[0, column("5a")], kawasan.inapplicable[0, column("5a")]) == (1, 1)
    scores = score(kawasan)
    assert (scores.percent[0, column("5a")], scores.percent[0, column("5b")]) == (8000, 1667)


def test_volumes_are_summed_and_percents_never_averaged() -> None:
    small = rt("35.73.04.1005", "A", "1", **{"kk": "10", "5a": "10"})
    large = rt("35.73.04.1005", "A", "2", **{"kk": "90", "5a": "10"})
    scores = score(roll_up(tally(survey([small, large])), Level.KAWASAN))
    assert scores.percent[0, column("5a")] == 2000, "the mean of 100 % and 11.11 % would be 55.56 %"


def test_places_are_grouped_by_year_and_sorted() -> None:
    rows = survey(
        [
            rt("35.73.04.1006", "B", "1"),
            rt("35.73.04.1005", "A", "1", tahun="2026"),
            rt("35.73.04.1005", "A", "2"),
            rt("35.73.04.1005", "", "3"),
            rt("33.75.01.1003", "A", "1"),
        ]
    )
    totals = tally(rows)
    assert roll_up(totals, Level.KAWASAN).places == (
        Place(2025, "33.75.01.1003", "A"),
        Place(2025, "35.73.04.1005", "A"),
        Place(2025, "35.73.04.1006", "B"),
        Place(2026, "35.73.04.1005", "A"),
    )
    counts = {
        level: dict(zip(roll_up(totals, level).places, roll_up(totals, level).rt_count.tolist(), strict=True))
        for level in (Level.KELURAHAN, Level.KECAMATAN, Level.KABKOTA, Level.PROVINSI, Level.NASIONAL)
    }
    assert counts[Level.KELURAHAN][Place(2025, "35.73.04.1005")] == 2
    assert counts[Level.KECAMATAN] == {
        Place(2025, "33.75.01"): 1, Place(2025, "35.73.04"): 3, Place(2026, "35.73.04"): 1,
    }  # fmt: skip
    assert counts[Level.KABKOTA][Place(2025, "35.73")] == 3
    assert counts[Level.PROVINSI][Place(2025, "33")] == 1
    assert counts[Level.NASIONAL] == {Place(2025, "0"): 4, Place(2026, "0"): 1}


def test_a_kawasan_of_the_same_name_in_another_kelurahan_is_another_kawasan() -> None:
    rows = survey([rt("35.73.04.1005", "A", "1"), rt("35.73.04.1006", "A", "1")])
    assert len(roll_up(tally(rows), Level.KAWASAN)) == 2


def test_totals_of_kawasan_hold_what_is_delineated_and_no_more() -> None:
    rows = survey([rt("35.73.04.1005", "A", "1"), rt("35.73.04.1005", "", "2")])
    totals = tally(rows)
    assert roll_up(totals, Level.KELURAHAN).size(Size.LUAS).tolist() == [4 * SCALE]
    inside = roll_up(roll_up(totals, Level.KAWASAN), Level.KELURAHAN)
    assert inside.size(Size.LUAS).tolist() == [2 * SCALE]
    assert inside.rt_count.tolist() == [1]


@pytest.mark.parametrize(("above", "below"), [(b, a) for a, b in combinations(Level, 2)])
def test_totals_cannot_be_split_again(above: Level, below: Level) -> None:
    totals = roll_up(tally(survey([rt("35.73.04.1005", "A", "1")])), above)
    with pytest.raises(ValueError, match=f"{above} cannot be rolled up to {below}"):
        roll_up(totals, below)


def test_nothing_rolls_up_to_nothing() -> None:
    outside = tally(survey([rt("35.73.04.1005", "", "1")]))
    for totals in (roll_up(outside, Level.KAWASAN), roll_up(outside.take([]), Level.NASIONAL)):
        assert len(totals) == 0
        assert totals.volume.shape == (0, 16)
        assert len(score(totals).total) == 0


def test_take_keeps_every_column_in_step() -> None:
    totals = tally(survey([rt("35.73.04.1005", "", n, luas_ha=n, **{"1a": n}) for n in "123"]))
    some = totals.take([2, 0])
    assert [place.rt for place in some.places] == ["3", "1"]
    assert some.size(Size.LUAS).tolist() == [3 * SCALE, SCALE]
    assert some.volume[:, 0].tolist() == [3 * SCALE, SCALE]


@UNHURRIED
@given(RULES.flatmap(surveys))
def test_one_step_or_many_give_the_same_totals(rows: SurveyRows) -> None:
    rts = tally(rows)
    for count in range(len(UPWARD) - 1):
        for between in combinations(UPWARD[1:-1], count):
            stepwise = rts
            for level in between:
                stepwise = roll_up(stepwise, level)
            assert_same(roll_up(stepwise, Level.NASIONAL), roll_up(rts, Level.NASIONAL))
    for level in UPWARD[2:]:
        assert_same(roll_up(roll_up(rts, Level.KELURAHAN), level), roll_up(rts, level))


@UNHURRIED
@given(RULES.flatmap(lambda rule: surveys(rule, whole_kawasan=True)))
def test_the_step_over_kawasan_loses_nothing_where_every_rt_lies_in_one(rows: SurveyRows) -> None:
    rts = tally(rows)
    for level in UPWARD[1:]:
        assert_same(roll_up(roll_up(rts, Level.KAWASAN), level), roll_up(rts, level))


@UNHURRIED
@given(RULES.flatmap(surveys), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: SurveyRows, random: Random) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = rows.take(np.array(order))
    for level in list(Level)[1:]:
        assert_same(roll_up(tally(rows), level), roll_up(tally(shuffled), level))


@UNHURRIED
@given(RULES.flatmap(surveys), st.data())
def test_one_rt_alone_equals_the_same_rt_inside_the_nation(rows: SurveyRows, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    alone, all_of_them = tally(rows.take(np.array([at]))), tally(rows)
    assert_same(alone, all_of_them.take([at]))
    assert_same(roll_up(all_of_them, Level.RT), all_of_them)
    one, many = score(alone), score(all_of_them)
    for name in ("percent", "known", "nilai", "total", "tingkat"):
        assert np.array_equal(getattr(one, name)[0], getattr(many, name)[at]), name


@UNHURRIED
@given(RULES.flatmap(surveys))
def test_every_rt_and_every_unit_is_counted_once(rows: SurveyRows) -> None:
    rts = tally(rows)
    for level in (Level.KELURAHAN, Level.NASIONAL):
        above = roll_up(rts, level)
        for name in ARRAYS:
            assert np.array_equal(getattr(above, name).sum(axis=0), getattr(rts, name).sum(axis=0)), name


@pytest.mark.parametrize("rule", [RULE_2018, RULE_2016], ids=["2018", "2016"])
def test_the_arrays_have_a_column_for_each_parameter(rule: RuleSet) -> None:
    totals = tally(survey([rt("35.73.04.1005", "A", "1")], rule))
    for name in ("volume", "denominator", "missing", "inapplicable"):
        assert getattr(totals, name).shape == (1, len(rule.parameters))
