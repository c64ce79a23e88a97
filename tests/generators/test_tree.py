"""The tree: every rule of the vocabulary, numbers, references, the two ways it is written out."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest
from lxml import etree

from generators.errors import DocumentError
from generators.tree.blocks import (
    Figure,
    Landscape,
    ListBlock,
    Paragraph,
    Ref,
    Section,
    Table,
    Text,
    inline_text,
)
from generators.tree.numbering import letter, roman
from generators.tree.parsing import parse, plain_text, to_html
from tests.generators.sample import chapter, page, paper, ref, sample, table

P = "<p>Teks.</p>"


def faults(html: str) -> list[str]:
    """The messages of a document that is refused."""
    with pytest.raises(DocumentError) as caught:
        parse(html)
    return [str(fault) for fault in caught.value.faults]


def first_paragraph(inside: str) -> Paragraph:
    block = parse(page(chapter(f"<p>{inside}</p>"))).chapters[0].children[0]
    assert isinstance(block, Paragraph)
    return block


# ---------------------------------------------------------------- numbers


def test_chapters_sections_and_appendices_are_numbered() -> None:
    document = parse(sample())
    assert [(entry.level, entry.number, entry.title) for entry in document.contents] == [
        (1, "", "Kata Pengantar"),
        (1, "", "Daftar Tabel"),
        (1, "", "Daftar Gambar"),
        (1, "BAB I", "Pendahuluan"),
        (2, "1.1", "Latar Belakang"),
        (2, "1.2", "Maksud, Tujuan, dan Sasaran"),
        (3, "1.2.1", "Dasar Hukum"),
        (1, "BAB II", "Profil dan Baseline Kekumuhan"),
        (2, "2.1", "Kependudukan"),
        (2, "2.2", "Prasarana"),
        (1, "BAB III", "Strategi dan Rencana Aksi"),
        (2, "3.1", "Kebutuhan Dana"),
        (1, "Lampiran A", "Data Kekumuhan per RT"),
        (1, "Lampiran B", "Berita Acara"),
        (2, "B.1", "Lokakarya Kelurahan"),
        (3, "B.1.1", "Daftar Hadir"),
    ]


def test_tables_and_figures_are_numbered_by_chapter_or_appendix() -> None:
    document = parse(sample())
    numbers = ["Tabel 1.1", "Tabel 2.1", "Tabel 3.1", "Tabel A.1", "Tabel B.1"]
    assert [entry.number for entry in document.tables] == numbers
    assert [entry.number for entry in document.figures] == ["Gambar 1.1", "Gambar 2.1"]
    assert document.tables[2].title == "Kebutuhan dana menurut sumber & tahun (juta rupiah)"


def test_counting_goes_on_within_a_chapter_and_begins_anew_in_the_next() -> None:
    one = table(id_="a") + f'<section id="s"><h2>S</h2>{table(id_="b")}</section>'
    two = f"<div class='landscape'>{table(id_='c')}</div><p>{ref('a')}{ref('b')}{ref('c')}</p>"
    document = parse(page(chapter(one) + chapter(two, id_="dua")))
    assert [entry.number for entry in document.tables] == ["Tabel 1.1", "Tabel 1.2", "Tabel 2.1"]
    assert [document.labels[id_].starts for id_ in "abc"] == [True, False, True]


def test_a_table_before_the_first_chapter_has_a_plain_number() -> None:
    front = f'<section class="front" id="f"><h1>F</h1>{table()}<p>{ref("tabel-a")}</p></section>'
    assert parse(page(front)).tables[0].number == "Tabel 1"


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (1999, "MCMXCIX")]
)
def test_roman(number: int, expected: str) -> None:
    assert roman(number) == expected


@pytest.mark.parametrize(("number", "expected"), [(1, "A"), (26, "Z"), (27, "AA"), (28, "BB")])
def test_letters_count_as_word_counts(number: int, expected: str) -> None:
    assert letter(number) == expected


# ---------------------------------------------------------------- references


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("tabel-dana", "Tabel 3.1"),
        ("gambar-peta", "Gambar 2.1"),
        ("strategi", "Bab III"),
        ("latar", "Subbab 1.1"),
        ("dasar", "Subbab 1.2.1"),
        ("lampiran-rt", "Lampiran A"),
        ("ba-lokakarya", "Subbab B.1"),
        ("pengantar", "Kata Pengantar"),
    ],
)
def test_references(id_: str, expected: str) -> None:
    assert parse(sample()).labels[id_].reference == expected


def test_a_reference_is_filled_where_it_stands() -> None:
    paragraph = first_paragraph(f"Lihat {ref('bab')}.")
    assert inline_text(paragraph.content) == "Lihat Bab I."
    assert isinstance(paragraph.content[1], Ref)


def test_a_dangling_reference_names_place_and_the_nearest_id() -> None:
    html = page(chapter('<p data-src="rplp/bab_4.html:12">Lihat <a class="ref" href="#babb"/>.</p>'))
    [message] = faults(html)
    assert message == (
        'rplp/bab_4.html:12: expected a reference to an id of this document; found href="#babb". '
        "Perhaps #bab (Bab I) is meant."
    )


def test_every_table_and_figure_is_mentioned() -> None:
    [message] = faults(page(chapter(table())))
    assert message.startswith("rplp/bab_1.html:7: expected a reference to Tabel 1.1 somewhere in the text")


# ---------------------------------------------------------------- white space


def test_white_space_collapses_as_in_html() -> None:
    paragraph = first_paragraph("\n  satu\n  <strong> dua </strong>  tiga <br/>\n empat\u00a0\u00a0lima ")
    assert inline_text(paragraph.content) == "satu dua tiga empat\u00a0\u00a0lima"
    assert paragraph.content[0] == Text("satu ")


def test_a_space_at_the_end_inside_a_mark_goes_too() -> None:
    assert inline_text(first_paragraph("a <em>b <strong>c </strong></em>").content) == "a b c"


# ---------------------------------------------------------------- structure


def test_the_sample_uses_every_kind_of_block() -> None:
    kinds = {type(block).__name__ for block in parse(sample()).blocks()}
    assert kinds == {
        "Paragraph", "ListBlock", "Table", "Figure", "SourceLine", "Note", "Definitions", "Signatures",
        "Landscape", "Narrative",
    }  # fmt: skip


def test_a_narrative_is_known_to_word_alone() -> None:
    inside = "<p class='lead'>a</p><ul><li>b</li></ul><aside class='note'>c</aside>"
    plain = parse(page(chapter(inside)))
    known = parse(page(chapter(f'<div class="narrative" id="narasi-1">{inside}</div>')))
    assert to_html(known) == to_html(plain)
    assert plain_text(known) == plain_text(plain)
    assert [type(each).__name__ for each in known.blocks()] == ["Narrative", "Paragraph", "ListBlock", "Note"]
    assert "narasi-1" not in known.labels


def test_lists_nest() -> None:
    outer = next(block for block in parse(sample()).blocks() if isinstance(block, ListBlock))
    inner = outer.items[0].nested
    assert inner is not None
    assert inner.items[0].nested is not None
    assert (outer.kind, inner.kind, inner.items[0].nested.kind) == ("1", "a", "bullet")


def test_cells_know_their_column_under_spans() -> None:
    first = next(block for block in parse(sample()).blocks() if isinstance(block, Table))
    second_row = first.head[1]
    assert [cell.column for cell in second_row.cells] == [2, 3]
    assert len(first.bodies) == 2
    assert first.foot[0].cells[0].colspan == 2


def test_a_heading_goes_with_the_landscape_pages_that_follow_it_at_once() -> None:
    document = parse(sample())
    assert document.appendices[0].wide_heading
    assert not document.appendices[1].wide_heading
    wide = f'<section id="s"><h2>S</h2><div class="landscape">{P}</div></section>'
    assert parse(page(chapter(wide))).chapters[0].wide_heading
    assert not parse(page(chapter(P + wide))).chapters[0].wide_heading


def test_meta_and_running_head() -> None:
    document = parse(sample())
    assert document.meta.author == "Pokja PKP Kota Contoh"
    assert document.meta.draft == "DRAF 3"
    assert parse(page(chapter(P))).meta.running_head == "Contoh"
    assert parse(page(chapter(P))).meta.draft == ""


def test_source_of_a_block_without_its_own_place_is_that_of_what_surrounds_it() -> None:
    assert str(first_paragraph("x").source) == "rplp/bab_1.html:1"


def test_a_doctype_of_html_is_allowed() -> None:
    assert parse(f"<!DOCTYPE html>\n{page(chapter(P))}").title == "Contoh"


def test_a_paper_has_an_opening_and_unnumbered_parts() -> None:
    inside = f"<p>Lihat {ref('tabel-a')} pada {ref('keputusan')}.</p>{table()}"
    document = parse(page(paper(inside)))
    assert document.opening is not None
    assert [line.role for line in document.opening.lines] == [
        "kicker", "place", "title", "subtitle", "meta", "draft",
    ]  # fmt: skip
    assert (document.cover, document.chapters, document.body) == (None, (), document.parts)
    assert [(entry.number, entry.title) for entry in document.contents] == [("", "Keputusan")]
    assert plain_text(document)[:8] == [
        "Pokja PKP", "Kota Contoh", "Berita Acara", "Nomor 4", "Salinan", "Data ilustratif", "Keputusan",
        "Lihat Tabel 1 pada Keputusan.",
    ]  # fmt: skip
    html = to_html(document)
    assert '<section class="opening"><p class="kicker">Pokja PKP</p>' in html
    assert '<section class="part" id="keputusan"><h1>Keputusan</h1>' in html


# ---------------------------------------------------------------- faults, one rule each

COL = '<colgroup><col data-width="1"/></colgroup>'
HEAD = '<thead><tr><th scope="col">A</th></tr></thead>'
ONE = "<tbody><tr><td>1</td></tr></tbody>"


def one_table(*parts: str) -> str:
    return page(chapter(f'<table id="t">{"".join(parts)}</table><p>{ref("t")}</p>'))


def figure(inside: str) -> str:
    return page(chapter(f'<figure id="g">{inside}</figure><p>{ref("g")}</p>'))


CASES: dict[str, tuple[str, str]] = {
    "unknown element": (page(chapter("<p>a <b>b</b></p>")), "an element of the document vocabulary; found <b>"),
    "unknown attribute": (page(chapter('<p style="x">a</p>')), 'found the attribute style="x"'),
    "unknown class": (page(chapter('<p class="besar">a</p>')), 'found class="besar"'),
    "class of another place": (page(chapter('<p class="kicker">a</p>')), 'found <p class="kicker">'),
    "no lang": (page(chapter(P), lang=""), "expected html with lang"),
    "no date": (page(chapter(P)).replace("2026-11-23", "besok"), 'found "besok"'),
    "unknown meta": (page(chapter(P), head='<meta name="robots" content="x"/>'), "found <meta name"),
    "no title": (page(chapter(P)).replace("Contoh", ""), "expected a title"),
    "block in body": (page(P), "in the body; found <p>"),
    "text in body": (page(f"teks{chapter(P)}"), "found the text “teks”"),
    "text in a section": (page(chapter(f"{P}teks")), "found the text “teks”"),
    "inline in a section": (page(chapter("<strong>a</strong>")), "found <strong>"),
    "wrong order": (
        page(chapter(P) + '<section class="front" id="f"><h1>F</h1><p>x</p></section>'),
        "in this order; found <section",
    ),
    "two covers": (page('<section class="cover"/>' * 2 + chapter(P)), "expected one cover"),
    "paragraph on the cover": (page(f'<section class="cover">{P}</section>{chapter(P)}'), "found <p>"),
    "chapter in a paper": (page(paper(P) + chapter(P)), "Use one set or the other"),
    "cover of a paper": (page('<section class="cover"/>' + paper(P)), "Use one set or the other"),
    "part without an opening": (page('<section class="part" id="k"><h1>K</h1><p>a</p></section>'), "an opening before"),
    "opening after a part": (
        page('<section class="part" id="k"><h1>K</h1><p>a</p></section>' + paper(P)), "the opening before the parts"
    ),
    "two openings": (page('<section class="opening"><p class="title">A</p></section>' + paper(P)), "one opening"),
    "empty opening": (page('<section class="opening"/>'), "expected lines in the opening"),
    "figure in an opening": (
        page('<section class="opening"><figure><img src="asset:logo" alt="a"/></figure></section>'), "found <figure>"
    ),
    "section in a part": (page(paper('<section id="s"><h2>S</h2></section>')), "no section below h1"),
    "no heading": (page('<section class="chapter" id="x"><p>a</p></section>'), "expected h1 as the first"),
    "wrong heading": (page(chapter('<section id="s"><h3>S</h3></section>')), "expected h2 as the first"),
    "second heading": (page(chapter("<h2>lagi</h2>")), "found <h2>"),
    "empty heading": (page(chapter(P, heading=" ")), "expected text in <h1>"),
    "section too deep": (
        page(chapter('<section id="a"><h2>A</h2><section id="b"><h3>B</h3><section id="c"><h3>C</h3>'
                     "</section></section></section>")),
        "no section below h3",
    ),
    "no id": (page(chapter("<section><h2>S</h2></section>")), "expected an id on <section>"),
    "bad id": (page(chapter('<section id="a b"><h2>S</h2></section>')), 'found id="a b"'),
    "id twice": (page(chapter(P) * 2), "expected a unique id"),
    "nav with more": (page(f'<nav class="toc"><h1>Isi</h1>{P}</nav>{chapter(P)}'), "only an h1"),
    "empty paragraph": (page(chapter("<p> </p>")), "expected text in <p>"),
    "empty item": (page(chapter("<ul><li/></ul>")), "expected text in <li>"),
    "empty list": (page(chapter("<ul/>")), "expected li in the list"),
    "not an item": (page(chapter("<ul><p>a</p></ul>")), "expected li, in <ul>; found <p>"),
    "list type": (page(chapter('<ol type="I"><li>a</li></ol>')), 'found type="I"'),
    "list too deep": (
        page(chapter("<ul><li>a<ul><li>b<ul><li>c<ul><li>d</li></ul></li></ul></li></ul></li></ul>")),
        "expected lists at most 3 deep",
    ),
    "two lists in an item": (
        page(chapter("<ul><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li></ul>")),
        "at most one list",
    ),
    "text after the inner list": (page(chapter("<ul><li>a<ul><li>b</li></ul>c</li></ul>")), "the text “c”"),
    "no caption": (one_table(COL, HEAD, ONE), 'expected a caption in <table id="t">'),
    "no columns": (one_table("<caption>a</caption>", HEAD, ONE), "expected a colgroup"),
    "no header": (one_table("<caption>a</caption>", COL, ONE), "expected a thead"),
    "no body": (one_table("<caption>a</caption>", COL, HEAD), "one or more tbody"),
    "column width": (
        one_table("<caption>a</caption>", COL.replace('"1"', '"12.5"'), HEAD, ONE), 'data-width="12.5"'
    ),
    "empty caption": (one_table("<caption> </caption>", COL, HEAD, ONE), "expected text in the caption"),
    "row too short": (page(chapter(table("<tr><td>1</td></tr>") + ref("x"))), "found 1 columns filled"),
    "row too long": (page(chapter(table("<tr><td>1</td><td>2</td><td>3</td></tr>"))), "found 3 columns filled"),
    "row span beyond its group": (
        page(chapter(table('<tr><td rowspan="2">1</td><td>2</td></tr>'))), "rowspan that leaves"
    ),
    "spans that collide": (
        page(chapter(table('<tr><td>1</td><td rowspan="2">2</td></tr><tr><td colspan="2">3</td></tr>'))),
        "runs into one from the row above",
    ),
    "bad span": (page(chapter(table('<tr><td colspan="0">1</td><td/></tr>'))), 'found colspan="0"'),
    "paragraph in a cell": (page(chapter(table("<tr><td><p>1</p></td><td/></tr>"))), "a line of text in <td>"),
    "table in a cell": (page(chapter(table(f"<tr><td>{table(id_='z')}</td><td/></tr>"))), "found <table"),
    "th without scope": (page(chapter(table("<tr><th>1</th><td/></tr>"))), "expected th with scope"),
    "two tints": (page(chapter(table('<tr><td class="berat ringan">1</td><td/></tr>'))), "at most one tint"),
    "no image": (figure("<figcaption>a</figcaption>"), "expected one img"),
    "no figcaption": (figure('<img src="asset:a" alt="b"/>'), "expected one figcaption"),
    "image from elsewhere": (figure('<img src="https://x.id/a.png" alt="b"/><figcaption>c</figcaption>'), "asset:NAME"),
    "no alt": (figure('<img src="asset:a"/><figcaption>c</figcaption>'), "expected alt text"),
    "image width": (figure('<img src="asset:a" alt="b" data-width="120"/><figcaption>c</figcaption>'), "1 to 100"),
    "landscape in landscape": (
        page(chapter('<div class="landscape"><div class="landscape"><p>a</p></div></div>')),
        'a block inside <div class="landscape">',
    ),
    "empty landscape": (page(chapter('<div class="landscape"/>')), "expected blocks in the landscape part"),
    "section in landscape": (
        page(chapter('<div class="landscape"><section id="s"><h2>S</h2></section></div>')), "found <section"
    ),
    "signature without name": (
        page(chapter('<div class="signatures"><div class="signature"><p class="role">a</p></div></div>')),
        "expected p.role, p.name and p.id",
    ),
    "empty narrative": (page(chapter('<div class="narrative" id="n"/>')), "expected text in the narrative"),
    "narrative without id": (page(chapter('<div class="narrative"><p>a</p></div>')), "expected an id"),
    "id of a narrative twice": (
        page(chapter('<div class="narrative" id="bab"><p>a</p></div>')), 'id="bab" a second time'
    ),
    "reference to a narrative": (
        page(chapter(f'<div class="narrative" id="n"><p>{ref("n")}</p></div>')), "expected a reference to an id"
    ),
    "table in a narrative": (
        page(chapter(f'<div class="narrative" id="n">{table()}<p>{ref("tabel-a")}</p></div>')),
        "expected paragraphs, lists and notes",
    ),
    "landscape in a narrative": (
        page(chapter('<div class="narrative" id="n"><div class="landscape"><p>a</p></div></div>')),
        'a block inside <div class="narrative" id="n">',
    ),
    "narrative in landscape": (
        page(chapter('<div class="landscape"><div class="narrative" id="n"><p>a</p></div></div>')),
        'a block inside <div class="landscape">',
    ),
    "id on another div": (
        page(chapter('<div class="landscape" id="x"><p>a</p></div>')), "expected an id on a narrative only"
    ),
    "dt without dd": (page(chapter("<dl><dt>a</dt></dl>")), "expected a dd for every dt"),
    "dd first": (page(chapter("<dl><dd>a</dd></dl>")), "expected dt followed by dd"),
    "list in a note": (page(chapter('<aside class="note"><p>a</p><ul><li>b</li></ul></aside>')), "found <ul>"),
    "plain aside": (page(chapter("<aside>a</aside>")), "found <aside>"),
    "plain span": (page(chapter("<p><span>a</span></p>")), 'expected span class="empty"'),
    "empty span": (page(chapter('<p>a <span class="empty"/></p>')), "found nothing"),
    "link not https": (page(chapter('<p><a href="http://x.id">a</a></p>')), "expected a link to an https://"),
    "script link": (page(chapter('<p><a href="javascript:x">a</a></p>')), "expected a link to an https://"),
    "link without text": (page(chapter('<p>a <a href="https://x.id"/></p>')), "expected text in the link"),
    "reference with text": (page(chapter('<p><a class="ref" href="#bab">ini</a></p>')), "without text"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), CASES.values(), ids=CASES.keys())
def test_each_rule_of_the_vocabulary(html: str, expected: str) -> None:
    messages = faults(html)
    assert any(expected in message for message in messages), messages
    assert all("expected " in message and "found " in message for message in messages)
    places = [message.split(": expected", 1)[0] for message in messages]
    assert all(place.startswith("rplp/") for place in places), places


def test_all_faults_are_told_at_once_in_the_order_of_the_document() -> None:
    html = page(
        chapter(
            '<p data-src="a.html:1"><b>x</b></p><p class="z" data-src="a.html:2">x</p>'
            '<p data-src="a.html:3"><a class="ref" href="#tiada"/></p>'
        )
    )
    with pytest.raises(DocumentError) as caught:
        parse(html)
    places = {fault.where for fault in caught.value.faults}
    assert {"a.html:1", "a.html:2", "a.html:3"} <= places
    assert str(caught.value).startswith(
        f"the document has {len(caught.value.faults)} faults:\n  1. a.html:1:"
    )


# ---------------------------------------------------------------- text that is not XML


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda html: html.replace("</p>", ""), "mismatch"),
        (lambda html: html.replace("Teks.", "a &nbsp; b"), "nbsp"),
        (lambda html: html.replace("Teks.", "a & b"), ""),
        (lambda html: html.replace("Teks.", "a\x0bb"), "U+000B"),
        (lambda html: html.replace("Teks.", "a&#11;b"), "&#11;"),
        (lambda html: html.replace("Teks.", "a&#x1F;b"), "&#x1F;"),
        (lambda html: html.replace("Teks.", "a\ud800b"), "U+D800"),
        (lambda html: f'<!DOCTYPE html [<!ENTITY a "b">]>{html}', "<!DOCTYPE html ["),
        (lambda html: f'<!DOCTYPE html><!DOCTYPE x SYSTEM "file:///etc/passwd">{html}', "<!DOCTYPE x"),
    ],
    ids=["unclosed", "entity", "ampersand", "control", "reference", "hex", "surrogate", "dtd", "second dtd"],
)
def test_text_that_is_not_xml_is_refused(change: Callable[[str], str], found: str) -> None:
    [message, *_] = faults(change(page(chapter(P))))
    assert found in message


def test_a_syntax_error_names_the_template_before_it() -> None:
    html = page(chapter(f'{P}\n<p data-src="rplp/bab_2.html:9">a &tiada; b</p>\n{P}'))
    assert faults(html)[0].startswith("rplp/bab_2.html:9 (rendered line 2): ")


def test_deep_nesting_is_an_error_and_not_a_crash() -> None:
    assert faults(page(chapter("<p>" + "<em>" * 5000 + "x" + "</em>" * 5000 + "</p>")))


# ---------------------------------------------------------------- written out again


def test_html_carries_numbers_contents_and_references() -> None:
    html = to_html(parse(sample()))
    assert '<h1><span class="nomor">BAB I</span> <span class="judul">Pendahuluan</span></h1>' in html
    assert (
        '<caption><span class="nomor">Tabel 3.1</span> Kebutuhan dana menurut sumber &amp; tahun (<em>'
        in html
    )
    assert '<a class="ref" href="#strategi">Bab III</a>' in html
    assert (
        '<li class="level-2"><a href="#latar"><span class="nomor">1.1</span> '
        '<span class="judul">Latar Belakang</span></a></li>' in html
    )
    assert '<body data-running-head="RPLP Kelurahan Karangsari 2026–2030" data-draft="DRAF 3">' in html
    assert '<col style="width:12.5%"/>' not in html.split("<tbody>", 1)[1].split("</tbody>")[0]
    assert 'id="lampiran-rt"><h1 class="landscape">' in html
    assert "data-src" not in html
    assert "data-width" not in html


def test_html_is_well_formed_without_white_space_between_tags_and_every_link_has_a_target() -> None:
    html = to_html(parse(sample()))
    root = etree.fromstring(html.removeprefix("<!DOCTYPE html>"))
    ids = [str(element.get("id")) for element in root.iter(etree.Element) if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {str(link.get("href"))[1:] for link in root.iter("a") if str(link.get("href")).startswith("#")}
    assert targets <= set(ids)
    assert "> <" not in html.replace("</span> <span", "").replace("</em> <", "")
    assert "\n" not in html


def test_text_is_escaped_in_both_directions() -> None:
    document = parse(page(chapter("<p>5 &lt; 6 &amp; &quot;x&quot; &lt;script&gt;</p>")))
    assert '<p>5 &lt; 6 &amp; "x" &lt;script&gt;</p>' in to_html(document)
    assert plain_text(document)[-1] == '5 < 6 & "x" <script>'


def test_plain_text_is_in_reading_order() -> None:
    pieces = plain_text(parse(sample()))
    places = [
        pieces.index(text)
        for text in (
            "Program Kota Tanpa Kumuh",
            "Kata Pengantar",
            "Daftar Isi",
            "BAB I Pendahuluan",
            "1.1 Latar Belakang",
            "Tabel 1.1 Ringkasan kekumuhan menurut kawasan",
            "Kawasan Bantaran",
            "Gambar 1.1 Nilai aspek menurut kawasan",
            "Catatan di halaman mendatar.",
            "Lampiran B Berita Acara",
        )
    ]
    assert places == sorted(places)
    assert all(piece.strip() for piece in pieces)


def test_the_tree_travels_between_processes() -> None:
    document = parse(sample())
    assert pickle.loads(pickle.dumps(document)) == document


def test_the_tree_cannot_be_changed() -> None:
    document = parse(sample())
    with pytest.raises(AttributeError):
        document.title = "lain"  # type: ignore[misc]
    assert isinstance(document.chapters[1].children[2], Section)
    wide = next(block for block in document.blocks() if isinstance(block, Landscape))
    assert isinstance(wide.blocks, tuple)
    assert next(block for block in document.blocks() if isinstance(block, Figure)).width == 80
