"""Manuscripts: the consultant's own text and profile of a kelurahan, numbered, every one kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from planning.territory import TerritoryCode
from store.canonical import Digest, JsonValue, canonical_bytes
from store.tables import ManuscriptRow
from store.unit import Unit

MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One state of a kelurahan's manuscript; `content` is the digest of its canonical JSON."""

    id: int
    kode: str
    number: int
    content: Digest
    created_at: datetime
    actor: str


def add_manuscript(unit: Unit, code: TerritoryCode, content: JsonValue) -> Manuscript:
    """Store `content` as the next manuscript of a kelurahan; the latest is returned when it says the same.

    Raises `TypeError` when the content has no canonical JSON, `BlobNotStored`.
    """
    digest = unit.blobs.put(canonical_bytes(content), MEDIA_TYPE)
    unit.lock("manuscript", code.text)
    latest = latest_manuscript(unit, code)
    if latest is not None and latest.content == digest:
        return latest
    row = ManuscriptRow(
        kode=code.text,
        number=1 if latest is None else latest.number + 1,
        content_sha256=digest,
        created_at=unit.now,
        actor=unit.actor,
    )
    unit.session.add(row)
    unit.session.flush()
    return _manuscript(row)


def latest_manuscript(unit: Unit, code: TerritoryCode) -> Manuscript | None:
    """The manuscript of a kelurahan with the highest number; its text is the blob `content`."""
    row = unit.session.scalar(
        select(ManuscriptRow)
        .where(ManuscriptRow.kode == code.text)
        .order_by(ManuscriptRow.number.desc())
        .limit(1)
    )
    return None if row is None else _manuscript(row)


def _manuscript(row: ManuscriptRow) -> Manuscript:
    return Manuscript(row.id, row.kode, row.number, Digest(row.content_sha256), row.created_at, row.actor)
