"""Narratives read back out of a Word file that somebody has edited.

Each narrative stands in a content control (`generators.word.writing`) that is known by its tag, whatever Word did to
the rest of the file. Only text comes back: insertions that are tracked count, deletions do not, comments are left
where they are. What a section cannot hold (a table, a picture, a heading) is refused and not dropped.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from generators.errors import EditedFileError, ReferenceFileError
from generators.tree.blocks import (
    Break,
    Inline,
    Link,
    ListBlock,
    ListItem,
    Mark,
    Marked,
    Note,
    Paragraph,
    Source,
    Text,
    inline_text,
)
from generators.word.markdown_text import RunningText, to_markdown
from generators.word.reference import BROKEN, MOST_BYTES, parsed, unpacked
from generators.word.xml import name, w_get
from planning.wording import msgid, words

_OFF = frozenset({"0", "false", "off", "none"})
_CONTAINERS = frozenset(
    map(name, ("w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:fldSimple", "w:dir", "w:bdo"))
)
"""Elements around runs that are part of the text as it stands."""
_REFUSED = {
    name("w:tbl"): msgid("a table"),
    name("w:drawing"): msgid("a picture"),
    name("w:pict"): msgid("a picture"),
    name("w:object"): msgid("an embedded object"),
    name("w:footnoteReference"): msgid("a footnote"),
    name("w:endnoteReference"): msgid("a footnote"),
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": msgid("a formula"),
}
_CHARACTERS = {name("w:tab"): " ", name("w:noBreakHyphen"): "\u2011", name("w:cr"): "\n"}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DEEPEST_LIST = 2
"""Level of the innermost list, counted from 0."""
_Kind = Literal["bullet", "1", "a"]


@dataclass(frozen=True, slots=True)
class NarrativeText:
    """What stands in one narrative of a Word file: the tag (the id of the narrative) and its Markdown."""

    tag: str
    markdown: str


def narratives_of(data: bytes, *, where: str = "") -> tuple[NarrativeText, ...]:
    """The narratives of a Word file in reading order; `where` names the file in errors.

    A narrative that nobody touched gives the same Markdown as `to_markdown` of its blocks. Raises
    `EditedFileError` for a file that is no Word document, is larger than one, or has a document type in its
    XML; for a tag that is there twice; and, naming the control, for a table, picture, heading or the like in it.
    """
    try:
        if len(data) > MOST_BYTES:
            raise _refusal(where, words("at most {limit} MB", limit=MOST_BYTES >> 20), msgid("a larger file"))
        parts = _Parts(where, unpacked(where, data))
        reader = _Reader(where, parts)
        found = tuple(reader.narrative(control) for control in _controls(parts.body))
    except BROKEN as error:
        raise _refusal(
            where, msgid("a Word document (.docx)"), msgid("a file that is not a readable archive")
        ) from error
    except etree.XMLSyntaxError as error:
        raise _refusal(where, msgid("well-formed XML in every part"), error.msg or "") from error
    except ReferenceFileError as error:
        raise _refusal(where, error.expected, error.found) from error
    tags = [each.tag for each in found]
    for tag in tags:
        if tags.count(tag) > 1:
            raise EditedFileError(
                expected=msgid("every narrative once"),
                found=words("the content control {tag} more than once", tag=tag),
                where=where,
                remedy=msgid("Delete the copy, or undo the pasting that made it."),
            )
    return found


def _refusal(where: str, expected: str, found: str) -> EditedFileError:
    return EditedFileError(
        expected=expected,
        found=found,
        where=where,
        remedy=msgid("Give the Word file (.docx) of the document as you saved it in Word."),
    )


class _Parts:
    """The parts of the package that text depends on: body, styles, lists, addresses of links."""

    def __init__(self, where: str, content: Mapping[str, bytes]) -> None:
        def root(part: str) -> etree._Element | None:
            return parsed(where, part, content[part]) if part in content else None

        main = _target(root("_rels/.rels"), "officeDocument", "")
        document = root(main) if main else None
        body = document.find(name("w:body")) if document is not None else None
        if body is None:
            raise _refusal(where, msgid("a Word document (.docx)"), msgid("another kind of archive"))
        self.body = body
        folder, _, file = main.rpartition("/")
        relations = root(f"{folder}/_rels/{file}.rels")
        self.links = {
            each.get("Id", ""): each.get("Target", "")
            for each in (relations if relations is not None else ())
            if each.get("TargetMode") == "External"
        }
        styles = root(_target(relations, "styles", folder))
        self._styles = {
            w_get(each, "styleId"): each
            for each in (styles.iterfind(name("w:style")) if styles is not None else ())
        }
        self._kinds = _list_kinds(root(_target(relations, "numbering", folder)))

    def style_name(self, id_: str) -> str:
        """Word's own name of a style, in small letters, whatever the language of the file."""
        style = self._styles.get(id_)
        written = style.find(name("w:name")) if style is not None else None
        return w_get(written, "val").lower() if written is not None else ""

    def list_of(self, properties: etree._Element) -> tuple[str, int] | None:
        """List id and level of a paragraph, its own or those of its style; None outside lists."""
        number = level = ""
        for holder in (properties, *self._styled(_value(properties, "w:pStyle"))):
            numbered = holder.find(name("w:numPr"))
            if numbered is not None:
                number = number or _value(numbered, "w:numId")
                level = level or _value(numbered, "w:ilvl")
        # The list 0 is none.
        return (number, _whole(level)) if number not in ("", "0") else None

    def _styled(self, id_: str) -> Iterator[etree._Element]:
        """The paragraph properties of a style and of those that it is based on."""
        seen: set[str] = set()
        while id_ not in seen and (style := self._styles.get(id_)) is not None:
            seen.add(id_)
            properties = style.find(name("w:pPr"))
            if properties is not None:
                yield properties
            id_ = _value(style, "w:basedOn")

    def kind_of(self, number: str, level: int) -> _Kind:
        """How a list counts on a level."""
        return self._kinds.get((number, level), "bullet")


