"""The office of the story: its people, its calendar, and the folder that its database lives in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from errno import EEXIST
from pathlib import Path
from shutil import rmtree
from typing import Final

from examples.walk import SUKUN
from planning.roles import Role
from planning.territory import TerritoryCode
from workflow.requirements import RuleSet

LABEL: Final = "ilustratif"
_NATION, _CITY = TerritoryCode("0"), TerritoryCode("35.73")
_MORNING: Final = time(3, tzinfo=UTC)
"""Ten o'clock in Malang."""


@dataclass(frozen=True)
class Person:
    """Somebody of the story; the name says that nobody real is meant."""

    akun: str
    nama: str
    jabatan: str
    peran: Role
    unit: str
    wilayah: TerritoryCode


PEOPLE: Final = tuple(
    Person(akun, f"{nama} ({LABEL})", jabatan, peran, unit, wilayah)
    for akun, nama, jabatan, peran, unit, wilayah in (
        ("admin", "Adi", "Administrator", Role.ADMINISTRATOR, "Diskominfo", _NATION),
        ("konsultan", "Karina", "Konsultan RPLP", Role.KONSULTAN, "Konsultan", SUKUN),
        ("fasilitator", "Fajar", "Fasilitator Kelurahan", Role.FASILITATOR, "Tim fasilitator", SUKUN),
        ("askot", "Asti", "Askot Urban Planner", Role.ASKOT, "Korkot", _CITY),
        ("lurah", "Lukman", "Lurah Sukun", Role.LURAH, "Kelurahan Sukun", SUKUN),
        ("bkm", "Budi", "Koordinator BKM", Role.BKM, "BKM Sukun", SUKUN),
        ("ketua", "Ketut", "Ketua Pokja PKP", Role.KETUA_POKJA, "Sekretariat Daerah", _CITY),
        ("anggota.bappeda", "Siti", "Kepala Bidang, Bappeda", Role.POKJA, "Bappeda", _CITY),
        ("anggota.dinas", "Doni", "Kepala Bidang, Dinas PUPR-PKP", Role.POKJA, "Dinas PUPR-PKP", _CITY),
        ("anggota.camat", "Citra", "Camat Sukun", Role.POKJA, "Kecamatan Sukun", _CITY),
        ("auditor", "Arif", "Auditor", Role.AUDITOR, "Inspektorat", _CITY),
    )
)
BY_ACCOUNT: Final = {each.akun: each for each in PEOPLE}
_VERIFIER: Final = {
    Role.ASKOT: "askot",
    Role.FASILITATOR: "fasilitator",
    Role.LURAH: "lurah",
    Role.BKM: "bkm",
    Role.POKJA: "anggota.dinas",
}
"""Who judges evidence in a role."""


def verifier(rules: RuleSet, kind: str, bearer: str) -> str:
    """Somebody else than the bearer, in the first role that a requirement of the kind names."""
    roles = [role for each in rules.syarat if kind in each.bukti for role in each.peran]
    return next(_VERIFIER[role] for role in roles if _VERIFIER.get(role, bearer) != bearer)


def make_room(home: Path) -> None:
    """Remove the database of an earlier story; one that is no story's stays, and nothing is told."""
    mark = home / "cerita_ilustratif.txt"
    if mark.exists():
        for path in home.glob("nahkoda.db*"):
            path.unlink()
        rmtree(home / "blobs", ignore_errors=True)
    elif (home / "nahkoda.db").exists():
        raise FileExistsError(EEXIST, "a database that is not of this story", str(home / "nahkoda.db"))
    home.mkdir(parents=True, exist_ok=True)
    mark.write_text(
        "Basis data di folder ini ilustratif; dibuat ulang setiap kali cerita dijalankan.\n", "utf-8"
    )


class Calendar:
    """The clock of the story: it stands until the next day is torn off."""

    def __init__(self) -> None:
        self.today = date(2026, 1, 5)

    def __call__(self) -> datetime:
        return datetime.combine(self.today, _MORNING)
