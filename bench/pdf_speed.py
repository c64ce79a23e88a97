"""How long the PDF of a plan takes: our writer against plain WeasyPrint on the same HTML and stylesheet.

    python bench/pdf_speed.py [--rounds 3] [--experiments] [--keep FOLDER]

The document is shaped like an RPLP of about 80 pages: prose, many table pages (about 60 %), figures, and
a landscape annex of 110 rows and 18 columns. Every variant runs in its own fresh process, the variants
take turns, and the table prints medians of processor seconds (a busy machine disturbs them less than the clock
on the wall) and the ratio to plain WeasyPrint of the same run.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from generators.assets import Asset  # noqa: E402
from generators.templating.rendering import stylesheet  # noqa: E402

WORDS = re.findall(
    r"\w+",
    "permukiman kumuh kelurahan kawasan penanganan pencegahan jalan lingkungan drainase air minum limbah "
    "persampahan kebakaran bangunan gedung ketidakteraturan kepadatan warga swadaya masyarakat pemerintah "
    "daerah kolaborasi rencana prioritas kegiatan anggaran volume kondisi baseline indikator hasil survei "
    "lapangan rukun tetangga rumah tangga yang dan pada untuk dengan dari dalam tidak telah akan sehingga",
)


def prose(random_: random.Random, words: int) -> str:
    text = " ".join(random_.choice(WORDS) for _ in range(words))
    return text[0].upper() + text[1:] + "."


def table(
    random_: random.Random,
    ident: str,
    number: str,
    rows: int,
    columns: int,
    *,
    compact: bool = False,
    cell: Callable[[str], str] = lambda text: text,
) -> str:
    """One captioned table: a number, a label, then figures and one tinted class."""
    shares = [5, 17] + [78 / (columns - 2)] * (columns - 2)
    cols = "".join(f'<col style="width:{share:.3g}%"/>' for share in shares)
    head = "".join(
        f'<th scope="col">{text}</th>'
        for text in ["No", "Lokasi", *(f"Par. {index}" for index in range(1, columns - 2)), "Tingkat"]
    )
    classes = (("berat", "Berat"), ("sedang", "Sedang"), ("ringan", "Ringan"), ("tidak", "Tidak"))
    body = []
    for row in range(1, rows + 1):
        name, label = random_.choice(classes)
        figures = "".join(
            f'<td class="num">{cell(f"{random_.random() * 100:.2f}".replace(".", ","))}</td>'
            for _ in range(columns - 3)
        )
        body.append(
            f'<tr><td class="num">{cell(str(row))}</td><th scope="row">'
            f"{cell(f'RT {row % 14 + 1:03}/RW {row // 14 + 1:03}')}</th>{figures}"
            f'<td class="mid {name}">{cell(label)}</td></tr>'
        )
    kind = ' class="compact"' if compact else ""
    return (
        f'<table id="{ident}"{kind}><caption><span class="nomor">Tabel {number}</span> '
        f'<span class="judul">Kondisi indikator per RT menurut hasil survei</span></caption>'
        f"<colgroup>{cols}</colgroup><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
        '<aside class="source">Sumber: survei baseline 2026, diolah.</aside>'
    )


def sample_html(
    *,
    chapters: int = 6,
    tables: int = 7,
    rows: int = 36,
    space: str = "",
    cell: Callable[[str], str] = lambda text: text,
) -> str:
    """The numbered HTML of a plan, of the shape the tree writes. `space` is put between all tags."""
    random_ = random.Random(7)
    roman = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    parts: list[str] = []
    toc: list[str] = []

    def entry(level: int, ident: str, number: str, title: str) -> None:
        toc.append(
            f'<li class="level-{level}"><a href="#{ident}"><span class="nomor">{number}</span> '
            f'<span class="judul">{title}</span></a></li>'
        )

    figures = 0
    for chapter in range(1, chapters + 1):
        ident = f"bab-{chapter}"
        title = prose(random_, 3)[:-1]
        entry(1, ident, f"BAB {roman[chapter - 1]}", title)
        parts.append(
            f'<section class="chapter" id="{ident}"><h1><span class="nomor">BAB {roman[chapter - 1]}</span> '
            f'<span class="judul">{title}</span></h1><p class="lead">{prose(random_, 30)}</p>'
        )
        for section in range(1, tables + 1):
            sub = f"s-{chapter}-{section}"
            heading = prose(random_, 4)[:-1]
            entry(2, sub, f"{chapter}.{section}", heading)
            parts.append(
                f'<section id="{sub}"><h2><span class="nomor">{chapter}.{section}</span> '
                f'<span class="judul">{heading}</span></h2>'
                f"<p>{prose(random_, 90)}</p><p>{prose(random_, 70)}</p>"
            )
            if section % 4 == 1:
                figures += 1
                parts.append(
                    f'<figure id="g-{figures}"><img src="asset:gap" alt="Grafik GAP"/><figcaption>'
                    f'<span class="nomor">Gambar {chapter}.{section}</span> '
                    f'<span class="judul">GAP indikator</span></figcaption></figure>'
                )
            parts.append(table(random_, f"t-{chapter}-{section}", f"{chapter}.{section}", rows, 9, cell=cell))
            parts.append("</section>")
        parts.append("</section>")
    entry(1, "lamp-a", "Lampiran A", "Matriks indikator per RT")
    parts.append(
        '<section class="appendix" id="lamp-a"><h1 class="landscape"><span class="nomor">Lampiran A</span> '
        '<span class="judul">Matriks indikator per RT</span></h1><div class="landscape">'
        + table(random_, "t-a-1", "A.1", 110, 18, compact=True, cell=cell)
        + "</div></section>"
    )
    html = (
        '<html lang="id"><head><title>RPLP Contoh</title><meta name="author" content="Pokja PKP"/>'
        '<meta name="dcterms.created" content="2026-11-23"/>'
        '</head><body data-running-head="RPLP Kelurahan Contoh"><section class="cover">'
        '<p class="kicker">Kota Contoh</p>'
        '<p class="title">Rencana Penataan Lingkungan Permukiman</p></section>'
        f'<nav class="toc" id="daftar-isi"><h1>Daftar Isi</h1><ol>{"".join(toc)}</ol></nav>'
        f"{''.join(parts)}</body></html>"
    )
    return html.replace("><", f">{space}<") if space else html


def assets() -> Mapping[str, Asset]:
    from generators.drawings.figures import GapBar, gap_chart

    bars = [GapBar(f"Indikator {index}", 100 - index * 9, index * 9) for index in range(1, 9)]
    return {"gap": gap_chart(bars)}


# ------------------------------------------------------------------ variants


def plain(html: str, css: str, images: Mapping[str, Asset], variant: str | None) -> bytes:
    """What one writes after reading WeasyPrint's first page of documentation, with our images."""
    import weasyprint
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002
            return URLFetcherResponse(url, images[url[6:]].svg, {"Content-Type": "image/svg+xml"})

    source = weasyprint.HTML(string=html, url_fetcher=Fetcher())
    data: bytes = source.write_pdf(stylesheets=[weasyprint.CSS(string=css)], pdf_variant=variant)
    return data


