"""Plans: numbered, frozen states of a kelurahan's plan; a stale write is refused with the difference."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select

from planning.catalogue import Catalogue
from planning.plain import from_plain, to_plain
from planning.plan import Plan
from planning.plan_diff import PlanChange, plan_changes
from planning.territory import TerritoryCode
from planning.wording import words
from store.canonical import Digest, canonical_bytes
from store.catalogues import keep_catalogue
from store.errors import StalePlan, UnknownRecord
from store.numbered import MEDIA_TYPE, latest_row, number_after, row_numbered
from store.tables import PlanVersionRow
from store.territories import lies_in
from store.unit import Unit


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One state of a plan: what it says, the catalogue it was made by, and the file it came from."""

    id: int
    kode: str
    number: int
    baseline_id: int
    content: Digest
    catalogue: Digest
    source: Digest
    source_name: str
    created_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class AddedPlan:
    """`created` is False when the newest version says the same already."""

    version: PlanVersion
    created: bool


def add_plan(
    unit: Unit,
    plan: Plan,
    *,
    base: int,
    baseline_id: int,
    catalogue: Catalogue,
    source: Digest,
    source_name: str,
) -> AddedPlan:
    """Store `plan` as the version after `base`, which is 0 for the first, or find that nothing changed.

    `source` is a stored blob. Raises `StalePlan` when the newest version is not `base`.
    """
    code = TerritoryCode(plan.kode)
    content = unit.blobs.put(canonical_bytes(to_plain(plan)), MEDIA_TYPE)
    menu = keep_catalogue(unit, catalogue)
    unit.lock("plan", plan.kode)
    latest = latest_row(unit, PlanVersionRow, code)
    if latest is not None and (latest.content_sha256, latest.catalogue_sha256) == (content, menu):
        return AddedPlan(_version(latest), created=False)
    if base != (latest.number if latest else 0):
        raise _stale(unit, code, base, latest)
    row = PlanVersionRow(
        kode=plan.kode,
        number=number_after(latest),
        baseline_id=baseline_id,
        content_sha256=content,
        catalogue_sha256=menu,
        source_sha256=source,
        source_name=source_name,
        created_at=unit.now,
        actor=unit.actor,
    )
    unit.session.add(row)
    unit.session.flush()
    return AddedPlan(_version(row), created=True)


def latest_plan(unit: Unit, code: TerritoryCode) -> PlanVersion | None:
    """The newest version of a kelurahan's plan."""
    row = latest_row(unit, PlanVersionRow, code)
    return None if row is None else _version(row)


def latest_plans(unit: Unit, code: TerritoryCode) -> dict[str, int]:
    """The id of the newest version of each plan in a territory, by the code of its kelurahan."""
    found = unit.session.execute(
        select(PlanVersionRow.kode, func.max(PlanVersionRow.id))
        .where(lies_in(PlanVersionRow.kode, code))
        .group_by(PlanVersionRow.kode)
    )
    return {str(kode): int(number) for kode, number in found}


def plan_numbered(unit: Unit, code: TerritoryCode, number: int) -> PlanVersion:
    """One version of a kelurahan's plan. Raises `UnknownRecord`."""
    row = row_numbered(unit, PlanVersionRow, code, number)
    if row is None:
        raise UnknownRecord(
            expected=words("version {number} of the plan", number=number),
            found="none with that number",
            where=code.text,
            remedy="See `nahkoda plan show` for the newest one.",
        )
    return _version(row)


def plan_by_id(unit: Unit, plan_id: int) -> PlanVersion:
    """A version of a plan by its id. Raises `UnknownRecord`."""
    row = unit.session.get(PlanVersionRow, plan_id)
    if row is None:
        raise UnknownRecord(
            expected="the id of a version of a plan", found=str(plan_id), where="table plan_version"
        )
    return _version(row)


def plan_versions(unit: Unit, code: TerritoryCode) -> tuple[PlanVersion, ...]:
    """All versions of a kelurahan's plan, oldest first."""
    found = unit.session.scalars(
        select(PlanVersionRow).where(PlanVersionRow.kode == code.text).order_by(PlanVersionRow.number)
    )
    return tuple(map(_version, found))


def load_plan(unit: Unit, version: PlanVersion) -> Plan:
    """What a version says. Raises `BlobMissing`, `BlobDamaged`."""
    return _plan(unit.blobs.get(version.content))


@lru_cache(maxsize=64)
def _plan(content: bytes) -> Plan:
    # Acts on a process ask for the same plan again and again; reading it takes longer than all else they do.
    return from_plain(Plan, json.loads(content))


def _stale(unit: Unit, code: TerritoryCode, base: int, latest: PlanVersionRow | None) -> StalePlan:
    expected = words("a file made from version {number} of the plan", number=latest.number if latest else 0)
    seen = row_numbered(unit, PlanVersionRow, code, base)
    changes: tuple[PlanChange, ...] = ()
    if latest is not None:
        now = load_plan(unit, _version(latest))
        before = load_plan(unit, _version(seen)) if seen else Plan(code.text, now.baseline, now.settings)
        changes = plan_changes(before, now)
    return StalePlan(
        expected=expected,
        found=words("one made from version {number}; since then:", number=base),
        where=code.text,
        remedy="Nothing was stored. Export the plan again and repeat your changes in that file.",
        changes=changes,
    )


def _version(row: PlanVersionRow) -> PlanVersion:
    return PlanVersion(
        row.id,
        row.kode,
        row.number,
        row.baseline_id,
        Digest(row.content_sha256),
        Digest(row.catalogue_sha256),
        Digest(row.source_sha256),
        row.source_name,
        row.created_at,
        row.actor,
    )
