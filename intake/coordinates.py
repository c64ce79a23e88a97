"""Where Indonesia lies, and whether a point lies within the outline of its kelurahan."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LONGITUDE = (94.0, 142.0)
LATITUDE = (-11.5, 6.5)
"""Indonesia with some sea around it, degrees."""
TOLERANCE_M = 50
"""How far outside a point may lie: outlines are simplified, and a phone is some metres off."""

METRES_PER_DEGREE = 111_320
"""Along a meridian; at 11° south a degree of longitude is 2 % shorter, which the tolerance has room for."""


def within(value: Decimal | float, bounds: tuple[float, float]) -> bool:
    """Whether a latitude or longitude lies within `bounds`, both included."""
    return bounds[0] <= value <= bounds[1]


class OutlineArea:
    """The area of one outline, given as the text of a GeoJSON geometry in longitude and latitude."""

    def __init__(self, outline: str) -> None:
        self._outline = outline

    def holds(self, latitude: Decimal, longitude: Decimal) -> bool:
        """Whether the point lies within the outline or at most `TOLERANCE_M` outside."""
        # A plan without coordinates is read without the geometry library, which takes a while to load.
        from shapely import Point, dwithin  # noqa: PLC0415

        point = Point(float(longitude), float(latitude))
        return bool(dwithin(self._shape, point, TOLERANCE_M / METRES_PER_DEGREE))

    @cached_property
    def _shape(self) -> BaseGeometry:
        from shapely import from_geojson, prepare  # noqa: PLC0415

        shape = from_geojson(self._outline)
        prepare(shape)
        return shape
