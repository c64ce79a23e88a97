"""A survey as read: one row per RT, sizes and volumes in millionths, each cell with its kind of empty."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planning.quantity import Ints
from planning.rules import RuleSet

States = NDArray[np.uint8]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class SurveyRows:
    """`n` RT rows under one rule set with `p` parameters; every array has `n` rows.

    line      int64[n]     row number as the file's reader shows it (the header is row 1)
    tahun     int64[n]     survey year
    kode      object[n]    Kemendagri code of the kelurahan or desa
    nama      object[n]    its name as written in the file, "" when the file gives none
    kawasan   object[n]    name of the slum area, "" outside the delineation
    rw, rt    object[n]    text, `001` stays `001`
    sizes     int64[n, 10] columns of `planning.rules.SIZES`, millionths; 0 where not filled
    size_state   uint8[n, 10]  `planning.quantity.Empty`
    volume    int64[n, p]  volume in bad condition by parameter, millionths; 0 where empty
    volume_state uint8[n, p]   `planning.quantity.Empty`
    """

    rule: RuleSet
    line: Ints
    tahun: Ints
    kode: Texts
    nama: Texts
    kawasan: Texts
    rw: Texts
    rt: Texts
    sizes: Ints
    size_state: States
    volume: Ints
    volume_state: States

    def __len__(self) -> int:
        return len(self.line)

    def take(self, which: NDArray[np.bool_] | Ints) -> SurveyRows:
        """The rows selected by a mask or by positions, in that order."""
        chosen: dict[str, Any] = {
            field.name: getattr(self, field.name)[which] for field in fields(self) if field.name != "rule"
        }
        return replace(self, **chosen)


def rt_label(rw: str, rt: str) -> str:
    """How an RT is named in text: `RT 001/RW 02`."""
    return f"RT {rt}/RW {rw}"
