"""Keeps the files of a document as its next version: bytes, digests, snapshot and event in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generators.document_files import MEDIA_TYPES, Format
from generators.errors import RenderedMeanwhile
from generators.templating.layers import Templates
from generators.word.reference import Reference
from planning.plain import Plain
from planning.process import DocumentKind
from planning.territory import TerritoryCode
from planning.wording import words
from store.canonical import Digest, canonical_bytes, digest_of
from store.database import Database
from store.documents import Version, VersionState, add_version, find_version, versions_of
from store.events import EventKind, append_event
from store.unit import Following, Unit, nothing_follows


@dataclass(frozen=True)
class Rendered:
    """A version that now exists, its files as bytes; `created` is False when the same inputs had it already."""

    version: Version
    files: Mapping[Format, bytes]
    created: bool


@dataclass(frozen=True)
class Made:
    """What a version is kept with.

    number       as it is printed in the pages
    snapshot     what the pages were made from, with that number; `inputs` the digest of all inputs without it
    said         what its event says of them
    """

    kind: DocumentKind
    code: TerritoryCode
    number: int
    state: VersionState
    snapshot: Plain
    inputs: Digest
    templates: Templates
    tools: Mapping[str, str]
    reference: Reference | None
    said: Mapping[str, Plain]
    baseline_id: int | None = None
    plan_id: int | None = None


def inputs_digest(snapshot: Plain, templates: Templates, tools: Mapping[str, str]) -> Digest:
    """What identifies a version: its snapshot with the number 0, the templates, and whatever else shapes the bytes."""
    return digest_of(
        canonical_bytes({"snapshot": snapshot, "template": templates.digest, "toolchain": dict(tools)})
    )


def next_number(unit: Unit, kind: DocumentKind, code: TerritoryCode) -> int:
    """The number of the next version of a document."""
    return max((each.number for each in versions_of(unit, kind, code)), default=0) + 1


def keep_version(
    database: Database, made: Made, files: Mapping[Format, bytes], *, following: Following = nothing_follows
) -> Rendered:
    """Store `files` as a version, with its event; the same inputs are the same version.

    Raises `RenderedMeanwhile` when another version was stored since the number was printed, and what `following`
    raises; then nothing was stored.
    """
    kind, code = made.kind, made.code
    with database.write() as unit:
        unit.lock("document", kind, code.text)
        same = find_version(unit, kind, code, made.inputs)
        # The number is printed in the pages, so another render that came first makes these pages wrong.
        if (same.number if same else next_number(unit, kind, code)) != made.number:
            raise RenderedMeanwhile(
                expected=words("version {number} to be the next one", number=made.number),
                found="a version that somebody else made meanwhile",
                where=f"{kind.upper()} {code.text}",
                remedy="Render again.",
            )
        if made.reference:
            unit.blobs.put(made.reference.data, MEDIA_TYPES[Format.DOCX])
        added = add_version(
            unit,
            kind,
            code,
            baseline_id=made.baseline_id,
            plan_id=made.plan_id,
            state=made.state,
            inputs=made.inputs,
            snapshot=unit.blobs.put(canonical_bytes(made.snapshot), "application/json"),
            template=unit.blobs.put(made.templates.bundle, "application/json"),
            toolchain=made.tools,
            files={each.value: unit.blobs.put(data, MEDIA_TYPES[each]) for each, data in files.items()},
        )
        more = following(unit, [code])
        append_event(
            unit,
            EventKind.DOCUMENT_RENDERED,
            f"{kind}/{code.text}/{added.version.number}",
            {
                "formats": sorted(files),
                "inputs": made.inputs,
                **made.said,
                "state": made.state.value,
                **more,
            },
        )
    return Rendered(added.version, files, added.created)
