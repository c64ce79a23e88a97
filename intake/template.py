"""Writes the empty survey workbook that people fill in: sheet `baseline` and instructions in Indonesian."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from intake.header import KAWASAN, KODE, NAMA, RT, RW, TAHUN, number_kinds, required_columns, template_columns
from intake.new_file import write_new_file
from intake.numbers import FIRST_YEAR, LAST_YEAR, Kind
from intake.template_words import (
    FINDING_WORDS,
    KINDS_OF_EMPTY,
    NUMBER_RULES,
    ColumnWords,
    column_words,
)
from planning.findings import Severity
from planning.rules import SIZES, RuleSet, Size
from planning.survey_findings import SURVEY_FINDINGS

ROWS = 2_000
"""Rows with checks while typing; the largest kelurahan has some hundreds of RT."""

_CREATED = datetime.datetime(2018, 1, 1)  # noqa: DTZ001 - the format has no time zone; any fixed day serves
_TEXT_COLUMNS = frozenset({KODE, NAMA, KAWASAN, RW, RT})
_NEVER_DASH = frozenset({Size.LUAS, Size.BANGUNAN, Size.PENDUDUK, Size.KK})
_NUMBER_FORMATS = {Kind.COUNT: "0", Kind.METRES: "0.0##", Kind.HECTARES: "0.0000##"}
_WIDTHS = {KODE: 16.0, NAMA: 20.0, KAWASAN: 26.0, RW: 6.0, RT: 6.0, TAHUN: 7.0}
_TITLE_LIMIT, _MESSAGE_LIMIT = 32, 255


@dataclass(frozen=True)
class _Group:
    """Columns of one colour, and what the legend says of them."""

    colour: str
    legend: str


_WHO = _Group("#D9E2F3", "Tempat dan tahun")
_SIZE = _Group("#E2EFDA", "Ukuran RT (acuan)")
_VOLUME = _Group("#FFF2CC", "Volume dalam kondisi buruk")
_OPTIONAL = _Group("#EDEDED", "Boleh tidak diisi")
_GROUPS = (_WHO, _SIZE, _VOLUME, _OPTIONAL)


def write_baseline_template(path: Path | str, rule: RuleSet) -> None:
    """Write the empty workbook for surveys under `rule`; the same bytes every time.

    Never overwrites a file. Raises `UnwritableFile` when the place cannot be written or is taken.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": f"Baseline {rule.regulation}", "created": _CREATED})
        _baseline(workbook, rule)
        _instructions(workbook, rule)
    write_new_file(path, buffer.getvalue())


def _baseline(workbook: Any, rule: RuleSet) -> None:
    sheet = workbook.add_worksheet("baseline")
    columns = template_columns(rule)
    kinds = number_kinds(rule)
    for at, column in enumerate(columns):
        words = column_words(column, rule)
        header = workbook.add_format(
            {"bold": True, "bg_color": _group(column, rule).colour, "border": 1, "align": "center"}
        )
        sheet.write_string(0, at, column, header)
        sheet.write_comment(0, at, _note(words), {"author": "", "x_scale": 2.2, "y_scale": 1.8})
        kind = kinds.get(column)
        number_format = "@" if column in _TEXT_COLUMNS else _NUMBER_FORMATS[kind] if kind else "0"
        width = _WIDTHS.get(column, 8.0 if column in rule.codes else max(9.0, len(column) + 2.0))
        sheet.set_column(at, at, width, workbook.add_format({"num_format": number_format}))
        _must(sheet.data_validation(1, at, ROWS, at, _validation(column, at, kind, words)))
    last = columns.index(RT)
    first_text, last_text = xl_col_to_name(columns.index(KODE)), xl_col_to_name(last)
    sheet.ignore_errors({"number_stored_as_text": f"{first_text}2:{last_text}{ROWS + 1}"})
    sheet.freeze_panes(1, last + 1)


def _group(column: str, rule: RuleSet) -> _Group:
    if column in rule.codes:
        return _VOLUME
    if column in SIZES:
        return _SIZE if column in required_columns(rule, tahun_given=False) else _OPTIONAL
    return _OPTIONAL if column in (NAMA, KAWASAN) else _WHO


