"""The snapshot of a city: sums are sums of RT scored again, every rupiah stands once, inputs are named."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from generators.rp2kpkp.snapshot import CitySnapshot
from generators.rplp.plan_context import plan_facts
from planning.authority import Skala, kewenangan
from planning.plan import Plan, PlanSettings
from planning.quantity import to_millionths
from planning.rules import RULE_2018
from tests.generators import cities
from tests.generators.cities import SECOND, made, member
from tests.generators.places import KODE, rt
from tests.planning.reading import survey
from tests.planning.works import activity


@cache
def malang() -> CitySnapshot:
    return cities.snapshot("Malang")


def total(texts: list[str]) -> Decimal:
    return sum(map(Decimal, texts), Decimal(0))


def test_hectares_of_the_parts_add_up_to_those_of_the_city() -> None:
    city = malang()
    assert total([each.kumuh_ha for each in city.kelurahan]) == Decimal(city.kumuh_ha)
    assert sum(each.kumuh_rt for each in city.kelurahan) == city.kumuh_rt
    assert total([each.kumuh_luar_ha for each in city.kelurahan]) == Decimal(city.kumuh_luar_ha)
    inside = Decimal(city.kumuh_ha) - Decimal(city.kumuh_luar_ha)
    assert total([each.kumuh_ha for each in city.kawasan]) == inside
    for level in ("kecamatan", "kelurahan", "kawasan"):
        rows = [each for each in city.sk if each.level == level]
        assert total([str(each.luas_ha) for each in rows]) == Decimal(str(city.sk_total.luas_ha))
        assert total([str(each.luas_sk_ha) for each in rows]) == Decimal(str(city.sk_total.luas_sk_ha))
        assert total([str(each.selisih_ha) for each in rows]) == Decimal(str(city.sk_total.selisih_ha))


def test_a_kawasan_is_scored_from_its_summed_volumes_and_never_from_shares() -> None:
    """One large bad RT and one small good one: the mean of percents would be 50, the sum says 80."""
    large = rt(1, kawasan="A", kk="80", _3a="80")
    small = rt(2, kawasan="A", kk="20", _3a="0")
    rows = survey([large, small])
    (kawasan,) = made(rows, [member(rows, KODE)]).kawasan
    (share,) = [each for each in kawasan.parameter if each.code == "3a"]
    assert (share.volume, share.persen, share.nilai) == ("80", "80.00", 5)


def test_the_scenario_is_the_sum_of_those_of_the_kelurahan() -> None:
    scenario = malang().scenario
    for at, moment in enumerate(scenario.summary):
        assert total([each.sisa_ha[at] for each in scenario.kelurahan]) == Decimal(moment.sisa_ha)
        assert total([each.sisa_ha[at] for each in scenario.kawasan]) == Decimal(moment.sisa_ha)
    left = [Decimal(each.sisa_ha) for each in scenario.summary]
    assert [Decimal(each.turun_ha) for each in scenario.summary] == [
        Decimal(0), *(a - b for a, b in pairwise(left)),
    ]  # fmt: skip
    assert scenario.nol == 2030
    assert left[-1] == 0


def test_a_kelurahan_without_a_plan_stays_as_it_was_surveyed() -> None:
    city = cities.snapshot("an empty plan beside none")
    assert city.scenario.tanpa_rencana == (SECOND,)
    assert city.scenario.tahun == (2026, 2027, 2028)
    assert {each.sisa_ha for each in city.scenario.kelurahan} == {("1.5",) * 4}
    assert city.scenario.nol is None
    first = city.inputs[0]
    assert (first.newer, first.plan is not None, city.inputs[1].plan) == (2, True, None)


def test_plans_of_different_years_stand_before_their_first_and_after_their_last() -> None:
    from planning.plan import Plan, PlanSettings
    from tests.planning.works import activity

    bad = rt(1, kawasan="A", _1a="40", _3a="40", _3b="40", _5a="40", _5b="40")
    rows = survey([bad, {**bad, "kode_kelurahan": SECOND}])
    work = activity("K-1", [("001", 2027, code, "40") for code in ("3a", "3b")])
    early = Plan(KODE, 1, PlanSettings(2026, 2027), (work,))
    late = Plan(SECOND, 1, PlanSettings(2028, 2029))
    city = made(rows, [member(rows, KODE, plan=early), member(rows, SECOND, plan=late)])
    assert city.scenario.tahun == (2026, 2027, 2028, 2029)
    assert [each.sisa_ha for each in city.scenario.kelurahan] == [
        ("1.5", "1.5", "0", "0", "0"), ("1.5",) * 5,
    ]  # fmt: skip


def test_every_rupiah_stands_once() -> None:
    city = malang()
    money = city.investasi
    assert sum(each.jumlah for each in money.sources) == money.jumlah == sum(money.by_year)
    assert sum(each.jumlah for each in money.skala) == money.jumlah
    assert sum(each.jumlah for each in city.memorandum) == money.jumlah
    assert sum(each.pasti for each in city.memorandum) == money.pasti
    for funder in city.memorandum:
        assert sum(row.jumlah for row in funder.rows) == funder.jumlah == sum(funder.by_year)
    by_year = dict(zip(money.tahun, money.by_year, strict=True))
    assert [each.dana for each in city.scenario.summary[1:]] == [
        by_year[year] for year in city.scenario.tahun
    ]


def test_what_both_plans_hold_is_counted_where_it_is_planned() -> None:
    city = malang()
    gathered = [each for each in city.kegiatan if each.skala == Skala.LINGKUNGAN]
    assert gathered
    assert not any(each.dihitung for each in gathered)
    assert all(each.rplp for each in gathered)
    states = {each.kode_kabkota: (each.state, each.dihitung) for each in city.usulan}
    assert states == {"KW-01": ("ditampung", False), "": ("belum ditampung", True)}
    own = sum(each.rab or 0 for each in city.kegiatan if each.dihitung)
    taken = sum(each.rab or 0 for each in city.usulan if not each.dihitung)
    assert city.investasi.rab == own + sum(each.rab for each in city.recap) - taken


def test_a_proposal_counts_in_the_rplp_until_the_city_says_what_it_costs() -> None:
    city = cities.example()
    naskah = city.naskah
    blank = tuple(
        replace(each, rab=None, dana=()) if each.kode == "KW-01" else each for each in naskah.kegiatan
    )
    again = cities.rebuilt(replace(naskah, kegiatan=blank))
    assert {each.dihitung for each in again.usulan} == {True}


def test_the_recap_holds_each_activity_under_one_indicator() -> None:
    city = malang()
    for row in city.recap:
        assert sum(row.count) == row.kegiatan
        assert sum(row.cost) == row.rab
        assert len(row.count) == len(city.recap_heads)


def test_the_recap_counts_an_activity_where_its_rplp_does() -> None:
    rows = survey([rt(1, share=80, kawasan="A")])
    # Drains along a road: the kind of work decides, not the lowest number.
    drains = replace(activity("D1", [("001", 2026, "2a", "5"), ("001", 2026, "4a", "5")]), katalog="DR1")
    one = member(rows, KODE, plan=Plan(KODE, 1, PlanSettings(2026, 2028), (drains,)))
    assert one.view is not None
    facts = plan_facts(one.view.scenario, one.view.catalogue, number=1, sha256="", source_name="")
    (row,) = made(rows, [one]).recap
    counted = tuple(each.kegiatan for each in facts.aspects[:7])
    assert row.count[:7] == counted == (0, 0, 0, 1, 0, 0, 0)


def test_needs_are_those_inside_and_what_is_left_is_their_difference() -> None:
    volumes: dict[str, Decimal] = defaultdict(Decimal)
    for kawasan in malang().kawasan:
        for share in kawasan.parameter:
            volumes[share.code] += Decimal(str(share.volume))
    for need in malang().needs:
        assert Decimal(need.need) == volumes[need.code]
        assert Decimal(need.need) - Decimal(need.handled) == Decimal(need.left)
    assert [each.code for each in malang().needs] == list(RULE_2018.codes)


def test_authority_follows_the_delineated_area_of_each_kelurahan() -> None:
    found = {each.nama: each for each in malang().kelurahan}
    for each in found.values():
        area = to_millionths(Decimal(each.kewenangan_ha))
        assert each.kewenangan == (kewenangan(area).value if area else "")
    assert found["Sukun"].kewenangan == "pusat"
    assert found["Pisangcandi"].kewenangan == ""


def test_the_order_of_kawasan_is_that_of_the_places_given() -> None:
    order = [each.urutan for each in malang().kawasan]
    slum = [each for each in order if each]
    assert order == [*range(1, len(slum) + 1), *[0] * (len(order) - len(slum))]
    first = malang().kawasan[0]
    assert (first.nama, first.manual is not None, first.klasifikasi) == ("Kawasan Tepi Brantas", True, "C2")
    assert first.pola == "pemugaran"


def test_an_area_by_decree_that_is_not_whole_is_no_area() -> None:
    rows = survey([rt(1, kawasan="A"), rt(2, kawasan="A", luas_sk_ha="")])
    city = made(rows, [member(rows, KODE)])
    assert {(each.luas_sk_ha, each.selisih_ha) for each in city.sk} == {(None, None)}


def test_inputs_name_what_was_taken_in() -> None:
    first = malang().inputs[0]
    assert (first.baseline_id, first.baseline, first.source_sha256) == (1, 1, "ab" * 32)
    assert first.plan is not None
    assert (first.plan.number, first.plan.sha256) == (1, "cd" * 32)


def test_rows_of_other_kelurahan_are_refused() -> None:
    rows = survey([rt(1)])
    with pytest.raises(ValueError, match="members"):
        made(rows, [member(rows, KODE), member(survey([rt(1, kode_kelurahan=SECOND)]), SECOND)])
