"""How long a gate report takes, and the agenda of a city.

Run with `python -m bench.gate_speed [--kelurahan 57] [--rounds 9] [--url URL]`.

A made-up city, 110 RT in each kelurahan, each with a plan of 60 activities and some 900 events of evidence: every
kind that gate G2 asks of an activity, brought and accepted for two thirds of them. Measured are the report of one
kelurahan at G2 (1,500 findings), read from the database as `nahkoda gate check` reads it; the agenda of the city when
it is known how each gate stands; and when nothing is known yet, which happens once, and later only for what changed.
`events` is reading and adding up the events alone, `plan` reading and playing the plan through alone, so what the
gate itself costs is what is left. The second agenda is asked once, before the others. Medians over rounds, in one
process.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from bench.nation import nation_rows
from bench.scenario_speed import make_plan
from generators.views.plan import stored_view
from intake.catalogue import built_in as works
from planning.authority import Pelaksana
from planning.funding import Commitment, FundingLine
from planning.plan import AreaReading, Beneficiaries, Plan
from planning.process import DocumentKind, Gate, Move
from planning.roles import Actor
from planning.rollup import tally
from planning.survey import SurveyRows
from planning.territory import TerritoryCode
from store.baselines import add_import
from store.canonical import Digest
from store.database import Database
from store.plans import add_plan, latest_plan
from workflow.acting import Acting, state_of
from workflow.agenda import agenda
from workflow.payloads import Decided, EvidenceAdded, EvidenceJudged, Outcome, Submitted
from workflow.reading import check_gate
from workflow.requirements import Per, Quorum
from workflow.rule_file import built_in
from workflow.standing import standing_of

RT, TARGET_REPORT, TARGET_FACTS, TARGET_AGENDA = 110, 0.200, 0.150, 1.0
CITY = TerritoryCode("35.73")
START = datetime(2026, 3, 2, 3, tzinfo=UTC)
TODAY = datetime(2026, 11, 2, 3, tzinfo=UTC)
BANG = Actor("konsultan", "Konsultan", "Tenaga ahli", "konsultan", "PT", "35.73")
CHECKER = replace(BANG, akun="askot", peran="askot")


def main() -> None:
    """Measure, print a table; exit 1 when a target is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kelurahan", type=int, default=57)
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--url", help="database; an SQLite file in a temporary folder by default")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = Database(given.url or f"sqlite:///{home / 'n.db'}", home, clock=lambda: START)
        database.upgrade()
        codes = make_city(database, given.kelurahan)
        database.close()
        later = Database(given.url or f"sqlite:///{home / 'n.db'}", home, clock=lambda: TODAY)
        held = _measure(later, codes, given.rounds)
        later.close()
    sys.exit(0 if held else 1)


def _measure(database: Database, codes: list[TerritoryCode], rounds: int) -> bool:
    one = codes[len(codes) // 2]
    report = check_gate(database, one).report
    assert report is not None
    print(
        f"{len(codes)} kelurahan; at {one.text}: gate {report.gerbang}, {len(report.kegiatan)} activities, "
        f"{len(report.temuan)} findings, {len(report.ready)} ready, {len(report.held)} held"
    )
    began = time.perf_counter()
    agenda(database, CITY)
    cold = time.perf_counter() - began

    def events() -> object:
        with database.read() as unit:
            return state_of(unit, DocumentKind.RPLP, one)

    def plan() -> object:
        with database.read() as unit:
            version = latest_plan(unit, one)
            assert version is not None
            view = stored_view(unit, one, version)
            return view.findings, view.scenario.effects, view.scenario.summary

    def facts() -> object:
        with database.read() as unit:
            return standing_of(unit, one)

    steps: dict[str, Callable[[], object]] = {
        "events of one kelurahan": events,
        "plan of one kelurahan": plan,
        "gate report": lambda: check_gate(database, one),
        "what a document prints of the process": facts,
        "agenda, reports kept": lambda: agenda(database, CITY),
    }
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - start)
    print("step | median ms | slowest ms")
    print("--- | --- | ---")
    for name, seconds in taken.items():
        print(f"{name} | {statistics.median(seconds) * 1000:.1f} | {max(seconds) * 1000:.1f}")
    print(f"agenda, no report kept (once) | {cold * 1000:.1f} |")
    held = statistics.median(taken["gate report"]) <= TARGET_REPORT
    told = statistics.median(taken["what a document prints of the process"]) <= TARGET_FACTS
    warm = statistics.median(taken["agenda, reports kept"]) <= TARGET_AGENDA
    print(f"target {TARGET_REPORT * 1000:.0f} ms for a report: {'met' if held else 'missed'}")
    print(f"target {TARGET_FACTS * 1000:.0f} ms for what a document prints: {'met' if told else 'missed'}")
    print(
        f"target {TARGET_AGENDA * 1000:.0f} ms for the agenda: {'met' if warm else 'missed'} with reports kept, "
        f"{'met' if cold <= TARGET_AGENDA else 'missed'} without"
    )
    return held and told and warm


