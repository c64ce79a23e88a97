"""XLSX files as people send them, and as an attacker would."""

from __future__ import annotations

import datetime
import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from intake import limits, workbook_xml
from intake.errors import UnreadableSurvey
from planning.findings import Severity
from planning.rules import SIZE_INDEX, Size
from tests.intake.samples import (
    COLUMNS,
    change_part,
    pack,
    places,
    read,
    row,
    rts,
    write_workbook,
)

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """A clean workbook of two RT."""
    return write_workbook(tmp_path / "survei.xlsx", rts(2))


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refused(path: Path) -> UnreadableSurvey:
    """The error of a workbook that is no survey."""
    with pytest.raises(UnreadableSurvey) as caught:
        read(path)
    error = caught.value
    assert error.expected
    assert error.found
    assert error.where.startswith(path.name)
    assert error.remedy.endswith(".")
    return error


def test_values_are_those_of_the_table(survey: Path) -> None:
    found = read(survey)
    assert found.findings == ()
    assert found.sheet == "baseline"
    assert found.rows.sizes[0, SIZE_INDEX[Size.LUAS_SK]] == 1_250_000
    assert found.rows.tahun.tolist() == [2024, 2024]


def test_the_sheet_named_baseline_is_preferred(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survei.xlsx", [row()], sheet=" BaseLine ", before=["sampul"])
    assert read(path).sheet == " BaseLine "


def test_else_the_first_sheet(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survei.xlsx", [row()], sheet="Data RT")
    assert read(path).sheet == "Data RT"
    other = write_workbook(tmp_path / "sampul.xlsx", [row()], sheet="Data RT", before=["sampul"])
    assert "sheet sampul" in refused(other).where


def test_a_hidden_first_sheet_is_not_the_first_that_people_see(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survei.xlsx", [row()], sheet="Data RT", before=["daftar"])
    change_part(path, "xl/workbook.xml", b'name="daftar"', b'name="daftar" state="hidden"')
    assert read(path).sheet == "Data RT"


def test_row_numbers_are_those_of_the_sheet(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survei.xlsx", [row(_4a="x")], top=7)
    assert places(read(path).findings) == [("B002", "error", 9, "4a")]


def test_table_that_does_not_begin_in_column_a(tmp_path: Path) -> None:
    path = tmp_path / "survei.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet()
        page.write_row(4, 3, COLUMNS)
        page.write_row(5, 3, [row()[name] for name in COLUMNS])
        page.write_formula(5, 3 + COLUMNS.index("2a"), "=1/0", None, "#DIV/0!")
    assert places(read(path).findings) == [("B002", "error", 6, "2a")]


def test_numeric_rw_and_rt_become_text(tmp_path: Path) -> None:
    found = read(write_workbook(tmp_path / "survei.xlsx", [row(rw=1, rt=12)]))
    assert (found.rows.rw[0], found.rows.rt[0]) == ("1", "12")


def test_text_cells_follow_the_rules_of_text(tmp_path: Path) -> None:
    path = tmp_path / "survei.xlsx"
    cells = row(jalan_ideal_m="1.200", kk="1.234", luas_ha="1,234", tahun="2024", _3a="-", _5a=" ")
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet()
        for at, column in enumerate(COLUMNS):
            page.write_string(0, at, column)
            page.write_string(1, at, str(cells[column]))
    assert places(read(path).findings) == [
        ("B002", "error", 2, "kk"),
        ("B002", "error", 2, "jalan_ideal_m"),
        ("B010", "warning", 2, "5a"),
    ]


def test_numeric_cells_are_never_ambiguous(tmp_path: Path) -> None:
    found = read(write_workbook(tmp_path / "survei.xlsx", [row(jalan_ideal_m=1.2, luas_ha=0.1 + 0.2)]))
    assert found.findings == ()
    assert found.rows.sizes[0, SIZE_INDEX[Size.JALAN_IDEAL]] == 1_200_000
    assert found.rows.sizes[0, SIZE_INDEX[Size.LUAS]] == 300_000


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!"])
def test_error_cells_are_not_blank(tmp_path: Path, error: str) -> None:
    path = tmp_path / "survei.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("sampul")
        page = workbook.add_worksheet("baseline")
        page.write_row(0, 0, COLUMNS)
        for number, record in enumerate(rts(2), 1):
            page.write_row(number, 0, [record[name] for name in COLUMNS])
        page.write_formula(2, COLUMNS.index("7b"), "=A1", None, error)
    (finding,) = read(path).findings
    assert places([finding]) == [("B002", "error", 3, "7b")]
    assert dict(finding.values)["found"] == error


def test_formulas_give_their_stored_result(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survei.xlsx", [row(_5a=7777)])
    change_part(path, SHEET, b"<v>7777</v>", b"<f>SUM(1,2)</f><v>3</v>")
    assert read(path).rows.volume[0].max() == 3_000_000


def test_formula_without_a_stored_result_is_not_blank(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survei.xlsx", [row(_5a=7777)])
    change_part(path, SHEET, b"<v>7777</v>", b"<f>SUM(1,2)</f>")
    (finding,) = read(path).findings
    assert places([finding]) == [("B002", "error", 2, "5a")]
    assert dict(finding.values)["found"] == "a formula without a stored result"


def test_dates_and_truth_values_are_no_numbers(tmp_path: Path) -> None:
    path = tmp_path / "survei.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, COLUMNS)
        for number, record in enumerate(rts(3, bangunan=1.0, _1a=1.0), 1):
            page.write_row(number, 0, [record[name] for name in COLUMNS])
        page.write_boolean(2, COLUMNS.index("1a"), True)
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        page.write_datetime(3, COLUMNS.index("penduduk"), datetime.datetime(2024, 1, 2), day)  # noqa: DTZ001
        page.write_datetime(3, COLUMNS.index("rt"), datetime.datetime(2024, 2, 1), day)  # noqa: DTZ001
    found = read(path)
    wrong = [each for each in found.findings if each.code == "B002"]
    assert places(wrong) == [
        ("B002", "error", 3, "1a"),
        ("B002", "error", 4, "rt"),
        ("B002", "error", 4, "penduduk"),
    ]
    assert dict(wrong[0].values)["found"] == "the truth value TRUE"
    assert dict(wrong[1].values)["found"] == "the date or time 2024-02-01"
    assert found.rows.rt.tolist() == ["001"]


def test_formatted_blank_rows_to_the_last_row_of_the_sheet(survey: Path) -> None:
    blank = b"".join(
        b'<row r="%d"><c r="A%d" s="0"/></row>' % (line, line) for line in range(1048000, 1048577)
    )
    change_part(survey, SHEET, b"</sheetData>", blank + b"</sheetData>")
    found = read(survey)
    assert (len(found.rows), found.findings) == (2, ())


def test_notes_beside_the_table_are_no_shift(survey: Path) -> None:
    change_part(
        survey,
        SHEET,
        b"</sheetData>",
        b'<row r="9"><c r="AJ9" t="inlineStr"><is><t>dicek</t></is></c></row></sheetData>',
    )
    found = read(survey)
    assert (len(found.rows), found.findings) == (2, ())


def test_empty_workbook(tmp_path: Path) -> None:
    path = tmp_path / "kosong.xlsx"
    xlsxwriter.Workbook(str(path)).close()
    assert refused(path).found == "no filled cell"


def test_stray_cell_in_the_last_corner(survey: Path) -> None:
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    change_part(survey, SHEET, b"</sheetData>", corner)
    assert "1048576 rows and 16384 columns" in refused(survey).found


@pytest.mark.parametrize(
    "cell",
    [
        b"<row r = '1048576'><c\nr =\n'XFD1048576'><v>1</v></c></row>",
        b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c r="&#88;FD1048576" t="inlineStr"><is><t>1</t></is></c></row>',
        b'<x:row xmlns:x="x" r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        b'<row r="99999999999999"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="9"><c r="A99999999"><v>1</v></c></row>',
    ],
)
def test_stray_cell_written_oddly(survey: Path, cell: bytes) -> None:
    change_part(survey, SHEET, b"</sheetData>", cell + b"</sheetData>")
    assert refused(survey).expected == "filled cells close together"


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="x"/>',
        b'<row r="9"><c r="A%s"/></row>' % (b"9" * 5000),
        b'<row r="9"><c r="%s9"/></row>' % (b"A" * 5000),
        b'<row r="9"><c r="[9"/></row>',
        b"<row",
        b"</worksheet>",
        b"&nbsp;",
    ],
)
def test_broken_cells(survey: Path, cell: bytes) -> None:
    change_part(survey, SHEET, b"</sheetData>", cell + b"</sheetData>")
    assert "damaged" in refused(survey).found


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]
)
def test_document_type_is_refused(survey: Path, part: str) -> None:
    bomb = b'?>\n<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    change_part(survey, part, b"?>", bomb)
    assert "document type" in refused(survey).found


def test_sheet_hidden_in_a_part_that_is_not_read_as_xml(survey: Path) -> None:
    content = parts(survey)
    content["xl/worksheets/sheet1.vml"] = content.pop(SHEET)
    rels = "xl/_rels/workbook.xml.rels"
    content[rels] = content[rels].replace(b"sheet1.xml", b"sheet1.vml")
    assert "not an XML part" in refused(pack(survey, content)).found


def test_too_many_error_cells(survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_xml, "MAX_NOTED", 3)
    cells = b"".join(b'<c r="%cA9" t="e"><v>#REF!</v></c>' % letter for letter in b"ABCDE")
    change_part(survey, SHEET, b"</sheetData>", b'<row r="9">' + cells + b"</row></sheetData>")
    assert "more than 3 cells with errors" in refused(survey).found


def test_macros(survey: Path) -> None:
    assert "macros" in refused(pack(survey, parts(survey) | {"xl/vbaProject.bin": b"x"})).found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("word/document.xml", "a Word document"),
        ("content.xml", "an OpenDocument file"),
        ("xl/workbook.bin", "a binary workbook"),
        ("foto.jpg", "a zip archive without a workbook"),
    ],
)
def test_other_archives_under_the_name_xlsx(tmp_path: Path, name: str, found: str) -> None:
    assert found in refused(pack(tmp_path / "a.xlsx", {name: b"<x/>"})).found


