"""The made-up nation of the benchmarks: the same arrays come back from a table and from a workbook."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from bench.nation import nation_rows, write_nation_csv, write_nation_xlsx
from intake.survey import BLOCK, read_survey
from planning.findings import Severity
from planning.rules import RULE_2016, RULE_2018, RuleSet
from planning.survey import SurveyRows
from planning.territory import is_kelurahan_code

COUNT = BLOCK + 700


@pytest.mark.parametrize("rule", [RULE_2018, RULE_2016], ids=lambda rule: rule.id)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_arrays_come_back_exactly(tmp_path: Path, kind: str, rule: RuleSet) -> None:
    rows = nation_rows(rt=COUNT, kelurahan=150, rule=rule)
    path = tmp_path / f"bangsa.{kind}"
    (write_nation_csv if kind == "csv" else write_nation_xlsx)(path, rows)
    found = read_survey(path, rule=rule)
    assert found.refused == 0
    assert {each.severity for each in found.findings} == {Severity.WARNING}
    for field in fields(SurveyRows):
        if field.name != "rule":
            np.testing.assert_array_equal(getattr(found.rows, field.name), getattr(rows, field.name))


def test_nation_is_seeded_and_well_formed() -> None:
    one, two = nation_rows(rt=2_000, kelurahan=60), nation_rows(rt=2_000, kelurahan=60)
    np.testing.assert_array_equal(one.volume, two.volume)
    assert len(set(one.kode)) == 60
    assert all(is_kelurahan_code(code) for code in one.kode)
    assert len(set(zip(one.kode, one.rw, one.rt, strict=True))) == 2_000
