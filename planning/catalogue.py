"""The menu of works: what each improves, at which scale, by whom, and what it plausibly costs.

The built-in menu is `intake/catalogue.toml`; a province or city adds and overrides entries with a file of the
same form (documents_and_gates.md section 6). Unit costs are for plausibility and for sizing a proposal, never
for a contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property

from planning.authority import DEFAULT_SCALES, Pelaksana, ScaleRule, Skala
from planning.rules import RuleSet


class Komponen(StrEnum):
    """Component of the programme that an activity belongs to."""

    INFRASTRUKTUR = "infrastruktur"
    SOSIAL = "sosial"
    EKONOMI = "ekonomi"
    KAPASITAS = "kapasitas"


@dataclass(frozen=True)
class Improvement:
    """A parameter that a work improves.

    `per_volume` is how many units of the work one unit of the parameter's volume takes: 1.5 m² of paving for
    a metre of road, 0.02 communal plants for a household. `aturan` is the rule set whose codes are meant;
    codes of 2018 hold for 2016 as well, translated (`TO_2016`).
    """

    parameter: str
    per_volume: Decimal
    aturan: str = "2018"


@dataclass(frozen=True)
class UnitCost:
    """Plausible cost of one unit in whole rupiah at prices of `tahun`, and where the figures come from."""

    bawah: int
    atas: int
    tahun: int
    sumber: str


@dataclass(frozen=True)
class CatalogueEntry:
    """One kind of work or service; field names are the keys of the catalogue file.

    bersama          one unit serves several RT (a plant, a truck): bought whole for the kelurahan
    lingkungan_hidup environmental screening class that usually applies, L-A to L-D
    lahan            land screening class that usually applies, S-0 to S-7
    sipd             sub-activity code of the budget system
    """

    kode: str
    nama: str
    satuan: str
    komponen: Komponen
    skala: Skala
    pelaksana: Pelaksana
    biaya: UnitCost | None = None
    perbaikan: tuple[Improvement, ...] = ()
    bersama: bool = False
    lingkungan_hidup: str = "L-C"
    lahan: str = "S-0"
    sipd: str = ""
    catatan: str = ""

    def improves(self, rule: RuleSet) -> dict[str, Decimal]:
        """Units of the work for one unit of volume, by parameter code of `rule`."""
        found: dict[str, Decimal] = {}
        for each in self.perbaikan:
            code = each.parameter
            if each.aturan != rule.id:
                if each.aturan != "2018":
                    continue
                code = TO_2016.get(code, code)
            found[code] = each.per_volume
        return {code: found[code] for code in rule.codes if code in found}


TO_2016 = {"4c": "4e"}
"""Codes of rule 2018 that are written otherwise in 2016 (scoring.md section 2.2); the others are the same."""


@dataclass(frozen=True)
class CatalogueFile:
    """What one catalogue file says; a factor that is None and a scale that is not listed stay as they were.

    faktor_harga    regional price level against the entries' figures (1.15 = 15 % dearer)
    kenaikan_harga  assumed rise of prices in percent a year since the entries' price year
    """

    kegiatan: tuple[CatalogueEntry, ...] = ()
    skala: tuple[ScaleRule, ...] = ()
    faktor_harga: Decimal | None = None
    kenaikan_harga: Decimal | None = None


@dataclass(frozen=True)
class Catalogue:
    """A menu as it holds in one place, with the factors of its prices and the rules of scale."""

    kegiatan: tuple[CatalogueEntry, ...] = ()
    skala: tuple[ScaleRule, ...] = DEFAULT_SCALES
    faktor_harga: Decimal = Decimal(1)
    kenaikan_harga: Decimal = Decimal(0)

    @cached_property
    def by_code(self) -> dict[str, CatalogueEntry]:
        """The entries by code, in the order of the menu."""
        return {entry.kode: entry for entry in self.kegiatan}

    def scale_rule(self, skala: Skala) -> ScaleRule:
        """Who may build and pay at a scale."""
        return next(rule for rule in self.skala if rule.skala is skala)

    def cost_range(self, kode: str, tahun: int) -> tuple[int, int] | None:
        """Plausible cost of one unit in whole rupiah at prices of `tahun`; None where the menu gives none.

        Regional factor and yearly rise are applied to 28 digits and rounded half up to the rupiah once.
        """
        cost = self.by_code[kode].biaya
        if cost is None:
            return None
        factor = self.faktor_harga * (1 + self.kenaikan_harga / 100) ** (tahun - cost.tahun)

        def priced(rupiah: int) -> int:
            return int((rupiah * factor).to_integral_value(ROUND_HALF_UP))

        return priced(cost.bawah), priced(cost.atas)

    def unit_cost(self, kode: str, tahun: int) -> int | None:
        """The middle of the plausible range, rounded up to the rupiah; what a proposal reckons with."""
        limits = self.cost_range(kode, tahun)
        return None if limits is None else -(-sum(limits) // 2)


def overridden(base: Catalogue, file: CatalogueFile) -> Catalogue:
    """`base` with the entries of `file` added or replaced by code, and the factors and scale rules it gives.

    Entries keep the order of `base`; new ones follow.
    """
    entries = base.by_code | {entry.kode: entry for entry in file.kegiatan}
    scales = {rule.skala: rule for rule in base.skala} | {rule.skala: rule for rule in file.skala}
    return Catalogue(
        tuple(entries.values()),
        tuple(scales.values()),
        base.faktor_harga if file.faktor_harga is None else file.faktor_harga,
        base.kenaikan_harga if file.kenaikan_harga is None else file.kenaikan_harga,
    )
