"""A block of raw rows turned into arrays, with the findings that concern single cells: B002 and B010."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from intake.header import KAWASAN, KODE, NAMA, RT, RW, TAHUN, Header, number_kinds
from intake.numbers import (
    NOT_APPLICABLE,
    NOT_FILLED,
    UNREADABLE,
    Cell,
    CellError,
    NumberMemo,
    Problem,
    TextMemo,
    read_number,
    read_year,
    shown,
)
from intake.sheet import Row, is_blank
from planning.findings import Finding, Severity, finding
from planning.quantity import Empty, Ints
from planning.rules import SIZES, RuleSet
from planning.survey import States, SurveyRows, Texts
from planning.wording import words

_IDENTITY = frozenset({TAHUN, KODE, RW, RT})
_MAY_BE_BLANK = frozenset({NAMA, KAWASAN})


@dataclass(frozen=True)
class Block:
    """Rows as arrays, not yet checked.

    found    (position in `rows`, finding); position -1 for a row that is not in `rows`
    shifted  rows left out because they have more cells than the header
    faulty   (position, column) of every cell that was not read
    """

    rows: SurveyRows
    found: tuple[tuple[int, Finding], ...]
    shifted: int
    faulty: frozenset[tuple[int, str]]

    def explains(self, at: int, later: Finding) -> bool:
        """Whether a finding of the checks only repeats that a cell could not be read."""
        if not self.faulty:
            return False
        if later.code == "B007":
            return any((at, column) in self.faulty for column in _IDENTITY)
        return (at, later.column) in self.faulty


class BlockReader:
    """Reads blocks of one file; what it has read of a cell's text once it does not read again."""

    def __init__(
        self, header: Header, rule: RuleSet, *, tahun: int | None, file: str, sheet: str | None, strict: bool
    ) -> None:
        self.file = file
        self.sheet = sheet
        self._header = header
        self._rule = rule
        self._tahun = tahun
        self._strict = strict
        self._years = NumberMemo(read_year)
        self._texts = TextMemo()
        kinds = number_kinds(rule)
        # One memo for each kind, not for each column: most counts are shared by all columns.
        by_kind = {kind: NumberMemo(partial(read_number, kind=kind)) for kind in set(kinds.values())}
        self._numbers = [(column, by_kind[kind]) for column, kind in kinds.items()]

    def empty(self) -> SurveyRows:
        """A block of no rows."""
        return self.read([]).rows

    def read(self, numbered: Sequence[tuple[int, Row]]) -> Block:
        """Turn rows (row number, cells) into arrays."""
        found: list[tuple[int, Finding]] = []
        lines: list[int] = []
        rows: list[Row] = []
        for line, row in numbered:
            if self._strict and len(row) > self._header.width and not is_blank(row[self._header.width :]):
                found.append((-1, self._too_many_cells(line, row)))
            else:
                lines.append(line)
                rows.append(row)
        columns = _Columns(rows)
        sink = _Sink(self, lines, found)
        texts = {column: self._text(column, columns, sink) for column in (KODE, NAMA, KAWASAN, RW, RT)}
        values = np.empty((len(rows), len(self._numbers)), dtype=np.int64)
        for index, (column, memo) in enumerate(self._numbers):
            values[:, index] = self._number(column, memo, columns, sink)
        states = _states(values)
        values[states != Empty.FILLED] = 0
        split = len(SIZES)
        block = SurveyRows(
            rule=self._rule,
            line=np.array(lines, dtype=np.int64),
            tahun=self._year(columns, sink),
            kode=texts[KODE],
            nama=texts[NAMA],
            kawasan=texts[KAWASAN],
            rw=texts[RW],
            rt=texts[RT],
            sizes=values[:, :split].copy(),
            size_state=states[:, :split].copy(),
            volume=values[:, split:].copy(),
            volume_state=states[:, split:].copy(),
        )
        return Block(block, tuple(found), len(numbered) - len(rows), frozenset(sink.faulty))

    def _too_many_cells(self, line: int, row: Row) -> Finding:
        cells = max(at for at, cell in enumerate(row, 1) if not is_blank([cell]))
        return finding(
            "B002",
            file=self.file,
            sheet=self.sheet,
            row=line,
            expected=words("{count} cells as in the header", count=self._header.width),
            found=words("{count} (a decimal comma outside quotes splits a number in two)", count=cells),
        )

    def _year(self, columns: _Columns, sink: _Sink) -> Ints:
        at = self._header.at(TAHUN)
        if at is None:
            return np.full(len(columns), self._tahun or 0, dtype=np.int64)
        cells = columns.cells(at)
        years = np.fromiter(map(self._years.__getitem__, cells), np.int64, len(columns))
        for row in np.flatnonzero(years == UNREADABLE):
            sink.unreadable(int(row), TAHUN, self._years.problem(cells[row]))
        blank = years == NOT_FILLED
        if self._tahun is None:
            for row in np.flatnonzero(blank):
                sink.not_filled(int(row), TAHUN)
        years[blank] = self._tahun or 0
        years[years < 0] = 0
        return years

    def _text(self, column: str, columns: _Columns, sink: _Sink) -> Texts:
        texts = np.full(len(columns), "", dtype=object)
        at = self._header.at(column)
        if at is None:
            return texts
        cells = columns.cells(at)
        for row, text in enumerate(map(self._texts.__getitem__, cells)):
            if isinstance(text, Problem):
                sink.unreadable(row, column, text)
            elif column in _MAY_BE_BLANK:
                # `-` says that the RT lies in no kawasan, or that nobody wrote the name.
                texts[row] = "" if text == "-" else text
            elif text:
                texts[row] = text
            else:
                sink.not_filled(row, column)
        return texts

    def _number(self, column: str, memo: NumberMemo, columns: _Columns, sink: _Sink) -> Ints:
        at = self._header.at(column)
        if at is None:
            return np.full(len(columns), NOT_FILLED, dtype=np.int64)
        cells = columns.cells(at)
        values = np.fromiter(map(memo.__getitem__, cells), np.int64, len(columns))
        for row in np.flatnonzero(values == UNREADABLE):
            sink.unreadable(int(row), column, memo.problem(cells[row]))
        return values


