"""Eight writers act on one plan at once; afterwards the history is read and compared with what each was told."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from planning.errors import NahkodaError
from store.database import Database
from store.errors import DatabaseBusy
from tests.workflow.history import check_history, shown
from tests.workflow.processes import (
    CHAIR,
    KODE,
    MEMBERS,
    World,
    advance,
    check_tables,
    draft_document,
    draft_plan,
    evidence_file,
    facts,
    fulfil,
    furnish,
    prove,
    see,
    world_of,
)
from workflow.acting import Receipt, Request
from workflow.deciding import vote
from workflow.evidencing import add_evidence, judge_evidence
from workflow.payloads import Choice
from workflow.ruling import exempt, lift, waive
from workflow.submitting import submit, withdraw

WRITERS = ("konsultan", "fasilitator", "askot", CHAIR, *MEMBERS, "lurah")
ACTS_EACH = 14


@dataclass(frozen=True)
class Told:
    """What one writer asked for and was told; `answer` is None where it was refused."""

    key: str
    account: str
    act: str
    answer: Receipt | None


@pytest.fixture
def world(database_url: str, home: Path) -> Iterator[World]:
    """A plan that can be submitted in perencanaan."""
    with world_of(database_url, home) as made:
        advance(furnish(made), 1)
        fulfil(made)
        # A signed sheet, so that a new version of the document does not shut the gate for the rest of the test.
        prove(made, "lembar_pengesahan")
        yield made


def menu(
    world: World, lot: random.Random, lock: threading.Lock
) -> dict[str, Callable[[Database, Request], object]]:
    """What a writer may try; files are made under a lock, because only the acts are to race."""

    def file() -> Path:
        with lock:
            return evidence_file(world)

    return {
        "submit": lambda db, r: submit(db, KODE, request=r),
        "approve": lambda db, r: vote(db, KODE, Choice.APPROVE, request=r),
        "return": lambda db, r: vote(db, KODE, Choice.RETURN, reason="kurang", request=r),
        "take back": lambda db, r: vote(db, KODE, Choice.TAKE_BACK, request=r),
        "withdraw": lambda db, r: withdraw(db, KODE, reason="ulang", request=r),
        "evidence": lambda db, r: add_evidence(db, KODE, file(), facts(world, "aturan_bersama"), request=r),
        "judge": lambda db, r: judge_evidence(
            db, KODE, lot.randint(5, 12), accepted=lot.random() < 0.8, note="catatan", request=r
        ),
        "waive": lambda db, r: waive(
            db, KODE, "G2-K05", reason="r", authority="SK", until=world.clock.today, request=r
        ),
        "exempt": lambda db, r: exempt(db, KODE, "G2-K05", reason="r", request=r),
        "lift": lambda db, r: lift(db, KODE, "G2-K05", reason="r", request=r),
    }


LIKELY = {
    "konsultan": ("submit", "submit", "submit", "evidence", "document", "plan"),
    "fasilitator": ("submit", "submit", "judge", "monitor", "withdraw"),
    "askot": ("submit", "judge", "exempt", "evidence"),
    CHAIR: ("approve", "approve", "approve", "waive", "lift", "return"),
    MEMBERS[0]: ("approve", "approve", "approve", "approve", "take back"),
    MEMBERS[1]: ("approve", "approve", "approve", "return"),
    MEMBERS[2]: ("approve", "approve", "approve", "take back", "judge"),
    "lurah": ("evidence", "approve", "submit"),
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_eight_writers(world: World, seed: int) -> None:
    lock, start = threading.Lock(), threading.Barrier(len(WRITERS))
    already = len(world.events())
    drafted: Counter[str] = Counter()

    def write(number: int) -> list[Told]:
        account = WRITERS[number]
        lot = random.Random(f"{seed} {number}")
        database = world.another(account)
        acts = menu(world, lot, lock)
        told = []
        start.wait()
        try:
            for turn in range(ACTS_EACH):
                name = lot.choice(LIKELY[account])
                key = f"{account} {turn}"
                # Nobody hurries as much as a computer: without pauses the first one does all its acts alone.
                time.sleep(lot.random() * 0.03)
                answer: Receipt | None = None
                try:
                    match name:
                        case "document":
                            draft_document(world, key, database=database)
                            drafted["document.rendered"] += 1
                        case "plan":
                            draft_plan(world, key, database=database)
                            drafted["plan.imported"] += 1
                        case "monitor":
                            with lock:
                                see(world, "K-001", by=account)
                            drafted["work.monitored"] += 1
                        case _:
                            done = acts[name](database, Request(key))
                            assert isinstance(done, Receipt)
                            answer = done
                except DatabaseBusy:
                    pass
                except NahkodaError:
                    pass
                if name in acts:
                    told.append(Told(key, account, name, answer))
                    # Sometimes the answer is lost on its way, and the request is made once more.
                    if answer is not None and name != "evidence" and name != "judge" and lot.random() < 0.2:
                        again = acts[name](database, Request(key))
                        assert isinstance(again, Receipt)
                        assert again.repeated
                        assert again.event.id == answer.event.id
            return told
        finally:
            database.close()

    with ThreadPoolExecutor(len(WRITERS)) as pool:
        told = [
            each
            for future in [pool.submit(write, n) for n in range(len(WRITERS))]
            for each in future.result()
        ]

    history = check_history(world.as_("auditor"), KODE)
    state = check_tables(world)
    events = world.events()[already:]
    by_key = Counter(each.key for each in events if each.key is not None)
    for each in told:
        # Every acknowledged act is in the events exactly once, every refused one is not.
        assert by_key[each.key] == (1 if each.answer is not None else 0), (each, shown(events))
        if each.answer is not None:
            (event,) = [one for one in events if one.key == each.key]
            assert (event.id, event.actor, event.data) == (
                each.answer.event.id,
                each.account,
                each.answer.event.data,
            )
            assert not each.answer.repeated
    assert set(by_key) == {each.key for each in told if each.answer is not None}
    # What comes without a key is what the process itself says, and drafts.
    silent = Counter(each.kind.value for each in events if each.key is None)
    assert {kind: count for kind, count in drafted.items() if silent.pop(kind, 0) != count} == {}
    assert set(silent) <= {"submission.decided", "submission.voided"}, silent
    # At most one decision for each submission; versions run without a gap, as do the numbers of evidence.
    assert len(history.decisions) <= history.submissions == len(state.submissions)
    assert state.version == len(history.kinds)
    assert sorted(state.evidence) == list(range(1, len(state.evidence) + 1))
    versions = [each.answer.state.version for each in told if each.answer is not None]
    assert len(versions) == len(set(versions)), "two acts made the same version"
    done = sum(each.answer is not None for each in told)
    assert done >= 10, "hardly anything happened"
