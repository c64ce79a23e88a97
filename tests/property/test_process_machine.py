"""Random lives of a plan against an independent model: what is refused, what happens, and what never may.

Every act is done for real and in the model. Where the model refuses, nothing may have been written; where it does
not, exactly the events that it foretells.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from planning.errors import NahkodaError
from planning.process import Gate
from planning.roles import Role
from tests.property import process_model as model_module
from tests.property.process_model import (
    ACTIVITIES,
    CODES,
    DRAFT,
    EXEMPTS,
    OF_ACTIVITIES,
    PER_ACTIVITY,
    POKJA,
    STAGES,
    SUBMITTED,
    TEAM,
    VERIFIES,
    WAIVABLE,
    Model,
    Paper,
    Seat,
)
from tests.workflow.history import check_history, shown
from tests.workflow.processes import (
    CHAIR,
    KODE,
    MEMBERS,
    World,
    appointment,
    bring,
    check_tables,
    draft_document,
    draft_plan,
    furnish,
    row_counts,
    see,
    stand_in,
)
from workflow.deciding import vote
from workflow.evidencing import judge_evidence
from workflow.granting import grant_role, revoke_role
from workflow.payloads import Choice, Mutu
from workflow.ratifying import ratify
from workflow.revising import reopen
from workflow.ruling import exempt, lift, waive
from workflow.submitting import submit, withdraw

SEATED = (CHAIR, *MEMBERS)
ACCOUNTS = (
    "konsultan",
    "fasilitator",
    "askot",
    "lurah",
    "bkm",
    "auditor",
    *SEATED,
    "wakil.a",
    "wakil.b",
    "orang",
)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: a failure already names the act and the events, and shrinking takes minutes here."""
KINDS = tuple(VERIFIES)
accounts = st.sampled_from(ACCOUNTS)
subjects = st.lists(st.sampled_from(ACTIVITIES), max_size=3, unique=True).map(tuple)
reasons = st.sampled_from(("sebab", "sebab", "sebab", " "))


def usually(*names: str) -> st.SearchStrategy[str]:
    """Mostly somebody who may, sometimes anybody."""
    return st.one_of(st.sampled_from(names), st.sampled_from(names), accounts)


ACTS: dict[str, tuple[int, dict[str, st.SearchStrategy[Any]]]] = {
    "mend": (12, {"whole": st.booleans()}),
    "submit": (
        12,
        {"account": usually("konsultan"), "gate": st.sampled_from((None, None, None, None, 0, 1, 2, 3))},
    ),
    "vote": (
        22,
        {
            "account": usually(*SEATED, "wakil.a", "wakil.b"),
            "choice": st.sampled_from((*[Choice.APPROVE] * 5, Choice.RETURN, *Choice)),
            "reason": reasons,
        },
    ),
    "vote_on_nothing": (1, {"account": usually(*SEATED)}),
    "withdraw": (2, {"account": usually("konsultan")}),
    "reopen": (3, {"account": usually(CHAIR), "reason": reasons}),
    "bring": (
        6,
        {
            "account": usually("konsultan"),
            "kind": st.sampled_from(KINDS),
            "about": subjects,
            "days": st.sampled_from((None, None, 0, 5, 30)),
            "instead": st.one_of(st.none(), st.integers(0, 12)),
        },
    ),
    "judge": (
        7,
        {
            "account": usually("askot", "lurah", CHAIR),
            "number": st.integers(0, 12),
            "accepted": st.booleans(),
            "note": reasons,
        },
    ),
    "ratify": (3, {"account": usually("lurah", "bkm")}),
    "monitor": (
        4,
        {
            "account": usually("fasilitator", "askot"),
            "kode": st.sampled_from(ACTIVITIES),
            "mutu": st.sampled_from(Mutu),
        },
    ),
    "waive": (
        4,
        {
            "account": usually(CHAIR),
            "code": st.sampled_from((*sorted(WAIVABLE), *CODES)),
            "subject": st.sampled_from(("", "", *ACTIVITIES)),
            "days": st.sampled_from((-1, 0, 3, 30)),
            "reason": reasons,
            "authority": reasons,
        },
    ),
    "exempt": (
        3,
        {
            "account": usually("askot", CHAIR),
            "code": st.sampled_from(CODES),
            "subject": st.sampled_from(("", *ACTIVITIES)),
            "reason": reasons,
        },
    ),
    "lift": (3, {"account": usually(CHAIR), "at": st.integers(0, 5), "reason": reasons}),
    "import_plan": (4, {"account": usually("konsultan", "fasilitator"), "again": st.booleans()}),
    "regenerate": (3, {"account": usually("konsultan", "fasilitator"), "again": st.booleans()}),
    "delegate": (
        6,
        {
            "by": st.sampled_from((None, None, *SEATED, "admin", "konsultan")),
            "at": st.integers(0, 20),
            "to": st.sampled_from(("wakil.a", "wakil.b", "konsultan", *SEATED)),
            "days": st.sampled_from((-1, 0, 5, 60)),
            "letter": reasons,
        },
    ),
    "join": (3, {"account": st.sampled_from((*SEATED, "orang")), "days": st.sampled_from((0, 3, 20))}),
    "revoke": (
        3,
        {"by": st.sampled_from(("admin", "admin", CHAIR)), "at": st.integers(0, 20), "reason": reasons},
    ),
    "wait": (7, {"minutes": st.sampled_from((1, 600, 1_440, 2_880, 5_760, 50_000))}),
    "another_clock": (1, {"minutes": st.integers(1, 4)}),
}
"""Every act with how often it is tried and what with."""
STEPS = st.sampled_from([name for name, (often, _with) in ACTS.items() for _ in range(often)]).flatmap(
    lambda name: st.tuples(st.just(name), st.fixed_dictionaries(ACTS[name][1]))
)


