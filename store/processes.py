"""Where the process of each document stands: one row that follows its events, and how its gates stood."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, tuple_

from planning.process import DocumentKind, Stage, Status
from planning.territory import TerritoryCode
from store.bulk import in_chunks
from store.canonical import Digest, JsonValue, canonical_text
from store.tables import GateSummaryRow, ProcessRow
from store.territories import lies_in
from store.unit import Unit

_INPUTS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class End:
    """Something of a process that runs out on a day: `matter` its kind, `what` names it."""

    matter: str
    what: str
    day: date


@dataclass(frozen=True, slots=True)
class Process:
    """Where one document stands.

    version     number of its events
    rules       the rule set that it is judged by
    since       when it entered its stage and status, and `entered` its stage
    submission  number of the open one
    ends        what runs out on a day
    event_id    its last event
    """

    kind: DocumentKind
    kode: str
    stage: Stage
    status: Status
    revision: int
    version: int
    rules: Digest
    since: datetime
    entered: datetime
    submission: int | None
    ends: tuple[End, ...]
    event_id: int


def subject_of(kind: DocumentKind, code: str) -> str:
    """What the events of a process are about."""
    return f"process/{kind}/{code}"


def processes_in(unit: Unit, code: TerritoryCode) -> tuple[Process, ...]:
    """Every document of a territory and below that has begun, by kind and code."""
    rows = unit.session.scalars(
        select(ProcessRow)
        .where(lies_in(ProcessRow.kode, code))
        .order_by(ProcessRow.kind.desc(), ProcessRow.kode)
    )
    return tuple(map(_process, rows))


def processes_at(unit: Unit, codes: Collection[TerritoryCode]) -> tuple[Process, ...]:
    """Every document of exactly these territories that has begun, in the order of codes."""
    found: list[Process] = []
    for chunk in in_chunks(sorted(code.text for code in codes), _INPUTS_AT_ONCE):
        rows = unit.session.scalars(
            select(ProcessRow).where(ProcessRow.kode.in_(chunk)).order_by(ProcessRow.kode),
            execution_options={"populate_existing": True},
        )
        found += map(_process, rows)
    return tuple(found)


def save_process(unit: Unit, process: Process) -> None:
    """Store where a document stands after its newest event, which is stored before."""
    row = unit.session.get(ProcessRow, (process.kind.value, process.kode))
    if row is None:
        row = ProcessRow(kind=process.kind.value, kode=process.kode)
        unit.session.add(row)
    row.stage, row.status = process.stage.value, process.status.value
    row.revision, row.version = process.revision, process.version
    row.rules_sha256, row.since, row.entered = process.rules, process.since, process.entered
    row.submission, row.event_id = process.submission, process.event_id
    row.ends = canonical_text([[end.matter, end.what, end.day.isoformat()] for end in process.ends])
    unit.session.flush()


@dataclass(frozen=True, slots=True)
class GateSummary:
    """How a gate report came out for exactly these inputs on a day, and until which day it stays so; None: always."""

    kind: DocumentKind
    kode: str
    inputs: Digest
    day: date
    until: date | None
    counts: Mapping[str, JsonValue]


def keep_summary(unit: Unit, summary: GateSummary) -> None:
    """Store how the gate report of a document came out, instead of what was stored before."""
    unit.lock("gate_summary", summary.kind, summary.kode)
    row = unit.session.get(GateSummaryRow, (summary.kind.value, summary.kode), populate_existing=True)
    if row is None:
        row = GateSummaryRow(kind=summary.kind.value, kode=summary.kode)
        unit.session.add(row)
    row.inputs_sha256, row.day, row.until = summary.inputs, summary.day, summary.until
    row.summary, row.made_at = canonical_text(summary.counts), unit.now
    unit.session.flush()


def kept_summaries(
    unit: Unit, inputs: Iterable[tuple[DocumentKind, str, Digest]], today: date
) -> dict[tuple[DocumentKind, str], dict[str, JsonValue]]:
    """The counts of the gate reports that were made of exactly these inputs and are true on a day."""
    wanted = [(kind.value, code, digest) for kind, code, digest in inputs]
    found: dict[tuple[DocumentKind, str], dict[str, JsonValue]] = {}
    for chunk in in_chunks(wanted, _INPUTS_AT_ONCE):
        rows = unit.session.execute(
            select(GateSummaryRow.kind, GateSummaryRow.kode, GateSummaryRow.summary).where(
                tuple_(GateSummaryRow.kind, GateSummaryRow.kode, GateSummaryRow.inputs_sha256).in_(chunk),
                GateSummaryRow.day <= today,
                or_(GateSummaryRow.until.is_(None), GateSummaryRow.until >= today),
            )
        )
        found.update({(DocumentKind(kind), code): json.loads(counts) for kind, code, counts in rows})
    return found


def _process(row: ProcessRow) -> Process:
    return Process(
        DocumentKind(row.kind),
        row.kode,
        Stage(row.stage),
        Status(row.status),
        row.revision,
        row.version,
        Digest(row.rules_sha256),
        row.since,
        row.entered,
        row.submission,
        tuple(End(matter, what, date.fromisoformat(day)) for matter, what, day in json.loads(row.ends)),
        row.event_id,
    )
