"""A small kelurahan with people, survey, plan, document and rules, in a database with a clock that tests turn.

The rules are those of a city that asks little: few requirements at each gate, of every sort that the process knows.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from intake.catalogue import built_in as built_in_catalogue
from planning.plain import Plain, to_plain
from planning.plan import Plan
from planning.process import DocumentKind, Gate, gate_of
from planning.roles import Role
from planning.territory import NATION, TerritoryCode
from store.baselines import add_import, baselines_of
from store.canonical import Digest, digest_of
from store.database import Database
from store.documents import Version, add_version, latest_version
from store.events import Event, EventKind, append_event, events_about, events_after
from store.gate_rules import add_gate_rules
from store.grants import Grant, grants_in
from store.plans import PlanVersion, add_plan, latest_plan, load_plan
from store.processes import processes_at, subject_of
from store.unit import Following
from tests.planning.reading import survey
from tests.planning.works import activity, plan_of, rt_of
from workflow.acting import PLAIN, Receipt, Request, state_of
from workflow.drafting import Drafting
from workflow.evidencing import EvidenceFacts, add_evidence, judge_evidence
from workflow.granting import Appointment, delegate, grant_role
from workflow.monitoring import Visit, monitor
from workflow.payloads import Choice, Mutu
from workflow.ratifying import ratify
from workflow.reading import check_gate
from workflow.report import GateFinding
from workflow.requirements import GroupMinimum, Quorum, RulesFile, Tingkat
from workflow.rule_file import built_in
from workflow.state import ProcessState

KODE = TerritoryCode("35.73.04.1005")
KOTA = TerritoryCode("35.73")
EVERYWHERE = TerritoryCode(NATION)
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
ACTIVITIES = ("K-001", "K-002", "K-003")
CHAIR, MEMBERS = "ketua", ("anggota.bappeda", "anggota.dinas", "anggota.camat")
UNITS = {
    CHAIR: "Bappeda",
    "anggota.bappeda": "Bappeda",
    "anggota.dinas": "Dinas PU",
    "anggota.camat": "Kecamatan",
}
PEOPLE: Mapping[str, Role] = {
    "konsultan": Role.KONSULTAN,
    "fasilitator": Role.FASILITATOR,
    "askot": Role.ASKOT,
    "lurah": Role.LURAH,
    "bkm": Role.BKM,
    "auditor": Role.AUDITOR,
    CHAIR: Role.KETUA_POKJA,
    **dict.fromkeys(MEMBERS, Role.POKJA),
}
VERIFIERS = {
    Role.POKJA: "anggota.camat", Role.KETUA_POKJA: CHAIR, Role.FASILITATOR: "fasilitator", Role.ASKOT: "askot",
    Role.LURAH: "lurah", Role.BKM: "bkm",
}  # fmt: skip
QUORUM = Quorum(minimum=2, kelompok=(GroupMinimum("Bappeda", 1),), veto=("Dinas PU",), ketua=True)
_KEPT: Mapping[str, Mapping[str, object]] = {
    "G1-K01": {},
    "G1-K06": {"tingkat": Tingkat.MENAHAN},
    "G2-K04": {},
    "G2-K05": {},
    "G2-K10": {"bukti": ("gambar_ded",), "bukti_semua": False},
    "G3-T03": {},
    "G4-K01": {},
    "G4-K06": {},
}
"""What the rules of these tests ask of an RPLP, and how it differs from the built-in item."""


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self, now: datetime = BEGIN) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **how_far: float) -> None:
        """Turn it on, or back, by a `timedelta`."""
        self.now += timedelta(**how_far)

    @property
    def today(self) -> date:
        """The day in Malang, which is seven hours ahead."""
        return (self.now + timedelta(hours=7)).date()


@dataclass
class World:
    """A database and who acts in it."""

    url: str
    home: Path
    clock: Clock = field(default_factory=Clock)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _open: dict[str, Database] = field(default_factory=dict)

    def as_(self, account: str) -> Database:
        """The database under an account; one for each, so that it may be used by one thread at a time."""
        if account not in self._open:
            self._open[account] = self.another(account)
        return self._open[account]

    def another(self, account: str) -> Database:
        """A further connection of an account, which the caller closes."""
        return Database(self.url, self.home, actor=account, clock=self.clock)

    def close(self) -> None:
        for each in self._open.values():
            each.close()
        self._open.clear()

    def state(self, code: TerritoryCode = KODE) -> ProcessState:
        """What the events of the kelurahan add up to."""
        with self.as_("auditor").read() as unit:
            return state_of(unit, DocumentKind.RPLP, code)

    def events(self, after: int = 0) -> list[Event]:
        """Every event of the database, or those after a number."""
        with self.as_("auditor").read() as unit:
            return events_after(unit, after, limit=1_000_000)

    def process_events(self) -> list[Event]:
        """The events of the kelurahan's process."""
        subject = subject_of(DocumentKind.RPLP, KODE.text)
        with self.as_("auditor").read() as unit:
            return events_about(unit, [subject])[subject]

    def grants(self) -> tuple[Grant, ...]:
        """Every role that was ever granted."""
        with self.as_("auditor").read() as unit:
            return grants_in(unit, EVERYWHERE)

    def grant_of(self, account: str) -> Grant:
        """The first role of an account."""
        return next(each for each in self.grants() if each.akun == account)

    def document(self) -> Version | None:
        """The newest version of the RPLP."""
        with self.as_("auditor").read() as unit:
            return latest_version(unit, DocumentKind.RPLP, KODE)

    def plan(self) -> PlanVersion | None:
        """The newest version of the plan."""
        with self.as_("auditor").read() as unit:
            return latest_plan(unit, KODE)


