"""What areas, borders and letters look like on a map, and how they are drawn: told apart without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.drawings.board import NAVY
from generators.drawings.ground import Segment, hatching, paths

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Tint:
    """How an area is filled: colour and, over it, rising lines `step` mm apart (0 none), crossed or falling."""

    fill: str
    step: float = 0.0
    line: str = "#ffffff"
    falling: bool = False
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """How a border is drawn: colour, width in points, dashes (empty: solid)."""

    colour: str
    width: float
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Badge:
    """A letter in a small box, `filled` dark with a light letter."""

    letter: str
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend: what it looks like and what it means."""

    look: Tint | Line | Badge
    text: str


def fill(axes: Axes, shapes: Sequence[BaseGeometry], tint: Tint, *, edge: str = "#6b6b6b") -> None:
    """The shapes of one tint; its lines run on from shape to shape."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from shapely import union_all

    found = [path for shape in shapes for path in paths(shape)]
    if not found:
        return
    # One path for all: an own one for each costs most of the drawing, a collection refers to definitions.
    whole_path = Path.make_compound_path(*found)
    axes.add_artist(
        PathPatch(whole_path, facecolor=tint.fill, edgecolor=edge, linewidth=0.35, joinstyle="round")
    )
    if tint.step:
        whole = union_all([shape.buffer(0) for shape in shapes])
        segments = hatching(whole, tint.step, falling=tint.falling)
        if tint.crossed:
            segments += hatching(whole, tint.step, falling=True)
        lines(axes, segments, Line(tint.line, 0.5), butt=True)


def lines(axes: Axes, segments: Sequence[Segment], look: Line, *, butt: bool = False) -> None:
    """Many lines as one path, which keeps the file small."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    vertices = [point for segment in segments for point in segment]
    if not vertices:
        return
    codes = [code for segment in segments for code in (Path.MOVETO, *[Path.LINETO] * (len(segment) - 1))]
    axes.add_artist(
        PathPatch(
            Path(vertices, codes),
            fill=False,
            edgecolor=look.colour,
            linewidth=look.width,
            linestyle=(0.0, look.dashes) if look.dashes else "solid",
            capstyle="butt" if butt or look.dashes else "round",
            joinstyle="round",
        )
    )


def outline(axes: Axes, shape: BaseGeometry, look: Line) -> None:
    """The border of a shape, holes included."""
    from matplotlib.patches import PathPatch

    for path in paths(shape):
        axes.add_artist(
            PathPatch(
                path,
                fill=False,
                edgecolor=look.colour,
                linewidth=look.width,
                linestyle=(0.0, look.dashes) if look.dashes else "solid",
                joinstyle="round",
            )
        )


BADGE_MM, NARROW_MM = 3.4, 2.5


def badge(axes: Axes, x: float, y: float, look: Badge, *, width: float = BADGE_MM) -> None:
    """A letter in a box whose middle is at `x`, `y`."""
    from matplotlib.patches import Rectangle

    axes.add_artist(
        Rectangle(
            (x - width / 2, y - BADGE_MM / 2),
            width,
            BADGE_MM,
            facecolor=NAVY if look.filled else "#ffffff",
            edgecolor=NAVY,
            linewidth=0.7,
            zorder=6,
        )
    )
    axes.text(
        x,
        y - 0.05,
        look.letter,
        ha="center",
        va="center",
        fontsize=7.5,
        fontweight="bold",
        color="#ffffff" if look.filled else NAVY,
        zorder=7,
    )
