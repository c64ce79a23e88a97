"""Checks of one activity as it is planned; what `planning.plan_checks` finds is said here once more as a verdict."""

from __future__ import annotations

from planning.findings import FINDING_KINDS
from planning.funding import Commitment, grouped
from planning.plan import Activity
from planning.quantity import to_decimal
from planning.wording import listed, words
from workflow.checks.evidence import evidence
from workflow.checks.result import Question, Result, Verdict, met, unmet, unneeded


def _without(question: Question, codes: tuple[str, ...], good: Result) -> Result:
    """`good` unless the plan has a finding of one of `codes` about the activity."""
    found = [each for code in codes for each in question.dossier.problems.get((code, question.subject), ())]
    if not found:
        return good
    parts = [
        words(
            "{code}: {text}", code=each.code, text=words(FINDING_KINDS[each.code].text, **dict(each.values))
        )
        for each in found
    ]
    return Result(Verdict.BELUM, listed(parts))


def secured_funding(question: Question) -> Result:
    """Every rupiah of the cost estimate has a source, a year, and money that is committed with a named document."""
    activity = _activity(question)
    needed = activity.rab or 0
    if not activity.dana:
        return unmet("no source of money is named")
    sure = sum(line.jumlah for line in activity.dana if _is_sure(line.status, line.bukti))
    values = {"sure": grouped(sure), "needed": grouped(needed)}
    if sure < needed or (not needed and sure < activity.funded):
        return unmet("Rp {sure} of Rp {needed} are committed with a named document", **values)
    if question.requirement.bukti:
        backed = evidence(question)
        if backed.verdict is not Verdict.TERPENUHI:
            return unmet(
                "Rp {sure} of Rp {needed} are committed, but not proved: {lack}", lack=backed.seen, **values
            )
    return met("Rp {sure} of Rp {needed} are committed with a named document", **values)


def _is_sure(status: Commitment, document: str) -> bool:
    return status.needs_evidence and bool(document)


def beneficiaries(question: Question) -> Result:
    """Households and people are counted; who they are is evidence."""
    benefit = _activity(question).manfaat
    if benefit.kk is None or benefit.jiwa is None or benefit.kk_mbr is None:
        return unmet("the plan does not count the households, people and MBR households that benefit")
    return (
        evidence(question)
        if question.requirement.bukti
        else met(
            "{kk} households, {jiwa} people, {mbr} MBR households",
            kk=benefit.kk,
            jiwa=benefit.jiwa,
            mbr=benefit.kk_mbr,
        )
    )


def known_work(question: Question) -> Result:
    """Its work stands in the plan's catalogue and handles what such a work can, and the RPLP lists the activity."""
    activity, plan = _activity(question), question.dossier.plan
    entry = plan.catalogue.by_code.get(activity.katalog) if plan else None
    if entry is None:
        return unmet("{code} is no work of the catalogue", code=activity.katalog)
    document = question.dossier.document
    # That there is no document at all is said of the plan, once.
    if document is not None and activity.kode not in question.dossier.printed:
        return unmet("version {number} of the RPLP does not list it", number=document.number)
    return _without(question, ("P014",), met("{code}, {name}", code=entry.kode, name=entry.nama))


def right_place(question: Question) -> Result:
    """An activity of the track peningkatan works inside the delineation."""
    activity = _activity(question)
    if not question.dossier.is_improvement(activity):
        return met("track pencegahan: it may lie anywhere in the kelurahan")
    if question.dossier.is_physical(activity) and not activity.lokasi:
        return unmet("no RT is named")
    return _without(
        question, ("P007",), met("all {count} RT lie inside the delineation", count=len(activity.places))
    )


def effect(question: Question) -> Result:
    """It lowers the scores or the slum area; prevention handles a gap that is there."""
    activity = _activity(question)
    points, area = question.dossier.effect_of.get(activity.kode, (0, 0))
    if question.dossier.is_improvement(activity):
        values = {"points": points, "area": f"{to_decimal(area):f}"}
        if points > 0 or area > 0:
            return met("the scores fall by {points} points and the slum area by {area} ha", **values)
        return unmet("without it the plan reaches the same: no score and no hectare changes")
    handles = any(each.volume for each in activity.lokasi)
    if not handles:
        return unneeded("prevention that handles no volume")
    return _without(question, ("P022",), met("it handles a gap that the baseline has"))


def right_time(question: Question) -> Result:
    """It ends by the target year, and money and places lie within its years."""
    activity = _activity(question)
    good = met("{first} to {last}", first=activity.tahun_mulai, last=activity.tahun_selesai)
    return _without(question, ("P004", "P018", "P027"), good)


def authority(question: Question) -> Result:
    """Who builds and who pays may do so at the scale of the work."""
    activity = _activity(question)
    good = met("{who} at the scale {scale}", who=activity.pelaksana.value, scale=activity.skala.value)
    return _without(question, ("P011", "P012"), good)


def within_gap(question: Question) -> Result:
    """It handles no more than the baseline has in bad condition."""
    return _without(question, ("P001", "P022"), met("all volumes are within the gap of the baseline"))


def price(question: Question) -> Result:
    """The cost of one unit is within the plausible range of the catalogue."""
    return _without(question, ("P003",), met("the unit cost is within the range of the catalogue"))


def not_paid_twice(question: Question) -> Result:
    """Neither its volume nor its cost is paid by somebody else as well."""
    return _without(question, ("P002", "P006", "P009"), met("no volume and no cost is paid twice"))


def livelihood(question: Question) -> Result:
    """It reaches low-income households inside the delineation."""
    good = met("{count} MBR households", count=_activity(question).manfaat.kk_mbr or 0)
    return _without(question, ("P008",), good)


def _activity(question: Question) -> Activity:
    assert question.activity is not None  # noqa: S101 - the registry asks these checks per activity only
    return question.activity
