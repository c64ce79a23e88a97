"""Money: the lists of sources agree, and no rupiah is lost or counted twice on the way between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given

from planning.funding import (
    SIM_SOURCES,
    SOURCES,
    SWADAYA,
    Commitment,
    FundingLine,
    FundingSource,
    by_source_and_year,
    total_of,
)
from tests.planning.works import activity, funding_lines, plan_of

LISTS: Final[dict[str, Callable[[FundingSource], str]]] = {
    "code": lambda source: source.code,
    "sim": lambda source: source.sim,
    "investasi": lambda source: source.investasi,
    "provinsi": lambda source: source.provinsi,
}


def test_the_information_system_has_14_sources_and_the_province_7() -> None:
    assert len(SIM_SOURCES) == len(set(SIM_SOURCES)) == 14
    assert {source.sim for source in SOURCES.values()} == set(SIM_SOURCES)
    assert [code for code in SOURCES if code not in SIM_SOURCES] == ["DANA-DESA", "BAZNAS"]
    assert {source.provinsi for source in SOURCES.values()} == {
        "APBN", "APBD Provinsi", "APBD Kab/Kota", "Dana Desa", "CSR", "Baznas", "Lainnya",
    }  # fmt: skip
    assert all(code == source.code for code, source in SOURCES.items())


@pytest.mark.parametrize("item", LISTS.values(), ids=LISTS)
@given(lines=funding_lines())
def test_every_list_adds_up_to_the_same_rupiah(
    item: Callable[[FundingSource], str], lines: list[FundingLine]
) -> None:
    sums = by_source_and_year(lines, item)
    assert sum(sums.values()) == total_of(lines)
    for year in {line.tahun for line in lines}:
        assert sum(v for (_, y), v in sums.items() if y == year) == sum(
            line.jumlah for line in lines if line.tahun == year
        )
    for name in {item(source) for source in SOURCES.values()}:
        assert sum(v for (n, _), v in sums.items() if n == name) == sum(
            line.jumlah for line in lines if item(SOURCES[line.sumber]) == name
        )


@given(lines=funding_lines())
def test_order_of_the_lines_is_irrelevant_and_sources_stand_in_their_order(lines: list[FundingLine]) -> None:
    sums = by_source_and_year(lines)
    assert list(by_source_and_year(reversed(lines)).items()) == list(sums.items())
    place = list(SOURCES)
    assert list(sums) == sorted(sums, key=lambda key: (place.index(key[0]), key[1]))


@given(first=funding_lines(), second=funding_lines())
def test_money_of_a_plan_is_that_of_its_activities(
    first: list[FundingLine], second: list[FundingLine]
) -> None:
    plan = plan_of(activity("A", dana=first), activity("B", dana=second))
    assert plan.lines == (*first, *second)
    assert total_of(plan.lines) == sum(each.funded for each in plan.kegiatan)
    for each in plan.kegiatan:
        swadaya = by_source_and_year(each.dana, lambda source: source.code)
        assert each.swadaya == sum(v for (code, _), v in swadaya.items() if code == SWADAYA) <= each.funded


def test_sums_by_hand() -> None:
    lines = [
        FundingLine("BAZNAS", 2026, 3),
        FundingLine("DANA-DESA", 2026, 5),
        FundingLine("SWASTA", 2026, 7),
        FundingLine("APBN-PKP", 2027, 11),
        FundingLine("APBN-NSUP2", 2027, 13),
    ]
    assert by_source_and_year(lines, LISTS["sim"]) == {
        ("APBN-NSUP2", 2027): 13, ("APBN-PKP", 2027): 11, ("SWASTA", 2026): 10, ("LAIN", 2026): 5,
    }  # fmt: skip
    assert by_source_and_year(lines, LISTS["investasi"]) == {
        ("APBN", 2027): 24, ("Swasta/CSR", 2026): 10, ("Dana Desa", 2026): 5,
    }  # fmt: skip
    assert by_source_and_year(lines, LISTS["provinsi"]) == {
        ("APBN", 2027): 24, ("CSR", 2026): 7, ("Dana Desa", 2026): 5, ("Baznas", 2026): 3,
    }  # fmt: skip


def test_money_that_is_sure_needs_evidence() -> None:
    assert [each.needs_evidence for each in Commitment] == [False, False, True, True, True]
