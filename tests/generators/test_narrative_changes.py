"""A Word file that was edited against the version it came from, on to the next manuscript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import docx
import pytest
from docx.document import Document as WordDocument
from lxml import etree

from examples import sukun
from generators.document_files import Format
from generators.errors import EditedFileError, NothingToRender
from generators.pdf.writing import Engine
from generators.rplp.document import render_rplp
from generators.templating.prose import blocks_of
from generators.word.narrative_changes import narrative_changes, write_texts
from generators.word.narrative_reading import narratives_of
from intake.importing import import_baseline, import_manuscript
from planning.manuscript import Position, SectionText
from planning.process import DocumentKind
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from store.database import Database
from store.documents import file_of, versions_of
from tests.cli.running import survey
from tests.generators.test_narrative_reading import control, edited, paragraphs

CODE = TerritoryCode(sukun.KODE)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with one version of the RPLP, in which the consultant wrote before Subbab 2.1."""
    home = tmp_path_factory.mktemp("rumah")
    database = Database.in_folder(home)
    database.upgrade()
    import_baseline(database, survey(home / "satu.csv", {"kode_kelurahan": CODE.text}), rule=RULE_2018)
    naskah = tmp_path_factory.mktemp("naskah")
    (naskah / "2.1.sebelum.md").write_text("Pengantar warga.\n", encoding="utf-8")
    import_manuscript(database, CODE, naskah)
    render_rplp(database, CODE, [Format.DOCX], engine=Engine.PLUTO)
    yield database
    database.close()


def word_file(database: Database) -> bytes:
    with database.read() as unit:
        version = versions_of(unit, DocumentKind.RPLP, CODE)[-1]
        return unit.blobs.get(file_of(unit, version, "docx"))


def test_a_file_that_nobody_edited_changes_nothing(rendered: Database, tmp_path: Path) -> None:
    path = tmp_path / "sama.docx"
    path.write_bytes(word_file(rendered))
    found = narrative_changes(rendered, CODE, path, number=1)
    assert (found.changed, found.missing) == ((), ())
    with pytest.raises(NothingToRender, match="version 99 of the document"):
        narrative_changes(rendered, CODE, path, number=99)


def test_files_with_nothing_to_read_back_are_refused(rendered: Database, tmp_path: Path) -> None:
    plain = tmp_path / "biasa.docx"
    docx.Document().save(str(plain))
    with pytest.raises(EditedFileError, match="none of them"):
        narrative_changes(rendered, CODE, plain)
    with pytest.raises(EditedFileError, match="Name the Word file"):
        narrative_changes(rendered, CODE, tmp_path / "tiada.docx")


def test_what_was_rewritten_becomes_the_next_manuscript(rendered: Database, tmp_path: Path) -> None:
    def rewrite(word: WordDocument) -> None:
        paragraphs(word, "narasi-2.1.sebelum")[0].add_run(" Tambahan.").bold = True
        paragraphs(word, "narasi-2.2")[0].runs[0].text = "Uraian yang lain."
        lost = control(word, "narasi-2.3")
        cast("etree._Element", lost.getparent()).remove(lost)

    path = tmp_path / "disunting.docx"
    path.write_bytes(edited(rewrite, word_file(rendered)))
    found = narrative_changes(rendered, CODE, path)
    assert (found.number, found.missing) == (1, ("narasi-2.3",))
    before, instead = found.changed
    assert before == SectionText("2.1", Position.SEBELUM, "Pengantar warga. **Tambahan.**")
    assert (instead.section, instead.position) == ("2.2", Position.GANTI)
    assert instead.markdown == "Uraian yang lain."
    folder = tmp_path / "naskah"  # not there yet
    assert [each.name for each in write_texts(found.changed, folder)] == ["2.1.sebelum.md", "2.2.ganti.md"]
    import_manuscript(rendered, CODE, folder, check=blocks_of)
    render_rplp(rendered, CODE, [Format.DOCX], engine=Engine.PLUTO)
    texts = {each.tag: each.markdown for each in narratives_of(word_file(rendered))}
    assert texts["narasi-2.1.sebelum"] == before.markdown
    assert texts["narasi-2.2"] == instead.markdown
