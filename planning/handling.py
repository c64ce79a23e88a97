"""Land status, other considerations, classification, priority and pattern of handling.

scoring.md section 5. The thresholds of *pertimbangan lain* differ between sources, so the variant is a value
that the city sets, never a constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planning.rules import Tingkat


class Legality(StrEnum):
    """Status of the land of a location."""

    LEGAL = "legal"
    TIDAK_LEGAL = "tidak legal"


class Consideration(StrEnum):
    """Class of *pertimbangan lain*: strategic value, population density, social and economic condition."""

    TINGGI = "tinggi"
    SEDANG = "sedang"
    RENDAH = "rendah"


class Pattern(StrEnum):
    """Pattern of handling; a place that is not slum gets prevention instead."""

    PEMUGARAN = "pemugaran"
    PEREMAJAAN = "peremajaan"
    PERMUKIMAN_KEMBALI = "permukiman kembali"
    PENCEGAHAN = "pencegahan"


@dataclass(frozen=True)
class ConsiderationLimits:
    """Lower limits of the sum of the three items for *tinggi* and *sedang*."""

    tinggi: int
    sedang: int


LIMITS_2016_FORM = ConsiderationLimits(tinggi=7, sedang=4)
"""Variant A, the one a source confirms (form of January 2016)."""
LIMITS_OF_ITEMS_135 = ConsiderationLimits(tinggi=11, sedang=6)
"""Variant B, consistent with items worth 1, 3 or 5 (sum 3 to 15)."""


def consideration(total: int, limits: ConsiderationLimits = LIMITS_2016_FORM) -> Consideration:
    """Class of the sum of the three items under the limits the city uses."""
    if total >= limits.tinggi:
        return Consideration.TINGGI
    return Consideration.SEDANG if total >= limits.sedang else Consideration.RENDAH


def legality(clear_tenure: bool, fits_spatial_plan: bool) -> Legality:
    """Legal only when tenure is clear and the location lies in a housing zone (scoring.md section 5.2)."""
    return Legality.LEGAL if clear_tenure and fits_spatial_plan else Legality.TIDAK_LEGAL


_COLUMN = {Consideration.TINGGI: 0, Consideration.SEDANG: 1, Consideration.RENDAH: 2}
_ROW = {Tingkat.BERAT: 0, Tingkat.SEDANG: 1, Tingkat.RINGAN: 2}


def priority(tingkat: Tingkat, considered: Consideration) -> int | None:
    """Priority 1 (first) to 9; None for a place that is not slum. Legality does not change it."""
    if tingkat is Tingkat.TIDAK:
        return None
    return _COLUMN[considered] * 3 + _ROW[tingkat] + 1


def classification(tingkat: Tingkat, considered: Consideration, legal: Legality) -> str | None:
    """Code A1 to C6: letter by class, number by other considerations and legality; None when not slum."""
    if tingkat is Tingkat.TIDAK:
        return None
    return f"{'ABC'[_ROW[tingkat]]}{_COLUMN[considered] * 2 + (1 if legal is Legality.LEGAL else 2)}"


def pattern(tingkat: Tingkat, legal: Legality) -> Pattern:
    """Pattern of handling by class and land status (scoring.md section 5.4)."""
    if tingkat is Tingkat.TIDAK:
        return Pattern.PENCEGAHAN
    if legal is Legality.TIDAK_LEGAL:
        return Pattern.PERMUKIMAN_KEMBALI
    return Pattern.PEMUGARAN if tingkat is Tingkat.RINGAN else Pattern.PEREMAJAAN
