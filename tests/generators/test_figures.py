"""Charts and maps: what they print, that it can be read, and that it is the same everywhere."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
import shapely
from PIL import Image

from generators.assets import Asset
from generators.drawings.board import CLASS_FILL, PNG_DPI, WIDTH_MM
from generators.drawings.class_map import MapArea, Tile, class_map, tile_map
from generators.drawings.figures import (
    GapBar,
    RtScore,
    gap_chart,
    percent,
    score_chart,
)

ROOT = Path(__file__).resolve().parents[2]
CLASSES = ("tidak", "ringan", "sedang", "berat", "")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def no_unexpected_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """matplotlib falls back to another font with no more than a remark; here that is a failure."""
    caplog.set_level(logging.WARNING)
    yield
    assert [record.getMessage() for record in caplog.records] == []


def gap() -> Asset:
    bars = [GapBar("Jalan", 51.3, 48.7), GapBar("Kebakaran", 3.9, 96.1), GapBar("Air minum", 100, 0)]
    return gap_chart(bars)


def scores(count: int) -> Asset:
    rows = []
    for index in range(count):
        total = index * 7 % 81
        tingkat = CLASSES[(total >= 16) + (total >= 38) + (total >= 60)]
        rows.append(RtScore(f"RT {index % 12 + 1:03}/RW {index // 12 + 1:03}", total, tingkat))
    return score_chart(rows)


def tiles(count: int, per_rw: int = 12) -> Asset:
    made = [
        Tile(f"{index % per_rw + 1:03}", f"RW {index // per_rw + 1:03}", CLASSES[index % 5])
        for index in range(count)
    ]
    return tile_map(made, source="Sumber: survei 2026.")


def areas(west: float = 112.62, south: float = -7.99, step: float = 0.001, count: int = 4) -> list[MapArea]:
    """A square of count × count fields, one RW per column."""
    return [
        MapArea(
            f"{row + 1:03}",
            f"RW {column + 1:03}",
            CLASSES[(row + column) % 5],
            shapely.box(
                west + column * step, south + row * step, west + (column + 1) * step, south + (row + 1) * step
            ),
        )
        for column in range(count)
        for row in range(count)
    ]


def the_map() -> Asset:
    fields = areas()
    return class_map(fields, shapely.union_all([field.shape for field in fields]), source="Sumber: SK 2026.")


FORMULA = r"$\frac001$"


def formulas() -> dict[str, Asset]:
    """Each figure and map with a name that matplotlib would read as a broken formula."""
    field = areas(count=1)[0]
    return {
        "gap": gap_chart([GapBar(FORMULA, 40, 60)]),
        "score": score_chart([RtScore(FORMULA, 20, "ringan")]),
        "score by RW": score_chart([RtScore(f"RT 1/{FORMULA}", 20, "ringan")] * 60),
        "tiles": tile_map([Tile(FORMULA, FORMULA, "")], source=FORMULA),
        "map": class_map([MapArea(FORMULA, FORMULA, "berat", field.shape)], source=FORMULA),
    }


MAKERS: dict[str, Callable[[], Asset]] = {
    "gap": gap,
    "score 1": lambda: scores(1),
    "score 40": lambda: scores(40),
    "score 400": lambda: scores(400),
    "tiles 1": lambda: tiles(1),
    "tiles 110": lambda: tiles(110),
    "tiles 400": lambda: tiles(400),
    "map": the_map,
    "gap of nothing": lambda: gap_chart([]),
    "score of nothing": lambda: score_chart([]),
}


@cache
def made(name: str) -> Asset:
    """Each figure is drawn once for the tests that only look at it."""
    return MAKERS[name]()


def texts(asset: Asset) -> list[str]:
    """Every text of the SVG, in drawing order."""
    assert asset.svg is not None
    return [element.text or "" for element in ElementTree.fromstring(asset.svg).iter(f"{SVG}text")]


# ------------------------------------------------------------------ what all have in common


@pytest.mark.parametrize("name", MAKERS)
def test_every_figure_is_one_page_column_wide_in_both_formats(name: str) -> None:
    asset = made(name)
    assert asset.svg is not None
    assert asset.width_mm == pytest.approx(WIDTH_MM)
    assert asset.height_mm <= 210
    root = ElementTree.fromstring(asset.svg)
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(WIDTH_MM / 25.4 * 72, abs=0.01)
    picture = Image.open(io.BytesIO(asset.png))
    assert picture.width == pytest.approx(WIDTH_MM / 25.4 * PNG_DPI, abs=1)
    assert picture.height == pytest.approx(asset.height_mm / 25.4 * PNG_DPI, abs=1)


@pytest.mark.parametrize("name", MAKERS)
def test_text_is_text_in_the_document_font_and_large_enough(name: str) -> None:
    svg = (made(name).svg or b"").decode()
    sizes = [
        float(size) for size in re.findall(r"font-size: ([\d.]+)px|font: (?:\w+ )?([\d.]+)px", svg)[0] if size
    ]
    sizes += [float(size) for size in re.findall(r"(?:font-size: |font: (?:\w+ )*)([\d.]+)px", svg)]
    assert min(sizes) >= 7
    assert svg.count("<text") == svg.count("'Carlito'")


@pytest.mark.parametrize("name", MAKERS)
def test_the_svg_uses_only_what_weasyprint_draws_cheaply(name: str) -> None:
    svg = (made(name).svg or b"").decode()
    for dear in (
        "<pattern",
        "clip-path",
        "text-anchor: middle",
        "text-anchor: end",
        "opacity",
        "<image",
        "<filter",
        "Date",
        "http://matplotlib",
    ):
        assert dear not in svg, dear
    assert not re.findall(r"(?:href|src)=.(?!#)", svg), "nothing to fetch"


@pytest.mark.parametrize("name", ["gap of nothing", "score of nothing"])
def test_a_chart_of_nothing_says_so(name: str) -> None:
    assert texts(made(name)) == ["belum diisi"]
    assert b"italic" in (made(name).svg or b"")


def test_names_are_never_formulas() -> None:
    for name, asset in formulas().items():
        assert any(FORMULA in text for text in texts(asset)), name


def digest() -> str:
    whole = hashlib.sha256()
    for make in MAKERS.values():
        asset = make()
        whole.update(asset.svg or b"")
        whole.update(asset.png)
    return whole.hexdigest()


def test_the_same_values_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    here = Path(__file__).parent
    code = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(here)!r}]\n"
        "import test_figures; print(test_figures.digest())\n"
        "assert 'matplotlib.pyplot' not in sys.modules, 'pyplot keeps every figure of a process'"
    )
    seen = {digest()}
    for zone, seed, folder in (("Asia/Jayapura", "1", tmp_path), ("America/New_York", "99", ROOT)):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        seen.add(done.stdout.strip())
    assert len(seen) == 1


def test_drawing_leaves_the_settings_of_others_alone() -> None:
    import matplotlib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = dict(matplotlib.rcParams)
        gap()
        assert dict(matplotlib.rcParams) == before


def test_classes_can_be_told_apart_in_grey() -> None:
    """Lightness falls with severity, in steps a black-and-white printer keeps."""

    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[index : index + 2], 16) for index in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    steps = [lightness(CLASS_FILL[name]) for name in ("berat", "sedang", "ringan")]
    assert all(darker + 25 < lighter for darker, lighter in pairwise(steps))
    assert lightness(CLASS_FILL[""]) == pytest.approx(255)


# ------------------------------------------------------------------ GAP chart


def test_percentages_are_written_the_indonesian_way() -> None:
    assert percent(12.34) == "12,34 %"
    assert percent(0) == "0,00 %"


def test_the_gap_chart_begins_with_the_largest_red_bar_and_prints_both_parts() -> None:
    shown = texts(made("gap"))
    labels = [text for text in shown if text in {"Jalan", "Kebakaran", "Air minum"}]
    assert labels == ["Kebakaran", "Jalan", "Air minum"]
    assert {"96,10 %", "48,70 %", "0,00 %", "51,30 %", "100,00 %"} <= set(shown)
    assert "3,90 %" not in shown, "no room inside so short a bar; the red part says the same"


def test_a_long_indicator_name_takes_two_lines() -> None:
    shown = texts(gap_chart([GapBar("Kondisi pengelolaan persampahan", 40, 60)]))
    assert "Kondisi pengelolaan" in shown
    assert "persampahan" in shown


@pytest.mark.parametrize("bars", [[GapBar("x", -1, 5)], [GapBar("x", 60, 60)], [GapBar("x", 0, 101)]])
def test_a_gap_chart_refuses_what_is_no_percentage(bars: list[GapBar]) -> None:
    with pytest.raises(ValueError, match="parts of 100"):
        gap_chart(bars)


# ------------------------------------------------------------------ scores


def test_few_rt_are_labelled_one_by_one_with_their_score() -> None:
    rows = [RtScore("RT 001/RW 001", 12, "tidak"), RtScore("RT 002/RW 001", 61, "berat")]
    shown = texts(score_chart(rows))
    assert shown.index("RT 002/RW 001") < shown.index("RT 001/RW 001")
    assert {"12", "61", "16", "38", "60", "Kumuh berat", "Tidak kumuh"} <= set(shown)


def test_many_rt_are_grouped_by_rw() -> None:
    shown = texts(scores(110))
    assert [text for text in shown if text.startswith("RW")] == [f"RW {number:03}" for number in range(1, 11)]
    assert not [text for text in shown if text.startswith("RT")]


def test_the_thresholds_of_the_older_rules_can_be_drawn() -> None:
    shown = texts(score_chart([RtScore("RT 1/RW 1", 50, "sedang")], thresholds=(19, 45, 71), highest=95))
    assert {"19", "45", "71", "95"} <= set(shown)


def test_columns_of_every_count_stay_inside_the_frame() -> None:
    for count in (1, 2, 55, 56, 399):
        svg = (scores(count).svg or b"").decode()
        xs = [float(x) for x in re.findall(r"[ML] (-?[\d.]+) -?[\d.]+", svg)]
        assert min(xs) >= 0
        assert max(xs) <= WIDTH_MM / 25.4 * 72 + 0.01, count


# ------------------------------------------------------------------ maps


def test_the_map_shows_labels_legend_scale_north_and_source() -> None:
    shown = texts(made("map"))
    assert shown.count("001") == 4
    assert {
        "Kumuh berat",
        "Kumuh sedang",
        "Kumuh ringan",
        "Tidak kumuh",
        "Belum dinilai",
        "Batas RW",
        "U",
    } <= set(shown)
    assert "Proyeksi UTM zona 49S. Sumber: SK 2026." in shown
    assert any(text.endswith(" m") for text in shown)


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    """Four fields of 0.001 degrees at 8 degrees south are 441 m wide (pyproj: 110.24 m each)."""
    asset = made("map")
    svg = (asset.svg or b"").decode()
    shown = texts(asset)
    length = next(int(text.removesuffix(" m")) for text in shown if re.fullmatch(r"\d+ m", text))
    boxes = [
        [float(x) for x in re.findall(r"[ML] ([\d.]+) ", path)]
        for path in re.findall(r'<path d="([^"]+)"', svg)
    ]
    outline = max((max(xs) - min(xs) for xs in boxes if len(xs) > 5), default=0)
    bars = [max(xs) - min(xs) for xs in boxes if len(xs) == 4]
    assert outline > 0
    assert any(2 * bar / outline == pytest.approx(length / 441, rel=0.02) for bar in bars)


def test_north_of_the_equator_the_zone_says_so() -> None:
    shown = texts(class_map(areas(west=98.67, south=3.58)))
    assert any(text.startswith("Proyeksi UTM zona 47U") for text in shown)


def test_a_label_that_does_not_fit_is_left_out() -> None:
    whole = shapely.box(112.62, -7.99, 112.63, -7.98)
    sliver = shapely.box(112.63, -7.99, 112.6301, -7.98)
    shown = texts(class_map([MapArea("001", "", "berat", whole), MapArea("002", "", "tidak", sliver)]))
    assert "001" in shown
    assert "002" not in shown


def test_holes_multipolygons_and_overlaps_are_drawn() -> None:
    outer = shapely.box(112.62, -7.99, 112.63, -7.98)
    hole = shapely.box(112.624, -7.986, 112.626, -7.984)
    parts = shapely.MultiPolygon([hole, shapely.box(112.631, -7.99, 112.634, -7.987)])
    overlapping = shapely.box(112.622, -7.988, 112.625, -7.985)
    fields = [
        MapArea("A", "RW 001", "sedang", shapely.Polygon(outer.exterior, [hole.exterior])),
        MapArea("B", "RW 002", "berat", parts),
        MapArea("C", "RW 002", "tidak", overlapping),
    ]
    assert {"A", "B"} <= set(texts(class_map(fields)))


def test_many_corners_are_thinned_to_what_paper_shows() -> None:
    round_ = shapely.Point(112.62, -7.99).buffer(0.01, quad_segs=5000)
    asset = class_map([MapArea("A", "", "ringan", round_)])
    assert len(asset.svg or b"") < 30_000


def test_a_map_needs_areas_and_a_tile_map_tiles() -> None:
    with pytest.raises(ValueError, match="at least one area"):
        class_map([])
    with pytest.raises(ValueError, match="at least one RT"):
        tile_map([])


def test_every_tile_carries_letter_and_number() -> None:
    shown = texts(tiles(10))
    assert [shown.count(letter) for letter in "BSRT–"] == [2, 2, 2, 2, 2]
    assert {"001", "010", "RW 001", "B  Kumuh berat", "Sumber: survei 2026."} <= set(shown)


def test_four_hundred_tiles_fit_one_page_and_none_is_lost() -> None:
    asset = tiles(400, per_rw=14)
    shown = texts(asset)
    assert asset.height_mm < 210
    assert sum(bool(re.fullmatch(r"\d{3}", text)) for text in shown) == 400
    assert len({text for text in shown if text.startswith("RW")}) == 29


def test_an_indicator_that_is_not_filled_stands_last_and_says_so() -> None:
    picture = gap_chart([GapBar("Ruang Terbuka Publik", None, None), GapBar("Jalan", 70.0, 30.0)])
    shown = texts(picture)
    assert "belum diisi" in shown
    assert shown.index("Jalan") < shown.index("belum diisi")