def _target(relations: etree._Element | None, kind: str, folder: str) -> str:
    for each in relations if relations is not None else ():
        if each.get("Type", "").endswith(f"/{kind}") and each.get("TargetMode") != "External":
            return posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
    return ""


def _list_kinds(numbering: etree._Element | None) -> dict[tuple[str, int], _Kind]:
    if numbering is None:
        return {}
    levels: dict[str, dict[int, _Kind]] = {}
    for abstract in numbering.iterfind(name("w:abstractNum")):
        levels[w_get(abstract, "abstractNumId")] = {
            _whole(w_get(each, "ilvl")): _kind(_value(each, "w:numFmt"))
            for each in abstract.iterfind(name("w:lvl"))
        }
    return {
        (w_get(each, "numId"), level): kind
        for each in numbering.iterfind(name("w:num"))
        for level, kind in levels.get(_value(each, "w:abstractNumId"), {}).items()
    }


def _kind(form: str) -> _Kind:
    if form in ("bullet", "none", ""):
        return "bullet"
    return "a" if form.endswith("Letter") else "1"


def _controls(body: etree._Element) -> Iterator[etree._Element]:
    """Controls with a tag that stand among the paragraphs; one inside another belongs to the outer one."""
    for control in body.iter(name("w:sdt")):
        parent = control.getparent()
        outer = any(_tag(each) for each in control.iterancestors(name("w:sdt")))
        if _tag(control) and not outer and parent is not None and parent.tag != name("w:p"):
            yield control


def _tag(control: etree._Element) -> str:
    properties = control.find(name("w:sdtPr"))
    return _value(properties, "w:tag") if properties is not None else ""


@dataclass(slots=True)
class _Item:
    """An item of a list while the list is read."""

    content: tuple[Inline, ...]
    kind: _Kind = "bullet"
    number: str = ""
    inner: list[_Item] = field(default_factory=list)


