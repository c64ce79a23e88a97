"""The list of territory codes and the outlines; every question names the territory it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, select, true, update
from sqlalchemy.orm import InstrumentedAttribute

from planning.territory import NATION, TerritoryCode, TerritoryLevel
from store.bulk import in_chunks, insert_rows
from store.canonical import Digest
from store.tables import TerritoryRow
from store.unit import Unit

_CODES_AT_ONCE = 500
_NATION = TerritoryCode(NATION)


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a territory: GeoJSON geometry as text, and the digest of the file it came from."""

    code: str
    geojson: str
    source: Digest


def lies_in(column: InstrumentedAttribute[str], code: TerritoryCode) -> ColumnElement[bool]:
    """The condition that a column holds `code` or a code below it, in a form that uses the column's index."""
    if code.level is TerritoryLevel.NASIONAL:
        return true()
    # `/` follows `.`, so this range is exactly what begins with `code.`.
    return (column == code.text) | ((column > code.text + ".") & (column < code.text + "/"))


def import_list(unit: Unit, names: Mapping[str, str], *, source: Digest) -> int:
    """Add the codes of `names` (code → name) to the list, or rename them, and return how many were given.

    Codes that are not given stay as they are. The codes have the right form, which is the caller's to check;
    `source` is the digest of the file, which is stored before.
    """
    unit.lock("territory")
    known: set[str] = set()
    for chunk in in_chunks(names, _CODES_AT_ONCE):
        known.update(unit.session.scalars(select(TerritoryRow.code).where(TerritoryRow.code.in_(chunk))))
    if known:
        _update(unit, ({"code": code, "name": names[code], "list_sha256": source} for code in sorted(known)))
    insert_rows(
        unit.session,
        _table(),
        ("code", "name", "level", "list_sha256"),
        (
            (code, name, TerritoryCode(code).level.value, source)
            for code, name in sorted(names.items())
            if code not in known
        ),
    )
    return len(names)


def import_outlines(unit: Unit, outlines: Iterable[Outline]) -> int:
    """Add or replace outlines and return how many; a code that is not listed has one without a name.

    The source of each is the digest of a stored file.
    """
    unit.lock("territory")
    count = 0
    for chunk in in_chunks(outlines, _CODES_AT_ONCE):
        # A later outline of the same code wins, as it would in two calls.
        latest = {outline.code: outline for outline in chunk}
        known = set(unit.session.scalars(select(TerritoryRow.code).where(TerritoryRow.code.in_(latest))))
        if known:
            _update(
                unit,
                (
                    {"code": code, "outline": latest[code].geojson, "outline_sha256": latest[code].source}
                    for code in sorted(known)
                ),
            )
        insert_rows(
            unit.session,
            _table(),
            ("code", "level", "outline", "outline_sha256"),
            (
                (code, TerritoryCode(code).level.value, outline.geojson, outline.source)
                for code, outline in sorted(latest.items())
                if code not in known
            ),
        )
        count += len(latest)
    return count


def names_below(
    unit: Unit, code: TerritoryCode = _NATION, *, level: TerritoryLevel = TerritoryLevel.KELURAHAN
) -> dict[str, str]:
    """The listed names of one level in `code`, itself included, by code and in the order of codes."""
    found = unit.session.execute(
        select(TerritoryRow.code, TerritoryRow.name)
        .where(lies_in(TerritoryRow.code, code), TerritoryRow.level == level.value)
        .where(TerritoryRow.name.is_not(None))
        .order_by(TerritoryRow.code)
    )
    return {each: name for each, name in found if name is not None}


def name_of(unit: Unit, code: TerritoryCode) -> str | None:
    """The listed name of `code`; None when it is not listed."""
    return unit.session.scalar(select(TerritoryRow.name).where(TerritoryRow.code == code.text))


def outline_of(unit: Unit, code: TerritoryCode) -> Outline | None:
    """The outline of `code`; None when there is none."""
    return outlines_in(unit, code, level=code.level).get(code.text)


def outlines_in(unit: Unit, code: TerritoryCode, *, level: TerritoryLevel) -> dict[str, Outline]:
    """The outlines of one level in `code`, by code and in its order."""
    found = unit.session.execute(
        select(TerritoryRow.code, TerritoryRow.outline, TerritoryRow.outline_sha256)
        .where(lies_in(TerritoryRow.code, code), TerritoryRow.level == level.value)
        .where(TerritoryRow.outline.is_not(None))
        .order_by(TerritoryRow.code)
    )
    return {
        each: Outline(each, geojson, Digest(source))
        for each, geojson, source in found
        if geojson is not None and source is not None
    }


def _table() -> Table:
    return TerritoryRow.metadata.tables["territory"]


def _update(unit: Unit, changes: Iterable[Mapping[str, Any]]) -> None:
    unit.session.execute(update(TerritoryRow), list(changes))
