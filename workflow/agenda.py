"""What is due: stages and decisions by their deadlines, evidence and waivers that end, and how each gate stands.

Computed when asked; nothing runs in the background. A gate report that was kept for exactly the same inputs is not
made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.metadata import version

from planning.plain import Plain
from planning.process import DocumentKind, Stage, Status, gate_of
from planning.roles import Act
from planning.territory import TerritoryCode, TerritoryLevel
from store.baselines import baselines_of
from store.canonical import Digest, canonical_bytes, digest_of
from store.database import Database
from store.documents import latest_version
from store.events import events_about
from store.plans import latest_plan
from store.processes import Process, keep_report, kept_reports, processes_in, subject_of
from store.territories import name_of, names_below
from store.unit import Unit
from workflow.acting import today_of
from workflow.dossier import read_dossier
from workflow.gate import judge
from workflow.payloads import Ruling
from workflow.permission import permitted
from workflow.report import report_plain
from workflow.requirements import RuleSet
from workflow.rules import digest_of_rules, effective, pinned
from workflow.state import ProcessState, fold
from workflow.submitting import JSON


class Matter(StrEnum):
    """What something is due for."""

    TAHAP = "tahap"
    KEPUTUSAN = "keputusan"
    BUKTI = "bukti"
    PENGECUALIAN = "pengecualian"


@dataclass(frozen=True)
class Due:
    """Something with a last day; `late` when the day is over."""

    kode: str
    matter: Matter
    what: str
    day: date
    late: bool


@dataclass(frozen=True)
class PlanLine:
    """One document of a territory: where it stands, since when and until when, and how its gate stands.

    summary  of the gate report; None in the last stage
    """

    kind: DocumentKind
    kode: str
    nama: str
    stage: Stage
    status: Status
    revision: int
    since: date | None
    due: date | None
    summary: Mapping[str, object] | None


@dataclass(frozen=True)
class Agenda:
    """All documents of a territory that have a survey or have begun, and what is due, earliest first."""

    code: TerritoryCode
    name: str
    today: date
    plans: tuple[PlanLine, ...]
    dues: tuple[Due, ...]


def agenda(database: Database, code: TerritoryCode) -> Agenda:
    """The agenda of a territory. Raises `NotPermitted`.

    Gate reports that had to be made are kept, so that the next one who asks need not wait; that is all it writes.
    """
    with database.read() as unit:
        today = today_of(unit)
        permitted(unit, Act.READ, code, today)
        work = _Work(unit, code, today)
        made = Agenda(
            code,
            name_of(unit, code) or code.text,
            today,
            tuple(work.lines()),
            tuple(sorted(work.dues(), key=_order)),
        )
    if work.fresh:
        with database.write() as unit:
            for each in work.fresh:
                stored = unit.blobs.put(canonical_bytes(each.report), JSON)
                keep_report(
                    unit, each.kind, each.kode, inputs=each.inputs, report=stored, summary=each.summary
                )
    return made


def _order(due: Due) -> tuple[date, str, str]:
    return due.day, due.kode, due.what


@dataclass(frozen=True)
class _Fresh:
    """A report that was made and not kept yet."""

    kind: DocumentKind
    kode: str
    inputs: Digest
    report: dict[str, Plain]
    summary: dict[str, Plain]


class _Work:
    """What one agenda reads once for all its documents."""

    def __init__(self, unit: Unit, code: TerritoryCode, today: date) -> None:
        self.unit, self.today = unit, today
        self.fresh: list[_Fresh] = []
        begun = {(each.kind, each.kode): each for each in processes_in(unit, code)}
        surveyed = {(DocumentKind.RPLP, each.kode) for each in baselines_of(unit, code)}
        self.keys = sorted(begun.keys() | surveyed, key=lambda key: (key[0] is DocumentKind.RPLP, key[1]))
        self.processes: Mapping[tuple[DocumentKind, str], Process] = begun
        subjects = {subject_of(*key): key for key in begun}
        events = events_about(unit, subjects)
        self.states = {key: fold(key[0], key[1], events[subject]) for subject, key in subjects.items()}
        self.names = names_below(unit, code, level=TerritoryLevel.KELURAHAN)
        self._rules: dict[str, RuleSet] = {}

    def state(self, key: tuple[DocumentKind, str]) -> ProcessState:
        return self.states.get(key) or ProcessState(*key)

    def rules(self, state: ProcessState) -> RuleSet:
        # Plans that have not begun follow their city; a city's plans mostly share one rule set.
        name = state.rules or state.kode[:5]
        if name not in self._rules:
            self._rules[name] = (
                pinned(self.unit, state.rules)
                if state.rules
                else effective(self.unit, TerritoryCode(state.kode))
            )
        return self._rules[name]

    def lines(self) -> Iterator[PlanLine]:
        inputs = {key: self._inputs(key) for key in self.keys}
        kept = kept_reports(self.unit, [(*key, digest) for key, digest in inputs.items() if digest])
        for key in self.keys:
            state = self.state(key)
            digest = inputs[key]
            summary: Mapping[str, object] | None = kept.get(key) if digest else None
            if summary is None and digest is not None:
                summary = self._judge(key, state, digest)
            yield PlanLine(
                *key,
                self.names.get(key[1], key[1]),
                state.stage,
                state.position.status,
                state.revision,
                state.entered.date() if state.entered else None,
                self._due(state),
                summary,
            )

    def _due(self, state: ProcessState) -> date | None:
        days = self.rules(state).tenggat.of(state.stage)
        if state.entered is None or days is None:
            return None
        return state.entered.date() + timedelta(days=days)

    def dues(self) -> Iterator[Due]:
        for key in self.keys:
            state = self.state(key)
            limits = self.rules(state).tenggat
            soon = self.today + timedelta(days=limits.peringatan)
            stage = self._due(state)
            if stage is not None:
                yield self._late(state.kode, Matter.TAHAP, state.stage.value, stage)
            if state.open is not None:
                day = state.open.at.date() + timedelta(days=limits.keputusan)
                yield self._late(state.kode, Matter.KEPUTUSAN, f"pengajuan {state.open.number}", day)
            for evidence in state.evidence.values():
                until = evidence.added.berlaku_sampai
                if until and until <= soon and evidence.replaced_by is None:
                    yield self._late(
                        state.kode, Matter.BUKTI, f"{evidence.added.jenis} ({evidence.number})", until
                    )
            for ruling in state.rulings.values():
                if ruling.putusan is Ruling.WAIVED and ruling.sampai and ruling.sampai <= soon:
                    yield self._late(
                        state.kode,
                        Matter.PENGECUALIAN,
                        f"{ruling.syarat} {ruling.subjek}".strip(),
                        ruling.sampai,
                    )

    def _late(self, kode: str, matter: Matter, what: str, day: date) -> Due:
        return Due(kode, matter, what, day, day < self.today)

    def _inputs(self, key: tuple[DocumentKind, str]) -> Digest | None:
        """What identifies a gate report: everything that a dossier is read from, and the day; None without a gate."""
        state = self.state(key)
        gate = gate_of(state.stage)
        if gate is None or key[0] is DocumentKind.RP2KPKP:
            return None
        code = TerritoryCode(key[1])
        plan = latest_plan(self.unit, code)
        document = latest_version(self.unit, key[0], code)
        return digest_of(
            canonical_bytes(
                {
                    "program": version("nahkoda"),
                    "gerbang": gate.value,
                    "tanggal": self.today.isoformat(),
                    "aturan": digest_of_rules(self.rules(state)),
                    "peristiwa": state.version,
                    "rencana": plan.id if plan else None,
                    "dokumen": [document.id, dict(document.files)] if document else None,
                    "baseline": [each.id for each in baselines_of(self.unit, code, every=True)],
                }
            )
        )

    def _judge(
        self, key: tuple[DocumentKind, str], state: ProcessState, inputs: Digest
    ) -> Mapping[str, object]:
        gate = gate_of(state.stage)
        assert gate is not None  # noqa: S101 - it has inputs
        code = TerritoryCode(key[1])
        report = judge(read_dossier(self.unit, key[0], code, state, self.rules(state), self.today), gate)
        self.fresh.append(_Fresh(*key, inputs, report_plain(report), report.summary))
        return report.summary
