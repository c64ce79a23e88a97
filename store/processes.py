"""Where the process of each document stands: one row that follows its events, and the reports of its gates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_

from planning.process import DocumentKind, Stage, Status
from planning.territory import TerritoryCode
from store.bulk import insert_missing
from store.canonical import Digest, JsonValue, canonical_text
from store.tables import GateReportRow, ProcessRow
from store.territories import lies_in
from store.unit import Unit


@dataclass(frozen=True, slots=True)
class Process:
    """Where one document stands.

    version   number of its events
    rules     the rule set that it is judged by
    since     when it entered its stage and status
    event_id  its last event
    """

    kind: DocumentKind
    kode: str
    stage: Stage
    status: Status
    revision: int
    version: int
    rules: Digest
    since: datetime
    event_id: int


def subject_of(kind: DocumentKind, code: str) -> str:
    """What the events of a process are about."""
    return f"process/{kind}/{code}"


def process_of(unit: Unit, kind: DocumentKind, code: TerritoryCode) -> Process | None:
    """Where a document stands; None before its first act."""
    row = unit.session.get(ProcessRow, (kind.value, code.text))
    return None if row is None else _process(row)


def processes_in(unit: Unit, code: TerritoryCode) -> tuple[Process, ...]:
    """Every document of a territory and below that has begun, by kind and code."""
    rows = unit.session.scalars(
        select(ProcessRow)
        .where(lies_in(ProcessRow.kode, code))
        .order_by(ProcessRow.kind.desc(), ProcessRow.kode)
    )
    return tuple(map(_process, rows))


def save_process(unit: Unit, process: Process) -> None:
    """Store where a document stands after its newest event, which is stored before."""
    row = unit.session.get(ProcessRow, (process.kind.value, process.kode))
    if row is None:
        row = ProcessRow(kind=process.kind.value, kode=process.kode)
        unit.session.add(row)
    row.stage, row.status = process.stage.value, process.status.value
    row.revision, row.version = process.revision, process.version
    row.rules_sha256, row.since, row.event_id = process.rules, process.since, process.event_id
    unit.session.flush()


def keep_report(
    unit: Unit,
    kind: DocumentKind,
    code: str,
    *,
    inputs: Digest,
    report: Digest,
    summary: Mapping[str, JsonValue],
) -> None:
    """Note how a gate came out for exactly these inputs; `report` is a stored blob. Once is enough."""
    insert_missing(
        unit.session,
        GateReportRow,
        {
            "kind": kind.value,
            "kode": code,
            "inputs_sha256": inputs,
            "report_sha256": report,
            "summary": canonical_text(summary),
            "made_at": unit.now,
        },
    )


def kept_reports(
    unit: Unit, inputs: Iterable[tuple[DocumentKind, str, Digest]]
) -> dict[tuple[DocumentKind, str], dict[str, JsonValue]]:
    """The summaries of the gate reports that were kept for exactly these inputs."""
    wanted = [(kind.value, code, digest) for kind, code, digest in inputs]
    if not wanted:
        return {}
    key = tuple_(GateReportRow.kind, GateReportRow.kode, GateReportRow.inputs_sha256)
    rows = unit.session.execute(
        select(GateReportRow.kind, GateReportRow.kode, GateReportRow.summary).where(key.in_(wanted))
    )
    return {(DocumentKind(kind), code): json.loads(summary) for kind, code, summary in rows}


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
        row.event_id,
    )
