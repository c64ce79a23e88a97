"""What the outlines of RT say against the outline of their kelurahan, against each other, and against the survey.

Areas are geodesic, on the ellipsoid of WGS 84. Nothing is repaired: a repair can move a boundary.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from shapely import Polygon, STRtree, get_coordinates, get_rings, union_all

from intake.coordinates import METRES_PER_DEGREE, TOLERANCE_M
from intake.territory import Outline
from planning.findings import Finding, finding
from planning.survey import rt_label

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST_OUTSIDE = 0.05
"""Share of an outline that may lie outside its kelurahan, beyond the tolerance for simplified borders."""
MOST_OVERLAP = 0.01
LEAST_OVERLAP_M2 = 20.0
"""Overlaps below both are the width of a pencil."""
MOST_DIFFERENCE = Decimal("0.05")
"""Difference of hectares, as a share of the survey's."""
FILLED = 0.95
"""A hole that other outlines fill to this share belongs to them."""
PLACES_NAMED = 10

RtKey = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """What is known of a kelurahan: its outline (None: none), and the hectares of its surveyed RT (None: not filled).

    RT are named without leading zeros, because `1` and `001` are one RT. `surveyed` is None without a survey.
    """

    border: BaseGeometry | None
    surveyed: Mapping[RtKey, Decimal | None] | None


def key_of(rw: str, rt: str) -> RtKey:
    """RW and RT as they are compared."""
    return rw.lstrip("0"), rt.lstrip("0")


def check_delineation(outlines: Sequence[Outline], known: Mapping[str, Known], *, file: str) -> list[Finding]:
    """The findings D001 to D009 on the outlines of RT in a file, in the order of the file; `known` by kelurahan."""
    parts = [outline for outline in outlines if outline.rt]
    tree = STRtree([outline.shape for outline in parts])
    found: list[Finding] = []
    for at, outline in enumerate(parts):
        found += _alone(outline, known[outline.code], file)
        touching = [parts[int(other)] for other in tree.query(outline.shape) if int(other) != at]
        later = [parts[int(other)] for other in sorted(tree.query(outline.shape)) if int(other) > at]
        found += _holes(outline, touching, file)
        found += _overlaps(outline, later, file)
    by_code: dict[str, list[Outline]] = defaultdict(list)
    for outline in parts:
        by_code[outline.code].append(outline)
    for code, drawn in by_code.items():
        found += _areas(code, drawn, known[code], file)
        found += _missing(code, {key_of(each.rw, each.rt) for each in drawn}, known[code], file)
    return found


def hectares(shape: BaseGeometry) -> float:
    """The area of a shape in longitude and latitude."""
    return square_metres(shape) / 10_000


def square_metres(shape: BaseGeometry) -> float:
    """The area of a shape in longitude and latitude."""
    # Most imports are of surveys, which need no projection library; it takes a while to load.
    from pyproj import Geod  # noqa: PLC0415

    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(shape)
    # The sign only tells which way the ring runs.
    return abs(float(area))


def _alone(outline: Outline, known: Known, file: str) -> Iterator[Finding]:
    place = _place(outline)
    if known.border is not None:
        roomy = known.border.buffer(TOLERANCE_M / METRES_PER_DEGREE)
        share = outline.shape.difference(roomy).area / outline.shape.area
        if share > MOST_OUTSIDE:
            yield finding("D001", file=file, place=place, share=_percent(share))
    if known.surveyed is not None:
        key = key_of(outline.rw, outline.rt)
        if key not in known.surveyed:
            yield finding("D004", file=file, place=place, kode=outline.code)
    repeated = sum(_repeated(part) for part in outline.shape.geoms)
    if repeated:
        yield finding("D006", file=file, place=place, count=str(repeated))
    if len(outline.shape.geoms) > 1:
        smallest = min(square_metres(part) for part in outline.shape.geoms)
        yield finding(
            "D007", file=file, place=place, count=str(len(outline.shape.geoms)), area=f"{smallest:.0f}"
        )


def _repeated(polygon: BaseGeometry) -> int:
    """Points of a polygon that stand twice in a row."""
    count = 0
    for ring in get_rings(polygon):
        points = get_coordinates(ring)
        count += int((points[1:] == points[:-1]).all(axis=1).sum())
    return count


def _holes(outline: Outline, others: Sequence[Outline], file: str) -> Iterator[Finding]:
    for part in outline.shape.geoms:
        for ring in part.interiors:
            hole = Polygon(ring)
            filling = union_all([other.shape for other in others]).intersection(hole)
            if filling.area < FILLED * hole.area:
                yield finding("D008", file=file, place=_place(outline), area=f"{square_metres(hole):.0f}")


def _overlaps(outline: Outline, others: Sequence[Outline], file: str) -> Iterator[Finding]:
    for other in others:
        common = outline.shape.intersection(other.shape)
        if common.area == 0:
            continue
        area = square_metres(common)
        share = common.area / min(outline.shape.area, other.shape.area)
        if share > MOST_OVERLAP and area > LEAST_OVERLAP_M2:
            yield finding(
                "D002",
                file=file,
                place=_place(outline),
                other=_place(other),
                area=f"{area:.0f}",
                share=_percent(share),
            )


def _areas(code: str, drawn: Sequence[Outline], known: Known, file: str) -> Iterator[Finding]:
    """RT whose hectares differ from the survey's, one by one, or all in one finding where they are many."""
    differing: list[tuple[Outline, Decimal, Decimal]] = []
    for outline in drawn:
        surveyed = (known.surveyed or {}).get(key_of(outline.rw, outline.rt))
        area = Decimal(hectares(outline.shape))
        if surveyed and abs(area - surveyed) > MOST_DIFFERENCE * surveyed:
            differing.append((outline, area, surveyed))
    if len(differing) > PLACES_NAMED:
        area = sum((each for _, each, _ in differing), Decimal(0))
        surveyed = sum((each for _, _, each in differing), Decimal(0))
        count = str(len(differing))
        yield finding("D009", file=file, kode=code, count=count, **_hectares(area, surveyed))
        return
    for outline, area, surveyed in differing:
        yield finding("D003", file=file, place=_place(outline), **_hectares(area, surveyed))


class _Hectares(TypedDict):
    """The blanks of D003 and D009."""

    found: str
    expected: str
    share: str


def _hectares(found: Decimal, expected: Decimal) -> _Hectares:
    share = (found - expected) / expected * 100
    return {"found": f"{found:.4f}", "expected": f"{expected:.4f}", "share": f"{share:+.1f}"}


def _missing(code: str, drawn: set[RtKey], known: Known, file: str) -> Iterator[Finding]:
    missing = [key for key in known.surveyed or () if key not in drawn]
    if missing:
        named = [rt_label(rt.zfill(3), rw.zfill(3)) for rw, rt in sorted(missing)[:PLACES_NAMED]]
        places = ", ".join(named) + (", …" if len(missing) > PLACES_NAMED else "")
        yield finding("D005", file=file, kode=code, count=str(len(missing)), places=places)


def _place(outline: Outline) -> str:
    return f"{outline.code} {outline.name}"


def _percent(share: float) -> str:
    return f"{share * 100:.1f}"
