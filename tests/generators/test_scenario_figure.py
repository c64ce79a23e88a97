"""The chart of hectares by year: figures that stand in it, a shape that goes down, the same bytes every time."""

from __future__ import annotations

import re
from decimal import Decimal

from generators.drawings.scenario_figure import INSIDE, OUTSIDE, AreaYear, area_chart

YEARS = [
    AreaYear("2025 (baseline)", Decimal("22.0191"), Decimal("2.2")),
    AreaYear("2026", Decimal("9.5"), Decimal(0)),
    AreaYear("2027", Decimal(0), Decimal(0)),
]


def svg(years: list[AreaYear]) -> str:
    drawn = area_chart(years).svg
    assert drawn is not None
    return drawn.decode()


def heights(text: str, fill: str) -> list[float]:
    """Heights of the columns of one colour, in the order of drawing; the legend's box is left out."""
    found = []
    for path, style in re.findall(r'<path d="([^"]*)"[^>]*?style="([^"]*)"', text):
        if f"fill: {fill}" in style and "stroke:" not in style:
            ys = [float(y) for _x, y in re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", path)]
            found.append(max(ys) - min(ys))
    return found


def test_figures_and_years_stand_in_the_chart() -> None:
    text = svg(YEARS)
    for word in ("22,02 ha", "9,50 ha", "0,00 ha", "2025 (baseline)", "2026", "2027", "luar delineasi"):
        assert word in text


def test_columns_are_as_high_as_their_hectares() -> None:
    inside = heights(svg(YEARS), INSIDE)
    assert len(inside) == 3
    assert abs(inside[1] / inside[0] - 9.5 / 22.0191) < 0.01
    assert inside[2] == 0
    assert abs(heights(svg(YEARS), OUTSIDE)[0] / inside[0] - 2.2 / 22.0191) < 0.01


def test_nothing_outside_needs_no_legend_of_it() -> None:
    assert "luar delineasi" not in svg(YEARS[1:])


def test_all_zero_and_nothing_at_all() -> None:
    assert heights(svg(YEARS[2:]), INSIDE) == [0]
    assert "belum diisi" in svg([])


def test_the_same_bytes_every_time() -> None:
    first, second = area_chart(YEARS), area_chart(YEARS)
    assert (first.svg, first.png) == (second.svg, second.png)


def test_the_way_to_the_target_is_drawn_on_demand() -> None:
    drawn = area_chart(YEARS, target=True).svg
    assert drawn is not None
    assert "Garis menuju sasaran 0 ha" in drawn.decode()
    assert "sasaran" not in svg(YEARS)
