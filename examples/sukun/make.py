"""Makes the files of the Sukun example: an illustrative RT survey and map that add up to the public figures.

Run `python -m examples.sukun.make [DATA]` from the project's root; DATA is the folder of reference data with
the kelurahan outlines and the administrative codes. The seed is fixed: the same inputs give the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, Point, Polygon
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from examples.sukun import FOLDER, JUMLAH_RT, JUMLAH_RW, KK, KODE, LABEL, LUAS_HA, PENDUDUK, TAHUN
from planning.quantity import Ints, percent_hundredths
from planning.rules import BANDS, RULE_2018, SIZES, Size, Unit

SEED = 35_73_04_1005
DATA = FOLDER.parents[2] / "shared" / "data"
OUTLINES = "kelurahan_35.73_kota_malang.geojson"
CODES = "wilayah_kemendagri_2025.csv"

Floats = NDArray[np.float64]

METRES_PER_DEGREE = np.array([111_320.0 * np.cos(np.radians(-7.9934)), 110_574.0])
"""East and north at the latitude of Sukun; good to 0.1 % over 2 km, which is all that shaping cells needs."""
DECIMALS = 6
UNITS = 10_000
"""Areas and lengths in hectares are written with four decimals (1 m²)."""


def main(arguments: Sequence[str]) -> None:
    """Write the five files beside this script."""
    data = Path(arguments[0]) if arguments else DATA
    for name, content in build(data).items():
        (FOLDER / name).write_bytes(content)


def build(data: Path) -> dict[str, bytes]:
    """The files by name, from the folder of reference data."""
    outlines = json.loads((data / OUTLINES).read_text(encoding="utf-8"))
    source = next(f for f in outlines["features"] if f["properties"]["kode"] == KODE)
    rng = np.random.default_rng(SEED)
    neighbourhoods = draw_map(shape(source["geometry"]), rng)
    whole, records = draw_survey(neighbourhoods, rng)
    return {
        "kelurahan.geojson": _outline_file(source["geometry"]),
        "rt_ilustratif.geojson": _map_file(neighbourhoods),
        "baseline_ilustratif.csv": survey_file(records),
        "baseline_lengkap_ilustratif.csv": survey_file(whole),
        "wilayah.csv": _codes_file(data / CODES),
    }


# --- The map --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Neighbourhood:
    """One RT on the map. `area` in square metres; `core` is 0 in the middle of a kawasan, -1 outside."""

    rw: str
    rt: str
    outline: Polygon
    area: float
    kawasan: str
    core: int


KAWASAN_RW = ("002", "004", "006", "009")
KAWASAN_SIZE = 10


def draw_map(outline: BaseGeometry, rng: np.random.Generator) -> list[Neighbourhood]:
    """110 RT that tile `outline` (degrees), in order of RW and RT."""
    flat = shapely.transform(outline, lambda xy: xy * METRES_PER_DEGREE)
    centres = _relaxed(flat, rng)
    cells = _cells(flat, centres, rng)
    middles = np.array([cell.centroid.coords[0] for cell in cells])
    touching = _adjacency(cells)
    groups = _contiguous_groups(middles, touching, rng)

    # RW and RT are numbered from north to south, as on most kelurahan maps.
    order = np.argsort([-middles[groups == g, 1].mean() for g in range(JUMLAH_RW)])
    made: list[Neighbourhood] = []
    for number, group in enumerate(order, start=1):
        rw = f"{number:03d}"
        members = np.flatnonzero(groups == group)
        members = members[np.lexsort((middles[members, 0], -np.round(middles[members, 1] / 90)))]
        ranks = _ranks(members, cells, touching) if rw in KAWASAN_RW else {}
        for position, at in enumerate(members, start=1):
            rank = ranks.get(int(at), -1)
            made.append(
                Neighbourhood(
                    rw,
                    f"{position:03d}",
                    _rounded(cells[at]),
                    cells[at].area,
                    f"Kawasan RW {rw[1:]}" if rank >= 0 else "",
                    rank,
                )
            )
    return made


def _relaxed(flat: BaseGeometry, rng: np.random.Generator, rounds: int = 14) -> Floats:
    """Centres of the RT: Lloyd relaxation over a cloud that is denser around a few old kampung."""
    west, south, east, north = flat.bounds
    kampung = rng.uniform((west, south), (east, north), size=(7, 2))
    spread = np.concatenate(
        [
            rng.uniform((west, south), (east, north), size=(30_000, 2)),
            *(rng.normal(middle, 130.0, size=(2_500, 2)) for middle in kampung),
        ]
    )
    cloud = spread[shapely.contains_xy(flat, spread[:, 0], spread[:, 1])]
    centres = cloud[rng.choice(len(cloud), JUMLAH_RT, replace=False)]
    for _ in range(rounds):
        nearest = shapely.STRtree([Point(middle) for middle in centres]).nearest(shapely.points(cloud))
        count = np.bincount(nearest, minlength=JUMLAH_RT)[:, None]
        total = np.stack([np.bincount(nearest, cloud[:, axis], JUMLAH_RT) for axis in (0, 1)], axis=1)
        centres = np.where(count > 0, total / np.maximum(count, 1), centres)
    return centres


def _cells(flat: BaseGeometry, centres: Floats, rng: np.random.Generator) -> list[Polygon]:
    """Voronoi cells within the outline, their shared borders bent a little, as streets are."""
    voronoi = shapely.voronoi_polygons(MultiPoint(centres), extend_to=flat, ordered=True)
    whole = [_largest(shapely.intersection(cell, flat)) for cell in voronoi.geoms]
    shared = Counter(edge for cell in whole for edge in _edges(cell))
    bends: dict[tuple[tuple[float, float], ...], list[tuple[float, float]]] = {}
    for edge in sorted(shared):
        (x1, y1), (x2, y2) = edge
        length = float(np.hypot(x2 - x1, y2 - y1))
        # A border that only one cell has is the kelurahan outline, which stays as the source gives it.
        if shared[edge] < 2 or length < 45:
            continue
        steps = 3 if length > 90 else 2
        sway = rng.uniform(-0.055, 0.055, size=steps - 1) * length
        bends[edge] = [
            (
                x1 + (x2 - x1) * k / steps - (y2 - y1) / length * float(sway[k - 1]),
                y1 + (y2 - y1) * k / steps + (x2 - x1) / length * float(sway[k - 1]),
            )
            for k in range(1, steps)
        ]
    return [_bent(cell, bends) for cell in whole]


def _largest(found: BaseGeometry) -> Polygon:
    parts = [part for part in shapely.get_parts(found) if isinstance(part, Polygon)]
    if len(parts) != 1:
        raise ValueError(f"a cell falls into {len(parts)} parts; choose another seed")
    return parts[0]


def _key(point: Sequence[float]) -> tuple[float, float]:
    # Neighbours compute a shared corner with different last bits; a centimetre is far below any border.
    return round(float(point[0]), 2), round(float(point[1]), 2)


def _edges(cell: Polygon) -> Iterator[tuple[tuple[float, float], ...]]:
    ring = [_key(point) for point in cell.exterior.coords]
    for start, end in pairwise(ring):
        yield tuple(sorted((start, end)))


def _bent(
    cell: Polygon, bends: Mapping[tuple[tuple[float, float], ...], list[tuple[float, float]]]
) -> Polygon:
    ring = [_key(point) for point in cell.exterior.coords]
    bent: list[tuple[float, float]] = []
    for start, end in pairwise(ring):
        first, last = sorted((start, end))
        between = bends.get((first, last), [])
        bent += [start, *(between if start == first else reversed(between))]
    return Polygon(bent)


def _rounded(cell: Polygon) -> Polygon:
    degrees = np.round(np.array(cell.exterior.coords) / METRES_PER_DEGREE, DECIMALS)
    return shapely.normalize(Polygon(degrees))


def _adjacency(cells: Sequence[Polygon]) -> list[set[int]]:
    """For each cell the cells that share a border with it, not only a corner."""
    touching: list[set[int]] = [set() for _ in cells]
    owners: dict[tuple[tuple[float, float], ...], int] = {}
    for at, cell in enumerate(cells):
        for edge in _edges(cell):
            other = owners.setdefault(edge, at)
            if other != at:
                touching[at].add(other)
                touching[other].add(at)
    return touching


def _contiguous_groups(middles: Floats, touching: Sequence[set[int]], rng: np.random.Generator) -> Ints:
    """Group of each cell: 9 RW by k-means over the middles, drawn again until each RW is in one piece."""
    while True:
        centres = middles[rng.choice(JUMLAH_RT, JUMLAH_RW, replace=False)]
        for _ in range(40):
            away = np.hypot(*(middles[:, None, :] - centres[None, :, :]).transpose(2, 0, 1))
            groups: Ints = away.argmin(axis=1).astype(np.int64)
            centres = np.array([middles[groups == g].mean(axis=0) for g in range(JUMLAH_RW)])
        members = [set(np.flatnonzero(groups == g).tolist()) for g in range(JUMLAH_RW)]
        if all(10 <= len(group) <= 15 and _reach(min(group), group, touching) == group for group in members):
            return groups


def _reach(start: int, within: set[int], touching: Sequence[set[int]]) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        for other in touching[waiting.pop()] & within - seen:
            seen.add(other)
            waiting.append(other)
    return seen


def _ranks(
    members: NDArray[np.intp], cells: Sequence[Polygon], touching: Sequence[set[int]]
) -> dict[int, int]:
    """The RT of one kawasan with their rank: grown from the smallest (densest) RT, nearest first."""
    within = {int(at) for at in members}
    start = min(within, key=lambda at: cells[at].area)
    middle = cells[start].centroid
    ranks = {start: 0}
    while len(ranks) < KAWASAN_SIZE:
        border = set().union(*(touching[at] for at in ranks)) & within - set(ranks)
        ranks[min(border, key=lambda at: cells[at].centroid.distance(middle))] = len(ranks)
    return ranks


# --- The survey -----------------------------------------------------------------------------------

Range = tuple[float, float]


@dataclass(frozen=True)
class Condition:
    """How bad an RT is: total score it must reach, and the range of each parameter's percent."""

    total: tuple[int, int]
    percent: Mapping[str, Range]
    poor: Range


