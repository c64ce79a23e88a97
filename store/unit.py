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
from store.canonical import JsonObject


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
        self._advise("pg_advisory_xact_lock", name)

    def share(self, *name: str) -> None:
        """Hold a name together with others who share it; who locks it waits for all of them, and they for it.

        For what a unit only reads, and what may not change before the unit ends.
        """
        if not self.writing:
            raise RuntimeError("a reading unit of work takes no lock")
        self._advise("pg_advisory_xact_lock_shared", name)

    def _advise(self, function: str, name: tuple[str, ...]) -> None:
        if self.session.get_bind().dialect.name == "postgresql":
            key = int.from_bytes(sha256("\0".join(name).encode()).digest()[:8], "big", signed=True)
            self.session.execute(text(f"SELECT {function}(:key)"), {"key": key})


Following: TypeAlias = Callable[[Unit, Sequence[TerritoryCode]], JsonObject]
"""What follows from a change of these territories, called in its transaction before its event.

It may refuse, and then nothing was; what it returns is said in the event beside the change itself.
"""


def nothing_follows(_unit: Unit, _codes: Sequence[TerritoryCode]) -> JsonObject:
    """A change that nothing follows from."""
    return {}
