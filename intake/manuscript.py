"""Reads the consultant's manuscript (*naskah*): a folder with `profil.toml` and one Markdown file per section.

`2.1.md` stands after the generated text of section 2.1, `2.1.sebelum.md` before it, `2.1.ganti.md` instead of it.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from intake.errors import UnreadableManuscript
from intake.limits import shown_name
from intake.toml_file import at_key, shaped, text_of, toml_data
from planning.manuscript import Manuscript, Position, SectionText
from planning.rules import OPEN_SPACE
from planning.wording import words

PROFILE = "profil.toml"
SECTIONS = (
    "kata-pengantar", "ringkasan",
    "1.1", "1.2", "1.3", "1.4", "1.5", "1.6",
    "2.1", "2.2", "2.3", "2.4",
    "3.1", "3.2", "3.3", "3.4", "3.5", "3.6",
    "4.1", "4.2", "4.3", "4.4", "4.5",
    "5.1", "5.2", "5.3", "5.4", "5.5",
    "6.1", "6.2", "6.3", "6.4", "6.5",
    "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7",
    "8.1", "8.2", "8.3",
    "9.1", "9.2", "9.3", "9.4", "9.5",
    "penutup",
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
    data = toml_data(profile, UnreadableManuscript) if profile.exists() else {}
    manuscript = shaped(Manuscript, {**data, "teks": []}, profile, UnreadableManuscript)
    _check_indicators(manuscript, profile)
    _check_activities(manuscript, profile)
    return Manuscript(**{**vars(manuscript), "teks": section_texts(folder, SECTIONS)})


def section_texts(folder: Path, sections: Collection[str]) -> tuple[SectionText, ...]:
    """The Markdown files of a folder, each named after one of `sections`. Raises `UnreadableManuscript`."""
    return tuple(
        _section(path, sections) for path in sorted(folder.glob("*.md")) if path.stem.upper() != "README"
    )


def _check_indicators(manuscript: Manuscript, profile: Path) -> None:
    for number, row in enumerate(manuscript.masalah, 1):
        if not 1 <= row.indikator <= OPEN_SPACE.number:
            raise UnreadableManuscript(
                expected="the number of an indicator, 1 to 8",
                found=str(row.indikator),
                where=at_key(profile, f"masalah[{number}].indikator"),
                remedy="Correct the value in the file.",
            )


def _check_activities(manuscript: Manuscript, profile: Path) -> None:
    """Rows of an activity name it, and what its upkeep costs is no negative sum.

    Whether the plan has that activity is seen when a document is made, for the two are imported apart.
    """
    named = (
        ("rpls", [row.kegiatan for row in manuscript.rpls]),
        ("pemeliharaan", [row.kegiatan for row in manuscript.pemeliharaan]),
    )
    for name, codes in named:
        if "" in codes:
            raise UnreadableManuscript(
                expected="the code of an activity of the plan, such as K-001",
                found="nothing",
                where=at_key(profile, f"{name}[{codes.index('') + 1}].kegiatan"),
                remedy="Correct the value in the file.",
            )
    for number, kept in enumerate(manuscript.pemeliharaan, 1):
        if kept.biaya is not None and kept.biaya < 0:
            raise UnreadableManuscript(
                expected="whole rupiah, 0 or more",
                found=str(kept.biaya),
                where=at_key(profile, f"pemeliharaan[{number}].biaya"),
                remedy="Correct the value in the file.",
            )


def _section(path: Path, sections: Collection[str]) -> SectionText:
    name, _, suffix = path.stem.partition(".") if not path.stem[0].isdigit() else _numbered(path.stem)
    position = Position.SESUDAH
    if suffix:
        try:
            position = Position(suffix)
        except ValueError:
            name = path.stem
    if name not in sections:
        raise UnreadableManuscript(
            expected=words(
                "a section of the outline ({sections}), then .md, .sebelum.md or .ganti.md",
                sections=", ".join(sections),
            ),
            found=shown_name(path.name),
            where=shown_name(path.parent),
            remedy="Rename the file after the section it belongs to.",
        )
    # Lines above the text stay, so that an error names the line of the file.
    return SectionText(name, position, text_of(path, UnreadableManuscript).rstrip())


def _numbered(stem: str) -> tuple[str, str, str]:
    chapter, _, rest = stem.partition(".")
    section, dot, suffix = rest.partition(".")
    return f"{chapter}.{section}", dot, suffix
