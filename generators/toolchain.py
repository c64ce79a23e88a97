"""The tools that shape the bytes of a document beside its snapshot; a newer tool makes another version of it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from generators.pdf.writing import Engine, PdfEngineError
from planning.wording import words
from store.canonical import digest_of

TOOLS = ("nahkoda", "babel", "jinja2", "lxml", "markdown-it-py", "matplotlib", "numpy", "pikepdf", "pillow", "pyproj",
         "python-docx", "shapely")  # fmt: skip
"""Packages that shape the bytes of every document, `TOOLS_OF` those of one engine."""
TOOLS_OF: Mapping[Engine, tuple[str, ...]] = {
    Engine.WEASYPRINT: ("weasyprint", "pydyf", "fonttools"),
    Engine.PLUTO: ("plutoprint",),
}


def toolchain(engine: Engine = Engine.WEASYPRINT) -> dict[str, str]:
    """What shapes the bytes beside the snapshot: the engine, versions of packages, the digest of the font.

    Raises `PdfEngineError` when the package of the engine is not installed.
    """
    from matplotlib import font_manager

    font = Path(font_manager.findfont("Carlito"))
    try:
        versions = {name: version(name) for name in (*TOOLS, *TOOLS_OF[engine])}
    except PackageNotFoundError as error:
        raise PdfEngineError(
            expected=words("the package {name}", name=error.name),
            found="it is not installed",
            remedy=words("Install it: pip install {name}.", name=error.name),
        ) from error
    return versions | {"engine": engine.value, f"font:{font.name}": digest_of(font.read_bytes())}
