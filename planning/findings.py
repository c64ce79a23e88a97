"""Findings: one observation in a file or a plan, with the code that says what it means.

The English text of a code is also the key of the translation catalogue; its blanks are filled from
`Finding.values`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planning.delineation_findings import DELINEATION_FINDINGS
from planning.finding_kind import FindingKind, Severity
from planning.plan_findings import PLAN_FINDINGS
from planning.survey_findings import SURVEY_FINDINGS
from planning.wording import said

__all__ = ["FINDING_KINDS", "Finding", "FindingKind", "Severity", "finding"]

FINDING_KINDS: dict[str, FindingKind] = SURVEY_FINDINGS | PLAN_FINDINGS | DELINEATION_FINDINGS


@dataclass(frozen=True)
class Finding:
    """One observation in a file; `row` counts as the file's reader shows it (header = 1)."""

    code: str
    severity: Severity
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    values: tuple[tuple[str, str], ...] = ()

    def text(self, translate: Callable[[str], str]) -> str:
        """The message in the language of `translate`."""
        values = {name: said(value, translate) for name, value in self.values}
        return translate(FINDING_KINDS[self.code].text).format(**values)


def finding(
    code: str,
    *,
    file: str,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    severity: Severity | None = None,
    **values: str,
) -> Finding:
    """A finding with the usual severity of its code, unless another is given."""
    return Finding(
        code,
        severity or FINDING_KINDS[code].severity,
        file,
        sheet,
        row,
        column,
        tuple(sorted(values.items())),
    )
