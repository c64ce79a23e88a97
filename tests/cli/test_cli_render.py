"""Rendering by the command line: engines, final versions, and every kelurahan of a territory at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.acting import House, under_way
from tests.cli.running import environment, nahkoda, survey

KODE, OTHER, KOTA = "35.73.04.1005", "35.73.04.1006", "35.73"


@pytest.fixture
def house(database_url: str, home: Path, tmp_path: Path) -> House:
    return under_way(database_url, home, tmp_path)


def test_engine_and_final(house: House, tmp_path: Path) -> None:
    out = tmp_path / "keluar"
    render = ("render", "rplp", KODE, "--format", "docx", "--out", out)
    as_consultant = {"NAHKODA_AS": "konsultan"}
    refused = house(*render, "--final", **as_consultant)
    assert (refused.code, "N307" in refused.err, "nahkoda submit KODE" in refused.err) == (1, True, True)
    assert list(out.iterdir()) == []
    fast = house(*render, "--json", **as_consultant).json
    assert (fast["version"], fast["state"], fast["created"]) == (1, "draft", True)
    again = house(*render, "--engine", "pluto", "--json", **as_consultant).json
    assert (again["version"], again["created"]) == (1, False)
    seen = house("render", "rplp", KODE, "--chapter", "bab-1", "--out", tmp_path / "baca", **as_consultant)
    assert (seen.code, seen.out.strip()) == (
        0,
        f"Written: {tmp_path / 'baca' / f'PRATINJAU_{KODE}_bab-1.pdf'}",
    )
    styles = Path(house.env["NAHKODA_HOME"]) / "templates" / KODE / "styles" / "kota.css"
    styles.parent.mkdir(parents=True)
    styles.write_text('p::before { content: "x" }', encoding="utf-8")
    unsound = house("render", "rplp", KODE, "--chapter", "bab-1", "--out", tmp_path / "baca", **as_consultant)
    assert (unsound.code, "kota.css:1" in unsound.err) == (1, True)
    styles.unlink()
    lost = house("render", "rplp", KODE, "--chapter", "bab-99", "--out", tmp_path / "baca", **as_consultant)
    assert (lost.code, "bab-1, bab-2" in lost.err) == (1, True)
    assert len(list((tmp_path / "baca").iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["render", "rplp"], "Name one kelurahan, or a territory with --all --area."),
        (["render", "rplp", "--all"], "--all --area"),
        (["render", "rplp", "--area", KOTA], "--all --area"),
        (["render", "rplp", KODE, "--all", "--area", KOTA], "--all --area"),
        (
            ["render", "rplp", KODE, "--final", "--engine", "pluto"],
            "A final version is made with weasyprint.",
        ),
        (["render", "rplp", KODE, "--chapter", "bab-1", "--final"], "A preview is of one chapter"),
        (["render", "rplp", KODE, "--chapter", "bab-1", "--format", "docx"], "A preview is a PDF"),
        (["render", "rplp", KODE, "--chapter", "bab-1", "--engine", "weasyprint"], "A preview is a PDF"),
        (["batch", "rplp"], "--area"),
        (["batch", "rplp", "--area", KOTA, "--workers", "0"], "--workers"),
    ],
)
def test_wrong_use(arguments: list[str], word: str, tmp_path: Path) -> None:
    home = environment(NAHKODA_HOME=str(tmp_path / "home"))
    assert nahkoda("init", env=home).code == 0
    run = nahkoda(*arguments, env=home, cwd=tmp_path)
    assert (run.code, run.out, word in run.err) == (2, "", True), run.err


def test_all_of_a_territory(house: House, tmp_path: Path) -> None:
    out = tmp_path / "keluar"
    row = {"kode_kelurahan": OTHER, "kelurahan": "Bandungrejosari"}
    file = survey(tmp_path / "lain.csv", row)
    # Who may draft in one kelurahan may not render the others, and learns it before the work.
    batch = ("batch", "rplp", "--area", KOTA, "--workers", "1", "--format", "docx", "--out", out)
    house.done("role", "grant", "konsultan2", "konsultan", KOTA, "--nama", "Kota", "--jabatan", "Tenaga ahli",
               "--unit", "PT", "--mulai", "2026-01-01", "--as", "admin")  # fmt: skip
    city = {"NAHKODA_AS": "konsultan2"}
    assert house("baseline", "import", file, **city).code == 0
    refused = house(*batch, NAHKODA_AS="konsultan")
    assert (refused.code, "N402" in refused.err, refused.out) == (1, True, "")
    broken = Path(house.env["NAHKODA_HOME"]) / "templates" / OTHER / "rplp" / "bab_1.html"
    broken.parent.mkdir(parents=True)
    broken.write_text("{% extends", encoding="utf-8")
    first = house(*batch, **city)
    lines = first.out.splitlines()
    assert (first.code, lines[0]) == (1, f"{KODE} Sukun: New draft version 1")
    assert lines[1] == "Not rendered: 1 of 2"
    assert lines[2].startswith(f"  {OTHER} Bandungrejosari: ")
    broken.unlink()
    done = house("render", "rplp", "--all", *batch[2:], "--json", **city)
    assert done.code == 0
    assert [(each["kode"], each["nama"], each["created"]) for each in done.json["dokumen"]] == [
        (KODE, "Sukun", False), (OTHER, "Bandungrejosari", True),
    ]  # fmt: skip
    assert (done.json["wilayah"], done.json["gagal"], done.json["gugur"]) == (KOTA, [], [])
    assert sorted(path.name for path in out.iterdir()) == [f"RPLP_{KODE}_v1.docx", f"RPLP_{OTHER}_v1.docx"]
    nothing = house("batch", "rplp", "--area", "33.75", NAHKODA_AS="admin")
    assert (nothing.code, "N305" in nothing.err) == (1, True)
