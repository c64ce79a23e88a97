"""The map sheets of a kelurahan: delineation, shares of an indicator, total scores, activities.

All sheets stand on one ground, RT by RT, so a place without outlines has the same sheets on tiles.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.drawings.board import CLASS_NAME, INK, NAVY, Box, text_width
from generators.drawings.class_map import CLASS_ORDER, CLASS_TINT, PLACE_BORDER, RW_BORDER
from generators.drawings.ground import Ground, Segment, group_borders, map_ground, middle, tile_ground
from generators.drawings.map_frame import (
    UPRIGHT,
    Form,
    Sheet,
    SheetTitle,
    form_for,
    label,
    map_sheet,
)
from generators.drawings.map_looks import (
    BADGE_MM,
    NARROW_MM,
    Badge,
    Key,
    Line,
    Tint,
    badge,
    fill,
    lines,
    outline,
)

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

SHARE_BANDS: tuple[tuple[int, Tint, str], ...] = (
    (76, Tint("#8a3d1c", 1.3, "#ffffff"), "76\N{NO-BREAK SPACE}% ke atas"),
    (51, Tint("#c4793f", 2.3, "#ffffff"), "51\N{NO-BREAK SPACE}% sampai kurang dari 76\N{NO-BREAK SPACE}%"),
    (25, Tint("#e8bf98", 4.6, "#8a5a2b"), "25\N{NO-BREAK SPACE}% sampai kurang dari 51\N{NO-BREAK SPACE}%"),
    (0, Tint("#f6e9dc"), "lebih dari 0\N{NO-BREAK SPACE}% sampai kurang dari 25\N{NO-BREAK SPACE}%"),
)
"""The bands of scoring (scoring.md section 2) by the least share, the worst first; darker is worse."""
NO_SHARE = Tint("#ffffff")
UNKNOWN = Tint("#ffffff", 2.3, "#9aa7ad", falling=True)
INAPPLICABLE = Tint("#ffffff", 3.2, "#c3cdd2", crossed=True)
DELINEATION = Line("#8f2f29", 1.8, (4.0, 1.6))
RT_BORDER = Line("#6b6b6b", 0.5)
WORKED = Tint("#dfeaec")
_KAWASAN_TINTS = (
    Tint("#efc9a5", 3.0, "#8a5a2b"),
    Tint("#c9d9c3", 3.0, "#4f6f46", falling=True),
    Tint("#d4cfe3", 2.4, "#635a8a", crossed=True),
    Tint("#f1e2a8", 5.0, "#8a7417"),
    Tint("#c5dbe4", 5.0, "#3f6b7d", falling=True),
    Tint("#e6c6cf", 5.0, "#8a4558", crossed=True),
)
_PLAIN = Tint("#ffffff")

Share = Decimal | str | None
"""A share in percent, `"-"` not applicable, None not filled."""


@dataclass(frozen=True, slots=True)
class RtPlace:
    """One RT: its short label, its RW (`RW 001`), its kawasan ("" outside), and its outline in degrees, if any."""

    label: str
    rw: str
    kawasan: str
    shape: Polygon | MultiPolygon | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sheet of activities marks: a letter and its meaning, the RT by number, and points on paper."""

    look: Badge
    text: str
    spots: tuple[int, ...]
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class RtGround:
    """What the sheets of one kelurahan share. `drawn` numbers the RT of each spot."""

    ground: Ground
    form: Form
    drawn: tuple[int, ...]
    kawasan: Mapping[str, tuple[int, ...]]
    rw_lines: tuple[Segment, ...]
    kawasan_shapes: Mapping[str, BaseGeometry]
    middles: tuple[tuple[float, float, BaseGeometry] | None, ...]
    rw_labels: tuple[tuple[float, float, str], ...]


