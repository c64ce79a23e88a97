"""The main job on the embedded example: Kelurahan Sukun, Kota Malang, with illustrative figures per RT."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.resources import as_file, files

from generators.rplp import Rendered, render_rplp
from intake.importing import import_baseline, import_manuscript, import_territory
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from planning.wording import Words, words
from store.database import Database

SUKUN = TerritoryCode("35.73.04.1005")
_SURVEY = "baseline_ilustratif.csv"
_SK = "000/ILUSTRATIF/2025"


@dataclass(frozen=True)
class Step:
    """One step: what it does, in words that a face translates, and the use case that does it."""

    text: Words
    run: Callable[[], object]


@contextmanager
def main_job(database: Database, keep: Callable[[Rendered], object]) -> Iterator[tuple[Step, ...]]:
    """The steps from an empty database to the RPLP, which goes to `keep`; to be run in order, within."""
    with as_file(files("examples").joinpath("sukun")) as sukun:
        yield (
            Step(words("Database"), database.upgrade),
            *(
                Step(words("Territory: {file}", file=name), partial(import_territory, database, sukun / name))
                for name in ("wilayah.csv", "kelurahan.geojson", "rt_ilustratif.geojson")
            ),
            Step(
                words("Baseline: {file}", file=_SURVEY),
                partial(import_baseline, database, sukun / _SURVEY, rule=RULE_2018, sk_number=_SK),
            ),
            Step(words("Manuscript"), partial(import_manuscript, database, SUKUN, sukun / "naskah")),
            Step(words("RPLP as PDF and DOCX"), lambda: keep(render_rplp(database, SUKUN))),
        )
