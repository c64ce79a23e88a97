"""Folders of overrides for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from generators.errors import Fault, OverrideFaults
from generators.templating.check import text_faults
from generators.templating.layers import Templates, load_templates
from planning.process import DocumentKind


def layer(home: Path, files: Mapping[str, str | bytes], code: str = "33.75") -> Path:
    """A folder of overrides below `home/templates`."""
    folder = home / "templates" / code
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def loaded(*layers: Path) -> Templates:
    """The templates of an RPLP below these layers."""
    return load_templates(DocumentKind.RPLP, layers)


def refused(folder: Path) -> tuple[Fault, ...]:
    """Why a folder cannot be read as a layer."""
    with pytest.raises(OverrideFaults) as caught:
        loaded(folder)
    return caught.value.faults


def faults(home: Path, files: Mapping[str, str], code: str = "33.75") -> Sequence[Fault]:
    """What is wrong with the text of one layer."""
    return text_faults(DocumentKind.RPLP, loaded(layer(home, files, code)))
