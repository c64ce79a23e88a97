"""The command line as a user starts it, and small surveys to give to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.header import template_columns
from planning.rules import rule_set

NAHKODA = Path(sys.executable).with_name("nahkoda")
SUKUN = Path(__file__).parents[2] / "examples" / "sukun"
_KEPT = ("PATH", "HOME", "TMPDIR", "COVERAGE_PROCESS_START")


@dataclass(frozen=True)
class Run:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environment(language: str = "C.UTF-8", **more: str) -> dict[str, str]:
    """The environment of a user: the locale, and nothing of the person who runs the tests."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "LC_ALL": language, **more}


def nahkoda(*arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Run:
    """Run the installed command; a traceback is a defect whatever else is expected."""
    done = subprocess.run(
        [NAHKODA, *map(str, arguments)],
        env=environment() if env is None else env,
        cwd=cwd,
        capture_output=True,
        check=False,
        timeout=300,
    )
    err = done.stderr.decode(errors="replace")
    assert "Traceback" not in err, err
    return Run(done.returncode, done.stdout.decode("utf-8", errors="replace"), err)


def survey(
    path: Path, *rows: Mapping[str, object], rule: str = "2018", without: tuple[str, ...] = ()
) -> Path:
    """A survey file: every column that a row does not name is 0, RT are numbered."""
    columns = [name for name in template_columns(rule_set(rule)) if name not in without]
    lines = [",".join(columns)]
    for number, row in enumerate(rows, 1):
        usual: dict[str, object] = {
            "tahun": 2025,
            "kode_kelurahan": "35.73.04.1005",
            "kelurahan": "Sukun",
            "kawasan": "Kawasan A",
            "rw": "001",
            "rt": f"{number:03}",
            "luas_ha": 1.5,
            "bangunan": 40,
            "penduduk": 160,
            "kk": 40,
            "jalan_ideal_m": 400,
            "drainase_ideal_m": 400,
        }
        lines.append(",".join(str({**usual, **row}.get(name, 0)) for name in columns))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
