"""The diagram in the developer guide is the machine's own."""

from __future__ import annotations

from pathlib import Path

from workflow.stages import diagram

PAGE = Path(__file__).resolve().parents[2] / "docs" / "develop" / "workflow.md"


def test_the_page_shows_the_machine_as_it_is() -> None:
    shown = PAGE.read_text(encoding="utf-8").split("```mermaid\n")[1].split("```")[0]
    assert shown == diagram()
