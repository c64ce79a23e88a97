"""The drawing board of charts and maps: font, colours, a canvas counted in millimetres, SVG and PNG.

Every figure is drawn once and saved twice: SVG for the PDF, PNG for Word. Nothing of it depends on the
clock, the process or the folder, so the same values give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from generators.assets import Asset

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_MM = 160.0
PNG_DPI = 200
_PAPER = 250

INK, NAVY, TEAL, GREY, HAIR = "#1c2b33", "#12324a", "#1f6f78", "#5f6f78", "#c3cdd2"

CLASS_FILL = {"berat": "#c0504a", "sedang": "#eaa24c", "ringan": "#f6dd8a", "tidak": "#b9dcc4", "": "#ffffff"}
"""Fill by class. The slum classes darken with severity, so their order survives a black-and-white printer;
`tidak` is told from `ringan` there by the hatching of maps and the thresholds of charts."""

CLASS_LETTER = {"berat": "B", "sedang": "S", "ringan": "R", "tidak": "T", "": "–"}
CLASS_NAME = {
    "berat": "Kumuh berat",
    "sedang": "Kumuh sedang",
    "ringan": "Kumuh ringan",
    "tidak": "Tidak kumuh",
    "": "Belum dinilai",
}
_FAMILIES = ("Carlito", "Liberation Sans", "DejaVu Sans")
_POINTS_PER_MM = 72 / 25.4


@contextmanager
def drawing() -> Iterator[None]:
    """The settings under which a figure is both drawn and saved; restored afterwards."""
    import matplotlib
    from matplotlib import font_manager

    known = set(font_manager.fontManager.get_font_names())
    if _FAMILIES[0] not in known:
        # matplotlib caches its font list; a font installed later must still be found.
        for path in sorted(font_manager.findSystemFonts()):
            if "carlito" in path.lower():
                font_manager.fontManager.addfont(path)
        known = set(font_manager.fontManager.get_font_names())
    settings = {
        "font.family": [name for name in _FAMILIES if name in known],
        "font.size": 8.0,
        "text.color": INK,
        # Names come from surveys: a dollar sign in one is no formula.
        "text.parse_math": False,
        "axes.edgecolor": GREY,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.5,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        # Letters as wide in the PNG as the font says, so that what was measured fits in both formats.
        "text.hinting": "no_hinting",
        "svg.fonttype": "none",
        "svg.hashsalt": "nahkoda",
        "path.simplify": False,
    }
    with matplotlib.rc_context(settings):
        yield


def font_families() -> list[str]:
    """The families of the text of figures, the first preferred; right while `drawing()` is on."""
    import matplotlib

    return list(matplotlib.rcParams["font.family"])


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """An empty white figure of that size; without pyplot, so nothing is kept or shown globally."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width_mm / 25.4, height_mm / 25.4), facecolor="none")


def millimetre_axes(figure: Figure) -> Axes:
    """Axes over the whole figure, counted in millimetres from the bottom left, without any frame."""
    width, height = (inches * 25.4 for inches in figure.get_size_inches())
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    return axes


def unfilled(width_mm: float) -> Asset:
    """The picture of nothing: one line that says so, as blank values are shown in the text."""
    with drawing():
        figure = new_figure(width_mm, 16.0)
        millimetre_axes(figure).text(
            width_mm / 2,
            8.0,
            "belum diisi",
            ha="center",
            va="center",
            fontsize=9,
            color=GREY,
            fontstyle="italic",
        )
        return save(figure)


def save(figure: Figure, *, dpi: int = PNG_DPI) -> Asset:
    """The figure as SVG and PNG; both without date and software version, so the same every time.

    The PNG has a palette of 256 colours: a third of the size, and drawings of flat colours lose nothing by it.
    """
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from PIL import Image

    for axes in figure.axes:
        _plain_for_svg(axes)
    width, height = (inches * 25.4 for inches in figure.get_size_inches())
    vector, raster = io.BytesIO(), io.BytesIO()
    FigureCanvasSVG(figure).print_figure(
        vector, format="svg", facecolor="none", metadata={"Date": None, "Creator": None}
    )
    # The draft mark of the PDF shows through; in Word, a transparent picture blurs where it is scaled.
    figure.set_facecolor("white")
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    picture = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # The palette averages the paper with the edges of what is drawn on it; paper is white.
    colours = picture.getpalette() or []
    triples = zip(*[iter(colours)] * 3, strict=True)
    picture.putpalette([part for each in triples for part in ((255,) * 3 if min(each) > _PAPER else each)])
    picture.save(raster, "PNG", dpi=(dpi, dpi))
    return Asset(svg=vector.getvalue(), png=raster.getvalue(), width_mm=width, height_mm=height)


def _plain_for_svg(axes: Axes) -> None:
    """Spare WeasyPrint what it draws at great cost: clipping, and texts anchored elsewhere than left.

    Each `text-anchor` becomes a transparency group of its own in the PDF, so the left edge of every text
    is worked out here. Right only in `millimetre_axes`.
    """
    for artist in axes.get_children():
        artist.set_clip_on(False)
    for text in axes.texts:
        if text.get_text().isascii():
            # Every family that could stand in costs a search of the fonts; ASCII needs none of them.
            text.set_fontfamily(text.get_fontfamily()[0])
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[text.get_horizontalalignment()]
        if share and text.get_rotation() == 0 and "\n" not in text.get_text():
            width = text_width(
                text.get_text(),
                float(text.get_fontsize()),
                bold=text.get_fontweight() == "bold",
                italic=text.get_fontstyle() == "italic",
            )
            text.set_x(text.get_position()[0] - share * width)
            text.set_horizontalalignment("left")


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """Millimetres that one line takes in the font of figures; right while `drawing()` is on."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(
        size=size, weight="bold" if bold else "normal", style="italic" if italic else "normal"
    )
    points, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(points) / _POINTS_PER_MM


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page: left and bottom edge, width and height, in millimetres."""

    x: float
    y: float
    width: float
    height: float


def stripes(axes: Axes, box: Box, *, step: float, colour: str, line: float = 0.55) -> None:
    """Diagonal lines inside a box, `step` millimetres apart, `line` points wide.

    Drawn as lines rather than with matplotlib's hatching: that becomes an SVG pattern, which WeasyPrint
    draws slowly and as a PDF pattern of its own for each bar.
    """
    from matplotlib.collections import LineCollection

    segments = []
    offset = -box.height + step / 2
    while offset < box.width:
        left, right = max(offset, 0.0), min(offset + box.height, box.width)
        if right > left:
            start = (box.x + left, box.y + left - offset)
            segments.append([start, (box.x + right, box.y + right - offset)])
        offset += step
    axes.add_collection(LineCollection(segments, colors=colour, linewidths=line, capstyle="butt"))
