"""How things look in a terminal: tables, bars and findings. No rule, no SQL.

Everything takes the translator `_` of the face; it decides the words and the separators of numbers.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from language import Translate
from planning.findings import Finding, Severity
from planning.gap import IndicatorGap, by_size
from planning.quantity import to_decimal
from planning.rules import Size, Tingkat
from planning.scoring import Scores

if TYPE_CHECKING:
    # Both bring the whole store with them, which `nahkoda score` does without.
    from generators.views.overview import Overview
    from intake.importing import BaselineImport
    from intake.scored import ScoredSurvey

BAR_WIDTH = 40
LISTED_FINDINGS = 50
LISTED_BASELINES = 20
OBEYED = frozenset({"Cc", "Cf", "Cs"})
"""Categories of characters that a terminal obeys instead of showing them: controls, bidi marks, half characters."""
STYLES = {Tingkat.BERAT: "bold red", Tingkat.SEDANG: "red", Tingkat.RINGAN: "yellow", Tingkat.TIDAK: "green"}


def harmless(text: str) -> str:
    """Text that somebody wrote, in one line and with `�` for what a terminal would obey."""
    if text.isprintable():
        return text
    return "".join("�" if unicodedata.category(each) in OBEYED else each for each in text)


def one_line(text: str, style: str = "") -> Text:
    """As `harmless`, for a screen."""
    return Text(harmless(text), style)


class _Harmless(RenderHook):
    """Everything that a screen prints passes here, whatever table or text it stands in."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Shown(each) for each in renderables]


class _Shown:
    def __init__(self, inner: RenderableType) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._inner, options):
            if segment.control:
                yield segment
            else:
                # Lines are made by the layout here; who wrote a text makes none, see `harmless`.
                yield Segment("\n".join(map(harmless, segment.text.split("\n"))), segment.style)


def screen() -> Console:
    """Standard output. What is no terminal has no width: nothing is cut on its way to a file or a program."""
    unbounded = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    console = Console(highlight=False, markup=False, emoji=False, width=10_000 if unbounded else None)
    console.push_render_hook(_Harmless())
    return console


def number(value: Decimal | int, _: Translate, digits: int | None = None) -> str:
    """A number with the separators of the language."""
    text = f"{value:,.{digits}f}" if digits is not None else f"{value:,}"
    # Translators: how your language writes this number; its separators are used for all numbers.
    form = _("1,234.5")
    return text.translate(str.maketrans(",.", form[1] + form[5]))


def class_text(tingkat: Tingkat) -> Text:
    """The class in its colour; the word says the same without it."""
    return one_line(tingkat.label, style=STYLES[tingkat])


def print_findings(console: Console, findings: Sequence[Finding], _: Translate) -> None:
    """The findings as a table, errors first; long lists are cut and say so."""
    if not findings:
        return
    ordered = sorted(findings, key=lambda each: each.severity is not Severity.ERROR)
    table = Table(title=_("Findings"), title_justify="left", box=None, pad_edge=False)
    table.add_column(_("Code"), no_wrap=True)
    table.add_column(_("Row"), justify="right", no_wrap=True)
    table.add_column(_("Column"), no_wrap=True)
    table.add_column(_("Finding"), overflow="fold")
    for finding in ordered[:LISTED_FINDINGS]:
        style = "red" if finding.severity is Severity.ERROR else "yellow"
        place = "" if finding.row is None else str(finding.row)
        table.add_row(
            one_line(finding.code, style=style), place, finding.column or "", one_line(finding.text(_))
        )
    console.print()
    console.print(table)
    if len(findings) > LISTED_FINDINGS:
        rest = len(findings) - LISTED_FINDINGS
        console.print(_("… and {count} more; --json lists them all.").format(count=number(rest, _)))


def print_scored(console: Console, done: ScoredSurvey, _: Translate) -> None:
    """The scores of a survey, then its findings."""
    print_scores(console, done.scores, _)
    print_findings(console, done.findings, _)
    if done.refused:
        console.print(_("{count} rows were refused.").format(count=number(done.refused, _)), style="red")


