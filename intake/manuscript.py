"""Reads the consultant's manuscript (*naskah*): a folder with `profil.toml` and one Markdown file per section.

`2.1.md` stands after the generated text of section 2.1, `2.1.sebelum.md` before it, `2.1.ganti.md` instead of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from intake.errors import UnreadableManuscript
from intake.limits import shown_name
from intake.toml_file import at_key, shaped, text_of, toml_data
from planning.manuscript import Manuscript, Position, SectionText
from planning.rules import OPEN_SPACE
from planning.wording import msgid, words

PROFILE = "profil.toml"
YEARS = range(1990, 2101)
"""Years that a plan may speak of."""
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
    if "teks" in data:
        raise UnreadableManuscript(
            expected="texts of sections as Markdown files",
            found="the key teks",
            where=at_key(profile, "teks"),
            remedy="Write each section into a file such as 2.1.md.",
        )
    manuscript = shaped(Manuscript, data, profile, UnreadableManuscript)
    for key, expected, found in _faults(manuscript):
        raise UnreadableManuscript(
            expected=expected,
            found=found,
            where=at_key(profile, key),
            remedy="Correct the value in the file.",
        )
    return Manuscript(**{**vars(manuscript), "teks": section_texts(folder, SECTIONS)})


def section_texts(folder: Path, sections: Collection[str]) -> tuple[SectionText, ...]:
    """The Markdown files of a folder, each named after one of `sections`. Raises `UnreadableManuscript`."""
    return tuple(
        _section(path, sections) for path in sorted(folder.glob("*.md")) if path.stem.upper() != "README"
    )


Fault = tuple[str, str, str]
"""Key, what was expected, what was found."""


def _faults(manuscript: Manuscript) -> Iterator[Fault]:
    """Whether the plan has an activity is seen when a document is made, for the two are imported apart."""
    document = manuscript.dokumen
    yield from unlikely_years(
        [("dokumen.tahun_awal", document.tahun_awal), ("dokumen.tahun_akhir", document.tahun_akhir)]
    )
    if document.tahun_awal and document.tahun_akhir and document.tahun_akhir < document.tahun_awal:
        expected = words("a year from {first} on", first=document.tahun_awal)
        yield "dokumen.tahun_akhir", expected, str(document.tahun_akhir)
    for at, row in enumerate(manuscript.masalah, 1):
        if not 1 <= row.indikator <= OPEN_SPACE.number:
            yield (
                f"masalah[{at}].indikator",
                msgid("the number of an indicator, 1 to 8"),
                str(row.indikator),
            )
    named = [(f"rpls[{at}].kegiatan", each.kegiatan) for at, each in enumerate(manuscript.rpls, 1)]
    named += [
        (f"pemeliharaan[{at}].kegiatan", each.kegiatan) for at, each in enumerate(manuscript.pemeliharaan, 1)
    ]
    for key, code in named:
        if not code:
            yield key, msgid("the code of an activity of the plan, such as K-001"), msgid("nothing")
    for at, kept in enumerate(manuscript.pemeliharaan, 1):
        if kept.biaya is not None and kept.biaya < 0:
            yield f"pemeliharaan[{at}].biaya", msgid("whole rupiah, 0 or more"), str(kept.biaya)
    counted: list[tuple[str, Decimal | int | None]] = [
        ("wilayah.luas_terbit_ha", manuscript.wilayah.luas_terbit_ha),
        ("penduduk.laki", manuscript.penduduk.laki),
        ("penduduk.perempuan", manuscript.penduduk.perempuan),
        *(
            (f"mata_pencaharian[{at}].jumlah", each.jumlah)
            for at, each in enumerate(manuscript.mata_pencaharian, 1)
        ),
        *(
            (f"status_lahan[{at}].luas_ha", each.luas_ha)
            for at, each in enumerate(manuscript.status_lahan, 1)
        ),
    ]
    for key, number in counted:
        if number is not None and number < 0:
            yield key, msgid("0 or more"), str(number)


def unlikely_years(years: Iterable[tuple[str, int | None]]) -> Iterator[Fault]:
    """The years, each with its key, that no plan speaks of: slips, and every year between two may be a column."""
    for key, year in years:
        if year is not None and year not in YEARS:
            yield key, words("a year from {first} to {last}", first=YEARS[0], last=YEARS[-1]), str(year)


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
