"""The plan workbook: its sheets and columns, what stays text, and what other programs compute from it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from generators.workbook.inputs import DANA_PER_KEGIATAN, LOKASI_PER_KEGIATAN
from generators.workbook.money import INVESTMENT_COLUMNS
from generators.workbook.words import COMPUTED_WORDS, FINDING_WORDS, SHEETS
from generators.workbook.writing import plan_workbook
from intake.catalogue import built_in
from intake.plan_file import read_plan
from planning.catalogue import Catalogue
from planning.findings import finding
from planning.funding import by_source_and_year, total_of
from planning.plan import AreaReading
from planning.plan_findings import PLAN_FINDINGS
from planning.plan_sheets import COLUMNS, COMPUTED, SETTINGS, Sheet
from planning.quantity import SCALE
from planning.rules import RULE_2018
from planning.scenario import Scenario
from planning.territory import TerritoryCode
from tests.documents.tools import program
from tests.generators.plans import (
    AUTHOR,
    KODE,
    TODAY,
    awkward_scenario,
    dear_catalogue,
    example_rows,
    large_scenario,
    without_activities,
)

Cells = dict[tuple[str, int, int], object]
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ALLOWED = {
    "AND",
    "COUNTIFS",
    "IF",
    "IFERROR",
    "INDEX",
    "ISNUMBER",
    "MATCH",
    "N",
    "OR",
    "ROUND",
    "SUM",
    "SUMIFS",
}
_ALLOWED |= {"SUMPRODUCT"}


def written(scenario: Scenario, catalogue: Catalogue | None = None, *, blank_rows: int = 5) -> bytes:
    return plan_workbook(
        scenario, catalogue or dear_catalogue(), name="Sukun", version=3, blank_rows=blank_rows
    )


def cells_of(data: bytes) -> Cells:
    """Every cell that holds something, by sheet, row and column from 0."""
    workbook = CalamineWorkbook.from_object(io.BytesIO(data))
    found: Cells = {}
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row, line in enumerate(rows):
            found |= {(name, row, column): cell for column, cell in enumerate(line) if cell != ""}
    return found


def table_of(cells: Cells, sheet: str, head: int = 0) -> list[dict[str, object]]:
    """The records under a header row."""
    names = {
        column: str(cell) for (name, row, column), cell in cells.items() if name == sheet and row == head
    }
    last = max(row for name, row, _ in cells if name == sheet)
    return [
        {name: cells.get((sheet, row, column), "") for column, name in names.items()}
        for row in range(head + 1, last + 1)
    ]


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_part(data: bytes, sheet: str) -> str:
    """The name of the part of one sheet; the writer numbers them in their order."""
    names = CalamineWorkbook.from_object(io.BytesIO(data)).sheet_names
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    parts = parts_of(data)
    before = parts[part].decode()
    after = change(before)
    assert after != before
    parts[part] = after.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def without_results(data: bytes) -> bytes:
    """The workbook without the stored result of any formula, so that a program has to compute them."""
    for name in list(parts_of(data)):
        if name.startswith("xl/worksheets/sheet") and b"<f>" in parts_of(data)[name]:
            data = changed(data, name, lambda xml: re.sub(r"</f><v>[^<]*</v>", "</f>", xml))
    return data


def recalculated(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice computes it, from formulas that have no result."""
    office = program("soffice", "libreoffice-calc-nogui")
    source, out = folder / "rencana.xlsx", folder / "out"
    source.write_bytes(without_results(data))
    run = subprocess.run(
        [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(source),
        ],
        capture_output=True, text=True, timeout=180, check=True,
    )  # fmt: skip
    if not (out / source.name).exists():
        pytest.fail(f"install the Debian package libreoffice-calc-nogui: {run.stderr}")
    return (out / source.name).read_bytes()


def assert_same_cells(ours: Cells, theirs: Cells) -> None:
    different = []
    for key in ours.keys() | theirs.keys():
        a, b = ours.get(key, ""), theirs.get(key, "")
        same = (
            b == pytest.approx(a, rel=1e-12, abs=1e-09)
            if isinstance(a, float) and isinstance(b, float)
            else a == b
        )
        if not same:
            different.append((key, a, b))
    assert sorted(different, key=str)[:10] == []


