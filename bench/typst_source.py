"""The tree of a document as Typst source: the same text, tables, figures, contents and pages, for comparison only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generators.assets import Asset
from generators.tree.blocks import (
    Block,
    Break,
    Cell,
    Contents,
    Cover,
    CoverLine,
    Definitions,
    Document,
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
)

_HEAD = """
#set page(paper: "a4", margin: (top: 27mm, right: 23mm, bottom: 25mm, left: 27mm), numbering: "1",
  header: text(size: 8pt)[{running}], background: rotate(-45deg, text(size: 60pt, fill: rgb("#eceff0"))[{draft}]))
#set text(font: ("Carlito", "Liberation Sans"), size: 10.5pt, lang: "id")
#set document(title: "{title}")
#show heading.where(level: 1): it => {{ pagebreak(weak: true); text(size: 22pt, it.body); v(6mm) }}
#show figure: set block(breakable: true)
#show figure.caption: set text(size: 9.5pt)
#show figure.where(kind: table): set figure.caption(position: top)
#set table(stroke: (bottom: 0.4pt + rgb("#c3cdd2")), inset: (x: 1.4mm, y: 0.9mm))
"""
_TINTS = {
    "berat": "#e0988e", "sedang": "#f4cb86", "ringan": "#f9ebb4", "tidak": "#f3f8f4", "baik": "#e3f0e6",
    "buruk": "#ecb6ad", "total": "#f1f5f6",
}  # fmt: skip
_ALIGN = {"num": "right", "mid": "center"}


def typst_files(document: Document, assets: Mapping[str, Asset]) -> dict[str, bytes]:
    """The source of a document as `main.typ`, and its pictures, by file name."""
    files = {
        f"{name}.{'svg' if asset.svg else 'png'}": asset.svg or asset.png for name, asset in assets.items()
    }
    known = {name.rpartition(".")[0]: name for name in files}
    return {"main.typ": "\n".join(_document(document, known)).encode(), **files}


def _document(document: Document, files: Mapping[str, str]) -> Iterator[str]:
    yield _HEAD.format(
        running=_string(document.meta.running_head),
        draft=_string(document.meta.draft),
        title=document.title.replace('"', "'"),
    )
    if document.cover:
        yield from _cover(document.cover, files)
    for part in document.body:
        if isinstance(part, Contents):
            target = {
                "toc": "heading",
                "lot": "figure.where(kind: table)",
                "lof": "figure.where(kind: image)",
            }
            yield f"#pagebreak(weak: true)\n#outline(title: [{_inlines(part.heading)}], target: {target[part.kind]})"
        else:
            yield from _section(part, files)


def _cover(cover: Cover, files: Mapping[str, str]) -> Iterator[str]:
    for child in cover.children:
        if isinstance(child, CoverLine):
            yield f"#text(size: 16pt)[{_inlines(child.content)}]\n"
        else:
            yield from _block(child, files)


def _section(section: Section, files: Mapping[str, str]) -> Iterator[str]:
    number = _string(f"{section.label.number} ") if section.label.number else ""
    yield f"#heading(level: {section.level})[{number}{_inlines(section.heading)}]"
    for child in section.children:
        if isinstance(child, Section):
            yield from _section(child, files)
        else:
            yield from _block(child, files)


def _block(block: Block, files: Mapping[str, str]) -> Iterator[str]:
    match block:
        case Paragraph(content) | SourceLine(content):
            yield f"\n{_inlines(content)}\n"
        case ListBlock():
            yield f"#{_list(block)}"
        case Table():
            yield _table(block)
        case Figure():
            caption = f"{_string(block.label.number)} {_inlines(block.caption)}" if block.label else ""
            yield (
                f'#figure(image("{files[block.asset]}", width: {block.width}%), kind: image, supplement: none,'
                f" numbering: none, caption: [{caption}])"
            )
        case Note(paragraphs):
            inner = "\n\n".join(_inlines(content) for content in paragraphs)
            yield f'#block(fill: rgb("#eef4f4"), inset: 3mm, width: 100%)[{inner}]'
        case Definitions(items):
            for item in items:
                values = " ".join(_inlines(value) for value in item.values)
                yield f"#grid(columns: (42mm, 1fr), strong[{_inlines(item.term)}], [{values}])"
        case Signatures(signers):
            cells = ", ".join(
                f"[{_inlines(each.role)} #v(21mm) {_inlines(each.name)} #linebreak() {_inlines(each.id)}]"
                for each in signers
            )
            yield f"#grid(columns: (1fr, 1fr), row-gutter: 9mm, {cells})"
        case Landscape(blocks):
            yield "#page(flipped: true)["
            for inner_block in blocks:
                yield from _block(inner_block, files)
            yield "]"
        case Narrative(blocks=blocks):
            for inner_block in blocks:
                yield from _block(inner_block, files)


def _list(block: ListBlock) -> str:
    name = "list" if block.kind == "bullet" else "enum"
    items = ", ".join(
        f"[{_inlines(item.content)}{f' #{_list(item.nested)}' if item.nested else ''}]"
        for item in block.items
    )
    return f"{name}({items})"


def _table(table: Table) -> str:
    columns = ", ".join(f"{share}fr" for share in table.columns)
    rows = [_cells(row) for body in (*table.bodies, table.foot) for row in body]
    head = ", ".join(_cells(row) for row in table.head)
    size = "7.5pt" if table.compact else "9pt"
    return (
        f"#figure(kind: table, supplement: none, numbering: none, "
        f"caption: [{_string(table.label.number)} {_inlines(table.caption)}], "
        f"[#set text(size: {size})\n#table(columns: ({columns},), table.header({head}), {', '.join(rows)})])"
    )


def _cells(row: Row) -> str:
    return ", ".join(_cell(cell) for cell in row.cells)


def _cell(cell: Cell) -> str:
    options = [f"colspan: {cell.colspan}"] if cell.colspan > 1 else []
    options += [f"rowspan: {cell.rowspan}"] if cell.rowspan > 1 else []
    options += [f"align: {_ALIGN.get(cell.align.value, 'left')}"]
    if cell.tint and cell.tint.value in _TINTS:
        options.append(f'fill: rgb("{_TINTS[cell.tint.value]}")')
    return f"table.cell({', '.join(options)})[{_inlines(cell.content)}]"


def _inlines(content: Sequence[Inline]) -> str:
    pieces: list[str] = []
    for item in content:
        match item:
            case Text(text) | Ref(_, text):
                pieces.append(_string(text))
            case Marked(mark, inner):
                name = {Mark.STRONG: "strong", Mark.SUB: "sub", Mark.SUP: "super"}.get(mark, "emph")
                pieces.append(f"#{name}[{_inlines(inner)}]")
            case Break():
                pieces.append("#linebreak()")
            case Link(_, inner):
                pieces.append(_inlines(inner))
    return "".join(pieces)


def _string(text: str) -> str:
    """Any text as a Typst string: nothing in it is markup."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'#"{escaped}"' if escaped else ""
