"""The look of a plan workbook: colours, cell formats, headers, page setup. The same values give the same bytes."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Iterable, Sequence
from enum import StrEnum

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from generators.drawings.board import CLASS_FILL, HAIR, INK, NAVY
from generators.workbook.tables import Cell
from planning.rules import Tingkat

RUPIAH, COUNT, HECTARES, DEGREES, YEAR, TEXT = "#,##0", "#,##0", "#,##0.0000", "0.000000", "0", "@"
AMOUNT = "General"
"""As many decimals as the number has; a pattern would print a separator behind whole numbers."""

GOOD, BAD = "#E2F1E6", "#F6CFCB"
QUIET = "#F3F4F5"

TINGKAT_FILL = {
    Tingkat.BERAT: CLASS_FILL["berat"],
    Tingkat.SEDANG: CLASS_FILL["sedang"],
    Tingkat.RINGAN: CLASS_FILL["ringan"],
    Tingkat.TIDAK: CLASS_FILL["tidak"],
}

_CREATED = datetime.datetime(2018, 1, 1)  # noqa: DTZ001 - the format has no time zone; any fixed day serves
_MESSAGE_LIMIT, _TITLE_LIMIT, _FOOTER_NAME = 255, 32, 80
_A4 = 9
_LINE, _WIDER, _MOST_LINES = 13.2, 0.88, 30
"""Height of a line in points, width of a letter in units of column width with room for whole words."""

Property = str | int | float | bool


class Head(StrEnum):
    """Colour of a header by what its column is for."""

    WAJIB = "#FFF2CC"
    BOLEH = "#D9E2F3"
    DIHITUNG = "#E2EFDA"
    HASIL = NAVY


class _PlainFormulas(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas use functions of every version of the format, so their names need no prefix."""

    # The library searches each formula for some thirty newer functions, which takes three quarters of the
    # time of a workbook with twenty thousand formulas. Should it rename this step, we are only slower.
    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")


class Book:
    """One workbook being written, with its formats by their properties."""

    def __init__(self, *, name: str, kode: str, version: int) -> None:
        self._buffer = io.BytesIO()
        # Times of the parts inside the archive are fixed by the writer; only this date is ours.
        self._workbook = Workbook(self._buffer, {"in_memory": True})
        self._workbook.set_properties({"title": f"Rencana {name} ({kode})", "created": _CREATED})
        self._formats: dict[tuple[tuple[str, Property], ...], Format] = {}
        shown = cut(name, _FOOTER_NAME).replace("&", "&&")
        edition = f"versi {version}" if version else "rencana baru"
        self._footer = f"&L&8{shown} ({kode}), {edition}&C&8&A&R&8Halaman &P dari &N"

    def data(self) -> bytes:
        """Close the workbook and give its bytes."""
        self._workbook.close()
        return self._buffer.getvalue()

    def style(self, **properties: Property) -> Format:
        """The format of these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_size": 10, "valign": "top", "font_color": INK}
            self._formats[key] = self._workbook.add_format(base | properties)
        return self._formats[key]

    def body(self, num_format: str = AMOUNT, **properties: Property) -> Format:
        """The format of a cell of a table."""
        base: dict[str, Property] = {"border": 1, "border_color": HAIR, "valign": "vcenter"}
        if num_format == TEXT and "align" not in properties:
            base["indent"] = 1
        elif num_format == YEAR:
            base["align"] = "center"
        return self.style(num_format=num_format, **(base | properties))

    def computed(self, num_format: str = AMOUNT, **properties: Property) -> Format:
        """The format of a cell that is computed and never read."""
        return self.body(num_format, bg_color=QUIET, font_color="#44525A", **properties)

    def head(self, kind: Head, **properties: Property) -> Format:
        """The format of a header."""
        base: dict[str, Property] = {
            "bold": True,
            "bg_color": kind.value,
            "font_color": "#FFFFFF" if kind is Head.HASIL else INK,
            "italic": kind is Head.DIHITUNG,
            "border": 1,
            "border_color": "#9AA5AB",
            "align": "center",
            "valign": "vcenter",
            "text_wrap": True,
        }
        return self.style(**(base | properties))

    def title(self) -> Format:
        """The format of the title of a sheet."""
        return self.style(bold=True, font_size=14, font_color=NAVY)

    def heading(self) -> Format:
        """The format of the title of a table."""
        return self.style(bold=True, font_size=11, font_color=NAVY)

    def note(self, **properties: Property) -> Format:
        """The format of a remark."""
        return self.style(italic=True, font_color="#5F6F78", **properties)

    def sheet(self, name: str, *, repeat: tuple[int, int] | None = None, wide: int = 1) -> Worksheet:
        """A new sheet set up for A4 landscape, `wide` pages in width, rows `repeat` on every page."""
        sheet = self._workbook.add_worksheet(name, _PlainFormulas)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(wide, 0)
        sheet.set_footer(self._footer, {"margin": 0.25})
        sheet.hide_gridlines(2)
        if repeat is not None:
            sheet.repeat_rows(*repeat)
        return sheet

    def column_chart(self) -> Chart:
        """A new chart of upright columns."""
        return self._workbook.add_chart({"type": "column"})


def write(sheet: Worksheet, row: int, column: int, value: Cell, look: Format) -> None:
    """Write one cell. Text stays text, whatever it begins with; None is an empty cell."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, float(value), look)


def write_row(sheet: Worksheet, row: int, cells: Sequence[Cell], looks: Sequence[Format]) -> None:
    """Write the cells of one row from the first column on."""
    for at, (value, look) in enumerate(zip(cells, looks, strict=True)):
        write(sheet, row, at, value, look)


def fit_row(sheet: Worksheet, row: int, texts: Iterable[tuple[str, float]], least: int = 1) -> None:
    """Make a row high enough for texts that wrap in columns of the given widths.

    Not every program does so when it opens the file.
    """
    lines = max(
        (
            sum(max(1, math.ceil(len(part) * _WIDER / width)) for part in text.split("\n"))
            for text, width in texts
        ),
        default=1,
    )
    if lines > least:
        sheet.set_row(row, _LINE * min(lines, _MOST_LINES) + 2)


def write_formula(
    sheet: Worksheet, row: int, column: int, formula: str, look: Format, value: Cell | float
) -> None:
    """Write a formula with its result, for viewers that do not compute."""
    result = "" if value is None else value if isinstance(value, str) else float(value)
    sheet.write_formula(row, column, formula, look, result)


def validate(sheet: Worksheet, rows: tuple[int, int], column: int, options: dict[str, object]) -> None:
    """Attach a check while typing to the cells of a column. Raises `ValueError` when the writer refuses it."""
    title, message = str(options.get("input_title", "")), str(options.get("input_message", ""))
    options = options | {
        "input_title": cut(title, _TITLE_LIMIT),
        "input_message": cut(message, _MESSAGE_LIMIT),
    }
    if sheet.data_validation(rows[0], column, rows[1], column, options) != 0:
        raise ValueError("the workbook writer refused a validation")


def grey_zeros(book: Book, sheet: Worksheet, rows: tuple[int, int], column: int, count: int) -> None:
    """Let figures stand out among zeros."""
    options = {"type": "cell", "criteria": "==", "value": 0, "format": book.style(font_color="#A9B2B7")}
    sheet.conditional_format(rows[0], column, rows[1], column + count - 1, options)


def cut(text: str, limit: int) -> str:
    """`text` with at most `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
