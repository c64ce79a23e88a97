"""The ground of a map: outlines projected, laid on paper at a round scale and thinned to what paper shows.

Everything here is geometry in millimetres of the page; nothing is drawn. One ground serves all sheets of a place,
so outlines are projected and simplified once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.drawings.board import Box

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from matplotlib.path import Path
    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

    Points = npt.NDArray[np.float64]
    Projection = Callable[[Points], Points]

PRINT_TOLERANCE_MM = 0.1
SCALES = (
    250, 500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 7500, 10_000, 12_500, 15_000, 17_500,
    20_000, 25_000, 30_000, 40_000, 50_000, 60_000, 75_000, 100_000, 125_000, 150_000, 200_000, 250_000, 300_000,
    400_000, 500_000, 750_000, 1_000_000, 2_000_000, 5_000_000,
)  # fmt: skip
"""Denominators that a map may have."""

Segment = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of UTM on WGS 84: `name` as on maps (`49S`), `epsg` its code."""

    name: str
    epsg: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where metres lie on paper: millimetres per metre, and the metres at the corner `(x, y)` of the page."""

    zone: Zone
    scale: float
    east: float
    north: float

    @property
    def denominator(self) -> int:
        """The number of the scale, 7500 for 1 : 7.500."""
        return round(1000 / self.scale)


@dataclass(frozen=True, slots=True)
class Spot:
    """One area of the ground: its short label, the group it belongs to (an RW, else empty), its shape on paper."""

    label: str
    group: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Ground:
    """A place on paper inside `window`; `placement` is None for tiles, which have no scale."""

    window: Box
    spots: tuple[Spot, ...]
    border: BaseGeometry | None
    placement: Placement | None
    group_labels: tuple[tuple[float, float, str], ...] = ()

    def locate(self, longitude: float, latitude: float) -> tuple[float, float] | None:
        """Where a point in degrees lies on paper; None outside the window, and on tiles."""
        if self.placement is None:
            return None
        from pyproj import Transformer

        project = Transformer.from_crs("EPSG:4326", f"EPSG:{self.placement.zone.epsg}", always_xy=True)
        east, north = project.transform(longitude, latitude)
        x = (east - self.placement.east) * self.placement.scale
        y = (north - self.placement.north) * self.placement.scale
        box = self.window
        inside = box.x < x < box.x + box.width and box.y < y < box.y + box.height
        return (x, y) if inside else None


def outline_shape(geometry: str) -> Polygon | MultiPolygon:
    """The shape of an outline that is kept as GeoJSON geometry text."""
    from shapely import MultiPolygon, Polygon, from_geojson

    shape = from_geojson(geometry)
    assert isinstance(shape, Polygon | MultiPolygon)  # noqa: S101 - as the intake of outlines sees to it
    return shape


def utm(shapes: Iterable[BaseGeometry]) -> tuple[Projection, Zone]:
    """A projection of coordinate arrays to the UTM zone in the middle of the shapes, and that zone."""
    from numpy import column_stack
    from pyproj import Transformer
    from shapely import total_bounds

    west, south, east, north = total_bounds(list(shapes))
    longitude, latitude = (west + east) / 2, (south + north) / 2
    number = int((longitude + 180) // 6) + 1
    southern = latitude < 0
    zone = Zone(f"{number}{'S' if southern else 'U'}", (32700 if southern else 32600) + number)
    transformer = Transformer.from_crs("EPSG:4326", f"EPSG:{zone.epsg}", always_xy=True)

    def project(points: Points) -> Points:
        return column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return project, zone


def thinned(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Shapes on paper without the corners that paper cannot show."""
    from shapely import coverage_is_valid, coverage_simplify

    if coverage_is_valid(list(shapes)):
        # Simplified together, neighbours keep one common border instead of slivers between them.
        return list(coverage_simplify(list(shapes), PRINT_TOLERANCE_MM))
    return [shape.simplify(PRINT_TOLERANCE_MM) for shape in shapes]


