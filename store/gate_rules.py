"""Rules of gates: what each territory adds to the built-in ones, numbered, every one kept; and whole rule sets."""

from __future__ import annotations

import json

from planning.plain import Plain
from planning.territory import TerritoryCode
from store.canonical import Digest, canonical_bytes
from store.numbered import MEDIA_TYPE, NumberedContent, add_content, latest_content
from store.tables import GateRulesRow
from store.unit import Unit


def add_gate_rules(unit: Unit, code: TerritoryCode, content: Plain) -> NumberedContent:
    """Store what a territory adds as its newest; the latest is returned when it says the same."""
    return add_content(unit, GateRulesRow, code, content)


def gate_rules_at(unit: Unit, code: TerritoryCode) -> tuple[tuple[NumberedContent, Plain], ...]:
    """The newest additions that hold in a place: those of the nation, province, city…, in that order."""
    found = []
    for territory in (*reversed(code.parents), code):
        stored = latest_content(unit, GateRulesRow, territory)
        if stored is not None:
            found.append((stored, json.loads(unit.blobs.get(stored.content))))
    return tuple(found)


def keep_rule_set(unit: Unit, content: Plain) -> Digest:
    """Store a whole rule set, so that a process can name the one it is judged by."""
    return unit.blobs.put(canonical_bytes(content), MEDIA_TYPE)


def load_rule_set(unit: Unit, digest: Digest) -> Plain:
    """A rule set that was kept. Raises `BlobMissing`, `BlobDamaged`."""
    content: Plain = json.loads(unit.blobs.get(digest))
    return content