def rt_ground(places: Sequence[RtPlace], border: BaseGeometry | None) -> RtGround:
    """The ground of a kelurahan: its RT with an outline, or all of them as tiles where none has one."""
    from shapely import total_bounds, union_all

    drawn = tuple(at for at, place in enumerate(places) if place.shape is not None)
    if drawn:
        shapes = [place.shape for place in places if place.shape is not None]
        form = form_for(*total_bounds([*shapes, *([border] if border else [])]))
        ground = map_ground(
            [
                (places[at].label, places[at].rw, shape)
                for at, shape in zip(drawn, shapes, strict=True)
            ],
            border,
            form.window,
        )  # fmt: skip
    else:
        drawn, form = tuple(range(len(places))), UPRIGHT
        ground = tile_ground([(place.label, place.rw) for place in places], form.window)
    kawasan: dict[str, list[int]] = {}
    groups: dict[str, list[BaseGeometry]] = {}
    for spot, at in enumerate(drawn):
        if places[at].kawasan:
            kawasan.setdefault(places[at].kawasan, []).append(spot)
        groups.setdefault(places[at].rw, []).append(ground.spots[spot].shape.buffer(0))
    # Tiles stand apart by the width of their gap, and a delineation runs around them all the same.
    gap = 0.0 if ground.placement else 0.31
    wholes = {
        name: union_all([ground.spots[spot].shape.buffer(gap, join_style="mitre") for spot in spots])
        for name, spots in kawasan.items()
    }
    found = {name: middle(union_all(shapes)) for name, shapes in groups.items()} if ground.placement else {}
    return RtGround(
        ground,
        form,
        drawn,
        {name: tuple(spots) for name, spots in kawasan.items()},
        tuple(group_borders(ground.spots)) if ground.placement else (),
        wholes,
        tuple(middle(spot.shape) for spot in ground.spots),
        tuple((each[0], each[1], name) for name, each in found.items() if each),
    )


# ------------------------------------------------------------------ sheets


def share_sheet(base: RtGround, shares: Sequence[Share], title: SheetTitle) -> Asset:
    """The share of one indicator, RT by RT, in the bands by which it is scored."""
    tints = [_band(share) for share in shares]
    keys = [
        *((tint, text) for _, tint, text in SHARE_BANDS),
        (NO_SHARE, "0\N{NO-BREAK SPACE}%, tidak ada masalah"),
        (UNKNOWN, "belum diisi"),
        (INAPPLICABLE, "tidak berlaku"),
    ]
    legend = [
        Key(tint, f"{text} ({tints.count(tint)}\N{NO-BREAK SPACE}RT)")
        for tint, text in keys
        if tint in tints or tint not in (UNKNOWN, INAPPLICABLE)
    ]

    def draw(sheet: Sheet) -> None:
        _fill_all(sheet, base, tints)
        _edges(sheet, base)
        _labels(sheet, base, [_percent(share) for share in shares])

    return map_sheet(
        base.ground,
        base.form,
        title,
        draw,
        [*legend, *_line_keys(base)],
        legend_title="Bagian yang tidak memenuhi kriteria",
    )


def class_sheet(
    base: RtGround, classes: Sequence[str], totals: Sequence[int], title: SheetTitle, bands: Mapping[str, str]
) -> Asset:
    """The class of every RT with its total score; `bands` says the totals of each class in words."""
    tints = [CLASS_TINT[each] for each in classes]
    legend = [
        Key(
            CLASS_TINT[name],
            f"{CLASS_NAME[name]}{bands.get(name, '')} ({classes.count(name)}\N{NO-BREAK SPACE}RT)",
        )
        for name in CLASS_ORDER
        if name in classes or name
    ]

    def draw(sheet: Sheet) -> None:
        _fill_all(sheet, base, tints)
        _edges(sheet, base)
        _labels(sheet, base, [str(total) for total in totals])

    return map_sheet(
        base.ground,
        base.form,
        title,
        draw,
        [*legend, *_line_keys(base)],
        legend_title="Tingkat kekumuhan (jumlah nilai)",
    )


