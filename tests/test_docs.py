"""The pages in `docs/` against the program: nothing missing, nothing twice, no dead link, every example runs."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import typer

import cli
from intake.header import template_columns
from intake.manuscript import SECTIONS
from planning.delineation_findings import DELINEATION_FINDINGS
from planning.errors import NahkodaError
from planning.manuscript import Manuscript
from planning.rules import RULE_SETS
from planning.survey_findings import SURVEY_FINDINGS

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "panduan"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
ROOMS = ("planning", "store", "intake", "generators", "workflow", "language")

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")


def page(name: str) -> str:
    """The text of a page of the user guide."""
    return (GUIDE / name).read_text(encoding="utf-8")


def code_spans(text: str) -> set[str]:
    """What stands between backticks, outside fenced blocks."""
    return set(_CODE.findall(_FENCE.sub("", text)))


def commands(command: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    """Every command below `command` that does something, with its parameters."""
    inner = getattr(command, "commands", None)
    if inner is None or path == "nahkoda":
        yield path, list(command.params)
    for name, each in sorted((inner or {}).items()):
        yield from commands(each, f"{path} {name}")


COMMANDS = list(commands(typer.main.get_command(cli.app), "nahkoda"))


@pytest.mark.parametrize(("path", "parameters"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_command_and_option_is_documented(path: str, parameters: list[Any]) -> None:
    text = page("perintah.md")
    if path == "nahkoda":
        section = text.partition("\n## Pilihan umum\n")[2]
    else:
        _, found, section = text.partition(f"\n## {path}\n")
        assert found, f"perintah.md has no section “## {path}”"
    section = section.partition("\n## ")[0]
    options = {
        option
        for parameter in parameters
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-") and option != "--help"
    }
    described = {word for row in re.findall(r"^\| (.*?) \|", section, re.MULTILINE) for word in row.split()}
    described = {word.strip("`,") for word in described}
    assert options - described == set(), f"{path}: not described"
    known = options | {"--help", "--json", "--db"} if path == "nahkoda" else options
    assert {word for word in described if word.startswith("-")} - known == set(), f"{path}: no such option"


def test_every_finding_code_is_documented() -> None:
    rows = re.findall(r"^\| (B\d{3}) \|", page("survei.md"), re.MULTILINE)
    assert rows == sorted(SURVEY_FINDINGS)
    rows = re.findall(r"^\| (D\d{3}) \|", page("galat.md"), re.MULTILINE)
    assert rows == sorted(DELINEATION_FINDINGS)


@pytest.mark.parametrize("rule", RULE_SETS.values(), ids=RULE_SETS)
def test_every_survey_column_is_documented(rule: Any) -> None:
    rows = set()
    for line in page("survei.md").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        rows.update(cells[:2] if line.startswith("| ") else [])
    assert set(template_columns(rule)) - rows == set()


def test_every_manuscript_key_and_section_is_documented() -> None:
    spans = code_spans(page("naskah.md"))
    keys = set()
    for name, kind in get_type_hints(Manuscript).items():
        if name == "teks":
            continue
        inner = next((each for each in (kind, *get_args(kind)) if is_dataclass(each)), None)
        if inner is None:
            keys.add(name)
            continue
        keys.add(f"[{name}]" if inner is kind else f"[[{name}]]")
        keys.update(field.name for field in fields(inner))
    assert keys - spans == set()
    numbers = {name for name in SECTIONS if name[0].isdigit()}
    written: set[str] = set()
    for first, last in re.findall(r"`(\d\.\d)`–`(\d\.\d)`", page("naskah.md")):
        written.update(f"{first[0]}.{at}" for at in range(int(first[2:]), int(last[2:]) + 1))
    assert written == numbers
    assert set(SECTIONS) - numbers <= spans


@cache
def error_classes() -> tuple[type[NahkodaError], ...]:
    """Every error class of the house, base classes too, once all rooms are imported."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            # Migrations and the build hook run inside other programs and define no errors.
            if not module.name.startswith(("store.migrations", "language.build")):
                importlib.import_module(module.name)
    found: list[type[NahkodaError]] = [NahkodaError]
    for kind in found:
        found.extend(each for each in kind.__subclasses__() if each.__module__.partition(".")[0] in ROOMS)
    return tuple(dict.fromkeys(found))


def test_error_codes_are_unique() -> None:
    users: dict[str, list[str]] = {}
    for kind in error_classes():
        users.setdefault(kind.code, []).append(kind.__qualname__)
    assert {code: names for code, names in users.items() if len(names) > 1} == {}


