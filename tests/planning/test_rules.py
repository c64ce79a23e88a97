"""planning/rules.py against the tables of the reference (scoring.md sections 2 and 4)."""

from __future__ import annotations

import pytest

from planning.errors import UnknownValue
from planning.rules import (
    ASPECTS,
    BANDS,
    COUNTED_SIZES,
    LATEST_RULE,
    OPTIONAL_SIZES,
    RULE_2016,
    RULE_2018,
    RULE_SETS,
    SIZE_INDEX,
    SIZES,
    RuleSet,
    Size,
    Tingkat,
    Unit,
    rule_set,
)

B, HA, M, K = Size.BANGUNAN, Size.LUAS, "length", Size.KK
UNIT_OF = {B: Unit.BANGUNAN, HA: Unit.HEKTARE, K: Unit.KK}
LIMBAH_SARANA = "Prasarana dan Sarana Pengelolaan Air Limbah Tidak Sesuai dengan Persyaratan Teknis"
SAMPAH_SARANA = "Prasarana dan Sarana Persampahan Tidak Sesuai dengan Persyaratan Teknis"
NAMES_2018 = [
    ("1a", "Ketidakteraturan Bangunan", B),
    ("1b", "Kepadatan Bangunan", HA),
    ("1c", "Ketidaksesuaian dengan Persyaratan Teknis Bangunan", B),
    ("2a", "Cakupan Pelayanan Jalan Lingkungan", M),
    ("2b", "Kualitas Permukaan Jalan Lingkungan", M),
    ("3a", "Ketidaktersediaan Akses Aman Air Minum", K),
    ("3b", "Tidak Terpenuhinya Kebutuhan Air Minum", K),
    ("4a", "Ketidakmampuan Mengalirkan Limpasan Air", HA),
    ("4b", "Ketidaktersediaan Drainase", M),
    ("4c", "Kualitas Konstruksi Drainase", M),
    ("5a", "Sistem Pengelolaan Air Limbah Tidak Sesuai Standar Teknis", K),
    ("5b", LIMBAH_SARANA, K),
    ("6a", SAMPAH_SARANA, K),
    ("6b", "Sistem Pengelolaan Persampahan yang Tidak Sesuai Standar Teknis", K),
    ("7a", "Ketidaktersediaan Prasarana Proteksi Kebakaran", B),
    ("7b", "Ketidaktersediaan Sarana Proteksi Kebakaran", B),
]
NAMES_2016 = [
    ("1a", "Ketidakteraturan Bangunan", B),
    ("1b", "Tingkat Kepadatan Bangunan", HA),
    ("1c", "Ketidaksesuaian dengan Persyaratan Teknis Bangunan", B),
    ("2a", "Cakupan Pelayanan Jalan Lingkungan", M),
    ("2b", "Kualitas Permukaan Jalan Lingkungan", M),
    ("3a", "Ketidaktersediaan Akses Aman Air Minum", K),
    ("3b", "Tidak Terpenuhinya Kebutuhan Air Minum", K),
    ("4a", "Ketidakmampuan Mengalirkan Limpasan Air", HA),
    ("4b", "Ketidaktersediaan Drainase", M),
    ("4c", "Ketidakterhubungan dengan Sistem Drainase Perkotaan", M),
    ("4d", "Tidak Terpeliharanya Drainase", M),
    ("4e", "Kualitas Konstruksi Drainase", M),
    ("5a", "Sistem Pengelolaan Air Limbah Tidak Sesuai Standar Teknis", K),
    ("5b", LIMBAH_SARANA, K),
    ("6a", SAMPAH_SARANA, K),
    ("6b", "Sistem Pengelolaan Persampahan yang Tidak Sesuai Standar Teknis", K),
    ("6c", "Tidak Terpeliharanya Sarana dan Prasarana Pengelolaan Persampahan", K),
    ("7a", "Ketidaktersediaan Prasarana Proteksi Kebakaran", B),
    ("7b", "Ketidaktersediaan Sarana Proteksi Kebakaran", B),
]


