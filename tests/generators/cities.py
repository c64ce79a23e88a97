"""Snapshots of cities for tests: the example, and the odd ones that an RP2KP-KP must survive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Final

from examples import malang, sukun
from generators.rp2kpkp.context import build_city
from generators.rp2kpkp.document import TEMPLATE
from generators.rp2kpkp.member import CityMember
from generators.rp2kpkp.pictures import city_names_beside
from generators.rp2kpkp.snapshot import CitySnapshot
from generators.rplp.snapshot import NamedOutline
from generators.templating.rendering import render_html
from generators.views.plan import PlanView
from intake.catalogue import built_in
from intake.city_manuscript import read_city_manuscript
from intake.plan_file import read_plan
from planning.city_manuscript import CityManuscript, DokumenKota, KawasanKota
from planning.plain import to_plain
from planning.plan import Plan, PlanSettings
from planning.rollup import tally
from planning.scenario import scenario_of
from planning.survey import SurveyRows
from planning.territory import TerritoryCode
from store.baselines import Baseline, SurveyImport
from store.canonical import Digest
from store.plans import PlanVersion
from tests.generators.places import DESA, KODE, NAMES, WEIRD, Record, rt
from tests.planning.reading import records, survey

MALANG: Final = TerritoryCode("35.73")
KABUPATEN: Final = TerritoryCode("35.07")
MENU = built_in()
DAY: Final = datetime(2026, 11, 23, tzinfo=UTC)
SECOND: Final = "35.73.04.1006"


def baseline(kode: str, rows: SurveyRows, *, number: int = 1) -> Baseline:
    source = SurveyImport(
        number, Digest("ab" * 32), "survei.csv", rows.rule.id, "188/2025", date(2025, 1, 2), None, False,
        len(rows), 0, DAY, "uji",
    )  # fmt: skip
    return Baseline(number, kode, "", int(rows.tahun[0]), number, len(rows), 0, source)


def member(
    rows: SurveyRows, kode: str, *, plan: Plan | None = None, newest: int = 1, nama: str = ""
) -> CityMember:
    """One kelurahan with the rows that are its own."""
    own = rows.take(rows.kode == kode)
    found = baseline(kode, own)
    view = None
    if plan is not None:
        version = PlanVersion(
            1, kode, 1, 1, Digest("cd" * 32), Digest("ef" * 32), Digest("01" * 32), "rencana.xlsx", DAY, "uji"
        )
        code = TerritoryCode(kode)
        view = PlanView(code, nama, version, found, MENU, scenario_of(plan, tally(own)))
    name = nama or NAMES.get(kode, kode)
    return CityMember(TerritoryCode(kode), name, "Sukun", found, newest, view, None, "")


def made(
    rows: SurveyRows,
    members: Sequence[CityMember],
    *,
    code: TerritoryCode = MALANG,
    manuscript: CityManuscript | None = None,
    names: Mapping[str, str] = NAMES,
    unsurveyed: Sequence[NamedOutline] = (),
) -> CitySnapshot:
    return build_city(
        rows,
        members,
        code=code,
        names=names,
        manuscript=manuscript or CityManuscript(),
        unsurveyed=unsurveyed,
        edition_date=date(2026, 11, 23),
        number=1,
    )


def example() -> CitySnapshot:
    """Kota Malang of the demo: four kelurahan with plans and a manuscript."""
    return rebuilt(read_city_manuscript(malang.NASKAH, MALANG))


def rebuilt(manuscript: CityManuscript) -> CitySnapshot:
    """The same city with another manuscript."""
    found = [*records(sukun.BASELINE), *records(malang.BASELINE)]
    rows = survey(found)
    names = {each["kode_kelurahan"]: each["kelurahan"] for each in found}
    members = []
    for kode, nama in names.items():
        folder = sukun.PLAN if kode == sukun.KODE else malang.FOLDER / malang.plan_folder(kode)
        own = rows.take(rows.kode == kode)
        read = read_plan(
            folder,
            code=TerritoryCode(kode),
            rows=own,
            baseline=1,
            catalogue=MENU,
            author="",
            today=DAY.date(),
        )
        assert read.plan is not None
        members.append(member(rows, kode, plan=read.plan, nama=nama))
    return made(
        rows, members, manuscript=manuscript, unsurveyed=[NamedOutline("35.73.04.1001", "Ciptomulyo", "")]
    )


def _of(found: Sequence[Record], **changes: object) -> CitySnapshot:
    rows = survey(found)
    codes = dict.fromkeys(each["kode_kelurahan"] for each in found)
    return made(rows, [member(rows, kode) for kode in codes], **changes)  # type: ignore[arg-type]


def _planned() -> CitySnapshot:
    rows = survey([rt(1, share=80, kawasan="A"), rt(2, share=80, kawasan="A", kode_kelurahan=SECOND)])
    empty = Plan(KODE, 1, PlanSettings(2026, 2028))
    return made(rows, [member(rows, KODE, plan=empty, newest=2), member(rows, SECOND)])


ODD: Final[Mapping[str, Callable[[], CitySnapshot]]] = {
    "one RT": lambda: _of([rt(1, share=80)]),
    "one slum kawasan": lambda: _of([rt(1, share=80, kawasan="A")]),
    "all zero": lambda: _of([rt(1, kawasan="A"), rt(2)]),
    "nothing filled": lambda: _of(
        [{**rt(1, kawasan="A", luas_sk_ha=""), **{code: "" for code in rt(1) if code[0].isdigit()}}]
    ),
    "an empty plan beside none": _planned,
    "desa": lambda: _of(
        [rt(1, share=60, kawasan="A", kode_kelurahan=DESA, kelurahan="Mentaraman")], code=KABUPATEN
    ),
    "names that hurt": lambda: _of(
        [rt(1, share=80, kawasan=WEIRD)],
        manuscript=CityManuscript(
            label="<i>",
            dokumen=DokumenKota(tahun_awal=2026, tahun_akhir=2030, tempat="{{ 1 }}", penyusun="A & <B>"),
            kawasan=(KawasanKota(KODE, WEIRD, isu="<b>&amp;</b>", konsep="{% raw %}"),),
        ),
    ),
    "200 RT in 20 kelurahan": lambda: _of(
        [
            rt(n, share=n * 7 % 100, kawasan="Kawasan" if n % 3 else "", kode_kelurahan=f"35.73.04.10{n % 20 + 1:02}")
            for n in range(200)
        ]
    ),
}  # fmt: skip
"""Cities that a document must survive, each made when it is asked for."""


@cache
def snapshot(name: str) -> CitySnapshot:
    return example() if name == "Malang" else ODD[name]()


@cache
def html(name: str) -> str:
    return html_of(snapshot(name))


def html_of(found: CitySnapshot) -> str:
    """The rendered template."""
    plain = to_plain(found)
    assert isinstance(plain, dict)
    return render_html(TEMPLATE, {**plain, **city_names_beside(found)})
