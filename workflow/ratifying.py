"""Ratification: lurah and BKM put their names to exactly the newest version of the RPLP."""

from __future__ import annotations

from planning.roles import Act
from planning.territory import TerritoryCode
from store.canonical import Digest
from store.database import Database
from store.documents import latest_version
from workflow.acting import PLAIN, Acting, Receipt, Request, perform
from workflow.errors import NoSuchThing
from workflow.payloads import Ratified


def ratify(database: Database, code: TerritoryCode, *, request: Request = PLAIN) -> Receipt:
    """Ratify the newest version of the document, by the digests of its files. Raises `NoSuchThing`, and as `perform`.

    A version rendered later is another one and has to be ratified again.
    """

    def work(acting: Acting) -> None:
        version = latest_version(acting.unit, acting.kind, code)
        if version is None:
            raise NoSuchThing(
                expected="a version of the document",
                found="none",
                where=code.text,
                remedy="Render it first: nahkoda render rplp KODE.",
            )
        files = sorted(digest for _name, digest in version.files)
        acting.say(Ratified(acting.actor, version.number, tuple(files)), blobs=map(Digest, files))
        acting.void_if_changed(f"dokumen versi {version.number} disahkan {acting.actor.peran}")

    return perform(database, code, Act.RATIFY, {}, work, request=request)
