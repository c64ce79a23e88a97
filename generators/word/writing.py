"""The DOCX writer: walks the numbered tree into a Word file with Word's own features.

Headings, lists, captions, references and contents are what a person in Word would have made, so the file
can be edited on: numbers, contents and references follow when Word updates its fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from generators.assets import Asset
from generators.errors import DocumentError, Fault
from generators.tree.blocks import (
    Block,
    Contents,
    Cover,
    CoverLine,
    Definitions,
    Document,
    Entry,
    Figure,
    Inline,
    Label,
    LabelKind,
    Landscape,
    ListBlock,
    Narrative,
    Note,
    Paragraph,
    Section,
    Signatures,
    SourceLine,
    Table,
)
from generators.word.drawing import picture
from generators.word.fields import (
    Ids,
    anchor_link,
    begin_field,
    close_bookmark,
    end_field,
    open_bookmark,
    page_reference,
    sequence,
    tab,
)
from generators.word.package import open_package
from generators.word.reference import Reference
from generators.word.sections import Sections
from generators.word.table import TableWriter, begin_table, split_width
from generators.word.text import Runs
from generators.word.xml import EMU_PER_TWIP, add, add_text, name, twips

__all__ = ["write_docx"]

_LANGUAGES = {"id": "id-ID", "en": "en-GB"}
_COVER_STYLES = {
    "kicker": "SampulKepala",
    "title": "Title",
    "subtitle": "Subtitle",
    "place": "SampulTempat",
    "meta": "SampulKeterangan",
    "draft": "SampulDraf",
}
_OPENING_STYLES = {
    "kicker": "PembukaKepala",
    "title": "PembukaJudul",
    "subtitle": "PembukaNomor",
    "place": "PembukaTempat",
    "meta": "PembukaKeterangan",
    "draft": "PembukaDraf",
}
_HEADINGS = {
    LabelKind.CHAPTER: ("Heading1", "Heading2", "Heading3"),
    LabelKind.APPENDIX: ("Heading1", "SubjudulLampiran", "AnakJudulLampiran"),
    LabelKind.FRONT: ("JudulDepan", "SubjudulDepan", "AnakJudulDepan"),
    # Parts hold no sections.
    LabelKind.PART: ("JudulBagian", "JudulBagian", "JudulBagian"),
}
_CONTENTS_INDENT = {1: (1588, 1588), 2: (1588, 737), 3: (2381, 793)}
"""Left and hanging indent of a numbered line of the contents by level, in twips."""
_LINKS = (name("w:fldChar"), name("w:hyperlink"))
_BELOW_FIGURE = twips(30)
"""Height kept free below a figure for its caption and source line."""


def write_docx(
    document: Document,
    assets: Mapping[str, Asset],
    *,
    reference: Reference | None = None,
    pages: Mapping[str, int | str] | None = None,
    vector_figures: bool = False,
) -> bytes:
    """Write a document as DOCX; the same tree, assets and options give the same bytes.

    `reference` is a Word file of the user whose styles, page setup, header and footer are taken over.
    `pages` maps ids of headings, tables and figures to page labels (of the PDF), shown in the contents
    until Word updates them; without it the contents have no page numbers. `vector_figures` embeds the
    SVG of an asset beside its PNG, for readers that show it (Word from 2016 on).

    Raises `DocumentError` for an asset that is missing or is not a PNG, and for text that XML cannot
    hold; `ReferenceFileError` for a reference file that is refused.
    """
    _check_assets(document, assets)
    try:
        return _Writer(document, assets, reference, pages or {}, vector_figures).write()
    except ValueError as error:
        # lxml's refusal of control characters; parse() already refuses them, hand-made trees do not.
        if "XML compatible" not in str(error) and "not allowed" not in str(error):
            raise
        fault = Fault("", "text without control characters", str(error), "Remove them from the data.")
        raise DocumentError([fault]) from error


def _check_assets(document: Document, assets: Mapping[str, Asset]) -> None:
    figures = [block for block in document.blocks() if isinstance(block, Figure)]
    if document.cover:
        figures += [child for child in document.cover.children if isinstance(child, Figure)]
    faults: list[Fault] = []
    for figure in figures:
        asset = assets.get(figure.asset)
        if asset is None:
            known = ", ".join(sorted(assets)) or "none"
            faults.append(
                Fault(
                    str(figure.source),
                    "an asset that was given to the writer",
                    f"asset:{figure.asset}",
                    f"Known assets: {known}.",
                )
            )
        elif not asset.png.startswith(b"\x89PNG\r\n\x1a\n"):
            faults.append(
                Fault(str(figure.source), f"a PNG as asset:{figure.asset}", "other bytes", "Make it anew.")
            )
    if faults:
        raise DocumentError(faults)


class _Writer:
    """One walk over one document."""

    def __init__(
        self,
        document: Document,
        assets: Mapping[str, Asset],
        reference: Reference | None,
        pages: Mapping[str, int | str],
        vector_figures: bool,
    ) -> None:
        self._document = document
        self._assets = assets
        self._pages = pages
        self._vector = vector_figures
        self._language = _LANGUAGES.get(document.lang, document.lang)
        self._package = open_package(reference, self._language)
        self._body = self._package.body
        self._ids = Ids(document.labels.values())
        self._runs = Runs(self._package, self._ids)
        self._tables = TableWriter(self._package, self._runs)
        self._sections = Sections(self._package, self._body, document, self._ids)
        self._svgs: dict[bytes, str] = {}
        self._last_figure: etree._Element | None = None

    def write(self) -> bytes:
        document = self._document
        if document.cover:
            self._sections.begin("cover")
            self._cover(document.cover)
        if document.front:
            self._sections.begin("front")
            for part in document.front:
                if isinstance(part, Contents):
                    self._contents(part)
                else:
                    self._section(part, _HEADINGS[LabelKind.FRONT])
        for section in (*document.chapters, *document.appendices):
            self._sections.begin("body", chapter=section.label.number.rpartition(" ")[2])
            self._section(section, _HEADINGS[section.label.kind])
        if document.opening:
            self._sections.begin("body")
            for line in document.opening.lines:
                self._text(_OPENING_STYLES[line.role], line.content)
            for section in document.parts:
                self._section(section, _HEADINGS[LabelKind.PART])
        self._sections.finish()
        return self._package.save(document.meta, document.title, self._language)

    # ------------------------------------------------------------ paragraphs

    def _paragraph(self, style: str) -> etree._Element:
        paragraph = add(self._body, "w:p")
        properties = add(paragraph, "w:pPr")
        add(properties, "w:pStyle", val=self._package.styles[style])
        return paragraph

    def _text(self, style: str, content: Sequence[Inline]) -> etree._Element:
        after_table = self._after_table
        paragraph = self._paragraph(style)
        if after_table:
            # Word has no space below a table, so the paragraph that follows brings it.
            add(paragraph[0], "w:spacing", before="200")
        self._runs.write(paragraph, content)
        return paragraph

    @property
    def _after_table(self) -> bool:
        return len(self._body) > 0 and self._body[-1].tag == name("w:tbl")

    @property
    def _below_figure(self) -> bool:
        return self._last_figure is not None and self._body[-1] is self._last_figure

    def _separate_tables(self) -> None:
        """Two tables that touch become one in Word."""
        if self._after_table:
            self._paragraph("Pemisah")

    # ------------------------------------------------------------ parts

    def _cover(self, cover: Cover) -> None:
        for child in cover.children:
            if isinstance(child, CoverLine):
                self._text(_COVER_STYLES[child.role], child.content)
            else:
                paragraph = self._paragraph("SampulGambar")
                paragraph.append(self._picture(child))

    def _section(self, section: Section, styles: tuple[str, str, str]) -> None:
        if section.wide_heading:
            self._sections.turn(landscape=True)
        self._heading(section.label, section.heading, styles[section.level - 1], section.wide_heading)
        for child in section.children:
            if isinstance(child, Section):
                self._section(child, styles)
            else:
                self._block(child)

    def _heading(self, label: Label, heading: Sequence[Inline], style: str, wide: bool = False) -> None:
        if not wide:
            self._sections.turn(landscape=False)
        paragraph = self._paragraph(style)
        if label.kind is LabelKind.APPENDIX:
            # Word takes the A of the page number A-3 from a Heading 1 and from no other style.
            self._number(paragraph, self._package.lists.ids["appendices"], 0)
        bookmark = self._ids.bookmark()
        open_bookmark(paragraph, bookmark, self._ids.contents_name(label.id))
        self._runs.write(paragraph, heading)
        close_bookmark(paragraph, bookmark)

    # ------------------------------------------------------------ contents

    def _contents(self, part: Contents) -> None:
        self._sections.turn(landscape=False)
        if part.kind == "toc":
            self._text("TOCHeading", part.heading)
            self._list_of(self._document.contents, 'TOC \\o "1-3" \\h \\z \\u', ("TOC1", "TOC2", "TOC3"))
            return
        self._heading(part.label, part.heading, "JudulDepan")
        entries, word = (
            (self._document.tables, "Tabel") if part.kind == "lot" else (self._document.figures, "Gambar")
        )
        self._list_of(entries, f'TOC \\h \\z \\c "{word}"', ("TableofFigures",) * 3)

    def _list_of(self, entries: Sequence[Entry], instruction: str, styles: tuple[str, str, str]) -> None:
        """A contents field over several paragraphs, one link to each entry."""
        if not entries:
            # An empty field would show Word's error text on the first update.
            self._text("BodyText", ())
            return
        width = self._sections.page.text_width
        for at, entry in enumerate(entries):
            paragraph = self._paragraph(styles[entry.level - 1])
            tabs = add(paragraph[0], "w:tabs")
            if entry.number:
                left, hanging = _CONTENTS_INDENT[entry.level]
                add(tabs, "w:tab", val="left", pos=str(left))
                add(paragraph[0], "w:ind", left=str(left), hanging=str(hanging))
            add(tabs, "w:tab", val="right", leader="dot", pos=str(width))
            if at == 0:
                begin_field(paragraph, instruction)
            bookmark = self._ids.contents_name(entry.id)
            link = anchor_link(paragraph, bookmark)
            if entry.number:
                add_text(add(link, "w:r"), entry.number)
                tab(link)
            add_text(add(link, "w:r"), entry.title)
            tab(link)
            page_reference(link, bookmark, self._pages, entry.id)
        # In a paragraph of its own, as Word itself does it.
        end_field(self._paragraph("Pemisah"))

    # ------------------------------------------------------------ blocks

    def _block(self, block: Block) -> None:
        if isinstance(block, Landscape):
            self._sections.turn(landscape=True)
            for inner in block.blocks:
                self._block(inner)
            self._sections.leave()
            return
        self._sections.settle()
        match block:
            case Paragraph(content, role):
                style = {"": "BodyText", "lead": "ParagrafPembuka", "empty": "ParagrafKosong"}[role]
                self._text(style, content)
            case ListBlock():
                self._list(block, 0)
            case Table(label, caption):
                self._caption(label, caption)
                self._tables.write(self._body, block, self._sections.page.text_width)
            case Figure():
                self._figure(block)
            case SourceLine(content):
                below_figure = self._below_figure
                paragraph = self._paragraph("Sumber")
                if below_figure:
                    add(paragraph[0], "w:jc", val="center")
                self._runs.write(paragraph, content)
            case Note(paragraphs):
                for content in paragraphs:
                    self._text("Catatan", content)
            case Definitions():
                self._definitions(block)
            case Signatures():
                self._signatures(block)
            case Narrative():
                self._narrative(block)

    def _narrative(self, narrative: Narrative) -> None:
        """A content control around the text: found by its tag again when somebody has edited the file."""
        before = self._body[-1]  # there is one: a section begins with its heading
        for block in narrative.blocks:
            self._block(block)
        paragraphs = list(before.itersiblings())
        control = add(self._body, "w:sdt")
        properties = add(control, "w:sdtPr")
        title = narrative.id.replace("-", " ")
        add(properties, "w:alias", val=title[:1].upper() + title[1:])
        add(properties, "w:tag", val=narrative.id)
        add(properties, "w:id", val=self._ids.control(narrative.id))
        # The text may be changed, the control around it not be lost by a stray keystroke.
        add(properties, "w:lock", val="sdtLocked")
        if len(paragraphs) == 1 and next(paragraphs[0].iter(*_LINKS), None) is not None:
            # LibreOffice makes a field of its own of a control with one paragraph, and shows the codes of the
            # fields in it; not if the control says that it holds a building block, which Word edits as any text.
            add(add(properties, "w:docPartObj"), "w:docPartGallery", val="Custom 1")
        add(control, "w:sdtContent").extend(paragraphs)

    def _list(self, block: ListBlock, level: int) -> None:
        lists = self._package.lists
        number = lists.ids["bullet"] if block.kind == "bullet" else lists.new(block.kind, level)
        for item in block.items:
            after_table = self._after_table
            paragraph = self._paragraph("ListParagraph")
            self._number(paragraph, number, level)
            if after_table:
                add(paragraph[0], "w:spacing", before="200")
            self._runs.write(paragraph, item.content)
            if item.nested:
                self._list(item.nested, level + 1)

    def _number(self, paragraph: etree._Element, list_id: int, level: int) -> None:
        numbered = add(paragraph[0], "w:numPr")
        add(numbered, "w:ilvl", val=str(level))
        add(numbered, "w:numId", val=str(list_id))

    def _caption(self, label: Label, caption: Sequence[Inline], *, below: bool = False) -> None:
        paragraph = self._paragraph("Caption")
        if below:
            self._last_figure = paragraph
            # The caption of a table keeps with the table; that of a figure stands below it.
            properties = paragraph[0]
            add(properties, "w:keepNext", val="0")
            add(properties, "w:spacing", before="80", after="120")
            add(properties, "w:jc", val="center")
        whole, number = self._ids.bookmark(), self._ids.bookmark()
        open_bookmark(paragraph, whole, self._ids.contents_name(label.id))
        open_bookmark(paragraph, number, self._ids.number_name(label.id))
        add_text(add(paragraph, "w:r"), label.prefix)
        sequence(paragraph, label)
        close_bookmark(paragraph, number)
        add_text(add(paragraph, "w:r"), " ")
        self._runs.write(paragraph, caption)
        close_bookmark(paragraph, whole)

    def _figure(self, figure: Figure) -> None:
        paragraph = self._paragraph("Gambar")
        paragraph.append(self._picture(figure))
        if figure.label:
            self._caption(figure.label, figure.caption, below=True)

    def _picture(self, figure: Figure) -> etree._Element:
        asset = self._assets[figure.asset]
        page = self._sections.page
        width = page.text_width * EMU_PER_TWIP * figure.width / 100
        height = width * asset.height_mm / asset.width_mm
        most = (page.text_height - _BELOW_FIGURE) * EMU_PER_TWIP
        if height > most:
            width, height = width * most / height, most
        rid = self._package.add_png(asset.png)
        svg = ""
        if self._vector and asset.svg is not None:
            if asset.svg not in self._svgs:
                self._svgs[asset.svg] = self._package.add_svg(asset.svg)
            svg = self._svgs[asset.svg]
        id_ = self._ids.drawing()
        return picture(rid, id_, figure.alt, (round(width), round(height)), svg_rid=svg)

    def _definitions(self, block: Definitions) -> None:
        self._separate_tables()
        styles = self._package.styles
        widths = split_width((32, 68), self._sections.page.text_width)
        table = begin_table(self._body, styles["TabelPolos"], widths, header=False)
        for item in block.items:
            row = add(table, "w:tr")
            add(add(row, "w:trPr"), "w:cantSplit")
            for width, lines, marks in (
                (widths[0], (item.term,), frozenset({"strong"})),
                (widths[1], item.values, frozenset[str]()),
            ):
                cell = add(row, "w:tc")
                add(add(cell, "w:tcPr"), "w:tcW", w=str(width), type="dxa")
                for line in lines:
                    paragraph = add(cell, "w:p")
                    add(add(paragraph, "w:pPr"), "w:pStyle", val=styles["Rincian"])
                    self._runs.write(paragraph, line, marks)

    def _signatures(self, block: Signatures) -> None:
        """A borderless table, two signatures in a row, room for the hand between office and name."""
        self._separate_tables()
        styles = self._package.styles
        widths = split_width((1, 1), self._sections.page.text_width)
        table = begin_table(self._body, styles["TabelPolos"], widths, header=False)
        for at in range(0, len(block.items), 2):
            row = add(table, "w:tr")
            add(add(row, "w:trPr"), "w:cantSplit")
            pair = block.items[at : at + 2]
            for column in range(2):
                cell = add(row, "w:tc")
                add(add(cell, "w:tcPr"), "w:tcW", w=str(widths[column]), type="dxa")
                if column >= len(pair):
                    self._signature_line(cell, (), frozenset(), 0)
                    continue
                signer = pair[column]
                self._signature_line(cell, signer.role, frozenset(), 360)
                self._signature_line(cell, signer.name, frozenset({"strong"}), 1300)
                self._signature_line(cell, signer.id, frozenset(), 0)

    def _signature_line(
        self, cell: etree._Element, content: Sequence[Inline], marks: frozenset[str], before: int
    ) -> None:
        paragraph = add(cell, "w:p")
        properties = add(paragraph, "w:pPr")
        add(properties, "w:pStyle", val=self._package.styles["Penandatangan"])
        if before:
            add(properties, "w:spacing", before=str(before))
        self._runs.write(paragraph, content, marks)
