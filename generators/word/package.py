"""The Word file as a package: opened from our own bare template or from a user's file, saved the same
way every time.

python-docx keeps the parts and their relationships; what is inside the parts is ours.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from xml.sax.saxutils import escape

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from lxml import etree

from generators.tree.blocks import Meta
from generators.word.numbering import Lists, numbering_part
from generators.word.reference import LOOKS, Reference, open_reference
from generators.word.styles import FONT, MONO, merge_styles, styles_part
from generators.word.theme import theme_part
from generators.word.xml import DECLARATIONS, NAMESPACES, add, name, twips, w_get

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its margins in twips, portrait or landscape."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    header: int
    footer: int

    @property
    def text_width(self) -> int:
        """Width between the margins."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """Height between the margins."""
        return self.height - self.top - self.bottom

    def turned(self) -> Page:
        """The same sheet on its side: the binding margin (left) becomes the upper one."""
        return Page(
            self.height, self.width, self.left, self.top, self.right, self.bottom, self.header, self.footer
        )


A4 = Page(11906, 16838, twips(27), twips(25), twips(25), twips(30), twips(12.5), twips(12.5))


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Relationship ids of header and footer parts that the user's file brings; empty where it has none."""

    header: str = ""
    footer: str = ""
    first_header: str = ""
    first_footer: str = ""


@dataclass(slots=True)
class Package:
    """An open Word file without content: `styles` maps our style ids to those to write.

    `document` is the main part to be, built apart from python-docx's tree: moving a long table from one
    lxml document into another takes seconds, and python-docx's parser looks up a class for every element.
    """

    word: WordDocument
    styles: dict[str, str]
    lists: Lists
    page: Page
    letterhead: Letterhead
    document: etree._Element

    @property
    def body(self) -> etree._Element:
        """The body element, to be filled."""
        return self.document[0]

    def add_part(self, pattern: str, content_type: str, kind: str, content: bytes) -> str:
        """Add a part (`/word/header%d.xml`) and return the id of the relationship to it."""
        main = self.word.part
        taken = {str(part.partname) for part in main.package.iter_parts()}
        partname = next(each for at in range(1, 10_000) if (each := pattern % at) not in taken)
        part = Part(PackURI(partname), content_type, content, main.package)
        return main.relate_to(part, kind)

    def add_png(self, png: bytes) -> str:
        """Add a picture, once however often it is used, and return its relationship id."""
        rid, _ = self.word.part.get_or_add_image(io.BytesIO(png))
        return rid

    def add_svg(self, svg: bytes) -> str:
        """Add a vector picture and return its relationship id."""
        return self.add_part("/word/media/vector%d.svg", "image/svg+xml", RT.IMAGE, svg)

    def letterhead_part(self, rid: str) -> etree._Element:
        """The root of a header or footer that the user's file brought."""
        part = self.word.part.related_parts[rid]
        return _element(part)

    def save(self, meta: Meta, title: str, language: str) -> bytes:
        """The file as bytes; the same content gives the same bytes."""
        raw = io.BytesIO()
        _ = self.word.core_properties  # makes sure the part exists; its content is ours
        self.word.save(raw)
        main = str(self.word.part.partname).lstrip("/")
        own = {
            main: etree.tostring(self.document, xml_declaration=True, encoding="UTF-8", standalone=True),
            "docProps/core.xml": core_properties(meta, title, language),
        }
        return _normalised(raw.getvalue(), own)


def open_package(reference: Reference | None, language: str) -> Package:
    """Open the bare template, or the user's file with its content taken out.

    Raises `ReferenceFileError` if the user's file is broken or dangerous.
    """
    if reference is None:
        word = docx.Document(io.BytesIO(_bare()))
        page, letterhead = A4, Letterhead()
    else:
        word = open_reference(reference)
        page, letterhead = _page_setup(word)
        _take_content_out(word, letterhead)
    _add_missing_parts(word)
    styles = _xml_part(word, RT.STYLES)
    lists = Lists(_xml_part(word, RT.NUMBERING))
    ids = merge_styles(styles, lists.ids, language)
    lists.define(ids)
    document = etree.Element(name("w:document"), nsmap={key: NAMESPACES[key] for key in ("w", "r")})
    add(document, "w:body")
    return Package(word, ids, lists, page, letterhead, document)


# ---------------------------------------------------------------- the user's file


def _page_setup(word: WordDocument) -> tuple[Page, Letterhead]:
    section = word.element.body.find(name("w:sectPr"))
    if section is None:
        return A4, Letterhead()
    size, margin = section.find(name("w:pgSz")), section.find(name("w:pgMar"))
    page = A4
    if size is not None and margin is not None:
        numbers = [_twips(size, side) for side in ("w", "h")]
        edges = [_twips(margin, side) for side in ("top", "right", "bottom", "left", "header", "footer")]
        found = Page(*numbers, *edges)
        if found.width > found.height:
            found = Page(found.height, found.width, *edges)
        # A page on which nothing fits would give columns of negative width.
        if found.text_width >= twips(80) and found.text_height >= twips(80):
            page = found
    kinds = {name("w:headerReference"): RT.HEADER, name("w:footerReference"): RT.FOOTER}
    rels = word.part.rels
    ids = {
        (etree.QName(each).localname, w_get(each, "type")): rid
        for each in section
        if (rid := each.get(name("r:id"), "")) in rels and kinds.get(each.tag) == rels[rid].reltype
    }
    return page, Letterhead(
        ids.get(("headerReference", "default"), ""),
        ids.get(("footerReference", "default"), ""),
        ids.get(("headerReference", "first"), ""),
        ids.get(("footerReference", "first"), ""),
    )


