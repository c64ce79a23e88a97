"""What the processes do that tests kill: import something, and say how far they have come."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from store.baselines import ImportResult, add_import
from store.database import Database
from store.events import EventKind, append_event
from tests.store.surveys import names, survey

RT = 3_000
READY, GO, DONE = "ready", "go", "done"


def import_survey(database: Database, content: bytes, *, rt: int = RT) -> ImportResult:
    """One use case as they all are: store the file, import its rows, append the event."""
    rows = survey(rt)
    with database.write() as unit:
        source = unit.blobs.put(content, "text/csv")
        result = add_import(
            unit,
            rows,
            source=source,
            source_name="survey.csv",
            sk_number=None,
            sk_date=None,
            tahun_option=None,
            partial=False,
            names=names(rows),
        )
        append_event(unit, EventKind.BASELINE_IMPORTED, source, {"baselines": len(result.baselines)})
    return result


def import_when_told(url: str, home: Path, content: bytes, parent: Connection) -> None:
    """Say ready, wait for the word, import, and say done only after the commit."""
    database = Database(url, home)
    with database.read():
        parent.send(READY)
    assert parent.recv() == GO
    import_survey(database, content)
    parent.send(DONE)
    # Alive until it is killed, so that every end of this process is a kill.
    signal.pause()


def work_and_die(
    url: str, home: Path, work: Callable[[Database], object], last_step: int, parent: Connection
) -> None:
    """Do the work, and be killed just before step number `last_step`, or say how many steps there are.

    Steps are what reaches the disk or the database: fsync, rename, every statement, the commit.
    """
    steps = 0

    def step(*_arguments: Any) -> None:
        nonlocal steps
        if steps == last_step:
            os.kill(os.getpid(), signal.SIGKILL)
        steps += 1

    fsync, replace = os.fsync, Path.replace

    def counted_fsync(descriptor: Any) -> None:
        step()
        fsync(descriptor)

    def counted_replace(self: Path, target: Path) -> Path:
        step()
        return replace(self, target)

    os.fsync = counted_fsync  # type: ignore[assignment]
    Path.replace = counted_replace  # type: ignore[method-assign, assignment]
    database = Database(url, home)
    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    work(database)
    parent.send(steps)
