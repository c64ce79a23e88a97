"""WordprocessingML by hand: qualified names, elements with attributes, lengths.

Elements are made with lxml and not with python-docx's proxies: `table.cell()` needs a minute for 200 rows
and this needs milliseconds (see bench). Text goes through lxml, so it is always escaped.
"""

from __future__ import annotations

from functools import cache

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
DECLARATIONS = " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("w", "r"))
"""Namespace declarations for parts written as text."""

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
TWIPS_PER_MM = 1440 / 25.4
EMU_PER_TWIP = 635


@cache
def name(prefixed: str) -> str:
    """`w:p` as lxml wants it: `{http://…}p`."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def add(parent: etree._Element, prefixed: str, **attributes: str) -> etree._Element:
    """Append an element; keyword arguments become attributes of the `w` namespace."""
    child = etree.SubElement(parent, name(prefixed))
    for key, value in attributes.items():
        child.set(name(f"w:{key}"), value)
    return child


def add_text(run: etree._Element, text: str, tag: str = "w:t") -> None:
    """Append a text element; spaces at its ends are kept."""
    child = etree.SubElement(run, name(tag))
    child.text = text
    if text[:1] == " " or text[-1:] == " ":
        child.set(XML_SPACE, "preserve")


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * TWIPS_PER_MM)


def w_get(element: etree._Element, attribute: str) -> str:
    """An attribute of the `w` namespace, empty if absent."""
    return element.get(name(f"w:{attribute}"), "")
