"""planning/territory.py: form, level, kind and parents of codes."""

from __future__ import annotations

import pytest

from planning.errors import UnknownValue
from planning.territory import (
    NATION,
    Kind,
    TerritoryCode,
    TerritoryLevel,
    is_code,
    is_kelurahan_code,
    parse_code,
)
from tests.planning.reading import NO_SHARED, SHARED, records

SUKUN = TerritoryCode("35.73.04.1005")


@pytest.mark.parametrize(
    ("text", "level", "kind"),
    [
        ("0", TerritoryLevel.NASIONAL, Kind.NASIONAL),
        ("35", TerritoryLevel.PROVINSI, Kind.PROVINSI),
        ("35.01", TerritoryLevel.KABKOTA, Kind.KABUPATEN),
        ("35.69", TerritoryLevel.KABKOTA, Kind.KABUPATEN),
        ("35.71", TerritoryLevel.KABKOTA, Kind.KOTA),
        ("35.73", TerritoryLevel.KABKOTA, Kind.KOTA),
        ("35.73.04", TerritoryLevel.KECAMATAN, Kind.KECAMATAN),
        ("35.73.04.1005", TerritoryLevel.KELURAHAN, Kind.KELURAHAN),
        ("33.25.04.2005", TerritoryLevel.KELURAHAN, Kind.DESA),
        ("91.03.01.3005", TerritoryLevel.KELURAHAN, Kind.DESA_ADAT),
    ],
)
def test_level_and_kind_follow_from_the_code(text: str, level: TerritoryLevel, kind: Kind) -> None:
    code = parse_code(text)
    assert (code.level, code.kind) == (level, kind)


@pytest.mark.parametrize(
    "text",
    [
        "", "3", "00", "05", "35.7", "35.73.4", "35.73.04.100", "35.73.04.10055", "35.73.04.4001", "35.73.",
        "35.73.04.0001", "35-73", "35.73.04.1005.1", "35.73.04.1005\n1", "٣٥", "3٥", "35.73.04.100٥",
    ],
)  # fmt: skip
def test_wrong_form_is_refused_with_what_was_found(text: str) -> None:
    assert not is_code(text)
    with pytest.raises(UnknownValue) as caught:
        parse_code(text)
    assert caught.value.found == repr(text)
    assert caught.value.remedy


def test_blanks_around_a_code_are_ignored_when_parsing_only() -> None:
    assert parse_code(" 35.73 \n") == TerritoryCode("35.73")
    assert not is_code(" 35.73")


def test_only_the_last_level_is_a_kelurahan_code() -> None:
    assert is_kelurahan_code("35.73.04.1005")
    assert not any(is_kelurahan_code(text) for text in ("35.73.04", "0", "35.73.04.9005", "3573041005", ""))


def test_parents_run_up_to_the_nation() -> None:
    assert [code.text for code in SUKUN.parents] == ["35.73.04", "35.73", "35", NATION]
    assert TerritoryCode(NATION).parent is None
    assert TerritoryCode(NATION).parents == ()


def test_contains_itself_and_what_lies_below_only() -> None:
    kota = TerritoryCode("35.73")
    assert kota.contains(SUKUN)
    assert kota.contains(kota)
    assert TerritoryCode(NATION).contains(SUKUN)
    assert not SUKUN.contains(kota)
    assert not TerritoryCode("35.7").contains(kota), "a prefix of the text is not a territory"
    assert not TerritoryCode("35.74").contains(SUKUN)


def test_at_cuts_upward_and_never_downward() -> None:
    assert [SUKUN.at(level).text for level in TerritoryLevel] == [
        "0", "35", "35.73", "35.73.04", "35.73.04.1005",
    ]  # fmt: skip
    with pytest.raises(ValueError, match=r"35\.73 has no kecamatan"):
        TerritoryCode("35.73").at(TerritoryLevel.KECAMATAN)
    with pytest.raises(ValueError, match="0 has no provinsi"):
        TerritoryCode(NATION).at(TerritoryLevel.PROVINSI)


@pytest.mark.skipif(not SHARED.is_dir(), reason=NO_SHARED)
def test_every_code_of_the_ministry_has_the_form_and_a_known_parent() -> None:
    codes = [parse_code(record["kode"]) for record in records(SHARED / "wilayah_kemendagri_2025.csv")]
    known = {code.text for code in codes} | {NATION}
    assert len(codes) == 91_599
    assert all(code.parent is not None and code.parent.text in known for code in codes)
    assert {code.kind for code in codes} == set(Kind) - {Kind.NASIONAL}
