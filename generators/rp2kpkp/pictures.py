"""The pictures of an RP2KP-KP by asset name: which there are, and each of them drawn from the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.facts.place import Value
from generators.indonesian import NOT_APPLICABLE
from generators.rp2kpkp.snapshot import CitySnapshot
from planning.plain import Plain

if TYPE_CHECKING:
    from generators.drawings.city_map import Band, CityArea
    from generators.drawings.map_frame import SheetTitle

SCALES = {"kota": "Skala kota", "kawasan": "Skala kawasan", "lingkungan": "Skala lingkungan", "RPLP": "RPLP"}
"""How the layers of the investment chart are called."""


def city_picture_names(snapshot: CitySnapshot) -> tuple[str, ...]:
    """The names of the pictures that this snapshot has, in the order of the document; nothing is drawn."""
    maps = any(each.geometry for each in snapshot.kelurahan)
    names = ["peta", "peta-prioritas"] if maps else []
    names += [f"peta-{each.number}" for each in snapshot.indicators if maps and each.rank]
    names.append("gap")
    if snapshot.scenario.tahun:
        names.append("skenario")
    if snapshot.investasi.jumlah:
        names.append("investasi")
    return tuple(names)


def city_names_beside(snapshot: CitySnapshot) -> dict[str, Plain]:
    """What the templates know beside the snapshot's own data: which pictures there are, which lie across."""
    names = city_picture_names(snapshot)
    across = [name for name in names if name.startswith("peta")] if _lies_across(snapshot) else []
    return {"gambar": [*names], "melintang": [*across]}


def city_pictures(snapshot: CitySnapshot) -> dict[str, Asset]:
    """The pictures of an RP2KP-KP by asset name."""
    from generators.drawings.figures import GapBar, gap_chart
    from generators.drawings.investment_figure import SourceMoney, investment_chart
    from generators.drawings.scenario_figure import AreaYear, area_chart

    names = city_picture_names(snapshot)
    bars = [
        GapBar(each.name, _share(each.baik), _share(each.buruk))
        for each in sorted(snapshot.indicators, key=lambda each: (each.rank == 0, each.rank))
    ]
    found = {"gap": gap_chart(bars)}
    if "skenario" in names:
        found["skenario"] = area_chart(
            [
                AreaYear(each.label, Decimal(each.sisa_ha), Decimal(each.luar_ha))
                for each in snapshot.scenario.summary
            ]
        )
    if "investasi" in names:
        money = snapshot.investasi
        found["investasi"] = investment_chart(
            [str(year) for year in money.tahun],
            [SourceMoney(SCALES.get(each.label, each.label), each.by_year) for each in money.skala],
        )
    if "peta" in names:
        found |= _maps(snapshot, [name for name in names if name.startswith("peta")])
    return {name: found[name] for name in names}


def _share(value: Value) -> float | None:
    return None if value is None else float(value)


# --- maps -----------------------------------------------------------------------------------------


def _maps(snapshot: CitySnapshot, names: list[str]) -> dict[str, Asset]:
    from generators.drawings.city_map import city_map, hectare_band, hectare_bands
    from generators.drawings.map_frame import SheetTitle

    document = snapshot.document
    mark = f"DRAF {document.number}" if document.draft else ""
    if document.label:
        mark = " · ".join(filter(None, (mark, document.label.upper())))
    years = "–".join(dict.fromkeys((str(snapshot.tahun_survei[0]), str(snapshot.tahun_survei[-1]))))

    def title(text: str, number: int) -> SheetTitle:
        return SheetTitle(
            text,
            snapshot.place.name,
            f"Provinsi {snapshot.place.provinsi}",
            f"{snapshot.title.sebutan} {snapshot.place.name}",
            mark,
            number,
            len(names),
            (f"Data: baseline tahun {years}.", "Batas kelurahan: berkas batas wilayah."),
        )

    slum = {each.kode: hectare_band(Decimal(each.kumuh_ha)) for each in snapshot.kelurahan}
    first = {each.kelurahan: each.urutan for each in reversed(snapshot.kawasan) if each.urutan}
    found = {
        "peta": city_map(
            _areas(snapshot, slum),
            hectare_bands(),
            title("Luas kumuh menurut kelurahan", 1),
            legend_title="Luas RT kumuh",
        ),
        "peta-prioritas": city_map(
            _areas(snapshot, {each.kode: _rank_band(first.get(each.kode, 0)) for each in snapshot.kelurahan}),
            _rank_bands(),
            title("Urutan penanganan kawasan kumuh", 2),
            legend_title="Urutan kawasan teratas",
        ),
    }
    for at, each in enumerate(snapshot.indicators):
        if (name := f"peta-{each.number}") in names:
            found[name] = _indicator_map(snapshot, at, title(each.name, names.index(name) + 1))
    return found


_RANKS = (3, 6, 10)
"""Last places of the bands of priority."""


def _indicator_map(snapshot: CitySnapshot, at: int, title: SheetTitle) -> Asset:
    """The bad share of the indicator at that position, by kelurahan."""
    from generators.drawings.city_map import NOTHING, Band, city_map
    from generators.drawings.rt_sheets import SHARE_BANDS

    bands = [*(Band(tint, text) for _, tint, text in SHARE_BANDS), Band(NOTHING, "tidak ada yang buruk")]

    def band(share: Value) -> int | None:
        if share is None or share == NOT_APPLICABLE:
            return None
        value = Decimal(share)
        if not value:
            return len(SHARE_BANDS)
        return next(place for place, (least, _, _) in enumerate(SHARE_BANDS) if value >= least)

    shares = {each.kode: band(each.aspek[at].buruk) for each in snapshot.kelurahan}
    return city_map(_areas(snapshot, shares), bands, title, legend_title="Bagian buruk")


def _lies_across(snapshot: CitySnapshot) -> bool:
    """Whether the sheets are wider than high, which the shape of the city decides."""
    shapes = [each.shape for each in _areas(snapshot, {each.kode: 0 for each in snapshot.kelurahan})]
    if not shapes:
        return False
    from shapely import total_bounds

    from generators.drawings.map_frame import ACROSS, form_for

    return form_for(*total_bounds(shapes)) is ACROSS


def _rank_bands() -> tuple[Band, ...]:
    from generators.drawings.city_map import HECTARE_BANDS, NOTHING, Band

    tints = [tint for _, tint, _ in HECTARE_BANDS]
    texts = ("urutan 1–3", "urutan 4–6", "urutan 7–10", "urutan 11 dan seterusnya")
    bands = (Band(tint, text) for tint, text in zip(tints, texts, strict=True))
    return (*bands, Band(NOTHING, "tanpa kawasan yang dinilai kumuh"))


def _rank_band(rank: int) -> int:
    if not rank:
        return len(_RANKS) + 1
    return next((at for at, last in enumerate(_RANKS) if rank <= last), len(_RANKS))


def _areas(snapshot: CitySnapshot, band: Mapping[str, int | None]) -> list[CityArea]:
    from generators.drawings.city_map import CityArea
    from generators.drawings.ground import outline_shape

    surveyed = [
        CityArea(each.nama, band[each.kode], outline_shape(each.geometry))
        for each in snapshot.kelurahan
        if each.geometry
    ]
    others = [
        CityArea(each.name, None, outline_shape(each.geometry))
        for each in snapshot.belum_didata
        if each.geometry
    ]
    return [*surveyed, *others]
