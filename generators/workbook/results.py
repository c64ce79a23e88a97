"""The sheets of a plan workbook that say where the plan leads: skenario, dampak, temuan.

Scores are values that Nahkoda computed; what a reader adds up from them (hectares, RT, people, money) is a live
formula that carries its result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from generators.drawings.board import NAVY
from generators.workbook.look import (
    COUNT,
    HECTARES,
    RUPIAH,
    TEXT,
    TINGKAT_FILL,
    YEAR,
    Book,
    Head,
    cut,
    fit_row,
    grey_zeros,
    write,
    write_formula,
    write_row,
)
from generators.workbook.rows import dana_column, letter_of
from generators.workbook.tables import Cell
from generators.workbook.words import AREA_READINGS, CONTRIBUTIONS
from planning.findings import Finding, Severity
from planning.plan import AreaReading
from planning.plan_sheets import Sheet
from planning.quantity import SCALE, to_decimal
from planning.ranking import rank_activities
from planning.rules import RuleSet, Size, Tingkat
from planning.scenario import Scenario

_LIMIT = "$B$4"
"""Cell of the sheet `skenario` with the least total score that is slum."""
_SUMMARY = 6
"""Row of the header of the sums by year, from 0."""
_CHART_ROWS = 16
_INSIDE, _OUTSIDE = "ya", "tidak"
_PLACE = ("kawasan", "rw", "rt", "luas (ha)", "penduduk", "dalam delineasi")
_AREA, _PEOPLE, _IN = "D", "E", "F"
_BASELINE_FORMAT = '0" (baseline)"'

# ------------------------------------------------------------------ skenario


def write_skenario(book: Book, scenario: Scenario, name: str) -> None:
    """Table T-R11: score and slum area left of every RT by year, their sums, the kawasan, and a chart."""
    sheet = book.sheet("skenario")
    settings = scenario.plan.settings
    rule = scenario.rt.places.rule
    years: list[int] = scenario.years.tolist()
    sheet.write_string(0, 0, f"Skenario menuju 0 ha: {name}", book.title())
    sheet.write_string(1, 0, f"Cara luas {AREA_READINGS[settings.cara_luas]}", book.note())
    fallen = (
        f"Pekerjaan tanpa KPP dianggap bertahan {settings.tahun_tanpa_kpp} tahun."
        if settings.tahun_tanpa_kpp
        else "Hasil pekerjaan dianggap bertahan."
    )
    sheet.write_string(2, 0, f"Kontribusi {CONTRIBUTIONS[settings.kontribusi]} {fallen}", book.note())
    write(sheet, 3, 0, "Batas nilai kumuh", book.body(TEXT, bold=True))
    write(sheet, 3, 1, rule.ringan, book.body(YEAR, bold=True))
    kawasan_head = _SUMMARY + max(len(years), _CHART_ROWS) + 3
    matrix_head = kawasan_head + len(scenario.kawasan.places) + 5
    matrix = _Matrix(book, sheet, scenario, matrix_head)
    _summary(book, sheet, scenario, matrix)
    _chart(book, sheet, len(years))
    _kawasan(book, sheet, scenario, kawasan_head, matrix)
    matrix.write()
    for at, width in enumerate((24, 15, 9, 11, 12, 17)):
        sheet.set_column(at, at, width)
    sheet.set_column(6, 6 + len(years) - 1, 8)
    sheet.set_column(6 + len(years), 6 + len(years), 2)
    sheet.set_column(7 + len(years), 7 + 2 * len(years) - 1, 10)
    sheet.freeze_panes(0, 3)


class _Matrix:
    """The block of RT by year: where it stands, and its cells."""

    def __init__(self, book: Book, sheet: Worksheet, scenario: Scenario, head: int) -> None:
        self._book, self._sheet, self._scenario, self._head = book, sheet, scenario, head
        self._years: list[int] = scenario.years.tolist()
        self._first, self._last = head + 2, head + 1 + len(scenario.rt.places)

    def score(self, at: int) -> str:
        """The scores of the year at position `at`."""
        return self._cells(str(xl_col_to_name(6 + at)))

    def left(self, at: int) -> str:
        """The slum area left in the year at position `at`."""
        return self._cells(str(xl_col_to_name(7 + len(self._years) + at)))

    @property
    def inside(self) -> str:
        """Whether each RT lies in a kawasan."""
        return self._cells(_IN)

    @property
    def people(self) -> str:
        """The people of each RT."""
        return self._cells(_PEOPLE)

    @property
    def kawasan(self) -> str:
        """The kawasan of each RT."""
        return self._cells("A")

    def write(self) -> None:
        """Write header and cells."""
        book, sheet, scenario = self._book, self._sheet, self._scenario
        sheet.write_string(self._head - 1, 0, "RT menurut tahun", book.heading())
        _head_of_years(book, sheet, self._head, self._years, _PLACE)
        totals, condition = scenario.rt.places, scenario.rt.condition
        live = scenario.plan.settings.cara_luas is AreaReading.AMBANG
        texts, area, people, score = book.body(TEXT), book.body(HECTARES), book.body(COUNT), book.body(YEAR)
        looks = (texts, texts, texts, area, people, book.body(TEXT, align="center"))
        inside = scenario.inside.tolist()
        order = sorted(range(len(totals)), key=lambda at: (not inside[at], totals.places[at]))
        shown = book.computed(HECTARES)
        for row, at in enumerate(order, self._first - 1):
            place = totals.places[at]
            hectares = to_decimal(int(totals.size(Size.LUAS)[at]))
            count = int(totals.size(Size.PENDUDUK)[at]) // SCALE
            cells = (place.kawasan, place.rw, place.rt, hectares, count, _INSIDE if inside[at] else _OUTSIDE)
            write_row(sheet, row, cells, looks)
            for year in range(len(self._years)):
                total = 6 + year
                write(sheet, row, total, int(condition.total[year, at]), score)
                left = to_decimal(int(condition.left[year, at]))
                column = 7 + len(self._years) + year
                if live:
                    cell = f"{xl_col_to_name(total)}{row + 1}"
                    write_formula(
                        sheet, row, column, f"=IF({cell}>={_LIMIT},${_AREA}{row + 1},0)", shown, left
                    )
                else:
                    write(sheet, row, column, left, shown)
        _tint_scores(book, sheet, (self._first - 1, self._last - 1), 6, len(self._years), totals.rule)
        grey_zeros(book, sheet, (self._first - 1, self._last - 1), 7 + len(self._years), len(self._years))
        sheet.autofilter(self._head, 0, self._last - 1, 6 + len(self._years) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A{self._first}:C{self._last}"})

    def _cells(self, letter: str) -> str:
        return f"${letter}${self._first}:${letter}${self._last}"


def _summary(book: Book, sheet: Worksheet, scenario: Scenario, matrix: _Matrix) -> None:
    sheet.write_string(_SUMMARY - 1, 0, "Jumlah menurut tahun", book.heading())
    heads = (
        "tahun", "luas kumuh tersisa (ha)", "RT kumuh", "penduduk di RT kumuh", "luas kumuh di luar delineasi (ha)",
        "dana tahun itu (Rp)",
    )  # fmt: skip
    for at, text in enumerate(heads):
        sheet.write_string(_SUMMARY, at, text, book.head(Head.HASIL))
    sheet.set_row(_SUMMARY, 45)
    live = scenario.plan.settings.cara_luas is AreaReading.AMBANG
    area, count, money = book.computed(HECTARES), book.computed(COUNT), book.computed(RUPIAH)
    for at, year in enumerate(scenario.summary):
        row = _SUMMARY + 1 + at
        look = book.body(YEAR if at else _BASELINE_FORMAT, align="center", bold=True)
        write(sheet, row, 0, year.tahun, look)
        left, score = matrix.left(at), matrix.score(at)
        is_slum = f'({score}>={_LIMIT})*({matrix.inside}="{_INSIDE}")'

        def formula(column: int, text: str, look: object, result: Cell, row: int = row) -> None:
            write_formula(sheet, row, column, text, look, result)

        for column, which, hectares in ((1, _INSIDE, year.left), (4, _OUTSIDE, year.outside)):
            text = f'=SUMIFS({left},{matrix.inside},"{which}")'
            formula(column, text, area, to_decimal(hectares))
        if live:
            formula(2, f"=SUMPRODUCT({is_slum})", count, year.places)
            formula(3, f"=SUMPRODUCT({is_slum}*{matrix.people})", count, year.people)
        else:
            # These readings ask more than the score, which the sheet does not show.
            write(sheet, row, 2, year.places, count)
            write(sheet, row, 3, year.people, count)
        spent = f"=SUMIFS({dana_column('jumlah')},{dana_column('tahun')},$A{row + 1})" if at else "=0"
        formula(5, spent, money, year.money)


def _chart(book: Book, sheet: Worksheet, count: int) -> None:
    chart = book.column_chart()
    first, last = _SUMMARY + 1, _SUMMARY + count
    chart.add_series(
        {
            "name": "Luas kumuh tersisa (ha)",
            "categories": ["skenario", first, 0, last, 0],
            "values": ["skenario", first, 1, last, 1],
            "fill": {"color": NAVY},
            "gap": 60,
            "data_labels": {"value": True, "num_format": "0.00", "font": {"size": 9}},
        }
    )
    chart.set_title({"name": "Luas kumuh tersisa di dalam delineasi (ha)", "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis(
        {"min": 0, "num_format": "0.0", "major_gridlines": {"visible": True, "line": {"color": "#D5D9DC"}}}
    )
    chart.set_x_axis({"num_format": "0"})
    chart.set_size({"width": 620, "height": 330})
    sheet.insert_chart(
        _SUMMARY - 1, 6, chart, {"description": "Diagram batang: hektare kumuh tersisa menurut tahun"}
    )


def _kawasan(book: Book, sheet: Worksheet, scenario: Scenario, head: int, matrix: _Matrix) -> None:
    years: list[int] = scenario.years.tolist()
    totals, condition = scenario.kawasan.places, scenario.kawasan.condition
    sheet.write_string(head - 1, 0, "Kawasan menurut tahun", book.heading())
    names = ("kawasan", "jumlah RT", "RT kumuh awal", "luas (ha)", "penduduk", "tingkat awal")
    _head_of_years(book, sheet, head, years, names)
    rts = scenario.rt
    number = [place.kawasan for place in rts.places.places]
    for at, place in enumerate(totals.places):
        row = head + 1 + at
        members = np.array([each == place.kawasan for each in number])
        tingkat = totals.rule.tingkat(int(condition.total[0, at]))
        cells: tuple[Cell, ...] = (
            place.kawasan, int(totals.rt_count[at]), int(rts.condition.slum[0, members].sum()),
            to_decimal(int(totals.size(Size.LUAS)[at])), int(totals.size(Size.PENDUDUK)[at]) // SCALE,
            tingkat.label,
        )  # fmt: skip
        looks = [book.body(each) for each in (TEXT, COUNT, COUNT, HECTARES, COUNT)]
        tint = book.body(TEXT, bg_color=TINGKAT_FILL[tingkat], align="center")
        write_row(sheet, row, cells, (*looks, tint))
        for year in range(len(years)):
            write(sheet, row, 6 + year, int(condition.total[year, at]), book.body(YEAR))
            left = to_decimal(int(rts.condition.left[year, members].sum()))
            text = f'=SUMIFS({matrix.left(year)},{matrix.kawasan},"="&$A{row + 1})'
            write_formula(sheet, row, 7 + len(years) + year, text, book.computed(HECTARES), left)
    last = head + max(1, len(totals))
    _tint_scores(book, sheet, (head + 1, last), 6, len(years), totals.rule)
    grey_zeros(book, sheet, (head + 1, last), 7 + len(years), len(years))


def _head_of_years(
    book: Book, sheet: Worksheet, row: int, years: Sequence[int], names: Sequence[str]
) -> None:
    """Header with the columns of places, then scores by year, a gap, and hectares by year."""
    for at, name in enumerate(names):
        write(sheet, row, at, name, book.head(Head.HASIL))
    first = len(names)
    for start, title in ((first, "Jumlah nilai"), (first + 1 + len(years), "Luas kumuh tersisa (ha)")):
        sheet.write_string(row - 1, start, title, book.heading())
        for at, year in enumerate(years):
            write(sheet, row, start + at, year, book.head(Head.HASIL))


def _tint_scores(
    book: Book, sheet: Worksheet, rows: tuple[int, int], column: int, count: int, rule: RuleSet
) -> None:
    """Colour scores by the class that follows from them."""
    limits = ((rule.berat, Tingkat.BERAT), (rule.sedang, Tingkat.SEDANG), (rule.ringan, Tingkat.RINGAN))
    for limit, tingkat in (*limits, (0, Tingkat.TIDAK)):
        options = {
            "type": "cell",
            "criteria": ">=",
            "value": limit,
            "format": book.style(bg_color=TINGKAT_FILL[tingkat]),
            "stop_if_true": True,
        }
        sheet.conditional_format(rows[0], column, rows[1], column + count - 1, options)


# ------------------------------------------------------------------ dampak


def write_dampak(book: Book, scenario: Scenario, name: str) -> None:
    """What each activity adds to the plan, beside its cost."""
    plan = scenario.plan
    sheet = book.sheet("dampak", repeat=(3, 3))
    sheet.write_string(
        0, 0, f"Pengaruh setiap kegiatan pada tahun {plan.settings.tahun_target}: {name}", book.title()
    )
    sheet.write_string(
        1,
        0,
        "Rencana lengkap dibanding rencana tanpa kegiatan itu. Luas keluar sekaligus bila nilai RT turun di bawah "
        "batas, maka jumlah kolom ini bukan pengaruh rencana.",
        book.note(),
    )
    columns = (
        ("kode", 11), ("kegiatan", 44), ("tahun selesai", 10), ("RAB (Rp)", 17), ("penurunan nilai", 11),
        ("luas keluar (ha)", 12), ("RT keluar", 9), ("penduduk", 10), ("Rp per nilai", 17), ("Rp per ha", 19),
        ("urutan", 9), ("menurut luas", 10), ("menurut rupiah", 10), ("menurut kesenjangan", 13), ("alasan urutan", 40),
    )  # fmt: skip
    for at, (text, width) in enumerate(columns):
        sheet.write_string(3, at, text, book.head(Head.HASIL))
        sheet.set_column(at, at, width)
    sheet.set_row(3, 32)
    formats = (TEXT, TEXT, YEAR, RUPIAH, COUNT, HECTARES, COUNT, COUNT)
    looks = [book.body(each, **({"text_wrap": True} if at == 1 else {})) for at, each in enumerate(formats)]
    money = book.computed(RUPIAH)
    rab = letter_of(Sheet.KEGIATAN, "rab")
    ranks = {each.activity.kode: each for each in rank_activities(scenario)}
    reason = book.body(TEXT, text_wrap=True)
    for at, (activity, effect) in enumerate(zip(plan.kegiatan, scenario.effects, strict=True)):
        row = 4 + at
        rank = ranks[activity.kode]
        for column, place in enumerate((rank.order, rank.by_area, rank.by_money, rank.by_gap), 10):
            write(sheet, row, column, place, looks[4])
        write(sheet, row, 14, activity.urutan.alasan if activity.urutan else "", reason)
        cells: tuple[Cell, ...] = (
            activity.kode, activity.nama, activity.tahun_selesai, None, effect.points, to_decimal(effect.area),
            effect.places, effect.people,
        )  # fmt: skip
        write_row(sheet, row, cells, looks)
        fit_row(sheet, row, ((activity.nama, 44),))
        cost = f"kegiatan!${rab}${at + 2}"
        write_formula(sheet, row, 3, f'=IF({cost}="","",{cost})', money, activity.rab)
        for column, letter, amount in ((8, "E", effect.points), (9, "F", Decimal(effect.area) / SCALE)):
            formula = f'=IF(AND(ISNUMBER(D{row + 1}),{letter}{row + 1}>0),D{row + 1}/{letter}{row + 1},"")'
            known = activity.rab is not None and amount > 0
            write_formula(
                sheet, row, column, formula, money, _divided(activity.rab, amount) if known else None
            )
    last = 3 + len(plan.kegiatan)
    grey_zeros(book, sheet, (4, last), 4, 4)
    sheet.autofilter(3, 0, last, len(columns) - 1)
    sheet.freeze_panes(4, 2)
    sheet.ignore_errors({"number_stored_as_text": f"A5:A{last + 1}"})


def _divided(rupiah: int | None, amount: int | Decimal) -> Decimal:
    return Decimal(rupiah or 0) / Decimal(amount)


# ------------------------------------------------------------------ temuan


def write_temuan(book: Book, findings: Sequence[Finding], translate: Callable[[str], str]) -> None:
    """What there is to look at in the plan, in the order given."""
    sheet = book.sheet("temuan", repeat=(0, 0))
    columns = (("kode", 9), ("akibat", 13), ("lembar", 12), ("baris", 8), ("kolom", 14), ("temuan", 110))
    for at, (text, width) in enumerate(columns):
        sheet.write_string(0, at, text, book.head(Head.HASIL))
        sheet.set_column(at, at, width)
    looks = [book.body(TEXT)] * 3 + [book.body(COUNT), book.body(TEXT), book.body(TEXT, text_wrap=True)]
    for row, each in enumerate(findings, 1):
        grave = "kesalahan" if each.severity is Severity.ERROR else "peringatan"
        text = cut(each.text(translate), 32_000)
        write_row(sheet, row, (each.code, grave, each.sheet, each.row, each.column, text), looks)
        fit_row(sheet, row, ((text, 110),))
    sheet.autofilter(0, 0, len(findings), len(columns) - 1)
    sheet.freeze_panes(1, 0)
