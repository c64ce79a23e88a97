"""The first step of reading a document: well-formed XML without entities, DTDs or control characters."""

from __future__ import annotations

import re

from lxml import etree

from generators.errors import DocumentError, Fault
from generators.tree.vocabulary import ILLEGAL, ILLEGAL_REFERENCE, where_in_text

# The parser tells its own line and column, which mean nothing to the author of a template.
_POSITION = re.compile(r", line \d+, column \d+.*$", re.DOTALL)
_DOCTYPE = re.compile(r"\s*<!DOCTYPE html>", re.IGNORECASE)


def read_xml(html: str) -> etree._Element:
    """The root element of rendered text; nothing is resolved, loaded or fetched.

    Raises `DocumentError` that names the place in the template, as far as broken text can tell it.
    """
    illegal = [(hit.start(), f"U+{ord(hit.group()):04X}") for hit in ILLEGAL.finditer(html)]
    illegal += [(hit.start(), hit.group()) for hit in ILLEGAL_REFERENCE.finditer(html)]
    if illegal:
        raise DocumentError(
            [
                Fault(
                    where_in_text(html, offset),
                    "text that a document can hold",
                    f"the control character {shown}",
                    "Remove it from the data; it is often left over from copying out of a PDF.",
                )
                for offset, shown in sorted(illegal)
            ]
        )
    doctype = _DOCTYPE.match(html)
    start = doctype.end() if doctype else 0
    other = html.find("<!DOCTYPE", start)
    if other >= 0:
        raise DocumentError(
            [
                Fault(
                    where_in_text(html, other),
                    "no document type, or <!DOCTYPE html>",
                    html[other : other + 60].splitlines()[0],
                    "Remove the declaration; entities are not used.",
                )
            ]
        )
    # Line numbers of the text before the root are kept, so that the messages of the parser are right.
    text = "\n" * html.count("\n", 0, start) + html[start:] if start else html
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.lstrip("\n").encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        # lstrip took whole lines: XML may not begin with white space before a declaration.
        dropped = len(text) - len(text.lstrip("\n"))
        line, column = error.position
        before = html.split("\n")[: line + dropped - 1]
        offset = sum(len(row) + 1 for row in before) + max(0, column - 1)
        raise DocumentError(
            [
                Fault(
                    where_in_text(html, min(offset, len(html))),
                    "well-formed XML (every element closed, attributes quoted, no named entities)",
                    _POSITION.sub("", error.msg or "an error of syntax"),
                    "Correct the template; write characters such as – or a no-break space as themselves.",
                )
            ]
        ) from error
