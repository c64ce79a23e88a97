"""Page labels as an Indonesian report counts them: roman front matter, then `II-14` by chapter and `A-3` by appendix.

Both PDF engines count with these rules, so that the printed number, the label a viewer shows and the entry in the
contents are one text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

COVER_LABEL = "Sampul"
"""What a viewer shows for the title page, which prints no number."""


class Numerals(Enum):
    """How the pages of a part count; the values are the styles of the PDF number tree."""

    NONE = ""
    ROMAN = "r"
    ARABIC = "D"


@dataclass(frozen=True)
class Counted:
    """Pages that count together from one: their numerals and what stands before each number (`II-`)."""

    numerals: Numerals
    prefix: str = ""

    def label(self, number: int) -> str:
        """The label of the page with this number, beginning with 1."""
        match self.numerals:
            case Numerals.NONE:
                return ""
            case Numerals.ROMAN:
                return self.prefix + roman(number)
            case Numerals.ARABIC:
                return f"{self.prefix}{number}"


@dataclass(frozen=True)
class LabelStart:
    """An entry of the PDF number tree: from this page (index from 0) on, pages count so."""

    page: int
    counted: Counted

    @property
    def style(self) -> str:
        """The PDF name of the numerals, empty for none."""
        return self.counted.numerals.value

    @property
    def prefix(self) -> str:
        """What the label begins with."""
        return COVER_LABEL if self.counted.numerals is Numerals.NONE else self.counted.prefix


def page_labels(runs: Sequence[tuple[Counted, int]]) -> tuple[tuple[str, ...], tuple[LabelStart, ...]]:
    """The label of every page, and the number tree, of runs that follow each other with so many pages each."""
    labels: list[str] = []
    starts: list[LabelStart] = []
    for counted, pages in runs:
        if pages:
            starts.append(LabelStart(len(labels), counted))
            labels += [counted.label(number) for number in range(1, pages + 1)]
    return tuple(labels), tuple(starts)


def roman(number: int) -> str:
    """`number` (from 1) in small roman numerals."""
    digits = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))
    text = ""
    for value, letters in (*digits, (1, "i")):
        count, number = divmod(number, value)
        text += letters * count
    return text
