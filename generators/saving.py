"""A rendered version as files in a folder of the user."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryFile

from generators.rplp import Rendered


def require_writable(folder: Path) -> None:
    """Make `folder` and try to write there, before minutes of work and not after. Raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder):
        pass


def save(done: Rendered, folder: Path) -> list[Path]:
    """Write the files of a version; a reader never sees half of one. Raises `OSError`."""
    require_writable(folder)
    paths = []
    for each, data in done.files.items():
        path = folder / f"RPLP_{done.version.code}_v{done.version.number}.{each}"
        partly = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            partly.write_bytes(data)
            partly.replace(path)
        finally:
            partly.unlink(missing_ok=True)
        paths.append(path)
    return paths
