"""Makes the files of the Malang example: small illustrative surveys and plans, and the city's gathered activities.

Run `python -m examples.malang.make [DATA]` from the project's root after the plan of Sukun was made; DATA is the folder
of reference data with outlines and administrative codes. The seed is fixed: the same inputs give the same bytes.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np

from examples.malang import BASELINE, FOLDER, HEAD, NASKAH, OUTLINES, WILAYAH, plan_folder
from examples.sukun import BASELINE as SUKUN_SURVEY
from examples.sukun import KODE as SUKUN
from examples.sukun import LABEL, TAHUN
from examples.sukun import PLAN as SUKUN_PLAN
from examples.sukun.make import (
    CODES,
    DATA,
    GOOD,
    IMPROVED,
    LIGHT,
    MEDIUM,
    POTENTIAL,
    Condition,
    cell_text,
    drawn_volumes,
    survey_file,
)
from examples.sukun.make import OUTLINES as CITY_OUTLINES
from generators.workbook.tables import csv_files
from intake.catalogue import built_in
from intake.plan_file import read_plan
from intake.survey import read_survey
from planning.authority import Pelaksana, Skala
from planning.budget import Budget, BudgetLine
from planning.funding import Commitment, FundingLine
from planning.plan import Activity, Jalur, Location, Plan, PlanSettings
from planning.proposal import propose
from planning.rollup import Totals, tally
from planning.rules import RULE_2018, SIZES, Size
from planning.territory import TerritoryCode

SEED = 35_73
FIRST, LAST = TAHUN + 1, TAHUN + 5
MENU = built_in()


@dataclass(frozen=True)
class Place:
    """One kelurahan to be made: the condition of each RT inside its kawasan, and of those outside."""

    kode: str
    nama: str
    kawasan: str
    inside: tuple[Condition, ...]
    outside: tuple[Condition, ...]


PLACES = (
    Place(
        "35.73.03.1001",
        "Kotalama",
        "Kawasan Tepi Brantas",
        (MEDIUM, MEDIUM, LIGHT, LIGHT, IMPROVED),
        (GOOD,) * 4,
    ),
    Place(
        "35.73.04.1006",
        "Tanjungrejo",
        "Kawasan Tanjungrejo",
        (MEDIUM, LIGHT, LIGHT),
        (POTENTIAL, *(GOOD,) * 4),
    ),
    Place("35.73.04.1007", "Pisangcandi", "", (), (POTENTIAL, *(GOOD,) * 6)),
)
_SOURCE = "github.com/cahyadsn/wilayah_boundaries, lisensi MIT (../sukun/LICENSE-outline-MIT.txt)"
_MONEY = {"APBD-KAB": 300_000_000, "APBN-BDI-KOL": 200_000_000, "APBN-NSUP2": 200_000_000}
"""Rupiah a year by source; no real budget."""


def main(arguments: Sequence[str]) -> None:
    """Write the files beside this script."""
    data = Path(arguments[0]) if arguments else DATA
    BASELINE.write_bytes(survey_file(_survey()))
    OUTLINES.write_text(_outlines(data / CITY_OUTLINES), encoding="utf-8")
    WILAYAH.write_text(_codes(data / CODES), encoding="utf-8")
    rows = read_survey(BASELINE, rule=RULE_2018).rows
    plans = [_plan(place, tally(rows.take(rows.kode == place.kode))) for place in PLACES]
    for plan in plans:
        folder = FOLDER / plan_folder(plan.kode)
        folder.mkdir(exist_ok=True)
        for name, content in csv_files(plan, 0).items():
            (folder / name).write_bytes(content)
    NASKAH.mkdir(exist_ok=True)
    (NASKAH / "kota.toml").write_text(
        HEAD.read_text(encoding="utf-8") + _gathered([_sukun(), *plans]), encoding="utf-8"
    )


def _survey() -> list[dict[str, str]]:
    rng = np.random.default_rng(SEED)
    records = []
    for place in PLACES:
        conditions = [
            *((each, place.kawasan) for each in place.inside),
            *((each, "") for each in place.outside),
        ]
        for number, (condition, kawasan) in enumerate(conditions):
            kk = int(rng.integers(30, 52))
            luas = int(rng.integers(9_000, 21_000))
            people = round(kk * float(rng.uniform(3.8, 4.5)))
            road = int(rng.integers(50, 90)) * 5
            numbers = {
                Size.LUAS: luas,
                Size.LUAS_SK: round(luas * float(rng.uniform(0.94, 1.05)) / 100) * 100,
                Size.BANGUNAN: round(kk * 0.9),
                Size.PENDUDUK: people,
                Size.KK: kk,
                Size.KK_MBR: round(kk * float(rng.uniform(*condition.poor))),
                Size.JALAN_IDEAL: road,
                Size.DRAINASE_IDEAL: road - 20,
                Size.RTP: people // 2,
                Size.RTP_IDEAL: people,
            }
            written = {str(size): value for size, value in numbers.items()}
            written |= drawn_volumes(condition, numbers, rng)
            record = {
                "tahun": str(TAHUN),
                "kode_kelurahan": place.kode,
                "kelurahan": place.nama,
                "kawasan": kawasan,
                "rw": f"{number // 5 + 1:03d}",
                "rt": f"{number % 5 + 1:03d}",
            }
            record |= {column: cell_text(column, written[column]) for column in (*SIZES, *RULE_2018.codes)}
            if not kawasan:
                record[Size.LUAS_SK] = "-"
            records.append(record)
    return records


def _plan(place: Place, totals: Totals) -> Plan:
    """What the house proposes for the budget, and what is asked of the city."""
    empty = Plan(place.kode, 1, PlanSettings(FIRST, LAST))
    if not place.inside:
        return replace(empty, kegiatan=tuple(_watch(totals)))
    lines = [
        BudgetLine(source, year, rupiah)
        for source, rupiah in _MONEY.items()
        for year in range(FIRST, LAST + 1)
    ]
    budget = Budget(tuple(lines), skala=(Skala.LINGKUNGAN,), tanpa=("AL4",))
    works = propose(empty, totals, MENU, budget, seconds=60).kegiatan
    dressed = [
        replace(
            each,
            nama=f"{MENU.by_code[each.katalog].nama}, {place.kawasan}",
            kpp=f"KPP {place.nama} ({LABEL})",
            kode_kabkota=f"LK-{each.katalog}",
            catatan=LABEL,
            dana=tuple(map(_promised, each.dana)),
        )
        for each in sorted(works, key=lambda each: each.tahun_selesai)
    ]
    activities = [*dressed, *_watch(totals), _asked(place, totals)]
    return replace(
        empty, kegiatan=tuple(replace(each, kode=f"K-{at:03}") for at, each in enumerate(activities, 1))
    )


def _promised(line: FundingLine) -> FundingLine:
    if line.tahun == FIRST:
        return replace(line, status=Commitment.DIANGGARKAN, bukti=f"DPA/DIPA {line.tahun} ({LABEL})")
    return replace(line, status=Commitment.INDIKATIF)


def _watch(totals: Totals) -> Iterator[Activity]:
    """The watch over new building, which every kelurahan keeps."""
    places = tuple(Location(each.rw, each.rt, FIRST + 1) for each in totals.places)
    yield Activity(
        "K-001", "NS1-W", "Relawan Pengawas Permukiman", Jalur.PENCEGAHAN, Skala.LINGKUNGAN, Pelaksana.KELURAHAN,
        FIRST + 1, FIRST + 1, rab=8_000_000, kode_kabkota="LK-NS1-W", catatan=LABEL, lokasi=places,
        dana=(FundingLine("APBD-KAB", FIRST + 1, 8_000_000, Commitment.INDIKATIF),),
    )  # fmt: skip


def _asked(place: Place, totals: Totals) -> Activity:
    """A drain that no neighbourhood can build: asked of the city, which takes it up in Kotalama only."""
    taken = place.nama == "Kotalama"
    places = tuple(Location(each.rw, each.rt, FIRST + 1) for each in totals.places if each.kawasan)
    length = Decimal(420 if taken else 260)
    return Activity(
        "", "DR5", f"Saluran sekunder dan pintu air {place.kawasan}", Jalur.PENINGKATAN, Skala.KAWASAN,
        Pelaksana.DINAS, FIRST + 1, FIRST + 1, jumlah=length, rab=int(length) * 2_600_000,
        kode_kabkota="KW-01" if taken else "", kpp=f"Dinas PUPRPKP ({LABEL})", catatan=LABEL, lokasi=places,
    )  # fmt: skip


def _sukun() -> Plan:
    rows = read_survey(SUKUN_SURVEY, rule=RULE_2018).rows
    read = read_plan(
        SUKUN_PLAN,
        code=TerritoryCode(SUKUN),
        rows=rows,
        baseline=1,
        catalogue=MENU,
        author="",
        today=date(TAHUN, 1, 1),
    )
    assert read.plan is not None  # noqa: S101 - it comes with the house
    return read.plan


def _gathered(plans: Sequence[Plan]) -> str:
    """The activities of neighbourhood scale as the city lists them: one for each code that plans name."""
    found: dict[str, list[tuple[str, Activity]]] = defaultdict(list)
    for plan in plans:
        for each in plan.kegiatan:
            if each.skala is Skala.LINGKUNGAN and each.kode_kabkota:
                found[each.kode_kabkota].append((plan.kode, each))
    return "".join(_gathered_one(code, members) for code, members in sorted(found.items()))


def _gathered_one(code: str, members: Sequence[tuple[str, Activity]]) -> str:
    entry = MENU.by_code[members[0][1].katalog]
    amounts = [each.jumlah for _, each in members]
    whole = None if None in amounts else sum((each for each in amounts if each), Decimal(0))
    cost = sum(each.rab or 0 for _, each in members)
    places = sorted({kode for kode, _ in members})
    tracks = {each.jalur for _, each in members}
    aspects = sorted({RULE_2018.parameter(each).aspect for each in entry.improves(RULE_2018)})
    first = min(each.tahun_mulai for _, each in members)
    last = max(each.tahun_selesai for _, each in members)
    lines = [
        "\n[[kegiatan]]",
        f'kode = "{code}"',
        'program = "Penanganan skala lingkungan"',
        f'nama = "{entry.nama} {first if first == last else f"{first}–{last}"}"',
        'skala = "lingkungan"',
        f'jalur = "{(Jalur.PENINGKATAN if Jalur.PENINGKATAN in tracks else Jalur.PENCEGAHAN).value}"',
        f'pelaksana = "{members[0][1].pelaksana.value}"',
        f"tahun_mulai = {first}",
        f"tahun_selesai = {last}",
        f"aspek = {aspects}",
        f"kelurahan = {json.dumps(places)}",
        f"rab = {cost}",
    ]
    if whole is not None:
        lines += [f"volume = {whole}", f'satuan = "{entry.satuan}"']
    return "\n".join(lines) + "\n"


def _outlines(path: Path) -> str:
    codes = {place.kode for place in PLACES}
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {key: each["properties"][key] for key in ("kode", "nama")}
                | {"sumber": _SOURCE},
                "geometry": each["geometry"],
            },
            separators=(",", ":"),
        )
        for each in features
        if each["properties"]["kode"] in codes
    ]
    joined = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{joined}\n]}}\n'


def _codes(path: Path) -> str:
    codes = {place.kode for place in PLACES}
    wanted = codes | {code[:8] for code in codes}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kode"] in wanted]
    return "kode,nama\n" + "".join(f"{row['kode']},{row['nama']}\n" for row in rows)


if __name__ == "__main__":
    main(sys.argv[1:])
