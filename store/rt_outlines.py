"""Outlines of RT, as delineated in the field; they have no administrative code of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select

from planning.territory import TerritoryCode
from store.bulk import insert_rows
from store.canonical import Digest
from store.tables import RtOutlineRow, TerritoryRow
from store.territories import lies_in
from store.unit import Unit


@dataclass(frozen=True, slots=True)
class RtOutline:
    """GeoJSON geometry text of one RT, and the file it came from."""

    kode: str
    rw: str
    rt: str
    geojson: str
    source: Digest
    source_name: str


def import_rt_outlines(unit: Unit, outlines: Iterable[RtOutline]) -> int:
    """Replace the RT outlines of every kelurahan that `outlines` speak of; returns how many there are now.

    The sources are stored files. A (kode, rw, rt) stands once.
    """
    given = list(outlines)
    unit.lock("territory")
    for kode in sorted({outline.kode for outline in given}):
        unit.session.execute(delete(RtOutlineRow).where(RtOutlineRow.kode == kode))
    insert_rows(
        unit.session,
        RtOutlineRow.metadata.tables["rt_outline"],
        ("kode", "rw", "rt", "outline", "source_name", "source_sha256"),
        ((o.kode, o.rw, o.rt, o.geojson, o.source_name, o.source) for o in given),
    )
    return len(given)


def rt_outlines_of(unit: Unit, code: TerritoryCode) -> tuple[RtOutline, ...]:
    """The RT outlines of one kelurahan, ordered by RW and RT; empty when it has none."""
    found = unit.session.scalars(
        select(RtOutlineRow).where(RtOutlineRow.kode == code.text).order_by(RtOutlineRow.rw, RtOutlineRow.rt)
    )
    return tuple(
        RtOutline(row.kode, row.rw, row.rt, row.outline, Digest(row.source_sha256), row.source_name)
        for row in found
    )


def outline_sources(unit: Unit, code: TerritoryCode) -> dict[str, list[str]]:
    """The digests of the files that the outlines of each kelurahan in a territory and of its RT came from, sorted."""
    found: dict[str, set[str]] = {}
    for query in (
        select(RtOutlineRow.kode, RtOutlineRow.source_sha256)
        .where(lies_in(RtOutlineRow.kode, code))
        .distinct(),
        select(TerritoryRow.code, TerritoryRow.outline_sha256).where(
            lies_in(TerritoryRow.code, code), TerritoryRow.outline_sha256.is_not(None)
        ),
    ):
        for kode, source in unit.session.execute(query):
            found.setdefault(kode, set()).add(str(source))
    return {kode: sorted(sources) for kode, sources in found.items()}
