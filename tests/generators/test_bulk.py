"""Many documents by several processes: the same bytes, one failure stops no other, a run goes on where it ended."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from generators import bulk
from generators.bulk import AHEAD, Outcome, render_all, surveyed
from generators.document_files import Format, Progress, quiet
from generators.errors import Fault, NothingToRender, OverrideFaults, RenderingFailed
from generators.pdf.writing import Engine
from generators.rplp import document as rplp
from generators.rplp.document import Edition, render_rplp
from intake.importing import import_baseline
from planning.errors import NahkodaError
from planning.process import DocumentKind
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from planning.wording import words
from store.database import Database
from store.documents import versions_of
from tests.cli.running import survey
from workflow.errors import GateHeld

AREA = TerritoryCode("35.73")
CODES = tuple(TerritoryCode(f"35.73.04.100{number}") for number in range(1, 6))
DEADLY, WRONG = CODES[1], CODES[3]


def quick(edition: Edition, _progress: Progress = quiet) -> dict[Format, bytes]:
    """Stands for the making of pages where they do not matter."""
    return {each: f"{each} {edition.code.text} {edition.number}".encode() for each in edition.formats}


def deadly(edition: Edition, progress: Progress = quiet) -> dict[Format, bytes]:
    """As `quick`; one document kills its process, as the kernel does for want of memory, and one is a defect."""
    if edition.code == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    if edition.code == WRONG:
        raise ZeroDivisionError("a defect")
    return quick(edition, progress)


def first_real(edition: Edition, progress: Progress = quiet) -> dict[Format, bytes]:
    """The first document as it is made, the others as `quick`."""
    return (rplp.make_edition if edition.code == CODES[0] else quick)(edition, progress)


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    """Five kelurahan of one RT, each with its survey."""
    for code in CODES:
        row = {"kode_kelurahan": code.text, "kelurahan": f"Kelurahan {code.text[-1]}", "2b": 200}
        import_baseline(database, survey(tmp_path / f"{code.text}.csv", row), rule=RULE_2018)
    return database


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "make_edition", quick)


def all_of(outcomes: Iterator[Outcome]) -> dict[TerritoryCode, Outcome]:
    found = list(outcomes)
    assert len({each.code for each in found}) == len(found)
    return {each.code: each for each in found}


def numbers(database: Database) -> list[list[int]]:
    with database.read() as unit:
        return [[each.number for each in versions_of(unit, DocumentKind.RPLP, code)] for code in CODES]


def test_the_bytes_are_those_of_one_process(filled: Database) -> None:
    code = CODES[0]
    done = all_of(render_all(filled, [code], workers=1))[code].done
    assert done is not None
    assert done.created
    assert dict(done.version.toolchain)["engine"] == "pluto"
    assert set(done.files) == set(Format)
    with filled.read() as unit:
        edition = rplp.prepare_rplp(unit, code, engine=Engine.PLUTO)
    assert edition.is_there
    assert rplp.make_edition(edition) == done.files
    assert render_rplp(filled, code, engine=Engine.PLUTO).created is False


@pytest.mark.usefixtures("fast")
def test_what_is_there_is_not_made_again_and_a_broken_off_run_goes_on(filled: Database) -> None:
    run = render_all(filled, CODES, workers=2)
    first = next(run)
    run.close()
    for each in multiprocessing.active_children():
        each.join(30)
        assert not each.is_alive()
    assert sum(map(len, numbers(filled))) == 1
    again = all_of(render_all(filled, CODES, workers=2))
    assert [each.done.created for each in again.values() if each.done and each.code == first.code] == [False]
    assert sum(each.done is not None and each.done.created for each in again.values()) == len(CODES) - 1
    last = all_of(render_all(filled, CODES, workers=2))
    assert [each.done is not None and each.done.created for each in last.values()] == [False] * len(CODES)
    assert {code: each.done.files for code, each in last.items() if each.done} == {
        code: each.done.files for code, each in again.items() if each.done
    }
    assert numbers(filled) == [[1]] * len(CODES)


def test_one_that_kills_its_process_and_one_that_fails_stop_no_other(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "make_edition", deadly)
    found = all_of(render_all(filled, CODES, workers=2))
    assert {code for code, each in found.items() if each.error} == {DEADLY, WRONG}
    killed, wrong = found[DEADLY].error, found[WRONG].error
    assert isinstance(killed, RenderingFailed)
    assert "fewer --workers" in str(killed)
    assert isinstance(wrong, RenderingFailed)
    assert "ZeroDivisionError: a defect" in str(wrong)
    assert numbers(filled) == [[] if code in (DEADLY, WRONG) else [1] for code in CODES]


def test_a_template_that_is_wrong_fails_where_it_holds(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "make_edition", first_real)
    folder = filled.home / "templates" / CODES[0].text / "rplp"
    folder.mkdir(parents=True)
    (folder / "bab_1.html").write_text('{% extends "rplp/bab_1.html" %}{% block %}', encoding="utf-8")
    found = all_of(render_all(filled, CODES[:2], [Format.PDF], workers=1))
    assert isinstance(found[CODES[0]].error, NahkodaError)
    assert found[CODES[1]].done is not None


@pytest.mark.usefixtures("fast")
def test_few_editions_lie_ready(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = []

    def counting(*arguments: object, **more: object) -> Edition:
        prepared.append(arguments[1])
        return rplp.prepare_rplp(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk, "prepare_rplp", counting)
    for done, _outcome in enumerate(render_all(filled, CODES, workers=1)):
        assert len(prepared) - done <= 1 + AHEAD
    assert prepared == list(CODES)


def test_only_what_was_surveyed_is_rendered(filled: Database) -> None:
    with filled.read() as unit:
        assert surveyed(unit, AREA) == {code: f"Kelurahan {code.text[-1]}" for code in CODES}
        assert list(surveyed(unit, CODES[2])) == [CODES[2]]
        with pytest.raises(NothingToRender):
            surveyed(unit, TerritoryCode("33.75"))
        with pytest.raises(NothingToRender):
            surveyed(unit, AREA, 2019)


@pytest.mark.parametrize(
    "error",
    [
        NothingToRender(
            expected=words("a baseline for {year}", year=2025), found="none", where="x", remedy="y."
        ),
        OverrideFaults([Fault("a.html:1", "b", "c", "d."), Fault("a.html:2", "b", "c", "d.")]),
        GateHeld(expected="a", found="b", where="c", remedy="d.", lines=(words("{code}", code="G2-K01"),)),
    ],
)
def test_errors_cross_from_one_process_to_another(error: NahkodaError) -> None:
    copy = pickle.loads(pickle.dumps(error))

    def shouted(text: str) -> str:
        return text.upper() if "{" not in text else text

    assert type(copy) is type(error)
    assert (copy.text(shouted), copy.details(str)) == (error.text(shouted), error.details(str))
    assert (copy.code, copy.exit_code, copy.__dict__.keys()) == (
        error.code,
        error.exit_code,
        error.__dict__.keys(),
    )
