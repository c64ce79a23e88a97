"""What faces show of a process: the gate report of now, where a plan stands, evidence. Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass

from planning.calendar import local_day
from planning.process import Gate, gate_of
from planning.roles import Act
from planning.territory import NATION, TerritoryCode
from store.canonical import Digest
from store.database import Database
from store.grants import grants_of
from store.unit import Unit
from workflow.acting import process_kind, state_of
from workflow.dossier import Dossier, read_dossier
from workflow.errors import NoSuchThing, NothingToJudge
from workflow.gate import judge
from workflow.permission import permitted
from workflow.quorum import Count, count
from workflow.report import GateReport, report_from
from workflow.rules import effective, pinned
from workflow.state import ProcessState, Submission


@dataclass(frozen=True)
class Checked:
    """A document at a gate: its file, and the report; None in the last stage, which no gate ends."""

    dossier: Dossier
    report: GateReport | None

    @property
    def state(self) -> ProcessState:
        return self.dossier.state


def check_gate(database: Database, code: TerritoryCode, *, gate: Gate | None = None) -> Checked:
    """The gate report of a plan for its next stage, or for a gate that is named. Writes nothing.

    Raises `NothingToJudge` when there is nothing to judge yet, `NotPermitted`.
    """
    with database.read() as unit:
        dossier = dossier_of(unit, code)
        wanted = gate or gate_of(dossier.state.stage)
        if dossier.state.version == 0 and dossier.baseline is None and not dossier.members:
            raise NothingToJudge(
                expected="a survey of the territory",
                found="none",
                where=code.text,
                remedy="Import it first: nahkoda baseline import FILE.",
            )
        return Checked(dossier, judge(dossier, wanted) if wanted else None)


def widest_territory(database: Database) -> TerritoryCode:
    """The widest territory that the account has a role for today; the nation where it has none."""
    nation = TerritoryCode(NATION)
    with database.read() as unit:
        today = local_day(unit.now, nation)
        held = [each.wilayah for each in grants_of(unit, unit.actor) if each.holds_on(today)]
    return TerritoryCode(min(held, key=lambda text: (len(text), text))) if held else nation


def dossier_of(unit: Unit, code: TerritoryCode) -> Dossier:
    """The file of a document today, for who may read it. Raises `NothingToJudge`, `NotPermitted`."""
    kind = process_kind(code)
    today = local_day(unit.now, code)
    permitted(unit, Act.READ, code, today)
    state = state_of(unit, kind, code)
    rules = pinned(unit, state.rules) if state.rules else effective(unit, code)
    return read_dossier(unit, kind, code, state, rules, today)


def process_state(database: Database, code: TerritoryCode) -> Dossier:
    """Where a plan stands, with everything that was said on its way. Raises as `dossier_of`."""
    with database.read() as unit:
        return dossier_of(unit, code)


def count_of(submission: Submission) -> Count:
    """How the votes on a submission stand under the quorum that it was submitted with."""
    return count(submission.submitted.kuorum, submission.submitted.kursi, submission.votes)


def kept_report(unit: Unit, digest: str) -> GateReport:
    """A gate report that was kept with a submission or a decision. Raises `BlobMissing`, `BlobDamaged`."""
    return report_from(json.loads(unit.blobs.get(Digest(digest))))


def evidence_bytes(database: Database, code: TerritoryCode, number: int) -> tuple[str, bytes]:
    """Name and bytes of a piece of evidence. Raises `NoSuchThing`, `BlobMissing`, `BlobDamaged`, `NotPermitted`."""
    with database.read() as unit:
        kind = process_kind(code)
        permitted(unit, Act.READ, code, local_day(unit.now, code))
        each = state_of(unit, kind, code).evidence.get(number)
        if each is None:
            raise NoSuchThing(
                expected="the number of a piece of evidence",
                found=str(number),
                where=code.text,
                remedy="See `nahkoda evidence list`.",
            )
        return each.added.berkas, unit.blobs.get(Digest(each.added.sha256))
