"""Reading a line of text: marks, links, references, and white space collapsed as HTML does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from generators.tree.blocks import Break, Inline, Label, Link, Mark, Marked, Ref, Text
from generators.tree.vocabulary import INLINE, WHITE, Faults, classes, describe, tag

_MARKS = {"strong": Mark.STRONG, "em": Mark.EM, "sub": Mark.SUB, "sup": Mark.SUP}


class InlineReader:
    """Reads the inline content of one block after another; notes faults, resolves references.

    `referenced` grows with the ids that the text points to.
    """

    def __init__(self, labels: Mapping[str, Label], faults: Faults) -> None:
        self._labels = labels
        self._faults = faults
        self._after_space = True
        self.referenced: set[str] = set()

    def read(self, element: etree._Element, *, until: frozenset[str] = frozenset()) -> tuple[Inline, ...]:
        """The inline content of an element, without white space at its ends.

        Children named in `until` end the line (a list inside an `li`); the caller reads them.
        """
        if not len(element):
            # Almost every cell of a table: no need for the state that elements inside would need.
            text = WHITE.sub(" ", element.text or "").strip(" ")
            return (Text(text),) if text else ()
        self._after_space = True
        return _strip_end(self._content(element, until))

    def _content(self, element: etree._Element, until: frozenset[str]) -> tuple[Inline, ...]:
        items: list[Inline] = []
        self._text(element.text, items)
        for child in element:
            if tag(child) in until:
                break
            self._child(child, element, items)
            self._text(child.tail, items)
        return tuple(items)

    def _text(self, text: str | None, items: list[Inline]) -> None:
        if not text:
            return
        collapsed = WHITE.sub(" ", text)
        if self._after_space:
            collapsed = collapsed.lstrip(" ")
        if collapsed:
            self._after_space = collapsed.endswith(" ")
            items.append(Text(collapsed))

    def _child(self, child: etree._Element, parent: etree._Element, items: list[Inline]) -> None:
        name = tag(child)
        if name in _MARKS:
            items.append(Marked(_MARKS[name], self._content(child, frozenset())))
        elif name == "br":
            if items:
                items[:] = _strip_end(tuple(items))
            items.append(Break())
            self._after_space = True
        elif name == "span":
            self._span(child, items)
        elif name == "a":
            self._anchor(child, items)
        elif name not in INLINE:
            self._faults.add(
                child,
                f"a line of text in {describe(parent)}",
                describe(child),
                "Only text, strong, em, sub, sup, br, span and a stand here.",
            )

    def _span(self, span: etree._Element, items: list[Inline]) -> None:
        content = self._content(span, frozenset())
        kinds = classes(span)
        if len(kinds) != 1:
            self._faults.add(
                span, 'span class="empty" or class="na"', describe(span), "Write which one is meant."
            )
        elif not content:
            self._faults.add(
                span, f"text in {describe(span)}", "nothing", "Write the text, for example belum diisi."
            )
        elif kinds[0] in ("empty", "na"):
            items.append(Marked(Mark(kinds[0]), content))

    def _anchor(self, anchor: etree._Element, items: list[Inline]) -> None:
        href = anchor.get("href", "")
        if "ref" in classes(anchor):
            self._reference(anchor, href, items)
            return
        content = self._content(anchor, frozenset())
        if not href.startswith("https://") or len(href) <= len("https://") or WHITE.search(href):
            self._faults.add(
                anchor,
                "a link to an https:// address",
                f'href="{href}"',
                'Write the full address, or <a class="ref" href="#id"/> for a place in this document.',
            )
        elif not content:
            self._faults.add(anchor, "text in the link", "nothing", "Write what the reader sees.")
        else:
            items.append(Link(href, content))

    def _reference(self, anchor: etree._Element, href: str, items: list[Inline]) -> None:
        if len(anchor) or (anchor.text or "").strip():
            self._faults.add(
                anchor,
                "a reference without text",
                "text inside it",
                'Write <a class="ref" href="#id"/>: its text is the number, and the tree knows it.',
            )
        label = self._labels.get(href[1:]) if href.startswith("#") else None
        if label is None:
            self._faults.add(
                anchor,
                "a reference to an id of this document",
                f'href="{href}"',
                _nearest(href.lstrip("#"), self._labels),
            )
            return
        self.referenced.add(label.id)
        self._after_space = False
        items.append(Ref(label, label.reference))


def _nearest(wanted: str, labels: Mapping[str, Label]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(wanted, list(labels), n=1)
    if near:
        return f"Perhaps #{near[0]} ({labels[near[0]].reference}) is meant."
    return "Correct the id, or take the reference out."


def _strip_end(items: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Take the space off the end, however deep it stands in marks."""
    if not items:
        return items
    last = items[-1]
    match last:
        case Text(text):
            text = text.rstrip(" ")
            return (*items[:-1], Text(text)) if text else _strip_end(items[:-1])
        case Marked() | Link():
            return (*items[:-1], replace(last, content=_strip_end(last.content)))
        case _:
            return items
