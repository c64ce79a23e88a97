# ruff: noqa: E501 - XPath expressions
"""The DOCX writer: what stands in the parts of the file, read back without the writer's own code."""

from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import dataclass, replace
from functools import cache

import docx
import pytest
from lxml import etree

from generators.assets import Asset
from generators.errors import DocumentError
from generators.tree.blocks import Text
from generators.tree.parsing import parse, plain_text
from generators.word.table import split_width
from generators.word.writing import write_docx
from tests.generators.sample import SVG, assets, chapter, page, png, ref, sample, table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PAGES: dict[str, int | str] = {"latar": 7, "pengantar": "ii", "tabel-dana": 9}
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class Read:
    """A written file, taken apart."""

    parts: dict[str, bytes]

    @property
    def body(self) -> etree._Element:
        return self.xml("word/document.xml")[0]

    def xml(self, part: str) -> etree._Element:
        return etree.fromstring(self.parts[part])

    def relationships(self) -> dict[str, str]:
        root = self.xml("word/_rels/document.xml.rels")
        return {str(each.get("Id")): str(each.get("Target")) for each in root}


def read(content: bytes) -> Read:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return Read({name: archive.read(name) for name in archive.namelist()})


@cache
def written(*, draft: bool = True) -> bytes:
    return write_docx(parse(sample(draft=draft)), assets(), pages=PAGES)


@pytest.fixture
def file() -> Read:
    return read(written())


def small(inside: str, *, vector_figures: bool = False) -> Read:
    return read(write_docx(parse(page(chapter(inside))), assets(), vector_figures=vector_figures))


def val(element: etree._Element | None, attribute: str = "val") -> str:
    assert element is not None
    return str(element.get(W + attribute))


def text(element: etree._Element) -> str:
    pieces: list[str] = []
    for each in element.iter(f"{W}r"):
        shown = each.iterchildren(f"{W}t", f"{W}tab", f"{W}br")
        pieces += [str(part.text) if part.tag == f"{W}t" else " " for part in shown]
    return "".join(pieces)


def style(paragraph: etree._Element) -> str:
    return val(paragraph.find(f"{W}pPr/{W}pStyle"))


def paragraphs(file: Read, style_id: str) -> list[etree._Element]:
    return [each for each in file.body.iter(f"{W}p") if style(each) == style_id]


def instructions(file: Read) -> list[str]:
    return [str(each.text).strip() for each in file.body.iter(f"{W}instrText")]


# ---------------------------------------------------------------- the file as a whole


def test_the_same_tree_gives_the_same_bytes() -> None:
    assert write_docx(parse(sample()), assets(), pages=PAGES) == written()


def test_the_archive_has_a_fixed_order_and_no_time_of_writing() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert names[2:] == sorted(names[2:])


def test_core_properties_come_from_the_document() -> None:
    properties = docx.Document(io.BytesIO(written())).core_properties
    assert properties.title == "RPLP Kelurahan Karangsari 2026–2030"
    assert properties.author == properties.last_modified_by == "Pokja PKP Kota Contoh"
    assert properties.subject == "RPLP Kelurahan Karangsari 2026–2030"
    assert properties.keywords == "RPLP, permukiman kumuh, Karangsari"
    assert properties.language == "id-ID"
    assert str(properties.created) == str(properties.modified) == "2026-11-23 00:00:00+00:00"


def test_nothing_tells_of_the_library(file: Read) -> None:
    assert all(b"python" not in content.lower() for content in file.parts.values())


def test_all_text_of_the_tree_is_in_the_file(file: Read) -> None:
    everything = " ".join(text(each) for each in file.body.iter(f"{W}p"))
    missing = []
    for piece in plain_text(parse(sample())):
        # Numbers of headings are Word's own; everything else stands in the file.
        wanted = re.sub(r"^(BAB [IVX]+|Lampiran [A-Z]|[0-9A-Z]\.[0-9.]*\d) ", "", piece)
        if wanted not in everything:
            missing.append(piece)
    assert missing == []


