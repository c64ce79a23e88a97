"""PDF of a document: one WeasyPrint run over the numbered HTML, as tagged PDF/A-3a.

The writer owns nothing of the content. It hands the HTML of the tree and one stylesheet to WeasyPrint,
serves the images from the asset map and from nowhere else, takes every date from the document, and adds
what WeasyPrint leaves out: page labels (i, ii, … 1, 2, …) and the snapshot as an attachment. The same
input gives the same bytes in any process, time zone and working folder.
"""

from __future__ import annotations

import gc
import io
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import unquote
from xml.sax.saxutils import escape

from planning.errors import NahkodaError
from planning.wording import words

if TYPE_CHECKING:
    from types import ModuleType
    from xml.etree.ElementTree import Element

    from generators.assets import Asset

TEXT_WIDTH_MM = 160.0
"""Width of the text column on a portrait page; must equal the margins in `templates/styles/document.css`."""

LANDSCAPE_TEXT_WIDTH_MM = 253.0
"""Width of the text column on a landscape page."""

_DRAFT_MARK = "nahkoda-draft-mark"


class PdfEngineError(NahkodaError):
    """WeasyPrint cannot be loaded, nearly always because Pango is not installed."""

    code = "N310"


class PdfAddressError(NahkodaError):
    """The document asks for something outside its own assets: a file, a network address, inline data."""

    code = "N311"
    exit_code: ClassVar[int] = 1


class PdfUncleanError(NahkodaError):
    """The layout engine complained: an unreadable image, a dangling link, an unknown style property."""

    code = "N312"
    exit_code: ClassVar[int] = 1


@dataclass(frozen=True)
class EmbeddedFile:
    """A file carried inside the PDF, for a document its own snapshot.

    `relationship` is the PDF/A-3 word for what the file is to the document: `Data` (what tables and
    figures were made from) or `Source` (what the whole document was made from).
    """

    name: str
    data: bytes
    description: str
    relationship: Literal["Data", "Source", "Alternative", "Supplement"] = "Source"


@dataclass(frozen=True)
class PdfResult:
    """A finished PDF.

    `data` are the bytes; `page_labels` the label of each page in order (`""` for the cover, then `i`,
    `ii`, … and `1`, `2`, …); `anchor_labels` the label of the page on which each id of the document
    first stands, which is what a table of contents prints.
    """

    data: bytes
    page_labels: tuple[str, ...]
    anchor_labels: Mapping[str, str]


def write_pdf(
    html: str,
    assets: Mapping[str, Asset],
    *,
    stylesheet: str,
    attachment: EmbeddedFile | None = None,
) -> PdfResult:
    """Lay out one document and return its PDF/A-3a bytes with the page label of every id.

    `html` is the final HTML of the tree (numbers and contents filled in), `assets` the images by the
    name used in `img[src="asset:NAME"]`, `stylesheet` the CSS text. Vector images are preferred to
    raster ones.

    Raises `PdfEngineError` without Pango, `PdfAddressError` for an address that is not an asset of
    this document, `PdfUncleanError` for anything WeasyPrint would otherwise only log.
    """
    engine = _load_engine()
    complaints: list[str] = []
    with quiet_collector(), _collected_log(complaints), _refusals_as_errors():
        return _write(
            engine, html, assets, stylesheet=stylesheet, attachment=attachment, complaints=complaints
        )


def _write(
    engine: ModuleType,
    html: str,
    assets: Mapping[str, Asset],
    *,
    stylesheet: str,
    attachment: EmbeddedFile | None,
    complaints: Sequence[str],
) -> PdfResult:
    fetcher = _asset_fetcher(assets)
    source = engine.HTML(string=html, url_fetcher=fetcher, media_type="print")
    root: Element = source.etree_element
    outline = _prepare(root)
    sheets = [engine.CSS(string=stylesheet, url_fetcher=fetcher)]
    if draft := outline.draft:
        fetcher.images[_DRAFT_MARK] = (_draft_mark(draft), "image/svg+xml")
        sheets.append(engine.CSS(string=_DRAFT_STYLE, url_fetcher=fetcher))

    colours = {_OUTPUT_INTENT: _srgb_profile()}
    rendered = source.render(
        stylesheets=sheets, pdf_variant="pdf/a-3a", color_profiles=colours, output_intent=_OUTPUT_INTENT
    )
    _raise_if_unclean(complaints)
    page_labels, starts = _page_labels([page.anchors for page in rendered.pages], outline)
    anchor_labels: dict[str, str] = {}
    for page, label in zip(rendered.pages, page_labels, strict=True):
        for anchor in page.anchors:
            anchor_labels.setdefault(anchor, label)

    rendered.metadata.generator = "Nahkoda"
    date = rendered.metadata.created or ""
    attachments = [_weasyprint_attachment(engine, attachment, date)] if attachment else None
    data: bytes = rendered.write_pdf(
        pdf_variant="pdf/a-3a",
        output_intent=_OUTPUT_INTENT,
        attachments=attachments,
        finisher=_finisher(starts),
    )
    _raise_if_unclean(complaints)
    return PdfResult(data=data, page_labels=page_labels, anchor_labels=anchor_labels)


