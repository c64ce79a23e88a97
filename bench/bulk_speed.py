"""How much faster several processes render the RPLP of a city than one, and how much memory a worker takes.

Run with `python -m bench.bulk_speed [--kelurahan 8] [--workers 2] [--rounds 1]`.

A made-up city (`bench.gate_speed`): 110 RT and 60 activities in each kelurahan, PDF and DOCX by the fast engine. Each
run begins with no version, so everything is made; a last run over what is there already makes nothing. Ratios are of
runs of one round, which follow each other; on a machine that does other work they say little.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

from bench.gate_speed import make_city
from generators.bulk import render_all
from planning.territory import TerritoryCode
from store.database import Database
from workflow.standing import standing_of

TARGET = 1.8
START = datetime(2026, 3, 2, 3, tzinfo=UTC)


def main() -> None:
    """Measure, print a table; exit 1 when the target for two workers is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kelurahan", type=int, default=8)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--rounds", type=int, default=1)
    given = arguments.parse_args()
    ratios = [_round(given.kelurahan, given.workers) for _ in range(given.rounds)]
    ratio = statistics.median(ratios)
    met = ratio >= TARGET or given.workers != 2
    print(
        f"{given.workers} workers: {ratio:.2f} × one; target for two {TARGET} ×: {'met' if met else 'missed'}"
    )
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f}")
    sys.exit(0 if met else 1)


def _round(kelurahan: int, workers: int) -> float:
    alone = _run(kelurahan, 1)
    together = _run(kelurahan, workers)
    return alone / together


def _run(kelurahan: int, workers: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = Database(f"sqlite:///{home / 'n.db'}", home, clock=lambda: START)
        database.upgrade()
        codes = make_city(database, kelurahan)
        taken, largest = _render(database, codes, workers)
        again, _ = _render(database, codes, workers)
        database.close()
    print(
        f"{workers} worker(s): {taken:.1f} s, {taken / kelurahan:.2f} s a document; once more, nothing to make: "
        f"{again:.2f} s; largest worker {largest} MiB"
    )
    return taken


def _render(database: Database, codes: list[TerritoryCode], workers: int) -> tuple[float, int]:
    """Seconds, and the most memory that a worker had, in MiB."""
    begun, largest = time.perf_counter(), 0
    for outcome in render_all(database, codes, workers=workers, standing=standing_of):
        assert outcome.error is None, outcome.error
        largest = max(largest, *map(_peak, multiprocessing.active_children()), 0)
    return time.perf_counter() - begun, largest


def _peak(process: BaseProcess) -> int:
    try:
        lines = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
