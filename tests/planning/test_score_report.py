"""Score rows as the contract writes them (contract.md section 2)."""

from __future__ import annotations

import json

import pytest

from planning.findings import finding
from planning.rollup import Level, roll_up, tally
from planning.rules import RULE_2016, RULE_2018, RuleSet, Size
from planning.score_report import finding_rows, score_rows
from planning.scoring import AverageMethod, Scores, score
from planning.survey_findings import SURVEY_FINDINGS
from tests.planning.reading import survey


def record(
    rw: str, rt: str, *, kode: str = "35.73.04.1005", kawasan: str = "", **changes: str
) -> dict[str, str]:
    cells: dict[str, str] = {**dict.fromkeys(map(str, Size), "100"), **dict.fromkeys(RULE_2016.codes, "0")}
    place = {"tahun": "2025", "kode_kelurahan": kode, "kawasan": kawasan, "rw": rw, "rt": rt}
    return {**cells, **place, **{key.removeprefix("_"): value for key, value in changes.items()}}


def scores(level: Level = Level.RT, rule: RuleSet = RULE_2018) -> Scores:
    rows = survey(
        [
            record("001", "001", kawasan="A", luas_ha="1.234567", _1a="24.995", _1b="-", _1c="", _7b="100"),
            record("001", "002", kawasan="A", _1a="0", _1b="1.2", _7b="100"),
            record("002", "001", kode="35.73.05.1001"),
        ],
        rule,
    )
    return score(roll_up(tally(rows), level))


KEYS = ["luas_ha", "total", "tingkat", "persen", "nilai", "rata_rata_aspek", "rata_rata_sektoral"]


@pytest.mark.parametrize(
    ("level", "keys", "first"),
    [
        (
            Level.RT,
            ["tahun", "kode_kelurahan", "kawasan", "rw", "rt"],
            [2025, "35.73.04.1005", "A", "001", "001"],
        ),
        (Level.KAWASAN, ["tahun", "kode_kelurahan", "kawasan"], [2025, "35.73.04.1005", "A"]),
        (Level.KELURAHAN, ["tahun", "kode_kelurahan"], [2025, "35.73.04.1005"]),
        (Level.KECAMATAN, ["tahun", "kode_kecamatan"], [2025, "35.73.04"]),
        (Level.KABKOTA, ["tahun", "kode_kabkota"], [2025, "35.73"]),
        (Level.PROVINSI, ["tahun", "kode_provinsi"], [2025, "35"]),
        (Level.NASIONAL, ["tahun"], [2025]),
    ],
)
def test_a_row_names_its_place_and_then_its_figures(
    level: Level, keys: list[str], first: list[object]
) -> None:
    rows = list(score_rows(scores(level)))
    assert all(list(row) == keys + KEYS for row in rows)
    assert [rows[0][key] for key in keys] == first


def test_figures_of_an_rt() -> None:
    row = next(score_rows(scores()))
    persen, nilai = row["persen"], row["nilai"]
    assert isinstance(persen, dict)
    assert isinstance(nilai, dict)
    assert tuple(persen) == tuple(nilai) == RULE_2018.codes
    # Half up at the edge of the band; empty of both kinds is no percent and no point.
    assert (persen["1a"], nilai["1a"]) == (25.0, 1)
    assert (persen["1b"], persen["1c"], nilai["1b"], nilai["1c"]) == (None, None, 0, 0)
    assert (persen["7b"], nilai["7b"]) == (100.0, 5)
    assert (row["luas_ha"], row["total"], row["tingkat"]) == (1.234567, 6, "TIDAK KUMUH")
    # 24.995 % over three parameters, not the rounded 25 %.
    assert row["rata_rata_aspek"] == {"1": 8.33, "2": 0.0, "3": 0.0, "4": 0.0, "5": 0.0, "6": 0.0, "7": 50.0}
    assert row["rata_rata_sektoral"] == 8.33


def test_totals_and_percents_follow_the_summed_volumes() -> None:
    (row, _) = score_rows(scores(Level.KELURAHAN))
    persen = row["persen"]
    assert isinstance(persen, dict)
    assert row["luas_ha"] == 101.234567
    assert persen["1a"] == 12.5
    assert persen["1b"] == 1.2
    assert persen["7b"] == 100.0


def test_the_other_method_of_averaging_leaves_out_what_scores_nothing() -> None:
    (row, *_) = score_rows(scores(Level.KELURAHAN), AverageMethod.SCORED_ONLY)
    averages = row["rata_rata_aspek"]
    assert isinstance(averages, dict)
    assert (averages["1"], averages["7"]) == (0.0, 50.0)


def test_rule_2016_has_its_own_codes() -> None:
    row = next(score_rows(scores(rule=RULE_2016)))
    persen = row["persen"]
    assert isinstance(persen, dict)
    assert tuple(persen) == RULE_2016.codes


def test_rows_are_json() -> None:
    rows = list(score_rows(scores()))
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows


def test_a_finding_becomes_a_row_in_the_wanted_language() -> None:
    one = finding("B011", file="a.csv", sheet="baseline", row=None, column="x")
    assert finding_rows([one], str.upper) == [
        {
            "code": "B011",
            "severity": "warning",
            "file": "a.csv",
            "sheet": "baseline",
            "row": None,
            "column": "x",
            "message": SURVEY_FINDINGS["B011"].text.upper(),
        }
    ]
