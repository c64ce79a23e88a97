"""Events: what happened, appended in the transaction that made it happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from store.canonical import JsonObject, canonical_text
from store.tables import EventRow
from store.unit import Unit


class EventKind(StrEnum):
    """What can happen: `subject.action`."""

    TERRITORY_LISTED = "territory.listed"
    TERRITORY_OUTLINED = "territory.outlined"
    BASELINE_IMPORTED = "baseline.imported"
    MANUSCRIPT_ADDED = "manuscript.added"
    CATALOGUE_ADDED = "catalogue.added"
    PLAN_IMPORTED = "plan.imported"
    DOCUMENT_RENDERED = "document.rendered"


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `id` runs 1, 2, 3… in the order of commits, `data` is canonical JSON."""

    id: int
    at: datetime
    actor: str
    kind: EventKind
    subject: str
    data: str


def append_event(unit: Unit, kind: EventKind, subject: str, data: JsonObject) -> Event:
    """Append an event by the unit's actor at the unit's moment; it is committed or undone with the rest.

    Units that append wait for each other from here to their end, so append late. Raises `TypeError` when
    the data have no canonical JSON.
    """
    text = canonical_text(data)
    # Numbers from a sequence would have gaps and could become visible out of order.
    unit.lock("event")
    number = (unit.session.scalar(select(func.max(EventRow.id))) or 0) + 1
    row = EventRow(id=number, at=unit.now, actor=unit.actor, kind=kind.value, subject=subject, data=text)
    unit.session.add(row)
    unit.session.flush()
    return _event(row)


def events_after(
    unit: Unit, number: int = 0, *, limit: int = 1_000, subject: str | None = None
) -> list[Event]:
    """At most `limit` events with an id above `number`, in order; with `subject` only those about it."""
    statement = select(EventRow).where(EventRow.id > number).order_by(EventRow.id).limit(limit)
    if subject is not None:
        statement = statement.where(EventRow.subject == subject)
    return [_event(row) for row in unit.session.scalars(statement)]


def _event(row: EventRow) -> Event:
    return Event(row.id, row.at, row.actor, EventKind(row.kind), row.subject, row.data)
