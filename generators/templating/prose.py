"""The consultant's Markdown as blocks of the document vocabulary.

Only paragraphs, lists, emphasis, quotes and https links exist here; raw HTML is text, and headings, tables and
pictures are refused with the line, because the outline and its numbering belong to the template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from generators.errors import ManuscriptTextError
from generators.tree.vocabulary import ILLEGAL
from planning.wording import msgid, words

# Tables are read only to be refused: as text they would be a heap of bars.
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_DEEPEST = 3
"""How deep lists nest in a document (`docs/develop/documents.md`), and quotes in a manuscript."""
_MARKS = {
    "strong_open": "<strong>", "strong_close": "</strong>", "em_open": "<em>", "em_close": "</em>",
    "hardbreak": "<br/>", "softbreak": " ",
}  # fmt: skip
_LISTS = {"bullet_list": "ul", "ordered_list": "ol"}
_REFUSED = {
    "heading_open": msgid("a heading"),
    "image": msgid("a picture"),
    "fence": msgid("a code block"),
    "code_block": msgid("an indented code block"),
    "hr": msgid("a rule"),
    "table_open": msgid("a table"),
}


@dataclass
class _Item:
    """What a list item holds so far."""

    text: bool = False
    inner: bool = False


def blocks_of(markdown: str, where: str) -> Markup:
    """The blocks of `markdown`. Raises `ManuscriptTextError` with `where:line` for what is refused.

    Every block carries its line as `data-src`, so a fault that only the tree can see names it too.
    """
    return Markup("".join(_walk(_PARSER.parse(markdown), where)))  # noqa: S704 - built from escaped text only


def _walk(tokens: Sequence[Token], where: str) -> Iterator[str]:
    line, quotes, depth = 1, 0, 0
    items: list[_Item] = []

    def refused(what: str, expected: str, remedy: str) -> ManuscriptTextError:
        return ManuscriptTextError(expected=expected, found=what, where=f"{where}:{line}", remedy=remedy)

    def opened(element: str) -> str:
        name, _, attributes = element.partition(" ")
        return f'<{name} data-src="{escape(where)}:{line}"{attributes and " "}{attributes}>'

    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type in _REFUSED:
            raise refused(
                _REFUSED[token.type],
                msgid("paragraphs, lists, emphasis, quotes or links"),
                msgid("Chapters and their headings come from the outline; write plain paragraphs."),
            )
        match token.type:
            case "paragraph_open" if items:
                if items[-1].inner:
                    raise refused(
                        msgid("more text"),
                        msgid("nothing after a list inside an item"),
                        msgid("Begin a new item."),
                    )
                # A list item holds inline text; its second paragraph goes on after a line break.
                yield "<br/>" if items[-1].text else ""
                items[-1].text = True
            case "paragraph_close" if items:
                pass
            case "paragraph_open":
                yield opened("p")
            case "paragraph_close":
                yield "</p>"
            case "blockquote_open":
                quotes += 1
                if quotes > _DEEPEST:
                    raise refused(
                        msgid("a deeper one"),
                        words("quotes at most {most} deep", most=_DEEPEST),
                        msgid("Write it as one quote."),
                    )
                yield opened('aside class="note"') if quotes == 1 and not items else ""
            case "blockquote_close":
                quotes -= 1
                yield "</aside>" if quotes == 0 and not items else ""
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
                _check_list(items, quotes, depth, refused)
                yield opened(_LISTS[token.type.removesuffix("_open")])
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
                yield f"</{_LISTS[token.type.removesuffix('_close')]}>"
            case "list_item_open":
                items.append(_Item())
                yield opened("li")
            case "list_item_close":
                if not items.pop().text:
                    raise refused(
                        msgid("nothing"),
                        msgid("text in every item of a list"),
                        msgid("Write it, or remove the item."),
                    )
                yield "</li>"
            case _:
                yield from _inline(token.children or [], where, line)


def _check_list(
    items: Sequence[_Item], quotes: int, depth: int, refused: Callable[[str, str, str], ManuscriptTextError]
) -> None:
    if quotes:
        raise refused(msgid("a list"), msgid("plain text in a quote"), msgid("Put the list after the quote."))
    if depth > _DEEPEST:
        raise refused(
            msgid("a deeper one"), words("lists at most {most} deep", most=_DEEPEST), msgid("Split the list.")
        )
    if items:
        if not items[-1].text:
            raise refused(
                msgid("a list"),
                msgid("text at the beginning of an item"),
                msgid("Write what the inner list is about."),
            )
        if items[-1].inner:
            raise refused(
                msgid("a second one"), msgid("at most one list inside an item"), msgid("Begin a new item.")
            )
        items[-1].inner = True


def _inline(tokens: Sequence[Token], where: str, line: int) -> Iterator[str]:
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                if illegal := ILLEGAL.search(token.content):
                    raise ManuscriptTextError(
                        expected="text that a document can hold",
                        found=words(
                            "the control character {character}", character=f"U+{ord(illegal.group()):04X}"
                        ),
                        where=f"{where}:{line}",
                        remedy="Remove it; it is often left over from copying out of a PDF.",
                    )
                yield str(escape(token.content))
            case "link_open":
                address = str(token.attrGet("href") or "")
                if not address.startswith("https://"):
                    raise ManuscriptTextError(
                        expected="a link that begins with https://",
                        found=address,
                        where=f"{where}:{line}",
                        remedy="Write the address in full or remove the link.",
                    )
                yield f'<a href="{escape(address)}">'
            case "link_close":
                yield "</a>"
            case kind if kind in _REFUSED:
                raise ManuscriptTextError(
                    expected="text",
                    found=_REFUSED[kind],
                    where=f"{where}:{line}",
                    remedy="Remove it from the text.",
                )
            case kind:
                line += kind in ("softbreak", "hardbreak")
                yield _MARKS[kind]
