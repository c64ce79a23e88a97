"""Maps of a kecamatan or a kab/kota: its kelurahan by what they are tinted for, and where one of them lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.drawings.board import INK, text_width
from generators.drawings.ground import Ground, map_ground, middle
from generators.drawings.map_frame import (
    Form,
    Sheet,
    SheetTitle,
    form_for,
    label,
    map_sheet,
    wrapped,
)
from generators.drawings.map_looks import Key, Line, Tint, fill, lines, outline
from generators.drawings.rt_sheets import SHARE_BANDS

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

NOTHING = Tint("#ffffff")
HECTARE_BANDS: tuple[tuple[Decimal, Tint, str], ...] = (
    (Decimal(15), SHARE_BANDS[0][1], "15 ha ke atas"),
    (Decimal(10), SHARE_BANDS[1][1], "10 ha sampai kurang dari 15 ha"),
    (Decimal(5), SHARE_BANDS[2][1], "5 ha sampai kurang dari 10 ha"),
    (Decimal(0), SHARE_BANDS[3][1], "lebih dari 0 sampai kurang dari 5 ha"),
)
"""Slum hectares by the least of each band, the largest first; 10 and 15 ha are the limits of authority."""
UNASSESSED = Tint("#ffffff", 4.0, "#9aa7ad", falling=True)
_HERE = Tint("#e8bf98", 2.3, "#8a5a2b")
_BESIDE = Tint("#e6ebec")
_HERE_BORDER = Line(INK, 1.6)
_BORDER = Line("#6b6b6b", 0.6)


@dataclass(frozen=True, slots=True)
class CityArea:
    """One kelurahan of a map: its name, the number of its band (None: not assessed), its outline in degrees."""

    name: str
    band: int | None
    shape: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class Band:
    """One class of a map: how it is filled and what it means."""

    tint: Tint
    text: str


def hectare_bands() -> tuple[Band, ...]:
    """The bands of slum hectares, the largest first, then none."""
    return (*(Band(tint, text) for _, tint, text in HECTARE_BANDS), Band(NOTHING, "tidak ada kawasan kumuh"))


def hectare_band(hectares: Decimal) -> int:
    """The number of the band of `hectare_bands` that holds so many hectares."""
    if hectares <= 0:
        return len(HECTARE_BANDS)
    return next(at for at, (least, _, _) in enumerate(HECTARE_BANDS) if hectares >= least)


def city_map(
    areas: Sequence[CityArea],
    bands: Sequence[Band],
    title: SheetTitle,
    *,
    legend_title: str,
) -> Asset:
    """The kelurahan of a kab/kota by band, with their names; the legend counts them. `ValueError` without areas."""
    ground, form = _ground(areas)
    looks = [*(band.tint for band in bands), UNASSESSED]
    numbers = [len(bands) if area.band is None else area.band for area in areas]
    legend = [
        Key(band.tint, f"{band.text} ({numbers.count(at)}\N{NO-BREAK SPACE}kelurahan/desa)")
        for at, band in enumerate(bands)
    ]
    if len(bands) in numbers:
        legend.append(
            Key(UNASSESSED, f"belum dinilai ({numbers.count(len(bands))}\N{NO-BREAK SPACE}kelurahan/desa)")
        )
    legend.append(Key(_BORDER, "Batas kelurahan/desa"))

    def draw(sheet: Sheet) -> None:
        for at, look in enumerate(looks):
            of_band = [spot.shape for spot, number in zip(ground.spots, numbers, strict=True) if number == at]
            fill(sheet.axes, of_band, look)
        _names(sheet)

    return map_sheet(ground, form, title, draw, legend, legend_title=legend_title)


def orientation_map(areas: Sequence[CityArea], here: int, title: SheetTitle, *, kecamatan: str) -> Asset:
    """Where the area with the number `here` lies among the others."""
    ground, form = _ground(areas)
    legend = [
        Key(_HERE, title.subject),
        Key(_BESIDE, f"Kelurahan/desa lain di Kecamatan {kecamatan}"),
        Key(_BORDER, "Batas kelurahan/desa"),
    ]

    def draw(sheet: Sheet) -> None:
        fill(sheet.axes, [spot.shape for at, spot in enumerate(ground.spots) if at != here], _BESIDE)
        fill(sheet.axes, [ground.spots[here].shape], _HERE)
        outline(sheet.axes, ground.spots[here].shape, _HERE_BORDER)
        _names(sheet, here)

    return map_sheet(ground, form, title, draw, legend)


def _ground(areas: Sequence[CityArea]) -> tuple[Ground, Form]:
    if not areas:
        raise ValueError("a map needs at least one area")
    from shapely import total_bounds

    form = form_for(*total_bounds([area.shape for area in areas]))
    return map_ground([(area.name, "", area.shape) for area in areas], None, form.window), form


def _names(sheet: Sheet, bold: int | None = None) -> None:
    """The name of each area, the largest areas first, moved aside where another stands already."""
    spots = sheet.ground.spots
    for at in sorted(range(len(spots)), key=lambda at: (at != bold, -float(spots[at].shape.area), at)):
        found = middle(spots[at].shape)
        if found is None or not spots[at].label:
            continue
        size = 9.0 if at == bold else 7.0
        texts = wrapped(spots[at].label, 26.0, size, bold=at == bold, most=3)
        width = max(text_width(each, size, bold=at == bold) for each in texts) + 0.8
        height = len(texts) * size * 0.4 + 0.4
        place = sheet.room.nearest(found[0], found[1], width, height, farthest=24.0)
        if place is None:
            continue
        x, y = place
        if math.hypot(x - found[0], y - found[1]) > 4.0:
            lines(sheet.axes, [[(found[0], found[1]), (x, y)]], Line(INK, 0.4))
        for number, each in enumerate(texts):
            middle_y = y + ((len(texts) - 1) / 2 - number) * size * 0.4
            label(sheet, x, middle_y, each, size, bold=at == bold)
