"""May this account do this here today? The one function that asks the permission table."""

from __future__ import annotations

from datetime import date

from planning.roles import BY_LETTER, PERMITTED, WITHOUT_ROLES, Act, Actor, Role
from planning.territory import TerritoryCode
from planning.wording import words
from store.grants import Grant, grants_of, is_governed
from store.unit import Unit
from workflow.errors import NotPermitted


class Account:
    """The roles of a unit's account, read once; asks the table for as many territories as one act touches."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._grants = grants_of(unit, unit.actor)

    def grants_for(self, act: Act, code: TerritoryCode, today: date) -> tuple[Grant, ...]:
        """The roles that permit an act in a territory on a day."""
        return tuple(
            each
            for each in self._grants
            if each.peran in PERMITTED[act]
            and (each.represents is None or act in BY_LETTER)
            and each.holds_on(today)
            and TerritoryCode(each.wilayah).contains(code)
        )

    def permitted(
        self, act: Act, code: TerritoryCode, today: date, *, roles: frozenset[Role] | None = None
    ) -> Actor:
        """The account in the role that permits the act, that of the nearest territory first.

        `roles` narrows the roles of the table. In a database that never had an administrator everything but deciding is
        permitted to everybody, without a role. Raises `NotPermitted`.
        """
        found = [each for each in self.grants_for(act, code, today) if roles is None or each.peran in roles]
        if found:
            return max(found, key=lambda each: (len(each.wilayah), -each.id)).actor
        if roles is None and act in WITHOUT_ROLES and not is_governed(self._unit):
            return Actor(self._unit.actor)
        names = sorted(PERMITTED[act] if roles is None else PERMITTED[act] & roles)
        raise NotPermitted(
            expected=words(
                "one of the roles {roles} for {kode} on {day}",
                roles=", ".join(names), kode=code.text, day=today.isoformat(),
            ),
            found=words("the account {account} without it", account=self._unit.actor),
            where=act.value,
            remedy="Ask the administrator for the role (nahkoda role grant), or act under the account that has it "
            "(--as, or NAHKODA_AS).",
        )  # fmt: skip


def permitted(
    unit: Unit, act: Act, code: TerritoryCode, today: date, *, roles: frozenset[Role] | None = None
) -> Actor:
    """As `Account.permitted`, for one territory."""
    return Account(unit).permitted(act, code, today, roles=roles)


def grants_for(unit: Unit, act: Act, code: TerritoryCode, today: date) -> tuple[Grant, ...]:
    """The roles of the unit's account that permit an act in a territory on a day."""
    return Account(unit).grants_for(act, code, today)
