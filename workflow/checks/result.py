"""What a check finds: a verdict, what was looked at in words, and the evidence that was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from planning.plan import Activity
from planning.wording import Words, words
from workflow.dossier import Dossier
from workflow.requirements import Per, Requirement


class Verdict(StrEnum):
    """How a requirement stands."""

    TERPENUHI = "terpenuhi"
    BELUM = "belum"
    TIDAK_BERLAKU = "tidak_berlaku"
    DIKESAMPINGKAN = "dikesampingkan"
    TIDAK_DAPAT_DINILAI = "tidak_dapat_dinilai"


@dataclass(frozen=True)
class Result:
    """The verdict of a check; `bukti` are numbers of evidence that it saw."""

    verdict: Verdict
    seen: Words
    bukti: tuple[int, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked of whom: a requirement, of the plan, of an activity, or of an RT (RW, RT)."""

    dossier: Dossier
    requirement: Requirement
    activity: Activity | None = None
    rt: tuple[str, str] | None = None

    @property
    def subject(self) -> str:
        """The activity's code, or "" for the plan."""
        return self.activity.kode if self.activity else ""


@dataclass(frozen=True)
class Check:
    """A named check: what it can be asked of, and whether it reads evidence."""

    run: Callable[[Question], Result]
    per: frozenset[Per]
    needs_evidence: bool = False


def met(message: str, **values: object) -> Result:
    """The requirement is met."""
    return Result(Verdict.TERPENUHI, words(message, **values))


def unmet(message: str, **values: object) -> Result:
    """It is not met yet."""
    return Result(Verdict.BELUM, words(message, **values))


def unneeded(message: str, **values: object) -> Result:
    """It does not apply here."""
    return Result(Verdict.TIDAK_BERLAKU, words(message, **values))


def unknown(message: str, **values: object) -> Result:
    """It cannot be judged: something to look at is missing."""
    return Result(Verdict.TIDAK_DAPAT_DINILAI, words(message, **values))