# ------------------------------------------------------------------ form


def test_the_same_values_give_the_same_bytes() -> None:
    assert written(large_scenario()) == written(large_scenario())


@pytest.mark.parametrize("planned", [True, False])
def test_sheets_stand_in_their_order(planned: bool) -> None:
    scenario = large_scenario() if planned else without_activities(large_scenario())
    names = CalamineWorkbook.from_object(io.BytesIO(written(scenario))).sheet_names
    every = ["petunjuk", *(sheet for sheet, _, _ in SHEETS)]
    left_out = {"temuan"} if planned else {"temuan", "skenario", "investasi", "dampak"}
    assert names == [sheet for sheet in every if sheet not in left_out]


def test_findings_have_a_sheet_in_the_language_of_the_reader() -> None:
    found = finding("P016", file="a.xlsx", sheet="kegiatan", row=7, column="kpp", kegiatan="K-006")
    data = plan_workbook(
        large_scenario(),
        built_in(),
        name="Sukun",
        version=1,
        findings=[found],
        translate=lambda text: text.replace("Without upkeep the slum returns: name one.", "Sebutkan."),
        blank_rows=2,
    )
    row = table_of(cells_of(data), "temuan")[0]
    assert (row["kode"], row["akibat"], row["lembar"], row["baris"]) == (
        "P016",
        "peringatan",
        "kegiatan",
        7.0,
    )
    assert str(row["temuan"]).startswith("K-006: nobody is named")
    assert str(row["temuan"]).endswith("Sebutkan.")


def test_every_column_that_is_read_is_there_and_computed_ones_follow() -> None:
    cells = cells_of(written(large_scenario()))
    for sheet in Sheet:
        head = [str(cell) for (name, row, _), cell in sorted(cells.items()) if name == sheet and row == 0]
        assert head == [*(column.name for column in COLUMNS[sheet]), *COMPUTED[sheet]]
    settings = table_of(cells, "rencana")
    assert [row["isian"] for row in settings] == [setting.name for setting in SETTINGS]
    assert settings[2]["nilai"] == 3.0


def test_words_exist_for_every_code_and_column() -> None:
    assert set(FINDING_WORDS) == {code for code in PLAN_FINDINGS if code < "P100"}
    assert set(COMPUTED_WORDS) == {name for names in COMPUTED.values() for name in names}
    told = {
        str(cell)
        for (sheet, _, _), cell in cells_of(written(large_scenario())).items()
        if sheet == "petunjuk"
    }
    assert FINDING_WORDS.keys() <= told
    assert {column.name for columns in (*COLUMNS.values(), SETTINGS) for column in columns} - told <= {
        "isian",
        "nilai",
    }


