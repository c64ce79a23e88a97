"""planning/scoring.py: bands, totals, classes, averages and contribution."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.quantity import SCALE
from planning.rollup import Level, Place, Totals, roll_up, tally
from planning.rules import RULE_2016, RULE_2018, SIZE_INDEX, SIZES, RuleSet, Size, Tingkat
from planning.scoring import (
    AverageMethod,
    ContributionVariant,
    Scores,
    aspect_averages,
    contribution,
    round_percent,
    score,
    sectoral_average,
)
from planning.survey import SurveyRows
from tests.planning.drawing import UNHURRIED, surveys

RULES = st.sampled_from((RULE_2018, RULE_2016))


def totals_of(rule: RuleSet, percents: list[list[float | None]]) -> Totals:
    """Places whose parameters have the given percents of 100,000 units; None = unknown."""
    shares = np.array([[-1 if p is None else round(p * 1000) for p in row] for row in percents])
    unknown = shares < 0
    none = np.zeros_like(shares)
    return Totals(
        rule,
        Level.RT,
        tuple(Place(2025, "35.73.04.1005", "", "1", str(n)) for n in range(len(percents))),
        np.full((len(percents), len(SIZES)), SCALE),
        np.zeros((len(percents), len(SIZES)), dtype=np.int64),
        np.where(unknown, 0, shares * SCALE),
        np.where(unknown, 0, 100_000 * SCALE),
        unknown.astype(np.int64),
        none,
        np.ones(len(percents), dtype=np.int64),
    )


def one(percents: dict[str, float | None], rule: RuleSet = RULE_2018) -> Scores:
    return score(totals_of(rule, [[percents.get(code, 0.0) for code in rule.codes]]))


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (0, 0), (24.84, 0), (24.994, 0), (24.995, 1), (25, 1), (50, 1), (50.5, 1), (50.97, 1), (50.994, 1),
        (50.995, 3), (51, 3), (51.11, 3), (75, 3), (75.5, 3), (75.91, 3), (75.994, 3), (75.995, 5), (76, 5),
        (76.29, 5), (100, 5),
    ],
)  # fmt: skip
def test_bands_with_their_edges(percent: float, expected: int) -> None:
    assert one({"1a": percent}).nilai[0].tolist() == [expected] + [0] * 15


def _adding_up(rule: RuleSet, total: int) -> dict[str, float | None]:
    """Percents whose scores add up to `total`."""
    made: dict[str, float | None] = {}
    for code in rule.codes:
        points = next(p for p in (5, 3, 1, 0) if p <= total)
        made[code] = {5: 80.0, 3: 60.0, 1: 30.0, 0: 0.0}[points]
        total -= points
    assert total == 0
    return made


@pytest.mark.parametrize("rule", [RULE_2018, RULE_2016], ids=["2018", "2016"])
def test_total_and_class_for_every_limit(rule: RuleSet) -> None:
    for limit, tingkat in ((rule.ringan, 1), (rule.sedang, 2), (rule.berat, 3)):
        for total, expected in ((limit - 1, tingkat - 1), (limit, tingkat)):
            scores = one(_adding_up(rule, total), rule)
            assert scores.total.tolist() == [total]
            assert scores.class_of(0) is Tingkat(expected) is rule.tingkat(total)
    worst = one(dict.fromkeys(rule.codes, 100.0), rule)
    assert worst.total.tolist() == [rule.highest_total]
    assert worst.class_of(0) is Tingkat.BERAT


def test_what_is_unknown_scores_nothing_and_is_marked() -> None:
    scores = one({"1a": None, "1b": 100.0})
    assert scores.known[0, :2].tolist() == [False, True]
    assert scores.nilai[0, :2].tolist() == [0, 5]
    assert scores.total.tolist() == [5]


def test_slum_area_adds_the_places_that_are_slum() -> None:
    totals = totals_of(RULE_2018, [[80.0] * 16, [0.0] * 16, [26.0] * 16])
    sizes = totals.sizes.copy()
    sizes[:, SIZE_INDEX[Size.LUAS]] = [700, 11, 5]
    assert score(replace(totals, sizes=sizes)).slum_area() == 705


def test_aspect_averages_of_both_methods() -> None:
    scores = one({"1a": 30.0, "1b": 9.0, "1c": 60.0, "5a": 0.0, "5b": 10.0, "7a": 100.0, "7b": 90.0})
    every, scored = (aspect_averages(scores, method)[0] for method in AverageMethod)
    assert every.tolist() == pytest.approx([33.0, 0, 0, 0, 5.0, 0, 95.0])
    assert scored.tolist() == pytest.approx([30.0, 0, 0, 0, 0.0, 0, 95.0])
    assert sectoral_average(aspect_averages(scores))[0] == pytest.approx(133 / 7)


def test_averages_use_unrounded_percents_and_count_unknown_as_zero() -> None:
    scores = one({"5a": 33.333, "5b": 33.334, "6a": None, "6b": 50.0})
    averages = aspect_averages(scores)[0]
    assert averages[4] == pytest.approx(33.3335, abs=1e-9)
    assert averages[5] == pytest.approx(25.0)


def test_averages_of_no_place() -> None:
    assert aspect_averages(score(totals_of(RULE_2018, [[0.0] * 16]).take([]))).shape == (0, 7)


@pytest.mark.parametrize(
    ("value", "expected"), [(24.995, 25.0), (24.99499, 24.99), (1.005, 1.01), (0.0, 0.0), (99.999, 100.0)]
)
def test_round_percent_is_half_up(value: float, expected: float) -> None:
    assert round_percent(value) == expected


APP, SHEET = ContributionVariant.APP, ContributionVariant.SPREADSHEET


@pytest.mark.parametrize(
    ("before", "after", "below", "variant", "expected"),
    [
        (40.0, 30.0, False, APP, 25.0),
        (40.0, 30.0, True, APP, 25.0),
        (40.0, 50.0, False, APP, -25.0),
        (40.0, 0.0, True, APP, 100.0),
        (0.0, 0.0, False, APP, 0.0),
        (44.99, 34.99, False, SHEET, 50.0),
        (44.99, 34.99, True, SHEET, 100.0),
        (20.0, 10.0, False, SHEET, 0.0),
    ],
)
def test_contribution(
    before: float, after: float, below: bool, variant: ContributionVariant, expected: float
) -> None:
    assert contribution(before, after, below_limit=below, variant=variant) == pytest.approx(expected)


def test_the_app_variant_is_the_default() -> None:
    assert contribution(40, 30, below_limit=True) == 25.0


@UNHURRIED
@given(RULES.flatmap(surveys))
def test_scores_stay_within_their_limits(rows: SurveyRows) -> None:
    for level in Level:
        scores = score(roll_up(tally(rows), level))
        assert set(np.unique(scores.nilai)) <= {0, 1, 3, 5}
        assert ((scores.percent >= 0) & (scores.percent <= 10_000)).all()
        assert ((scores.total >= 0) & (scores.total <= rows.rule.highest_total)).all()
        assert np.array_equal(scores.total, scores.nilai.sum(axis=1))
        classes = [scores.class_of(at) for at in range(len(scores.total))]
        assert classes == [rows.rule.tingkat(int(total)) for total in scores.total]
        assert not scores.nilai[~scores.known].any()
        for method in AverageMethod:
            averages = aspect_averages(scores, method)
            assert ((averages >= 0) & (averages <= 100)).all()


@UNHURRIED
@given(RULES.flatmap(surveys), st.data())
def test_a_larger_volume_never_lowers_score_total_or_class(rows: SurveyRows, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    before = tally(rows)
    index = data.draw(st.integers(0, len(rows.rule.parameters) - 1))
    room = int(before.denominator[at, index] - before.volume[at, index])
    volume = before.volume.copy()
    volume[at, index] += data.draw(st.integers(0, room))
    after = replace(before, volume=volume)
    for level in Level:
        low, high = score(roll_up(before, level)), score(roll_up(after, level))
        for name in ("percent", "nilai", "total", "tingkat"):
            assert (getattr(high, name) >= getattr(low, name)).all(), (level, name)


@UNHURRIED
@given(st.integers(1, 10**12), st.data())
def test_a_score_changes_exactly_at_the_edge(denominator: int, data: st.DataObject) -> None:
    edge, points, below = data.draw(st.sampled_from([(24_995, 1, 0), (50_995, 3, 1), (75_995, 5, 3)]))
    first = -(-denominator * edge // 100_000)  # the smallest volume that is at the edge or above
    base: Any = totals_of(RULE_2018, [[0.0] * 16] * 2)
    volume, under = base.volume.copy(), base.denominator.copy()
    under[:, 0] = denominator
    volume[:, 0] = [first, first - 1]
    found = score(replace(base, volume=volume, denominator=under)).nilai[:, 0].tolist()
    assert found[0] >= points
    assert found[1] <= below
