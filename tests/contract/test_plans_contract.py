"""What the store promises of plans and catalogues, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier

import pytest

from planning.authority import Pelaksana, Skala
from planning.catalogue import (
    Catalogue,
    CatalogueEntry,
    CatalogueFile,
    Improvement,
    Komponen,
    UnitCost,
    overridden,
)
from planning.funding import FundingLine
from planning.plan import Activity, Jalur, Location, Plan, PlanSettings
from planning.territory import TerritoryCode
from store.canonical import digest_of
from store.catalogues import add_catalogue, catalogue_at, latest_catalogue, load_catalogue
from store.database import Database
from store.errors import StalePlan, UnknownRecord
from store.plans import AddedPlan, add_plan, latest_plan, load_plan, plan_numbered, plan_versions
from store.unit import Unit
from tests.contract.test_store_contract import add
from tests.store.surveys import kode, survey

CODE = TerritoryCode(kode(0))
EMPTY = Plan(CODE.text, 1, PlanSettings(2026, 2030))
JALAN = CatalogueEntry(
    "JL1",
    "Jalan paving",
    "m2",
    Komponen.INFRASTRUKTUR,
    Skala.LINGKUNGAN,
    Pelaksana.KSM,
    UnitCost(150_000, 300_000, 2019, "uji"),
    (Improvement("2b", Decimal("1.5")),),
)
MENU = Catalogue((JALAN,))
WRITERS = 8


def activity(number: int, *, rab: int = 10_000_000) -> Activity:
    return Activity(
        f"K-{number:03}",
        "JL1",
        f"Jalan {number}",
        Jalur.PENINGKATAN,
        Skala.LINGKUNGAN,
        Pelaksana.KSM,
        2026,
        2026,
        jumlah=Decimal("37.5"),
        rab=rab,
        lokasi=(Location("001", "001", 2026, "2b", Decimal("25.125")),),
        dana=(FundingLine("APBD-KAB", 2026, rab),),
    )


def put(unit: Unit, plan: Plan, base: int, catalogue: Catalogue = MENU) -> AddedPlan:
    source = unit.blobs.put(f"file {base}".encode(), "text/csv")
    return add_plan(
        unit,
        plan,
        base=base,
        baseline_id=1,
        catalogue=catalogue,
        source=source,
        source_name="rencana.xlsx",
    )


@pytest.fixture
def surveyed(database: Database) -> Database:
    with database.write() as unit:
        add(unit, survey(3))
    return database


def test_versions_are_numbered_and_say_what_was_put_in(surveyed: Database) -> None:
    plans = [replace(EMPTY, kegiatan=tuple(activity(n) for n in range(count))) for count in range(3)]
    for base, plan in enumerate(plans):
        with surveyed.write(actor="konsultan") as unit:
            added = put(unit, plan, base)
        assert (added.created, added.version.number, added.version.actor) == (True, base + 1, "konsultan")
    with surveyed.read() as unit:
        versions = plan_versions(unit, CODE)
        assert [version.number for version in versions] == [1, 2, 3]
        assert [load_plan(unit, version) for version in versions] == plans
        assert load_catalogue(unit, versions[0].catalogue) == MENU
        assert versions[0].source == digest_of(b"file 0")
        assert latest_plan(unit, CODE) == versions[-1] == plan_numbered(unit, CODE, 3)
        assert latest_plan(unit, TerritoryCode(kode(1))) is None
        with pytest.raises(UnknownRecord, match="version 4"):
            plan_numbered(unit, CODE, 4)


def test_the_same_again_is_the_same_version_from_whatever_base(surveyed: Database) -> None:
    plan = replace(EMPTY, kegiatan=(activity(1),))
    with surveyed.write() as unit:
        first = put(unit, plan, 0)
    for base in (0, 1):
        with surveyed.write() as unit:
            again = put(unit, plan, base)
        assert again.version == first.version
        assert not again.created


def test_another_catalogue_is_another_version(surveyed: Database) -> None:
    with surveyed.write() as unit:
        put(unit, EMPTY, 0)
        dearer = put(unit, EMPTY, 1, replace(MENU, faktor_harga=Decimal("1.2")))
    assert dearer.created
    assert dearer.version.number == 2


def test_a_stale_write_is_refused_with_the_difference(surveyed: Database) -> None:
    one, two = activity(1), activity(2)
    with surveyed.write() as unit:
        put(unit, replace(EMPTY, kegiatan=(one, two)), 0)
        put(unit, replace(EMPTY, kegiatan=(replace(one, nama="Jalan lain"), activity(3))), 1)
    with pytest.raises(StalePlan) as caught, surveyed.write() as unit:
        put(unit, replace(EMPTY, kegiatan=(one, two, activity(4))), 1)
    told = [(change.kegiatan, change.field, change.before, change.after) for change in caught.value.changes]
    assert told == [
        ("K-001", "nama", "Jalan 1", "Jalan lain"),
        ("K-003", "kegiatan", None, "Jalan 3"),
        ("K-002", "kegiatan", "Jalan 2", None),
    ]
    assert caught.value.details(str) == (
        "~ K-001 nama: Jalan 1 → Jalan lain",
        "+ K-003 kegiatan: Jalan 3",
        "- K-002 kegiatan: Jalan 2",
    )
    with surveyed.read() as unit:
        assert len(plan_versions(unit, CODE)) == 2


@pytest.mark.parametrize("base", [1, 7])
def test_a_first_plan_has_no_base(surveyed: Database, base: int) -> None:
    with pytest.raises(StalePlan, match="version 0"), surveyed.write() as unit:
        put(unit, EMPTY, base)
    with surveyed.read() as unit:
        assert latest_plan(unit, CODE) is None


def test_of_many_writers_on_one_base_one_wins(surveyed: Database) -> None:
    start = Barrier(WRITERS)

    def write(number: int) -> int | None:
        start.wait()
        try:
            with surveyed.write() as unit:
                return put(unit, replace(EMPTY, kegiatan=(activity(number),)), 0).version.number
        except StalePlan:
            return None

    with ThreadPoolExecutor(WRITERS) as pool:
        done = list(pool.map(write, range(WRITERS)))
    assert sorted(each for each in done if each) == [1]
    with surveyed.read() as unit:
        (version,) = plan_versions(unit, CODE)
        assert load_plan(unit, version).kegiatan[0].kode == f"K-{done.index(1):03}"


def test_a_catalogue_is_kept_by_territory_and_the_nearest_one_wins(database: Database) -> None:
    def dear(rupiah: int) -> CatalogueFile:
        return CatalogueFile((replace(JALAN, biaya=UnitCost(rupiah, rupiah, 2024, "kota")),))

    province, city = CODE.parents[2], CODE.parents[1]
    with database.write() as unit:
        first = add_catalogue(unit, province, dear(200_000))
        assert add_catalogue(unit, province, dear(200_000)) == first
        add_catalogue(unit, city, CatalogueFile((replace(JALAN, kode="JL9"),), faktor_harga=Decimal("1.1")))
        assert add_catalogue(unit, city, dear(250_000)).number == 2
    with database.read() as unit:
        assert latest_catalogue(unit, CODE) is None
        # The newest file of a territory speaks for it alone: what an earlier one added is gone.
        assert catalogue_at(unit, CODE, MENU) == overridden(MENU, dear(250_000))
        assert catalogue_at(unit, province, MENU) == overridden(MENU, dear(200_000))
        elsewhere = TerritoryCode("99.01.01.1001")
        assert catalogue_at(unit, elsewhere, MENU) == MENU
