"""What changed between two states of a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planning.funding import Commitment, FundingLine
from planning.plan import AreaReading, Beneficiaries, ManualOrder
from planning.plan_diff import PlanChange, plan_changes
from tests.planning.works import activity, plan_of

ONE = activity("K-001", [("001", 2026, "2b", "40"), ("002", 2026, "2b", "10")])
TWO = activity("K-002", [("001", 2027, "3a", "5")])


def changed(before: object, after: object) -> list[tuple[str, str, str | None, str | None]]:
    changes = plan_changes(before, after)  # type: ignore[arg-type]
    return [(each.kegiatan, each.field, each.before, each.after) for each in changes]


def test_nothing_changed() -> None:
    assert changed(plan_of(ONE, TWO), plan_of(ONE, TWO)) == []
    # The order of the activities is not part of what a plan says.
    assert changed(plan_of(ONE, TWO), plan_of(TWO, ONE)) == []


def test_settings_activities_places_and_money_are_named() -> None:
    before = plan_of(replace(ONE, dana=(FundingLine("APBD-KAB", 2026, 5),)), TWO)
    settings = replace(before.settings, cara_luas=AreaReading.AMBANG_LAYANAN)
    new = replace(
        ONE,
        rab=12,
        manfaat=Beneficiaries(kk=4),
        lokasi=(replace(ONE.lokasi[0], volume=ONE.lokasi[1].volume),),
        dana=(FundingLine("APBD-KAB", 2026, 7, Commitment.KOMITMEN, "S-1"), FundingLine("DAK", 2027, 1)),
        urutan=ManualOrder(1, "evakuasi", "lurah", date(2026, 1, 5)),
    )
    after = replace(plan_of(new, activity("K-003")), baseline=2, settings=settings)
    assert changed(before, after) == [
        ("", "baseline", "1", "2"),
        ("", "cara_luas", "ambang", "ambang_layanan"),
        ("K-001", "lokasi RT 001/RW 001 2b 2026", "40", "10"),
        ("K-001", "lokasi RT 002/RW 001 2b 2026", "10", None),
        ("K-001", "dana APBD-KAB 2026", "5 usulan", "7 komitmen S-1"),
        ("K-001", "rab", None, "12"),
        ("K-001", "kk", None, "4"),
        ("K-001", "urutan", None, "1"),
        ("K-001", "alasan", None, "evakuasi"),
        ("K-001", "oleh", None, "lurah"),
        ("K-001", "tanggal", None, "2026-01-05"),
        ("K-001", "dana DAK 2027", None, "1 usulan"),
        ("K-003", "kegiatan", None, "K-003"),
        ("K-002", "kegiatan", "K-002", None),
    ]


def test_a_change_is_said_in_one_line() -> None:
    lines = [
        PlanChange("K-001", "rab", "5", "7").text(str),
        PlanChange("K-001", "rab", None, "7").text(str),
        PlanChange("", "baseline", "1", None).text(str),
    ]
    assert lines == ["~ K-001 rab: 5 → 7", "+ K-001 rab: 7", "- baseline: 1"]
