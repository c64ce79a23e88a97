"""Whatever a plan file holds, a whole plan comes out or none; and what is written is read back."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generators.workbook.writing import plan_workbook
from intake.errors import UnreadablePlan
from intake.rupiah import LARGEST_RUPIAH
from planning.authority import Pelaksana, Skala
from planning.findings import Severity
from planning.funding import SOURCES, Commitment, FundingLine
from planning.plain import from_plain, to_plain
from planning.plan import (
    Activity,
    AreaReading,
    Beneficiaries,
    Jalur,
    Location,
    ManualOrder,
    Plan,
    PlanSettings,
)
from planning.plan_sheets import COLUMNS, SETTINGS, Sheet
from planning.rollup import tally
from planning.rules import RULE_2018, Unit
from planning.scenario import scenario_of
from planning.scoring import ContributionVariant
from tests.intake.plan_samples import (
    AUTHOR,
    BASELINE,
    ENTRIES,
    KODE,
    OUTLINE,
    RT_NUMBERS,
    TODAY,
    D,
    K,
    L,
    Tables,
    baseline,
    cells_of,
    clean,
    plan_of,
    read,
    refused,
    with_cells,
    with_setting,
    workbook,
    write_folder,
    write_workbook,
)
from tests.intake.samples import pack

ONE_FOLDER = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# ------------------------------------------------------------------ anything at all

ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text("0123456789.,-+eE %RpKJL'", max_size=16),
    st.sampled_from(["-", "K-001", "001", "2b", "2026", "Rp 1.250.000", "=1+1", "TRUE", "nan", "1e400", "٣"]),
)
CELL = st.tuples(st.sampled_from([K, L, D]), st.integers(0, 3), st.integers(0, 20), ANY_TEXT)


def with_any(cells: list[tuple[Sheet, int, int, object]]) -> Tables:
    tables = clean()
    for sheet, at, column, value in cells:
        names = [each.name for each in COLUMNS[sheet]]
        with_cells(tables, sheet, at % len(tables[sheet]), **{names[column % len(names)]: value})
    return tables


def whole_or_nothing(path: Path) -> None:
    """Read, or refused as it should be; with an error no plan, and without one a whole plan."""
    try:
        found = read(path, outline=OUTLINE)
    except UnreadablePlan:
        return
    errors = [each for each in found.findings if each.severity is Severity.ERROR]
    assert (found.plan is None) == bool(errors)
    assert all(each.text(str) and each.row for each in found.findings)
    if found.plan is not None:
        assert from_plain(Plan, to_plain(found.plan)) == found.plan
        kegiatan = found.plan.kegiatan
        assert len(kegiatan) == len(found.places.kegiatan) == 2
        assert sum(len(each.lokasi) for each in kegiatan) == len(found.places.lokasi) == 3
        assert sum(len(each.dana) for each in kegiatan) == len(found.places.dana) == 2


@ONE_FOLDER
@given(st.lists(CELL, min_size=1, max_size=6))
def test_any_text_in_a_table(tmp_path: Path, cells: list[tuple[Sheet, int, int, object]]) -> None:
    # A row that loses all its cells would be a blank one.
    whole_or_nothing(write_folder(tmp_path / "a", with_any(cells), end="\r\n"))


XML_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


@settings(ONE_FOLDER, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([K, L, D]),
            st.integers(0, 3),
            st.integers(0, 20),
            XML_TEXT
            | st.booleans()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.integers(-(10**16), 10**16),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_cell_in_a_workbook(tmp_path: Path, cells: list[tuple[Sheet, int, int, object]]) -> None:
    whole_or_nothing(write_workbook(tmp_path / "a.xlsx", with_any(cells)))


@ONE_FOLDER
@given(st.lists(st.tuples(st.sampled_from([each.name for each in SETTINGS]), ANY_TEXT), max_size=4))
def test_any_text_in_the_settings(tmp_path: Path, values: list[tuple[str, str]]) -> None:
    tables = clean()
    for name, value in values:
        with_setting(tables, name, value)
    found = None
    try:
        found = read(write_folder(tmp_path / "a", tables, end="\r\n"))
    except UnreadablePlan:
        return
    assert (found.plan is None) == any(each.severity is Severity.ERROR for each in found.findings)


@ONE_FOLDER
@given(st.sampled_from(Sheet), st.binary(max_size=300))
def test_any_bytes_as_a_table(tmp_path: Path, sheet: Sheet, content: bytes) -> None:
    folder = write_folder(tmp_path / "a", clean())
    (folder / f"{sheet}.csv").write_bytes(content)
    refused(folder)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_workbook(tmp_path_factory.mktemp("rencana") / "a.xlsx", clean()).read_bytes()


@settings(ONE_FOLDER, max_examples=60)
@given(st.data())
def test_a_good_workbook_with_one_part_changed(tmp_path: Path, good: bytes, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(content)))
    part = bytearray(content[name])
    at, cut = data.draw(st.integers(0, len(part))), data.draw(st.integers(0, 30))
    piece = data.draw(st.binary(max_size=12) | st.sampled_from([b"", b"<c>", b"</c>", b'"', b"<v>9</v>"]))
    part[at : at + cut] = piece
    try:
        found = read(pack(tmp_path / "a.xlsx", content | {name: bytes(part)}))
    except UnreadablePlan:
        return
    assert (found.plan is None) == any(each.severity is Severity.ERROR for each in found.findings)


# ------------------------------------------------------------------ round trip

WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=30
).filter(lambda text: text not in ("-", "–", "—", "−"))
TEXT = st.one_of(st.just(""), WORDS)
YEARS = st.integers(2025, 2060)
COUNTS = st.none() | st.integers(0, 10_000_000)
RUPIAH = st.integers(0, LARGEST_RUPIAH)


def decimals(most: int, places: int = 6) -> st.SearchStrategy[Decimal]:
    return st.integers(0, most * 10**places).map(lambda whole: Decimal(whole) / 10**places)


@st.composite
def locations(draw: st.DrawFn) -> Location:
    rw, rt = draw(st.sampled_from(RT_NUMBERS))
    parameter = draw(st.none() | st.sampled_from(RULE_2018.parameters))
    if parameter is None:
        return Location(rw, rt, draw(YEARS))
    whole = parameter.unit in (Unit.KK, Unit.BANGUNAN)
    volume = draw(st.none() | decimals(10_000_000, 0 if whole else 6))
    return Location(rw, rt, draw(YEARS), parameter.code, volume)


@st.composite
def activities(draw: st.DrawFn, kode: str) -> Activity:
    first = draw(YEARS)
    point = draw(st.booleans())
    order = st.builds(ManualOrder, st.integers(1, 500), WORDS, st.just(AUTHOR), st.just(TODAY))
    return Activity(
        kode,
        draw(st.sampled_from(list(ENTRIES.by_code))),
        draw(WORDS),
        draw(st.sampled_from(Jalur)),
        draw(st.sampled_from(Skala)),
        draw(st.sampled_from(Pelaksana)),
        first,
        draw(st.integers(first, 2070)),
        jumlah=draw(st.none() | decimals(10_000_000)),
        rab=draw(st.none() | RUPIAH),
        manfaat=draw(st.builds(Beneficiaries, COUNTS, COUNTS, COUNTS, COUNTS)),
        lintang=draw(decimals(17).map(lambda value: value - 11)) if point else None,
        bujur=draw(decimals(46).map(lambda value: value + 95)) if point else None,
        kpp=draw(TEXT),
        kode_kabkota=draw(TEXT),
        urutan=draw(st.none() | order),
        catatan=draw(TEXT),
        lokasi=tuple(
            draw(st.lists(locations(), max_size=4, unique_by=lambda e: (e.rw, e.rt, e.parameter, e.tahun)))
        ),
        dana=tuple(
            draw(
                st.lists(
                    st.builds(
                        FundingLine,
                        st.sampled_from(list(SOURCES)),
                        YEARS,
                        RUPIAH,
                        st.sampled_from(Commitment),
                        TEXT,
                    ),
                    max_size=4,
                    unique_by=lambda line: (line.sumber, line.tahun),
                )
            )
        ),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    first = draw(YEARS)
    choices = PlanSettings(
        first,
        draw(st.integers(first, 2100)),
        draw(st.sampled_from(AreaReading)),
        draw(st.sampled_from(ContributionVariant)),
        draw(decimals(100)),
        draw(st.integers(0, 100)),
    )
    codes = draw(st.lists(WORDS, max_size=4, unique_by=str.casefold))
    return Plan(KODE.text, BASELINE, choices, tuple(draw(activities(kode)) for kode in codes))


@settings(ONE_FOLDER, max_examples=80)
@given(plans(), st.integers(0, 1_000))
def test_a_written_plan_is_read_back(tmp_path: Path, plan: Plan, version: int) -> None:
    cells = cells_of(plan, version)
    for path in (write_workbook(tmp_path / "a.xlsx", cells), write_folder(tmp_path / "a", cells)):
        found = read(path)
        assert found.findings == ()
        assert found.plan == plan
        assert found.base == version
        for at, each in enumerate(plan_of(found).kegiatan):
            assert found.places.kegiatan[each.kode] == at + 2


def test_what_the_house_writes_it_reads_back(tmp_path: Path) -> None:
    plan = plan_of(workbook(tmp_path, clean()))
    path = tmp_path / "ekspor.xlsx"
    for each in (plan, replace(plan, kegiatan=())):
        scenario = scenario_of(each, tally(baseline()))
        path.write_bytes(plan_workbook(scenario, ENTRIES, name="Sukun", version=4))
        found = read(path, outline=OUTLINE)
        assert found.findings == ()
        assert (found.plan, found.base) == (each, 4)


def test_equal_plans_have_equal_texts_however_their_numbers_are_written(tmp_path: Path) -> None:
    tables = with_cells(
        clean(), K, 0, jumlah="180,50", rab="Rp 36.100.000,00", kk="40,0", bujur="112.6310040"
    )
    tables = with_cells(tables, L, 1, volume="60.00", rw=1, rt="2")
    found = plan_of(workbook(tmp_path, with_setting(tables, "batas_layanan", "85,500000")))
    assert to_plain(found) == to_plain(plan_of(workbook(tmp_path, clean())))


# ------------------------------------------------------------------ speed


def test_a_large_plan_is_read_quickly(tmp_path: Path) -> None:
    tables = clean()
    tables[K] = [{**tables[K][0], "kode": f"K-{at:03}"} for at in range(60)]
    pairs = [(rw, rt, code) for rw, rt in RT_NUMBERS[:5] for code in ("2a", "2b", "4b", "4c", "1c")]
    tables[L] = [
        {"kegiatan": f"K-{at:03}", "rw": rw, "rt": rt, "parameter": code, "volume": 1, "tahun": 2026 + year}
        for at in range(60)
        for year in range(2)
        for rw, rt, code in pairs
    ]
    tables[D] = [{"kegiatan": f"K-{at:03}", "sumber": "DAK", "tahun": 2026, "jumlah": 1} for at in range(60)]
    path = write_workbook(tmp_path / "a.xlsx", tables)
    started = time.perf_counter()
    plan = plan_of(read(path, outline=OUTLINE))
    taken = time.perf_counter() - started
    assert sum(len(each.lokasi) for each in plan.kegiatan) == 3_000
    # Measured 0.1 s; a shared machine may be slow, and a quadratic reader would need far more.
    assert taken < 2
