"""The faces stand on top: they import no database and no document library, and no room imports them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FACES = ("cli", "terminal")
ROOMS = ("examples", "workflow", "generators", "intake", "store", "planning", "language")
NOT_FOR_FACES = {"sqlalchemy", "alembic", "psycopg", "jinja2", "weasyprint", "docx", "lxml", "xlsxwriter"}


def imported(path: Path) -> set[str]:
    """The first names of everything that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("face", FACES)
def test_faces_know_no_database_and_no_layout(face: str) -> None:
    found = imported(ROOT / f"{face}.py")
    assert "planning" in found
    assert found & NOT_FOR_FACES == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_a_face(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    for path in files:
        assert imported(path) & set(FACES) == set(), path
