"""Handing a plan to Pokja PKP: the package is frozen, the gate must not hold it, and who may vote is written down."""

from __future__ import annotations

from collections.abc import Iterable

from planning.process import DocumentKind, Gate, Move, Stage, gate_of
from planning.roles import Act, Role
from planning.territory import TerritoryCode
from planning.wording import Words, msgid, words
from store.canonical import canonical_bytes
from store.database import Database
from store.grants import Grant, grants_over
from store.manuscripts import latest_manuscript
from store.plans import plan_versions
from workflow.acting import PLAIN, Acting, Receipt, Request, perform
from workflow.dossier import Dossier
from workflow.errors import GateHeld, IllegalMove, NotEligible, QuorumOutOfReach, require_reason
from workflow.gate import judge
from workflow.package import contents, package_bytes
from workflow.payloads import Released, Ruling, Seat, Submitted, Withdrawn
from workflow.quorum import count
from workflow.report import GateFinding, GateReport, Hasil, report_plain
from workflow.requirements import Per
from workflow.stages import after, moves

JSON = "application/json"


def submit(
    database: Database,
    code: TerritoryCode,
    *,
    gate: Gate | None = None,
    note: str = "",
    request: Request = PLAIN,
) -> Receipt:
    """Submit the plan at the gate of its stage, or further activities at a gate that it has passed.

    Raises `GateHeld` with everything that is missing, `IllegalMove`, `QuorumOutOfReach`, and as `perform`.
    """

    def work(acting: Acting) -> None:
        dossier = acting.dossier()
        wanted, move = _move(acting, gate)
        report = judge(dossier, wanted)
        if report.hasil is Hasil.TERTAHAN:
            raise held(report)
        _require_other_hand(acting)
        preparers = preparers_of(acting, dossier)
        seats = seats_for(acting, preparers)
        possible = count(acting.rules.kuorum, seats, {})
        if not all(each.reachable for each in possible.conditions):
            lacking = next(each.text for each in possible.conditions if not each.reachable)
            raise QuorumOutOfReach(
                expected=words("members of Pokja PKP who can reach the quorum: {rule}", rule=lacking),
                found=words("{count} who may vote", count=len(seats)),
                where=code.text,
                remedy="Grant the role pokja to more members, or name another quorum in the rules of the city; whoever "
                "prepared the plan may not vote.",
            )
        stored = acting.unit.blobs.put(canonical_bytes(report_plain(report)), JSON)
        package = acting.unit.blobs.put(package_bytes(contents(dossier, wanted), stored), JSON)
        acting.say(
            Submitted(
                acting.actor,
                len(acting.state.submissions) + 1,
                wanted,
                move,
                package,
                stored,
                report.ready,
                tuple(sorted(preparers)),
                seats,
                acting.rules.kuorum,
                note.strip(),
            ),
            blobs=[stored, package],
        )

    arguments = {"gerbang": gate.value if gate else None, "catatan": note}
    return perform(database, code, Act.SUBMIT, arguments, work, request=request)


def withdraw(database: Database, code: TerritoryCode, *, reason: str, request: Request = PLAIN) -> Receipt:
    """Take the open submission back, with a reason. Raises `IllegalMove` when none is open, and as `perform`."""

    def work(acting: Acting) -> None:
        after(acting.state.position, Move.WITHDRAW)
        submission = acting.state.open
        assert submission is not None  # noqa: S101 - only a submitted plan can be withdrawn
        require_reason(reason)
        acting.say(Withdrawn(acting.actor, submission.number, reason.strip()))

    return perform(database, code, Act.SUBMIT, {"tarik": reason}, work, request=request)


def _require_other_hand(acting: Acting) -> None:
    """Who said that a requirement does not apply does not submit the plan that profits by it."""
    said = [
        each.syarat
        for each in acting.state.rulings.values()
        if each.putusan is Ruling.NOT_APPLICABLE and each.oleh.akun == acting.unit.actor
    ]
    if said:
        raise NotEligible(
            expected="somebody else than who said that requirements do not apply",
            found=words(
                "{account}, who said it of {codes}", account=acting.unit.actor, codes=", ".join(said)
            ),
            where=acting.code.text,
            remedy="Let somebody else of the team submit.",
        )


def held(report: GateReport) -> GateHeld:
    """The refusal of a report that holds the plan: each blocking finding in a line, activities together."""
    lines = [_line(each) for each in report.blocking]
    if report.nothing_ready:
        lines += _by_requirement(report)
    found = words("{count} requirements that hold it", count=len(lines))
    if report.nothing_ready and not report.kegiatan:
        lines.append(words("No activity has passed the gate before, or none is left to pass this one."))
    return GateHeld(
        expected=words("gate {gate} to let the plan through", gate=report.gerbang.value),
        found=found if report.kegiatan or report.blocking else msgid("no activity that could pass"),
        where=report.kode,
        remedy="Settle these, then submit again; nahkoda gate check shows the whole report:",
        lines=tuple(lines),
    )


