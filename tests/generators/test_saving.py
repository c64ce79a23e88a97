"""Files in a folder of the user: whole, or not there."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from generators.saving import write_whole


def test_a_file_that_does_not_fit_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(OSError, match="RPLP") as caught:
            write_whole(tmp_path / "RPLP.pdf", b"x" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.filename == str(tmp_path / "RPLP.pdf")
    assert list(tmp_path.iterdir()) == []
