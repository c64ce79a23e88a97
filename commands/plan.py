"""Commands of the plan: catalogue, import, show, scenario, propose, export."""

from __future__ import annotations

from functools import partial as bound
from pathlib import Path
from typing import Annotated

import typer

from commands.options import (
    DbOption,
    JsonOption,
    KodeArgument,
    fallen_json,
    kelurahan,
    open_database,
    print_json,
    readable,
    say,
    tell_fallen,
    territory,
    working,
)
from language import Translate, language_of_environment, translator

_: Translate = translator(language_of_environment())

catalogue_app = typer.Typer(no_args_is_help=True, help=_("The catalogue of works and their unit costs."))
plan_app = typer.Typer(no_args_is_help=True, help=_("Activities, money, effect, and the road to 0 ha."))

VersionOption = Annotated[
    int | None, typer.Option("--version", min=1, help=_("This version of the plan, not the newest."))
]


@catalogue_app.command("import", help=_("Store what a city or province adds to the catalogue of works."))
def catalogue_import(
    kode: KodeArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Catalogue as TOML."))],
    db: DbOption = None,
) -> None:
    from intake.plan_importing import import_catalogue
    from planning.roles import Act
    from workflow.drafting import Drafting

    code = territory(kode)
    drafting = Drafting("katalog kegiatan diimpor ulang", act=Act.CONFIGURE)
    stored = import_catalogue(open_database(db), code, file, following=drafting)
    say(_("Catalogue {number} of {kode}").format(number=stored.number, kode=code.text))


