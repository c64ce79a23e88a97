"""One value, one sequence of bytes."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules import Size
from store.canonical import JsonObject, canonical_bytes, canonical_text, digest_of, is_digest

_leaves = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"))
_values = st.recursive(
    _leaves, lambda parts: st.lists(parts) | st.dictionaries(st.text(st.characters(codec="utf-8")), parts)
)


@given(_values)
def test_every_value_comes_back(value: Any) -> None:
    assert json.loads(canonical_bytes(value)) == value


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers(), min_size=2), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, int], random: Any) -> None:
    shuffled = list(value.items())
    random.shuffle(shuffled)
    assert canonical_bytes(dict(shuffled)) == canonical_bytes(value)


def test_the_form_is_fixed() -> None:
    value: JsonObject = {"é": [1, True, None, "a b\n"], "Z": {"b": (), "a": Decimal("1.50")}, "a": Size.LUAS}
    assert canonical_text(value) == '{"Z":{"a":"1.50","b":[]},"a":"luas_ha","é":[1,true,null,"a b\\n"]}'
    assert canonical_bytes({"é": 1}) == b'{"\xc3\xa9":1}'


def test_a_decimal_never_has_an_exponent() -> None:
    assert canonical_text(Decimal("1E+2")) == canonical_text(Decimal(100)) == '"100"'
    assert canonical_text(Decimal("1E-6")) == '"0.000001"'


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        float("nan"),
        [1, {"a": 2.0}],
        np.float64(1),
        np.int64(1),
        {1: "a"},
        {None: 1},
        {1, 2},
        b"x",
        object,
    ],
    ids=repr,
)
def test_what_json_does_not_have_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(value)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_decimal_without_a_value_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="canonical"):
        canonical_bytes(Decimal(value))


def test_digests() -> None:
    assert digest_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert is_digest(digest_of(b""))
    for wrong in ("", "ab", "../" * 21 + "a", digest_of(b"").upper(), digest_of(b"") + "\n"):
        assert not is_digest(wrong)
