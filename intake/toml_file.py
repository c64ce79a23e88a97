"""Reads a TOML file strictly into a dataclass, for every kind of file that the house keeps in TOML."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from intake.errors import UnreadableFile, unreadable_as
from intake.limits import MIB, read_source, shown_name
from intake.toml_lines import line_of
from planning.errors import NahkodaError
from planning.plain import from_plain
from planning.wording import msgid, words

LARGEST_FILE = MIB
"""Bytes of one file: far above any file a person writes, far below what could fill the memory."""
T = TypeVar("T")


def toml_data(path: Path, kind: type[UnreadableFile]) -> dict[str, object]:
    """The tables and values of a TOML file; numbers with a point as `Decimal`. Raises `kind`, naming the file."""
    return parsed(text_of(path, kind), path, kind)


def parsed(text: str, path: Path, kind: type[NahkodaError]) -> dict[str, object]:
    """The tables and values of a TOML text that was read from `path`. Raises `kind`, naming the file."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    # Numbers of thousands of digits and thousands of nested brackets are no faults of TOML, but nobody writes them.
    except RecursionError:
        found: str = msgid("brackets nested too deeply")
    except ArithmeticError:
        found = msgid("a number with an exponent beyond all bounds")
    except ValueError as error:
        found = str(error)
    raise kind(expected="a TOML file", found=found, where=shown_name(path), remedy="Correct that line.")


def shaped(shape: type[T], data: dict[str, object], path: Path, kind: type[UnreadableFile]) -> T:
    """`data` of the file as a `shape`. Raises `kind`, naming file and key, for anything that does not fit."""
    try:
        return from_plain(shape, data)
    except NahkodaError as error:
        raise kind(
            expected=error.expected, found=error.found, where=at_key(path, error.where), remedy=error.remedy
        ) from None


def at_key(path: Path, key: str) -> str:
    """How a place in a file is named: the file, and the path of keys where there is one."""
    return f"{shown_name(path)}: {key}" if key else shown_name(path)


def at_line(path: Path, text: str, key: str) -> str:
    """How a place in a file is named when its text is at hand: file, line, and the path of keys."""
    line = line_of(text, key)
    return at_key(path, key) if line is None else f"{shown_name(path.name)}:{line}: {key}"


def text_of(path: Path, kind: type[UnreadableFile]) -> str:
    """The text of a UTF-8 file of at most `LARGEST_FILE` bytes. Raises `kind`, naming the file."""
    with unreadable_as(kind, where=shown_name(path)):
        source = read_source(path, largest=LARGEST_FILE, empty=True)
    try:
        return source.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise kind(
            expected="text in UTF-8",
            found=words("a byte that is not, at position {position}", position=error.start),
            where=shown_name(path),
            remedy="Save the file again as UTF-8.",
        ) from None
