"""JSON as GeoJSON wants it: UTF-8, finite numbers, nested no deeper than Python's parser goes."""

from __future__ import annotations

import json
from typing import NoReturn

from intake.errors import UnreadableFile
from intake.limits import Source
from planning.wording import words

_POSITIONS = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})


def read_json(source: Source) -> object:
    """The content of a JSON file. Raises `UnreadableFile`."""
    try:
        content: object = json.loads(source.data.decode("utf-8-sig"), parse_constant=_no_number)
    except RecursionError:
        _refuse(source, "GeoJSON", "JSON nested too deeply", "Export the outlines again.")
    except ValueError as error:
        _refuse(
            source,
            "GeoJSON in UTF-8",
            words("text that is not ({reason})", reason=error),
            "Export the outlines as GeoJSON.",
        )
    return content


def check_geojson(source: Source, most_features: int) -> None:
    """Refuse what is no Feature, FeatureCollection or geometry of RFC 7946. Raises `UnreadableFile`.

    Positions are not looked at: evidence is kept as it came, not computed with.
    """
    content = read_json(source)
    kind = content.get("type") if isinstance(content, dict) else None
    if isinstance(content, dict) and kind == "FeatureCollection":
        features = content.get("features")
        if not isinstance(features, list) or not features:
            _refuse(source, "features", "none", "Export the layer that holds the outlines.")
        if len(features) > most_features:
            _refuse(
                source,
                words("at most {limit} features", limit=most_features),
                str(len(features)),
                "Split the file, or hand in only the layer that proves it.",
            )
        wrong = next((number for number, each in enumerate(features, 1) if not _is_feature(each)), None)
        if wrong is not None:
            _refuse(
                source,
                "a GeoJSON Feature",
                words("feature {number} that is none", number=wrong),
                "Export the outlines as GeoJSON.",
            )
    elif not (_is_feature(content) or _is_geometry(content)):
        _refuse(
            source,
            "a GeoJSON FeatureCollection, Feature or geometry",
            "other JSON",
            "Export the outlines as GeoJSON.",
        )


def _is_feature(value: object) -> bool:
    if not isinstance(value, dict) or value.get("type") != "Feature" or "geometry" not in value:
        return False
    return value["geometry"] is None or _is_geometry(value["geometry"])


def _is_geometry(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return False
    if value["type"] == "GeometryCollection":
        return isinstance(value.get("geometries"), list)
    return value["type"] in _POSITIONS and isinstance(value.get("coordinates"), list)


def _refuse(source: Source, expected: str, found: str, remedy: str) -> NoReturn:
    raise UnreadableFile(expected=expected, found=found, where=source.name, remedy=remedy)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON")
