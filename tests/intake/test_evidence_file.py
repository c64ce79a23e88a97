"""What may come in as evidence by its kind and name, made by the programs that make it, and what may not."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from intake import evidence_file, evidence_office
from intake.errors import UnreadableEvidence
from intake.evidence_file import EvidenceFile, FileKind, read_evidence_file
from intake.evidence_office import ODS, ODT, PPTX
from tests.intake.evidence_samples import (
    OLE2,
    embed,
    heic,
    named_script,
    one_page,
    open_document,
    pdf_with,
    picture,
    refused,
    saved,
    sheets,
    slides,
    word,
    written,
)

ONE_FOLDER = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

DXF_TEXT = b"0\r\nSECTION\r\n2\r\nENTITIES\r\n0\r\nENDSEC\r\n0\r\nEOF\r\n"
DWG_BYTES = b"AC1032" + bytes(506)
POINT = {"type": "Point", "coordinates": [112.6, -7.98]}
FEATURE = {"type": "Feature", "properties": {}, "geometry": POINT}

ACCEPTED: list[tuple[str, Callable[[], bytes], str, FileKind]] = [
    ("a.pdf", lambda: saved(one_page()), "application/pdf", FileKind.PDF),
    ("a.jpg", lambda: picture("JPEG"), "image/jpeg", FileKind.IMAGE),
    ("A.JPEG", lambda: picture("JPEG"), "image/jpeg", FileKind.IMAGE),
    ("a.png", lambda: picture("PNG"), "image/png", FileKind.IMAGE),
    ("a.tif", lambda: picture("TIFF"), "image/tiff", FileKind.IMAGE),
    ("a.webp", lambda: picture("WEBP"), "image/webp", FileKind.IMAGE),
    ("a.heic", heic, "image/heic", FileKind.IMAGE),
    ("a.docx", word, evidence_office.DOCX, FileKind.OFFICE),
    ("a.xlsx", sheets, evidence_office.XLSX, FileKind.OFFICE),
    ("a.pptx", slides, PPTX, FileKind.OFFICE),
    ("a.odt", lambda: open_document(ODT), ODT, FileKind.OFFICE),
    ("a.ods", lambda: open_document(ODS), ODS, FileKind.OFFICE),
    ("a.dxf", lambda: DXF_TEXT, "image/vnd.dxf", FileKind.DRAWING),
    ("b.dxf", lambda: b"999\nmade by hand\n  0\nSECTION\n  0\nEOF\n", "image/vnd.dxf", FileKind.DRAWING),
    (
        "c.dxf",
        lambda: b"AutoCAD Binary DXF\r\n\x1a\x00\x00SECTION\x00\x00EOF\x00",
        "image/vnd.dxf",
        FileKind.DRAWING,
    ),
    ("a.dwg", lambda: DWG_BYTES, "image/vnd.dwg", FileKind.DRAWING),
    ("a.geojson", lambda: json.dumps(FEATURE).encode(), "application/geo+json", FileKind.GEOJSON),
    (
        "a.json",
        lambda: b"\xef\xbb\xbf\n" + json.dumps(POINT).encode(),
        "application/geo+json",
        FileKind.GEOJSON,
    ),
]


@pytest.mark.parametrize(("name", "make", "media_type", "kind"), ACCEPTED, ids=[each[0] for each in ACCEPTED])
def test_accepted(
    tmp_path: Path, name: str, make: Callable[[], bytes], media_type: str, kind: FileKind
) -> None:
    content = make()
    found = read_evidence_file(written(tmp_path / name, content))
    assert (found.media_type, found.kind) == (media_type, kind)
    assert found.source.data == content
    assert found.source.name == name


@pytest.mark.parametrize(("name", "make", "media_type", "kind"), ACCEPTED, ids=[each[0] for each in ACCEPTED])
def test_the_name_must_agree(
    tmp_path: Path, name: str, make: Callable[[], bytes], media_type: str, kind: FileKind
) -> None:
    error = refused(tmp_path / "surat.txt", make())
    assert media_type in error.expected
    assert ".txt" in error.found
    assert "none" in refused(tmp_path / "surat", make()).found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"MZ\x90\x00" + bytes(60), "a Windows program"),
        (b"\x7fELF\x02\x01", "a Linux program"),
        (b"#!/bin/sh\nrm -rf x\n", "a script"),
        (b"<!DOCTYPE html><p>%PDF-1.7", "a web page (HTML)"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b'<svg onload="x()"></svg>', "an SVG drawing"),
        (b'<?xml version="1.0"?><kml/>', "an XML file"),
        (b"Rar!\x1a\x07\x01\x00", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a 7z archive"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"GIF89a", "a GIF picture"),
        (b"BM\x00\x10\x00\x00\x00\x00\x00\x00", "a BMP picture"),
        (b"II+\x00\x08\x00", "a BigTIFF picture"),
        (b"{\\rtf1 }", "an RTF text"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "a video"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avif", "an AVIF picture"),
        (b"\x1aE\xdf\xa3\x01", "a video"),
        (b"RIFF\x10\x00\x00\x00AVI LIST", "a video or a sound"),
        (OLE2 + bytes(504), "an old Office file"),
        (OLE2 + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
        (b"PK\x05\x06" + bytes(18), "an empty or damaged zip archive"),
        (b"kode;nama\n1;2\n", "plain text"),
        (b"BMxyz is how this text begins", "plain text"),
        (b"\x93\x00\x81" * 9, "data of an unknown kind"),
        (b"AC1009" + bytes(400), "AC1009"),
        (b"AC1032", "cut off"),
        (DXF_TEXT[:-6], "cut off"),
        (DXF_TEXT.replace(b"ENTITIES", b"ENT\x00TIES"), "bytes that no text holds"),
        (b'{"type": "Topology"}', "other JSON"),
        (b'{"type": "Feature", "geometry": 3}', "other JSON"),
        (b'{"type": ["x"]}', "other JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "none"),
        (b'{"type": "FeatureCollection", "features": [1]}', "feature 1"),
        (b'{"type": NaN}', "NaN is not a number"),
        (b'{"type": "Point", "coordinates": ' + b"[" * 200_000, "nested too deeply"),
        (b'{"a": "\xff"}', "text that is not"),
    ],
)
def test_other_kinds(tmp_path: Path, content: bytes, found: str) -> None:
    assert found in refused(tmp_path / "surat.pdf", content).found


def test_empty_large_and_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "empty" in refused(tmp_path / "a.pdf", b"").found
    monkeypatch.setattr(evidence_file, "MAX_EVIDENCE_BYTES", 1 << 20)
    assert "1 MiB" in refused(tmp_path / "a.pdf", bytes((1 << 20) + 1)).expected
    with pytest.raises(UnreadableEvidence, match="none with this name"):
        read_evidence_file(tmp_path / "hilang.pdf")


def test_script_by_its_name(tmp_path: Path) -> None:
    assert ".bat" in refused(tmp_path / "a.bat", b"del x").found


@pytest.mark.parametrize(
    "hidden",
    ["\n", "\r", "\t", "\x1b[2J", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f", "\u200b"],
)
@pytest.mark.parametrize("there", [True, False])
def test_names_with_hidden_characters(tmp_path: Path, hidden: str, there: bool) -> None:
    path = tmp_path / f"surat{hidden}fdp.pdf"
    if there:
        path.write_bytes(saved(one_page()))
    with pytest.raises(UnreadableEvidence) as caught:
        read_evidence_file(path)
    error = caught.value
    assert f"U+{ord(hidden[0]):04X}" in error.found
    assert error.where.isprintable()
    assert "Rename the file" in error.remedy


def test_long_names(tmp_path: Path) -> None:
    content = saved(one_page())
    for name in ("a" * 196 + ".pdf", "Berita acara – Kel. Sukun (1), 12 März 2026 – 第.pdf"):
        assert read_evidence_file(written(tmp_path / name, content)).source.name == name
    with pytest.raises(UnreadableEvidence) as caught:
        read_evidence_file(written(tmp_path / ("a" * 197 + ".pdf"), content))
    assert caught.value.found == "201 characters"
    assert len(caught.value.where) <= evidence_file.MAX_NAME
    assert "Rename the file" in caught.value.remedy


def test_features_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_file, "MAX_FEATURES", 2)
    content = json.dumps({"type": "FeatureCollection", "features": [FEATURE] * 3}).encode()
    assert refused(tmp_path / "a.geojson", content).found == "3"


# Pictures


def test_png_of_ten_thousand_million_pixels(tmp_path: Path) -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    content = picture("PNG")
    content = content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]
    error = refused(tmp_path / "a.png", content)
    assert "200 million" in error.expected
    assert error.found == "100000 × 100000 pixels"


def test_other_pictures_of_too_many_pixels(tmp_path: Path) -> None:
    jpeg = picture("JPEG")
    at = jpeg.index(b"\xff\xc0")
    large = jpeg[: at + 5] + struct.pack(">HH", 65_000, 65_001) + jpeg[at + 9 :]
    assert refused(tmp_path / "a.jpg", large).found == "65001 × 65000 pixels"
    tiff = b"II*\x00\x08\x00\x00\x00\x02\x00" + struct.pack(
        "<HHIIHHIII", 256, 4, 1, 90_000, 257, 4, 1, 90_001, 0
    )
    assert refused(tmp_path / "a.tif", tiff).found == "90000 × 90001 pixels"
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\xff\xff" * 2
    webp = b"RIFF" + struct.pack("<I", len(body)) + body
    assert refused(tmp_path / "a.webp", webp).found == "16777216 × 16777216 pixels"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_cut_off_picture(tmp_path: Path, kind: str) -> None:
    content = picture(kind)
    # The pages of a TIFF are listed at its end, or its size fields are.
    for length in (16, len(content) - 3):
        assert "damaged" in refused(tmp_path / "a", content[:length]).found


def test_tiff_whose_pages_go_round_in_a_circle(tmp_path: Path) -> None:
    entries = struct.pack("<HHIHHHHIHH", 256, 3, 1, 9, 0, 257, 3, 1, 9, 0)
    content = b"II*\x00\x08\x00\x00\x00\x02\x00" + entries + struct.pack("<I", 8)
    assert "circle" in refused(tmp_path / "a.tif", content).found


@pytest.mark.parametrize("lossless", [True, False])
def test_sizes_of_webp(tmp_path: Path, lossless: bool) -> None:
    data = io.BytesIO()
    Image.new("RGB", (40, 30)).save(data, "WEBP", lossless=lossless)
    content = bytearray(data.getvalue())
    at = 21 if lossless else 26
    content[at : at + 4] = b"\xff\xff\xff\xff"
    assert refused(tmp_path / "a.webp", bytes(content)).found in {
        "16384 × 16384 pixels",
        "16383 × 16383 pixels",
    }


# Any bytes


def read_or_refused(path: Path, content: bytes) -> EvidenceFile | None:
    path.write_bytes(content)
    try:
        return read_evidence_file(path)
    except UnreadableEvidence:
        return None


MAGIC = [
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"II*\x00",
    b"MM\x00*",
    b"{",
    b"<",
]
MAGIC += [b"RIFF\x09\x00\x00\x00WEBPVP8 ", b"\x00\x00\x00\x18ftyp", b"AC1032", b"0\nSECTION\n", b"999\n"]


@ONE_FOLDER
@given(
    st.sampled_from([b"", *MAGIC]),
    st.binary(max_size=600),
    st.sampled_from(["a.pdf", "a.png", "a.docx", "a"]),
)
def test_any_bytes(tmp_path: Path, magic: bytes, content: bytes, name: str) -> None:
    read_or_refused(tmp_path / name, magic + content)


SAMPLES = [(name, make()) for name, make, _, _ in ACCEPTED]
SAMPLES += [("a.pdf", pdf_with(named_script)), ("a.pdf", pdf_with(embed("a.csv", b"a;b\n" * 50)))]


@settings(ONE_FOLDER, max_examples=300)
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=4))
def test_damaged_files(tmp_path: Path, sample: tuple[str, bytes], changes: list[tuple[float, bytes]]) -> None:
    name, content = sample
    for place, new in changes:
        at = int(place * len(content))
        content = content[:at] + new + content[at + len(new) :]
    read_or_refused(tmp_path / name, content)


@settings(ONE_FOLDER, max_examples=100)
@given(st.sampled_from(SAMPLES), st.floats(0, 1))
def test_cut_files(tmp_path: Path, sample: tuple[str, bytes], place: float) -> None:
    name, content = sample
    read_or_refused(tmp_path / name, content[: int(place * len(content))])
