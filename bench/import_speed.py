"""How long the import of a nation takes: file → findings → numbered baselines in SQLite, everything checked.

    python -m bench.import_speed [--rt 319091]

A made-up nation is written as CSV, then imported by the use case that the command line calls, in a process of its
own, once. Reading and checking alone are measured in another, so that the share of the database is seen.
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

from bench.nation import NATION_KELURAHAN, NATION_RT, nation_rows, write_nation_csv


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rt", type=int, default=NATION_RT)
    options.add_argument("--step", choices=("read", "import"), help=argparse.SUPPRESS)
    options.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.step:
        print(json.dumps(_measure(given.step, given.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nation.csv"
        kelurahan = max(1, given.rt * NATION_KELURAHAN // NATION_RT)
        write_nation_csv(path, nation_rows(rt=given.rt, kelurahan=kelurahan))
        print(f"{given.rt} RT in {kelurahan} kelurahan, {path.stat().st_size / 1e6:.0f} MB of CSV")
        for step in ("read", "import"):
            command = [sys.executable, "-m", "bench.import_speed", "--step", step, "--file", str(path)]
            run = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, gibibytes, note = json.loads(run.stdout)
            print(f"{step:<7} {seconds:6.1f} s   peak {gibibytes:.2f} GiB   {note}")


def _measure(step: str, path: Path) -> tuple[float, float, str]:
    from intake.importing import import_baseline
    from intake.survey import read_survey
    from planning.rules import RULE_2018
    from store.database import Database

    began = time.perf_counter()
    if step == "read":
        file = read_survey(path, rule=RULE_2018)
        note = f"{len(file.rows)} rows kept, {file.refused} refused"
    else:
        home = path.parent / "home"
        database = Database(f"sqlite:///{home / 'nahkoda.db'}", home)
        database.upgrade()
        done = import_baseline(database, path, rule=RULE_2018, partial=True)
        note = f"{len(done.baselines)} baselines"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return time.perf_counter() - began, peak, note


if __name__ == "__main__":
    main()
