"""Errors of the workflow: an act that a plan's state, a role, a gate or a quorum does not allow. Nothing is written."""

from __future__ import annotations

from typing import ClassVar

from intake.errors import UnreadableFile
from planning.errors import NahkodaError
from planning.findings import Finding
from planning.wording import Translate, Words


class WorkflowError(NahkodaError):
    """Base of the errors of the workflow: the act is refused, and nothing of it was written."""

    code: ClassVar[str] = "N400"
    exit_code: ClassVar[int] = 1


class IllegalMove(WorkflowError):
    """A move that the stage and status of the plan do not allow."""

    code = "N401"


class NotPermitted(WorkflowError):
    """The account has no role that permits the act in this territory on this day."""

    code = "N402"


class GateHeld(WorkflowError):
    """The gate holds the plan: blocking requirements are open. `lines` name each of them and what to do."""

    code = "N403"

    def __init__(
        self, *, expected: str, found: str, where: str, remedy: str, lines: tuple[Words, ...]
    ) -> None:
        self.lines = lines
        super().__init__(expected=expected, found=found, where=where, remedy=remedy)

    def details(self, translate: Translate) -> tuple[str, ...]:
        """What holds the plan, one in a line."""
        return tuple(each.said(translate) for each in self.lines)


class StaleProcess(WorkflowError):
    """Somebody else acted on the plan since it was looked at."""

    code = "N404"


class KeyReused(WorkflowError):
    """The key of a request was used before, for another request."""

    code = "N405"


class ClockBehind(WorkflowError):
    """The clock stands before the last act on the plan; an act with a wrong time proves nothing."""

    code = "N406"


class NoSuchThing(WorkflowError):
    """An activity, piece of evidence, requirement, submission or role that the plan does not have."""

    code = "N407"


class NotEligible(WorkflowError):
    """The account may not do this here: it prepared what is decided, has voted, or checks its own work."""

    code = "N408"


class QuorumOutOfReach(WorkflowError):
    """The members who may vote are too few for the quorum of the city."""

    code = "N409"


class NotWaivable(WorkflowError):
    """The requirement may not be set aside, or reason, authority or date are missing."""

    code = "N411"


class UnusableRules(UnreadableFile):
    """A file of gate rules that cannot be used; the message and `faults` name file and line of each fault."""

    code = "N412"

    def __init__(
        self,
        *,
        expected: str,
        found: str,
        where: str = "",
        remedy: str = "",
        findings: tuple[Finding, ...] = (),
        faults: tuple[Words, ...] = (),
    ) -> None:
        self.faults = faults
        super().__init__(expected=expected, found=found, where=where, remedy=remedy, findings=findings)

    def details(self, translate: Translate) -> tuple[str, ...]:
        """The faults, one in a line."""
        return tuple(each.said(translate) for each in self.faults)


def require_reason(reason: str) -> None:
    """Raise `NotEligible` for an empty reason."""
    if not reason.strip():
        raise NotEligible(
            expected="a reason", found="none", where="--reason", remedy="Write it with --reason."
        )


class NothingToJudge(WorkflowError):
    """No document has its process at this territory, or it has no baseline yet."""

    code = "N413"
    exit_code = 2