def ours(html: str, css: str, images: Mapping[str, Asset]) -> bytes:
    from generators.pdf.writing import EmbeddedFile, write_pdf

    snapshot = EmbeddedFile("snapshot.json", b"{}" * 50_000, "Snapshot")
    return write_pdf(html, images, stylesheet=css, attachment=snapshot).data


def with_gc(setting: str, work: Callable[[], bytes]) -> bytes:
    import gc

    import weasyprint  # noqa: F401  # imported first, so that freeze sees it

    if setting == "off":
        gc.disable()
    elif setting == "freeze":
        gc.collect()
        gc.freeze()
    elif setting.isdigit():
        gc.set_threshold(int(setting), 50, 100)
    return work()


def variants(experiments: bool) -> dict[str, Callable[[str, Mapping[str, Asset]], bytes]]:
    html = sample_html()
    found: dict[str, Callable[[str, Mapping[str, Asset]], bytes]] = {
        "plain WeasyPrint, PDF/A-3a": lambda css, images: plain(html, css, images, "pdf/a-3a"),
        "plain WeasyPrint, untagged": lambda css, images: plain(html, css, images, None),
        "our writer (PDF/A-3a, attachment, labels)": lambda css, images: ours(html, css, images),
    }
    if not experiments:
        return found
    for setting in ("off", "freeze", "50000"):
        found[f"plain, gc {setting}"] = lambda css, images, setting=setting: with_gc(  # type: ignore[misc]
            setting, lambda: plain(html, css, images, "pdf/a-3a")
        )
    spaced = sample_html(space="\n        ")
    found["plain, white space between tags"] = lambda css, images: plain(spaced, css, images, "pdf/a-3a")
    wrapped = sample_html(cell=lambda text: f"<p>{text}</p>")
    found["plain, <p> in every cell"] = lambda css, images: plain(wrapped, css, images, "pdf/a-3a")
    styled = html.replace('<td class="num">', '<td style="text-align:right">')
    found["plain, style= on every cell"] = lambda css, images: plain(styled, css, images, "pdf/a-3a")

    def tweak(old: str, new: str) -> Callable[[str, Mapping[str, Asset]], bytes]:
        def run(css: str, images: Mapping[str, Asset]) -> bytes:
            assert old in css, old
            return plain(html, css.replace(old, new), images, "pdf/a-3a")

        return run

    found["plain, auto table layout"] = tweak("table-layout: fixed", "table-layout: auto")
    found["plain, separate borders"] = tweak(
        "border-collapse: collapse", "border-collapse: separate; border-spacing: 0"
    )
    found["plain, hyphens in text"] = tweak("line-height: 1.4;", "line-height: 1.4; hyphens: auto;")
    found["plain, rows may split"] = tweak("tr { break-inside: avoid }", "")
    return found


