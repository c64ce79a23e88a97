"""The records of a plan file as settings, activities, places and money, with everything that is wrong in them.

What a record lacks is None here and a finding there, so that one pass names every fault; the plan is put
together only where there was none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from intake.coordinates import LATITUDE, LONGITUDE, OutlineArea, within
from intake.header import KIND_OF_UNIT
from intake.numbers import Cell, Kind, read_text, shown
from intake.plan_table import PlanReport, PlanTable, Record
from planning.authority import Pelaksana, Skala
from planning.catalogue import Catalogue, CatalogueEntry
from planning.funding import SOURCES, Commitment, FundingLine
from planning.plan import (
    Activity,
    AreaReading,
    Beneficiaries,
    Jalur,
    Location,
    ManualOrder,
    PlanSettings,
)
from planning.plan_sheets import COLUMNS, SETTING, SETTINGS, VALUE, Sheet
from planning.rules import Parameter, RuleSet
from planning.scoring import ContributionVariant
from planning.survey import SurveyRows, rt_label
from planning.territory import is_kelurahan_code
from planning.wording import words

E = TypeVar("E", bound=StrEnum)

_OF_KEGIATAN = words("a code of the sheet kegiatan")
_OF_KATALOG = words("a code of the sheet katalog")
_AS_IN_BASELINE = words("a number as in the baseline")
_MOST_YEARS = 100
"""Longest time that a work may last by itself; a longer one is a year written in the wrong row."""


def _choices(kind: type[E]) -> tuple[dict[str, E], str]:
    return {member.value.casefold(): member for member in kind}, ", ".join(member.value for member in kind)


_CARA_LUAS, _KONTRIBUSI = _choices(AreaReading), _choices(ContributionVariant)
_JALUR, _SKALA, _PELAKSANA = _choices(Jalur), _choices(Skala), _choices(Pelaksana)
_STATUS = _choices(Commitment)
_SUMBER = {code.casefold(): code for code in SOURCES}, ", ".join(SOURCES)


@dataclass(frozen=True)
class Head:
    """What a file says of itself; "" and None where it cannot be read."""

    kode: str
    baseline: int | None
    versi_dasar: int | None


@dataclass(frozen=True)
class Ground:
    """What the rows of a plan are read against.

    known  whether the file is of this kelurahan and baseline; otherwise its RT and parameters say nothing
    """

    catalogue: Catalogue
    rule: RuleSet
    rt: RtNumbers
    area: OutlineArea | None
    author: str
    today: date
    known: bool


@dataclass
class Draft:
    """An activity as far as it can be read, and the rows of it in the other sheets."""

    row: int
    kode: str
    tahun_selesai: int | None
    activity: Activity | None
    lokasi: list[tuple[int, Location]] = field(default_factory=list)
    dana: list[tuple[int, FundingLine]] = field(default_factory=list)


class RtNumbers:
    """The RT of a baseline by RW and RT: as written, or else as the same numbers without leading zeros."""

    def __init__(self, rows: SurveyRows) -> None:
        self._exact = set(zip(rows.rw.tolist(), rows.rt.tolist(), strict=True))
        self._loose: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for rw, rt in self._exact:
            self._loose.setdefault((_bare(rw), _bare(rt)), set()).add((rw, rt))

    def find(self, rw: str, rt: str) -> tuple[str, str] | None:
        """RW and RT as the baseline writes them; None where it has no such RT, or several."""
        if (rw, rt) in self._exact:
            return rw, rt
        # A workbook turns 001 into 1 as soon as the cell is a number.
        alike = self._loose.get((_bare(rw), _bare(rt)), set())
        return next(iter(alike)) if len(alike) == 1 else None


def _bare(number: str) -> str:
    return number.lstrip("0") or "0" if number.isascii() and number.isdigit() else number


def settings_record(table: PlanTable, report: PlanReport) -> Record:
    """The sheet `rencana`, whose columns are its rows, as one record."""
    known = {column.name for column in SETTINGS}
    cells: dict[str, Cell] = {}
    lines: dict[str, int] = {}
    for line, row in table.rows:
        name = read_text(row.get(SETTING, ""))
        key = name.casefold() if isinstance(name, str) else ""
        value = row.get(VALUE, "")
        if key not in known:
            # A title or note without a value sets nothing.
            if not (isinstance(value, str) and not value.strip()):
                found = shown(row.get(SETTING, ""))
                expected = ", ".join(column.name for column in SETTINGS)
                report.add(table.sheet, table.finding("P104", line, SETTING, found=found, expected=expected))
        elif key in lines:
            report.add(table.sheet, table.finding("P105", line, key, found=key, other=str(lines[key])))
        else:
            cells[key], lines[key] = value, line
    return Record(table, SETTINGS, cells, report, lines=lines)


def read_head(record: Record) -> Head:
    """Whose plan the file is, on which baseline, and which version it was made from."""
    expected = words("a kelurahan or desa code such as 35.73.04.1005")
    kode = record.name("kode", expected)
    if kode and not is_kelurahan_code(kode):
        record.add("P102", "kode", expected=expected, found=shown(kode))
        kode = ""
    return Head(kode, record.count("baseline", least=1), record.count("versi_dasar"))


def read_settings(record: Record, surveyed: int | None) -> PlanSettings | None:
    """The assumptions of the plan; `surveyed` is the year of the baseline. None where a year is missing."""
    first, last = record.year("tahun_awal"), record.year("tahun_target")
    if first is not None and surveyed is not None and first < surveyed:
        other = words("the year of the baseline, {year}", year=surveyed)
        record.add("P109", "tahun_awal", found=f"tahun_awal {first}", other=other)
    if first is not None and last is not None and last < first:
        record.add("P109", "tahun_target", found=f"tahun_target {last}", other=f"tahun_awal {first}")
    reading = record.choice("cara_luas", *_CARA_LUAS)
    variant = record.choice("kontribusi", *_KONTRIBUSI)
    served = record.amount("batas_layanan")
    if served is not None and served > 100:
        expected = words("a percent from 0 to 100")
        record.add("P102", "batas_layanan", expected=expected, found=shown(record.cell("batas_layanan")))
    lasting = record.count("tahun_tanpa_kpp", most=_MOST_YEARS)
    if first is None or last is None:
        return None
    return PlanSettings(
        first,
        last,
        cara_luas=reading or AreaReading.AMBANG,
        kontribusi=variant or ContributionVariant.APP,
        batas_layanan=Decimal(80) if served is None else served,
        tahun_tanpa_kpp=lasting or 0,
    )


def read_activities(table: PlanTable, ground: Ground, report: PlanReport) -> dict[str, Draft]:
    """The sheet `kegiatan`, by code in lower case: a spreadsheet's own sums tell no case apart."""
    drafts: dict[str, Draft] = {}
    menu = {kode.casefold(): entry for kode, entry in ground.catalogue.by_code.items()}
    columns = COLUMNS[Sheet.KEGIATAN]
    for line, cells in table.rows:
        record = Record(table, columns, cells, report, line=line)
        kode = record.text("kode", words("a code of its own, such as K-001"))
        before = drafts.get(kode.casefold())
        if before is not None:
            record.add("P105", "kode", found=kode, other=str(before.row))
        draft = _activity(record, kode, line, menu, ground)
        if kode and before is None:
            drafts[kode.casefold()] = draft
    return drafts


