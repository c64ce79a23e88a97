"""Databases for tests: a fresh SQLite file and a fresh database of a real PostgreSQL server, for each test.

Each pytest process (so each xdist worker) starts its own server on a socket in a temporary folder:
nothing is shared, so nothing has to be agreed on, and no port is taken. It is started only when a test
asks for it. A missing PostgreSQL fails the tests that need it; they are never skipped.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from store.database import Database

BACKENDS = ("sqlite", "postgresql")
_ROLE = "nahkoda"
_TEMPLATE = "nahkoda_template"
_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
_numbers = itertools.count(1)
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    # The server is never killed in these tests and its data live as long as they do.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server on a Unix socket in `folder`."""

    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql://{_ROLE}@/{name}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction, as the superuser."""
        with psycopg.connect(
            host=str(self.folder), user=_ROLE, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server of this pytest process, stopped at its end."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="nahkoda-pg-", dir=_quickest_folder()))
    # PostgreSQL refuses to run as root.
    user = _unprivileged_user() if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        log = folder / f"{program}.log"
        # Not a pipe: it would stay open as long as the server lives.
        with log.open("ab") as output:
            finished = subprocess.run(
                [programs / program, *arguments],
                user=user,
                extra_groups=None if user is None else [],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if finished.returncode:
            pytest.fail(f"{program} failed:\n{log.read_text()}", pytrace=False)

    try:
        # A locale that sorts unlike bytes do, so that a query which relies on the order of bytes must say so.
        run(
            "initdb",
            *("--pgdata", str(data), "--username", _ROLE, "--auth", "trust", "--no-sync"),
            *(
                "--encoding",
                "UTF8",
                "--locale-provider",
                "icu",
                "--icu-locale",
                "id-ID",
                "--locale",
                "C.UTF-8",
            ),
        )
        options = [f"-c {name}={value}" for name, value in _SETTINGS.items()]
        run(
            "pg_ctl",
            *("start", "--wait", "--pgdata", str(data), "--log", str(folder / "server.log")),
            *("--options", " ".join([*options, f"-c unix_socket_directories={folder}"])),
        )
        try:
            yield Server(folder)
        finally:
            run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", str(data))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_with_template(postgresql_server: Server) -> Server:
    """The server, with a database that new ones are copied from."""
    postgresql_server.run(f"CREATE DATABASE {_TEMPLATE}")
    template = Database(postgresql_server.url(_TEMPLATE), postgresql_server.folder / "home")
    template.upgrade()
    template.close()
    return postgresql_server


@pytest.fixture
def make_postgresql(postgresql_with_template: Server) -> Iterator[Callable[[bool], str]]:
    """Makes fresh PostgreSQL databases, with today's tables or empty; returns URLs, lasts for one test."""
    server = postgresql_with_template
    made: list[str] = []

    def make(with_tables: bool) -> str:
        made.append(f"test_{next(_numbers)}")
        server.run(f"CREATE DATABASE {made[-1]} TEMPLATE {_TEMPLATE if with_tables else 'template0'}")
        return server.url(made[-1])

    yield make
    for name in made:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with today's tables and no rows."""
    folder = tmp_path_factory.mktemp("sqlite")
    database = Database(f"sqlite:///{folder / 'template.db'}", folder)
    database.upgrade()
    # Closing the last connection empties the write-ahead log into the file.
    database.close()
    return folder / "template.db"


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The name of the database under test; a test with it runs once on each."""
    name: str = request.param
    return name


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for blobs and, with SQLite, the database."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def empty_url(backend: str, home: Path, request: pytest.FixtureRequest) -> str:
    """The URL of a database without tables."""
    if backend == "sqlite":
        return f"sqlite:///{home / 'nahkoda.db'}"
    make: Callable[[bool], str] = request.getfixturevalue("make_postgresql")
    return make(False)


@pytest.fixture
def database_url(backend: str, home: Path, request: pytest.FixtureRequest) -> str:
    """The URL of a database with today's tables and no rows."""
    if backend == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), home / "nahkoda.db")
        return f"sqlite:///{home / 'nahkoda.db'}"
    make: Callable[[bool], str] = request.getfixturevalue("make_postgresql")
    return make(True)


@pytest.fixture
def database(database_url: str, home: Path) -> Iterator[Database]:
    """A database with today's tables and no rows, on SQLite and on PostgreSQL."""
    opened = Database(database_url, home, actor="tester")
    yield opened
    opened.close()


def _programs() -> Path:
    """The folder of `initdb` and `pg_ctl`: on the path, or where Debian puts the newest version."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    if not versions:
        pytest.fail(
            "PostgreSQL is missing, and the store is tested on a real server: install the Debian package "
            "`postgresql` (its server need not be running).",
            pytrace=False,
        )
    return versions[0].parent


def _quickest_folder() -> Path | None:
    """Memory where there is plenty: a database of its own for every test is a thousand files each time."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        return _MEMORY
    return None


def _unprivileged_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
