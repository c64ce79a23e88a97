"""Whether overrides of templates can be used: everything that is wrong with them, at once.

First the text itself: names, styles, syntax, blocks, names of values against the shape of the snapshot, what the
sandbox refuses. Where that is clean, samples are rendered and parsed as real documents are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import nodes

from generators.errors import DocumentError, Fault, OverrideFaults, TemplateFault
from generators.rp2kpkp.snapshot import CitySnapshot
from generators.rplp.snapshot import RplpSnapshot
from generators.templating.environment import sandbox
from generators.templating.layers import CITY_STYLE, Templates, load_templates
from generators.templating.reading import TemplateReader
from generators.templating.rendering import render_html
from generators.templating.types import SINGLE, Listing, Shape, shapes_of
from planning.plain import Plain
from planning.process import DocumentKind
from planning.wording import msgid, words


@dataclass(frozen=True)
class Entry:
    """Where documents of a kind begin: a template, and the names that it is rendered with."""

    template: str
    names: Mapping[str, Shape]


ENTRIES: Mapping[DocumentKind, Entry] = {
    DocumentKind.RPLP: Entry(
        "rplp/dokumen.html",
        {**shapes_of(RplpSnapshot), "gambar": Listing(SINGLE), "melintang": Listing(SINGLE)},
    ),
    DocumentKind.RP2KPKP: Entry(
        "rp2kpkp/dokumen.html",
        {**shapes_of(CitySnapshot), "gambar": Listing(SINGLE), "melintang": Listing(SINGLE)},
    ),
}
"""Kinds of documents whose templates can be overridden."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REFUSED_STYLE = (
    (re.compile(r"\\"), msgid("a backslash")),
    (re.compile(r"@\s*(import|font-face|namespace|charset)\b", re.IGNORECASE), msgid("a rule that fetches")),
    (
        re.compile(r"\b(url|src|image|image-set|element|expression|attr)\s*\(", re.IGNORECASE),
        msgid("a function that fetches"),
    ),
    (re.compile(r"(?<![-\w])content\s*:", re.IGNORECASE), msgid("the property content")),
)
_checked: dict[tuple[DocumentKind, str], tuple[Fault, ...]] = {}


def require_sound(kind: DocumentKind, templates: Templates) -> None:
    """Raise `OverrideFaults` with every fault of the text of overrides; the house alone is sound, its tests say so."""
    if templates.layers and (faults := text_faults(kind, templates)):
        raise OverrideFaults(faults)


def override_faults(
    kind: DocumentKind,
    layers: Sequence[Path],
    samples: Callable[[DocumentKind], Mapping[str, Mapping[str, Plain]]],
) -> tuple[Fault, ...]:
    """Everything that is wrong with the overrides in `layers`; `samples` are made only where their text is clean."""
    try:
        templates = load_templates(kind, layers)
    except OverrideFaults as error:
        return error.faults
    return text_faults(kind, templates) or sample_faults(kind, templates, samples(kind))


def text_faults(kind: DocumentKind, templates: Templates) -> tuple[Fault, ...]:
    """What is wrong with the text of templates, in the order of their names; the same texts are read once."""
    key = (kind, templates.digest)
    faults = _checked.get(key)
    if faults is None:
        faults = tuple(_text_faults(ENTRIES[kind], templates))
        _checked.clear()
        _checked[key] = faults
    return faults


def sample_faults(
    kind: DocumentKind, templates: Templates, samples: Mapping[str, Mapping[str, Plain]]
) -> tuple[Fault, ...]:
    """What is wrong with documents made of samples (their plain data by name), each fault once."""
    from generators.tree.parsing import parse

    found: dict[tuple[str, str], Fault] = {}
    for sample, plain in samples.items():
        try:
            parse(render_html(ENTRIES[kind].template, plain, templates))
        except DocumentError as error:
            faults = error.faults
        except TemplateFault as error:
            absent = error.found.startswith("'None' has no")
            remedy = msgid("Some documents lack it: ask for it first, with if.") if absent else error.remedy
            faults = (Fault(error.where, error.expected, error.found, remedy),)
        else:
            continue
        for each in faults:
            # The line of the rendered text, which each sample has in another place, says nothing to an author.
            where = each.where.partition(" (")[0]
            said = words("{found} (with the sample {sample})", found=each.found, sample=sample)
            found.setdefault((where, each.expected), Fault(where, each.expected, said, each.remedy))
    return tuple(found.values())


def _text_faults(entry: Entry, templates: Templates) -> list[Fault]:
    syntax = TemplateReader(sandbox(templates), templates)
    faults: list[Fault] = []
    unusable: set[str] = set()
    for name in templates.overrides():
        if name.endswith(f"/{CITY_STYLE}"):
            faults.extend(_style_faults(name, templates.texts[name]))
        elif syntax.tree(name) is None:
            unusable.add(name)
        elif _replaces_macros(name, templates, syntax):
            unusable.add(name)
            faults.append(_macros_fault(name, templates))
    # Without them, so that the faults of the others are found too.
    rest = templates.without(unusable)
    reader = TemplateReader(sandbox(rest), rest)
    reader.read(entry.template, entry.names)
    unused = (name for name in rest.overrides() if name.endswith(".html") and name not in reader.seen)
    faults.extend(map(_unused_fault, unused))
    return sorted([*faults, *syntax.faults, *reader.faults], key=_place)


def _place(fault: Fault) -> tuple[str, int]:
    name, _, line = fault.where.rpartition(":")
    return (name, int(line)) if line.isdigit() else (fault.where, 0)


def _unused_fault(name: str) -> Fault:
    return Fault(
        name,
        msgid("a file with the name of a template of the house, or one that such a file includes"),
        msgid("a file that nothing uses"),
        msgid("Correct its name, include it, or remove it."),
    )


def _macros_fault(name: str, templates: Templates) -> Fault:
    return Fault(
        name,
        msgid("other files than those of the house's macros"),
        words("an override of {name}, on which every chapter leans", name=templates.split(name)[1]),
        msgid("Write own macros in a file of another name, and import it."),
    )


def _replaces_macros(name: str, templates: Templates, reader: TemplateReader) -> bool:
    own = templates.split(name)[1]
    house = reader.tree(own) if own in templates.texts else None
    return house is not None and _is_macros(house)


def _is_macros(tree: nodes.Template) -> bool:
    return not any(
        isinstance(node, nodes.Block | nodes.Extends | nodes.Include)
        or (
            isinstance(node, nodes.Output)
            and any(
                not (isinstance(part, nodes.TemplateData) and not part.data.strip()) for part in node.nodes
            )
        )
        for node in tree.body
    )


def _style_faults(name: str, text: str) -> Iterator[Fault]:
    # Comments become blanks of the same lines, so that neither lines nor words run together.
    plain = _COMMENT.sub(lambda found: " " + "\n" * found.group().count("\n"), text)
    for pattern, what in _REFUSED_STYLE:
        for match in pattern.finditer(plain):
            line = plain.count("\n", 0, match.start()) + 1
            yield Fault(
                f"{name}:{line}",
                msgid("styles that fetch nothing and write no text"),
                what,
                msgid("Remove it; text belongs into a template, so that Word has it too."),
                match.group().strip(),
            )
    if plain.count("{") != plain.count("}"):
        yield Fault(
            name,
            msgid("as many closing brackets as opening ones"),
            msgid("another number"),
            msgid("Close every rule."),
        )
