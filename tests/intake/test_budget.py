"""The budget file of a proposal: what it holds, and what is said when something does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.budget import read_budget
from intake.errors import UnreadableBudget
from planning.authority import Skala
from planning.budget import Budget, BudgetLine, RtName

LINE = '[[anggaran]]\nsumber = "APBD-KAB"\ntahun = 2027\njumlah = 5\n'


def read(folder: Path, text: str) -> Budget:
    path = folder / "anggaran.toml"
    path.write_text(text, encoding="utf-8")
    return read_budget(path)


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    text = """
        nol_ha = true
        wajib = [{ rw = "001", rt = "002" }]
        skala = ["lingkungan"]
        tanpa = ["AL4"]
        anggaran = [
          { sumber = "APBD-KAB", tahun = 2027, jumlah = 1_500_000_000 },
          { sumber = "APBD-KAB", tahun = 2028, jumlah = 0 },
          { sumber = "SWADAYA", tahun = 2027, jumlah = 7 },
        ]
    """
    assert read(tmp_path, text) == Budget(
        (
            BudgetLine("APBD-KAB", 2027, 1_500_000_000),
            BudgetLine("APBD-KAB", 2028, 0),
            BudgetLine("SWADAYA", 2027, 7),
        ),
        nol_ha=True,
        wajib=(RtName("001", "002"),),
        skala=(Skala.LINGKUNGAN,),
        tanpa=("AL4",),
    )


def test_an_empty_file_has_no_money_and_no_wish(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Budget((), False, (), tuple(Skala), ())


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        (LINE.replace("APBD-KAB", "APBD"), "anggaran[1].sumber", "'APBD'"),
        (LINE + LINE.replace("2027", "1989"), "anggaran[2].tahun", "1989"),
        (LINE.replace("2027", "2101"), "anggaran[1].tahun", "2101"),
        (LINE.replace("5", "-1"), "anggaran[1].jumlah", "-1"),
        (LINE.replace("5", "5.5"), "anggaran[1].jumlah", "5.5"),
        (LINE + LINE, "anggaran[2]", "APBD-KAB 2027 in line 1 and in line 2"),
        ('skala = ["desa"]', "skala[1]", "'desa'"),
        ("skala = []", "skala", "none"),
        ('wajib = ["001/002"]', "wajib[1]", "'001/002'"),
        ("nol_ha = 1", "nol_ha", "1"),
        ("anggran = []", "", "'anggran'"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, where: str, found: str) -> None:
    with pytest.raises(UnreadableBudget) as caught:
        read(tmp_path, text)
    file = str(tmp_path / "anggaran.toml")
    assert caught.value.where == (f"{file}: {where}" if where else file)
    assert caught.value.found == found
    assert caught.value.code == "N107"


@pytest.mark.parametrize("text", ["anggaran = ", "a = 1e999999999999999999999", "a = " + "[" * 5000])
def test_what_is_no_toml_is_said_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableBudget) as caught:
        read(tmp_path, text)
    assert caught.value.where.startswith(str(tmp_path / "anggaran.toml"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableBudget):
        read_budget(tmp_path / "anggaran.toml")
