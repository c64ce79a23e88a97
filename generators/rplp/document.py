"""The RPLP of one kelurahan: from its snapshot to the bytes of each format, and the use case that keeps them.

One snapshot gives one HTML, one tree, one set of pictures; the PDF lays out the pages and the DOCX takes its page
numbers from there, so both say the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generators.document_files import Format, Progress, quiet, write_files
from generators.errors import NotApproved, NothingToRender
from generators.facts.plan import PlanFacts
from generators.facts.process import Standing, no_process
from generators.pdf.writing import Engine
from generators.rplp.context import BaselineIdentity, build_rplp
from generators.rplp.pictures import picture_names, pictures, sheets_across
from generators.rplp.plan_context import plan_facts
from generators.rplp.snapshot import NamedOutline, RplpSnapshot, RtOutline
from generators.templating.check import require_sound
from generators.templating.layers import Templates, load_templates, template_layers
from generators.templating.rendering import render_html
from generators.toolchain import toolchain
from generators.tree.blocks import Figure
from generators.version_keeping import Made, Rendered, inputs_digest, keep_version, next_number
from generators.word.reference import Reference, load_reference
from planning.calendar import local_day
from planning.manuscript import Manuscript
from planning.plain import Plain, from_plain, to_plain
from planning.process import DocumentKind
from planning.rollup import tally
from planning.scenario import scenario_of
from planning.survey import SurveyRows
from planning.territory import TerritoryCode, TerritoryLevel
from planning.wording import words
from store.baselines import Baseline, baseline_by_id, baselines_of, load_rows
from store.canonical import Digest, digest_of
from store.catalogues import load_catalogue
from store.database import Database
from store.documents import Version, VersionState, find_version
from store.manuscripts import latest_manuscript
from store.plans import PlanVersion, latest_plan, load_plan, plan_versions
from store.rt_outlines import rt_outlines_of
from store.territories import name_of, names_below, outline_of, outlines_in
from store.unit import Following, Unit, nothing_follows

TEMPLATE = "rplp/dokumen.html"


@dataclass(frozen=True)
class Edition:
    """A version that is to be made: what its pages are made from, and everything it will be known by.

    earlier  the version that has the same inputs already, perhaps in fewer formats
    """

    code: TerritoryCode
    formats: tuple[Format, ...]
    snapshot: RplpSnapshot
    baseline: Baseline
    plan: PlanVersion | None
    reference: Reference | None
    engine: Engine
    templates: Templates
    tools: Mapping[str, str]
    inputs: Digest
    earlier: Version | None

    @property
    def number(self) -> int:
        """The number that the version will have."""
        return self.snapshot.document.number

    @property
    def is_there(self) -> bool:
        """Whether there is nothing to make."""
        return self.earlier is not None and all(self.earlier.file(each) for each in self.formats)


def make_rplp(
    snapshot: RplpSnapshot,
    formats: Iterable[Format] = tuple(Format),
    *,
    reference: Reference | None = None,
    engine: Engine = Engine.WEASYPRINT,
    templates: Templates | None = None,
    progress: Progress = quiet,
) -> dict[Format, bytes]:
    """The bytes of an RPLP in the wanted formats. Same snapshot, templates and tools give the same bytes.

    `templates` are those of the house unless given. Raises `OverrideFaults` for overrides that cannot be used,
    `TemplateFault`, `DocumentError` for a wrong template, `ReferenceFileError` for an unusable Word file.
    """
    from generators.tree.parsing import parse

    wanted = set(formats)
    templates = templates or load_templates(DocumentKind.RPLP)
    require_sound(DocumentKind.RPLP, templates)
    plain = to_plain(snapshot)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass becomes an object
    progress("text")
    document = parse(render_html(TEMPLATE, {**plain, **names_beside(snapshot)}, templates))
    progress("pictures")
    # An override may leave figures out, and a map sheet nobody prints takes as long as any other.
    assets = pictures(snapshot, {each.asset for each in document.blocks() if isinstance(each, Figure)})
    return write_files(
        document,
        assets,
        plain,
        wanted,
        reference=reference,
        engine=engine,
        templates=templates,
        progress=progress,
    )


def names_beside(snapshot: RplpSnapshot) -> dict[str, Plain]:
    """What the templates of an RPLP know beside the snapshot's own data: which pictures there are, which lie across."""
    return {"gambar": list(picture_names(snapshot)), "melintang": [*sorted(sheets_across(snapshot))]}


