"""Use cases that bring files in: territory list, outlines, survey, manuscript.

Each is one function, one transaction, one event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from intake.city_manuscript import read_city_manuscript
from intake.delineation import Known, check_delineation, key_of
from intake.errors import UnreadableCodes, UnreadableOutlines, unreadable_as
from intake.limits import Source, read_source, shown_name
from intake.manuscript import read_manuscript
from intake.survey import SurveyFile, read_survey
from intake.territory import MAX_OUTLINE_BYTES, OUTLINE_SUFFIXES, outline_shape, read_codes, read_outlines
from intake.territory import Outline as ReadOutline
from planning.findings import Finding
from planning.plain import to_plain
from planning.quantity import Empty, to_decimal
from planning.rules import SIZE_INDEX, RuleSet, Size
from planning.score_report import finding_rows
from planning.territory import TerritoryCode, TerritoryLevel
from planning.wording import Translate
from store.baselines import Baseline, ImportResult, add_import, baselines_of, load_rows
from store.canonical import Digest
from store.database import Database
from store.events import EventKind, append_event
from store.manuscripts import Manuscript as StoredManuscript
from store.manuscripts import add_manuscript, latest_manuscript
from store.rt_outlines import RtOutline, import_rt_outlines
from store.territories import Outline, import_list, import_outlines, names_below, outline_of
from store.unit import Following, Unit, nothing_follows


@dataclass(frozen=True)
class TerritoryImport:
    """How many codes, outlines of territories and outlines of RT a file gave, and what does not fit among the last."""

    codes: int
    outlines: int
    rt_outlines: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class BaselineImport:
    """What a survey file gave. `result` is None when nothing was stored: a dry run, or refused rows."""

    survey: SurveyFile
    result: ImportResult | None
    partial: bool = False

    @property
    def acceptable(self) -> bool:
        """Whether the file is stored, or would be without `dry_run`."""
        return len(self.survey.rows) > 0 and (self.partial or not self.survey.refused)

    @property
    def baselines(self) -> tuple[Baseline, ...]:
        return self.result.baselines if self.result else ()


def import_territory(
    database: Database, path: Path, *, following: Following = nothing_follows
) -> TerritoryImport:
    """Load a list of codes (CSV, XLSX) or outlines (GeoJSON, KML or a zipped shapefile, by `kode`, or by
    `kode_kelurahan`, `rw`, `rt`).

    New codes are added to the list and known ones renamed; nothing is removed. Outlines of RT come in with warnings
    where they do not fit the outline of their kelurahan, each other or the newest survey. Raises `UnreadableCodes`,
    `UnreadableOutlines`.
    """
    if path.suffix.lower() in OUTLINE_SUFFIXES:
        return _import_outlines(database, path, following)
    with unreadable_as(UnreadableCodes):
        file = read_source(path)
    codes = read_codes(file)
    with database.write() as unit:
        source = _keep(unit, file)
        import_list(unit, {each.code: each.name for each in codes}, source=source)
        more = following(unit, _places(each.code for each in codes))
        append_event(
            unit,
            EventKind.TERRITORY_LISTED,
            f"territory/{source}",
            {"file": file.name, "codes": len(codes), **more},
        )
    return TerritoryImport(len(codes), 0, 0)


def _import_outlines(database: Database, path: Path, following: Following) -> TerritoryImport:
    with unreadable_as(UnreadableOutlines):
        file = read_source(path, largest=MAX_OUTLINE_BYTES)
    outlines = read_outlines(file)
    with database.write() as unit:
        source = _keep(unit, file)
        places = [Outline(each.code, each.geojson, source) for each in outlines if not each.rt]
        parts = [_rt_outline(each, source, file.name) for each in outlines if each.rt]
        import_outlines(unit, places)
        import_rt_outlines(unit, parts)
        known = {code: _known(unit, TerritoryCode(code)) for code in sorted({each.kode for each in parts})}
        findings = check_delineation(outlines, known, file=file.name)
        more = following(unit, _places(each.code for each in outlines))
        append_event(
            unit,
            EventKind.TERRITORY_OUTLINED,
            f"territory/{source}",
            {"file": file.name, "outlines": len(places), "rt_outlines": len(parts), **more},
        )
    return TerritoryImport(0, len(places), len(parts), tuple(findings))


def _known(unit: Unit, code: TerritoryCode) -> Known:
    """What the outlines of RT in a kelurahan are held against."""
    border, baselines = outline_of(unit, code), baselines_of(unit, code)
    surveyed = None
    if baselines:
        rows = load_rows(unit, [baselines[-1].id])
        area = SIZE_INDEX[Size.LUAS]
        surveyed = {
            key_of(rw, rt): to_decimal(int(size)) if state == Empty.FILLED else None
            for rw, rt, size, state in zip(
                rows.rw, rows.rt, rows.sizes[:, area], rows.size_state[:, area], strict=True
            )
        }
    return Known(outline_shape(border.geojson) if border else None, surveyed)


def _places(codes: Iterable[str]) -> list[TerritoryCode]:
    """The places that a file speaks of, down to kab/kota: what somebody must be permitted for."""
    below = (TerritoryLevel.KECAMATAN, TerritoryLevel.KELURAHAN)
    places = {TerritoryCode(code) for code in codes}
    return sorted({each.at(TerritoryLevel.KABKOTA) if each.level in below else each for each in places})


def _rt_outline(outline: ReadOutline, source: Digest, source_name: str) -> RtOutline:
    return RtOutline(outline.code, outline.rw, outline.rt, outline.geojson, source, source_name)


def import_baseline(
    database: Database,
    path: Path,
    *,
    rule: RuleSet,
    tahun: int | None = None,
    sk_number: str | None = None,
    sk_date: date | None = None,
    partial: bool = False,
    dry_run: bool = False,
    following: Following = nothing_follows,
) -> BaselineImport:
    """Read a survey and store one numbered baseline for each kelurahan and year in it, all or nothing.

    Refused rows keep the whole file out unless `partial`. The same file with the same options is the same
    baselines again. Raises `UnreadableSurvey`.
    """
    with database.read() as unit:
        names = names_below(unit) or None
    survey = read_survey(path, rule=rule, tahun=tahun, names=names)
    read = BaselineImport(survey, None, partial)
    if dry_run or not read.acceptable:
        return read
    with database.write() as unit:
        source = _keep(unit, survey.source)
        result = add_import(
            unit,
            survey.rows,
            source=source,
            source_name=survey.source.name,
            sk_number=sk_number,
            sk_date=sk_date,
            tahun_option=tahun,
            partial=partial,
            names=names or {},
            rows_refused=survey.refused,
            refused=survey.refused_rt,
        )
        if result.created:
            more = following(unit, sorted({TerritoryCode(each.kode) for each in result.baselines}))
            append_event(
                unit,
                EventKind.BASELINE_IMPORTED,
                f"import/{result.source.id}",
                {
                    "file": survey.source.name,
                    "sha256": source,
                    "rule": rule.id,
                    "rows": len(survey.rows),
                    "refused": survey.refused,
                    "baselines": len(result.baselines),
                    **more,
                },
            )
    return replace(read, result=result)


def import_json(done: BaselineImport, translate: Translate) -> dict[str, object]:
    """What a survey file gave, as JSON for machines; the messages of findings in the language of `translate`."""
    return {
        "stored": done.result is not None,
        "created": bool(done.result and done.result.created),
        "sha256": done.survey.sha256,
        "rows": len(done.survey.rows),
        "refused": done.survey.refused,
        "baselines": [
            {
                "kode_kelurahan": each.kode,
                "kelurahan": each.name,
                "tahun": each.tahun,
                "number": each.number,
                "rt": each.rt_count,
            }
            for each in done.baselines
        ],
        "findings": finding_rows(done.survey.findings, translate),
    }


def _accept(_markdown: str, _where: str) -> None:
    """Any text will do."""


def import_manuscript(
    database: Database,
    code: TerritoryCode,
    folder: Path,
    *,
    check: Callable[[str, str], object] = _accept,
    following: Following = nothing_follows,
) -> StoredManuscript:
    """Store the manuscript in `folder` as the newest of the kelurahan, or of the kab/kota where `code` is one.

    `check` is called with each text and the file it comes from, and raises for a text that no document could
    hold; faces give the reader that renders it. Raises `UnreadableManuscript`, and what `check` raises.
    """
    city = code.level is TerritoryLevel.KABKOTA
    manuscript = read_city_manuscript(folder, code) if city else read_manuscript(folder)
    for text in manuscript.teks:
        check(text.markdown, shown_name(folder / text.file_name))
    with database.write() as unit:
        before = latest_manuscript(unit, code)
        stored = add_manuscript(unit, code, to_plain(manuscript))
        more = following(unit, [code])
        if before is None or before.id != stored.id:
            append_event(
                unit,
                EventKind.MANUSCRIPT_ADDED,
                f"manuscript/{code.text}/{stored.number}",
                {"sha256": stored.content, "sections": len(manuscript.teks), **more},
            )
    return stored


def _keep(unit: Unit, file: Source) -> Digest:
    """Store the bytes that were read, which the file on disk may no longer hold."""
    return unit.blobs.put(file.data, file.media_type)
