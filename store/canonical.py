"""Canonical JSON and SHA-256: one value has one sequence of bytes, so a digest identifies it.

Keys are sorted by code point, no blanks, UTF-8, no escapes beyond those that JSON demands. Floats are
refused, because their text depends on how they were computed; quantities are integers or `Decimal`, and
a `Decimal` is written as a string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import NewType, TypeAlias

Digest = NewType("Digest", str)
"""SHA-256 in 64 lower-case hexadecimal digits."""

JsonValue: TypeAlias = "bool | int | str | Decimal | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
JsonObject: TypeAlias = Mapping[str, JsonValue]

_DIGEST = re.compile(r"[0-9a-f]{64}")


def digest_of(data: bytes) -> Digest:
    """The SHA-256 of `data`."""
    return Digest(sha256(data).hexdigest())


def is_digest(text: str) -> bool:
    """Whether `text` has the form of a `Digest`; only such text ever becomes part of a path."""
    return _DIGEST.fullmatch(text) is not None


def canonical_text(value: JsonValue) -> str:
    """The canonical JSON of `value` as text.

    Raises `TypeError` for a float, a key that is not text, or a type that JSON does not have, and
    `ValueError` for a `Decimal` that is not a number.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def canonical_bytes(value: JsonValue) -> bytes:
    """The canonical JSON of `value` as UTF-8; errors as `canonical_text`."""
    return canonical_text(value).encode("utf-8")


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            if not value.is_finite():
                raise ValueError(f"canonical JSON has no {value}")
            # Never with an exponent: 1E+2 and 100 are one quantity.
            return f"{value:f}"
        case Mapping():
            for key in value:
                if not isinstance(key, str):
                    raise TypeError(f"a key of canonical JSON is text, not {type(key).__name__}: {key!r}")
            return {key: _plain(part) for key, part in value.items()}
        case bytes() | bytearray() | memoryview():
            raise TypeError("canonical JSON has no bytes; store a blob and write its digest")
        case Sequence():
            return [_plain(part) for part in value]
    raise TypeError(f"canonical JSON has no {type(value).__name__}: {value!r}")
