"""Hypothesis strategies: surveys of a small made-up nation."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from planning.rules import OPTIONAL_SIZES, SIZES, RuleSet, Size
from planning.survey import SurveyRows
from tests.planning.reading import survey

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For tests that are about values: how fast a busy machine draws them is no failure."""

KELURAHAN = ("35.73.04.1005", "35.73.04.1006", "35.73.05.1001", "35.07.01.2001", "33.75.01.1003")


@st.composite
def surveys(draw: st.DrawFn, rule: RuleSet, *, most: int = 12, whole_kawasan: bool = False) -> SurveyRows:
    """Rows that no check refuses: volumes within their denominator, some cells empty.

    With `whole_kawasan` every RT lies in a kawasan, so totals of kawasan add up to those of the kelurahan.
    """
    count = draw(st.integers(1, most))
    return survey([_record(draw, rule, number, whole_kawasan) for number in range(count)], rule)


def _record(draw: st.DrawFn, rule: RuleSet, number: int, whole_kawasan: bool) -> dict[str, str]:
    sizes = {
        size: draw(st.integers(0 if size in (Size.JALAN_IDEAL, Size.DRAINASE_IDEAL) else 1, 400))
        for size in SIZES
    }
    record = {
        "tahun": str(draw(st.sampled_from((2024, 2025)))),
        "kode_kelurahan": draw(st.sampled_from(KELURAHAN)),
        "kawasan": draw(st.sampled_from(("A", "B") if whole_kawasan else ("", "A", "B"))),
        "rw": "001",
        "rt": f"{number:03d}",
    }
    for size, value in sizes.items():
        empty = draw(st.sampled_from(("", "-", None, None))) if size in OPTIONAL_SIZES else None
        record[size] = str(value) if empty is None else empty
    for parameter in rule.parameters:
        volume = str(draw(st.integers(0, sizes[parameter.denominator])))
        record[parameter.code] = draw(st.sampled_from((volume,) * 8 + ("", "-")))
    return record
