"""Dossiers for tests, made in memory: one small kelurahan with a plan, its process, evidence and monitoring.

RT 001 and 002 lie in kawasan A, RT 003 outside. Every builder makes the good case; a test changes one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from generators.views.plan import PlanView
from intake.catalogue import built_in as built_in_catalogue
from planning.authority import Pelaksana, Skala
from planning.catalogue import Catalogue
from planning.funding import Commitment, FundingLine
from planning.plan import Activity, Beneficiaries, Jalur, Location, Plan, PlanSettings
from planning.process import DocumentKind, Gate, Stage, Status
from planning.roles import Actor, Role
from planning.rollup import tally
from planning.scenario import scenario_of
from planning.territory import TerritoryCode
from store.baselines import Baseline, SurveyImport
from store.canonical import Digest, digest_of
from store.documents import Version, VersionState
from store.plans import PlanVersion
from store.rt_outlines import RtOutline
from store.territories import Outline
from tests.planning.reading import survey
from tests.planning.works import KODE, YEAR, rt_of
from workflow.checks import CHECKS, Question, Result
from workflow.dossier import CityPlan, Dossier, Member
from workflow.payloads import EvidenceAdded, EvidenceJudged, Monitored, Mutu, Ratified, Ruled, Ruling
from workflow.requirements import Per, Requirement, RuleSet, Tingkat
from workflow.rule_file import built_in
from workflow.stages import Position
from workflow.state import Evidence, ProcessState

TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WHO = Actor("siti", "Siti Aminah", "Sekretaris Pokja", Role.KETUA_POKJA.value, "Bappeda", "35.73")
RUPIAH = 30_000_000
SLUM = {"2a": "100", "3a": "40", "5a": "40", "6a": "40"}
"""Twenty points: ringan begins at 16."""
Record = dict[str, str]


def records(*changes: Mapping[str, str], year: int = YEAR) -> list[Record]:
    """The three RT; each of `changes` alters one of them, in order."""
    size = {"tahun": str(year), "luas_sk_ha": "2"}
    rts = [
        rt_of("001", size | SLUM),
        rt_of("002", size | SLUM),
        rt_of("003", size | {"kawasan": ""}),
    ]
    return [rt | dict(changes[at] if at < len(changes) else {}) for at, rt in enumerate(rts)]


def road(kode: str = "K1", rt: str = "001", **changes: Any) -> Activity:
    """A paved road that takes 100 m of 2a away: 5 points less, within gap and price, with committed money."""
    good = Activity(
        kode, "JL1", f"Jalan {kode}", Jalur.PENINGKATAN, Skala.LINGKUNGAN, Pelaksana.KSM, YEAR + 1, YEAR + 2,
        jumlah=Decimal(150),
        rab=RUPIAH,
        manfaat=Beneficiaries(40, 160, 80, 20),
        kpp="KPP Melati",
        kode_kabkota=f"RK-{kode}",
        lokasi=(Location("001", rt, YEAR + 1, "2a", Decimal(100)),),
        dana=(FundingLine("APBD-KAB", YEAR + 1, RUPIAH, Commitment.DIANGGARKAN, "DPA 2026"),),
    )  # fmt: skip
    return replace(good, **changes)


def shops(kode: str = "E1", **changes: Any) -> Activity:
    """A livelihood activity for MBR households inside the delineation."""
    good = replace(
        road(kode),
        katalog="NS2",
        jumlah=Decimal(1),
        pelaksana=Pelaksana.BKM,
        lokasi=(Location("001", "001", YEAR + 1),),
    )
    return replace(good, **changes)


def baseline(
    year: int = YEAR, *, number: int = 1, refused: int = 0, sk_date: date | None = date(2024, 5, 17)
) -> Baseline:
    """The baseline of a year, as stored."""
    source = SurveyImport(
        number, Digest("a" * 64), "survei.xlsx", "2018", "188.45/1", sk_date, None, bool(refused), 3, refused,
        NOON, "surveyor",
    )  # fmt: skip
    return Baseline(number, KODE, "Sukun", year, number, 3, refused, source)


def view(
    activities: Iterable[Activity] | None = None,
    *,
    rows: Iterable[Record] | None = None,
    settings: PlanSettings | None = None,
    catalogue: Catalogue | None = None,
    on: Baseline | None = None,
) -> PlanView:
    """A plan played through on its baseline; one good road unless told otherwise."""
    kegiatan = (road(),) if activities is None else tuple(activities)
    plan = Plan(KODE, 1, settings or PlanSettings(YEAR + 1, YEAR + 3), kegiatan)
    totals = tally(survey(list(rows) if rows is not None else records()))
    version = PlanVersion(
        1, KODE, 1, 1, Digest("b" * 64), Digest("c" * 64), Digest("d" * 64), "rencana.xlsx", NOON, "planner"
    )
    return PlanView(
        TerritoryCode(KODE), "Sukun", version, on or baseline(), catalogue or built_in_catalogue(),
        scenario_of(plan, totals),
    )  # fmt: skip


def version(
    *, baseline_id: int | None = 1, plan_id: int | None = 1, formats: Iterable[str] = ("docx", "pdf")
) -> Version:
    """A rendered version of the RPLP."""
    files = tuple((name, Digest(f"{at}" * 64)) for at, name in enumerate(sorted(formats), 1))
    return Version(
        1, DocumentKind.RPLP, KODE, 3, VersionState.DRAFT, baseline_id, Digest("e" * 64), Digest("f" * 64),
        Digest("0" * 64), (), files, NOON, "renderer", plan_id,
    )  # fmt: skip


def ratification(role: Role, of: Version | None = None, *, revisi: int = 1) -> Ratified:
    """Lurah or BKM ratified exactly these bytes."""
    files = tuple(sorted(digest for _name, digest in (of or version()).files))
    return Ratified(replace(WHO, peran=role.value), 3, files, revisi)


def proof(
    number: int,
    kind: str,
    *subjects: str,
    accepted: bool | None = True,
    until: date | None = None,
    revision: int = 1,
    replaced_by: int | None = None,
    nomor: str = "",
    day: date | None = None,
    note: str = "",
) -> Evidence:
    """A piece of evidence; `accepted` None is not verified."""
    added = EvidenceAdded(
        WHO, number, kind, nomor, day, "", subjects, until, f"{kind}.pdf", "application/pdf", "1" * 64
    )
    judged = None if accepted is None else EvidenceJudged(WHO, number, "1" * 64, accepted, note)
    return Evidence(added, NOON, revision, judged, replaced_by)


def visit(kemajuan: int, day: date = date(2026, 6, 1), kegiatan: str = "K1", **seen: Any) -> Monitored:
    """What monitoring saw; a finished work is seen completely."""
    full: dict[str, Any] = (
        {"volume": Decimal(150), "biaya": RUPIAH, "kk": 40, "mutu": Mutu.SESUAI} if kemajuan == 100 else {}
    )
    return Monitored(WHO, kegiatan, day, kemajuan, **(full | seen))


def ruling(
    syarat: str,
    putusan: Ruling = Ruling.WAIVED,
    *,
    subjek: str = "",
    sampai: date | None = date(2026, 12, 31),
    revisi: int = 1,
) -> Ruled:
    """What the chair said about a requirement."""
    return Ruled(WHO, syarat, subjek, putusan, "menunggu dinas", "SK Wali Kota 12/2026", sampai, revisi)


def state(
    stage: Stage = Stage.PERENCANAAN,
    *,
    evidence: Iterable[Evidence] = (),
    rulings: Iterable[Ruled] = (),
    monitored: Iterable[Monitored] = (),
    ratified: Iterable[Ratified] = (),
    passed: Mapping[Gate, Mapping[str, str]] | None = None,
    revision: int = 1,
    kind: DocumentKind = DocumentKind.RPLP,
    kode: str = KODE,
) -> ProcessState:
    """Where a process stands, as its events would add up to."""
    by_activity: dict[str, tuple[Monitored, ...]] = {}
    for each in monitored:
        by_activity[each.kegiatan] = (*by_activity.get(each.kegiatan, ()), each)
    return ProcessState(
        kind,
        kode,
        Position(stage, Status.DRAFT),
        revision,
        rules="2" * 64,
        evidence={each.number: each for each in evidence},
        rulings={(each.syarat, each.subjek): each for each in rulings},
        ratified=tuple(ratified),
        monitored=by_activity,
        passed=dict(passed or {}),
    )


def dossier(
    plan: PlanView | str | None = "",
    process: ProcessState | None = None,
    *,
    rules: RuleSet | None = None,
    rows: Iterable[Record] | None = None,
    first: Baseline | None = None,
    later: Iterable[Record] | None = None,
    document: Version | None = None,
    today: date = TODAY,
    outline: str | None = None,
    rt_outlines: Iterable[RtOutline] = (),
    printed: Iterable[str] | None = None,
    city_codes: Iterable[str] | None = None,
) -> Dossier:
    """The file of the kelurahan; `plan` None is no plan, `later` the rows of a survey one year after the plan.

    `printed` are the activities that the RPLP lists: those of the plan unless told otherwise; `city_codes` those of
    an RP2KP-KP, of which there is no version without them.
    """
    given = list(rows) if rows is not None else records()
    of_plan = view(rows=given, on=first) if isinstance(plan, str) else plan
    one = first or (of_plan.baseline if of_plan else baseline())
    last = list(later) if later is not None else None
    baselines = (one,) if last is None else (one, baseline(int(last[0]["tahun"]), number=2))
    before = survey(given)
    return Dossier(
        DocumentKind.RPLP,
        TerritoryCode(KODE),
        "Sukun",
        today,
        process or state(),
        rules or built_in(),
        of_plan,
        baselines,
        before,
        before if last is None else survey(last),
        document,
        Outline(KODE, outline, digest_of(outline.encode())) if outline else None,
        tuple(rt_outlines),
        frozenset(
            (each.kode for each in of_plan.plan.kegiatan) if printed is None and of_plan else printed or ()
        ),
        None if city_codes is None else CityPlan(4, frozenset(city_codes)),
    )


def city(*members: Member, process: ProcessState | None = None, rules: RuleSet | None = None) -> Dossier:
    """The file of the kab/kota."""
    return Dossier(
        DocumentKind.RP2KPKP,
        TerritoryCode("35.73"),
        "Kota Malang",
        TODAY,
        process or state(kind=DocumentKind.RP2KPKP, kode="35.73"),
        rules or built_in(),
        None,
        (),
        None,
        None,
        None,
        None,
        members=members,
    )


def member(plan: PlanView | None, *baselines: Baseline, code: str = KODE) -> Member:
    """A kelurahan of the city."""
    return Member(code, None, baselines or (baseline(),), plan)


def without_baseline() -> Dossier:
    """A kelurahan of which nothing is known."""
    return replace(dossier(None), baselines=(), first=None, latest=None)


def requirement(uji: str = "bukti", **changes: Any) -> Requirement:
    """A requirement of gate 2 that asks a check; per what the check can be asked of."""
    per = next(each for each in Per if each in CHECKS[uji].per) if uji in CHECKS else Per.RENCANA
    good = Requirement(
        "G2-K90", "Syarat", "Requirement", (DocumentKind.RPLP,), per, Tingkat.MENAHAN, ("Askot",),
        (Role.ASKOT,), uji, "Lengkapi.", "Complete it.",
    )  # fmt: skip
    return replace(good, **changes)


def ask(
    uji: str,
    of: Dossier,
    activity: str = "",
    *,
    rt: tuple[str, str] | None = None,
    **changes: Any,
) -> Result:
    """What a check says, of the plan, of an activity by its code, or of an RT."""
    subject = of.by_code[activity] if activity else None
    return CHECKS[uji].run(Question(of, requirement(uji, **changes), subject, rt))
