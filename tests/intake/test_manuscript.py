"""The consultant's folder: profile and sections, and what is said when something does not fit."""

from __future__ import annotations

import os
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examples import sukun
from intake.errors import UnreadableManuscript
from intake.manuscript import PROFILE, SECTIONS, read_manuscript
from intake.template_naskah import write_manuscript_template
from intake.toml_file import LARGEST_FILE
from planning.manuscript import Kelompok, Manuscript, Position, SectionText


def refused(folder: Path) -> UnreadableManuscript:
    with pytest.raises(UnreadableManuscript) as caught:
        read_manuscript(folder)
    assert caught.value.exit_code == 2
    return caught.value


def profile(folder: Path, text: str) -> Path:
    (folder / PROFILE).write_text(text, encoding="utf-8")
    return folder


def test_the_example() -> None:
    found = read_manuscript(sukun.FOLDER / "naskah")
    assert (found.label, found.dokumen.tahun_awal, found.dokumen.tanggal) == (
        "ilustratif",
        2026,
        date(2026, 11, 23),
    )
    assert (found.penduduk.laki, found.penduduk.perempuan) == (sukun.LAKI_LAKI, sukun.PEREMPUAN)
    assert found.wilayah.luas_terbit_ha == sukun.LUAS_HA
    assert {each.kelompok for each in found.kebijakan} == set(Kelompok)
    assert [(each.section, each.position) for each in found.teks] == [
        ("2.1", Position.SEBELUM), ("5.1", Position.SESUDAH),
    ]  # fmt: skip


def test_a_profile_alone_and_a_text_alone_are_manuscripts(tmp_path: Path) -> None:
    assert read_manuscript(profile(tmp_path, "")) == Manuscript()
    (tmp_path / PROFILE).unlink()
    (tmp_path / "1.1.md").write_text("Teks", encoding="utf-8")
    assert read_manuscript(tmp_path).dokumen == Manuscript().dokumen


def test_a_folder_that_holds_neither_is_not_taken_for_an_empty_manuscript(tmp_path: Path) -> None:
    """A mistyped folder would store an empty manuscript over the real one."""
    assert refused(tmp_path).where == str(tmp_path)


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_has_three_places(tmp_path: Path, name: str) -> None:
    for suffix in ("", ".sebelum", ".ganti"):
        (tmp_path / f"{name}{suffix}.md").write_text(f"Teks{suffix} \n\n", encoding="utf-8")
    assert set(read_manuscript(tmp_path).teks) == {
        SectionText(name, Position.SESUDAH, "Teks"),
        SectionText(name, Position.SEBELUM, "Teks.sebelum"),
        SectionText(name, Position.GANTI, "Teks.ganti"),
    }


def test_lines_of_a_text_are_those_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "2.1.md").write_text("\n\n# Judul\n", encoding="utf-8")
    assert read_manuscript(tmp_path).teks[0].markdown == "\n\n# Judul"


def test_readme_and_other_files_are_left_alone(tmp_path: Path) -> None:
    for name in ("README.md", "readme.md", "catatan.txt", "peta.png"):
        (tmp_path / name).write_bytes(b"\xff")
    assert read_manuscript(profile(tmp_path, "")) == Manuscript()


