"""planning/gap.py: shares and volumes of the 8 indicators."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given

from planning.gap import IndicatorGap, by_size, indicator_gaps
from planning.rollup import Level, roll_up, tally
from planning.rules import OPEN_SPACE, RULE_2018
from planning.scoring import AverageMethod, score
from planning.survey import SurveyRows
from tests.planning.drawing import UNHURRIED, surveys
from tests.planning.reading import survey

RT = dict.fromkeys(RULE_2018.codes, "0") | {
    "kode_kelurahan": "35.73.04.1005",
    "rw": "01",
    "rt": "001",
    "luas_ha": "1.5",
    "bangunan": "40",
    "penduduk": "170",
    "kk": "42",
    "jalan_ideal_m": "300",
    "drainase_ideal_m": "250",
}


def gaps(*rts: dict[str, str]) -> tuple[IndicatorGap, ...]:
    rows = survey([RT | changes for changes in rts])
    return indicator_gaps(score(roll_up(tally(rows), Level.KELURAHAN)), 0)


def test_eight_indicators_in_the_order_of_the_working_tables() -> None:
    assert [gap.aspect.number for gap in gaps({})] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_share_is_the_mean_of_the_percents_and_volume_stands_per_parameter() -> None:
    road = gaps({"2a": "75", "2b": "60.5"})[1]
    assert (road.buruk, road.baik) == (Decimal("22.58"), Decimal("77.42"))  # (25 + 20.1667) / 2
    coverage, surface = road.parameters
    assert [coverage.volume, coverage.denominator, coverage.good] == [75, 300, 225]
    assert (coverage.buruk, coverage.nilai) == (Decimal("25.00"), 1)
    assert (surface.volume, surface.buruk, surface.nilai) == (Decimal("60.5"), Decimal("20.17"), 0)


def test_not_filled_and_not_applicable_are_counted_apart_and_have_no_share() -> None:
    water = gaps({"3a": "", "3b": "-"}, {"rt": "002", "3a": "", "3b": "21"})[2]
    access, need = water.parameters
    assert (access.buruk, access.volume, access.denominator, access.good) == (None, None, None, None)
    assert (access.missing_rt, access.inapplicable_rt) == (2, 0)
    assert (need.missing_rt, need.inapplicable_rt, need.buruk) == (0, 1, Decimal("50.00"))
    assert water.buruk == Decimal("25.00")


def test_an_indicator_of_which_nothing_is_known_has_no_share() -> None:
    water = gaps({"3a": "", "3b": ""})[2]
    assert (water.buruk, water.baik) == (None, None)


def test_zero_is_a_share() -> None:
    assert gaps({})[0].buruk == Decimal("0.00")
    assert gaps({})[0].baik == Decimal("100.00")


def test_open_space_is_shown_with_volume_and_ideal_and_never_scored() -> None:
    space = gaps({"rtp_ha": "0.005", "rtp_ideal_ha": "0.02"})[7]
    assert space.aspect is OPEN_SPACE
    assert (space.buruk, space.volume, space.ideal) == (Decimal("75.00"), Decimal("0.015"), Decimal("0.02"))
    assert space.parameters == ()
    plenty = gaps({"rtp_ha": "0.03", "rtp_ideal_ha": "0.02"})[7]
    assert [plenty.buruk, plenty.volume] == [Decimal("0.00"), 0]
    none = gaps({"rtp_ha": "0", "rtp_ideal_ha": "0.02"})[7]
    assert none.buruk == Decimal("100.00"), "zero is filled"


def test_open_space_without_ideal_or_without_survey_is_unknown() -> None:
    for cells in ({}, {"rtp_ha": "0.1"}, {"rtp_ideal_ha": "0.1"}, {"rtp_ha": "1", "rtp_ideal_ha": "0"}):
        assert gaps(cells)[7].buruk is None


def test_by_size_puts_the_largest_first_and_the_unknown_last() -> None:
    found = gaps({"3a": "", "3b": "", "7a": "40", "5a": "10", "6a": "10"})
    assert [gap.aspect.number for gap in by_size(found)] == [7, 5, 6, 1, 2, 4, 3, 8]


def test_the_method_of_averaging_is_honoured() -> None:
    scores = score(tally(survey([RT | {"5a": "4", "5b": "42"}])))
    every, scored = (indicator_gaps(scores, 0, method)[4].buruk for method in AverageMethod)
    assert (every, scored) == (Decimal("54.76"), Decimal("50.00"))


@UNHURRIED
@given(surveys(RULE_2018))
def test_good_and_bad_make_the_whole(rows: SurveyRows) -> None:
    scores = score(tally(rows))
    for at in range(len(rows)):
        for gap in indicator_gaps(scores, at):
            assert gap.buruk is None or (gap.baik is not None and gap.buruk + gap.baik == 100)
            for parameter in gap.parameters:
                assert (parameter.volume is None) == (parameter.buruk is None)
                if parameter.volume is not None and parameter.good is not None:
                    assert parameter.volume + parameter.good == parameter.denominator
                    assert parameter.good >= 0
