"""OpenDocument as evidence: what may come in, and what may not, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.evidence_file import read_evidence_file
from intake.evidence_office import ODT
from tests.intake.evidence_samples import open_document, refused, written


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


def open_text(content: str, part: str = "content.xml") -> bytes:
    names = ("office", "text", "table", "script", "draw", "xlink", "chart", "meta", "form")
    spaces = " ".join(f'xmlns:{each}="urn:{each}"' for each in names)
    return open_document(ODT, **{part: f"<office:document {spaces}>{content}</office:document>"})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("<text:dde-connection-decls><text:dde-connection-decl/></text:dde-connection-decls>", "DDE"),
        ("<text:section><office:dde-source office:dde-application='soffice'/></text:section>", "DDE"),
        ("<table:dde-links><table:dde-link/></table:dde-links>", "DDE"),
        ("<text:dde-connection/>", "DDE"),
        ("""<table:table-cell table:formula='of:=1+dde ("soffice";"a";"b")'/>""", "DDE"),
        ("<office:event-listeners><script:event-listener/></office:event-listeners>", "macros"),
        ('<text:a xlink:href="vnd.sun.star.script:a.b?language=Basic"/>', "macros"),
        ('<text:a xlink:href=" MACRO:a"/>', "macros"),
        ('<draw:image xlink:href="http://e.org/a.png"/>', "image: http://e.org/a.png"),
        ('<draw:image xlink:href="file:///C:/a.png"/>', "image: file:///C:/a.png"),
        ('<draw:image xlink:href="//host/a.png"/>', "image: //host/a.png"),
        ('<draw:image xlink:href="\\\\host\\a.png"/>', "host"),
        ('<draw:image xlink:href="C:\\a.png"/>', "C:"),
        ('<draw:image xlink:href="/home/a.png"/>', "/home/a.png"),
        ('<draw:image xlink:href="../a.png"/>', "../a.png"),
        ('<draw:image xlink:href="Pictures/%2e%2e/../a.png"/>', "a.png"),
        ('<draw:object xlink:href="http://e.org/a.ods"/>', "object: http"),
        ('<draw:floating-frame xlink:href="http://e.org/"/>', "floating-frame"),
        ('<text:section-source xlink:href="../a.odt"/>', "section-source"),
        ('<table:table-source xlink:href="http://e.org/a.csv"/>', "table-source"),
        ('<meta:template xlink:href="http://e.org/a.ott"/>', "template"),
        ('<meta:template xlink:href="file:////host/a.ott"/>', "template"),
    ],
)
def test_open_document_that_reaches_outside(tmp_path: Path, content: str, found: str) -> None:
    assert found in refused(tmp_path / "a.odt", open_text(content)).found


@pytest.mark.parametrize(
    "content",
    [
        '<text:a xlink:href="https://e.org/"/>',
        '<text:a xlink:href="../lampiran.pdf"/>',
        '<draw:a xlink:href="mailto:a@e.org"/>',
        '<draw:area-circle xlink:href="https://e.org/"/>',
        '<draw:image xlink:href="Pictures/a.png"/>',
        '<draw:image xlink:href="Pictures/../a.png"/>',
        '<draw:image xlink:href="data:image/png;base64,AA=="/>',
        '<draw:object xlink:href="./Object 1"/>',
        '<draw:object xlink:href="#Object 1"/>',
        '<form:form xlink:href=""/>',
        '<meta:template xlink:href="file:///C:/Users/a/surat.ott"/>',
        '<meta:template xlink:href="../AppData/surat.ott"/>',
        '<table:table-cell table:formula="of:=SUM([.ADDE1])"/>',
        "<office:scripts/><office:event-listeners/>",
        "<text:p>DDE(1) http://e.org/</text:p>",
    ],
)
def test_ordinary_open_document(tmp_path: Path, content: str) -> None:
    found = read_evidence_file(written(tmp_path / "a.odt", open_text(content)))
    assert found.media_type == ODT


def test_a_chart_names_the_text_that_it_stands_in(tmp_path: Path) -> None:
    inside = open_text('<chart:chart xlink:href=".."/>', "Object 1/content.xml")
    assert read_evidence_file(written(tmp_path / "a.odt", inside)).media_type == ODT
    above = open_text('<draw:image xlink:href="../../a.png"/>', "Object 1/content.xml")
    assert "a.png" in refused(tmp_path / "a.odt", above).found
