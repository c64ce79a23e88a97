"""The story: one plan through all five stages, and at each refusal exactly what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest

from examples.office import PEOPLE
from examples.story import story
from examples.walk import SUKUN
from intake.evidence_file import read_evidence_file
from language import translator
from planning.process import Gate, Move, Stage, Status
from planning.wording import Translate
from store.database import Database
from store.events import EventKind, events_after
from store.processes import processes_at
from workflow.payloads import Decided, Outcome, Ruling, Submitted
from workflow.reading import evidence_bytes, process_state

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = {"LEMBAR_VERIFIKASI_35.73.04.1005_G1", "RPLP_35.73.04.1005_v1", "RPLP_35.73.04.1005_v2"}


@dataclass(frozen=True)
class Told:
    """A story that was told: its database, its documents, and the lines of each scene by its day."""

    database: Database
    folder: Path
    lines: dict[str, tuple[str, ...]]


def tell(base: Path, translate: Translate = str) -> Told:
    lines = {}
    for scene in story(base / "home", base / "documents", translate, translator("id")):
        lines[scene.text[:10]] = scene.run()
    return Told(Database.in_folder(base / "home", actor="auditor"), base / "documents", lines)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return tell(tmp_path_factory.mktemp("cerita"))


def data_of_events(database: Database) -> list[tuple[object, ...]]:
    def all_of_them() -> Iterator[tuple[object, ...]]:
        with database.read() as unit:
            last = 0
            while found := events_after(unit, last):
                yield from ((e.id, e.at, e.actor, e.kind, e.subject, e.data) for e in found)
                last = found[-1].id

    return list(all_of_them())


def test_it_ends_in_keberlanjutan_and_the_table_says_so_too(told: Told) -> None:
    state = process_state(told.database, SUKUN).state
    assert (state.stage, state.position.status) == (Stage.KEBERLANJUTAN, Status.DRAFT)
    with told.database.read() as unit:
        (row,) = processes_at(unit, [SUKUN])
    assert row is not None
    assert state.last is not None
    assert (row.stage, row.status, row.revision, row.version) == (
        state.stage,
        state.position.status,
        state.revision,
        state.version,
    )
    assert (row.rules, row.since, row.entered) == (state.rules, state.since, state.entered)
    assert (row.submission, row.event_id) == (None, state.last.id)


@pytest.mark.parametrize(
    ("day", "gate", "codes"),
    [
        ("2026-02-02", "G1", "K04 K05 K08 K10"),
        ("2026-04-14", "G2", "K01 K02 K03 K04 K23 K10 K11 K12 K13 K14 K15 K16 K17 K18 K19 K20"),
        ("2026-07-13", "G2", "K04"),
        ("2026-12-21", "G3", "K01 K02 K03 K04 K05 K06 K07 K08 T01 T03 T05"),
        ("2031-01-13", "G4", "K03 K06 K01 K04 K05"),
    ],
)
def test_each_refusal_names_exactly_what_is_missing(told: Told, day: str, gate: str, codes: str) -> None:
    refused = [line for line in told.lines[day] if line.startswith("Refused at")]
    assert refused == [f"Refused at {gate} [N403]:"]
    named = [found[0] for line in told.lines[day] if (found := re.match(r"G\d-[KT]\d\d(?= )", line))]
    assert named == [f"{gate}-{code}" for code in codes.split()]


def test_nothing_else_is_refused(told: Told) -> None:
    assert sum(line.startswith("Refused at") for lines in told.lines.values() for line in lines) == 5


def test_it_is_returned_once_waived_once_and_released_late_once(told: Told) -> None:
    state = process_state(told.database, SUKUN).state
    ended = [each.ended for each in state.submissions]
    decisions = [each for each in ended if isinstance(each, Decided)]
    assert len(decisions) == len(ended) == 6
    approved, returned = Outcome.APPROVED, Outcome.RETURNED
    assert [(each.gerbang, each.langkah, each.putusan, len(each.kegiatan)) for each in decisions] == [
        (Gate.G1, Move.ADVANCE, approved, 0),
        (Gate.G2, Move.ADVANCE, returned, 0),
        (Gate.G2, Move.ADVANCE, approved, 16),
        (Gate.G2, Move.RELEASE, approved, 41),
        (Gate.G3, Move.ADVANCE, approved, 56),
        (Gate.G4, Move.ADVANCE, approved, 56),
    ]
    assert decisions[1].alasan.startswith("Uji publik")
    assert [(each.dari, each.ke) for each in decisions][3] == (Stage.PELAKSANAAN, Stage.PELAKSANAAN)
    ((key, ruled),) = state.rulings.items()
    assert (key, ruled.putusan, ruled.oleh.akun) == (("G4-K05", "K-031"), Ruling.WAIVED, "ketua")
    assert ruled.alasan
    assert ruled.dasar
    assert ruled.sampai is not None


def test_one_late_activity_does_not_hold_the_plan(told: Told) -> None:
    state = process_state(told.database, SUKUN).state
    assert set(state.passed_through(Gate.G2)) - set(state.passed_through(Gate.G3)) == {"K-057"}


def test_who_prepared_has_no_vote(told: Told) -> None:
    for each in process_state(told.database, SUKUN).state.submissions:
        submitted: Submitted = each.submitted
        assert {"konsultan", "fasilitator"} >= set(submitted.penyusun)
        assert {seat.akun for seat in submitted.kursi} == {
            person.akun for person in PEOPLE if "pokja" in person.peran
        }


def test_the_events_tell_it_in_order(told: Told) -> None:
    events = data_of_events(told.database)
    assert [each[0] for each in events] == list(range(1, len(events) + 1))
    process = [each[3] for each in events if str(each[4]).startswith("process/")]
    quiet = {EventKind.EVIDENCE_ADDED, EventKind.EVIDENCE_JUDGED, EventKind.WORK_MONITORED}
    moves = [kind for kind, _ in groupby(kind for kind in process if kind not in quiet)]
    decision = [EventKind.PLAN_SUBMITTED, EventKind.VOTE_CAST, EventKind.SUBMISSION_DECIDED]
    assert moves == [
        EventKind.PROCESS_STARTED,
        *decision,
        EventKind.DOCUMENT_RATIFIED,
        *decision * 4,
        EventKind.REQUIREMENT_RULED,
        *decision,
    ]
    assert [each[3] for each in events if each[3] is EventKind.BASELINE_IMPORTED] == [
        EventKind.BASELINE_IMPORTED
    ] * 3
    assert {person.akun for person in PEOPLE} - {each[2] for each in events} == {"auditor"}


def test_every_decision_has_its_berita_acara(told: Told) -> None:
    names = {path.stem for path in told.folder.glob("*.pdf")}
    assert names == DOCUMENTS | {f"BERITA_ACARA_35.73.04.1005_{number}" for number in range(1, 7)}
    both = {path.stem for path in told.folder.glob("*.docx")}
    assert both == DOCUMENTS | {f"BERITA_ACARA_35.73.04.1005_{number}" for number in (1, 3, 6)}
    written = [line for lines in told.lines.values() for line in lines if line.startswith("written: ")]
    assert sorted(line.removeprefix("written: ") for line in written) == sorted(
        path.name for path in told.folder.iterdir()
    )


def test_evidence_is_labelled_and_acceptable(told: Told, tmp_path: Path) -> None:
    state = process_state(told.database, SUKUN).state
    media = set()
    for number, each in state.evidence.items():
        name, data = evidence_bytes(told.database, SUKUN, number)
        assert "ilustratif" in name
        (tmp_path / name).write_bytes(data)
        media.add(read_evidence_file(tmp_path / name).media_type)
        assert each.added.penandatangan.endswith("(ilustratif)")
        if each.added.media == "application/pdf":
            assert each.added.nomor == "" or "ILUSTRATIF" in each.added.nomor
    assert len(media) == 4


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The same story once more, in Indonesian."""
    return tell(tmp_path_factory.mktemp("cerita"), translator("id"))


