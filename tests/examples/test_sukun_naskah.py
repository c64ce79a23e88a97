"""The illustrative manuscript of Sukun: every part filled, and at one with plan and survey."""

from __future__ import annotations

from datetime import date
from functools import cache

from examples import sukun
from examples.sukun import make_naskah
from generators.rplp.context import BaselineIdentity, build_rplp
from generators.rplp.plan_context import plan_facts
from generators.rplp.snapshot import RplpSnapshot
from intake.catalogue import built_in
from intake.manuscript import read_manuscript
from intake.survey import read_survey
from planning.manuscript import Manuscript
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from tests.examples.test_sukun_plan import played


@cache
def snapshot() -> RplpSnapshot:
    return build_rplp(
        read_survey(sukun.BASELINE, rule=RULE_2018).rows,
        code=TerritoryCode(sukun.KODE),
        names={sukun.KODE: "Sukun"},
        baseline=BaselineIdentity(1, "", None, "", ""),
        manuscript=read_manuscript(sukun.FOLDER / "naskah"),
        plan=plan_facts(played(), built_in(), number=1, sha256="", source_name=""),
        edition_date=date(2026, 11, 23),
        number=1,
    )


def test_nothing_important_is_left_open() -> None:
    found = snapshot()
    assert found.missing_text == ()
    assert found.naskah_findings == ()
    assert found.plan is not None
    assert found.plan.activity_gaps == ()
    assert found.plan.findings == ()


def test_every_part_of_a_manuscript_is_shown() -> None:
    naskah = snapshot().naskah
    empty = {name for name, value in vars(naskah).items() if value == getattr(Manuscript(), name)}
    # Laws and signatures are those that the document prints by itself.
    assert empty == {"dasar_hukum", "pengesahan"}
    assert {each.indikator for each in naskah.masalah} == set(range(1, 9))
    assert {each.kawasan for each in naskah.konsep} == {*(each.name for each in snapshot().kawasan), ""}


def test_effects_and_upkeep_are_those_of_the_plan() -> None:
    text = make_naskah.PROFILE.read_text(encoding="utf-8")
    assert text.endswith(f"\n\n{make_naskah.build()}")
    naskah, plan = snapshot().naskah, snapshot().plan
    assert plan is not None
    works = [each for each in plan.kegiatan if each.bidang == "infrastruktur"]
    assert [each.kegiatan for each in naskah.rpls] == [each.kode for each in works]
    assert [(each.kegiatan, each.kpp) for each in naskah.pemeliharaan] == [
        (each.kode, each.kpp) for each in works
    ]
    assert all(each.biaya for each in naskah.pemeliharaan)
