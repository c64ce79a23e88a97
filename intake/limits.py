"""The gate before any parser: size, kind, and for workbooks everything that could exhaust memory.

A workbook is unpacked once here without keeping it: what is measured is what comes out of the archive, never
what its headers claim. The same pass notes the cells that hold a spreadsheet error, because the reader that
follows shows them as blank. Figures are set for a file of the whole nation (319,091 RT) with room to spare.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from intake.errors import UnreadableFile
from intake.workbook_xml import PartReader, SheetNotes, damaged
from planning.wording import msgid, words

MIB = 1024 * 1024
MAX_TABLE_BYTES = 256 * MIB
"""Text table; the nation takes about 45 MiB."""
MAX_WORKBOOK_BYTES = 128 * MIB
"""Packed workbook; the nation takes about 50 MiB."""
MAX_UNPACKED_BYTES = 768 * MIB
"""All parts of a workbook unpacked; the nation takes about 350 MiB."""
MAX_RATIO = 100
"""Unpacked to packed; survey workbooks stay below 20, archive bombs begin near 1000."""
RATIO_FREE_BYTES = 32 * MIB
"""Below this a high ratio is harmless: a sheet of equal rows packs very well."""
MAX_ENTRIES = 2_000
"""Parts of a workbook; one with charts and pictures on every sheet has some hundreds."""
MAX_ROWS = 500_000
"""Rows of a survey; one and a half times the RT of the nation's slum data."""
MAX_COLUMNS = 256
"""Columns of a survey; the widest rule set needs 35."""

_MEDIA = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".json": "application/geo+json",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
_CHUNK = 256 * 1024
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    KeyError,
)
"""What the archive module raises for damaged or strange archives."""
_READABLE = msgid("an XLSX workbook or a CSV table")
_SAVE_AS = msgid("Open it in a spreadsheet program and save it as XLSX or CSV (UTF-8).")


def shown_name(path: Path | str) -> str:
    """A path or file name as it is stored and printed; bytes of it that are not UTF-8 become `�`."""
    return os.fsencode(path).decode("utf-8", "replace")


@dataclass(frozen=True)
class Source:
    """The bytes of one file, read once; everything later works on exactly these."""

    name: str
    suffix: str
    data: bytes = field(repr=False)
    sha256: str

    @property
    def media_type(self) -> str:
        """What the name says that the bytes are."""
        return _MEDIA.get(self.suffix, "application/octet-stream")

    @property
    def is_workbook(self) -> bool:
        return self.data.startswith(b"PK\x03\x04")


