"""PDF of a document: the numbered HTML and one stylesheet, laid out by one of two engines.

`Engine.WEASYPRINT` makes the final: tagged, PDF/A-3a. `Engine.PLUTO` makes drafts, previews and bulk, many times
faster: PDF/A-3b, without tags. Both read the same HTML and the same stylesheet, take images from the asset map and
from nowhere else and every date from the document, count pages by the same rules, and give the same bytes for the
same input in any process, time zone and working folder. An engine is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Literal

from planning.errors import NahkodaError
from planning.wording import words

if TYPE_CHECKING:
    from generators.assets import Asset

TEXT_WIDTH_MM = 160.0
"""Width of the text column on a portrait page; must equal the margins in `templates/styles`."""

LANDSCAPE_TEXT_WIDTH_MM = 253.0
"""Width of the text column on a landscape page."""


class Engine(StrEnum):
    """What lays out the pages."""

    WEASYPRINT = "weasyprint"
    PLUTO = "pluto"


class PdfEngineError(NahkodaError):
    """The layout engine cannot be loaded: WeasyPrint without Pango, or a package that is not installed."""

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
    `ii`, … and `I-1`, `I-2`, …, `A-1`); `anchor_labels` the label of the page on which each id of the
    document first stands, which is what a table of contents prints.
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
    engine: Engine = Engine.WEASYPRINT,
) -> PdfResult:
    """Lay out one document and return its PDF/A-3 bytes with the page label of every id.

    `html` is the final HTML of the tree (numbers and contents filled in), `assets` the images by the
    name used in `img[src="asset:NAME"]`, `stylesheet` the CSS text. Vector images are preferred to
    raster ones.

    Raises `PdfEngineError` if the engine is not installed, `PdfAddressError` for an address that is not
    an asset of this document, `PdfUncleanError` for anything an engine would pass over in silence.
    """
    from generators.pdf.pages import printable

    document = printable(html)
    if engine is Engine.PLUTO:
        from generators.pdf import pluto

        return pluto.write(document, assets, stylesheet, attachment)
    from generators.pdf import weasyprint_engine

    return weasyprint_engine.write(document, assets, stylesheet, attachment)


def refused_address(address: str, known: Sequence[str]) -> PdfAddressError:
    """The error for an address outside the assets, whose names are `known`."""
    shown = address if len(address) <= 120 else address[:117] + "…"
    return PdfAddressError(
        expected=words(
            "only assets of this document (asset:NAME; it has: {known})", known=", ".join(known) or "none"
        ),
        found=words("the address {address}", address=shown),
        remedy="Register the image as an asset of the document and name it there.",
    )


def unclean(complaints: Sequence[str]) -> PdfUncleanError:
    """The error for what an engine complained of, or would have had to."""
    more = f" (and {len(complaints) - 3} more)" if len(complaints) > 3 else ""
    return PdfUncleanError(
        expected="a document the layout engine accepts without a remark",
        found="; ".join(complaints[:3]) + more,
        remedy="Correct the template, the stylesheet or the image named here.",
    )


def moment_of(date: str) -> datetime:
    """The moment an attached file carries: the date of the document, at midnight UTC unless it says more."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as error:
        raise PdfUncleanError(
            expected="a document date (meta dcterms.created) for the attached file",
            found=repr(date) if date else "none",
            remedy="Give the document its date from the snapshot.",
        ) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
