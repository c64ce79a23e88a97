"""The votes of Pokja PKP, and the decision that falls when they meet the quorum.

A vote counts for the package that was submitted and for no other bytes; the decision is made in the transaction of
the vote that completes it, on a gate report of that moment.
"""

from __future__ import annotations

from planning.process import Move
from planning.roles import Act
from planning.territory import TerritoryCode
from planning.wording import words
from store.canonical import Digest, canonical_bytes
from store.database import Database
from store.grants import Grant, grant_numbered, grants_over
from workflow.acting import PLAIN, Acting, Receipt, Request, perform
from workflow.dossier import Dossier
from workflow.errors import IllegalMove, NotEligible, require_reason
from workflow.gate import judge
from workflow.package import contents, same_contents
from workflow.payloads import Choice, Decided, Outcome, Seat, VoteCast
from workflow.permission import grants_for
from workflow.quorum import count
from workflow.report import Hasil, report_plain
from workflow.stages import after
from workflow.state import Submission
from workflow.submitting import JSON, released

_NEEDS_REASON = (Choice.RETURN, Choice.RECUSE)


def vote(
    database: Database, code: TerritoryCode, choice: Choice, *, reason: str = "", request: Request = PLAIN
) -> Receipt:
    """Vote on the open submission, recuse, or take the vote back; decides when the quorum is met by it.

    Where the package is no longer what was submitted, the submission falls instead and the receipt says so. Raises
    `IllegalMove` when nothing is open, `NotEligible`, and as `perform`.
    """

    def work(acting: Acting) -> None:
        submission = acting.state.open
        if submission is None:
            raise IllegalMove(
                expected="a plan that lies with Pokja PKP",
                found=acting.state.position.status.value,
                where=code.text,
                remedy="It is voted on after `nahkoda submit`.",
            )
        if choice in _NEEDS_REASON:
            require_reason(reason)
        dossier = acting.dossier()
        if not same_contents(
            acting.unit, submission.submitted.paket, contents(dossier, submission.submitted.gerbang)
        ):
            acting.void("isi paket berubah sejak diajukan")
            return
        grant, seat = _seat_of(acting, submission, choice)
        _require_open_seat(submission, seat, grant.akun, choice)
        acting.actor = grant.actor
        acting.say(
            VoteCast(
                grant.actor,
                submission.number,
                seat.kursi,
                choice,
                reason.strip(),
                submission.submitted.paket,
            )
        )
        _decide(acting, dossier)

    return perform(database, code, Act.VOTE, {"suara": choice.value, "alasan": reason}, work, request=request)


def _seat_of(acting: Acting, submission: Submission, choice: Choice) -> tuple[Grant, Seat]:
    """The grant by which the account votes and the seat it votes for: its own, or one that it represents by letter."""
    account = acting.unit.actor
    submitted = submission.submitted
    if account in submitted.penyusun:
        raise NotEligible(
            expected="a member who did not prepare what is decided",
            found=words("{account}, who prepared it", account=account),
            where=words("submission {number}", number=submission.number),
            remedy="Another member votes.",
        )
    # By the person: who has two roles over the place has one seat.
    seats = {each.akun: each for each in submitted.kursi}
    found = []
    for grant in grants_for(acting.unit, Act.VOTE, acting.code, acting.today):
        holder = grant.akun
        if grant.represents is not None:
            holder = grant_numbered(acting.unit, grant.represents).akun
        if holder in seats:
            found.append((grant, seats[holder]))
    # One's own seat before those of others.
    found.sort(key=lambda each: each[0].represents is not None)
    if found:
        # Who stands in for several votes for one that is free, or takes back what was voted.
        wanted = choice is Choice.TAKE_BACK
        fitting = (each for each in found if (each[1].kursi in submission.votes) is wanted)
        return next(fitting, found[0])
    raise NotEligible(
        expected="a member who was in Pokja PKP when the plan was submitted, or who stands in for one by letter",
        found=account,
        where=words("submission {number}", number=submission.number),
        remedy="The next submission counts members who joined since.",
    )


def _require_open_seat(submission: Submission, seat: Seat, account: str, choice: Choice) -> None:
    cast = submission.votes.get(seat.kursi)
    by_account = [each for each in submission.votes.values() if each.oleh.akun == account]
    if choice is Choice.TAKE_BACK:
        # Who holds the seat may take back what was voted for it by letter.
        if cast is None or account not in (cast.oleh.akun, seat.akun):
            raise NotEligible(
                expected="a vote of one's own to take back",
                found="none",
                where=words("submission {number}", number=submission.number),
            )
        return
    if cast is not None or by_account:
        earlier = cast or by_account[0]
        raise NotEligible(
            expected="a seat that has not voted, and a person who has not",
            found=words("the vote {choice} of {name}", choice=earlier.suara.value, name=earlier.oleh.nama),
            where=words("submission {number}", number=submission.number),
            remedy="Take the vote back first: nahkoda decide KODE take-back.",
        )


def _standing(acting: Acting, submission: Submission) -> tuple[Seat, ...]:
    """The seats whose holder still has the role today; a vote for a seat that fell away counts no more."""
    held = {each.id for each in grants_over(acting.unit, acting.code) if each.holds_on(acting.today)}
    return tuple(seat for seat in submission.submitted.kursi if seat.kursi in held)


def _decide(acting: Acting, dossier: Dossier) -> None:
    submission = acting.state.open
    assert submission is not None  # noqa: S101 - the vote was cast on it
    submitted = submission.submitted
    counted = count(submitted.kuorum, _standing(acting, submission), submission.votes)
    if counted.outcome is None:
        return
    report = judge(dossier, submitted.gerbang)
    approved = counted.outcome is Outcome.APPROVED
    if approved and (report.hasil is Hasil.TERTAHAN or report.ready != submitted.kegiatan):
        # Nothing in the package changed, but a day did: evidence or a waiver ran out.
        acting.void("gerbang tidak lagi terpenuhi pada hari keputusan")
        return
    stored = acting.unit.blobs.put(canonical_bytes(report_plain(report)), JSON)
    here = acting.state.position
    there = after(here, submitted.langkah if approved else Move.RETURN)
    votes = submission.votes.values()
    reasons = [each.alasan for each in votes if each.suara is Choice.RETURN]
    if not approved and not reasons:
        # Nobody returned it: those who recused left too few.
        reasons = [each.alasan for each in votes if each.suara is Choice.RECUSE]
    acting.say(
        Decided(
            acting.actor,
            submission.number,
            counted.outcome,
            submitted.gerbang,
            submitted.langkah,
            here.stage,
            there.stage,
            submitted.paket,
            stored,
            released(dossier, submitted.kegiatan) if approved else (),
            "; ".join(reasons) if not approved else "",
        ),
        blobs=[stored, Digest(submitted.paket)],
    )
