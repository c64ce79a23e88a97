"""Markdown of running text: what it looks like, and that it comes back the same when it is read again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.templating.prose import blocks_of
from generators.tree.blocks import (
    Break,
    Inline,
    Link,
    ListBlock,
    ListItem,
    Mark,
    Marked,
    Narrative,
    Note,
    Paragraph,
    Source,
    Text,
    inline_text,
)
from generators.tree.parsing import parse
from generators.tree.semantic_html import plain_text
from generators.word.markdown_text import RunningText, to_markdown
from tests.generators.sample import chapter, page, ref, table

HERE = Source("", 0)


def paragraph(*content: Inline) -> Paragraph:
    return Paragraph(content, "", HERE)


def strong(*content: Inline) -> Marked:
    return Marked(Mark.STRONG, content)


def em(*content: Inline) -> Marked:
    return Marked(Mark.EM, content)


def items(*lines: str) -> tuple[ListItem, ...]:
    return tuple(ListItem((Text(line),), None) for line in lines)


def read(markdown: str) -> tuple[RunningText, ...]:
    """The blocks of Markdown, read as a manuscript is."""
    inside = f'<div class="narrative" id="narasi">{blocks_of(markdown, "naskah")}</div>'
    narrative = next(parse(page(chapter(inside))).blocks())
    assert isinstance(narrative, Narrative)
    return narrative.blocks


def spoken(blocks: tuple[RunningText, ...]) -> list[str]:
    """The text of each block, without marks."""
    found = []
    for block in blocks:
        match block:
            case Paragraph(content):
                found.append(inline_text(content))
            case ListBlock(_, listed):
                for item in listed:
                    found.append(inline_text(item.content))
                    found += spoken((item.nested,)) if item.nested else []
            case Note(lines):
                found += map(inline_text, lines)
    return found


def test_marks_breaks_and_small_figures() -> None:
    line = paragraph(
        Text("Luas 5 m"), Marked(Mark.SUP, (Text("2"),)), Text(" dan CO"), Marked(Mark.SUB, (Text("2"),)),
        Break(), strong(Text("tebal "), em(Text("miring"))), Text(", "), Marked(Mark.EMPTY, (Text("belum diisi"),)),
    )  # fmt: skip
    assert to_markdown([line]) == "Luas 5 m² dan CO₂\\\n**tebal** **_miring_**, belum diisi"


def test_lists_quotes_and_links() -> None:
    link = Link("https://a.id/b_(c)", (Text("lihat"),))
    blocks: list[RunningText] = [
        ListBlock("1", (ListItem((Text("satu"),), ListBlock("bullet", items("a", "b"), HERE)), *items("dua")), HERE),
        ListBlock("a", items("tiga"), HERE),
        Note(((Text("pesan"),), (link,)), HERE),
    ]  # fmt: skip
    expected = "1. satu\n   - a\n   - b\n2. dua\n\n1) tiga\n\n> pesan\n>\n> [lihat](<https://a.id/b_(c)>)"
    assert to_markdown(blocks) == expected


def test_a_reference_becomes_its_text() -> None:
    html = page(chapter(f'<div class="narrative" id="n"><p>Lihat {ref("tabel-a")}.</p></div>{table()}'))
    narrative = next(parse(html).blocks())
    assert isinstance(narrative, Narrative)
    assert to_markdown(narrative.blocks) == "Lihat Tabel 1.1."
    assert "Lihat Tabel 1.1." in plain_text(parse(html))


@pytest.mark.parametrize(
    "content",
    [
        (Text("# bukan judul"),),
        (Text("a 1"), strong(Text(" ")), Text("z")),
        (Text("2. bukan daftar"), Break(), Text("- juga bukan"), Break(), Text("===")),
        (Text("a"), strong(Text("(b)")), Text("c")),
        (strong(Text("a")), strong(em(Text("b"))), em(Text("c")), strong(Text("d"))),
        (em(Text("a")), strong(Text("b")), em(Text("c"))),
        (Text("Awas!"), Link("https://a.id/?x&lt;", (strong(Text("b")), Text("c")))),
        (Text("<b>&amp;</b> `x` \\* [a](b) |x|"),),
        (Text("x_y_z "), em(Text("m n ")), Text("“o”")),
    ],
    ids=str,
)
def test_text_that_looks_like_markdown_stays_text(content: tuple[Inline, ...]) -> None:
    written = to_markdown([paragraph(*content)])
    (back,) = read(written)
    assert isinstance(back, Paragraph)
    assert inline_text(back.content) == inline_text(content)
    assert to_markdown([back]) == written


_CHARACTERS = st.sampled_from("ab1 .,()!*_`[]<>&#;-+=~|\\\"'“–²:\u00a0")
_WORDS = st.text(_CHARACTERS, min_size=1, max_size=8).map(Text)
_MARKED = st.builds(Marked, st.sampled_from([Mark.STRONG, Mark.EM]), st.tuples(_WORDS))
_BOTH = st.builds(Marked, st.just(Mark.STRONG), st.tuples(st.one_of(_WORDS, _MARKED), _WORDS))
_LINKS = st.builds(Link, st.sampled_from(["https://a.id/b", "https://a.id/(c)_*"]), st.tuples(_WORDS))
_LINES = st.lists(
    st.one_of(_WORDS, _WORDS, _MARKED, _BOTH, _LINKS, st.just(Break())), min_size=1, max_size=6
).map(lambda inside: (Text("a "), *inside, Text(" z")))
_PARAGRAPHS = st.builds(Paragraph, _LINES, st.just(""), st.just(HERE))
_NOTES = st.builds(Note, st.lists(_LINES, min_size=1, max_size=2).map(tuple), st.just(HERE))


def _lists(depth: int) -> st.SearchStrategy[ListBlock]:
    inner = st.one_of(st.none(), _lists(depth - 1)) if depth > 1 else st.none()
    listed = st.lists(st.builds(ListItem, _LINES, inner), min_size=1, max_size=3).map(tuple)
    return st.builds(ListBlock, st.sampled_from(["bullet", "1"]), listed, st.just(HERE))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(_PARAGRAPHS, _NOTES, _lists(3)), min_size=1, max_size=5).map(tuple))
def test_whatever_is_written_reads_the_same(blocks: tuple[RunningText, ...]) -> None:
    written = to_markdown(blocks)
    back = read(written)
    assert to_markdown(back) == written
    assert [" ".join(each.split()) for each in spoken(back)] == [
        " ".join(each.split()) for each in spoken(blocks)
    ]
