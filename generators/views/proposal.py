"""A proposal for a kelurahan as faces show it, and as a plan workbook that people change and import. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from generators.views.plan import PlanView, activity_json, plan_or_blank
from generators.workbook.export import export_workbook
from planning.budget import Budget, BudgetLine
from planning.catalogue import Catalogue
from planning.proposal import Proposal, propose
from planning.quantity import to_decimal
from planning.scenario import scenario_of
from planning.territory import TerritoryCode
from planning.wording import Translate
from store.database import Database


@dataclass(frozen=True)
class ProposalView:
    """A proposal, and the plan that it stands on."""

    before: PlanView
    budget: Budget
    proposal: Proposal

    @cached_property
    def after(self) -> PlanView:
        """The plan with the proposal at its end, played through."""
        plan = self.proposal.added_to(self.before.plan)
        return replace(self.before, scenario=scenario_of(plan, self.before.scenario.rt.places))

    @property
    def ignored(self) -> tuple[BudgetLine, ...]:
        """Lines of the budget whose year is not one of the plan."""
        years = self.before.plan.settings.years
        return tuple(line for line in self.budget.anggaran if line.tahun not in years)


def proposal_view(
    database: Database,
    code: TerritoryCode,
    budget: Budget,
    built_in: Catalogue,
    *,
    seconds: float,
    blank: bool = False,
) -> ProposalView:
    """A proposal on top of the kelurahan's newest plan, or on an empty one where there is none or with `blank`.

    The budget's own years and reading, where it gives them, replace those of the plan. Raises `NothingToRender`
    when there is no baseline, `UnknownValue` when the years are in the wrong order.
    """
    view = plan_or_blank(database, code, built_in, blank=blank)
    plan = replace(view.plan, settings=budget.settings_on(view.plan.settings, view.baseline.tahun))
    view = replace(view, scenario=scenario_of(plan, view.scenario.rt.places))
    proposal = propose(plan, view.scenario.rt.places, view.catalogue, budget, seconds=seconds)
    return ProposalView(view, budget, proposal)


def proposal_workbook(view: ProposalView, translate: Translate) -> bytes:
    """The plan with the proposal at its end, as a workbook made from the version that it stands on."""
    return export_workbook(view.after, translate)


def proposal_json(view: ProposalView, translate: Translate) -> dict[str, object]:
    """The proposal as JSON values; texts in the language of `translate`."""
    proposal = view.proposal
    more = proposal.tambahan
    return {
        "kode": view.before.code.text,
        "nama": view.before.name,
        "version": view.before.number,
        "tahun_awal": view.before.plan.settings.tahun_awal,
        "tahun_target": view.before.plan.settings.tahun_target,
        "cara_luas": proposal.cara_luas.value,
        "luas_ha": float(to_decimal(proposal.luas)),
        "jiwa": proposal.jiwa,
        "biaya": proposal.biaya,
        "batas_luas_ha": float(to_decimal(proposal.batas_luas)),
        "celah_persen": float(proposal.celah),
        "terbukti": proposal.terbukti,
        "lengkap": proposal.lengkap,
        "tepat_ulang": proposal.tepat_ulang,
        "solver": proposal.solver,
        "bebas": [{"rw": each.rw, "rt": each.rt} for each in proposal.bebas],
        "kegiatan": [
            {
                **activity_json(activity),
                "lokasi": [
                    {
                        "rw": place.rw,
                        "rt": place.rt,
                        "parameter": place.parameter,
                        "volume": None if place.volume is None else float(place.volume),
                        "tahun": place.tahun,
                    }
                    for place in activity.lokasi
                ],
                "sumber": [
                    {"sumber": line.sumber, "tahun": line.tahun, "jumlah": line.jumlah}
                    for line in activity.dana
                ],
            }
            for activity in proposal.kegiatan
        ],
        "anggaran": [
            {
                "sumber": each.sumber,
                "tahun": each.tahun,
                "anggaran": each.anggaran,
                "terpakai": each.terpakai,
                "sisa": each.sisa,
                "ha_per_100_juta": float(each.nilai),
            }
            for each in proposal.mengikat
        ],
        "anggaran_di_luar_tahun": [
            {"sumber": line.sumber, "tahun": line.tahun, "jumlah": line.jumlah} for line in view.ignored
        ],
        "tambahan": None
        if more is None
        else {
            "rw": more.rw,
            "rt": more.rt,
            "tahun": more.tahun,
            "jumlah": more.jumlah,
            "sumber": list(more.sumber),
            "luas_ha": float(to_decimal(more.luas)),
            "jiwa": more.jiwa,
        },
        "tidak_terjangkau": [
            {
                "rw": each.rw,
                "rt": each.rt,
                "luas_ha": float(to_decimal(each.luas)),
                "parameter": list(each.parameter),
                "pesan": each.text.said(translate),
            }
            for each in proposal.tidak_terjangkau
        ],
        "tidak_terpenuhi": [
            {
                "keinginan": each.wish.name,
                "rt": [{"rw": rt.rw, "rt": rt.rt} for rt in each.rt],
                "kurang": each.jumlah,
                "pesan": each.text.said(translate),
            }
            for each in proposal.tidak_terpenuhi
        ],
    }
