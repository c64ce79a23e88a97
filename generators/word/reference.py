"""Opening a Word file that a user gives as reference, after making sure that it is only that.

Such a file comes from outside and is copied into official documents: no macros, no parts that Word would
fetch or run, no archive that unpacks to more than a letterhead can be. Parts are judged by their content
type and their relationships, because Word takes no notice of their names.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from lxml import etree

from generators.errors import ReferenceFileError
from planning.wording import words

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 128 * 1024 * 1024
MOST_ENTRIES = 2000

LOOKS = {
    RT.STYLES: CT.WML_STYLES,
    RT.THEME: CT.OFC_THEME,
    RT.FONT_TABLE: CT.WML_FONT_TABLE,
    RT.NUMBERING: CT.WML_NUMBERING,
}
"""What is taken over besides header and footer: relationship → content type. Everything else stays behind."""

_TAKEN_OVER = LOOKS | {RT.HEADER: CT.WML_HEADER, RT.FOOTER: CT.WML_FOOTER}
_INNER = {"image": "image/", "hdphoto": "image/", "font": "application/"}
"""What a part that is taken over may bring along: kind of relationship → how the content type begins."""

BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
"""What the archive module raises for a file that it cannot read."""

_TYPES = "[Content_Types].xml"
_XML_TYPE = re.compile(r"[+/]xml$")
_ACTIVE_PART = re.compile(
    r"vbaProject|vbaData|activeX|oleObject|attachedToolbars|keyMapCustomizations|/?embeddings/.*\.bin$",
    re.IGNORECASE,
)
_ACTIVE_KINDS = frozenset(
    {
        "activexcontrolbinary",
        "afchunk",
        "attachedtemplate",
        "attachedtoolbars",
        "control",
        "extensibility",
        "externallink",
        "externallinkpath",
        "frame",
        "keymapcustomizations",
        "mailmergeheadersource",
        "mailmergesource",
        "oleobject",
        "recipientdata",
        "subdocument",
        "transform",
        "usercustomization",
        "vbaproject",
        "webextension",
        "webextensiontaskpanes",
        "wordvbadata",
    }
)
"""Last word of the relationships, in small letters, by which Word runs, fetches or attaches something."""
_ACTIVE_FIELD = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDE|INCLUDETEXT|INCLUDEPICTURE)\b"
    # These are words of addresses and bookmarks too, so only the name of the field counts.
    r'|^[\s"]*(CONTROL|DATABASE|EMBED|HTMLACTIVEX|IMPORT|LINK|MACROBUTTON|RD)\b',
    re.IGNORECASE,
)
_VML = "urn:schemas-microsoft-com:vml"
_SVG = "http://www.w3.org/2000/svg"
_FETCHING_STYLE = re.compile(r"""@import|url\((?!\s*["']?(#|data:))""", re.IGNORECASE)
_LINKED_PICTURE = "{urn:schemas-microsoft-com:office:office}href"


@dataclass(frozen=True, slots=True)
class Reference:
    """A Word file of the user as it was read: its name for messages, and its bytes."""

    name: str
    data: bytes


def load_reference(path: Path) -> Reference:
    """Read the file once. Raises `ReferenceFileError` naming `path` if it cannot be read or is too large."""
    where = str(path)
    try:
        # Before opening: a pipe would wait for its writer, a device may never end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _refusal(where, "a Word file that can be read", "a folder, a device or a pipe")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refusal(where, "a Word file that can be read", error.strerror or "nothing") from error
    if len(data) > MOST_BYTES:
        raise _refusal(where, words("at most {limit} MB", limit=MOST_BYTES >> 20), "a larger file")
    return Reference(path.name, data)


def open_reference(reference: Reference) -> WordDocument:
    """Open the file, or raise `ReferenceFileError` that says why not."""
    where = reference.name
    _inspect(where, reference.data)
    try:
        word = docx.Document(io.BytesIO(reference.data))
        body = word.element.body
    except Exception as error:  # python-docx and zipfile raise many kinds; each means: not a Word file
        raise _refusal(
            where,
            "a Word document (.docx)",
            words("a file that cannot be opened as one ({error})", error=error),
        ) from error
    if body is None:
        raise _refusal(where, "a Word document (.docx)", "a document without a body")
    _inspect_taken_over(where, word.part)
    return word


# ---------------------------------------------------------------- the archive


def _inspect(where: str, raw: bytes) -> None:
    try:
        parts = unpacked(where, raw)
        if _TYPES not in parts:
            raise _refusal(where, "a Word document (.docx)", "another kind of archive")
        types = _ContentTypes(parsed(where, _TYPES, parts[_TYPES]))
        for part, content in parts.items():
            kind = types.of(part)
            if _ACTIVE_PART.search(part) or _ACTIVE_PART.search(kind):
                raise _refusal(where, "a file without macros and controls", part)
            if "macroenabled" in kind:
                raise _refusal(where, "a file without macros (.docx)", "a macro-enabled document")
            if _XML_TYPE.search(kind) or part.lower().endswith((".xml", ".rels")):
                root = parsed(where, part, content)
                _inspect_relationships(where, part, root)
                _inspect_content(where, part, root)
    except BROKEN as error:
        raise _refusal(where, "a Word document (.docx)", "a file that is not a readable archive") from error
    except etree.XMLSyntaxError as error:
        raise _refusal(where, "well-formed XML in every part", error.msg or "an error") from error


def unpacked(where: str, raw: bytes) -> dict[str, bytes]:
    """The parts of a package by name. Raises `ReferenceFileError` above the limits, and those of `BROKEN`."""
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise _refusal(where, words("at most {limit} parts", limit=MOST_ENTRIES), str(len(entries)))
        # For Word, names that differ in capitals only are the same.
        if len({entry.filename.lower() for entry in entries}) != len(entries):
            raise _refusal(where, "parts with different names", "two parts of the same name")
        left = MOST_UNPACKED
        for entry in entries:
            # What is read counts, not what the archive says about itself.
            with archive.open(entry) as stream:
                content = stream.read(left + 1)
            left -= len(content)
            if left < 0:
                raise _refusal(
                    where,
                    words("at most {limit} MB when unpacked", limit=MOST_UNPACKED >> 20),
                    "an archive that unpacks to more",
                )
            parts[entry.filename] = content
    return parts


class _ContentTypes:
    """The content type of each part, by its name or else by its extension."""

    def __init__(self, root: etree._Element) -> None:
        self._named = {
            each.get("PartName", "").lower(): each.get("ContentType", "") for each in root.iter("{*}Override")
        }
        self._usual = {
            each.get("Extension", "").lower(): each.get("ContentType", "") for each in root.iter("{*}Default")
        }

    def of(self, part: str) -> str:
        """In small letters and without parameters; empty if none is given."""
        name = f"/{part}".lower()
        extension = name.rpartition("/")[2].rpartition(".")[2]
        return self._named.get(name, self._usual.get(extension, "")).partition(";")[0].strip().lower()


def parsed(where: str, part: str, content: bytes) -> etree._Element:
    """The root of a part, without entities and network. Raises `ReferenceFileError` for a document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if cast("etree.DTD | None", root.getroottree().docinfo.internalDTD) is not None:
        raise _refusal(where, words("XML without a document type in {part}", part=part), "a DOCTYPE")
    return root


def _inspect_relationships(where: str, part: str, root: etree._Element) -> None:
    for relationship in root.iter("{*}Relationship"):
        target, kind = relationship.get("Target", ""), _kind(relationship.get("Type", ""))
        external = relationship.get("TargetMode", "").lower() == "external"
        # A hyperlink is followed by a person; everything else external is fetched by Word itself.
        harmless = kind == "hyperlink" and target.lower().startswith(("https://", "http://", "mailto:"))
        if kind.lower() in _ACTIVE_KINDS or (external and not harmless):
            raise _refusal(
                where,
                "nothing that lies outside the file",
                words("{kind} → {target} in {part}", kind=kind, target=target, part=part),
            )


def _inspect_content(where: str, part: str, root: etree._Element) -> None:
    for field in _fields(root):
        if _ACTIVE_FIELD.search(field):
            raise _refusal(
                where,
                "no field that fetches other files",
                words("“{field}” in {part}", field=field.strip(), part=part),
            )
    # Drawings can name a picture or a style without any relationship.
    shapes = (shape.get("src") or shape.get(_LINKED_PICTURE) or "" for shape in root.iter(f"{{{_VML}}}*"))
    for target in (*shapes, *_fetched_by_svg(root)):
        if target:
            raise _refusal(
                where,
                "nothing that lies outside the file",
                words("{kind} → {target} in {part}", kind="image", target=target, part=part),
            )


def _fetched_by_svg(root: etree._Element) -> Iterator[str]:
    for element in root.iter(f"{{{_SVG}}}*"):
        for key, value in element.attrib.items():
            written = str(value).strip()
            linked = etree.QName(key).localname == "href" and etree.QName(element).localname != "a"
            if (linked and not written.startswith(("#", "data:"))) or _FETCHING_STYLE.search(written):
                yield written
        if etree.QName(element).localname == "style" and _FETCHING_STYLE.search(element.text or ""):
            yield "style"


def _fields(root: etree._Element) -> list[str]:
    """The instruction of each field, joined from its runs; that of a field inside another counts by itself."""
    closed, open_ = [], [""]
    for element in root.iter("{*}fldSimple", "{*}fldChar", "{*}instrText", "{*}delInstrText"):
        match etree.QName(element).localname:
            case "fldSimple":
                closed += [
                    str(value)
                    for key, value in element.attrib.items()
                    if etree.QName(key).localname == "instr"
                ]
            case "fldChar":
                kind = next(
                    (
                        value
                        for key, value in element.attrib.items()
                        if etree.QName(key).localname == "fldCharType"
                    ),
                    "",
                )
                if kind == "begin":
                    open_.append("")
                elif kind == "end" and len(open_) > 1:
                    closed.append(open_.pop())
            case _:
                open_[-1] += "".join(map(str, element.itertext()))
    return closed + open_


# ---------------------------------------------------------------- what is taken over


def _inspect_taken_over(where: str, main: Part) -> None:
    """Each part that is copied is what its relationship says, and brings along pictures, fonts and links only."""
    seen: set[str] = set()
    for relationship in main.rels.values():
        kind = str(relationship.reltype)
        if kind not in _TAKEN_OVER:
            continue
        if relationship.is_external or (kind in LOOKS and kind in seen):
            raise _refusal(where, "one part of each kind in a Word document", _kind(kind))
        seen.add(kind)
        part = relationship.target_part
        _require_type(where, part, _TAKEN_OVER[kind], exact=True)
        for inner in part.rels.values():
            name = _kind(inner.reltype)
            if inner.is_external:
                continue
            if name not in _INNER or inner.target_part.rels:
                raise _refusal(
                    where,
                    "a letterhead of text and pictures",
                    words("{kind} in {part}", kind=name, part=part.partname),
                )
            _require_type(where, inner.target_part, _INNER[name], exact=False)


def _require_type(where: str, part: Part, expected: str, *, exact: bool) -> None:
    if part.content_type != expected if exact else not part.content_type.startswith(expected):
        raise _refusal(
            where,
            "parts of a Word document",
            words("{part} as {type}", part=part.partname, type=part.content_type),
        )


def _kind(relationship: str) -> str:
    return relationship.rpartition("/")[2]


def _refusal(where: str, expected: str, found: str) -> ReferenceFileError:
    return ReferenceFileError(
        expected=expected,
        found=found,
        where=where,
        remedy="Save a plain copy of the letterhead as .docx in Word and give that one.",
    )
