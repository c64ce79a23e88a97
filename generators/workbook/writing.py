"""The plan workbook: what people fill in, what they look up, and where the plan leads.

One workbook has two doors: without activities it is the template, with them the export. What stands on the
sheets of `planning.plan_sheets` is what intake reads back as the same plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generators.workbook.inputs import write_dana, write_kegiatan, write_lokasi, write_rencana
from generators.workbook.look import Book, Head, fit_row
from generators.workbook.money import write_investasi
from generators.workbook.reference import references, write_katalog, write_rt, write_sumber
from generators.workbook.results import write_dampak, write_skenario, write_temuan
from generators.workbook.words import (
    COMPUTED_WORDS,
    FINDING_WORDS,
    HOLDS,
    KINDS_OF_EMPTY,
    NUMBER_RULES,
    SHEETS,
    STEPS,
)
from planning.catalogue import Catalogue
from planning.findings import Finding
from planning.plan_sheets import COLUMNS, SETTINGS, Sheet
from planning.scenario import Scenario

BLANK_ROWS = 200
"""Prepared rows for new activities; places and lines of money have more in proportion."""

_WIDTHS = (14, 18, 15, 92)
_RESULTS = frozenset({"skenario", "investasi", "dampak"})


def plan_workbook(
    scenario: Scenario,
    catalogue: Catalogue,
    *,
    name: str,
    version: int,
    findings: Sequence[Finding] = (),
    translate: Callable[[str], str] = str,
    blank_rows: int = BLANK_ROWS,
) -> bytes:
    """An XLSX workbook of a plan; the same bytes for the same values.

    `name` is that of the kelurahan; `version` goes into `versi_dasar`, the version that an edit of this file
    starts from (0: none yet). A plan without activities gives the template. `translate` gives the texts of
    `findings`, which stand on a sheet of their own when there are any. `blank_rows` rows for activities are
    prepared with checks and formulas, 15 times as many for places, 3 times as many for money.
    """
    plan, totals = scenario.plan, scenario.rt.places
    found = references(scenario, catalogue)
    shown = {sheet for sheet, _kind, _meaning in SHEETS}
    if not plan.kegiatan:
        shown -= _RESULTS
    if not findings:
        shown.discard("temuan")
    book = Book(name=name, kode=plan.kode, version=version)
    _instructions(book, scenario, name, version, shown)
    write_rencana(book, plan, version)
    write_kegiatan(book, plan, catalogue, found, blank_rows)
    write_lokasi(book, plan, totals, found, blank_rows)
    write_dana(book, plan, found, blank_rows)
    write_rt(book, scenario)
    write_katalog(book, scenario, catalogue)
    write_sumber(book)
    if plan.kegiatan:
        write_skenario(book, scenario, name)
        write_investasi(book, plan, name)
        write_dampak(book, scenario, name)
    if findings:
        write_temuan(book, findings, translate)
    return book.data()


def _instructions(book: Book, scenario: Scenario, name: str, version: int, shown: set[str]) -> None:
    plan, rule = scenario.plan, scenario.rt.places.rule
    sheet = book.sheet("petunjuk")
    wrap = book.style(text_wrap=True)
    head = book.head(Head.HASIL, align="left")
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    row = 0

    def line(*cells: str, style: object = wrap) -> None:
        nonlocal row
        for at, cell in enumerate(cells):
            sheet.write_string(row, at, cell, style)
        if style is wrap:
            fit_row(sheet, row, zip(cells, _WIDTHS, strict=False))
        row += 1

    def table(title: str, *heads: str) -> None:
        nonlocal row
        row += 1
        line(title, style=book.heading())
        line(*heads, style=head)

    line(f"Rencana penanganan kumuh: {name}", style=book.title())
    basis = f"Kode {plan.kode}, baseline nomor {plan.baseline}, {rule.regulation}, versi dasar {version}."
    line(basis, style=book.note())
    row += 1
    line("Yang diisi", style=book.heading())
    for number, step in enumerate(STEPS, 1):
        line(f"{number}. {step}", style=book.style())
    table("Lembar", "lembar", "gunanya", "", "isi")
    for each, kind, meaning in SHEETS:
        if each in shown:
            line(each, kind, "", meaning)
    table("Warna kepala kolom", "warna", "arti", "", "")
    for kind_of_head, meaning in (
        (Head.WAJIB, "wajib diisi"),
        (Head.BOLEH, "boleh kosong, atau rujukan"),
        (Head.DIHITUNG, "dihitung, tidak dibaca kembali"),
    ):
        sheet.write_blank(row, 0, None, book.head(kind_of_head))
        sheet.write_string(row, 1, meaning, book.style())
        row += 1
    table("Tiga macam kosong", "isi sel", "nama", "", "arti")
    for sign, kind, meaning in KINDS_OF_EMPTY:
        line(sign, kind, "", meaning)
    row += 1
    line("Menulis angka dan teks", style=book.heading())
    for sentence in NUMBER_RULES:
        line(sentence, style=book.style())
    table("Kolom yang dibaca", "lembar", "kolom", "isi", "arti")
    for column in SETTINGS:
        line(Sheet.RENCANA.value, column.name, HOLDS[column.holds], _meaning(column.meaning, column.required))
    for each_sheet in (Sheet.KEGIATAN, Sheet.LOKASI, Sheet.DANA):
        for column in COLUMNS[each_sheet]:
            line(
                each_sheet.value, column.name, HOLDS[column.holds], _meaning(column.meaning, column.required)
            )
    table("Kolom yang dihitung", "kolom", "", "", "arti")
    for column_name, meaning in COMPUTED_WORDS.items():
        line(column_name, "", "", meaning)
    table("Kode temuan", "kode", "akibat", "", "arti")
    for code, meaning in FINDING_WORDS.items():
        line(code, "peringatan", "", meaning)


def _meaning(meaning: str, required: bool) -> str:
    return f"{meaning} Wajib." if required else meaning
