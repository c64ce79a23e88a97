"""The HTML of the tree as both PDF engines take it up: its parts, how their pages count, and what each link prints.

What CSS cannot find out by itself is written into the elements here, once for both engines: the prefix of the page
numbers (`data-label`), the numerals of the targets of contents entries, and the blocks that leave a landscape part.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from xml.sax.saxutils import escape

from generators.pdf.labels import Counted, Numerals

DRAFT_MARK = "nahkoda-draft-mark"
"""Name of the asset that the engines serve for the draft mark."""

_SHORT_TABLE = 16
"""Lines of a table that stays on one page; a longer one may break, or too much of a page would stay white."""
_LINE = 110
"""Characters on a line of a table as wide as the page."""

DRAFT_STYLE = f"""
@page {{ background: url("asset:{DRAFT_MARK}") no-repeat center }}
@page cover {{ background: none }}
"""


class PartKind(Enum):
    """What kind of pages a part has; the values are the names of its pages in the stylesheet."""

    COVER = "cover"
    FRONT = "front"
    BODY = "body"
    PAPER = "paper"


@dataclass(frozen=True)
class Part:
    """Elements whose pages count together: the cover, all front matter, one chapter or appendix, a whole paper.

    `first` is the id that its first page carries ("" for a cover or paper), `title` what the head of its pages says.
    """

    kind: PartKind
    counted: Counted
    first: str
    title: str
    elements: tuple[ET.Element, ...]


@dataclass(frozen=True)
class Printable:
    """A document ready for an engine. `meta` are the contents of its meta elements by name."""

    root: ET.Element
    lang: str
    title: str
    meta: Mapping[str, str]
    running_head: str
    draft: str
    parts: tuple[Part, ...]

    @property
    def date(self) -> str:
        """The date of the document in ISO form, "" if it has none."""
        return self.meta.get("dcterms.created", "")


def printable(html: str) -> Printable:
    """Read the final HTML of the tree (well-formed by its contract) and mark what the stylesheet needs."""
    root = ET.fromstring(html)  # noqa: S314 - written by the tree, which refuses entities and document types
    head, body = root.find("head"), root.find("body")
    if head is None or body is None:
        raise ValueError("the HTML of a document has a head and a body")
    parts = tuple(_parts(body))
    _mark_entries(body, parts)
    _mark_openings(body)
    for part in parts:
        for element in part.elements:
            if part.counted.prefix:
                element.set("data-label", part.counted.prefix)
            _mark_wide(element)
            for table in element.iter("table"):
                if _lines(table) <= _SHORT_TABLE:
                    table.set("class", f"{table.get('class', '')} short".strip())
    return Printable(
        root=root,
        lang=root.get("lang", ""),
        title=head.findtext("title", ""),
        meta={name: meta.get("content", "") for meta in head.iter("meta") if (name := meta.get("name"))},
        running_head=body.get("data-running-head", ""),
        draft=body.get("data-draft", ""),
        parts=parts,
    )


def _parts(body: ET.Element) -> Iterator[Part]:
    covers: list[ET.Element] = []
    front: list[ET.Element] = []
    chapters: list[ET.Element] = []
    paper = False
    for element in body:
        kinds = classes(element)
        paper = paper or "opening" in kinds or "part" in kinds
        if "cover" in kinds:
            covers.append(element)
        elif element.tag == "nav" or "front" in kinds:
            front.append(element)
        else:
            chapters.append(element)
    if paper:
        yield Part(PartKind.PAPER, Counted(Numerals.ARABIC), "", "", tuple(body))
        return
    if covers:
        yield Part(PartKind.COVER, Counted(Numerals.NONE), "", "", tuple(covers))
    if front:
        yield Part(PartKind.FRONT, Counted(Numerals.ROMAN), front[0].get("id", ""), "", tuple(front))
    for chapter in chapters:
        heading = chapter.find("h1")
        number = _text(heading.find("span[@class='nomor']")) if heading is not None else ""
        # "BAB II" and "Lampiran A" count as II-1 and A-1.
        prefix = f"{number.split()[-1]}-" if number else ""
        counted = Counted(Numerals.ARABIC, prefix)
        yield Part(PartKind.BODY, counted, chapter.get("id", ""), heading_text(heading), (chapter,))


def classes(element: ET.Element) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def heading_text(heading: ET.Element | None) -> str:
    """A heading as one line: number, title."""
    return "" if heading is None else " ".join(_text(heading).split())


def _text(element: ET.Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _mark_entries(body: ET.Element, parts: tuple[Part, ...]) -> None:
    """Give each entry of the contents the prefix and the numerals of the page that it leads to."""
    counted = {
        ident: part.counted
        for part in parts
        for element in part.elements
        for each in element.iter()
        if (ident := each.get("id"))
    }
    for nav in body.iter("nav"):
        for link in nav.iter("a"):
            target = counted.get(link.get("href", "").removeprefix("#"))
            if target is None:
                continue
            if target.numerals is Numerals.ROMAN:
                link.set("class", "roman")
            elif target.prefix:
                link.set("data-label", target.prefix)


def _mark_openings(body: ET.Element) -> None:
    """Mark the paragraphs that open a list: they do not stay behind at the foot of a page."""
    for parent in body.iter():
        for paragraph, following in pairwise(parent):
            if paragraph.tag == "p" and following.tag in ("ul", "ol") and _text(paragraph).endswith(":"):
                paragraph.set("class", f"{paragraph.get('class', '')} opens".strip())


def _mark_wide(section: ET.Element) -> None:
    """Mark a part that begins on a landscape page, and the blocks in it that return to portrait.

    Its pages must be landscape by themselves: page counters begin anew with the pages of the part's own name.
    """
    first = next(iter(section), None)
    if section.tag != "section" or first is None or "landscape" not in classes(first):
        return
    section.set("class", f"{section.get('class', '')} wide".strip())
    for block in leaves(section):
        if "landscape" not in classes(block):
            block.set("class", f"{block.get('class', '')} portrait".strip())


def _lines(table: ET.Element) -> float:
    """About how many lines a table takes: each row as many as its longest cell."""
    shares = [float(column.get("style", "width:100%")[6:-1]) / 100 for column in table.iter("col")]
    total = 0.0
    for row in table.iter("tr"):
        at, most = 0, 1.0
        for cell in row:
            span = int(cell.get("colspan", "1"))
            room = max(1.0, _LINE * sum(shares[at : at + span] or [1.0]))
            at += span
            most = max(most, -(-len(_text(cell)) // room))
        total += most
    return total


def leaves(section: ET.Element) -> Iterator[ET.Element]:
    """The headings and blocks of a section and of the sections in it, in reading order."""
    for child in section:
        if child.tag == "section":
            yield from leaves(child)
        else:
            yield child


def draft_mark(text: str) -> bytes:
    """An SVG with the draft text across a square of 170 mm.

    It is solid pale grey, not transparent; its length is given because centring by `text-anchor` would draw a
    transparency group.
    """
    size = min(230.0, 3800 / max(len(text), 1))
    length = size * 0.5 * len(text)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="170mm" height="170mm" viewBox="0 0 1700 1700">'
        f'<text x="{850 - length / 2:.1f}" y="{850 + size * 0.3:.1f}" textLength="{length:.1f}" '
        'transform="rotate(-45 850 850)" font-family="Carlito, Liberation Sans, DejaVu Sans" '
        f'font-weight="bold" fill="#eceff0" font-size="{size:.1f}">{escape(text)}</text></svg>'
    ).encode()
