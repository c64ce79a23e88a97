"""Headings stay with what they head: boxes for what is short, and a look after layout at what is long."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from generators.pdf.keeping import first_torn, keep_together

LONG = '<table><caption id="t">T</caption><tbody><tr><td>1</td></tr><tr><td>2</td></tr></tbody></table>'
SHORT = LONG.replace("<table>", '<table class="short">')
SOURCE = '<aside class="source">Sumber.</aside>'


@dataclass(frozen=True)
class On:
    """A place on a page."""

    page: int


def kept_in(inner: str) -> tuple[ET.Element, list[str]]:
    section = ET.fromstring(f"<section>{inner}</section>")
    return section, [each.first for each in keep_together([section])]


def shape(element: ET.Element) -> str:
    inner = "".join(
        shape(child)
        for child in element
        if child.tag in ("div", "section", "h2", "h3", "p", "table", "ul", "aside")
    )
    return f"{element.tag}({inner})" if inner else element.tag


def test_a_heading_is_boxed_with_the_block_below() -> None:
    section, kept = kept_in("<h2>A</h2><p>Isi.</p><p>Lagi.</p>")
    assert shape(section) == "section(div(h2p)p)"
    assert kept == []


def test_the_heading_of_a_section_goes_with_the_first_block_of_the_section_in_it() -> None:
    section, _ = kept_in("<h2>A</h2><section><h3>B</h3><p>Isi.</p></section>")
    assert shape(section) == "section(section(div(h2h3p)))"


def test_a_short_table_is_boxed_with_its_heading_and_its_source() -> None:
    section, kept = kept_in(f"<h2>A</h2>{SHORT}{SOURCE}")
    assert shape(section) == "section(div(h2tableaside))"
    assert kept == []


def test_a_long_table_is_left_to_the_look_after_layout() -> None:
    section, kept = kept_in(f"<p>Isi.</p>{LONG}{SOURCE}")
    assert shape(section) == "section(ptableaside)"
    assert kept == ["t"]


def test_a_list_goes_with_the_paragraph_that_opens_it_unless_it_is_long() -> None:
    opening = '<p class="opens">Yaitu:</p>'
    assert shape(kept_in(f"{opening}<ul>{'<li/>' * 3}</ul>")[0]) == "section(div(pul))"
    assert shape(kept_in(f"{opening}<ul>{'<li/>' * 30}</ul>")[0]) == "section(pul)"


def test_what_is_torn_is_found_and_moved() -> None:
    section = ET.fromstring(f"<section>{LONG}</section>")
    kept = keep_together([section])
    row = section.find("table/tbody/tr")
    assert row is not None
    ident = row.get("id", "")
    assert first_torn(kept, {"t": On(1), ident: On(1)}) is None
    torn = first_torn(kept, {"t": On(1), ident: On(2)})
    assert torn is kept[0]
    torn.move()
    assert section[0].get("style") == "break-before:page"


def test_a_chapter_stays_with_its_first_section_in_the_contents() -> None:
    nav = ET.fromstring(
        '<nav><h1>Daftar Isi</h1><ol><li class="level-1">I</li><li class="level-2">1.1</li>'
        '<li class="level-1">II</li></ol></nav>'
    )
    (kept,) = keep_together([nav])
    assert kept.mover is nav.findall("ol/li")[0]
