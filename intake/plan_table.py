"""One table of a plan file: its header, its records, and typed cells with a finding for each that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TypeVar

from intake.header import column_name
from intake.limits import MAX_COLUMNS
from intake.numbers import (
    DASHES,
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_TEXT,
    NOT_APPLICABLE,
    NOT_FILLED,
    Cell,
    CellError,
    Kind,
    Problem,
    read_number,
    read_text,
    read_year,
    shown,
)
from intake.plan_source import known_names
from intake.rupiah import read_rupiah
from intake.sheet import HEADER_WITHIN, RawSheet, Row, is_blank
from intake.workbook_xml import MERGED
from planning.findings import Finding, Severity, finding
from planning.plan_sheets import COLUMNS, COMPUTED, SETTINGS, Sheet, SheetColumn
from planning.quantity import SCALE, to_decimal
from planning.wording import Words, words

MAX_LISTED = 10_000
"""Findings that are listed; nobody mends more in one go."""
LEAST_NAMES = 2
"""Known names that make a row a header: the sheet `rencana` has no more that are required."""

_LONGEST = {
    "kode": 40,
    "kode_kabkota": 60,
    "nama": 300,
    "bukti": 300,
    "alasan_urutan": 2_000,
    "catatan": 2_000,
}
"""Characters of a text where `LONGEST_TEXT` does not fit."""
_SHOWN = 60

T = TypeVar("T")


class PlanReport:
    """The findings of one plan file: listed up to `MAX_LISTED`, counted beyond."""

    def __init__(self, file: str) -> None:
        self.errors = False
        self._file = file
        self._listed: list[tuple[tuple[int, int, int], Finding]] = []
        self._more = 0
        self._more_errors = False
        self._shifted: set[tuple[Sheet, int]] = set()

    def add(self, sheet: Sheet, found: Finding) -> None:
        """Take a finding of `sheet`; one about a whole row is the last about that row."""
        if found.row is not None:
            if (sheet, found.row) in self._shifted:
                return
            if found.column is None:
                self._shifted.add((sheet, found.row))
        is_error = found.severity is Severity.ERROR
        self.errors |= is_error
        if len(self._listed) < MAX_LISTED:
            place = _ORDER[sheet].get(found.column or "", -1)
            self._listed.append(((_SHEETS.index(sheet), found.row or 0, place), found))
        else:
            self._more += 1
            self._more_errors |= is_error

    def findings(self) -> tuple[Finding, ...]:
        """In the order of sheets, rows and columns; a cut is told by one P112, as severe as what it hides."""
        listed = [each for _, each in sorted(self._listed, key=lambda pair: pair[0])]
        if self._more:
            severity = Severity.ERROR if self._more_errors else Severity.WARNING
            listed.append(finding("P112", file=self._file, severity=severity, count=str(self._more)))
        return tuple(listed)


_SHEETS = tuple(Sheet)
_ORDER = {
    sheet: {column.name: at for at, column in enumerate(SETTINGS if sheet is Sheet.RENCANA else columns)}
    for sheet, columns in COLUMNS.items()
}


@dataclass(frozen=True)
class PlanTable:
    """One table below its header.

    file, name  what a finding says: the file, and the sheet (None for a CSV)
    rows        (row number, cells by column) of every row that is not blank in the columns that are read
    """

    sheet: Sheet
    file: str
    name: str | None
    rows: Iterator[tuple[int, Mapping[str, Cell]]]

    def finding(self, code: str, row: int | None, column: str | None, **values: str) -> Finding:
        """A finding in this table."""
        return finding(code, file=self.file, sheet=self.name, row=row, column=column, severity=None, **values)


def open_plan_table(
    sheet: Sheet, file: str, raw: RawSheet, report: PlanReport
) -> tuple[PlanTable | None, tuple[Finding, ...]]:
    """The table of a sheet and the findings of its header; None where a P101 says what the header lacks.

    The findings go to `report` as well. A column that is neither read nor computed is a P110.
    """
    top: list[tuple[int, Row]] = []
    for number, row in raw.rows:
        top.append((number, row))
        if number >= HEADER_WITHIN:
            break
    best = max(range(len(top)), key=lambda at: known_names(sheet, top[at][1]), default=None)
    required = [column.name for column in COLUMNS[sheet] if column.required]
    if best is None or known_names(sheet, top[best][1]) < LEAST_NAMES:
        what = words("the header with the columns {names}", names=", ".join(required))
        missing = finding("P101", file=file, sheet=raw.name, row=1, what=what)
        report.add(sheet, missing)
        return None, (missing,)
    line, cells = top[best]
    position, width, findings = _match(sheet, cells, file=file, name=raw.name, row=line)
    findings += [
        finding("P101", file=file, sheet=raw.name, row=line, column=column, what=_the_column(column))
        for column in required
        if column not in position
    ]
    for each in findings:
        report.add(sheet, each)
    if any(column not in position for column in required):
        return None, tuple(findings)

    def shifted(number: int, row: Row) -> None:
        count = max(at for at, cell in enumerate(row, 1) if not is_blank([cell]))
        cells = words("{count} cells as in the header", count=width)
        more = words("{count} (a decimal comma outside quotes splits a number in two)", count=count)
        found = finding("P102", file=file, sheet=raw.name, row=number, expected=cells, found=more)
        report.add(sheet, found)

    records = _records(
        chain(top[best + 1 :], raw.rows), position, width if raw.strict else MAX_COLUMNS, shifted
    )
    return PlanTable(sheet, file, raw.name, records), tuple(findings)


def _the_column(name: str) -> Words:
    return words("the column {name}", name=name)


def _match(
    sheet: Sheet, cells: Row, *, file: str, name: str | None, row: int
) -> tuple[dict[str, int], int, list[Finding]]:
    """Position of each known column, cells up to the last one that is named, and P110 and P102."""
    read = {column.name for column in COLUMNS[sheet]}
    names = [column_name(cell) for cell in cells]
    width = max((at for at, each in enumerate(names, 1) if each), default=0)
    position: dict[str, int] = {}
    findings: list[Finding] = []
    for at, each in enumerate(names[:width]):
        if each in position:
            once, twice = words("each column once"), words("{name} more than once", name=each)
            findings.append(
                finding("P102", file=file, sheet=name, row=row, column=each, expected=once, found=twice)
            )
        elif each in read:
            position[each] = at
        elif each and each not in COMPUTED[sheet]:
            label = str(cells[at]).strip()[:_SHOWN]
            findings.append(finding("P110", file=file, sheet=name, row=row, column=label))
    return position, width, findings


def _records(
    numbered: Iterator[tuple[int, Row]],
    position: Mapping[str, int],
    width: int,
    shifted: Callable[[int, Row], None],
) -> Iterator[tuple[int, Mapping[str, Cell]]]:
    for number, row in numbered:
        cells = {column: row[at] for column, at in position.items() if at < len(row)}
        is_shifted = len(row) > width and not is_blank(row[width:])
        if is_shifted:
            shifted(number, row)
        if is_shifted or not all(_is_nothing(cell) for cell in cells.values()):
            yield number, cells


def _is_nothing(cell: Cell) -> bool:
    # Prepared rows hold formulas in the computed columns, and signatures stand in merged cells.
    return not cell.strip() if isinstance(cell, str) else isinstance(cell, CellError) and cell.text == MERGED


class Record:
    """The cells of one row by column; reading one that is wrong adds a finding and gives None or "".

    `lines` are the rows of single cells, for the sheet whose columns are rows. A cell has at most one finding.
    """

    def __init__(
        self,
        table: PlanTable,
        columns: tuple[SheetColumn, ...],
        cells: Mapping[str, Cell],
        report: PlanReport,
        *,
        line: int | None = None,
        lines: Mapping[str, int] | None = None,
    ) -> None:
        self.line = line
        self.faulty: set[str] = set()
        self._table = table
        self._required = {column.name for column in columns if column.required}
        self._cells = cells
        self._report = report
        self._lines = lines or {}

    def add(self, code: str, column: str, **values: str) -> None:
        """A finding about a cell, unless it has one already."""
        if column not in self.faulty:
            self.faulty.add(column)
            row = self._lines.get(column, self.line)
            self._report.add(self._table.sheet, self._table.finding(code, row, column, **values))

    def warn(self, code: str, column: str, **values: str) -> None:
        """A finding about a cell whose content stands."""
        row = self._lines.get(column, self.line)
        self._report.add(self._table.sheet, self._table.finding(code, row, column, **values))

    def cell(self, column: str) -> Cell:
        """The cell as it stands, "" where the table has no such column."""
        return self._cells.get(column, "")

    def filled(self, column: str) -> bool:
        """Whether the cell holds anything."""
        return not is_blank([self.cell(column)])

    def sound(self, *columns: str) -> bool:
        """Whether none of these cells has a finding."""
        return self.faulty.isdisjoint(columns)

    def text(self, column: str, expected: str | None = None) -> str:
        """A text on one line; a dash means none."""
        text = self.name(column, expected)
        if text not in DASHES:
            return text
        self._absent(column, expected or words("text"))
        return ""

    def name(self, column: str, expected: str | None = None) -> str:
        """A code or number as text on one line, in which a dash means nothing."""
        text = read_text(self.cell(column), _LONGEST.get(column, LONGEST_TEXT))
        if isinstance(text, Problem):
            self.add("P102", column, expected=text.expected, found=text.found)
            return ""
        if not text:
            self._absent(column, expected or words("text"))
        return text

    def choice(self, column: str, choices: Mapping[str, T], expected: str) -> T | None:
        """The value under the text, without case; `choices` has keys in lower case. P104 for any other."""
        text = self.name(column, expected)
        if not text:
            return None
        value = choices.get(text.casefold())
        if value is None:
            self.add("P104", column, found=shown(text), expected=expected)
        return value

    def year(self, column: str) -> int | None:
        """A year of four digits."""
        expected = words("a year from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR)
        return self._number(column, read_year(self.cell(column)), expected)

    def count(self, column: str, *, least: int = 0, most: int | None = None) -> int | None:
        """A whole number from `least` to `most`."""
        millionths = self._number(column, read_number(self.cell(column), Kind.COUNT), Kind.COUNT)
        if millionths is None:
            return None
        number = millionths // SCALE
        if number < least or (most is not None and number > most):
            expected = (
                words("a whole number from {least} to {most}", least=least, most=most)
                if most is not None
                else words("a whole number, {least} or more", least=least)
            )
            self._refuse(column, expected)
            return None
        return number

    def amount(self, column: str, kind: Kind = Kind.AMOUNT) -> Decimal | None:
        """A quantity of at most six decimals, not negative; exact, without trailing zeros."""
        number = self._number(column, read_number(self.cell(column), kind), kind)
        if number is None:
            return None
        if number < 0:
            self._refuse(column, words("{kind}, not negative", kind=kind))
            return None
        return to_decimal(number)

    def degrees(self, column: str) -> Decimal | None:
        """A latitude or longitude, rounded half up to six decimals (11 cm)."""
        number = self._number(column, read_number(self.cell(column), Kind.DEGREES), Kind.DEGREES)
        return None if number is None else to_decimal(number)

    def rupiah(self, column: str) -> int | None:
        """Whole rupiah, not negative."""
        return self._number(column, read_rupiah(self.cell(column)), words("whole rupiah"))

    def _absent(self, column: str, expected: str) -> None:
        if column in self._required:
            self.add("P103", column, expected=expected)

    def _number(self, column: str, read: int | Problem, expected: str) -> int | None:
        if isinstance(read, Problem):
            self.add("P102", column, expected=read.expected, found=read.found)
            return None
        if read == NOT_APPLICABLE:
            # A plan says what will be done: nothing in it is not applicable.
            self._refuse(column, expected)
            return None
        if read == NOT_FILLED:
            self._absent(column, expected)
            return None
        return read

    def _refuse(self, column: str, expected: str) -> None:
        self.add("P102", column, expected=expected, found=shown(self.cell(column)))
