"""Whether RPLP and RP2KP-KP of a kab/kota agree, as faces show it. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from generators.rp2kpkp.context import member_plans
from generators.rp2kpkp.document import city_manuscript_of, members_of
from planning.consistency import Inconsistency, check_consistency
from planning.finding_kind import Severity
from planning.territory import TerritoryCode
from planning.wording import Translate, said
from store.database import Database


@dataclass(frozen=True)
class ConsistencyView:
    """What was compared and what was found: errors first."""

    code: TerritoryCode
    kelurahan: int
    rencana: int
    kegiatan_kota: int
    findings: tuple[Inconsistency, ...]

    @property
    def consistent(self) -> bool:
        """Whether nothing but warnings was found."""
        return not any(each.severity is Severity.ERROR for each in self.findings)


def consistency_of(database: Database, code: TerritoryCode) -> ConsistencyView:
    """Compare the newest plans of the kelurahan with the newest manuscript of the kab/kota.

    Raises `NothingToRender` without any baseline, `MixedRules` when the kelurahan were scored by two rule sets.
    """
    with database.read() as unit:
        rows, members = members_of(unit, code)
        manuscript = city_manuscript_of(unit, code)
    return ConsistencyView(
        code,
        len(members),
        sum(member.view is not None for member in members),
        len(manuscript.kegiatan),
        check_consistency(manuscript, member_plans(rows, members)),
    )


def consistency_json(view: ConsistencyView, translate: Translate) -> dict[str, object]:
    """The findings as JSON values, messages in the language of `translate`."""
    return {
        "kode": view.code.text,
        "konsisten": view.consistent,
        "kelurahan": view.kelurahan,
        "rencana": view.rencana,
        "kegiatan_kota": view.kegiatan_kota,
        "findings": [
            {
                "code": each.code,
                "severity": each.severity.value,
                "subject": each.subject,
                "message": said(each.text, translate),
            }
            for each in view.findings
        ],
    }
