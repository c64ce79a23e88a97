"""Documents and their numbered, frozen versions: what each was made from, with what, and its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select

from planning.process import DocumentKind
from planning.territory import TerritoryCode
from store.bulk import insert_missing
from store.canonical import Digest, canonical_text
from store.errors import FileConflict, UnknownRecord
from store.tables import DocumentFileRow, DocumentRow, DocumentVersionRow
from store.territories import lies_in
from store.unit import Unit


class VersionState(StrEnum):
    """The state in which a version is made; what is decided about it later is not written here.

    FINAL  of a plan that was approved before: without the marks of a draft
    """

    DRAFT = "draft"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document; `toolchain` and `files` (format → digest) are sorted pairs.

    baseline_id, plan_id  what it prints; None where it prints none
    """

    id: int
    kind: DocumentKind
    code: str
    number: int
    state: VersionState
    baseline_id: int | None
    inputs: Digest
    snapshot: Digest
    template: Digest
    toolchain: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, Digest], ...]
    created_at: datetime
    actor: str
    plan_id: int | None = None

    def file(self, file_format: str) -> Digest | None:
        """The digest of the file in a format; None when the version has none."""
        return dict(self.files).get(file_format)


@dataclass(frozen=True, slots=True)
class AddedVersion:
    """`created` is False when a version of the same inputs was there before."""

    version: Version
    created: bool


def find_version(unit: Unit, kind: DocumentKind, code: TerritoryCode, inputs: Digest) -> Version | None:
    """The version that was made from exactly these inputs."""
    found = _versions(unit, kind, code, DocumentVersionRow.inputs_sha256 == inputs)
    return found[0] if found else None


def versions_of(unit: Unit, kind: DocumentKind, code: TerritoryCode) -> tuple[Version, ...]:
    """All versions of a document, oldest first; empty when there is none."""
    return _versions(unit, kind, code)


def latest_version(unit: Unit, kind: DocumentKind, code: TerritoryCode) -> Version | None:
    """The newest version of a document."""
    found = versions_of(unit, kind, code)
    return found[-1] if found else None


def latest_versions(unit: Unit, kind: DocumentKind, code: TerritoryCode) -> dict[str, dict[str, str]]:
    """The files (format → digest) of the newest version of each document of a kind in a territory, by its code."""
    newest = (
        select(func.max(DocumentVersionRow.id))
        .join(DocumentRow)
        .where(DocumentRow.kind == kind.value, lies_in(DocumentRow.code, code))
        .group_by(DocumentRow.id)
    )
    found: dict[str, dict[str, str]] = {}
    for place, name, digest in unit.session.execute(
        select(DocumentRow.code, DocumentFileRow.format, DocumentFileRow.sha256)
        .join(DocumentVersionRow, DocumentVersionRow.document_id == DocumentRow.id)
        .join(DocumentFileRow, DocumentFileRow.version_id == DocumentVersionRow.id)
        .where(DocumentVersionRow.id.in_(newest))
    ):
        found.setdefault(place, {})[name] = digest
    return found


def add_version(
    unit: Unit,
    kind: DocumentKind,
    code: TerritoryCode,
    *,
    baseline_id: int | None,
    inputs: Digest,
    snapshot: Digest,
    template: Digest,
    toolchain: Mapping[str, str],
    files: Mapping[str, Digest],
    plan_id: int | None = None,
    state: VersionState = VersionState.DRAFT,
) -> AddedVersion:
    """The next version of a document, or the one that has the same inputs already.

    `snapshot` and `files` are stored blobs, `template` is only a digest. An existing version gains the
    formats that it does not have. Raises `FileConflict` when it has other bytes in one of the formats.
    """
    unit.lock("document", kind, code.text)
    earlier = find_version(unit, kind, code, inputs)
    if earlier is not None:
        return AddedVersion(add_files(unit, earlier, files), created=False)
    insert_missing(unit.session, DocumentRow, {"kind": kind.value, "code": code.text})
    document_id, number = unit.session.execute(
        select(DocumentRow.id, func.coalesce(func.max(DocumentVersionRow.number), 0) + 1)
        .outerjoin(DocumentVersionRow)
        .where(_is(kind, code))
        .group_by(DocumentRow.id)
    ).one()
    row = DocumentVersionRow(
        document_id=document_id,
        number=number,
        state=state.value,
        baseline_id=baseline_id,
        plan_id=plan_id,
        inputs_sha256=inputs,
        snapshot_sha256=snapshot,
        template_sha256=template,
        toolchain=canonical_text(toolchain),
        created_at=unit.now,
        actor=unit.actor,
    )
    unit.session.add(row)
    unit.session.flush()
    return AddedVersion(add_files(unit, _version(kind, code, row, ()), files), created=True)


