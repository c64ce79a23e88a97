"""Opening a Word file that a user gives as reference, after making sure that it is only that.

Such a file comes from outside and is copied into official documents: no macros, no parts that Word would
fetch or run, no archive that unpacks to more than a letterhead can be.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import cast

import docx
from docx.document import Document as WordDocument
from lxml import etree

from generators.errors import ReferenceFileError
from planning.wording import words

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 128 * 1024 * 1024
MOST_ENTRIES = 2000

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_INSTRUCTION = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instrText"
_SIMPLE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}fldSimple"
_ACTIVE_PART = re.compile(r"vbaProject|vbaData|activeX|/?embeddings/.*\.bin$|attachedToolbars", re.IGNORECASE)
_ACTIVE_FIELD = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|RD)\b", re.IGNORECASE)


def read_reference(path: Path) -> WordDocument:
    """Open the file, or raise `ReferenceFileError` that says why not."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _refusal(
                path, words("at most {limit} MB", limit=MOST_BYTES >> 20), words("{size} MB", size=size >> 20)
            )
        raw = path.read_bytes()
    except OSError as error:
        raise _refusal(path, "a Word file that can be read", error.strerror or "nothing") from error
    _inspect(path, raw)
    try:
        word = docx.Document(io.BytesIO(raw))
        _ = word.element.body
    except Exception as error:  # python-docx and zipfile raise many kinds; each means: not a Word file
        raise _refusal(
            path,
            "a Word document (.docx)",
            words("a file that cannot be opened as one ({error})", error=error),
        ) from error
    if word.element.body is None:
        raise _refusal(path, "a Word document (.docx)", "a document without a body")
    return word


def _inspect(path: Path, raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise _refusal(path, words("at most {limit} parts", limit=MOST_ENTRIES), str(len(entries)))
            names = [entry.filename for entry in entries]
            if len(set(names)) != len(names):
                raise _refusal(path, "parts with different names", "two parts of the same name")
            left = MOST_UNPACKED
            for entry in entries:
                if _ACTIVE_PART.search(entry.filename):
                    raise _refusal(path, "a file without macros and controls", entry.filename)
                # What is read counts, not what the archive says about itself.
                with archive.open(entry) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _refusal(
                        path,
                        words("at most {limit} MB when unpacked", limit=MOST_UNPACKED >> 20),
                        "an archive that unpacks to more",
                    )
                if entry.filename.endswith((".xml", ".rels")):
                    _inspect_part(path, entry.filename, content)
            if "[Content_Types].xml" not in names:
                raise _refusal(path, "a Word document (.docx)", "another kind of archive")
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise _refusal(path, "a Word document (.docx)", "a file that is not a readable archive") from error
    except etree.XMLSyntaxError as error:
        raise _refusal(path, "well-formed XML in every part", error.msg or "an error") from error


def _inspect_part(path: Path, part: str, content: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if cast("etree.DTD | None", root.getroottree().docinfo.internalDTD) is not None:
        raise _refusal(path, words("XML without a document type in {part}", part=part), "a DOCTYPE")
    if part == "[Content_Types].xml" and b"macroEnabled" in content:
        raise _refusal(path, "a file without macros (.docx)", "a macro-enabled document")
    for relationship in root.iter(_RELATIONSHIP):
        if relationship.get("TargetMode", "").lower() != "external":
            continue
        target, kind = relationship.get("Target", ""), relationship.get("Type", "").rpartition("/")[2]
        # A hyperlink is followed by a person; everything else external is fetched by Word itself.
        if kind != "hyperlink" or not target.lower().startswith(("https://", "http://", "mailto:")):
            raise _refusal(
                path,
                "nothing that lies outside the file",
                words("{kind} → {target} in {part}", kind=kind, target=target, part=part),
            )
    for field in root.iter(_INSTRUCTION, _SIMPLE):
        text = "".join(map(str, field.itertext())) + "".join(str(value) for value in field.attrib.values())
        if part.startswith(("word/header", "word/footer")) and _ACTIVE_FIELD.search(text):
            raise _refusal(
                path,
                "no field that fetches other files",
                words("“{field}” in {part}", field=text.strip(), part=part),
            )


def _refusal(path: Path, expected: str, found: str) -> ReferenceFileError:
    return ReferenceFileError(
        expected=expected,
        found=found,
        where=path.name,
        remedy="Save a plain copy of the letterhead as .docx in Word and give that one.",
    )
