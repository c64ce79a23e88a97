"""Both PDF engines: archival, labelled, deterministic, deaf to the outside world; the final one tagged."""

from __future__ import annotations

import gc
import hashlib
import io
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa

from generators.assets import Asset
from generators.drawings.figures import GapBar, gap_chart
from generators.pdf.collector import quiet_collector
from generators.pdf.writing import (
    LANDSCAPE_TEXT_WIDTH_MM,
    TEXT_WIDTH_MM,
    EmbeddedFile,
    Engine,
    PdfAddressError,
    PdfEngineError,
    PdfResult,
    PdfUncleanError,
    write_pdf,
)
from generators.templating.rendering import stylesheet
from language.messages import messages
from planning.errors import NahkodaError

ROOT = Path(__file__).resolve().parents[2]
STYLE = stylesheet()
SNAPSHOT = EmbeddedFile("snapshot.json", b'{"kelurahan": "Sukun"}', "Snapshot dokumen", "Source")


WIDE, COMPACT = ' class="landscape"', ' class="compact"'


@pytest.fixture(autouse=True)
def no_unexpected_logs(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """WeasyPrint and matplotlib log and go on; in a test that is a failure."""
    caplog.set_level(logging.WARNING)
    yield
    if "logs_expected" not in request.fixturenames:
        noisy = [record for record in caplog.records if record.name.startswith(("weasyprint", "matplotlib"))]
        assert not noisy, [record.getMessage() for record in noisy]


@pytest.fixture
def logs_expected() -> None:
    """Asked for by a test that makes the engine complain on purpose."""


def rows(count: int) -> str:
    names = ("berat", "sedang", "ringan", "tidak", "baik", "buruk")
    return "".join(
        f'<tr><td class="num">{row}</td><th scope="row">RT {row:03}</th>'
        '<td class="num"><span class="na">–</span></td>'
        f'<td class="mid {names[row % 6]}">{names[row % 6]}</td>'
        '<td><span class="empty">belum diisi</span></td></tr>'
        for row in range(count)
    )


def table(ident: str, number: str, count: int, kind: str = "") -> str:
    return (
        f'<table id="{ident}"{kind}><caption><span class="nomor">Tabel {number}</span> Kondisi per RT'
        '</caption><colgroup><col style="width:8%"/><col style="width:32%"/><col style="width:20%"/>'
        '<col style="width:20%"/><col style="width:20%"/></colgroup><thead><tr><th scope="col">No</th>'
        '<th scope="col">RT</th><th scope="col">Nilai</th><th scope="col">Tingkat</th>'
        f'<th scope="col">Ket</th></tr></thead><tbody>{rows(count)}</tbody><tfoot><tr>'
        '<td colspan="2">Jumlah</td><td class="num">1,5</td><td></td><td></td></tr></tfoot></table>'
        '<aside class="source">Sumber: survei 2026.</aside>'
    )


def heading(level: int, number: str, title: str, kind: str = "") -> str:
    return (
        f'<h{level}{kind}><span class="nomor">{number}</span> <span class="judul">{title}</span></h{level}>'
    )


def entry(level: int, ident: str, number: str, title: str) -> str:
    shown = f'<span class="nomor">{number}</span> ' if number else ""
    return f'<li class="level-{level}"><a href="#{ident}">{shown}<span class="judul">{title}</span></a></li>'


def document(*, draft: str = "", body: str = "", lang: str = "id", date: str = "2026-11-23") -> str:
    """Final HTML of the shape the tree writes: cover, front matter, contents, two chapters, an appendix."""
    toc = (
        entry(1, "pengesahan", "", "Lembar Pengesahan")
        + entry(1, "bab-1", "BAB I", "Pendahuluan")
        + entry(2, "s-1-1", "1.1", "Latar Belakang")
        + entry(1, "bab-2", "BAB II", "Profil")
        + entry(1, "lamp-a", "Lampiran A", "Matriks")
    )
    mark = f' data-draft="{draft}"' if draft else ""
    dates = "".join(f'<meta name="dcterms.{kind}" content="{date}"/>' for kind in ("created", "modified"))
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"/><title>RPLP Kelurahan Sukun</title>'
        '<meta name="author" content="Pokja PKP"/><meta name="description" content="Rencana penataan"/>'
        f'<meta name="keywords" content="RPLP, kumuh"/>{dates if date else ""}</head>'
        f'<body data-running-head="RPLP Sukun"{mark}>'
        '<section class="cover"><p class="kicker">Kota Malang</p><p class="title">RPLP</p></section>'
        '<section class="front" id="pengesahan"><h1>Lembar Pengesahan</h1><div class="signatures">'
        '<div class="signature"><p class="role">Lurah</p><p class="name">Budi</p><p class="id">1</p></div>'
        "</div></section>"
        f'<nav class="toc" id="nav-toc"><h1>Daftar Isi</h1><ol>{toc}</ol></nav>'
        f'<section class="chapter" id="bab-1">{heading(1, "BAB I", "Pendahuluan")}'
        f'<p class="lead">Pembuka.</p><section id="s-1-1">{heading(2, "1.1", "Latar Belakang")}'
        '<p>Lihat <a class="ref" href="#t-1">Tabel 1.1</a> dan <a href="https://example.org/">laman</a>.</p>'
        "<ul><li>satu<ul><li>dua</li></ul></li></ul><dl><dt>Luas</dt><dd>1,5 ha</dd></dl>"
        f'<aside class="note"><p>Catatan.</p></aside>{table("t-1", "1.1", 60)}</section></section>'
        f'<section class="chapter" id="bab-2">{heading(1, "BAB II", "Profil")}<p>Isi.</p>'
        '<figure id="g-1"><img src="asset:gap" alt="Grafik GAP"/><figcaption><span class="nomor">Gambar 2.1'
        f'</span> GAP</figcaption></figure><div class="landscape">{table("t-2", "2.1", 4)}</div>'
        f"{body}</section>"
        f'<section class="appendix" id="lamp-a">{heading(1, "Lampiran A", "Matriks", WIDE)}'
        f'<div class="landscape">{table("t-3", "A.1", 60, COMPACT)}</div>'
        "</section></body></html>"
    )