class _Reader:
    """Reads controls of one file."""

    def __init__(self, where: str, parts: _Parts) -> None:
        self._where = where
        self._parts = parts
        self._tag = ""

    def narrative(self, control: etree._Element) -> NarrativeText:
        self._tag = _tag(control)
        content = control.find(name("w:sdtContent"))
        # The grey words that Word shows in an empty control are not text.
        empty = control.find(f"{name('w:sdtPr')}/{name('w:showingPlcHdr')}") is not None
        blocks = [] if empty or content is None else self._blocks(list(self._paragraphs(content)))
        return NarrativeText(self._tag, to_markdown(blocks))

    def _refuse(self, found: str) -> EditedFileError:
        return EditedFileError(
            expected=msgid("paragraphs, lists, emphasis, quotes or links"),
            found=found,
            where=f"{self._where}: {self._tag}" if self._where else self._tag,
            remedy=msgid("Move it out of the content control, or write it as text."),
        )

    def _paragraphs(self, parent: etree._Element) -> Iterator[etree._Element]:
        for child in parent:
            if child.tag == name("w:p"):
                yield child
            elif child.tag in _REFUSED:
                raise self._refuse(_REFUSED[str(child.tag)])
            elif child.tag in (name("w:sdt"), name("w:sdtContent"), *_CONTAINERS):
                yield from self._paragraphs(child)

    def _blocks(self, paragraphs: Sequence[etree._Element]) -> list[RunningText]:
        blocks: list[RunningText] = []
        items: list[_Item] = []
        for number, paragraph in enumerate(paragraphs, 1):
            source = Source(self._tag, number)
            content = tuple(self._inlines(paragraph))
            properties = paragraph.find(name("w:pPr"))
            if properties is None:
                properties = etree.Element(name("w:pPr"))
            style = self._parts.style_name(_value(properties, "w:pStyle"))
            if not inline_text(content).strip():
                continue
            if style.startswith("heading "):
                raise self._refuse(msgid("a heading"))
            listed = self._parts.list_of(properties)
            if listed is not None:
                self._add_item(items, content, *listed)
                continue
            blocks += _lists(items, source)
            items = []
            blocks.append(
                Note((content,), source)
                if style in ("catatan", "quote", "intense quote")
                else Paragraph(content, "", source)
            )
        return [*blocks, *_lists(items, Source(self._tag, len(paragraphs)))]

    def _add_item(self, items: list[_Item], content: tuple[Inline, ...], number: str, level: int) -> None:
        into = items
        for _ in range(min(level, _DEEPEST_LIST)):
            if not into:
                break
            into = into[-1].inner
        into.append(_Item(content, self._parts.kind_of(number, level), number))

    # ------------------------------------------------------------ text

    def _inlines(self, parent: etree._Element) -> Iterator[Inline]:
        for child in parent:
            if child.tag == name("w:r"):
                yield from self._run(child)
            elif child.tag == name("w:hyperlink"):
                address = self._parts.links.get(child.get(f"{_RELATION}id", ""), "")
                inner = tuple(self._inlines(child))
                yield from (Link(address, inner),) if address else inner
            elif child.tag == name("w:sdt"):
                content = child.find(name("w:sdtContent"))
                yield from self._inlines(content) if content is not None else ()
            elif child.tag in _CONTAINERS:
                yield from self._inlines(child)
            elif child.tag in _REFUSED:
                raise self._refuse(_REFUSED[str(child.tag)])

    def _run(self, run: etree._Element) -> Iterator[Inline]:
        inside = tuple(self._characters(run))
        if inside:
            yield from self._marked(inside, run.find(name("w:rPr")))

    def _characters(self, parent: etree._Element) -> Iterator[Inline]:
        for child in parent:
            if child.tag == name("w:t"):
                yield Text((child.text or "").replace("\n", " "))
            elif child.tag == name("w:br") and w_get(child, "type") in ("", "textWrapping"):
                yield Break()
            elif child.tag in _CHARACTERS:
                yield Text(_CHARACTERS[str(child.tag)])
            elif child.tag == name("mc:AlternateContent"):
                fallback = child.find(name("mc:Fallback"))
                yield from self._characters(fallback) if fallback is not None else ()
            elif child.tag in _REFUSED:
                raise self._refuse(_REFUSED[str(child.tag)])

    def _marked(self, content: tuple[Inline, ...], properties: etree._Element | None) -> tuple[Inline, ...]:
        if properties is None:
            return content
        style = self._parts.style_name(_value(properties, "w:rStyle"))
        placed = _value(properties, "w:vertAlign")
        for mark, wanted in (
            (Mark.SUP, placed == "superscript"),
            (Mark.SUB, placed == "subscript"),
            (Mark.EM, _on(properties, "w:i") or style == "emphasis"),
            (Mark.STRONG, _on(properties, "w:b") or style == "strong"),
        ):
            if wanted:
                content = (Marked(mark, content),)
        return content


def _lists(items: Sequence[_Item], source: Source) -> list[ListBlock]:
    """The lists that items on one level make; ordered ones end where another list id begins."""
    runs: list[list[_Item]] = []
    for item in items:
        last = runs[-1][-1] if runs else None
        if last and last.kind == item.kind and (item.kind == "bullet" or last.number == item.number):
            runs[-1].append(item)
        else:
            runs.append([item])
    return [ListBlock(run[0].kind, tuple(_item(each, source) for each in run), source) for run in runs]


def _item(item: _Item, source: Source) -> ListItem:
    if not item.inner:
        return ListItem(item.content, None)
    # An item holds one list, whatever changes of sign stand in it.
    first = item.inner[0]
    return ListItem(
        item.content, ListBlock(first.kind, tuple(_item(each, source) for each in item.inner), source)
    )


def _value(parent: etree._Element, child: str) -> str:
    found = parent.find(name(child))
    return w_get(found, "val") if found is not None else ""


def _on(properties: etree._Element, switch: str) -> bool:
    found = properties.find(name(switch))
    return found is not None and w_get(found, "val").lower() not in _OFF


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
