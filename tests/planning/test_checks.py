"""planning/checks.py and planning/findings.py: each finding by itself, and none for clean data."""

from __future__ import annotations

import string
from collections.abc import Mapping

import pytest

from planning.checks import Seen, check_rows
from planning.findings import Finding, Severity, finding
from planning.rules import RULE_2016, RULE_2018, RuleSet
from planning.survey_findings import SURVEY_FINDINGS
from tests.planning.reading import NO_SHARED, SHARED, records, survey

NAMES = {"35.73.04.1005": "Sukun", "35.73.04.1006": "Tanjungrejo"}
CLEAN_2018 = dict.fromkeys(RULE_2018.codes, "0") | {
    "kode_kelurahan": "35.73.04.1005",
    "kelurahan": "Sukun",
    "rw": "001",
    "rt": "001",
    "luas_ha": "1.5",
    "bangunan": "40",
    "penduduk": "170",
    "kk": "42",
    "jalan_ideal_m": "300",
    "drainase_ideal_m": "250",
}
CLEAN_2016 = CLEAN_2018 | dict.fromkeys(RULE_2016.codes, "0")


def found(
    changes: dict[str, str],
    rule: RuleSet = RULE_2018,
    names: Mapping[str, str] | None = NAMES,
) -> list[Finding]:
    """Findings of one clean row with `changes`."""
    clean = CLEAN_2018 if rule is RULE_2018 else CLEAN_2016
    pairs = check_rows(survey([clean | changes], rule), file="a.csv", sheet=None, names=names)
    assert all(at == 0 for at, _ in pairs)
    return [one for _, one in pairs]


def told(changes: dict[str, str], rule: RuleSet = RULE_2018) -> list[tuple[str, str | None, Severity]]:
    return [(one.code, one.column, one.severity) for one in found(changes, rule)]


E, W = Severity.ERROR, Severity.WARNING


@pytest.mark.parametrize("rule", [RULE_2018, RULE_2016], ids=["2018", "2016"])
def test_a_clean_row_gives_no_finding(rule: RuleSet) -> None:
    assert told({}, rule) == []
    full = {"2a": "100", "2b": "200", "4b": "150", "1a": "40", "4a": "1.5", "7b": "40", "3a": "42"}
    assert told(full | {"4c": "100"} if rule is RULE_2018 else full | {"4e": "100"}, rule) == []


