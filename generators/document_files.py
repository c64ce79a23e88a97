"""The files of a document: one numbered tree written in the wanted formats, whatever the document is.

The PDF lays out the pages and the DOCX takes its page numbers from there, so both say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum

from generators.assets import Asset
from generators.pdf.writing import EmbeddedFile, Engine, write_pdf
from generators.templating.layers import Templates
from generators.templating.rendering import stylesheet
from generators.tree.blocks import Document
from generators.word.reference import Reference
from planning.plain import Plain
from store.canonical import canonical_bytes

Progress = Callable[[str], None]


class Format(StrEnum):
    """File formats of a document."""

    PDF = "pdf"
    DOCX = "docx"


MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def quiet(_step: str) -> None:
    """Progress that nobody watches."""


def write_files(
    document: Document,
    assets: Mapping[str, Asset],
    snapshot: Mapping[str, Plain],
    formats: Collection[Format],
    *,
    reference: Reference | None = None,
    engine: Engine = Engine.WEASYPRINT,
    templates: Templates | None = None,
    progress: Progress = quiet,
) -> dict[Format, bytes]:
    """The bytes of a document by format; the PDF carries `snapshot`, what the document was made from.

    Raises `DocumentError` for a wrong tree, `ReferenceFileError` for an unusable Word file, and the errors of
    `generators.pdf.writing`.
    """
    from generators.tree.semantic_html import to_html
    from generators.word.writing import write_docx

    progress("pages")
    attachment = EmbeddedFile(
        "snapshot.json", canonical_bytes(dict(snapshot)), "Data asal dokumen (snapshot)"
    )
    pdf = write_pdf(
        to_html(document), assets, stylesheet=stylesheet(templates), attachment=attachment, engine=engine
    )
    files = {Format.PDF: pdf.data} if Format.PDF in formats else {}
    if Format.DOCX in formats:
        progress("word")
        files[Format.DOCX] = write_docx(document, assets, reference=reference, pages=pdf.anchor_labels)
    return files
