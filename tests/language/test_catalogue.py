"""The Indonesian catalogue says everything that the sources can say, and nothing else."""

from __future__ import annotations

import ast
import gettext
import io
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from language.messages import ROOT, messages, update
from planning.errors import UnknownValue
from planning.findings import FINDING_KINDS, Finding, finding
from planning.wording import words

PO = ROOT / "language" / "id" / "LC_MESSAGES" / "nahkoda.po"
SAME = {
    "GeoJSON",
    "Kawasan",
    "Total",
    "Baseline: {file}",
    "baseline {number}",
    "{text}; {each}",
    "{code} {name}: {problem}",
    "~ {subject}: {before} → {after}",
    "+ {subject}: {after}",
    "- {subject}: {before}",
    "No.",
    "Volume",
    "{code}, {name}",
    "{code}: {text}",
    "{code} {activity}: {seen}",
    "{code} {name}: {seen}",
    "{code} {name}: {seen}. {remedy}",
    "{day}  {text}",
    "{place}: {fault}",
    "{activity}: {seen}",
    "{kind}: {text}",
    "{macro}({names})",
    "{who}, {unit}: {choice}",
    "{who}, {unit}: {choice}: {reason}",
}
"""Messages that may read the same in Indonesian."""


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="id", abort_invalid=True)


def blanks(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_exactly_the_messages_of_the_sources(catalogue: Catalog) -> None:
    known = {message.id for message in catalogue if message.id}
    # Both differences are mended by `python -m language.messages`.
    assert known - set(messages()) == set()
    assert set(messages()) - known == set()


def test_all_translated_with_the_same_blanks(catalogue: Catalog) -> None:
    for message in catalogue:
        if not message.id:
            continue
        assert isinstance(message.id, str)
        assert isinstance(message.string, str)
        assert message.string, message.id
        assert not message.fuzzy, message.id
        assert blanks(message.string) == blanks(message.id), message.id
        assert (message.id[-1] == ".") == (message.string[-1] == "."), message.id
        assert message.string != message.id or message.id in SAME, message.id


def test_commands_and_options_are_not_translated(catalogue: Catalog) -> None:
    for message in catalogue:
        for part in str(message.id).split("`")[1::2]:
            assert part in str(message.string), message.id


def test_compiled_as_written(catalogue: Catalog) -> None:
    """`make` compiles the catalogue; a stale one would speak an older Indonesian."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    with PO.with_suffix(".mo").open("rb") as installed:
        then, now = gettext.GNUTranslations(installed), gettext.GNUTranslations(compiled)
    for text in messages():
        assert then.gettext(text) == now.gettext(text)


def test_finds_messages_wherever_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "cli.py").write_text(
        '_("one" " joined")\n'
        'msgid("two")\n'
        'words("three {x}", x=1)\n'
        'Error(expected="four" if x else "five", found=str(x), remedy="")\n'
        'finding("B001", found="a cell")\n'
        'other("not a message")\n',
        encoding="utf-8",
    )
    assert list(messages(tmp_path)) == ["one joined", "two", "three {x}", "four", "five"]


def test_no_message_is_made_of_pieces() -> None:
    """An f-string in a message or a clause of an error could never be found in a catalogue."""
    wrong = []
    for path in (
        ROOT / "cli.py",
        ROOT / "terminal.py",
        *sorted((ROOT / "commands").glob("*.py")),
        *sorted((ROOT / "intake").glob("*.py")),
    ):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in ("_", "words")
            ):
                wrong += [(path.name, call.lineno)] * (not isinstance(call.args[0], ast.Constant))
    # `_(text)` with a variable is how a marked message is said.
    assert wrong == []


def test_update_keeps_translations(tmp_path: Path) -> None:
    copy = tmp_path / "nahkoda.po"
    text = PO.read_text(encoding="utf-8")
    copy.write_text(text.replace('msgid "Findings"', 'msgid "Discoveries"'), encoding="utf-8")
    update(copy, "id")
    with copy.open("rb") as file:
        updated = read_po(file, locale="id")
    with PO.open("rb") as file:
        before = read_po(file, locale="id")
    assert updated.get("Discoveries") is None
    assert updated.get("Findings").string == ""
    said = messages()  # reads every source: once, not for each message
    kept = [message.id for message in before if message.id in said and message.id not in ("", "Findings")]
    assert len(kept) > 300
    for text in kept:
        assert updated.get(text).string == before.get(text).string


def test_every_finding_can_be_said(catalogue: Catalog) -> None:
    def indonesian(text: str) -> str:
        message = catalogue.get(text)
        assert message is not None
        return str(message.string)

    for kind in FINDING_KINDS.values():
        values = dict.fromkeys(blanks(kind.text), "7")
        one = Finding(kind.code, kind.severity, "x.csv", None, None, None, tuple(values.items()))
        said = one.text(indonesian)
        assert said != kind.text.format(**values)


def test_values_that_are_words_are_translated_too() -> None:
    dictionary = {
        "a year from {first} to {last}": "tahun {first} sampai {last}",
        "{found} (thousands or decimals?)": "{found} (ribuan atau desimal?)",
        FINDING_KINDS["B002"].text: "Seharusnya {expected}, ditemukan {found}.",
    }
    one = finding(
        "B002",
        file="x.csv",
        expected=words("a year from {first} to {last}", first=1990, last=2100),
        found=words("{found} (thousands or decimals?)", found="'1.200'"),
    )
    assert one.text(lambda text: dictionary[text]) == (
        "Seharusnya tahun 1990 sampai 2100, ditemukan '1.200' (ribuan atau desimal?)."
    )


def test_errors_in_another_language() -> None:
    dictionary = {
        "expected {expected}; found {found}.": "seharusnya {expected}; yang didapati: {found}.",
        "a code": "sebuah kode",
        "Write it.": "Tuliskan.",
        "{file}, row {row}": "{file}, baris {row}",
    }
    error = UnknownValue(
        expected="a code",
        found="{x}",
        where=words("{file}, row {row}", file="a {b}.csv", row=3),
        remedy="Write it.",
    )
    translated = error.text(lambda text: dictionary.get(text, text))
    assert translated == "a {b}.csv, baris 3: seharusnya sebuah kode; yang didapati: {x}. Tuliskan."
    assert str(error) == "a {b}.csv, row 3: expected a code; found {x}. Write it."
