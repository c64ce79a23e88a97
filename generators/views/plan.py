"""The plan of a kelurahan as faces show it: its scenario, effects, ranks, money and findings. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from generators.errors import NothingToRender
from planning.authority import Kewenangan, kewenangan
from planning.catalogue import Catalogue
from planning.findings import Finding
from planning.funding import by_source_and_year
from planning.plan import Activity, Plan, PlanSettings
from planning.plan_checks import check_plan, slum_area_for_authority
from planning.quantity import to_decimal
from planning.ranking import Ranked, rank_activities
from planning.rollup import tally
from planning.rules import Tingkat
from planning.scenario import PlacesByYear, Remaining, Scenario, scenario_of
from planning.score_report import finding_rows
from planning.scoring import round_percent
from planning.territory import TerritoryCode
from planning.wording import Translate
from store.baselines import Baseline, baseline_by_id, baselines_of, load_rows
from store.catalogues import catalogue_at, load_catalogue
from store.database import Database
from store.plans import PlanVersion, latest_plan, load_plan, plan_numbered
from store.territories import name_of
from store.unit import Unit

PLAN_YEARS = 5
"""Years of a new plan: an RPLP is drawn up for five (documents_and_gates.md section 1.1)."""


@dataclass(frozen=True)
class PlanView:
    """One state of a plan played through on its baseline; `version` is None before the first is stored."""

    code: TerritoryCode
    name: str
    version: PlanVersion | None
    baseline: Baseline
    catalogue: Catalogue
    scenario: Scenario

    @property
    def plan(self) -> Plan:
        return self.scenario.plan

    @property
    def number(self) -> int:
        """The number of the version, 0 before the first."""
        return self.version.number if self.version else 0

    @cached_property
    def ranked(self) -> tuple[Ranked, ...]:
        """The activities in their order."""
        return rank_activities(self.scenario)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is not consistent in the plan."""
        name = self.version.source_name if self.version else ""
        return check_plan(self.scenario, self.catalogue, file=name)

    @cached_property
    def kewenangan(self) -> Kewenangan:
        """The level of government that the slum area of the kelurahan falls to."""
        return kewenangan(slum_area_for_authority(self.scenario))


def plan_view(database: Database, code: TerritoryCode, *, number: int | None = None) -> PlanView:
    """The newest version of a kelurahan's plan, or the one with that number.

    Raises `NothingToRender` when there is no plan, `UnknownRecord` when there is none with that number.
    """
    with database.read() as unit:
        version = latest_plan(unit, code) if number is None else plan_numbered(unit, code, number)
        if version is None:
            raise NothingToRender(
                expected="a plan of the kelurahan",
                found="none",
                where=code.text,
                remedy="Write one with `nahkoda template plan`, fill it in and import it with `nahkoda plan import`.",
            )
        return stored_view(unit, code, version)


def stored_view(unit: Unit, code: TerritoryCode, version: PlanVersion) -> PlanView:
    """One stored version of a kelurahan's plan, on its baseline and its catalogue."""
    return _view(
        unit,
        code,
        version,
        baseline_by_id(unit, version.baseline_id),
        load_catalogue(unit, version.catalogue),
        load_plan(unit, version),
    )


def plan_or_blank(
    database: Database, code: TerritoryCode, built_in: Catalogue, *, blank: bool = False
) -> PlanView:
    """The newest plan on the newest catalogue, or an empty one on the newest baseline where there is none yet.

    With `blank` always the empty one; its number stays that of the stored plan, which it would replace. Raises
    `NothingToRender` when the kelurahan has no baseline.
    """
    with database.read() as unit:
        version = latest_plan(unit, code)
        catalogue = catalogue_at(unit, code, built_in)
        if version is not None and not blank:
            plan = load_plan(unit, version)
            baseline = baseline_by_id(unit, version.baseline_id)
            return _view(unit, code, version, baseline, catalogue, plan)
        baselines = baselines_of(unit, code)
        if not baselines:
            raise NothingToRender(
                expected="a baseline of the kelurahan",
                found="none",
                where=code.text,
                remedy="Import a survey first: nahkoda baseline import FILE.",
            )
        first = baselines[0].tahun + 1
        settings = PlanSettings(first, first + PLAN_YEARS - 1)
        empty = Plan(code.text, baselines[0].number, settings)
        return _view(unit, code, version, baselines[0], catalogue, empty)


def _view(
    unit: Unit,
    code: TerritoryCode,
    version: PlanVersion | None,
    baseline: Baseline,
    catalogue: Catalogue,
    plan: Plan,
) -> PlanView:
    scenario = scenario_of(plan, tally(load_rows(unit, [baseline.id])))
    return PlanView(
        code, name_of(unit, code) or baseline.name or code.text, version, baseline, catalogue, scenario
    )


# --- JSON -----------------------------------------------------------------------------------------


