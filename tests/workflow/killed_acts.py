"""The acts that tests kill, as functions that another process can import."""

from __future__ import annotations

from pathlib import Path

from store.database import Database
from tests.store.killed import work_and_die
from tests.workflow.processes import KODE, MEMBERS, Clock
from workflow.acting import Receipt, Request
from workflow.deciding import vote
from workflow.evidencing import EvidenceFacts, add_evidence
from workflow.payloads import Choice
from workflow.submitting import submit

KEY = "permintaan yang terbunuh"


def do(act: str, path: Path, database: Database) -> Receipt:
    """One of the acts, as the same request every time."""
    clock = Clock()
    clock.turn(hours=1)
    account = MEMBERS[0] if act == "vote" else "konsultan"
    acting = Database(database.url, database.home, actor=account, clock=clock)
    try:
        match act:
            case "submit":
                return submit(acting, KODE, request=Request(KEY))
            case "vote":
                return vote(acting, KODE, Choice.APPROVE, request=Request(KEY))
        facts = EvidenceFacts("sk_kumuh", "1", clock.today, "Pejabat (uji)")
        return add_evidence(acting, KODE, path, facts, request=Request(KEY))
    finally:
        acting.close()


__all__ = ["KEY", "do", "work_and_die"]
