"""The sandbox that templates run in: strict, over plain data only, with the filters of the house and a few harmless
ones of Jinja2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from generators import indonesian
from generators.templating.blocks import TemplateMarks
from generators.templating.layers import Templates
from generators.templating.prose import blocks_of

LONGEST_TEXT = 1_000_000
"""Characters of one text that a filter puts together."""
MOST_STEPS = 2_000_000
"""Rounds of loops and calls of macros in one rendering; the largest documents take a hundredth of it."""
FILE = "template:"
"""What the name of a template begins with where Python names its file."""


class _Loader(BaseLoader):
    """Templates by their qualified names."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002
        template: str,
    ) -> tuple[str, str, None]:
        if template not in self.templates.texts:
            raise TemplateNotFound(template)
        return self.templates.texts[template], FILE + template, None


class _Compiled(BytecodeCache):
    """Templates compiled in this process, by name and text: compiling takes longer than rendering."""

    most = 500

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if len(self._codes) >= self.most:
            self._codes.clear()
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class _Environment(ImmutableSandboxedEnvironment):
    """No short expression can fill the memory or the day: powers, repeated, padded and replaced texts are not offered,
    and rounds of loops are counted.

    It guards against slips. Templates belong to the house and to those who keep its data: one that doubles a text
    line after line is not stopped here but only where its output gets longer than `rendering.LONGEST_OUTPUT`.
    """

    intercepted_binops = frozenset({"*", "**", "%"})
    steps = 0

    def step(self) -> None:
        """Counts a round of a loop or a call of a macro."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TemplateError(f"more than {MOST_STEPS} rounds of loops and calls of macros")

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        loops = [each.body for each in tree.find_all(nodes.For)]
        for body in [*loops, *(each.body for each in tree.find_all(nodes.Macro))]:
            count = nodes.Call(nodes.EnvironmentAttribute("step"), [], [], None, None)
            body.insert(0, nodes.ExprStmt(count).set_lineno(body[0].lineno if body else 1))
        return tree

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int) and operator != "**":
            return super().call_binop(context, operator, left, right)
        raise TemplateError(f"the operator {operator} is not available here")

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        # `"%9d"|format`, `.ljust(…)` and their like: filters offer what a template needs of a text.
        return not isinstance(obj, str) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No stand-in for `str.format` either: it pads too."""

    def join_path(self, template: str, parent: str) -> str:
        assert isinstance(self.loader, _Loader)  # noqa: S101 - as `sandbox` makes it
        return self.loader.templates.resolve(template, parent)


def sandbox(templates: Templates) -> Environment:
    """The environment over some templates; ask it for `templates.resolve(name)`."""
    environment = _Environment(
        loader=_Loader(templates),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        extensions=[TemplateMarks, "jinja2.ext.do"],
        bytecode_cache=_COMPILED,
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in ALLOWED} | FILTERS
    return environment


ALLOWED = (
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


FILTERS: dict[str, Callable[..., Any]] = {
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