def _twips(element: etree._Element, side: str) -> int:
    written = w_get(element, side).lstrip("-")
    return int(written) if written.isascii() and written.isdecimal() else 0


def _take_content_out(word: WordDocument, letterhead: Letterhead) -> None:
    body = word.element.body
    for child in list(body):
        body.remove(child)
    keep = {letterhead.header, letterhead.footer, letterhead.first_header, letterhead.first_footer}
    rels = word.part.rels
    for rid in [rid for rid, rel in rels.items() if rid not in keep and rel.reltype not in LOOKS]:
        del rels[rid]
    package_rels = word.part.package.rels
    for rid in [rid for rid, rel in package_rels.items() if rel.reltype != RT.OFFICE_DOCUMENT]:
        del package_rels[rid]
    for child in list(word.element):
        if child is not body:
            word.element.remove(child)


def _add_missing_parts(word: WordDocument) -> None:
    main = word.part
    kinds = {rel.reltype for rel in main.rels.values()}
    for kind, partname, content_type, content in (
        (RT.STYLES, "/word/styles.xml", CT.WML_STYLES, styles_part()),
        (RT.NUMBERING, "/word/numbering.xml", CT.WML_NUMBERING, numbering_part()),
        (RT.SETTINGS, "/word/settings.xml", CT.WML_SETTINGS, _settings()),
        (RT.THEME, "/word/theme/theme1.xml", CT.OFC_THEME, theme_part()),
        (RT.FONT_TABLE, "/word/fontTable.xml", CT.WML_FONT_TABLE, _font_table()),
    ):
        if kind not in kinds:
            part = XmlPart.load(PackURI(partname), content_type, content, main.package)
            main.relate_to(part, kind)


def _xml_part(word: WordDocument, kind: str) -> etree._Element:
    return _element(word.part.part_related_by(kind))


def _element(part: Part) -> etree._Element:
    # python-docx makes an XmlPart of each content type that `open_reference` lets pass.
    return cast("etree._Element", cast("XmlPart", part).element)


# ---------------------------------------------------------------- our own bare template


def _bare() -> bytes:
    parts = {
        "[Content_Types].xml": (
            f'{_HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Default Extension="rels" ContentType="{CT.OPC_RELATIONSHIPS}"/>'
            f'<Default Extension="xml" ContentType="{CT.XML}"/>'
            f'<Override PartName="/word/document.xml" ContentType="{CT.WML_DOCUMENT_MAIN}"/></Types>'
        ),
        "_rels/.rels": (
            f'{_HEADER}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RT.OFFICE_DOCUMENT}" Target="word/document.xml"/>'
            "</Relationships>"
        ),
        "word/document.xml": f"{_HEADER}<w:document {DECLARATIONS}><w:body/></w:document>",
    }
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for partname, content in parts.items():
            archive.writestr(partname, content)
    return raw.getvalue()


def _settings() -> bytes:
    # Without the compatibility mode Word opens the file as one of Word 2007. Fields are not updated on
    # opening: the cached results are right, and Word would ask a question every time.
    settings = "".join(
        f'<w:compatSetting w:name="{key}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for key, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
            ("differentiateMultirowTableHeaders", 1),
        )
    )
    return (
        f'{_HEADER}<w:settings {DECLARATIONS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat>{settings}</w:compat><w:themeFontLang w:val="id-ID"/>'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    ).encode()


def _font_table() -> bytes:
    return (
        f"{_HEADER}<w:fonts {DECLARATIONS}>"
        f'<w:font w:name="{FONT}"><w:altName w:val="Carlito"/><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
        f'<w:font w:name="{MONO}"><w:altName w:val="Inconsolata"/><w:charset w:val="00"/>'
        '<w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font></w:fonts>'
    ).encode()


def core_properties(meta: Meta, title: str, language: str) -> bytes:
    """The core properties part: what the file says about itself, nothing about who made it how."""
    moment = f"{meta.date.isoformat()}T00:00:00Z"
    author = escape(meta.author)
    return (
        f"{_HEADER}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:subject>{escape(meta.subject)}</dc:subject>"
        f"<dc:creator>{author}</dc:creator><cp:keywords>{escape(meta.keywords)}</cp:keywords>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<dc:language>{escape(language)}</dc:language></cp:coreProperties>"
    ).encode()


def _normalised(raw: bytes, own: Mapping[str, bytes]) -> bytes:
    """The package with its entries in a fixed order, without the time of writing, and `own` parts put in."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        # Readers that stream the file want the content types first.
        first = {"[Content_Types].xml": 0, "_rels/.rels": 1}
        for entry in sorted(source.namelist(), key=lambda each: (first.get(each, 2), each)):
            info = zipfile.ZipInfo(entry, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, own[entry] if entry in own else source.read(entry))
    return out.getvalue()
