"""Money: the sources, lines of source and year in whole rupiah, and their sums.

The 14 sources are the list of the programme's own information system (programme.md section 3.4). Two sources
that cities report on their own, Dana Desa and Baznas, stand below the one of the 14 that they are counted in,
so every shorter list is a sum over a longer one and no rupiah is counted in two places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Commitment(StrEnum):
    """How sure the money is, from least to most."""

    USULAN = "usulan"
    INDIKATIF = "indikatif"
    KOMITMEN = "komitmen"
    DIANGGARKAN = "dianggarkan"
    CAIR = "cair"

    @property
    def needs_evidence(self) -> bool:
        """Whether a letter, DPA, DIPA or receipt has to be named."""
        return self in (Commitment.KOMITMEN, Commitment.DIANGGARKAN, Commitment.CAIR)


@dataclass(frozen=True)
class FundingSource:
    """One source.

    sim         code of the 14 of the information system that it is counted in; usually its own
    investasi   column of the investment plan (table T-R10)
    provinsi    item of the monthly form of a province, 2026 (7 items)
    """

    code: str
    name: str
    sim: str
    investasi: str
    provinsi: str


def _source(code: str, name: str, investasi: str, provinsi: str, *, sim: str = "") -> FundingSource:
    return FundingSource(code, name, sim or code, investasi, provinsi)


SWADAYA = "SWADAYA"
SOURCES: dict[str, FundingSource] = {
    source.code: source
    for source in (
        _source("APBN-BDI-KOL", "APBN PUPR: BDI Kolaborasi (NSUP)", "BDI/BPM", "APBN"),
        _source("APBN-BDI-PLPBK", "APBN PUPR: BDI PLPBK", "BDI/BPM", "APBN"),
        _source("APBN-BDI-LAIN", "APBN PUPR: BDI lainnya", "BDI/BPM", "APBN"),
        _source("APBN-NSUP2", "APBN PUPR: NSUP-2", "APBN", "APBN"),
        _source("APBN-PKP", "APBN PUPR: Direktorat PKP", "APBN", "APBN"),
        _source("APBN-PU-LAIN", "APBN PUPR: direktorat lain", "APBN", "APBN"),
        _source("APBN-KL-LAIN", "APBN kementerian/lembaga lain", "APBN", "APBN"),
        _source("APBD-PROV", "APBD provinsi", "APBD provinsi", "APBD Provinsi"),
        _source("APBD-KAB", "APBD kabupaten/kota atau BUMD", "APBD kab/kota", "APBD Kab/Kota"),
        # DAK is a transfer that a kab/kota spends through its own budget; the province's form has no other place.
        _source("DAK", "Dana Alokasi Khusus", "DAK", "APBD Kab/Kota"),
        _source("HIBAH", "Hibah", "Lainnya", "Lainnya"),
        _source("SWASTA", "Nonpemerintah (swasta, CSR, LSM)", "Swasta/CSR", "CSR"),
        _source(SWADAYA, "Swadaya masyarakat", "Swadaya", "Lainnya"),
        _source("LAIN", "Sumber lain", "Lainnya", "Lainnya"),
        _source("DANA-DESA", "Dana Desa", "Dana Desa", "Dana Desa", sim="LAIN"),
        _source("BAZNAS", "Baznas", "Swasta/CSR", "Baznas", sim="SWASTA"),
    )
}
SIM_SOURCES: tuple[str, ...] = tuple(code for code, source in SOURCES.items() if source.sim == code)
"""The 14 codes of the information system, in its order."""


@dataclass(frozen=True)
class FundingLine:
    """Money of one source in one year, whole rupiah; `bukti` names the letter or budget document."""

    sumber: str
    tahun: int
    jumlah: int
    status: Commitment = Commitment.USULAN
    bukti: str = ""


def grouped(rupiah: int) -> str:
    """Grouped in the Indonesian way, whatever the language: a sum of rupiah is read by Indonesians."""
    return f"{rupiah:,}".replace(",", ".")


def total_of(lines: Iterable[FundingLine]) -> int:
    """Whole rupiah of all lines."""
    return sum(line.jumlah for line in lines)


def by_source_and_year(
    lines: Iterable[FundingLine], item: Callable[[FundingSource], str] = lambda source: source.code
) -> dict[tuple[str, int], int]:
    """Whole rupiah by item and year, in the order of `SOURCES` and of years.

    `item` says into which list: `lambda source: source.sim`, `.investasi` or `.provinsi`. Every list adds up to
    the same total.
    """
    place = {code: at for at, code in enumerate(SOURCES)}
    sums: dict[tuple[str, int], int] = {}
    for line in sorted(lines, key=lambda line: (place[line.sumber], line.tahun)):
        key = item(SOURCES[line.sumber]), line.tahun
        sums[key] = sums.get(key, 0) + line.jumlah
    return sums
