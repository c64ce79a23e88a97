"""The page about the RP2KP-KP says every key of `kota.toml`, every section, and every code of consistency."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import get_args, get_type_hints

from intake.city_manuscript import SECTIONS
from planning.city_manuscript import CityManuscript
from planning.consistency import CONSISTENCY_KINDS
from planning.finding_kind import Severity
from tests.test_docs import code_spans, page

PAGE = page("rp2kpkp.md")


def test_every_key_is_documented() -> None:
    spans = code_spans(PAGE)
    keys = set()
    for name, kind in get_type_hints(CityManuscript).items():
        if name == "teks":
            continue
        inner = next((each for each in (kind, *get_args(kind)) if is_dataclass(each)), None)
        if inner is None:
            keys.add(name)
            continue
        keys.add(f"[{name}]" if inner is kind else f"[[{name}]]")
        keys.update(field.name for field in fields(inner))
    assert keys - spans == set()


def test_every_section_is_documented() -> None:
    spans = code_spans(PAGE)
    written: set[str] = set()
    for chapter, first, last in re.findall(r"`(\d+)\.(\d)`–`\1\.(\d)`", PAGE):
        written.update(f"{chapter}.{at}" for at in range(int(first), int(last) + 1))
    assert written | {each for each in SECTIONS if not each[0].isdigit()} & spans == set(SECTIONS)


def test_every_code_is_documented_with_its_severity() -> None:
    rows = re.findall(r"^\| (K\d{3}) \| (\w+) \|", PAGE, re.MULTILINE)
    named = {Severity.ERROR: "pertentangan", Severity.WARNING: "peringatan"}
    assert rows == [(code, named[kind.severity]) for code, kind in CONSISTENCY_KINDS.items()]
