"""The works of Kota Pekalongan on its 2020 baseline against its registry: shares of agreement, kinds of difference.

`bench/pekalongan_works.py` makes the report of the same comparison.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from bench.pekalongan import (
    FOLDER,
    YEARS,
    Agreement,
    Comparison,
    KawasanKind,
    RtKind,
    compare,
    rt_kind,
    slum_hectares,
)
from bench.pekalongan_works import report
from planning.rollup import Level, roll_up
from planning.rules import RULE_2018, Size
from tests.planning.reading import NO_SHARED
from tests.planning.test_pekalongan import registry

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=NO_SHARED)
TIRTO, PRINGREJO = "33.75.01.1009", "33.75.01.1012"
RT_YEARS: Final = 179 * 3
REPORT: Final = Path(__file__).resolve().parents[2] / "bench" / "reports" / "pekalongan.md"


@cache
def found() -> Comparison:
    return compare()


def test_what_is_compared_is_the_published_registry() -> None:
    data, city = registry(), found().city
    for year, tahun in enumerate(YEARS):
        rows = np.flatnonzero(data.rows.tahun == tahun)
        assert [data.key(at) for at in rows] == list(city.keys)
        assert np.array_equal(data.nilai[rows], city.rt.nilai[year])
        assert np.array_equal(data.total[rows], city.rt.total[year])
        assert np.array_equal(data.tingkat[rows], city.rt.tingkat[year])
        assert np.array_equal(data.rows.volume[rows], city.rt.volume[year])
        # Sizes never change, so the denominators of the baseline hold for every year.
        assert np.array_equal(data.rows.sizes[rows], city.baseline.sizes)


def test_shares_that_agree_exactly() -> None:
    published = found().city.rt
    assert Agreement.of(found().rt, published) == Agreement(
        scores=437, total=437, tingkat=470, cells=8396, volumes=8334
    )
    assert published.total.size == RT_YEARS
    assert published.nilai.size == RT_YEARS * 16


def test_all_that_differs_lies_in_two_kelurahan_whose_rt_rows_were_never_updated() -> None:
    assert found().alone == (TIRTO, PRINGREJO)
    city = found().city
    others = [at for at, key in enumerate(city.keys) if key[0] not in (TIRTO, PRINGREJO)]
    assert len(others) == 135
    assert np.array_equal(found().rt.volume[:, others], city.rt.volume[:, others])
    everything = Agreement(RT_YEARS, RT_YEARS, RT_YEARS, RT_YEARS * 16, RT_YEARS * 16)
    assert Agreement.of(found().unbooked, city.rt) == everything


def test_kinds_of_difference_by_rt() -> None:
    city = found().city
    assert Counter(each.kind for each in found().rt_differences) == {RtKind.LEFT: 100}
    assert Counter(YEARS[each.year] for each in found().rt_differences) == {2021: 31, 2022: 33, 2023: 36}
    volumes = np.argwhere(found().rt.volume != city.rt.volume).tolist()
    assert Counter(rt_kind(city, *where) for where in volumes) == {RtKind.LEFT: 255, RtKind.BASELINE_YEAR: 3}


def test_the_road_rule_of_the_app_is_not_in_the_published_rows() -> None:
    assert Agreement.of(found().road, found().city.rt) == Agreement(
        scores=367, total=367, tingkat=431, cells=8307, volumes=8216
    )


def test_kawasan_differ_by_works_taken_off_twice_or_off_their_row_alone() -> None:
    city = found().city
    exact = Agreement.of(found().kawasan, city.kawasan)
    assert (exact.scores, exact.tingkat, exact.cells) == (31, 39, 616)
    assert {
        (YEARS[e.year], city.names[city.kelurahan[e.at]]): (e.kind, [RULE_2018.codes[c] for c in e.columns])
        for e in found().kawasan_differences
    } == {
        (2021, "Banyurip"): (KawasanKind.CLAMP, ["4b"]),
        (2022, "Banyurip"): (KawasanKind.CLAMP, ["7a"]),
        (2023, "Banyurip"): (KawasanKind.CLAMP, ["7a"]),
        (2022, "Kuripan Yosorejo"): (KawasanKind.CLAMP, ["2b"]),
        (2023, "Kuripan Yosorejo"): (KawasanKind.NO_RT, ["4c"]),
        (2023, "Tirto"): (KawasanKind.CLAMP, ["2b"]),
        (2023, "Bendan Kergon"): (KawasanKind.NO_RT, ["1a"]),
        (2023, "Podosugih"): (KawasanKind.TYPED, ["6a"]),
    }


def test_hectares_by_rt_and_by_kawasan() -> None:
    city = found().city
    rt = city.baseline.size(Size.LUAS)
    kawasan = roll_up(city.baseline, Level.KAWASAN).size(Size.LUAS)
    assert slum_hectares(found().rt.tingkat, rt) == ["144.99", "114.04", "94.80"]
    assert slum_hectares(city.rt.tingkat, rt) == ["186.38", "161.10", "146.96"]
    for condition in (found().kawasan, city.kawasan):
        assert slum_hectares(condition.tingkat, kawasan) == ["86.66", "0.94", "0.00"]


def test_the_report_is_that_of_the_comparison() -> None:
    assert REPORT.read_text(encoding="utf-8") == report(found()) + "\n"