@pytest.mark.parametrize(
    "scenario", [large_scenario(), awkward_scenario(), without_activities(large_scenario())]
)
def test_a_validator_finds_nothing(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "rencana.xlsx"
    path.write_bytes(written(scenario))
    assert [error.description for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_formulas_use_functions_that_need_no_prefix() -> None:
    # The writer passes formulas on as they are; a newer function without its prefix would be an error in Excel.
    for name, content in parts_of(written(large_scenario())).items():
        if name.startswith("xl/worksheets/sheet"):
            tree = ET.fromstring(content)
            for formula in (each.text or "" for each in tree.iter() if each.tag.lower().find("formula") > 0):
                assert set(re.findall(r"([A-Z.]+)\(", formula)) <= _ALLOWED
            for formula in (each.text or "" for each in tree.iter(f"{_MAIN}f")):
                assert set(re.findall(r"([A-Z.]+)\(", formula)) <= _ALLOWED
                assert not formula.startswith("=")


def test_drop_downs_and_checks_reach_the_last_prepared_row() -> None:
    blank = 5
    scenario = large_scenario()
    plan = scenario.plan
    data = written(scenario, blank_rows=blank)
    expected = {
        Sheet.KEGIATAN: (len(plan.kegiatan) + blank, {"katalog", "jalur", "skala", "pelaksana"}),
        Sheet.LOKASI: (
            sum(len(each.lokasi) for each in plan.kegiatan) + blank * LOKASI_PER_KEGIATAN,
            {"kegiatan", "parameter"},
        ),
        Sheet.DANA: (len(plan.lines) + blank * DANA_PER_KEGIATAN, {"kegiatan", "sumber", "status"}),
    }
    for sheet, (last, lists) in expected.items():
        tree = ET.fromstring(parts_of(data)[sheet_part(data, sheet)])
        checks = [each.attrib for each in tree.iter(f"{_MAIN}dataValidation")]
        assert [each["promptTitle"] for each in checks] == [column.name for column in COLUMNS[sheet]]
        assert {each["promptTitle"] for each in checks if each.get("type") == "list"} == lists
        assert all(re.fullmatch(rf"[A-Z]+2:[A-Z]+{last + 1}", each["sqref"]) for each in checks)
        formulas = [
            each.get("r", "") for each in tree.iter(f"{_MAIN}c") if each.find(f"{_MAIN}f") is not None
        ]
        assert len(formulas) == last * len(COMPUTED[sheet])


def test_a_note_says_which_columns_are_not_read() -> None:
    text = b"".join(
        content for name, content in parts_of(written(large_scenario())).items() if "comments" in name
    )
    assert text.count(b"tidak dibaca kembali oleh Nahkoda") == sum(map(len, COMPUTED.values()))


# ------------------------------------------------------------------ what is written


def test_texts_that_look_like_formulas_stay_text() -> None:
    scenario = awkward_scenario()
    data = written(scenario)
    cells = cells_of(data)
    row = table_of(cells, "kegiatan")[0]
    activity = scenario.plan.kegiatan[0]
    assert (row["kode"], row["nama"], row["kpp"]) == ("=1+1", activity.nama, "-5")
    assert str(row["catatan"]).startswith("+62 812")
    assert table_of(cells, "dana")[1]["bukti"] == "@SUM(A1)"
    assert table_of(cells, "rt", 2)[0]["kawasan"] == '=1+1 & "x"'
    for content in parts_of(data).values():
        assert b"HYPERLINK(" not in re.sub(rb"<t[ >].*?</t>", b"", content, flags=re.DOTALL)


def test_three_kinds_of_empty_differ_on_the_sheet_rt() -> None:
    rows = table_of(cells_of(written(awkward_scenario())), "rt", 2)
    assert (rows[0]["2a"], rows[0]["6a"], rows[0]["4a"]) == ("-", "", 0.7)
    assert (rows[1]["kk_mbr"], rows[0]["kk_mbr"]) == ("", 11.0)
    assert (rows[0]["rw"], rows[0]["rt"], rows[3]["kawasan"]) == ("001", "001", "")


def test_the_sheet_rt_agrees_with_the_scores() -> None:
    scenario = large_scenario()
    totals, condition = scenario.rt.places, scenario.rt.condition
    rows = table_of(cells_of(written(scenario)), "rt", 2)
    assert [row["jumlah_nilai"] for row in rows] == condition.total[0].tolist()
    assert [row["tingkat"] for row in rows] == [
        totals.rule.tingkat(int(each)).label for each in condition.total[0]
    ]
    filled = [[row[code] or 0.0 for code in RULE_2018.codes] for row in rows]
    shown = np.array([[0.0 if cell == "-" else cell for cell in row] for row in filled], dtype=float)
    assert np.array_equal(np.rint(shown * SCALE), totals.volume)


def test_the_catalogue_stands_at_prices_of_the_first_year() -> None:
    catalogue = dear_catalogue()
    rows = table_of(cells_of(written(large_scenario(), catalogue)), "katalog")
    assert [row["kode"] for row in rows] == list(catalogue.by_code)
    for row in rows:
        shown = tuple(
            round(cell) for cell in (row["biaya_bawah"], row["biaya_atas"]) if isinstance(cell, float)
        )
        assert shown == (catalogue.cost_range(str(row["kode"]), 2026) or ())
    road = next(row for row in rows if row["kode"] == "JL1")
    assert "2b (1,5 m² tiap m)" in str(road["parameter_diperbaiki"])


@pytest.mark.parametrize("reading", AreaReading)
def test_hectares_by_year_are_those_of_the_scenario(reading: AreaReading) -> None:
    scenario = large_scenario(60, reading, places=20)
    # No work of the plan serves waste water, so the double test keeps every RT on the list.
    falls = reading is not AreaReading.AMBANG_LAYANAN
    assert (scenario.summary[0].left > scenario.summary[-1].left) == falls
    rows = table_of(cells_of(written(scenario)), "skenario", 6)[: len(scenario.years)]
    for row, year in zip(rows, scenario.summary, strict=True):
        assert row["tahun"] == year.tahun
        assert row["luas kumuh tersisa (ha)"] == pytest.approx(year.left / SCALE)
        assert row["luas kumuh di luar delineasi (ha)"] == pytest.approx(year.outside / SCALE)
        assert (row["RT kumuh"], row["penduduk di RT kumuh"]) == (year.places, year.people)
        assert row["dana tahun itu (Rp)"] == year.money


def test_the_chart_shows_hectares_from_zero() -> None:
    chart = parts_of(written(large_scenario()))["xl/charts/chart1.xml"].decode()
    assert "<c:f>skenario!$B$8:$B$13</c:f>" in chart
    assert "<c:f>skenario!$A$8:$A$13</c:f>" in chart
    assert '<c:min val="0"/>' in chart


def test_money_is_whole_in_the_investment_plan() -> None:
    scenario = large_scenario()
    plan = scenario.plan
    rows = table_of(cells_of(written(scenario)), "investasi", 3)[: len(INVESTMENT_COLUMNS) + 1]
    sums = by_source_and_year(plan.lines, lambda source: source.investasi)
    assert [row["sumber dana"] for row in rows] == [*INVESTMENT_COLUMNS, "Jumlah"]
    for row in rows[:-1]:
        for year in (*plan.settings.years, 2031):
            assert row.get(f"{year}.0", 0) == sums.get((str(row["sumber dana"]), year), 0)
    assert rows[-1]["jumlah"] == total_of(plan.lines)


def test_what_each_activity_does_stands_beside_its_cost() -> None:
    scenario = large_scenario()
    rows = table_of(cells_of(written(scenario)), "dampak", 3)
    for row, activity, effect in zip(rows, scenario.plan.kegiatan, scenario.effects, strict=True):
        assert (row["kode"], row["RAB (Rp)"]) == (activity.kode, activity.rab)
        assert (row["penurunan nilai"], row["RT keluar"]) == (effect.points, effect.places)
        assert row["luas keluar (ha)"] == pytest.approx(effect.area / SCALE)
        assert activity.rab is not None
        expected = activity.rab / effect.points if effect.points else ""
        assert row["Rp per nilai"] == (pytest.approx(expected) if expected else "")


# ------------------------------------------------------------------ read back, and computed by another program


def read_back(data: bytes, folder: Path, catalogue: Catalogue) -> object:
    path = folder / "kembali.xlsx"
    path.write_bytes(data)
    found = read_plan(
        path,
        code=TerritoryCode(KODE),
        rows=example_rows(),
        baseline=1,
        catalogue=catalogue,
        author=AUTHOR,
        today=TODAY,
    )
    assert [(each.code, each.sheet, each.row, each.column) for each in found.findings] == []
    assert found.base == 3
    return found.plan


@pytest.mark.parametrize("reading", AreaReading)
def test_what_is_written_is_read_back_as_the_same_plan(reading: AreaReading, tmp_path: Path) -> None:
    scenario = large_scenario(reading=reading)
    assert read_back(written(scenario), tmp_path, dear_catalogue()) == scenario.plan
    empty = without_activities(scenario)
    assert read_back(written(empty), tmp_path, dear_catalogue()) == empty.plan


def test_libreoffice_computes_what_is_stored_and_saves_the_same_plan(tmp_path: Path) -> None:
    scenario = large_scenario()
    data = written(scenario)
    saved = recalculated(data, tmp_path)
    cells = cells_of(saved)
    assert_same_cells(cells_of(data), cells)
    rows = table_of(cells, "kegiatan")
    for row, activity in zip(rows, scenario.plan.kegiatan, strict=False):
        assert activity.rab is not None
        assert (row["dana"], row["swadaya"]) == (activity.funded, activity.swadaya)
        assert row["selisih"] == activity.rab - activity.funded
    assert read_back(saved, tmp_path, dear_catalogue()) == scenario.plan


def test_libreoffice_finds_no_error_in_an_awkward_plan(tmp_path: Path) -> None:
    data = written(awkward_scenario())
    cells = cells_of(recalculated(data, tmp_path))
    assert_same_cells(cells_of(data), cells)
    left = {
        (row["rt"], row["parameter"]): (row["kesenjangan"], row["terpakai"], row["sisa"])
        for row in table_of(cells, "lokasi")
    }
    # 0.1 + 0.2 + 0.4 of 0.7 leaves exactly nothing.
    assert left["001", "4a"] == (0.7, 0.7, 0.0)
    assert left["002", "2a"] == (0.0, 10.0, -10.0)
    assert left["009", "1a"] == ("RT?", 10.0, "")
    assert left["004", "9z"] == ("?", 10.0, "")


def test_libreoffice_finds_no_error_in_the_template(tmp_path: Path) -> None:
    data = written(without_activities(large_scenario()))
    saved = recalculated(data, tmp_path)
    assert_same_cells(cells_of(data), cells_of(saved))
    assert b' t="e"' not in b"".join(parts_of(saved).values())


def test_an_edit_moves_every_sum_that_depends_on_it(tmp_path: Path) -> None:
    scenario = large_scenario()
    data = written(scenario)
    line = scenario.plan.kegiatan[0].dana[0]
    assert line.tahun == 2026
    data = changed(
        data,
        sheet_part(data, "dana"),
        lambda xml: re.sub(r'(<c r="D2"[^>]*><v>)\d+(</v>)', rf"\g<1>{line.jumlah + 1_000_000}\g<2>", xml),
    )
    # The first RT of the matrix stands in row 39: it becomes slum in the last year.
    rows = cells_of(data)
    first = (
        next(row for (sheet, row, column), cell in rows.items() if sheet == "skenario" and cell == "rw") + 2
    )
    before = rows["skenario", first - 1, 11]
    area = rows["skenario", first - 1, 3]
    assert isinstance(before, float)
    assert before < 16
    data = changed(
        data,
        sheet_part(data, "skenario"),
        lambda xml: re.sub(rf'(<c r="L{first}"[^>]*><v>)\d+(</v>)', r"\g<1>99\g<2>", xml),
    )
    cells = cells_of(recalculated(data, tmp_path))
    activity = scenario.plan.kegiatan[0]
    assert table_of(cells, "kegiatan")[0]["dana"] == activity.funded + 1_000_000
    assert table_of(cells, "kegiatan")[0]["swadaya"] == activity.swadaya + 1_000_000
    summary = table_of(cells, "skenario", 6)
    assert summary[1]["dana tahun itu (Rp)"] == scenario.summary[1].money + 1_000_000
    assert summary[5]["luas kumuh tersisa (ha)"] == pytest.approx(
        scenario.summary[5].left / SCALE + float(Decimal(str(area)))
    )
    assert summary[5]["RT kumuh"] == scenario.summary[5].places + 1
    sources = table_of(cells, "investasi", 3)
    assert sources[len(INVESTMENT_COLUMNS)]["jumlah"] == total_of(scenario.plan.lines) + 1_000_000
    assert sources[len(INVESTMENT_COLUMNS) + 1]["jumlah"] == 0
