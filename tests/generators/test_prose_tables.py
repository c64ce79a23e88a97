"""Tables of the RPLP that gather what is alike into one row, sum up, or stand upright while they are empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generators.indonesian import long_date, number
from generators.tree.blocks import Landscape, Section, Table, inline_text
from generators.tree.parsing import parse
from tests.generators import places, planned
from tests.generators.test_prose_plan import ACTIVE, NAMES_OF_PLAN, cells, document, plan_of, tables


def row_of(table: Table, code: str) -> list[str]:
    (row,) = (row for row in cells(table) if code in row[0].split(", "))
    return row


@pytest.mark.parametrize("name", ["Sukun with its plan", "one RT, to 0 ha", "money missing"])
def test_works_stand_in_one_row_only_with_what_is_said_of_all_of_them(name: str) -> None:
    snapshot, found = planned.snapshot(name), tables(name)
    written = {each.kegiatan: each for each in snapshot.naskah.rpls}
    kept = {each.kegiatan: each for each in snapshot.naskah.pemeliharaan}
    physical = [each for each in plan_of(name).kegiatan if each.bidang == "infrastruktur"]
    for each in physical:
        row, said = row_of(found["tabel-rpls"], each.kode), written.get(each.kode)
        if said is None:
            assert row[3:6] == ["belum diisi"] * 3
        else:
            texts = [said.dampak_lingkungan, said.dampak_sosial, said.mitigasi]
            assert row[3:6] == [text or "belum diisi" for text in texts]
        screened = snapshot.process.screening if snapshot.process else ()
        if each.kode not in {x.kode for x in screened if x.dokumen} and each.lingkungan_hidup:
            assert f"({each.lingkungan_hidup})" in row[2]
            assert f"({each.lahan or '?'})" in row[2]
        row, upkeep = row_of(found["tabel-pemeliharaan"], each.kode), kept.get(each.kode)
        together = row[0].split(", ")
        if upkeep is not None:
            assert row[2:4] == [upkeep.kpp or each.kpp or "belum diisi", upkeep.jadwal or "belum diisi"]
            costs = [kept[code].biaya for code in together]
            known = [cost for cost in costs if cost is not None]
            assert row[4] == (str(number(sum(known))) if len(known) == len(costs) else "belum diisi")
    if name == "Sukun with its plan":
        assert len(cells(found["tabel-rpls"])) < len(physical)
        assert len(cells(found["tabel-pemeliharaan"])) < len(physical)
        (total,) = found["tabel-pemeliharaan"].foot
        amounts = [kept[each.kode].biaya for each in physical]
        assert inline_text(total.cells[1].content) == number(sum(x for x in amounts if x is not None))


@pytest.mark.parametrize("name", ACTIVE)
def test_the_summary_by_indicator_adds_up(name: str) -> None:
    plan, table = plan_of(name), tables(name)["tabel-infrastruktur"]
    foot = [[inline_text(cell.content) for cell in row.cells] for row in table.foot]
    assert foot[-1][1:3] == [number(len(plan.kegiatan)), number(plan.rab)]
    rows = [*cells(table), *foot[:-1]]
    assert sum(int(row[1].replace(".", "")) for row in rows) == len(plan.kegiatan)
    assert sum(int(row[2].replace(".", "")) for row in rows) == plan.rab


def test_an_empty_table_takes_no_landscape_page() -> None:
    def wide(name: str) -> set[str]:
        return {
            block.label.id
            for part in document(name).chapters
            for section in part.children
            if isinstance(section, Section)
            for child in section.children
            if isinstance(child, Landscape)
            for block in child.blocks
            if isinstance(block, Table) and block.label is not None
        }

    assert wide("Sukun with its plan") >= {"tabel-masalah", "tabel-aksi", "tabel-investasi", "tabel-rpls"}
    assert not wide("desa") & {"tabel-masalah", "tabel-aksi", "tabel-investasi", "tabel-rpls"}


@pytest.mark.parametrize("name", NAMES_OF_PLAN)
def test_visits_stand_with_their_activity(name: str) -> None:
    process = planned.snapshot(name).process
    if process is None or not process.monitoring:
        return
    rows = cells(tables(name)["tabel-kunjungan"])
    assert sorted(row[0] for row in rows) == sorted({each.kode or "–" for each in process.monitoring})
    for each in process.monitoring:
        (row,) = (row for row in rows if row[0] == (each.kode or "–"))
        assert f"{long_date(each.tanggal.isoformat())} ({each.progres or 'kemajuan belum diisi'}" in row[2]


def test_works_of_different_classes_are_not_put_together() -> None:
    snapshot = planned.snapshot("Sukun with its plan")
    bare = replace(snapshot, naskah=replace(snapshot.naskah, rpls=()), process=None)
    (table,) = (
        each
        for each in parse(places.html_of(bare)).blocks()
        if isinstance(each, Table) and each.label.id == "tabel-rpls"
    )
    classes = {
        each.kode: (each.lingkungan_hidup, each.lahan) for each in plan_of("Sukun with its plan").kegiatan
    }
    rows = [row[0].split(", ") for row in cells(table)]
    assert [len({classes[code] for code in codes}) for codes in rows] == [1] * len(rows)
    assert len({classes[codes[0]] for codes in rows}) == len(rows) > 2


@pytest.mark.parametrize("name", ACTIVE)
def test_every_social_and_economic_activity_stands_in_its_programme_with_its_years(name: str) -> None:
    found = tables(name)
    rows = [*cells(found["tabel-program-sosial"]), *cells(found["tabel-program-ekonomi"])]
    for each in plan_of(name).kegiatan:
        if each.bidang == "infrastruktur":
            continue
        (row,) = (row for row in rows if len(row) > 2 and each.kode in row[2].replace(",", "").split())
        assert row[1] == each.jenis
        assert str(each.tahun_mulai) in row[4]
        assert row[3].startswith(f"{number(each.kk)} KK" if each.kk is not None else "")