@contextmanager
def world_of(url: str, home: Path, clock: Clock | None = None) -> Iterator[World]:
    """A world on a database, closed at the end."""
    world = World(url, home, clock or Clock())
    try:
        yield world
    finally:
        world.close()


def small_rules() -> RulesFile:
    """The few requirements of these tests; the other ones are asked of the plan of the kab/kota only."""
    return RulesFile(
        syarat=tuple(
            replace(each, **_KEPT[each.kode])  # type: ignore[arg-type]
            if each.kode in _KEPT
            else replace(each, dokumen=(DocumentKind.RP2KPKP,))
            for each in built_in().syarat
        ),
        kuorum=QUORUM,
    )


def small_plan(remark: str = "") -> Plan:
    """Three works on three RT, that free them from being slum; `remark` makes it another plan."""
    made = [
        replace(
            activity(kode, [(f"{number:03d}", 2027, "2b", "80")]),
            katalog="JL1",
            nama=f"Paving gang {number}",
            jumlah=Decimal(80),
            catatan=remark if kode == ACTIVITIES[-1] else "",
        )
        for number, kode in enumerate(ACTIVITIES, 1)
    ]
    return replace(plan_of(*made), kode=KODE.text)


def people(world: World) -> None:
    """An administrator of everything, and everybody with the role that the account is named after."""
    first = Appointment(
        "admin", "Admin (uji)", "Pengelola", Role.ADMINISTRATOR, "Dinas", EVERYWHERE, date(2026, 1, 1)
    )
    grant_role(world.as_("admin"), first)
    for account, role in PEOPLE.items():
        where = KODE if role in (Role.LURAH, Role.BKM) else KOTA
        grant_role(world.as_("admin"), appointment(account, role, where))


def appointment(
    account: str,
    role: Role,
    where: TerritoryCode = KOTA,
    first: date = date(2026, 1, 1),
    last: date | None = None,
) -> Appointment:
    """A role for an account."""
    return Appointment(
        account, f"{account.title()} (uji)", f"Jabatan {account}", role, UNITS.get(account, f"Unit {role}"),
        where, first, last,
    )  # fmt: skip


def stand_in(
    world: World,
    seat: int,
    account: str,
    *,
    by: str,
    last: date | None = None,
    letter: str = "090/1/2026",
) -> Grant:
    """Let an account stand in for a seat."""
    to = appointment(account, Role.POKJA, last=last or world.clock.today + timedelta(days=30))
    return delegate(world.as_(by), seat, replace(to, mulai=world.clock.today), letter=letter)


def rules(world: World) -> None:
    """The small rules, for everywhere."""
    with world.as_("admin").write() as unit:
        stored = add_gate_rules(unit, EVERYWHERE, to_plain(small_rules()))
        append_event(unit, EventKind.RULES_ADDED, f"gate_rules/0/{stored.number}", {"sha256": stored.content})


def baseline(world: World) -> None:
    """Three RT of one kawasan, every cell filled."""
    rows = survey([rt_of(f"{number:03d}", {"2b": "80", "2a": "60", "3a": "60"}) for number in (1, 2, 3)])
    with world.as_("konsultan").write() as unit:
        source = unit.blobs.put(b"survey", "text/csv")
        made = add_import(
            unit, rows, source=source, source_name="survei.csv", sk_number="188/1/2025",
            sk_date=date(2025, 5, 1), tahun_option=None, partial=False, names={KODE.text: "Sukun"},
        )  # fmt: skip
        append_event(unit, EventKind.BASELINE_IMPORTED, f"import/{made.source.id}", {"sha256": source})


