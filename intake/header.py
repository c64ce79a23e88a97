"""The header of a survey: which columns it has, where each stands, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from intake.numbers import Cell, Kind
from intake.sheet import Row
from planning.findings import Finding, finding
from planning.rules import COUNTED_SIZES, OPTIONAL_SIZES, RULE_SETS, SIZES, RuleSet, Size, Unit

KODE, NAMA, KAWASAN, RW, RT, TAHUN = "kode_kelurahan", "kelurahan", "kawasan", "rw", "rt", "tahun"
LEAST_NAMES = 3
"""Known names that make a row a header; notes above a table name one column, hardly three."""

_HECTARES = frozenset({Size.LUAS, Size.LUAS_SK, Size.RTP, Size.RTP_IDEAL})
KIND_OF_UNIT = {
    Unit.BANGUNAN: Kind.COUNT,
    Unit.KK: Kind.COUNT,
    Unit.METER: Kind.METRES,
    Unit.HEKTARE: Kind.HECTARES,
}
"""How a volume is read: people and buildings are counted, they have no parts."""
_SHOWN = 60


def required_columns(rule: RuleSet, *, tahun_given: bool) -> tuple[str, ...]:
    """Columns that a file must have, in the order of the template (contract section 1)."""
    sizes = [size for size in SIZES if size not in OPTIONAL_SIZES]
    return (*(() if tahun_given else (TAHUN,)), KODE, RW, RT, *sizes, *rule.codes)


def template_columns(rule: RuleSet) -> tuple[str, ...]:
    """Every column of the contract, in the order in which a person fills them."""
    before = [size for size in SIZES if size not in (Size.RTP, Size.RTP_IDEAL)]
    return (TAHUN, KODE, NAMA, KAWASAN, RW, RT, *before, *rule.codes, Size.RTP, Size.RTP_IDEAL)


def size_kind(size: Size) -> Kind:
    """How the numbers of a size are read."""
    if size in COUNTED_SIZES:
        return Kind.COUNT
    return Kind.HECTARES if size in _HECTARES else Kind.METRES


def number_kinds(rule: RuleSet) -> dict[str, Kind]:
    """How each column of numbers is read, in the order sizes, then parameters."""
    kinds: dict[str, Kind] = {size: size_kind(size) for size in SIZES}
    return kinds | {parameter.code: KIND_OF_UNIT[parameter.unit] for parameter in rule.parameters}


def column_name(cell: Cell) -> str:
    """A header cell as it is matched: without case and surrounding blanks."""
    return cell.strip().casefold() if isinstance(cell, str) else str(cell)


def header_score(row: Row, known: frozenset[str]) -> int:
    """How many known column names the row holds."""
    return len(known.intersection(column_name(cell) for cell in row))


@dataclass(frozen=True)
class Header:
    """Columns of one file.

    row       row number of the header
    width     cells up to the last one of the header row that is not blank
    position  (column name, position in the row) of every known column
    findings  B001, B011, B016 and B017
    """

    row: int
    width: int
    position: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]

    def at(self, column: str) -> int | None:
        """Position of a column, None if the file does not have it."""
        return dict(self.position).get(column)


def read_header(
    row: int, cells: Row, rule: RuleSet, *, tahun_given: bool, file: str, sheet: str | None
) -> Header:
    """Match the header cells against the contract."""
    known = frozenset(template_columns(rule))
    names = [column_name(cell) for cell in cells]
    width = max((at for at, name in enumerate(names, 1) if name), default=0)
    position: dict[str, int] = {}
    doubled: set[str] = set()
    findings: list[Finding] = []
    foreign: dict[str, list[str]] = {}
    for at, name in enumerate(names[:width]):
        if name in position:
            doubled.add(name)
        elif name in known:
            position[name] = at
        elif name:
            label = str(cells[at]).strip()[:_SHOWN]
            findings.append(finding("B011", file=file, sheet=sheet, row=row, column=label))
            if other := _other_rule(name, rule):
                foreign.setdefault(other, []).append(name)
    findings += [
        finding("B016", file=file, sheet=sheet, row=row, column=name) for name in position if name in doubled
    ]
    findings += [
        finding("B017", file=file, sheet=sheet, row=row, names=", ".join(columns), rule=rule.id, other=other)
        for other, columns in foreign.items()
    ]
    missing = [name for name in required_columns(rule, tahun_given=tahun_given) if name not in position]
    if missing:
        findings.append(finding("B001", file=file, sheet=sheet, row=row, names=", ".join(missing)))
    return Header(row, width, tuple(position.items()), tuple(findings))


def _other_rule(name: str, rule: RuleSet) -> str | None:
    """The rule set that does know a parameter column which this one does not."""
    others = [other for other in RULE_SETS.values() if other.id != rule.id]
    return next((other.id for other in others if name in other.codes), None)
