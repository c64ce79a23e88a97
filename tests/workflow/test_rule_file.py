"""The rules of the gates as files: the built-in ones, what a city changes, and every fault by file and line."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from intake.catalogue import built_in as built_in_catalogue
from planning.plain import from_plain, to_plain
from planning.process import DocumentKind, Gate, Stage
from planning.roles import PERMITTED, Act
from workflow.checks import CHECKS
from workflow.conditions import CONDITIONS
from workflow.errors import UnusableRules
from workflow.requirements import (
    Aspek,
    Deadlines,
    GroupMinimum,
    Per,
    Quorum,
    RuleSet,
    RulesFile,
    Tingkat,
    Tolerances,
    differences,
    overridden,
)
from workflow.rule_file import BUILT_IN, built_in, read_rules

GOOD = """\
[[syarat]]
kode = "G2-K90"
nama = "Izin kota"
nama_en = "Permit of the city"
dokumen = ["rplp"]
per = "kegiatan"
tingkat = "menahan"
verifikator = ["Dinas"]
peran = ["askot"]
uji = "bukti"
bukti = ["izin_kota"]
saran = "Unggah izinnya."
saran_en = "Upload the permit."

[[bukti]]
kode = "izin_kota"
nama = "Izin kota"
nama_en = "City permit"

[[golongan]]
nama = "saluran"
katalog = ["DR1"]

[kuorum]
minimum = 2
veto = ["Bappeda"]
kelompok = [
  { unit = "Bappeda", minimum = 1 },
]

[tenggat]
perencanaan = 200

