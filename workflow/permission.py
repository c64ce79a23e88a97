"""May this account do this here today? The one function that asks the permission table."""

from __future__ import annotations

from datetime import date

from planning.roles import PERMITTED, WITHOUT_ROLES, Act, Actor, Role
from planning.territory import TerritoryCode
from planning.wording import words
from store.grants import Grant, grants_of, has_administrator
from store.unit import Unit
from workflow.errors import NotPermitted


def grants_for(unit: Unit, act: Act, code: TerritoryCode, today: date) -> tuple[Grant, ...]:
    """The roles of the unit's account that permit an act in a territory on a day."""
    return tuple(
        each
        for each in grants_of(unit, unit.actor)
        if each.peran in PERMITTED[act]
        and each.holds_on(today)
        and TerritoryCode(each.wilayah).contains(code)
    )


def permitted(
    unit: Unit, act: Act, code: TerritoryCode, today: date, *, roles: frozenset[Role] | None = None
) -> Actor:
    """The unit's account in the role that permits the act, the nearest territory first.

    `roles` narrows the roles of the table. In a database without an administrator everything but deciding is
    permitted to everybody, without a role. Raises `NotPermitted`.
    """
    found = [each for each in grants_for(unit, act, code, today) if roles is None or each.peran in roles]
    if found:
        return max(found, key=lambda each: (len(each.wilayah), -each.id)).actor
    if roles is None and act in WITHOUT_ROLES and not has_administrator(unit, today):
        return Actor(unit.actor)
    names = sorted(PERMITTED[act] if roles is None else PERMITTED[act] & roles)
    raise NotPermitted(
        expected=words(
            "one of the roles {roles} for {kode} on {day}",
            roles=", ".join(names), kode=code.text, day=today.isoformat(),
        ),
        found=words("the account {account} without it", account=unit.actor),
        where=act.value,
        remedy="Ask the administrator for the role (nahkoda role grant), or act under the account that has it (--as "
        "or NAHKODA_AS).",
    )  # fmt: skip