def test_language(file: Read) -> None:
    defaults = file.xml("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert val(defaults) == "id-ID"
    english = read(write_docx(parse(page(chapter("<p>a</p>"), lang="en")), {}))
    assert val(english.xml("word/styles.xml").find(f".//{W}docDefaults//{W}lang")) == "en-GB"


def test_no_update_on_opening(file: Read) -> None:
    assert b"updateFields" not in file.parts["word/settings.xml"]
    assert b"dirty" not in file.parts["word/document.xml"]


def test_styles_in_use_exist_and_so_do_their_parents(file: Read) -> None:
    styles = file.xml("word/styles.xml")
    ids = [val(each, "styleId") for each in styles.iter(f"{W}style")]
    assert len(ids) == len(set(ids))
    used = {
        val(each)
        for part in file.parts
        if part.endswith(".xml") and part.startswith("word/")
        for each in file.xml(part).iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle", f"{W}basedOn", f"{W}next")
    }
    assert used <= set(ids)


def test_ids_are_unique_and_bookmarks_balanced(file: Read) -> None:
    starts = list(file.body.iter(f"{W}bookmarkStart"))
    ids = [val(each, "id") for each in starts]
    names = [val(each, "name") for each in starts]
    assert len(ids) == len(set(ids))
    assert len(names) == len(set(names))
    assert sorted(val(each, "id") for each in file.body.iter(f"{W}bookmarkEnd")) == sorted(ids)
    drawings = [each.get("id") for each in file.body.iter("{*}docPr")]
    assert len(drawings) == len(set(drawings)) == 3


def test_every_target_of_a_field_or_link_is_a_bookmark(file: Read) -> None:
    names = {val(each, "name") for each in file.body.iter(f"{W}bookmarkStart")}
    anchors = {each.get(f"{W}anchor") for each in file.body.iter(f"{W}hyperlink")} - {None}
    assert anchors <= names
    targets = {parts[1] for each in instructions(file) if (parts := each.split())[0] in ("REF", "PAGEREF")}
    assert targets <= names


def test_fields_are_balanced_in_every_part(file: Read) -> None:
    for part in ("word/document.xml", "word/footer1.xml", "word/footer2.xml"):
        depth = 0
        for each in file.xml(part).iter(f"{W}fldChar"):
            depth += {"begin": 1, "separate": 0, "end": -1}[val(each, "fldCharType")]
            assert depth >= 0
        assert depth == 0


# ---------------------------------------------------------------- headings and contents


def test_headings_have_words_own_styles_and_one_list(file: Read) -> None:
    assert [text(each) for each in paragraphs(file, "Heading1")] == [
        "Pendahuluan",
        "Profil dan Baseline Kekumuhan",
        "Strategi dan Rencana Aksi",
        "Data Kekumuhan per RT",
        "Berita Acara",
    ]
    styles, numbering = file.xml("word/styles.xml"), file.xml("word/numbering.xml")
    lists = set()
    for level, id_ in enumerate(("Heading1", "Heading2", "Heading3")):
        properties = styles.find(f"{W}style[@{W}styleId='{id_}']/{W}pPr")
        assert properties is not None
        assert val(properties.find(f"{W}outlineLvl")) == str(level)
        assert val(properties.find(f"{W}numPr/{W}ilvl")) == str(level)
        lists.add(val(properties.find(f"{W}numPr/{W}numId")))
    [number] = lists
    abstract = val(numbering.find(f"{W}num[@{W}numId='{number}']/{W}abstractNumId"))
    levels = numbering.findall(f"{W}abstractNum[@{W}abstractNumId='{abstract}']/{W}lvl")
    assert [val(each.find(f"{W}lvlText")) for each in levels] == ["BAB %1", "%1.%2", "%1.%2.%3"]
    assert [val(each.find(f"{W}pStyle")) for each in levels] == ["Heading1", "Heading2", "Heading3"]
    assert val(levels[0].find(f"{W}numFmt")) == "upperRoman"
    assert [each.find(f"{W}isLgl") is not None for each in levels] == [False, True, True]


def test_appendices_are_headings_of_another_list(file: Read) -> None:
    numbers = [each.find(f"{W}pPr/{W}numPr/{W}numId") for each in paragraphs(file, "Heading1")]
    assert [each is None for each in numbers] == [True, True, True, False, False]
    numbering = file.xml("word/numbering.xml")
    abstract = val(numbering.find(f"{W}num[@{W}numId='{val(numbers[-1])}']/{W}abstractNumId"))
    first = numbering.find(f"{W}abstractNum[@{W}abstractNumId='{abstract}']/{W}lvl")
    assert first is not None
    assert val(first.find(f"{W}lvlText")) == "Lampiran %1"
    assert val(first.find(f"{W}numFmt")) == "upperLetter"


def test_the_title_of_the_contents_is_not_in_the_outline(file: Read) -> None:
    assert [text(each) for each in paragraphs(file, "TOCHeading")] == ["Daftar Isi"]
    heading = file.xml("word/styles.xml").find(f"{W}style[@{W}styleId='TOCHeading']")
    assert heading is not None
    assert val(heading.find(f"{W}pPr/{W}outlineLvl")) == "9"
    assert [text(each) for each in paragraphs(file, "JudulDepan")] == [
        "Kata Pengantar",
        "Daftar Tabel",
        "Daftar Gambar",
    ]


def test_contents_are_filled_with_links_and_page_references(file: Read) -> None:
    assert [each for each in instructions(file) if each.startswith("TOC")] == [
        r'TOC \o "1-3" \h \z \u',
        r'TOC \h \z \c "Tabel"',
        r'TOC \h \z \c "Gambar"',
    ]
    entries = [each for id_ in ("TOC1", "TOC2", "TOC3") for each in paragraphs(file, id_)]
    assert len(entries) == len(parse(sample()).contents)
    for entry in (*entries, *paragraphs(file, "TableofFigures")):
        [link] = entry.findall(f"{W}hyperlink")
        anchor = str(link.get(f"{W}anchor"))
        assert anchor.startswith("_Toc")
        [instruction] = [str(each.text).split() for each in link.iter(f"{W}instrText")]
        assert instruction == ["PAGEREF", anchor, r"\h"]
    assert text(paragraphs(file, "TOC2")[0]) == "1.1 Latar Belakang 7"
    assert text(paragraphs(file, "TOC1")[0]) == "Kata Pengantar ii"
    assert text(paragraphs(file, "TOC1")[1]) == "Daftar Tabel "
    assert text(paragraphs(file, "TableofFigures")[2]).startswith("Tabel 3.1 Kebutuhan dana")
    assert text(paragraphs(file, "TableofFigures")[2]).endswith(" 9")


# ---------------------------------------------------------------- captions and references


def test_captions_count_with_fields(file: Read) -> None:
    captions = paragraphs(file, "Caption")
    assert [text(each)[:10] for each in captions[:3]] == ["Tabel 1.1 ", "Gambar 1.1", "Gambar 2.1"]
    fields = [each for each in instructions(file) if each.startswith("SEQ")]
    assert fields[0] == r"SEQ Tabel \* ARABIC \r 1 \s 1"
    assert fields[-1] == r"SEQ Tabel \* ARABIC \r 1 \s 1"
    twice = small(table(id_="a") + table(id_="b") + f"<p>{ref('a')}{ref('b')}</p>")
    assert [each for each in instructions(twice) if "SEQ" in each] == [
        r"SEQ Tabel \* ARABIC \r 1 \s 1",
        r"SEQ Tabel \* ARABIC \s 1",
    ]


def test_the_bookmark_of_a_caption_holds_its_number_alone(file: Read) -> None:
    caption = paragraphs(file, "Caption")[0]
    marked, inside = "", False
    for each in caption.iter():
        if each.tag == f"{W}bookmarkStart" and val(each, "name").startswith("_Ref"):
            inside, id_ = True, val(each, "id")
        elif each.tag == f"{W}bookmarkEnd" and inside and val(each, "id") == id_:
            inside = False
        elif inside and each.tag == f"{W}t":
            marked += str(each.text)
    assert marked == "Tabel 1.1"


def test_a_table_caption_keeps_with_its_table_and_a_figure_with_its_caption(file: Read) -> None:
    styles = file.xml("word/styles.xml")
    for id_ in ("Caption", "Gambar"):
        assert styles.find(f"{W}style[@{W}styleId='{id_}']/{W}pPr/{W}keepNext") is not None
    table_caption, figure_caption = paragraphs(file, "Caption")[:2]
    following, before = table_caption.getnext(), figure_caption.getprevious()
    assert following is not None
    assert following.tag == f"{W}tbl"
    assert before is not None
    assert style(before) == "Gambar"
    assert val(figure_caption.find(f"{W}pPr/{W}keepNext")) == "0"


def test_references_are_fields_where_word_gives_the_same_text(file: Read) -> None:
    fields = [each.split()[0] + " " + " ".join(each.split()[2:]) for each in instructions(file)]
    assert fields.count(r"REF \h") == 8
    assert fields.count(r"REF \r \h") == 3
    links = [each for each in file.body.iter(f"{W}hyperlink") if text(each) in ("Bab III", "Kata Pengantar")]
    assert len(links) == 2


def test_marks_reach_into_a_reference(file: Read) -> None:
    paragraph = next(each for each in paragraphs(file, "BodyText") if "Lihat pula" in text(each))
    bold = "".join(text(each) for each in paragraph.iter(f"{W}r") if each.find(f"{W}rPr/{W}b") is not None)
    assert bold == "Tabel 1.1"


# ---------------------------------------------------------------- tables


def test_every_table_is_fixed_and_as_wide_as_its_grid(file: Read) -> None:
    for element in file.body.iter(f"{W}tbl"):
        assert val(element.find(f"{W}tblPr/{W}tblLayout"), "type") == "fixed"
        widths = [int(val(each, "w")) for each in element.iterfind(f"{W}tblGrid/{W}gridCol")]
        assert sum(widths) == int(val(element.find(f"{W}tblPr/{W}tblW"), "w")) in (8788, 13890)
        for row in element.iterfind(f"{W}tr"):
            assert row.find(f"{W}trPr/{W}cantSplit") is not None
            spans = 0
            for cell in row.iterfind(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                count = int(val(span)) if span is not None else 1
                assert int(val(cell.find(f"{W}tcPr/{W}tcW"), "w")) == sum(widths[spans : spans + count])
                spans += count
                assert cell[-1].tag == f"{W}p"
            assert spans == len(widths)


def test_header_rows_repeat_and_are_announced(file: Read) -> None:
    captioned = [each for each in file.body.iter(f"{W}tbl") if each.find(f".//{W}tblHeader") is not None]
    assert len(captioned) == 5
    assert [len(each.findall(f"{W}tr/{W}trPr/{W}tblHeader")) for each in captioned] == [2, 1, 1, 1, 1]
    assert all(val(each.find(f"{W}tblPr/{W}tblLook"), "firstRow") == "1" for each in captioned)
    assert val(captioned[0].find(f"{W}tblPr/{W}tblCaption")).startswith("Tabel 1.1 Ringkasan")


def test_short_tables_stay_whole_and_the_last_row_is_never_alone() -> None:
    def kept(rows: int) -> list[bool]:
        file = small(table("<tr><td>a</td><td>b</td></tr>" * rows) + f"<p>{ref('tabel-a')}</p>")
        found = list(file.body.iter(f"{W}tr"))[1:]
        assert all(
            len({p.find(f"{W}pPr/{W}keepNext") is None for p in row.iter(f"{W}p")}) == 1 for row in found
        )
        return [row.find(f".//{W}keepNext") is not None for row in found]

    assert kept(1) == [False]
    assert kept(7) == [True] * 6 + [False]
    assert kept(8) == [False] * 6 + [True, False]


def test_spans_become_merges(file: Read) -> None:
    first = next(each for each in file.body.iter(f"{W}tbl") if each.find(f".//{W}tblHeader") is not None)
    rows = first.findall(f"{W}tr")
    top = [
        val(each.find(f"{W}tcPr/{W}vMerge"))
        for each in rows[0]
        if each.find(f"{W}tcPr/{W}vMerge") is not None
    ]
    below = [
        val(each.find(f"{W}tcPr/{W}vMerge"))
        for each in rows[1]
        if each.find(f"{W}tcPr/{W}vMerge") is not None
    ]
    assert top == ["restart"] * 4
    assert below == ["continue"] * 4
    assert val(rows[0].find(f".//{W}gridSpan")) == "2"


def test_a_row_span_over_several_rows_in_the_middle() -> None:
    rows = '<tr><td>a</td><td rowspan="3">b</td></tr><tr><td>c</td></tr><tr><td>d</td></tr><tr><td>e</td><td>f</td></tr>'
    file = small(table(rows) + f"<p>{ref('tabel-a')}</p>")
    found = []
    for row in file.body.iter(f"{W}tr"):
        merge = row[-1].find(f"{W}tcPr/{W}vMerge")
        found.append(val(merge) if merge is not None else "")
    assert found == ["", "restart", "continue", "continue", ""]


def test_numbers_stand_right_and_tints_do_not_need_colour(file: Read) -> None:
    cells = {text(each): each for each in file.body.iter(f"{W}tc")}
    assert style(cells["8,10"][-1]) == "AngkaTabel"
    assert style(cells["740"][-1]) == "AngkaTabelKecil"
    heavy = cells["Berat"]
    assert val(heavy.find(f"{W}tcPr/{W}shd"), "fill") == "E0988E"
    assert heavy.find(f".//{W}rPr/{W}b") is not None
    assert cells["4a"].find(f".//{W}rStyle") is not None


@pytest.mark.parametrize("shares", [(1, 1, 1), (6, 30, 16, 16, 16, 16), (1,), (7, 13, 1)])
def test_widths_add_up(shares: tuple[int, ...]) -> None:
    widths = split_width(shares, 8788)
    assert sum(widths) == 8788
    assert all(width > 0 for width in widths)


def test_tables_never_touch(file: Read) -> None:
    for element in file.body.iter(f"{W}tbl"):
        following = element.getnext()
        assert following is not None
        assert following.tag != f"{W}tbl"


# ---------------------------------------------------------------- sections


def test_every_section_names_header_and_footer(file: Read) -> None:
    sections = list(file.body.iter(f"{W}sectPr"))
    assert len(sections) == 9
    targets = file.relationships()
    for section in sections:
        for kind in ("header", "footer"):
            reference = section.find(f"{W}{kind}Reference")
            assert reference is not None
            assert targets[str(reference.get(f"{R}id"))].startswith(kind)
    last = file.body[-1]
    assert last.tag == f"{W}sectPr"


def test_landscape_pages_are_turned_and_the_next_ones_stand_again(file: Read) -> None:
    sizes = []
    for section in file.body.iter(f"{W}sectPr"):
        size = section.find(f"{W}pgSz")
        assert size is not None
        sizes.append((val(size, "w"), val(size, "h"), size.get(f"{W}orient", "")))
    portrait, landscape = ("11906", "16838", ""), ("16838", "11906", "landscape")
    chapters = [portrait, portrait, landscape, portrait, portrait]
    assert sizes == [portrait, portrait, *chapters, landscape, portrait]


def test_the_heading_of_a_landscape_appendix_is_on_the_landscape_page(file: Read) -> None:
    heading = paragraphs(file, "Heading1")[3]
    before = heading.getprevious()
    assert before is not None
    assert before.find(f"{W}pPr/{W}sectPr") is not None


def test_page_numbers(file: Read) -> None:
    numbers = [section.find(f"{W}pgNumType") for section in file.body.iter(f"{W}sectPr")]
    assert numbers[0] is None
    found = [
        (val(each, "fmt"), each.get(f"{W}start"), each.get(f"{W}chapStyle"))
        for each in numbers
        if each is not None
    ]
    chapter, further = ("decimal", "1", "1"), ("decimal", None, "1")
    assert found == [("lowerRoman", "1", None), chapter, chapter, further, further, *[chapter] * 3]
    assert b" PAGE " in file.parts["word/footer2.xml"]
    assert b"PAGE" not in file.parts["word/footer1.xml"]


def test_the_chapter_before_the_page_number_is_words_own_and_text_for_others(file: Read) -> None:
    """Two of them would show `II-II-14` in Word: the text stands where Word does not look."""
    footers = [file.xml(f"word/footer{at}.xml") for at in range(1, 8)]
    assert "word/footer8.xml" not in file.parts
    shown = ["".join(str(each.text) for each in footer.iter(f"{W}t")) for footer in footers]
    assert shown == ["", "1", "I-1", "II-1", "III-1", "A-1", "B-1"]
    for footer in footers[2:]:
        [chosen] = footer.iter("{*}Choice")
        assert chosen.get("Requires") == "w15"
        assert footer.nsmap["w15"] == "http://schemas.microsoft.com/office/word/2012/wordml"
        assert len(chosen) == 0


def test_header_and_draft_mark(file: Read) -> None:
    assert text(file.xml("word/header2.xml")) == "RPLP Kelurahan Karangsari 2026–2030 DRAF 3"
    assert text(file.xml("word/header1.xml")) == ""
    assert all(b"PowerPlusWaterMarkObject" in file.parts[f"word/header{at}.xml"] for at in (1, 2, 3))
    final = read(written(draft=False))
    assert text(final.xml("word/header2.xml")) == "RPLP Kelurahan Karangsari 2026–2030"
    assert all(b"WaterMark" not in content for content in final.parts.values())


def test_a_short_document_without_cover_and_front_has_one_section() -> None:
    file = small("<p>a</p>")
    [section] = file.body.iter(f"{W}sectPr")
    assert val(section.find(f"{W}pgNumType"), "start") == "1"


def test_landscape_at_the_very_end_closes_on_landscape() -> None:
    file = small(
        f'<p>a</p><div class="landscape">{table()}</div><p>{ref("tabel-a")}</p><div class="landscape"><p>b</p></div>'
    )
    orients = [val(each.find(f"{W}pgSz"), "orient") for each in file.body.iter(f"{W}sectPr")]
    assert orients == ["None", "landscape", "None", "landscape"]


def test_landscape_parts_in_a_row_share_their_section() -> None:
    file = small('<p>a</p><div class="landscape"><p>b</p></div><div class="landscape"><p>c</p></div><p>d</p>')
    assert len(list(file.body.iter(f"{W}sectPr"))) == 3


# ---------------------------------------------------------------- narratives


_NARRATIVES = (
    '<div class="narrative" id="narasi-6.1"><p>a</p><ul><li>b</li></ul><aside class="note">c</aside></div>'
    '<div class="narrative" id="narasi-kata-pengantar"><p>d</p></div>'
)


def test_a_narrative_is_a_control_with_a_tag_a_title_and_an_id_of_its_own() -> None:
    file = small(_NARRATIVES)
    controls = file.body.findall(f"{W}sdt")
    properties = [{each.tag: val(each) for each in control[0]} for control in controls]
    assert [list(each) for each in properties] == [[f"{W}alias", f"{W}tag", f"{W}id", f"{W}lock"]] * 2
    assert [each[f"{W}tag"] for each in properties] == ["narasi-6.1", "narasi-kata-pengantar"]
    assert [each[f"{W}alias"] for each in properties] == ["Narasi 6.1", "Narasi kata pengantar"]
    # Only the control is locked, not what stands in it.
    assert {each[f"{W}lock"] for each in properties} == {"sdtLocked"}
    ids = [each[f"{W}id"] for each in properties]
    assert len(set(ids)) == 2
    assert all(0 < int(each) < 2**31 for each in ids)


def test_the_id_of_a_control_depends_on_its_tag_alone() -> None:
    first, second = (val(each.find(f"{W}sdtPr/{W}id")) for each in small(_NARRATIVES).body.findall(f"{W}sdt"))
    turned = small("<p>z</p>" + "".join(f"<div{each}" for each in reversed(_NARRATIVES.split("<div")[1:])))
    assert [val(each.find(f"{W}sdtPr/{W}id")) for each in turned.body.findall(f"{W}sdt")] == [second, first]


def test_one_paragraph_with_a_reference_is_a_building_block_for_the_sake_of_libreoffice() -> None:
    one = '<div class="narrative" id="n"><p>Lihat {}.</p>{}</div>'
    for inside, expected in (
        (one.format(ref("bab"), ""), 1),
        (one.format("a", ""), 0),
        (one.format(ref("bab"), "<p>b</p>"), 0),
    ):
        assert len(list(small(inside).body.iter(f"{W}docPartObj"))) == expected, inside


def test_paragraphs_of_a_narrative_look_as_anywhere() -> None:
    file = small(_NARRATIVES)
    content = file.body.find(f"{W}sdt/{W}sdtContent")
    assert content is not None
    assert [style(each) for each in content] == ["BodyText", "ListParagraph", "Catatan"]


def test_pages_turn_outside_a_narrative() -> None:
    wide = f'<div class="landscape">{table()}<p>{ref("tabel-a")}</p></div>'
    one = '<div class="narrative" id="{}"><p>a</p></div>'
    file = small(one.format("n1") + wide + one.format("n2"))
    assert len(list(file.body.iter(f"{W}sectPr"))) == 3
    assert [each for control in file.body.iter(f"{W}sdt") for each in control.iter(f"{W}sectPr")] == []
    orients = [val(each.find(f"{W}pgSz"), "orient") for each in file.body.iter(f"{W}sectPr")]
    assert orients == ["None", "landscape", "None"]


# ---------------------------------------------------------------- the other blocks


def test_each_ordered_list_begins_anew(file: Read) -> None:
    items = paragraphs(file, "ListParagraph")
    numbers = {text(each): val(each.find(f".//{W}numId")) for each in items}
    levels = {text(each): val(each.find(f".//{W}ilvl")) for each in items}
    assert numbers["0 ha pada 2030;"] != numbers["mencegah tumbuhnya kumuh baru;"]
    assert levels["jalan lingkungan dan drainase"] == "1"
    assert levels["kualitas menurut standar teknis"] == "2"
    numbering = file.xml("word/numbering.xml")
    own = numbering.find(f"{W}num[@{W}numId='{numbers['jalan lingkungan dan drainase']}']")
    assert own is not None
    override = own.find(f"{W}lvlOverride")
    assert val(override, "ilvl") == "1"
    assert val(own.find(f"{W}lvlOverride/{W}startOverride")) == "1"


def test_figures_have_alt_text_and_their_size(file: Read) -> None:
    chart = next(each for each in file.body.iter("{*}docPr") if "Diagram batang" in str(each.get("descr")))
    inline = chart.getparent()
    assert inline is not None
    extent = inline.find("{*}extent")
    assert extent is not None
    assert int(str(extent.get("cx"))) == round(8788 * 635 * 0.8)
    assert int(str(extent.get("cy"))) == round(8788 * 635 * 0.8 / 2)


def test_a_tall_picture_is_made_to_fit_the_page() -> None:
    inside = (
        f'<figure id="g"><img src="asset:x" alt="b"/><figcaption>c</figcaption></figure><p>{ref("g")}</p>'
    )
    tall = Asset(None, png(10, 100), 10, 100)
    file = read(write_docx(parse(page(chapter(inside))), {"x": tall}))
    extent = next(file.body.iter("{*}extent"))
    assert int(str(extent.get("cy"))) < 230 * 36000
    assert int(str(extent.get("cx"))) * 10 == pytest.approx(int(str(extent.get("cy"))), rel=0.001)


def test_a_picture_used_twice_is_stored_once() -> None:
    one = '<figure id="{0}"><img src="asset:grafik" alt="b"/><figcaption>c</figcaption></figure>'
    file = small(one.format("a") + one.format("b") + f"<p>{ref('a')}{ref('b')}</p>", vector_figures=True)
    media = [name for name in file.parts if name.startswith("word/media/")]
    assert len(media) == 2
    assert SVG in file.parts.values()


def test_only_the_png_by_default() -> None:
    figure = '<figure id="a"><img src="asset:grafik" alt="b"/><figcaption>c</figcaption></figure>'
    file = small(figure + f"<p>{ref('a')}</p>")
    assert not any(name.endswith(".svg") for name in file.parts)


def test_external_links_are_relationships(file: Read) -> None:
    link = next(each for each in file.body.iter(f"{W}hyperlink") if each.get(f"{R}id"))
    assert file.relationships()[str(link.get(f"{R}id"))] == "https://peraturan.go.id/"


def test_signatures_stand_two_in_a_row(file: Read) -> None:
    tables = [each for each in file.body.iter(f"{W}tbl") if each.find(f".//{W}tblHeader") is None]
    assert [len(each.findall(f"{W}tr")) for each in tables] == [3, 2]
    assert "Camat Sukamaju" in text(tables[1][-1])


# ---------------------------------------------------------------- refusals and speed


def test_missing_assets_are_told_with_their_place() -> None:
    with pytest.raises(DocumentError) as caught:
        write_docx(parse(sample()), {"logo": assets()["logo"]})
    assert [fault.found for fault in caught.value.faults] == ["asset:grafik", "asset:peta"]
    assert caught.value.faults[0].where == "rplp/bab_1.html:44"


def test_a_picture_that_is_no_png_is_refused() -> None:
    broken = {name: replace(asset, png=b"GIF89a") for name, asset in assets().items()}
    with pytest.raises(DocumentError, match="a PNG as asset:grafik"):
        write_docx(parse(sample()), broken)


def test_control_characters_in_a_tree_made_by_hand_are_refused() -> None:
    document = parse(page(chapter("<p>a</p>")))
    bad = replace(document.chapters[0], heading=(Text("a\x0bb"),))
    with pytest.raises(DocumentError, match="control characters"):
        write_docx(replace(document, chapters=(bad,)), {})


def test_special_characters_survive() -> None:
    file = small("<p>PT Maju &amp; Jaya &lt;x&gt; 5 &lt; 6 \u201ckutip\u201d \u00a0 \U0001f3e0</p>")
    assert (
        text(paragraphs(file, "BodyText")[0])
        == "PT Maju & Jaya <x> 5 < 6 \u201ckutip\u201d \u00a0 \U0001f3e0"
    )


def test_a_thousand_rows_take_a_moment() -> None:
    rows = "<tr><td>Sukun</td><td class='num'>1,20</td></tr>" * 2000
    document = parse(page(chapter(table(rows) + f"<p>{ref('tabel-a')}</p>")))
    start = time.perf_counter()
    write_docx(document, {})
    # Measured at a tenth of a second; python-docx's own table cells would need minutes.
    assert time.perf_counter() - start < 3
