"""The proposal against a brute force written another way, and what must hold for every proposal."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.authority import Pelaksana, Skala
from planning.budget import Budget, BudgetLine, RtName
from planning.catalogue import Catalogue, CatalogueEntry, Improvement, Komponen, UnitCost
from planning.funding import by_source_and_year
from planning.plain import from_plain, to_plain
from planning.plan import AreaReading, Plan, PlanSettings
from planning.proposal import Proposal, greedy_proposal, propose
from planning.proposal_reasons import Wish
from planning.quantity import to_millionths
from planning.rollup import Totals
from planning.scenario import scenario_of
from tests.planning.drawing import UNHURRIED
from tests.planning.works import YEAR, activity, plan_of, rt_of, totals_of

YEARS = (YEAR + 1, YEAR + 2)
GOVERNMENT, PEOPLE = "APBD-KAB", "SWADAYA"
Costs = tuple[int, int]
"""Rupiah of works that everybody may pay, and of those that only government may."""


def work(
    kode: str,
    price: int,
    *improves: tuple[str, str],
    skala: Skala = Skala.LINGKUNGAN,
    bersama: bool = False,
    satuan: str = "unit",
) -> CatalogueEntry:
    return CatalogueEntry(
        kode, kode, satuan, Komponen.INFRASTRUKTUR, skala, Pelaksana.DINAS, UnitCost(price, price, YEARS[0], "uji"),
        tuple(Improvement(code, Decimal(per)) for code, per in improves), bersama,
    )  # fmt: skip


def budget_of(money: dict[tuple[str, int], int], **wishes: object) -> Budget:
    return replace(Budget(tuple(BudgetLine(*key, amount) for key, amount in money.items())), **wishes)  # type: ignore[arg-type]


def slum(
    rt: str, base: int, volumes: dict[str, int], *, luas: str = "2", penduduk: str = "160"
) -> dict[str, str]:
    """An RT of 8 households and buildings with `base` points (10, 11, 13, 15) that no work of the tests lowers."""
    third = {10: "0", 11: "2", 13: "5", 15: "8"}[base]
    cells = {
        "kk": "8",
        "bangunan": "8",
        "1a": "8",
        "1b": luas,
        "1c": third,
        "luas_ha": luas,
        "penduduk": penduduk,
    }
    return rt_of(rt, cells | {code: str(volume) for code, volume in volumes.items()})


# --- the brute force --------------------------------------------------------------------------------------


def points(bad: int) -> int:
    percent = (Decimal(bad) / 8 * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return 5 if percent >= 76 else 3 if percent >= 51 else 1 if percent >= 25 else 0


def frees(base: int, left: dict[str, int], *, served: bool) -> bool:
    if base + sum(map(points, left.values())) >= 16:
        return False
    return not served or sum(Decimal(bad) / 8 * 100 for code, bad in left.items() if code[0] == "5") <= 40


def ways(
    catalogue: Catalogue, base: int, volumes: dict[str, int], *, served: bool
) -> dict[int, set[tuple[Costs, Decimal]]]:
    """Costs and demand of the shared work of every way to free an RT, by year: each work and whole volume tried."""
    options = {
        code: [("", 0)]
        + [
            (entry.kode, done)
            for entry in catalogue.kegiatan
            if any(each.parameter == code for each in entry.perbaikan)
            for done in range(1, bad + 1)
        ]
        for code, bad in volumes.items()
    }
    found: dict[int, set[tuple[Costs, Decimal]]] = {year: set() for year in YEARS}
    for picked in product(*options.values()):
        left = {code: bad - done for (code, bad), (_, done) in zip(volumes.items(), picked, strict=True)}
        if not frees(base, left, served=served):
            continue
        amounts: dict[str, Decimal] = {}
        for code, (kode, done) in zip(volumes, picked, strict=True):
            if kode:
                per = next(e.per_volume for e in catalogue.by_code[kode].perbaikan if e.parameter == code)
                amounts[kode] = max(amounts.get(kode, Decimal(0)), per * done)
        for year in YEARS:
            costs, demand = [0, 0], Decimal(0)
            for kode, amount in amounts.items():
                entry, price = catalogue.by_code[kode], catalogue.unit_cost(kode, year)
                assert price is not None
                if entry.bersama:
                    demand = amount
                elif entry.satuan == "m2":
                    costs[entry.skala is not Skala.LINGKUNGAN] += ceil(amount * price)
                else:
                    costs[entry.skala is not Skala.LINGKUNGAN] += ceil(amount) * price
            found[year].add(((costs[0], costs[1]), demand))
    return {year: {a for a in rows if not any(_beats(b, a) for b in rows)} for year, rows in found.items()}


def _beats(a: tuple[Costs, Decimal], b: tuple[Costs, Decimal]) -> bool:
    return a != b and a[0][0] <= b[0][0] and a[0][1] <= b[0][1] and a[1] <= b[1]


def best_by_force(
    catalogue: Catalogue,
    rts: list[tuple[int, dict[str, int], int, int]],
    money: dict[tuple[str, int], int],
    *,
    served: bool,
) -> tuple[int, int, int]:
    """Hectares, people and cost of the best choice; `rts` are (base, volumes, hectares, people)."""
    shared = next(entry for entry in catalogue.kegiatan if entry.bersama)
    choices = []
    for base, volumes, _, _ in rts:
        by_year = ways(catalogue, base, volumes, served=served)
        choices.append([None, *((year, way) for year in YEARS for way in by_year[year])])
    best = (0, 0, 0)
    for picked in product(*choices):
        area = sum(rt[2] for rt, pick in zip(rts, picked, strict=True) if pick)
        people = sum(rt[3] for rt, pick in zip(rts, picked, strict=True) if pick)
        if (area, people) < best[:2]:
            continue
        demand = [
            sum((pick[1][1] for pick in picked if pick and pick[0] == year), Decimal(0)) for year in YEARS
        ]
        for early in range(ceil(demand[0]), ceil(sum(demand)) + 1):
            units = early, max(0, ceil(sum(demand)) - early)
            cost, fits = 0, True
            for year, count in zip(YEARS, units, strict=True):
                need = [sum(pick[1][0][at] for pick in picked if pick and pick[0] == year) for at in (0, 1)]
                need[shared.skala is not Skala.LINGKUNGAN] += count * (
                    catalogue.unit_cost(shared.kode, year) or 0
                )
                government, people_money = money[GOVERNMENT, year], money[PEOPLE, year]
                fits &= need[1] <= government and sum(need) <= government + people_money
                cost += sum(need)
            if fits:
                best = max(best, (area, people, -cost))
    return best[0], best[1], -best[2]


@pytest.mark.parametrize("reading", [AreaReading.AMBANG, AreaReading.AMBANG_LAYANAN])
@pytest.mark.parametrize("seed", range(20))
def test_a_brute_force_agrees(seed: int, reading: AreaReading) -> None:
    draw = random.Random(seed)
    catalogue = Catalogue(
        (
            work("TANGKI", draw.randint(900, 1100), ("5a", "1"), ("5b", "1")),
            work("PIPA", draw.randint(300, 700), ("5a", "1.37"), satuan="m2"),
            work(
                "IPAL",
                draw.randint(1500, 4000),
                ("5b", "0.125"),
                skala=draw.choice((Skala.KAWASAN, Skala.LINGKUNGAN)),
                bersama=True,
            ),
            work("HIDRAN", draw.randint(400, 900), ("7a", "0.3"), skala=Skala.KOTA),
        ),
        kenaikan_harga=Decimal(draw.choice(("0", "10"))),
    )
    second = draw.choice(("5a", "7a"))
    rts = [
        (
            draw.choice((10, 11, 13, 15)),
            {"5b": draw.randint(2, 8), second: draw.randint(2, 8)},
            draw.choice((1, 2, 3)),
            draw.choice((100, 150)),
        )
        for _ in range(8)
    ]
    rts = [rt for rt in rts if rt[0] + sum(map(points, rt[1].values())) >= 16][:3]
    records = [
        slum(f"{number:03}", base, volumes, luas=str(area), penduduk=str(people))
        for number, (base, volumes, area, people) in enumerate(rts, 1)
    ]
    money = {(source, year): draw.randint(0, 6000) for source in (GOVERNMENT, PEOPLE) for year in YEARS}
    found = propose(
        plan_of(settings=PlanSettings(*YEARS, cara_luas=reading)),
        totals_of(*records),
        catalogue,
        budget_of(money),
    )
    expected = best_by_force(catalogue, rts, money, served=reading is AreaReading.AMBANG_LAYANAN)
    assert (found.luas, found.jiwa, found.biaya) == (to_millionths(Decimal(expected[0])), *expected[1:])
    assert found.terbukti
    assert found.lengkap
    assert found.tepat_ulang


# --- what holds for every proposal ------------------------------------------------------------------------

MENU = Catalogue(
    (
        work("TANGKI", 1000, ("5a", "1"), ("5b", "1")),
        work("IPAL", 3000, ("5a", "0.1"), ("5b", "0.1"), skala=Skala.KAWASAN, bersama=True),
        work("PAVING", 20, ("2a", "1.5"), ("2b", "1.5"), satuan="m2"),
        work("PIPA", 700, ("3a", "1"), ("3b", "1"), satuan="m"),
        work("BAK", 90, ("6a", "1")),
    ),
    kenaikan_harga=Decimal(3),
)
LOWERED = ("2a", "2b", "3a", "3b", "5a", "5b", "6a")


@st.composite
def kelurahan(draw: st.DrawFn) -> Totals:
    numbers = range(1, draw(st.integers(1, 6)) + 1)
    records = []
    for number in numbers:
        volumes = {code: draw(st.integers(0, 50 if code[0] == "2" else 8)) for code in LOWERED}
        cells = slum(
            f"{number:03}", draw(st.sampled_from((10, 13, 15))), volumes, luas=str(draw(st.integers(1, 4)))
        )
        cells["kawasan"] = draw(st.sampled_from(("A", "A", "B", "")))
        records.append(cells)
    return totals_of(*records)


budgets = st.fixed_dictionaries(
    {(source, year): st.integers(0, 12_000) for source in (GOVERNMENT, PEOPLE) for year in YEARS}
)
plans = st.builds(
    lambda reading, lasts: plan_of(settings=PlanSettings(*YEARS, cara_luas=reading, tahun_tanpa_kpp=lasts)),
    st.sampled_from(AreaReading),
    st.sampled_from((0, 1)),
)
FEW = settings(UNHURRIED, max_examples=30)


def freed(plan: Plan, totals: Totals, proposal: Proposal) -> list[RtName]:
    before = scenario_of(plan, totals).rt.condition.slum[-1]
    after = scenario_of(proposal.added_to(plan), totals).rt.condition.slum[-1]
    return [
        RtName(place.rw, place.rt)
        for place, was, remains in zip(totals.places, before, after, strict=True)
        if was and not remains
    ]


@FEW
@given(kelurahan(), budgets, plans)
def test_every_rupiah_is_there_and_every_claim_comes_true(
    totals: Totals, money: dict[tuple[str, int], int], plan: Plan
) -> None:
    proposal = propose(plan, totals, MENU, budget_of(money))
    lines = [line for each in proposal.kegiatan for line in each.dana]
    for (source, year), spent in by_source_and_year(lines).items():
        assert spent <= money[source, year]
    assert all(each.funded == each.rab for each in proposal.kegiatan)
    assert sum(line.jumlah for line in lines) == proposal.biaya
    assert sum(each.terpakai for each in proposal.mengikat) == proposal.biaya
    for each in proposal.kegiatan:
        paying = MENU.scale_rule(each.skala).sumber
        assert all(line.sumber in paying for line in each.dana)
        assert all(place.tahun <= each.tahun_selesai for place in each.lokasi)
        assert each.lokasi
    assert freed(plan, totals, proposal) == list(proposal.bebas)
    assert proposal.luas <= proposal.batas_luas
    names = [each.kode for each in proposal.kegiatan]
    assert names == [f"U-{number:03}" for number in range(1, len(names) + 1)]


@FEW
@given(kelurahan(), budgets, plans)
def test_never_worse_than_the_greedy_one_and_always_the_same(
    totals: Totals, money: dict[tuple[str, int], int], plan: Plan
) -> None:
    proposal = propose(plan, totals, MENU, budget_of(money))
    simple = greedy_proposal(plan, totals, MENU, budget_of(money))
    assert (proposal.luas, proposal.jiwa, -proposal.biaya) >= (simple.luas, simple.jiwa, -simple.biaya)
    assert propose(plan, totals, MENU, budget_of(money)) == proposal


@FEW
@given(kelurahan(), budgets, plans, st.integers(1, 4000))
def test_more_money_never_frees_less(
    totals: Totals, money: dict[tuple[str, int], int], plan: Plan, more: int
) -> None:
    before = propose(plan, totals, MENU, budget_of(money))
    richer = {key: amount + more for key, amount in money.items()}
    assert propose(plan, totals, MENU, budget_of(richer)).luas >= before.luas


@FEW
@given(kelurahan(), budgets, plans)
def test_a_rupiah_less_than_one_more_rt_takes_is_not_enough_and_that_much_is(
    totals: Totals, money: dict[tuple[str, int], int], plan: Plan
) -> None:
    proposal = propose(plan, totals, MENU, budget_of(money))
    more = proposal.tambahan
    if more is None:
        slum = scenario_of(proposal.added_to(plan), totals).remaining
        assert len(slum) == len(proposal.tidak_terjangkau)
        return
    assert more.jumlah > 0
    assert RtName(more.rw, more.rt) not in proposal.bebas
    source = GOVERNMENT if GOVERNMENT in more.sumber else PEOPLE
    richer = propose(
        plan, totals, MENU, budget_of(money | {(source, more.tahun): money[source, more.tahun] + more.jumlah})
    )
    assert richer.luas >= proposal.luas + more.luas


# --- wishes and reasons -----------------------------------------------------------------------------------


def two() -> Totals:
    """Two RT of which the first costs 8 tanks and the second 3."""
    return totals_of(slum("001", 15, {"5a": 8, "5b": 8}), slum("002", 15, {"5a": 4, "5b": 4}))


TANKS = Catalogue((work("TANGKI", 100, ("5a", "1"), ("5b", "1")),))


def money(first: int, second: int = 0) -> dict[tuple[str, int], int]:
    return {(GOVERNMENT, YEARS[0]): first, (GOVERNMENT, YEARS[1]): second}


PLAN = plan_of(settings=PlanSettings(*YEARS))


def test_the_volumes_are_those_that_the_limit_asks_for() -> None:
    proposal = propose(PLAN, two(), TANKS, budget_of(money(1000)))
    [tanks] = proposal.kegiatan
    # 7 of 8 leave 12.5 %, 6 leave 25 %; 3 of 4 leave 12.5 %.
    assert (tanks.jumlah, tanks.rab, tanks.katalog) == (Decimal(10), 1000, "TANGKI")
    assert [(each.rt, each.parameter, each.volume) for each in tanks.lokasi] == [
        ("001", "5a", Decimal(7)), ("001", "5b", Decimal(7)), ("002", "5a", Decimal(3)), ("002", "5b", Decimal(3)),
    ]  # fmt: skip
    assert (tanks.manfaat.kk, tanks.manfaat.jiwa, tanks.manfaat.kk_mbr) == (16, 320, None)
    assert proposal.tambahan is None


def test_what_is_handled_wholly_leaves_nothing_and_costs_more() -> None:
    proposal = propose(PLAN, two(), TANKS, budget_of(money(2000), tuntas=True))
    [tanks] = proposal.kegiatan
    assert (tanks.jumlah, tanks.rab, len(proposal.bebas)) == (Decimal(12), 1200, 2)
    assert [(each.rt, each.parameter, each.volume) for each in tanks.lokasi] == [
        ("001", "5a", Decimal(8)), ("001", "5b", Decimal(8)), ("002", "5a", Decimal(4)), ("002", "5b", Decimal(4)),
    ]  # fmt: skip


def test_without_money_nothing_is_proposed() -> None:
    for empty in (budget_of({}), budget_of(money(0)), budget_of({(GOVERNMENT, YEARS[1] + 1): 9000})):
        proposal = propose(PLAN, two(), TANKS, empty)
        assert (proposal.kegiatan, proposal.bebas, proposal.luas, proposal.biaya) == ((), (), 0, 0)
        assert proposal.tambahan is not None
        assert (proposal.tambahan.rt, proposal.tambahan.jumlah) == ("002", 300)
        assert proposal.tidak_terpenuhi == ()


def test_nothing_slum_gives_nothing() -> None:
    proposal = propose(PLAN, totals_of(rt_of("001")), TANKS, budget_of(money(500), nol_ha=True))
    assert (proposal.kegiatan, proposal.luas, proposal.terbukti, proposal.celah) == ((), 0, True, Decimal(0))
    assert proposal.tidak_terpenuhi == ()


def test_a_wish_goes_before_hectares() -> None:
    free = propose(PLAN, two(), TANKS, budget_of(money(700)))
    assert free.bebas == (RtName("001", "002"),)
    wished = propose(PLAN, two(), TANKS, budget_of(money(700), wajib=(RtName("001", "001"),)))
    assert wished.bebas == (RtName("001", "001"),)
    assert wished.tidak_terpenuhi == ()


def test_what_zero_hectares_lack() -> None:
    met = propose(PLAN, two(), TANKS, budget_of(money(700, 300), nol_ha=True))
    assert (met.tidak_terpenuhi, met.biaya) == ((), 1000)
    proposal = propose(PLAN, two(), TANKS, budget_of(money(650, 299), nol_ha=True))
    [unmet] = proposal.tidak_terpenuhi
    assert (unmet.wish, unmet.pasti) == (Wish.ZERO_MONEY, True)
    # Both in the first year take 350 more; 50 in the first and 1 in the second is the least.
    assert unmet.jumlah == 51
    assert [(each.tahun, each.jumlah) for each in unmet.kurang] == [(YEARS[0], 50), (YEARS[1], 1)]
    assert unmet.text == f"nol_ha needs at least Rp 51 more ({YEARS[0]}: Rp 50, {YEARS[1]}: Rp 1)."
    assert proposal.bebas == (RtName("001", "002"),)


def test_the_wishes_that_clash_are_named_and_the_others_kept() -> None:
    totals = totals_of(
        *(slum(f"{number:03}", 15, {"5a": 8, "5b": 8}) for number in (1, 2)), slum("003", 15, {"6a": 8})
    )
    menu = Catalogue((*TANKS.kegiatan, work("BAK", 1, ("6a", "1"))))
    wishes = tuple(RtName("001", rt) for rt in ("001", "002", "003"))
    proposal = propose(PLAN, totals, menu, budget_of(money(710, 600), wajib=wishes))
    [unmet] = proposal.tidak_terpenuhi
    assert (unmet.wish, unmet.rt, unmet.jumlah) == (Wish.MONEY, wishes[:2], 100)
    assert RtName("001", "003") in proposal.bebas


def test_wishes_for_rt_that_are_unknown_outside_or_beyond_reach() -> None:
    totals = totals_of(
        slum("001", 15, {"7b": 8}),
        slum("002", 15, {"5a": 8}) | {"kawasan": ""},
        slum("003", 15, {"5a": 8}),
        rt_of("004"),
    )
    wishes = tuple(RtName("001", f"{number:03}") for number in (1, 2, 3, 4, 9))
    proposal = propose(PLAN, totals, TANKS, budget_of(money(1000), wajib=wishes, nol_ha=True))
    assert [(each.wish, [rt.rt for rt in each.rt]) for each in proposal.tidak_terpenuhi] == [
        (Wish.UNKNOWN, ["009"]),
        (Wish.OUTSIDE, ["002"]),
        (Wish.UNREACHABLE, ["001"]),
        (Wish.ZERO_UNREACHABLE, ["001"]),
    ]
    assert [rt.rt for rt in proposal.bebas] == ["003"]
    [lost] = proposal.tidak_terjangkau
    assert (lost.rt, lost.kurang, lost.parameter, lost.layanan) == ("001", 5, ("1a", "1b", "1c", "7b"), ())
    assert "RT 001/RW 001 stays 5 points above the limit" in lost.text
    assert "009" in proposal.tidak_terpenuhi[0].text


def test_a_service_that_no_work_reaches() -> None:
    settings_ = PlanSettings(*YEARS, cara_luas=AreaReading.AMBANG_LAYANAN)
    totals = totals_of(slum("001", 15, {"5a": 8, "6a": 4, "6b": 1}))
    proposal = propose(plan_of(settings=settings_), totals, TANKS, budget_of(money(1000)))
    [lost] = proposal.tidak_terjangkau
    assert (lost.kurang, lost.layanan) == (1, (6,))
    assert propose(
        PLAN, totals_of(slum("001", 13, {"5a": 8, "6a": 4, "6b": 1})), TANKS, budget_of(money(1000))
    ).bebas


def test_scales_and_codes_that_are_not_allowed() -> None:
    for wish in ({"skala": (Skala.KOTA,)}, {"tanpa": ("TANGKI",)}):
        proposal = propose(PLAN, two(), TANKS, budget_of(money(5000), **wish))
        assert proposal.bebas == ()
        assert len(proposal.tidak_terjangkau) == 2


def test_community_money_does_not_pay_secondary_works() -> None:
    menu = Catalogue((work("IPAL", 100, ("5a", "1"), ("5b", "1"), skala=Skala.KAWASAN),))
    for source, count in ((PEOPLE, 0), (GOVERNMENT, 2)):
        proposal = propose(PLAN, two(), menu, budget_of({(source, YEARS[0]): 1000}))
        assert len(proposal.bebas) == count


def test_a_shared_plant_is_bought_once_and_used_later() -> None:
    menu = Catalogue(
        (work("IPAL", 700, ("5a", "0.1"), ("5b", "0.1"), bersama=True), work("BAK", 100, ("6a", "1")))
    )
    totals = totals_of(slum("001", 15, {"5a": 8, "5b": 8}), slum("002", 15, {"5a": 4, "5b": 4, "6a": 4}))
    proposal = propose(PLAN, totals, menu, budget_of(money(700, 300)))
    plant, bins = proposal.kegiatan
    assert (plant.katalog, plant.jumlah, plant.rab, plant.tahun_mulai, plant.tahun_selesai) == (
        "IPAL", Decimal(1), 700, *YEARS,
    )  # fmt: skip
    assert (bins.katalog, bins.jumlah, bins.tahun_mulai) == ("BAK", Decimal(3), YEARS[1])
    assert {(each.rt, each.tahun) for each in plant.lokasi} == {("001", YEARS[0]), ("002", YEARS[1])}
    assert proposal.tambahan is None


def test_what_a_plan_already_handles_counts_as_done() -> None:
    done = activity("U-007", [("001", YEARS[0], "5a", "6"), ("001", YEARS[0], "5b", "6")])
    plan = plan_of(done, settings=PlanSettings(*YEARS))
    proposal = propose(plan, two(), TANKS, budget_of(money(400)))
    assert [(each.kode, each.jumlah) for each in proposal.kegiatan] == [("U-008", Decimal(4))]
    assert len(proposal.bebas) == 2


def test_what_one_more_rupiah_is_worth() -> None:
    proposal = propose(PLAN, two(), TANKS, budget_of(money(500)))
    first, second = proposal.mengikat
    assert (first.sumber, first.tahun, first.anggaran, first.terpakai, first.sisa) == (
        GOVERNMENT, YEARS[0], 500, 300, 200,
    )  # fmt: skip
    # In the relaxation two sevenths of the first RT fit, so a rupiah is worth 2 ha / 700.
    assert float(first.nilai) == pytest.approx(2 / 700 * 1e8, abs=0.001)
    assert second.terpakai == 0
    assert proposal.tambahan is not None
    assert (proposal.tambahan.rt, proposal.tambahan.jumlah, proposal.tambahan.tahun) == ("001", 500, YEARS[0])


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    propose(PLAN, two(), TANKS, budget_of(money(500), nol_ha=True))
    assert capfd.readouterr() == ("", "")


def test_a_proposal_has_a_plain_form_and_so_has_a_budget() -> None:
    proposal = propose(PLAN, two(), TANKS, budget_of(money(500)))
    assert from_plain(Proposal, to_plain(proposal)) == proposal
    budget = budget_of(money(500), wajib=(RtName("001", "001"),), nol_ha=True)
    assert from_plain(Budget, to_plain(budget)) == budget
