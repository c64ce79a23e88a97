"""Made-up surveys for the tests of the store."""

from __future__ import annotations

import numpy as np

from planning.quantity import SCALE, Empty
from planning.rules import RULE_2018, SIZES, RuleSet
from planning.survey import SurveyRows


def survey(
    count: int, *, seed: int = 1, rt_each: int = 29, rule: RuleSet = RULE_2018, tahun: int = 2019
) -> SurveyRows:
    """`count` RT in kelurahan of `rt_each`, with all three kinds of empty, ordered by code."""
    random = np.random.default_rng(seed)
    at = np.arange(count)
    kelurahan = at // rt_each
    parameters = len(rule.codes)
    size_state = random.choice(np.array(Empty, dtype=np.uint8), size=(count, len(SIZES)), p=[0.9, 0.05, 0.05])
    volume_state = random.choice(
        np.array(Empty, dtype=np.uint8), size=(count, parameters), p=[0.9, 0.05, 0.05]
    )
    sizes = random.integers(0, 500 * SCALE, size=(count, len(SIZES)))
    volume = random.integers(0, 100 * SCALE, size=(count, parameters))
    return SurveyRows(
        rule=rule,
        line=at + 2,
        tahun=np.full(count, tahun, dtype=np.int64),
        kode=_texts([kode(each) for each in kelurahan.tolist()]),
        nama=_texts([f"Kelurahan {each}" for each in kelurahan.tolist()]),
        kawasan=_texts(["" if each % 3 else f"Kawasan {each // 90}" for each in at.tolist()]),
        rw=_texts([f"{each // 10 % 100 + 1:03}" for each in at.tolist()]),
        rt=_texts([f"{each % rt_each + 1:03}" for each in at.tolist()]),
        sizes=np.where(size_state == Empty.FILLED, sizes, 0),
        size_state=size_state,
        volume=np.where(volume_state == Empty.FILLED, volume, 0),
        volume_state=volume_state,
    )


def kode(number: int) -> str:
    """The code of the kelurahan with a running number."""
    rest, last = divmod(number, 30)
    rest, kecamatan = divmod(rest, 20)
    province, kabkota = divmod(rest, 30)
    return f"{province + 11}.{kabkota + 1:02}.{kecamatan + 1:02}.{last + 1001}"


def names(rows: SurveyRows) -> dict[str, str]:
    """The names of the kelurahan as the rows have them."""
    return dict(zip(rows.kode, rows.nama, strict=True))


def assert_same(found: SurveyRows, expected: SurveyRows) -> None:
    """Every array is equal, in values and in type."""
    assert found.rule == expected.rule
    for name in ("line", "tahun", "sizes", "size_state", "volume", "volume_state"):
        one, other = getattr(found, name), getattr(expected, name)
        assert one.dtype == other.dtype, name
        np.testing.assert_array_equal(one, other, err_msg=name)
    for name in ("kode", "nama", "kawasan", "rw", "rt"):
        assert getattr(found, name).tolist() == getattr(expected, name).tolist(), name


def _texts(values: list[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    texts = np.empty(len(values), dtype=object)
    texts[:] = values
    return texts
