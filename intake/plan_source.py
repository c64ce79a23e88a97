"""Opening a plan file: a workbook with the four sheets, or a folder with a CSV for each."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from intake.errors import UnreadablePlan
from intake.header import header_score
from intake.limits import MIB, Source, read_source, shown_name
from intake.sheet import RawSheet, Row, open_sheets, open_table
from planning.findings import Finding, finding
from planning.plan_sheets import COLUMNS, COMPUTED, Sheet
from planning.wording import words

MAX_PLAN_BYTES = 32 * MIB
"""A workbook, or one table of a folder; a large kelurahan takes less than 1 MiB."""

_KNOWN = {
    sheet: frozenset(column.name for column in columns).union(COMPUTED[sheet])
    for sheet, columns in COLUMNS.items()
}


@dataclass(frozen=True)
class PlanTables:
    """The tables of one plan file, each with the name of the file that a finding gives.

    source  the bytes to keep: the workbook, or the tables of a folder packed into one archive
    """

    source: Source
    tables: Mapping[Sheet, tuple[str, RawSheet]]
    missing: tuple[Finding, ...]


def known_names(sheet: Sheet, row: Row) -> int:
    """How many columns of `sheet` the cells of `row` name, those that a workbook computes included."""
    return header_score(row, _KNOWN[sheet])


def open_plan(path: Path | str) -> PlanTables:
    """The tables of a plan file; P101 for each that is missing. Raises `UnreadableFile`, `UnreadablePlan`."""
    path = Path(path)
    return _open_folder(path) if _is_folder(path) else _open_workbook(path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_absent(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        # It may be there and not for us to see; reading it says so.
        return False


def _open_workbook(path: Path) -> PlanTables:
    source = read_source(path, largest=MAX_PLAN_BYTES)
    sheets = open_sheets(source, tuple(Sheet))
    missing = tuple(
        finding("P101", file=source.name, sheet=each, what=words("the sheet {name}", name=each.value))
        for each in Sheet
        if each not in sheets
    )
    return PlanTables(
        source, {each: (source.name, sheets[each]) for each in Sheet if each in sheets}, missing
    )


def _open_folder(path: Path) -> PlanTables:
    sources: dict[Sheet, Source] = {}
    missing: list[Finding] = []
    for sheet in Sheet:
        file = path / f"{sheet}.csv"
        if _is_absent(file):
            missing.append(finding("P101", file=file.name, what=words("the file {name}", name=file.name)))
        else:
            sources[sheet] = read_source(file, largest=MAX_PLAN_BYTES)
    folder = shown_name(path.resolve().name or "rencana")
    if not sources:
        raise UnreadablePlan(
            expected=words("the files {names}", names=", ".join(f"{sheet}.csv" for sheet in Sheet)),
            found="none of them",
            where=folder,
            remedy="Name the folder that holds them, or a workbook.",
            findings=tuple(missing),
        )
    tables = {
        sheet: (source.name, open_table(source, partial(known_names, sheet)))
        for sheet, source in sources.items()
    }
    data = _packed(sources)
    return PlanTables(
        Source(f"{folder}.zip", ".zip", data, hashlib.sha256(data).hexdigest()), tables, tuple(missing)
    )


def _packed(sources: Mapping[Sheet, Source]) -> bytes:
    """The tables as an archive whose bytes depend on nothing but theirs: same tables, same digest."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for sheet, source in sources.items():
            entry = zipfile.ZipInfo(f"{sheet}.csv", (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, source.data)
    return packed.getvalue()
