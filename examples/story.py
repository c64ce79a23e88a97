"""One plan through all five stages: Kelurahan Sukun from its first survey to keberlanjutan, 2026 to 2031.

Everything in it is illustrative: people, papers, votes and days. It runs in a database of its own on a calendar of
its own, through the same use cases as every face, and comes out the same each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten
from typing import Final

from examples.evidence import evidence_file
from examples.office import BY_ACCOUNT, LABEL, PEOPLE, Calendar, make_room, verifier
from examples.papers import (
    AGREEMENT,
    ATTENDANCE,
    BUILT,
    DESIGN,
    HANDED_OVER,
    HEARING,
    KEPT,
    LATE_HAND_OVER,
    READINESS,
    TEAM,
    VERIFIED,
    Paper,
    groups,
)
from examples.walk import SUKUN
from generators.document_files import Format
from generators.pdf.writing import Engine
from generators.rplp.document import render_rplp
from generators.saving import require_writable, save, write_whole
from intake.importing import import_baseline, import_territory
from intake.plan_importing import import_plan
from planning.catalogue import Catalogue, Komponen
from planning.funding import Commitment
from planning.plan import Activity
from planning.process import Gate
from planning.quantity import to_decimal
from planning.roles import Act
from planning.rules import RULE_2018
from planning.wording import Translate, Words, said, words
from store.database import Database
from workflow.deciding import vote
from workflow.drafting import Drafting
from workflow.errors import GateHeld
from workflow.evidencing import EvidenceFacts, add_evidence, judge_evidence
from workflow.granting import Appointment, grant_role
from workflow.minutes import minutes, verification_sheet
from workflow.monitoring import Visit, monitor
from workflow.payloads import Choice, Decided, Mutu
from workflow.ratifying import ratify
from workflow.reading import check_gate, process_state
from workflow.ruling import waive
from workflow.standing import standing_of
from workflow.state import ProcessState
from workflow.submitting import submit

_WIDTH: Final = 150
_SK: Final = "188.45/000/ILUSTRATIF/2025"
_SK_DAY: Final = date(2025, 3, 3)
_LATE: Final = "K-057"
"""The activity that is not finished when all others are; it does not hold the plan."""


@dataclass(frozen=True)
class Scene:
    """One scene: what happens, and the use cases that make it happen; `run` answers with the lines to show."""

    text: Words
    run: Callable[[], tuple[str, ...]]


def story(home: Path, folder: Path, translate: Translate, indonesian: Translate) -> Iterator[Scene]:
    """The scenes in their order; each has to be run before the next is asked for.

    `home` is a folder for a database of the story's own, which takes the place of one that an earlier story left
    there. Documents go into `folder`; they are Indonesian whatever language the lines are in. Raises `OSError`.
    """
    make_room(home)
    with ExitStack() as stack:
        sukun = stack.enter_context(as_file(files("examples").joinpath("sukun")))
        desk = Path(stack.enter_context(TemporaryDirectory()))
        yield from _Story(home, folder, desk, sukun, translate, indonesian).scenes()


class _Story:
    """What the scenes share: the calendar, the accounts, the papers that are on the desk."""

    def __init__(
        self, home: Path, folder: Path, desk: Path, sukun: Path, translate: Translate, indonesian: Translate
    ) -> None:
        self.home, self.folder, self.desk, self.sukun = home, folder, desk, sukun
        self.translate, self.indonesian = translate, indonesian
        self.calendar = Calendar()
        self.visited = self.calendar.today
        self.accounts = {
            each.akun: Database.in_folder(home, actor=each.akun, clock=self.calendar) for each in PEOPLE
        }

    def scenes(self) -> Iterator[Scene]:
        """The whole way, in order."""
        for day, text, act in (
            (date(2026, 1, 5), words("An office opens: territory, accounts and roles"), self._open),
            (date(2026, 1, 19), words("The first survey comes in, with the papers at hand"), self._survey),
            (date(2026, 2, 2), words("Persiapan: submitted too early"), partial(self._try, Gate.G1)),
            (date(2026, 2, 23), words("What the refusal named is brought"), self._complete),
            (date(2026, 3, 2), words("Pokja decides at G1"), partial(self._decide, Gate.G1)),
            (date(2026, 4, 13), words("Perencanaan: the plan comes in"), self._plan),
            (date(2026, 4, 14), words("Submitted with nothing but the plan"), partial(self._try, Gate.G2)),
            (date(2026, 7, 6), words("Papers for the works of 2026 and 2027, and the RPLP"), self._prepare),
            (date(2026, 7, 13), words("Submitted while one signature is missing"), partial(self._try, Gate.G2)),
            (date(2026, 7, 20), words("The BKM ratifies; Pokja returns the plan"), self._returned),
            (date(2026, 9, 7), words("The hearing is held again; Pokja decides at G2"), self._heard_again),
            (date(2026, 12, 21), words("Pelaksanaan: built, but submitted without papers"), self._too_early),
            (date(2027, 10, 4), words("Papers of the later works are ready: released late at G2"), self._release),
            (date(2030, 12, 9), words("Everything but one activity is built; Pokja decides at G3"), self._built),
            (date(2031, 1, 13), words("Pemantauan: submitted without an endline"), partial(self._try, Gate.G4)),
            (date(2031, 2, 17), words("The endline of 2030 and its papers; one hand-over is late"), self._endline),
            (date(2031, 2, 24), words("The chair waives that hand-over for a time"), self._waived),
            (date(2031, 3, 3), words("Pokja decides at G4: keberlanjutan"), partial(self._decide, Gate.G4)),
            (date(2031, 3, 10), words("The auditor reads everything"), self._audit),
        ):  # fmt: skip
            yield Scene(words("{day}  {text}", day=day.isoformat(), text=text), partial(self._on, day, act))

    def _on(self, day: date, act: Callable[[], tuple[Words, ...]]) -> tuple[str, ...]:
        self.calendar.today = day
        return tuple(shorten(said(each, self.translate), _WIDTH, placeholder=" …") for each in act())

    # --- Acts that scenes are made of ---

    def _state(self) -> ProcessState:
        return process_state(self.accounts["auditor"], SUKUN).state

    def _activities(self) -> tuple[Catalogue, tuple[Activity, ...]]:
        view = process_state(self.accounts["auditor"], SUKUN).plan
        assert view is not None  # noqa: S101 - the scenes that ask come after the plan
        return view.catalogue, view.plan.kegiatan

    def _hand_in(
        self, papers: Sequence[Paper], activities: Sequence[Activity] = (), *, replaces: int | None = None
    ) -> list[int]:
        """Hand papers in, one file each for all activities that it is about; the numbers that they got."""
        dossier = process_state(self.accounts["auditor"], SUKUN)
        kinds = dossier.rules.kinds
        about = groups(dossier.plan.catalogue, activities) if dossier.plan else {}
        numbers: list[int] = []
        for paper in papers:
            subjects = about[paper.untuk] if paper.untuk else ()
            if paper.untuk and not subjects:
                continue
            number = len(dossier.state.evidence) + len(numbers) + 1
            facts = EvidenceFacts(
                paper.jenis,
                f"{number:03}/ILUSTRATIF/{self.calendar.today.year}" if kinds[paper.jenis].bernomor else "",
                self.calendar.today,
                BY_ACCOUNT[paper.penandatangan].nama,
                subjects,
                mengganti=replaces,
            )
            path = self.desk / f"{number:03}_{paper.jenis}_{LABEL}.{paper.format}"
            path.write_bytes(
                evidence_file(
                    paper.format,
                    kinds[paper.jenis].nama,
                    number=facts.nomor,
                    day=facts.tanggal,
                    signatory=facts.penandatangan,
                    subjects=subjects,
                )
            )
            add_evidence(self.accounts[paper.pembawa], SUKUN, path, facts)
            path.unlink()
            numbers.append(number)
        return numbers

    def _accept(self, numbers: Sequence[int]) -> None:
        dossier = process_state(self.accounts["auditor"], SUKUN)
        for number in numbers:
            added = dossier.state.evidence[number].added
            account = verifier(dossier.rules, added.jenis, added.oleh.akun)
            judge_evidence(self.accounts[account], SUKUN, number, accepted=True)

    def _bring(self, papers: Sequence[Paper], activities: Sequence[Activity] = ()) -> Words:
        numbers = self._hand_in(papers, activities)
        self._accept(numbers)
        if len(numbers) == 1:
            return words("evidence {number} comes in and is accepted", number=numbers[0])
        return words(
            "evidence {first} to {last} comes in and is accepted", first=numbers[0], last=numbers[-1]
        )

    def _try(self, gate: Gate) -> tuple[Words, ...]:
        """Submit where the gate still holds the plan: the refusal, as it names what is missing."""
        try:
            submit(self.accounts["konsultan"], SUKUN, gate=gate)
        except GateHeld as refusal:
            head = words("Refused at {gate} [{code}]:", gate=gate.value, code=refusal.code)
            return (head, *map(_short, refusal.lines))
        raise AssertionError(f"{gate} should hold the plan")

    def _decide(
        self, gate: Gate, votes: Sequence[tuple[str, Choice, str]] = (), *, both: bool = True
    ) -> tuple[Words, ...]:
        """Submit, vote until it is decided, and write the berita acara."""
        submit(self.accounts["konsultan"], SUKUN, gate=gate)
        lines = []
        for account, choice, reason in votes or _APPROVALS:
            receipt = vote(self.accounts[account], SUKUN, choice, reason=reason)
            lines.append(_vote_line(account, choice, reason))
            if receipt.state.open is None:
                break
        ended = self._state().submissions[-1].ended
        assert isinstance(ended, Decided)  # noqa: S101 - the votes above meet the quorum
        lines.append(
            words(
                "Decision: {outcome}; {before} → {after}",
                outcome=ended.putusan.value, before=ended.dari.value, after=ended.ke.value,
            )
        )  # fmt: skip
        if ended.kegiatan:
            lines.append(words("{count} activities pass {gate}", count=len(ended.kegiatan), gate=gate.value))
        return (*lines, *self._write_minutes(both=both))

    def _write_minutes(self, *, both: bool) -> Iterator[Words]:
        formats = tuple(Format) if both else (Format.PDF,)
        snapshot, made = minutes(
            self.accounts["auditor"], SUKUN, self.indonesian, formats=formats, label=LABEL
        )
        return self._written(f"BERITA_ACARA_{SUKUN.text}_{snapshot.nomor}", made)

    def _written(self, name: str, made: dict[Format, bytes]) -> Iterator[Words]:
        require_writable(self.folder)
        for each, data in made.items():
            yield words("written: {name}", name=write_whole(self.folder / f"{name}.{each}", data).name)

    # --- Persiapan ---

    def _open(self) -> tuple[Words, ...]:
        admin = self.accounts["admin"]
        admin.upgrade()
        for each in PEOPLE:
            grant_role(
                admin,
                Appointment(
                    each.akun, each.nama, each.jabatan, each.peran, each.unit, each.wilayah,
                    self.calendar.today, surat=f"000/{LABEL.upper()}/2026",
                ),
            )  # fmt: skip
        for name in ("wilayah.csv", "kelurahan.geojson", "rt_ilustratif.geojson"):
            import_territory(
                admin, self.sukun / name, following=Drafting(f"berkas {name}", act=Act.CONFIGURE)
            )
        return (words("{count} accounts: {names}", count=len(PEOPLE), names=", ".join(BY_ACCOUNT)),)

    def _import_survey(self, name: str) -> Words:
        done = import_baseline(
            self.accounts["konsultan"],
            self.sukun / name,
            rule=RULE_2018,
            sk_number=_SK,
            sk_date=_SK_DAY,
            following=Drafting(f"survei {name}"),
        )
        (baseline,) = done.baselines
        return words(
            "baseline {number} of {year}: {file}", number=baseline.number, year=baseline.tahun, file=name
        )

    def _survey(self) -> tuple[Words, ...]:
        survey = self._import_survey("baseline_ilustratif.csv")
        numbers = self._hand_in(READINESS)
        attendance = numbers[4]
        self._accept([each for each in numbers if each != attendance])
        note = "Tanda tangan peserta perempuan belum ada"
        judge_evidence(self.accounts["lurah"], SUKUN, attendance, accepted=False, note=note)
        self._hand_in(TEAM)
        return (
            survey,
            words("evidence {number} is rejected: {note}", number=attendance, note=note),
            words("the decree of the planning team lies there and nobody has looked at it yet"),
        )

    def _complete(self) -> tuple[Words, ...]:
        survey = self._import_survey("baseline_lengkap_ilustratif.csv")
        state = self._state()
        rejected = next(
            each.number for each in state.evidence.values() if each.verdict and not each.verdict.diterima
        )
        waiting = [each.number for each in state.evidence.values() if each.verdict is None]
        newer = self._hand_in(ATTENDANCE, replaces=rejected)
        self._accept([*waiting, *newer])
        brought = self._bring(VERIFIED)
        sheet = verification_sheet(
            self.accounts["auditor"],
            check_gate(self.accounts["auditor"], SUKUN),
            self.indonesian,
            formats=tuple(Format),
            label=LABEL,
        )
        return (
            survey,
            words("evidence {number} replaces evidence {old}", number=newer[0], old=rejected),
            brought,
            *self._written(f"LEMBAR_VERIFIKASI_{SUKUN.text}_G1", sheet),
        )

    # --- Perencanaan ---

    def _import_plan(self, base: int) -> Words:
        """The example's plan on the complete survey; with `base` its second version, where later money is promised."""
        folder = self.desk / f"rencana_{LABEL}_{base + 1}"
        folder.mkdir()
        for path in (self.sukun / "rencana_ilustratif").iterdir():
            text = path.read_text(encoding="utf-8")
            if path.name == "rencana.csv":
                text = text.replace("\nbaseline,1\n", "\nbaseline,2\n")
                text = text.replace("\nversi_dasar,0\n", f"\nversi_dasar,{base}\n")
            elif path.name == "dana.csv" and base:
                text = text.replace(",indikatif,\n", f",komitmen,Surat komitmen 2028–2030 ({LABEL})\n")
            (folder / path.name).write_text(text, encoding="utf-8", newline="")
        done = import_plan(
            self.accounts["konsultan"], SUKUN, folder, following=Drafting("rencana", of_plan=True)
        )
        assert done.version is not None, done.findings  # noqa: S101 - the example's own plan
        return words(
            "plan version {number}: {count} activities",
            number=done.version.number, count=len(self._activities()[1]),
        )  # fmt: skip

    def _plan(self) -> tuple[Words, ...]:
        return (self._import_plan(0),)

    def _prepare(self) -> tuple[Words, ...]:
        _, before = self._activities()
        soon = [each.kode for each in before if _is_sure(each)]
        plan = self._import_plan(1)
        paths = self._render(Engine.PLUTO)
        _, activities = self._activities()
        wanted = [each for each in activities if each.kode in soon]
        brought = self._bring((*AGREEMENT, *HEARING, *DESIGN), wanted)
        ratify(self.accounts["lurah"], SUKUN)
        return (
            plan,
            words("{count} activities have their money by 2027", count=len(soon)),
            brought,
            *paths,
            words("{who} ratifies the RPLP", who=BY_ACCOUNT["lurah"].nama),
        )

    def _render(self, engine: Engine, *, final: bool = False) -> tuple[Words, ...]:
        done = render_rplp(
            self.accounts["konsultan"],
            SUKUN,
            engine=engine,
            final=final,
            following=Drafting("dokumen"),
            standing=standing_of,
        )
        return tuple(words("written: {name}", name=path.name) for path in save(done, self.folder))

    def _returned(self) -> tuple[Words, ...]:
        ratify(self.accounts["bkm"], SUKUN)
        reason = "Uji publik belum dihadiri perempuan dan MBR dari Kawasan RW 09; ulangi di sana."
        return self._decide(
            Gate.G2,
            (
                ("anggota.bappeda", Choice.APPROVE, ""),
                ("ketua", Choice.RETURN, reason),
            ),
            both=False,
        )

    def _heard_again(self) -> tuple[Words, ...]:
        lines = []
        for paper in HEARING:
            old = max(
                each.number
                for each in self._state().evidence.values()
                if each.added.jenis == paper.jenis and each.replaced_by is None
            )
            newer = self._hand_in([paper], replaces=old)
            self._accept(newer)
            lines.append(words("evidence {number} replaces evidence {old}", number=newer[0], old=old))
        held = check_gate(self.accounts["konsultan"], SUKUN).report
        assert held is not None  # noqa: S101 - a gate ends perencanaan
        lines.append(
            words(
                "{ready} activities are ready, {held} wait and do not hold the plan",
                ready=len(held.ready), held=len(held.held),
            )
        )  # fmt: skip
        return (*lines, *self._decide(Gate.G2), *self._render(Engine.WEASYPRINT, final=True))

    # --- Pelaksanaan ---

    def _monitoring(self) -> Words:
        """The visits that fell due since the last time: the beginning, about the half, the end of each work."""
        until = self.calendar.today
        _, activities = self._activities()
        through = self._state().passed_through(Gate.G2)
        visits = sorted(
            (day, each.kode, percent)
            for each in activities
            if each.kode in through
            for day, percent in _visits(each)
            if self.visited < day <= until
        )
        by_code = {each.kode: each for each in activities}
        for day, kode, percent in visits:
            self.calendar.today = day
            self._visit(by_code[kode], percent)
        self.calendar.today = self.visited = until
        return words(
            "{count} visits of monitoring from {first} to {last}",
            count=len(visits), first=visits[0][0].isoformat(), last=visits[-1][0].isoformat(),
        )  # fmt: skip

    def _visit(self, activity: Activity, percent: int) -> None:
        done = percent == 100
        monitor(
            self.accounts["fasilitator"],
            SUKUN,
            Visit(
                activity.kode,
                self.calendar.today,
                percent,
                activity.jumlah if done else None,
                activity.funded * percent // 100,
                (activity.manfaat.kk or 0) if done else None,
                Mutu.SESUAI if done else None,
                activity.lintang,
                activity.bujur,
                LABEL,
            ),
        )

    def _too_early(self) -> tuple[Words, ...]:
        return (self._monitoring(), *self._try(Gate.G3))

    def _release(self) -> tuple[Words, ...]:
        seen = self._monitoring()
        _, activities = self._activities()
        through = self._state().passed_through(Gate.G2)
        late = [each for each in activities if each.kode not in through]
        brought = self._bring(DESIGN, late)
        return (seen, brought, *self._decide(Gate.G2, both=False))

    def _built(self) -> tuple[Words, ...]:
        seen = self._monitoring()
        _, activities = self._activities()
        brought = self._bring(BUILT, [each for each in activities if each.kode != _LATE])
        report = check_gate(self.accounts["konsultan"], SUKUN).report
        assert report is not None  # noqa: S101 - a gate ends pelaksanaan
        held = words("not finished, and not holding the others: {codes}", codes=", ".join(report.held))
        return (seen, brought, held, *self._decide(Gate.G3, both=False))

    # --- Pemantauan ---

    def _endline(self) -> tuple[Words, ...]:
        survey = self._import_survey("endline_ilustratif.csv")
        catalogue, activities = self._activities()
        through = self._state().passed_through(Gate.G3)
        built = [each for each in activities if each.kode in through]
        for each in built:
            if catalogue.by_code[each.katalog].komponen is Komponen.INFRASTRUKTUR:
                self._visit(each, 100)
        brought = self._bring((*KEPT, *HANDED_OVER), built)
        checked = check_gate(self.accounts["konsultan"], SUKUN)
        report, dossier = checked.report, checked.dossier
        assert report is not None and dossier.plan is not None  # noqa: S101, PT018 - pemantauan has both
        left = sum(each.area for each in dossier.outcomes.values() if each.slum and each.kawasan)
        before = dossier.plan.scenario.summary[0].left
        return (
            survey,
            words(
                "slum area: {before} ha in the baseline, {after} ha in the endline",
                before=f"{to_decimal(before):f}", after=f"{to_decimal(left):f}",
            ),
            brought,
            *(
                words("held: {activity} by {code} {name}: {seen}", activity=each.subjek, code=each.kode,
                      name=each.name, seen=each.dilihat)
                for each in report.temuan if each.blocks and each.subjek in report.held
            ),
        )  # fmt: skip

    def _waived(self) -> tuple[Words, ...]:
        reason = "Serah terima hidran menunggu pencatatan aset oleh BKAD"
        waive(
            self.accounts["ketua"],
            SUKUN,
            "G4-K05",
            subject=LATE_HAND_OVER,
            reason=reason,
            authority=f"Surat Ketua Pokja 000/{LABEL.upper()}/2031",
            until=date(2031, 12, 31),
        )
        report = check_gate(self.accounts["konsultan"], SUKUN).report
        assert report is not None  # noqa: S101 - a gate ends pemantauan
        return tuple(
            words("{code} {activity}: {seen}", code=each.kode, activity=each.subjek, seen=each.dilihat)
            for each in report.temuan
            if each.sampai is not None
        )

    def _audit(self) -> tuple[Words, ...]:
        state = self._state()
        return (
            words(
                "{stage}: {events} events, {evidence} pieces of evidence, {count} submissions, {waived} waived",
                stage=state.stage.value, events=state.version, evidence=len(state.evidence),
                count=len(state.submissions), waived=len(state.rulings),
            ),
        )  # fmt: skip


