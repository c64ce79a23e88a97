"""What the manuscript leaves open beside the plan: parts and rows *belum diisi*, and names that nothing answers to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from generators.facts.plan import ActivityFacts, ActivityGap, PlanFacts
from planning.manuscript import Manuscript

RPLS, PEMELIHARAAN = "RPLS", "rencana pemeliharaan"
_HARMLESS = ("L-D", "S-0")
"""Screening classes of a kind of work that needs no mitigation (documents_and_gates.md section 3.6)."""

_PARTS: tuple[tuple[str, Callable[[Manuscript], object]], ...] = (
    ("batas wilayah", lambda m: m.wilayah.utara and m.wilayah.selatan),
    ("penduduk menurut jenis kelamin", lambda m: m.penduduk.laki is not None),
    ("susunan TIPP", lambda m: m.tim),
    ("tahapan dan berita acara", lambda m: m.tahapan),
    ("kajian kebijakan", lambda m: m.kebijakan),
    ("rawan bencana", lambda m: m.bencana),
    ("mata pencaharian", lambda m: m.mata_pencaharian),
    ("kelembagaan", lambda m: m.lembaga),
    ("status lahan", lambda m: m.status_lahan),
    ("potensi dan masalah", lambda m: m.masalah),
    ("analisis SWOT", lambda m: m.swot.kekuatan or m.swot.kelemahan),
    ("visi dan misi", lambda m: m.arah.visi and m.arah.misi),
    ("tujuan", lambda m: m.arah.tujuan),
    ("konsep penataan", lambda m: m.konsep),
    ("indikasi program", lambda m: m.program),
    ("aturan bersama", lambda m: m.aturan),
    ("rencana pemantauan", lambda m: m.pemantauan),
    ("integrasi dengan perencanaan pembangunan", lambda m: m.integrasi),
    ("pengawasan dan pengendalian", lambda m: m.wasdal),
)


def missing_text(manuscript: Manuscript, years: tuple[int | None, int | None]) -> tuple[str, ...]:
    """The parts that nobody has written; `years` are those of the plan, as the document prints them."""
    parts = [label for label, filled in _PARTS if not filled(manuscript)]
    return tuple(parts if all(years) else ["tahun rencana", *parts])


def with_manuscript(plan: PlanFacts, manuscript: Manuscript) -> PlanFacts:
    """`plan` with what the manuscript leaves open of its physical works added to their gaps."""
    written = {each.kegiatan for each in manuscript.rpls}
    kept = {each.kegiatan for each in manuscript.pemeliharaan}
    known = {gap.kode: gap.missing for gap in plan.activity_gaps}
    gaps = []
    for each in plan.kegiatan:
        more = tuple(_not_written(each, written, kept))
        if missing := known.get(each.kode, ()) + more:
            gaps.append(ActivityGap(each.kode, each.nama, missing))
    return replace(plan, activity_gaps=tuple(gaps))


def _not_written(activity: ActivityFacts, written: Collection[str], kept: Collection[str]) -> Iterator[str]:
    if activity.bidang != "infrastruktur":
        return
    if activity.kode not in written and (activity.lingkungan_hidup, activity.lahan) != _HARMLESS:
        yield RPLS
    if activity.kode not in kept:
        yield PEMELIHARAAN


def manuscript_findings(
    manuscript: Manuscript, plan: PlanFacts | None, kawasan: Collection[str]
) -> tuple[str, ...]:
    """Where the manuscript speaks of activities, kawasan or years that plan and baseline do not have."""
    return tuple(_findings(manuscript, plan, kawasan))


def _findings(manuscript: Manuscript, plan: PlanFacts | None, kawasan: Collection[str]) -> Iterator[str]:
    if plan is not None:
        codes = {each.kode for each in plan.kegiatan}
        for part, named in (
            ("RPLS", [each.kegiatan for each in manuscript.rpls]),
            ("Rencana pemeliharaan", [each.kegiatan for each in manuscript.pemeliharaan]),
        ):
            for kode in dict.fromkeys(named):
                if kode not in codes:
                    yield f"{part} menyebut kegiatan {kode} yang tidak ada dalam rencana."
                elif named.count(kode) > 1:
                    yield f"{part} menyebut kegiatan {kode} lebih dari satu kali."
        years = len(plan.scenario.years) - 1
        for target in manuscript.sasaran:
            if target.target and len(target.target) != years:
                yield (
                    f"Sasaran “{target.sasaran}” memuat {len(target.target)} target, sedangkan rencana mencakup "
                    f"{years} tahun."
                )
    for concept in manuscript.konsep:
        if concept.kawasan and concept.kawasan not in kawasan:
            yield f"Konsep penataan menyebut {concept.kawasan} yang tidak ada dalam baseline."
