"""What the process should do, written a second time and more simply: an independent model for the state machine.

It knows the small rules of `tests.workflow.processes` by heart and calls nothing of `workflow`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

G1, G2, G3, G4 = range(4)
STAGES = ("persiapan", "perencanaan", "pelaksanaan", "pemantauan", "keberlanjutan")
ACTIVITIES = ("K-001", "K-002", "K-003")
DRAFT, SUBMITTED, RETURNED = "draf", "diajukan", "dikembalikan"
TEAM = {"konsultan", "fasilitator"}
POKJA = {"pokja", "ketua_pokja"}
VERIFIES = {
    "sk_kumuh": POKJA,
    "rencana_kerja_tipp": {"fasilitator", "askot"},
    "lembar_pengesahan": {"lurah", "bkm"},
    "gambar_ded": {"fasilitator", "askot"},
    "ba_luas_kumuh": POKJA,
    "formulir_uji_petik": {"askot"} | POKJA,
    "aturan_bersama": {"bkm", "askot"},
}
PER_ACTIVITY = {"gambar_ded", "formulir_uji_petik"}
WAIVABLE = {"G1-K06", "G2-K05"}
EXEMPTS = {
    "G1-K01": {"ketua_pokja"}, "G1-K06": {"askot"}, "G2-K04": set(), "G2-K05": {"askot"}, "G2-K10": {"askot"},
    "G3-T03": {"askot", "ketua_pokja"}, "G4-K01": {"askot", "ketua_pokja"}, "G4-K06": {"ketua_pokja"},
}  # fmt: skip
"""Who verifies a requirement and may also say that it does not apply."""
EACH_REVISION = {"G2-K04", "G4-K06"}
OF_ACTIVITIES = {"G2-K10", "G3-T03", "G4-K01"}
CODES = ("G1-K01", "G1-K06", "G2-K04", "G2-K05", "G2-K10", "G3-T03", "G4-K01", "G4-K06")
GOOD = {"sesuai", "cukup"}


@dataclass
class Seat:
    """A role of an account; `stands_for` is the seat that it represents."""

    id: int
    akun: str
    peran: str
    unit: str
    mulai: date
    sampai: date | None = None
    stands_for: int | None = None
    revoked: bool = False


@dataclass
class Paper:
    """A piece of evidence."""

    kind: str
    subjects: tuple[str, ...]
    by: str
    until: date | None
    revision: int
    verdict: bool | None = None
    replaced: bool = False


@dataclass
class Open:
    """What lies with Pokja."""

    gate: int
    late: bool
    ready: tuple[str, ...]
    preparers: frozenset[str]
    seats: dict[int, Seat]
    package: object
    votes: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Model:
    """The state of the whole world as far as the process is concerned."""

    today: date
    roles: dict[int, Seat]
    stage: int = 0
    status: str = DRAFT
    revision: int = 1
    plan: str = ""
    plan_by: set[str] = field(default_factory=lambda: {"konsultan"})
    plans: int = 1
    document: str = "first"
    document_by: str = "konsultan"
    documents: list[str] = field(default_factory=lambda: ["first"])
    papers: list[Paper] = field(default_factory=list)
    rulings: dict[tuple[str, str], tuple[str, date | None, tuple[object, ...]]] = field(default_factory=dict)
    ratified: list[tuple[str, str, int]] = field(default_factory=list)
    visitors: set[str] = field(default_factory=set)
    seen: dict[str, list[tuple[date, str, int]]] = field(default_factory=dict)
    passed: dict[int, dict[str, str]] = field(default_factory=dict)
    open: Open | None = None
    submissions: int = 0
    acts: list[str] = field(default_factory=list)

    # Who may do what

    def has(self, account: str, *roles: str) -> bool:
        """In one's own right: who stands in for somebody may read and vote, no more."""
        return any(
            each.akun == account and each.peran in roles and each.stands_for is None
            for each in self._holding()
        )

    def _holding(self) -> list[Seat]:
        return [each for each in self.roles.values() if self.holds(each)]

    def holds(self, each: Seat) -> bool:
        return (
            not each.revoked
            and each.mulai <= self.today
            and (each.sampai is None or self.today <= each.sampai)
        )

    # What the gates say

    def text_of(self, activity: str) -> str:
        return self.plan if activity == ACTIVITIES[-1] else ""

    def _proved(self, kinds: set[str], subject: str, *, now_only: bool = False) -> bool:
        return any(
            each.kind in kinds
            and each.verdict is True
            and not each.replaced
            and (subject in each.subjects if subject else not each.subjects)
            and (each.until is None or self.today <= each.until)
            and (not now_only or each.revision == self.revision)
            for each in self.papers
        )

    def _excused(self, code: str, subject: str) -> bool:
        for key in ((code, subject), (code, "")):
            if key in self.rulings:
                kind, until, (revision, *_rest) = self.rulings[key]
                if code in EACH_REVISION and revision != self.revision:
                    continue
                if until is None or self.today <= until:
                    return kind == "tidak_berlaku" or code in WAIVABLE
        return False

    def _met(self, code: str, subject: str = "") -> bool:
        if self._excused(code, subject):
            return True
        match code:
            case "G1-K01":
                return self._proved({"sk_kumuh"}, "")
            case "G1-K06":
                return self._proved({"rencana_kerja_tipp"}, "")
            case "G2-K04":
                by = {
                    role
                    for role, document, revision in self.ratified
                    if (document, revision) == (self.document, self.revision)
                }
                return by == {"lurah", "bkm"} or self._proved({"lembar_pengesahan"}, "", now_only=True)
            case "G2-K10":
                return self._proved({"gambar_ded"}, subject)
            case "G3-T03":
                records = sorted(self.seen.get(subject, []), key=lambda each: each[0])
                return bool(records) and records[-1][1] in GOOD
            case "G4-K01":
                return self._proved({"formulir_uji_petik"}, subject)
            case "G4-K06":
                return self._proved({"ba_luas_kumuh"}, "", now_only=True)
        raise AssertionError(code)

    def scope(self, gate: int) -> list[str]:
        """The activities that a gate judges: as they are now through the gate before, and not through this one."""
        if gate == G1:
            return []
        found = []
        for each in ACTIVITIES:
            here = self.passed.get(gate, {}).get(each) == self.text_of(each)
            before = gate == G2 or self.passed.get(gate - 1, {}).get(each) == self.text_of(each)
            if before and not here:
                found.append(each)
        return found

    def ready(self, gate: int) -> tuple[str, ...]:
        code = {G2: "G2-K10", G3: "G3-T03", G4: "G4-K01"}.get(gate)
        return tuple(each for each in self.scope(gate) if code is None or self._met(code, each))

    def lacking(self, gate: int) -> Iterator[str]:
        """What holds a gate."""
        if gate >= self.stage:
            for code in {G1: ("G1-K01", "G1-K06"), G2: ("G2-K04",), G4: ("G4-K06",)}.get(gate, ()):
                if not self._met(code):
                    yield code
        through = any(self.passed.get(gate, {}).get(each) == self.text_of(each) for each in ACTIVITIES)
        if gate != G1 and not self.ready(gate) and (gate < self.stage or not through):
            yield "kegiatan"

    # What lies before Pokja

    def package(self, gate: int) -> object:
        return (
            gate,
            self.revision,
            self.plans,
            self.document,
            tuple(n for n, each in enumerate(self.papers) if each.verdict is True and not each.replaced),
            tuple(self.rulings.items()),
            tuple(self.ratified),
            tuple((kode, *records) for kode, records in self.seen.items()) if gate >= G3 else (),
        )

    def did(self, *kinds: str) -> list[str]:
        """Note an act that succeeded, and what follows from it; returns the kinds of all its events."""
        if self.open is not None and self.open.package != self.package(self.open.gate):
            self.open, self.status = None, DRAFT
            kinds = (*kinds, "submission.voided")
        made = ["process.started", *kinds] if kinds and not self.acts else list(kinds)
        self.acts += made
        return made

    # Submission and votes

    def wanted(self, gate: int | None) -> tuple[int, bool] | None:
        """The gate of a submission and whether it is a late one; None where that is illegal."""
        if self.status == SUBMITTED:
            return None
        chosen = self.stage if gate is None else gate
        if chosen == self.stage < len(STAGES) - 1:
            return chosen, False
        return (chosen, True) if 0 < chosen < self.stage else None

    def members(self, preparers: frozenset[str]) -> dict[int, Seat]:
        best: dict[str, Seat] = {}
        for each in self._holding():
            if each.peran in POKJA and each.stands_for is None and each.akun not in preparers:
                old = best.get(each.akun)
                if old is None or (each.peran == "ketua_pokja" and old.peran != "ketua_pokja"):
                    best[each.akun] = each
        return {each.id: each for each in best.values()}

    def preparers(self, submitter: str) -> frozenset[str]:
        proofs = {
            each.by
            for each in self.papers
            if each.verdict is True and not each.replaced and (each.until is None or self.today <= each.until)
        }
        others = {self.document_by, "konsultan", *proofs, *self.plan_by, *self.visitors}
        return frozenset({submitter, *others})

    def may_submit(self, account: str, gate: int | None) -> Open | None:
        wanted = self.wanted(gate)
        if not self.has(account, *TEAM, "askot") or wanted is None:
            return None
        chosen, late = wanted
        if any(self.lacking(chosen)) or account in self._exempters():
            return None
        preparers = self.preparers(account)
        seats = self.members(preparers)
        if outcome(seats, {}) is not None:
            return None
        return Open(chosen, late, self.ready(chosen), preparers, seats, self.package(chosen))

    def _exempters(self) -> set[object]:
        return {rest[1] for kind, _until, rest in self.rulings.values() if kind == "tidak_berlaku"}

    def seats_of(self, account: str) -> list[int]:
        """The seats that an account may vote for, its own or those of whom it stands in for; oldest grant first."""
        assert self.open is not None
        found = []
        for each in sorted(self._holding(), key=lambda each: (each.stands_for is not None, each.id)):
            if each.akun != account or each.peran not in POKJA:
                continue
            holder = self.roles[each.stands_for].akun if each.stands_for else account
            found += [number for number, seat in self.open.seats.items() if seat.akun == holder]
        return found

    def may_vote(self, account: str, choice: str) -> int | None:
        if self.open is None or account in self.open.preparers:
            return None
        votes, seats = self.open.votes, self.seats_of(account)
        if choice == "menarik_suara":
            mine = [
                each
                for each in seats
                if each in votes and account in (votes[each][1], self.open.seats[each].akun)
            ]
            return mine[0] if mine else None
        voters = {who for _choice, who in votes.values()}
        free = [each for each in seats if each not in votes]
        return free[0] if free and account not in voters else None

    def vote(self, account: str, choice: str, seat: int) -> list[str]:
        assert self.open is not None
        if choice == "menarik_suara":
            del self.open.votes[seat]
        else:
            self.open.votes[seat] = (choice, account)
        kinds = ["vote.cast"]
        standing = {
            number: each for number, each in self.open.seats.items() if self.holds(self.roles[number])
        }
        votes = {number: cast for number, cast in self.open.votes.items() if number in standing}
        ended = outcome(standing, votes)
        if ended is not None:
            kinds.append(self._end(ended))
        return self.did(*kinds)

    def _end(self, ended: str) -> str:
        assert self.open is not None
        over, self.open, self.status = self.open, None, DRAFT
        if ended == "kembalikan":
            self.status = RETURNED
            return "submission.decided"
        if any(self.lacking(over.gate)) or self.ready(over.gate) != over.ready:
            return "submission.voided"
        self.passed.setdefault(over.gate, {}).update((each, self.text_of(each)) for each in over.ready)
        if not over.late:
            self.stage += 1
        return "submission.decided"


def outcome(seats: dict[int, Seat], votes: dict[int, tuple[str, str]]) -> str | None:
    """setuju, kembalikan, or None while it is open: two approvals, the chair's and one of Bappeda among them."""
    yes = [seats[seat] for seat, (choice, _who) in votes.items() if choice == "setuju"]
    no = [seats[seat] for seat, (choice, _who) in votes.items() if choice == "kembalikan"]
    silent = [each for number, each in seats.items() if number not in votes]
    if any(each.unit == "Dinas PU" or each.peran == "ketua_pokja" for each in no):
        return "kembalikan"
    if not _enough(yes + silent):
        return "kembalikan"
    return "setuju" if _enough(yes) else None


def _enough(seats: list[Seat]) -> bool:
    return (
        len(seats) >= 2
        and any(each.peran == "ketua_pokja" for each in seats)
        and any(each.unit == "Bappeda" for each in seats)
    )
