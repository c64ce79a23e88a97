"""What a document prints of its own process, read from the events: where the plan stands and how it came there.

A document cannot speak of itself: it is judged as if its newest version said what it is going to say, a submission
that is still open is left out, and the report bears the day since which it reads so. Rendered again when nothing
happened it is the same version, and what lies with Pokja PKP does not fall by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from generators.facts.process import (
    AspectCount,
    DecisionFacts,
    EvidenceFacts,
    GateFacts,
    MonitoringFacts,
    ProcessFacts,
    RatificationFacts,
    ReadinessCell,
    ReadinessFacts,
    RequirementFacts,
    ScreeningFacts,
    StageFacts,
    WaiverFacts,
)
from planning.calendar import local_day
from planning.plan import Activity
from planning.process import DocumentKind, Gate, Stage, gate_of
from planning.territory import TerritoryCode
from store.canonical import Digest
from store.documents import Version, VersionState, versions_of
from store.events import Event, EventKind, events_about
from store.gate_rules import gate_rules_at
from store.processes import subject_of
from store.unit import Unit
from workflow.acting import process_kind
from workflow.checks import Verdict
from workflow.dossier import Dossier, old_from, read_dossier
from workflow.gate import judge, judge_activities
from workflow.package import contents
from workflow.payloads import Choice, Decided, Outcome, Ratified, Ruling, Voided, payload_of
from workflow.report import GateFinding
from workflow.requirements import Aspek
from workflow.rules import effective, pinned
from workflow.state import Evidence, ProcessState, StateBuilder, Submission, outcome_of

READINESS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("DED", ("G2-K10",)),
    ("RAB", ("G2-K11",)),
    ("Kelayakan", ("G2-K12",)),
    ("SG lingkungan", ("G2-K13",)),
    ("SG sosial dan lahan", ("G2-K14",)),
    ("Legalitas lahan", ("G2-K15",)),
    ("Sumber dana", ("G2-K16",)),
    ("O&P", ("G2-K20",)),
)
"""Columns of the readiness of year 1 (documents_and_gates.md, T-R13), each with the requirements that make it up."""
ENVIRONMENT = {"amdal": "L-A", "ukl_upl": "L-B", "sppl": "L-C"}
LAND = {
    "larap": "S-4", "ipp": "S-7", "ba_konsolidasi_tanah": "S-6", "hibah_lahan": "S-1", "izin_pakai": "S-2",
    "izin_dilalui": "S-3", "pernyataan_lahan": "S-0",
}  # fmt: skip
"""The screening class that a kind of evidence stands for, the gravest first (documents_and_gates.md section 3.6)."""
PLAN = "Rencana"
"""What a requirement is about that is not about an activity."""
_UNJUDGED = frozenset(
    {
        EventKind.PLAN_SUBMITTED,
        EventKind.VOTE_CAST,
        EventKind.SUBMISSION_WITHDRAWN,
        EventKind.SUBMISSION_VOIDED,
        EventKind.DOCUMENT_RATIFIED,
    }
)
"""Events that change nothing of what a gate report in a document says."""


@dataclass(frozen=True)
class _Story:
    """What the events of a process say: where it stands, when each stage was entered and left, who ratified when."""

    state: ProcessState
    entered: dict[Stage, datetime]
    left: dict[Stage, datetime]
    ratified: tuple[tuple[Ratified, datetime], ...]
    judged: datetime | None


def standing_of(unit: Unit, code: TerritoryCode) -> ProcessFacts | None:
    """How the process of a document stands; None where nothing was surveyed and no process began.

    For who may render the document; it asks for no further permission. Raises `NothingToJudge` for a level that has
    no document.
    """
    kind = process_kind(code)
    subject = subject_of(kind, code.text)
    story = _told(kind, code, events_about(unit, [subject])[subject])
    state = story.state
    rules = pinned(unit, state.rules) if state.rules else effective(unit, code)
    dossier = read_dossier(unit, kind, code, state, rules, local_day(unit.now, code))
    if state.version == 0 and dossier.baseline is None and not dossier.members:
        return None
    versions = versions_of(unit, kind, code) if state.ratified else ()
    dossier = replace(
        dossier,
        document=_itself(dossier, versions, unit),
        printed=frozenset(dossier.by_code),
        city=dossier.city if kind is DocumentKind.RPLP else None,
    )
    return ProcessFacts(
        state.stage.value,
        state.revision,
        tuple(_stages(story, code)),
        tuple(_decision(each, code) for each in state.submissions if each.ended is not None),
        _gate(unit, dossier, story),
        tuple(name for name, _codes in READINESS),
        tuple(_readiness(dossier)),
        tuple(_screening(dossier, each) for each in dossier.activities),
        tuple(_evidence(dossier, each) for each in state.evidence.values()),
        tuple(_waivers(dossier)),
        tuple(_monitoring(state)),
        tuple(_ratifications(dossier, versions, story)),
        _approved(unit, dossier),
    )


def _told(kind: DocumentKind, code: TerritoryCode, events: Iterable[Event]) -> _Story:
    builder = StateBuilder(kind, code.text)
    entered: dict[Stage, datetime] = {}
    left: dict[Stage, datetime] = {}
    ratified: list[tuple[Ratified, datetime]] = []
    judged = None
    for event in events:
        before = builder.position.stage
        builder.add(event)
        now = builder.position.stage
        if now is not before:
            left[before], entered[now] = event.at, event.at
        entered.setdefault(now, event.at)
        if event.kind not in _UNJUDGED:
            judged = event.at
        payload = payload_of(event)
        if isinstance(payload, Ratified):
            ratified.append((payload, event.at))
    return _Story(builder.state(), entered, left, tuple(ratified), judged)


def _stages(story: _Story, code: TerritoryCode) -> Iterator[StageFacts]:
    order = list(Stage)
    reached = order.index(story.state.stage)
    for at, stage in enumerate(order):
        since = story.entered.get(stage) if at <= reached else None
        until = story.left.get(stage) if at < reached else None
        yield StageFacts(
            stage.value,
            "selesai" if at < reached else "berjalan" if at == reached else "belum",
            local_day(since, code) if since else None,
            local_day(until, code) if until else None,
        )


def _decision(submission: Submission, code: TerritoryCode) -> DecisionFacts:
    ended, submitted = submission.ended, submission.submitted
    assert ended is not None  # noqa: S101 - chosen among those that have ended
    assert submission.ended_at is not None  # noqa: S101
    return DecisionFacts(
        submission.number,
        submitted.gerbang.stage.value,
        submitted.gerbang.leads_to.value,
        outcome_of(ended),
        local_day(submission.ended_at, code),
        ended.sebab if isinstance(ended, Voided) else ended.alasan,
        sum(vote.suara is Choice.APPROVE for vote in submission.votes.values()),
        len(submitted.kursi),
        len(ended.kegiatan) if isinstance(ended, Decided) else 0,
    )


def _itself(dossier: Dossier, versions: Sequence[Version], unit: Unit) -> Version | None:
    """The document that is being made, as a gate would see it: of this survey and plan, with all its files.

    Ratified it is when the newest version that lurah or BKM ratified prints the same survey and plan.
    """
    numbers = {each.versi for each in dossier.state.ratified if each.revisi == dossier.state.revision}
    signed = [each for each in versions if each.number in numbers and _prints(each, dossier)]
    plan = dossier.plan
    if signed or plan is None or plan.version is None:
        return signed[-1] if signed else None
    nothing = Digest("")
    return Version(
        0, dossier.kind, dossier.code.text, 0, VersionState.DRAFT, plan.baseline.id, nothing, nothing, nothing, (),
        (("docx", nothing), ("pdf", nothing)), unit.now, unit.actor, plan.version.id,
    )  # fmt: skip


def _prints(version: Version, dossier: Dossier) -> bool:
    """Whether a version is of the survey and the plan that a dossier has now."""
    baseline, plan = dossier.baseline, dossier.plan.version if dossier.plan else None
    return (version.baseline_id, version.plan_id) == (baseline and baseline.id, plan and plan.id)


def _gate(unit: Unit, dossier: Dossier, story: _Story) -> GateFacts | None:
    gate = gate_of(dossier.state.stage)
    if gate is None:
        return None
    report = judge(dossier, gate)
    return GateFacts(
        gate.value,
        report.dari.value,
        report.ke.value,
        _since(unit, dossier, story),
        report.hasil.value.replace("_", " "),
        int(report.percent.quantize(Decimal(1), ROUND_HALF_UP)),
        tuple(
            AspectCount(
                aspek.value,
                sum(each.aspek is aspek and each.verdik is Verdict.TERPENUHI for each in report.temuan),
                sum(
                    each.aspek is aspek and each.verdik is not Verdict.TIDAK_BERLAKU for each in report.temuan
                ),
            )
            for aspek in Aspek
        ),
        tuple(_open(report.temuan)),
    )


def _since(unit: Unit, dossier: Dossier, story: _Story) -> date:
    """The first day on which the gate report read as it does today."""
    moments = [each.source.imported_at for each in dossier.baselines]
    moments += [each.plan.version.created_at for each in dossier.members if each.plan and each.plan.version]
    moments += [each.baselines[-1].source.imported_at for each in dossier.members if each.baselines]
    if dossier.plan is not None and dossier.plan.version is not None:
        moments.append(dossier.plan.version.created_at)
    if story.judged is not None:
        moments.append(story.judged)
    if not dossier.state.rules:
        moments += [stored.created_at for stored, _content in gate_rules_at(unit, dossier.code)]
    ends = [each.added.berlaku_sampai for each in dossier.state.evidence.values()]
    ends += [each.sampai for each in dossier.state.rulings.values()]
    ends += [old_from(each, dossier.rules.toleransi.umur_sk) for each in dossier.decrees]
    days = [local_day(each, dossier.code) for each in moments]
    days += [day + timedelta(days=1) for day in ends if day is not None and day < dossier.today]
    return max(days, default=dossier.today)


def _open(findings: Iterable[GateFinding]) -> Iterator[RequirementFacts]:
    """The requirements that are not met, each once with all it is about; those that hold come first."""
    groups: dict[tuple[bool, str], list[GateFinding]] = {}
    for each in findings:
        if each.is_open:
            groups.setdefault((not each.blocks, each.kode), []).append(each)
    for (warns, kode), found in sorted(groups.items()):
        first = found[0]
        yield RequirementFacts(
            kode,
            first.nama,
            first.aspek.value,
            tuple(each.subjek or PLAN for each in found),
            not warns,
            first.saran,
            ", ".join(first.verifikator),
        )


def _readiness(dossier: Dossier) -> Iterator[ReadinessFacts]:
    """The readiness of the activities that begin in the first year of which some are not finished."""
    finished = dossier.through(Gate.G3)
    waiting = [each for each in dossier.activities if each.kode not in finished]
    if not waiting:
        return
    year = min(each.tahun_mulai for each in waiting)
    chosen = [each for each in waiting if each.tahun_mulai == year]
    through = dossier.through(Gate.G2)
    for kode, found in judge_activities(dossier, Gate.G2, chosen).items():
        cells = tuple(
            _cell(dossier, [each for each in found if each.kode in codes]) for _, codes in READINESS
        )
        yield ReadinessFacts(kode, cells, kode in through or not any(each.blocks for each in found))


def _cell(dossier: Dossier, findings: Sequence[GateFinding]) -> ReadinessCell:
    lacking = [each for each in findings if each.is_open]
    if lacking:
        names = (name for each in lacking for name in _lacking(dossier, each))
        return ReadinessCell("belum", tuple(dict.fromkeys(names)))
    verdicts = {each.verdik for each in findings}
    if Verdict.DIKESAMPINGKAN in verdicts:
        return ReadinessCell("dikesampingkan", ())
    return ReadinessCell("lengkap" if Verdict.TERPENUHI in verdicts else "tidak berlaku", ())


def _lacking(dossier: Dossier, finding: GateFinding) -> tuple[str, ...]:
    """The kinds of evidence that are still missing where every kind is needed; else what is asked, by its name."""
    requirement = dossier.rules.by_code[finding.kode]
    if not requirement.bukti_semua:
        return (finding.nama,)
    missing = [
        kind
        for kind in requirement.bukti
        if not any(each.accepted_on(dossier.today) for each in dossier.evidence_for([kind], finding.subjek))
    ]
    return tuple(_kind(dossier, kind) for kind in missing) or (finding.nama,)


def _kind(dossier: Dossier, kind: str) -> str:
    known = dossier.rules.kinds.get(kind)
    return known.nama if known else kind


def _screening(dossier: Dossier, activity: Activity) -> ScreeningFacts:
    """The classes that accepted evidence stands for; without it those that the catalogue expects of such a work."""
    assert dossier.plan is not None  # noqa: S101 - it has activities
    entry = dossier.plan.catalogue.by_code.get(activity.katalog)
    shown = [
        each
        for each in dossier.evidence_for((*ENVIRONMENT, *LAND), activity.kode)
        if each.accepted_on(dossier.today)
    ]
    kinds = {each.added.jenis for each in shown}
    environment = [name for kind, name in ENVIRONMENT.items() if kind in kinds]
    land = [name for kind, name in LAND.items() if kind in kinds]
    if not land and not dossier.is_physical(activity):
        land = ["-"]
    return ScreeningFacts(
        activity.kode,
        environment[0] if environment else entry.lingkungan_hidup if entry else "",
        land[0] if land else entry.lahan if entry else "",
        tuple(f"{_kind(dossier, each.added.jenis)} {each.added.nomor}".strip() for each in shown),
    )


def _evidence(dossier: Dossier, each: Evidence) -> EvidenceFacts:
    added, verdict = each.added, each.verdict
    kind = dossier.rules.kinds.get(added.jenis)
    if each.replaced_by is not None:
        status = "diganti"
    elif verdict is None:
        status = "menunggu"
    else:
        status = "diterima" if verdict.diterima else "ditolak"
    return EvidenceFacts(
        added.bukti,
        _kind(dossier, added.jenis),
        added.nomor or ("-" if kind is not None and not kind.bernomor else ""),
        added.tanggal,
        added.penandatangan,
        added.subjek,
        added.berkas,
        added.sha256,
        status,
    )


def _waivers(dossier: Dossier) -> Iterator[WaiverFacts]:
    for each in dossier.state.rulings.values():
        if not dossier.upholds(each):
            continue
        requirement = dossier.rules.by_code.get(each.syarat)
        yield WaiverFacts(
            each.syarat,
            requirement.nama if requirement else each.syarat,
            each.subjek or PLAN,
            each.alasan,
            each.dasar,
            each.oleh.nama or each.oleh.akun,
            each.sampai if each.putusan is Ruling.WAIVED else None,
        )


def _monitoring(state: ProcessState) -> Iterator[MonitoringFacts]:
    visits = (each for records in state.monitored.values() for each in records)
    for each in sorted(visits, key=lambda each: (each.tanggal, each.kegiatan)):
        mutu = each.mutu.value if each.mutu else ""
        yield MonitoringFacts(each.kegiatan, each.tanggal, str(each.kemajuan), mutu, each.catatan)


def _ratifications(
    dossier: Dossier, versions: Sequence[Version], story: _Story
) -> Iterator[RatificationFacts]:
    """Who has ratified this survey and plan in this revision, each role once, by its newest ratification."""
    same = {each.number for each in versions if _prints(each, dossier)}
    newest = {
        each.oleh.peran: (each, at)
        for each, at in story.ratified
        if each.versi in same and each.revisi == dossier.state.revision
    }
    for each, at in newest.values():
        who = each.oleh
        yield RatificationFacts(
            who.jabatan, who.nama or who.akun, local_day(at, dossier.code), who.surat or "-"
        )


def _approved(unit: Unit, dossier: Dossier) -> bool:
    """Whether Pokja's newest approval at the gate to pelaksanaan is of this survey and plan, and still stands."""
    if list(Stage).index(dossier.state.stage) <= list(Stage).index(Gate.G2.stage):
        return False
    decisions = [
        each.ended
        for each in dossier.state.submissions
        if isinstance(each.ended, Decided)
        and each.ended.gerbang is Gate.G2
        and each.ended.putusan is Outcome.APPROVED
    ]
    if not decisions:
        return False
    decided, now = json.loads(unit.blobs.get(Digest(decisions[-1].paket)))["isi"], contents(dossier, Gate.G2)
    return all(decided[key] == now[key] for key in ("revisi", "rencana", "baseline", "kelurahan"))
