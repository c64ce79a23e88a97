"""Frozen dataclasses to JSON primitives and back, strictly: nothing unknown is dropped, nothing is guessed.

Decimals become strings, dates ISO strings, enumerations their values, tuples lists. No floats: a float has no
one true text, and a digest needs one.
"""

from __future__ import annotations

import types
import typing
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
    return typing.cast("T", _read(kind, data, where))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(kind: Any, data: object, where: str) -> object:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        if data is None and type(None) in args:
            return None
        return _read(next(arg for arg in args if arg is not type(None)), data, where)
    if origin is tuple:
        if not isinstance(data, list | tuple):
            raise _wrong("a list", data, where)
        return tuple(_read(args[0], item, f"{where}[{index}]") for index, item in enumerate(data, 1))
    if is_dataclass(kind):
        return _read_dataclass(typing.cast("type", kind), data, where)
    return _read_scalar(kind, data, where)


def _read_dataclass(kind: type, data: object, where: str) -> object:
    if not isinstance(data, dict):
        raise _wrong("a table of keys and values", data, where)
    hints = _hints(kind)
    unknown = sorted(set(data) - set(hints))
    if unknown:
        raise WrongShape(
            expected=words("one of the keys {names}", names=", ".join(hints)),
            found=", ".join(map(repr, unknown)),
            where=where,
            remedy="Correct the spelling or remove the key.",
        )
    prefix = f"{where}." if where else ""
    values = {key: _read(hints[key], item, prefix + key) for key, item in data.items()}
    try:
        return kind(**values)
    except TypeError:
        needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
        missing = [name for name in needed if name not in data]
        raise _wrong(words("the key {names}", names=", ".join(missing)), sorted(data), where) from None


def _read_scalar(kind: Any, data: object, where: str) -> object:
    if kind is Decimal and isinstance(data, int | float | str | Decimal) and not isinstance(data, bool):
        try:
            number = Decimal(str(data))
        except (InvalidOperation, ValueError):
            raise _wrong("a number", data, where) from None
        if not number.is_finite():
            raise _wrong("a finite number", data, where)
        # Asked of digits and exponent: 1e900000000 is short as it stands and would be long as text.
        if int(number.as_tuple().exponent) < -DECIMALS or number.adjusted() >= WHOLE_DIGITS:
            raise _wrong(
                words(
                    "a number of at most {whole} digits and {decimals} decimals",
                    whole=WHOLE_DIGITS,
                    decimals=DECIMALS,
                ),
                data,
                where,
            )
        return number
    if kind is date and isinstance(data, str | date) and not isinstance(data, datetime):
        try:
            return data if isinstance(data, date) else date.fromisoformat(data)
        except ValueError:
            raise _wrong("a date such as 2026-11-23", data, where) from None
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(data)
        except ValueError:
            raise _wrong(
                words("one of {names}", names=", ".join(str(member.value) for member in kind)), data, where
            ) from None
    if kind is int and type(data) is int and abs(data) >= 10**WHOLE_DIGITS:
        raise _wrong(words("a whole number of at most {whole} digits", whole=WHOLE_DIGITS), data, where)
    if kind in (int, str, bool) and type(data) is kind:
        return data
    names = {
        int: msgid("a whole number"),
        str: msgid("text"),
        bool: msgid("true or false"),
        Decimal: msgid("a number"),
        date: msgid("a date"),
    }
    raise _wrong(names.get(kind, str(kind)), data, where)


def _wrong(expected: str, found: object, where: str) -> WrongShape:
    try:
        shown = (str(found) if isinstance(found, Decimal) else repr(found))[:80]
    except (ValueError, RecursionError):
        # An integer of thousands of digits, or tables within tables, have no text.
        shown = msgid("a value too long to show")
    return WrongShape(expected=expected, found=shown, where=where, remedy="Correct the value in the file.")
