"""The rules of the gates as data: requirements, kinds of evidence, quorum, deadlines and tolerances.

The built-in ones are `workflow/gates/*.toml` (documents_and_gates.md section 7c); a city adds and overrides with a
file of the same form. Field names are the keys of these files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from planning.process import DocumentKind, Gate, Stage
from planning.roles import Role
from planning.wording import Either, either


class Aspek(StrEnum):
    """The two aspects that the programme judges a plan by (founding presentation)."""

    KELENGKAPAN = "kelengkapan"
    KETEPATAN = "ketepatan"


class Per(StrEnum):
    """What a requirement is asked of: the plan, each activity, or each RT."""

    RENCANA = "rencana"
    KEGIATAN = "kegiatan"
    RT = "rt"


class Tingkat(StrEnum):
    """How grave an open requirement is."""

    MENAHAN = "menahan"
    PERINGATAN = "peringatan"


@dataclass(frozen=True)
class EvidenceKind:
    """A kind of evidence; one that is `bernomor` has an official number, a date and somebody who signed."""

    kode: str
    nama: str
    nama_en: str
    bernomor: bool = True

    @property
    def name(self) -> Either:
        """Its name, in the reader's language."""
        return either(self.nama, self.nama_en)


@dataclass(frozen=True)
class Requirement:
    """One item of a gate.

    kode          gate, aspect (K completeness, T accuracy) and number: G2-K10
    menahan_bila  condition under which a warning holds the gate
    verifikator   who settles it, as printed; `peran` the roles that may accept its evidence
    bukti         kinds of evidence it accepts; all of them are needed where `bukti_semua`
    berlaku_bila  condition under which it applies; "" always
    uji           name of the check
    per_revisi    evidence from before planning was reopened does not count
    saran         what to do, one sentence
    """

    kode: str
    nama: str
    nama_en: str
    dokumen: tuple[DocumentKind, ...]
    per: Per
    tingkat: Tingkat
    verifikator: tuple[str, ...]
    peran: tuple[Role, ...]
    uji: str
    saran: str
    saran_en: str
    bukti: tuple[str, ...] = ()
    bukti_semua: bool = False
    menahan_bila: str = ""
    berlaku_bila: str = ""
    dapat_dikesampingkan: bool = False
    per_revisi: bool = False
    sumber: str = ""

    @property
    def name(self) -> Either:
        """Its name, in the reader's language."""
        return either(self.nama, self.nama_en)

    @property
    def remedy(self) -> Either:
        """What to do, in the reader's language."""
        return either(self.saran, self.saran_en)

    @property
    def gate(self) -> Gate:
        """The gate it belongs to."""
        return Gate(self.kode[:2])

    @property
    def aspek(self) -> Aspek:
        """The aspect that the letter of its code names."""
        return Aspek.KELENGKAPAN if self.kode[3] == "K" else Aspek.KETEPATAN


@dataclass(frozen=True)
class GroupMinimum:
    """Least approvals from one institution (unit) of Pokja PKP."""

    unit: str
    minimum: int


@dataclass(frozen=True)
class Quorum:
    """When a decision of Pokja PKP stands.

    minimum   least approvals in all
    kelompok  least approvals from single institutions
    veto      institutions of which one vote to return is enough to return
    ketua     whether the chair must approve
    """

    minimum: int = 3
    kelompok: tuple[GroupMinimum, ...] = ()
    veto: tuple[str, ...] = ()
    ketua: bool = True


@dataclass(frozen=True)
class Deadlines:
    """Days: for each stage from its beginning, for a decision from submission, and how early an end is announced."""

    persiapan: int = 90
    perencanaan: int = 180
    pelaksanaan: int = 365
    pemantauan: int = 180
    keputusan: int = 14
    peringatan: int = 30

    def of(self, stage: Stage) -> int | None:
        """Days of a stage; keberlanjutan has no end."""
        days: int | None = getattr(self, stage.value, None)
        return days


@dataclass(frozen=True)
class Tolerances:
    """Limits of checks: difference of decreed and surveyed area and of built and planned volume in percent, age in
    years."""

    selisih_luas_sk: Decimal = Decimal(5)
    umur_sk: int = 5
    selisih_volume: Decimal = Decimal(10)


@dataclass(frozen=True)
class WorkGroup:
    """Works (codes of the catalogue) that a condition of this name means."""

    nama: str
    katalog: tuple[str, ...]


