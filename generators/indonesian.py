"""Numbers, money and dates in Indonesian form, and the three kinds of empty.

Values of a snapshot are texts or whole numbers: `"137.006"`, `18742`, `"-"` (not applicable), `None` (not filled).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.dates import format_date
from markupsafe import Markup

LOCALE = "id_ID"
NOT_APPLICABLE = "-"
EMPTY = Markup('<span class="empty">belum diisi</span>')
NA = Markup('<span class="na">–</span>')

MOST_DIGITS = 60
"""Longer numbers, or more decimals, are no figures of a plan; writing them out could fill the memory."""

_SEPARATORS = str.maketrans(",.", ".,")

Value = str | int | None


def exact(value: str | int) -> Decimal:
    """`value` as the number it says. Raises `ValueError` for what is no number or is absurdly long."""
    # Whole numbers are counted by bits: writing one out takes long before its length is known.
    long = value.bit_length() > 4 * MOST_DIGITS if isinstance(value, int) else len(value) > 2 * MOST_DIGITS
    try:
        found = None if long else Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if found is None or not found.is_finite() or len(found.as_tuple().digits) > MOST_DIGITS:
        raise ValueError(f"a number of at most {MOST_DIGITS} digits is expected")
    if not -MOST_DIGITS <= _exponent(found) <= MOST_DIGITS:
        raise ValueError(f"{value!r} has more than {MOST_DIGITS} digits")
    return found


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - of a finite number
    return exponent


def rounded(value: str | int | Decimal, digits: int) -> Decimal:
    """`value` rounded half up to `digits` decimals."""
    return Decimal(value).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def number(value: Value, digits: int | None = None) -> str | Markup:
    """`18.742`, `137,01`: with `digits` decimals, or all that the value has. Empties as documents show them."""
    if value is None:
        return EMPTY
    if value == NOT_APPLICABLE:
        return NA
    given = exact(value)
    if digits is None:
        digits = max(0, -_exponent(given.normalize()))
    if digits > MOST_DIGITS:
        raise ValueError(f"{digits} decimals are more than {MOST_DIGITS}")
    # What Babel writes for id_ID, in a tenth of its time: a document has thousands of numbers.
    return f"{rounded(given, digits):,f}".translate(_SEPARATORS)


def percent(value: Value, digits: int = 2) -> str | Markup:
    """`42,38 %`."""
    text = number(value, digits)
    return text if isinstance(text, Markup) else f"{text} %"


def hectares(value: Value, digits: int = 2) -> str | Markup:
    """`137,01 ha`."""
    text = number(value, digits)
    return text if isinstance(text, Markup) else f"{text} ha"


def rupiah(value: Value) -> str | Markup:
    """`Rp1.250.000`; money is whole rupiah."""
    text = number(value, 0)
    return text if isinstance(text, Markup) else f"Rp{text}"


def long_date(value: str | None) -> str | Markup:
    """`23 November 2026`."""
    return EMPTY if not value else str(format_date(date.fromisoformat(value), "d MMMM y", locale=LOCALE))


def spelled_date(value: str) -> str:
    """The date as minutes open with it: `Rabu, tanggal dua puluh lima bulan November tahun dua ribu dua puluh enam`."""
    day = date.fromisoformat(value)
    weekday, month = (format_date(day, pattern, locale=LOCALE) for pattern in ("EEEE", "MMMM"))
    return f"{weekday}, tanggal {spelled(day.day)} bulan {month} tahun {spelled(day.year)}"


def spelled(value: int) -> str:
    """A whole number from 0 to 9999 in words: `dua ribu dua puluh enam`."""
    if not 0 <= value <= 9999:
        raise ValueError(f"{value} is not a number from 0 to 9999")
    if value <= 10:
        return _WORDS[value]
    if value < 20:
        return "sebelas" if value == 11 else f"{_WORDS[value - 10]} belas"
    for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        many, rest = divmod(value, size)
        if many:
            head = f"se{name}" if many == 1 else f"{_WORDS[many]} {name}"
            return f"{head} {spelled(rest)}" if rest else head
    raise AssertionError(value)


def listing(items: Iterable[object]) -> Markup:
    """`a`, `a dan b`, `a, b, dan c`."""
    words = [Markup.escape(item) for item in items]
    if len(words) < 3:
        return Markup(" dan ").join(words)
    return Markup(", ").join(words[:-1]) + Markup(", dan ") + words[-1]


def filled(value: object) -> object:
    """`value`, or *belum diisi* where it is blank."""
    return EMPTY if value is None or value == "" else value


_WORDS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")


def in_words(value: int) -> str:
    """Small counts as words (`tiga`), others as figures (`17`)."""
    return _WORDS[value] if 0 <= value < len(_WORDS) else str(number(value))
