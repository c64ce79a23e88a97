"""The numbered tree written out again: semantic HTML for the PDF writer, plain text for comparisons.

No white space between tags: WeasyPrint lays out every piece of it. Page numbers are left to the
stylesheet (`target-counter` on the links of the contents).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from generators.tree.blocks import (
    Align,
    Block,
    Break,
    Cell,
    Contents,
    Cover,
    CoverLine,
    Definitions,
    Document,
    Entry,
    Figure,
    Inline,
    Landscape,
    Link,
    ListBlock,
    Mark,
    Marked,
    Narrative,
    Note,
    Paragraph,
    Ref,
    Row,
    Section,
    Signatures,
    SourceLine,
    Table,
    Text,
    inline_text,
)

_SHORT_GROUP = 6
"""Rows of a group that is kept whole; longer ones may break, or half a page would stay white."""


def to_html(document: Document) -> str:
    """The whole document as HTML with its numbers, contents and references written out.

    Well-formed XML as well. `body` carries `data-running-head` and, in a draft, `data-draft`; a heading
    that opens a landscape page has the class `landscape`.
    """
    return "".join(_document(document))


def _document(document: Document) -> Iterable[str]:
    meta = document.meta
    day = meta.date.isoformat()
    yield f'<!DOCTYPE html><html lang="{_attribute(document.lang)}"><head><meta charset="utf-8"/>'
    yield f"<title>{_escape(document.title)}</title>"
    for name, value in (
        ("author", meta.author),
        ("description", meta.subject),
        ("keywords", meta.keywords),
        ("dcterms.created", day),
        ("dcterms.modified", day),
    ):
        if value:
            yield f'<meta name="{name}" content="{_attribute(value)}"/>'
    draft = f' data-draft="{_attribute(meta.draft)}"' if meta.draft else ""
    yield f'</head><body data-running-head="{_attribute(meta.running_head)}"{draft}>'
    if document.cover:
        yield from _cover(document.cover)
    if document.opening:
        lines = (f'<p class="{line.role}">{_inlines(line.content)}</p>' for line in document.opening.lines)
        yield f'<section class="opening">{"".join(lines)}</section>'
    for part in document.front:
        if isinstance(part, Contents):
            yield from _contents(part, document)
        else:
            yield from _section(part, ' class="front"')
    for section in document.chapters:
        yield from _section(section, ' class="chapter"')
    for section in document.appendices:
        yield from _section(section, ' class="appendix"')
    for section in document.parts:
        yield from _section(section, ' class="part"')
    yield "</body></html>"


def _cover(cover: Cover) -> Iterable[str]:
    yield '<section class="cover">'
    for child in cover.children:
        if isinstance(child, CoverLine):
            yield f'<p class="{child.role}">{_inlines(child.content)}</p>'
        else:
            yield from _figure(child)
    yield "</section>"


def _contents(part: Contents, document: Document) -> Iterable[str]:
    entries: Sequence[Entry] = {
        "toc": document.contents,
        "lot": document.tables,
        "lof": document.figures,
    }[part.kind]
    yield f'<nav class="{part.kind}" id="{part.label.id}"><h1>{_inlines(part.heading)}</h1><ol>'
    for entry in entries:
        number = f'<span class="nomor">{_escape(entry.number)}</span> ' if entry.number else ""
        title = f'<span class="judul">{_escape(entry.title)}</span>'
        yield f'<li class="level-{entry.level}"><a href="#{entry.id}">{number}{title}</a></li>'
    yield "</ol></nav>"


def _section(section: Section, class_: str) -> Iterable[str]:
    number = section.label.number
    heading = _inlines(section.heading)
    if number:
        heading = f'<span class="nomor">{number}</span> <span class="judul">{heading}</span>'
    wide = ' class="landscape"' if section.wide_heading else ""
    level = section.level
    yield f'<section{class_} id="{section.label.id}"><h{level}{wide}>{heading}</h{level}>'
    for child in section.children:
        if isinstance(child, Section):
            yield from _section(child, "")
        else:
            yield from _block(child)
    yield "</section>"


def _block(block: Block) -> Iterable[str]:
    match block:
        case Paragraph(content, role):
            yield f"<p{_class(role)}>{_inlines(content)}</p>"
        case ListBlock():
            yield from _list(block)
        case Table():
            yield from _table(block)
        case Figure():
            yield from _figure(block)
        case SourceLine(content):
            yield f'<aside class="source">{_inlines(content)}</aside>'
        case Note(paragraphs):
            yield '<aside class="note">'
            for content in paragraphs:
                yield f"<p>{_inlines(content)}</p>"
            yield "</aside>"
        case Definitions(items):
            yield "<dl>"
            for item in items:
                yield f"<dt>{_inlines(item.term)}</dt>"
                for value in item.values:
                    yield f"<dd>{_inlines(value)}</dd>"
            yield "</dl>"
        case Signatures(signers):
            yield '<div class="signatures">'
            for signer in signers:
                yield f'<div class="signature"><p class="role">{_inlines(signer.role)}</p>'
                yield f'<p class="name">{_inlines(signer.name)}</p>'
                yield f'<p class="id">{_inlines(signer.id)}</p></div>'
            yield "</div>"
        case Narrative(blocks=texts):
            # Only Word needs to know where a narrative begins and ends.
            for text in texts:
                yield from _block(text)
        case Landscape(blocks):
            yield '<div class="landscape">'
            for inner in blocks:
                yield from _block(inner)
            yield "</div>"


def _list(block: ListBlock) -> Iterable[str]:
    name = "ul" if block.kind == "bullet" else "ol"
    yield "<ul>" if name == "ul" else f'<ol type="{block.kind}">'
    for item in block.items:
        yield f"<li>{_inlines(item.content)}"
        if item.nested:
            yield from _list(item.nested)
        yield "</li>"
    yield f"</{name}>"


def _table(table: Table) -> Iterable[str]:
    yield f'<table id="{table.label.id}"{_class("compact" if table.compact else "")}>'
    yield f"<caption>{_number(table.label.number)}{_inlines(table.caption)}</caption><colgroup>"
    whole = sum(table.columns)
    for share in table.columns:
        yield f'<col style="width:{100 * share / whole:.4g}%"/>'
    yield "</colgroup>"
    for name, rows in (
        ("thead", table.head),
        *(("tbody", body) for body in table.bodies),
        ("tfoot", table.foot),
    ):
        if rows:
            # A short group among others stays on one page with its title.
            together = name == "tbody" and len(table.bodies) > 1 and len(rows) <= _SHORT_GROUP
            yield f"<{name}{_class('together' if together else '')}>"
            for row in rows:
                yield from _row(row)
            yield f"</{name}>"
    yield "</table>"


def _row(row: Row) -> Iterable[str]:
    yield "<tr>"
    for cell in row.cells:
        yield _cell(cell)
    yield "</tr>"


def _cell(cell: Cell) -> str:
    name = "th" if cell.heads else "td"
    words = [cell.align.value] if cell.align is not Align.LEFT else []
    words += ["code"] if cell.code else []
    words += [cell.tint.value] if cell.tint else []
    opening = f'{name} scope="{cell.scope}"' if cell.heads else name
    if cell.colspan > 1:
        opening += f' colspan="{cell.colspan}"'
    if cell.rowspan > 1:
        opening += f' rowspan="{cell.rowspan}"'
    return f"<{opening}{_class(' '.join(words))}>{_inlines(cell.content)}</{name}>"


def _figure(figure: Figure) -> Iterable[str]:
    id_ = f' id="{figure.label.id}"' if figure.label else ""
    yield f'<figure{id_}><img src="asset:{_attribute(figure.asset)}" alt="{_attribute(figure.alt)}"'
    yield f' style="width:{figure.width}%"/>' if figure.width != 100 else "/>"
    if figure.label:
        yield f"<figcaption>{_number(figure.label.number)}{_inlines(figure.caption)}</figcaption>"
    yield "</figure>"


_TAGS = {
    Mark.STRONG: ("<strong>", "</strong>"),
    Mark.EM: ("<em>", "</em>"),
    Mark.SUB: ("<sub>", "</sub>"),
    Mark.SUP: ("<sup>", "</sup>"),
    Mark.EMPTY: ('<span class="empty">', "</span>"),
    Mark.NA: ('<span class="na">', "</span>"),
}


def _inlines(content: Sequence[Inline]) -> str:
    pieces: list[str] = []
    for item in content:
        match item:
            case Text(text):
                pieces.append(_escape(text))
            case Marked(mark, inner):
                opening, closing = _TAGS[mark]
                pieces += (opening, _inlines(inner), closing)
            case Break():
                pieces.append("<br/>")
            case Link(href, inner):
                pieces += (f'<a href="{_attribute(href)}">', _inlines(inner), "</a>")
            case Ref(label, text):
                pieces.append(f'<a class="ref" href="#{label.id}">{_escape(text)}</a>')
    return "".join(pieces)


def _number(number: str) -> str:
    return f'<span class="nomor">{number}</span> '


def _class(words: str) -> str:
    return f' class="{words}"' if words else ""


def _escape(text: str) -> str:
    return escape(text, quote=False)


def _attribute(text: str) -> str:
    return escape(text, quote=True)


# ---------------------------------------------------------------- plain text


def plain_text(document: Document) -> list[str]:
    """The text of the document, block by block in reading order, for comparing outputs.

    Headings and captions carry their numbers; the entries of the contents are left out (they repeat the
    headings, with page numbers in between); empty cells give nothing.
    """
    pieces: list[str] = []
    if document.cover:
        pieces += [
            inline_text(line.content) for line in document.cover.children if isinstance(line, CoverLine)
        ]
    if document.opening:
        pieces += [inline_text(line.content) for line in document.opening.lines]
    for part in document.body:
        if isinstance(part, Contents):
            pieces.append(inline_text(part.heading))
        else:
            pieces += _section_text(part)
    return [piece for piece in pieces if piece.strip()]


def _section_text(section: Section) -> Iterable[str]:
    yield f"{section.label.number} {inline_text(section.heading)}".strip()
    for child in section.children:
        if isinstance(child, Section):
            yield from _section_text(child)
        else:
            yield from _block_text(child)


def _block_text(block: Block) -> Iterable[str]:
    match block:
        case Paragraph(content) | SourceLine(content):
            yield inline_text(content)
        case ListBlock(_, items):
            for item in items:
                yield inline_text(item.content)
                if item.nested:
                    yield from _block_text(item.nested)
        case Table(label, caption):
            yield f"{label.number} {inline_text(caption)}"
            for row in (*block.head, *(row for body in block.bodies for row in body), *block.foot):
                for cell in row.cells:
                    yield inline_text(cell.content)
        case Figure(label, caption) if label:
            yield f"{label.number} {inline_text(caption)}"
        case Note(paragraphs):
            for content in paragraphs:
                yield inline_text(content)
        case Definitions(definitions):
            for definition in definitions:
                yield inline_text(definition.term)
                for value in definition.values:
                    yield inline_text(value)
        case Signatures(signers):
            for signer in signers:
                yield from (inline_text(line) for line in (signer.role, signer.name, signer.id))
        case Landscape(blocks) | Narrative(blocks=blocks):
            for inner in blocks:
                yield from _block_text(inner)
