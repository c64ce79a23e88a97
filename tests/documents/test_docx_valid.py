"""DOCX files judged by other programs: two validators and LibreOffice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from openxml_audit import OpenXmlValidator

from generators.docx import write_docx
from generators.docx_reference import load_reference
from generators.tree import parse, plain_text
from tests.documents.tools import libreoffice_text, sdk_errors
from tests.generators.sample import assets, chapter, page, paper, ref, sample, table


@dataclass(frozen=True)
class Case:
    """A file to be judged: how it was asked for."""

    html: str
    vector_figures: bool = False
    with_reference: bool = False


CASES = {
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
        write_docx(parse(case.html), assets(), reference=reference, vector_figures=case.vector_figures)
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
    # Cover without a number, front matter in roman, the body from 1.
    assert [each.strip().rsplit(None, 1)[-1] for each in pages[1:7]] == ["i", "ii", "iii", "iv", "1", "2"]


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
