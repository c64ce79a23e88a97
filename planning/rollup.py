"""From RT rows to totals of any level: volumes and denominators are summed, never percents or scores.

`Totals` is closed under `roll_up`, so RT → kelurahan → kecamatan → kab/kota → province → nation gives the same
figures in one step or in many (scoring.md section 6.4). Totals of kawasan hold the delineated RT only: rolled
up further they are the delineated part of a place, never the whole place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planning.quantity import Empty, Ints
from planning.rules import SIZE_INDEX, RuleSet, Size
from planning.survey import SurveyRows


class Level(StrEnum):
    """Levels of scoring. A kawasan is the slum area of one kelurahan; RT outside one belong to no kawasan."""

    RT = "rt"
    KAWASAN = "kawasan"
    KELURAHAN = "kelurahan"
    KECAMATAN = "kecamatan"
    KABKOTA = "kabkota"
    PROVINSI = "provinsi"
    NASIONAL = "nasional"


class Place(NamedTuple):
    """What a row of totals stands for; fields below its level are empty."""

    tahun: int
    kode: str
    kawasan: str = ""
    rw: str = ""
    rt: str = ""


_CODE_LENGTH = {Level.KECAMATAN: 8, Level.KABKOTA: 5, Level.PROVINSI: 2}


@dataclass(frozen=True)
class Totals:
    """Sums of `g` places under one rule set with `p` parameters.

    sizes        int64[g, 10]  sums by `planning.rules.SIZES`, millionths
    size_missing int64[g, 10]  RT in which the size is not filled
    volume       int64[g, p]   sums, millionths
    denominator  int64[g, p]   sums over the RT where the parameter applies and is filled, millionths
    missing      int64[g, p]   RT in which the parameter is not filled
    inapplicable int64[g, p]   RT in which it does not apply
    rt_count     int64[g]
    """

    rule: RuleSet
    level: Level
    places: tuple[Place, ...]
    sizes: Ints
    size_missing: Ints
    volume: Ints
    denominator: Ints
    missing: Ints
    inapplicable: Ints
    rt_count: Ints

    def __len__(self) -> int:
        return len(self.places)

    def size(self, size: Size) -> Ints:
        """One size of every place, millionths."""
        column: Ints = self.sizes[:, SIZE_INDEX[size]]
        return column

    def take(self, which: Sequence[int] | NDArray[np.intp]) -> Totals:
        """The places at the given positions, in that order."""
        at = np.asarray(which, dtype=np.intp)
        return Totals(
            self.rule,
            self.level,
            tuple(self.places[i] for i in at),
            self.sizes[at],
            self.size_missing[at],
            self.volume[at],
            self.denominator[at],
            self.missing[at],
            self.inapplicable[at],
            self.rt_count[at],
        )


def tally(rows: SurveyRows) -> Totals:
    """The rows as totals of level RT, one for each row.

    A parameter does not apply where it is marked so or where its denominator is 0; it is missing where its
    volume is not filled. In both cases the RT adds nothing to the denominator either.
    """
    size_at = [SIZE_INDEX[parameter.denominator] for parameter in rows.rule.parameters]
    denominator = rows.sizes[:, size_at]
    inapplicable = (rows.volume_state == Empty.NOT_APPLICABLE) | (denominator == 0)
    missing = (rows.volume_state == Empty.NOT_FILLED) & ~inapplicable
    counted = ~(inapplicable | missing)
    return Totals(
        rows.rule,
        Level.RT,
        tuple(map(Place, rows.tahun.tolist(), rows.kode, rows.kawasan, rows.rw, rows.rt)),
        rows.sizes,
        (rows.size_state == Empty.NOT_FILLED).astype(np.int64),
        np.where(counted, rows.volume, 0),
        np.where(counted, denominator, 0),
        missing.astype(np.int64),
        inapplicable.astype(np.int64),
        np.ones(len(rows), dtype=np.int64),
    )


def roll_up(totals: Totals, level: Level) -> Totals:
    """The totals of a higher level, one for each place and year, in order of place and year.

    Raises `ValueError` when `totals` is already above `level` (a kelurahan cannot be split into kawasan).
    """
    order = list(Level)
    if order.index(totals.level) > order.index(level):
        raise ValueError(f"totals of level {totals.level} cannot be rolled up to {level}")
    if totals.level is level:
        return totals
    groups, places = _group(totals.places, level)
    chosen = np.flatnonzero(groups >= 0)
    at = chosen[np.argsort(groups[chosen], kind="stable")]
    starts = np.flatnonzero(np.diff(groups[at], prepend=-1))

    def summed(values: Ints) -> Ints:
        if not len(at):
            return values[:0]
        return np.add.reduceat(values[at], starts, axis=0)

    return Totals(
        totals.rule,
        level,
        tuple(places),
        summed(totals.sizes),
        summed(totals.size_missing),
        summed(totals.volume),
        summed(totals.denominator),
        summed(totals.missing),
        summed(totals.inapplicable),
        summed(totals.rt_count),
    )


def _place_at(place: Place, level: Level) -> Place | None:
    match level:
        case Level.KAWASAN:
            return Place(place.tahun, place.kode, place.kawasan) if place.kawasan else None
        case Level.KELURAHAN:
            return Place(place.tahun, place.kode)
        case Level.NASIONAL:
            return Place(place.tahun, "0")
    return Place(place.tahun, place.kode[: _CODE_LENGTH[level]])


def _group(places: Sequence[Place], level: Level) -> tuple[NDArray[np.int64], list[Place]]:
    """Group of each place at `level` (-1 outside every kawasan), and the groups' places in order."""
    # A nation has many more RT than kelurahan: only distinct keys are made into places and sorted.
    number: dict[tuple[int, str, str], int] = {}
    found = np.fromiter(
        (number.setdefault(place[:3], len(number)) for place in places), dtype=np.int64, count=len(places)
    )
    above = [_place_at(Place(*key), level) for key in number]
    distinct = sorted({place for place in above if place is not None})
    position = {place: index for index, place in enumerate(distinct)}
    groups = np.array([-1 if place is None else position[place] for place in above], dtype=np.int64)
    return groups[found], distinct