CASES: list[tuple[str, dict[str, str], list[tuple[str, str, Severity]]]] = [
    ("negative volume", {"4a": "-0.000001"}, [("B003", "4a", E)]),
    ("negative size", {"luas_ha": "-1"}, [("B003", "luas_ha", E)]),
    ("above its denominator by one millionth", {"4a": "1.500001"}, [("B004", "4a", E)]),
    ("more households than there are", {"5a": "43"}, [("B004", "5a", E)]),
    ("volume without denominator", {"jalan_ideal_m": "0", "2a": "5"},
     [("B005", "2a", E), ("B006", "2b", W)]),
    ("denominator zero", {"drainase_ideal_m": "0"}, [("B006", "4b", W), ("B006", "4c", W)]),
    ("denominator zero, marked as not applicable", {"drainase_ideal_m": "0", "4b": "-", "4c": "-"}, []),
    ("no such length at all", {"jalan_ideal_m": "-", "2a": "-", "2b": "-"}, []),
    ("volume although the length does not apply", {"jalan_ideal_m": "-", "2a": "3", "2b": "-"},
     [("B005", "2a", E)]),
    ("missing and bad road above the ideal", {"2a": "150", "2b": "151"}, [("B009", "2a", E)]),
    ("missing and bad drain above the ideal", {"4b": "200", "4c": "50.5"}, [("B009", "4b", E)]),
    ("one length alone above the ideal is told once", {"2a": "301", "2b": "10"}, [("B004", "2a", E)]),
    ("needed size not filled", {"kk": ""}, [("B010", "kk", E)]),
    ("length not filled", {"jalan_ideal_m": ""}, [("B010", "jalan_ideal_m", E)]),
    ("needed size cannot be not applicable", {"luas_ha": "-"},
     [("B010", "luas_ha", E), ("B006", "1b", W), ("B006", "4a", W)]),
    ("volume not filled keeps the row", {"6b": ""}, [("B010", "6b", W)]),
    ("optional sizes may stay empty", {"luas_sk_ha": "", "kk_mbr": "-", "rtp_ha": ""}, []),
    ("code of another form", {"kode_kelurahan": "3573041005"}, [("B008", "kode_kelurahan", E)]),
    ("code that is not in the list", {"kode_kelurahan": "35.73.04.1099"}, [("B008", "kode_kelurahan", E)]),
    ("code of a kecamatan", {"kode_kelurahan": "35.73.04"}, [("B008", "kode_kelurahan", E)]),
    ("another name", {"kelurahan": "Tanjungrejo"}, [("B012", "kelurahan", W)]),
    ("the same name in other letters", {"kelurahan": "  SU-KUN "}, []),
    ("no name", {"kelurahan": ""}, []),
    ("more households than people", {"penduduk": "41"}, [("B013", "kk", W)]),
    ("as many households as people, all poor", {"penduduk": "42", "kk_mbr": "42"}, []),
    ("more poor households than households", {"kk_mbr": "43"}, [("B013", "kk_mbr", W)]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_each_finding_by_itself(changes: dict[str, str], expected: list[tuple[str, str, Severity]]) -> None:
    assert sorted(told(changes)) == sorted(expected)


def test_people_without_buildings() -> None:
    assert ("B013", "bangunan", W) in told({"bangunan": "0"})
    assert [kind for kind in told({"bangunan": "0"}) if kind[0] == "B013"] == [("B013", "bangunan", W)]


def test_rule_2016_adds_absent_and_bad_drains_only() -> None:
    assert told({"4b": "200", "4e": "51"}, RULE_2016) == [("B009", "4b", E)]
    # Not connected and not maintained describe drains that exist: they may overlap with bad ones.
    assert told({"4c": "250", "4d": "250", "4e": "250"}, RULE_2016) == []


def test_without_a_list_only_the_form_of_a_code_is_checked() -> None:
    assert found({"kode_kelurahan": "35.73.04.1099", "kelurahan": "Entah"}, names=None) == []
    assert [one.code for one in found({"kode_kelurahan": "35.73"}, names=None)] == ["B008"]


def _two(first: dict[str, str], second: dict[str, str]) -> list[tuple[int, Finding]]:
    rows = survey([CLEAN_2018 | first, CLEAN_2018 | second])
    return check_rows(rows, file="a.csv", sheet="baseline", names=NAMES)


def test_the_same_rt_twice_is_refused_at_its_second_row() -> None:
    ((at, duplicate),) = _two({}, {"rw": "1", "rt": "01"})
    assert (at, duplicate.code, duplicate.row, duplicate.sheet) == (1, "B007", 3, "baseline")
    assert duplicate.text(str) == "RT 01/RW 1 stands already in row 2. Keep one of the two rows."


@pytest.mark.parametrize(
    "other", [{"rt": "002"}, {"rw": "002"}, {"tahun": "2024"}, {"kode_kelurahan": "35.73.04.1006"}]
)
def test_another_rt_rw_year_or_kelurahan_is_no_duplicate(other: dict[str, str]) -> None:
    codes = [one.code for _, one in _two({"kelurahan": ""}, {"kelurahan": ""} | other)]
    assert codes == []


def test_duplicates_are_found_across_blocks_of_one_file() -> None:
    rows = survey([CLEAN_2018, CLEAN_2018])
    seen = Seen()
    first, second = (check_rows(rows.take(rows.line == n), file="a", sheet=None, seen=seen) for n in (2, 3))
    assert first == []
    assert [(at, one.code, one.row, dict(one.values)["other"]) for at, one in second] == [(0, "B007", 3, "2")]


def test_a_refused_row_leaves_room_for_its_corrected_copy() -> None:
    wrong, clean = {"4a": "-1"}, {"rw": "1", "rt": "01"}
    assert [(at, one.code) for at, one in _two(wrong, clean)] == [(0, "B003")]
    # The other way round the refused row is told both, so that nobody corrects it for nothing.
    assert [(at, one.code) for at, one in _two(clean, wrong)] == [(1, "B003"), (1, "B007")]


def test_a_row_refused_for_its_cells_leaves_room_too() -> None:
    rows = survey([CLEAN_2018, CLEAN_2018])
    assert check_rows(rows, file="a", sheet=None, names=NAMES, already={0}) == []


def test_a_refused_row_leaves_room_across_blocks() -> None:
    rows = survey([CLEAN_2018 | {"4a": "-1"}, CLEAN_2018, CLEAN_2018])
    seen = Seen()
    blocks = [check_rows(rows.take(rows.line == n), file="a", sheet=None, seen=seen) for n in (2, 3, 4)]
    assert [[one.code for _, one in block] for block in blocks] == [["B003"], [], ["B007"]]
    assert dict(blocks[2][0][1].values)["other"] == "3"


def test_without_a_list_the_first_name_of_a_code_is_the_measure() -> None:
    rows = survey(
        [
            CLEAN_2018 | {"rt": str(at), "kelurahan": name}
            for at, name in enumerate(("", "Sukun", "su kun", "Sukan"))
        ]
    )
    seen = Seen()
    found = [check_rows(rows.take(rows.line == n), file="a", sheet=None, seen=seen) for n in (2, 3, 4, 5)]
    assert found[:3] == [[], [], []]
    ((_, one),) = found[3]
    assert (one.code, one.severity) == ("B012", W)
    assert one.text(str) == "The name Sukan stands at a code whose name is Sukun. The code is followed."


def test_a_negative_figure_is_told_for_any_column() -> None:
    (one,) = (one for one in found({"luas_ha": "-1"}) if one.code == "B003")
    assert one.text(str).startswith("A figure cannot be negative: found -1.")


def test_findings_come_in_order_of_rows_with_file_line_and_column() -> None:
    rows = survey([CLEAN_2018 | {"rt": "1", "6b": ""}, CLEAN_2018 | {"rt": "2", "1a": "41", "luas_ha": ""}])
    pairs = check_rows(rows, file="a.csv", sheet=None, names=NAMES)
    assert [at for at, _ in pairs] == sorted(at for at, _ in pairs)
    assert {(one.file, one.row) for _, one in pairs} == {("a.csv", 2), ("a.csv", 3)}
    message = next(one.text(str) for _, one in pairs if one.code == "B004")
    assert message == "Volume 41 is above its denominator bangunan = 40. Correct one of the two."


def test_every_finding_of_the_checks_can_be_told_in_words() -> None:
    for _, changes, _ in CASES:
        for one in found(changes):
            text = one.text(str)
            assert text
            assert "{" not in text


def test_kinds_are_complete_and_formatted_from_their_values() -> None:
    assert sorted(SURVEY_FINDINGS)[:13] == [f"B{number:03d}" for number in range(1, 14)]
    for kind in SURVEY_FINDINGS.values():
        blanks = {name for _, name, _, _ in string.Formatter().parse(kind.text) if name}
        # `column` is where a finding lies, so it cannot be one of the values as well.
        assert not blanks & {"code", "file", "sheet", "row", "column", "severity"}
        values = tuple((name, "X") for name in sorted(blanks))
        assert finding(kind.code, file="a.csv").severity is kind.severity
        text = Finding(kind.code, kind.severity, "a.csv", None, None, None, values).text(str)
        assert text.count("X") >= len(blanks)


@pytest.mark.skipif(not SHARED.is_dir(), reason=NO_SHARED)
def test_pekalongan_shows_its_known_errors_and_no_other() -> None:
    rows = survey(records(SHARED / "pekalongan" / "baseline.csv"))
    pairs = check_rows(rows, file="baseline.csv", sheet=None)
    counts: dict[tuple[int, str, str | None], int] = {}
    for at, one in pairs:
        key = (int(rows.tahun[at]), one.code, one.column)
        counts[key] = counts.get(key, 0) + 1
    assert counts == {(year, "B003", "4a"): 3 for year in (2019, 2020)} | {
        (year, "B004", "4a"): 6 for year in range(2019, 2024)
    }