def print_scores(console: Console, scores: Scores, _: Translate) -> None:
    """One line for each place: area, the scores of the parameters, total and class.

    Where the parameters do not fit side by side, only those with points are listed, as `1a:5`. A year or a
    code that all places share stands above the table.
    """
    totals = scores.totals
    if not totals.places:
        console.print(_("No place to score."))
        return
    years = [str(place.tahun) for place in totals.places]
    codes = [place.kode for place in totals.places]
    names = [f"RT {place.rt}/RW {place.rw}" if place.rt else place.kawasan for place in totals.places]
    labels = [(_("Year"), years), (_("Code"), codes), (_("Place"), names)]
    shared = [cells[0] for _name, cells in labels[:2] if len(set(cells)) == 1 and any(names)]
    shown = [(name, cells) for name, cells in labels if any(cells) and not (shared and {*cells} <= {*shared})]
    nilai = [_nilai(scores, at) for at in range(len(names))]
    wide = _score_table(shown, scores, _)
    for at, cells in enumerate(nilai):
        wide.add_row(*(each[at] for _name, each in shown), *_score_cells(scores, at, cells, _))
    if shared:
        console.print(one_line(" · ".join(shared), style="bold"))
    unbounded = console.options.update(width=10_000)
    if Measurement.get(console, unbounded, wide).maximum <= console.width:
        console.print(wide)
    else:
        narrow = _score_table(shown, scores, _, listed=True)
        for at, cells in enumerate(nilai):
            points = zip(totals.rule.codes, cells, strict=True)
            text = " ".join(f"{code}:{cell}" for code, cell in points if cell != "0")
            narrow.add_row(*(each[at] for _name, each in shown), *_score_cells(scores, at, [text], _))
        console.print(narrow)
    if any("–" in cells for cells in nilai):
        console.print(one_line(_("– not applicable"), style="dim"))
    if any("?" in cells for cells in nilai):
        console.print(one_line(_("? not filled"), style="dim"))


def _score_table(
    labels: Sequence[tuple[str, Sequence[str]]], scores: Scores, _: Translate, *, listed: bool = False
) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, _cells in labels:
        table.add_column(name, no_wrap=not listed)
    table.add_column(_("Area (ha)"), justify="right", no_wrap=True)
    if listed:
        table.add_column(_("Points"))
    else:
        for code in scores.totals.rule.codes:
            table.add_column(code, justify="right", no_wrap=True)
    table.add_column(_("Total"), justify="right", no_wrap=True)
    table.add_column(_("Class"), no_wrap=True)
    return table


def _nilai(scores: Scores, at: int) -> list[str]:
    """The scores of one place; `–` where no RT has the parameter, `?` where nobody filled it."""
    missing = scores.totals.missing[at].tolist()
    return [
        str(nilai) if known else "?" if empty else "–"
        for nilai, known, empty in zip(
            scores.nilai[at].tolist(), scores.known[at].tolist(), missing, strict=True
        )
    ]


def _score_cells(scores: Scores, at: int, middle: Sequence[str], _: Translate) -> list[str | Text]:
    area = number(to_decimal(scores.totals.size(Size.LUAS)[at]), _, 3)
    return [area, *middle, str(scores.total[at]), class_text(scores.class_of(at))]


