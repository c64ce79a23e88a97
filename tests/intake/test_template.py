"""The empty workbook: right columns, the same bytes every time, readable again once filled."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from intake.errors import UnreadableSurvey, UnwritableFile
from intake.header import required_columns, template_columns
from intake.survey import read_survey
from intake.template import write_baseline_template
from intake.template_words import FINDING_WORDS, column_words
from planning.rules import RULE_2016, RULE_2018, RuleSet
from planning.survey_findings import SURVEY_FINDINGS
from tests.intake.samples import CLEAN, COLUMNS, change_part, read

RULES = pytest.mark.parametrize("rule", [RULE_2018, RULE_2016], ids=lambda rule: rule.id)
SHEET = "xl/worksheets/sheet1.xml"


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


@RULES
def test_header_is_the_contract(tmp_path: Path, rule: RuleSet) -> None:
    path = tmp_path / "baseline.xlsx"
    write_baseline_template(path, rule)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("baseline").to_python()
    assert rows == [list(template_columns(rule))]
    assert set(required_columns(rule, tahun_given=False)) < set(rows[0])


def test_columns_are_those_of_the_sample() -> None:
    assert template_columns(RULE_2018) == COLUMNS


@RULES
def test_untouched_template_has_no_rows(tmp_path: Path, rule: RuleSet) -> None:
    path = tmp_path / "baseline.xlsx"
    write_baseline_template(path, rule)
    with pytest.raises(UnreadableSurvey) as error:
        read_survey(path, rule=rule, names={})
    assert (error.value.found, error.value.where) == ("no rows", "baseline.xlsx, sheet baseline, row 1")
    assert error.value.findings == ()


def test_a_filled_template_is_read(tmp_path: Path) -> None:
    path = tmp_path / "baseline.xlsx"
    write_baseline_template(path, RULE_2018)
    cells = "".join(
        f'<c t="inlineStr"><is><t>{value}</t></is></c>' if at < 6 else f"<c><v>{value}</v></c>"
        for at, value in enumerate(CLEAN.values())
    )
    change_part(path, SHEET, b"</sheetData>", f'<row r="2">{cells}</row></sheetData>'.encode())
    found = read(path)
    assert found.findings == ()
    assert (found.rows.rw[0], found.rows.tahun[0]) == ("001", 2024)


@RULES
def test_bytes_are_the_same_every_time(tmp_path: Path, rule: RuleSet) -> None:
    one, two = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_baseline_template(one, rule)
    write_baseline_template(two, rule)
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert part(one, "docProps/core.xml").count("2018-01-01T00:00:00Z") == 2


@RULES
def test_every_column_has_note_message_and_check(tmp_path: Path, rule: RuleSet) -> None:
    path = tmp_path / "baseline.xlsx"
    write_baseline_template(path, rule)
    columns = template_columns(rule)
    sheet, notes = part(path, SHEET), part(path, "xl/comments1.xml")
    assert sheet.count("<dataValidation ") == notes.count("<comment ") == len(columns)
    assert sheet.count('promptTitle="') == len(columns)
    for prompt in re.findall(r' prompt="([^"]*)"', sheet):
        assert 20 < len(prompt) < 290
    for parameter in rule.parameters:
        assert parameter.definition in notes
        assert f"Penyebut: {parameter.denominator}" in notes


def test_checks_while_typing(tmp_path: Path) -> None:
    path = tmp_path / "baseline.xlsx"
    write_baseline_template(path, RULE_2018)
    checks = dict(
        re.findall(r'<dataValidation ([^>]*) sqref="([A-Z]+)2:[A-Z]+2001"', part(path, SHEET))[at][::-1]
        for at in range(len(COLUMNS))
    )
    formulas = re.findall(r"<formula1>([^<]*)</formula1>", part(path, SHEET))
    assert 'type="whole"' in checks["A"]
    assert 'type="decimal"' in checks["G"]
    assert 'type="custom"' in checks["O"]
    assert 'OR(O2="-",IF(ISNUMBER(O2),AND(O2&gt;=0,O2=INT(O2)),FALSE))' in formulas
    assert 'OR(P2="-",IF(ISNUMBER(P2),AND(P2&gt;=0),FALSE))' in formulas


@RULES
def test_instructions_name_every_column_and_finding(tmp_path: Path, rule: RuleSet) -> None:
    path = tmp_path / "baseline.xlsx"
    write_baseline_template(path, rule)
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("petunjuk").to_python()
    first = [str(line[0]) for line in sheet]
    for word in (*template_columns(rule), *SURVEY_FINDINGS, "-", "(kosong)"):
        assert word in first
    assert FINDING_WORDS.keys() == SURVEY_FINDINGS.keys()
    text = " ".join(str(cell) for line in sheet for cell in line)
    assert rule.regulation in text
    assert "belum diisi" in text


def test_words_of_every_column() -> None:
    for rule in (RULE_2018, RULE_2016):
        for column in template_columns(rule):
            words = column_words(column, rule)
            assert words.title
            assert words.meaning.endswith(".")
    with pytest.raises(KeyError):
        column_words("4d", RULE_2018)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile) as error:
        write_baseline_template(tmp_path / "tidak ada" / "baseline.xlsx", RULE_2018)
    assert error.value.where == "baseline.xlsx"


def test_a_filled_workbook_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "survei.xlsx"
    path.write_bytes(b"a survey")
    with pytest.raises(UnwritableFile):
        write_baseline_template(path, RULE_2018)
    assert path.read_bytes() == b"a survey"
