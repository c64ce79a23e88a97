"""How a gate looks in a terminal: its report grouped by what blocks, and the rules it asks by. No rule, no SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from language import Translate
from planning.calendar import local_day
from planning.process import Gate, Move, gate_of
from planning.territory import TerritoryCode
from planning.wording import said
from terminal import harmless, number, one_line

if TYPE_CHECKING:
    # These bring the whole store with them.
    from workflow.dossier import Dossier
    from workflow.reading import Checked
    from workflow.report import GateFinding, GateReport
    from workflow.requirements import Requirement
    from workflow.state import ProcessState

LISTED_CODES = 6
"""Activities that one line names; the others are counted."""
LISTED_READY = 60

STYLES = {"lulus": "bold green", "lulus_bersyarat": "bold yellow", "tertahan": "bold red"}


def codes(names: Sequence[str], _: Translate, most: int = LISTED_CODES) -> str:
    """Codes in a row, of which a long one is cut and says so."""
    text = harmless(", ".join(names[:most]))
    if len(names) > most:
        text += _(" … and {count} more").format(count=number(len(names) - most, _))
    return text


def indented(thing: RenderableType) -> Padding:
    """Two columns to the right; not filled up, as what is no terminal has no width."""
    return Padding(thing, (0, 0, 0, 2), expand=False)


def heading(console: Console, dossier: Dossier, _: Translate) -> None:
    """Which document this is about."""
    name = {"rplp": "RPLP", "rp2kpkp": "RP2KP-KP"}[dossier.kind.value]
    console.print(one_line(f"{dossier.name} ({dossier.code.text}) · {name}", style="bold"))


def print_gate(console: Console, checked: Checked, _: Translate, *, every: bool) -> None:
    """The verdict, then what holds the plan, what holds activities, warnings, rulings; with `every` the rest too."""
    heading(console, checked.dossier, _)
    report = checked.report
    if report is None:
        console.print(_("Stage {stage}: no gate lies ahead.").format(stage=checked.state.stage.value))
        return
    if report.late:
        _print_passed(console, checked.state, report, _)
    if not report.temuan:
        text = _("This gate asks nothing more.") if report.late else _("This gate asks nothing.")
        console.print(text, style="bold")
        _print_next(console, checked.state, report, _)
        return
    _print_verdict(console, report, _)
    _print_blocking(console, report, _)
    if report.judges_activities:
        _print_activities(console, report, _)
    rest = [each for each in report.temuan if each.is_open and not each.blocks]
    rt = [each for each in report.temuan if each.per.value == "rt" and each.blocks]
    _print_groups(console, _("RT that do not fulfil it; they do not hold the plan"), rt, "red", _)
    _print_groups(console, _("Warnings"), rest, "yellow", _)
    ruled = [each for each in report.temuan if each.putusan is not None]
    for verdict, title in (
        ("dikesampingkan", _("Waived (dikesampingkan)")),
        ("tidak_berlaku", _("Said not to apply (dinyatakan tidak berlaku)")),
    ):
        chosen = [each for each in ruled if each.verdik.value == verdict]
        _print_groups(console, title, chosen, "magenta", _)
    if every:
        for verdict, title in (
            ("terpenuhi", _("Fulfilled")),
            ("tidak_berlaku", _("Not applicable")),
        ):
            chosen = [each for each in report.temuan if each.verdik.value == verdict and not each.putusan]
            _print_groups(console, title, chosen, "green", _)
    _print_next(console, checked.state, report, _)


def _print_next(console: Console, state: ProcessState, report: GateReport, _: Translate) -> None:
    from workflow.report import Hasil

    if report.hasil is not Hasil.TERTAHAN and state.open is None and gate_of(state.stage) is report.gerbang:
        console.print()
        console.print(_("It may be submitted: nahkoda submit {kode}").format(kode=report.kode))


def _print_verdict(console: Console, report: GateReport, _: Translate) -> None:
    verdict = report.hasil.value
    line = Text.assemble(
        (verdict.replace("_", " ").upper(), STYLES[verdict]),
        f"  {report.gerbang.value}: {report.dari.value} → {report.ke.value}",
    )
    console.print(line)
    console.print(
        one_line(
            _("{percent} % of what applies is met; the percentage decides nothing.").format(
                percent=number(report.percent, _, 1)
            ),
            style="dim",
        )
    )


def _print_passed(console: Console, state: ProcessState, report: GateReport, _: Translate) -> None:
    """Since when the gate lies behind the plan, and what it can still ask."""
    from workflow.payloads import Decided, Outcome

    passed = [
        each
        for each in state.submissions
        if isinstance(each.ended, Decided)
        and (each.ended.gerbang, each.ended.langkah, each.ended.putusan)
        == (report.gerbang, Move.ADVANCE, Outcome.APPROVED)
    ]
    if passed and passed[-1].ended_at is not None:
        day = local_day(passed[-1].ended_at, TerritoryCode(report.kode))
        text = _("The plan passed this gate with submission {number} on {day}.")
        console.print(text.format(number=passed[-1].number, day=day.isoformat()))
    if report.temuan and report.judges_activities:
        console.print(_("Only activities that have not passed it are asked."))


def _print_blocking(console: Console, report: GateReport, _: Translate) -> None:
    _print_groups(console, _("Holds the plan (menahan)"), report.blocking, "red", _)
    if report.nothing_ready:
        console.print()
        if report.kegiatan:
            words = _("Holds the plan: none of {count} activities is ready, and at least one must be.")
            console.print(one_line(words.format(count=number(len(report.kegiatan), _)), style="red"))
        else:
            text = _("No activity has passed the gate before, or none is left to pass this one.")
            console.print(one_line(text, style="red"))


def _print_activities(console: Console, report: GateReport, _: Translate) -> None:
    console.print()
    console.print(one_line(_("Activities"), style="bold"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for label, names, style in (
        (_("ready"), report.ready, "green"),
        (_("held"), report.held, "red"),
    ):
        table.add_row(
            one_line(label, style=style),
            number(len(names), _),
            one_line(codes(names, _, LISTED_READY) or "–"),
        )
    console.print(indented(table))
    held = [each for each in report.temuan if each.per.value == "kegiatan" and each.blocks]
    _print_groups(console, _("Holds activities (menahan)"), held, "red", _)


def _grouped(findings: Iterable[GateFinding]) -> list[list[GateFinding]]:
    groups: dict[str, list[GateFinding]] = {}
    for each in findings:
        groups.setdefault(each.kode, []).append(each)
    return list(groups.values())


def _print_groups(
    console: Console, title: str, findings: Sequence[GateFinding], style: str, _: Translate
) -> None:
    """Findings by requirement, so that 60 activities that lack the same take the room of one."""
    if not findings:
        return
    groups = _grouped(findings)
    console.print()
    console.print(one_line(f"{title} · {number(len(groups), _)}", style="bold"))
    table = _blocks()
    for group in groups:
        table.add_row(one_line(group[0].kode, style=style), _block(group, _))
    console.print(indented(table))


def _blocks() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _block(group: Sequence[GateFinding], _: Translate) -> Text:
    first = group[0]
    lines = [one_line(said(first.name, _), style="bold")]
    subjects = [each.subjek for each in group if each.subjek]
    if subjects:
        counted = _("{count} activities: {codes}") if first.per.value == "kegiatan" else "{count} RT: {codes}"
        lines.append(one_line(counted.format(count=number(len(subjects), _), codes=codes(subjects, _))))
    lines += [one_line(each) for each in _looked_at(group, _)]
    if first.sampai is not None:
        until = sorted({each.sampai.isoformat() for each in group if each.sampai})
        lines.append(one_line(_("until {days}").format(days=", ".join(until)), style="magenta"))
    if first.is_open:
        lines.append(one_line(f"→ {said(first.remedy, _)}"))
        lines.append(
            one_line(_("Settled by: {names}").format(names=", ".join(first.verifikator)), style="dim")
        )
    return Text("\n").join(lines)


def _looked_at(group: Sequence[GateFinding], _: Translate) -> list[str]:
    """What was looked at: once where all say the same, else of the first two, and how many others there are."""
    by_text: dict[str, list[str]] = {}
    for each in group:
        by_text.setdefault(said(each.dilihat, _), []).append(each.subjek)
    if len(by_text) == 1:
        return [next(iter(by_text))]
    lines = [f"{subjects[0]}: {text}" for text, subjects in list(by_text.items())[:2]]
    if len(by_text) > 2:
        lines.append(
            _("… and {count} more; --json lists them all.").format(count=number(len(by_text) - 2, _))
        )
    return lines


def print_rules(console: Console, dossier: Dossier, gate: Gate | None, _: Translate) -> None:
    """What the gates ask of a document, the kinds of evidence, the quorum and the deadlines."""
    from workflow.gate_json import DEADLINES, kinds_of, requirements_of

    heading(console, dossier, _)
    if dossier.state.rules:
        words = _("Rules {digest}, to which the plan is pinned")
        console.print(words.format(digest=dossier.state.rules[:12]))
    else:
        console.print(_("The rules that hold in this place today; the plan has not begun."))
    asked = requirements_of(dossier, gate)
    for one in Gate:
        here = [each for each in asked if each.gate is one]
        if here:
            console.print()
            console.print(one_line(f"{one.value}: {one.stage.value} → {one.leads_to.value}", style="bold"))
            table = _blocks()
            for each in here:
                table.add_row(each.kode, _requirement(each, _, said(each.name, _)))
            console.print(indented(table))
    console.print()
    console.print(one_line(_("Kinds of evidence (* with number, date and signatory)"), style="bold"))
    kinds = _blocks()
    for kind in kinds_of(dossier, asked):
        kinds.add_row(kind.kode + ("*" if kind.bernomor else ""), one_line(said(kind.name, _)))
    console.print(indented(kinds))
    console.print()
    _print_quorum(console, dossier, _)
    days = [f"{name} {getattr(dossier.rules.tenggat, name)}" for name in DEADLINES]
    console.print(_("Deadlines in days: {days}").format(days=", ".join(days)))


def _print_quorum(console: Console, dossier: Dossier, _: Translate) -> None:
    rule = dossier.rules.kuorum
    parts = [_("{count} approvals").format(count=rule.minimum)]
    parts += [_("{count} from {unit}").format(count=each.minimum, unit=each.unit) for each in rule.kelompok]
    if rule.ketua:
        parts.append(_("the chair among them"))
    if rule.veto:
        parts.append(_("veto: {units}").format(units=", ".join(rule.veto)))
    console.print(one_line(_("Quorum: {parts}").format(parts="; ".join(parts))))


def _requirement(each: Requirement, _: Translate, name: str) -> Text:
    facts = [f"per {each.per.value}", each.tingkat.value]
    if each.menahan_bila:
        facts.append(_("holds where: {condition}").format(condition=each.menahan_bila))
    if each.berlaku_bila:
        facts.append(_("applies where: {condition}").format(condition=each.berlaku_bila))
    if each.dapat_dikesampingkan:
        facts.append(_("may be waived"))
    if each.per_revisi:
        facts.append(_("anew in each revision"))
    lines = [one_line(name, style="bold"), one_line(" · ".join(facts), style="dim")]
    if each.bukti:
        joined = (" + " if each.bukti_semua else " / ").join(each.bukti)
        roles = ", ".join(role.value for role in each.peran)
        lines.append(one_line(_("Evidence: {kinds}; judged by {roles}").format(kinds=joined, roles=roles)))
    else:
        lines.append(one_line(_("Computed: {check}").format(check=each.uji)))
    return Text("\n").join(lines)
