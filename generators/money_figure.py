"""The chart of an investment plan: rupiah by year, stacked by who plans it or pays it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.drawing import (
    GREY,
    HAIR,
    INK,
    WIDTH_MM,
    Box,
    drawing,
    millimetre_axes,
    new_figure,
    save,
    stripes,
    unfilled,
)
from generators.indonesian import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LOOKS = (
    ("#1f6f78", 0.0),
    ("#a9d3b5", 2.2),
    ("#eaa24c", 0.0),
    ("#f6dd8a", 3.4),
    ("#8d9aa3", 0.0),
    ("#c3cdd2", 2.2),
)
"""Fill and stripes of each layer, told apart without colour by tone and stripes; used again from the seventh on."""
_HEIGHT, _BOTTOM, _LEGEND_ROW, _LEGEND_COLUMNS = 66.0, 8.0, 5.5, 3
_SMALLEST_MM = 3.6
"""A layer at least this high carries its figure."""


@dataclass(frozen=True, slots=True)
class MoneyLayer:
    """One layer of every column: its name, and whole rupiah by year."""

    label: str
    by_year: tuple[int, ...]


def money_chart(years: Sequence[int], layers: Sequence[MoneyLayer], *, width_mm: float = WIDTH_MM) -> Asset:
    """Money by year as columns of layers, in millions of rupiah; every column carries its sum.

    Without any money the picture says *belum diisi*. Raises `ValueError` for a layer of another number of years.
    """
    sums = [sum(values) for values in zip(*(layer.by_year for layer in layers), strict=True)]
    if layers and len(sums) != len(years):
        raise ValueError("each layer has one value for each year")
    if not any(sums):
        return unfilled(width_mm)
    from matplotlib.patches import Rectangle

    rows = -(-len(layers) // _LEGEND_COLUMNS)
    top = _HEIGHT + rows * _LEGEND_ROW
    left, right = 6.0, width_mm - 4.0
    scale = (_HEIGHT - _BOTTOM - 8.0) / max(sums)
    pitch = (right - left) / len(years)
    with drawing():
        figure = new_figure(width_mm, top + 4.0)
        axes = millimetre_axes(figure)
        for at, year in enumerate(years):
            x, width, y = left + pitch * (at + 0.2), pitch * 0.6, _BOTTOM
            for layer, (fill, step) in zip(layers, _looks(len(layers)), strict=True):
                height = layer.by_year[at] * scale
                if not height:
                    continue
                axes.add_patch(
                    Rectangle((x, y), width, height, facecolor=fill, edgecolor=GREY, linewidth=0.4)
                )
                if step:
                    stripes(axes, Box(x, y, width, height), step=step, colour="#ffffff")
                if height >= _SMALLEST_MM and len(layers) > 1 and layer.by_year[at] != sums[at]:
                    _text(axes, x + width / 2, y + height / 2, layer.by_year[at], boxed=True)
                y += height
            _text(axes, x + width / 2, y + 2.6, sums[at], bold=True)
            axes.text(x + width / 2, _BOTTOM - 1.5, str(year), ha="center", va="top", fontsize=8.5)
        axes.plot([left, right], [_BOTTOM, _BOTTOM], color=INK, linewidth=0.8)
        axes.plot([left, right], [_HEIGHT] * 2, color=HAIR, linewidth=0.5)
        axes.text(left, top + 3.0, "Juta rupiah", ha="left", va="top", fontsize=8, fontweight="bold")
        for at, (layer, (fill, step)) in enumerate(zip(layers, _looks(len(layers)), strict=True)):
            row, column = divmod(at, _LEGEND_COLUMNS)
            x = left + column * (right - left) / _LEGEND_COLUMNS
            _key(axes, x, top - 4.0 - row * _LEGEND_ROW, layer.label, fill, step)
        return save(figure)


def _looks(count: int) -> list[tuple[str, float]]:
    return [_LOOKS[at % len(_LOOKS)] for at in range(count)]


def _text(axes: Axes, x: float, y: float, rupiah: int, *, bold: bool = False, boxed: bool = False) -> None:
    digits = 0 if rupiah >= 10_000_000 else 1
    millions = number(f"{Decimal(rupiah) / 1_000_000:f}", digits)
    axes.text(
        x,
        y,
        str(millions),
        ha="center",
        va="center",
        fontsize=8.5 if bold else 7.5,
        fontweight="bold" if bold else "normal",
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "linewidth": 0} if boxed else None,
    )


def _key(axes: Axes, x: float, y: float, label: str, fill: str, step: float) -> None:
    from matplotlib.patches import Rectangle

    box = Box(x, y, 6.0, 3.2)
    axes.add_patch(
        Rectangle((box.x, box.y), box.width, box.height, facecolor=fill, edgecolor=GREY, linewidth=0.4)
    )
    if step:
        stripes(axes, box, step=step, colour="#ffffff")
    axes.text(x + 7.5, box.y + box.height / 2, label, ha="left", va="center", fontsize=8)
