"""Narratives of a Word file: written, edited as a person would, read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import cast

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.text.paragraph import Paragraph
from lxml import etree

from generators.errors import EditedFileError
from generators.tree.blocks import Document, Narrative
from generators.tree.parsing import parse
from generators.word import narrative_reading
from generators.word.markdown_text import to_markdown
from generators.word.narrative_reading import narratives_of
from generators.word.writing import write_docx
from tests.generators.sample import assets, chapter, page, ref, table

INSIDE = f"""
<section id="visi"><h2>Visi</h2>
<div class="narrative" id="narasi-6.1.sebelum"><p class="lead">Pengantar <em>warga</em>.</p></div>
<div class="narrative" id="narasi-6.1">
  <p>Lihat {ref("tabel-a")} dan <strong>{ref("visi")}</strong>; luas 5 m<sup>2</sup>,
     <span class="empty">belum diisi</span>, di <a href="https://a.id/b"><strong>laman</strong></a>.</p>
  <ol><li>satu<ul><li>dalam<br/>baris kedua<ol type="a"><li>terdalam</li></ol></li><li>lagi</li></ul></li>
      <li>dua</li></ol>
  <ol><li>daftar kedua</li></ol>
  <ul><li>butir</li></ul>
  <aside class="note"><p>Pesan.</p><p>Pesan kedua.</p></aside>
  <p>- bukan daftar</p>
