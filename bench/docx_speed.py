"""How long the Word file of an RPLP takes: our writer against docxtpl with the same tables and paragraphs.

    python -m bench.docx_speed [--rt 330] [--rounds 5]

The document is the whole RPLP of the example with its plan (110 RT, some 60 activities, all maps); with --rt that of
an illustrative kelurahan of so many RT, without a plan. docxtpl gets a template that
holds every paragraph as a variable and every table with a row loop, built beforehand and not timed. Both make the
whole file in memory; variants take turns, and the table prints medians and the ratio.
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import date

import docx
from docxtpl import DocxTemplate

from bench.nation import nation_rows
from examples import sukun
from generators.rplp.context import BaselineIdentity, build_rplp
from generators.rplp.document import TEMPLATE
from generators.rplp.pictures import pictures
from generators.rplp.plan_context import plan_facts
from generators.rplp.snapshot import RplpSnapshot, RtOutline
from generators.templating.rendering import render_html
from generators.tree.blocks import (
    Block,
    Contents,
    Document,
    Landscape,
    ListBlock,
    Narrative,
    Paragraph,
    Section,
    Table,
    inline_text,
)
from generators.tree.parsing import parse
from generators.word.writing import write_docx
from intake.catalogue import built_in
from intake.manuscript import read_manuscript
from intake.plan_file import read_plan
from intake.survey import read_survey
from intake.territory import read_outlines
from planning.manuscript import Manuscript
from planning.plain import to_plain
from planning.rollup import tally
from planning.rules import RULE_2018
from planning.scenario import scenario_of
from planning.territory import TerritoryCode, parse_code


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rt", type=int, default=0)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    snapshot = _nation(given.rt) if given.rt else _example()
    plain = to_plain(snapshot)
    assert isinstance(plain, dict)
    document = parse(render_html(TEMPLATE, plain))
    assets = pictures(snapshot)
    paragraphs, tables = _content(document)
    template = _template(len(paragraphs), tables)
    context: dict[str, object] = {f"p{at}": text for at, text in enumerate(paragraphs)}
    context |= {f"t{at}": rows[1:] for at, rows in enumerate(tables)}

    def ours() -> int:
        return len(write_docx(document, assets))

    def theirs() -> int:
        word = DocxTemplate(io.BytesIO(template))
        word.render(context, autoescape=True)
        made = io.BytesIO()
        word.save(made)
        return made.tell()

    times: dict[str, list[float]] = {"nahkoda": [], "docxtpl": []}
    sizes: dict[str, int] = {}
    for turn in range(given.rounds + 1):
        for name, work in (("nahkoda", ours), ("docxtpl", theirs)):
            began = time.process_time()
            sizes[name] = work()
            if turn:  # the first round warms up
                times[name].append(time.process_time() - began)
    cells = sum(len(row) for rows in tables for row in rows)
    print(f"{len(paragraphs)} paragraphs, {len(tables)} tables, {cells} cells")
    base = statistics.median(times["docxtpl"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(
            f"{name:<10} {median:7.2f} s of processor   ratio {median / base:5.2f}   {sizes[name]:>9} bytes"
        )


def _example() -> RplpSnapshot:
    rows = read_survey(sukun.BASELINE, rule=RULE_2018).rows
    code, catalogue = TerritoryCode(sukun.KODE), built_in()
    plan = read_plan(
        sukun.PLAN,
        code=code,
        rows=rows,
        baseline=1,
        catalogue=catalogue,
        author="-",
        today=date(2026, 1, 5),
        outline=None,
    ).plan
    assert plan is not None
    outlines = read_outlines(sukun.RT_MAP)
    return build_rplp(
        rows,
        code=code,
        names=dict.fromkeys((code.text, *(above.text for above in code.parents)), "Contoh"),
        baseline=BaselineIdentity(1, "", None, "contoh.csv", "0" * 64),
        manuscript=read_manuscript(sukun.FOLDER / "naskah"),
        outlines=[RtOutline(each.rw, each.rt, each.geojson) for each in outlines],
        outline_source=sukun.RT_MAP.name,
        plan=plan_facts(
            scenario_of(plan, tally(rows)), catalogue, number=1, sha256="0" * 64, source_name="contoh"
        ),
        edition_date=date(2026, 11, 23),
        number=1,
    )


def _nation(rt: int) -> RplpSnapshot:
    rows = nation_rows(rt=rt, kelurahan=1)
    code = str(rows.kode[0])
    return build_rplp(
        rows.take(rows.kode == code),
        code=parse_code(code),
        names={code: "Contoh"},
        baseline=BaselineIdentity(1, "", None, "contoh.csv", "0" * 64),
        manuscript=Manuscript(label="ilustratif"),
        edition_date=date(2026, 11, 23),
        number=1,
    )


def _content(document: Document) -> tuple[list[str], list[list[list[str]]]]:
    paragraphs: list[str] = []
    tables: list[list[list[str]]] = []
    for block in _blocks(document.body):
        if isinstance(block, Paragraph):
            paragraphs.append(inline_text(block.content))
        elif isinstance(block, ListBlock):
            paragraphs += [inline_text(item.content) for item in block.items]
        elif isinstance(block, Table):
            paragraphs.append(inline_text(block.caption))
            width = len(block.columns)
            groups = (block.head, *block.bodies, block.foot)
            rows = [[inline_text(cell.content) for cell in row.cells] for group in groups for row in group]
            tables.append([(row + [""] * width)[:width] for row in rows])
    return paragraphs, tables


def _blocks(parts: Sequence[Section | Contents | Block]) -> Iterator[Block]:
    for part in parts:
        if isinstance(part, Section):
            yield Paragraph(part.heading, "", part.source)
            yield from _blocks(part.children)
        elif isinstance(part, (Landscape, Narrative)):
            yield from part.blocks
        elif not isinstance(part, Contents):
            yield part


def _template(paragraphs: int, tables: list[list[list[str]]]) -> bytes:
    word = docx.Document()
    for at in range(paragraphs):
        word.add_paragraph(f"{{{{ p{at} }}}}")
    for at, rows in enumerate(tables):
        width = len(rows[0])
        table = word.add_table(rows=4, cols=width)
        for cell, text in zip(table.rows[0].cells, rows[0], strict=True):
            cell.text = text
        table.rows[1].cells[0].text = f"{{%tr for r in t{at} %}}"
        for column, cell in enumerate(table.rows[2].cells):
            cell.text = f"{{{{ r[{column}] }}}}"
        table.rows[3].cells[0].text = "{%tr endfor %}"
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


if __name__ == "__main__":
    main()
