"""Reading a survey file: every finding of the whole file in one pass, and the rows that have no error.

Rows stream through in blocks: cells → exact integers → checks, so that a nation of 319,091 RT never stands in
memory as text (contract section 1, scoring.md section 8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from intake.block import BlockReader
from intake.errors import UnreadableSurvey, unreadable_as
from intake.header import (
    KODE,
    LEAST_NAMES,
    RT,
    RW,
    Header,
    header_score,
    number_kinds,
    read_header,
    required_columns,
    template_columns,
)
from intake.limits import Source, read_source
from intake.numbers import FIRST_YEAR, LAST_YEAR, Problem, read_number
from intake.sheet import HEADER_WITHIN, RawSheet, Row, is_blank, open_sheet
from planning.checks import Seen, check_rows
from planning.errors import UnknownValue
from planning.findings import Finding, Severity, finding
from planning.rules import RuleSet
from planning.survey import SurveyRows
from planning.wording import listed, words

MAX_LISTED = 10_000
"""Findings that are listed; nobody reads more, and a nation of blanks would make millions."""
BLOCK = 4_096
"""Rows checked at once: large enough for array speed, small enough that all their findings fit in memory."""

T = TypeVar("T")


@dataclass(frozen=True)
class SurveyFile:
    """What one survey file gave.

    rows      the rows without an error, in the order of the file
    refused   how many rows had one
    refused_rt  the same by code of the kelurahan and year, as far as these could be read
    findings  all findings in row order, those of the header first; cut at `MAX_LISTED` with one B015
    sheet     name of the sheet, None for a text table
    source    the file that was read
    """

    rows: SurveyRows
    refused: int
    refused_rt: Mapping[tuple[str, int], int]
    findings: tuple[Finding, ...]
    sheet: str | None
    source: Source

    @property
    def sha256(self) -> str:
        """Digest of the file's bytes, hexadecimal."""
        return self.source.sha256


