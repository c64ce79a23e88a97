"""Reads the budget and the wishes of a proposal from a TOML file; its keys are the fields of `Budget`."""

from __future__ import annotations

from pathlib import Path

from intake.errors import UnreadableBudget
from intake.toml_file import at_key, shaped, toml_data
from planning.budget import Budget
from planning.funding import SOURCES
from planning.wording import words

FIRST_YEAR, LAST_YEAR = 1990, 2100


def read_budget(path: Path) -> Budget:
    """The budget in a TOML file. Raises `UnreadableBudget`, naming file and key, for anything that does not fit.

    Whether the RT of `wajib` and the codes of `tanpa` exist depends on baseline and catalogue and is not checked.
    """
    budget = shaped(Budget, toml_data(path, UnreadableBudget), path, UnreadableBudget)
    seen: dict[tuple[str, int], int] = {}
    for number, line in enumerate(budget.anggaran, 1):
        key = f"anggaran[{number}]"
        if line.sumber not in SOURCES:
            raise UnreadableBudget(
                expected=words("one of the sources {names}", names=", ".join(SOURCES)),
                found=repr(line.sumber),
                where=at_key(path, f"{key}.sumber"),
                remedy="Correct the value in the file.",
            )
        if not FIRST_YEAR <= line.tahun <= LAST_YEAR:
            raise UnreadableBudget(
                expected=words("a year from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR),
                found=str(line.tahun),
                where=at_key(path, f"{key}.tahun"),
                remedy="Correct the value in the file.",
            )
        if line.jumlah < 0:
            raise UnreadableBudget(
                expected="whole rupiah, 0 or more",
                found=str(line.jumlah),
                where=at_key(path, f"{key}.jumlah"),
                remedy="Correct the value in the file.",
            )
        earlier = seen.setdefault((line.sumber, line.tahun), number)
        if earlier != number:
            raise UnreadableBudget(
                expected="one line for each source and year",
                found=words(
                    "{source} {year} in line {first} and in line {second}",
                    source=line.sumber,
                    year=line.tahun,
                    first=earlier,
                    second=number,
                ),
                where=at_key(path, key),
                remedy="Put the sum into one line.",
            )
    for key in ("tahun_awal", "tahun_target"):
        year = getattr(budget, key)
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise UnreadableBudget(
                expected=words("a year from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR),
                found=str(year),
                where=at_key(path, key),
                remedy="Correct the value in the file.",
            )
    if not budget.skala:
        raise UnreadableBudget(
            expected="at least one scale",
            found="none",
            where=at_key(path, "skala"),
            remedy="Name the scales that may be proposed, or remove the key.",
        )
    return budget
