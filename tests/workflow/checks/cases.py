"""One case of a named check: the dossier it is asked about, and the verdict with a part of its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from workflow.checks import Result, Verdict

MET, UNMET = Verdict.TERPENUHI, Verdict.BELUM
UNKNOWN, UNNEEDED = Verdict.TIDAK_DAPAT_DINILAI, Verdict.TIDAK_BERLAKU


@dataclass(frozen=True)
class Case:
    """`asked` asks the check `uji`; the answer has `verdict` and `says` stands in its words."""

    uji: str
    verdict: Verdict
    says: str
    asked: Callable[[], Result]


def each_of(cases: Iterable[Case]) -> pytest.MarkDecorator:
    """The cases as parameters, named after check, verdict and words."""
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=f"{case.uji}-{case.verdict}-{case.says[:30]}") for case in cases]
    )


def holds(case: Case) -> None:
    """The check answers as the case says."""
    result = case.asked()
    assert (result.verdict, case.says in result.seen) == (case.verdict, True), result.seen
