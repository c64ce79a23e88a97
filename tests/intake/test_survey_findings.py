"""Every finding code once, with file, sheet, row and column."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from intake.errors import UnreadableSurvey
from intake.survey import MAX_LISTED, SurveyFile, read_survey
from planning.errors import UnknownValue
from planning.findings import FINDING_KINDS, Finding, Severity
from planning.rules import RULE_2016, RULE_2018, SIZE_INDEX, Size
from tests.intake.samples import CLEAN, COLUMNS, places, read, row, rts, write_table, write_workbook

BOTH = pytest.mark.parametrize("kind", ["csv", "xlsx"])


def survey(folder: Path, kind: str, rows: list[dict[str, object]]) -> SurveyFile:
    """The rows written in one kind of file and read again."""
    if kind == "csv":
        return read(write_table(folder / "survei.csv", rows))
    return read(write_workbook(folder / "survei.xlsx", rows))


def only(found: SurveyFile, kind: str) -> Finding:
    """The single finding of a file; it names the file and, in a workbook, the sheet."""
    (finding,) = found.findings
    assert finding.file == f"survei.{kind}"
    assert finding.sheet == ("baseline" if kind == "xlsx" else None)
    blanks = {name for _, name, _, _ in string.Formatter().parse(FINDING_KINDS[finding.code].text) if name}
    assert blanks <= set(dict(finding.values))
    return finding


@BOTH
def test_clean_rows_give_no_finding(tmp_path: Path, kind: str) -> None:
    found = survey(tmp_path, kind, rts(3))
    assert found.findings == ()
    assert (found.refused, len(found.rows)) == (0, 3)
    assert found.rows.line.tolist() == [2, 3, 4]
    assert found.rows.rt.tolist() == ["001", "002", "003"]
    assert found.rows.sizes[0, SIZE_INDEX[Size.LUAS]] == 1_500_000


@BOTH
def test_b001_lists_every_missing_column(tmp_path: Path, kind: str) -> None:
    columns = [name for name in COLUMNS if name not in ("tahun", "rw", "4c", "rtp_ha")]
    write = write_table if kind == "csv" else write_workbook
    with pytest.raises(UnreadableSurvey) as error:
        read(write(tmp_path / f"survei.{kind}", [row()], columns=columns))
    (finding,) = error.value.findings
    assert (finding.code, finding.row, finding.column, finding.file) == ("B001", 1, None, f"survei.{kind}")
    assert dict(finding.values) == {"names": "tahun, rw, 4c"}
    assert error.value.exit_code == 2


def test_b001_without_tahun_unless_the_year_is_given(tmp_path: Path) -> None:
    path = write_table(tmp_path / "survei.csv", [row()], columns=COLUMNS[1:])
    assert read(path, tahun=2021).rows.tahun.tolist() == [2021]
    with pytest.raises(UnreadableSurvey) as error:
        read(path)
    assert dict(error.value.findings[0].values) == {"names": "tahun"}


def test_b001_when_no_row_is_a_header(tmp_path: Path) -> None:
    path = tmp_path / "survei.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableSurvey, match="header row") as error:
        read(path)
    names = dict(error.value.findings[0].values)["names"].split(", ")
    assert names[:2] == ["tahun", "kode_kelurahan"]
    assert set(RULE_2018.codes) <= set(names)


@BOTH
def test_b002_unreadable_number(tmp_path: Path, kind: str) -> None:
    found = survey(tmp_path, kind, [row(), row(rt="002", _5a="12 KK")])
    finding = only(found, kind)
    assert places([finding]) == [("B002", "error", 3, "5a")]
    assert dict(finding.values) == {"expected": "a whole number", "found": "'12 KK'"}
    assert found.refused == 1


@BOTH
def test_b003_negative_volume(tmp_path: Path, kind: str) -> None:
    finding = only(survey(tmp_path, kind, [row(_4a=-0.5)]), kind)
    assert places([finding]) == [("B003", "error", 2, "4a")]


@BOTH
def test_b004_volume_above_its_denominator(tmp_path: Path, kind: str) -> None:
    finding = only(survey(tmp_path, kind, [row(), row(rt="002", _3a="43")]), kind)
    assert places([finding]) == [("B004", "error", 3, "3a")]


@BOTH
def test_b005_volume_without_denominator(tmp_path: Path, kind: str) -> None:
    finding = only(survey(tmp_path, kind, [row(jalan_ideal_m="0", _2a="7", _2b="-")]), kind)
    assert places([finding]) == [("B005", "error", 2, "2a")]


@BOTH
def test_b006_denominator_zero(tmp_path: Path, kind: str) -> None:
    found = survey(tmp_path, kind, [row(jalan_ideal_m="0", _2b="-")])
    assert places([only(found, kind)]) == [("B006", "warning", 2, "2a")]
    assert found.refused == 0


@BOTH
def test_b007_duplicate_rt(tmp_path: Path, kind: str) -> None:
    finding = only(survey(tmp_path, kind, [row(), row(rt="002"), row(rt="1")]), kind)
    assert places([finding]) == [("B007", "error", 4, "rt")]
    assert dict(finding.values)["other"] == "2"


def test_b007_across_blocks(tmp_path: Path) -> None:
    rows = [*rts(5_000), row(rt="0007")]
    found = read(write_table(tmp_path / "survei.csv", rows))
    assert places(found.findings) == [("B007", "error", 5_002, "rt")]
    assert dict(found.findings[0].values)["other"] == "8"


@BOTH
def test_b008_unknown_code(tmp_path: Path, kind: str) -> None:
    finding = only(survey(tmp_path, kind, [row(kode_kelurahan="35.73.04.1999", kelurahan="")]), kind)
    assert places([finding]) == [("B008", "error", 2, "kode_kelurahan")]


def test_b008_code_typed_as_a_number(tmp_path: Path) -> None:
    found = read(write_workbook(tmp_path / "survei.xlsx", [row(kode_kelurahan=3573041005)]))
    assert places(found.findings) == [("B008", "error", 2, "kode_kelurahan")]
    assert dict(found.findings[0].values) == {"found": "'3573041005'"}


@BOTH
def test_b009_parts_above_the_whole(tmp_path: Path, kind: str) -> None:
    finding = only(survey(tmp_path, kind, [row(_2a="200", _2b="101")]), kind)
    assert places([finding]) == [("B009", "error", 2, "2a")]


@BOTH
def test_b010_not_filled(tmp_path: Path, kind: str) -> None:
    volume = survey(tmp_path, kind, [row(_6b="")])
    assert places([only(volume, kind)]) == [("B010", "warning", 2, "6b")]
    assert len(volume.rows) == 1
    size = survey(tmp_path, kind, [row(penduduk=" ")])
    assert places([only(size, kind)]) == [("B010", "error", 2, "penduduk")]
    assert size.refused == 1


@pytest.mark.parametrize("column", ["tahun", "kode_kelurahan", "rw", "rt"])
def test_b010_identity_not_filled(tmp_path: Path, column: str) -> None:
    found = survey(tmp_path, "csv", [row(), {**row(rt="002"), column: ""}])
    assert places([only(found, "csv")]) == [("B010", "error", 3, column)]


def test_two_rows_without_rt_are_not_called_duplicates(tmp_path: Path) -> None:
    found = survey(tmp_path, "csv", [row(rt=""), row(rt="")])
    assert [each.code for each in found.findings] == ["B010", "B010"]


@BOTH
def test_b011_unknown_column(tmp_path: Path, kind: str) -> None:
    write = write_table if kind == "csv" else write_workbook
    path = write(tmp_path / f"survei.{kind}", [row(Catatan="x")], columns=[*COLUMNS, " Catatan "])
    found = read(path)
    assert places([only(found, kind)]) == [("B011", "warning", 1, "Catatan")]
    assert len(found.rows) == 1


def test_b017_columns_of_2016_under_2018_name_their_rule(tmp_path: Path) -> None:
    columns = [*COLUMNS, "4d", "4e", "6c"]
    path = write_table(tmp_path / "survei.csv", [row()], columns=columns)
    found = read(path)
    *unknown, rule = found.findings
    assert places(unknown) == [("B011", "warning", 1, name) for name in ("4d", "4e", "6c")]
    assert places([rule]) == [("B017", "warning", 1, None)]
    assert dict(rule.values) == {"names": "4d, 4e, 6c", "other": "2016", "rule": "2018"}
    full = write_table(tmp_path / "2016.csv", [{**CLEAN, "4d": "0", "4e": "0", "6c": "0"}], columns=columns)
    assert read(full, rule=RULE_2016).findings == ()


@BOTH
def test_b012_name_differs_from_code(tmp_path: Path, kind: str) -> None:
    finding = only(survey(tmp_path, kind, [row(kelurahan="Tanjungrejo")]), kind)
    assert places([finding]) == [("B012", "warning", 2, "kelurahan")]


@BOTH
def test_b013_implausible_figures(tmp_path: Path, kind: str) -> None:
    finding = only(survey(tmp_path, kind, [row(penduduk="41")]), kind)
    assert places([finding]) == [("B013", "warning", 2, "kk")]


def test_b014_once_when_no_list_of_codes_is_given(tmp_path: Path) -> None:
    path = write_table(tmp_path / "survei.csv", rts(3))
    found = read_survey(path, rule=RULE_2018)
    assert places([only(found, "csv")]) == [("B014", "warning", None, "kode_kelurahan")]
    assert found.refused == 0


@pytest.mark.parametrize(("cell", "severity", "refused"), [("", "warning", 0), ("x", "error", 11_000)])
def test_b015_counts_what_is_not_listed(tmp_path: Path, cell: str, severity: str, refused: int) -> None:
    found = read(write_table(tmp_path / "survei.csv", rts(11_000, _7a=cell)))
    assert len(found.findings) == MAX_LISTED + 1
    last = found.findings[-1]
    assert (last.code, str(last.severity), dict(last.values)) == ("B015", severity, {"count": "1000"})
    assert found.refused == refused
    assert len(found.rows) == 11_000 - refused


def test_b015_hides_no_refusal(tmp_path: Path) -> None:
    rows = [*rts(10_000, _7a=""), row(rt="99999", _7a="x")]
    found = read(write_table(tmp_path / "survei.csv", rows))
    assert found.refused == 1
    assert found.findings[-1].severity is Severity.ERROR


@BOTH
def test_b016_column_twice(tmp_path: Path, kind: str) -> None:
    write = write_table if kind == "csv" else write_workbook
    path = write(tmp_path / f"survei.{kind}", [row()], columns=[*COLUMNS, "KK ", "3b"])
    with pytest.raises(UnreadableSurvey, match="more than once") as error:
        read(path)
    assert places(error.value.findings) == [("B016", "error", 1, "kk"), ("B016", "error", 1, "3b")]


def test_all_findings_of_a_file_come_in_row_order(tmp_path: Path) -> None:
    rows = [
        row(_1a="99"),
        row(rt="002", tahun="24"),
        row(rt="003", penduduk="-"),
        row(rt="004", _4a="-1"),
    ]
    columns = [*COLUMNS, "x"]
    found = read(write_table(tmp_path / "survei.csv", rows, columns=columns))
    assert [each.row for each in found.findings] == [1, 2, 3, 4, 5]
    assert [each.code for each in found.findings] == ["B011", "B004", "B002", "B010", "B003"]
    assert (found.refused, len(found.rows)) == (4, 0)
    assert found.rows.volume.shape == (0, 16)
    again = read(write_table(tmp_path / "survei.csv", [*rows, row(), row()], columns=columns))
    assert [(each.row, each.code) for each in again.findings[5:]] == [(7, "B007")]
    assert again.rows.line.tolist() == [6]


@pytest.mark.parametrize("fault", [{"_1a": "99"}, {"_1a": "x"}, {"kode_kelurahan": "35.73.04.1099"}])
def test_the_corrected_copy_of_a_refused_row_is_kept(tmp_path: Path, fault: dict[str, str]) -> None:
    found = read(write_table(tmp_path / "survei.csv", [row(**fault), row()]))
    assert (found.refused, found.rows.line.tolist()) == (1, [3])
    assert "B007" not in {each.code for each in found.findings}


def test_an_unreadable_cell_is_told_once(tmp_path: Path) -> None:
    found = read(write_table(tmp_path / "survei.csv", [row(kk="4 2", _3a="7", jalan_ideal_m="x", _2a="x")]))
    assert places(found.findings) == [
        ("B002", "error", 2, "kk"),
        ("B002", "error", 2, "jalan_ideal_m"),
        ("B002", "error", 2, "2a"),
    ]


@pytest.mark.parametrize("year", [1989, 2101, -1, 24])
def test_given_year_outside_range(tmp_path: Path, year: int) -> None:
    with pytest.raises(UnknownValue, match="1990 to 2100"):
        read_survey(write_table(tmp_path / "survei.csv", [row()]), rule=RULE_2018, tahun=year)


@pytest.mark.parametrize("year", ["24", "1989", "2101", "2024.5", "dua ribu", "-", "2024-01-01", "１９９９"])
def test_b002_year(tmp_path: Path, year: str) -> None:
    found = read(write_table(tmp_path / "survei.csv", [row(tahun=year)]))
    assert places(found.findings) == [("B002", "error", 2, "tahun")]


def test_blank_year_takes_the_given_one(tmp_path: Path) -> None:
    found = read(write_table(tmp_path / "survei.csv", [row(tahun=""), row(rt="2")]), tahun=2020)
    assert found.rows.tahun.tolist() == [2020, 2024]
