"""One act on a process, from its request to its commit: the frame that every use case of the workflow stands in.

Lock the process, know the request again, add the events up, ask for permission, compare the clock and the
expected version, do the work, see whether what lies with Pokja has changed by it, follow with the table, commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from planning.calendar import local_day
from planning.plain import Plain
from planning.process import DocumentKind, kind_of
from planning.roles import Act, Actor, Role
from planning.territory import TerritoryCode, TerritoryLevel
from planning.wording import words
from store.canonical import Digest, canonical_bytes, digest_of
from store.database import Database
from store.events import Event, append_event, event_of_key, events_about
from store.processes import End, Process, save_process, subject_of
from store.unit import Unit
from workflow.dossier import Dossier, read_dossier
from workflow.errors import ClockBehind, KeyReused, NothingToJudge, StaleProcess
from workflow.package import contents, same_contents
from workflow.payloads import KIND_OF, Payload, Started, Voided, data_of
from workflow.permission import permitted
from workflow.plain_texts import require_plain_texts
from workflow.requirements import RuleSet
from workflow.rules import effective, keep, pinned
from workflow.state import ProcessState, StateBuilder, fold

TOLERANCE = timedelta(minutes=5)
"""How far the clock may stand behind the last act: computers differ by seconds, not by more."""


@dataclass(frozen=True)
class Request:
    """How an act is asked for.

    key       names the request; the same one a second time does nothing and says that it is done
    expected  the version of the process that the requester saw
    """

    key: str | None = None
    expected: int | None = None


PLAIN = Request()


@dataclass(frozen=True)
class Receipt:
    """What an act did.

    event     what it said first; that the process began with it is not counted
    repeated  whether an earlier request with the same key did it
    state     the process after it
    voided    a submission that fell with it
    """

    event: Event
    repeated: bool
    state: ProcessState
    voided: Voided | None = None


def require_clock(unit: Unit, last: Event, where: str) -> None:
    """Raise `ClockBehind` when the clock stands before an event: an act with a wrong time proves nothing."""
    if unit.now < last.at - TOLERANCE:
        raise ClockBehind(
            expected=words("a clock that is not behind the last act, {moment}", moment=_shown(last.at)),
            found=_shown(unit.now),
            where=where,
            remedy="Set the clock of the computer that is wrong, then repeat the command.",
        )


def process_kind(code: TerritoryCode) -> DocumentKind:
    """The document whose process a code names. Raises `NothingToJudge`."""
    kind = kind_of(code)
    if kind is None:
        raise NothingToJudge(
            expected="the code of a kelurahan or desa (RPLP), or of a kab/kota (RP2KP-KP)",
            found=code.text,
            remedy="Name one of these, such as 35.73.04.1005 or 35.73.",
        )
    return kind


def state_of(unit: Unit, kind: DocumentKind, code: TerritoryCode) -> ProcessState:
    """The state of a process, added up from its events."""
    subject = subject_of(kind, code.text)
    return fold(kind, code.text, events_about(unit, [subject])[subject])


class Acting:
    """An act that is under way; its events are appended through `say` and through nothing else."""

    def __init__(
        self, unit: Unit, kind: DocumentKind, code: TerritoryCode, key: str | None, request: str
    ) -> None:
        self.unit, self.kind, self.code = unit, kind, code
        self.actor = Actor(unit.actor)
        self.voided: Voided | None = None
        self._key, self._request = key, request
        self._subject = subject_of(kind, code.text)
        self._builder = StateBuilder(kind, code.text)
        for event in events_about(unit, [self._subject])[self._subject]:
            self._builder.add(event)
        self.state = self._builder.state()
        self.first: Event | None = None
        self.today = local_day(unit.now, code)

    def check_clock(self) -> None:
        """Raise `ClockBehind` when the clock stands before the last act of the process."""
        if self.state.last is not None:
            require_clock(self.unit, self.state.last, self._subject)

    @property
    def rules(self) -> RuleSet:
        """The rule set of the process: the pinned one, else what holds in its place today."""
        return pinned(self.unit, self.state.rules) if self.state.rules else effective(self.unit, self.code)

    def dossier(self) -> Dossier:
        """The file of the document as it is now, within this act."""
        return read_dossier(self.unit, self.kind, self.code, self.state, self.rules, self.today)

    def say(self, payload: Payload, blobs: Iterable[Digest] = ()) -> Event:
        """Append an event. The first one of a process is that it began, with the rules that hold today."""
        if self.state.version == 0 and not isinstance(payload, Started):
            self._append(Started(self.actor, keep(self.unit, self.rules)), ())
        return self._append(payload, blobs)

    def _append(self, payload: Payload, blobs: Iterable[Digest]) -> Event:
        data: dict[str, Plain] = data_of(payload)
        # That the process began is not the act itself, which the key and the receipt speak of.
        first = self.first is None and not isinstance(payload, Started)
        if first:
            data["permintaan"] = self._request
        event = append_event(
            self.unit,
            KIND_OF[type(payload)],
            self._subject,
            data,
            key=self._key if first else None,
            blobs=blobs,
        )
        if first:
            self.first = event
        self._builder.add(event)
        self.state = self._builder.state()
        return event

    def void_if_changed(self, cause: str) -> None:
        """Let the open submission fall when what it submitted is not what lies there now."""
        submission = self.state.open
        if submission is None:
            return
        if not same_contents(
            self.unit, submission.submitted.paket, contents(self.dossier(), submission.submitted.gerbang)
        ):
            self.void(cause)

    def void(self, cause: str) -> None:
        """Let the open submission fall."""
        submission = self.state.open
        if submission is not None:
            self.voided = Voided(self.actor, submission.number, cause)
            self.say(self.voided)

    def follow(self) -> None:
        """Bring the table to where the events are."""
        save_process(self.unit, process_from(self.state))


def process_from(state: ProcessState) -> Process:
    """What the table says of a process that has begun."""
    assert state.last is not None  # noqa: S101 - it has begun
    assert state.since is not None  # noqa: S101
    assert state.entered is not None  # noqa: S101
    evidence = (
        End("bukti", f"{each.added.jenis} ({each.number})", each.added.berlaku_sampai)
        for each in state.evidence.values()
        if each.added.berlaku_sampai is not None
        and each.replaced_by is None
        and each.verdict is not None
        and each.verdict.diterima
    )
    waivers = (
        End("dikesampingkan", f"{each.syarat} {each.subjek}".strip(), each.sampai)
        for each in state.rulings.values()
        if each.sampai is not None
    )
    return Process(
        state.kind,
        state.kode,
        state.position.stage,
        state.position.status,
        state.revision,
        state.version,
        Digest(state.rules),
        state.since,
        state.entered,
        state.open.number if state.open else None,
        (*evidence, *waivers),
        state.last.id,
    )


def perform(
    database: Database,
    code: TerritoryCode,
    act: Act,
    arguments: Mapping[str, Plain],
    work: Callable[[Acting], None],
    *,
    request: Request = PLAIN,
    roles: frozenset[Role] | None = None,
) -> Receipt:
    """Do one act in one transaction. `arguments` tell one request from another under the same key.

    Raises `NotPermitted`, `StaleProcess`, `KeyReused`, `ClockBehind`, `NothingToJudge`, and what the work raises;
    then nothing was written.
    """
    kind = process_kind(code)
    require_plain_texts(arguments.values())
    digest = digest_of(
        canonical_bytes(
            {"act": act.value, "actor": database.actor, "kode": code.text, "arguments": arguments}
        )
    )
    with database.write() as unit:
        if request.key is not None:
            unit.lock("request", request.key)
        # A role that is revoked while this act is under way ends after it, or before it began. Taken before the
        # process by everybody, so that nobody waits in a circle.
        unit.share("roles")
        # Surveys, plans and documents of this kab/kota change before this act or after it (`Drafting`).
        unit.share("drafts", code.at(TerritoryLevel.KABKOTA).text)
        unit.lock("process", kind, code.text)
        if request.key is not None:
            earlier = event_of_key(unit, request.key)
            if earlier is not None:
                return _again(unit, earlier, digest, kind, code)
        acting = Acting(unit, kind, code, request.key, digest)
        acting.actor = permitted(unit, act, code, acting.today, roles=roles)
        acting.check_clock()
        if request.expected is not None and request.expected != acting.state.version:
            raise StaleProcess(
                expected=words("version {number} of the process", number=request.expected),
                found=words("version {number}: somebody acted meanwhile", number=acting.state.version),
                where=code.text,
                remedy="Look at the plan again, then repeat.",
            )
        work(acting)
        acting.follow()
        assert acting.first is not None  # noqa: S101 - every act says something
        return Receipt(acting.first, False, acting.state, acting.voided)


def _again(unit: Unit, earlier: Event, digest: str, kind: DocumentKind, code: TerritoryCode) -> Receipt:
    if f'"permintaan":"{digest}"' not in earlier.data:
        raise KeyReused(
            expected="a key that was not used before, or the same request",
            found="another request with this key",
            where=earlier.subject,
            remedy="Use a new key for a new request.",
        )
    return Receipt(earlier, True, state_of(unit, kind, code))


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
