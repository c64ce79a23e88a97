"""The use cases that bring plans and catalogues in: all or nothing, one event, and what changed."""

from __future__ import annotations

import json
import multiprocessing
from functools import partial
from pathlib import Path

import pytest

from intake.catalogue import built_in
from intake.errors import UnreadableCatalogue, UnreadablePlan
from intake.importing import import_baseline
from intake.plan_importing import PlanImport, import_catalogue, import_json, import_plan
from planning.plan_sheets import Sheet
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from store.canonical import Digest
from store.catalogues import catalogue_at, load_catalogue
from store.database import Database
from store.errors import StalePlan
from store.events import EventKind, events_after
from store.plans import load_plan, plan_versions
from tests.intake.plan_samples import Tables, setting, write_folder, write_workbook
from tests.intake.samples import rts, write_table
from tests.store.killed import work_and_die

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.store.killed", "psycopg", "intake.plan_importing"])
SUKUN, MALANG = TerritoryCode("35.73.04.1005"), TerritoryCode("35.73")


def tables(*, base: int = 0, **first: object) -> Tables:
    """One road of 100 m in RT 001, 2026, with some cells of the activity changed."""
    activity = {
        "kode": "K-001", "katalog": "JL1", "jalur": "peningkatan", "tahun_mulai": 2026, "jumlah": 150,
        "rab": 40_000_000, "kpp": "KPP", "kode_kabkota": "A1", **first,
    }  # fmt: skip
    settings = {
        "kode": SUKUN.text,
        "baseline": 1,
        "versi_dasar": base,
        "tahun_awal": 2026,
        "tahun_target": 2030,
    }
    return {
        Sheet.RENCANA: [setting(name, value) for name, value in settings.items()],
        Sheet.KEGIATAN: [activity],
        Sheet.LOKASI: [{"kegiatan": "K-001", "rw": "001", "rt": "001", "parameter": "2b", "volume": 100}],
        Sheet.DANA: [{"kegiatan": "K-001", "sumber": "APBD-KAB", "tahun": 2026, "jumlah": 40_000_000}],
    }


@pytest.fixture
def surveyed(database: Database, tmp_path: Path) -> Database:
    """A baseline of two RT in a kawasan, one of them slum."""
    bad = {"_2b": "300", "_3a": "42", "_3b": "42", "_5a": "42"}
    rows = [*rts(1, **bad), *rts(2)[1:]]
    done = import_baseline(database, write_table(tmp_path / "survei.csv", rows), rule=RULE_2018)
    assert [each.number for each in done.baselines] == [1]
    return database


def put(database: Database, folder: Path, cells: Tables, *, dry_run: bool = False) -> PlanImport:
    return import_plan(database, SUKUN, write_folder(folder / "rencana", cells), dry_run=dry_run)


def events(database: Database) -> list[tuple[EventKind, str, dict[str, object]]]:
    with database.read() as unit:
        found = [(each.kind, each.subject, json.loads(each.data)) for each in events_after(unit)]
    return [each for each in found if each[0] is not EventKind.BASELINE_IMPORTED]


def test_a_plan_becomes_version_1_with_one_event(surveyed: Database, tmp_path: Path) -> None:
    done = put(surveyed, tmp_path, tables())
    assert done.version is not None
    assert (done.created, done.version.number) == (True, 1)
    assert [each.code for each in done.findings] == ["P023"]
    assert [(change.kegiatan, change.before) for change in done.changes] == [("K-001", None)]
    with surveyed.read() as unit:
        plan = load_plan(unit, done.version)
        assert plan == done.file.plan
        assert load_catalogue(unit, done.version.catalogue) == built_in()
        assert unit.blobs.get(done.version.source) == done.file.source.data
    (event,) = events(surveyed)
    assert event[:2] == (EventKind.PLAN_IMPORTED, f"plan/{SUKUN.text}/1")
    assert (event[2]["activities"], event[2]["warnings"], event[2]["baseline"]) == (1, 1, 1)
    assert event[2]["sha256"] == done.version.content


def test_the_same_file_again_changes_nothing(surveyed: Database, tmp_path: Path) -> None:
    first = put(surveyed, tmp_path, tables())
    again = put(surveyed, tmp_path, tables())
    assert (again.created, again.version, again.changes) == (False, first.version, ())
    assert len(events(surveyed)) == 1


def test_a_corrected_file_says_what_changed(surveyed: Database, tmp_path: Path) -> None:
    put(surveyed, tmp_path, tables())
    done = put(surveyed, tmp_path, tables(base=1, rab=45_000_000, nama="Jalan Melati"))
    assert [(each.kegiatan, each.field, each.before, each.after) for each in done.changes] == [
        ("K-001", "nama", "Jalan lingkungan paving block", "Jalan Melati"),
        ("K-001", "rab", "40000000", "45000000"),
    ]
    assert done.version is not None
    assert done.version.number == 2


def test_a_file_of_an_older_version_is_refused(surveyed: Database, tmp_path: Path) -> None:
    put(surveyed, tmp_path, tables())
    put(surveyed, tmp_path, tables(base=1, rab=45_000_000))
    with pytest.raises(StalePlan) as caught:
        put(surveyed, tmp_path, tables(base=1, rab=41_000_000))
    assert caught.value.details(str) == ("~ K-001 rab: 40000000 → 45000000",)
    assert len(events(surveyed)) == 2


