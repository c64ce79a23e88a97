"""Records that are numbered 1, 2, 3… within a territory, every one kept: manuscripts, catalogues, plans."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from planning.territory import TerritoryCode
from store.tables import CatalogueRow, ManuscriptRow, PlanVersionRow
from store.unit import Unit

Numbered = TypeVar("Numbered", ManuscriptRow, CatalogueRow, PlanVersionRow)


def latest_row(unit: Unit, table: type[Numbered], code: TerritoryCode) -> Numbered | None:
    """The row of a territory with the highest number."""
    return unit.session.scalar(
        select(table).where(table.kode == code.text).order_by(table.number.desc()).limit(1)
    )


def row_numbered(unit: Unit, table: type[Numbered], code: TerritoryCode, number: int) -> Numbered | None:
    """The row of a territory with that number."""
    return unit.session.scalar(select(table).where(table.kode == code.text, table.number == number))


def number_after(row: Numbered | None) -> int:
    """The number of the row that follows `row`."""
    return 1 if row is None else row.number + 1
