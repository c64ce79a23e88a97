"""Many documents at once: other processes make the pages, this one alone reads and writes the database.

An edition goes out to a worker and its bytes come back, so workers need no database and none of them matters. What
is stored is the whole memory of a run: it is broken off at any point and begun again, and what is there already is
not made again.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from generators.document_files import Format
from generators.errors import NothingToRender, RenderingFailed
from generators.facts.process import Standing, no_process
from generators.pdf.writing import Engine
from generators.rplp.document import Edition, keep_rplp, kept_rplp, make_edition, prepare_rplp
from generators.templating.layers import template_layers
from generators.version_keeping import Rendered
from generators.word.reference import Reference
from planning.errors import NahkodaError
from planning.territory import TerritoryCode
from planning.wording import words
from store.baselines import baselines_of
from store.database import Database
from store.unit import Following, Unit, nothing_follows

TASKS_PER_WORKER = 20
"""Documents that a process makes before another one takes its place: what libraries keep of them goes with it."""
AHEAD = 1
"""Editions that lie ready while all workers are busy; each holds a snapshot."""


@dataclass(frozen=True)
class Outcome:
    """What became of one document: its version, or why there is none."""

    code: TerritoryCode
    done: Rendered | None = None
    error: NahkodaError | None = None


def surveyed(unit: Unit, area: TerritoryCode, tahun: int | None = None) -> dict[TerritoryCode, str]:
    """The kelurahan of an area that have a baseline (of `tahun`), with their names, by code.

    Raises `NothingToRender` when there is none.
    """
    baselines = baselines_of(unit, area, tahun=tahun)
    if not baselines:
        raise NothingToRender(
            expected="a kelurahan with a baseline in the territory",
            found="none",
            where=area.text,
            remedy="Import its survey first: nahkoda baseline import FILE.",
        )
    return {TerritoryCode(each.kode): each.name for each in baselines}


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def render_all(
    database: Database,
    codes: Iterable[TerritoryCode],
    formats: Iterable[Format] = tuple(Format),
    *,
    workers: int,
    tahun: int | None = None,
    reference: Reference | None = None,
    engine: Engine = Engine.PLUTO,
    final: bool = False,
    following: Following = nothing_follows,
    standing: Standing = no_process,
) -> Generator[Outcome, None, None]:
    """Render the RPLP of many kelurahan, each as `render_rplp` does it; outcomes come as they are ready.

    One that fails is an outcome with its error and stops no other. Closing the iterator, as an interruption does,
    ends the workers; nothing half-done is stored. Raises errors of the database only.
    """
    formats = tuple(formats)
    waiting, suspects = deque(codes), deque[TerritoryCode]()
    under_way: dict[Future[dict[Format, bytes]], Edition] = {}
    pool = _Pool(workers)
    try:
        while waiting or suspects or under_way:
            # Who was under way when a process ended is made again alone, so that the one to blame shows itself.
            while (suspects and not under_way) or (
                not suspects and waiting and len(under_way) < workers + AHEAD
            ):
                code = suspects.popleft() if suspects else waiting.popleft()
                try:
                    with database.read() as unit:
                        edition = prepare_rplp(
                            unit,
                            code,
                            formats,
                            tahun=tahun,
                            reference=reference,
                            engine=engine,
                            final=final,
                            layers=template_layers(database.home, code),
                            standing=standing,
                        )
                        there = kept_rplp(unit, edition) if edition.is_there else None
                except NahkodaError as error:
                    yield Outcome(code, error=error)
                    continue
                if there is not None:
                    yield Outcome(code, there)
                    continue
                under_way[pool.make(edition)] = edition
            alone = len(under_way) == 1
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                edition = under_way.pop(future)
                fault = future.exception()
                if isinstance(fault, BrokenProcessPool) and not alone:
                    suspects.append(edition.code)
                elif fault is not None:
                    yield Outcome(edition.code, error=_reason(edition, fault))
                else:
                    yield _kept(database, edition, future.result(), following)
    finally:
        pool.stop()


class _Pool:
    """Processes that make editions; those of a pool that broke are replaced."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._others = set(multiprocessing.active_children())
        self._executor = self._begun()

    def _begun(self) -> ProcessPoolExecutor:
        # Not by forking this process: it has threads, and open connections to the database.
        forking = "forkserver" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if forking else "spawn")
        context.set_forkserver_preload(["generators.rplp.document"])
        return ProcessPoolExecutor(
            self._workers,
            context,
            initializer=_begin,
            max_tasks_per_child=TASKS_PER_WORKER,
        )

    def make(self, edition: Edition) -> Future[dict[Format, bytes]]:
        """Begin to make an edition."""
        try:
            return self._executor.submit(make_edition, edition)
        except BrokenProcessPool:
            self._executor.shutdown(wait=False)
            self._executor = self._begun()
            return self._executor.submit(make_edition, edition)

    def stop(self) -> None:
        """End all processes at once; what they were making is lost."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        for each in multiprocessing.active_children():
            if each not in self._others:
                each.terminate()


def _begin() -> None:
    # An interruption at the terminal reaches every process; the one that gave the work ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _kept(
    database: Database, edition: Edition, files: Mapping[Format, bytes], following: Following
) -> Outcome:
    try:
        return Outcome(edition.code, keep_rplp(database, edition, files, following=following))
    except NahkodaError as error:
        return Outcome(edition.code, error=error)


def _reason(edition: Edition, error: BaseException) -> NahkodaError:
    """Why an edition was not made, as an error of the house."""
    if isinstance(error, NahkodaError):
        return error
    if isinstance(error, BrokenProcessPool):
        return RenderingFailed(
            expected="the pages of the document",
            found="the end of the process that made them, perhaps for want of memory",
            where=edition.code.text,
            remedy="Try again with fewer --workers.",
        )
    return RenderingFailed(
        expected="the pages of the document",
        found=words("{kind}: {text}", kind=type(error).__name__, text=str(error)[:500]),
        where=edition.code.text,
        remedy="Report this: it is a fault of the program.",
    )