def test_every_error_code_is_documented() -> None:
    rows = Counter(re.findall(r"^\| (N\d{3}) \|", page("galat.md"), re.MULTILINE))
    assert {code for code, count in rows.items() if count > 1} == set()
    assert set(rows) == {kind.code for kind in error_classes()}


def test_quoted_messages_are_those_of_the_program() -> None:
    from babel.messages.pofile import read_po

    with (ROOT / "language/id/LC_MESSAGES/nahkoda.po").open("rb") as stream:
        messages = [text for entry in read_po(stream) for text in (entry.id, entry.string) if text]
    table = page("galat.md").partition("## Yang sering terjadi")[2].partition("\n## ")[0]
    quoted = {
        text
        for cell in re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
        for text in _CODE.findall(cell)
        if " " in text
    }
    assert len(quoted) > 20
    assert {text for text in quoted if not any(text in str(message) for message in messages)} == set()


def test_the_worked_example_is_that_of_the_files() -> None:
    from intake.survey import read_survey
    from planning.quantity import SCALE
    from planning.rollup import Level, roll_up, tally
    from planning.rules import RULE_2018
    from planning.scoring import score

    rows = read_survey(ROOT / "examples/sukun/baseline_ilustratif.csv", rule=RULE_2018).rows
    by_rt = score(tally(rows))
    by_kawasan = score(roll_up(by_rt.totals, Level.KAWASAN))
    text = page("penilaian.md")
    for area in (by_rt.slum_area(), by_kawasan.slum_area()):
        assert f"{area / SCALE:.3f} ha".replace(".", ",") in text
    assert (rows.rw[0], rows.rt[0]) == ("001", "001")
    assert f"Jumlah ke-16 nilainya {by_rt.total[0]}:" in text
    for at, place in enumerate(by_kawasan.totals.places):
        if found := re.search(rf"{place.kawasan} bernilai (\d+)", text):
            assert int(found[1]) == by_kawasan.total[at]


def anchor(heading: str) -> str:
    """The anchor of a heading, as code hosts make it."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_every_relative_link_resolves(path: Path) -> None:
    broken = []
    for target in _LINK.findall(_FENCE.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        if not linked.exists() or not linked.is_relative_to(ROOT):
            broken.append(target)
        elif fragment and linked.suffix == ".md":
            text = _FENCE.sub("", linked.read_text(encoding="utf-8"))
            if fragment not in {anchor(heading) for heading in _HEADING.findall(text)}:
                broken.append(target)
    assert broken == []


def console_commands(text: str) -> list[str]:
    """The commands of the `console` blocks: lines that begin with `$ `."""
    blocks = [body for language, body in _FENCE.findall(text) if language == "console"]
    assert all(block.startswith("$ ") for block in blocks)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one `nahkoda …` line in `folder`, with its data there."""
    program, *arguments = shlex.split(line)
    assert program == "nahkoda"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NAHKODA_")}
    environment |= {"NAHKODA_HOME": str(folder / "data"), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [Path(sys.executable).with_name("nahkoda"), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a reader has it: the examples beside it, nothing else."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.slow
def test_the_commands_of_the_first_page_run(folder: Path) -> None:
    lines = console_commands(page("mulai.md"))
    assert any("render rplp" in line for line in lines)
    for line in lines:
        done = run(line, folder)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr, line
    assert {path.suffix for path in (folder / "keluaran").iterdir()} == {".pdf", ".docx", ".xlsx"}


def test_exit_codes_are_as_documented(folder: Path) -> None:
    survey = (folder / "examples/sukun/baseline_ilustratif.csv").read_text(encoding="utf-8").splitlines()
    header = survey[0].split(",")
    cells = survey[1].split(",")
    cells[header.index("4a")] = "-1.03"
    wrong = [survey[0], ",".join(cells), *survey[2:4]]
    (folder / "salah.csv").write_text("\n".join(wrong) + "\n", encoding="utf-8")
    for line, code in (
        ("nahkoda --version", 0),
        ("nahkoda score examples/sukun/baseline_ilustratif.csv", 0),
        ("nahkoda score salah.csv", 1),
        ("nahkoda score salah.csv --json", 1),
        ("nahkoda score salah.csv --partial", 1),
        ("nahkoda score examples/sukun/wilayah.csv", 2),
        ("nahkoda score", 2),
        ("nahkoda baseline show 35.73.04.1005", 2),
        ("nahkoda init", 0),
        ("nahkoda baseline show 35.73.04.1005", 1),
        ("nahkoda baseline import salah.csv", 1),
        ("nahkoda baseline import salah.csv --partial", 0),
    ):
        done = run(line, folder)
        assert done.returncode == code, f"{line}\n{done.stdout}{done.stderr}"
