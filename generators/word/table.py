"""Tables as Word wants them: fixed widths, header rows that repeat, rows that do not break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass

from lxml import etree

from generators.tree.blocks import Align, Cell, Row, Table, Text, Tint, inline_text
from generators.word.package import Package
from generators.word.styles import BOLD_TINTS, HEAD_FILL, TINTS
from generators.word.text import Runs
from generators.word.xml import add, name

_TC = name("w:tc")
_P = name("w:p")
_SHORT = 7
"""Rows of a table that is kept whole; for longer ones half a page would stay white."""
_BOLD = frozenset(map(Tint, BOLD_TINTS))
_MARKS = {
    (bold, code): frozenset(["strong"] * bold + ["code"] * code)
    for bold in (False, True)
    for code in (False, True)
}


def split_width(shares: Sequence[int], width: int) -> list[int]:
    """Column widths in twips from shares; they add up to `width` exactly, as the grid must."""
    whole = sum(shares)
    edges = [round(width * sum(shares[: at + 1]) / whole) for at in range(len(shares))]
    return [edge - before for edge, before in zip(edges, [0, *edges], strict=False)]


def begin_table(
    parent: etree._Element,
    style: str,
    widths: Sequence[int],
    *,
    header: bool,
    description: str = "",
    compact: bool = False,
) -> etree._Element:
    """An empty table with its properties and grid."""
    table = add(parent, "w:tbl")
    properties = add(table, "w:tblPr")
    add(properties, "w:tblStyle", val=style)
    add(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    add(properties, "w:tblInd", w="0", type="dxa")
    add(properties, "w:tblLayout", type="fixed")
    if compact:
        margins = add(properties, "w:tblCellMar")
        for side, space in (("top", "20"), ("left", "57"), ("bottom", "20"), ("right", "57")):
            add(margins, f"w:{side}", w=space, type="dxa")
    # firstRow together with tblHeader is what makes Word announce column headers to screen readers.
    add(
        properties,
        "w:tblLook",
        val="0620" if header else "0600",
        firstRow="1" if header else "0",
        lastRow="0",
        firstColumn="0",
        lastColumn="0",
        noHBand="1",
        noVBand="1",
    )
    if description:
        add(properties, "w:tblCaption", val=description)
    grid = add(table, "w:tblGrid")
    for width in widths:
        add(grid, "w:gridCol", w=str(width))
    return table


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything that decides the properties of a cell; cells that look alike share a prototype."""

    column: int
    colspan: int
    merge: str
    tint: Tint | None
    header: bool
    align: Align
    keeps: bool
    marks: frozenset[str]
    plain: bool


class TableWriter:
    """Writes tables of one document."""

    def __init__(self, package: Package, runs: Runs) -> None:
        self._package = package
        self._runs = runs

    def write(self, parent: etree._Element, table: Table, width: int) -> None:
        """Append the table (without its caption) in the given text width, in twips."""
        widths = split_width(table.columns, width)
        # Word allows about 250 characters in a description of a table.
        description = f"{table.label.number} {inline_text(table.caption)}"[:250]
        styles = self._package.styles
        element = begin_table(
            parent,
            styles["TabelDokumen"],
            widths,
            header=True,
            description=description,
            compact=table.compact,
        )
        rows = _TableRows(element, widths, table, styles, self._runs)
        rows.write(table.head, header=True)
        for body in table.bodies:
            rows.write(body, header=False)
        rows.write(table.foot, header=False)


