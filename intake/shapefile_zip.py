"""A zipped shapefile: polygons with their table, brought to longitude and latitude, as features of GeoJSON.

The archive is unpacked in memory within limits, and what is measured is what comes out of it. The coordinate system
is that of the `.prj` file; without one the numbers could mean any place.
"""

from __future__ import annotations

import codecs
import io
import struct
import warnings
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn

from intake.errors import UnreadableFile
from intake.limits import BROKEN_ARCHIVE, MIB, Source, chunks, unsafe_names
from planning.wording import words

if TYPE_CHECKING:
    from pyproj import Transformer

MAX_UNPACKED_BYTES = 256 * MIB
"""All parts that are read, unpacked."""
MAX_PARTS = 200
"""Files of the archive; a shapefile has three to twelve."""
MAX_RECORDS = 100_000
MAX_PRJ_BYTES = 64 * 1024
LONG_NAMES: Mapping[str, str] = {"kode_kelur": "kode_kelurahan", "kode_kel": "kode_kelurahan"}
"""Names of columns that a dBASE table cuts off at ten letters."""

_NEEDED = (".shp", ".dbf", ".prj")
_READ = (*_NEEDED, ".cpg")
_DAMAGED = (struct.error, ValueError, LookupError, TypeError, OverflowError, ArithmeticError, EOFError,
            AssertionError, AttributeError, OSError)  # fmt: skip
"""What the reader of shapefiles raises for damaged bytes."""


def is_zip(source: Source) -> bool:
    """Whether the bytes are a zip archive."""
    return source.data.startswith(b"PK\x03\x04")


def shapefile_features(source: Source) -> list[object]:
    """The records of the one polygon layer of a zipped shapefile as GeoJSON features, in their order.

    Names of columns are in small letters, whole numbers of the table become text (`1`), and coordinates are
    longitude and latitude on WGS 84. Raises `UnreadableFile` for archives that are too large, damaged or hold no or
    several layers, for an unknown coordinate system, and for layers of points or lines.
    """
    # Most outlines come as GeoJSON, which needs neither this reader nor a projection.
    import shapefile  # noqa: PLC0415

    # What it would say on the terminal about odd rings is said by the checks that follow, in words for people.
    shapefile.VERBOSE = False
    parts = _unpack(source)
    to_degrees = _transformer(source, parts[".prj"])
    try:
        with (
            warnings.catch_warnings(action="error"),
            shapefile.Reader(
                shp=io.BytesIO(parts[".shp"]),
                dbf=io.BytesIO(parts[".dbf"]),
                encoding=_encoding(parts),
                encodingErrors="replace",
            ) as reader,
        ):
            if reader.shapeTypeName not in ("POLYGON", "POLYGONZ", "POLYGONM"):
                _refuse(
                    source,
                    words("a layer of {kind}", kind=str(reader.shapeTypeName).lower()),
                    "Export the layer of polygons.",
                )
            if reader.numRecords is None or reader.numRecords > MAX_RECORDS:
                _refuse(
                    source,
                    words("more than {limit} records", limit=MAX_RECORDS),
                    "Split the file by province.",
                )
            return [
                {
                    "type": "Feature",
                    "properties": {_name(key): _value(value) for key, value in each.record.as_dict().items()},
                    "geometry": _geometry(each.shape.__geo_interface__, to_degrees),
                }
                for each in reader.iterShapeRecords()
            ]
    except (shapefile.ShapefileException, Warning, *_DAMAGED) as error:
        _refuse(
            source,
            words("a damaged shapefile ({reason})", reason=str(error) or type(error).__name__),
            "Export the layer again.",
        )