def test_the_same_story_twice_is_the_same_in_any_language(told: Told, again: Told) -> None:
    assert data_of_events(again.database) == data_of_events(told.database)
    assert sorted(path.name for path in again.folder.iterdir()) == sorted(
        path.name for path in told.folder.iterdir()
    )
    for path in told.folder.iterdir():
        assert (again.folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_page_of_the_guide_quotes_the_story(again: Told) -> None:
    page = (ROOT / "docs" / "panduan" / "cerita.md").read_text(encoding="utf-8")
    said = [line for lines in again.lines.values() for line in lines]
    blocks = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    quoted = [line for block in blocks for line in block.splitlines()]
    assert sum(line.startswith("Ditolak pada") for line in quoted) == 5
    assert [line for line in quoted if line != "…" and line not in said] == []


def test_a_database_that_is_no_storys_stays(tmp_path: Path) -> None:
    Database.in_folder(tmp_path).upgrade()
    before = (tmp_path / "nahkoda.db").read_bytes()
    with pytest.raises(FileExistsError):
        next(story(tmp_path, tmp_path / "documents", str, str))
    assert (tmp_path / "nahkoda.db").read_bytes() == before


def test_a_story_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    for _ in range(2):
        first = next(story(tmp_path / "home", tmp_path / "documents", str, str))
        assert first.run()[0].startswith(f"{len(PEOPLE)} accounts")
