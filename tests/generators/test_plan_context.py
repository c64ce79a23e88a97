"""What documents print of a plan: recomputed from its cells, at one with its workbook, for every odd plan."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import sukun
from generators.facts.plan import ActivityFacts, PlanFacts
from generators.rplp.context import BaselineIdentity, build_rplp
from generators.rplp.manuscript_context import PEMELIHARAAN, RPLS, manuscript_findings, with_manuscript
from generators.rplp.plan_context import plan_facts
from generators.rplp.snapshot import RplpSnapshot
from generators.workbook.words import FINDING_WORDS
from generators.workbook.writing import plan_workbook
from intake.catalogue import built_in
from planning.catalogue import Catalogue
from planning.funding import SOURCES
from planning.manuscript import Konsep, Manuscript, Pemeliharaan, Rpls, Sasaran
from planning.plain import from_plain, to_plain
from planning.plan import AreaReading, PlanSettings
from planning.plan_checks import check_plan
from planning.plan_findings import PLAN_FINDINGS
from planning.rules import RULE_2016, RULE_2018, RuleSet
from planning.scenario import Scenario, scenario_of
from planning.territory import TerritoryCode
from store.canonical import canonical_bytes
from tests.examples.test_sukun_plan import played
from tests.generators.plans import (
    awkward_scenario,
    dear_catalogue,
    example_rows,
    large_scenario,
    without_activities,
)
from tests.generators.test_plan_workbook import cells_of, table_of
from tests.planning.reading import records
from tests.planning.works import Case, activity, cases, plan_of, rt_of, totals_of

YEARS = (2026, 2027, 2028, 2029, 2030)


def facts_of(scenario: Scenario, catalogue: Catalogue | None = None) -> PlanFacts:
    return plan_facts(
        scenario, catalogue or built_in(), number=3, sha256="ab" * 32, source_name="rencana.xlsx"
    )


@cache
def example() -> PlanFacts:
    return facts_of(played())


def named(facts: PlanFacts, kode: str) -> ActivityFacts:
    return next(each for each in facts.kegiatan if each.kode == kode)


# ---------------------------------------------------------------- the example, from the cells of its files


class ByHand:
    """The files of the example plan and of its survey, cell by cell, with decimals."""

    def __init__(self) -> None:
        self.kegiatan, self.lokasi, self.dana = (
            records(sukun.PLAN / f"{name}.csv") for name in ("kegiatan", "lokasi", "dana")
        )
        self.rt = {(each["rw"], each["rt"]): each for each in records(sukun.BASELINE)}

    def rupiah(self, **wanted: str) -> int:
        return sum(int(x["jumlah"]) for x in self.dana if all(x[k] == v for k, v in wanted.items()))

    def handled(self, code: str, last: int = 9999) -> Decimal:
        done: Counter[tuple[str, str]] = Counter()
        for each in self.lokasi:
            if each["parameter"] == code and int(each["tahun"]) <= last:
                done[each["rw"], each["rt"]] += Decimal(each["volume"])  # type: ignore[assignment]
        return sum((min(Decimal(v), self.bad(place, code)) for place, v in done.items()), Decimal(0))

    def bad(self, place: tuple[str, str], code: str) -> Decimal:
        cell = self.rt[place][code]
        return Decimal(0) if cell in ("", "-") else Decimal(cell)

    def share(self, code: str, last: int) -> Fraction:
        """Percent of the kelurahan in bad condition at the end of a year, exact."""
        column = RULE_2018.parameter(code).denominator.value
        known = [place for place, cells in self.rt.items() if cells[code] not in ("", "-")]
        whole = sum((Fraction(self.rt[place][column]) for place in known), Fraction(0))
        bad = sum((self.bad(place, code) for place in known), Decimal(0)) - self.handled(code, last)
        return Fraction(bad) / whole * 100


BY_HAND = ByHand()


def test_money_is_that_of_the_file() -> None:
    facts = example()
    assert facts.tahun == YEARS
    assert facts.by_year == tuple(BY_HAND.rupiah(tahun=str(year)) for year in YEARS)
    assert (facts.dana, facts.swadaya) == (BY_HAND.rupiah(), BY_HAND.rupiah(sumber="SWADAYA"))
    assert facts.terjamin == sum(BY_HAND.rupiah(status=status) for status in ("dianggarkan", "cair"))
    assert 0 < facts.terjamin < facts.dana
    assert facts.rab == sum(int(each["rab"]) for each in BY_HAND.kegiatan)
    for source in facts.sources:
        assert {SOURCES[code].investasi for code in source.sumber} == {source.label}
        assert source.by_year == tuple(
            sum(BY_HAND.rupiah(tahun=str(year), sumber=code) for code in source.sumber) for year in YEARS
        )
    assert {code for source in facts.sources for code in source.sumber} == {x["sumber"] for x in BY_HAND.dana}


def test_needs_are_those_of_survey_and_places() -> None:
    for need in example().needs:
        bad = sum((BY_HAND.bad(place, need.code) for place in BY_HAND.rt), Decimal(0))
        handled = BY_HAND.handled(need.code, 2030)
        assert (Decimal(need.need), Decimal(need.handled)) == (bad, handled)
        assert Decimal(need.left) == bad - handled


def test_shares_of_the_indicators_fall_by_year() -> None:
    for aspect in example().aspects[:7]:
        codes = [each.code for each in RULE_2018.parameters if each.aspect == aspect.number]
        for found, last in zip(aspect.buruk, (2025, *YEARS), strict=True):
            mean = sum((BY_HAND.share(code, last) for code in codes), Fraction(0)) / len(codes)
            assert Fraction(found or 0) == Fraction(floor(mean * 100 + Fraction(1, 2)), 100)
    open_space = example().aspects[7]
    assert (len(set(open_space.buruk)), open_space.kegiatan) == (1, 0)


def test_each_activity_is_what_its_rows_say() -> None:
    facts = example()
    assert [each.kode for each in facts.kegiatan] == [each["kode"] for each in BY_HAND.kegiatan]
    for found, row in zip(facts.kegiatan, BY_HAND.kegiatan, strict=True):
        places = [each for each in BY_HAND.lokasi if each["kegiatan"] == row["kode"]]
        entry = built_in().by_code[row["katalog"]]
        assert (found.nama, found.jenis, found.satuan) == (row["nama"], entry.nama, entry.satuan)
        assert {(group.rw, rt) for group in found.where for rt in group.rt} == {
            (each["rw"], each["rt"]) for each in places
        }
        assert {each.code: Decimal(each.volume) for each in found.volumes} == {
            code: sum(Decimal(each["volume"]) for each in places if each["parameter"] == code)
            for code in {each["parameter"] for each in places} - {""}
        }
        kawasan = {BY_HAND.rt[each["rw"], each["rt"]]["kawasan"] for each in places}
        assert set(found.kawasan) == kawasan - {""}
        assert found.letak == ("luar" if kawasan == {""} else "sebagian" if "" in kawasan else "dalam")
        assert found.dana == BY_HAND.rupiah(kegiatan=row["kode"])
        assert [each.jumlah for each in found.lines] == [
            int(each["jumlah"]) for each in BY_HAND.dana if each["kegiatan"] == row["kode"]
        ]
        physical = not row["katalog"].startswith("NS")
        assert (found.bidang == "infrastruktur") == physical
        assert found.kpp == (row["kpp"] if physical else "-")
        assert found.jumlah == (f"{Decimal(row['jumlah']).normalize():f}" if physical else "-")
        assert (found.kk, found.kk_mbr) == (int(row["kk"]), int(row["kk_mbr"]) if row["kk_mbr"] else None)
    assert {each.bidang for each in facts.kegiatan} == {"infrastruktur", "sosial", "ekonomi"}


def test_the_order_given_by_hand_is_told_with_its_reason() -> None:
    (by_hand,) = (each for each in example().kegiatan if each.manual)
    assert by_hand.manual is not None
    assert by_hand.manual.urutan == by_hand.order == 1
    assert "evakuasi" in by_hand.manual.alasan
    assert sorted(each.order for each in example().kegiatan) == list(range(1, 58))


def test_the_road_to_zero() -> None:
    scenario = example().scenario
    assert scenario.years == (2025, *YEARS)
    assert (scenario.reaches_zero, scenario.zero_year, scenario.remaining) == (True, 2030, ())
    inside = [place for place, cells in BY_HAND.rt.items() if cells["kawasan"]]
    assert {(each.rw, each.rt) for each in scenario.rt if each.kawasan} == set(inside)
    grown = {(each.rw, each.rt) for each in scenario.rt if not each.kawasan}
    assert all(max(each.totals) >= RULE_2018.ringan for each in scenario.rt if (each.rw, each.rt) in grown)
    for each in scenario.rt:
        assert each.luas_ha == f"{Decimal(BY_HAND.rt[each.rw, each.rt]['luas_ha']).normalize():f}"
    assert not scenario.reading.endswith(".")


# ---------------------------------------------------------------- the same as the workbook says


def test_the_workbook_says_the_same() -> None:
    facts, cells = example(), cells_of(plan_workbook(played(), built_in(), name="Sukun", version=1))
    by_year = table_of(cells, "skenario", 6)[:6]
    for row, year in zip(by_year, facts.scenario.summary, strict=True):
        assert row["tahun"] == year.tahun
        assert row["luas kumuh tersisa (ha)"] == pytest.approx(float(year.luas_ha))
        assert row["luas kumuh di luar delineasi (ha)"] == pytest.approx(float(year.luar_ha))
        assert (row["RT kumuh"], row["penduduk di RT kumuh"]) == (year.rt, year.penduduk)
        assert row["dana tahun itu (Rp)"] == year.dana
    money = {row["sumber dana"]: row for row in table_of(cells, "investasi", 3)[:11]}
    for source in facts.sources:
        row = money[source.label]
        assert [row[str(year)] if str(year) in row else row[f"{year}.0"] for year in YEARS] == list(
            source.by_year
        )
        assert row["jumlah"] == source.jumlah
    effects = {row["kode"]: row for row in table_of(cells, "dampak", 3)}
    for each in facts.kegiatan:
        row = effects[each.kode]
        assert (row["penurunan nilai"], row["RT keluar"], row["penduduk"]) == (
            each.points,
            each.rt,
            each.penduduk,
        )
        assert row["luas keluar (ha)"] == pytest.approx(float(each.luas_ha))
        assert (row["urutan"], row["menurut kesenjangan"]) == (each.order, each.by_gap)


# ---------------------------------------------------------------- any plan


def drawn(case: Case, kinds: Sequence[str]) -> Scenario:
    """The case with works of these kinds, so that the catalogue knows some of them, and sums that a file can hold."""
    works = tuple(
        replace(
            each,
            katalog=kinds[at % len(kinds)],
            dana=tuple(replace(line, jumlah=line.jumlah % 10**12) for line in each.dana),
        )
        for at, each in enumerate(case.plan.kegiatan)
    )
    return scenario_of(replace(case.plan, kegiatan=works), case.totals)


@pytest.mark.parametrize("rule", [RULE_2018, RULE_2016], ids=["2018", "2016"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_everything_adds_up(rule: RuleSet, data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from([*built_in().by_code, "JALAN"]), min_size=1, max_size=5))
    scenario = drawn(data.draw(cases(rule)), kinds)
    facts = facts_of(scenario)
    total = sum(line.jumlah for each in scenario.plan.kegiatan for line in each.dana)
    assert sum(facts.by_year) == sum(each.jumlah for each in facts.sources) == facts.dana == total
    assert all(sum(each.by_year) == each.jumlah for each in facts.sources)
    assert sum(line.jumlah for each in facts.kegiatan for line in each.lines) == total
    assert facts.swadaya == sum(each.jumlah for each in facts.sources if each.label == "Swadaya")
    assert facts.rab == sum(each.rab or 0 for each in facts.kegiatan)
    for need in facts.needs:
        assert Decimal(need.handled) + Decimal(need.left) == Decimal(need.need)
        assert (
            0
            <= Decimal(need.handled)
            <= sum(
                (Decimal(v.volume) for each in facts.kegiatan for v in each.volumes if v.code == need.code),
                Decimal(0),
            )
        )
    counted = [each for each in facts.kegiatan if each.aspects]
    assert sum(each.kegiatan for each in facts.aspects) == len(counted)
    assert sum(each.rab for each in facts.aspects) == sum(each.rab or 0 for each in counted)
    years = facts.scenario.summary
    for before, after in pairwise(years):
        assert Decimal(after.turun_ha) == Decimal(before.luas_ha) - Decimal(after.luas_ha)
    for at, year in enumerate(years):
        for places in (facts.scenario.kawasan, [each for each in facts.scenario.rt if each.kawasan]):
            assert sum((Decimal(each.sisa_ha[at]) for each in places), Decimal(0)) == Decimal(year.luas_ha)
    last = max((at for at, year in enumerate(years) if Decimal(year.luas_ha)), default=-1)
    reached = last + 1 < len(years)
    assert facts.scenario.reaches_zero == reached
    assert facts.scenario.zero_year == (years[last + 1].tahun if reached else None)
    plain = to_plain(facts)
    assert from_plain(PlanFacts, json.loads(canonical_bytes(plain))) == facts


@pytest.mark.parametrize("reading", AreaReading)
def test_a_plan_without_activities_is_a_plan(reading: AreaReading) -> None:
    facts = facts_of(without_activities(large_scenario(3, reading)))
    assert (facts.kegiatan, facts.sources, facts.by_year) == ((), (), (0,) * 5)
    assert (facts.rab, facts.dana, facts.kurang) == (0, 0, 0)
    assert {each.handled for each in facts.needs} == {"0"}
    assert facts.scenario.zero_year is None
    assert len(facts.scenario.remaining) == facts.scenario.summary[-1].rt
    assert facts.activity_gaps == ()


def test_an_awkward_plan() -> None:
    facts = facts_of(awkward_scenario())
    first, second, third = facts.kegiatan
    assert facts.tahun == (2025, 2026, 2027, 2028, 2029, 2030, 2033)
    assert facts.by_year == (2, 0, 0, 0, 0, 0, 999_999_999_999)
    assert (first.jenis, first.bidang, first.usulan) == (
        "Jalan lingkungan paving block",
        "infrastruktur",
        True,
    )
    # The place that the baseline does not have is shown, and neither inside nor outside.
    assert ("009", ("009",)) in [(each.rw, each.rt) for each in first.where]
    assert (first.letak, first.kawasan) == ("sebagian", ('=1+1 & "x"',))
    assert [each.code for each in first.volumes] == ["1a", "2a", "4a", "6a"]
    assert named(facts, ">5") is second
    assert (second.jenis, second.satuan, second.bidang, second.aspects) == (
        "TIDAK-ADA",
        "",
        "infrastruktur",
        (),
    )
    assert (second.letak, second.where, second.jumlah, second.kurang) == ("", (), "0", 0)
    assert (third.kurang, third.rab) == (7, 7)
    assert [(gap.kode, gap.missing) for gap in facts.activity_gaps] == [
        ("=1+1", ("jumlah pekerjaan", "koordinat", "penerima manfaat", "RAB")),
        (">5", ("lokasi RT", "koordinat", "penerima manfaat")),
        ("001", ("lokasi RT", "koordinat", "penerima manfaat", "sumber dana")),
    ]


def test_a_clean_kelurahan_has_no_road_to_go() -> None:
    totals = totals_of(rt_of("001", {"kawasan": ""}), rt_of("002", {"kawasan": ""}))
    facts = facts_of(scenario_of(plan_of(activity("K1", [("001", 2026, "2a", "5")])), totals))
    assert (facts.scenario.kawasan, facts.scenario.rt, facts.scenario.remaining) == ((), (), ())
    assert (facts.scenario.reaches_zero, facts.scenario.zero_year) == (True, 2025)
    assert facts.kegiatan[0].letak == "luar"
    assert facts.kewenangan == "kabupaten/kota"


def test_hectares_that_come_back_are_told() -> None:
    """A work that nobody keeps: zero in between is not the year of zero."""
    slum = dict.fromkeys(("1a", "1c", "3a", "3b", "5a", "5b"), "40") | {"6a": "40", "6b": "40"}
    totals = totals_of(rt_of("001", slum))
    works = [("001", 2026, code, "40") for code in slum]
    plan = plan_of(activity("K1", works, kpp=""), settings=PlanSettings(2026, 2028, tahun_tanpa_kpp=1))
    road = facts_of(scenario_of(plan, totals)).scenario
    assert [each.luas_ha for each in road.summary] == ["2", "0", "2", "2"]
    assert [each.turun_ha for each in road.summary] == ["0", "2", "-2", "0"]
    assert (road.zero_year, road.reaches_zero) == (None, False)
    (left,) = road.remaining
    assert {each.code for each in left.missing} == set(slum)


def test_zero_is_reached_when_it_stays() -> None:
    slum = dict.fromkeys(("1a", "1c", "3a", "3b", "5a", "5b"), "40")
    totals = totals_of(rt_of("001", slum))
    plan = plan_of(
        *(
            activity(kode, [("001", year, code, "40") for code in slum], kpp="")
            for kode, year in (("K1", 2026), ("K2", 2028))
        ),
        settings=PlanSettings(2026, 2028, tahun_tanpa_kpp=1),
    )
    road = facts_of(scenario_of(plan, totals)).scenario
    assert [each.luas_ha for each in road.summary] == ["2", "0", "2", "0"]
    assert road.zero_year == 2028


def test_places_are_grouped_in_their_order() -> None:
    work = activity("K1", [(rt, 2026, "2a", "1") for rt in ("003", "001", "002", "001")])
    facts = facts_of(scenario_of(plan_of(work), totals_of(*(rt_of(rt) for rt in ("001", "002", "003")))))
    assert [(each.rw, each.rt) for each in facts.kegiatan[0].where] == [("001", ("001", "002", "003"))]
    assert [(each.code, each.volume) for each in facts.kegiatan[0].volumes] == [("2a", "4")]


def test_services_that_fall_short_are_named() -> None:
    remaining = facts_of(large_scenario(6, AreaReading.AMBANG_LAYANAN)).scenario.remaining
    assert any("Pengelolaan Air Limbah" in each.services for each in remaining)


# ---------------------------------------------------------------- findings and gaps


def test_findings_are_indonesian_and_one_for_each_activity() -> None:
    scenario = large_scenario(12)
    found = facts_of(scenario, dear_catalogue()).findings
    checked = check_plan(scenario, dear_catalogue(), file="")
    assert {(each.code, each.subject) for each in found} == {
        (each.code, dict(each.values).get("kegiatan", "")) for each in checked
    }
    assert len({(each.code, each.subject) for each in found}) == len(found)
    for each in found:
        assert each.text == FINDING_WORDS[each.code]
        assert each.severity == "peringatan"
    placed = [each for each in found if each.code == "P002"]
    assert placed
    assert all(place.startswith("RT ") for each in placed for place in each.lokasi)
    assert all(each.lokasi for each in placed)


def test_there_are_words_for_every_finding_of_a_stored_plan() -> None:
    assert {code for code in PLAN_FINDINGS if code < "P100"} <= set(FINDING_WORDS)


def test_money_below_the_estimate_is_a_gap() -> None:
    work = activity("K1", [("001", 2026, "2a", "5")])
    facts = facts_of(scenario_of(plan_of(replace(work, rab=10)), totals_of(rt_of("001"))))
    assert "sumber dana" in facts.activity_gaps[0].missing
    assert facts.kurang == 10


def test_what_the_manuscript_leaves_open_of_a_work_is_a_gap() -> None:
    plan = example()
    empty = with_manuscript(plan, Manuscript())
    works = {each.kode for each in plan.kegiatan if each.bidang == "infrastruktur"}
    assert {each.kode for each in empty.activity_gaps if PEMELIHARAAN in each.missing} == works
    harmless = {each.kode for each in plan.kegiatan if each.katalog == "PK1"}
    assert {each.kode for each in empty.activity_gaps if RPLS in each.missing} == works - harmless
    written = Manuscript(rpls=(Rpls("K-002"),), pemeliharaan=(Pemeliharaan("K-002"),))
    assert "K-002" not in {each.kode for each in with_manuscript(plan, written).activity_gaps}


def test_names_that_nothing_answers_to_are_told() -> None:
    manuscript = Manuscript(
        rpls=(Rpls("K-001"), Rpls("K-099"), Rpls("K-099")),
        pemeliharaan=(Pemeliharaan("K-001"), Pemeliharaan("K-001")),
        sasaran=(Sasaran("Iuran", target=("1", "2")), Sasaran("Tanpa target")),
        konsep=(Konsep("Kawasan RW 02"), Konsep("Kawasan RW 99"), Konsep()),
    )
    kawasan = {"Kawasan RW 02", ""}
    about_kawasan = "Konsep penataan menyebut Kawasan RW 99 yang tidak ada dalam baseline."
    assert manuscript_findings(manuscript, example(), kawasan) == (
        "RPLS menyebut kegiatan K-099 yang tidak ada dalam rencana.",
        "Rencana pemeliharaan menyebut kegiatan K-001 lebih dari satu kali.",
        "Sasaran “Iuran” memuat 2 target, sedangkan rencana mencakup 5 tahun.",
        about_kawasan,
    )
    assert manuscript_findings(manuscript, None, kawasan) == (about_kawasan,)


# ---------------------------------------------------------------- the whole snapshot


def whole(plan: PlanFacts, manuscript: Manuscript | None = None) -> RplpSnapshot:
    return build_rplp(
        example_rows(),
        code=TerritoryCode(sukun.KODE),
        names={sukun.KODE: "Sukun"},
        baseline=BaselineIdentity(1, "", None, "", ""),
        manuscript=manuscript or Manuscript(),
        plan=plan,
        edition_date=date(2026, 11, 23),
        number=1,
    )


def test_the_snapshot_is_canonical_and_comes_back() -> None:
    snapshot = whole(example())
    data = canonical_bytes(to_plain(snapshot))
    assert from_plain(RplpSnapshot, json.loads(data)) == snapshot
    assert data == canonical_bytes(to_plain(whole(facts_of(played()))))


def test_years_of_the_document_are_those_of_the_manuscript_or_of_the_plan() -> None:
    by_plan = whole(example())
    assert (by_plan.document.year_from, by_plan.document.year_to) == (2026, 2030)
    assert "tahun rencana" not in by_plan.missing_text
    written = Manuscript()
    written = replace(written, dokumen=replace(written.dokumen, tahun_awal=2027))
    by_hand = whole(example(), written)
    assert (by_hand.document.year_from, by_hand.document.year_to) == (2027, 2030)


def test_the_largest_plan_takes_no_second() -> None:
    """110 RT and 60 activities, from the plan to the snapshot."""
    scenario = large_scenario(60)
    started = time.perf_counter()
    whole(facts_of(scenario_of(scenario.plan, scenario.rt.places)))
    assert time.perf_counter() - started < 1
