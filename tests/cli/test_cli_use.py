"""What every command has in common: help, versions, languages, wrong use, and how quickly it answers."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import NAHKODA, environment, nahkoda, survey

COMMANDS = [
    ("score",),
    ("init",),
    ("demo",),
    ("baseline", "import"),
    ("baseline", "show"),
    ("template", "baseline"),
    ("template", "naskah"),
    ("territory", "import"),
    ("naskah", "import"),
    ("render", "rplp"),
]
GROUPS = [(), ("baseline",), ("template",), ("territory",), ("naskah",), ("render",)]
HEAVY = (
    "numpy",
    "sqlalchemy",
    "alembic",
    "matplotlib",
    "weasyprint",
    "docx",
    "lxml",
    "shapely",
    "rich.table",
    "babel",
)


@pytest.mark.parametrize("command", [*GROUPS, *COMMANDS], ids=" ".join)
def test_help_in_both_languages(command: tuple[str, ...]) -> None:
    english = nahkoda(*command, "--help")
    indonesian = nahkoda(*command, "--help", env=environment("id_ID.UTF-8"))
    assert english.code == indonesian.code == 0
    assert english.err == indonesian.err == ""
    # The frame of the library is the same, every line of ours is not.
    ours = [set(run.out.splitlines()) for run in (english, indonesian)]
    assert ours[0] - ours[1]
    assert ours[1] - ours[0]


def test_lists_every_command() -> None:
    listed = [nahkoda(*group, "--help").out for group in GROUPS]
    for command in COMMANDS:
        *group, name = command
        page = listed[GROUPS.index(tuple(group))]
        assert any(line.split()[:1] == [name] for line in page.splitlines()), command


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"LC_ALL": "id_ID.UTF-8"}, "Mencetak versi"),
        ({"LC_ALL": "", "LC_MESSAGES": "id_ID", "LANG": "en_US.UTF-8"}, "Mencetak versi"),
        ({"LC_ALL": "", "LANG": "id_ID.UTF-8"}, "Mencetak versi"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "id_ID.UTF-8"}, "Print the version"),
        ({"LC_ALL": "", "LANG": "de_DE.UTF-8"}, "Print the version"),
        ({"LC_ALL": ""}, "Print the version"),
    ],
)
def test_language_by_locale(variables: dict[str, str], word: str) -> None:
    assert word in nahkoda("--help", env=environment() | variables).out


def test_version() -> None:
    run = nahkoda("--version")
    name, number = run.out.split()
    assert (run.code, name) == (0, "nahkoda")
    assert number[0].isdigit()


def test_completion_script() -> None:
    pytest.importorskip("shellingham")
    env = environment(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    run = nahkoda("--show-completion", "bash", env=env)
    assert run.code == 0
    assert "complete -o default -F" in run.out


def test_completion_completes() -> None:
    env = environment(_NAHKODA_COMPLETE="complete_bash", COMP_WORDS="nahkoda bas", COMP_CWORD="1")
    assert nahkoda(env=env).out.split() == ["baseline"]


@pytest.mark.parametrize("arguments", [[], ["baseline"], ["render"]])
def test_no_command_is_wrong_use(arguments: list[str]) -> None:
    run = nahkoda(*arguments)
    assert run.code == 2
    assert "Usage:" in run.out + run.err


def test_help_imports_nothing_heavy() -> None:
    run = nahkoda("--help", env=environment(PYTHONPROFILEIMPORTTIME="1"))
    imported = {line.rpartition("|")[2].strip() for line in run.err.splitlines()}
    assert "typer" in imported
    assert not imported.intersection(HEAVY)


def test_score_does_without_the_store(tmp_path: Path) -> None:
    file = survey(tmp_path / "s.csv", {})
    run = nahkoda("score", file, env=environment(PYTHONPROFILEIMPORTTIME="1"))
    imported = {line.rpartition("|")[2].strip() for line in run.err.splitlines()}
    assert "numpy" in imported
    assert not imported.intersection({"sqlalchemy", "alembic", "matplotlib", "weasyprint", "docx", "shapely"})


class TestWrongUse:
    """One clear message, exit 2, never a traceback (`nahkoda` asserts that)."""

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--bogus"], "--bogus"),
            (["bogus"], "bogus"),
            (["score"], "FILE"),
            (["score", "x.csv", "--bogus"], "--bogus"),
            (["score", "x.csv", "--rule", "2017"], "2017"),
            (["score", "x.csv", "--level", "rw"], "rw"),
            (["score", "x.csv", "--tahun", "1066"], "--tahun"),
            (["score", "x.csv", "--tahun", "soon"], "--tahun"),
            (["score", "x.csv"], "x.csv: expected a file; found none with this name"),
            (["score", "."], "found a directory"),
            (["baseline", "import", "x.csv", "--sk-date", "23-11-2026"], "23-11-2026"),
            (["baseline", "show", "35-73"], "Write the code with dots"),
            (["baseline", "show", "35.73", "--db", "mysql://host/name"], "mysql"),
            (["baseline", "show", "35.73", "--db", "no url"], "Check --db and NAHKODA_DB."),
            (["render", "rplp", "35.73.04.1005", "--format", "odt"], "odt"),
            (["render", "rplp", "35.73"], "Name one kelurahan."),
            (["naskah", "import", "35.73.04", "."], "Name one of them."),
            (["template", "baseline"], "--output"),
            (["template", "baseline", "-o", "missing/t.xlsx"], "t.xlsx: expected a file that can be written"),
        ],
    )
    def test_message(self, arguments: list[str], words: str, tmp_path: Path) -> None:
        run = nahkoda(*arguments, cwd=tmp_path, env=environment(NAHKODA_HOME=str(tmp_path / "home")))
        assert run.code == 2
        assert run.out == ""
        assert words in run.err
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "arguments",
        [
            ["baseline", "import", "s.csv"],
            ["baseline", "import", "s.csv", "--dry-run"],
            ["baseline", "show", "35.73"],
            ["territory", "import", "s.csv"],
            ["naskah", "import", "35.73.04.1005", "."],
            ["render", "rplp", "35.73.04.1005"],
        ],
        ids=" ".join,
    )
    @pytest.mark.parametrize("language", ["C.UTF-8", "id_ID.UTF-8"])
    def test_no_database_names_init(self, arguments: list[str], language: str, tmp_path: Path) -> None:
        survey(tmp_path / "s.csv", {})
        home = tmp_path / "home"
        run = nahkoda(*arguments, cwd=tmp_path, env=environment(language, NAHKODA_HOME=str(home)))
        assert (run.code, run.out) == (2, "")
        assert "`nahkoda init`" in run.err
        assert ("Jalankan" in run.err) == language.startswith("id")
        # A mistyped place is not created by looking at it.
        assert not home.exists()

    def test_unreadable_kinds(self, tmp_path: Path) -> None:
        cases = {
            "empty.csv": (b"", "an empty file"),
            "page.xlsx": (b"<html><body>", "a web page (HTML)"),
            "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old workbook"),
            "noise.csv": (bytes(range(256)) * 4, "binary data"),
            "words.csv": (b"some words\nmore words\n", "no row that holds them"),
        }
        for name, (data, words) in cases.items():
            (tmp_path / name).write_bytes(data)
            run = nahkoda("score", tmp_path / name)
            assert run.code == 2
            assert words in run.err
            translated = nahkoda("score", tmp_path / name, env=environment("id_ID.UTF-8")).err
            assert "yang didapati" in translated
            assert words not in translated

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
    def test_file_without_permission(self, tmp_path: Path) -> None:
        file = survey(tmp_path / "s.csv", {})
        file.chmod(0)
        run = nahkoda("score", file)
        assert (run.code, "no permission" in run.err) == (2, True)


@pytest.mark.parametrize("language", ["C.UTF-8", "id_ID.UTF-8"])
def test_interrupted(tmp_path: Path, language: str) -> None:
    with subprocess.Popen(
        [NAHKODA, "demo", "--out", tmp_path / "demo"],
        env=environment(language),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 130
    assert (
        err
        == {
            "C.UTF-8": "Stopped; nothing half-done was kept.\n",
            "id_ID.UTF-8": "Dihentikan; tidak ada hasil setengah jadi yang disimpan.\n",
        }[language]
    )
    assert not (tmp_path / "demo" / "documents").exists()


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_full_disk_behind_the_output(tmp_path: Path, arguments: list[str]) -> None:
    file = survey(tmp_path / "s.csv", {})
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [NAHKODA, "score", file, *arguments],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "No space left on device\n")
