"""The vocabulary of rendered documents as a table, and the first check: nothing outside it.

The contract is `docs/develop/documents.md`. What may stand *where* is the reader's business
(`generators.tree.parsing`); here stands only which elements, attributes and classes exist at all.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from generators.errors import Fault
from generators.tree.blocks import Source


@dataclass(frozen=True, slots=True)
class Element:
    """What one element may carry: attribute names (besides `class`, `data-src`) and class names."""

    attributes: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()


def _element(attributes: str = "", classes: str = "") -> Element:
    return Element(frozenset(attributes.split()), frozenset(classes.split()))


TINTS = ("berat", "sedang", "ringan", "tidak", "baik", "buruk", "total")
_CELL_CLASSES = " ".join(("num", "mid", "code", *TINTS))

ELEMENTS: dict[str, Element] = {
    "html": _element("lang"),
    "head": _element(),
    "title": _element(),
    "meta": _element("name content"),
    "body": _element(),
    "section": _element("id", "cover front chapter appendix opening part"),
    "nav": _element("id", "toc lot lof"),
    "h1": _element(),
    "h2": _element(),
    "h3": _element(),
    "p": _element("", "lead empty kicker title subtitle place meta draft role name id"),
    "ul": _element(),
    "ol": _element("type"),
    "li": _element(),
    "table": _element("id", "compact"),
    "caption": _element(),
    "colgroup": _element(),
    "col": _element("data-width"),
    "thead": _element(),
    "tbody": _element(),
    "tfoot": _element(),
    "tr": _element(),
    "th": _element("scope colspan rowspan", _CELL_CLASSES),
    "td": _element("colspan rowspan", _CELL_CLASSES),
    "figure": _element("id"),
    "img": _element("src alt data-width"),
    "figcaption": _element(),
    "aside": _element("", "source note"),
    "div": _element("id", "landscape signatures signature narrative"),
    "dl": _element(),
    "dt": _element(),
    "dd": _element(),
    "strong": _element(),
    "em": _element(),
    "sub": _element(),
    "sup": _element(),
    "br": _element(),
    "span": _element("", "empty na"),
    "a": _element("href", "ref"),
}

INLINE = frozenset({"strong", "em", "sub", "sup", "br", "span", "a"})
"""Elements that stand inside a line of text."""

METAS = frozenset({"author", "subject", "keywords", "date", "running-head", "draft"})
"""Names of `meta` that are read."""

ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
"""Form of an id: safe in HTML, in a PDF destination and in a link without escaping."""

WHITE = re.compile(r"[ \t\r\n]+")
"""White space that collapses to one space; a no-break space is not among it."""

# XML 1.0 allows no other control characters, and neither does Word.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ILLEGAL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.IGNORECASE
)

_DATA_SRC = re.compile(r'\bdata-src="([^"<]*)"')


def tag(element: etree._Element) -> str:
    """The element's name (comments and processing instructions are not kept by the parser)."""
    return str(element.tag)


def classes(element: etree._Element) -> list[str]:
    """The classes of an element, in order."""
    written = element.get("class")
    return written.split() if written else []


def describe(element: etree._Element) -> str:
    """The element as a person would name it: `<p class="lead">`, `<section id="bab-1">`."""
    name = tag(element)
    shown = "".join(
        f' {key}="{element.get(key)}"' for key in ("class", "id", "name", "href") if element.get(key)
    )
    return f"<{name}{shown}>"


def source_of(element: etree._Element) -> Source:
    """Where the element was written: its own `data-src`, else that of the nearest element around it."""
    at: etree._Element | None = element
    while at is not None:
        written = at.get("data-src")
        if written:
            return _source(written, _line(element))
        at = at.getparent()
    return Source("", _line(element))


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _source(written: str, rendered_line: int) -> Source:
    template, colon, line = written.rpartition(":")
    return Source(template, int(line)) if colon and line.isdecimal() else Source("", rendered_line)


def where_in_text(html: str, offset: int) -> str:
    """Where in the templates a place of the rendered text lies, told by the last `data-src` before it.

    For text that cannot be parsed: there are no elements to ask.
    """
    written = next(iter(deque(_DATA_SRC.finditer(html, 0, offset), maxlen=1)), None)
    line = html.count("\n", 0, offset) + 1
    rendered = f"rendered line {line}"
    return f"{written.group(1)} ({rendered})" if written else rendered


@dataclass(slots=True)
class Faults:
    """Collects everything that is wrong with a document before anything is refused."""

    found: list[Fault] = field(default_factory=list)

    def add(self, at: etree._Element, expected: str, found: str, remedy: str) -> None:
        """Note a fault at an element."""
        self.found.append(Fault(str(source_of(at)), expected, found, remedy))


def check_names(root: etree._Element, faults: Faults) -> None:
    """Note every element, attribute and class that the vocabulary does not have."""
    for element in _elements(root):
        name = tag(element)
        rule = ELEMENTS.get(name)
        if rule is None:
            faults.add(
                element,
                "an element of the document vocabulary",
                f"<{name}>",
                "Use one of the elements of docs/develop/documents.md, or write the text without it.",
            )
            continue
        for attribute in map(str, element.keys()):
            if attribute not in rule.attributes and attribute not in ("class", "data-src"):
                allowed = ", ".join(sorted(rule.attributes)) or "no attribute"
                faults.add(
                    element,
                    f"{allowed} on <{name}>",
                    f'the attribute {attribute}="{element.get(attribute)}"',
                    "Remove it: how a thing looks is the stylesheet's business.",
                )
        for word in classes(element):
            if word not in rule.classes:
                allowed = ", ".join(sorted(rule.classes)) or "no class"
                faults.add(
                    element,
                    f"{allowed} as class of <{name}>",
                    f'class="{word}"',
                    "Correct the spelling, or remove the class.",
                )


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iter(etree.Element)
