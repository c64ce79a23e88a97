"""How long it takes to score and consolidate the nation, and how much memory: the domain alone, no storage.

Run with `python -m bench.scoring_speed`.

319,091 made-up RT (bench/nation.py) of 16 parameters go RT → kawasan → kelurahan → kecamatan → kab/kota →
province → nation; at every level percents, scores, classes, aspect averages and their mean are computed. Each
run is a process of its own that only loads the rows, so that its peak is not the maker's.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

TARGET_SECONDS = 3.0
TARGET_GIB = 1.5
T = TypeVar("T")


def main() -> None:
    """Make the rows once, run in fresh processes, print a table; exit 1 when a target is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rt", type=int, default=319_091, help="number of RT (default: the nation)")
    arguments.add_argument("--runs", type=int, default=5, help="number of runs (default 5)")
    arguments.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--score", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.make:
        _make(chosen.make, chosen.rt)
    elif chosen.score:
        print(json.dumps(_score(chosen.score)))
    else:
        sys.exit(_compare(chosen.rt, chosen.runs))


def _compare(rt: int, runs: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "nation.pickle")
        _child("--make", str(path), "--rt", str(rt))
        results = [json.loads(_child("--score", str(path))) for _ in range(runs)]
    steps = list(results[0]["steps"])
    print(f"{rt:,} RT, median of {runs} runs")
    print("step | places | seconds")
    print("--- | --- | ---")
    for step in steps:
        seconds = statistics.median(result["steps"][step][1] for result in results)
        print(f"{step} | {results[0]['steps'][step][0]:,} | {seconds:.3f}")
    total = statistics.median(result["seconds"] for result in results)
    peak = max(result["peak"] for result in results)
    loaded = max(result["loaded"] for result in results)
    print(f"all | | {total:.3f} (slowest {max(result['seconds'] for result in results):.3f})")
    print(f"peak memory {peak:.2f} GiB, of which {loaded:.2f} GiB when the rows were loaded")
    held = total <= TARGET_SECONDS and peak <= TARGET_GIB
    print(f"target {TARGET_SECONDS} s and {TARGET_GIB} GiB: {'met' if held else 'missed'}")
    return 0 if held else 1


def _child(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.scoring_speed", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _make(path: Path, rt: int) -> None:
    from bench.nation import NATION_KELURAHAN, nation_rows

    path.write_bytes(pickle.dumps(nation_rows(rt=rt, kelurahan=min(NATION_KELURAHAN, rt)), protocol=5))


def _score(path: Path) -> dict[str, object]:
    from planning.rollup import Level, Totals, roll_up, tally
    from planning.scoring import Scores, aspect_averages, score, sectoral_average
    from planning.survey import SurveyRows

    rows: SurveyRows = pickle.loads(path.read_bytes())
    loaded = _peak()
    steps: dict[str, tuple[int, float]] = {}
    start = time.perf_counter()

    def timed(name: str, work: Callable[[], T], places: Callable[[T], int]) -> T:
        before = time.perf_counter()
        done = work()
        steps[name] = (places(done), time.perf_counter() - before)
        return done

    def assess(totals: Totals) -> Scores:
        scores = score(totals)
        sectoral_average(aspect_averages(scores))
        return scores

    def consolidate(totals: Totals, level: Level) -> Scores:
        return assess(roll_up(totals, level))

    # What a report needs is all kept, as it would be.
    kept: list[Scores] = []
    rts = timed("tally RT", lambda: tally(rows), len)
    kept.append(timed("score RT", lambda: assess(rts), lambda scores: len(scores.total)))
    kept.append(timed("kawasan", partial(consolidate, rts, Level.KAWASAN), lambda s: len(s.total)))
    below = rts
    for level in (Level.KELURAHAN, Level.KECAMATAN, Level.KABKOTA, Level.PROVINSI, Level.NASIONAL):
        scores = timed(level.value, partial(consolidate, below, level), lambda s: len(s.total))
        below = scores.totals
        kept.append(scores)
    seconds = time.perf_counter() - start
    if int(below.rt_count[0]) != len(rows):
        raise AssertionError("an RT was lost on the way up")
    return {"steps": steps, "seconds": seconds, "peak": _peak(), "loaded": loaded}


def _peak() -> float:
    """Peak resident memory of this process, GiB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    main()