@pytest.mark.parametrize(
    ("rule", "expected"), [(RULE_2018, NAMES_2018), (RULE_2016, NAMES_2016)], ids=["2018", "2016"]
)
def test_parameters_are_those_of_the_reference(
    rule: RuleSet, expected: list[tuple[str, str, Size | str]]
) -> None:
    found = [
        (
            p.code,
            p.name,
            M if p.denominator in (Size.JALAN_IDEAL, Size.DRAINASE_IDEAL) else p.denominator,
        )
        for p in rule.parameters
    ]
    assert found == expected
    for parameter, (_, _, denominator) in zip(rule.parameters, expected, strict=True):
        assert parameter.unit is (Unit.METER if denominator == M else UNIT_OF[Size(denominator)])
        assert parameter.definition


@pytest.mark.parametrize("rule", RULE_SETS.values(), ids=str)
def test_lengths_are_shares_of_their_own_ideal_length(rule: RuleSet) -> None:
    for parameter in rule.parameters:
        if parameter.unit is Unit.METER:
            ideal = Size.JALAN_IDEAL if parameter.aspect == 2 else Size.DRAINASE_IDEAL
            assert parameter.denominator is ideal


@pytest.mark.parametrize("rule", RULE_SETS.values(), ids=str)
def test_every_parameter_belongs_to_the_aspect_of_its_first_digit(rule: RuleSet) -> None:
    assert [p.aspect for p in rule.parameters] == [int(p.code[0]) for p in rule.parameters]
    joined = [index for aspect in ASPECTS for index in rule.of_aspect(aspect.number)]
    assert joined == list(range(len(rule.parameters)))


def test_codes_of_the_contract_in_its_order() -> None:
    assert " ".join(RULE_2018.codes) == "1a 1b 1c 2a 2b 3a 3b 4a 4b 4c 5a 5b 6a 6b 7a 7b"
    assert len(RULE_2016.codes) == 19
    assert set(RULE_2016.codes) - set(RULE_2018.codes) == {"4d", "4e", "6c"}


@pytest.mark.parametrize(
    ("rule", "limits", "highest"), [(RULE_2018, (16, 38, 60), 80), (RULE_2016, (19, 45, 71), 95)]
)
def test_class_limits(rule: RuleSet, limits: tuple[int, int, int], highest: int) -> None:
    classes = [Tingkat.TIDAK, Tingkat.RINGAN, Tingkat.SEDANG, Tingkat.BERAT]
    for limit, below, above in zip(limits, classes[:-1], classes[1:], strict=True):
        assert rule.tingkat(limit - 1) is below
        assert rule.tingkat(limit) is above
    assert rule.highest_total == highest
    assert rule.tingkat(0) is Tingkat.TIDAK
    assert rule.tingkat(highest) is Tingkat.BERAT


def test_words_for_the_classes() -> None:
    assert [t.label for t in Tingkat] == ["TIDAK KUMUH", "RINGAN", "SEDANG", "BERAT"]


def test_bands_are_in_hundredths_highest_first() -> None:
    assert BANDS == ((7600, 5), (5100, 3), (2500, 1))


def test_parameter_by_code() -> None:
    assert RULE_2016.parameter("4d").name == "Tidak Terpeliharanya Drainase"
    with pytest.raises(KeyError):
        RULE_2018.parameter("4d")


def test_rule_set_by_name() -> None:
    assert rule_set("2018") is RULE_2018 is LATEST_RULE
    assert rule_set("2016") is RULE_2016
    with pytest.raises(UnknownValue, match="'2017'"):
        rule_set("2017")


def test_sizes_are_the_columns_of_the_contract() -> None:
    required = {"luas_ha", "bangunan", "penduduk", "kk", "jalan_ideal_m", "drainase_ideal_m"}
    assert set(SIZES) - OPTIONAL_SIZES == required
    assert [SIZE_INDEX[size] for size in SIZES] == list(range(10))
    assert sorted(COUNTED_SIZES) == ["bangunan", "kk", "kk_mbr", "penduduk"]
