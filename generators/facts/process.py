"""What a document prints of its own process: stages, decisions, readiness, evidence. Made by the workflow above.

Documents lie below the workflow, so it hands these values down (`Standing`); every text is Indonesian and final.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from planning.territory import TerritoryCode
from store.unit import Unit


@dataclass(frozen=True)
class StageFacts:
    """One of the five stages: when it was entered and left; `state` is "selesai", "berjalan" or "belum"."""

    nama: str
    state: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class DecisionFacts:
    """How one submission ended: `putusan` disetujui, dikembalikan, ditarik, gugur, or "menunggu"."""

    number: int
    dari: str
    ke: str
    putusan: str
    tanggal: date | None
    alasan: str
    setuju: int
    kursi: int
    kegiatan: int


@dataclass(frozen=True)
class ReadinessCell:
    """One group of requirements of an activity: `verdik` "lengkap", "belum", "dikesampingkan" or "tidak berlaku"."""

    verdik: str
    kurang: tuple[str, ...]


@dataclass(frozen=True)
class ReadinessFacts:
    """Readiness of one activity; `cells` stand in the order of `ProcessFacts.readiness_items`."""

    kode: str
    cells: tuple[ReadinessCell, ...]
    siap: bool


@dataclass(frozen=True)
class RequirementFacts:
    """A requirement of the next gate that is not met, with who settles it; `menahan` whether it holds the gate."""

    kode: str
    nama: str
    aspek: str
    subjek: tuple[str, ...]
    menahan: bool
    saran: str
    verifikator: str


@dataclass(frozen=True)
class AspectCount:
    """How many requirements of one aspect (kelengkapan, ketepatan) are met, of those that apply."""

    aspek: str
    terpenuhi: int
    berlaku: int


@dataclass(frozen=True)
class GateFacts:
    """How the plan stands at its next gate on a day."""

    kode: str
    dari: str
    ke: str
    tanggal: date
    hasil: str
    persen: int
    aspek: tuple[AspectCount, ...]
    open: tuple[RequirementFacts, ...]


@dataclass(frozen=True)
class EvidenceFacts:
    """A file of evidence as listed in an annex; `status` diterima, ditolak, menunggu, diganti.

    `nomor` is "-" for a kind of paper that has no official number.
    """

    number: int
    jenis: str
    nomor: str
    tanggal: date | None
    penandatangan: str
    kegiatan: tuple[str, ...]
    berkas: str
    sha256: str
    status: str


@dataclass(frozen=True)
class WaiverFacts:
    """A requirement set aside for a time, or said not to apply (`sampai` None)."""

    kode: str
    nama: str
    subjek: str
    alasan: str
    dasar: str
    oleh: str
    sampai: date | None


@dataclass(frozen=True)
class ScreeningFacts:
    """Environmental and social class of an activity as its evidence says (documents_and_gates.md section 3.6)."""

    kode: str
    lingkungan: str
    sosial: str
    dokumen: tuple[str, ...]


@dataclass(frozen=True)
class MonitoringFacts:
    """One visit to an activity."""

    kode: str
    tanggal: date
    progres: str
    mutu: str
    catatan: str


@dataclass(frozen=True)
class RatificationFacts:
    """Somebody who has ratified the plan: office, name, day; `surat` the letter of delegation, "-" by own right."""

    jabatan: str
    nama: str
    tanggal: date
    surat: str


@dataclass(frozen=True)
class ProcessFacts:
    """Where a plan stands and how it came there.

    `readiness` is of the activities of the first year that the plan has not finished, judged at the gate to
    pelaksanaan; `approved` whether Pokja has approved exactly this survey and this plan.
    """

    stage: str
    revision: int
    stages: tuple[StageFacts, ...]
    decisions: tuple[DecisionFacts, ...]
    gate: GateFacts | None
    readiness_items: tuple[str, ...]
    readiness: tuple[ReadinessFacts, ...]
    screening: tuple[ScreeningFacts, ...]
    evidence: tuple[EvidenceFacts, ...]
    waivers: tuple[WaiverFacts, ...]
    monitoring: tuple[MonitoringFacts, ...]
    ratified: tuple[RatificationFacts, ...]
    approved: bool

    @property
    def last_day(self) -> date | None:
        """The latest day that it tells of; a document is not dated before what it says."""
        days = (
            *(day for stage in self.stages for day in (stage.since, stage.until)),
            *(decision.tanggal for decision in self.decisions),
            *(visit.tanggal for visit in self.monitoring),
            *(given.tanggal for given in self.ratified),
            self.gate.tanggal if self.gate else None,
        )
        return max((day for day in days if day is not None), default=None)


Standing: TypeAlias = Callable[[Unit, TerritoryCode], ProcessFacts | None]
"""How the process of a territory's document stands, read in the same unit as the document's own data."""


def no_process(_unit: Unit, _code: TerritoryCode) -> ProcessFacts | None:
    """A document without a process: a draft outside any workflow."""
    return None