_APPROVALS: Final = (
    ("anggota.bappeda", Choice.APPROVE, ""),
    ("anggota.camat", Choice.APPROVE, ""),
    ("ketua", Choice.APPROVE, ""),
)


def _short(line: Words) -> Words:
    """A line of a refusal without its advice: what is missing, and from whom."""
    values = line.values
    if "code" not in values:
        return line
    if "count" in values:
        return words(
            "{code} {name}: {count} activities: {seen}",
            code=values["code"], name=values["name"], count=values["count"], seen=values["seen"],
        )  # fmt: skip
    return words("{code} {name}: {seen}", code=values["code"], name=values["name"], seen=values["seen"])


def _vote_line(account: str, choice: Choice, reason: str) -> Words:
    person = BY_ACCOUNT[account]
    if reason:
        return words(
            "{who}, {unit}: {choice}: {reason}",
            who=person.nama, unit=person.unit, choice=choice.value, reason=reason,
        )  # fmt: skip
    return words("{who}, {unit}: {choice}", who=person.nama, unit=person.unit, choice=choice.value)


def _is_sure(activity: Activity) -> bool:
    return all(line.status is not Commitment.INDIKATIF for line in activity.dana)


def _visits(activity: Activity) -> Iterator[tuple[date, int]]:
    """When an activity is looked at, and how far it is by then."""
    first, last = activity.tahun_mulai, activity.tahun_selesai
    months = (10, 11, 12) if first == 2026 else (3, 7, 11)
    yield date(first, months[0], 12), 0
    yield date(first, months[1], 9), 50
    if activity.kode != _LATE:
        yield date(last, months[2] if last == first else 11, 16), 100
