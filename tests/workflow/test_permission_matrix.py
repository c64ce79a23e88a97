"""Every role × act × territory, asked of a real database: what is permitted, and everything that is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from intake.importing import import_baseline
from planning.errors import NahkodaError
from planning.process import Gate
from planning.roles import PERMITTED, WITHOUT_ROLES, Act, Actor, Role
from planning.rules import RULE_2018
from planning.territory import NATION, TerritoryCode
from store.database import Database
from tests.workflow.processes import (
    EVERYWHERE,
    KODE,
    KOTA,
    PEOPLE,
    World,
    appointment,
    bring,
    check_tables,
    draft_document,
    draft_plan,
    evidence_file,
    facts,
    fulfil,
    furnish,
    people,
    prove,
    row_counts,
    submit_now,
    world_of,
)
from workflow.deciding import vote
from workflow.drafting import Drafting
from workflow.errors import ClockBehind, NotEligible, NotPermitted
from workflow.evidencing import add_evidence, judge_evidence
from workflow.granting import delegate, grant_role, revoke_role, roles_in
from workflow.monitoring import Visit, monitor
from workflow.payloads import Choice
from workflow.permission import permitted
from workflow.ratifying import ratify
from workflow.reading import check_gate, evidence_bytes, process_state
from workflow.revising import reopen, repin
from workflow.rules import import_rules
from workflow.ruling import exempt, lift, waive
from workflow.submitting import submit, withdraw

# Written out once more, by hand: a change of the table in planning/roles.py has to be meant.
# konsultan, fasilitator, askot, lurah, bkm, pokja, ketua_pokja, auditor, administrator
ORDER = tuple(Role)
MEANT = {
    Act.READ:      "x x x x x x x x x",
    Act.DRAFT:     "x x . . . . . . .",
    Act.EVIDENCE:  "x x x x x x x . .",
    Act.VERIFY:    ". x x x x x x . .",
    Act.RATIFY:    ". . . x x . . . .",
    Act.MONITOR:   "x x x . . . . . .",
    Act.SUBMIT:    "x x x . . . . . .",
    Act.VOTE:      ". . . . . x x . .",
    Act.DELEGATE:  ". . . . . x x . .",
    Act.EXEMPT:    ". . x . . . x . .",
    Act.WAIVE:     ". . . . . . x . .",
    Act.REOPEN:    ". . . . . . x . .",
    Act.REPIN:     ". . . . . . x . .",
    Act.CONFIGURE: ". . . . . . . . x",
    Act.GRANT:     ". . . . . . . . x",
}  # fmt: skip
PLACES = {
    "own kelurahan": "35.73.04.1005",
    "same kecamatan": "35.73.04.1006",
    "same kota": "35.73.01.1001",
    "a code that begins alike": "35.73.04.2005",
    "other kota": "35.79.01.1001",
    "other province": "33.73.04.1005",
    "its kecamatan": "35.73.04",
    "its kota": "35.73",
    "its province": "35",
    "nation": NATION,
}
GRANTED_FOR = ("35.73.04.1005", "35.73", "35", NATION)
DAY = date(2026, 3, 2)


def may(role: Role, act: Act) -> bool:
    return MEANT[act].split()[ORDER.index(role)] == "x"


def lies_in(place: str, granted: str) -> bool:
    """Whether a place is the granted one or below it, by the parts of the codes."""
    if granted == NATION:
        return True
    parts = granted.split(".")
    return place.split(".")[: len(parts)] == parts


@pytest.fixture
def world(database_url: str, home: Path) -> Iterator[World]:
    with world_of(database_url, home) as made:
        yield made


def asked(world: World, account: str, act: Act, place: str, day: date = DAY) -> Actor | None:
    """The actor, or None where it is refused."""
    with world.as_("x").read() as unit:
        try:
            return permitted(replace(unit, actor=account), act, TerritoryCode(place), day)
        except NotPermitted:
            return None


def test_the_table_is_the_one_that_is_meant() -> None:
    assert set(MEANT) == set(Act) == set(PERMITTED)
    assert {act: frozenset(role for role in Role if may(role, act)) for act in Act} == PERMITTED


def test_every_role_act_and_territory(world: World) -> None:
    grant_role(world.as_("root"), appointment("root", Role.ADMINISTRATOR, EVERYWHERE))
    granted = {}
    for role in Role:
        for number, where in enumerate(GRANTED_FOR):
            to = appointment(f"{role}.{number}", role, TerritoryCode(where))
            granted[role, where] = grant_role(world.as_("root"), to)
    allowed = refused = 0
    for (role, where), grant in granted.items():
        for act in Act:
            for name, place in PLACES.items():
                actor = asked(world, grant.akun, act, place)
                wanted = may(role, act) and lies_in(place, where)
                assert (actor is not None) == wanted, (role, act, where, name)
                if actor is None:
                    refused += 1
                    continue
                allowed += 1
                assert actor == Actor(
                    grant.akun, grant.nama, grant.jabatan, role.value, grant.unit, where, grant.surat
                )
    assert allowed + refused == len(Role) * len(Act) * len(PLACES) * len(GRANTED_FOR)
    assert allowed > 500
    assert refused > 3_000
    for act in Act:
        for place in PLACES.values():
            assert asked(world, "stranger", act, place) is None
            assert asked(world, "", act, place) is None
            assert asked(world, "ROOT", act, place) is None


@pytest.mark.parametrize("role", Role)
def test_a_role_holds_between_its_days_and_until_it_is_revoked(world: World, role: Role) -> None:
    root = world.as_("root")
    grant_role(root, appointment("root", Role.ADMINISTRATOR, EVERYWHERE))
    act = (
        next(each for each in Act if may(role, each) and each is not Act.READ)
        if role is not Role.AUDITOR
        else Act.READ
    )
    first, last = DAY, DAY + timedelta(days=9)
    grant = grant_role(root, appointment("siti", role, KOTA, first, last))
    for day, wanted in (
        (first - timedelta(days=1), False),
        (first, True),
        (last, True),
        (last + timedelta(days=1), False),
    ):
        assert (asked(world, "siti", act, KODE.text, day) is not None) is wanted, day
    revoke_role(root, grant.id, reason="pindah tugas")
    for day in (first - timedelta(days=1), first, last, last + timedelta(days=1)):
        assert asked(world, "siti", act, KODE.text, day) is None
    # Granted anew it holds again, and the old one stays revoked.
    grant_role(root, appointment("siti", role, KOTA, first, None))
    assert asked(world, "siti", act, KODE.text, last + timedelta(days=1000)) is not None
    check_tables(world)


def test_the_nearest_role_is_the_one_that_acts(world: World) -> None:
    root = world.as_("root")
    grant_role(root, appointment("root", Role.ADMINISTRATOR, EVERYWHERE))
    grant_role(root, appointment("siti", Role.KONSULTAN, EVERYWHERE))
    grant_role(root, appointment("siti", Role.FASILITATOR, KODE))
    grant_role(root, appointment("siti", Role.KONSULTAN, KOTA))
    near = asked(world, "siti", Act.DRAFT, KODE.text)
    assert near is not None
    assert (near.peran, near.wilayah) == ("fasilitator", KODE.text)
    far = asked(world, "siti", Act.DRAFT, "33.73.04.1005")
    assert far is not None
    assert far.wilayah == NATION


def test_without_an_administrator_nothing_is_decided(world: World) -> None:
    for act in Act:
        actor = asked(world, "siti", act, KODE.text)
        assert (actor is not None) is (act in WITHOUT_ROLES)
        assert actor in (None, Actor("siti"))
    assert not WITHOUT_ROLES & {Act.VOTE, Act.VERIFY, Act.WAIVE, Act.EXEMPT, Act.RATIFY, Act.GRANT, Act.REPIN}
    # The first role is that of an administrator of everything; nothing else can be granted before.
    for role, where in ((Role.KETUA_POKJA, EVERYWHERE), (Role.ADMINISTRATOR, KOTA)):
        with pytest.raises(NotPermitted):
            grant_role(world.as_("siti"), appointment("siti", role, where))
    grant_role(world.as_("siti"), appointment("siti", Role.ADMINISTRATOR, EVERYWHERE))
    with pytest.raises(NotPermitted):
        grant_role(world.as_("tono"), appointment("tono", Role.ADMINISTRATOR, EVERYWHERE))
    assert asked(world, "tono", Act.READ, KODE.text) is None


@dataclass(frozen=True)
class UseCase:
    """A use case of the workflow: how it is called under an account, and which roles may.

    Only the permission is looked at: whether the act then succeeds is for other tests.
    """

    act: Act
    call: Callable[[World, Database], object]
    roles: frozenset[Role] | None = None


def _rules_file(world: World) -> Path:
    path = world.home / "aturan.toml"
    path.write_text("[tenggat]\nkeputusan = 21\n", encoding="utf-8")
    return path


def _judge(kind: str) -> Callable[[World, Database], object]:
    def call(world: World, database: Database) -> object:
        number = len(bring(world, kind, by="pengunggah").state.evidence)
        return judge_evidence(database, KODE, number, accepted=True)

    return call


def _seat(world: World) -> int:
    return world.grant_of("ketua").id


def _survey(world: World) -> Path:
    path = world.home / "survei.csv"
    number = next(world.numbers)
    cells = ",".join(f"{code}" for code in RULE_2018.codes)
    path.write_text(
        f"tahun,kode_kelurahan,rw,rt,luas_ha,bangunan,penduduk,kk,jalan_ideal_m,drainase_ideal_m,{cells}\n"
        f"2025,{KODE.text},001,001,{number},40,160,40,100,100{',0' * len(RULE_2018.codes)}\n",
        encoding="utf-8",
    )
    return path


def _revoke_a_role(world: World, database: Database) -> object:
    grant = grant_role(world.as_("admin"), appointment("sementara", Role.AUDITOR))
    return revoke_role(database, grant.id, reason="uji")


def _lift(world: World, database: Database) -> object:
    exempt(world.as_("askot"), KODE, "G2-K05", reason="uji")
    return lift(database, KODE, "G2-K05", reason="uji")


USE_CASES: dict[str, UseCase] = {
    "check_gate": UseCase(Act.READ, lambda _w, db: check_gate(db, KODE)),
    "process_state": UseCase(Act.READ, lambda _w, db: process_state(db, KODE)),
    "evidence_bytes": UseCase(Act.READ, lambda _w, db: evidence_bytes(db, KODE, 1)),
    "roles_in": UseCase(Act.READ, lambda _w, db: roles_in(db, KODE)),
    "submit": UseCase(Act.SUBMIT, lambda _w, db: submit(db, KODE)),
    "submit late": UseCase(Act.SUBMIT, lambda _w, db: submit(db, KODE, gate=Gate.G2)),
    "withdraw": UseCase(Act.SUBMIT, lambda _w, db: withdraw(db, KODE, reason="uji")),
    "vote approve": UseCase(Act.VOTE, lambda _w, db: vote(db, KODE, Choice.APPROVE)),
    "vote return": UseCase(Act.VOTE, lambda _w, db: vote(db, KODE, Choice.RETURN, reason="uji")),
    "recuse": UseCase(Act.VOTE, lambda _w, db: vote(db, KODE, Choice.RECUSE, reason="uji")),
    "take back": UseCase(Act.VOTE, lambda _w, db: vote(db, KODE, Choice.TAKE_BACK)),
    "waive": UseCase(
        Act.WAIVE,
        lambda w, db: waive(db, KODE, "G1-K06", reason="uji", authority="SK 1", until=w.clock.today),
    ),
    "exempt": UseCase(Act.EXEMPT, lambda _w, db: exempt(db, KODE, "G2-K05", reason="uji"), frozenset({Role.ASKOT})),
    "lift": UseCase(Act.EXEMPT, _lift),
    "ratify": UseCase(Act.RATIFY, lambda _w, db: ratify(db, KODE)),
    "monitor": UseCase(
        Act.MONITOR, lambda w, db: monitor(db, KODE, Visit("K-001", w.clock.today, next(w.numbers) % 100))
    ),
    "reopen": UseCase(Act.REOPEN, lambda _w, db: reopen(db, KODE, reason="uji")),
    "repin": UseCase(Act.REPIN, lambda _w, db: repin(db, KODE, reason="uji")),
    "add_evidence": UseCase(
        Act.EVIDENCE, lambda w, db: add_evidence(db, KODE, evidence_file(w), facts(w, "sk_kumuh"))
    ),
    "replace evidence": UseCase(
        Act.EVIDENCE,
        lambda w, db: add_evidence(
            db, KODE, evidence_file(w), facts(w, "sk_kumuh", instead=len(w.state().evidence))
        ),
    ),
    "judge a decree": UseCase(Act.VERIFY, _judge("sk_kumuh"), frozenset({Role.POKJA, Role.KETUA_POKJA})),
    "judge a work plan": UseCase(
        Act.VERIFY, _judge("rencana_kerja_tipp"), frozenset({Role.FASILITATOR, Role.ASKOT})
    ),
    "judge a ratification": UseCase(
        Act.VERIFY, _judge("lembar_pengesahan"), frozenset({Role.LURAH, Role.BKM})
    ),
    "grant": UseCase(Act.GRANT, lambda _w, db: grant_role(db, appointment("baru", Role.AUDITOR))),
    "revoke": UseCase(Act.GRANT, _revoke_a_role),
    "delegate another's seat": UseCase(
        Act.GRANT,
        lambda w, db: delegate(
            db, _seat(w), appointment("wakil", Role.POKJA, last=w.clock.today), letter="090/1"
        ),
        frozenset({Role.ADMINISTRATOR}),
    ),
    "import_rules": UseCase(Act.CONFIGURE, lambda w, db: import_rules(db, KOTA, _rules_file(w))),
    "draft a plan": UseCase(Act.DRAFT, lambda w, db: draft_plan(w, f"p{next(w.numbers)}", database=db)),
    "draft a document": UseCase(
        Act.DRAFT, lambda w, db: draft_document(w, f"d{next(w.numbers)}", database=db)
    ),
    "import a survey": UseCase(
        Act.DRAFT,
        lambda w, db: import_baseline(db, _survey(w), rule=RULE_2018, following=Drafting("survei diimpor ulang")),
    ),
}  # fmt: skip


@pytest.fixture
def staffed(world: World) -> World:
    """A plan in persiapan that could be submitted, and one account for each role, named after it."""
    furnish(world)
    admin = world.as_("admin")
    for role in Role:
        grant_role(admin, appointment(f"uji.{role}", role))
    grant_role(admin, appointment("pengunggah", Role.FASILITATOR))
    prove(world, "sk_kumuh")
    return world


def test_every_act_of_the_table_has_a_use_case() -> None:
    # A seat is delegated by its holder, whom no role makes; see test_granting.
    assert {each.act for each in USE_CASES.values()} == set(Act) - {Act.DELEGATE}


@pytest.mark.parametrize("name", USE_CASES)
def test_every_use_case_asks(staffed: World, name: str) -> None:
    case = USE_CASES[name]
    permitted_roles = case.roles or frozenset(role for role in Role if may(role, case.act))
    for role in Role:
        database = staffed.as_(f"uji.{role}")
        before, events = row_counts(staffed), len(staffed.events())
        try:
            case.call(staffed, database)
            passed, error = True, None
        except NotPermitted as refused:
            passed, error = False, refused
        except NahkodaError:
            passed, error = True, None
        assert passed is (role in permitted_roles), (role, error)
        if case.act is Act.READ:
            assert row_counts(staffed) == before
        ours = [event for event in staffed.events()[events:] if event.actor == database.actor]
        if role is Role.AUDITOR or not passed:
            assert not ours
        for event in ours:
            said = json.loads(event.data).get("oleh")
            if said is None:
                continue
            grant = staffed.grant_of(database.actor)
            # A draft can be of several kelurahan, where somebody may act in several roles.
            assert (said if isinstance(said, list) else [said]) == [
                {
                    "akun": grant.akun,
                    "nama": grant.nama,
                    "jabatan": grant.jabatan,
                    "peran": role.value,
                    "unit": grant.unit,
                    "wilayah": KOTA.text,
                    "surat": "",
                }
            ]
    # Strangers, people of another city, those whose role has ended or not begun, and those whose role was revoked.
    admin, today = staffed.as_("admin"), staffed.clock.today
    if case.act is not Act.GRANT:
        role = next(iter(sorted(permitted_roles)))
        yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
        grant_role(admin, appointment("lain", role, TerritoryCode("35.79")))
        grant_role(admin, appointment("lewat", role, KOTA, date(2026, 1, 1), yesterday))
        grant_role(admin, appointment("belum", role, KOTA, tomorrow))
        ended = grant_role(admin, appointment("dicabut", role, KOTA))
        revoke_role(admin, ended.id, reason="uji")
    for account in ("orang lain", "lain", "lewat", "belum", "dicabut"):
        events = len(staffed.events())
        with pytest.raises(NotPermitted):
            case.call(staffed, staffed.as_(account))
        assert all(event.actor != account for event in staffed.events()[events:])
    check_tables(staffed)


def test_an_auditor_changes_nothing(staffed: World) -> None:
    fulfil(staffed)
    submit_now(staffed)
    database = staffed.as_("auditor")
    for name, case in USE_CASES.items():
        if case.act is Act.READ:
            case.call(staffed, database)
            continue
        if name in ("lift", "revoke") or name.startswith("judge"):
            continue  # others act before it in these; they are covered above
        before = row_counts(staffed), staffed.state()
        with pytest.raises(NotPermitted):
            case.call(staffed, database)
        assert (row_counts(staffed), staffed.state()) == before, name


def test_an_act_keeps_who_did_it_as_it_was(staffed: World) -> None:
    grant = staffed.grant_of("konsultan")
    bring(staffed, "sk_kumuh")
    told = json.loads(staffed.process_events()[-1].data)["oleh"]
    revoke_role(staffed.as_("admin"), grant.id, reason="kontrak berakhir")
    grant_role(
        staffed.as_("admin"), replace(appointment("konsultan", Role.KONSULTAN, KOTA), nama="Nama baru")
    )
    bring(staffed, "sk_kumuh")
    events = [json.loads(each.data)["oleh"] for each in staffed.process_events()[-2:]]
    assert events[0] == told
    assert told["nama"] == grant.nama
    assert events[1]["nama"] == "Nama baru"


def test_people_of_the_tests_have_every_role() -> None:
    assert {*PEOPLE.values(), Role.ADMINISTRATOR} == set(Role)


def test_a_database_does_not_open_again_when_its_last_administrator_goes(world: World) -> None:
    """Nobody may draft without a role then; whoever holds the database names a new administrator, and nobody else."""
    people(world)
    (first,) = [each for each in world.grants() if each.peran is Role.ADMINISTRATOR]
    with pytest.raises(NotEligible, match="another administrator"):
        revoke_role(world.as_("admin"), first.id, reason="Mutasi")
    tomorrow = world.clock.today + timedelta(days=1)
    grant_role(world.as_("admin"), appointment("sementara", Role.ADMINISTRATOR, EVERYWHERE, last=tomorrow))
    revoke_role(world.as_("sementara"), first.id, reason="Mutasi")
    world.clock.turn(days=2)
    with world.as_("siapa pun").read() as unit:
        for act in WITHOUT_ROLES:
            with pytest.raises(NotPermitted):
                permitted(unit, act, KODE, world.clock.today)
    with pytest.raises(NotPermitted):
        grant_role(world.as_("siapa pun"), appointment("siapa pun", Role.KONSULTAN))
    # Before the first administrator's first day nobody administers either, but the clock is behind then.
    world.clock.turn(days=-900)
    with pytest.raises(ClockBehind):
        grant_role(world.as_("siapa pun"), appointment("pengganti", Role.ADMINISTRATOR, EVERYWHERE))
    world.clock.turn(days=900)
    grant_role(world.as_("siapa pun"), appointment("pengganti", Role.ADMINISTRATOR, EVERYWHERE))
    grant_role(world.as_("pengganti"), appointment("siapa pun", Role.KONSULTAN))
