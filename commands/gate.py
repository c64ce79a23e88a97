"""Commands of the gates: report, rules in force, rules of a city, moving a plan to newer rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.options import (
    AsOption,
    DbOption,
    ExpectOption,
    JsonOption,
    KeyOption,
    KodeArgument,
    open_database,
    print_json,
    request_of,
    say,
    tell,
    territory,
    working,
)
from language import Translate, language_of_environment, translator
from planning.process import Gate

_: Translate = translator(language_of_environment())

gate_app = typer.Typer(
    no_args_is_help=True, help=_("What a plan still lacks for its next stage, and the rules behind it.")
)

GateOption = Annotated[
    Gate | None,
    typer.Option(
        "--gate",
        case_sensitive=False,
        metavar="G1|G2|G3|G4",
        help=_("This gate, not the one of the plan's stage."),
    ),
]
SHEETS = (".pdf", ".docx")


@gate_app.command("check", help=_("Everything a plan lacks at its gate, and who settles it. Writes nothing."))
def gate_check(
    kode: KodeArgument,
    gate: GateOption = None,
    every: Annotated[
        bool, typer.Option("--all", help=_("Also what is fulfilled and what does not apply."))
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE.pdf|FILE.docx", help=_("Also write the report as a verification sheet.")
        ),
    ] = None,
    as_json: JsonOption = False,
    account: AsOption = None,
    db: DbOption = None,
) -> None:
    from workflow.gate_json import gate_json
    from workflow.reading import check_gate

    if out is not None and out.suffix.lower() not in SHEETS:
        raise typer.BadParameter(
            _("The sheet is written as {suffixes}.").format(suffixes=" / ".join(SHEETS)), param_hint="--out"
        )
    database = open_database(db, actor=account)
    checked = check_gate(database, territory(kode), gate=gate)
    if out is not None:
        from functools import partial as bound

        from generators.document_files import Format
        from generators.saving import require_writable, write_whole
        from workflow.minutes import verification_sheet

        require_writable(out.parent)
        wanted = Format(out.suffix.lower()[1:])
        sheet = working(
            _("Writing {path}").format(path=out),
            bound(verification_sheet, database, checked, translator("id"), formats=[wanted]),
            shown=not as_json,
        )
        write_whole(out, sheet[wanted])
    if as_json:
        print_json(gate_json(checked, _))
    else:
        import terminal
        from commands.gate_screen import print_gate

        print_gate(terminal.screen(), checked, _, every=every)
        if out is not None:
            say(_("Written: {path}").format(path=out))
    if checked.report is not None and checked.report.holds:
        raise typer.Exit(1)


@gate_app.command(
    "rules", help=_("What the gates ask here: requirements, evidence, roles, quorum, deadlines.")
)
def gate_rules(
    kode: KodeArgument,
    gate: Annotated[
        Gate | None,
        typer.Option("--gate", case_sensitive=False, metavar="G1|G2|G3|G4", help=_("Only this gate.")),
    ] = None,
    as_json: JsonOption = False,
    account: AsOption = None,
    db: DbOption = None,
) -> None:
    from workflow.gate_json import rules_json
    from workflow.reading import process_state

    dossier = process_state(open_database(db, actor=account), territory(kode))
    if as_json:
        print_json(rules_json(dossier, gate, _))
        return
    import terminal
    from commands.gate_screen import print_rules

    print_rules(terminal.screen(), dossier, gate, _)


@gate_app.command("import", help=_("Store what a territory adds to the rules of the gates."))
def gate_import(
    kode: KodeArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help=_("Rules of gates as TOML."))],
    account: AsOption = None,
    db: DbOption = None,
) -> None:
    from workflow.rules import import_rules

    code = territory(kode)
    stored = import_rules(open_database(db, actor=account), code, file)
    say(
        _("Gate rules {number} of {kode}; plans that have begun keep theirs (gate move).").format(
            number=stored.number, kode=code.text
        )
    )


@gate_app.command("move", help=_("Judge a plan by the rules that hold today; says what changes."))
def gate_move(
    kode: KodeArgument,
    reason: Annotated[str, typer.Option("--reason", help=_("Why; it is recorded."))],
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.payloads import Repinned, payload_of
    from workflow.revising import repin

    code, request = territory(kode), request_of(key, expect)
    receipt = repin(open_database(db, actor=account), code, reason=reason, request=request)
    moved = payload_of(receipt.event)
    assert isinstance(moved, Repinned)  # noqa: S101 - the first event of this act
    tell(
        receipt,
        _("{kode} is judged by rules {after} now, no longer by {before}; {count} changes:").format(
            kode=code.text, after=moved.ke[:12], before=moved.dari[:12], count=len(moved.perubahan)
        ),
    )
    for each in moved.perubahan:
        say(f"  {each}")