def render_rplp(
    database: Database,
    code: TerritoryCode,
    formats: Iterable[Format] = tuple(Format),
    *,
    tahun: int | None = None,
    reference: Path | None = None,
    engine: Engine = Engine.WEASYPRINT,
    final: bool = False,
    progress: Progress = quiet,
    following: Following = nothing_follows,
    standing: Standing = no_process,
) -> Rendered:
    """Render the RPLP of a kelurahan as a new version.

    The database is read, then released while the document renders, then written; bytes, digests, snapshot and event
    are stored in one transaction. Raises as `prepare_rplp`, `make_rplp` and `keep_rplp`.
    """
    letterhead = load_reference(reference) if reference else None
    with database.read() as unit:
        edition = prepare_rplp(
            unit,
            code,
            formats,
            tahun=tahun,
            reference=letterhead,
            engine=engine,
            final=final,
            layers=template_layers(database.home, code),
            standing=standing,
        )
        if edition.is_there:
            return kept_rplp(unit, edition)
    files = make_edition(edition, progress)
    progress("store")
    return keep_rplp(database, edition, files, following=following)


def make_edition(edition: Edition, progress: Progress = quiet) -> dict[Format, bytes]:
    """The bytes of an edition. It needs no database, so another process can make them. Raises as `make_rplp`."""
    return make_rplp(
        edition.snapshot,
        edition.formats,
        reference=edition.reference,
        engine=edition.engine,
        templates=edition.templates,
        progress=progress,
    )


def prepare_rplp(
    unit: Unit,
    code: TerritoryCode,
    formats: Iterable[Format] = tuple(Format),
    *,
    tahun: int | None = None,
    reference: Reference | None = None,
    engine: Engine = Engine.WEASYPRINT,
    final: bool = False,
    layers: Sequence[Path] = (),
    standing: Standing = no_process,
) -> Edition:
    """Read everything that a version is made from; the same inputs give the same version again.

    Plan and baseline always belong together: the baseline is the one of the newest plan, and without a plan the
    newest; with `tahun` it is the newest of that year, and the plan the newest that was made on it, if any.
    `layers` are folders that override templates, the most specific first. `standing` tells how the process of the
    plan stands, read in the same unit as all else. Raises `NothingToRender` when the kelurahan has no baseline,
    `NotApproved` for a final version of what Pokja PKP has not approved, `OverrideFaults`.
    """
    baseline, plan, snapshot = _snapshot(unit, code, tahun, standing)
    if final:
        _require_approved(unit, code, plan, snapshot)
        snapshot = replace(snapshot, document=replace(snapshot.document, draft=False))
    templates = load_templates(DocumentKind.RPLP, layers)
    tools = toolchain(engine)
    if reference:
        tools["reference"] = digest_of(reference.data)
    inputs = inputs_digest(to_plain(snapshot), templates, tools)
    earlier = find_version(unit, DocumentKind.RPLP, code, inputs)
    number = earlier.number if earlier else next_number(unit, DocumentKind.RPLP, code)
    return Edition(
        code,
        tuple(dict.fromkeys(formats)),
        replace(snapshot, document=replace(snapshot.document, number=number)),
        baseline,
        plan,
        reference,
        engine,
        templates,
        tools,
        inputs,
        earlier,
    )


def kept_rplp(unit: Unit, edition: Edition) -> Rendered:
    """The files of an edition that is there already."""
    earlier = edition.earlier
    assert earlier is not None  # noqa: S101 - it is there
    known = dict(earlier.files)
    return Rendered(earlier, {each: unit.blobs.get(known[each]) for each in edition.formats}, created=False)


def keep_rplp(
    database: Database,
    edition: Edition,
    files: Mapping[Format, bytes],
    *,
    following: Following = nothing_follows,
) -> Rendered:
    """Store the files of an edition as its version, with its event.

    Raises `RenderedMeanwhile` when another version was stored since the edition was prepared, and what `following`
    raises; then nothing was stored.
    """
    snapshot, plan = edition.snapshot, edition.snapshot.plan
    made = Made(
        DocumentKind.RPLP,
        edition.code,
        edition.number,
        VersionState.DRAFT if snapshot.document.draft else VersionState.FINAL,
        to_plain(snapshot),
        edition.inputs,
        edition.templates,
        edition.tools,
        edition.reference,
        {
            "baseline": edition.baseline.number,
            "tahun": edition.baseline.tahun,
            "plan": plan.number if plan else None,
        },
        baseline_id=edition.baseline.id,
        plan_id=edition.plan.id if edition.plan else None,
    )
    return keep_version(database, made, files, following=following)


