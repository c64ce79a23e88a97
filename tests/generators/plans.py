"""Plans for tests of what is written about them: a large one on the example kelurahan, a small awkward one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from intake.catalogue import built_in
from planning.authority import Pelaksana, Skala
from planning.catalogue import Catalogue
from planning.funding import Commitment, FundingLine
from planning.plan import (
    Activity,
    AreaReading,
    Beneficiaries,
    Jalur,
    Location,
    ManualOrder,
    Plan,
    PlanSettings,
)
from planning.quantity import to_decimal
from planning.rollup import Totals, tally
from planning.rules import RULE_2016, RuleSet
from planning.scenario import Scenario, scenario_of
from planning.survey import SurveyRows
from tests.planning.reading import records, survey

KODE = "35.73.04.1005"
AUTHOR, TODAY = "konsultan", date(2026, 1, 5)
_EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sukun" / "baseline_ilustratif.csv"
_WORKS = ("JL1", "DR1", "AM1", "JL2", "DR2")
_SOURCES = ("APBD-KAB", "APBN-BDI-KOL", "APBN-NSUP2", "DANA-DESA", "BAZNAS", "HIBAH", "DAK")


@cache
def example_rows() -> SurveyRows:
    """The example kelurahan: 110 RT in 4 kawasan and outside."""
    return survey(records(_EXAMPLE))


def dear_catalogue() -> Catalogue:
    """The built-in menu at prices that rise."""
    return replace(built_in(), faktor_harga=Decimal("1.1"), kenaikan_harga=Decimal(5))


def large_scenario(
    activities: int = 12,
    reading: AreaReading = AreaReading.AMBANG,
    rows: SurveyRows | None = None,
    *,
    places: int = 8,
) -> Scenario:
    """A plan of several years on the kawasan of `rows` (the example kelurahan)."""
    totals = tally(example_rows() if rows is None else rows)
    inside = [at for at, place in enumerate(totals.places) if place.kawasan]
    made = [_work(number, totals, inside, places) for number in range(activities)]
    settings = PlanSettings(2026, 2030, reading, tahun_tanpa_kpp=3)
    return scenario_of(Plan(KODE, 1, settings, tuple(made)), totals)


def _work(number: int, totals: Totals, inside: Sequence[int], places: int) -> Activity:
    entry = built_in().by_code[_WORKS[number % len(_WORKS)]]
    year = 2026 + number % 5
    lokasi: list[Location] = []
    for step in range(places):
        at = inside[(number * 7 + step * 3) % len(inside)]
        place = totals.places[at]
        for code in entry.improves(totals.rule):
            volume = to_decimal(int(totals.volume[at, totals.rule.codes.index(code)]))
            if volume > 0 and (place.rw, place.rt, code) not in {(x.rw, x.rt, x.parameter) for x in lokasi}:
                lokasi.append(Location(place.rw, place.rt, year, code, volume))
    rab = 150_000_000 + number * 1_234_567
    own = rab // 20
    order = ManualOrder(1, "Hasil musyawarah kelurahan", AUTHOR, TODAY) if number == 4 else None
    return Activity(
        f"K-{number + 1:03d}",
        entry.kode,
        f"{entry.nama}, tahap {number + 1}",
        Jalur.PENINGKATAN,
        entry.skala,
        entry.pelaksana,
        year,
        year + (1 if number % 4 == 0 else 0),
        Decimal(500 + number) + Decimal("0.25"),
        rab,
        Beneficiaries(120, 480, 245, 60 if number % 2 else None),
        Decimal("-7.990798"),
        Decimal("112.631004"),
        "KPP Sumber Rejeki" if number % 3 else "",
        "RP2-017" if number % 2 else "",
        order,
        "",
        tuple(lokasi),
        (
            FundingLine("SWADAYA", year, own),
            FundingLine(
                _SOURCES[number % len(_SOURCES)],
                year + number % 2,
                rab - own - (5_000_000 if number % 6 == 1 else 0),
                Commitment.KOMITMEN,
                "900/12/2025",
            ),
        ),
    )


def awkward_scenario(rule: RuleSet = RULE_2016) -> Scenario:
    """Three kinds of empty, texts that look like formulas, and claims that nothing supports."""
    found = []
    for number in range(4):
        record = {
            "tahun": "2025",
            "kode_kelurahan": KODE,
            "kawasan": "" if number == 3 else '=1+1 & "x"',
            "rw": "001",
            "rt": f"{number + 1:03d}",
            "luas_ha": "0.848808",
            "bangunan": "50",
            "penduduk": "200",
            "kk": "48",
            "kk_mbr": "" if number == 1 else "11",
            "jalan_ideal_m": "515",
            "drainase_ideal_m": "495",
        }
        record |= dict.fromkeys(rule.codes, "45") | {"1b": "0.3", "4a": "0.7", "2a": "-", "6a": ""}
        found.append(record)
    totals = tally(survey(found, rule))
    lines = (
        FundingLine("SWADAYA", 2025, 1),
        FundingLine("LAIN", 2033, 999_999_999_999, Commitment.CAIR, "@SUM(A1)"),
    )
    first = Activity(
        "=1+1",
        "JL1",
        '=HYPERLINK("http://example.invalid","klik")',
        Jalur.PENCEGAHAN,
        Skala.KOTA,
        Pelaksana.SWASTA,
        2031,
        2033,
        rab=None,
        kpp="-5",
        catatan="+62 812\n@catatan panjang " + "sekali " * 30,
        lokasi=(
            Location("001", "001", 2031, "4a", Decimal("0.1")),
            Location("001", "001", 2032, "4a", Decimal("0.2")),
            Location("001", "001", 2033, "4a", Decimal("0.4")),
            Location("001", "002", 2031, "2a", Decimal(10)),
            Location("001", "003", 2031, "6a", Decimal(10)),
            Location("009", "009", 2031, "1a", Decimal(10)),
            Location("001", "004", 2031, "9z", Decimal(10)),
            Location("001", "004", 2031),
        ),
        dana=lines,
    )
    second = replace(
        first, kode=">5", katalog="TIDAK-ADA", nama="-", jumlah=Decimal(0), rab=0, lokasi=(), dana=lines[:1]
    )
    third = replace(
        first, kode="001", katalog="SO1", nama="0", jumlah=Decimal("0.5"), rab=7, lokasi=(), dana=()
    )
    settings = PlanSettings(2026, 2030)
    return scenario_of(Plan(KODE, 1, settings, (first, second, third)), totals)


def without_activities(scenario: Scenario) -> Scenario:
    """The same before anything is planned."""
    return scenario_of(replace(scenario.plan, kegiatan=()), scenario.rt.places)
