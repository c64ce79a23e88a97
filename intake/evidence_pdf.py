"""PDF as evidence: whole, readable without a password, and with nothing in it that acts by itself.

The bytes are only read, never written again, so that a signature in them stays valid. Names of active content:
ISO 32000-2, 12.6.3 (events that start actions), 12.6.4 (actions), 12.7.8 (XFA), 13.7 (rich media), 7.11.4
(embedded files).
"""

from __future__ import annotations

import io
import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pikepdf

from intake.errors import UnreadableFile
from intake.limits import MIB, Source
from intake.programs import program
from planning.wording import msgid, words

MAX_OBJECTS = 500_000
"""Objects of one PDF; a report of a thousand pages with maps has some ten thousand."""
MAX_STREAM_BYTES = 32 * MIB
"""What one stream may unpack to where its content must be read; lists of objects stay below 1 MiB."""

_LIMITED = threading.Lock()

_SUSPICIOUS = re.compile(
    rb"/(?:JS|JavaScript|OnInstantiate|Launch|RichMedia\w*|XFA|EF|OpenAction|AA|A|PA)(?![^\s()<>\[\]{}/%])"
)
_HARMLESS = ("reported number of objects", "extraneous whitespace seen before xref")
"""Slips of the programs that write PDF; every object is found in spite of them."""
_NAMES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_HEAD = 64

_SCRIPT = msgid("a PDF with JavaScript")
_LAUNCH = msgid("a PDF that starts a program (Launch)")
_RICH_MEDIA = msgid("a PDF with rich media (Flash, video, 3D)")
_XFA = msgid("a PDF with an XFA form")
_ACTIONS = {"/JavaScript": _SCRIPT, "/Launch": _LAUNCH, "/RichMediaExecute": _RICH_MEDIA}
"""Actions that are refused wherever their name stands."""
_BY_ITSELF = frozenset({"/GoTo", "/Named"})
"""What may happen when a PDF is opened, a page turned or a field entered: another view of the same pages."""
_NOT_EVEN_CLICKED = frozenset(
    {"/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound", "/Thread", *_ACTIONS}
)
"""What a link or button may not do either: open other files, send or fetch data, play something."""

_PASSIVE = msgid("a PDF that only shows its pages")
_PRINT = msgid("Print it to a new PDF, or scan the signed paper.")
_SAVE_AGAIN = msgid("Save or download it again; if it was scanned, scan it again.")


def check_pdf(source: Source) -> None:
    """Refuse a PDF that is damaged, locked, without pages or with active content. Raises `UnreadableFile`."""
    try:
        # Repaired silently, a damaged file could show other content here than in the program that opens it.
        with (
            _limited(),
            pikepdf.open(
                io.BytesIO(source.data), attempt_recovery=False, inherit_page_attributes=False
            ) as pdf,
        ):
            _check(source, pdf)
    except pikepdf.PasswordError:
        _refuse(
            source,
            "a PDF that opens without a password",
            "a PDF locked by a password",
            "Remove the password and save it again.",
        )
    except UnreadableFile:
        raise
    except (pikepdf.PikepdfError, RuntimeError, ValueError, TypeError, LookupError, ArithmeticError) as error:
        _damaged(source, str(error))


@contextmanager
def _limited() -> Iterator[None]:
    """The limits for one check, one check at a time, because qpdf keeps its limits for the whole process.

    Another thread that reads a PDF meanwhile is held to them too; the house's own PDFs stay far below.
    """
    with _LIMITED:
        before = pikepdf.settings.set_qpdf_limits(
            flate_max_memory=MAX_STREAM_BYTES,
            png_max_memory=MAX_STREAM_BYTES,
            run_length_max_memory=MAX_STREAM_BYTES,
            tiff_max_memory=MAX_STREAM_BYTES,
            max_stream_filters=4,
        )
        try:
            yield
        finally:
            pikepdf.settings.set_qpdf_limits(**before)  # type: ignore[arg-type]


def _check(source: Source, pdf: pikepdf.Pdf) -> None:
    objects = pdf.objects
    actions = _Actions(source)
    if len(objects) > MAX_OBJECTS:
        _refuse(
            source,
            words("a PDF of at most {limit} objects", limit=MAX_OBJECTS),
            words("{count} objects", count=len(objects)),
            _PRINT,
        )
    for each in (*objects, pdf.trailer):
        shown = each.stream_dict if isinstance(each, pikepdf.Stream) else each
        # Numbers and truth values come as those of Python.
        if not isinstance(shown, pikepdf.Object) or not _SUSPICIOUS.search(shown.unparse(resolved=True)):
            continue
        if isinstance(shown, pikepdf.Name) and str(shown) in _ACTIONS:
            _refuse(source, _PASSIVE, _ACTIONS[str(shown)], _PRINT)
        for dictionary in _dictionaries(shown):
            _check_dictionary(source, dictionary)
            actions.check(dictionary)
    # An object that cannot be read counts as null, with a warning: it could be anything.
    for warning in pdf.get_warnings():
        if not any(each in str(warning) for each in _HARMLESS):
            _damaged(source, str(warning))
    # Counted last: what is amended in the tree of pages is warned of too, and hides nothing.
    if len(pdf.pages) < 1:
        _refuse(source, "a PDF with at least one page", "none", _SAVE_AGAIN)


