"""How a plan's way looks in a terminal: status, agenda, evidence, visits, roles. No rule, no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.gate_screen import LISTED_READY, STYLES, codes, heading, indented
from language import Translate
from planning.calendar import local_time
from planning.process import Move
from planning.territory import TerritoryCode
from planning.wording import said
from terminal import number, one_line

if TYPE_CHECKING:
    # These bring the whole store with them.
    from store.grants import Grant
    from workflow.agenda import Agenda, PlanLine
    from workflow.dossier import Dossier
    from workflow.state import Submission

WIDE = 110
"""Width of a screen from which tables have room for names and notes in columns of their own."""


def table_of(*columns: tuple[str, str]) -> Table:
    """A plain table; each column is its header and `left`, `right` or `code`, which never wraps."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, side in columns:
        table.add_column(
            name, justify="right" if side == "right" else "left", no_wrap=side != "left", overflow="fold"
        )
    return table


def _moment(value: datetime | None, place: TerritoryCode) -> str:
    """A moment as the clocks of the place show it."""
    local = local_time(value, place) if value else None
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}" if local else "–"


def _day(value: date | None) -> str:
    return value.isoformat() if value else "–"


def print_status(console: Console, dossier: Dossier, _: Translate) -> None:
    """Stage and status, the open submission with its votes, those that ended, and what passed the gates."""
    heading(console, dossier, _)
    state = dossier.state
    console.print(
        _("Stage {stage}, status {status}; revision {revision}").format(
            stage=state.stage.value, status=state.position.status.value, revision=state.revision
        ),
        style="bold",
    )
    if state.version == 0:
        console.print(_("Nothing was recorded yet; the first act begins the process."))
        return
    console.print(_("Since {moment}").format(moment=_moment(state.since, dossier.code)))
    console.print(
        _("Rules {digest}; version of the process {version} (for --expect)").format(
            digest=state.rules[:12], version=state.version
        )
    )
    for each in reversed(state.submissions):
        _print_submission(console, each, dossier.code, _)
    if any(state.passed.values()):
        console.print()
        console.print(one_line(_("Activities that passed a gate"), style="bold"))
        for gate, through in state.passed.items():
            if not through:
                continue
            names = codes(list(through), _, LISTED_READY) or "–"
            console.print(indented(one_line(f"{gate.value}  {number(len(through), _)}  {names}")))
    if state.rulings:
        console.print()
        console.print(one_line(_("Waived, or said not to apply"), style="bold"))
        for ruled in state.rulings.values():
            until = _(" until {day}").format(day=ruled.sampai.isoformat()) if ruled.sampai else ""
            what = f"{ruled.syarat} {ruled.subjek}".strip()
            text = (
                f"{what}: {ruled.putusan.value.replace('_', ' ')}{until}; {ruled.alasan} ({ruled.oleh.nama})"
            )
            console.print(indented(one_line(text)))
    for again in state.reopened:
        console.print(
            one_line(
                _("Revision {number} from {stage}: {reason}").format(
                    number=again.revisi, stage=again.dari.value, reason=again.alasan
                )
            )
        )


def _print_submission(console: Console, each: Submission, place: TerritoryCode, _: Translate) -> None:
    from workflow.process_json import outcome_of, reason_of
    from workflow.reading import count_of

    submitted, ended = each.submitted, each.ended
    gate = submitted.gerbang
    late = submitted.langkah is Move.RELEASE
    way = _("further activities") if late else f"{gate.stage.value} → {gate.leads_to.value}"
    console.print()
    outcome = outcome_of(ended) if ended else _("open")
    style = {"disetujui": "bold green", "dikembalikan": "bold red"}.get(outcome, "bold yellow")
    console.print(
        Text.assemble(
            (_("Submission {number}").format(number=each.number), "bold"),
            f"  {gate.value}: {way}  ",
            (outcome.upper(), style),
        )
    )
    lines = [
        _("by {name} on {moment}").format(
            name=submitted.oleh.nama or submitted.oleh.akun, moment=_moment(each.at, place)
        )
    ]
    if submitted.kegiatan:
        lines.append(
            _("{count} activities: {codes}").format(
                count=number(len(submitted.kegiatan), _), codes=codes(submitted.kegiatan, _)
            )
        )
    if submitted.catatan:
        lines.append(submitted.catatan)
    if ended:
        reason = reason_of(ended)
        lines.append(f"{outcome} {_moment(each.ended_at, place)}" + (f": {reason}" if reason else ""))
    for line in lines:
        console.print(indented(one_line(line)))
    table = table_of(
        (_("Member"), "left"), (_("Institution"), "left"), (_("Vote"), "code"), (_("Reason"), "left")
    )
    for seat in submitted.kursi:
        cast = each.votes.get(seat.kursi)
        name = cast.oleh.nama if cast else seat.nama
        if cast and cast.oleh.akun != seat.akun:
            name = _("{name} for {seat}").format(name=name, seat=seat.nama)
        table.add_row(
            one_line(f"{name} ({_('chair')})" if seat.ketua else name),
            one_line(seat.unit),
            cast.suara.value.replace("_", " ") if cast else "–",
            one_line(cast.alasan if cast else ""),
        )
    console.print(indented(table))
    for condition in count_of(each).conditions:
        if condition.met:
            mark = _("met")
        elif ended:
            mark = "–"
        else:
            mark = _("open") if condition.reachable else _("out of reach")
        style = "green" if condition.met else "yellow"
        console.print(indented(Text.assemble((f"[{mark}] ", style), said(condition.text, _))))


