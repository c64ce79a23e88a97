"""Evidence files made by the programs that make them, for the tests of what may come in."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pikepdf
import pytest
import xlsxwriter
from PIL import Image

from intake.errors import UnreadableEvidence
from intake.evidence_file import read_evidence_file
from intake.evidence_office import PPTX

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "[Content_Types].xml"


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    data = io.BytesIO()
    pdf.save(data, **options)  # type: ignore[arg-type]
    return data.getvalue()


def one_page() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return pdf


def picture(kind: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, kind)
    return data.getvalue()


def heic() -> bytes:
    box = b"ftypheic" + bytes(4) + b"mif1heic"
    return struct.pack(">I", len(box) + 4) + box + struct.pack(">I", 8) + b"mdat"


def word() -> bytes:
    data = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Berita acara")
    document.add_picture(io.BytesIO(picture("PNG")))
    document.save(data)
    return data.getvalue()


def sheets() -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["RAB", 1])
        sheet.write_url(1, 0, "https://example.org/")
    return data.getvalue()


def packed(parts: Mapping[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def slides() -> bytes:
    return packed(
        {
            TYPES: f'<Types><Override PartName="/ppt/presentation.xml" ContentType="{PPTX}.main+xml"/></Types>',
            "ppt/presentation.xml": "<presentation/>",
        }
    )


def open_document(media_type: str, **parts: str) -> bytes:
    return packed({"mimetype": media_type, "content.xml": "<content/>", **parts})


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def refused(path: Path, content: bytes) -> UnreadableEvidence:
    """The error for these bytes, with all that an error says."""
    with pytest.raises(UnreadableEvidence) as caught:
        read_evidence_file(written(path, content))
    error = caught.value
    assert error.expected
    assert error.found
    assert error.where == path.name
    assert error.remedy.endswith(".")
    assert error.code == "N110"
    return error


def pdf_with(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    pdf = one_page()
    change(pdf)
    return saved(pdf)


def action(**entries: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(**{"Type": pikepdf.Name.Action, **entries})  # type: ignore[arg-type]


def named_script(pdf: pikepdf.Pdf) -> None:
    found = pdf.make_indirect(action(S=pikepdf.Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")))
    tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), found]))
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def embed(name: str, content: bytes) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)

    return change
