"""From the frozen baselines and plans of a kab/kota's kelurahan to the snapshot of its RP2KP-KP.

Pure: no database, no clock. Everything is summed from RT (volumes, denominators, areas) and scored again; what the
plans do is the sum of their own scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from generators.facts.place import DocumentFacts, Value
from generators.facts.plan import ManualOrderFacts
from generators.facts.process import ProcessFacts
from generators.indonesian import NOT_APPLICABLE, rounded
from generators.rp2kpkp.member import CityMember
from generators.rp2kpkp.scenario import city_scenario
from generators.rp2kpkp.snapshot import (
    AspectShare,
    CityFacts,
    CitySnapshot,
    ConsiderationFacts,
    ConsistencyRow,
    InputFacts,
    InputPlan,
    KawasanRow,
    KelurahanFacts,
    NeedRow,
    ParameterShare,
    SkRow,
    TitleFacts,
)
from generators.rp2kpkp.works import city_works
from generators.rplp.context import NO_SIZES, area_difference, class_facts, rule_facts, size_facts
from generators.rplp.snapshot import NamedOutline
from planning.authority import kewenangan
from planning.city_manuscript import CityManuscript, KawasanKota
from planning.city_priority import Candidate, Considered, considered, land_legality, places_in_order
from planning.consistency import MemberPlan, check_consistency
from planning.effect import Bools
from planning.finding_kind import Severity
from planning.gap import IndicatorGap, ParameterGap, by_size, indicator_gaps
from planning.handling import Legality, pattern
from planning.plan_checks import area_for_authority
from planning.quantity import exact_text, to_decimal
from planning.rollup import Level, Totals, roll_up, tally
from planning.rules import SIZE_INDEX, Size, Tingkat
from planning.scoring import Scores, score
from planning.survey import SurveyRows
from planning.territory import Kind, TerritoryCode, TerritoryLevel

FORMAT = 1
_SEVERITY = {Severity.ERROR: "kesalahan", Severity.WARNING: "peringatan"}


def build_city(
    rows: SurveyRows,
    members: Sequence[CityMember],
    *,
    code: TerritoryCode,
    names: Mapping[str, str],
    manuscript: CityManuscript,
    process: ProcessFacts | None = None,
    unsurveyed: Sequence[NamedOutline] = (),
    edition_date: date,
    number: int,
) -> CitySnapshot:
    """The snapshot of a kab/kota's document.

    `rows` are the RT of the baselines of all `members`, `names` maps codes to names, `unsurveyed` are the kelurahan
    that have no baseline. Raises `ValueError` when the rows are not those of the members.
    """
    if {member.code.text for member in members} != set(rows.kode):
        raise ValueError("the rows have to be those of the members")
    years = tuple(sorted(set(rows.tahun.tolist())))
    # The newest surveys of the kelurahan may be of different years; together they are one state.
    rows = replace(rows, tahun=np.full(len(rows), years[-1], dtype=np.int64))
    by_rt = score(tally(rows))
    totals = by_rt.totals
    inside: Bools = np.array([bool(place.kawasan) for place in totals.places], dtype=np.bool_)
    slum: Bools = by_rt.tingkat > Tingkat.TIDAK
    area = totals.size(Size.LUAS)
    whole = score(roll_up(totals, Level.KABKOTA))
    delineated = totals.take(np.flatnonzero(inside))
    kawasan = score(roll_up(totals, Level.KAWASAN))
    findings = check_consistency(manuscript, member_plans(rows, members))
    kelurahan = tuple(_kelurahan(each, by_rt, inside, slum) for each in members)
    works = city_works(members, manuscript, {each.kode: each.kewenangan for each in kelurahan})
    document = manuscript.dokumen
    return CitySnapshot(
        FORMAT,
        DocumentFacts(
            "rp2kpkp",
            number,
            edition_date,
            document.tahun_awal,
            document.tahun_akhir,
            draft=True,
            label=manuscript.label,
        ),
        TitleFacts(document.sebutan.value, document.sebutan.judul),
        city_facts(code, names),
        rule_facts(rows.rule),
        tuple(map(_input, members)),
        years,
        size_facts(whole.totals, 0),
        size_facts(roll_up(delineated, Level.KABKOTA), 0) if len(delineated) else NO_SIZES,
        int(whole.total[0]),
        _tint(whole.class_of(0)),
        whole.class_of(0).label,
        exact_text(int(area[slum].sum())),
        int(slum.sum()),
        exact_text(kawasan.slum_area()),
        exact_text(int(area[slum & ~inside].sum())),
        _share(int(area[slum].sum()), manuscript.kota.luas_ha),
        class_facts(by_rt),
        _aspects(indicator_gaps(whole, 0)),
        kelurahan,
        *_decreed(delineated, members, names, manuscript),
        _kawasan(kawasan, by_rt, slum, members, manuscript),
        _needs(delineated, members),
        city_scenario(members, by_rt, inside, works.investasi),
        works.kegiatan,
        works.usulan,
        works.recap_heads,
        works.recap,
        works.investasi,
        works.memorandum,
        works.syarat,
        tuple(
            ConsistencyRow(each.code, _SEVERITY[each.severity], each.subject, each.text.indonesian)
            for each in findings
        ),
        _missing_text(manuscript),
        tuple(unsurveyed),
        process,
        manuscript,
    )


def city_facts(code: TerritoryCode, names: Mapping[str, str]) -> CityFacts:
    """The kab/kota by name, with its kind before it."""
    kind = code.kind
    office = "Wali Kota" if kind is Kind.KOTA else "Bupati"
    name = names.get(code.text, code.text).removeprefix(f"{kind.value} ")
    above = code.at(TerritoryLevel.PROVINSI).text
    return CityFacts(
        code.text,
        f"{kind.value} {name}",
        kind.value,
        office,
        f"{office} {name}",
        names.get(above, above),
    )


def _decimal(value: Decimal | None) -> Value:
    return None if value is None else f"{value:f}"


def _share(part: int, whole: Decimal | None) -> Value:
    """`part` (millionths of a hectare) of `whole` hectares in percent, two decimals."""
    return f"{rounded(to_decimal(part) * 100 / whole, 2):f}" if whole else None


def _tint(tingkat: Tingkat) -> str:
    return tingkat.name.lower()


def member_plans(rows: SurveyRows, members: Sequence[CityMember]) -> tuple[MemberPlan, ...]:
    """The members as the check of consistency takes them; `rows` are those of their baselines."""
    totals = tally(rows)
    inside: Bools = np.array([bool(place.kawasan) for place in totals.places], dtype=np.bool_)
    return tuple(_member_plan(member, totals, inside) for member in members)


def _member_plan(member: CityMember, totals: Totals, inside: Bools) -> MemberPlan:
    here = [at for at in np.flatnonzero(inside).tolist() if totals.places[at].kode == member.code.text]
    view = member.view
    return MemberPlan(
        member.code.text,
        member.nama,
        member.baseline.number,
        member.newest,
        tuple(sorted({totals.places[at].kawasan for at in here})),
        int(totals.size(Size.LUAS)[here].sum()),
        view.plan if view else None,
        {kode: entry.satuan for kode, entry in view.catalogue.by_code.items()} if view else {},
    )


def _input(member: CityMember) -> InputFacts:
    baseline, view, process = member.baseline, member.view, member.process
    version = view.version if view else None
    return InputFacts(
        member.code.text,
        member.nama,
        member.code.kind.value,
        member.kecamatan,
        baseline.id,
        baseline.number,
        baseline.tahun,
        baseline.source.source_name,
        baseline.source.source,
        baseline.source.sk_number or "",
        baseline.source.sk_date,
        baseline.rt_count,
        baseline.rt_refused,
        member.newest if member.newest != baseline.number else 0,
        None
        if view is None or version is None
        else InputPlan(
            version.number,
            version.content,
            version.source_name,
            view.plan.settings.tahun_awal,
            view.plan.settings.tahun_target,
            len(view.plan.kegiatan),
        ),
        process.stage if process else "",
        process.approved if process else False,
    )


# --- places ---------------------------------------------------------------------------------------


def _aspects(gaps: tuple[IndicatorGap, ...]) -> tuple[AspectShare, ...]:
    ranks = {gap.aspect.number: rank for rank, gap in enumerate(by_size(gaps), 1) if gap.buruk is not None}
    return tuple(
        AspectShare(
            gap.aspect.number,
            gap.aspect.name,
            gap.aspect.short,
            _decimal(gap.buruk),
            _decimal(gap.baik),
            ranks.get(gap.aspect.number, 0),
        )
        for gap in gaps
    )


def _parameter(gap: ParameterGap) -> ParameterShare:
    unknown: Value = None if gap.missing_rt else NOT_APPLICABLE
    filled = gap.volume is not None
    return ParameterShare(
        gap.parameter.code,
        _decimal(gap.volume) if filled else unknown,
        _decimal(gap.buruk) if filled else unknown,
        gap.nilai,
    )


def _kelurahan(member: CityMember, by_rt: Scores, inside: Bools, slum: Bools) -> KelurahanFacts:
    totals = by_rt.totals
    here: Bools = np.array([place.kode == member.code.text for place in totals.places], dtype=np.bool_)
    own = totals.take(np.flatnonzero(here))
    whole = score(roll_up(own, Level.KELURAHAN))
    area = totals.size(Size.LUAS)
    decisive = area_for_authority(totals, here & inside)
    return KelurahanFacts(
        member.code.text,
        member.nama,
        member.code.kind.value,
        member.kecamatan,
        size_facts(whole.totals, 0),
        exact_text(int(area[here & inside].sum())),
        exact_text(int(area[here & slum].sum())),
        int((here & slum).sum()),
        exact_text(int(area[here & slum & ~inside].sum())),
        int(whole.total[0]),
        _tint(whole.class_of(0)),
        whole.class_of(0).label,
        kewenangan(decisive).value if decisive else "",
        exact_text(decisive),
        _aspects(indicator_gaps(whole, 0)),
        member.geometry,
    )


def _decreed(
    delineated: Totals, members: Sequence[CityMember], names: Mapping[str, str], manuscript: CityManuscript
) -> tuple[tuple[SkRow, ...], SkRow]:
    """Areas by decree and as verified, kecamatan by kecamatan, and their sum."""
    reasons = {(each.kelurahan, each.kawasan): each.alasan for each in manuscript.selisih}
    name = {member.code.text: member.nama for member in members}

    def row(level: str, totals: Totals, at: int, kode: str, nama: str, alasan: str) -> SkRow:
        sizes = size_facts(totals, at)
        # A sum over some RT only would show a difference that is none.
        known = not totals.size_missing[at, SIZE_INDEX[Size.LUAS_SK]]
        decreed = sizes.luas_sk_ha if known else None
        return SkRow(
            level,
            kode,
            nama,
            sizes.rt,
            decreed,
            sizes.luas_ha,
            area_difference(sizes.luas_ha, decreed),
            alasan,
        )

    if not len(delineated):
        return (), SkRow("kabkota", "", "", 0, "0", "0", "0", "")
    rows = []
    kecamatan = roll_up(delineated, Level.KECAMATAN)
    kelurahan, kawasan = roll_up(delineated, Level.KELURAHAN), roll_up(delineated, Level.KAWASAN)
    for at, district in enumerate(kecamatan.places):
        rows.append(
            row("kecamatan", kecamatan, at, district.kode, names.get(district.kode, district.kode), "")
        )
        for below, place in enumerate(kelurahan.places):
            if not place.kode.startswith(district.kode + "."):
                continue
            alasan = reasons.get((place.kode, ""), "")
            rows.append(row("kelurahan", kelurahan, below, place.kode, name[place.kode], alasan))
            rows += [
                row(
                    "kawasan",
                    kawasan,
                    deep,
                    each.kode,
                    each.kawasan,
                    reasons.get((each.kode, each.kawasan), ""),
                )
                for deep, each in enumerate(kawasan.places)
                if each.kode == place.kode
            ]
    total = roll_up(delineated, Level.KABKOTA)
    return tuple(rows), row("kabkota", total, 0, total.places[0].kode, "", "")


def _kawasan(
    kawasan: Scores, by_rt: Scores, slum: Bools, members: Sequence[CityMember], manuscript: CityManuscript
) -> tuple[KawasanRow, ...]:
    said = {(each.kelurahan, each.kawasan): each for each in manuscript.kawasan}
    name = {member.code.text: member.nama for member in members}
    areas, people = (kawasan.totals.size(size) for size in (Size.LUAS, Size.PENDUDUK))
    facts, candidates = [], []
    for at, place in enumerate(kawasan.totals.places):
        own = said.get((place.kode, place.kawasan), KawasanKota(place.kode, place.kawasan))
        sizes = size_facts(kawasan.totals, at)
        # Not the printed density: what is rounded twice falls on the wrong side of a limit.
        density = None if sizes.penduduk_per_ha is None else Decimal(int(people[at])) / int(areas[at])
        considered_of = considered(manuscript.dokumen, own, density)
        legal, tingkat = land_legality(own), kawasan.class_of(at)
        candidate = Candidate(
            tingkat,
            int(kawasan.total[at]),
            int(areas[at]),
            considered_of.kelas,
            legal,
            own.prioritas.urutan if own.prioritas else None,
        )
        candidates.append(candidate)
        here = [
            i
            for i, rt in enumerate(by_rt.totals.places)
            if slum[i] and (rt.kode, rt.kawasan) == (place.kode, place.kawasan)
        ]
        gaps = indicator_gaps(kawasan, at)
        facts.append(
            KawasanRow(
                place.kode,
                name[place.kode],
                place.kawasan,
                sizes.rt,
                sizes,
                area_difference(sizes.luas_ha, sizes.luas_sk_ha),
                int(kawasan.total[at]),
                _tint(tingkat),
                tingkat.label,
                exact_text(int(by_rt.totals.size(Size.LUAS)[here].sum())),
                len(here),
                _aspects(gaps),
                tuple(_parameter(each) for gap in gaps for each in gap.parameters),
                legal.value if legal else None,
                own.legalitas,
                _considered(considered_of),
                candidate.klasifikasi,
                candidate.prioritas,
                0,
                None
                if own.prioritas is None
                else ManualOrderFacts(
                    own.prioritas.urutan, own.prioritas.alasan, own.prioritas.oleh, own.prioritas.tanggal
                ),
                own.pola.value if own.pola else _pattern(tingkat, legal),
                own.tipologi,
                own.isu,
                own.konsep,
            )
        )
    ordered = [replace(each, urutan=at) for each, at in zip(facts, places_in_order(candidates), strict=True)]
    return tuple(sorted(ordered, key=lambda each: (each.urutan == 0, each.urutan)))


def _considered(found: Considered) -> ConsiderationFacts:
    return ConsiderationFacts(
        found.nilai_strategis,
        found.kependudukan,
        found.sosial,
        found.jumlah,
        found.kelas.value if found.kelas else None,
    )


def _pattern(tingkat: Tingkat, legal: Legality | None) -> str:
    if legal is not None or tingkat is Tingkat.TIDAK:
        return pattern(tingkat, legal or Legality.LEGAL).value
    alike, unlike = (pattern(tingkat, each).value for each in (Legality.LEGAL, Legality.TIDAK_LEGAL))
    return f"{alike} bila lahan legal, {unlike} bila tidak"


def _needs(delineated: Totals, members: Sequence[CityMember]) -> tuple[NeedRow, ...]:
    handled = np.zeros(len(delineated.rule.codes), dtype=np.int64)
    for member in members:
        if member.view is not None:
            scenario = member.view.scenario
            handled += (scenario.rt.volume[0] - scenario.rt.volume[-1])[scenario.inside].sum(axis=0)
    need = delineated.volume.sum(axis=0)
    return tuple(
        NeedRow(
            parameter.code,
            parameter.name,
            parameter.aspect,
            parameter.unit.value,
            exact_text(int(need[at])),
            exact_text(int(handled[at])),
            exact_text(int(need[at] - handled[at])),
        )
        for at, parameter in enumerate(delineated.rule.parameters)
    )


# --- what nobody has written ----------------------------------------------------------------------

_TEXT_PARTS: tuple[tuple[str, Callable[[CityManuscript], object]], ...] = (
    ("tahun rencana", lambda m: m.dokumen.tahun_awal and m.dokumen.tahun_akhir),
    ("gambaran kab/kota", lambda m: m.kota.topografi and m.kota.luas_ha is not None),
    ("susunan Pokja PKP", lambda m: m.tim),
    ("tahapan dan berita acara", lambda m: m.tahapan),
    ("kajian kebijakan", lambda m: m.kebijakan),
    ("isu strategis", lambda m: m.isu),
    ("keterhubungan jaringan", lambda m: m.jaringan),
    ("visi dan misi", lambda m: m.arah.visi and m.arah.misi),
    ("legalitas dan pertimbangan lain kawasan", lambda m: m.kawasan),
    ("konsep dan strategi", lambda m: m.strategi),
    ("kegiatan skala kota dan kawasan", lambda m: m.kegiatan),
    ("penyediaan tanah", lambda m: m.tanah),
    ("peran pemangku kepentingan", lambda m: m.peran),
    ("pihak pemberi dana", lambda m: m.pihak),
    ("desain kawasan prioritas", lambda m: m.desain),
    ("pengawasan dan pengendalian", lambda m: m.wasdal),
    ("integrasi ke rencana pembangunan", lambda m: m.integrasi),
    ("indikator kinerja", lambda m: m.kpi),
)


def _missing_text(manuscript: CityManuscript) -> tuple[str, ...]:
    return tuple(label for label, filled in _TEXT_PARTS if not filled(manuscript))
