"""Commands of the way to a decision: submit, vote, rulings, ratification."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DAY,
    AsOption,
    DbOption,
    ExpectOption,
    KeyOption,
    KodeArgument,
    open_database,
    request_of,
    tell,
    territory,
)
from language import Translate, language_of_environment, translator
from planning.process import Gate

if TYPE_CHECKING:
    from workflow.acting import Receipt

_: Translate = translator(language_of_environment())

ReasonOption = Annotated[str, typer.Option("--reason", help=_("Why; it is recorded and printed."))]
SyaratArgument = Annotated[
    str, typer.Argument(metavar="SYARAT", help=_("Code of a requirement, e.g. G2-K10."))
]
KegiatanOption = Annotated[
    str, typer.Option("--kegiatan", metavar="KEGIATAN", help=_("Only for this activity, not for the plan."))
]


class Ballot(StrEnum):
    """What a member can do with the vote, for the argument."""

    APPROVE = "approve"
    RETURN = "return"
    RECUSE = "recuse"
    TAKE_BACK = "take-back"


def add_decisions(app: typer.Typer) -> None:
    """Give the command line these commands, which stand in no group."""
    for name, command, text in (
        (
            "submit",
            submit,
            _("Hand a plan to Pokja PKP at its gate; refused with everything that is missing."),
        ),
        ("withdraw", withdraw, _("Take the open submission back.")),
        ("decide", decide, _("Vote on the open submission; the vote that meets the quorum decides.")),
        ("reopen", reopen, _("Open planning again from a later stage, as a new revision.")),
        ("ratify", ratify, _("Ratify the newest version of the document (lurah, BKM).")),
        ("waive", waive, _("Set a requirement aside until a day, with reason and authority.")),
        ("exempt", exempt, _("Say with a reason that a requirement does not apply.")),
        ("lift", lift, _("End a waiver, or a ruling that a requirement does not apply.")),
    ):
        app.command(name, help=text)(command)


def submit(
    kode: KodeArgument,
    gate: Annotated[
        Gate | None,
        typer.Option(
            "--gate",
            case_sensitive=False,
            metavar="G1|G2|G3|G4",
            help=_("A gate that lies behind, for late activities."),
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", help=_("A note to Pokja PKP."))] = "",
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.payloads import Submitted, payload_of
    from workflow.submitting import submit as hand_in

    code, request = territory(kode), request_of(key, expect)
    receipt = hand_in(open_database(db, actor=account), code, gate=gate, note=note, request=request)
    submitted = payload_of(receipt.event)
    assert isinstance(submitted, Submitted)  # noqa: S101 - what this act says
    text = _("{kode}: submission {number} at gate {gate}; {seats} members may vote.")
    if submitted.kegiatan:
        text = _("{kode}: submission {number} at gate {gate}, {count} activities; {seats} members may vote.")
    tell(
        receipt,
        text.format(
            kode=code.text,
            number=submitted.pengajuan,
            gate=submitted.gerbang.value,
            count=len(submitted.kegiatan),
            seats=len(submitted.kursi),
        ),
    )


def withdraw(
    kode: KodeArgument,
    reason: ReasonOption,
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.submitting import withdraw as take_back

    code, request = territory(kode), request_of(key, expect)
    receipt = take_back(open_database(db, actor=account), code, reason=reason, request=request)
    tell(receipt, _("{kode}: the submission was withdrawn.").format(kode=code.text))


def decide(
    kode: KodeArgument,
    ballot: Annotated[
        Ballot, typer.Argument(metavar="approve|return|recuse|take-back", help=_("What to do with the vote."))
    ],
    reason: Annotated[
        str, typer.Option("--reason", help=_("Why; `return` and `recuse` need it, and it is printed."))
    ] = "",
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.deciding import vote
    from workflow.payloads import Choice, Decided, Voided, VoteCast, payload_of

    choices = {
        Ballot.APPROVE: Choice.APPROVE,
        Ballot.RETURN: Choice.RETURN,
        Ballot.RECUSE: Choice.RECUSE,
        Ballot.TAKE_BACK: Choice.TAKE_BACK,
    }
    code, request = territory(kode), request_of(key, expect)
    receipt = vote(open_database(db, actor=account), code, choices[ballot], reason=reason, request=request)
    first = payload_of(receipt.event)
    assert isinstance(first, VoteCast | Voided)  # noqa: S101 - the first event of this act
    ended = receipt.state.submissions[first.pengajuan - 1].ended
    parts = []
    if isinstance(first, VoteCast):
        words = _("{kode}, submission {number}: {vote} noted")
        parts.append(words.format(kode=code.text, number=first.pengajuan, vote=first.suara.value))
    else:
        parts.append(_("{kode}: the vote was not counted").format(kode=code.text))
    if isinstance(ended, Decided):
        parts.append(
            _("decision: {outcome}; the plan is in {stage}, {status}").format(
                outcome=ended.putusan.value,
                stage=receipt.state.stage.value,
                status=receipt.state.position.status.value,
            )
        )
    tell(receipt, "; ".join(parts) + ".")
    if receipt.voided is not None or isinstance(first, Voided):
        raise typer.Exit(1)


def reopen(
    kode: KodeArgument,
    reason: ReasonOption,
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.revising import reopen as open_again

    code, request = territory(kode), request_of(key, expect)
    receipt = open_again(open_database(db, actor=account), code, reason=reason, request=request)
    tell(
        receipt,
        _("{kode}: planning is open again, revision {number}.").format(
            kode=code.text, number=receipt.state.revision
        ),
    )


def ratify(
    kode: KodeArgument,
    version: Annotated[
        int | None,
        typer.Option(
            "--version",
            min=1,
            metavar="N",
            help=_("Version that was read; refused when it is not the newest."),
        ),
    ] = None,
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.ratifying import ratify as put_name_to

    code, request = territory(kode), request_of(key, expect)
    receipt = put_name_to(open_database(db, actor=account), code, version=version, request=request)
    tell(
        receipt,
        _("{kode}: version {number} of the document is ratified.").format(
            kode=code.text, number=receipt.state.ratified[-1].versi
        ),
    )


def waive(
    kode: KodeArgument,
    syarat: SyaratArgument,
    reason: ReasonOption,
    authority: Annotated[str, typer.Option("--authority", help=_("Letter or decision that allows it."))],
    until: Annotated[datetime, typer.Option("--until", formats=DAY, help=_("Last day, e.g. 2027-06-30."))],
    kegiatan: KegiatanOption = "",
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.ruling import waive as set_aside

    code, request = territory(kode), request_of(key, expect)
    receipt = set_aside(
        open_database(db, actor=account),
        code,
        syarat,
        subject=kegiatan,
        reason=reason,
        authority=authority,
        until=until.date(),
        request=request,
    )
    told = _("{kode}: {requirement} is waived until {day}.")
    _tell_ruling(receipt, told, syarat, kegiatan, day=until.date().isoformat())


def exempt(
    kode: KodeArgument,
    syarat: SyaratArgument,
    reason: ReasonOption,
    kegiatan: KegiatanOption = "",
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.ruling import exempt as say_not_applicable

    code, request = territory(kode), request_of(key, expect)
    receipt = say_not_applicable(
        open_database(db, actor=account), code, syarat, subject=kegiatan, reason=reason, request=request
    )
    _tell_ruling(receipt, _("{kode}: {requirement} does not apply."), syarat, kegiatan)


def lift(
    kode: KodeArgument,
    syarat: SyaratArgument,
    reason: ReasonOption,
    kegiatan: KegiatanOption = "",
    account: AsOption = None,
    key: KeyOption = None,
    expect: ExpectOption = None,
    db: DbOption = None,
) -> None:
    from workflow.ruling import lift as end_ruling

    code, request = territory(kode), request_of(key, expect)
    receipt = end_ruling(
        open_database(db, actor=account), code, syarat, subject=kegiatan, reason=reason, request=request
    )
    _tell_ruling(receipt, _("{kode}: {requirement} is asked again."), syarat, kegiatan)


def _tell_ruling(receipt: Receipt, text: str, syarat: str, kegiatan: str, **more: str) -> None:
    """What was ruled on a requirement, of the plan or of one activity."""
    tell(
        receipt,
        text.format(kode=receipt.state.kode, requirement=f"{syarat} {kegiatan}".strip(), **more),
    )
