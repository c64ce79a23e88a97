"""Texts that people write into acts: what can be stored, printed in a document and shown in a terminal for ever."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from planning.wording import words
from workflow.errors import NotEligible

LONGEST = 4_000
"""Characters of one text: a page and a half; longer reasons belong into a file of evidence."""
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control and format characters (escape sequences, marks that turn the order of letters), and what is no character."""


def require_plain_texts(values: Iterable[object]) -> None:
    """Raise `NotEligible` for a text that is too long or holds characters that cannot be seen."""
    for value in values:
        if isinstance(value, list):
            require_plain_texts(value)
        elif isinstance(value, str):
            _require(value)


def _require(text: str) -> None:
    if len(text) > LONGEST:
        raise NotEligible(
            expected=words("a text of at most {most} characters", most=LONGEST),
            found=words("{count} characters", count=len(text)),
            where=text[:40],
            remedy="Shorten it; what is longer belongs into a file of evidence.",
        )
    for at, each in enumerate(text):
        if unicodedata.category(each) in _UNSHOWN and each not in "\n\t":
            shown = "".join("�" if unicodedata.category(one) in _UNSHOWN else one for one in text[:40])
            raise NotEligible(
                expected="text of characters that can be seen",
                found=words(
                    "the character U+{number} at position {at}", number=f"{ord(each):04X}", at=at + 1
                ),
                where=shown,
                remedy="Write the text again without it.",
            )
