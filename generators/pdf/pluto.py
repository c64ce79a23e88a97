"""The engine of drafts, previews and bulk: PlutoPrint lays out, pikepdf makes PDF/A-3b of it.

PlutoPrint knows one page format for a document, neither named pages nor named strings, and no page numbers of
targets. So a document is laid out in runs of pages of one format, each with the page rules of its name and with the
texts of its head and foot written out. Chapters come first; their pages tell what the contents print, and the front
matter is laid out last, again if its own pages move.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from generators.pdf.archive import LINK, Layout, archive, read_layout
from generators.pdf.keeping import HELPER, first_torn, keep_together
from generators.pdf.labels import Counted, Numerals, page_labels
from generators.pdf.pages import (
    DRAFT_MARK,
    DRAFT_STYLE,
    Part,
    PartKind,
    Printable,
    classes,
    draft_mark,
    leaves,
)
from generators.pdf.writing import EmbeddedFile, PdfEngineError, PdfResult, refused_address, unclean

if TYPE_CHECKING:
    from types import ModuleType

    from generators.assets import Asset

_BASE = "document:/"
"""An address to resolve against: without one, PlutoPrint writes no destinations."""
_KEEP = "div.keep { break-inside: avoid }"
_PASSES = 5
"""How often the front matter is laid out at most; it settles at the second time."""


def write(
    document: Printable, assets: Mapping[str, Asset], stylesheet: str, attachment: EmbeddedFile | None
) -> PdfResult:
    """The document as PDF/A-3b; errors as `generators.pdf.writing.write_pdf`."""
    engine = _load_engine()
    _require_sound(document, assets, stylesheet)
    press = _Press(engine, document, assets, stylesheet)
    opening = [part for part in document.parts if part.kind in (PartKind.COVER, PartKind.FRONT)]
    body = press.print(part for part in document.parts if part not in opening)
    known = dict(_anchor_labels(body))
    for number, element in enumerate((each for part in opening for each in part.elements), 1):
        known.setdefault(element.get("id", ""), Counted(Numerals.ROMAN).label(number))
    front = _Printed((), Layout.empty())
    for _ in range(_PASSES if opening else 0):
        _fill_in(document, known)
        front = press.print(opening)
        found = _anchor_labels(front)
        if all(known.get(ident) == label for ident, label in found.items()):
            break
        known |= found
    counts = [*front.counts, *body.counts]
    labels, starts = page_labels(counts)
    whole = front.layout.followed_by(body.layout)
    data = archive(document, whole, starts, attachment)
    return PdfResult(data=data, page_labels=labels, anchor_labels=_labels_of(whole, labels))


def _load_engine() -> ModuleType:
    try:
        import plutoprint
    except (ImportError, OSError) as error:
        raise PdfEngineError(
            expected="the Python package plutoprint",
            found=str(error).splitlines()[0],
            remedy="Install it (pip install plutoprint), or render with the engine weasyprint.",
        ) from error
    return plutoprint


# ------------------------------------------------------------------ what PlutoPrint would pass over


_STYLE_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]*)|@import\s+["']([^"']*)""")


def _require_sound(document: Printable, assets: Mapping[str, Asset], stylesheet: str) -> None:
    """Refuse what WeasyPrint refuses or complains of and PlutoPrint does not ask about."""
    addresses = [image.get("src", "") for image in document.root.iter("img")]
    addresses += [link.get("href", "") for link in document.root.iter("link")]
    addresses += [found[1] or found[2] for found in _STYLE_ADDRESS.finditer(stylesheet)]
    for address in addresses:
        if unquote(address.removeprefix("asset:")) not in assets or not address.startswith("asset:"):
            raise refused_address(address, sorted(assets))
    for name in {unquote(address.removeprefix("asset:")) for address in addresses}:
        _require_readable(name, assets[name], sorted(assets))
    ids = {element.get("id") for element in document.root.iter()}
    complaints = [
        f"No anchor {target} for internal URI reference"
        for link in document.root.iter("a")
        if (target := link.get("href", "")).startswith("#") and target[1:] not in ids
    ]
    complaints += [
        f"Image without alternative text: {image.get('src', '')}"
        for image in document.root.iter("img")
        if not image.get("alt")
    ]
    if complaints:
        raise unclean(complaints)


def _require_readable(name: str, asset: Asset, known: Sequence[str]) -> None:
    if asset.svg is None:
        if not asset.png.startswith(b"\x89PNG\r\n\x1a\n"):
            raise unclean([f"the image {name} is no PNG"])
        return
    try:
        drawing = ET.fromstring(asset.svg)  # noqa: S314 - written by our own figures
    except ET.ParseError as error:
        raise unclean([f"the image {name} is no SVG: {error}"]) from error
    for element in drawing.iter():
        for attribute, address in element.items():
            # Inside itself, or the pixels of a raster part.
            if attribute.endswith("href") and not address.startswith(("#", "data:image/")):
                raise refused_address(address, known)


# ------------------------------------------------------------------ pages


