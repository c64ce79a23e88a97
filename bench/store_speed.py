"""How fast the store takes in and gives back the survey of a whole nation, and with how much memory.

    python -m bench.store_speed [--rows N] [--url URL]

Synthetic rows, 29 in each kelurahan, with all three kinds of empty; by default 319,091 of them (the RT
of the national baseline) into an SQLite file in a temporary folder. Each step runs in a process of its
own, so that its peak memory is its own; `rows in memory` is what a process needs before it does
anything.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from planning.survey import SurveyRows
from planning.territory import NATION, TerritoryCode
from store.baselines import add_import, baselines_of, load_rows
from store.database import Database
from tests.store.surveys import names, survey

NATIONAL_RT = 319_091


@dataclass(frozen=True)
class Job:
    """Where to work and on how many rows."""

    url: str
    home: Path
    rows: int

    def database(self) -> Database:
        return Database(self.url, self.home)


@dataclass(frozen=True)
class Measured:
    """One step: wall-clock seconds, and the peak resident memory of its process in MiB."""

    step: str
    seconds: float
    peak: float
    note: str = ""


def make_rows(job: Job) -> Measured:
    began = time.perf_counter()
    rows = survey(job.rows)
    return _measured("rows in memory", began, f"{len(rows):,} RT, {len(set(rows.kode)):,} kelurahan")


def write_rows(job: Job) -> Measured:
    rows, database = survey(job.rows), job.database()
    database.upgrade()
    began = time.perf_counter()
    _import(database, rows)
    measured = _measured("add_import", began, "one transaction, durable")
    database.close()
    return measured


def repeat_import(job: Job) -> Measured:
    rows, database = survey(job.rows), job.database()
    began = time.perf_counter()
    _import(database, rows)
    return _measured("add_import again", began, "finds the earlier one")


def read_rows(job: Job) -> Measured:
    database = job.database()
    began = time.perf_counter()
    with database.read() as unit:
        baselines = baselines_of(unit, TerritoryCode(NATION))
        rows = load_rows(unit, [baseline.id for baseline in baselines])
    measured = _measured("baselines_of + load_rows", began, f"{len(rows):,} RT")
    expected = survey(job.rows)
    if not ((rows.volume == expected.volume).all() and (rows.volume_state == expected.volume_state).all()):
        raise SystemExit("the rows that were read are not those that were written")
    return measured


def read_one(job: Job) -> Measured:
    database = job.database()
    with database.read() as unit:
        middle = baselines_of(unit, TerritoryCode(NATION))[-1]
    began = time.perf_counter()
    with database.read() as unit:
        found = baselines_of(unit, TerritoryCode(middle.kode))
        load_rows(unit, [baseline.id for baseline in found])
    return _measured("one kelurahan", began, f"{middle.rt_count} RT")


def _import(database: Database, rows: SurveyRows) -> None:
    with database.write() as unit:
        source = unit.blobs.put(b"the file", "text/csv")
        add_import(
            unit,
            rows,
            source=source,
            source_name="nation.csv",
            sk_number=None,
            sk_date=None,
            tahun_option=None,
            partial=False,
            names=names(rows),
        )


def _measured(step: str, began: float, note: str) -> Measured:
    seconds = time.perf_counter() - began
    # Kilobytes on Linux, bytes on macOS.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Measured(step, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, note)


def _answer(step: Callable[[Job], Measured], job: Job, answers: Connection) -> None:
    answers.send(step(job))


def measure(job: Job) -> list[Measured]:
    """Every step, each in a fresh process."""
    context = multiprocessing.get_context("spawn")
    results = []
    for step in (make_rows, write_rows, repeat_import, read_rows, read_one):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_answer, args=(step, job, sender))
        process.start()
        sender.close()
        results.append(receiver.recv())
        process.join()
    return results


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=NATIONAL_RT)
    parser.add_argument("--url", help="an empty database; default: a new SQLite file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nahkoda-bench-") as folder:
        file = Path(folder) / "nahkoda.db"
        results = measure(Job(options.url or f"sqlite:///{file}", Path(folder), options.rows))
        print(f"{'step':26}{'seconds':>9}{'peak MiB':>10}  note")
        for result in results:
            print(f"{result.step:26}{result.seconds:9.2f}{result.peak:10.0f}  {result.note}")
        if file.exists():
            print(f"file: {file.stat().st_size / (1 << 20):.0f} MiB")


if __name__ == "__main__":
    main()
