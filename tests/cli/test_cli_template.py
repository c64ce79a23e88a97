"""Templates of a territory as people write and check them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generators.templating.check import text_faults
from planning.process import DocumentKind
from tests.cli.running import Run, environment
from tests.cli.running import nahkoda as run
from tests.generators.layers import layer, loaded

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "panduan" / "templat.md"
WRONG = '{% extends "rplp/bab_1.html" %}\n{% block uraian_1_1 %}\n{{ place.nama }}\n{% endblock %}\n'

Nahkoda = Callable[..., Run]


@pytest.fixture
def nahkoda(tmp_path: Path) -> Nahkoda:
    """The program with an empty folder of its own: no database is needed."""
    return lambda *arguments: run(*arguments, env=environment(NAHKODA_HOME=str(tmp_path)), cwd=tmp_path)


def examples() -> list[str]:
    """The templates that the guide shows."""
    return re.findall(r"```jinja\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_example_of_the_guide_works_as_it_says(nahkoda: Nahkoda, tmp_path: Path) -> None:
    first, second = examples()
    assert nahkoda("template", "override", "33.75", "uraian_1_1").code == 0
    folder = layer(tmp_path, {"rplp/bab_1.html": first, "rplp/bab_2.html": second})
    done = nahkoda("template", "check", "33.75")
    assert (done.code, done.out) == (0, "The templates can be used: 33.75\n")
    (folder / "rplp" / "bab_1.html").write_text(first.replace("ha_by_rt", "ha_by_rw"), encoding="utf-8")
    done = nahkoda("template", "check", "33.75")
    assert done.code == 1
    assert done.out in GUIDE.read_text(encoding="utf-8")


def test_every_fault_is_listed_and_read_by_machines(nahkoda: Nahkoda, tmp_path: Path) -> None:
    layer(tmp_path, {"rplp/bab_1.html": WRONG, "styles/kota.css": "p { content: 'x' }"})
    layer(tmp_path, {"rplp/A.html": ""}, "34")
    done = nahkoda("template", "check", "--json")
    assert (done.code, done.json["templat"]) == (1, ["33.75", "34"])
    found = {(each["templat"], each["baris"], each["nama"]) for each in done.json["temuan"]}
    assert found == {
        ("33.75/rplp/bab_1.html", 3, "place.nama"),
        ("33.75/styles/kota.css", 1, "content:"),
        ("34/rplp/A.html", None, None),
    }
    assert all(each["diharapkan"] and each["ditemukan"] and each["saran"] for each in done.json["temuan"])
    assert nahkoda("template", "check", "34").code == 1


def test_a_folder_elsewhere_can_be_checked(nahkoda: Nahkoda, tmp_path: Path) -> None:
    folder = layer(tmp_path / "lain", {"rplp/bab_1.html": WRONG})
    done = nahkoda("template", "check", folder)
    assert (done.code, "place.nama" in done.out) == (1, True)
    assert nahkoda("template", "check", tmp_path / "tidak-ada").code == 2


def test_an_override_begins_with_the_text_of_the_house(nahkoda: Nahkoda, tmp_path: Path) -> None:
    path = tmp_path / "templates" / "33.75" / "rplp" / "bab_2.html"
    for block in ("uraian_2_1", "bab_2", "uraian_2_2"):
        done = nahkoda("template", "override", "33.75", block)
        assert (done.code, done.out) == (0, f"Written: {path}\n")
    text = path.read_text(encoding="utf-8")
    assert text.count("{% extends") == 1
    assert re.findall(r"{% block (\w+) %}", text) == ["uraian_2_1", "bab_2", "uraian_2_2"]
    assert "RPLP adalah rencana tingkat terendah" in text
    assert "data-src" not in text
    assert text_faults(DocumentKind.RPLP, loaded(path.parents[1])) == ()
    again = nahkoda("template", "override", "33.75", "bab_2")
    assert (again.code, path.read_text(encoding="utf-8")) == (2, text)
    unknown = nahkoda("template", "override", "33.75", "bab_99")
    assert (unknown.code, "N001" in unknown.err) == (2, True)


def test_blocks_are_listed_by_template(nahkoda: Nahkoda, tmp_path: Path) -> None:
    lines = dict(line.split(": ", 1) for line in nahkoda("template", "override", "33.75").out.splitlines())
    assert lines["rplp/dokumen.html"] == "sampul"
    assert {"bab_1", "latar_belakang", "uraian_1_1"} <= set(lines["rplp/bab_1.html"].split(", "))
    assert list(tmp_path.iterdir()) == []
