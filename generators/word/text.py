"""Runs of text: marks become run properties, links and references become fields and hyperlinks."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree

from generators.tree.blocks import Break, Inline, Link, Mark, Marked, Ref, Text
from generators.word.fields import Ids, reference
from generators.word.package import Package
from generators.word.xml import add, add_text, name

_R = name("w:r")
_T = name("w:t")
_RUN_PROPERTIES = name("w:rPr")
_NONE: frozenset[str] = frozenset()


class Runs:
    """Writes inline content into paragraphs. One for the whole document: it keeps what it made before."""

    def __init__(self, package: Package, ids: Ids) -> None:
        self._package = package
        self._ids = ids
        self._properties: dict[frozenset[str], etree._Element] = {}
        self._links: dict[str, str] = {}

    def write(self, parent: etree._Element, content: Sequence[Inline], marks: frozenset[str] = _NONE) -> None:
        """Append the content to a paragraph (or hyperlink). `marks` are those around it."""
        for item in content:
            if isinstance(item, Text):
                run = etree.SubElement(parent, _R)
                if marks:
                    run.append(self._run_properties(marks))
                add_text(run, item.text)
            elif isinstance(item, Marked):
                added = _NONE if item.mark is Mark.NA else frozenset({item.mark.value})
                self.write(parent, item.content, marks | added)
            elif isinstance(item, Break):
                add(add(parent, "w:r"), "w:br")
            elif isinstance(item, Ref):
                before = len(parent)
                reference(parent, item.label, self._ids)
                if marks:
                    self._mark(parent, before, marks)
            else:
                self._link(parent, item, marks)

    def _link(self, parent: etree._Element, link: Link, marks: frozenset[str]) -> None:
        rid = self._links.get(link.href)
        if rid is None:
            rid = self._package.word.part.relate_to(link.href, RT.HYPERLINK, is_external=True)
            self._links[link.href] = rid
        element = add(parent, "w:hyperlink", history="1")
        element.set(name("r:id"), rid)
        self.write(element, link.content, marks | {"link"})

    def _mark(self, parent: etree._Element, start: int, marks: frozenset[str]) -> None:
        for child in list(parent)[start:]:
            for run in child.iter(_R):
                run.insert(0, self._run_properties(marks))

    def _run_properties(self, marks: frozenset[str]) -> etree._Element:
        """A copy of the properties for these marks; copying is much cheaper than building."""
        made = self._properties.get(marks)
        if made is None:
            made = self._properties[marks] = self._build(marks)
        return copy(made)

    def _build(self, marks: frozenset[str]) -> etree._Element:
        properties = etree.Element(_RUN_PROPERTIES)
        styles = self._package.styles
        for mark, style in (("link", "Hyperlink"), ("empty", "BelumDiisi"), ("code", "Kode")):
            if mark in marks:
                add(properties, "w:rStyle", val=styles[style])
                break
        if "strong" in marks:
            add(properties, "w:b")
            add(properties, "w:bCs")
        if "em" in marks:
            add(properties, "w:i")
            add(properties, "w:iCs")
        for mark, place in (("sub", "subscript"), ("sup", "superscript")):
            if mark in marks:
                add(properties, "w:vertAlign", val=place)
                break
        return properties
