"""The named checks that a requirement may ask for."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.checks import activity, evidence, plan, realisation
from workflow.checks.result import Check, Question, Result, Verdict
from workflow.requirements import Per

__all__ = ["CHECKS", "Check", "Question", "Result", "Verdict"]

_PLAN, _ACTIVITY, _RT = frozenset({Per.RENCANA}), frozenset({Per.KEGIATAN}), frozenset({Per.RT})
CHECKS: Mapping[str, Check] = {
    "bukti": Check(evidence.evidence, _PLAN | _ACTIVITY, needs_evidence=True),
    "baseline_lengkap": Check(plan.complete_baseline, _PLAN),
    "data_konsisten": Check(plan.consistent_data, _PLAN),
    "luas_sk": Check(plan.decreed_area, _PLAN, needs_evidence=True),
    "umur_sk": Check(plan.age_of_decree, _PLAN),
    "rplp_lengkap": Check(plan.complete_document, _PLAN),
    "pengesahan": Check(plan.ratified, _PLAN, needs_evidence=True),
    "skenario_nol": Check(plan.reaches_zero, _PLAN),
    "rplp_dalam_rp2kpkp": Check(plan.within_city_plan, _PLAN),
    "endline": Check(plan.endline, _PLAN),
    "target_ha": Check(plan.on_target, _PLAN),
    "tanpa_kumuh_baru": Check(plan.no_new_slum, _PLAN),
    "rab": Check(evidence.cost_estimate, _ACTIVITY, needs_evidence=True),
    "sg_lingkungan": Check(evidence.environment, _ACTIVITY, needs_evidence=True),
    "sg_sosial": Check(evidence.land, _ACTIVITY, needs_evidence=True),
    "kpp": Check(evidence.upkeep, _ACTIVITY, needs_evidence=True),
    "sumber_dana": Check(activity.secured_funding, _ACTIVITY),
    "penerima_manfaat": Check(activity.beneficiaries, _ACTIVITY),
    "jenis_terdaftar": Check(activity.known_work, _ACTIVITY),
    "tepat_lokasi": Check(activity.right_place, _ACTIVITY),
    "dampak": Check(activity.effect, _ACTIVITY),
    "waktu": Check(activity.right_time, _ACTIVITY),
    "kewenangan": Check(activity.authority, _ACTIVITY),
    "volume_dalam_gap": Check(activity.within_gap, _ACTIVITY),
    "biaya_satuan": Check(activity.price, _ACTIVITY),
    "tidak_ganda": Check(activity.not_paid_twice, _ACTIVITY),
    "livelihood": Check(activity.livelihood, _ACTIVITY),
    "progres": Check(realisation.progress, _ACTIVITY),
    "data_sim": Check(realisation.complete_record, _ACTIVITY),
    "lokasi_realisasi": Check(realisation.right_place, _ACTIVITY),
    "volume_realisasi": Check(realisation.volume, _ACTIVITY),
    "mutu": Check(realisation.quality, _ACTIVITY),
    "tepat_waktu": Check(realisation.right_time, _ACTIVITY),
    "biaya_realisasi": Check(realisation.cost, _ACTIVITY),
    "penerima_realisasi": Check(realisation.beneficiaries, _ACTIVITY),
    "keberfungsian": Check(realisation.working_order, _ACTIVITY),
    "rt_keluar_kumuh": Check(plan.left_the_slum, _RT),
}
"""Every check by its name in the files of rules."""
