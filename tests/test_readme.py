"""Every command of the README runs as it stands there."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

ROOT = Path(__file__).resolve().parents[1]
SURVEY = ROOT / "examples" / "sukun" / "baseline_ilustratif.csv"
TEXT_COLUMNS = {"kode_kelurahan", "kelurahan", "kawasan", "rw", "rt"}


def blocks() -> list[list[str]]:
    """The console blocks, each a list of commands."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [[line.removeprefix("$ ") for line in block.splitlines()] for block in found]


def fill(path: Path) -> None:
    """Put the example's survey where the README says that a person fills in the workbook."""
    assert path.exists(), "the template was not written"
    with SURVEY.open(encoding="utf-8", newline="") as file, xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("baseline")
        rows = list(csv.reader(file))
        for line, row in enumerate(rows):
            for column, (name, text) in enumerate(zip(rows[0], row, strict=True)):
                if line and text and text != "-" and name not in TEXT_COLUMNS:
                    sheet.write_number(line, column, float(text))
                elif text:
                    sheet.write_string(line, column, text)


def test_the_two_commands_are_the_two_targets_of_the_makefile() -> None:
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in blocks()[0]:
        program, target = command.split()
        assert program == "make"
        assert re.search(rf"^{target}:", targets, re.MULTILINE)


@pytest.mark.slow
def test_a_first_survey_and_plan_run_as_written(tmp_path: Path) -> None:
    bin_folder = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "NAHKODA_HOME": str(tmp_path / "home"),
    }
    environment.pop("NAHKODA_DB", None)
    _make, first, plan, gate = blocks()
    assert (len(first), len(plan), len(gate)) == (5, 4, 2)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for command in (*first, *plan, *gate):
        if "baseline import" in command:
            fill(tmp_path / "survei.xlsx")
        run = subprocess.run(
            command,
            shell=True,
            check=False,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        # A new plan is held at its first gate, and the report of it ends with 1.
        expected = 1 if "gate check" in command else 0
        assert run.returncode == expected, f"{command}\n{run.stdout}{run.stderr}"
    assert sorted(path.suffix for path in (tmp_path / "dokumen").iterdir()) == [".docx", ".pdf"]


def test_the_pictures_exist_and_are_small() -> None:
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert 10_000 < (ROOT / name).stat().st_size < 600_000