@pytest.mark.parametrize(
    "name",
    [
        "2.9.md",
        "2.md",
        "2.1.tengah.md",
        "bab.md",
        "2.1.ganti.lagi.md",
        "ringkasan.akhir.md",
        "9.md",
        "2.1 .md",
    ],
)
def test_a_file_that_belongs_to_no_section_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Teks", encoding="utf-8")
    error = refused(tmp_path)
    assert (error.found, error.where) == (name, str(tmp_path))
    assert "2.1" in error.expected


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("[dokumen]\ntahun_awal = '2026'", "dokumen.tahun_awal", "a whole number"),
        ("[dokumen]\ntahun_awal = true", "dokumen.tahun_awal", "a whole number"),
        ("[dokumen]\ntanggal = 2026-11-23T10:00:00", "dokumen.tanggal", "a date"),
        ("[dokumen]\ntahun = 2026", "dokumen", "one of the keys tahun_awal"),
        ("judul = 'x'", "", "one of the keys label"),
        ("[wilayah]\nluas_terbit_ha = nan", "wilayah.luas_terbit_ha", "a finite number"),
        ("[[lembaga]]\nperan = 'x'", "lembaga[1]", "the key nama"),
        ("lembaga = 'BKM'", "lembaga", "a list"),
        (("[[masalah]]\nindikator = 1\nmasalah = 'a'\n[[masalah]]\n"
         "indikator = 9\nmasalah = 'b'"), "masalah[2].indikator", "1 to 8"),
        ("[[masalah]]\nindikator = 0\nmasalah = 'a'", "masalah[1].indikator", "1 to 8"),
        ("[[kebijakan]]\ndokumen = 'RTRW'\nkelompok = 'lain'", "kebijakan[1].kelompok", "ruang, pembangunan, kumuh"),
        ("[arah]\nmisi = 'satu'", "arah.misi", "a list"),
        ("[[program]]\nbidang = 'fisik'\nprogram = 'a'", "program[1].bidang", "sosial, ekonomi, lingkungan"),
        ("[[sasaran]]\nsasaran = 'a'\ntarget = [1]", "sasaran[1].target[1]", "text"),
        ("[[rpls]]\nmitigasi = 'a'", "rpls[1]", "the key kegiatan"),
        ("[[rpls]]\nkegiatan = 'K-001'\n[[rpls]]\nkegiatan = ''", "rpls[2].kegiatan", "the code of an activity"),
        ("[[pemeliharaan]]\nkegiatan = ''", "pemeliharaan[1].kegiatan", "the code of an activity"),
        ("[[pemeliharaan]]\nkegiatan = 'K-001'\nbiaya = 1.5", "pemeliharaan[1].biaya", "a whole number"),
        ("[[pemeliharaan]]\nkegiatan = 'K-001'\nbiaya = -1", "pemeliharaan[1].biaya", "0 or more"),
        ("[dokumen]\ntahun_awal = -4", "dokumen.tahun_awal", "a year from 1990 to 2100"),
        ("[dokumen]\ntahun_akhir = 99999", "dokumen.tahun_akhir", "a year from 1990 to 2100"),
        ("[dokumen]\ntahun_awal = 2030\ntahun_akhir = 2021", "dokumen.tahun_akhir", "a year from 2030 on"),
        ("[wilayah]\nluas_terbit_ha = -3.5", "wilayah.luas_terbit_ha", "0 or more"),
        ("[penduduk]\nlaki = 0\nperempuan = -1", "penduduk.perempuan", "0 or more"),
        ("[[mata_pencaharian]]\nnama = 'a'\njumlah = -1", "mata_pencaharian[1].jumlah", "0 or more"),
        ("[[status_lahan]]\nstatus = 'a'\nluas_ha = -1", "status_lahan[1].luas_ha", "0 or more"),
        ("[[wasdal]]\ncara = 'a'", "wasdal[1]", "the key objek"),
        ("[swot]\nkekuatan = [1]", "swot.kekuatan[1]", "text"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_names_file_and_key(
    tmp_path: Path, text: str, key: str, expected: str
) -> None:
    error = refused(profile(tmp_path, text))
    assert error.where == (f"{tmp_path / PROFILE}: {key}" if key else str(tmp_path / PROFILE))
    assert expected in error.expected
    assert error.remedy


def test_sections_do_not_stand_in_the_profile(tmp_path: Path) -> None:
    """Text comes from its own file only, so that there is one place to look for it."""
    error = refused(profile(tmp_path, "[[teks]]\nsection = '2.1'\nposition = 'ganti'\nmarkdown = 'x'"))
    assert (error.where, "2.1.md" in error.remedy) == (f"{tmp_path / PROFILE}: teks", True)


def test_text_that_is_no_toml_names_the_line(tmp_path: Path) -> None:
    assert "line 2" in refused(profile(tmp_path, "label = 'a'\nlabel = \n")).found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("label = " + "9" * 5_000, "integer string conversion"),
        ("label = " + "[" * 5_000, "nested too deeply"),
        ("[wilayah]\nluas_terbit_ha = 1e99999999999999999999", "beyond all bounds"),
        ("[wilayah]\nluas_terbit_ha = 1e900000000", "1E+900000000"),
        ("[wilayah]\nluas_terbit_ha = 0x" + "f" * 9_000, "too long to show"),
        ("[dokumen]\ntahun_awal = 0x" + "f" * 9_000, "too long to show"),
        ("label = {" + "a." * 9_000 + "b = 1}", "too long to show"),
    ],
)
def test_values_that_no_profile_holds(tmp_path: Path, text: str, found: str) -> None:
    assert found in refused(profile(tmp_path, text)).found