def print_gap(console: Console, gaps: Sequence[IndicatorGap], _: Translate) -> None:
    """The gap of the 8 indicators as bars, the largest first, percents beside."""
    good_mark, bad_mark = "▇░" if console.encoding.lower().startswith("utf") else "#."
    title = _("Gap of the 8 indicators ({good} good, {bad} bad)").format(good=good_mark, bad=bad_mark)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    # Half of a narrow screen is for the names.
    width = min(BAR_WIDTH, max(10, console.width // 2 - 12))
    table.add_column(_("Indicator"))
    table.add_column("", no_wrap=True)
    table.add_column(_("Bad"), justify="right", no_wrap=True)
    for gap in by_size(tuple(gaps)):
        if gap.buruk is None:
            table.add_row(gap.aspect.name, one_line(_("not filled"), style="dim italic"), "")
            continue
        good = round(float(gap.baik or 0) / 100 * width)
        bar = one_line(good_mark * good, style="green") + one_line(bad_mark * (width - good), style="red")
        table.add_row(gap.aspect.name, bar, f"{number(gap.buruk, _, 2)} %")
    console.print(table)


def print_overview(console: Console, overview: Overview, _: Translate) -> None:
    """Areas, class, gap and parts of one territory."""
    years = "–".join(dict.fromkeys(map(str, (overview.years[0], overview.years[-1]))))
    console.print(one_line(f"{overview.name} ({overview.code.text})", style="bold"))
    console.print(
        _("Baseline of {count} kelurahan, year {years}, rule {rule}").format(
            count=len(overview.baselines), years=years, rule=overview.rule.id
        )
    )
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_column()
    facts.add_column(justify="right")
    for label, area in (
        (_("Area, verified"), overview.luas_ha),
        (_("Area by decree (SK)"), overview.luas_sk_ha),
        (_("Area of the outlines of these kelurahan"), overview.outline_ha),
        (_("Slum area, counted by RT"), overview.slum_ha_by_rt),
        (_("Slum area, counted by kawasan"), overview.slum_ha_by_kawasan),
    ):
        facts.add_row(label, _("not filled") if area is None else f"{number(area, _, 3)} ha")
    for label, count in (
        (_("People"), overview.penduduk),
        (_("Households (KK)"), overview.kk),
        (_("Buildings"), overview.bangunan),
    ):
        facts.add_row(label, number(count, _))
    if overview.rt_refused:
        facts.add_row(_("RT refused at import, not in these figures"), number(overview.rt_refused, _))
    facts.add_row(_("Total score"), str(overview.total))
    facts.add_row(_("Class"), class_text(overview.tingkat))
    console.print(facts)
    console.print()
    classes = Table(title=_("RT by class"), title_justify="left", box=None, pad_edge=False)
    classes.add_column(_("Class"))
    for name in ("RT", "ha", _("People")):
        classes.add_column(name, justify="right")
    for row in overview.classes:
        classes.add_row(
            class_text(row.tingkat), number(row.rt, _), number(row.luas_ha, _, 3), number(row.penduduk, _)
        )
    console.print(classes)
    console.print()
    print_gap(console, overview.gaps, _)
    if overview.parts:
        console.print()
        _print_parts(console, overview, _)


def _print_parts(console: Console, overview: Overview, _: Translate) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Place"), no_wrap=True)
    for name in ("RT", "ha", _("slum ha"), _("Total")):
        table.add_column(name, justify="right")
    table.add_column(_("Class"))
    for part in overview.parts:
        table.add_row(
            part.name,
            number(part.rt, _),
            number(part.luas_ha, _, 3),
            number(part.slum_ha, _, 3),
            str(part.total),
            class_text(part.tingkat),
        )
    console.print(table)


def print_import(console: Console, done: BaselineImport, _: Translate, *, dry_run: bool) -> None:
    """What a survey file gave: its findings, then what was stored."""
    print_findings(console, done.survey.findings, _)
    rows, refused = number(len(done.survey.rows), _), number(done.survey.refused, _)
    console.print(_("{rows} rows kept, {refused} refused.").format(rows=rows, refused=refused))
    if dry_run:
        console.print(_("Dry run: nothing was stored."))
    elif done.result is None:
        console.print(
            _("Nothing was stored. Mend the refused rows, or keep the others with --partial."), style="red"
        )
    elif not done.result.created:
        console.print(_("This file was imported before with the same options; its baselines stand:"))
    for each in done.baselines[:LISTED_BASELINES]:
        console.print(
            _("Baseline {number} of {name} ({kode}), {year}: {rt} RT").format(
                number=each.number,
                name=each.name or each.kode,
                kode=each.kode,
                year=each.tahun,
                rt=number(each.rt_count, _),
            ),
        )
    if len(done.baselines) > LISTED_BASELINES:
        rest = number(len(done.baselines) - LISTED_BASELINES, _)
        console.print(_("… and {count} more baselines.").format(count=rest))
