"""Commands that show a plan's way: status, agenda, minutes."""

from __future__ import annotations

from enum import StrEnum
from functools import partial as bound
from pathlib import Path
from typing import Annotated

import typer

from commands.options import (
    AsOption,
    DbOption,
    JsonOption,
    KodeArgument,
    open_database,
    print_json,
    say,
    territory,
    working,
)
from language import Translate, language_of_environment, translator

_: Translate = translator(language_of_environment())


class SheetFormat(StrEnum):
    """File formats of minutes, for the option."""

    PDF = "pdf"
    DOCX = "docx"


def add_process(app: typer.Typer) -> None:
    """Give the command line these commands, which stand in no group."""
    for name, command, text in (
        ("status", status, _("Where a plan stands, and every decision on its way.")),
        ("agenda", agenda, _("The plans of a territory, how their gates stand, and what is due.")),
        ("minutes", minutes, _("Write the minutes (berita acara) of a submission that has ended.")),
    ):
        app.command(name, help=text)(command)


def status(
    kode: KodeArgument, as_json: JsonOption = False, account: AsOption = None, db: DbOption = None
) -> None:
    from workflow.process_json import status_json
    from workflow.reading import process_state

    dossier = process_state(open_database(db, actor=account), territory(kode))
    if as_json:
        print_json(status_json(dossier, _))
        return
    import terminal
    from commands.process_screen import print_status

    print_status(terminal.screen(), dossier, _)


def agenda(
    kode: Annotated[
        str | None,
        typer.Argument(metavar="[KODE]", help=_("Territory code; without it the widest of your own roles.")),
    ] = None,
    as_json: JsonOption = False,
    account: AsOption = None,
    db: DbOption = None,
) -> None:
    from workflow.agenda import agenda as agenda_of
    from workflow.gate_json import agenda_json
    from workflow.reading import widest_territory

    database = open_database(db, actor=account)
    code = widest_territory(database) if kode is None else territory(kode)
    made = working(
        _("Judging the gates of {kode}").format(kode=code.text),
        bound(agenda_of, database, code),
        shown=not as_json,
    )
    if as_json:
        print_json(agenda_json(made))
        return
    import terminal
    from commands.process_screen import print_agenda

    print_agenda(terminal.screen(), made, _)


def minutes(
    kode: KodeArgument,
    number: Annotated[
        int | None, typer.Option("--number", min=1, help=_("This submission, not the newest that has ended."))
    ] = None,
    formats: Annotated[
        list[SheetFormat] | None, typer.Option("--format", help=_("File format; may be repeated."))
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Folder for the files."))] = Path(),
    as_json: JsonOption = False,
    account: AsOption = None,
    db: DbOption = None,
) -> None:
    from generators.document_files import Format
    from generators.saving import require_writable, write_whole
    from workflow.minutes import minutes as make

    code = territory(kode)
    wanted = list(dict.fromkeys(Format(each.value) for each in formats or list(SheetFormat)))
    database = open_database(db, actor=account)
    require_writable(out)
    snapshot, files = working(
        _("Writing the minutes of {kode}").format(kode=kode),
        bound(make, database, code, translator("id"), number=number, formats=wanted),
        shown=not as_json,
    )
    paths = [
        write_whole(out / f"BERITA_ACARA_{code.text}_{snapshot.nomor}.{each.value}", data)
        for each, data in files.items()
    ]
    if as_json:
        print_json({"kode": code.text, "pengajuan": snapshot.nomor, "files": [str(path) for path in paths]})
        return
    for path in paths:
        say(_("Written: {path}").format(path=path))
