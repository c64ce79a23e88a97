"""The document of a city: its HTML is a tree, its figures are those of the snapshot, its text contradicts no table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from generators.indonesian import in_words, number
from generators.rp2kpkp.pictures import city_names_beside, city_picture_names, city_pictures
from generators.tree.blocks import Document, Section
from generators.tree.parsing import parse
from planning.authority import Skala
from planning.city_manuscript import DokumenKota, Sebutan
from planning.manuscript import Position, SectionText
from planning.plain import Plain, to_plain
from tests.generators import cities
from tests.generators.places import WEIRD
from tests.generators.test_prose_agrees import sentences

EVERY = ["Malang", *cities.ODD]
CONSTANTS = frozenset({"1", "2", "3", "5", "9", "10", "15", "0", "100,0"})
"""Limits of authority, items of pertimbangan lain and priorities, 0 ha: of the programme, not of the data."""
NAMES = re.compile(
    r"(?:Undang-Undang|Pemerintah|Rakyat|Karya|Wali Kota Malang|Bupati Malang) Nomor [^ ]+(?: Tahun \d+)?|\d+/PRT/M/\d+"
    r"|Tabel [A-Z\d]+\.\d+|Gambar \d+\.\d+|Subbab \d+\.\d+|RW \d+|\b[1-7][a-e]\b|SHA-256|Permen PUPR \d+/\d+"
    r"|\d+ (?:Januari|Februari|September|November) \d+|K(?:T|W)-\d+|Kampanye PHBS dan STBM \d+|UKL-UPL"
)
FIGURE = re.compile(r"\d[\d.]*(?:,\d+)?")


@cache
def document(name: str) -> Document:
    return parse(cities.html(name))


def sections(name: str) -> tuple[Section, ...]:
    return tuple(each for each in document(name).body if isinstance(each, Section))


def text_of(name: str) -> list[str]:
    return list(sentences(sections(name)))


def leaves(value: Plain) -> Iterator[str | int]:
    match value:
        case dict():
            for each in value.values():
                yield from leaves(each)
        case list():
            yield from (len(value), *(leaf for each in value for leaf in leaves(each)))
        case str() | int() if not isinstance(value, bool):
            yield value


@cache
def allowed(name: str) -> frozenset[str]:
    """Every figure that the snapshot gives, in each form that the text prints; counts and sums of its lists."""
    city = cities.snapshot(name)
    sums = [sum(each.rab or 0 for each in city.kegiatan if each.skala == scale) for scale in Skala]
    sums += [
        sum(getattr(each, field) for each in city.recap) for field in ("rab", "kegiatan", "tahun_pertama")
    ]
    sums.append(sum(each.rab or 0 for each in city.usulan))
    counts = range(1 + max(city.sizes.rt, len(city.kegiatan), sum(each.kegiatan for each in city.recap)))
    found = set()
    for leaf in (*to_plain_leaves(name), *sums, *counts):
        found.update(FIGURE.findall(str(leaf)))
        try:
            value = Decimal(str(leaf))
        except ArithmeticError:
            continue
        found.update(str(number(f"{abs(value):f}", digits)) for digits in (None, 0, 1, 2, 3, 4))
    return frozenset(found) | CONSTANTS


@cache
def to_plain_leaves(name: str) -> tuple[str | int, ...]:
    return tuple(leaves(to_plain(cities.snapshot(name))))


def rows_beginning(name: str, first: str) -> list[list[str]]:
    """The cells of every row that opens with `first`, as texts."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", cities.html(name), re.DOTALL)
    cells = [
        [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows
    ]
    return [row for row in cells if row and row[0].startswith(first)]


@pytest.mark.parametrize("name", EVERY)
def test_every_city_is_a_document(name: str) -> None:
    # The tree refuses what is dangling, not referenced or outside the vocabulary.
    assert len(document(name).chapters) == 10


@pytest.mark.parametrize("name", EVERY)
def test_every_figure_of_the_text_is_one_of_the_snapshot(name: str) -> None:
    for sentence in text_of(name):
        bare = NAMES.sub("", sentence.replace(WEIRD, ""))
        for figure in FIGURE.findall(bare):
            assert figure.rstrip(".") in allowed(name), sentence


@pytest.mark.parametrize("name", EVERY)
def test_sentences_are_whole(name: str) -> None:
    for sentence in text_of(name):
        # The line for place and day of a signature is dots.
        if WEIRD in sentence or "....." in sentence:
            continue
        assert "  " not in sentence, sentence
        assert not re.search(
            r" [.,;:)]|\( |\.\.(?!\.)|,,|None|nol (?:di antaranya|kegiatan|kawasan)", sentence
        ), sentence
        assert not re.search(r"\. [a-z]", sentence), sentence


@pytest.mark.parametrize("name", EVERY)
def test_no_sentence_begins_with_a_figure(name: str) -> None:
    for sentence in text_of(name):
        assert not re.match(r"\d", sentence), sentence
        assert not re.search(r"[.:] \d+ (?:kelurahan|kawasan|kegiatan|RT|RPLP|pihak)", sentence), sentence


def test_the_memorandum_adds_up_to_the_investment() -> None:
    city = cities.snapshot("Malang")
    assert sum(each.jumlah for each in city.memorandum) == city.investasi.jumlah
    totals = [number(each) for each in (*city.investasi.by_year, city.investasi.jumlah)]
    row = rows_beginning("Malang", "Jumlah seluruh pihak")
    assert row == [["Jumlah seluruh pihak", *totals]]
    assert [each[0] for each in rows_beginning("Malang", "Jumlah")].count("Jumlah") >= len(city.memorandum)
    # A funder finds its source by the name that the investment table gives it.
    sources = {each.label for each in city.investasi.sources}
    assert {label for each in city.memorandum for label in each.sumber} <= sources


def test_the_recap_adds_up_to_the_cost_of_all_rplp() -> None:
    city = cities.snapshot("Malang")
    cost = sum(each.rab for each in city.recap)
    total = number(str(Decimal(cost) / 1_000_000), 1)
    (row,) = [each for each in rows_beginning("Malang", "Kota Malang") if "(" in each[-1]]
    assert row[-1] == f"{total}({sum(each.kegiatan for each in city.recap)})"


def test_a_few_kawasan_do_not_take_a_landscape_page() -> None:
    assert "landscape" not in cities.html("one RT")
    assert "landscape" in cities.html("200 RT in 20 kelurahan")


def test_a_pattern_against_the_status_of_the_land_is_said() -> None:
    assert "seharusnya ditangani dengan permukiman kembali" in " ".join(text_of("Malang"))
    city = cities.snapshot("Malang")
    legal = tuple(replace(each, legalitas="legal") for each in city.kawasan)
    assert "seharusnya ditangani" not in cities.html_of(replace(city, kawasan=legal))


def test_all_tables_of_the_programme_are_there() -> None:
    ids = set(document("Malang").labels)
    assert {
        "tabel-kebijakan", "tabel-sk", "tabel-profil-kawasan", "tabel-matriks", "tabel-prioritas", "tabel-strategi",
        "tabel-skenario-kawasan", "tabel-aksi-kota", "tabel-aksi-kawasan", "tabel-memorandum", "tabel-investasi",
        "tabel-tanah", "tabel-peran", "tabel-rekap", "tabel-kesiapan", "tabel-wasdal", "tabel-kewenangan",
        "tabel-kpi", "tabel-masukan", "tabel-konsistensi", "tabel-usulan",
    } <= ids  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Malang", "one RT", "one slum kawasan", "all zero", "an empty plan beside none"]
)
def test_the_text_says_the_same_of_slum_as_the_snapshot(name: str) -> None:
    city, text = cities.snapshot(name), " ".join(text_of(name))
    assert ("Tidak ada RT yang dinilai kumuh" in text) == (city.kumuh_rt == 0)
    assert ("menjadi 0 ha pada tahun" in text) == (city.scenario.nol is not None and city.kumuh_rt > 0)
    if city.kumuh_rt:
        assert f"{in_words(city.kumuh_rt)} " in text.lower()
        assert f"{number(city.kumuh_ha, 2)} ha" in text


