"""KML as Google Earth and GIS programs write it: placemarks with polygons, as features of GeoJSON.

The XML is read without a document type, so nothing in it can be an entity or come from elsewhere (OGC 07-147r2).
"""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

from intake.errors import UnreadableFile
from intake.limits import Source
from planning.wording import words

Position = list[float]
Polygon = list[list[Position]]

_NO_POLYGON = {"Point", "LineString", "Track", "MultiTrack", "Model"}


def is_kml(source: Source) -> bool:
    """Whether the bytes look like XML; whatever is no KML is refused when it is read."""
    return source.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def kml_features(source: Source) -> list[object]:
    """The placemarks of a KML file as GeoJSON features, in their order.

    Properties are the extended data, with names in small letters, and the placemark's name as `nama` where there
    is no other. Raises `UnreadableFile` for XML that is damaged, has a document type or is no KML.
    """
    reader = _Reader(source)
    try:
        reader.parser.Parse(source.data, True)
    except expat.ExpatError as error:
        _refuse(source, words("XML that is damaged ({reason})", reason=error))
    if not reader.is_kml:
        _refuse(source, "other XML")
    return reader.features


class _Reader:
    """The state of reading: which placemark, which polygon, which text is being collected."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.features: list[object] = []
        self.is_kml = False
        self._depth = 0
        self._placemark_depth = 0
        self._properties: dict[str, object] | None = None
        self._polygons: list[Polygon] = []
        self._other = ""
        self._name = ""
        self._key = ""
        self._text: list[str] | None = None

    def _doctype(self, *_: object) -> NoReturn:
        _refuse(self._source, "XML with a document type")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self._depth += 1
        if self._depth == 1:
            self.is_kml = name == "kml"
        elif name == "Placemark":
            self._properties, self._polygons, self._other, self._name = {}, [], "", ""
            self._placemark_depth = self._depth
        elif self._properties is None:
            return
        elif name == "Polygon":
            self._polygons.append([])
        elif name in _NO_POLYGON:
            self._other = name
        elif name in ("Data", "SimpleData"):
            self._key = attributes.get("name", "").strip().casefold()
        if name in ("coordinates", "value", "SimpleData") or (
            name == "name" and self._depth == self._placemark_depth + 1
        ):
            self._text = []

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        self._depth -= 1
        text, self._text = "".join(self._text or ()), None
        if self._properties is None:
            return
        if name == "coordinates":
            # Of a point or line: the placemark is refused as a whole, by its geometry.
            if self._polygons and not self._other:
                self._polygons[-1].append([_position(each) for each in text.split()])
        elif name in ("value", "SimpleData") and self._key:
            self._properties[self._key] = text.strip()
            self._key = ""
        elif name == "name":
            self._name = self._name or text.strip()
        elif name == "Placemark":
            self._close()

    def _close(self) -> None:
        properties = {"nama": self._name, **(self._properties or {})}
        geometry: dict[str, object] = (
            {"type": self._other or "MultiPolygon", "coordinates": self._polygons}
            if self._polygons or self._other
            else {}
        )
        self.features.append({"type": "Feature", "properties": properties, "geometry": geometry or None})
        self._properties = None


def _position(text: str) -> Position:
    """Longitude, latitude and perhaps height; what is no number is left out, and the position is refused later."""
    found = []
    for part in text.split(","):
        try:
            found.append(float(part))
        except ValueError:
            return []
    return found


def _refuse(source: Source, found: str) -> NoReturn:
    raise UnreadableFile(
        expected="KML with polygons",
        found=found,
        where=source.name,
        remedy="Export the outlines as KML, GeoJSON or a zipped shapefile.",
    )
