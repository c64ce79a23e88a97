"""The table of stages, and the known traps of the library that holds it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from workflow import stages
from workflow.stages import IllegalMove, Move, Stage, after, moves

ORDER = ("persiapan", "perencanaan", "pelaksanaan", "pemantauan", "keberlanjutan")


def test_stages_stand_in_the_order_of_the_programme() -> None:
    assert tuple(Stage) == ORDER


@pytest.mark.parametrize(("here", "there"), list(pairwise(ORDER)))
def test_advance_goes_one_stage_on(here: str, there: str) -> None:
    assert after(Stage(here), Move.ADVANCE) == there


@pytest.mark.parametrize("here", ORDER[2:])
def test_planning_can_be_reopened_from_every_later_stage(here: str) -> None:
    assert after(Stage(here), Move.REOPEN) is Stage.PERENCANAAN


@pytest.mark.parametrize(
    ("here", "move"),
    [("keberlanjutan", Move.ADVANCE), ("persiapan", Move.REOPEN), ("perencanaan", Move.REOPEN)],
)
def test_a_move_outside_the_table_is_refused_with_what_is_allowed(here: str, move: Move) -> None:
    with pytest.raises(IllegalMove) as refused:
        after(Stage(here), move)
    for allowed in moves(Stage(here)):
        assert allowed in refused.value.expected


def test_no_shortcut_to_a_stage_and_no_queue() -> None:
    plan = stages._Plan()
    stages._RULES.add_model(plan, initial="persiapan")
    try:
        assert [name for name in dir(plan) if name.startswith("to_")] == []
        assert not stages._RULES.has_queue
        assert stages._RULES.on_exception == []
        assert stages._RULES.finalize_event == []
    finally:
        stages._RULES.remove_model(plan)


def test_models_are_thrown_away() -> None:
    before = len(stages._RULES.models)
    after(Stage.PERSIAPAN, Move.ADVANCE)
    with pytest.raises(IllegalMove):
        after(Stage.PERSIAPAN, Move.REOPEN)
    assert len(stages._RULES.models) == before
