"""The consultant's Markdown: what is allowed gives the document's vocabulary, the rest names its line."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generators.errors import ManuscriptTextError
from generators.templating.prose import blocks_of
from generators.tree.blocks import (
    Break,
    Document,
    Link,
    ListBlock,
    Mark,
    Marked,
    Note,
    Paragraph,
    inline_text,
)
from generators.tree.parsing import parse
from planning.errors import NahkodaError

UNHURRIED = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def document(markdown: str) -> Document:
    """The tree of a document whose only section holds `markdown`."""
    return parse(
        '<html lang="id"><head><title>Uji</title><meta name="date" content="2026-11-23"/></head><body>'
        '<section class="chapter" id="bab"><h1>Bab</h1>'
        f"{blocks_of(markdown, 'naskah 2.1')}</section></body></html>"
    )


def texts(markdown: str) -> list[str]:
    """The bare text of each paragraph."""
    return [
        inline_text(block.content) for block in document(markdown).blocks() if isinstance(block, Paragraph)
    ]


def only_list(markdown: str) -> ListBlock:
    (block,) = document(markdown).blocks()
    assert isinstance(block, ListBlock)
    return block


def refusal(markdown: str) -> ManuscriptTextError:
    with pytest.raises(ManuscriptTextError) as caught:
        blocks_of(markdown, "naskah 2.1")
    return caught.value


# ---------------------------------------------------------------- allowed


def test_paragraphs_and_their_lines() -> None:
    found = list(document("satu\nbaris\n\n\ndua").blocks())
    assert [inline_text(each.content) for each in found if isinstance(each, Paragraph)] == [
        "satu baris",
        "dua",
    ]
    assert [str(each.source) for each in found if isinstance(each, Paragraph)] == [
        "naskah 2.1:1",
        "naskah 2.1:5",
    ]


def test_emphasis_links_code_and_breaks() -> None:
    (block,) = document("*m* **t** `k` [nama](https://a.id/x?y=1&z=2) <https://b.id>  \nbaris").blocks()
    assert isinstance(block, Paragraph)
    marks = [each.mark for each in block.content if isinstance(each, Marked)]
    links = [(each.href, inline_text(each.content)) for each in block.content if isinstance(each, Link)]
    assert marks == [Mark.EM, Mark.STRONG]
    assert links == [("https://a.id/x?y=1&z=2", "nama"), ("https://b.id", "https://b.id")]
    assert sum(isinstance(each, Break) for each in block.content) == 1
    assert inline_text(block.content) == "m t k nama https://b.id baris"


def test_lists_nest_three_deep() -> None:
    found = only_list("- a\n  1. b\n     - c\n     - d\n- e")
    assert [inline_text(item.content) for item in found.items] == ["a", "e"]
    second = found.items[0].nested
    assert second is not None
    assert second.kind == "1"
    third = second.items[0].nested
    assert third is not None
    assert [inline_text(item.content) for item in third.items] == ["c", "d"]


def test_paragraphs_inside_an_item_are_parted_by_a_break() -> None:
    found = only_list("- a\n\n  b\n\n  > c\n- d")
    assert [sum(isinstance(each, Break) for each in item.content) for item in found.items] == [2, 0]
    assert [inline_text(item.content) for item in found.items] == ["a b c", "d"]


def test_an_item_after_a_nested_list_begins_anew() -> None:
    found = only_list("- a\n  - b\n- c")
    assert not any(isinstance(each, Break) for each in found.items[1].content)


def test_a_quote_becomes_a_note() -> None:
    (block,) = document("> satu\n>\n> dua\n> > tiga").blocks()
    assert isinstance(block, Note)
    assert [inline_text(each) for each in block.paragraphs] == ["satu", "dua", "tiga"]


def test_text_after_a_quote_stands_in_a_paragraph() -> None:
    assert texts("> kutipan\n\nsesudah") == ["sesudah"]


def test_nothing_gives_nothing() -> None:
    assert [blocks_of(each, "naskah") for each in ("", " \n\t\n", "[a]: https://a.id")] == ["", "", ""]


# ---------------------------------------------------------------- text is text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a <b>tebal</b> <!-- c -->", "a <b>tebal</b> <!-- c -->"),
        ('<img src="file:///etc/passwd">', '<img src="file:///etc/passwd">'),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](data:text/html;base64,PHN2Zz4=)", "[x](data:text/html;base64,PHN2Zz4=)"),
        ("{{ 7 * 7 }} {% raw %}", "{{ 7 * 7 }} {% raw %}"),
        ("R&D &lt;b&gt; &amp;amp; &eacute; &#60;", "R&D <b> &amp; é <"),
        ("&lol; &#x1;", "&lol; \ufffd"),
        ("]]> <![CDATA[x]]>", "]]> <![CDATA[x]]>"),
        ("</p></section><section>", "</p></section><section>"),
        (r"\*bukan miring\* dan \<b>", "*bukan miring* dan <b>"),
        ("`<b>&amp;`", "<b>&amp;"),
        ("a\u00a0b “c” – 90 % × 2 m²", "a\u00a0b “c” – 90 % × 2 m²"),
    ],
)
def test_hostile_or_odd_text_is_printed_as_it_is(markdown: str, text: str) -> None:
    assert texts(markdown) == [text]


@pytest.mark.parametrize("address", ["https://a.id/?a=1&b=%22", "https://a.id/'", 'https://a.id/"onclick=x'])
def test_an_address_cannot_leave_its_attribute(address: str) -> None:
    (block,) = document(f"[x](<{address}>)").blocks()
    assert isinstance(block, Paragraph)
    (link,) = (each for each in block.content if isinstance(each, Link))
    assert link.href.startswith("https://a.id/")
    assert inline_text(block.content) == "x"


@pytest.mark.parametrize("where", ['na"skah', "<b>", "a&b"])
def test_the_name_of_the_text_is_escaped_too(where: str) -> None:
    parse(
        '<html lang="id"><head><title>Uji</title><meta name="date" content="2026-11-23"/></head><body>'
        f'<section class="chapter" id="bab"><h1>Bab</h1>{blocks_of("> a", where)}</section></body></html>'
    )


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("markdown", "line", "found"),
    [
        ("a\n\n# Judul", 3, "a heading"),
        ("a\n\nJudul\n---", 3, "a heading"),
        ("a\n\n***", 3, "a rule"),
        ("a\n\n```\nx\n```", 3, "a code block"),
        ("a\n\n    x", 3, "an indented code block"),
        ("a\n\n| a | b |\n|---|---|\n| 1 | 2 |", 3, "a table"),
        ("a\n\nb\nc ![p](https://a.id/p.png)", 4, "a picture"),
        ("a\n\nb\n[x](http://a.id)", 4, "http://a.id"),
        ("a\n[x](mailto:a@b.id)", 2, "mailto:a@b.id"),
        ("a\n[x](//a.id)", 2, "//a.id"),
        ("a\n[x](#bab)", 2, "#bab"),
        ("a\n\nb\x01", 3, "the control character U+0001"),
        ("a\nb\n`\x1b[31m`", 3, "the control character U+001B"),
        ("a\n\n- b\n- c &#12;", 4, "the control character U+000C"),
        ("- a\n  - b\n    - c\n      - d\n        - e", 4, "a deeper one"),
        ("a\n\n>>>> b", 3, "a deeper one"),
        ("> a\n>\n> - b", 3, "a list"),
        ("- a\n\n  > - b", 3, "a list"),
        ("- a\n-\n- b", 2, "nothing"),
        ("a\n\n- - b", 3, "a list"),
        ("- a\n  - b\n\n  c", 4, "more text"),
        ("- a\n  - b\n  1. c", 3, "a second one"),
    ],
)
def test_what_a_section_cannot_hold_names_its_line(markdown: str, line: int, found: str) -> None:
    error = refusal(markdown)
    assert (error.where, error.found) == (f"naskah 2.1:{line}", found)
    assert error.expected
    assert error.remedy


@pytest.mark.parametrize(
    "markdown", ["a\n\n&#32;", "a\n\n[](https://a.id)", "a\n\n[x](https://)", "a\n\n- &#32;"]
)
def test_what_only_the_tree_can_see_names_the_line_too(markdown: str) -> None:
    with pytest.raises(NahkodaError) as caught:
        document(markdown)
    assert caught.value.where == "naskah 2.1:3"


# ---------------------------------------------------------------- anything


@UNHURRIED
@given(text=st.text())
@example(text="\x00")
@example(text="\ufffe\uffff")
@example(text="- " * 50)
@example(text=">" * 200 + "a")
@example(text="* a\n\t* b\n\n\t\t* c\n\n\t\t\td")
def test_any_text_is_a_document_or_a_refusal(text: str) -> None:
    accepted_or_refused(text)


PIECES = st.sampled_from(
    ["a", "b c", "\n", "\n\n", "- ", "  ", "    ", "1. ", "> ", "*", "**", "_", "`", "```", "[", "]", "(", ")", "<",
     ">", "https://a.id", "[x](https://a.id)", "&amp;", "&#32;", "\\", "  \n", "# ", "|", "---", "!", "\t", "&", "\x0c",
     "\u2028", "<b>", "[a]: https://a.id\n", "10) ", "+ "]
)  # fmt: skip


@UNHURRIED
@given(text=st.lists(PIECES, max_size=40).map("".join))
def test_any_markdown_is_a_document_or_a_refusal(text: str) -> None:
    accepted_or_refused(text)


def accepted_or_refused(text: str) -> None:
    try:
        document(text)
    except NahkodaError as error:
        place, _, line = error.where.partition(":")
        assert place == "naskah 2.1"
        assert 1 <= int(line) <= text.count("\n") + text.count("\r") + 1


@pytest.mark.parametrize("piece", ["[", "*a **b ", "`", "![", "<", "[a](", "&amp;", "\\"])
def test_a_long_text_is_read_whole(piece: str) -> None:
    (text,) = texts("x " + piece * 3_000)
    assert text.startswith("x")


def test_a_very_long_text() -> None:
    assert texts("kata " * 150_000) == [("kata " * 150_000).strip()]
