"""Running text written as Markdown: the way back from blocks to what `generators.templating.prose` reads.

A reference becomes its text and a list in letters one in figures, because Markdown has no word for them; small
figures become the characters ² and ₂. Everything else comes back the same when the Markdown is read again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from generators.tree.blocks import Break, Inline, Link, ListBlock, Mark, Marked, Note, Paragraph, Ref, Text

RunningText = Paragraph | ListBlock | Note

_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_SPECIAL = re.compile(r"[\\`*_\[\]<|]|&(?=#|\w+;)")
_LINE_START = re.compile(r"^(?:[#>+=~:-]|\d{1,9}(?=[.)]))", re.MULTILINE)
_BACKSLASH = r"\\\g<0>"
_SPACES = re.compile(r" {2,}")
_PLAIN: frozenset[Mark] = frozenset()
_Piece = tuple[str, frozenset[Mark], str]
"""Text, its marks and the address it links to."""


def to_markdown(blocks: Sequence[RunningText]) -> str:
    """The blocks as Markdown without a line end at the end; empty for none."""
    written: list[str] = []
    before: RunningText | None = None
    other = False
    for block in blocks:
        joined = False
        match block:
            case Paragraph(content):
                text = _line(content)
            case Note(paragraphs):
                lines = "\n\n".join(_line(each) for each in paragraphs).split("\n")
                text = "\n".join(f"> {line}".rstrip() for line in lines)
                joined = isinstance(before, Note)
            case ListBlock():
                again = isinstance(before, ListBlock) and (before.kind == "bullet") == (
                    block.kind == "bullet"
                )
                # A list that follows one of its own sort is told apart by another sign.
                other = again and not other
                text = "\n".join(_items(block, other=other))
        if text:
            if joined:
                written[-1] += f"\n>\n{text}"
            else:
                written.append(text)
            before = block
    return "\n\n".join(written)


def _items(block: ListBlock, *, other: bool = False) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        sign = "-*"[other] if block.kind == "bullet" else f"{number}{'.)'[other]}"
        indent = " " * (len(sign) + 1)
        yield f"{sign} {_line(item.content).replace(chr(10), chr(10) + indent)}"
        if item.nested:
            yield from (f"{indent}{line}" for each in _items(item.nested) for line in each.split("\n"))


# ---------------------------------------------------------------- a line of text


def _line(content: Sequence[Inline]) -> str:
    """One paragraph; a line break is a backslash before the end of the line."""
    text = "".join(_written(_joined(_apart(_joined(_pieces(content, _PLAIN, ""))))))
    text = re.sub(r" *\n *", "\n", _SPACES.sub(" ", text)).strip(" \n")
    return _LINE_START.sub(_escaped_start, text).replace("\n", "\\\n")


def _escaped_start(found: re.Match[str]) -> str:
    """What would begin a list, a heading or a quote is only text."""
    start = found.group()
    return f"{start}\\" if start[0].isdigit() else f"\\{start}"


def _pieces(content: Sequence[Inline], marks: frozenset[Mark], href: str) -> Iterator[_Piece]:
    for item in content:
        match item:
            case Text(text) | Ref(text=text):
                yield text, marks, href
            case Break():
                yield "\n", marks, href
            case Marked(Mark.STRONG | Mark.EM as mark, inner):
                yield from _pieces(inner, marks | {mark}, href)
            case Marked(mark, inner):
                figures = {Mark.SUP: _RAISED, Mark.SUB: _LOWERED}.get(mark, {})
                for text, around, link in _pieces(inner, marks, href):
                    yield text.translate(figures), around, link
            case Link(address, inner):
                yield from _pieces(inner, marks, address)


def _joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Neighbours under the same marks are one."""
    joined: list[_Piece] = []
    for text, marks, href in pieces:
        if joined and joined[-1][1:] == (marks, href):
            joined[-1] = (joined[-1][0] + text, marks, href)
        elif text:
            joined.append((text, marks, href))
    return joined


def _apart(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Marks begin and end at a character, not at white space."""
    for text, marks, href in pieces:
        core = text.strip()
        lead, _, tail = text.partition(core) if core else (text, "", "")
        yield lead, _PLAIN, ""
        yield core, marks, href
        yield tail, _PLAIN, ""


def _written(pieces: Sequence[_Piece]) -> Iterator[str]:
    last = ""
    for at, (text, marks, href) in enumerate(pieces):
        if marks or href:
            shown = _with_marks(_SPECIAL.sub(_BACKSLASH, text), marks, "[" if href else last)
            shown = f"[{shown}](<{_address(href)}>)" if href else shown
        else:
            shown = _between_marks(text, after=last != "", before=at + 1 < len(pieces))
        yield shown
        last = shown[-1:] if marks or href else ""


def _with_marks(text: str, marks: frozenset[Mark], last: str) -> str:
    """`last` is what stands at the left: two equal signs in a row would be read as one."""
    strong, emphasis = ("__", "*") if last == ("*" if Mark.STRONG in marks else "_") else ("**", "_")
    signs = (strong if Mark.STRONG in marks else "") + (emphasis if Mark.EM in marks else "")
    return f"{signs}{text}{signs[::-1]}"


def _between_marks(text: str, *, after: bool, before: bool) -> str:
    """Plain text; a letter that touches a mark is written by its number, or the mark would not count."""
    first = _by_number(text[0]) if after else ""
    last = _by_number(text[-1]) if before and not (first and len(text) == 1) else ""
    middle = text[len(first) > 0 : len(text) - (len(last) > 0)]
    return f"{first}{_SPECIAL.sub(_BACKSLASH, middle)}{last}"


def _by_number(character: str) -> str:
    sort = unicodedata.category(character)[0]
    harmless = character.isspace() or sort == "P" or (sort == "S" and character.isascii())
    return "" if harmless and character != "!" else f"&#{ord(character)};"


def _address(href: str) -> str:
    return re.sub(r"&(?=#|\w+;)", "&amp;", href).translate({ord(sign): f"%{ord(sign):X}" for sign in "\\<>"})
