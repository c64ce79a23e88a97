"""Sections of the Word document: page sizes, headers and footers, page numbers.

Word keeps the properties of a section in its last paragraph. Every section names its header and footer
itself: one that does not loses them in some programs.
"""

from __future__ import annotations

from typing import Literal

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree

from generators.tree.blocks import Document
from generators.word.drawing import watermark
from generators.word.fields import Ids, field
from generators.word.package import Letterhead, Package, Page
from generators.word.styles import DRAFT
from generators.word.xml import NAMESPACES, add, add_text, name, w_get

Kind = Literal["cover", "front", "body"]


class Sections:
    """Where the walk stands: which section is open, and on which page."""

    def __init__(self, package: Package, body: etree._Element, document: Document, ids: Ids) -> None:
        self._package = package
        self._body = body
        self._document = document
        self._ids = ids
        self._kind: Kind = "cover"
        self._chapter = ""
        self._opened = False
        self._landscape = False
        self._leaving = False
        self._first_of_kind = True
        self._completed = False
        self._headers: dict[tuple[bool, bool], str] = {}
        self._footers: dict[tuple[bool, str], str] = {}

    @property
    def page(self) -> Page:
        """The page of the open section."""
        return self._package.page.turned() if self._landscape else self._package.page

    def begin(self, kind: Kind, *, chapter: str = "") -> None:
        """Open the cover, the front matter or the body; a chapter or appendix by its number (`II`, `A`)."""
        if self._opened:
            self._close()
        self._kind, self._opened, self._landscape, self._leaving = kind, True, False, False
        self._chapter = chapter
        self._first_of_kind = True

    def turn(self, *, landscape: bool) -> None:
        """Go on upon landscape or portrait pages."""
        self._leaving = False
        if landscape == self._landscape:
            return
        if self._has_content():
            self._close()
            self._first_of_kind = False
        self._landscape = landscape

    def leave(self) -> None:
        """Landscape pages end here, unless more of them follow at once."""
        self._leaving = True

    def settle(self) -> None:
        """Called before a block: it stands on portrait pages if landscape ones have ended."""
        if self._leaving:
            self.turn(landscape=False)

    def finish(self) -> None:
        """Close the last section; its properties stand in the body itself."""
        self._body.append(self._properties())

    def _has_content(self) -> bool:
        if not len(self._body):
            return False
        last = self._body[-1]
        return last.find(f"{name('w:pPr')}/{name('w:sectPr')}") is None

    def _close(self) -> None:
        last = self._body[-1] if len(self._body) else None
        if last is None or last.tag != name("w:p") or not self._has_content() or _ends_contents(last):
            last = add(self._body, "w:p")
            add(add(last, "w:pPr"), "w:pStyle", val=self._package.styles["Pemisah"])
        # pPr was made in schema order, and sectPr comes last in it.
        last[0].append(self._properties())

    def _properties(self) -> etree._Element:
        section = etree.Element(name("w:sectPr"))
        for tag, rid in (("headerReference", self._header()), ("footerReference", self._footer())):
            add(section, f"w:{tag}", type="default").set(name("r:id"), rid)
        add(section, "w:type", val="nextPage")
        page = self.page
        size = add(section, "w:pgSz", w=str(page.width), h=str(page.height))
        if self._landscape:
            size.set(name("w:orient"), "landscape")
        add(
            section,
            "w:pgMar",
            top=str(page.top),
            right=str(page.right),
            bottom=str(page.bottom),
            left=str(page.left),
            header=str(page.header),
            footer=str(page.footer),
            gutter="0",
        )
        if self._kind != "cover":
            # A short document without chapters counts in figures from its first page.
            roman = self._kind == "front" and bool(self._document.chapters)
            numbers = add(section, "w:pgNumType", fmt="lowerRoman" if roman else "decimal")
            if self._first_of_kind:
                numbers.set(name("w:start"), "1")
            if self._chapter:
                # `II-14` natively: PAGE in the footer and PAGEREF in the contents give it, also after F9.
                numbers.set(name("w:chapStyle"), "1")
        add(section, "w:cols", space="708")
        return section

    # ------------------------------------------------------------ headers and footers

    def _header(self) -> str:
        cover = self._kind == "cover"
        key = (cover, self._landscape)
        if key not in self._headers:
            self._complete_letterhead()
            letterhead = self._package.letterhead
            given = letterhead.first_header if cover else letterhead.header
            self._headers[key] = given or self._make_header(empty=cover)
        return self._headers[key]

    def _footer(self) -> str:
        cover = self._kind == "cover"
        key = (cover, self._chapter)
        if key not in self._footers:
            self._complete_letterhead()
            letterhead = self._package.letterhead
            given = letterhead.first_footer if cover else letterhead.footer
            self._footers[key] = given or self._make_footer(empty=cover)
        return self._footers[key]

    def _complete_letterhead(self) -> None:
        """Put the draft mark, and page numbers if it has none, into the letterhead of the user's file."""
        if self._completed:
            return
        self._completed = True
        letterhead = self._package.letterhead
        parts = {rid: self._package.letterhead_part(rid) for rid in _given(letterhead)}
        if self._document.meta.draft:
            for rid in sorted({letterhead.header, letterhead.first_header} - {""}):
                holder = parts[rid].findall(name("w:p"))
                paragraph = holder[-1] if holder else add(parts[rid], "w:p")
                paragraph.append(watermark(self._document.meta.draft, int(self._ids.drawing())))
        if letterhead.footer and not any(_has_page_number(parts[rid]) for rid in parts):
            paragraph = add(parts[letterhead.footer], "w:p")
            add(add(paragraph, "w:pPr"), "w:pStyle", val=self._package.styles["Footer"])
            add(paragraph[0], "w:jc", val="right")
            field(paragraph, "PAGE", "1")

    def _make_header(self, *, empty: bool) -> str:
        meta = self._document.meta
        root, paragraph = self._part("w:hdr", "" if empty else "Header")
        if not empty:
            add_text(add(paragraph, "w:r"), meta.running_head)
            if meta.draft:
                tabs = etree.Element(name("w:tabs"))
                paragraph[0].append(tabs)
                add(tabs, "w:tab", val="right", pos=str(self.page.text_width))
                etree.SubElement(add(paragraph, "w:r"), name("w:tab"))
                run = add(paragraph, "w:r")
                properties = add(run, "w:rPr")
                add(properties, "w:b")
                add(properties, "w:color", val=DRAFT)
                add_text(run, meta.draft)
        if meta.draft:
            paragraph.append(watermark(meta.draft, int(self._ids.drawing())))
        return self._package.add_part("/word/header%d.xml", CT.WML_HEADER, RT.HEADER, _serialised(root))

    def _make_footer(self, *, empty: bool) -> str:
        root, paragraph = self._part("w:ftr", "" if empty else "Footer")
        if not empty:
            if self._chapter:
                self._chapter_for_others(paragraph)
            field(paragraph, "PAGE", "1")
            if self._document.opening:
                # Loose sheets: a reader must see that none is missing.
                add_text(add(paragraph, "w:r"), " dari ")
                field(paragraph, "NUMPAGES", "1")
        return self._package.add_part("/word/footer%d.xml", CT.WML_FOOTER, RT.FOOTER, _serialised(root))

    def _chapter_for_others(self, footer: etree._Element) -> None:
        """The `II-` of `II-14` for programs that do not know numbers by chapter (LibreOffice).

        Word makes it itself, of the heading: its versions that know `w15` (from 2013 on) choose the empty
        alternative, the others the text.
        """
        alternatives = add(add(footer, "w:r"), "mc:AlternateContent")
        add(alternatives, "mc:Choice").set("Requires", "w15")
        add_text(add(alternatives, "mc:Fallback"), f"{self._chapter}-")

    def _part(self, tag: str, style: str) -> tuple[etree._Element, etree._Element]:
        root = etree.Element(name(tag), nsmap={key: NAMESPACES[key] for key in ("w", "r", "mc", "w15")})
        paragraph = add(root, "w:p")
        add(add(paragraph, "w:pPr"), "w:pStyle", val=self._package.styles[style or "Normal"])
        return root, paragraph


def _given(letterhead: Letterhead) -> list[str]:
    rids = (letterhead.header, letterhead.footer, letterhead.first_header, letterhead.first_footer)
    return [rid for rid in dict.fromkeys(rids) if rid]


def _has_page_number(part: etree._Element) -> bool:
    instructions = [str(each.text) for each in part.iter(name("w:instrText"))]
    instructions += [w_get(each, "instr") for each in part.iter(name("w:fldSimple"))]
    return any(each.split()[:1] == ["PAGE"] for each in instructions)


def _ends_contents(paragraph: etree._Element) -> bool:
    """True for the paragraph that only closes a contents field.

    If the section ended in it, LibreOffice would take the page number in the footer into the field.
    """
    return len(paragraph) == 2 and paragraph[1].find(name("w:fldChar")) is not None


def _serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