def draft_plan(
    world: World,
    remark: str,
    *,
    by: str = "konsultan",
    database: Database | None = None,
    following: Following | None = None,
) -> Drafting:
    """Store the plan with another remark as its next version, as `import_plan` does."""
    drafting = Drafting("rencana diimpor ulang", of_plan=True)
    plan = small_plan(remark)
    with (database or world.as_(by)).write() as unit:
        (first,) = baselines_of(unit, KODE)
        source = unit.blobs.put(f"plan {remark}".encode(), "text/csv")
        unit.lock("plan", plan.kode)
        before = latest_plan(unit, KODE)
        added = add_plan(
            unit, plan, base=before.number if before else 0, baseline_id=first.id,
            catalogue=built_in_catalogue(), source=source, source_name="rencana.csv",
        )  # fmt: skip
        told = (following or drafting)(unit, [KODE])
        if added.created:
            append_event(
                unit, EventKind.PLAN_IMPORTED, f"plan/{KODE.text}/{added.version.number}",
                {"sha256": added.version.content, **told},
            )  # fmt: skip
    return drafting


def draft_document(
    world: World, text: str, *, by: str = "konsultan", database: Database | None = None
) -> Drafting:
    """Store tiny files as the next version of the RPLP, as `render_rplp` does."""
    drafting = Drafting("dokumen dibuat ulang")
    with (database or world.as_(by)).write() as unit:
        (first,) = baselines_of(unit, KODE)
        plan = latest_plan(unit, KODE)
        files = {each: unit.blobs.put(f"{each} {text}".encode(), "text/plain") for each in ("pdf", "docx")}
        added = add_version(
            unit, DocumentKind.RPLP, KODE, baseline_id=first.id, plan_id=plan.id if plan else None,
            inputs=digest_of(text.encode()),
            snapshot=unit.blobs.put(f'"{text}"'.encode(), "application/json"), template=digest_of(b"template"),
            toolchain={}, files=files,
        )  # fmt: skip
        told = drafting(unit, [KODE])
        append_event(
            unit, EventKind.DOCUMENT_RENDERED, f"rplp/{KODE.text}/{added.version.number}", {"inputs": text, **told},
        )  # fmt: skip
    return drafting


def furnish(world: World) -> World:
    """Everything that is there before the first act of the process."""
    people(world)
    rules(world)
    baseline(world)
    draft_plan(world, "")
    draft_document(world, "first")
    return world


def evidence_file(world: World) -> Path:
    """A small file that no other evidence is."""
    folder = world.home / "bukti"
    folder.mkdir(exist_ok=True)
    number = next(world.numbers)
    path = folder / f"bukti {number} {world.clock.now:%Y%m%d%H%M%S}.geojson"
    point: dict[str, Plain] = {"type": "Point", "coordinates": [112, number]}
    path.write_text(
        json.dumps({"type": "Feature", "properties": {"nomor": number}, "geometry": point}), encoding="utf-8"
    )
    return path


def facts(
    world: World,
    kind: str,
    *,
    subjects: tuple[str, ...] = (),
    until: date | None = None,
    instead: int | None = None,
) -> EvidenceFacts:
    """What is written about a file of a kind."""
    return EvidenceFacts(
        kind, f"{kind}/1", world.clock.today, "Pejabat (uji)", subjects, until, mengganti=instead
    )


def bring(
    world: World,
    kind: str,
    *,
    by: str = "konsultan",
    subjects: tuple[str, ...] = (),
    until: date | None = None,
    instead: int | None = None,
    request: Request = PLAIN,
) -> Receipt:
    """Add evidence."""
    about = facts(world, kind, subjects=subjects, until=until, instead=instead)
    return add_evidence(world.as_(by), KODE, evidence_file(world), about, request=request)


def prove(
    world: World,
    kind: str,
    *,
    subjects: tuple[str, ...] = (),
    until: date | None = None,
    by: str = "konsultan",
) -> int:
    """Add evidence and let somebody who may accept it; returns its number."""
    number = bring(world, kind, by=by, subjects=subjects, until=until).state.evidence
    judge_evidence(world.as_(verifier_of(kind)), KODE, len(number), accepted=True)
    return len(number)


def verifier_of(kind: str) -> str:
    """An account that may judge evidence of a kind under the small rules or the built-in ones."""
    roles = {role for each in small_rules().syarat if kind in each.bukti for role in each.peran}
    return next(VERIFIERS[role] for role in VERIFIERS if role in roles)


