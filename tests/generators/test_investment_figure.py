"""The chart of an investment plan: sums that stand in it, columns as high as their money, told apart without colour."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from generators.assets import Asset
from generators.drawings.investment_figure import PATTERNS, SourceMoney, investment_chart, money
from tests.generators.test_pictures import luminance

YEARS = ["2026", "2027", "2028"]
SOURCES = [
    SourceMoney("APBD kab/kota", (1_250_000_000, 0, 250_000_000)),
    SourceMoney("Swadaya", (250_000_000, 480_000_000, 0)),
    SourceMoney("DAK", (0, 0, 0)),
]


def texts(asset: Asset) -> list[str]:
    root = ElementTree.fromstring(asset.svg or b"")
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(
    ("rupiah", "text"),
    [
        (0, "Rp0"),
        (999_999, "Rp999.999"),
        (1_000_000, "Rp1 juta"),
        (480_400_000, "Rp480 juta"),
        (1_250_000_000, "Rp1,25 miliar"),
        (2_500_000_000_000, "Rp2,50 triliun"),
    ],
)
def test_money_is_short(rupiah: int, text: str) -> None:
    assert money(rupiah) == text


def test_years_and_sources_carry_their_sums() -> None:
    shown = texts(investment_chart(YEARS, SOURCES))
    for word in (
        *YEARS,
        "Rp1,50 miliar",
        "Rp480 juta",
        "Rp250 juta",
        "A  APBD kab/kota",
        "B  Swadaya",
        "Rp730 juta",
    ):
        assert word in shown
    assert not [text for text in shown if "DAK" in text], "a source without money"


def test_parts_are_as_high_as_their_money() -> None:
    svg = (investment_chart(YEARS, SOURCES).svg or b"").decode()
    heights = []
    for path in re.findall(rf'<path d="([^"]+)"[^>]*style="fill: {PATTERNS[0].fill}', svg):
        ys = [float(y) for y in re.findall(r"[ML] -?[\d.]+ (-?[\d.]+)", path)]
        heights.append(max(ys) - min(ys))
    assert heights[0] / heights[1] == pytest.approx(5, rel=0.01)


def test_neighbouring_sources_differ_without_colour() -> None:
    for one, other in pairwise(PATTERNS):
        lines = (one.step, one.falling, one.crossed) != (other.step, other.falling, other.crossed)
        assert lines or abs(luminance(one.fill) - luminance(other.fill)) > 40
    looks = {(each.fill, each.step, each.falling, each.crossed) for each in PATTERNS}
    assert len(looks) == len(PATTERNS) == 9, "as many as the investment plan has columns"


def test_nothing_to_invest_says_so() -> None:
    for sources in ([], SOURCES[2:]):
        assert texts(investment_chart(YEARS, sources)) == ["belum diisi"]
    assert texts(investment_chart([], SOURCES)) == ["belum diisi"]


def test_a_long_name_is_cut() -> None:
    shown = texts(investment_chart(YEARS, [SourceMoney("Sumber " * 20, (1, 1, 1))]))
    assert any(text.endswith("…") for text in shown)
