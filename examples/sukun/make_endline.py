"""Makes the illustrative endline of the Sukun example: the survey of 2030 as the plan leaves every RT.

Run `python -m examples.sukun.make_endline` from the project's root, after `make` and `make_plan`. Sizes are those of
the complete survey; volumes in bad condition are what the scenario of the illustrative plan leaves in its last year.
The same files give the same bytes.
"""

from __future__ import annotations

import csv
from datetime import date

from examples.sukun import COMPLETE, ENDLINE, KODE, PLAN, TAHUN
from examples.sukun.make import survey_file
from intake.catalogue import built_in
from intake.plan_file import read_plan
from intake.survey import read_survey
from planning.quantity import to_decimal
from planning.rollup import tally
from planning.rules import RULE_2018
from planning.scenario import Scenario, scenario_of
from planning.territory import TerritoryCode

YEAR = TAHUN + 5


def main() -> None:
    """Write the endline beside this script."""
    ENDLINE.write_bytes(build())


def build() -> bytes:
    """The endline as CSV, one row for each RT of the complete survey, in its order."""
    played = _played()
    places = played.rt.places.places
    left = {(place.rw, place.rt): played.rt.volume[-1, at] for at, place in enumerate(places)}
    records = []
    with COMPLETE.open(encoding="utf-8", newline="") as stream:
        for before in csv.DictReader(stream):
            volumes = left[before["rw"], before["rt"]]
            after = {
                code: f"{to_decimal(int(volumes[at])).normalize():f}"
                for at, code in enumerate(RULE_2018.codes)
                if before[code] != "-"
            }
            records.append(before | {"tahun": str(YEAR)} | after)
    return survey_file(records)


def _played() -> Scenario:
    rows = read_survey(COMPLETE, rule=RULE_2018).rows
    file = read_plan(
        PLAN,
        code=TerritoryCode(KODE),
        rows=rows,
        baseline=1,
        catalogue=built_in(),
        author="contoh",
        today=date(TAHUN + 1, 1, 5),
        outline=None,
    )
    assert file.plan is not None, file.findings  # noqa: S101 - the example's own plan
    return scenario_of(file.plan, tally(rows))


if __name__ == "__main__":
    main()
