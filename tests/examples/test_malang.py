"""examples/malang: labelled, whole, at one with the plans that it gathers, and made by its script."""

from __future__ import annotations

import tomllib

import pytest

from examples import malang
from examples.malang import make
from examples.sukun.make import survey_file
from planning.quantity import to_decimal
from planning.rules import RULE_2018, Size
from tests.generators import cities
from tests.planning.reading import NO_SHARED, SHARED, records


def test_rplp_and_city_plan_do_not_contradict() -> None:
    """Fails after a change of a plan: run `python -m examples.malang.make` again."""
    city = cities.snapshot("Malang")
    assert [each for each in city.consistency if each.severity == "galat"] == []
    assert {each.code for each in city.consistency} == {"K004", "K006"}


def test_nothing_is_left_open_and_all_is_labelled() -> None:
    city = cities.snapshot("Malang")
    assert city.missing_text == ()
    assert city.document.label == "ilustratif"


def test_one_of_the_kelurahan_is_not_slum_and_the_road_ends_at_zero() -> None:
    city = cities.snapshot("Malang")
    assert [each.nama for each in city.kelurahan if not each.kumuh_rt] == ["Pisangcandi"]
    assert city.scenario.nol == 2030


def test_the_written_part_is_the_head_of_the_manuscript() -> None:
    head = malang.HEAD.read_text(encoding="utf-8")
    assert (malang.NASKAH / "kota.toml").read_text(encoding="utf-8").startswith(head)
    assert tomllib.loads(head)["label"] == "ilustratif"


@pytest.mark.skipif(not SHARED.is_dir(), reason=NO_SHARED)
def test_the_script_makes_the_survey_and_the_plans_that_are_here() -> None:
    from generators.workbook.tables import csv_files
    from planning.rollup import tally
    from tests.planning.reading import survey

    assert survey_file(make._survey()) == malang.BASELINE.read_bytes()
    rows = survey(records(malang.BASELINE))
    for place in make.PLACES:
        totals = tally(rows.take(rows.kode == place.kode))
        assert to_decimal(int(totals.size(Size.LUAS).sum())) > 0
        for name, content in csv_files(make._plan(place, totals), 0).items():
            assert (malang.FOLDER / malang.plan_folder(place.kode) / name).read_bytes() == content, name
    assert len(RULE_2018.codes) == 16
