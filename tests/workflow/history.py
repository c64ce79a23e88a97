"""Reads the events of a process as an auditor would, from their JSON alone, and finds what may not be in them.

It calls nothing of `workflow`: what it holds to be legal is written here once more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from planning.process import DocumentKind
from planning.roles import Role
from planning.territory import TerritoryCode
from store.canonical import Digest
from store.database import Database
from store.events import Event, events_after
from store.processes import subject_of

STAGES = ("persiapan", "perencanaan", "pelaksanaan", "pemantauan", "keberlanjutan")
GATES = ("G1", "G2", "G3", "G4")
Data = Mapping[str, Any]


@dataclass
class _Role:
    """A role as its events tell it."""

    data: Data
    revoked: bool = False

    def holds(self, day: str) -> bool:
        last = self.data["sampai"]
        return not self.revoked and self.data["mulai"] <= day and (last is None or day <= last)


@dataclass
class History:
    """What was found on the way, for tests that want to see that something happened."""

    stage: str = STAGES[0]
    status: str = "draf"
    revision: int = 1
    submissions: int = 0
    decisions: dict[int, str] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    open: Data | None = None
    votes: dict[int, Data] = field(default_factory=dict)
    roles: dict[int, _Role] = field(default_factory=dict)


def check_history(database: Database, code: TerritoryCode) -> History:
    """Walk through every event; an assertion names the one that may not be."""
    with database.read() as unit:
        events = events_after(unit, limit=1_000_000)
        blobs = {
            data[name]: json.loads(unit.blobs.get(Digest(data[name])))
            for event in events
            for data in [json.loads(event.data)]
            for name in ("paket", "laporan")
            if name in data
        }
    assert [each.id for each in events] == list(range(1, len(events) + 1))
    keys = [each.key for each in events if each.key is not None]
    assert len(keys) == len(set(keys)), "one request did two things"
    history = History()
    subject = subject_of(DocumentKind.RPLP, code.text)
    for at, event in enumerate(events):
        data = json.loads(event.data)
        if event.kind.value == "role.granted":
            history.roles[event.id] = _Role(data)
        elif event.kind.value == "role.revoked":
            for number, role in history.roles.items():
                if data["role"] in (number, role.data["mewakili"]):
                    role.revoked = True
        elif event.subject == subject:
            history.kinds.append(event.kind.value)
            _step(history, event, data, blobs, events[at - 1])
    return history


def _step(history: History, event: Event, data: Data, blobs: Mapping[str, Data], before: Event) -> None:
    kind, who = event.kind.value, data["oleh"]
    assert who["akun"] == event.actor
    assert (kind == "process.started") == (len(history.kinds) == 1)
    match kind:
        case "plan.submitted":
            _submitted(history, data, blobs)
        case "vote.cast":
            _vote(history, event, data)
        case "submission.withdrawn" | "submission.voided":
            assert history.open is not None, "nothing was open"
            assert data["pengajuan"] == history.open["pengajuan"]
            history.open, history.status = None, "draf"
        case "submission.decided":
            _decided(history, event, data, blobs, before)
        case "planning.reopened":
            assert history.open is None
            assert history.stage in STAGES[2:]
            assert (data["dari"], data["revisi"]) == (history.stage, history.revision + 1)
            assert data["alasan"].strip()
            assert who["peran"] == Role.KETUA_POKJA
            history.stage, history.status, history.revision = STAGES[1], "draf", history.revision + 1
        case "requirement.ruled":
            assert data["alasan"].strip(), "a ruling without a reason"
            if data["putusan"] == "dikesampingkan":
                assert data["dasar"].strip(), "a waiver without authority"
                assert data["sampai"] >= _day(event), "a waiver of yesterday"
                assert who["peran"] == Role.KETUA_POKJA


def _submitted(history: History, data: Data, blobs: Mapping[str, Data]) -> None:
    assert history.open is None, "two submissions are open"
    assert history.status in ("draf", "dikembalikan")
    history.submissions += 1
    assert data["pengajuan"] == history.submissions, "submissions are numbered 1, 2, 3…"
    _passes(blobs[data["laporan"]], data)
    assert blobs[data["paket"]]["laporan"] == data["laporan"], "the package speaks of another report"
    assert blobs[data["paket"]]["isi"]["gerbang"] == data["gerbang"]
    at = STAGES.index(history.stage)
    if data["langkah"] == "advance":
        assert GATES.index(data["gerbang"]) == at, "the gate of another stage"
    else:
        assert data["langkah"] == "release"
        assert 0 < GATES.index(data["gerbang"]) < at, "released at a gate that does not lie behind"
        assert data["kegiatan"], "nothing is released"
    accounts = [seat["akun"] for seat in data["kursi"]]
    assert len(accounts) == len(set(accounts)), "one person has two seats"
    assert not set(accounts) & set(data["penyusun"]), "who prepared it may vote on it"
    assert data["oleh"]["akun"] in data["penyusun"]
    history.open, history.status, history.votes = data, "diajukan", {}


def _passes(report: Data, data: Data) -> None:
    """The report belongs to the gate, and nothing in it holds the plan."""
    assert report["gerbang"] == data["gerbang"]
    open_ones = [each for each in report["temuan"] if each["verdik"] in ("belum", "tidak_dapat_dinilai")]
    assert not [each for each in open_ones if each["tingkat"] == "menahan" and each["per"] == "rencana"]
    for each in report["temuan"]:
        if each["verdik"] == "dikesampingkan":
            assert each["putusan"]["sampai"] >= report["tanggal"], "a waiver that has ended counts"
    held = {
        each["subjek"] for each in open_ones if each["tingkat"] == "menahan" and each["per"] == "kegiatan"
    }
    ready = [each for each in report["kegiatan"] if each not in held]
    if data["gerbang"] != "G1":
        assert ready or (report["through"] and not report["late"]), "no activity passes"
    through = [each if isinstance(each, str) else each["kegiatan"] for each in data["kegiatan"]]
    if data.get("putusan") != "dikembalikan":
        assert through == ready


def _vote(history: History, event: Event, data: Data) -> None:
    submission = history.open
    assert submission is not None, "a vote on nothing"
    assert (data["pengajuan"], data["paket"]) == (submission["pengajuan"], submission["paket"])
    account, seat = event.actor, data["kursi"]
    assert account not in submission["penyusun"], "who prepared it voted"
    assert seat in {each["kursi"] for each in submission["kursi"]}, "a vote without a seat"
    day = _day(event)
    own = history.roles[seat]
    by = [
        role
        for number, role in history.roles.items()
        if role.data["akun"] == account and seat in (number, role.data["mewakili"]) and role.holds(day)
    ]
    assert by, "a vote of somebody whose role does not hold"
    assert own.holds(day), "a vote for a seat that does not hold any more"
    assert all(role is own or role.data["surat"].strip() for role in by)
    if data["suara"] == "menarik_suara":
        assert history.votes.pop(seat)["oleh"]["akun"] == account, "a vote taken back by somebody else"
        return
    assert seat not in history.votes, "two votes for one seat"
    assert account not in {each["oleh"]["akun"] for each in history.votes.values()}, "two votes of one person"
    if data["suara"] != "setuju":
        assert data["alasan"].strip()
    history.votes[seat] = data


def _decided(history: History, event: Event, data: Data, blobs: Mapping[str, Data], before: Event) -> None:
    submission = history.open
    assert submission is not None, "a decision on nothing"
    number = submission["pengajuan"]
    assert number not in history.decisions, "two decisions on one submission"
    assert (data["pengajuan"], data["paket"]) == (number, submission["paket"]), "decided on other bytes"
    assert (data["gerbang"], data["langkah"]) == (submission["gerbang"], submission["langkah"])
    assert (before.kind.value, before.id) == ("vote.cast", event.id - 1), "no vote made this decision"
    assert data["dari"] == history.stage
    votes = list(history.votes.values())
    seats = {each["kursi"]: each for each in submission["kursi"]}
    if data["putusan"] == "disetujui":
        _passes(blobs[data["laporan"]], data)
        yes = [each for each in votes if each["suara"] == "setuju"]
        people = {each["oleh"]["akun"] for each in yes}
        assert len(people) == len(yes) >= 2, "the quorum is not of distinct persons"
        assert any(seats[each["kursi"]]["ketua"] for each in yes), "without the chair"
        assert any(seats[each["kursi"]]["unit"] == "Bappeda" for each in yes), "without Bappeda"
        assert [each["kegiatan"] for each in data["kegiatan"]] == submission["kegiatan"]
        ahead = 1 if data["langkah"] == "advance" else 0
        assert STAGES.index(data["ke"]) == STAGES.index(data["dari"]) + ahead, "a stage was skipped"
        history.stage, history.status = data["ke"], "draf"
    else:
        assert data["ke"] == data["dari"]
        assert not data["kegiatan"]
        assert votes
        history.status = "dikembalikan"
    history.decisions[number] = data["putusan"]
    history.open = None


def _day(event: Event) -> str:
    """The day in Malang."""
    return (event.at + timedelta(hours=7)).date().isoformat()


def shown(events: Sequence[Event]) -> list[str]:
    """Events in a line each, for the message of a test."""
    return [f"{each.id} {each.actor} {each.kind} {each.key or ''}" for each in events]
