"""A chapter while it is written: its own pages alone, with the numbers and references of the whole document."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from generators.assets import Asset
from generators.errors import NothingToRender
from generators.pdf.collector import quiet_collector
from generators.pdf.writing import Engine, write_pdf
from generators.rplp.document import TEMPLATE, names_beside
from generators.rplp.pictures import pictures
from generators.rplp.snapshot import RplpSnapshot
from generators.templating.check import require_sound
from generators.templating.layers import Templates
from generators.templating.rendering import render_html, stylesheet
from generators.tree.blocks import Document, Figure, Section
from generators.tree.semantic_html import to_html
from planning.plain import to_plain
from planning.process import DocumentKind
from planning.wording import words

Draw = Callable[[Collection[str]], Mapping[str, Asset]]
"""Makes the pictures of these names."""


def preview_rplp(snapshot: RplpSnapshot, chapter: str, templates: Templates | None = None) -> bytes:
    """One chapter or appendix of an RPLP, by its id (`bab-6`, `lampiran-peta`), as PDF.

    Raises as `preview_pdf`, and `OverrideFaults`: a preview takes no override that the document would refuse.
    """
    from generators.tree.parsing import parse

    if templates is not None:
        require_sound(DocumentKind.RPLP, templates)
    with quiet_collector():
        plain = to_plain(snapshot)
        assert isinstance(plain, dict)  # noqa: S101 - a dataclass becomes an object
        document = parse(render_html(TEMPLATE, {**plain, **names_beside(snapshot)}, templates))
        return preview_pdf(document, chapter, lambda names: pictures(snapshot, names), templates)


def preview_pdf(document: Document, chapter: str, draw: Draw, templates: Templates | None = None) -> bytes:
    """One chapter, appendix or part of the front matter, by its id, as PDF; `draw` makes only the pictures it has.

    References into other chapters keep their text and lead nowhere. Raises `NothingToRender` for an id that the
    document has not, and the errors of `generators.pdf.writing`.
    """
    alone = _alone(document, chapter)
    assets = draw({each.asset for each in alone.blocks() if isinstance(each, Figure)})
    return write_pdf(
        _unlinked(to_html(alone)), assets, stylesheet=stylesheet(templates), engine=Engine.PLUTO
    ).data


def _alone(document: Document, chapter: str) -> Document:
    def these(sections: Sequence[Section]) -> tuple[Section, ...]:
        return tuple(each for each in sections if each.label.id == chapter)

    front = these([each for each in document.front if isinstance(each, Section)])
    alone = replace(
        document,
        cover=None,
        front=front,
        chapters=these(document.chapters),
        appendices=these(document.appendices),
        parts=these(document.parts),
    )
    if not list(alone.body):
        there = [each.label.id for each in document.body if isinstance(each, Section)]
        raise NothingToRender(
            expected=words("the id of a chapter: {ids}", ids=", ".join(there)),
            found=chapter,
            remedy="Name one of them.",
        )
    return alone


def _unlinked(html: str) -> str:
    root = ET.fromstring(html)  # noqa: S314 - written by the tree, which refuses entities and document types
    ids = {element.get("id") for element in root.iter()}
    for link in root.iter("a"):
        target = link.get("href", "")
        if target.startswith("#") and target[1:] not in ids:
            del link.attrib["href"]
    return ET.tostring(root, encoding="unicode")
