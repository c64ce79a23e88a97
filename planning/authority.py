"""Who may build and pay what: scale of a work against implementer and source, and authority by area.

Law 23/2014 puts slum areas under 10 ha with the kab/kota, 10 to under 15 ha with the province, 15 ha and more
with the centre, counted on the sum of a kelurahan or desa (programme.md section 1.6). The table of scales is
documents_and_gates.md section 4: a proposal of the programme, so a city may replace it by file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planning.quantity import SCALE


class Skala(StrEnum):
    """Scale of a work: tersier, sekunder, primer."""

    LINGKUNGAN = "lingkungan"
    KAWASAN = "kawasan"
    KOTA = "kota"


class Pelaksana(StrEnum):
    """Who builds."""

    KSM = "KSM"
    BKM = "BKM"
    KELURAHAN = "KELURAHAN"
    DINAS = "DINAS"
    SATKER = "SATKER"
    PROVINSI = "PROVINSI"
    KEMENTERIAN = "KEMENTERIAN"
    SWASTA = "SWASTA"


class Kewenangan(StrEnum):
    """Level of government that handles the slum area of a kelurahan."""

    KABKOTA = "kabupaten/kota"
    PROVINSI = "provinsi"
    PUSAT = "pusat"


PROVINCE_FROM, CENTRE_FROM = 10 * SCALE, 15 * SCALE
"""Lower limits in millionths of a hectare."""


def kewenangan(area: int) -> Kewenangan:
    """The level of government for a slum area in millionths of a hectare, the sum of one kelurahan."""
    if area >= CENTRE_FROM:
        return Kewenangan.PUSAT
    return Kewenangan.PROVINSI if area >= PROVINCE_FROM else Kewenangan.KABKOTA


@dataclass(frozen=True)
class ScaleRule:
    """Who may build and which sources (codes of `planning.funding`) may pay works of one scale."""

    skala: Skala
    pelaksana: tuple[Pelaksana, ...]
    sumber: tuple[str, ...]


_GOVERNMENT = (
    "APBN-NSUP2", "APBN-PKP", "APBN-PU-LAIN", "APBN-KL-LAIN", "APBD-PROV", "APBD-KAB", "DAK", "HIBAH",
)  # fmt: skip
_COMMUNITY = ("APBN-BDI-KOL", "APBN-BDI-PLPBK", "APBN-BDI-LAIN", "DANA-DESA", "SWADAYA")
_OTHERS = ("SWASTA", "BAZNAS", "LAIN")
DEFAULT_SCALES: tuple[ScaleRule, ...] = (
    ScaleRule(Skala.LINGKUNGAN, tuple(Pelaksana), (*_COMMUNITY, *_GOVERNMENT, *_OTHERS)),
    ScaleRule(
        Skala.KAWASAN,
        (Pelaksana.DINAS, Pelaksana.SATKER, Pelaksana.PROVINSI, Pelaksana.KEMENTERIAN),
        _GOVERNMENT,
    ),
    ScaleRule(
        Skala.KOTA,
        (Pelaksana.DINAS, Pelaksana.SATKER, Pelaksana.PROVINSI, Pelaksana.KEMENTERIAN),
        _GOVERNMENT,
    ),
)
