"""What people may say about a requirement: that it is waived for a time, or that it does not apply here."""

from __future__ import annotations

from datetime import date, timedelta

from planning.plain import Plain
from planning.roles import PERMITTED, Act
from planning.territory import TerritoryCode
from planning.wording import words
from store.database import Database
from workflow.acting import PLAIN, Acting, Receipt, Request, perform
from workflow.errors import NoSuchThing, NotWaivable
from workflow.evidencing import require_activities
from workflow.payloads import Ruled, Ruling
from workflow.permission import permitted
from workflow.requirements import Per, Requirement

LONGEST = timedelta(days=731)
"""Of a waiver: two years; what is set aside for longer is a rule and belongs into the rules of the city."""


def waive(
    database: Database,
    code: TerritoryCode,
    requirement: str,
    *,
    subject: str = "",
    reason: str,
    authority: str,
    until: date,
    request: Request = PLAIN,
) -> Receipt:
    """Set a requirement aside until a day (*dikesampingkan*), for the plan or one activity.

    Only where the rule set allows it, with reason and authority (a letter, a decision). Without `subject` a
    requirement that is asked of activities is waived for all of them. Raises `NotWaivable`, `NoSuchThing`, and as
    `perform`.
    """

    def work(acting: Acting) -> None:
        each = _requirement(acting, requirement, subject)
        if not each.dapat_dikesampingkan:
            allowed = ", ".join(sorted(one.kode for one in acting.rules.syarat if one.dapat_dikesampingkan))
            raise NotWaivable(
                expected=words("a requirement that may be waived: {codes}", codes=allowed or "–"),
                found=requirement,
                where=code.text,
                remedy="This one has to be met.",
            )
        _require_text(requirement, reason=reason, authority=authority)
        if until < acting.today:
            raise NotWaivable(
                expected=words("an end from today, {day}, on", day=acting.today.isoformat()),
                found=until.isoformat(),
                where=requirement,
                remedy="Correct --until.",
            )
        if until > acting.today + LONGEST:
            raise NotWaivable(
                expected=words("an end within {days} days", days=LONGEST.days),
                found=until.isoformat(),
                where=requirement,
                remedy="A waiver is for a time; it can be given again.",
            )
        acting.say(
            Ruled(
                acting.actor,
                requirement,
                subject,
                Ruling.WAIVED,
                reason.strip(),
                authority.strip(),
                until,
                acting.state.revision,
            )
        )
        acting.void_if_changed(f"syarat {requirement} dikesampingkan")

    arguments: dict[str, Plain] = {
        "syarat": requirement, "subjek": subject, "alasan": reason, "dasar": authority,
        "sampai": until.isoformat(),
    }  # fmt: skip
    return perform(database, code, Act.WAIVE, arguments, work, request=request)


def exempt(
    database: Database,
    code: TerritoryCode,
    requirement: str,
    *,
    subject: str = "",
    reason: str,
    request: Request = PLAIN,
) -> Receipt:
    """Say with a reason that a requirement does not apply (*tidak berlaku*), for the plan or one activity.

    Only in a role that verifies the requirement (documents_and_gates.md section 7c: reason and verifier name). It
    makes a pass conditional and is printed with the report. Raises `NotWaivable`, `NoSuchThing`, and as `perform`.
    """

    def work(acting: Acting) -> None:
        each = _requirement(acting, requirement, subject)
        acting.actor = permitted(
            acting.unit, Act.EXEMPT, code, acting.today, roles=frozenset(each.peran) & PERMITTED[Act.EXEMPT]
        )
        _require_text(requirement, reason=reason, authority="-")
        acting.say(
            Ruled(
                acting.actor,
                requirement,
                subject,
                Ruling.NOT_APPLICABLE,
                reason.strip(),
                "",
                None,
                acting.state.revision,
            )
        )
        acting.void_if_changed(f"syarat {requirement} dinyatakan tidak berlaku")

    arguments: dict[str, Plain] = {"syarat": requirement, "subjek": subject, "alasan": reason}
    return perform(database, code, Act.EXEMPT, arguments, work, request=request)


def lift(
    database: Database,
    code: TerritoryCode,
    requirement: str,
    *,
    subject: str = "",
    reason: str,
    request: Request = PLAIN,
) -> Receipt:
    """End a waiver, or a ruling that a requirement does not apply, in a role that may say the same.

    Raises `NoSuchThing`, and as `perform`.
    """

    def work(acting: Acting) -> None:
        ruled = acting.state.rulings.get((requirement, subject))
        if ruled is None:
            raise NoSuchThing(
                expected="a requirement that was waived or said not to apply",
                found=f"{requirement} {subject}".strip(),
                where=code.text,
                remedy="See `nahkoda gate check` for those that hold.",
            )
        if ruled.putusan is Ruling.WAIVED:
            acting.actor = permitted(acting.unit, Act.WAIVE, code, acting.today)
        _require_text(requirement, reason=reason, authority="-")
        acting.say(
            Ruled(
                acting.actor,
                requirement,
                subject,
                Ruling.LIFTED,
                reason.strip(),
                "",
                None,
                acting.state.revision,
            )
        )
        acting.void_if_changed(f"putusan atas syarat {requirement} dicabut")

    arguments: dict[str, Plain] = {"syarat": requirement, "subjek": subject, "cabut": reason}
    return perform(database, code, Act.EXEMPT, arguments, work, request=request)


def _requirement(acting: Acting, kode: str, subject: str) -> Requirement:
    each = acting.rules.by_code.get(kode)
    if each is None or acting.kind not in each.dokumen:
        raise NoSuchThing(
            expected=words("the code of a requirement of {kind}", kind=acting.kind.value),
            found=repr(kode),
            where=acting.code.text,
            remedy="See `nahkoda gate rules` for the codes.",
        )
    if subject and each.per is not Per.KEGIATAN:
        raise NoSuchThing(
            expected="no activity, because the requirement is asked of the plan",
            found=subject,
            where=kode,
            remedy="Leave --kegiatan out.",
        )
    require_activities(acting, [subject] if subject else [])
    return each


def _require_text(kode: str, *, reason: str, authority: str) -> None:
    for name, text in (("--reason", reason), ("--authority", authority)):
        if not text.strip():
            raise NotWaivable(
                expected=words("a text for {option}", option=name),
                found="none",
                where=kode,
                remedy="It is printed with the report.",
            )