def test_numbers_are_read_as_written(tmp_path: Path) -> None:
    text = "[wilayah]\nluas_terbit_ha = 123456789012345.123456"
    assert read_manuscript(profile(tmp_path, text)).wilayah.luas_terbit_ha == Decimal(
        "123456789012345.123456"
    )


@pytest.mark.parametrize("name", [PROFILE, "2.1.md"])
def test_only_regular_files_are_read(tmp_path: Path, name: str) -> None:
    """A pipe would block, and a device never ends."""
    os.mkfifo(tmp_path / name)
    assert refused(tmp_path).found == "something that is not a regular file"
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("/dev/zero")
    assert refused(tmp_path).where == str(tmp_path / name)


def test_a_folder_whose_name_is_not_utf8(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xe9")
    folder.mkdir()
    (folder / os.fsdecode(b"2.\xe9.md")).touch()
    error = refused(folder)
    assert (error.where, error.found) == (f"{tmp_path}/\ufffd", "2.\ufffd.md")


@pytest.mark.parametrize("name", [PROFILE, "2.1.md"])
def test_bytes_that_are_no_text(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes("label = 'é'".encode("latin-1"))
    error = refused(tmp_path)
    assert (error.where, error.expected) == (str(tmp_path / name), "text in UTF-8")


@pytest.mark.parametrize("name", [PROFILE, "2.1.md"])
def test_a_byte_order_mark_is_no_text(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xef\xbb\xbflabel = 'a'")
    found = read_manuscript(tmp_path)
    assert found.label == "a" or found.teks[0].markdown == "label = 'a'"


@pytest.mark.parametrize("name", [PROFILE, "2.1.md"])
def test_a_file_that_is_too_large(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"#" * LARGEST_FILE)
    read_manuscript(tmp_path)
    (tmp_path / name).write_bytes(b"#" * (LARGEST_FILE + 1))
    assert refused(tmp_path).where == str(tmp_path / name)


def test_what_is_no_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "tidak-ada").found == "no such folder"
    (tmp_path / "berkas").write_text("x", encoding="utf-8")
    assert refused(tmp_path / "berkas").found == "a file"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "2.1.md").mkdir()
    assert refused(tmp_path).where == str(tmp_path / "2.1.md")
    (tmp_path / "2.1.md").rmdir()
    (tmp_path / "2.2.md").symlink_to(tmp_path / "hilang")
    assert refused(tmp_path).where == str(tmp_path / "2.2.md")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_profile_or_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / PROFILE).write_bytes(data)
    try:
        read_manuscript(tmp_path)
    except UnreadableManuscript as error:
        named = error.where
    else:
        named = str(tmp_path)
    assert named.startswith(str(tmp_path))


# ---------------------------------------------------------------- the template


def test_the_template_is_an_empty_manuscript(tmp_path: Path) -> None:
    files = write_manuscript_template(tmp_path / "baru" / "naskah")
    assert [path.name for path in files] == [PROFILE, "README.txt"]
    assert read_manuscript(tmp_path / "baru" / "naskah") == Manuscript()
    readme = files[1].read_text(encoding="utf-8")
    assert all(section in readme for section in SECTIONS)


def test_the_filled_template_is_read(tmp_path: Path) -> None:
    """Every key that the template offers is one that is read, once its # is taken away."""
    (path, _) = write_manuscript_template(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line.removeprefix("# ") for line in lines if "=" in line or line.startswith(("[", "# ["))]
    data = tomllib.loads("\n".join(kept))
    profile(tmp_path, "\n".join(kept))
    found = read_manuscript(tmp_path)
    assert (found.dokumen.tahun_awal, found.wilayah.luas_terbit_ha) == (2026, Decimal("0.0"))
    # `label` and `dasar_hukum` belong to examples and to rare cases; the sections have their own files.
    assert set(data) == set(vars(Manuscript())) - {"label", "dasar_hukum", "teks"}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("milik saya", encoding="utf-8")
    with pytest.raises(UnreadableManuscript) as caught:
        write_manuscript_template(tmp_path)
    assert caught.value.where == str(tmp_path / "README.txt")
    assert not (tmp_path / PROFILE).exists()
    assert (tmp_path / "README.txt").read_text(encoding="utf-8") == "milik saya"
