"""Who may do what: roles, acts, and the one table that joins them (programme.md section 3).

A role is granted for a territory and everything below it. Which territory and which dates a person's grants have is
for the store to know; here stands only what a role is good for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of the programme that act in its process."""

    KONSULTAN = "konsultan"
    FASILITATOR = "fasilitator"
    ASKOT = "askot"
    LURAH = "lurah"
    BKM = "bkm"
    POKJA = "pokja"
    KETUA_POKJA = "ketua_pokja"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What can be done to a plan, its evidence, its decisions, and to the house itself.

    DRAFT     survey, manuscript, plan, documents
    VERIFY    accept or reject evidence, where the requirement names the role
    EXEMPT    say with a reason that a requirement does not apply
    WAIVE     set a requirement aside for a time
    REPIN     move a plan to a newer rule set
    CONFIGURE rules of gates, catalogue, codes and outlines of territories
    """

    READ = "read"
    DRAFT = "draft"
    EVIDENCE = "evidence"
    VERIFY = "verify"
    RATIFY = "ratify"
    MONITOR = "monitor"
    SUBMIT = "submit"
    VOTE = "vote"
    DELEGATE = "delegate"
    EXEMPT = "exempt"
    WAIVE = "waive"
    REOPEN = "reopen"
    REPIN = "repin"
    CONFIGURE = "configure"
    GRANT = "grant"


_EVERYONE = frozenset(Role)
_TEAM = frozenset({Role.KONSULTAN, Role.FASILITATOR})
_POKJA = frozenset({Role.POKJA, Role.KETUA_POKJA})
PERMITTED: dict[Act, frozenset[Role]] = {
    Act.READ: _EVERYONE,
    Act.DRAFT: _TEAM,
    Act.EVIDENCE: _TEAM | _POKJA | {Role.ASKOT, Role.LURAH, Role.BKM},
    Act.VERIFY: _POKJA | {Role.FASILITATOR, Role.ASKOT, Role.LURAH, Role.BKM},
    Act.RATIFY: frozenset({Role.LURAH, Role.BKM}),
    Act.MONITOR: _TEAM | {Role.ASKOT},
    Act.SUBMIT: _TEAM | {Role.ASKOT},
    Act.VOTE: _POKJA,
    Act.DELEGATE: _POKJA,
    Act.EXEMPT: frozenset({Role.ASKOT, Role.KETUA_POKJA}),
    Act.WAIVE: frozenset({Role.KETUA_POKJA}),
    Act.REOPEN: frozenset({Role.KETUA_POKJA}),
    Act.REPIN: frozenset({Role.KETUA_POKJA}),
    Act.CONFIGURE: frozenset({Role.ADMINISTRATOR}),
    Act.GRANT: frozenset({Role.ADMINISTRATOR}),
}
"""Which roles may do an act; an auditor may read everything and change nothing."""

WITHOUT_ROLES = frozenset({Act.READ, Act.DRAFT, Act.EVIDENCE, Act.MONITOR, Act.SUBMIT, Act.CONFIGURE})
"""What anybody may do in a database that never had an administrator: it is one person's own. Deciding is not in it."""


BY_LETTER = frozenset({Act.READ, Act.VOTE})
"""What a letter lets somebody do who stands in for a seat: the seat is delegated, not the office."""


@dataclass(frozen=True)
class Actor:
    """Who did something, as it was at that moment; copied into every act, so that later changes do not reach back.

    akun     account
    jabatan  office, unit its institution, wilayah the code that the role was granted for
    surat    letter of delegation, "" for one's own right
    """

    akun: str
    nama: str = ""
    jabatan: str = ""
    peran: str = ""
    unit: str = ""
    wilayah: str = ""
    surat: str = ""