def run_one(name: str, experiments: bool, keep: str | None) -> tuple[float, int, int, int]:
    """Child process: make the input, then time only the writing. Processor seconds, peak MB, pages, bytes."""
    work = variants(experiments)[name]
    css = stylesheet()
    images = assets()
    import pikepdf
    import weasyprint  # noqa: F401  # its import is not what is compared

    start = time.process_time()
    data = work(css, images)
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    pages = len(pikepdf.open(io.BytesIO(data)).pages)
    if keep:
        Path(keep, name.replace(" ", "_").replace("/", "-") + ".pdf").write_bytes(data)
    return seconds, memory, pages, len(data)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--experiments", action="store_true")
    parser.add_argument("--keep", help="folder for the PDF files")
    arguments = parser.parse_args()
    names = list(variants(arguments.experiments))
    seen: dict[str, list[tuple[float, int, int, int]]] = {name: [] for name in names}
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh, max_tasks_per_child=1) as pool:
        for _ in range(arguments.rounds):
            for name in names:
                seen[name].append(pool.submit(run_one, name, arguments.experiments, arguments.keep).result())
    base = statistics.median(run[0] for run in seen[names[0]])
    print(f"{'variant':44} {'s':>6} {'ratio':>6} {'ms/page':>8} {'MB':>5} {'pages':>5} {'kB':>6}")
    for name in names:
        seconds = statistics.median(run[0] for run in seen[name])
        _, memory, pages, size = seen[name][0]
        print(
            f"{name:44} {seconds:6.2f} {seconds / base:6.2f} {1000 * seconds / pages:8.0f} "
            f"{memory:5.0f} {pages:5.0f} {size / 1024:6.0f}"
        )


if __name__ == "__main__":
    main()