def read_source(path: Path | str, *, largest: int = MAX_TABLE_BYTES, empty: bool = False) -> Source:
    """The bytes of a regular file of at most `largest` bytes; of none only where `empty`.

    Raises `UnreadableFile`.
    """
    path = Path(path)
    name = shown_name(path.name or path)
    try:
        # A pipe or a device would block or never end, so the kind is asked before the file is opened.
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            found = (
                msgid("a directory") if stat.S_ISDIR(mode) else msgid("something that is not a regular file")
            )
            raise UnreadableFile(expected="a file", found=found, where=name, remedy="Name one file.")
        with path.open("rb") as file:
            data = file.read(largest + 1)
            size = max(len(data), os.fstat(file.fileno()).st_size)
    except FileNotFoundError:
        raise UnreadableFile(
            expected="a file", found="none with this name", where=name, remedy="Check the path."
        ) from None
    except PermissionError:
        raise UnreadableFile(
            expected="a file that may be read",
            found="no permission to read it",
            where=name,
            remedy="Ask its owner for permission, or copy it to a folder of yours.",
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableFile(
            expected="a file that can be read",
            found=reason,
            where=name,
            remedy="Check the path and the disk.",
        ) from error
    if len(data) > largest:
        raise UnreadableFile(
            expected=words("a file of at most {limit} MiB", limit=largest // MIB),
            found=f"{size / MIB:.1f} MiB",
            where=name,
            remedy="Make it smaller, or split it and read the parts one by one.",
        )
    if not data and not empty:
        raise UnreadableFile(
            expected="a file with content",
            found="an empty file",
            where=name,
            remedy="Save or download it again.",
        )
    return Source(name, Path(name).suffix.lower(), data, hashlib.sha256(data).hexdigest())


def refuse_other_kinds(source: Source) -> None:
    """Refuse what is neither a zip archive nor text, by content and by name. Raises `UnreadableFile`."""
    if source.is_workbook:
        return
    head = source.data[:4096]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # An encrypted XLSX hides in the same container as a workbook of Excel 97; its streams tell.
        encrypted = "EncryptedPackage".encode("utf-16-le") in source.data
        found = (
            msgid("a workbook locked by a password")
            if encrypted
            else msgid("an old workbook (.xls, Excel 97-2003)")
        )
        remedy = msgid("Remove the password and save it again.") if encrypted else _SAVE_AS
    elif start.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<meta", b"<style")):
        found, remedy = msgid("a web page (HTML)"), _SAVE_AS
    elif start.startswith(b"<?xml"):
        found, remedy = msgid("an XML file"), _SAVE_AS
    elif start.startswith(b"%pdf-"):
        found, remedy = msgid("a PDF"), msgid("Ask for the workbook that it was printed from.")
    elif head.startswith(b"PK"):
        found, remedy = msgid("an empty or damaged zip archive"), msgid("Download or save the file again.")
    elif source.suffix in (".xlsx", ".xlsm", ".xls", ".ods"):
        found, remedy = words("text or other data under the name {suffix}", suffix=source.suffix), _SAVE_AS
    else:
        return
    raise UnreadableFile(expected=_READABLE, found=found, where=source.name, remedy=remedy)


def inspect_workbook(source: Source) -> SheetNotes:
    """Unpack every part once, without keeping it, within the limits above; what it noted about cells.

    Raises `UnreadableFile` for archives that are too large, damaged, encrypted, hold macros, are no XLSX
    workbook, or hold XML with a document type.
    """
    _size_limit(source)
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            _check_names(source, archive)
            return _unpack(source, archive)
    except BROKEN_ARCHIVE as error:
        raise damaged(source.name, str(error)) from error


def _size_limit(source: Source) -> None:
    if len(source.data) > MAX_WORKBOOK_BYTES:
        raise UnreadableFile(
            expected=words("a workbook of at most {limit} MiB", limit=MAX_WORKBOOK_BYTES // MIB),
            found=f"{len(source.data) / MIB:.1f} MiB",
            where=source.name,
            remedy="Remove pictures and other sheets, or save the survey as CSV.",
        )


def _check_names(source: Source, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > MAX_ENTRIES:
        raise UnreadableFile(
            expected=words("a workbook of at most {limit} parts", limit=MAX_ENTRIES),
            found=words("{count} parts", count=len(names)),
            where=source.name,
            remedy="Save only the survey sheet as a new workbook.",
        )
    if unsafe_names(names):
        raise damaged(source.name, "parts with doubled or unsafe names")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile(
            expected="an XLSX workbook",
            found="an encrypted archive",
            where=source.name,
            remedy="Remove the password and save it again.",
        )
    known = set(names)
    if "xl/workbook.xml" not in known:
        raise UnreadableFile(
            expected="an XLSX workbook", found=_what_is(known), where=source.name, remedy=_SAVE_AS
        )
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile(
            expected="a workbook without macros",
            found="macros (vbaProject.bin)",
            where=source.name,
            remedy="Save it as XLSX (not XLSM); values stay, macros go.",
        )


def unsafe_names(names: Sequence[str]) -> bool:
    """Whether parts of an archive have one name, or a name that leads out of the folder it is unpacked in."""
    return len({name.casefold() for name in names}) < len(names) or any(_escapes(name) for name in names)


def _escapes(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


def _what_is(names: set[str]) -> str:
    if "word/document.xml" in names:
        return msgid("a Word document (.docx)")
    if "xl/workbook.bin" in names:
        return msgid("a binary workbook (.xlsb)")
    if "content.xml" in names:
        return msgid("an OpenDocument file (.ods)")
    return msgid("a zip archive without a workbook in it")


def _unpack(source: Source, archive: zipfile.ZipFile) -> SheetNotes:
    reader = PartReader(source.name)
    total = 0
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        with archive.open(entry) as part, reader.part(entry.filename) as feed:
            for chunk in chunks(part):
                total += len(chunk)
                _unpacked_limit(source, total)
                feed(chunk)
    return reader.notes()


def chunks(part: IO[bytes]) -> Iterator[bytes]:
    """The bytes of one part of an archive, a quarter of a MiB at a time."""
    while chunk := part.read(_CHUNK):
        yield chunk


def _unpacked_limit(source: Source, total: int) -> None:
    if total > MAX_UNPACKED_BYTES:
        found = words("more than {limit} MiB when unpacked", limit=MAX_UNPACKED_BYTES // MIB)
    elif total > RATIO_FREE_BYTES and total > MAX_RATIO * len(source.data):
        found = words("an archive that unpacks to more than {limit} times its size", limit=MAX_RATIO)
    else:
        return
    raise UnreadableFile(
        expected="an XLSX workbook of ordinary size",
        found=found,
        where=source.name,
        remedy="Copy the survey rows into a new workbook, or save them as CSV.",
    )
