"""RPLP of the example and of real kelurahan, each made once per test process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from generators.document_files import Format
from generators.rplp.context import BaselineIdentity, build_rplp
from generators.rplp.document import TEMPLATE, make_rplp, names_beside
from generators.rplp.snapshot import RplpSnapshot, RtOutline
from generators.templating.rendering import render_html
from generators.tree.blocks import Document
from generators.tree.parsing import parse
from intake.manuscript import read_manuscript
from intake.survey import read_survey
from intake.territory import read_outlines
from planning.manuscript import Manuscript
from planning.plain import to_plain
from planning.rules import RULE_2018
from planning.territory import parse_code

ROOT = Path(__file__).parents[2]
SUKUN = ROOT / "examples" / "sukun"
SHARED = ROOT.parent / "shared" / "data"
NAMES = {
    "33": "Jawa Tengah",
    "33.75": "Kota Pekalongan",
    "33.75.01": "Pekalongan Barat",
    "33.75.04": "Pekalongan Selatan",
    "35": "Jawa Timur",
    "35.73": "Kota Malang",
    "35.73.04": "Sukun",
    "35.73.04.1005": "Sukun",
}
REAL = ("33.75.01.1009", "33.75.04.1004", "33.75.04.1010")
CODES = ("35.73.04.1005", *REAL)


@dataclass(frozen=True)
class Made:
    """One RPLP: what it was made from, its tree and its bytes."""

    snapshot: RplpSnapshot
    document: Document
    pdf: bytes
    docx: bytes


@cache
def snapshot_of(code: str) -> RplpSnapshot:
    """The snapshot of Sukun (illustrative) or of a kelurahan of Pekalongan in 2020."""
    if code == "35.73.04.1005":
        survey, manuscript = SUKUN / "baseline_ilustratif.csv", read_manuscript(SUKUN / "naskah")
        outlines = [RtOutline(o.rw, o.rt, o.geojson) for o in read_outlines(SUKUN / "rt_ilustratif.geojson")]
        year = 2025
    else:
        survey, manuscript, outlines, year = SHARED / "pekalongan" / "baseline.csv", Manuscript(), [], 2020
        if not survey.exists():
            pytest.skip("the real data are kept beside the project in ../shared/data")
    file = read_survey(survey, rule=RULE_2018)
    rows = file.rows.take((file.rows.kode == code) & (file.rows.tahun == year))
    return build_rplp(
        rows,
        code=parse_code(code),
        names={code: str(rows.nama[0])} | NAMES,
        baseline=BaselineIdentity(1, "", None, survey.name, file.sha256),
        manuscript=manuscript,
        outlines=outlines,
        outline_source="rt_ilustratif.geojson" if outlines else "",
        edition_date=date(2026, 11, 23),
        number=1,
    )


def tree_of(snapshot: RplpSnapshot) -> Document:
    """The numbered tree of an RPLP."""
    plain = to_plain(snapshot)
    assert isinstance(plain, dict)
    return parse(render_html(TEMPLATE, {**plain, **names_beside(snapshot)}))


@cache
def made(code: str) -> Made:
    """The RPLP of a kelurahan in both formats."""
    snapshot = snapshot_of(code)
    files = make_rplp(snapshot)
    return Made(snapshot, tree_of(snapshot), files[Format.PDF], files[Format.DOCX])
