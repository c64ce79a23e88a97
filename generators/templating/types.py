"""What a template may find behind a name: the shape of a snapshot's plain data, read from its dataclasses."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass


@dataclass(frozen=True)
class Anything:
    """A value about which nothing is known; rendering decides."""


@dataclass(frozen=True)
class Single:
    """A text, a number, a date, true or false: no fields, no parts with names."""


@dataclass(frozen=True)
class Listing:
    """A list of values of one shape."""

    item: Shape


@dataclass(frozen=True)
class Row:
    """A tuple written in a template: values by place."""

    items: tuple[Shape, ...]


@dataclass(frozen=True)
class Record:
    """The plain form of a dataclass: `name` for messages, what `fields` hold by name."""

    name: str
    fields: Mapping[str, Shape] = field(compare=False, hash=False)


@dataclass(frozen=True)
class Macro:
    """A macro: names of its parameters, how many of them have no default, whether it takes more than it names.

    `read` judges what stands in it.
    """

    name: str
    parameters: tuple[str, ...]
    required: int
    open_ended: bool
    read: Callable[[], None] = field(compare=False)


@dataclass(frozen=True)
class Module:
    """An imported template: its macros and what it sets."""

    template: str
    names: Mapping[str, Shape] = field(compare=False, hash=False)


Shape = Anything | Single | Listing | Row | Record | Macro | Module
ANYTHING, SINGLE = Anything(), Single()
LOOP = Record(
    "loop",
    dict.fromkeys(("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"), SINGLE)
    | dict.fromkeys(("previtem", "nextitem", "changed", "cycle"), ANYTHING),
)  # fmt: skip
"""What Jinja2 tells a loop about itself."""


def shapes_of(kind: type) -> dict[str, Shape]:
    """The shapes of a dataclass's fields, by name."""
    hints = typing.get_type_hints(kind)
    return {each.name: _shape(hints[each.name]) for each in fields(kind)}


def joined(one: Shape, other: Shape) -> Shape:
    """What is known of a value that is the one or the other."""
    return one if one == other else ANYTHING


def _shape(hint: typing.Any) -> Shape:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        first, *rest = (_shape(each) for each in args if each is not type(None))
        return first if all(each == first for each in rest) else ANYTHING
    if origin is tuple:
        return Listing(_shape(args[0]))
    if is_dataclass(hint):
        assert isinstance(hint, type)  # noqa: S101 - hints name types
        return Record(hint.__name__, shapes_of(hint))
    return SINGLE
