"""The illustrative plan of Sukun: labelled, consistent, and 0 ha at its target year."""

from __future__ import annotations

from datetime import date
from functools import cache

from examples import sukun
from examples.sukun import make_endline
from examples.walk import SUKUN
from intake.budget import read_budget
from intake.catalogue import built_in
from intake.plan_file import read_plan
from intake.survey import read_survey
from planning.plan import Jalur, Plan
from planning.plan_checks import check_plan
from planning.proposal import propose
from planning.rollup import tally
from planning.rules import RULE_2018
from planning.scenario import Scenario, scenario_of
from planning.scoring import score


@cache
def played() -> Scenario:
    rows = read_survey(sukun.BASELINE, rule=RULE_2018).rows
    file = read_plan(
        sukun.PLAN,
        code=SUKUN,
        rows=rows,
        baseline=1,
        catalogue=built_in(),
        author="uji",
        today=date(2026, 1, 5),
        outline=None,
    )
    assert file.findings == ()
    assert isinstance(file.plan, Plan)
    return scenario_of(file.plan, tally(rows))


def test_it_leads_to_zero_year_by_year() -> None:
    left = [row.left for row in played().summary]
    assert left == sorted(left, reverse=True)
    assert left[0] == 22_019_100
    assert left[-2] > left[-1] == 0
    assert played().remaining == ()


def test_the_endline_is_what_the_plan_leaves() -> None:
    assert make_endline.build() == sukun.ENDLINE.read_bytes()
    after = tally(read_survey(sukun.ENDLINE, rule=RULE_2018).rows)
    assert {place.tahun for place in after.places} == {2030}
    assert score(after).slum_area() == 0
    assert (after.volume <= tally(read_survey(sukun.COMPLETE, rule=RULE_2018).rows).volume).all()


def test_it_is_consistent_and_labelled() -> None:
    scenario = played()
    assert [each.code for each in check_plan(scenario, built_in(), file="x")] == []
    assert len(scenario.plan.kegiatan) >= 50
    for activity in scenario.plan.kegiatan:
        assert activity.catatan == sukun.LABEL
        assert activity.funded == activity.rab
    assert {each.jalur for each in scenario.plan.kegiatan} == set(Jalur)
    assert "ilustratif" in sukun.BUDGET.read_text(encoding="utf-8")


def test_one_rank_is_by_hand_with_its_reason() -> None:
    (by_hand,) = [each for each in played().plan.kegiatan if each.urutan]
    assert by_hand.katalog.startswith("JL")
    assert by_hand.urutan is not None
    assert "evakuasi" in by_hand.urutan.alasan


def test_its_budget_frees_everything() -> None:
    budget = read_budget(sukun.BUDGET)
    totals = played().rt.places
    empty = Plan(SUKUN.text, 1, played().plan.settings)
    proposal = propose(empty, totals, built_in(), budget, seconds=60)
    assert (proposal.luas, len(proposal.bebas), proposal.terbukti) == (22_019_100, 22, True)
    assert proposal.biaya <= sum(line.jumlah for line in budget.anggaran)
