"""When votes are a decision: against examples, and against a model that tries every way to go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.dossiers import WHO
from workflow.payloads import Choice, Outcome, Seat, VoteCast
from workflow.quorum import count
from workflow.requirements import GroupMinimum, Quorum

YES, NO, OUT = Choice.APPROVE, Choice.RETURN, Choice.RECUSE
APPROVED, RETURNED = Outcome.APPROVED, Outcome.RETURNED
PLAIN = Quorum(minimum=2, ketua=False)


def seat(number: int, unit: str = "Bappeda", *, ketua: bool = False) -> Seat:
    return Seat(number, f"akun{number}", f"Nama {number}", "", ketua, unit, "35.73")


def votes(**cast: Choice) -> dict[int, VoteCast]:
    """Votes by seat: `votes(s1=YES)`."""
    return {
        int(name[1:]): VoteCast(WHO, 1, int(name[1:]), choice, "alasan", "0" * 64)
        for name, choice in cast.items()
    }


FOUR = (seat(1, ketua=True), seat(2), seat(3, "Dinas PU"), seat(4, "Dinas LH"))


@pytest.mark.parametrize(
    ("rule", "cast", "outcome"),
    [
        (PLAIN, {}, None),
        (PLAIN, {"s1": YES}, None),
        (PLAIN, {"s1": YES, "s2": YES}, APPROVED),
        (PLAIN, {"s1": YES, "s2": NO}, None),
        (PLAIN, {"s1": YES, "s2": NO, "s3": NO}, None),
        (PLAIN, {"s1": YES, "s2": NO, "s3": YES}, APPROVED),
        (PLAIN, {"s1": YES, "s2": NO, "s3": NO, "s4": NO}, RETURNED),
        (PLAIN, {"s2": NO, "s3": NO, "s4": NO}, RETURNED),
        (PLAIN, {"s2": OUT, "s3": OUT}, None),
        (PLAIN, {"s2": OUT, "s3": OUT, "s4": OUT}, RETURNED),
        # The chair.
        (Quorum(2), {"s2": YES, "s3": YES, "s4": YES}, None),
        (Quorum(2), {"s1": YES, "s2": YES}, APPROVED),
        (Quorum(2), {"s1": NO}, RETURNED),
        (Quorum(2), {"s1": OUT}, RETURNED),
        (Quorum(2), {"s1": OUT, "s2": YES, "s3": YES}, RETURNED),
        (PLAIN, {"s1": NO, "s2": YES, "s3": YES}, APPROVED),
        # Institutions.
        (Quorum(1, (GroupMinimum("Dinas PU", 1),), ketua=False), {"s1": YES}, None),
        (Quorum(1, (GroupMinimum("Dinas PU", 1),), ketua=False), {"s3": YES}, APPROVED),
        (Quorum(1, (GroupMinimum("Dinas PU", 1),), ketua=False), {"s1": YES, "s3": NO}, RETURNED),
        (Quorum(1, (GroupMinimum("Dinas PU", 1),), ketua=False), {"s1": YES, "s3": OUT}, RETURNED),
        (Quorum(1, (GroupMinimum("Bappeda", 2),), ketua=False), {"s1": YES, "s3": YES}, None),
        (Quorum(1, (GroupMinimum("Bappeda", 2),), ketua=False), {"s1": YES, "s2": YES}, APPROVED),
        (Quorum(1, (GroupMinimum("Bappeda", 3),), ketua=False), {}, RETURNED),
        (Quorum(1, (GroupMinimum("Bappeda", 1), GroupMinimum("Dinas LH", 1)), ketua=False), {"s1": YES}, None),
        # Veto.
        (Quorum(1, veto=("Dinas LH",), ketua=False), {"s4": NO}, RETURNED),
        (Quorum(1, veto=("Dinas LH",), ketua=False), {"s1": YES, "s4": NO}, RETURNED),
        (Quorum(1, veto=("Dinas LH",), ketua=False), {"s1": YES, "s4": OUT}, APPROVED),
        (Quorum(1, veto=("Dinas LH",), ketua=False), {"s3": NO}, None),
        (Quorum(5, ketua=False), {}, RETURNED),
        (Quorum(4, ketua=False), {}, None),
    ],
)  # fmt: skip
def test_votes_of_four_members(rule: Quorum, cast: dict[str, Choice], outcome: Outcome | None) -> None:
    assert count(rule, FOUR, votes(**cast)).outcome is outcome


def test_the_count_is_told() -> None:
    counted = count(Quorum(3), FOUR, votes(s1=YES, s2=NO, s3=OUT))
    assert (counted.approvals, counted.returns, counted.recusals, counted.seats) == (1, 1, 1, 4)


def test_every_condition_is_told_with_what_it_has() -> None:
    rule = Quorum(3, (GroupMinimum("Dinas PU", 1),))
    told = [str(each.text) for each in count(rule, FOUR, votes(s1=YES, s3=NO)).conditions]
    assert told == [
        "approvals, of 3 needed: 1",
        "approvals from Dinas PU, of 1 needed: 0",
        "approval of the chair: 1",
    ]
    conditions = count(rule, FOUR, votes(s1=YES, s3=NO)).conditions
    assert [(each.met, each.reachable) for each in conditions] == [
        (False, True),
        (False, False),
        (True, True),
    ]


def test_a_vote_of_somebody_without_a_seat_does_not_count() -> None:
    counted = count(PLAIN, FOUR[:2], votes(s1=YES, s9=YES))
    assert counted.outcome is None
    assert counted.approvals == 1


def test_no_seat_decides_nothing_well() -> None:
    assert count(Quorum(1, ketua=False), (), {}).outcome is RETURNED


# --- against a model ------------------------------------------------------------------------------

UNITS = ("Bappeda", "Dinas PU", "Dinas LH")
seats_of = st.lists(
    st.tuples(st.sampled_from(UNITS), st.booleans(), st.sampled_from((None, None, YES, YES, NO, OUT))),
    max_size=5,
)
rules_of = st.builds(
    Quorum,
    st.integers(1, 4),
    st.lists(st.builds(GroupMinimum, st.sampled_from(UNITS), st.integers(1, 2)), max_size=2).map(tuple),
    st.lists(st.sampled_from(UNITS), max_size=1).map(tuple),
    st.booleans(),
)


def passes(rule: Quorum, seats: list[Seat], cast: Mapping[int, Choice]) -> bool:
    """The rule as a member reads it."""
    yes = [each for each in seats if cast.get(each.kursi) is YES]
    no = [each for each in seats if cast.get(each.kursi) is NO]
    return (
        len(yes) >= rule.minimum
        and all(sum(each.unit == group.unit for each in yes) >= group.minimum for group in rule.kelompok)
        and (not rule.ketua or any(each.ketua for each in yes))
        and not any(each.unit in rule.veto for each in no)
        and not (rule.ketua and any(each.ketua for each in no))
    )


def futures(seats: list[Seat], cast: Mapping[int, Choice]) -> Iterator[dict[int, Choice]]:
    """Every way in which those who have not voted can vote."""
    waiting = [each.kursi for each in seats if each.kursi not in cast]
    for ways in product((YES, NO, OUT), repeat=len(waiting)):
        yield {**cast, **dict(zip(waiting, ways, strict=True))}


@given(seats_of, rules_of)
def test_against_every_way_to_go_on(drawn: list[tuple[str, bool, Choice | None]], rule: Quorum) -> None:
    """Approved: the votes pass as they lie. Returned: no way to go on passes. Open: some way does, but not this."""
    seats = [seat(number, unit, ketua=ketua) for number, (unit, ketua, _) in enumerate(drawn, 1)]
    cast = {number: choice for number, (_, _, choice) in enumerate(drawn, 1) if choice is not None}
    given_votes = votes(**{f"s{number}": choice for number, choice in cast.items()})
    expected = None
    if passes(rule, seats, cast):
        expected = APPROVED
    elif not any(passes(rule, seats, each) for each in futures(seats, cast)):
        expected = RETURNED
    counted = count(rule, seats, given_votes)
    assert counted.outcome is expected
    assert counted.approvals + counted.returns + counted.recusals == len(cast)


@given(seats_of, rules_of)
def test_the_order_of_seats_and_votes_does_not_matter(
    drawn: list[tuple[str, bool, Choice | None]], rule: Quorum
) -> None:
    seats = [seat(number, unit, ketua=ketua) for number, (unit, ketua, _) in enumerate(drawn, 1)]
    cast = votes(**{f"s{number}": c for number, (_, _, c) in enumerate(drawn, 1) if c is not None})
    backwards = dict(reversed(cast.items()))
    assert count(rule, seats, cast) == count(rule, reversed(seats), backwards)
