"""What outlines of RT say against their kelurahan, each other and the survey."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from shapely import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from intake.delineation import Known, RtKey, check_delineation, hectares
from intake.territory import Outline
from planning.delineation_findings import DELINEATION_FINDINGS
from planning.survey import rt_label

KODE = "35.73.04.1005"
STEP = 0.001
"""Degrees; a square field of it is 1.22 ha at 8 degrees south."""


def field(column: float, row: float, width: float = 1.0, height: float = 1.0) -> Polygon:
    west, south = 112.6 + column * STEP, -8.0 + row * STEP
    return box(west, south, west + width * STEP, south + height * STEP)


def outline(number: int, *parts: Polygon) -> Outline:
    rt = f"{number:03}"
    return Outline(KODE, rt_label("001", rt), MultiPolygon(parts), "001", rt)


def found(
    *outlines: Outline,
    border: BaseGeometry | None = None,
    surveyed: Mapping[RtKey, Decimal | None] | None = None,
) -> list[tuple[str, dict[str, str]]]:
    made = check_delineation(outlines, {KODE: Known(border, surveyed)}, file="batas.kml")
    assert all(each.file == "batas.kml" and each.text(str) for each in made)
    return [(each.code, dict(each.values)) for each in made]


def test_fields_beside_each_other_inside_the_kelurahan_are_fine() -> None:
    fields = [outline(1, field(0, 0)), outline(2, field(1, 0)), outline(3, field(0, 1, 2, 1))]
    size = Decimal(hectares(field(0, 0)))
    surveyed = {("1", "1"): size, ("1", "2"): size * Decimal("1.04"), ("1", "3"): None}
    assert found(*fields, border=field(0, 0, 2, 2), surveyed=surveyed) == []


def test_hectares_are_those_of_the_ellipsoid() -> None:
    """110.24 m by 110.60 m: a thousandth of a degree at 8 degrees south."""
    assert hectares(field(0, 0)) == pytest.approx(1.2192, abs=0.0001)


def test_outside_the_kelurahan() -> None:
    ((code, values),) = found(outline(1, field(0, 0, 10, 1)), border=field(0, 0, 5, 1))
    assert (code, values["place"]) == ("D001", f"{KODE} RT 001/RW 001")
    assert float(values["share"]) == pytest.approx(45.5, abs=1)
    assert found(outline(1, field(0, 0)), border=field(0.3, 0, 5, 1)) == [], "33 m: borders are simplified"


def test_overlaps_are_named_once() -> None:
    ((code, values),) = found(outline(1, field(0, 0)), outline(2, field(0.5, 0)), outline(3, field(3, 0)))
    assert (code, values["place"]) == ("D002", f"{KODE} RT 001/RW 001")
    assert values["other"] == f"{KODE} RT 002/RW 001"
    assert float(values["share"]) == pytest.approx(50, abs=0.1)
    assert found(outline(1, field(0, 0)), outline(2, field(0.995, 0))) == [], "the width of a pencil"


def test_hectares_that_differ_from_the_survey() -> None:
    ((code, values),) = found(outline(1, field(0, 0)), surveyed={("1", "1"): Decimal("2.4388")})
    assert (code, values["found"], values["expected"], values["share"]) == (
        "D003",
        "1.2192",
        "2.4388",
        "-50.0",
    )


def test_many_that_differ_are_one_finding() -> None:
    fields = [outline(number, field(number, 0)) for number in range(1, 12)]
    double = Decimal(hectares(field(0, 0))) * 2
    surveyed = {("1", str(number)): double for number in range(1, 12)}
    ((code, values),) = found(*fields, surveyed=surveyed)
    assert (code, values["count"], values["found"], values["share"]) == ("D009", "11", "13.4117", "-50.0")
    assert [each for each, _ in found(*fields[1:], surveyed=dict(list(surveyed.items())[1:]))] == [
        "D003"
    ] * 10


def test_rt_of_only_one_side() -> None:
    surveyed: dict[RtKey, Decimal | None] = {("1", str(number)): None for number in range(2, 20)}
    one, two = found(outline(1, field(0, 0)), surveyed=surveyed)
    assert one[0] == "D004"
    assert (two[0], two[1]["count"]) == ("D005", "18")
    assert two[1]["places"].count("RT 0") == 10
    assert two[1]["places"].endswith("…")


def test_points_that_stand_twice() -> None:
    corners = list(field(0, 0).exterior.coords)
    doubled = Polygon([corners[0], corners[0], *corners[1:]])
    assert found(outline(1, doubled)) == [("D006", {"place": f"{KODE} RT 001/RW 001", "count": "1"})]


def test_parts_left_over_from_drawing() -> None:
    ((code, values),) = found(outline(1, field(0, 0), field(3, 0, 0.02, 0.02)))
    assert (code, values["count"], values["area"]) == ("D007", "2", "5")


def test_a_hole_belongs_to_whoever_lies_in_it() -> None:
    around = Polygon(field(0, 0, 3, 3).exterior, [field(1, 1).exterior])
    ((code, values),) = found(outline(1, around))
    assert (code, values["area"]) == ("D008", "12192")
    assert found(outline(1, around), outline(2, field(1, 1))) == []
    assert [each for each, _ in found(outline(1, around), outline(2, field(1, 1, 0.5, 1)))] == ["D008"]


def test_outlines_of_territories_are_not_compared() -> None:
    territory = Outline(KODE, "Sukun", MultiPolygon([field(0, 0)]))
    assert check_delineation([territory], {}, file="x") == []


def test_codes_run_on_and_only_warn() -> None:
    assert list(DELINEATION_FINDINGS) == [f"D{number:03}" for number in range(1, 10)]
    assert all(kind.severity.value == "warning" for kind in DELINEATION_FINDINGS.values())
    assert all(kind.text.endswith(".") for kind in DELINEATION_FINDINGS.values())
