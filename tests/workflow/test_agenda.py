"""What is due and how gates stand, and that nothing kept is shown after it has stopped being true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from planning.calendar import local_day
from planning.process import DocumentKind, Gate, Stage, Status
from planning.territory import TerritoryCode
from tests.workflow.processes import (
    CHAIR,
    KODE,
    KOTA,
    World,
    advance,
    fulfil,
    furnish,
    prove,
    submit_now,
    world_of,
)
from workflow.agenda import Agenda, Matter, PlanLine, agenda
from workflow.gate import judge
from workflow.reading import check_gate
from workflow.ruling import lift, waive


@pytest.fixture
def world(database_url: str, home: Path) -> Iterator[World]:
    with world_of(database_url, home) as made:
        yield furnish(made)


def look(world: World) -> Agenda:
    return agenda(world.as_("auditor"), KOTA)


def line(world: World) -> PlanLine:
    (found,) = look(world).plans
    return found


def agrees(world: World) -> PlanLine:
    """The line of the plan; what it says of the gate is what a fresh report says."""
    shown = line(world)
    report = check_gate(world.as_("auditor"), KODE).report
    assert report is not None
    assert shown.summary == report.summary
    return shown


def test_a_plan_that_has_not_begun_stands_at_the_beginning_without_a_deadline(world: World) -> None:
    shown = agrees(world)
    assert (shown.kind, shown.kode, shown.nama) == (
        DocumentKind.RPLP,
        KODE.text,
        "Sukun",
    ) or shown.nama == KODE.text
    assert (shown.stage, shown.status, shown.since, shown.due) == (Stage.PERSIAPAN, Status.DRAFT, None, None)
    assert look(world).dues == ()


def test_stage_and_decision_have_their_deadlines_and_get_late_the_day_after(world: World) -> None:
    fulfil(world)
    began = world.clock.today
    submit_now(world)
    dues = {due.matter: due for due in look(world).dues}
    assert dues[Matter.TAHAP].day == began + timedelta(days=90)
    assert dues[Matter.KEPUTUSAN].day == began + timedelta(days=14)
    assert dues[Matter.KEPUTUSAN].what == "pengajuan 1"
    world.clock.turn(days=14)
    assert not any(due.late for due in look(world).dues)
    world.clock.turn(days=1)
    assert [due.matter for due in look(world).dues if due.late] == [Matter.KEPUTUSAN]


def test_the_deadline_of_a_stage_counts_from_its_beginning_and_not_from_a_return(world: World) -> None:
    advance(world, 1)
    entered = world.clock.today
    world.clock.turn(days=20)
    fulfil(world)
    submit_now(world)
    assert line(world).due == entered + timedelta(days=180)


def test_evidence_and_waivers_are_announced_before_they_end(world: World) -> None:
    today = world.clock.today
    prove(world, "sk_kumuh", until=today + timedelta(days=31))
    waive(
        world.as_(CHAIR),
        KODE,
        "G1-K06",
        reason="menyusul",
        authority="Surat 1",
        until=today + timedelta(days=31),
    )
    assert {due.matter for due in look(world).dues} == {Matter.TAHAP}
    world.clock.turn(days=1)
    ends = {due.matter: due for due in look(world).dues}
    assert ends[Matter.BUKTI].what == "sk_kumuh (1)"
    assert ends[Matter.DIKESAMPINGKAN].what == "G1-K06"
    assert ends[Matter.BUKTI].day == ends[Matter.DIKESAMPINGKAN].day == today + timedelta(days=31)


def test_what_was_kept_is_not_judged_again_until_something_changes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    real = judge

    def counted(dossier: object, gate: Gate) -> object:
        judged.append(gate.value)
        return real(dossier, gate)  # type: ignore[arg-type]

    monkeypatch.setattr("workflow.agenda.judge", counted)
    agrees(world)
    agrees(world)
    world.clock.turn(days=3)
    agrees(world)
    assert len(judged) == 1
    prove(world, "sk_kumuh")
    agrees(world)
    assert len(judged) == 2


def test_a_day_that_changes_a_verdict_is_a_change(world: World) -> None:
    until = world.clock.today + timedelta(days=5)
    prove(world, "sk_kumuh", until=until)
    waive(world.as_(CHAIR), KODE, "G1-K06", reason="menyusul", authority="Surat 1", until=until)
    before = agrees(world)
    world.clock.turn(days=5)
    assert agrees(world).summary == before.summary
    world.clock.turn(days=1)
    after = agrees(world)
    assert before.summary is not None
    assert after.summary is not None
    assert (before.summary["menahan"], after.summary["menahan"]) == (0, 2)
    lift(world.as_(CHAIR), KODE, "G1-K06", reason="sudah habis")
    agrees(world)


@pytest.mark.parametrize(
    ("code", "moment", "day"),
    [
        ("35.73", datetime(2026, 1, 1, 16, 59, tzinfo=UTC), date(2026, 1, 1)),
        ("35.73", datetime(2026, 1, 1, 17, 0, tzinfo=UTC), date(2026, 1, 2)),
        ("51.71", datetime(2026, 1, 1, 16, 0, tzinfo=UTC), date(2026, 1, 2)),
        ("91.71", datetime(2026, 1, 1, 15, 0, tzinfo=UTC), date(2026, 1, 2)),
        ("91.71", datetime(2026, 1, 1, 14, 59, tzinfo=UTC), date(2026, 1, 1)),
        ("0", datetime(2026, 1, 1, 17, 0, tzinfo=UTC), date(2026, 1, 2)),
    ],
)
def test_a_day_is_that_of_the_place(code: str, moment: datetime, day: date) -> None:
    assert local_day(moment, TerritoryCode(code)) == day
