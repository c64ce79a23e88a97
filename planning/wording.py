"""Words for people that can still be said in another language after they have been filled in.

The house writes English. Where a text has blanks, the filled text alone cannot be translated any more, so it
keeps its message (the key of the catalogue) and what filled it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import reduce

Translate = Callable[[str], str]


def msgid(text: str) -> str:
    """Mark `text` for the translation catalogue without translating it."""
    return text


class Words(str):
    """An English text, together with the message and the values that it was made from."""

    message: str
    values: dict[str, str]

    def said(self, translate: Translate) -> str:
        """The same in the language of `translate`."""
        return translate(self.message).format(
            **{name: said(value, translate) for name, value in self.values.items()}
        )


LANGUAGE = msgid("en")
"""The language of the messages themselves; a catalogue answers with its own."""


class Either(Words):
    """A text that its writer gave in both languages of the house, such as a name in a file of rules."""

    indonesian: str

    def said(self, translate: Translate) -> str:
        """The text in the language of `translate`."""
        return str(self) if translate(LANGUAGE) == LANGUAGE else self.indonesian


def either(indonesian: str, english: str) -> Either:
    """A text in both languages."""
    made = Either(english)
    made.message, made.values, made.indonesian = english, {}, indonesian
    return made


def words(message: str, **values: object) -> Words:
    """`message` with its blanks filled; values that are `Words` are translated with it."""
    kept = {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
    made = Words(message.format(**kept))
    made.message, made.values = message, kept
    return made


Spoken = str | dict[str, object]
"""A text as plain data: itself, or its message and what fills the blanks."""


def to_spoken(text: str) -> Spoken:
    """`text` as plain data that can still be said in another language after it was kept."""
    if isinstance(text, Either):
        return {"id": text.indonesian, "en": str(text)}
    if not isinstance(text, Words):
        return text
    return {"pesan": text.message, "isi": {name: to_spoken(value) for name, value in text.values.items()}}


def from_spoken(data: object) -> str:
    """The text that `to_spoken` kept."""
    if not isinstance(data, dict):
        return str(data)
    if "id" in data:
        return either(data["id"], data["en"])
    return words(data["pesan"], **{name: from_spoken(value) for name, value in data["isi"].items()})


def listed(parts: Sequence[Words]) -> Words:
    """One text of these, with semicolons between them; there is at least one."""
    return reduce(lambda text, each: words("{text}; {each}", text=text, each=each), parts)


def said(text: str, translate: Translate) -> str:
    """`text` in the language of `translate`: `Words`, and members of enums, which are words of the house.

    Any other text (a name, a number, a cell) stays as it is.
    """
    if isinstance(text, StrEnum):
        return translate(text.value)
    return text.said(translate) if isinstance(text, Words) else text