def _activity(
    record: Record, kode: str, line: int, menu: Mapping[str, CatalogueEntry], ground: Ground
) -> Draft:
    entry = record.choice("katalog", menu, _OF_KATALOG)
    nama = record.text("nama")
    jalur = record.choice("jalur", *_JALUR)
    skala = record.choice("skala", *_SKALA)
    pelaksana = record.choice("pelaksana", *_PELAKSANA)
    first, last = record.year("tahun_mulai"), record.year("tahun_selesai")
    if first is not None and last is not None and last < first:
        record.add("P109", "tahun_selesai", found=f"tahun_selesai {last}", other=f"tahun_mulai {first}")
    if last is None and record.sound("tahun_selesai"):
        last = first
    jumlah, rab = record.amount("jumlah"), record.rupiah("rab")
    manfaat = Beneficiaries(*(record.count(column) for column in ("kk", "jiwa", "perempuan", "kk_mbr")))
    lintang, bujur = _point(record, kode, ground.area)
    kpp, kode_kabkota = record.text("kpp"), record.text("kode_kabkota")
    urutan = _order(record, ground)
    catatan = record.text("catatan")
    activity = None
    if kode and entry and jalur and first is not None and last is not None:
        activity = Activity(
            kode,
            entry.kode,
            nama or entry.nama,
            jalur,
            skala or entry.skala,
            pelaksana or entry.pelaksana,
            first,
            last,
            jumlah=jumlah,
            rab=rab,
            manfaat=manfaat,
            lintang=lintang,
            bujur=bujur,
            kpp=kpp,
            kode_kabkota=kode_kabkota,
            urutan=urutan,
            catatan=catatan,
        )
    return Draft(line, kode, last, activity)


def _order(record: Record, ground: Ground) -> ManualOrder | None:
    urutan, alasan = record.count("urutan", least=1), record.text("alasan_urutan")
    if urutan is not None and alasan:
        return ManualOrder(urutan, alasan, ground.author, ground.today)
    if urutan is not None:
        record.add("P113", "alasan_urutan")
    elif alasan:
        # A reason alone would be lost without a word.
        record.add("P103", "urutan", expected=Kind.COUNT)
    return None


