"""Errors of the store: a database that is missing, old, busy or full; bytes that are not what they were."""

from __future__ import annotations

from typing import ClassVar

from planning.errors import NahkodaError
from planning.plan_diff import PlanChange
from planning.wording import Translate, words

LISTED_CHANGES = 40
"""Changes that an error shows; more are counted."""


class StoreError(NahkodaError):
    """Base of the errors that the store raises."""

    code: ClassVar[str] = "N200"


class BadDatabaseUrl(StoreError):
    """The address of the database cannot be read, or names a database that is not supported."""

    code = "N201"


class DatabaseUnreachable(StoreError):
    """The database cannot be opened: no server, no right, no such folder."""

    code = "N202"


class SchemaNotCurrent(StoreError):
    """The tables are missing, or older or newer than this program."""

    code = "N203"


class DatabaseBusy(StoreError):
    """Another writer held the database too long, or two waited for each other. Nothing was written."""

    code = "N204"


class DatabaseFull(StoreError):
    """The disk or the database is full. Nothing was written."""

    code = "N205"


class DatabaseDamaged(StoreError):
    """The file is no database, or its pages are damaged."""

    code = "N206"


class BlobMissing(StoreError):
    """No bytes are kept under a digest."""

    code = "N207"


class BlobDamaged(StoreError):
    """The bytes under a digest are not the bytes that were stored."""

    code = "N208"


class BlobNotStored(StoreError):
    """The bytes could not be written: disk full, no right, a source that changed while it was read."""

    code = "N209"


class UnknownRecord(StoreError):
    """A baseline, version or file that does not exist."""

    code = "N210"


class MixedRules(StoreError):
    """Baselines of two rule sets were asked for in one table of rows."""

    code = "N211"


class FileConflict(StoreError):
    """A version has other bytes in this format already; a version never changes."""

    code = "N212"


class StalePlan(StoreError):
    """A plan was changed by somebody else since the file that would replace it was made. Nothing was written.

    `changes` says what differs between the state that the file was made from and the one that is stored.
    """

    code = "N213"
    exit_code = 1

    def __init__(
        self, *, expected: str, found: str, where: str, remedy: str, changes: tuple[PlanChange, ...]
    ) -> None:
        self.changes = changes
        super().__init__(expected=expected, found=found, where=where, remedy=remedy)

    def details(self, translate: Translate) -> tuple[str, ...]:
        """The changes, one in a line; a long list is cut and says so."""
        lines = [change.text(translate) for change in self.changes[:LISTED_CHANGES]]
        if len(self.changes) > LISTED_CHANGES:
            rest = words("… and {count} more changes", count=len(self.changes) - LISTED_CHANGES)
            lines.append(rest.said(translate))
        return tuple(lines)
