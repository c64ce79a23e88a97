"""The table of stages, and the known traps of the library that holds it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from transitions import Machine

from planning.process import Gate, Move, Stage, Status, gate_of
from workflow import stages
from workflow.errors import IllegalMove
from workflow.stages import LEGAL, START, Position, after, diagram, moves

POSITIONS = [Position(stage, status) for stage in Stage for status in Status]
TABLE = {(here, move): there for move, here, there in LEGAL}
ILLEGAL = [(here, move) for here in POSITIONS for move in Move if (here, move) not in TABLE]
DRAFT, SUBMITTED, RETURNED = Status.DRAFT, Status.SUBMITTED, Status.RETURNED


def name(value: object) -> str:
    return value.name if isinstance(value, Position) else str(value)


def test_stages_stand_in_the_order_of_the_programme() -> None:
    assert tuple(Stage) == ("persiapan", "perencanaan", "pelaksanaan", "pemantauan", "keberlanjutan")
    assert Position(Stage.PERSIAPAN, DRAFT) == START


def test_the_table_says_what_the_programme_says() -> None:
    """Written out once more, by hand and in another form, so that a slip in the table is one here."""
    expected: dict[tuple[Position, Move], Position] = {}
    for at, stage in enumerate(Stage):
        draft, submitted, returned = (Position(stage, each) for each in (DRAFT, SUBMITTED, RETURNED))
        expected[draft, Move.SUBMIT] = expected[returned, Move.SUBMIT] = submitted
        expected[submitted, Move.RETURN] = returned
        expected[submitted, Move.WITHDRAW] = expected[submitted, Move.VOID] = draft
        if at < 4:
            expected[submitted, Move.ADVANCE] = Position(list(Stage)[at + 1], DRAFT)
        if at >= 2:
            expected[submitted, Move.RELEASE] = draft
            planning = Position(Stage.PERENCANAAN, DRAFT)
            expected[draft, Move.REOPEN] = expected[returned, Move.REOPEN] = planning
    assert expected == TABLE
    assert len(TABLE) == len(LEGAL) == 38


@pytest.mark.parametrize(("move", "here", "there"), LEGAL, ids=name)
def test_a_legal_move_leads_where_the_table_says(move: Move, here: Position, there: Position) -> None:
    assert after(here, move) == there
    assert move in moves(here)


@pytest.mark.parametrize(("here", "move"), ILLEGAL, ids=name)
def test_every_other_move_is_refused_with_what_is_allowed(here: Position, move: Move) -> None:
    with pytest.raises(IllegalMove) as refused:
        after(here, move)
    allowed = {each for position, each in TABLE if position == here}
    assert set(moves(here)) == allowed
    assert set(re.findall(r"[a-z]+", refused.value.expected.removeprefix("one of the moves"))) == set(allowed)
    assert refused.value.found == move.value
    assert here.stage.value in refused.value.where
    assert here.status.value in refused.value.where
    assert refused.value.remedy


def test_every_position_can_be_reached_and_left() -> None:
    reached, open_ones = {START}, [START]
    while open_ones:
        here = open_ones.pop()
        for move in moves(here):
            there = after(here, move)
            if there not in reached:
                reached.add(there)
                open_ones.append(there)
    assert reached == set(POSITIONS)
    assert all(moves(position) for position in POSITIONS)


def test_a_stage_is_left_forward_by_a_decision_only() -> None:
    for (here, move), there in TABLE.items():
        if here.stage is not there.stage:
            assert move in (Move.ADVANCE, Move.REOPEN)
            assert here.status is SUBMITTED or move is Move.REOPEN


def test_gates_stand_between_the_stages() -> None:
    assert [(gate.stage, gate.leads_to) for gate in Gate] == list(pairwise(Stage))
    assert [gate_of(stage) for stage in Stage] == [*Gate, None]
    assert [gate.number for gate in Gate] == [1, 2, 3, 4]


# --- traps of the library -------------------------------------------------------------------------


def test_no_shortcut_to_a_position_past_the_gates() -> None:
    plan = stages._Plan()
    stages._RULES.add_model(plan, initial=START.name)
    try:
        assert [each for each in dir(plan) if each.startswith(("to_", "may_to"))] == []
        assert not any(each.startswith("to") for each in stages._RULES.events)
        assert set(stages._RULES.events) == {each.value for each in Move}
    finally:
        stages._RULES.remove_model(plan)


def test_no_queue_and_nothing_that_could_swallow_an_error() -> None:
    machine = stages._RULES
    assert not machine.has_queue
    assert machine.on_exception == []
    assert machine.finalize_event == []
    assert machine.before_state_change == machine.after_state_change == machine.prepare_event == []
    assert machine.on_final == []
    assert not machine.ignore_invalid_triggers


def test_no_condition_and_no_callback_in_the_table() -> None:
    """The library imports a callback that is a text as code, and says of a failed condition only False."""
    machine: Any = stages._RULES
    for event in machine.events.values():
        for found in event.transitions.values():
            for each in found:
                assert each.conditions == each.prepare == each.before == each.after == []
    for state in machine.states.values():
        assert state.on_enter == state.on_exit == []
        assert not state.ignore_invalid_triggers


def test_every_position_and_no_other_is_a_state() -> None:
    assert set(stages._RULES.states) == {position.name for position in POSITIONS}
    assert len({position.name for position in POSITIONS}) == 15


def test_models_are_thrown_away() -> None:
    before = len(stages._RULES.models)
    after(START, Move.SUBMIT)
    with pytest.raises(IllegalMove):
        after(START, Move.REOPEN)
    assert len(stages._RULES.models) == before == 0


def test_a_model_is_thrown_away_even_when_its_trigger_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Machine, model: stages._Plan, initial: str) -> None:
        model.state = initial
        model.trigger = lambda _name: 1 / 0  # type: ignore[assignment,return-value]
        self.models.append(model)

    monkeypatch.setattr(Machine, "add_model", broken)
    with pytest.raises(ZeroDivisionError):
        after(START, Move.SUBMIT)
    assert stages._RULES.models == []


def test_a_trigger_that_answers_no_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def unwilling(self: Machine, model: stages._Plan, initial: str) -> None:
        model.state = initial
        model.trigger = lambda _name: False
        self.models.append(model)

    monkeypatch.setattr(Machine, "add_model", unwilling)
    with pytest.raises(IllegalMove):
        after(START, Move.SUBMIT)


def test_a_question_leaves_the_position_as_it_was() -> None:
    here = Position(Stage.PERENCANAAN, SUBMITTED)
    assert after(here, Move.ADVANCE) == after(here, Move.ADVANCE)
    assert here == Position(Stage.PERENCANAAN, SUBMITTED)
    with pytest.raises(AttributeError):
        here.stage = Stage.KEBERLANJUTAN  # type: ignore[misc]


# --- the diagram ----------------------------------------------------------------------------------


def test_the_diagram_names_every_move_once_and_no_other() -> None:
    text = diagram()
    drawn = re.findall(r"^ +(\w+?)_(\w+) --> (\w+?)_(\w+) : (\w+)$", text, re.MULTILINE)
    found = [
        (Move(move), Position(Stage(stage), Status(status)), Position(Stage(to_stage), Status(to_status)))
        for stage, status, to_stage, to_status, move in drawn
    ]
    assert sorted(map(name_of, found)) == sorted(map(name_of, LEGAL))
    assert text.startswith("stateDiagram-v2\n    [*] --> persiapan_draf\n")
    assert text.count("-->") == len(LEGAL) + 1
    assert re.findall(r"^ +state (\w+) \{$", text, re.MULTILINE) == [each.value for each in Stage]
    assert text.count("}") == 5
    assert len(re.findall(r"^ +\w+ : \w+$", text, re.MULTILINE)) == 15


def name_of(row: tuple[Move, Position, Position]) -> str:
    return " ".join((row[0].value, row[1].name, row[2].name))