def _point(
    record: Record, kode: str, area: OutlineArea | None
) -> tuple[Decimal, Decimal] | tuple[None, None]:
    latitude, longitude = record.degrees("lintang"), record.degrees("bujur")
    for column, other in (("lintang", "bujur"), ("bujur", "lintang")):
        if record.filled(other) and not record.filled(column):
            record.add("P103", column, expected=Kind.DEGREES)
    if latitude is None or longitude is None:
        return None, None
    named = kode or words("row {row}", row=record.line)
    found = f"{latitude:f}, {longitude:f}"
    if within(latitude, LONGITUDE) and within(longitude, LATITUDE):
        record.warn("P021", "lintang", kegiatan=named, found=found, lat=f"{longitude:f}", lon=f"{latitude:f}")
        return latitude, longitude
    for column, value, bounds, expected in (
        (
            "lintang",
            latitude,
            LATITUDE,
            words("a latitude in Indonesia, {least} to {most}", **_span(LATITUDE)),
        ),
        (
            "bujur",
            longitude,
            LONGITUDE,
            words("a longitude in Indonesia, {least} to {most}", **_span(LONGITUDE)),
        ),
    ):
        if not within(value, bounds):
            record.add("P102", column, expected=expected, found=shown(record.cell(column)))
    if record.sound("lintang", "bujur") and area is not None and not area.holds(latitude, longitude):
        record.warn("P020", "lintang", kegiatan=named, found=found)
    return latitude, longitude


def _span(bounds: tuple[float, float]) -> dict[str, str]:
    return {"least": f"{bounds[0]:g}", "most": f"{bounds[1]:g}"}


def read_locations(table: PlanTable, ground: Ground, drafts: Mapping[str, Draft], report: PlanReport) -> None:
    """The sheet `lokasi`, put to the activities of `drafts`."""
    columns = COLUMNS[Sheet.LOKASI]
    parameters = {each.code.casefold(): each for each in ground.rule.parameters}
    seen: dict[tuple[str, str, str, str, int], int] = {}
    for line, cells in table.rows:
        record = Record(table, columns, cells, report, line=line)
        draft = _draft(record, drafts)
        rw, rt = _place(record, ground)
        parameter = _parameter(record, parameters, ground)
        kind = KIND_OF_UNIT[parameter.unit] if parameter else Kind.AMOUNT
        volume = record.amount("volume", kind)
        if record.filled("volume") and not record.text("parameter"):
            record.add("P103", "parameter", expected=words("the parameter of the volume"))
        tahun = record.year("tahun")
        if tahun is None and draft is not None and record.sound("tahun"):
            tahun = draft.tahun_selesai
        if draft is None or tahun is None or not record.sound("rw", "rt", "parameter"):
            continue
        code = parameter.code if parameter else ""
        key = draft.kode, rw, rt, code, tahun
        if key in seen:
            what = " ".join(part for part in (draft.kode, rt_label(rw, rt), code, str(tahun)) if part)
            record.add("P105", "kegiatan", found=what, other=str(seen[key]))
            continue
        seen[key] = line
        draft.lokasi.append((line, Location(rw, rt, tahun, code, volume)))


def _draft(record: Record, drafts: Mapping[str, Draft]) -> Draft | None:
    kode = record.name("kegiatan", _OF_KEGIATAN)
    draft = drafts.get(kode.casefold())
    if kode and draft is None:
        record.add("P106", "kegiatan", found=shown(kode))
    return draft


def _place(record: Record, ground: Ground) -> tuple[str, str]:
    rw, rt = record.name("rw", _AS_IN_BASELINE), record.name("rt", _AS_IN_BASELINE)
    if not (rw and rt and ground.known):
        return rw, rt
    found = ground.rt.find(rw, rt)
    if found is None:
        record.add("P107", "rt", found=rt_label(rw, rt))
        return rw, rt
    return found


def _parameter(record: Record, parameters: Mapping[str, Parameter], ground: Ground) -> Parameter | None:
    text = record.text("parameter")
    parameter = parameters.get(text.casefold())
    if text and parameter is None and ground.known:
        expected = ", ".join(ground.rule.codes)
        record.add("P108", "parameter", rule=ground.rule.id, found=shown(text), expected=expected)
    return parameter


def read_money(table: PlanTable, drafts: Mapping[str, Draft], report: PlanReport) -> None:
    """The sheet `dana`, put to the activities of `drafts`."""
    columns = COLUMNS[Sheet.DANA]
    seen: dict[tuple[str, str, int], int] = {}
    for line, cells in table.rows:
        record = Record(table, columns, cells, report, line=line)
        draft = _draft(record, drafts)
        sumber = record.choice("sumber", *_SUMBER)
        tahun, jumlah = record.year("tahun"), record.rupiah("jumlah")
        status = record.choice("status", *_STATUS) or Commitment.USULAN
        bukti = record.text("bukti")
        if draft is None or sumber is None or tahun is None:
            continue
        key = draft.kode, sumber, tahun
        if key in seen:
            record.add("P105", "kegiatan", found=" ".join((*key[:2], str(tahun))), other=str(seen[key]))
            continue
        seen[key] = line
        if jumlah is not None:
            draft.dana.append((line, FundingLine(sumber, tahun, jumlah, status, bukti)))
