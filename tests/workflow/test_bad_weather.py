"""Bad weather: two at once, changes under open votes, failing checks, clocks, kills, repeated requests, full disks.

Whatever happens, nothing is lost, doubled or half-done, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from sqlalchemy import Engine, event, text

from planning.errors import NahkodaError
from planning.process import Gate, Stage, Status
from planning.roles import Role
from store.database import Database
from store.errors import BlobNotStored, DatabaseBusy, DatabaseFull, StoreError
from tests.workflow.history import check_history
from tests.workflow.killed_acts import KEY, do, work_and_die
from tests.workflow.processes import (
    CHAIR,
    KODE,
    MEMBERS,
    World,
    advance,
    appointment,
    approve,
    blocking,
    bring,
    check_tables,
    draft_document,
    draft_plan,
    evidence_file,
    facts,
    fulfil,
    furnish,
    prove,
    row_counts,
    submit_now,
    world_of,
)
from workflow.acting import Receipt, Request
from workflow.checks import CHECKS, Check
from workflow.deciding import vote
from workflow.errors import (
    ClockBehind,
    GateHeld,
    IllegalMove,
    KeyReused,
    NotEligible,
    NotPermitted,
    StaleProcess,
    WorkflowError,
)
from workflow.evidencing import add_evidence
from workflow.granting import grant_role, revoke_role
from workflow.payloads import Choice, Decided, Outcome, Submitted, Voided, payload_of
from workflow.ruling import waive
from workflow.submitting import submit, withdraw

T = TypeVar("T")
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.workflow.killed_acts", "tests.store.killed", "psycopg"])


@pytest.fixture
def world(database_url: str, home: Path) -> Iterator[World]:
    """A plan whose first gate is open."""
    with world_of(database_url, home) as made:
        fulfil(furnish(made))
        yield made


def at_once(*works: Callable[[], T]) -> list[T | Exception]:
    """Do these in threads that start together; what each returned or raised."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], T]) -> T | Exception:
        barrier.wait()
        try:
            return work()
        except (NahkodaError, AssertionError) as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result() for each in [pool.submit(run, work) for work in works]]


def under(world: World, account: str, work: Callable[[Database], T]) -> Callable[[], T]:
    """The work over a connection of its own."""

    def run() -> T:
        database = world.another(account)
        try:
            return work(database)
        finally:
            database.close()

    return run


def sound(world: World) -> None:
    """Events, tables and history say one and the same."""
    check_tables(world)
    check_history(world.as_("auditor"), KODE)


def kinds(world: World) -> list[str]:
    return [each.kind.value for each in world.process_events()]


# Two at the same instant


def test_two_members_decide_at_the_same_instant(world: World) -> None:
    for round_ in range(6):
        fulfil(world, Gate.G1)
        submit_now(world)
        choice = Choice.APPROVE if round_ % 2 else Choice.RETURN
        done = at_once(
            under(world, CHAIR, lambda db, c=choice: vote(db, KODE, c, reason="sebab")),  # type: ignore[misc]
            under(world, MEMBERS[0], lambda db: vote(db, KODE, Choice.APPROVE)),
        )
        state = world.state()
        last = state.submissions[-1]
        assert isinstance(last.ended, Decided)
        counted = [each for each in done if isinstance(each, Receipt)]
        # No acknowledged vote is lost; only a vote that came after the decision is refused.
        assert len(last.votes) == len(counted)
        for each in done:
            assert isinstance(each, Receipt | IllegalMove), each
        if choice is Choice.APPROVE:
            assert len(counted) == 2
            assert state.stage is Stage.PERENCANAAN
            break
        assert last.ended.putusan is Outcome.RETURNED
    assert kinds(world).count("submission.decided") == len(world.state().submissions)
    sound(world)


def test_one_member_votes_twice_at_the_same_instant(world: World) -> None:
    submit_now(world)
    done = at_once(*[under(world, MEMBERS[2], lambda db: vote(db, KODE, Choice.APPROVE))] * 4)
    assert sorted(type(each).__name__ for each in done) == ["NotEligible"] * 3 + ["Receipt"]
    sound(world)


