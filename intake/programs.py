"""What a computer would run: programs and scripts, known by their first bytes or by their names."""

from __future__ import annotations

from planning.wording import msgid, words

_HEADS = (
    (b"MZ", msgid("a Windows program")),
    (b"\x7fELF", msgid("a Linux program")),
    (b"\xca\xfe\xba\xbe", msgid("a Java or macOS program")),
    (b"\xce\xfa\xed\xfe", msgid("a macOS program")),
    (b"\xcf\xfa\xed\xfe", msgid("a macOS program")),
    (b"dex\n03", msgid("an Android program")),
    (b"L\x00\x00\x00\x01\x14\x02\x00", msgid("a Windows shortcut (.lnk)")),
    (b"#!", msgid("a script")),
    (b"<?php", msgid("a script")),
)
# What Windows runs or lets a program run on a double click, the scripts of other systems, and Office files
# that carry macros by their kind.
_SUFFIXES = frozenset(
    {
        "apk",
        "app",
        "appref-ms",
        "application",
        "bat",
        "chm",
        "cmd",
        "com",
        "command",
        "cpl",
        "dll",
        "docm",
        "dotm",
        "exe",
        "gadget",
        "hta",
        "inf",
        "jar",
        "jnlp",
        "js",
        "jse",
        "lnk",
        "mjs",
        "msc",
        "msi",
        "msp",
        "mst",
        "pif",
        "pl",
        "potm",
        "ppam",
        "ppsm",
        "pptm",
        "ps1",
        "psm1",
        "py",
        "pyc",
        "pyw",
        "rb",
        "reg",
        "scf",
        "scr",
        "settingcontent-ms",
        "sh",
        "sys",
        "url",
        "vb",
        "vbe",
        "vbs",
        "wasm",
        "wsc",
        "wsf",
        "wsh",
        "xlam",
        "xlsm",
        "xltm",
        "xll",
    }
)


def program(name: str, head: bytes) -> str | None:
    """What kind of program or script this is by its first bytes, else by its name; None where it is none."""
    for magic, what in _HEADS:
        if head.startswith(magic):
            return what
    # Windows drops dots and blanks at the end of a name.
    _, dot, suffix = name.rstrip(". ").rpartition(".")
    if dot and suffix.casefold() in _SUFFIXES:
        return words("a program, a script or macros by its name (.{suffix})", suffix=suffix.casefold())
    return None
