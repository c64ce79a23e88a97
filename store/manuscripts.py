"""Manuscripts: the consultant's own text and profile of a kelurahan, numbered, every one kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from planning.territory import TerritoryCode
from store.canonical import Digest, JsonValue, canonical_bytes
from store.numbered import latest_row, number_after
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
    latest = latest_row(unit, ManuscriptRow, code)
    if latest is not None and latest.content_sha256 == digest:
        return _manuscript(latest)
    row = ManuscriptRow(
        kode=code.text,
        number=number_after(latest),
        content_sha256=digest,
        created_at=unit.now,
        actor=unit.actor,
    )
    unit.session.add(row)
    unit.session.flush()
    return _manuscript(row)


def latest_manuscript(unit: Unit, code: TerritoryCode) -> Manuscript | None:
    """The manuscript of a kelurahan with the highest number; its text is the blob `content`."""
    row = latest_row(unit, ManuscriptRow, code)
    return None if row is None else _manuscript(row)


def _manuscript(row: ManuscriptRow) -> Manuscript:
    return Manuscript(row.id, row.kode, row.number, Digest(row.content_sha256), row.created_at, row.actor)
