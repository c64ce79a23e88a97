"""Effect of closing a gap: recomputed RT by RT with decimals, and the order that follows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given

from planning.priority import ClosingEffect, aspect_effects, parameter_effects, points_above
from planning.quantity import to_decimal, to_millionths
from planning.rollup import tally
from planning.rules import ASPECTS, RULE_2016, RULE_2018, SIZE_INDEX, RuleSet, Size
from planning.scoring import Scores, score
from planning.survey import SurveyRows
from tests.planning.drawing import UNHURRIED, surveys
from tests.planning.reading import survey


def rt(number: int, *, luas: int = 2, **volumes: int) -> dict[str, str]:
    """An RT with 100 of every size but its area, and some volumes in bad condition."""
    sizes = dict.fromkeys(Size, "100")
    bad = {code: str(volumes.get(f"_{code}", 0)) for code in RULE_2018.codes}
    return {
        **sizes,
        "luas_ha": str(luas),
        "kode_kelurahan": "35.73.04.1005",
        "rw": "001",
        "rt": f"{number:03}",
        **bad,
    }


def scores(*records: dict[str, str]) -> Scores:
    return score(tally(survey(records)))


def by_hand(rows: SurveyRows, closed: Iterable[str]) -> tuple[int, int, int]:
    """Area, number and points of what leaves, each RT scored from its cells alone."""
    rule, closed = rows.rule, set(closed)
    area = places = points = 0
    for at in range(len(rows)):
        before, after = (_total(rows, at, skip) for skip in (set(), closed))
        if before >= rule.ringan:
            points += before - after
            if after < rule.ringan:
                places += 1
                area += int(rows.sizes[at, SIZE_INDEX[Size.LUAS]])
    return area, places, points


def _total(rows: SurveyRows, at: int, closed: set[str]) -> int:
    total = 0
    for index, parameter in enumerate(rows.rule.parameters):
        denominator = to_decimal(rows.sizes[at, SIZE_INDEX[parameter.denominator]])
        if parameter.code in closed or rows.volume_state[at, index] or not denominator:
            continue
        percent = to_decimal(rows.volume[at, index]) / denominator * 100
        percent = percent.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        total += 5 if percent >= 76 else 3 if percent >= 51 else 1 if percent >= 25 else 0
    return total


def found(effect: ClosingEffect) -> tuple[int, int, int]:
    return effect.area, effect.places, effect.points


@pytest.mark.parametrize("rule", [RULE_2018, RULE_2016], ids=["2018", "2016"])
def test_effects_are_those_of_scoring_every_rt_again(rule: RuleSet) -> None:
    @UNHURRIED
    @given(rows=surveys(rule))
    def holds(rows: SurveyRows) -> None:
        by_rt = score(tally(rows))
        for effect in aspect_effects(by_rt):
            codes = [p.code for p in rule.parameters if p.aspect == effect.aspect.number]
            assert effect.parameter is None
            assert found(effect) == by_hand(rows, codes), effect.aspect.name
        for effect in parameter_effects(by_rt):
            assert effect.parameter is not None
            assert effect.aspect.number == effect.parameter.aspect
            assert found(effect) == by_hand(rows, [effect.parameter.code]), effect.parameter.code

    holds()


def test_every_aspect_and_parameter_stands_once_and_the_largest_effect_first() -> None:
    @UNHURRIED
    @given(rows=surveys(RULE_2018))
    def holds(rows: SurveyRows) -> None:
        by_rt = score(tally(rows))
        aspects, parameters = aspect_effects(by_rt), parameter_effects(by_rt)
        assert sorted(effect.aspect.number for effect in aspects) == [a.number for a in ASPECTS]
        assert {effect.parameter for effect in parameters} == set(RULE_2018.parameters)
        for effects in (aspects, parameters):
            keys = [(effect.area, effect.points) for effect in effects]
            assert keys == sorted(keys, reverse=True)

    holds()


def test_the_largest_gap_is_not_the_largest_effect() -> None:
    """Buildings are bad everywhere, but only fire protection brings the large RT below the limit."""
    by_rt = scores(
        rt(1, luas=9, _7a=80, _7b=80, _3a=60, _3b=60, _1a=30),
        rt(2, luas=1, _1a=100, _1b=100, _1c=100, _2a=80, _5a=80, _5b=80, _6a=80),
        rt(3, luas=1, _1a=100, _1b=1, _1c=100, _2a=80, _5a=80, _5b=80, _6a=80),
    )
    assert by_rt.total.tolist() == [17, 35, 35]
    first, second = aspect_effects(by_rt)[:2]
    assert (first.aspect.name, first.places, first.area) == (
        "Proteksi Kebakaran",
        1,
        to_millionths(Decimal(9)),
    )
    assert (second.aspect.name, second.places) == ("Penyediaan Air Minum", 1)
    assert second.points == 6


def test_without_slum_nothing_leaves_and_nothing_falls() -> None:
    by_rt = scores(rt(1, _1a=80, _1b=80), rt(2))
    assert {found(effect) for effect in aspect_effects(by_rt)} == {(0, 0, 0)}
    # The order is then that of the aspects.
    assert [effect.aspect.number for effect in aspect_effects(by_rt)] == list(range(1, 8))
    assert points_above(by_rt).tolist() == [0, 0]


def test_points_above_count_down_to_the_last_score_that_is_not_slum() -> None:
    sixteen = {"_1a": 100, "_1b": 100, "_1c": 100, "_2a": 30}
    by_rt = scores(rt(1, **sixteen), rt(2, **{**sixteen, "_2b": 60}), rt(3, _1a=100))
    assert by_rt.total.tolist() == [16, 19, 5]
    assert points_above(by_rt).tolist() == [1, 4, 0]


def test_the_scores_themselves_stay_as_they_are() -> None:
    by_rt = scores(rt(1, _1a=100, _1b=2, _1c=100, _7a=100))
    volume = by_rt.totals.volume.copy()
    aspect_effects(by_rt)
    np.testing.assert_array_equal(by_rt.totals.volume, volume)
