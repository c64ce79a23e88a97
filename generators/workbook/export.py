"""The plan as files: the workbook that people fill in and get out, and the chart of the hectares by year."""

from __future__ import annotations

from generators.assets import Asset
from generators.drawings.scenario_figure import AreaYear, area_chart
from generators.views.plan import PlanView, plan_or_blank
from generators.workbook.writing import plan_workbook
from planning.catalogue import Catalogue
from planning.quantity import to_decimal
from planning.scenario import Scenario
from planning.territory import TerritoryCode
from planning.wording import Translate
from store.database import Database


def export_workbook(view: PlanView, translate: Translate) -> bytes:
    """The workbook of a plan: what was filled in, its scenario, money and findings."""
    return plan_workbook(
        view.scenario,
        view.catalogue,
        name=view.name,
        version=view.number,
        findings=view.findings,
        translate=translate,
    )


def blank_workbook(
    database: Database, code: TerritoryCode, built_in: Catalogue, translate: Translate
) -> bytes:
    """An empty workbook, prefilled with the kelurahan's RT, gaps and catalogue. Raises `NothingToRender`."""
    return export_workbook(plan_or_blank(database, code, built_in, blank=True), translate)


def scenario_chart(scenario: Scenario) -> Asset:
    """Slum hectares at the baseline and at each year of the plan."""
    return area_chart(
        [
            AreaYear(
                f"{row.tahun}" if at else f"{row.tahun} (baseline)",
                to_decimal(row.left),
                to_decimal(row.outside),
            )
            for at, row in enumerate(scenario.summary)
        ]
    )
