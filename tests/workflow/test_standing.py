"""What a document prints of its process: it follows the events, and is the same as long as nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from generators.document_files import Format
from generators.errors import NotApproved
from generators.facts.process import DecisionFacts, ProcessFacts, RatificationFacts, StageFacts
from generators.pdf.writing import Engine
from generators.rplp.document import render_rplp
from generators.version_keeping import Rendered
from planning.territory import TerritoryCode
from store.documents import VersionState
from tests.workflow.processes import (
    ACTIVITIES,
    CHAIR,
    KODE,
    KOTA,
    MEMBERS,
    World,
    advance,
    approve,
    baseline,
    bring,
    draft_document,
    draft_plan,
    fulfil,
    furnish,
    people,
    prove,
    rules,
    see,
    submit_now,
    world_of,
)
from workflow.deciding import vote
from workflow.drafting import Drafting
from workflow.evidencing import judge_evidence
from workflow.payloads import Choice
from workflow.ratifying import ratify
from workflow.revising import reopen
from workflow.ruling import exempt, waive
from workflow.standing import READINESS, standing_of
from workflow.submitting import withdraw


@pytest.fixture
def world(database_url: str, home: Path) -> Iterator[World]:
    with world_of(database_url, home) as made:
        yield furnish(made)


def facts(world: World, code: TerritoryCode = KODE) -> ProcessFacts:
    with world.as_("konsultan").read() as unit:
        found = standing_of(unit, code)
    assert found is not None
    return found


def open_codes(world: World) -> set[str]:
    gate = facts(world).gate
    assert gate is not None
    return {each.kode for each in gate.open}


def test_nothing_is_known_of_a_place_without_survey_and_process(database_url: str, home: Path) -> None:
    with world_of(database_url, home) as world:
        people(world)
        with world.as_("konsultan").read() as unit:
            assert standing_of(unit, KODE) is None
        rules(world)
        baseline(world)
        found = facts(world)
    assert (found.stage, found.revision, found.approved) == ("persiapan", 1, False)
    assert found.stages[0] == StageFacts("persiapan", "berjalan", None, None)
    assert {each.state for each in found.stages[1:]} == {"belum"}
    assert found.gate is not None
    assert (found.gate.kode, found.gate.dari, found.gate.ke) == ("G1", "persiapan", "perencanaan")
    assert (found.readiness, found.decisions) == ((), ())


def test_stages_and_decisions_bear_their_days(world: World) -> None:
    bring(world, "sk_kumuh")
    world.clock.turn(days=10)
    advance(world, 1)
    # Late in the evening in UTC it is the next day in Malang.
    world.clock.turn(days=5, hours=12)
    fulfil(world)
    submit_now(world)
    vote(world.as_(CHAIR), KODE, Choice.RETURN, reason="Lengkapi")
    world.clock.turn(days=1)
    submit_now(world)
    withdraw(world.as_("konsultan"), KODE, reason="Salah berkas")
    found = facts(world)
    assert found.stages[:3] == (
        StageFacts("persiapan", "selesai", date(2026, 3, 2), date(2026, 3, 12)),
        StageFacts("perencanaan", "berjalan", date(2026, 3, 12), None),
        StageFacts("pelaksanaan", "belum", None, None),
    )
    assert [
        (each.number, each.putusan, each.tanggal, each.setuju, each.kegiatan) for each in found.decisions
    ] == [
        (1, "disetujui", date(2026, 3, 12), 2, 0),
        (2, "dikembalikan", date(2026, 3, 18), 0, 0),
        (3, "ditarik", date(2026, 3, 19), 0, 0),
    ]
    assert found.decisions[1] == DecisionFacts(
        2, "perencanaan", "pelaksanaan", "dikembalikan", date(2026, 3, 18), "Lengkapi", 0, 4, 0
    )


def test_what_lies_with_pokja_changes_nothing_that_is_printed(world: World) -> None:
    advance(world, 1)
    fulfil(world)
    before = facts(world)
    submit_now(world)
    assert facts(world) == before
    vote(world.as_(MEMBERS[0]), KODE, Choice.APPROVE)
    world.clock.turn(days=3)
    assert facts(world) == before
    vote(world.as_(CHAIR), KODE, Choice.APPROVE)
    after = facts(world)
    assert [each.putusan for each in after.decisions] == ["disetujui", "disetujui"]
    assert after.decisions[-1].kegiatan == len(ACTIVITIES)
    assert after.stages[2].since == world.clock.today


def test_the_report_bears_the_day_since_which_it_reads_so(world: World) -> None:
    advance(world, 1)
    begun = world.clock.today
    last = date(2026, 4, 10)
    prove(world, "gambar_ded", subjects=ACTIVITIES[:1], until=last)
    gate = facts(world).gate
    assert gate is not None
    assert gate.tanggal == begun
    world.clock.turn(days=20)
    assert facts(world).gate == gate
    while world.clock.today <= last:
        world.clock.turn(days=1)
    after = facts(world).gate
    assert after is not None
    assert after.tanggal == date(2026, 4, 11) == world.clock.today
    assert sum(each.terpenuhi for each in after.aspek) < sum(each.terpenuhi for each in gate.aspek)
    world.clock.turn(days=50)
    assert facts(world).gate == after


def test_a_requirement_that_is_not_met_stands_once_with_all_it_is_about(world: World) -> None:
    advance(world, 1)
    gate = facts(world).gate
    assert gate is not None
    assert (gate.kode, gate.hasil) == ("G2", "tertahan")
    held = {each.kode: each for each in gate.open}
    assert held["G2-K10"].subjek == ACTIVITIES
    assert held["G2-K04"].subjek == ("Rencana",)
    assert [each.menahan for each in gate.open] == sorted((each.menahan for each in gate.open), reverse=True)
    assert [each.kode for each in gate.open if not each.menahan] == ["G2-K05"]
    assert {each.aspek: (each.terpenuhi, each.berlaku) for each in gate.aspek} == {
        "kelengkapan": (0, 5), "ketepatan": (0, 0),
    }  # fmt: skip


def test_readiness_is_of_the_first_year_that_is_not_finished(world: World) -> None:
    advance(world, 1)
    prove(world, "gambar_ded", subjects=ACTIVITIES[:1])
    found = facts(world)
    assert found.readiness_items == tuple(name for name, _codes in READINESS)
    assert [(each.kode, each.siap) for each in found.readiness] == [
        (ACTIVITIES[0], True), (ACTIVITIES[1], False), (ACTIVITIES[2], False),
    ]  # fmt: skip
    # What the rules of the place do not ask of an activity does not apply.
    assert [each.cells[0].verdik for each in found.readiness] == ["lengkap", "belum", "belum"]
    assert {cell.verdik for each in found.readiness for cell in each.cells[1:]} == {"tidak berlaku"}
    assert found.readiness[1].cells[0].kurang == ("DED: gambar, spesifikasi, dan RKS",)
    fulfil(world)
    submit_now(world)
    approve(world)
    for kode in ACTIVITIES:
        see(world, kode)
    submit_now(world)
    approve(world)
    assert facts(world).readiness == ()


def test_a_ratification_stands_for_later_versions_of_the_same_plan_only(world: World) -> None:
    advance(world, 1)
    assert "G2-K04" in open_codes(world)
    for account in ("lurah", "bkm"):
        ratify(world.as_(account), KODE)
    signed = facts(world)
    assert signed.ratified == (
        RatificationFacts("Jabatan lurah", "Lurah (uji)", world.clock.today, "-"),
        RatificationFacts("Jabatan bkm", "Bkm (uji)", world.clock.today, "-"),
    )
    assert "G2-K04" not in open_codes(world)
    draft_document(world, "the same plan, printed again")
    assert facts(world) == signed
    draft_plan(world, "another plan")
    assert facts(world).ratified == ()
    assert "G2-K04" in open_codes(world)


def test_waivers_and_what_does_not_apply_are_told_while_they_hold(world: World) -> None:
    advance(world, 1)
    waive(
        world.as_(CHAIR), KODE, "G2-K05", reason="Musyawarah bulan depan", authority="Surat 5/2026",
        until=date(2026, 3, 20),
    )  # fmt: skip
    exempt(world.as_("askot"), KODE, "G2-K10", subject=ACTIVITIES[1], reason="Tanpa konstruksi")
    waived, spared = facts(world).waivers
    assert (waived.kode, waived.subjek, waived.dasar, waived.oleh, waived.sampai) == (
        "G2-K05", "Rencana", "Surat 5/2026", "Ketua (uji)", date(2026, 3, 20),
    )  # fmt: skip
    assert (spared.kode, spared.subjek, spared.alasan, spared.sampai) == (
        "G2-K10", ACTIVITIES[1], "Tanpa konstruksi", None,
    )  # fmt: skip
    assert facts(world).readiness[1].cells[0].verdik == "tidak berlaku"
    world.clock.turn(days=30)
    assert facts(world).waivers == (spared,)


def test_evidence_and_visits_are_listed_with_how_they_stand(world: World) -> None:
    first = bring(world, "sk_kumuh").state.evidence
    bring(world, "sk_kumuh", instead=len(first))
    judge_evidence(world.as_(CHAIR), KODE, 2, accepted=True)
    bring(world, "gambar_ded", subjects=ACTIVITIES[:2])
    found = facts(world).evidence
    assert [each.nomor for each in found] == ["sk_kumuh/1", "sk_kumuh/1", "gambar_ded/1"]
    assert [(each.number, each.jenis, each.status, each.kegiatan) for each in found] == [
        (1, "SK penetapan lokasi kumuh", "diganti", ()),
        (2, "SK penetapan lokasi kumuh", "diterima", ()),
        (3, "Gambar DED", "menunggu", ACTIVITIES[:2]),
    ]
    advance(world, 2)
    see(world, ACTIVITIES[0])
    (visit,) = facts(world).monitoring
    assert (visit.kode, visit.tanggal, visit.progres, visit.mutu) == (
        ACTIVITIES[0], world.clock.today, "100", "sesuai",
    )  # fmt: skip


def test_screening_is_that_of_the_catalogue_until_evidence_says_otherwise(world: World) -> None:
    advance(world, 1)
    first = facts(world).screening
    assert [(each.kode, each.lingkungan, each.sosial, each.dokumen) for each in first] == [
        (kode, "L-C", "S-0", ()) for kode in ACTIVITIES
    ]


def test_approved_is_exactly_this_survey_and_plan_while_the_decision_stands(world: World) -> None:
    advance(world, 1)
    assert not facts(world).approved
    advance(world, 1)
    assert facts(world).approved
    draft_document(world, "printed again")
    assert facts(world).approved
    reopen(world.as_(CHAIR), KODE, reason="Longsor")
    assert not facts(world).approved
    draft_plan(world, "after the landslide")
    draft_document(world, "after the landslide")
    fulfil(world)
    submit_now(world)
    approve(world)
    assert facts(world).approved
    assert facts(world).revision == 2


def test_the_plan_of_a_city_has_its_own_process(world: World) -> None:
    found = facts(world, KOTA)
    assert (found.stage, found.readiness, found.screening) == ("persiapan", (), ())
    assert found.gate is not None
    assert all(each.kode.startswith("G1-") for each in found.gate.open)


# ---------------------------------------------------------------- documents


def rendered(world: World, *, final: bool = False) -> tuple[Rendered, Drafting]:
    drafting = Drafting("dokumen dicetak ulang")
    done = render_rplp(
        world.as_("konsultan"), KODE, [Format.PDF, Format.DOCX], engine=Engine.PLUTO, final=final,
        following=drafting, standing=standing_of,
    )  # fmt: skip
    return done, drafting


def test_a_document_printed_again_is_the_same_and_lets_no_submission_fall(world: World) -> None:
    advance(world, 1)
    first, _ = rendered(world)
    assert first.version.plan_id is not None
    fulfil(world)
    proved, _ = rendered(world)
    assert proved.version.number == first.version.number + 1
    for account in ("lurah", "bkm"):
        ratify(world.as_(account), KODE)
    submit_now(world)
    world.clock.turn(days=2)
    with pytest.raises(NotApproved, match="not approved as it is now"):
        rendered(world, final=True)
    assert world.state().open is not None
    # The ratification is printed too, so this is another version; but the next one is not.
    approve(world)
    final, drafting = rendered(world, final=True)
    assert (final.version.state, final.created, drafting.voided) == (VersionState.FINAL, True, [])
    assert dict(final.version.toolchain)["engine"] == "pluto"
    again, _ = rendered(world, final=True)
    assert (again.created, again.version) == (False, final.version)
    draft, _ = rendered(world)
    assert (draft.version.state, draft.version.number) == (VersionState.DRAFT, final.version.number + 1)
    event = [each for each in world.events() if '"state":"final"' in each.data]
    assert [each.subject for each in event] == [f"rplp/{KODE.text}/{final.version.number}"]


def test_no_final_version_after_planning_was_opened_again(world: World) -> None:
    advance(world, 2)
    reopen(world.as_(CHAIR), KODE, reason="Longsor")
    with pytest.raises(NotApproved):
        rendered(world, final=True)
