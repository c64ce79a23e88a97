"""The lists of the Word document: headings, appendices, bullets, figures, letters.

One abstract list for each kind; every ordered list is its own `w:num` with a restart, because two lists
that share a `w:num` go on counting from each other.
"""

from __future__ import annotations

from lxml import etree

from generators.word.xml import DECLARATIONS, add, name, w_get

_ORDER = ("chapters", "appendices", "bullet", "1", "a")


def numbering_part() -> bytes:
    """An empty numbering part."""
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering {DECLARATIONS}/>').encode()


def _level(
    level: int, form: str, text: str, left: int, hanging: int, *, style: str = "", legal: bool = False
) -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    plain = "<w:isLgl/>" if legal else ""
    symbol = (
        ""
        if form != "bullet"
        else '<w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/></w:rPr>'
    )
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}{plain}'
        f'<w:suff w:val="tab"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{left}"/></w:tabs>'
        f'<w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>{symbol}</w:lvl>'
    )


def _levels(kind: str, styles: dict[str, str]) -> str:
    if kind == "chapters":
        return (
            _level(0, "upperRoman", "BAB %1", 1644, 1644, style=styles["Heading1"])
            + _level(1, "decimal", "%1.%2", 737, 737, style=styles["Heading2"], legal=True)
            + _level(2, "decimal", "%1.%2.%3", 851, 851, style=styles["Heading3"], legal=True)
        )
    if kind == "appendices":
        return (
            _level(0, "upperLetter", "Lampiran %1", 2211, 2211)
            + _level(1, "decimal", "%1.%2", 737, 737, style=styles["SubjudulLampiran"])
            + _level(2, "decimal", "%1.%2.%3", 851, 851, style=styles["AnakJudulLampiran"])
        )
    forms = {"bullet": "bullet", "1": "decimal", "a": "lowerLetter"}
    return "".join(
        _level(
            level,
            forms[kind],
            ("•", "–", "▪")[level] if kind == "bullet" else f"%{level + 1}.",
            397 * (level + 1),
            397,
        )
        for level in range(3)
    )


class Lists:
    """The numbering part while the document is written: hands out list ids."""

    def __init__(self, numbering: etree._Element) -> None:
        self._root = numbering
        self._next_abstract = 1 + max(
            (_whole(w_get(each, "abstractNumId")) for each in numbering.iterfind(name("w:abstractNum"))),
            default=-1,
        )
        self._next = 1 + max(
            (_whole(w_get(each, "numId")) for each in numbering.iterfind(name("w:num"))), default=0
        )
        self._abstract = {kind: self._next_abstract + at for at, kind in enumerate(_ORDER)}
        self.ids = {kind: self._next + at for at, kind in enumerate(("chapters", "appendices", "bullet"))}
        self._next += len(self.ids)

    def define(self, styles: dict[str, str]) -> None:
        """Write the abstract lists and the three that everybody shares."""
        abstracts = self._root.findall(name("w:abstractNum"))
        at = (
            self._root.index(abstracts[-1]) + 1
            if abstracts
            else len(self._root.findall(name("w:numPicBullet")))
        )
        for kind in _ORDER:
            id_ = self._abstract[kind]
            self._root.insert(
                at,
                etree.fromstring(
                    f'<w:abstractNum {DECLARATIONS} w:abstractNumId="{id_}">'
                    f'<w:nsid w:val="4E4B{id_:04X}"/><w:multiLevelType w:val="multilevel"/>'
                    f"{_levels(kind, styles)}</w:abstractNum>"
                ),
            )
            at += 1
        for kind, number in self.ids.items():
            self._num(number, kind)

    def new(self, kind: str, level: int) -> int:
        """A list of its own that begins at 1 (or a) on the given level."""
        number = self._next
        self._next += 1
        override = add(self._num(number, kind), "w:lvlOverride", ilvl=str(level))
        add(override, "w:startOverride", val="1")
        return number

    def _num(self, number: int, kind: str) -> etree._Element:
        element = etree.Element(name("w:num"))
        # Before numIdMacAtCleanup, the one element that may follow the lists.
        clean = self._root.find(name("w:numIdMacAtCleanup"))
        self._root.insert(len(self._root) if clean is None else self._root.index(clean), element)
        element.set(name("w:numId"), str(number))
        add(element, "w:abstractNumId", val=str(self._abstract[kind]))
        return element


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