def make_city(database: Database, kelurahan: int) -> list[TerritoryCode]:
    """Fill a database with a made-up city of that many kelurahan; returns their codes."""
    rows = _rows(kelurahan)
    names = {kode: f"Kelurahan {at}" for at, kode in enumerate(sorted(set(rows.kode)), 1)}
    with database.write() as unit:
        made = add_import(
            unit,
            rows,
            source=unit.blobs.put(b"bench", "text/csv"),
            source_name="bench.csv",
            sk_number="1",
            sk_date=date(2025, 1, 2),
            tahun_option=None,
            partial=False,
            names=names,
        )
    codes = []
    for at, baseline in enumerate(made.baselines):
        code = TerritoryCode(baseline.kode)
        codes.append(code)
        totals = tally(rows.take(np.array([kode == code.text for kode in rows.kode])))
        with database.write() as unit:
            file = unit.blobs.put(b"%PDF bench", "application/pdf")
            add_plan(
                unit,
                _funded(make_plan(totals, AreaReading.AMBANG)),
                base=0,
                baseline_id=baseline.id,
                catalogue=works(),
                source=file,
                source_name="rencana.xlsx",
            )
            _history(Acting(unit, DocumentKind.RPLP, code, None, "bench"), file)
        if at % 10 == 0:
            print(f"made {at + 1} of {kelurahan}", file=sys.stderr)
    return codes


def _rows(kelurahan: int) -> SurveyRows:
    rows = nation_rows(rt=RT * kelurahan, kelurahan=kelurahan)
    codes = sorted(set(rows.kode))
    mine = {kode: f"35.73.{at // 20 + 1:02d}.{1001 + at % 20}" for at, kode in enumerate(codes)}
    kawasan = np.array([f"Kawasan {at % 3}" if at % 10 else "" for at in range(len(rows))], dtype=object)
    return replace(rows, kode=np.array([mine[kode] for kode in rows.kode], dtype=object), kawasan=kawasan)


def _funded(plan: Plan) -> Plan:
    """The plan with works of the catalogue, money, beneficiaries and upkeep."""
    menu = ("JL1", "DR1", "AM1", "AL1", "PS2", "PK1")
    return replace(
        plan,
        kegiatan=tuple(
            replace(
                activity,
                katalog=menu[at % len(menu)],
                nama=f"Kegiatan {at}",
                pelaksana=Pelaksana.KSM,
                rab=100_000_000,
                kpp="KPP",
                manfaat=Beneficiaries(20, 80, 40, 10),
                dana=(
                    FundingLine(
                        "APBD-KAB", activity.tahun_mulai, 100_000_000, Commitment.DIANGGARKAN, "DPA 1"
                    ),
                ),
            )
            for at, activity in enumerate(plan.kegiatan)
        ),
    )


def _history(acting: Acting, file: Digest) -> None:
    """Through G1 by decision, then evidence for two thirds of the activities."""
    acting.actor = BANG
    acting.say(
        Submitted(BANG, 1, Gate.G1, Move.ADVANCE, file, file, (), ("konsultan",), (), Quorum()), blobs=[file]
    )
    acting.say(
        Decided(
            BANG,
            1,
            Outcome.APPROVED,
            Gate.G1,
            Move.ADVANCE,
            Gate.G1.stage,
            Gate.G1.leads_to,
            file,
            file,
            (),
            "",
        )
    )
    kinds = dict.fromkeys(
        kind
        for each in built_in().of(Gate.G2, DocumentKind.RPLP)
        if each.per is Per.KEGIATAN
        for kind in each.bukti[:1]
    )
    number = 0
    for at in range(40):
        for kind in list(kinds)[:11]:
            number += 1
            acting.say(
                EvidenceAdded(
                    BANG, number, kind, f"{number}/2026", date(2026, 2, 1), "Kepala", (f"K{at:02d}",), None, "f.pdf",
                    "application/pdf", file,
                )
            )  # fmt: skip
            acting.say(EvidenceJudged(CHECKER, number, file, True, ""))
    acting.follow()


if __name__ == "__main__":
    main()
