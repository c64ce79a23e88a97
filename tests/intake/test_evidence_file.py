"""What may come in as evidence, made by the programs that make it, and what may not, with the reason."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pikepdf
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from intake import evidence_file, evidence_office, evidence_pdf
from intake.errors import UnreadableEvidence
from intake.evidence_file import EvidenceFile, FileKind, read_evidence_file
from intake.evidence_office import ODS, ODT, PPTX
from tests.intake.samples import change_part

ONE_FOLDER = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

DXF_TEXT = b"0\r\nSECTION\r\n2\r\nENTITIES\r\n0\r\nENDSEC\r\n0\r\nEOF\r\n"
DWG_BYTES = b"AC1032" + bytes(506)
POINT = {"type": "Point", "coordinates": [112.6, -7.98]}
FEATURE = {"type": "Feature", "properties": {}, "geometry": POINT}
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "[Content_Types].xml"
RELATIONS = "word/_rels/document.xml.rels"


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    data = io.BytesIO()
    pdf.save(data, **options)  # type: ignore[arg-type]
    return data.getvalue()


def one_page() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return pdf


def picture(kind: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, kind)
    return data.getvalue()


def heic() -> bytes:
    box = b"ftypheic" + bytes(4) + b"mif1heic"
    return struct.pack(">I", len(box) + 4) + box + struct.pack(">I", 8) + b"mdat"


def word() -> bytes:
    data = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Berita acara")
    document.add_picture(io.BytesIO(picture("PNG")))
    document.save(data)
    return data.getvalue()


def sheets() -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["RAB", 1])
        sheet.write_url(1, 0, "https://example.org/")
    return data.getvalue()


def packed(parts: Mapping[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def slides() -> bytes:
    return packed(
        {
            TYPES: f'<Types><Override PartName="/ppt/presentation.xml" ContentType="{PPTX}.main+xml"/></Types>',
            "ppt/presentation.xml": "<presentation/>",
        }
    )


def open_document(media_type: str, **parts: str) -> bytes:
    return packed({"mimetype": media_type, "content.xml": "<content/>", **parts})


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


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def refused(path: Path, content: bytes) -> UnreadableEvidence:
    """The error for these bytes, with all that an error says."""
    with pytest.raises(UnreadableEvidence) as caught:
        read_evidence_file(written(path, content))
    error = caught.value
    assert error.expected
    assert error.found
    assert error.where == path.name
    assert error.remedy.endswith(".")
    assert error.code == "N110"
    return error


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


# PDF


def pdf_with(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    pdf = one_page()
    change(pdf)
    return saved(pdf)


def action(**entries: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(**{"Type": pikepdf.Name.Action, **entries})  # type: ignore[arg-type]


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = action(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def named_script(pdf: pikepdf.Pdf) -> None:
    found = pdf.make_indirect(action(S=pikepdf.Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")))
    tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), found]))
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def page_script(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = pikepdf.Dictionary(
        O=action(S=pikepdf.Name.Rendition, JS=pikepdf.String("app.alert(1)"))
    )


def hidden_kind(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = action(S=pdf.make_indirect(pikepdf.Name.JavaScript))


def launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = action(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))


def rich_media(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia)])


def xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp/>"))


def embed(name: str, content: bytes) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)

    return change


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (script, "JavaScript"),
        (named_script, "JavaScript"),
        (page_script, "JavaScript"),
        (hidden_kind, "JavaScript"),
        (launch, "Launch"),
        (rich_media, "rich media"),
        (xfa, "XFA"),
        (embed("nota.exe", b"no program at all"), "nota.exe"),
        (embed("nota.txt", b"MZ" + bytes(200)), "a Windows program"),
        (embed("nota.js. ", b"x"), ".js"),
    ],
)
def test_active_pdf(tmp_path: Path, change: Callable[[pikepdf.Pdf], object], found: str) -> None:
    assert found in refused(tmp_path / "a.pdf", pdf_with(change)).found


@pytest.mark.parametrize("mode", list(pikepdf.ObjectStreamMode))
def test_script_in_packed_objects(tmp_path: Path, mode: pikepdf.ObjectStreamMode) -> None:
    pdf = one_page()
    named_script(pdf)
    assert "JavaScript" in refused(tmp_path / "a.pdf", saved(pdf, object_stream_mode=mode)).found


def test_name_written_in_hexadecimal(tmp_path: Path) -> None:
    content = pdf_with(launch)
    # Of equal length, or the table of objects would be wrong.
    hidden = content.replace(b"/F (cmd.exe) /S /Launch", b"/F (cmd.e) /S /Laun#63h")
    assert hidden != content
    assert "Launch" in refused(tmp_path / "a.pdf", hidden).found


@pytest.mark.parametrize(
    "change",
    [
        embed("data.xml", b"<rab/>"),
        embed("data.json", b"{}"),
        embed("data.csv", b"a;b\n"),
        lambda pdf: setattr(pdf.Root, "OpenAction", pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])),
        lambda pdf: setattr(pdf.Root, "Lang", pikepdf.String("says /JS and /Launch")),
        lambda pdf: setattr(pdf.Root, "Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())),
        lambda pdf: setattr(
            pdf.Root,
            "AcroForm",
            pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array([pikepdf.Dictionary(FT=pikepdf.Name.Sig)])),
        ),
    ],
)
def test_harmless_pdf_keeps_its_bytes(tmp_path: Path, change: Callable[[pikepdf.Pdf], object]) -> None:
    content = pdf_with(change)
    assert read_evidence_file(written(tmp_path / "a.pdf", content)).source.data == content


def test_locked_pdf(tmp_path: Path) -> None:
    locked = saved(one_page(), encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "locked by a password" in refused(tmp_path / "a.pdf", locked).found
    # Without a password to open it, only printing and such are limited.
    limited = saved(one_page(), encryption=pikepdf.Encryption(owner="a", user=""))
    assert read_evidence_file(written(tmp_path / "a.pdf", limited)).kind is FileKind.PDF


def test_damaged_pdf(tmp_path: Path) -> None:
    content = pdf_with(embed("data.csv", b"a;b\n" * 900))
    for length in (9, 60, len(content) // 2, len(content) - 20):
        assert "damaged" in refused(tmp_path / "a.pdf", content[:length]).found
    assert "0x" not in refused(tmp_path / "a.pdf", content[:60]).found


def test_pdf_without_pages(tmp_path: Path) -> None:
    assert "one page" in refused(tmp_path / "a.pdf", saved(pikepdf.new())).expected


def test_pdf_behind_other_bytes(tmp_path: Path) -> None:
    content = saved(one_page())
    assert read_evidence_file(written(tmp_path / "a.pdf", b"\r\n" + content)).kind is FileKind.PDF
    assert "program" in refused(tmp_path / "a.pdf", b"MZ\r\n" + content).found


def test_pdf_of_too_many_objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_pdf, "MAX_OBJECTS", 2)
    assert "objects" in refused(tmp_path / "a.pdf", saved(one_page())).found


def packed_objects(padding: int) -> bytes:
    """A PDF whose objects lie in one packed list, with so many blanks after them."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    places = [sum(len(each) + 1 for each in objects[:at]) for at in range(3)]
    header = b" ".join(b"%d %d" % (number, place) for number, place in enumerate(places, 1)) + b" "
    content = zlib.compress(header + b" ".join(objects) + b" " * padding, 9)
    data = b"%PDF-1.5\n"
    rows = [(0, 0, 255), *((2, 4, at) for at in range(3)), (1, len(data), 0)]
    data += b"4 0 obj <</Type/ObjStm/N 3/First %d/Filter/FlateDecode" % len(header)
    data += b"/Length %d>> stream\n%b\nendstream endobj\n" % (len(content), content)
    start = len(data)
    table = b"".join(struct.pack(">BIB", *each) for each in [*rows, (1, start, 0)])
    data += b"5 0 obj <</Type/XRef/Size 6/Root 1 0 R/W[1 4 1]/Length %d>> stream\n" % len(table)
    return data + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % start


