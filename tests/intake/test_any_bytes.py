"""Whatever the bytes, a survey is read or refused; nothing else ever comes out."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.errors import UnreadableCodes, UnreadableOutlines, UnreadableSurvey
from intake.survey import SurveyFile, read_survey
from intake.territory import read_codes, read_outlines
from planning.rules import RULE_2018
from tests.intake.samples import COLUMNS, row, rts, table, write_workbook

# The folder of a test is shared by its examples; each example overwrites the file.
ONE_FOLDER = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_or_refused(path: Path, content: bytes) -> SurveyFile | None:
    """The survey in these bytes, None where they are refused as they should be."""
    path.write_bytes(content)
    try:
        found = read_survey(path, rule=RULE_2018)
    except UnreadableSurvey:
        return None
    assert len(found.rows) + found.refused > 0
    assert all(each.text(str) for each in found.findings)
    return found


@ONE_FOLDER
@given(st.binary(max_size=2_000), st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a"]))
def test_random_bytes(tmp_path: Path, content: bytes, name: str) -> None:
    read_or_refused(tmp_path / name, content)


@ONE_FOLDER
@given(
    st.sampled_from([b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0"]),
    st.binary(),
)
def test_random_bytes_behind_a_signature(tmp_path: Path, signature: bytes, content: bytes) -> None:
    read_or_refused(tmp_path / "a.xlsx", signature + content)
    read_or_refused(tmp_path / "a.csv", signature + content)


@ONE_FOLDER
@given(st.lists(st.lists(st.text(max_size=12), max_size=len(COLUMNS) + 2), max_size=12))
def test_random_cells_below_a_good_header(tmp_path: Path, cells: list[list[str]]) -> None:
    rows = [dict(zip(COLUMNS, line, strict=False)) for line in cells]
    found = read_or_refused(tmp_path / "a.csv", table([*rows, row()], end="\r\n").encode("utf-8", "replace"))
    if found is not None:
        assert len(found.rows) + found.refused <= len(cells) + 1


@ONE_FOLDER
@given(st.data())
def test_a_good_table_with_some_bytes_changed(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(table(rts(3)).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read_or_refused(tmp_path / "a.csv", bytes(content))


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_workbook(tmp_path_factory.mktemp("buku") / "a.xlsx", rts(2)).read_bytes()


@ONE_FOLDER
@given(st.data())
def test_a_good_workbook_with_some_bytes_changed(
    tmp_path: Path, workbook: bytes, data: st.DataObject
) -> None:
    content = bytearray(workbook)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read_or_refused(tmp_path / "a.xlsx", bytes(content))


@ONE_FOLDER
@given(st.data())
def test_a_good_workbook_with_one_part_changed(tmp_path: Path, workbook: bytes, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    at = data.draw(st.integers(0, len(part)))
    cut = data.draw(st.integers(0, 30))
    piece = data.draw(
        st.one_of(st.binary(max_size=12), st.sampled_from([b"", b"<c>", b"</c>", b'"', b"<v>9</v>"]))
    )
    part[at : at + cut] = piece
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for other, content in parts.items():
            archive.writestr(other, bytes(part) if other == name else content)
    read_or_refused(tmp_path / "a.xlsx", changed.getvalue())


@ONE_FOLDER
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_random_bytes_as_codes_and_outlines(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableOutlines):
        read_outlines(path)
    with pytest.raises(UnreadableCodes):
        read_codes(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "properties", "geometry", "kode"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@ONE_FOLDER
@given(JSON)
def test_any_json_as_features(tmp_path: Path, feature: object) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    with pytest.raises(UnreadableOutlines):
        read_outlines(path)


@ONE_FOLDER
@given(JSON)
def test_any_json_as_coordinates(tmp_path: Path, coordinates: object) -> None:
    geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": {"kode": "35", "nama": "x"}, "geometry": geometry}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    with pytest.raises(UnreadableOutlines):
        read_outlines(path)