@pytest.mark.parametrize("sebutan", Sebutan)
def test_the_label_is_a_setting_used_everywhere(sebutan: Sebutan) -> None:
    city = cities.example()
    naskah = replace(city.naskah, dokumen=replace(city.naskah.dokumen, sebutan=sebutan))
    html = cities.html_of(cities.rebuilt(naskah))
    others = [each for each in Sebutan if each is not sebutan]
    assert sebutan in html
    assert sebutan.judul in html
    for other in others:
        # RP2KPKP begins RP2KPKPK, so whole words are looked for.
        assert not re.search(rf"{other}(?!K)\b", html), other


def test_the_final_version_has_no_mark_of_a_draft_and_no_list_of_gaps() -> None:
    city = cities.example()
    html = cities.html_of(replace(city, document=replace(city.document, draft=False)))
    assert 'name="draft"' not in html
    assert "lampiran-kosong" not in html
    assert "masih berupa draf" not in html
    parse(html)


def test_the_authors_text_stands_before_after_or_instead() -> None:
    city = cities.example()
    texts = (
        SectionText("3.2", Position.SEBELUM, "Pembuka **kota**."),
        SectionText("10.1", Position.GANTI, "Indikator kami."),
        SectionText("6.1", Position.SESUDAH, "Catatan <b>skenario</b>."),
    )
    html = cities.html_of(cities.rebuilt(replace(city.naskah, teks=texts)))
    parse(html)
    assert "<strong>kota</strong>" in html
    assert "Catatan &lt;b&gt;skenario&lt;/b&gt;." in html
    assert "Keberhasilan diukur dengan indikator yang dapat dihitung kembali" not in html


