"""The gate report: one finding for every requirement and subject, all of them, and what follows for the gate.

A verdict is never averaged: percent complete stands beside it and decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property

from planning.plain import Plain, from_plain, to_plain
from planning.process import DocumentKind, Gate, Stage
from planning.wording import Either, either, from_spoken, to_spoken
from workflow.checks.result import Verdict
from workflow.requirements import Aspek, Per, Tingkat


class Hasil(StrEnum):
    """What a report says about the gate."""

    LULUS = "lulus"
    LULUS_BERSYARAT = "lulus_bersyarat"
    TERTAHAN = "tertahan"


_OPEN = (Verdict.BELUM, Verdict.TIDAK_DAPAT_DINILAI)


@dataclass(frozen=True)
class RulingNote:
    """What people said about a requirement instead of meeting it; `sampai` the last day of a waiver."""

    oleh: str
    alasan: str
    dasar: str
    sampai: date | None


@dataclass(frozen=True)
class GateFinding:
    """How one requirement stands for one subject.

    subjek       "" the plan, code of an activity, or name of an RT, by `per`
    dilihat      what was looked at, in words that can be translated
    verifikator  who can settle it
    saran        what to do next; both languages of the house
    bukti        numbers of the evidence that was looked at
    putusan      what people said instead: a waiver, or that it does not apply
    """

    kode: str
    nama: str
    nama_en: str
    aspek: Aspek
    per: Per
    subjek: str
    tingkat: Tingkat
    verdik: Verdict
    dilihat: str
    verifikator: tuple[str, ...]
    saran: str
    saran_en: str
    bukti: tuple[int, ...] = ()
    putusan: RulingNote | None = None

    @property
    def sampai(self) -> date | None:
        """The last day of a waiver."""
        return self.putusan.sampai if self.putusan else None

    @property
    def name(self) -> Either:
        """What the requirement is called, in the reader's language."""
        return either(self.nama, self.nama_en)

    @property
    def remedy(self) -> Either:
        """What to do next, in the reader's language."""
        return either(self.saran, self.saran_en)

    @property
    def is_open(self) -> bool:
        """Whether it is not met, or could not be judged."""
        return self.verdik in _OPEN

    @property
    def blocks(self) -> bool:
        """Whether it holds its subject back."""
        return self.is_open and self.tingkat is Tingkat.MENAHAN


@dataclass(frozen=True)
class GateReport:
    """How a document stands at a gate on a day, under one rule set.

    kegiatan  the activities that the gate judges, in the order of the plan
    through   how many others have passed it as they are now
    late      whether the plan has passed the gate, and only further activities are judged
    """

    kind: DocumentKind
    kode: str
    nama: str
    gerbang: Gate
    tanggal: date
    aturan: str
    revisi: int
    late: bool
    through: int
    kegiatan: tuple[str, ...]
    temuan: tuple[GateFinding, ...]

    @property
    def dari(self) -> Stage:
        return self.gerbang.stage

    @property
    def ke(self) -> Stage:
        return self.gerbang.leads_to

    @cached_property
    def held(self) -> tuple[str, ...]:
        """Activities that a blocking requirement of their own holds back."""
        blocked = {each.subjek for each in self.temuan if each.per is Per.KEGIATAN and each.blocks}
        return tuple(each for each in self.kegiatan if each in blocked)

    @cached_property
    def ready(self) -> tuple[str, ...]:
        """Activities that approval lets through."""
        held = set(self.held)
        return tuple(each for each in self.kegiatan if each not in held)

    @cached_property
    def blocking(self) -> tuple[GateFinding, ...]:
        """What holds the plan itself; one late activity or RT does not."""
        return tuple(each for each in self.temuan if each.per is Per.RENCANA and each.blocks)

    @property
    def nothing_ready(self) -> bool:
        """Whether no activity could go through although the gate is about activities."""
        return self.judges_activities and not self.ready and (self.late or not self.through)

    @property
    def holds(self) -> bool:
        """Whether somebody waits for what the gate asks; one behind the plan that has nothing left to ask does not."""
        return self.hasil is Hasil.TERTAHAN and (bool(self.temuan) or not self.late)

    @property
    def judges_activities(self) -> bool:
        """Whether the gate lets activities through: all but the first, and only for an RPLP."""
        return self.kind is DocumentKind.RPLP and self.gerbang is not Gate.G1

    @property
    def hasil(self) -> Hasil:
        """What follows for the plan."""
        if self.blocking or self.nothing_ready:
            return Hasil.TERTAHAN
        conditions = any(
            each.is_open or each.putusan is not None for each in self.temuan if each.per is not Per.RT
        )
        return Hasil.LULUS_BERSYARAT if conditions else Hasil.LULUS

    @cached_property
    def counts(self) -> Mapping[Verdict, int]:
        """Findings by verdict."""
        return Counter(each.verdik for each in self.temuan)

    @property
    def applicable(self) -> int:
        """Findings that apply: all but those that do not. A waived one applies and is not met."""
        return len(self.temuan) - self.counts.get(Verdict.TIDAK_BERLAKU, 0)

    @property
    def percent(self) -> Decimal:
        """Share of the applicable findings that are met, one decimal, rounded half up; decides nothing."""
        if not self.applicable:
            return Decimal("100.0")
        share = Decimal(100 * self.counts.get(Verdict.TERPENUHI, 0)) / self.applicable
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def summary(self) -> dict[str, Plain]:
        """Counts for lists over many plans."""
        return {
            "gerbang": self.gerbang.value,
            "hasil": self.hasil.value,
            "menahan": len(self.blocking),
            "peringatan": sum(each.is_open and not each.blocks for each in self.temuan),
            "kegiatan_siap": len(self.ready),
            "kegiatan_tertahan": len(self.held),
            "persen": f"{self.percent:f}",
        }


