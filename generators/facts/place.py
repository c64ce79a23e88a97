"""Small values that several snapshots share: exact texts, places, groups of RT.

Numbers are exact texts or whole integers, dates ISO texts; `None` is *belum diisi*, `"-"` *tidak berlaku*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Value = str | int | None


@dataclass(frozen=True)
class DocumentFacts:
    """`number` is the version; `edition_date` the day the text speaks of, never the clock's."""

    kind: str
    number: int
    edition_date: date
    year_from: int | None
    year_to: int | None
    draft: bool
    label: str


@dataclass(frozen=True)
class PlaceFacts:
    """The kelurahan or desa and what is above it; names as in the list of administrative codes."""

    code: str
    name: str
    kind: str
    head: str
    kecamatan: str
    kabkota: str
    kabkota_kind: str
    region_head: str
    provinsi: str
    is_desa: bool


@dataclass(frozen=True)
class RwGroup:
    """Some RT of one RW, by their numbers."""

    rw: str
    rt: tuple[str, ...]


def by_rw(places: Iterable[tuple[str, str]]) -> tuple[RwGroup, ...]:
    """RT (RW, RT) by RW, both in the order in which they come."""
    groups: dict[str, list[str]] = {}
    for rw, rt in places:
        groups.setdefault(rw, []).append(rt)
    return tuple(RwGroup(rw, tuple(rt)) for rw, rt in groups.items())
