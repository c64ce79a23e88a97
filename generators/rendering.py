"""Templates to semantic HTML: Jinja2, sandboxed and strict, over plain data only.

Every opening tag of a template gets `data-src="name:line"` before it is compiled, so that a fault found later in
the tree still names the template and line that wrote it.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from generators import indonesian
from generators.errors import TemplateFault
from generators.prose import blocks_of
from planning.plain import Plain

TEMPLATES = Path(str(files("templates")))
LONGEST_OUTPUT = 40_000_000
"""Characters of rendered HTML: some ten thousand pages; more is a template that does not end."""
LONGEST_TEXT = 1_000_000
"""Characters of one text that a filter puts together."""

_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<([a-z][a-z0-9]*)(?=[\s/>])", re.DOTALL)


class _SourceMarks(Extension):
    """Adds `data-src` to each opening tag written in a template."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        line, last, marked = 1, 0, []
        for match in _TAG.finditer(source):
            line += source.count("\n", last, match.start())
            marked.append(source[last : match.start()])
            text = match.group()
            marked.append(f'{text} data-src="{name}:{line}"' if match.group(1) else text)
            line += text.count("\n")
            last = match.end()
        marked.append(source[last:])
        return "".join(marked)


class _Environment(ImmutableSandboxedEnvironment):
    """No short expression can fill the memory: powers, repeated, padded and replaced texts are not offered.

    It guards against slips. Templates belong to the house: one that doubles a text line after line, or loops inside
    loops, is not stopped here but only where its output gets longer than `LONGEST_OUTPUT`.
    """

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int) and operator != "**":
            return super().call_binop(context, operator, left, right)
        raise TemplateError(f"the operator {operator} is not available here")

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        # `"%9d"|format`, `.ljust(…)` and their like: filters offer what a template needs of a text.
        return not isinstance(obj, str) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No stand-in for `str.format` either: it pads too."""


def _environment() -> _Environment:
    environment = _Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        extensions=[_SourceMarks, "jinja2.ext.do"],
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _ALLOWED} | _FILTERS
    return environment


_ALLOWED = (
    "capitalize", "default", "escape", "first", "groupby", "last", "length", "list", "lower", "map", "max", "min",
    "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "string", "sum", "title", "trim", "unique",
    "upper",
)  # fmt: skip
"""Filters of Jinja2 whose result is about as long as what they are given."""


def _joined(items: Iterable[object], separator: str = "") -> Markup:
    pieces = [Markup.escape(item) for item in items]
    # Before joining: a long separator between many items multiplies texts as replacing does.
    _require_short(sum(map(len, pieces)) + len(separator) * len(pieces))
    return Markup.escape(separator).join(pieces)


def _listing(items: Iterable[object]) -> Markup:
    made = indonesian.listing(items)
    _require_short(len(made))
    return made


def _require_short(length: int) -> None:
    if length > LONGEST_TEXT:
        raise TemplateError(f"the text is longer than {LONGEST_TEXT} characters")


def _markdown(text: str, where: str) -> Markup:
    return blocks_of(text, where)


_FILTERS: dict[str, Callable[..., Any]] = {
    "angka": indonesian.number,
    "persen": indonesian.percent,
    "hektare": indonesian.hectares,
    "rupiah": indonesian.rupiah,
    "tanggal": indonesian.long_date,
    "tanggal_terbilang": indonesian.spelled_date,
    "daftar": _listing,
    "terisi": indonesian.filled,
    "desimal": indonesian.exact,
    "join": _joined,
    "kata": indonesian.in_words,
    "markdown": _markdown,
}


def render_html(template: str, snapshot: Mapping[str, Plain]) -> str:
    """`template` (a path below `templates/`) rendered over the plain data of a snapshot.

    Raises `TemplateFault` naming template and line for a syntax error, an undefined variable or an access that
    the sandbox refuses.
    """
    environment = _environment()
    try:
        pieces, length = [], 0
        for piece in environment.get_template(template).generate(**snapshot):
            length += len(piece)
            if length > LONGEST_OUTPUT:
                raise TemplateError(f"the output is longer than {LONGEST_OUTPUT} characters")
            pieces.append(piece)
        return "".join(pieces)
    except TemplateSyntaxError as error:
        raise TemplateFault(
            expected="a template that Jinja2 can read",
            found=error.message or "a syntax error",
            where=f"{error.name}:{error.lineno}",
            remedy="Mend the template.",
        ) from None
    except TemplateNotFound as error:
        raise TemplateFault(
            expected="a template of this name", found=str(error), where=template, remedy="Check the name."
        ) from None
    except RecursionError:
        raise TemplateFault(
            expected="templates that come to an end",
            found="one that includes or calls itself",
            where=template,
            remedy="Mend the template.",
        ) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise TemplateFault(
            expected="a value that the snapshot has",
            found=str(error),
            where=_template_line(error) or template,
            remedy="Correct the name in the template, or give the value in the snapshot.",
        ) from error


def _template_line(error: BaseException) -> str:
    root = str(TEMPLATES)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(root):
            return f"{Path(frame.filename).relative_to(root).as_posix()}:{frame.lineno}"
    return ""


def stylesheet() -> str:
    """The text of the documents' stylesheet."""
    return (TEMPLATES / "styles" / "document.css").read_text(encoding="utf-8")


def templates_digest(kind: str) -> str:
    """SHA-256 over names and bytes of all templates of `kind` and of the styles."""
    digest = hashlib.sha256()
    for folder in (kind, "styles"):
        for path in sorted((TEMPLATES / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(TEMPLATES).as_posix().encode()
                digest.update(b"%d %s %d\0" % (len(name), name, path.stat().st_size))
                digest.update(path.read_bytes())
    return digest.hexdigest()