@catalogue_app.command("show", help=_("The works that may be planned in a territory, with their unit costs."))
def catalogue_show(
    kode: KodeArgument,
    tahun: Annotated[
        int | None, typer.Option("--tahun", min=1990, max=2100, help=_("Prices of this year."))
    ] = None,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    from generators.views.catalogue import catalogue_json, catalogue_view
    from intake.catalogue import built_in

    code = territory(kode)
    menu = catalogue_view(readable(db, code), code, built_in())
    if as_json:
        print_json(catalogue_json(menu, tahun))
        return
    import terminal
    from commands.plan_screen import print_catalogue

    print_catalogue(terminal.screen(), menu, tahun, _)


@plan_app.command("import", help=_("Store a plan file as the next version of the kelurahan's plan."))
def plan_import(
    kode: KodeArgument,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help=_("Plan workbook (XLSX), or a folder with its tables as CSV.")),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Check only; store nothing."))] = False,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    from intake.errors import UnreadablePlan
    from intake.limits import shown_name
    from intake.plan_importing import import_json, import_plan
    from planning.score_report import finding_rows
    from workflow.drafting import Drafting

    code = kelurahan(kode)
    drafting = Drafting("rencana diimpor ulang", of_plan=True)
    try:
        done = working(
            _("Reading {file}").format(file=shown_name(file.name)),
            bound(import_plan, readable(db, code), code, file, dry_run=dry_run, following=drafting),
            shown=not as_json,
        )
    except UnreadablePlan as error:
        if as_json:
            print_json({"stored": False, "findings": finding_rows(error.findings, _)})
        raise
    if as_json:
        print_json(import_json(done, _) | {"gugur": fallen_json(drafting.voided)})
    else:
        import terminal
        from commands.plan_screen import print_plan_import

        print_plan_import(terminal.screen(), done, _, dry_run=dry_run)
        tell_fallen(drafting.voided)
    if not done.acceptable:
        raise typer.Exit(1)


@plan_app.command("show", help=_("Activities with effect, money and rank; what is not consistent."))
def plan_show(
    kode: KodeArgument, version: VersionOption = None, as_json: JsonOption = False, db: DbOption = None
) -> None:
    from generators.views.plan import plan_json, plan_view

    code = kelurahan(kode)
    view = plan_view(readable(db, code), code, number=version)
    if as_json:
        print_json(plan_json(view, _))
        return
    import terminal
    from commands.plan_screen import print_plan

    print_plan(terminal.screen(), view, _)


@plan_app.command("scenario", help=_("Scores and hectares year by year, and what remains at the target."))
def plan_scenario(
    kode: KodeArgument,
    version: VersionOption = None,
    every: Annotated[bool, typer.Option("--rt", help=_("Also the matrix of all RT by year."))] = False,
    chart: Annotated[
        Path | None,
        typer.Option("--chart", metavar="FILE.png|FILE.svg", help=_("Also draw the hectares by year.")),
    ] = None,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    from generators.views.plan import plan_view, scenario_json

    if chart is not None and chart.suffix.lower() not in (".png", ".svg"):
        raise typer.BadParameter(_("A chart is written as .png or .svg."), param_hint="--chart")
    code = kelurahan(kode)
    view = plan_view(readable(db, code), code, number=version)
    if chart is not None:
        from generators.saving import write_whole
        from generators.workbook.export import scenario_chart

        picture = scenario_chart(view.scenario)
        write_whole(chart, (picture.svg if chart.suffix.lower() == ".svg" else None) or picture.png)
    if as_json:
        print_json(scenario_json(view))
        return
    import terminal
    from commands.plan_screen import print_scenario

    console = terminal.screen()
    print_scenario(console, view, _, every=every)
    if chart is not None:
        say(_("Written: {path}").format(path=chart))


@plan_app.command("propose", help=_("Propose the activities that free most hectares for yearly budgets."))
def plan_propose(
    kode: KodeArgument,
    budget: Annotated[
        Path, typer.Option("--budget", metavar="FILE.toml", help=_("Yearly budgets by source, and wishes."))
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE.xlsx", help=_("Also write the proposal as a plan workbook.")
        ),
    ] = None,
    seconds: Annotated[
        int, typer.Option("--seconds", min=1, max=3600, help=_("Longest time to compute."))
    ] = 25,
    new: Annotated[
        bool, typer.Option("--new", help=_("From an empty plan, not on top of the stored one."))
    ] = False,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    from generators.views.proposal import proposal_json, proposal_view, proposal_workbook
    from intake.budget import read_budget
    from intake.catalogue import built_in

    code, wishes = kelurahan(kode), read_budget(budget)
    done = working(
        _("Computing a proposal for {kode}").format(kode=kode),
        bound(
            proposal_view,
            readable(db, code),
            code,
            wishes,
            built_in(),
            seconds=seconds,
            blank=new,
        ),
        shown=not as_json,
    )
    if output is not None:
        from intake.new_file import write_new_file

        write_new_file(output, proposal_workbook(done, _))
    if as_json:
        print_json(proposal_json(done, _))
    else:
        import terminal
        from commands.plan_screen import print_proposal

        print_proposal(terminal.screen(), done, _)
        if output is not None:
            say(_("Written: {path}").format(path=output))
    if done.proposal.tidak_terpenuhi:
        raise typer.Exit(1)


@plan_app.command("export", help=_("The plan as a workbook with scenario, money and live formulas."))
def plan_export(
    kode: KodeArgument,
    as_csv: Annotated[
        bool, typer.Option("--csv", help=_("A folder with the tables as CSV instead of the workbook."))
    ] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Folder for the files."))] = Path(),
    version: VersionOption = None,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    from generators.saving import require_writable, write_whole
    from generators.views.plan import plan_view
    from generators.workbook.export import export_workbook
    from generators.workbook.tables import csv_files

    code = kelurahan(kode)
    view = plan_view(readable(db, code), code, number=version)
    require_writable(out)
    path = out / f"RENCANA_{view.code.text}_v{view.number}"
    if as_csv:
        require_writable(path)
        for name, data in csv_files(view.plan, view.number).items():
            write_whole(path / name, data)
    else:
        path = write_whole(path.with_name(f"{path.name}.xlsx"), export_workbook(view, _))
    if as_json:
        print_json({"kode": view.code.text, "version": view.number, "path": str(path)})
        return
    say(_("Written: {path}").format(path=path))
