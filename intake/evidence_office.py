"""Office files as evidence: text, sheets and slides, with nothing in them that runs or is fetched when opened.

Every part is unpacked once, without keeping it. What a part is comes from its declared content type and its
relations (ECMA-376 part 2; OpenDocument 1.3 part 2), and from its name and first bytes, because readers differ in
which of these they believe.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import partial
from typing import NoReturn
from xml.parsers import expat

from intake.errors import UnreadableFile
from intake.limits import (
    BROKEN_ARCHIVE,
    MAX_ENTRIES,
    MAX_RATIO,
    MIB,
    RATIO_FREE_BYTES,
    Source,
    chunks,
    unsafe_names,
)
from intake.office_links import Fields, outside, remote, runs
from intake.programs import program
from planning.wording import msgid, words

MAX_UNPACKED_BYTES = 256 * MIB
"""All parts unpacked; pictures do not pack, so a report with many of them stays near its packed size."""
MAX_EMBEDDED_BYTES = 32 * MIB
"""A workbook inside a document (the data of a chart), which is held in memory to look into it."""
MAX_DEPTH = 2
"""A workbook in a document in a presentation; deeper ones only hide something."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTENT_TYPES = "[content_types].xml"
_HEAD = 64

_MACROS = msgid("an Office file with macros")
_OLE = msgid("an Office file with an embedded object (OLE)")
_ACTIVEX = msgid("an Office file with ActiveX controls")
_PASSWORD = msgid("an Office file locked by a password")
_DDE = msgid("an Office file that starts a program for its values (DDE)")
_CONNECTION = msgid("a workbook that fetches its values from elsewhere (a data connection)")
_ADD_IN = msgid("an Office file that loads an add-in (web extension)")
_RELATIONS = {
    "vbaproject": _MACROS,
    "wordvbadata": _MACROS,
    "xlmacrosheet": _MACROS,
    "xlintlmacrosheet": _MACROS,
    "oleobject": _OLE,
    "control": _ACTIVEX,
    "activexcontrolbinary": _ACTIVEX,
    "connections": _CONNECTION,
    "querytable": _CONNECTION,
    "webextension": _ADD_IN,
    "webextensiontaskpanes": _ADD_IN,
}
_LINKED_WORKBOOKS = frozenset(
    {
        "externallinkpath",
        "externallinklongpath",
        "xlpathmissing",
        "xlstartup",
        "xllibrary",
        "xlalternatestartup",
    }
)
"""Other workbooks that formulas name: their values are kept in the file, and are renewed on request only."""
_DECLARED = {
    "macroenabled": _MACROS,
    "vbaproject": _MACROS,
    "macrosheet": _MACROS,
    "activex": _ACTIVEX,
    "connections+xml": _CONNECTION,
    "querytable+xml": _CONNECTION,
    "webextension": _ADD_IN,
}
_DDE_TAGS = frozenset({"dde-connection-decl", "dde-connection", "dde-source", "dde-link", "dde-links"})
_CLICKED = frozenset({"a", "area-rectangle", "area-circle", "area-polygon"})
"""Elements of OpenDocument whose address is only followed by a click."""
_DDE_FORMULA = re.compile(r"(?<![\w.])DDE\s*\(", re.IGNORECASE)

_PASSIVE = msgid("an Office file that only holds content")
_DETACH = msgid("Detach the template or the linked file and save it again, or print it to PDF.")
_PLAIN = msgid("Save it as DOCX, XLSX or PPTX without macros and embedded objects, or print it to PDF.")


def check_office(source: Source) -> str:
    """The media type of an Office file (DOCX, XLSX, PPTX, ODT, ODS) that may come in.

    Raises `UnreadableFile` for other archives, damaged, encrypted or oversized ones, and for active content.
    """
    return _Inspection(source).archive(source.data, 0)


