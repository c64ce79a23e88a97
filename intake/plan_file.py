"""Reading a plan file: every finding of all its tables in one pass, and the plan where none is an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from intake.coordinates import OutlineArea
from intake.errors import UnreadablePlan, unreadable_as
from intake.limits import Source
from intake.plan_rows import (
    Draft,
    Ground,
    Head,
    RtNumbers,
    read_activities,
    read_head,
    read_locations,
    read_money,
    read_settings,
    settings_record,
)
from intake.plan_source import PlanTables, open_plan
from intake.plan_table import PlanReport, PlanTable, Record, open_plan_table
from planning.catalogue import Catalogue
from planning.findings import Finding
from planning.plan import Plan
from planning.plan_checks import PlanPlaces
from planning.plan_sheets import Sheet
from planning.survey import SurveyRows
from planning.territory import TerritoryCode
from planning.wording import words


@dataclass(frozen=True)
class PlanHead:
    """Whose plan a file is: "" and None where that cannot be read, and `read_plan` says why.

    versi_dasar  number of the version that the file was made from; 0 for none
    """

    kode: str
    baseline: int
    versi_dasar: int | None


@dataclass(frozen=True)
class PlanFile:
    """What one plan file gave.

    plan      None as soon as one finding is an error
    base      number of the version that the file was made from; 0 for none
    findings  in the order of sheets and rows; cut at `MAX_LISTED` with one P112
    places    rows of the parts of the plan, empty without one
    source    the bytes to keep: the workbook, or the tables of a folder packed into one archive
    """

    plan: Plan | None
    base: int
    findings: tuple[Finding, ...]
    places: PlanPlaces
    source: Source


def read_plan_head(path: Path | str) -> PlanHead:
    """What the table `rencana` says of its file, so that the baseline can be looked up that it names.

    Raises `UnreadablePlan`, also where the number of the baseline cannot be read.
    """
    with unreadable_as(UnreadablePlan):
        opened = open_plan(path)
        tables = _Tables(opened)
        table = tables.open(Sheet.RENCANA)
        head = read_head(settings_record(table, tables.report)) if table else None
    if head is None or head.baseline is None:
        raise UnreadablePlan(
            expected="the number of a baseline in the table rencana",
            found="none that can be read",
            where=opened.source.name,
            remedy="Start from `nahkoda template plan`.",
            findings=(*opened.missing, *tables.report.findings()),
        )
    return PlanHead(head.kode, head.baseline, head.versi_dasar)


def read_plan(
    path: Path | str,
    *,
    code: TerritoryCode,
    rows: SurveyRows,
    baseline: int,
    catalogue: Catalogue,
    author: str,
    today: date,
    outline: str | None = None,
) -> PlanFile:
    """Read the plan of kelurahan `code` from a workbook or a folder of CSV tables.

    `rows` are the RT of its baseline number `baseline`, `outline` its outline as a GeoJSON geometry; `author`
    and `today` go with manual ranks. Raises `UnreadablePlan` when the file cannot be read as a plan at all.
    """
    with unreadable_as(UnreadablePlan):
        opened = open_plan(path)
        tables = _Tables(opened)
        report = tables.report
        table = tables.open(Sheet.RENCANA)
        record = settings_record(table, report) if table else None
        head = read_head(record) if record else None
        known = record is not None and head is not None and _is_of(record, head, code, baseline)
        surveyed = int(rows.tahun.max()) if known and len(rows) else None
        settings = read_settings(record, surveyed) if record else None
        ground = Ground(
            catalogue,
            rows.rule,
            RtNumbers(rows),
            OutlineArea(outline) if outline and known else None,
            author,
            today,
            known,
        )
        table = tables.open(Sheet.KEGIATAN)
        drafts = read_activities(table, ground, report) if table else {}
        # Without activities every place and every sum would be accused of naming an unknown one.
        if (table := tables.open(Sheet.LOKASI)) and not tables.lacking:
            read_locations(table, ground, drafts, report)
        if (table := tables.open(Sheet.DANA)) and not tables.lacking:
            read_money(table, drafts, report)
    if tables.lacking:
        raise UnreadablePlan(
            expected=words("the tables {names} with their columns", names=", ".join(Sheet)),
            found=words("{count} that are missing", count=tables.lacking),
            where=opened.source.name,
            remedy="Start from `nahkoda template plan`.",
            findings=tuple(tables.headers),
        )
    plan, places = None, PlanPlaces()
    if settings is not None and not report.errors:
        plan, places = _put_together(Plan(code.text, baseline, settings), drafts)
    base = head.versi_dasar if head and head.versi_dasar else 0
    return PlanFile(plan, base, report.findings(), places, opened.source)


class _Tables:
    """The tables of one file, opened one after the other, and what their headers gave.

    headers  P101 of the tables that are absent, and the findings of all headers
    lacking  how many of them are P101
    """

    def __init__(self, opened: PlanTables) -> None:
        self.report = PlanReport(opened.source.name)
        self.headers = list(opened.missing)
        self._opened = opened

    @property
    def lacking(self) -> int:
        return sum(each.code == "P101" for each in self.headers)

    def open(self, sheet: Sheet) -> PlanTable | None:
        """The table of `sheet`; None where it or a column of it is missing."""
        found = self._opened.tables.get(sheet)
        if found is None:
            return None
        file, raw = found
        table, findings = open_plan_table(sheet, file, raw, self.report)
        self.headers.extend(findings)
        return table


def _is_of(record: Record, head: Head, code: TerritoryCode, baseline: int) -> bool:
    """Whether the file speaks of this kelurahan and baseline, as far as it can be read; P111 where not."""
    if head.kode not in ("", code.text):
        record.add("P111", "kode", found=head.kode, expected=code.text)
    if head.baseline not in (None, baseline):
        found, expected = (words("baseline {number}", number=number) for number in (head.baseline, baseline))
        record.add("P111", "baseline", found=found, expected=expected)
    return head.kode in ("", code.text) and head.baseline in (None, baseline)


def _put_together(empty: Plan, drafts: Mapping[str, Draft]) -> tuple[Plan, PlanPlaces]:
    """The plan of drafts in which nothing is wrong, and where its parts stand."""
    activities = []
    places: tuple[dict[str, int], dict[tuple[str, int], int], dict[tuple[str, int], int]] = ({}, {}, {})
    for draft in drafts.values():
        if draft.activity is None:
            raise ValueError(f"{draft.kode} is not whole, and no finding says so")
        activities.append(
            replace(
                draft.activity,
                lokasi=tuple(location for _, location in draft.lokasi),
                dana=tuple(line for _, line in draft.dana),
            )
        )
        places[0][draft.kode] = draft.row
        places[1].update({(draft.kode, at): row for at, (row, _) in enumerate(draft.lokasi)})
        places[2].update({(draft.kode, at): row for at, (row, _) in enumerate(draft.dana)})
    return replace(empty, kegiatan=tuple(activities)), PlanPlaces(*places)
