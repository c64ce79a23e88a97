"""The legal moves of a plan: five stages, inside each draf → diajukan → dikembalikan, as a table of rules.

`transitions` holds the table and nothing else: no `to_<state>` shortcuts, no queue, no conditions, no handler that
could swallow an error, and a throw-away model for each question. Whether a plan fulfils what a move asks for is
decided by its gate; who may ask for it, by the permission table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from transitions import Machine, MachineError

from planning.process import Move, Stage, Status
from planning.wording import words
from workflow.errors import IllegalMove


@dataclass(frozen=True)
class Position:
    """Stage and status of a plan."""

    stage: Stage
    status: Status

    @property
    def name(self) -> str:
        """The name of the state in the machine."""
        return f"{self.stage.value}.{self.status.value}"


START = Position(Stage.PERSIAPAN, Status.DRAFT)
_ORDER = list(Stage)


def _legal() -> list[tuple[Move, Position, Position]]:
    table: list[tuple[Move, Position, Position]] = []
    for stage in _ORDER:
        draft, submitted, returned = (Position(stage, status) for status in Status)
        # In the first stage nothing is behind the plan that more activities could be released at; in the last one
        # nothing lies ahead, but late activities still come through.
        table += [
            (Move.SUBMIT, draft, submitted),
            (Move.SUBMIT, returned, submitted),
            (Move.RETURN, submitted, returned),
            (Move.WITHDRAW, submitted, draft),
            (Move.VOID, submitted, draft),
        ]
        if stage in _ORDER[2:]:
            table.append((Move.RELEASE, submitted, draft))
            table += [
                (Move.REOPEN, here, Position(Stage.PERENCANAAN, Status.DRAFT)) for here in (draft, returned)
            ]
    table += [
        (Move.ADVANCE, Position(here, Status.SUBMITTED), Position(there, Status.DRAFT))
        for here, there in pairwise(_ORDER)
    ]
    return table


LEGAL: tuple[tuple[Move, Position, Position], ...] = tuple(_legal())
"""Every legal move with where it starts and where it leads."""


class _Plan:
    """The throw-away model of one call; the machine gives it a state and a trigger."""

    state: str
    trigger: Callable[[str], bool]


_POSITIONS = {
    position.name: position for position in (Position(stage, status) for stage in Stage for status in Status)
}
_RULES = Machine(
    model=None,
    states=list(_POSITIONS),
    transitions=[[move.value, here.name, there.name] for move, here, there in LEGAL],
    initial=None,
    auto_transitions=False,
    queued=False,
)


def after(position: Position, move: Move) -> Position:
    """Where `move` leads. Raises `IllegalMove`."""
    plan = _Plan()
    _RULES.add_model(plan, initial=position.name)
    try:
        moved = plan.trigger(move.value)
    except MachineError:
        moved = False
    finally:
        _RULES.remove_model(plan)
    if not moved:
        raise IllegalMove(
            expected=words(
                "one of the moves {names}", names=", ".join(each.value for each in moves(position)) or "–"
            ),
            found=move.value,
            where=f"{position.stage}, {position.status}",
            remedy="See `nahkoda gate check` for the stage of the plan and what it needs.",
        )
    return _POSITIONS[plan.state]


def moves(position: Position) -> tuple[Move, ...]:
    """The moves that a position allows."""
    known = {move.value for move in Move}
    return tuple(Move(name) for name in _RULES.get_triggers(position.name) if name in known)


def diagram() -> str:
    """The machine as a Mermaid state diagram, one composite state for each stage."""
    lines = ["stateDiagram-v2", f"    [*] --> {_label(START)}"]
    for stage in _ORDER:
        lines.append(f"    state {stage} {{")
        lines += [f"        {_label(Position(stage, status))} : {status}" for status in Status]
        lines += [
            f"        {_label(here)} --> {_label(there)} : {move}"
            for move, here, there in LEGAL
            if here.stage is there.stage is stage
        ]
        lines.append("    }")
    lines += [
        f"    {_label(here)} --> {_label(there)} : {move}"
        for move, here, there in LEGAL
        if here.stage is not there.stage
    ]
    return "\n".join(lines) + "\n"


def _label(position: Position) -> str:
    return f"{position.stage}_{position.status}"
