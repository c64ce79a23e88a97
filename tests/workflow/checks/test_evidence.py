"""Checks that read evidence: whose it is, who accepted it, whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from intake.catalogue import built_in as built_in_catalogue
from planning.catalogue import Catalogue, CatalogueEntry
from tests.workflow.checks.cases import MET, UNMET, Case, each_of, holds
from tests.workflow.dossiers import TODAY, ask, dossier, proof, road, shops, state, view
from workflow.checks import Result
from workflow.state import Evidence

DAY = timedelta(days=1)


def lies(
    *evidence: Evidence,
    kinds: Iterable[str] = ("gambar_ded",),
    of: str = "",
    revision: int = 1,
    **changes: Any,
) -> Result:
    """What the check `bukti` says of this evidence, of the plan or an activity."""
    plan = view((road(), road("K2", "002")))
    return ask(
        "bukti", dossier(plan, state(evidence=evidence, revision=revision)), of, bukti=tuple(kinds), **changes
    )


def menu(**changes: Any) -> Catalogue:
    """The built-in menu with the road screened otherwise."""
    catalogue = built_in_catalogue()
    entries: list[CatalogueEntry] = [
        replace(each, **changes) if each.kode == "JL1" else each for each in catalogue.kegiatan
    ]
    return replace(catalogue, kegiatan=tuple(entries))


def screened(uji: str, classed: str, *kinds: str, katalog: str = "JL1", **proofs: Any) -> Result:
    """The screening of K1, whose work has the class, with accepted evidence of some kinds."""
    name = "lingkungan_hidup" if uji == "sg_lingkungan" else "lahan"
    plan = view((road(katalog=katalog),), catalogue=menu(**{name: classed}))
    evidence = [proof(number, kind, "K1", **proofs) for number, kind in enumerate(kinds, 1)]
    return ask(uji, dossier(plan, state(evidence=evidence)), "K1", bukti=("sppl",))


def estimate(*evidence: Evidence, **changes: Any) -> Result:
    return ask("rab", dossier(view((road(**changes),)), state(evidence=evidence)), "K1", bukti=("rab",))


def upkeep(*evidence: Evidence, **changes: Any) -> Result:
    return ask(
        "kpp", dossier(view((road(**changes),)), state(evidence=evidence)), "K1", bukti=("rencana_op",)
    )


DED = "gambar_ded"
LAND = {
    "S-1": "hibah_lahan", "S-2": "izin_pakai", "S-3": "izin_dilalui", "S-4": "larap", "S-6": "ba_konsolidasi_tanah",
    "S-7": "ipp",
}  # fmt: skip
CASES = (
    Case("bukti", UNMET, "Detailed design drawings: none", lies),
    Case("bukti", MET, "Detailed design drawings (evidence 1), accepted", lambda: lies(proof(1, DED))),
    Case("bukti", MET, "number 12/B (evidence 1)", lambda: lies(proof(1, DED, nomor="12/B"))),
    Case("bukti", UNMET, "evidence 1 is not verified yet", lambda: lies(proof(1, DED, accepted=None))),
    Case("bukti", UNMET, "rejected (buram)", lambda: lies(proof(1, DED, accepted=False, note="buram"))),
    Case("bukti", UNMET, "rejected (–)", lambda: lies(proof(1, DED, accepted=False))),
    Case("bukti", MET, "accepted", lambda: lies(proof(1, DED, until=TODAY))),
    Case("bukti", UNMET, "valid until 2026-03-09", lambda: lies(proof(1, DED, until=TODAY - DAY))),
    Case("bukti", UNMET, "none", lambda: lies(proof(1, DED, replaced_by=2), proof(2, "rks"))),
    Case("bukti", UNMET, "none", lambda: lies(proof(1, DED), of="K1")),
    Case("bukti", MET, "accepted", lambda: lies(proof(1, DED, "K1"), of="K1")),
    Case("bukti", UNMET, "none", lambda: lies(proof(1, DED, "K1"), of="K2")),
    Case("bukti", MET, "accepted", lambda: lies(proof(1, DED, "K1", "K2"), of="K2")),
    Case("bukti", UNMET, "none", lambda: lies(proof(1, DED, "K1"))),
    Case("bukti", MET, "accepted", lambda: lies(proof(1, "rks"), kinds=(DED, "rks"))),
    Case(
        "bukti",
        UNMET,
        "Detailed design drawings: none",
        lambda: lies(proof(1, "rks"), kinds=(DED, "rks"), bukti_semua=True),
    ),
    Case("bukti", MET, "; ", lambda: lies(proof(1, "rks"), proof(2, DED), kinds=(DED, "rks"), bukti_semua=True)),
    Case("bukti", UNMET, "before planning was reopened", lambda: lies(proof(1, DED), revision=2, per_revisi=True)),
    Case(
        "bukti", UNMET, "before planning was reopened",
        lambda: lies(proof(1, DED, until=TODAY), revision=2, per_revisi=True),
    ),
    Case("bukti", MET, "accepted", lambda: lies(proof(1, DED), revision=2)),
    Case("bukti", MET, "accepted", lambda: lies(proof(1, DED, revision=2), revision=2, per_revisi=True)),
    Case("bukti", MET, "evidence 1", lambda: lies(proof(1, DED), proof(2, DED, accepted=False))),
    Case("bukti", UNMET, "jenis_lain: none", lambda: lies(kinds=("jenis_lain",))),
    Case("rab", MET, "accepted", lambda: estimate(proof(1, "rab", "K1"))),
    Case("rab", UNMET, "none", estimate),
    Case("rab", UNMET, "no total", lambda: estimate(proof(1, "rab", "K1"), rab=None)),
    Case("rab", UNMET, "no total", lambda: estimate(proof(1, "rab", "K1"), rab=0)),
    Case("kpp", MET, "accepted", lambda: upkeep(proof(1, "rencana_op", "K1"))),
    Case("kpp", UNMET, "none", upkeep),
    Case("kpp", UNMET, "no group", lambda: upkeep(proof(1, "rencana_op", "K1"), kpp="")),
    Case("sg_lingkungan", MET, "no document needed", lambda: screened("sg_lingkungan", "L-D")),
    Case("sg_lingkungan", MET, "UKL-UPL", lambda: screened("sg_lingkungan", "L-B", "ukl_upl")),
    Case("sg_lingkungan", UNMET, "UKL-UPL", lambda: screened("sg_lingkungan", "L-B", "sppl")),
    Case("sg_lingkungan", UNMET, "AMDAL scale", lambda: screened("sg_lingkungan", "L-A", "amdal", "ukl_upl")),
    Case("sg_lingkungan", MET, "SPPL", lambda: screened("sg_lingkungan", "L-C", "sppl")),
    Case("sg_lingkungan", MET, "UKL-UPL", lambda: screened("sg_lingkungan", "L-C", "ukl_upl")),
    Case("sg_lingkungan", UNMET, "none", lambda: screened("sg_lingkungan", "L-C", "amdal")),
    Case("sg_lingkungan", UNMET, "none", lambda: screened("sg_lingkungan", "L-C", katalog="XX9")),
    *(
        Case("sg_sosial", MET, "accepted", lambda classed=classed, kind=kind: screened("sg_sosial", classed, kind))  # type: ignore[misc]
        for classed, kind in LAND.items()
    ),
    *(
        Case("sg_sosial", UNMET, "none", lambda classed=classed: screened("sg_sosial", classed, "pernyataan_lahan"))  # type: ignore[misc]
        for classed in LAND
    ),
    Case("sg_sosial", UNMET, "200 persons", lambda: screened("sg_sosial", "S-5", *LAND.values())),
    *(
        Case("sg_sosial", MET, "accepted", lambda kind=kind: screened("sg_sosial", "S-0", kind))  # type: ignore[misc]
        for kind in ("pernyataan_lahan", "hibah_lahan", "izin_pakai", "izin_dilalui")
    ),
    Case("sg_sosial", UNMET, "none", lambda: screened("sg_sosial", "S-0", "larap")),
    Case("sg_sosial", UNMET, "not verified", lambda: screened("sg_sosial", "S-1", "hibah_lahan", accepted=None)),
    Case(
        "sg_sosial", MET, "nothing is built",
        lambda: ask("sg_sosial", dossier(view((shops(),))), "E1", bukti=("pernyataan_lahan",)),
    ),
)  # fmt: skip


@each_of(CASES)
def test_a_check_of_evidence(case: Case) -> None:
    holds(case)


def test_every_piece_that_was_looked_at_is_named() -> None:
    assert lies(proof(1, DED, accepted=False), proof(7, DED)).bukti == (1, 7)
    assert lies(proof(1, DED, accepted=False), proof(2, DED, "K1")).bukti == (1,)


def test_the_state_of_the_newest_is_told() -> None:
    assert (
        "evidence 2 is not verified" in lies(proof(2, DED, accepted=None), proof(1, DED, accepted=False)).seen
    )


def test_all_kinds_that_are_lacking_are_told_and_no_other() -> None:
    seen = lies(proof(1, "rks"), kinds=(DED, "rks", "rab"), bukti_semua=True).seen
    assert seen == "Detailed design drawings: none; Cost estimate: none"
