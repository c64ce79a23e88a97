"""What each event of a process says: one frozen dataclass for each kind, written as canonical JSON and read back.

`oleh` is who acted, as that person was at the moment. Digests are SHA-256 of stored bytes. Field names are the
programme's words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from planning.plain import Plain, from_plain, to_plain
from planning.process import Gate, Move, Stage
from planning.roles import Actor
from store.events import Event, EventKind
from workflow.requirements import Quorum


class Ruling(StrEnum):
    """What people may say about a requirement besides evidence."""

    WAIVED = "dikesampingkan"
    NOT_APPLICABLE = "tidak_berlaku"
    LIFTED = "dicabut"


class Choice(StrEnum):
    """What a member of Pokja PKP can do with the vote."""

    APPROVE = "setuju"
    RETURN = "kembalikan"
    RECUSE = "menarik_diri"
    TAKE_BACK = "menarik_suara"


class Outcome(StrEnum):
    """How a submission ended by decision."""

    APPROVED = "disetujui"
    RETURNED = "dikembalikan"


class Mutu(StrEnum):
    """Quality of a finished work (documents_and_gates.md section 5)."""

    SESUAI = "sesuai"
    CUKUP = "cukup"
    KURANG = "kurang"
    GAGAL = "gagal"


@dataclass(frozen=True)
class Started:
    """The process began, judged by the rule set `aturan`."""

    oleh: Actor
    aturan: str


@dataclass(frozen=True)
class EvidenceAdded:
    """A file came in as evidence number `bukti` of the process.

    subjek     activities it speaks of; none means the plan
    mengganti  the evidence that it replaces; that one stays
    """

    oleh: Actor
    bukti: int
    jenis: str
    nomor: str
    tanggal: date | None
    penandatangan: str
    subjek: tuple[str, ...]
    berlaku_sampai: date | None
    berkas: str
    media: str
    sha256: str
    mengganti: int | None = None


@dataclass(frozen=True)
class EvidenceJudged:
    """A verifier accepted or rejected a piece of evidence."""

    oleh: Actor
    bukti: int
    sha256: str
    diterima: bool
    catatan: str


@dataclass(frozen=True)
class Ruled:
    """A requirement was waived, said not to apply, or such a ruling was lifted; `subjek` "" is the plan.

    `revisi` is that of the plan when it was said.
    """

    oleh: Actor
    syarat: str
    subjek: str
    putusan: Ruling
    alasan: str
    dasar: str
    sampai: date | None
    revisi: int


@dataclass(frozen=True)
class Ratified:
    """Lurah or BKM ratified exactly these files of a version of the document, for a revision of the plan."""

    oleh: Actor
    versi: int
    berkas: tuple[str, ...]
    revisi: int


@dataclass(frozen=True)
class Monitored:
    """What was seen of an activity on a day; None and "" are not seen. Volumes in the unit of its catalogue entry.

    kemajuan  physical progress in percent
    biaya     whole rupiah spent so far, swadaya included
    """

    oleh: Actor
    kegiatan: str
    tanggal: date
    kemajuan: int
    volume: Decimal | None = None
    biaya: int | None = None
    kk: int | None = None
    mutu: Mutu | None = None
    lintang: Decimal | None = None
    bujur: Decimal | None = None
    catatan: str = ""


@dataclass(frozen=True)
class Seat:
    """A member who may vote on one submission; `kursi` is the grant that gives the seat."""

    kursi: int
    akun: str
    nama: str
    jabatan: str
    ketua: bool
    unit: str
    wilayah: str


@dataclass(frozen=True)
class Submitted:
    """The plan was handed to Pokja PKP at a gate.

    paket     digest of the canonical list of everything that is decided on
    laporan   digest of the gate report that belongs to it
    kegiatan  activities that approval lets through
    penyusun  accounts that prepared the package; they may not vote
    kursi     who may vote, and `kuorum` when their votes are a decision
    """

    oleh: Actor
    pengajuan: int
    gerbang: Gate
    langkah: Move
    paket: str
    laporan: str
    kegiatan: tuple[str, ...]
    penyusun: tuple[str, ...]
    kursi: tuple[Seat, ...]
    kuorum: Quorum
    catatan: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """The submission was taken back."""

    oleh: Actor
    pengajuan: int
    alasan: str


@dataclass(frozen=True)
class Voided:
    """What was submitted changed while it lay with Pokja; the open votes fell."""

    oleh: Actor
    pengajuan: int
    sebab: str


@dataclass(frozen=True)
class VoteCast:
    """A member voted, recused or took the vote back, on the package with this digest."""

    oleh: Actor
    pengajuan: int
    kursi: int
    suara: Choice
    alasan: str
    paket: str


@dataclass(frozen=True)
class Decided:
    """The quorum was met; `laporan` is the gate report at that moment, `kegiatan` what it lets through.

    `kegiatan` pairs each activity with the digest of what it then was, so that a later change asks again.
    """

    oleh: Actor
    pengajuan: int
    putusan: Outcome
    gerbang: Gate
    langkah: Move
    dari: Stage
    ke: Stage
    paket: str
    laporan: str
    kegiatan: tuple[Released, ...]
    alasan: str


@dataclass(frozen=True)
class Released:
    """An activity that passed a gate, and the digest of what it then said."""

    kegiatan: str
    sha256: str


@dataclass(frozen=True)
class Reopened:
    """Planning began again as a new revision."""

    oleh: Actor
    dari: Stage
    revisi: int
    alasan: str


@dataclass(frozen=True)
class Repinned:
    """The plan is judged by a newer rule set from now on; `perubahan` says what differs."""

    oleh: Actor
    dari: str
    ke: str
    perubahan: tuple[str, ...]
    alasan: str


Payload: TypeAlias = (
    Started
    | EvidenceAdded
    | EvidenceJudged
    | Ruled
    | Ratified
    | Monitored
    | Submitted
    | Withdrawn
    | Voided
    | VoteCast
    | Decided
    | Reopened
    | Repinned
)
KIND_OF: dict[type[Payload], EventKind] = {
    Started: EventKind.PROCESS_STARTED,
    EvidenceAdded: EventKind.EVIDENCE_ADDED,
    EvidenceJudged: EventKind.EVIDENCE_JUDGED,
    Ruled: EventKind.REQUIREMENT_RULED,
    Ratified: EventKind.DOCUMENT_RATIFIED,
    Monitored: EventKind.WORK_MONITORED,
    Submitted: EventKind.PLAN_SUBMITTED,
    Withdrawn: EventKind.SUBMISSION_WITHDRAWN,
    Voided: EventKind.SUBMISSION_VOIDED,
    VoteCast: EventKind.VOTE_CAST,
    Decided: EventKind.SUBMISSION_DECIDED,
    Reopened: EventKind.PLANNING_REOPENED,
    Repinned: EventKind.RULES_REPINNED,
}
_TYPE_OF = {kind: payload for payload, kind in KIND_OF.items()}


def data_of(payload: Payload) -> dict[str, Plain]:
    """A payload as the data of its event."""
    plain = to_plain(payload)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass becomes an object
    return plain


def payload_of(event: Event) -> Payload:
    """What an event of a process says. Raises `WrongShape` when its data were not written by this program."""
    return _payload(event.kind, event.data)


@lru_cache(maxsize=8_192)
def _payload(kind: EventKind, text: str) -> Payload:
    # Every act adds all events of its process up again; what one says never changes.
    data = json.loads(text)
    data.pop("permintaan", None)
    return from_plain(_TYPE_OF[kind], data)
