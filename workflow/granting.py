"""Roles: granted and revoked by an administrator, delegated by letter by who has a seat in Pokja PKP."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from planning.calendar import local_day
from planning.plain import Plain, to_plain
from planning.roles import Act, Actor, Role
from planning.territory import NATION, TerritoryCode
from planning.wording import words
from store.database import Database
from store.events import EventKind, append_event, last_event
from store.grants import (
    Grant,
    add_grant,
    end_grant,
    grant_numbered,
    grants_in,
    grants_of,
    grants_over,
    has_administrator,
)
from store.unit import Unit
from workflow.acting import require_clock
from workflow.errors import NotEligible, NotPermitted
from workflow.permission import permitted
from workflow.plain_texts import require_plain_texts


@dataclass(frozen=True)
class Appointment:
    """Who gets which role where and when; `unit` is the institution, which a quorum may count by."""

    akun: str
    nama: str
    jabatan: str
    peran: Role
    unit: str
    wilayah: TerritoryCode
    mulai: date
    sampai: date | None = None
    surat: str = ""


def grant_role(database: Database, appointment: Appointment) -> Grant:
    """Give an account a role for a territory and everything below it.

    The first role of a database is that of an administrator, whom whoever holds the database may name; from then on
    only an administrator of the territory grants. When none is left, a new one is named in the same way. Raises
    `NotPermitted`, `NotEligible`.
    """
    with database.write() as unit:
        _begin(unit)
        actor = _granter(unit, appointment)
        _require_dates(appointment.mulai, appointment.sampai)
        if not appointment.akun.strip() or not appointment.nama.strip():
            raise NotEligible(
                expected="an account and the name of its holder", found="an empty text", where="role grant"
            )
        return _store(unit, actor, appointment, represents=None)


def delegate(database: Database, number: int, to: Appointment, *, letter: str) -> Grant:
    """Let somebody stand in for a seat of Pokja PKP between two days, by letter.

    The holder of the seat or an administrator does it. The territory and role are those of the seat. Raises
    `NotPermitted`, `NotEligible`, `UnknownRecord`.
    """
    with database.write() as unit:
        _begin(unit)
        seat = grant_numbered(unit, number)
        where = TerritoryCode(seat.wilayah)
        today = local_day(unit.now, where)
        if seat.akun == unit.actor:
            actor = permitted(unit, Act.DELEGATE, where, today)
        else:
            actor = permitted(unit, Act.GRANT, where, today)
        if seat.peran not in (Role.POKJA, Role.KETUA_POKJA) or seat.represents is not None or seat.revoked:
            raise NotEligible(
                expected="a seat of Pokja PKP that is somebody's own",
                found=words("role {number}: {role}", number=number, role=seat.peran.value),
                where=seat.akun,
                remedy="See `nahkoda role list` for the seats.",
            )
        if not letter.strip() or to.sampai is None:
            raise NotEligible(
                expected="a letter and a last day",
                found="none",
                where=words("role {number}", number=number),
                remedy="Give --surat and --sampai.",
            )
        if to.akun == seat.akun or not to.akun.strip() or not to.nama.strip():
            raise NotEligible(
                expected="somebody else, with a name", found=to.akun or "an empty text", where="role delegate"
            )
        _require_dates(to.mulai, to.sampai)
        if to.mulai < seat.mulai or (seat.sampai is not None and to.sampai > seat.sampai):
            raise NotEligible(
                expected=words(
                    "days within those of the seat, {first} – {last}",
                    first=seat.mulai.isoformat(), last=seat.sampai.isoformat() if seat.sampai else "…",
                ),
                found=f"{to.mulai.isoformat()} – {to.sampai.isoformat()}",
                where=words("role {number}", number=number),
                remedy="Correct the dates, or let the administrator extend the seat first.",
            )  # fmt: skip
        return _store(
            unit,
            actor,
            replace(to, peran=seat.peran, unit=seat.unit, wilayah=where, surat=letter.strip()),
            represents=seat.id,
        )


def revoke_role(database: Database, number: int, *, reason: str) -> Grant:
    """End a role, and what stands in for it, at once. Raises `NotPermitted`, `NotEligible`, `UnknownRecord`."""
    with database.write() as unit:
        _begin(unit)
        grant = grant_numbered(unit, number)
        where = TerritoryCode(grant.wilayah)
        actor = permitted(unit, Act.GRANT, where, local_day(unit.now, where))
        if grant.revoked is not None or not reason.strip():
            raise NotEligible(
                expected="a role that holds, and a reason",
                found=words("a role that was revoked") if grant.revoked else "no reason",
                where=words("role {number}", number=number),
                remedy="See `nahkoda role list`.",
            )
        require_plain_texts([reason])
        if grant.peran is Role.ADMINISTRATOR and grant.wilayah == NATION:
            others = [each for each in grants_over(unit, TerritoryCode(NATION)) if each.peran is grant.peran]
            if not any(each.holds_on(local_day(unit.now, where)) and each.id != number for each in others):
                raise NotEligible(
                    expected="another administrator of everything, who stays",
                    found="none",
                    where=words("role {number}", number=number),
                    remedy="Grant the role to a successor first.",
                )
        data: dict[str, Plain] = {"oleh": to_plain(actor), "role": number, "alasan": reason.strip()}
        event = append_event(unit, EventKind.ROLE_REVOKED, f"role/{grant.akun}", data)
        end_grant(unit, number, event)
        return grant_numbered(unit, number)


def roles_in(database: Database, code: TerritoryCode) -> tuple[Grant, ...]:
    """Every role granted in a territory and below. Raises `NotPermitted`."""
    with database.read() as unit:
        permitted(unit, Act.READ, code, local_day(unit.now, code))
        return grants_in(unit, code)


def _begin(unit: Unit) -> None:
    """Nobody else changes roles meanwhile, and the clock is right: with a wrong one an administrator seems gone."""
    unit.lock("roles")
    last = last_event(unit)
    if last is not None:
        require_clock(unit, last, "role")


def _granter(unit: Unit, appointment: Appointment) -> Actor:
    today = local_day(unit.now, appointment.wilayah)
    if has_administrator(unit, today):
        return permitted(unit, Act.GRANT, appointment.wilayah, today)
    if appointment.peran is not Role.ADMINISTRATOR or appointment.wilayah.text != NATION:
        raise NotPermitted(
            expected=words("an administrator of everything (wilayah {nation}) first", nation=NATION),
            found=appointment.peran.value,
            where=appointment.wilayah.text,
            remedy="The first role of a database is its administrator: nahkoda role grant AKUN administrator 0 …",
        )
    return Actor(unit.actor)


def _require_dates(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise NotEligible(
            expected="a last day that is not before the first",
            found=f"{first.isoformat()} – {last.isoformat()}",
            where="role",
            remedy="Correct the dates.",
        )


def _store(unit: Unit, actor: Actor, to: Appointment, *, represents: int | None) -> Grant:
    to = replace(to, akun=to.akun.strip(), nama=to.nama.strip())
    require_plain_texts([to.akun, to.nama, to.jabatan, to.unit, to.surat])
    same = [each for each in grants_of(unit, to.akun) if _says(each, to, represents)]
    if same:
        # The same request a second time: it holds already.
        return same[0]
    data: dict[str, Plain] = {
        "oleh": to_plain(actor),
        "akun": to.akun,
        "nama": to.nama,
        "jabatan": to.jabatan,
        "peran": to.peran.value,
        "unit": to.unit,
        "wilayah": to.wilayah.text,
        "mulai": to.mulai.isoformat(),
        "sampai": to.sampai.isoformat() if to.sampai else None,
        "surat": to.surat,
        "mewakili": represents,
    }
    event = append_event(unit, EventKind.ROLE_GRANTED, f"role/{to.akun}", data)
    grant = Grant(
        event.id,
        to.akun,
        to.nama,
        to.jabatan,
        to.peran,
        to.unit,
        to.wilayah.text,
        to.mulai,
        to.sampai,
        to.surat,
        represents,
    )
    add_grant(unit, grant)
    return grant


def _says(grant: Grant, to: Appointment, represents: int | None) -> bool:
    return grant.revoked is None and grant == Grant(
        grant.id, to.akun, to.nama, to.jabatan, to.peran, to.unit, to.wilayah.text, to.mulai, to.sampai, to.surat,
        represents,
    )  # fmt: skip
