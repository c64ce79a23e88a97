"""Monitoring: what was seen of an activity on a day, recorded in every stage (documents_and_gates.md section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intake.coordinates import LATITUDE, LONGITUDE, within
from planning.plain import to_plain
from planning.roles import Act
from planning.territory import TerritoryCode
from planning.wording import words
from store.database import Database
from workflow.acting import PLAIN, Acting, Receipt, Request, perform
from workflow.errors import NotEligible
from workflow.evidencing import require_activities
from workflow.payloads import Monitored, Mutu


@dataclass(frozen=True)
class Visit:
    """What was seen; None and "" are not seen. `biaya` is whole rupiah spent so far, `kemajuan` percent."""

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


def monitor(database: Database, code: TerritoryCode, visit: Visit, *, request: Request = PLAIN) -> Receipt:
    """Record a visit. Raises `NoSuchThing` for an unknown activity, `NotEligible` for values that cannot be, and as
    `perform`."""

    def work(acting: Acting) -> None:
        require_activities(acting, [visit.kegiatan])
        _require_possible(acting, visit)
        acting.say(
            Monitored(
                acting.actor,
                visit.kegiatan,
                visit.tanggal,
                visit.kemajuan,
                visit.volume,
                visit.biaya,
                visit.kk,
                visit.mutu,
                visit.lintang,
                visit.bujur,
                visit.catatan.strip(),
            )
        )
        acting.void_if_changed(f"catatan pemantauan {visit.kegiatan} bertambah")

    return perform(database, code, Act.MONITOR, {"kunjungan": to_plain(visit)}, work, request=request)


def _require_possible(acting: Acting, visit: Visit) -> None:
    def refuse(name: str, expected: str, found: object) -> None:
        raise NotEligible(expected=expected, found=str(found), where=name, remedy="Correct the value.")

    if visit.tanggal > acting.today:
        refuse(
            "tanggal",
            words("a date up to today, {day}", day=acting.today.isoformat()),
            visit.tanggal.isoformat(),
        )
    if not 0 <= visit.kemajuan <= 100:
        refuse("kemajuan", words("0 to 100 percent"), visit.kemajuan)
    for name in ("volume", "biaya", "kk"):
        value = getattr(visit, name)
        if value is not None and value < 0:
            refuse(name, words("no negative number"), value)
    if (visit.lintang is None) != (visit.bujur is None):
        refuse("lintang", words("latitude and longitude together"), words("one of them"))
    if (
        visit.lintang is not None
        and visit.bujur is not None
        and not (within(visit.lintang, LATITUDE) and within(visit.bujur, LONGITUDE))
    ):
        refuse("lintang", words("a point in Indonesia"), f"{visit.lintang}, {visit.bujur}")
