"""The chart of a scenario: slum hectares by year, down to 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.drawings.board import (
    GREY,
    HAIR,
    INK,
    NAVY,
    WIDTH_MM,
    Box,
    drawing,
    millimetre_axes,
    new_figure,
    save,
    stripes,
    unfilled,
)
from generators.indonesian import hectares

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INSIDE, OUTSIDE = "#c0504a", "#eaa24c"
_TARGET_DASHES = (0.0, (4.0, 2.0))
_HEIGHT, _BOTTOM, _TOP = 72.0, 8.0, 12.0


@dataclass(frozen=True, slots=True)
class AreaYear:
    """Slum hectares at one moment: inside the delineation, and of RT outside it."""

    label: str
    inside: Decimal
    outside: Decimal


def area_chart(years: Sequence[AreaYear], *, target: bool = False, width_mm: float = WIDTH_MM) -> Asset:
    """Hectares left at each moment as columns, the baseline first; striped on top what lies outside.

    Every column carries its figure, so the chart can be read from a black-and-white copy. `target` adds the even
    way from the baseline's hectares inside to 0 in the last year, to measure the columns by.
    """
    if not years:
        return unfilled(width_mm)
    from matplotlib.patches import Rectangle

    highest = float(max(each.inside + each.outside for each in years)) or 1.0
    left, right, top = 6.0, width_mm - 4.0, _HEIGHT - _TOP - 6.0
    scale = (top - _BOTTOM) / highest
    pitch = (right - left) / len(years)
    has_outside = any(each.outside for each in years)
    with drawing():
        figure = new_figure(width_mm, _HEIGHT)
        axes = millimetre_axes(figure)
        for at, each in enumerate(years):
            x, width = left + pitch * (at + 0.2), pitch * 0.6
            middle = x + width / 2
            inside, outside = float(each.inside) * scale, float(each.outside) * scale
            axes.add_patch(Rectangle((x, _BOTTOM), width, inside, facecolor=INSIDE, linewidth=0))
            if outside:
                axes.add_patch(
                    Rectangle((x, _BOTTOM + inside), width, outside, facecolor=OUTSIDE, linewidth=0)
                )
                stripes(axes, Box(x, _BOTTOM + inside, width, outside), step=2.2, colour="#ffffff")
            axes.text(
                middle,
                _BOTTOM + inside + outside + 1.2,
                str(hectares(f"{each.inside:f}")),
                ha="center",
                va="bottom",
                fontsize=8.5,
                fontweight="bold",
            )
            axes.text(middle, _BOTTOM - 1.5, each.label, ha="center", va="top", fontsize=8.5)
        axes.plot([left, right], [_BOTTOM, _BOTTOM], color=INK, linewidth=0.8)
        if target and len(years) > 1:
            ends = [left + pitch * 0.5, left + pitch * (len(years) - 0.5)]
            heights = [_BOTTOM + float(years[0].inside) * scale, _BOTTOM]
            # A light edge keeps the dark dashes apart from the dark columns.
            axes.plot(ends, heights, color="#ffffff", linewidth=2.6, zorder=4)
            axes.plot(ends, heights, color=NAVY, linewidth=1.0, linestyle=_TARGET_DASHES, zorder=4)
        axes.plot([left, right], [_HEIGHT - _TOP] * 2, color=HAIR, linewidth=0.5)
        wording = "Luas kumuh di dalam delineasi (ha)"
        if not target:
            wording = "Luas kumuh di dalam delineasi (ha, angka di atas kolom)"
        _legend(axes, left, wording, INSIDE, striped=False)
        if has_outside:
            _legend(axes, left + (58 if target else 88), "RT kumuh di luar delineasi", OUTSIDE, striped=True)
        if target:
            x = left + (106 if has_outside else 58)
            axes.plot([x, x + 7], [_HEIGHT - 5.9] * 2, color=NAVY, linewidth=1.0, linestyle=_TARGET_DASHES)
            axes.text(x + 8.5, _HEIGHT - 5.9, "Garis menuju sasaran 0 ha", ha="left", va="center", fontsize=8)
        return save(figure)


def _legend(axes: Axes, x: float, text: str, fill: str, *, striped: bool) -> None:
    from matplotlib.patches import Rectangle

    box = Box(x, _HEIGHT - 7.5, 6.0, 3.2)
    axes.add_patch(
        Rectangle((box.x, box.y), box.width, box.height, facecolor=fill, edgecolor=GREY, linewidth=0.4)
    )
    if striped:
        stripes(axes, box, step=2.2, colour="#ffffff")
    axes.text(x + 7.5, box.y + box.height / 2, text, ha="left", va="center", fontsize=8)
