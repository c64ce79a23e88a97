"""Reads the manuscript of a kab/kota: a folder with `kota.toml` and one Markdown file per section of the RP2KP-KP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from intake.errors import UnreadableManuscript
from intake.limits import shown_name
from intake.manuscript import Fault, section_texts, unlikely_years
from intake.toml_file import at_key, at_line, parsed, shaped, text_of
from planning.city_manuscript import CityManuscript
from planning.funding import SOURCES
from planning.rules import OPEN_SPACE
from planning.territory import TerritoryCode, is_kelurahan_code
from planning.wording import msgid, words

PROFILE = "kota.toml"
ITEM_VALUES = (1, 3, 5)
"""What an item of *pertimbangan lain* is worth (scoring.md section 5.1)."""
SECTIONS = (
    "kata-pengantar", "ringkasan",
    "1.1", "1.2", "1.3", "1.4", "1.5", "1.6",
    "2.1", "2.2", "2.3",
    "3.1", "3.2", "3.3", "3.4", "3.5",
    "4.1", "4.2", "4.3", "4.4",
    "5.1", "5.2", "5.3", "5.4", "5.5",
    "6.1", "6.2", "6.3", "6.4", "6.5", "6.6",
    "7.1", "7.2", "7.3",
    "8.1", "8.2", "8.3", "8.4",
    "9.1", "9.2", "9.3", "9.4",
    "10.1", "10.2", "10.3",
    "penutup",
)  # fmt: skip


def read_city_manuscript(folder: Path, code: TerritoryCode) -> CityManuscript:
    """The manuscript in `folder` for the kab/kota `code`; a missing `kota.toml` gives an empty one.

    Raises `UnreadableManuscript` naming file and key for anything that does not fit.
    """
    profile = folder / PROFILE
    if not folder.is_dir() or not (profile.exists() or any(folder.glob("*.md"))):
        raise UnreadableManuscript(
            expected="a folder with kota.toml or Markdown files",
            found="neither of them" if folder.is_dir() else "no such folder",
            where=shown_name(folder),
            remedy="Write one with `nahkoda template naskah --kota -o FOLDER`.",
        )
    text = text_of(profile, UnreadableManuscript) if profile.exists() else ""
    data = parsed(text, profile, UnreadableManuscript)
    if "teks" in data:
        raise UnreadableManuscript(
            expected="texts of sections as Markdown files",
            found="the key teks",
            where=at_key(profile, "teks"),
            remedy="Write each section into a file such as 2.1.md.",
        )
    manuscript = shaped(CityManuscript, data, profile, UnreadableManuscript)
    for key, expected, found in _faults(manuscript, code):
        raise UnreadableManuscript(
            expected=expected,
            found=found,
            where=at_line(profile, text, key),
            remedy="Correct the value in the file.",
        )
    return CityManuscript(**{**vars(manuscript), "teks": section_texts(folder, SECTIONS)})


def _faults(manuscript: CityManuscript, code: TerritoryCode) -> Iterator[Fault]:
    document = manuscript.dokumen
    first, last = document.tahun_awal, document.tahun_akhir
    yield from _years(manuscript)
    if first is not None and last is not None and last < first:
        yield "dokumen.tahun_akhir", words("a year from {first} on", first=first), str(last)
    if document.sedang >= document.tinggi:
        yield "dokumen.sedang", msgid("a lower limit than that of the class above"), str(document.sedang)
    yield from _kawasan(manuscript, code)
    yield from _activities(manuscript, code)
    for at, party in enumerate(manuscript.pihak, 1):
        for number, source in enumerate(party.sumber, 1):
            if source not in SOURCES:
                yield f"pihak[{at}].sumber[{number}]", _one_of(SOURCES), source
    twice = Counter(source for party in manuscript.pihak for source in party.sumber)
    for at, party in enumerate(manuscript.pihak, 1):
        for source in party.sumber:
            if twice[source] > 1:
                yield f"pihak[{at}].sumber", msgid("each source with one party"), source


def _years(manuscript: CityManuscript) -> Iterator[Fault]:
    document = manuscript.dokumen
    said = [("dokumen.tahun_awal", document.tahun_awal), ("dokumen.tahun_akhir", document.tahun_akhir)]
    for at, each in enumerate(manuscript.kegiatan, 1):
        key = f"kegiatan[{at}]"
        said += [(f"{key}.tahun_mulai", each.tahun_mulai), (f"{key}.tahun_selesai", each.tahun_selesai)]
        said += [(f"{key}.dana[{number}].tahun", line.tahun) for number, line in enumerate(each.dana, 1)]
    yield from unlikely_years(said)


def _kawasan(manuscript: CityManuscript, code: TerritoryCode) -> Iterator[Fault]:
    named = [
        *((f"kawasan[{at}]", each.kelurahan) for at, each in enumerate(manuscript.kawasan, 1)),
        *((f"selisih[{at}]", each.kelurahan) for at, each in enumerate(manuscript.selisih, 1)),
        *((f"desain[{at}]", each.kelurahan) for at, each in enumerate(manuscript.desain, 1)),
    ]
    for key, kelurahan in named:
        yield from _kelurahan_of(f"{key}.kelurahan", kelurahan, code)
    seen: set[tuple[str, str]] = set()
    for at, place in enumerate(manuscript.kawasan, 1):
        if (place.kelurahan, place.kawasan) in seen:
            yield f"kawasan[{at}].kawasan", msgid("each kawasan of a kelurahan once"), place.kawasan
        seen.add((place.kelurahan, place.kawasan))
        for item in ("nilai_strategis", "kependudukan", "sosial"):
            value = getattr(place, item)
            if value is not None and value not in ITEM_VALUES:
                yield f"kawasan[{at}].{item}", words("one of {names}", names="1, 3, 5"), str(value)
        order = place.prioritas
        if order is not None and order.urutan < 1:
            yield f"kawasan[{at}].prioritas.urutan", msgid("a place from 1 on"), str(order.urutan)
        if order is not None and not (order.alasan.strip() and order.oleh.strip()):
            yield (
                f"kawasan[{at}].prioritas.alasan",
                msgid("a written reason and who gave it"),
                msgid("nothing"),
            )


def _activities(manuscript: CityManuscript, code: TerritoryCode) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, each in enumerate(manuscript.kegiatan, 1):
        key = f"kegiatan[{at}]"
        if not each.kode.strip() or each.kode in seen:
            yield f"{key}.kode", msgid("a code that no other activity has"), repr(each.kode)
        seen.add(each.kode)
        if each.tahun_selesai < each.tahun_mulai:
            yield (
                f"{key}.tahun_selesai",
                words("a year from {first} on", first=each.tahun_mulai),
                str(each.tahun_selesai),
            )
        for aspect in each.aspek:
            if not 1 <= aspect <= OPEN_SPACE.number:
                yield f"{key}.aspek", msgid("the number of an indicator, 1 to 8"), str(aspect)
        for kelurahan in each.kelurahan:
            yield from _kelurahan_of(f"{key}.kelurahan", kelurahan, code)
        if each.volume is not None and each.volume < 0:
            yield f"{key}.volume", msgid("a volume from 0 on"), str(each.volume)
        if each.volume is not None and not each.satuan.strip():
            yield f"{key}.satuan", msgid("the unit of the volume"), msgid("nothing")
        if each.rab is not None and each.rab < 0:
            yield f"{key}.rab", msgid("whole rupiah from 0 on"), str(each.rab)
        for number, line in enumerate(each.dana, 1):
            if line.sumber not in SOURCES:
                yield f"{key}.dana[{number}].sumber", _one_of(SOURCES), line.sumber
            if line.jumlah < 0:
                yield f"{key}.dana[{number}].jumlah", msgid("whole rupiah from 0 on"), str(line.jumlah)
        items = Counter(item.syarat for item in each.kesiapan)
        for item, count in items.items():
            if count > 1:
                yield f"{key}.kesiapan", msgid("each item of readiness once"), item.value


def _kelurahan_of(key: str, kelurahan: str, code: TerritoryCode) -> Iterator[Fault]:
    if not is_kelurahan_code(kelurahan) or not code.contains(TerritoryCode(kelurahan)):
        yield key, words("the code of a kelurahan or desa in {place}", place=code.text), kelurahan


def _one_of(names: Iterable[str]) -> str:
    return words("one of {names}", names=", ".join(names))
