"""Headers and sheets of a plan file, and files that are no plan."""

from __future__ import annotations

import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from intake import plan_table, workbook_xml
from intake.errors import UnreadablePlan
from intake.plan_file import read_plan_head
from planning.findings import Severity
from planning.plan_sheets import COLUMNS, COMPUTED, Sheet
from tests.intake.plan_samples import (
    D,
    K,
    L,
    R,
    clean,
    places,
    plan_of,
    read,
    refused,
    with_cells,
    workbook,
    write_cell,
    write_folder,
    write_workbook,
)
from tests.intake.samples import change_part, pack

# ------------------------------------------------------------------ headers and sheets


@pytest.mark.parametrize("sheet", Sheet)
def test_a_missing_sheet(tmp_path: Path, sheet: Sheet) -> None:
    tables = clean()
    del tables[sheet]
    error = refused(write_workbook(tmp_path / "a.xlsx", tables))
    assert places(error.findings) == [("P101", sheet.value, None, None)]
    assert error.details(str) == (
        f"P101 the sheet {sheet.value} is missing. Start from `nahkoda template plan`.",
    )
    error = refused(write_folder(tmp_path / "a", tables))
    assert places(error.findings) == [("P101", None, None, None)]
    assert error.findings[0].file == f"{sheet}.csv"


@pytest.mark.parametrize(
    ("sheet", "column"), [(sheet, each.name) for sheet in Sheet for each in COLUMNS[sheet] if each.required]
)
def test_a_missing_column(tmp_path: Path, sheet: Sheet, column: str) -> None:
    folder = write_folder(tmp_path / "a", clean())
    file = folder / f"{sheet}.csv"
    head, rest = file.read_text(encoding="utf-8").split("\n", 1)
    head = ",".join("lain" if name == column else name for name in head.split(","))
    file.write_text(f"{head}\n{rest}", encoding="utf-8")
    error = refused(folder)
    if sheet is R:
        # With one of two names gone the row is no header any more.
        assert places(error.findings) == [("P101", None, 1, None)]
    else:
        assert places(error.findings) == [("P110", None, 1, "lain"), ("P101", None, 1, column)]
    assert {each.file for each in error.findings} == {f"{sheet}.csv"}


def test_all_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    tables = clean()
    tables[D] = []
    tables[L] = [{"rw": "001", "rt": "001"}]
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, cells in (("rencana", ["isian", "nilai"]), ("kegiatan", ["kode"]), ("dana", ["tahun"])):
            book.add_worksheet(name).write_row(0, 0, cells)
    error = refused(path)
    assert places(error.findings) == [
        ("P101", "lokasi", None, None),
        ("P101", "kegiatan", 1, None),
        ("P101", "dana", 1, None),
    ]
    assert "kegiatan, sumber, tahun, jumlah" in error.details(str)[2]


def test_unknown_columns_are_warned_of_and_computed_ones_are_not(tmp_path: Path) -> None:
    tables = clean()
    for sheet, columns in COMPUTED.items():
        tables[sheet] = [{**row, **dict.fromkeys(columns, "?")} for row in tables[sheet]]
    assert workbook(tmp_path, tables).findings == ()
    tables = with_cells(tables, L, 0, Keterangan="x")
    found = workbook(tmp_path, tables)
    assert places(found.findings) == [("P110", "lokasi", 1, "Keterangan")]
    assert found.findings[0].severity is Severity.WARNING
    assert plan_of(found) == plan_of(workbook(tmp_path, clean()))


def test_a_doubled_column(tmp_path: Path) -> None:
    found = workbook(tmp_path, with_cells(clean(), D, 0, Jumlah=5))
    assert places(found.findings) == [("P102", "dana", 1, "jumlah")]
    assert found.plan is None


