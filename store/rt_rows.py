"""RT rows in and out of the database: arrays ↔ tuples, with the three kinds of empty.

In the table NULL is *not filled*, or *not applicable* when the column's label stands in `not_applicable`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select

from planning.quantity import Empty, Ints
from planning.rules import SIZES, RuleSet
from planning.survey import SurveyRows
from store.bulk import in_chunks, insert_rows
from store.tables import RT_ROW, SIZE_COLUMNS
from store.unit import Unit

_BASELINES_AT_ONCE = 500
_ROWS_AT_ONCE = 5_000
_TEXTS = ("rw", "rt", "kawasan", "not_applicable")
# No quantity can be this: it marks NULL in columns that are read as int64.
_NULL = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, slots=True)
class Owner:
    """The baseline that owns `rt_count` rows of a table of rows, and what is the same in all of them."""

    id: int
    kode: str
    name: str
    tahun: int
    rt_count: int


def insert_rt_rows(unit: Unit, rows: SurveyRows, owners: Sequence[Owner], order: Ints) -> None:
    """Insert all rows: those at `order[0]`, `order[1]`… belong to the first owner, then to the next."""
    insert_rows(
        unit.session,
        RT_ROW,
        ("baseline_id", "position", "line", *_TEXTS[:3], *_quantities(rows.rule), _TEXTS[3]),
        _tuples(rows, owners, order),
    )


def load_rt_rows(unit: Unit, rule: RuleSet, owners: Sequence[Owner]) -> SurveyRows:
    """The rows of the owners, which all have `rule`, in the order of the owners and of their positions."""
    ordered = sorted(owners, key=lambda owner: owner.id)
    loading = _Loading(rule, sum(owner.rt_count for owner in owners))
    for chunk in in_chunks(ordered, _BASELINES_AT_ONCE):
        loading.add(unit, [owner.id for owner in chunk])
    rows = loading.rows(ordered)
    if ordered == list(owners):
        return rows
    place = {owner.id: at for at, owner in enumerate(owners)}
    places = np.repeat([place[owner.id] for owner in ordered], [owner.rt_count for owner in ordered])
    return rows.take(np.argsort(places, kind="stable"))


def _quantities(rule: RuleSet) -> list[str]:
    return [*SIZE_COLUMNS, *(f"v{code}_e6" for code in rule.codes)]


def _tuples(rows: SurveyRows, owners: Sequence[Owner], order: Ints) -> Iterator[tuple[Any, ...]]:
    counts = np.array([owner.rt_count for owner in owners], dtype=np.int64)
    ids = np.repeat(np.array([owner.id for owner in owners], dtype=np.int64), counts)
    positions = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    labels = [*SIZES, *rows.rule.codes]
    for begin in range(0, len(rows), _ROWS_AT_ONCE):
        part = slice(begin, begin + _ROWS_AT_ONCE)
        chosen = order[part]
        state = np.hstack([rows.size_state[chosen], rows.volume_state[chosen]])
        values = np.hstack([rows.sizes[chosen], rows.volume[chosen]]).astype(object)
        values[state != Empty.FILLED] = None
        yield from zip(
            ids[part].tolist(),
            positions[part].tolist(),
            rows.line[chosen].tolist(),
            rows.rw[chosen].tolist(),
            rows.rt[chosen].tolist(),
            rows.kawasan[chosen].tolist(),
            *values.T.tolist(),
            _marks(state == Empty.NOT_APPLICABLE, labels),
            strict=True,
        )


def _marks(inapplicable: NDArray[np.bool_], labels: Sequence[str]) -> list[str]:
    marks = [""] * len(inapplicable)
    for at in np.flatnonzero(inapplicable.any(axis=1)).tolist():
        marks[at] = ",".join(labels[column] for column in np.flatnonzero(inapplicable[at]).tolist())
    return marks


class _Loading:
    """Arrays that are filled chunk by chunk, so that only one chunk is ever held as Python objects."""

    def __init__(self, rule: RuleSet, count: int) -> None:
        self._rule = rule
        self._columns = _quantities(rule)
        self._at_label = {str(label): at for at, label in enumerate([*SIZES, *rule.codes])}
        self._line = np.zeros(count, dtype=np.int64)
        self._text = {name: np.empty(count, dtype=object) for name in _TEXTS[:3]}
        self._values = np.zeros((count, len(self._columns)), dtype=np.int64)
        self._state = np.zeros((count, len(self._columns)), dtype=np.uint8)
        self._filled = 0
        self._same: dict[str, str] = {}

    def add(self, unit: Unit, ids: Sequence[int]) -> None:
        found = unit.session.execute(
            select(
                *(RT_ROW.c[name] for name in _TEXTS),
                RT_ROW.c.line,
                *(func.coalesce(RT_ROW.c[name], _NULL) for name in self._columns),
            )
            .where(RT_ROW.c.baseline_id.in_(ids))
            .order_by(RT_ROW.c.baseline_id, RT_ROW.c.position)
        ).all()
        if not found:
            return
        part = slice(self._filled, self._filled + len(found))
        numbers = np.array([row[len(_TEXTS) :] for row in found], dtype=np.int64)
        self._line[part] = numbers[:, 0]
        values, state = numbers[:, 1:], self._state[part]
        empty = values == _NULL
        state[empty] = Empty.NOT_FILLED
        self._values[part] = np.where(empty, 0, values)
        for at, text in enumerate(self._text.values()):
            # One object for equal texts: `001` stands in a nation three hundred thousand times.
            text[part] = [self._same.setdefault(row[at], row[at]) for row in found]
        self._mark(state, [row[len(_TEXTS) - 1] for row in found])
        self._filled += len(found)

    def _mark(self, state: NDArray[np.uint8], marks: Sequence[str]) -> None:
        places: dict[str, list[int]] = {}
        for at, mark in enumerate(marks):
            if mark:
                places.setdefault(mark, []).append(at)
        for mark, rows in places.items():
            columns = [self._at_label[label] for label in mark.split(",")]
            state[np.ix_(rows, columns)] = Empty.NOT_APPLICABLE

    def rows(self, owners: Sequence[Owner]) -> SurveyRows:
        counts = [owner.rt_count for owner in owners]
        sizes = len(SIZES)

        def repeated(values: list[str]) -> NDArray[np.object_]:
            return np.repeat(np.array(values, dtype=object), counts)

        return SurveyRows(
            rule=self._rule,
            line=self._line,
            tahun=np.repeat(np.array([owner.tahun for owner in owners], dtype=np.int64), counts),
            kode=repeated([owner.kode for owner in owners]),
            nama=repeated([owner.name for owner in owners]),
            kawasan=self._text["kawasan"],
            rw=self._text["rw"],
            rt=self._text["rt"],
            sizes=self._values[:, :sizes],
            size_state=self._state[:, :sizes],
            volume=self._values[:, sizes:],
            volume_state=self._state[:, sizes:],
        )
