"""The RPLP of one kelurahan: from its snapshot to the bytes of each format, and the use case that keeps them.

One snapshot gives one HTML, one tree, one set of pictures; the PDF lays out the pages and the DOCX takes its page
numbers from there, so both say the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from importlib.metadata import version
from pathlib import Path

from generators.assets import Asset
from generators.context import BaselineIdentity, build_rplp
from generators.document_files import MEDIA_TYPES, Format, Progress, quiet, write_files
from generators.docx_reference import Reference, load_reference
from generators.errors import NothingToRender, RenderedMeanwhile
from generators.rendering import render_html, templates_digest
from generators.snapshot import RplpSnapshot, RtOutline, Value
from planning.manuscript import Manuscript
from planning.plain import from_plain, to_plain
from planning.process import DocumentKind
from planning.territory import TerritoryCode
from planning.wording import words
from store.baselines import Baseline, baselines_of, load_rows
from store.canonical import Digest, canonical_bytes, digest_of
from store.database import Database
from store.documents import Version, add_version, find_version, versions_of
from store.events import EventKind, append_event
from store.manuscripts import latest_manuscript
from store.rt_outlines import rt_outlines_of
from store.territories import name_of, outline_of
from store.unit import Following, Unit, nothing_follows

TEMPLATE = "rplp/dokumen.html"
TOOLS = ("nahkoda", "babel", "jinja2", "lxml", "matplotlib", "numpy", "pydyf", "fonttools", "python-docx",
         "shapely", "weasyprint")  # fmt: skip


@dataclass(frozen=True)
class Rendered:
    """A version that now exists, its files as bytes; `created` is False when the same inputs had it already."""

    version: Version
    files: Mapping[Format, bytes]
    created: bool


def make_rplp(
    snapshot: RplpSnapshot,
    formats: Iterable[Format] = tuple(Format),
    *,
    reference: Reference | None = None,
    progress: Progress = quiet,
) -> dict[Format, bytes]:
    """The bytes of an RPLP in the wanted formats. Same snapshot, templates and tools give the same bytes.

    Raises `TemplateFault`, `DocumentError` for a wrong template, `ReferenceFileError` for an unusable Word file.
    """
    from generators.tree import parse

    wanted = set(formats)
    plain = to_plain(snapshot)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass becomes an object
    progress("text")
    document = parse(render_html(TEMPLATE, plain))
    progress("pictures")
    assets = pictures(snapshot)
    return write_files(document, assets, plain, wanted, reference=reference, progress=progress)


def pictures(snapshot: RplpSnapshot) -> dict[str, Asset]:
    """The figures of an RPLP by asset name."""
    from generators.figures import GapBar, RtScore, gap_chart, score_chart
    from generators.maps import MapArea, Tile, class_map, tile_map

    bars = [
        GapBar(indicator.name, _share(indicator.baik), _share(indicator.buruk))
        for indicator in sorted(snapshot.indicators, key=lambda i: (i.rank == 0, i.rank))
    ]
    scores = [RtScore(rt.label, rt.total, rt.tingkat) for rt in snapshot.rt]
    rule = snapshot.rule
    thresholds = (rule.ringan, rule.sedang, rule.berat)
    if snapshot.outlines:
        from shapely import MultiPolygon, Polygon, from_geojson

        class_of = {(rt.rw, rt.rt): rt.tingkat for rt in snapshot.rt}
        areas = []
        for outline in snapshot.outlines:
            shape = from_geojson(outline.geometry)
            assert isinstance(shape, Polygon | MultiPolygon)  # noqa: S101 - as the intake of outlines sees to it
            areas.append(MapArea(outline.rt, f"RW {outline.rw}", class_of[outline.rw, outline.rt], shape))
        border = from_geojson(snapshot.border) if snapshot.border else None
        peta = class_map(areas, border, source=f"Batas RT: {snapshot.outline_source}.")
    else:
        peta = tile_map([Tile(rt.rt, f"RW {rt.rw}", rt.tingkat) for rt in snapshot.rt])
    return {
        "gap": gap_chart(bars),
        "skor": score_chart(scores, thresholds=thresholds, highest=rule.highest),
        "peta": peta,
    }


def _share(value: Value) -> float | None:
    return None if value is None else float(value)


def render_rplp(
    database: Database,
    code: TerritoryCode,
    formats: Iterable[Format] = tuple(Format),
    *,
    tahun: int | None = None,
    reference: Path | None = None,
    progress: Progress = quiet,
    following: Following = nothing_follows,
) -> Rendered:
    """Render the RPLP of a kelurahan from its newest baseline (or that of `tahun`) as a draft version.

    The same inputs give the same version again. The database is read, then released while the document
    renders, then written; bytes, digests, snapshot and event are stored in one transaction. Raises
    `NothingToRender` when the kelurahan has no baseline.
    """
    wanted = tuple(dict.fromkeys(formats))
    letterhead = load_reference(reference) if reference else None
    with database.read() as unit:
        baseline, snapshot = _snapshot(unit, code, tahun)
        template = Digest(templates_digest("rplp"))
        tools = toolchain()
        if letterhead:
            tools["reference"] = digest_of(letterhead.data)
        inputs = _inputs(snapshot, template, tools)
        earlier = find_version(unit, DocumentKind.RPLP, code, inputs)
        number = earlier.number if earlier else _next_number(unit, code)
        known = {} if earlier is None else {Format(name): digest for name, digest in earlier.files}
        if earlier is not None and set(wanted) <= set(known):
            return Rendered(earlier, {each: unit.blobs.get(known[each]) for each in wanted}, created=False)
    snapshot = replace(snapshot, document=replace(snapshot.document, number=number))
    files = make_rplp(snapshot, wanted, reference=letterhead, progress=progress)
    progress("store")
    with database.write() as unit:
        unit.lock("document", DocumentKind.RPLP, code.text)
        same = find_version(unit, DocumentKind.RPLP, code, inputs)
        # The number is printed in the pages, so another render that came first makes these pages wrong.
        if (same.number if same else _next_number(unit, code)) != number:
            raise RenderedMeanwhile(
                expected=words("version {number} to be the next one", number=number),
                found="a version that somebody else made meanwhile",
                where=f"RPLP {code.text}",
                remedy="Render again.",
            )
        if letterhead:
            unit.blobs.put(letterhead.data, MEDIA_TYPES[Format.DOCX])
        added = add_version(
            unit,
            DocumentKind.RPLP,
            code,
            baseline_id=baseline.id,
            inputs=inputs,
            snapshot=unit.blobs.put(canonical_bytes(to_plain(snapshot)), "application/json"),
            template=template,
            toolchain=tools,
            files={each.value: unit.blobs.put(data, MEDIA_TYPES[each]) for each, data in files.items()},
        )
        more = following(unit, [code])
        append_event(
            unit,
            EventKind.DOCUMENT_RENDERED,
            f"rplp/{code.text}/{added.version.number}",
            {
                "formats": sorted(files),
                "inputs": inputs,
                "baseline": baseline.number,
                "tahun": baseline.tahun,
                **more,
            },
        )
    return Rendered(added.version, files, added.created)


def toolchain() -> dict[str, str]:
    """Versions of the packages and the digest of the font that shape the bytes."""
    from matplotlib import font_manager

    font = Path(font_manager.findfont("Carlito"))
    return {name: version(name) for name in TOOLS} | {f"font:{font.name}": digest_of(font.read_bytes())}


def _snapshot(unit: Unit, code: TerritoryCode, tahun: int | None) -> tuple[Baseline, RplpSnapshot]:
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
    baseline = baselines[-1]
    stored = latest_manuscript(unit, code)
    manuscript = (
        from_plain(Manuscript, json.loads(unit.blobs.get(stored.content))) if stored else Manuscript()
    )
    outlines = rt_outlines_of(unit, code)
    border = outline_of(unit, code)
    source = baseline.source
    snapshot = build_rplp(
        load_rows(unit, [baseline.id]),
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
        edition_date=manuscript.dokumen.tanggal or source.imported_at.astimezone(UTC).date(),
        number=0,
    )
    return baseline, snapshot


def _names_above(unit: Unit, code: TerritoryCode) -> dict[str, str]:
    named = ((above.text, name_of(unit, above)) for above in code.parents)
    return {text: name for text, name in named if name}


def _next_number(unit: Unit, code: TerritoryCode) -> int:
    return max((each.number for each in versions_of(unit, DocumentKind.RPLP, code)), default=0) + 1


def _inputs(snapshot: RplpSnapshot, template: Digest, tools: Mapping[str, str]) -> Digest:
    """What identifies a version: the snapshot without its number, the templates, and everything that shapes bytes."""
    return digest_of(
        canonical_bytes({"snapshot": to_plain(snapshot), "template": template, "toolchain": dict(tools)})
    )
