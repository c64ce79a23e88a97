"""Files in a folder of the user: written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryFile

from generators.version_keeping import Rendered


def require_writable(folder: Path) -> None:
    """Make `folder` and try to write there, before minutes of work and not after. Raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder):
        pass


def save(done: Rendered, folder: Path) -> list[Path]:
    """Write the files of a version. Raises `OSError`."""
    require_writable(folder)
    name = f"{done.version.kind.value.upper()}_{done.version.code}_v{done.version.number}"
    return [write_whole(folder / f"{name}.{each}", data) for each, data in done.files.items()]


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file and return its path; a reader never sees half of one. Raises `OSError`."""
    partly = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partly.write_bytes(data)
        partly.replace(path)
    except OSError as error:
        # A full disk is told without the name of the file.
        error.filename = str(path)
        raise
    finally:
        partly.unlink(missing_ok=True)
    return path
