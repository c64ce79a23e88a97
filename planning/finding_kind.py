"""What one code of a finding means, and how grave it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error refuses its row (or, without a row, the file); a warning keeps it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class FindingKind:
    """What one code means: usual severity and message."""

    code: str
    severity: Severity
    text: str


def by_code(kinds: Iterable[FindingKind]) -> dict[str, FindingKind]:
    """The kinds by code, in their order."""
    return {kind.code: kind for kind in kinds}
