"""Makes the pictures of the README from the demo's documents: python docs/images/make.py (after `make demo`)."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parents[2]
RPLP = ("Kesenjangan delapan indikator", "Luas kumuh menurut tahun", "Jumlah nilai kekumuhan per RT")
RP2KPKP = (
    "Sebaran luas kumuh menurut kelurahan",
    "Luas kumuh menurut skenario",
    "Memorandum keterpaduan program: pihak",
)
"""Captions of the figures and tables whose pages are shown after the cover."""
IMAGES = Path(__file__).parent
HEIGHT, GAP = 620, 14


def main() -> None:
    documents = ROOT / "demo-out" / "documents"
    chart = max(documents.glob("SKENARIO_*.png"))
    (IMAGES / "skenario.png").write_bytes(chart.read_bytes())
    rplp, city = max(documents.glob("RPLP_*.pdf")), max(documents.glob("RP2KPKP_*.pdf"))
    _sheet(IMAGES / "rplp.png", [_page(rplp, number) for number in _pages(rplp, RPLP)])
    _sheet(IMAGES / "rp2kpkp.png", [_page(city, number) for number in _pages(city, RP2KPKP)])
    story = ROOT / "demo-out" / "cerita" / "documents"
    decision, sheet = max(story.glob("BERITA_ACARA_*_3.pdf")), max(story.glob("LEMBAR_VERIFIKASI_*.pdf"))
    _sheet(
        IMAGES / "berita-acara.png",
        [_page(sheet, 1), _page(decision, 1), _page(decision, 3), _page(decision, 8)],
    )


def _pages(pdf: Path, captions: tuple[str, ...]) -> list[int]:
    """The cover and the pages of the captions."""
    text = _run("pdftotext", "-layout", str(pdf), "-").decode().split("\f")
    # Lists of figures name every caption too; the figure itself comes last.
    found = (max(at for at, page in enumerate(text) if each in page) for each in captions)
    return [1, *(at + 1 for at in found)]


def _sheet(path: Path, pictures: list[Image.Image]) -> None:
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) + 1)
    sheet = Image.new("RGB", (width, HEIGHT + 2 * GAP), "#dfe5e8")
    left = GAP
    for picture in pictures:
        sheet.paste(picture, (left, GAP))
        left += picture.width + GAP
    sheet.quantize(256).save(path, optimize=True)


def _page(pdf: Path, number: int) -> Image.Image:
    png = _run("pdftoppm", "-r", "110", "-f", str(number), "-l", str(number), "-png", str(pdf))
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return ImageOps.contain(picture, (10_000, HEIGHT))


def _run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