def delineation_sheet(base: RtGround, meaning: Mapping[str, str], title: SheetTitle) -> Asset:
    """The slum areas by letter, each with its own hatching; `meaning` says what stands in the legend of each."""
    look = {name: _KAWASAN_TINTS[at % len(_KAWASAN_TINTS)] for at, name in enumerate(base.kawasan)}
    letter = {name: letter_of(at) for at, name in enumerate(base.kawasan)}
    tints = [_PLAIN] * (max(base.drawn, default=-1) + 1)
    for name, spots in base.kawasan.items():
        for spot in spots:
            tints[base.drawn[spot]] = look[name]
    legend = [Key(look[name], f"{letter[name]}. {meaning.get(name, name)}") for name in base.kawasan]

    def draw(sheet: Sheet) -> None:
        _fill_all(sheet, base, tints)
        _edges(sheet, base)
        for name, shape in base.kawasan_shapes.items():
            found = middle(shape)
            if found:
                at = sheet.room.nearest(found[0], found[1], BADGE_MM, BADGE_MM, farthest=10.0)
                badge(sheet.axes, *(at or found[:2]), Badge(letter[name], filled=True))
        _labels(sheet, base, None)

    return map_sheet(base.ground, base.form, title, draw, [*legend, *_line_keys(base)])


def works_sheet(base: RtGround, marks: Sequence[Mark], title: SheetTitle, *, legend_title: str) -> Asset:
    """Activities as letters in the RT they act on, or at their coordinates; those RT are tinted."""
    spot_of = {at: spot for spot, at in enumerate(base.drawn)}
    worked = {spot_of[at] for mark in marks for at in mark.spots if at in spot_of}
    tints = [_PLAIN] * (max(base.drawn, default=-1) + 1)
    for spot in worked:
        tints[base.drawn[spot]] = WORKED
    legend = [
        *(Key(mark.look, mark.text) for mark in marks),
        *([Key(WORKED, "RT yang ditangani")] if worked else []),
    ]

    def draw(sheet: Sheet) -> None:
        _fill_all(sheet, base, tints)
        _edges(sheet, base)
        _points(sheet, marks)
        for spot in sorted(worked):
            looks = [mark.look for mark in marks if base.drawn[spot] in mark.spots]
            found = base.middles[spot]
            if found:
                _badges(sheet, found[0], found[1], looks)
        _labels(sheet, base, None)

    return map_sheet(
        base.ground, base.form, title, draw, [*legend, *_line_keys(base)], legend_title=legend_title
    )


def letter_of(at: int) -> str:
    """A, B, … Z, then 27, 28, …"""
    return chr(ord("A") + at) if at < 26 else str(at + 1)


# ------------------------------------------------------------------ what sheets have in common


def _band(share: Share) -> Tint:
    if share is None:
        return UNKNOWN
    if isinstance(share, str):
        return INAPPLICABLE
    if share == 0:
        return NO_SHARE
    return next(tint for least, tint, _ in SHARE_BANDS if share >= least)


def _percent(share: Share) -> str:
    if share is None or isinstance(share, str):
        return ""
    return f"{share:.0f} %" if share == 0 or share >= 1 else "< 1 %"


def _fill_all(sheet: Sheet, base: RtGround, tints: Sequence[Tint]) -> None:
    by_tint: dict[Tint, list[BaseGeometry]] = {}
    for spot, at in zip(base.ground.spots, base.drawn, strict=True):
        by_tint.setdefault(tints[at], []).append(spot.shape)
    for tint, shapes in by_tint.items():
        fill(sheet.axes, shapes, tint)


def _edges(sheet: Sheet, base: RtGround) -> None:
    lines(sheet.axes, base.rw_lines, RW_BORDER)
    if base.ground.border is not None:
        outline(sheet.axes, base.ground.border, PLACE_BORDER)
    for shape in base.kawasan_shapes.values():
        outline(sheet.axes, shape, DELINEATION)


