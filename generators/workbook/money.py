"""The sheet `investasi` of a plan workbook: table T-R10, money by source, year and activity, all of it formulas."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from generators.workbook.look import (
    BAD,
    RUPIAH,
    TEXT,
    YEAR,
    Book,
    Head,
    fit_row,
    grey_zeros,
    write,
    write_formula,
    write_row,
)
from generators.workbook.rows import dana_column
from planning.funding import SOURCES, by_source_and_year
from planning.plan import Plan

INVESTMENT_COLUMNS: tuple[str, ...] = tuple(dict.fromkeys(source.investasi for source in SOURCES.values()))
"""Columns of table T-R10, in the order of the sources."""


def write_investasi(book: Book, plan: Plan, name: str) -> None:
    """Table T-R10: money by source and year, and by activity, year and source; all sums are formulas."""
    sheet = book.sheet("investasi")
    sheet.write_string(0, 0, f"Rencana investasi menurut sumber dana: {name}", book.title())
    sheet.write_string(
        1, 0, "Rupiah; dihitung dari lembar dana. Swadaya masyarakat adalah kolom tersendiri.", book.note()
    )
    years = sorted({*plan.settings.years, *(line.tahun for line in plan.lines)})
    last = _by_source(book, sheet, plan, years, 3)
    _by_activity(book, sheet, plan, last + 3)
    for at, width in enumerate((15, 36, 9)):
        sheet.set_column(at, at, width)
    sheet.set_column(3, 3 + len(INVESTMENT_COLUMNS), 16)
    sheet.freeze_panes(0, 2)


def _by_source(book: Book, sheet: Worksheet, plan: Plan, years: Sequence[int], head: int) -> int:
    """Sources by year; the columns of years begin where the sources of the table below begin."""
    sums = by_source_and_year(plan.lines, lambda source: source.investasi)
    sheet.write_string(head - 1, 0, "Sumber dana menurut tahun", book.heading())
    for at, text in enumerate(("sumber dana", "terdiri atas", "")):
        write(sheet, head, at, text, book.head(Head.HASIL))
    for at, year in enumerate(years, 3):
        write(sheet, head, at, year, book.head(Head.HASIL))
    end = 3 + len(years)
    sheet.write_string(head, end, "jumlah", book.head(Head.HASIL))
    money, total = book.computed(RUPIAH), book.computed(RUPIAH, bold=True)
    for row, item in enumerate(INVESTMENT_COLUMNS, head + 1):
        codes = ", ".join(code for code, source in SOURCES.items() if source.investasi == item)
        write_row(sheet, row, (item, codes, ""), (book.body(TEXT, text_wrap=True),) * 3)
        fit_row(sheet, row, ((item, 15), (codes, 36)))
        for at, year in enumerate(years, 3):
            wanted = f"{dana_column('tahun')},{xl_col_to_name(at)}${head + 1}"
            write_formula(sheet, row, at, f"={_paid(item, wanted)}", money, sums.get((item, year), 0))
        amount = sum(value for (found, _year), value in sums.items() if found == item)
        write_formula(sheet, row, end, _sum_of_row(row, 3, end - 1), total, amount)
    last = head + len(INVESTMENT_COLUMNS) + 1
    write_row(sheet, last, ("Jumlah", "", ""), (book.body(TEXT, bold=True),) * 3)
    for at, year in enumerate(years, 3):
        amount = sum(value for (_item, found), value in sums.items() if found == year)
        write_formula(sheet, last, at, _sum_of_column(at, head + 1, last - 1), total, amount)
    everything = sum(sums.values())
    write_formula(sheet, last, end, _sum_of_column(end, head + 1, last - 1), total, everything)
    _difference(book, sheet, last + 1, end, f"{xl_col_to_name(end)}{last + 1}")
    grey_zeros(book, sheet, (head + 1, last), 3, len(years) + 1)
    return last + 1


def _by_activity(book: Book, sheet: Worksheet, plan: Plan, head: int) -> None:
    sheet.write_string(head - 1, 0, "Kegiatan menurut tahun dan sumber dana", book.heading())
    end = 3 + len(INVESTMENT_COLUMNS)
    for at, text in enumerate(("kode", "kegiatan", "tahun", *INVESTMENT_COLUMNS, "jumlah")):
        sheet.write_string(head, at, text, book.head(Head.HASIL))
    sheet.set_row(head, 30)
    text, wrap, year_look = book.body(TEXT), book.body(TEXT, text_wrap=True), book.body(YEAR, align="center")
    money, total = book.computed(RUPIAH), book.computed(RUPIAH, bold=True)
    row = head
    column_sums = dict.fromkeys(INVESTMENT_COLUMNS, 0)
    for activity in plan.kegiatan:
        sums = by_source_and_year(activity.dana, lambda source: source.investasi)
        works = range(activity.tahun_mulai, activity.tahun_selesai + 1)
        for year in sorted({*works, *(line.tahun for line in activity.dana)}):
            row += 1
            write_row(sheet, row, (activity.kode, activity.nama, year), (text, wrap, year_look))
            fit_row(sheet, row, ((activity.nama, 36),))
            which = f'{dana_column("kegiatan")},"="&$A{row + 1},{dana_column("tahun")},$C{row + 1}'
            for at, item in enumerate(INVESTMENT_COLUMNS, 3):
                amount = sums.get((item, year), 0)
                column_sums[item] += amount
                write_formula(sheet, row, at, f"={_paid(item, which)}", money, amount)
            amount = sum(sums.get((item, year), 0) for item in INVESTMENT_COLUMNS)
            write_formula(sheet, row, end, _sum_of_row(row, 3, end - 1), total, amount)
    last = row + 1
    write_row(sheet, last, ("Jumlah", "", ""), (book.body(TEXT, bold=True),) * 3)
    for at, amount in enumerate((*column_sums.values(), sum(column_sums.values())), 3):
        write_formula(sheet, last, at, _sum_of_column(at, head + 1, last - 1), total, amount)
    _difference(book, sheet, last + 1, end, f"{xl_col_to_name(end)}{last + 1}")
    grey_zeros(book, sheet, (head + 1, last), 3, len(INVESTMENT_COLUMNS) + 1)
    sheet.autofilter(head, 0, last - 1, end)
    sheet.ignore_errors({"number_stored_as_text": f"A{head + 2}:A{last}"})


def _paid(item: str, which: str) -> str:
    """The lines of `dana` whose source belongs to a column of T-R10 and which fit the conditions `which`."""
    codes = [code for code, source in SOURCES.items() if source.investasi == item]
    listed = ",".join(f'"{code}"' for code in codes)
    source = listed if len(codes) == 1 else f"{{{listed}}}"
    sums = f"SUMIFS({dana_column('jumlah')},{dana_column('sumber')},{source},{which})"
    return sums if len(codes) == 1 else f"SUMPRODUCT({sums})"


def _sum_of_row(row: int, first: int, last: int) -> str:
    return f"=SUM({xl_col_to_name(first)}{row + 1}:{xl_col_to_name(last)}{row + 1})"


def _sum_of_column(column: int, first: int, last: int) -> str:
    letter = xl_col_to_name(column)
    return f"=SUM({letter}{first + 1}:{letter}{last + 1})"


def _difference(book: Book, sheet: Worksheet, row: int, column: int, total: str) -> None:
    """What stands in `dana` but in no row here: a line added later, in a year or of an activity not listed."""
    sheet.write_string(row, 0, "Selisih dengan lembar dana (seharusnya 0)", book.note())
    look = book.computed(RUPIAH)
    write_formula(sheet, row, column, f"=SUM({dana_column('jumlah')})-{total}", look, 0)
    bad = {"type": "cell", "criteria": "!=", "value": 0, "format": book.style(bg_color=BAD)}
    sheet.conditional_format(row, column, row, column, bad)