def test_a_shifted_row_of_a_table(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a", clean())
    file = folder / "dana.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("30000000", "30,000,000"), encoding="utf-8")
    found = read(folder)
    assert places(found.findings) == [("P102", None, 2, None)]
    assert found.plan is None
    file.write_text(
        file.read_text(encoding="utf-8").replace("30,000,000", "1") + ",,,,,,,9\n", encoding="utf-8"
    )
    found = read(folder)
    assert places(found.findings) == [("P102", None, 4, None)]
    assert found.plan is None


def test_prepared_rows_of_formulas_hold_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for sheet, rows in clean().items():
            page = book.add_worksheet(sheet.value)
            columns = [*(each.name for each in COLUMNS[sheet]), *COMPUTED[sheet]]
            page.write_row(0, 0, columns)
            for at, name in enumerate(columns):
                for line, row in enumerate(rows, 1):
                    write_cell(page, line, at, row.get(name))
                for line in range(1, 60):
                    if name in COMPUTED[sheet] and sheet is not R:
                        page.write_formula(line, at, '=IF(A1="","","")', None, "")
    found = read(path)
    assert found.findings == ()
    assert plan_of(found) == plan_of(workbook(tmp_path, clean()))


@pytest.mark.parametrize("result", ["#REF!", "#N/A", None])
def test_error_cells_and_formulas_without_result_are_not_blank(tmp_path: Path, result: str | None) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for sheet, rows in clean().items():
            page = book.add_worksheet(sheet.value)
            columns = [each.name for each in COLUMNS[sheet]]
            page.write_row(0, 0, columns)
            for line, row in enumerate(rows, 1):
                for at, name in enumerate(columns):
                    write_cell(page, line, at, row.get(name))
            if sheet is D:
                page.write_formula(2, columns.index("jumlah"), "=1", None, result or "")
                page.write_formula(2, columns.index("status"), "=1", None, result or "")
    found = read(path)
    assert places(found.findings) == [("P102", "dana", 3, "jumlah"), ("P102", "dana", 3, "status")]
    assert found.plan is None


def test_merged_cells(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", with_cells(clean(), L, 1, kegiatan=None))
    merged = b'<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="A9:F12"/></mergeCells>'
    change_part(path, "xl/worksheets/sheet3.xml", b"</sheetData>", b"</sheetData>" + merged)
    found = read(path)
    assert places(found.findings) == [("P102", "lokasi", 3, "kegiatan")]
    assert "merged" in found.findings[0].text(str)


def test_the_list_of_findings_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = clean()
    tables[L] = [{"kegiatan": "K-001", "rw": "9", "rt": str(at)} for at in range(20)]
    tables[D] = [{"kegiatan": "K-002", "sumber": "X", "tahun": 2026, "jumlah": 1}]
    monkeypatch.setattr(plan_table, "MAX_LISTED", 15)
    found = workbook(tmp_path, tables)
    assert found.plan is None
    assert [each.code for each in found.findings] == ["P107"] * 15 + ["P112"]
    assert found.findings[-1].severity is Severity.ERROR
    assert found.findings[-1].text(str).startswith("6 more findings")


def test_a_cut_of_warnings_alone_keeps_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_table, "MAX_LISTED", 2)
    found = workbook(tmp_path, with_cells(clean(), L, 0, a=1, b=2, c=3))
    assert [(each.code, each.severity) for each in found.findings] == [
        ("P110", Severity.WARNING),
        ("P110", Severity.WARNING),
        ("P112", Severity.WARNING),
    ]
    assert found.plan is not None


# ------------------------------------------------------------------ what is no plan


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.xlsx", b"", "an empty file"),
        ("a.pdf", b"%PDF-1.7\n", "a PDF"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old workbook"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, "damaged zip"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 30, "damaged"),
        ("a.html", b"<!DOCTYPE html><table>", "a web page"),
        ("rencana.csv", b"isian,nilai\nkode,35.73.04.1005\n", "a text table"),
        ("a.xlsx", b"isian,nilai\n", "text or other data"),
    ],
)
def test_other_kinds_of_file(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert found in refused(path).found
    with pytest.raises(UnreadablePlan):
        read_plan_head(path)
    folder = write_folder(tmp_path / "folder", clean())
    if name != "rencana.csv":
        (folder / "lokasi.csv").write_bytes(content)
        error = refused(folder) if not content.startswith(b"isian") else None
        assert error is None or error.where == "lokasi.csv"


def test_nothing_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "tidak-ada.xlsx").found == "none with this name"
    folder = tmp_path / "kosong"
    folder.mkdir()
    error = refused(folder)
    assert [each.code for each in error.findings] == ["P101"] * 4
    assert error.where == "kosong"
    (folder / "dana.csv").mkdir()
    assert refused(folder).found == "a directory"
    assert refused(folder / ("x" * 300)).where
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "pintu"))
        assert refused(tmp_path / "pintu").found == "something that is not a regular file"


def test_a_workbook_in_the_place_of_a_table(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a", clean())
    write_workbook(folder / "dana.csv", clean())
    assert refused(folder).found == "a workbook or another zip archive"


SHEET = "xl/worksheets/sheet3.xml"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_hostile_workbooks(tmp_path: Path) -> None:
    good = write_workbook(tmp_path / "a.xlsx", clean())
    content = parts(good)
    bad = tmp_path / "b.xlsx"
    assert "macros" in refused(pack(bad, content | {"xl/vbaProject.bin": b"x"})).found
    assert "100 times" in refused(pack(bad, content | {"xl/media/a.png": b" " * (64 << 20)})).found
    assert "unsafe names" in refused(pack(bad, content | {"../a.xml": b"<x/>"})).found
    doctype = content[SHEET].replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
    assert "document type" in refused(pack(bad, content | {SHEET: doctype})).found
    corner = content[SHEET].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert "16384 columns" in refused(pack(bad, content | {SHEET: corner})).found
    rest = {name: part for name, part in content.items() if name != SHEET}
    assert "damaged" in refused(pack(bad, rest)).found
    assert "a Word document" in refused(pack(bad, {"word/document.xml": b"<x/>"})).found


def test_a_cell_of_one_megabyte(tmp_path: Path) -> None:
    tables = with_cells(clean(), K, 0, catatan="x")
    path = write_workbook(tmp_path / "a.xlsx", tables)
    content = parts(path)
    long = b"<t>" + b"x" * (1 << 20) + b"</t>"
    assert b"<t>x</t>" in content["xl/sharedStrings.xml"]
    content["xl/sharedStrings.xml"] = content["xl/sharedStrings.xml"].replace(b"<t>x</t>", long)
    assert refused(pack(path, content)).expected == f"at most {workbook_xml.MAX_TEXT} characters in one cell"
    folder = write_folder(tmp_path / "a", with_cells(clean(), K, 0, catatan="x" * (1 << 20)))
    assert refused(folder).where.startswith("kegiatan.csv")


def test_sheets_of_large_rectangles_never_stand_in_memory_together(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", clean())
    content = parts(path)
    corner = b'<row r="200000"><c r="P200000" t="str"><v> </v></c></row></sheetData>'
    for number in range(1, 5):
        name = f"xl/worksheets/sheet{number}.xml"
        content[name] = content[name].replace(b"</sheetData>", corner)
    pack(path, content)
    code = (
        "import sys; from pathlib import Path; from tests.intake.plan_samples import read;"
        "found = read(Path(sys.argv[1])); assert found.plan;"
        # Not ru_maxrss: it counts the process that started this one as well.
        "status = Path('/proc/self/status').read_text();"
        "print(int(status.partition('VmHWM:')[2].split()[0]) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    # One sheet of 4.2 million cells takes some 130 MiB; four at once would take 560.
    assert int(done.stdout) < 350
