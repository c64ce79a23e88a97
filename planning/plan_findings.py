"""Findings of a plan: P001 to P099 about what it says, from P101 about how its file is written.

Each text names what was found and what to do. The first are warnings: a plan is a draft until a gate decides.
The second refuse the whole file, so that no half plan comes in.
"""

from __future__ import annotations

from planning.finding_kind import FindingKind, Severity, by_code
from planning.wording import msgid

_E, _W = Severity.ERROR, Severity.WARNING
PLAN_FINDINGS: dict[str, FindingKind] = by_code(
    (
        FindingKind(
            "P001",
            _W,
            msgid(
                "{kegiatan}: {found} {unit} of {parameter} in {place}, but the baseline has {limit} {unit}. Lower "
                "the volume; what is above the gap has no effect."
            ),
        ),
        FindingKind(
            "P002",
            _W,
            msgid(
                "The activities {others} together handle {found} {unit} of {parameter} in {place}, and the "
                "baseline has {limit} {unit}. The same volume must not be paid twice: divide it between them."
            ),
        ),
        FindingKind(
            "P003",
            _W,
            msgid(
                "{kegiatan}: Rp {found} for each {unit} is outside the plausible Rp {low} to Rp {high}. Check "
                "amount and cost estimate, or put the regional price into the catalogue."
            ),
        ),
        FindingKind(
            "P004",
            _W,
            msgid(
                "{kegiatan}: the year {found} is after the target year {limit}, so it does not count towards 0 ha. "
                "Bring it forward or move the target."
            ),
        ),
        FindingKind(
            "P005",
            _W,
            msgid(
                "{kegiatan}: the funding of Rp {found} is Rp {short} below the cost estimate of Rp {limit}. Name "
                "the source of the rest."
            ),
        ),
        FindingKind(
            "P006",
            _W,
            msgid(
                "{kegiatan}: the funding of Rp {found} is above the cost estimate of Rp {limit}. The same cost "
                "must not be paid twice: lower a line or correct the estimate."
            ),
        ),
        FindingKind(
            "P007",
            _W,
            msgid(
                "{kegiatan}: {place} lies outside the delineation, but the track is peningkatan. Use the track "
                "pencegahan there, or another RT."
            ),
        ),
        FindingKind(
            "P008",
            _W,
            msgid(
                "{kegiatan}: a livelihood activity must reach low-income households (MBR) inside the delineation; "
                "{found}. Name its MBR households and its RT."
            ),
        ),
        FindingKind(
            "P009",
            _W,
            msgid(
                "{kegiatan} is the same work at the same places and in the same years as {other}. Keep one of the two."
            ),
        ),
        FindingKind(
            "P010",
            _W,
            msgid(
                "{kegiatan} names no activity of the city plan (RP2KP-KP). Write its code in kode_kabkota, or "
                "propose it to the city."
            ),
        ),
        FindingKind(
            "P011",
            _W,
            msgid(
                "{kegiatan}: {source} does not pay works of scale {scale}. Make it a proposal to the kab/kota "
                "(usulan ke kab/kota) with another source."
            ),
        ),
        FindingKind(
            "P012",
            _W,
            msgid("{kegiatan}: {found} does not build works of scale {scale}. Expected one of {expected}."),
        ),
        FindingKind(
            "P013",
            _W,
            msgid(
                "{kegiatan} improves no parameter of any RT, so it does not reduce slum. Give places with "
                "parameter and volume, or use the track pencegahan."
            ),
        ),
        FindingKind(
            "P014",
            _W,
            msgid(
                "{kegiatan}: {katalog} does not improve {parameter}. It improves {expected}. Correct the "
                "parameter, or add the improvement to the catalogue."
            ),
        ),
        FindingKind(
            "P015",
            _W,
            msgid(
                "{kegiatan}: an amount of {found} {unit} handles at most {limit} of {parameter}, and the places "
                "claim {claimed}. Correct amount or volumes."
            ),
        ),
        FindingKind(
            "P016",
            _W,
            msgid(
                "{kegiatan}: nobody is named who operates and maintains it (KPP). Without upkeep the slum returns: "
                "name one."
            ),
        ),
        FindingKind(
            "P017",
            _W,
            msgid(
                "{kegiatan}: {source} {year} is marked {found}, but no letter or budget document is named. Fill bukti."
            ),
        ),
        FindingKind(
            "P018",
            _W,
            msgid(
                "{kegiatan}: money of {found} for a work of {first} to {last}. Put the money into the years of the "
                "work, or move the work."
            ),
        ),
        FindingKind(
            "P019",
            _W,
            msgid(
                "{kegiatan}: {found} beneficiaries ({item}), but its RT have {limit}. "
                "Correct the figure or the places."
            ),
        ),
        FindingKind(
            "P020",
            _W,
            msgid(
                "{kegiatan}: the point {found} lies outside the outline of the kelurahan. Check the coordinates."
            ),
        ),
        FindingKind(
            "P021",
            _W,
            msgid(
                "{kegiatan}: latitude and longitude are swapped: {found}. Write lintang {lat} and bujur {lon}."
            ),
        ),
        FindingKind(
            "P022",
            _W,
            msgid(
                "{kegiatan}: {parameter} is not filled or not applicable in {place}, so the work has no effect "
                "there. Survey it, or correct the place."
            ),
        ),
        FindingKind(
            "P023",
            _W,
            msgid(
                "The plan leaves {found} ha slum in {count} RT at the end of {year}. `nahkoda plan scenario` says "
                "what keeps each above the limit."
            ),
        ),
        FindingKind(
            "P024",
            _W,
            msgid(
                "The slum area of the kelurahan is {found} ha, so its handling is in the authority of {level}, and "
                "no activity is paid by it. Propose one to it."
            ),
        ),
        FindingKind(
            "P025",
            _W,
            msgid("{kegiatan}: {item} is not filled. Fill it; the gate to pelaksanaan asks for it."),
        ),
        FindingKind(
            "P026",
            _W,
            msgid(
                "{kegiatan}: {found} {item} are more than {other}, of which they are part. Correct one of the two."
            ),
        ),
        FindingKind(
            "P027",
            _W,
            msgid(
                "{kegiatan}: the volume in {place} is finished in {found}, outside the years {first} to {last} of "
                "the activity. Correct one of them."
            ),
        ),
        FindingKind("P101", _E, msgid("{what} is missing. Start from `nahkoda template plan`.")),
        FindingKind("P102", _E, msgid("Expected {expected}, found {found}.")),
        FindingKind("P103", _E, msgid("Not filled. Expected {expected}.")),
        FindingKind("P104", _E, msgid("Unknown value {found}. Expected {expected}.")),
        FindingKind("P105", _E, msgid("{found} stands already in row {other}. Keep one of the two rows.")),
        FindingKind(
            "P106",
            _E,
            msgid("No activity {found} on the sheet kegiatan. Correct the code or add the activity."),
        ),
        FindingKind("P107", _E, msgid("The baseline has no {found}. Write RW and RT as in the sheet rt.")),
        FindingKind("P108", _E, msgid("Rule {rule} has no parameter {found}. Expected one of {expected}.")),
        FindingKind("P109", _E, msgid("{found} is before {other}. Correct one of the two years.")),
        FindingKind("P110", _W, msgid("Unknown column; it is not read.")),
        FindingKind(
            "P111",
            _E,
            msgid("The file is of {found}, and the plan is of {expected}. Choose the right file or code."),
        ),
        FindingKind("P112", _E, msgid("{count} more findings are not listed. Mend the listed ones first.")),
        FindingKind(
            "P113",
            _E,
            msgid("A rank against the computed order needs its reason. Fill alasan_urutan, or clear urutan."),
        ),
    )
)
