"""Ratification: lurah and BKM put their names to exactly the newest version of the RPLP."""

from __future__ import annotations

from planning.roles import Act
from planning.territory import TerritoryCode
from planning.wording import words
from store.canonical import Digest
from store.database import Database
from store.documents import latest_version
from workflow.acting import PLAIN, Acting, Receipt, Request, perform
from workflow.errors import NoSuchThing, NotEligible, StaleProcess
from workflow.payloads import Ratified


def ratify(
    database: Database, code: TerritoryCode, *, version: int | None = None, request: Request = PLAIN
) -> Receipt:
    """Ratify the newest version of the document, by the digests of its files.

    `version` is the one that was read. A version rendered later is another one and has to be ratified again, and so
    has the same one after planning was reopened. Raises `NoSuchThing`, `StaleProcess` when another version is the
    newest by now, and as `perform`.
    """

    def work(acting: Acting) -> None:
        newest = latest_version(acting.unit, acting.kind, code)
        if newest is None:
            raise NoSuchThing(
                expected="a version of the document",
                found="none",
                where=code.text,
                remedy="Render it first: nahkoda render rplp KODE.",
            )
        if version is not None and version != newest.number:
            raise StaleProcess(
                expected=words("version {number} to be the newest of the document", number=version),
                found=words("version {number}, rendered since", number=newest.number),
                where=code.text,
                remedy="Read the newest version, then ratify that one.",
            )
        files = sorted(digest for _name, digest in newest.files)
        for earlier in acting.state.ratified:
            same = (earlier.oleh.peran, list(earlier.berkas)) == (acting.actor.peran, files)
            if same and earlier.revisi == acting.state.revision:
                raise NotEligible(
                    expected="a version that this role has not ratified",
                    found=words(
                        "version {number}, ratified by {name}", number=newest.number, name=earlier.oleh.nama
                    ),
                    where=code.text,
                    remedy="Nothing has to be done.",
                )
        ratified = Ratified(acting.actor, newest.number, tuple(files), acting.state.revision)
        acting.say(ratified, blobs=map(Digest, files))
        acting.void_if_changed(f"dokumen versi {newest.number} disahkan {acting.actor.peran}")

    return perform(database, code, Act.RATIFY, {"versi": version}, work, request=request)
