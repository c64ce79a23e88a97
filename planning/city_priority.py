"""The order in which a kab/kota handles its kawasan: slum class, other considerations, and what people decide.

Priority 1 to 9 is the matrix of scoring.md section 5.3; legality decides the pattern, never the priority. People may
give a kawasan another place, with a written reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from planning.city_manuscript import DokumenKota, KawasanKota, UkuranKota
from planning.handling import (
    Consideration,
    ConsiderationLimits,
    Legality,
    classification,
    consideration,
    legality,
    priority,
)
from planning.rules import Tingkat

DENSE = {UkuranKota.BESAR: (Decimal(401), Decimal(201)), UkuranKota.SEDANG: (Decimal(201), Decimal(151))}
"""People per hectare, rounded, from which a kawasan is worth 5 and 3 (scoring.md section 5.1)."""


@dataclass(frozen=True)
class Considered:
    """*Pertimbangan lain* of one kawasan; `jumlah` and `kelas` are None while an item is not filled."""

    nilai_strategis: int | None
    kependudukan: int | None
    sosial: int | None
    jumlah: int | None
    kelas: Consideration | None


def density_item(people_per_ha: Decimal | None, size: UkuranKota | None) -> int | None:
    """The item of population: 1, 3 or 5 by density; None where density or size of the city is not known."""
    if people_per_ha is None or size is None:
        return None
    high, middle = DENSE[size]
    dense = people_per_ha.to_integral_value(ROUND_HALF_UP)
    return 5 if dense >= high else 3 if dense >= middle else 1


def considered(document: DokumenKota, place: KawasanKota, people_per_ha: Decimal | None) -> Considered:
    """What else is considered of a kawasan under the limits that the city uses."""
    people = place.kependudukan
    if people is None:
        people = density_item(people_per_ha, document.ukuran)
    items = (place.nilai_strategis, people, place.sosial)
    if None in items:
        return Considered(*items, None, None)
    total = sum(each for each in items if each is not None)
    return Considered(
        *items, total, consideration(total, ConsiderationLimits(document.tinggi, document.sedang))
    )


def land_legality(place: KawasanKota) -> Legality | None:
    """Land status of a kawasan; None until both checks are filled."""
    if place.penguasaan_jelas is None or place.sesuai_ruang is None:
        return None
    return legality(place.penguasaan_jelas, place.sesuai_ruang)


@dataclass(frozen=True)
class Candidate:
    """A kawasan to be ordered; `total` its score, `area` its area in millionths of a hectare."""

    tingkat: Tingkat
    total: int
    area: int
    kelas: Consideration | None
    legal: Legality | None
    manual: int | None

    @property
    def prioritas(self) -> int | None:
        """1 to 9; None where it is not slum or *pertimbangan lain* is not filled."""
        return None if self.kelas is None else priority(self.tingkat, self.kelas)

    @property
    def klasifikasi(self) -> str | None:
        """A1 to C6; None where legality or *pertimbangan lain* is not filled."""
        if self.kelas is None or self.legal is None:
            return None
        return classification(self.tingkat, self.kelas, self.legal)


def places_in_order(kawasan: Sequence[Candidate]) -> tuple[int, ...]:
    """The place of each kawasan in the order of handling, 1 for the first; 0 for one that is not slum.

    By priority, then class, score and area. One whose priority is not known yet comes after all others; a place
    given by hand is taken before the computed one of the same number.
    """
    slum = [at for at, each in enumerate(kawasan) if each.tingkat is not Tingkat.TIDAK]

    def computed(at: int) -> tuple[int, int, int, int, int]:
        each = kawasan[at]
        return each.prioritas or len(Tingkat) ** 2, -each.tingkat, -each.total, -each.area, at

    places = {at: (number, 1) for number, at in enumerate(sorted(slum, key=computed), 1)}
    for at in slum:
        given = kawasan[at].manual
        if given is not None:
            places[at] = given, 0
    order = {at: number for number, at in enumerate(sorted(slum, key=places.__getitem__), 1)}
    return tuple(order.get(at, 0) for at in range(len(kawasan)))
