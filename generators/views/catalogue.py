"""The catalogue of works as it holds in a territory. Reads only."""

from __future__ import annotations

from planning.catalogue import Catalogue, CatalogueEntry
from planning.rules import RULE_SETS
from planning.territory import TerritoryCode
from store.catalogues import catalogue_at
from store.database import Database


def catalogue_view(database: Database, code: TerritoryCode, built_in: Catalogue) -> Catalogue:
    """The built-in works with what the nation, province and city of `code` add."""
    with database.read() as unit:
        return catalogue_at(unit, code, built_in)


def catalogue_json(catalogue: Catalogue, tahun: int | None) -> dict[str, object]:
    """The works as JSON values; unit costs at prices of `tahun`, or of each entry's own year."""
    return {
        "faktor_harga": float(catalogue.faktor_harga),
        "kenaikan_harga": float(catalogue.kenaikan_harga),
        "kegiatan": [_entry(catalogue, entry, tahun) for entry in catalogue.kegiatan],
        "skala": [
            {
                "skala": rule.skala.value,
                "pelaksana": [each.value for each in rule.pelaksana],
                "sumber": list(rule.sumber),
            }
            for rule in catalogue.skala
        ],
    }


def _entry(catalogue: Catalogue, entry: CatalogueEntry, tahun: int | None) -> dict[str, object]:
    cost = entry.biaya
    year = tahun or (cost.tahun if cost else None)
    limits = catalogue.cost_range(entry.kode, year) if year else None
    return {
        "kode": entry.kode,
        "nama": entry.nama,
        "satuan": entry.satuan,
        "komponen": entry.komponen.value,
        "skala": entry.skala.value,
        "pelaksana": entry.pelaksana.value,
        "bersama": entry.bersama,
        "biaya": None
        if cost is None or limits is None
        else {"bawah": limits[0], "atas": limits[1], "tahun": year, "sumber": cost.sumber},
        "perbaikan": {
            rule.id: {code: float(amount) for code, amount in entry.improves(rule).items()}
            for rule in RULE_SETS.values()
        },
        "lingkungan_hidup": entry.lingkungan_hidup,
        "lahan": entry.lahan,
        "sipd": entry.sipd,
    }
