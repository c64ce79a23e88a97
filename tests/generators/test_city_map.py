"""The maps of a kab/kota: every kelurahan named once, its band told by tint, hatching and a count."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest

from generators.assets import Asset
from generators.drawings.city_map import (
    UNASSESSED,
    Band,
    CityArea,
    city_map,
    hectare_band,
    hectare_bands,
    orientation_map,
)
from generators.drawings.map_frame import SheetTitle
from intake.territory import read_outlines
from tests.generators.sheets import field
from tests.generators.test_pictures import luminance, size, text_boxes, texts
from tests.planning.reading import SHARED

TITLE = SheetTitle(
    "Luas kumuh", "Kota Contoh", "Provinsi Contoh", "RP2KP-KP", "DRAF 1", 1, 2, ("Data: 2020–2023.",)
)


def areas(*bands: int | None) -> list[CityArea]:
    return [
        CityArea(f"Kelurahan {at}", band, field(at * 3, 0).buffer(0.001)) for at, band in enumerate(bands)
    ]


def drawn(given: list[CityArea]) -> Asset:
    return city_map(given, hectare_bands(), TITLE, legend_title="Luas RT kumuh")


@pytest.mark.parametrize(
    ("hectares", "band"),
    [("0", 4), ("0.0001", 3), ("4.9999", 3), ("5", 2), ("10", 1), ("14.99", 1), ("15", 0), ("400", 0)],
)
def test_bands_of_hectares(hectares: str, band: int) -> None:
    assert hectare_band(Decimal(hectares)) == band


def test_the_legend_counts_and_names_every_band() -> None:
    shown = " ".join(texts(drawn(areas(0, 0, 3, 4, None))))
    for word in (
        "15 ha ke atas (2 kel",
        "kurang dari 5 ha (1 kel",
        "tidak ada kawasan kumuh (1 kel",
        "belum dinilai (1 kel",
    ):
        assert word in shown
    assert "belum dinilai" not in " ".join(texts(drawn(areas(0, 3))))


def test_bands_are_told_apart_without_colour() -> None:
    looks = [*(band.tint for band in hectare_bands()), UNASSESSED]
    for one, other in combinations(looks, 2):
        lines = (one.step, one.falling, one.crossed) != (other.step, other.falling, other.crossed)
        assert lines or abs(luminance(one.fill) - luminance(other.fill)) > 12


def test_a_map_has_areas_and_any_bands() -> None:
    with pytest.raises(ValueError, match="at least one area"):
        drawn([])
    bands = [Band(hectare_bands()[0].tint, "urutan 1–3")]
    shown = texts(city_map(areas(0, 0), bands, TITLE, legend_title="Urutan"))
    assert {"Kelurahan 0", "Kelurahan 1", "Urutan"} <= set(shown)


def test_where_a_kelurahan_lies() -> None:
    asset = orientation_map(areas(None, None, None), 1, TITLE, kecamatan="Contoh")
    assert size(asset) == (253, 143), "three in a row lie across"
    shown = texts(asset)
    assert {"Kelurahan 0", "Kelurahan 1", "Kelurahan 2"} <= set(shown)
    assert "di Kecamatan Contoh" in " ".join(shown)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
@pytest.mark.parametrize("city", ["33.75_kota_pekalongan", "35.73_kota_malang"])
def test_every_kelurahan_of_a_real_city_is_named_and_no_name_covers_another(city: str) -> None:
    outlines = read_outlines(SHARED / f"kelurahan_{city}.geojson")
    asset = drawn([CityArea(each.name, at % 5, each.shape) for at, each in enumerate(outlines)])
    shown = " ".join(texts(asset))
    assert [each.name for each in outlines if each.name not in shown] == []
    for (a, first), (b, second) in combinations(text_boxes(asset), 2):
        over = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert min(over) < 0.6, (first, second)
