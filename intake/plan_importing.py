"""Use cases that bring a plan in: the plan file of a kelurahan, and what a territory adds to the catalogue.

Each is one function, one transaction, one event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from intake.catalogue import built_in, read_catalogue
from intake.errors import UnreadablePlan
from intake.limits import shown_name
from intake.plan_file import PlanFile, PlanHead, read_plan, read_plan_head
from planning.catalogue import Catalogue
from planning.finding_kind import Severity
from planning.findings import Finding
from planning.plan import Activity, Plan
from planning.plan_checks import check_plan
from planning.plan_diff import PlanChange, plan_changes
from planning.rollup import tally
from planning.scenario import scenario_of
from planning.score_report import finding_rows
from planning.survey import SurveyRows
from planning.territory import TerritoryCode
from planning.wording import Translate, words
from store.baselines import Baseline, baselines_of, load_rows
from store.catalogues import StoredCatalogue, add_catalogue, catalogue_at, latest_catalogue
from store.database import Database
from store.events import EventKind, append_event
from store.plans import PlanVersion, add_plan, latest_plan, load_plan
from store.territories import outline_of
from store.unit import Following, Unit, nothing_follows


@dataclass(frozen=True)
class PlanImport:
    """What a plan file gave.

    findings  of reading and of consistency, in that order
    version   the stored state; None for a dry run or a refused file
    created   whether it is new, and not the newest one again
    changes   against the version before, the first one against no plan
    """

    file: PlanFile
    findings: tuple[Finding, ...]
    version: PlanVersion | None
    created: bool
    changes: tuple[PlanChange, ...]

    @property
    def acceptable(self) -> bool:
        """Whether the file is stored, or would be without `dry_run`."""
        return self.file.plan is not None


@dataclass(frozen=True)
class _Ground:
    """What a plan file is read against."""

    baseline: Baseline
    rows: SurveyRows
    catalogue: Catalogue
    before: Plan | None
    outline: str | None


def import_plan(
    database: Database,
    code: TerritoryCode,
    path: Path,
    *,
    dry_run: bool = False,
    following: Following = nothing_follows,
) -> PlanImport:
    """Read a plan file and store it as the next version of the kelurahan's plan, all or nothing.

    One error keeps the whole file out; warnings do not. A manual rank keeps author and date as long as rank and
    reason stay. Raises `UnreadablePlan`, `StalePlan` when somebody stored another version since the file was made,
    and what `following` raises.
    """
    head = read_plan_head(path)
    with database.read() as unit:
        ground = _ground(unit, code, head, path)
        today = unit.now.date()
    file = read_plan(
        path,
        code=code,
        rows=ground.rows,
        baseline=ground.baseline.number,
        catalogue=ground.catalogue,
        author=database.actor,
        today=today,
        outline=ground.outline,
    )
    if file.plan is None:
        return PlanImport(file, file.findings, None, created=False, changes=())
    plan = _with_earlier_orders(file.plan, ground.before)
    scenario = scenario_of(plan, tally(ground.rows))
    checked = check_plan(scenario, ground.catalogue, file=file.source.name, places=file.places)
    before = ground.before or Plan(plan.kode, plan.baseline, plan.settings)
    read = PlanImport(
        replace(file, plan=plan), (*file.findings, *checked), None, False, plan_changes(before, plan)
    )
    if dry_run:
        return read
    with database.write() as unit:
        source = unit.blobs.put(file.source.data, file.source.media_type)
        added = add_plan(
            unit,
            plan,
            base=file.base,
            baseline_id=ground.baseline.id,
            catalogue=ground.catalogue,
            source=source,
            source_name=file.source.name,
        )
        if added.created:
            more = following(unit, [code])
            append_event(
                unit,
                EventKind.PLAN_IMPORTED,
                f"plan/{code.text}/{added.version.number}",
                {
                    "file": file.source.name,
                    "source": source,
                    "sha256": added.version.content,
                    "catalogue": added.version.catalogue,
                    "baseline": ground.baseline.number,
                    "activities": len(plan.kegiatan),
                    "warnings": len(read.findings),
                    **more,
                },
            )
    return replace(read, version=added.version, created=added.created)


def import_catalogue(
    database: Database, code: TerritoryCode, path: Path, *, following: Following = nothing_follows
) -> StoredCatalogue:
    """Store what a territory adds to the catalogue of works as its newest one. Raises `UnreadableCatalogue`."""
    file = read_catalogue(path)
    with database.write() as unit:
        before = latest_catalogue(unit, code)
        stored = add_catalogue(unit, code, file)
        more = following(unit, [code])
        if before is None or before.id != stored.id:
            append_event(
                unit,
                EventKind.CATALOGUE_ADDED,
                f"catalogue/{code.text}/{stored.number}",
                {"sha256": stored.content, "entries": len(file.kegiatan), **more},
            )
    return stored


def import_json(done: PlanImport, translate: Translate) -> dict[str, object]:
    """What a plan file gave, as JSON for machines; messages in the language of `translate`."""
    plan = done.file.plan
    return {
        "stored": done.version is not None,
        "created": done.created,
        "version": done.version.number if done.version else None,
        "sha256": done.file.source.sha256,
        "kegiatan": len(plan.kegiatan) if plan else 0,
        "changes": [
            {
                "kegiatan": change.kegiatan,
                "field": change.field,
                "before": change.before,
                "after": change.after,
            }
            for change in done.changes
        ],
        "errors": sum(each.severity is Severity.ERROR for each in done.findings),
        "findings": finding_rows(done.findings, translate),
    }


def _ground(unit: Unit, code: TerritoryCode, head: PlanHead, path: Path) -> _Ground:
    baselines = baselines_of(unit, code, every=True)
    chosen = next((each for each in baselines if each.number == head.baseline), None)
    if chosen is None:
        raise UnreadablePlan(
            expected=words(
                "the number of a baseline of {kode} ({numbers})",
                kode=code.text,
                numbers=", ".join(str(each.number) for each in baselines) or "–",
            ),
            found=str(head.baseline),
            where=shown_name(path.name),
            remedy="Import the survey first, or correct baseline on the sheet rencana.",
        )
    version = latest_plan(unit, code)
    outline = outline_of(unit, code)
    return _Ground(
        chosen,
        load_rows(unit, [chosen.id]),
        catalogue_at(unit, code, built_in()),
        load_plan(unit, version) if version else None,
        outline.geojson if outline else None,
    )


def _with_earlier_orders(plan: Plan, before: Plan | None) -> Plan:
    """The plan whose manual ranks keep author and date where rank and reason are what they were."""
    earlier = {activity.kode: activity.urutan for activity in before.kegiatan} if before else {}

    def kept(activity: Activity) -> Activity:
        old = earlier.get(activity.kode)
        new = activity.urutan
        if old and new and (old.urutan, old.alasan) == (new.urutan, new.alasan):
            return replace(activity, urutan=old)
        return activity

    return replace(plan, kegiatan=tuple(map(kept, plan.kegiatan)))
