"""Commands of templates: empty files to fill in, and the check of what a territory overrides in documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import chain as chained
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DbOption,
    JsonOption,
    KodeArgument,
    RuleName,
    RuleOption,
    kelurahan,
    open_database,
    print_json,
    readable,
    rule_named,
    say,
    territory,
    working,
)
from language import Translate, language_of_environment, translator

if TYPE_CHECKING:
    from generators.errors import Fault

_: Translate = translator(language_of_environment())


class DocumentName(StrEnum):
    """Kinds of documents whose templates can be overridden, for the option."""

    RPLP = "rplp"
    RP2KPKP = "rp2kpkp"


template_app = typer.Typer(
    no_args_is_help=True, help=_("Empty files to fill in, and what a territory overrides in documents.")
)


@template_app.command("baseline", help=_("An empty survey workbook with notes and checks."))
def template_baseline(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help=_("File to write."))],
    rule: RuleOption = RuleName.R2018,
) -> None:
    from intake.template import write_baseline_template

    write_baseline_template(output, rule_named(rule))
    say(_("Written: {path}").format(path=output))


@template_app.command(
    "naskah", help=_("An empty manuscript folder: a file of keys and how to name the sections.")
)
def template_naskah(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER", help=_("Folder to write."))],
    kota: Annotated[
        bool, typer.Option("--kota", help=_("For the RP2KP-KP of a kabupaten or kota: kota.toml."))
    ] = False,
) -> None:
    from intake.template_naskah import write_manuscript_template
    from intake.template_naskah_kota import write_city_manuscript_template

    for path in (write_city_manuscript_template if kota else write_manuscript_template)(output):
        say(_("Written: {path}").format(path=path))


@template_app.command("plan", help=_("A plan workbook, prefilled with RT, gaps and catalogue."))
def template_plan(
    kode: KodeArgument,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help=_("File to write."))],
    db: DbOption = None,
) -> None:
    from generators.workbook.export import blank_workbook
    from intake.catalogue import built_in
    from intake.new_file import write_new_file

    code = kelurahan(kode)
    workbook = blank_workbook(readable(db, code), code, built_in(), _)
    write_new_file(output, workbook)
    say(_("Written: {path}").format(path=output))


@template_app.command("catalogue", help=_("A catalogue file that adds and overrides works."))
def template_catalogue(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.toml", help=_("File to write."))],
) -> None:
    from intake.template_catalogue import write_catalogue_template

    write_catalogue_template(output)
    say(_("Written: {path}").format(path=output))


@template_app.command("gates", help=_("A file with which a city changes the rules of the gates."))
def template_gates(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.toml", help=_("File to write."))],
) -> None:
    from intake.template_gates import write_gates_template

    write_gates_template(output)
    say(_("Written: {path}").format(path=output))


@template_app.command(
    "check",
    help=_("Everything that is wrong with what overrides the templates of documents. Writes nothing."),
)
def template_check(
    place: Annotated[
        str | None,
        typer.Argument(
            metavar="KODE|FOLDER",
            help=_(
                "A territory, or a folder of overrides; every folder of overrides where neither is given."
            ),
        ),
    ] = None,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    chains = list(_chains(place, open_database(db, ready=False).home))
    faults = working(_("Checking templates"), lambda: _faults(chains), shown=not as_json)
    checked = [folder.name for chain in chains for folder in chain[:1]]
    if as_json:
        print_json({"templat": checked, "temuan": [_fault_json(each) for each in faults]})
    else:
        for number, each in enumerate(faults, 1):
            say(f"{number}. {each.text(_)}")
        if not faults:
            say(
                _("The templates can be used: {names}").format(names=", ".join(checked))
                if checked
                else _("Nothing is overridden; the templates of the house can be used.")
            )
    if faults:
        raise typer.Exit(1)


@template_app.command(
    "override", help=_("A file with which a territory overrides one block of a document; lists the blocks.")
)
def template_override(
    kode: KodeArgument,
    block: Annotated[
        str | None,
        typer.Argument(metavar="BLOCK", help=_("Block to override; all are listed where none is given.")),
    ] = None,
    document: Annotated[
        DocumentName, typer.Option("--document", help=_("Kind of document."))
    ] = DocumentName.RPLP,
    db: DbOption = None,
) -> None:
    from generators.saving import write_whole
    from generators.templating.override import blocks_by_template, starting_override
    from planning.process import DocumentKind

    code, kind = territory(kode), DocumentKind(document.value)
    if block is None:
        for name, blocks in blocks_by_template(kind).items():
            say(f"{name}: {', '.join(blocks)}")
        return
    name, head, text = starting_override(kind, block)
    path = open_database(db, ready=False).home / "templates" / code.text / name
    before = path.read_text(encoding="utf-8") if path.exists() else head
    if f"{{% block {block} %}}" in before:
        raise typer.BadParameter(
            _("{path} overrides this block already.").format(path=path), param_hint="BLOCK"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, f"{before}{text}".encode())
    say(_("Written: {path}").format(path=path))


def _chains(place: str | None, home: Path) -> Iterator[tuple[Path, ...]]:
    """The layers to check together, the most specific first; one empty chain, the house alone, where none is."""
    from generators.templating.layers import template_layers
    from planning.territory import TerritoryCode, is_code

    folders = [path for path in sorted((home / "templates").glob("*")) if not path.name.startswith(".")]
    if place is not None:
        if not is_code(place) and not Path(place).is_dir():
            raise typer.BadParameter(_("Name a territory code or a folder."), param_hint="KODE|FOLDER")
        yield template_layers(home, TerritoryCode(place)) if is_code(place) else (Path(place).resolve(),)
    elif not folders:
        yield ()
    for folder in folders if place is None else ():
        yield template_layers(home, TerritoryCode(folder.name)) if is_code(folder.name) else (folder,)


def _faults(chains: Sequence[tuple[Path, ...]]) -> list[Fault]:
    """The faults of each kind of document in each chain, every fault once."""
    from examples.template_samples import Samples
    from generators.templating.check import ENTRIES, override_faults

    with Samples() as samples:
        found = (override_faults(kind, chain, samples.of) for chain in chains for kind in ENTRIES)
        return list(dict.fromkeys(chained.from_iterable(found)))


def _fault_json(fault: Fault) -> dict[str, object]:
    from planning.wording import said

    name, colon, line = fault.where.rpartition(":")
    numbered = bool(colon) and line.isdigit()
    return {
        "templat": name if numbered else fault.where,
        "baris": int(line) if numbered else None,
        "nama": fault.variable or None,
        "diharapkan": said(fault.expected, _),
        "ditemukan": said(fault.found, _),
        "saran": said(fault.remedy, _),
    }
