"""Reference files: styles and letterhead are taken over, anything hostile or broken is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.shared import Mm, RGBColor
from lxml import etree

from generators import docx_reference
from generators.docx import write_docx
from generators.errors import ReferenceFileError
from generators.tree import parse
from tests.generators.sample import assets, sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_EXTERNAL = (
    '<Relationship Id="rId99" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}" TargetMode="External"/></Relationships>'
)


@pytest.fixture
def letterhead(tmp_path: Path) -> Path:
    """A file as python-docx makes it, with a letterhead, wider margins, a red Heading 1 and old text."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = Mm(40)
    section.header.paragraphs[0].text = "PEMERINTAH KOTA CONTOH"
    word.styles["Heading 1"].font.color.rgb = RGBColor(0x99, 0, 0)
    word.add_heading("Isi lama yang tidak boleh ikut", 1)
    word.core_properties.comments = "catatan lama"
    path = tmp_path / "kop.docx"
    word.save(str(path))
    return path


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The file with some of its parts changed."""
    content = parts(path.read_bytes())
    change(content)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def refused(path: Path) -> str:
    with pytest.raises(ReferenceFileError) as caught:
        write_docx(parse(sample()), assets(), reference=path)
    return str(caught.value)


# ---------------------------------------------------------------- taken over


def test_styles_page_and_header_are_those_of_the_file(letterhead: Path) -> None:
    written = parts(write_docx(parse(sample()), assets(), reference=letterhead))
    body = etree.fromstring(written["word/document.xml"])[0]
    headers = [
        name
        for name, data in written.items()
        if name.startswith("word/header") and b"PEMERINTAH KOTA" in data
    ]
    assert len(headers) == 1
    relationships = {
        each.get("Id"): each.get("Target")
        for each in etree.fromstring(written["word/_rels/document.xml.rels"])
    }
    sections = list(body.iter(f"{W}sectPr"))
    names = [relationships[str(each[0].get(f"{R}id"))] for each in sections]
    assert names[1:] == [headers[0].removeprefix("word/")] * (len(sections) - 1)
    margins = [each.find(f"{W}pgMar") for each in sections]
    assert margins[1] is not None
    assert margins[1].get(f"{W}left") == "2268"
    heading = etree.fromstring(written["word/styles.xml"]).find(f"{W}style[@{W}styleId='Heading1']")
    assert heading is not None
    colour = heading.find(f"{W}rPr/{W}color")
    assert colour is not None
    assert colour.get(f"{W}val") == "990000"


def test_old_text_and_old_properties_do_not_come_along(letterhead: Path) -> None:
    written = parts(write_docx(parse(sample()), assets(), reference=letterhead))
    assert all(b"Isi lama" not in data and b"catatan lama" not in data for data in written.values())
    assert "docProps/thumbnail.jpeg" not in written
    assert "docProps/app.xml" not in written


def test_headings_of_the_file_get_our_numbers(letterhead: Path) -> None:
    written = parts(write_docx(parse(sample()), assets(), reference=letterhead))
    styles, numbering = (etree.fromstring(written[f"word/{part}.xml"]) for part in ("styles", "numbering"))
    number = styles.find(f"{W}style[@{W}styleId='Heading1']/{W}pPr/{W}numPr/{W}numId")
    assert number is not None
    abstract = numbering.find(f"{W}num[@{W}numId='{number.get(f'{W}val')}']/{W}abstractNumId")
    assert abstract is not None
    text = numbering.find(f"{W}abstractNum[@{W}abstractNumId='{abstract.get(f'{W}val')}']/{W}lvl/{W}lvlText")
    assert text is not None
    assert text.get(f"{W}val") == "BAB %1"
    ids = [each.get(f"{W}abstractNumId") for each in numbering.iter(f"{W}abstractNum")]
    assert len(ids) == len(set(ids))


def test_the_title_of_the_contents_is_no_chapter_even_if_based_on_one(letterhead: Path) -> None:
    styles = etree.fromstring(
        parts(write_docx(parse(sample()), assets(), reference=letterhead))["word/styles.xml"]
    )
    title = styles.find(f"{W}style[@{W}styleId='TOCHeading']")
    assert title is not None
    based, number = title.find(f"{W}basedOn"), title.find(f"{W}pPr/{W}numPr/{W}numId")
    assert based is not None
    assert based.get(f"{W}val") == "Heading1"
    assert number is not None
    assert number.get(f"{W}val") == "0"
    assert styles.find(f"{W}style[@{W}styleId='Heading1']/{W}pPr/{W}pageBreakBefore") is not None


def test_front_and_appendix_headings_look_like_the_heading_of_the_file(letterhead: Path) -> None:
    styles = etree.fromstring(
        parts(write_docx(parse(sample()), assets(), reference=letterhead))["word/styles.xml"]
    )
    numbers = {}
    for id_ in ("JudulDepan", "JudulLampiran"):
        style = styles.find(f"{W}style[@{W}styleId='{id_}']")
        assert style is not None
        based, number = style.find(f"{W}basedOn"), style.find(f"{W}pPr/{W}numPr/{W}numId")
        assert based is not None
        assert based.get(f"{W}val") == "Heading1"
        assert style.find(f"{W}rPr") is None
        assert number is not None
        numbers[id_] = number.get(f"{W}val")
    assert numbers["JudulDepan"] == "0"
    assert numbers["JudulLampiran"] != "0"


def test_a_letterhead_gets_the_draft_mark_and_page_numbers(letterhead: Path) -> None:
    word = docx.Document(str(letterhead))
    word.sections[0].footer.paragraphs[0].text = "Jalan Merdeka 1"
    word.save(str(letterhead))
    written = parts(write_docx(parse(sample()), assets(), reference=letterhead))
    header = next(data for data in written.values() if b"PEMERINTAH KOTA" in data)
    assert header.count(b"PowerPlusWaterMarkObject") == 1
    footer = next(data for data in written.values() if b"Jalan Merdeka" in data)
    assert footer.count(b" PAGE ") == 1
    final = parts(write_docx(parse(sample(draft=False)), assets(), reference=letterhead))
    assert all(b"WaterMark" not in data for data in final.values())


def test_styles_are_matched_by_name_where_the_ids_are_in_another_language(letterhead: Path) -> None:
    def translate(content: dict[str, bytes]) -> None:
        content["word/styles.xml"] = content["word/styles.xml"].replace(b'"Heading1"', b'"Judul1"')

    written = parts(write_docx(parse(sample()), assets(), reference=changed(letterhead, translate)))
    assert b'<w:pStyle w:val="Judul1"/>' in written["word/document.xml"]
    assert b'<w:pStyle w:val="Heading1"/>' not in written["word/document.xml"]


def test_bytes_are_the_same_with_a_reference_too(letterhead: Path) -> None:
    document = parse(sample())
    assert write_docx(document, assets(), reference=letterhead) == write_docx(
        document, assets(), reference=letterhead
    )


def test_hyperlinks_of_a_letterhead_are_harmless(letterhead: Path) -> None:
    def link(content: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        address = _EXTERNAL.format(kind="hyperlink", target="https://kota.go.id/").encode()
        content[name] = content[name].replace(b"</Relationships>", address)

    assert write_docx(parse(sample()), assets(), reference=changed(letterhead, link))


# ---------------------------------------------------------------- refused


def _external(kind: str, target: str) -> Callable[[dict[str, bytes]], None]:
    def change(content: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        address = _EXTERNAL.format(kind=kind, target=target).encode()
        content[name] = content[name].replace(b"</Relationships>", address)

    return change


def _macro_part(content: dict[str, bytes]) -> None:
    content["word/vbaProject.bin"] = b"x"


def _macro_type(content: dict[str, bytes]) -> None:
    name = "[Content_Types].xml"
    content[name] = content[name].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )


def _doctype(content: dict[str, bytes]) -> None:
    entity = b'<!DOCTYPE w:styles [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    head, mark, rest = content["word/styles.xml"].partition(b"?>")
    content["word/styles.xml"] = head + mark + entity + rest


def _broken_xml(content: dict[str, bytes]) -> None:
    content["word/styles.xml"] = content["word/styles.xml"][:-20]


def _no_types(content: dict[str, bytes]) -> None:
    del content["[Content_Types].xml"]


def _no_document(content: dict[str, bytes]) -> None:
    del content["word/document.xml"]


def _field(content: dict[str, bytes]) -> None:
    name = next(each for each in content if each.startswith("word/header"))
    field = b'<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;C:/rahasia.txt&quot; "/></w:p></w:hdr>'
    content[name] = content[name].replace(b"</w:hdr>", field)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_external("attachedTemplate", "https://x.id/a.dotm"), "attachedTemplate"),
        (_external("image", "file:///etc/passwd"), "image"),
        (_external("hyperlink", "file://server/share"), "hyperlink"),
        (_macro_part, "vbaProject.bin"),
        (_macro_type, "macro-enabled"),
        (_doctype, "a DOCTYPE"),
        (_broken_xml, "well-formed XML"),
        (_no_types, "another kind of archive"),
        (_no_document, "cannot be opened"),
        (_field, "INCLUDETEXT"),
    ],
    ids=["template", "picture", "link", "macro", "macro type", "dtd", "xml", "types", "document", "field"],
)
def test_hostile_or_broken_files(
    letterhead: Path, change: Callable[[dict[str, bytes]], None], found: str
) -> None:
    message = refused(changed(letterhead, change))
    assert found in message
    assert message.startswith("kop.docx: expected ")


@pytest.mark.parametrize(
    "content", [b"", b"bukan arsip", b"PK\x03\x04" + b"\x00" * 40], ids=["empty", "text", "zip"]
)
def test_files_that_are_no_archive(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kop.docx"
    path.write_bytes(content)
    assert "expected a Word document (.docx)" in refused(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "expected a Word file that can be read" in refused(tmp_path / "tiada.docx")


def test_an_archive_that_unpacks_to_too_much(letterhead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def swell(content: dict[str, bytes]) -> None:
        content["word/media/besar.png"] = b"\x00" * 400_000

    monkeypatch.setattr(docx_reference, "MOST_UNPACKED", 300_000)
    assert "unpacks to more" in refused(changed(letterhead, swell))


def test_an_archive_with_too_many_parts(letterhead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reference, "MOST_ENTRIES", 3)
    assert "at most 3 parts" in refused(letterhead)