@dataclass(frozen=True)
class _Run:
    """Blocks that follow each other on pages of one format, within the elements they stand in."""

    wide: bool
    elements: tuple[ET.Element, ...]


@dataclass(frozen=True)
class _Printed:
    """Parts on their pages, and how many pages each has."""

    counts: tuple[tuple[Counted, int], ...]
    layout: Layout


class _Press:
    """Prints parts of one document."""

    def __init__(
        self, engine: ModuleType, document: Printable, assets: Mapping[str, Asset], stylesheet: str
    ) -> None:
        self._engine = engine
        self._document = document
        self._fetcher = _fetcher(engine, assets, document.draft)
        sheet = stylesheet + DRAFT_STYLE if document.draft else stylesheet
        self._style, self._page_rules = _without_named_pages(sheet)

    def print(self, parts: Iterator[Part] | Sequence[Part]) -> _Printed:
        """All pages of some parts, in one file without its archival finish."""
        engine, stream, counts = self._engine, io.BytesIO(), []
        with engine.PDFCanvas.create_for_stream(stream, engine.PAGE_SIZE_A4) as canvas:
            for part in parts:
                pages = 0
                for book in self._books(part):
                    for index in range(book.get_page_count()):
                        canvas.set_size(book.get_page_size_at(index))
                        canvas.save_state()
                        canvas.scale(engine.UNITS_PX, engine.UNITS_PX)
                        book.render_page(canvas, index)
                        canvas.restore_state()
                        canvas.show_page()
                    pages += book.get_page_count()
                counts.append((part.counted, pages))
        if not any(pages for _, pages in counts):
            return _Printed(tuple(counts), Layout.empty())
        return _Printed(tuple(counts), read_layout(stream.getvalue()))

    def _books(self, part: Part) -> Iterator[Any]:
        runs = list(_runs(part.elements))
        first = 1
        total: int | None = None
        if part.kind is PartKind.PAPER and len(runs) > 1:
            total = sum(self._book(part, run, 1, 1).get_page_count() for run in runs)
        for run in runs:
            book = self._book(part, run, first, total)
            first += int(book.get_page_count())
            yield book

    def _book(self, part: Part, run: _Run, first: int, total: int | None) -> Any:
        name = part.kind.value
        if run.wide:
            name = "front-landscape" if part.kind is PartKind.FRONT else "landscape"
        style = f"{self._style}\n{self._page_rules(name)}\n{self._heads(part, first, total)}\n{_KEEP}"
        _lower_ids(run.elements)
        kept = keep_together(run.elements)
        while True:
            book = self._load(run.elements, style)
            if not kept or book.get_page_count() == 1:
                return book
            stream = io.BytesIO()
            book.write_to_pdf_stream(stream)
            torn = first_torn(kept, read_layout(stream.getvalue()).places)
            if torn is None:
                return book
            # What was moved once stays at the top of its page, so this comes to an end.
            kept = [each for each in kept if each is not torn]
            torn.move()

    def _load(self, elements: Sequence[ET.Element], style: str) -> Any:
        book = self._engine.Book(self._engine.PAGE_SIZE_A4, self._engine.PAGE_MARGINS_NONE)
        book.custom_resource_fetcher = self._fetcher
        book.load_html(_html(self._document, elements), style, base_url=_BASE)
        self._fetcher.raise_if_refused()
        return book

    def _heads(self, part: Part, first: int, total: int | None) -> str:
        """What the stylesheet prints with named strings and the page counter, written out."""
        rules = [f"@page :first {{ counter-reset: page {first} }}"]
        if part.kind is PartKind.COVER:
            return rules[0]
        boxes = {
            "top-left": _css_text(self._document.running_head),
            "bottom-left": _css_text(self._document.draft),
        }
        if part.kind is PartKind.BODY:
            boxes["top-right"] = _css_text(part.title)
            boxes["bottom-right"] = f"{_css_text(part.counted.prefix)} counter(page)"
            if first == 1:
                rules.append('@page :first { @top-right { content: "" } }')
        elif total is not None:
            boxes["bottom-right"] = f'counter(page) " dari {total}"'
        inner = " ".join(f"@{box} {{ content: {content} }}" for box, content in boxes.items())
        return f"@page {{ {inner} }} {' '.join(rules)}"


def _css_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


_PAGE_RULE = re.compile(r"@page\s+([^:{][^{]*)\{((?:[^{}]|\{[^{}]*\})*)\}")
_GROUP_RULE = re.compile(r"@page\s*:nth\([^)]*\)\s*\{[^}]*\}")


def _without_named_pages(stylesheet: str) -> tuple[str, Callable[[str], str]]:
    """The stylesheet without the rules for pages of a name, and those of a name as rules for all pages."""
    rules: list[tuple[frozenset[str], str]] = []

    def keep(match: re.Match[str]) -> str:
        rules.append((frozenset(name.strip() for name in match[1].split(",")), match[2]))
        return ""

    rest = _GROUP_RULE.sub("", _PAGE_RULE.sub(keep, stylesheet))
    return rest, lambda name: "\n".join(f"@page {{{body}}}" for names, body in rules if name in names)


