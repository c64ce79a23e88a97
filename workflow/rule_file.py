"""Reads the rules of the gates from TOML: the built-in ones, or the file with which a city changes them.

Every load is validated as a whole, and each fault names file and line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import fields
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from intake.toml_file import at_line, parsed, text_of
from planning.errors import NahkodaError
from planning.plain import from_plain
from planning.process import DocumentKind
from planning.roles import PERMITTED, Act
from planning.wording import Words, words
from workflow.checks import CHECKS
from workflow.conditions import CONDITIONS, OF_ACTIVITIES
from workflow.errors import UnusableRules
from workflow.requirements import Deadlines, Per, Requirement, RuleSet, RulesFile, Tingkat, overridden

BUILT_IN = (
    "bukti.toml",
    "pengaturan.toml",
    "g1_persiapan.toml",
    "g2_perencanaan.toml",
    "g3_pelaksanaan.toml",
    "g4_pemantauan.toml",
)
_KODE = re.compile(r"G[1-4]-[KT][0-9]{2}")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,40}")
LONGEST_DEADLINE = 3_660
"""Days; ten years are longer than any programme."""
MOST_MEMBERS = 100


@cache
def built_in() -> RuleSet:
    """The rules that come with the program. Raises `UnusableRules`."""
    rules = RuleSet((), (), ())
    with as_file(files("workflow").joinpath("gates")) as folder:
        for name in BUILT_IN:
            rules = overridden(rules, read_rules(folder / name, onto=rules))
    return rules


def read_rules(path: Path, *, onto: RuleSet) -> RulesFile:
    """The rules in a file, which are laid over `onto`. Raises `UnusableRules` naming file and line of each fault."""
    text = text_of(path, UnusableRules)
    try:
        file = from_plain(RulesFile, parsed(text, path, UnusableRules))
    except UnusableRules:
        raise
    except NahkodaError as error:
        raise UnusableRules(
            expected=error.expected,
            found=error.found,
            where=at_line(path, text, error.where),
            remedy=error.remedy,
        ) from None
    faults = tuple(
        words("{place}: {fault}", place=at_line(path, text, key), fault=fault)
        for key, fault in _faults(file, onto)
    )
    if faults:
        raise UnusableRules(
            expected="rules that the gates can work with",
            found=words("{count} faults", count=len(faults)),
            where=path.name,
            remedy="Nothing was stored. Correct each of these places:",
            faults=faults,
        )
    return file


Fault = tuple[str, Words]


def _faults(file: RulesFile, onto: RuleSet) -> Iterator[Fault]:
    kinds = {*onto.kinds, *(each.kode for each in file.bukti)}
    groups = {*onto.groups, *(each.nama for each in file.golongan)}
    for key, codes in (
        ("syarat", [each.kode for each in file.syarat]),
        ("bukti", [each.kode for each in file.bukti]),
        ("golongan", [each.nama for each in file.golongan]),
    ):
        yield from _doubled(key, codes)
    for number, requirement in enumerate(file.syarat, 1):
        yield from _of_requirement(f"syarat[{number}]", requirement, kinds, {*CONDITIONS, *groups})
    for number, evidence in enumerate(file.bukti, 1):
        if not _NAME.fullmatch(evidence.kode):
            yield (
                f"bukti[{number}].kode",
                words("expected a name such as sk_kumuh; found {found}", found=evidence.kode),
            )
        yield from _texts(f"bukti[{number}]", evidence, ("nama", "nama_en"))
    for number, group in enumerate(file.golongan, 1):
        if group.nama in CONDITIONS or not _NAME.fullmatch(group.nama):
            yield (
                f"golongan[{number}].nama",
                words("this name is taken or has another form: {found}", found=group.nama),
            )
    yield from _settings(file)


def _doubled(key: str, codes: list[str]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, code in enumerate(codes, 1):
        first = seen.setdefault(code, number)
        if first != number:
            yield f"{key}[{number}]", words("{code} stands in this file twice", code=code)


def _of_requirement(
    key: str, each: Requirement, kinds: Collection[str], conditions: Collection[str]
) -> Iterator[Fault]:
    if not _KODE.fullmatch(each.kode):
        yield f"{key}.kode", words("expected a code such as G2-K24; found {found}", found=each.kode)
    yield from _texts(key, each, ("nama", "nama_en", "saran", "saran_en"))
    for name, value in (("berlaku_bila", each.berlaku_bila), ("menahan_bila", each.menahan_bila)):
        if value and value not in conditions:
            yield f"{key}.{name}", _unknown(value, conditions)
        elif value in OF_ACTIVITIES and each.per is not Per.KEGIATAN:
            yield f"{key}.{name}", words("{name} is a condition of activities only", name=value)
    check = CHECKS.get(each.uji)
    if check is None:
        yield f"{key}.uji", _unknown(each.uji, CHECKS)
    elif each.per not in check.per:
        yield f"{key}.uji", words("the check {name} is not made per {per}", name=each.uji, per=each.per.value)
    elif check.needs_evidence and not each.bukti:
        yield f"{key}.bukti", words("the check {name} needs at least one kind of evidence", name=each.uji)
    for kind in each.bukti:
        if kind not in kinds:
            yield f"{key}.bukti", words("no kind of evidence is called {found}", found=kind)
    for name in ("dokumen", "verifikator", "peran"):
        if not getattr(each, name):
            yield f"{key}.{name}", words("at least one value is needed")
    for role in each.peran:
        if role not in PERMITTED[Act.VERIFY]:
            yield f"{key}.peran", words("the role {role} does not verify evidence", role=role.value)
    if each.per is not Per.RENCANA and each.dokumen != (DocumentKind.RPLP,):
        yield f"{key}.per", words("only an RPLP has activities and RT")
    if each.menahan_bila and each.tingkat is not Tingkat.PERINGATAN:
        yield f"{key}.menahan_bila", words("what always holds needs no condition")


def _texts(key: str, thing: object, names: Collection[str]) -> Iterator[Fault]:
    for name in names:
        if not str(getattr(thing, name)).strip():
            yield f"{key}.{name}", words("a text is needed here")


def _settings(file: RulesFile) -> Iterator[Fault]:
    if file.tenggat:
        for each in fields(Deadlines):
            days = getattr(file.tenggat, each.name)
            if not 1 <= days <= LONGEST_DEADLINE:
                yield (
                    f"tenggat.{each.name}",
                    words("expected 1 to {most} days; found {found}", most=LONGEST_DEADLINE, found=days),
                )
    if file.kuorum:
        for key, minimum in (
            ("kuorum.minimum", file.kuorum.minimum),
            *(
                (f"kuorum.kelompok[{number}].minimum", each.minimum)
                for number, each in enumerate(file.kuorum.kelompok, 1)
            ),
        ):
            if not 1 <= minimum <= MOST_MEMBERS:
                yield (
                    key,
                    words("expected 1 to {most} members; found {found}", most=MOST_MEMBERS, found=minimum),
                )
        for number, name in enumerate(file.kuorum.veto, 1):
            if not name.strip():
                yield f"kuorum.veto[{number}]", words("a text is needed here")
        for number, group in enumerate(file.kuorum.kelompok, 1):
            if not group.unit.strip():
                yield f"kuorum.kelompok[{number}].unit", words("a text is needed here")
    if file.toleransi:
        for name in ("selisih_luas_sk", "umur_sk", "selisih_volume"):
            value = getattr(file.toleransi, name)
            if not 0 <= value <= 100:
                yield f"toleransi.{name}", words("expected 0 to 100; found {found}", found=value)


def _unknown(found: str, names: Collection[str]) -> Words:
    return words("expected one of {names}; found {found}", names=", ".join(sorted(names)), found=found)
