"""The rule set that holds in a place, and that a plan is pinned to; what a city adds to it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from planning.calendar import local_day
from planning.plain import from_plain, to_plain
from planning.roles import Act
from planning.territory import TerritoryCode
from store.canonical import Digest, canonical_bytes, digest_of
from store.database import Database
from store.events import EventKind, append_event
from store.gate_rules import add_gate_rules, gate_rules_at, keep_rule_set, load_rule_set
from store.numbered import NumberedContent
from store.unit import Unit
from workflow.permission import permitted
from workflow.requirements import RuleSet, RulesFile, overridden
from workflow.rule_file import built_in, read_rules


def effective(unit: Unit, code: TerritoryCode) -> RuleSet:
    """The rules that hold in a place today: the built-in ones, then what nation, province, city… add."""
    rules = built_in()
    for _stored, content in gate_rules_at(unit, code):
        rules = overridden(rules, from_plain(RulesFile, content))
    return rules


def keep(unit: Unit, rules: RuleSet) -> Digest:
    """Store a whole rule set, so that a plan can be pinned to it."""
    return keep_rule_set(unit, to_plain(rules))


def pinned(unit: Unit, digest: str) -> RuleSet:
    """The rule set that a plan is pinned to. Raises `BlobMissing`, `BlobDamaged`."""
    if digest == digest_of_rules(built_in()):
        return built_in()
    return _read(json.dumps(load_rule_set(unit, Digest(digest))))


@lru_cache(maxsize=64)
def _read(content: str) -> RuleSet:
    return from_plain(RuleSet, json.loads(content))


@lru_cache(maxsize=64)
def digest_of_rules(rules: RuleSet) -> Digest:
    """What a rule set is known by."""
    return digest_of(canonical_bytes(to_plain(rules)))


def import_rules(database: Database, code: TerritoryCode, path: Path) -> NumberedContent:
    """Store what a territory adds to the rules of the gates as its newest. Raises `UnusableRules`, `NotPermitted`.

    Plans that have begun stay with the rules that they are pinned to until they are moved (`repin`).
    """
    with database.read() as unit:
        rules = built_in()
        for stored, content in gate_rules_at(unit, code):
            if stored.kode != code.text:
                rules = overridden(rules, from_plain(RulesFile, content))
    file = read_rules(path, onto=rules)
    with database.write() as unit:
        unit.share("roles")
        actor = permitted(unit, Act.CONFIGURE, code, local_day(unit.now, code))
        before = [stored.id for stored, _content in gate_rules_at(unit, code)]
        stored = add_gate_rules(unit, code, to_plain(file))
        if stored.id not in before:
            append_event(
                unit,
                EventKind.RULES_ADDED,
                f"gate_rules/{code.text}/{stored.number}",
                {"oleh": to_plain(actor), "sha256": stored.content, "syarat": len(file.syarat)},
                blobs=[stored.content],
            )
    return stored
