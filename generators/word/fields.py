"""Fields, bookmarks and links of the Word document, each with its result already in it.

Word computes these again when a person asks it to (F9); until then it shows what we wrote, so the cached
results are the numbers of the tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from lxml import etree

from generators.tree.blocks import Label, LabelKind
from generators.word.xml import add, add_text, name


class Ids:
    """One allocator for the whole file: Word refuses a file in which two of these are the same."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._bookmark = 0
        self._drawing = 0
        self._controls: set[int] = set()
        self._names = {label.id: at for at, label in enumerate(labels, 1)}

    def bookmark(self) -> str:
        """The next bookmark id."""
        self._bookmark += 1
        return str(self._bookmark)

    def drawing(self) -> str:
        """The next id of a picture or shape."""
        self._drawing += 1
        return str(self._drawing)

    def control(self, tag: str) -> str:
        """The id of the content control with this tag: the same in every version of the document."""
        # Positive 32-bit numbers are what every version of Word reads.
        id_ = int.from_bytes(hashlib.sha256(tag.encode()).digest()[:4]) >> 1 or 1
        while id_ in self._controls:
            id_ += 1
        self._controls.add(id_)
        return str(id_)

    def contents_name(self, id_: str) -> str:
        """Bookmark around a whole heading or caption, target of the contents."""
        return f"_Toc{self._names[id_]:09d}"

    def number_name(self, id_: str) -> str:
        """Bookmark around the number of a caption alone, target of references."""
        return f"_Ref{self._names[id_]:09d}"


def open_bookmark(parent: etree._Element, id_: str, bookmark: str) -> None:
    """Begin a bookmark here."""
    add(parent, "w:bookmarkStart", id=id_, name=bookmark)


def close_bookmark(parent: etree._Element, id_: str) -> None:
    """End a bookmark here."""
    add(parent, "w:bookmarkEnd", id=id_)


def begin_field(parent: etree._Element, instruction: str) -> None:
    """A field up to its result."""
    add(add(parent, "w:r"), "w:fldChar", fldCharType="begin")
    add_text(add(parent, "w:r"), f" {instruction} ", "w:instrText")
    add(add(parent, "w:r"), "w:fldChar", fldCharType="separate")


def end_field(parent: etree._Element) -> None:
    """The end of a field."""
    add(add(parent, "w:r"), "w:fldChar", fldCharType="end")


def field(parent: etree._Element, instruction: str, result: str) -> None:
    """A whole field with its cached result; an empty result is a page number that is not known yet."""
    begin_field(parent, instruction)
    if result:
        add_text(add(parent, "w:r"), result)
    end_field(parent)


def anchor_link(parent: etree._Element, bookmark: str) -> etree._Element:
    """A link inside the document; the runs go into it."""
    return add(parent, "w:hyperlink", anchor=bookmark, history="1")


def reference(parent: etree._Element, label: Label, ids: Ids) -> None:
    """A cross reference as Word makes it, where Word's own result is the same text as ours.

    Chapters are plain links: their list number is `BAB III`, in running text we say `Bab III`. Front
    matter has no number to refer to.
    """
    if label.kind in (LabelKind.TABLE, LabelKind.FIGURE):
        field(parent, f"REF {ids.number_name(label.id)} \\h", label.reference)
    elif label.kind is LabelKind.APPENDIX:
        field(parent, f"REF {ids.contents_name(label.id)} \\r \\h", label.reference)
    elif label.kind is LabelKind.SECTION and label.number:
        word = label.reference.removesuffix(label.number)
        add_text(add(parent, "w:r"), word)
        field(parent, f"REF {ids.contents_name(label.id)} \\r \\h", label.number)
    else:
        link = anchor_link(parent, ids.contents_name(label.id))
        add_text(add(link, "w:r"), label.reference)


def sequence(parent: etree._Element, label: Label) -> None:
    """The running number of a caption.

    It restarts at each Heading 1 (`\\s 1`). LibreOffice does not know that switch, so the first of each
    chapter says so itself (`\\r 1`).
    """
    word = label.prefix.split(" ", 1)[0]
    switch = " \\r 1" if label.starts else ""
    if label.prefix.endswith("."):
        switch += " \\s 1"
    field(parent, f"SEQ {word} \\* ARABIC{switch}", str(label.ordinal))


def page_reference(parent: etree._Element, bookmark: str, pages: Mapping[str, int | str], id_: str) -> None:
    """The page of a heading or caption, with the page of the PDF as its result if it is known."""
    page = pages.get(id_)
    field(parent, f"PAGEREF {bookmark} \\h", "" if page is None else str(page))


def tab(parent: etree._Element) -> None:
    """A tab in a run of its own."""
    etree.SubElement(add(parent, "w:r"), name("w:tab"))
