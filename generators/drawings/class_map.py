"""The small maps in the text: classes on the RT outlines, or as tiles by RW where no outlines exist.

Same rules as the charts: plain values in, one `Asset` out, readable without colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.drawings.board import (
    CLASS_FILL,
    CLASS_LETTER,
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
)
from generators.drawings.ground import Spot, group_borders, middle, thinned, tiling, utm
from generators.drawings.map_frame import bar_metres, north_arrow, scale_bar
from generators.drawings.map_looks import Line, Tint, fill, lines, outline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

CLASS_ORDER = ("berat", "sedang", "ringan", "tidak", "")
CLASS_TINT = {
    "berat": Tint(CLASS_FILL["berat"], 1.3, "#ffffff"),
    "sedang": Tint(CLASS_FILL["sedang"], 2.3, "#8a5410"),
    "ringan": Tint(CLASS_FILL["ringan"], 4.6, "#9a7d1c"),
    "tidak": Tint(CLASS_FILL["tidak"]),
    "": Tint(CLASS_FILL[""]),
}
RW_BORDER = Line(NAVY, 1.2, (5.0, 1.5, 1.0, 1.5))
PLACE_BORDER = Line(INK, 1.4)
_TALLEST_TILES_MM = 205.0


@dataclass(frozen=True, slots=True)
class MapArea:
    """One RT or kawasan: `label` (short, printed where it fits), `rw` (may be empty), class, outline.

    `shape` is a shapely polygon or multipolygon in longitude and latitude (WGS 84, degrees).
    """

    label: str
    rw: str
    tingkat: str
    shape: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class Tile:
    """One RT of a tile map: its short label (`001`), its RW (`RW 001`) and its class."""

    label: str
    rw: str
    tingkat: str


# ------------------------------------------------------------------ map of classes


def class_map(
    areas: Sequence[MapArea],
    border: BaseGeometry | None = None,
    *,
    source: str = "",
    width_mm: float = WIDTH_MM,
    tallest_mm: float = 185.0,
) -> Asset:
    """Areas tinted and hatched by class, with RW borders, outline, north arrow, scale bar and legend.

    `border` is the outline of the kelurahan in the same coordinates as the areas (longitude, latitude).
    Everything is projected to the UTM zone of its middle and simplified to 0.1 mm on paper. The map is as
    tall as its shape asks for, at most `tallest_mm` with the legend. Raises `ValueError` without areas.
    """
    if not areas:
        raise ValueError("a map needs at least one area")
    from shapely import total_bounds, transform

    project, zone = utm([*(area.shape for area in areas), *([border] if border is not None else [])])
    shapes = [transform(area.shape, project) for area in areas]
    limit = transform(border, project) if border is not None else None
    west, south, east, north = total_bounds([*shapes, *([limit] if limit is not None else [])])

    legend_mm, edge_mm = 21.0, 4.0
    room_width = width_mm - 2 * edge_mm
    room_height = tallest_mm - legend_mm - 2 * edge_mm
    scale = min(room_width / (east - west), room_height / (north - south))
    height_mm = max(55.0, (north - south) * scale + 2 * edge_mm) + legend_mm
    shift_x = (width_mm - (east - west) * scale) / 2
    shift_y = legend_mm + (height_mm - legend_mm - (north - south) * scale) / 2

    def to_paper(shape: BaseGeometry) -> BaseGeometry:
        return transform(shape, lambda points: (points - (west, south)) * scale + (shift_x, shift_y))

    placed = thinned([to_paper(shape) for shape in shapes])
    with drawing():
        figure = new_figure(width_mm, height_mm)
        axes = millimetre_axes(figure)
        for name in CLASS_ORDER:
            of_class = [shape for area, shape in zip(areas, placed, strict=True) if area.tingkat == name]
            fill(axes, of_class, CLASS_TINT[name])
        spots = [Spot(area.label, area.rw, shape) for area, shape in zip(areas, placed, strict=True)]
        lines(axes, group_borders(spots), RW_BORDER)
        if limit is not None:
            outline(axes, thinned([to_paper(limit)])[0], PLACE_BORDER)
        _labels(axes, spots)
        north_arrow(axes, width_mm - 9, height_mm - 17)
        _map_legend(axes, {area.tingkat for area in areas}, with_rw=len({area.rw for area in areas}) > 1)
        left = width_mm - edge_mm - 4.0 - bar_metres(scale, 38.0) * scale
        scale_bar(axes, left, 12.0, scale, most=38.0)
        note = f"Proyeksi UTM zona {zone.name}. {source}".strip()
        axes.text(edge_mm, 1.4, note, ha="left", va="bottom", fontsize=7, color=GREY)
        return save(figure)


def _labels(axes: Axes, spots: Sequence[Spot]) -> None:
    """Labels where a box of the text's size lies inside the shape; elsewhere none, never overlapping."""
    from shapely import box

    for spot in spots:
        found = middle(spot.shape) if spot.label else None
        if found is None:
            continue
        x, y, largest = found
        half_width, half_height = 0.72 * len(spot.label), 1.25
        if largest.covers(box(x - half_width, y - half_height, x + half_width, y + half_height)):
            axes.text(
                x,
                y,
                spot.label,
                ha="center",
                va="center",
                fontsize=7,
                color=INK,
                bbox={"boxstyle": "square,pad=0.12", "facecolor": "white", "linewidth": 0},
            )


