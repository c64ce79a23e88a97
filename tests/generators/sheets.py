"""Snapshots of kelurahan as maps meet them: with outlines, with some, with none, wide, tall, of one RT and of 400."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

import shapely

from examples import sukun
from generators.rplp.plan_context import plan_facts
from generators.rplp.snapshot import NamedOutline, RplpSnapshot, RtOutline
from intake.catalogue import built_in
from intake.territory import read_outlines
from tests.generators import places
from tests.generators.plans import large_scenario
from tests.planning.reading import survey

WEST, SOUTH, STEP = 112.62, -7.99, 0.001


def field(column: int, row: int) -> shapely.Polygon:
    """One square of a chessboard, 110 m wide."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return shapely.box(west, south, west + STEP, south + STEP)


def board(count: int, columns: int) -> tuple[RtOutline, ...]:
    """Outlines for the RT of `places.rt`, row by row."""
    return tuple(
        RtOutline(
            f"{at // 20 + 1:03}",
            f"{at % 20 + 1:03}",
            shapely.to_geojson(field(at % columns, at // columns)),
        )
        for at in range(count)
    )


def chess(count: int, columns: int) -> RplpSnapshot:
    """A kelurahan of square RT, some of them in two kawasan."""
    rows = survey(
        [
            places.rt(number, share=(0, 10, 30, 60, 90)[number % 5], kawasan="AB"[number % 2] if number < 9 else "")
            for number in range(1, count + 1)
        ]
    )  # fmt: skip
    outlines = board(count, columns)
    border = shapely.union_all([shapely.from_geojson(each.geometry) for each in outlines])
    return replace(
        places.made(rows, outlines=outlines),
        border=shapely.to_geojson(border),
        neighbours=(
            NamedOutline(places.KODE, "Sukun", shapely.to_geojson(border)),
            NamedOutline("35.73.04.1006", "Tanjungrejo", shapely.to_geojson(field(-8, 0).buffer(0.004))),
        ),
    )


def odd_shapes() -> RplpSnapshot:
    """An RT in two parts, one with a hole, one that crosses itself, one as thin as a line."""
    ring = shapely.Polygon(field(2, 0).buffer(0.001).exterior, [field(2, 0).exterior])
    cross = shapely.Polygon(
        [(WEST, SOUTH), (WEST + STEP, SOUTH + STEP), (WEST + STEP, SOUTH), (WEST, SOUTH + STEP)]
    )
    line = shapely.box(WEST, SOUTH - STEP, WEST + STEP, SOUTH - STEP * 0.999999)
    shapes = [shapely.MultiPolygon([field(5, 0), field(5, 2)]), ring, cross, line]
    rows = survey([places.rt(number, share=60, kawasan="A") for number in range(1, 5)])
    outlines = [RtOutline("001", f"{at:03}", shapely.to_geojson(shape)) for at, shape in enumerate(shapes, 1)]
    return places.made(rows, outlines=outlines)


def weird_names() -> RplpSnapshot:
    """Names of 80 characters with everything that could break XML, on tiles and in the title block."""
    rows = survey([places.rt(n, share=60, kelurahan=places.WEIRD, kawasan=places.WEIRD) for n in (1, 2)])
    return places.made(
        rows, names=dict.fromkeys(places.NAMES, places.WEIRD), outlines=[*board(2, 2)], sk_number=places.WEIRD
    )


def with_plan(snapshot: RplpSnapshot) -> RplpSnapshot:
    """The same with a plan of 12 activities in the RT of the example."""
    facts = plan_facts(
        large_scenario(), built_in(), number=2, sha256=places.DIGEST, source_name="rencana.xlsx"
    )
    return replace(snapshot, plan=facts)


def example() -> RplpSnapshot:
    """The example with its outlines and a plan."""
    outlines = [RtOutline(each.rw, each.rt, each.geojson) for each in read_outlines(sukun.RT_MAP)]
    (border,) = read_outlines(sukun.OUTLINE)
    return replace(
        with_plan(places.snapshot("Sukun")),
        outlines=tuple(outlines),
        border=border.geojson,
        outline_source="rt_ilustratif.geojson",
    )


SNAPSHOTS: Final[Mapping[str, Callable[[], RplpSnapshot]]] = {
    "example": example,
    "example on tiles": lambda: with_plan(places.snapshot("Sukun")),
    "one RT": lambda: chess(1, 1),
    "tall": lambda: chess(40, 3),
    "wide": lambda: chess(40, 12),
    "400 RT": lambda: chess(400, 20),
    "400 tiles": lambda: places.snapshot("400 RT"),
    "some outlines": lambda: places.snapshot("outlines for some RT"),
    "odd shapes": odd_shapes,
    "odd names": weird_names,
    "nothing filled": lambda: places.snapshot("no volume filled"),
    "nothing applies": lambda: places.snapshot("nothing applies"),
    "all zero": lambda: places.snapshot("all zero"),
    "desa": lambda: places.snapshot("desa"),
    "rule 2016": lambda: places.snapshot("rule 2016"),
}


@cache
def snapshot(name: str) -> RplpSnapshot:
    """A snapshot by name."""
    return SNAPSHOTS[name]()
