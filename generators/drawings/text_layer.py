"""Many short texts as one artist of matplotlib: hundreds of labels cost half of a map when each is its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase

_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text: left end and baseline in millimetres of the page, size in points."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool


class TextLayer(Artist):
    """Draws its words as they stand; right on a figure whose axes count millimetres from its corner."""

    def __init__(self, words: Sequence[Words], families: Sequence[str], zorder: float) -> None:
        super().__init__()
        self._words = words
        self._families = list(families)
        self.set_zorder(zorder)

    def draw(self, renderer: RendererBase) -> None:
        """Called by matplotlib, once for each format."""
        figure = self.get_figure(root=True)
        assert figure is not None  # noqa: S101 - whoever draws it has added it to one
        per_mm = figure.dpi / _MM_PER_INCH
        _, height = renderer.get_canvas_width_height()
        fonts: dict[tuple[float, bool, bool], FontProperties] = {}
        for each in self._words:
            # Every family that could stand in costs a search of the fonts; ASCII needs none of them.
            kind = (each.size, each.bold, each.text.isascii())
            if kind not in fonts:
                fonts[kind] = FontProperties(
                    family=self._families[:1] if kind[2] else self._families,
                    size=each.size,
                    weight="bold" if each.bold else "normal",
                )
            pen = renderer.new_gc()
            pen.set_foreground(each.colour)
            y = each.y * per_mm
            renderer.draw_text(
                pen,
                each.x * per_mm,
                height - y if renderer.flipy() else y,
                each.text,
                fonts[kind],
                0.0,
                ismath=False,
            )
            pen.restore()
