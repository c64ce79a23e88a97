"""A kelurahan on its way through the gates, by the command line: small rules, people, a survey and a plan."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pikepdf

from intake.importing import import_baseline
from intake.plan_importing import import_plan
from planning.roles import Role
from planning.rules import rule_set
from planning.territory import TerritoryCode
from store.database import Database
from tests.cli.running import Run, environment, nahkoda, survey
from tests.cli.test_cli_plan import KODE, SLUM, plan
from tests.intake.plan_samples import write_folder
from workflow.granting import Appointment, grant_role
from workflow.requirements import Requirement
from workflow.rule_file import built_in
from workflow.rules import import_rules

KOTA = "35.73"
UNTIL = (date.today() + timedelta(days=365)).isoformat()  # noqa: DTZ011 - any day within two years
"""A last day of waivers."""
SURAT = ("--nomor", "1/2026", "--tanggal", "2026-01-05", "--penandatangan", "Lurah Sukun")


@dataclass(frozen=True)
class House:
    """`nahkoda` in one home, under the account that is named."""

    env: dict[str, str]

    def __call__(self, *arguments: str | Path, **more: str) -> Run:
        """Run it; `more` are further variables of the environment."""
        return nahkoda(*arguments, env={**self.env, **more})

    def done(self, *arguments: str | Path) -> str:
        """Run what must succeed; its output."""
        run = self(*arguments)
        assert run.code == 0, run.err + run.out
        return run.out

    def json(self, *arguments: str | Path) -> Any:
        """Run what must succeed; its JSON."""
        run = self(*arguments, "--json")
        assert run.code == 0, run.err + run.out
        return run.json


def surveyed(database_url: str, home: Path, folder: Path) -> House:
    """A database with the survey and the plan of one kelurahan."""
    with closing(Database(database_url, home, actor="konsultan")) as database:
        database.upgrade()
        import_baseline(database, survey(folder / "survei.csv", SLUM, {}), rule=rule_set("2018"))
        import_plan(database, TerritoryCode(KODE), write_folder(folder / "rencana", plan()))
    return House(environment(NAHKODA_HOME=str(home), NAHKODA_DB=database_url))


def small_rules(path: Path, *holding: str, head: str = "[kuorum]\nminimum = 1\nketua = true\n") -> Path:
    """Rules with a quorum of the chair alone, in which nothing holds but `holding`."""
    tables = [
        _table(each)
        for each in built_in().syarat
        if each.kode not in holding and (each.tingkat.value == "menahan" or each.menahan_bila)
    ]
    path.write_text(head + "\n" + "\n".join(tables), encoding="utf-8")
    return path


def _table(each: Requirement) -> str:
    lines = ["[[syarat]]"]
    for field in fields(each):
        value: object = getattr(each, field.name)
        if field.name == "tingkat":
            value = "peringatan"
        if field.name != "menahan_bila":
            lines.append(f"{field.name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case StrEnum():
            return _value(value.value)
        case tuple():
            return "[" + ", ".join(map(_value, value)) + "]"
    return '"' + str(value).replace('"', '\\"') + '"'


PEOPLE: Sequence[tuple[str, Role, str]] = (
    ("admin", Role.ADMINISTRATOR, "0"),
    ("konsultan", Role.KONSULTAN, KODE),
    ("fasilitator", Role.FASILITATOR, KODE),
    ("askot", Role.ASKOT, KOTA),
    ("lurah", Role.LURAH, KODE),
    ("ketua", Role.KETUA_POKJA, KOTA),
    ("anggota", Role.POKJA, KOTA),
    ("auditor", Role.AUDITOR, KOTA),
)


def under_way(database_url: str, home: Path, folder: Path) -> House:
    """A surveyed and planned kelurahan in a city with small rules (G1-K03 alone holds) and people with roles."""
    made = surveyed(database_url, home, folder)
    with closing(Database(database_url, home, actor="admin")) as database:
        import_rules(database, TerritoryCode(KOTA), small_rules(folder / "aturan.toml", "G1-K03"))
        for akun, peran, wilayah in PEOPLE:
            office, code = f"Jabatan {akun}", TerritoryCode(wilayah)
            grant_role(
                database,
                Appointment(akun, akun.title(), office, peran, "Bappeda", code, date(2026, 1, 1)),
            )
    return made


def evidence(folder: Path, name: str = "akta.pdf") -> Path:
    """A page of PDF."""
    path = folder / name
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    return path
