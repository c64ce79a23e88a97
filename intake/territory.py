"""Reading the list of administrative codes and the outlines of territories."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.validation import explain_validity

from intake.coordinates import LATITUDE, LONGITUDE
from intake.errors import UnreadableCodes, UnreadableFile, UnreadableOutlines, unreadable_as
from intake.geojson import read_json
from intake.header import column_name, header_score
from intake.kml import is_kml, kml_features
from intake.limits import MIB, Source, read_source
from intake.numbers import Problem, read_text
from intake.shapefile_zip import is_zip, shapefile_features
from intake.sheet import HEADER_WITHIN, Row, open_sheet
from planning.survey import rt_label
from planning.territory import NATION, is_code, is_kelurahan_code
from planning.wording import Words, listed, words

OUTLINE_SUFFIXES = (".geojson", ".json", ".kml", ".zip")
"""Names of files with outlines: GeoJSON, KML, a zipped shapefile."""
MAX_OUTLINE_BYTES = 64 * MIB
"""GeoJSON or KML; simplified outlines of a kabupaten or kota take less than 5 MiB, in memory ten times that."""
MAX_FEATURES = 100_000
"""Outlines in one file; the nation has 83,762 kelurahan and desa."""
MAX_POINTS = 2_000_000
"""Points of all outlines of one file together."""
MAX_PROBLEMS = 20
"""Problems that an error lists; the rest is counted."""

_CODE_COLUMNS = frozenset({"kode", "nama"})
_DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326")

_FAR = 1e12

Point = tuple[float, float]


class CodeName(NamedTuple):
    """One line of the list of administrative codes."""

    code: str
    name: str


@dataclass(frozen=True)
class Outline:
    """The outline of one territory in degrees (longitude, latitude), a valid simple feature.

    `rw` and `rt` are empty but for the outline of an RT, which has the code of its kelurahan.
    """

    code: str
    name: str
    shape: MultiPolygon
    rw: str = ""
    rt: str = ""

    @property
    def geojson(self) -> str:
        """The geometry as GeoJSON text, always a MultiPolygon."""
        return shapely.to_geojson(self.shape)


def read_codes(file: Path | str | Source) -> list[CodeName]:
    """Codes with their names, in the order of the file (CSV or XLSX, columns `kode` and `nama`).

    Raises `UnreadableCodes` with every malformed, doubled or nameless line (the first ones listed).
    """
    with unreadable_as(UnreadableCodes):
        source = file if isinstance(file, Source) else read_source(file)
        sheet = open_sheet(source, lambda row: header_score(row, _CODE_COLUMNS), named="wilayah")
        numbered = sheet.rows
        kode, nama = _code_header(source, numbered)
        found: dict[str, CodeName] = {}
        problems: list[Words] = []
        for number, row in numbered:
            code, name = _text(row, kode), _text(row, nama)
            if isinstance(code, Problem) or isinstance(name, Problem):
                problems.append(words("row {row}: a cell that is no text", row=number))
            elif code == NATION or not is_code(code):
                problems.append(
                    words(
                        "row {row}: {code} is not a code such as 35.73 or 35.73.04.1005",
                        row=number,
                        code=repr(code[:30]),
                    )
                )
            elif not name:
                problems.append(words("row {row}: {code} has no name", row=number, code=code))
            elif code in found:
                problems.append(words("row {row}: {code} stands already above", row=number, code=code))
            else:
                found[code] = CodeName(code, name)
        if problems or not found:
            raise UnreadableCodes(
                expected="one line for each administrative code, with its name",
                found=_summary(problems) if problems else "no lines",
                where=source.name,
                remedy="Correct these lines and read the whole list again.",
            )
        return list(found.values())


def _code_header(source: Source, numbered: Iterator[tuple[int, Row]]) -> tuple[int, int]:
    for number, row in numbered:
        names = [column_name(cell) for cell in row]
        if _CODE_COLUMNS.issubset(names):
            return names.index("kode"), names.index("nama")
        if number >= HEADER_WITHIN:
            break
    raise UnreadableCodes(
        expected="a header row with the columns kode and nama",
        found="none",
        where=source.name,
        remedy="Name the columns kode and nama.",
    )


def _text(row: Row, at: int) -> str | Problem:
    return read_text(row[at]) if at < len(row) else ""


def _summary(problems: list[Words]) -> Words:
    first = listed(problems[:MAX_PROBLEMS])
    more = len(problems) - MAX_PROBLEMS
    return words("{listed}; and {count} more", listed=first, count=more) if more > 0 else first


def read_outlines(file: Path | str | Source) -> list[Outline]:
    """Outlines with the properties `kode` and `nama`, or of RT with `kode_kelurahan`, `rw` and `rt`, from a GeoJSON
    FeatureCollection, the placemarks of a KML file or a zipped shapefile; the content tells which.

    Coordinates are longitude, latitude in degrees within Indonesia, in a shapefile those of its `.prj`. Raises
    `UnreadableOutlines` with every outline that is wrong (the first ones listed): none is repaired, because a repair
    can move a boundary.
    """
    with unreadable_as(UnreadableOutlines):
        source = file if isinstance(file, Source) else read_source(file, largest=MAX_OUTLINE_BYTES)
        features = _features(source)
        outlines: dict[tuple[str, str, str], Outline] = {}
        problems: list[Words] = []
        points = 0
        for number, feature in enumerate(features, 1):
            try:
                outline = _outline(feature)
                identity = (outline.code, outline.rw, outline.rt)
                if identity in outlines:
                    raise _FeatureError(
                        words("{code} {name} stands already above", code=outline.code, name=outline.name)
                    )
            except _FeatureError as wrong:
                problems.append(words("feature {number}: {problem}", number=number, problem=wrong.text))
                continue
            outlines[identity] = outline
            points += shapely.count_coordinates(outline.shape)
            if points > MAX_POINTS:
                _refuse(
                    source,
                    words("at most {limit} points", limit=MAX_POINTS),
                    "more",
                    "Simplify the outlines.",
                )
        if problems:
            _refuse(
                source,
                "valid outlines with kode and nama, or kode_kelurahan, rw and rt",
                _summary(problems),
                "Correct them in a GIS program.",
            )
        return list(outlines.values())


class _FeatureError(Exception):
    """What is wrong with one feature."""

    def __init__(self, text: Words) -> None:
        super().__init__(text)
        self.text = text


def _refuse(source: Source, expected: str, found: str, remedy: str) -> NoReturn:
    raise UnreadableFile(expected=expected, found=found, where=source.name, remedy=remedy)


def outline_shape(geojson: str) -> MultiPolygon:
    """The shape of an outline as it is stored, GeoJSON text of a MultiPolygon."""
    shape = shapely.from_geojson(geojson)
    assert isinstance(shape, MultiPolygon)  # noqa: S101 - `Outline.geojson` writes no other
    return shape


def _features(source: Source) -> list[object]:
    if is_zip(source):
        features = shapefile_features(source)
    elif is_kml(source):
        features = kml_features(source)
    else:
        features = _geojson_features(source)
    if not features:
        _refuse(source, "features", "none", "Export the layer that holds the outlines.")
    if len(features) > MAX_FEATURES:
        _refuse(
            source,
            words("at most {limit} features", limit=MAX_FEATURES),
            str(len(features)),
            "Split the file by province.",
        )
    return features


def _geojson_features(source: Source) -> list[object]:
    content = read_json(source)
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        _refuse(source, "a GeoJSON FeatureCollection", "other JSON", "Export the outlines as GeoJSON.")
    crs = json.dumps(content.get("crs"))
    if content.get("crs") is not None and not any(name in crs for name in _DEGREES):
        _refuse(
            source,
            "longitude and latitude in degrees (WGS 84)",
            words("another coordinate system, {name}", name=crs[:80]),
            "Export the outlines in WGS 84 (EPSG:4326).",
        )
    features = content.get("features")
    return features if isinstance(features, list) else []


def _outline(feature: object) -> Outline:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _FeatureError(words("not a GeoJSON Feature"))
    properties, geometry = feature.get("properties"), feature.get("geometry")
    code, name, rw, rt = _identity(properties if isinstance(properties, dict) else {})
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise _FeatureError(words("{code}: the geometry is no Polygon or MultiPolygon", code=code))
    coordinates = geometry.get("coordinates")
    try:
        polygons = _list([coordinates] if geometry["type"] == "Polygon" else coordinates)
        shape = MultiPolygon([_polygon(polygon) for polygon in polygons])
        if not shape.is_valid:
            raise shapely.errors.ShapelyError(explain_validity(shape))
    except (_FeatureError, shapely.errors.ShapelyError) as wrong:
        problem = wrong.text if isinstance(wrong, _FeatureError) else str(wrong)
        raise _FeatureError(
            words("{code} {name}: {problem}", code=code, name=name, problem=problem)
        ) from wrong
    return Outline(code, name, shape, rw, rt)


def _identity(properties: dict[str, object]) -> tuple[str, str, str, str]:
    """Code, name, RW and RT of a feature; the last two are empty unless it is an RT."""
    of_rt = "rt" in properties
    key = "kode_kelurahan" if of_rt else "kode"
    code = properties.get(key)
    if not isinstance(code, str) or not (is_kelurahan_code(code) if of_rt else is_code(code)):
        raise _FeatureError(
            words("property {key} is {found}, not a code such as 35.73.04.1005", key=key, found=_brief(code))
        )
    if not of_rt:
        return code, _property(properties, "nama", code), "", ""
    rw, rt = _property(properties, "rw", code), _property(properties, "rt", code)
    return code, rt_label(rw, rt), rw, rt


def _property(properties: dict[str, object], key: str, code: str) -> str:
    value = properties.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _FeatureError(
            words("{code}: property {key} is {found}, not text", code=code, key=key, found=_brief(value))
        )
    return value.strip()


def _brief(value: object) -> str:
    return words("missing") if value is None else repr(value)[:40]


def _list(value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise _FeatureError(words("coordinates are missing or not nested as GeoJSON wants them"))
    return value


def _polygon(rings: object) -> Polygon:
    shell, *holes = (_ring(ring) for ring in _list(rings))
    return Polygon(shell, holes)


def _ring(positions: object) -> list[Point]:
    ring = [_point(position) for position in _list(positions)]
    if len(ring) < 4:
        raise _FeatureError(
            words(
                "a ring of {count} points; a ring has at least 4, the last equal to the first",
                count=len(ring),
            )
        )
    if ring[0] != ring[-1]:
        raise _FeatureError(words("a ring that is not closed"))
    for longitude, latitude in ring:
        if not (_within(longitude, LONGITUDE) and _within(latitude, LATITUDE)):
            raise _FeatureError(_misplaced(longitude, latitude))
    return ring


def _point(position: object) -> Point:
    values = _list(position)
    if len(values) < 2:
        raise _FeatureError(words("a position without latitude"))
    return _degrees(values[0]), _degrees(values[1])


def _degrees(value: object) -> float:
    # Compared as it stands: a whole number of JSON may be too large for a float.
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _FAR:
        return float(value)
    raise _FeatureError(words("a coordinate that is no number, {found}", found=_brief(value)))


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _misplaced(longitude: float, latitude: float) -> Words:
    place = f"{longitude:g}, {latitude:g}"
    if _within(latitude, LONGITUDE) and _within(longitude, LATITUDE):
        return words(
            "latitude and longitude are swapped ({place}); GeoJSON writes longitude first", place=place
        )
    if abs(longitude) > 180 or abs(latitude) > 90:
        return words("coordinates are not degrees ({place}); export the outlines in WGS 84", place=place)
    return words("a point outside Indonesia ({place})", place=place)
