"""Office files as evidence: what may come in, and what may not, with the reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from intake import evidence_office
from intake.evidence_file import FileKind, read_evidence_file
from intake.evidence_office import ODT
from tests.intake.evidence_samples import (
    OLE2,
    TYPES,
    open_document,
    packed,
    refused,
    sheets,
    slides,
    word,
    written,
)
from tests.intake.samples import change_part

RELATIONS = "word/_rels/document.xml.rels"
WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
DOCUMENT = "word/document.xml"


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


def with_relation(path: Path, content: bytes, relations: str, relation: str) -> bytes:
    new = f'<Relationship Id="rId99" {relation}/></Relationships>'.encode()
    return changed(path, content, relations, b"</Relationships>", new)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "http://e.org/a.png"),
        ("image", "file:///C:/a.png"),
        ("image", "\\\\host\\a.png"),
        ("aFChunk", "http://e.org/a.html"),
        ("externalLinkPath", "http://e.org/a.xlsx"),
        ("settings", "http://e.org/a"),
        ("no-such-kind", "a.xml"),
    ],
)
def test_what_lies_elsewhere(tmp_path: Path, kind: str, target: str) -> None:
    relation = f'Type="http://x/{kind}" TargetMode=" External" Target="{target}"'
    error = refused(tmp_path / "a.docx", with_relation(tmp_path / "b", word(), RELATIONS, relation))
    assert f"{kind.casefold()}: {target}" in error.found
    # In a presentation it is the same.
    part = f"<Relationships><Relationship {relation}/></Relationships>".encode()
    slide = with_part(slides(), "ppt/slides/_rels/slide1.xml.rels", part)
    assert target in refused(tmp_path / "a.pptx", slide).found


@pytest.mark.parametrize("target", ["http://e.org/a.png", "//host/a.png", "\\\\host\\a.png", "C:\\a.png"])
def test_address_that_is_not_called_external(tmp_path: Path, target: str) -> None:
    relation = f'Type="http://x/image" Target="{target}"'
    error = refused(tmp_path / "a.docx", with_relation(tmp_path / "b", word(), RELATIONS, relation))
    assert target in error.found


def with_body(path: Path, body: str) -> bytes:
    """A text with these runs or paragraphs before everything else."""
    return changed(path, word(), DOCUMENT, b"<w:body>", f"<w:body>{body}".encode())


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(*instruction: str, result: str = "") -> str:
    """A field whose instruction is split over runs; what is XML already stands for itself."""
    runs = [
        each if each.startswith("<") else f"<w:r><w:instrText>{each}</w:instrText></w:r>"
        for each in instruction
    ]
    return mark("begin") + "".join(runs) + mark("separate") + result + mark("end")


@pytest.mark.parametrize(
    ("field_of_text", "found"),
    [
        (field('DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"'), "DDEAUTO"),
        (field(" D", "D", "E", " excel a b"), "DDE"),
        (field(" \n dde", '"excel"'), "DDE"),
        (field("INCLUDETEXT http://e.org/a.docx"), "INCLUDETEXT"),
        (field("INCLUDE ", "PICTURE http://e.org/a.png"), "INCLUDE"),
        (field("INCLUDE", "PICTURE http://e.org/a.png"), "INCLUDEPICTURE"),
        (field("IMPORT a.png"), "IMPORT"),
        (field("LINK Excel.Sheet.12 a.xlsx"), "LINK"),
        (field("DATABASE x"), "DATABASE"),
        (field("RD a.docx"), "RD"),
        (field("IF 1 = 1 ", field("DDE a b")), "DDE"),
        (field(" ", field("QUOTE 68 68 69"), " a b"), "{ { } }"),
        (field("D", field("QUOTE 68 69"), " a b"), "{ { } }"),
        (field("TOC", result=field("LINK a")), "LINK"),
        (field("<w:r><w:t>DDE a b</w:t></w:r>"), "DDE"),
        (field("<w:del><w:r><w:delInstrText>LINK a</w:delInstrText></w:r></w:del>"), "LINK"),
        (mark("begin") + "<w:r><w:instrText>DDE a b</w:instrText></w:r>", "DDE"),
        (mark("begin") + "<w:r><w:instrText>DDE a b</w:instrText></w:r>" + mark("end"), "DDE"),
        (mark("begin") * 101, "{ { { } } }"),
        ('<w:fldSimple w:instr=" LINK Excel.Sheet.12 a.xlsx "/>', "LINK"),
        ('<v:fldSimple xmlns:v="http://x" v:instr="ddeauto a b"/>', "DDEAUTO"),
    ],
)
def test_fields_that_reach_outside(tmp_path: Path, field_of_text: str, found: str) -> None:
    content = with_body(tmp_path / "b", f"<w:p>{field_of_text}</w:p>")
    error = refused(tmp_path / "a.docx", content)
    assert f"({found})" in error.found
    assert "plain text" in error.remedy


ORDINARY_FIELDS = [
    field(" PAGE "),
    field("NUM", "PAGES \\* MERGEFORMAT"),
    field(' TOC \\o "1-3" \\h ', result=field('HYPERLINK \\l "_Toc1"', result=field("PAGEREF _Toc1"))),
    field("REF link"),
    field('DATE \\@ "d MMMM yyyy"'),
    field("SEQ Tabel \\* ARABIC"),
    field('HYPERLINK "https://e.org/link?dde=import"'),
    field(" = ", field("PAGE"), " - 1 "),
    field("IF ", field("PAGE"), ' = 1 "DDE" "LINK"'),
    field("FORMTEXT"),
    field(""),
    mark("begin") + mark("end") + mark("end"),
    '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>DDE</w:t></w:r></w:fldSimple>',
    "<w:r><w:t>LINK: the words DDE and IMPORT in a text</w:t></w:r>",
    "<w:r><w:instrText>outside of any field</w:instrText></w:r>",
]


@pytest.mark.parametrize("ordinary", ORDINARY_FIELDS)
def test_ordinary_fields_are_fine(tmp_path: Path, ordinary: str) -> None:
    content = with_body(tmp_path / "b", f"<w:p>{ordinary}</w:p>")
    assert read_evidence_file(written(tmp_path / "a.docx", content)).kind is FileKind.OFFICE


def test_a_letter_of_an_agency(tmp_path: Path) -> None:
    relation = 'Type="http://x/hyperlink" TargetMode="External" Target="https://malangkota.go.id/"'
    body = "".join(f"<w:p>{each}</w:p>" for each in ORDINARY_FIELDS)
    content = with_relation(tmp_path / "b", with_body(tmp_path / "c", body), RELATIONS, relation)
    assert read_evidence_file(written(tmp_path / "a.docx", content)).media_type == evidence_office.DOCX


def test_a_part_is_xml_by_what_is_declared_of_it(tmp_path: Path) -> None:
    xml = f'<w:hdr xmlns:w="w">{field("DDE a b")}</w:hdr>'.encode()
    hidden = with_part(word(), "word/header1.bin", xml)
    assert read_evidence_file(written(tmp_path / "a.docx", hidden)).kind is FileKind.OFFICE
    for declared in (
        b'<Override PartName="/word/HEADER1.bin" ContentType="application/x.header+xml"/>',
        b'<Default Extension="bin" ContentType="application/xml"/>',
    ):
        content = changed(tmp_path / "b", hidden, TYPES, b"</Types>", declared + b"</Types>")
        assert "DDE" in refused(tmp_path / "a.docx", content).found
        # What an embedded file declares says nothing about the parts after it.
        twice = with_part(word(), "word/embeddings/a.xlsx", sheets())
        twice = with_part(twice, "word/header1.bin", xml)
        twice = changed(tmp_path / "b", twice, TYPES, b"</Types>", declared + b"</Types>")
        assert "DDE" in refused(tmp_path / "a.docx", twice).found


@pytest.mark.parametrize(
    ("part", "content", "found"),
    [
        (
            "xl/externalLinks/externalLink1.xml",
            b'<x:externalLink><x:ddeLink a="cmd"/></x:externalLink>',
            "DDE",
        ),
        ("xl/externalLinks/link.xml", b"<x:externalLink><x:oleLink/></x:externalLink>", "DDE"),
        ("xl/connections.xml", b"<connections/>", "data connection"),
        ("xl/queryTables/queryTable1.xml", b"<queryTable/>", "data connection"),
        ("xl/webextensions/taskpanes.xml", b"<x/>", "web extension"),
    ],
)
def test_parts_of_workbooks_that_may_not_come_in(
    tmp_path: Path, part: str, content: bytes, found: str
) -> None:
    assert found in refused(tmp_path / "a.xlsx", with_part(sheets(), part, content)).found


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("connections", "data connection"),
        ("queryTable", "data connection"),
        ("webextension", "web extension"),
        ("webextensiontaskpanes", "web extension"),
    ],
)
def test_connections_by_their_relation(tmp_path: Path, kind: str, found: str) -> None:
    relation = f'Type="http://x/{kind}" Target="other.xml"'
    content = with_relation(tmp_path / "b", sheets(), WORKBOOK_RELATIONS, relation)
    assert found in refused(tmp_path / "a.xlsx", content).found
    declared = f'<Override PartName="/xl/a.xml" ContentType="application/x.{kind}+xml"/></Types>'.encode()
    content = changed(tmp_path / "b", sheets(), TYPES, b"</Types>", declared)
    assert found in refused(tmp_path / "a.xlsx", content).found


def test_formulas_with_values_of_another_workbook_are_fine(tmp_path: Path) -> None:
    part = b"<x:externalLink><x:externalBook/></x:externalLink>"
    content = with_part(sheets(), "xl/externalLinks/externalLink1.xml", part)
    relation = b'<Relationship Type="http://x/externalLinkPath" TargetMode="External" Target="file:///C:/AHSP.xlsx"/>'
    relations = b"<Relationships>" + relation + b"</Relationships>"
    content = with_part(content, "xl/externalLinks/_rels/externalLink1.xml.rels", relations)
    assert read_evidence_file(written(tmp_path / "a.xlsx", content)).kind is FileKind.OFFICE
