"""The commands of the plan as a user types them, on SQLite and on PostgreSQL."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from planning.plan_sheets import Sheet
from tests.cli.running import Run, environment, nahkoda, survey
from tests.intake.plan_samples import Tables, setting, write_folder

KODE = "35.73.04.1005"
SLUM = {"2b": 400, "3a": 40, "3b": 40, "5a": 40}


@dataclass(frozen=True)
class Command:
    """`nahkoda` in a home with a baseline of two RT, the first of them slum with 20 points."""

    env: dict[str, str]

    def __call__(self, *arguments: str | Path, **more: str) -> Run:
        """Run it; `more` are further variables of the environment."""
        return nahkoda(*arguments, env={**self.env, **more})


@pytest.fixture
def command(database_url: str, home: Path, tmp_path: Path) -> Command:
    made = Command(environment(NAHKODA_HOME=str(home), NAHKODA_DB=database_url))
    assert made("baseline", "import", survey(tmp_path / "survei.csv", SLUM, {})).code == 0
    return made


def plan(base: int = 0, volume: int = 400, **cells: object) -> Tables:
    """One road of 400 m in the slum RT, paid by two sources."""
    activity = {
        "kode": "K-001", "katalog": "JL1", "nama": "Jalan Melati", "jalur": "peningkatan",
        "tahun_mulai": 2027, "jumlah": 600, "rab": 150_000_000, "kpp": "KPP Melati", "kode_kabkota": "A1", **cells,
    }  # fmt: skip
    settings: Mapping[str, object] = {
        "kode": KODE,
        "baseline": 1,
        "versi_dasar": base,
        "tahun_awal": 2026,
        "tahun_target": 2028,
    }
    return {
        Sheet.RENCANA: [setting(name, value) for name, value in settings.items()],
        Sheet.KEGIATAN: [activity],
        Sheet.LOKASI: [{"kegiatan": "K-001", "rw": "001", "rt": "001", "parameter": "2b", "volume": volume}],
        Sheet.DANA: [
            {"kegiatan": "K-001", "sumber": "APBD-KAB", "tahun": 2027, "jumlah": "100.000.000"},
            {"kegiatan": "K-001", "sumber": "SWADAYA", "tahun": 2027, "jumlah": 50_000_000},
        ],
    }


def test_from_template_to_export_and_back(command: Command, tmp_path: Path) -> None:
    template = tmp_path / "rencana.xlsx"
    assert command("template", "plan", KODE, "-o", template).code == 0
    again = command("template", "plan", KODE, "-o", template)
    assert (again.code, "overwritten" in again.err) == (2, True)
    empty = command("plan", "import", KODE, template, "--json")
    assert (empty.code, empty.json["version"], empty.json["kegiatan"]) == (0, 1, 0)
    filled = command("plan", "import", KODE, write_folder(tmp_path / "isi", plan(base=1)), "--json")
    assert (filled.code, filled.json["version"], filled.json["errors"]) == (0, 2, 0)
    exported = command("plan", "export", KODE, "--out", tmp_path / "keluar", "--json")
    path = Path(exported.json["path"])
    assert path.name == f"RENCANA_{KODE}_v2.xlsx"
    assert zipfile.is_zipfile(path)
    # What comes out goes in as the same plan.
    back = command("plan", "import", KODE, path, "--json")
    assert (back.code, back.json["created"], back.json["version"], back.json["changes"]) == (0, False, 2, [])


def test_show_and_scenario(command: Command, tmp_path: Path) -> None:
    command("plan", "import", KODE, write_folder(tmp_path / "isi", plan()))
    shown = command("plan", "show", KODE, "--json").json
    (activity,) = shown["kegiatan"]
    assert activity["dampak"] == {"nilai": 5, "luas_ha": 1.5, "rt": 1, "jiwa": 160}
    assert (activity["dana"], activity["swadaya"]) == (150_000_000, 50_000_000)
    assert activity["urutan"]["tempat"] == 1
    assert shown["dana"] == [
        {"sumber": "APBD-KAB", "tahun": 2027, "jumlah": 100_000_000},
        {"sumber": "SWADAYA", "tahun": 2027, "jumlah": 50_000_000},
    ]
    played = command("plan", "scenario", KODE, "--json").json
    assert [(row["tahun"], row["luas_kumuh_ha"], row["rt"]) for row in played["tahun"]] == [
        (2025, 1.5, 1),
        (2026, 1.5, 1),
        (2027, 0.0, 0),
        (2028, 0.0, 0),
    ]
    assert (played["tercapai"], played["sisa"]) == (True, [])
    assert [moment["total"] for moment in played["rt"][0]["tahun"]] == [20, 20, 15, 15]
    text = command("plan", "scenario", KODE, "--rt").out
    assert "0 ha slum inside the delineation at the end of 2028." in text
    assert "RT 002/RW 001" in text
    assert "Jalan Melati" in command("plan", "show", KODE).out


def test_what_remains_and_why(command: Command, tmp_path: Path) -> None:
    command("plan", "import", KODE, write_folder(tmp_path / "isi", plan(volume=100)))
    played = command("plan", "scenario", KODE, "--json").json
    (left,) = played["sisa"]
    # 300 of 400 m are left: 75 % and 3 points, so 18 points are 3 above 15.
    assert (left["rt"], left["nilai_di_atas_batas"]) == ("001", 3)
    assert [(each["parameter"], each["nilai"]) for each in left["parameter"]] == [
        ("3a", 5),
        ("3b", 5),
        ("5a", 5),
        ("2b", 3),
    ]
    text = command("plan", "scenario", KODE).out
    assert "Still slum at the end of 2028" in text
    assert "3a: 5, 31 KK" in text


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_the_chart_is_a_picture(command: Command, tmp_path: Path, suffix: str, start: bytes) -> None:
    command("plan", "import", KODE, write_folder(tmp_path / "isi", plan()))
    path = tmp_path / f"luas{suffix}"
    assert command("plan", "scenario", KODE, "--chart", path).code == 0
    assert path.read_bytes().startswith(start)
    wrong = command("plan", "scenario", KODE, "--chart", tmp_path / "luas.gif")
    assert (wrong.code, ".png" in wrong.err) == (2, True)


def test_a_refused_file_lists_everything_and_stores_nothing(command: Command, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "isi", plan(katalog="XX", tahun_mulai="kapan"))
    run = command("plan", "import", KODE, folder, "--json")
    assert (run.code, run.json["stored"]) == (1, False)
    assert {each["code"] for each in run.json["findings"]} == {"P102", "P104"}
    text = command("plan", "import", KODE, folder)
    assert text.code == 1
    assert "Nothing was stored: 2 errors" in text.out
    missing = command("plan", "show", KODE)
    assert (missing.code, "nahkoda template plan" in missing.err) == (1, True)


def test_what_is_no_plan_is_refused(command: Command, tmp_path: Path) -> None:
    run = command("plan", "import", KODE, tmp_path / "survei.csv", "--json")
    assert run.code == 2
    assert "N109" in run.err
    assert run.json["stored"] is False


def test_a_stale_file_shows_what_others_changed(command: Command, tmp_path: Path) -> None:
    command("plan", "import", KODE, write_folder(tmp_path / "isi", plan()))
    command("plan", "import", KODE, write_folder(tmp_path / "isi", plan(base=1, nama="Jalan Mawar")))
    run = command("plan", "import", KODE, write_folder(tmp_path / "isi", plan(base=1, rab=160_000_000)))
    assert run.code == 1
    assert "~ K-001 nama: Jalan Melati → Jalan Mawar" in run.err
    assert "N213" in run.err
    older = command("plan", "show", KODE, "--version", "1", "--json").json
    assert older["kegiatan"][0]["nama"] == "Jalan Melati"
    none = command("plan", "show", KODE, "--version", "9")
    assert (none.code, "version 9" in none.err) == (2, True)


def test_the_catalogue_of_a_city(command: Command, tmp_path: Path) -> None:
    form = tmp_path / "katalog.toml"
    assert command("template", "catalogue", "-o", form).code == 0
    assert command("catalogue", "import", "35.73", form).out == "Catalogue 1 of 35.73\n"
    form.write_text("faktor_harga = 2\n", encoding="utf-8")
    assert command("catalogue", "import", "35.73", form).out == "Catalogue 2 of 35.73\n"
    menu = command("catalogue", "show", KODE, "--tahun", "2018", "--json").json
    (paving,) = [each for each in menu["kegiatan"] if each["kode"] == "JL1"]
    assert paving["biaya"]["bawah"] == 300_000
    assert paving["perbaikan"]["2018"] == {"2a": 1.5, "2b": 1.5}
    assert "JL1" in command("catalogue", "show", "35.73").out


def test_messages_are_indonesian_where_the_system_is(command: Command, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "isi", plan(rab=160_000_000))
    run = command("plan", "import", KODE, folder, LC_ALL="id_ID.UTF-8")
    assert "Versi 1 rencana 35.73.04.1005" in run.out
    assert "Rp 10.000.000 di bawah RAB" in run.out


def test_a_proposal_for_a_budget(command: Command, tmp_path: Path) -> None:
    budget = tmp_path / "anggaran.toml"
    money = '[[anggaran]]\nsumber = "APBD-KAB"\ntahun = 2026\njumlah = 2_000_000_000\n'
    budget.write_text(f"tahun_target = 2027\n{money}", encoding="utf-8")
    workbook = tmp_path / "usulan.xlsx"
    run = command("plan", "propose", KODE, "--budget", budget, "-o", workbook, "--json")
    assert (run.code, run.json["luas_ha"], run.json["terbukti"], run.json["tahun_target"]) == (
        0,
        1.5,
        True,
        2027,
    )
    assert run.json["biaya"] == sum(each["rab"] for each in run.json["kegiatan"]) <= 2_000_000_000
    # What is proposed goes in as a plan that leads to 0 ha.
    assert command("plan", "import", KODE, workbook, "--json").json["errors"] == 0
    assert command("plan", "scenario", KODE, "--json").json["tercapai"] is True
    text = command("plan", "propose", KODE, "--budget", budget, "--new").out
    assert "Proven: no proposal frees more hectares" in text


def test_what_a_budget_cannot_ask(command: Command, tmp_path: Path) -> None:
    budget = tmp_path / "anggaran.toml"
    budget.write_text("nol_ha = true\n", encoding="utf-8")
    poor = command("plan", "propose", KODE, "--budget", budget)
    assert (poor.code, "nol_ha needs at least Rp" in poor.out) == (1, True)
    budget.write_text("tahun_awal = 2030\ntahun_target = 2026\n", encoding="utf-8")
    late = command("plan", "propose", KODE, "--budget", budget)
    assert (late.code, "tahun_target" in late.err) == (2, True)
    budget.write_text("anggaran = 3\n", encoding="utf-8")
    broken = command("plan", "propose", KODE, "--budget", budget)
    assert (broken.code, "N107" in broken.err) == (2, True)
