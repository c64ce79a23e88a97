"""CSV files as people send them: encodings, separators, headers, odd rows, and what is refused."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from intake import limits, sheet
from intake.errors import UnreadableSurvey
from planning.quantity import Empty
from planning.rules import SIZE_INDEX, Size
from tests.intake.samples import COLUMNS, places, read, row, rts, table, write_table


def written(folder: Path, content: bytes | str, name: str = "survei.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> UnreadableSurvey:
    """The error of a file that is no survey; it says all that an error of the house must say."""
    with pytest.raises(UnreadableSurvey) as caught:
        read(path)
    error = caught.value
    assert error.expected
    assert error.found
    assert error.where.startswith(path.name)
    assert error.remedy.endswith((".", "`"))
    assert error.exit_code == 2
    return error


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    text = table(rts(2, kawasan="Kampung “Café”"), separator=separator, end=end)
    found = read(written(tmp_path, text.encode(encoding)))
    assert found.findings == ()
    assert found.rows.kawasan.tolist() == ["Kampung “Café”"] * 2
    assert found.rows.line.tolist() == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark(tmp_path: Path, encoding: str) -> None:
    assert "byte order mark" in refused(written(tmp_path, table([row()]).encode(encoding))).found


def test_utf16_cut_within_a_character(tmp_path: Path) -> None:
    assert "utf-16" in refused(written(tmp_path, table([row()]).encode("utf-16")[:-1])).found


def test_bytes_of_no_encoding(tmp_path: Path) -> None:
    assert "not UTF-8" in refused(written(tmp_path, table([row()]).encode() + b"\x81\x8d")).found


def test_decimal_comma_with_semicolons(tmp_path: Path) -> None:
    text = table([row(luas_ha="0,848808", _4a="0,5", jalan_ideal_m="300,5")], separator=";")
    found = read(written(tmp_path, text))
    assert found.findings == ()
    assert found.rows.sizes[0, SIZE_INDEX[Size.LUAS]] == 848_808
    assert found.rows.sizes[0, SIZE_INDEX[Size.JALAN_IDEAL]] == 300_500_000


def test_decimal_comma_in_a_comma_table_shifts_the_row(tmp_path: Path) -> None:
    good, bad = table(rts(2)).splitlines()[1:]
    text = "\n".join([",".join(COLUMNS), good, bad.replace("1.5,", "1,5,", 1), ""])
    found = read(written(tmp_path, text))
    assert places(found.findings) == [("B002", "error", 3, None)]
    assert dict(found.findings[0].values)["found"].startswith(f"{len(COLUMNS) + 1} ")
    assert (found.refused, len(found.rows)) == (1, 1)


def test_a_row_with_fewer_cells_is_blank_behind(tmp_path: Path) -> None:
    line = ",".join(str(row()[name]) for name in COLUMNS[:-4])
    found = read(written(tmp_path, ",".join(COLUMNS) + "\n" + line + "\n"))
    assert places(found.findings) == [("B010", "warning", 2, "7a"), ("B010", "warning", 2, "7b")]
    assert found.rows.volume_state[0, -1] == Empty.NOT_FILLED


def test_blank_cells_behind_the_header_are_no_shift(tmp_path: Path) -> None:
    text = table([row()]).replace("\n", ",, ,\n")
    assert read(written(tmp_path, text)).findings == ()


def test_blank_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    header, line = table([row(_5a="x")]).splitlines()
    blank = "," * (len(COLUMNS) - 1)
    found = read(written(tmp_path, "\n".join([header, "", blank, " ," + blank[1:], line, blank, "", ""])))
    assert places(found.findings) == [("B002", "error", 5, "5a")]


def test_header_without_case_or_blanks_in_any_order(tmp_path: Path) -> None:
    columns = [f" {name.upper()}\N{NO-BREAK SPACE}" for name in reversed(COLUMNS)]
    text = table([{name: row()[name.strip().lower()] for name in columns}], columns=columns)
    found = read(written(tmp_path, text))
    assert found.findings == ()
    assert found.rows.kode.tolist() == ["35.73.04.1005"]


def test_notes_above_and_units_below_the_header(tmp_path: Path) -> None:
    header, line = table([row(_5a="-1")]).splitlines()
    units = ",".join(
        "ha" if name.endswith("ha") else "" if name in ("kode_kelurahan", "rw", "rt") else "unit"
        for name in COLUMNS
    )
    text = "\n".join(["DATA BASELINE", "Kelurahan: Sukun, rw dan rt lengkap", "", header, units, line, ""])
    found = read(written(tmp_path, text))
    assert places(found.findings) == [("B003", "error", 6, "5a")]


def test_header_below_row_20_is_not_looked_for(tmp_path: Path) -> None:
    assert read(written(tmp_path, "x\n" * 19 + table([row()]))).refused == 0
    assert "header row" in refused(written(tmp_path, "x\n" * 20 + table([row()]))).expected


def test_a_total_at_the_end_is_not_taken_for_an_rt(tmp_path: Path) -> None:
    total = {**dict.fromkeys(COLUMNS, ""), "tahun": "Jumlah", "penduduk": "170"}
    found = read(write_table(tmp_path / "survei.csv", [row(), total]))
    assert found.refused == 1
    assert ("B010", "error", 3, "kode_kelurahan") in places(found.findings)


def test_quoted_cells(tmp_path: Path) -> None:
    text = table([row(kawasan='Gang "Mawar", RW 1\nutara'), row(rt="002", _5a="x")])
    found = read(written(tmp_path, text))
    assert found.rows.kawasan.tolist() == ['Gang "Mawar", RW 1 utara']
    # A spreadsheet shows a cell of two lines as one row.
    assert places(found.findings) == [("B002", "error", 3, "5a")]


@pytest.mark.parametrize("kawasan", ['"Mawar', '"Mawar"x', '"' + "x" * 200_000])
def test_quotes_that_do_not_close(tmp_path: Path, kawasan: str) -> None:
    lines = table([row(), row(kawasan="@", rt="002"), row(rt="003")]).replace("@", kawasan)
    error = refused(written(tmp_path, lines))
    assert "quote" in error.found
    assert error.where == "survei.csv, row 3"


def test_kawasan_and_name_with_a_dash_are_blank(tmp_path: Path) -> None:
    found = read(write_table(tmp_path / "survei.csv", [row(kawasan="-", kelurahan=" - ")]))
    assert found.findings == ()
    assert (found.rows.kawasan[0], found.rows.nama[0]) == ("", "")


def test_columns_that_may_be_missing(tmp_path: Path) -> None:
    optional = {"kelurahan", "kawasan", "luas_sk_ha", "kk_mbr", "rtp_ha", "rtp_ideal_ha"}
    columns = [name for name in COLUMNS if name not in optional]
    found = read(write_table(tmp_path / "survei.csv", [row()], columns=columns))
    assert found.findings == ()
    assert found.rows.size_state[0, SIZE_INDEX[Size.KK_MBR]] == Empty.NOT_FILLED
    assert found.rows.kawasan.tolist() == [""]


def test_kinds_of_empty(tmp_path: Path) -> None:
    found = read(write_table(tmp_path / "survei.csv", [row(_1a="0", _1b="-", _1c="")]))
    assert found.rows.volume_state[0, :3].tolist() == [Empty.FILLED, Empty.NOT_APPLICABLE, Empty.NOT_FILLED]
    assert found.rows.volume[0, :3].tolist() == [0, 0, 0]


def test_digest_and_size_are_of_the_source(tmp_path: Path) -> None:
    path = write_table(tmp_path / "survei.csv", [row()])
    found = read(path)
    assert found.source.data == path.read_bytes()
    assert found.sha256 == limits.read_source(path).sha256
    assert len(found.sha256) == 64
    assert found.sheet is None


def test_header_only(tmp_path: Path) -> None:
    error = refused(written(tmp_path, table([])))
    assert error.found == "no rows"
    assert error.where == "survei.csv, row 1"


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", b"", "an empty file"),
        ("a.csv", b"\n\n  \n", "no filled cell"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "binary data"),
        ("a.csv", b"a,b\0c\n", "binary data"),
        ("a.csv", b"%PDF-1.7\n", "a PDF"),
        ("a.xls", b"\xef\xbb\xbf <HTML><table><tr><td>tahun</td></tr></table></HTML>", "a web page"),
        ("a.xls", b"<!DOCTYPE html>\n<html></html>", "a web page"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", "an XML file"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old workbook"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "locked by a password",
        ),
        ("a.xlsx", b"tahun,kode_kelurahan\n", "text or other data under the name .xlsx"),
        ("a.ods", b"tahun,kode_kelurahan\n", "text or other data under the name .ods"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, "an empty or damaged zip archive"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 60, "a damaged or unsafe file"),
    ],
)
def test_files_of_another_kind(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    assert found in refused(written(tmp_path, content, name)).found


def test_missing_file(tmp_path: Path) -> None:
    assert "none with this name" in refused(tmp_path / "tidak ada.csv").found


def test_directory(tmp_path: Path) -> None:
    assert "directory" in refused(tmp_path).found


def test_name_that_cannot_be_one(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSurvey):
        read(tmp_path / "a\0b.csv")
    with pytest.raises(UnreadableSurvey):
        read(tmp_path / ("x" * 5_000))


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_table(tmp_path / "survei.csv", [row()])

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Who runs the tests as root may read everything.
    monkeypatch.setattr(Path, "open", denied)
    assert "permission" in refused(path).found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_socket_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.csv")
    assert "regular file" in refused(tmp_path / "pipa.csv").found
    with socket.socket(socket.AF_UNIX) as listener:
        place = tmp_path / "s"
        listener.bind(str(place))
        assert "regular file" in refused(place).found


def test_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_table(tmp_path / "survei.csv", [row()])
    with path.open("r+b") as file:
        file.truncate(limits.MAX_TABLE_BYTES + 1)
    error = refused(path)
    assert (error.expected, error.found) == ("a file of at most 256 MiB", "256.0 MiB")


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    assert len(read(write_table(tmp_path / "survei.csv", rts(3))).rows) == 3
    assert refused(write_table(tmp_path / "survei.csv", rts(4))).expected == "at most 3 rows"


def test_too_many_columns(tmp_path: Path) -> None:
    columns = [*COLUMNS, *(f"x{number}" for number in range(300))]
    assert (
        refused(write_table(tmp_path / "survei.csv", [row()], columns=columns)).expected
        == "at most 256 columns"
    )
