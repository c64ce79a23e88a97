"""The state of a process: what its events add up to. Nothing else decides it; the table only repeats it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from planning.process import DocumentKind, Gate, Move, Stage
from store.events import Event
from workflow.payloads import (
    Choice,
    Decided,
    EvidenceAdded,
    EvidenceJudged,
    Monitored,
    Outcome,
    Ratified,
    Reopened,
    Repinned,
    Ruled,
    Ruling,
    Started,
    Submitted,
    Voided,
    VoteCast,
    Withdrawn,
    payload_of,
)
from workflow.stages import START, Position, after


@dataclass(frozen=True)
class Evidence:
    """A file and what was said about it; `revisi` is the one it came in."""

    added: EvidenceAdded
    at: datetime
    revisi: int
    verdict: EvidenceJudged | None = None
    replaced_by: int | None = None

    @property
    def number(self) -> int:
        return self.added.bukti

    def accepted_on(self, day: date) -> bool:
        """Whether it stands on a day: accepted, not replaced, not run out."""
        return (
            self.replaced_by is None
            and self.verdict is not None
            and self.verdict.diterima
            and (self.added.berlaku_sampai is None or day <= self.added.berlaku_sampai)
        )


@dataclass(frozen=True)
class Submission:
    """A submission that lies with Pokja or lay there.

    votes  by seat, the one that counts; a vote that was taken back is not among them
    cast   by seat, when it was
    ended  how it ended; None while it is open
    """

    submitted: Submitted
    at: datetime
    votes: Mapping[int, VoteCast] = field(default_factory=dict)
    cast: Mapping[int, datetime] = field(default_factory=dict)
    ended: Decided | Withdrawn | Voided | None = None
    ended_at: datetime | None = None

    @property
    def number(self) -> int:
        return self.submitted.pengajuan


def outcome_of(ended: Decided | Withdrawn | Voided) -> str:
    """How a submission ended, in the words of the programme."""
    match ended:
        case Decided():
            return ended.putusan.value
        case Withdrawn():
            return "ditarik"
    return "gugur"


_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class ProcessState:
    """Where a document stands, and everything that was said on its way.

    version     number of its events, which is what an optimistic caller expects
    rules       digest of its rule set, "" before it began
    since       when it entered its stage and status, and `entered` its stage
    evidence    by number
    rulings     the newest of each requirement and subject
    monitored   by activity, in the order of the records
    passed      by gate: activities that passed it, with the digest of what they then said
    """

    kind: DocumentKind
    kode: str
    position: Position = START
    revision: int = 1
    version: int = 0
    rules: str = ""
    since: datetime | None = None
    entered: datetime | None = None
    last: Event | None = None
    evidence: Mapping[int, Evidence] = field(default_factory=dict)
    rulings: Mapping[tuple[str, str], Ruled] = field(default_factory=dict)
    ratified: tuple[Ratified, ...] = ()
    monitored: Mapping[str, tuple[Monitored, ...]] = field(default_factory=dict)
    submissions: tuple[Submission, ...] = ()
    passed: Mapping[Gate, Mapping[str, str]] = field(default_factory=dict)
    reopened: tuple[Reopened, ...] = ()

    @property
    def stage(self) -> Stage:
        return self.position.stage

    @property
    def open(self) -> Submission | None:
        """The submission that waits for a decision."""
        return next((each for each in self.submissions if each.ended is None), None)

    def passed_through(self, gate: Gate) -> Mapping[str, str]:
        """Activities that passed a gate, with the digest of what they then said."""
        return self.passed.get(gate, _NONE)


def fold(kind: DocumentKind, kode: str, events: Iterable[Event]) -> ProcessState:
    """The state that the events of a process add up to, in their order."""
    builder = StateBuilder(kind, kode)
    for event in events:
        builder.add(event)
    return builder.state()


class StateBuilder:
    """Adds the events of one process up, one after the other."""

    def __init__(self, kind: DocumentKind, kode: str) -> None:
        self.kind, self.kode = kind, kode
        self.position = START
        self.revision, self.version = 1, 0
        self.rules = ""
        self.since: datetime | None = None
        self.entered: datetime | None = None
        self.last: Event | None = None
        self.evidence: dict[int, Evidence] = {}
        self.rulings: dict[tuple[str, str], Ruled] = {}
        self.ratified: list[Ratified] = []
        self.monitored: dict[str, list[Monitored]] = {}
        self.submissions: dict[int, Submission] = {}
        self.passed: dict[Gate, dict[str, str]] = {}
        self.reopened: list[Reopened] = []

    def state(self) -> ProcessState:
        """What the events so far add up to."""
        return ProcessState(
            self.kind,
            self.kode,
            self.position,
            self.revision,
            self.version,
            self.rules,
            self.since,
            self.entered,
            self.last,
            dict(self.evidence),
            dict(self.rulings),
            tuple(self.ratified),
            {kode: tuple(records) for kode, records in self.monitored.items()},
            tuple(self.submissions.values()),
            {gate: dict(through) for gate, through in self.passed.items()},
            tuple(self.reopened),
        )

    def add(self, event: Event) -> None:
        """One event more."""
        self.version += 1
        self.last = event
        payload = payload_of(event)
        match payload:
            case Started():
                self.rules, self.since, self.entered = payload.aturan, event.at, event.at
            case EvidenceAdded():
                self.evidence[payload.bukti] = Evidence(payload, event.at, self.revision)
                if payload.mengganti is not None:
                    old = self.evidence[payload.mengganti]
                    self.evidence[payload.mengganti] = replace(old, replaced_by=payload.bukti)
            case EvidenceJudged():
                self.evidence[payload.bukti] = replace(self.evidence[payload.bukti], verdict=payload)
            case Ruled():
                key = payload.syarat, payload.subjek
                self.rulings.pop(key, None)
                if payload.putusan is not Ruling.LIFTED:
                    self.rulings[key] = payload
            case Ratified():
                self.ratified.append(payload)
            case Monitored():
                self.monitored.setdefault(payload.kegiatan, []).append(payload)
            case Submitted():
                self._move(Move.SUBMIT, event)
                self.submissions[payload.pengajuan] = Submission(payload, event.at, {})
            case VoteCast():
                self._vote(payload, event.at)
            case Withdrawn():
                self._end(payload, Move.WITHDRAW, event)
            case Voided():
                self._end(payload, Move.VOID, event)
            case Decided():
                returned = payload.putusan is Outcome.RETURNED
                self._end(payload, Move.RETURN if returned else payload.langkah, event)
                if not returned:
                    through = self.passed.setdefault(payload.gerbang, {})
                    through.update((each.kegiatan, each.sha256) for each in payload.kegiatan)
            case Reopened():
                self._move(Move.REOPEN, event)
                self.revision = payload.revisi
                self.reopened.append(payload)
            case Repinned():
                self.rules = payload.ke

    def _vote(self, vote: VoteCast, at: datetime) -> None:
        submission = self.submissions[vote.pengajuan]
        votes = {seat: each for seat, each in submission.votes.items() if seat != vote.kursi}
        if vote.suara is not Choice.TAKE_BACK:
            votes[vote.kursi] = vote
        cast = {**submission.cast, vote.kursi: at}
        self.submissions[vote.pengajuan] = replace(submission, votes=votes, cast=cast)

    def _end(self, ended: Decided | Withdrawn | Voided, move: Move, event: Event) -> None:
        submission = self.submissions[ended.pengajuan]
        self.submissions[ended.pengajuan] = replace(submission, ended=ended, ended_at=event.at)
        self._move(move, event)

    def _move(self, move: Move, event: Event) -> None:
        before = self.position
        self.position, self.since = after(before, move), event.at
        if self.position.stage is not before.stage:
            self.entered = event.at
