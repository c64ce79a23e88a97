"""Catalogues of works: what each territory adds to the built-in menu, numbered, every one kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from planning.catalogue import Catalogue, CatalogueFile, overridden
from planning.plain import from_plain, to_plain
from planning.territory import TerritoryCode
from store.canonical import Digest, canonical_bytes
from store.numbered import latest_row, number_after
from store.tables import CatalogueRow
from store.unit import Unit

MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class StoredCatalogue:
    """One state of what a territory adds to the menu; `content` is the digest of its canonical JSON."""

    id: int
    kode: str
    number: int
    content: Digest
    created_at: datetime
    actor: str


def add_catalogue(unit: Unit, code: TerritoryCode, file: CatalogueFile) -> StoredCatalogue:
    """Store `file` as the next catalogue of a territory; the latest is returned when it says the same."""
    digest = unit.blobs.put(canonical_bytes(to_plain(file)), MEDIA_TYPE)
    unit.lock("catalogue", code.text)
    latest = latest_row(unit, CatalogueRow, code)
    if latest is not None and latest.content_sha256 == digest:
        return _stored(latest)
    row = CatalogueRow(
        kode=code.text,
        number=number_after(latest),
        content_sha256=digest,
        created_at=unit.now,
        actor=unit.actor,
    )
    unit.session.add(row)
    unit.session.flush()
    return _stored(row)


def latest_catalogue(unit: Unit, code: TerritoryCode) -> StoredCatalogue | None:
    """The newest catalogue of exactly this territory."""
    row = latest_row(unit, CatalogueRow, code)
    return None if row is None else _stored(row)


def catalogue_at(unit: Unit, code: TerritoryCode, built_in: Catalogue) -> Catalogue:
    """The menu that holds in a place: the built-in one, then what the nation, province, city… add, in that order."""
    menu = built_in
    for territory in (*reversed(code.parents), code):
        stored = latest_catalogue(unit, territory)
        if stored is not None:
            menu = overridden(menu, from_plain(CatalogueFile, json.loads(unit.blobs.get(stored.content))))
    return menu


def keep_catalogue(unit: Unit, catalogue: Catalogue) -> Digest:
    """Store a whole menu, so that a plan can name the one it was made by."""
    return unit.blobs.put(canonical_bytes(to_plain(catalogue)), MEDIA_TYPE)


def load_catalogue(unit: Unit, digest: Digest) -> Catalogue:
    """A menu that was kept. Raises `BlobMissing`, `BlobDamaged`."""
    return from_plain(Catalogue, json.loads(unit.blobs.get(digest)))


def _stored(row: CatalogueRow) -> StoredCatalogue:
    return StoredCatalogue(
        row.id, row.kode, row.number, Digest(row.content_sha256), row.created_at, row.actor
    )
