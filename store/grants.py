"""Roles of accounts: who has which role for which territory between which days, and who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from planning.roles import Actor, Role
from planning.territory import TerritoryCode
from store.errors import UnknownRecord
from store.events import Event
from store.numbered import LARGEST_NUMBER
from store.tables import RoleGrantRow
from store.territories import lies_in
from store.unit import Unit


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one account; `id` is the event that granted it.

    mulai, sampai  first and last day; None has no end
    represents     the grant whose holder this one stands in for, by the letter `surat`
    revoked        the event that ended it; None while it holds
    """

    id: int
    akun: str
    nama: str
    jabatan: str
    peran: Role
    unit: str
    wilayah: str
    mulai: date
    sampai: date | None = None
    surat: str = ""
    represents: int | None = None
    revoked: int | None = None

    @property
    def actor(self) -> Actor:
        """Its holder, to be copied into an act; the letter only of who stands in for somebody."""
        letter = self.surat if self.represents is not None else ""
        return Actor(self.akun, self.nama, self.jabatan, self.peran.value, self.unit, self.wilayah, letter)

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.revoked is None and self.mulai <= day and (self.sampai is None or day <= self.sampai)


def add_grant(unit: Unit, grant: Grant) -> None:
    """Store a role; its event is stored before."""
    unit.session.add(
        RoleGrantRow(
            id=grant.id,
            akun=grant.akun,
            nama=grant.nama,
            jabatan=grant.jabatan,
            peran=grant.peran.value,
            unit=grant.unit,
            wilayah=grant.wilayah,
            mulai=grant.mulai,
            sampai=grant.sampai,
            surat=grant.surat,
            represents=grant.represents,
        )
    )
    unit.session.flush()


def end_grant(unit: Unit, number: int, event: Event) -> None:
    """Note that an event ended a role, and with it what stands in for it."""
    rows = unit.session.scalars(
        select(RoleGrantRow).where(
            or_(RoleGrantRow.id == number, RoleGrantRow.represents == number), RoleGrantRow.revoked.is_(None)
        )
    )
    for row in rows:
        row.revoked = event.id
    unit.session.flush()


def grant_numbered(unit: Unit, number: int) -> Grant:
    """One role. Raises `UnknownRecord`."""
    row = unit.session.get(RoleGrantRow, number) if 0 < number < LARGEST_NUMBER else None
    if row is None:
        raise UnknownRecord(
            expected="the number of a role that was granted",
            found=str(number),
            remedy="See `nahkoda role list` for the numbers.",
        )
    return _grant(row)


def grants_of(unit: Unit, account: str) -> tuple[Grant, ...]:
    """All roles that an account ever had, oldest first."""
    return _grants(unit, RoleGrantRow.akun == account)


def grants_in(unit: Unit, code: TerritoryCode) -> tuple[Grant, ...]:
    """All roles ever granted for a territory or one below it, oldest first."""
    return _grants(unit, lies_in(RoleGrantRow.wilayah, code))


def grants_over(unit: Unit, code: TerritoryCode) -> tuple[Grant, ...]:
    """All roles ever granted for a territory or one above it, oldest first."""
    texts = [code.text, *(above.text for above in code.parents)]
    return _grants(unit, RoleGrantRow.wilayah.in_(texts))


def has_administrator(unit: Unit, day: date) -> bool:
    """Whether somebody administers the database on a day."""
    return any(each.holds_on(day) for each in _administrators(unit))


def is_governed(unit: Unit) -> bool:
    """Whether roles decide who may do what: from the first administrator on, also when none is left."""
    return bool(_administrators(unit))


def _administrators(unit: Unit) -> tuple[Grant, ...]:
    return _grants(unit, RoleGrantRow.peran == Role.ADMINISTRATOR.value)


def _grants(unit: Unit, condition: ColumnElement[bool]) -> tuple[Grant, ...]:
    rows = unit.session.scalars(select(RoleGrantRow).where(condition).order_by(RoleGrantRow.id))
    return tuple(map(_grant, rows))


def _grant(row: RoleGrantRow) -> Grant:
    return Grant(
        row.id,
        row.akun,
        row.nama,
        row.jabatan,
        Role(row.peran),
        row.unit,
        row.wilayah,
        row.mulai,
        row.sampai,
        row.surat,
        row.represents,
        row.revoked,
    )
