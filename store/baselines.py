"""Baselines: a survey's rows, frozen and numbered per kelurahan; which ones there are, and their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

import numpy as np
from sqlalchemy import ColumnElement, func, select

from planning.quantity import Ints
from planning.rules import rule_set
from planning.survey import SurveyRows
from planning.territory import TerritoryCode
from store.bulk import in_chunks, insert_rows
from store.canonical import Digest, canonical_bytes, digest_of
from store.errors import MixedRules, UnknownRecord
from store.rt_rows import Owner, insert_rt_rows, load_rt_rows
from store.tables import BaselineRow, SurveyImportRow
from store.territories import lies_in
from store.unit import Unit

_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SurveyImport:
    """One survey file read with one set of options; `rows_refused` counts those that stayed out."""

    id: int
    source: Digest
    source_name: str
    rule: str
    sk_number: str | None
    sk_date: date | None
    tahun_option: int | None
    partial: bool
    rows_kept: int
    rows_refused: int
    imported_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The rows of one kelurahan and year of one import; `number` runs 1, 2, 3… within the kelurahan.

    `rt_refused` RT of it stayed out because their rows had errors.
    """

    id: int
    kode: str
    name: str
    tahun: int
    number: int
    rt_count: int
    rt_refused: int
    source: SurveyImport

    @property
    def rule(self) -> str:
        """The id of the rule set that its volumes belong to."""
        return self.source.rule


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`created` is False when the same file was imported with the same options before."""

    source: SurveyImport
    baselines: tuple[Baseline, ...]
    created: bool


def add_import(
    unit: Unit,
    rows: SurveyRows,
    *,
    source: Digest,
    source_name: str,
    sk_number: str | None,
    sk_date: date | None,
    tahun_option: int | None,
    partial: bool,
    names: Mapping[str, str],
    rows_refused: int = 0,
    refused: Mapping[tuple[str, int], int] = MappingProxyType({}),
) -> ImportResult:
    """Store the rows as one new baseline for each kelurahan and year, or find the earlier, equal import.

    `source` is the digest of the file, which is stored before; `names` gives the name of a kelurahan by
    its code, and where it has none the name in the file stays. `refused` counts the RT that stayed out by
    code and year. Imports are equal when file, rule set, SK number
    and date and the rows kept are. Baselines are ordered by code and year, and so are their numbers.
    """
    unit.lock("survey_import")
    fingerprint = _fingerprint(source, rows, sk_number, sk_date)
    earlier = unit.session.scalar(select(SurveyImportRow).where(SurveyImportRow.fingerprint == fingerprint))
    if earlier is not None:
        baselines = _select_baselines(unit, BaselineRow.import_id == earlier.id)
        return ImportResult(_import_of(earlier), baselines, created=False)
    groups = _group(rows)
    record = SurveyImportRow(
        fingerprint=fingerprint,
        source_sha256=source,
        source_name=source_name,
        rule=rows.rule.id,
        sk_number=sk_number,
        sk_date=sk_date,
        tahun_option=tahun_option,
        partial=partial,
        rows_kept=len(rows),
        rows_refused=rows_refused,
        baseline_count=len(groups.keys),
        imported_at=unit.now,
        actor=unit.actor,
    )
    unit.session.add(record)
    unit.session.flush()
    made = _import_of(record)
    baselines = tuple(_numbered(unit, rows, groups, made, names, refused))
    insert_rows(
        unit.session,
        BaselineRow.metadata.tables["baseline"],
        ("id", "import_id", "kode_kelurahan", "name", "tahun", "number", "rt_count", "rt_refused"),
        ((b.id, made.id, b.kode, b.name, b.tahun, b.number, b.rt_count, b.rt_refused) for b in baselines),
    )
    owners = [Owner(b.id, b.kode, b.name, b.tahun, b.rt_count) for b in baselines]
    insert_rt_rows(unit, rows, owners, groups.order)
    return ImportResult(made, baselines, created=True)


def baselines_of(
    unit: Unit, code: TerritoryCode, *, tahun: int | None = None, every: bool = False
) -> tuple[Baseline, ...]:
    """The baselines of the kelurahan in `code`, ordered by code, year and number; none is no error.

    The newest of each kelurahan: the highest number of its latest year, or of `tahun`. With `every` all of
    them. They may differ in year and rule set.
    """
    conditions = [lies_in(BaselineRow.kode_kelurahan, code)]
    if tahun is not None:
        conditions.append(BaselineRow.tahun == tahun)
    if not every:
        age = func.row_number().over(
            partition_by=BaselineRow.kode_kelurahan,
            order_by=(BaselineRow.tahun.desc(), BaselineRow.number.desc()),
        )
        ages = select(BaselineRow.id, age.label("age")).where(*conditions).subquery()
        conditions = [BaselineRow.id.in_(select(ages.c.id).where(ages.c.age == 1))]
    return _select_baselines(unit, *conditions)


def baseline_by_id(unit: Unit, baseline_id: int) -> Baseline:
    """One baseline. Raises `UnknownRecord`."""
    found = _select_baselines(unit, BaselineRow.id == baseline_id)
    if not found:
        raise UnknownRecord(expected="the id of a stored baseline", found=str(baseline_id))
    return found[0]


def load_rows(unit: Unit, baseline_ids: Iterable[int]) -> SurveyRows:
    """The rows of the baselines, in the order of the ids and of the file; `nama` is the baseline's name.

    An id that is given twice counts once. Raises `UnknownRecord` for an id that does not exist or when none
    is given, `MixedRules` when the baselines have two rule sets.
    """
    ids = list(dict.fromkeys(baseline_ids))
    owners: dict[int, Owner] = {}
    rules: set[str] = set()
    for chunk in in_chunks(ids, _IDS_AT_ONCE):
        found = unit.session.execute(
            select(BaselineRow, SurveyImportRow.rule).join(SurveyImportRow).where(BaselineRow.id.in_(chunk))
        )
        for row, rule in found:
            owners[row.id] = Owner(row.id, row.kode_kelurahan, row.name, row.tahun, row.rt_count)
            rules.add(rule)
    missing = [str(each) for each in ids if each not in owners]
    if missing or not ids:
        raise UnknownRecord(
            expected="ids of stored baselines", found=", ".join(missing[:5]) or "no id at all"
        )
    if len(rules) > 1:
        raise MixedRules(
            expected="baselines of one rule set",
            found=" and ".join(sorted(rules)),
            remedy="Import the older surveys again under one rule set, or look at them separately.",
        )
    return load_rt_rows(unit, rule_set(rules.pop()), [owners[each] for each in ids])


@dataclass(frozen=True, slots=True)
class _Groups:
    """`keys` are (kode, tahun) in order; `order` sorts the rows by them; `counts` rows belong to each."""

    keys: list[tuple[str, int]]
    order: Ints
    counts: Ints


def _fingerprint(source: Digest, rows: SurveyRows, sk_number: str | None, sk_date: date | None) -> Digest:
    """What makes two imports the same: file, rule set, SK, and which rows were kept, of which year.

    Options are not part of it. They matter only by what they change in the rows.
    """
    kept = np.stack([rows.line, rows.tahun]).astype("<i8")
    return digest_of(
        canonical_bytes(
            {
                "source": source,
                "rule": rows.rule.id,
                "sk_number": sk_number,
                "sk_date": None if sk_date is None else sk_date.isoformat(),
                "rows": digest_of(kept.tobytes()),
            }
        )
    )


def _group(rows: SurveyRows) -> _Groups:
    first: dict[tuple[str, int], int] = {}
    owner = np.fromiter(
        (first.setdefault(key, len(first)) for key in zip(rows.kode, rows.tahun.tolist(), strict=True)),
        dtype=np.int64,
        count=len(rows),
    )
    keys = sorted(first)
    rank = np.empty(len(keys), dtype=np.int64)
    rank[[first[key] for key in keys]] = np.arange(len(keys))
    owner = rank[owner]
    return _Groups(keys, np.argsort(owner, kind="stable"), np.bincount(owner, minlength=len(keys)))


def _numbered(
    unit: Unit,
    rows: SurveyRows,
    groups: _Groups,
    made: SurveyImport,
    names: Mapping[str, str],
    refused: Mapping[tuple[str, int], int],
) -> Iterator[Baseline]:
    # Ids are allocated here, under the lock of the import, because the rows need them at once.
    next_id = (unit.session.scalar(select(func.max(BaselineRow.id))) or 0) + 1
    numbers = _highest_numbers(unit, sorted({kode for kode, _ in groups.keys}))
    written = _names_in_file(rows, names)
    for at, ((kode, tahun), count) in enumerate(zip(groups.keys, groups.counts.tolist(), strict=True)):
        numbers[kode] = numbers.get(kode, 0) + 1
        name = names.get(kode) or written.get(kode, "")
        out = refused.get((kode, tahun), 0)
        yield Baseline(next_id + at, kode, name, tahun, numbers[kode], count, out, made)


def _highest_numbers(unit: Unit, codes: Sequence[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for chunk in in_chunks(codes, _IDS_AT_ONCE):
        highest = unit.session.execute(
            select(BaselineRow.kode_kelurahan, func.max(BaselineRow.number))
            .where(BaselineRow.kode_kelurahan.in_(chunk))
            .group_by(BaselineRow.kode_kelurahan)
        )
        numbers.update((kode, number) for kode, number in highest)
    return numbers


def _names_in_file(rows: SurveyRows, names: Mapping[str, str]) -> dict[str, str]:
    written: dict[str, str] = {}
    for kode, nama in zip(rows.kode, rows.nama, strict=True):
        if nama and kode not in written and kode not in names:
            written[kode] = nama
    return written


def _select_baselines(unit: Unit, *conditions: ColumnElement[bool]) -> tuple[Baseline, ...]:
    found = unit.session.execute(
        select(BaselineRow, SurveyImportRow)
        .join(SurveyImportRow)
        .where(*conditions)
        .order_by(BaselineRow.kode_kelurahan, BaselineRow.tahun, BaselineRow.number)
    )
    imports: dict[int, SurveyImport] = {}
    baselines = []
    for row, record in found:
        source = imports.get(record.id) or imports.setdefault(record.id, _import_of(record))
        baselines.append(
            Baseline(
                row.id,
                row.kode_kelurahan,
                row.name,
                row.tahun,
                row.number,
                row.rt_count,
                row.rt_refused,
                source,
            )
        )
    return tuple(baselines)


def _import_of(record: SurveyImportRow) -> SurveyImport:
    return SurveyImport(
        record.id,
        Digest(record.source_sha256),
        record.source_name,
        record.rule,
        record.sk_number,
        record.sk_date,
        record.tahun_option,
        record.partial,
        record.rows_kept,
        record.rows_refused,
        record.imported_at,
        record.actor,
    )