def test_a_dry_run_and_a_refused_file_store_nothing(surveyed: Database, tmp_path: Path) -> None:
    dry = put(surveyed, tmp_path, tables(), dry_run=True)
    assert dry.acceptable
    assert dry.version is None
    wrong = put(surveyed, tmp_path, tables(katalog="XX9", tahun_mulai="kapan"))
    assert not wrong.acceptable
    assert [(each.code, each.column) for each in wrong.findings] == [
        ("P104", "katalog"),
        ("P102", "tahun_mulai"),
    ]
    assert (wrong.version, wrong.changes) == (None, ())
    assert events(surveyed) == []
    with surveyed.read() as unit:
        assert plan_versions(unit, SUKUN) == ()


def test_a_baseline_that_is_not_there_is_named(surveyed: Database, tmp_path: Path) -> None:
    cells = tables()
    cells[Sheet.RENCANA][1] = setting("baseline", 2)
    with pytest.raises(UnreadablePlan, match=r"the number of a baseline of 35\.73\.04\.1005 \(1\); found 2"):
        put(surveyed, tmp_path, cells)


def test_a_manual_rank_keeps_author_and_date_until_it_changes(surveyed: Database, tmp_path: Path) -> None:
    surveyed.actor = "konsultan"
    put(surveyed, tmp_path, tables(urutan=1, alasan_urutan="evakuasi"))
    surveyed.actor = "orang lain"
    kept = put(surveyed, tmp_path, tables(base=1, urutan=1, alasan_urutan="evakuasi", nama="Jalan Melati"))
    assert kept.file.plan is not None
    order = kept.file.plan.kegiatan[0].urutan
    assert order is not None
    assert (order.oleh, order.alasan) == ("konsultan", "evakuasi")
    changed = put(surveyed, tmp_path, tables(base=2, urutan=1, alasan_urutan="banjir", nama="Jalan Melati"))
    assert changed.file.plan is not None
    order = changed.file.plan.kegiatan[0].urutan
    assert order is not None
    assert order.oleh == "orang lain"


def test_workbook_and_folder_are_the_same_plan(surveyed: Database, tmp_path: Path) -> None:
    first = put(surveyed, tmp_path, tables())
    again = import_plan(surveyed, SUKUN, write_workbook(tmp_path / "rencana.xlsx", tables()))
    assert (again.created, again.version) == (False, first.version)


def test_the_catalogue_of_the_city_holds_and_stays_with_the_version(
    surveyed: Database, tmp_path: Path
) -> None:
    dear = tmp_path / "kota.toml"
    dear.write_text("faktor_harga = 3\n", encoding="utf-8")
    first = put(surveyed, tmp_path, tables())
    stored = import_catalogue(surveyed, MALANG, dear)
    assert import_catalogue(surveyed, MALANG, dear) == stored
    second = put(surveyed, tmp_path, tables(base=1))
    # 40 million for 150 m2 are plausible at the built-in prices, and too little at three times these.
    assert "P003" not in [each.code for each in first.findings]
    assert "P003" in [each.code for each in second.findings]
    assert second.created
    assert first.version is not None
    with surveyed.read() as unit:
        assert catalogue_at(unit, SUKUN, built_in()).faktor_harga == 3
        assert load_catalogue(unit, first.version.catalogue) == built_in()
    kinds = [kind for kind, _subject, _data in events(surveyed)]
    assert kinds == [EventKind.PLAN_IMPORTED, EventKind.CATALOGUE_ADDED, EventKind.PLAN_IMPORTED]


def test_a_broken_catalogue_stores_nothing(surveyed: Database, tmp_path: Path) -> None:
    broken = tmp_path / "kota.toml"
    broken.write_text("faktor_harga = 0\n", encoding="utf-8")
    with pytest.raises(UnreadableCatalogue):
        import_catalogue(surveyed, MALANG, broken)
    assert events(surveyed) == []


def test_the_answer_for_machines(surveyed: Database, tmp_path: Path) -> None:
    done = put(surveyed, tmp_path, tables(rab=41_000_000))
    answer = import_json(done, str)
    json.dumps(answer)
    assert {key: answer[key] for key in ("stored", "created", "version", "kegiatan", "errors")} == {
        "stored": True,
        "created": True,
        "version": 1,
        "kegiatan": 1,
        "errors": 0,
    }
    assert answer["sha256"] == Digest(done.file.source.sha256)
    found = answer["findings"]
    assert isinstance(found, list)
    assert [each["code"] for each in found] == ["P005", "P023"]


@pytest.mark.slow
def test_killed_before_every_step_nothing_is_half_done(
    surveyed: Database, database_url: str, tmp_path: Path
) -> None:
    """Each kill leaves the database as it was, so the next attempt starts from the same."""
    work = partial(import_plan, code=SUKUN, path=write_folder(tmp_path / "rencana", tables()))
    surveyed.close()
    for last in range(200):
        here, there = CONTEXT.Pipe()
        process = CONTEXT.Process(target=work_and_die, args=(database_url, surveyed.home, work, last, there))
        process.start()
        there.close()
        process.join()
        if process.exitcode == 0:
            assert here.recv() == last, "steps in all"
            break
        assert process.exitcode == -9
        with surveyed.read() as unit:
            assert plan_versions(unit, SUKUN) == ()
        assert events(surveyed) == []
    assert last >= 12
    with surveyed.read() as unit:
        (version,) = plan_versions(unit, SUKUN)
        assert load_plan(unit, version).kegiatan[0].kode == "K-001"
    assert len(events(surveyed)) == 1
