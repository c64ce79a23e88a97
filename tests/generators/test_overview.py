"""The state of a territory from its newest baselines."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from examples import sukun
from generators.errors import NothingToRender
from generators.views.overview import Overview, overview_json, overview_of
from intake.importing import import_baseline, import_territory
from planning.rules import RULE_2016, RULE_2018, RuleSet, Tingkat
from planning.territory import NATION, parse_code
from store.database import Database
from store.errors import MixedRules
from tests.generators import places

SUKUN, TANJUNGREJO = places.KODE, "35.73.04.1006"


def survey_file(folder: Path, name: str, *rows: places.Record, rule: RuleSet = RULE_2018) -> Path:
    path = folder / name
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def imported(database: Database, path: Path, rule: RuleSet = RULE_2018) -> None:
    assert import_baseline(database, path, rule=rule).result is not None


def of(database: Database, code: str, tahun: int | None = None) -> Overview:
    return overview_of(database, parse_code(code), tahun=tahun)


def test_sukun(database: Database) -> None:
    for path in (sukun.WILAYAH, sukun.OUTLINE):
        import_territory(database, path)
    imported(database, sukun.BASELINE)
    found, snapshot = of(database, SUKUN), places.snapshot("Sukun")
    assert (found.name, found.years, found.rule.id) == ("Sukun", (2025,), "2018")
    assert (found.luas_ha, found.penduduk, found.kk) == (sukun.LUAS_HA, sukun.PENDUDUK, sukun.KK)
    assert (found.total, found.tingkat.name.lower()) == (snapshot.slum.total, snapshot.slum.tingkat)
    assert str(found.slum_ha_by_rt) == snapshot.slum.ha_by_rt
    assert str(found.slum_ha_by_kawasan) == snapshot.slum.ha_by_kawasan
    assert str(found.luas_sk_ha) == snapshot.inside.sizes.luas_sk_ha
    assert found.outline_ha is not None
    # The published area and that of the simplified outline are two numbers, and they differ.
    assert abs(found.outline_ha - sukun.LUAS_HA) / sukun.LUAS_HA < Decimal("0.25")
    assert [(row.tingkat.label, row.rt) for row in found.classes] == [
        (row.label, row.rt) for row in snapshot.classes
    ]
    assert [str(gap.buruk) for gap in found.gaps if gap.buruk is not None] == [
        each.buruk for each in snapshot.indicators if each.buruk is not None
    ]
    assert [(part.name, part.total, str(part.slum_ha)) for part in found.parts] == [
        (each.name, each.total, each.slum_ha_by_rt) for each in snapshot.kawasan
    ]
    # Above the kelurahan the figures are the same, the parts are kelurahan.
    city = of(database, "35.73")
    assert (city.name, city.total, city.slum_ha_by_rt) == ("Kota Malang", found.total, found.slum_ha_by_rt)
    assert [(part.code, part.name, part.rt) for part in city.parts] == [(SUKUN, "Sukun", 110)]


def two_kelurahan(database: Database, folder: Path) -> None:
    rows = [
        places.rt(1, share=60, kawasan="A"),
        places.rt(2),
        places.rt(
            1, share=80, kode_kelurahan=TANJUNGREJO, kelurahan="Tanjungrejo", luas_ha="4", luas_sk_ha=""
        ),
    ]
    imported(database, survey_file(folder, "dua.csv", *rows))


@pytest.mark.parametrize("code", ["35.73.04", "35.73", "35", NATION])
def test_every_level_above_sums_the_kelurahan(database: Database, tmp_path: Path, code: str) -> None:
    two_kelurahan(database, tmp_path)
    found = of(database, code)
    assert found.luas_ha == 7
    assert (found.penduduk, found.kk, found.bangunan) == (510, 120, 120)
    assert found.slum_ha_by_rt == Decimal("5.5")
    # Only what is delineated counts by kawasan.
    assert found.slum_ha_by_kawasan == Decimal("1.5")
    one = {"0": "35", "35": "35.73"}
    expected = [("Sukun", 2, Decimal(3), Decimal("1.5")), ("Tanjungrejo", 1, Decimal(4), Decimal(4))]
    if code in one:
        # Above a kab/kota the parts are the next level down; here it has no name in the list.
        expected = [(one[code], 3, Decimal(7), Decimal("5.5"))]
    assert [(part.name, part.rt, part.luas_ha, part.slum_ha) for part in found.parts] == expected
    assert {row.tingkat: row.rt for row in found.classes} == {
        Tingkat.BERAT: 0, Tingkat.SEDANG: 2, Tingkat.RINGAN: 0, Tingkat.TIDAK: 1,
    }  # fmt: skip


def test_places_below_are_those_of_the_code_only(database: Database, tmp_path: Path) -> None:
    two_kelurahan(database, tmp_path)
    assert of(database, TANJUNGREJO).luas_ha == 4
    assert of(database, TANJUNGREJO).parts == ()
    assert of(database, TANJUNGREJO).luas_sk_ha is None


def test_the_newest_year_counts_unless_one_is_asked_for(database: Database, tmp_path: Path) -> None:
    imported(database, survey_file(tmp_path, "a.csv", places.rt(1, share=80)))
    imported(database, survey_file(tmp_path, "b.csv", places.rt(1, share=10, tahun="2026")))
    imported(database, survey_file(tmp_path, "c.csv", places.rt(1, share=60)))
    assert (of(database, SUKUN).years, of(database, SUKUN).slum_ha_by_rt) == ((2026,), Decimal(0))
    old = of(database, SUKUN, 2025)
    assert (old.years, [each.number for each in old.baselines], old.slum_ha_by_rt) == (
        (2025,),
        [3],
        Decimal("1.5"),
    )


def test_newest_surveys_of_different_years_are_one_state(database: Database, tmp_path: Path) -> None:
    other = places.rt(1, share=60, kode_kelurahan=TANJUNGREJO, tahun="2023")
    imported(database, survey_file(tmp_path, "a.csv", places.rt(1, share=60), other))
    found = of(database, "35.73")
    assert (found.years, found.luas_ha, len(found.parts)) == ((2023, 2025), Decimal(3), 2)


def test_two_rule_sets_are_not_added(database: Database, tmp_path: Path) -> None:
    imported(database, survey_file(tmp_path, "a.csv", places.rt(1)))
    other = places.rt(1, kode_kelurahan=TANJUNGREJO, rule=RULE_2016)
    imported(database, survey_file(tmp_path, "b.csv", other), RULE_2016)
    with pytest.raises(MixedRules):
        of(database, "35.73")
    assert of(database, TANJUNGREJO).rule is RULE_2016


@pytest.mark.parametrize(("code", "tahun"), [(TANJUNGREJO, None), ("36", None), (SUKUN, 2019)])
def test_nothing_to_show(database: Database, tmp_path: Path, code: str, tahun: int | None) -> None:
    imported(database, survey_file(tmp_path, "a.csv", places.rt(1)))
    with pytest.raises(NothingToRender) as caught:
        of(database, code, tahun)
    assert caught.value.where == code
    assert caught.value.exit_code == 1
    assert (str(tahun) in caught.value.expected) == (tahun is not None)


def test_a_name_comes_from_the_list_else_from_the_survey(database: Database, tmp_path: Path) -> None:
    two_kelurahan(database, tmp_path)
    assert of(database, SUKUN).name == "Sukun"
    assert of(database, "35.73").name == "35.73"
    import_territory(database, sukun.WILAYAH)
    assert of(database, "35.73").name == "Kota Malang"


def test_the_area_of_outlines_is_of_the_surveyed_kelurahan_or_unknown(
    database: Database, tmp_path: Path
) -> None:
    """Else an area of one kelurahan would stand beside the surveyed area of two."""
    imported(database, survey_file(tmp_path, "a.csv", places.rt(1)))
    import_territory(database, sukun.OUTLINE)
    alone = of(database, SUKUN).outline_ha
    assert alone is not None
    assert of(database, "35.73").outline_ha == alone
    two_kelurahan(database, tmp_path)
    assert of(database, "35.73").outline_ha is None
    assert of(database, SUKUN).outline_ha == alone


def test_json_says_the_same(database: Database, tmp_path: Path) -> None:
    two_kelurahan(database, tmp_path)
    found = of(database, "35.73.04")
    data = overview_json(found)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert (data["kode"], data["tingkat_wilayah"], data["rule"], data["tahun"]) == (
        "35.73.04",
        "kecamatan",
        "2018",
        [2025],
    )
    assert (data["luas_ha"], data["luas_kumuh_rt_ha"], data["luas_batas_ha"]) == (7.0, 5.5, None)
    assert data["bagian"] == [
        {
            "kode": part.code, "nama": part.name, "rt": part.rt, "luas_ha": float(part.luas_ha),
            "luas_kumuh_ha": float(part.slum_ha), "total": part.total, "tingkat": part.tingkat.label,
        }
        for part in found.parts
    ]  # fmt: skip
    indicators = data["indikator"]
    assert isinstance(indicators, list)
    assert [each["nomor"] for each in indicators] == list(range(1, 9))
    assert sum(len(each["parameter"]) for each in indicators) == 16
    baselines = data["baselines"]
    assert isinstance(baselines, list)
    assert [(each["kelurahan"], each["number"], each["sk_number"]) for each in baselines] == [
        ("Sukun", 1, None), ("Tanjungrejo", 1, None),
    ]  # fmt: skip
