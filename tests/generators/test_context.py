"""From rows to the snapshot: every figure recomputed from the cells, and every odd kelurahan rendered."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from examples import sukun
from generators.facts.place import Value
from generators.rplp.context import NEAR_POINTS, BaselineIdentity, build_rplp, place_facts
from generators.rplp.pictures import picture_names
from generators.rplp.snapshot import RplpSnapshot, RtOutline
from generators.tree.parsing import parse
from intake.manuscript import SECTIONS
from planning.manuscript import Manuscript, Position, SectionText
from planning.plain import from_plain, to_plain
from planning.quantity import Empty, to_decimal
from planning.rules import RULE_2018, SIZE_INDEX, RuleSet, Size, rule_set
from planning.survey import SurveyRows, rt_label
from planning.territory import TerritoryCode
from store.canonical import canonical_bytes
from tests.generators import places
from tests.planning.reading import NO_SHARED, records, survey

REAL = [f"{kode}/{tahun}" for kode, tahun in places.PEKALONGAN]
NEEDS_SHARED = pytest.mark.skipif(not places.REGISTRY.is_file(), reason=NO_SHARED)
EVERY = ["Sukun", *places.ODD, *(pytest.param(name, marks=NEEDS_SHARED) for name in REAL)]


def number(value: Value) -> Decimal:
    assert value not in (None, "-")
    return Decimal(str(value))


def hundredths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


# ---------------------------------------------------------------- figures, from the snapshot's own RT


class ByHand:
    """What the cells of the RT in a snapshot give, computed with decimals and one RT after another."""

    def __init__(self, snapshot: RplpSnapshot) -> None:
        self.rt = snapshot.rt
        self.rule: RuleSet = rule_set(snapshot.rule.id)

    def denominator(self, at: int, index: int) -> Decimal:
        size = self.rule.parameters[index].denominator
        name = {"luas_ha": "luas_ha", "bangunan": "bangunan", "kk": "kk"}.get(size, size)
        value = getattr(self.rt[at], name)
        return Decimal(0) if value in (None, "-") else Decimal(str(value))

    def cell(self, at: int, index: int) -> tuple[Decimal, Decimal] | None:
        """Volume and denominator where both count."""
        volume, size = self.rt[at].volume[index], self.denominator(at, index)
        return None if volume in (None, "-") or not size else (Decimal(str(volume)), size)

    def sums(self, index: int, members: list[int]) -> tuple[Decimal, Decimal] | None:
        cells = [cell for at in members if (cell := self.cell(at, index))]
        return (
            (sum((v for v, _ in cells), Decimal(0)), sum((s for _, s in cells), Decimal(0)))
            if cells
            else None
        )

    def total(self, members: list[int]) -> int:
        points = 0
        for index in range(len(self.rule.parameters)):
            if found := self.sums(index, members):
                percent = hundredths(found[0] / found[1] * 100)
                points += 5 if percent >= 76 else 3 if percent >= 51 else 1 if percent >= 25 else 0
        return points


def hectares(snapshot: RplpSnapshot, members: list[int]) -> Decimal:
    return sum((number(snapshot.rt[at].luas_ha) for at in members), Decimal(0))


@pytest.mark.parametrize("name", EVERY)
def test_every_figure_follows_from_the_cells_of_the_rt(name: str) -> None:
    snapshot = places.snapshot(name)
    hand = ByHand(snapshot)
    rule, rts = hand.rule, snapshot.rt
    everyone = list(range(len(rts)))
    totals = [hand.total([at]) for at in everyone]
    slum = [at for at in everyone if totals[at] >= rule.ringan]
    outside = [at for at in everyone if not rts[at].kawasan]

    assert [rt.total for rt in rts] == totals
    assert [rt.tingkat for rt in rts] == [rule.tingkat(total).name.lower() for total in totals]
    assert snapshot.slum.rt == len(slum)
    assert number(snapshot.slum.ha_by_rt) == hectares(snapshot, slum)
    assert snapshot.slum.total == hand.total(everyone)
    assert snapshot.slum.highest_total == max(totals)
    assert snapshot.slum.highest_rt == tuple(rts[at].label for at in everyone if totals[at] == max(totals))
    above = [totals[at] - rule.ringan + 1 for at in slum] or [0]
    assert (snapshot.slum.points_to_leave_min, snapshot.slum.points_to_leave_max) == (min(above), max(above))

    classes = Counter(rt.tingkat for rt in rts)
    assert {each.tingkat: each.rt for each in snapshot.classes if each.rt} == classes
    for each in snapshot.classes:
        members = [at for at in everyone if rts[at].tingkat == each.tingkat]
        assert number(each.luas_ha) == hectares(snapshot, members)
        assert each.penduduk == sum(number(rts[at].penduduk) for at in members)
        assert each.kk == sum(number(rts[at].kk) for at in members)
        # Rounded once, to what is printed.
        share = hectares(snapshot, members) / hectares(snapshot, everyone) * 100
        assert number(each.share) == share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    for part, members in ((snapshot.outside, outside), (snapshot.inside, sorted({*everyone} - {*outside}))):
        assert part.sizes.rt == len(members)
        assert number(part.sizes.luas_ha) == hectares(snapshot, members)
        assert part.slum_rt == len({*slum} & {*members})
        assert number(part.slum_ha) == hectares(snapshot, sorted({*slum} & {*members}))
        near = [at for at in members if rule.ringan - NEAR_POINTS <= totals[at] < rule.ringan]
        assert part.near_rt == len(near)
        named = [rt_label(group.rw, rt) for group in part.near for rt in group.rt]
        assert named == [rts[at].label for at in near]

    kawasan = {rt.kawasan for rt in rts if rt.kawasan}
    assert {each.name for each in snapshot.kawasan} == kawasan
    assert sum(each.largest for each in snapshot.kawasan) == bool(kawasan)
    delineated = Decimal(0)
    by_kawasan = Decimal(0)
    for area in snapshot.kawasan:
        members = [at for at in everyone if rts[at].kawasan == area.name]
        assert number(area.sizes.luas_ha) == hectares(snapshot, members)
        assert area.total == hand.total(members)
        assert area.slum_rt == len({*slum} & {*members})
        assert number(area.slum_ha_by_rt) == hectares(snapshot, sorted({*slum} & {*members}))
        delineated += number(area.sizes.luas_ha)
        by_kawasan += number(area.sizes.luas_ha) if area.total >= rule.ringan else 0
    assert (number(snapshot.slum.delineated_ha), number(snapshot.slum.ha_by_kawasan)) == (
        delineated,
        by_kawasan,
    )


@pytest.mark.parametrize("name", EVERY)
def test_every_parameter_follows_from_the_cells_of_the_rt(name: str) -> None:
    snapshot = places.snapshot(name)
    hand = ByHand(snapshot)
    everyone = list(range(len(snapshot.rt)))
    found = [parameter for indicator in snapshot.indicators for parameter in indicator.parameters]
    assert tuple(parameter.code for parameter in found) == hand.rule.codes
    for index, result in enumerate(found):
        cells = {at: cell for at in everyone if (cell := hand.cell(at, index))}
        missing = [
            at for at in everyone if snapshot.rt[at].volume[index] is None and hand.denominator(at, index)
        ]
        assert result.rt_missing == len(missing)
        if not cells:
            assert {result.volume, result.denominator, result.persen} == {None if missing else "-"}
            assert result.nilai == 0
            continue
        volume, size = sum(v for v, _ in cells.values()), sum(s for _, s in cells.values())
        assert (number(result.volume), number(result.denominator)) == (volume, size)
        assert number(result.good) == size - volume
        assert number(result.persen) == hundredths(Decimal(volume) / Decimal(size) * 100)
        assert result.nilai == hand.total(everyone) - _without(hand, everyone, index)
        assert result.rt_affected == sum(v > 0 for v, _ in cells.values())
        assert result.full_rt == sum(v == s for v, s in cells.values() if v)
        inside = sum(v for at, (v, _) in cells.items() if snapshot.rt[at].kawasan)
        assert number(result.volume_inside) == inside
        assert number(result.volume_outside) == volume - inside
        shares = {snapshot.rt[at].label: hundredths(v / s * 100) for at, (v, s) in cells.items()}
        top = sorted(shares.values(), reverse=True)[: len(result.worst)]
        assert [shares[label] for label in result.worst] == top
        per_rw: Counter[str] = Counter()
        for at, (amount, _) in cells.items():
            per_rw[snapshot.rt[at].rw] += amount  # type: ignore[assignment]
        if volume:
            assert number(result.worst_persen) == top[0]
            assert per_rw[result.leading_rw] == max(per_rw.values())
            share = Decimal(per_rw[result.leading_rw]) / Decimal(volume) * 100
            assert number(result.leading_share) == share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        else:
            assert (result.worst, result.leading_rw, result.leading_share) == ((), "", None)


def _without(hand: ByHand, members: list[int], index: int) -> int:
    """The total of all parameters but one."""
    found = hand.sums(index, members)
    assert found is not None
    percent = hundredths(found[0] / found[1] * 100)
    points = 5 if percent >= 76 else 3 if percent >= 51 else 1 if percent >= 25 else 0
    return hand.total(members) - points


@pytest.mark.parametrize("name", EVERY)
def test_indicators_average_their_parameters_and_are_ranked(name: str) -> None:
    snapshot = places.snapshot(name)
    known = [each for each in snapshot.indicators if each.buruk is not None]
    for indicator in known:
        assert number(indicator.baik) + number(indicator.buruk) == 100
        if indicator.parameters:
            exact = [
                number(each.volume) / number(each.denominator) * 100
                for each in indicator.parameters
                if each.persen not in (None, "-")
            ]
            mean = sum(exact, Decimal(0)) / len(indicator.parameters)
            assert abs(number(indicator.buruk) - mean) <= Decimal("0.0051")
        else:
            assert number(indicator.volume) / number(indicator.ideal) * 100 == pytest.approx(
                number(indicator.buruk), abs=Decimal("0.0051")
            )
    assert sorted(each.rank for each in known) == list(range(1, len(known) + 1))
    assert {each.rank for each in snapshot.indicators if each.buruk is None} <= {0}
    by_rank = sorted(known, key=lambda each: each.rank)
    assert [number(each.buruk) for each in by_rank] == sorted(
        (number(each.buruk) for each in known), reverse=True
    )


@pytest.mark.parametrize("name", EVERY)
def test_effects_never_exceed_the_slum_they_are_taken_from(name: str) -> None:
    snapshot = places.snapshot(name)
    assert [effect.rank for effect in snapshot.effects] == list(range(1, 8))
    assert sorted(effect.gap_rank for effect in snapshot.effects) == list(range(1, 8))
    for effect in snapshot.effects:
        assert effect.rt <= snapshot.slum.rt
        assert number(effect.luas_ha) <= number(snapshot.slum.ha_by_rt)
        assert bool(effect.rt) == bool(number(effect.luas_ha))


# ---------------------------------------------------------------- the document


@pytest.mark.parametrize("name", EVERY)
def test_a_document_without_a_fault(name: str) -> None:
    snapshot, document = places.snapshot(name), parse(places.html(name))
    assert [label.number for label in (chapter.label for chapter in document.chapters)] == [
        "BAB I", "BAB II", "BAB III", "BAB IV", "BAB V", "BAB VI", "BAB VII", "BAB VIII", "BAB IX", "BAB X",
    ]  # fmt: skip
    assert snapshot.place.name in document.title
    assert {entry.id for entry in document.figures} == {f"gambar-{each}" for each in picture_names(snapshot)}


@pytest.mark.parametrize("name", EVERY)
def test_a_snapshot_survives_its_canonical_json(name: str) -> None:
    snapshot = places.snapshot(name)
    text = canonical_bytes(to_plain(snapshot))
    assert from_plain(RplpSnapshot, json.loads(text)) == snapshot


def test_every_section_can_be_replaced_and_added_to() -> None:
    for position in Position:
        texts = tuple(SectionText(section, position, f"Teks {section}.") for section in SECTIONS)
        snapshot = replace(places.snapshot("Sukun"), naskah=Manuscript(teks=texts))
        plain = to_plain(snapshot)
        assert isinstance(plain, dict)
        html = places.rendered(plain)
        parse(html)
        assert all(html.count(f"Teks {section}.") == 1 for section in SECTIONS)


def test_a_desa_words_itself_as_one() -> None:
    place, html = places.snapshot("desa").place, places.html("desa")
    assert (place.kind, place.head, place.region_head, place.kabkota) == (
        "Desa", "Kepala Desa", "Bupati", "Kabupaten Malang",
    )  # fmt: skip
    assert "Undang-Undang Nomor 6 Tahun 2014 tentang Desa" in html
    assert "RPJM Desa" in html
    assert "musrenbang kelurahan" not in html
    assert "Lurah" not in html


def test_rule_2016_is_named_with_its_limits_and_its_decree() -> None:
    snapshot, html = places.snapshot("rule 2016"), places.html("rule 2016")
    assert (snapshot.rule.ringan, snapshot.rule.highest, len(snapshot.rule.parameters)) == (19, 95, 19)
    assert "02/PRT/M/2016" in html
    assert "Wali Kota Nomor 188.45/86/2015 tanggal 4 Maret 2015" in html
    assert "kumuh ringan mulai nilai 19" in html


def test_odd_names_are_printed_as_they_are() -> None:
    assert places.WEIRD in parse(places.html("odd names")).title


def test_figures_of_sukun() -> None:
    snapshot = places.snapshot("Sukun")
    assert snapshot.sizes.luas_ha == str(sukun.LUAS_HA)
    assert (snapshot.sizes.penduduk, snapshot.sizes.kk) == (str(sukun.PENDUDUK), str(sukun.KK))
    assert (snapshot.baseline.rt_count, snapshot.baseline.rw_count) == (110, 9)
    assert snapshot.naskah.label == "ilustratif"
    assert {gap.column for gap in snapshot.not_filled} >= {"1c", "3b", "6b"}


# ---------------------------------------------------------------- gaps and refusals


def test_what_is_not_filled_is_listed_by_column_and_place() -> None:
    found = {gap.column: gap.rt for gap in places.snapshot("one parameter not filled").not_filled}
    assert found == {"1a": ("RT 001/RW 001", "RT 002/RW 001"), "5b": ("RT 001/RW 001",)}


def test_the_area_of_the_decree_is_asked_for_inside_the_delineation_only() -> None:
    rows = survey([places.rt(1, kawasan="A", luas_sk_ha=""), places.rt(2, luas_sk_ha="")])
    (gap,) = places.made(rows).not_filled
    assert (gap.column, gap.rt) == ("luas_sk_ha", ("RT 001/RW 001",))


def test_missing_parts_of_the_manuscript_are_named() -> None:
    assert len(places.snapshot("desa").missing_text) == 20
    assert places.snapshot("Sukun").missing_text == ()


def test_sizes_that_nobody_filled_are_unknown_and_zero_is_zero() -> None:
    empty = places.snapshot("optional sizes empty").sizes
    assert (empty.luas_sk_ha, empty.kk_mbr, empty.rtp_ha) == (None, None, None)
    rows = survey([places.rt(1, kk_mbr="0"), places.rt(2, kk_mbr="")])
    assert places.made(rows).sizes.kk_mbr == "0"
    nobody = places.made(survey([places.rt(1, penduduk="")])).sizes
    assert (nobody.penduduk, nobody.penduduk_per_ha, nobody.jiwa_per_kk) == (None, None, None)


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = survey(records(sukun.BASELINE))
    mixed = rows.take(np.random.default_rng(1).permutation(len(rows)))
    manuscript = places.sukun_manuscript()
    assert places.made(mixed, manuscript=manuscript) == places.snapshot("Sukun")


@pytest.mark.parametrize(
    "rows",
    [
        survey([]),
        survey([places.rt(1), places.rt(2, kode_kelurahan=places.DESA)]),
        survey([places.rt(1), places.rt(2, tahun="2024")]),
    ],
    ids=["none", "two kelurahan", "two years"],
)
def test_only_one_kelurahan_and_year(rows: SurveyRows) -> None:
    with pytest.raises(ValueError, match="one kelurahan and one year"):
        build_rplp(
            rows,
            code=TerritoryCode(places.KODE),
            names={},
            baseline=BaselineIdentity(1, "", None, "a.csv", places.DIGEST),
            manuscript=Manuscript(),
            edition_date=date(2026, 1, 1),
            number=1,
        )


@pytest.mark.parametrize(
    ("code", "names", "kabkota", "head"),
    [
        ("35.73.04.1005", {"35.73": "Kota Malang"}, "Kota Malang", "Wali Kota"),
        ("35.73.04.1005", {"35.73": "Malang"}, "Kota Malang", "Wali Kota"),
        ("71.74.01.1001", {"71.74": "Kotamobagu"}, "Kota Kotamobagu", "Wali Kota"),
        ("63.02.01.2001", {"63.02": "Kabupaten Kotabaru"}, "Kabupaten Kotabaru", "Bupati"),
        ("35.73.04.1005", {}, "Kota 35.73", "Wali Kota"),
    ],
)
def test_the_place_above(code: str, names: dict[str, str], kabkota: str, head: str) -> None:
    place = place_facts(TerritoryCode(code), names)
    assert (place.kabkota, place.region_head) == (kabkota, head)
    assert place.kecamatan == code[:8]


def test_empty_cells_keep_their_kind() -> None:
    rows = survey([places.rt(1, _1a="", _1b="-", _1c="0", rtp_ha="-")])
    (rt,) = places.made(rows).rt
    assert rt.volume[:3] == (None, "-", "0")
    assert rt.persen[:3] == (None, "-", "0.00")
    assert rows.size_state[0, SIZE_INDEX[Size.RTP]] == Empty.NOT_APPLICABLE
    assert to_decimal(int(rows.volume[0, RULE_2018.codes.index("1c")])) == 0


def test_outlines_are_those_of_the_surveyed_rt() -> None:
    """`1` and `001` are one RT; an outline of an RT that nobody surveyed has no class to show."""
    square = places.square(1)
    given = [RtOutline("1", "2", square), RtOutline("001", "999", square)]
    snapshot = places.made(survey([places.rt(1), places.rt(2)]), outlines=given)
    assert snapshot.outlines == (RtOutline("001", "002", square),)
