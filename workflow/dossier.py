"""Everything a gate looks at, read in one unit of work: checks see this value and nothing else."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from generators.views.plan import PlanView, stored_view
from intake.coordinates import OutlineArea
from planning.catalogue import Komponen
from planning.effect import SERVICES, services
from planning.findings import Finding
from planning.plain import to_plain
from planning.plan import Activity, Jalur
from planning.process import DocumentKind, Gate
from planning.rollup import tally
from planning.rules import Size
from planning.scoring import score
from planning.survey import SurveyRows
from planning.territory import TerritoryCode, TerritoryLevel
from store.baselines import Baseline, baselines_of, load_rows
from store.canonical import Digest, canonical_bytes, digest_of
from store.documents import Version, latest_version
from store.plans import latest_plan, load_plan, plan_by_id
from store.processes import Process, processes_in
from store.rt_outlines import RtOutline, rt_outlines_of
from store.territories import Outline, name_of, names_below, outline_of
from store.unit import Unit
from workflow.payloads import Monitored, Ruled
from workflow.requirements import RuleSet
from workflow.state import Evidence, ProcessState

SERVICE_LIMIT = Decimal(80)
"""Percent that each of five services must reach before an RT is no longer slum (documents_and_gates.md section 5)."""


@dataclass(frozen=True)
class Member:
    """A kelurahan whose plan belongs to the plan of a kab/kota."""

    code: str
    process: Process | None
    baselines: tuple[Baseline, ...]
    plan: PlanView | None


@dataclass(frozen=True)
class RtOutcome:
    """An RT at the endline: kawasan, total score, whether that is slum, services below the limit, area (millionths)."""

    kawasan: str
    total: int
    slum: bool
    short: tuple[int, ...]
    area: int


@dataclass(frozen=True)
class CityPlan:
    """The newest version of the RP2KP-KP: its number, and the codes of the activities that it lists."""

    number: int
    codes: frozenset[str]


@dataclass(frozen=True)
class Dossier:
    """The file of one document at one gate, on one day.

    plan       the newest version of the plan, played through; None before the first
    baselines  of the kelurahan, the newest of each year, oldest first
    rows       survey rows of the newest of them, and `totals` of level RT
    document   newest version of the RPLP or RP2KP-KP
    printed    codes of the activities that it lists
    city       the RP2KP-KP of the kab/kota; None before its first version
    members    the kelurahan of a kab/kota; empty for an RPLP
    """

    kind: DocumentKind
    code: TerritoryCode
    name: str
    today: date
    state: ProcessState
    rules: RuleSet
    plan: PlanView | None
    baselines: tuple[Baseline, ...]
    first: SurveyRows | None
    latest: SurveyRows | None
    document: Version | None
    outline: Outline | None
    rt_outlines: tuple[RtOutline, ...] = ()
    printed: frozenset[str] = frozenset()
    city: CityPlan | None = None
    members: tuple[Member, ...] = ()

    @property
    def baseline(self) -> Baseline | None:
        """The baseline that the document stands on: that of the plan, else the newest."""
        if self.plan is not None:
            return self.plan.baseline
        return self.baselines[-1] if self.baselines else None

    @property
    def endline(self) -> Baseline | None:
        """A survey of a later year than the baseline: what became of the plan."""
        baseline = self.baseline
        later = [each for each in self.baselines if baseline and each.tahun > baseline.tahun]
        return later[-1] if later else None

    @cached_property
    def outline_sources(self) -> tuple[Digest, ...]:
        """The digests of the files that the outlines came from."""
        sources = {each.source for each in self.rt_outlines}
        return tuple(sorted(sources | ({self.outline.source} if self.outline else set())))

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """The activities of the plan."""
        return self.plan.plan.kegiatan if self.plan else ()

    @cached_property
    def by_code(self) -> Mapping[str, Activity]:
        """The activities by code."""
        return {each.kode: each for each in self.activities}

    @cached_property
    def is_slum(self) -> bool:
        """Whether the document has a delineation: an RT in a kawasan, in a kab/kota that of any kelurahan."""
        if self.first is not None and any(self.first.kawasan):
            return True
        # The delineation of a kelurahan is read with its plan; before that its survey counts as having one.
        return any(
            bool(each.plan.scenario.inside.any()) if each.plan is not None else bool(each.baselines)
            for each in self.members
        )

    @cached_property
    def digests(self) -> Mapping[str, Digest]:
        """The digest of what each activity says, by code."""
        return {each.kode: digest_of(canonical_bytes(to_plain(each))) for each in self.activities}

    def through(self, gate: Gate) -> frozenset[str]:
        """The activities of the plan that have passed a gate as they are now."""
        passed = self.state.passed_through(gate)
        return frozenset(kode for kode, digest in passed.items() if self.digests.get(kode) == digest)

    def in_scope(self, gate: Gate) -> tuple[Activity, ...]:
        """The activities that a gate judges: through the gate before it, and not through it as they are now."""
        through = self.through(gate)
        waiting = [each for each in self.activities if each.kode not in through]
        if gate in (Gate.G1, Gate.G2):
            return tuple(waiting)
        # As it is now: what was changed after it passed has to pass the gate before again as well.
        before = self.through(list(Gate)[gate.number - 2])
        return tuple(each for each in waiting if each.kode in before)

    @cached_property
    def evidence(self) -> Mapping[tuple[str, str], tuple[Evidence, ...]]:
        """What was not replaced, by kind and by what it speaks of: an activity, or "" for the plan."""
        found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for each in self.state.evidence.values():
            if each.replaced_by is None:
                for subject in each.added.subjek or ("",):
                    found[each.added.jenis, subject].append(each)
        return {key: tuple(items) for key, items in found.items()}

    def evidence_for(self, kinds: Iterable[str], subject: str) -> tuple[Evidence, ...]:
        """Evidence of some kinds for the plan ("") or an activity; that of the plan does not count for an activity."""
        return tuple(each for kind in kinds for each in self.evidence.get((kind, subject), ()))

    @cached_property
    def problems(self) -> Mapping[tuple[str, str], tuple[Finding, ...]]:
        """The findings of the plan by code and activity; those about the plan under ""."""
        found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for each in self.plan.findings if self.plan else ():
            values = dict(each.values)
            about = {values.get("kegiatan", "")}
            about.update(part for part in values.get("others", "").split(", ") if part)
            if "other" in values and each.code == "P009":
                about.add(values["other"])
            if len(about) > 1:
                about.discard("")
            for kegiatan in about:
                found[each.code, kegiatan].append(each)
        return {key: tuple(items) for key, items in found.items()}

    def upholds(self, ruled: Ruled) -> bool:
        """Whether what people said of a requirement still holds today.

        Said of one plan it is not said of its next revision where evidence would be asked for anew.
        """
        requirement = self.rules.by_code.get(ruled.syarat)
        if requirement is not None and requirement.per_revisi and ruled.revisi != self.state.revision:
            return False
        return ruled.sampai is None or self.today <= ruled.sampai

    @property
    def unchanged_until(self) -> date | None:
        """The last day on which the same file would be judged in the same way; None when no day changes it.

        Days count where evidence and rulings run out, and where the decree gets too old.
        """
        days = [each.added.berlaku_sampai for each in self.state.evidence.values()]
        days += [each.sampai for each in self.state.rulings.values()]
        days += [old_from(each, self.rules.toleransi.umur_sk) for each in self.decrees]
        return min((day for day in days if day is not None and day >= self.today), default=None)

    @cached_property
    def decrees(self) -> tuple[date, ...]:
        """The days of the decrees of the slum area that are known: of accepted evidence, and of the baselines."""
        days = [
            each.added.tanggal for each in self.evidence_for(["sk_kumuh"], "") if each.accepted_on(self.today)
        ]
        if self.baseline is not None:
            days.append(self.baseline.source.sk_date)
        days += [each.baselines[-1].source.sk_date for each in self.members if each.baselines]
        return tuple(each for each in days if each is not None)

    @cached_property
    def effect_of(self) -> Mapping[str, tuple[int, int]]:
        """Fall of scores and slum area (millionths of a hectare) that each activity adds."""
        if self.plan is None:
            return {}
        effects = self.plan.scenario.effects
        return {
            each.kode: (effect.points, effect.area)
            for each, effect in zip(self.activities, effects, strict=True)
        }

    @cached_property
    def outcomes(self) -> Mapping[tuple[str, str], RtOutcome]:
        """What became of each RT of the endline, by RW and RT; empty without an endline."""
        if self.endline is None or self.latest is None:
            return {}
        totals = tally(self.latest)
        scores = score(totals)
        limit = self.plan.plan.settings.batas_layanan if self.plan else SERVICE_LIMIT
        served = services(scores.percent, totals.rule, limit)
        areas = totals.size(Size.LUAS)
        return {
            (place.rw, place.rt): RtOutcome(
                place.kawasan,
                int(scores.total[at]),
                int(scores.total[at]) >= totals.rule.ringan,
                tuple(aspect for aspect, reached in zip(SERVICES, served[at], strict=True) if not reached),
                int(areas[at]),
            )
            for at, place in enumerate(totals.places)
        }

    @cached_property
    def delineation(self) -> tuple[OutlineArea, ...]:
        """The outlines of the RT inside the delineation, else that of the kelurahan."""
        inside = (
            {
                (rw, rt)
                for rw, rt, kawasan in zip(self.first.rw, self.first.rt, self.first.kawasan, strict=True)
                if kawasan
            }
            if self.first is not None
            else set()
        )
        areas = tuple(OutlineArea(each.geojson) for each in self.rt_outlines if (each.rw, each.rt) in inside)
        return areas or ((OutlineArea(self.outline.geojson),) if self.outline else ())

    def komponen(self, activity: Activity) -> Komponen:
        """The component of an activity; one that the catalogue does not have counts as infrastructure."""
        entry = self.plan.catalogue.by_code.get(activity.katalog) if self.plan else None
        return entry.komponen if entry else Komponen.INFRASTRUKTUR

    def is_physical(self, activity: Activity) -> bool:
        """Whether something is built."""
        return self.komponen(activity) is Komponen.INFRASTRUKTUR

    def is_improvement(self, activity: Activity) -> bool:
        """Whether it is meant to reduce the slum area, and not to prevent a new one."""
        return activity.jalur is Jalur.PENINGKATAN

    def records(self, activity: Activity) -> tuple[Monitored, ...]:
        """What was seen of an activity, oldest first by the day of the visit."""
        return tuple(sorted(self.state.monitored.get(activity.kode, ()), key=lambda each: each.tanggal))


def old_from(decreed: date, years: int) -> date:
    """The last day on which a decree is not older than so many years."""
    leap_day = (decreed.month, decreed.day) == (2, 29)
    return decreed.replace(year=decreed.year + years, day=28 if leap_day else decreed.day)


def read_dossier(
    unit: Unit, kind: DocumentKind, code: TerritoryCode, state: ProcessState, rules: RuleSet, today: date
) -> Dossier:
    """Read the file of a document. The unit may be a reading one."""
    if kind is DocumentKind.RP2KPKP:
        return _city(unit, code, state, rules, today)
    plan, baselines = _plan_of(unit, code)
    newest = baselines[-1] if baselines else None
    first = plan.baseline if plan else newest
    rows = load_rows(unit, [first.id]) if first else None
    same = first is not None and newest is not None and first.id == newest.id
    outline = outline_of(unit, code)
    document = latest_version(unit, kind, code)
    return Dossier(
        kind,
        code,
        name_of(unit, code) or (newest.name if newest else code.text),
        today,
        state,
        rules,
        plan,
        baselines,
        rows,
        rows if same or newest is None else load_rows(unit, [newest.id]),
        document,
        outline,
        rt_outlines_of(unit, code),
        _printed(unit, document, plan),
        _city_plan(unit, code),
    )


def _printed(unit: Unit, document: Version | None, plan: PlanView | None) -> frozenset[str]:
    if document is None or document.plan_id is None:
        return frozenset()
    same = plan is not None and plan.version is not None and plan.version.id == document.plan_id
    printed = plan.plan if same and plan else load_plan(unit, plan_by_id(unit, document.plan_id))
    return frozenset(each.kode for each in printed.kegiatan)


def _city_plan(unit: Unit, code: TerritoryCode) -> CityPlan | None:
    version = latest_version(unit, DocumentKind.RP2KPKP, code.at(TerritoryLevel.KABKOTA))
    return CityPlan(version.number, _codes(unit.blobs.get(version.snapshot))) if version else None


@lru_cache(maxsize=8)
def _codes(snapshot: bytes) -> frozenset[str]:
    # As plain data: a version that was made by an earlier program need not have the form of today's.
    return frozenset(str(each["kode"]) for each in json.loads(snapshot).get("kegiatan", ()))


def _plan_of(unit: Unit, code: TerritoryCode) -> tuple[PlanView | None, tuple[Baseline, ...]]:
    version = latest_plan(unit, code)
    plan = stored_view(unit, code, version) if version else None
    newest = {
        each.tahun: each
        for each in sorted(baselines_of(unit, code, every=True), key=lambda each: each.number)
    }
    return plan, tuple(newest[year] for year in sorted(newest))


def _city(unit: Unit, code: TerritoryCode, state: ProcessState, rules: RuleSet, today: date) -> Dossier:
    surveyed = {each.kode for each in baselines_of(unit, code, every=True)}
    listed = set(names_below(unit, code, level=TerritoryLevel.KELURAHAN))
    processes = {each.kode: each for each in processes_in(unit, code) if each.kind is DocumentKind.RPLP}
    members = []
    for kode in sorted(surveyed | listed | set(processes)):
        plan, baselines = _plan_of(unit, TerritoryCode(kode))
        members.append(Member(kode, processes.get(kode), baselines, plan))
    return Dossier(
        DocumentKind.RP2KPKP,
        code,
        name_of(unit, code) or code.text,
        today,
        state,
        rules,
        None,
        (),
        None,
        None,
        latest_version(unit, DocumentKind.RP2KPKP, code),
        None,
        city=_city_plan(unit, code),
        members=tuple(members),
    )
