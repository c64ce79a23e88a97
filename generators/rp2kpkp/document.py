"""The RP2KP-KP of one kab/kota: from its snapshot to the bytes of each format, and the use case that keeps them.

The inputs are frozen baselines and plans of its kelurahan, taken by id and digest; the snapshot lists them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generators.document_files import Format, Progress, quiet, write_files
from generators.errors import NotApproved, NothingToRender
from generators.facts.process import Standing, no_process
from generators.pdf.writing import Engine
from generators.rp2kpkp.context import build_city
from generators.rp2kpkp.member import CityMember
from generators.rp2kpkp.pictures import city_names_beside, city_pictures
from generators.rp2kpkp.snapshot import CitySnapshot
from generators.rplp.snapshot import NamedOutline
from generators.templating.check import require_sound
from generators.templating.layers import Templates, load_templates, template_layers
from generators.templating.rendering import render_html
from generators.toolchain import toolchain
from generators.version_keeping import Made, Rendered, inputs_digest, keep_version, next_number
from generators.views.plan import stored_view
from generators.word.reference import Reference, load_reference
from planning.calendar import local_day
from planning.city_manuscript import CityManuscript
from planning.plain import from_plain, to_plain
from planning.process import DocumentKind
from planning.survey import SurveyRows
from planning.territory import TerritoryCode, TerritoryLevel
from store.baselines import baselines_of, load_rows
from store.canonical import Digest, digest_of
from store.database import Database
from store.documents import VersionState, find_version
from store.manuscripts import latest_manuscript
from store.plans import latest_plan
from store.territories import name_of, names_below, outlines_in
from store.unit import Following, Unit, nothing_follows

TEMPLATE = "rp2kpkp/dokumen.html"
KIND = DocumentKind.RP2KPKP


@dataclass(frozen=True)
class CityEdition:
    """A version that can be made: what it is made from, read at one moment, and with what."""

    snapshot: CitySnapshot
    templates: Templates
    tools: Mapping[str, str]
    inputs: Digest


def make_rp2kpkp(
    snapshot: CitySnapshot,
    formats: Iterable[Format] = tuple(Format),
    *,
    reference: Reference | None = None,
    engine: Engine = Engine.WEASYPRINT,
    templates: Templates | None = None,
    progress: Progress = quiet,
) -> dict[Format, bytes]:
    """The bytes of an RP2KP-KP in the wanted formats. Same snapshot, templates and tools give the same bytes.

    `templates` are those of the house unless given. Raises `OverrideFaults` for overrides that cannot be used,
    `TemplateFault`, `DocumentError` for a wrong template, `ReferenceFileError` for an unusable Word file.
    """
    from generators.tree.parsing import parse

    wanted = set(formats)
    templates = templates or load_templates(KIND)
    require_sound(KIND, templates)
    plain = to_plain(snapshot)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass becomes an object
    progress("text")
    document = parse(render_html(TEMPLATE, {**plain, **city_names_beside(snapshot)}, templates))
    progress("pictures")
    assets = city_pictures(snapshot)
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


def render_rp2kpkp(
    database: Database,
    code: TerritoryCode,
    formats: Iterable[Format] = tuple(Format),
    *,
    reference: Path | None = None,
    engine: Engine = Engine.WEASYPRINT,
    final: bool = False,
    progress: Progress = quiet,
    following: Following = nothing_follows,
    standing: Standing = no_process,
) -> Rendered:
    """Render the RP2KP-KP of a kab/kota as a new version; the same inputs give the same version again.

    The database is read, then released while the document renders, then written; bytes, digests, snapshot and event
    are stored in one transaction. Raises `NothingToRender` without any baseline, `MixedRules` when the kelurahan were
    scored by two rule sets, `NotApproved` for a final version of what Pokja PKP has not approved, `RenderedMeanwhile`.
    """
    wanted = tuple(dict.fromkeys(formats))
    letterhead = load_reference(reference) if reference else None
    with database.read() as unit:
        layers = template_layers(database.home, code)
        edition = _edition(unit, code, letterhead, engine, layers, final=final, standing=standing)
        earlier = find_version(unit, KIND, code, edition.inputs)
        known = {} if earlier is None else {Format(name): digest for name, digest in earlier.files}
        if earlier is not None and set(wanted) <= set(known):
            return Rendered(earlier, {each: unit.blobs.get(known[each]) for each in wanted}, created=False)
        number = earlier.number if earlier else next_number(unit, KIND, code)
    snapshot = replace(edition.snapshot, document=replace(edition.snapshot.document, number=number))
    files = make_rp2kpkp(
        snapshot,
        wanted,
        reference=letterhead,
        engine=engine,
        templates=edition.templates,
        progress=progress,
    )
    progress("store")
    made = Made(
        KIND,
        code,
        number,
        VersionState.DRAFT if snapshot.document.draft else VersionState.FINAL,
        to_plain(snapshot),
        edition.inputs,
        edition.templates,
        edition.tools,
        letterhead,
        {
            "baselines": [each.baseline_id for each in snapshot.inputs],
            "plans": [each.plan.sha256 for each in snapshot.inputs if each.plan],
        },
    )
    return keep_version(database, made, files, following=following)


def city_snapshot(unit: Unit, code: TerritoryCode, standing: Standing = no_process) -> CitySnapshot:
    """What the RP2KP-KP of a kab/kota prints as the database stands, with the number 0.

    Raises `NothingToRender` without any baseline, `MixedRules` when the kelurahan were scored by two rule sets.
    """
    rows, members = members_of(unit, code, standing)
    manuscript = city_manuscript_of(unit, code)
    surveyed = {member.code.text for member in members}
    listed = names_below(unit, code)
    outlines = outlines_in(unit, code, level=TerritoryLevel.KELURAHAN)
    process = standing(unit, code)
    views = [member.view for member in members if member.view]
    moments = [member.baseline.source.imported_at for member in members]
    moments += [view.version.created_at for view in views if view.version]
    days = [local_day(max(moments), code), process.last_day if process else None]
    return build_city(
        rows,
        members,
        code=code,
        names=_names(unit, code) | names_below(unit, code, level=TerritoryLevel.KECAMATAN),
        manuscript=manuscript,
        process=process,
        unsurveyed=[
            NamedOutline(kode, listed.get(kode, ""), outlines[kode].geojson if kode in outlines else "")
            for kode in sorted({*listed, *outlines} - surveyed)
        ],
        edition_date=manuscript.dokumen.tanggal or max(day for day in days if day is not None),
        number=0,
    )


def members_of(
    unit: Unit, code: TerritoryCode, standing: Standing = no_process
) -> tuple[SurveyRows, tuple[CityMember, ...]]:
    """The kelurahan that are consolidated, with the rows of their baselines.

    Raises `NothingToRender` without any baseline, `MixedRules` when they were scored by two rule sets.
    """
    members = tuple(_members(unit, code, standing))
    if not members:
        raise NothingToRender(
            expected="a baseline of a kelurahan in this kab/kota",
            found="none",
            where=code.text,
            remedy="Import a survey first: nahkoda baseline import FILE.",
        )
    return load_rows(unit, [member.baseline.id for member in members]), members


def city_manuscript_of(unit: Unit, code: TerritoryCode) -> CityManuscript:
    """The newest manuscript of a kab/kota, an empty one before the first."""
    stored = latest_manuscript(unit, code)
    if stored is None:
        return CityManuscript()
    return from_plain(CityManuscript, json.loads(unit.blobs.get(stored.content)))


def _members(unit: Unit, code: TerritoryCode, standing: Standing) -> Iterable[CityMember]:
    """Every kelurahan with a baseline: the one of its newest plan, else the newest."""
    outlines = outlines_in(unit, code, level=TerritoryLevel.KELURAHAN)
    districts = names_below(unit, code, level=TerritoryLevel.KECAMATAN)
    for newest in baselines_of(unit, code):
        place = TerritoryCode(newest.kode)
        version = latest_plan(unit, place)
        view = stored_view(unit, place, version) if version else None
        district = place.at(TerritoryLevel.KECAMATAN).text
        yield CityMember(
            place,
            name_of(unit, place) or newest.name or newest.kode,
            districts.get(district, district),
            view.baseline if view else newest,
            newest.number,
            view,
            standing(unit, place),
            outlines[newest.kode].geojson if newest.kode in outlines else "",
        )


def _names(unit: Unit, code: TerritoryCode) -> dict[str, str]:
    named = ((each.text, name_of(unit, each)) for each in (code, *code.parents))
    return {text: name for text, name in named if name}


def _edition(
    unit: Unit,
    code: TerritoryCode,
    reference: Reference | None,
    engine: Engine,
    layers: Sequence[Path],
    *,
    final: bool,
    standing: Standing,
) -> CityEdition:
    snapshot = city_snapshot(unit, code, standing)
    if final:
        if snapshot.process is None or not snapshot.process.approved:
            raise NotApproved(
                expected="a document that Pokja PKP has approved at the gate to pelaksanaan, unchanged since",
                found="one that is not approved as it is now",
                where=code.text,
                remedy="Render a draft without --final, submit it and let Pokja PKP decide: nahkoda submit KODE.",
            )
        snapshot = replace(snapshot, document=replace(snapshot.document, draft=False))
    templates = load_templates(KIND, layers)
    tools = toolchain(engine)
    if reference:
        tools["reference"] = digest_of(reference.data)
    return CityEdition(snapshot, templates, tools, inputs_digest(to_plain(snapshot), templates, tools))
