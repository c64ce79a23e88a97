"""Commands of roles: who may do what where, between which days, and who stands in for whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.options import (
    DAY,
    AsOption,
    DbOption,
    JsonOption,
    KodeArgument,
    day_of,
    open_database,
    print_json,
    say,
    territory,
)
from language import Translate, language_of_environment, translator
from planning.calendar import local_day
from planning.roles import Role

_: Translate = translator(language_of_environment())

role_app = typer.Typer(
    no_args_is_help=True,
    help=_("Roles of accounts, each for a territory and everything below it."),
)

AkunArgument = Annotated[str, typer.Argument(metavar="AKUN", help=_("Name of the account."))]
NumberArgument = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, help=_("Number of the role, see `nahkoda role list`."))
]
NamaOption = Annotated[str, typer.Option("--nama", help=_("Name of the person."))]
JabatanOption = Annotated[str, typer.Option("--jabatan", help=_("Office of the person."))]


@role_app.command(
    "grant", help=_("Give an account a role. The first one of a database is its administrator.")
)
def role_grant(
    akun: AkunArgument,
    peran: Annotated[Role, typer.Argument(metavar="PERAN", help=", ".join(Role))],
    wilayah: Annotated[
        str, typer.Argument(metavar="WILAYAH", help=_("Territory code; 0 is the whole country."))
    ],
    nama: NamaOption,
    jabatan: JabatanOption,
    unit: Annotated[str, typer.Option("--unit", help=_("Institution, by which a quorum may count."))],
    mulai: Annotated[
        datetime | None, typer.Option("--mulai", formats=DAY, help=_("First day; without it today."))
    ] = None,
    sampai: Annotated[
        datetime | None, typer.Option("--sampai", formats=DAY, help=_("Last day; without it no end."))
    ] = None,
    surat: Annotated[str, typer.Option("--surat", help=_("Letter of appointment."))] = "",
    account: AsOption = None,
    db: DbOption = None,
) -> None:
    from workflow.granting import Appointment, grant_role

    code = territory(wilayah)
    first = day_of(mulai) or local_day(datetime.now(UTC), code)
    grant = grant_role(
        open_database(db, actor=account),
        Appointment(akun, nama, jabatan, peran, unit, code, first, day_of(sampai), surat),
    )
    say(
        _("Role {number}: {account} is {role} for {kode} from {day}.").format(
            number=grant.id,
            account=grant.akun,
            role=grant.peran.value,
            kode=grant.wilayah,
            day=grant.mulai.isoformat(),
        )
    )


@role_app.command("list", help=_("Every role granted in a territory and below."))
def role_list(
    kode: KodeArgument, as_json: JsonOption = False, account: AsOption = None, db: DbOption = None
) -> None:
    from workflow.granting import roles_in
    from workflow.process_json import grant_json

    code = territory(kode)
    grants = roles_in(open_database(db, actor=account), code)
    today = local_day(datetime.now(UTC), code)
    if as_json:
        print_json([grant_json(each, today) for each in grants])
        return
    import terminal
    from commands.process_screen import print_roles

    print_roles(terminal.screen(), grants, today, _)


@role_app.command("revoke", help=_("End a role, and what stands in for it, at once."))
def role_revoke(
    number: NumberArgument,
    reason: Annotated[str, typer.Option("--reason", help=_("Why; it is recorded."))],
    account: AsOption = None,
    db: DbOption = None,
) -> None:
    from workflow.granting import revoke_role

    grant = revoke_role(open_database(db, actor=account), number, reason=reason)
    say(
        _("Role {number} is revoked: {account} is no longer {role} for {kode} by it.").format(
            number=number, account=grant.akun, role=grant.peran.value, kode=grant.wilayah
        )
    )


@role_app.command("delegate", help=_("Let somebody stand in for a seat of Pokja PKP, by letter."))
def role_delegate(
    number: NumberArgument,
    akun: AkunArgument,
    nama: NamaOption,
    jabatan: JabatanOption,
    mulai: Annotated[datetime, typer.Option("--mulai", formats=DAY, help=_("First day."))],
    sampai: Annotated[datetime, typer.Option("--sampai", formats=DAY, help=_("Last day."))],
    surat: Annotated[str, typer.Option("--surat", help=_("Letter of delegation."))],
    account: AsOption = None,
    db: DbOption = None,
) -> None:
    from planning.territory import NATION, TerritoryCode
    from workflow.granting import Appointment, delegate

    # Role, institution and territory are those of the seat.
    to = Appointment(akun, nama, jabatan, Role.POKJA, "", TerritoryCode(NATION), mulai.date(), sampai.date())
    grant = delegate(open_database(db, actor=account), number, to, letter=surat)
    say(
        _("Role {number}: {account} stands in for role {seat}, {first} to {last}.").format(
            number=grant.id,
            account=grant.akun,
            seat=number,
            first=mulai.date().isoformat(),
            last=sampai.date().isoformat(),
        )
    )