[toleransi]
umur_sk = 3
"""


def read(folder: Path, text: str, onto: RuleSet | None = None) -> RulesFile:
    path = folder / "kota.toml"
    path.write_text(text, encoding="utf-8")
    return read_rules(path, onto=onto or built_in())


def city(folder: Path, text: str) -> RuleSet:
    return overridden(built_in(), read(folder, text))


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


# --- the built-in rules ---------------------------------------------------------------------------


def test_the_built_in_rules_are_complete() -> None:
    rules = built_in()
    assert len(rules.syarat) == len(rules.by_code) == 82
    counts = {
        (gate, aspek): sum(each.gate is gate and each.aspek is aspek for each in rules.syarat)
        for gate in Gate
        for aspek in Aspek
    }
    assert counts == {
        (Gate.G1, Aspek.KELENGKAPAN): 11, (Gate.G1, Aspek.KETEPATAN): 4,
        (Gate.G2, Aspek.KELENGKAPAN): 23, (Gate.G2, Aspek.KETEPATAN): 13,
        (Gate.G3, Aspek.KELENGKAPAN): 10, (Gate.G3, Aspek.KETEPATAN): 6,
        (Gate.G4, Aspek.KELENGKAPAN): 9, (Gate.G4, Aspek.KETEPATAN): 6,
    }  # fmt: skip


def test_everything_that_the_built_in_rules_name_is_known() -> None:
    rules = built_in()
    for each in rules.syarat:
        assert each.uji in CHECKS, each.kode
        assert each.per in CHECKS[each.uji].per, each.kode
        assert set(each.bukti) <= set(rules.kinds), each.kode
        for condition in (each.berlaku_bila, each.menahan_bila):
            assert not condition or condition in CONDITIONS or condition in rules.groups, each.kode
        assert set(each.peran) <= PERMITTED[Act.VERIFY], each.kode


def test_every_kind_of_evidence_and_every_group_of_works_is_used() -> None:
    rules = built_in()
    assert {kind for each in rules.syarat for kind in each.bukti} == set(rules.kinds)
    used = {name for each in rules.syarat for name in (each.berlaku_bila, each.menahan_bila)}
    assert set(rules.groups) <= used
    works = set(built_in_catalogue().by_code)
    assert all(group <= works for group in rules.groups.values())


def test_every_text_stands_in_both_languages_and_ends_as_a_sentence_where_it_is_one() -> None:
    for each in built_in().syarat:
        for text in (each.nama, each.nama_en, each.saran, each.saran_en):
            assert text == text.strip() != ""
        assert each.saran.endswith(".")
        assert each.saran_en.endswith(".")
        assert not each.nama.endswith(".")


def test_requirements_of_activities_and_rt_are_of_the_rplp_only() -> None:
    for each in built_in().syarat:
        assert each.per is Per.RENCANA or each.dokumen == (DocumentKind.RPLP,)
        assert bool(each.menahan_bila) <= (each.tingkat is Tingkat.PERINGATAN)


def test_what_a_gate_asks_stands_in_order() -> None:
    for gate in Gate:
        for kind in DocumentKind:
            codes = [each.kode for each in built_in().of(gate, kind)]
            assert codes == sorted(codes)
            assert all(code.startswith(gate.value) for code in codes)
    assert [each.kode for each in built_in().of(Gate.G3, DocumentKind.RP2KPKP)] == []
    assert "G1-K02" not in [each.kode for each in built_in().of(Gate.G1, DocumentKind.RPLP)]


def test_the_built_in_files_stand_alone_and_in_this_order() -> None:
    assert BUILT_IN[:2] == ("bukti.toml", "pengaturan.toml")
    assert built_in() is built_in()


def test_a_rule_set_comes_back_from_plain_data() -> None:
    assert from_plain(RuleSet, to_plain(built_in())) == built_in()


def test_deadlines_by_stage() -> None:
    assert [built_in().tenggat.of(stage) for stage in Stage] == [90, 180, 365, 180, None]


# --- what a city changes --------------------------------------------------------------------------


def test_a_city_adds_a_requirement_and_a_kind_and_a_group(tmp_path: Path) -> None:
    rules = city(tmp_path, GOOD)
    assert len(rules.syarat) == 83
    assert rules.by_code["G2-K90"].bukti == ("izin_kota",)
    assert rules.kinds["izin_kota"].bernomor
    assert rules.groups["saluran"] == {"DR1"}
    assert rules.kuorum == Quorum(2, (GroupMinimum("Bappeda", 1),), ("Bappeda",))
    assert rules.tenggat.perencanaan == 200
    assert rules.toleransi.umur_sk == 3
    assert [each.kode for each in rules.syarat] == sorted(rules.by_code)
    assert all(rules.by_code[each.kode] == each for each in built_in().syarat)


def test_a_city_changes_one_field_of_one_requirement(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[[bukti]]")].replace("G2-K90", "G2-K10").replace("izin_kota", "rks")
    rules = city(tmp_path, text)
    assert len(rules.syarat) == 82
    assert rules.by_code["G2-K10"].nama == "Izin kota"
    assert {each.kode for each in rules.syarat if each != built_in().by_code[each.kode]} == {"G2-K10"}
    assert (rules.kuorum, rules.tenggat, rules.toleransi) == (
        built_in().kuorum, built_in().tenggat, built_in().toleransi,
    )  # fmt: skip


def test_a_city_replaces_a_kind_and_a_group(tmp_path: Path) -> None:
    rules = city(
        tmp_path,
        '[[bukti]]\nkode = "rks"\nnama = "RKS kota"\nnama_en = "Conditions"\nbernomor = true\n'
        '[[golongan]]\nnama = "jaringan"\nkatalog = ["JL1"]\n',
    )
    assert len(rules.bukti) == len(built_in().bukti)
    assert rules.kinds["rks"].bernomor
    assert rules.groups["jaringan"] == {"JL1"}


def test_a_condition_may_be_a_group_of_the_same_file(tmp_path: Path) -> None:
    text = changed('uji = "bukti"', 'uji = "bukti"\nberlaku_bila = "saluran"')
    assert city(tmp_path, text).by_code["G2-K90"].berlaku_bila == "saluran"


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert city(tmp_path, "") == built_in()
    assert list(differences(built_in(), city(tmp_path, "# kosong\n"))) == []


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('kode = "G2-K90"', 'kode = "G5-K01"', "2: syarat[1].kode", "such as G2-K24; found G5-K01"),
        ('kode = "G2-K90"', 'kode = "G2-X01"', "2: syarat[1].kode", "G2-X01"),
        ('kode = "G2-K90"', 'kode = "g2-k01"', "2: syarat[1].kode", "g2-k01"),
        ('kode = "G2-K90"', 'kode = "G2-K900"', "2: syarat[1].kode", "G2-K900"),
        ('kode = "G2-K90"', 'kode = "G2-K9٠"', "2: syarat[1].kode", "G2-K9٠"),
        (
            'nama = "Izin kota"\nnama_en = "Permit', 'nama = " "\nnama_en = "Permit', "3: syarat[1].nama",
            "text is needed",
        ),
        ('nama_en = "Permit of the city"', 'nama_en = ""', "4: syarat[1].nama_en", "text is needed"),
        ('dokumen = ["rplp"]', "dokumen = []", "5: syarat[1].dokumen", "at least one value"),
        ('dokumen = ["rplp"]', 'dokumen = ["rplp", "rp2kpkp"]', "6: syarat[1].per", "only an RPLP has activities"),
        ('per = "kegiatan"', 'per = "rt"', "10: syarat[1].uji", "not made per rt"),
        ('verifikator = ["Dinas"]', "verifikator = []", "8: syarat[1].verifikator", "at least one value"),
        ('peran = ["askot"]', "peran = []", "9: syarat[1].peran", "at least one value"),
        ('peran = ["askot"]', 'peran = ["auditor"]', "9: syarat[1].peran", "auditor"),
        ('uji = "bukti"', 'uji = "bukti_"', "10: syarat[1].uji", "found bukti_"),
        ('uji = "bukti"', 'uji = "endline"', "10: syarat[1].uji", "endline is not made per kegiatan"),
        ('bukti = ["izin_kota"]', "bukti = []", "11: syarat[1].bukti", "at least one kind of evidence"),
        ('bukti = ["izin_kota"]', 'bukti = ["izin_kta"]', "11: syarat[1].bukti", "called izin_kta"),
        ('saran = "Unggah izinnya."', 'saran = ""', "12: syarat[1].saran", "text is needed"),
        ('saran_en = "Upload the permit."', 'saran_en = "\\t"', "13: syarat[1].saran_en", "text is needed"),
        ('uji = "bukti"', 'uji = "bukti"\nberlaku_bila = "hujan"', "11: syarat[1].berlaku_bila", "found hujan"),
        ('uji = "bukti"', 'menahan_bila = "fisik"\nuji = "bukti"', "10: syarat[1].menahan_bila", "always holds"),
        (
            'tingkat = "menahan"', 'tingkat = "peringatan"\nmenahan_bila = "hujan"', "8: syarat[1].menahan_bila",
            "found hujan",
        ),
        ('kode = "izin_kota"', 'kode = "Izin Kota"', "16: bukti[1].kode", "such as sk_kumuh"),
        ('nama_en = "City permit"', 'nama_en = ""', "18: bukti[1].nama_en", "text is needed"),
        ('nama = "saluran"', 'nama = "fisik"', "21: golongan[1].nama", "taken"),
        ('nama = "saluran"', 'nama = "Saluran air"', "21: golongan[1].nama", "another form"),
        ("minimum = 2", "minimum = 0", "25: kuorum.minimum", "1 to 100 members; found 0"),
        ("minimum = 2", "minimum = 101", "25: kuorum.minimum", "found 101"),
        ('"Bappeda", minimum = 1 }', '"Bappeda", minimum = 0 }', "28: kuorum.kelompok[1].minimum", "found 0"),
        ("perencanaan = 200", "perencanaan = 0", "32: tenggat.perencanaan", "1 to 3660 days; found 0"),
        ("perencanaan = 200", "perencanaan = 3661", "32: tenggat.perencanaan", "found 3661"),
        ("perencanaan = 200", "peringatan = -1", "32: tenggat.peringatan", "found -1"),
        ("umur_sk = 3", "umur_sk = -1", "35: toleransi.umur_sk", "0 to 100; found -1"),
        ("umur_sk = 3", "selisih_luas_sk = 100.1", "35: toleransi.selisih_luas_sk", "found 100.1"),
        ("umur_sk = 3", "selisih_volume = -0.1", "35: toleransi.selisih_volume", "found -0.1"),
        (
            "[kuorum]", '[[golongan]]\nnama = "saluran"\nkatalog = []\n[kuorum]', "24: golongan[2]",
            "saluran stands in this file twice",
        ),
        (
            "[[golongan]]", '[[bukti]]\nkode = "izin_kota"\nnama = "a"\nnama_en = "a"\n[[golongan]]', "20: bukti[2]",
            "izin_kota stands in this file twice",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: str, says: str
) -> None:
    with pytest.raises(UnusableRules) as refused:
        read(tmp_path, changed(old, new))
    found = [str(each) for each in refused.value.details(str)]
    assert [each for each in found if each.startswith(f"kota.toml:{line}: ") and says in each], found
    assert refused.value.where == "kota.toml"
    assert str(len(found)) in refused.value.found


def test_a_requirement_that_stands_twice(tmp_path: Path) -> None:
    first = GOOD[: GOOD.index("[[bukti]]")]
    with pytest.raises(UnusableRules) as refused:
        read(tmp_path, first + GOOD)
    assert [str(each) for each in refused.value.faults] == [
        "kota.toml:15: syarat[2]: G2-K90 stands in this file twice"
    ]


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = changed('kode = "G2-K90"', 'kode = "K90"').replace("umur_sk = 3", "umur_sk = 101")
    text = text.replace('uji = "bukti"', 'uji = "tebak"').replace("minimum = 2", "minimum = -2")
    with pytest.raises(UnusableRules) as refused:
        read(tmp_path, text)
    lines = [str(each).split(": ")[0] for each in refused.value.faults]
    assert lines == ["kota.toml:2", "kota.toml:10", "kota.toml:25", "kota.toml:35"]
    assert refused.value.found == "4 faults"


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ('tingkat = "menahan"', 'tingkat = "berat"', "kota.toml:7: syarat[1].tingkat", "menahan, peringatan"),
        ('tingkat = "menahan"\n', "", "kota.toml:1: syarat[1]", "the key tingkat"),
        ('per = "kegiatan"', "per = 1", "kota.toml:6: syarat[1].per", "one of"),
        ('peran = ["askot"]', 'peran = ["raja"]', "kota.toml:9: syarat[1].peran[1]", "one of"),
        ('peran = ["askot"]', 'peran = "askot"', "kota.toml:9: syarat[1].peran", "a list"),
        ("minimum = 2", 'minimum = "dua"', "kota.toml:25: kuorum.minimum", "a whole number"),
        ("minimum = 2", "minimal = 2", "kota.toml:24: kuorum", "one of the keys"),
        ("umur_sk = 3", "umur_sk = 2.5", "kota.toml:35: toleransi.umur_sk", "a whole number"),
        ("[tenggat]", "[tengat]", "/kota.toml", "one of the keys"),
    ],
)
def test_what_has_another_shape_is_named_with_file_and_line(
    tmp_path: Path, old: str, new: str, where: str, says: str
) -> None:
    with pytest.raises(UnusableRules) as refused:
        read(tmp_path, changed(old, new))
    assert refused.value.where.endswith(where)
    assert says in refused.value.expected
    assert refused.value.remedy


def test_what_is_no_toml(tmp_path: Path) -> None:
    with pytest.raises(UnusableRules) as refused:
        read(tmp_path, changed("minimum = 2", "minimum = "))
    assert "kota.toml" in refused.value.where
    assert "line 25" in refused.value.found


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnusableRules):
        read_rules(tmp_path / "tidak_ada.toml", onto=built_in())
    (tmp_path / "x.toml").write_bytes(b'nama = "\xff"')
    with pytest.raises(UnusableRules):
        read_rules(tmp_path / "x.toml", onto=built_in())


# --- what changes from one rule set to another ----------------------------------------------------


def test_the_same_rules_do_not_differ() -> None:
    assert list(differences(built_in(), built_in())) == []


def test_every_change_is_a_line() -> None:
    old = built_in()
    softer = replace(
        old.by_code["G2-K10"],
        tingkat=Tingkat.PERINGATAN,
        bukti=("rks",),
        dapat_dikesampingkan=True,
        sumber="",
    )
    kept = tuple(each for each in old.syarat if each.kode not in ("G2-K10", "G1-K06"))
    new = replace(
        old,
        syarat=(*kept, softer, replace(softer, kode="G2-K90")),
        bukti=tuple(replace(each, bernomor=True) if each.kode == "rks" else each for each in old.bukti),
        golongan=tuple(each for each in old.golongan if each.nama != "tata_ruang_ketat"),
        kuorum=Quorum(2, (GroupMinimum("Bappeda", 1),), ("Bappeda",), ketua=False),
        tenggat=replace(old.tenggat, keputusan=7),
        toleransi=replace(old.toleransi, selisih_volume=Decimal("2.5")),
    )
    assert list(differences(old, new)) == [
        "syarat G1-K06: ada → –",
        "syarat G2-K10.tingkat: menahan → peringatan",
        "syarat G2-K10.bukti: gambar_ded, rks → rks",
        "syarat G2-K10.dapat_dikesampingkan: tidak → ya",
        "syarat G2-K10.sumber: SEED, S17; documents_and_gates.md 7(c) → –",
        "syarat G2-K90: – → ada",
        "bukti rks.bernomor: tidak → ya",
        "golongan tata_ruang_ketat: AL3, PS4 → –",
        "kuorum.minimum: 3 → 2",
        "kuorum.kelompok: – → Bappeda 1",
        "kuorum.veto: – → Bappeda",
        "kuorum.ketua: ya → tidak",
        "tenggat.keputusan: 14 → 7",
        "toleransi.selisih_volume: 10 → 2.5",
    ]


def test_no_field_of_the_rules_is_left_out_of_the_comparison() -> None:
    old = built_in()
    one = old.by_code["G2-K10"]
    other: dict[type, Any] = {
        str: "lain", bool: True, tuple: ("lain",), Per: Per.RT, Tingkat: Tingkat.PERINGATAN, int: 77,
        Decimal: Decimal(77), date: date(2020, 1, 1),
    }  # fmt: skip
    for each in fields(one):
        if each.name in ("kode", "bukti_semua"):
            continue
        changed_one = replace(one, **{each.name: other[type(getattr(one, each.name))]})
        syarat = tuple(changed_one if item is one else item for item in old.syarat)
        lines = list(differences(old, replace(old, syarat=syarat)))
        assert [line.split(":")[0] for line in lines] == [f"syarat G2-K10.{each.name}"]
    parts: tuple[Any, ...] = (Deadlines(), Tolerances())
    for part in parts:
        name = "tenggat" if isinstance(part, Deadlines) else "toleransi"
        for each in fields(part):
            value = other[type(getattr(part, each.name))]
            lines = list(differences(old, replace(old, **{name: replace(part, **{each.name: value})})))
            assert [line.split(":")[0] for line in lines] == [f"{name}.{each.name}"]