def plan_json(view: PlanView, translate: Translate) -> dict[str, object]:
    """The plan as JSON values: activities in their order, money by source and year, findings."""
    return {
        **_head(view),
        "kewenangan": view.kewenangan.value,
        "kegiatan": [_ranked(each) for each in view.ranked],
        "dana": [
            {"sumber": sumber, "tahun": tahun, "jumlah": jumlah}
            for (sumber, tahun), jumlah in by_source_and_year(view.plan.lines).items()
        ],
        "rab": sum(activity.rab or 0 for activity in view.plan.kegiatan),
        "dana_jumlah": sum(activity.funded for activity in view.plan.kegiatan),
        "findings": finding_rows(view.findings, translate),
    }


def scenario_json(view: PlanView) -> dict[str, object]:
    """The scenario as JSON values: hectares by year, kawasan and RT by year, and what remains."""
    scenario = view.scenario
    return {
        **_head(view),
        "tercapai": scenario.reaches_zero,
        "tahun": [
            {
                "tahun": row.tahun,
                "luas_kumuh_ha": _area(row.left),
                "rt": row.places,
                "jiwa": row.people,
                "luas_kumuh_luar_delineasi_ha": _area(row.outside),
                "dana": row.money,
            }
            for row in scenario.summary
        ],
        "kawasan": _places(scenario, scenario.kawasan, ("kawasan",)),
        "kelurahan": _places(scenario, scenario.kelurahan, ()),
        "rt": _places(scenario, scenario.rt, ("kawasan", "rw", "rt")),
        "sisa": [_remaining(each) for each in scenario.remaining],
    }


def _head(view: PlanView) -> dict[str, object]:
    settings = view.plan.settings
    return {
        "kode": view.code.text,
        "nama": view.name,
        "version": view.number,
        "baseline": view.plan.baseline,
        "rule": view.scenario.rt.places.rule.id,
        "tahun_awal": settings.tahun_awal,
        "tahun_target": settings.tahun_target,
        "cara_luas": settings.cara_luas.value,
        "kontribusi": settings.kontribusi.value,
        "batas_layanan": float(settings.batas_layanan),
        "tahun_tanpa_kpp": settings.tahun_tanpa_kpp,
    }


def activity_json(activity: Activity) -> dict[str, object]:
    """What an activity is and costs, as JSON values."""
    return {
        "kode": activity.kode,
        "katalog": activity.katalog,
        "nama": activity.nama,
        "jalur": activity.jalur.value,
        "skala": activity.skala.value,
        "pelaksana": activity.pelaksana.value,
        "tahun_mulai": activity.tahun_mulai,
        "tahun_selesai": activity.tahun_selesai,
        "rt": len(activity.places),
        "rab": activity.rab,
        "dana": activity.funded,
        "swadaya": activity.swadaya,
    }


def _ranked(ranked: Ranked) -> dict[str, object]:
    activity, effect = ranked.activity, ranked.effect
    order = activity.urutan
    return {
        **activity_json(activity),
        "dampak": {
            "nilai": effect.points,
            "luas_ha": _area(effect.area),
            "rt": effect.places,
            "jiwa": effect.people,
        },
        "urutan": {
            "tempat": ranked.order,
            "menurut_luas": ranked.by_area,
            "menurut_rupiah": ranked.by_money,
            "menurut_kesenjangan": ranked.by_gap,
            "manual": None
            if order is None
            else {
                "urutan": order.urutan,
                "alasan": order.alasan,
                "oleh": order.oleh,
                "tanggal": order.tanggal.isoformat(),
            },
        },
    }


def _places(scenario: Scenario, places: PlacesByYear, keys: Iterable[str]) -> list[dict[str, object]]:
    condition = places.condition
    contribution = places.contribution(scenario.plan.settings.kontribusi)
    rule = places.places.rule
    years = scenario.years.tolist()
    return [
        {
            **{key: getattr(place, key) for key in keys},
            "tahun": [
                {
                    "tahun": year,
                    "total": int(condition.total[moment, at]),
                    "tingkat": Tingkat(rule.tingkat(int(condition.total[moment, at]))).label,
                    "kumuh": bool(condition.slum[moment, at]),
                    "sisa_ha": _area(int(condition.left[moment, at])),
                    "kontribusi": round_percent(float(contribution[moment, at])),
                }
                for moment, year in enumerate(years)
            ],
        }
        for at, place in enumerate(places.places.places)
    ]


def _remaining(each: Remaining) -> dict[str, object]:
    return {
        "kawasan": each.place.kawasan,
        "rw": each.place.rw,
        "rt": each.place.rt,
        "luas_ha": _area(each.area),
        "jiwa": each.people,
        "nilai_di_atas_batas": each.above,
        "layanan_kurang": list(each.services),
        "parameter": [
            {
                "parameter": missing.parameter.code,
                "nilai": missing.nilai,
                "sisa": float(to_decimal(missing.left)),
                "volume_kurang": float(to_decimal(missing.least)),
                "satuan": missing.parameter.unit.value,
            }
            for missing in each.missing
        ],
    }


def _area(millionths: int) -> float:
    return float(to_decimal(millionths))
