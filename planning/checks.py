"""What a survey row must fulfil: the computable findings of the contract, over whole columns at once.

Each check looks at all rows and yields `(row index, Finding)` pairs only where something is wrong, so that a
clean nation costs a few array comparisons (contract.md section 1, scoring.md sections 2.1 and 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planning.findings import Finding, Severity, finding
from planning.quantity import Empty, exact_text
from planning.rules import OPTIONAL_SIZES, SIZE_INDEX, SIZES, Size
from planning.survey import SurveyRows, rt_label
from planning.territory import is_kelurahan_code

_KABKOTA = len("35.73")
SUMMED_LENGTHS: dict[str, tuple[tuple[tuple[str, ...], Size], ...]] = {
    "2018": ((("2a", "2b"), Size.JALAN_IDEAL), (("4b", "4c"), Size.DRAINASE_IDEAL)),
    "2016": ((("2a", "2b"), Size.JALAN_IDEAL), (("4b", "4e"), Size.DRAINASE_IDEAL)),
}
"""Missing and present-but-bad lengths exclude each other, so their sum stays within the ideal length."""

Found = Iterator[tuple[int, Finding]]
Identity = tuple[int, str, str, str]
"""What makes an RT one: year, kode, RW, RT."""


@dataclass
class Seen:
    """What the rows of one file have said so far; extended in place from block to block.

    lines    line of the row that holds an identity
    names    first name that was written for a kelurahan, by its code
    listed   the kab/kota that the list of codes speaks for, once it is known
    by_form  whether a code could be checked by its form only, although there is a list
    """

    lines: dict[Identity, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    listed: frozenset[str] | None = None
    by_form: bool = False


def check_rows(
    rows: SurveyRows,
    *,
    file: str,
    sheet: str | None,
    names: Mapping[str, str] | None = None,
    seen: Seen | None = None,
    already: Set[int] = frozenset(),
) -> list[tuple[int, Finding]]:
    """All findings of the rows, sorted by row; `names` maps known kelurahan codes to names, None = no list.

    The integer of each pair is the position in `rows`. A finding of severity error refuses its row. A file that is
    checked in blocks hands the same `seen` to every block. `already` are the positions of rows that are refused
    for what stands in their cells.
    """
    place = _Place(file, sheet)
    seen = seen or Seen()
    found = [
        *_not_filled(rows, place),
        *_negative(rows, place),
        *_against_denominator(rows, place),
        *_lengths(rows, place),
        *_codes(rows, place, names, seen),
        *_plausible(rows, place),
    ]
    refused = already | {at for at, each in found if each.severity is Severity.ERROR}
    found += _duplicates(rows, place, refused, seen.lines)
    return sorted(found, key=lambda pair: pair[0])


class _Place:
    """File and sheet that every finding of one pass names."""

    def __init__(self, file: str, sheet: str | None) -> None:
        self.file = file
        self.sheet = sheet

    def finding(
        self,
        rows: SurveyRows,
        at: int,
        code: str,
        column: str,
        severity: Severity | None = None,
        **values: str,
    ) -> tuple[int, Finding]:
        return at, finding(
            code,
            file=self.file,
            sheet=self.sheet,
            row=int(rows.line[at]),
            column=column,
            severity=severity,
            **values,
        )


def _not_filled(rows: SurveyRows, place: _Place) -> Found:
    # A size that is needed refuses the row; an unfilled volume is kept and shown as *belum diisi*.
    for size in SIZES:
        if size in OPTIONAL_SIZES:
            continue
        for at in np.flatnonzero(rows.size_state[:, SIZE_INDEX[size]] == Empty.NOT_FILLED):
            yield place.finding(rows, int(at), "B010", size)
    for size in (Size.LUAS, Size.BANGUNAN, Size.PENDUDUK, Size.KK):
        for at in np.flatnonzero(rows.size_state[:, SIZE_INDEX[size]] == Empty.NOT_APPLICABLE):
            yield place.finding(rows, int(at), "B010", size)
    for index, code in enumerate(rows.rule.codes):
        for at in np.flatnonzero(rows.volume_state[:, index] == Empty.NOT_FILLED):
            yield place.finding(rows, int(at), "B010", code, Severity.WARNING)


def _negative(rows: SurveyRows, place: _Place) -> Found:
    for columns, values in ((SIZES, rows.sizes), (rows.rule.codes, rows.volume)):
        for at, index in np.argwhere(values < 0):
            yield place.finding(rows, int(at), "B003", columns[index], found=exact_text(values[at, index]))


def _against_denominator(rows: SurveyRows, place: _Place) -> Found:
    for index, parameter in enumerate(rows.rule.parameters):
        size = SIZE_INDEX[parameter.denominator]
        volume, limit = rows.volume[:, index], rows.sizes[:, size]
        known = rows.size_state[:, size] != Empty.NOT_FILLED
        for at in np.flatnonzero(known & (limit > 0) & (volume > limit)):
            yield place.finding(
                rows,
                int(at),
                "B004",
                parameter.code,
                found=exact_text(volume[at]),
                size=parameter.denominator,
                limit=exact_text(limit[at]),
            )
        for at in np.flatnonzero(known & (limit == 0) & (volume > 0)):
            yield place.finding(
                rows,
                int(at),
                "B005",
                parameter.code,
                found=exact_text(volume[at]),
                size=parameter.denominator,
            )
        marked = rows.volume_state[:, index] == Empty.NOT_APPLICABLE
        for at in np.flatnonzero(known & (limit == 0) & (volume == 0) & ~marked):
            yield place.finding(rows, int(at), "B006", parameter.code, size=parameter.denominator)


def _lengths(rows: SurveyRows, place: _Place) -> Found:
    for codes, size in SUMMED_LENGTHS[rows.rule.id]:
        indices = [rows.rule.codes.index(code) for code in codes]
        total, limit = rows.volume[:, indices].sum(axis=1), rows.sizes[:, SIZE_INDEX[size]]
        # A single volume above the limit is B004 already; here only their sum is wrong.
        each = (rows.volume[:, indices] <= limit[:, None]).all(axis=1) & (rows.volume[:, indices] >= 0).all(
            axis=1
        )
        known = rows.size_state[:, SIZE_INDEX[size]] == Empty.FILLED
        for at in np.flatnonzero(known & each & (total > limit)):
            yield place.finding(
                rows,
                int(at),
                "B009",
                codes[0],
                parts=" + ".join(codes),
                found=exact_text(total[at]),
                size=size,
                limit=exact_text(limit[at]),
            )


def _duplicates(rows: SurveyRows, place: _Place, refused: Set[int], first: dict[Identity, int]) -> Found:
    identities = zip(rows.tahun.tolist(), rows.kode, rows.rw, rows.rt, rows.line.tolist(), strict=True)
    for at, (tahun, kode, rw, rt, line) in enumerate(identities):
        # `1` and `001` are one RT: people write both.
        identity = (tahun, kode, rw.lstrip("0").casefold(), rt.lstrip("0").casefold())
        earlier = first.get(identity)
        if earlier is None:
            # A refused row does not stand in the way of its corrected copy.
            if at not in refused:
                first[identity] = line
        else:
            yield place.finding(rows, at, "B007", "rt", place=rt_label(rw, rt), other=str(earlier))


def _codes(rows: SurveyRows, place: _Place, names: Mapping[str, str] | None, seen: Seen) -> Found:
    verdicts: dict[str, bool] = {}
    for at, (kode, nama) in enumerate(zip(rows.kode, rows.nama, strict=True)):
        known = verdicts.get(kode)
        if known is None:
            known = verdicts[kode] = is_kelurahan_code(kode) and _may_exist(kode, names, seen)
        if not known:
            yield place.finding(rows, at, "B008", "kode_kelurahan", found=repr(kode))
        elif nama:
            # Without a list the first name in the file is the measure: one code cannot be two places.
            expected = (names or {}).get(kode) or seen.names.setdefault(kode, nama)
            if nama != expected and _plain(nama) != _plain(expected):
                yield place.finding(rows, at, "B012", "kelurahan", found=nama, expected=expected)


def _may_exist(kode: str, names: Mapping[str, str] | None, seen: Seen) -> bool:
    if names is None or kode in names:
        return True
    if seen.listed is None:
        seen.listed = frozenset(code[:_KABKOTA] for code in names)
    # A list speaks for the kab/kota whose kelurahan it lists; elsewhere only the form can be checked.
    unlisted = kode[:_KABKOTA] not in seen.listed
    seen.by_form |= unlisted
    return unlisted


def _plain(name: str) -> str:
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def _plausible(rows: SurveyRows, place: _Place) -> Found:
    kk, people = rows.sizes[:, SIZE_INDEX[Size.KK]], rows.sizes[:, SIZE_INDEX[Size.PENDUDUK]]
    buildings = rows.sizes[:, SIZE_INDEX[Size.BANGUNAN]]
    poor = rows.sizes[:, SIZE_INDEX[Size.KK_MBR]]

    def states(*sizes: Size) -> NDArray[np.bool_]:
        filled: NDArray[np.bool_] = np.equal(
            rows.size_state[:, [SIZE_INDEX[size] for size in sizes]], Empty.FILLED
        )
        return np.asarray(filled.all(axis=1), dtype=np.bool_)

    for at in np.flatnonzero(states(Size.KK, Size.PENDUDUK) & (kk > people)):
        yield place.finding(
            rows,
            int(at),
            "B013",
            "kk",
            found=f"kk {exact_text(kk[at])}",
            other=f"penduduk {exact_text(people[at])}",
        )
    for at in np.flatnonzero(states(Size.BANGUNAN, Size.PENDUDUK) & (buildings == 0) & (people > 0)):
        yield place.finding(
            rows, int(at), "B013", "bangunan", found="bangunan 0", other=f"penduduk {exact_text(people[at])}"
        )
    for at in np.flatnonzero(states(Size.KK_MBR, Size.KK) & (poor > kk)):
        yield place.finding(
            rows,
            int(at),
            "B013",
            "kk_mbr",
            found=f"kk_mbr {exact_text(poor[at])}",
            other=f"kk {exact_text(kk[at])}",
        )
