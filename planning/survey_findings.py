"""Findings of a survey: stable codes and the words for people.

The codes are fixed by the contract (section 1); new ones are only added at the end.
"""

from __future__ import annotations

from planning.finding_kind import FindingKind, Severity, by_code
from planning.wording import msgid

_E, _W = Severity.ERROR, Severity.WARNING
SURVEY_FINDINGS: dict[str, FindingKind] = by_code(
    (
        FindingKind(
            "B001",
            _E,
            msgid(
                "Missing columns: {names}. Add them to the header row; `nahkoda template baseline` writes a workbook "
                "that has them all."
            ),
        ),
        FindingKind(
            "B002",
            _E,
            msgid(
                "Expected {expected}, found {found}. Write one plain number; decimal point or comma, "
                "no thousands separator."
            ),
        ),
        FindingKind(
            "B003", _E, msgid("A figure cannot be negative: found {found}. Check it against the survey form.")
        ),
        FindingKind(
            "B004",
            _E,
            msgid("Volume {found} is above its denominator {size} = {limit}. Correct one of the two."),
        ),
        FindingKind(
            "B005",
            _E,
            msgid(
                "Volume {found} is given although its denominator {size} is 0 or does not apply. "
                "Fill the denominator or clear the volume."
            ),
        ),
        FindingKind(
            "B006",
            _W,
            msgid(
                "Denominator {size} is 0 or does not apply, so the parameter is counted as not applicable."
            ),
        ),
        FindingKind("B007", _E, msgid("{place} stands already in row {other}. Keep one of the two rows.")),
        FindingKind(
            "B008",
            _E,
            msgid(
                "Unknown kode_kelurahan {found}. Expected a kelurahan or desa code such as 35.73.04.1005 from the "
                "list of administrative codes."
            ),
        ),
        FindingKind(
            "B009",
            _E,
            msgid(
                "{parts} together are {found} m, above {size} = {limit} m. Missing and bad parts cannot exceed the "
                "ideal length."
            ),
        ),
        FindingKind(
            "B010",
            _E,
            msgid(
                "Not filled. Write a number, 0 if there is none, or, for a volume or an ideal length, `-` if it "
                "does not apply."
            ),
        ),
        FindingKind("B011", _W, msgid("Unknown column; it is not read.")),
        FindingKind(
            "B012",
            _W,
            msgid("The name {found} stands at a code whose name is {expected}. The code is followed."),
        ),
        FindingKind("B013", _W, msgid("{found} does not fit {other}. Check both figures.")),
        FindingKind(
            "B014",
            _W,
            msgid(
                "Territory codes were checked by form only, because no list of codes is loaded. Load one with "
                "`nahkoda territory import`."
            ),
        ),
        FindingKind("B015", _E, msgid("{count} more findings are not listed. Mend the listed ones first.")),
        FindingKind("B016", _E, msgid("Column stands more than once in the header. Keep one of them.")),
        FindingKind(
            "B017",
            _W,
            msgid(
                "The columns {names} belong to rule {other}, and the file is read by rule {rule}, where codes such as "
                "4c mean something else. If it is a survey by rule {other}, read it with --rule {other}."
            ),
        ),
    )
)
