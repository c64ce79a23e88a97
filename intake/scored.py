"""Scoring a survey file without keeping anything (contract section 2): one use case for every face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.survey import read_survey
from planning.findings import Finding
from planning.rollup import Level, roll_up, tally
from planning.rules import RuleSet
from planning.score_report import JsonRow, finding_rows, score_rows
from planning.scoring import Scores, score
from planning.wording import Translate


@dataclass(frozen=True)
class ScoredSurvey:
    """The scores of the rows without an error, how many rows were `refused`, and all findings of the file."""

    scores: Scores
    refused: int
    findings: tuple[Finding, ...]


def score_survey(path: Path, *, rule: RuleSet, level: Level, tahun: int | None = None) -> ScoredSurvey:
    """Read a survey and score its places at `level`.

    `tahun` is the year of rows that give none, and then only its rows are scored; `refused` and the findings
    are always those of the whole file. Raises `UnreadableSurvey`.
    """
    survey = read_survey(path, rule=rule, tahun=tahun)
    rows = survey.rows if tahun is None else survey.rows.take(survey.rows.tahun == tahun)
    return ScoredSurvey(score(roll_up(tally(rows), level)), survey.refused, survey.findings)


def score_json(
    scores: Scores | None, findings: Sequence[Finding], *, rule: RuleSet, level: Level, translate: Translate
) -> JsonRow:
    """The answer of the contract; without `scores` (a file that is no survey) it has no rows."""
    return {
        "rule": rule.id,
        "level": level.value,
        "rows": [] if scores is None else list(score_rows(scores)),
        "findings": finding_rows(findings, translate),
    }
