"""The five stages of a plan and the moves between them, as a table of rules.

persiapan → perencanaan → pelaksanaan → pemantauan → keberlanjutan (founding presentation). `transitions` holds the
table and nothing else: no `to_<stage>` shortcuts, no queue, no conditions, no handler that could swallow an error.
Whether a plan fulfils what a move asks for is decided outside the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar

from transitions import Machine, MachineError

from planning.errors import NahkodaError


class Stage(StrEnum):
    """A plan's stage, in order."""

    PERSIAPAN = "persiapan"
    PERENCANAAN = "perencanaan"
    PELAKSANAAN = "pelaksanaan"
    PEMANTAUAN = "pemantauan"
    KEBERLANJUTAN = "keberlanjutan"


class Move(StrEnum):
    """What can happen to a stage: on to the next one, or planning is opened again as a new revision."""

    ADVANCE = "advance"
    REOPEN = "reopen"


class IllegalMove(NahkodaError):
    """A move that the stage does not allow."""

    code: ClassVar[str] = "N401"
    exit_code: ClassVar[int] = 1


class _Plan:
    """The throw-away model of one call; the machine gives it a state and a trigger."""

    state: str
    trigger: Callable[[str], bool]


_ORDER = list(Stage)
_RULES = Machine(
    model=None,
    states=[stage.value for stage in Stage],
    transitions=[
        *([Move.ADVANCE.value, here.value, there.value] for here, there in pairwise(_ORDER)),
        *([Move.REOPEN.value, here.value, Stage.PERENCANAAN.value] for here in _ORDER[2:]),
    ],
    initial=None,
    auto_transitions=False,
    queued=False,
)


def after(stage: Stage, move: Move) -> Stage:
    """The stage that `move` leads to. Raises `IllegalMove`."""
    plan = _Plan()
    _RULES.add_model(plan, initial=stage.value)
    try:
        plan.trigger(move.value)
        return Stage(plan.state)
    except MachineError:
        raise IllegalMove(
            expected="one of " + (", ".join(moves(stage)) or "no move"),
            found=move.value,
            where=stage.value,
            remedy="Look at the plan's stage again.",
        ) from None
    finally:
        _RULES.remove_model(plan)


def moves(stage: Stage) -> tuple[Move, ...]:
    """The moves that `stage` allows."""
    known = {move.value for move in Move}
    return tuple(Move(name) for name in _RULES.get_triggers(stage.value) if name in known)
