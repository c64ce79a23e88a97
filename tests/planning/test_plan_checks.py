"""The consistency of a plan: each finding where it must come, with place and words, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from planning.authority import Pelaksana, Skala
from planning.catalogue import Catalogue, CatalogueEntry, Improvement, Komponen, UnitCost
from planning.findings import Finding
from planning.funding import Commitment, FundingLine
from planning.plan import Activity, Beneficiaries, Jalur, Location, Plan, PlanSettings
from planning.plan_checks import PlanPlaces, check_plan, slum_area_for_authority
from planning.plan_findings import PLAN_FINDINGS
from planning.rollup import Totals
from planning.scenario import scenario_of
from tests.planning.works import KODE, rt_of, totals_of

JALAN = CatalogueEntry(
    "JL1", "Jalan paving", "m2", Komponen.INFRASTRUKTUR, Skala.LINGKUNGAN, Pelaksana.KSM,
    UnitCost(100_000, 200_000, 2026, "uji"), (Improvement("2a", Decimal("1.5")), Improvement("2b", Decimal("1.5"))),
)  # fmt: skip
USAHA = CatalogueEntry("NS2", "Livelihood", "KSM", Komponen.EKONOMI, Skala.LINGKUNGAN, Pelaksana.BKM)
LATIH = replace(USAHA, kode="NS1", komponen=Komponen.KAPASITAS)
MENU = Catalogue((JALAN, USAHA, LATIH))

SLUM = {"2b": "80", "3a": "40", "3b": "40", "5a": "40", "5b": "40"}
"""25 points: slum, 80 of 100 m of road bad, no household with water and sanitation."""


def totals() -> Totals:
    return totals_of(rt_of("001", SLUM), rt_of("002", SLUM | {"kawasan": ""}), rt_of("003", {"4b": ""}))


GOOD = Activity(
    "K-001", "JL1", "Jalan", Jalur.PENINGKATAN, Skala.LINGKUNGAN, Pelaksana.KSM, 2026, 2026,
    jumlah=Decimal(60), rab=9_000_000, manfaat=Beneficiaries(30, 120, 60, 10), kpp="KPP Mawar",
    kode_kabkota="B.1", lokasi=(Location("001", "001", 2026, "2b", Decimal(40)),),
    dana=(FundingLine("APBD-KAB", 2026, 9_000_000, Commitment.DIANGGARKAN, "DPA 1/2026"),),
)  # fmt: skip


def found(
    *activities: Activity, places: PlanPlaces | None = None, without_target: bool = True
) -> list[Finding]:
    plan = Plan(KODE, 1, PlanSettings(2026, 2028), activities)
    findings = check_plan(scenario_of(plan, totals()), MENU, file="x.xlsx", places=places or PlanPlaces())
    # The plan of these tests never reaches 0 ha; one test below is about that.
    return [each for each in findings if not (without_target and each.code == "P023")]


def test_a_sound_activity_has_no_finding() -> None:
    assert found(GOOD) == []


def volume(rt: str, value: str, parameter: str = "2b", tahun: int = 2026) -> Location:
    return Location("001", rt, tahun, parameter, Decimal(value))


CASES: dict[str, tuple[Activity, str]] = {
    "P001": (
        replace(
            GOOD, jumlah=Decimal(121), rab=12_100_000, lokasi=(volume("001", "80.5"),),
            dana=(FundingLine("APBD-KAB", 2026, 12_100_000),),
        ),
        "80.5 m of 2b",
    ),
    "P003": (replace(GOOD, rab=13_000_000, dana=(FundingLine("APBD-KAB", 2026, 13_000_000),)), "Rp 216.667"),
    "P004": (
        replace(GOOD, tahun_selesai=2029, lokasi=(volume("001", "40", tahun=2029),)),
        "2029 is after the target year 2028",
    ),
    "P005": (replace(GOOD, dana=(FundingLine("APBD-KAB", 2026, 8_999_999),)), "is Rp 1 below"),
    "P006": (replace(GOOD, dana=(*GOOD.dana, FundingLine("SWADAYA", 2026, 1))), "above the cost estimate"),
    "P007": (replace(GOOD, lokasi=(volume("002", "40"),)), "RT 002/RW 001"),
    "P010": (replace(GOOD, kode_kabkota=""), "RP2KP-KP"),
    "P012": (replace(GOOD, skala=Skala.KAWASAN), "KSM does not build"),
    "P013": (replace(GOOD, lokasi=(Location("001", "001", 2026),)), "improves no parameter"),
    "P014": (replace(GOOD, lokasi=(volume("001", "40", "3a"),)), "It improves 2a, 2b"),
    "P015": (replace(GOOD, jumlah=Decimal(59), lokasi=(volume("001", "40"),)), "at most 39.33 m"),
    "P016": (replace(GOOD, kpp=""), "KPP"),
    "P018": (
        replace(GOOD, dana=(FundingLine("APBD-KAB", 2027, 9_000_000),)),
        "money of 2027 for a work of 2026 to 2026",
    ),
    "P017": (
        replace(GOOD, dana=(FundingLine("APBD-KAB", 2026, 9_000_000, Commitment.KOMITMEN),)),
        "marked komitmen",
    ),
    "P019": (replace(GOOD, manfaat=Beneficiaries(41, 120, 60)), "41 beneficiaries (kk)"),
    "P022": (replace(GOOD, lokasi=(*GOOD.lokasi, volume("003", "1", "4b")), katalog="XX"), "RT 003/RW 001"),
    "P025": (replace(GOOD, rab=None, dana=()), "rab is not filled"),
    "P026": (replace(GOOD, manfaat=Beneficiaries(30, 120, 121)), "121 perempuan"),
    "P027": (replace(GOOD, lokasi=(volume("001", "40", tahun=2027),)), "finished in 2027"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "activity", "words"), [(code, *case) for code, case in CASES.items()])
def test_one_fault_one_finding(code: str, activity: Activity, words: str) -> None:
    (one,) = found(activity)
    assert one.code == code
    assert words in one.text(str)
    assert "K-001" in one.text(str)


def test_a_community_does_not_pay_works_of_a_kawasan() -> None:
    activity = replace(
        GOOD, skala=Skala.KAWASAN, pelaksana=Pelaksana.DINAS, dana=(FundingLine("SWADAYA", 2026, 9_000_000),)
    )
    (one,) = found(activity)
    assert one.code == "P011"
    assert "usulan ke kab/kota" in one.text(str)


def test_livelihood_must_reach_low_income_households_inside() -> None:
    usaha = replace(
        GOOD, katalog="NS2", jalur=Jalur.PENCEGAHAN, kpp="", lokasi=(Location("001", "001", 2026),)
    )
    assert found(usaha) == []
    assert [each.code for each in found(replace(usaha, manfaat=Beneficiaries(30)))] == ["P008"]
    outside = replace(usaha, lokasi=(Location("001", "002", 2026),))
    assert [each.code for each in found(outside)] == ["P008"]


def test_the_same_volume_is_not_paid_twice() -> None:
    other = replace(
        GOOD,
        kode="K-002",
        tahun_mulai=2027,
        tahun_selesai=2027,
        jumlah=Decimal(62),
        lokasi=(volume("001", "40.5", tahun=2027),),
        dana=(FundingLine("APBD-KAB", 2027, 9_000_000),),
    )
    (one,) = found(GOOD, other)
    assert one.code == "P002"
    assert "K-001, K-002" in one.text(str)
    assert "80.5 m" in one.text(str)
    # Exactly the gap is no double payment.
    assert found(GOOD, replace(other, lokasi=(volume("001", "40", tahun=2027),))) == []


def test_the_same_work_twice_is_named_once() -> None:
    assert [each.code for each in found(GOOD, replace(GOOD, kode="K-002"))] == ["P009"]
    # Two trainings without a place are the same only by the same name.
    training = replace(GOOD, katalog="NS1", jalur=Jalur.PENCEGAHAN, lokasi=(), jumlah=None)
    named = replace(training, kode="K-002", nama="Lain")
    assert found(training, named) == []
    assert [each.code for each in found(training, replace(training, kode="K-002"))] == ["P009"]


def test_what_remains_at_the_target_is_said() -> None:
    (one,) = found(GOOD, without_target=False)
    assert (one.code, one.sheet) == ("P023", "rencana")
    assert "2 ha slum in 1 RT at the end of 2028" in one.text(str)


def test_the_row_of_the_file_is_named() -> None:
    places = PlanPlaces({"K-001": 4}, {("K-001", 0): 7}, {("K-001", 0): 9})
    rows = {
        code: (found(CASES[code][0], places=places)[0].sheet, found(CASES[code][0], places=places)[0].row)
        for code in ("P003", "P001", "P017")
    }
    assert rows == {"P003": ("kegiatan", 4), "P001": ("lokasi", 7), "P017": ("dana", 9)}


@pytest.mark.parametrize(
    ("areas", "decree", "expected"),
    [(("9", "1"), ("", ""), 10), (("9", "1"), ("4", "5"), 9), (("9", "1"), ("4", ""), 10)],
)
def test_authority_follows_the_decree_where_it_is_filled(
    areas: tuple[str, str], decree: tuple[str, str], expected: int
) -> None:
    records = [
        rt_of(f"{number:03}", {"luas_ha": area, "luas_sk_ha": sk})
        for number, (area, sk) in enumerate(zip(areas, decree, strict=True), 1)
    ]
    outside = rt_of("009", {"luas_ha": "50", "kawasan": ""})
    plan = Plan(KODE, 1, PlanSettings(2026, 2028))
    assert slum_area_for_authority(scenario_of(plan, totals_of(*records, outside))) == expected * 1_000_000


@pytest.mark.parametrize(
    ("area", "sources", "said"),
    [
        ("9.999999", ["APBD-KAB"], None),
        ("10", ["APBD-KAB"], "provinsi"),
        ("10", ["APBD-KAB", "APBD-PROV"], None),
        ("15", ["APBD-PROV"], "pusat"),
        ("15", ["APBN-NSUP2"], None),
    ],
)
def test_somebody_with_authority_pays(area: str, sources: list[str], said: str | None) -> None:
    lines = tuple(FundingLine(source, 2026, 9_000_000 // len(sources)) for source in sources)
    plan = Plan(KODE, 1, PlanSettings(2026, 2028), (replace(GOOD, dana=lines),))
    scenario = scenario_of(plan, totals_of(rt_of("001", SLUM | {"luas_ha": area})))
    told = [one for one in check_plan(scenario, MENU, file="x") if one.code == "P024"]
    assert bool(told) == bool(said)
    assert said is None or said in told[0].text(str)


def test_every_code_of_the_domain_is_tried() -> None:
    here = {*CASES, "P002", "P008", "P009", "P011", "P023", "P024"}
    coordinates = {"P020", "P021"}
    assert here | coordinates == {code for code in PLAN_FINDINGS if code < "P100"}


def test_no_finding_without_its_words() -> None:
    say: Callable[[str], str] = str
    for activity, _words in CASES.values():
        for one in found(activity):
            assert "{" not in one.text(say)
