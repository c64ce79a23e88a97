"""Maps of a plan: classes on the RT outlines, or as tiles by RW where no outlines exist.

Same rules as the charts: plain values in, one `Asset` out, readable without colour.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.drawing import (
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

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.path import Path
    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

    Points = npt.NDArray[np.float64]
    Projection = Callable[[Points], Points]

_ORDER = ("berat", "sedang", "ringan", "tidak", "")
_HATCH_STEP_MM = {"berat": 1.3, "sedang": 2.3, "ringan": 4.6}
_HATCH_COLOUR = {"berat": "#ffffff", "sedang": "#8a5410", "ringan": "#9a7d1c"}
_PRINT_TOLERANCE_MM = 0.1
_RW_DASHES = (0.0, (5.0, 1.5, 1.0, 1.5))
_SCALE_STEPS_M = (10, 20, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000, 20000, 50000)


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
    outline: BaseGeometry | None = None,
    *,
    source: str = "",
    width_mm: float = WIDTH_MM,
    tallest_mm: float = 185.0,
) -> Asset:
    """Areas tinted and hatched by class, with RW borders, outline, north arrow, scale bar and legend.

    `outline` is the border of the kelurahan in the same coordinates as the areas (longitude, latitude).
    Everything is projected to the UTM zone of its middle and simplified to 0.1 mm on paper. The map is as
    tall as its shape asks for, at most `tallest_mm` with the legend. Raises `ValueError` without areas.
    """
    if not areas:
        raise ValueError("a map needs at least one area")
    from shapely import coverage_is_valid, coverage_simplify, total_bounds, transform

    project, zone = _utm([*(area.shape for area in areas), *([outline] if outline is not None else [])])
    shapes = [transform(area.shape, project) for area in areas]
    border = transform(outline, project) if outline is not None else None
    west, south, east, north = total_bounds([*shapes, *([border] if border is not None else [])])

    legend_mm, edge_mm = 21.0, 4.0
    room_width = width_mm - 2 * edge_mm
    room_height = tallest_mm - legend_mm - 2 * edge_mm
    scale = min(room_width / (east - west), room_height / (north - south))
    height_mm = max(55.0, (north - south) * scale + 2 * edge_mm) + legend_mm
    shift_x = (width_mm - (east - west) * scale) / 2
    shift_y = legend_mm + (height_mm - legend_mm - (north - south) * scale) / 2

    def to_paper(shape: BaseGeometry) -> BaseGeometry:
        return transform(shape, lambda points: (points - (west, south)) * scale + (shift_x, shift_y))

    placed = [to_paper(shape) for shape in shapes]
    if coverage_is_valid(placed):
        # Simplified together, neighbours keep one common border instead of slivers between them.
        placed = list(coverage_simplify(placed, _PRINT_TOLERANCE_MM))
    else:
        placed = [shape.simplify(_PRINT_TOLERANCE_MM) for shape in placed]
    with drawing():
        figure = new_figure(width_mm, height_mm)
        axes = millimetre_axes(figure)
        for area, shape in zip(areas, placed, strict=True):
            _fill(axes, shape, CLASS_FILL[area.tingkat], edge="#6b6b6b", line=0.35)
            if area.tingkat in _HATCH_STEP_MM:
                _hatch(axes, shape, _HATCH_STEP_MM[area.tingkat], _HATCH_COLOUR[area.tingkat])
        _rw_borders(axes, areas, placed)
        if border is not None:
            _outline(axes, to_paper(border).simplify(_PRINT_TOLERANCE_MM), INK, 1.4)
        _labels(axes, areas, placed)
        _north_arrow(axes, width_mm - 9, height_mm - 17)
        _map_legend(axes, {area.tingkat for area in areas}, with_rw=len({area.rw for area in areas}) > 1)
        _scale_bar(axes, width_mm - edge_mm, 12.0, scale)
        note = f"Proyeksi UTM zona {zone}. {source}".strip()
        axes.text(edge_mm, 1.4, note, ha="left", va="bottom", fontsize=7, color=GREY)
        return save(figure)


def _utm(shapes: Iterable[BaseGeometry]) -> tuple[Projection, str]:
    """A projection of coordinate arrays to the UTM zone in the middle of the shapes, and its name."""
    from numpy import column_stack
    from pyproj import Transformer
    from shapely import total_bounds

    west, south, east, north = total_bounds(list(shapes))
    longitude, latitude = (west + east) / 2, (south + north) / 2
    zone = int((longitude + 180) // 6) + 1
    southern = latitude < 0
    code = (32700 if southern else 32600) + zone
    transformer = Transformer.from_crs("EPSG:4326", f"EPSG:{code}", always_xy=True)

    def project(points: Points) -> Points:
        return column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return project, f"{zone}{'S' if southern else 'U'}"


def _paths(shape: BaseGeometry) -> list[Path]:
    """matplotlib paths of the polygons of a shape, holes included."""
    import numpy as np
    from matplotlib.path import Path
    from shapely import get_parts

    paths = []
    for part in get_parts(shape):
        if part.geom_type != "Polygon":
            continue
        rings = [np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)]
        codes = [np.full(len(ring), Path.LINETO, dtype=Path.code_type) for ring in rings]
        for code in codes:
            code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
        paths.append(Path(np.concatenate(rings), np.concatenate(codes)))
    return paths


def _fill(axes: Axes, shape: BaseGeometry, colour: str, *, edge: str, line: float) -> None:
    from matplotlib.patches import PathPatch

    for path in _paths(shape):
        axes.add_patch(PathPatch(path, facecolor=colour, edgecolor=edge, linewidth=line, joinstyle="round"))


def _hatch(axes: Axes, shape: BaseGeometry, step: float, colour: str) -> None:
    """Parallel lines at 45 degrees, cut to the shape."""
    from matplotlib.collections import LineCollection
    from shapely import LineString, MultiLineString, get_parts

    west, south, east, north = shape.bounds
    height = north - south
    # Lines are counted from the page corner, so neighbours of one class share one pattern.
    first = math.floor((west - north) / step) * step
    lines = []
    at = first
    while at < east - south:
        lines.append(LineString([(south + at, south), (south + at + height, north)]))
        at += step
    cut = MultiLineString(lines).intersection(shape.buffer(0))
    segments = [list(piece.coords) for piece in get_parts(cut) if piece.geom_type == "LineString"]
    axes.add_collection(LineCollection(segments, colors=colour, linewidths=0.55, capstyle="butt"))


def _outline(axes: Axes, shape: BaseGeometry, colour: str, line: float) -> None:
    from matplotlib.patches import PathPatch

    for path in _paths(shape):
        axes.add_patch(PathPatch(path, fill=False, edgecolor=colour, linewidth=line, joinstyle="round"))


def _rw_borders(axes: Axes, areas: Sequence[MapArea], placed: Sequence[BaseGeometry]) -> None:
    """The borders between RW, each drawn once: dashes drawn twice would run into a solid line."""
    from matplotlib.collections import LineCollection
    from shapely import get_parts, line_merge, union_all

    names = sorted({area.rw for area in areas if area.rw})
    if len(names) < 2:
        return
    wholes = [
        union_all([shape.buffer(0) for area, shape in zip(areas, placed, strict=True) if area.rw == name])
        for name in names
    ]
    merged = line_merge(union_all([whole.boundary for whole in wholes]))
    lines = [list(part.coords) for part in get_parts(merged)]
    axes.add_collection(LineCollection(lines, colors=NAVY, linewidths=1.2, linestyles=[_RW_DASHES]))


def _labels(axes: Axes, areas: Sequence[MapArea], placed: Sequence[BaseGeometry]) -> None:
    """RT labels where a box of the text's size lies inside the shape; elsewhere none, never overlapping."""
    from shapely import box
    from shapely.ops import polylabel

    for area, shape in zip(areas, placed, strict=True):
        parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
        if not parts or not area.label:
            continue
        largest = max(parts, key=lambda part: part.area)
        middle = polylabel(largest.buffer(0), tolerance=0.5)
        half_width, half_height = 0.72 * len(area.label), 1.25
        if largest.covers(
            box(middle.x - half_width, middle.y - half_height, middle.x + half_width, middle.y + half_height)
        ):
            axes.text(
                middle.x,
                middle.y,
                area.label,
                ha="center",
                va="center",
                fontsize=7,
                color=INK,
                bbox={"boxstyle": "square,pad=0.12", "facecolor": "white", "linewidth": 0},
            )


