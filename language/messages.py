"""Which messages the faces can show, read from the sources: the keys of every catalogue.

`python -m language.messages` brings the catalogues up to date after the sources have changed: new messages
come in untranslated, those that are gone go, and the tests say what is left to translate.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
# What only authors of templates or developers see (faults in templates) stays English.
SOURCES = (
    "cli.py",
    "terminal.py",
    "commands/*.py",
    "examples/*.py",
    "planning/*.py",
    "intake/*.py",
    "store/*.py",
    "generators/*.py",
    "generators/pdf/*.py",
    "generators/rp2kpkp/*.py",
    "generators/rplp/*.py",
    "generators/templating/*.py",
    "generators/views/*.py",
    "generators/word/narrative_*.py",
    "generators/word/reference.py",
    "generators/workbook/*.py",
    "workflow/*.py",
    "workflow/checks/*.py",
)
_MARKS = frozenset({"_", "msgid", "words", "met", "unmet", "unneeded", "unknown"})
_CLAUSES = frozenset({"expected", "found", "remedy"})
_REFUSALS = frozenset({"_refuse", "_refusal", "_wrong"})
"""Functions that make an error out of clauses given by position."""
_DATA = frozenset({"finding", "_add"})
"""Functions whose keywords quote the file; only `words` are translated there."""


def messages(root: Path = ROOT) -> dict[str, list[tuple[str, int]]]:
    """Every message with the places that use it (file, line), in the order of the sources."""
    found: dict[str, list[tuple[str, int]]] = {}
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            for text, line in _messages_in(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(text, []).append((path.relative_to(root).as_posix(), line))
    return found


def _messages_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in _MARKS:
            yield from _literals(call.args[0])
        elif name in _REFUSALS:
            for argument in call.args:
                yield from _literals(argument)
        elif name not in _DATA:
            for keyword in call.keywords:
                if keyword.arg in _CLAUSES:
                    yield from _literals(keyword.value)


def _literals(value: ast.expr) -> Iterator[tuple[str, int]]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        yield value.value, value.lineno
    elif isinstance(value, ast.IfExp):
        yield from _literals(value.body)
        yield from _literals(value.orelse)


def update(path: Path, language: str) -> None:
    """Give the catalogue at `path` exactly the messages of the sources; translations stay."""
    with path.open("rb") as file:
        old = read_po(file, locale=language)
    new = Catalog(
        locale=language,
        project="Nahkoda",
        version="-",
        header_comment=old.header_comment,
        creation_date=old.creation_date,
        revision_date=old.creation_date,
        msgid_bugs_address="-",
        last_translator="-",
        language_team=language,
        fuzzy=False,
    )
    for text, places in messages().items():
        known = old.get(text)
        files = [(file, 0) for file in dict.fromkeys(file for file, _line in places)]
        new.add(text, known.string if known else "", locations=files)
    with path.open("wb") as written:
        write_po(written, new, width=110, include_lineno=False)


if __name__ == "__main__":
    for catalogue in sorted(ROOT.glob("language/*/LC_MESSAGES/nahkoda.po")):
        update(catalogue, catalogue.parts[-3])
