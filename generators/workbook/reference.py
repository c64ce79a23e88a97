"""The sheets of a plan workbook to look things up in: RT with their gaps, the catalogue, the sources of money."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from generators.indonesian import number
from generators.workbook.look import (
    AMOUNT,
    COUNT,
    HECTARES,
    RUPIAH,
    TEXT,
    TINGKAT_FILL,
    YEAR,
    Book,
    Head,
    fit_row,
    write,
    write_row,
)
from generators.workbook.tables import Cell
from generators.workbook.words import RT_COLUMNS
from planning.catalogue import Catalogue, CatalogueEntry
from planning.funding import SOURCES
from planning.quantity import SCALE, to_decimal
from planning.rollup import Totals
from planning.rules import ASPECTS, SIZE_INDEX, RuleSet, Size
from planning.scenario import Scenario

_RT_HEAD = 3
"""Rows above the RT: aspects, units, codes. Only the last is a header to sort and filter by."""
_NOT_APPLICABLE = "-"

KATALOG_COLUMNS: tuple[tuple[str, float], ...] = (
    ("kode", 11), ("nama", 42), ("satuan", 9), ("komponen", 14), ("skala", 12), ("pelaksana", 12),
    ("bersama", 9), ("biaya_bawah", 14), ("biaya_atas", 14), ("parameter_diperbaiki", 34),
    ("lingkungan", 11), ("lahan", 7), ("sipd", 20), ("sumber_biaya", 34),
)  # fmt: skip
_SUMBER_COLUMNS = (
    ("kode", 16),
    ("nama", 44),
    ("kode_sim", 16),
    ("kolom_investasi", 18),
    ("kelompok_provinsi", 20),
)


@dataclass(frozen=True)
class References:
    """Where the formulas of the other sheets find things; row numbers count from 1."""

    rt_count: int
    parameter_count: int
    entry_count: int

    def rt(self, column: str) -> str:
        """The cells of one named column of the sheet `rt`."""
        letter = xl_col_to_name([name for name, _ in RT_COLUMNS].index(column))
        return f"rt!${letter}${_RT_HEAD + 1}:${letter}${_RT_HEAD + self.rt_count}"

    @property
    def rt_volumes(self) -> str:
        """The volumes of all RT and parameters."""
        first, last = self._parameter_letters
        return f"rt!${first}${_RT_HEAD + 1}:${last}${_RT_HEAD + self.rt_count}"

    @property
    def rt_codes(self) -> str:
        """The codes above the volumes."""
        first, last = self._parameter_letters
        return f"rt!${first}${_RT_HEAD}:${last}${_RT_HEAD}"

    @property
    def rt_units(self) -> str:
        """The units above the volumes."""
        first, last = self._parameter_letters
        return f"rt!${first}${_RT_HEAD - 1}:${last}${_RT_HEAD - 1}"

    def katalog(self, column: str) -> str:
        """The cells of one named column of the sheet `katalog`."""
        letter = xl_col_to_name([name for name, _ in KATALOG_COLUMNS].index(column))
        return f"katalog!${letter}$2:${letter}${max(2, self.entry_count + 1)}"

    @property
    def sumber(self) -> str:
        """The codes of the sources."""
        return f"sumber!$A$2:$A${len(SOURCES) + 1}"

    @property
    def _parameter_letters(self) -> tuple[str, str]:
        first = len(RT_COLUMNS)
        return xl_col_to_name(first), xl_col_to_name(first + self.parameter_count - 1)


def references(scenario: Scenario, catalogue: Catalogue) -> References:
    """The places of the reference sheets of one workbook."""
    totals = scenario.rt.places
    return References(len(totals), len(totals.rule.parameters), len(catalogue.kegiatan))


# ------------------------------------------------------------------ rt


def write_rt(book: Book, scenario: Scenario) -> None:
    """The RT of the kelurahan with score, class and volumes in bad condition, as the baseline has them."""
    totals, rule = scenario.rt.places, scenario.rt.places.rule
    sheet = book.sheet("rt", repeat=(0, _RT_HEAD - 1))
    first = len(RT_COLUMNS)
    _rt_head(book, sheet, rule)
    formats = (TEXT, TEXT, TEXT, HECTARES, COUNT, COUNT, COUNT, YEAR, TEXT)
    looks = [book.body(each) for each in formats] + [book.body(AMOUNT)] * len(rule.parameters)
    dash = book.body(TEXT, align="center", font_color="#8A959B")
    totals_of = scenario.rt.condition.total[0].tolist()
    for at, place in enumerate(totals.places):
        row = at + _RT_HEAD
        tingkat = rule.tingkat(totals_of[at])
        sizes = [_size(totals, at, size) for size in (Size.LUAS, Size.PENDUDUK, Size.KK, Size.KK_MBR)]
        cells: list[Cell] = [place.rw, place.rt, place.kawasan, *sizes, totals_of[at], tingkat.label]
        write_row(sheet, row, cells, looks[:first])
        tint = book.body(TEXT, bg_color=TINGKAT_FILL[tingkat], align="center")
        write(sheet, row, first - 1, tingkat.label, tint)
        for column in range(len(rule.parameters)):
            volume = _volume(totals, at, column)
            look = dash if volume == _NOT_APPLICABLE else looks[first + column]
            write(sheet, row, first + column, volume, look)
    last = _RT_HEAD + len(totals) - 1
    for at, width in enumerate((6, 6, 24, 9, 10, 7, 8, 12, 14)):
        sheet.set_column(at, at, width)
    sheet.set_column(first, first + len(rule.parameters) - 1, 8)
    sheet.autofilter(_RT_HEAD - 1, 0, last, first + len(rule.parameters) - 1)
    sheet.freeze_panes(_RT_HEAD, 3)
    sheet.ignore_errors({"number_stored_as_text": f"A{_RT_HEAD + 1}:B{last + 1}"})


def _rt_head(book: Book, sheet: Worksheet, rule: RuleSet) -> None:
    first = len(RT_COLUMNS)
    sheet.write_string(
        0, 0, f"Baseline, {rule.regulation}. Volume = bagian dalam kondisi buruk.", book.note()
    )
    # Centred over its columns without merging: a merged cell can be neither sorted nor filtered.
    across = book.head(Head.HASIL, align="center_across", font_size=9)
    quiet = book.head(Head.BOLEH, bold=False, font_size=8)
    code = book.head(Head.WAJIB)
    for at, (name, meaning) in enumerate(RT_COLUMNS):
        sheet.write_blank(1, at, None, quiet)
        sheet.write_string(_RT_HEAD - 1, at, name, book.head(Head.BOLEH))
        sheet.write_comment(_RT_HEAD - 1, at, meaning, {"author": ""})
    sheet.write_string(1, [name for name, _ in RT_COLUMNS].index("luas_ha"), "ha", quiet)
    seen = 0
    for at, parameter in enumerate(rule.parameters):
        if parameter.aspect != seen:
            sheet.write_string(0, first + at, ASPECTS[parameter.aspect - 1].short, across)
        else:
            sheet.write_blank(0, first + at, None, across)
        seen = parameter.aspect
        sheet.write_string(1, first + at, parameter.unit, quiet)
        sheet.write_string(_RT_HEAD - 1, first + at, parameter.code, code)
        note = f"{parameter.name}\nSatuan: {parameter.unit}\nDihitung buruk: {parameter.definition}."
        sheet.write_comment(_RT_HEAD - 1, first + at, note, {"author": "", "x_scale": 2.2, "y_scale": 1.6})


def _size(totals: Totals, at: int, size: Size) -> Decimal | None:
    if totals.size_missing[at, SIZE_INDEX[size]]:
        return None
    return to_decimal(int(totals.size(size)[at]))


def _volume(totals: Totals, at: int, column: int) -> Cell:
    if totals.inapplicable[at, column]:
        return _NOT_APPLICABLE
    return None if totals.missing[at, column] else to_decimal(int(totals.volume[at, column]))


# ------------------------------------------------------------------ katalog


def write_katalog(book: Book, scenario: Scenario, catalogue: Catalogue) -> None:
    """The menu of works, with costs at prices of the plan's first year."""
    rule, year = scenario.rt.places.rule, scenario.plan.settings.tahun_awal
    sheet = book.sheet("katalog", repeat=(0, 0))
    notes = {
        "bersama": "ya: satu unit melayani beberapa RT dan dibeli utuh.",
        "biaya_bawah": f"Rupiah untuk satu satuan, harga {year}.",
        "biaya_atas": f"Rupiah untuk satu satuan, harga {year}.",
        "parameter_diperbaiki": "Berapa satuan pekerjaan untuk satu satuan volume parameter.",
        "lingkungan": "Golongan penapisan lingkungan yang lazim.",
        "lahan": "Golongan penapisan lahan yang lazim.",
        "sipd": "Kode subkegiatan SIPD.",
    }
    for at, (name, width) in enumerate(KATALOG_COLUMNS):
        sheet.write_string(0, at, name, book.head(Head.BOLEH))
        if name in notes:
            sheet.write_comment(0, at, notes[name], {"author": ""})
        sheet.set_column(at, at, width)
    text, wrap, money = book.body(TEXT), book.body(TEXT, text_wrap=True), book.body(RUPIAH)
    looks = [money if name in {"biaya_bawah", "biaya_atas"} else text for name, _ in KATALOG_COLUMNS]
    wrapped = ("nama", "parameter_diperbaiki", "sumber_biaya")
    for name in wrapped:
        looks[[each for each, _ in KATALOG_COLUMNS].index(name)] = wrap
    for row, entry in enumerate(catalogue.kegiatan, 1):
        low, high = _prices(entry.kode, catalogue, year)
        cells: list[Cell] = [
            entry.kode, entry.nama, entry.satuan, entry.komponen.value, entry.skala.value, entry.pelaksana.value,
            "ya" if entry.bersama else "tidak", low, high, _improves(entry, rule),
            entry.lingkungan_hidup, entry.lahan, entry.sipd,
            f"{entry.biaya.sumber} ({entry.biaya.tahun})" if entry.biaya else "",
        ]  # fmt: skip
        write_row(sheet, row, cells, looks)
        texts = zip(cells, KATALOG_COLUMNS, strict=True)
        fit_row(sheet, row, ((str(cell), width) for cell, (name, width) in texts if name in wrapped))
    sheet.autofilter(0, 0, max(1, len(catalogue.kegiatan)), len(KATALOG_COLUMNS) - 1)
    sheet.freeze_panes(1, 2)
    sheet.ignore_errors({"number_stored_as_text": f"A2:M{max(2, len(catalogue.kegiatan) + 1)}"})


