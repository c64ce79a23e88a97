"""When votes are a decision: least approvals in all and by institution, veto, and the chair. Pure counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planning.wording import Words, words
from workflow.payloads import Choice, Outcome, Seat, VoteCast
from workflow.requirements import Quorum


@dataclass(frozen=True)
class Condition:
    """One rule of the quorum: what it asks, and whether the votes so far meet it or can still meet it."""

    text: Words
    met: bool
    reachable: bool


@dataclass(frozen=True)
class Count:
    """How the votes stand; `outcome` is None while the submission is open."""

    outcome: Outcome | None
    conditions: tuple[Condition, ...]
    approvals: int
    returns: int
    recusals: int
    seats: int


def count(rule: Quorum, seats: Iterable[Seat], votes: Mapping[int, VoteCast]) -> Count:
    """Count the votes by seat.

    Approved when every condition is met. Returned when an institution with a veto or a required chair returns it, or
    when the members who have not voted cannot bring the approvals that are still needed.
    """
    seats = tuple(seats)
    choice = {seat.kursi: votes[seat.kursi].suara for seat in seats if seat.kursi in votes}
    conditions = tuple(_conditions(rule, seats, choice))
    approved = all(each.met for each in conditions)
    hopeless = not all(each.reachable for each in conditions)
    vetoed = any(
        choice.get(seat.kursi) is Choice.RETURN and (seat.unit in rule.veto or (rule.ketua and seat.ketua))
        for seat in seats
    )
    outcome = None
    if vetoed or hopeless:
        outcome = Outcome.RETURNED
    elif approved:
        outcome = Outcome.APPROVED
    kinds = list(choice.values())
    return Count(
        outcome,
        conditions,
        kinds.count(Choice.APPROVE),
        kinds.count(Choice.RETURN),
        kinds.count(Choice.RECUSE),
        len(seats),
    )


def _conditions(rule: Quorum, seats: tuple[Seat, ...], choice: Mapping[int, Choice]) -> Iterator[Condition]:
    have, could = _approvals(seats, choice)
    yield Condition(
        words("approvals, of {minimum} needed: {have}", minimum=rule.minimum, have=have),
        have >= rule.minimum,
        could >= rule.minimum,
    )
    for group in rule.kelompok:
        have, could = _approvals([seat for seat in seats if seat.unit == group.unit], choice)
        yield Condition(
            words(
                "approvals from {unit}, of {minimum} needed: {have}",
                minimum=group.minimum, unit=group.unit, have=have,
            ),
            have >= group.minimum,
            could >= group.minimum,
        )  # fmt: skip
    if rule.ketua:
        have, could = _approvals([seat for seat in seats if seat.ketua], choice)
        yield Condition(words("approval of the chair: {have}", have=have), have >= 1, could >= 1)


def _approvals(seats: Iterable[Seat], choice: Mapping[int, Choice]) -> tuple[int, int]:
    """Approvals so far, and how many there can still be at most."""
    have = waiting = 0
    for seat in seats:
        match choice.get(seat.kursi):
            case Choice.APPROVE:
                have += 1
            case None:
                waiting += 1
    return have, have + waiting
