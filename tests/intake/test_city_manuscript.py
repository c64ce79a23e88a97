"""The folder of Pokja PKP: every key is read strictly, and each fault names file, line and key."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from examples import malang
from intake.city_manuscript import PROFILE, SECTIONS, read_city_manuscript
from intake.errors import UnreadableManuscript
from intake.template_naskah_kota import write_city_manuscript_template
from planning.authority import Skala
from planning.city_manuscript import CityManuscript, Sebutan
from planning.handling import Pattern
from planning.territory import TerritoryCode

MALANG = TerritoryCode("35.73")
KEGIATAN = """[[kegiatan]]
kode = "KW-01"
program = "Drainase"
nama = "Saluran sekunder"
skala = "kawasan"
jalur = "peningkatan"
pelaksana = "DINAS"
tahun_mulai = 2026
tahun_selesai = 2027
"""
KAWASAN = '[[kawasan]]\nkelurahan = "35.73.04.1005"\nkawasan = "A"\n'


def read(folder: Path, text: str) -> CityManuscript:
    (folder / PROFILE).write_text(text, encoding="utf-8")
    return read_city_manuscript(folder, MALANG)


def test_the_example() -> None:
    found = read_city_manuscript(malang.NASKAH, MALANG)
    assert found.dokumen.sebutan is Sebutan.RP2KP_KP
    assert found.label == "ilustratif"
    assert {each.skala for each in found.kegiatan} == set(Skala)
    assert found.kawasan[0].pola is Pattern.PEMUGARAN
    assert found.kawasan[0].prioritas is not None
    # Every part of the document has something to print.
    assert [name for name, value in vars(found).items() if value == () and name != "teks"] == []


def test_texts_and_their_sections(tmp_path: Path) -> None:
    (tmp_path / "10.1.sebelum.md").write_text("Teks", encoding="utf-8")
    (text,) = read(tmp_path, "").teks
    assert (text.section, text.position) == ("10.1", "sebelum")
    (tmp_path / "11.1.md").write_text("Teks", encoding="utf-8")
    with pytest.raises(UnreadableManuscript, match=r"11\.1\.md"):
        read(tmp_path, "")


def test_money_is_whole_rupiah_of_known_sources(tmp_path: Path) -> None:
    dana = 'dana = [{ sumber = "APBD-KAB", tahun = 2026, jumlah = 250_000_000, status = "komitmen", bukti = "S" }]\n'
    (activity,) = read(tmp_path, KEGIATAN + dana).kegiatan
    assert activity.funded == 250_000_000


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        ("[dokumen]\ntahun_awal = 2030\ntahun_akhir = 2026\n", "kota.toml:3: dokumen.tahun_akhir", "2026"),
        ("[dokumen]\ntahun_akhir = 20300\n", "kota.toml:2: dokumen.tahun_akhir", "20300"),
        (KEGIATAN.replace("2026", "206"), "kota.toml:8: kegiatan[1].tahun_mulai", "206"),
        (
            KEGIATAN + 'dana = [{ sumber = "DAK", tahun = 20266, jumlah = 1 }]\n',
            "kota.toml:10: kegiatan[1].dana[1]", "20266",
        ),
        ("[dokumen]\nsedang = 9\n", "kota.toml:2: dokumen.sedang", "9"),
        ('[dokumen]\nsebutan = "RPKPP"\n', "dokumen.sebutan", "RPKPP"),
        (KAWASAN.replace("35.73", "35.07", 1), "kota.toml:2: kawasan[1].kelurahan", "35.07.04.1005"),
        (KAWASAN.replace("35.73.04.1005", "35.73"), "kota.toml:2: kawasan[1].kelurahan", "35.73"),
        (KAWASAN + "sosial = 2\n", "kota.toml:4: kawasan[1].sosial", "2"),
        (KAWASAN + KAWASAN, "kota.toml:6: kawasan[2].kawasan", "A"),
        (
            KAWASAN + 'prioritas = { urutan = 1, alasan = " ", oleh = "Pokja", tanggal = 2026-01-01 }\n',
            "kawasan[1].prioritas", "nothing",
        ),
        (
            KAWASAN + 'prioritas = { urutan = 0, alasan = "a", oleh = "Pokja", tanggal = 2026-01-01 }\n',
            "kawasan[1].prioritas", "0",
        ),
        ('[[selisih]]\nkelurahan = "x"\nalasan = "b"\n', "kota.toml:2: selisih[1].kelurahan", "x"),
        (KEGIATAN + KEGIATAN, "kota.toml:11: kegiatan[2].kode", "KW-01"),
        (KEGIATAN.replace("2027", "2025"), "kota.toml:9: kegiatan[1].tahun_selesai", "2025"),
        (KEGIATAN.replace("kawasan", "kecamatan"), "kegiatan[1].skala", "kecamatan"),
        (KEGIATAN + "aspek = [9]\n", "kota.toml:10: kegiatan[1].aspek", "9"),
        (KEGIATAN + "rab = -1\n", "kota.toml:10: kegiatan[1].rab", "-1"),
        (KEGIATAN + "rab = 1.5\n", "kegiatan[1].rab", "1.5"),
        (KEGIATAN + "volume = -1\nsatuan = 'm'\n", "kegiatan[1].volume", "-1"),
        (KEGIATAN + "volume = 3\n", "kegiatan[1]", "nothing"),
        (
            KEGIATAN + 'dana = [{ sumber = "BANK", tahun = 2026, jumlah = 1 }]\n',
            "kota.toml:10: kegiatan[1].dana[1]", "BANK",
        ),
        (
            KEGIATAN + 'dana = [{ sumber = "DAK", tahun = 2026, jumlah = -1 }]\n',
            "kota.toml:10: kegiatan[1].dana[1]", "-1",
        ),
        (
            KEGIATAN + 'kesiapan = [{ syarat = "DED", status = "ada" }, { syarat = "DED", status = "belum" }]\n',
            "kota.toml:10: kegiatan[1].kesiapan", "DED",
        ),
        (KEGIATAN + "biaya = 1\n", "kegiatan[1]", "'biaya'"),
        ('[[pihak]]\nnama = "P"\nsumber = ["KAS"]\n', "kota.toml:3: pihak[1].sumber", "KAS"),
        (
            '[[pihak]]\nnama = "P"\nsumber = ["DAK"]\n[[pihak]]\nnama = "Q"\nsumber = ["DAK"]\n',
            "kota.toml:3: pihak[1].sumber", "DAK",
        ),
        ('[[teks]]\nsection = "1.1"\n', "kota.toml: teks", "teks"),
        ("[dokumen\n", "kota.toml", "line 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit(tmp_path: Path, text: str, where: str, found: str) -> None:
    with pytest.raises(UnreadableManuscript) as caught:
        read(tmp_path, text)
    assert where in caught.value.where
    assert found in caught.value.found
    assert caught.value.exit_code == 2
    assert caught.value.remedy


def test_a_folder_that_holds_nothing_is_not_taken_for_an_empty_manuscript(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "tidak-ada"):
        with pytest.raises(UnreadableManuscript) as caught:
            read_city_manuscript(folder, MALANG)
        assert caught.value.where == str(folder)


def test_the_template_names_every_key_and_is_read_when_filled(tmp_path: Path) -> None:
    profile, readme = write_city_manuscript_template(tmp_path / "kota")
    assert read_city_manuscript(tmp_path / "kota", MALANG) == CityManuscript()
    lines = profile.read_text(encoding="utf-8").splitlines()
    filled = "\n".join(
        line.removeprefix("# ") for line in lines if "[" in line or (line.startswith("# ") and "=" in line)
    )
    keys = tomllib.loads(filled)
    expected = {name for name in vars(CityManuscript()) if name not in ("label", "dasar_hukum", "teks")}
    assert set(keys) == expected
    assert all(section in readme.read_text(encoding="utf-8") for section in SECTIONS)
    with pytest.raises(UnreadableManuscript):
        write_city_manuscript_template(tmp_path / "kota")
