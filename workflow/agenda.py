"""What is due: stages and decisions by their deadlines, evidence and waivers that end, and how each gate stands.

Computed when asked; nothing runs in the background. How a gate stood is kept with exactly what was judged and until
which day it stays so, and not judged again before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.metadata import version
from typing import TypeAlias

from planning.calendar import local_day
from planning.process import DocumentKind, Stage, Status, gate_of
from planning.roles import Act
from planning.territory import TerritoryCode, TerritoryLevel
from store.baselines import baselines_of
from store.canonical import Digest, canonical_bytes, digest_of
from store.database import Database
from store.documents import latest_versions
from store.errors import DatabaseBusy
from store.plans import latest_plans
from store.processes import GateSummary, Process, keep_summary, kept_summaries, processes_in
from store.rt_outlines import outline_sources
from store.territories import name_of, names_below
from store.unit import Unit
from workflow.acting import state_of
from workflow.dossier import read_dossier
from workflow.gate import judge
from workflow.permission import permitted
from workflow.requirements import RuleSet
from workflow.rules import digest_of_rules, effective, pinned


class Matter(StrEnum):
    """What something is due for."""

    TAHAP = "tahap"
    KEPUTUSAN = "keputusan"
    BUKTI = "bukti"
    DIKESAMPINGKAN = "dikesampingkan"


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


Key: TypeAlias = tuple[DocumentKind, str]
"""A document: its kind and the code of its territory."""


def agenda(database: Database, code: TerritoryCode) -> Agenda:
    """The agenda of a territory. Raises `NotPermitted`.

    How gates stand that had to be judged is kept, so that the next one who asks need not wait; that is all it writes.
    """
    with database.read() as unit:
        today = local_day(unit.now, code)
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
        # Whoever is writing now need not make a reader wait or fail: it is judged again the next time.
        with suppress(DatabaseBusy), database.write() as unit:
            for each in work.fresh:
                keep_summary(unit, each)
    return made


def _order(due: Due) -> tuple[date, str, str]:
    return due.day, due.kode, due.what


class _Work:
    """What one agenda reads once for all its documents."""

    def __init__(self, unit: Unit, code: TerritoryCode, today: date) -> None:
        self.unit, self.today = unit, today
        self.fresh: list[GateSummary] = []
        self.processes: Mapping[Key, Process] = {
            (each.kind, each.kode): each for each in processes_in(unit, code)
        }
        self.baselines: dict[str, list[int]] = {}
        named: dict[str, str] = {}
        for each in baselines_of(unit, code, every=True):
            self.baselines.setdefault(each.kode, []).append(each.id)
            if each.name:
                named[each.kode] = each.name
        surveyed = {(DocumentKind.RPLP, kode) for kode in self.baselines}
        keys = self.processes.keys() | surveyed
        self.keys = sorted(keys, key=lambda key: (key[0] is DocumentKind.RPLP, key[1]))
        self.plans = latest_plans(unit, code)
        self.outlines = outline_sources(unit, code)
        self.documents = latest_versions(unit, DocumentKind.RPLP, code)
        above = TerritoryLevel.KABKOTA in (each.level for each in code.parents)
        city = code.at(TerritoryLevel.KABKOTA) if above else code
        self.cities = latest_versions(unit, DocumentKind.RP2KPKP, city)
        for level in (TerritoryLevel.KABKOTA, TerritoryLevel.KELURAHAN):
            named |= names_below(unit, code, level=level)
        self.names = named
        self._rules: dict[str, RuleSet] = {}

    def rules(self, key: Key) -> RuleSet:
        """The rules of a document; those of plans that have not begun are those of their kab/kota or kelurahan."""
        process = self.processes.get(key)
        name = process.rules if process else key[1]
        if name not in self._rules:
            self._rules[name] = (
                pinned(self.unit, process.rules) if process else effective(self.unit, TerritoryCode(key[1]))
            )
        return self._rules[name]

    def lines(self) -> Iterator[PlanLine]:
        inputs = {key: self._inputs(key) for key in self.keys}
        kept = kept_summaries(
            self.unit, [(*key, digest) for key, digest in inputs.items() if digest], self.today
        )
        for key in self.keys:
            process, digest = self.processes.get(key), inputs[key]
            summary: Mapping[str, object] | None = kept.get(key) if digest else None
            if summary is None and digest is not None:
                summary = self._judge(key, digest)
            place = TerritoryCode(key[1])
            yield PlanLine(
                *key,
                self.names.get(key[1], key[1]),
                process.stage if process else Stage.PERSIAPAN,
                process.status if process else Status.DRAFT,
                process.revision if process else 1,
                local_day(process.entered, place) if process else None,
                self._due(process) if process else None,
                summary,
            )

    def _due(self, process: Process) -> date | None:
        days = self.rules((process.kind, process.kode)).tenggat.of(process.stage)
        if days is None:
            return None
        return local_day(process.entered, TerritoryCode(process.kode)) + timedelta(days=days)

    def dues(self) -> Iterator[Due]:
        for key, process in self.processes.items():
            limits = self.rules(key).tenggat
            soon = self.today + timedelta(days=limits.peringatan)
            stage = self._due(process)
            if stage is not None:
                yield self._late(process.kode, Matter.TAHAP, process.stage.value, stage)
            if process.submission is not None:
                day = local_day(process.since, TerritoryCode(process.kode)) + timedelta(days=limits.keputusan)
                yield self._late(process.kode, Matter.KEPUTUSAN, f"pengajuan {process.submission}", day)
            for end in process.ends:
                if end.day <= soon:
                    yield self._late(process.kode, Matter(end.matter), end.what, end.day)

    def _late(self, kode: str, matter: Matter, what: str, day: date) -> Due:
        return Due(kode, matter, what, day, day < self.today)

    def _inputs(self, key: Key) -> Digest | None:
        """What identifies a gate report but for the day: everything that a dossier is read from; None without a gate.

        The plan of a kab/kota is read from all its kelurahan; its report is made when it is asked for.
        """
        process = self.processes.get(key)
        gate = gate_of(process.stage if process else Stage.PERSIAPAN)
        if gate is None or key[0] is DocumentKind.RP2KPKP:
            return None
        plan, document = self.plans.get(key[1]), self.documents.get(key[1])
        return digest_of(
            canonical_bytes(
                {
                    "program": version("nahkoda"),
                    "gerbang": gate.value,
                    "aturan": process.rules if process else digest_of_rules(self.rules(key)),
                    "peristiwa": process.event_id if process else None,
                    "rencana": plan,
                    "dokumen": document,
                    "kota": self.cities.get(TerritoryCode(key[1]).at(TerritoryLevel.KABKOTA).text),
                    "baseline": self.baselines.get(key[1], []),
                    "batas": self.outlines.get(key[1], []),
                }
            )
        )

    def _judge(self, key: Key, inputs: Digest) -> Mapping[str, object]:
        code = TerritoryCode(key[1])
        state = state_of(self.unit, key[0], code)
        gate = gate_of(state.stage)
        assert gate is not None  # noqa: S101 - it has inputs
        day = local_day(self.unit.now, code)
        dossier = read_dossier(self.unit, key[0], code, state, self.rules(key), day)
        summary = judge(dossier, gate).summary
        self.fresh.append(GateSummary(*key, inputs, day, dossier.unchanged_until, summary))
        return summary
