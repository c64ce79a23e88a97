"""Minutes say what the events say: votes, quorum, what was decided on, with every digest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generators.document_files import Format
from tests.workflow.processes import (
    CHAIR,
    KODE,
    World,
    advance,
    approve,
    fulfil,
    furnish,
    submit_now,
    world_of,
)
from workflow.deciding import vote
from workflow.errors import NoSuchThing
from workflow.minutes import minutes, verification_sheet
from workflow.payloads import Choice
from workflow.reading import check_gate
from workflow.ruling import waive
from workflow.submitting import withdraw


@pytest.fixture
def world(database_url: str, home: Path) -> Iterator[World]:
    with world_of(database_url, home) as made:
        yield furnish(made)


def test_minutes_of_an_approval_hold_votes_waivers_and_every_digest(world: World) -> None:
    advance(world, 1)
    fulfil(world)
    waive(
        world.as_(CHAIR), KODE, "G2-K05", reason="Musyawarah bulan depan", authority="Surat 5/2026",
        until=world.clock.today,
    )  # fmt: skip
    submit_now(world)
    approve(world)
    snapshot, files = minutes(world.as_("auditor"), KODE, str, formats=[Format.PDF])
    assert (snapshot.keputusan, snapshot.dari, snapshot.ke, snapshot.nomor) == (
        "disetujui", "perencanaan", "pelaksanaan", 2,
    )  # fmt: skip
    assert {each.orang.nama: each.suara for each in snapshot.suara if each.suara == "setuju"} == {
        "Ketua (uji)": "setuju",
        "Anggota.Bappeda (uji)": "setuju",
    }
    assert any(each.suara == "tidak memberi suara" for each in snapshot.suara)
    assert [(each.kode, each.dasar, each.berlaku_sampai) for each in snapshot.laporan.dikesampingkan] == [
        ("G2-K05", "Surat 5/2026", world.clock.today)
    ]
    state = world.state()
    decided_on = {each.sha256 for each in snapshot.paket}
    assert {each.added.sha256 for each in state.evidence.values() if each.verdict} <= decided_on
    document = world.document()
    assert document is not None
    assert {digest for _name, digest in document.files} <= decided_on
    assert snapshot.paket_sha256 == state.submissions[-1].submitted.paket
    assert len(snapshot.kuorum) == 3
    assert files[Format.PDF].startswith(b"%PDF")


def test_minutes_of_a_return_a_withdrawal_and_a_fall_say_why(world: World) -> None:
    fulfil(world)
    submit_now(world)
    vote(world.as_(CHAIR), KODE, Choice.RETURN, reason="Peta belum jelas")
    submit_now(world)
    withdraw(world.as_("konsultan"), KODE, reason="Salah unggah")
    submit_now(world)
    from tests.workflow.processes import bring

    number = next(iter(world.state().evidence))
    bring(world, world.state().evidence[number].added.jenis, instead=number)
    said = [minutes(world.as_("auditor"), KODE, str, number=number, formats=[])[0] for number in (1, 2, 3)]
    assert [(each.keputusan, each.alasan) for each in said] == [
        ("dikembalikan", "Peta belum jelas"),
        ("ditarik", "Salah unggah"),
        ("gugur", f"bukti {number} diganti"),
    ]


def test_an_open_or_unknown_submission_has_no_minutes(world: World) -> None:
    fulfil(world)
    submit_now(world)
    for number in (None, 1, 7):
        with pytest.raises(NoSuchThing):
            minutes(world.as_("auditor"), KODE, str, number=number, formats=[])


def test_the_verification_sheet_prints_the_report_of_now(world: World) -> None:
    checked = check_gate(world.as_("auditor"), KODE)
    files = verification_sheet(world.as_("auditor"), checked, str, formats=[Format.DOCX])
    assert files[Format.DOCX].startswith(b"PK")