def _prices(kode: str, catalogue: Catalogue, year: int) -> tuple[Decimal | None, Decimal | None]:
    """Limits of the unit cost; with parts of a rupiah where formulas raise them to later years and round then."""
    parts = SCALE if catalogue.kenaikan_harga else 1
    limits = replace(catalogue, faktor_harga=catalogue.faktor_harga * parts).cost_range(kode, year)
    return (Decimal(limits[0]) / parts, Decimal(limits[1]) / parts) if limits else (None, None)


def _improves(entry: CatalogueEntry, rule: RuleSet) -> str:
    parts = (
        f"{code} ({number(str(amount))} {entry.satuan} tiap {rule.parameter(code).unit})"
        for code, amount in entry.improves(rule).items()
    )
    return "; ".join(parts)


# ------------------------------------------------------------------ sumber


def write_sumber(book: Book) -> None:
    """The sources of money with the lists that they are counted in."""
    sheet = book.sheet("sumber", repeat=(0, 0))
    for at, (name, width) in enumerate(_SUMBER_COLUMNS):
        sheet.write_string(0, at, name, book.head(Head.BOLEH))
        sheet.set_column(at, at, width)
    looks = [book.body(TEXT)] * len(_SUMBER_COLUMNS)
    for row, source in enumerate(SOURCES.values(), 1):
        write_row(
            sheet, row, (source.code, source.name, source.sim, source.investasi, source.provinsi), looks
        )
    sheet.freeze_panes(1, 1)
