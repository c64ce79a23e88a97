"""The pictures of an RPLP: each one there, well-formed, inside its sheet, readable without colour, always the same."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from generators.assets import Asset
from generators.drawings.map_frame import ACROSS, TALL, UPRIGHT
from generators.drawings.rt_sheets import INAPPLICABLE, NO_SHARE, SHARE_BANDS, UNKNOWN
from generators.rplp.pictures import (
    ASPECT_LETTER,
    FIELD_LETTER,
    picture_names,
    pictures,
    sheet_names,
    sheets_across,
)
from tests.generators import places, sheets

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
POINTS_PER_MM = 72 / 25.4


@cache
def drawn(name: str) -> dict[str, Asset]:
    """The pictures of a snapshot; of most only one sheet of each kind, which is faster."""
    snapshot = sheets.snapshot(name)
    return pictures(
        snapshot, None if name in ("one RT", "example on tiles") else one_of_each(picture_names(snapshot))
    )


def one_of_each(names: tuple[str, ...]) -> tuple[str, ...]:
    kinds: dict[str, str] = {}
    for name in names:
        kinds.setdefault(re.sub(r"-\d+$", "", name), name)
    return tuple(kinds.values())


def root_of(asset: Asset) -> ElementTree.Element:
    assert asset.svg is not None
    return ElementTree.fromstring(asset.svg)


def texts(asset: Asset) -> list[str]:
    """The texts of a picture in drawing order, with ordinary blanks."""
    found = (element.text or "" for element in root_of(asset).iter(f"{SVG}text"))
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in found]


def sheets_of(name: str) -> dict[str, Asset]:
    return {each: asset for each, asset in drawn(name).items() if each in sheet_names(sheets.snapshot(name))}


def size(asset: Asset) -> tuple[int, int]:
    return round(asset.width_mm), round(asset.height_mm)


def luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


# ------------------------------------------------------------------ which there are


def test_names_without_a_plan() -> None:
    indicators = tuple(f"peta-indikator-{number}" for number in range(1, 9))
    names = picture_names(sheets.snapshot("one RT"))
    assert names == ("gap", "skor", "peta", "peta-orientasi", "peta-delineasi", *indicators, "peta-total")


def test_names_with_a_plan() -> None:
    names = picture_names(sheets.snapshot("example on tiles"))
    assert names[:5] == ("gap", "skor", "peta", "skenario", "investasi")
    years = [name for name in names if name.startswith("peta-kegiatan-")]
    assert years[0] == "peta-kegiatan-2026"
    assert names[-1] == "peta-sumber"
    assert "peta-orientasi" not in names, "no outlines of the kecamatan"


def test_no_sheet_of_open_space_that_nobody_surveyed() -> None:
    snapshot = places.snapshot("optional sizes empty")
    assert "peta-indikator-8" not in picture_names(snapshot)
    assert "peta-indikator-8" in picture_names(places.snapshot("one slum RT"))


def test_only_what_is_wanted_is_drawn() -> None:
    assert list(pictures(sheets.snapshot("one RT"), {"gap", "peta-total", "unknown"})) == [
        "gap",
        "peta-total",
    ]


def test_an_activity_without_place_is_on_no_sheet() -> None:
    snapshot = sheets.snapshot("example on tiles")
    assert snapshot.plan is not None
    nowhere = [replace(each, where=(), lintang=None, bujur=None) for each in snapshot.plan.kegiatan]
    plan = replace(snapshot.plan, kegiatan=tuple(nowhere))
    names = picture_names(replace(snapshot, plan=plan))
    assert not [name for name in names if name.startswith(("peta-kegiatan", "peta-sumber"))]


def test_a_wide_place_lies_across_its_pages() -> None:
    assert sheets_across(sheets.snapshot("wide")) == frozenset(sheet_names(sheets.snapshot("wide")))
    for name, form in (("wide", ACROSS), ("tall", TALL), ("one RT", UPRIGHT), ("400 tiles", UPRIGHT)):
        assert size(drawn(name)["peta-total"]) == (form.width, form.height)
    assert "peta-total" not in sheets_across(sheets.snapshot("tall"))
    assert sheets_across(sheets.snapshot("400 tiles")) == frozenset()


# ------------------------------------------------------------------ what all have in common


@pytest.mark.parametrize("name", sheets.SNAPSHOTS)
def test_every_picture_is_there_and_of_one_size_in_both_formats(name: str) -> None:
    assert set(one_of_each(picture_names(sheets.snapshot(name)))) <= set(drawn(name))
    for each, asset in drawn(name).items():
        assert asset.svg is not None
        assert len(asset.svg) < 600_000, each
        assert len(asset.png) < 400_000, each
        width = float(root_of(asset).attrib["width"].removesuffix("pt")) / POINTS_PER_MM
        assert width == pytest.approx(asset.width_mm, abs=0.01)
        picture = Image.open(io.BytesIO(asset.png))
        assert picture.width / picture.height == pytest.approx(asset.width_mm / asset.height_mm, rel=0.005)
        assert min(picture.convert("L").tobytes()) < 100, "something is drawn"


@pytest.mark.parametrize("name", sheets.SNAPSHOTS)
def test_nothing_leaves_its_sheet(name: str) -> None:
    for each, asset in sheets_of(name).items():
        svg = (asset.svg or b"").decode()
        width, height = asset.width_mm * POINTS_PER_MM, asset.height_mm * POINTS_PER_MM
        for x, y in re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", svg):
            assert -0.1 <= float(x) <= width + 0.1, each
            assert -0.1 <= float(y) <= height + 0.1, each


@pytest.mark.parametrize("name", sheets.SNAPSHOTS)
def test_only_plain_svg_with_text_as_text(name: str) -> None:
    for each, asset in drawn(name).items():
        svg = (asset.svg or b"").decode()
        for dear in ("<pattern", "clip-path", "text-anchor: middle", "text-anchor: end", "opacity", "<image"):
            assert dear not in svg, (each, dear)
        assert svg.count("<text") == svg.count("'Carlito'"), each
        sizes = re.findall(r"(?:font-size: |font: (?:\w+ )*)([\d.]+)px", svg)
        assert min(map(float, sizes)) >= 7, each


@pytest.mark.parametrize("name", ["example", "wide", "one RT"])
def test_a_sheet_says_what_where_and_when(name: str) -> None:
    snapshot = sheets.snapshot(name)
    names = sheet_names(snapshot)
    for each in sheets_of(name):
        number = names.index(each) + 1
        shown = " ".join(texts(drawn(name)[each]))
        for word in (
            f"Lembar {number} dari {len(names)}",
            "Kelurahan Sukun",
            "Kota Malang",
            "UTM zona 49S (EPSG:32749)",
            "Datum WGS 84",
            "Skala ± 1 : ",
            "Sumber: ",
            "23 November 2026",
            "DRAF 1",
            " mT",
            " mU",
            " m",
        ):
            assert word in shown, (each, word)
        assert "U" in texts(drawn(name)[each]), "north"


def test_tiles_are_no_map_and_say_so() -> None:
    shown = " ".join(texts(drawn("400 tiles")["peta-total"]))
    assert "Skematis" in shown
    assert "Skala" not in shown
    assert "UTM" not in shown


def test_a_final_version_carries_no_mark() -> None:
    snapshot = sheets.snapshot("one RT")
    final = replace(snapshot, document=replace(snapshot.document, draft=False))
    assert "DRAF" not in " ".join(texts(pictures(final, ["peta-total"])["peta-total"]))


def test_rt_without_outline_are_counted() -> None:
    shown = " ".join(texts(drawn("some outlines")["peta-total"]))
    assert "3 RT tanpa batas tidak digambar." in shown


def test_the_scale_is_what_it_says() -> None:
    """The tall board is 14 fields or 1548 m high (110.6 m each at 8 degrees south)."""
    asset = drawn("tall")["peta-total"]
    denominator = next(
        int(text.removeprefix("Skala ± 1 : ").replace(".", ""))
        for text in texts(asset)
        if text.startswith("Skala")
    )
    svg = (asset.svg or b"").decode()
    heights = []
    for path in re.findall(
        r'<path d="([^"]+)"[^>]*style="fill: none; stroke: #1c2b33; stroke-width: 1.4', svg
    ):
        ys = [float(y) for y in re.findall(r"[ML] -?[\d.]+ (-?[\d.]+)", path)]
        heights.append((max(ys) - min(ys)) / POINTS_PER_MM)
    assert max(heights) * denominator / 1000 == pytest.approx(1548, rel=0.01)


# ------------------------------------------------------------------ labels


@pytest.mark.parametrize("name", ["example", "example on tiles", "wide", "400 RT", "odd names"])
def test_labels_lie_on_no_other(name: str) -> None:
    """Boxes of the texts in the window of the map, from where the SVG puts them."""
    for each, asset in sheets_of(name).items():
        boxes = list(text_boxes(asset))
        for (a, first), (b, second) in combinations(boxes, 2):
            over_x = min(a[2], b[2]) - max(a[0], b[0])
            over_y = min(a[3], b[3]) - max(a[1], b[1])
            assert over_x < 0.6 or over_y < 0.6, (each, first, second)


def text_boxes(asset: Asset) -> list[tuple[tuple[float, float, float, float], str]]:
    """Left, top, right and bottom of each upright text, in points, by the widths of the font."""
    from generators.drawings.board import drawing, text_width

    found = []
    with drawing():
        for element in root_of(asset).iter(f"{SVG}text"):
            text, style = element.text or "", element.attrib["style"]
            size = float(re.findall(r"([\d.]+)px", style)[0])
            moved = re.match(
                r"translate\((-?[\d.]+) (-?[\d.]+)\)(?: rotate\((-?[\d.]+)\))?",
                element.attrib.get("transform", ""),
            )
            if moved and moved[3] and float(moved[3]) != 0:
                continue
            x, y = (
                (float(moved[1]), float(moved[2]))
                if moved
                else (float(element.attrib["x"]), float(element.attrib["y"]))
            )
            width = text_width(text, size, bold="bold" in style or "700" in style) * POINTS_PER_MM
            # Capitals and digits are about 0.63 of the size high.
            found.append(((x, y - 0.63 * size, x + width, y), text))
    return found


# ------------------------------------------------------------------ without colour


def test_shares_darken_with_the_problem_and_differ_by_their_lines() -> None:
    fills = [NO_SHARE.fill, *(tint.fill for _, tint, _ in reversed(SHARE_BANDS))]
    assert all(luminance(darker) < luminance(lighter) - 12 for lighter, darker in pairwise(fills))
    lined = [(tint.step, tint.falling, tint.crossed) for _, tint, _ in SHARE_BANDS[:3]]
    assert len({*lined, (UNKNOWN.step, True, False), (INAPPLICABLE.step, False, True)}) == 5


def test_the_legend_counts_every_rt_once() -> None:
    for name in ("example", "nothing filled", "nothing applies", "all zero"):
        shown = " ".join(texts(drawn(name)["peta-indikator-1"]))
        counted = sum(int(each) for each in re.findall(r"\((\d+) RT\)", shown))
        assert counted == len(sheets.snapshot(name).rt)


def test_not_filled_and_not_applicable_are_told_apart_from_zero() -> None:
    assert "belum diisi (2 RT)" in " ".join(texts(drawn("nothing filled")["peta-indikator-1"]))
    assert "tidak berlaku (1 RT)" in " ".join(texts(drawn("nothing applies")["peta-indikator-1"]))
    shown = " ".join(texts(drawn("all zero")["peta-indikator-1"]))
    assert "tidak ada masalah (5 RT)" in shown
    assert "belum diisi" not in shown


def test_shares_are_the_averages_of_the_survey() -> None:
    """RT 1 of the chessboard has 10 % in every parameter; roads and drains are counted by halves at most."""
    snapshot = sheets.snapshot("one RT")
    (rt,) = snapshot.rt
    columns = [at for at, each in enumerate(snapshot.rule.parameters) if each.aspect == 1]
    average = sum(Decimal(str(rt.persen[at])) for at in columns) / len(columns)
    assert f"{average:.0f} %" in texts(drawn("one RT")["peta-indikator-1"])


def test_letters_of_activities_are_all_different() -> None:
    letters = [*ASPECT_LETTER.values(), *(letter for letter, _ in FIELD_LETTER.values())]
    assert len(set(letters)) == len(letters)


def test_activities_stand_in_their_rt_with_a_key() -> None:
    for name in ("example", "example on tiles"):
        plan = sheets.snapshot(name).plan
        assert plan is not None
        year = plan.kegiatan[0].tahun_mulai
        of_year = [each for each in plan.kegiatan if each.tahun_mulai <= year <= each.tahun_selesai]
        shown = texts(drawn(name)[f"peta-kegiatan-{year}"])
        keys = [text for text in shown if text.endswith("kegiatan)")]
        assert sum(int(re.findall(r"\((\d+) keg", text)[0]) for text in keys) == len(of_year)
        for each in of_year:
            assert ASPECT_LETTER[each.aspects[0]] in shown


# ------------------------------------------------------------------ always the same


def digest() -> str:
    whole = hashlib.sha256()
    for name in ("tall", "example on tiles"):
        wanted = one_of_each(picture_names(sheets.snapshot(name)))
        for asset in pictures(sheets.snapshot(name), wanted).values():
            whole.update(asset.svg or b"")
            whole.update(asset.png)
    return whole.hexdigest()


def test_the_same_snapshot_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.generators.test_pictures import digest; print(digest())"
    )
    seen = {digest()}
    for zone, seed in (("Asia/Jayapura", "1"), ("America/New_York", "99")):
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(done.stdout.strip())
    assert len(seen) == 1
