"""Headings stay with what they head, captions with their tables: for an engine that knows no `break-after: avoid`.

What is short goes into a box that does not break. A long table cannot: where its caption or its head row would stand
on another page than its first row, it is moved to the next page, and laid out again.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from generators.pdf.pages import classes

HELPER = "--"
"""What the ids begin with that are given here; the ids of a document begin with a letter."""
_HEADINGS = ("h2", "h3")
_SHORT_LIST = 4
"""Items of a list that moves as a whole with its heading."""


class Placed(Protocol):
    """Where an id stands."""

    @property
    def page(self) -> int:
        """The page, from 0."""


@dataclass(frozen=True, eq=False)
class Kept:
    """Two ids that belong on one page, and the element to move if they are torn."""

    mover: ET.Element
    first: str
    second: str

    def move(self) -> None:
        """Begin a page with the element."""
        self.mover.set("style", f"{self.mover.get('style', '')};break-before:page".strip(";"))


def keep_together(elements: Sequence[ET.Element]) -> list[Kept]:
    """Box what is short in place; return what has to be looked at after layout, in the order of the pages."""
    return [kept for element in elements for kept in _keep_in(element)]


def first_torn(kept: Sequence[Kept], places: Mapping[str, Placed]) -> Kept | None:
    """The first of them whose ids stand on different pages."""
    return next((each for each in kept if places[each.first].page != places[each.second].page), None)


def _keep_in(section: ET.Element) -> Iterator[Kept]:
    """Box the blocks of a section; the headings before a block, also of a section in it, go with the block."""
    if section.tag == "nav":
        yield from _entries(section)
        return
    blocks = list(section)
    for block in blocks:
        section.remove(block)
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        if _holds_blocks(block):
            section.append(block)
            yield from _keep_in(block)
            continue
        group = [block]
        if block.tag in _HEADINGS and at < len(blocks) and _holds_blocks(blocks[at]):
            blocks[at].insert(0, block)
            continue
        while _opens(group[-1]) and at < len(blocks) and not _is_long_list(blocks[at]):
            group.append(blocks[at])
            at += 1
        if group[-1].tag in ("table", "figure") and at < len(blocks) and "source" in classes(blocks[at]):
            group.append(blocks[at])
            at += 1
        table = next((each for each in group if each.tag == "table" and "short" not in classes(each)), None)
        if table is not None:
            section.extend(group)
            yield from _long_table(group[0], table)
        elif len(group) == 1:
            section.append(block)
        else:
            box = ET.SubElement(section, "div", {"class": "keep"})
            box.extend(group)


def _entries(nav: ET.Element) -> Iterator[Kept]:
    """A chapter stays with its first section, in the contents as well."""
    entries = list(nav.iter("li"))
    for number, (entry, following) in enumerate(pairwise(entries)):
        if "level-1" in classes(entry) and "level-2" in classes(following):
            entry.set("id", f"{HELPER}{number}-bab")
            following.set("id", f"{HELPER}{number}-subbab")
            yield Kept(entry, f"{HELPER}{number}-bab", f"{HELPER}{number}-subbab")


def _opens(block: ET.Element) -> bool:
    return block.tag in _HEADINGS or "opens" in classes(block)


def _holds_blocks(block: ET.Element) -> bool:
    return block.tag == "section" or (block.tag == "div" and "landscape" in classes(block))


def _is_long_list(block: ET.Element) -> bool:
    return block.tag in ("ul", "ol", "dl") and len(block) > _SHORT_LIST


def _long_table(mover: ET.Element, table: ET.Element) -> Iterator[Kept]:
    caption, row = table.find("caption"), next(table.iterfind("tbody/tr"), None)
    if caption is None or row is None:
        return
    first = mover if mover is not table else caption
    for element, name in ((first, "judul"), (row, "baris")):
        if "id" not in element.attrib:
            element.set("id", f"{HELPER}{caption.get('id', '')}-{name}")
    yield Kept(mover, first.get("id", ""), row.get("id", ""))
