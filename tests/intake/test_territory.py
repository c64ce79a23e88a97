"""The list of administrative codes and the outlines of territories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from intake import territory
from intake.errors import UnreadableCodes, UnreadableOutlines
from intake.territory import CodeName, read_codes, read_outlines
from planning.territory import is_kelurahan_code
from tests.intake.samples import NO_SHARED, SHARED, write_workbook

SQUARE = [[112.6, -7.9], [112.7, -7.9], [112.7, -8.0], [112.6, -8.0], [112.6, -7.9]]
HOLE = [[112.63, -7.93], [112.66, -7.93], [112.66, -7.96], [112.63, -7.96], [112.63, -7.93]]


def feature(
    coordinates: object, *, kind: str = "Polygon", properties: Mapping[str, object] | None = None
) -> dict[str, object]:
    named = {"kode": "35.73.04.1005", "nama": "Sukun"} if properties is None else dict(properties)
    return {"type": "Feature", "properties": named, "geometry": {"type": kind, "coordinates": coordinates}}


def geojson(folder: Path, *features: object, **more: object) -> Path:
    path = folder / "batas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def refused_outlines(path: Path) -> str:
    with pytest.raises(UnreadableOutlines) as caught:
        read_outlines(path)
    assert caught.value.where == path.name
    assert caught.value.remedy.endswith(".")
    return caught.value.found


def refused_codes(folder: Path, text: str) -> str:
    path = folder / "wilayah.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableCodes) as caught:
        read_codes(path)
    assert caught.value.where == "wilayah.csv"
    return caught.value.found


def test_codes_from_table_and_workbook(tmp_path: Path) -> None:
    expected = [CodeName("35", "Jawa Timur"), CodeName("35.73.04.1005", "Sukun")]
    path = tmp_path / "wilayah.csv"
    path.write_text(" Nama ;KODE;x\nJawa Timur;35;\n\nSukun;35.73.04.1005;y\n", encoding="utf-8")
    assert read_codes(path) == expected
    rows = [{"kode": "35", "nama": "Jawa Timur"}, {"kode": "35.73.04.1005", "nama": "Sukun"}]
    assert read_codes(write_workbook(tmp_path / "a.xlsx", rows, columns=["kode", "nama"])) == expected


def test_every_wrong_code_is_named(tmp_path: Path) -> None:
    found = refused_codes(tmp_path, "kode,nama\n35,Jawa Timur\n35.7,x\n0,Indonesia\n36,\n35,Lagi\n")
    assert found == (
        "row 3: '35.7' is not a code such as 35.73 or 35.73.04.1005; "
        "row 4: '0' is not a code such as 35.73 or 35.73.04.1005; "
        "row 5: 36 has no name; row 6: 35 stands already above"
    )


def test_many_wrong_codes_are_counted(tmp_path: Path) -> None:
    assert refused_codes(tmp_path, "kode,nama\n" + "x,y\n" * 50).endswith("and 30 more")


def test_codes_without_header_or_lines(tmp_path: Path) -> None:
    assert refused_codes(tmp_path, "35,Jawa Timur\n") == "none"
    assert refused_codes(tmp_path, "kode,nama\n") == "no lines"
    assert refused_codes(tmp_path, "") == "an empty file"


@pytest.mark.skipif(not SHARED.is_dir(), reason=NO_SHARED)
def test_the_real_list_of_codes() -> None:
    codes = read_codes(SHARED / "wilayah_kemendagri_2025.csv")
    assert len(codes) == 91_599
    assert sum(is_kelurahan_code(code) for code, _ in codes) == 83_762
    assert ("35.73.04.1005", "Sukun") in codes


@pytest.mark.skipif(not SHARED.is_dir(), reason=NO_SHARED)
@pytest.mark.parametrize(("city", "count"), [("33.75_kota_pekalongan", 27), ("35.73_kota_malang", 57)])
def test_real_outlines(city: str, count: int) -> None:
    outlines = read_outlines(SHARED / f"kelurahan_{city}.geojson")
    assert len(outlines) == count
    assert all(outline.code.startswith(city[:5]) and outline.shape.is_valid for outline in outlines)


def test_polygon_with_a_hole_and_several_parts(tmp_path: Path) -> None:
    other = {"kode": "35.73.04.1006", "nama": " Tanjungrejo "}
    shifted = [[lon + 1, lat] for lon, lat in SQUARE]
    path = geojson(
        tmp_path,
        feature([SQUARE, HOLE]),
        feature([[SQUARE], [shifted]], kind="MultiPolygon", properties=other),
    )
    one, two = read_outlines(path)
    assert (one.code, one.name, two.name) == ("35.73.04.1005", "Sukun", "Tanjungrejo")
    assert one.shape.area == pytest.approx(0.01 - 0.0009)
    assert len(two.shape.geoms) == 2


def test_outlines_of_rt(tmp_path: Path) -> None:
    rt = {"kode_kelurahan": "35.73.04.1005", "rw": "01", "rt": "001"}
    (outline,) = read_outlines(geojson(tmp_path, feature([SQUARE], properties=rt)))
    assert (outline.code, outline.rw, outline.rt) == ("35.73.04.1005", "01", "001")
    changes: list[dict[str, object]] = [{"kode_kelurahan": "35.73"}, {"rw": 1}, {"rt": ""}]
    wrong: list[dict[str, object]] = [{**rt, **change} for change in changes]
    found = refused_outlines(geojson(tmp_path, *(feature([SQUARE], properties=each) for each in wrong)))
    assert "feature 1: property kode_kelurahan is '35.73'" in found
    assert "feature 2: 35.73.04.1005: property rw is 1" in found
    assert "feature 3: 35.73.04.1005: property rt is ''" in found


def test_heights_are_dropped(tmp_path: Path) -> None:
    (outline,) = read_outlines(geojson(tmp_path, feature([[[*point, 440.5] for point in SQUARE]])))
    assert not outline.shape.has_z


@pytest.mark.parametrize(
    ("coordinates", "found"),
    [
        ([[[lat, lon] for lon, lat in SQUARE]], "latitude and longitude are swapped (-7.9, 112.6)"),
        ([[[678000.5, 9125000] for _ in SQUARE]], "coordinates are not degrees"),
        ([[[4.9, 52.4] for _ in SQUARE]], "a point outside Indonesia (4.9, 52.4)"),
        ([SQUARE[:-1]], "a ring that is not closed"),
        ([[SQUARE[0], SQUARE[1], SQUARE[0]]], "a ring of 3 points"),
        ([[SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]], "Self-intersection"),
        ([SQUARE, [[lon + 1, lat] for lon, lat in HOLE]], "Hole lies outside shell"),
        ([[SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]]], "Too few points"),
        ([], "coordinates are missing"),
        ([[]], "coordinates are missing"),
        (None, "coordinates are missing"),
        ([[["112", "-7"]]], "a coordinate that is no number"),
        ([[[True, False]]], "a coordinate that is no number"),
        ([[[10**400, 1]]], "a coordinate that is no number"),
        ([[[112.6]]], "a position without latitude"),
    ],
)
def test_wrong_rings(tmp_path: Path, coordinates: object, found: str) -> None:
    message = refused_outlines(geojson(tmp_path, feature(coordinates)))
    assert message.startswith("feature 1: 35.73.04.1005 Sukun: ")
    assert found in message


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (None, "not a GeoJSON Feature"),
        (feature([SQUARE], properties={}), "property kode is missing"),
        (feature([SQUARE], properties={"kode": 35, "nama": "x"}), "property kode is 35"),
        (feature([SQUARE], properties={"kode": "35"}), "property nama is missing"),
        (feature(SQUARE, kind="LineString"), "no Polygon or MultiPolygon"),
        ({"type": "Feature", "properties": None, "geometry": None}, "property kode is missing"),
    ],
)
def test_wrong_features(tmp_path: Path, wrong: object, found: str) -> None:
    message = refused_outlines(geojson(tmp_path, feature([SQUARE]), wrong))
    assert message.startswith("feature 2: ")
    assert found in message


def test_two_outlines_of_one_code(tmp_path: Path) -> None:
    found = refused_outlines(geojson(tmp_path, feature([SQUARE]), feature([SQUARE])))
    assert found == "feature 2: 35.73.04.1005 Sukun stands already above"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{", "text that is not"),
        ('{"type":"FeatureCollection","features":[NaN]}', "NaN is not a number of JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "other JSON"),
        ('{"type":"Topology"}', "other JSON"),
        ('{"type":"FeatureCollection","features":[]}', "none"),
        ('{"type":"FeatureCollection","features":{}}', "none"),
        (
            '{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:32749"}}}',
            "another coordinate system",
        ),
        ("\udcff", "text that is not"),
    ],
)
def test_what_is_no_geojson(tmp_path: Path, text: str, found: str) -> None:
    path = tmp_path / "batas.geojson"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert found in refused_outlines(path)


def test_degrees_named_as_coordinate_system(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read_outlines(geojson(tmp_path, feature([SQUARE]), crs=crs))) == 1


def test_limits_of_outlines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = geojson(tmp_path, feature([SQUARE]), feature([SQUARE], properties={"kode": "35", "nama": "x"}))
    assert len(read_outlines(path)) == 2
    monkeypatch.setattr(territory, "MAX_POINTS", 9)
    assert refused_outlines(path) == "more"
    monkeypatch.setattr(territory, "MAX_FEATURES", 1)
    assert refused_outlines(path) == "2"
    monkeypatch.setattr(territory, "MAX_OUTLINE_BYTES", 100)
    assert refused_outlines(path).endswith("MiB")
