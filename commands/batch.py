"""Commands that make many documents at once: `batch rplp`, which is `render rplp --all` as well."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DbOption,
    JsonOption,
    OfYearOption,
    fallen_json,
    print_json,
    readable,
    say,
    tell_fallen,
    territory,
)
from commands.render import (
    DocumentFormat,
    EngineName,
    EngineOption,
    FinalOption,
    FormatOption,
    OutOption,
    ReferenceOption,
    WorkersOption,
    engine_for,
    version_json,
    version_words,
    wanted,
)
from language import Translate, language_of_environment, translator

if TYPE_CHECKING:
    from planning.errors import NahkodaError
    from planning.territory import TerritoryCode
    from store.database import Database

_: Translate = translator(language_of_environment())

batch_app = typer.Typer(no_args_is_help=True, help=_("Many documents at once, by several processes."))


@dataclass(frozen=True)
class _Line:
    """What became of one document, for people and for machines; `error` says why there is none."""

    kode: str
    nama: str
    words: str
    facts: dict[str, object]
    error: NahkodaError | None = None


@batch_app.command("rplp", help=_("Render the RPLP of every kelurahan in a territory."))
def batch_rplp(
    area: Annotated[
        str,
        typer.Option("--area", metavar="KODE", help=_("Every kelurahan with a survey in this territory.")),
    ],
    workers: WorkersOption = None,
    formats: FormatOption = None,
    out: OutOption = Path(),
    tahun: OfYearOption = None,
    reference: ReferenceOption = None,
    engine: EngineOption = None,
    final: FinalOption = False,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    render_many(area, workers, formats, out, tahun, reference, engine, final=final, as_json=as_json, db=db)


def render_many(
    area: str,
    workers: int | None,
    formats: list[DocumentFormat] | None,
    out: Path,
    tahun: int | None,
    reference: Path | None,
    engine: EngineName | None,
    *,
    final: bool,
    as_json: bool,
    db: str | None,
) -> None:
    """Render the RPLP of every kelurahan in `area`, and say at the end what became of each; exit 1 when one failed."""
    from generators.bulk import processors, render_all
    from generators.saving import require_writable, save
    from generators.word.reference import load_reference
    from workflow.drafting import Drafting
    from workflow.standing import standing_of

    code = territory(area)
    letterhead = load_reference(reference) if reference else None
    chosen = engine_for(engine, final=final)
    database = readable(db, code)
    require_writable(out)
    names = _names(database, code, tahun)
    drafting = Drafting("dokumen dicetak ulang")
    lines = []
    with _progress(len(names), shown=not as_json) as tell:
        for outcome in render_all(
            database,
            names,
            wanted(formats),
            workers=workers or processors(),
            tahun=tahun,
            reference=letterhead,
            engine=chosen,
            final=final,
            following=drafting,
            standing=standing_of,
        ):
            kode, name, done = outcome.code.text, names[outcome.code], outcome.done
            if done is None:
                lines.append(_Line(kode, name, "", {}, outcome.error))
            else:
                lines.append(_Line(kode, name, version_words(done), version_json(done, save(done, out))))
            tell()
    lines.sort(key=lambda line: line.kode)
    if as_json:
        print_json(_json(code, lines) | {"gugur": fallen_json(drafting.voided)})
    else:
        _print(lines)
        tell_fallen(drafting.voided)
    if any(line.error for line in lines):
        raise typer.Exit(1)


def _names(database: Database, area: TerritoryCode, tahun: int | None) -> dict[TerritoryCode, str]:
    """The kelurahan to render, by code, for who may draft in each. Raises `NothingToRender`, `NotPermitted`."""
    from generators.bulk import surveyed
    from planning.calendar import local_day
    from planning.roles import Act
    from workflow.permission import Account

    with database.read() as unit:
        names = surveyed(unit, area, tahun)
        account = Account(unit)
        for code in names:
            # Asked before the work as well as with each document: it may take hours.
            account.permitted(Act.DRAFT, code, local_day(unit.now, code))
    return names


@contextmanager
def _progress(count: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """A line on a terminal that counts how many of `count` are done."""
    if not shown or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(_("Rendering"), total=count)
        yield lambda: progress.advance(task)


def _json(area: TerritoryCode, lines: list[_Line]) -> dict[str, object]:
    return {
        "wilayah": area.text,
        "dokumen": [{"nama": line.nama} | line.facts for line in lines if line.error is None],
        "gagal": [
            {"kode": line.kode, "nama": line.nama, "code": line.error.code, "message": line.error.text(_)}
            for line in lines
            if line.error is not None
        ],
    }


def _print(lines: list[_Line]) -> None:
    failed = [line for line in lines if line.error is not None]
    for line in lines:
        if line.error is None:
            say(f"{line.kode} {line.nama}: {line.words}")
    if failed:
        say(_("Not rendered: {count} of {all}").format(count=len(failed), all=len(lines)))
    for line in failed:
        assert line.error is not None  # noqa: S101 - chosen by it
        say(f"  {line.kode} {line.nama}: {line.error.text(_)} [{line.error.code}]")
