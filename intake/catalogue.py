"""Reads a catalogue of activities from TOML: the built-in menu, or the file with which a city changes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from intake.errors import UnreadableCatalogue
from intake.numbers import FIRST_YEAR, LAST_YEAR
from intake.toml_file import at_key, shaped, toml_data
from planning.authority import ScaleRule, Skala
from planning.catalogue import Catalogue, CatalogueEntry, CatalogueFile, Improvement, UnitCost, overridden
from planning.funding import SOURCES
from planning.rules import RULE_SETS
from planning.wording import msgid, words

BUILT_IN = "catalogue.toml"
MOST_FACTOR = Decimal(10)
LEAST_RISE, MOST_RISE = Decimal(-20), Decimal(50)
"""Bounds of the price factors; beyond them the figure is a slip (15 instead of 1.15), not a region."""
ENVIRONMENT = ("L-A", "L-B", "L-C", "L-D")
LAND = ("S-0", "S-1", "S-2", "S-3", "S-4", "S-5", "S-6", "S-7")
"""Screening classes of documents_and_gates.md section 3.6."""

_KODE = re.compile(r"[A-Z]{2}[A-Z0-9-]{0,14}")
_SIPD = re.compile(r"[0-9]\.[0-9]{2}\.[0-9]{2}\.[0-9]\.[0-9]{2}(\.[0-9]{4})?")
_CORRECT = msgid("Correct the value in the file.")


@dataclass(frozen=True)
class _Fault:
    """What does not fit, and at which path of keys."""

    key: str
    expected: str
    found: str
    remedy: str = _CORRECT


def read_catalogue(path: Path) -> CatalogueFile:
    """The catalogue file at `path`; entries and factors that it does not give are left to the built-in menu.

    Raises `UnreadableCatalogue` naming file and key for the first thing that does not fit.
    """
    file = shaped(CatalogueFile, toml_data(path, UnreadableCatalogue), path, UnreadableCatalogue)
    for fault in _faults(file):
        raise UnreadableCatalogue(
            expected=fault.expected,
            found=fault.found,
            where=at_key(path, fault.key),
            remedy=fault.remedy,
        )
    return file


@cache
def built_in() -> Catalogue:
    """The menu that comes with the program (documents_and_gates.md section 6), with the default rules of scale."""
    with as_file(files("intake") / BUILT_IN) as path:
        return overridden(Catalogue(), read_catalogue(path))


def _faults(file: CatalogueFile) -> Iterator[_Fault]:
    if file.faktor_harga is not None and not 0 < file.faktor_harga <= MOST_FACTOR:
        yield _Fault(
            "faktor_harga",
            words("a number above 0 and at most {most}", most=MOST_FACTOR),
            f"{file.faktor_harga:f}",
            msgid("Write 1.15 for prices 15 percent above those of the menu."),
        )
    if file.kenaikan_harga is not None and not LEAST_RISE <= file.kenaikan_harga <= MOST_RISE:
        yield _Fault(
            "kenaikan_harga",
            words("a number from {least} to {most}", least=LEAST_RISE, most=MOST_RISE),
            f"{file.kenaikan_harga:f}",
            msgid("Write 3 for prices that rise by 3 percent a year."),
        )
    seen: dict[str, int] = {}
    for number, entry in enumerate(file.kegiatan, 1):
        key = f"kegiatan[{number}]"
        yield from _entry(entry, key)
        if entry.kode in seen:
            yield _doubled(
                f"{key}.kode",
                words("{kode}, as in kegiatan[{number}]", kode=entry.kode, number=seen[entry.kode]),
            )
        seen[entry.kode] = number
    scales: set[Skala] = set()
    for number, rule in enumerate(file.skala, 1):
        key = f"skala[{number}]"
        yield from _scale(rule, key)
        if rule.skala in scales:
            yield _doubled(f"{key}.skala", rule.skala.value)
        scales.add(rule.skala)


def _doubled(key: str, found: str) -> _Fault:
    return _Fault(key, msgid("each only once"), found, msgid("Keep one of the two."))


def _entry(entry: CatalogueEntry, key: str) -> Iterator[_Fault]:
    if not _KODE.fullmatch(entry.kode):
        yield _Fault(
            f"{key}.kode",
            msgid("two capital letters, then at most 14 capital letters, digits or hyphens (JL1, AM4-D)"),
            repr(entry.kode)[:80],
        )
    for name, text in (("nama", entry.nama), ("satuan", entry.satuan)):
        if not text.strip() or not text.isprintable():
            yield _Fault(f"{key}.{name}", msgid("text on one line"), repr(text)[:80])
    if entry.biaya is not None:
        yield from _cost(entry.biaya, f"{key}.biaya")
    seen: set[tuple[str, str]] = set()
    for number, each in enumerate(entry.perbaikan, 1):
        place = f"{key}.perbaikan[{number}]"
        yield from _improvement(each, place)
        if (each.aturan, each.parameter) in seen:
            yield _doubled(f"{place}.parameter", each.parameter)
        seen.add((each.aturan, each.parameter))
    yield from _one_of(entry.lingkungan_hidup, ENVIRONMENT, f"{key}.lingkungan_hidup")
    yield from _one_of(entry.lahan, LAND, f"{key}.lahan")
    if entry.sipd and not _SIPD.fullmatch(entry.sipd):
        yield _Fault(
            f"{key}.sipd",
            msgid("a code such as 1.03.06.2.01.0029, or nothing"),
            repr(entry.sipd)[:80],
            msgid("Take the code from the SIPD list of the city, or leave it empty."),
        )


def _cost(cost: UnitCost, key: str) -> Iterator[_Fault]:
    if cost.bawah <= 0:
        yield _Fault(
            f"{key}.bawah",
            msgid("whole rupiah above 0"),
            str(cost.bawah),
            msgid("Leave biaya out where no cost is known."),
        )
    if cost.atas < cost.bawah:
        yield _Fault(
            f"{key}.atas",
            words("at least bawah, {least}", least=cost.bawah),
            str(cost.atas),
            msgid("Exchange the two, or correct the wrong one."),
        )
    if not FIRST_YEAR <= cost.tahun <= LAST_YEAR:
        yield _Fault(
            f"{key}.tahun",
            words("a year from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR),
            str(cost.tahun),
        )
    if not cost.sumber.strip():
        yield _Fault(
            f"{key}.sumber",
            msgid("where the figures come from"),
            repr(cost.sumber)[:80],
            msgid("Name the price list or the contract, with its year."),
        )


def _improvement(each: Improvement, key: str) -> Iterator[_Fault]:
    yield from _one_of(each.aturan, tuple(RULE_SETS), f"{key}.aturan")
    if each.aturan in RULE_SETS:
        yield from _one_of(each.parameter, RULE_SETS[each.aturan].codes, f"{key}.parameter")
    if each.per_volume <= 0:
        yield _Fault(
            f"{key}.per_volume",
            msgid("a number above 0"),
            f"{each.per_volume:f}",
            msgid("Write how many units of the work one unit of the parameter takes."),
        )


def _scale(rule: ScaleRule, key: str) -> Iterator[_Fault]:
    for name, values in (("pelaksana", rule.pelaksana), ("sumber", rule.sumber)):
        if not values:
            yield _Fault(f"{key}.{name}", msgid("at least one"), msgid("an empty list"))
    for number, source in enumerate(rule.sumber, 1):
        yield from _one_of(source, tuple(SOURCES), f"{key}.sumber[{number}]")


def _one_of(found: str, known: tuple[str, ...], key: str) -> Iterator[_Fault]:
    if found not in known:
        yield _Fault(key, words("one of {names}", names=", ".join(known)), repr(found)[:80])
