"""How soon the command line answers: `nahkoda --help`, and `nahkoda score` on the 110 RT of the example.

Run with `python -m bench.cli_speed`. Wall time with warm files, median of several runs taken in turns, and as a
ratio to `python -c pass`, which no program of ours can beat. Exits 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

NAHKODA = str(Path(sys.executable).with_name("nahkoda"))
SURVEY = str(Path(__file__).parents[1] / "examples" / "sukun" / "baseline_ilustratif.csv")
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "python -c pass": ([sys.executable, "-c", "pass"], None),
    "nahkoda --help": ([NAHKODA, "--help"], 0.4),
    "nahkoda score": ([NAHKODA, "score", SURVEY], 1.0),
    "nahkoda score --json": ([NAHKODA, "score", SURVEY, "--json"], 1.0),
}
"""What is measured, and the seconds that it may take."""


def main() -> None:
    """Run every command in turns and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=11, help="runs of each command (default: 11)")
    runs: int = arguments.parse_args().runs
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    # The first round warms the files; turns spread whatever else the machine does over all commands.
    for turn in range(runs + 1):
        for name, (command, _target) in COMMANDS.items():
            seconds = _wall(command)
            if turn:
                taken[name].append(seconds)
    floor = statistics.median(taken["python -c pass"])
    missed = False
    print("command | median s | fastest s | ratio | target s")
    print("--- | --- | --- | --- | ---")
    for name, (_command, target) in COMMANDS.items():
        median = statistics.median(taken[name])
        missed |= target is not None and median > target
        print(f"{name} | {median:.3f} | {min(taken[name]):.3f} | {median / floor:.1f} | {target or '–'}")
    sys.exit(missed)


def _wall(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
