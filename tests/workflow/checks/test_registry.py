"""Every named check has cases in which it is met and in which it is not."""

from __future__ import annotations

import pytest

from planning.plan import Activity
from tests.workflow.checks import test_activity, test_evidence, test_plan, test_realisation
from tests.workflow.checks.cases import MET, UNMET
from workflow.checks import CHECKS
from workflow.requirements import Per
from workflow.rule_file import built_in

CASES = (*test_plan.CASES, *test_activity.CASES, *test_evidence.CASES, *test_realisation.CASES)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_has_a_case_in_which_it_is_met_and_one_in_which_it_is_not(name: str) -> None:
    assert {MET, UNMET} <= {case.verdict for case in CASES if case.uji == name}


def test_no_case_is_of_a_check_that_does_not_exist() -> None:
    assert {case.uji for case in CASES} <= set(CHECKS)


def test_every_check_is_asked_for_by_a_built_in_requirement() -> None:
    assert {each.uji for each in built_in().syarat} == set(CHECKS)


def test_checks_of_an_activity_need_one() -> None:
    assert Activity.__dataclass_fields__["kode"].type == "str"
    assert all(check.per for check in CHECKS.values())
    assert {each for check in CHECKS.values() for each in check.per} == set(Per)
