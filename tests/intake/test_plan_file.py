"""A plan file is read as one plan or as none, and every fault of it is named at once with its place."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.coordinates import LATITUDE, LONGITUDE
from intake.errors import UnreadablePlan
from intake.plan_file import PlanHead, read_plan_head
from intake.plan_rows import RtNumbers
from intake.rupiah import LARGEST_RUPIAH
from planning.authority import Pelaksana, Skala
from planning.findings import Severity
from planning.funding import Commitment, FundingLine
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
from planning.plan_sheets import COLUMNS, Holds, Sheet
from planning.rules import RULE_2018, Unit
from planning.scoring import ContributionVariant
from tests.intake.plan_samples import (
    AUTHOR,
    BASELINE,
    KODE,
    OUTLINE,
    RT_NUMBERS,
    TODAY,
    D,
    K,
    L,
    R,
    Tables,
    baseline,
    clean,
    places,
    plan_of,
    read,
    with_cells,
    with_setting,
    workbook,
    write_cell,
    write_folder,
    write_workbook,
)

ONE_FOLDER = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# ------------------------------------------------------------------ a good file


def test_a_workbook_gives_its_plan(tmp_path: Path) -> None:
    found = workbook(tmp_path, clean())
    assert found.findings == ()
    assert plan_of(found) == Plan(
        KODE.text,
        BASELINE,
        PlanSettings(
            2026, 2030, AreaReading.AMBANG_LAYANAN, ContributionVariant.SPREADSHEET, Decimal("85.5"), 3
        ),
        (
            Activity(
                "K-001", "JL1", "Paving Gang Melati", Jalur.PENINGKATAN, Skala.LINGKUNGAN, Pelaksana.KSM,
                2026, 2027, Decimal("180.5"), 36_100_000, Beneficiaries(40, 160, 82, 25),
                Decimal("-7.990798"), Decimal("112.631004"), "KPP Melati", "MLG-07",
                ManualOrder(1, "Diputuskan musyawarah", AUTHOR, TODAY), "Setelah pipa air",
                (
                    Location("001", "001", 2027, "2b", Decimal("120.25")),
                    Location("001", "002", 2026, "2b", Decimal(60)),
                ),
                (
                    FundingLine("APBD-KAB", 2026, 30_000_000, Commitment.KOMITMEN, "DPA 1.03/2026"),
                    FundingLine("SWADAYA", 2026, 6_100_000),
                ),
            ),
            Activity(
                "K-002", "EK1", "Pelatihan usaha", Jalur.PENCEGAHAN, Skala.LINGKUNGAN, Pelaksana.BKM,
                2028, 2028, lokasi=(Location("A", "3", 2028),),
            ),
        ),
    )  # fmt: skip
    assert found.base == 3
    assert found.places.kegiatan == {"K-001": 2, "K-002": 3}
    assert found.places.lokasi == {("K-001", 0): 2, ("K-001", 1): 3, ("K-002", 0): 4}
    assert found.places.dana == {("K-001", 0): 2, ("K-001", 1): 3}
    assert found.source.data == (tmp_path / "rencana.xlsx").read_bytes()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_folder_gives_the_same_plan(tmp_path: Path, separator: str, end: str) -> None:
    folder = write_folder(tmp_path / "rencana", clean(), separator=separator, end=end)
    found = read(folder, outline=OUTLINE)
    assert found.findings == ()
    assert (found.plan, found.base, found.places) == (
        (other := workbook(tmp_path, clean())).plan,
        other.base,
        other.places,
    )
    assert (found.source.name, found.source.media_type) == ("rencana.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(found.source.data)) as archive:
        assert archive.namelist() == [f"{sheet}.csv" for sheet in Sheet]
        assert all(archive.read(name) == (folder / name).read_bytes() for name in archive.namelist())


def test_the_kept_bytes_of_a_folder_depend_on_its_tables_only(tmp_path: Path) -> None:
    first = write_folder(tmp_path / "satu", clean())
    second = write_folder(tmp_path / "dua", dict(reversed(clean().items())))
    (second / "catatan.txt").write_text("x")
    os.utime(second / "dana.csv", (1, 1))
    assert read(first).source.data == read(second).source.data
    write_folder(second, with_cells(clean(), D, 0, bukti="DPA lain"))
    assert read(first).source.sha256 != read(second).source.sha256


def test_the_head_alone(tmp_path: Path) -> None:
    head = PlanHead(KODE.text, BASELINE, 3)
    assert read_plan_head(write_workbook(tmp_path / "a.xlsx", clean())) == head
    assert read_plan_head(write_folder(tmp_path / "a", clean())) == head
    other = with_setting(with_setting(clean(), "kode", "Sukun"), "versi_dasar", "x")
    assert read_plan_head(write_workbook(tmp_path / "b.xlsx", other)) == PlanHead("", BASELINE, None)


def test_a_head_without_its_baseline(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", with_setting(clean(), "baseline", "dua"))
    with pytest.raises(UnreadablePlan) as caught:
        read_plan_head(path)
    assert places(caught.value.findings) == [("P102", "rencana", 3, "baseline")]
    with pytest.raises(UnreadablePlan) as caught:
        read_plan_head(write_folder(tmp_path / "b", {K: clean()[K]}))
    assert {each.file for each in caught.value.findings} == {"rencana.csv", "lokasi.csv", "dana.csv"}


def test_headers_in_any_case_and_order_below_a_title(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for sheet, rows in clean().items():
            page = book.add_worksheet(f" {sheet.value.title()} ")
            page.write_string(0, 0, "Rencana Kelurahan Sukun")
            columns = [column.name for column in reversed(COLUMNS[sheet])]
            for at, column in enumerate(columns):
                page.write_string(3, 2 + at, f" {column.upper()} ")
                for line, row in enumerate(rows, 4):
                    write_cell(page, line, 2 + at, row.get(column))
    found = read(path)
    assert plan_of(found) == plan_of(workbook(tmp_path, clean()))
    assert found.places.lokasi == {("K-001", 0): 5, ("K-001", 1): 6, ("K-002", 0): 7}
    path = write_workbook(path, with_cells(clean(), D, 1, jumlah="?"), top=4, before=["petunjuk"])
    assert places(read(path).findings) == [("P102", "dana", 7, "jumlah")]


def test_a_plan_without_activities(tmp_path: Path) -> None:
    empty: Tables = {**clean(), K: [], L: [], D: []}
    assert plan_of(workbook(tmp_path, empty)).kegiatan == ()
    assert plan_of(read(write_folder(tmp_path / "a", empty))).kegiatan == ()


def test_defaults(tmp_path: Path) -> None:
    tables = clean()
    tables[R] = tables[R][:5]
    tables[K] = [{"kode": "1", "katalog": "dr2", "jalur": "PENINGKATAN", "tahun_mulai": 2027}]
    tables[L] = [{"kegiatan": 1, "rw": "001", "rt": "001", "parameter": "4A"}]
    tables[D] = [{"kegiatan": "1", "sumber": "dak", "tahun": "2027", "jumlah": "1"}]
    plan = plan_of(workbook(tmp_path, tables))
    assert plan.settings == PlanSettings(2026, 2030)
    assert plan.kegiatan == (
        Activity(
            "1", "DR2", "Drainase sekunder", Jalur.PENINGKATAN, Skala.KAWASAN, Pelaksana.DINAS, 2027, 2027,
            lokasi=(Location("001", "001", 2027, "4a"),), dana=(FundingLine("DAK", 2027, 1),),
        ),
    )  # fmt: skip


def test_a_dash_is_none_in_text_and_refused_in_numbers(tmp_path: Path) -> None:
    texts = ("nama", "kpp", "kode_kabkota", "catatan")
    tables = with_cells(clean(), K, 1, **dict.fromkeys(texts, "-"))
    tables = with_cells(tables, L, 2, parameter="–")
    tables = with_cells(tables, D, 0, bukti=" - ")
    assert plan_of(workbook(tmp_path, tables)).kegiatan[1].nama == "Pelatihan usaha"
    numbers = [column.name for column in COLUMNS[K] if column.holds is not Holds.TEXT]
    tables = with_cells(clean(), K, 0, **dict.fromkeys(numbers, "-"))
    found = workbook(tmp_path, tables)
    assert places(found.findings) == [("P102", "kegiatan", 2, name) for name in numbers]


def test_coordinates_are_rounded_half_up_and_read_without_the_geometry_library(tmp_path: Path) -> None:
    tables = with_cells(clean(), K, 0, lintang="-7,9907985", bujur=112.63100449)
    first = plan_of(workbook(tmp_path, tables)).kegiatan[0]
    assert (first.lintang, first.bujur) == (Decimal("-7.990799"), Decimal("112.631004"))
    tables = with_cells(clean(), K, 0, lintang="−7.990798123", bujur="112.631")
    first = plan_of(workbook(tmp_path, tables)).kegiatan[0]
    assert (first.lintang, first.bujur) == (Decimal("-7.990798"), Decimal("112.631"))


def test_reading_does_not_load_the_geometry_library(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", clean())
    code = (
        "import sys; from pathlib import Path; from tests.intake.plan_samples import read;"
        "assert read(Path(sys.argv[1])).plan; print('shapely' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_volumes_follow_the_unit_of_their_parameter(tmp_path: Path) -> None:
    units = {each.code: each.unit for each in RULE_2018.parameters}
    tables = clean()
    tables[K] = [{"kode": "K", "katalog": "JL1", "jalur": "peningkatan", "tahun_mulai": 2026}]
    tables[D] = []
    tables[L] = [
        {"kegiatan": "K", "rw": "001", "rt": "001", "parameter": code, "volume": "1.25"} for code in units
    ]
    wrong = [at for at, unit in enumerate(units.values(), 2) if unit in (Unit.KK, Unit.BANGUNAN)]
    assert wrong
    assert places(workbook(tmp_path, tables).findings) == [("P102", "lokasi", at, "volume") for at in wrong]


# ------------------------------------------------------------------ RW and RT


@pytest.mark.parametrize(
    ("rw", "rt", "found"),
    [
        ("001", "002", ("001", "002")),
        ("1", "2", ("001", "002")),
        (1, 2, ("001", "002")),
        ("0001", "02", ("001", "002")),
        (10, 1, ("010", "01")),
        ("A", "03", ("A", "3")),
        ("5", "7", ("5", "7")),
        ("05", "7", ("05", "7")),
        ("5", "07", None),
        ("005", "7", None),
        ("a", "3", None),
        ("001", "3", None),
        ("RW 001", "001", None),
        ("0", "1", None),
    ],
)
def test_rw_and_rt(tmp_path: Path, rw: object, rt: object, found: tuple[str, str] | None) -> None:
    tables = clean()
    tables[L] = [{"kegiatan": "K-002", "rw": rw, "rt": rt}]
    read_ = workbook(tmp_path, tables)
    if found is None:
        assert read_.plan is None
        assert places(read_.findings) == [("P107", "lokasi", 2, "rt")]
    else:
        assert plan_of(read_).kegiatan[1].places == (found,)


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 3), st.integers(0, 3))
def test_leading_zeros_never_lead_to_another_rt(rw: int, rt: int, more: int, others: int) -> None:
    found = RtNumbers(baseline()).find("0" * more + str(rw), "0" * others + str(rt))
    if found is not None:
        assert found in RT_NUMBERS
        assert (int(found[0]), int(found[1])) == (rw, rt)


# ------------------------------------------------------------------ every finding, where it stands

Change = Callable[[Tables], object]


def k(at: int = 0, **cells: object) -> Change:
    return lambda tables: with_cells(tables, K, at, **cells)


def lok(at: int = 0, **cells: object) -> Change:
    return lambda tables: with_cells(tables, L, at, **cells)


def d(at: int = 0, **cells: object) -> Change:
    return lambda tables: with_cells(tables, D, at, **cells)


def r(name: str, value: object) -> Change:
    return lambda tables: with_setting(tables, name, value)


def more(sheet: Sheet, **cells: object) -> Change:
    return lambda tables: tables[sheet].append(dict(cells))


FAULTS: list[tuple[str, Change, Sheet, int | None, str]] = [
    ("P102", r("kode", "Sukun"), R, 2, "kode"),
    ("P102", r("baseline", 2.5), R, 3, "baseline"),
    ("P102", r("baseline", 0), R, 3, "baseline"),
    ("P102", r("versi_dasar", -1), R, 4, "versi_dasar"),
    ("P102", r("tahun_awal", "26"), R, 5, "tahun_awal"),
    ("P102", r("batas_layanan", 101), R, 9, "batas_layanan"),
    ("P102", r("batas_layanan", "80%"), R, 9, "batas_layanan"),
    ("P102", r("tahun_tanpa_kpp", 2030), R, 10, "tahun_tanpa_kpp"),
    ("P102", r("tahun_tanpa_kpp", True), R, 10, "tahun_tanpa_kpp"),
    ("P103", r("kode", ""), R, 2, "kode"),
    ("P103", r("tahun_target", "  "), R, 6, "tahun_target"),
    ("P103", lambda tables: tables[R].pop(4), R, None, "tahun_target"),
    ("P104", r("cara_luas", "dobel"), R, 7, "cara_luas"),
    ("P104", r("kontribusi", "-"), R, 8, "kontribusi"),
    ("P104", more(R, isian="tahun_akhir", nilai=2030), R, 11, "isian"),
    ("P105", more(R, isian="Tahun_Awal", nilai=2026), R, 11, "tahun_awal"),
    ("P109", r("tahun_awal", 2024), R, 5, "tahun_awal"),
    ("P109", r("tahun_target", 2025), R, 6, "tahun_target"),
    ("P111", r("kode", "35.73.04.1006"), R, 2, "kode"),
    ("P111", r("baseline", 1), R, 3, "baseline"),
    ("P102", k(kode="K" * 41), K, 2, "kode"),
    ("P102", k(catatan="x" * 2_001), K, 2, "catatan"),
    ("P102", k(tahun_mulai="2026/2027"), K, 2, "tahun_mulai"),
    ("P102", k(jumlah="1.200"), K, 2, "jumlah"),
    ("P102", k(jumlah=-1), K, 2, "jumlah"),
    ("P102", k(rab="1.25 juta"), K, 2, "rab"),
    ("P102", k(rab=1250.5), K, 2, "rab"),
    ("P102", k(kk=40.5), K, 2, "kk"),
    ("P102", k(kk=-40), K, 2, "kk"),
    ("P102", k(lintang="7°59'26\""), K, 2, "lintang"),
    ("P102", k(lintang=-7_990_798), K, 2, "lintang"),
    ("P102", k(lintang=7.990798), K, 2, "lintang"),
    ("P102", k(bujur=12.631), K, 2, "bujur"),
    ("P102", k(urutan=0), K, 2, "urutan"),
    ("P103", k(1, kode=None), K, 3, "kode"),
    ("P103", k(1, kode="-"), K, 3, "kode"),
    ("P103", k(katalog=""), K, 2, "katalog"),
    ("P103", k(jalur=" "), K, 2, "jalur"),
    ("P103", k(tahun_mulai=None), K, 2, "tahun_mulai"),
    ("P103", k(lintang=None), K, 2, "lintang"),
    ("P103", k(bujur=""), K, 2, "bujur"),
    ("P103", k(urutan=None), K, 2, "urutan"),
    ("P104", k(katalog="JL9"), K, 2, "katalog"),
    ("P104", k(katalog="JL1 Paving jalan"), K, 2, "katalog"),
    ("P104", k(jalur="-"), K, 2, "jalur"),
    ("P104", k(skala="RT"), K, 2, "skala"),
    ("P104", k(pelaksana="Pak RT"), K, 2, "pelaksana"),
    ("P105", k(1, kode="k-001"), K, 3, "kode"),
    ("P109", k(tahun_selesai=2025), K, 2, "tahun_selesai"),
    ("P113", k(alasan_urutan=None), K, 2, "alasan_urutan"),
    ("P113", k(alasan_urutan="-"), K, 2, "alasan_urutan"),
    ("P102", lok(volume="1,200"), L, 2, "volume"),
    ("P102", lok(volume="120 m"), L, 2, "volume"),
    ("P102", lok(tahun="2026.5"), L, 2, "tahun"),
    ("P103", lok(kegiatan=None), L, 2, "kegiatan"),
    ("P103", lok(rw=None), L, 2, "rw"),
    ("P103", lok(rt=""), L, 2, "rt"),
    ("P103", lok(parameter=None), L, 2, "parameter"),
    ("P105", more(L, kegiatan="K-001", rw=1, rt=1, parameter="2B", tahun=2027), L, 5, "kegiatan"),
    ("P106", lok(kegiatan="K-003"), L, 2, "kegiatan"),
    ("P107", lok(rt="009"), L, 2, "rt"),
    ("P108", lok(parameter="4d"), L, 2, "parameter"),
    ("P102", d(jumlah=-1), D, 2, "jumlah"),
    ("P102", d(jumlah="1e9"), D, 2, "jumlah"),
    ("P102", d(jumlah="12.34"), D, 2, "jumlah"),
    ("P102", d(jumlah=LARGEST_RUPIAH + 1), D, 2, "jumlah"),
    ("P103", d(kegiatan=" "), D, 2, "kegiatan"),
    ("P103", d(sumber=""), D, 2, "sumber"),
    ("P103", d(tahun=None), D, 2, "tahun"),
    ("P103", d(jumlah=None), D, 2, "jumlah"),
    ("P104", d(sumber="APBD"), D, 2, "sumber"),
    ("P104", d(status="pasti"), D, 2, "status"),
    ("P105", more(D, kegiatan="K-001", sumber="swadaya", tahun=2026, jumlah=1), D, 4, "kegiatan"),
    ("P106", d(kegiatan="K-0001"), D, 2, "kegiatan"),
]


@pytest.mark.parametrize(("code", "change", "sheet", "row", "column"), FAULTS)
def test_a_fault_is_named_where_it_stands_and_keeps_the_plan_out(
    tmp_path: Path, code: str, change: Change, sheet: Sheet, row: int | None, column: str
) -> None:
    tables = clean()
    change(tables)
    in_book = workbook(tmp_path, tables)
    # A code of an activity that cannot be read leaves its places and money without one.
    own = [each for each in in_book.findings if each.code != "P106" or code == "P106"]
    assert places(own) == [(code, sheet.value, row, column)]
    assert {each.file for each in own} == {"rencana.xlsx"}
    assert own[0].text(str)
    assert in_book.plan is None
    assert not in_book.places.kegiatan
    in_folder = read(write_folder(tmp_path / "a", tables), outline=OUTLINE)
    if isinstance(tables[R][-1]["nilai"], bool):
        return
    assert in_folder.plan is None
    own = [each for each in in_folder.findings if each.code != "P106" or code == "P106"]
    assert places(own) == [(code, None, row, column)]
    assert own[0].file == f"{sheet}.csv"


def test_the_findings_quote_what_they_found(tmp_path: Path) -> None:
    tables = with_cells(clean(), K, 0, katalog="XX", skala="desa", urutan=None, lintang=None)
    tables = with_setting(tables, "baseline", 1)
    tables = with_cells(tables, L, 0, kegiatan="K-9")
    assert [each.text(str) for each in workbook(tmp_path, tables).findings] == [
        "The file is of baseline 1, and the plan is of baseline 2. Choose the right file or code.",
        "Unknown value 'XX'. Expected a code of the sheet katalog.",
        "Unknown value 'desa'. Expected lingkungan, kawasan, kota.",
        "Not filled. Expected degrees such as -7.990798.",
        "Not filled. Expected a whole number.",
        "No activity 'K-9' on the sheet kegiatan. Correct the code or add the activity.",
    ]
    tables = with_cells(clean(), L, 0, rt="9", parameter="9x")
    tables[L].append(dict(tables[L][1]))
    assert [each.text(str) for each in workbook(tmp_path, tables).findings] == [
        "The baseline has no RT 9/RW 001. Write RW and RT as in the sheet rt.",
        f"Rule 2018 has no parameter '9x'. Expected one of {', '.join(RULE_2018.codes)}.",
        "K-001 RT 002/RW 001 2b 2026 stands already in row 3. Keep one of the two rows.",
    ]


def test_many_faults_are_named_in_one_pass_in_the_order_of_sheets_and_rows(tmp_path: Path) -> None:
    tables = clean()
    for change in (
        r("tahun_awal", 2020),
        r("cara_luas", "x"),
        k(
            katalog="x",
            nama="n" * 301,
            jalur=None,
            tahun_selesai=2020,
            kk="?",
            lintang=None,
            alasan_urutan="",
        ),
        k(1, kode=None, tahun_mulai="x", jumlah="1.200"),
        lok(rt="x", parameter="x", volume="x"),
        lok(1, kegiatan="x", tahun=1),
        lok(2, rw=None, rt=None),
        d(sumber="x", jumlah=None),
        d(1, kegiatan="x", tahun="x", status="x"),
    ):
        change(tables)
    found = workbook(tmp_path, tables)
    assert found.plan is None
    assert places(found.findings) == [
        ("P109", "rencana", 5, "tahun_awal"),
        ("P104", "rencana", 7, "cara_luas"),
        ("P104", "kegiatan", 2, "katalog"),
        ("P102", "kegiatan", 2, "nama"),
        ("P103", "kegiatan", 2, "jalur"),
        ("P109", "kegiatan", 2, "tahun_selesai"),
        ("P102", "kegiatan", 2, "kk"),
        ("P103", "kegiatan", 2, "lintang"),
        ("P113", "kegiatan", 2, "alasan_urutan"),
        ("P103", "kegiatan", 3, "kode"),
        ("P102", "kegiatan", 3, "tahun_mulai"),
        ("P102", "kegiatan", 3, "jumlah"),
        ("P107", "lokasi", 2, "rt"),
        ("P108", "lokasi", 2, "parameter"),
        ("P102", "lokasi", 2, "volume"),
        ("P106", "lokasi", 3, "kegiatan"),
        ("P102", "lokasi", 3, "tahun"),
        ("P106", "lokasi", 4, "kegiatan"),
        ("P103", "lokasi", 4, "rw"),
        ("P103", "lokasi", 4, "rt"),
        ("P104", "dana", 2, "sumber"),
        ("P103", "dana", 2, "jumlah"),
        ("P106", "dana", 3, "kegiatan"),
        ("P102", "dana", 3, "tahun"),
        ("P104", "dana", 3, "status"),
    ]


def test_another_kelurahan_or_baseline_accuses_no_rt(tmp_path: Path) -> None:
    for name, value in (("kode", "35.73.04.1006"), ("baseline", 7)):
        tables = with_setting(clean(), name, value)
        tables[L] = [{"kegiatan": "K-001", "rw": "77", "rt": "77", "parameter": "6c", "volume": 1}]
        found = workbook(tmp_path, with_setting(tables, "tahun_awal", 2020))
        assert [each.code for each in found.findings] == ["P111"]
        assert found.plan is None


def test_swapped_coordinates_are_told_as_such_and_stay_as_written(tmp_path: Path) -> None:
    tables = with_cells(clean(), K, 0, lintang=112.631004, bujur=-7.990798)
    found = workbook(tmp_path, tables)
    assert places(found.findings) == [("P021", "kegiatan", 2, "lintang")]
    assert found.findings[0].severity is Severity.WARNING
    assert "Write lintang -7.990798 and bujur 112.631004." in found.findings[0].text(str)
    assert plan_of(found).kegiatan[0].lintang == Decimal("112.631004")


@pytest.mark.parametrize(
    ("lintang", "bujur", "outside"),
    [
        (-7.99, 112.63, False),
        (-7.979_6, 112.63, False),
        (-7.979_5, 112.63, True),
        (-7.99, 112.640_4, False),
        (-7.99, 112.640_5, True),
        (-6.2, 106.8, True),
    ],
)
def test_points_outside_the_outline(tmp_path: Path, lintang: float, bujur: float, outside: bool) -> None:
    found = workbook(tmp_path, with_cells(clean(), K, 0, lintang=lintang, bujur=bujur))
    assert places(found.findings) == [("P020", "kegiatan", 2, "lintang")] * outside
    assert found.plan is not None
    path = tmp_path / "rencana.xlsx"
    assert read(path).findings == ()


@given(st.floats(-200, 200), st.floats(-200, 200))
@ONE_FOLDER
def test_any_point_is_in_indonesia_or_named(tmp_path: Path, lintang: float, bujur: float) -> None:
    found = read(write_folder(tmp_path / "a", with_cells(clean(), K, 0, lintang=lintang, bujur=bujur)))
    if found.findings == ():
        point = plan_of(found).kegiatan[0]
        assert point.lintang is not None
        assert point.bujur is not None
        assert LATITUDE[0] <= point.lintang <= LATITUDE[1]
        assert LONGITUDE[0] <= point.bujur <= LONGITUDE[1]
