"""Checks that read evidence: what lies there, who accepted it, whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable

from planning.wording import Words, listed, words
from workflow.checks.result import Question, Result, Verdict, met, unmet
from workflow.state import Evidence


def evidence(question: Question) -> Result:
    """Accepted evidence of an accepted kind, or of every kind where all are needed."""
    return evidence_of(question, question.requirement.bukti, every=question.requirement.bukti_semua)


def evidence_of(question: Question, kinds: Iterable[str], *, every: bool = False) -> Result:
    """Whether accepted evidence of one of `kinds` (or of each) lies there for the subject."""
    kinds = tuple(kinds)
    found = question.dossier.evidence_for(kinds, question.subject)
    numbers = tuple(each.number for each in found)
    accepted = {each.added.jenis for each in found if _stands(question, each)}
    lacking = [kind for kind in kinds if kind not in accepted]
    if not lacking or (accepted and not every):
        standing = [each for each in found if _stands(question, each)]
        return Result(Verdict.TERPENUHI, listed([_shown(question, each) for each in standing]), numbers)
    parts = [_lack(question, kind, found) for kind in (lacking if every else kinds)]
    return Result(Verdict.BELUM, listed(parts), numbers)


def _stands(question: Question, each: Evidence) -> bool:
    if question.requirement.per_revisi and each.revisi != question.dossier.state.revision:
        return False
    return each.accepted_on(question.dossier.today)


def _shown(question: Question, each: Evidence) -> Words:
    added = each.added
    kind = _name(question, added.jenis)
    if not added.nomor:
        return words("{kind} (evidence {number}), accepted", kind=kind, number=added.bukti)
    return words(
        "{kind} number {document} (evidence {number}), accepted",
        kind=kind, document=added.nomor, number=added.bukti,
    )  # fmt: skip


def _lack(question: Question, kind: str, found: Iterable[Evidence]) -> Words:
    """Why no evidence of a kind counts: the state of the newest, or that there is none."""
    name = _name(question, kind)
    newest = max(
        (each for each in found if each.added.jenis == kind), key=lambda each: each.number, default=None
    )
    if newest is None:
        return words("{kind}: none", kind=name)
    number = newest.number
    if newest.verdict is None:
        return words("{kind}: evidence {number} is not verified yet", kind=name, number=number)
    if not newest.verdict.diterima:
        return words(
            "{kind}: evidence {number} was rejected ({note})",
            kind=name, number=number, note=newest.verdict.catatan or "–",
        )  # fmt: skip
    until = newest.added.berlaku_sampai
    if until is not None and until < question.dossier.today:
        return words(
            "{kind}: evidence {number} was valid until {day}", kind=name, number=number, day=until.isoformat()
        )
    return words("{kind}: evidence {number} is from before planning was reopened", kind=name, number=number)


def _name(question: Question, kind: str) -> str:
    known = question.dossier.rules.kinds.get(kind)
    return known.name if known else kind


def cost_estimate(question: Question) -> Result:
    """The cost estimate as evidence, and its total in the plan (the residents' part is a funding line of its own)."""
    activity = question.activity
    if activity is None or not activity.rab:
        return unmet("the plan names no total of the cost estimate")
    return evidence(question)


def environment(question: Question) -> Result:
    """The document that the environmental screening class asks for (documents_and_gates.md section 3.6)."""
    entry = _entry_class(question, "lingkungan_hidup")
    match entry:
        case "L-D":
            return met("class L-D: no impact, no document needed")
        case "L-B":
            return evidence_of(question, ["ukl_upl"])
        case "L-A":
            return unmet("class L-A: a work of AMDAL scale is not one of a kelurahan")
    return evidence_of(question, ["sppl", "ukl_upl"])


_LAND = {
    "S-1": "hibah_lahan",
    "S-2": "izin_pakai",
    "S-3": "izin_dilalui",
    "S-4": "larap",
    "S-6": "ba_konsolidasi_tanah",
    "S-7": "ipp",
}


def land(question: Question) -> Result:
    """The document that the land screening class asks for; a stronger one is accepted in place of a statement."""
    entry = _entry_class(question, "lahan")
    if entry == "S-5":
        return unmet("class S-5: more than 200 persons are affected; this is not a work of a kelurahan")
    if entry in _LAND:
        return evidence_of(question, [_LAND[entry]])
    if question.activity is not None and not question.dossier.is_physical(question.activity):
        return met("nothing is built, so no land is needed")
    return evidence_of(question, ["pernyataan_lahan", "hibah_lahan", "izin_pakai", "izin_dilalui"])


def _entry_class(question: Question, name: str) -> str:
    plan, activity = question.dossier.plan, question.activity
    entry = plan.catalogue.by_code.get(activity.katalog) if plan and activity else None
    if entry is None:
        return ""
    return entry.lingkungan_hidup if name == "lingkungan_hidup" else entry.lahan


def upkeep(question: Question) -> Result:
    """A plan of upkeep as evidence, and a group (KPP) that the plan names."""
    if question.activity is not None and not question.activity.kpp:
        return unmet("the plan names no group that operates and maintains it (KPP)")
    return evidence(question)
