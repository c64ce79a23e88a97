"""Texts rewritten in the Word file of a document come back into the manuscript."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx.document import Document as WordDocument

from tests.cli.running import environment, nahkoda, survey
from tests.generators.test_narrative_reading import edited, paragraphs

KODE = "35.73.04.1005"


@pytest.mark.slow
def test_read_back(tmp_path: Path) -> None:
    env = environment(NAHKODA_HOME=str(tmp_path / "home"))
    nahkoda("init", env=env)
    nahkoda("baseline", "import", survey(tmp_path / "satu.csv", {}), env=env)
    render = nahkoda(
        "render", "rplp", KODE, "--format", "docx", "--engine", "pluto", "--out", tmp_path, env=env
    )
    assert render.code == 0, render.err
    (word,) = tmp_path.glob("*.docx")
    folder = tmp_path / "naskah"
    same = nahkoda("naskah", "read-back", KODE, word, "--output", folder, env=env)
    assert (same.code, same.out) == (0, "No text differs from version 1.\n")

    def rewrite(file: WordDocument) -> None:
        paragraphs(file, "narasi-2.2")[0].runs[0].text = "Uraian yang lain."

    word.write_bytes(edited(rewrite, word.read_bytes()))
    run = nahkoda("naskah", "read-back", KODE, word, "--output", folder, "--version", "1", env=env)
    assert (run.code, run.out) == (0, f"Written: {folder / '2.2.ganti.md'}\n")
    assert (folder / "2.2.ganti.md").read_text(encoding="utf-8").startswith("Uraian yang lain.")
    assert nahkoda("naskah", "import", KODE, folder, env=env).code == 0
    refused = nahkoda("naskah", "read-back", KODE, folder / "2.2.ganti.md", "--output", folder, env=env)
    assert (refused.code, "N309" in refused.err) == (2, True)