def fulfil(world: World, gate: Gate | None = None, *, warnings: bool = False) -> None:
    """Add and accept what the gate of the plan's stage lacks: evidence, ratification, records of monitoring."""
    wanted = gate or gate_of(world.state().stage)
    assert wanted is not None
    report = check_gate(world.as_("auditor"), KODE, gate=wanted).report
    assert report is not None
    lacking: dict[str, set[str]] = {}
    rules_ = small_rules()
    by_code = {each.kode: each for each in rules_.syarat}
    for each in report.temuan:
        if not (each.blocks or (warnings and each.is_open)):
            continue
        requirement = by_code[each.kode]
        match requirement.uji:
            case "pengesahan":
                for account in ("lurah", "bkm"):
                    ratify(world.as_(account), KODE)
            case "mutu":
                see(world, each.subjek)
            case _:
                for kind in requirement.bukti if requirement.bukti_semua else requirement.bukti[:1]:
                    lacking.setdefault(kind, set()).add(each.subjek)
    for kind, subjects in sorted(lacking.items()):
        prove(world, kind, subjects=tuple(sorted(subjects - {""})))


def see(world: World, kegiatan: str, *, mutu: Mutu = Mutu.SESUAI, by: str = "fasilitator") -> Receipt:
    """Record that an activity was seen finished today."""
    visit = Visit(kegiatan, world.clock.today, 100, mutu=mutu, catatan=str(next(world.numbers)))
    return monitor(world.as_(by), KODE, visit)


def blocking(world: World, gate: Gate) -> list[GateFinding]:
    """What blocks at a gate."""
    report = check_gate(world.as_("auditor"), KODE, gate=gate).report
    assert report is not None
    return [each for each in report.temuan if each.blocks]


def approve(world: World, *accounts: str) -> Receipt:
    """Let these members approve, one after the other."""
    from workflow.deciding import vote

    receipts = [vote(world.as_(account), KODE, Choice.APPROVE) for account in accounts or (CHAIR, MEMBERS[0])]
    return receipts[-1]


def submit_now(world: World, *, by: str = "konsultan") -> Receipt:
    """Submit at the gate of the stage."""
    from workflow.submitting import submit

    return submit(world.as_(by), KODE)


def advance(world: World, gates: int) -> World:
    """Bring the plan through the next gates."""
    for _ in range(gates):
        fulfil(world)
        submit_now(world)
        approve(world)
    return world


def row_counts(world: World) -> dict[str, int]:
    """How many rows each table has."""
    from sqlalchemy import func, select

    from store.tables import Base

    counts = [
        select(func.count()).select_from(table).scalar_subquery().label(name)
        for name, table in Base.metadata.tables.items()
    ]
    with world.as_("auditor").read() as unit:
        return dict(unit.session.execute(select(*counts)).mappings().one())


def check_tables(world: World) -> ProcessState:
    """The tables say what the events add up to, and the events run without a gap; returns that state."""
    with world.as_("auditor").read() as unit:
        events = events_after(unit, limit=1_000_000)
        state = state_of(unit, DocumentKind.RPLP, KODE)
        row = next(iter(processes_at(unit, [KODE])), None)
        grants = grants_in(unit, EVERYWHERE)
        for event in events:
            data = json.loads(event.data)
            if event.subject == subject_of(DocumentKind.RPLP, KODE.text):
                assert data["oleh"]["akun"] == event.actor
            if "paket" in data:
                assert unit.blobs.exists(Digest(data["paket"]))
        plan = latest_plan(unit, KODE)
        if plan is not None:
            load_plan(unit, plan)
    assert [each.id for each in events] == list(range(1, len(events) + 1)), "the events have a gap"
    if row is None:
        assert state.version == 0
    else:
        assert (row.stage, row.status) == (state.position.stage, state.position.status)
        assert (row.revision, row.version, row.rules) == (state.revision, state.version, state.rules)
        assert state.last is not None
        assert (row.event_id, row.since, row.entered) == (state.last.id, state.since, state.entered)
        assert row.submission == (state.open.number if state.open else None)
    assert {each.id: each for each in grants} == folded_grants(events)
    return state


def folded_grants(events: list[Event]) -> dict[int, Grant]:
    """What the events about roles add up to."""
    found: dict[int, Grant] = {}
    for event in events:
        data = json.loads(event.data)
        if event.kind is EventKind.ROLE_GRANTED:
            found[event.id] = Grant(
                event.id, data["akun"], data["nama"], data["jabatan"], Role(data["peran"]), data["unit"],
                data["wilayah"], date.fromisoformat(data["mulai"]),
                date.fromisoformat(data["sampai"]) if data["sampai"] else None, data["surat"], data["mewakili"],
            )  # fmt: skip
        elif event.kind is EventKind.ROLE_REVOKED:
            for number, each in found.items():
                if data["role"] in (number, each.represents) and each.revoked is None:
                    found[number] = replace(each, revoked=event.id)
    return found
