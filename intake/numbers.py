"""Reading one cell: exact numbers, the three kinds of empty, and everything that is not a plain number.

Decimal point and decimal comma are both read. Nothing is guessed: where a separator could mean thousands or
decimals, the cell is a problem, and so is every other notation (`50%`, `12 m`, `1e5`, a date).
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeGuard

import numpy as np

from planning.quantity import LARGEST, SCALE, to_decimal, to_millionths
from planning.wording import msgid, words


@dataclass(frozen=True)
class CellError:
    """A spreadsheet error in a cell (`#REF!`), or a formula that was stored without its result."""

    text: str


Cell = str | float | int | bool | datetime.date | datetime.time | datetime.timedelta | CellError
"""One raw cell: text from a table file, anything from a workbook; `""` is an empty cell."""


class Kind(StrEnum):
    """What a number counts; the value is the clause that a finding prints."""

    COUNT = msgid("a whole number")
    METRES = msgid("a number of metres")
    HECTARES = msgid("a number of hectares")
    AMOUNT = msgid("a number")
    DEGREES = msgid("degrees such as -7.990798")


_WITH_PARTS = frozenset({Kind.HECTARES, Kind.DEGREES})
"""Numbers that usually have three decimals and never thousands."""


@dataclass(frozen=True)
class Problem:
    """Why a cell was not read: two clauses for finding B002."""

    expected: str
    found: str


_LEAST = int(np.iinfo(np.int64).min)
NOT_FILLED = _LEAST
NOT_APPLICABLE = _LEAST + 1
UNREADABLE = _LEAST + 2
"""Marks within a column of millionths; far below any number that `read_number` lets through."""

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_TEXT = 200
"""Longest name of a place; the longest kelurahan name of the nation has less than 50 characters."""

DASHES = frozenset("-–—−")
_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:([.,])([0-9]+))?")
_TINY = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?[eE]-0?[0-9]{1,2}")
_SEPARATED = re.compile(r"[+-]?[0-9.,' ]*[0-9][0-9.,' ]*")
_LONGEST_NUMBER = 60
_SHOWN = 40
_BLANKS = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def shown(value: Cell) -> str:
    """A cell as a finding quotes it, cut where it is long."""
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return words("the date or time {value}", value=value)
    if isinstance(value, bool):
        return words("the truth value {value}", value=str(value).upper())
    text = value if isinstance(value, str) else repr(value)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def read_number(value: Cell, kind: Kind) -> int | Problem:
    """The millionths in a cell, or a mark (`NOT_FILLED`, `NOT_APPLICABLE`), or why it cannot be read.

    Text goes through the rules for separators; a numeric cell of a workbook is never ambiguous and is rounded
    to millionths from its shortest decimal form, so that 0.30000000000000004 is 0.3.
    """
    if isinstance(value, str):
        millionths = _from_text(value, kind)
    elif not is_number(value) or (isinstance(value, float) and not math.isfinite(value)):
        return Problem(kind, shown(value))
    elif abs(value) * SCALE > LARGEST:
        return _too_large(kind, value)
    else:
        millionths = to_millionths(Decimal(repr(value)))
    if isinstance(millionths, Problem) or millionths in (NOT_FILLED, NOT_APPLICABLE):
        return millionths
    if abs(millionths) > LARGEST:
        return _too_large(kind, value)
    if kind is Kind.COUNT and millionths % SCALE:
        return Problem(kind, shown(value))
    return millionths


def is_number(value: Cell) -> TypeGuard[int | float]:
    """Whether a cell of a workbook holds a number; a truth value is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _too_large(kind: Kind, value: Cell) -> Problem:
    return Problem(words("{kind} up to {limit}", kind=kind, limit=f"{to_decimal(LARGEST):f}"), shown(value))


def _from_text(raw: str, kind: Kind) -> int | Problem:
    text = raw.strip()
    if not text:
        return NOT_FILLED
    if text in DASHES:
        return NOT_APPLICABLE
    if text[0] == "−":
        text = "-" + text[1:]
    form = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if form is None:
        # Programs write 4e-06 for 0.000004 hectares, and nothing is lost. 1.2E+05 is what a narrow column of a
        # spreadsheet leaves of a number, digits lost, and is not read.
        if len(text) <= _LONGEST_NUMBER and _TINY.fullmatch(text):
            return to_millionths(Decimal(text.replace(",", ".")))
        return Problem(kind, _why_not(text))
    sign, whole, separator, decimals = form.groups()
    if not whole and not decimals:
        return Problem(kind, shown(raw))
    decimals = decimals or ""
    # 1.200 may be twelve hundred or one and a fifth; 0.200 and 1200.125 cannot be thousands.
    if separator and kind not in _WITH_PARTS and len(decimals) == 3 and 0 < int(whole or 0) < 1000:
        return Problem(kind, _ambiguous(text))
    millionths = int(whole or 0) * SCALE + int(decimals[:6].ljust(6, "0"))
    if decimals[6:7] >= "5":
        millionths += 1
    return -millionths if sign == "-" else millionths


def _why_not(text: str) -> str:
    return _ambiguous(text) if len(text) <= _LONGEST_NUMBER and _SEPARATED.fullmatch(text) else shown(text)


def _ambiguous(text: str) -> str:
    return words("{found} (thousands or decimals?)", found=shown(text))


def read_year(value: Cell) -> int | Problem:
    """A survey year of four digits, or `NOT_FILLED`, or why it cannot be read."""
    expected = words("a year from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR)
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return NOT_FILLED
        year = int(text) if re.fullmatch("[0-9]{4}", text) else 0
    elif is_number(value) and math.isfinite(value):
        year = int(value) if value == int(value) else 0
    else:
        year = 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else Problem(expected, shown(value))


def read_text(value: Cell, longest: int = LONGEST_TEXT) -> str | Problem:
    """A code, name or RT number as text on one line; a numeric `1` of a workbook becomes `1`."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return Problem(words("text such as 001"), shown(value))
    if not isinstance(value, str):
        whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
        return str(int(value)) if whole else repr(value)
    text = _CONTROL.sub("", _BLANKS.sub(" ", value)).strip()
    if len(text) > longest:
        return Problem(
            words("at most {limit} characters", limit=longest),
            words("{count} characters", count=len(text)),
        )
    return text


class NumberMemo(dict[Cell, int]):
    """Cell → millionths or mark, each distinct cell read once; `UNREADABLE` stands for a problem.

    A nation repeats the same few thousand counts nine million times; emptied when it grows, because areas do
    not repeat.
    """

    _MOST = 65_536

    def __init__(self, read: Callable[[Cell], int | Problem]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: Cell) -> int:
        if len(self) >= self._MOST:
            self.clear()
        number = self._read(value)
        self[value] = result = UNREADABLE if isinstance(number, Problem) else number
        return result

    def problem(self, value: Cell) -> Problem:
        """Why `value` cannot be read; only for values that gave `UNREADABLE`."""
        problem = self._read(value)
        if not isinstance(problem, Problem):
            raise ValueError(f"{value!r} can be read")
        return problem


class TextMemo(dict[Cell, str | Problem]):
    """Cell → text, so that a repeated name is one object in memory; emptied when it grows."""

    _MOST = 65_536

    def __missing__(self, value: Cell) -> str | Problem:
        if len(self) >= self._MOST:
            self.clear()
        self[value] = text = read_text(value)
        return text