@pytest.fixture(scope="module")
def assets() -> dict[str, Asset]:
    return {"gap": gap_chart([GapBar("Jalan", 40, 60), GapBar("Drainase", 87.7, 12.3)])}


@pytest.fixture(scope="module", params=list(Engine))
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn: a test that takes it, or what comes of it, holds for both."""
    wanted: Engine = request.param
    return wanted


@pytest.fixture(scope="module")
def result(assets: dict[str, Asset], engine: Engine) -> PdfResult:
    return write_pdf(document(), assets, stylesheet=STYLE, attachment=SNAPSHOT, engine=engine)


@pytest.fixture(scope="module")
def pdf(result: PdfResult) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(result.data)) as opened:
        yield opened


@pytest.fixture(scope="module")
def tagged(assets: dict[str, Asset]) -> Iterator[pikepdf.Pdf]:
    """The file of the engine that makes finals."""
    final = write_pdf(document(), assets, stylesheet=STYLE, attachment=SNAPSHOT)
    with pikepdf.open(io.BytesIO(final.data)) as opened:
        yield opened


# ------------------------------------------------------------------ archive


def findings(data: bytes) -> list[str]:
    """Findings of pikepdf's PDF/A-3b checker, without the one that the file declares level A."""
    report = pdfa.validate_written(io.BytesIO(data), "3b")
    return [
        str(finding)
        for finding in report.findings
        if not (finding.rule == "ISO_19005_3:6.6.4-3" and "is 'A', expected 'B'" in finding.message)
    ]


def test_a_final_has_no_finding_at_all(result: PdfResult) -> None:
    assert findings(result.data) == []


def test_a_draft_breaks_no_rule_of_the_archive_format(assets: dict[str, Asset], engine: Engine) -> None:
    html = document(draft="DRAF – belum disahkan &amp; rahasia")
    draft = write_pdf(html, assets, stylesheet=STYLE, engine=engine)
    assert findings(draft.data) == []


