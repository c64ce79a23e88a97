"""What makes an Office program reach outside of its file: fields of Word, and targets that lie elsewhere.

ECMA-376 part 1, 17.16 (fields); OpenDocument 1.3 part 2, 3.7 (addresses within a package).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

_REACHING = frozenset(
    {
        "DDE",
        "DDEAUTO",
        "DATABASE",
        "IMPORT",
        "INCLUDE",
        "INCLUDEPICTURE",
        "INCLUDETEXT",
        "LINK",
        "RD",
    }
)
"""Fields that start a program, or take in what lies in another file."""
_COMPUTED = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in an instruction for the result of a field within it."""
_TEXTS = frozenset({"instrText", "delInstrText", "t", "delText"})
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_REMOTE = re.compile(r"(?!file:///(?!/))[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)
_COMMANDS = ("vnd.sun.star.script:", "macro:", "slot:", "service:", ".uno:", "javascript:")
_IN_PACKAGE = ("data:", "vnd.sun.star.package:", "vnd.sun.star.graphicobject:")
MAX_NESTED = 100
"""Fields within fields; Word itself gives up at 20."""
MAX_INSTRUCTION = 200
"""Characters of an instruction that can hold its first word."""


class Fields:
    """The fields of one part of a text, whose instructions may be split over any number of runs."""

    def __init__(self, found: Callable[[str], None]) -> None:
        self._found = found
        self._open: list[str | None] = []
        """Instructions of the fields that are open, outermost first; none once the result has begun."""
        self._reading = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins, with a name of any prefix."""
        bare = tag.rpartition(":")[2]
        self._reading = bare in _TEXTS
        if bare in {"fldSimple", "fldChar"}:
            for name, value in attributes.items():
                match name.rpartition(":")[2]:
                    case "instr":
                        self._judge(value)
                    case "fldCharType":
                        self._mark(value.strip())

    def text(self, text: str) -> None:
        """Text of the element that began last."""
        if self._reading and self._open and (instruction := self._open[-1]) is not None:
            # Blanks before the first word do not fill what is kept.
            self._open[-1] = (instruction + text).lstrip()[:MAX_INSTRUCTION]

    def end(self, _tag: str) -> None:
        """An element ends."""
        self._reading = False

    def finish(self) -> None:
        """The part ends; what was not closed is judged too."""
        for instruction in self._open:
            self._judge(instruction or "")

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            if len(self._open) >= MAX_NESTED:
                self._found("{ { { } } }")
            self._open.append("")
        elif kind in {"separate", "end"} and self._open:
            self._judge(self._open[-1] or "")
            self._open[-1] = None
            if kind == "end":
                self._open.pop()
                if self._open and (outer := self._open[-1]) is not None:
                    self._open[-1] = (outer + _COMPUTED)[:MAX_INSTRUCTION]

    def _judge(self, instruction: str) -> None:
        # A sum, such as { = { PAGE } - 1 }, has no word before its fields.
        first = re.match(rf'[\s"]*(\w*{_COMPUTED}|\w+)', instruction)
        word = first[1].upper() if first is not None else ""
        if word in _REACHING:
            self._found(word)
        elif word.endswith(_COMPUTED):
            self._found("{ { } }")


def runs(target: str) -> bool:
    """Whether `target` is a command rather than a place."""
    return _plain(target).casefold().startswith(_COMMANDS)


def remote(target: str) -> bool:
    """Whether `target` lies on another computer; a path on this one does not."""
    return _REMOTE.match(_plain(target)) is not None


def outside(target: str, folder: str | None = None) -> bool:
    """Whether `target` lies outside of the package.

    In OpenDocument, which has a `folder` for each part, `/` and `..` lead out; in OOXML only an address does.
    """
    target = _plain(target)
    if not target or target.startswith("#") or target.casefold().startswith(_IN_PACKAGE):
        return False
    if folder is None:
        return _ADDRESS.match(target) is not None
    if target.startswith("/") or _ADDRESS.match(target):
        return True
    depth = len(folder.split("/")) if folder else 0
    for step in target.partition("#")[0].split("/"):
        if step == "..":
            depth -= 1
        elif step not in {"", "."}:
            depth += 1
        if depth < 0:
            return True
    return False


def _plain(target: str) -> str:
    return unquote("".join(each for each in target if each > " ")).replace("\\", "/")
