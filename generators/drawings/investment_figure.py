"""The chart of an investment plan: money by year, stacked by source or by who plans it."""

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
    WIDTH_MM,
    drawing,
    millimetre_axes,
    new_figure,
    save,
    text_width,
    unfilled,
)
from generators.drawings.map_looks import Tint, fill
from generators.indonesian import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PATTERNS = (
    Tint("#12324a"),
    Tint("#4d8a94", 2.0, "#ffffff"),
    Tint("#b9dcc4"),
    Tint("#eaa24c", 2.0, "#7a4a0e", falling=True),
    Tint("#f6dd8a"),
    Tint("#c0504a", 1.6, "#ffffff", crossed=True),
    Tint("#ffffff", 2.4, "#5f6f78"),
    Tint("#8f8aa8", 3.2, "#ffffff", falling=True),
    Tint("#ffffff", 2.4, "#5f6f78", crossed=True),
)
_PLOT_MM, _BOTTOM, _ROW = 62.0, 7.0, 4.8


@dataclass(frozen=True, slots=True)
class SourceMoney:
    """Whole rupiah of one source, by year."""

    label: str
    by_year: tuple[int, ...]


def investment_chart(
    years: Sequence[str], sources: Sequence[SourceMoney], *, width_mm: float = WIDTH_MM
) -> Asset:
    """One column per year, a part for each source by colour, pattern and letter; the sum stands on top.

    The legend gives the sum of each source. Without money the picture says *belum diisi*.
    """
    given = [source for source in sources if any(source.by_year)]
    if not given or not years:
        return unfilled(width_mm)
    from shapely import box

    sums = [sum(source.by_year[at] for source in given) for at in range(len(years))]
    left, right = 4.0, width_mm - 4.0
    legend_rows = (len(given) + 1) // 2
    base = _BOTTOM + legend_rows * _ROW + 5.0
    scale = (_PLOT_MM - 8.0) / max(sums)
    pitch = (right - left) / len(years)
    with drawing():
        figure = new_figure(width_mm, base + _PLOT_MM)
        axes = millimetre_axes(figure)
        for at, (year, total) in enumerate(zip(years, sums, strict=True)):
            width = min(pitch * 0.62, 34.0)
            x = left + pitch * (at + 0.5) - width / 2
            y = base
            for index, source in enumerate(given):
                height = source.by_year[at] * scale
                if not height:
                    continue
                fill(axes, [box(x, y, x + width, y + height)], PATTERNS[index % len(PATTERNS)], edge=INK)
                if height > 3.3:
                    _letter(axes, x + width / 2, y + height / 2, index)
                y += height
            axes.text(
                x + width / 2,
                y + 1.2,
                money(total),
                ha="center",
                va="bottom",
                fontsize=8.5,
                fontweight="bold",
            )
            axes.text(x + width / 2, base - 1.5, year, ha="center", va="top", fontsize=8.5)
        axes.plot([left, right], [base, base], color=INK, linewidth=0.8)
        axes.plot([left, right], [base - 6.5] * 2, color=HAIR, linewidth=0.5)
        _legend(axes, given, left, (right - left) / 2, base - 10.5)
        return save(figure)


def money(rupiah: int) -> str:
    """`Rp1,25 miliar`, `Rp480 juta`, `Rp0`: as a chart has room for."""
    for size, name, digits in ((10**12, "triliun", 2), (10**9, "miliar", 2), (10**6, "juta", 0)):
        if rupiah >= size:
            return f"Rp{number(f'{Decimal(rupiah) / size:f}', digits)} {name}"
    return f"Rp{number(rupiah, 0)}"


def _letter(axes: Axes, x: float, y: float, index: int) -> None:
    axes.text(
        x,
        y,
        chr(ord("A") + index % 26),
        ha="center",
        va="center",
        fontsize=7.5,
        fontweight="bold",
        bbox={"boxstyle": "square,pad=0.06", "facecolor": "white", "linewidth": 0},
    )


def _legend(axes: Axes, sources: Sequence[SourceMoney], left: float, width: float, top: float) -> None:
    from shapely import box

    for index, source in enumerate(sources):
        x, y = left + width * (index % 2), top - _ROW * (index // 2)
        fill(axes, [box(x, y - 1.7, x + 7.0, y + 1.7)], PATTERNS[index % len(PATTERNS)], edge=GREY)
        label = f"{chr(ord('A') + index % 26)}  {source.label}"
        amount = money(sum(source.by_year))
        room = width - 12.0 - text_width(amount, 7.5)
        while text_width(label, 8.0) > room and len(label) > 4:
            label = f"{label[:-2].rstrip()}…"
        axes.text(x + 8.5, y, label, ha="left", va="center", fontsize=8)
        axes.text(x + width - 3.0, y, amount, ha="right", va="center", fontsize=7.5, color=GREY)