def test_two_submit_at_the_same_instant(world: World) -> None:
    done = at_once(
        *[under(world, who, lambda db: submit(db, KODE)) for who in ("konsultan", "fasilitator", "askot")]
    )
    assert sorted(type(each).__name__ for each in done) == ["IllegalMove", "IllegalMove", "Receipt"]
    sound(world)


def test_two_who_saw_the_same_version(world: World) -> None:
    seen = Request(expected=world.state().version)
    done = at_once(
        *[
            under(
                world,
                who,
                lambda db: add_evidence(
                    db, KODE, evidence_file(world), facts(world, "sk_kumuh"), request=seen
                ),
            )
            for who in ("konsultan", "askot")
        ]
    )
    assert sorted(type(each).__name__ for each in done) == ["Receipt", "StaleProcess"]
    assert any(isinstance(each, StaleProcess) for each in done)
    sound(world)


def test_a_role_is_revoked_while_its_holder_votes(world: World) -> None:
    for _ in range(5):
        seat = grant_role(world.as_("admin"), appointment("sebentar", Role.POKJA))
        submit_now(world)
        done = at_once(
            under(world, "sebentar", lambda db: vote(db, KODE, Choice.APPROVE)),
            under(world, "admin", lambda db, n=seat.id: revoke_role(db, n, reason="mutasi")),  # type: ignore[misc]
        )
        assert isinstance(done[0], Receipt | NotPermitted), done[0]
        assert not isinstance(done[1], Exception), done[1]
        withdraw(world.as_("konsultan"), KODE, reason="ulang")
    # The history refuses a vote that stands behind the end of its role.
    sound(world)


# Changes while votes are open


@pytest.mark.parametrize("what", ["document", "plan"])
def test_a_change_lets_open_votes_fall(world: World, what: str) -> None:
    submit_now(world)
    approve(world, MEMBERS[0], MEMBERS[2])
    drafting = draft_document(world, "second") if what == "document" else draft_plan(world, "second")
    assert [(kode, each.pengajuan) for kode, each in drafting.voided] == [(KODE.text, 1)]
    ended = world.state().submissions[-1].ended
    assert isinstance(ended, Voided)
    assert ended.sebab == {"document": "dokumen dibuat ulang", "plan": "rencana diimpor ulang"}[what]
    assert ended.oleh.akun == "konsultan"
    with pytest.raises(IllegalMove):
        vote(world.as_(CHAIR), KODE, Choice.APPROVE)
    # The same bytes once more change nothing.
    submit_now(world)
    again = draft_document(world, "second") if what == "document" else draft_plan(world, "second")
    assert again.voided == []
    approve(world)
    assert world.state().stage is Stage.PERENCANAAN
    sound(world)


@pytest.mark.parametrize("what", ["document", "plan"])
def test_a_change_races_with_the_deciding_vote(world: World, what: str) -> None:
    outcomes = set()
    for round_ in range(4):
        submit_now(world)
        approve(world, MEMBERS[0])
        drafted = draft_document if what == "document" else draft_plan
        change = partial(lambda draft, name, db: draft(world, name, database=db), drafted, f"race {round_}")
        done = at_once(
            under(world, CHAIR, lambda db: vote(db, KODE, Choice.APPROVE)), under(world, "konsultan", change)
        )
        assert not isinstance(done[1], Exception), done[1]
        ended = world.state().submissions[-1].ended
        outcomes.add(type(ended).__name__)
        if isinstance(ended, Decided):
            # The decision came first, on the bytes that were submitted.
            assert isinstance(done[0], Receipt)
            break
        assert isinstance(ended, Voided)
        assert isinstance(done[0], IllegalMove) or (isinstance(done[0], Receipt) and done[0].voided)
    assert outcomes <= {"Decided", "Voided"}
    sound(world)


def test_a_vote_finds_what_changed_behind_its_back(world: World) -> None:
    """Should anything ever be stored without telling the process, the next vote sees it and does not count."""
    submit_now(world)
    approve(world, MEMBERS[0])
    draft_plan(world, "quiet", following=lambda _unit, _codes: {})
    receipt = vote(world.as_(CHAIR), KODE, Choice.APPROVE)
    assert receipt.voided is not None
    assert "vote.cast" not in kinds(world)[-1:]
    assert world.state().position.status is Status.DRAFT
    sound(world)


