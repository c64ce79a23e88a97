"""Rows of the tables that are read: header, prepared blank rows, checks while typing, computed columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from generators.workbook.look import (
    AMOUNT,
    COUNT,
    DEGREES,
    RUPIAH,
    TEXT,
    YEAR,
    Book,
    Head,
    fit_row,
    validate,
    write_formula,
    write_row,
)
from generators.workbook.tables import Cell, Row
from generators.workbook.words import COMPUTED_WORDS, NOT_READ
from planning.plan_sheets import COLUMNS, Holds, Sheet, SheetColumn

FIRST_YEAR, LAST_YEAR = 1990, 2100
_MOST_RUPIAH = 10**13
_PRINTED_BLANK = 20
_FORMATS = {
    Holds.TEXT: TEXT,
    Holds.YEAR: YEAR,
    Holds.COUNT: COUNT,
    Holds.AMOUNT: AMOUNT,
    Holds.RUPIAH: RUPIAH,
    Holds.DEGREES: DEGREES,
}
_WIDTHS: dict[tuple[Sheet, str], float] = {
    (Sheet.KEGIATAN, "kode"): 10, (Sheet.KEGIATAN, "katalog"): 10, (Sheet.KEGIATAN, "nama"): 36,
    (Sheet.KEGIATAN, "jalur"): 13, (Sheet.KEGIATAN, "skala"): 12, (Sheet.KEGIATAN, "pelaksana"): 13,
    (Sheet.KEGIATAN, "tahun_selesai"): 14, (Sheet.KEGIATAN, "tahun_mulai"): 12,
    (Sheet.KEGIATAN, "jumlah"): 10, (Sheet.KEGIATAN, "rab"): 15, (Sheet.KEGIATAN, "perempuan"): 11,
    (Sheet.KEGIATAN, "lintang"): 11, (Sheet.KEGIATAN, "bujur"): 12, (Sheet.KEGIATAN, "kpp"): 18,
    (Sheet.KEGIATAN, "kode_kabkota"): 14, (Sheet.KEGIATAN, "alasan_urutan"): 28,
    (Sheet.KEGIATAN, "catatan"): 32,
    (Sheet.LOKASI, "kegiatan"): 12, (Sheet.LOKASI, "parameter"): 11, (Sheet.LOKASI, "volume"): 12,
    (Sheet.DANA, "kegiatan"): 12, (Sheet.DANA, "sumber"): 18, (Sheet.DANA, "jumlah"): 17,
    (Sheet.DANA, "status"): 13, (Sheet.DANA, "bukti"): 44,
}  # fmt: skip
_WRAPPED = frozenset({"nama", "alasan_urutan", "catatan", "bukti", "kpp"})
_USUAL_WIDTH = 8.5


def column_at(sheet: Sheet, name: str) -> int:
    """Position of a column that is read. Raises `ValueError` for any other name."""
    return [column.name for column in COLUMNS[sheet]].index(name)


def letter_of(sheet: Sheet, name: str) -> str:
    """The letter of a column that is read."""
    return str(xl_col_to_name(column_at(sheet, name)))


def dana_column(name: str) -> str:
    """A whole column of the sheet `dana`, as formulas name it."""
    letter = letter_of(Sheet.DANA, name)
    return f"dana!${letter}:${letter}"


@dataclass(frozen=True)
class Computed:
    """A column that is computed: `formula` of a row number (from 1), and the result of each filled row."""

    name: str
    num_format: str
    width: float
    formula: Callable[[int], str]
    results: tuple[Cell, ...]


def write_rows(
    book: Book,
    sheet: Worksheet,
    table: Sheet,
    rows: Sequence[Row],
    computed: Sequence[Computed],
    blank: int,
    *,
    checks: Mapping[str, dict[str, object]],
) -> None:
    columns = COLUMNS[table]
    first, last = len(columns), max(1, len(rows) + blank)
    looks = [
        book.body(_FORMATS[column.holds], **({"text_wrap": True} if column.name in _WRAPPED else {}))
        for column in columns
    ]
    wrapped = [
        (at, _WIDTHS[table, column.name]) for at, column in enumerate(columns) if column.name in _WRAPPED
    ]
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.name, book.head(Head.WAJIB if column.required else Head.BOLEH))
        sheet.write_comment(0, at, _note(column), {"author": "", "x_scale": 1.8})
        sheet.set_column(at, at, _WIDTHS.get((table, column.name), _USUAL_WIDTH), looks[at])
        words = {"input_title": column.name, "input_message": column.meaning}
        options = _usual_check(column) | dict(checks.get(column.name, {})) | words
        validate(sheet, (1, last), at, options)
    for at, each in enumerate(computed, first):
        sheet.write_string(0, at, each.name, book.head(Head.DIHITUNG))
        sheet.write_comment(0, at, f"{COMPUTED_WORDS[each.name]}\n{NOT_READ}", {"author": "", "x_scale": 1.8})
        sheet.set_column(at, at, each.width)
    for row, cells in enumerate(rows, 1):
        write_row(sheet, row, cells, looks)
        fit_row(sheet, row, ((str(cells[at] or ""), width) for at, width in wrapped))
    for at, each in enumerate(computed, first):
        look = book.computed(each.num_format)
        results = each.results + (None,) * blank
        for row, result in enumerate(results, 1):
            write_formula(sheet, row, at, each.formula(row + 1), look, result)
    width = first + len(computed) - 1
    sheet.set_row(0, 32)
    sheet.autofilter(0, 0, last, width)
    sheet.print_area(0, 0, min(last, len(rows) + _PRINTED_BLANK), width)
    texts = [xl_col_to_name(at) for at, column in enumerate(columns) if column.holds is Holds.TEXT]
    sheet.ignore_errors({"number_stored_as_text": " ".join(f"{each}2:{each}{last + 1}" for each in texts)})


def _note(column: SheetColumn) -> str:
    return f"{column.meaning}\n{'Wajib diisi.' if column.required else 'Boleh kosong.'}"


def _usual_check(column: SheetColumn) -> dict[str, object]:
    match column.holds:
        case Holds.YEAR:
            return between("integer", FIRST_YEAR, LAST_YEAR)
        case Holds.COUNT:
            return between("integer", 0, 10_000_000)
        case Holds.RUPIAH:
            return between("integer", 0, _MOST_RUPIAH, what="rupiah bulat, tanpa sen,")
        case Holds.AMOUNT:
            return between("decimal", 0, 10_000_000)
    return {"validate": "any"}


def between(kind: str, low: int, high: int, *, what: str = "") -> dict[str, object]:
    what = what or ("bilangan bulat" if kind == "integer" else "angka")
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_title": "Isi tidak dapat dibaca",
        "error_message": f"Tulis {what} dari {low} sampai {high}.",
    }


def one_of(source: list[str] | str) -> dict[str, object]:
    return {
        "validate": "list",
        "source": source,
        "error_title": "Tidak ada dalam daftar",
        "error_message": "Pilih salah satu dari daftar.",
    }


def tint(sheet: Worksheet, letter: str, last: int, formula: str, look: Format) -> None:
    options = {"type": "formula", "criteria": formula, "format": look}
    if sheet.conditional_format(f"{letter}2:{letter}{last + 1}", options) != 0:
        raise ValueError("the workbook writer refused a conditional format")
