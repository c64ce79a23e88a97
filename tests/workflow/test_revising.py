"""Reopening, late activities, and moving to newer rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from planning.plain import to_plain
from planning.process import Gate, Move, Stage, Status
from store.gate_rules import add_gate_rules
from tests.workflow.processes import (
    ACTIVITIES,
    CHAIR,
    KODE,
    KOTA,
    World,
    advance,
    approve,
    draft_document,
    draft_plan,
    fulfil,
    furnish,
    prove,
    submit_now,
    world_of,
)
from workflow.errors import GateHeld, IllegalMove, NotEligible
from workflow.reading import check_gate
from workflow.report import Hasil
from workflow.requirements import Quorum, RulesFile, Tingkat
from workflow.revising import reopen, repin
from workflow.rule_file import built_in
from workflow.submitting import submit


@pytest.fixture
def world(database_url: str, home: Path) -> Iterator[World]:
    with world_of(database_url, home) as made:
        yield furnish(made)


def report(world: World, gate: Gate | None = None):  # type: ignore[no-untyped-def]
    found = check_gate(world.as_("auditor"), KODE, gate=gate).report
    assert found is not None
    return found


def test_one_late_activity_does_not_hold_the_plan_and_comes_after_it(world: World) -> None:
    advance(world, 1)
    prove(world, "gambar_ded", subjects=ACTIVITIES[:2])
    for account in ("lurah", "bkm"):
        from workflow.ratifying import ratify

        ratify(world.as_(account), KODE)
    judged = report(world)
    assert (judged.hasil, judged.ready, judged.held) == (
        Hasil.LULUS_BERSYARAT, ACTIVITIES[:2], ACTIVITIES[2:],
    )  # fmt: skip
    submit_now(world)
    approve(world)
    assert world.state().stage is Stage.PELAKSANAAN
    assert set(world.state().passed_through(Gate.G2)) == set(ACTIVITIES[:2])
    with pytest.raises(GateHeld):
        submit(world.as_("konsultan"), KODE, gate=Gate.G2)
    prove(world, "gambar_ded", subjects=ACTIVITIES[2:])
    late = report(world, Gate.G2)
    assert (late.late, late.kegiatan, late.ready) == (True, ACTIVITIES[2:], ACTIVITIES[2:])
    submitted = submit(world.as_("konsultan"), KODE, gate=Gate.G2).state.open
    assert submitted is not None
    assert submitted.submitted.langkah is Move.RELEASE
    approve(world)
    state = world.state()
    assert (state.stage, state.position.status) == (Stage.PELAKSANAAN, Status.DRAFT)
    assert set(state.passed_through(Gate.G2)) == set(ACTIVITIES)


def test_a_gate_ahead_cannot_be_submitted_to(world: World) -> None:
    advance(world, 1)
    for gate in (Gate.G1, Gate.G3, Gate.G4):
        with pytest.raises(IllegalMove):
            submit(world.as_("konsultan"), KODE, gate=gate)


def test_reopened_planning_keeps_what_was_released_and_asks_for_agreement_again(world: World) -> None:
    advance(world, 2)
    before = world.state().passed_through(Gate.G2)
    with pytest.raises(IllegalMove):
        draft_plan(world, "rencana lain")
    reopen(world.as_(CHAIR), KODE, reason="Longsor di RW 03")
    state = world.state()
    assert (state.stage, state.revision) == (Stage.PERENCANAAN, 2)
    assert state.passed_through(Gate.G2) == before
    # Nothing changed, so nothing has to pass again; what agrees to the plan is given anew.
    draft_plan(world, "kegiatan ketiga berubah")
    draft_document(world, "second")
    judged = report(world)
    assert judged.kegiatan == ACTIVITIES[2:]
    assert "G2-K04" in {each.kode for each in judged.temuan if each.blocks}
    fulfil(world)
    submit_now(world)
    approve(world)
    assert world.state().stage is Stage.PELAKSANAAN


def test_a_plan_that_did_not_change_can_go_on_after_it_was_reopened(world: World) -> None:
    advance(world, 2)
    reopen(world.as_(CHAIR), KODE, reason="Pengesahan ulang")
    fulfil(world)
    assert report(world).kegiatan == ()
    submit_now(world)
    approve(world)
    assert world.state().stage is Stage.PELAKSANAAN


def test_planning_is_not_reopened_before_it_was_closed_nor_without_a_reason(world: World) -> None:
    advance(world, 1)
    with pytest.raises(IllegalMove):
        reopen(world.as_(CHAIR), KODE, reason="x")
    advance(world, 1)
    with pytest.raises(NotEligible, match="reason"):
        reopen(world.as_(CHAIR), KODE, reason=" ")


def test_a_plan_keeps_its_rules_until_it_is_moved_and_the_move_says_what_changes(world: World) -> None:
    advance(world, 1)
    pinned = world.state().rules
    stricter = replace(built_in().by_code["G2-K05"], tingkat=Tingkat.MENAHAN)
    with world.as_("admin").write() as unit:
        add_gate_rules(
            unit, KOTA, to_plain(RulesFile(syarat=(stricter,), kuorum=Quorum(minimum=1, ketua=True)))
        )
    grave = {each.kode: each.tingkat for each in report(world).temuan}
    assert grave["G2-K05"] is Tingkat.PERINGATAN
    fulfil(world)
    submit_now(world)
    done = repin(world.as_(CHAIR), KODE, reason="Aturan kota 2026")
    assert done.voided is not None
    said = [each for each in world.process_events() if each.kind == "gate_rules.repinned"]
    assert len(said) == 1
    assert "syarat G2-K05.tingkat: peringatan → menahan" in said[0].data
    assert "kuorum.minimum: 2 → 1" in said[0].data
    assert world.state().rules != pinned
    assert world.state().position.status is Status.DRAFT
    assert {each.kode: each.tingkat for each in report(world).temuan}["G2-K05"] is Tingkat.MENAHAN
    with pytest.raises(NotEligible):
        repin(world.as_(CHAIR), KODE, reason="sekali lagi")


def test_monitoring_is_recorded_in_every_stage(world: World) -> None:
    from tests.workflow.processes import see

    for _ in Stage:
        see(world, ACTIVITIES[0])
        if world.state().stage is not Stage.KEBERLANJUTAN:
            advance(world, 1)
    assert world.state().stage is Stage.KEBERLANJUTAN
    assert len(world.state().monitored[ACTIVITIES[0]]) >= len(Stage)
