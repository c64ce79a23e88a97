"""examples/sukun: true sums, labels, and figures that tell the story of the founding presentation."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from examples import sukun
from examples.sukun import make
from planning.checks import check_rows
from planning.findings import Severity
from planning.gap import by_size, indicator_gaps
from planning.quantity import to_millionths
from planning.rollup import Level, Totals, roll_up, tally
from planning.rules import RULE_2018, Size, Tingkat
from planning.scoring import Scores, score
from tests.planning.reading import NO_SHARED, SHARED, records, survey


@cache
def rts() -> Totals:
    return tally(survey(records(sukun.BASELINE)))


@cache
def scores() -> Scores:
    return score(rts())


def collection(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((sukun.FOLDER / name).read_text(encoding="utf-8"))
    return found


def test_the_public_figures_hold_exactly() -> None:
    rows = records(sukun.BASELINE)
    assert len(rows) == sukun.JUMLAH_RT == 110
    assert len({row["rw"] for row in rows}) == sukun.JUMLAH_RW == 9
    assert sum(int(row["penduduk"]) for row in rows) == sukun.PENDUDUK == 18_742
    assert sum(int(row["kk"]) for row in rows) == sukun.KK == 4_419
    assert sum(Decimal(row["luas_ha"]) for row in rows) == sukun.LUAS_HA == Decimal("137.006")
    assert sukun.LAKI_LAKI + sukun.PEREMPUAN == sukun.PENDUDUK
    assert {(row["tahun"], row["kode_kelurahan"], row["kelurahan"]) for row in rows} == {
        ("2025", "35.73.04.1005", "Sukun")
    }
    # The engine sees the same sums.
    whole = roll_up(rts(), Level.KELURAHAN)
    assert whole.size(Size.LUAS).tolist() == [to_millionths(sukun.LUAS_HA)]
    assert whole.size(Size.PENDUDUK).tolist() == [sukun.PENDUDUK * 1_000_000]
    assert whole.size(Size.KK).tolist() == [sukun.KK * 1_000_000]


def test_columns_are_those_of_the_contract() -> None:
    place = ["tahun", "kode_kelurahan", "kelurahan", "kawasan", "rw", "rt"]
    assert list(records(sukun.BASELINE)[0]) == [*place, *Size, *RULE_2018.codes]


def test_rw_and_rt_are_numbered_without_gaps() -> None:
    within = Counter(row["rw"] for row in records(sukun.BASELINE))
    assert sorted(within) == [f"{n:03d}" for n in range(1, 10)]
    found = [(row["rw"], row["rt"]) for row in records(sukun.BASELINE)]
    assert found == [(rw, f"{n:03d}") for rw in sorted(within) for n in range(1, within[rw] + 1)]


def test_no_row_is_refused_and_a_few_cells_are_empty() -> None:
    names = {row["kode"]: row["nama"] for row in records(sukun.WILAYAH)}
    rows = survey(records(sukun.BASELINE))
    found = check_rows(rows, file=sukun.BASELINE.name, sheet=None, names=names)
    assert {(one.code, one.severity) for _, one in found} == {("B010", Severity.WARNING)}
    assert len(found) == 3
    cells = Counter(
        cell
        for row in records(sukun.BASELINE)
        for column, cell in row.items()
        if column not in ("kawasan", Size.LUAS_SK)
    )
    assert cells[""] == 4
    assert cells["-"] == 6
    assert cells["0"] > 20


def test_the_complete_survey_is_the_same_with_the_gaps_filled() -> None:
    before, after = records(sukun.BASELINE), records(sukun.COMPLETE)
    changed = [
        (old[column], new[column])
        for old, new in zip(before, after, strict=True)
        for column in old
        if old[column] != new[column]
    ]
    assert len(changed) == 4
    assert {old for old, _ in changed} == {""}
    assert all(new.isdigit() for _, new in changed)
    assert check_rows(survey(after), file=sukun.COMPLETE.name, sheet=None) == []


def test_figures_of_each_rt_are_plausible() -> None:
    for row in records(sukun.BASELINE):
        kk = int(row["kk"])
        assert 25 <= kk <= 60
        assert 3.3 < int(row["penduduk"]) / kk < 5.1
        assert 0.8 < int(row["bangunan"]) / kk < 1.0
        assert all(
            150 <= int(row[c]) <= 600 for c in (Size.JALAN_IDEAL, Size.DRAINASE_IDEAL) if row[c] != "-"
        )
        assert row[Size.KK_MBR] == "" or 0 < int(row[Size.KK_MBR]) < kk


def test_decreed_area_is_given_inside_the_kawasan_only_and_differs_from_the_verified_one() -> None:
    for row in records(sukun.BASELINE):
        if row["kawasan"]:
            ratio = Decimal(row["luas_sk_ha"]) / Decimal(row["luas_ha"])
            assert ratio != 1
            assert abs(ratio - 1) < Decimal("0.08")
        else:
            assert row["luas_sk_ha"] == "-"


def test_three_main_problems_in_the_order_of_the_founding_presentation() -> None:
    gaps = indicator_gaps(score(roll_up(rts(), Level.KELURAHAN)), 0)
    order = [gap.aspect.short for gap in by_size(gaps) if gap.aspect.number <= 7]
    assert order == [
        "Proteksi kebakaran", "Air limbah", "Jalan", "Drainase", "Persampahan", "Bangunan", "Air minum",
    ]  # fmt: skip
    assert [gap.aspect.number for gap in by_size(gaps)][:3] == [7, 5, 2], "open space is not among the three"
    shares = [gap.buruk for gap in by_size(gaps) if gap.buruk is not None]
    assert min(a - b for a, b in pairwise(shares)) > 1, "no order hangs by a thread"


def test_slum_inside_the_kawasan_and_some_growing_outside() -> None:
    inside = np.array([bool(place.kawasan) for place in rts().places])
    classes = scores().tingkat
    assert len({place.kawasan for place in rts().places if place.kawasan}) == 4
    assert int(inside.sum()) == 40
    assert Counter(classes[inside].tolist()) == {
        Tingkat.TIDAK: 18, Tingkat.RINGAN: 16, Tingkat.SEDANG: 5, Tingkat.BERAT: 1,
    }  # fmt: skip
    assert Counter(classes[~inside].tolist()) == {Tingkat.TIDAK: 68, Tingkat.RINGAN: 2}
    outside = scores().total[~inside]
    assert outside.min() >= 5
    assert int(((outside >= 13) & (outside < RULE_2018.ringan)).sum()) >= 5, "potential slum"
    assert 15_000_000 <= scores().slum_area() <= 25_000_000


def test_a_kawasan_may_be_out_of_slum_while_some_of_its_rt_are_not() -> None:
    kawasan = score(roll_up(rts(), Level.KAWASAN))
    assert sorted(set(kawasan.tingkat.tolist())) == [Tingkat.TIDAK, Tingkat.RINGAN]


def test_the_map_is_labelled_and_has_the_rt_of_the_table() -> None:
    found = collection(sukun.RT_MAP.name)
    assert found["keterangan"].startswith(sukun.LABEL)
    properties = [feature["properties"] for feature in found["features"]]
    assert {(p["kode_kelurahan"], p["keterangan"]) for p in properties} == {(sukun.KODE, sukun.LABEL)}
    assert [(p["rw"], p["rt"]) for p in properties] == [
        (row["rw"], row["rt"]) for row in records(sukun.BASELINE)
    ]
    assert "ilustratif" in sukun.BASELINE.name
    assert "ilustratif" in sukun.RT_MAP.name
    assert sukun.RT_MAP.stat().st_size < 150_000


def polygons() -> Any:
    return np.array([shape(f["geometry"]) for f in collection(sukun.RT_MAP.name)["features"]])


def test_the_rt_tile_the_kelurahan() -> None:
    cells = polygons()
    assert shapely.is_valid(cells).all()
    assert shapely.coverage_is_valid(cells), "no gap and no overlap between RT"
    (feature,) = collection(sukun.OUTLINE.name)["features"]
    outline = shape(feature["geometry"])
    covered = shapely.union_all(cells)
    # Corners on the outline are rounded to 0.1 m like all others, so a sliver of the border may differ.
    assert covered.symmetric_difference(outline).area < outline.area * 1e-4
    assert covered.hausdorff_distance(outline) < 1.5e-6
    assert shapely.get_coordinates(cells).round(6).tolist() == shapely.get_coordinates(cells).tolist()


def test_each_rw_is_in_one_piece() -> None:
    rw = np.array([row["rw"] for row in records(sukun.BASELINE)])
    cells = polygons()
    for number in sorted(set(rw)):
        assert shapely.union_all(cells[rw == number]).geom_type == "Polygon", number


def test_areas_in_the_table_are_in_proportion_to_the_map() -> None:
    drawn = np.array([cell.area for cell in polygons()])
    written = np.array([float(row["luas_ha"]) for row in records(sukun.BASELINE)])
    assert written / written.sum() == pytest.approx(drawn / drawn.sum(), rel=2e-3)


def test_codes_of_the_example() -> None:
    rows = records(sukun.WILAYAH)
    codes = [row["kode"] for row in rows]
    assert codes[:3] == ["35", "35.73", "35.73.04"]
    assert codes[3:] == [f"35.73.04.{n}" for n in range(1001, 1012)]
    assert {"kode": sukun.KODE, "nama": "Sukun"} in rows


def test_readme_and_licence_travel_with_the_files() -> None:
    readme = (sukun.FOLDER / "README.md").read_text(encoding="utf-8")
    for words in (
        "ilustratif",
        "illustrative",
        "13 Juni 2017",
        "18.742",
        "9.037",
        "9.705",
        "4.419",
        "137,006",
    ):
        assert words in readme
    licence = (sukun.FOLDER / "LICENSE-outline-MIT.txt").read_text(encoding="utf-8")
    assert "Copyright (c) 2024 Cahya DSN" in licence
    assert "LICENSE-outline-MIT.txt" in collection(sukun.OUTLINE.name)["features"][0]["properties"]["sumber"]


@pytest.mark.skipif(not SHARED.is_dir(), reason=NO_SHARED)
def test_making_the_files_again_gives_the_same_bytes() -> None:
    made = make.build(SHARED)
    assert sorted(made) == sorted(
        p.name for p in (sukun.BASELINE, sukun.COMPLETE, sukun.RT_MAP, sukun.OUTLINE, sukun.WILAYAH)
    )
    for name, content in made.items():
        assert content == (sukun.FOLDER / name).read_bytes(), name


@pytest.mark.skipif(not SHARED.is_dir(), reason=NO_SHARED)
def test_the_outline_is_the_one_of_the_source() -> None:
    source = json.loads((SHARED / make.OUTLINES).read_text(encoding="utf-8"))
    geometry = next(f["geometry"] for f in source["features"] if f["properties"]["kode"] == sukun.KODE)
    assert collection(sukun.OUTLINE.name)["features"][0]["geometry"] == geometry
