"""The frame of a map sheet: neat line, title block, grid, scale, north arrow and legend.

A sheet is as large as the text area of its page: 160 x 210 mm upright, its title block below the map or, for a tall
place, beside it; 253 x 143 mm across.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.assets import Asset
from generators.drawings.board import (
    GREY,
    HAIR,
    INK,
    NAVY,
    Box,
    drawing,
    font_families,
    millimetre_axes,
    new_figure,
    save,
    text_width,
)
from generators.drawings.ground import Ground, Placement, Segment
from generators.drawings.map_looks import Badge, Key, Line, Tint, badge, fill, lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from generators.drawings.text_layer import Words

_GRID_STEPS_M = (50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 20_000, 25_000, 50_000, 100_000)
_BAR_STEPS_M = (10, 20, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_PNG_DPI = 170
_HALF_CAPITAL_MM = 0.112
"""Half the height of capitals and digits for each point of size."""
_GAIN = 1.15
_RING_MM = 1.2
LINE_MM = 3.3
"""From one line of 7.5 pt text to the next."""


@dataclass(frozen=True, slots=True)
class SheetTitle:
    """What the title block says.

    title     name of the sheet; `subject` and `place` say where: the place itself, then what is above it
    document  the document it belongs to; `mark` its state (`DRAF 3`, `ILUSTRATIF`), empty in a final version
    number    of how many sheets (`of`)
    notes     data source and date, a line each
    """

    title: str
    subject: str
    place: str
    document: str
    mark: str
    number: int
    of: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The size of a sheet, the window of its map, and the columns of its title block (left, top, bottom, width)."""

    width: float
    height: float
    window: Box
    columns: tuple[Box, ...]


UPRIGHT = Form(
    160.0, 210.0, Box(6.0, 66.0, 148.0, 138.0), (Box(3, 3, 49, 57), Box(55, 3, 54, 57), Box(111, 3, 46, 57))
)
TALL = Form(160.0, 210.0, Box(6.0, 6.0, 98.0, 198.0), (Box(109, 3, 48, 204),))
ACROSS = Form(253.0, 143.0, Box(6.0, 6.0, 182.0, 131.0), (Box(193, 3, 57, 137),))


