"""Beginning planning again as a new revision, and moving a plan to a newer rule set."""

from __future__ import annotations

from planning.process import Move
from planning.roles import Act
from planning.territory import TerritoryCode
from planning.wording import words
from store.canonical import Digest
from store.database import Database
from workflow.acting import PLAIN, Acting, Receipt, Request, perform
from workflow.errors import NotEligible, require_reason
from workflow.payloads import Reopened, Repinned
from workflow.requirements import differences
from workflow.rules import digest_of_rules, effective, keep
from workflow.stages import after


def reopen(database: Database, code: TerritoryCode, *, reason: str, request: Request = PLAIN) -> Receipt:
    """Open planning again from a later stage, as a new revision.

    Activities that passed a gate stay through as long as they say the same; evidence that agrees to one plan (the
    rule set marks it) counts again only when it is given anew. Raises `IllegalMove`, `NotEligible`, and as `perform`.
    """

    def work(acting: Acting) -> None:
        after(acting.state.position, Move.REOPEN)
        require_reason(reason)
        acting.say(Reopened(acting.actor, acting.state.stage, acting.state.revision + 1, reason.strip()))

    return perform(database, code, Act.REOPEN, {"alasan": reason}, work, request=request)


def repin(database: Database, code: TerritoryCode, *, reason: str, request: Request = PLAIN) -> Receipt:
    """Judge the plan by the rules that hold in its place today, from now on; what changes is recorded.

    Raises `NotEligible` when nothing changes, and as `perform`.
    """

    def work(acting: Acting) -> None:
        require_reason(reason)
        before, now = acting.rules, effective(acting.unit, code)
        changes = tuple(differences(before, now))
        if acting.state.version == 0 or not changes:
            raise NotEligible(
                expected="rules that are newer than those of the plan",
                found=words("the rules {digest}, which it has", digest=digest_of_rules(now)[:12]),
                where=code.text,
                remedy="Nothing has to be moved.",
            )
        kept = keep(acting.unit, now)
        acting.say(
            Repinned(acting.actor, acting.state.rules, kept, changes, reason.strip()),
            blobs=[Digest(acting.state.rules), kept],
        )
        acting.void_if_changed("rencana pindah ke aturan gerbang yang lebih baru")

    return perform(database, code, Act.REPIN, {"alasan": reason}, work, request=request)
