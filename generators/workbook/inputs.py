"""The sheets of a plan workbook that people fill in and intake reads back: rencana, kegiatan, lokasi, dana.

Columns and their meaning are `planning.plan_sheets`. To the right stand computed columns with live formulas;
each carries its result too, so that a viewer that does not compute shows the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from generators.workbook.look import (
    AMOUNT,
    BAD,
    RUPIAH,
    TEXT,
    Book,
    Head,
    fit_row,
    validate,
    write,
)
from generators.workbook.reference import References
from generators.workbook.rows import (
    FIRST_YEAR,
    LAST_YEAR,
    Computed,
    between,
    dana_column,
    letter_of,
    one_of,
    tint,
    write_rows,
)
from generators.workbook.tables import Cell, rows_of
from generators.workbook.words import NOT_READ
from planning.authority import Pelaksana, Skala
from planning.catalogue import Catalogue
from planning.funding import SWADAYA, Commitment
from planning.plan import Activity, AreaReading, Jalur, Location, Plan
from planning.plan_sheets import COLUMNS, SETTINGS, Holds, Sheet
from planning.quantity import to_decimal, to_millionths
from planning.rollup import Totals
from planning.scoring import ContributionVariant

LOKASI_PER_KEGIATAN, DANA_PER_KEGIATAN = 15, 3
"""Blank rows for places and lines of money that are prepared with each blank row for an activity."""

_MEANING_WIDTH = 96

# ------------------------------------------------------------------ rencana


def write_rencana(book: Book, plan: Plan, version: int) -> None:
    """The settings of the plan; what identifies it looks locked."""
    sheet = book.sheet("rencana")
    values = {str(name): value for name, value in rows_of(plan, version)[Sheet.RENCANA]}
    checks = _setting_checks()
    for at, (name, head) in enumerate(
        (("isian", Head.WAJIB), ("nilai", Head.WAJIB), ("keterangan", Head.DIHITUNG))
    ):
        sheet.write_string(0, at, name, book.head(head))
    sheet.write_comment(0, 2, NOT_READ, {"author": ""})
    locked = frozenset({"kode", "baseline", "versi_dasar"})
    for row, setting in enumerate(SETTINGS, 1):
        fixed = setting.name in locked
        tint = {"bg_color": "#D5D9DC", "bold": True} if fixed else {"bg_color": "#FFFDF5"}
        write(sheet, row, 0, setting.name, book.body(TEXT, bold=True))
        number_format = TEXT if setting.holds is Holds.TEXT else AMOUNT
        write(sheet, row, 1, values[setting.name], book.body(number_format, align="left", indent=1, **tint))
        meaning = (
            f"Jangan diubah. {setting.meaning}"
            if fixed and setting.name != "versi_dasar"
            else setting.meaning
        )
        write(sheet, row, 2, meaning, book.computed(TEXT, text_wrap=True))
        fit_row(sheet, row, ((meaning, _MEANING_WIDTH),))
        options: dict[str, object] = {"validate": "any"} | checks.get(setting.name, {})
        validate(sheet, (row, row), 1, options | {"input_title": setting.name, "input_message": meaning})
    for at, width in enumerate((20, 22, _MEANING_WIDTH)):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)


def _setting_checks() -> dict[str, dict[str, object]]:
    return {
        "tahun_awal": between("integer", FIRST_YEAR, LAST_YEAR),
        "tahun_target": between("integer", FIRST_YEAR, LAST_YEAR),
        "cara_luas": one_of([each.value for each in AreaReading]),
        "kontribusi": one_of([each.value for each in ContributionVariant]),
        "batas_layanan": between("decimal", 0, 100),
        "tahun_tanpa_kpp": between("integer", 0, 100),
    }


# ------------------------------------------------------------------ kegiatan


def write_kegiatan(book: Book, plan: Plan, catalogue: Catalogue, found: References, blank: int) -> None:
    """One row for each activity, with unit, plausible cost and money beside it."""
    sheet = book.sheet(Sheet.KEGIATAN, repeat=(0, 0), wide=3)
    computed = _kegiatan_computed(plan, catalogue, found)
    write_rows(
        book, sheet, Sheet.KEGIATAN, rows_of(plan, 0)[Sheet.KEGIATAN], computed, blank,
        checks={
            "katalog": one_of(f"={found.katalog('kode')}"),
            "jalur": one_of([each.value for each in Jalur]),
            "skala": one_of([each.value for each in Skala]),
            "pelaksana": one_of([each.value for each in Pelaksana]),
            "lintang": between("decimal", -11, 6),
            "bujur": between("decimal", 95, 141),
        },
    )  # fmt: skip
    sheet.freeze_panes(1, 3)
    sheet.repeat_columns(0, 2)
    last = max(1, len(plan.kegiatan) + blank)
    letter = {
        each.name: xl_col_to_name(len(COLUMNS[Sheet.KEGIATAN]) + at) for at, each in enumerate(computed)
    }
    unit_cost, low, high, gap = (
        f"${letter[name]}2" for name in ("biaya_satuan", "biaya_bawah", "biaya_atas", "selisih")
    )
    bad = book.style(bg_color=BAD, font_color="#8F2F29", bold=True)
    outside = f"OR({unit_cost}<{low},{unit_cost}>{high})"
    for name, formula in (
        ("selisih", f"=IF(ISNUMBER({gap}),{gap}<>0,FALSE)"),
        ("biaya_satuan", f"=IF(AND(ISNUMBER({unit_cost}),ISNUMBER({low})),{outside},FALSE)"),
    ):
        tint(sheet, letter[name], last, formula, bad)


def _kegiatan_computed(plan: Plan, catalogue: Catalogue, found: References) -> tuple[Computed, ...]:
    kode, katalog, year, amount, rab = (
        f"${letter_of(Sheet.KEGIATAN, name)}" for name in ("kode", "katalog", "tahun_mulai", "jumlah", "rab")
    )
    first = len(COLUMNS[Sheet.KEGIATAN])
    dana = f"${xl_col_to_name(first + 4)}"
    activities = plan.kegiatan
    ranges = [_cost_range(each, catalogue) for each in activities]

    def looked_up(row: int, column: str) -> str:
        return f"INDEX({found.katalog(column)},MATCH({katalog}{row},{found.katalog('kode')},0))"

    def price(row: int, column: str) -> str:
        value = looked_up(row, column)
        # The sheet katalog shows prices of the first year; an activity is judged at those of its own.
        rise = 1 + catalogue.kenaikan_harga / 100
        risen = value if rise == 1 else f"ROUND({value}*{rise}^({year}{row}-{plan.settings.tahun_awal}),0)"
        return f'=IF({katalog}{row}="","",IFERROR(IF({value}="","",{risen}),""))'

    def funded(row: int, more: str = "") -> str:
        sums = f'SUMIFS({dana_column("jumlah")},{dana_column("kegiatan")},"="&{kode}{row}{more})'
        return f'=IF({kode}{row}="","",{sums})'

    return (
        Computed(
            "satuan", TEXT, 9,
            lambda row: f'=IF({katalog}{row}="","",IFERROR({looked_up(row, "satuan")},"?"))',
            tuple(_unit(each, catalogue) for each in activities),
        ),
        Computed(
            "biaya_satuan", RUPIAH, 14,
            lambda row: f'=IF(N({amount}{row})*N({rab}{row})=0,"",{rab}{row}/{amount}{row})',
            tuple(each.rab / each.jumlah if each.rab and each.jumlah else None for each in activities),
        ),
        Computed(
            "biaya_bawah", RUPIAH, 14,
            lambda row: price(row, "biaya_bawah"),
            tuple(limits[0] if limits else None for limits in ranges),
        ),
        Computed(
            "biaya_atas", RUPIAH, 14,
            lambda row: price(row, "biaya_atas"),
            tuple(limits[1] if limits else None for limits in ranges),
        ),
        Computed("dana", RUPIAH, 16, funded, tuple(each.funded for each in activities)),
        Computed(
            "swadaya", RUPIAH, 14,
            lambda row: funded(row, f',{dana_column("sumber")},"{SWADAYA}"'),
            tuple(each.swadaya for each in activities),
        ),
        Computed(
            "selisih", RUPIAH, 15,
            lambda row: f'=IF(ISNUMBER({rab}{row}),{rab}{row}-N({dana}{row}),"")',
            tuple(None if each.rab is None else each.rab - each.funded for each in activities),
        ),
    )  # fmt: skip


def _cost_range(activity: Activity, catalogue: Catalogue) -> tuple[int, int] | None:
    if activity.katalog not in catalogue.by_code:
        return None
    return catalogue.cost_range(activity.katalog, activity.tahun_mulai)


def _unit(activity: Activity, catalogue: Catalogue) -> str:
    entry = catalogue.by_code.get(activity.katalog)
    return entry.satuan if entry else "?"


# ------------------------------------------------------------------ lokasi


def write_lokasi(book: Book, plan: Plan, totals: Totals, found: References, blank: int) -> None:
    """One row for each place and parameter of an activity, with the gap of the RT and what is left of it."""
    sheet = book.sheet(Sheet.LOKASI, repeat=(0, 0))
    placed = [each for activity in plan.kegiatan for each in activity.lokasi]
    rows = rows_of(plan, 0)[Sheet.LOKASI]
    blank *= LOKASI_PER_KEGIATAN
    computed = _lokasi_computed(placed, totals, found)
    rw, rt = (letter_of(Sheet.LOKASI, name) for name in ("rw", "rt"))
    write_rows(
        book, sheet, Sheet.LOKASI, rows, computed, blank,
        checks={
            "kegiatan": one_of(_kegiatan_codes(len(plan.kegiatan) + blank // LOKASI_PER_KEGIATAN)),
            "parameter": one_of(list(totals.rule.codes)),
            "rt": {
                "validate": "custom",
                "value": f'=COUNTIFS({found.rt("rw")},"="&${rw}2,{found.rt("rt")},"="&${rt}2)>0',
                "error_type": "warning",
                "error_message": "RW dan RT ini tidak ada dalam lembar rt.",
            },
        },
    )  # fmt: skip
    sheet.freeze_panes(1, 4)
    left = str(xl_col_to_name(len(COLUMNS[Sheet.LOKASI]) + 3))
    bad = book.style(bg_color=BAD, font_color="#8F2F29", bold=True)
    tint(sheet, left, max(1, len(rows) + blank), f"=IF(ISNUMBER(${left}2),${left}2<0,FALSE)", bad)


def _kegiatan_codes(count: int) -> str:
    letter = letter_of(Sheet.KEGIATAN, "kode")
    return f"=kegiatan!${letter}$2:${letter}${max(2, count + 1)}"


def _lokasi_computed(placed: Sequence[Location], totals: Totals, found: References) -> tuple[Computed, ...]:
    rw, rt, parameter, volume = (
        letter_of(Sheet.LOKASI, each) for each in ("rw", "rt", "parameter", "volume")
    )
    first = len(COLUMNS[Sheet.LOKASI])
    gap, used = (xl_col_to_name(first + at) for at in (1, 2))

    def at_rt(row: int, rws: str, rts: str) -> str:
        return f'{rws},"="&${rw}{row},{rts},"="&${rt}{row}'

    def place(row: int, then: str) -> str:
        return f'=IF(OR(${rw}{row}="",${rt}{row}="",${parameter}{row}=""),"",{then})'

    def gap_formula(row: int) -> str:
        which = at_rt(row, found.rt("rw"), found.rt("rt"))
        column = f"INDEX({found.rt_volumes},0,MATCH(${parameter}{row},{found.rt_codes},0))"
        return place(row, f'IF(COUNTIFS({which})=0,"RT?",IFERROR(SUMIFS({column},{which}),"?"))')

    def used_formula(row: int) -> str:
        which = at_rt(row, f"${rw}:${rw}", f"${rt}:${rt}")
        return place(
            row,
            f'ROUND(SUMIFS(${volume}:${volume},{which},${parameter}:${parameter},"="&${parameter}{row}),6)',
        )

    gaps, sums = _gaps(placed, totals), _sums(placed)
    return (
        Computed(
            "satuan", TEXT, 9,
            lambda row: (
                f'=IF(${parameter}{row}="","",'
                f'IFERROR(INDEX({found.rt_units},MATCH(${parameter}{row},{found.rt_codes},0)),"?"))'
            ),
            tuple(_parameter_unit(each.parameter, totals) for each in placed),
        ),
        Computed("kesenjangan", AMOUNT, 12, gap_formula, tuple(gaps)),
        Computed("terpakai", AMOUNT, 12, used_formula, tuple(sums)),
        Computed(
            "sisa", AMOUNT, 12,
            # Decimals of a spreadsheet are binary: 0.3 - 0.2 - 0.1 is not 0 there.
            lambda row: f'=IF(ISNUMBER(${gap}{row}),ROUND(${gap}{row}-${used}{row},6),"")',
            tuple(
                None if before is None or isinstance(before, str) else Decimal(before) - Decimal(done or 0)
                for before, done in zip(gaps, sums, strict=True)
            ),
        ),
    )  # fmt: skip


def _parameter_unit(code: str, totals: Totals) -> Cell:
    if not code:
        return None
    return totals.rule.parameter(code).unit.value if code in totals.rule.codes else "?"


def _gaps(placed: Sequence[Location], totals: Totals) -> list[Decimal | str | None]:
    at = {(each.rw, each.rt): number for number, each in enumerate(totals.places)}
    column = {code: number for number, code in enumerate(totals.rule.codes)}
    found: list[Decimal | str | None] = []
    for each in placed:
        if not each.parameter:
            found.append(None)
        elif (each.rw, each.rt) not in at:
            found.append("RT?")
        elif each.parameter not in column:
            found.append("?")
        else:
            volume = totals.volume[at[each.rw, each.rt], column[each.parameter]]
            found.append(to_decimal(int(volume)))
    return found


def _sums(placed: Sequence[Location]) -> list[Decimal | None]:
    total: dict[tuple[str, str, str], int] = {}
    for each in placed:
        key = each.rw, each.rt, each.parameter
        total[key] = total.get(key, 0) + to_millionths(each.volume or Decimal(0))
    return [
        to_decimal(total[each.rw, each.rt, each.parameter]) if each.parameter else None for each in placed
    ]


# ------------------------------------------------------------------ dana


def write_dana(book: Book, plan: Plan, found: References, blank: int) -> None:
    """One row for each line of money."""
    sheet = book.sheet(Sheet.DANA, repeat=(0, 0))
    rows = rows_of(plan, 0)[Sheet.DANA]
    write_rows(
        book, sheet, Sheet.DANA, rows, (), blank * DANA_PER_KEGIATAN,
        checks={
            "kegiatan": one_of(_kegiatan_codes(len(plan.kegiatan) + blank)),
            "sumber": one_of(f"={found.sumber}"),
            "status": one_of([each.value for each in Commitment]),
        },
    )  # fmt: skip
    sheet.freeze_panes(1, 1)
