"""In which line of a TOML file a key stands, for messages; the parser itself does not tell.

It follows headers, keys at the start of a line, and texts and arrays over several lines; a key inside an inline
table is found at the line of the table.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-\"' ]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w\-\"']+)(?:\s*\.\s*[\w\-\"']+)*\s*=(.*)$")
_OPENS = re.compile(r"[\[{]")
_CLOSES = re.compile(r"[\]}]")
_TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*$")


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


def _lines(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, depth, quote, array = "", 0, "", ""
    for number, line in enumerate(text.splitlines(), 1):
        if quote:
            # Within a text over several lines, until its three quotes come again.
            quote = "" if quote in line else quote
            continue
        if depth == 0:
            if header := _HEADER.match(line):
                name = header[2].replace(" ", "").replace('"', "").replace("'", "")
                if header[1] == "[[":
                    counts[name] = counts.get(name, 0) + 1
                    name = f"{name}[{counts[name]}]"
                lines.setdefault(name, number)
                table, array = f"{name}.", ""
                continue
            found = _KEY.match(line)
            if not found:
                continue
            array = table + found[1].strip("\"'")
            lines.setdefault(array, number)
            rest = found[2]
            counts[array] = 0
        else:
            rest = line
        for mark in ('"""', "'''"):
            if rest.count(mark) % 2:
                quote = mark
        plain = _TEXT.sub("", rest)
        if depth == 1 and "{" in plain and array:
            # An array of inline tables, one in a line.
            counts[array] = counts.get(array, 0) + 1
            lines.setdefault(f"{array}[{counts[array]}]", number)
        depth = max(0, depth + len(_OPENS.findall(plain)) - len(_CLOSES.findall(plain)))
    return lines
