"""Reads the consultant's manuscript (*naskah*): a folder with `profil.toml` and one Markdown file per section.

`2.1.md` stands after the generated text of section 2.1, `2.1.sebelum.md` before it, `2.1.ganti.md` instead of it.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

from intake.errors import UnreadableManuscript, unreadable_as
from intake.limits import MIB, read_source, shown_name
from planning.errors import NahkodaError
from planning.manuscript import Manuscript, Position, SectionText
from planning.plain import from_plain
from planning.rules import OPEN_SPACE
from planning.wording import msgid, words

PROFILE = "profil.toml"
LARGEST_FILE = MIB
"""Bytes of one file: far above any section a person writes, far below what could fill the memory."""
SECTIONS = (
    "kata-pengantar", "ringkasan",
    "1.1", "1.2", "1.3", "1.4", "1.5", "1.6",
    "2.1", "2.2", "2.3", "2.4",
    "3.1", "3.2", "3.3", "3.4", "3.5", "3.6",
    "4.1", "4.2", "4.3", "4.4", "4.5",
    "5.1", "5.2", "5.3", "5.4", "5.5",
)  # fmt: skip


def read_manuscript(folder: Path) -> Manuscript:
    """The manuscript in `folder`; a missing `profil.toml` gives an empty profile.

    Raises `UnreadableManuscript` naming file and key for anything that does not fit.
    """
    if not folder.is_dir():
        raise UnreadableManuscript(
            expected="a folder with profil.toml and Markdown files",
            found="no such folder" if not folder.exists() else "a file",
            where=shown_name(folder),
            remedy="Write one with `nahkoda template naskah -o FOLDER`.",
        )
    profile = folder / PROFILE
    if not profile.exists() and not any(folder.glob("*.md")):
        raise UnreadableManuscript(
            expected="a folder with profil.toml or Markdown files",
            found="neither of them",
            where=shown_name(folder),
            remedy="Write one with `nahkoda template naskah -o FOLDER`.",
        )
    data = _toml(profile) if profile.exists() else {}
    try:
        manuscript = from_plain(Manuscript, {**data, "teks": []})
    except NahkodaError as error:
        raise UnreadableManuscript(
            expected=error.expected,
            found=error.found,
            where=f"{shown_name(profile)}: {error.where}" if error.where else shown_name(profile),
            remedy=error.remedy,
        ) from None
    _check_indicators(manuscript, profile)
    texts = tuple(_section(path) for path in sorted(folder.glob("*.md")) if path.stem.upper() != "README")
    return Manuscript(**{**vars(manuscript), "teks": texts})


def _check_indicators(manuscript: Manuscript, profile: Path) -> None:
    for number, row in enumerate(manuscript.masalah, 1):
        if not 1 <= row.indikator <= OPEN_SPACE.number:
            raise UnreadableManuscript(
                expected="the number of an indicator, 1 to 8",
                found=str(row.indikator),
                where=f"{shown_name(profile)}: masalah[{number}].indikator",
                remedy="Correct the value in the file.",
            )


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(_text(path), parse_float=Decimal)
    # Numbers of thousands of digits and thousands of nested brackets are no faults of TOML, but no profile either.
    except RecursionError:
        found: str = msgid("brackets nested too deeply")
    except ArithmeticError:
        found = msgid("a number with an exponent beyond all bounds")
    except ValueError as error:
        found = str(error)
    raise UnreadableManuscript(
        expected="a TOML file", found=found, where=shown_name(path), remedy="Correct that line."
    )


def _section(path: Path) -> SectionText:
    name, _, suffix = path.stem.partition(".") if not path.stem[0].isdigit() else _numbered(path.stem)
    position = Position.SESUDAH
    if suffix:
        try:
            position = Position(suffix)
        except ValueError:
            name = path.stem
    if name not in SECTIONS:
        raise UnreadableManuscript(
            expected=words(
                "a section of the outline ({sections}), then .md, .sebelum.md or .ganti.md",
                sections=", ".join(SECTIONS),
            ),
            found=shown_name(path.name),
            where=shown_name(path.parent),
            remedy="Rename the file after the section it belongs to.",
        )
    # Lines above the text stay, so that an error names the line of the file.
    return SectionText(name, position, _text(path).rstrip())


def _numbered(stem: str) -> tuple[str, str, str]:
    chapter, _, rest = stem.partition(".")
    section, dot, suffix = rest.partition(".")
    return f"{chapter}.{section}", dot, suffix


def _text(path: Path) -> str:
    with unreadable_as(UnreadableManuscript, where=shown_name(path)):
        source = read_source(path, largest=LARGEST_FILE, empty=True)
    try:
        return source.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableManuscript(
            expected="text in UTF-8",
            found=words("a byte that is not, at position {position}", position=error.start),
            where=shown_name(path),
            remedy="Save the file again as UTF-8.",
        ) from None
