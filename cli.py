"""The command line: parse, call one use case, print. Every command that prints a table also has --json.

Heavy libraries are imported by the command that uses them, so that `nahkoda --help` answers at once.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from enum import StrEnum
from functools import partial as bound
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from commands.batch import batch_app
from commands.consistency import consistency_app
from commands.decision import add_decisions
from commands.evidence import evidence_app, monitor_app
from commands.gate import gate_app
from commands.options import (
    DbOption,
    JsonOption,
    KodeArgument,
    OfYearOption,
    PartialOption,
    RuleName,
    RuleOption,
    TahunOption,
    document_place,
    fallen_json,
    open_database,
    plain,
    print_json,
    readable,
    rule_named,
    say,
    tell_fallen,
    territory,
    working,
)
from commands.plan import catalogue_app, plan_app
from commands.process import add_process
from commands.render import render_app
from commands.roles import role_app
from commands.template import template_app
from language import Translate, language_of_environment, translator
from planning.errors import NahkodaError

INTERRUPTED = 130
"""Exit code of a command stopped by the user, as shells count it."""
_: Translate = translator(language_of_environment())

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=_("Nahkoda: from a raw slum survey to an approved, funded, versioned settlement plan."),
)
baseline_app = typer.Typer(no_args_is_help=True, help=_("Numbered, frozen baselines."))
territory_app = typer.Typer(no_args_is_help=True, help=_("Administrative codes and outlines."))
naskah_app = typer.Typer(no_args_is_help=True, help=_("The consultant's own text and profile."))
app.add_typer(baseline_app, name="baseline")
app.add_typer(template_app, name="template")
app.add_typer(territory_app, name="territory")
app.add_typer(naskah_app, name="naskah")
app.add_typer(catalogue_app, name="catalogue")
app.add_typer(plan_app, name="plan")
app.add_typer(render_app, name="render")
app.add_typer(batch_app, name="batch")
app.add_typer(consistency_app, name="consistency")
app.add_typer(gate_app, name="gate")
app.add_typer(evidence_app, name="evidence")
app.add_typer(monitor_app, name="monitor")
app.add_typer(role_app, name="role")


class ScoreLevel(StrEnum):
    """Levels that `nahkoda score` prints."""

    RT = "rt"
    KAWASAN = "kawasan"
    KELURAHAN = "kelurahan"
    KABKOTA = "kabkota"


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=_("Print the version and exit."))] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"nahkoda {installed('nahkoda')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(2)


@app.command(help=_("Score a survey file. Reads only; needs no database."))
def score(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Survey as CSV or XLSX."))],
    rule: RuleOption = RuleName.R2018,
    level: Annotated[ScoreLevel, typer.Option("--level", help=_("Places to score."))] = ScoreLevel.RT,
    tahun: Annotated[
        int | None,
        typer.Option(
            "--tahun", min=1990, max=2100, help=_("Only this year; also the year of rows without one.")
        ),
    ] = None,
    partial: Annotated[  # noqa: ARG001 - the others are scored either way, and refused rows are exit 1
        bool,
        typer.Option(
            "--partial", help=_("Accepted as in `baseline import`; the other rows are always scored.")
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    from intake.errors import UnreadableSurvey
    from intake.scored import score_json, score_survey
    from planning.rollup import Level

    rules, places = rule_named(rule), Level(level.value)
    answer = bound(score_json, rule=rules, level=places, translate=_)
    try:
        done = score_survey(file, rule=rules, level=places, tahun=tahun)
    except UnreadableSurvey as error:
        if as_json:
            print_json(answer(None, error.findings))
        raise
    if as_json:
        print_json(answer(done.scores, done.findings))
    else:
        import terminal

        terminal.print_scored(terminal.screen(), done, _)
    if done.refused:
        raise typer.Exit(1)


@app.command(help=_("Create or migrate the database."))
def init(db: DbOption = None) -> None:
    database = open_database(db, ready=False)
    database.upgrade()
    say(_("The database is ready: {place}").format(place=database.place))


@baseline_app.command("import", help=_("Store a survey file as new numbered baselines."))
def baseline_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Survey as CSV or XLSX."))],
    rule: RuleOption = RuleName.R2018,
    sk: Annotated[str | None, typer.Option("--sk", help=_("Number of the decree (SK Kumuh)."))] = None,
    sk_date: Annotated[
        datetime | None, typer.Option("--sk-date", formats=["%Y-%m-%d"], help=_("Its date, e.g. 2026-11-23."))
    ] = None,
    tahun: TahunOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Check only; store nothing."))] = False,
    partial: PartialOption = False,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    from intake.importing import import_baseline, import_json
    from intake.limits import shown_name
    from workflow.drafting import Drafting

    if sk_date and not sk:
        raise typer.BadParameter(_("A date of the decree needs its number: --sk."), param_hint="--sk-date")
    drafting = Drafting("survei diimpor ulang")
    done = working(
        _("Reading {file}").format(file=shown_name(file.name)),
        bound(
            import_baseline,
            open_database(db),
            file,
            rule=rule_named(rule),
            tahun=tahun,
            sk_number=sk,
            sk_date=sk_date.date() if sk_date else None,
            partial=partial,
            dry_run=dry_run,
            following=drafting,
        ),
        shown=not as_json,
    )
    if as_json:
        print_json(import_json(done, _) | {"gugur": fallen_json(drafting.voided)})
    else:
        import terminal

        terminal.print_import(terminal.screen(), done, _, dry_run=dry_run)
        tell_fallen(drafting.voided)
    if not done.acceptable:
        raise typer.Exit(1)


@baseline_app.command("show", help=_("Gap, score, class and hectares of any territory."))
def baseline_show(
    kode: KodeArgument,
    tahun: OfYearOption = None,
    rule: Annotated[
        RuleName | None, typer.Option("--rule", help=_("Only baselines of this rule set."))
    ] = None,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    from generators.views.overview import overview_of

    code = territory(kode)
    overview = overview_of(readable(db, code), code, tahun=tahun, rule=rule.value if rule else None)
    if as_json:
        from generators.views.overview import overview_json

        print_json(overview_json(overview))
        return
    import terminal

    terminal.print_overview(terminal.screen(), overview, _)


@territory_app.command(
    "import", help=_("Load administrative codes (CSV, XLSX) or outlines (GeoJSON, KML, ZIP).")
)
def territory_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Columns kode and nama, or outlines."))],
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    from intake.importing import import_territory
    from intake.limits import shown_name
    from planning.roles import Act
    from workflow.drafting import Drafting

    drafting = Drafting("kode atau batas wilayah diimpor ulang", act=Act.CONFIGURE)
    done = working(
        _("Reading {file}").format(file=shown_name(file.name)),
        bound(import_territory, open_database(db), file, following=drafting),
        shown=not as_json,
    )
    if as_json:
        from planning.score_report import finding_rows

        print_json(
            {
                "codes": done.codes,
                "outlines": done.outlines,
                "rt_outlines": done.rt_outlines,
                "findings": finding_rows(done.findings, _),
            }
        )
        return
    if done.findings:
        import terminal

        terminal.print_findings(terminal.screen(), done.findings, _)
    say(
        _("{codes} codes, {outlines} outlines, {rt} outlines of RT").format(
            codes=done.codes, outlines=done.outlines, rt=done.rt_outlines
        )
    )


@naskah_app.command("import", help=_("Store the manuscript folder of a kelurahan, or of a kab/kota."))
def naskah_import(
    kode: KodeArgument,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help=_("Folder with profil.toml or kota.toml, and *.md."))
    ],
    db: DbOption = None,
) -> None:
    from generators.templating.prose import blocks_of
    from intake.importing import import_manuscript
    from workflow.drafting import Drafting

    code = document_place(kode)
    drafting = Drafting("naskah diimpor ulang")
    stored = import_manuscript(open_database(db), code, folder, check=blocks_of, following=drafting)
    say(_("Manuscript {number} of {kode}").format(number=stored.number, kode=code.text))


@naskah_app.command("read-back", help=_("Take over what was rewritten in the Word file of a document."))
def naskah_read_back(
    kode: KodeArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help=_("The Word file that was edited."))],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help=_("Manuscript folder to write to."))
    ],
    number: Annotated[
        int | None,
        typer.Option(
            "--version", min=1, metavar="N", help=_("The version that was edited; else the newest.")
        ),
    ] = None,
    db: DbOption = None,
) -> None:
    from generators.word.narrative_changes import narrative_changes, write_texts

    code = document_place(kode)
    found = narrative_changes(open_database(db), code, file, number=number)
    for path in write_texts(found.changed, output):
        say(_("Written: {path}").format(path=path))
    for tag in found.missing:
        say(_("Not in the file any more: {tag}").format(tag=tag))
    if not found.changed:
        say(_("No text differs from version {number}.").format(number=found.number))


@app.command(help=_("Run the main job on the embedded example and say where each file lies."))
def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help=_("Folder to work in: a complete NAHKODA_HOME."))
    ] = Path("demo-out"),
) -> None:
    import terminal
    from commands.plan_screen import print_years
    from examples.story import story
    from examples.walk import SUKUN, main_job
    from generators.views.overview import overview_of
    from generators.views.plan import plan_view
    from store.database import Database

    database = Database.in_folder(out)
    # In Indonesian whatever the reader's language, as documents are.
    indonesian = translator("id")
    paths: list[Path] = []
    with main_job(database, out / "documents", _, paths.append) as steps:
        for step in steps:
            text = step.text.said(_)
            began = time.perf_counter()
            working(text, step.run)
            typer.echo(f"{text:<52} {time.perf_counter() - began:6.2f} s")
    typer.echo("")
    console = terminal.screen()
    terminal.print_overview(console, overview_of(database, SUKUN), _)
    typer.echo("\n" + _("The road to 0 ha by the illustrative plan:"))
    print_years(console, plan_view(database, SUKUN).scenario, _)
    typer.echo(
        "\n"
        + _(
            "The figures per RT, the plan and its money are illustrative (ilustratif); the sums are public figures."
        )
    )
    typer.echo(_("Documents:"))
    for path in paths:
        say(f"  {path}")
    typer.echo("\n" + _("The story of one plan through all five stages, illustrative people and dates:"))
    for scene in story(out / "cerita", out / "cerita" / "documents", _, indonesian):
        typer.echo(f"\n{scene.text.said(_)}")
        for line in working(scene.text.said(_), scene.run):
            typer.echo(f"  {line}")
    program = Path(sys.argv[0])
    typer.echo("")
    for home, command in (
        (out, "plan scenario"),
        (out, "gate check"),
        (out / "cerita", "status --as auditor"),
    ):
        typer.echo(
            _("Go on from here with: NAHKODA_HOME={home} {program} {command} {kode}").format(
                home=home, program=program, command=command, kode=SUKUN.text
            )
        )


add_decisions(app)
add_process(app)


def main() -> NoReturn:
    """Run the command line; errors become one message and an exit code, never a traceback."""
    if sys.stdout is None:
        # Started with its output closed: what it would print goes nowhere, what it does is done.
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - lives as long as the process
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that knows no dash or bar shows a question mark instead of stopping the command.
        sys.stdout.reconfigure(errors="replace")
    status: object = 0
    try:
        status = app(standalone_mode=False)
        # What is still buffered meets a closed pipe here, not while the interpreter shuts down.
        sys.stdout.flush()
    except NahkodaError as error:
        lines = (f"{error.text(_)} [{error.code}]", *error.details(_))
        _fail("\n".join(map(plain, lines)), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except BrokenPipeError:
        _give_up_output()
        sys.exit(1)
    except OSError as error:
        if not error.filename:
            _give_up_output()
        place = f"{error.filename}: " if error.filename else ""
        _fail(plain(f"{place}{error.strerror or error}"), 2)
    except Exception as error:
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        sys.exit(2)
    if status == INTERRUPTED:
        _fail(_("Stopped; nothing half-done was kept."), INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)


def _give_up_output() -> None:
    # Else the interpreter would try to write the rest once more while it shuts down.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)
