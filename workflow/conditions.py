"""Named conditions: when a requirement applies, and when a warning holds. Groups of works are conditions too."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planning.authority import Pelaksana
from planning.catalogue import Komponen
from planning.plan import Activity
from workflow.dossier import Dossier

Condition = Callable[[Dossier, Activity | None], bool]
_COMMUNITY = (Pelaksana.KSM, Pelaksana.BKM)


def _is_slum(dossier: Dossier, _activity: Activity | None) -> bool:
    return dossier.is_slum


def _is_physical(dossier: Dossier, activity: Activity | None) -> bool:
    return activity is not None and dossier.is_physical(activity)


def _is_livelihood(dossier: Dossier, activity: Activity | None) -> bool:
    return activity is not None and dossier.komponen(activity) is Komponen.EKONOMI


def _is_built_by_residents(dossier: Dossier, activity: Activity | None) -> bool:
    return activity is not None and dossier.is_physical(activity) and activity.pelaksana in _COMMUNITY


def _is_paid_by_grant(dossier: Dossier, activity: Activity | None) -> bool:
    activities = dossier.activities if activity is None else (activity,)
    return any(line.sumber.startswith("APBN-BDI") for each in activities for line in each.dana)


def _is_improvement(dossier: Dossier, activity: Activity | None) -> bool:
    return activity is not None and dossier.is_improvement(activity)


def _is_prevention(dossier: Dossier, activity: Activity | None) -> bool:
    return activity is not None and not dossier.is_improvement(activity)


CONDITIONS: Mapping[str, Condition] = {
    "kumuh": _is_slum,
    "fisik": _is_physical,
    "ekonomi": _is_livelihood,
    "komunitas": _is_built_by_residents,
    "bdi": _is_paid_by_grant,
    "peningkatan": _is_improvement,
    "pencegahan": _is_prevention,
}
"""The conditions that a file of rules may name; `komunitas` means works that KSM or BKM build."""


OF_ACTIVITIES = frozenset(CONDITIONS) - {"kumuh", "bdi"}
"""Conditions that say something of an activity, and nothing of a plan."""


def holds(name: str, dossier: Dossier, activity: Activity | None) -> bool:
    """Whether a condition, or membership in a group of works, holds for the plan or an activity."""
    condition = CONDITIONS.get(name)
    if condition is not None:
        return condition(dossier, activity)
    works = dossier.rules.groups[name]
    activities = dossier.activities if activity is None else (activity,)
    return any(each.katalog in works for each in activities)
