"""The gate: every requirement of every subject, nothing hidden, and what follows for the plan."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.authority import Pelaksana
from planning.plain import Plain
from planning.plan import Activity, Jalur
from planning.process import DocumentKind, Gate, Stage
from planning.wording import Words, words
from store.canonical import canonical_text
from tests.planning.works import YEAR
from tests.workflow.dossiers import (
    TODAY,
    WHO,
    city,
    dossier,
    member,
    proof,
    records,
    requirement,
    road,
    ruling,
    shops,
    state,
    version,
    view,
    visit,
    without_baseline,
)
from workflow import checks
from workflow.checks import CHECKS, Check, Question, Result, Verdict
from workflow.conditions import CONDITIONS, holds
from workflow.dossier import Dossier
from workflow.gate import judge
from workflow.payloads import Ruling
from workflow.report import GateFinding, GateReport, Hasil, report_from, report_plain
from workflow.requirements import Aspek, Per, Requirement, RuleSet, Tingkat, WorkGroup
from workflow.rule_file import built_in

WAIVED, NOT_APPLICABLE = Ruling.WAIVED, Ruling.NOT_APPLICABLE
DAY = timedelta(days=1)
K1, K2 = road("K1"), road("K2", "002")


def rules(*requirements: Requirement) -> RuleSet:
    """The built-in kinds and groups with these requirements only."""
    return replace(built_in(), syarat=tuple(requirements))


def of_plan(kode: str = "G2-K91", **changes: Any) -> Requirement:
    return requirement("bukti", kode=kode, bukti=("rpls",), per=Per.RENCANA, **changes)


def of_activity(kode: str = "G2-K92", **changes: Any) -> Requirement:
    return requirement("bukti", kode=kode, **{"bukti": ("rks",), "per": Per.KEGIATAN} | changes)


def at_gate(
    *requirements: Requirement,
    activities: Iterable[Activity] = (K1, K2),
    gate: Gate = Gate.G2,
    today: date = TODAY,
    **process: Any,
) -> GateReport:
    process.setdefault("stage", gate.stage)
    plan = view(activities)
    return judge(dossier(plan, state(**process), rules=rules(*requirements), today=today), gate)


def digests(*activities: Activity, of: Iterable[str] | None = None) -> dict[str, str]:
    """What passed a gate, as the activities are."""
    found = dossier(view(activities)).digests
    return {kode: str(digest) for kode, digest in found.items() if of is None or kode in of}


def verdicts(report: GateReport) -> dict[str, Verdict]:
    return {f"{each.kode} {each.subjek}".strip(): each.verdik for each in report.temuan}


def only(report: GateReport) -> GateFinding:
    assert len(report.temuan) == 1
    return report.temuan[0]


# --- everything is asked --------------------------------------------------------------------------


@pytest.mark.parametrize("gate", Gate)
def test_every_requirement_of_every_subject_is_asked_once(gate: Gate) -> None:
    passed = {each: digests(K1, K2) for each in Gate if each.number < gate.number}
    report = judge(dossier(view((K1, K2)), state(gate.stage, passed=passed)), gate)
    expected = [
        (each.kode, subject)
        for each in built_in().of(gate, DocumentKind.RPLP)
        for subject in {
            Per.RENCANA: ("",),
            Per.KEGIATAN: ("K1", "K2"),
            Per.RT: ("RT 001/RW 001", "RT 002/RW 001"),
        }[each.per]
    ]
    assert [(each.kode, each.subjek) for each in report.temuan] == expected
    assert report.gerbang is gate
    assert (report.dari, report.ke) == (gate.stage, gate.leads_to)
    assert not report.late


def test_a_finding_says_what_its_requirement_says() -> None:
    asked = of_activity(
        saran="Buat.", saran_en="Make it.", verifikator=("A", "B"), tingkat=Tingkat.PERINGATAN
    )
    found = at_gate(asked, activities=(K1,), evidence=[proof(3, "rks", "K1")]).temuan[0]
    assert (found.kode, found.nama, found.nama_en, found.aspek) == (
        "G2-K92", "Syarat", "Requirement", Aspek.KELENGKAPAN,
    )  # fmt: skip
    assert (found.subjek, found.per, found.tingkat, found.verdik, found.bukti) == (
        "K1", Per.KEGIATAN, Tingkat.PERINGATAN, Verdict.TERPENUHI, (3,),
    )  # fmt: skip
    assert (found.saran, found.saran_en, found.verifikator, found.sampai) == (
        "Buat.",
        "Make it.",
        ("A", "B"),
        None,
    )


def test_a_kelurahan_of_which_nothing_is_known_is_judged_and_held() -> None:
    for gate in Gate:
        report = judge(replace(without_baseline(), state=state(gate.stage)), gate)
        assert report.hasil is Hasil.TERTAHAN
        assert report.temuan or gate is Gate.G3  # which asks activities only
        assert not any(
            each.verdik is Verdict.TIDAK_DAPAT_DINILAI and "failed" in each.dilihat for each in report.temuan
        )


def test_a_city_is_judged_by_its_own_requirements() -> None:
    report = judge(
        city(member(view()), process=state(Stage.PERSIAPAN, kind=DocumentKind.RP2KPKP, kode="35.73")), Gate.G1
    )
    assert [each.kode for each in report.temuan] == ["G1-K01", "G1-K02", "G1-K11", "G1-T02"]
    assert report.kegiatan == ()
    assert not report.judges_activities
    late = judge(
        city(member(view()), process=state(Stage.PELAKSANAAN, kind=DocumentKind.RP2KPKP, kode="35.73")),
        Gate.G3,
    )
    assert (late.temuan, late.hasil, late.percent) == ((), Hasil.LULUS, Decimal("100.0"))


def test_a_city_whose_kelurahan_have_no_plan_yet_still_needs_its_decree() -> None:
    process = state(Stage.PERSIAPAN, kind=DocumentKind.RP2KPKP, kode="35.73")
    report = judge(city(member(None), process=process), Gate.G1)
    assert verdicts(report)["G1-K01"] is Verdict.BELUM
    clean = [each | {"kawasan": ""} for each in records()]
    report = judge(city(member(view(rows=clean)), process=process), Gate.G1)
    assert verdicts(report)["G1-K01"] is Verdict.TIDAK_BERLAKU


# --- a check that fails ---------------------------------------------------------------------------


def test_a_check_that_raises_holds_the_gate_and_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(question: Question) -> Result:
        raise ZeroDivisionError("dibagi {nol}")

    monkeypatch.setitem(checks.CHECKS, "luas_sk", Check(broken, frozenset({Per.RENCANA})))
    report = at_gate(
        of_plan("G2-K81"), requirement("luas_sk", kode="G2-K82"), of_plan("G2-K83"),
        evidence=[proof(1, "rpls")],
    )  # fmt: skip
    assert verdicts(report) == {
        "G2-K81": Verdict.TERPENUHI, "G2-K82": Verdict.TIDAK_DAPAT_DINILAI, "G2-K83": Verdict.TERPENUHI,
    }  # fmt: skip
    assert report.hasil is Hasil.TERTAHAN
    assert [each.kode for each in report.blocking] == ["G2-K82"]
    assert "luas_sk" in report.blocking[0].dilihat
    assert "ZeroDivisionError: dibagi {nol}" in report.blocking[0].dilihat


def test_a_failing_check_of_one_activity_holds_that_activity_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(question: Question) -> Result:
        if question.subject == "K1":
            raise KeyError("x" * 500)
        return Result(Verdict.TERPENUHI, words("good"))

    monkeypatch.setitem(checks.CHECKS, "dampak", Check(broken, frozenset({Per.KEGIATAN})))
    report = at_gate(requirement("dampak"))
    assert (report.held, report.ready) == (("K1",), ("K2",))
    assert len(report.temuan[0].dilihat) < 300


def test_a_check_that_does_not_exist_any_more_holds() -> None:
    assert only(at_gate(requirement("tidak_ada"))).verdik is Verdict.TIDAK_DAPAT_DINILAI


def test_a_condition_that_cannot_be_judged_holds() -> None:
    applies = only(at_gate(of_plan(berlaku_bila="hujan")))
    assert (applies.verdik, applies.tingkat) == (Verdict.TIDAK_DAPAT_DINILAI, Tingkat.MENAHAN)
    weighs = only(at_gate(of_plan(tingkat=Tingkat.PERINGATAN, menahan_bila="hujan")))
    assert (weighs.verdik, weighs.tingkat) == (Verdict.BELUM, Tingkat.MENAHAN)


# --- conditions -----------------------------------------------------------------------------------


def test_a_requirement_applies_only_where_its_condition_holds() -> None:
    report = at_gate(of_activity(berlaku_bila="ekonomi"), activities=(K1, shops()))
    assert verdicts(report) == {"G2-K92 K1": Verdict.TIDAK_BERLAKU, "G2-K92 E1": Verdict.BELUM}
    assert report.ready == ("K1",)
    assert "ekonomi" in report.temuan[0].dilihat


def test_a_warning_holds_where_its_condition_holds() -> None:
    well = replace(K2, katalog="AM4")
    report = at_gate(
        of_activity(tingkat=Tingkat.PERINGATAN, menahan_bila="pengelola_wajib"), activities=(K1, well)
    )
    assert [each.tingkat for each in report.temuan] == [Tingkat.PERINGATAN, Tingkat.MENAHAN]
    assert (report.ready, report.held) == (("K1",), ("K2",))


def test_the_named_conditions() -> None:
    grant = replace(K1.dana[0], sumber="APBN-BDI-KOL")
    paid = replace(K2, dana=(grant,))
    built = dossier(view((K1, paid, shops())))
    by_city = replace(K1, pelaksana=Pelaksana.DINAS)
    prevents = replace(K1, jalur=Jalur.PENCEGAHAN)
    held = {
        name: [holds(name, built, each) for each in (K1, paid, shops(), by_city, prevents)]
        for name in CONDITIONS
    }
    yes, no = True, False
    assert held == {
        "kumuh": [yes] * 5,
        "fisik": [yes, yes, no, yes, yes],
        "ekonomi": [no, no, yes, no, no],
        "komunitas": [yes, yes, no, no, yes],
        "bdi": [no, yes, no, no, no],
        "peningkatan": [yes, yes, yes, yes, no],
        "pencegahan": [no, no, no, no, yes],
    }
    of_the_plan = [name for name in CONDITIONS if holds(name, built, None)]
    assert of_the_plan == ["kumuh", "bdi"]
    assert not holds("bdi", dossier(view((K1,))), None)


def test_a_group_of_works_is_a_condition_of_a_plan_that_has_one_of_them() -> None:
    one = replace(
        dossier(view((K1, shops()))), rules=replace(built_in(), golongan=(WorkGroup("g", ("NS2",)),))
    )
    assert [holds("g", one, each) for each in (None, K1, shops())] == [True, False, True]
    assert not holds("g", replace(one, plan=view((K1,))), None)


# --- rulings --------------------------------------------------------------------------------------


def waived(**changes: Any) -> GateFinding:
    """One requirement of the plan with a ruling."""
    today = changes.pop("today", TODAY)
    allowed = changes.pop("allowed", True)
    evidence = changes.pop("evidence", ())
    found = ruling(changes.pop("syarat", "G2-K91"), changes.pop("putusan", WAIVED), **changes)
    return only(
        at_gate(of_plan(dapat_dikesampingkan=allowed), rulings=[found], today=today, evidence=evidence)
    )


def test_a_waiver_sets_an_open_requirement_aside_and_is_printed() -> None:
    found = waived()
    assert found.verdik is Verdict.DIKESAMPINGKAN
    assert found.sampai == date(2026, 12, 31)
    assert not found.is_open
    assert not found.blocks
    for told in (WHO.nama, "2026-12-31", "SK Wali Kota 12/2026", "menunggu dinas", "none"):
        assert told in found.dilihat


def test_a_waiver_does_nothing_where_it_is_not_allowed() -> None:
    found = waived(allowed=False)
    assert (found.verdik, found.sampai, found.blocks) == (Verdict.BELUM, None, True)


def test_a_waiver_holds_until_its_day_and_no_longer() -> None:
    assert waived(sampai=TODAY).verdik is Verdict.DIKESAMPINGKAN
    assert waived(sampai=TODAY - DAY).verdik is Verdict.BELUM
    assert waived(sampai=TODAY - DAY).sampai is None


def test_a_waiver_is_not_needed_where_the_requirement_is_met() -> None:
    found = waived(evidence=[proof(1, "rpls")])
    assert (found.verdik, found.sampai) == (Verdict.TERPENUHI, None)


def test_a_waiver_of_another_requirement_does_nothing() -> None:
    assert waived(syarat="G2-K99").verdik is Verdict.BELUM


def test_a_requirement_that_could_not_be_judged_can_be_waived() -> None:
    asked = requirement("target_ha", dapat_dikesampingkan=True)
    assert only(at_gate(asked, rulings=[ruling("G2-K90")])).verdik is Verdict.DIKESAMPINGKAN
    assert only(at_gate(asked)).verdik is Verdict.TIDAK_DAPAT_DINILAI


def test_a_check_that_raises_is_not_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.CHECKS, "bukti", Check(lambda _question: 1 / 0, frozenset(Per)))  # type: ignore[arg-type,return-value]
    assert waived().verdik is Verdict.TIDAK_DAPAT_DINILAI


def test_a_waiver_of_one_activity_and_one_of_all() -> None:
    asked = of_activity(dapat_dikesampingkan=True)
    one = at_gate(asked, rulings=[ruling("G2-K92", subjek="K1")])
    assert [each.verdik for each in one.temuan] == [Verdict.DIKESAMPINGKAN, Verdict.BELUM]
    everything = at_gate(asked, rulings=[ruling("G2-K92")])
    assert [each.verdik for each in everything.temuan] == [Verdict.DIKESAMPINGKAN] * 2
    expired = at_gate(
        asked, rulings=[ruling("G2-K92", subjek="K1", sampai=TODAY - DAY), ruling("G2-K92", sampai=TODAY)]
    )
    assert [each.verdik for each in expired.temuan] == [Verdict.DIKESAMPINGKAN] * 2


def test_an_exempt_requirement_does_not_apply_and_the_reason_is_printed() -> None:
    found = waived(putusan=NOT_APPLICABLE, allowed=False, sampai=None)
    assert found.verdik is Verdict.TIDAK_BERLAKU
    assert "menunggu dinas" in found.dilihat
    assert WHO.nama in found.dilihat
    assert found.sampai is None


# --- what holds the plan --------------------------------------------------------------------------


def test_a_warning_of_the_plan_does_not_hold_it() -> None:
    report = at_gate(of_plan(tingkat=Tingkat.PERINGATAN))
    assert (report.hasil, report.blocking) == (Hasil.LULUS_BERSYARAT, ())
    assert report.summary["peringatan"] == 1


def test_an_open_requirement_of_the_plan_holds_it() -> None:
    report = at_gate(of_plan())
    assert (report.hasil, report.summary["menahan"]) == (Hasil.TERTAHAN, 1)
    assert at_gate(of_plan(), evidence=[proof(1, "rpls")]).hasil is Hasil.LULUS


def test_one_late_activity_does_not_hold_the_plan() -> None:
    report = at_gate(of_activity(), evidence=[proof(1, "rks", "K1")])
    assert (report.ready, report.held) == (("K1",), ("K2",))
    assert report.blocking == ()
    assert report.hasil is Hasil.LULUS_BERSYARAT
    assert (report.summary["kegiatan_siap"], report.summary["kegiatan_tertahan"]) == (1, 1)


def test_nothing_ready_holds_the_plan() -> None:
    report = at_gate(of_activity())
    assert (report.ready, report.nothing_ready, report.hasil) == ((), True, Hasil.TERTAHAN)
    assert report.blocking == ()


def test_a_plan_without_activities_is_held_at_every_gate_but_the_first() -> None:
    assert at_gate(activities=(), gate=Gate.G2).hasil is Hasil.TERTAHAN
    assert at_gate(activities=(), gate=Gate.G1).hasil is Hasil.LULUS


def test_the_first_gate_lets_no_activity_through() -> None:
    report = at_gate(gate=Gate.G1)
    assert (report.kegiatan, report.ready, report.nothing_ready) == ((), (), False)


def test_an_rt_that_is_still_slum_never_holds_the_plan() -> None:
    passed = {Gate.G3: digests(K1, K2)}
    report = at_gate(
        requirement("rt_keluar_kumuh", kode="G4-T91"), gate=Gate.G4, passed=passed,
    )  # fmt: skip
    assert [each.subjek for each in report.temuan] == ["RT 001/RW 001", "RT 002/RW 001"]
    assert all(each.blocks for each in report.temuan)
    assert (report.blocking, report.held, report.hasil) == ((), (), Hasil.LULUS)


def test_a_warning_about_an_activity_does_not_hold_it() -> None:
    report = at_gate(of_activity(tingkat=Tingkat.PERINGATAN))
    assert (report.ready, report.held, report.hasil) == (("K1", "K2"), (), Hasil.LULUS_BERSYARAT)


# --- which activities a gate is about -------------------------------------------------------------


def test_an_activity_that_passed_is_not_asked_again() -> None:
    report = at_gate(of_activity(), passed={Gate.G2: digests(K1, K2, of=["K1"])})
    assert (report.kegiatan, report.through) == (("K2",), 1)


def test_a_changed_activity_must_pass_again() -> None:
    passed = {Gate.G2: digests(K1, K2)}
    assert at_gate(of_activity(), passed=passed).kegiatan == ()
    dearer = replace(K1, rab=K1.rab + 1 if K1.rab else 1)
    report = at_gate(of_activity(), activities=(dearer, K2), passed=passed)
    assert (report.kegiatan, report.through) == (("K1",), 1)


def test_a_later_gate_asks_only_what_passed_the_one_before() -> None:
    passed = {Gate.G2: digests(K1, K2, of=["K2"])}
    report = at_gate(of_activity("G3-K91"), gate=Gate.G3, passed=passed)
    assert report.kegiatan == ("K2",)
    assert at_gate(of_activity("G3-K91"), gate=Gate.G3).kegiatan == ()
    assert at_gate(of_activity("G4-K91"), gate=Gate.G4, passed=passed).kegiatan == ()


def test_where_all_have_passed_already_the_plan_is_not_held_for_want_of_one() -> None:
    passed = {Gate.G2: digests(K1, K2)}
    again = at_gate(of_plan(), passed=passed, evidence=[proof(1, "rpls")])
    assert (again.late, again.ready, again.through, again.hasil) == (False, (), 2, Hasil.LULUS)


def test_a_gate_that_the_plan_has_passed_asks_only_activities() -> None:
    passed = {Gate.G2: digests(K1, K2, of=["K1"])}
    report = at_gate(of_plan(), of_activity(), stage=Stage.PELAKSANAAN, passed=passed)
    assert report.late
    assert verdicts(report) == {"G2-K92 K2": Verdict.BELUM}
    ready = at_gate(
        of_plan(), of_activity(), stage=Stage.PELAKSANAAN, passed=passed, evidence=[proof(1, "rks", "K2")],
    )  # fmt: skip
    assert (ready.ready, ready.hasil) == (("K2",), Hasil.LULUS)


def test_a_gate_behind_the_plan_with_nothing_left_lets_nothing_through() -> None:
    report = at_gate(of_activity(), stage=Stage.PELAKSANAAN, passed={Gate.G2: digests(K1, K2)})
    assert (report.late, report.nothing_ready, report.hasil) == (True, True, Hasil.TERTAHAN)


@pytest.mark.parametrize("stage", Stage)
def test_which_gates_lie_behind_a_stage(stage: Stage) -> None:
    late = [gate for gate in Gate if at_gate(gate=gate, stage=stage).late]
    assert late == list(Gate)[: list(Stage).index(stage)]


def test_evidence_from_before_planning_was_reopened_counts_where_the_rule_says_so() -> None:
    old = [proof(1, "rpls")]
    assert only(at_gate(of_plan(), evidence=old, revision=2)).verdik is Verdict.TERPENUHI
    assert only(at_gate(of_plan(per_revisi=True), evidence=old, revision=2)).verdik is Verdict.BELUM
    report = at_gate(of_plan(per_revisi=True), evidence=[proof(1, "rpls", revision=2)], revision=2)
    assert (only(report).verdik, report.revisi) == (Verdict.TERPENUHI, 2)


def test_rulings_and_records_of_another_day_do_not_change_the_file() -> None:
    one = dossier(
        view((K1,)), state(evidence=[proof(1, "rks", "K1", until=TODAY + DAY)]), rules=rules(of_activity())
    )
    assert one.unchanged_until == TODAY + DAY
    days = [judge(replace(one, today=TODAY + DAY * at), Gate.G2).hasil for at in range(3)]
    assert days == [Hasil.LULUS, Hasil.LULUS, Hasil.TERTAHAN]


# --- percent --------------------------------------------------------------------------------------


def finding(
    verdik: Verdict, at: int = 1, tingkat: Tingkat = Tingkat.PERINGATAN, per: Per = Per.RENCANA
) -> GateFinding:
    subject = "" if per is Per.RENCANA else f"K{at}"
    return GateFinding(
        f"G2-K{at % 100:02d}",
        "N",
        "N",
        Aspek.KELENGKAPAN,
        per,
        subject,
        tingkat,
        verdik,
        "x",
        ("A",),
        "S",
        "S",
    )


def report_of(*found: GateFinding, kegiatan: tuple[str, ...] = ("K1",)) -> GateReport:
    return GateReport(
        DocumentKind.RPLP, "35.73.04.1005", "Sukun", Gate.G2, TODAY, "2" * 64, 1, False, 0, kegiatan, found
    )


@pytest.mark.parametrize(
    ("met", "unmet", "percent"),
    [
        (0, 0, "100.0"), (0, 1, "0.0"), (1, 0, "100.0"), (1, 1, "50.0"), (1, 2, "33.3"), (2, 1, "66.7"),
        (1, 15, "6.3"), (3, 13, "18.8"), (1, 399, "0.3"), (1, 2000, "0.0"), (1, 1999, "0.1"), (999, 1, "99.9"),
    ],
)  # fmt: skip
def test_percent_is_rounded_half_up(met: int, unmet: int, percent: str) -> None:
    found = [finding(Verdict.TERPENUHI)] * met + [finding(Verdict.BELUM)] * unmet
    report = report_of(*found)
    assert str(report.percent) == percent
    assert report.summary["persen"] == percent


def test_percent_counts_what_applies_and_a_waiver_as_not_met() -> None:
    report = report_of(*map(finding, Verdict))
    assert report.applicable == 4
    assert report.percent == Decimal("25.0")
    assert report.counts == dict.fromkeys(Verdict, 1)


def test_percent_decides_nothing() -> None:
    nearly = [finding(Verdict.TERPENUHI, at) for at in range(99)]
    held = report_of(*nearly, finding(Verdict.BELUM, 99, Tingkat.MENAHAN))
    assert (held.percent, held.hasil) == (Decimal("99.0"), Hasil.TERTAHAN)
    free = report_of(finding(Verdict.BELUM), finding(Verdict.TIDAK_DAPAT_DINILAI))
    assert (free.percent, free.hasil) == (Decimal("0.0"), Hasil.LULUS_BERSYARAT)


FINDINGS = st.lists(
    st.builds(
        finding, st.sampled_from(Verdict), st.integers(1, 3), st.sampled_from(Tingkat), st.sampled_from(Per)
    ),
    max_size=8,
)


@given(FINDINGS, st.sets(st.sampled_from(("K1", "K2", "K3"))).map(lambda each: tuple(sorted(each))))
def test_what_follows_from_any_findings(found: list[GateFinding], kegiatan: tuple[str, ...]) -> None:
    report = report_of(*found, kegiatan=kegiatan)
    opened = (Verdict.BELUM, Verdict.TIDAK_DAPAT_DINILAI)
    holding = [each for each in found if each.verdik in opened and each.tingkat is Tingkat.MENAHAN]
    held = {each.subjek for each in holding if each.per is Per.KEGIATAN}
    assert set(report.ready) == set(kegiatan) - held
    assert set(report.held) == set(kegiatan) & held
    plan_held = any(each.per is Per.RENCANA for each in holding) or not report.ready
    assert (report.hasil is Hasil.TERTAHAN) == plan_held
    if report.hasil is Hasil.LULUS:
        assert all(each.verdik not in opened for each in found if each.per is not Per.RT)


# --- keeping a report -----------------------------------------------------------------------------


def kept(report: GateReport) -> GateReport:
    data: dict[str, Plain] = report_plain(report)
    return report_from(json.loads(canonical_text(data)))


def whole(gate: Gate) -> Dossier:
    """A file in which every verdict occurs."""
    seen = [visit(0), visit(50, TODAY), visit(100, date(2026, 8, 1))]
    process = state(
        gate.stage,
        evidence=[proof(1, "rks", "K1", nomor="7"), proof(2, "rpls", accepted=False, note="{kosong}")],
        rulings=[
            ruling("G2-K05"),
            ruling("G2-K21", subjek="K1"),
            ruling("G1-K06"),
            ruling("G4-K07", NOT_APPLICABLE),
        ],
        monitored=seen,
        passed={Gate.G2: digests(K1, K2), Gate.G3: digests(K1, K2)} if gate.number > 2 else {},
    )
    later = [each | {"tahun": str(YEAR + 2)} for each in records()]
    return dossier(view((K1, K2)), process, document=version(), later=later)


@pytest.mark.parametrize("gate", Gate)
def test_a_report_comes_back_from_what_was_kept(gate: Gate) -> None:
    report = judge(whole(gate), gate)
    again = kept(report)
    assert again == report
    assert (again.hasil, again.percent, again.summary) == (report.hasil, report.percent, report.summary)
    assert report_plain(again) == report_plain(report)


def test_a_report_of_a_gate_behind_the_plan_comes_back_as_one() -> None:
    passed = {Gate.G2: digests(K1, K2, of=["K1"])}
    report = at_gate(of_activity(), stage=Stage.PELAKSANAAN, passed=passed, revision=3)
    assert (report.late, report.through, report.revisi) == (True, 1, 3)
    assert kept(report) == report


def test_what_was_looked_at_can_still_be_said_in_another_language() -> None:
    report = judge(whole(Gate.G2), Gate.G2)
    found = next(each for each in kept(report).temuan if each.verdik is Verdict.DIKESAMPINGKAN)
    assert isinstance(found.dilihat, Words)
    told = found.dilihat.said(
        lambda text: text.replace("waived by", "dikesampingkan oleh").replace("none", "tidak ada")
    )
    assert told.startswith("dikesampingkan oleh Siti Aminah")
    assert told.endswith("tidak ada")
    assert found.sampai == date(2026, 12, 31)


def test_every_verdict_occurs_in_what_was_kept() -> None:
    seen = {each.verdik for gate in Gate for each in judge(whole(gate), gate).temuan}
    assert seen >= set(Verdict) - {Verdict.TIDAK_DAPAT_DINILAI}


def test_judging_twice_says_the_same() -> None:
    assert judge(whole(Gate.G2), Gate.G2) == judge(whole(Gate.G2), Gate.G2)


def test_no_built_in_check_fails_on_a_usual_file() -> None:
    for gate in Gate:
        for each in judge(whole(gate), gate).temuan:
            assert "failed" not in each.dilihat, each
    assert CHECKS
