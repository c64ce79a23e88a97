"""The words of a plan's way through the programme: document, stage, status, gate, and what moves it.

persiapan → perencanaan → pelaksanaan → pemantauan → keberlanjutan (founding presentation). Which moves are legal
is for the machine in `workflow.stages` to say, whether one is earned for the gates.
"""

from __future__ import annotations

from enum import StrEnum

from planning.territory import TerritoryCode, TerritoryLevel


class DocumentKind(StrEnum):
    """The two documents of the programme: of a kelurahan or desa, and of a kab/kota."""

    RPLP = "rplp"
    RP2KPKP = "rp2kpkp"


KIND_OF_LEVEL = {
    TerritoryLevel.KELURAHAN: DocumentKind.RPLP,
    TerritoryLevel.KABKOTA: DocumentKind.RP2KPKP,
}
"""Which document a territory has; provinces and kecamatan have none."""


class Stage(StrEnum):
    """A plan's stage, in order."""

    PERSIAPAN = "persiapan"
    PERENCANAAN = "perencanaan"
    PELAKSANAAN = "pelaksanaan"
    PEMANTAUAN = "pemantauan"
    KEBERLANJUTAN = "keberlanjutan"


class Status(StrEnum):
    """Where a plan stands inside its stage."""

    DRAFT = "draf"
    SUBMITTED = "diajukan"
    RETURNED = "dikembalikan"


class Move(StrEnum):
    """What can happen to a plan.

    ADVANCE   Pokja approves, and the plan enters the next stage
    RELEASE   Pokja approves further activities at a gate that the plan has passed; the stage stays
    WITHDRAW  the submission is taken back before it is decided
    VOID      what was submitted has changed, so the open votes fall
    REOPEN    planning begins again from a later stage, as a new revision
    """

    SUBMIT = "submit"
    ADVANCE = "advance"
    RELEASE = "release"
    RETURN = "return"
    WITHDRAW = "withdraw"
    VOID = "void"
    REOPEN = "reopen"


class Gate(StrEnum):
    """The gates of documents_and_gates.md section 7(c), each at the end of a stage."""

    G1 = "G1"
    G2 = "G2"
    G3 = "G3"
    G4 = "G4"

    @property
    def number(self) -> int:
        """1 for the gate behind persiapan, and so on."""
        return int(self.value[1:])

    @property
    def stage(self) -> Stage:
        """The stage that the gate ends."""
        return list(Stage)[self.number - 1]

    @property
    def leads_to(self) -> Stage:
        """The stage behind the gate."""
        return list(Stage)[self.number]


def gate_of(stage: Stage) -> Gate | None:
    """The gate at the end of a stage; the last stage has none."""
    return next((gate for gate in Gate if gate.stage is stage), None)


def kind_of(code: TerritoryCode) -> DocumentKind | None:
    """The document that a territory has; None for a level that has none."""
    return KIND_OF_LEVEL.get(code.level)
