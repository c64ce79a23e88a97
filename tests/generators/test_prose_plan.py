"""Chapters VI to X, summary and annexes against the plan and process they speak of: figures, counts, contradictions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from generators.facts.plan import PlanFacts, ScenarioFacts
from generators.indonesian import EMPTY, in_words, long_date, number, percent, rupiah
from generators.rplp.pictures import picture_names
from generators.rplp.snapshot import RplpSnapshot
from generators.tree.blocks import (
    Document,
    Landscape,
    Narrative,
    Paragraph,
    Section,
    Table,
    inline_text,
)
from generators.tree.parsing import parse
from intake.manuscript import SECTIONS
from planning.manuscript import Position, SectionText
from planning.plain import Plain, to_plain
from tests.generators import places, planned
from tests.generators.test_prose_agrees import FIGURE, NAMES, printed, sentences

NAMES_OF_PLAN = tuple(planned.PLANNED)
ACTIVE = tuple(
    name for name in NAMES_OF_PLAN if "without activities" not in name and "no activities" not in name
)
PARTS = ("ringkasan", "bab-6", "bab-7", "bab-8", "bab-9", "bab-10")
DATE = re.compile(
    r"\b\d{1,2} (?:Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember) \d{4}"
)
CODES = re.compile(
    r"\b(?:K-\d+|[LS]-[A-D0-7]|G\d-[KT]\d+|RP2KP-KP|P2B|TPS 3R)\b|Tabel (?:\w\.)?\d+|Gambar \w+\.\d+|\(001\)"
    r"|Undang-Undang Nomor \d+ Tahun \d+"
)


@cache
def document(name: str) -> Document:
    return parse(planned.html(name))


def plan_of(name: str) -> PlanFacts:
    plan = planned.snapshot(name).plan
    assert plan is not None
    return plan


def section_of(name: str, section: str) -> Section:
    def found(parts: tuple[object, ...]) -> Iterator[Section]:
        for each in parts:
            if isinstance(each, Section):
                if each.label.id == section:
                    yield each
                yield from found(each.children)

    (only,) = found(document(name).body)
    return only


def text_of(name: str, section: str) -> str:
    return " ".join(sentences(section_of(name, section).children))


def tables(name: str) -> dict[str, Table]:
    return {
        each.label.id: each
        for each in document(name).blocks()
        if isinstance(each, Table) and each.label is not None
    }


def cells(table: Table) -> list[list[str]]:
    """Rows of the bodies as texts."""
    return [[inline_text(cell.content) for cell in row.cells] for body in table.bodies for row in body]


def totals_row(table: Table) -> list[str]:
    (row,) = table.foot
    return [inline_text(cell.content) for cell in row.cells]


def ha(value: str) -> str:
    exact = Decimal(value)
    return "0 ha" if exact == 0 else f"{number(value, 4 if exact < Decimal('0.005') else 2)} ha"


def counted(word: str) -> int:
    words = [in_words(n) for n in range(11)]
    return words.index(word.lower()) if word.lower() in words else int(word.replace(".", ""))


def matches(text: str, pattern: str) -> list[tuple[str, ...]]:
    return [found.groups() for found in re.finditer(pattern, text)]


HA = r"([\d.,]+ ha)"
RP = r"(Rp[\d.]*\d)"


# ---------------------------------------------------------------- every document


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_a_document_without_a_fault(name: str) -> None:
    found = document(name)
    assert [each.label.number for each in found.chapters][5:] == [
        "BAB VI",
        "BAB VII",
        "BAB VIII",
        "BAB IX",
        "BAB X",
    ]
    assert {each.id for each in found.figures} == {
        f"gambar-{each}" for each in picture_names(planned.snapshot(name))
    }


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_every_figure_in_a_sentence_is_one_of_the_snapshot(name: str) -> None:
    snapshot = planned.snapshot(name)
    known = set(printed(to_plain(replace(snapshot, outlines=(), border="", neighbours=())))) | counts(
        snapshot
    )
    known |= {"0", str(snapshot.baseline.year), *(str(year) for year in years_of(snapshot))}
    days = {str(long_date(each)) for each in iso_dates(to_plain(snapshot))}
    given = sorted(texts_of(to_plain(snapshot)), key=len, reverse=True)
    for part in PARTS:
        for text in sentences(section_of(name, part).children):
            assert set(DATE.findall(text)) <= days, text
            bare = DATE.sub("", text)
            for each in given:
                bare = bare.replace(each, "")
            bare = CODES.sub("", NAMES.sub("", bare))
            for figure in FIGURE.findall(bare):
                assert figure.rstrip(".") in known, (figure, text)


def years_of(snapshot: RplpSnapshot) -> Iterator[int]:
    assert snapshot.plan is not None
    yield from snapshot.plan.tahun
    yield from snapshot.plan.scenario.years
    yield from (year for each in snapshot.plan.kegiatan for year in (each.tahun_mulai, each.tahun_selesai))
    yield snapshot.document.edition_date.year


def counts(snapshot: RplpSnapshot) -> set[str]:
    """Numbers of activities and findings of each kind, counted here once more."""
    assert snapshot.plan is not None
    acts = snapshot.plan.kegiatan
    found: list[int] = [len(snapshot.plan.findings), len({each.code for each in snapshot.plan.findings})]
    kinds = (
        [each.bidang for each in acts],
        [each.jalur for each in acts],
        [each.usulan for each in acts],
        [each.pelaksana for each in acts],
        [each.tahun_mulai for each in acts],
        [bool(each.rt) for each in acts],
        [bool(each.kode_kabkota) for each in acts],
        [bool(each.kpp) for each in acts if each.bidang == "infrastruktur"],
        [each.rab is None for each in acts],
        [aspect for each in acts for aspect in each.aspects],
    )
    for kind in kinds:
        found += Counter(kind).values()
    if snapshot.naskah.rpls:
        written = {each.kegiatan for each in snapshot.naskah.rpls}
        found.append(sum(each.kode in written for each in acts))
    return {str(number(each)) for each in found}


def iso_dates(value: Plain) -> Iterator[str]:
    match value:
        case dict():
            for inner in value.values():
                yield from iso_dates(inner)
        case list():
            for inner in value:
                yield from iso_dates(inner)
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            yield value


def texts_of(value: Plain) -> Iterator[str]:
    """What people wrote, without its full stop, as sentences quote it."""
    match value:
        case dict():
            for inner in value.values():
                yield from texts_of(inner)
        case list():
            for inner in value:
                yield from texts_of(inner)
        case str() if re.search(r"\d", value) and re.search(r"[A-Za-z]", value):
            yield value.strip(". \n\t")
            # Markdown of the manuscript comes out line by line.
            yield from (line.strip("-* .;\t") for line in value.splitlines())


# ---------------------------------------------------------------- scenario


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_the_road_to_zero_is_told_as_it_is(name: str) -> None:
    snapshot, scenario = planned.snapshot(name), plan_of(name).scenario
    first, last = scenario.summary[0], scenario.summary[-1]
    text, end = text_of(name, "skenario"), text_of(name, "bab-10")
    fall = matches(text, rf"delineasi turun dari {HA} menjadi {HA} pada tahun (\d+)")
    inside = bool(snapshot.kawasan) and first.rt > 0 and bool(plan_of(name).kegiatan)
    if inside and last.luas_ha != first.luas_ha:
        year = scenario.zero_year if scenario.reaches_zero else last.tahun
        assert fall == [(ha(first.luas_ha), ha(last.luas_ha), str(year))]
    else:
        assert fall == []
    assert ("sasaran 0 ha belum tercapai" in text) == (
        inside and 0 < float(last.luas_ha) < float(first.luas_ha)
    )
    assert ("lebih awal dari tahun target" in text) == (
        inside and scenario.zero_year is not None and scenario.zero_year < last.tahun
    )
    for (rt,) in matches(text, r"belum tercapai dan (\w+) RT masih kumuh"):
        assert counted(rt) == last.rt == len(scenario.remaining)
    for (rt,) in matches(end, r"mencapainya: (\w+) RT di dalam delineasi"):
        assert counted(rt) == len(scenario.remaining) > 0
    assert ("tujuan itu dapat dicapai" in end) == (inside and scenario.reaches_zero)
    for (reached,) in matches(end, r"dicapai di dalam delineasi pada tahun (\d+)"):
        assert int(reached) == scenario.zero_year


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_the_largest_fall_is_the_largest(name: str) -> None:
    scenario = plan_of(name).scenario
    falls = {each.tahun: Decimal(each.turun_ha) for each in scenario.summary[1:]}
    told = matches(
        text_of(name, "skenario"),
        rf"(Seluruh penurunan|Penurunan terbesar) terjadi pada tahun (\d+), yaitu {HA}",
    )
    for which, year, area in told:
        assert falls[int(year)] == max(falls.values())
        assert area == ha(str(falls[int(year)]))
        assert (which == "Seluruh penurunan") == (falls[int(year)] == sum(falls.values()))
    assert bool(told) == (any(falls.values()) and bool(planned.snapshot(name).kawasan))


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_what_remains_is_named_with_its_own_figures(name: str) -> None:
    snapshot, scenario = planned.snapshot(name), plan_of(name).scenario
    text = text_of(name, "skenario")
    told = matches(text, rf"(RT \d+/RW \d+) \({HA}(?:, (\d+) poin di atas ambang)?(?:; ([\w, ]+))?\)")
    assert [each[:3] for each in told] == [
        (each.label, ha(each.luas_ha), str(each.above) if each.above else None)
        for each in scenario.remaining[:3]
    ]
    assert ("tabel-sisa" in tables(name)) == bool(scenario.remaining)
    if scenario.remaining:
        rows = cells(tables(name)["tabel-sisa"])
        assert [row[0] for row in rows] == [each.label for each in scenario.remaining]
        for row, each in zip(rows, scenario.remaining, strict=True):
            for missing in each.missing:
                assert f"{missing.code} {missing.name} ({number(missing.least)} {missing.unit})" in row[4]
    outside = matches(
        text, rf"Di luar delineasi, luas RT yang dinilai kumuh (?:tetap {HA}|berubah dari {HA} menjadi {HA})"
    )
    first, last = scenario.summary[0].luar_ha, scenario.summary[-1].luar_ha
    for same, before, after in outside:
        assert (same or before) == ha(first)
        assert (same or after) == ha(last)
    assert bool(outside) <= bool(snapshot.kawasan)


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_the_scenario_tables_are_the_scenario(name: str) -> None:
    scenario: ScenarioFacts = plan_of(name).scenario
    found = tables(name)
    assert [row[1:4] for row in cells(found["tabel-skenario"])][1:] == [
        [number(each.luas_ha, 3), number(each.turun_ha, 3), number(each.rt)] for each in scenario.summary[1:]
    ]
    if not scenario.rt:
        assert "tabel-skenario-rt" not in found
        return
    matrix = found["tabel-skenario-rt"]
    by_label = {row[0]: row[2:] for row in cells(matrix) if row[0].startswith("RT ")}
    assert set(by_label) == {each.label for each in scenario.rt}
    for each in scenario.rt:
        assert by_label[each.label][::2] == [str(total) for total in each.totals]
        left = [None if cell == "–" else cell for cell in by_label[each.label][1::2]]
        assert left == [None if Decimal(x) == 0 else number(x, 3) for x in each.sisa_ha]
    delineated = bool(planned.snapshot(name).kawasan)
    for at, year in enumerate(scenario.summary):
        left_inside = [Decimal(each.sisa_ha[at]) for each in scenario.rt if each.kawasan]
        left_outside = [Decimal(each.sisa_ha[at]) for each in scenario.rt if not each.kawasan]
        assert sum(left_inside, Decimal(0)) == Decimal(year.luas_ha)
        assert sum(left_outside, Decimal(0)) == Decimal(year.luar_ha)
    totals = [each.luas_ha if delineated else each.luar_ha for each in scenario.summary]
    assert totals_row(matrix)[2::2] == [number(each, 3) for each in totals]


# ---------------------------------------------------------------- activities


@pytest.mark.parametrize("name", ACTIVE)
def test_every_activity_stands_in_every_list(name: str) -> None:
    plan, found = plan_of(name), tables(name)
    codes = [each.kode for each in plan.kegiatan]
    physical = [each.kode for each in plan.kegiatan if each.bidang == "infrastruktur"]
    for table in ("tabel-aksi", "tabel-jadwal"):
        named = [row[0] for row in cells(found[table])]
        assert sorted(each for each in named if not each.startswith("Mulai ")) == sorted(codes)
    for table in ("tabel-rpls", "tabel-pemeliharaan"):
        named = [code for row in cells(found[table]) for code in row[0].split(", ")]
        assert sorted(named) == (sorted(physical) or ["belum diisi"])
    acting = [each for each in plan.kegiatan if each.volumes or each.manual]
    order = [row[1] for row in cells(found["tabel-urutan"])]
    assert order == [each.kode for each in sorted(acting or plan.kegiatan, key=lambda each: each.order)]
    assert all(not (each.points or each.rt) for each in plan.kegiatan if acting and each not in acting)
    for row in cells(found["tabel-jadwal"]):
        (each,) = (x for x in plan.kegiatan if x.kode == row[0])
        marked = [year for year, cell in zip(plan.scenario.years[1:], row[2:], strict=False) if cell == "■"]
        assert marked == [y for y in plan.scenario.years[1:] if each.tahun_mulai <= y <= each.tahun_selesai]


@pytest.mark.parametrize("name", ACTIVE)
def test_counts_of_activities_are_counted_again(name: str) -> None:
    snapshot, plan = planned.snapshot(name), plan_of(name)
    acts = plan.kegiatan
    physical = [each for each in acts if each.bidang == "infrastruktur"]
    infra = text_of(name, "rencana-infrastruktur")
    for total, part in matches(
        infra, r"Rencana memuat (\w+) kegiatan, (?:(\w+) di antaranya|seluruhnya|yaitu) pekerjaan"
    ):
        assert counted(total) == len(acts)
        assert (counted(part) if part else len(acts)) == len(physical)
    touched = Counter(aspect for each in acts for aspect in each.aspects)
    for many, all_of in matches(text_of(name, "tujuan-sasaran"), r"(\w+) dari (\w+) indikator ditangani"):
        assert (counted("satu" if many == "Satu" else many), counted(all_of)) == (
            len(touched),
            len(plan.aspects),
        )
    lead = snapshot.effects[0].aspect
    for many, before, after in matches(
        text_of(name, "konsep-peningkatan"),
        r"(\w+) kegiatan menangani indikator ini, sehingga .*? dari ([\d,]+ %) menjadi ([\d,]+ %)",
    ):
        aspect = plan.aspects[lead - 1]
        assert counted(many) == touched[lead]
        assert (before, after) == (percent(aspect.buruk[0]), percent(aspect.buruk[-1]))
    for many, total in matches(text_of(name, "konsep-pencegahan"), r"menempatkan (\w+) dari (\w+) kegiatan"):
        assert (counted(many), counted(total)) == (sum(x.jalur == "pencegahan" for x in acts), len(acts))
    for many, total in matches(
        text_of(name, "integrasi"), r"(\w+) dari (\w+) kegiatan telah mempunyai padanan"
    ):
        assert (counted(many), counted(total)) == (sum(bool(x.kode_kabkota) for x in acts), len(acts))
    named = sum(bool(each.kode_kabkota) for each in acts)
    assert ("Seluruh kegiatan telah mempunyai padanan" in text_of(name, "integrasi")) == (named == len(acts))
    assert ("Belum ada kegiatan yang dipadankan" in text_of(name, "integrasi")) == (named == 0)
    kept = matches(text_of(name, "pemeliharaan"), r"(\w+) dari (\w+) pekerjaan fisik sudah mempunyai")
    for many, total in kept:
        assert (counted(many), counted(total)) == (sum(bool(x.kpp) for x in physical), len(physical))
    builders = Counter(each.pelaksana for each in acts)
    told = [
        counted(many)
        for (many,) in matches(
            text_of(name, "kelembagaan-pelaksanaan"), r"(\w+)(?: kegiatan dilaksanakan)? oleh "
        )
    ]
    assert sorted(told) == sorted(builders.values())
    starts = Counter(each.tahun_mulai for each in acts)
    if len(starts) > 1:
        told_starts = matches(text_of(name, "jadwal"), r"(\w+) kegiatan pada tahun (\d+)")
        assert {int(year): counted(many) for many, year in told_starts} == dict(starts)
    action = text_of(name, "rencana-aksi")
    for (many,) in matches(action, r"(\w+) kegiatan masing-masing menentukan"):
        assert counted(many) == sum(each.rt > 0 for each in acts)
    assert ("Tidak ada kegiatan yang sendirian" in action) == (
        snapshot.slum.rt > 0 and len(acts) > 1 and not any(each.rt for each in acts)
    )


@pytest.mark.parametrize("name", ACTIVE)
def test_manual_orders_are_printed_with_their_reasons(name: str) -> None:
    text = text_of(name, "rencana-aksi")
    for each in plan_of(name).kegiatan:
        if each.manual is not None:
            reason = each.manual.alasan.strip(". ")
            assert f"ditempatkan pada urutan {each.manual.urutan}: {reason} ({each.manual.oleh}, " in text
    assert ("alasan tertulis" in text) == any(each.manual for each in plan_of(name).kegiatan)


# ---------------------------------------------------------------- money


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_money_is_said_as_the_tables_have_it(name: str) -> None:
    plan, found = plan_of(name), tables(name)
    text = text_of(name, "rencana-investasi")
    for (money,) in matches(text, rf"memerlukan {RP}"):
        assert money in (rupiah(plan.rab), rupiah(plan.kurang))
    for (money,) in matches(text, rf"Sumber dana yang disebut berjumlah {RP}"):
        assert money == rupiah(plan.dana)
    assert ("masih memerlukan" in text) == (plan.dana > 0 and plan.kurang > 0)
    by_size = sorted(plan.sources, key=lambda each: -each.jumlah)
    for label, money in matches(text, rf"bagian terbesar berasal dari ([^(]+) \({RP}\)"):
        assert money == rupiah(by_size[0].jumlah)
        assert label in {each.label for each in by_size if each.jumlah == by_size[0].jumlah}
    for (money,) in matches(text, rf"Swadaya warga {RP}"):
        assert money == rupiah(plan.swadaya)
    sure = sum(x.jumlah for each in plan.kegiatan for x in each.lines if x.status in ("dianggarkan", "cair"))
    assert plan.terjamin == sure
    for (money,) in matches(text, rf"dianggarkan atau cair berjumlah {RP}"):
        assert money == rupiah(sure)
        assert 0 < sure < plan.dana
    assert ("Belum ada dana yang telah dianggarkan" in text) == (plan.dana > 0 and sure == 0)
    if plan.sources:
        recap = found["tabel-rekap-investasi"]
        assert totals_row(recap)[1:] == [*(number(x) for x in plan.by_year), number(plan.dana)]
        for row, source in zip(cells(recap), plan.sources, strict=True):
            assert row[0] == source.label
            assert row[-1] == number(source.jumlah)
            assert sum(source.by_year) == source.jumlah
    if plan.kegiatan:
        lines = cells(found["tabel-investasi"])
        amounts = [
            int(cell.replace(".", "")) for row in lines for cell in row if re.fullmatch(r"[\d.]+", cell)
        ]
        every = [x.jumlah for each in plan.kegiatan for x in each.lines]
        every += [each.rab for each in plan.kegiatan if each.rab is not None]
        every += [each.kurang for each in plan.kegiatan if each.kurang]
        codes = [int(each.kode) for each in plan.kegiatan if each.kode.isdigit()]
        names = [int(each.nama) for each in plan.kegiatan if each.nama.isdigit()]
        assert sorted(amounts) == sorted([*every, *codes, *names])
    summary = text_of(name, "ringkasan")
    for (money,) in matches(summary, rf"Kebutuhan biayanya {RP}"):
        assert money == rupiah(plan.rab)
    assert ("telah disebut seluruhnya" in summary) == (plan.dana > 0 and not plan.kurang)


@pytest.mark.parametrize("name", ACTIVE)
def test_the_dearest_indicator_is_the_dearest(name: str) -> None:
    plan, text = plan_of(name), text_of(name, "rencana-infrastruktur")
    dear = max(each.rab for each in plan.aspects)
    for aspect, money, many in matches(
        text, rf"Biaya terbesar diarahkan pada ([^(]+) \({RP}, (\w+) kegiatan\)"
    ):
        (only,) = (each for each in plan.aspects if each.rab == dear)
        assert (aspect, money, counted(many)) == (only.name.lower(), rupiah(dear), only.kegiatan)
    untouched = {
        each.name.lower()
        for each in planned.snapshot(name).indicators
        if each.buruk not in (None, "-", "0.00")
        and each.number not in {a for x in plan.kegiatan for a in x.aspects}
    }
    told = re.search(r"([^.]+) masih menunjukkan kesenjangan, tetapi belum ditangani", text)
    assert bool(told) == (bool(untouched) and "infrastruktur" in {each.bidang for each in plan.kegiatan})
    if told:
        assert set(re.split(r", dan |, | dan ", told.group(1).strip().lower())) == untouched


# ---------------------------------------------------------------- process


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_the_process_is_told_as_it_stands(name: str) -> None:
    process = planned.snapshot(name).process
    ready, gate = text_of(name, "kesiapan"), text_of(name, "ketepatan-kelengkapan")
    if process is None:
        assert "belum diisi" in ready
        assert "Penilaian gerbang belum diisi." in gate
        assert "belum diisi" in text_of(name, "lampiran-riwayat")
        return
    for total, many in matches(ready, r"Dari (\w+) kegiatan, (\w+) telah siap"):
        assert (counted(total), counted(many)) == (
            len(process.readiness),
            sum(x.siap for x in process.readiness),
        )
    rows = cells(tables(name)["tabel-kesiapan"]) if process.readiness else []
    for row, each in zip(rows, process.readiness, strict=True):
        assert row[0].startswith(each.kode)
        assert row[-1] == ("Ya" if each.siap else "Belum")
        assert [cell == "Ada" for cell in row[1:-1]] == [x.verdik == "lengkap" for x in each.cells]
    lacking = {(missing, x.kode) for x in process.readiness for cell in x.cells for missing in cell.kurang}
    assert ("tabel-belum-siap" in tables(name)) == bool(lacking)
    if lacking:
        told = cells(tables(name)["tabel-belum-siap"])
        assert sorted(row[0] for row in told) == sorted({missing for missing, _ in lacking})
        for missing, codes in told:
            assert codes == ", ".join(
                each.kode for each in process.readiness if (missing, each.kode) in lacking
            )
    if process.gate is not None:
        for count in process.gate.aspek:
            assert f"{count.aspek} {count.terpenuhi} dari {count.berlaku}" in gate
        assert [row[0] for row in cells(tables(name)["tabel-terbuka"])] == [
            x.kode for x in process.gate.open
        ] or (not process.gate.open)
    evidence = [row for row in cells(tables(name)["tabel-bukti"]) if row[0] != "belum diisi"]
    assert [row[6] for row in evidence] == [each.sha256[:12] for each in process.evidence]
    assert ("tabel-pengesahan" in tables(name)) == bool(process.ratified)
    assert ("tabel-kunjungan" in tables(name)) == bool(process.monitoring)


# ---------------------------------------------------------------- variants


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_where_nothing_is_slum_the_plan_is_one_of_prevention(name: str) -> None:
    snapshot = planned.snapshot(name)
    nothing = not snapshot.slum.rt and not snapshot.kawasan
    titles = {
        each: inline_text(section_of(name, each).heading) for each in ("delineasi", "non-kumuh", "skenario")
    }
    assert (titles == {
        "delineasi": "Potensi Kumuh", "non-kumuh": "Arah Pencegahan", "skenario": "Target Pencegahan",
    }) == nothing  # fmt: skip
    assert ("Skenario Menuju 0 ha" in titles.values()) != nothing
    assert ("Relawan Pengawas Permukiman, yaitu warga" in text_of(name, "wasdal")) == nothing


def test_a_desa_words_itself_as_one_in_the_plan_too() -> None:
    html = planned.html("desa with a plan")
    for words in ("RKP Desa", "APB Desa", "musyawarah desa", "Peraturan Desa", "BPD", "Pemerintah desa"):
        assert words in html
    assert not re.search(r"Lurah|[Mm]usrenbang kelurahan|Renja kecamatan", html)


@pytest.mark.parametrize(
    "name", ["desa", "no volume filled", "all zero", "slum inside and outside", "400 RT"]
)
def test_without_a_plan_every_obligatory_table_says_so(name: str) -> None:
    found = tables(name)
    obligatory = {
        "tabel-sasaran", "tabel-konsep", "tabel-infrastruktur", "tabel-program-sosial", "tabel-program-ekonomi",
        "tabel-aksi", "tabel-rekap-investasi", "tabel-investasi", "tabel-kesiapan", "tabel-terbuka", "tabel-rpls",
        "tabel-pemeliharaan", "tabel-aturan", "tabel-jadwal", "tabel-integrasi", "tabel-wasdal", "tabel-riwayat",
        "tabel-bukti",
    }  # fmt: skip
    assert obligatory <= set(found)
    for each in obligatory - {"tabel-konsep"}:
        assert any(str(EMPTY.striptags()) in cell for row in cells(found[each]) for cell in row), each
    assert "belum diisi" in text_of(name, "skenario")


@pytest.mark.parametrize("name", ["Sukun with its plan", "one clean RT", "plan with odd names"])
def test_a_final_version_has_no_draft_marks_and_no_list_of_gaps(name: str) -> None:
    snapshot = planned.snapshot(name)
    final = replace(snapshot, document=replace(snapshot.document, draft=False))
    html = places.html_of(final)
    found = parse(html)
    assert "lampiran-kosong" not in html
    assert not re.search(r"\b[Dd]raf\b|DRAF", html)
    assert [each.label.id for each in found.body if each.label.id.startswith("lampiran")][:3] == [
        "lampiran-baseline", "lampiran-riwayat", "lampiran-bukti",
    ]  # fmt: skip


def test_the_chain_of_signatures_is_the_usual_one_unless_given() -> None:
    html = planned.html("one RT, to 0 ha")
    roles = re.findall(r'class="role"[^>]*>([^<]+)<', html)
    assert [each.partition(",")[2].strip() for each in roles] == [
        "Koordinator BKM/LKM", "Ketua TIPP", "Lurah Sukun", "Camat Sukun", "Ketua Pokja PKP Kota Malang",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_sentences_are_whole_and_say_counts_in_words(name: str) -> None:
    for part in PARTS:
        for block in blocks_of(section_of(name, part)):
            if not isinstance(block, Paragraph):
                continue
            text = inline_text(block.content)
            assert text[-1] in ".:)", text
            bare = text.replace(places.WEIRD, "X").replace('=HYPERLINK("http://example.invalid","klik")', "X")
            assert not re.search(
                r"\s[.,;:)]\s|\s[.,;:)]$|\(\s|[,;:]{2}|\.\.|[a-z][.;,][A-Z]|\bNone\b", bare
            ), text
            assert not re.search(r"(?<![\d.,/])\b(?:\d|10) (?:RT|kegiatan|kawasan|indikator)\b", bare), text
            assert not re.search(r"\b[Nn]ol (?:RT|kegiatan|indikator|kawasan)\b|[Ss]ebanyak satu\b", bare), (
                text
            )
            assert not re.search(r"(?:seluas|sisa|tersisa) 0(?:,0+)? ha", bare), text


def blocks_of(section: Section) -> Iterator[object]:
    for child in section.children:
        match child:
            case Section():
                yield from blocks_of(child)
            case Narrative(blocks=inner) | Landscape(blocks=inner):
                yield from inner
            case _:
                yield child


def test_no_sentence_is_said_twice() -> None:
    seen: Counter[str] = Counter()
    for part in ("kata-pengantar", *PARTS, *(f"bab-{n}" for n in range(1, 6))):
        for text in sentences(section_of("Sukun with its plan", part).children):
            seen.update(each for each in re.split(r"(?<=\.) ", text) if len(each) > 60)
    assert [each for each, many in seen.items() if many > 1] == []


def test_the_summary_is_short() -> None:
    section = section_of("Sukun with its plan", "ringkasan")
    # Three pages of text hold about 1 200 words.
    assert len(" ".join(sentences(section.children)).split()) < 600


def test_the_causes_are_those_that_the_consultant_names() -> None:
    naskah = planned.snapshot("Sukun with its plan").naskah
    text = text_of("Sukun with its plan", "masalah-potensi")
    for each in naskah.masalah:
        assert each.penyebab.rstrip(".") in text


def test_alternative_texts_say_what_is_to_be_seen() -> None:
    html = planned.html("one RT, to 0 ha")
    for alt in re.findall(r'alt="([^"]*)"', html):
        assert re.search(r"\d|belum diisi", alt) or alt.startswith("Letak "), alt
        assert "<" not in alt


@pytest.mark.parametrize("name", ["Sukun with its plan", "never to 0 ha", "plan without activities"])
def test_every_section_can_be_replaced(name: str) -> None:
    texts = tuple(SectionText(section, Position.GANTI, f"Teks {section}.") for section in SECTIONS)
    found = replace(planned.snapshot(name), naskah=replace(planned.snapshot(name).naskah, teks=texts))
    html = places.html_of(found)
    parse(html)
    assert all(html.count(f"Teks {section}.") == 1 for section in SECTIONS)
