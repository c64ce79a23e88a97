"""DOCX files judged by other programs: two validators and LibreOffice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from openxml_audit import OpenXmlValidator

from generators.assets import Asset
from generators.tree.parsing import parse, plain_text
from generators.word.reference import load_reference
from generators.word.writing import write_docx
from tests.documents.tools import libreoffice_text, sdk_errors
from tests.generators.sample import assets, chapter, page, paper, png, ref, sample, table


@dataclass(frozen=True)
class Case:
    """A file to be judged: how it was asked for."""

    html: str
    vector_figures: bool = False
    with_reference: bool = False


_WIDE = 16
"""Columns of the widest table of a plan."""
_SHEETS = 3


def _wide_table() -> str:
    columns = "".join('<col data-width="1"/>' for _ in range(_WIDE))
    below = "".join(f'<th scope="col" class="num">{year}</th>' for year in range(_WIDE - 2))
    row = "".join(f'<td class="num">{1_234_567 * at}</td>' for at in range(_WIDE - 2))
    rows = "".join(
        f'<tr><td class="code">K-{at:03d}</td><th scope="row">Jalan</th>{row}</tr>' for at in range(60)
    )
    return (
        f'<table id="aksi" class="compact"><caption>Rencana aksi</caption><colgroup>{columns}</colgroup><thead>'
        '<tr><th scope="col" rowspan="2">Kode</th><th scope="col" rowspan="2">Kegiatan</th>'
        f'<th scope="colgroup" colspan="{_WIDE - 2}">Biaya menurut tahun</th></tr><tr>{below}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _schedule() -> str:
    columns = '<col data-width="30"/>' + '<col data-width="5"/>' * 12
    head = "".join(f'<th scope="col" class="mid">{month}</th>' for month in range(1, 13))
    cells = '<td class="mid baik">●</td>' * 4 + '<td class="mid"></td>' * 8
    return (
        f'<table id="jadwal" class="compact"><caption>Jadwal</caption><colgroup>{columns}</colgroup>'
        f'<thead><tr><th scope="col">Kegiatan</th>{head}</tr></thead>'
        f'<tbody><tr><th scope="row">Jalan</th>{cells}</tr></tbody></table>'
    )


def _sheet(at: int) -> str:
    return f'<figure id="peta-{at}"><img src="asset:lembar" alt="Peta"/><figcaption>Peta {at}</figcaption></figure>'


def plan() -> str:
    """What only a whole plan has: the widest table, a schedule, five signatures, an album of maps."""
    refs = ", ".join(map(ref, ("aksi", "jadwal", *(f"peta-{at}" for at in range(_SHEETS)))))
    signers = "".join(
        f'<div class="signature"><p class="role">{role}</p><p class="name">Nama</p><p class="id">–</p></div>'
        for role in ("Koordinator BKM", "Ketua TIPP", "Lurah", "Camat", "Ketua Pokja PKP")
    )
    wide = (
        f'<div class="landscape">{_wide_table()}<aside class="source">Sumber: a.</aside>{_schedule()}</div>'
    )
    album = f'<div class="landscape">{"".join(map(_sheet, range(_SHEETS)))}</div>'
    return page(
        chapter(
            f'<div class="narrative" id="n"><p>Lihat {refs}.</p></div>{wide}<p>a</p>'
            f'<div class="signatures">{signers}</div>'
        )
        + f'<section class="appendix" id="album"><h1>Album Peta</h1>{album}</section>',
        head='<meta name="draft" content="DRAF"/>',
    )


def pictures() -> dict[str, Asset]:
    return {**assets(), "lembar": Asset(None, png(), 247, 170)}


CASES = {
    "plan": Case(plan()),
    "plan, reference": Case(plan(), with_reference=True),
    "draft": Case(sample()),
    "final": Case(sample(draft=False)),
    "vector": Case(sample(), vector_figures=True),
    "reference": Case(sample(), with_reference=True),
    "small": Case(page(chapter(f"<p>Lihat {ref('tabel-a')}.</p>{table()}"))),
    "paper": Case(page(paper(f"<p>Lihat {ref('tabel-a')} dan {ref('keputusan')}.</p>{table()}"))),
    "paper, reference": Case(page(paper("<p>Isi.</p>")), with_reference=True),
    "paper, landscape": Case(page(paper(f'<div class="landscape">{table()}<p>{ref("tabel-a")}</p></div>'))),
    "landscape only": Case(page(chapter(f'<div class="landscape">{table()}<p>{ref("tabel-a")}</p></div>'))),
}


@pytest.fixture(params=CASES.keys())
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Each case as a file."""
    case = CASES[request.param]
    reference = None
    if case.with_reference:
        word = docx.Document()
        word.sections[0].header.paragraphs[0].text = "PEMERINTAH KOTA CONTOH"
        word.save(str(tmp_path / "kop.docx"))
        reference = load_reference(tmp_path / "kop.docx")
    path = tmp_path / "dokumen.docx"
    path.write_bytes(
        write_docx(parse(case.html), pictures(), reference=reference, vector_figures=case.vector_figures)
    )
    return path


def test_openxml_audit_finds_nothing(file: Path) -> None:
    result = OpenXmlValidator().validate(str(file))
    findings = [f"{error.part_uri}: {error.description}" for error in result.errors]
    assert findings == []


@pytest.mark.slow
def test_the_open_xml_sdk_finds_nothing(file: Path) -> None:
    assert sdk_errors(file) == []


def _bare(text: str) -> str:
    """Without white space: line ends fall elsewhere in every program."""
    return re.sub(r"\s", "", text)


@pytest.mark.slow
def test_libreoffice_shows_every_heading_caption_and_page_number(tmp_path: Path) -> None:
    document = parse(sample())
    path = tmp_path / "dokumen.docx"
    path.write_bytes(write_docx(document, assets(), pages={"latar": 7}))
    text = libreoffice_text(path, tmp_path)
    bare = _bare(text)
    for entry in document.contents:
        # Once in the contents and once where it stands.
        assert bare.count(_bare(entry.title)) >= 2 or entry.title.startswith("Daftar"), entry.title
    for entry in (*document.tables, *document.figures):
        assert bare.count(_bare(f"{entry.number} {entry.title}")) == 2, entry.number
    for number in ("BABIPendahuluan", "BABIIIStrategi", "LampiranAData", "B.1.1DaftarHadir"):
        assert number in bare
    pages = text.split("\f")
    # Cover without a number, front matter in roman, chapters and appendices each from 1.
    shown = [each.strip().rsplit(None, 1)[-1] for each in pages[1:] if each.strip()]
    assert shown[:6] == ["i", "ii", "iii", "iv", "I-1", "I-2"]
    assert shown.index("II-1") < shown.index("II-2") < shown.index("III-1") < shown.index("A-1")
    assert "B-1" in shown
    # The text of a reference in a narrative, not the code of its field.
    assert "_Ref" not in text


@pytest.mark.slow
def test_libreoffice_shows_the_text_of_every_block(tmp_path: Path) -> None:
    document = parse(sample(draft=False))
    path = tmp_path / "dokumen.docx"
    path.write_bytes(write_docx(document, assets()))
    words = set(re.findall(r"\w+", libreoffice_text(path, tmp_path).lower()))
    for piece in plain_text(document):
        # Older LibreOffice does not know legal numbering: it shows 1.1 as I.1.
        sought = re.sub(r"\b\d\.\d(\.\d)?\b", "", piece).lower()
        missing = [word for word in re.findall(r"\w+", sought) if word not in words]
        assert missing == [], piece