def test_the_draft_mark_is_an_artifact_and_not_text_of_the_document(assets: dict[str, Asset]) -> None:
    draft = write_pdf(document(draft="DRAF"), assets, stylesheet=STYLE)
    with pikepdf.open(io.BytesIO(draft.data)) as opened:
        stream = opened.pages[2].Contents.read_bytes()
        drawn = re.search(rb"/Artifact\s+BMC(?:(?!EMC).)*?(/\w+) Do", stream, re.DOTALL)
        assert drawn
        mark = opened.pages[2].Resources.XObject[drawn[1].decode()].read_bytes()
    assert b"MCID" not in mark
    assert b" Tf" in mark


def test_it_declares_its_level_and_the_date_of_the_document(pdf: pikepdf.Pdf, engine: Engine) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        level = "A" if engine is Engine.WEASYPRINT else "B"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", level)
        assert metadata["dc:title"] == "RPLP Kelurahan Sukun"
        for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
            assert str(metadata.get(name, "2026-11-23")).startswith("2026-11-23")


def test_document_information_comes_from_the_document(pdf: pikepdf.Pdf) -> None:
    info = {key: str(value) for key, value in pdf.docinfo.items()}
    assert info["/Title"] == "RPLP Kelurahan Sukun"
    assert info["/Author"] == "Pokja PKP"
    assert info["/Subject"] == "Rencana penataan"
    assert info["/Keywords"] == "RPLP, kumuh"
    assert info["/CreationDate"] == info["/ModDate"]
    assert info["/CreationDate"].startswith("D:20261123")


def test_every_font_is_embedded(pdf: pikepdf.Pdf) -> None:
    seen = []
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
            seen.append(str(thing["/FontName"]))
            assert any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3")), thing["/FontName"]
    assert seen
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in seen), "fonts are subsets"
    assert any("Carlito" in name for name in seen), "both engines find the same family"


def test_nothing_in_it_is_transparent(tagged: pikepdf.Pdf) -> None:
    """A group per text is what WeasyPrint makes of `text-anchor`; charts must not bring any."""
    for thing in tagged.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            assert "/Group" not in thing
            assert thing.get("/SMask", None) is None or isinstance(thing, pikepdf.Stream)


# ------------------------------------------------------------------ structure


