"""What the store promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import numpy as np
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from planning.catalogue import Catalogue, CatalogueFile
from planning.plan import Plan, PlanSettings
from planning.process import DocumentKind, Stage, Status
from planning.quantity import Empty
from planning.roles import Role
from planning.rules import RULE_2016, RULE_2018, SIZES, RuleSet
from planning.survey import SurveyRows
from planning.territory import NATION, TerritoryCode, TerritoryLevel
from store.baselines import ImportResult, add_import, baselines_of, load_rows
from store.canonical import Digest, digest_of
from store.catalogues import add_catalogue
from store.database import Database
from store.documents import (
    AddedVersion,
    add_files,
    add_version,
    file_of,
    find_version,
    versions_of,
)
from store.errors import FileConflict, MixedRules, SchemaNotCurrent, UnknownRecord
from store.events import EventKind, append_event, events_after
from store.gate_rules import add_gate_rules
from store.grants import Grant, add_grant
from store.manuscripts import add_manuscript, latest_manuscript
from store.plans import add_plan
from store.processes import GateSummary, Process, keep_summary, save_process
from store.rt_outlines import RtOutline, import_rt_outlines, rt_outlines_of
from store.tables import FROZEN, KEPT_FOR_SPEED, RT_ROW, STEPPING, Base, BlobRow, TerritoryRow
from store.territories import (
    Outline,
    import_list,
    import_outlines,
    name_of,
    names_below,
    outline_of,
    outlines_in,
)
from store.unit import Unit
from tests.store.surveys import assert_same, kode, names, survey

ALL = TerritoryCode(NATION)
WRITERS = 8
_T = TypeVar("_T")


def add(
    unit: Unit,
    rows: SurveyRows,
    *,
    content: bytes = b"file",
    sk_number: str | None = None,
    sk_date: date | None = None,
    tahun_option: int | None = None,
    partial: bool = False,
    listed: dict[str, str] | None = None,
) -> ImportResult:
    return add_import(
        unit,
        rows,
        source=unit.blobs.put(content, "text/csv"),
        source_name="survey.csv",
        sk_number=sk_number,
        sk_date=sk_date,
        tahun_option=tahun_option,
        partial=partial,
        names=names(rows) if listed is None else listed,
    )


def version(unit: Unit, code: TerritoryCode, inputs: str, content: bytes = b"%PDF") -> AddedVersion:
    return add_version(
        unit,
        DocumentKind.RPLP,
        code,
        baseline_id=None,
        inputs=digest_of(inputs.encode()),
        snapshot=unit.blobs.put(b"{}", "application/json"),
        template=digest_of(b"template"),
        toolchain={"weasyprint": "70.0", "nahkoda": "0.1.0"},
        files={"pdf": unit.blobs.put(content, "application/pdf")},
    )


def at_once(work: Callable[[int], _T]) -> list[_T]:
    """The results of `work(0)`, `work(1)`… of writers that all start at one moment."""
    barrier = Barrier(WRITERS)

    def start(number: int) -> _T:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(start, range(WRITERS)))


def counts(database: Database) -> dict[str, int]:
    with database.read() as unit:
        return {
            name: unit.session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


@contextmanager
def raw(database: Database) -> Iterator[Any]:
    """A connection of the driver itself, without anything that the store sets."""
    if database.is_sqlite:
        with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as connection:
            yield connection
        return
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as opened:
        yield opened


@contextmanager
def reflected(database: Database) -> Iterator[Connection]:
    engine = create_engine(database.url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


# --- rows ---------------------------------------------------------------------------------------------

# PostgreSQL keeps no NUL in a text, and no database keeps half a surrogate pair.
_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
_quantity = st.one_of(st.integers(0, 10**13), st.sampled_from([0, 1, 2**62, 2**63 - 1, -(2**63) + 1]))


@st.composite
def surveys(draw: st.DrawFn) -> SurveyRows:
    rule: RuleSet = draw(st.sampled_from([RULE_2018, RULE_2016]))
    count = draw(st.integers(0, 12))

    def column(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=count, max_size=count))

    def texts(values: st.SearchStrategy[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        array = np.empty(count, dtype=object)
        array[:] = column(values)
        return array

    def cells(width: int) -> tuple[Any, Any]:
        states = np.array(
            column(st.lists(st.sampled_from(Empty), min_size=width, max_size=width)), dtype=np.uint8
        ).reshape(count, width)
        values = np.array(
            column(st.lists(_quantity, min_size=width, max_size=width)), dtype=np.int64
        ).reshape(count, width)
        return np.where(states == Empty.FILLED, values, 0), states

    sizes, size_state = cells(len(SIZES))
    volume, volume_state = cells(len(rule.codes))
    return SurveyRows(
        rule=rule,
        line=np.array(column(st.integers(2, 2**31 - 1)), dtype=np.int64),
        tahun=np.array(column(st.integers(2014, 2017)), dtype=np.int64),
        kode=texts(st.sampled_from([kode(number) for number in range(4)])),
        nama=texts(_text),
        kawasan=texts(_text),
        rw=texts(_text),
        rt=texts(_text),
        sizes=sizes,
        size_state=size_state,
        volume=volume,
        volume_state=volume_state,
    )


_example = itertools.count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=surveys(), data=st.data())
def test_rows_come_back_as_they_went_in(database: Database, rows: SurveyRows, data: st.DataObject) -> None:
    listed = {code: f"Kelurahan {code}" for code in set(rows.kode)}
    with database.write() as unit:
        result = add(unit, rows, content=f"{next(_example)}".encode(), listed=listed)
    # Grouped by kelurahan and year; within them the order of the file.
    order = sorted(range(len(rows)), key=lambda at: (rows.kode[at], rows.tahun[at], at))
    expected = rows.take(np.array(order, dtype=np.int64))
    expected = replace(expected, nama=np.array([listed[code] for code in expected.kode], dtype=object))
    baselines = data.draw(st.permutations(result.baselines))
    with database.read() as unit:
        if not baselines:
            with pytest.raises(UnknownRecord):
                load_rows(unit, [])
            return
        assert_same(load_rows(unit, [each.id for each in result.baselines]), expected)
        shuffled = load_rows(unit, [each.id for each in baselines])
    keys = [(each.kode, each.tahun) for each in baselines]
    places = [keys.index((code, tahun)) for code, tahun in zip(expected.kode, expected.tahun, strict=True)]
    assert_same(shuffled, expected.take(np.argsort(places, kind="stable")))


def test_more_baselines_than_one_query_takes(database: Database) -> None:
    rows = survey(1_300, rt_each=1)
    with database.write() as unit:
        result = add(unit, rows)
    backwards = [each.id for each in reversed(result.baselines)]
    with database.read() as unit:
        assert_same(load_rows(unit, backwards), rows.take(np.arange(len(rows))[::-1]))
        assert baselines_of(unit, ALL) == result.baselines


def test_empty_cells_are_told_apart_in_plain_sql(database: Database) -> None:
    rows = survey(1)
    rows.volume_state[0, :3] = [Empty.FILLED, Empty.NOT_APPLICABLE, Empty.NOT_FILLED]
    rows.volume[0, :3] = 0
    rows.size_state[0, -1] = Empty.NOT_APPLICABLE
    with database.write() as unit:
        add(unit, rows)
    with database.read() as unit:
        stored = unit.session.execute(select(RT_ROW)).one()
    assert (stored.v1a_e6, stored.v1b_e6, stored.v1c_e6) == (0, None, None)
    marked = stored.not_applicable.split(",")
    assert "1b" in marked
    assert "rtp_ideal_ha" in marked
    assert not {"1a", "1c"} & set(marked)


def test_rows_of_two_rule_sets_do_not_mix(database: Database) -> None:
    with database.write() as unit:
        new = add(unit, survey(5, rule=RULE_2018), content=b"new")
        old = add(unit, survey(5, rule=RULE_2016), content=b"old")
    ids = [new.baselines[0].id, old.baselines[0].id]
    with database.read() as unit:
        with pytest.raises(MixedRules):
            load_rows(unit, ids)
        assert load_rows(unit, ids[1:]).rule is RULE_2016


def test_unknown_baselines_are_named(database: Database) -> None:
    with database.read() as unit, pytest.raises(UnknownRecord, match="4711"):
        load_rows(unit, [4711])


# --- imports ------------------------------------------------------------------------------------------


def test_the_same_import_is_found_again(database: Database) -> None:
    rows = survey(60)
    with database.write(actor="first") as unit:
        first = add(unit, rows, sk_number="12/2019", sk_date=date(2019, 3, 1))
    before = counts(database)
    with database.write(actor="second") as unit:
        again = add(unit, rows, sk_number="12/2019", sk_date=date(2019, 3, 1))
    assert first.created
    assert not again.created
    assert again.source == first.source
    assert again.baselines == first.baselines
    assert again.source.actor == "first"
    assert counts(database) == before


@pytest.mark.parametrize(
    "other",
    [
        {"content": b"other"},
        {"sk_number": "12/2019"},
        {"sk_date": date(2019, 3, 1)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_other_bytes_or_another_sk_are_another_import(database: Database, other: dict[str, Any]) -> None:
    rows = survey(60)
    with database.write() as unit:
        first = add(unit, rows)
    with database.write() as unit:
        second = add(unit, rows, **other)
    assert second.created
    assert [each.number for each in first.baselines] == [1, 1, 1]
    assert [each.number for each in second.baselines] == [2, 2, 2]


@pytest.mark.parametrize(
    "option", [{"tahun_option": 2019}, {"partial": True}], ids=lambda each: next(iter(each))
)
def test_an_option_that_changes_no_row_is_the_same_import(database: Database, option: dict[str, Any]) -> None:
    rows = survey(60)
    with database.write() as unit:
        first = add(unit, rows)
    with database.write() as unit:
        second = add(unit, rows, **option)
    assert not second.created
    assert second.baselines == first.baselines


def test_other_rows_of_the_same_file_are_another_import(database: Database) -> None:
    rows = survey(60)
    with database.write() as unit:
        add(unit, rows.take(np.arange(50)), partial=True)
    with database.write() as unit:
        assert add(unit, rows, partial=True).created


def test_another_rule_set_is_another_import(database: Database) -> None:
    with database.write() as unit:
        assert add(unit, survey(3, rule=RULE_2018)).created
        assert add(unit, survey(3, rule=RULE_2016)).created


def test_an_import_remembers_everything(database: Database) -> None:
    rows = survey(40)
    with database.write(actor="Sari") as unit:
        made = add_import(
            unit,
            rows,
            source=unit.blobs.put(b"bytes", "text/csv"),
            source_name="baseline 2019.csv",
            sk_number="188.45/12",
            sk_date=date(2015, 12, 31),
            tahun_option=2019,
            partial=True,
            names={},
            rows_refused=7,
            refused={(str(rows.kode[0]), int(rows.tahun[0])): 5},
        )
        moment = unit.now
    with database.read() as unit:
        (first, second) = baselines_of(unit, ALL)
        assert unit.blobs.get(first.source.source) == b"bytes"
    assert (first, second) == made.baselines
    assert first.source == made.source
    assert first.source.imported_at == moment
    assert first.source.imported_at.utcoffset() == timedelta(0)
    assert (first.source.rows_kept, first.source.rows_refused) == (40, 7)
    assert (first.source.sk_date, first.source.actor, first.rule) == (date(2015, 12, 31), "Sari", "2018")
    assert (first.rt_count, second.rt_count) == (29, 11)
    assert (first.rt_refused, second.rt_refused) == (5, 0)
    # No list of names: those of the file stay.
    assert [first.name, second.name] == ["Kelurahan 0", "Kelurahan 1"]


def test_numbers_follow_the_years_of_a_file(database: Database) -> None:
    rows = survey(6, rt_each=6)
    rows.tahun[:] = [2019, 2017, 2019, 2018, 2017, 2018]
    with database.write() as unit:
        add(unit, rows)
        every = baselines_of(unit, ALL, every=True)
    assert [(each.tahun, each.number, each.rt_count) for each in every] == [
        (2017, 1, 2),
        (2018, 2, 2),
        (2019, 3, 2),
    ]


def test_the_newest_baseline_is_the_latest_year_then_the_highest_number(database: Database) -> None:
    code = TerritoryCode(kode(0))
    with database.write() as unit:
        for content, tahun in ((b"1", 2019), (b"2", 2021), (b"3", 2019), (b"4", 2021), (b"5", 2020)):
            add(unit, survey(2, tahun=tahun), content=content)
    with database.read() as unit:
        assert [each.number for each in baselines_of(unit, code)] == [4]
        assert [each.number for each in baselines_of(unit, code, tahun=2019)] == [3]
        assert [each.number for each in baselines_of(unit, code, tahun=2019, every=True)] == [1, 3]
        assert [each.number for each in baselines_of(unit, code, every=True)] == [1, 3, 5, 2, 4]
        assert baselines_of(unit, code, tahun=1999) == ()


def test_baselines_stay_within_their_territory(database: Database) -> None:
    codes = ["35.73.04.1005", "35.73.04.1006", "35.73.05.1001", "35.07.01.2001", "36.73.04.1005"]
    rows = survey(5, rt_each=1)
    rows.kode[:] = codes
    with database.write() as unit:
        add(unit, rows)

    def found(code: str) -> list[str]:
        with database.read() as unit:
            return [each.kode for each in baselines_of(unit, TerritoryCode(code))]

    assert found("35.73.04") == codes[:2]
    assert found("35.73") == codes[:3]
    assert found("35") == ["35.07.01.2001", *codes[:3]]
    assert found(NATION) == sorted(codes)
    assert found("35.73.04.1005") == codes[:1]
    assert found("35.73.06") == []


@pytest.mark.parametrize("where", ["in the last rows", "after the import"])
def test_an_exception_undoes_the_whole_unit(database: Database, where: str) -> None:
    with database.write() as unit:
        add(unit, survey(30), content=b"earlier")
        append_event(unit, EventKind.BASELINE_IMPORTED, "x", {})
    before = counts(database)
    rows = survey(12_000)
    if where == "in the last rows":
        rows.rt[-1] = None
        expected: type[Exception] = DBAPIError
    else:
        expected = RuntimeError
    with pytest.raises(expected), database.write() as unit:  # noqa: PT012
        append_event(unit, EventKind.BASELINE_IMPORTED, "y", {})
        add(unit, rows, content=b"later", listed={})
        raise RuntimeError("the use case failed")
    assert counts(database) == before


# --- the transaction and the tables ---------------------------------------------------------------------


def test_a_reading_unit_cannot_write(database: Database) -> None:
    before = counts(database)
    with pytest.raises(DBAPIError), database.read() as unit:
        unit.session.execute(text("INSERT INTO document (kind, code) VALUES ('rplp', '35')"))
    with pytest.raises(RuntimeError, match="reading"), database.read() as unit:
        unit.lock("anything")
    assert counts(database) == before


def test_a_reading_unit_sees_one_moment(database: Database) -> None:
    code = TerritoryCode(kode(0))
    with database.read() as reader:
        assert versions_of(reader, DocumentKind.RPLP, code) == ()
        with database.write() as writer:
            version(writer, code, "inputs")
        assert versions_of(reader, DocumentKind.RPLP, code) == ()
    with database.read() as reader:
        assert len(versions_of(reader, DocumentKind.RPLP, code)) == 1


def fill(database: Database) -> None:
    """At least one row in every table."""
    with database.write() as unit:
        add(unit, survey(3))
        made = version(unit, TerritoryCode(kode(0)), "inputs")
        assert made.created
        add_manuscript(unit, TerritoryCode(kode(0)), {"profil": "teks"})
        append_event(unit, EventKind.DOCUMENT_RENDERED, "rplp", {"number": 1})
        source = unit.blobs.put(b"list", "text/csv")
        import_list(unit, {kode(0): "Satu"}, source=source)
        import_rt_outlines(unit, [RtOutline(kode(0), "001", "001", "{}", source, "rt.geojson")])
        add_catalogue(unit, TerritoryCode(kode(0)), CatalogueFile())
        plan = Plan(kode(0), 1, PlanSettings(2026, 2030))
        catalogue = Catalogue()
        add_plan(
            unit, plan, base=0, baseline_id=1, catalogue=catalogue, source=source, source_name="rencana.xlsx"
        )
        rules = add_gate_rules(unit, TerritoryCode(kode(0)), {"syarat": []}).content
        event = append_event(unit, EventKind.ROLE_GRANTED, "role", {}, key="request", blobs=[source])
        add_grant(
            unit,
            Grant(event.id, "siti", "Siti", "Ketua", Role.ADMINISTRATOR, "Bappeda", "0", date(2026, 1, 2)),
        )
        save_process(
            unit,
            Process(
                DocumentKind.RPLP,
                kode(0),
                Stage.PERSIAPAN,
                Status.DRAFT,
                1,
                1,
                rules,
                unit.now,
                unit.now,
                None,
                (),
                event.id,
            ),
        )
        keep_summary(
            unit, GateSummary(DocumentKind.RPLP, kode(0), rules, date(2026, 1, 2), None, {"menahan": 1})
        )
    assert min(counts(database).values()) >= 1


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with raw(database) as connection:
        return {
            table: sorted(map(tuple, connection.execute(f"SELECT * FROM {table}").fetchall()), key=str)
            for table in FROZEN
        }


@pytest.mark.parametrize("table", FROZEN)
def test_frozen_rows_refuse_every_change(database: Database, table: str) -> None:
    fill(database)
    before = contents(database)
    first = Base.metadata.tables[table].columns.keys()[0]
    attempts = [f"UPDATE {table} SET {first} = {first}", f"DELETE FROM {table}"]
    if not database.is_sqlite:
        attempts.append(f"TRUNCATE {table} CASCADE")
    for attempt in attempts:
        with raw(database) as connection, pytest.raises(Exception, match="frozen"):
            connection.execute(attempt)
    assert contents(database) == before


@pytest.mark.parametrize("table", FROZEN)
def test_frozen_rows_refuse_replacement(database: Database, table: str) -> None:
    fill(database)
    before = contents(database)
    keys = Base.metadata.tables[table].primary_key.columns.keys()
    if database.is_sqlite:
        statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    else:
        statement = (
            f"INSERT INTO {table} SELECT * FROM {table} WHERE true "
            f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {keys[0]} = excluded.{keys[0]}"
        )
    with pytest.raises(DBAPIError, match="frozen"), database.write() as unit:
        unit.session.execute(text(statement))
    assert contents(database) == before


def test_tables_and_migrations_agree(database: Database) -> None:
    def differences() -> list[Any]:
        with reflected(database) as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "compare_server_default": True}
            )
            return list(compare_metadata(context, Base.metadata))

    assert differences() == []
    with raw(database) as connection:
        connection.execute("ALTER TABLE territory ADD COLUMN stray TEXT")
    assert len(differences()) == 1


def test_every_foreign_key_has_an_index_and_every_constraint_a_name(database: Database) -> None:
    checked = 0
    with reflected(database) as connection:
        inspector = inspect(connection)
        for table in Base.metadata.tables:
            leading: set[str | None] = {inspector.get_pk_constraint(table)["constrained_columns"][0]}
            leading |= {index["column_names"][0] for index in inspector.get_indexes(table)}
            leading |= {unique["column_names"][0] for unique in inspector.get_unique_constraints(table)}
            for key in inspector.get_foreign_keys(table):
                column = key["constrained_columns"][0]
                # SQLAlchemy does not see the name that SQLite was given together with a later column.
                named = f"CONSTRAINT fk_{table}_{column} REFERENCES"
                statement = "SELECT sql FROM sqlite_master WHERE name = :table"
                assert key["name"] or named in str(connection.scalar(text(statement), {"table": table})), (
                    f"a foreign key of {table}"
                )
                assert column in leading, f"{table}.{column}"
                checked += 1
            for unique in inspector.get_unique_constraints(table):
                assert str(unique["name"]).startswith(f"uq_{table}_")
    assert checked == sum(len(table.foreign_keys) for table in Base.metadata.tables.values())


@pytest.mark.parametrize("table", STEPPING)
def test_rows_that_follow_events_refuse_every_other_change(database: Database, table: str) -> None:
    fill(database)
    changes = {
        "process": ("stage = 'keberlanjutan'", "version = version + 1", "event_id = event_id - 1"),
        "role_grant": ("peran = 'pokja'", "wilayah = '35'", "sampai = NULL", "revoked = NULL"),
    }
    attempts = [f"UPDATE {table} SET {change}" for change in changes[table]]
    attempts.append(f"DELETE FROM {table}")
    for attempt in attempts:
        with raw(database) as connection, pytest.raises(Exception, match=r"frozen|follows its events"):
            connection.execute(attempt)


def test_all_tables_but_six_are_frozen() -> None:
    assert set(Base.metadata.tables) - set(FROZEN) == {
        "territory",
        "rt_outline",
        "document",
        *STEPPING,
        *KEPT_FOR_SPEED,
    }


def test_a_database_without_tables_asks_for_init(empty_url: str, home: Path) -> None:
    database = Database(empty_url, home)
    with pytest.raises(SchemaNotCurrent, match="nahkoda init"):
        database.require_current()
    database.upgrade()
    database.require_current()
    database.upgrade()
    with database.write() as unit:
        assert add(unit, survey(2)).created
    database.close()


def test_an_upgrade_that_fails_leaves_nothing(
    empty_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import alembic.op

    database = Database(empty_url, home)
    with monkeypatch.context() as patched:

        def fail(*arguments: Any) -> None:
            raise RuntimeError("no index today")

        patched.setattr(alembic.op, "create_index", fail)
        with pytest.raises(RuntimeError, match="no index today"):
            database.upgrade()
    with reflected(database) as connection:
        assert inspect(connection).get_table_names() == []
    database.upgrade()
    database.require_current()
    database.close()


def test_tables_of_another_version_are_refused(database: Database) -> None:
    with raw(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaNotCurrent, match="newer version"):
        database.require_current()
    with pytest.raises(SchemaNotCurrent, match="newer version"):
        database.upgrade()
    with raw(database) as connection:
        connection.execute("DELETE FROM alembic_version")
    with pytest.raises(SchemaNotCurrent, match="nahkoda init"):
        database.require_current()


def test_upgrades_at_the_same_time(empty_url: str, home: Path) -> None:
    def upgrade(_number: int) -> None:
        database = Database(empty_url, home)
        database.upgrade()
        database.require_current()
        database.close()

    at_once(upgrade)


def test_moments_are_stored_in_utc(database_url: str, home: Path) -> None:
    wit = timezone(timedelta(hours=9), "WIT")
    database = Database(database_url, home, clock=lambda: datetime(2026, 1, 1, 3, 30, tzinfo=wit))
    with database.write() as unit:
        append_event(unit, EventKind.BASELINE_IMPORTED, "x", {})
    with database.read() as unit:
        (found,) = events_after(unit)
    assert found.at == datetime(2025, 12, 31, 18, 30, tzinfo=UTC)
    assert found.at.utcoffset() == timedelta(0)
    database.close()


# --- running numbers ------------------------------------------------------------------------------------


def test_version_numbers_of_eight_writers(database: Database) -> None:
    code = TerritoryCode(kode(0))

    def work(writer: int) -> list[int]:
        found = []
        for each in range(6):
            with database.write() as unit:
                found.append(version(unit, code, f"{writer}/{each}").version.number)
        return found

    made = at_once(work)
    assert sorted(itertools.chain(*made)) == list(range(1, WRITERS * 6 + 1))
    assert all(numbers == sorted(numbers) for numbers in made)
    with database.read() as unit:
        assert [each.number for each in versions_of(unit, DocumentKind.RPLP, code)] == list(range(1, 49))


def test_one_version_when_eight_writers_have_the_same_inputs(database: Database) -> None:
    code = TerritoryCode(kode(0))

    def work(_writer: int) -> AddedVersion:
        with database.write() as unit:
            return version(unit, code, "the same")

    made = at_once(work)
    assert [each.created for each in made].count(True) == 1
    assert len({each.version for each in made}) == 1


def test_baseline_numbers_of_eight_writers(database: Database) -> None:
    rows = survey(40)

    def work(writer: int) -> list[tuple[str, int]]:
        found = []
        for each in range(3):
            with database.write() as unit:
                result = add(unit, rows, content=f"{writer}/{each}".encode())
            found += [(baseline.kode, baseline.number) for baseline in result.baselines]
        return found

    made = sorted(itertools.chain(*at_once(work)))
    assert made == sorted((code, number) for code in set(rows.kode) for number in range(1, WRITERS * 3 + 1))


def test_one_import_when_eight_writers_have_the_same_file(database: Database) -> None:
    rows = survey(40)

    def work(_writer: int) -> ImportResult:
        with database.write() as unit:
            return add(unit, rows)

    made = at_once(work)
    assert [each.created for each in made].count(True) == 1
    assert len({each.baselines for each in made}) == 1
    assert counts(database)["rt_row"] == 40


def test_event_numbers_of_eight_writers(database: Database) -> None:
    # The first statement of these units is a read, so a lock that comes with the first write comes too late.
    def work(_writer: int) -> list[int]:
        found = []
        for _ in range(10):
            with database.write() as unit:
                found.append(append_event(unit, EventKind.DOCUMENT_RENDERED, "x", {}).id)
        return found

    assert sorted(itertools.chain(*at_once(work))) == list(range(1, WRITERS * 10 + 1))


def test_events_and_manuscripts_of_eight_writers(database: Database) -> None:
    code = TerritoryCode(kode(0))

    def work(writer: int) -> None:
        for each in range(5):
            with database.write(actor=f"writer {writer}") as unit:
                made = add_manuscript(unit, code, {"writer": writer, "text": each})
                append_event(unit, EventKind.MANUSCRIPT_ADDED, code.text, {"number": made.number})

    at_once(work)
    with database.read() as unit:
        events = events_after(unit)
        latest = latest_manuscript(unit, code)
    assert [each.id for each in events] == list(range(1, WRITERS * 5 + 1))
    assert [each.data for each in events] == [f'{{"number":{number}}}' for number in range(1, 41)]
    assert latest is not None
    assert latest.number == WRITERS * 5


# --- territories ----------------------------------------------------------------------------------------

LISTED = {
    "35": "Jawa Timur",
    "35.73": "Kota Malang",
    "35.73.04": "Sukun",
    "35.73.04.1005": "Sukun",
    "35.73.04.1006": "Tanjungrejo",
    "35.07.01.2001": "Donomulyo",
    "36": "Banten",
}


def put(unit: Unit, content: bytes) -> Digest:
    return unit.blobs.put(content, "text/csv")


def test_names_are_found_within_a_territory(database: Database) -> None:
    with database.write() as unit:
        assert names_below(unit) == {}
        assert import_list(unit, LISTED, source=put(unit, b"list")) == len(LISTED)
    with database.read() as unit:
        assert names_below(unit, TerritoryCode("36")) == {}
        assert names_below(unit, TerritoryCode("35.73")) == {
            "35.73.04.1005": "Sukun",
            "35.73.04.1006": "Tanjungrejo",
        }
        assert list(names_below(unit)) == ["35.07.01.2001", "35.73.04.1005", "35.73.04.1006"]
        assert names_below(unit, level=TerritoryLevel.PROVINSI) == {"35": "Jawa Timur", "36": "Banten"}
        assert name_of(unit, TerritoryCode("35.73")) == "Kota Malang"
        assert name_of(unit, TerritoryCode("35.74")) is None


def test_a_new_list_adds_and_renames_and_leaves_the_rest(database: Database) -> None:
    square = '{"type":"Polygon","coordinates":[]}'
    with database.write() as unit:
        first = put(unit, b"list")
        import_list(unit, LISTED, source=first)
        source = put(unit, b"outlines")
        import_outlines(unit, [Outline("35.73.04.1005", square, source)])
        later = put(unit, b"later")
        import_list(unit, {"35.73.04.1006": "Tanjung Rejo", "35.73.04.1007": "Baru"}, source=later)
    with database.read() as unit:
        assert names_below(unit) == {
            "35.07.01.2001": "Donomulyo",
            "35.73.04.1005": "Sukun",
            "35.73.04.1006": "Tanjung Rejo",
            "35.73.04.1007": "Baru",
        }
        assert set(outlines_in(unit, ALL, level=TerritoryLevel.KELURAHAN)) == {"35.73.04.1005"}
        lists = dict(unit.session.execute(select(TerritoryRow.code, TerritoryRow.list_sha256)).all())
    assert lists["35.73.04.1005"] == first
    assert lists["35.73.04.1006"] == lists["35.73.04.1007"] == later


def test_two_lists_at_once_lose_nothing(database: Database) -> None:
    def load(digit: int) -> None:
        with database.write() as unit:
            names = {f"35.73.04.{1000 + digit * 10 + at}": f"{digit}-{at}" for at in range(10)}
            import_list(unit, names, source=put(unit, f"list {digit}".encode()))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(load, range(8)))
    with database.read() as unit:
        assert len(names_below(unit)) == 80


def test_outlines_come_with_or_without_a_name_and_are_replaced(database: Database) -> None:
    code = TerritoryCode("35.73.04.1005")
    with database.write() as unit:
        source = put(unit, b"outlines")
        assert import_outlines(unit, [Outline(code.text, "old", source)]) == 1
        assert name_of(unit, code) is None
        assert names_below(unit) == {}
        import_list(unit, {code.text: "Sukun"}, source=put(unit, b"list"))
        assert (
            import_outlines(unit, [Outline(code.text, "newer", source), Outline(code.text, "new", source)])
            == 1
        )
    with database.read() as unit:
        assert outline_of(unit, code) == Outline(code.text, "new", source)
        assert outline_of(unit, TerritoryCode("35.73")) is None
        assert name_of(unit, code) == "Sukun"


def test_outlines_of_rt_are_replaced_by_kelurahan(database: Database) -> None:
    first, second = TerritoryCode("35.73.04.1005"), TerritoryCode("35.73.04.1006")
    with database.write() as unit:
        source = put(unit, b"rt")
        old = [RtOutline(each.text, "001", "001", "old", source, "rt.geojson") for each in (first, second)]
        assert import_rt_outlines(unit, old) == 2
        new = [RtOutline(first.text, rw, "001", "new", source, "rt.geojson") for rw in ("010", "002")]
        assert import_rt_outlines(unit, new) == 2
    with database.read() as unit:
        assert rt_outlines_of(unit, first) == (new[1], new[0])
        assert rt_outlines_of(unit, second) == (old[1],)
        assert rt_outlines_of(unit, TerritoryCode("35.73.04")) == ()


# --- documents, manuscripts, events -----------------------------------------------------------------------


def test_a_version_remembers_what_it_was_made_from(database: Database) -> None:
    code = TerritoryCode(kode(0))
    with database.write(actor="Budi") as unit:
        baseline = add(unit, survey(2)).baselines[0]
        made = add_version(
            unit,
            DocumentKind.RPLP,
            code,
            baseline_id=baseline.id,
            inputs=digest_of(b"inputs"),
            snapshot=unit.blobs.put(b"{}", "application/json"),
            template=digest_of(b"template"),
            toolchain={"weasyprint": "70.0", "nahkoda": "0.1.0"},
            files={"pdf": unit.blobs.put(b"pdf", "application/pdf"), "docx": unit.blobs.put(b"docx", "x/y")},
        )
        moment = unit.now
    assert made.created
    with database.read() as unit:
        found = find_version(unit, DocumentKind.RPLP, code, digest_of(b"inputs"))
        assert found == made.version
        assert versions_of(unit, DocumentKind.RPLP, code) == (made.version,)
        assert versions_of(unit, DocumentKind.RP2KPKP, code) == ()
        assert find_version(unit, DocumentKind.RPLP, code, digest_of(b"others")) is None
        assert find_version(unit, DocumentKind.RPLP, TerritoryCode(kode(1)), digest_of(b"inputs")) is None
        assert unit.blobs.get(file_of(unit, made.version, "docx")) == b"docx"
        with pytest.raises(UnknownRecord, match="docx, pdf"):
            file_of(unit, made.version, "xlsx")
    assert found is not None
    assert (found.number, found.state, found.baseline_id, found.actor) == (1, "draft", baseline.id, "Budi")
    assert found.toolchain == (("nahkoda", "0.1.0"), ("weasyprint", "70.0"))
    assert found.created_at == moment
    assert found.file("pdf") == digest_of(b"pdf")


def test_numbers_run_per_document(database: Database) -> None:
    with database.write() as unit:
        numbers = [
            version(unit, TerritoryCode(kode(place)), f"{each}").version.number
            for each in range(3)
            for place in range(2)
        ]
    assert numbers == [1, 1, 2, 2, 3, 3]


def test_a_version_gains_formats_but_never_other_bytes(database: Database) -> None:
    code = TerritoryCode(kode(0))
    with database.write() as unit:
        made = version(unit, code, "inputs").version
    with database.write() as unit:
        docx = unit.blobs.put(b"docx", "x/y")
        more = add_files(unit, made, {"docx": docx})
    assert dict(more.files) == {"pdf": digest_of(b"%PDF"), "docx": docx}
    with database.read() as unit:
        assert versions_of(unit, DocumentKind.RPLP, code) == (more,)
    with pytest.raises(FileConflict, match="reproducible"), database.write() as unit:
        version(unit, code, "inputs", content=b"other bytes")
    with database.write() as unit:
        again = version(unit, code, "inputs")
    assert again == AddedVersion(more, created=False)


def test_a_version_needs_stored_bytes(database: Database) -> None:
    before = counts(database)
    with pytest.raises(DBAPIError), database.write() as unit:
        add_version(
            unit,
            DocumentKind.RPLP,
            TerritoryCode(kode(0)),
            baseline_id=None,
            inputs=digest_of(b"inputs"),
            snapshot=digest_of(b"never stored"),
            template=digest_of(b"template"),
            toolchain={},
            files={},
        )
    assert counts(database) == before


def test_manuscripts_are_numbered_when_they_change(database: Database) -> None:
    code = TerritoryCode(kode(0))
    with database.write(actor="Sari") as unit:
        assert latest_manuscript(unit, code) is None
        first = add_manuscript(unit, code, {"profil": {"luas": Decimal("1.50")}, "judul": "Déwi"})
        same = add_manuscript(unit, code, {"judul": "Déwi", "profil": {"luas": Decimal("1.50")}})
        second = add_manuscript(unit, code, {"judul": "lain"})
        third = add_manuscript(unit, code, {"profil": {"luas": Decimal("1.50")}, "judul": "Déwi"})
        other = add_manuscript(unit, TerritoryCode(kode(1)), {})
    assert same == first
    assert [first.number, second.number, third.number, other.number] == [1, 2, 3, 1]
    with database.read() as unit:
        assert latest_manuscript(unit, code) == third
        assert unit.blobs.get(third.content) == '{"judul":"Déwi","profil":{"luas":"1.50"}}'.encode()


def test_events_are_read_in_order_and_by_subject(database: Database) -> None:
    with database.write(actor="Sari") as unit:
        for each in range(5):
            append_event(unit, EventKind.BASELINE_IMPORTED, f"subject {each % 2}", {"b": each, "a": "é"})
    with database.read() as unit:
        assert [each.id for each in events_after(unit, 3)] == [4, 5]
        assert [each.id for each in events_after(unit, limit=2)] == [1, 2]
        found = events_after(unit, subject="subject 1")
    assert [each.id for each in found] == [2, 4]
    assert found[0].data == '{"a":"é","b":1}'
    assert (found[0].actor, found[0].kind) == ("Sari", EventKind.BASELINE_IMPORTED)


def test_blobs_are_stored_once_and_only_with_their_row(database: Database) -> None:
    with database.write() as unit:
        first = unit.blobs.put(b"bytes", "text/plain")
        assert unit.blobs.put(b"bytes", "text/html") == first
    with pytest.raises(RuntimeError), database.write() as unit:  # noqa: PT012
        lost = unit.blobs.put(b"lost", "text/plain")
        raise RuntimeError("afterwards")
    with database.read() as unit:
        assert unit.blobs.exists(first)
        assert unit.blobs.media_type(first) == "text/plain"
        assert not unit.blobs.exists(lost)
        assert unit.session.scalars(select(BlobRow.sha256)).all() == [first]
