"""The menu of works: prices in another year, overriding, and which parameters a work improves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.authority import DEFAULT_SCALES, Pelaksana, ScaleRule, Skala
from planning.catalogue import (
    Catalogue,
    CatalogueEntry,
    CatalogueFile,
    Improvement,
    Komponen,
    UnitCost,
    overridden,
)
from planning.rules import RULE_2016, RULE_2018


def entry(kode: str = "JL1", bawah: int = 150_000, atas: int = 300_000, tahun: int = 2018) -> CatalogueEntry:
    return CatalogueEntry(
        kode,
        "Jalan",
        "m²",
        Komponen.INFRASTRUKTUR,
        Skala.LINGKUNGAN,
        Pelaksana.KSM,
        UnitCost(bawah, atas, tahun, "uji"),
    )


def catalogue(*entries: CatalogueEntry, factor: str = "1", rise: str = "0") -> Catalogue:
    return Catalogue(entries, faktor_harga=Decimal(factor), kenaikan_harga=Decimal(rise))


@pytest.mark.parametrize(
    ("factor", "rise", "tahun", "expected"),
    [
        ("1", "0", 2018, (150_000, 300_000)),
        ("1", "0", 2050, (150_000, 300_000)),
        ("1.15", "0", 2018, (172_500, 345_000)),
        ("1", "3", 2018, (150_000, 300_000)),
        ("1", "3", 2019, (154_500, 309_000)),
        ("1", "3", 2020, (159_135, 318_270)),
        ("1.2", "5", 2020, (198_450, 396_900)),
        # 150000 / 1.03 = 145631.06…, 300000 / 1.03 = 291262.13…
        ("1", "3", 2017, (145_631, 291_262)),
        # 150000 / 1.0609 = 141389.38…, 300000 / 1.0609 = 282778.77…
        ("1", "3", 2016, (141_389, 282_779)),
        ("1", "-20", 2019, (120_000, 240_000)),
        ("1", "-20", 2017, (187_500, 375_000)),
    ],
)
def test_prices_in_another_year(factor: str, rise: str, tahun: int, expected: tuple[int, int]) -> None:
    assert catalogue(entry(), factor=factor, rise=rise).cost_range("JL1", tahun) == expected


@pytest.mark.parametrize(
    ("bawah", "factor", "expected"),
    [(1, "0.5", 1), (3, "0.5", 2), (5, "0.5", 3), (1, "0.499999", 0), (333, "1.5", 500)],
)
def test_half_a_rupiah_is_rounded_up(bawah: int, factor: str, expected: int) -> None:
    found = catalogue(entry(bawah=bawah), factor=factor).cost_range("JL1", 2018)
    assert found is not None
    assert found[0] == expected


@given(
    rupiah=st.integers(1, 10**12),
    factor=st.decimals("0.01", "10", places=2),
    rise=st.decimals("0", "20", places=2),
    years=st.integers(0, 30),
)
def test_prices_agree_with_fractions(rupiah: int, factor: Decimal, rise: Decimal, years: int) -> None:
    found = catalogue(entry(bawah=rupiah, atas=rupiah), factor=str(factor), rise=str(rise))
    exact = rupiah * Fraction(factor) * (1 + Fraction(rise) / 100) ** years
    limits = found.cost_range("JL1", 2018 + years)
    assert limits is not None
    # 28 digits leave an error far below a thousandth of a rupiah; only a tie may fall on the other side.
    assert abs(limits[0] - exact) <= Fraction(501, 1000)


def test_prices_that_no_figure_holds_are_still_numbers() -> None:
    """Bounds of one figure alone let their product grow beyond the digits of a decimal."""
    found = catalogue(entry(bawah=10**14, atas=10**14, tahun=1990), factor="10", rise="50")
    limits = found.cost_range("JL1", 2100)
    assert limits is not None
    assert len(str(limits[0])) == 35


def test_unit_cost_is_the_middle_rounded_up() -> None:
    assert catalogue(entry(bawah=10, atas=13)).unit_cost("JL1", 2018) == 12
    assert catalogue(entry(bawah=10, atas=12)).unit_cost("JL1", 2018) == 11


def test_a_work_without_a_cost() -> None:
    found = catalogue(replace(entry(), biaya=None))
    assert found.cost_range("JL1", 2020) is None
    assert found.unit_cost("JL1", 2020) is None


def test_entries_are_replaced_in_place_and_added_behind() -> None:
    base = catalogue(entry("AA"), entry("BB"), entry("CC"))
    found = overridden(base, CatalogueFile((entry("DD"), entry("BB", 1, 2))))
    assert [each.kode for each in found.kegiatan] == ["AA", "BB", "CC", "DD"]
    assert found.cost_range("BB", 2018) == (1, 2)
    assert found.cost_range("AA", 2018) == (150_000, 300_000)
    assert base.cost_range("BB", 2018) == (150_000, 300_000)


def test_an_empty_file_changes_nothing() -> None:
    base = catalogue(entry(), factor="1.2", rise="4")
    assert overridden(base, CatalogueFile()) == base


def test_factors_and_scales_are_replaced_where_they_are_given() -> None:
    base = catalogue(entry(), factor="1.2", rise="4")
    rule = ScaleRule(Skala.KAWASAN, (Pelaksana.DINAS,), ("APBD-KAB",))
    found = overridden(base, CatalogueFile(skala=(rule,), faktor_harga=Decimal(2)))
    assert (found.faktor_harga, found.kenaikan_harga) == (Decimal(2), Decimal(4))
    assert found.scale_rule(Skala.KAWASAN) == rule
    assert found.scale_rule(Skala.KOTA) == DEFAULT_SCALES[2]
    assert [each.skala for each in found.skala] == list(Skala)


def test_zero_is_a_factor_and_none_is_not() -> None:
    base = catalogue(entry(), rise="4")
    assert overridden(base, CatalogueFile(kenaikan_harga=Decimal(0))).kenaikan_harga == 0


def test_parameters_of_2018_hold_for_2016_by_their_meaning() -> None:
    drain = replace(
        entry(), perbaikan=(Improvement("4c", Decimal(1)), Improvement("4c", Decimal("0.05"), "2016"))
    )
    assert drain.improves(RULE_2018) == {"4c": Decimal(1)}
    assert drain.improves(RULE_2016) == {"4c": Decimal("0.05"), "4e": Decimal(1)}


def test_parameters_stand_in_the_order_of_the_rule() -> None:
    road = replace(entry(), perbaikan=(Improvement("2b", Decimal(2)), Improvement("2a", Decimal(1))))
    assert list(road.improves(RULE_2018)) == ["2a", "2b"]


def test_an_own_figure_of_2016_stands_before_the_translated_one() -> None:
    road = replace(entry(), perbaikan=(Improvement("2a", Decimal(1)), Improvement("2a", Decimal(3), "2016")))
    assert road.improves(RULE_2018) == {"2a": Decimal(1)}
    assert road.improves(RULE_2016) == {"2a": Decimal(3)}
