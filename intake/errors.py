"""Errors of intake: a file that cannot be read as what it should be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from planning.errors import NahkodaError
from planning.findings import Finding
from planning.wording import Translate


class UnreadableFile(NahkodaError):
    """A file that cannot be opened, is too large, or is of another kind than expected.

    `findings` says why as far as it can be listed; most readers have none.
    """

    code: ClassVar[str] = "N101"

    def __init__(
        self,
        *,
        expected: str,
        found: str,
        where: str = "",
        remedy: str = "",
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self.findings = findings
        super().__init__(expected=expected, found=found, where=where, remedy=remedy)

    def details(self, translate: Translate) -> tuple[str, ...]:
        """The findings, each as code and text."""
        return tuple(f"{finding.code} {finding.text(translate)}" for finding in self.findings)


class UnreadableSurvey(UnreadableFile):
    """A file that cannot be read as a survey at all."""

    code: ClassVar[str] = "N102"


class UnreadableCodes(UnreadableFile):
    """A file that cannot be read as a list of territory codes."""

    code: ClassVar[str] = "N103"


class UnreadableOutlines(UnreadableFile):
    """A file that cannot be read as territory outlines."""

    code: ClassVar[str] = "N104"


class UnreadableManuscript(UnreadableFile):
    """A folder that cannot be read as the consultant's manuscript."""

    code: ClassVar[str] = "N105"


class UnwritableFile(NahkodaError):
    """A file that cannot be written where it was asked for."""

    code: ClassVar[str] = "N106"


class UnreadableBudget(UnreadableFile):
    """A file that cannot be read as the budget and wishes of a proposal."""

    code: ClassVar[str] = "N107"


class UnreadableCatalogue(UnreadableFile):
    """A file that cannot be read as a catalogue of activities."""

    code: ClassVar[str] = "N108"


class UnreadablePlan(UnreadableFile):
    """A file or folder that cannot be read as a plan at all."""

    code: ClassVar[str] = "N109"


class UnreadableEvidence(UnreadableFile):
    """A file that cannot come in as evidence: of no accepted kind, damaged, too large, or with active content."""

    code: ClassVar[str] = "N110"


@contextmanager
def unreadable_as(kind: type[UnreadableFile], *, where: str = "") -> Iterator[None]:
    """Turn an `UnreadableFile` of the body into `kind`, so that callers catch one class per reader.

    `where` names the file instead, for readers of whole folders.
    """
    try:
        yield
    except UnreadableFile as error:
        if isinstance(error, kind) and not where:
            raise
        raise kind(
            expected=error.expected,
            found=error.found,
            where=where or error.where,
            remedy=error.remedy,
            findings=error.findings,
        ) from error