class _Inspection:
    """One look into an archive and the archives within it, which share the limit of unpacked bytes."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._total = 0
        self._types: list[str] = []
        self._xml: set[str] = set()
        """Names and endings of the parts that the archive declares to be XML."""

    def archive(self, data: bytes, depth: int) -> str:
        """The media type of the Office file in these bytes. Raises `UnreadableFile`."""
        outer, self._xml = self._xml, set()
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                media_type = self._kind(archive)
                for entry in archive.infolist():
                    if not entry.is_dir():
                        self._part(archive, entry, media_type, depth)
                self._xml = outer
                return media_type
        except (*BROKEN_ARCHIVE, expat.ExpatError) as error:
            self._damaged(str(error))

    def _kind(self, archive: zipfile.ZipFile) -> str:
        """What the archive is, by its list of parts and what the first of them declares."""
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if len(names) > MAX_ENTRIES:
            self._refuse(
                words("an Office file of at most {limit} parts", limit=MAX_ENTRIES),
                words("{count} parts", count=len(names)),
                "Print it to PDF.",
            )
        if unsafe_names(names):
            self._damaged("parts with doubled or unsafe names")
        if any(entry.flag_bits & 0x1 for entry in entries):
            self._refuse(_PASSIVE, "an encrypted archive", "Remove the password and save it again.")
        if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
            self._damaged("a part packed in a way that Office files do not use")
        for name in names:
            self._check_name(name.casefold())
        content_types = next(
            (entry for entry in entries if entry.filename.casefold() == _CONTENT_TYPES), None
        )
        if content_types is not None:
            return self._ooxml(archive, content_types)
        if "mimetype" in names:
            declared = (
                self._bytes(archive, archive.getinfo("mimetype"), 256).decode("ascii", "replace").strip()
            )
            if declared in {ODT, ODS}:
                return declared
            self._refuse(
                "DOCX, XLSX, PPTX, ODT or ODS",
                words("another kind of file, {declared}", declared=repr(declared[:80])),
                "Print it to PDF.",
            )
        return self._refuse(
            "a file of an accepted kind",
            "a zip archive",
            "Unpack it and hand in the files one by one.",
        )

    def _check_name(self, name: str) -> None:
        folders = name.split("/")[:-1]
        if name.endswith(("vbaproject.bin", "vbadata.xml")) or {"macrosheets", "intlmacrosheets"} & {
            *folders
        }:
            self._refuse(_PASSIVE, _MACROS, _PLAIN)
        if name.startswith(("basic/", "scripts/")):
            self._refuse(_PASSIVE, _MACROS, _PLAIN)
        if "activex" in folders:
            self._refuse(_PASSIVE, _ACTIVEX, _PLAIN)
        if "embeddings" in folders and name.endswith(".bin"):
            self._refuse(_PASSIVE, _OLE, _PLAIN)
        if name == "xl/connections.xml" or "querytables" in folders:
            self._refuse(_PASSIVE, _CONNECTION, _PLAIN)
        if "webextensions" in folders:
            self._refuse(_PASSIVE, _ADD_IN, _PLAIN)

    def _ooxml(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
        self._types.clear()
        parser = self._parser()
        parser.StartElementHandler = self._content_type
        parser.Parse(self._bytes(archive, entry, MIB), True)
        for declared in self._types:
            for media_type in (DOCX, XLSX, PPTX):
                if declared == f"{media_type}.main+xml":
                    return media_type
        return self._refuse(
            "DOCX, XLSX, PPTX, ODT or ODS",
            "an Office file of another kind, such as a template or a drawing",
            _PLAIN,
        )

    def _part(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, media_type: str, depth: int) -> None:
        name = entry.filename.casefold()
        embedded = name.endswith((".docx", ".xlsx", ".pptx", ".odt", ".ods"))
        fields = Fields(self._field)
        parser = self._parser_of(name, media_type, fields)
        head, kept, size = b"", bytearray(), 0
        with archive.open(entry) as part:
            for chunk in chunks(part):
                self._count(len(chunk))
                size += len(chunk)
                head = head or chunk[:_HEAD]
                if parser is not None:
                    parser.Parse(chunk, False)
                if embedded and size <= MAX_EMBEDDED_BYTES:
                    kept += chunk
        if parser is not None and size:
            parser.Parse(b"", True)
            fields.finish()
        if head.startswith(OLE2):
            self._refuse(_PASSIVE, _OLE, _PLAIN)
        what = program(name, head)
        if what is not None:
            self._refuse(_PASSIVE, words("{what} in the part {part}", what=what, part=name[:120]), _PLAIN)
        if embedded:
            if size > MAX_EMBEDDED_BYTES or depth >= MAX_DEPTH:
                self._refuse(
                    words("embedded files of at most {limit} MiB", limit=MAX_EMBEDDED_BYTES // MIB),
                    words("a larger one, or one in one in one ({part})", part=name[:120]),
                    "Print it to PDF.",
                )
            self.archive(bytes(kept), depth + 1)

    def _bytes(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
        with archive.open(entry) as part:
            data = part.read(most + 1)
        if len(data) > most:
            self._damaged(f"{entry.filename[:120]} of more than {most} bytes")
        return data

    def _count(self, more: int) -> None:
        self._total += more
        if self._total > MAX_UNPACKED_BYTES:
            found = words("more than {limit} MiB when unpacked", limit=MAX_UNPACKED_BYTES // MIB)
        elif self._total > RATIO_FREE_BYTES and self._total > MAX_RATIO * len(self._source.data):
            found = words("an archive that unpacks to more than {limit} times its size", limit=MAX_RATIO)
        else:
            return
        self._refuse("an Office file of ordinary size", found, "Print it to PDF.")

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        # Entities, and all that can be done with them, need a document type.
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def _parser_of(self, name: str, media_type: str, fields: Fields) -> expat.XMLParserType | None:
        opendocument = media_type in {ODT, ODS}
        ending = name.rpartition(".")[2]
        if ending not in {"xml", "rels"} and not self._xml & {f"/{name}", ending}:
            return None
        parser = self._parser()
        if ending == "rels":
            parser.StartElementHandler = partial(self._relation, media_type)
        elif name == "meta-inf/manifest.xml":
            parser.StartElementHandler = self._manifest
        elif opendocument:
            parser.StartElementHandler = partial(self._opendocument, name.rpartition("/")[0])
        elif media_type == DOCX:
            parser.StartElementHandler = fields.start
            parser.CharacterDataHandler = fields.text
            parser.EndElementHandler = fields.end
        else:
            parser.StartElementHandler = self._external_link
        return parser

    def _doctype(self, *_: object) -> None:
        self._refuse(
            _PASSIVE,
            "XML with a document type declaration, which no Office program writes",
            "Do not open this file; ask its sender for one saved by an Office program.",
        )

    def _content_type(self, _tag: str, attributes: dict[str, str]) -> None:
        declared = attributes.get("ContentType", "")
        self._types.append(declared)
        lower = declared.casefold()
        for each, found in _DECLARED.items():
            if each in lower:
                self._refuse(_PASSIVE, found, _PLAIN)
        if "oleobject" in lower and attributes.get("PartName"):
            self._refuse(_PASSIVE, _OLE, _PLAIN)
        if lower.endswith(("+xml", "/xml")) and not lower.startswith("image/"):
            # A part is XML by what is declared of it, whatever its name ends in.
            self._xml.add((attributes.get("PartName") or attributes.get("Extension", "")).casefold())

    def _relation(self, media_type: str, _tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2].casefold()
        target = attributes.get("Target", "")
        if kind in _RELATIONS:
            self._refuse(_PASSIVE, _RELATIONS[kind], _PLAIN)
        if attributes.get("TargetMode", "").strip().casefold() != "external" and not outside(target):
            return
        if kind != "hyperlink" and not (media_type == XLSX and kind in _LINKED_WORKBOOKS):
            self._fetched(kind, target)

    def _fetched(self, kind: str, target: str) -> None:
        found = words(
            "content fetched from elsewhere when it is opened ({kind}: {target})",
            kind=kind[:80],
            target=target[:120],
        )
        self._refuse(_PASSIVE, found, _DETACH)

    def _field(self, kind: str) -> None:
        self._refuse(
            _PASSIVE,
            words("a field that takes in another file or starts a program ({kind})", kind=kind),
            "Turn the field into plain text (Ctrl+Shift+F9) and save it again, or print it to PDF.",
        )

    def _opendocument(self, folder: str, tag: str, attributes: dict[str, str]) -> None:
        bare = tag.rpartition(":")[2]
        if bare in _DDE_TAGS:
            self._refuse(_PASSIVE, _DDE, _PLAIN)
        if bare == "event-listener":
            self._refuse(_PASSIVE, _MACROS, _PLAIN)
        for name, value in attributes.items():
            attribute = name.rpartition(":")[2]
            if attribute == "formula" and _DDE_FORMULA.search(value):
                self._refuse(_PASSIVE, _DDE, _PLAIN)
            if attribute == "href":
                self._address(bare, value, folder)

    def _address(self, tag: str, target: str, folder: str) -> None:
        if runs(target):
            self._refuse(_PASSIVE, _MACROS, _PLAIN)
        # The path of the template that a text was made from is kept with it.
        leads_out = remote(target) if tag == "template" else outside(target, folder)
        if leads_out and tag not in _CLICKED:
            self._fetched(tag, target)

    def _manifest(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "encryption-data":
            self._refuse(_PASSIVE, _PASSWORD, "Remove the password and save it again.")

    def _external_link(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] in {"ddeLink", "oleLink"}:
            self._refuse(_PASSIVE, _DDE, _PLAIN)

    def _damaged(self, reason: str) -> NoReturn:
        self._refuse(
            "a whole Office file",
            words("a damaged or unsafe file ({reason})", reason=reason[:200]),
            "Open it in an Office program and save it again, or print it to PDF.",
        )

    def _refuse(self, expected: str, found: str, remedy: str) -> NoReturn:
        raise UnreadableFile(expected=expected, found=found, where=self._source.name, remedy=remedy)
