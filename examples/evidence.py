"""Makes illustrative evidence: one small file for each paper of the story, saying on its face that it is one.

The same facts give the same bytes.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

import pikepdf
import xlsxwriter
from matplotlib.figure import Figure

from planning.plain import Plain

LABEL: Final = "ILUSTRATIF"
_NOTICE: Final = "Berkas contoh Nahkoda: bukan dokumen sebenarnya, tidak ditandatangani siapa pun."


def evidence_lines(kind: str, facts: dict[str, Plain]) -> list[str]:
    """What stands on the face of a paper: that it is illustrative, its kind, and its facts in their order."""
    return [LABEL, kind, *(f"{name}: {value}" for name, value in facts.items() if value), _NOTICE]


def evidence_pdf(lines: list[str]) -> bytes:
    """One page A4 in a font that every viewer has."""
    wrapped = [part for line in lines for part in textwrap.wrap(line, 84)]
    shown = "\n".join(f"({_escaped(line)}) Tj T*" for line in wrapped)
    content = f"BT /F1 11 Tf 17 TL 60 770 Td\n{shown}\nET".encode("cp1252", "replace")
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, 595, 842],
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font))),
        Contents=pdf.make_stream(content),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    data = io.BytesIO()
    pdf.save(data, deterministic_id=True)
    return data.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def evidence_png(lines: list[str]) -> bytes:
    """The lines as a picture, in place of a photograph or a map."""
    figure = Figure(figsize=(5, 3), dpi=100, facecolor="white")
    figure.text(0.04, 0.94, "\n".join(textwrap.fill(each, 60) for each in lines), va="top", fontsize=9)
    data = io.BytesIO()
    figure.savefig(data, format="png", metadata={"Software": None})
    return data.getvalue()


def evidence_dxf(lines: list[str]) -> bytes:
    """A drawing with nothing in it but the lines as texts."""
    texts = [f"0\nTEXT\n8\n0\n10\n0.0\n20\n{-10 * at}.0\n40\n5.0\n1\n{line}" for at, line in enumerate(lines)]
    return "\n".join(["0\nSECTION\n2\nENTITIES", *texts, "0\nENDSEC\n0\nEOF\n"]).encode("utf-8")


def evidence_xlsx(lines: list[str]) -> bytes:
    """A sheet with the lines one below the other."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - written as it is
        sheet = workbook.add_worksheet(LABEL)
        sheet.set_column(0, 0, 90)
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line)
    return data.getvalue()


MAKERS: Final[dict[str, Callable[[list[str]], bytes]]] = {
    "pdf": evidence_pdf,
    "png": evidence_png,
    "dxf": evidence_dxf,
    "xlsx": evidence_xlsx,
}
"""How a file is made, by its suffix."""


def evidence_file(
    suffix: str, kind: str, *, number: str, day: date | None, signatory: str, subjects: tuple[str, ...]
) -> bytes:
    """The bytes of one paper."""
    facts: dict[str, Plain] = {
        "Nomor": number,
        "Tanggal": day.isoformat() if day else None,
        "Penanda tangan": signatory,
        "Kegiatan": ", ".join(subjects),
    }
    return MAKERS[suffix](evidence_lines(kind, facts))
