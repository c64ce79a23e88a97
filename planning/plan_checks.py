"""Whether a plan is consistent: what it claims against its baseline, catalogue, money, time and authority.

The computable items of gate G2 (documents_and_gates.md section 7c, G2-T01 to T13) in the form of findings. All
are warnings: a plan is a draft until a gate decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from planning.authority import Kewenangan, kewenangan
from planning.catalogue import Catalogue, Komponen
from planning.checks import SUMMED_LENGTHS
from planning.effect import Bools
from planning.findings import FINDING_KINDS, Finding
from planning.funding import SOURCES, grouped
from planning.plan import Activity, Jalur
from planning.plan_sheets import Sheet
from planning.quantity import SCALE, exact_text, to_millionths
from planning.rollup import Totals
from planning.rules import RuleSet, Size
from planning.scenario import Scenario
from planning.survey import rt_label
from planning.wording import words


@dataclass(frozen=True)
class PlanPlaces:
    """Where the parts of a plan stand in the file it was read from, so that a finding can name the row.

    kegiatan  row by code of the activity
    lokasi    row by code of the activity and position in its `lokasi`
    dana      row by code of the activity and position in its `dana`
    """

    kegiatan: Mapping[str, int] = field(default_factory=dict)
    lokasi: Mapping[tuple[str, int], int] = field(default_factory=dict)
    dana: Mapping[tuple[str, int], int] = field(default_factory=dict)


STORED = PlanPlaces()
"""The places of a plan that comes from no file."""

_PAYS: dict[Kewenangan, frozenset[str]] = {
    Kewenangan.KABKOTA: frozenset(SOURCES),
    Kewenangan.PROVINSI: frozenset({"APBD-PROV"}),
    Kewenangan.PUSAT: frozenset(code for code in SOURCES if code.startswith("APBN")),
}


def check_plan(
    scenario: Scenario, catalogue: Catalogue, *, file: str, places: PlanPlaces = STORED
) -> tuple[Finding, ...]:
    """All findings P001 to P027 of a plan but those about coordinates, in the order of its activities.

    `file` and `places` say where it was read from. Activities whose code the catalogue does not have are
    judged by what needs no catalogue.
    """
    checks = _Checks(scenario, catalogue, file, places)
    found = [one for activity in scenario.plan.kegiatan for one in checks.of_activity(activity)]
    return (*found, *checks.of_plan())


class _Checks:
    """What all checks of one plan share."""

    def __init__(self, scenario: Scenario, catalogue: Catalogue, file: str, places: PlanPlaces) -> None:
        self.scenario = scenario
        self.plan = scenario.plan
        self.totals: Totals = scenario.rt.places
        self.rule: RuleSet = self.totals.rule
        self.catalogue = catalogue
        self.file = file
        self.places = places
        self.at = {(each.rw, each.rt): at for at, each in enumerate(self.totals.places)}
        self.column = {code: at for at, code in enumerate(self.rule.codes)}

    # --- findings ---------------------------------------------------------------------------------

    def _say(self, code: str, sheet: Sheet, row: int | None, column: str | None, **values: object) -> Finding:
        texts = {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
        severity = FINDING_KINDS[code].severity
        return Finding(code, severity, self.file, sheet.value, row, column, tuple(sorted(texts.items())))

    def _activity(self, code: str, activity: Activity, column: str | None, **values: object) -> Finding:
        row = self.places.kegiatan.get(activity.kode)
        return self._say(code, Sheet.KEGIATAN, row, column, **{"kegiatan": activity.kode, **values})

    def _place(self, code: str, activity: Activity, index: int, column: str, **values: object) -> Finding:
        row = self.places.lokasi.get((activity.kode, index))
        place = activity.lokasi[index]
        known = {
            "kegiatan": activity.kode,
            "place": rt_label(place.rw, place.rt),
            "parameter": place.parameter,
        }
        return self._say(code, Sheet.LOKASI, row, column, **{**known, **values})

    def _line(self, code: str, activity: Activity, index: int, column: str, **values: object) -> Finding:
        row = self.places.dana.get((activity.kode, index))
        known = {"kegiatan": activity.kode, "source": SOURCES[activity.dana[index].sumber].name}
        return self._say(code, Sheet.DANA, row, column, **{**known, **values})

    # --- one activity -----------------------------------------------------------------------------

    def of_activity(self, activity: Activity) -> Iterator[Finding]:
        """The findings about one activity alone."""
        yield from self._time(activity)
        yield from self._volumes(activity)
        yield from self._delineation(activity)
        yield from self._work(activity)
        yield from self._authority(activity)
        yield from self._money(activity)
        yield from self._beneficiaries(activity)
        yield from self._upkeep(activity)
        if not activity.kode_kabkota:
            yield self._activity("P010", activity, "kode_kabkota")

    def _time(self, activity: Activity) -> Iterator[Finding]:
        target = self.plan.settings.tahun_target
        if activity.tahun_selesai > target:
            yield self._activity(
                "P004", activity, "tahun_selesai", found=activity.tahun_selesai, limit=target
            )
        years = range(activity.tahun_mulai, activity.tahun_selesai + 1)
        for index, each in enumerate(activity.lokasi):
            if each.tahun not in years:
                yield self._place(
                    "P027", activity, index, "tahun",
                    found=each.tahun, first=years[0], last=years[-1],
                )  # fmt: skip
        for index, line in enumerate(activity.dana):
            if line.tahun not in years:
                yield self._line(
                    "P018", activity, index, "tahun", found=line.tahun, first=years[0], last=years[-1]
                )

    def _volumes(self, activity: Activity) -> Iterator[Finding]:
        claimed: dict[tuple[int, int], int] = {}
        for index, each in enumerate(activity.lokasi):
            at, column = self.at.get((each.rw, each.rt)), self.column.get(each.parameter)
            if at is None or column is None or each.volume is None:
                continue
            if self.totals.denominator[at, column] == 0:
                yield self._place("P022", activity, index, "parameter")
                continue
            sum_so_far = claimed[at, column] = claimed.get((at, column), 0) + to_millionths(each.volume)
            gap = int(self.totals.volume[at, column])
            if sum_so_far > gap:
                yield self._place(
                    "P001", activity, index, "volume",
                    found=exact_text(sum_so_far), limit=exact_text(gap), unit=self.rule.parameters[column].unit.value,
                )  # fmt: skip

    def _delineation(self, activity: Activity) -> Iterator[Finding]:
        if activity.jalur is not Jalur.PENINGKATAN:
            return
        seen = set()
        for index, each in enumerate(activity.lokasi):
            at = self.at.get((each.rw, each.rt))
            if at is not None and not self.scenario.inside[at] and at not in seen:
                seen.add(at)
                yield self._place("P007", activity, index, "rt")

    def _work(self, activity: Activity) -> Iterator[Finding]:
        """What the kind of work can do: parameters, amount, price; and whether it does anything."""
        entry = self.catalogue.by_code.get(activity.katalog)
        physical = entry is None or entry.komponen is Komponen.INFRASTRUKTUR
        handles = any(each.volume for each in activity.lokasi)
        if physical and activity.jalur is Jalur.PENINGKATAN and not handles:
            yield self._activity("P013", activity, "kode")
        if entry is None:
            return
        improves = entry.improves(self.rule)
        told: set[str] = set()
        for index, each in enumerate(activity.lokasi):
            if each.parameter and each.parameter not in improves and each.parameter not in told:
                told.add(each.parameter)
                yield self._place(
                    "P014", activity, index, "parameter",
                    katalog=activity.katalog, expected=", ".join(improves) or "–",
                )  # fmt: skip
        if physical and activity.jumlah is None:
            yield self._activity("P025", activity, "jumlah", item="jumlah")
        if physical and activity.rab is None:
            yield self._activity("P025", activity, "rab", item="rab")
        yield from self._amount(activity, improves, entry.satuan)
        limits = self.catalogue.cost_range(activity.katalog, activity.tahun_mulai)
        if limits and activity.rab and activity.jumlah:
            low, high = limits
            # Compared without dividing, so that no rounding decides.
            if not low * activity.jumlah <= activity.rab <= high * activity.jumlah:
                each_costs = int((activity.rab / activity.jumlah).to_integral_value())
                yield self._activity(
                    "P003", activity, "rab",
                    found=grouped(each_costs), unit=entry.satuan, low=grouped(low), high=grouped(high),
                )  # fmt: skip

    def _amount(self, activity: Activity, improves: Mapping[str, Decimal], unit: str) -> Iterator[Finding]:
        """Whether the amount of work suffices for the volumes that it claims."""
        if not activity.jumlah:
            return
        claimed: dict[str, Decimal] = {}
        for each in activity.lokasi:
            if each.parameter in improves and each.volume:
                claimed[each.parameter] = claimed.get(each.parameter, Decimal(0)) + each.volume
        exclusive = [codes for codes, _size in SUMMED_LENGTHS[self.rule.id]]
        for codes in (*exclusive, *((code,) for code in claimed if not any(code in g for g in exclusive))):
            parts = [code for code in codes if code in claimed]
            needed = sum((claimed[code] * improves[code] for code in parts), Decimal(0))
            if parts and needed > activity.jumlah:
                volume = sum((claimed[code] for code in parts), Decimal(0))
                parameter = self.rule.parameter(parts[0])
                yield self._activity(
                    "P015", activity, "jumlah",
                    found=f"{activity.jumlah:f}", unit=unit, parameter=" + ".join(parts),
                    limit=f"{_two(volume * activity.jumlah / needed)} {parameter.unit.value}",
                    claimed=f"{volume:f} {parameter.unit.value}",
                )  # fmt: skip

    def _authority(self, activity: Activity) -> Iterator[Finding]:
        rule = self.catalogue.scale_rule(activity.skala)
        if activity.pelaksana not in rule.pelaksana:
            yield self._activity(
                "P012", activity, "pelaksana",
                found=activity.pelaksana.value, scale=activity.skala.value,
                expected=", ".join(each.value for each in rule.pelaksana),
            )  # fmt: skip
        told: set[str] = set()
        for index, line in enumerate(activity.dana):
            if line.sumber not in rule.sumber and line.sumber not in told:
                told.add(line.sumber)
                yield self._line("P011", activity, index, "sumber", scale=activity.skala.value)

    def _money(self, activity: Activity) -> Iterator[Finding]:
        if activity.rab is not None:
            short = activity.rab - activity.funded
            if short > 0:
                yield self._activity(
                    "P005", activity, "rab",
                    found=grouped(activity.funded), short=grouped(short), limit=grouped(activity.rab),
                )  # fmt: skip
            elif short < 0:
                yield self._activity(
                    "P006", activity, "rab", found=grouped(activity.funded), limit=grouped(activity.rab)
                )
        for index, line in enumerate(activity.dana):
            if line.status.needs_evidence and not line.bukti:
                yield self._line("P017", activity, index, "bukti", year=line.tahun, found=line.status.value)

    def _beneficiaries(self, activity: Activity) -> Iterator[Finding]:
        benefit = activity.manfaat
        at = [self.at[place] for place in activity.places if place in self.at]
        for column, size in (("kk", Size.KK), ("jiwa", Size.PENDUDUK), ("kk_mbr", Size.KK_MBR)):
            value = getattr(benefit, column)
            index = list(Size).index(size)
            if value is None or not at or self.totals.size_missing[at, index].any():
                continue
            limit = int(self.totals.sizes[at, index].sum()) // SCALE
            if value > limit:
                yield self._activity("P019", activity, column, found=value, item=column, limit=limit)
        for part, whole in (("perempuan", "jiwa"), ("kk_mbr", "kk"), ("kk", "jiwa")):
            less, more = getattr(benefit, part), getattr(benefit, whole)
            if less is not None and more is not None and less > more:
                yield self._activity("P026", activity, part, found=less, item=part, other=f"{whole} = {more}")
        entry = self.catalogue.by_code.get(activity.katalog)
        if entry is not None and entry.komponen is Komponen.EKONOMI:
            if not benefit.kk_mbr:
                yield self._activity("P008", activity, "kk_mbr", found=words("no MBR household is named"))
            elif self.scenario.inside.any() and not any(self.scenario.inside[each] for each in at):
                yield self._activity(
                    "P008", activity, "kode", found=words("none of its {count} RT lies inside", count=len(at))
                )

    def _upkeep(self, activity: Activity) -> Iterator[Finding]:
        entry = self.catalogue.by_code.get(activity.katalog)
        if (entry is None or entry.komponen is Komponen.INFRASTRUKTUR) and not activity.kpp:
            yield self._activity("P016", activity, "kpp")

    # --- the plan as a whole ----------------------------------------------------------------------

    def of_plan(self) -> Iterator[Finding]:
        """The findings about several activities or all of them."""
        yield from self._paid_twice()
        yield from self._doubled()
        yield from self._target()
        yield from self._level()

    def _paid_twice(self) -> Iterator[Finding]:
        claims: dict[tuple[int, int], dict[str, int]] = {}
        first: dict[tuple[int, int], tuple[Activity, int]] = {}
        for activity in self.plan.kegiatan:
            for index, each in enumerate(activity.lokasi):
                at, column = self.at.get((each.rw, each.rt)), self.column.get(each.parameter)
                if at is None or column is None or each.volume is None:
                    continue
                by_activity = claims.setdefault((at, column), {})
                by_activity[activity.kode] = by_activity.get(activity.kode, 0) + to_millionths(each.volume)
                first.setdefault((at, column), (activity, index))
        for (at, column), by_activity in claims.items():
            gap = int(self.totals.volume[at, column])
            # What one activity claims too much by itself is said there.
            within = {kode: volume for kode, volume in by_activity.items() if volume <= gap}
            if len(within) > 1 and sum(within.values()) > gap:
                activity, index = first[at, column]
                yield self._place(
                    "P002", activity, index, "volume",
                    others=", ".join(within), found=exact_text(sum(within.values())), limit=exact_text(gap),
                    unit=self.rule.parameters[column].unit.value,
                )  # fmt: skip

    def _doubled(self) -> Iterator[Finding]:
        seen: dict[object, str] = {}
        for activity in self.plan.kegiatan:
            key = (
                activity.katalog, activity.tahun_mulai, activity.tahun_selesai,
                frozenset((each.rw, each.rt, each.parameter) for each in activity.lokasi),
                "" if activity.lokasi else activity.nama,
            )  # fmt: skip
            if key in seen:
                yield self._activity("P009", activity, "kode", other=seen[key])
            seen.setdefault(key, activity.kode)

    def _target(self) -> Iterator[Finding]:
        last = self.scenario.summary[-1]
        if not self.scenario.reaches_zero:
            yield self._say(
                "P023", Sheet.RENCANA, None, None,
                found=exact_text(last.left), count=len(self.scenario.remaining), year=last.tahun,
            )  # fmt: skip

    def _level(self) -> Iterator[Finding]:
        area = slum_area_for_authority(self.scenario)
        level = kewenangan(area)
        paid_by = {line.sumber for line in self.plan.lines}
        if level is not Kewenangan.KABKOTA and paid_by and not paid_by & _PAYS[level]:
            yield self._say("P024", Sheet.DANA, None, "sumber", found=exact_text(area), level=level.value)


def slum_area_for_authority(scenario: Scenario) -> int:
    """The slum area of the kelurahan that decides the level of government, millionths of a hectare.

    The decree's area of the RT in a kawasan where every one of them has it, else their verified area: the
    decree sets the location, and authority follows the location.
    """
    return area_for_authority(scenario.rt.places, scenario.inside)


def area_for_authority(totals: Totals, inside: Bools) -> int:
    """`slum_area_for_authority` of RT totals where there is no plan; `inside` says which lie in a kawasan."""
    by_decree = totals.size(Size.LUAS_SK)[inside]
    if len(by_decree) and (by_decree > 0).all():
        return int(by_decree.sum())
    return int(totals.size(Size.LUAS)[inside].sum())


def _two(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')):f}"
