"""The built-in menu, the files with which cities change it, and what is said when something does not fit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.catalogue import built_in, read_catalogue
from intake.errors import UnreadableCatalogue, UnwritableFile
from intake.template_catalogue import write_catalogue_template
from intake.toml_file import LARGEST_FILE
from planning.authority import DEFAULT_SCALES, Pelaksana, Skala
from planning.catalogue import CatalogueEntry, CatalogueFile, Komponen, overridden
from planning.plain import from_plain, to_plain
from planning.rules import RULE_2016, RULE_2018, RULE_SETS, RuleSet

PAGE = Path(__file__).resolve().parents[2] / "docs" / "panduan" / "katalog.md"
MENU = built_in()
ENTRIES = pytest.mark.parametrize("entry", MENU.kegiatan, ids=MENU.by_code)
RULES = pytest.mark.parametrize("rule", RULE_SETS.values(), ids=RULE_SETS)

WORK = """\
[[kegiatan]]
kode = "JL1"
nama = "Jalan"
satuan = "m²"
komponen = "infrastruktur"
skala = "lingkungan"
pelaksana = "KSM"
biaya = { bawah = 100, atas = 200, tahun = 2020, sumber = "uji" }
perbaikan = [{ parameter = "2b", per_volume = 1.5 }]
lingkungan_hidup = "L-C"
lahan = "S-0"
sipd = "1.03.06.2.01.0012"
"""
SCALE = """
[[skala]]
skala = "kawasan"
pelaksana = ["DINAS"]
sumber = ["APBD-KAB"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "katalog.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> UnreadableCatalogue:
    with pytest.raises(UnreadableCatalogue) as caught:
        read_catalogue(path)
    assert (caught.value.code, caught.value.exit_code) == ("N108", 2)
    assert caught.value.expected
    assert caught.value.remedy
    return caught.value


# The built-in menu


def test_the_menu_is_that_of_the_reference() -> None:
    assert list(MENU.by_code) == [
        "BG1", "BG2", "BG3",
        "JL1", "JL2", "JL3", "JL4", "JL5",
        "AM1", "AM2", "AM3", "AM4", "AM4-D", "AM5",
        "DR1", "DR2", "DR3", "DR4", "DR5",
        "AL1", "AL2", "AL3", "AL4", "AL5",
        "PS1", "PS2", "PS2-M", "PS3", "PS4", "PS5",
        "PK1", "PK2", "PK3", "PK4",
        "RT1", "NS1", "NS1-K", "NS1-W", "NS2",
    ]  # fmt: skip
    assert (MENU.faktor_harga, MENU.kenaikan_harga) == (Decimal(1), Decimal(3))
    assert MENU.skala == DEFAULT_SCALES
    assert built_in() is MENU


@ENTRIES
def test_every_entry_is_complete(entry: CatalogueEntry) -> None:
    assert entry.catatan.endswith(".")
    physical = entry.komponen is Komponen.INFRASTRUKTUR
    assert physical != entry.kode.startswith("NS")
    assert bool(entry.perbaikan) == (physical and entry.kode != "RT1")
    assert (entry.biaya is None) == (entry.kode in ("BG3", "PK4"))
    assert entry.pelaksana in MENU.scale_rule(entry.skala).pelaksana
    if not physical:
        assert (entry.lingkungan_hidup, entry.lahan) == ("L-D", "S-0")


@ENTRIES
def test_figures_without_a_source_say_so(entry: CatalogueEntry) -> None:
    if entry.biaya is not None:
        general = "hanya untuk uji kewajaran" in entry.biaya.sumber
        assert general == (entry.kode not in ("BG1", "BG2", "PS4"))
        assert entry.biaya.tahun in (2018, 2019)


@ENTRIES
def test_a_unit_that_serves_several_rt_is_worth_many_of_the_parameter(entry: CatalogueEntry) -> None:
    if entry.bersama:
        assert all(each.per_volume <= Decimal("0.04") for each in entry.perbaikan)


def test_what_is_bought_for_several_rt() -> None:
    assert [entry.kode for entry in MENU.kegiatan if entry.bersama] == [
        "AM3", "AM4-D", "AM5", "AL3", "AL5", "PS2", "PS2-M", "PS3", "PS4", "PK2", "PK3",
    ]  # fmt: skip


@RULES
def test_every_parameter_has_a_work(rule: RuleSet) -> None:
    works = {code: [e.kode for e in MENU.kegiatan if code in e.improves(rule)] for code in rule.codes}
    assert [code for code, kodes in works.items() if not kodes] == []


@RULES
def test_which_parameters_no_priced_work_improves(rule: RuleSet) -> None:
    """A proposal cannot size what has no price: layout and density of buildings stay with the planner."""
    priced = [entry for entry in MENU.kegiatan if entry.biaya is not None]
    without = [code for code in rule.codes if not any(code in entry.improves(rule) for entry in priced)]
    assert without == ["1a", "1b"]


def test_parameters_that_only_2016_has() -> None:
    def works(code: str) -> list[str]:
        return [entry.kode for entry in MENU.kegiatan if code in entry.improves(RULE_2016)]

    assert (works("4c"), works("4d"), works("6c")) == (["DR5"], ["DR3"], ["PS3"])
    assert works("4e") == [e.kode for e in MENU.kegiatan if "4c" in e.improves(RULE_2018)] == ["DR1", "DR2"]
    assert MENU.by_code["DR5"].improves(RULE_2018) == {}


@pytest.mark.parametrize(
    ("kode", "parameter", "volume", "expected"),
    [
        ("JL1", "2b", 100, "150"),
        ("AM1", "3a", 40, "40"),
        ("AL1", "5a", 40, "40"),
        ("AL2", "5b", 40, "5"),
        ("AL3", "5a", 100, "2"),
        ("PS4", "6a", 400, "2"),
        ("PS2", "6b", 80, "1"),
        ("DR1", "4c", 250, "250"),
        ("DR1", "4a", 2, "400"),
        ("PK1", "7b", 50, "5"),
        ("BG1", "1c", 7, "7"),
    ],
)
def test_amount_of_work_for_a_gap(kode: str, parameter: str, volume: int, expected: str) -> None:
    assert MENU.by_code[kode].improves(RULE_2018)[parameter] * volume == Decimal(expected)


def test_a_price_of_the_menu_years_later() -> None:
    # 150 000 and 300 000 of 2018, times 1.03 to the eighth.
    assert MENU.cost_range("JL1", 2026) == (190_016, 380_031)
    assert MENU.unit_cost("JL1", 2026) == 285_024


def test_the_menu_survives_the_store() -> None:
    assert from_plain(type(MENU), to_plain(MENU)) == MENU


# The page of the user guide


def rows(heading: str) -> list[list[str]]:
    """Cells of the first table after a heading, without its header."""
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def rupiah(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def test_the_page_shows_the_menu() -> None:
    expected = [
        [
            entry.kode,
            entry.nama,
            entry.satuan,
            f"{rupiah(entry.biaya.bawah)}–{rupiah(entry.biaya.atas)} ({entry.biaya.tahun})"
            if entry.biaya
            else "tidak ditetapkan",
            ", ".join(
                f"{each.parameter}{'*' if each.aturan == '2016' else ''} ({each.per_volume:f})".replace(".", ",")
                for each in entry.perbaikan
            )
            or "–",
        ]
        for entry in MENU.kegiatan
    ]  # fmt: skip
    assert rows("Menu bawaan") == expected


def test_the_page_shows_the_assumptions() -> None:
    expected = [
        [
            entry.kode,
            entry.komponen.value,
            entry.skala.value,
            entry.pelaksana.value,
            "ya" if entry.bersama else "tidak",
            entry.lingkungan_hidup,
            entry.lahan,
            entry.catatan,
        ]
        for entry in MENU.kegiatan
    ]
    assert rows("Sifat dan anggapan") == expected


def test_the_page_shows_the_budget_codes() -> None:
    known = [entry for entry in MENU.kegiatan if entry.sipd]
    table = rows("Kode SIPD")
    assert [row[:2] for row in table] == [[entry.kode, entry.sipd] for entry in known]
    names: dict[str, str] = {}
    for _kode, sipd, name in table:
        assert name
        assert names.setdefault(sipd, name) == name
    text = PAGE.read_text(encoding="utf-8")
    assert f"Dari {len(MENU.kegiatan)} kegiatan, {len(known)} terisi." in text
    without = ", ".join(entry.kode for entry in MENU.kegiatan if not entry.sipd)
    assert f"Belum terisi: {without}." in text


def test_the_page_shows_every_key_and_a_file_that_is_read(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    spans = set(re.findall(r"`([^`\n]+)`", text))
    assert set(CatalogueEntry.__dataclass_fields__) <= spans
    assert {"faktor_harga", "kenaikan_harga", "[[skala]]"} <= spans
    found = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    assert read_catalogue(written(tmp_path, found[0])).faktor_harga == Decimal("1.15")


# Files of cities


def test_a_file_of_a_city(tmp_path: Path) -> None:
    file = read_catalogue(written(tmp_path, "faktor_harga = 1.15\n" + WORK + SCALE))
    assert (file.faktor_harga, file.kenaikan_harga) == (Decimal("1.15"), None)
    found = overridden(MENU, file)
    assert list(found.by_code) == list(MENU.by_code)
    assert found.by_code["JL1"].nama == "Jalan"
    assert found.cost_range("JL1", 2020) == (115, 230)
    assert found.cost_range("JL2", 2018) == (172_500, 345_000)
    assert found.scale_rule(Skala.KAWASAN).pelaksana == (Pelaksana.DINAS,)


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    file = read_catalogue(written(tmp_path, ""))
    assert file == CatalogueFile()
    assert overridden(MENU, file) == MENU


def test_numbers_may_be_written_as_text(tmp_path: Path) -> None:
    text = WORK.replace("per_volume = 1.5", "per_volume = '1.5'")
    assert read_catalogue(written(tmp_path, text)) == read_catalogue(written(tmp_path, WORK))


SECOND = WORK.replace('"JL1"', '"JL2"')
EDITS: list[tuple[Callable[[str], str] | str, str, str]] = [
    (lambda work: work + work, "kegiatan[2].kode", "only once"),
    (lambda work: work.replace('"JL1"', '"jl1"'), "kegiatan[1].kode", "two capital letters"),
    (lambda work: work.replace('"JL1"', '"J1"'), "kegiatan[1].kode", "two capital letters"),
    (lambda work: work.replace('"JL1"', f'"{"J" * 17}"'), "kegiatan[1].kode", "two capital letters"),
    (lambda work: work.replace('"JL1"', '"JL1\\n"'), "kegiatan[1].kode", "two capital letters"),
    (lambda work: work.replace('"JL1"', '"JL1"\nwarna = 1'), "kegiatan[1]", "one of the keys"),
    (lambda work: work.replace('nama = "Jalan"\n', ""), "kegiatan[1]", "the key nama"),
    (lambda work: work.replace('"Jalan"', '" "'), "kegiatan[1].nama", "text on one line"),
    (lambda work: work.replace('"Jalan"', '"Jalan\\nbaru"'), "kegiatan[1].nama", "text on one line"),
    (lambda work: work.replace('"m²"', '""'), "kegiatan[1].satuan", "text on one line"),
    (
        lambda work: work.replace('"infrastruktur"', '"fisik"'),
        "kegiatan[1].komponen",
        "infrastruktur, sosial",
    ),
    (lambda work: work.replace('"lingkungan"', '"rt"'), "kegiatan[1].skala", "lingkungan, kawasan"),
    (lambda work: work.replace('"KSM"', '"WARGA"'), "kegiatan[1].pelaksana", "KSM, BKM"),
    (lambda work: work.replace("bawah = 100", "bawah = 0"), "kegiatan[1].biaya.bawah", "above 0"),
    (lambda work: work.replace("bawah = 100", "bawah = -5"), "kegiatan[1].biaya.bawah", "above 0"),
    (lambda work: work.replace("bawah = 100", "bawah = 100.5"), "kegiatan[1].biaya.bawah", "a whole number"),
    (
        lambda work: work.replace("bawah = 100", "bawah = 201"),
        "kegiatan[1].biaya.atas",
        "at least bawah, 201",
    ),
    (lambda work: work.replace("2020", "1989"), "kegiatan[1].biaya.tahun", "1990 to 2100"),
    (lambda work: work.replace("2020", "2101"), "kegiatan[1].biaya.tahun", "1990 to 2100"),
    (lambda work: work.replace('"uji"', '""'), "kegiatan[1].biaya.sumber", "where the figures come from"),
    (lambda work: work.replace("= 1.5", "= 0"), "kegiatan[1].perbaikan[1].per_volume", "above 0"),
    (lambda work: work.replace("= 1.5", "= -1"), "kegiatan[1].perbaikan[1].per_volume", "above 0"),
    (lambda work: work.replace("= 1.5", "= nan"), "kegiatan[1].perbaikan[1].per_volume", "a finite number"),
    (lambda work: work.replace("= 1.5", "= 0.0000001"), "kegiatan[1].perbaikan[1].per_volume", "decimals"),
    (lambda work: work.replace('"2b"', '"8a"'), "kegiatan[1].perbaikan[1].parameter", "1a, 1b"),
    (lambda work: work.replace('"2b"', '"6c"'), "kegiatan[1].perbaikan[1].parameter", "6a, 6b, 7a"),
    (
        lambda work: work.replace('"2b"', '"8a", aturan = "2016"'),
        "kegiatan[1].perbaikan[1].parameter",
        "6a, 6b, 6c, 7a",
    ),
    (
        lambda work: work.replace('"2b"', '"2b", aturan = "2020"'),
        "kegiatan[1].perbaikan[1].aturan",
        "2018, 2016",
    ),
    (
        lambda work: work.replace("1.5 }", '1.5 }, { parameter = "2b", per_volume = 2 }'),
        "kegiatan[1].perbaikan[2].parameter",
        "only once",
    ),
    (lambda work: work.replace('"L-C"', '"L-E"'), "kegiatan[1].lingkungan_hidup", "L-A, L-B, L-C, L-D"),
    (lambda work: work.replace('"S-0"', '"S-8"'), "kegiatan[1].lahan", "S-0, S-1"),
    (lambda work: work.replace("1.03.06.2.01.0012", "1.03.6.2.01"), "kegiatan[1].sipd", "1.03.06.2.01.0029"),
    (
        lambda work: work.replace("1.03.06.2.01.0012", "１.03.06.2.01"),
        "kegiatan[1].sipd",
        "1.03.06.2.01.0029",
    ),
    (lambda work: SECOND + work.replace('"2b"', '"9z"'), "kegiatan[2].perbaikan[1].parameter", "1a, 1b"),
    (lambda work: work + SCALE + SCALE, "skala[2].skala", "only once"),
    (lambda work: SCALE.replace('"APBD-KAB"', '"APBD-KAB", "APBDES"'), "skala[1].sumber[2]", "APBN-BDI-KOL"),
    (lambda work: SCALE.replace('["DINAS"]', "[]"), "skala[1].pelaksana", "at least one"),
    (lambda work: SCALE.replace('["APBD-KAB"]', "[]"), "skala[1].sumber", "at least one"),
    (lambda work: SCALE.replace('["DINAS"]', '["RT"]'), "skala[1].pelaksana[1]", "KSM, BKM"),
    ("faktor_harga = 0", "faktor_harga", "above 0 and at most 10"),
    ("faktor_harga = -1", "faktor_harga", "above 0 and at most 10"),
    ("faktor_harga = 10.1", "faktor_harga", "above 0 and at most 10"),
    ("faktor_harga = inf", "faktor_harga", "a finite number"),
    ("kenaikan_harga = -20.1", "kenaikan_harga", "from -20 to 50"),
    ("kenaikan_harga = 50.1", "kenaikan_harga", "from -20 to 50"),
    ("harga = 1", "", "one of the keys kegiatan, skala, faktor_harga, kenaikan_harga"),
    ("kegiatan = 'JL1'", "kegiatan", "a list"),
]


@pytest.mark.parametrize(("edit", "key", "expected"), EDITS, ids=[key for _edit, key, _expected in EDITS])
def test_a_value_that_does_not_fit_names_file_and_key(
    tmp_path: Path, edit: Callable[[str], str] | str, key: str, expected: str
) -> None:
    text = edit if isinstance(edit, str) else edit(WORK)
    path = written(tmp_path, text)
    error = refused(path)
    assert error.where == (f"{path}: {key}" if key else str(path))
    assert expected in error.expected


@pytest.mark.parametrize(
    "text",
    [
        "faktor_harga = 10\nkenaikan_harga = 50",
        "faktor_harga = 0.000001\nkenaikan_harga = -20",
        WORK.replace("1.03.06.2.01.0012", "1.03.06.2.01"),
        WORK.replace("1.03.06.2.01.0012", ""),
        WORK.replace("bawah = 100", "bawah = 200"),
        WORK.replace("2020", "1990"),
        WORK.replace("2020", "2100"),
        WORK.replace('"JL1"', '"JL"'),
        WORK.replace('"JL1"', f'"{"J" * 16}"'),
        WORK.replace('"2b"', '"6c", aturan = "2016"'),
        WORK.replace('"2b"', '"4c"').replace("1.5 }", '1.5 }, { parameter = "4c", per_volume = 2, aturan = "2016" }'),
        WORK + SECOND,
    ],
)  # fmt: skip
def test_values_at_the_edge_are_taken(tmp_path: Path, text: str) -> None:
    read_catalogue(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("faktor_harga = " + "9" * 5_000, "integer string conversion"),
        ("kegiatan = " + "[" * 5_000, "nested too deeply"),
        ("faktor_harga = 1e99999999999999999999", "beyond all bounds"),
        ("faktor_harga = 1e900000000", "1E+900000000"),
        (WORK.replace("bawah = 100", "bawah = 0x" + "f" * 9_000), "too long to show"),
        (WORK.replace('"JL1"', f'"{"x" * 9_000}"'), "xxx"),
        ("faktor_harga = \n", "line 1"),
    ],
)
def test_hostile_files(tmp_path: Path, text: str, found: str) -> None:
    error = refused(written(tmp_path, text))
    assert found in error.found
    assert len(error.found) < 200


def test_only_a_regular_file_of_ordinary_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "katalog.toml"
    assert refused(path).found == "none with this name"
    path.mkdir()
    assert refused(path).found == "a directory"
    path.rmdir()
    os.mkfifo(path)
    assert refused(path).found == "something that is not a regular file"
    path.unlink()
    path.write_bytes(b"#" * (LARGEST_FILE + 1))
    assert "at most 1 MiB" in refused(path).expected
    path.write_bytes("faktor_harga = 1 # é".encode("latin-1"))
    assert refused(path).expected == "text in UTF-8"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_catalogue_or_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "katalog.toml"
    path.write_bytes(data)
    try:
        read_catalogue(path)
    except UnreadableCatalogue as error:
        assert error.where.startswith(str(path))  # noqa: PT017


# The template


def test_the_template_changes_nothing_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "katalog.toml"
    write_catalogue_template(path)
    assert read_catalogue(path) == CatalogueFile()


def test_the_template_works_when_its_lines_are_used(tmp_path: Path) -> None:
    path = tmp_path / "katalog.toml"
    write_catalogue_template(path)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^#(?=[^ ]|  )", "", text, flags=re.MULTILINE), encoding="utf-8")
    file = read_catalogue(path)
    assert [entry.kode in MENU.by_code for entry in file.kegiatan] == [True, False]
    assert (file.faktor_harga, file.kenaikan_harga) == (Decimal("1.15"), Decimal(3))
    assert [rule.skala for rule in file.skala] == [Skala.KAWASAN]
    assert file.kegiatan[1].improves(RULE_2016)["6c"] == Decimal("0.005")


def test_the_template_overwrites_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "faktor_harga = 2")
    with pytest.raises(UnwritableFile) as taken:
        write_catalogue_template(path)
    assert taken.value.found == "a file that would be overwritten"
    assert read_catalogue(path).faktor_harga == 2
    with pytest.raises(UnwritableFile):
        write_catalogue_template(tmp_path / "tidak-ada" / "katalog.toml")