def _north_arrow(axes: Axes, x: float, y: float) -> None:
    from matplotlib.patches import Polygon as Patch

    for side, fill in ((-2.4, INK), (2.4, "white")):
        corners = [(x, y + 9), (x + side, y), (x, y + 1.8)]
        axes.add_patch(Patch(corners, facecolor=fill, edgecolor=INK, linewidth=0.5))
    axes.text(x, y + 9.6, "U", ha="center", va="bottom", fontsize=9, fontweight="bold")


def _scale_bar(axes: Axes, right: float, y: float, scale: float) -> None:
    """A bar of a round length, at most a quarter of the width; `scale` is millimetres per metre."""
    from matplotlib.patches import Rectangle

    length = max((step for step in _SCALE_STEPS_M if step * scale <= 38), default=_SCALE_STEPS_M[0])
    paper = length * scale
    left = right - paper - 4
    for half in range(2):
        fill = INK if half == 0 else "white"
        axes.add_patch(
            Rectangle(
                (left + half * paper / 2, y), paper / 2, 1.4, facecolor=fill, edgecolor=INK, linewidth=0.5
            )
        )
    unit, divisor = ("km", 1000) if length >= 2000 else ("m", 1)
    for part, text in enumerate(("0", _number(length / 2 / divisor), f"{_number(length / divisor)} {unit}")):
        axes.text(left + part * paper / 2, y + 2.0, text, ha="center", va="bottom", fontsize=7)


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _map_legend(axes: Axes, present: set[str], *, with_rw: bool) -> None:
    """Class boxes in two columns at the bottom left, then the line of the RW border."""
    names = [name for name in _ORDER if name in present]
    for index, name in enumerate(names):
        _key(axes, 4 + 33 * (index // 2), 13.2 - 5.6 * (index % 2), name)
    if with_rw:
        x = 4 + 33 * math.ceil(len(names) / 2)
        axes.plot([x, x + 7], [14.9, 14.9], color=NAVY, linewidth=1.2, linestyle=_RW_DASHES)
        axes.text(x + 8.5, 14.9, "Batas RW", ha="left", va="center", fontsize=8)


def _key(axes: Axes, x: float, y: float, tingkat: str, *, letter: bool = False) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, y), 7, 3.6, facecolor=CLASS_FILL[tingkat], edgecolor=GREY, linewidth=0.4))
    if tingkat in _HATCH_STEP_MM and not letter:
        stripes(axes, Box(x, y, 7, 3.6), step=_HATCH_STEP_MM[tingkat], colour=_HATCH_COLOUR[tingkat])
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
    groups: dict[str, list[Tile]] = {}
    for tile in sorted(tiles, key=lambda tile: (tile.rw, tile.label)):
        groups.setdefault(tile.rw, []).append(tile)
    places, size, height = _places(groups, width_mm - 2.0)
    footer = 13.0
    with drawing():
        figure = new_figure(width_mm, height + footer + 1.0)
        axes = millimetre_axes(figure)
        for x, depth, label in places.labels:
            axes.text(
                x - 1.5,
                footer + height - depth - size / 2,
                label,
                ha="right",
                va="center",
                fontsize=8,
                color=NAVY,
            )
        for x, depth, tile in places.tiles:
            _tile(axes, x, footer + height - depth - size, size, tile)
        present = [name for name in _ORDER if any(tile.tingkat == name for tile in tiles)]
        for index, name in enumerate(present):
            _key(axes, 2 + index * 31, 6.0, name, letter=True)
        axes.text(2, 1.0, source, ha="left", va="bottom", fontsize=7, color=GREY)
        axes.plot([0, width_mm], [footer - 1.5] * 2, color=HAIR, linewidth=0.5)
        return save(figure)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where labels and tiles stand: x of the left edge and depth below the top, in millimetres."""

    labels: list[tuple[float, float, str]]
    tiles: list[tuple[float, float, Tile]]


_TALLEST_TILES_MM = 205.0
_RW_LABEL_MM = 15.0


def _places(groups: Mapping[str, Sequence[Tile]], width: float) -> tuple[_Places, float, float]:
    """The places, the tile size and the height: the largest tiles that fit, one RW per row if possible."""
    room = width - _RW_LABEL_MM
    longest = max(len(members) for members in groups.values())
    for size in (11.0, 10.0, 9.0, 8.0, 7.0):
        if longest <= room // size:
            height = len(groups) * (size + 2.0) - 2.0
            if height <= _TALLEST_TILES_MM:
                labels = [(_RW_LABEL_MM, row * (size + 2.0), rw) for row, rw in enumerate(groups)]
                tiles = [
                    (_RW_LABEL_MM + column * size, row * (size + 2.0), tile)
                    for row, members in enumerate(groups.values())
                    for column, tile in enumerate(members)
                ]
                return _Places(labels, tiles), size, height
    return _running_places(groups, width, 8.0 if sum(map(len, groups.values())) <= 250 else 7.0)


def _running_places(
    groups: Mapping[str, Sequence[Tile]], width: float, size: float
) -> tuple[_Places, float, float]:
    """RW after RW along the line; a label never stands alone at the end of a line."""
    places = _Places([], [])
    x, depth = 0.0, 0.0
    for rw, members in groups.items():
        if x + _RW_LABEL_MM + size > width:
            x, depth = 0.0, depth + size + 1.0
        x += _RW_LABEL_MM
        places.labels.append((x, depth, rw))
        for tile in members:
            if x + size > width:
                x, depth = _RW_LABEL_MM, depth + size + 1.0
            places.tiles.append((x, depth, tile))
            x += size
    return places, size, depth + size


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