# A check that raises


def fail(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def raises(_question: object) -> None:
        raise ZeroDivisionError("a defect")

    broken = dataclasses.replace(CHECKS[name], run=raises)  # type: ignore[arg-type]
    monkeypatch.setitem(cast("dict[str, Check]", CHECKS), name, broken)


def test_a_check_raises_at_submission(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = row_counts(world)
    with monkeypatch.context() as patched:
        fail(patched, "bukti")
        with pytest.raises(GateHeld) as caught:
            submit_now(world)
        assert any("ZeroDivisionError" in line for line in caught.value.lines)
        assert {each.verdik.value for each in blocking(world, Gate.G1)} == {"tidak_dapat_dinilai"}
        assert row_counts(world) == before
    submit_now(world)
    sound(world)


def test_a_check_raises_at_the_decision(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    submit_now(world)
    approve(world, MEMBERS[0])
    with monkeypatch.context() as patched:
        fail(patched, "bukti")
        receipt = vote(world.as_(CHAIR), KODE, Choice.APPROVE)
        assert receipt.voided is not None
        assert world.state().stage is Stage.PERSIAPAN
    submit_now(world)
    approve(world)
    assert world.state().stage is Stage.PERENCANAAN
    sound(world)


def test_a_day_passes_before_the_decision(world: World) -> None:
    number = next(n for n, each in world.state().evidence.items() if each.added.jenis == "sk_kumuh")
    short = bring(world, "sk_kumuh", instead=number, until=world.clock.today)
    from workflow.evidencing import judge_evidence

    judge_evidence(world.as_(MEMBERS[2]), KODE, len(short.state.evidence), accepted=True)
    submit_now(world)
    approve(world, MEMBERS[0])
    world.clock.turn(days=1)
    receipt = vote(world.as_(CHAIR), KODE, Choice.APPROVE)
    assert receipt.voided is not None
    assert "hari keputusan" in receipt.voided.sebab
    with pytest.raises(GateHeld, match="G1"):
        submit_now(world)
    sound(world)


def test_a_waiver_runs_out_before_the_decision(database_url: str, home: Path) -> None:
    with world_of(database_url, home) as world:
        prove(furnish(world), "sk_kumuh")
        for _ in range(2):
            until = world.clock.today + timedelta(days=1)
            waive(world.as_(CHAIR), KODE, "G1-K06", reason="menyusul", authority="SK 1", until=until)
            submit_now(world)
            approve(world, MEMBERS[0])
            world.clock.turn(days=2)
            # The day is over: the deciding vote finds the gate shut, and so does the next submission.
            receipt = vote(world.as_(CHAIR), KODE, Choice.APPROVE)
            assert receipt.voided is not None
            with pytest.raises(GateHeld) as caught:
                submit_now(world)
            assert [line.split()[0] for line in caught.value.lines] == ["G1-K06"]
        assert world.state().stage is Stage.PERSIAPAN
        until = world.clock.today
        waive(world.as_(CHAIR), KODE, "G1-K06", reason="menyusul", authority="SK 2", until=until)
        submit_now(world)
        approve(world)
        assert world.state().stage is Stage.PERENCANAAN, "on its last day it still holds"
        sound(world)


def test_one_return_of_an_institution_with_a_veto_returns(world: World) -> None:
    submit_now(world)
    approve(world, MEMBERS[0], MEMBERS[2])
    vote(world.as_(MEMBERS[1]), KODE, Choice.RETURN, reason="gambar tidak sesuai")
    ended = world.state().submissions[-1].ended
    assert isinstance(ended, Decided)
    assert (ended.putusan, ended.alasan) == (Outcome.RETURNED, "gambar tidak sesuai")
    assert world.state().position.status is Status.RETURNED
    sound(world)


# Clocks


def test_the_clock_goes_backwards(world: World) -> None:
    submit_now(world)
    before = row_counts(world)
    moment = world.clock.now
    world.clock.turn(minutes=-6)
    for call in (
        lambda: vote(world.as_(CHAIR), KODE, Choice.APPROVE),
        lambda: withdraw(world.as_("konsultan"), KODE, reason="x"),
        lambda: bring(world, "sk_kumuh"),
        lambda: draft_document(world, "late"),
        lambda: draft_plan(world, "late"),
    ):
        with pytest.raises(ClockBehind):
            call()
    assert row_counts(world) == before
    world.clock.now = moment
    world.clock.turn(minutes=-4)
    approve(world)
    assert world.state().stage is Stage.PERENCANAAN
    sound(world)


# Repeated requests


def acts(world: World) -> dict[str, tuple[str, Callable[[Database, Request], Receipt]]]:
    path = evidence_file(world)
    about = facts(world, "aturan_bersama")
    return {
        "evidence": ("konsultan", lambda db, r: add_evidence(db, KODE, path, about, request=r)),
        "submit": ("konsultan", lambda db, r: submit(db, KODE, request=r)),
        "vote": (MEMBERS[0], lambda db, r: vote(db, KODE, Choice.APPROVE, request=r)),
        "deciding vote": (CHAIR, lambda db, r: vote(db, KODE, Choice.APPROVE, request=r)),
    }


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_same_request_arrives_again(world: World, threads: int) -> None:
    for name, (account, call) in acts(world).items():
        before = kinds(world)
        request = Request(f"kunci {name}")
        done = at_once(*[under(world, account, partial(lambda c, r, db: c(db, r), call, request))] * threads)
        done += [call(world.as_(account), request)]
        receipts = [each for each in done if isinstance(each, Receipt)]
        assert len(receipts) == threads + 1, done
        assert [each.repeated for each in receipts].count(False) == 1
        assert len({each.event.id for each in receipts}) == 1
        made = kinds(world)[len(before) :]
        assert len(made) == (2 if name == "deciding vote" else 1), made
    assert world.state().stage is Stage.PERENCANAAN
    sound(world)


def test_a_key_is_good_for_one_request(world: World) -> None:
    key = Request("kunci")
    submit(world.as_("konsultan"), KODE, request=key)
    before = row_counts(world)
    calls: tuple[Callable[[], Receipt], ...] = (
        lambda: submit(world.as_("fasilitator"), KODE, request=key),
        lambda: submit(world.as_("konsultan"), KODE, note="lain", request=key),
        lambda: withdraw(world.as_("konsultan"), KODE, reason="x", request=key),
        lambda: vote(world.as_(CHAIR), KODE, Choice.APPROVE, request=key),
    )
    for call in calls:
        with pytest.raises(KeyReused):
            call()
    assert row_counts(world) == before
    # A refused request leaves its key free.
    with pytest.raises(NotEligible):
        vote(world.as_(CHAIR), KODE, Choice.RETURN, request=Request("k2"))
    vote(world.as_(CHAIR), KODE, Choice.APPROVE, request=Request("k2"))
    sound(world)


# Killed between any two steps


def killed_at(world: World, act: str, path: Path, step: int) -> int | None:
    """Do the act in a process that is killed before a step; how many steps it has, where it was not."""
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(
        target=work_and_die, args=(world.url, world.home, partial(do, act, path), step, there)
    )
    process.start()
    there.close()
    try:
        steps: int | None = here.recv()
    except EOFError:
        steps = None
    process.join()
    here.close()
    assert process.exitcode == (-9 if steps is None else 0)
    process.close()
    return steps


@pytest.mark.slow
@pytest.mark.parametrize("act", ["submit", "vote", "evidence"])
def test_killed_before_every_step(world: World, act: str) -> None:
    path = evidence_file(world)
    if act == "vote":
        submit_now(world)
        approve(world, CHAIR)
    before, state = row_counts(world), world.state()
    world.close()
    step = 0
    while (steps := killed_at(world, act, path, step)) is None:
        if step % 8 == 0:
            assert row_counts(world) == before, step
            assert world.state() == state, step
            world.close()
        step += 1
    assert step == steps >= 15
    # Every death came before the commit, and the last attempt came through, unheard perhaps: the request is repeated.
    assert world.process_events()[-1].actor in ("konsultan", MEMBERS[0])
    after = row_counts(world)
    receipt = do(act, path, world.as_("x"))
    assert receipt.repeated
    assert row_counts(world) == after
    assert [each.key for each in world.events()].count(KEY) == 1
    assert after["event"] - before["event"] == (2 if act == "vote" else 1)
    sound(world)


# Full disks


@pytest.mark.parametrize("what", ["submit", "vote", "evidence"])
def test_the_folder_of_blobs_is_full(world: World, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = evidence_file(world)
    if what == "vote":
        submit_now(world)
        approve(world, CHAIR)
    before, state = row_counts(world), world.state()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device", "blobs")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(BlobNotStored, match="No space left"):
            do(what, path, world.as_("x"))
    assert row_counts(world) == before
    assert world.state() == state
    assert not do(what, path, world.as_("x")).repeated
    sound(world)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("what", ["submit", "vote", "evidence"])
def test_the_database_file_is_full(world: World, what: str) -> None:
    path = evidence_file(world)
    if what == "vote":
        submit_now(world)
        approve(world, CHAIR)
    world.close()

    def no_room(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(Engine, "connect", no_room)
    try:
        # The pages that there are have some room left: fill them first.
        with pytest.raises(DatabaseFull):  # noqa: PT012
            for _ in range(100):
                bring(world, "rencana_kerja_tipp")
        before, state = row_counts(world), world.state()
        with pytest.raises(DatabaseFull, match="Nothing was written"):
            do(what, path, world.as_("x"))
        assert row_counts(world) == before
        assert world.state() == state
    finally:
        event.remove(Engine, "connect", no_room)
        world.close()
    # With room again the same request does it once.
    assert not do(what, path, world.as_("x")).repeated
    assert do(what, path, world.as_("x")).repeated
    sound(world)


@pytest.mark.parametrize("what", ["submit", "vote", "evidence"])
@pytest.mark.parametrize("table", ["event", "process", "blob", "event_blob"])
def test_a_write_fails_in_the_middle(world: World, what: str, table: str) -> None:
    """The database fails at the first write to each table in turn; nothing before it stays."""
    path = evidence_file(world)
    if what == "vote":
        submit_now(world)
        approve(world, CHAIR)
    before, state = row_counts(world), world.state()
    failed: list[str] = []

    def fail_on(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith((f"INSERT INTO {table} ", f"UPDATE {table} ")):
            failed.append(statement)
            raise OSError(28, "No space left on device")

    event.listen(Engine, "before_cursor_execute", fail_on)
    try:
        with pytest.raises((OSError, StoreError)):
            do(what, path, world.as_("x"))
    finally:
        event.remove(Engine, "before_cursor_execute", fail_on)
    assert failed
    assert row_counts(world) == before
    assert world.state() == state
    assert not do(what, path, world.as_("x")).repeated
    sound(world)


def test_the_commit_fails(world: World) -> None:
    before = row_counts(world)

    def fail_at_commit(_connection: Any) -> None:
        raise OSError(5, "Input/output error")

    event.listen(Engine, "commit", fail_at_commit)
    try:
        with pytest.raises(OSError, match="Input/output"):
            do("submit", Path(), world.as_("x"))
    finally:
        event.remove(Engine, "commit", fail_at_commit)
    assert row_counts(world) == before
    assert not do("submit", Path(), world.as_("x")).repeated
    sound(world)


def test_units_do_not_outlive_an_error(world: World) -> None:
    """After any refusal the next act finds the process free: no lock is left."""
    for _ in range(3):
        with pytest.raises(WorkflowError):
            vote(world.as_(CHAIR), KODE, Choice.APPROVE)
        with pytest.raises(WorkflowError):
            withdraw(world.as_("konsultan"), KODE, reason="x")
    advance(world, 1)
    assert [type(payload_of(each)) for each in world.process_events()].count(Submitted) == 1


def test_a_shared_name_is_for_writers(world: World) -> None:
    with world.as_("x").read() as unit, pytest.raises(RuntimeError):
        unit.share("roles")


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_shared_name_keeps_out_who_locks_it(world: World) -> None:
    one, two = world.another("a"), world.another("b")
    try:
        with one.write() as first:
            first.share("roles")
            with two.write() as second:
                second.share("roles")
            with pytest.raises(DatabaseBusy), two.write() as third:  # noqa: PT012
                third.session.execute(text("SET LOCAL lock_timeout = '50ms'"))
                third.lock("roles")
        with two.write() as free:
            free.lock("roles")
    finally:
        one.close()
        two.close()
