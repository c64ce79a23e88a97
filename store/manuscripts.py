"""Manuscripts: the consultant's own text and profile of a kelurahan, numbered, every one kept."""

from __future__ import annotations

from planning.territory import TerritoryCode
from store.canonical import JsonValue
from store.numbered import NumberedContent, add_content, latest_content
from store.tables import ManuscriptRow
from store.unit import Unit

Manuscript = NumberedContent
"""One state of a kelurahan's manuscript."""


def add_manuscript(unit: Unit, code: TerritoryCode, content: JsonValue) -> Manuscript:
    """Store `content` as the next manuscript of a kelurahan; the latest is returned when it says the same.

    Raises `TypeError` when the content has no canonical JSON, `BlobNotStored`.
    """
    return add_content(unit, ManuscriptRow, code, content)


def latest_manuscript(unit: Unit, code: TerritoryCode) -> Manuscript | None:
    """The manuscript of a kelurahan with the highest number; its text is the blob `content`."""
    return latest_content(unit, ManuscriptRow, code)
