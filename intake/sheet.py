"""Raw rows out of a text table or a workbook: cells as they stand, with the row numbers that people see."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import python_calamine

from intake.errors import UnreadableFile
from intake.limits import MAX_COLUMNS, MAX_ROWS, Source, inspect_workbook, refuse_other_kinds
from intake.numbers import Cell
from intake.workbook_xml import MERGED, NotedCell, SheetNotes, damaged
from planning.wording import words

HEADER_WITHIN = 20
"""Rows at the top among which the header is looked for."""

Row = Sequence[Cell]
HeaderScore = Callable[[Row], int]

_SEPARATORS = (",", ";", "\t")
_DECODE_CHUNK = 1 << 20


@dataclass(frozen=True)
class RawSheet:
    """The rows of one sheet, read while they are asked for.

    rows    (row number from 1, cells); blank rows are passed over but counted
    strict  whether a row must not have more cells than the header: a text table, where an unquoted comma
            shifts all cells behind it
    """

    name: str | None
    rows: Iterator[tuple[int, Row]]
    strict: bool


def open_sheet(source: Source, header_score: HeaderScore, *, named: str = "baseline") -> RawSheet:
    """The rows of a CSV table, or of the sheet called `named` (else the first) of an XLSX workbook.

    `header_score` says how many known column names a row holds; the separator of a table is the one under
    which its first rows score highest. Raises `UnreadableFile`.
    """
    if not source.is_workbook:
        return open_table(source, header_score)
    workbook, notes = _open_workbook(source)
    name = _choose(workbook.sheets_metadata, named)
    if name is None:
        raise UnreadableFile(
            expected="a workbook with a sheet of cells",
            found="none",
            where=source.name,
            remedy="Write the survey on a sheet named baseline.",
        )
    return _sheet(source, workbook, name, notes)


def open_sheets(source: Source, named: Sequence[str]) -> dict[str, RawSheet]:
    """The sheets of an XLSX workbook with these names (lower case), as far as it has them.

    Each sheet is loaded when its first row is asked for, so that one after the other never stand in memory
    together. Raises `UnreadableFile`, also where the file is no workbook.
    """
    refuse_other_kinds(source)
    if not source.is_workbook:
        raise UnreadableFile(
            expected=words("an XLSX workbook with the sheets {names}", names=", ".join(named)),
            found="a text table",
            where=source.name,
            remedy="Save all sheets in one workbook.",
        )
    workbook, notes = _open_workbook(source)
    found = ((each, _named(workbook.sheets_metadata, each)) for each in named)
    return {each: _sheet(source, workbook, name, notes) for each, name in found if name is not None}


def open_table(source: Source, header_score: HeaderScore) -> RawSheet:
    """The rows of a CSV table. Raises `UnreadableFile`, also for a workbook."""
    refuse_other_kinds(source)
    if source.is_workbook:
        raise UnreadableFile(
            expected="a text table (CSV)",
            found="a workbook or another zip archive",
            where=source.name,
            remedy="Save it as CSV (UTF-8).",
        )
    encoding = _encoding(source)
    best = max(
        _SEPARATORS,
        key=lambda separator: _best_score(_records(source, encoding, separator), header_score),
    )
    return RawSheet(None, _limited(source, _records(source, encoding, best)), strict=True)


def is_blank(row: Row) -> bool:
    """Whether no cell of the row holds anything but blanks."""
    return all(isinstance(cell, str) and not cell.strip() for cell in row)


def _records(source: Source, encoding: str, separator: str) -> Iterator[tuple[int, Row]]:
    text = io.TextIOWrapper(io.BytesIO(source.data), encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if not is_blank(row):
                yield number, row
    except csv.Error as error:
        raise _broken_record(source, number + 1, error) from error
    except UnicodeError as error:
        raise _wrong_encoding(source, encoding) from error


def _best_score(records: Iterator[tuple[int, Row]], header_score: HeaderScore) -> int:
    best = 0
    try:
        for _, row in islice(records, HEADER_WITHIN):
            best = max(best, header_score(row))
    except UnreadableFile:
        # A wrong separator can make quotes look broken; with the right one the error comes again.
        pass
    return best


def _encoding(source: Source) -> str:
    data = source.data
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in data:
        raise UnreadableFile(
            expected="a text table (CSV) or an XLSX workbook",
            found="binary data, or UTF-16 without its byte order mark",
            where=source.name,
            remedy="Save it as CSV (UTF-8) or XLSX.",
        )
    for encoding in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for start in range(0, len(data), _DECODE_CHUNK):
                decoder.decode(data[start : start + _DECODE_CHUNK])
            decoder.decode(b"", True)
        except UnicodeError:
            continue
        return encoding
    raise _wrong_encoding(source, "UTF-8 or Windows-1252")


def _wrong_encoding(source: Source, encoding: str) -> UnreadableFile:
    return UnreadableFile(
        expected="text in UTF-8, UTF-16 or Windows-1252",
        found=words("bytes that are not {encoding}", encoding=encoding),
        where=source.name,
        remedy="Save it as CSV (UTF-8) or XLSX.",
    )


def _broken_record(source: Source, row: int, error: csv.Error) -> UnreadableFile:
    return UnreadableFile(
        expected="cells in pairs of double quotes, or none",
        found=words("a quote that is not closed, or text behind a closing quote ({reason})", reason=error),
        where=words("{file}, row {row}", file=source.name, row=row),
        remedy="Correct the quotes in this row; a quote inside a cell is written twice.",
    )


def _limited(source: Source, rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """The same rows, refused beyond the limits of a survey."""
    for count, (number, row) in enumerate(rows):
        if count > MAX_ROWS:
            raise UnreadableFile(
                expected=words("at most {limit} rows", limit=MAX_ROWS),
                found="more",
                where=source.name,
                remedy="Split the file by kabupaten or kota and read the parts one by one.",
            )
        if len(row) > MAX_COLUMNS and not is_blank(row[MAX_COLUMNS:]):
            raise UnreadableFile(
                expected=words("at most {limit} columns", limit=MAX_COLUMNS),
                found=f"{len(row)}",
                where=words("{file}, row {row}", file=source.name, row=number),
                remedy="Keep only the columns of the survey.",
            )
        yield number, row


def _open_workbook(source: Source) -> tuple[python_calamine.CalamineWorkbook, SheetNotes]:
    notes = inspect_workbook(source)
    with _readable(source):
        return python_calamine.CalamineWorkbook.from_object(io.BytesIO(source.data)), notes


@contextmanager
def _readable(source: Source) -> Iterator[None]:
    try:
        yield
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(source.name, str(error)) from error
    # The reader is compiled code that panics on some malformed files, and a panic is no `Exception`.
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(source.name, "the spreadsheet reader gave up") from error


def _sheet(
    source: Source, workbook: python_calamine.CalamineWorkbook, name: str, notes: SheetNotes
) -> RawSheet:
    def rows() -> Iterator[tuple[int, Row]]:
        with _readable(source):
            sheet = workbook.get_sheet_by_name(name)
        yield from _sheet_rows(sheet, notes.of(name))

    return RawSheet(name, _limited(source, rows()), strict=False)


def _choose(sheets: Sequence[python_calamine.SheetMetadata], named: str) -> str | None:
    if (name := _named(sheets, named)) is not None:
        return name
    cells = _with_cells(sheets)
    visible = [s for s in cells if s.visible == python_calamine.SheetVisibleEnum.Visible]
    return next((sheet.name for sheet in visible or cells), None)


def _named(sheets: Sequence[python_calamine.SheetMetadata], named: str) -> str | None:
    return next((s.name for s in _with_cells(sheets) if s.name.strip().casefold() == named), None)


def _with_cells(sheets: Sequence[python_calamine.SheetMetadata]) -> list[python_calamine.SheetMetadata]:
    return [sheet for sheet in sheets if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]


def _sheet_rows(
    sheet: python_calamine.CalamineSheet, noted: Sequence[NotedCell]
) -> Iterator[tuple[int, Row]]:
    left = sheet.start[1] if sheet.start else 0
    errors: dict[int, list[NotedCell]] = {}
    for cell in noted:
        errors.setdefault(cell.row, []).append(cell)
    for index, row in enumerate(sheet.iter_rows()):
        cells: list[Cell] = list(row)
        empty = is_blank(cells)
        for mark in errors.pop(index, ()):
            at = mark.column - left
            # A row that is blank but for merged cells is blank: a line for signatures, a drawn box.
            if 0 <= at < len(cells) and not (empty and mark.error.text == MERGED):
                cells[at] = mark.error
        if not is_blank(cells):
            yield index + 1, cells
