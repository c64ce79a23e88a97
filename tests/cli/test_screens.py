"""What users wrote reaches no terminal as an order to it, wherever it is stored and whichever screen shows it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

from commands.options import plain, say
from commands.process_screen import print_roles
from planning.roles import Role
from store.grants import Grant
from terminal import harmless, one_line, screen
from tests.cli.acting import UNTIL, House, under_way
from tests.cli.test_cli_plan import KODE

ORDERS = ("\x1b[31m", "\x9b31m", "\u202e", "\x07", "\u2066", "\ud800", "\x00")
EVIL = "".join(f"a{each}b" for each in ORDERS)
OBEYED = {each[0] for each in ORDERS}


@pytest.mark.parametrize("order", ORDERS, ids=ascii)
def test_each_is_shown_as_one_mark(order: str) -> None:
    for made in (harmless(f"a{order}b"), plain(f"a{order}b"), str(one_line(f"a{order}b"))):
        assert made == f"a\N{REPLACEMENT CHARACTER}{order[1:]}b"


def test_what_people_write_stays() -> None:
    text = "Jl. Raya 5–7 · “Sukun” é 漢 \N{NO-BREAK SPACE}Rp"
    assert harmless(text) == text
    # Whoever writes a note makes no line of a screen.
    assert harmless("baik\nLULUS") == "baik\N{REPLACEMENT CHARACTER}LULUS"


def test_a_screen_lets_nothing_through(capsys: pytest.CaptureFixture[str]) -> None:
    console = screen()
    table = Table(title=EVIL)
    table.add_column(EVIL)
    table.add_row(EVIL)
    table.add_row(Text(EVIL))
    console.print(table)
    console.print(EVIL, style="bold")
    console.print(Text(EVIL), Text("dua\nbaris"))
    say(EVIL)
    out = capsys.readouterr().out
    assert not OBEYED & set(out)
    assert "dua\nbaris" in out


def test_colours_stay(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    screen().print(one_line("merah\x1b[32m", "red"))
    assert capsys.readouterr().out == "\x1b[31mmerah\N{REPLACEMENT CHARACTER}[32m\x1b[0m\n"


def test_names_of_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    first = date(2026, 1, 1)
    grant = Grant(
        1, "siti\u202e", "Siti\x1b[2J", "Kepala\nLULUS", Role.POKJA, "Bappeda", "35.73", first, None
    )
    print_roles(screen(), [grant], first, str)
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 2
    assert not OBEYED & set(out)


def test_notes_file_names_and_errors(database_url: str, home: Path, tmp_path: Path) -> None:
    nahkoda: House = under_way(database_url, home, tmp_path)
    note = "cor\x1b[2J\u202e\x9b selesai\nLULUS"
    visit = ("--tanggal", "2026-01-20", "--kemajuan", "40", "--catatan", note, "--as", "fasilitator")
    ruling = ("--reason", note, "--authority", "S", "--until", UNTIL, "--as", "ketua")
    runs = [
        nahkoda("monitor", "add", KODE, "K-001", *visit),
        nahkoda("waive", KODE, "G2-K05", *ruling),
        nahkoda("waive", KODE, "G2-K99\x1b[2J", *ruling),
        nahkoda("monitor", "list", KODE, "--as", "auditor"),
        nahkoda("status", KODE, "--as", "auditor"),
        nahkoda("gate", "check", KODE, "--gate", "G2", "--as", "auditor"),
        nahkoda("score", tmp_path / "tidak\x1b[2Jada.csv"),
    ]
    for run in runs:
        assert not OBEYED & set(run.out + run.err)
        assert not any(line.startswith("LULUS\n") for line in run.out.splitlines(keepends=True))