class _TableRows:
    """Rows of one table; keeps the prototypes of its cells."""

    def __init__(
        self, element: etree._Element, widths: Sequence[int], table: Table, styles: dict[str, str], runs: Runs
    ) -> None:
        self._table = element
        first = table.bodies[0][0].cells if table.bodies and table.bodies[0] else ()
        self._aligns = {cell.column: cell.align for cell in first if cell.colspan == 1}
        self._widths = widths
        self._styles = styles
        self._suffix = "Kecil" if table.compact else ""
        self._runs = runs
        self._cells: dict[tuple[object, ...], etree._Element] = {}
        self._left = sum(map(len, table.bodies)) + len(table.foot)
        self._short = self._left <= _SHORT

    def write(self, rows: Sequence[Row], *, header: bool) -> None:
        """Append one row group; cells that reach down are continued row by row."""
        reaching: dict[int, tuple[int, Cell]] = {}
        bare = etree.Element(name("w:tr"))
        properties = add(bare, "w:trPr")
        add(properties, "w:cantSplit")
        if header:
            add(properties, "w:tblHeader")
        for row in rows:
            element = copy(bare)
            self._table.append(element)
            # The last row never stands alone on a page, nor does a short table break; header rows stay by style.
            self._left -= not header
            stays = not header and (self._left == 1 or (self._short and self._left > 0))
            for cell, continued in _merged(row, reaching):
                self._cell(element, cell, header=header, continued=continued, stays=stays)

    def _cell(self, row: etree._Element, cell: Cell, *, header: bool, continued: bool, stays: bool) -> None:
        merge = "continue" if continued else "restart" if cell.rowspan > 1 else ""
        align = self._head_align(cell) if header else cell.align
        # The title of a row group stays with its first row.
        keeps = stays or (cell.scope == "rowgroup" and cell.rowspan == 1)
        bold = cell.tint in _BOLD or (cell.heads and not header)
        marks = _MARKS[bold, cell.code]
        content = () if continued else cell.content
        only = content[0] if len(content) == 1 else None
        # Most cells hold one text: their prototype has its run already, and only the words are put in.
        text = only.text if isinstance(only, Text) and only.text.strip(" ") == only.text else ""
        look = (cell.column, cell.colspan, merge, cell.tint, header, align, keeps, marks, text != "")
        prototype = self._cells.get(look)
        if prototype is None:
            prototype = self._cells[look] = self._prototype(_Look(*look))
        # A copy of an lxml element takes its children along.
        element = copy(prototype)
        row.append(element)
        if text:
            element[-1][-1][-1].text = text
        elif content:
            self._runs.write(element[-1], content, marks)

    def _head_align(self, cell: Cell) -> Align:
        """A header stands as its column does, one over several columns in their middle."""
        if cell.align is not Align.LEFT:
            return cell.align
        return Align.CENTRE if cell.colspan > 1 else self._aligns.get(cell.column, Align.LEFT)

    def _prototype(self, look: _Look) -> etree._Element:
        cell = etree.Element(_TC)
        properties = add(cell, "w:tcPr")
        width = sum(self._widths[look.column : look.column + look.colspan])
        add(properties, "w:tcW", w=str(width), type="dxa")
        if look.colspan > 1:
            add(properties, "w:gridSpan", val=str(look.colspan))
        if look.merge:
            add(properties, "w:vMerge", val=look.merge)
        fill = TINTS[look.tint.value] if look.tint else HEAD_FILL if look.header else ""
        if fill:
            add(properties, "w:shd", val="clear", color="auto", fill=fill)
        if look.header:
            add(properties, "w:vAlign", val="center")
        paragraph = etree.SubElement(cell, _P)
        paragraph_properties = add(paragraph, "w:pPr")
        add(paragraph_properties, "w:pStyle", val=self._styles[self._paragraph_style(look)])
        if look.keeps:
            add(paragraph_properties, "w:keepNext")
        if look.header and look.align is not Align.LEFT:
            add(paragraph_properties, "w:jc", val="right" if look.align is Align.RIGHT else "center")
        if look.plain:
            self._runs.write(paragraph, (Text("?"),), look.marks)
        return cell

    def _paragraph_style(self, look: _Look) -> str:
        if look.header:
            return f"KepalaTabel{self._suffix}"
        word = {Align.LEFT: "Isi", Align.RIGHT: "Angka", Align.CENTRE: "Tengah"}[look.align]
        return f"{word}Tabel{self._suffix}"


def _merged(row: Row, reaching: dict[int, tuple[int, Cell]]) -> Iterator[tuple[Cell, bool]]:
    """The cells of a row in column order, with those that reach into it from above (True)."""
    if not reaching and all(cell.rowspan == 1 for cell in row.cells):
        for cell in row.cells:
            yield cell, False
        return
    placed: list[tuple[int, Cell, bool]] = [(cell.column, cell, False) for cell in row.cells]
    for column, (left, cell) in list(reaching.items()):
        placed.append((column, cell, True))
        if left > 1:
            reaching[column] = (left - 1, cell)
        else:
            del reaching[column]
    for cell in row.cells:
        if cell.rowspan > 1:
            reaching[cell.column] = (cell.rowspan - 1, cell)
    placed.sort(key=lambda each: each[0])
    for _, cell, continued in placed:
        yield cell, continued