def test_every_section_can_be_replaced_without_a_dangling_table() -> None:
    from intake.city_manuscript import SECTIONS

    texts = tuple(SectionText(each, Position.GANTI, "Teks pengganti.") for each in SECTIONS)
    html = cities.html_of(cities.rebuilt(replace(cities.example().naskah, teks=texts)))
    parse(html)
    assert html.count("Teks pengganti.") == len(SECTIONS)


def test_pictures_are_those_that_are_named() -> None:
    city = cities.snapshot("Malang")
    assert tuple(city_pictures(city)) == city_picture_names(city) == ("gap", "skenario", "investasi")
    assert city_picture_names(cities.snapshot("one RT")) == ("gap",)


def square(at: int, width: float) -> str:
    west, east = 112.6 + at * width, 112.6 + (at + 1) * width
    ring = [[west, -8.0], [east, -8.0], [east, -7.98], [west, -7.98], [west, -8.0]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.mark.parametrize(("width", "across"), [(0.05, True), (0.001, False)])
def test_maps_come_with_outlines_and_lie_across_where_the_city_does(width: float, across: bool) -> None:
    city = cities.snapshot("Malang")
    drawn = tuple(replace(each, geometry=square(at, width)) for at, each in enumerate(city.kelurahan))
    city = replace(city, kelurahan=drawn)
    names = city_picture_names(city)
    assert names[:3] == ("peta", "peta-prioritas", "peta-1")
    assert tuple(city_pictures(city)) == names
    assert len(names) == 2 + 8 + 3
    document = parse(cities.html_of(city))
    assert "lampiran-peta" in document.labels
    assert (city_names_beside(city)["melintang"] != []) == across


def test_years_are_printed_only_where_they_are_known() -> None:
    html = cities.html_of(cities.rebuilt(replace(cities.example().naskah, dokumen=DokumenKota())))
    parse(html)
    assert "None" not in html
