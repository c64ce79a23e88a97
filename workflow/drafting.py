"""What drafting means for the process: who may draft, when a plan may change, and votes that fall by it.

Surveys, plans and documents come in on floors that know nothing of processes; they take a `Drafting` along
(`store.unit.Following`) and call it in their transaction, so that a change and what follows from it are one.
"""

from __future__ import annotations

from collections.abc import Sequence

from planning.calendar import local_day
from planning.plain import to_plain
from planning.process import DocumentKind, Stage, Status, kind_of
from planning.roles import Act, Actor
from planning.territory import TerritoryCode, TerritoryLevel
from planning.wording import words
from store.canonical import JsonObject, canonical_bytes, digest_of
from store.processes import processes_at
from store.unit import Unit
from workflow.acting import Acting
from workflow.errors import IllegalMove
from workflow.payloads import Voided
from workflow.permission import Account

_PLANNING = (Stage.PERSIAPAN, Stage.PERENCANAAN)


class Drafting:
    """Follows one change of a draft; `voided` are the submissions that fell by it."""

    def __init__(self, cause: str, *, of_plan: bool = False, act: Act = Act.DRAFT) -> None:
        """`cause` is what a vote fell by, in the words of the programme; `of_plan` holds a plan in later stages."""
        self.voided: list[tuple[str, Voided]] = []
        self._cause, self._of_plan, self._act = cause, of_plan, act
        self._request = digest_of(canonical_bytes({"sebab": cause}))

    def __call__(self, unit: Unit, codes: Sequence[TerritoryCode]) -> JsonObject:
        """Ask for permission in each territory and let an open submission fall that the change touches.

        Returns who acted, for the event of the change. Raises `NotPermitted`, and `IllegalMove` for a plan that
        changes after planning was closed.
        """
        unit.share("roles")
        account = Account(unit)
        actors = {code: account.permitted(self._act, code, local_day(unit.now, code)) for code in codes}
        touched = []
        # All locks before the first event: whoever appends holds the ledger until the end. Whole kab/kota, because
        # a process may begin meanwhile, and because the plan of the kab/kota is made from those of its kelurahan.
        cities = sorted({code.at(TerritoryLevel.KABKOTA) for code in codes if kind_of(code) is not None})
        for city in cities:
            unit.lock("drafts", city.text)
        for process in processes_at(unit, {*codes, *cities}):
            code = TerritoryCode(process.kode)
            if self._of_plan and process.kind is DocumentKind.RPLP and process.stage not in _PLANNING:
                raise IllegalMove(
                    expected=words("a plan in {stages}", stages=" / ".join(_PLANNING)),
                    found=process.stage.value,
                    where=code.text,
                    remedy="Open planning again first: nahkoda reopen KODE --reason …",
                )
            if process.status is Status.SUBMITTED:
                touched.append((process.kind, code))
        who = next(iter(actors.values()), Actor(unit.actor))
        for kind, code in touched:
            self._follow(Acting(unit, kind, code, None, self._request), actors.get(code, who))
        roles = dict.fromkeys(actors.values())
        return {"oleh": [to_plain(actor) for actor in roles]}

    def _follow(self, acting: Acting, actor: Actor) -> None:
        acting.actor = actor
        acting.check_clock()
        acting.void_if_changed(self._cause)
        if acting.voided is not None:
            acting.follow()
            self.voided.append((acting.code.text, acting.voided))
