"""RPLP against the city plan: each contradiction is found, and nothing is found where both agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from planning.authority import Pelaksana, Skala
from planning.city_manuscript import CityManuscript, DokumenKota, KawasanKota, KegiatanKota, Selisih
from planning.consistency import CONSISTENCY_KINDS, Inconsistency, MemberPlan, check_consistency
from planning.finding_kind import Severity
from planning.funding import Commitment, FundingLine
from planning.plan import Activity, AreaReading, Jalur, Plan, PlanSettings
from planning.wording import said

KODE, OTHER = "35.73.04.1005", "35.73.04.1006"
PAID = FundingLine("APBD-KAB", 2026, 60_000_000, Commitment.DIANGGARKAN, "DPA 1")
OWN = Activity(
    "K-1", "DR1", "Saluran", Jalur.PENINGKATAN, Skala.LINGKUNGAN, Pelaksana.KSM, 2026, 2027,
    jumlah=Decimal(120), rab=60_000_000, kode_kabkota="LK-1", dana=(PAID,),
)  # fmt: skip
ASKED = replace(
    OWN, kode="K-2", skala=Skala.KAWASAN, kode_kabkota="KW-1", jumlah=Decimal(300), rab=900, dana=()
)
GATHERED = KegiatanKota(
    "LK-1", "Drainase", "Saluran lingkungan", Skala.LINGKUNGAN, Jalur.PENINGKATAN, Pelaksana.KSM, 2026, 2027,
    kelurahan=(KODE,), volume=Decimal(120), satuan="m", rab=60_000_000,
)  # fmt: skip
TAKEN = replace(GATHERED, kode="KW-1", skala=Skala.KAWASAN, volume=Decimal(300), rab=900)
CITY = CityManuscript(dokumen=DokumenKota(tahun_awal=2026, tahun_akhir=2030), kegiatan=(GATHERED, TAKEN))
PLAN = Plan(KODE, 1, PlanSettings(2026, 2030), (OWN, ASKED))
SUKUN = MemberPlan(KODE, "Sukun", 1, 1, ("A",), 2_500_000, PLAN, {"DR1": "m"})


def plan(*activities: Activity) -> MemberPlan:
    return replace(SUKUN, plan=replace(PLAN, kegiatan=activities))


def city(*activities: KegiatanKota, **changes: object) -> CityManuscript:
    return replace(CITY, kegiatan=activities, **changes)  # type: ignore[arg-type]


def codes(manuscript: CityManuscript, *members: MemberPlan) -> list[str]:
    return [each.code for each in check_consistency(manuscript, members)]


def test_two_plans_that_agree_have_no_finding() -> None:
    assert check_consistency(CITY, [SUKUN]) == ()


CASES: dict[str, Callable[[], tuple[Inconsistency, ...]]] = {
    "K001": lambda: check_consistency(CITY, [replace(SUKUN, newest=2)]),
    "K002": lambda: check_consistency(city(), [replace(SUKUN, plan=None)]),
    "K003": lambda: check_consistency(city(TAKEN), [SUKUN]),
    "K004": lambda: check_consistency(city(GATHERED), [plan(OWN, replace(ASKED, kode_kabkota=""))]),
    "K005": lambda: check_consistency(CITY, [plan(ASKED)]),
    "K006": lambda: check_consistency(CITY, [plan(OWN)]),
    "K007": lambda: check_consistency(city(replace(GATHERED, volume=Decimal(121)), TAKEN), [SUKUN]),
    "K008": lambda: check_consistency(city(replace(GATHERED, rab=60_000_001), TAKEN), [SUKUN]),
    "K009": lambda: check_consistency(city(replace(GATHERED, satuan="unit"), TAKEN), [SUKUN]),
    "K010": lambda: check_consistency(
        city(replace(GATHERED, kelurahan=(OTHER,)), TAKEN),
        [SUKUN, replace(SUKUN, kode=OTHER, nama="Lain", plan=None, kawasan=(), delineated=0)],
    ),
    "K011": lambda: check_consistency(city(replace(GATHERED, tahun_selesai=2026), TAKEN), [SUKUN]),
    "K012": lambda: check_consistency(
        city(replace(TAKEN, kode="KT-9", skala=Skala.KOTA, kelurahan=(), dana=(PAID,))),
        [plan(replace(OWN, kode_kabkota="", jalur=Jalur.PENCEGAHAN))],
    ),
    "K013": lambda: check_consistency(
        city(replace(TAKEN, kode="KT-9", skala=Skala.KOTA, volume=Decimal(120))),
        [plan(replace(OWN, kode_kabkota="", jalur=Jalur.PENCEGAHAN))],
    ),
    "K014": lambda: check_consistency(
        CITY, [SUKUN, replace(SUKUN, kode=OTHER, nama="Lain", plan=Plan(OTHER, 1, PLAN.settings))]
    ),
    "K015": lambda: check_consistency(replace(CITY, kawasan=(KawasanKota(KODE, "B"),)), [SUKUN]),
    "K016": lambda: check_consistency(
        CITY,
        [
            SUKUN,
            replace(
                SUKUN,
                kode=OTHER,
                nama="Lain",
                kawasan=(),
                plan=Plan(OTHER, 1, replace(PLAN.settings, cara_luas=AreaReading.AMBANG_LAYANAN)),
            ),
        ],
    ),
    "K017": lambda: check_consistency(
        replace(CITY, dokumen=DokumenKota(tahun_awal=2026, tahun_akhir=2029)), [SUKUN]
    ),
    "K018": lambda: check_consistency(city(TAKEN), [plan(replace(OWN, kode_kabkota=""), ASKED)]),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_each_contradiction_is_the_only_finding(code: str) -> None:
    (found,) = CASES[code]()
    assert found.code == code
    assert found.severity is CONSISTENCY_KINDS[code].severity


def test_every_code_has_a_case() -> None:
    assert list(CASES) == list(CONSISTENCY_KINDS)


@pytest.mark.parametrize("code", CASES)
def test_both_languages_are_filled_with_the_same_values(code: str) -> None:
    (found,) = CASES[code]()
    english = said(found.text, lambda text: text)
    indonesian = said(found.text, lambda text: "id" if text == "en" else text)
    assert english != indonesian
    assert "{" not in english + indonesian
    for _, value in found.values:
        assert value in english
        assert value in indonesian


def test_a_proposal_need_not_have_the_size_of_what_takes_it_up() -> None:
    larger = city(GATHERED, replace(TAKEN, volume=Decimal(500), rab=1_000))
    found = check_consistency(larger, [SUKUN])
    assert [(each.code, each.severity) for each in found] == [
        ("K007", Severity.WARNING), ("K008", Severity.WARNING),
    ]  # fmt: skip


def test_what_is_not_filled_is_not_compared() -> None:
    blank = city(replace(GATHERED, volume=None, satuan="", rab=None), TAKEN)
    assert codes(blank, SUKUN) == []
    assert codes(CITY, plan(replace(OWN, jumlah=None, rab=None), ASKED)) == []


def test_several_activities_add_up_to_what_gathers_them() -> None:
    halves = (replace(OWN, kode=f"K-{at}", jumlah=Decimal(60), rab=30_000_000) for at in (1, 3))
    assert codes(CITY, plan(*halves, ASKED)) == []


def test_money_without_evidence_or_of_linked_activities_is_not_called_double() -> None:
    paid_twice = city(replace(GATHERED, dana=(PAID,)), TAKEN)
    assert codes(paid_twice, SUKUN) == []
    bare = replace(PAID, bukti="")
    elsewhere = replace(TAKEN, kode="KT-9", skala=Skala.KOTA, kelurahan=(), dana=(bare,), volume=None)
    assert (
        codes(city(elsewhere), plan(replace(OWN, kode_kabkota="", jalur=Jalur.PENCEGAHAN, dana=(bare,))))
        == []
    )


def test_errors_come_first_and_long_lists_are_cut() -> None:
    many = [replace(OWN, kode=f"K-{at}", kode_kabkota="XX") for at in range(9)]
    found = check_consistency(
        replace(CITY, kegiatan=(), selisih=(Selisih(KODE, "salah ketik", "Z"),)),
        [
            plan(*many),
        ],
    )
    assert [each.severity for each in found] == sorted(
        (e.severity for e in found), key=lambda s: s is not Severity.ERROR
    )
    assert "(+3)" in next(each for each in found if each.code == "K003").text