def test_language_and_title_are_there(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "id"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_only_the_engine_of_finals_makes_tags(pdf: pikepdf.Pdf, engine: Engine) -> None:
    assert ("/StructTreeRoot" in pdf.Root) == (engine is Engine.WEASYPRINT)
    if engine is Engine.WEASYPRINT:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.StructTreeRoot.Type == "/StructTreeRoot"


def test_the_outline_follows_the_headings(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert titles == [
            "Lembar Pengesahan",
            "Daftar Isi",
            "BAB I Pendahuluan",
            "BAB II Profil",
            "Lampiran A Matriks",
        ]
        assert [child.title for child in outline.root[2].children] == ["1.1 Latar Belakang"]


def test_every_link_leads_to_its_page_or_to_the_outside(pdf: pikepdf.Pdf, result: PdfResult) -> None:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    names = pikepdf.NameTree(pdf.Root.Names.Dests) if "/Dests" in pdf.Root.get("/Names", {}) else {}
    inner, outer = [], []
    for page in pdf.pages:
        for link in page.get("/Annots", ()):
            if "/A" in link:
                outer.append(str(link.A.URI))
            else:
                target = link.Dest if isinstance(link.Dest, pikepdf.Array) else names[str(link.Dest)]
                inner.append(result.page_labels[pages[target[0].objgen]])
    wanted = ("pengesahan", "bab-1", "s-1-1", "bab-2", "lamp-a", "t-1")
    assert set(inner) == {result.anchor_labels[ident] for ident in wanted}
    assert set(outer) == {"https://example.org/"}


def test_every_figure_has_its_alternative_text_and_tables_have_headers(tagged: pikepdf.Pdf) -> None:
    kinds: dict[str, list[pikepdf.Dictionary]] = {}
    for thing in tagged.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem":
            kinds.setdefault(str(thing.S), []).append(thing)
    assert [str(figure.Alt) for figure in kinds["/Figure"]] == ["Grafik GAP"]
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Caption", "/Link"} <= set(kinds)
    assert all("/Headers" in cell.A for cell in kinds["/TD"])


def test_the_snapshot_is_attached_with_its_relationship(pdf: pikepdf.Pdf) -> None:
    specification = pdf.Root.AF[0]
    assert str(specification.UF) == "snapshot.json"
    assert specification.AFRelationship == pikepdf.Name.Source
    stream = specification.EF.F
    assert stream.read_bytes() == SNAPSHOT.data
    assert stream.Subtype == pikepdf.Name("/application/json")
    assert str(stream.Params.ModDate) == "D:20261123000000Z"


def test_an_attachment_needs_a_date_because_the_clock_is_not_asked(
    assets: dict[str, Asset], engine: Engine
) -> None:
    with pytest.raises(PdfUncleanError, match="document date"):
        write_pdf(document(date=""), assets, stylesheet=STYLE, attachment=SNAPSHOT, engine=engine)


# ------------------------------------------------------------------ pages


def test_page_labels_in_the_result_and_in_the_file_agree(result: PdfResult, pdf: pikepdf.Pdf) -> None:
    labels = result.page_labels
    assert labels[:4] == ("", "i", "ii", "I-1")
    chapters = [label.partition("-")[0] for label in labels[3:]]
    assert chapters == sorted(chapters, key=["I", "II", "A"].index)
    for chapter in ("I", "II", "A"):
        own = [label for label in labels if label.startswith(f"{chapter}-")]
        assert own == [f"{chapter}-{number}" for number in range(1, len(own) + 1)]
    assert [page.label for page in pdf.pages] == ["Sampul", *labels[1:]]


def test_every_id_has_the_label_of_its_first_page(result: PdfResult) -> None:
    found = result.anchor_labels
    assert (found["pengesahan"], found["nav-toc"]) == ("i", "ii")
    assert (found["bab-1"], found["s-1-1"], found["t-1"]) == ("I-1", "I-1", "I-1")
    assert (found["bab-2"], found["t-2"]) == ("II-1", "II-2")
    assert found["lamp-a"] == found["t-3"] == "A-1", (
        "the heading of a landscape appendix stands above its table"
    )


def test_both_engines_break_the_same_document_at_the_same_places(assets: dict[str, Asset]) -> None:
    made = [write_pdf(document(), assets, stylesheet=STYLE, engine=engine) for engine in Engine]
    assert made[0].page_labels == made[1].page_labels
    assert made[0].anchor_labels == made[1].anchor_labels


def test_portrait_pages_between_landscape_ones_go_on_counting(
    assets: dict[str, Asset], engine: Engine
) -> None:
    more = (
        f'<section id="s-2-1">{heading(2, "2.1", "Lanjutan")}<p>Isi.</p><div class="landscape">'
        f'{table("t-4", "2.2", 2)}</div></section><section id="s-2-2">{heading(2, "2.2", "Akhir")}</section>'
    )
    made = write_pdf(document(body=more), assets, stylesheet=STYLE, engine=engine)
    places = [made.anchor_labels[ident] for ident in ("bab-2", "t-2", "s-2-1", "t-4", "s-2-2")]
    assert places == ["II-1", "II-2", "II-3", "II-4", "II-5"]


def test_an_appendix_that_begins_landscape_counts_through_its_portrait_pages(
    assets: dict[str, Asset], engine: Engine
) -> None:
    more = f'<section id="s-a-1">{heading(2, "A.1", "Catatan")}<p>Isi.</p></section></section></body>'
    html = document().replace("</section></body>", more)
    made = write_pdf(html, assets, stylesheet=STYLE, engine=engine)
    last = int(made.page_labels[-1].removeprefix("A-"))
    assert made.anchor_labels["s-a-1"] == f"A-{last}"
    assert last == sum(label.startswith("A-") for label in made.page_labels) > 1


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_printed_page_numbers_and_contents_say_the_same_as_the_labels(
    result: PdfResult, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(result.data)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "a.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = text.split("\f")[: len(result.page_labels)]
    for page, label in zip(pages[1:], result.page_labels[1:], strict=True):
        assert page.rstrip().splitlines()[-1].split()[-1] == label
    assert text.count("Jumlah") == 3, "totals stand once, at the end of each of the three tables"
    assert text.count("Tingkat") > 3, "head rows are repeated"
    contents = pages[2]
    for title, ident in (("Lembar Pengesahan", "pengesahan"), ("Profil", "bab-2"), ("Matriks", "lamp-a")):
        line = next(line for line in contents.splitlines() if title in line)
        assert line.split()[-1] == result.anchor_labels[ident]


def test_landscape_blocks_stand_on_landscape_pages(pdf: pikepdf.Pdf) -> None:
    wide = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages]
    assert wide[-2:] == [True, True]
    assert not any(wide[:5])


def test_a_document_without_cover_and_front_matter_begins_at_page_one(engine: Engine) -> None:
    chapter = '<section class="chapter" id="a"><h1>A</h1></section>'
    html = f'<html lang="id"><head><title>x</title></head><body>{chapter}</body></html>'
    short = write_pdf(html, {}, stylesheet=STYLE, engine=engine)
    assert short.page_labels == ("1",)
    assert short.anchor_labels == {"a": "1"}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_a_paper_says_how_many_pages_it_has(tmp_path: Path, engine: Engine) -> None:
    html = (
        '<html lang="id"><head><title>x</title></head><body><section class="opening"><p class="title">Berita Acara'
        f'</p></section><section class="part" id="p-1"><h1>Isi</h1>{table("t-1", "1", 90)}</section></body></html>'
    )
    made = write_pdf(html, {}, stylesheet=STYLE, engine=engine)
    assert made.page_labels == ("1", "2", "3")
    (tmp_path / "a.pdf").write_bytes(made.data)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "a.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    ends = [page.rstrip().splitlines()[-1].strip() for page in text.split("\f")[:3]]
    assert ends == ["1 dari 3", "2 dari 3", "3 dari 3"]


def test_the_text_widths_of_the_writer_are_those_of_the_stylesheet() -> None:
    margins = re.findall(r"^  margin: (\d+mm .*);", STYLE, re.MULTILINE)
    portrait, landscape = (tuple(map(float, re.findall(r"([\d.]+)mm", line))) for line in margins[:2])
    assert 210 - portrait[1] - portrait[3] == TEXT_WIDTH_MM
    assert 297 - landscape[1] - landscape[3] == LANDSCAPE_TEXT_WIDTH_MM


# ------------------------------------------------------------------ same bytes


CHILD = """
import hashlib, sys
sys.path.insert(0, {root!r})
sys.path.insert(0, {here!r})
import test_pdf as t
from generators.drawings.figures import GapBar, gap_chart
from generators.pdf.writing import Engine, write_pdf
assets = {{"gap": gap_chart([GapBar("Jalan", 40, 60), GapBar("Drainase", 87.7, 12.3)])}}
html, engine = t.document(draft="DRAF"), Engine({engine!r})
made = write_pdf(html, assets, stylesheet=t.STYLE, attachment=t.SNAPSHOT, engine=engine)
print(hashlib.sha256(made.data).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes_anywhere(
    assets: dict[str, Asset], engine: Engine, tmp_path: Path
) -> None:
    own = write_pdf(document(draft="DRAF"), assets, stylesheet=STYLE, attachment=SNAPSHOT, engine=engine)
    digests = {hashlib.sha256(own.data).hexdigest()}
    code = CHILD.format(root=str(ROOT), here=str(Path(__file__).parent), engine=engine.value)
    for zone, locale, folder in (("Asia/Jayapura", "C", tmp_path), ("America/New_York", "id_ID.UTF-8", ROOT)):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(len(zone)), "LC_ALL": locale}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout.strip())
        assert done.stderr == ""
    assert len(digests) == 1


# ------------------------------------------------------------------ nothing from outside


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "asset:unknown",
        "ASSET:gap/../../etc/passwd",
    ],
)
def test_an_address_outside_the_assets_is_refused(
    address: str, assets: dict[str, Asset], engine: Engine
) -> None:
    for html, css in (
        (document(body=f'<figure id="x"><img src="{address}" alt="x"/></figure>'), STYLE),
        (document(), STYLE + f'p {{ background: url("{address}") }}'),
        (document(), f'@import url("{address}");' + STYLE),
    ):
        with pytest.raises(PdfAddressError) as caught:
            write_pdf(html, assets, stylesheet=css, engine=engine)
        assert isinstance(caught.value, NahkodaError)
        assert address.partition(":")[0].lower() in str(caught.value)


@pytest.mark.usefixtures("logs_expected")
@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x"])
def test_stylesheets_attachments_and_images_inside_images_are_refused_too(
    address: str, assets: dict[str, Asset], engine: Engine
) -> None:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" '
        f'height="9"><image xlink:href="{address}" width="9" height="9"/></svg>'
    ).encode()
    nested = {**assets, "gap": Asset(drawn, b"", 9, 9)}
    linked = document().replace("<head>", f'<head><link rel="stylesheet" href="{address}"/>')
    attached = document().replace("<head>", f'<head><link rel="attachment" href="{address}"/>')
    for html, images in ((document(), nested), (linked, assets), (attached, assets)):
        with pytest.raises((PdfAddressError, PdfUncleanError)):
            write_pdf(html, images, stylesheet=STYLE, engine=engine)


@pytest.mark.usefixtures("logs_expected")
@pytest.mark.parametrize(
    "html",
    [
        document(body='<p><a class="ref" href="#nowhere">?</a></p>'),
        document(body='<figure id="x"><img src="asset:gap"/></figure>'),
        document(body='<figure id="x"><img src="relative.png" alt="x"/></figure>'),
    ],
    ids=["dangling link", "image without alt", "relative address"],
)
def test_what_an_engine_would_pass_over_stops_the_document(
    html: str, assets: dict[str, Asset], engine: Engine
) -> None:
    with pytest.raises((PdfUncleanError, PdfAddressError)):
        write_pdf(html, assets, stylesheet=STYLE, engine=engine)


@pytest.mark.usefixtures("logs_expected")
def test_an_unknown_property_stops_a_final(assets: dict[str, Asset]) -> None:
    with pytest.raises(PdfUncleanError):
        write_pdf(document(), assets, stylesheet=STYLE + "p { colour: red }")


@pytest.mark.usefixtures("logs_expected")
@pytest.mark.parametrize("image", [Asset(None, b"not an image", 10, 10), Asset(b"<svg", b"", 10, 10)])
def test_a_broken_image_stops_the_document(image: Asset, engine: Engine) -> None:
    with pytest.raises(PdfUncleanError):
        write_pdf(document(), {"gap": image}, stylesheet=STYLE, engine=engine)


def test_a_missing_pango_names_the_debian_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    original = builtins.__import__

    def without_pango(name: str, *arguments: object, **named: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return original(name, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(PdfEngineError, match="libpangoft2") as caught:
        write_pdf(document(), {}, stylesheet=STYLE)
    # What it says and advises is in the catalogues.
    assert {caught.value.expected, caught.value.remedy} <= set(messages())


def test_without_plutoprint_the_error_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plutoprint", None)
    with pytest.raises(PdfEngineError, match="pip install plutoprint") as caught:
        write_pdf(document(), {}, stylesheet=STYLE, engine=Engine.PLUTO)
    assert {caught.value.expected, caught.value.remedy} <= set(messages())


def test_importing_the_writer_does_not_load_the_engine() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import generators.pdf.writing, generators.drawings.figures, generators.drawings.class_map\n"
        "names = ('weasyprint', 'plutoprint', 'matplotlib', 'shapely', 'pyproj')\n"
        "print([name for name in names if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ------------------------------------------------------------------ collector


def test_the_collector_comes_back_also_after_an_exception() -> None:
    before = (gc.isenabled(), gc.get_threshold())

    def fail() -> None:
        with quiet_collector():
            with quiet_collector():
                assert not gc.isenabled()
            assert not gc.isenabled(), "the outer rendering still runs"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (gc.isenabled(), gc.get_threshold()) == before
