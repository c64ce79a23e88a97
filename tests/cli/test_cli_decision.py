"""The way to a decision as people type it, on SQLite and on PostgreSQL: submit, vote, rulings, status, agenda."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from intake.plan_importing import import_plan
from planning.territory import TerritoryCode
from store.database import Database
from tests.cli.acting import KOTA, SURAT, UNTIL, House, evidence, surveyed, under_way
from tests.cli.test_cli_plan import KODE, plan
from tests.intake.plan_samples import write_folder


@pytest.fixture
def nahkoda(database_url: str, home: Path, tmp_path: Path) -> House:
    return under_way(database_url, home, tmp_path)


def accepted(nahkoda: House, folder: Path) -> None:
    """The one paper that gate G1 waits for."""
    nahkoda.done(
        "evidence", "add", KODE, evidence(folder), "--jenis", "akta_bkm", *SURAT, "--as", "konsultan"
    )
    nahkoda.done("evidence", "accept", KODE, "1", "--as", "fasilitator")


def submitted(nahkoda: House, folder: Path) -> None:
    accepted(nahkoda, folder)
    nahkoda.done("submit", KODE, "--as", "konsultan")


def last(nahkoda: House) -> Any:
    """The newest submission, for machines."""
    return nahkoda.json("status", KODE, "--as", "auditor")["pengajuan"][-1]


def test_refused_returned_and_approved(nahkoda: House, tmp_path: Path) -> None:
    refused = nahkoda("submit", KODE, "--as", "konsultan")
    assert (refused.code, "N403" in refused.err, "G1-K03" in refused.err) == (1, True, True)
    submitted(nahkoda, tmp_path)
    silent = nahkoda("decide", KODE, "return", "--as", "ketua")
    assert (silent.code, "--reason" in silent.err) == (1, True)
    returned = nahkoda.done("decide", KODE, "return", "--as", "ketua", "--reason", "DED belum lengkap")
    assert "decision: dikembalikan; the plan is in persiapan, dikembalikan." in returned
    assert (last(nahkoda)["hasil"], last(nahkoda)["alasan"]) == ("dikembalikan", "DED belum lengkap")
    nahkoda.done("submit", KODE, "--gate", "g1", "--note", "sudah dilengkapi", "--as", "konsultan")
    assert "setuju noted." in nahkoda.done("decide", KODE, "approve", "--as", "anggota")
    assert "menarik_suara noted." in nahkoda.done("decide", KODE, "take-back", "--as", "anggota")
    text = nahkoda.done("status", KODE, "--as", "auditor")
    assert "[open] approval of the chair: 0" in text
    assert "sudah dilengkapi" in text
    approved = nahkoda.done("decide", KODE, "approve", "--as", "ketua")
    assert "decision: disetujui; the plan is in perencanaan, draf." in approved
    status = nahkoda.json("status", KODE, "--as", "auditor")
    assert (status["tahap"], status["status"], status["revisi"]) == ("perencanaan", "draf", 1)
    assert [each["hasil"] for each in status["pengajuan"]] == ["dikembalikan", "disetujui"]
    assert [(each["akun"], each["suara"]) for each in status["pengajuan"][1]["suara"]] == [
        ("ketua", "setuju"),
        ("anggota", None),
    ]
    assert all(each["terpenuhi"] for each in status["pengajuan"][1]["kuorum"])
    again = nahkoda("decide", KODE, "approve", "--as", "ketua")
    assert (again.code, "N401" in again.err) == (1, True)


def test_the_same_request_twice_does_it_once(nahkoda: House, tmp_path: Path) -> None:
    accepted(nahkoda, tmp_path)
    arguments = ("submit", KODE, "--key", "a1", "--as", "konsultan")
    first, again = nahkoda.done(*arguments), nahkoda.done(*arguments)
    assert again == f"Done before by a request with this key, and not again: {first}"
    other = nahkoda("submit", KODE, "--key", "a1", "--note", "lain", "--as", "konsultan")
    assert (other.code, "N405" in other.err) == (1, True)
    assert len(nahkoda.json("status", KODE, "--as", "auditor")["pengajuan"]) == 1
    version = nahkoda.json("status", KODE, "--as", "auditor")["versi"]
    stale = nahkoda("decide", KODE, "approve", "--expect", str(version - 1), "--as", "ketua")
    assert (stale.code, "N404" in stale.err) == (1, True)
    nahkoda.done("decide", KODE, "approve", "--expect", str(version), "--as", "ketua")


def test_withdraw(nahkoda: House, tmp_path: Path) -> None:
    submitted(nahkoda, tmp_path)
    assert nahkoda.done("withdraw", KODE, "--reason", "keliru", "--as", "konsultan").endswith("withdrawn.\n")
    assert (last(nahkoda)["hasil"], last(nahkoda)["alasan"]) == ("ditarik", "keliru")
    none = nahkoda("withdraw", KODE, "--reason", "keliru", "--as", "konsultan")
    assert (none.code, "N401" in none.err) == (1, True)


def test_a_new_plan_lets_the_submission_fall_and_says_so(nahkoda: House, tmp_path: Path) -> None:
    submitted(nahkoda, tmp_path)
    folder = write_folder(tmp_path / "kedua", plan(base=1, nama="Jalan Mawar"))
    run = nahkoda("plan", "import", KODE, folder, NAHKODA_AS="konsultan")
    assert (run.code, run.out.splitlines()[-1]) == (
        0,
        f"Submission 1 of {KODE} fell: rencana diimpor ulang",
    )
    assert last(nahkoda)["hasil"] == "gugur"
    nahkoda.done("submit", KODE, "--as", "konsultan")
    folder = write_folder(tmp_path / "ketiga", plan(base=2, nama="Jalan Melur"))
    run = nahkoda("plan", "import", KODE, folder, "--json", NAHKODA_AS="konsultan")
    assert run.json["gugur"] == [{"kode": KODE, "pengajuan": 2, "sebab": "rencana diimpor ulang"}]
    folder = write_folder(tmp_path / "keempat", plan(base=3, nama="Jalan Mangga"))
    refused = nahkoda("plan", "import", KODE, folder, NAHKODA_AS="auditor")
    assert (refused.code, "N402" in refused.err) == (1, True)


def test_evidence_of_an_open_submission_that_is_rejected(nahkoda: House, tmp_path: Path) -> None:
    submitted(nahkoda, tmp_path)
    out = nahkoda.done("evidence", "reject", KODE, "1", "--note", "tidak terbaca", "--as", "fasilitator")
    assert out.splitlines() == [
        f"{KODE}: evidence 1 is rejected.",
        f"Submission 1 of {KODE} fell: putusan atas bukti 1 berubah",
    ]
    listed = nahkoda.json("evidence", "list", KODE, "--as", "auditor")
    assert [(each["bukti"], each["keadaan"], each["catatan"]) for each in listed] == [
        (1, "ditolak", "tidak terbaca")
    ]


def test_a_vote_on_what_has_changed_is_not_counted(
    nahkoda: House, tmp_path: Path, database_url: str, home: Path
) -> None:
    submitted(nahkoda, tmp_path)
    # No command changes a plan without telling the process; this stands for any change that came otherwise.
    with closing(Database(database_url, home)) as database:
        folder = write_folder(tmp_path / "kedua", plan(base=1, nama="Jalan Mawar"))
        import_plan(database, TerritoryCode(KODE), folder)
    run = nahkoda("decide", KODE, "approve", "--as", "ketua")
    assert run.code == 1, run.out + run.err
    assert run.out.splitlines() == [
        f"{KODE}: the vote was not counted.",
        f"Submission 1 of {KODE} fell: isi paket berubah sejak diajukan",
    ]


def test_waive_exempt_and_lift(nahkoda: House) -> None:
    said = ("--reason", "belum perlu", "--as", "ketua")
    out = nahkoda.done("waive", KODE, "G2-K05", *said, "--authority", "Surat 1", "--until", UNTIL)
    assert out == f"{KODE}: G2-K05 is waived until {UNTIL}.\n"
    text = nahkoda("gate", "check", KODE, "--gate", "G2", "--as", "auditor").out
    assert "Waived (dikesampingkan) · 1" in text
    assert f"until {UNTIL}" in text
    assert nahkoda.done("lift", KODE, "G2-K05", *said) == f"{KODE}: G2-K05 is asked again.\n"
    askot = ("--reason", "belum perlu", "--as", "askot")
    out = nahkoda.done("exempt", KODE, "G2-K10", "--kegiatan", "K-001", *askot)
    assert out == f"{KODE}: G2-K10 K-001 does not apply.\n"
    shown = nahkoda("gate", "check", KODE, "--gate", "G2", "--as", "auditor").out
    assert "Waived" not in shown
    assert "Said not to apply (dinyatakan tidak berlaku) · 1" in shown
    assert "does not apply, says Askot: belum perlu" in shown
    every = nahkoda("gate", "check", KODE, "--gate", "G2", "--all", "--as", "auditor").out
    assert every.count("does not apply, says Askot: belum perlu") == 1
    report = nahkoda("gate", "check", KODE, "--gate", "G2", "--as", "auditor", "--json").json
    assert {each["kode"]: each["putusan"] for each in report["temuan"] if each["putusan"]} == {
        "G2-K10": {"oleh": "Askot", "alasan": "belum perlu", "dasar": "", "sampai": None}
    }
    (ruled,) = nahkoda.json("status", KODE, "--as", "auditor")["putusan"]
    assert (ruled["syarat"], ruled["subjek"], ruled["putusan"]) == ("G2-K10", "K-001", "tidak_berlaku")
    for wrong, code, text in (
        (("waive", KODE, "G1-K03", *said, "--authority", "S", "--until", UNTIL), 1, "N411"),
        (("waive", KODE, "G2-K05", *said, "--authority", "S", "--until", "2020-12-31"), 1, "N411"),
        (("waive", KODE, "G2-K05", *said, "--authority", " ", "--until", UNTIL), 1, "N411"),
        (("waive", KODE, "G2-K05", *said, "--authority", "S", "--until", "besok"), 2, "--until"),
        (("exempt", KODE, "G9-K99", *said), 1, "N407"),
        (("exempt", KODE, "G2-K10", "--kegiatan", "K-999", *said), 1, "N407"),
        (("lift", KODE, "G2-K05", *said), 1, "N407"),
    ):
        run = nahkoda(*wrong)
        assert (run.code, text in run.err) == (code, True), run.err


def test_minutes_are_files(nahkoda: House, tmp_path: Path) -> None:
    none = nahkoda("minutes", KODE, "--out", tmp_path, "--as", "auditor")
    assert (none.code, "N407" in none.err) == (1, True)
    submitted(nahkoda, tmp_path)
    nahkoda.done("decide", KODE, "approve", "--as", "ketua")
    made = nahkoda.json("minutes", KODE, "--out", tmp_path / "ba", "--as", "auditor")
    assert made["pengajuan"] == 1
    assert [Path(each).name for each in made["files"]] == [
        f"BERITA_ACARA_{KODE}_1.pdf",
        f"BERITA_ACARA_{KODE}_1.docx",
    ]
    assert (tmp_path / "ba" / f"BERITA_ACARA_{KODE}_1.pdf").read_bytes().startswith(b"%PDF")
    out = nahkoda.done(
        "minutes", KODE, "--number", "1", "--format", "docx", "--out", tmp_path, "--as", "auditor"
    )
    assert out == f"Written: {tmp_path / f'BERITA_ACARA_{KODE}_1.docx'}\n"
    assert nahkoda("minutes", KODE, "--number", "2", "--out", tmp_path, "--as", "auditor").code == 1


def test_the_agenda(nahkoda: House, tmp_path: Path) -> None:
    submitted(nahkoda, tmp_path)
    made = nahkoda.json("agenda", KOTA, "--as", "auditor")
    (line,) = made["rencana"]
    assert (line["kode"], line["nama"], line["tahap"], line["status"]) == (
        KODE, "Sukun", "persiapan", "diajukan",
    )  # fmt: skip
    assert (line["laporan"]["hasil"], line["laporan"]["menahan"], line["terlambat"]) == (
        "lulus_bersyarat", 0, False,
    )  # fmt: skip
    assert [each["perihal"] for each in made["tenggat"]] == ["keputusan", "tahap"]
    text = nahkoda.done("agenda", "--as", "admin")
    assert "G1 LULUS BERSYARAT" in text
    assert "pengajuan 1" in text
    assert nahkoda("agenda", KODE, "--as", "nobody").code == 1
    # Without a code: the widest territory that the account has a role for.
    assert nahkoda.json("agenda", "--as", "lurah")["kode"] == KODE
    assert nahkoda.json("agenda", "--as", "auditor")["kode"] == KOTA


def test_ratify_and_reopen_where_they_do_not_fit(nahkoda: House) -> None:
    early = nahkoda("ratify", KODE, "--as", "lurah")
    assert (early.code, "render rplp" in early.err) == (1, True)
    reopened = nahkoda("reopen", KODE, "--reason", "perlu", "--as", "ketua")
    assert (reopened.code, "N401" in reopened.err) == (1, True)


def test_ratify_the_version_that_was_read(nahkoda: House, tmp_path: Path) -> None:
    render = ("render", "rplp", KODE, "--format", "docx", "--out", tmp_path)
    assert nahkoda(*render, NAHKODA_AS="konsultan").code == 0
    other = nahkoda("ratify", KODE, "--version", "2", "--as", "lurah")
    assert (other.code, "N404" in other.err, other.out) == (1, True, "")
    done = nahkoda.done("ratify", KODE, "--version", "1", "--as", "lurah")
    assert done == f"{KODE}: version 1 of the document is ratified.\n"


def test_a_gate_that_lies_behind_says_since_when(nahkoda: House, tmp_path: Path) -> None:
    submitted(nahkoda, tmp_path)
    nahkoda.done("decide", KODE, "approve", "--as", "ketua")
    run = nahkoda("gate", "check", KODE, "--gate", "G1", "--as", "auditor")
    passed, nothing = run.out.splitlines()[1:]
    assert (run.code, nothing) == (0, "This gate asks nothing more.")
    assert passed.startswith("The plan passed this gate with submission 1 on 20")


def test_a_gate_that_asks_nothing_is_not_met_to_the_full(nahkoda: House) -> None:
    run = nahkoda("gate", "check", KOTA, "--gate", "G3", "--as", "auditor")
    assert (run.code, run.out.splitlines()[1:]) == (0, ["This gate asks nothing."])
    assert nahkoda("gate", "check", KOTA, "--gate", "G3", "--json", "--as", "auditor").json["temuan"] == []


def test_who_may_not(nahkoda: House, tmp_path: Path) -> None:
    submitted(nahkoda, tmp_path)
    for account in ("auditor", "konsultan", "nobody"):
        run = nahkoda("decide", KODE, "approve", "--as", account)
        assert (run.code, "N402" in run.err, run.out) == (1, True, "")
    environment = nahkoda("decide", KODE, "approve", NAHKODA_AS="auditor")
    assert (environment.code, "auditor" in environment.err) == (1, True)
    # The option goes before the environment.
    assert nahkoda("decide", KODE, "approve", "--as", "ketua", NAHKODA_AS="auditor").code == 0


def wrong() -> Iterable[tuple[str, ...]]:
    ketua = ("--as", "ketua")
    yield "submit", KODE, "--gate", "G5"
    yield "submit", KODE, "--key", " "
    yield "submit", KODE, "--expect", "-1"
    yield "submit", KODE, "--as", " "
    yield "submit", "35", *ketua
    yield "submit", "abc", *ketua
    yield "withdraw", KODE, *ketua
    yield "decide", KODE, "maybe", *ketua
    yield "decide", KODE
    yield "reopen", KODE
    yield "ratify", KODE, "--version", "0"
    yield "waive", KODE, "G2-K05", "--reason", "r", "--authority", "a"
    yield "exempt", KODE, "G2-K05"
    yield "lift", KODE, "G2-K05"
    yield "status", "35.73.04"
    yield "agenda", "x"
    yield "minutes", KODE, "--number", "0"
    yield "minutes", KODE, "--format", "odt"


def test_wrong_use_is_exit_2(database_url: str, home: Path, tmp_path: Path, backend: str) -> None:
    if backend != "sqlite":
        pytest.skip("nothing of this reaches the database")
    nahkoda = surveyed(database_url, home, tmp_path)
    for arguments in wrong():
        run = nahkoda(*arguments)
        assert (run.code, bool(run.err), run.out) == (2, True, ""), arguments


def test_without_roles_anybody_prepares_and_nobody_decides(
    database_url: str, home: Path, tmp_path: Path
) -> None:
    nahkoda = surveyed(database_url, home, tmp_path)
    assert "Nothing was recorded yet" in nahkoda.done("status", KODE)
    nahkoda.done("evidence", "add", KODE, evidence(tmp_path), "--jenis", "akta_bkm", *SURAT)
    judged = nahkoda("evidence", "accept", KODE, "1", "--as", "siti")
    assert (judged.code, "N402" in judged.err) == (1, True)
