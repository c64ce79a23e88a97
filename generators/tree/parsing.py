"""From rendered HTML to the numbered tree that every writer reads.

The contract is `docs/develop/documents.md`: a small vocabulary of well-formed XML. `parse` refuses
everything else, and names every fault with its template and line, because a template author mends ten
faults in one go and not in ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from lxml import etree

from generators.errors import DocumentError
from generators.tree.blocks import (
    Block,
    Contents,
    Cover,
    CoverLine,
    Definition,
    Definitions,
    Document,
    Entry,
    Figure,
    Inline,
    Label,
    LabelKind,
    Landscape,
    ListBlock,
    ListItem,
    Meta,
    Narrative,
    Note,
    Opening,
    Paragraph,
    Section,
    Signature,
    Signatures,
    SourceLine,
    Table,
    inline_text,
)
from generators.tree.inlines import InlineReader
from generators.tree.numbering import heading_of, number
from generators.tree.semantic_html import plain_text, to_html
from generators.tree.table_reading import read_table
from generators.tree.vocabulary import (
    ELEMENTS,
    INLINE,
    METAS,
    Faults,
    check_names,
    classes,
    describe,
    source_of,
    tag,
)
from generators.tree.wellformed import read_xml

__all__ = ["DocumentError", "parse", "plain_text", "to_html"]

_ORDER = {"cover": 0, "front": 1, "toc": 1, "lot": 1, "lof": 1, "chapter": 2, "appendix": 3}
"""Parts of a book, in their order."""
_PAPER_ORDER = {"opening": 0, "part": 1}
"""Parts of a paper: a document without title page, contents and chapters."""
_NAVS = ("toc", "lot", "lof")
_SECTIONS = ("cover", "front", "chapter", "appendix", "opening", "part")
_COVER_ROLES = ("kicker", "title", "subtitle", "place", "meta", "draft")
_DEEPEST_LIST = 3


def parse(html: str) -> Document:
    """Parse, validate and number a rendered document.

    Raises `DocumentError` with every fault found: text that is not well-formed, elements outside the
    vocabulary or in the wrong place, references that lead nowhere, tables and figures that nobody
    refers to. Entities, DTDs and the network are off.
    """
    root = read_xml(html)
    faults = Faults()
    check_names(root, faults)
    document = _Reader(faults).document(root)
    if faults.found or document is None:
        raise DocumentError(list(dict.fromkeys(faults.found)))
    return document


class _Reader:
    """One pass over the parsed document that builds the blocks and notes what stands in a wrong place."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._labels: dict[str, Label] = {}
        self._inlines = InlineReader(self._labels, faults)

    # ------------------------------------------------------------ document

    def document(self, root: etree._Element) -> Document | None:
        head, body = root.find("head"), root.find("body")
        if tag(root) != "html" or head is None or body is None or len(root) != 2:
            self._faults.add(
                root, "html with one head and one body", describe(root), "Begin with the base template."
            )
            return None
        lang = root.get("lang", "").strip()
        if not lang:
            self._faults.add(root, "html with lang", "none", 'Write <html lang="id">.')
        title = " ".join((head.findtext("title") or "").split())
        if not title:
            self._faults.add(head, "a title", "none", "Write <title>…</title> in the head.")
        meta = self._meta(head, title)
        self._labels.update(number(body, self._faults))
        covers: list[Cover] = []
        front: list[Section | Contents] = []
        chapters: list[Section] = []
        appendices: list[Section] = []
        openings: list[Opening] = []
        sheets: list[Section] = []
        reached = 0
        self._no_text(body)
        paper = any(classes(part) in (["opening"], ["part"]) for part in body)
        order = _PAPER_ORDER if paper else _ORDER
        for part in body:
            kind = self._part_kind(part)
            if kind is None:
                continue
            if kind not in order:
                self._faults.add(
                    part,
                    "an opening and parts, or cover, front matter, chapters and appendices",
                    f"{describe(part)} in a document with an opening or parts",
                    "Use one set or the other.",
                )
                continue
            if order[kind] < reached:
                self._faults.add(
                    part,
                    "the opening before the parts"
                    if paper
                    else "cover, front matter and contents, chapters, appendices, in this order",
                    f"{describe(part)} after a later part",
                    "Move it.",
                )
            reached = max(reached, order[kind])
            if kind == "cover":
                if covers:
                    self._faults.add(part, "one cover", "a second one", "Remove one of them.")
                covers.append(self._cover(part))
            elif kind == "opening":
                if openings:
                    self._faults.add(part, "one opening", "a second one", "Remove one of them.")
                openings.append(self._opening(part))
            elif kind == "part":
                sheets.append(self._section(part, 1, deepest=1))
            elif kind in _NAVS:
                front.append(self._contents(part, kind))
            else:
                section = self._section(part, 1)
                {"front": front, "chapter": chapters, "appendix": appendices}[kind].append(section)  # type: ignore[attr-defined]
        if sheets and not openings:
            self._faults.add(
                body, "an opening before the parts", "none", 'Write a section class="opening" first.'
            )
        self._check_referenced(body)
        parts = (*front, *chapters, *appendices, *sheets)
        return Document(
            lang=lang,
            title=title,
            meta=meta,
            cover=covers[0] if covers else None,
            front=tuple(front),
            chapters=tuple(chapters),
            appendices=tuple(appendices),
            opening=openings[0] if openings else None,
            parts=tuple(sheets),
            contents=tuple(_entries(parts)),
            tables=tuple(_captions(parts, Table)),
            figures=tuple(_captions(parts, Figure)),
            labels=dict(self._labels),
        )

    def _part_kind(self, part: etree._Element) -> str | None:
        kinds = classes(part)
        name = tag(part)
        wanted = _NAVS if name == "nav" else _SECTIONS
        if name in ("nav", "section") and len(kinds) == 1 and kinds[0] in wanted:
            return kinds[0]
        if name in ELEMENTS:
            self._faults.add(
                part,
                f'section class="{"|".join(_SECTIONS)}" or nav class="{"|".join(_NAVS)}" in the body',
                describe(part),
                "Put it into a section.",
            )
        return None

    def _meta(self, head: etree._Element, title: str) -> Meta:
        values: dict[str, str] = {}
        for element in head:
            name = element.get("name", "")
            if tag(element) == "title":
                continue
            if tag(element) != "meta" or name not in METAS or element.get("content") is None:
                self._faults.add(
                    element,
                    f"title, or meta with content and a name among {', '.join(sorted(METAS))}",
                    describe(element),
                    "Correct the name, or remove it.",
                )
            elif name in values:
                self._faults.add(element, f"one meta {name}", "a second one", "Remove one of them.")
            else:
                values[name] = " ".join(element.get("content", "").split())
        day = date.min
        try:
            day = date.fromisoformat(values.get("date", ""))
        except ValueError:
            self._faults.add(
                head,
                'the date of the document as <meta name="date" content="2026-11-23"/>',
                f'"{values["date"]}"' if values.get("date") else "none",
                "Write the date of the snapshot, year-month-day.",
            )
        return Meta(
            author=values.get("author", ""),
            subject=values.get("subject", ""),
            keywords=values.get("keywords", ""),
            date=day,
            running_head=values.get("running-head", "") or title,
            draft=values.get("draft", ""),
        )

    def _check_referenced(self, body: etree._Element) -> None:
        for element in body.iter("table", "figure"):
            label = self._labels.get(element.get("id", ""))
            if label and label.ordinal and label.id not in self._inlines.referenced:
                self._faults.add(
                    element,
                    f"a reference to {label.number} somewhere in the text",
                    "none",
                    f'Mention it: <a class="ref" href="#{label.id}"/>.',
                )

    # ------------------------------------------------------------ parts

    def _cover(self, cover: etree._Element) -> Cover:
        self._no_text(cover)
        children: list[CoverLine | Figure] = []
        for child in cover:
            kinds = classes(child)
            if tag(child) == "figure":
                children.append(self._figure(child, on_cover=True))
            elif tag(child) == "p" and len(kinds) == 1 and kinds[0] in _COVER_ROLES:
                children.append(CoverLine(kinds[0], self._inlines.read(child)))  # type: ignore[arg-type]
            else:
                self._misplaced(child, cover, f"p with one class of {', '.join(_COVER_ROLES)}, or figure")
        return Cover(tuple(children))

    def _opening(self, opening: etree._Element) -> Opening:
        for figure in opening.findall("figure"):
            self._misplaced(figure, opening, f"only p with one class of {', '.join(_COVER_ROLES)}")
        lines = tuple(line for line in self._cover(opening).children if isinstance(line, CoverLine))
        if not lines:
            self._faults.add(opening, "lines in the opening", "none", "Say at least what the document is.")
        return Opening(lines)

    def _contents(self, nav: etree._Element, kind: str) -> Contents:
        self._no_text(nav)
        heading = self._heading(nav, 1)
        for child in list(nav)[1:]:
            self._misplaced(child, nav, "only an h1 (the tree fills the list)")
        label = self._label(nav.get("id") or f"nav-{kind}", LabelKind.LIST)
        return Contents(kind, label, heading, source_of(nav))  # type: ignore[arg-type]

    def _section(self, section: etree._Element, level: int, *, deepest: int = 3) -> Section:
        self._no_text(section)
        heading = self._heading(section, level)
        first = heading_of(section)
        children: list[Block | Section] = []
        inner: Iterable[etree._Element] = (child for child in section if child is not first)
        for child in inner:
            if tag(child) == "section":
                if classes(child):
                    self._misplaced(child, section, "section without a class inside a section")
                elif level == deepest:
                    self._misplaced(child, section, f"no section below h{deepest}")
                else:
                    children.append(self._section(child, level + 1))
            else:
                children += self._block(child, section, 0)
        opening = children[0] if children else None
        wide = isinstance(opening, Landscape) or (isinstance(opening, Section) and opening.wide_heading)
        label = self._label(section.get("id", ""), LabelKind.SECTION)
        return Section(label, level, heading, tuple(children), wide, source_of(section))

    def _heading(self, section: etree._Element, level: int) -> tuple[Inline, ...]:
        heading = heading_of(section)
        wanted = f"h{level}"
        if heading is None or tag(heading) != wanted:
            self._faults.add(
                section,
                f"{wanted} as the first child of {describe(section)}",
                describe(heading) if heading is not None else "no heading first",
                f"Begin the section with its <{wanted}>.",
            )
            return ()
        content = self._inlines.read(heading)
        if not inline_text(content).strip():
            self._faults.add(heading, f"text in <{wanted}>", "nothing", "Write the heading.")
        return content

    # ------------------------------------------------------------ blocks

    def _block(self, child: etree._Element, parent: etree._Element, depth: int) -> list[Block]:
        """The block an element stands for, as a list of one; of none if it was refused."""
        name, kinds, source = tag(child), classes(child), source_of(child)
        if name == "div" and kinds != ["narrative"] and child.get("id") is not None:
            self._faults.add(child, "an id on a narrative only", describe(child), "Take the id out.")
        match name:
            case "p" if kinds in ([], ["lead"], ["empty"]):
                content = self._inlines.read(child)
                if not content:
                    self._faults.add(child, "text in <p>", "nothing", "Write it, or take the p out.")
                return [Paragraph(content, kinds[0] if kinds else "", source)]  # type: ignore[arg-type]
            case "ul" | "ol":
                return [self._list(child, 1)]
            case "table":
                label = self._label(child.get("id", ""), LabelKind.TABLE)
                return [read_table(child, label, self._inlines, self._faults)]
            case "figure":
                return [self._figure(child, on_cover=False)]
            case "aside" if kinds == ["source"]:
                return [SourceLine(self._inlines.read(child))]
            case "aside" if kinds == ["note"]:
                return [Note(self._note(child), source)]
            case "div" if kinds == ["landscape"] and depth == 0:
                self._no_text(child)
                inner = [block for each in child for block in self._block(each, child, depth + 1)]
                if not inner:
                    self._faults.add(child, "blocks in the landscape part", "nothing", "Remove it.")
                return [Landscape(tuple(inner), source)]
            case "div" if kinds == ["narrative"] and depth == 0:
                return [self._narrative(child)]
            case "div" if kinds == ["signatures"]:
                return [self._signatures(child)]
            case "dl":
                return [self._definitions(child)]
        where = (
            f"a block inside {describe(parent)}"
            if depth
            else "a block (p, ul, ol, table, figure, aside, div, dl)"
        )
        self._misplaced(child, parent, where)
        return []

    def _narrative(self, element: etree._Element) -> Narrative:
        self._no_text(element)
        blocks: list[Paragraph | ListBlock | Note] = []
        for child in element:
            for block in self._block(child, element, 1):
                if isinstance(block, (Paragraph, ListBlock, Note)):
                    blocks.append(block)
                else:
                    self._misplaced(child, element, "paragraphs, lists and notes")
        if not len(element):
            self._faults.add(element, "text in the narrative", "nothing", "Leave the div out if it is empty.")
        return Narrative(element.get("id", ""), tuple(blocks), source_of(element))

    def _list(self, element: etree._Element, depth: int) -> ListBlock:
        self._no_text(element)
        if depth > _DEEPEST_LIST:
            self._faults.add(
                element,
                f"lists at most {_DEEPEST_LIST} deep",
                f"one at depth {depth}",
                "Split the list, or make a section of it.",
            )
        kind = "bullet" if tag(element) == "ul" else element.get("type", "1")
        if kind not in ("bullet", "1", "a"):
            self._faults.add(element, 'ol type="1" or type="a"', f'type="{kind}"', "Use one of the two.")
        items: list[ListItem] = []
        for child in element:
            if tag(child) != "li":
                self._misplaced(child, element, "li")
                continue
            items.append(self._item(child, depth))
        if not items:
            self._faults.add(element, "li in the list", "none", "Leave the list out if it is empty.")
        return ListBlock(kind, tuple(items), source_of(element))  # type: ignore[arg-type]

    def _item(self, item: etree._Element, depth: int) -> ListItem:
        lists = frozenset({"ul", "ol"})
        content = self._inlines.read(item, until=lists)
        nested: ListBlock | None = None
        after = False
        for child in item:
            if tag(child) in lists:
                if after:
                    self._faults.add(item, "at most one list in an li", "a second one", "Use two items.")
                after = True
                nested = self._list(child, depth + 1)
                if (child.tail or "").strip():
                    self._stray(child.tail or "", item)
            elif after and tag(child) in ELEMENTS:
                self._misplaced(child, item, "nothing after the inner list")
        if not content:
            self._faults.add(item, "text in <li>", "nothing", "Write it, or take the item out.")
        return ListItem(content, nested)

    def _figure(self, figure: etree._Element, *, on_cover: bool) -> Figure:
        self._no_text(figure)
        images, captions = figure.findall("img"), figure.findall("figcaption")
        for child in figure:
            if tag(child) not in ("img", "figcaption"):
                self._misplaced(child, figure, "img and figcaption")
        asset = alt = ""
        width = 100
        if len(images) != 1:
            self._faults.add(figure, "one img in the figure", str(len(images)), "Write one img.")
        else:
            asset, alt, width = self._image(images[0])
        caption: tuple[Inline, ...] = ()
        if len(captions) != (0 if on_cover else 1):
            self._faults.add(
                figure,
                "no figcaption on the cover" if on_cover else "one figcaption in the figure",
                str(len(captions)),
                "A numbered figure has exactly one caption; the cover has none.",
            )
        elif captions:
            caption = self._inlines.read(captions[0])
            if not caption:
                self._faults.add(captions[0], "text in the caption", "nothing", "Write the caption.")
        label = None if on_cover else self._label(figure.get("id", ""), LabelKind.FIGURE)
        return Figure(label, caption, asset, alt, width, source_of(figure))

    def _image(self, image: etree._Element) -> tuple[str, str, int]:
        address, alt = image.get("src", ""), " ".join(image.get("alt", "").split())
        if not address.startswith("asset:") or address == "asset:":
            self._faults.add(
                image,
                'src="asset:NAME"',
                f'src="{address}"',
                "Register the picture as an asset of the document; nothing is fetched.",
            )
        if not alt:
            self._faults.add(
                image, "alt text", "none", "Say in one sentence what the picture shows; people hear it."
            )
        written = image.get("data-width", "100")
        width = int(written) if written.isascii() and written.isdecimal() else 0
        if not 1 <= width <= 100:
            self._faults.add(
                image,
                "data-width from 1 to 100 (percent of the text width)",
                f'data-width="{written}"',
                "Write a whole number.",
            )
        return address.removeprefix("asset:"), alt, width

    def _note(self, note: etree._Element) -> tuple[tuple[Inline, ...], ...]:
        if note.find("p") is None:
            content = self._inlines.read(note)
            if not content:
                self._faults.add(note, "text in the note", "nothing", "Write it, or take the note out.")
            return (content,)
        self._no_text(note)
        for child in note:
            if tag(child) != "p" or classes(child):
                self._misplaced(child, note, "either a line of text or plain p elements")
        return tuple(self._inlines.read(child) for child in note.findall("p"))

    def _signatures(self, block: etree._Element) -> Signatures:
        self._no_text(block)
        items: list[Signature] = []
        for child in block:
            lines = {kind: line for line in child for kind in classes(line)}
            if classes(child) != ["signature"] or tag(child) != "div":
                self._misplaced(child, block, 'div class="signature"')
                continue
            self._no_text(child)
            if list(lines) != ["role", "name", "id"] or len(child) != 3:
                self._faults.add(
                    child,
                    "p.role, p.name and p.id in a signature, in this order",
                    ", ".join(describe(line) for line in child) or "nothing",
                    "Write the three lines; one that is not known is a span.empty.",
                )
                continue
            role, name, number_line = (self._inlines.read(lines[kind]) for kind in ("role", "name", "id"))
            items.append(Signature(role, name, number_line))
        if not len(block):
            self._faults.add(block, "a signature", "none", "Leave the block out.")
        return Signatures(tuple(items), source_of(block))

    def _definitions(self, element: etree._Element) -> Definitions:
        self._no_text(element)
        items: list[Definition] = []
        for child in element:
            if tag(child) == "dt":
                items.append(Definition(self._inlines.read(child), ()))
            elif tag(child) == "dd" and items:
                last = items[-1]
                items[-1] = Definition(last.term, (*last.values, self._inlines.read(child)))
            else:
                self._misplaced(child, element, "dt followed by dd")
        if not items or any(not item.values for item in items):
            self._faults.add(element, "a dd for every dt", "a dt without one", "Write the value.")
        return Definitions(tuple(items), source_of(element))

    # ------------------------------------------------------------ common faults

    def _label(self, id_: str, kind: LabelKind) -> Label:
        """The label of an id; an empty one if its id was already refused."""
        return self._labels.get(id_) or Label(id_, kind, "", "")

    def _misplaced(self, child: etree._Element, parent: etree._Element, expected: str) -> None:
        if tag(child) in ELEMENTS:
            inline = " Wrap the text in a <p>." if tag(child) in INLINE else ""
            self._faults.add(
                child,
                f"{expected}, in {describe(parent)}",
                describe(child),
                f"See docs/develop/documents.md for what may stand where.{inline}",
            )

    def _no_text(self, element: etree._Element) -> None:
        for text in (element.text, *(child.tail for child in element)):
            if text and text.strip():
                self._stray(text, element)

    def _stray(self, text: str, parent: etree._Element) -> None:
        shown = " ".join(text.split())
        shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
        self._faults.add(
            parent,
            f"only elements directly in {describe(parent)}",
            f"the text “{shown}”",
            "Wrap it in a <p>.",
        )


# ---------------------------------------------------------------- lists of the document


def _entries(parts: Sequence[Section | Contents]) -> Iterable[Entry]:
    for part in parts:
        if isinstance(part, Contents):
            # The contents do not list themselves, but the lists of tables and figures they do.
            if part.kind != "toc":
                yield Entry(1, "", inline_text(part.heading), part.label.id)
        else:
            yield from _section_entries(part)


def _section_entries(section: Section) -> Iterable[Entry]:
    yield Entry(section.level, section.label.number, inline_text(section.heading), section.label.id)
    for child in section.children:
        if isinstance(child, Section):
            yield from _section_entries(child)


def _captions(
    parts: Sequence[Section | Contents | Block], kind: type[Table] | type[Figure]
) -> Iterable[Entry]:
    for part in parts:
        if isinstance(part, kind) and part.label is not None:
            yield Entry(1, part.label.number, inline_text(part.caption), part.label.id)
        elif isinstance(part, Section):
            yield from _captions(part.children, kind)
        elif isinstance(part, Landscape):
            yield from _captions(part.blocks, kind)
