"""Who may look: commands that only read ask for a role too, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.acting import KOTA, House, under_way
from tests.cli.test_cli_plan import KODE, plan
from tests.intake.plan_samples import write_folder

BUDGET = '[[anggaran]]\nsumber = "APBD-KAB"\ntahun = 2027\njumlah = 100000000\n'


@pytest.fixture
def nahkoda(database_url: str, home: Path, tmp_path: Path) -> House:
    return under_way(database_url, home, tmp_path)


def reads(folder: Path) -> Iterator[tuple[str | Path, ...]]:
    """Every command that reads without asking a process, with what it writes in `folder`."""
    (folder / "anggaran.toml").write_text(BUDGET, encoding="utf-8")
    yield "baseline", "show", KODE
    yield "baseline", "show", KODE, "--json"
    yield "catalogue", "show", KODE
    yield "plan", "show", KODE
    yield "plan", "scenario", KODE, "--chart", folder / "luas.svg"
    yield "plan", "propose", KODE, "--budget", folder / "anggaran.toml", "-o", folder / "usulan.xlsx"
    yield "plan", "export", KODE, "--out", folder / "keluar"
    yield "plan", "import", KODE, write_folder(folder / "lagi", plan(base=1)), "--dry-run"
    yield "template", "plan", KODE, "-o", folder / "kosong.xlsx"


def test_only_who_has_a_role_here(nahkoda: House, tmp_path: Path) -> None:
    (tmp_path / "kerja").mkdir()
    commands = list(reads(tmp_path / "kerja"))
    before = sorted((tmp_path / "kerja").iterdir())
    for command in commands:
        run = nahkoda(*command, NAHKODA_AS="nobody")
        assert (run.code, run.out, "N402" in run.err, "read" in run.err) == (1, "", True, True), command
    assert sorted((tmp_path / "kerja").iterdir()) == before
    for command in commands:
        assert nahkoda(*command, NAHKODA_AS="auditor").code == 0, command
    # A role in the kelurahan is none for the whole kab/kota.
    assert nahkoda("baseline", "show", KOTA, NAHKODA_AS="lurah").code == 1
    assert nahkoda("baseline", "show", KOTA, NAHKODA_AS="auditor").code == 0


def test_a_version_that_exists_is_not_for_everybody(nahkoda: House, tmp_path: Path) -> None:
    render = ("render", "rplp", KODE, "--format", "docx", "--out")
    assert nahkoda(*render, tmp_path / "satu", NAHKODA_AS="konsultan").code == 0
    refused = nahkoda(*render, tmp_path / "dua", NAHKODA_AS="nobody")
    assert (refused.code, "N402" in refused.err, (tmp_path / "dua").exists()) == (1, True, False)
    seen = nahkoda(*render, tmp_path / "tiga", NAHKODA_AS="auditor")
    assert (seen.code, seen.out.splitlines()[0]) == (0, "Unchanged: draft version 1")
