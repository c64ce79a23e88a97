"""Frozen dataclasses to JSON primitives and back, strictly: nothing unknown is dropped, nothing is guessed.

Decimals become strings, dates ISO strings, enumerations their values, tuples lists. No floats: a float has no
one true text, and a digest needs one.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from planning.errors import NahkodaError
from planning.wording import msgid, words

WHOLE_DIGITS, DECIMALS = 15, 6
"""Digits of a number before and behind the point: more than any area or sum of money, and a short text."""

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]
T = TypeVar("T")


class WrongShape(NahkodaError):
    """A value that does not fit the field it stands in; `where` is the path of keys."""

    code = "N002"


def to_plain(value: object) -> Plain:
    """`value` as JSON primitives. Raises `TypeError` for floats and for types without a plain form."""
    match value:
        case Enum():
            return to_plain(value.value)
        case None | bool() | int() | str():
            return value
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case tuple() | list():
            return [to_plain(item) for item in value]
        case dict():
            return {str(key): to_plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no plain form")


def from_plain(kind: type[T], data: object, where: str = "") -> T:
    """A `kind` made of primitives (from JSON or TOML). Raises `WrongShape` naming the key that does not fit."""
    try:
        return typing.cast("T", _reader(typing.cast("Any", kind))(data))
    except _Misfit as misfit:
        raise misfit.error(where) from None


class _Misfit(Exception):
    """What does not fit; the readers around it add where it stands, so that what fits pays for no paths."""

    def __init__(self, expected: str, found: str, remedy: str) -> None:
        self.expected, self.found, self.remedy = expected, found, remedy
        self.path: list[str] = []

    def error(self, where: str) -> WrongShape:
        keys = "".join(reversed(self.path))
        place = where + keys if where else keys.removeprefix(".")
        return WrongShape(expected=self.expected, found=self.found, where=place, remedy=self.remedy)


Reader = Callable[[object], object]


@cache
def _reader(kind: Any) -> Reader:
    """The reader of one type, made once: events and plans are read by the ten thousand."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _optional(_reader(next(arg for arg in args if arg is not type(None))), type(None) in args)
    if origin is tuple:
        return _tuple(_reader(args[0]))
    if is_dataclass(kind):
        return _dataclass(typing.cast("type", kind))
    return _scalar(kind)


def _optional(reader: Reader, none: bool) -> Reader:
    def read(data: object) -> object:
        return None if none and data is None else reader(data)

    return read


def _tuple(reader: Reader) -> Reader:
    def read(data: object) -> object:
        if not isinstance(data, list | tuple):
            raise _wrong("a list", data)
        items = []
        try:
            for item in data:
                items.append(reader(item))  # noqa: PERF401 - the length says which item does not fit
        except _Misfit as misfit:
            misfit.path.append(f"[{len(items) + 1}]")
            raise
        return tuple(items)

    return read


def _dataclass(kind: type) -> Reader:
    hints = typing.get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    readers: dict[str, Reader] = {}

    def read(data: object) -> object:
        if not readers:
            # Not before: a type may hold itself.
            readers.update({name: _reader(hints[name]) for name in names})
        if not isinstance(data, dict):
            raise _wrong("a table of keys and values", data)
        values = {}
        key = ""
        try:
            for key, item in data.items():
                values[key] = readers[key](item)
        except _Misfit as misfit:
            misfit.path.append(f".{key}")
            raise
        except (KeyError, TypeError):
            if unknown := sorted(each for each in data if each not in readers):
                raise _Misfit(
                    words("one of the keys {names}", names=", ".join(readers)),
                    ", ".join(map(repr, unknown)),
                    msgid("Correct the spelling or remove the key."),
                ) from None
            raise
        try:
            return kind(**values)
        except TypeError:
            missing = [name for name in needed if name not in data]
            if not missing:
                raise
            raise _wrong(words("the key {names}", names=", ".join(missing)), sorted(data)) from None

    return read


def _scalar(kind: Any) -> Reader:
    if kind is Decimal:
        return _decimal
    if kind is date:
        return _date
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind)
    names = {int: msgid("a whole number"), str: msgid("text"), bool: msgid("true or false")}
    expected = names.get(kind, str(kind))

    def read(data: object) -> object:
        if type(data) is not kind or kind not in names:
            raise _wrong(expected, data)
        if kind is int and abs(typing.cast("int", data)) >= 10**WHOLE_DIGITS:
            raise _wrong(words("a whole number of at most {whole} digits", whole=WHOLE_DIGITS), data)
        return data

    return read


def _decimal(data: object) -> Decimal:
    if not isinstance(data, int | float | str | Decimal) or isinstance(data, bool):
        raise _wrong("a number", data)
    try:
        number = Decimal(str(data))
    except (InvalidOperation, ValueError):
        raise _wrong("a number", data) from None
    if not number.is_finite():
        raise _wrong("a finite number", data)
    # Asked of digits and exponent: 1e900000000 is short as it stands and would be long as text.
    if int(number.as_tuple().exponent) < -DECIMALS or number.adjusted() >= WHOLE_DIGITS:
        raise _wrong(
            words(
                "a number of at most {whole} digits and {decimals} decimals",
                whole=WHOLE_DIGITS,
                decimals=DECIMALS,
            ),
            data,
        )
    return number


def _date(data: object) -> date:
    if not isinstance(data, str | date) or isinstance(data, datetime):
        raise _wrong("a date", data)
    try:
        return data if isinstance(data, date) else date.fromisoformat(data)
    except ValueError:
        raise _wrong("a date such as 2026-11-23", data) from None


def _enum(kind: type[Enum]) -> Reader:
    members = {member.value: member for member in kind}

    def read(data: object) -> object:
        try:
            return members[data]
        except (KeyError, TypeError):
            raise _wrong(words("one of {names}", names=", ".join(map(str, members))), data) from None

    return read


def _wrong(expected: str, found: object) -> _Misfit:
    try:
        shown = (str(found) if isinstance(found, Decimal) else repr(found))[:80]
    except (ValueError, RecursionError):
        # An integer of thousands of digits, or tables within tables, have no text.
        shown = msgid("a value too long to show")
    return _Misfit(expected, shown, msgid("Correct the value in the file."))