def _line(each: GateFinding) -> Words:
    return words(
        "{code} {name}: {seen}. {remedy}",
        code=each.kode,
        name=each.name,
        seen=each.dilihat,
        remedy=each.remedy,
    )


def _by_requirement(report: GateReport) -> Iterable[Words]:
    grouped: dict[str, list[GateFinding]] = {}
    for each in report.temuan:
        if each.per is Per.KEGIATAN and each.blocks:
            grouped.setdefault(each.kode, []).append(each)
    for group in grouped.values():
        first = group[0]
        same = all(each.dilihat == first.dilihat for each in group)
        seen = (
            first.dilihat if same else words("{activity}: {seen}", activity=first.subjek, seen=first.dilihat)
        )
        yield words(
            "{code} {name}: {count} activities ({some}): {seen}. {remedy}",
            code=first.kode, name=first.name, count=len(group), seen=seen, remedy=first.remedy,
            some=", ".join(each.subjek for each in group[:5]) + (" …" if len(group) > 5 else ""),
        )  # fmt: skip


def _move(acting: Acting, gate: Gate | None) -> tuple[Gate, Move]:
    """The gate that is asked for and what approval would do; both must be legal where the plan stands."""
    position = acting.state.position
    submitted = after(position, Move.SUBMIT)
    own = gate_of(position.stage)
    wanted = gate or own
    late = wanted is not None and wanted in _late(acting, position.stage)
    move = Move.RELEASE if late else Move.ADVANCE
    if wanted is None or (wanted is not own and not late) or move not in moves(submitted):
        raise IllegalMove(
            expected=words(
                "the gate of the stage, or one that lies behind the plan: {names}",
                names=", ".join(
                    each.value for each in Gate if each is own or each in _late(acting, position.stage)
                ),
            ),
            found=wanted.value if wanted else "no gate",
            where=f"{acting.code.text}, {position.stage}",
            remedy="See `nahkoda gate check` for the stage of the plan.",
        )
    return wanted, move


def _late(acting: Acting, stage: Stage) -> tuple[Gate, ...]:
    """The gates behind the plan that further activities can pass: G1 judges none, and only an RPLP has any."""
    if acting.kind is not DocumentKind.RPLP:
        return ()
    return tuple(each for each in Gate if each is not Gate.G1 and each.leads_to in _behind(stage))


def _behind(stage: Stage) -> tuple[Stage, ...]:
    """The stages that the plan has entered by a gate, its own included."""
    stages = [gate.leads_to for gate in Gate]
    return tuple(stages[: stages.index(stage) + 1]) if stage in stages else ()


def preparers_of(acting: Acting, dossier: Dossier) -> set[str]:
    """The accounts that prepared what is submitted: they may not vote on it.

    Who submits; authors of the plan in all its versions, of its text and document; who brought the surveys and the
    evidence that stands; who monitored. For a kab/kota also the authors of its kelurahan's surveys and plans.
    """
    state = dossier.state
    found = {acting.actor.akun}
    found.update(each.actor for each in plan_versions(acting.unit, acting.code))
    found.update(each.source.actor for each in (dossier.baseline, dossier.endline) if each is not None)
    text = latest_manuscript(acting.unit, acting.code)
    found.update(each.actor for each in (dossier.document, text) if each is not None)
    found.update(each.added.oleh.akun for each in state.evidence.values() if each.accepted_on(acting.today))
    found.update(each.oleh.akun for records in state.monitored.values() for each in records)
    for member in dossier.members:
        found.update(each.source.actor for each in member.baselines)
        if member.plan is not None and member.plan.version is not None:
            found.add(member.plan.version.actor)
    return found


def seats_for(acting: Acting, preparers: set[str]) -> tuple[Seat, ...]:
    """The members of Pokja PKP over the territory who may vote today, each person once, those above all last."""
    found: dict[str, Grant] = {}
    for grant in grants_over(acting.unit, acting.code):
        member = grant.peran in (Role.POKJA, Role.KETUA_POKJA) and grant.represents is None
        if not member or not grant.holds_on(acting.today) or grant.akun in preparers:
            continue
        earlier = found.get(grant.akun)
        if earlier is None or _rank(grant) > _rank(earlier):
            found[grant.akun] = grant
    return tuple(
        Seat(
            each.id,
            each.akun,
            each.nama,
            each.jabatan,
            each.peran is Role.KETUA_POKJA,
            each.unit,
            each.wilayah,
        )
        for each in sorted(found.values(), key=lambda each: each.id)
    )


def _rank(grant: Grant) -> tuple[bool, int]:
    return grant.peran is Role.KETUA_POKJA, len(grant.wilayah)


def released(dossier: Dossier, codes: Iterable[str]) -> tuple[Released, ...]:
    """Activities with the digest of what they say now."""
    return tuple(Released(kode, dossier.digests[kode]) for kode in codes)
