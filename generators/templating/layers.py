"""Templates in layers: those of the house, and above them the files with which a province, city or kelurahan
overrides single blocks.

A layer is the folder `templates/KODE` beside the database, named by a territory code and built as the house's own:
`rplp/bab_6.html`, `styles/kota.css`. The most specific layer that has a file gives it. A file that names itself, as
in `{% extends "rplp/bab_6.html" %}`, means the one beneath it, in the end that of the house.

What is read here is kept as one value, so that what is checked, rendered, hashed and stored is the same text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path, PurePosixPath

from generators.errors import Fault, OverrideFaults
from planning.process import DocumentKind
from planning.territory import NATION, TerritoryCode, is_code
from planning.wording import msgid, words
from store.canonical import canonical_bytes

TEMPLATES = Path(str(files("templates")))
STYLES = "styles"
HOUSE_STYLES = (
    "tokens", "pages", "text", "headings", "cover", "paper", "contents", "tables", "figures", "signatures",
)  # fmt: skip
"""The files of the documents' stylesheet below `styles/`, in the order of their rules."""
CITY_STYLE = "kota.css"
"""The name of the style sheet that a layer may add."""
LONGEST_FILE = 256 * 1024
"""Bytes of one file of a layer; the longest of the house has a tenth of it."""
MOST_FILES = 64

_Report = Callable[[str, str, str, str], None]
"""Notes a fault: its place below the layer, what was expected, what was found, what to do."""
_NAMED = re.compile(r"['\"]([a-z0-9_]+/[a-z0-9_]+\.html)['\"]")
_TEMPLATE_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\.html")


@dataclass(frozen=True)
class Templates:
    """All texts that documents of one kind are made from.

    layers  names of the layers above the house, the most specific first
    texts   by qualified name: `rplp/bab_1.html` of the house, `33.75/rplp/bab_1.html` of a layer
    """

    layers: tuple[str, ...]
    texts: Mapping[str, str]

    def split(self, qualified: str) -> tuple[str, str]:
        """The layer of a text, "" for the house's, and its name within."""
        first, _, rest = qualified.partition("/")
        return (first, rest) if first in self.layers else ("", qualified)

    def resolve(self, name: str, asked_in: str = "") -> str:
        """The qualified name of what `name` means in the template `asked_in`; `name` itself where nothing has it."""
        layer, own = self.split(asked_in)
        places = (*self.layers, "")
        if own == name and layer:
            places = places[places.index(layer) + 1 :]
        for place in places:
            qualified = f"{place}/{name}" if place else name
            if qualified in self.texts:
                return qualified
        return name

    def overrides(self) -> Iterator[str]:
        """The qualified names of all texts that are not the house's."""
        return (name for name in self.texts if self.split(name)[0])

    def without(self, unusable: Collection[str]) -> Templates:
        """The same without some texts."""
        return Templates(
            self.layers, {name: text for name, text in self.texts.items() if name not in unusable}
        )

    @property
    def style(self) -> str:
        """The stylesheet: the house's, then what the layers add to it, the most specific last."""
        house = (f"{STYLES}/{name}.css" for name in HOUSE_STYLES)
        layers = (f"{layer}/{STYLES}/{CITY_STYLE}" for layer in reversed(self.layers))
        return "\n".join(self.texts[name] for name in (*house, *layers) if name in self.texts)

    @cached_property
    def bundle(self) -> bytes:
        """All of it as one file, from which the same document can be made again."""
        return canonical_bytes({"layers": list(self.layers), "texts": dict(self.texts)})

    @property
    def digest(self) -> str:
        """The SHA-256 of the bundle."""
        return hashlib.sha256(self.bundle).hexdigest()


def from_bundle(data: bytes) -> Templates:
    """The templates that a version was made with."""
    kept = json.loads(data)
    return Templates(tuple(kept["layers"]), kept["texts"])


def template_layers(home: Path, code: TerritoryCode) -> tuple[Path, ...]:
    """The folders of a database's home that override templates for a territory, the most specific first."""
    places = (home / "templates" / each.text for each in (code, *code.parents) if each.text != NATION)
    return tuple(place for place in places if place.is_dir())


