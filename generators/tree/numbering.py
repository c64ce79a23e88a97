"""Numbers of chapters, sections, appendices, tables and figures, given once for every writer.

Chapters are `BAB I`, sections `1.1` and `1.1.1`, appendices `Lampiran A` with sections `A.1`; tables and
figures are counted by chapter (`Tabel 3.1`) or appendix (`Tabel A.1`). A table in front matter or in a part
has no chapter and is plain `Tabel 1`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from generators.tree.blocks import Label, LabelKind
from generators.tree.vocabulary import ID, WHITE, Faults, classes, describe, tag

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip

_WORDS = {"table": (LabelKind.TABLE, "Tabel"), "figure": (LabelKind.FIGURE, "Gambar")}


def roman(number: int) -> str:
    """A whole number from 1 in upper roman numerals."""
    pieces = []
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        pieces.append(letters * count)
    return "".join(pieces)


def letter(number: int) -> str:
    """1 → A … 26 → Z, 27 → AA, 28 → BB: the way Word counts in letters, so that both outputs agree."""
    turns, index = divmod(number - 1, 26)
    return chr(ord("A") + index) * (turns + 1)


def heading_of(section: etree._Element) -> etree._Element | None:
    """The heading of a section or nav: its first child, if that is a heading."""
    first = next(iter(section), None)
    return first if first is not None and tag(first) in ("h1", "h2", "h3") else None


@dataclass(slots=True)
class _Numbering:
    """State of the walk: what has been counted so far."""

    faults: Faults
    labels: dict[str, Label]
    chapter: str = ""
    tables: int = 0
    figures: int = 0
    taken: set[str] = field(default_factory=set)

    def enter(self, chapter: str) -> None:
        self.chapter, self.tables, self.figures = chapter, 0, 0

    def keep(self, element: etree._Element, label: Label) -> None:
        if self.claim(element, label.id):
            self.labels[label.id] = label

    def claim(self, element: etree._Element, id_: str) -> bool:
        """Whether the id of an element is one, and nobody else's; notes the fault if not."""
        if not id_:
            self.faults.add(
                element,
                f"an id on {describe(element)}",
                "none",
                'Give it a unique id, for example id="tabel-kekumuhan".',
            )
        elif not ID.fullmatch(id_):
            self.faults.add(
                element,
                "an id of letters, digits, points and hyphens that begins with a letter",
                f'id="{id_}"',
                "Choose another id.",
            )
        elif id_ in self.taken:
            self.faults.add(
                element,
                "a unique id",
                f'id="{id_}" a second time',
                "Rename one of the two.",
            )
        else:
            self.taken.add(id_)
            return True
        return False

    def captioned(self, element: etree._Element) -> None:
        kind, word = _WORDS[tag(element)]
        if kind is LabelKind.TABLE:
            self.tables = ordinal = self.tables + 1
        else:
            self.figures = ordinal = self.figures + 1
        prefix = f"{word} {self.chapter}." if self.chapter else f"{word} "
        number = f"{prefix}{ordinal}"
        self.keep(element, Label(element.get("id", ""), kind, number, number, prefix, ordinal, ordinal == 1))

    def inside(self, parent: etree._Element, number: str) -> None:
        """Number what stands in a section; `number` is the section's own, empty in front matter."""
        count = 0
        for child in parent:
            name = tag(child)
            if name == "section":
                count += 1
                below = f"{number}.{count}" if number else ""
                reference = f"Subbab {below}" if below else _heading_text(child)
                self.keep(child, Label(child.get("id", ""), LabelKind.SECTION, below, reference))
                self.inside(child, below)
            elif name in _WORDS:
                self.captioned(child)
            elif name == "div":
                if "narrative" in classes(child):
                    # Known by its id, but without a number: nothing can refer to it.
                    self.claim(child, child.get("id", ""))
                self.inside(child, number)


def number(body: etree._Element, faults: Faults) -> dict[str, Label]:
    """Label every section, table and figure of a body by its id, in reading order.

    Missing, malformed and repeated ids are noted as faults.
    """
    walk = _Numbering(faults, {})
    chapters = appendices = 0
    for part in body:
        kinds = classes(part)
        id_ = part.get("id", "")
        if tag(part) == "nav" and kinds:
            # A nav needs no id of its own: nothing in the text refers to it, only the contents do.
            id_ = id_ or f"nav-{kinds[0]}"
            walk.keep(part, Label(id_, LabelKind.LIST, "", _heading_text(part)))
        elif tag(part) != "section" or "cover" in kinds or "opening" in kinds:
            continue
        elif "chapter" in kinds:
            chapters += 1
            walk.enter(str(chapters))
            figure = roman(chapters)
            walk.keep(part, Label(id_, LabelKind.CHAPTER, f"BAB {figure}", f"Bab {figure}"))
            walk.inside(part, walk.chapter)
        elif "appendix" in kinds:
            appendices += 1
            walk.enter(letter(appendices))
            word = f"Lampiran {walk.chapter}"
            walk.keep(part, Label(id_, LabelKind.APPENDIX, word, word))
            walk.inside(part, walk.chapter)
        else:
            kind = LabelKind.PART if "part" in kinds else LabelKind.FRONT
            walk.keep(part, Label(id_, kind, "", _heading_text(part)))
            # Not reset: front matter, or the parts, are one run of numbers, however many sections there are.
            walk.chapter = ""
            walk.inside(part, "")
    return walk.labels


def _heading_text(section: etree._Element) -> str:
    heading = heading_of(section)
    return WHITE.sub(" ", "".join(map(str, heading.itertext()))).strip(" ") if heading is not None else ""
