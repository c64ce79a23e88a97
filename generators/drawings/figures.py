"""Charts of a plan: the GAP of the indicators, the scores of the RT.

Every chart takes plain values and returns an `Asset`. Colours, stripes and printed figures say the same
thing, so a chart can be read from a black-and-white copy. Text is real text in the document's font, at
least 7 pt at the size the figure is printed; figures are drawn at their final width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.drawings.board import (
    CLASS_FILL,
    CLASS_NAME,
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

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GOOD, BAD = "#a9d3b5", "#c0504a"


@dataclass(frozen=True, slots=True)
class GapBar:
    """One indicator of the GAP chart: `baik` and `buruk` in percent of what was surveyed, None when not filled."""

    label: str
    baik: float | None
    buruk: float | None


@dataclass(frozen=True, slots=True)
class RtScore:
    """Total score of one RT; `tingkat` is `berat`, `sedang`, `ringan`, `tidak` or `""` (not judged)."""

    label: str
    total: int
    tingkat: str


def percent(value: float) -> str:
    """`12,34 %`: two decimals as in the tables, decimal comma."""
    return f"{value:.2f} %".replace(".", ",")


# ------------------------------------------------------------------ GAP chart


def gap_chart(bars: Sequence[GapBar], *, width_mm: float = WIDTH_MM) -> Asset:
    """The GAP chart of the founding presentation: per indicator the good and the bad part, worst first.

    Green is the part that meets the criterion, red and striped the part that does not; both percentages
    are printed. Bars are sorted by the red part, equal ones keep their order; an indicator that is not filled
    comes last and says so. Height follows the number of bars (9.5 mm each); without bars the picture says
    *belum diisi*. Raises `ValueError` for a percentage outside 0 to 100.
    """
    if not bars:
        return unfilled(width_mm)
    for bar in bars:
        if bar.baik is None or bar.buruk is None:
            continue
        if not (0 <= bar.baik <= 100 and 0 <= bar.buruk <= 100 and bar.baik + bar.buruk <= 100.05):
            raise ValueError(f"percentages of {bar.label!r} are not parts of 100: {bar.baik}, {bar.buruk}")
    ordered = sorted(bars, key=lambda bar: (bar.buruk is None, -(bar.buruk or 0)))
    from matplotlib.patches import Rectangle

    pitch, bar_height, label_width, figure_width = 9.5, 5.6, 46.0, 15.0
    height_mm = pitch * len(ordered) + 20.0
    with drawing():
        figure = new_figure(width_mm, height_mm)
        axes = millimetre_axes(figure)
        left, right = label_width, width_mm - figure_width
        scale = (right - left) / 100
        bottom, top = 8.0, height_mm - 9.0
        for tick in range(0, 101, 25):
            x = left + tick * scale
            axes.plot([x, x], [bottom, top], color=HAIR, linewidth=0.5, zorder=0)
            axes.text(x, bottom - 1.2, f"{tick} %", ha="center", va="top", fontsize=7, color=GREY)
        for index, bar in enumerate(ordered):
            y = top - pitch * (index + 0.5) - bar_height / 2
            middle = y + bar_height / 2
            axes.add_patch(Rectangle((left, y), right - left, bar_height, facecolor="#eef1f2", linewidth=0))
            axes.text(left - 2.5, middle, _two_lines(bar.label, 30), ha="right", va="center", fontsize=8.5)
            if bar.baik is None or bar.buruk is None:
                axes.text(
                    left + 1.6, middle, "belum diisi", va="center", fontsize=8, color=GREY, fontstyle="italic"
                )
                continue
            good, bad = bar.baik * scale, bar.buruk * scale
            axes.add_patch(Rectangle((left, y), good, bar_height, facecolor=GOOD, linewidth=0))
            axes.add_patch(Rectangle((left + good, y), bad, bar_height, facecolor=BAD, linewidth=0))
            stripes(axes, Box(left + good, y, bad, bar_height), step=2.2, colour="#ffffff")
            if good > 13:
                axes.text(left + 1.6, middle, percent(bar.baik), ha="left", va="center", fontsize=8)
            axes.text(
                right + 1.8,
                middle,
                percent(bar.buruk),
                ha="left",
                va="center",
                fontsize=8.5,
                color="#8f2f29",
                fontweight="bold",
            )
        key = height_mm - 5.6
        _legend_box(axes, Box(left, key, 6, 3.2), GOOD, None, "Baik (memenuhi kriteria)")
        _legend_box(axes, Box(left + 47, key, 6, 3.2), BAD, "#ffffff", "Buruk (tidak memenuhi kriteria)")
        return save(figure)


def _legend_box(axes: Axes, box: Box, fill: str, stripe: str | None, text: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((box.x, box.y), box.width, box.height, facecolor=fill, edgecolor=GREY, linewidth=0.4)
    )
    if stripe:
        stripes(axes, box, step=2.2, colour=stripe)
    axes.text(box.x + box.width + 1.5, box.y + box.height / 2, text, ha="left", va="center", fontsize=8)


def _two_lines(text: str, limit: int) -> str:
    """Break a long label once, at the space nearest its middle."""
    if len(text) <= limit or " " not in text:
        return text
    spaces = [index for index, letter in enumerate(text) if letter == " "]
    at = min(spaces, key=lambda index: abs(index - len(text) / 2))
    return f"{text[:at]}\n{text[at + 1 :]}"


# ------------------------------------------------------------------ scores


LABELLED_COLUMNS = 55
"""Up to this many RT each column carries its own label; more are grouped by RW."""


def score_chart(
    rows: Sequence[RtScore],
    *,
    thresholds: tuple[int, int, int] = (16, 38, 60),
    highest: int = 80,
    width_mm: float = WIDTH_MM,
) -> Asset:
    """Total score of every RT as columns, with the three lines at which the class changes.

    `thresholds` are the lowest totals of ringan, sedang and berat (rule set 2018: 16, 38, 60; 2016: 19,
    45, 71), `highest` the highest possible total (80; 95). Up to 55 RT are sorted by score and labelled
    one by one; more are grouped by RW (the label's part after the slash) and sorted inside each, so 400
    columns stay legible. Without RT the picture says *belum diisi*.
    """
    if not rows:
        return unfilled(width_mm)
    labelled = len(rows) <= LABELLED_COLUMNS
    groups = [("", list(rows))] if labelled else _by_rw(rows)
    left, right = 9.0, width_mm - 22.0
    gap = 0.0 if labelled else min(1.6, 30 / len(groups))
    pitch = min(12.0, (right - left - gap * len(groups)) / len(rows))
    upright = min(len(members) for _, members in groups) * pitch > 9.5
    bottom = 20.5 if labelled else 6.5 if upright else 12.5
    frame = Box(left, bottom, right - left, 52.0)
    with drawing():
        figure = new_figure(width_mm, bottom + frame.height + 3.0)
        axes = millimetre_axes(figure)
        _score_lines(axes, frame, thresholds, highest)
        x = left + gap / 2 + 0.4
        for name, members in groups:
            start = x
            for row in sorted(members, key=lambda row: (-row.total, row.label)):
                column = Box(x, bottom, pitch, row.total * frame.height / highest)
                _score_column(axes, row, column, labelled=labelled)
                x += pitch
            if not labelled:
                axes.plot([start, x], [bottom - 0.9] * 2, color=GREY, linewidth=0.6)
                axes.text(
                    (start + x) / 2,
                    bottom - 1.8,
                    name,
                    rotation=0 if upright else 90,
                    ha="center",
                    va="top",
                    fontsize=7,
                )
                x += gap
        return save(figure)


def _score_column(axes: Axes, row: RtScore, column: Box, *, labelled: bool) -> None:
    """One RT: `column` is its slot, as high as its score."""
    from matplotlib.patches import Rectangle

    # Below half a millimetre a gap between columns would be all that is seen.
    width = column.width * 0.8 if column.width > 0.5 else column.width
    middle = column.x + column.width / 2
    axes.add_patch(
        Rectangle(
            (middle - width / 2, column.y),
            width,
            column.height,
            facecolor=CLASS_FILL[row.tingkat],
            edgecolor=INK,
            linewidth=0.4 if labelled else 0,
        )
    )
    if labelled:
        axes.text(middle, column.y - 1, row.label, rotation=90, ha="center", va="top", fontsize=7)
    if labelled and column.width > 3.0:
        axes.text(
            middle,
            column.y + column.height + 0.7,
            str(row.total),
            ha="center",
            va="bottom",
            fontsize=7,
            fontweight="bold",
            zorder=5,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "linewidth": 0},
        )


def _score_lines(axes: Axes, frame: Box, thresholds: tuple[int, int, int], highest: int) -> None:
    """Base line, threshold lines with their value at the left, and the class names at the right."""
    left, right = frame.x, frame.x + frame.width
    axes.text(
        left + 1, frame.y + frame.height, "Jumlah nilai", ha="left", va="center", fontsize=7.5, color=GREY
    )
    axes.plot([left, right], [frame.y, frame.y], color=INK, linewidth=0.7)
    edges = (0, *thresholds, highest)
    heights = [frame.y + value * frame.height / highest for value in edges]
    for value, y in zip(edges, heights, strict=True):
        axes.text(left - 1.2, y, str(value), ha="right", va="center", fontsize=7.5)
    for y in heights[1:-1]:
        axes.plot([left, right], [y, y], color=NAVY, linewidth=0.7, linestyle=(0, (4, 2)), zorder=3)
    for low, high, name in zip(
        heights[:-1], heights[1:], ("tidak", "ringan", "sedang", "berat"), strict=True
    ):
        axes.text(right + 1.5, (low + high) / 2, CLASS_NAME[name], ha="left", va="center", fontsize=7.5)


def _by_rw(rows: Sequence[RtScore]) -> list[tuple[str, list[RtScore]]]:
    groups: dict[str, list[RtScore]] = {}
    for row in rows:
        groups.setdefault(row.label.partition("/")[2].strip() or "–", []).append(row)
    return sorted(groups.items())