def _line_keys(base: RtGround) -> list[Key]:
    keys = [Key(DELINEATION, "Batas kawasan kumuh")] if base.kawasan else []
    if base.ground.border is not None:
        keys.append(Key(PLACE_BORDER, "Batas kelurahan/desa"))
    if base.rw_lines:
        keys.append(Key(RW_BORDER, "Batas RW"))
    if base.ground.placement:
        keys.append(Key(RT_BORDER, "Batas RT"))
    return keys


def _labels(sheet: Sheet, base: RtGround, values: Sequence[str] | None) -> None:
    """The number of each RT and below it its value, where they fit inside; then the names of the RW."""
    for spot, (area, found) in enumerate(zip(base.ground.spots, base.middles, strict=True)):
        value = values[base.drawn[spot]] if values else ""
        if found:
            _spot_label(sheet, found, [each for each in (area.label, value) if each])
    for x, y, name in base.ground.group_labels:
        sheet.axes.text(x, y, name, ha="right", va="center", fontsize=8, color=NAVY)
    for x, y, name in base.rw_labels:
        width = text_width(name, 8.5, bold=True) + 1.4
        at = sheet.room.nearest(x, y, width, 3.8, farthest=40.0)
        if at:
            if math.hypot(at[0] - x, at[1] - y) > 12.0:
                lines(sheet.axes, [[(x, y), at]], Line(NAVY, 0.5))
            label(sheet, *at, name, 8.5, colour=NAVY, bold=True)


def _spot_label(sheet: Sheet, found: tuple[float, float, BaseGeometry], texts: Sequence[str]) -> None:
    """One or two lines in the middle of an area, as many as lie inside it."""
    from shapely import box

    x, y, shape = found
    for count in range(len(texts), 0, -1):
        shown = texts[:count]
        half_width = max(text_width(each, 7.0) for each in shown) / 2 + 0.25
        half_height = 1.35 * count
        room = Box(x - half_width, y - half_height, 2 * half_width, 2 * half_height)
        inside = shape.covers(box(room.x, room.y, room.x + room.width, room.y + room.height))
        if inside and sheet.room.take(room):
            for at, each in enumerate(shown):
                label(sheet, x, y + 2.7 * ((count - 1) / 2 - at), each, 7.0, bold=at > 0)
            return


def _badges(sheet: Sheet, x: float, y: float, looks: Sequence[Badge]) -> None:
    """Letters side by side at a place, moved to the nearest free room with a line back to it."""
    wide = BADGE_MM if len(looks) <= 2 else NARROW_MM
    per_row = min(len(looks), 4)
    rows = math.ceil(len(looks) / per_row)
    width, height = per_row * wide + 0.6, rows * BADGE_MM + 0.6
    at = sheet.room.nearest(x, y, width, height, farthest=40.0)
    if at is None:
        return
    if math.hypot(at[0] - x, at[1] - y) > 3.0:
        lines(sheet.axes, [[(x, y), at]], Line(NAVY, 0.5))
        sheet.axes.plot([x], [y], marker="o", markersize=2.0, color=NAVY, linestyle="none")
    for number, look in enumerate(looks):
        column, row = number % per_row, number // per_row
        badge(
            sheet.axes,
            at[0] - width / 2 + 0.3 + wide * (column + 0.5),
            at[1] + height / 2 - 0.3 - BADGE_MM * (row + 0.5),
            look,
            width=wide,
        )


def _points(sheet: Sheet, marks: Sequence[Mark]) -> None:
    """Activities with coordinates, each at its place."""
    for mark in marks:
        for x, y in mark.points:
            sheet.axes.plot([x], [y], marker="o", markersize=2.6, color=INK, linestyle="none")
            _badges(sheet, x, y + BADGE_MM * 0.8, [mark.look])
