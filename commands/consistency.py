"""The command that compares the plans of the kelurahan with that of their kab/kota."""

from __future__ import annotations

import typer

from commands.options import DbOption, JsonOption, KodeArgument, kabkota, print_json, readable, say
from language import Translate, language_of_environment, translator

_: Translate = translator(language_of_environment())

consistency_app = typer.Typer(no_args_is_help=True, help=_("Whether RPLP and RP2KP-KP say the same."))


@consistency_app.callback()
def _group() -> None:
    """A group, though it has one command so far."""


@consistency_app.command(
    "check", help=_("Compare the plans of the kelurahan with the RP2KP-KP; exit 1 where they contradict.")
)
def check(kode: KodeArgument, as_json: JsonOption = False, db: DbOption = None) -> None:
    from generators.rp2kpkp.consistency import consistency_json, consistency_of
    from planning.finding_kind import Severity
    from planning.wording import said

    code = kabkota(kode)
    view = consistency_of(readable(db, code), code)
    if as_json:
        print_json(consistency_json(view, _))
    else:
        say(
            _("{plans} plans of {places} kelurahan against {activities} activities of the kab/kota").format(
                plans=view.rencana, places=view.kelurahan, activities=view.kegiatan_kota
            )
        )
        for each in view.findings:
            subject = f" {each.subject}:" if each.subject else ""
            kind = _("contradiction") if each.severity is Severity.ERROR else _("warning")
            say(f"{each.code} {kind}:{subject} {said(each.text, _)}")
        if not view.findings:
            say(_("Nothing contradicts."))
    if not view.consistent:
        raise typer.Exit(1)
