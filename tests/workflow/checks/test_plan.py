"""Checks of a plan as a whole, and of a kab/kota over its kelurahan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planning.plan import Jalur, PlanSettings
from planning.roles import Role
from planning.rules import OPTIONAL_SIZES, RULE_2018, SIZES
from store.canonical import Digest
from tests.planning.works import YEAR
from tests.workflow.checks.cases import MET, UNKNOWN, UNMET, UNNEEDED, Case, each_of, holds
from tests.workflow.dossiers import (
    SLUM,
    TODAY,
    ask,
    baseline,
    city,
    dossier,
    member,
    proof,
    ratification,
    records,
    road,
    state,
    version,
    view,
    without_baseline,
)
from workflow.checks import Result
from workflow.dossier import Dossier
from workflow.requirements import Tolerances
from workflow.rule_file import built_in

LATER = YEAR + 2
BOTH = (road("K1", "001"), road("K2", "002"))
"""Together they reach 0 ha in the first year."""
HEALED = {"2a": "0", "3a": "0", "5a": "0", "6a": "0"}


def after(*changes: dict[str, str]) -> list[dict[str, str]]:
    """The three RT as a later survey sees them, healed unless changed."""
    filled = [*changes, *([{}] * (3 - len(changes)))]
    return records(*(HEALED | each for each in filled), year=LATER)


def baseline_with(**cells: str) -> Dossier:
    rows = records(cells)
    return dossier(view(rows=rows), rows=rows)


def decree(*, luas_sk: str = "2", today: date = TODAY, sk: date | None = None, **process: object) -> Dossier:
    first = baseline(sk_date=sk)
    rows = records({"luas_sk_ha": luas_sk})
    return dossier(view(rows=rows, on=first), state(**process), rows=rows, first=first, today=today)  # type: ignore[arg-type]


def area(of: Dossier) -> Result:
    return ask("luas_sk", of, bukti=("ba_selisih_luas",))


def age(day: date | None, today: date) -> Result:
    return ask("umur_sk", decree(sk=day, today=today))


def no_delineation() -> Dossier:
    rows = records(*[{"kawasan": ""}] * 3)
    return dossier(view(rows=rows), rows=rows)


def ratified(*by: Role, of: str = "same", **process: object) -> Result:
    other = replace(version(), files=(("docx", Digest("8" * 64)), ("pdf", Digest("2" * 64))))
    signed = [ratification(role, version() if of == "same" else other) for role in by]
    process_state = state(ratified=signed, **process)  # type: ignore[arg-type]
    return ask(
        "pengesahan", dossier(process=process_state, document=version()), bukti=("lembar_pengesahan",),
        per_revisi=True,
    )  # fmt: skip


def endline(*changes: dict[str, str], keep: int = 3, plan: Dossier | None = None) -> Dossier:
    return dossier(view(BOTH), later=after(*changes)[:keep])


CASES = (
    Case("baseline_lengkap", MET, "all 3 RT are filled", lambda: ask("baseline_lengkap", dossier())),
    Case("baseline_lengkap", UNMET, "no baseline", lambda: ask("baseline_lengkap", without_baseline())),
    Case(
        "baseline_lengkap", UNMET, "1 of 3 RT have cells",
        lambda: ask("baseline_lengkap", baseline_with(penduduk="")),
    ),
    Case(
        "baseline_lengkap", UNMET, "1 of 3 RT have cells",
        lambda: ask("baseline_lengkap", baseline_with(**{"7a": ""})),
    ),
    Case(
        "baseline_lengkap", MET, "all 3 RT",
        lambda: ask("baseline_lengkap", baseline_with(**{"7a": "-"}, luas_sk_ha="")),
    ),
    Case(
        "baseline_lengkap", UNMET, "2 RT were refused",
        lambda: ask("baseline_lengkap", dossier(view(on=baseline(refused=2)))),
    ),
    Case("data_konsisten", MET, "no contradiction in 3 RT", lambda: ask("data_konsisten", dossier())),
    Case("data_konsisten", UNMET, "no baseline", lambda: ask("data_konsisten", without_baseline())),
    Case(
        "data_konsisten", UNMET, "1 contradictions in baseline 1",
        lambda: ask("data_konsisten", dossier(None, rows=records({"2a": "101"}))),
    ),
    Case("luas_sk", UNMET, "no baseline", lambda: area(without_baseline())),
    Case("luas_sk", MET, "within 5 percent", lambda: area(decree(luas_sk="2"))),
    # 4 ha surveyed; 3.809523… decreed is the edge: 4 - x = 5 % of x.
    Case("luas_sk", MET, "within 5 percent", lambda: area(decree(luas_sk="1.809524"))),
    Case("luas_sk", UNMET, "more than 5 percent", lambda: area(decree(luas_sk="1.809523"))),
    Case("luas_sk", MET, "within 5 percent", lambda: area(decree(luas_sk="2.210526"))),
    Case("luas_sk", UNMET, "more than 5 percent", lambda: area(decree(luas_sk="2.210527"))),
    Case("luas_sk", UNMET, "1 RT inside the delineation have no area", lambda: area(decree(luas_sk=""))),
    Case(
        "luas_sk", MET, "accepted", lambda: area(decree(luas_sk="1", evidence=[proof(1, "ba_selisih_luas")])),
    ),
    Case(
        "luas_sk", UNMET, "more than 5",
        lambda: area(decree(luas_sk="1", evidence=[proof(1, "ba_selisih_luas", accepted=None)])),
    ),
    Case("umur_sk", MET, "decree of 2024-05-17", lambda: ask("umur_sk", dossier())),
    Case("umur_sk", MET, "2021-03-10", lambda: age(date(2021, 3, 10), date(2026, 3, 10))),
    Case("umur_sk", UNMET, "older than 5", lambda: age(date(2021, 3, 9), date(2026, 3, 10))),
    Case("umur_sk", MET, "2021-01-31", lambda: age(date(2021, 1, 31), date(2026, 1, 31))),
    Case("umur_sk", UNMET, "older", lambda: age(date(2021, 1, 31), date(2026, 2, 1))),
    Case("umur_sk", MET, "2020-02-29", lambda: age(date(2020, 2, 29), date(2025, 2, 28))),
    Case("umur_sk", UNMET, "older", lambda: age(date(2020, 2, 29), date(2025, 3, 1))),
    Case("umur_sk", UNKNOWN, "not known", lambda: age(None, TODAY)),
    Case("umur_sk", UNNEEDED, "no delineation", lambda: ask("umur_sk", no_delineation())),
    Case(
        "umur_sk", MET, "decree of 2025-06-01",
        lambda: ask(
            "umur_sk",
            decree(sk=date(2019, 1, 1), evidence=[proof(1, "sk_kumuh", day=date(2025, 6, 1))]),
        ),
    ),
    Case(
        "umur_sk", UNMET, "decree of 2019-01-01",
        lambda: ask(
            "umur_sk",
            decree(sk=date(2019, 1, 1), evidence=[proof(1, "sk_kumuh", day=date(2025, 6, 1), accepted=False)]),
        ),
    ),
    Case(
        "umur_sk", MET, "decree of 2024-05-17",
        lambda: ask("umur_sk", city(member(view()), member(view(), baseline(sk_date=date(2012, 1, 1))))),
    ),
    Case("rplp_lengkap", MET, "version 3 of the RPLP", lambda: ask("rplp_lengkap", dossier(document=version()))),
    Case("rplp_lengkap", UNMET, "no plan", lambda: ask("rplp_lengkap", dossier(None, document=version()))),
    Case("rplp_lengkap", UNMET, "no version", lambda: ask("rplp_lengkap", dossier())),
    Case(
        "rplp_lengkap", UNMET, "T-R09 (kegiatan)",
        lambda: ask("rplp_lengkap", dossier(view(()), document=version())),
    ),
    Case(
        "rplp_lengkap", UNMET, "T-R10 (dana: 1)",
        lambda: ask("rplp_lengkap", dossier(view((road(), road("K2", dana=()))), document=version())),
    ),
    Case(
        "rplp_lengkap", UNMET, "T-R09 (lokasi)",
        lambda: ask("rplp_lengkap", dossier(view((road(lokasi=()),)), document=version())),
    ),
    Case(
        "rplp_lengkap", UNMET, "another baseline",
        lambda: ask("rplp_lengkap", dossier(document=version(baseline_id=2))),
    ),
    Case(
        "rplp_lengkap", UNMET, "does not print version 1 of the plan",
        lambda: ask("rplp_lengkap", dossier(document=version(plan_id=2))),
    ),
    Case(
        "rplp_lengkap", UNMET, "does not print version 1 of the plan",
        lambda: ask("rplp_lengkap", dossier(document=version(plan_id=None))),
    ),
    Case(
        "rplp_lengkap", UNMET, "lacks PDF or DOCX",
        lambda: ask("rplp_lengkap", dossier(document=version(formats=("pdf",)))),
    ),
    Case("pengesahan", MET, "by lurah and BKM", lambda: ratified(Role.LURAH, Role.BKM)),
    Case("pengesahan", UNMET, "not ratified by: bkm", lambda: ratified(Role.LURAH)),
    Case("pengesahan", UNMET, "not ratified by: lurah", lambda: ratified(Role.BKM)),
    Case("pengesahan", UNMET, "lurah, bkm", lambda: ratified(Role.LURAH, Role.BKM, of="other bytes")),
    Case("pengesahan", UNMET, "no version", lambda: ask("pengesahan", dossier(), bukti=("lembar_pengesahan",))),
    Case("pengesahan", MET, "accepted", lambda: ratified(evidence=[proof(4, "lembar_pengesahan")])),
    Case(
        "pengesahan", UNMET, "not ratified",
        lambda: ratified(evidence=[proof(4, "lembar_pengesahan")], revision=2),
    ),
    Case("skenario_nol", MET, "0 ha are left in 2028", lambda: ask("skenario_nol", dossier(view(BOTH)))),
    Case("skenario_nol", UNMET, "2 ha are left in 2028, in 1 RT", lambda: ask("skenario_nol", dossier())),
    Case("skenario_nol", UNMET, "no plan", lambda: ask("skenario_nol", dossier(None))),
    Case("skenario_nol", MET, "0 ha", lambda: ask("skenario_nol", city(member(view(BOTH)), member(view(BOTH))))),
    Case("skenario_nol", UNMET, "2 ha", lambda: ask("skenario_nol", city(member(view(BOTH)), member(view())))),
    Case("rplp_dalam_rp2kpkp", MET, "all 1 activities", lambda: ask("rplp_dalam_rp2kpkp", dossier())),
    Case(
        "rplp_dalam_rp2kpkp", MET, "version 4 of the RP2KP-KP lists",
        lambda: ask("rplp_dalam_rp2kpkp", dossier(city_codes=["RK-K1", "RK-9"])),
    ),
    Case(
        "rplp_dalam_rp2kpkp", UNMET, "does not list 1 of the codes that 2 activities give: RK-K2",
        lambda: ask("rplp_dalam_rp2kpkp", dossier(view((road(), road("K2"))), city_codes=["RK-K1"])),
    ),
    Case("rplp_dalam_rp2kpkp", UNMET, "no plan", lambda: ask("rplp_dalam_rp2kpkp", dossier(None))),
    Case(
        "rplp_dalam_rp2kpkp", UNMET, "1 of 2 activities name no activity of the city plan: K2",
        lambda: ask("rplp_dalam_rp2kpkp", dossier(view((road(), road("K2", kode_kabkota=""))))),
    ),
    Case(
        "rplp_dalam_rp2kpkp", MET, "all 1",
        lambda: ask(
            "rplp_dalam_rp2kpkp", dossier(view((road(), road("K2", kode_kabkota="", jalur=Jalur.PENCEGAHAN))))
        ),
    ),
    Case("endline", MET, "survey of 2027: 3 RT", lambda: ask("endline", endline())),
    Case("endline", UNMET, "lacks 1 RT", lambda: ask("endline", endline(keep=2))),
    Case("endline", UNMET, "no survey", lambda: ask("endline", dossier())),
    Case("endline", UNMET, "no survey", lambda: ask("endline", dossier(later=records()))),
    Case("target_ha", MET, "0 ha in 2027, 0 ha planned", lambda: ask("target_ha", endline())),
    Case("target_ha", UNMET, "2 ha in 2027, 0 ha planned", lambda: ask("target_ha", endline(SLUM))),
    Case(
        "target_ha", MET, "2 ha in 2027, 2 ha planned",
        lambda: ask("target_ha", dossier(later=after({}, SLUM))),
    ),
    Case("target_ha", MET, "0 ha in 2027", lambda: ask("target_ha", endline({}, {}, SLUM | {"kawasan": ""}))),
    # Taking a slum out of the delineation does not make it less.
    Case("target_ha", UNMET, "2 ha in 2027", lambda: ask("target_ha", endline(SLUM | {"kawasan": ""}))),
    Case("target_ha", UNKNOWN, "a plan and a survey", lambda: ask("target_ha", dossier())),
    Case("target_ha", UNKNOWN, "a plan and a survey", lambda: ask("target_ha", dossier(None, later=after()))),
    Case("target_ha", UNKNOWN, "in each kelurahan", lambda: ask("target_ha", city(member(view())))),
    Case("tanpa_kumuh_baru", MET, "by 2027", lambda: ask("tanpa_kumuh_baru", endline())),
    Case(
        "tanpa_kumuh_baru", UNMET, "RT 003/RW 001",
        lambda: ask("tanpa_kumuh_baru", endline({}, {}, SLUM | {"kawasan": ""})),
    ),
    Case(
        "tanpa_kumuh_baru", MET, "no RT",
        lambda: ask("tanpa_kumuh_baru", endline(SLUM, SLUM | {"kawasan": ""})),
    ),
    Case("tanpa_kumuh_baru", UNKNOWN, "a plan and a survey", lambda: ask("tanpa_kumuh_baru", dossier())),
    Case("tanpa_kumuh_baru", UNKNOWN, "each kelurahan", lambda: ask("tanpa_kumuh_baru", city(member(view())))),
    Case("rt_keluar_kumuh", MET, "score 0 in 2027", lambda: ask("rt_keluar_kumuh", endline(), rt=("001", "001"))),
    Case(
        "rt_keluar_kumuh", UNMET, "score 20 in 2027",
        lambda: ask("rt_keluar_kumuh", endline(SLUM), rt=("001", "001")),
    ),
    Case(
        "rt_keluar_kumuh", UNMET, "services below the limit: 5",
        lambda: ask("rt_keluar_kumuh", endline({"5a": "40"}), rt=("001", "001")),
    ),
    Case(
        "rt_keluar_kumuh", UNMET, "lacks this RT",
        lambda: ask("rt_keluar_kumuh", endline(keep=2), rt=("001", "003")),
    ),
    Case("rt_keluar_kumuh", UNMET, "no survey", lambda: ask("rt_keluar_kumuh", dossier(), rt=("001", "001"))),
)  # fmt: skip


@each_of(CASES)
def test_a_check_of_the_plan(case: Case) -> None:
    holds(case)


@pytest.mark.parametrize(
    "column", [*(each for each in SIZES if each not in OPTIONAL_SIZES), *RULE_2018.codes]
)
def test_no_column_of_the_baseline_may_be_empty(column: str) -> None:
    rows = records({}, {column: ""})
    assert ask("baseline_lengkap", dossier(None, rows=rows)).verdict is UNMET


def test_a_city_may_allow_another_difference_of_areas_and_another_age() -> None:
    rules = replace(built_in(), toleransi=Tolerances(selisih_luas_sk=Decimal(50), umur_sk=1))
    one = replace(decree(luas_sk="1.5", sk=date(2024, 5, 17)), rules=rules)
    assert area(one).verdict is MET
    assert ask("umur_sk", one).verdict is UNMET


def test_a_signed_sheet_that_does_not_count_is_still_named() -> None:
    assert ratified(evidence=[proof(4, "lembar_pengesahan", accepted=None)]).bukti == (4,)


def test_the_last_year_of_the_plan_counts_for_a_survey_after_it() -> None:
    late = records(HEALED, year=YEAR + 9)
    settings = PlanSettings(YEAR + 1, YEAR + 3)
    result = ask("target_ha", dossier(view(BOTH, settings=settings), later=late))
    assert "planned" in result.seen
    assert result.verdict is UNMET


def test_a_difference_of_areas_of_just_the_tolerance_is_allowed() -> None:
    rows = records({"luas_ha": "2.2"})
    assert area(dossier(None, rows=rows)).verdict is MET
    rows = records({"luas_ha": "2.200001"})
    assert area(dossier(None, rows=rows)).verdict is UNMET


def test_an_empty_cell_is_a_matter_of_completeness_and_no_contradiction() -> None:
    rows = dossier(None, rows=records({"penduduk": ""}))
    assert ask("data_konsisten", rows).verdict is MET
    assert ask("baseline_lengkap", rows).verdict is UNMET
