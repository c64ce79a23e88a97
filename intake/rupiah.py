"""Reading a sum of money: whole rupiah, written the Indonesian or the English way.

Rupiah have no parts, so groups of three digits behind a separator are thousands whichever separator it is, and
two zeros behind the other one are the sen that nobody uses. Everything else (`1250.5`, `125.00`, `1,25 juta`, `1e9`)
is a problem: a zero too many or too few would pass every later check.
"""

from __future__ import annotations

import math
import re

from intake.numbers import NOT_FILLED, Cell, Problem, is_number, shown
from planning.wording import words

LARGEST_RUPIAH = 10**13
"""Ten trillion: more than a province spends in a year on everything."""

_LONGEST = 40
_RUPIAH = re.compile(
    r"""(?:Rp\.?\s*)?
        (?:(?P<plain>[0-9]+)
          |(?P<long>[1-9][0-9]{3,})(?:[.,]00|,-)
          |(?P<points>[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,(?:00|-))?
          |(?P<commas>[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.00)?)""",
    re.VERBOSE | re.IGNORECASE,
)


def read_rupiah(value: Cell) -> int | Problem:
    """Whole rupiah from 0 to `LARGEST_RUPIAH`, or `NOT_FILLED`, or why the cell cannot be read."""
    rupiah: int | None = None
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return NOT_FILLED
        if len(text) <= _LONGEST and (form := _RUPIAH.fullmatch(text)):
            digits = next(group for group in form.groups() if group is not None)
            rupiah = int(digits.replace(".", "").replace(",", ""))
    elif is_number(value) and math.isfinite(value) and value == int(value):
        rupiah = int(value)
    if rupiah is None or rupiah < 0:
        return Problem(words("whole rupiah such as 1250000 or 1.250.000"), shown(value))
    if rupiah > LARGEST_RUPIAH:
        return Problem(words("whole rupiah up to {limit}", limit=LARGEST_RUPIAH), shown(value))
    return rupiah
