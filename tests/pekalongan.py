"""Kota Pekalongan as a database: the 13 surveyed kelurahan with their works of 2021 to 2023 as plans.

Run with `python -m tests.pekalongan FOLDER` to make FOLDER a NAHKODA_HOME; the reference data must lie beside the
project. The survey of 2020 and the works are real; a work has neither cost nor source of money there, so both are
reckoned here from the built-in catalogue, and the money is only proposed.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from intake.catalogue import built_in
from intake.importing import import_baseline, import_territory
from planning.authority import Pelaksana, Skala
from planning.catalogue import Catalogue
from planning.funding import FundingLine
from planning.plan import Activity, Jalur, Location, Plan, PlanSettings
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from store.baselines import baselines_of
from store.database import Database
from store.plans import add_plan
from tests.planning.reading import SHARED, records

KOTA = TerritoryCode("33.75")
BASELINE, YEARS = "2020", (2021, 2023)
FOLDER = SHARED / "pekalongan"
WORKS = FOLDER / "works.csv"
CATALOGUE = {
    "Mobil Sampah": "PS2-M",
    "Drainase Lingkungan": "DR1",
    "Jalan Aspal Hotmix": "JL3",
    "Septictank Komunal": "AL2",
    "Jalan Beton": "JL2",
    "Jalan Buras (Leburan Aspal)": "JL3",
    "Jalan Paving Block": "JL1",
    "Bak Pembagi": "AM2",
    "Jamban (closet+bak air+septictank+resapan)": "AL1",
    "Normalisasi Saluran": "DR3",
    "Tanggul Pengendali Banjir": "DR5",
    "Sambungan Rumah": "AM1",
    "Mobil Pemadam Kebakaran": "PK3",
    "Rehab/perbaikan Rumah Tidak Layak Huni (Aladin)": "BG1",
    "Jembatan Beton/Batu/Box Culvert": "JL5",
    "Pompa Air & Rumah Pompa": "DR5",
    "Motor Pemadam Kebakaran": "PK3",
    "Instalasi Pengolahan Air Limbah (IPAL) Setempat/Terpusat": "AL3",
    "Penutup Saluran/Parit (Plat beton,dll)": "DR2",
    "Tempat Pembuangan Sampah Sementara (TPS) 3R": "PS4",
}
"""The catalogue's work for each kind of work in the registry, the nearest where there is no same one."""
LARGER = frozenset({"Tanggul Pengendali Banjir", "Pompa Air & Rumah Pompa"})
"""Works that serve a whole kawasan."""


def build(database: Database, folder: Path) -> None:
    """Fill an empty, migrated database; `folder` is for the files that are imported."""
    folder.mkdir(parents=True, exist_ok=True)
    import_territory(database, _codes(folder / "wilayah_33.75.csv"))
    import_territory(database, SHARED / "kelurahan_33.75_kota_pekalongan.geojson")
    survey = _survey_of(folder / f"baseline_{BASELINE}.csv")
    done = import_baseline(database, survey, rule=RULE_2018, partial=True)
    assert done.result is not None
    assert len(done.result.baselines) == 13
    catalogue = built_in()
    with database.write() as unit:
        source = unit.blobs.put(WORKS.read_bytes(), "text/csv")
        for baseline in baselines_of(unit, KOTA):
            add_plan(
                unit,
                plan_of(baseline.kode, baseline.number, catalogue),
                base=0,
                baseline_id=baseline.id,
                catalogue=catalogue,
                source=source,
                source_name=WORKS.name,
            )


def plan_of(kode: str, baseline: int, catalogue: Catalogue) -> Plan:
    """The works of one kelurahan, one activity for each kind of work and year."""
    works: dict[tuple[str, int], list[Location]] = defaultdict(list)
    for row in records(WORKS):
        # A row without an RT has no place in a plan by RT, and the survey of 2020 holds what was built in that year.
        if row["kode_kelurahan"] == kode and row["rt"] and int(row["tahun"]) >= YEARS[0]:
            year = int(row["tahun"])
            place = Location(row["rw"], row["rt"], year, row["parameter"], Decimal(row["volume"]))
            works[row["kegiatan"], year].append(place)
    activities = [
        _activity(f"K{number:02d}", kind, year, tuple(places), catalogue)
        for number, ((kind, year), places) in enumerate(sorted(works.items()), 1)
    ]
    return Plan(kode, baseline, PlanSettings(*YEARS), tuple(activities))


def _activity(
    kode: str, kind: str, year: int, places: tuple[Location, ...], catalogue: Catalogue
) -> Activity:
    menu = CATALOGUE[kind]
    per_volume = catalogue.by_code[menu].improves(RULE_2018)
    amounts = [
        sum((each.volume or Decimal(0) for each in places if each.parameter == code), Decimal(0)) * factor
        for code, factor in per_volume.items()
    ]
    amount = max(amounts, default=Decimal(0)).to_integral_value(ROUND_CEILING) or None
    price = catalogue.unit_cost(menu, year)
    cost = int(amount * price) if amount and price else None
    return Activity(
        kode,
        menu,
        kind,
        Jalur.PENINGKATAN,
        Skala.KAWASAN if kind in LARGER else Skala.LINGKUNGAN,
        Pelaksana.DINAS,
        year,
        year,
        jumlah=amount,
        rab=cost,
        lokasi=places,
        dana=(FundingLine("APBD-KAB", year, cost),) if cost else (),
    )


def _codes(path: Path) -> Path:
    rows = [
        row
        for row in (SHARED / "wilayah_kemendagri_2025.csv").read_text(encoding="utf-8").splitlines()
        if row.startswith(("kode,", "33,", "33.75"))
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _survey_of(path: Path) -> Path:
    found = [row for row in records(FOLDER / "baseline.csv") if row["tahun"] == BASELINE]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    return path


def main() -> None:
    """Make the folder named on the command line a NAHKODA_HOME with the city in it."""
    home = Path(sys.argv[1])
    home.mkdir(parents=True, exist_ok=True)
    database = Database.in_folder(home)
    database.upgrade()
    build(database, home / "sumber")


if __name__ == "__main__":
    main()
