"""The RP2KP-KP as other programs see it: archival PDF, valid Word file, same bytes again."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from generators.document_files import Format
from generators.pdf.writing import Engine
from generators.rp2kpkp.document import make_rp2kpkp
from generators.rp2kpkp.snapshot import CitySnapshot
from planning.plain import from_plain
from tests.documents.tools import pdf_text, sdk_errors
from tests.generators import cities

pytestmark = pytest.mark.slow
NAMES = ["Malang", "one RT", "names that hurt", "desa", "200 RT in 20 kelurahan"]


@cache
def made(name: str) -> dict[Format, bytes]:
    return make_rp2kpkp(cities.snapshot(name), engine=Engine.WEASYPRINT)


@pytest.mark.parametrize("name", NAMES)
def test_word_opens_it_without_repair(name: str, tmp_path: Path) -> None:
    path = tmp_path / "rp2kpkp.docx"
    path.write_bytes(made(name)[Format.DOCX])
    assert sdk_errors(path) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_is_archival_and_carries_its_snapshot(name: str) -> None:
    with pikepdf.open(io.BytesIO(made(name)[Format.PDF])) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "3"
        attached = pdf.attachments["snapshot.json"].get_file().read_bytes()
    assert from_plain(CitySnapshot, json.loads(attached)) == cities.snapshot(name)


@pytest.mark.parametrize("engine", Engine)
def test_the_same_snapshot_gives_the_same_bytes(engine: Engine) -> None:
    city = cities.snapshot("one slum kawasan")
    assert make_rp2kpkp(city, engine=engine) == make_rp2kpkp(city, engine=engine)


def test_the_text_of_the_chapters_is_in_the_pages(tmp_path: Path) -> None:
    text = pdf_text(made("Malang")[Format.PDF], tmp_path)
    for heading in ("Memorandum Keterpaduan Program", "Rekapitulasi RPLP", "Prioritas Kawasan"):
        assert heading in text
