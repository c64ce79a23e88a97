"""planning/survey.py."""

from __future__ import annotations

import numpy as np

from planning.survey import rt_label
from tests.planning.reading import survey


def test_take_keeps_every_column_in_step() -> None:
    rows = survey([{"rt": rt, "rw": "01", "luas_ha": rt, "1a": rt, "kode_kelurahan": rt} for rt in "123"])
    some = rows.take(np.array([2, 0]))
    assert len(some) == 2
    assert (some.rt.tolist(), some.kode.tolist(), some.line.tolist()) == (["3", "1"], ["3", "1"], [4, 2])
    assert some.sizes[:, 0].tolist() == [3_000_000, 1_000_000]
    assert some.volume[:, 0].tolist() == [3_000_000, 1_000_000]
    assert some.size_state.shape == (2, 10)
    assert some.volume_state.shape == (2, 16)
    assert some.rule is rows.rule
    assert rows.take(rows.rt == "2").rt.tolist() == ["2"]


def test_rt_label_names_rt_before_rw() -> None:
    assert rt_label("02", "001") == "RT 001/RW 02"
