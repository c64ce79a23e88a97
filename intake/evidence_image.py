"""Pictures and scans as evidence: their kind by the first bytes, their size by the header.

Nothing is decoded, so a small file that unfolds to gigabytes costs nothing here and is refused for whoever
opens it later. Formats: PNG (ISO/IEC 15948), JPEG (ITU-T T.81), TIFF 6.0, WebP (RFC 9649), HEIF (ISO/IEC 23008-12).
"""

from __future__ import annotations

import struct
from typing import NoReturn

from intake.errors import UnreadableFile
from intake.limits import Source
from planning.wording import words

MAX_PIXELS = 200_000_000
"""Pixels of one picture; an A0 sheet scanned at 300 dpi has 139 million."""
MAX_TIFF_PAGES = 2_000
"""Pages of one TIFF; a scanned contract with its annexes has some hundreds."""
MAX_TIFF_STRIPS = 2_000_000
"""Strips and tiles of all pages, counted with their lengths; a page with one strip a row has some thousands."""

_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis"})
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_WIDTH, _HEIGHT = 256, 257
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_TIFF_TAGS = frozenset({_WIDTH, _HEIGHT, _STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES})


class _DamagedError(Exception):
    """A header that breaks its format."""


def image_type(data: bytes) -> str | None:
    """The media type of a picture by its first bytes, None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(_PNG):
        return "image/png"
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return "image/tiff"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        length = int.from_bytes(data[:4], "big")
        brands = {data[at : at + 4] for at in (8, *range(16, min(length, 256), 4))}
        if data[8:12] in _HEIC or (data[8:12] in {b"mif1", b"msf1"} and brands & _HEIC):
            return "image/heic"
    return None


def check_image(source: Source, media_type: str) -> None:
    """Refuse a picture with a damaged header, cut off, or of too many pixels. Raises `UnreadableFile`."""
    try:
        sizes = _sizes(source.data, media_type)
    except (_DamagedError, struct.error, IndexError) as error:
        reason = str(error) if isinstance(error, _DamagedError) else "cut off"
        _refuse(
            source,
            "a whole picture",
            words("a damaged one ({reason})", reason=reason),
            "Copy it from the camera or scan it again.",
        )
    for width, height in sizes:
        if width * height > MAX_PIXELS:
            _refuse(
                source,
                words("a picture of at most {limit} million pixels", limit=MAX_PIXELS // 1_000_000),
                words("{width} × {height} pixels", width=width, height=height),
                "Scan it at a lower resolution, or save it smaller.",
            )
        if not (width and height):
            _refuse(
                source,
                "a whole picture",
                "a picture without pixels",
                "Copy it from the camera or scan it again.",
            )


def _refuse(source: Source, expected: str, found: str, remedy: str) -> NoReturn:
    raise UnreadableFile(expected=expected, found=found, where=source.name, remedy=remedy)


def _sizes(data: bytes, media_type: str) -> list[tuple[int, int]]:
    match media_type:
        case "image/png":
            return [_png(data)]
        case "image/jpeg":
            return [_jpeg(data)]
        case "image/tiff":
            return _tiff(data)
        case "image/webp":
            return [_webp(data)]
    # HEIC: the size lies deep in its boxes, and phones write no picture beyond the limit.
    if int.from_bytes(data[:4], "big") > len(data):
        raise _DamagedError("cut off")
    return []


def _png(data: bytes) -> tuple[int, int]:
    length, kind, width, height = struct.unpack_from(">I4sII", data, 8)
    if (length, kind) != (13, b"IHDR"):
        raise _DamagedError("no IHDR")
    at = len(_PNG)
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        at += length + 12
    if at > len(data):
        raise _DamagedError("cut off")
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        if data[at] != 0xFF:
            raise _DamagedError(f"no marker at byte {at}")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _BARE_MARKERS:
            at += 2
        elif marker in {_START_OF_SCAN, _END_OF_IMAGE}:
            raise _DamagedError("no frame header")
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            if length < 2:
                raise _DamagedError(f"a segment without length at byte {at}")
            if marker in _FRAME_MARKERS:
                height, width = struct.unpack_from(">HH", data, at + 5)
                # A thumbnail in an earlier segment has an end of its own.
                if data.find(bytes((0xFF, _END_OF_IMAGE)), at + 2 + length) < 0:
                    raise _DamagedError("cut off")
                return width, height
            at += 2 + length


def _tiff(data: bytes) -> list[tuple[int, int]]:
    order = "<" if data.startswith(b"II") else ">"
    (at,) = struct.unpack_from(order + "I", data, 4)
    seen: set[int] = set()
    sizes = []
    read = 0
    while at:
        if at in seen or len(seen) >= MAX_TIFF_PAGES:
            raise _DamagedError(f"pages in a circle, or more than {MAX_TIFF_PAGES}")
        seen.add(at)
        (count,) = struct.unpack_from(order + "H", data, at)
        found: dict[int, tuple[int, ...]] = {}
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, values = struct.unpack_from(order + "HHI", data, entry)
            if tag not in _TIFF_TAGS:
                continue
            read += values
            if kind not in {3, 4} or read > MAX_TIFF_STRIPS:
                raise _DamagedError(f"a size that is no number, or more than {MAX_TIFF_STRIPS} strips")
            inline = values * (kind - 2) <= 2
            place = entry + 8 if inline else struct.unpack_from(order + "I", data, entry + 8)[0]
            found[tag] = struct.unpack_from(f"{order}{values}{'H' if kind == 3 else 'I'}", data, place)
        if not (found.get(_WIDTH) and found.get(_HEIGHT)):
            raise _DamagedError("a page without size")
        for starts, lengths in ((_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)):
            ends = map(int.__add__, found.get(starts, ()), found.get(lengths, ()))
            if max(ends, default=0) > len(data):
                raise _DamagedError("cut off")
        sizes.append((found[_WIDTH][0], found[_HEIGHT][0]))
        (at,) = struct.unpack_from(order + "I", data, at + 2 + 12 * count)
    if not sizes:
        raise _DamagedError("no page")
    return sizes


def _webp(data: bytes) -> tuple[int, int]:
    if int.from_bytes(data[4:8], "little") + 8 > len(data):
        raise _DamagedError("cut off")
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L" and data[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise _DamagedError("no picture in it")
