"""Who handles which area, and who builds and pays works of which scale."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planning.authority import DEFAULT_SCALES, Kewenangan, Pelaksana, ScaleRule, Skala, kewenangan
from planning.funding import SOURCES
from planning.quantity import to_millionths


@pytest.mark.parametrize(
    ("hectares", "level"),
    [
        ("0", Kewenangan.KABKOTA),
        ("9.999999", Kewenangan.KABKOTA),
        ("10", Kewenangan.PROVINSI),
        ("14.999999", Kewenangan.PROVINSI),
        ("15", Kewenangan.PUSAT),
        ("608.6", Kewenangan.PUSAT),
    ],
)
def test_authority_changes_at_10_and_15_hectares(hectares: str, level: Kewenangan) -> None:
    assert kewenangan(to_millionths(Decimal(hectares))) is level


def test_every_scale_has_one_rule_with_sources_that_exist() -> None:
    assert [rule.skala for rule in DEFAULT_SCALES] == list(Skala)
    for rule in DEFAULT_SCALES:
        assert rule.pelaksana
        assert set(rule.sumber) <= set(SOURCES)
        assert len(set(rule.sumber)) == len(rule.sumber)


def test_works_of_the_neighbourhood_may_be_built_and_paid_by_all() -> None:
    rule = DEFAULT_SCALES[0]
    assert set(rule.pelaksana) == set(Pelaksana)
    assert set(rule.sumber) == set(SOURCES)


@pytest.mark.parametrize("rule", DEFAULT_SCALES[1:], ids=lambda rule: rule.skala.value)
def test_the_community_neither_builds_nor_pays_secondary_and_primary_works(rule: ScaleRule) -> None:
    assert not {Pelaksana.KSM, Pelaksana.BKM, Pelaksana.KELURAHAN, Pelaksana.SWASTA} & set(rule.pelaksana)
    community = {"APBN-BDI-KOL", "APBN-BDI-PLPBK", "APBN-BDI-LAIN", "DANA-DESA", "SWADAYA"}
    assert not community & set(rule.sumber)
    assert {"APBD-KAB", "APBD-PROV", "DAK"} <= set(rule.sumber)
