"""Reading a table: its columns, its row groups, and the grid that its spans make.

The grid is computed here once, so that no writer has to guess where a cell stands, and a row with a cell
too many or too few is a fault of the template and not a crooked table on paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from generators.tree.blocks import Align, Cell, Label, Row, Table, Tint
from generators.tree.inlines import InlineReader
from generators.tree.vocabulary import TINTS, Faults, classes, describe, source_of, tag

_SCOPES = ("col", "row", "colgroup", "rowgroup")
_PARTS = ("caption", "colgroup", "thead", "tbody", "tfoot")
_MOST = 64
"""Most columns and longest span: far above any real table, far below what fills memory."""


def read_table(table: etree._Element, label: Label, inlines: InlineReader, faults: Faults) -> Table:
    """Read a table element; everything wrong with it is noted in `faults`."""
    for part in table:
        if tag(part) not in _PARTS:
            faults.add(
                part,
                "caption, colgroup, thead, tbody and tfoot in the table",
                describe(part),
                "Put rows into a tbody.",
            )
    caption, colgroup = table.find("caption"), table.find("colgroup")
    for name, found in (("caption", caption), ("colgroup", colgroup), ("thead", table.find("thead"))):
        if found is None:
            faults.add(
                table,
                f"a {name} in {describe(table)}",
                "none",
                "Caption, columns and header row are required: Word and screen readers need them.",
            )
    bodies = table.findall("tbody")
    order = [_PARTS.index(tag(part)) for part in table if tag(part) in _PARTS]
    if not bodies or order != sorted(order) or any(order.count(at) > 1 for at in (0, 1, 2, 4)):
        faults.add(
            table,
            "caption, colgroup, thead, one or more tbody, at most one tfoot, in this order",
            ", ".join(tag(part) for part in table) or "nothing",
            "Put the parts in order.",
        )
    columns = _columns(colgroup, faults)
    reader = _Rows(len(columns), inlines, faults)
    title = inlines.read(caption) if caption is not None else ()
    if caption is not None and not title:
        faults.add(caption, "text in the caption", "nothing", "Write what the table shows.")
    head = tuple(row for part in table.findall("thead") for row in reader.group(part))
    body_rows = tuple(reader.group(part) for part in bodies)
    foot = tuple(row for part in table.findall("tfoot") for row in reader.group(part))
    compact = "compact" in classes(table)
    return Table(label, title, columns, head, body_rows, foot, compact, source_of(table))


def _columns(colgroup: etree._Element | None, faults: Faults) -> tuple[int, ...]:
    shares: list[int] = []
    for col in colgroup if colgroup is not None else ():
        written = col.get("data-width", "")
        if tag(col) != "col" or not (
            written.isascii() and written.isdecimal() and 0 < int(written) <= 10_000
        ):
            faults.add(
                col,
                "col with data-width, a whole number above 0 (share of the width)",
                f'{describe(col)} data-width="{written}"',
                "Give each column its share, for example 8, 30, 12.",
            )
        else:
            shares.append(int(written))
    if colgroup is not None and not 0 < len(colgroup) <= _MOST:
        faults.add(colgroup, f"1 to {_MOST} columns", str(len(colgroup)), "Split the table.")
    return tuple(shares)


class _Rows:
    """Lays the cells of one row group after another on the grid."""

    def __init__(self, width: int, inlines: InlineReader, faults: Faults) -> None:
        self._width = width
        self._inlines = inlines
        self._faults = faults

    def group(self, group: etree._Element) -> tuple[Row, ...]:
        """The rows of a thead, tbody or tfoot. A row span may not leave its group."""
        rows: list[Row] = []
        reaching = [0] * self._width
        elements = [row for row in group if self._is_row(row, group)]
        for at, row in enumerate(elements):
            taken = list(map(bool, reaching))
            reaching = [max(0, left - 1) for left in reaching]
            cells: list[Cell] = []
            column = 0
            for element in row:
                if tag(element) not in ("th", "td"):
                    self._faults.add(element, "th or td in a row", describe(element), "Use td.")
                    continue
                while column < self._width and taken[column]:
                    column += 1
                cell = self._cell(element, column)
                cells.append(cell)
                if any(taken[column : column + cell.colspan]):
                    self._grid_fault(element, "a cell that runs into one from the row above")
                for place in range(column, min(column + cell.colspan, self._width)):
                    taken[place] = True
                    reaching[place] = max(reaching[place], cell.rowspan - 1)
                if at + cell.rowspan > len(elements):
                    self._grid_fault(element, "a rowspan that leaves its row group")
                column += cell.colspan
            if column > self._width or not all(taken):
                self._grid_fault(row, f"{self._count(cells, taken)} columns filled")
            rows.append(Row(tuple(cells)))
        if not rows:
            self._faults.add(
                group,
                f"rows in <{tag(group)}>",
                "none",
                "Leave the group out, or write one row that says so.",
            )
        return tuple(rows)

    def _is_row(self, row: etree._Element, group: etree._Element) -> bool:
        if tag(row) == "tr":
            return True
        self._faults.add(row, f"tr in <{tag(group)}>", describe(row), "Wrap the cells in a tr.")
        return False

    def _count(self, cells: Sequence[Cell], taken: Sequence[bool]) -> int:
        beyond = max((cell.column + cell.colspan - self._width for cell in cells), default=0)
        return sum(taken) + max(0, beyond)

    def _grid_fault(self, at: etree._Element, found: str) -> None:
        self._faults.add(
            at,
            f"a row that fills the {self._width} columns of its table exactly",
            found,
            "Count colspan and rowspan against the colgroup.",
        )

    def _cell(self, element: etree._Element, column: int) -> Cell:
        scope = element.get("scope", "")
        if tag(element) == "th" and scope not in _SCOPES:
            self._faults.add(
                element,
                "th with scope",
                f'scope="{scope}"' if scope else "none",
                'Write scope="col" in the header, scope="row" in front of a row.',
            )
        kinds = classes(element)
        tints = [kind for kind in kinds if kind in TINTS]
        aligns = [kind for kind in kinds if kind in ("num", "mid")]
        if len(tints) > 1 or len(aligns) > 1:
            self._faults.add(
                element, "at most one tint and one alignment", f'class="{" ".join(kinds)}"', "Keep one."
            )
        return Cell(
            content=self._inlines.read(element),
            column=column,
            colspan=self._span(element, "colspan"),
            rowspan=self._span(element, "rowspan"),
            scope=(scope or "col") if tag(element) == "th" else "",  # type: ignore[arg-type]
            align=Align(aligns[0]) if aligns else Align.LEFT,
            tint=Tint(tints[0]) if tints else None,
            code="code" in kinds,
        )

    def _span(self, element: etree._Element, name: str) -> int:
        written = element.get(name)
        if written is None:
            return 1
        most = _MOST if name == "colspan" else 10_000
        if written.isascii() and written.isdecimal() and 1 <= int(written) <= most:
            return int(written)
        self._faults.add(
            element, f"{name} as a whole number from 1", f'{name}="{written}"', "Correct the number."
        )
        return 1
