"""Checks of a plan as a whole, and of the plan of a kab/kota over its kelurahan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from generators.views.plan import PlanView
from planning.checks import check_rows
from planning.findings import Severity
from planning.plan import Jalur
from planning.quantity import Empty, to_decimal
from planning.roles import Role
from planning.rules import OPTIONAL_SIZES, SIZES, Size
from workflow.checks.evidence import evidence, evidence_of
from workflow.checks.result import Question, Result, Verdict, met, unknown, unmet, unneeded
from workflow.dossier import Dossier, old_from


def complete_baseline(question: Question) -> Result:
    """Every RT of the baseline has every size and volume that is not marked as not applicable."""
    baseline, rows = question.dossier.baseline, question.dossier.first
    if baseline is None or rows is None:
        return unmet("there is no baseline")
    needed = [at for at, size in enumerate(SIZES) if size not in OPTIONAL_SIZES]
    empty = (rows.size_state[:, needed] == Empty.NOT_FILLED).any(axis=1)
    empty |= (rows.volume_state == Empty.NOT_FILLED).any(axis=1)
    if baseline.rt_refused:
        return unmet(
            "baseline {number}: {count} RT were refused when it came in",
            number=baseline.number, count=baseline.rt_refused,
        )  # fmt: skip
    if empty.any():
        return unmet(
            "baseline {number}: {count} of {all} RT have cells that are not filled",
            number=baseline.number, count=int(empty.sum()), all=len(rows),
        )  # fmt: skip
    return met(
        "baseline {number} of {year}: all {count} RT are filled",
        number=baseline.number, year=baseline.tahun, count=len(rows),
    )  # fmt: skip


def consistent_data(question: Question) -> Result:
    """The rows of the baseline pass every check of a survey without an error."""
    baseline, rows = question.dossier.baseline, question.dossier.first
    if baseline is None or rows is None:
        return unmet("there is no baseline")
    found = check_rows(rows, file=baseline.source.source_name, sheet=None)
    errors = [each for _at, each in found if each.severity is Severity.ERROR and each.code != "B010"]
    if errors:
        return unmet(
            "{count} contradictions in baseline {number}, the first {code} in row {row}",
            count=len(errors), number=baseline.number, code=errors[0].code, row=errors[0].row,
        )  # fmt: skip
    return met("baseline {number}: no contradiction in {count} RT", number=baseline.number, count=len(rows))


def decreed_area(question: Question) -> Result:
    """The surveyed area inside the delineation against that of the decree, or minutes that explain the difference."""
    rows = question.dossier.first
    if rows is None:
        return unmet("there is no baseline")
    inside = np.array([bool(each) for each in rows.kawasan], dtype=np.bool_)
    decreed = SIZES.index(Size.LUAS_SK)
    if (rows.size_state[inside, decreed] != Empty.FILLED).any():
        missing = int((rows.size_state[inside, decreed] != Empty.FILLED).sum())
        found = unmet("{count} RT inside the delineation have no area by decree (luas_sk_ha)", count=missing)
    else:
        by_decree = int(rows.sizes[inside, decreed].sum())
        by_survey = int(rows.sizes[inside, SIZES.index(Size.LUAS)].sum())
        tolerance = question.dossier.rules.toleransi.selisih_luas_sk
        values = {
            "survey": f"{to_decimal(by_survey):f}", "decree": f"{to_decimal(by_decree):f}", "percent": tolerance,
        }  # fmt: skip
        # Compared without dividing: no rounding decides.
        if abs(by_survey - by_decree) * 100 <= tolerance * by_decree:
            return met("{survey} ha by survey, {decree} ha by decree: within {percent} percent", **values)
        found = unmet(
            "{survey} ha by survey, {decree} ha by decree: more than {percent} percent apart", **values
        )
    explained = evidence_of(question, question.requirement.bukti)
    return explained if explained.verdict is Verdict.TERPENUHI else found


def age_of_decree(question: Question) -> Result:
    """The decree of the slum area is not older than the rules allow (reviewed every five years)."""
    dossier = question.dossier
    if not dossier.is_slum:
        return unneeded("there is no delineation")
    if not dossier.decrees:
        return unknown("the date of the decree is not known: neither baseline nor accepted evidence gives it")
    newest, years = max(dossier.decrees), dossier.rules.toleransi.umur_sk
    values = {"day": newest.isoformat(), "years": years}
    if dossier.today <= old_from(newest, years):
        return met("decree of {day}, not older than {years} years", **values)
    return unmet("decree of {day}, older than {years} years", **values)


def complete_document(question: Question) -> Result:
    """The newest version of the RPLP prints this plan on its baseline, and what its tables are made from is there."""
    dossier = question.dossier
    if dossier.plan is None:
        return unmet("there is no plan")
    lacking = []
    if not dossier.activities:
        lacking.append("T-R09 (kegiatan)")
    if any(not each.dana for each in dossier.activities):
        without = sum(not each.dana for each in dossier.activities)
        lacking.append(f"T-R10 (dana: {without})")
    if any(not each.lokasi for each in dossier.activities if dossier.is_physical(each)):
        lacking.append("T-R09 (lokasi)")
    version = dossier.document
    if lacking:
        return unmet("the plan has nothing to fill these tables with: {tables}", tables=", ".join(lacking))
    if version is None:
        return unmet("no version of the RPLP was rendered")
    if version.baseline_id != dossier.plan.baseline.id:
        return unmet(
            "version {number} of the RPLP stands on another baseline than the plan", number=version.number
        )
    if dossier.plan.version is None or version.plan_id != dossier.plan.version.id:
        return unmet(
            "version {number} of the RPLP does not print version {plan} of the plan",
            number=version.number, plan=dossier.plan.number,
        )  # fmt: skip
    formats = [name for name, _digest in version.files]
    if {"pdf", "docx"} - set(formats):
        return unmet("version {number} of the RPLP lacks PDF or DOCX", number=version.number)
    return met(
        "version {number} of the RPLP prints version {plan} of the plan on baseline {baseline}; survey and plan have "
        "what the tables T-R02 to T-R04 and T-R09 to T-R11 are made of",
        number=version.number, plan=dossier.plan.number, baseline=dossier.plan.plan.baseline,
    )  # fmt: skip


def ratified(question: Question) -> Result:
    """Lurah and BKM ratified exactly the newest version of the RPLP, or a signed sheet of it was accepted."""
    dossier = question.dossier
    version = dossier.document
    if version is None:
        return unmet("no version of the RPLP was rendered")
    files = tuple(sorted(digest for _name, digest in version.files))
    revision = dossier.state.revision
    by = {
        each.oleh.peran for each in dossier.state.ratified if each.berkas == files and each.revisi == revision
    }
    missing = [role.value for role in (Role.LURAH, Role.BKM) if role.value not in by]
    if not missing:
        return met("version {number} of the RPLP was ratified by lurah and BKM", number=version.number)
    signed = evidence(question)
    if signed.verdict is Verdict.TERPENUHI:
        return signed
    lack = unmet(
        "version {number} of the RPLP is not ratified by: {roles}",
        number=version.number,
        roles=", ".join(missing),
    )
    return replace(lack, bukti=signed.bukti)


def reaches_zero(question: Question) -> Result:
    """The scenario leaves no slum area at the target year."""
    views = _views(question.dossier)
    if not views:
        return unmet("there is no plan")
    left = sum(each.scenario.summary[-1].left for each in views)
    year = max(each.plan.settings.tahun_target for each in views)
    if left == 0:
        return met("0 ha are left in {year}", year=year)
    places = sum(len(each.scenario.remaining) for each in views)
    return unmet(
        "{area} ha are left in {year}, in {count} RT", area=f"{to_decimal(left):f}", year=year, count=places
    )


def within_city_plan(question: Question) -> Result:
    """Every activity that reduces slum area names its counterpart in the city plan (RP2KP-KP), which lists it."""
    views = _views(question.dossier)
    if not views:
        return unmet("there is no plan")
    meant = [each for view in views for each in view.plan.kegiatan if each.jalur is Jalur.PENINGKATAN]
    without = [each.kode for each in meant if not each.kode_kabkota]
    if without:
        return unmet(
            "{count} of {all} activities name no activity of the city plan: {codes}",
            count=len(without), all=len(meant), codes=_some(without),
        )  # fmt: skip
    city = question.dossier.city
    if city is None:
        return met(
            "all {count} activities give a code of the city plan; no version of it was rendered to compare with",
            count=len(meant),
        )
    values = {"number": city.number, "all": len(meant)}
    unknown_there = sorted({each.kode_kabkota for each in meant} - city.codes)
    if unknown_there:
        return unmet(
            "version {number} of the RP2KP-KP does not list {count} of the codes that {all} activities give: {codes}",
            count=len(unknown_there), codes=_some(unknown_there), **values,
        )  # fmt: skip
    return met("version {number} of the RP2KP-KP lists the codes that all {all} activities give", **values)


def endline(question: Question) -> Result:
    """A survey of a later year covers every RT of the baseline."""
    dossier = question.dossier
    if dossier.endline is None or dossier.first is None:
        return unmet("no survey of a later year than the baseline was imported")
    before = set(zip(dossier.first.rw, dossier.first.rt, strict=True))
    missing = sorted(before - set(dossier.outcomes))
    if missing:
        return unmet("the survey of {year} lacks {count} RT", year=dossier.endline.tahun, count=len(missing))
    return met("survey of {year}: {count} RT", year=dossier.endline.tahun, count=len(dossier.outcomes))


def on_target(question: Question) -> Result:
    """The slum area of the endline is not above what the scenario says for that year."""
    dossier = question.dossier
    if dossier.members:
        return unknown("it is judged in each kelurahan: see the reports of its RPLP")
    if dossier.plan is None or dossier.endline is None:
        return unknown("it needs a plan and a survey of a later year")
    year = dossier.endline.tahun
    rows = [each for each in dossier.plan.scenario.summary if each.tahun <= year]
    # An RT that the later survey leaves out of every kawasan is still one of the plan.
    places, inside = dossier.plan.scenario.rt.places.places, dossier.plan.scenario.inside
    planned = {(place.rw, place.rt) for at, place in enumerate(places) if inside[at]}
    actual = sum(
        outcome.area
        for place, outcome in dossier.outcomes.items()
        if outcome.slum and (outcome.kawasan or place in planned)
    )
    values = {"actual": f"{to_decimal(actual):f}", "planned": f"{to_decimal(rows[-1].left):f}", "year": year}
    if actual <= rows[-1].left:
        return met("{actual} ha in {year}, {planned} ha planned", **values)
    return unmet("{actual} ha in {year}, {planned} ha planned", **values)


def no_new_slum(question: Question) -> Result:
    """No RT outside the delineation has become slum."""
    dossier = question.dossier
    if dossier.members:
        return unknown("it is judged in each kelurahan: see the reports of its RPLP")
    if dossier.plan is None or dossier.endline is None:
        return unknown("it needs a plan and a survey of a later year")
    scenario = dossier.plan.scenario
    places, slum = scenario.rt.places.places, scenario.rt.condition.slum
    inside = {(place.rw, place.rt) for at, place in enumerate(places) if scenario.inside[at]}
    already = {(place.rw, place.rt) for at, place in enumerate(places) if slum[0, at]}
    # By the delineation of the plan: a later survey cannot make a new slum an old one by giving it a kawasan.
    new = [
        f"RT {rt}/RW {rw}"
        for (rw, rt), outcome in dossier.outcomes.items()
        if outcome.slum and (rw, rt) not in inside and (rw, rt) not in already
    ]
    if new:
        return unmet(
            "{count} RT outside the delineation have become slum: {places}", count=len(new), places=_some(new)
        )
    return met("no RT outside the delineation has become slum by {year}", year=dossier.endline.tahun)


def left_the_slum(question: Question) -> Result:
    """An RT scores below the limit and its five services reach theirs; it holds only that RT's own status."""
    dossier = question.dossier
    if question.rt is None or dossier.endline is None:
        return unmet("no survey of a later year than the baseline was imported")
    outcome = dossier.outcomes.get(question.rt)
    if outcome is None:
        return unmet("the survey of {year} lacks this RT", year=dossier.endline.tahun)
    if outcome.slum or outcome.short:
        return unmet(
            "score {total} in {year}; services below the limit: {services}",
            total=outcome.total, year=dossier.endline.tahun, services=", ".join(map(str, outcome.short)) or "–",
        )  # fmt: skip
    return met(
        "score {total} in {year}, all services reach the limit",
        total=outcome.total,
        year=dossier.endline.tahun,
    )


def _views(dossier: Dossier) -> list[PlanView]:
    plans = [dossier.plan, *(each.plan for each in dossier.members)]
    return [each for each in plans if each is not None]


def _some(names: list[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f", … ({len(names)})" if len(names) > most else "")
