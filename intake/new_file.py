"""Writes a file that does not exist yet, for the empty forms that people fill in."""

from __future__ import annotations

from pathlib import Path

from intake.errors import UnwritableFile


def write_new_file(path: Path | str, data: bytes) -> None:
    """Write `data` to a new file; a file that stands there may hold what somebody has filled in.

    Raises `UnwritableFile` when the place cannot be written or is taken.
    """
    path = Path(path)
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise UnwritableFile(
            expected="a new file",
            found="a file that would be overwritten",
            where=path.name,
            remedy="Choose another name, or remove that file first.",
        ) from error
    except OSError as error:
        raise UnwritableFile(
            expected="a file that can be written",
            found=error.strerror or str(error),
            where=path.name,
            remedy="Name a file in a folder that exists and that you may write to.",
        ) from error