def test_archive_with_doubled_or_unsafe_names(survey: Path) -> None:
    for name in ("../naik.xml", "/akar.xml", "C:\\x.xml", "XL/Workbook.xml"):
        assert (
            "unsafe names" in refused(pack(survey.with_name("b.xlsx"), parts(survey) | {name: b"<x/>"})).found
        )


def test_archive_with_too_many_parts(survey: Path) -> None:
    more = {f"xl/{number}.xml": b"<x/>" for number in range(limits.MAX_ENTRIES)}
    assert "parts" in refused(pack(survey, parts(survey) | more)).found


def test_archive_bomb(survey: Path) -> None:
    # 64 MiB of blanks pack into some 60 KiB; the sizes in the headers are not asked.
    path = pack(survey, parts(survey) | {"xl/media/image1.png": b" " * (64 * limits.MIB)})
    assert path.stat().st_size < limits.MIB
    assert "100 times its size" in refused(path).found


_READ_WITHIN_LIMIT = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from intake.errors import UnreadableSurvey
from tests.intake.samples import read
try:
    read(Path(sys.argv[1]))
except UnreadableSurvey as error:
    print(error.found)
"""


def shared_bomb(path: Path, text: bytes, cells: int) -> Path:
    """A workbook whose many cells all refer to one long shared string."""
    content = parts(path)
    content["xl/sharedStrings.xml"] = b"<sst><si>" + text + b"</si></sst>"
    lines = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, cells + 1))
    content[SHEET] = b"<worksheet><sheetData>" + lines + b"</sheetData></worksheet>"
    return pack(path, content)


@pytest.mark.parametrize(
    ("text", "cells", "found"),
    [
        (b"<t>" + b"x" * 5_000_000 + b"</t>", 2_600, "more in xl/sharedstrings.xml"),
        (b"<r><rPr><b/></rPr><t>" + b"x" * 5_000 + b"</t></r>", 300_000, "a text of 5000 bytes"),
    ],
)
def test_long_shared_string_in_many_cells(survey: Path, text: bytes, cells: int, found: str) -> None:
    path = shared_bomb(survey, text, cells)
    assert path.stat().st_size < 2 * limits.MIB
    child = subprocess.run(
        [sys.executable, "-c", _READ_WITHIN_LIMIT, str(path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (child.returncode, child.stderr) == (0, "")
    assert child.stdout.startswith(found)


@pytest.mark.parametrize(
    "text",
    [
        b"<t>%s</t>",
        b"<x:t>%s</x:t>",
        b"<r><rPr><b/></rPr><t>x</t></r><r><rPr><b/></rPr><t>%s</t></r>",
        b"<t>%s</t><rPh><t>y</t></rPh>",
    ],
)
@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/SharedStrings.XML"])
def test_text_longer_than_a_cell_holds(survey: Path, text: bytes, name: str) -> None:
    content = parts(survey)
    content.pop("xl/sharedStrings.xml")
    long = text % (b"x" * (workbook_xml.MAX_TEXT + 1))
    content[name] = b'<sst xmlns:x="x"><si>' + long + b"</si></sst>"
    assert refused(pack(survey, content)).expected == "at most 32767 characters in one cell"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="AJ9" t="inlineStr"><is><t>%s</t></is></c>',
        b'<c r="AJ9" t="inlineStr"><is><r><t>y</t></r><r><t>%s</t></r></is></c>',
        b'<c r="AJ9" t="str"><f>A1</f><v>%s</v></c>',
        b'<c r="AJ9"><v>%s</v></c>',
    ],
)
def test_long_text_within_the_sheet(survey: Path, cell: bytes) -> None:
    line = b'<row r="9">' + cell % (b"x" * (workbook_xml.MAX_TEXT + 1)) + b"</row></sheetData>"
    change_part(survey, SHEET, b"</sheetData>", line)
    assert refused(survey).found == "more in xl/worksheets/sheet1.xml"


def test_the_longest_text_and_text_outside_cells_are_read(survey: Path) -> None:
    long = b"x" * workbook_xml.MAX_TEXT
    line = b'<row r="9">\n<c r="AJ9" t="inlineStr"><is><t>' + long + b"</t></is></c></row></sheetData>"
    notes = b"".join(b"<f>%s</f><oddHeader>%s</oddHeader>" % (long, long) for _ in range(3))
    change_part(survey, SHEET, b"</sheetData>", line + notes)
    assert len(read(survey).rows) == 2


def test_archive_that_unpacks_too_large(survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 5_000)
    assert "when unpacked" in refused(survey).found


def test_archive_whose_headers_lie_about_the_size(survey: Path) -> None:
    path = pack(survey, parts(survey) | {"xl/media/image1.png": b" " * (64 * limits.MIB)})
    size = struct.pack("<L", 64 * limits.MIB)
    assert size in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<L", 100)))
    assert refused(path).expected.startswith("an XLSX workbook")


def test_workbook_too_large_to_open(survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_WORKBOOK_BYTES", 1_000)
    assert "at most 0 MiB" in refused(survey).expected


def test_encrypted_archive(survey: Path) -> None:
    data = bytearray(survey.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    survey.write_bytes(data)
    assert "encrypted" in refused(survey).found


def test_cut_off_workbook(survey: Path) -> None:
    data = survey.read_bytes()
    for length in range(4, len(data), max(1, len(data) // 40)):
        survey.write_bytes(data[:length])
        assert "damaged" in refused(survey).found


def test_wrong_checksum(survey: Path) -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts(survey).items():
            archive.writestr(name, content)
    survey.write_bytes(stored.getvalue().replace(b"sheetData", b"sheetDatb", 1))
    assert "damaged" in refused(survey).found


def test_workbook_without_its_sheet(survey: Path) -> None:
    content = parts(survey)
    del content[SHEET]
    assert "damaged" in refused(pack(survey, content)).found


def test_workbook_that_lists_no_sheet(survey: Path) -> None:
    content = parts(survey)
    start, end = content["xl/workbook.xml"].index(b"<sheets>"), content["xl/workbook.xml"].index(b"</sheets>")
    content["xl/workbook.xml"] = content["xl/workbook.xml"][: start + 8] + content["xl/workbook.xml"][end:]
    assert refused(pack(survey, content)).expected == "a workbook with a sheet of cells"


def test_formula_with_an_empty_result_is_not_blank(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survei.xlsx", [row(_5a=7777)])
    change_part(path, SHEET, b"<v>7777</v>", b"<f>SUM(1,2)</f><v></v>")
    (finding,) = read(path).findings
    assert places([finding]) == [("B002", "error", 2, "5a")]
    assert dict(finding.values)["found"] == "a formula without a stored result"


def test_cells_under_a_merged_one_are_named(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [*rts(1, kawasan="Kawasan X"), *rts(3, kawasan="")[1:]])
    letter = chr(ord("A") + COLUMNS.index("kawasan"))
    merged = f'<mergeCells count="1"><mergeCell ref="{letter}2:{letter}4"/></mergeCells>'
    change_part(path, SHEET, b"</sheetData>", b"</sheetData>" + merged.encode())
    survey = read(path)
    found = [each for each in survey.findings if each.severity is Severity.ERROR]
    assert [(each.code, each.row, each.column) for each in found] == [
        ("B002", 3, "kawasan"),
        ("B002", 4, "kawasan"),
    ]
    assert all("merged" in dict(each.values)["found"] for each in found)
    assert (len(survey.rows), survey.refused) == (1, 2)


def test_merged_cells_in_titles_and_blank_lines_are_no_fault(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", rts(2))
    merged = b'<mergeCells count="1"><mergeCell ref="A9:F12"/></mergeCells>'
    change_part(path, SHEET, b"</sheetData>", b"</sheetData>" + merged)
    assert (len(read(path).rows), read(path).refused) == (2, 0)


def test_damaged_part_packed_by_lzma(survey: Path) -> None:
    content = parts(survey)
    with zipfile.ZipFile(survey, "w", zipfile.ZIP_LZMA) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    data = bytearray(survey.read_bytes())
    # Behind the local header (30 bytes and the name) and the properties of the packer (9 bytes).
    at = 30 + len(next(iter(content))) + 9
    data[at : at + 40] = b"\xff" * 40
    survey.write_bytes(data)
    assert "damaged" in refused(survey).found
