"""What somebody rewrote in the Word file of a document, as texts of the manuscript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generators.document_files import Format
from generators.errors import EditedFileError, NothingToRender, ReferenceFileError
from generators.saving import require_writable, write_whole
from generators.word.narrative_reading import narratives_of
from generators.word.reference import load_reference
from planning.manuscript import Position, SectionText
from planning.process import KIND_OF_LEVEL
from planning.territory import TerritoryCode
from planning.wording import msgid, words
from store.database import Database
from store.documents import file_of, versions_of

_PREFIX = "narasi-"


@dataclass(frozen=True, slots=True)
class NarrativeChanges:
    """`changed` differ from the document's version `number`; `missing` are tags that the file has lost."""

    number: int
    changed: tuple[SectionText, ...]
    missing: tuple[str, ...]


def narrative_changes(
    database: Database, code: TerritoryCode, edited: Path, *, number: int | None = None
) -> NarrativeChanges:
    """Compare an edited Word file with a version of the document of a place, the latest unless `number` says.

    Raises `NothingToRender` without that version, `UnknownRecord` where it has no Word file, and
    `EditedFileError` for a file that cannot be read or has none of the narratives left.
    """
    with database.read() as unit:
        found = versions_of(unit, KIND_OF_LEVEL[code.level], code)
        versions = [each for each in found if number in (None, each.number)]
        if not versions:
            raise NothingToRender(
                expected=words("version {number} of the document", number=number)
                if number
                else msgid("a version of the document"),
                found=msgid("none"),
                where=code.text,
                remedy=msgid(
                    "Name the number of a version that was rendered, as its file name has it (v1, v2, …)."
                ),
            )
        version = versions[-1]
        original = unit.blobs.get(file_of(unit, version, Format.DOCX.value))
    before = {each.tag: each.markdown for each in narratives_of(original)}
    try:
        data = load_reference(edited).data
    except ReferenceFileError as error:
        raise EditedFileError(
            expected=error.expected,
            found=error.found,
            where=error.where,
            remedy=msgid("Name the Word file that you saved."),
        ) from error
    after = {each.tag: each.markdown for each in narratives_of(data, where=edited.name)}
    if not before.keys() & after.keys():
        raise EditedFileError(
            expected=msgid("the content controls that hold the narratives"),
            found=msgid("none of them"),
            where=edited.name,
            remedy=msgid("Edit the file in Word: other programs may lose the controls when they save it."),
        )
    return NarrativeChanges(
        version.number,
        tuple(_text(tag, now) for tag, now in after.items() if before.get(tag, now) != now),
        tuple(tag for tag in before if tag not in after),
    )


def _text(tag: str, markdown: str) -> SectionText:
    """A changed text stands where it stood; what was generated is replaced."""
    section = tag.removeprefix(_PREFIX)
    for position in Position:
        if section.endswith(f".{position.value}"):
            return SectionText(section.removesuffix(f".{position.value}"), position, markdown)
    return SectionText(section, Position.GANTI, markdown)


def write_texts(texts: Sequence[SectionText], folder: Path) -> list[Path]:
    """Write each text as its file of a manuscript, over one of the same name. Raises `OSError`."""
    require_writable(folder)
    return [write_whole(folder / each.file_name, f"{each.markdown}\n".encode()) for each in texts]