def test_pdf_whose_list_of_objects_is_a_bomb(tmp_path: Path) -> None:
    fine = written(tmp_path / "a.pdf", packed_objects(9_000))
    assert read_evidence_file(fine).kind is FileKind.PDF
    bomb = packed_objects(evidence_pdf.MAX_STREAM_BYTES)
    assert len(bomb) < 100_000
    assert "damaged or unsafe" in refused(tmp_path / "a.pdf", bomb).found


def test_slips_of_pdf_programs(tmp_path: Path) -> None:
    content = saved(one_page())
    assert b"/Size 5" in content
    wrong_count = written(tmp_path / "a.pdf", content.replace(b"/Size 5", b"/Size 9"))
    assert read_evidence_file(wrong_count).kind is FileKind.PDF
    # The length of a stream is wrong: what it holds, and what follows, depends on the reader.
    assert "damaged" in refused(tmp_path / "a.pdf", content.replace(b"/Length 0", b"/Length 3")).found


# Office


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    data = io.BytesIO(content)
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return data.getvalue()


def changed(path: Path, content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    change_part(written(path, content), part, old, new)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("word/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("word/activeX/activeX1.xml", "ActiveX"),
        ("word/embeddings/oleObject1.bin", "OLE"),
        ("word/media/tool.exe", ".exe"),
        ("../../surat.xml", "unsafe names"),
        ("C:/surat.xml", "unsafe names"),
        ("WORD/DOCUMENT.xml", "doubled"),
    ],
)
def test_parts_that_may_not_come_in(tmp_path: Path, part: str, found: str) -> None:
    assert found in refused(tmp_path / "a.docx", with_part(word(), part, b"<x/>")).found


