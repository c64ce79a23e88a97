"""Events: what happened, appended in the transaction that made it happen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from store.bulk import in_chunks
from store.canonical import Digest, JsonObject, canonical_text
from store.tables import EventBlobRow, EventRow
from store.unit import Unit

_SUBJECTS_AT_ONCE = 500


class EventKind(StrEnum):
    """What can happen: `subject.action`."""

    TERRITORY_LISTED = "territory.listed"
    TERRITORY_OUTLINED = "territory.outlined"
    BASELINE_IMPORTED = "baseline.imported"
    MANUSCRIPT_ADDED = "manuscript.added"
    CATALOGUE_ADDED = "catalogue.added"
    PLAN_IMPORTED = "plan.imported"
    DOCUMENT_RENDERED = "document.rendered"
    ROLE_GRANTED = "role.granted"
    ROLE_REVOKED = "role.revoked"
    RULES_ADDED = "gate_rules.added"
    PROCESS_STARTED = "process.started"
    EVIDENCE_ADDED = "evidence.added"
    EVIDENCE_JUDGED = "evidence.judged"
    REQUIREMENT_RULED = "requirement.ruled"
    DOCUMENT_RATIFIED = "document.ratified"
    WORK_MONITORED = "work.monitored"
    PLAN_SUBMITTED = "plan.submitted"
    SUBMISSION_WITHDRAWN = "submission.withdrawn"
    SUBMISSION_VOIDED = "submission.voided"
    VOTE_CAST = "vote.cast"
    SUBMISSION_DECIDED = "submission.decided"
    PLANNING_REOPENED = "planning.reopened"
    RULES_REPINNED = "gate_rules.repinned"


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `id` runs 1, 2, 3… in the order of commits, `data` is canonical JSON."""

    id: int
    at: datetime
    actor: str
    kind: EventKind
    subject: str
    data: str
    key: str | None = None


def append_event(
    unit: Unit,
    kind: EventKind,
    subject: str,
    data: JsonObject,
    *,
    key: str | None = None,
    blobs: Iterable[Digest] = (),
) -> Event:
    """Append an event by the unit's actor at the unit's moment; it is committed or undone with the rest.

    `key` names the request and can be given once; `blobs` are stored bytes that the event brings or speaks of.
    Units that append wait for each other from here to their end, so append late. Raises `TypeError` when
    the data have no canonical JSON.
    """
    text = canonical_text(data)
    # Numbers from a sequence would have gaps and could become visible out of order.
    unit.lock("event")
    number = (unit.session.scalar(select(func.max(EventRow.id))) or 0) + 1
    row = EventRow(
        id=number, at=unit.now, actor=unit.actor, kind=kind.value, subject=subject, data=text, key=key
    )
    unit.session.add(row)
    unit.session.flush()
    unit.session.add_all(EventBlobRow(event_id=number, sha256=digest) for digest in sorted(set(blobs)))
    unit.session.flush()
    return _event(row)


def last_event(unit: Unit) -> Event | None:
    """The newest event of all."""
    row = unit.session.scalar(select(EventRow).order_by(EventRow.id.desc()).limit(1))
    return None if row is None else _event(row)


def event_of_key(unit: Unit, key: str) -> Event | None:
    """The event that a request with this key appended first."""
    row = unit.session.scalar(select(EventRow).where(EventRow.key == key))
    return None if row is None else _event(row)


def events_about(unit: Unit, subjects: Collection[str]) -> dict[str, list[Event]]:
    """All events about each of `subjects`, in order; a subject without events has an empty list."""
    found: dict[str, list[Event]] = {subject: [] for subject in subjects}
    columns = (
        EventRow.id, EventRow.at, EventRow.actor, EventRow.kind, EventRow.subject, EventRow.data, EventRow.key,
    )  # fmt: skip
    for chunk in in_chunks(found, _SUBJECTS_AT_ONCE):
        # Plain columns: a city has tens of thousands of events, and objects of the mapper cost ten times as much.
        rows = unit.session.execute(select(*columns).where(EventRow.subject.in_(chunk)).order_by(EventRow.id))
        for number, at, actor, kind, subject, data, key in rows:
            found[subject].append(Event(number, at, actor, EventKind(kind), subject, data, key))
    return found


def events_after(
    unit: Unit, number: int = 0, *, limit: int = 1_000, subject: str | None = None
) -> list[Event]:
    """At most `limit` events with an id above `number`, in order; with `subject` only those about it."""
    statement = select(EventRow).where(EventRow.id > number).order_by(EventRow.id).limit(limit)
    if subject is not None:
        statement = statement.where(EventRow.subject == subject)
    return [_event(row) for row in unit.session.scalars(statement)]


def _event(row: EventRow) -> Event:
    return Event(row.id, row.at, row.actor, EventKind(row.kind), row.subject, row.data, row.key)
