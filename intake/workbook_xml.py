"""What the XML of a workbook says before the spreadsheet reader sees it: extent, error cells, document types.

The spreadsheet reader allocates the whole rectangle between the first and last filled cell, so a stray cell
in the last row of the last column would ask for terabytes. And it shows error cells (`#REF!`) and formulas
without a stored result as blank, which a survey must not: blank means *not filled* there. And it copies a shared string
into every cell that refers to it, so a small file could ask for terabytes that way too.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.parsers import expat

from intake.errors import UnreadableFile
from intake.numbers import CellError
from planning.wording import words

MAX_RECTANGLE = 16_000_000
"""Cells of the rectangle around all filled cells of one sheet; the nation takes 11 million."""
MAX_NOTED = 100_000
"""Cells with errors that are kept; a file with more is broken as a whole."""
MAX_TEXT = 32_767
"""Characters of one cell, the limit of spreadsheet programs themselves."""
MAX_SHARED_BYTES = 1 << 30
"""Longest shared string times the cells of a sheet that refer to one; the nation has 1.6 million such cells."""

_DIGITS = "0123456789"
_FORMULA_WITHOUT_RESULT = "a formula without a stored result"
MERGED = "a merged cell, which holds nothing here; unmerge it and repeat the value"


@dataclass(frozen=True)
class NotedCell:
    """A cell whose content is no value; row and column count from 0."""

    row: int
    column: int
    error: CellError


@dataclass(frozen=True)
class SheetNotes:
    """Noted cells by sheet, in the order of the workbook's list of sheets."""

    sheets: tuple[tuple[str, tuple[NotedCell, ...]], ...]

    def of(self, sheet: str) -> tuple[NotedCell, ...]:
        """The noted cells of one sheet."""
        return next((cells for name, cells in self.sheets if name == sheet), ())


def damaged(file: str, reason: str) -> UnreadableFile:
    """The error for an archive or part that breaks its format."""
    return UnreadableFile(
        expected="an XLSX workbook",
        found=words("a damaged or unsafe file ({reason})", reason=reason[:200]),
        where=file,
        remedy="Open it in a spreadsheet program and save it again as XLSX.",
    )


Feed = Callable[[bytes], None]