class _Columns:
    """The cells of a block by column; a column that a row does not reach is blank there."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = len(rows)
        self._columns: list[tuple[Cell, ...]] = list(zip_longest(*rows, fillvalue=""))
        self._blank: tuple[Cell, ...] = ("",) * len(rows)

    def __len__(self) -> int:
        return self._rows

    def cells(self, at: int) -> tuple[Cell, ...]:
        """Column `at`. Truth values are told apart here, because `True` and `1.0` are one key to a memo."""
        if at >= len(self._columns):
            return self._blank
        column = self._columns[at]
        if bool in set(map(type, column)):
            return tuple(CellError(shown(cell)) if isinstance(cell, bool) else cell for cell in column)
        return column


class _Sink:
    """Collects the findings of cells, and which cells they were."""

    def __init__(self, reader: BlockReader, lines: Sequence[int], found: list[tuple[int, Finding]]) -> None:
        self._reader = reader
        self._lines = lines
        self._found = found
        self.faulty: set[tuple[int, str]] = set()

    def unreadable(self, at: int, column: str, problem: Problem) -> None:
        """B002 for the cell in row `at`."""
        self._add("B002", at, column, expected=problem.expected, found=problem.found)

    def not_filled(self, at: int, column: str) -> None:
        """B010, as an error, for the cell in row `at`."""
        self._add("B010", at, column)

    def _add(self, code: str, at: int, column: str, **values: str) -> None:
        self.faulty.add((at, column))
        reader = self._reader
        self._found.append(
            (
                at,
                finding(
                    code,
                    file=reader.file,
                    sheet=reader.sheet,
                    row=self._lines[at],
                    column=column,
                    severity=Severity.ERROR,
                    **values,
                ),
            )
        )


def _states(values: NDArray[np.int64]) -> States:
    states = np.zeros(values.shape, dtype=np.uint8)
    states[values == NOT_APPLICABLE] = Empty.NOT_APPLICABLE
    states[(values == NOT_FILLED) | (values == UNREADABLE)] = Empty.NOT_FILLED
    return states
