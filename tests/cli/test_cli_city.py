"""The commands about a city as a user types them: manuscript, RP2KP-KP, consistency."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Run, environment, nahkoda, survey

KODE, KOTA = "35.73.04.1005", "35.73"
LOST = """[[kegiatan]]
kode = "LK-1"
program = "Drainase"
nama = "Saluran lingkungan"
skala = "lingkungan"
jalur = "peningkatan"
pelaksana = "KSM"
tahun_mulai = 2026
tahun_selesai = 2026
"""


@pytest.fixture
def env(database_url: str, home: Path, tmp_path: Path) -> dict[str, str]:
    made = environment(NAHKODA_HOME=str(home), NAHKODA_DB=database_url)
    assert nahkoda("baseline", "import", survey(tmp_path / "s.csv", {"3a": 40, "3b": 40}), env=made).code == 0
    return made


def manuscript(env: dict[str, str], folder: Path, text: str) -> Run:
    folder.mkdir(exist_ok=True)
    (folder / "kota.toml").write_text(text, encoding="utf-8")
    return nahkoda("naskah", "import", KOTA, folder, env=env)


def test_from_the_template_to_the_document(env: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "kota"
    assert nahkoda("template", "naskah", "--kota", "-o", folder, env=env).code == 0
    stored = nahkoda("naskah", "import", KOTA, folder, env=env)
    assert (stored.code, stored.out.split()[1]) == (0, "1")
    done = nahkoda("render", "rp2kpkp", KOTA, "--out", tmp_path, "--format", "docx", "--json", env=env)
    assert done.code == 0, done.err
    assert (done.json["kode"], done.json["version"], done.json["state"]) == (KOTA, 1, "draft")
    assert (tmp_path / "RP2KPKP_35.73_v1.docx").is_file()
    again = nahkoda("render", "rp2kpkp", KOTA, "--out", tmp_path, "--format", "docx", env=env)
    assert "1" in again.out


def test_consistency_exits_with_one_where_plans_contradict(env: dict[str, str], tmp_path: Path) -> None:
    fine = nahkoda("consistency", "check", KOTA, "--json", env=env)
    assert (fine.code, fine.json["konsisten"], fine.json["kelurahan"], fine.json["rencana"]) == (
        0,
        True,
        1,
        0,
    )
    assert manuscript(env, tmp_path / "kota", LOST).code == 0
    held = nahkoda("consistency", "check", KOTA, "--json", env=env)
    assert (held.code, held.json["konsisten"], held.json["kegiatan_kota"]) == (1, False, 1)
    (finding,) = [each for each in held.json["findings"] if each["severity"] == "error"]
    assert (finding["code"], finding["subject"]) == ("K005", "LK-1")
    shown = nahkoda("consistency", "check", KOTA, env={**env, "LC_ALL": "id_ID.UTF-8"})
    assert shown.code == 1
    assert "K005" in shown.out
    assert "tidak ada RPLP yang menyebut kodenya" in shown.out


def test_a_fault_of_the_manuscript_names_file_line_and_key(env: dict[str, str], tmp_path: Path) -> None:
    run = manuscript(env, tmp_path / "kota", LOST + "aspek = [9]\n")
    assert run.code == 2
    assert "kota.toml:10: kegiatan[1].aspek" in run.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "rp2kpkp", KODE),
        ("consistency", "check", KODE),
        ("consistency", "check", "35"),
        ("naskah", "import", "35.73.04", "."),
    ],
)
def test_a_code_of_the_wrong_level(env: dict[str, str], arguments: tuple[str, ...]) -> None:
    run = nahkoda(*arguments, env=env)
    assert (run.code, run.out) == (2, "")
    assert arguments[2] in run.err


@pytest.mark.parametrize("arguments", [("render", "rp2kpkp", "33.75"), ("consistency", "check", "33.75")])
def test_a_city_without_a_survey(env: dict[str, str], arguments: tuple[str, ...]) -> None:
    run = nahkoda(*arguments, env=env)
    assert run.code == 1
    assert "33.75" in run.err
