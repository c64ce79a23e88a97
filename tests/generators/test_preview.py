"""The preview of a chapter: its own pages with the numbers of the whole document, and only its own pictures."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping

import pikepdf
import pytest

from generators.assets import Asset
from generators.drawings.figures import GapBar, gap_chart
from generators.errors import NothingToRender
from generators.preview import preview_pdf
from generators.tree.parsing import parse

BOOK = (
    '<html lang="id"><head><title>RPLP</title><meta name="date" content="2026-11-23"/></head><body>'
    '<section class="cover"><p class="title">RPLP</p></section><nav class="toc"><h1>Daftar Isi</h1></nav>'
    '<section class="chapter" id="bab-1"><h1>Pendahuluan</h1><p>Lihat <a class="ref" href="#g-1"></a>.</p>'
    '<figure id="g-1"><img src="asset:satu" alt="Satu"/><figcaption>Satu</figcaption></figure></section>'
    '<section class="chapter" id="bab-2"><h1>Profil</h1><p>Lihat <a class="ref" href="#g-1"></a> dan '
    '<a class="ref" href="#g-2"></a>.</p><div class="landscape"><figure id="g-2"><img src="asset:dua" alt="Dua"/>'
    "<figcaption>Dua</figcaption></figure></div></section></body></html>"
)


@pytest.fixture
def asked() -> list[Collection[str]]:
    return []


def preview(chapter: str, asked: list[Collection[str]]) -> pikepdf.Pdf:
    def draw(names: Collection[str]) -> Mapping[str, Asset]:
        asked.append(names)
        return {name: gap_chart([GapBar("Jalan", 40, 60)]) for name in names}

    return pikepdf.open(io.BytesIO(preview_pdf(parse(BOOK), chapter, draw)))


def test_it_holds_the_chapter_alone_and_counts_as_the_document_does(asked: list[Collection[str]]) -> None:
    with preview("bab-2", asked) as pdf:
        assert [page.label for page in pdf.pages] == ["II-1", "II-2"]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["BAB II Profil"]


def test_only_the_pictures_of_the_chapter_are_drawn(asked: list[Collection[str]]) -> None:
    preview("bab-2", asked).close()
    assert asked == [frozenset({"dua"})]


def test_a_chapter_that_is_not_there_is_named_with_those_that_are(asked: list[Collection[str]]) -> None:
    with pytest.raises(NothingToRender, match="bab-1, bab-2"):
        preview("bab-9", asked)
