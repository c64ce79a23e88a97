"""Commands of evidence and of monitoring."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.options import (
    DAY,
    AsOption,
    DbOption,
    ExpectOption,
    JsonOption,
    KeyOption,
    KodeArgument,
    day_of,
    open_database,
    print_json,
    request_of,
    say,
    tell,
    territory,
)
from language import Translate, language_of_environment, translator

_: Translate = translator(language_of_environment())

evidence_app = typer.Typer(
    no_args_is_help=True, help=_("Files that show that a requirement is met, and who accepted them.")
)
monitor_app = typer.Typer(no_args_is_help=True, help=_("What was seen of the works on the ground."))

NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help=_("Number of the evidence."))]
MOST = 2**53
"""Whole numbers up to here are exact in every program that reads the JSON."""

_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,12})?", re.ASCII)
_GROUPED = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)


class Quality(StrEnum):
    """Quality of a finished work, for the option."""

    SESUAI = "sesuai"
    CUKUP = "cukup"
    KURANG = "kurang"
    GAGAL = "gagal"


def degrees(text: str) -> Decimal:
    """Degrees with a decimal point."""
    if not _NUMBER.fullmatch(text):
        raise typer.BadParameter(_("Write degrees such as -7.990798; found {found}.").format(found=text))
    return Decimal(text)


def volume(text: str) -> Decimal:
    """An amount with a decimal point; nothing is guessed where a point could separate thousands."""
    if not _NUMBER.fullmatch(text) or _GROUPED.fullmatch(text):
        raise typer.BadParameter(
            _("Write a number such as 1234 or 120.5, without separators of thousands; found {found}.").format(
                found=text
            )
        )
    return Decimal(text)


@evidence_app.command("add", help=_("Store a file as evidence for a plan or for activities."))
def evidence_add(
    kode: KodeArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("PDF, image, Office file, DXF, DWG or GeoJSON."))
    ],
    jenis: Annotated[
        str, typer.Option("--jenis", help=_("Kind of evidence, a code of `nahkoda gate rules`."))
    ],
    nomor: Annotated[str, typer.Option("--nomor", help=_("Number of the document."))] = "",
    tanggal: Annotated[
        datetime | None,
        typer.Option("--tanggal", formats=DAY, help=_("Date of the document, e.g. 2026-11-23.")),
    ] = None,
    penandatangan: Annotated[str, typer.Option("--penandatangan", help=_("Who signed it."))] = "",
    kegiatan: Annotated[
        list[str] | None,
        typer.Option(
            "--kegiatan", metavar="KEGIATAN", help=_("Activity that it speaks of; may be repeated.")
        ),
    ] = None,
    berlaku_sampai: Annotated[
        datetime | None, typer.Option("--berlaku-sampai", formats=DAY, help=_("Last day of its validity."))
    ] = None,
    mengganti: Annotated[
        int | None,
        typer.Option("--mengganti", min=1, metavar="N", help=_("Number of the evidence that it replaces.")),
    ] = None,
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.evidencing import EvidenceFacts, add_evidence
    from workflow.payloads import EvidenceAdded, payload_of

    code, request = territory(kode), request_of(key, expect)
    facts = EvidenceFacts(
        jenis,
        nomor,
        day_of(tanggal),
        penandatangan,
        tuple(dict.fromkeys(kegiatan or ())),
        day_of(berlaku_sampai),
        mengganti,
    )
    receipt = add_evidence(open_database(db, actor=account), code, file, facts, request=request)
    added = payload_of(receipt.event)
    assert isinstance(added, EvidenceAdded)  # noqa: S101 - what this act says
    tell(
        receipt,
        _("{kode}: evidence {number}, {kind}; it counts once it is accepted.").format(
            kode=code.text, number=added.bukti, kind=jenis
        ),
    )


@evidence_app.command("list", help=_("All evidence of a plan and how it stands."))
def evidence_list(
    kode: KodeArgument, as_json: JsonOption = False, account: AsOption = None, db: DbOption = None
) -> None:
    from workflow.process_json import evidence_json
    from workflow.reading import process_state

    dossier = process_state(open_database(db, actor=account), territory(kode))
    if as_json:
        print_json([evidence_json(each, dossier.today) for each in dossier.state.evidence.values()])
        return
    import terminal
    from commands.process_screen import print_evidence

    print_evidence(terminal.screen(), dossier, _)


@evidence_app.command("accept", help=_("Accept a piece of evidence, in a role that may verify it."))
def evidence_accept(
    kode: KodeArgument,
    number: NumberArgument,
    note: Annotated[str, typer.Option("--note", help=_("A note."))] = "",
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.evidencing import judge_evidence

    code, request = territory(kode), request_of(key, expect)
    database = open_database(db, actor=account)
    receipt = judge_evidence(database, code, number, accepted=True, note=note, request=request)
    tell(receipt, _("{kode}: evidence {number} is accepted.").format(kode=code.text, number=number))


@evidence_app.command("reject", help=_("Reject a piece of evidence and say why."))
def evidence_reject(
    kode: KodeArgument,
    number: NumberArgument,
    note: Annotated[str, typer.Option("--note", help=_("Why; it is recorded."))],
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.evidencing import judge_evidence

    code, request = territory(kode), request_of(key, expect)
    database = open_database(db, actor=account)
    receipt = judge_evidence(database, code, number, accepted=False, note=note, request=request)
    tell(receipt, _("{kode}: evidence {number} is rejected.").format(kode=code.text, number=number))


@evidence_app.command("fetch", help=_("Write the file of a piece of evidence; never overwrites one."))
def evidence_fetch(
    kode: KodeArgument,
    number: NumberArgument,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Folder for the file."))] = Path(),
    account: AsOption = None,
    db: DbOption = None,
) -> None:
    from generators.saving import require_writable
    from intake.new_file import write_new_file
    from workflow.reading import evidence_bytes

    name, data = evidence_bytes(open_database(db, actor=account), territory(kode), number)
    require_writable(out)
    path = out / base_name(name, f"bukti_{number}")
    write_new_file(path, data)
    say(_("Written: {path}").format(path=path))


def base_name(name: str, otherwise: str) -> str:
    """The last part of a name, on whatever system it was given; it never leads out of a folder."""
    last = re.split(r"[/\\:]", name)[-1]
    last = "".join(each for each in last if each.isprintable()).strip()
    return otherwise if last.strip(".") == "" else last


@monitor_app.command("add", help=_("Record what was seen of an activity on a day."))
def monitor_add(
    kode: KodeArgument,
    kegiatan: Annotated[str, typer.Argument(metavar="KEGIATAN", help=_("Code of the activity."))],
    tanggal: Annotated[
        datetime, typer.Option("--tanggal", formats=DAY, help=_("Day of the visit, e.g. 2027-08-17."))
    ],
    kemajuan: Annotated[
        int, typer.Option("--kemajuan", min=0, max=100, help=_("Physical progress in percent."))
    ],
    built: Annotated[
        Decimal | None,
        typer.Option(
            "--volume",
            parser=volume,
            metavar="NUMBER",
            help=_("Volume built so far, in the activity's unit."),
        ),
    ] = None,
    biaya: Annotated[
        int | None,
        typer.Option("--biaya", min=0, max=MOST, help=_("Whole rupiah spent so far, swadaya included.")),
    ] = None,
    kk: Annotated[
        int | None, typer.Option("--kk", min=0, max=MOST, help=_("Households that it serves so far."))
    ] = None,
    mutu: Annotated[Quality | None, typer.Option("--mutu", help=_("Quality of the work."))] = None,
    lintang: Annotated[
        Decimal | None,
        typer.Option("--lintang", parser=degrees, metavar="DEGREES", help=_("Latitude, e.g. -7.990798.")),
    ] = None,
    bujur: Annotated[
        Decimal | None,
        typer.Option("--bujur", parser=degrees, metavar="DEGREES", help=_("Longitude, e.g. 112.620392.")),
    ] = None,
    catatan: Annotated[str, typer.Option("--catatan", help=_("A note."))] = "",
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.monitoring import Visit, monitor
    from workflow.payloads import Mutu

    code, request = territory(kode), request_of(key, expect)
    visit = Visit(
        kegiatan,
        tanggal.date(),
        kemajuan,
        built,
        biaya,
        kk,
        Mutu(mutu.value) if mutu else None,
        lintang,
        bujur,
        catatan,
    )
    receipt = monitor(open_database(db, actor=account), code, visit, request=request)
    tell(
        receipt,
        _("{kode}: {activity} stands at {percent} % on {day}.").format(
            kode=code.text, activity=kegiatan, percent=kemajuan, day=visit.tanggal.isoformat()
        ),
    )


@monitor_app.command("list", help=_("All visits to the works of a plan."))
def monitor_list(
    kode: KodeArgument, as_json: JsonOption = False, account: AsOption = None, db: DbOption = None
) -> None:
    from workflow.process_json import visit_json
    from workflow.reading import process_state

    dossier = process_state(open_database(db, actor=account), territory(kode))
    if as_json:
        visits = dossier.state.monitored.values()
        print_json([visit_json(each) for records in visits for each in records])
        return
    import terminal
    from commands.process_screen import print_visits

    print_visits(terminal.screen(), dossier, _)
