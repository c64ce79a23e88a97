"""Snapshots that templates are tried on: the example with all that it has, and kelurahan that lack something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from examples import sukun
from generators.rp2kpkp.document import city_snapshot
from generators.rp2kpkp.pictures import city_names_beside
from generators.rp2kpkp.snapshot import CitySnapshot
from generators.rplp.document import names_beside, prepare_rplp
from generators.rplp.snapshot import RplpSnapshot
from intake.importing import import_baseline, import_manuscript, import_territory
from intake.plan_importing import import_plan
from planning.plain import Plain, to_plain
from planning.process import DocumentKind
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from store.database import Database
from store.unit import Unit
from workflow.standing import standing_of

_TERRITORY = (
    "kode,nama\n33,Jawa Tengah\n33.99,Kota Contoh\n33.99.01,Contoh\n33.98,Kabupaten Contoh\n33.98.01,Contoh\n"
)
_SIZES = {
    "luas_ha": "1.5", "luas_sk_ha": "1.25", "bangunan": "40", "penduduk": "170", "kk": "40", "kk_mbr": "12",
    "jalan_ideal_m": "300", "drainase_ideal_m": "250", "rtp_ha": "0.02", "rtp_ideal_ha": "0.05",
}  # fmt: skip


@dataclass(frozen=True)
class _Odd:
    """A kelurahan of `rt` RT that are all alike: `bad` hundredths of everything bad, None where nobody filled it."""

    name: str
    kode: str
    rt: int
    bad: int | None
    kawasan: str = ""
    empty: frozenset[str] = frozenset()

    def csv(self) -> str:
        sizes = {name: "" if name in self.empty else text for name, text in _SIZES.items()}
        bad = {
            each.code: "" if self.bad is None else f"{float(_SIZES[each.denominator]) * self.bad / 100:g}"
            for each in RULE_2018.parameters
        }
        lines = [",".join(("tahun", "kode_kelurahan", "kawasan", "rw", "rt", *sizes, *bad))]
        for number in range(1, self.rt + 1):
            known = ("2025", self.kode, self.kawasan, "001", f"{number:03}")
            lines.append(",".join((*known, *sizes.values(), *bad.values())))
        return "\n".join(lines)


_ODD = (
    _Odd("kelurahan tidak kumuh", "33.99.01.1001", 3, 0),
    _Odd("desa kumuh tanpa delineasi", "33.98.01.2001", 2, 40),
    _Odd("satu RT, delineasi, belum terisi", "33.99.01.1002", 1, 45, "Kawasan A", frozenset({"luas_sk_ha", "kk_mbr"})),
    _Odd("tanpa isian", "33.99.01.1003", 1, None, "", frozenset({"luas_sk_ha", "kk_mbr", "rtp_ha", "rtp_ideal_ha"})),
)  # fmt: skip


class Samples:
    """The samples of each kind, made when they are asked for; within, their database exists."""

    def __enter__(self) -> Samples:
        self._folder = TemporaryDirectory()
        self._database: Database | None = None
        self._made: dict[DocumentKind, Mapping[str, Mapping[str, Plain]]] = {}
        return self

    def __exit__(self, *_error: object) -> None:
        self._folder.cleanup()

    def of(self, kind: DocumentKind) -> Mapping[str, Mapping[str, Plain]]:
        """What the templates of a kind are rendered with, for each sample, by its name."""
        if self._database is None:
            self._database = _filled(Path(self._folder.name))
        if kind not in self._made:
            with self._database.read() as unit:
                self._made[kind] = dict(_rplp(unit) if kind is DocumentKind.RPLP else _rp2kpkp(unit))
        return self._made[kind]


def _rplp(unit: Unit) -> Iterator[tuple[str, Mapping[str, Plain]]]:
    for name, kode in (("Sukun", sukun.KODE), *((each.name, each.kode) for each in _ODD)):
        snapshot = prepare_rplp(unit, TerritoryCode(kode), standing=standing_of).snapshot
        yield name, _plain(snapshot) | names_beside(snapshot)


def _rp2kpkp(unit: Unit) -> Iterator[tuple[str, Mapping[str, Plain]]]:
    for name, kode in (
        ("Kota Malang", sukun.KODE[:5]),
        ("Kota Contoh", "33.99"),
        ("Kabupaten Contoh", "33.98"),
    ):
        snapshot = city_snapshot(unit, TerritoryCode(kode), standing_of)
        yield name, _plain(snapshot) | city_names_beside(snapshot)


def _plain(snapshot: RplpSnapshot | CitySnapshot) -> dict[str, Plain]:
    plain = to_plain(snapshot)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass becomes an object
    return plain


def _filled(folder: Path) -> Database:
    database = Database.in_folder(folder)
    database.upgrade()
    territory = folder / "wilayah.csv"
    territory.write_text(_TERRITORY + "".join(f"{each.kode},Contoh\n" for each in _ODD), encoding="utf-8")
    for path in (sukun.WILAYAH, sukun.OUTLINE, sukun.RT_MAP, territory):
        import_territory(database, path)
    import_baseline(database, sukun.BASELINE, rule=RULE_2018)
    code = TerritoryCode(sukun.KODE)
    import_plan(database, code, sukun.PLAN)
    import_manuscript(database, code, sukun.FOLDER / "naskah")
    for each in _ODD:
        survey = folder / f"{each.kode}.csv"
        survey.write_text(each.csv(), encoding="utf-8")
        import_baseline(database, survey, rule=RULE_2018)
    return database