# ------------------------------------------------------------------ engine


def _load_engine() -> ModuleType:
    """Import WeasyPrint only when a PDF is wanted: it costs a third of a second and needs Pango."""
    try:
        import weasyprint
    except OSError as error:
        raise PdfEngineError(
            expected="the Pango text library, which WeasyPrint needs to write PDF",
            found=str(error).splitlines()[0],
            remedy="Install the Debian packages libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0.",
        ) from error
    except ImportError as error:
        raise PdfEngineError(
            expected="the Python package weasyprint, 70.0 or newer",
            found=str(error),
            remedy="Install Nahkoda's own requirements again.",
        ) from error
    module: ModuleType = weasyprint
    return module


_OUTPUT_INTENT = "nahkoda-srgb"


def _srgb_profile() -> Any:
    """WeasyPrint's own sRGB profile; asked for by the name `srgb`, it would leave the file open."""
    from weasyprint.css import ColorProfile

    profile = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    return ColorProfile(io.BytesIO(profile), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))


class _CollectorSwitch:
    """Counts the renderings that want quiet; the first switches the collector off, the last back on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._was_enabled = True

    def quiet(self) -> None:
        with self._lock:
            if self._users == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._users += 1

    def release(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._was_enabled:
                gc.enable()


_collector = _CollectorSwitch()


@contextmanager
def quiet_collector() -> Iterator[None]:
    """Keep the cyclic garbage collector from walking the box tree again and again.

    A rendering allocates millions of objects that nearly all live until it ends, so each full collection
    walks everything and frees almost nothing. The switch is one for the whole process: it comes back when
    the last of several overlapping renderings ends, also after an exception.
    """
    _collector.quiet()
    try:
        yield
    finally:
        _collector.release()


# ------------------------------------------------------------------ what may be fetched


class _RefusedError(Exception):
    """Raised inside the fetcher; WeasyPrint wraps it in its fatal error."""

    def __init__(self, address: str, known: Sequence[str]) -> None:
        self.address = address
        self.known = tuple(known)
        super().__init__(address)


def _asset_fetcher(assets: Mapping[str, Asset]) -> Any:
    """A WeasyPrint fetcher that knows the images of this document and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class AssetFetcher(URLFetcher):  # type: ignore[misc, no-any-unimported, unused-ignore]
        """Never opens anything: no network, no file, no inline data, no redirect."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("asset",), allow_redirects=False, fail_on_errors=True)
            self.images: dict[str, tuple[bytes, str]] = {
                name: (asset.svg, "image/svg+xml") if asset.svg is not None else (asset.png, "image/png")
                for name, asset in assets.items()
            }

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ARG002
            scheme, _, name = url.partition(":")
            image = self.images.get(unquote(name)) if scheme == "asset" else None
            if image is None:
                raise _RefusedError(url, sorted(assets))
            body, media_type = image
            return URLFetcherResponse(url, body, {"Content-Type": media_type})

    return AssetFetcher()


@contextmanager
def _refusals_as_errors() -> Iterator[None]:
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as error:
        cause = error.__cause__
        if not isinstance(cause, _RefusedError):
            raise PdfUncleanError(expected="an image that can be read", found=str(error)) from error
        address = cause.address if len(cause.address) <= 120 else cause.address[:117] + "…"
        known = ", ".join(cause.known) or "none"
        raise PdfAddressError(
            expected=words("only assets of this document (asset:NAME; it has: {known})", known=known),
            found=words("the address {address}", address=address),
            remedy="Register the image as an asset of the document and name it there.",
        ) from error


@contextmanager
def _collected_log(complaints: list[str]) -> Iterator[None]:
    """Collect what WeasyPrint logs on this thread: it logs and goes on where a record must not."""

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == threading.get_ident():
                complaints.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    handler = Collector(level=logging.WARNING)
    logger.addHandler(handler)
    # Without any handler Python prints fontTools' remarks about Carlito's file dates on stderr.
    font_logger, silence = logging.getLogger("fontTools"), logging.NullHandler()
    font_logger.addHandler(silence)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        font_logger.removeHandler(silence)


def _raise_if_unclean(complaints: Sequence[str]) -> None:
    if complaints:
        more = f" (and {len(complaints) - 3} more)" if len(complaints) > 3 else ""
        raise PdfUncleanError(
            expected="a document the layout engine accepts without a remark",
            found="; ".join(complaints[:3]) + more,
            remedy="Correct the template, the stylesheet or the image named here.",
        )


# ------------------------------------------------------------------ the document


@dataclass(frozen=True)
class _Outline:
    """The draft text, and the ids at which roman and arabic page numbers begin (None: no such part).

    A `paper` has neither cover nor front matter: its numbers begin with the first page.
    """

    draft: str
    front: str | None
    body: str | None
    paper: bool = False


def _prepare(root: Element) -> _Outline:
    """Find where page numbering begins, and mark what the stylesheet cannot find out itself.

    CSS cannot know in which numerals the target of a contents entry is counted, so the links to front
    matter get the class `roman`.
    """
    body = root.find("body")
    if body is None:
        return _Outline("", None, None)
    front_ids: list[str] = []
    first_chapter: str | None = None
    paper = False
    for part in body:
        kind = (part.get("class") or "").split()
        paper = paper or "opening" in kind
        if part.tag == "nav" or "front" in kind:
            front_ids.extend(ident for element in part.iter() if (ident := element.get("id")))
        elif first_chapter is None and "cover" not in kind:
            first_chapter = part.get("id")
    for nav in body.iter("nav"):
        for link in nav.iter("a"):
            if link.get("href", "").removeprefix("#") in front_ids:
                link.set("class", "roman")
    return _Outline(body.get("data-draft", ""), front_ids[0] if front_ids else None, first_chapter, paper)


_DRAFT_STYLE = f"""
@page {{ background: url("asset:{_DRAFT_MARK}") no-repeat center }}
@page cover {{ background: none }}
"""


def _draft_mark(text: str) -> bytes:
    """An SVG with the draft text across a square of 170 mm.

    As a page background WeasyPrint marks it as an artifact, so it is neither read aloud nor part of the
    text. It is solid pale grey, not transparent; its length is given because centring by `text-anchor`
    would draw a transparency group.
    """
    size = min(230.0, 3800 / max(len(text), 1))
    length = size * 0.5 * len(text)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="170mm" height="170mm" viewBox="0 0 1700 1700">'
        f'<text x="{850 - length / 2:.1f}" y="{850 + size * 0.3:.1f}" textLength="{length:.1f}" '
        'transform="rotate(-45 850 850)" font-family="Carlito, Liberation Sans, DejaVu Sans" '
        f'font-weight="bold" fill="#eceff0" font-size="{size:.1f}">{escape(text)}</text></svg>'
    ).encode()


# ------------------------------------------------------------------ page labels


def _page_labels(
    anchors: Sequence[Mapping[str, object]], outline: _Outline
) -> tuple[tuple[str, ...], tuple[tuple[int, Mapping[str, str]], ...]]:
    """The label of each page, and the entries of the PDF number tree (first page index → label style)."""

    def first_page(anchor: str | None) -> int:
        found = (index for index, names in enumerate(anchors) if anchor in names)
        return next(found, len(anchors)) if anchor is not None else len(anchors)

    body = 0 if outline.paper else first_page(outline.body)
    front = min(first_page(outline.front), body)
    labels = tuple(
        "" if page < front else _roman(page - front + 1) if page < body else str(page - body + 1)
        for page in range(len(anchors))
    )
    starts: list[tuple[int, Mapping[str, str]]] = []
    if front > 0:
        starts.append((0, {"P": "Sampul"}))
    if front < body:
        starts.append((front, {"S": "/r"}))
    if body < len(anchors):
        starts.append((body, {"S": "/D"}))
    return labels, tuple(starts)


def _roman(number: int) -> str:
    digits = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))
    text = ""
    for value, letters in (*digits, (1, "i")):
        count, number = divmod(number, value)
        text += letters * count
    return text


def _finisher(starts: Sequence[tuple[int, Mapping[str, str]]]) -> Callable[[object, Any], None]:
    """Write the page labels while WeasyPrint still holds the file open: no second pass over the bytes.

    WeasyPrint lists patterns and shadings among the resources also when it has none; the empty lists go,
    because a PDF/A checker stops at them.
    """

    def finish(_document: object, pdf: Any) -> None:
        import pydyf  # type: ignore[import-untyped]

        numbers = pydyf.Array()
        for page, style in starts:
            entry = {key: value if key == "S" else pydyf.String(value) for key, value in style.items()}
            numbers.extend([page, pydyf.Dictionary(entry)])
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})
        for thing in pdf.objects:
            if isinstance(thing, dict) and "ExtGState" in thing:
                for unused in ("Pattern", "Shading"):
                    if not thing.get(unused, True):
                        del thing[unused]

    return finish


def _weasyprint_attachment(engine: ModuleType, attachment: EmbeddedFile, date: str) -> Any:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as error:
        raise PdfUncleanError(
            expected="a document date (meta dcterms.created) for the attached file",
            found=repr(date) if date else "none",
            remedy="Give the document its date from the snapshot.",
        ) from error
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return engine.Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description,
        created=moment,
        modified=moment,
        relationship=attachment.relationship,
    )
