"""The commands that keep something: on SQLite and on PostgreSQL."""

from __future__ import annotations

import csv
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import SUKUN, Run, environment, nahkoda, survey

KODE = "35.73.04.1005"


@dataclass(frozen=True)
class Command:
    """`nahkoda` in a home whose database has its tables."""

    env: dict[str, str]

    def __call__(self, *arguments: str | Path, **more: str) -> Run:
        """Run it; `more` are further variables of the environment."""
        return nahkoda(*arguments, env={**self.env, **more})


@pytest.fixture
def command(database_url: str, home: Path) -> Command:
    return Command(environment(NAHKODA_HOME=str(home), NAHKODA_DB=database_url))


def shown(command: Command, kode: str = KODE) -> Any:
    run = command("baseline", "show", kode, "--json")
    assert run.code in (0, 1)
    return run.json if run.code == 0 else None


def test_init_twice_and_by_option(empty_url: str, home: Path) -> None:
    env = environment(NAHKODA_HOME=str(home))
    first = nahkoda("baseline", "show", KODE, "--db", empty_url, env=env)
    assert (first.code, "`nahkoda init`" in first.err) == (2, True)
    for _ in range(2):
        run = nahkoda("init", "--db", empty_url, env=env)
        assert (run.code, run.err) == (0, "")
        assert "ready" in run.out
    later = nahkoda("baseline", "show", KODE, "--db", empty_url, env=env)
    assert later.code == 1
    assert "Import a survey first: nahkoda baseline import FILE." in later.err


def test_password_is_never_shown(home: Path) -> None:
    env = environment(NAHKODA_HOME=str(home))
    run = nahkoda("init", "--db", "postgresql://me:secret@127.0.0.1:1/x", env=env)
    assert run.code == 2
    assert "secret" not in run.out + run.err
    assert "me:***@" in run.err


def test_import_show_and_import_again(command: Command, tmp_path: Path) -> None:
    assert command("territory", "import", SUKUN / "wilayah.csv", "--json").json == {
        "codes": 14,
        "outlines": 0,
        "rt_outlines": 0,
        "findings": [],
    }
    outlines = command("territory", "import", SUKUN / "rt_ilustratif.geojson")
    assert outlines.out.split()[-4:] == ["110", "outlines", "of", "RT"]
    file = SUKUN / "baseline_ilustratif.csv"
    first = command("baseline", "import", file, "--json", "--sk", "188/1/2025", "--sk-date", "2025-03-04")
    answer = first.json
    assert (first.code, answer["stored"], answer["created"]) == (0, True, True)
    assert (answer["rows"], answer["refused"]) == (110, 0)
    assert answer["baselines"] == [
        {"kode_kelurahan": KODE, "kelurahan": "Sukun", "tahun": 2025, "number": 1, "rt": 110}
    ]
    again = command(
        "baseline", "import", file, "--json", "--sk", "188/1/2025", "--sk-date", "2025-03-04"
    ).json
    assert again == {**answer, "created": False}
    for kode in (KODE, "35.73.04", "35.73", "35"):
        overview = shown(command, kode)
        assert overview["kode"] == kode
        assert sum(row["rt"] for row in overview["rt_menurut_tingkat"]) == 110
    assert command("baseline", "show", KODE, "--tahun", "2024").code == 1
    assert command("baseline", "show", KODE, "--tahun", "2025").code == 0
    for columns in ("60", "120"):
        lines = command("baseline", "show", KODE, COLUMNS=columns).out.splitlines()
        assert max(map(len, lines)) <= int(columns)
        assert any("Proteksi" in line for line in lines)
        assert any(
            line.startswith("Area, verified") and line.rstrip().endswith("137.006 ha") for line in lines
        )
    bars = command("baseline", "show", KODE, PYTHONIOENCODING="ascii").out
    assert "###...." in bars
    assert "?" not in bars


