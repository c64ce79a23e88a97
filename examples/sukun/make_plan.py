"""Makes the illustrative plan of the Sukun example and the budget of its proposal.

Run `python -m examples.sukun.make_plan` from the project's root. The quality improvement is what the house itself
proposes for the budget; names, keepers, letters and the works beside it are made up and labelled. The same survey,
catalogue and solver give the same files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final

from shapely import Point
from shapely.geometry import shape

from examples.sukun import BASELINE, BUDGET, KODE, LABEL, PENDUDUK, PEREMPUAN, PLAN, RT_MAP, TAHUN
from generators.workbook.tables import csv_files
from intake.budget import read_budget
from intake.catalogue import built_in
from intake.survey import read_survey
from planning.authority import Pelaksana, Skala
from planning.funding import SWADAYA, Commitment, FundingLine
from planning.plan import Activity, Beneficiaries, Jalur, Location, ManualOrder, Plan, PlanSettings
from planning.proposal import propose
from planning.quantity import SCALE, to_decimal
from planning.rollup import Place, Totals, tally
from planning.rules import RULE_2018, Size
from planning.scenario import scenario_of

FIRST, LAST = TAHUN + 1, TAHUN + 5
MENU = built_in()
_BUDGET: Final = """\
# Anggaran ilustratif untuk contoh Kelurahan Sukun: bukan angka pemerintah.
nol_ha = false
skala = ["lingkungan"]
tuntas = true
# Sambungan rumah (AL4) memerlukan instalasi yang belum ada di sini.
tanpa = ["AL4"]
"""
_MONEY: Final = {
    "APBD-KAB": (220, 240, 260, 260, 260),
    "APBN-BDI-KOL": (150, 150, 150, 150, 150),
    "APBN-NSUP2": (0, 150, 150, 150, 150),
}
"""Juta rupiah by source, from 2026 on; no real budget."""


def main() -> None:
    """Write budget and plan beside this script."""
    BUDGET.write_text(_budget(), encoding="utf-8")
    PLAN.mkdir(exist_ok=True)
    for name, data in csv_files(build(), 0).items():
        (PLAN / name).write_bytes(data)


def _budget() -> str:
    lines = [
        f'[[anggaran]]\nsumber = "{source}"\ntahun = {FIRST + at}\njumlah = {amount}_000_000\n'
        for source, amounts in _MONEY.items()
        for at, amount in enumerate(amounts)
        if amount
    ]
    return "\n".join((_BUDGET, *lines))


def build() -> Plan:
    """The plan: what is proposed for the budget, prevention outside, and what is not physical."""
    totals = tally(read_survey(BASELINE, rule=RULE_2018).rows)
    empty = Plan(KODE, 1, PlanSettings(FIRST, LAST))
    proposal = propose(empty, totals, MENU, read_budget(BUDGET), seconds=120)
    works = [*proposal.kegiatan, *_prevention(totals)]
    activities = [
        *(_dressed(each, totals) for each in sorted(works, key=lambda each: each.tahun_selesai)),
        *_not_physical(totals),
    ]
    numbered = [replace(each, kode=f"K-{number:03}") for number, each in enumerate(activities, 1)]
    return replace(empty, kegiatan=_with_one_rank_by_hand(numbered))


def _dressed(activity: Activity, totals: Totals) -> Activity:
    """A work with what people add to it: place in the name, point, keeper, beneficiaries, letters."""
    kawasan = sorted({each.kawasan for each in _places(activity, totals)})
    place = (
        kawasan[0] if len(kawasan) == 1 and kawasan[0] else "luar delineasi" if kawasan == [""] else "Sukun"
    )
    point = _point(activity)
    people = activity.manfaat.jiwa or 0
    return replace(
        activity,
        nama=f"{MENU.by_code[activity.katalog].nama}, {place}",
        kpp=f"KPP {place} ({LABEL})",
        kode_kabkota=f"IL-{activity.katalog}-{activity.tahun_selesai}",
        manfaat=replace(activity.manfaat, perempuan=people * PEREMPUAN // PENDUDUK),
        lintang=Decimal(f"{point.y:.6f}"),
        bujur=Decimal(f"{point.x:.6f}"),
        catatan=LABEL,
        dana=tuple(map(_promised, activity.dana)),
    )


def _places(activity: Activity, totals: Totals) -> list[Place]:
    names = set(activity.places)
    return [each for each in totals.places if (each.rw, each.rt) in names]


def _point(activity: Activity) -> Point:
    """A point in the first RT of an activity."""
    rw, rt = activity.places[0]
    features = json.loads(RT_MAP.read_text(encoding="utf-8"))["features"]
    found = next(
        each for each in features if (each["properties"]["rw"], each["properties"]["rt"]) == (rw, rt)
    )
    return shape(found["geometry"]).representative_point()


def _promised(line: FundingLine) -> FundingLine:
    """Money of the first year stands in a budget, of the second in a letter, later it is only indicated."""
    if line.tahun == FIRST:
        return replace(line, status=Commitment.DIANGGARKAN, bukti=f"DPA/DIPA {line.tahun} ({LABEL})")
    if line.tahun == FIRST + 1:
        return replace(line, status=Commitment.KOMITMEN, bukti=f"Surat komitmen {line.tahun} ({LABEL})")
    return replace(line, status=Commitment.INDIKATIF)


def _prevention(totals: Totals) -> Iterator[Activity]:
    """Fire protection and drains in the RT outside the kawasan that have grown to the limit."""
    condition = scenario_of(Plan(KODE, 1, PlanSettings(FIRST, LAST)), totals).rt.condition
    grown = [
        at
        for at, place in enumerate(totals.places)
        if not place.kawasan and condition.total[0, at] >= RULE_2018.ringan
    ]
    for katalog, codes, year in (("PK1", ("7b",), FIRST + 1), ("DR1", ("4b", "4c"), FIRST + 2)):
        entry = MENU.by_code[katalog]
        lokasi = tuple(
            Location(totals.places[at].rw, totals.places[at].rt, year, code, to_decimal(volume))
            for at in grown
            for code in codes
            if (volume := int(totals.volume[at, RULE_2018.codes.index(code)]))
        )
        amount = sum((each.volume or 0) * entry.improves(RULE_2018)[each.parameter] for each in lokasi)
        jumlah = Decimal(amount).to_integral_value(ROUND_CEILING)
        rab = int(jumlah) * (MENU.unit_cost(katalog, year) or 0)
        swadaya = rab // 10
        yield Activity(
            "", katalog, entry.nama, Jalur.PENCEGAHAN, entry.skala, entry.pelaksana, year, year,
            jumlah=jumlah, rab=rab, lokasi=lokasi,
            manfaat=_everybody(totals, grown),
            dana=(FundingLine("APBD-KAB", year, rab - swadaya), FundingLine(SWADAYA, year, swadaya)),
        )  # fmt: skip


def _everybody(totals: Totals, at: list[int]) -> Beneficiaries:
    kk, people = (int(totals.size(size)[at].sum()) // SCALE for size in (Size.KK, Size.PENDUDUK))
    return Beneficiaries(kk, people)


def _not_physical(totals: Totals) -> Iterator[Activity]:
    """Hygiene, capacity, livelihood and watch, each year or once; figures are made up."""
    inside = [at for at, place in enumerate(totals.places) if place.kawasan]
    names = [(totals.places[at].rw, totals.places[at].rt) for at in inside]
    everybody = _everybody(totals, inside)
    reached = {
        "NS1": replace(
            everybody,
            perempuan=(everybody.jiwa or 0) * PEREMPUAN // PENDUDUK,
            kk_mbr=int(totals.size(Size.KK_MBR)[inside].sum()) // SCALE,
        ),
        "NS1-K": Beneficiaries(40, 40, 20, 15),
        "NS1-W": Beneficiaries(20, 20, 8, 6),
        "NS2": Beneficiaries(60, 240, 130, 60),
    }
    for katalog, nama, pelaksana, years, rupiah in (
        ("NS1", "Kampanye PHBS dan STBM di empat kawasan", Pelaksana.BKM, range(FIRST, LAST + 1), 12_000_000),
        ("NS1-K", "Pelatihan TIPP dan KPP", Pelaksana.BKM, range(FIRST, FIRST + 2), 15_000_000),
        ("NS1-W", "Relawan Pengawas Permukiman", Pelaksana.KELURAHAN, range(FIRST + 2, LAST + 1), 8_000_000),
        ("NS2", "Modal usaha KSM bagi MBR di delineasi", Pelaksana.BKM, range(FIRST, FIRST + 3), 40_000_000),
    ):  # fmt: skip
        for year in years:
            yield Activity(
                "", katalog, f"{nama} {year}", Jalur.PENCEGAHAN, Skala.LINGKUNGAN, pelaksana, year, year,
                rab=rupiah, kode_kabkota=f"IL-{katalog}-{year}", catatan=LABEL,
                manfaat=reached[katalog],
                lokasi=tuple(Location(rw, rt, year) for rw, rt in names),
                dana=(_promised(FundingLine("APBD-KAB", year, rupiah)),),
            )  # fmt: skip


def _with_one_rank_by_hand(activities: list[Activity]) -> tuple[Activity, ...]:
    """The first road comes first, so that the example shows a reason."""
    road = next(at for at, each in enumerate(activities) if each.katalog.startswith("JL"))
    reason = f"Disepakati warga sebagai jalur evakuasi ({LABEL})"
    by_hand = replace(activities[road], urutan=ManualOrder(1, reason, "", date(TAHUN, 1, 1)))
    return (*activities[:road], by_hand, *activities[road + 1 :])


if __name__ == "__main__":
    main()