def _require_approved(
    unit: Unit, code: TerritoryCode, plan: PlanVersion | None, snapshot: RplpSnapshot
) -> None:
    newest = latest_plan(unit, code)
    process = snapshot.process
    if (
        process is not None
        and process.approved
        and plan is not None
        and newest is not None
        and plan.id == newest.id
    ):
        return
    raise NotApproved(
        expected="a survey and a plan that Pokja PKP has approved at the gate to pelaksanaan, unchanged since",
        found=words("version {number} of the plan, not approved as it is now", number=plan.number)
        if plan
        else "no plan",
        where=code.text,
        remedy="Render a draft without --final, submit it and let Pokja PKP decide: nahkoda submit KODE.",
    )


def _snapshot(
    unit: Unit, code: TerritoryCode, tahun: int | None, standing: Standing
) -> tuple[Baseline, PlanVersion | None, RplpSnapshot]:
    baseline, chosen = _chosen(unit, code, tahun)
    rows = load_rows(unit, [baseline.id])
    stored = latest_manuscript(unit, code)
    manuscript = (
        from_plain(Manuscript, json.loads(unit.blobs.get(stored.content))) if stored else Manuscript()
    )
    outlines = rt_outlines_of(unit, code)
    border = outline_of(unit, code)
    source = baseline.source
    process = standing(unit, code)
    moments = [source.imported_at, *([chosen.created_at] if chosen else [])]
    days = [*(local_day(moment, code) for moment in moments), process.last_day if process else None]
    snapshot = build_rplp(
        rows,
        code=code,
        names={code.text: baseline.name} | _names_above(unit, code),
        baseline=BaselineIdentity(
            baseline.number,
            source.sk_number or "",
            source.sk_date,
            source.source_name,
            source.source,
            baseline.rt_refused,
        ),
        manuscript=manuscript,
        outlines=[RtOutline(o.rw, o.rt, o.geojson) for o in outlines],
        outline_source=outlines[0].source_name if outlines else "",
        # Without RT outlines there is no map, and an outline that is not printed would make another version.
        border=border.geojson if border and outlines else "",
        neighbours=_neighbours(unit, code),
        plan=_plan(unit, chosen, rows) if chosen else None,
        process=process,
        edition_date=manuscript.dokumen.tanggal or max(day for day in days if day is not None),
        number=0,
    )
    return baseline, chosen, snapshot


def _chosen(unit: Unit, code: TerritoryCode, tahun: int | None) -> tuple[Baseline, PlanVersion | None]:
    """The baseline to print and the plan that was made on it."""
    newest = latest_plan(unit, code)
    if tahun is None and newest is not None:
        return baseline_by_id(unit, newest.baseline_id), newest
    baselines = baselines_of(unit, code, tahun=tahun)
    if not baselines:
        raise NothingToRender(
            expected=words("a baseline of the kelurahan for {year}", year=tahun)
            if tahun
            else "a baseline of the kelurahan",
            found="none",
            where=code.text,
            remedy="Import its survey first: nahkoda baseline import FILE.",
        )
    made_on_it = [each for each in plan_versions(unit, code) if each.baseline_id == baselines[-1].id]
    return baselines[-1], made_on_it[-1] if made_on_it else None


def _plan(unit: Unit, version: PlanVersion, rows: SurveyRows) -> PlanFacts:
    return plan_facts(
        scenario_of(load_plan(unit, version), tally(rows)),
        load_catalogue(unit, version.catalogue),
        number=version.number,
        sha256=version.content,
        source_name=version.source_name,
    )


def _neighbours(unit: Unit, code: TerritoryCode) -> list[NamedOutline]:
    """The outlines known in the kecamatan; none where its own is missing or stands alone: there is nothing to print."""
    kecamatan = code.at(TerritoryLevel.KECAMATAN)
    outlines = outlines_in(unit, kecamatan, level=TerritoryLevel.KELURAHAN)
    if code.text not in outlines or len(outlines) < 2:
        return []
    names = names_below(unit, kecamatan)
    return [NamedOutline(each, names.get(each, ""), outline.geojson) for each, outline in outlines.items()]


def _names_above(unit: Unit, code: TerritoryCode) -> dict[str, str]:
    named = ((above.text, name_of(unit, above)) for above in code.parents)
    return {text: name for text, name in named if name}
