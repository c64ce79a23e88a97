"""A process that imports a survey is killed at any moment: the database is before or after, never between.

A fork server holds the imported modules, so that a hundred processes start quickly. The parent does not
sleep: it waits on the child's pipe for a seeded part of the time that an import was measured to take,
and kills when the wait ends.
"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from planning.territory import NATION, TerritoryCode
from store.baselines import baselines_of, load_rows
from store.canonical import Digest, digest_of
from store.database import Database
from store.events import events_after
from store.tables import RT_ROW, BlobRow, SurveyImportRow
from tests.store.killed import DONE, GO, READY, RT, import_survey, import_when_told, work_and_die
from tests.store.surveys import assert_same, survey

KILLS = {"sqlite": 100, "postgresql": 20}
EARLIER, KILLED = b"the earlier survey", b"the survey of the killed process"
EARLIER_RT = 100
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.store.killed", "psycopg"])


@dataclass(frozen=True)
class Place:
    """A database with one import, of its own."""

    url: str
    home: Path


@pytest.fixture
def fresh(
    backend: str, database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> Callable[[], Place]:
    """Makes databases that hold one earlier import each."""
    import_survey(database, EARLIER, rt=EARLIER_RT)
    database.close()
    numbers = iter(range(10_000))

    def make() -> Place:
        home = tmp_path / f"home {next(numbers)}"
        shutil.copytree(database.home, home)
        if backend == "sqlite":
            return Place(f"sqlite:///{home / 'nahkoda.db'}", home)
        place = Place(request.getfixturevalue("make_postgresql")(True), home)
        opened = Database(place.url, home)
        import_survey(opened, EARLIER, rt=EARLIER_RT)
        opened.close()
        return place

    return make


def start(target: Callable[..., None], *arguments: Any) -> tuple[Any, Connection]:
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=target, args=(*arguments, there))
    process.start()
    there.close()
    return process, here


def kill_after(place: Place, seconds: float | None) -> tuple[bool, float]:
    """Import in a child, kill it after `seconds` (None: when done); was it done, and when?"""
    process, child = start(import_when_told, place.url, place.home, KILLED)
    assert child.recv() == READY
    began = time.perf_counter()
    child.send(GO)
    done = child.poll(seconds) and child.recv() == DONE
    lived = time.perf_counter() - began
    process.kill()
    process.join()
    assert process.exitcode == -9
    child.close()
    process.close()
    return done, lived


def is_after(place: Place) -> bool:
    """Check everything that must hold after a kill; whether the import of the killed process is there."""
    if place.url.startswith("sqlite"):
        with closing(sqlite3.connect(place.home / "nahkoda.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    database = Database(place.url, place.home)
    database.require_current()
    with database.read() as unit:
        for digest in unit.session.scalars(select(BlobRow.sha256)):
            assert digest_of(unit.blobs.get(Digest(digest))) == digest
        sources = set(unit.session.scalars(select(SurveyImportRow.source_sha256)))
        after = digest_of(KILLED) in sources
        every = baselines_of(unit, TerritoryCode(NATION), every=True)
        for content, rt in ((EARLIER, EARLIER_RT), (KILLED, RT)) if after else ((EARLIER, EARLIER_RT),):
            ids = [each.id for each in every if each.source.source == digest_of(content)]
            assert_same(load_rows(unit, ids), survey(rt))
        kept = RT + EARLIER_RT if after else EARLIER_RT
        assert unit.session.scalar(select(func.count()).select_from(RT_ROW)) == kept
        assert sum(each.rt_count for each in every) == kept
        subjects = [each.subject for each in events_after(unit)]
    assert subjects == [digest_of(EARLIER), *([digest_of(KILLED)] if after else [])]
    # Whoever repeats the command gets the whole import, once.
    again = import_survey(database, KILLED)
    assert again.created is not after
    assert {each.number for each in again.baselines} == {1, 2}
    database.close()
    return after


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_at_random_moments(fresh: Callable[[], Place], backend: str) -> None:
    random_ = random.Random(20261123)
    usual = statistics.median(kill_after(fresh(), None)[1] for _ in range(3))
    outcomes = []
    for attempt in range(KILLS[backend]):
        place = fresh()
        # Some are killed at once and some when they are done, so that both outcomes occur on every machine.
        wait = {0: 0.0, 1: None}.get(attempt % 20, random_.uniform(0, 1.2) * usual)
        acknowledged, _lived = kill_after(place, wait)
        after = is_after(place)
        assert after or not acknowledged, "an acknowledged import is lost"
        outcomes.append(after)
        shutil.rmtree(place.home)
    assert len(outcomes) == KILLS[backend]
    assert set(outcomes) == {False, True}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_before_every_step(fresh: Callable[[], Place]) -> None:
    process, child = start(work_and_die, *_arguments(fresh()), -1)
    steps: int = child.recv()
    process.join()
    assert steps >= 12
    outcomes = []
    for last in range(steps):
        place = fresh()
        process, child = start(work_and_die, *_arguments(place), last)
        with pytest.raises(EOFError):
            child.recv()
        process.join()
        assert process.exitcode == -9, last
        outcomes.append(is_after(place))
        shutil.rmtree(place.home)
    # The commit is the last step, and all of them come before it is through.
    assert outcomes == [False] * steps


def _arguments(place: Place) -> tuple[str, Path, Callable[[Database], object]]:
    return place.url, place.home, partial(import_survey, content=KILLED)
