"""From a plan played through on its baseline to what documents print of it. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from generators.facts.place import Value, by_rw
from generators.facts.plan import (
    ActivityFacts,
    ActivityGap,
    AspectPlan,
    ManualOrderFacts,
    MissingFacts,
    MoneyFacts,
    NeedFacts,
    PlaceYears,
    PlanFacts,
    PlanFinding,
    RemainingFacts,
    ScenarioFacts,
    SourceFacts,
    VolumeFacts,
    YearFacts,
)
from generators.indonesian import NOT_APPLICABLE
from generators.workbook.words import FINDING_WORDS, reading_of_areas
from planning.authority import Skala, kewenangan
from planning.catalogue import Catalogue, CatalogueEntry, Komponen
from planning.finding_kind import Severity
from planning.findings import Finding
from planning.funding import SOURCES, Commitment, FundingLine, by_source_and_year
from planning.gap import indicator_gaps
from planning.plan import Activity, Plan
from planning.plan_checks import check_plan, slum_area_for_authority
from planning.quantity import SCALE, Ints, exact_text
from planning.ranking import Ranked, rank_activities
from planning.rules import ASPECTS, RuleSet, Size, Tingkat, Unit
from planning.scenario import PlacesByYear, Remaining, Scenario
from planning.scoring import score
from planning.survey import rt_label

BIDANG = {
    Komponen.INFRASTRUKTUR: "infrastruktur",
    Komponen.SOSIAL: "sosial",
    Komponen.KAPASITAS: "sosial",
    Komponen.EKONOMI: "ekonomi",
}
_SECURED = (Commitment.DIANGGARKAN, Commitment.CAIR)
_GRAVITY = {Severity.ERROR: "kesalahan", Severity.WARNING: "peringatan"}


def plan_facts(
    scenario: Scenario, catalogue: Catalogue, *, number: int, sha256: str, source_name: str
) -> PlanFacts:
    """What an RPLP prints of the plan of `scenario`, which is version `number` with that content digest.

    Works of a kind that `catalogue` does not have count as physical, as in the checks of the plan.
    """
    plan = scenario.plan
    ranks = {each.activity.kode: each for each in rank_activities(scenario)}
    activities = tuple(
        _activity(each, ranks[each.kode], scenario, catalogue.by_code.get(each.katalog))
        for each in plan.kegiatan
    )
    years = _money_years(plan)
    sources = source_facts(plan.lines, years)
    return PlanFacts(
        number=number,
        sha256=sha256,
        source_name=source_name,
        tahun=years,
        kewenangan=kewenangan(slum_area_for_authority(scenario)).value,
        kegiatan=activities,
        sources=sources,
        by_year=tuple(sum(each.by_year[at] for each in sources) for at in range(len(years))),
        rab=sum(each.rab or 0 for each in plan.kegiatan),
        dana=sum(each.dana for each in activities),
        swadaya=sum(each.swadaya for each in activities),
        kurang=sum(each.kurang for each in activities),
        terjamin=sum(line.jumlah for line in plan.lines if line.status in _SECURED),
        aspects=_aspects(scenario, plan.kegiatan, activities),
        needs=_needs(scenario),
        scenario=_scenario(scenario),
        findings=_findings(check_plan(scenario, catalogue, file=source_name)),
        activity_gaps=tuple(gap for each in activities if (gap := _gap(each))),
    )


# --- activities -----------------------------------------------------------------------------------


def _activity(
    activity: Activity, ranked: Ranked, scenario: Scenario, entry: CatalogueEntry | None
) -> ActivityFacts:
    rule = scenario.rt.places.rule
    physical = entry is None or entry.komponen is Komponen.INFRASTRUKTUR
    at = _positions(activity, scenario)
    benefit, effect = activity.manfaat, ranked.effect
    return ActivityFacts(
        kode=activity.kode,
        katalog=activity.katalog,
        nama=activity.nama,
        jenis=entry.nama if entry else activity.katalog,
        satuan=entry.satuan if entry else "",
        bidang=BIDANG[entry.komponen] if entry else "infrastruktur",
        aspects=aspects_of(activity, entry, rule),
        jalur=activity.jalur.value,
        skala=activity.skala.value,
        pelaksana=activity.pelaksana.value,
        usulan=activity.skala is not Skala.LINGKUNGAN,
        kode_kabkota=activity.kode_kabkota,
        where=by_rw(sorted(activity.places)),
        letak=_letak([bool(scenario.inside[each]) for each in at]),
        kawasan=tuple(sorted({scenario.rt.places.places[each].kawasan for each in at} - {""})),
        lintang=_filled(activity.lintang, physical),
        bujur=_filled(activity.bujur, physical),
        tahun_mulai=activity.tahun_mulai,
        tahun_selesai=activity.tahun_selesai,
        jumlah=_filled(activity.jumlah, physical),
        volumes=_volumes(activity, rule),
        kk=benefit.kk,
        jiwa=benefit.jiwa,
        perempuan=benefit.perempuan,
        kk_mbr=benefit.kk_mbr,
        rab=activity.rab,
        dana=activity.funded,
        swadaya=activity.swadaya,
        kurang=max(0, (activity.rab or 0) - activity.funded),
        lines=tuple(map(money_facts, activity.dana)),
        order=ranked.order,
        by_gap=ranked.by_gap,
        points=effect.points,
        luas_ha=exact_text(effect.area),
        rt=effect.places,
        penduduk=effect.people,
        manual=None
        if activity.urutan is None
        else ManualOrderFacts(
            activity.urutan.urutan, activity.urutan.alasan, activity.urutan.oleh, activity.urutan.tanggal
        ),
        kpp=activity.kpp or ("" if physical else NOT_APPLICABLE),
        lingkungan_hidup=entry.lingkungan_hidup if entry else "",
        lahan=entry.lahan if entry else "",
        catatan=activity.catatan,
    )


def aspects_of(activity: Activity, entry: CatalogueEntry | None, rule: RuleSet) -> tuple[int, ...]:
    """Numbers of the indicators that an activity acts on; first the one that its kind of work is made for.

    A work without volumes is of the indicators that its kind improves.
    """
    own = [rule.parameter(code).aspect for code in entry.improves(rule)] if entry else []
    touched = {
        rule.parameter(each.parameter).aspect for each in activity.lokasi if each.parameter in rule.codes
    }
    return tuple(sorted(touched or set(own), key=lambda number: (number not in own, number)))


def _positions(activity: Activity, scenario: Scenario) -> list[int]:
    """The RT of an activity in the totals; places that the baseline does not have are left out."""
    known = {(each.rw, each.rt): at for at, each in enumerate(scenario.rt.places.places)}
    return [known[place] for place in activity.places if place in known]


def _letak(inside: Sequence[bool]) -> str:
    if not inside:
        return ""
    return "dalam" if all(inside) else "sebagian" if any(inside) else "luar"


def _volumes(activity: Activity, rule: RuleSet) -> tuple[VolumeFacts, ...]:
    sums: dict[str, Decimal] = {}
    for each in activity.lokasi:
        if each.volume is not None:
            sums[each.parameter] = sums.get(each.parameter, Decimal(0)) + each.volume
    return tuple(
        VolumeFacts(each.code, each.name, each.unit.value, _plain(sums[each.code]))
        for each in rule.parameters
        if each.code in sums
    )


def money_facts(line: FundingLine) -> MoneyFacts:
    """A funding line with the names of its source."""
    source = SOURCES[line.sumber]
    return MoneyFacts(
        line.sumber, source.name, source.investasi, line.tahun, line.jumlah, line.status.value, line.bukti
    )


def _gap(activity: ActivityFacts) -> ActivityGap | None:
    """What is *belum diisi* of an activity; beneficiaries are asked as households and people."""
    missing = [
        label
        for label, empty in (
            ("lokasi RT", not activity.where),
            ("jumlah pekerjaan", activity.jumlah is None),
            ("koordinat", activity.lintang is None or activity.bujur is None),
            ("penerima manfaat", activity.kk is None or activity.jiwa is None),
            ("RAB", activity.rab is None),
            ("sumber dana", not activity.lines),
            ("dana di bawah RAB", bool(activity.lines) and activity.kurang > 0),
            ("KPP", not activity.kpp),
        )
        if empty
    ]
    return ActivityGap(activity.kode, activity.nama, tuple(missing)) if missing else None


# --- money ----------------------------------------------------------------------------------------


def _money_years(plan: Plan) -> tuple[int, ...]:
    return tuple(sorted({*plan.settings.years, *(line.tahun for line in plan.lines)}))


def source_facts(lines: Sequence[FundingLine], years: Sequence[int]) -> tuple[SourceFacts, ...]:
    """The columns of table T-R10 that hold money in these years, in the order of the sources."""
    sums = by_source_and_year(lines, lambda source: source.investasi)
    facts = []
    for label in dict.fromkeys(source.investasi for source in SOURCES.values()):
        by_year = tuple(sums.get((label, year), 0) for year in years)
        if any(by_year):
            codes = tuple(dict.fromkeys(x.sumber for x in lines if SOURCES[x.sumber].investasi == label))
            facts.append(SourceFacts(codes, label, by_year, sum(by_year)))
    return tuple(facts)


# --- indicators -----------------------------------------------------------------------------------


def _aspects(
    scenario: Scenario, activities: Sequence[Activity], facts: Sequence[ActivityFacts]
) -> tuple[AspectPlan, ...]:
    whole = scenario.kelurahan
    moments = [indicator_gaps(score(replace(whole.places, volume=volume)), 0) for volume in whole.volume]
    found = []
    for at, gap in enumerate(moments[0]):
        number = gap.aspect.number
        acting = [
            activity
            for activity, each in zip(activities, facts, strict=True)
            if each.aspects and each.aspects[0] == number
        ]
        shares = (moment[at].buruk for moment in moments)
        found.append(
            AspectPlan(
                number,
                gap.aspect.name,
                len(acting),
                sum(each.rab or 0 for each in acting),
                tuple(None if share is None else f"{share:f}" for share in shares),
            )
        )
    return tuple(found)


def _needs(scenario: Scenario) -> tuple[NeedFacts, ...]:
    whole = scenario.kelurahan
    first, last = whole.volume[0, 0].tolist(), whole.volume[-1, 0].tolist()
    return tuple(
        NeedFacts(parameter.code, exact_text(need), exact_text(need - left), exact_text(left))
        for parameter, need, left in zip(whole.places.rule.parameters, first, last, strict=True)
    )


# --- scenario -------------------------------------------------------------------------------------


def _scenario(scenario: Scenario) -> ScenarioFacts:
    settings = scenario.plan.settings
    years: tuple[int, ...] = tuple(scenario.years.tolist())
    left = [year.left for year in scenario.summary]
    listed = np.flatnonzero(scenario.inside | scenario.rt.condition.slum.any(axis=0)).tolist()
    places = scenario.rt.places.places
    listed.sort(key=lambda at: (not scenario.inside[at], places[at]))
    return ScenarioFacts(
        years,
        scenario.reaches_zero,
        _zero_year(years, left),
        reading_of_areas(settings.cara_luas),
        _plain(settings.batas_layanan),
        settings.tahun_tanpa_kpp,
        tuple(
            YearFacts(
                year.tahun,
                exact_text(year.left),
                exact_text(left[max(at - 1, 0)] - year.left),
                year.places,
                year.people,
                exact_text(year.outside),
                year.money,
            )
            for at, year in enumerate(scenario.summary)
        ),
        _kawasan(scenario),
        tuple(_place_years(scenario.rt, at, scenario.rt.condition.left[:, at]) for at in listed),
        tuple(map(_remaining, scenario.remaining)),
    )


def _zero_year(years: Sequence[int], left: Sequence[int]) -> int | None:
    """The year from which on nothing is left."""
    if left[-1]:
        return None
    return next(year for at, year in enumerate(years) if not any(left[at:]))


def _kawasan(scenario: Scenario) -> tuple[PlaceYears, ...]:
    """Hectares of a kawasan are those of its RT, so that kawasan and kelurahan add up."""
    of = np.array([place.kawasan for place in scenario.rt.places.places])
    return tuple(
        _place_years(scenario.kawasan, at, scenario.rt.condition.left[:, of == place.kawasan].sum(axis=1))
        for at, place in enumerate(scenario.kawasan.places.places)
    )


def _place_years(places: PlacesByYear, at: int, left: Ints) -> PlaceYears:
    place, totals = places.places.places[at], places.condition.total[:, at].tolist()
    classes: list[Tingkat] = [places.places.rule.tingkat(total) for total in totals]
    return PlaceYears(
        rt_label(place.rw, place.rt) if place.rt else place.kawasan,
        place.rw,
        place.rt,
        place.kawasan,
        exact_text(int(places.places.size(Size.LUAS)[at])),
        tuple(totals),
        tuple(each.name.lower() for each in classes),
        tuple(each.label for each in classes),
        tuple(map(exact_text, left.tolist())),
    )


def _remaining(each: Remaining) -> RemainingFacts:
    return RemainingFacts(
        rt_label(each.place.rw, each.place.rt),
        each.place.kawasan,
        exact_text(each.area),
        each.above,
        tuple(ASPECTS[number - 1].name for number in each.services),
        tuple(
            MissingFacts(
                missing.parameter.code,
                missing.parameter.name,
                missing.parameter.unit.value,
                exact_text(_rounded_up(missing.least, missing.parameter.unit)),
            )
            for missing in each.missing
        ),
    )


def _rounded_up(volume: int, unit: Unit) -> int:
    """A volume as a planner writes it: thousandths of a hectare, whole metres, buildings or KK; never too little."""
    step = SCALE // 1000 if unit is Unit.HEKTARE else SCALE
    return -(-volume // step) * step


# --- findings -------------------------------------------------------------------------------------


def _findings(findings: Iterable[Finding]) -> tuple[PlanFinding, ...]:
    """The findings in the words of the plan workbook, those of one activity that differ only in place as one."""
    at: dict[tuple[str, str], list[str]] = {}
    gravity: dict[tuple[str, str], str] = {}
    for each in findings:
        values = dict(each.values)
        key = each.code, values.get("kegiatan", "")
        gravity[key] = _GRAVITY[each.severity]
        places = at.setdefault(key, [])
        where = " ".join(filter(None, (values.get("place"), values.get("parameter"))))
        if "place" in values and where not in places:
            places.append(where)
    return tuple(
        PlanFinding(code, gravity[code, subject], subject, FINDING_WORDS[code], tuple(places))
        for (code, subject), places in at.items()
    )


# --- texts ----------------------------------------------------------------------------------------


def _plain(value: Decimal) -> str:
    """An exact text without trailing zeros: `300.0` and `300` are one quantity."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _filled(value: Decimal | None, physical: bool) -> Value:
    """What only a physical work has to name does not apply to others."""
    if value is not None:
        return _plain(value)
    return None if physical else NOT_APPLICABLE
