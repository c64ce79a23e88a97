"""A small reader from plain CSV records to `SurveyRows`, so that the domain is tested without `intake`."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np

from planning.quantity import SCALE, Empty
from planning.rules import RULE_2018, SIZES, RuleSet
from planning.survey import SurveyRows, Texts

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
"""Reference data beside the project; tests that need it are skipped where it is absent."""

NO_SHARED = "reference data ../shared/data is not beside the project"


def records(path: Path) -> list[dict[str, str]]:
    """The records of a comma separated file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def millionths(text: str) -> int:
    """Whole millionths of a decimal that has at most six decimals."""
    value = Decimal(text) * SCALE
    assert value == value.to_integral(), f"{text} has more than six decimals"
    return int(value)


def _cell(text: str) -> tuple[int, Empty]:
    if text == "":
        return 0, Empty.NOT_FILLED
    if text == "-":
        return 0, Empty.NOT_APPLICABLE
    return millionths(text), Empty.FILLED


def survey(found: Sequence[Mapping[str, str]], rule: RuleSet = RULE_2018) -> SurveyRows:
    """`found` as survey rows; line 2 is the first record. A column that is absent is not filled."""
    count = len(found)
    sizes = [[_cell(record.get(size, "")) for size in SIZES] for record in found]
    volumes = [[_cell(record.get(code, "")) for code in rule.codes] for record in found]

    def values(cells: list[list[tuple[int, Empty]]], part: int, width: int, dtype: type) -> np.ndarray:
        return np.array([[cell[part] for cell in row] for row in cells], dtype=dtype).reshape(count, width)

    def texts(column: str) -> Texts:
        out = np.empty(count, dtype=object)
        out[:] = [record.get(column, "") for record in found]
        return out

    width = len(rule.codes)
    return SurveyRows(
        rule,
        np.arange(2, count + 2, dtype=np.int64),
        np.array([int(record.get("tahun") or 2025) for record in found], dtype=np.int64),
        texts("kode_kelurahan"),
        texts("kelurahan"),
        texts("kawasan"),
        texts("rw"),
        texts("rt"),
        values(sizes, 0, len(SIZES), np.int64),
        values(sizes, 1, len(SIZES), np.uint8),
        values(volumes, 0, width, np.int64),
        values(volumes, 1, width, np.uint8),
    )
