"""The gate: asks every requirement of every subject and hides nothing; reads only, and raises for no plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planning.plan import Activity
from planning.process import DocumentKind, Gate
from planning.survey import rt_label
from planning.wording import words
from workflow.checks import CHECKS, Question, Result, Verdict
from workflow.conditions import holds
from workflow.dossier import Dossier
from workflow.payloads import Ruled, Ruling
from workflow.report import GateFinding, GateReport, RulingNote
from workflow.requirements import Per, Requirement, Tingkat
from workflow.rules import digest_of_rules


def judge(dossier: Dossier, gate: Gate) -> GateReport:
    """How the document of a dossier stands at a gate.

    Where the plan has passed the gate already, only what is asked of activities and RT is asked, of those that have
    not. A check that raises is a finding that could not be judged, and what it holds stays held.
    """
    late = list(Gate).index(gate) < _reached(dossier)
    scope = dossier.in_scope(gate) if dossier.kind is DocumentKind.RPLP else ()
    found = [
        finding
        for requirement in dossier.rules.of(gate, dossier.kind)
        if not (late and requirement.per is Per.RENCANA)
        for finding in _ask(dossier, requirement, scope)
    ]
    judges = gate is not Gate.G1
    return GateReport(
        dossier.kind,
        dossier.code.text,
        dossier.name,
        gate,
        dossier.today,
        digest_of_rules(dossier.rules),
        dossier.state.revision,
        late,
        len(dossier.through(gate)),
        tuple(each.kode for each in scope) if judges else (),
        tuple(found),
    )


def judge_activities(
    dossier: Dossier, gate: Gate, activities: Iterable[Activity]
) -> Mapping[str, tuple[GateFinding, ...]]:
    """What a gate asks of single activities, by code, whether or not the gate has them before it."""
    asked = [each for each in dossier.rules.of(gate, dossier.kind) if each.per is Per.KEGIATAN]
    return {
        activity.kode: tuple(
            _finding(Question(dossier, requirement, activity), activity.kode) for requirement in asked
        )
        for activity in activities
    }


def _reached(dossier: Dossier) -> int:
    """How many gates lie behind the plan."""
    stages = [gate.stage for gate in Gate]
    stage = dossier.state.stage
    return stages.index(stage) if stage in stages else len(stages)


def _ask(dossier: Dossier, requirement: Requirement, scope: tuple[Activity, ...]) -> Iterator[GateFinding]:
    match requirement.per:
        case Per.RENCANA:
            yield _finding(Question(dossier, requirement), "")
        case Per.KEGIATAN:
            for activity in scope:
                yield _finding(Question(dossier, requirement, activity), activity.kode)
        case Per.RT:
            if dossier.first is None:
                return
            rows = dossier.first
            for rw, rt, kawasan in zip(rows.rw, rows.rt, rows.kawasan, strict=True):
                if kawasan:
                    yield _finding(Question(dossier, requirement, rt=(rw, rt)), rt_label(rw, rt))


def _finding(question: Question, subject: str) -> GateFinding:
    requirement = question.requirement
    result, ruling = _result(question, subject)
    grave = Tingkat.MENAHAN if _holds_back(question) else requirement.tingkat
    return GateFinding(
        requirement.kode,
        requirement.nama,
        requirement.nama_en,
        requirement.aspek,
        requirement.per,
        subject,
        grave,
        result.verdict,
        result.seen,
        requirement.verifikator,
        requirement.saran,
        requirement.saran_en,
        result.bukti,
        _note(ruling) if ruling else None,
    )


def _note(ruling: Ruled) -> RulingNote:
    return RulingNote(ruling.oleh.nama or ruling.oleh.akun, ruling.alasan, ruling.dasar, ruling.sampai)


def _holds_back(question: Question) -> bool:
    """Whether a warning holds here; one whose condition cannot be judged does."""
    condition = question.requirement.menahan_bila
    try:
        return bool(condition) and holds(condition, question.dossier, question.activity)
    except Exception:  # noqa: BLE001 - as in `_result`
        return True


def _result(question: Question, subject: str) -> tuple[Result, Ruled | None]:
    requirement, dossier = question.requirement, question.dossier
    ruling = _ruling(question, subject)
    # Whatever goes wrong while one requirement is judged must not hide the others, nor open the gate.
    try:
        if requirement.berlaku_bila and not holds(requirement.berlaku_bila, dossier, question.activity):
            condition = requirement.berlaku_bila
            return Result(
                Verdict.TIDAK_BERLAKU, words("applies only where: {condition}", condition=condition)
            ), None
        if ruling is not None and ruling.putusan is Ruling.NOT_APPLICABLE:
            seen = words("does not apply, says {who}: {reason}", who=ruling.oleh.nama, reason=ruling.alasan)
            return Result(Verdict.TIDAK_BERLAKU, seen), ruling
        result = CHECKS[requirement.uji].run(question)
    except Exception as error:  # noqa: BLE001 - see above
        seen = words("the check {name} failed: {error}", name=requirement.uji, error=_told(error))
        return Result(Verdict.TIDAK_DAPAT_DINILAI, seen), None
    open_now = result.verdict in (Verdict.BELUM, Verdict.TIDAK_DAPAT_DINILAI)
    if (
        open_now
        and ruling is not None
        and ruling.putusan is Ruling.WAIVED
        and requirement.dapat_dikesampingkan
    ):
        seen = words(
            "waived by {who} until {day} ({authority}): {reason}; {seen}",
            who=ruling.oleh.nama, day=ruling.sampai.isoformat() if ruling.sampai else "–",
            authority=ruling.dasar, reason=ruling.alasan, seen=result.seen,
        )  # fmt: skip
        return Result(Verdict.DIKESAMPINGKAN, seen, result.bukti), ruling
    return result, None


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _ruling(question: Question, subject: str) -> Ruled | None:
    """What people said about this requirement and subject, while it holds; of the plan it holds for each activity."""
    dossier, kode = question.dossier, question.requirement.kode
    said = (dossier.state.rulings.get(key) for key in ((kode, subject), (kode, "")))
    return next((each for each in said if each is not None and dossier.upholds(each)), None)
