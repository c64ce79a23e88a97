"""Plan files made for tests: one clean plan as cells, written as a workbook or as a folder of tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from intake.errors import UnreadablePlan
from intake.plan_file import PlanFile, read_plan
from planning.authority import Pelaksana, Skala
from planning.catalogue import Catalogue, CatalogueEntry, Komponen
from planning.findings import Finding
from planning.plan import Plan
from planning.plan_sheets import COLUMNS, SETTINGS, Sheet
from planning.rules import RULE_2018
from planning.survey import SurveyRows
from planning.territory import TerritoryCode
from tests.planning.reading import survey

R, K, L, D = Sheet
KODE = TerritoryCode("35.73.04.1005")
BASELINE = 2
AUTHOR, TODAY = "Sari", date(2026, 3, 2)
ENTRIES = Catalogue(
    (
        CatalogueEntry("JL1", "Paving jalan", "m2", Komponen.INFRASTRUKTUR, Skala.LINGKUNGAN, Pelaksana.KSM),
        CatalogueEntry(
            "DR2", "Drainase sekunder", "m", Komponen.INFRASTRUKTUR, Skala.KAWASAN, Pelaksana.DINAS
        ),
        CatalogueEntry("EK1", "Pelatihan usaha", "paket", Komponen.EKONOMI, Skala.LINGKUNGAN, Pelaksana.BKM),
    )
)
RT_NUMBERS = (
    ("001", "001"),
    ("001", "002"),
    ("002", "001"),
    ("010", "01"),
    ("A", "3"),
    ("5", "7"),
    ("05", "7"),
)
OUTLINE = """{"type": "MultiPolygon", "coordinates":
    [[[[112.62, -8.00], [112.64, -8.00], [112.64, -7.98], [112.62, -7.98], [112.62, -8.00]]]]}"""

Cells = Mapping[str, object]
Tables = dict[Sheet, list[dict[str, object]]]


def baseline() -> SurveyRows:
    """The RT of the baseline that the plans of these tests stand on; surveyed in 2025."""
    volumes = dict.fromkeys(RULE_2018.codes, "0")
    return survey(
        [
            {"kode_kelurahan": KODE.text, "tahun": "2025", "rw": rw, "rt": rt, **volumes}
            for rw, rt in RT_NUMBERS
        ]
    )


def setting(name: str, value: object) -> dict[str, object]:
    """One row of the table `rencana`."""
    return {"isian": name, "nilai": value}


def clean() -> Tables:
    """The cells of a plan of two activities in which nothing is wrong."""
    return {
        Sheet.RENCANA: [
            setting("kode", KODE.text),
            setting("baseline", BASELINE),
            setting("versi_dasar", 3),
            setting("tahun_awal", 2026),
            setting("tahun_target", 2030),
            setting("cara_luas", "ambang_layanan"),
            setting("kontribusi", "spreadsheet"),
            setting("batas_layanan", 85.5),
            setting("tahun_tanpa_kpp", 3),
        ],
        Sheet.KEGIATAN: [
            {
                "kode": "K-001", "katalog": "JL1", "nama": "Paving Gang Melati", "jalur": "peningkatan",
                "skala": "lingkungan", "pelaksana": "KSM", "tahun_mulai": 2026, "tahun_selesai": 2027,
                "jumlah": 180.5, "rab": 36_100_000, "kk": 40, "jiwa": 160, "perempuan": 82, "kk_mbr": 25,
                "lintang": -7.990798, "bujur": 112.631004, "kpp": "KPP Melati", "kode_kabkota": "MLG-07",
                "urutan": 1, "alasan_urutan": "Diputuskan musyawarah", "catatan": "Setelah pipa air",
            },
            {"kode": "K-002", "katalog": "EK1", "jalur": "pencegahan", "tahun_mulai": 2028},
        ],
        Sheet.LOKASI: [
            {"kegiatan": "K-001", "rw": "001", "rt": "001", "parameter": "2b", "volume": 120.25},
            {"kegiatan": "K-001", "rw": "001", "rt": "002", "parameter": "2b", "volume": 60, "tahun": 2026},
            {"kegiatan": "K-002", "rw": "A", "rt": "3"},
        ],
        Sheet.DANA: [
            {"kegiatan": "K-001", "sumber": "APBD-KAB", "tahun": 2026, "jumlah": 30_000_000,
             "status": "komitmen", "bukti": "DPA 1.03/2026"},
            {"kegiatan": "K-001", "sumber": "SWADAYA", "tahun": 2026, "jumlah": 6_100_000},
        ],
    }  # fmt: skip


def with_cells(tables: Tables, sheet: Sheet, at: int, **cells: object) -> Tables:
    """The same tables with some cells of one record changed."""
    tables[sheet][at] = {**tables[sheet][at], **cells}
    return tables


def with_setting(tables: Tables, name: str, value: object) -> Tables:
    """The same tables with another value of one setting."""
    rows = tables[Sheet.RENCANA]
    tables[Sheet.RENCANA] = [setting(name, value) if row["isian"] == name else row for row in rows]
    return tables


def names(sheet: Sheet) -> list[str]:
    """The columns of a sheet that are read."""
    return [column.name for column in COLUMNS[sheet]]


def columns_of(tables: Tables, sheet: Sheet) -> list[str]:
    """The columns of a sheet that are read, and others that its records have."""
    return list(dict.fromkeys([*names(sheet), *(key for row in tables[sheet] for key in row)]))


def write_workbook(path: Path, tables: Tables, *, top: int = 0, before: Sequence[str] = ()) -> Path:
    """The tables as a workbook; `top` blank rows above each header, sheets `before` with a note."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name in before:
            workbook.add_worksheet(name).write_string(0, 0, "catatan")
        for sheet in tables:
            page = workbook.add_worksheet(sheet.value)
            columns = columns_of(tables, sheet)
            page.write_row(top, 0, columns)
            for line, row in enumerate(tables[sheet], top + 1):
                for at, column in enumerate(columns):
                    write_cell(page, line, at, row.get(column))
    return path


