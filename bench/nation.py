"""A made-up nation of slum RT, seeded: for measuring only, its figures mean nothing.

319,091 RT in 11,067 kelurahan is the size of the programme's own baseline survey. Volumes keep to their
denominators, so that every row can be scored; some cells are blank or `-`, as in real files.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from intake.header import template_columns
from planning.quantity import SCALE, Empty, Ints, to_decimal
from planning.rules import OPTIONAL_SIZES, RULE_2018, SIZE_INDEX, SIZES, RuleSet, Size, Unit
from planning.survey import States, SurveyRows, Texts

NATION_RT = 319_091
NATION_KELURAHAN = 11_067
_KELURAHAN_OF_KECAMATAN = 8
_KECAMATAN_OF_KABKOTA = 12
_KABKOTA_OF_PROVINCE = 14


def nation_rows(
    *, rt: int = NATION_RT, kelurahan: int = NATION_KELURAHAN, rule: RuleSet = RULE_2018, seed: int = 2026
) -> SurveyRows:
    """Survey rows of `rt` RT spread over `kelurahan` kelurahan, sorted by code, one year."""
    chance = np.random.default_rng(seed)
    of_kelurahan = np.sort(
        np.concatenate([np.arange(kelurahan), chance.integers(0, kelurahan, rt - kelurahan)])
    )
    first = np.searchsorted(of_kelurahan, of_kelurahan)
    within = np.arange(rt) - first
    sizes = np.zeros((rt, len(SIZES)), dtype=np.int64)

    def put(size: Size, values: NDArray[np.int64]) -> Ints:
        sizes[:, SIZE_INDEX[size]] = values
        return values

    luas = put(Size.LUAS, chance.integers(100_000, 4_000_000, rt))
    put(Size.LUAS_SK, luas + chance.integers(-50_000, 50_000, rt))
    bangunan = put(Size.BANGUNAN, chance.integers(15, 160, rt) * SCALE)
    kk = put(Size.KK, (bangunan // SCALE + chance.integers(0, 40, rt)) * SCALE)
    put(Size.PENDUDUK, kk * 3 + chance.integers(0, 90, rt) * SCALE)
    put(Size.KK_MBR, (kk // SCALE * chance.integers(10, 90, rt) // 100) * SCALE)
    put(Size.JALAN_IDEAL, chance.integers(100, 1500, rt) * SCALE)
    put(Size.DRAINASE_IDEAL, chance.integers(100, 2000, rt) * SCALE)
    put(Size.RTP, chance.integers(0, 50_000, rt))
    put(Size.RTP_IDEAL, luas // 20)
    volume = np.zeros((rt, len(rule.parameters)), dtype=np.int64)
    for index, parameter in enumerate(rule.parameters):
        # Below a half, so that two lengths of one denominator stay within it together; most RT lack little.
        share = chance.beta(0.5, 2.0, rt) * 0.5
        part = (sizes[:, SIZE_INDEX[parameter.denominator]] * share).astype(np.int64)
        volume[:, index] = part if parameter.unit is Unit.HEKTARE else part // SCALE * SCALE
    size_state = np.zeros(sizes.shape, dtype=np.uint8)
    for size in OPTIONAL_SIZES:
        size_state[chance.random(rt) < 0.2, SIZE_INDEX[size]] = Empty.NOT_FILLED
    volume_state = np.zeros(volume.shape, dtype=np.uint8)
    volume_state[chance.random(volume.shape) < 0.005] = Empty.NOT_APPLICABLE
    volume_state[chance.random(volume.shape) < 0.002] = Empty.NOT_FILLED
    sizes[size_state != Empty.FILLED] = 0
    volume[volume_state != Empty.FILLED] = 0
    codes = np.array([_code(number) for number in range(kelurahan)], dtype=object)
    names = np.array([f"Kelurahan {number + 1}" for number in range(kelurahan)], dtype=object)
    areas = np.array([f"Kawasan {number // 3 + 1}" for number in range(kelurahan)], dtype=object)
    areas[chance.random(kelurahan) < 0.1] = ""
    return SurveyRows(
        rule=rule,
        line=np.arange(2, rt + 2, dtype=np.int64),
        tahun=np.full(rt, 2024, dtype=np.int64),
        kode=codes[of_kelurahan],
        nama=names[of_kelurahan],
        kawasan=areas[of_kelurahan],
        rw=_labels(within // 8 + 1),
        rt=_labels(within % 8 + 1),
        sizes=sizes,
        size_state=size_state,
        volume=volume,
        volume_state=volume_state,
    )


def write_nation_csv(path: Path, rows: SurveyRows) -> None:
    """Write survey rows as a CSV with every column of the contract, decimal points, comma separated."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(template_columns(rows.rule))
        writer.writerows(_records(rows))


def write_nation_xlsx(path: Path, rows: SurveyRows) -> None:
    """Write survey rows as a workbook with numbers as numbers."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("baseline")
        sheet.write_row(0, 0, template_columns(rows.rule))
        identity = 6
        for number, record in enumerate(_records(rows), 1):
            for column, text in enumerate(record):
                if 1 <= column < identity or text == "-":
                    sheet.write_string(number, column, text)
                elif text:
                    sheet.write_number(number, column, float(text))


def _records(rows: SurveyRows) -> zip[tuple[str, ...]]:
    sizes = {size: _texts(rows.sizes[:, at], rows.size_state[:, at]) for at, size in enumerate(SIZES)}
    volumes = {
        code: _texts(rows.volume[:, at], rows.volume_state[:, at]) for at, code in enumerate(rows.rule.codes)
    }
    texts: dict[str, list[str]] = {
        "tahun": [str(year) for year in rows.tahun.tolist()],
        "kode_kelurahan": rows.kode.tolist(),
        "kelurahan": rows.nama.tolist(),
        "kawasan": rows.kawasan.tolist(),
        "rw": rows.rw.tolist(),
        "rt": rows.rt.tolist(),
        **{str(size): column for size, column in sizes.items()},
        **volumes,
    }
    return zip(*(texts[column] for column in template_columns(rows.rule)), strict=True)


def _texts(values: Ints, states: States) -> list[str]:
    marks = {Empty.NOT_APPLICABLE: "-", Empty.NOT_FILLED: ""}
    return [
        f"{to_decimal(value):f}" if state == Empty.FILLED else marks[Empty(state)]
        for value, state in zip(values.tolist(), states.tolist(), strict=True)
    ]


def _code(number: int) -> str:
    rest, village = divmod(number, _KELURAHAN_OF_KECAMATAN)
    rest, kecamatan = divmod(rest, _KECAMATAN_OF_KABKOTA)
    province, kabkota = divmod(rest, _KABKOTA_OF_PROVINCE)
    return f"{province + 11}.{kabkota + 71}.{kecamatan + 1:02}.{village + 1001}"


def _labels(numbers: Ints) -> Texts:
    known = np.array([f"{number:03}" for number in range(int(numbers.max()) + 1)], dtype=object)
    labels: Texts = known[numbers]
    return labels
