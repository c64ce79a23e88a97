"""The engine of finals: one WeasyPrint run over the numbered HTML, as tagged PDF/A-3a.

It adds what WeasyPrint leaves out: page labels, and the snapshot as an attachment. What WeasyPrint would only log
stops the document.
"""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from generators.pdf.collector import quiet_collector
from generators.pdf.labels import Counted, LabelStart, page_labels
from generators.pdf.pages import DRAFT_MARK, DRAFT_STYLE, Part, Printable, draft_mark
from generators.pdf.writing import (
    EmbeddedFile,
    PdfEngineError,
    PdfResult,
    PdfUncleanError,
    moment_of,
    refused_address,
    unclean,
)

if TYPE_CHECKING:
    from types import ModuleType

    from generators.assets import Asset


def write(
    document: Printable, assets: Mapping[str, Asset], stylesheet: str, attachment: EmbeddedFile | None
) -> PdfResult:
    """The document as PDF/A-3a; errors as `generators.pdf.writing.write_pdf`."""
    engine = _load_engine()
    complaints: list[str] = []
    with quiet_collector(), _collected_log(complaints), _refusals_as_errors():
        return _write(engine, document, assets, stylesheet, attachment, complaints)


def _write(
    engine: ModuleType,
    document: Printable,
    assets: Mapping[str, Asset],
    stylesheet: str,
    attachment: EmbeddedFile | None,
    complaints: Sequence[str],
) -> PdfResult:
    fetcher = _asset_fetcher(assets)
    source = _source(engine, document, fetcher)
    sheets = [engine.CSS(string=stylesheet, url_fetcher=fetcher)]
    if document.draft:
        fetcher.images[DRAFT_MARK] = (draft_mark(document.draft), "image/svg+xml")
        sheets.append(engine.CSS(string=DRAFT_STYLE, url_fetcher=fetcher))

    colours = {_OUTPUT_INTENT: _srgb_profile()}
    rendered = source.render(
        stylesheets=sheets, pdf_variant="pdf/a-3a", color_profiles=colours, output_intent=_OUTPUT_INTENT
    )
    _raise_if_unclean(complaints)
    anchors = [page.anchors for page in rendered.pages]
    labels, starts = page_labels(_runs(document.parts, anchors))
    anchor_labels: dict[str, str] = {}
    for names, label in zip(anchors, labels, strict=True):
        for anchor in names:
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
    return PdfResult(data=data, page_labels=labels, anchor_labels=anchor_labels)


def _runs(parts: Sequence[Part], anchors: Sequence[Mapping[str, object]]) -> list[tuple[Counted, int]]:
    """How many pages each part has: it ends where the first id of the next one stands."""
    first = {name: index for index, names in reversed(list(enumerate(anchors))) for name in names}
    starts = [first.get(part.first, 0) for part in parts]
    ends = [*starts[1:], len(anchors)]
    return [(part.counted, end - start) for part, start, end in zip(parts, starts, ends, strict=True)]


# ------------------------------------------------------------------ engine


def _source(engine: ModuleType, document: Printable, fetcher: Any) -> Any:
    """The document without a second parsing: the tree is HTML already, and WeasyPrint's parser is slow."""
    source = engine.HTML(string="<html></html>", url_fetcher=fetcher, media_type="print")
    wrapper = type(source.wrapper_element)
    source.wrapper_element = wrapper.from_html_root(document.root, content_language=None)
    source.etree_element = document.root
    return source


def _load_engine() -> ModuleType:
    """Import WeasyPrint only when a PDF is wanted: it costs a third of a second and needs Pango."""
    try:
        import weasyprint
    except OSError as error:
        raise PdfEngineError(
            expected="the Pango text library, which WeasyPrint needs to write PDF",
            found=str(error).splitlines()[0],
            remedy="Install the Debian packages libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0; on "
            "Windows, Pango from MSYS2. Drafts need none of them: they can be rendered with the engine pluto.",
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
        raise refused_address(cause.address, cause.known) from error


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
        raise unclean(complaints)


# ------------------------------------------------------------------ what WeasyPrint leaves out


def _finisher(starts: Sequence[LabelStart]) -> Callable[[object, Any], None]:
    """Write the page labels while WeasyPrint still holds the file open: no second pass over the bytes.

    WeasyPrint lists patterns and shadings among the resources also when it has none; the empty lists go,
    because a PDF/A checker stops at them.
    """

    def finish(_document: object, pdf: Any) -> None:
        import pydyf  # type: ignore[import-untyped]

        numbers = pydyf.Array()
        for start in starts:
            entry: dict[str, Any] = {"S": f"/{start.style}"} if start.style else {}
            if start.prefix:
                entry["P"] = pydyf.String(start.prefix)
            numbers.extend([start.page, pydyf.Dictionary(entry)])
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})
        for thing in pdf.objects:
            if isinstance(thing, dict) and "ExtGState" in thing:
                for unused in ("Pattern", "Shading"):
                    if not thing.get(unused, True):
                        del thing[unused]

    return finish


def _weasyprint_attachment(engine: ModuleType, attachment: EmbeddedFile, date: str) -> Any:
    moment = moment_of(date)
    return engine.Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description,
        created=moment,
        modified=moment,
        relationship=attachment.relationship,
    )