def map_ground(
    areas: Sequence[tuple[str, str, Polygon | MultiPolygon]],
    border: BaseGeometry | None,
    window: Box,
    *,
    edge: float = 4.0,
) -> Ground:
    """Areas (label, group, outline in longitude and latitude) in the middle of a window, at a round scale.

    The scale is the largest of `SCALES` at which areas and border fit with `edge` millimetres around them.
    """
    from shapely import total_bounds, transform

    outlines = [shape for _, _, shape in areas]
    project, zone = utm([*outlines, *([border] if border is not None else [])])
    metres = [transform(shape, project) for shape in outlines]
    limit = transform(border, project) if border is not None else None
    west, south, east, north = total_bounds([*metres, *([limit] if limit is not None else [])])
    fitting = max(
        (east - west) / (window.width - 2 * edge), (north - south) / (window.height - 2 * edge), 1e-6
    )
    denominator = next((each for each in SCALES if each >= fitting * 1000), SCALES[-1])
    scale = 1000 / denominator
    corner_east = (west + east) / 2 - (window.x + window.width / 2) / scale
    corner_north = (south + north) / 2 - (window.y + window.height / 2) / scale

    def to_paper(shape: BaseGeometry) -> BaseGeometry:
        return transform(shape, lambda points: (points - (corner_east, corner_north)) * scale)

    placed = thinned([to_paper(shape) for shape in metres])
    return Ground(
        window,
        tuple(Spot(label, group, shape) for (label, group, _), shape in zip(areas, placed, strict=True)),
        to_paper(limit).simplify(PRINT_TOLERANCE_MM) if limit is not None else None,
        Placement(zone, scale, corner_east, corner_north),
    )


# ------------------------------------------------------------------ tiles


@dataclass(frozen=True, slots=True)
class Tiling:
    """Tiles of one size: the left edge and the depth below the top of each tile and of each group's label."""

    size: float
    height: float
    labels: list[tuple[float, float, str]]
    tiles: list[tuple[float, float, int]]


TILE_LABEL_MM = 15.0
_LEAST_IN_ROWS_MM, _MOST_RUNNING_MM = 7.0, 8.0
_TILE_SIZES = (14.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0)


def tiling(
    groups: Mapping[str, Sequence[int]], width: float, tallest: float, *, largest: float, smallest: float
) -> Tiling:
    """Squares by group, each with a row of its own where that fits, else one after another like words in a text.

    `groups` gives the numbers of the tiles by label of the group. Tiles have `smallest` to `largest` mm; what does
    not fit at the smallest size is taller than `tallest`.
    """
    room = width - TILE_LABEL_MM
    longest = max(len(members) for members in groups.values())
    sizes = [size for size in _TILE_SIZES if smallest <= size <= largest]
    for size in (each for each in sizes if each >= _LEAST_IN_ROWS_MM):
        height = len(groups) * (size + 2.0) - 2.0
        if longest <= room // size and height <= tallest:
            found = Tiling(size, height, [], [])
            for row, (name, members) in enumerate(groups.items()):
                depth = row * (size + 2.0)
                found.labels.append((TILE_LABEL_MM, depth, name))
                found.tiles.extend(
                    (TILE_LABEL_MM + column * size, depth, each) for column, each in enumerate(members)
                )
            return found
    running = [_running(groups, width, size) for size in sizes if size <= _MOST_RUNNING_MM]
    return next((each for each in running if each.height <= tallest), running[-1])


def _running(groups: Mapping[str, Sequence[int]], width: float, size: float) -> Tiling:
    """Group after group along the line; a label never stands alone at the end of a line."""
    labels, tiles = [], []
    x, depth = 0.0, 0.0
    for name, members in groups.items():
        if x + TILE_LABEL_MM + size > width:
            x, depth = 0.0, depth + size + 1.0
        x += TILE_LABEL_MM
        labels.append((x, depth, name))
        for each in members:
            if x + size > width:
                x, depth = TILE_LABEL_MM, depth + size + 1.0
            tiles.append((x, depth, each))
            x += size
    return Tiling(size, depth + size, labels, tiles)