def _note(words: ColumnWords) -> str:
    unit = f"\nSatuan: {words.unit}" if words.unit else ""
    duty = "Wajib ada." if words.required else "Boleh tidak diisi."
    return f"{words.title}{unit}\n{words.meaning}\n{duty}"


def _validation(column: str, at: int, kind: Kind | None, words: ColumnWords) -> dict[str, object]:
    """What may be typed, and what the cell says when it is chosen."""
    unit = f" ({words.unit})" if words.unit else ""
    options: dict[str, object] = {
        "input_title": _cut(f"{column}: {words.title}", _TITLE_LIMIT),
        "input_message": _cut(f"{words.title}{unit}. {words.meaning}", _MESSAGE_LIMIT),
        "error_title": "Isi tidak dapat dibaca",
    }
    cell = f"{xl_col_to_name(at)}2"
    whole = kind is Kind.COUNT
    if column == TAHUN:
        options |= {"validate": "integer", "criteria": "between", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
        options["error_message"] = f"Tulis tahun dari {FIRST_YEAR} sampai {LAST_YEAR}."
    elif kind is None:
        options["validate"] = "any"
    elif column in _NEVER_DASH:
        options |= {"validate": "integer" if whole else "decimal", "criteria": ">=", "value": 0}
        options["error_message"] = (
            "Tulis bilangan bulat, 0 atau lebih." if whole else "Tulis angka, 0 atau lebih."
        )
    else:
        number = f"{cell}>=0" + (f",{cell}=INT({cell})" if whole else "")
        # Excel evaluates all parts of AND, so a text would make an error of the comparison; IF does not.
        options |= {
            "validate": "custom",
            "value": f'=OR({cell}="-",IF(ISNUMBER({cell}),AND({number}),FALSE))',
        }
        what = "bilangan bulat" if whole else "angka"
        options["error_message"] = f"Tulis {what}, 0 atau lebih; - bila tidak berlaku."
    return options


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _must(result: int) -> None:
    if result != 0:
        raise ValueError("the workbook writer refused a validation")


def _instructions(workbook: Any, rule: RuleSet) -> None:
    sheet = workbook.add_worksheet("petunjuk")
    head = workbook.add_format({"bold": True, "font_size": 14})
    bold = workbook.add_format({"bold": True, "bottom": 1})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    for at, width in enumerate((18, 44, 14, 10, 90)):
        sheet.set_column(at, at, width, wrap)
    row = 0

    def line(*cells: str, style: object = wrap) -> None:
        nonlocal row
        for at, cell in enumerate(cells):
            sheet.write_string(row, at, cell, style)
        row += 1

    line("Petunjuk pengisian data baseline", style=head)
    line(
        f"{rule.regulation}: {len(rule.parameters)} parameter. Lembar baseline: satu baris untuk setiap RT.",
        style=workbook.add_format(),
    )
    row += 1
    line("Warna", "Arti", style=bold)
    for group in _GROUPS:
        sheet.write_blank(row, 0, None, workbook.add_format({"bg_color": group.colour, "border": 1}))
        sheet.write_string(row, 1, group.legend, wrap)
        row += 1
    row += 1
    line("Isi sel", "Nama", "", "", "Arti", style=bold)
    for sign, name, meaning in KINDS_OF_EMPTY:
        line(sign, name, "", "", meaning)
    row += 1
    line("Menulis angka", style=bold)
    for sentence in NUMBER_RULES:
        line(sentence, style=workbook.add_format())
    row += 1
    line("Kolom", "Nama", "Satuan", "Wajib", "Arti", style=bold)
    for column in template_columns(rule):
        words = column_words(column, rule)
        line(column, words.title, words.unit, "ya" if words.required else "tidak", words.meaning)
    row += 1
    line("Kode temuan", "Akibat", "", "", "Arti", style=bold)
    for code, meaning in FINDING_WORDS.items():
        refused = SURVEY_FINDINGS[code].severity is Severity.ERROR
        line(
            code,
            "kesalahan: harus diperbaiki" if refused else "peringatan: baris tetap dibaca",
            "",
            "",
            meaning,
        )
    sheet.hide_gridlines(2)
