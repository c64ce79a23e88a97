"""Ways around the rules that were tried once: each is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from planning.process import Gate, Stage, Status
from planning.roles import Role
from tests.workflow.processes import (
    CHAIR,
    KODE,
    KOTA,
    MEMBERS,
    World,
    advance,
    appointment,
    approve,
    bring,
    check_tables,
    draft_plan,
    evidence_file,
    facts,
    fulfil,
    furnish,
    prove,
    row_counts,
    see,
    stand_in,
    submit_now,
    world_of,
)
from workflow.acting import Request
from workflow.deciding import vote
from workflow.errors import GateHeld, IllegalMove, KeyReused, NotEligible, NotPermitted
from workflow.evidencing import add_evidence, judge_evidence
from workflow.granting import delegate, grant_role, revoke_role
from workflow.monitoring import Visit, monitor
from workflow.payloads import Choice, Mutu
from workflow.revising import reopen
from workflow.ruling import waive
from workflow.submitting import submit


@pytest.fixture
def world(database_url: str, home: Path) -> Iterator[World]:
    with world_of(database_url, home) as made:
        yield furnish(made)


def test_what_was_changed_after_a_gate_does_not_slip_through_the_next(world: World) -> None:
    advance(world, 2)
    reopen(world.as_(CHAIR), KODE, reason="perubahan lingkup")
    draft_plan(world, "diperluas")
    # The changed activity loses its design, and is held at G2; the other two went through before.
    drawing = next(n for n, each in world.state().evidence.items() if each.added.jenis == "gambar_ded")
    replaced = bring(world, "gambar_ded", subjects=("K-001", "K-002"), instead=drawing)
    judge_evidence(world.as_("askot"), KODE, len(replaced.state.evidence), accepted=True)
    for account in ("lurah", "bkm"):
        from workflow.ratifying import ratify

        ratify(world.as_(account), KODE)
    submit_now(world)
    approve(world)
    assert world.state().stage is Stage.PELAKSANAAN
    for kode in ("K-001", "K-002", "K-003"):
        see(world, kode)
    submitted = submit_now(world).state.open
    assert submitted is not None
    assert submitted.submitted.kegiatan == ("K-001", "K-002")


def test_nothing_is_released_at_a_gate_that_judges_no_activity(world: World) -> None:
    advance(world, 2)
    before = row_counts(world)
    with pytest.raises(IllegalMove, match="G2, G3"):
        submit(world.as_("konsultan"), KODE, gate=Gate.G1)
    # Everything went through G2 already: nothing is left to release there.
    with pytest.raises(GateHeld):
        submit(world.as_("konsultan"), KODE, gate=Gate.G2)
    assert row_counts(world) == before


def test_who_stands_in_does_not_outlast_the_seat(world: World) -> None:
    today = world.clock.today
    last = today + timedelta(days=5)
    seat = grant_role(world.as_("admin"), appointment("titip", Role.KETUA_POKJA, KOTA, today, last))
    with pytest.raises(NotEligible, match="days within those of the seat"):
        stand_in(world, seat.id, "wakil", by="titip", last=last + timedelta(days=1))
    early = replace(appointment("wakil", Role.POKJA, last=last), mulai=today - timedelta(days=1))
    with pytest.raises(NotEligible, match="days within those of the seat"):
        delegate(world.as_("titip"), seat.id, early, letter="1")
    for nobody in (
        replace(early, mulai=today, akun=" "),
        replace(early, mulai=today, nama=""),
        replace(early, akun="titip"),
    ):
        with pytest.raises(NotEligible):
            delegate(world.as_("titip"), seat.id, nobody, letter="1")
    grant = stand_in(world, seat.id, "wakil", by="titip", last=last)
    # Whoever stands in cannot pass it on.
    with pytest.raises(NotPermitted):
        stand_in(world, grant.id, "orang ketiga", by="wakil", last=last)
    check_tables(world)


def test_one_person_votes_once_however_many_seats(world: World) -> None:
    fulfil(world)
    for seat in (world.grant_of(CHAIR).id, world.grant_of(MEMBERS[2]).id):
        stand_in(world, seat, MEMBERS[0], by="admin")
        stand_in(world, seat, "wakil", by="admin")
    submit_now(world)
    approve(world, MEMBERS[0])
    for _ in range(2):
        with pytest.raises(NotEligible, match="a person who has not"):
            vote(world.as_(MEMBERS[0]), KODE, Choice.APPROVE)
    vote(world.as_("wakil"), KODE, Choice.RECUSE, reason="kerabat")
    assert world.state().position.status is Status.RETURNED, "without the chair the quorum is out of reach"
    check_tables(world)


def test_one_person_votes_once_although_the_own_seat_ends(world: World) -> None:
    fulfil(world)
    stand_in(world, world.grant_of(MEMBERS[2]).id, MEMBERS[0], by=MEMBERS[2])
    submit_now(world)
    approve(world, MEMBERS[0])
    revoke_role(world.as_("admin"), world.grant_of(MEMBERS[0]).id, reason="mutasi")
    # The only seat left is the one by letter, and it is free: but this person has voted.
    with pytest.raises(NotEligible, match="a person who has not"):
        vote(world.as_(MEMBERS[0]), KODE, Choice.APPROVE)
    with pytest.raises(NotEligible, match="to take back"):
        vote(world.as_(MEMBERS[0]), KODE, Choice.TAKE_BACK)
    check_tables(world)


def test_who_prepared_it_does_not_vote_for_somebody_else_either(world: World) -> None:
    fulfil(world)
    prove(world, "aturan_bersama", by=MEMBERS[1])
    stand_in(world, world.grant_of(CHAIR).id, "konsultan", by=CHAIR)
    stand_in(world, world.grant_of(CHAIR).id, MEMBERS[1], by=CHAIR)
    submitted = submit_now(world).state.open
    assert submitted is not None
    assert MEMBERS[1] not in {each.akun for each in submitted.submitted.kursi}
    for account in ("konsultan", MEMBERS[1]):
        with pytest.raises(NotEligible, match="who prepared it"):
            vote(world.as_(account), KODE, Choice.APPROVE)


def test_who_joins_after_the_submission_waits_for_the_next(world: World) -> None:
    fulfil(world)
    submit_now(world)
    grant_role(world.as_("admin"), appointment("baru", Role.KETUA_POKJA))
    with pytest.raises(NotEligible, match="when the plan was submitted"):
        vote(world.as_("baru"), KODE, Choice.APPROVE)


def test_a_revoked_member_and_who_stands_in_vote_no_more(world: World) -> None:
    fulfil(world)
    seat = world.grant_of(CHAIR)
    stand_in(world, seat.id, "wakil", by=CHAIR)
    submit_now(world)
    revoke_role(world.as_("admin"), seat.id, reason="mutasi")
    for account in (CHAIR, "wakil"):
        with pytest.raises(NotPermitted):
            vote(world.as_(account), KODE, Choice.APPROVE)


def test_nobody_judges_what_they_brought(world: World) -> None:
    number = len(bring(world, "sk_kumuh", by=CHAIR).state.evidence)
    with pytest.raises(NotEligible, match="somebody else"):
        judge_evidence(world.as_(CHAIR), KODE, number, accepted=True)


def test_the_same_key_with_any_other_fact_is_another_request(world: World) -> None:
    """What is said beside the file, the waiver and the visit is part of the request."""
    today = world.clock.today
    path = evidence_file(world)
    about = facts(world, "sk_kumuh", until=today + timedelta(days=9))
    first = add_evidence(world.as_("konsultan"), KODE, path, about, request=Request("a"))
    assert add_evidence(world.as_("konsultan"), KODE, path, about, request=Request("a")).repeated
    for other in (
        replace(about, tanggal=date(2026, 1, 1)),
        replace(about, penandatangan="Orang lain"),
        replace(about, berlaku_sampai=None),
        replace(about, nomor="2"),
    ):
        with pytest.raises(KeyReused):
            add_evidence(world.as_("konsultan"), KODE, path, other, request=Request("a"))
    chair = world.as_(CHAIR)
    waive(chair, KODE, "G1-K06", reason="r", authority="SK 1", until=today, request=Request("b"))
    with pytest.raises(KeyReused):
        waive(chair, KODE, "G1-K06", reason="r", authority="SK 2", until=today, request=Request("b"))
    visit = Visit("K-001", today, 100, mutu=Mutu.SESUAI)
    monitor(world.as_("askot"), KODE, visit, request=Request("c"))
    for seen in (
        replace(visit, mutu=Mutu.GAGAL),
        replace(visit, biaya=1),
        replace(visit, kk=3),
        replace(visit, kemajuan=99),
    ):
        with pytest.raises(KeyReused):
            monitor(world.as_("askot"), KODE, seen, request=Request("c"))
    assert len(first.state.evidence) == len(world.state().evidence) == 1
    check_tables(world)