def _runs(elements: Sequence[ET.Element]) -> Iterator[_Run]:
    """Cut the elements of a part where the page format changes; what comes out may be changed at will."""
    if not any("landscape" in classes(block) for element in elements for block in leaves(element)):
        yield _Run(False, tuple(deepcopy(element) for element in elements))
        return
    wide, copies, roots = False, dict[ET.Element, ET.Element](), list[ET.Element]()
    seen: set[str] = set()

    def inside(path: Sequence[ET.Element]) -> ET.Element | None:
        """The copy, in this run, of the element that a block stands in; an id stands in the first run only."""
        parent: ET.Element | None = None
        for element in path:
            copy = copies.get(element)
            if copy is None:
                copy = ET.Element(element.tag, dict(element.attrib))
                if copy.get("id", "") in seen:
                    del copy.attrib["id"]
                seen.add(copy.get("id", ""))
                copies[element] = copy
                roots.append(copy) if parent is None else parent.append(copy)
            parent = copy
        return parent

    for path, block in _placed(elements, ()):
        if (now := "landscape" in classes(block)) != wide:
            if roots:
                yield _Run(wide, tuple(roots))
            wide, copies, roots = now, {}, []
        parent = inside(path)
        copy = deepcopy(block)
        roots.append(copy) if parent is None else parent.append(copy)
    yield _Run(wide, tuple(roots))


def _placed(
    elements: Sequence[ET.Element], path: tuple[ET.Element, ...]
) -> Iterator[tuple[tuple[ET.Element, ...], ET.Element]]:
    """Each block with the sections around it; covers, contents and openings count as one block."""
    for element in elements:
        if element.tag == "section" and not {"cover", "opening"} & set(classes(element)):
            yield from _placed(list(element), (*path, element))
        else:
            yield path, element


def _lower_ids(elements: Sequence[ET.Element]) -> None:
    """Move the ids of what may stand on several pages to its heading or caption: its place is that of its end."""
    for element in [
        each for root in elements for each in root.iter() if each.tag in ("section", "nav", "table")
    ]:
        first = next(iter(element), None)
        if first is not None and "id" in element.attrib:
            first.set("id", element.attrib.pop("id"))


def _html(document: Printable, elements: Sequence[ET.Element]) -> str:
    """A page of HTML with these elements.

    Links lead through an address of their own to ids that may stand in another run; the links that nobody sees
    make PlutoPrint write a destination for every id.
    """
    inner = "".join(ET.tostring(element, encoding="unicode", method="html") for element in elements)
    inner = inner.replace('href="#', f'href="{LINK}')
    ids = [ident for element in elements for each in element.iter() if (ident := each.get("id"))]
    hidden = "".join(f'<a href="#{escape(ident)}">.</a>' for ident in ids)
    return (
        f'<!DOCTYPE html><html lang="{escape(document.lang)}"><head><title>{escape(document.title)}</title></head>'
        f'<body>{inner}<p style="display:none">{hidden}</p></body></html>'
    )


def _fill_in(document: Printable, labels: Mapping[str, str]) -> None:
    for nav in document.root.iter("nav"):
        for link in nav.iter("a"):
            link.set("data-page", labels.get(link.get("href", "").removeprefix("#"), ""))


def _anchor_labels(printed: _Printed) -> dict[str, str]:
    labels, _ = page_labels(printed.counts)
    return _labels_of(printed.layout, labels)


def _labels_of(layout: Layout, labels: Sequence[str]) -> dict[str, str]:
    return {
        ident: labels[place.page] for ident, place in layout.places.items() if not ident.startswith(HELPER)
    }


# ------------------------------------------------------------------ what may be fetched


def _fetcher(engine: ModuleType, assets: Mapping[str, Asset], draft: str) -> Any:
    """A fetcher that knows the images of this document and nothing else."""

    class AssetFetcher(engine.ResourceFetcher):  # type: ignore[name-defined, misc]
        """Never opens anything; remembers what it refused, because PlutoPrint goes on without it."""

        def __init__(self) -> None:
            super().__init__()
            self._refused: list[str] = []

        def fetch_url(self, url: str) -> Any:
            scheme, _, name = url.partition(":")
            asset = assets.get(unquote(name)) if scheme == "asset" else None
            if scheme == "asset" and name == DRAFT_MARK and draft:
                return engine.ResourceData(draft_mark(draft), "image/svg+xml", "utf-8")
            if asset is None:
                self._refused.append(url)
                return engine.ResourceData(b"", "text/plain")
            if asset.svg is not None:
                return engine.ResourceData(asset.svg, "image/svg+xml", "utf-8")
            return engine.ResourceData(asset.png, "image/png")

        def raise_if_refused(self) -> None:
            if self._refused:
                raise refused_address(self._refused[0].removeprefix(_BASE), sorted(assets))

    return AssetFetcher()
