"""The RPLP as other programs see it: same text in both formats, archival PDF, valid Word file, same bytes again."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pikepdf.pdfa
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from generators.document_files import Format
from generators.rplp.document import make_rplp
from generators.rplp.snapshot import RplpSnapshot
from generators.tree.parsing import plain_text
from planning.plain import from_plain
from tests.documents.rplp import CODES, ROOT, Made, made, snapshot_of
from tests.documents.tools import libreoffice_text, pdf_text, sdk_errors
from tests.generators.places import snapshot as odd

pytestmark = pytest.mark.slow
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(params=CODES)
def rplp(request: pytest.FixtureRequest) -> Made:
    return made(request.param)


def bare(text: str) -> str:
    """Without white space and case: line ends fall elsewhere, and the cover of the PDF is in capitals."""
    return re.sub(r"\s", "", text).casefold()


def docx_blocks(data: bytes) -> list[str]:
    """The text of every paragraph of the body as Word shows it, the contents lists left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    return [text for paragraph in body.iter(f"{W}p") if (text := _paragraph_text(paragraph)).strip()]


def _paragraph_text(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = "" if style is None else str(style.get(f"{W}val"))
    if re.match(r"TOC\d|TableofFigures", name):
        return ""
    texts = paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")
    return "".join(text.text or "" if text.tag == f"{W}t" else " " for text in texts)


def test_both_formats_say_the_same_block_by_block(rplp: Made, tmp_path: Path) -> None:
    expected = [bare(block) for block in plain_text(rplp.document)]
    word = bare("".join(docx_blocks(rplp.docx)))
    pages = bare(pdf_text(rplp.pdf, tmp_path))
    for name, text in (("DOCX", word), ("PDF", pages)):
        at = 0
        for block in expected:
            # Word numbers headings by itself, so a heading's number is not part of its text there.
            wanted = block if name == "PDF" else _without_number(rplp, block)
            found = text.find(wanted, at)
            assert found >= 0, f"{name} lacks {block!r} after {text[max(0, at - 60) : at]!r}"
            at = found + len(wanted)
    assert len("".join(expected)) > 0.9 * len(word)


def _without_number(rplp: Made, block: str) -> str:
    for entry in rplp.document.contents:
        if entry.number and block == bare(f"{entry.number} {entry.title}"):
            return bare(entry.title)
    return block


def test_every_heading_is_found_in_the_pdf(rplp: Made, tmp_path: Path) -> None:
    text = bare(pdf_text(rplp.pdf, tmp_path))
    for entry in rplp.document.contents:
        assert bare(f"{entry.number} {entry.title}") in text


def test_pdf_is_archival_tagged_and_carries_its_snapshot(rplp: Made) -> None:
    report = pikepdf.pdfa.validate_written(io.BytesIO(rplp.pdf), "3b")
    violations = [str(finding) for finding in report.findings if finding.kind == "violation"]
    # The checker knows level b only; the file declares level a, and that is the one finding.
    assert len(violations) == 1, violations
    assert "is 'A', expected 'B'" in violations[0]
    with pikepdf.open(io.BytesIO(rplp.pdf)) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert "/StructTreeRoot" in root
        assert str(root.Lang) == "id"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert any("Pendahuluan" in title for title in titles)
        attached = json.loads(pdf.attachments["snapshot.json"].get_file().read_bytes())
    assert from_plain(RplpSnapshot, attached) == rplp.snapshot


def test_pdf_embeds_every_font(rplp: Made) -> None:
    with pikepdf.open(io.BytesIO(rplp.pdf)) as pdf:
        descriptors = [
            obj
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor"
        ]
        assert descriptors
        for descriptor in descriptors:
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_word_file_is_valid(rplp: Made, tmp_path: Path) -> None:
    path = tmp_path / "rplp.docx"
    path.write_bytes(rplp.docx)
    audit = OpenXmlValidator().validate(str(path))
    assert [f"{error.part_uri}: {error.description}" for error in audit.errors] == []
    assert sdk_errors(path) == []


def test_word_file_opens_in_libreoffice(tmp_path: Path) -> None:
    rplp = made(CODES[0])
    path = tmp_path / "rplp.docx"
    path.write_bytes(rplp.docx)
    text = bare(libreoffice_text(path, tmp_path))
    for entry in (*rplp.document.contents, *rplp.document.tables, *rplp.document.figures):
        assert bare(entry.title) in text


_AGAIN = """
import hashlib, json, sys
from generators.rplp.document import make_rplp
from generators.rplp.snapshot import RplpSnapshot
from planning.plain import from_plain
snapshot = from_plain(RplpSnapshot, json.load(open(sys.argv[1], encoding="utf-8")))
for format, data in make_rplp(snapshot).items():
    print(format, hashlib.sha256(data).hexdigest())
"""


@pytest.mark.parametrize(
    ("zone", "locale"), [("Asia/Jayapura", "C"), ("America/Los_Angeles", "C.UTF-8")], ids=["east", "west"]
)
def test_same_snapshot_gives_the_same_bytes_elsewhere(zone: str, locale: str, tmp_path: Path) -> None:
    from planning.plain import to_plain

    code = CODES[0]
    here = {str(each): hashlib.sha256(data).hexdigest() for each, data in _files(made(code)).items()}
    snapshot = tmp_path / "snapshot.json"
    snapshot.write_text(json.dumps(to_plain(snapshot_of(code))), encoding="utf-8")
    environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", _AGAIN, str(snapshot)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=True,
        timeout=300,
    )
    assert dict(line.split() for line in run.stdout.splitlines()) == here


def _files(rplp: Made) -> dict[Format, bytes]:
    return {Format.PDF: rplp.pdf, Format.DOCX: rplp.docx}


def test_formats_do_not_influence_each_other() -> None:
    code = CODES[1]
    whole = made(code)
    assert make_rplp(snapshot_of(code), [Format.DOCX]) == {Format.DOCX: whole.docx}


@pytest.mark.parametrize("name", ["no volume filled", "nothing applies", "one clean RT", "odd names"])
def test_the_barest_survey_still_gives_both_files(name: str, tmp_path: Path) -> None:
    files = make_rplp(odd(name))
    assert "belumdiisi" in bare(pdf_text(files[Format.PDF], tmp_path))
    path = tmp_path / "rplp.docx"
    path.write_bytes(files[Format.DOCX])
    assert [error.description for error in OpenXmlValidator().validate(str(path)).errors] == []
