"""What a gate reads of documents: the activities that the RPLP lists, and those of the RP2KP-KP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from planning.process import DocumentKind
from planning.territory import TerritoryCode
from store.canonical import digest_of
from store.documents import add_version
from store.tables import GateSummaryRow
from tests.workflow import processes
from tests.workflow.processes import ACTIVITIES, KODE, KOTA, World, draft_plan, furnish, small_plan, world_of
from workflow.agenda import agenda
from workflow.dossier import CityPlan, Dossier
from workflow.reading import dossier_of


@pytest.fixture
def world(database_url: str, home: Path) -> Iterator[World]:
    with world_of(database_url, home) as made:
        yield furnish(made)


def read(world: World, code: TerritoryCode = KODE) -> Dossier:
    with world.as_("auditor").read() as unit:
        return dossier_of(unit, code)


def city_document(world: World, *codes: str) -> None:
    """A version of the RP2KP-KP that lists these activities."""
    snapshot = json.dumps({"kegiatan": [{"kode": each} for each in codes]}).encode()
    with world.as_("konsultan").write() as unit:
        add_version(
            unit, DocumentKind.RP2KPKP, KOTA, baseline_id=None, inputs=digest_of(snapshot),
            snapshot=unit.blobs.put(snapshot, "application/json"), template=digest_of(b"template"), toolchain={},
            files={"pdf": unit.blobs.put(snapshot + b" ", "application/pdf")},
        )  # fmt: skip


def test_a_document_lists_the_activities_of_the_plan_that_it_prints(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read(world).printed == set(ACTIVITIES)
    before = small_plan()
    more = replace(before, kegiatan=(*before.kegiatan, replace(before.kegiatan[0], kode="K-004")))
    monkeypatch.setattr(processes, "small_plan", lambda _remark: more)
    draft_plan(world, "one more")
    after = read(world)
    assert after.by_code.keys() - after.printed == {"K-004"}
    assert after.printed == set(ACTIVITIES)


def test_the_city_plan_is_its_newest_version(world: World) -> None:
    assert read(world).city is None
    city_document(world, "RK-1")
    city_document(world, "RK-1", "RK-2")
    expected = CityPlan(2, frozenset({"RK-1", "RK-2"}))
    assert read(world).city == read(world, KOTA).city == expected


@pytest.mark.parametrize("where", [KODE, KOTA])
def test_a_report_is_judged_anew_when_the_city_plan_is_another(world: World, where: TerritoryCode) -> None:
    def kept() -> str | None:
        agenda(world.as_("auditor"), where)
        with world.as_("auditor").read() as unit:
            return unit.session.scalar(
                select(GateSummaryRow.inputs_sha256).where(GateSummaryRow.kode == KODE.text)
            )

    first = kept()
    assert first == kept() is not None
    city_document(world, "RK-1")
    assert kept() != first
