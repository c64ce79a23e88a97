"""Which day it is in a place: deadlines and dates are those of the place, moments are kept in UTC.

Three zones by province (Presidential Decree 41/1987): WIB UTC+7, WITA UTC+8, WIT UTC+9.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from planning.territory import TerritoryCode

_WIB, _WITA, _WIT = (
    timezone(timedelta(hours=hours), name) for hours, name in ((7, "WIB"), (8, "WITA"), (9, "WIT"))
)
_CENTRAL = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_EASTERN = frozenset({"81", "82", "91", "92", "93", "94", "95", "96", "97"})


def local_day(moment: datetime, code: TerritoryCode) -> date:
    """The day of a moment in a territory; of the nation, the day in its capital."""
    return local_time(moment, code).date()


def local_time(moment: datetime, code: TerritoryCode) -> datetime:
    """A moment in the zone of a territory; its `tzname()` is WIB, WITA or WIT."""
    province = code.text[:2]
    zone = _WITA if province in _CENTRAL else _WIT if province in _EASTERN else _WIB
    return moment.astimezone(zone)
