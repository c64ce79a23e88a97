"""One kelurahan as it goes into the document of its kab/kota."""

from __future__ import annotations

from dataclasses import dataclass

from generators.facts.process import ProcessFacts
from generators.views.plan import PlanView
from planning.territory import TerritoryCode
from store.baselines import Baseline


@dataclass(frozen=True)
class CityMember:
    """One kelurahan that is consolidated: its baseline, which is the plan's where there is a plan.

    `newest` is the number of its newest baseline, `process` how its own document stands, `geometry` its outline.
    """

    code: TerritoryCode
    nama: str
    kecamatan: str
    baseline: Baseline
    newest: int
    view: PlanView | None
    process: ProcessFacts | None
    geometry: str
