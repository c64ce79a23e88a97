"""Makes the illustrative plan of the Sukun example and the budget of its proposal.

Run `python -m examples.sukun.make_plan` from the project's root. The quality improvement is what the house itself
proposes for the budget; names, keepers, letters and the works beside it are made up and labelled. The same survey,
catalogue and solver give the same files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shapely import Point, union_all
from shapely.geometry import shape

from examples.sukun import BASELINE, BUDGET, FOLDER, KK, KODE, LABEL, PENDUDUK, PEREMPUAN, PLAN, RT_MAP, TAHUN
from generators.plan_tables import csv_files
from intake.budget import read_budget
from intake.catalogue import built_in
from intake.survey import read_survey
from planning.authority import Pelaksana, Skala
from planning.funding import SWADAYA, Commitment, FundingLine
from planning.plan import Activity, Beneficiaries, Jalur, Location, ManualOrder, Plan, PlanSettings
from planning.proposal import propose
from planning.quantity import to_decimal
from planning.rollup import Totals, tally
from planning.rules import RULE_2018, Size
from planning.scenario import Scenario, scenario_of

FIRST, LAST = TAHUN + 1, TAHUN + 5
MENU = built_in()
_BUDGET: Final = """\
# Anggaran ilustratif untuk contoh Kelurahan Sukun: bukan angka pemerintah.
# Tahun dan cara menghitung luas mengikuti rencana.
nol_ha = false
skala = ["lingkungan"]
tuntas = true
"""
_MONEY: Final = {
    "APBD-KAB": (400, 500, 500, 450, 400),
    "APBN-BDI-KOL": (350, 350, 300, 250, 200),
    "APBN-NSUP2": (0, 300, 300, 200, 0),
}
"""Juta rupiah by source, from 2026 on; no real budget."""


def main() -> None:
    """Write budget and plan beside this script."""
    BUDGET.write_text(_budget(), encoding="utf-8")
    PLAN.mkdir(exist_ok=True)
    for name, data in csv_files(build(), 0).items():
        (PLAN / name).write_bytes(data)


def _budget() -> str:
    lines = [
        f'[[anggaran]]\nsumber = "{source}"\ntahun = {FIRST + at}\njumlah = {amount}_000_000\n'
        for source, amounts in _MONEY.items()
        for at, amount in enumerate(amounts)
        if amount
    ]
    return "\n".join((_BUDGET, *lines))


def build() -> Plan:
    """The plan: what is proposed for the budget, prevention outside, and what is not physical."""
    totals = tally(read_survey(BASELINE, rule=RULE_2018).rows)
    empty = Plan(KODE, 1, PlanSettings(FIRST, LAST))
    proposal = propose(empty, totals, MENU, read_budget(BUDGET), seconds=120)
    works = [*proposal.kegiatan, *_prevention(scenario_of(proposal.added_to(empty), totals))]
    places = _points()
    activities = [
        *(_dressed(each, totals, places) for each in sorted(works, key=lambda each: each.tahun_selesai)),
        *_not_physical(totals),
    ]
    numbered = [replace(each, kode=f"K-{number:03}") for number, each in enumerate(activities, 1)]
    return replace(empty, kegiatan=tuple(_ordered(numbered)))
