"""`nahkoda score` against the contract, section 2."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import NAHKODA, SUKUN, environment, nahkoda, survey
from tests.planning.reading import NO_SHARED, SHARED

ROW_KEYS = ["luas_ha", "total", "tingkat", "persen", "nilai", "rata_rata_aspek", "rata_rata_sektoral"]
LEVEL_KEYS = {
    "rt": ["tahun", "kode_kelurahan", "kawasan", "rw", "rt"],
    "kawasan": ["tahun", "kode_kelurahan", "kawasan"],
    "kelurahan": ["tahun", "kode_kelurahan"],
    "kabkota": ["tahun", "kode_kabkota"],
}
CODES = {
    "2018": ["1a", "1b", "1c", "2a", "2b", "3a", "3b", "4a", "4b", "4c", "5a", "5b", "6a", "6b", "7a", "7b"],
    "2016": ["1a", "1b", "1c", "2a", "2b", "3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b",
             "6a", "6b", "6c", "7a", "7b"],
}  # fmt: skip
PEKALONGAN = SHARED / "pekalongan"


@pytest.mark.parametrize("level", LEVEL_KEYS)
def test_json_of_each_level(tmp_path: Path, level: str) -> None:
    rows = [
        {"kawasan": "A"},
        {"kawasan": "A"},
        {"kawasan": "", "kode_kelurahan": "35.73.04.1006", "kelurahan": ""},
    ]
    run = nahkoda("score", survey(tmp_path / "s.csv", *rows), "--level", level, "--json")
    answer = run.json
    assert (run.code, run.err) == (0, "")
    assert list(answer) == ["rule", "level", "rows", "findings"]
    assert (answer["rule"], answer["level"]) == ("2018", level)
    # Land outside the delineation is no kawasan, so one kawasan remains.
    assert len(answer["rows"]) == {"rt": 3, "kawasan": 1, "kelurahan": 2, "kabkota": 1}[level]
    for row in answer["rows"]:
        assert list(row) == LEVEL_KEYS[level] + ROW_KEYS
        assert list(row["persen"]) == list(row["nilai"]) == CODES["2018"]
        assert list(row["rata_rata_aspek"]) == list("1234567")
        assert isinstance(row["luas_ha"], float)
        assert isinstance(row["total"], int)


def test_values_of_one_row(tmp_path: Path) -> None:
    file = survey(
        tmp_path / "s.csv",
        {"kode_kelurahan": "33.75.01.1003", "1a": 13, "2b": 301, "7b": 31, "6a": "-", "luas_ha": 0.848808},
    )
    (row,) = nahkoda("score", file, "--json").json["rows"]
    assert row["luas_ha"] == 0.848808
    assert (row["rw"], row["rt"], row["kawasan"]) == ("001", "001", "Kawasan A")
    assert (row["persen"]["1a"], row["nilai"]["1a"]) == (32.5, 1)
    assert (row["persen"]["2b"], row["nilai"]["2b"]) == (75.25, 3)
    assert (row["persen"]["7b"], row["nilai"]["7b"]) == (77.5, 5)
    assert (row["persen"]["6a"], row["nilai"]["6a"]) == (None, 0)
    assert (row["total"], row["tingkat"]) == (9, "TIDAK KUMUH")


def test_half_is_rounded_up(tmp_path: Path) -> None:
    # 1 of 800 is 0.125 %, and half to even would give 0.12; 75.995 % is one hundredth short of a class.
    file = survey(tmp_path / "s.csv", {"bangunan": 800, "1a": 1, "jalan_ideal_m": 2000, "2b": 1519.9})
    (row,) = nahkoda("score", file, "--json").json["rows"]
    assert row["persen"]["1a"] == 0.13
    assert (row["persen"]["2b"], row["nilai"]["2b"]) == (76.0, 5)


def test_other_rule(tmp_path: Path) -> None:
    file = survey(tmp_path / "s.csv", {"1a": 40}, rule="2016")
    answer = nahkoda("score", file, "--rule", "2016", "--json").json
    assert answer["rule"] == "2016"
    assert list(answer["rows"][0]["nilai"]) == CODES["2016"]
    # The same file lacks nothing under its own rule only.
    assert nahkoda("score", survey(tmp_path / "t.csv", {}, rule="2018"), "--rule", "2016").code == 2


@pytest.mark.parametrize("partial", [[], ["--partial"]])
def test_refused_rows_exit_1_and_the_rest_is_scored(tmp_path: Path, partial: list[str]) -> None:
    file = survey(tmp_path / "s.csv", {}, {"4a": -1}, {"1a": 41})
    run = nahkoda("score", file, *partial, "--json")
    assert run.code == 1
    assert [row["rt"] for row in run.json["rows"]] == ["001"]
    errors = [each for each in run.json["findings"] if each["severity"] == "error"]
    assert [(each["code"], each["row"], each["column"]) for each in errors] == [
        ("B003", 3, "4a"),
        ("B004", 4, "1a"),
    ]
    assert list(errors[0]) == ["code", "severity", "file", "sheet", "row", "column", "message"]
    assert (errors[0]["file"], errors[0]["sheet"]) == ("s.csv", None)
    text = nahkoda("score", file, *partial)
    assert text.code == 1
    assert "2 rows were refused." in text.out


def test_every_row_refused(tmp_path: Path) -> None:
    file = survey(tmp_path / "s.csv", {"4a": -1})
    run = nahkoda("score", file, "--json")
    assert (run.code, run.json["rows"]) == (1, [])
    assert nahkoda("score", file).code == 1


def test_year(tmp_path: Path) -> None:
    file = survey(tmp_path / "s.csv", {"tahun": 2024}, {"tahun": 2025}, {"tahun": ""})
    run = nahkoda("score", file, "--tahun", "2025", "--json")
    assert [(row["tahun"], row["rt"]) for row in run.json["rows"]] == [(2025, "002"), (2025, "003")]
    without = nahkoda("score", survey(tmp_path / "t.csv", {}, without=("tahun",)), "--json")
    assert without.code == 2
    assert "B001" in {each["code"] for each in without.json["findings"]}


def test_unreadable_survey_is_json_too(tmp_path: Path) -> None:
    run = nahkoda("score", survey(tmp_path / "s.csv", {}, without=("luas_ha", "kk")), "--json")
    assert run.code == 2
    assert run.json["rows"] == []
    (missing,) = [each for each in run.json["findings"] if each["code"] == "B001"]
    assert "luas_ha" in missing["message"]
    assert "kk" in missing["message"]
    assert "luas_ha" in run.err


def test_writes_nothing(tmp_path: Path) -> None:
    file = survey(tmp_path / "s.csv", {})
    home = tmp_path / "home"
    assert nahkoda("score", file, env=environment(NAHKODA_HOME=str(home)), cwd=tmp_path).code == 0
    assert sorted(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(not PEKALONGAN.is_dir(), reason=NO_SHARED)
def test_pekalongan_as_published() -> None:
    """Every clean row of the real registry has the published scores, total and class."""
    classes = {"KB": "BERAT", "KS": "SEDANG", "KR": "RINGAN", "TK": "TIDAK KUMUH"}
    with (PEKALONGAN / "published.csv").open(encoding="utf-8", newline="") as file:
        published = {
            (row["kode_kelurahan"], row["rw"], row["rt"]): row
            for row in csv.DictReader(file)
            if row["tahun"] == "2020"
        }
    run = nahkoda("score", PEKALONGAN / "baseline.csv", "--tahun", "2020", "--json")
    assert run.code == 1
    assert len(run.json["rows"]) == 170
    for row in run.json["rows"]:
        other = published[row["kode_kelurahan"], row["rw"], row["rt"]]
        assert row["nilai"] == {code: int(float(other[code])) for code in CODES["2018"]}, row
        assert (row["total"], row["tingkat"]) == (int(other["total"]), classes[other["tingkat"]]), row


class TestPicture:
    """What people see."""

    def test_not_a_terminal_nothing_is_cut(self, tmp_path: Path) -> None:
        name = "Kawasan " + "panjang " * 20
        file = survey(tmp_path / "s.csv", {"kawasan": name.strip()})
        run = nahkoda("score", file, "--level", "kawasan")
        assert name.strip() in run.out
        assert "\x1b" not in run.out

    @pytest.mark.parametrize("columns", [60, 80, 120])
    def test_fits_the_width(self, columns: int) -> None:
        run = nahkoda("score", SUKUN / "baseline_ilustratif.csv", env=environment(COLUMNS=str(columns)))
        lines = run.out.splitlines()
        assert max(map(len, lines)) <= columns
        assert "2025 · 35.73.04.1005" in lines
        assert len([line for line in lines if line.startswith("RT ")]) == 110
        assert "…" not in run.out
        header = next(line for line in lines if line.startswith("Place"))
        assert ("7b" in header) == (columns == 120)
        # Every class stands whole, whatever had to give way.
        assert sum("TIDAK KUMUH" in line for line in lines) == 86

    def test_three_kinds_of_empty(self) -> None:
        run = nahkoda("score", SUKUN / "baseline_ilustratif.csv")
        row = next(line for line in run.out.splitlines() if " ?" in line and line.startswith("RT "))
        assert " 0 " in row
        assert "? not filled" in run.out.splitlines()

    def test_markup_and_emoji_in_names_stay_text(self, tmp_path: Path) -> None:
        file = survey(tmp_path / "s.csv", {"kawasan": "[bold]A[/] :smile:"})
        assert "[bold]A[/] :smile:" in nahkoda("score", file, "--level", "kawasan").out

    def test_indonesian_numbers_and_words(self, tmp_path: Path) -> None:
        file = survey(tmp_path / "s.csv", {"luas_ha": 1234.5})
        english, indonesian = (
            nahkoda("score", file, env=environment(language)).out for language in ("C.UTF-8", "id_ID.UTF-8")
        )
        assert "1,234.500" in english
        assert "Class" in english
        assert "1.234,500" in indonesian
        assert "Tingkat" in indonesian

    @pytest.mark.parametrize(
        "variables",
        [
            {"PYTHONIOENCODING": "ascii"},
            {"PYTHONIOENCODING": "latin-1"},
            {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        ],
    )
    def test_terminal_without_unicode(self, tmp_path: Path, variables: dict[str, str]) -> None:
        file = survey(tmp_path / "s.csv", {"kawasan": "Kâwasan", "6a": "-"})
        env = environment() | variables
        assert nahkoda("score", file, "--level", "kawasan", env=env).code == 0
        (row,) = nahkoda("score", file, "--json", env=env).json["rows"]
        assert row["kawasan"] == "Kâwasan"

    def test_colours_only_where_wanted(self, tmp_path: Path) -> None:
        file = survey(tmp_path / "s.csv", {"1a": 40})
        coloured = nahkoda("score", file, env=environment(FORCE_COLOR="1")).out
        assert "\x1b[" in coloured
        plain = nahkoda("score", file, env=environment(FORCE_COLOR="1", NO_COLOR="1", TERM="dumb")).out
        assert "\x1b[3" not in plain

    def test_closed_pipe(self, tmp_path: Path) -> None:
        file = survey(tmp_path / "s.csv", *({} for _ in range(3000)))
        for arguments in (["--json"], []):
            with subprocess.Popen(
                [NAHKODA, "score", file, *arguments],
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            ) as process:
                assert process.stdout is not None
                assert process.stderr is not None
                process.stdout.read(1)
                process.stdout.close()
                assert process.stderr.read() == b""
                assert process.wait() in (0, 1)
