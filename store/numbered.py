"""Records that are numbered 1, 2, 3… within a territory, every one kept: manuscripts, catalogues, rules, plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from planning.territory import TerritoryCode
from store.canonical import Digest, JsonValue, canonical_bytes
from store.tables import CatalogueRow, GateRulesRow, ManuscriptRow, PlanVersionRow
from store.unit import Unit

MEDIA_TYPE = "application/json"
LARGEST_NUMBER = 2**31
"""Above every number of a row; what people type may be larger than a database can be asked for."""
Numbered = TypeVar("Numbered", ManuscriptRow, CatalogueRow, GateRulesRow, PlanVersionRow)
Contents = TypeVar("Contents", ManuscriptRow, CatalogueRow, GateRulesRow)


@dataclass(frozen=True, slots=True)
class NumberedContent:
    """One state of what a territory says; `content` is the digest of its canonical JSON."""

    id: int
    kode: str
    number: int
    content: Digest
    created_at: datetime
    actor: str


def latest_row(unit: Unit, table: type[Numbered], code: TerritoryCode) -> Numbered | None:
    """The row of a territory with the highest number."""
    return unit.session.scalar(
        select(table).where(table.kode == code.text).order_by(table.number.desc()).limit(1)
    )


def row_numbered(unit: Unit, table: type[Numbered], code: TerritoryCode, number: int) -> Numbered | None:
    """The row of a territory with that number."""
    if not 0 < number < LARGEST_NUMBER:
        return None
    return unit.session.scalar(select(table).where(table.kode == code.text, table.number == number))


def number_after(row: Numbered | None) -> int:
    """The number of the row that follows `row`."""
    return 1 if row is None else row.number + 1


def add_content(
    unit: Unit, table: type[Contents], code: TerritoryCode, content: JsonValue
) -> NumberedContent:
    """Store `content` as the next of a territory; the latest is returned when it says the same.

    Raises `TypeError` when the content has no canonical JSON, `BlobNotStored`.
    """
    digest = unit.blobs.put(canonical_bytes(content), MEDIA_TYPE)
    unit.lock(table.__tablename__, code.text)
    latest = latest_row(unit, table, code)
    if latest is not None and latest.content_sha256 == digest:
        return _content(latest)
    row = table(
        kode=code.text,
        number=number_after(latest),
        content_sha256=digest,
        created_at=unit.now,
        actor=unit.actor,
    )
    unit.session.add(row)
    unit.session.flush()
    return _content(row)


def latest_content(unit: Unit, table: type[Contents], code: TerritoryCode) -> NumberedContent | None:
    """The newest of exactly this territory."""
    row = latest_row(unit, table, code)
    return None if row is None else _content(row)


def _content(row: ManuscriptRow | CatalogueRow | GateRulesRow) -> NumberedContent:
    return NumberedContent(
        row.id, row.kode, row.number, Digest(row.content_sha256), row.created_at, row.actor
    )