def _percents(text: str) -> dict[str, Range]:
    """`1a 0-30 1b 0-0 …` as ranges by code."""
    words = text.split()
    ranges = (word.partition("-") for word in words[1::2])
    return {code: (float(low), float(high)) for code, (low, _, high) in zip(words[::2], ranges, strict=True)}


GOOD = Condition(
    (5, 12),
    _percents(
        "1a 0-28 1b 0-0 1c 0-18 2a 4-24 2b 14-46 3a 0-12 3b 0-10 4a 0-8 4b 6-26 4c 10-40 "
        "5a 6-40 5b 10-45 6a 0-20 6b 0-18 7a 20-62 7b 72-100"
    ),
    (0.08, 0.25),
)
POTENTIAL = Condition(
    (13, 15),
    _percents(
        "1a 15-45 1b 0-0 1c 8-26 2a 8-30 2b 30-60 3a 0-20 3b 0-16 4a 0-20 4b 10-30 4c 20-50 "
        "5a 25-60 5b 30-70 6a 5-35 6b 5-30 7a 40-80 7b 80-100"
    ),
    (0.15, 0.35),
)
NEW_SLUM = Condition((16, 20), POTENTIAL.percent, (0.25, 0.40))
IMPROVED = Condition(
    (8, 15),
    _percents(
        "1a 12-45 1b 0-0 1c 8-28 2a 5-24 2b 15-45 3a 0-20 3b 0-16 4a 0-22 4b 8-26 4c 15-45 "
        "5a 20-52 5b 25-55 6a 5-30 6b 5-28 7a 30-75 7b 80-100"
    ),
    (0.25, 0.45),
)
LIGHT = Condition(
    (16, 37),
    _percents(
        "1a 28-72 1b 0-8 1c 14-46 2a 12-34 2b 36-64 3a 4-34 3b 2-28 4a 8-42 4b 12-36 4c 25-58 "
        "5a 38-80 5b 40-82 6a 12-48 6b 10-42 7a 45-90 7b 90-100"
    ),
    (0.35, 0.60),
)
MEDIUM = Condition(
    (38, 56),
    _percents(
        "1a 55-90 1b 5-30 1c 30-64 2a 20-36 2b 45-62 3a 20-56 3b 15-52 4a 30-66 4b 25-42 4c 40-56 "
        "5a 60-95 5b 62-96 6a 40-82 6b 35-80 7a 76-100 7b 95-100"
    ),
    (0.50, 0.70),
)
HEAVY = Condition(
    (60, 66),
    _percents(
        "1a 80-100 1b 26-60 1c 62-90 2a 25-36 2b 51-62 3a 60-92 3b 52-85 4a 55-90 4b 25-40 4c 52-59 "
        "5a 82-100 5b 82-100 6a 78-100 6b 78-100 7a 90-100 7b 100-100"
    ),
    (0.65, 0.80),
)