</div>
{table()}
</section>
"""


def tree(inside: str = INSIDE) -> Document:
    return parse(page(chapter(inside)))


def written(inside: str = INSIDE) -> bytes:
    return write_docx(tree(inside), assets())


def edited(change: Callable[[WordDocument], None], data: bytes | None = None) -> bytes:
    """The file as Word saves it after a change (python-docx writes the package anew)."""
    word = docx.Document(io.BytesIO(data or written()))
    change(word)
    saved = io.BytesIO()
    word.save(saved)
    return saved.getvalue()


def control(word: WordDocument, tag: str) -> etree._Element:
    body: etree._Element = word.element.body
    for each in body.iter(qn("w:sdt")):
        found = each.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if found is not None and found.get(qn("w:val")) == tag:
            return each
    raise AssertionError(tag)


def paragraphs(word: WordDocument, tag: str = "narasi-6.1") -> list[Paragraph]:
    content = control(word, tag).find(qn("w:sdtContent"))
    assert content is not None
    # python-docx has no way into controls of its own.
    return [Paragraph(cast("CT_P", each), word._body) for each in content]


def read(data: bytes) -> dict[str, str]:
    return {each.tag: each.markdown for each in narratives_of(data, where="rplp.docx")}


def generated(inside: str = INSIDE) -> dict[str, str]:
    blocks = tree(inside).blocks()
    return {each.id: to_markdown(each.blocks) for each in blocks if isinstance(each, Narrative)}


def test_text_that_nobody_touched_comes_back_as_it_was_generated() -> None:
    assert read(written()) == generated()
    assert read(written())["narasi-6.1"] == (
        "Lihat Tabel 1.1 dan **Subbab 1.1**; luas 5 m², belum diisi, di [**laman**](<https://a.id/b>).\n\n"
        "1. satu\n   - dalam\\\n     baris kedua\n     1. terdalam\n   - lagi\n2. dua\n\n"
        "1) daftar kedua\n\n- butir\n\n> Pesan.\n>\n> Pesan kedua.\n\n\\- bukan daftar"
    )


def test_saving_it_in_another_program_changes_nothing() -> None:
    assert read(edited(lambda _word: None)) == generated()


def test_what_a_person_writes_comes_back() -> None:
    def change(word: WordDocument) -> None:
        first, *_, last = paragraphs(word)
        run = first.insert_paragraph_before("Kalimat baru ", style=first.style).add_run("yang tebal")
        run.bold = True
        last.runs[0].text = "Penutup."
        last.add_run(" Miring").italic = True
        last.add_run("\ndan baris baru").italic = False

    before, after = generated()["narasi-6.1"], read(edited(change))
    assert after["narasi-6.1"] == (
        "Kalimat baru **yang tebal**\n\n"
        + before.removesuffix("\\- bukan daftar")
        + "Penutup. _Miring_\\\ndan baris baru"
    )
    assert after["narasi-6.1.sebelum"] == "Pengantar _warga_."


def test_items_that_are_added_and_taken_out() -> None:
    def change(word: WordDocument) -> None:
        lines = paragraphs(word)
        second = next(each for each in lines if each.text == "dua")
        new = deepcopy(second._p)
        second._p.addnext(new)
        Paragraph(new, second._parent).runs[0].text = "tiga"
        for each in lines:
            if each.text in ("lagi", "terdalam"):
                cast("etree._Element", each._p.getparent()).remove(each._p)

    expected = "1. satu\n   - dalam\\\n     baris kedua\n2. dua\n3. tiga\n\n1) daftar kedua"
    assert expected in read(edited(change))["narasi-6.1"]


def test_tracked_changes_count_as_accepted() -> None:
    def change(word: WordDocument) -> None:
        last = paragraphs(word)[-1]
        run = last.runs[0]._r
        for wrapper in ("w:del", "w:ins"):
            around = etree.SubElement(last._p, qn(wrapper))
            copy = deepcopy(run)
            copy[-1].text = f" {wrapper[2:]}"
            if wrapper == "w:del":
                copy[-1].tag = qn("w:delText")
            around.append(copy)

    assert read(edited(change))["narasi-6.1"].endswith("\\- bukan daftar ins")


def test_an_emptied_control_is_empty() -> None:
    def change(word: WordDocument) -> None:
        properties = control(word, "narasi-6.1.sebelum")[0]
        etree.SubElement(properties, qn("w:showingPlcHdr"))
        paragraphs(word, "narasi-6.1.sebelum")[0].runs[0].text = "Click or tap here to enter text."

    assert read(edited(change))["narasi-6.1.sebelum"] == ""


def test_controls_of_other_people_are_left_alone() -> None:
    def change(word: WordDocument) -> None:
        properties = control(word, "narasi-6.1.sebelum")[0]
        tag = properties.find(qn("w:tag"))
        assert tag is not None
        properties.remove(tag)

    assert list(read(edited(change))) == ["narasi-6.1"]


def _with_table(word: WordDocument) -> None:
    control(word, "narasi-6.1")[1].append(deepcopy(word.tables[0]._tbl))


def _with_picture(word: WordDocument) -> None:
    paragraphs(word)[0].add_run().add_picture(io.BytesIO(assets()["logo"].png))


def _with_heading(word: WordDocument) -> None:
    paragraphs(word)[0].style = word.styles["heading 2"]


@pytest.mark.parametrize(
    ("change", "found"),
    [(_with_table, "a table"), (_with_picture, "a picture"), (_with_heading, "a heading")],
    ids=["table", "picture", "heading"],
)
def test_what_a_section_cannot_hold_is_refused_and_not_lost(
    change: Callable[[WordDocument], None], found: str
) -> None:
    with pytest.raises(EditedFileError) as caught:
        read(edited(change))
    assert caught.value.found == found
    assert caught.value.where == "rplp.docx: narasi-6.1"


def test_a_control_that_was_pasted_twice_is_refused() -> None:
    def change(word: WordDocument) -> None:
        original = control(word, "narasi-6.1")
        original.addnext(deepcopy(original))

    with pytest.raises(EditedFileError, match=r"narasi-6\.1 more than once"):
        read(edited(change))


def _replaced(part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written())) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.namelist():
            target.writestr(entry, content if entry == part else source.read(entry))
    return out.getvalue()


def _bomb(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr("generators.word.reference.MOST_UNPACKED", 10_000)
    return written()


def _large(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(narrative_reading, "MOST_BYTES", 1000)
    return written()


@pytest.mark.parametrize(
    "hostile",
    [
        lambda _: b"",
        lambda _: b"PK\x03\x04 not an archive",
        lambda _: written()[:-200],
        lambda _: _replaced("word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        lambda _: _replaced("word/document.xml", b"<w:document"),
        lambda _: _replaced("_rels/.rels", b"<Relationships/>"),
        _bomb,
        _large,
    ],
    ids=["nothing", "no archive", "cut off", "entities", "broken XML", "no document", "bomb", "large"],
)
def test_hostile_files_are_refused(
    hostile: Callable[[pytest.MonkeyPatch], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EditedFileError):
        narratives_of(hostile(monkeypatch))
