"""What makes an archival PDF out of laid-out pages: joined, linked, outlined, labelled, described, PDF/A-3b."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from generators.pdf.labels import LabelStart
from generators.pdf.pages import Printable, heading_text
from generators.pdf.writing import EmbeddedFile, moment_of

LINK = "goto:"
"""The scheme of a link that leads to an id of the document."""


@dataclass(frozen=True)
class Place:
    """Where an id stands: the page (index from 0) and the point on it, in PDF units."""

    page: int
    left: float
    top: float


@dataclass(frozen=True)
class Layout:
    """Laid-out pages, as PDF files that follow each other, and where every id stands in all of them."""

    files: tuple[bytes, ...]
    pages: int
    places: Mapping[str, Place]

    @classmethod
    def empty(cls) -> Layout:
        """No pages."""
        return cls((), 0, {})

    def followed_by(self, other: Layout) -> Layout:
        """These pages, then those."""
        moved = {
            ident: Place(place.page + self.pages, place.left, place.top)
            for ident, place in other.places.items()
        }
        return Layout((*self.files, *other.files), self.pages + other.pages, {**self.places, **moved})


def read_layout(data: bytes) -> Layout:
    """Count the pages of a PDF and read its named destinations."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        index = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        places: dict[str, Place] = {}
        names = pdf.Root.get("/Names")
        if names is not None and "/Dests" in names:
            for ident, target in pikepdf.NameTree(names.Dests).items():
                place = target.D if isinstance(target, Dictionary) else target
                places[ident] = Place(index[place[0].objgen], float(place[2]), float(place[3]))
        return Layout((data,), len(index), places)


def archive(
    document: Printable, layout: Layout, starts: Sequence[LabelStart], attachment: EmbeddedFile | None
) -> bytes:
    """The bytes of the whole document as PDF/A-3b, the same for the same pages and the same document."""
    from pikepdf import pdfa

    first, *others = (pikepdf.open(io.BytesIO(data)) for data in layout.files)
    pdf = first
    for other in others:
        pdf.pages.extend(other.pages)
    for key in ("/Names", "/StructTreeRoot"):
        if key in pdf.Root:
            del pdf.Root[key]
    _link(pdf, layout.places)
    _outline(pdf, document, layout.places)
    pdf.Root.PageLabels = Dictionary(Nums=Array(list(_numbers(starts))))
    pdf.Root.Lang = String(document.lang)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = Name.UseOutlines
    _describe(pdf, document)
    if attachment:
        _attach(pdf, attachment, document.date)
    _map_glyphs(pdf)
    pdfa.prepare(pdf, "3b")
    _sign_as_ours(pdf, document.date)
    stream = io.BytesIO()
    pdf.save(stream, **pdfa.resolve_save_kwargs("3b", deterministic_id=True))
    return stream.getvalue()


def _link(pdf: pikepdf.Pdf, places: Mapping[str, Place]) -> None:
    """Lead the links between runs to their places; nothing is tagged, so nothing refers to a structure."""
    for page in pdf.pages:
        if "/StructParents" in page:
            del page["/StructParents"]
        for annotation in page.get("/Annots", ()):
            if "/StructParent" in annotation:
                del annotation["/StructParent"]
            action = annotation.get("/A")
            address = str(action.get("/URI", "")) if action is not None else ""
            if address.startswith(LINK):
                del annotation["/A"]
                annotation.Dest = _destination(pdf, places[unquote(address.removeprefix(LINK))])


def _destination(pdf: pikepdf.Pdf, place: Place) -> Array:
    return Array([pdf.pages[place.page].obj, Name.XYZ, place.left, place.top, None])


def _outline(pdf: pikepdf.Pdf, document: Printable, places: Mapping[str, Place]) -> None:
    with pdf.open_outline() as outline:
        levels: list[list[OutlineItem]] = [outline.root]
        for level, ident, title in _headings(document):
            place = places[ident]
            item = OutlineItem(title, place.page, "XYZ", left=place.left, top=place.top)
            del levels[level:]
            levels[-1].append(item)
            levels.append(item.children)


def _headings(document: Printable) -> Iterator[tuple[int, str, str]]:
    """Level, id and text of every heading of a part or section that has an id."""
    for part in document.parts:
        for element in part.elements:
            for section in element.iter():
                heading = next(iter(section), None)
                ident = section.get("id")
                if ident and heading is not None and heading.tag in ("h1", "h2", "h3"):
                    yield int(heading.tag[1]), ident, heading_text(heading)


def _numbers(starts: Sequence[LabelStart]) -> Iterator[Any]:
    for start in starts:
        entry = Dictionary()
        if start.style:
            entry.S = Name(f"/{start.style}")
        if start.prefix:
            entry.P = String(start.prefix)
        yield start.page
        yield entry


def _map_glyphs(pdf: pikepdf.Pdf) -> None:
    """Say that character and glyph numbers are the same: PDF supposes it, PDF/A wants it written."""
    for thing in pdf.objects:
        is_font = isinstance(thing, Dictionary) and thing.get("/Subtype") == Name.CIDFontType2
        if is_font and "/CIDToGIDMap" not in thing:
            thing.CIDToGIDMap = Name.Identity


def _describe(pdf: pikepdf.Pdf, document: Printable) -> None:
    info: dict[str, str] = {
        "/Title": document.title,
        "/Author": document.meta.get("author", ""),
        "/Subject": document.meta.get("description", ""),
        "/Keywords": document.meta.get("keywords", ""),
        "/Creator": "Nahkoda",
    }
    if document.date:
        info["/CreationDate"] = info["/ModDate"] = moment_of(document.date).strftime("D:%Y%m%d%H%M%S+00'00'")
    pdf.trailer.Info = pdf.make_indirect(Dictionary())
    for key, value in info.items():
        if value:
            pdf.docinfo[key] = String(value)


def _attach(pdf: pikepdf.Pdf, attachment: EmbeddedFile, date: str) -> None:
    moment = moment_of(date).strftime("D:%Y%m%d%H%M%SZ")
    kind = "application/json" if attachment.name.endswith(".json") else "application/octet-stream"
    pdf.attachments[attachment.name] = pikepdf.AttachedFileSpec(
        pdf,
        attachment.data,
        filename=attachment.name,
        mime_type=kind,
        description=attachment.description,
        creation_date=moment,
        mod_date=moment,
        relationship=Name(f"/{attachment.relationship}"),
    )


def _sign_as_ours(pdf: pikepdf.Pdf, date: str) -> None:
    """Put the document's own date and the engine where pikepdf wrote the clock's and itself."""
    producer = f"PlutoPrint {version('plutoprint')}, pikepdf {version('pikepdf')}"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["pdf:Producer"] = producer
        del metadata["xmp:MetadataDate"]
        if date:
            metadata["xmp:MetadataDate"] = moment_of(date).isoformat()
    pdf.docinfo["/Producer"] = String(producer)
