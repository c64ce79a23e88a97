"""The unit of work: one transaction, its blobs, who acts and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeAlias

from sqlalchemy import text
from sqlalchemy.orm import Session

from planning.territory import TerritoryCode
from store.blobs import Blobs


@dataclass(frozen=True, slots=True)
class Unit:
    """What the functions of this package work on; made by `Database.read` and `Database.write` only.

    `now` is one moment (UTC) for everything the unit writes.
    """

    session: Session
    blobs: Blobs
    actor: str
    now: datetime
    writing: bool

    def lock(self, *name: str) -> None:
        """Hold a name until the unit ends; another unit that asks for it waits. For running numbers.

        On SQLite a writing unit holds the whole database already. On PostgreSQL two units that take two
        names in opposite orders end with `DatabaseBusy` for one of them, never with a wrong number.
        """
        if not self.writing:
            raise RuntimeError("a reading unit of work takes no lock")
        if self.session.get_bind().dialect.name == "postgresql":
            key = int.from_bytes(sha256("\0".join(name).encode()).digest()[:8], "big", signed=True)
            self.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


Following: TypeAlias = Callable[[Unit, Sequence[TerritoryCode]], None]
"""What follows from a change of these territories, called in its transaction: it may refuse, and then nothing was."""


def nothing_follows(_unit: Unit, _codes: Sequence[TerritoryCode]) -> None:
    """A change that nothing follows from."""