class ProcessMachine(RuleBasedStateMachine):
    """One plan, its people, and time."""

    fresh: Callable[[], tuple[str, Path]]

    def __init__(self) -> None:
        super().__init__()
        url, self.home = type(self).fresh()
        self.world = World(url, self.home)
        furnish(self.world)
        roles = {
            each.id: Seat(each.id, each.akun, each.peran.value, each.unit, each.mulai, each.sampai)
            for each in self.world.grants()
        }
        self.model = Model(self.world.clock.today, roles)
        self.texts = iter(range(1_000_000))
        self.last = len(self.world.events())
        self.failed = False

    def teardown(self) -> None:
        try:
            # The whole history at the end says as much as after every step, and is read once.
            if not self.failed:
                check_history(self.world.as_("auditor"), KODE)
        finally:
            self.world.close()
            shutil.rmtree(self.home, ignore_errors=True)

    def act(self, allowed: bool, kinds: Callable[[], list[str]], call: Callable[[], Any]) -> Any:
        """Do an act: what the model refuses is refused and leaves nothing, all else makes the events it foretells."""
        before = None if allowed else row_counts(self.world)
        try:
            done = call()
        except NahkodaError as error:
            if allowed:
                raise AssertionError(f"refused, but legal: {error}") from error
            assert row_counts(self.world) == before, "a refused act left something behind"
            return None
        new = self.world.events(self.last)
        self.last += len(new)
        assert allowed, f"done, but illegal: {shown(new)}"
        foretold = kinds()
        assert [each.kind.value for each in new] == foretold, shown(new)
        return done

    @rule(step=STEPS)
    def step(self, step: tuple[str, dict[str, Any]]) -> None:
        """One act. Not a rule for each: Hypothesis would leave whole kinds of acts out of an example."""
        name, arguments = step
        self.failed = True
        getattr(self, name)(**arguments)
        self.failed = False

    # The way of a plan

    @initialize(gates=st.sampled_from((0, 0, 1, 2, 2, 3, 4)))
    def begin(self, gates: int) -> None:
        """Start somewhere on the way, so that late stages are reached."""
        for _ in range(gates):
            self.mend(whole=True)
            self.submit("konsultan", None)
            for member in (CHAIR, MEMBERS[0]):
                self.vote(member, Choice.APPROVE, "")
        assert self.model.stage == gates

    def mend(self, whole: bool) -> None:
        """Give the gate of the stage all that it lacks, or the first part of it for a few days."""
        gate = self.model.stage
        if gate == len(STAGES) - 1:
            return
        for code in list(self.model.lacking(gate)):
            match code:
                case "G1-K01":
                    self._prove("sk_kumuh", (), CHAIR, None if whole else 3)
                case "G1-K06" if not whole:
                    self.waive(CHAIR, code, "", 3, "sebab", "SK 1")
                case "G1-K06":
                    self._prove("rencana_kerja_tipp", (), "askot", None if whole else 3)
                case "G2-K04":
                    for account in ("lurah", "bkm"):
                        self.ratify(account)
                case "G4-K06":
                    self._prove("ba_luas_kumuh", (), MEMBERS[2], None if whole else 3)
                case "kegiatan" if gate == model_module.G2:
                    self._prove(
                        "gambar_ded", ACTIVITIES if whole else ACTIVITIES[::2], "askot", None if whole else 3
                    )
                case "kegiatan" if gate == model_module.G3:
                    for kode in self.model.scope(gate):
                        self.monitor("fasilitator", kode, Mutu.SESUAI)
                case "kegiatan":
                    self._prove("formulir_uji_petik", ACTIVITIES, "askot", None if whole else 3)
            if not whole:
                return

    def _prove(self, kind: str, about: tuple[str, ...], judge: str, days: int | None) -> None:
        # What is given in parts holds for some days only, so that time can undo it.
        self.bring("fasilitator" if judge == "askot" else "konsultan", kind, about, days, None)
        self.judge(judge, len(self.model.papers) - 1, True, "")

    def submit(self, account: str, gate: int | None) -> None:
        made = self.model.may_submit(account, gate)

        def happen() -> list[str]:
            assert made is not None
            self.model.open, self.model.status = made, SUBMITTED
            self.model.submissions += 1
            return self.model.did("plan.submitted")

        wanted = None if gate is None else list(Gate)[gate]
        receipt = self.act(
            made is not None, happen, lambda: submit(self.world.as_(account), KODE, gate=wanted)
        )
        if receipt is not None and made is not None:
            submitted = receipt.state.open.submitted
            assert submitted.kegiatan == made.ready
            assert set(submitted.penyusun) == made.preparers
            assert {each.kursi for each in submitted.kursi} == set(made.seats)

    def vote(self, account: str, choice: Choice, reason: str) -> None:
        if self.model.open is None:
            return
        seat = self.model.may_vote(account, choice.value)
        needs = choice in (Choice.RETURN, Choice.RECUSE)
        allowed = seat is not None and bool(reason.strip() or not needs)
        self.act(
            allowed,
            lambda: self.model.vote(account, choice.value, seat or 0),
            lambda: vote(self.world.as_(account), KODE, choice, reason=reason),
        )

    def vote_on_nothing(self, account: str) -> None:
        if self.model.open is None:
            self.act(False, list, lambda: vote(self.world.as_(account), KODE, Choice.APPROVE))

    def withdraw(self, account: str) -> None:
        allowed = self.model.open is not None and self.model.has(account, *TEAM, "askot")

        def happen() -> list[str]:
            self.model.open, self.model.status = None, DRAFT
            return self.model.did("submission.withdrawn")

        self.act(allowed, happen, lambda: withdraw(self.world.as_(account), KODE, reason="sebab"))

    def reopen(self, account: str, reason: str) -> None:
        model = self.model
        allowed = (
            model.has(account, "ketua_pokja")
            and model.stage >= 2
            and model.open is None
            and bool(reason.strip())
        )

        def happen() -> list[str]:
            model.stage, model.status, model.revision = 1, DRAFT, model.revision + 1
            return model.did("planning.reopened")

        self.act(allowed, happen, lambda: reopen(self.world.as_(account), KODE, reason=reason))

    # Evidence

    def bring(
        self, account: str, kind: str, about: tuple[str, ...], days: int | None, instead: int | None
    ) -> None:
        model = self.model
        about = about if kind in PER_ACTIVITY else ()
        until = None if days is None else model.today + timedelta(days=days)
        old = None if instead is None or instead >= len(model.papers) else model.papers[instead]
        fits = instead is None or (old is not None and not old.replaced and old.kind == kind)
        allowed = fits and model.has(account, *TEAM, *POKJA, "askot", "lurah", "bkm")

        def happen() -> list[str]:
            model.papers.append(Paper(kind, about, account, until, model.revision))
            if instead is not None:
                model.papers[instead].replaced = True
            return model.did("evidence.added")

        self.act(
            allowed,
            happen,
            lambda: bring(
                self.world, kind, by=account, subjects=about, until=until,
                instead=None if instead is None else instead + 1,
            ),
        )  # fmt: skip

    def judge(self, account: str, number: int, accepted: bool, note: str) -> None:
        model = self.model
        number = number % max(len(model.papers), 1) if number < 12 else number
        paper = model.papers[number] if number < len(model.papers) else None
        allowed = (
            paper is not None
            and not paper.replaced
            and paper.by != account
            and (accepted or bool(note.strip()))
            and model.has(account, *VERIFIES[paper.kind])
        )

        def happen() -> list[str]:
            assert paper is not None
            paper.verdict = accepted
            return model.did("evidence.judged")

        self.act(
            allowed,
            happen,
            lambda: judge_evidence(self.world.as_(account), KODE, number + 1, accepted=accepted, note=note),
        )

    def ratify(self, account: str) -> None:
        model = self.model

        def happen() -> list[str]:
            model.ratified.append((account, model.document, model.revision))
            return model.did("document.ratified")

        done = (account, model.document, model.revision) in model.ratified
        allowed = model.has(account, "lurah", "bkm") and not done
        self.act(allowed, happen, lambda: ratify(self.world.as_(account), KODE))

    def monitor(self, account: str, kode: str, mutu: Mutu) -> None:
        model = self.model

        def happen() -> list[str]:
            records = model.seen.setdefault(kode, [])
            records.append((model.today, mutu.value, next(self.texts)))
            model.visitors.add(account)
            return model.did("work.monitored")

        self.act(
            model.has(account, *TEAM, "askot"), happen, lambda: see(self.world, kode, mutu=mutu, by=account)
        )

    # Rulings

    def waive(self, account: str, code: str, subject: str, days: int, reason: str, authority: str) -> None:
        model, until = self.model, self.model.today + timedelta(days=days)
        allowed = (
            model.has(account, "ketua_pokja")
            and code in WAIVABLE
            and not subject
            and days >= 0
            and bool(reason.strip() and authority.strip())
        )

        def happen() -> list[str]:
            self._rule(
                (code, subject), ("dikesampingkan", until, (model.revision, account, reason, authority))
            )
            return model.did("requirement.ruled")

        self.act(
            allowed,
            happen,
            lambda: waive(
                self.world.as_(account), KODE, code, subject=subject, reason=reason, authority=authority,
                until=until,
            ),
        )  # fmt: skip

    def exempt(self, account: str, code: str, subject: str, reason: str) -> None:
        model = self.model
        allowed = (
            model.has(account, *EXEMPTS[code])
            and (not subject or code in OF_ACTIVITIES)
            and bool(reason.strip())
        )

        def happen() -> list[str]:
            self._rule((code, subject), ("tidak_berlaku", None, (model.revision, account, reason)))
            return model.did("requirement.ruled")

        self.act(
            allowed,
            happen,
            lambda: exempt(self.world.as_(account), KODE, code, subject=subject, reason=reason),
        )

    def _rule(self, key: tuple[str, str], said: tuple[str, Any, tuple[object, ...]]) -> None:
        self.model.rulings.pop(key, None)
        self.model.rulings[key] = said

    def lift(self, account: str, at: int, reason: str) -> None:
        model = self.model
        keys = list(model.rulings)
        key = keys[at % len(keys)] if at < 5 and keys else ("G1-K01", "K-009")

        def happen() -> list[str]:
            del model.rulings[key]
            return model.did("requirement.ruled")

        waived = key in model.rulings and model.rulings[key][0] == "dikesampingkan"
        may = model.has(account, "ketua_pokja", *(() if waived else ("askot",)))
        allowed = may and key in model.rulings and bool(reason.strip())
        self.act(
            allowed,
            happen,
            lambda: lift(self.world.as_(account), KODE, key[0], subject=key[1], reason=reason),
        )

    # Drafts

    def import_plan(self, account: str, again: bool) -> None:
        model = self.model
        remark = model.plan if again else f"catatan {next(self.texts)}"
        closed = bool(model.acts) and model.stage >= 2

        def happen() -> list[str]:
            if again:
                return model.did()
            model.plan, model.plans = remark, model.plans + 1
            model.plan_by.add(account)
            return [*model.did(), "plan.imported"]

        self.act(
            model.has(account, *TEAM) and not closed,
            happen,
            lambda: draft_plan(self.world, remark, by=account),
        )

    def regenerate(self, account: str, again: bool) -> None:
        model = self.model
        text = model.documents[0] if again else f"naskah {next(self.texts)}"

        def happen() -> list[str]:
            if text not in model.documents:
                model.documents.append(text)
                model.document, model.document_by = text, account
            return [*model.did(), "document.rendered"]

        self.act(model.has(account, *TEAM), happen, lambda: draft_document(self.world, text, by=account))

    # People and time

    def delegate(self, by: str | None, at: int, to: str, days: int, letter: str) -> None:
        model = self.model
        seats = [each for each in model.roles.values() if each.peran in POKJA]
        seat = seats[at % len(seats)]
        by = by or seat.akun
        last = model.today + timedelta(days=days)
        allowed = (
            (by == "admin" or (by == seat.akun and model.has(by, *POKJA)))
            and not seat.revoked
            and seat.stands_for is None
            and (seat.sampai is None or last <= seat.sampai)
            and to != seat.akun
            and days >= 0
            and bool(letter.strip())
        )
        same = any(
            (each.akun, each.stands_for, each.mulai, each.sampai) == (to, seat.id, model.today, last)
            for each in model.roles.values()
            if not each.revoked
        )
        grant = self.act(
            allowed,
            lambda: [] if same else ["role.granted"],
            lambda: stand_in(self.world, seat.id, to, by=by, last=last, letter=letter),
        )
        if grant is not None and not same:
            assert (grant.peran, grant.unit, grant.represents) == (seat.peran, seat.unit, seat.id)
            model.roles[grant.id] = Seat(grant.id, to, seat.peran, seat.unit, model.today, last, seat.id)

    def join(self, account: str, days: int) -> None:
        """Somebody joins Pokja for some days."""
        last = self.model.today + timedelta(days=days)
        to = appointment(account, Role.POKJA, first=self.model.today, last=last)
        same = any(
            (each.akun, each.peran, each.mulai, each.sampai) == (account, "pokja", to.mulai, last)
            for each in self.model.roles.values()
            if each.stands_for is None and not each.revoked
        )
        grant = self.act(
            True,
            lambda: [] if same else ["role.granted"],
            lambda: grant_role(self.world.as_("admin"), to),
        )
        if not same:
            self.model.roles[grant.id] = Seat(grant.id, account, "pokja", to.unit, to.mulai, last)

    def revoke(self, by: str, at: int, reason: str) -> None:
        model = self.model
        seats = [each for each in model.roles.values() if each.peran in POKJA]
        seat = seats[at % len(seats)]
        # The first chair stays mostly, else nothing is decided any more.
        if seat.akun == CHAIR and seat.stands_for is None and at != 20:
            return

        def happen() -> list[str]:
            for each in model.roles.values():
                each.revoked |= seat.id in (each.id, each.stands_for)
            return ["role.revoked"]

        allowed = by == "admin" and not seat.revoked and bool(reason.strip())
        self.act(allowed, happen, lambda: revoke_role(self.world.as_(by), seat.id, reason=reason))

    def wait(self, minutes: int) -> None:
        """Time passes: evidence, waivers and roles run out."""
        self.world.clock.turn(minutes=minutes)
        self.model.today = self.world.clock.today

    def another_clock(self, minutes: int) -> None:
        """Another computer's clock stands a little behind."""
        before = self.world.clock.now
        self.world.clock.now = max(each.at for each in self.world.events()) - timedelta(minutes=minutes)
        if self.world.clock.today != self.model.today:
            self.world.clock.now = before

    # What never may be otherwise

    @invariant()
    def same_as_the_model(self) -> None:
        state, model = check_tables(self.world), self.model
        assert (state.stage.value, state.position.status.value) == (STAGES[model.stage], model.status)
        assert (state.revision, state.version) == (model.revision, len(model.acts))
        assert (state.open is None) == (model.open is None)
        if state.open is not None and model.open is not None:
            votes = {seat: (each.suara.value, each.oleh.akun) for seat, each in state.open.votes.items()}
            assert votes == model.open.votes
        through = {int(gate.value[1:]) - 1: set(codes) for gate, codes in state.passed.items()}
        assert {gate: codes for gate, codes in through.items() if codes} == {
            gate: set(codes) for gate, codes in model.passed.items() if codes
        }
        assert len(state.evidence) == len(model.papers)
        assert set(state.rulings) == set(model.rulings)


def _run(fresh: Callable[[], tuple[str, Path]], *, examples: int, steps: int) -> None:
    class Here(ProcessMachine):
        pass

    Here.fresh = staticmethod(fresh)
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=PHASES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    def fresh() -> tuple[str, Path]:
        home = Path(tempfile.mkdtemp(dir=tmp_path))
        shutil.copyfile(sqlite_template, home / "nahkoda.db")
        return f"sqlite:///{home / 'nahkoda.db'}", home

    _run(fresh, examples=28, steps=50)


@pytest.mark.slow
def test_on_postgresql(make_postgresql: Callable[[bool], str], tmp_path: Path) -> None:
    def fresh() -> tuple[str, Path]:
        return make_postgresql(True), Path(tempfile.mkdtemp(dir=tmp_path))

    _run(fresh, examples=6, steps=30)
