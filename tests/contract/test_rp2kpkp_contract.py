"""The RP2KP-KP of Kota Pekalongan as a use case, on SQLite and on PostgreSQL alike: 13 real kelurahan with works."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generators.document_files import Format
from generators.errors import NotApproved, NothingToRender
from generators.facts.process import ProcessFacts, no_process
from generators.pdf.writing import Engine
from generators.rp2kpkp.consistency import consistency_of
from generators.rp2kpkp.document import city_snapshot, render_rp2kpkp
from generators.views.overview import overview_of
from planning.process import DocumentKind
from planning.quantity import to_decimal
from planning.rules import RULE_2016
from planning.territory import TerritoryCode
from store.baselines import add_import, baselines_of, load_rows
from store.database import Database
from store.documents import VersionState, versions_of
from store.errors import MixedRules
from store.events import EventKind, events_after
from store.manuscripts import add_manuscript
from store.plans import latest_plan
from store.unit import Unit
from tests.pekalongan import KOTA, build
from tests.planning.reading import NO_SHARED, SHARED, records, survey
from workflow.standing import standing_of

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=NO_SHARED)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> Database:
    build(database, tmp_path / "sumber")
    return database


def approved(unit: Unit, code: TerritoryCode) -> ProcessFacts | None:
    found = standing_of(unit, code)
    return replace(found, approved=True) if found else None


def test_a_version_is_kept_once_for_the_same_inputs(city: Database) -> None:
    done = render_rp2kpkp(city, KOTA, [Format.PDF], engine=Engine.PLUTO, standing=standing_of)
    assert (done.created, done.version.number, done.version.state) == (True, 1, VersionState.DRAFT)
    assert done.files[Format.PDF].startswith(b"%PDF")
    again = render_rp2kpkp(city, KOTA, [Format.PDF], engine=Engine.PLUTO, standing=standing_of)
    assert (again.created, again.files) == (False, done.files)
    with city.read() as unit:
        (version,) = versions_of(unit, DocumentKind.RP2KPKP, KOTA)
        assert version.file("pdf") == done.version.file("pdf")
        (event,) = [
            each for each in events_after(unit, limit=1_000) if each.kind is EventKind.DOCUMENT_RENDERED
        ]
        ids = [baseline.id for baseline in baselines_of(unit, KOTA)]
        plans = [latest_plan(unit, TerritoryCode(each.kode)) for each in baselines_of(unit, KOTA)]
    data = json.loads(event.data)
    assert event.subject == "rp2kpkp/33.75/1"
    assert data["baselines"] == ids
    assert data["plans"] == [each.content for each in plans if each]


def test_what_the_city_adds_makes_another_version(city: Database) -> None:
    first = render_rp2kpkp(city, KOTA, [Format.DOCX], engine=Engine.PLUTO)
    with city.write() as unit:
        add_manuscript(unit, KOTA, {"label": "uji"})
    second = render_rp2kpkp(city, KOTA, [Format.DOCX], engine=Engine.PLUTO)
    assert (first.version.number, second.version.number) == (1, 2)
    assert first.files != second.files


def test_the_snapshot_agrees_with_the_overview_and_with_the_plans(city: Database) -> None:
    overview = overview_of(city, KOTA)
    with city.read() as unit:
        snapshot = city_snapshot(unit, KOTA, no_process)
        rows = load_rows(unit, [each.id for each in baselines_of(unit, KOTA)])
    assert f"{overview.slum_ha_by_rt:f}" == snapshot.kumuh_ha
    assert f"{overview.slum_ha_by_kawasan:f}" == snapshot.kumuh_kawasan_ha
    assert overview.total == snapshot.total
    assert len(snapshot.inputs) == 13
    assert sum(each.rt_refused for each in snapshot.inputs) == overview.rt_refused
    assert len(snapshot.belum_didata) == 14
    by_hand = {each["kode_kelurahan"] for each in records(SHARED / "pekalongan" / "works.csv") if each["rt"]}
    assert {each.kode for each in snapshot.recap if each.kegiatan} == by_hand
    assert to_decimal(int(rows.sizes[:, 0].sum())) == overview.luas_ha


def test_approval_of_each_input_comes_from_above(city: Database) -> None:
    with city.read() as unit:
        plain = city_snapshot(unit, KOTA, no_process)
        standing = city_snapshot(unit, KOTA, standing_of)
        all_approved = city_snapshot(unit, KOTA, approved)
    assert {(each.tahap, each.disetujui) for each in plain.inputs} == {("", False)}
    assert {(each.tahap, each.disetujui) for each in standing.inputs} == {("persiapan", False)}
    assert {each.disetujui for each in all_approved.inputs} == {True}


def test_a_final_version_needs_the_approval_of_the_city_plan(city: Database) -> None:
    with pytest.raises(NotApproved) as caught:
        render_rp2kpkp(city, KOTA, [Format.DOCX], engine=Engine.PLUTO, final=True, standing=standing_of)
    assert caught.value.where == "33.75"
    done = render_rp2kpkp(city, KOTA, [Format.DOCX], engine=Engine.PLUTO, final=True, standing=approved)
    assert done.version.state is VersionState.FINAL


def test_without_a_baseline_there_is_nothing_to_render(database: Database) -> None:
    with pytest.raises(NothingToRender):
        render_rp2kpkp(database, KOTA)
    with pytest.raises(NothingToRender):
        consistency_of(database, KOTA)


def test_two_rule_sets_are_refused(city: Database) -> None:
    other = survey(
        [{**records(SHARED / "pekalongan" / "baseline.csv")[0], "kode_kelurahan": "33.75.03.1002"}]
    )
    rows = replace(
        other,
        rule=RULE_2016,
        volume=np.zeros((1, len(RULE_2016.codes)), dtype=np.int64),
        volume_state=np.zeros((1, len(RULE_2016.codes)), dtype=np.uint8),
    )
    with city.write() as unit:
        add_import(
            unit,
            rows,
            source=unit.blobs.put(b"x", "text/csv"),
            source_name="x.csv",
            sk_number=None,
            sk_date=None,
            tahun_option=None,
            partial=False,
            names={},
        )
    with pytest.raises(MixedRules):
        render_rp2kpkp(city, KOTA)


def test_the_newest_survey_is_taken_in_only_where_no_plan_stands_on_an_older_one(
    city: Database, tmp_path: Path
) -> None:
    with city.read() as unit:
        first = baselines_of(unit, KOTA)[0]
        rows = load_rows(unit, [first.id])
    with city.write() as unit:
        later = replace(rows, tahun=rows.tahun + 5)
        add_import(
            unit,
            later,
            source=unit.blobs.put(b"y", "text/csv"),
            source_name="y.csv",
            sk_number=None,
            sk_date=None,
            tahun_option=None,
            partial=False,
            names={},
        )
    with city.read() as unit:
        snapshot = city_snapshot(unit, KOTA, no_process)
    assert (snapshot.inputs[0].baseline_id, snapshot.inputs[0].newer) == (first.id, 2)
    found = consistency_of(city, KOTA)
    assert [each.subject for each in found.findings if each.code == "K001"] == ["Medono"]
