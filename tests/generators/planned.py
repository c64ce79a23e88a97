"""Snapshots with a plan: the example, and the plans that prose must survive, from none to what never reaches 0 ha."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from examples import sukun
from generators.facts.plan import PlanFacts
from generators.facts.process import (
    AspectCount,
    DecisionFacts,
    EvidenceFacts,
    GateFacts,
    MonitoringFacts,
    ProcessFacts,
    RatificationFacts,
    ReadinessCell,
    ReadinessFacts,
    RequirementFacts,
    ScreeningFacts,
    StageFacts,
    WaiverFacts,
)
from generators.rplp.plan_context import plan_facts
from generators.rplp.snapshot import RplpSnapshot
from intake.catalogue import built_in
from intake.plan_file import read_plan
from planning.authority import Pelaksana, Skala
from planning.funding import Commitment, FundingLine
from planning.plan import Activity, Beneficiaries, Jalur, Location, ManualOrder, Plan, PlanSettings
from planning.quantity import to_decimal
from planning.rollup import tally
from planning.rules import RULE_2016
from planning.scenario import Scenario, scenario_of
from planning.survey import SurveyRows
from planning.territory import TerritoryCode
from tests.generators import places, plans
from tests.planning.reading import records, survey

TODAY = date(2026, 1, 5)
FIRST, LAST = 2026, 2030
_KINDS: Final = {"1": "BG1", "2": "JL1", "3": "AM1", "4": "DR1", "5": "AL1", "6": "PS1", "7": "PK1"}


def works(
    rows: SurveyRows,
    *,
    aspects: str = "1234567",
    share: Decimal = Decimal(1),
    where: Callable[[str], bool] = bool,
    jalur: Jalur = Jalur.PENINGKATAN,
    money: Callable[[int], tuple[FundingLine, ...]] = lambda year: (
        FundingLine("APBD-KAB", year, 90_000_000, Commitment.DIANGGARKAN, "DPA 1"),
        FundingLine("SWADAYA", year, 10_000_000),
    ),
) -> tuple[Activity, ...]:
    """One activity for each aspect: `share` of the gap in every RT whose kawasan `where` accepts, one year each."""
    totals = tally(rows)
    rule = totals.rule
    made = []
    for at, aspect in enumerate(aspects):
        year = FIRST + at % (LAST - FIRST + 1)
        lokasi = tuple(
            Location(place.rw, place.rt, year, code, to_decimal(int(totals.volume[i, p])) * share)
            for i, place in enumerate(totals.places)
            if where(place.kawasan)
            for p, code in enumerate(rule.codes)
            if code.startswith(aspect) and totals.volume[i, p] > 0
        )
        if lokasi:
            made.append(
                Activity(
                    f"K-{at + 1:03}", _KINDS[aspect], f"Pekerjaan aspek {aspect}", jalur, Skala.LINGKUNGAN,
                    Pelaksana.KSM, year, year, Decimal(10), 100_000_000, Beneficiaries(20, 80, 40, 6),
                    Decimal("-7.99"), Decimal("112.63"), "KPP Maju", f"RP2-{at}", None, "", lokasi, money(year),
                )
            )  # fmt: skip
    return tuple(made)


def facts(
    rows: SurveyRows, activities: Sequence[Activity], *, settings: PlanSettings | None = None
) -> PlanFacts:
    """The plan of these activities on these rows."""
    plan = Plan(rows.kode[0], 1, settings or PlanSettings(FIRST, LAST), tuple(activities))
    return of_scenario(scenario_of(plan, tally(rows)))


def of_scenario(scenario: Scenario) -> PlanFacts:
    return plan_facts(scenario, built_in(), number=1, sha256=places.DIGEST, source_name="rencana.xlsx")


def rows_of(
    count: int,
    *,
    shares: Sequence[int],
    kawasan: Callable[[int], str] = lambda _: "",
    kode: str = places.KODE,
) -> SurveyRows:
    return survey(
        [
            places.rt(n, share=shares[n % len(shares)], kawasan=kawasan(n), kode_kelurahan=kode)
            for n in range(1, count + 1)
        ]
    )


def _a(_: int) -> str:
    return "A"


def _on(
    rows: SurveyRows, activities: Sequence[Activity], process: ProcessFacts | None = None
) -> RplpSnapshot:
    return places.made(rows, plan=facts(rows, activities), process=process)


def process(*kode: str) -> ProcessFacts:
    """A process in which something of everything has happened; `kode` are the activities of the first year."""
    lengkap, belum = ReadinessCell("lengkap", ()), ReadinessCell("belum", ("DED", "gambar kerja"))
    aside, none = ReadinessCell("dikesampingkan", ()), ReadinessCell("tidak berlaku", ())
    first = kode[0] if kode else ""
    return ProcessFacts(
        "perencanaan", 2,
        (
            StageFacts("persiapan", "selesai", date(2026, 1, 5), date(2026, 2, 20)),
            StageFacts("perencanaan", "berjalan", date(2026, 2, 20), None),
            StageFacts("pelaksanaan", "belum", None, None),
            StageFacts("pemantauan", "belum", None, None),
            StageFacts("keberlanjutan", "belum", None, None),
        ),
        (
            DecisionFacts(1, "persiapan", "perencanaan", "disetujui", date(2026, 2, 20), "Lengkap", 3, 3, 5),
            DecisionFacts(2, "perencanaan", "pelaksanaan", "menunggu", None, "", 1, 3, 5),
        ),
        GateFacts(
            "G2", "perencanaan", "pelaksanaan", date(2026, 11, 20), "tertahan", 82,
            (AspectCount("kelengkapan", 21, 26), AspectCount("ketepatan", 12, 13)),
            (RequirementFacts("G2-K10", "DED", "kelengkapan", kode, True, "Unggah DED.", "Askot infrastruktur"),),
        ),
        ("DED", "RAB", "Dana", "O&P"),
        tuple(
            ReadinessFacts(each, (lengkap if at else belum, lengkap, aside, none), bool(at))
            for at, each in enumerate(kode)
        ),
        tuple(ScreeningFacts(each, "L-C", "S-2", ("SPPL 05/2026",)) for each in kode),
        (
            EvidenceFacts(1, "BA RKM", "BA-01", date(2025, 2, 12), "Lurah", (), "ba.pdf", "0f" * 32, "diterima"),
            EvidenceFacts(2, "DED", "", None, "", kode, "ded.pdf", "1a" * 32, "menunggu"),
        ),
        (WaiverFacts("G2-K15", "Status lahan", first, "Menunggu surat", "", "Ketua Pokja PKP", None),),
        (MonitoringFacts(first, date(2026, 10, 3), "50", "", ""),),
        (RatificationFacts("Lurah", "Siti", date(2026, 11, 20), ""),),
        approved=False,
    )  # fmt: skip


def empty_process() -> ProcessFacts:
    """A process that has only begun."""
    stages = (StageFacts("persiapan", "berjalan", date(2026, 1, 5), None),)
    return ProcessFacts("persiapan", 1, stages, (), None, (), (), (), (), (), (), (), approved=False)


def _sukun() -> RplpSnapshot:
    rows = survey(records(sukun.BASELINE))
    file = read_plan(
        sukun.PLAN, code=TerritoryCode(sukun.KODE), rows=rows, baseline=1, catalogue=built_in(), author="uji",
        today=TODAY, outline=None,
    )  # fmt: skip
    assert file.plan, file.findings
    return places.made(
        rows,
        manuscript=places.sukun_manuscript(),
        plan=of_scenario(scenario_of(file.plan, tally(rows))),
        process=process("K-001", "K-002", "K-006"),
    )


def _one_rt() -> RplpSnapshot:
    rows = rows_of(1, shares=(60,), kawasan=_a)
    return _on(rows, works(rows), process=process("K-001"))


def _partly() -> RplpSnapshot:
    rows = rows_of(12, shares=(60, 80, 30), kawasan=lambda n: "A" if n < 6 else "B" if n < 10 else "")
    return _on(rows, works(rows, aspects="27", share=Decimal("0.7")), process=process("K-001", "K-002"))


def _weird() -> RplpSnapshot:
    rows = rows_of(2, shares=(60,), kawasan=lambda _: places.WEIRD)
    named = tuple(
        replace(each, nama=places.WEIRD, kpp=places.WEIRD, kode=f"<K&\"{at}'>")
        for at, each in enumerate(works(rows))
    )
    order = ManualOrder(1, places.WEIRD, "konsultan", TODAY)
    named = (replace(named[0], urutan=order), *named[1:])
    return places.made(
        rows,
        names=dict.fromkeys(places.NAMES, places.WEIRD),
        plan=facts(rows, named),
        process=process("<K&\"0'>"),
    )


def _bare() -> RplpSnapshot:
    """Activities of which hardly anything is filled, at a scale of the city."""
    rows = rows_of(4, shares=(60,), kawasan=_a)
    bare = tuple(
        replace(
            each, rab=None, jumlah=None, manfaat=Beneficiaries(), lintang=None, bujur=None, kpp="", kode_kabkota="",
            dana=(), skala=Skala.KOTA, pelaksana=Pelaksana.DINAS,
        )
        for each in works(rows, aspects="34")
    )  # fmt: skip
    return _on(rows, (*bare, replace(bare[0], kode="K-009", lokasi=(), katalog="NS1")))


def _large() -> RplpSnapshot:
    rows = rows_of(400, shares=(0, 10, 30, 60, 90), kawasan=lambda n: f"Kawasan {n // 50}" if n > 100 else "")
    return places.made(rows, plan=of_scenario(plans.large_scenario(60, rows=rows, places=12)))


def _prevention() -> RplpSnapshot:
    rows = rows_of(30, shares=(0, 10, 20))
    return _on(rows, works(rows, where=lambda _: True, jalur=Jalur.PENCEGAHAN), process=process("K-001"))


def _desa() -> RplpSnapshot:
    rows = rows_of(3, shares=(60,), kawasan=lambda _: "Dusun Krajan", kode=places.DESA)
    return _on(rows, tuple(replace(each, pelaksana=Pelaksana.KELURAHAN) for each in works(rows)))


def _undelineated(share: Decimal) -> RplpSnapshot:
    rows = rows_of(5, shares=(60, 5))
    return _on(rows, works(rows, where=lambda _: True, share=share), process=empty_process())


def _unfunded() -> RplpSnapshot:
    rows = rows_of(3, shares=(80,), kawasan=_a)
    return _on(rows, works(rows, money=lambda year: (FundingLine("DAK", year, 30_000_000),)))


def _useless() -> RplpSnapshot:
    rows = rows_of(3, shares=(80,), kawasan=_a)
    return _on(rows, works(rows, aspects="3", share=Decimal("0.01")))


def _clean() -> RplpSnapshot:
    rows = rows_of(3, shares=(10,), kawasan=_a)
    return _on(rows, works(rows))


def _without(rows: SurveyRows) -> RplpSnapshot:
    return _on(rows, (), process=empty_process())


PLANNED: Final[Mapping[str, Callable[[], RplpSnapshot]]] = {
    "Sukun with its plan": _sukun,
    "one RT, to 0 ha": _one_rt,
    "never to 0 ha": _partly,
    "no effect at all": _useless,
    "plan with odd names": _weird,
    "hardly filled": _bare,
    "400 RT, 60 activities": _large,
    "prevention only": _prevention,
    "desa with a plan": _desa,
    "slum, not delineated": lambda: _undelineated(Decimal(1)),
    "slum, not delineated, too little": lambda: _undelineated(Decimal("0.01")),
    "money missing": _unfunded,
    "plan without activities": lambda: _without(rows_of(3, shares=(60,), kawasan=_a)),
    "prevention without activities": lambda: _without(rows_of(3, shares=(0, 10))),
    "delineated, none slum, no activities": lambda: _without(rows_of(3, shares=(10,), kawasan=_a)),
    "delineated, none slum": _clean,
    "rule 2016, awkward": lambda: places.made(
        _awkward_rows(), plan=of_scenario(plans.awkward_scenario(RULE_2016)), process=empty_process()
    ),
}
"""Every one must give a document without a fault."""


def _awkward_rows() -> SurveyRows:
    """Rows under the codes of `plans.awkward_scenario`; only the rule and the RT have to agree."""
    return survey(
        [places.rt(n, share=45, rule=RULE_2016, kawasan="" if n == 4 else "A") for n in range(1, 5)],
        RULE_2016,
    )


@cache
def snapshot(name: str) -> RplpSnapshot:
    """A snapshot of `PLANNED`, or one of `places`."""
    return PLANNED[name]() if name in PLANNED else places.snapshot(name)


@cache
def html(name: str) -> str:
    """Its rendered text."""
    return places.html_of(snapshot(name))
