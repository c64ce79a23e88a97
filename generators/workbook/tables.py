"""A plan as the tables of its file: cells by sheet and row, and the folder of CSV that holds them."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from planning.plan import Activity, Plan
from planning.plan_sheets import COLUMNS, SETTINGS, Sheet

Cell = Decimal | int | str | None
Row = tuple[Cell, ...]


def rows_of(plan: Plan, version: int) -> dict[Sheet, list[Row]]:
    """The rows of each sheet in the order of its columns; `version` is the one that an edit starts from."""
    return {
        Sheet.RENCANA: [(column.name, _settings(plan, version)[column.name]) for column in SETTINGS],
        Sheet.KEGIATAN: [_activity(each) for each in plan.kegiatan],
        Sheet.LOKASI: [
            (activity.kode, each.rw, each.rt, each.parameter, each.volume, each.tahun)
            for activity in plan.kegiatan
            for each in activity.lokasi
        ],
        Sheet.DANA: [
            (activity.kode, line.sumber, line.tahun, line.jumlah, line.status.value, line.bukti)
            for activity in plan.kegiatan
            for line in activity.dana
        ],
    }


def _settings(plan: Plan, version: int) -> dict[str, Cell]:
    settings = plan.settings
    return {
        "kode": plan.kode,
        "baseline": plan.baseline,
        "versi_dasar": version,
        "tahun_awal": settings.tahun_awal,
        "tahun_target": settings.tahun_target,
        "cara_luas": settings.cara_luas.value,
        "kontribusi": settings.kontribusi.value,
        "batas_layanan": settings.batas_layanan,
        "tahun_tanpa_kpp": settings.tahun_tanpa_kpp,
    }


def _activity(each: Activity) -> Row:
    order = each.urutan
    values: dict[str, Cell] = {
        "kode": each.kode, "katalog": each.katalog, "nama": each.nama, "jalur": each.jalur.value,
        "skala": each.skala.value, "pelaksana": each.pelaksana.value,
        "tahun_mulai": each.tahun_mulai, "tahun_selesai": each.tahun_selesai,
        "jumlah": each.jumlah, "rab": each.rab,
        "kk": each.manfaat.kk, "jiwa": each.manfaat.jiwa, "perempuan": each.manfaat.perempuan,
        "kk_mbr": each.manfaat.kk_mbr, "lintang": each.lintang, "bujur": each.bujur,
        "kpp": each.kpp, "kode_kabkota": each.kode_kabkota,
        "urutan": order.urutan if order else None, "alasan_urutan": order.alasan if order else "",
        "catatan": each.catatan,
    }  # fmt: skip
    return tuple(values[column.name] for column in COLUMNS[Sheet.KEGIATAN])


def csv_files(plan: Plan, version: int) -> dict[str, bytes]:
    """The tables as CSV files by name, UTF-8 with commas and decimal points; the same bytes for the same plan."""
    files = {}
    for sheet, rows in rows_of(plan, version).items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.name for column in COLUMNS[sheet]])
        writer.writerows([[_text(cell) for cell in row] for row in rows])
        files[f"{sheet.value}.csv"] = text.getvalue().encode("utf-8")
    return files


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
