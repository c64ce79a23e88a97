"""The pictures of an RPLP by asset name: which there are, and each of them drawn from the snapshot."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.facts.place import Value
from generators.facts.plan import ActivityFacts, PlanFacts
from generators.indonesian import NOT_APPLICABLE, hectares, long_date
from generators.rplp.snapshot import IndicatorResult, RplpSnapshot
from planning.funding import SOURCES

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

    from generators.drawings.map_frame import SheetTitle
    from generators.drawings.map_looks import Badge
    from generators.drawings.rt_sheets import Mark, RtGround, Share

_ORIENTATION, _DELINEATION, _TOTAL, _SOURCES = (
    "peta-orientasi",
    "peta-delineasi",
    "peta-total",
    "peta-sumber",
)
_INDICATOR, _WORKS = "peta-indikator-", "peta-kegiatan-"
OPEN_SPACE = 8
ASPECT_LETTER: Mapping[int, str] = {1: "B", 2: "J", 3: "A", 4: "D", 5: "L", 6: "S", 7: "K", 8: "R"}
FIELD_LETTER: Mapping[str, tuple[str, str]] = {
    "sosial": ("P", "Sosial dan pemberdayaan"),
    "ekonomi": ("E", "Ekonomi"),
    "infrastruktur": ("U", "Infrastruktur lain"),
}
"""Letters of activities that act on no indicator."""
NO_MONEY = "Belum ada sumber dana"


def picture_names(snapshot: RplpSnapshot) -> tuple[str, ...]:
    """The names of the pictures that this snapshot has, in the order of the document; nothing is drawn.

    gap, skor, peta    charts and map of chapter IV, in every document
    skenario           hectares by year: with a plan, where there is slum in any year
    investasi          money by year and source: with a plan that has money
    peta-…             the sheets of the annex, see `sheet_names`
    """
    plan = snapshot.plan
    charts = ["gap", "skor", "peta"]
    if plan is not None:
        areas = (area for year in plan.scenario.summary for area in (year.luas_ha, year.luar_ha))
        charts += ["skenario"] if any(map(Decimal, areas)) else []
        charts += ["investasi"] if any(any(source.by_year) for source in plan.sources) else []
    return (*charts, *sheet_names(snapshot))


def sheet_names(snapshot: RplpSnapshot) -> tuple[str, ...]:
    """The map sheets in the order of their numbers.

    peta-orientasi where outlines of the kecamatan are known; peta-delineasi; peta-indikator-1 to -8 (the eighth
    where open space was surveyed); peta-total; peta-kegiatan-YEAR and peta-sumber where the plan places activities.
    """
    names = [_ORIENTATION] if snapshot.neighbours else []
    names.append(_DELINEATION)
    names += [f"{_INDICATOR}{each.number}" for each in snapshot.indicators if _is_surveyed(snapshot, each)]
    names.append(_TOTAL)
    if snapshot.plan is not None:
        placed = [each for each in snapshot.plan.kegiatan if _is_placed(each)]
        years = (year for year in snapshot.plan.tahun if any(_runs_in(each, year) for each in placed))
        names += [f"{_WORKS}{year}" for year in years]
        names += [_SOURCES] if placed else []
    return tuple(names)


def sheets_across(snapshot: RplpSnapshot) -> frozenset[str]:
    """The sheets that lie across a page, because the place is wider than high."""
    if not snapshot.outlines and not snapshot.neighbours:
        return frozenset()
    from shapely import from_geojson, total_bounds

    from generators.drawings.map_frame import ACROSS, form_for

    across: set[str] = set()
    if snapshot.neighbours:
        outlines = [from_geojson(each.geometry) for each in snapshot.neighbours]
        across |= {_ORIENTATION} if form_for(*total_bounds(outlines)) is ACROSS else set()
    if snapshot.outlines:
        texts = [each.geometry for each in snapshot.outlines] + ([snapshot.border] if snapshot.border else [])
        if form_for(*total_bounds([from_geojson(each) for each in texts])) is ACROSS:
            across |= set(sheet_names(snapshot)) - {_ORIENTATION}
    return frozenset(across)


def pictures(snapshot: RplpSnapshot, wanted: Collection[str] | None = None) -> dict[str, Asset]:
    """The pictures of an RPLP by asset name; only those in `wanted`, where given."""
    board = _Board(snapshot)
    return {name: board.make(name) for name in picture_names(snapshot) if wanted is None or name in wanted}


@dataclass(frozen=True)
class _Board:
    """One snapshot and what its pictures share."""

    snapshot: RplpSnapshot

    def make(self, name: str) -> Asset:
        charts: Mapping[str, Callable[[], Asset]] = {
            "gap": self._gap,
            "skor": self._scores,
            "peta": self._map,
            "skenario": self._scenario,
            "investasi": self._investment,
            _ORIENTATION: self._orientation,
            _DELINEATION: self._delineation,
            _TOTAL: self._total,
            _SOURCES: self._works_by_source,
        }
        if name in charts:
            return charts[name]()
        if name.startswith(_INDICATOR):
            return self._indicator(int(name.removeprefix(_INDICATOR)))
        return self._works(int(name.removeprefix(_WORKS)))

    # ---------------------------------------------------------------- charts

    def _gap(self) -> Asset:
        from generators.drawings.figures import GapBar, gap_chart

        return gap_chart(
            [
                GapBar(indicator.name, _share(indicator.baik), _share(indicator.buruk))
                for indicator in sorted(self.snapshot.indicators, key=lambda i: (i.rank == 0, i.rank))
            ]
        )

    def _scores(self) -> Asset:
        from generators.drawings.figures import RtScore, score_chart

        rule = self.snapshot.rule
        return score_chart(
            [RtScore(rt.label, rt.total, rt.tingkat) for rt in self.snapshot.rt],
            thresholds=(rule.ringan, rule.sedang, rule.berat),
            highest=rule.highest,
        )

    def _map(self) -> Asset:
        from generators.drawings.class_map import MapArea, Tile, class_map, tile_map

        if not self._shapes:
            return tile_map([Tile(rt.rt, f"RW {rt.rw}", rt.tingkat) for rt in self.snapshot.rt])
        areas = [
            MapArea(rt.rt, f"RW {rt.rw}", rt.tingkat, self._shapes[rt.rw, rt.rt])
            for rt in self.snapshot.rt
            if (rt.rw, rt.rt) in self._shapes
        ]
        return class_map(areas, self._border, source=f"Batas RT: {self.snapshot.outline_source}.")

    def _scenario(self) -> Asset:
        from generators.drawings.scenario_figure import AreaYear, area_chart

        return area_chart(
            [
                AreaYear(
                    f"{each.tahun}" if at else f"{each.tahun} (baseline)",
                    Decimal(each.luas_ha),
                    Decimal(each.luar_ha),
                )
                for at, each in enumerate(self._plan.scenario.summary)
            ],
            target=True,
        )

    def _investment(self) -> Asset:
        from generators.drawings.investment_figure import SourceMoney, investment_chart

        return investment_chart(
            [str(year) for year in self._plan.tahun],
            [SourceMoney(source.label, source.by_year) for source in self._plan.sources],
        )

    # ---------------------------------------------------------------- sheets

    def _orientation(self) -> Asset:
        from generators.drawings.city_map import CityArea, orientation_map
        from generators.drawings.ground import outline_shape

        place = self.snapshot.place
        neighbours = self.snapshot.neighbours
        areas = [CityArea(each.name or each.code, None, outline_shape(each.geometry)) for each in neighbours]
        here = [each.code for each in neighbours].index(place.code)
        notes = ("Sumber: batas wilayah administrasi.",)
        return orientation_map(
            areas, here, self._title(_ORIENTATION, "Peta Orientasi", notes), kecamatan=place.kecamatan
        )

    def _delineation(self) -> Asset:
        from generators.drawings.rt_sheets import delineation_sheet

        meaning = {
            each.name: f"{each.name} ({hectares(each.sizes.luas_ha) if each.sizes.luas_ha else 'luas belum diisi'};"
            f" {each.sizes.rt} RT)"
            for each in self.snapshot.kawasan
        }
        name = "Peta Delineasi Kawasan Kumuh" if meaning else "Peta Batas RT dan RW"
        notes = (
            self._survey,
            *((f"Luas menurut survei. SK {sk}",) if (sk := self.snapshot.baseline.sk_number) else ()),
        )
        return delineation_sheet(self._ground, meaning, self._title(_DELINEATION, name, notes))

    def _indicator(self, number: int) -> Asset:
        from generators.drawings.rt_sheets import share_sheet

        indicator = next(each for each in self.snapshot.indicators if each.number == number)
        shares = _open_space(self.snapshot) if number == OPEN_SPACE else _shares(self.snapshot, number)
        meaning = (
            "Kekurangan ruang terbuka publik terhadap kebutuhan."
            if number == OPEN_SPACE
            else "Rata-rata persentase parameter indikator ini."
        )
        name = f"Peta Indikator {number}: {indicator.name}"
        return share_sheet(
            self._ground, shares, self._title(f"{_INDICATOR}{number}", name, (meaning, self._survey))
        )

    def _total(self) -> Asset:
        from generators.drawings.rt_sheets import class_sheet

        rule = self.snapshot.rule
        bands = {
            "berat": f", {rule.berat}–{rule.highest}",
            "sedang": f", {rule.sedang}–{rule.berat - 1}",
            "ringan": f", {rule.ringan}–{rule.sedang - 1}",
            "tidak": f", di bawah {rule.ringan}",
        }
        return class_sheet(
            self._ground,
            [rt.tingkat for rt in self.snapshot.rt],
            [rt.total for rt in self.snapshot.rt],
            self._title(_TOTAL, "Peta Tingkat Kekumuhan", (self._survey,)),
            bands,
        )

    def _works(self, year: int) -> Asset:
        from generators.drawings.map_looks import Badge
        from generators.drawings.rt_sheets import works_sheet

        names = {each.number: each.name for each in self.snapshot.indicators}
        groups: dict[tuple[str, str, bool], list[ActivityFacts]] = {}
        for each in self._plan.kegiatan:
            if _runs_in(each, year) and _is_placed(each):
                number = each.aspects[0] if each.aspects else 0
                letter, text = (ASPECT_LETTER[number], names[number]) if number else FIELD_LETTER[each.bidang]
                groups.setdefault((letter, text, each.usulan), []).append(each)
        marks = [
            self._mark(
                Badge(letter, filled=proposed),
                f"{text}{', usulan skala kawasan/kota' if proposed else ''} ({len(found)} kegiatan)",
                found,
            )
            for (letter, text, proposed), found in groups.items()
        ]
        name = f"Peta Kegiatan Tahun {year}"
        return works_sheet(
            self._ground,
            marks,
            self._title(f"{_WORKS}{year}", name, (self._works_source,)),
            legend_title="Kegiatan menurut indikator",
        )

    def _works_by_source(self) -> Asset:
        from generators.drawings.map_looks import Badge
        from generators.drawings.rt_sheets import letter_of, works_sheet

        groups: dict[str, list[ActivityFacts]] = {source.label: [] for source in self._plan.sources}
        for each in self._plan.kegiatan:
            if _is_placed(each):
                groups.setdefault(_main_source(each), []).append(each)
        given = {label: found for label, found in groups.items() if found}
        marks = [
            self._mark(
                Badge("–" if label == NO_MONEY else letter_of(at)), f"{label} ({len(found)} kegiatan)", found
            )
            for at, (label, found) in enumerate(given.items())
        ]
        return works_sheet(
            self._ground,
            marks,
            self._title(_SOURCES, "Peta Kegiatan menurut Sumber Dana", (self._works_source,)),
            legend_title="Sumber dana terbesar kegiatan",
        )

    def _mark(self, look: Badge, text: str, activities: Sequence[ActivityFacts]) -> Mark:
        from generators.drawings.rt_sheets import Mark

        spots: dict[int, None] = {}
        points = []
        for each in activities:
            point = self._point(each)
            if point:
                points.append(point)
                continue
            for group in each.where:
                spots |= {
                    self._number[group.rw, rt]: None for rt in group.rt if (group.rw, rt) in self._number
                }
        return Mark(look, text, tuple(spots), tuple(points))

    def _point(self, activity: ActivityFacts) -> tuple[float, float] | None:
        """Where an activity with coordinates stands on the sheet; None off the sheet or without coordinates."""
        lon, lat = activity.bujur, activity.lintang
        if lon is None or lat is None or NOT_APPLICABLE in (lon, lat):
            return None
        return self._ground.ground.locate(float(lon), float(lat))

    # ---------------------------------------------------------------- what they share

    @property
    def _plan(self) -> PlanFacts:
        assert self.snapshot.plan is not None  # noqa: S101 - as the names of the pictures see to it
        return self.snapshot.plan

    @cached_property
    def _shapes(self) -> dict[tuple[str, str], Polygon | MultiPolygon]:
        from generators.drawings.ground import outline_shape

        return {(each.rw, each.rt): outline_shape(each.geometry) for each in self.snapshot.outlines}

    @cached_property
    def _border(self) -> BaseGeometry | None:
        from generators.drawings.ground import outline_shape

        return outline_shape(self.snapshot.border) if self.snapshot.border else None

    @cached_property
    def _number(self) -> dict[tuple[str, str], int]:
        return {(rt.rw, rt.rt): at for at, rt in enumerate(self.snapshot.rt)}

    @cached_property
    def _ground(self) -> RtGround:
        from generators.drawings.rt_sheets import RtPlace, rt_ground

        places = [
            RtPlace(rt.rt, f"RW {rt.rw}", rt.kawasan, self._shapes.get((rt.rw, rt.rt)))
            for rt in self.snapshot.rt
        ]
        return rt_ground(places, self._border)

    @property
    def _survey(self) -> str:
        baseline = self.snapshot.baseline
        return f"Sumber: baseline {baseline.number} tahun {baseline.year} ({baseline.source_name})."

    @property
    def _works_source(self) -> str:
        plan = self._plan
        return f"Sumber: rencana {plan.number} ({plan.source_name})."

    @cached_property
    def _sheets(self) -> tuple[str, ...]:
        return sheet_names(self.snapshot)

    def _title(self, name: str, title: str, notes: Sequence[str]) -> SheetTitle:
        from generators.drawings.map_frame import SheetTitle

        document, place = self.snapshot.document, self.snapshot.place
        drawn = self.snapshot.outline_source
        missing = sum(len(group.rt) for group in self.snapshot.without_outline)
        on_rt = name != _ORIENTATION
        years = f" {document.year_from}–{document.year_to}" if document.year_from and document.year_to else ""
        return SheetTitle(
            title,
            f"{'Desa' if place.is_desa else 'Kelurahan'} {place.name}",
            f"Kecamatan {place.kecamatan}, {place.kabkota}, Provinsi {place.provinsi}",
            f"Rencana Penataan Lingkungan Permukiman{years}",
            " · ".join(
                each
                for each in (f"DRAF {document.number}" if document.draft else "", document.label.upper())
                if each
            ),
            self._sheets.index(name) + 1,
            len(self._sheets),
            (
                *notes,
                *((f"Batas RT: {drawn}.",) if drawn and on_rt else ()),
                *((f"{missing} RT tanpa batas tidak digambar.",) if missing and on_rt else ()),
                f"Tanggal: {long_date(document.edition_date.isoformat())}.",
            ),
        )


# ------------------------------------------------------------------ values


def _share(value: Value) -> float | None:
    return None if value is None else float(value)


def _is_placed(activity: ActivityFacts) -> bool:
    return bool(activity.where) or (activity.lintang is not None and activity.bujur is not None)


def _runs_in(activity: ActivityFacts, year: int) -> bool:
    return activity.tahun_mulai <= year <= activity.tahun_selesai


def _main_source(activity: ActivityFacts) -> str:
    """The source that pays most of an activity, of the list that the investment plan is printed by."""
    sums: dict[str, int] = {}
    for line in activity.lines:
        label = SOURCES[line.sumber].investasi
        sums[label] = sums.get(label, 0) + line.jumlah
    return max(sums, key=lambda label: sums[label]) if any(sums.values()) else NO_MONEY


def _is_surveyed(snapshot: RplpSnapshot, indicator: IndicatorResult) -> bool:
    return indicator.number != OPEN_SPACE or any(
        isinstance(share, Decimal) for share in _open_space(snapshot)
    )


def _shares(snapshot: RplpSnapshot, number: int) -> list[Share]:
    """The share of an indicator, RT by RT: the average of its parameters' percents, as for the kelurahan."""
    columns = [at for at, each in enumerate(snapshot.rule.parameters) if each.aspect == number]
    return [_average([rt.persen[at] for at in columns]) for rt in snapshot.rt]


def _average(values: Sequence[Value]) -> Share:
    known = [Decimal(value) for value in values if value is not None and value != NOT_APPLICABLE]
    if known:
        return sum(known, Decimal(0)) / len(values)
    return None if None in values else NOT_APPLICABLE


def _open_space(snapshot: RplpSnapshot) -> list[Share]:
    """What is missing of the open space that each RT needs, in percent."""
    return [_shortage(rt.rtp_ha, rt.rtp_ideal_ha) for rt in snapshot.rt]


def _shortage(existing: Value, ideal: Value) -> Share:
    if existing is None or ideal is None:
        return None
    if ideal == NOT_APPLICABLE or Decimal(ideal) == 0:
        return NOT_APPLICABLE
    there = Decimal(0) if existing == NOT_APPLICABLE else Decimal(existing)
    return max(Decimal(0), Decimal(ideal) - there) * 100 / Decimal(ideal)
