"""Plans for tests: short builders, and Hypothesis strategies of one small kelurahan with a plan on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from planning.authority import Pelaksana, Skala
from planning.funding import SOURCES, Commitment, FundingLine
from planning.plan import Activity, AreaReading, Jalur, Location, Plan, PlanSettings
from planning.rollup import Totals, tally
from planning.rules import RULE_2018, RuleSet, Size, Unit
from tests.planning.reading import survey

KODE, YEAR = "35.73.04.1005", 2025
Work = tuple[str, int, str, str]
"""RT, year, parameter, volume."""

CLEAN: dict[str, str] = {
    "tahun": str(YEAR), "kode_kelurahan": KODE, "kawasan": "A", "rw": "001", "luas_ha": "2", "bangunan": "40",
    "penduduk": "160", "kk": "40", "jalan_ideal_m": "100", "drainase_ideal_m": "100",
}  # fmt: skip


def rt_of(rt: str, cells: Mapping[str, str] | None = None, rule: RuleSet = RULE_2018) -> dict[str, str]:
    """The record of an RT in RW 001, without a fault but for `cells`, by column.

    2 ha, 40 buildings and households, 160 people, 100 m of road and of drain.
    """
    return CLEAN | dict.fromkeys(rule.codes, "0") | {"rt": rt} | dict(cells or {})


def totals_of(*records: dict[str, str], rule: RuleSet = RULE_2018) -> Totals:
    """The records as totals of level RT."""
    return tally(survey(records, rule))


def activity(
    kode: str, works: Iterable[Work] = (), *, dana: Iterable[FundingLine] = (), kpp: str = "KPP"
) -> Activity:
    """An activity that works in RW 001; the catalogue entry does not matter for effect and money."""
    lokasi = tuple(
        Location("001", rt, year, parameter, Decimal(volume)) for rt, year, parameter, volume in works
    )
    years = [each.tahun for each in lokasi] or [YEAR + 1]
    return Activity(
        kode, "JALAN", kode, Jalur.PENINGKATAN, Skala.LINGKUNGAN, Pelaksana.KSM, min(years), max(years), kpp=kpp,
        lokasi=lokasi, dana=tuple(dana),
    )  # fmt: skip


def plan_of(*activities: Activity, settings: PlanSettings | None = None) -> Plan:
    """A plan of three years after the baseline, unless told otherwise."""
    return Plan(KODE, 1, settings or PlanSettings(YEAR + 1, YEAR + 3), activities)


def _volume(chance: int, most: int, unit: Unit) -> str:
    """Mostly nothing or all, so that the totals lie about the limit; the rest in every band, or empty."""
    match chance:
        case 29:
            return ""
        case 30:
            return "-"
    tenths = Decimal(0 if chance < 23 else 10 if chance < 29 else chance - 30)
    volume = most * tenths / 10
    return str(int(volume) if unit in (Unit.BANGUNAN, Unit.KK) else volume)


@dataclass(frozen=True)
class Case:
    """A kelurahan with a plan, as drawn."""

    totals: Totals
    plan: Plan


def targets_of(totals: Totals) -> list[tuple[str, str]]:
    """RT and parameter of every gap, and some that have none or do not exist."""
    gaps = [
        (place.rt, code)
        for at, place in enumerate(totals.places)
        for column, code in enumerate(totals.rule.codes)
        if totals.volume[at, column]
    ]
    first, code = totals.places[0].rt, totals.rule.codes[0]
    return [*gaps, (first, code), (first, "9z"), ("999", code)]


@st.composite
def activities(draw: st.DrawFn, kode: str, targets: Sequence[tuple[str, str]]) -> Activity:
    """Works at some of `targets`, before, within and after the plan, of 0 to 60 units."""
    works = draw(
        st.lists(
            st.tuples(st.sampled_from(targets), st.integers(YEAR - 1, YEAR + 4), st.integers(0, 1200)),
            max_size=10,
        )
    )
    return activity(
        kode,
        [(rt, year, parameter, str(60 - Decimal(less) / 20)) for (rt, parameter), year, less in works],
        kpp=draw(st.sampled_from(("", "", "KPP"))),
        dana=draw(funding_lines()),
    )


@st.composite
def cases(draw: st.DrawFn, rule: RuleSet, *, most_rt: int = 3, most_works: int = 5) -> Case:
    """One kelurahan of one year, volumes in every band, any settings."""
    rts = [f"{number:03d}" for number in range(1, draw(st.integers(1, most_rt)) + 1)]
    records = []
    for rt in rts:
        cells = {
            size.value: str(draw(st.integers(1, 40)))
            for size in (Size.LUAS, Size.BANGUNAN, Size.PENDUDUK, Size.KK)
        }
        cells |= {
            size.value: str(draw(st.integers(0, 40))) for size in (Size.JALAN_IDEAL, Size.DRAINASE_IDEAL)
        }
        for parameter in rule.parameters:
            most = int(cells[parameter.denominator.value])
            cells[parameter.code] = _volume(draw(st.integers(0, 40)), most, parameter.unit)
        cells["kawasan"] = draw(st.sampled_from(("", "A", "B")))
        records.append(rt_of(rt, cells, rule))
    settings = PlanSettings(
        YEAR + draw(st.integers(0, 1)),
        YEAR + draw(st.integers(1, 4)),
        draw(st.sampled_from(AreaReading)),
        batas_layanan=Decimal(draw(st.sampled_from(("50", "80", "90.5")))),
        tahun_tanpa_kpp=draw(st.sampled_from((0, 1, 1, 2))),
    )
    totals = totals_of(*records, rule=rule)
    targets = targets_of(totals)
    count = draw(st.integers(0, most_works))
    drawn = (draw(activities(f"K{number}", targets)) for number in range(count))
    return Case(totals, plan_of(*drawn, settings=settings))


def funding_lines() -> st.SearchStrategy[list[FundingLine]]:
    """Lines of any source and year, from one rupiah to sums that no float holds exactly."""
    return st.lists(
        st.builds(
            FundingLine,
            st.sampled_from(sorted(SOURCES)),
            st.integers(YEAR, YEAR + 5),
            st.integers(0, 2**60 + 1),
            st.sampled_from(Commitment),
        ),
        max_size=6,
    )
