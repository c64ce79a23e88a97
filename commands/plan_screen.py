"""How a plan looks in a terminal: activities, scenario, proposal. No rule, no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from language import Translate
from planning.catalogue import Catalogue
from planning.finding_kind import Severity
from planning.funding import SOURCES, by_source_and_year
from planning.plan_diff import PlanChange
from planning.quantity import to_decimal
from planning.rules import Tingkat, Unit
from planning.scenario import PlacesByYear, Remaining, Scenario
from planning.survey import rt_label
from terminal import STYLES, number, one_line, print_findings

if TYPE_CHECKING:
    # These bring the whole store with them.

    from generators.views.plan import PlanView
    from generators.views.proposal import ProposalView
    from intake.plan_importing import PlanImport

LISTED_CHANGES = 30
LISTED_REMAINING = 20
BAR_WIDTH = 40
RANKS_FROM = 110
"""Width of a screen from which the computed ranks are shown."""
OTHER_COLUMNS = 80
"""Width of the figures beside the bars; what a narrower screen does not hold is cut from the bars."""


def rupiah(value: int | None, _: Translate) -> str:
    """Whole rupiah with the separators of the language; `–` where not filled."""
    return "–" if value is None else number(value, _)


def hectares(millionths: int, _: Translate) -> str:
    """Hectares with three decimals."""
    return number(to_decimal(millionths), _, 3)


def _table(*columns: tuple[str, str], title: str = "") -> Table:
    """A plain table; each column is its header and `left`, `right` or `code`, which never wraps."""
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for name, side in columns:
        table.add_column(name, justify="right" if side == "right" else "left", no_wrap=side != "left")
    return table


def print_catalogue(console: Console, catalogue: Catalogue, tahun: int | None, _: Translate) -> None:
    """The works with unit, scale, plausible unit cost and the parameters they improve."""
    table = _table(
        (_("Code"), "code"),
        (_("Work"), "left"),
        (_("Unit"), "left"),
        (_("Scale"), "left"),
        (_("Unit cost (Rp)"), "right"),
        (_("Prices of"), "right"),
        (_("Improves"), "left"),
    )
    for entry in catalogue.kegiatan:
        year = tahun or (entry.biaya.tahun if entry.biaya else 0)
        limits = catalogue.cost_range(entry.kode, year)
        cost = "–" if limits is None else f"{rupiah(limits[0], _)} – {rupiah(limits[1], _)}"
        improves = " ".join(dict.fromkeys(each.parameter for each in entry.perbaikan))
        table.add_row(
            entry.kode,
            one_line(entry.nama),
            one_line(entry.satuan),
            entry.skala.value,
            cost,
            str(year) if limits else "",
            improves,
        )
    console.print(table)
    console.print(
        one_line(
            _("Regional price factor {factor}, prices rise {rise} % a year; for plausibility only.").format(
                factor=number(catalogue.faktor_harga, _), rise=number(catalogue.kenaikan_harga, _)
            ),
            style="dim",
        )
    )


def print_plan_import(console: Console, done: PlanImport, _: Translate, *, dry_run: bool) -> None:
    """What a plan file gave: findings, what changed, what was stored."""
    print_findings(console, done.findings, _)
    errors = sum(each.severity is Severity.ERROR for each in done.findings)
    if done.file.plan is None:
        console.print(
            _("Nothing was stored: {count} errors in the file. Mend them all, then import again.").format(
                count=number(errors, _)
            ),
            style="red",
        )
        return
    print_changes(console, done.changes, _)
    plan = done.file.plan
    count, warnings = number(len(plan.kegiatan), _), number(len(done.findings), _)
    console.print(_("{count} activities, {warnings} warnings.").format(count=count, warnings=warnings))
    if dry_run or done.version is None:
        console.print(_("Dry run: nothing was stored."))
    elif done.created:
        console.print(
            _("Version {number} of the plan of {kode}").format(number=done.version.number, kode=plan.kode)
        )
    else:
        console.print(
            _("Unchanged: version {number} of the plan says the same.").format(number=done.version.number)
        )


def print_changes(console: Console, changes: Sequence[PlanChange], _: Translate) -> None:
    """Differences, one in a line; a long list is cut and says so."""
    if not changes:
        return
    console.print()
    console.print(one_line(_("Changes against the version before"), style="bold"))
    for change in changes[:LISTED_CHANGES]:
        style = "green" if change.before is None else "red" if change.after is None else "yellow"
        console.print(one_line(change.text(_), style=style))
    if len(changes) > LISTED_CHANGES:
        rest = number(len(changes) - LISTED_CHANGES, _)
        console.print(_("… and {count} more; --json lists them all.").format(count=rest))
    console.print()


def print_plan(console: Console, view: PlanView, _: Translate) -> None:
    """The activities in their order with effect, money and ranks; money by source and year; findings.

    A narrow screen has no room for the computed ranks; the order stands in the first column in any case.
    """
    _heading(console, view, _)
    wide = console.width >= RANKS_FROM
    table = _table(
        (_("Order"), "right"),
        (_("Code"), "code"),
        (_("Activity"), "left"),
        (_("Years"), "left"),
        (_("Cost (Rp)"), "right"),
        (_("Funded"), "right"),
        (_("Points"), "right"),
        ("ha", "right"),
        ("RT", "right"),
        *(((_("By ha"), "right"), (_("By Rp"), "right"), (_("By gap"), "right")) if wide else ()),
    )
    for each in view.ranked:
        activity, effect = each.activity, each.effect
        years = "–".join(dict.fromkeys((str(activity.tahun_mulai), str(activity.tahun_selesai))))
        share = (
            "–" if not activity.rab else f"{number(Decimal(100 * activity.funded) / activity.rab, _, 0)} %"
        )
        table.add_row(
            f"{each.order}{'*' if activity.urutan else ''}",
            activity.kode,
            one_line(activity.nama),
            years,
            rupiah(activity.rab, _),
            share,
            str(effect.points),
            hectares(effect.area, _),
            str(effect.places),
            *(map(str, (each.by_area, each.by_money, each.by_gap)) if wide else ()),
        )
    console.print(table)
    console.print(
        one_line(_("Points, ha and RT: with the activity, less without it, at the target year."), style="dim")
    )
    for each in view.ranked:
        order = each.activity.urutan
        if order is not None:
            console.print(
                one_line(
                    _("* {kode} by hand: {reason} ({who}, {date})").format(
                        kode=each.activity.kode,
                        reason=order.alasan,
                        who=order.oleh,
                        date=order.tanggal.isoformat(),
                    ),
                    style="dim",
                )
            )
    console.print()
    _print_money(console, view.scenario, _)
    print_findings(console, view.findings, _)


def _print_money(console: Console, scenario: Scenario, _: Translate) -> None:
    sums = by_source_and_year(scenario.plan.lines)
    if not sums:
        return
    years = sorted({year for _source, year in sums})
    table = _table(
        (_("Money by source (Rp)"), "left"),
        *((str(year), "right") for year in years),
        (_("Total"), "right"),
    )
    for source in dict.fromkeys(source for source, _year in sums):
        amounts = [sums.get((source, year), 0) for year in years]
        table.add_row(
            one_line(SOURCES[source].name),
            *(rupiah(each, _) if each else "" for each in amounts),
            rupiah(sum(amounts), _),
        )
    totals = [sum(amount for (_source, year), amount in sums.items() if year == each) for each in years]
    table.add_row(
        one_line(_("Total"), style="bold"),
        *(rupiah(each, _) for each in totals),
        one_line(rupiah(sum(totals), _), "bold"),
    )
    console.print(table)


def _heading(console: Console, view: PlanView, _: Translate) -> None:
    console.print(one_line(f"{view.name} ({view.code.text})", style="bold"))
    settings = view.plan.settings
    console.print(
        _("Plan version {number} on baseline {baseline}, {first} to {last}, hectares by {reading}").format(
            number=view.number,
            baseline=view.plan.baseline,
            first=settings.tahun_awal,
            last=settings.tahun_target,
            reading=settings.cara_luas.value,
        )
    )
    console.print(_("Authority over the slum area: {level}").format(level=view.kewenangan.value))
    console.print()


def print_scenario(console: Console, view: PlanView, _: Translate, *, every: bool = False) -> None:
    """Hectares by year as table and bars, kawasan by year, what remains and why; with `every` all RT too."""
    _heading(console, view, _)
    print_years(console, view.scenario, _)
    console.print()
    variant = view.plan.settings.kontribusi
    if len(view.scenario.kawasan.places):
        _print_places(console, view.scenario, view.scenario.kawasan, _("Kawasan"), _)
    _print_places(console, view.scenario, view.scenario.kelurahan, _("Whole kelurahan"), _)
    console.print(
        one_line(
            _("In brackets the contribution of handling in percent, variant {name}.").format(
                name=variant.value
            ),
            "dim",
        )
    )
    if every:
        console.print()
        _print_places(console, view.scenario, view.scenario.rt, "RT", _, contribution=False)
    console.print()
    _print_remaining(console, view.scenario, _)


def print_years(console: Console, scenario: Scenario, _: Translate) -> None:
    """Hectares left at each moment, as figures and bars."""
    mark = "▇" if console.encoding.lower().startswith("utf") else "#"
    width = min(BAR_WIDTH, max(4, console.width - OTHER_COLUMNS))
    highest = max((row.left for row in scenario.summary), default=0) or 1
    table = _table(
        (_("Year"), "left"),
        (_("slum ha"), "right"),
        ("", "left"),
        ("RT", "right"),
        (_("People"), "right"),
        (_("slum ha outside"), "right"),
        (_("Money (Rp)"), "right"),
    )
    for at, row in enumerate(scenario.summary):
        bar = mark * -(-row.left * width // highest)
        style = "green" if row.left == 0 else "red"
        table.add_row(
            str(row.tahun) if at else f"{row.tahun} (baseline)",
            one_line(hectares(row.left, _), style=style),
            one_line(bar, style="red"),
            number(row.places, _),
            number(row.people, _),
            hectares(row.outside, _),
            rupiah(row.money, _) if at else "",
        )
    console.print(table)


def _print_places(
    console: Console,
    scenario: Scenario,
    places: PlacesByYear,
    title: str,
    _: Translate,
    *,
    contribution: bool = True,
) -> None:
    years = scenario.years.tolist()
    table = _table((title, "left"), (_("Area (ha)"), "right"), *((str(year), "right") for year in years))
    condition = places.condition
    shares = places.contribution(scenario.plan.settings.kontribusi)
    rule = places.places.rule
    areas = places.places.sizes[:, 0].tolist()
    for at, place in enumerate(places.places.places):
        cells = []
        for moment in range(len(years)):
            total = int(condition.total[moment, at])
            share = (
                f" ({number(Decimal(f'{shares[moment, at]:.1f}'), _, 1)})" if contribution and moment else ""
            )
            cells.append(one_line(f"{total}{share}", style=STYLES[Tingkat(rule.tingkat(total))]))
        name = rt_label(place.rw, place.rt) if place.rt else place.kawasan or place.kode
        table.add_row(one_line(name), hectares(areas[at], _), *cells)
    console.print(table)


def _print_remaining(console: Console, scenario: Scenario, _: Translate) -> None:
    last = scenario.summary[-1]
    if scenario.reaches_zero:
        console.print(
            one_line(
                _("0 ha slum inside the delineation at the end of {year}.").format(year=last.tahun),
                style="green",
            )
        )
        return
    title = _("Still slum at the end of {year}, and what keeps it there").format(year=last.tahun)
    table = _table(
        ("RT", "left"),
        ("ha", "right"),
        (_("People"), "right"),
        (_("Points above"), "right"),
        (_("Parameter: points, volume that is missing"), "left"),
        title=title,
    )
    for each in scenario.remaining[:LISTED_REMAINING]:
        table.add_row(
            rt_label(each.place.rw, each.place.rt),
            hectares(each.area, _),
            number(each.people, _),
            str(each.above),
            one_line(_missing(each, _)),
        )
    console.print(table)
    if len(scenario.remaining) > LISTED_REMAINING:
        rest = number(len(scenario.remaining) - LISTED_REMAINING, _)
        console.print(_("… and {count} more; --json lists them all.").format(count=rest))


def _least(volume: int, unit: Unit, _: Translate) -> str:
    """A volume that must at least be handled, rounded up as it is measured: 0.01 m, 1 m², whole units."""
    step = {Unit.METER: Decimal("0.01"), Unit.HEKTARE: Decimal("0.0001")}.get(unit, Decimal(1))
    return f"{number(to_decimal(volume).quantize(step, rounding=ROUND_CEILING), _)} {unit.value}"


def _missing(each: Remaining, _: Translate) -> str:
    parts = [
        f"{missing.parameter.code}: {missing.nilai}, {_least(missing.least, missing.parameter.unit, _)}"
        for missing in each.missing
    ]
    if each.services:
        served = ", ".join(map(str, each.services))
        parts.append(_("services below the limit: aspects {names}").format(names=served))
    return " · ".join(parts)


def print_proposal(console: Console, view: ProposalView, _: Translate) -> None:
    """What is proposed, how good it is, what binds, what more money would free, and which wishes are not met."""
    proposal = view.proposal
    _heading(console, view.after, _)
    table = _table(
        (_("Code"), "code"),
        (_("Activity"), "left"),
        (_("Year"), "left"),
        ("RT", "right"),
        (_("Amount"), "right"),
        (_("Cost (Rp)"), "right"),
    )
    for activity in proposal.kegiatan:
        entry = view.after.catalogue.by_code[activity.katalog]
        amount = "–" if activity.jumlah is None else f"{number(activity.jumlah, _)} {entry.satuan}"
        table.add_row(
            activity.kode,
            one_line(activity.nama),
            str(activity.tahun_selesai),
            str(len(activity.places)),
            one_line(amount),
            rupiah(activity.rab, _),
        )
    console.print(table)
    console.print(
        one_line(
            _("{area} ha and {people} people leave the slum in {count} RT, for Rp {cost}.").format(
                area=hectares(proposal.luas, _),
                people=number(proposal.jiwa, _),
                count=len(proposal.bebas),
                cost=rupiah(proposal.biaya, _),
            ),
            style="bold",
        )
    )
    if proposal.terbukti:
        console.print(_("Proven: no proposal frees more hectares (optimality gap 0 %)."))
    else:
        console.print(
            _("Optimality gap {gap} %: no proposal frees more than {bound} ha.").format(
                gap=number(proposal.celah, _, 2), bound=hectares(proposal.batas_luas, _)
            )
        )
    console.print(
        one_line(
            _("A proposal; people decide. Computed with {solver}.").format(solver=proposal.solver), "dim"
        )
    )
    console.print()
    _print_budget(console, view, _)
    console.print()
    print_years(console, view.after.scenario, _)
    _print_reasons(console, view, _)


def _print_budget(console: Console, view: ProposalView, _: Translate) -> None:
    table = _table(
        (_("Source"), "left"),
        (_("Year"), "left"),
        (_("Budget (Rp)"), "right"),
        (_("Used"), "right"),
        (_("Left"), "right"),
        (_("ha for Rp 100 million more"), "right"),
    )
    for each in view.proposal.mengikat:
        if not each.anggaran:
            continue
        table.add_row(
            one_line(SOURCES[each.sumber].name),
            str(each.tahun),
            rupiah(each.anggaran, _),
            rupiah(each.terpakai, _),
            rupiah(each.sisa, _),
            number(each.nilai, _, 4) if each.nilai else "–",
        )
    console.print(table)
    for line in view.ignored:
        console.print(
            _("Not used: {source} of {year} lies outside the years of the plan.").format(
                source=line.sumber, year=line.tahun
            )
        )


def _print_reasons(console: Console, view: ProposalView, _: Translate) -> None:
    proposal = view.proposal
    more = proposal.tambahan
    if more is not None:
        console.print(
            _("Rp {money} more in {year} would free {place} as well: {area} ha, {people} people.").format(
                money=rupiah(more.jumlah, _),
                year=more.tahun,
                place=rt_label(more.rw, more.rt),
                area=hectares(more.luas, _),
                people=number(more.jiwa, _),
            )
        )
    for unreachable in proposal.tidak_terjangkau:
        console.print(one_line(unreachable.text.said(_), style="yellow"))
    for unmet in proposal.tidak_terpenuhi:
        console.print(one_line(unmet.text.said(_), style="red"))