@pytest.mark.parametrize(
    ("part", "content", "found"),
    [
        ("word/media/image7.bin", OLE2 + bytes(9), "OLE"),
        ("word/media/image7.png", b"MZ" + bytes(9), "a Windows program"),
        ("word/more.xml", b"<!DOCTYPE x [<!ENTITY a 'a'>]><x>&a;</x>", "document type"),
        ("word/more.xml", b"<x>", "damaged"),
        (
            "xl/externalLinks/externalLink1.xml",
            b'<x:externalLink><x:ddeLink a="cmd"/></x:externalLink>',
            "DDE",
        ),
        ("word/embeddings/chart.xlsx", b"no archive", "damaged"),
    ],
)
def test_content_that_may_not_come_in(tmp_path: Path, part: str, content: bytes, found: str) -> None:
    assert found in refused(tmp_path / "a.docx", with_part(word(), part, content)).found


@pytest.mark.parametrize(
    ("relation", "found"),
    [
        (
            'Type="http://x/attachedTemplate" TargetMode="External" Target="http://e.org/a.dotm"',
            "http://e.org",
        ),
        ('Type="http://x/oleObject" TargetMode="External" Target="http://e.org/a"', "OLE"),
        ('Type="http://x/frame" TargetMode="external" Target="http://e.org/a"', "http://e.org"),
        ('Type="http://x/control" Target="a.xml"', "ActiveX"),
        ('Type="http://x/vbaProject" Target="picture1.png"', "macros"),
    ],
)
def test_relations_that_may_not_come_in(tmp_path: Path, relation: str, found: str) -> None:
    content = changed(
        tmp_path / "b.docx",
        word(),
        RELATIONS,
        b"</Relationships>",
        f'<Relationship Id="rId99" {relation}/></Relationships>'.encode(),
    )
    assert found in refused(tmp_path / "a.docx", content).found


def test_links_and_own_templates_are_fine(tmp_path: Path) -> None:
    content = changed(
        tmp_path / "b.docx",
        word(),
        RELATIONS,
        b"</Relationships>",
        b'<Relationship Id="a" Type="http://x/hyperlink" TargetMode="External" Target="http://e.org/"/>'
        b'<Relationship Id="b" Type="http://x/attachedTemplate" Target="a.dotx"/></Relationships>',
    )
    assert read_evidence_file(written(tmp_path / "a.docx", content)).kind is FileKind.OFFICE


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b"openxmlformats-officedocument.wordprocessingml.document.main", b"x.macroEnabled.main", "macros"),
        (b"wordprocessingml.document.main", b"wordprocessingml.template.main", "another kind"),
    ],
)
def test_kind_by_declaration(tmp_path: Path, old: bytes, new: bytes, found: str) -> None:
    assert found in refused(tmp_path / "a.docx", changed(tmp_path / "b.docx", word(), TYPES, old, new)).found


def test_embedded_workbooks_are_looked_into(tmp_path: Path) -> None:
    part = "word/embeddings/Microsoft_Excel_Sheet.xlsx"
    fine = written(tmp_path / "a.docx", with_part(word(), part, sheets()))
    assert read_evidence_file(fine).media_type == evidence_office.DOCX
    macros = with_part(sheets(), "xl/vbaProject.bin", b"x")
    assert "macros" in refused(tmp_path / "b.docx", with_part(word(), part, macros)).found
    deep = sheets()
    for _ in range(evidence_office.MAX_DEPTH + 1):
        deep = with_part(word(), part, deep)
    assert "one in one in one" in refused(tmp_path / "c.docx", deep).found


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"Basic/Standard/Module1.xml": "<x/>"}, "macros"),
        ({"Scripts/python/a.xml": "<x/>"}, "macros"),
        ({"META-INF/manifest.xml": "<m:manifest xmlns:m='m'><m:encryption-data/></m:manifest>"}, "password"),
    ],
)
def test_open_document_that_may_not_come_in(tmp_path: Path, parts: dict[str, str], found: str) -> None:
    assert found in refused(tmp_path / "a.odt", open_document(ODT, **parts)).found


def test_other_archives(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.docx", packed({"a.txt": "x"})).found == "a zip archive"
    assert "graphics" in refused(tmp_path / "a", open_document(f"{ODT.rpartition('.')[0]}.graphics")).found
    content = word()
    for length in (40, len(content) // 2, len(content) - 9):
        assert "damaged" in refused(tmp_path / "a.docx", content[:length]).found


def test_encrypted_and_oddly_packed_archives(tmp_path: Path) -> None:
    content = bytearray(open_document(ODT))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(tmp_path / "a.odt", bytes(content)).found == "an encrypted archive"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("mimetype", ODT)
    assert "packed in a way" in refused(tmp_path / "a.odt", data.getvalue()).found


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = with_part(word(), "word/media/image9.png", bytes(64 << 20))
    assert "100 times" in refused(tmp_path / "a.docx", bomb).found
    nested = with_part(word(), "word/embeddings/a.docx", bomb)
    assert "100 times" in refused(tmp_path / "a.docx", nested).found
    monkeypatch.setattr(evidence_office, "MAX_UNPACKED_BYTES", 1 << 20)
    assert "1 MiB when unpacked" in refused(tmp_path / "a.docx", bomb).found
    monkeypatch.setattr(evidence_office, "MAX_ENTRIES", 3)
    assert "parts" in refused(tmp_path / "a.docx", word()).found


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