def print_agenda(console: Console, made: Agenda, _: Translate) -> None:
    """The documents of a territory with the verdicts of their gates, then what is due, late first."""
    # A place that is not in the list of territories is called by its code.
    name = made.code.kind.value if made.name == made.code.text else made.name
    console.print(one_line(f"{name} ({made.code.text}) · {made.today.isoformat()}", style="bold"))
    if not made.plans:
        console.print(_("No survey and no plan here yet."))
        return
    table = table_of(
        (_("Code"), "code"),
        (_("Place"), "left"),
        (_("Stage, status"), "left"),
        (_("Since"), "code"),
        (_("Due"), "code"),
        (_("Gate"), "left"),
    )
    for each in made.plans:
        table.add_row(
            each.kode,
            one_line(each.nama if each.nama != each.kode else "–"),
            f"{each.stage.value}, {each.status.value}",
            _day(each.since),
            _due(each.due, made.today, _),
            _gate(each, _),
        )
    console.print(table)
    if not made.dues:
        return
    console.print()
    dues = table_of((_("Due"), "code"), (_("Code"), "code"), (_("For"), "code"), (_("What"), "left"))
    for due in sorted(made.dues, key=lambda each: (not each.late, each.day, each.kode)):
        dues.add_row(_due(due.day, made.today, _), due.kode, due.matter.value, one_line(due.what))
    console.print(dues)


def _due(day: date | None, today: date, _: Translate) -> Text:
    """A last day; one that is over says so in words too."""
    if day is None:
        return one_line("–")
    if day < today:
        return one_line(f"{day.isoformat()} {_('LATE')}", style="bold red")
    return one_line(day.isoformat())


def _gate(each: PlanLine, _: Translate) -> Text:
    summary = each.summary
    if summary is None:
        return one_line("–")
    verdict = str(summary["hasil"])
    parts = [
        (_("{count} hold"), summary["menahan"]),
        (_("{count} ready"), summary["kegiatan_siap"]),
        (_("{count} held"), summary["kegiatan_tertahan"]),
    ]
    counted = ", ".join(text.format(count=count) for text, count in parts if count)
    return Text.assemble(
        f"{summary['gerbang']} ",
        (verdict.replace("_", " ").upper(), STYLES[verdict]),
        f" ({counted})" if counted else "",
    )


def print_evidence(console: Console, dossier: Dossier, _: Translate) -> None:
    """Every piece of evidence with its document, what it speaks of, and how it stands."""
    from workflow.process_json import standing_of

    heading(console, dossier, _)
    pieces = dossier.state.evidence.values()
    if not pieces:
        console.print(_("No evidence yet."))
        return
    styles = {"diterima": "green", "menunggu": "yellow", "ditolak": "red", "kedaluwarsa": "red"}
    table = table_of(
        (_("No."), "right"),
        (_("Kind"), "left"),
        (_("Document"), "left"),
        (_("For"), "left"),
        (_("Standing"), "left"),
    )
    for each in pieces:
        added = each.added
        facts = [added.nomor, _day(added.tanggal) if added.tanggal else "", added.penandatangan, added.berkas]
        standing = standing_of(each, dossier.today)
        notes = [standing]
        if each.replaced_by is not None:
            notes.append(_("by {number}").format(number=each.replaced_by))
        if each.verdict is not None and each.verdict.catatan:
            notes.append(each.verdict.catatan)
        if added.berlaku_sampai:
            notes.append(_("until {days}").format(days=added.berlaku_sampai.isoformat()))
        table.add_row(
            str(each.number),
            added.jenis,
            one_line(", ".join(fact for fact in facts if fact)),
            one_line(codes(added.subjek, _) or _("plan")),
            one_line("; ".join(notes), style=styles.get(standing, "dim")),
        )
    console.print(table)


def print_visits(console: Console, dossier: Dossier, _: Translate) -> None:
    """The visits, by activity in the order of the records."""
    heading(console, dossier, _)
    if not dossier.state.monitored:
        console.print(_("No visit yet."))
        return
    table = table_of(
        (_("Activity"), "code"),
        (_("Day"), "code"),
        ("%", "right"),
        (_("Volume"), "right"),
        (_("Rp spent"), "right"),
        ("KK", "right"),
        (_("Quality"), "left"),
        (_("Note"), "left"),
    )
    for kode, records in dossier.state.monitored.items():
        for each in records:
            place = f"({each.lintang}, {each.bujur})" if each.lintang is not None else ""
            table.add_row(
                kode,
                each.tanggal.isoformat(),
                str(each.kemajuan),
                "–" if each.volume is None else number(each.volume, _),
                "–" if each.biaya is None else number(each.biaya, _),
                "–" if each.kk is None else number(each.kk, _),
                each.mutu.value if each.mutu else "–",
                one_line(f"{each.catatan} {place}".strip()),
            )
    console.print(table)


def print_roles(console: Console, grants: Sequence[Grant], today: date, _: Translate) -> None:
    """The roles with their days; those that do not hold today say so."""
    from workflow.process_json import term_of

    if not grants:
        console.print(_("No role was granted here."))
        return
    table = table_of(
        (_("No."), "right"),
        (_("Account"), "left"),
        (_("Role"), "left"),
        (_("Territory"), "left"),
        (_("Person"), "left"),
        (_("Days"), "left"),
    )
    for each in grants:
        person = ", ".join(part for part in (each.nama, each.jabatan, each.unit) if part)
        if each.represents is not None:
            person += "; " + _("stands in for {number}").format(number=each.represents)
        if each.surat:
            person += f" ({each.surat})"
        term = term_of(each, today)
        days = f"{each.mulai.isoformat()} – {each.sampai.isoformat() if each.sampai else ''}".strip()
        table.add_row(
            str(each.id),
            one_line(each.akun),
            each.peran.value,
            each.wilayah,
            one_line(person),
            one_line(f"{term}: {days}", style="" if term == "berlaku" else "dim"),
        )
    console.print(table)
