"""Kota Malang: three more kelurahan beside Sukun and a manuscript of the city, for the example of an RP2KP-KP.

Names, codes and outlines are real; surveys, plans and everything that the city says are illustrative, and labelled.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

KODE: Final = "35.73"
FOLDER: Final = Path(__file__).resolve().parent
BASELINE: Final = FOLDER / "baseline_ilustratif.csv"
OUTLINES: Final = FOLDER / "kelurahan.geojson"
WILAYAH: Final = FOLDER / "wilayah.csv"
NASKAH: Final = FOLDER / "naskah_kota"
HEAD: Final = FOLDER / "kota_pokok.toml"
"""What is written by hand of `kota.toml`; the rest gathers the plans of the kelurahan."""


def plan_folder(kode: str) -> str:
    """The folder of the plan of one of the kelurahan."""
    return f"rencana_{kode}"