class PartReader:
    """Reads the parts of one workbook one after another, as a stream."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._noted: dict[str, tuple[NotedCell, ...]] = {}
        self._listed: list[tuple[str, str]] = []
        self._targets: dict[str, str] = {}
        self._longest = 0
        self._shared = 0

    @contextmanager
    def part(self, name: str) -> Iterator[Feed]:
        """A function that takes the part's bytes chunk by chunk. Raises `UnreadableFile`."""
        # The spreadsheet reader finds parts by their names in any case.
        name = name.casefold()
        if not name.endswith((".xml", ".rels")):
            # Pictures, and VML drawings that spreadsheet programs themselves write as broken XML. No sheet is
            # read from such a part: `_relationship` sees to it.
            yield lambda _chunk: None
            return
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        scan: _CellScan | None = None
        if name == "xl/workbook.xml":
            parser.StartElementHandler = self._workbook_element
        elif name == _WORKBOOK_RELS:
            parser.StartElementHandler = self._relationship
        elif name.endswith(".rels"):
            parser.StartElementHandler = self._any_relationship
        else:
            scan = _CellScan(self._file, name)
            parser.StartElementHandler = scan.start
            parser.CharacterDataHandler = scan.text
        try:
            yield lambda chunk: _feed(parser, chunk)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise damaged(self._file, f"{name}: {error}") from error
        if scan is not None:
            scan.finish()
            self._noted[name] = tuple(scan.noted)
            self._longest = max(self._longest, scan.longest)
            self._shared = max(self._shared, scan.shared)
            self._shared_limit()

    def notes(self) -> SheetNotes:
        """What was noted, by the names of the sheets."""
        return SheetNotes(
            tuple(
                (name, self._noted.get(self._targets.get(relation, "").casefold(), ()))
                for name, relation in self._listed
            )
        )

    def _shared_limit(self) -> None:
        if self._longest * self._shared > MAX_SHARED_BYTES:
            raise UnreadableFile(
                expected="a workbook with short texts in its cells",
                found=words(
                    "a text of {length} bytes in a workbook with {cells} cells of shared text",
                    length=self._longest,
                    cells=self._shared,
                ),
                where=self._file,
                remedy="Save the survey sheet as CSV (UTF-8), or remove the long notes.",
            )

    def _doctype(self, *_: object) -> None:
        raise UnreadableFile(
            expected="an XLSX workbook",
            found="XML with a document type declaration, which no spreadsheet program writes",
            where=self._file,
            remedy="Do not open this file; ask its sender for a workbook saved by a spreadsheet program.",
        )

    def _workbook_element(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            self._listed.append((attributes.get("name", ""), relation))

    def _any_relationship(self, _tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "")
        if kind.endswith("/worksheet") and not attributes.get("Target", "").endswith(".xml"):
            raise damaged(self._file, "a sheet that is not an XML part")

    def _relationship(self, tag: str, attributes: dict[str, str]) -> None:
        self._any_relationship(tag, attributes)
        if _local(tag) == "Relationship":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
            self._targets[attributes.get("Id", "")] = target


_WORKBOOK_RELS = "xl/_rels/workbook.xml.rels"


def _feed(parser: expat.XMLParserType, chunk: bytes) -> None:
    parser.Parse(chunk, False)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _CellScan:
    """Positions of filled cells in one part, the cells that hold no value, and how much text there is.

    `longest` is the longest shared string in bytes of UTF-8, `shared` the number of cells that refer to one.

    The handler runs once for each element, eighteen million times for the nation; it is written flat.
    """

    def __init__(self, file: str, part: str) -> None:
        self._file = file
        self._part = part
        self.noted: list[NotedCell] = []
        self.longest = 0
        self.shared = 0
        self._columns: dict[str, int] = {}
        self._row = self._column = -1
        self._top = self._left = 1 << 62
        self._bottom = self._right = -1
        self._error = False
        self._formula = False
        self._text: list[str] = []
        self._length = self._bytes = 0
        self._counted = self._in_shared = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle one opening tag."""
        if ":" in tag:
            tag = _local(tag)
        if tag == "c":
            if self._formula or self._error:
                self._close_cell()
            reference = attributes.get("r")
            if reference is None:
                self._column += 1
            else:
                letters = reference.rstrip(_DIGITS)
                column = self._columns.get(letters)
                if column is None:
                    column = self._columns[letters] = self._letters(letters)
                self._column = column
                self._row = int(reference[len(letters) :] or 0) - 1
            kind = attributes.get("t")
            if kind == "s":
                self.shared += 1
            elif kind == "e":
                self._error = True
            self._length = 0
        elif tag in {"v", "is"}:
            self._text.clear()
            self._length = 0
            self._counted = True
            self._bottom = max(self._bottom, self._row)
            self._top = min(self._top, self._row)
            self._right = max(self._right, self._column)
            self._left = min(self._left, self._column)
            if (self._bottom - self._top + 1) * (self._right - self._left + 1) > MAX_RECTANGLE:
                raise self._too_wide()
        elif tag == "f":
            self._formula = True
            self._counted = False
        elif tag == "t":
            self._counted = True
        elif tag == "mergeCell":
            self._merged(attributes.get("ref", ""))
        elif tag == "si":
            self._in_shared = True
            self._length = self._bytes = 0
        elif tag == "row":
            if self._formula or self._error:
                self._close_cell()
            number = attributes.get("r")
            self._row = self._row + 1 if number is None else int(number) - 1
            self._column = -1
            self._length = 0
        else:
            # Within a text these are its runs and their looks: their text counts, other text does not.
            self._counted = False

    def text(self, text: str) -> None:
        """Handle text; a text may come in pieces."""
        if not self._counted:
            return
        self._length += len(text)
        if self._length > MAX_TEXT:
            raise UnreadableFile(
                expected=words("at most {limit} characters in one cell", limit=MAX_TEXT),
                found=words("more in {part}", part=self._part),
                where=self._file,
                remedy="Shorten that text; a survey needs only names and numbers.",
            )
        # Some programs write an empty result beside a formula that they have not computed.
        self._formula = False
        if self._error:
            self._text.append(text)
        elif self._in_shared:
            self._bytes += len(text.encode())
            self.longest = max(self.longest, self._bytes)

    def finish(self) -> None:
        """Handle the end of the part."""
        if self._formula or self._error:
            self._close_cell()

    def _letters(self, letters: str) -> int:
        column = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z" or column > 1 << 20:
                raise damaged(self._file, f"{self._part}: cell reference {letters[:20]!r}")
            column = column * 26 + ord(letter) - 64
        return column - 1

    def _merged(self, reference: str) -> None:
        """Note the cells that a merged one covers: they look filled, and hold nothing."""
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = (self._position(corner) for corner in (first, last or first))
        if (bottom - top + 1) * (right - left + 1) > MAX_NOTED:
            raise damaged(self._file, f"{self._part}: merged cells {reference[:20]!r}")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    self._note(row, column, CellError(MERGED))

    def _position(self, reference: str) -> tuple[int, int]:
        letters = reference.rstrip(_DIGITS)
        return int(reference[len(letters) :] or 0) - 1, self._letters(letters)

    def _close_cell(self) -> None:
        text = "".join(self._text).strip()[:40] if self._error else ""
        self._note(self._row, self._column, CellError(text or _FORMULA_WITHOUT_RESULT))
        self._text.clear()
        self._error = self._formula = False

    def _note(self, row: int, column: int, error: CellError) -> None:
        self.noted.append(NotedCell(row, column, error))
        if len(self.noted) > MAX_NOTED:
            raise UnreadableFile(
                expected="a workbook with values",
                found=words(
                    "more than {limit} cells with errors in {part}", limit=MAX_NOTED, part=self._part
                ),
                where=self._file,
                remedy="Mend the formulas, or paste the values only.",
            )

    def _too_wide(self) -> UnreadableFile:
        return UnreadableFile(
            expected="filled cells close together",
            found=words(
                "cells spread over {rows} rows and {columns} columns in {part}",
                rows=self._bottom + 1,
                columns=self._right + 1,
                part=self._part,
            ),
            where=self._file,
            remedy="Delete stray cells far from the table, or copy the table into a new workbook.",
        )