def form_for(west: float, south: float, east: float, north: float) -> Form:
    """The form in which a place of these bounds is largest; across only where that gains something.

    Degrees will do as well as metres: near the equator they are nearly as long in both directions.
    """

    def size(form: Form) -> float:
        return min(form.window.width / max(east - west, 1e-9), form.window.height / max(north - south, 1e-9))

    best = max((UPRIGHT, TALL), key=size)
    return ACROSS if size(ACROSS) > _GAIN * size(best) else best


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet being drawn: `axes` counted in millimetres, `room` what is taken already by labels.

    `words` collects the labels and `backing` the white boxes behind them: drawn as one, they cost far less.
    """

    axes: Axes
    ground: Ground
    room: Room
    backing: list[Box]
    words: list[Words]


class Room:
    """The boxes of a sheet that carry text, so that no label lies over another or leaves the window."""

    def __init__(self, window: Box) -> None:
        self._left, self._bottom = window.x + 0.8, window.y + 0.8
        self._right, self._top = window.x + window.width - 0.8, window.y + window.height - 0.8
        self._taken: list[tuple[float, float, float, float]] = []

    def take(self, box: Box) -> bool:
        """Whether the box is free; it is taken from then on."""
        left, bottom, right, top = box.x, box.y, box.x + box.width, box.y + box.height
        if left < self._left or bottom < self._bottom or right > self._right or top > self._top:
            return False
        for west, south, east, north in self._taken:
            if left < east and west < right and bottom < north and south < top:
                return False
        self._taken.append((left, bottom, right, top))
        return True

    def nearest(
        self, x: float, y: float, width: float, height: float, *, farthest: float
    ) -> tuple[float, float] | None:
        """The middle of the free box nearest to a point, taken from then on; None without one near enough."""
        for ring in range(int(farthest / _RING_MM) + 1):
            radius = ring * _RING_MM
            steps = max(1, round(radius * 4))
            for step in range(steps):
                angle = math.pi / 2 + 2 * math.pi * step / steps
                at_x, at_y = x + radius * math.cos(angle), y + radius * math.sin(angle)
                if self.take(Box(at_x - width / 2, at_y - height / 2, width, height)):
                    return at_x, at_y
        return None


def map_sheet(
    ground: Ground,
    form: Form,
    title: SheetTitle,
    draw: Callable[[Sheet], None],
    legend: Sequence[Key],
    *,
    legend_title: str = "Keterangan",
) -> Asset:
    """One sheet: `draw` fills the window, the frame says what it shows."""
    from generators.drawings.text_layer import TextLayer

    with drawing():
        figure = new_figure(form.width, form.height)
        axes = millimetre_axes(figure)
        sheet = Sheet(axes, ground, Room(form.window), [], [])
        if ground.placement:
            _grid(axes, form.window, ground.placement)
        draw(sheet)
        _back(sheet)
        axes.add_artist(TextLayer(sheet.words, font_families(), zorder=5))
        _rectangle(axes, form.window, INK, 0.6)
        _rectangle(axes, Box(0.5, 0.5, form.width - 1.0, form.height - 1.0), INK, 1.1)
        _block(axes, form, title, ground.placement, legend, legend_title)
        return save(figure, dpi=_PNG_DPI)


# ------------------------------------------------------------------ labels


def label(
    sheet: Sheet, x: float, y: float, text: str, size: float, *, colour: str = INK, bold: bool = False
) -> None:
    """A text with its middle at `x`, `y` on a white box; the caller has made sure of the room."""
    from generators.drawings.text_layer import Words

    width, height = text_width(text, size, bold=bold) + 0.5, size * 0.34
    sheet.backing.append(Box(x - width / 2, y - height / 2, width, height))
    sheet.words.append(Words(x - width / 2 + 0.25, y - size * _HALF_CAPITAL_MM, text, size, colour, bold))


def _back(sheet: Sheet) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if not sheet.backing:
        return
    boxes = [
        Path(
            [
                (box.x, box.y),
                (box.x + box.width, box.y),
                (box.x + box.width, box.y + box.height),
                (box.x, box.y + box.height),
                (box.x, box.y),
            ],
            [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY],
        )
        for box in sheet.backing
    ]
    sheet.axes.add_artist(
        PathPatch(Path.make_compound_path(*boxes), facecolor="white", linewidth=0, zorder=4)
    )


# ------------------------------------------------------------------ text that fits


def wrapped(text: str, width: float, size: float, *, bold: bool = False, most: int = 4) -> list[str]:
    """Lines no wider than `width`; words that are too long are broken, and what is beyond `most` lines ends in `…`."""
    found, line = [], ""
    for word in text.split(" "):
        for piece in _pieces(word, width, size, bold=bold):
            longer = f"{line} {piece}" if line else piece
            if line and text_width(longer, size, bold=bold) > width:
                found.append(line)
                line = piece
            else:
                line = longer
    found.append(line)
    if len(found) <= most:
        return found
    last = found[most - 1]
    while last and text_width(f"{last} …", size, bold=bold) > width:
        last = last[:-1].rstrip()
    return [*found[: most - 1], f"{last} …"]


def _pieces(word: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    while text_width(word, size, bold=bold) > width and len(word) > 1:
        fits = len(word) - 1
        while fits > 1 and text_width(word[:fits], size, bold=bold) > width:
            fits -= 1
        yield word[:fits]
        word = word[fits:]
    yield word


# ------------------------------------------------------------------ frame


def _rectangle(axes: Axes, box: Box, colour: str, line: float, fill: str = "none") -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle(
            (box.x, box.y),
            box.width,
            box.height,
            facecolor=fill,
            edgecolor=colour,
            linewidth=line,
            zorder=8,
        )
    )


def _grid(axes: Axes, window: Box, placement: Placement) -> None:
    """Crosses where lines of round metres meet, ticks and figures at the edges of the window."""
    step = next((each for each in _GRID_STEPS_M if each * placement.scale >= 32), _GRID_STEPS_M[-1])
    columns = _round_metres(placement.east, window.x, window.width, placement.scale, step)
    rows = _round_metres(placement.north, window.y, window.height, placement.scale, step)
    top, right = window.y + window.height, window.x + window.width
    ticks: list[Segment] = []
    for x, metres in columns:
        ticks += [[(x, window.y), (x, window.y + 1.6)], [(x, top), (x, top - 1.6)]]
        axes.text(x, window.y - 0.8, f"{_grouped(metres)} mT", ha="center", va="top", fontsize=7, color=GREY)
    for y, metres in rows:
        ticks += [[(window.x, y), (window.x + 1.6, y)], [(right, y), (right - 1.6, y)]]
        axes.text(
            window.x - 0.9,
            y,
            f"{_grouped(metres)} mU",
            ha="right",
            va="center",
            rotation=90,
            fontsize=7,
            color=GREY,
        )
    lines(axes, ticks, Line(INK, 0.6), butt=True)
    crosses: list[Segment] = []
    for x, _ in columns:
        for y, _ in rows:
            crosses += [[(x - 1.3, y), (x + 1.3, y)], [(x, y - 1.3), (x, y + 1.3)]]
    lines(axes, crosses, Line("#9aa7ad", 0.45), butt=True)


def _round_metres(
    corner: float, start: float, length: float, scale: float, step: int
) -> list[tuple[float, int]]:
    """Places on paper of the round metres along an edge, far enough from its ends for their figures."""
    first = int((corner + start / scale) // step) + 1
    found = []
    metres = first * step
    while (at := (metres - corner) * scale) < start + length:
        if start + 9 <= at <= start + length - 9:
            found.append((at, metres))
        metres += step
    return found


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")


@dataclass
class _Pen:
    """Writes from the top of a column downwards."""

    axes: Axes
    column: Box
    y: float

    def text(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        most: int = 4,
        gap: float = 0.0,
    ) -> None:
        step = size * 0.42
        for each in wrapped(text, self.column.width, size, bold=bold, most=most):
            self.y -= step
            self.axes.text(
                self.column.x,
                self.y,
                each,
                ha="left",
                va="baseline",
                fontsize=size,
                fontweight="bold" if bold else "normal",
                color=colour,
            )
        self.y -= gap

    def rule(self) -> None:
        self.y -= 1.2
        self.axes.plot(
            [self.column.x, self.column.x + self.column.width], [self.y] * 2, color=HAIR, linewidth=0.6
        )
        self.y -= 0.8


def _block(
    axes: Axes,
    form: Form,
    title: SheetTitle,
    placement: Placement | None,
    legend: Sequence[Key],
    legend_title: str,
) -> None:
    pens = [_Pen(axes, column, column.y + column.height) for column in form.columns]
    upright = len(pens) > 1
    if upright:
        top = form.columns[0].y + form.columns[0].height + 0.6
        axes.plot([0.5, form.width - 0.5], [top] * 2, color=INK, linewidth=0.6)
    for column in form.columns if not upright else form.columns[1:]:
        x = column.x - 1.5
        axes.plot([x, x], [0.5, form.height - 0.5 if not upright else top], color=INK, linewidth=0.6)
    first, middle, last = (pens[0], pens[1], pens[2]) if upright else (pens[0],) * 3
    _head(first, title)
    if not upright:
        first.rule()
    number_room = 7.4
    notes = _notes(title, placement)
    notes_height = _height(notes, last.column.width)
    if upright:
        _compass(last, placement)
        _legend(middle, legend, legend_title, bottom=middle.column.y)
    else:
        _compass(last, placement)
        if placement:
            last.rule()
        _legend(middle, legend, legend_title, bottom=last.column.y + notes_height + number_room + 3.0)
    last.y = last.column.y + notes_height + (0.0 if upright else number_room + 0.6)
    if upright:
        last.rule()
        last.y += 1.2
    else:
        last.y += 1.2
        last.rule()
    for each in notes:
        last.text(each, 7.0, colour=GREY, most=3)
    _number(axes, form.columns[0], title)


def _head(pen: _Pen, title: SheetTitle) -> None:
    pen.text(title.document, 7.5, colour=GREY, most=2, gap=1.0)
    pen.text(title.title, 12.0, bold=True, colour=NAVY, most=4, gap=1.2)
    pen.text(title.subject, 10.0, bold=True, most=3, gap=0.4)
    pen.text(title.place, 8.5, most=3)


def _number(axes: Axes, column: Box, title: SheetTitle) -> None:
    """The foot of the block: number of the sheet, and the mark of what is not final."""
    axes.plot([column.x, column.x + column.width], [column.y + 5.4] * 2, color=HAIR, linewidth=0.6)
    number = f"Lembar {title.number} dari {title.of}"
    axes.text(column.x, column.y + 1.2, number, ha="left", va="baseline", fontsize=8.5, fontweight="bold")
    if title.mark:
        room = column.width - text_width(number, 8.5, bold=True) - 3.0
        mark = wrapped(title.mark, room, 7.5, bold=True, most=1)[0]
        right = column.x + column.width
        axes.text(
            right,
            column.y + 1.2,
            mark,
            ha="right",
            va="baseline",
            fontsize=7.5,
            fontweight="bold",
            color="#8f3d36",
        )


def _notes(title: SheetTitle, placement: Placement | None) -> list[str]:
    if placement is None:
        return ["Skematis: petak, bukan batas di lapangan; tanpa skala.", *title.notes]
    zone = placement.zone
    return [
        f"Proyeksi UTM zona {zone.name} (EPSG:{zone.epsg})",
        "Datum WGS 84; grid dalam meter",
        *title.notes,
    ]


def _height(notes: Sequence[str], width: float) -> float:
    return sum(len(wrapped(each, width, 7.0, most=3)) for each in notes) * 7.0 * 0.42


def _compass(pen: _Pen, placement: Placement | None) -> None:
    """North arrow, and beside it the scale as figures and as a bar."""
    if placement is None:
        return
    column = pen.column
    north_arrow(pen.axes, column.x + 4.0, pen.y - 14.0)
    left = column.x + 11.0
    pen.axes.text(
        left,
        pen.y - 4.0,
        f"Skala ± 1 : {_grouped(placement.denominator)}",
        ha="left",
        va="baseline",
        fontsize=8.5,
        fontweight="bold",
    )
    scale_bar(pen.axes, left + 0.5, pen.y - 12.0, placement.scale, most=column.width - 20.0)
    pen.y -= 15.0


def north_arrow(axes: Axes, x: float, y: float) -> None:
    """An arrow with its foot at `x`, `y`, 13 mm high with its letter; grid north is up."""
    from matplotlib.patches import Polygon as Patch

    for side, colour in ((-2.4, INK), (2.4, "white")):
        corners = [(x, y + 9), (x + side, y), (x, y + 1.8)]
        axes.add_patch(Patch(corners, facecolor=colour, edgecolor=INK, linewidth=0.5))
    axes.text(x, y + 9.6, "U", ha="center", va="bottom", fontsize=9, fontweight="bold")


def bar_metres(scale: float, most: float) -> int:
    """The round length of the longest bar of at most `most` mm; `scale` is millimetres per metre."""
    return max((step for step in _BAR_STEPS_M if step * scale <= most), default=_BAR_STEPS_M[0])


def scale_bar(axes: Axes, x: float, y: float, scale: float, *, most: float) -> None:
    """A bar of a round length from `x` to the right, at most `most` mm."""
    from matplotlib.patches import Rectangle

    length = bar_metres(scale, most)
    paper = length * scale
    for half in range(2):
        axes.add_patch(
            Rectangle(
                (x + half * paper / 2, y),
                paper / 2,
                1.4,
                facecolor=INK if half == 0 else "white",
                edgecolor=INK,
                linewidth=0.5,
            )
        )
    unit, divisor = ("km", 1000) if length >= 2000 else ("m", 1)
    figures = ("0", _decimal(length / 2 / divisor), f"{_decimal(length / divisor)} {unit}")
    for part, text in enumerate(figures):
        axes.text(x + part * paper / 2, y + 2.0, text, ha="center", va="bottom", fontsize=7)


def _decimal(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _legend(pen: _Pen, legend: Sequence[Key], title: str, *, bottom: float) -> None:
    """The keys one below another; what does not fit is said in the last line."""
    pen.text(title, 8.5, bold=True, most=2, gap=1.4)
    width = pen.column.width - 9.0
    blocks = [wrapped(key.text, width, 7.5, most=2) for key in legend]
    heights = [max(4.6, LINE_MM * len(block) + 1.0) for block in blocks]
    room = pen.y - bottom
    shown = len(legend)
    if sum(heights) > room:
        while shown and sum(heights[:shown]) + LINE_MM > room:
            shown -= 1
    for key, block, height in list(zip(legend, blocks, heights, strict=True))[:shown]:
        centre = pen.y - height / 2
        _key(pen.axes, pen.column.x, centre, key.look)
        for at, text in enumerate(block):
            offset = (len(block) - 1) / 2 - at
            pen.axes.text(
                pen.column.x + 9.0, centre + offset * LINE_MM, text, ha="left", va="center", fontsize=7.5
            )
        pen.y -= height
    if shown < len(legend):
        pen.text(f"dan {len(legend) - shown} keterangan lain", 7.0, colour=GREY, most=1)


def _key(axes: Axes, x: float, y: float, look: Tint | Line | Badge) -> None:
    from shapely import box

    if isinstance(look, Tint):
        fill(axes, [box(x, y - 1.8, x + 7.0, y + 1.8)], look, edge=GREY)
    elif isinstance(look, Line):
        lines(axes, [[(x, y), (x + 7.0, y)]], look)
    else:
        badge(axes, x + 3.5, y, look)
