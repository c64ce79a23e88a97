"""The tree of a document: frozen, typed blocks that every writer reads and none changes.

Numbers, captions and the text of references are already in the tree (see `generators.tree.parsing.parse`), so
two writers cannot disagree about them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Literal

# ---------------------------------------------------------------- where from


@dataclass(frozen=True, slots=True)
class Source:
    """Place in a template; without a template, the line of the rendered HTML."""

    template: str
    line: int

    def __str__(self) -> str:
        return f"{self.template}:{self.line}" if self.template else f"rendered line {self.line}"


# ---------------------------------------------------------------- numbers


class LabelKind(Enum):
    """What a number or a reference stands for."""

    FRONT = "front"
    LIST = "list"
    CHAPTER = "chapter"
    APPENDIX = "appendix"
    PART = "part"
    SECTION = "section"
    TABLE = "table"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Label:
    """The number of a heading, table or figure.

    `number` stands at the thing itself (`BAB III`, `4.2`, `Tabel 3.1`; empty for front matter and parts),
    `reference` in running text (`Bab III`, `Subbab 4.2`, `Tabel 3.1`). For tables and figures `prefix` is
    the part before the running number (`Tabel 3.`) and `ordinal` that number; `starts` is true for the
    first of its kind in its chapter.
    """

    id: str
    kind: LabelKind
    number: str
    reference: str
    prefix: str = ""
    ordinal: int = 0
    starts: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents, the list of tables or the list of figures; level 1 to 3."""

    level: int
    number: str
    title: str
    id: str


# ---------------------------------------------------------------- inline


@dataclass(frozen=True, slots=True)
class Text:
    """Running text; white space is already collapsed as HTML does."""

    text: str


class Mark(Enum):
    """A way to set text apart."""

    STRONG = "strong"
    EM = "em"
    SUB = "sub"
    SUP = "sup"
    EMPTY = "empty"
    NA = "na"


@dataclass(frozen=True, slots=True)
class Marked:
    """Inline content under one mark."""

    mark: Mark
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an `https` address."""

    href: str
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A cross reference, already filled: `label.reference` is its text."""

    label: Label
    text: str


Inline = Text | Marked | Break | Link | Ref


def inline_text(content: Sequence[Inline]) -> str:
    """The bare text of inline content; a line break counts as a space."""
    pieces: list[str] = []
    for item in content:
        match item:
            case Text(text) | Ref(text=text):
                pieces.append(text)
            case Break():
                pieces.append(" ")
            case Marked(content=inner) | Link(content=inner):
                pieces.append(inline_text(inner))
    return "".join(pieces)


# ---------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `role` is `lead` (opening of a chapter), `empty` (not filled) or plain."""

    content: tuple[Inline, ...]
    role: Literal["", "lead", "empty"]
    source: Source


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item, perhaps with a list below it."""

    content: tuple[Inline, ...]
    nested: ListBlock | None


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; `kind` is a bullet, figures (1, 2, 3) or letters (a, b, c)."""

    kind: Literal["bullet", "1", "a"]
    items: tuple[ListItem, ...]
    source: Source


class Align(StrEnum):
    """How a cell is set."""

    LEFT = ""
    RIGHT = "num"
    CENTRE = "mid"


class Tint(StrEnum):
    """The meaning that colours a cell; writers choose the colour."""

    BERAT = "berat"
    SEDANG = "sedang"
    RINGAN = "ringan"
    TIDAK = "tidak"
    BAIK = "baik"
    BURUK = "buruk"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid: `column` is its first column, counted from 0 with row spans respected."""

    content: tuple[Inline, ...]
    column: int
    colspan: int
    rowspan: int
    scope: Literal["", "col", "row", "colgroup", "rowgroup"]
    align: Align
    tint: Tint | None
    code: bool

    @property
    def heads(self) -> bool:
        """True for a header cell (`th`)."""
        return self.scope != ""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that begin in this row; cells that reach down from above are not repeated."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table; `columns` are shares of the text width, `bodies` its row groups."""

    label: Label
    caption: tuple[Inline, ...]
    columns: tuple[int, ...]
    head: tuple[Row, ...]
    bodies: tuple[tuple[Row, ...], ...]
    foot: tuple[Row, ...]
    compact: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture; `width` in percent of the text width. On the cover it has neither label nor caption."""

    label: Label | None
    caption: tuple[Inline, ...]
    asset: str
    alt: str
    width: int
    source: Source


@dataclass(frozen=True, slots=True)
class SourceLine:
    """The line below a table or figure that says where the data come from."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A boxed remark of one or more paragraphs."""

    paragraphs: tuple[tuple[Inline, ...], ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Definition:
    """A label and its values."""

    term: tuple[Inline, ...]
    values: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Label and value pairs."""

    items: tuple[Definition, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Signature:
    """One place to sign: office, name, number of the signer (NIP or the like)."""

    role: tuple[Inline, ...]
    name: tuple[Inline, ...]
    id: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signatures, two in a row."""

    items: tuple[Signature, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Landscape:
    """Blocks on landscape pages."""

    blocks: tuple[Block, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Narrative:
    """Running text that a person may rewrite, as one piece known by `id`; the id is not a place to refer to."""

    id: str
    blocks: tuple[Paragraph | ListBlock | Note, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Section:
    """A front section, chapter, appendix, part or subsection: one heading, then blocks and subsections.

    `level` is 1 to 3. `wide_heading` is true if nothing stands between the heading and landscape pages,
    so that the heading belongs on the landscape page too.
    """

    label: Label
    level: int
    heading: tuple[Inline, ...]
    children: tuple[Block | Section, ...]
    wide_heading: bool
    source: Source


Block = (
    Paragraph
    | ListBlock
    | Table
    | Figure
    | SourceLine
    | Note
    | Definitions
    | Signatures
    | Landscape
    | Narrative
)


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A line of the title page."""

    role: Literal["kicker", "title", "subtitle", "place", "meta", "draft"]
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The title page."""

    children: tuple[CoverLine | Figure, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """The head of a document without a title page: who writes, what it is, its number."""

    lines: tuple[CoverLine, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """A place to be filled: the contents (`toc`), the list of tables (`lot`) or of figures (`lof`)."""

    kind: Literal["toc", "lot", "lof"]
    label: Label
    heading: tuple[Inline, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Meta:
    """What a file says about itself; `date` is the date of the document, never of the clock."""

    author: str
    subject: str
    keywords: str
    date: date
    running_head: str
    draft: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, numbered. `labels` maps every id to its label.

    Either a book (cover, front matter, chapters, appendices) or a paper: an opening and its parts.
    """

    lang: str
    title: str
    meta: Meta
    cover: Cover | None
    front: tuple[Section | Contents, ...]
    chapters: tuple[Section, ...]
    appendices: tuple[Section, ...]
    opening: Opening | None
    parts: tuple[Section, ...]
    contents: tuple[Entry, ...]
    tables: tuple[Entry, ...]
    figures: tuple[Entry, ...]
    labels: Mapping[str, Label]

    @property
    def body(self) -> tuple[Section | Contents, ...]:
        """Front matter, chapters and appendices, or the parts, in reading order."""
        return (*self.front, *self.chapters, *self.appendices, *self.parts)

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order, those on landscape pages and in narratives included."""

        def walk(children: Sequence[Block | Section]) -> Iterator[Block]:
            for child in children:
                if isinstance(child, Section):
                    yield from walk(child.children)
                    continue
                yield child
                if isinstance(child, (Landscape, Narrative)):
                    yield from walk(child.blocks)

        for part in self.body:
            if isinstance(part, Section):
                yield from walk(part.children)
