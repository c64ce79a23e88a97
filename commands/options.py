"""What the groups of commands share: options, and what lies between a parsed command and its use case."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from language import Translate, language_of_environment, translator

if TYPE_CHECKING:
    from planning.rules import RuleSet
    from planning.territory import TerritoryCode
    from store.database import Database

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


def _home() -> Path:
    given = os.environ.get("NAHKODA_HOME")
    if given:
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("nahkoda", appauthor=False)


def open_database(url: str | None, *, ready: bool = True) -> Database:
    """The database of `--db`, or the embedded one in NAHKODA_HOME; unless `ready` is False its tables are current."""
    from store.database import Database

    home = _home()
    actor = actor_name()
    database = Database(url, home, actor=actor) if url else Database.in_folder(home, actor=actor)
    if ready:
        database.require_current()
    return database


def actor_name() -> str:
    """Who acts: the name of the account."""
    import getpass

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


def working(text: str, work: Callable[[], T], *, shown: bool = True) -> T:
    """What `work` returns; a terminal shows `text` meanwhile."""
    if not shown or not sys.stderr.isatty():
        return work()
    from rich.console import Console
    from rich.text import Text

    # As Text, because a file name may hold what rich would read as markup.
    with Console(stderr=True).status(Text(text)):
        return work()


def print_json(value: object) -> None:
    """One JSON value on standard output."""
    import json

    # Escaped where the encoding is not UTF-8, so that no character is lost.
    escaped = not sys.stdout.encoding.lower().startswith("utf")
    json.dump(value, sys.stdout, ensure_ascii=escaped)
    sys.stdout.write("\n")
