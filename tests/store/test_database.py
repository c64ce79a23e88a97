"""How a database is opened, what its errors say, and what SQLite is told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from planning.errors import NahkodaError
from store import database as module
from store.database import Database
from store.errors import (
    BadDatabaseUrl,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseUnreachable,
    SchemaNotCurrent,
)
from tests.store.surveys import names, survey


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nahkoda.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://host/name",
        "sqlite:///x.db?mode=ro",
        "postgres",
    ],
)
def test_other_addresses_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadDatabaseUrl):
        Database(url, tmp_path)


@pytest.mark.parametrize(
    "url", ["mysql://sari:hidden@host/name", "postgresql://sari:hidden@/x?host=/nowhere"]
)
def test_a_password_is_never_shown(url: str, tmp_path: Path) -> None:
    with pytest.raises(NahkodaError) as caught, Database(url, tmp_path).read():
        pytest.fail("opened")
    assert "hidden" not in str(caught.value)


def test_nothing_is_created_by_asking(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'deep' / 'nahkoda.db'}", tmp_path / "home")
    for ask in (database.require_current, database.read().__enter__, database.write().__enter__):
        with pytest.raises(SchemaNotCurrent, match="nahkoda init"):
            ask()
    assert list(tmp_path.iterdir()) == []
    database.upgrade()
    database.require_current()
    database.close()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_sqlite_is_told_to_be_safe(database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    for unit_of_work in (database.read, database.write):
        with unit_of_work() as unit:
            for name, value in wanted.items():
                assert unit.session.scalar(text(f"PRAGMA {name}")) == value
            assert unit.session.scalar(text("PRAGMA busy_timeout")) == module.BUSY_SECONDS * 1000


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_writing_unit_holds_the_database_from_its_beginning(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write():
        path = str(database.url.database)
        with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            # Readers are not held up.
            assert other.execute("SELECT count(*) FROM event").fetchone() == (0,)
        monkeypatch.setattr(module, "BUSY_SECONDS", 0)
        second = Database(database.place, database.home)
        with pytest.raises(DatabaseBusy, match="repeat"), second.write():
            pytest.fail("two writers at once")
        second.close()


def deadlock(database: Database) -> None:
    with database.write() as first:
        first.lock("a")
        with database.write() as second:
            second.session.execute(text("SET lock_timeout = '10ms'"))
            second.lock("a")


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_held_lock_is_reported_on_postgresql(database: Database) -> None:
    with pytest.raises(DatabaseBusy):
        deadlock(database)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_locks_of_other_names_do_not_wait(database: Database) -> None:
    with database.write() as first, database.write() as second:
        first.lock("document", "35.73")
        second.lock("document", "35.74")
        second.lock("document35.73")
        assert first.session.connection() is not second.session.connection()


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_lost_connection_is_reported(database: Database) -> None:
    with pytest.raises(DatabaseUnreachable), database.write() as unit:  # noqa: PT012
        pid = unit.session.scalar(text("SELECT pg_backend_pid()"))
        with database.write() as other:
            other.session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        unit.session.execute(text("SELECT 1"))
    with database.read() as unit:
        assert unit.session.scalar(text("SELECT 1")) == 1


def test_a_server_that_is_not_there_is_reported(tmp_path: Path) -> None:
    database = Database(f"postgresql://nahkoda@/x?host={tmp_path}", tmp_path)
    for ask in (database.require_current, database.upgrade, database.read().__enter__):
        with pytest.raises(DatabaseUnreachable):
            ask()


def test_a_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "nahkoda.db"
    path.write_bytes(b"This is a letter, not a database. " * 100)
    database = Database(f"sqlite:///{path}", tmp_path)
    with pytest.raises(DatabaseDamaged, match="backup"):
        database.require_current()
    database.close()


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    database = Database(f"sqlite:///{tmp_path / 'file' / 'nahkoda.db'}", tmp_path / "file")
    with pytest.raises(DatabaseUnreachable, match="NAHKODA_HOME"):
        database.upgrade()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_full_database_undoes_the_import(database: Database) -> None:
    from store.baselines import add_import

    rows = survey(20_000)
    with pytest.raises(DatabaseFull, match="Nothing was written"), database.write() as unit:  # noqa: PT012
        pages = unit.session.scalar(text("PRAGMA page_count"))
        unit.session.execute(text(f"PRAGMA max_page_count = {pages + 100}"))
        add_import(
            unit,
            rows,
            source=unit.blobs.put(b"file", "text/csv"),
            source_name="x.csv",
            sk_number=None,
            sk_date=None,
            tahun_option=None,
            partial=False,
            names=names(rows),
        )
    database.close()
    with database.read() as unit:
        for table in ("survey_import", "baseline", "rt_row", "blob"):
            assert unit.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
        assert unit.session.scalar(text("PRAGMA integrity_check")) == "ok"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_unit_knows_who_and_when(database: Database) -> None:
    with database.write() as unit:
        assert unit.actor == "tester"
    with database.write(actor="Sari") as first:
        assert first.actor == "Sari"
    with database.write() as second:
        assert first.now <= second.now


def test_migrations_do_not_know_the_tables_of_today() -> None:
    folder = Path(module.__file__).parent / "migrations" / "versions"
    scripts = sorted(folder.glob("0*.py"))
    assert scripts
    for script in scripts:
        assert "import store" not in script.read_text()
        assert "from store" not in script.read_text()
