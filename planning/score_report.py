"""Scores as the JSON rows of the contract (contract.md section 2): one shape for the command line and the web."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from planning.findings import Finding
from planning.quantity import SCALE
from planning.rollup import Level, Place
from planning.rules import ASPECTS, Size
from planning.scoring import AverageMethod, Scores, aspect_averages, round_percent, sectoral_average

JsonRow = dict[str, object]


def score_rows(scores: Scores, method: AverageMethod = AverageMethod.ALL) -> Iterator[JsonRow]:
    """One row for each place: the keys of its level, area, total, class, percents, scores, averages.

    Percents carry two decimals; None where the parameter is not applicable or not filled.
    """
    totals = scores.totals
    averages = aspect_averages(scores, method)
    sectoral = sectoral_average(averages)
    codes = totals.rule.codes
    area = totals.size(Size.LUAS)
    for at, place in enumerate(totals.places):
        percents = zip(codes, scores.percent[at].tolist(), scores.known[at].tolist(), strict=True)
        yield {
            **_keys(place, totals.level),
            "luas_ha": int(area[at]) / SCALE,
            "total": int(scores.total[at]),
            "tingkat": scores.class_of(at).label,
            "persen": {code: hundredths / 100 if known else None for code, hundredths, known in percents},
            "nilai": dict(zip(codes, scores.nilai[at].tolist(), strict=True)),
            "rata_rata_aspek": {
                str(aspect.number): round_percent(float(value))
                for aspect, value in zip(ASPECTS, averages[at], strict=True)
            },
            "rata_rata_sektoral": round_percent(float(sectoral[at])),
        }


def _keys(place: Place, level: Level) -> JsonRow:
    match level:
        case Level.RT:
            return {
                "tahun": place.tahun,
                "kode_kelurahan": place.kode,
                "kawasan": place.kawasan,
                "rw": place.rw,
                "rt": place.rt,
            }
        case Level.KAWASAN:
            return {"tahun": place.tahun, "kode_kelurahan": place.kode, "kawasan": place.kawasan}
        case Level.NASIONAL:
            return {"tahun": place.tahun}
    return {"tahun": place.tahun, f"kode_{level}": place.kode}


def finding_rows(findings: Sequence[Finding], translate: Callable[[str], str]) -> list[JsonRow]:
    """The findings as JSON rows, messages in the language of `translate`."""
    return [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "file": finding.file,
            "sheet": finding.sheet,
            "row": finding.row,
            "column": finding.column,
            "message": finding.text(translate),
        }
        for finding in findings
    ]