def write_cell(page: xlsxwriter.worksheet.Worksheet, line: int, at: int, value: object) -> None:
    """One cell: text as text, decimals as the numbers that a spreadsheet holds."""
    if isinstance(value, str):
        if value:
            page.write_string(line, at, value)
    elif value is not None:
        page.write(line, at, float(value) if isinstance(value, Decimal) else value)


def write_folder(path: Path, tables: Tables, *, separator: str = ",", end: str = "\n") -> Path:
    """The tables as a folder of CSV files."""
    path.mkdir(exist_ok=True)
    for sheet in tables:
        columns = columns_of(tables, sheet)
        text = io.StringIO()
        writer = csv.writer(text, delimiter=separator, lineterminator=end)
        writer.writerow(columns)
        writer.writerows([["" if row.get(c) is None else row[c] for c in columns] for row in tables[sheet]])
        (path / f"{sheet}.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def cells_of(plan: Plan, version: int) -> Tables:
    """A plan as the cells of its file."""
    settings = plan.settings
    values = {
        "kode": plan.kode,
        "baseline": plan.baseline,
        "versi_dasar": version,
        **{column.name: getattr(settings, column.name) for column in SETTINGS[3:]},
    }
    return {
        Sheet.RENCANA: [setting(name, value) for name, value in values.items()],
        Sheet.KEGIATAN: [
            {
                **{name: getattr(each, name) for name in names(Sheet.KEGIATAN)[:10]},
                **{name: getattr(each.manfaat, name) for name in ("kk", "jiwa", "perempuan", "kk_mbr")},
                **{n: getattr(each, n) for n in ("lintang", "bujur", "kpp", "kode_kabkota", "catatan")},
                "urutan": each.urutan.urutan if each.urutan else None,
                "alasan_urutan": each.urutan.alasan if each.urutan else None,
            }
            for each in plan.kegiatan
        ],
        Sheet.LOKASI: [
            {"kegiatan": each.kode, **{n: getattr(place, n) for n in names(Sheet.LOKASI)[1:]}}
            for each in plan.kegiatan
            for place in each.lokasi
        ],
        Sheet.DANA: [
            {"kegiatan": each.kode, **{n: getattr(line, n) for n in names(Sheet.DANA)[1:]}}
            for each in plan.kegiatan
            for line in each.dana
        ],
    }


def read(path: Path, *, outline: str | None = None, number: int = BASELINE) -> PlanFile:
    """Read against the baseline of these tests."""
    return read_plan(
        path,
        code=KODE,
        rows=baseline(),
        baseline=number,
        catalogue=ENTRIES,
        author=AUTHOR,
        today=TODAY,
        outline=outline,
    )


def places(findings: Sequence[Finding]) -> list[tuple[str, str | None, int | None, str | None]]:
    """Code, sheet, row and column of each finding."""
    return [(each.code, each.sheet, each.row, each.column) for each in findings]


def workbook(folder: Path, tables: Tables, **more: Any) -> PlanFile:
    """The tables written as a workbook and read, with the outline of the kelurahan."""
    return read(write_workbook(folder / "rencana.xlsx", tables, **more), outline=OUTLINE)


def plan_of(found: PlanFile) -> Plan:
    """The plan of a file that must have one."""
    assert found.plan is not None, [each.text(str) for each in found.findings]
    return found.plan


def refused(path: Path) -> UnreadablePlan:
    """The error of a file that is no plan; it says all that an error of the house must say."""
    with pytest.raises(UnreadablePlan) as caught:
        read(path)
    error = caught.value
    assert error.expected
    assert error.found
    assert error.where
    assert error.remedy
    assert error.exit_code == 2
    return error