def report_plain(report: GateReport) -> dict[str, Plain]:
    """A report as plain data, complete enough to be printed in either language years later."""
    return {
        "kind": report.kind.value,
        "kode": report.kode,
        "nama": report.nama,
        "gerbang": report.gerbang.value,
        "tanggal": report.tanggal.isoformat(),
        "aturan": report.aturan,
        "revisi": report.revisi,
        "late": report.late,
        "through": report.through,
        "kegiatan": list(report.kegiatan),
        "temuan": [_finding_plain(each) for each in report.temuan],
    }


def _finding_plain(each: GateFinding) -> Plain:
    return {
        "kode": each.kode,
        "nama": each.nama,
        "nama_en": each.nama_en,
        "per": each.per.value,
        "subjek": each.subjek,
        "tingkat": each.tingkat.value,
        "verdik": each.verdik.value,
        "dilihat": to_spoken(each.dilihat),  # type: ignore[dict-item]
        "verifikator": list(each.verifikator),
        "saran": each.saran,
        "saran_en": each.saran_en,
        "bukti": list(each.bukti),
        "putusan": to_plain(each.putusan),
    }


def report_from(data: dict[str, object]) -> GateReport:
    """The report that `report_plain` kept."""
    temuan = data["temuan"]
    assert isinstance(temuan, list)  # noqa: S101 - written by `report_plain`
    return GateReport(
        DocumentKind(str(data["kind"])),
        str(data["kode"]),
        str(data["nama"]),
        Gate(str(data["gerbang"])),
        date.fromisoformat(str(data["tanggal"])),
        str(data["aturan"]),
        int(str(data["revisi"])),
        bool(data["late"]),
        int(str(data["through"])),
        tuple(data["kegiatan"]),  # type: ignore[arg-type]
        tuple(map(_finding_from, temuan)),
    )


def _finding_from(data: dict[str, object]) -> GateFinding:
    kode = str(data["kode"])
    return GateFinding(
        kode,
        str(data["nama"]),
        str(data["nama_en"]),
        Aspek.KELENGKAPAN if kode[3] == "K" else Aspek.KETEPATAN,
        Per(str(data["per"])),
        str(data["subjek"]),
        Tingkat(str(data["tingkat"])),
        Verdict(str(data["verdik"])),
        from_spoken(data["dilihat"]),
        tuple(data["verifikator"]),  # type: ignore[arg-type]
        str(data["saran"]),
        str(data["saran_en"]),
        tuple(data["bukti"]),  # type: ignore[arg-type]
        from_plain(RulingNote, data["putusan"]) if data["putusan"] else None,
    )