def add_files(unit: Unit, version: Version, files: Mapping[str, Digest]) -> Version:
    """The version with the formats of `files` beside those it has; the digests are stored blobs.

    Raises `FileConflict` when it has other bytes in one of the formats.
    """
    unit.lock("document", version.kind, version.code)
    present = _files(unit, [version.id]).get(version.id, {})
    for file_format, digest in sorted(files.items()):
        other = present.setdefault(file_format, digest)
        if other != digest:
            raise FileConflict(
                expected=f"the {file_format} with the digest {other}",
                found=f"one with the digest {digest}, made from the same inputs",
                where=f"{version.kind} {version.code} version {version.number}",
                remedy="Versions never change; report that the document is not reproducible.",
            )
        insert_missing(
            unit.session,
            DocumentFileRow,
            {"version_id": version.id, "format": file_format, "sha256": digest},
        )
    return replace(version, files=tuple(sorted(present.items())))


def file_of(unit: Unit, version: Version, file_format: str) -> Digest:
    """The digest of a version's file in a format. Raises `UnknownRecord`."""
    present = _files(unit, [version.id]).get(version.id, {})
    if file_format not in present:
        raise UnknownRecord(
            expected=f"a format of this version ({', '.join(sorted(present)) or 'it has none'})",
            found=file_format,
            where=f"{version.kind} {version.code} version {version.number}",
        )
    return present[file_format]


def _is(kind: DocumentKind, code: TerritoryCode) -> ColumnElement[bool]:
    return (DocumentRow.kind == kind.value) & (DocumentRow.code == code.text)


def _versions(
    unit: Unit, kind: DocumentKind, code: TerritoryCode, *conditions: ColumnElement[bool]
) -> tuple[Version, ...]:
    rows = unit.session.scalars(
        select(DocumentVersionRow)
        .join(DocumentRow)
        .where(_is(kind, code), *conditions)
        .order_by(DocumentVersionRow.number)
    ).all()
    files = _files(unit, [row.id for row in rows])
    return tuple(_version(kind, code, row, sorted(files.get(row.id, {}).items())) for row in rows)


def _files(unit: Unit, version_ids: Iterable[int]) -> dict[int, dict[str, Digest]]:
    files: dict[int, dict[str, Digest]] = {}
    for row in unit.session.execute(
        select(DocumentFileRow.version_id, DocumentFileRow.format, DocumentFileRow.sha256).where(
            DocumentFileRow.version_id.in_(list(version_ids))
        )
    ):
        files.setdefault(row.version_id, {})[row.format] = Digest(row.sha256)
    return files


def _version(
    kind: DocumentKind, code: TerritoryCode, row: DocumentVersionRow, files: Iterable[tuple[str, Digest]]
) -> Version:
    toolchain: dict[str, str] = json.loads(row.toolchain)
    return Version(
        row.id,
        kind,
        code.text,
        row.number,
        VersionState(row.state),
        row.baseline_id,
        Digest(row.inputs_sha256),
        Digest(row.snapshot_sha256),
        Digest(row.template_sha256),
        tuple(sorted(toolchain.items())),
        tuple(files),
        row.created_at,
        row.actor,
        row.plan_id,
    )
