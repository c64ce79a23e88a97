"""Fixtures for all tests, and what continuous integration may not skip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.databases"]

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure() -> None:
    """Stop at once where the reference data are required and absent, instead of skipping what they prove."""
    if os.environ.get("NAHKODA_REFERENCE_DATA") == "required" and not REFERENCE.is_dir():
        raise pytest.UsageError(f"the reference data are required and not found in {REFERENCE}")
