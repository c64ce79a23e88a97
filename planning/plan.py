"""The plan of one kelurahan: activities with place, time, money, beneficiaries, and the settings of its scenario.

The minimum entities of documents_and_gates.md section 7(d). Quantities are decimals in the unit of their
parameter or catalogue entry, money is whole rupiah; None is *belum diisi*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from planning.authority import Pelaksana, Skala
from planning.funding import SWADAYA, FundingLine, total_of
from planning.scoring import ContributionVariant


class Jalur(StrEnum):
    """Track of an activity: quality improvement inside the delineation, or prevention."""

    PENINGKATAN = "peningkatan"
    PENCEGAHAN = "pencegahan"


class AreaReading(StrEnum):
    """When an RT's hectares leave the slum area (scoring.md section 7.5).

    AMBANG          its total falls below the limit of the rule set
    AMBANG_LAYANAN  as AMBANG, and five services reach the limit of the plan (KOTAKU's double test)
    PROPORSIONAL    hectares times the contribution, spreadsheet variant
    """

    AMBANG = "ambang"
    AMBANG_LAYANAN = "ambang_layanan"
    PROPORSIONAL = "proporsional"


@dataclass(frozen=True)
class Location:
    """Where an activity works: an RT, and for a physical work the parameter and the volume handled there.

    `tahun` is the year in which this volume is finished; the effect is counted from that year on.
    """

    rw: str
    rt: str
    tahun: int
    parameter: str = ""
    volume: Decimal | None = None


@dataclass(frozen=True)
class Beneficiaries:
    """Who benefits; each is part of what stands before it, and None is not filled."""

    kk: int | None = None
    jiwa: int | None = None
    perempuan: int | None = None
    kk_mbr: int | None = None


@dataclass(frozen=True)
class ManualOrder:
    """A rank given by people instead of the computed one, with the written reason, its author and date."""

    urutan: int
    alasan: str
    oleh: str
    tanggal: date


@dataclass(frozen=True)
class Activity:
    """One activity.

    jumlah       amount of work in the unit of its catalogue entry
    rab          total of the cost estimate, the part of the residents (swadaya) included
    kpp          who operates and maintains it afterwards (KPP)
    kode_kabkota its code in the city plan (RP2KP-KP); "" where it stands in none
    """

    kode: str
    katalog: str
    nama: str
    jalur: Jalur
    skala: Skala
    pelaksana: Pelaksana
    tahun_mulai: int
    tahun_selesai: int
    jumlah: Decimal | None = None
    rab: int | None = None
    manfaat: Beneficiaries = Beneficiaries()
    lintang: Decimal | None = None
    bujur: Decimal | None = None
    kpp: str = ""
    kode_kabkota: str = ""
    urutan: ManualOrder | None = None
    catatan: str = ""
    lokasi: tuple[Location, ...] = ()
    dana: tuple[FundingLine, ...] = ()

    @property
    def funded(self) -> int:
        """Whole rupiah of all funding lines, swadaya included."""
        return total_of(self.dana)

    @property
    def swadaya(self) -> int:
        """The residents' own part, which an estimate shows apart (documents_and_gates.md section 3.4)."""
        return total_of(line for line in self.dana if line.sumber == SWADAYA)

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """RW and RT of each place, once, in the order of `lokasi`."""
        return tuple(dict.fromkeys((each.rw, each.rt) for each in self.lokasi))


@dataclass(frozen=True)
class PlanSettings:
    """The assumptions under which a plan's scenario is computed; all are printed with it.

    tahun_tanpa_kpp  years after which a work that nobody maintains has lost its effect; 0 switches this off
    batas_layanan    percent that each of the five services must reach under `AMBANG_LAYANAN`
    """

    tahun_awal: int
    tahun_target: int
    cara_luas: AreaReading = AreaReading.AMBANG
    kontribusi: ContributionVariant = ContributionVariant.APP
    batas_layanan: Decimal = Decimal(80)
    tahun_tanpa_kpp: int = 0

    @property
    def years(self) -> range:
        """The years of the plan, first and target year included."""
        return range(self.tahun_awal, self.tahun_target + 1)


@dataclass(frozen=True)
class Plan:
    """The plan of one kelurahan on one baseline, named by its number within the kelurahan."""

    kode: str
    baseline: int
    settings: PlanSettings
    kegiatan: tuple[Activity, ...] = ()

    @property
    def lines(self) -> tuple[FundingLine, ...]:
        """The funding lines of all activities."""
        return tuple(line for activity in self.kegiatan for line in activity.dana)
