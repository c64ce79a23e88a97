"""Territory codes of the Ministry of Home Affairs (Kemendagri): parse, level, parents, kelurahan against desa.

Form `PP.KK.CC.DDDD`: province, kab/kota, kecamatan, kelurahan or desa. Third and fourth digit 01-69 is a
kabupaten, 71-99 a kota; the last group begins with 1 for a kelurahan, 2 for a desa, 3 for a desa adat
(programme.md section 5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from planning.errors import UnknownValue

NATION = "0"
_FORM = re.compile(r"(?P<p>[1-9]\d)(?:\.(?P<k>\d{2})(?:\.(?P<c>\d{2})(?:\.(?P<d>[123]\d{3}))?)?)?", re.ASCII)


class TerritoryLevel(StrEnum):
    """Levels of a territory code, from the nation down."""

    NASIONAL = "nasional"
    PROVINSI = "provinsi"
    KABKOTA = "kabkota"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"


class Kind(StrEnum):
    """What the place is called; documents word themselves by it."""

    NASIONAL = "Indonesia"
    PROVINSI = "Provinsi"
    KABUPATEN = "Kabupaten"
    KOTA = "Kota"
    KECAMATAN = "Kecamatan"
    KELURAHAN = "Kelurahan"
    DESA = "Desa"
    DESA_ADAT = "Desa Adat"


_LENGTH = {
    TerritoryLevel.PROVINSI: 2,
    TerritoryLevel.KABKOTA: 5,
    TerritoryLevel.KECAMATAN: 8,
    TerritoryLevel.KELURAHAN: 13,
}
_LEVEL_OF_LENGTH = {length: level for level, length in _LENGTH.items()}


@dataclass(frozen=True, order=True)
class TerritoryCode:
    """A code of the right form; whether the place exists is for the territory list to say."""

    text: str

    @property
    def level(self) -> TerritoryLevel:
        return TerritoryLevel.NASIONAL if self.text == NATION else _LEVEL_OF_LENGTH[len(self.text)]

    @property
    def kind(self) -> Kind:
        match self.level:
            case TerritoryLevel.KABKOTA:
                return Kind.KOTA if int(self.text[3:5]) >= 71 else Kind.KABUPATEN
            case TerritoryLevel.KELURAHAN:
                return {"1": Kind.KELURAHAN, "2": Kind.DESA, "3": Kind.DESA_ADAT}[self.text[9]]
            case TerritoryLevel.KECAMATAN:
                return Kind.KECAMATAN
            case TerritoryLevel.PROVINSI:
                return Kind.PROVINSI
        return Kind.NASIONAL

    @property
    def parent(self) -> TerritoryCode | None:
        """The territory one level up; the nation has none."""
        if self.level is TerritoryLevel.NASIONAL:
            return None
        return TerritoryCode(self.text.rpartition(".")[0] or NATION)

    @property
    def parents(self) -> tuple[TerritoryCode, ...]:
        """All territories above, nearest first, the nation last."""
        above, code = [], self.parent
        while code is not None:
            above.append(code)
            code = code.parent
        return tuple(above)

    def contains(self, other: TerritoryCode) -> bool:
        """Whether `other` is this territory or lies below it."""
        return self.text in (NATION, other.text) or other.text.startswith(self.text + ".")

    def at(self, level: TerritoryLevel) -> TerritoryCode:
        """This code cut to a level at or above its own. Raises `ValueError` for a level below."""
        if level is TerritoryLevel.NASIONAL:
            return TerritoryCode(NATION)
        length = _LENGTH[level]
        if self.text == NATION or len(self.text) < length:
            raise ValueError(f"{self.text} has no {level}")
        return TerritoryCode(self.text[:length])


def is_code(text: str) -> bool:
    """Whether `text` has the form of a territory code."""
    return text == NATION or _FORM.fullmatch(text) is not None


def is_kelurahan_code(text: str) -> bool:
    """Whether `text` has the form of a kelurahan or desa code."""
    return len(text) == 13 and _FORM.fullmatch(text) is not None


def parse_code(text: str) -> TerritoryCode:
    """The code in `text`, blanks around it ignored. Raises `UnknownValue` when the form is wrong."""
    trimmed = text.strip()
    if not is_code(trimmed):
        raise UnknownValue(
            expected="a Kemendagri territory code such as 35, 35.73, 35.73.04 or 35.73.04.1005",
            found=repr(text),
            remedy="Write the code with dots, as in the list of administrative codes.",
        )
    return TerritoryCode(trimmed)
