"""A file handed in as evidence: what it is by its bytes, and whether it may come in.

A file comes in when it is of an accepted kind, whole, of ordinary size, bears a name that says what it is, and
holds nothing that runs or is fetched when somebody opens it. Its bytes are never changed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from intake.errors import UnreadableEvidence, UnreadableFile, unreadable_as
from intake.evidence_image import check_image, image_type
from intake.evidence_office import DOCX, ODS, ODT, OLE2, PPTX, XLSX, check_office
from intake.evidence_pdf import check_pdf
from intake.geojson import check_geojson
from intake.limits import MIB, Source, read_source, shown_name
from intake.programs import program
from planning.wording import msgid, words

MAX_EVIDENCE_BYTES = 64 * MIB
"""One file; a contract of 300 scanned pages takes about 30 MiB, a drawing with its references about 20 MiB."""
MAX_NAME = 200
"""Characters of a name; with more, it cannot be stored everywhere, nor printed in a list."""
MAX_FEATURES = 200_000
"""Features of one GeoJSON; the buildings of a whole kota."""
MIN_DWG_BYTES = 256
"""The header of a drawing alone is longer."""


class FileKind(StrEnum):
    """What a file handed in is good for."""

    PDF = msgid("PDF")
    IMAGE = msgid("image")
    OFFICE = msgid("Office file")
    DRAWING = msgid("drawing")
    GEOJSON = msgid("GeoJSON")


@dataclass(frozen=True)
class EvidenceFile:
    """A file that may come in; `media_type` and `kind` are those of its bytes, which its name agrees with."""

    source: Source
    media_type: str
    kind: FileKind


PDF = "application/pdf"
DXF = "image/vnd.dxf"
DWG = "image/vnd.dwg"
GEOJSON = "application/geo+json"

_SUFFIXES: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    ODT: (".odt",),
    ODS: (".ods",),
    DXF: (".dxf",),
    DWG: (".dwg",),
    GEOJSON: (".geojson", ".json"),
}
_DWG_VERSIONS = frozenset(
    {b"AC1012", b"AC1014", b"AC1015", b"AC1018", b"AC1021", b"AC1024", b"AC1027", b"AC1032"}
)
"""Release 13 to 2018, which is also what the releases after it write."""

_BINARY_DXF = b"AutoCAD Binary DXF\r\n\x1a\x00"
_BINARY_DXF_END = re.compile(rb"EOF\x00*\Z")
_DXF = re.compile(rb"\s*+(?>999[ \t]*+\r?\n[^\n]*+\n\s*+)*+0[ \t]*+\r?\n[ \t]*+SECTION[ \t]*+\r?\n")
_DXF_COMMENTS_BYTES = MIB
"""Where a drawing must begin; comments before it are a few lines."""
_DXF_END = re.compile(rb"\n[ \t]*0[ \t]*\r?\n[ \t]*EOF\s*\x1a?\s*\Z")

_ACCEPTED = msgid("PDF, JPEG, PNG, TIFF, WebP, HEIC, DOCX, XLSX, PPTX, ODT, ODS, DXF, DWG or GeoJSON")
_AS_PDF = msgid("Save, print or scan it as PDF and hand that in.")
_AS_PICTURE = msgid("Save it as PNG or PDF and hand that in.")
_UNPACK = msgid("Unpack it and hand in the files one by one.")
_AS_FRAMES = msgid("Hand in photos of what it shows.")
_NOT_THIS = msgid("Do not open it; ask its sender for the document itself, as PDF.")
_EXPORT_DRAWING = msgid("Save the drawing again as DWG 2018 or DXF, or plot it to PDF.")

_OTHER_BYTES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK", msgid("an empty or damaged zip archive"), msgid("Download or save the file again.")),
    (b"Rar!", msgid("a RAR archive"), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", msgid("a 7z archive"), _UNPACK),
    (b"\x1f\x8b", msgid("a gzip archive"), _UNPACK),
    (b"BZh", msgid("a bzip2 archive"), _UNPACK),
    (b"\xfd7zXZ\x00", msgid("an xz archive"), _UNPACK),
    (b"GIF8", msgid("a GIF picture"), _AS_PICTURE),
    (b"BM", msgid("a BMP picture"), _AS_PICTURE),
    (b"II+\x00", msgid("a BigTIFF picture"), _AS_PICTURE),
    (b"MM\x00+", msgid("a BigTIFF picture"), _AS_PICTURE),
    (b"{\\rtf", msgid("an RTF text"), _AS_PDF),
    (b"\x1aE\xdf\xa3", msgid("a video"), _AS_FRAMES),
    (b"FLV", msgid("a video"), _AS_FRAMES),
    (b"\x00\x00\x01\xba", msgid("a video"), _AS_FRAMES),
    (b"RIFF", msgid("a video or a sound"), _AS_FRAMES),
    (b"OggS", msgid("a video or a sound"), _AS_FRAMES),
    (b"ID3", msgid("a sound"), _AS_FRAMES),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<table", b"<meta", b"<style")


def read_evidence_file(path: Path) -> EvidenceFile:
    """The file at `path`, checked. Raises `UnreadableEvidence`: what was found, and what to do instead."""
    with unreadable_as(UnreadableEvidence):
        _check_characters(shown_name(path.name))
        source = read_source(path, largest=MAX_EVIDENCE_BYTES)
        kind, media_type = _checked(source)
        _check_name(source, media_type)
        return EvidenceFile(source, media_type, kind)


def _checked(source: Source) -> tuple[FileKind, str]:
    data = source.data
    picture = image_type(data)
    if picture is not None:
        check_image(source, picture)
        return FileKind.IMAGE, picture
    if data.startswith(b"PK\x03\x04"):
        return FileKind.OFFICE, check_office(source)
    if data.startswith((b"AC10", b"AC1.", b"AC2.", b"MC0.")):
        _check_dwg(source)
        return FileKind.DRAWING, DWG
    if data.startswith(_BINARY_DXF) or _DXF.match(data[:_DXF_COMMENTS_BYTES].removeprefix(b"\xef\xbb\xbf")):
        _check_dxf(source)
        return FileKind.DRAWING, DXF
    if not data.startswith(b"%PDF-"):
        # A PDF may begin with up to 1024 other bytes, but not if these make it something else too.
        _refuse_known(source)
    if b"%PDF-" in data[:1024]:
        check_pdf(source)
        return FileKind.PDF, PDF
    if re.match(rb"(?:\xef\xbb\xbf)?+\s*+\{", data):
        check_geojson(source, MAX_FEATURES)
        return FileKind.GEOJSON, GEOJSON
    return _refuse_unknown(source)


def _check_characters(name: str) -> None:
    """Refuse a name that cannot be stored and printed as it is."""
    # Control characters, marks that change the direction of writing or have no width, and line breaks.
    hidden = [each for each in name if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    if hidden:
        expected = msgid("a name of characters that can be seen")
        found = words("a hidden one in it (U+{number})", number=f"{ord(hidden[0]):04X}")
    elif len(name) > MAX_NAME:
        expected = words("a name of at most {limit} characters", limit=MAX_NAME)
        found = words("{count} characters", count=len(name))
    else:
        return
    where = "".join(f"<U+{ord(each):04X}>" if each in hidden else each for each in name)
    if len(where) > MAX_NAME:
        where = f"{where[: MAX_NAME - 1]}…"
    remedy = msgid("Rename the file, in letters, digits and hyphens, and hand it in again.")
    raise UnreadableFile(expected=expected, found=found, where=where, remedy=remedy)


def _check_name(source: Source, media_type: str) -> None:
    suffixes = _SUFFIXES[media_type]
    if source.suffix in suffixes:
        return
    given = words("a name that ends in {suffix}", suffix=source.suffix) if source.suffix else words("none")
    endings = ", ".join(suffixes)
    _refuse(
        source,
        words(
            "a name that ends as its content does ({endings}: {media_type})",
            endings=endings,
            media_type=media_type,
        ),
        given,
        "Look at what the file holds; if it is the right one, rename it.",
    )


def _check_dwg(source: Source) -> None:
    version = source.data[:6]
    if version not in _DWG_VERSIONS:
        _refuse(
            source,
            "a DWG of release 13 to 2018 (AC1012 to AC1032)",
            words("version {version}", version=repr(version.decode("ascii", "replace"))),
            _EXPORT_DRAWING,
        )
    if len(source.data) < MIN_DWG_BYTES:
        _refuse(source, "a whole drawing", "one that is cut off", _EXPORT_DRAWING)


def _check_dxf(source: Source) -> None:
    binary = source.data.startswith(_BINARY_DXF)
    end = _BINARY_DXF_END if binary else _DXF_END
    if not end.search(source.data[-256:]):
        _refuse(source, "a whole drawing, which ends with EOF", "one that is cut off", _EXPORT_DRAWING)
    if not binary and b"\x00" in source.data:
        _refuse(source, "a drawing of text (DXF)", "bytes that no text holds", _EXPORT_DRAWING)


def _refuse_known(source: Source) -> None:
    """Refuse what the first bytes show to be of a kind that is not accepted."""
    data = source.data
    head = data[:4096]
    what = program("", head)
    if what is not None:
        _refuse(source, _ACCEPTED, what, _NOT_THIS)
    if head.startswith(OLE2):
        if "EncryptedPackage".encode("utf-16-le") in data:
            _refuse(
                source,
                _ACCEPTED,
                "an Office file locked by a password",
                "Remove the password and save it again.",
            )
        _refuse(
            source,
            _ACCEPTED,
            "an old Office file (DOC, XLS or PPT of 97-2003)",
            "Open it in an Office program and save it as DOCX, XLSX, PPTX or PDF.",
        )
    for magic, found, remedy in _OTHER_BYTES:
        # Two letters can begin a text; the length in the header of a BMP cannot.
        if head.startswith(magic) and not (magic == b"BM" and head[6:10] != bytes(4)):
            _refuse(source, _ACCEPTED, found, remedy)
    if head[4:8] == b"ftyp":
        if head[8:12] in {b"avif", b"avis"}:
            _refuse(source, _ACCEPTED, "an AVIF picture", _AS_PICTURE)
        _refuse(source, _ACCEPTED, "a video", _AS_FRAMES)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if re.search(rb"<(?:\w+:)?svg[\s>]", start) and start.startswith(b"<"):
        _refuse(source, _ACCEPTED, "an SVG drawing, which can hold scripts", _AS_PICTURE)
    if start.startswith(_HTML):
        _refuse(source, _ACCEPTED, "a web page (HTML)", _AS_PDF)
    if start.startswith(b"<?xml"):
        _refuse(source, _ACCEPTED, "an XML file", _AS_PDF)


def _refuse_unknown(source: Source) -> NoReturn:
    what = program(source.name, b"")
    if what is not None:
        _refuse(source, _ACCEPTED, what, _NOT_THIS)
    try:
        source.data.decode("utf-8")
        plain = b"\x00" not in source.data
    except UnicodeDecodeError:
        plain = False
    if plain:
        _refuse(source, _ACCEPTED, "plain text", _AS_PDF)
    _refuse(source, _ACCEPTED, "data of an unknown kind", _AS_PDF)


def _refuse(source: Source, expected: str, found: str, remedy: str) -> NoReturn:
    raise UnreadableFile(expected=expected, found=found, where=source.name, remedy=remedy)