def _map_legend(axes: Axes, present: set[str], *, with_rw: bool) -> None:
    """Class boxes in two columns at the bottom left, then the line of the RW border."""
    names = [name for name in CLASS_ORDER if name in present]
    for index, name in enumerate(names):
        _key(axes, 4 + 33 * (index // 2), 13.2 - 5.6 * (index % 2), name)
    if with_rw:
        x = 4 + 33 * math.ceil(len(names) / 2)
        lines(axes, [[(x, 14.9), (x + 7, 14.9)]], RW_BORDER)
        axes.text(x + 8.5, 14.9, "Batas RW", ha="left", va="center", fontsize=8)


def _key(axes: Axes, x: float, y: float, tingkat: str, *, letter: bool = False) -> None:
    from matplotlib.patches import Rectangle

    tint = CLASS_TINT[tingkat]
    axes.add_patch(Rectangle((x, y), 7, 3.6, facecolor=tint.fill, edgecolor=GREY, linewidth=0.4))
    if tint.step and not letter:
        stripes(axes, Box(x, y, 7, 3.6), step=tint.step, colour=tint.line)
    text = f"{CLASS_LETTER[tingkat]}  {CLASS_NAME[tingkat]}" if letter else CLASS_NAME[tingkat]
    axes.text(x + 8.5, y + 1.8, text, ha="left", va="center", fontsize=8)


# ------------------------------------------------------------------ tiles


def tile_map(tiles: Sequence[Tile], *, source: str = "", width_mm: float = WIDTH_MM) -> Asset:
    """One square per RT, grouped by RW, tinted and lettered (B, S, R, T, –): a map without outlines.

    Each RW has a row of its own with tiles of 7 to 11 mm; where that would be taller than 205 mm, the RW
    follow each other like words in a text, so 400 RT still fit one portrait page. RW and RT stand in the
    order of their labels. Raises `ValueError` without tiles.
    """
    if not tiles:
        raise ValueError("a tile map needs at least one RT")
    ordered = sorted(tiles, key=lambda tile: (tile.rw, tile.label))
    groups: dict[str, list[int]] = {}
    for at, tile in enumerate(ordered):
        groups.setdefault(tile.rw, []).append(at)
    found = tiling(groups, width_mm - 2.0, _TALLEST_TILES_MM, largest=11.0, smallest=7.0)
    size, height = found.size, found.height
    footer = 13.0
    with drawing():
        figure = new_figure(width_mm, height + footer + 1.0)
        axes = millimetre_axes(figure)
        for x, depth, label in found.labels:
            axes.text(
                x - 1.5,
                footer + height - depth - size / 2,
                label,
                ha="right",
                va="center",
                fontsize=8,
                color=NAVY,
            )
        for x, depth, at in found.tiles:
            _tile(axes, x, footer + height - depth - size, size, ordered[at])
        present = [name for name in CLASS_ORDER if any(tile.tingkat == name for tile in tiles)]
        for index, name in enumerate(present):
            _key(axes, 2 + index * 31, 6.0, name, letter=True)
        axes.text(2, 1.0, source, ha="left", va="bottom", fontsize=7, color=GREY)
        axes.plot([0, width_mm], [footer - 1.5] * 2, color=HAIR, linewidth=0.5)
        return save(figure)


def _tile(axes: Axes, x: float, y: float, size: float, tile: Tile) -> None:
    from matplotlib.patches import Rectangle

    dark = tile.tingkat == "berat"
    ink = "#ffffff" if dark else INK
    axes.add_patch(
        Rectangle(
            (x + 0.3, y + 0.3),
            size - 0.6,
            size - 0.6,
            facecolor=CLASS_FILL[tile.tingkat],
            edgecolor=INK if dark else GREY,
            linewidth=0.5,
        )
    )
    axes.text(
        x + size / 2,
        y + size * 0.63,
        CLASS_LETTER[tile.tingkat],
        ha="center",
        va="center",
        fontsize=min(11.0, size * 1.15),
        fontweight="bold",
        color=ink,
    )
    axes.text(x + size / 2, y + size * 0.25, tile.label, ha="center", va="center", fontsize=7, color=ink)
