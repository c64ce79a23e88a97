"""Outlines as KML and as zipped shapefiles: the same outlines as from GeoJSON, and every odd file refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
import shapefile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from intake import shapefile_zip
from intake.errors import UnreadableOutlines
from intake.territory import Outline, read_outlines

SQUARE = [[112.6, -8.0], [112.6, -7.9], [112.7, -7.9], [112.7, -8.0], [112.6, -8.0]]
HOLE = [[112.63, -7.96], [112.66, -7.96], [112.66, -7.93], [112.63, -7.93], [112.63, -7.96]]
RT = {"kode_kelurahan": "35.73.04.1005", "rw": "001", "rt": "002"}
WGS84 = CRS.from_epsg(4326).to_wkt("WKT1_ESRI")
ONE_FOLDER = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ring(points: Sequence[Sequence[float]]) -> str:
    text = " ".join(f"{longitude},{latitude},440" for longitude, latitude in points)
    return f"<LinearRing><coordinates>\n {text} </coordinates></LinearRing>"


def polygon(*rings: Sequence[Sequence[float]]) -> str:
    inner = "".join(f"<innerBoundaryIs>{ring(each)}</innerBoundaryIs>" for each in rings[1:])
    return f"<Polygon><outerBoundaryIs>{ring(rings[0])}</outerBoundaryIs>{inner}</Polygon>"


def placemark(geometry: str, *, name: str = "", data: Mapping[str, str] | None = None) -> str:
    rows = "".join(f'<Data name="{key}"><value>{value}</value></Data>' for key, value in (data or {}).items())
    return f"<Placemark><name>{name}</name><ExtendedData>{rows}</ExtendedData>{geometry}</Placemark>"


def kml(folder: Path, *placemarks: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> Path:
    path = folder / "batas.kml"
    body = f"<Document><name>Batas</name><Folder>{''.join(placemarks)}</Folder></Document>"
    path.write_text(f'{head}<kml xmlns="http://www.opengis.net/kml/2.2">{body}</kml>', encoding="utf-8")
    return path


def layer(
    records: Sequence[Mapping[str, object]],
    shapes: Sequence[Sequence[Sequence[Sequence[float]]]],
    *,
    kind: int = shapefile.POLYGON,
) -> dict[str, bytes]:
    """The files of a layer by ending, names of columns cut off as dBASE does; `shapes` are lists of rings."""
    files = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    with shapefile.Writer(**files, shapeType=kind) as writer:
        for name, value in records[0].items():
            writer.field(name[:10], "N" if isinstance(value, int) else "C", 40)
        for record, rings in zip(records, shapes, strict=True):
            if kind == shapefile.POLYGON:
                writer.poly(rings)
            else:
                writer.line(rings)
            writer.record(*record.values())
    return {f".{ending}": file.getvalue() for ending, file in files.items()}


def zipped(folder: Path, files: Mapping[str, bytes], *, stem: str = "Batas RT", prj: str = WGS84) -> Path:
    path = folder / "batas.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, data in files.items():
            archive.writestr(stem + ending, data)
        if prj:
            archive.writestr(f"{stem}.prj", prj)
    return path


def refused(path: Path) -> str:
    with pytest.raises(UnreadableOutlines) as caught:
        read_outlines(path)
    assert caught.value.where == path.name
    assert caught.value.remedy.endswith(".")
    return caught.value.found


def same(outline: Outline, other: Outline) -> bool:
    return outline.shape.symmetric_difference(other.shape).area < 1e-9


# ------------------------------------------------------------------ KML


def test_placemarks_become_outlines(tmp_path: Path) -> None:
    shifted = [[longitude + 1, latitude] for longitude, latitude in SQUARE]
    path = kml(
        tmp_path,
        placemark(polygon(SQUARE, HOLE), name=" Sukun ", data={"KODE": "35.73.04.1005"}),
        placemark(f"<MultiGeometry>{polygon(SQUARE)}{polygon(shifted)}</MultiGeometry>", data=RT),
    )
    one, two = read_outlines(path)
    assert (one.code, one.name, one.rt) == ("35.73.04.1005", "Sukun", "")
    assert one.shape.area == pytest.approx(0.01 - 0.0009)
    assert (two.rw, two.rt, len(two.shape.geoms)) == ("001", "002", 2)
    assert not one.shape.has_z


def test_schema_data_of_gis_programs(tmp_path: Path) -> None:
    data = "".join(f'<SimpleData name="{key}">{value}</SimpleData>' for key, value in RT.items())
    data = f'<ExtendedData><SchemaData schemaUrl="#x">{data}</SchemaData></ExtendedData>'
    (outline,) = read_outlines(kml(tmp_path, f"<Placemark>{data}{polygon(SQUARE)}</Placemark>"))
    assert (outline.code, outline.rw, outline.rt) == ("35.73.04.1005", "001", "002")


@pytest.mark.parametrize(
    ("geometry", "found"),
    [
        ("<Point><coordinates>112.6,-7.9</coordinates></Point>", "no Polygon"),
        ("", "no Polygon"),
        ("<Polygon></Polygon>", "coordinates are missing"),
        (polygon(SQUARE[:-1]), "a ring that is not closed"),
        (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]), "Self-intersection"),
        (polygon([[latitude, longitude] for longitude, latitude in SQUARE]), "swapped"),
        (polygon(SQUARE).replace("112.7", "x"), "coordinates are missing"),
        (polygon(SQUARE).replace("112.7", "nan"), "no number"),
    ],
)
def test_wrong_placemarks(tmp_path: Path, geometry: str, found: str) -> None:
    message = refused(kml(tmp_path, placemark(geometry, data=RT)))
    assert message.startswith("feature 1: 35.73.04.1005")
    assert found in message


def test_a_placemark_without_code(tmp_path: Path) -> None:
    assert "property kode is missing" in refused(kml(tmp_path, placemark(polygon(SQUARE), name="Sukun")))


def test_entities_and_other_xml_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert refused(kml(tmp_path, placemark("&b;"), head=bomb)) == "XML with a document type"
    path = tmp_path / "x.kml"
    for text, found in (("<svg/>", "other XML"), ("<kml>", "damaged"), ("<kml><a></kml>", "damaged")):
        path.write_text(text, encoding="utf-8")
        assert found in refused(path)
    path.write_text("<kml/>", encoding="utf-8")
    assert refused(path) == "none"


# ------------------------------------------------------------------ shapefile


def test_a_layer_in_degrees(tmp_path: Path) -> None:
    path = zipped(tmp_path, layer([RT, {**RT, "rt": "003"}], [[SQUARE, HOLE], [HOLE]]))
    one, two = read_outlines(path)
    assert (one.code, one.rw, one.rt, two.rt) == ("35.73.04.1005", "001", "002", "003")
    assert one.shape.area == pytest.approx(0.01 - 0.0009)


def test_metres_become_degrees(tmp_path: Path) -> None:
    system = CRS.from_epsg(32749)
    to_metres = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    metres = [list(to_metres.transform(east, north)) for east, north in SQUARE]
    (given,) = read_outlines(zipped(tmp_path, layer([RT], [[SQUARE]])))
    path = zipped(tmp_path, layer([RT], [[metres]]), prj=system.to_wkt("WKT1_ESRI"))
    (found,) = read_outlines(path)
    assert same(found, given)


def test_names_that_dbase_cuts_off_and_numbers(tmp_path: Path) -> None:
    (outline,) = read_outlines(
        zipped(tmp_path, layer([{"KODE_KELUR": "35.73.04.1005", "RW": 1, "RT": 2}], [[SQUARE]]))
    )
    assert (outline.code, outline.rw, outline.rt) == ("35.73.04.1005", "1", "2")


def test_letters_of_another_code_page(tmp_path: Path) -> None:
    files = layer([{"kode": "35.73.04.1005", "nama": "Caf?"}], [[SQUARE]])
    files[".dbf"] = files[".dbf"].replace(b"Caf?", b"Caf\xe9")
    for named in (b"1252", b"ISO 8859-1", b"cp1252"):
        (outline,) = read_outlines(zipped(tmp_path, {**files, ".cpg": named}))
        assert outline.name == "Café"


def test_points_lines_and_wrong_layers(tmp_path: Path) -> None:
    good = layer([RT], [[SQUARE]])
    assert (
        refused(zipped(tmp_path, layer([RT], [[SQUARE]], kind=shapefile.POLYLINE))) == "a layer of polyline"
    )
    assert refused(zipped(tmp_path, good, prj="")) == "no .prj file"
    assert refused(zipped(tmp_path, {k: v for k, v in good.items() if k != ".dbf"})) == "no .dbf file"
    assert "cannot be read" in refused(zipped(tmp_path, good, prj="nonsense"))
    hostile = 'GEOGCS["x",EXTENSION["PROJ4","+proj=longlat +nadgrids=/etc/passwd"]]'
    assert "cannot be read" in refused(zipped(tmp_path, good, prj=hostile))
    path = zipped(tmp_path, good)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("lain.shp", b"x")
    assert refused(path) == "2 layers"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", b"x")
    assert refused(path) == "0 layers"


def test_archives_that_would_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path, {**layer([RT], [[SQUARE]]), ".cpg": b"0" * 3_000_000})
    monkeypatch.setattr(shapefile_zip, "MAX_UNPACKED_BYTES", 2_000_000)
    assert "MiB when unpacked" in refused(path)
    monkeypatch.setattr(shapefile_zip, "MAX_PARTS", 2)
    assert "too many files" in refused(path)


def test_names_that_leave_the_folder(tmp_path: Path) -> None:
    assert "unsafe names" in refused(zipped(tmp_path, layer([RT], [[SQUARE]]), stem="../batas"))


def test_a_table_that_claims_too_much(tmp_path: Path) -> None:
    files = layer([RT], [[SQUARE]])
    table = bytearray(files[".dbf"])
    table[4:8] = (2**31 - 1).to_bytes(4, "little")
    assert "records" in refused(zipped(tmp_path, {**files, ".dbf": bytes(table)}))


@ONE_FOLDER
@given(st.sampled_from([".shp", ".dbf", ".shx"]), st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_damaged_bytes_are_refused_or_read(tmp_path: Path, ending: str, at: int, change: bytes) -> None:
    files = layer([RT], [[SQUARE]])
    data = bytearray(files[ending])
    data[at % len(data) : at % len(data) + len(change)] = change
    path = zipped(tmp_path, {**files, ending: bytes(data)})
    with suppress(UnreadableOutlines):
        assert len(read_outlines(path)) == 1


@ONE_FOLDER
@given(st.sampled_from([b"<", b"PK\x03\x04", b"<?xml ", b"<kml>"]), st.binary(max_size=300))
def test_whatever_follows_a_signature(tmp_path: Path, signature: bytes, content: bytes) -> None:
    path = tmp_path / "a.kml"
    path.write_bytes(signature + content)
    with pytest.raises(UnreadableOutlines):
        read_outlines(path)