@dataclass(frozen=True)
class RulesFile:
    """What one file of rules says; what it does not give stays as it was.

    Requirements and kinds of evidence are added or replaced by code, groups of works by name. Each of the tables
    `kuorum`, `tenggat` and `toleransi` replaces the earlier one as a whole: keys that it leaves out are the program's.
    """

    syarat: tuple[Requirement, ...] = ()
    bukti: tuple[EvidenceKind, ...] = ()
    golongan: tuple[WorkGroup, ...] = ()
    kuorum: Quorum | None = None
    tenggat: Deadlines | None = None
    toleransi: Tolerances | None = None


@dataclass(frozen=True)
class RuleSet:
    """The rules as they hold for one place; its digest is what a plan is pinned to."""

    syarat: tuple[Requirement, ...]
    bukti: tuple[EvidenceKind, ...]
    golongan: tuple[WorkGroup, ...]
    kuorum: Quorum = field(default_factory=Quorum)
    tenggat: Deadlines = field(default_factory=Deadlines)
    toleransi: Tolerances = field(default_factory=Tolerances)

    @cached_property
    def by_code(self) -> dict[str, Requirement]:
        """The requirements by code."""
        return {each.kode: each for each in self.syarat}

    @cached_property
    def kinds(self) -> dict[str, EvidenceKind]:
        """The kinds of evidence by code."""
        return {each.kode: each for each in self.bukti}

    @cached_property
    def groups(self) -> dict[str, frozenset[str]]:
        """The groups of works by name."""
        return {each.nama: frozenset(each.katalog) for each in self.golongan}

    def of(self, gate: Gate, kind: DocumentKind) -> tuple[Requirement, ...]:
        """What a gate asks of a document, in order."""
        return tuple(each for each in self.syarat if each.gate is gate and kind in each.dokumen)


def overridden(base: RuleSet, file: RulesFile) -> RuleSet:
    """`base` with what `file` adds and replaces; requirements are kept in the order of their codes."""
    requirements = base.by_code | {each.kode: each for each in file.syarat}
    kinds = base.kinds | {each.kode: each for each in file.bukti}
    groups = {each.nama: each for each in (*base.golongan, *file.golongan)}
    return RuleSet(
        tuple(sorted(requirements.values(), key=lambda each: each.kode)),
        tuple(kinds.values()),
        tuple(groups.values()),
        file.kuorum or base.kuorum,
        file.tenggat or base.tenggat,
        file.toleransi or base.toleransi,
    )


def differences(before: RuleSet, after: RuleSet) -> Iterator[str]:
    """What changes from one rule set to another, one line for each field: `G2-K10.tingkat: menahan → peringatan`."""
    for name, old, new in (
        ("syarat", before.by_code, after.by_code),
        ("bukti", before.kinds, after.kinds),
    ):
        for kode in sorted({*old, *new}):
            yield from _differences(f"{name} {kode}", old.get(kode), new.get(kode))
    for name in sorted({*before.groups, *after.groups}):
        yield from _change(
            f"golongan {name}", before.groups.get(name, frozenset()), after.groups.get(name, frozenset())
        )
    for name in ("kuorum", "tenggat", "toleransi"):
        yield from _differences(name, getattr(before, name), getattr(after, name))


def _differences(
    where: str,
    old: Requirement | EvidenceKind | Quorum | Deadlines | Tolerances | None,
    new: Requirement | EvidenceKind | Quorum | Deadlines | Tolerances | None,
) -> Iterator[str]:
    if old is None or new is None:
        if old is not new:
            yield f"{where}: {'–' if old is None else 'ada'} → {'–' if new is None else 'ada'}"
        return
    for each in fields(old):
        yield from _change(f"{where}.{each.name}", getattr(old, each.name), getattr(new, each.name))


def _change(where: str, old: object, new: object) -> Iterator[str]:
    if old != new:
        yield f"{where}: {_shown(old)} → {_shown(new)}"


def _shown(value: object) -> str:
    match value:
        case bool():
            return "ya" if value else "tidak"
        case tuple() | frozenset():
            items = sorted(map(_shown, value)) if isinstance(value, frozenset) else map(_shown, value)
            return ", ".join(items) or "–"
        case GroupMinimum():
            return f"{value.unit} {value.minimum}"
    return str(value) or "–"