def load_templates(kind: str = "", layers: Sequence[Path] = ()) -> Templates:
    """The templates of a kind of document (`rplp`; every kind where it is blank) with the layers above them.

    Raises `OverrideFaults` for files that a layer may not hold: other names, links, too large, not UTF-8.
    """
    house = dict(_house())
    folders = (kind, STYLES) if kind else {name.partition("/")[0] for name in house}
    texts = {name: text for name, text in house.items() if name.partition("/")[0] in folders}
    faults: list[Fault] = []
    for layer in layers:
        for place, text in _layer(layer, faults):
            if place.parts[0] in folders:
                texts[f"{layer.name}/{place}"] = text
    if faults:
        raise OverrideFaults(faults)
    # Macros that kinds share lie in the folder of one of them.
    named = list(texts)
    for name in named:
        found = set(_NAMED.findall(texts[name])) & house.keys() - texts.keys()
        texts |= {each: house[each] for each in found}
        named += sorted(found)
    # A layer that says nothing about this kind must not make another version of its documents.
    used = (layer.name for layer in layers if any(name.startswith(f"{layer.name}/") for name in texts))
    return Templates(tuple(used), texts)


def _house() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in (".html", ".css"):
            yield path.relative_to(TEMPLATES).as_posix(), path.read_text(encoding="utf-8")


def _layer(folder: Path, faults: list[Fault]) -> Iterator[tuple[PurePosixPath, str]]:
    """The texts of a layer's folder, in the order of their names; what may not be there is added to `faults`."""

    def fault(place: str, expected: str, found: str, remedy: str) -> None:
        faults.append(Fault(f"{folder.name}/{place}" if place else folder.name, expected, found, remedy))

    if folder.is_symlink():
        fault("", msgid("a folder"), msgid("a link"), msgid("Copy the folder to this place."))
        return
    if not is_code(folder.name):
        fault(
            "",
            msgid("a folder named after a territory code, such as 33.75"),
            repr(folder.name),
            msgid("Rename the folder."),
        )
        return
    kinds = {*DocumentKind, STYLES}
    count = 0
    for place in sorted(folder.rglob("*")):
        name = place.relative_to(folder)
        if any(part.startswith(".") for part in name.parts):
            continue
        if place.is_symlink():
            fault(
                name.as_posix(),
                msgid("a file or folder"),
                msgid("a link"),
                msgid("Copy the file into the folder."),
            )
        elif place.is_dir():
            if len(name.parts) > 1 or name.parts[0] not in kinds:
                fault(
                    name.as_posix(),
                    words("one of the folders {names}", names=", ".join(sorted(kinds))),
                    name.as_posix(),
                    msgid("Move its files there, or remove it."),
                )
        elif (text := _text(place, name, fault)) is not None:
            count += 1
            if count > MOST_FILES:
                fault(
                    "",
                    words("at most {most} files", most=MOST_FILES),
                    msgid("more of them"),
                    msgid("Remove what is not needed."),
                )
                return
            yield PurePosixPath(name.as_posix()), text


def _text(place: Path, name: Path, fault: _Report) -> str | None:
    where = name.as_posix()
    allowed = (
        name.name == CITY_STYLE
        if name.parts[0] == STYLES
        else _TEMPLATE_NAME.fullmatch(name.name) is not None
    )
    if len(name.parts) != 2 or not allowed:
        fault(
            where,
            words(
                "templates such as rplp/bab_6.html (small letters, digits, underscores), and styles/{style}",
                style=CITY_STYLE,
            ),
            where,
            msgid("Rename the file or remove it."),
        )
        return None
    if not place.is_file():
        fault(where, msgid("a file"), msgid("something else"), msgid("Remove it."))
        return None
    with place.open("rb") as stream:
        data = stream.read(LONGEST_FILE + 1)
    if len(data) > LONGEST_FILE:
        fault(
            where,
            words("at most {size} KiB", size=LONGEST_FILE // 1024),
            msgid("a larger file"),
            msgid("Override single blocks instead of whole chapters."),
        )
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        fault(where, msgid("text in UTF-8"), msgid("other bytes"), msgid("Save the file as UTF-8."))
        return None
