"""How long a whole RPLP takes, as PDF and as DOCX, against what one would use instead.

    python -m bench.documents [--rounds 3] [--keep FOLDER] [--only WORD]

The document is the RPLP of the example: 110 RT, 57 activities, every map. The tree, the HTML and the pictures are made
beforehand; timed is what makes files of them. Every variant runs in a process of its own, the variants take turns.
Times are processor seconds, those of child processes (LibreOffice) among them, so a busy machine disturbs them little;
memory is the peak of the process or of its largest child. Medians over the rounds.

    a  docxtpl with the same paragraphs, tables and pictures, and LibreOffice's conversion to PDF
    b  plain WeasyPrint, PDF/A-3a, on the same HTML and stylesheet
    c  Typst on an equivalent source
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import pickle
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generators.assets import Asset
from generators.pdf.writing import EmbeddedFile, Engine
from generators.tree.blocks import Document

DRAFT_TARGET, TYPST_TARGET, FINAL_TARGET, DOCX_TARGET = 4.0, 2.0, 1.05, 0.7


@dataclass(frozen=True)
class Input:
    """What all variants are given."""

    document: Document
    html: str
    assets: Mapping[str, Asset]
    stylesheet: str
    template: bytes
    context: Mapping[str, object]


@dataclass(frozen=True)
class Run:
    """One measured run."""

    seconds: float
    wall: float
    memory: int
    size: int


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--keep", type=Path, help="folder for the files that are made")
    options.add_argument("--only", default="", help="only variants with this word in their name")
    given = options.parse_args()
    names = [name for name in VARIANTS if given.only in name]
    seen: dict[str, list[Run]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "input"
        stored.write_bytes(pickle.dumps(_input()))
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=fresh, max_tasks_per_child=1) as pool:
            for _ in range(given.rounds):
                for name in names:
                    seen[name].append(pool.submit(_run, name, stored, given.keep).result())
    middle = {name: statistics.median(run.seconds for run in runs) for name, runs in seen.items()}
    print(f"{'variant':<44} {'s':>7} {'wall':>7} {'MB':>6} {'kB':>7}")
    for name, runs in seen.items():
        wall = statistics.median(run.wall for run in runs)
        memory = max(run.memory for run in runs)
        print(f"{name:<44} {middle[name]:7.2f} {wall:7.2f} {memory:6d} {runs[0].size // 1024:7d}")
    if not given.only:
        _tell_ratios(middle)


def _tell_ratios(middle: Mapping[str, float]) -> None:
    pair, theirs = middle["nahkoda: draft pair"], middle["a: docxtpl, LibreOffice (pair)"]
    rows = (
        ("the draft pair is so many times faster than (a)", theirs / pair, f"at least {DRAFT_TARGET}"),
        (
            "draft PDF against Typst (c)",
            middle["nahkoda: draft PDF"] / middle["c: Typst"],
            f"at most {TYPST_TARGET}",
        ),
        (
            "final PDF against plain WeasyPrint (b)",
            middle["nahkoda: final PDF"] / middle["b: plain WeasyPrint"],
            f"at most {FINAL_TARGET}",
        ),
        (
            "DOCX against docxtpl",
            middle["nahkoda: DOCX"] / middle["a: docxtpl (DOCX)"],
            f"at most {DOCX_TARGET}",
        ),
    )
    print()
    for what, ratio, target in rows:
        print(f"{what:<52} {ratio:6.2f}   target: {target}")


# ------------------------------------------------------------------ the document


def _input() -> Input:
    from bench.docx_speed import _content, _example, _template
    from generators.rplp.document import TEMPLATE, names_beside
    from generators.rplp.pictures import pictures
    from generators.templating.rendering import render_html, stylesheet
    from generators.tree.parsing import parse
    from generators.tree.semantic_html import to_html
    from planning.plain import to_plain

    snapshot = _example()
    plain = to_plain(snapshot)
    assert isinstance(plain, dict)
    document = parse(render_html(TEMPLATE, {**plain, **names_beside(snapshot)}))
    assets = pictures(snapshot)
    paragraphs, tables = _content(document)
    context: dict[str, object] = {f"p{at}": text for at, text in enumerate(paragraphs)}
    context |= {f"t{at}": rows[1:] for at, rows in enumerate(tables)}
    template = _with_pictures(_template(len(paragraphs), tables), len(assets))
    return Input(document, to_html(document), assets, stylesheet(), template, context)


def _with_pictures(template: bytes, pictures: int) -> bytes:
    """The template of docxtpl with a place for each picture at its end."""
    import docx

    word, made = docx.Document(io.BytesIO(template)), io.BytesIO()
    for at in range(pictures):
        word.add_paragraph(f"{{{{ g{at} }}}}")
    word.save(made)
    return made.getvalue()


# ------------------------------------------------------------------ variants


def _pdf(given: Input, engine: Engine) -> dict[str, bytes]:
    from generators.pdf.writing import write_pdf

    snapshot = EmbeddedFile("snapshot.json", b'{"x": 1}' * 50_000, "Snapshot")
    made = write_pdf(
        given.html, given.assets, stylesheet=given.stylesheet, attachment=snapshot, engine=engine
    )
    return {"pdf": made.data}


def _pair(given: Input) -> dict[str, bytes]:
    from generators.pdf.writing import write_pdf
    from generators.word.writing import write_docx

    snapshot = EmbeddedFile("snapshot.json", b'{"x": 1}' * 50_000, "Snapshot")
    made = write_pdf(
        given.html, given.assets, stylesheet=given.stylesheet, attachment=snapshot, engine=Engine.PLUTO
    )
    return {"pdf": made.data, "docx": write_docx(given.document, given.assets, pages=made.anchor_labels)}


def _docx(given: Input) -> dict[str, bytes]:
    from generators.word.writing import write_docx

    return {"docx": write_docx(given.document, given.assets)}


def _docxtpl(given: Input) -> dict[str, bytes]:
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage

    word, made = DocxTemplate(io.BytesIO(given.template)), io.BytesIO()
    pictures = {
        f"g{at}": InlineImage(word, io.BytesIO(asset.png), width=Mm(150))
        for at, asset in enumerate(given.assets.values())
    }
    word.render({**given.context, **pictures}, autoescape=True)
    word.save(made)
    return {"docx": made.getvalue()}


def _docxtpl_pair(given: Input) -> dict[str, bytes]:
    files = _docxtpl(given)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.docx"
        source.write_bytes(files["docx"])
        subprocess.run(
            [
                "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
                "--outdir", folder, source,
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
        return {**files, "pdf": source.with_suffix(".pdf").read_bytes()}


def _plain_weasyprint(given: Input) -> dict[str, bytes]:
    import weasyprint
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc, no-any-unimported, unused-ignore]
        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002
            asset = given.assets[url.removeprefix("asset:")]
            return URLFetcherResponse(url, asset.svg or asset.png, {"Content-Type": "image/svg+xml"})

    source = weasyprint.HTML(string=given.html, url_fetcher=Fetcher())
    sheet = weasyprint.CSS(string=given.stylesheet)
    data: bytes = source.write_pdf(stylesheets=[sheet], pdf_variant="pdf/a-3a")
    return {"pdf": data}


def _typst(given: Input) -> dict[str, bytes]:
    import typst

    from bench.typst_source import typst_files

    with tempfile.TemporaryDirectory() as folder:
        for name, data in typst_files(given.document, given.assets).items():
            Path(folder, name).write_bytes(data)
        return {"pdf": typst.compile(str(Path(folder, "main.typ")))}


VARIANTS: Mapping[str, Callable[[Input], dict[str, bytes]]] = {
    "nahkoda: draft pair": _pair,
    "nahkoda: draft PDF": partial(_pdf, engine=Engine.PLUTO),
    "nahkoda: final PDF": partial(_pdf, engine=Engine.WEASYPRINT),
    "nahkoda: DOCX": _docx,
    "a: docxtpl (DOCX)": _docxtpl,
    "a: docxtpl, LibreOffice (pair)": _docxtpl_pair,
    "b: plain WeasyPrint": _plain_weasyprint,
    "c: Typst": _typst,
}


def _run(name: str, stored: Path, keep: Path | None) -> Run:
    """Child process: read the input, import what is needed, then time the writing."""
    given: Input = pickle.loads(stored.read_bytes())
    _import(name)
    began, wall = _processor(), time.perf_counter()
    files = VARIANTS[name](given)
    seconds, wall = _processor() - began, time.perf_counter() - wall
    memory = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    if keep:
        for kind, data in files.items():
            (keep / f"{name.replace(' ', '_').replace(':', '').replace(',', '')}.{kind}").write_bytes(data)
    return Run(seconds, wall, memory // 1024, sum(map(len, files.values())))


def _import(name: str) -> None:
    """Load the libraries of a variant: a server has them loaded, and a comparison of imports is another one."""
    wanted = {
        "draft": ("plutoprint", "pikepdf.pdfa", "generators.word.writing"),
        "final": ("weasyprint",),
        "DOCX": ("generators.word.writing", "docxtpl"),
        "docxtpl": ("docxtpl",),
        "WeasyPrint": ("weasyprint",),
        "Typst": ("typst",),
    }
    for word, modules in wanted.items():
        if word in name:
            for module in modules:
                __import__(module)


def _processor() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


if __name__ == "__main__":
    main()