def test_dry_run_changes_nothing(command: Command, tmp_path: Path) -> None:
    good, bad = survey(tmp_path / "good.csv", {}), survey(tmp_path / "bad.csv", {}, {"4a": -1})
    run = command("baseline", "import", good, "--dry-run")
    assert (run.code, "Dry run: nothing was stored." in run.out) == (0, True)
    assert command("baseline", "import", bad, "--dry-run").code == 1
    # What the real run would say.
    assert command("baseline", "import", bad, "--dry-run", "--partial").code == 0
    assert shown(command) is None


def test_refused_rows_keep_the_file_out_unless_partial(command: Command, tmp_path: Path) -> None:
    file = survey(tmp_path / "s.csv", {}, {"4a": -1}, {})
    held = command("baseline", "import", file)
    assert held.code == 1
    assert "Nothing was stored." in held.out
    assert "B003" in held.out
    assert shown(command) is None
    kept = command("baseline", "import", file, "--partial", "--json")
    assert (kept.code, kept.json["stored"], kept.json["rows"], kept.json["refused"]) == (0, True, 2, 1)
    assert sum(row["rt"] for row in shown(command)["rt_menurut_tingkat"]) == 2


def test_year_option_and_rule(command: Command, tmp_path: Path) -> None:
    file = survey(tmp_path / "s.csv", {}, without=("tahun",), rule="2016")
    run = command("baseline", "import", file, "--tahun", "2017", "--rule", "2016", "--json")
    assert run.json["baselines"][0]["tahun"] == 2017
    assert shown(command)["rule"] == "2016"


def test_long_lists_are_cut_and_say_so(command: Command, tmp_path: Path) -> None:
    rows = [
        {"kode_kelurahan": f"35.73.04.{1001 + n}", "kelurahan": "", "rt": "001", "4a": -1} for n in range(60)
    ]
    held = command("baseline", "import", survey(tmp_path / "bad.csv", *rows))
    assert sum(line.startswith("B003") for line in held.out.splitlines()) < 60
    assert "--json lists them all." in held.out
    good = survey(tmp_path / "good.csv", *({**row, "4a": 0} for row in rows))
    stored = command("baseline", "import", good)
    assert sum(line.startswith("Baseline ") for line in stored.out.splitlines()) == 20
    assert "… and 40 more baselines." in stored.out


def test_unreadable_files_leave_nothing(command: Command, tmp_path: Path) -> None:
    lines = [["kode", "nama"], ["35", "Jawa Timur"], ["nonsense", "x"], ["35", "again"], ["35.73", ""]]
    with (tmp_path / "codes.csv").open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    for language, words in (
        (
            "C.UTF-8",
            ["row 3: 'nonsense' is not a code", "row 4: 35 stands already above", "row 5: 35.73 has no name"],
        ),
        ("id_ID.UTF-8", ["baris 3: 'nonsense' bukan kode", "baris 4: 35 sudah ada di atas"]),
    ):
        run = command("territory", "import", tmp_path / "codes.csv", LC_ALL=language)
        assert run.code == 2
        assert all(each in run.err for each in words)
    (tmp_path / "o.geojson").write_text("{}")
    assert command("territory", "import", tmp_path / "o.geojson").code == 2
    (tmp_path / "naskah").mkdir()
    (tmp_path / "naskah" / "99.9.md").write_text("x")
    wrong = command("naskah", "import", KODE, tmp_path / "naskah")
    assert wrong.code == 2
    assert "99.9.md" in wrong.err
    assert command("naskah", "import", KODE, tmp_path / "none").code == 2


