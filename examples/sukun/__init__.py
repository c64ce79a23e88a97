"""Kelurahan Sukun, Kota Malang: public figures of the kelurahan, illustrative figures per RT.

The constants below are published (KOTAKU site, 13 June 2017) and the files add up to them exactly. Everything
per RT is made by `make.py` and labelled *ilustratif*; see README.md.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

KODE: Final = "35.73.04.1005"
JUMLAH_RW: Final = 9
JUMLAH_RT: Final = 110
PENDUDUK: Final = 18_742
LAKI_LAKI: Final = 9_037
PEREMPUAN: Final = 9_705
KK: Final = 4_419
LUAS_HA: Final = Decimal("137.006")
TAHUN: Final = 2025
LABEL: Final = "ilustratif"

FOLDER: Final = Path(__file__).resolve().parent
BASELINE: Final = FOLDER / "baseline_ilustratif.csv"
COMPLETE: Final = FOLDER / "baseline_lengkap_ilustratif.csv"
"""The same survey with the gaps filled."""
ENDLINE: Final = FOLDER / "endline_ilustratif.csv"
RT_MAP: Final = FOLDER / "rt_ilustratif.geojson"
OUTLINE: Final = FOLDER / "kelurahan.geojson"
WILAYAH: Final = FOLDER / "wilayah.csv"
PLAN: Final = FOLDER / "rencana_ilustratif"
BUDGET: Final = FOLDER / "anggaran_ilustratif.toml"