def _unpack(source: Source) -> dict[str, bytes]:
    """The files of the one layer by their endings."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if len(names) > MAX_PARTS or unsafe_names(names):
                _refuse(source, "too many files, or unsafe names", "Zip only the files of one layer.")
            if any(entry.flag_bits & 0x1 for entry in entries):
                _refuse(source, "an encrypted archive", "Zip the files without a password.")
            layers = [name for name in names if name.lower().endswith(".shp") and "__MACOSX" not in name]
            if len(layers) != 1:
                _refuse(
                    source, words("{count} layers", count=len(layers)), "Zip the files of one layer only."
                )
            stem = layers[0][:-4].lower()
            parts: dict[str, bytes] = {}
            room = MAX_UNPACKED_BYTES
            for name in names:
                ending = name[-4:].lower()
                if name[:-4].lower() != stem or ending not in _READ:
                    continue
                with archive.open(name) as file:
                    data = bytearray()
                    for chunk in chunks(file):
                        room -= len(chunk)
                        if room < 0:
                            limit = MAX_UNPACKED_BYTES // MIB
                            _refuse(
                                source,
                                words("more than {limit} MiB when unpacked", limit=limit),
                                "Simplify the outlines.",
                            )
                        data += chunk
                    parts[ending] = bytes(data)
    except BROKEN_ARCHIVE as error:
        _refuse(source, words("a damaged zip archive ({reason})", reason=error), "Zip the files again.")
    missing = [ending for ending in _NEEDED if ending not in parts]
    if missing:
        _refuse(
            source,
            words("no {ending} file", ending=missing[0]),
            "Zip the .shp, .shx, .dbf and .prj files of the layer together.",
        )
    return parts


def _transformer(source: Source, prj: bytes) -> Transformer:
    from pyproj import CRS, Transformer  # noqa: PLC0415 - as above
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    text = prj[:MAX_PRJ_BYTES].decode("utf-8", "replace")
    # An extension can name files of this machine that the projection library would open.
    if len(prj) > MAX_PRJ_BYTES or "nadgrids" in text.casefold() or "extension" in text.casefold():
        _refuse_system(source, text)
    try:
        return Transformer.from_crs(CRS.from_wkt(text), "EPSG:4326", always_xy=True)
    except CRSError:
        _refuse_system(source, text)


def _refuse_system(source: Source, text: str) -> NoReturn:
    _refuse(
        source,
        words("a coordinate system that cannot be read, {name}", name=text[:60]),
        "Export the layer in WGS 84 (EPSG:4326).",
    )


def _geometry(geometry: Mapping[str, object], to_degrees: Transformer) -> object:
    """The polygons in longitude and latitude; another geometry as it is, to be refused by name."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, (list, tuple)):
        return dict(geometry)
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return {
        "type": "MultiPolygon",
        "coordinates": [[_ring(ring, to_degrees) for ring in polygon] for polygon in polygons],
    }


def _ring(points: object, to_degrees: Transformer) -> list[list[float]]:
    assert isinstance(points, (list, tuple))  # noqa: S101 - a ring, as the reader gives it
    longitudes, latitudes = to_degrees.transform(
        [float(point[0]) for point in points], [float(point[1]) for point in points]
    )
    return [list(pair) for pair in zip(longitudes, latitudes, strict=True)]


def _name(column: str) -> str:
    name = column.strip().casefold()
    return LONG_NAMES.get(name, name)


def _value(value: object) -> object:
    """Numbers of RW and RT are whole numbers in many tables; blanks at the end belong to no text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip("\0 ") if isinstance(value, str) else value


def _encoding(parts: Mapping[str, bytes]) -> str:
    """The encoding that the `.cpg` file names, by name or by number of its code page; else UTF-8."""
    named = parts.get(".cpg", b"").decode("ascii", "ignore").strip()
    for name in (named, f"cp{named}", named.replace(" ", "-")):
        try:
            return codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
    return "utf-8"


def _refuse(source: Source, found: str, remedy: str) -> NoReturn:
    raise UnreadableFile(
        expected="a zipped shapefile of polygons", found=found, where=source.name, remedy=remedy
    )