def test_templates_are_read_back(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "n"
    for rule in ("2018", "2016"):
        book = tmp_path / f"{rule}.xlsx"
        assert command("template", "baseline", "-o", book, "--rule", rule).code == 0
        empty = command("score", book, "--rule", rule)
        # A correct header and no row yet.
        assert (empty.code, "at least one row of data" in empty.err) == (2, True)
        again = command("template", "baseline", "-o", book, "--rule", rule)
        assert (again.code, "overwritten" in again.err) == (2, True)
    written = command("template", "naskah", "--output", folder)
    assert (written.code, "profil.toml" in written.out) == (0, True)
    stored = command("naskah", "import", KODE, folder)
    assert stored.out == f"Manuscript 1 of {KODE}\n"
    refused = command("template", "naskah", "-o", folder)
    assert (refused.code, "overwritten" in refused.err) == (2, True)


def test_render(command: Command, tmp_path: Path) -> None:
    """Both formats, the same again, and places that cannot be written."""
    without = command("render", "rplp", KODE, "--out", tmp_path / "out")
    assert (without.code, "nahkoda baseline import FILE" in without.err) == (1, True)
    command("baseline", "import", survey(tmp_path / "s.csv", {}, {"1a": 40}))
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert command("render", "rplp", KODE, "--out", blocked / "below").code == 2
    assert command("render", "rplp", KODE, "--out", blocked).code == 2
    first = command("render", "rplp", KODE, "--out", tmp_path / "out", "--json").json
    assert (first["kode"], first["version"], first["created"]) == (KODE, 1, True)
    assert [Path(each["path"]).name for each in first["files"]] == [
        f"RPLP_{KODE}_v1.pdf",
        f"RPLP_{KODE}_v1.docx",
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"RPLP_{KODE}_v1.docx",
        f"RPLP_{KODE}_v1.pdf",
    ]
    again = command("render", "rplp", KODE, "--format", "pdf", "--out", tmp_path / "out")
    assert again.out.splitlines()[0] == "Unchanged: draft version 1"
    assert (tmp_path / "out" / f"RPLP_{KODE}_v1.pdf").read_bytes().startswith(b"%PDF-")
    assert command("render", "rplp", KODE, "--tahun", "1999", "--out", tmp_path / "out").code == 1
    bad = command("render", "rplp", KODE, "--reference", blocked, "--out", tmp_path / "out")
    assert bad.code == 2
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_damaged_database(home: Path) -> None:
    (home / "nahkoda.db").write_bytes(b"no database at all" * 100)
    run = nahkoda("baseline", "show", KODE, env=environment(NAHKODA_HOME=str(home)))
    assert (run.code, "Restore it from a backup." in run.err) == (2, True)


def test_newer_database(home: Path, sqlite_template: Path) -> None:
    place = home / "nahkoda.db"
    place.write_bytes(sqlite_template.read_bytes())
    connection = sqlite3.connect(place)
    connection.execute("UPDATE alembic_version SET version_num = 'from the future'")
    connection.commit()
    connection.close()
    for command in (["init"], ["baseline", "show", KODE]):
        run = nahkoda(*command, env=environment(NAHKODA_HOME=str(home)))
        assert (run.code, "Install the newest version" in run.err) == (2, True)


def test_demo(tmp_path: Path) -> None:
    out = tmp_path / "a folder" / "demo"
    run = nahkoda("demo", "--out", out, env=environment("id_ID.UTF-8"))
    assert run.code == 0
    assert "Basis data" in run.out
    documents = sorted(path.name for path in (out / "documents").iterdir())
    assert documents == [
        f"RENCANA_{KODE}_v1.xlsx",
        "RP2KPKP_35.73_v1.docx",
        "RP2KPKP_35.73_v1.pdf",
        f"RPLP_{KODE}_v1.docx",
        f"RPLP_{KODE}_v1.pdf",
        f"SKENARIO_{KODE}_v1.png",
        f"USULAN_{KODE}.xlsx",
    ]
    assert all(str(out / "documents" / name) in run.out for name in documents)
    going_on = nahkoda("baseline", "show", KODE, "--json", env=environment(NAHKODA_HOME=str(out)))
    assert going_on.json["luas_ha"] == 137.006