KAWASAN_CONDITIONS = (
    (HEAVY, *[MEDIUM] * 2, *[LIGHT] * 5, *[IMPROVED] * 2),
    (*[MEDIUM] * 2, *[LIGHT] * 4, *[IMPROVED] * 4),
    (MEDIUM, *[LIGHT] * 4, *[IMPROVED] * 5),
    (*[LIGHT] * 3, *[IMPROVED] * 7),
)
"""Conditions of the ten RT of each kawasan, core first."""
OUTSIDE_SPECIAL = (NEW_SLUM, NEW_SLUM, *[POTENTIAL] * 5)
EXCLUSIVE = (("2a", "2b"), ("4b", "4c"))
"""Missing and present-but-bad lengths exclude each other within the ideal length."""
NOT_FILLED_CELLS = ("3b", "6b", "1c", "kk_mbr")
NO_INNER_ROAD = (Size.JALAN_IDEAL, "2a", "2b")
NO_DRAIN = (Size.DRAINASE_IDEAL, "4b", "4c")


def draw_survey(
    places: Sequence[Neighbourhood], rng: np.random.Generator
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """One record per RT, whole and with the cells that nobody filled; sizes add up to the public figures."""
    conditions = _conditions(places, rng)
    sizes = _sizes(places, conditions, rng)
    records = []
    for at, place in enumerate(places):
        numbers = {size: int(values[at]) for size, values in sizes.items()}
        volumes = drawn_volumes(conditions[at], numbers, rng)
        written: dict[str, int] = {str(size): value for size, value in numbers.items()} | volumes
        record = {
            "tahun": str(TAHUN),
            "kode_kelurahan": KODE,
            "kelurahan": "Sukun",
            "kawasan": place.kawasan,
            "rw": place.rw,
            "rt": place.rt,
        }
        record |= {column: cell_text(column, written[column]) for column in (*SIZES, *RULE_2018.codes)}
        if not place.kawasan:
            record[Size.LUAS_SK] = "-"
        records.append(record)
    complete = [dict(record) for record in records]
    _leave_empty(records, conditions, rng)
    # What does not apply does not apply in either; only what was not filled is filled.
    whole = [
        {name: full[name] if cell == "" else cell for name, cell in record.items()}
        for full, record in zip(complete, records, strict=True)
    ]
    return whole, records


def _conditions(places: Sequence[Neighbourhood], rng: np.random.Generator) -> list[Condition]:
    kawasan = {name: index for index, name in enumerate(KAWASAN_RW)}
    outside = [at for at, place in enumerate(places) if not place.kawasan]
    special = dict(zip(rng.permutation(outside).tolist(), OUTSIDE_SPECIAL, strict=False))
    return [
        KAWASAN_CONDITIONS[kawasan[place.rw]][place.core] if place.kawasan else special.get(at, GOOD)
        for at, place in enumerate(places)
    ]


def _sizes(
    places: Sequence[Neighbourhood], conditions: Sequence[Condition], rng: np.random.Generator
) -> dict[Size, Ints]:
    """Sizes of every RT: counts as they are, lengths in metres, areas in square metres."""
    count = len(places)
    luas = _shared_out(np.array([place.area for place in places]), int(LUAS_HA * UNITS))
    kk = _shared_out(np.clip(rng.normal(40.2, 7.5, count), 27, 57), KK)
    people = _shared_out(kk * rng.normal(1.0, 0.06, count), PENDUDUK)
    buildings = np.round(kk * rng.uniform(0.85, 0.95, count)).astype(np.int64)
    poor = np.round(kk * [rng.uniform(*condition.poor) for condition in conditions]).astype(np.int64)
    road = np.clip(kk * rng.uniform(7.0, 11.5, count), 150, 600)
    drain = np.clip(road * rng.uniform(0.8, 1.15, count), 150, 600)
    inside = np.array([bool(place.kawasan) for place in places])
    # A decree rounds to 0.01 ha and is older than the survey, so it never equals the verified area.
    decreed = np.round(luas * rng.uniform(0.93, 1.05, count) / 100) * 100
    return {
        Size.LUAS: luas,
        Size.LUAS_SK: np.where(inside, decreed, 0).astype(np.int64),
        Size.BANGUNAN: buildings,
        Size.PENDUDUK: people,
        Size.KK: kk,
        Size.KK_MBR: poor,
        Size.JALAN_IDEAL: (np.round(road / 5) * 5).astype(np.int64),
        Size.DRAINASE_IDEAL: (np.round(drain / 5) * 5).astype(np.int64),
        Size.RTP: np.round(people * rng.choice([0.3, 0.7, 1.0, 1.0], count)).astype(np.int64),
        # One square metre of neighbourhood park for each person (SNI 03-1733-2004).
        Size.RTP_IDEAL: people,
    }


def _shared_out(weights: Floats, total: int) -> Ints:
    """Whole numbers in proportion to `weights` that add up to `total` (largest remainders)."""
    exact = weights / weights.sum() * total
    shares: Ints = np.floor(exact).astype(np.int64)
    most = np.argsort(shares - exact, kind="stable")[: total - int(shares.sum())]
    shares[most] += 1
    return shares


def drawn_volumes(
    condition: Condition, sizes: Mapping[Size, int], rng: np.random.Generator
) -> dict[str, int]:
    """Volumes by code, drawn again until the RT's total score lies where its condition wants it."""
    low, high = condition.total
    while True:
        drawn = {
            parameter.code: _volume(
                rng.uniform(*condition.percent[parameter.code]), sizes[parameter.denominator], parameter.unit
            )
            for parameter in RULE_2018.parameters
        }
        lengths = all(
            sum(drawn[code] for code in codes) <= sizes[RULE_2018.parameter(codes[0]).denominator]
            for codes in EXCLUSIVE
        )
        if lengths and low <= _total(drawn, sizes) <= high:
            return drawn


def _volume(percent: float, denominator: int, unit: Unit) -> int:
    # Surveyors pace lengths in 5 m and estimate areas in 10 m².
    step = {Unit.METER: 5, Unit.HEKTARE: 10}.get(unit, 1)
    return min(round(percent / 100 * denominator / step) * step, denominator)


def _total(volumes: Mapping[str, int], sizes: Mapping[Size, int]) -> int:
    volume = np.array([volumes[code] for code in RULE_2018.codes], dtype=np.int64)
    denominator = np.array(
        [sizes[parameter.denominator] for parameter in RULE_2018.parameters], dtype=np.int64
    )
    percent = percent_hundredths(volume, denominator)
    return sum(next((points for edge, points in BANDS if value >= edge), 0) for value in percent.tolist())


HECTARE_COLUMNS = {Size.LUAS, Size.LUAS_SK, Size.RTP, Size.RTP_IDEAL} | {
    parameter.code for parameter in RULE_2018.parameters if parameter.unit is Unit.HEKTARE
}


def cell_text(column: str, value: int) -> str:
    if column not in HECTARE_COLUMNS:
        return str(value)
    hectares = Decimal(value) / UNITS
    return f"{hectares.normalize():f}"


def _leave_empty(
    records: Sequence[dict[str, str]], conditions: Sequence[Condition], rng: np.random.Generator
) -> None:
    """A few cells that no survey fills: blank (belum diisi) or `-` (does not apply), in good RT only."""
    good = [at for at, condition in enumerate(conditions) if condition is GOOD]
    chosen = rng.choice(good, len(NOT_FILLED_CELLS) + 2, replace=False).tolist()
    for at, column in zip(chosen, NOT_FILLED_CELLS, strict=False):
        records[at][column] = ""
    for at, columns in zip(chosen[-2:], (NO_INNER_ROAD, NO_DRAIN), strict=True):
        for column in columns:
            records[at][column] = "-"


# --- The files ------------------------------------------------------------------------------------


def survey_file(records: Sequence[Mapping[str, str]]) -> bytes:
    """Records of one survey as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


def _map_file(places: Sequence[Neighbourhood]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"kode_kelurahan": KODE, "rw": place.rw, "rt": place.rt, "keterangan": LABEL},
            "geometry": {"type": "Polygon", "coordinates": [list(map(list, place.outline.exterior.coords))]},
        }
        for place in places
    ]
    return _geojson(f"{LABEL}: batas RT dibuat oleh skrip, bukan hasil pemetaan", features)


def _outline_file(geometry: object) -> bytes:
    feature = {
        "type": "Feature",
        "properties": {
            "kode": KODE,
            "nama": "Sukun",
            "sumber": "github.com/cahyadsn/wilayah_boundaries, lisensi MIT (LICENSE-outline-MIT.txt)",
        },
        "geometry": geometry,
    }
    return _geojson(
        "batas kelurahan dari sumber publik, untuk gambaran letak, bukan untuk pengukuran", [feature]
    )


def _geojson(label: str, features: Sequence[object]) -> bytes:
    # One feature a line keeps the file small and a change readable.
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    head = json.dumps(label, ensure_ascii=False)
    return f'{{"type":"FeatureCollection","keterangan":{head},"features":[\n{lines}\n]}}\n'.encode()


def _codes_file(path: Path) -> bytes:
    kecamatan = KODE[:8]
    wanted = {KODE[:2], KODE[:5], kecamatan}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["kode"] in wanted or row["kode"].startswith(f"{kecamatan}.")
        ]
    out = io.StringIO()
    writer = csv.DictWriter(out, ["kode", "nama"], lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


if __name__ == "__main__":
    main(sys.argv[1:])
