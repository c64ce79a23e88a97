"""Survey files made for tests: one clean row, written as a table or a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from intake.survey import SurveyFile, read_survey
from planning.findings import Finding
from planning.rules import RULE_2018, RuleSet

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
NO_SHARED = "reference data ../shared/data is not beside the project"

NAMES = {"35.73.04.1005": "Sukun", "35.73.04.1006": "Tanjungrejo"}
CLEAN: dict[str, str] = {
    "tahun": "2024",
    "kode_kelurahan": "35.73.04.1005",
    "kelurahan": "Sukun",
    "kawasan": "Kawasan Sukun",
    "rw": "001",
    "rt": "001",
    "luas_ha": "1.5",
    "luas_sk_ha": "1.25",
    "bangunan": "40",
    "penduduk": "170",
    "kk": "42",
    "kk_mbr": "12",
    "jalan_ideal_m": "300",
    "drainase_ideal_m": "250",
    **dict.fromkeys(RULE_2018.codes, "0"),
    "rtp_ha": "0.02",
    "rtp_ideal_ha": "0.05",
}
COLUMNS = tuple(CLEAN)

Record = Mapping[str, object]


def row(**changes: object) -> dict[str, object]:
    """A clean row with some cells changed; `_1a` stands for the column `1a`."""
    return {**CLEAN, **{name.removeprefix("_"): value for name, value in changes.items()}}


def rts(count: int, **changes: object) -> list[dict[str, object]]:
    """Clean rows of different RT."""
    return [row(rt=f"{number:03}", **changes) for number in range(1, count + 1)]


def table(
    rows: Sequence[Record], *, columns: Sequence[str] = COLUMNS, separator: str = ",", end: str = "\n"
) -> str:
    """Rows as the text of a table with a header."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow(columns)
    writer.writerows([[record.get(column, "") for column in columns] for record in rows])
    return text.getvalue()


def write_table(path: Path, rows: Sequence[Record], *, columns: Sequence[str] = COLUMNS) -> Path:
    """Rows as a CSV file in UTF-8."""
    path.write_text(table(rows, columns=columns), encoding="utf-8", newline="")
    return path


def write_workbook(
    path: Path,
    rows: Sequence[Record],
    *,
    columns: Sequence[str] = COLUMNS,
    sheet: str = "baseline",
    top: int = 0,
    before: Sequence[str] = (),
) -> Path:
    """Rows as a workbook; texts that are plain numbers become numeric cells outside the identity columns."""
    as_text = {"kode_kelurahan", "kelurahan", "kawasan", "rw", "rt"}
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name in before:
            workbook.add_worksheet(name).write(0, 0, "catatan")
        page = workbook.add_worksheet(sheet)
        page.write_row(top, 0, columns)
        for number, record in enumerate(rows, top + 1):
            for at, column in enumerate(columns):
                value = record.get(column, "")
                if isinstance(value, str) and (column in as_text or not _plain(value)):
                    page.write_string(number, at, value)
                elif value != "":
                    page.write(number, at, float(value) if isinstance(value, str) else value)
    return path


def _plain(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def change_part(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Replace bytes within one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    return pack(path, parts)


def pack(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Write a zip archive of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def read(path: Path, *, rule: RuleSet = RULE_2018, tahun: int | None = None) -> SurveyFile:
    """Read with a list of known codes, so that finding B014 does not stand in every test."""
    return read_survey(path, rule=rule, tahun=tahun, names=NAMES)


def places(findings: Sequence[Finding]) -> list[tuple[str, str, int | None, str | None]]:
    """Code, severity, row and column of each finding."""
    return [(each.code, str(each.severity), each.row, each.column) for each in findings]
