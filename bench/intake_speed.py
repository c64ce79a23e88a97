"""How long a survey of the whole nation takes to read and check, and how much memory.

Run with `python -m bench.intake_speed`.

Each step runs in a process of its own, so that the peak is the step's and not the maker's. Give `--xlsx` to
measure the workbook as well (making it takes about a minute).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Make the files, read each in a fresh process, print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rt", type=int, default=319_091, help="number of RT (default: the nation)")
    arguments.add_argument("--xlsx", action="store_true", help="measure the workbook too")
    arguments.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.make:
        _make(chosen.make, chosen.rt)
    elif chosen.read:
        print(json.dumps(_read(chosen.read)))
    else:
        _compare(chosen.rt, ["nation.csv", *(["nation.xlsx"] if chosen.xlsx else [])])


def _compare(rt: int, names: list[str]) -> None:
    columns = ("file", "MiB", "rows kept", "refused", "findings listed", "seconds", "peak MiB")
    print(" | ".join(columns))
    print(" | ".join("---" for _ in columns))
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = Path(folder, name)
            _child("--make", str(path), "--rt", str(rt))
            result = json.loads(_child("--read", str(path)))
            print(" | ".join([name, f"{path.stat().st_size / 2**20:.1f}", *(str(value) for value in result)]))


def _child(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.intake_speed", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _make(path: Path, rt: int) -> None:
    from bench.nation import NATION_KELURAHAN, nation_rows, write_nation_csv, write_nation_xlsx

    rows = nation_rows(rt=rt, kelurahan=min(NATION_KELURAHAN, rt))
    (write_nation_xlsx if path.suffix == ".xlsx" else write_nation_csv)(path, rows)


def _read(path: Path) -> list[str | int | float]:
    from intake.survey import read_survey
    from planning.rules import RULE_2018

    start = time.perf_counter()
    survey = read_survey(path, rule=RULE_2018)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [len(survey.rows), survey.refused, len(survey.findings), round(seconds, 1), round(peak)]


if __name__ == "__main__":
    main()
