"""In which line of a TOML file a key stands, for messages; the parser itself does not tell.

Texts and comments are blanked first, so that only brackets and keys are left to follow. A key inside an inline table
is found at the line of the table.
"""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|#[^\n]*", re.DOTALL
)
_PART = r"[\w\-]+|\"[^\"]*\"|'[^']*'"
_PATH = rf"(?:{_PART})(?:[ \t]*\.[ \t]*(?:{_PART}))*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_PATH})[ \t]*\]\]?\s*$")
_KEY = re.compile(rf"[ \t]*({_PATH})[ \t]*=(.*)$", re.DOTALL)
_PARTS = re.compile(_PART)
_MARKS = str.maketrans(dict.fromkeys("[]{}.=,#'\"\\", "_"))


def line_of(text: str, key: str) -> int | None:
    """The line (from 1) of a path such as `syarat[3].nama` in a TOML text, or of the nearest thing around it."""
    lines = _lines(text)
    while key:
        if key in lines:
            return lines[key]
        key = _around(key)
    return None


def _around(key: str) -> str:
    cut = max(key.rfind("."), key.rfind("["))
    return key[:cut] if cut > 0 else ""


def _blanked(found: re.Match[str]) -> str:
    """A text or comment without anything that could be taken for TOML, as many lines long; a quoted key stays."""
    hidden = found[0]
    if hidden[0] == "#":
        return ""
    if hidden[:3] in ('"""', "'''"):
        return '""' + "\n" * hidden.count("\n")
    return hidden[0] + hidden[1:-1].translate(_MARKS) + hidden[0]


def _lines(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = value = ""
    open_brackets = ""
    # Only these are line ends in TOML; `splitlines` knows more of them, and an editor counts as TOML does.
    for number, line in enumerate(_HIDDEN.sub(_blanked, text).split("\n"), 1):
        rest = line
        if not open_brackets:
            if header := _HEADER.match(line):
                table = _counted(_names(header[2]), counts, new=header[1] == "[[")
                lines.setdefault(table, number)
                continue
            found = _KEY.match(line)
            if not found:
                continue
            value = table
            for name in _names(found[1]):
                value = f"{value}.{name}" if value else name
                lines.setdefault(value, number)
            rest = found[2]
        for mark in rest:
            if mark in "[{":
                if mark == "{" and open_brackets == "[":
                    counts[value] = counts.get(value, 0) + 1
                    lines.setdefault(f"{value}[{counts[value]}]", number)
                open_brackets += mark
            elif mark in "]}":
                open_brackets = open_brackets[:-1]
    return lines


def _names(path: str) -> list[str]:
    return [part.strip("\"'") for part in _PARTS.findall(path)]


def _counted(names: list[str], counts: dict[str, int], *, new: bool) -> str:
    """A header as a path; of arrays of tables the newest is meant, and `new` begins one."""
    path = ""
    for at, name in enumerate(names):
        path = f"{path}.{name}" if path else name
        if new and at == len(names) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
