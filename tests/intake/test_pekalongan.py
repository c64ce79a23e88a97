"""The real, uncleaned survey of Kota Pekalongan: which rows are refused, and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from intake.survey import SurveyFile, read_survey
from intake.territory import read_codes
from planning.findings import Severity
from planning.rules import RULE_2018
from tests.intake.samples import NO_SHARED, SHARED

BASELINE = SHARED / "pekalongan" / "baseline.csv"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=NO_SHARED)


@pytest.fixture(scope="module")
def survey() -> SurveyFile:
    names = {
        code: name for code, name in read_codes(SHARED / "wilayah_kemendagri_2025.csv") if len(code) == 13
    }
    return read_survey(BASELINE, rule=RULE_2018, names=names)


def test_every_row_is_accounted_for(survey: SurveyFile) -> None:
    assert (len(survey.rows), survey.refused) == (859, 36)
    assert len(set(survey.rows.kode)) == 13
    assert set(survey.rows.tahun) == {2019, 2020, 2021, 2022, 2023}


def test_why_rows_are_refused(survey: SurveyFile) -> None:
    errors = [each for each in survey.findings if each.severity is Severity.ERROR]
    assert Counter(each.code for each in errors) == {"B003": 6, "B004": 30}
    # Without exception it is 4a: ponding area typed negative, or larger than the RT.
    assert {each.column for each in errors} == {"4a"}
    assert [each.row for each in errors if each.code == "B003"] == [2, 4, 7, 10, 12, 15]
    assert len({each.row for each in errors}) == survey.refused


def test_no_warning_but_the_known_ones(survey: SurveyFile) -> None:
    warnings = Counter(each.code for each in survey.findings if each.severity is Severity.WARNING)
    assert warnings == {}


def test_tiny_areas_in_scientific_notation_are_read(survey: SurveyFile) -> None:
    at = RULE_2018.codes.index("4a")
    row = survey.rows.line.tolist().index(47)
    assert ",4e-06," in BASELINE.read_text(encoding="utf-8").splitlines()[46]
    assert survey.rows.volume[row, at] == 4


def test_rt_numbers_stay_text(survey: SurveyFile) -> None:
    assert set(map(len, survey.rows.rt)) == {3}


def test_the_same_rows_whatever_the_notation(survey: SurveyFile, tmp_path: Path) -> None:
    header, *lines = BASELINE.read_text(encoding="utf-8").splitlines()
    kode = header.split(",").index("kode_kelurahan")
    for number, line in enumerate(lines):
        cells = [cell if at == kode else cell.replace(".", ",") for at, cell in enumerate(line.split(","))]
        lines[number] = ";".join(cells)
    path = tmp_path / "baseline.csv"
    path.write_bytes("\r\n".join([header.replace(",", ";"), *lines]).encode("utf-16"))
    other = read_survey(path, rule=RULE_2018)
    assert other.refused == survey.refused
    np.testing.assert_array_equal(other.rows.sizes, survey.rows.sizes)
    np.testing.assert_array_equal(other.rows.volume, survey.rows.volume)
