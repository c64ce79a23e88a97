"""What is added to the text of a template before Jinja2 compiles it: where each tag stands, and blocks to override.

Every opening tag gets `data-src="name:line"`, so that a fault found later in the tree still names the template and
line that wrote it. Every section with a written id is wrapped, after its heading, in a block of that name, and every
`m.uraian` in a block of its number: a city overrides them without one `block` tag in the templates of the house.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError
from jinja2.ext import Extension

COVER_BLOCK = "sampul"
"""The block of `section.cover`, which has neither id nor heading."""

_PIECE = re.compile(
    r"(?P<jinja>\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})|<!--.*?-->|(?P<close></(?:section|h[123])\s*>)"
    r"|<(?P<open>[a-z][a-z0-9]*)(?=[\s/>])",
    re.DOTALL,
)
_STATEMENT = re.compile(r"\{%[-+]?\s*(\w+)")
_URAIAN = re.compile(r"\{%[-+]?\s*call\s+m\.uraian\(\s*'([0-9a-z.-]+)'")
_WRITTEN_TAG = re.compile(r"[^>{]*>")
"""The rest of an opening tag that holds no expression."""
_ID = re.compile(r'\sid="([a-z][a-z0-9-]*)"')
_EXTENDS = re.compile(r"\{%[-+]?\s*extends\b")
_BLOCK_TAG = re.compile(r"\{% (?:block (\w+) scoped|(endblock)) %\}")
_SOURCE_MARK = re.compile(r' data-src=":\d+"')


def block_of_section(section_id: str) -> str:
    """The name of the block of a section."""
    return section_id.replace("-", "_")


def block_of_uraian(number: str) -> str:
    """The name of the block of a generated text, `2.1` or `kata-pengantar`."""
    return "uraian_" + re.sub(r"[.-]", "_", number)


def text_of_block(source: str, block: str) -> str:
    """What stands in a block of a template of the house, as its author wrote it; empty where there is none."""
    marked = _SOURCE_MARK.sub("", "".join(_marked(source, "", blocks=True)))
    text, last, depth = "", 0, 0
    for tag in _BLOCK_TAG.finditer(marked):
        if depth:
            text += marked[last : tag.start()]
            depth += -1 if tag[2] else 1
            if not depth:
                break
        elif tag[1] == block:
            depth = 1
        last = tag.end()
    return text


class TemplateMarks(Extension):
    """Marks every template of an environment; one that extends another writes its blocks itself."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return "".join(_marked(source, name or "", blocks=_EXTENDS.search(source) is None))


@dataclass(slots=True)
class _Open:
    """A section or call that is not closed yet; `block` is empty where it has none, `begun` once it is written."""

    block: str
    begun: bool = False


def _marked(source: str, name: str, *, blocks: bool) -> Iterator[str]:
    line, last, macros = 1, 0, 0
    sections: list[_Open] = []
    calls: list[_Open] = []
    seen: set[str] = set()

    def opened(block: str) -> _Open:
        if not blocks or macros:
            block = ""
        if block in seen:
            raise TemplateSyntaxError(
                f"the block {block!r} would stand twice; put the condition inside its section or call",
                line,
                name,
            )
        seen.update([block] if block else [])
        return _Open(block)

    def begin(place: _Open) -> str:
        place.begun = bool(place.block)
        return f"{{% block {place.block} scoped %}}" if place.begun else ""

    def end(places: list[_Open]) -> str:
        return "{% endblock %}" if places and places.pop().begun else ""

    for match in _PIECE.finditer(source):
        line += source.count("\n", last, match.start())
        yield source[last : match.start()]
        text, last = match.group(), match.end()
        before = after = ""
        if match["jinja"]:
            statement = _STATEMENT.match(text)
            match statement[1] if statement else "":
                case "macro":
                    macros += 1
                case "endmacro":
                    macros -= 1
                case "call":
                    uraian = _URAIAN.match(text)
                    calls.append(opened(block_of_uraian(uraian[1]) if uraian else ""))
                    after = begin(calls[-1])
                case "endcall":
                    before = end(calls)
        elif match["open"]:
            rest = _WRITTEN_TAG.match(source, last) if match["open"] == "section" else None
            before, text = f'{text} data-src="{name}:{line}"', ""
            if match["open"] == "section":
                attributes = rest.group() if rest else ""
                section_id = _ID.search(attributes)
                cover = 'class="cover"' in attributes
                sections.append(
                    opened(COVER_BLOCK if cover else block_of_section(section_id[1]) if section_id else "")
                )
                if cover and rest:
                    text, last = attributes, rest.end()
                    after = begin(sections[-1])
        elif match["close"] and not text.startswith("</section"):
            if sections and not sections[-1].begun:
                after = begin(sections[-1])
        elif match["close"]:
            before = end(sections)
        yield f"{before}{text}{after}"
        line += match.group().count("\n") + (text.count("\n") if last > match.end() else 0)
    yield source[last:]
