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
from store.grants import Grant
from workflow.acting import PLAIN, Acting, Receipt, Request, perform
from workflow.dossier import Dossier
from workflow.errors import IllegalMove, NotEligible
from workflow.gate import judge
from workflow.package import contents, same_contents
from workflow.payloads import Choice, Decided, Outcome, VoteCast
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
        if choice in _NEEDS_REASON and not reason.strip():
            raise NotEligible(
                expected="a reason", found="none", where=choice.value, remedy="Write it with --reason."
            )
        dossier = acting.dossier()
        if not same_contents(
            acting.unit, submission.submitted.paket, contents(dossier, submission.submitted.gerbang)
        ):
            acting.void("isi paket berubah sejak diajukan")
            return
        grant = _seat_of(acting, submission)
        seat = grant.represents or grant.id
        _require_open_seat(submission, seat, grant.akun, choice)
        acting.actor = grant.actor
        acting.say(VoteCast(grant.actor, submission.number, seat, choice, reason, submission.submitted.paket))
        _decide(acting, dossier)

    return perform(database, code, Act.VOTE, {"suara": choice.value, "alasan": reason}, work, request=request)


def _seat_of(acting: Acting, submission: Submission) -> Grant:
    """The grant by which the account votes: its own seat, or one that it represents by letter."""
    account = acting.unit.actor
    submitted = submission.submitted
    if account in submitted.penyusun:
        raise NotEligible(
            expected="a member who did not prepare what is decided",
            found=words("{account}, who prepared it", account=account),
            where=words("submission {number}", number=submission.number),
            remedy="Another member votes, or somebody stands in for this seat by letter (nahkoda role delegate).",
        )
    seats = {each.kursi for each in submitted.kursi}
    for grant in grants_for(acting.unit, Act.VOTE, acting.code, acting.today):
        if (grant.represents or grant.id) in seats:
            return grant
    raise NotEligible(
        expected="a member who was in Pokja PKP when the plan was submitted, or who stands in for one by letter",
        found=account,
        where=words("submission {number}", number=submission.number),
        remedy="The next submission counts members who joined since.",
    )


def _require_open_seat(submission: Submission, seat: int, account: str, choice: Choice) -> None:
    cast = submission.votes.get(seat)
    by_account = [each for each in submission.votes.values() if each.oleh.akun == account]
    if choice is Choice.TAKE_BACK:
        if cast is None or cast.oleh.akun != account:
            raise NotEligible(
                expected="a vote of one's own to take back",
                found="none",
                where=words("submission {number}", number=submission.number),
            )
        return
    if cast is not None or by_account:
        raise NotEligible(
            expected="a seat that has not voted, and a person who has not",
            found=words(
                "the vote {choice} of {name}",
                choice=(cast or by_account[0]).suara.value,
                name=(cast or by_account[0]).oleh.nama,
            ),
            where=words("submission {number}", number=submission.number),
            remedy="Take the vote back first: nahkoda decide KODE take-back.",
        )


def _decide(acting: Acting, dossier: Dossier) -> None:
    submission = acting.state.open
    assert submission is not None  # noqa: S101 - the vote was cast on it
    submitted = submission.submitted
    counted = count(dossier.rules.kuorum, submitted.kursi, submission.votes)
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
    reasons = [each.alasan for each in submission.votes.values() if each.suara is Choice.RETURN]
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
            "; ".join(each for each in reasons if each),
        ),
        blobs=[stored, Digest(submitted.paket)],
    )
