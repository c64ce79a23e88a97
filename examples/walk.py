"""The main job on the embedded example: Kelurahan Sukun and its city, Kota Malang, with illustrative figures per RT."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from generators.pdf.writing import Engine
from generators.rp2kpkp.document import render_rp2kpkp
from generators.rplp.document import render_rplp
from generators.saving import require_writable, save, write_whole
from generators.views.plan import plan_view
from generators.views.proposal import proposal_view, proposal_workbook
from generators.workbook.export import export_workbook, scenario_chart
from intake.budget import read_budget
from intake.catalogue import built_in
from intake.importing import import_baseline, import_manuscript, import_territory
from intake.plan_importing import import_plan
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from planning.wording import Translate, Words, words
from store.database import Database
from workflow.standing import standing_of

SUKUN = TerritoryCode("35.73.04.1005")
MALANG = TerritoryCode("35.73")
_NEIGHBOURS = ("35.73.03.1001", "35.73.04.1006", "35.73.04.1007")
"""The other kelurahan of the city's example; the last one is not slum."""
_SURVEY = "baseline_ilustratif.csv"
_PLAN, _BUDGET = "rencana_ilustratif", "anggaran_ilustratif.toml"
_SECONDS = 25
_SK = "000/ILUSTRATIF/2025"


@dataclass(frozen=True)
class Step:
    """One step: what it does, in words that a face translates, and the use case that does it."""

    text: Words
    run: Callable[[], object]


@contextmanager
def main_job(
    database: Database, folder: Path, translate: Translate, wrote: Callable[[Path], object]
) -> Iterator[tuple[Step, ...]]:
    """The steps from an empty database to plan, proposal, RPLP and RP2KP-KP; to be run in order, within.

    `wrote` hears of every file in `folder`; findings in workbooks are in the language of `translate`.
    """

    def write_plan() -> None:
        view = plan_view(database, SUKUN)
        require_writable(folder)
        name = f"{SUKUN.text}_v{view.number}"
        wrote(write_whole(folder / f"RENCANA_{name}.xlsx", export_workbook(view, translate)))
        wrote(write_whole(folder / f"SKENARIO_{name}.png", scenario_chart(view.scenario).png))

    def write_proposal() -> None:
        budget = read_budget(sukun / _BUDGET)
        view = proposal_view(database, SUKUN, budget, built_in(), seconds=_SECONDS, blank=True)
        wrote(write_whole(folder / f"USULAN_{SUKUN.text}.xlsx", proposal_workbook(view, translate)))

    def write_rplp() -> None:
        for path in save(render_rplp(database, SUKUN, engine=Engine.PLUTO, standing=standing_of), folder):
            wrote(path)

    def gather_city() -> None:
        import_baseline(database, malang / _SURVEY, rule=RULE_2018, sk_number=_SK)
        for kode in _NEIGHBOURS:
            import_plan(database, TerritoryCode(kode), malang / f"rencana_{kode}")
        import_manuscript(database, MALANG, malang / "naskah_kota")

    def write_rp2kpkp() -> None:
        for path in save(render_rp2kpkp(database, MALANG, engine=Engine.PLUTO, standing=standing_of), folder):
            wrote(path)

    examples = files("examples")
    with as_file(examples.joinpath("sukun")) as sukun, as_file(examples.joinpath("malang")) as malang:
        yield (
            Step(words("Database"), database.upgrade),
            *(
                Step(words("Territory: {file}", file=path.name), partial(import_territory, database, path))
                for path in (
                    sukun / "wilayah.csv",
                    sukun / "kelurahan.geojson",
                    sukun / "rt_ilustratif.geojson",
                    malang / "wilayah.csv",
                    malang / "kelurahan.geojson",
                )
            ),
            Step(
                words("Baseline: {file}", file=_SURVEY),
                partial(import_baseline, database, sukun / _SURVEY, rule=RULE_2018, sk_number=_SK),
            ),
            Step(words("Plan: {file}", file=_PLAN), partial(import_plan, database, SUKUN, sukun / _PLAN)),
            Step(words("Scenario and plan workbook"), write_plan),
            Step(words("Proposal for {file}", file=_BUDGET), write_proposal),
            Step(words("Manuscript"), partial(import_manuscript, database, SUKUN, sukun / "naskah")),
            Step(words("RPLP as PDF and DOCX"), write_rplp),
            Step(words("Kota Malang: three more kelurahan and its manuscript"), gather_city),
            Step(words("RP2KP-KP as PDF and DOCX"), write_rp2kpkp),
        )