def tile_ground(areas: Sequence[tuple[str, str]], window: Box) -> Ground:
    """Areas (label, group) as squares by group, in the order given: the ground of a place without outlines."""
    from shapely import box

    groups: dict[str, list[int]] = {}
    for at, (_, group) in enumerate(areas):
        groups.setdefault(group, []).append(at)
    edge = 4.0
    found = tiling(groups, window.width - 2 * edge, window.height - 2 * edge, largest=14.0, smallest=2.0)
    # A row of tiles per group stands in the middle; running text begins at the left.
    used = max(x for x, _, _ in found.tiles) + found.size
    left = window.x + edge + max(0.0, (window.width - 2 * edge - used) / 2)
    top = window.y + window.height - max(edge, (window.height - found.height) / 2)
    shapes: dict[int, BaseGeometry] = {}
    for x, depth, at in found.tiles:
        west, north = left + x + 0.3, top - depth - 0.3
        shapes[at] = box(west, north - found.size + 0.6, west + found.size - 0.6, north)
    return Ground(
        window,
        tuple(Spot(label, group, shapes[at]) for at, (label, group) in enumerate(areas)),
        None,
        None,
        tuple((left + x - 1.5, top - depth - found.size / 2, name) for x, depth, name in found.labels),
    )


# ------------------------------------------------------------------ lines and points of shapes


def paths(shape: BaseGeometry) -> list[Path]:
    """matplotlib paths of the polygons of a shape, holes included and running against their border."""
    import numpy as np
    from matplotlib.path import Path
    from shapely import get_parts, orient_polygons

    found = []
    for part in get_parts(orient_polygons(shape)):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        rings = [np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)]
        codes = [np.full(len(ring), Path.LINETO, dtype=Path.code_type) for ring in rings]
        for code in codes:
            code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
        found.append(Path(np.concatenate(rings), np.concatenate(codes)))
    return found


def hatching(shape: BaseGeometry, step: float, *, falling: bool = False) -> list[Segment]:
    """Parallel lines at 45 degrees, `step` apart along the page, cut to the shape; rising unless `falling`."""
    from shapely import LineString, MultiLineString, get_parts

    if shape.is_empty:
        return []
    west, south, east, north = shape.bounds
    height = north - south
    # Lines are counted from the page corner, so neighbours of one class share one pattern.
    lines = []
    if falling:
        at = math.floor((west + south) / step) * step
        while at < east + north:
            lines.append(LineString([(at - south, south), (at - north, north)]))
            at += step
    else:
        at = math.floor((west - north) / step) * step
        while at < east - south:
            lines.append(LineString([(south + at, south), (south + at + height, north)]))
            at += step
    cut = MultiLineString(lines).intersection(shape.buffer(0))
    return [list(piece.coords) for piece in get_parts(cut) if piece.geom_type == "LineString"]


def group_borders(spots: Sequence[Spot]) -> list[Segment]:
    """The borders between groups, each once: dashes drawn twice would run into a solid line."""
    from shapely import get_parts, line_merge, union_all

    groups: dict[str, list[BaseGeometry]] = {}
    for spot in spots:
        if spot.group:
            groups.setdefault(spot.group, []).append(spot.shape.buffer(0))
    if len(groups) < 2:
        return []
    merged = line_merge(union_all([union_all(groups[name]).boundary for name in sorted(groups)]))
    return [list(part.coords) for part in get_parts(merged)]


def middle(shape: BaseGeometry) -> tuple[float, float, BaseGeometry] | None:
    """The point of the largest part that is farthest from its edge, and that part; None without a part."""
    from shapely import get_coordinates, get_parts, maximum_inscribed_circle

    # An outline that crosses itself falls apart into its fields first.
    parts = [part for part in get_parts(shape.buffer(0)) if part.geom_type == "Polygon" and part.area > 0]
    if not parts:
        return None
    largest = max(parts, key=lambda part: float(part.area))
    x, y = get_coordinates(maximum_inscribed_circle(largest, tolerance=0.2))[0]
    return float(x), float(y), largest
