"""Page labels: what is counted together, and what a viewer and a reader see of it."""

from __future__ import annotations

import pytest

from generators.pdf.labels import Counted, Numerals, page_labels, roman
from generators.pdf.pages import PartKind, printable

COVER, FRONT = Counted(Numerals.NONE), Counted(Numerals.ROMAN)
SECOND, ANNEX = Counted(Numerals.ARABIC, "II-"), Counted(Numerals.ARABIC, "A-")


@pytest.mark.parametrize(
    ("value", "text"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl"), (49, "xlix"), (98, "xcviii")]
)
def test_roman_numerals(value: int, text: str) -> None:
    assert roman(value) == text


def test_each_run_counts_for_itself() -> None:
    labels, starts = page_labels([(COVER, 1), (FRONT, 2), (SECOND, 3), (ANNEX, 1)])
    assert labels == ("", "i", "ii", "II-1", "II-2", "II-3", "A-1")
    assert [(start.page, start.style, start.prefix) for start in starts] == [
        (0, "", "Sampul"),
        (1, "r", ""),
        (3, "D", "II-"),
        (6, "D", "A-"),
    ]


def test_a_part_without_pages_leaves_no_mark() -> None:
    labels, starts = page_labels([(FRONT, 0), (SECOND, 1)])
    assert labels == ("II-1",)
    assert [start.page for start in starts] == [0]


def section(kind: str, ident: str, number: str, inner: str = "") -> str:
    shown = f'<span class="nomor">{number}</span> ' if number else ""
    return (
        f'<section class="{kind}" id="{ident}"><h1>{shown}<span class="judul">J</span></h1>{inner}</section>'
    )


def html(body: str) -> str:
    return f'<html lang="id"><head><title>T</title></head><body>{body}</body></html>'


def test_parts_of_a_book_and_the_entries_that_lead_to_them() -> None:
    entries = '<li><a href="#f">F</a></li><li><a href="#b">B</a></li>'
    contents = f'<nav class="toc" id="n"><h1>Daftar Isi</h1><ol>{entries}</ol></nav>'
    book = printable(
        html(
            f'<section class="cover"><p class="title">T</p></section>{section("front", "f", "")}{contents}'
            f"{section('chapter', 'b', 'BAB IV')}{section('appendix', 'l', 'Lampiran C')}"
        )
    )
    assert [(part.kind, part.counted.prefix) for part in book.parts] == [
        (PartKind.COVER, ""),
        (PartKind.FRONT, ""),
        (PartKind.BODY, "IV-"),
        (PartKind.BODY, "C-"),
    ]
    front, chapter = book.root.iter("a")
    assert (front.get("class"), front.get("data-label")) == ("roman", None)
    assert (chapter.get("class"), chapter.get("data-label")) == (None, "IV-")


def test_the_parts_of_a_paper_count_as_one() -> None:
    paper = printable(html('<section class="opening"><p>O</p></section>' + section("part", "p", "")))
    assert [(part.kind, len(part.elements)) for part in paper.parts] == [(PartKind.PAPER, 2)]


def test_a_short_table_is_marked_and_a_long_one_is_not() -> None:
    def table(ident: str, rows: int, text: str) -> str:
        body = "".join(f"<tr><td>{text}</td></tr>" for _ in range(rows))
        return (
            f'<table id="{ident}"><colgroup><col style="width:100%"/></colgroup><tbody>{body}</tbody></table>'
        )

    inner = table("short", 10, "x") + table("rows", 30, "x") + table("words", 5, "kata " * 200)
    tables = printable(html(section("chapter", "b", "BAB I", inner))).root.iter("table")
    assert {each.get("id"): each.get("class") for each in tables} == {
        "short": "short",
        "rows": None,
        "words": None,
    }
