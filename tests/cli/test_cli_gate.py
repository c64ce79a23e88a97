"""Gates, evidence, monitoring and roles as people type them, on SQLite and on PostgreSQL."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from commands.evidence import Quality, base_name
from commands.gate_screen import print_gate
from intake.template_gates import write_gates_template
from planning.process import Stage, Status
from planning.roles import Role
from planning.territory import TerritoryCode
from store.database import Database
from terminal import screen
from tests.cli.acting import KOTA, SURAT, UNTIL, House, evidence, small_rules, surveyed, under_way
from tests.cli.test_cli_plan import KODE
from workflow.gate_json import gate_json
from workflow.payloads import Mutu
from workflow.reading import Checked, process_state
from workflow.requirements import RulesFile, differences, overridden
from workflow.rule_file import built_in, read_rules
from workflow.stages import Position

KEYS = {
    "kode", "nama", "dokumen", "tahap", "status", "revisi", "gerbang", "ke", "hasil", "persen", "menahan",
    "kegiatan_siap", "kegiatan_tertahan", "aturan", "temuan",
}  # fmt: skip
FINDING = {
    "kode", "nama", "aspek", "per", "subjek", "tingkat", "verdik", "dilihat", "verifikator", "saran", "bukti",
    "sampai", "putusan",
}  # fmt: skip


@pytest.fixture
def nahkoda(database_url: str, home: Path, tmp_path: Path) -> House:
    return under_way(database_url, home, tmp_path)


def test_a_report_names_what_blocks_and_writes_nothing(nahkoda: House, tmp_path: Path) -> None:
    run = nahkoda("gate", "check", KODE, "--json", "--as", "auditor")
    report = run.json
    assert (run.code, set(report), set(report["temuan"][0])) == (1, KEYS, FINDING)
    assert (report["gerbang"], report["ke"], report["hasil"], report["menahan"]) == (
        "G1", "perencanaan", "tertahan", ["G1-K03"],
    )  # fmt: skip
    assert (report["kegiatan_siap"], report["aturan"]) == ([], None)
    (held,) = [each for each in report["temuan"] if each["kode"] == "G1-K03"]
    assert (held["verdik"], held["tingkat"], held["aspek"], held["per"]) == (
        "belum", "menahan", "kelengkapan", "rencana",
    )  # fmt: skip
    text = nahkoda("gate", "check", KODE, "--as", "auditor", COLUMNS="80").out
    first = text.splitlines()
    assert first[1].startswith("TERTAHAN  G1: persiapan → perencanaan")
    assert "the percentage decides nothing" in first[2]
    assert "Settled by: Fasilitator Kelurahan" in text
    assert "Fulfilled" not in text
    assert "Fulfilled · " in nahkoda("gate", "check", KODE, "--all", "--as", "auditor").out
    assert max(map(len, first)) <= 80
    sheet = tmp_path / "lembar" / "g1.docx"
    assert nahkoda("gate", "check", KODE, "--out", sheet, "--json", "--as", "auditor").json == report
    assert sheet.read_bytes().startswith(b"PK")
    assert nahkoda.json("status", KODE, "--as", "auditor")["versi"] == 0


def test_a_report_in_indonesian(nahkoda: House) -> None:
    report = nahkoda("gate", "check", KODE, "--json", "--as", "auditor", LC_ALL="id_ID.UTF-8").json
    (held,) = [each for each in report["temuan"] if each["kode"] == "G1-K03"]
    assert held["nama"] == "BKM/LKM terbentuk dan berfungsi"
    assert held["saran"].startswith("BKM menyerahkan")


def test_a_gate_ahead_with_activities(nahkoda: House) -> None:
    run = nahkoda("gate", "check", KODE, "--gate", "g2", "--json", "--as", "auditor")
    assert (run.code, run.json["hasil"], run.json["kegiatan_siap"]) == (0, "lulus_bersyarat", ["K-001"])
    text = nahkoda("gate", "check", KODE, "--gate", "G2", "--as", "auditor").out
    assert "LULUS BERSYARAT  G2: perencanaan → pelaksanaan" in text
    assert "1 activities: K-001" in text
    # The plan stands at another gate.
    assert "may be submitted" not in text


def test_the_last_stage_has_no_gate(
    database_url: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    surveyed(database_url, home, tmp_path)
    with closing(Database(database_url, home)) as database:
        dossier = process_state(database, TerritoryCode(KODE))
    last = replace(
        dossier, state=replace(dossier.state, position=Position(Stage.KEBERLANJUTAN, Status.DRAFT))
    )
    report = gate_json(Checked(last, None), str)
    assert set(report) == KEYS
    assert [report[name] for name in ("tahap", "gerbang", "ke", "hasil", "persen", "temuan")] == [
        "keberlanjutan", None, None, None, None, [],
    ]  # fmt: skip
    print_gate(screen(), Checked(last, None), str, every=False)
    assert "Stage keberlanjutan: no gate lies ahead." in capsys.readouterr().out


def test_rules_in_force_and_moving_to_them(nahkoda: House, tmp_path: Path) -> None:
    rules = nahkoda.json("gate", "rules", KODE, "--gate", "G1", "--as", "auditor")
    assert {each["gerbang"] for each in rules["syarat"]} == {"G1"}
    assert [each["kode"] for each in rules["syarat"] if each["tingkat"] == "menahan"] == ["G1-K03"]
    assert (rules["kuorum"]["minimum"], rules["tenggat"]["keputusan"], rules["aturan"]) == (1, 14, None)
    assert "akta_bkm" in {each["kode"] for each in rules["bukti"]}
    text = nahkoda.done("gate", "rules", KODE, "--as", "auditor")
    assert "Quorum: 1 approvals; the chair among them" in text
    assert "Evidence: akta_bkm / sk_bkm; judged by fasilitator, askot" in text
    early = nahkoda("gate", "move", KODE, "--reason", "baru", "--as", "ketua")
    assert early.code == 1
    nahkoda.done(
        "waive", KODE, "G2-K05", "--reason", "r", "--authority", "S", "--until", UNTIL, "--as", "ketua"
    )
    newer = small_rules(
        tmp_path / "baru.toml", "G1-K03", "G1-K04", head="[kuorum]\nminimum = 2\nketua = true\n"
    )
    assert nahkoda.done("gate", "import", KOTA, newer, "--as", "admin").startswith(f"Gate rules 2 of {KOTA}")
    assert nahkoda("gate", "check", KODE, "--json", "--as", "auditor").json["menahan"] == ["G1-K03"]
    moved = nahkoda.done("gate", "move", KODE, "--reason", "aturan kota", "--as", "ketua").splitlines()
    assert moved[0].endswith("2 changes:")
    assert moved[1:] == ["  syarat G1-K04.tingkat: peringatan → menahan", "  kuorum.minimum: 1 → 2"]
    assert nahkoda("gate", "check", KODE, "--json", "--as", "auditor").json["menahan"] == ["G1-K03", "G1-K04"]
    (tmp_path / "rusak.toml").write_text("[kuorum]\nminimum = 0\nketua = true\n", encoding="utf-8")
    broken = nahkoda("gate", "import", KOTA, tmp_path / "rusak.toml", "--as", "admin")
    assert (broken.code, "rusak.toml" in broken.err, "N412" in broken.err) == (2, True, True)


def test_the_form_changes_nothing_and_says_what_can_be_changed(tmp_path: Path) -> None:
    form = tmp_path / "gerbang.toml"
    write_gates_template(form)
    assert read_rules(form, onto=built_in()) == RulesFile()
    text = form.read_text(encoding="utf-8")
    # Without the marks every example is one that loads.
    examples = [
        line[1:] if line.startswith("#") and not line.startswith("# ") else line for line in text.splitlines()
    ]
    form.write_text("\n".join(examples), encoding="utf-8")
    assert set(tomllib.loads(form.read_text(encoding="utf-8"))) == {
        "kuorum", "tenggat", "toleransi", "bukti", "syarat",
    }  # fmt: skip
    after = overridden(built_in(), read_rules(form, onto=built_in()))
    assert "syarat G2-K90: – → ada" in list(differences(built_in(), after))


def test_evidence_comes_in_and_goes_out(nahkoda: House, tmp_path: Path) -> None:
    file = evidence(tmp_path)
    added = nahkoda.done(
        "evidence", "add", KODE, file, "--jenis", "akta_bkm", *SURAT, "--berlaku-sampai", "2099-01-01",
        "--kegiatan", "K-001", "--kegiatan", "K-001", "--as", "konsultan", "--key", "k1",
    )  # fmt: skip
    assert added == f"{KODE}: evidence 1, akta_bkm; it counts once it is accepted.\n"
    own = nahkoda("evidence", "accept", KODE, "1", "--as", "konsultan")
    assert (own.code, "N408" in own.err or "N402" in own.err) == (1, True)
    nahkoda.done("evidence", "accept", KODE, "1", "--note", "jelas", "--as", "fasilitator")
    (listed,) = nahkoda.json("evidence", "list", KODE, "--as", "auditor")
    assert (listed["subjek"], listed["keadaan"], listed["catatan"], listed["berlaku_sampai"]) == (
        ["K-001"], "diterima", "jelas", "2099-01-01",
    )  # fmt: skip
    nahkoda.done(
        "evidence", "add", KODE, file, "--jenis", "akta_bkm", *SURAT, "--mengganti", "1", "--as", "lurah"
    )
    assert "diganti; by 2" in nahkoda.done("evidence", "list", KODE, "--as", "auditor")
    fetched = tmp_path / "keluar" / "akta.pdf"
    assert nahkoda.done("evidence", "fetch", KODE, "1", "--out", tmp_path / "keluar", "--as", "auditor")
    assert fetched.read_bytes() == file.read_bytes()
    again = nahkoda("evidence", "fetch", KODE, "1", "--out", tmp_path / "keluar", "--as", "auditor")
    assert (again.code, "overwritten" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("akta.pdf", "akta.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"..\..\akta.pdf", "akta.pdf"),
        (r"C:akta.pdf", "akta.pdf"),
        ("..", "bukti_1"),
        ("a/", "bukti_1"),
        ("\x00\n", "bukti_1"),
    ],
)
def test_a_fetched_name_stays_in_its_folder(name: str, base: str) -> None:
    assert base_name(name, "bukti_1") == base


def test_evidence_that_may_not_come_in(nahkoda: House, tmp_path: Path) -> None:
    file = evidence(tmp_path)
    program = tmp_path / "akta.exe"
    program.write_bytes(b"MZ" + bytes(200))
    konsultan = ("--as", "konsultan")
    for wrong, code, text in (
        ((file, "--jenis", "akta_bkm", *konsultan), 1, "--nomor"),
        ((file, "--jenis", "rahasia", *SURAT, *konsultan), 1, "N407"),
        ((file, "--jenis", "akta_bkm", *SURAT, "--kegiatan", "K-999", *konsultan), 1, "N407"),
        ((file, "--jenis", "akta_bkm", *SURAT, "--mengganti", "7", *konsultan), 1, "N407"),
        ((file, "--jenis", "akta_bkm", *SURAT, "--berlaku-sampai", "2020-01-01", *konsultan), 1, "N408"),
        ((program, "--jenis", "akta_bkm", *SURAT, *konsultan), 2, "N110"),
        ((tmp_path / "none.pdf", "--jenis", "akta_bkm", *SURAT, *konsultan), 2, "none.pdf"),
        ((file, "--jenis", "akta_bkm", *SURAT, "--as", "auditor"), 1, "N402"),
    ):
        run = nahkoda("evidence", "add", KODE, *wrong)
        assert (run.code, text in run.err) == (code, True), run.err
    assert nahkoda.json("evidence", "list", KODE, "--as", "auditor") == []


def test_visits(nahkoda: House) -> None:
    visit = (
        "monitor",
        "add",
        KODE,
        "K-001",
        "--tanggal",
        "2026-01-20",
        "--kemajuan",
        "40",
        "--as",
        "fasilitator",
    )
    where = (
        "--volume",
        "120.5",
        "--biaya",
        "60000000",
        "--kk",
        "12",
        "--mutu",
        "sesuai",
        "--lintang",
        "-7.990798",
    )
    assert nahkoda.done(*visit, *where, "--bujur", "112.620392", "--catatan", "cor selesai")
    (seen,) = nahkoda.json("monitor", "list", KODE, "--as", "auditor")
    assert (seen["kemajuan"], seen["volume"], seen["biaya"], seen["kk"], seen["mutu"], seen["lintang"]) == (
        40, 120.5, 60_000_000, 12, "sesuai", -7.990798,
    )  # fmt: skip
    assert "cor selesai" in nahkoda.done("monitor", "list", KODE, "--as", "auditor")
    for wrong, code, text in (
        (("--kemajuan", "101"), 2, "--kemajuan"),
        (("--tanggal", "2099-01-01"), 1, "N408"),
        (("--tanggal", "20/01/2026"), 2, "--tanggal"),
        (("--volume", "1.234"), 2, "1234"),
        (("--volume", "NaN"), 2, "--volume"),
        (("--volume", "-3"), 1, "N408"),
        (("--biaya", "1,5"), 2, "--biaya"),
        (("--kk", "-1"), 2, "--kk"),
        (("--mutu", "bagus"), 2, "--mutu"),
        (("--lintang", "1e5"), 2, "--lintang"),
        (("--lintang", "-7.99"), 1, "N408"),
        (("--lintang", "50", "--bujur", "112"), 1, "N408"),
    ):
        run = nahkoda(*visit, *wrong)
        assert (run.code, text in run.err, run.out) == (code, True, ""), wrong
    assert nahkoda("monitor", "add", KODE, "K-9", *visit[4:]).code == 1


def test_quality_is_that_of_the_programme() -> None:
    assert [each.value for each in Quality] == [each.value for each in Mutu]


def test_roles_from_the_first_administrator_to_a_letter(
    database_url: str, home: Path, tmp_path: Path
) -> None:
    nahkoda = surveyed(database_url, home, tmp_path)

    def grant(akun: str, peran: Role, wilayah: str, *more: str) -> tuple[str, ...]:
        who = ("--nama", akun.title(), "--jabatan", "Jabatan", "--unit", "Bappeda")
        return ("role", "grant", akun, peran.value, wilayah, *who, *more)

    early = nahkoda(*grant("ketua", Role.KETUA_POKJA, KOTA))
    assert (early.code, "administrator" in early.err) == (1, True)
    nahkoda.done(*grant("admin", Role.ADMINISTRATOR, "0"), "--as", "admin")
    nahkoda.done(
        *grant("ketua", Role.KETUA_POKJA, KOTA, "--mulai", "2026-01-01", "--surat", "SK 1"), "--as", "admin"
    )
    refused = nahkoda(*grant("teman", Role.POKJA, KOTA), "--as", "ketua")
    assert (refused.code, "N402" in refused.err) == (1, True)
    seat = nahkoda.json("role", "list", KOTA, "--as", "ketua")[0]
    assert (seat["akun"], seat["peran"], seat["surat"], seat["keadaan"]) == (
        "ketua", "ketua_pokja", "SK 1", "berlaku",
    )  # fmt: skip
    letter = (
        "--nama", "Wakil", "--jabatan", "Sekretaris", "--mulai", "2026-02-01", "--sampai", "2026-02-10",
        "--surat", "ST 9/2026",
    )  # fmt: skip
    number = str(seat["nomor"])
    nahkoda.done("role", "delegate", number, "wakil", *letter, "--as", "ketua")
    text = nahkoda.done("role", "list", "0", "--as", "admin")
    assert f"stands in for {number} (ST 9/2026)" in text
    assert "berakhir: 2026-02-01 – 2026-02-10" in text
    out = nahkoda.done("role", "revoke", number, "--reason", "mutasi", "--as", "admin")
    assert out.startswith(f"Role {number} is revoked")
    roles = nahkoda.json("role", "list", KOTA, "--as", "admin")
    assert [each["keadaan"] for each in roles] == ["dicabut", "dicabut"]
    for wrong, code in (
        (("role", "revoke", number, "--reason", "lagi", "--as", "admin"), 1),
        (("role", "revoke", "999999", "--reason", "x", "--as", "admin"), 2),
        (("role", "delegate", number, "wakil", *letter, "--as", "admin"), 1),
        (
            (
                *grant("x", Role.POKJA, KOTA, "--mulai", "2026-02-01", "--sampai", "2026-01-01"),
                "--as",
                "admin",
            ),
            1,
        ),
    ):
        run = nahkoda(*wrong)
        assert (run.code, bool(run.err)) == (code, True), wrong


def wrong() -> Iterable[tuple[str, ...]]:
    yield "gate", "check", KODE, "--gate", "G9"
    yield "gate", "check", KODE, "--out", "lembar.txt"
    yield "gate", "check", "35"
    yield "gate", "check", "35.73.04.1006"
    yield "gate", "rules", "x"
    yield "gate", "import", KOTA, "none.toml"
    yield "gate", "move", KODE
    yield "evidence", "add", KODE, "none.pdf", "--jenis", "akta_bkm", "--tanggal", "kemarin"
    yield "evidence", "add", KODE, "none.pdf"
    yield "evidence", "accept", KODE, "0"
    yield "evidence", "reject", KODE, "1"
    yield "evidence", "fetch", KODE, "x"
    yield "evidence", "list", "35.73.04"
    yield "monitor", "list", "0"
    yield "role", "list", "abc"
    yield "role", "grant", "a", "raja", KOTA, "--nama", "A", "--jabatan", "B", "--unit", "C"
    yield "role", "grant", "a", "pokja", "abc", "--nama", "A", "--jabatan", "B", "--unit", "C"
    yield "role", "revoke", "1"
    yield "role", "delegate", "1", "a", "--nama", "A", "--jabatan", "B", "--mulai", "2026-01-01"


def test_wrong_use_is_exit_2(database_url: str, home: Path, tmp_path: Path, backend: str) -> None:
    if backend != "sqlite":
        pytest.skip("nothing of this reaches the database")
    nahkoda = surveyed(database_url, home, tmp_path)
    for arguments in wrong():
        run = nahkoda(*arguments)
        assert (run.code, bool(run.err), run.out) == (2, True, ""), arguments
