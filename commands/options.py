"""What the groups of commands share: options, and what lies between a parsed command and its use case."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from language import Translate, language_of_environment, translator

if TYPE_CHECKING:
    from planning.rules import RuleSet
    from planning.territory import TerritoryCode
    from store.database import Database
    from workflow.acting import Receipt, Request
    from workflow.payloads import Voided

T = TypeVar("T")
_: Translate = translator(language_of_environment())


class RuleName(StrEnum):
    """Rule sets by name, for the option."""

    R2018 = "2018"
    R2016 = "2016"


RuleOption = Annotated[RuleName, typer.Option("--rule", help=_("Rule set of the scores."))]
TahunOption = Annotated[
    int | None, typer.Option("--tahun", min=1990, max=2100, help=_("Survey year, where the file gives none."))
]
OfYearOption = Annotated[int | None, typer.Option("--tahun", min=1990, max=2100, help=_("Only this year."))]
PartialOption = Annotated[
    bool, typer.Option("--partial", help=_("Keep the other rows when some are refused."))
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Print JSON for machines."))]
KodeArgument = Annotated[str, typer.Argument(metavar="KODE", help=_("Territory code, e.g. 35.73.04.1005."))]
DbOption = Annotated[
    str | None, typer.Option("--db", metavar="URL", envvar="NAHKODA_DB", help=_("Database (SQLAlchemy URL)."))
]
AsOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="AKUN",
        envvar="NAHKODA_AS",
        help=_(
            "Act under this account. It is not proved: whoever holds the database can act under any account."
        ),
    ),
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        "--key", metavar="TEXT", help=_("Names this request: the same one a second time does nothing.")
    ),
]
ExpectOption = Annotated[
    int | None,
    typer.Option(
        "--expect",
        min=0,
        metavar="N",
        help=_("Refuse unless the process has this version (see `nahkoda status`)."),
    ),
]
DAY = ["%Y-%m-%d"]
"""How an option writes a day."""


def _home() -> Path:
    given = os.environ.get("NAHKODA_HOME")
    if given:
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("nahkoda", appauthor=False)


def open_database(url: str | None, *, ready: bool = True, actor: str | None = None) -> Database:
    """The database of `--db`, or the embedded one in NAHKODA_HOME; unless `ready` is False its tables are current.

    `actor` is the account of `--as`.
    """
    from store.database import Database

    home = _home()
    actor = actor_name(actor)
    database = Database(url, home, actor=actor) if url else Database.in_folder(home, actor=actor)
    if ready:
        database.require_current()
    return database


def readable(url: str | None, code: TerritoryCode) -> Database:
    """The database of `--db`, for who may read of this territory. Raises `NotPermitted`, and as `open_database`.

    For what looks at a territory by itself; what goes through a process asks there.
    """
    from planning.calendar import local_day
    from planning.roles import Act
    from workflow.permission import permitted

    database = open_database(url)
    with database.read() as unit:
        permitted(unit, Act.READ, code, local_day(unit.now, code))
    return database


def actor_name(given: str | None = None) -> str:
    """Who acts: the account of `--as`, that of NAHKODA_AS, or that of the operating system."""
    import getpass

    named = given if given is not None else os.environ.get("NAHKODA_AS") or None
    if named is not None:
        if not named.strip() or not named.isprintable():
            raise typer.BadParameter(_("Name an account, such as siti."), param_hint="--as")
        return named.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def rule_named(name: RuleName) -> RuleSet:
    """The rule set of the option."""
    from planning.rules import rule_set

    return rule_set(name.value)


def territory(text: str) -> TerritoryCode:
    """The code of an argument. Raises `UnknownValue`."""
    from planning.territory import parse_code

    return parse_code(text)


def kelurahan(text: str) -> TerritoryCode:
    """The code of an argument that must name a kelurahan or desa. Raises `UnknownValue`."""
    from planning.errors import UnknownValue
    from planning.territory import TerritoryLevel

    code = territory(text)
    if code.level is not TerritoryLevel.KELURAHAN:
        raise UnknownValue(
            expected="the code of a kelurahan or desa, such as 35.73.04.1005",
            found=text,
            remedy="Name one kelurahan.",
        )
    return code


def kabkota(text: str) -> TerritoryCode:
    """The code of an argument that must name a kabupaten or kota. Raises `UnknownValue`."""
    from planning.errors import UnknownValue
    from planning.territory import TerritoryLevel

    code = territory(text)
    if code.level is not TerritoryLevel.KABKOTA:
        raise UnknownValue(
            expected="the code of a kabupaten or kota, such as 35.73",
            found=text,
            remedy="Name one kabupaten or kota.",
        )
    return code


def document_place(text: str) -> TerritoryCode:
    """The code of an argument that must name a place with a document of its own. Raises `UnknownValue`."""
    from planning.errors import UnknownValue
    from planning.process import KIND_OF_LEVEL

    code = territory(text)
    if code.level not in KIND_OF_LEVEL:
        raise UnknownValue(
            expected="the code of a kelurahan or desa (RPLP), or of a kab/kota (RP2KP-KP)",
            found=text,
            remedy="Name one of them.",
        )
    return code


def working(text: str, work: Callable[[], T], *, shown: bool = True) -> T:
    """What `work` returns; a terminal shows `text` meanwhile."""
    if not shown or not sys.stderr.isatty():
        return work()
    from rich.console import Console
    from rich.text import Text

    # As Text, because a file name may hold what rich would read as markup.
    with Console(stderr=True).status(Text(plain(text))):
        return work()


def plain(text: str) -> str:
    """A line without anything that a terminal would obey, as screens show it."""
    if text.isprintable():
        # Before the import, which brings all that draws tables.
        return text
    from terminal import harmless

    return harmless(text)


def say(text: str) -> None:
    """One line on standard output, which may hold what users wrote."""
    typer.echo(plain(text))


def print_json(value: object) -> None:
    """One JSON value on standard output."""
    import json

    # Escaped where the encoding is not UTF-8, so that no character is lost.
    escaped = not sys.stdout.encoding.lower().startswith("utf")
    json.dump(value, sys.stdout, ensure_ascii=escaped)
    sys.stdout.write("\n")


def day_of(moment: datetime | None) -> date | None:
    """The day of an option, which comes with a time of day."""
    return moment.date() if moment else None


def request_of(key: str | None, expect: int | None) -> Request:
    """How an act is asked for. An empty key would make different requests one."""
    from workflow.acting import Request

    if key is not None and not key.strip():
        raise typer.BadParameter(_("A key needs at least one character."), param_hint="--key")
    return Request(key, expect)


def tell(receipt: Receipt, text: str) -> None:
    """What an act did, in one line, and the submission that fell with it."""
    if receipt.repeated:
        text = _("Done before by a request with this key, and not again: {what}").format(what=text)
    say(text)
    if receipt.voided is not None:
        tell_fallen([(receipt.state.kode, receipt.voided)])


def tell_fallen(voided: Iterable[tuple[str, Voided]]) -> None:
    """Submissions that fell by a change, one in a line."""
    for kode, each in voided:
        say(
            _("Submission {number} of {kode} fell: {cause}").format(
                number=each.pengajuan, kode=kode, cause=each.sebab
            )
        )


def fallen_json(voided: Iterable[tuple[str, Voided]]) -> list[dict[str, object]]:
    """Submissions that fell by a change, for machines."""
    return [{"kode": kode, "pengajuan": each.pengajuan, "sebab": each.sebab} for kode, each in voided]
