"""The generated sentences against the figures: no number of its own, no contradiction, no slip of grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from generators.facts.place import Value
from generators.indonesian import in_words, number, percent
from generators.tree.blocks import (
    Block,
    Definitions,
    Document,
    Landscape,
    ListBlock,
    Narrative,
    Note,
    Paragraph,
    Section,
    SourceLine,
    Table,
    inline_text,
)  # fmt: skip
from generators.tree.parsing import parse
from planning.manuscript import Manuscript
from planning.plain import Plain, to_plain
from tests.generators import places
from tests.planning.reading import NO_SHARED

REAL = [f"{kode}/{tahun}" for kode, tahun in places.PEKALONGAN]
NEEDS_SHARED = pytest.mark.skipif(not places.REGISTRY.is_file(), reason=NO_SHARED)
EVERY = ["Sukun", *places.ODD, *(pytest.param(name, marks=NEEDS_SHARED) for name in REAL)]
WORDS = tuple(in_words(n) for n in range(11))

CONSTANTS = frozenset({"76", "51", "25", "5", "3", "1", "0"})
"""Band edges and scores of the rule; 0 ha is the goal of the programme."""
NAMES = re.compile(
    # Places, parameters, references and regulations are names with digits, not figures.
    r"RT \d+/RW \d+|RW \d+|\(RT [\d, ]+\)|\b[1-7][a-e]\b|Tabel \d+\.\d+|Gambar \d+\.\d+|Subbab \d+\.\d+"
    r"|\d+/PRT/M/\d+|RT \d{3}"
)
FIGURE = re.compile(r"-?\d[\d.]*(?:,\d+)?")


@cache
def document(name: str) -> Document:
    return parse(places.html(name))


def sentences(children: tuple[Block | Section, ...]) -> Iterator[str]:
    """Text of paragraphs, notes and list items, in reading order."""
    for child in children:
        match child:
            case Section(children=inner) | Landscape(blocks=inner) | Narrative(blocks=inner):
                yield from sentences(inner)
            case Paragraph(content=content):
                yield inline_text(content)
            case ListBlock(items=items):
                yield from (inline_text(item.content) for item in items)
            case Note(paragraphs=paragraphs):
                yield from map(inline_text, paragraphs)
            case _:
                pass


def part(name: str, part_id: str) -> list[str]:
    """The sentences of one front section or chapter."""
    (found,) = (each for each in document(name).body if each.label.id == part_id)
    assert isinstance(found, Section)
    return list(sentences(found.children))


def analysis(name: str) -> list[str]:
    """What the generator itself says of the figures: summary, chapter IV and V."""
    own = {text.markdown[:20] for text in places.snapshot(name).naskah.teks}
    found = part(name, "ringkasan") + part(name, "bab-4") + part(name, "bab-5")
    return [text for text in found if text[:20] not in own]


def printed(value: Plain) -> Iterator[str]:
    """Every form in which the filters print the figures of a snapshot."""
    match value:
        case dict():
            for inner in value.values():
                yield from printed(inner)
        case list():
            # Lists are counted in sentences too.
            yield str(number(len(value)))
            for inner in value:
                yield from printed(inner)
        case bool() | None:
            pass
        case int():
            yield str(number(value))
        case str() if re.fullmatch(r"-?\d+(\.\d+)?", value):
            yield from (str(number(value, digits)) for digits in (None, 1, 2, 3))


@cache
def figures(name: str) -> frozenset[str]:
    plain = to_plain(replace(places.snapshot(name), naskah=Manuscript(), outlines=(), border=""))
    return frozenset(printed(plain)) | {str(places.snapshot(name).baseline.year)}


def foreign(name: str, texts: list[str]) -> list[str]:
    """Figures in the texts that the snapshot does not have."""
    kawasan = [each.name for each in places.snapshot(name).kawasan]
    place = places.snapshot(name).place.name
    found = []
    for text in texts:
        bare = text
        for known in (*kawasan, place):
            bare = bare.replace(known, "")
        shown = (figure.rstrip(".") for figure in FIGURE.findall(NAMES.sub("", bare)))
        found += [f"{figure} in: {text}" for figure in shown if figure not in figures(name) | CONSTANTS]
    return found


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize("name", EVERY)
def test_every_figure_in_a_sentence_is_one_of_the_snapshot(name: str) -> None:
    assert foreign(name, analysis(name)) == []


def test_a_figure_that_is_not_there_would_be_seen() -> None:
    assert foreign("Sukun", ["Luasnya 24,23 ha di RT 001/RW 002.", "Sebanyak 24 RT.", "Nilai 19.999 m."]) == [
        "24,23 in: Luasnya 24,23 ha di RT 001/RW 002.",
        "19.999 in: Nilai 19.999 m.",
    ]


def stated(name: str, pattern: str) -> list[tuple[str, ...]]:
    """The groups of a pattern wherever the sentences match it."""
    return [found.groups() for text in analysis(name) for found in re.finditer(pattern, text)]


def counted(word: str) -> int:
    return WORDS.index(word.lower()) if word.lower() in WORDS else int(word.replace(".", ""))


@pytest.mark.parametrize("name", EVERY)
def test_counts_and_areas_are_those_that_the_sentence_speaks_of(name: str) -> None:
    snapshot = places.snapshot(name)
    slum, outside = snapshot.slum, snapshot.outside
    area = number(slum.ha_by_rt, 2)
    for rt, ha in stated(name, r"(\w+) RT seluas ([\d.,]+) ha dinilai kumuh"):
        assert (slum.rt if rt.lower() == "seluruh" else counted(rt), ha) == (slum.rt, area)
    for rt, ha in stated(name, r"(\w+) RT kumuh seluas ([\d.,]+) ha berada di luar delineasi"):
        assert (counted(rt), ha) == (outside.slum_rt, number(outside.slum_ha, 2))
    for rt, ha in stated(name, r"(?:terbesar:|mengeluarkan) (\w+) RT seluas ([\d.,]+) ha"):
        assert (counted(rt), ha) == (snapshot.effects[0].rt, number(snapshot.effects[0].luas_ha, 2))
    for (rt,) in stated(
        name, r"(\w+) RT(?: di luar delineasi)? (?:berada dekat ambang|bernilai paling banyak)"
    ):
        assert counted(rt) == outside.near_rt
    for rt, ha, people in stated(
        name, r"(?:terdapat|yaitu) (\w+) RT seluas ([\d.,]+) ha dengan ([\d.]+) jiwa"
    ):
        expected = (outside.sizes.rt, number(outside.sizes.luas_ha, 2), number(outside.sizes.penduduk))
        assert (counted(rt), ha, people) == expected
    for rt, ha, kawasan in stated(name, r"mencakup (\w+) RT seluas ([\d.,]+) ha dalam (\w+) kawasan"):
        expected_area = number(slum.delineated_ha, 2)
        assert (counted(rt), ha, counted(kawasan)) == (
            snapshot.inside.sizes.rt,
            expected_area,
            len(snapshot.kawasan),
        )
    for (score,) in stated(name, r"[Nn]ilai tertinggi adalah (\d+)"):
        assert int(score) == slum.highest_total
    leave = stated(name, r"harus turun (\d+)(?: sampai (\d+))? poin, yaitu sampai di bawah (\d+)")
    assert [(int(a), int(b or a), int(c)) for a, b, c in leave] == (
        [(slum.points_to_leave_min, slum.points_to_leave_max, snapshot.rule.ringan)] if slum.rt else []
    )


@pytest.mark.parametrize("name", EVERY)
def test_shares_stand_with_their_own_indicator(name: str) -> None:
    shares = {each.name.lower(): percent(each.buruk) for each in places.snapshot(name).indicators}
    names = "|".join(shares)
    found = stated(name, rf"\b({names}) \((-?[\d.,]+ %)\)")
    assert found == [(each, shares[each]) for each, _ in found]
    known = [each for each in places.snapshot(name).indicators if each.buruk not in (None, "0.00")]
    assert bool(found) == bool(known)


def volume(value: Value, unit: str) -> str:
    small = isinstance(value, str) and Decimal(value) < Decimal("0.0005")
    return f"{number(value, 3 if unit == 'ha' and not small else None)} {unit}"


@pytest.mark.parametrize("name", EVERY)
def test_parameters_stand_with_their_own_figures(name: str) -> None:
    snapshot = places.snapshot(name)
    rt_count = snapshot.baseline.rt_count
    lines = {text[:2]: text for text in part(name, "bab-4") if re.match(r"[1-7][a-e] ", text)}
    for indicator in snapshot.indicators:
        for p in indicator.parameters if indicator.buruk is not None else ():
            text = lines.pop(p.code)
            if p.persen is None:
                assert text.endswith(": belum diisi.")
            elif p.persen == "-":
                assert text.endswith(": tidak berlaku di wilayah ini.")
            elif p.rt_affected == 0:
                assert text.endswith(": tidak ditemukan bagian yang buruk.")
            else:
                unit = next(each.unit for each in snapshot.rule.parameters if each.code == p.code)
                figures = f"{volume(p.volume, unit)} dari {volume(p.denominator, unit)} ({percent(p.persen)})"
                everywhere = rt_count > 1 and p.rt_affected == rt_count
                place = "di semua RT" if everywhere else f"di {in_words(p.rt_affected)} RT"
                assert f": {figures}, {place}" in text
    assert lines == {}


# ---------------------------------------------------------------- no contradiction


@pytest.mark.parametrize("name", EVERY)
def test_slum_or_not_is_said_one_way_throughout(name: str) -> None:
    snapshot = places.snapshot(name)
    text = " ".join(" ".join(part(name, each)) for each in ("ringkasan", "bab-1", "bab-2", "bab-4", "bab-5"))
    none = re.findall(r"Tidak ada RT yang (?:dinilai kumuh|mencapai nilai tersebut)|tidak ada RT kumuh", text)
    assert (len(none) == 4) == (snapshot.slum.rt == 0)
    assert bool(none) == (snapshot.slum.rt == 0)
    assert ("Semuanya berada di dalam" in text or "RT itu berada di dalam" in text) == (
        snapshot.slum.rt > 0 and snapshot.outside.slum_rt == 0
    )
    assert ("memiliki delineasi kawasan kumuh" in text) == (not snapshot.kawasan)
    assert bool(re.search(r"dekat(?: dengan)? ambang kumuh(?! \.)", text)) or snapshot.outside.sizes.rt == 0
    assert ("Tidak ada RT lain" in text) <= (snapshot.outside.slum_rt > 0)


@pytest.mark.parametrize("name", EVERY)
def test_largest_and_smallest_are_said_of_the_right_indicator(name: str) -> None:
    snapshot = places.snapshot(name)
    known = {each.name: Decimal(str(each.buruk)) for each in snapshot.indicators if each.buruk is not None}
    (chapter,) = (each for each in document(name).chapters if each.label.id == "bab-4")
    (state,) = (c for c in chapter.children if isinstance(c, Section) and c.label.id == "kondisi-indikator")
    for section in state.children:
        if not isinstance(section, Section) or inline_text(section.heading) not in known:
            continue
        share, text = known[inline_text(section.heading)], " ".join(sentences(section.children))
        larger = sum(each > share for each in known.values())
        if "yang terbesar dari seluruh indikator" in text or "termasuk yang terbesar" in text:
            assert larger == 0
            assert share > 0
        if "terbesar kedua" in text:
            assert larger == 1
        if "terbesar ketiga" in text:
            assert larger == 2
        if "yang terkecil dari seluruh indikator" in text:
            assert share == min(known.values())
            assert list(known.values()).count(share) == 1


@pytest.mark.parametrize("name", EVERY)
def test_the_order_by_effect_is_that_of_the_table(name: str) -> None:
    snapshot = places.snapshot(name)
    text = " ".join(part(name, "bab-5"))
    if not snapshot.slum.rt:
        assert "menurut dampak." not in text
        return
    first = snapshot.effects[0].name.lower()
    by_gap = next(effect for effect in snapshot.effects if effect.gap_rank == 1)
    agrees = f"{first} menempati urutan pertama baik menurut kesenjangan maupun menurut dampak" in text
    shares = {each.number: each.buruk for each in snapshot.indicators}
    assert agrees == (shares[snapshot.effects[0].aspect] == shares[by_gap.aspect])
    if not agrees:
        assert f"{by_gap.name.lower()} mempunyai kesenjangan terbesar" in text
        assert f"dampak terbesar diberikan oleh {first}" in text
    alone = [effect.name.lower() for effect in snapshot.effects if not effect.rt]
    named = re.search(r"Bila ditangani sendiri(?:-sendiri)?, (.*?) tidak mengeluarkan", text)
    if snapshot.effects[0].rt and alone:
        assert named is not None
        assert re.split(r", dan |, | dan ", named.group(1)) == alone
    else:
        assert named is None


# ---------------------------------------------------------------- grammar


def everything(name: str) -> list[str]:
    """All running text of the document, captions and table cells included."""
    texts: list[str] = []
    for each in document(name).body:
        if isinstance(each, Section):
            texts += sentences(each.children)
    for block in document(name).blocks():
        match block:
            case Table(caption=caption, bodies=bodies, head=head, foot=foot):
                texts.append(inline_text(caption))
                rows = [*head, *(row for body in bodies for row in body), *foot]
                texts += [inline_text(cell.content) for row in rows for cell in row.cells]
            case SourceLine(content=content):
                texts.append(inline_text(content))
            case Definitions(items=items):
                texts.extend(inline_text(value) for item in items for value in (item.term, *item.values))
            case _:
                pass
    return texts


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_left_over_from_the_template(name: str) -> None:
    odd = places.WEIRD if name == "odd names" else "\0"
    for text in everything(name):
        bare = re.sub(r"\.{5,}", "", text.replace(odd, "X"))
        assert not re.search(
            r"\s[.,;:)]\s|\s[.,;:)]$|\(\s|[,;:]{2}|(?<!\.)\.\.(?!\.)|[a-z][.;,][A-Z]", bare
        ), text


@pytest.mark.parametrize("name", EVERY)
def test_every_paragraph_says_something_and_ends_with_a_stop(name: str) -> None:
    for chapter in document(name).chapters:
        for block in (each for each in sentences_of(chapter) if isinstance(each, Paragraph)):
            text = inline_text(block.content)
            assert len(text) > 15, block.source
            # A paragraph ends its sentence, or leads to the list or table below it.
            assert text[-1] in ".:)", (text, str(block.source))
            if not text.startswith(places.WEIRD[:5]):
                assert text[0].isupper(), (text, str(block.source))


def sentences_of(section: Section) -> Iterator[Block]:
    for child in section.children:
        if isinstance(child, Section):
            yield from sentences_of(child)
        elif isinstance(child, Narrative):
            yield from child.blocks
        else:
            yield child


@pytest.mark.parametrize("name", EVERY)
def test_small_counts_are_words_and_nothing_is_counted_as_none(name: str) -> None:
    for text in analysis(name):
        assert not re.search(r"\b[Nn]ol (?:RT|RW|kawasan)\b", text), text
        # Below eleven a count of RT is a word.
        assert not re.search(r"(?<![\d.,])(?:\d|10) RT\b", text), text
        assert not re.search(r"\b0 (?:RT|KK|jiwa|unit|m)\b", text), text
        assert not re.search(r"\bsatu RT\b.*\bSemuanya\b", text), text
        assert not re.search(r", dan [^,.]+, dan ", text.partition(": ")[0]), text


@pytest.mark.parametrize("name", EVERY)
def test_zero_hectares_are_the_goal_and_never_a_finding(name: str) -> None:
    for text in analysis(name):
        assert not re.search(r"(?:seluas|kurang|dari) 0(?:,0+)? ha", text), text


def test_lists_of_one_two_and_three() -> None:
    one = " ".join(part("all zero", "ringkasan"))
    two = " ".join(part("one RT with one small gap", "ringkasan"))
    three = " ".join(part("Sukun", "ringkasan"))
    assert "Satu-satunya indikator yang menunjukkan kesenjangan adalah ruang terbuka publik (60,00 %)." in one
    assert "adalah ruang terbuka publik (60,00 %) dan penyediaan air minum (5,00 %)." in two
    assert re.search(r"adalah [a-z ]+ \([\d,]+ %\), [a-z ]+ \([\d,]+ %\), dan [a-z ]+ \([\d,]+ %\)\.", three)


def test_what_is_not_filled_is_never_called_fine() -> None:
    text = " ".join(analysis("no volume filled"))
    assert "Volume belum diisi, sehingga penilaian ini belum dapat dijadikan dasar." in text
    assert text.count("Data bangunan gedung belum diisi.") == 1
    assert "tidak ditemukan bagian yang buruk" not in text
    assert "tidak berlaku" not in text
    applies = " ".join(analysis("nothing applies"))
    assert applies.count("Aspek ini tidak berlaku di wilayah ini.") == 7
    # What has nothing to do with the survey: the residents' reflection, and the plan.
    bare = applies.replace("Hasil refleksi warga belum diisi.", "")
    assert bare.count("belum diisi") == bare.count("Rencana kegiatan, biaya, dan") == 1


def test_acronyms_stay_acronyms() -> None:
    cells = set(everything("Sukun"))
    assert "KK tidak dapat mengakses air minum yang tidak berwarna, tidak berbau, dan tidak berasa" in cells
    assert "Jumlah KK" in cells
    assert not any(re.search(r"\b(?:Kk|kk|Apar|rdtr|sk)\b", text) for text in cells)
