"""Rows by the hundred thousand, the quickest way each database has; and one row if it is not there yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from store.tables import Base

_ROWS_AT_ONCE = 5_000
_T = TypeVar("_T")


def in_chunks(values: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """`values` in lists of at most `size`."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def insert_rows(
    session: Session, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert tuples that hold the values of `columns` in that order, a few thousand in memory at once.

    COPY on PostgreSQL, one prepared statement on SQLite. Values reach the driver as they are: no type of
    the table converts them.
    """
    session.flush()
    connection = session.connection()
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(table.c[column].name) for column in columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {quote(table.name)} ({names}) FROM STDIN", rows)
        return
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own tables
    for chunk in in_chunks(rows, _ROWS_AT_ONCE):
        connection.exec_driver_sql(statement, chunk)


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    kind = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except kind as error:
        # SQLAlchemy does not see what the driver does by itself; its callers expect its exceptions.
        raise DBAPIError.instance(statement, None, error, kind, dialect=connection.dialect) from error


def insert_missing(session: Session, table: type[Base], values: Mapping[str, Any]) -> None:
    """Insert one row unless a row with the same key is there."""
    session.flush()
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(build(table).values(values).on_conflict_do_nothing())
