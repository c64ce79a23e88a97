"""Catalogues of works: what each territory adds to the built-in menu, numbered, every one kept."""

from __future__ import annotations

import json

from planning.catalogue import Catalogue, CatalogueFile, overridden
from planning.plain import from_plain, to_plain
from planning.territory import TerritoryCode
from store.canonical import Digest, canonical_bytes
from store.numbered import MEDIA_TYPE, NumberedContent, add_content, latest_content
from store.tables import CatalogueRow
from store.unit import Unit

StoredCatalogue = NumberedContent
"""One state of what a territory adds to the menu."""


def add_catalogue(unit: Unit, code: TerritoryCode, file: CatalogueFile) -> StoredCatalogue:
    """Store `file` as the next catalogue of a territory; the latest is returned when it says the same."""
    return add_content(unit, CatalogueRow, code, to_plain(file))


def latest_catalogue(unit: Unit, code: TerritoryCode) -> StoredCatalogue | None:
    """The newest catalogue of exactly this territory."""
    return latest_content(unit, CatalogueRow, code)


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
