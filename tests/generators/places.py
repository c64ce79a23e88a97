"""Snapshots for tests: the example, real kelurahan, and the odd ones that a plan must survive."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Final

from examples import sukun
from generators.facts.plan import PlanFacts
from generators.facts.process import ProcessFacts
from generators.rplp.context import BaselineIdentity, build_rplp
from generators.rplp.document import TEMPLATE, names_beside
from generators.rplp.snapshot import RplpSnapshot, RtOutline
from generators.templating.rendering import render_html
from intake.manuscript import read_manuscript
from planning.checks import check_rows
from planning.findings import Severity
from planning.manuscript import Manuscript
from planning.plain import Plain, to_plain
from planning.rules import RULE_2016, RULE_2018, RuleSet
from planning.survey import SurveyRows
from planning.territory import TerritoryCode
from tests.planning.reading import SHARED, records, survey

Record = dict[str, str]

DIGEST = "ab" * 32
KODE, DESA = "35.73.04.1005", "35.07.01.2001"
NAMES: Final[Mapping[str, str]] = {
    "35": "Jawa Timur", "35.73": "Kota Malang", "35.73.04": "Sukun", KODE: "Sukun",
    "35.07": "Kabupaten Malang", "35.07.01": "Donomulyo", DESA: "Mentaraman",
    "33": "Jawa Tengah", "33.75": "Kota Pekalongan", "33.75.01": "Pekalongan Barat",
    "33.75.01.1003": "Podosugih", "33.75.01.1004": "Sapuro Kebulen", "33.75.04.1002": "Banyurip",
}  # fmt: skip
PEKALONGAN: Final = (("33.75.01.1003", 2020), ("33.75.01.1004", 2021), ("33.75.04.1002", 2023))
REGISTRY: Final = SHARED / "pekalongan" / "baseline.csv"
WEIRD: Final = (
    'R&D <b>"Kampung \'Warna"</b> {{ 7 * 7 }} {% raw %} &amp; di tepi sungai yang panjangnya 80 huruf'
)
assert len(WEIRD) >= 80

SIZES: Final = {
    "luas_ha": "1.5", "luas_sk_ha": "1.25", "bangunan": "40", "penduduk": "170", "kk": "40", "kk_mbr": "12",
    "jalan_ideal_m": "300", "drainase_ideal_m": "250", "rtp_ha": "0.02", "rtp_ideal_ha": "0.05",
}  # fmt: skip


def rt(number: int = 1, *, share: int = 0, rule: RuleSet = RULE_2018, **changes: str) -> Record:
    """One RT of which `share` percent is bad in every parameter; `_1a` stands for the column `1a`."""
    half = {"2a", "2b", "4b", "4c", "4e"}
    record = {
        "tahun": "2025", "kode_kelurahan": KODE, "kelurahan": "Sukun", "kawasan": "",
        "rw": f"{(number - 1) // 20 + 1:03}", "rt": f"{(number - 1) % 20 + 1:03}", **SIZES,
    }  # fmt: skip
    for parameter in rule.parameters:
        # Missing and bad lengths exclude each other.
        most = min(share, 50) if parameter.code in half else share
        record[parameter.code] = f"{float(record[parameter.denominator]) * most / 100:g}"
    return record | {name.removeprefix("_"): value for name, value in changes.items()}


def only_known(found: Sequence[Record], rule: RuleSet = RULE_2018) -> SurveyRows:
    """The rows that an import keeps."""
    rows = survey(found, rule)
    refused = {at for at, each in check_rows(rows, file="", sheet=None) if each.severity is Severity.ERROR}
    return survey([each for at, each in enumerate(found) if at not in refused], rule)


def made(
    rows: SurveyRows,
    *,
    names: Mapping[str, str] = NAMES,
    manuscript: Manuscript | None = None,
    outlines: Sequence[RtOutline] = (),
    sk_number: str = "",
    sk_date: date | None = None,
    plan: PlanFacts | None = None,
    process: ProcessFacts | None = None,
) -> RplpSnapshot:
    """The snapshot of one kelurahan from its rows."""
    return build_rplp(
        rows,
        code=TerritoryCode(rows.kode[0]),
        names=names,
        baseline=BaselineIdentity(1, sk_number, sk_date, "survei.csv", DIGEST),
        manuscript=manuscript or Manuscript(),
        outlines=outlines,
        outline_source="batas.geojson" if outlines else "",
        plan=plan,
        process=process,
        edition_date=date(2026, 11, 23),
        number=1,
    )


def sukun_manuscript() -> Manuscript:
    """The manuscript of the example."""
    return read_manuscript(sukun.FOLDER / "naskah")


def _mixed(count: int, *, shares: Sequence[int], kawasan: Callable[[int], str] = lambda _: "") -> SurveyRows:
    return survey([rt(n, share=shares[n % len(shares)], kawasan=kawasan(n)) for n in range(1, count + 1)])


def _empty_volumes() -> SurveyRows:
    return survey([rt(n) | dict.fromkeys(RULE_2018.codes, "") for n in (1, 2)])


def square(number: int) -> str:
    """The outline of an RT, one beside the other by number."""
    west, east = 112.6 + number / 100, 112.605 + number / 100
    ring = [[west, -7.99], [east, -7.99], [east, -7.985], [west, -7.985], [west, -7.99]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


ODD: Final[Mapping[str, Callable[[], RplpSnapshot]]] = {
    "one slum RT": lambda: made(survey([rt(share=60, kawasan="Kampung Baru")])),
    "one slum RT without kawasan": lambda: made(survey([rt(share=60)])),
    "one clean RT": lambda: made(survey([rt()])),
    "one RT with one small gap": lambda: made(survey([rt(_3a="4")])),
    "two RT, one near the limit": lambda: made(survey([rt(1, share=30, _7a="0", _7b="0"), rt(2)])),
    "all slum, none delineated": lambda: made(_mixed(3, shares=(80,))),
    "all slum, all delineated": lambda: made(_mixed(3, shares=(55,), kawasan=lambda _: "A")),
    "all delineated, none slum": lambda: made(_mixed(4, shares=(10, 20), kawasan=lambda _: "A")),
    "slum inside and outside": lambda: made(_mixed(12, shares=(60, 5, 80), kawasan=lambda n: "A" if n < 5 else "")),
    "kawasan that differ in case": lambda: made(
        _mixed(6, shares=(60, 30), kawasan=lambda n: ("Kampung aur", "Kampung Baru", "Kampung Aur")[n % 3])
    ),
    "400 RT": lambda: made(
        _mixed(400, shares=(0, 10, 30, 60, 90), kawasan=lambda n: f"Kawasan {n // 50}" if n > 100 else "")
    ),
    "not slum, no kawasan": lambda: made(_mixed(30, shares=(0, 10, 20))),
    "all zero": lambda: made(_mixed(5, shares=(0,))),
    "no volume filled": lambda: made(_empty_volumes()),
    "nothing applies": lambda: made(survey([rt() | dict.fromkeys(RULE_2018.codes, "-")])),
    "no roads and drains": lambda: made(
        survey(
            [
                rt(n, share=60, jalan_ideal_m="0", drainase_ideal_m="0", _2a="-", _2b="-", _4b="-", _4c="-")
                for n in (1, 2, 3)
            ]
        )
    ),
    "one parameter not filled": lambda: made(survey([rt(1, share=40, _1a="", _5b=""), rt(2, share=40, _1a="")])),
    "optional sizes empty": lambda: made(
        survey([rt(n, share=60, kawasan="A", luas_sk_ha="", kk_mbr="", rtp_ha="", rtp_ideal_ha="") for n in (1, 2)])
    ),
    "enough open space": lambda: made(survey([rt(1, share=60, rtp_ha="0.05")])),
    "no open space needed": lambda: made(survey([rt(1, share=60, rtp_ha="-", rtp_ideal_ha="-")])),
    "odd names": lambda: made(
        survey([rt(n, share=60, kelurahan=WEIRD, kawasan=WEIRD) for n in (1, 2)]), names=dict.fromkeys(NAMES, WEIRD)
    ),
    "desa": lambda: made(survey([rt(n, share=60, kode_kelurahan=DESA, kawasan="Dusun Krajan") for n in (1, 2, 3)])),
    "rule 2016": lambda: made(
        survey([rt(n, share=45, rule=RULE_2016, kawasan="A" if n < 3 else "") for n in (1, 2, 3)], RULE_2016),
        sk_number="188.45/86/2015", sk_date=date(2015, 3, 4),
    ),
    "outlines for some RT": lambda: made(
        _mixed(5, shares=(60, 0)), outlines=[RtOutline("001", f"{n:03}", square(n)) for n in (1, 2)]
    ),
}  # fmt: skip
"""Every one must give a document without a fault."""


@cache
def snapshot(name: str) -> RplpSnapshot:
    """A snapshot by name: `Sukun`, a real kelurahan as `33.75.01.1003/2020`, or one of `ODD`."""
    if name == "Sukun":
        return made(survey(records(sukun.BASELINE)), manuscript=sukun_manuscript())
    if name in ODD:
        return ODD[name]()
    kode, _, tahun = name.partition("/")
    found = [each for each in records(REGISTRY) if (each["kode_kelurahan"], each["tahun"]) == (kode, tahun)]
    return made(only_known(found))


@cache
def html(name: str) -> str:
    """The rendered text of a snapshot."""
    return html_of(snapshot(name))


def html_of(found: RplpSnapshot) -> str:
    """The rendered text with a place for every picture that there is."""
    plain = to_plain(found)
    assert isinstance(plain, dict)
    return rendered({**plain, **names_beside(found)})


def rendered(plain: Mapping[str, Plain]) -> str:
    """The rendered text of a snapshot's plain data."""
    return render_html(TEMPLATE, plain)
