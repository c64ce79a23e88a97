"""Reference files: styles and letterhead are taken over, anything hostile or broken is refused."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.shared import Mm, RGBColor
from lxml import etree

from generators.errors import ReferenceFileError
from generators.tree.parsing import parse
from generators.word import reference as docx_reference
from generators.word.reference import Reference, load_reference
from generators.word.writing import write_docx
from tests.generators.sample import assets, chapter, page, sample

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
        write_docx(parse(sample()), assets(), reference=load_reference(path))
    return str(caught.value)


# ---------------------------------------------------------------- taken over


def test_styles_page_and_header_are_those_of_the_file(letterhead: Path) -> None:
    written = parts(write_docx(parse(sample()), assets(), reference=load_reference(letterhead)))
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
    written = parts(write_docx(parse(sample()), assets(), reference=load_reference(letterhead)))
    assert all(b"Isi lama" not in data and b"catatan lama" not in data for data in written.values())
    assert "docProps/thumbnail.jpeg" not in written
    assert "docProps/app.xml" not in written


def test_headings_of_the_file_get_our_numbers(letterhead: Path) -> None:
    written = parts(write_docx(parse(sample()), assets(), reference=load_reference(letterhead)))
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
        parts(write_docx(parse(sample()), assets(), reference=load_reference(letterhead)))["word/styles.xml"]
    )
    title = styles.find(f"{W}style[@{W}styleId='TOCHeading']")
    assert title is not None
    based, number = title.find(f"{W}basedOn"), title.find(f"{W}pPr/{W}numPr/{W}numId")
    assert based is not None
    assert based.get(f"{W}val") == "Heading1"
    assert number is not None
    assert number.get(f"{W}val") == "0"
    assert styles.find(f"{W}style[@{W}styleId='Heading1']/{W}pPr/{W}pageBreakBefore") is not None


def test_headings_without_a_style_of_word_look_like_the_heading_of_the_file(letterhead: Path) -> None:
    styles = etree.fromstring(
        parts(write_docx(parse(sample()), assets(), reference=load_reference(letterhead)))["word/styles.xml"]
    )
    numbers = {}
    for id_, like in (("JudulDepan", "Heading1"), ("SubjudulLampiran", "Heading2")):
        style = styles.find(f"{W}style[@{W}styleId='{id_}']")
        assert style is not None
        based, number = style.find(f"{W}basedOn"), style.find(f"{W}pPr/{W}numPr/{W}numId")
        assert based is not None
        assert based.get(f"{W}val") == like
        assert style.find(f"{W}rPr") is None
        assert number is not None
        numbers[id_] = number.get(f"{W}val")
    assert numbers["JudulDepan"] == "0"
    assert numbers["SubjudulLampiran"] != "0"


def test_a_letterhead_gets_the_draft_mark_and_page_numbers(letterhead: Path) -> None:
    word = docx.Document(str(letterhead))
    word.sections[0].footer.paragraphs[0].text = "Jalan Merdeka 1"
    word.save(str(letterhead))
    written = parts(write_docx(parse(sample()), assets(), reference=load_reference(letterhead)))
    header = next(data for data in written.values() if b"PEMERINTAH KOTA" in data)
    assert header.count(b"PowerPlusWaterMarkObject") == 1
    footer = next(data for data in written.values() if b"Jalan Merdeka" in data)
    assert footer.count(b" PAGE ") == 1
    final = parts(write_docx(parse(sample(draft=False)), assets(), reference=load_reference(letterhead)))
    assert all(b"WaterMark" not in data for data in final.values())


def test_styles_are_matched_by_name_where_the_ids_are_in_another_language(letterhead: Path) -> None:
    def translate(content: dict[str, bytes]) -> None:
        content["word/styles.xml"] = content["word/styles.xml"].replace(b'"Heading1"', b'"Judul1"')

    written = parts(
        write_docx(parse(sample()), assets(), reference=load_reference(changed(letterhead, translate)))
    )
    assert b'<w:pStyle w:val="Judul1"/>' in written["word/document.xml"]
    assert b'<w:pStyle w:val="Heading1"/>' not in written["word/document.xml"]


def test_bytes_are_the_same_with_a_reference_too(letterhead: Path) -> None:
    document = parse(sample())
    assert write_docx(document, assets(), reference=load_reference(letterhead)) == write_docx(
        document, assets(), reference=load_reference(letterhead)
    )


def test_hyperlinks_of_a_letterhead_are_harmless(letterhead: Path) -> None:
    def link(content: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        address = _EXTERNAL.format(kind="hyperlink", target="https://kota.go.id/").encode()
        content[name] = content[name].replace(b"</Relationships>", address)

    assert write_docx(parse(sample()), assets(), reference=load_reference(changed(letterhead, link)))


def test_a_header_counts_by_its_type_and_not_by_its_name(letterhead: Path) -> None:
    plain = changed(letterhead, _renamed("kop.dat", lambda _content: None))
    written = parts(write_docx(parse(sample()), assets(), reference=load_reference(plain)))
    assert b"PEMERINTAH KOTA" in written["word/kop.dat"]


def test_fields_and_links_that_fetch_nothing_may_stay(letterhead: Path) -> None:
    fields = (
        _complex_field(" PA", "GE "),
        _complex_field(" IF ", "{ PAGE }", " = 1 &quot;a&quot; &quot;b&quot; "),
        _complex_field(" HYPERLINK &quot;https://kota.go.id/link/import&quot; "),
    )
    plain = changed(letterhead, _in_header(f"<w:p>{''.join(fields)}</w:p>"))
    assert write_docx(parse(sample()), assets(), reference=load_reference(plain))


def test_only_what_is_needed_is_taken_over(letterhead: Path) -> None:
    word = docx.Document(str(letterhead))
    word.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(assets()["peta"].png))
    word.add_picture(io.BytesIO(assets()["logo"].png))
    word.save(str(letterhead))
    before = parts(letterhead.read_bytes())
    written = parts(
        write_docx(parse(page(chapter("<p>Teks.</p>"))), {}, reference=load_reference(letterhead))
    )
    assert len([name for name in before if name.startswith("word/media/")]) == 2
    assert [data for name, data in written.items() if name.startswith("word/media/")] == [
        assets()["peta"].png
    ]
    assert not [
        name for name in written if name.startswith(("customXml", "docProps/app", "word/webSettings"))
    ]


def test_a_header_that_the_file_does_not_have_is_not_missed(letterhead: Path) -> None:
    def lose(content: dict[str, bytes]) -> None:
        name = "word/document.xml"
        content[name] = content[name].replace(
            b'headerReference w:type="default" r:id="', b'headerReference w:type="default" r:id="tiada'
        )

    assert write_docx(parse(sample()), assets(), reference=load_reference(changed(letterhead, lose)))


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


def _in_header(markup: str) -> Callable[[dict[str, bytes]], None]:
    def change(content: dict[str, bytes]) -> None:
        name = next(each for each in content if each.startswith("word/header"))
        content[name] = content[name].replace(b"</w:hdr>", markup.encode() + b"</w:hdr>")

    return change


def _complex_field(*pieces: str) -> str:
    """A field as Word writes it, its instruction split over runs; a piece in braces is a field inside it."""
    runs = "".join(
        _complex_field(piece[1:-1])
        if piece.startswith("{")
        else f"<w:r><w:instrText>{piece}</w:instrText></w:r>"
        for piece in pieces
    )
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"{begin}{runs}{end}"


_field = _in_header(
    '<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;C:/rahasia.txt&quot; "/></w:p>',
)
_split = _in_header(f"<w:p>{_complex_field(' INCLUDE', 'PICTURE &quot;https://x.id/a.png&quot; ')}</w:p>")
_nested = _in_header(
    f"<w:p>{_complex_field(' INCLUDE', '{ PAGE }', 'PICTURE &quot;https://x.id/a.png&quot; ')}</w:p>"
)
_vml = _in_header(
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
    '<v:imagedata src="https://x.id/a.png"/></v:shape></w:pict></w:r></w:p>'
)


def _renamed(new: str, change: Callable[[dict[str, bytes]], None]) -> Callable[[dict[str, bytes]], None]:
    """The change, and then the header part under another name."""

    def rename(content: dict[str, bytes]) -> None:
        change(content)
        old = next(each for each in content if each.startswith("word/header"))
        content[f"word/{new}"] = content.pop(old)
        for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
            content[name] = content[name].replace(old.removeprefix("word/").encode(), new.encode())

    return rename


def _header_doctype(content: dict[str, bytes]) -> None:
    name = next(each for each in content if each.startswith("word/header"))
    head, mark, rest = content[name].partition(b"?>")
    content[name] = head + mark + b'<!DOCTYPE w:hdr [<!ENTITY a "x">]>' + rest


def _header_part(kind: str, type_: str) -> Callable[[dict[str, bytes]], None]:
    """A part that only the header knows, with a harmless name."""

    def change(content: dict[str, bytes]) -> None:
        header = next(each for each in content if each.startswith("word/header"))
        content["word/gambar.dat"] = b"x"
        address = _EXTERNAL.format(kind=kind, target="gambar.dat").replace(' TargetMode="External"', "")
        content[f"word/_rels/{header.removeprefix('word/')}.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + address
        ).encode()
        name = "[Content_Types].xml"
        override = f'<Override PartName="/word/gambar.dat" ContentType="{type_}"/></Types>'
        content[name] = content[name].replace(b"</Types>", override.encode())

    return change


def _theme_as_data(content: dict[str, bytes]) -> None:
    name = "[Content_Types].xml"
    content[name] = content[name].replace(
        b"application/vnd.openxmlformats-officedocument.theme+xml", b"application/octet-stream"
    )


def _twice_the_styles(content: dict[str, bytes]) -> None:
    name = "word/_rels/document.xml.rels"
    again = _EXTERNAL.format(kind="styles", target="styles.xml").replace(' TargetMode="External"', "")
    content[name] = content[name].replace(b"</Relationships>", again.encode())


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
        (_split, "INCLUDEPICTURE"),
        (_nested, "INCLUDEPICTURE"),
        (_renamed("kop.xml", _field), "INCLUDETEXT"),
        (_renamed("header1.dat", _split), "INCLUDEPICTURE"),
        (_renamed("header1.dat", _header_doctype), "a DOCTYPE"),
        (_vml, "https://x.id/a.png"),
        (_header_part("oleObject", "image/png"), "oleObject"),
        (_header_part("aFChunk", "text/html"), "aFChunk"),
        (_header_part("control", "image/png"), "control"),
        (_header_part("image", "application/vnd.ms-office.activeX"), "gambar.dat"),
        (_header_part("chart", "image/png"), "chart in /word/header"),
        (_header_part("image", "text/html"), "gambar.dat as text/html"),
        (_theme_as_data, "theme1.xml as application/octet-stream"),
        (_twice_the_styles, "found styles"),
    ],
    ids=[
        "template",
        "picture",
        "link",
        "macro",
        "macro type",
        "dtd",
        "xml",
        "types",
        "document",
        "field",
        "split field",
        "nested field",
        "renamed field",
        "field in data",
        "dtd in data",
        "drawing",
        "ole object",
        "chunk",
        "control",
        "active type",
        "chart",
        "page as picture",
        "theme",
        "styles twice",
    ],
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


@pytest.mark.parametrize(
    ("inside", "allowed"),
    [
        ('<image href="https://x.id/a.png"/>', False),
        ('<rect style="fill: url(https://x.id/a.svg#b)"/>', False),
        ("<style>@import 'https://x.id/a.css';</style>", False),
        (
            '<a href="https://kota.go.id/"><rect fill="url( #b)"/></a><image href="data:image/png;base64,eA=="/>',
            True,
        ),
    ],
)
def test_vector_pictures_hold_all_that_they_show(letterhead: Path, inside: str, allowed: bool) -> None:
    def picture(content: dict[str, bytes]) -> None:
        _header_part("image", "image/svg+xml")(content)
        content["word/gambar.dat"] = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()

    path = changed(letterhead, picture)
    if allowed:
        assert write_docx(parse(sample()), assets(), reference=load_reference(path))
    else:
        assert "nothing that lies outside the file" in refused(path)


@pytest.mark.parametrize("name", ["tiada.docx", "", "/dev/zero", "pipa"])
def test_what_is_no_file_is_not_read(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipa")
    path = tmp_path / name
    with pytest.raises(ReferenceFileError) as caught:
        load_reference(path)
    assert str(caught.value).startswith(f"{path}: expected a Word file that can be read; found ")


def test_a_file_that_is_too_large(letterhead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = letterhead.stat().st_size
    monkeypatch.setattr(docx_reference, "MOST_BYTES", size)
    assert load_reference(letterhead) == Reference("kop.docx", letterhead.read_bytes())
    monkeypatch.setattr(docx_reference, "MOST_BYTES", size - 1)
    assert "found a larger file" in refused(letterhead)


def test_an_archive_that_unpacks_to_too_much(letterhead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def swell(content: dict[str, bytes]) -> None:
        content["word/media/besar.png"] = b"\x00" * 400_000

    monkeypatch.setattr(docx_reference, "MOST_UNPACKED", 300_000)
    assert "unpacks to more" in refused(changed(letterhead, swell))


def test_an_archive_with_too_many_parts(letterhead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reference, "MOST_ENTRIES", 3)
    assert "at most 3 parts" in refused(letterhead)
