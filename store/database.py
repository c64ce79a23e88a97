"""The database: how it is opened, units of work, and the state of its tables.

SQLite is the embedded default (WAL, `synchronous=FULL`, one writer at a time), PostgreSQL the shared
store. Both give a reading unit one unchanging view and refuse its writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from planning.wording import msgid
from store.blobs import BlobFolder, Blobs
from store.errors import (
    BadDatabaseUrl,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseUnreachable,
    SchemaNotCurrent,
    StoreError,
)
from store.unit import Unit

LEFTOVER_AGE = timedelta(days=1)
"""A file still being copied is younger; an older one belongs to a process that is gone."""
BUSY_SECONDS = 60
"""How long a writer waits for another one; the import of a whole nation takes a fraction of it."""

_WRITING = "nahkoda_writing"
_UPGRADE_LOCK = 0x6E61686B6F6461


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Database:
    """A database and the folder of its blobs. Nothing is opened or created before the first use.

    Threads may share one; processes may not: after a fork each opens its own.
    """

    def __init__(
        self, url: str | URL, home: Path, *, actor: str = "nahkoda", clock: Callable[[], datetime] = _utc_now
    ) -> None:
        """`url` is an SQLAlchemy URL, `home` holds the folder `blobs`, `actor` acts unless a unit names one.

        Raises `BadDatabaseUrl`.
        """
        self.url = _supported(url)
        self.home = Path(home)
        self.actor = actor
        self._clock = clock
        self._blobs = BlobFolder(self.home / "blobs")
        self._engine = _engine(self.url)
        if self.is_sqlite:
            self._reading = self._engine
        else:
            self._reading = self._engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        self._writing = self._engine.execution_options(**{_WRITING: True})

    @classmethod
    def in_folder(
        cls, home: Path, *, actor: str = "nahkoda", clock: Callable[[], datetime] = _utc_now
    ) -> Database:
        """The embedded default: an SQLite file in `home`, beside the blobs."""
        url = URL.create("sqlite", database=str(home.resolve() / "nahkoda.db"))
        return cls(url, home, actor=actor, clock=clock)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database, one file, and not a server's."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def place(self) -> str:
        """The address of the database for messages, without its password."""
        # Without the driver, which is ours to choose: people write postgresql:// and sqlite:///.
        return self.url.set(drivername=self.url.get_backend_name()).render_as_string(hide_password=True)

    @contextmanager
    def write(self, *, actor: str | None = None) -> Iterator[Unit]:
        """A writing unit of work: committed at its end, undone as a whole by any exception.

        Raises `DatabaseBusy`, `DatabaseUnreachable`, `DatabaseFull`, `DatabaseDamaged`.
        """
        with self._unit(self._writing, actor or self.actor, writing=True) as unit:
            yield unit

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A reading unit of work: one view of the data, unchanged by other writers; errors as `write`."""
        with self._unit(self._reading, self.actor, writing=False) as unit:
            yield unit

    @contextmanager
    def _unit(self, engine: Engine, actor: str, *, writing: bool) -> Iterator[Unit]:
        self._check_file()
        with (
            self._explained(writing=writing),
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            # The lock is taken before the clock is read, so that later moments belong to later units.
            session.connection()
            now = self._clock().astimezone(UTC)
            yield Unit(session, Blobs(session, self._blobs, now), actor, now, writing)

    def upgrade(self) -> None:
        """Create the tables or bring them to the newest form, in one transaction; does nothing when they are.

        Creates the folders. Two processes may do this at once. Raises as `write`, and `SchemaNotCurrent`
        when the tables come from a newer program.
        """
        self._make_folders()
        with self._explained(), self._writing.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            if _unknown_revision(connection):
                raise self._newer()
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        self._blobs.sweep(self._clock() - LEFTOVER_AGE)

    def require_current(self) -> None:
        """Raise `SchemaNotCurrent` unless the tables are those of this program; creates nothing."""
        self._check_file()
        with self._explained(), self._reading.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
            if _unknown_revision(connection):
                raise self._newer()
        if set(heads) != set(_scripts().get_heads()):
            raise self._outdated(msgid("tables of an older version") if heads else msgid("no tables"))

    def close(self) -> None:
        """Close the connections that no unit is using; the next unit opens new ones."""
        self._engine.dispose()

    def _make_folders(self) -> None:
        folders = [self.home]
        if self.is_sqlite and self.url.database:
            folders.append(Path(self.url.database).parent)
        for folder in folders:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DatabaseUnreachable(
                    expected="to create the folder of the database",
                    found=error.strerror or str(error),
                    where=str(folder),
                    remedy="Choose another place with NAHKODA_HOME or --db.",
                ) from error

    def _check_file(self) -> None:
        # Opening a missing SQLite file would create an empty one, which hides a mistyped path.
        if self.is_sqlite and self.url.database and not Path(self.url.database).exists():
            raise self._outdated(msgid("no such file"))

    def _outdated(self, found: str) -> SchemaNotCurrent:
        return SchemaNotCurrent(
            expected="a database of this version of Nahkoda",
            found=found,
            where=self.place,
            remedy="Run `nahkoda init` to create or upgrade it.",
        )

    def _newer(self) -> SchemaNotCurrent:
        return SchemaNotCurrent(
            expected="a database of this version of Nahkoda or an older one",
            found="tables of a newer version",
            where=self.place,
            remedy="Install the newest version of Nahkoda.",
        )

    @contextmanager
    def _explained(self, *, writing: bool = True) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            explained = _explain(error, self.place)
            # A reading unit that writes is a defect of this program, not a lack of rights.
            if not writing and "READONLY" in getattr(error.orig, "sqlite_errorname", ""):
                raise
            if explained is None:
                raise
            raise explained from error


def _supported(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise BadDatabaseUrl(
            expected="a database URL such as sqlite:////folder/nahkoda.db or postgresql://user@host/name",
            found="text that is no URL",
            remedy="Check --db and NAHKODA_DB.",
        ) from None
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or parsed.database in (None, "", ":memory:") or parsed.query:
        raise BadDatabaseUrl(
            expected="an SQLite file or a PostgreSQL database",
            found=parsed.render_as_string(hide_password=True),
            remedy="Write sqlite:////folder/nahkoda.db or postgresql://user@host/name.",
        )
    return parsed.set(drivername="sqlite+pysqlite")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True)
        event.listen(engine, "connect", _open_postgresql)
    return engine


def _open_sqlite(connection: Any, _record: object) -> None:
    # Python's driver begins transactions by itself, deferred and only before some statements; without an
    # isolation level it leaves that to `_begin_sqlite`.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Else INSERT OR REPLACE deletes a frozen row without asking its trigger.
    connection.execute("PRAGMA recursive_triggers = ON")


def _begin_sqlite(connection: Connection) -> None:
    writing = bool(connection.get_execution_options().get(_WRITING))
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    # A deferred writer takes its lock at its first write, after it has read what is then perhaps no
    # longer true.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _open_postgresql(connection: Any, _record: object) -> None:
    connection.execute("SET timezone = 'UTC'")
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "store:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _unknown_revision(connection: Connection) -> bool:
    known = {script.revision for script in _scripts().walk_revisions()}
    return not known.issuperset(MigrationContext.configure(connection).get_current_heads())


def _explain(error: DBAPIError, place: str) -> StoreError | None:
    """What a driver's error means to the user; None for one that is a defect of this program."""
    name = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
    found = str(error.orig).strip().splitlines()[0].rstrip(".") if error.orig else "no message"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or name in {"55P03", "40P01", "40001"}:
        return DatabaseBusy(
            expected="to be the only writer for a moment",
            found=found,
            where=place,
            remedy="Nothing was written; repeat the command when the other one has ended.",
        )
    if name.startswith("SQLITE_FULL") or name in {"53100", "53200"}:
        return DatabaseFull(
            expected="room for the data",
            found=found,
            where=place,
            remedy="Nothing was written; free some space and repeat the command.",
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or name in {"XX001", "XX002"}:
        return DatabaseDamaged(
            expected="a sound database", found=found, where=place, remedy="Restore it from a backup."
        )
    # A server that is not reached gives no state at all.
    lost = error.connection_invalidated or (not name and type(error.orig).__name__ == "OperationalError")
    if lost or name.startswith(
        ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR", "08", "28", "3D", "57P")
    ):
        return DatabaseUnreachable(
            expected="to open the database",
            found=found,
            where=place,
            remedy="Check the address, the server and the rights; `nahkoda init` creates a database.",
        )
    return None
