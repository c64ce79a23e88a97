"""Evidence: a file comes in for the plan or for activities, is accepted or rejected, and may be replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake.evidence_file import read_evidence_file
from planning.plain import Plain
from planning.roles import PERMITTED, Act, Actor, Role
from planning.territory import TerritoryCode
from planning.wording import words
from store.canonical import Digest
from store.database import Database
from store.plans import latest_plan, load_plan
from workflow.acting import PLAIN, Acting, Receipt, Request, perform
from workflow.errors import NoSuchThing, NotEligible
from workflow.payloads import EvidenceAdded, EvidenceJudged
from workflow.permission import permitted
from workflow.requirements import EvidenceKind
from workflow.state import Evidence


@dataclass(frozen=True)
class EvidenceFacts:
    """What is written about a file.

    jenis      kind of evidence, a code of the rule set
    subjek     activities it speaks of; none means the plan
    mengganti  number of the evidence that it replaces
    """

    jenis: str
    nomor: str = ""
    tanggal: date | None = None
    penandatangan: str = ""
    subjek: tuple[str, ...] = ()
    berlaku_sampai: date | None = None
    mengganti: int | None = None


def add_evidence(
    database: Database, code: TerritoryCode, path: Path, facts: EvidenceFacts, *, request: Request = PLAIN
) -> Receipt:
    """Store a file as evidence. Raises `UnreadableEvidence`, `NoSuchThing`, `NotEligible`, and as `perform`."""
    file = read_evidence_file(path)

    def work(acting: Acting) -> None:
        kind = _kind(acting, facts.jenis)
        _require_facts(acting, kind, facts)
        if facts.mengganti is not None:
            _require_same_kind(_standing(acting, facts.mengganti), facts)
        digest = acting.unit.blobs.put(file.source.data, file.media_type)
        acting.say(
            EvidenceAdded(
                acting.actor,
                len(acting.state.evidence) + 1,
                facts.jenis,
                facts.nomor.strip(),
                facts.tanggal,
                facts.penandatangan.strip(),
                facts.subjek,
                facts.berlaku_sampai,
                file.source.name,
                file.media_type,
                digest,
                facts.mengganti,
            ),
            blobs=[digest],
        )
        acting.void_if_changed(f"bukti {facts.mengganti} diganti")

    arguments: dict[str, Plain] = {
        "sha256": file.source.sha256, "jenis": facts.jenis, "nomor": facts.nomor, "subjek": list(facts.subjek),
        "tanggal": facts.tanggal.isoformat() if facts.tanggal else None, "penandatangan": facts.penandatangan,
        "berlaku_sampai": facts.berlaku_sampai.isoformat() if facts.berlaku_sampai else None,
        "mengganti": facts.mengganti, "nama": file.source.name,
    }  # fmt: skip
    return perform(database, code, Act.EVIDENCE, arguments, work, request=request)


def judge_evidence(
    database: Database,
    code: TerritoryCode,
    number: int,
    *,
    accepted: bool,
    note: str = "",
    request: Request = PLAIN,
) -> Receipt:
    """Accept or reject a piece of evidence, in a role that a requirement of its kind names.

    Who brought a file does not judge it, and a rejection says why. Raises `NoSuchThing`, `NotEligible`, and as
    `perform`.
    """

    def work(acting: Acting) -> None:
        each = _standing(acting, number)
        if each.added.oleh.akun == acting.unit.actor:
            raise NotEligible(
                expected="somebody else than who brought the file",
                found=acting.unit.actor,
                where=words("evidence {number}", number=number),
                remedy="Another person with a role that may verify it judges it.",
            )
        if not accepted and not note.strip():
            raise NotEligible(
                expected="a note that says why it is rejected",
                found="none",
                where=words("evidence {number}", number=number),
                remedy="Write it with --note.",
            )
        acting.actor = _verifier(acting, each)
        acting.say(
            EvidenceJudged(acting.actor, number, each.added.sha256, accepted, note.strip()),
            blobs=[Digest(each.added.sha256)],
        )
        acting.void_if_changed(f"putusan atas bukti {number} berubah")

    arguments: dict[str, Plain] = {"bukti": number, "diterima": accepted, "catatan": note}
    return perform(database, code, Act.VERIFY, arguments, work, request=request)


def verifiers(kind: str, acting: Acting) -> frozenset[Role]:
    """The roles that may judge evidence of a kind: those of every requirement that accepts it."""
    named = {role for each in acting.rules.syarat if kind in each.bukti for role in each.peran}
    return frozenset(named) & PERMITTED[Act.VERIFY]


def _verifier(acting: Acting, each: Evidence) -> Actor:
    return permitted(
        acting.unit, Act.VERIFY, acting.code, acting.today, roles=verifiers(each.added.jenis, acting)
    )


def _kind(acting: Acting, name: str) -> EvidenceKind:
    kind = acting.rules.kinds.get(name)
    if kind is None:
        raise NoSuchThing(
            expected="a kind of evidence of the rule set",
            found=repr(name),
            where=acting.code.text,
            remedy="See `nahkoda gate rules` for the kinds.",
        )
    return kind


def _require_same_kind(old: Evidence, facts: EvidenceFacts) -> None:
    """A replacement is a newer version of the same paper; what it speaks of may have changed."""
    if old.added.jenis != facts.jenis:
        raise NotEligible(
            expected=words("{kind}, as evidence {number} is", kind=old.added.jenis, number=old.number),
            found=facts.jenis,
            where="--mengganti",
            remedy="Bring it as new evidence, or let a verifier reject the older one.",
        )


def _require_facts(acting: Acting, kind: EvidenceKind, facts: EvidenceFacts) -> None:
    lacking = [
        option
        for option, value in (
            ("--nomor", facts.nomor.strip()),
            ("--tanggal", facts.tanggal),
            ("--penandatangan", facts.penandatangan.strip()),
        )
        if not value
    ]
    if kind.bernomor and lacking:
        raise NotEligible(
            expected=words("number, date and signatory of {kind}", kind=kind.nama),
            found=words("none given with {options}", options=", ".join(lacking)),
            where=kind.kode,
            remedy="Give them as the document has them.",
        )
    if facts.tanggal is not None and facts.tanggal > acting.today:
        raise NotEligible(
            expected=words("a date up to today, {day}", day=acting.today.isoformat()),
            found=facts.tanggal.isoformat(),
            where=kind.kode,
            remedy="Correct the date.",
        )
    if facts.berlaku_sampai is not None and facts.berlaku_sampai < (facts.tanggal or acting.today):
        raise NotEligible(
            expected="an end that is not before the date of the document",
            found=facts.berlaku_sampai.isoformat(),
            where=kind.kode,
            remedy="Correct --berlaku-sampai.",
        )
    require_activities(acting, facts.subjek)


def require_activities(acting: Acting, codes: Sequence[str]) -> None:
    """Raise `NoSuchThing` unless the newest plan has all these activities."""
    if not codes:
        return
    version = latest_plan(acting.unit, acting.code)
    known = {each.kode for each in load_plan(acting.unit, version).kegiatan} if version else set()
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise NoSuchThing(
            expected="activities of the plan",
            found=", ".join(unknown),
            where=acting.code.text,
            remedy="See `nahkoda plan show` for the codes.",
        )


def _standing(acting: Acting, number: int) -> Evidence:
    each = acting.state.evidence.get(number)
    if each is None:
        raise NoSuchThing(
            expected=words(
                "the number of a piece of evidence, 1 to {count}", count=len(acting.state.evidence)
            ),
            found=str(number),
            where=acting.code.text,
            remedy="See `nahkoda evidence list`.",
        )
    if each.replaced_by is not None:
        raise NotEligible(
            expected="evidence that was not replaced",
            found=words("evidence {number}, replaced by {other}", number=number, other=each.replaced_by),
            where=acting.code.text,
            remedy="Name the newer one.",
        )
    return each