def _dictionaries(top: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """`top` and the dictionaries inside it; what it only refers to is an object of its own."""
    left: list[object] = [top]
    while left:
        each = left.pop()
        if isinstance(each, pikepdf.Dictionary):
            yield each
            parts: list[object] = [*each.values()]
        elif isinstance(each, pikepdf.Array):
            parts = [*each]
        else:
            continue
        left += [part for part in parts if isinstance(part, pikepdf.Object) and not part.is_indirect]


def _check_dictionary(source: Source, found: pikepdf.Object) -> None:
    action = found.get("/S")
    active = _ACTIONS.get(str(action)) if isinstance(action, pikepdf.Name) else None
    if isinstance(found.get("/JS"), (pikepdf.String, pikepdf.Stream)) or "/OnInstantiate" in found:
        # A font may be named /JS; a script is a text.
        active = _SCRIPT
    elif found.get("/Subtype") == pikepdf.Name("/RichMedia") or "/RichMediaContent" in found:
        active = _RICH_MEDIA
    elif "/XFA" in found:
        active = _XFA
    if active is not None:
        _refuse(source, _PASSIVE, active, _PRINT)
    embedded = found.get("/EF")
    if isinstance(embedded, pikepdf.Dictionary):
        names = {str(found[key]) for key in _NAMES if isinstance(found.get(key), pikepdf.String)} or {""}
        for stream in embedded.values():
            if not isinstance(stream, pikepdf.Stream):
                _damaged(source, "an embedded file without content")
            head = _head(source, stream)
            for name in sorted(names):
                _check_embedded(source, name, head)


class _Actions:
    """The actions of one PDF, each looked at once for each way that it can start."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: set[tuple[tuple[int, int], bool]] = set()

    def check(self, found: pikepdf.Object) -> None:
        """Refuse what `found` does by itself or when clicked, if it may not. Raises `UnreadableFile`."""
        self._follow(found.get("/OpenAction"), by_itself=True)
        events = _as_dictionary(found.get("/AA"))
        for action in events.values() if events is not None else ():
            self._follow(action, by_itself=True)
        self._follow(found.get("/A"), by_itself=False)
        self._follow(found.get("/PA"), by_itself=False)

    def _follow(self, first: object, *, by_itself: bool) -> None:
        """An action and those after it; what is no dictionary is a place in this PDF."""
        left = [first]
        while left:
            each = left.pop()
            if isinstance(each, pikepdf.Object) and each.is_indirect:
                if (each.objgen, by_itself) in self._seen:
                    continue
                self._seen.add((each.objgen, by_itself))
            action = _as_dictionary(each)
            if action is None:
                continue
            # A script is named as such, whatever holds it.
            _check_dictionary(self._source, action)
            kind = action.get("/S")
            if kind is not None:
                self._check_kind(str(kind), by_itself=by_itself)
            following = action.get("/Next")
            left += [*following] if isinstance(following, pikepdf.Array) else [following]

    def _check_kind(self, kind: str, *, by_itself: bool) -> None:
        if by_itself and kind not in _BY_ITSELF:
            found = words("a PDF that acts without being asked to ({action})", action=kind.lstrip("/")[:80])
        elif not by_itself and kind in _NOT_EVEN_CLICKED:
            found = words(
                "a link or button that opens, sends, fetches or plays something ({action})",
                action=kind.lstrip("/"),
            )
        else:
            return
        _refuse(self._source, _PASSIVE, _ACTIONS.get(kind, found), _PRINT)


def _as_dictionary(found: object) -> pikepdf.Object | None:
    if isinstance(found, pikepdf.Stream):
        return found.stream_dict
    return found if isinstance(found, pikepdf.Dictionary) else None


def _check_embedded(source: Source, name: str, head: bytes) -> None:
    what = program(name, head)
    if what is not None:
        _refuse(
            source,
            "a PDF without programs in it",
            words("the embedded file {name}, {what}", name=repr(name[:80]), what=what),
            "Remove the embedded file and save the PDF again.",
        )


def _head(source: Source, stream: pikepdf.Stream) -> bytes:
    """The first bytes of an embedded file, without unpacking more of it."""
    filters = stream.get("/Filter")
    if isinstance(filters, pikepdf.Array) and len(filters) <= 1:
        filters = filters[0] if len(filters) else None
    raw = stream.read_raw_bytes()
    if filters is None:
        return raw[:_HEAD]
    if filters == pikepdf.Name("/FlateDecode"):
        try:
            return zlib.decompressobj().decompress(raw, _HEAD)
        except zlib.error as error:
            _damaged(source, f"an embedded file: {error}")
    return _refuse(
        source,
        "embedded files packed by FlateDecode",
        words("one packed by {filters}, which hides what it is", filters=repr(filters)[:80]),
        "Remove the embedded file and save the PDF again.",
    )


def _damaged(source: Source, reason: str) -> NoReturn:
    # The library names its stream object, with an address in memory.
    reason = re.sub(r"stream <[^>]*>(?: \(([^)]*)\))?:? ?", r"\1 ", reason).strip()
    _refuse(
        source,
        "a whole PDF",
        words("a damaged or unsafe one ({reason})", reason=reason[:200]),
        _SAVE_AGAIN,
    )


def _refuse(source: Source, expected: str, found: str, remedy: str) -> NoReturn:
    raise UnreadableFile(expected=expected, found=found, where=source.name, remedy=remedy)
