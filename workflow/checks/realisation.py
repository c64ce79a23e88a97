"""Checks of one activity as it was built: what monitoring saw of it."""

from __future__ import annotations

from planning.funding import grouped
from planning.plan import Activity
from planning.wording import words
from workflow.checks.evidence import evidence
from workflow.checks.result import Question, Result, Verdict, met, unknown, unmet
from workflow.payloads import Monitored, Mutu

STEPS = (0, 50, 100)
"""Progress that photographs and reports must show (documents_and_gates.md, G3-K03)."""


def progress(question: Question) -> Result:
    """Monitoring saw the beginning, about the half, and the end; photographs or reports are evidence."""
    seen = sorted({each.kemajuan for each in _records(question)})
    begun, half, done = (
        any(each == 0 for each in seen),
        any(0 < each < STEPS[2] for each in seen),
        STEPS[2] in seen,
    )
    if not (begun and half and done):
        shown = ", ".join(map(str, seen)) or "–"
        return unmet("monitoring saw {seen} percent; 0, a part and 100 are needed", seen=shown)
    return (
        evidence(question) if question.requirement.bukti else met("monitoring saw 0, a part and 100 percent")
    )


def complete_record(question: Question) -> Result:
    """Volume, cost and beneficiaries of the finished work are recorded."""
    last = _finished(question)
    if last is None:
        return _unfinished(question)
    lacking = [
        name
        for name, value in (
            ("volume", last.volume),
            ("biaya", last.biaya),
            ("kk", last.kk),
            ("mutu", last.mutu),
        )
        if value is None and (name != "volume" or question.dossier.is_physical(_activity(question)))
    ]
    if lacking:
        return unmet(
            "the record of {day} lacks {names}", day=last.tanggal.isoformat(), names=", ".join(lacking)
        )
    return met("the record of {day} is complete", day=last.tanggal.isoformat())


def right_place(question: Question) -> Result:
    """A point measured on the site lies inside the delineation."""
    activity = _activity(question)
    if not question.dossier.is_physical(activity):
        return met("nothing was built")
    points = [
        (each.lintang, each.bujur)
        for each in _records(question)
        if each.lintang is not None and each.bujur is not None
    ]
    if not points:
        return unmet("no coordinates were measured on the site")
    areas = question.dossier.delineation
    if not areas:
        return unknown("neither the RT nor the kelurahan has an outline to compare with")
    latitude, longitude = points[-1]
    values = {"latitude": f"{latitude:f}", "longitude": f"{longitude:f}"}
    if any(area.holds(latitude, longitude) for area in areas):
        return met("{latitude}, {longitude} lies inside", **values)
    return unmet("{latitude}, {longitude} lies outside", **values)


def volume(question: Question) -> Result:
    """The amount built is within tolerance of the amount planned, or an addendum was accepted."""
    activity, last = _activity(question), _finished(question)
    if last is None:
        return _unfinished(question)
    if last.volume is None or not activity.jumlah:
        return unmet("built or planned amount is not filled")
    tolerance = question.dossier.rules.toleransi.selisih_volume
    values = {"built": f"{last.volume:f}", "planned": f"{activity.jumlah:f}", "percent": tolerance}
    if abs(last.volume - activity.jumlah) * 100 <= tolerance * activity.jumlah:
        return met("{built} built, {planned} planned: within {percent} percent", **values)
    if question.requirement.bukti:
        changed = evidence(question)
        if changed.verdict is Verdict.TERPENUHI:
            return changed
    return unmet("{built} built, {planned} planned: more than {percent} percent apart", **values)


def quality(question: Question) -> Result:
    """The finished work is neither poor (kurang) nor failed (gagal)."""
    last = _finished(question)
    if last is None:
        return _unfinished(question)
    if last.mutu is None:
        return unmet("its quality was not judged")
    if last.mutu in (Mutu.KURANG, Mutu.GAGAL):
        return unmet("quality: {quality}", quality=last.mutu.value)
    return met("quality: {quality}", quality=last.mutu.value)


def right_time(question: Question) -> Result:
    """It was finished by the end of its last planned year."""
    activity = _activity(question)
    first = next((each for each in _records(question) if each.kemajuan == STEPS[2]), None)
    if first is None:
        return _unfinished(question)
    values = {"day": first.tanggal.isoformat(), "year": activity.tahun_selesai}
    if first.tanggal.year <= activity.tahun_selesai:
        return met("finished on {day}, planned for {year}", **values)
    return unmet("finished on {day}, planned for {year}", **values)


def cost(question: Question) -> Result:
    """What was spent does not exceed what was funded."""
    activity, last = _activity(question), _finished(question)
    if last is None:
        return _unfinished(question)
    if last.biaya is None:
        return unmet("what was spent is not recorded")
    values = {"spent": grouped(last.biaya), "funded": grouped(activity.funded)}
    if last.biaya <= activity.funded:
        return met("Rp {spent} spent, Rp {funded} funded", **values)
    return unmet("Rp {spent} spent, Rp {funded} funded", **values)


def beneficiaries(question: Question) -> Result:
    """The households that benefit were counted on the site."""
    last = _finished(question)
    if last is None:
        return _unfinished(question)
    if last.kk is None:
        return unmet("the households that benefit were not counted")
    return met(
        "{count} households, {planned} planned", count=last.kk, planned=_activity(question).manfaat.kk or "–"
    )


def working_order(question: Question) -> Result:
    """The work still works and is used: its quality at the newest visit after it was finished."""
    finished = [each for each in _records(question) if each.kemajuan == STEPS[2]]
    later = [each for each in finished[1:] if each.mutu is not None]
    if not later:
        return unmet("no visit after it was finished")
    last = later[-1]
    verdict = words(
        "{quality} on {day}", quality=(last.mutu or Mutu.GAGAL).value, day=last.tanggal.isoformat()
    )
    good = last.mutu in (Mutu.SESUAI, Mutu.CUKUP)
    return Result(Verdict.TERPENUHI if good else Verdict.BELUM, verdict)


def _activity(question: Question) -> Activity:
    assert question.activity is not None  # noqa: S101 - the registry asks these checks per activity only
    return question.activity


def _records(question: Question) -> tuple[Monitored, ...]:
    return question.dossier.records(_activity(question))


def _finished(question: Question) -> Monitored | None:
    records = [each for each in _records(question) if each.kemajuan == STEPS[2]]
    return records[-1] if records else None


def _unfinished(question: Question) -> Result:
    records = _records(question)
    if not records:
        return unmet("monitoring has not seen it yet")
    return unmet(
        "{percent} percent on {day}", percent=records[-1].kemajuan, day=records[-1].tanggal.isoformat()
    )
