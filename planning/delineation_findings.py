"""Findings of outlines: what a drawn boundary says against the other boundaries and against the survey.

All are warnings: an outline that is no outline at all is refused when the file is read, while these have to be
settled in the field, and a map with a remark is better than none.
"""

from __future__ import annotations

from planning.finding_kind import FindingKind, Severity, by_code
from planning.wording import msgid

_W = Severity.WARNING
DELINEATION_FINDINGS: dict[str, FindingKind] = by_code(
    (
        FindingKind(
            "D001",
            _W,
            msgid(
                "{place}: {share} % of the outline lies outside its kelurahan. Check the boundary, or import the "
                "newer outline of the kelurahan."
            ),
        ),
        FindingKind(
            "D002",
            _W,
            msgid(
                "{place} and {other} overlap by {area} m² ({share} % of the smaller one). Draw their common "
                "border once and use it for both."
            ),
        ),
        FindingKind(
            "D003",
            _W,
            msgid(
                "{place}: the outline holds {found} ha, the survey says {expected} ha ({share} %). Correct one of the "
                "two."
            ),
        ),
        FindingKind(
            "D004",
            _W,
            msgid("{place} is not in the newest survey of {kode}. Write RW and RT as in the survey."),
        ),
        FindingKind(
            "D005",
            _W,
            msgid("{count} surveyed RT of {kode} have no outline: {places}. Draw them and import all again."),
        ),
        FindingKind(
            "D006",
            _W,
            msgid("{place}: {count} points stand twice in a row. Remove them with the GIS program's check."),
        ),
        FindingKind(
            "D007",
            _W,
            msgid(
                "{place}: the outline has {count} parts, the smallest of {area} m². Remove parts that are left over "
                "from drawing."
            ),
        ),
        FindingKind(
            "D008",
            _W,
            msgid(
                "{place}: a hole of {area} m² belongs to no other outline of the file. Fill it, or add the RT that "
                "lies there."
            ),
        ),
        FindingKind(
            "D009",
            _W,
            msgid(
                "The outlines of {count} RT of {kode} differ from the survey; together they hold {found} ha, the "
                "survey says {expected} ha ({share} %). Check the coordinate system of the drawing and the areas of "
                "the survey."
            ),
        ),
    )
)