def read_survey(
    path: Path | str, *, rule: RuleSet, tahun: int | None = None, names: Mapping[str, str] | None = None
) -> SurveyFile:
    """Read a survey from CSV or XLSX under one rule set.

    `tahun` is the year of rows that give none; `names` maps every known kelurahan code to its name (None:
    codes are checked by form only, and finding B014 says so). `SurveyFile.refused`, never the list of
    findings, decides whether the file was clean, because the list may be cut.

    Raises `UnreadableSurvey` when the file cannot be read as a survey at all, `UnknownValue` for a `tahun`
    outside 1990-2100.
    """
    if tahun is not None and not FIRST_YEAR <= tahun <= LAST_YEAR:
        raise UnknownValue(
            expected=words("a survey year from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR),
            found=str(tahun),
            remedy="Correct --tahun.",
        )
    with unreadable_as(UnreadableSurvey):
        source = read_source(path)
        known = frozenset(template_columns(rule))
        sheet = open_sheet(source, lambda row: header_score(row, known))
        header, rows = _find_header(source, sheet, rule, tahun)
        report = _Report(source.name, sheet.name)
        report.extend(header.findings)
        if names is None:
            report.extend([finding("B014", file=source.name, sheet=sheet.name, row=None, column=KODE)])
        reader = BlockReader(
            header, rule, tahun=tahun, file=source.name, sheet=sheet.name, strict=sheet.strict
        )
        read = _read_blocks(reader, _data_rows(rows, header, rule), report, names)
        if read.by_form:
            report.extend([finding("B014", file=source.name, sheet=sheet.name, row=None, column=KODE)])
    if not read.kept and not read.refused:
        raise UnreadableSurvey(
            expected="at least one row of data below the header",
            found="no rows",
            where=_where(source, sheet, header.row),
            remedy="Fill one row for each RT.",
            findings=report.findings(),
        )
    blocks = read.kept or [reader.empty()]
    return SurveyFile(
        _joined(blocks), read.refused, MappingProxyType(read.places), report.findings(), sheet.name, source
    )


def _find_header(
    source: Source, sheet: RawSheet, rule: RuleSet, tahun: int | None
) -> tuple[Header, Iterator[tuple[int, Row]]]:
    """The header, and an iterator over the rows below it."""
    known = frozenset(template_columns(rule))
    numbered = sheet.rows
    top: list[tuple[int, Row]] = []
    for number, row in numbered:
        top.append((number, row))
        if number >= HEADER_WITHIN:
            break
    best = max(range(len(top)), key=lambda at: header_score(top[at][1], known), default=None)
    if best is None or header_score(top[best][1], known) < LEAST_NAMES:
        missing = ", ".join(required_columns(rule, tahun_given=tahun is not None))
        raise UnreadableSurvey(
            expected=words(
                "a header row with the columns of a survey within the first {rows} rows", rows=HEADER_WITHIN
            ),
            found="no row that holds them" if top else "no filled cell",
            where=_where(source, sheet),
            remedy="Start from the workbook that `nahkoda template baseline` writes.",
            findings=(finding("B001", file=source.name, sheet=sheet.name, row=1, names=missing),),
        )
    line, cells = top[best]
    header = read_header(line, cells, rule, tahun_given=tahun is not None, file=source.name, sheet=sheet.name)
    wrong = [found for found in header.findings if found.severity is Severity.ERROR]
    if wrong:
        missing = dict(wrong[-1].values).get("names", "")
        doubled = ", ".join(str(found.column) for found in wrong if found.code == "B016")
        parts = [words("no column {names}", names=missing)] * bool(missing)
        parts += [words("{names} more than once", names=doubled)] * bool(doubled)
        raise UnreadableSurvey(
            expected=words("every column of a survey under rule {rule} once", rule=rule.id),
            found=listed(parts),
            where=_where(source, sheet, line),
            remedy="Correct the header row; `nahkoda template baseline` writes a workbook with all columns.",
            findings=header.findings,
        )
    return header, chain(top[best + 1 :], numbered)


def _where(source: Source, sheet: RawSheet, row: int | None = None) -> str:
    place = words("{file}, sheet {sheet}", file=source.name, sheet=sheet.name) if sheet.name else source.name
    return words("{file}, row {row}", file=place, row=row) if row else place


def _data_rows(rows: Iterator[tuple[int, Row]], header: Header, rule: RuleSet) -> Iterator[tuple[int, Row]]:
    """The rows below the header, without notes (units, explanations) that stand directly below it."""
    identity = [at for column in (KODE, RW, RT) if (at := header.at(column)) is not None]
    kinds = number_kinds(rule)
    numbers = [(at, kinds[column]) for column, at in header.position if column in kinds]

    def is_note(row: Row) -> bool:
        # A row that names no RT and holds no number cannot be data that somebody misses.
        return is_blank([row[at] for at in identity if at < len(row)]) and all(
            is_blank([row[at]]) or isinstance(read_number(row[at], kind), Problem)
            for at, kind in numbers
            if at < len(row)
        )

    below_header = True
    for number, row in rows:
        if below_header and is_note(row):
            continue
        below_header = False
        # Cells beyond the header are notes beside the table, unless a text table's row was shifted by them.
        if not is_blank(row[: header.width]):
            yield number, row


@dataclass(frozen=True)
class _Read:
    """Blocks of rows without error; rows with one, counted, and by kelurahan and year as far as they can be read.

    `by_form`: whether a code lies outside what the list of codes speaks for.
    """

    kept: list[SurveyRows]
    refused: int
    places: Counter[tuple[str, int]]
    by_form: bool


def _read_blocks(
    reader: BlockReader,
    rows: Iterator[tuple[int, Row]],
    report: _Report,
    names: Mapping[str, str] | None,
) -> _Read:
    kept: list[SurveyRows] = []
    refused = 0
    places: Counter[tuple[str, int]] = Counter()
    seen = Seen()
    for chunk in _chunks(rows, BLOCK):
        block = reader.read(chunk)
        checked = check_rows(
            block.rows,
            file=reader.file,
            sheet=reader.sheet,
            names=names,
            seen=seen,
            already={at for at, each in block.found if each.severity is Severity.ERROR},
        )
        found = [*block.found, *(pair for pair in checked if not block.explains(*pair))]
        found.sort(key=lambda pair: pair[1].row or 0)
        report.extend([each for _, each in found])
        clean = np.ones(len(block.rows), dtype=np.bool_)
        clean[[at for at, each in found if at >= 0 and each.severity is Severity.ERROR]] = False
        refused += block.shifted + int((~clean).sum())
        out = block.rows.take(~clean)
        places.update(zip(out.kode, out.tahun.tolist(), strict=True))
        if clean.any():
            kept.append(block.rows if clean.all() else block.rows.take(clean))
    return _Read(kept, refused, places, seen.by_form)


def _chunks(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while chunk := list(islice(items, size)):
        yield chunk


def _joined(blocks: list[SurveyRows]) -> SurveyRows:
    if len(blocks) == 1:
        return blocks[0]

    def column(pick: Callable[[SurveyRows], np.ndarray[tuple[int, ...], np.dtype[np.generic]]]) -> Any:
        return np.concatenate([pick(block) for block in blocks])

    return SurveyRows(
        rule=blocks[0].rule,
        line=column(lambda block: block.line),
        tahun=column(lambda block: block.tahun),
        kode=column(lambda block: block.kode),
        nama=column(lambda block: block.nama),
        kawasan=column(lambda block: block.kawasan),
        rw=column(lambda block: block.rw),
        rt=column(lambda block: block.rt),
        sizes=column(lambda block: block.sizes),
        size_state=column(lambda block: block.size_state),
        volume=column(lambda block: block.volume),
        volume_state=column(lambda block: block.volume_state),
    )


class _Report:
    """Findings as they come, listed up to `MAX_LISTED` and counted beyond."""

    def __init__(self, file: str, sheet: str | None) -> None:
        self._file = file
        self._sheet = sheet
        self._listed: list[Finding] = []
        self._more = 0
        self._worst = Severity.WARNING

    def extend(self, found: list[Finding] | tuple[Finding, ...]) -> None:
        """Take the next findings, in their order."""
        room = MAX_LISTED - len(self._listed)
        self._listed.extend(found[:room])
        cut = found[room:]
        self._more += len(cut)
        if any(each.severity is Severity.ERROR for each in cut):
            self._worst = Severity.ERROR

    def findings(self) -> tuple[Finding, ...]:
        """The list; a cut is told by one B015 that is as severe as the worst finding it stands for."""
        if not self._more:
            return tuple(self._listed)
        more = finding(
            "B015", file=self._file, sheet=self._sheet, severity=self._worst, count=str(self._more)
        )
        return (*self._listed, more)
