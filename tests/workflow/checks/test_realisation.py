"""Checks of one activity as it was built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from planning.plan import Activity
from store.canonical import Digest
from store.rt_outlines import RtOutline
from tests.planning.works import KODE, YEAR
from tests.workflow.checks.cases import MET, UNKNOWN, UNMET, Case, each_of, holds
from tests.workflow.dossiers import RUPIAH, ask, dossier, proof, road, shops, state, view, visit
from workflow.checks import Result
from workflow.payloads import Monitored, Mutu
from workflow.requirements import Tolerances
from workflow.rule_file import built_in
from workflow.state import Evidence


def square(west: float) -> str:
    """A square of a hundredth of a degree at 8° south."""
    east = west + 0.01
    return (
        f'{{"type": "Polygon", "coordinates": [[[{west}, -8.0], [{east}, -8.0], [{east}, -7.99], [{west}, -7.99], '
        f"[{west}, -8.0]]]}}"
    )


def outline(rt: str, west: float) -> RtOutline:
    return RtOutline(KODE, "001", rt, square(west), Digest("3" * 64), "rt.geojson")


def of(
    uji: str,
    *visits: Monitored,
    activity: Activity | None = None,
    evidence: Iterable[Evidence] = (),
    bukti: tuple[str, ...] = (),
    **changes: Any,
) -> Result:
    """The check of one activity after these visits."""
    one = activity or road()
    file = dossier(view((one,)), state(monitored=visits, evidence=evidence), **changes)
    return ask(uji, file, one.kode, bukti=bukti)


def measured(longitude: str, latitude: str = "-7.995", **changes: Any) -> Result:
    point: dict[str, Any] = {"lintang": Decimal(latitude), "bujur": Decimal(longitude)}
    return of("lokasi_realisasi", visit(50, **point), visit(100, date(2026, 8, 1)), **changes)


def built(volume: str | None, **changes: Any) -> Result:
    return of("volume_realisasi", visit(100, volume=None if volume is None else Decimal(volume)), **changes)


JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
THREE = (visit(0, JUNE), visit(40, JULY), visit(100, AUGUST))
HERE = "112.605"
CASES = (
    Case("progres", MET, "saw 0, a part and 100", lambda: of("progres", *THREE)),
    Case("progres", UNMET, "saw – percent", lambda: of("progres")),
    Case("progres", UNMET, "saw 40, 100 percent", lambda: of("progres", *THREE[1:])),
    Case("progres", UNMET, "saw 0, 100 percent", lambda: of("progres", THREE[0], THREE[2])),
    Case("progres", UNMET, "saw 0, 40 percent", lambda: of("progres", *THREE[:2])),
    Case("progres", UNMET, "none", lambda: of("progres", *THREE, bukti=("foto_progres",))),
    Case(
        "progres", MET, "accepted",
        lambda: of("progres", *THREE, bukti=("foto_progres",), evidence=[proof(1, "foto_progres", "K1")]),
    ),
    Case("data_sim", MET, "is complete", lambda: of("data_sim", *THREE)),
    Case("data_sim", UNMET, "not seen it yet", lambda: of("data_sim")),
    Case("data_sim", UNMET, "40 percent on 2026-07-01", lambda: of("data_sim", *THREE[:2])),
    Case("data_sim", UNMET, "lacks volume", lambda: of("data_sim", visit(100, volume=None))),
    Case("data_sim", UNMET, "lacks biaya", lambda: of("data_sim", visit(100, biaya=None))),
    Case("data_sim", UNMET, "lacks kk, mutu", lambda: of("data_sim", visit(100, kk=None, mutu=None))),
    Case(
        "data_sim", MET, "complete",
        lambda: of("data_sim", visit(100, kegiatan="E1", volume=None), activity=shops()),
    ),
    Case("lokasi_realisasi", MET, "lies inside", lambda: measured(HERE, outline=square(112.6))),
    Case("lokasi_realisasi", UNMET, "lies outside", lambda: measured("112.62", outline=square(112.6))),
    Case(
        "lokasi_realisasi", MET, "inside",
        lambda: measured(HERE, outline=square(110.0), rt_outlines=[outline("001", 112.6)]),
    ),
    # RT 003 is outside the delineation, so its outline does not count.
    Case(
        "lokasi_realisasi", UNMET, "outside",
        lambda: measured(HERE, rt_outlines=[outline("003", 112.6), outline("001", 112.7)]),
    ),
    Case("lokasi_realisasi", UNKNOWN, "outline", lambda: measured(HERE)),
    Case("lokasi_realisasi", UNMET, "no coordinates", lambda: of("lokasi_realisasi", *THREE)),
    Case("lokasi_realisasi", MET, "nothing was built", lambda: of("lokasi_realisasi", activity=shops())),
    Case("volume_realisasi", MET, "within 10 percent", lambda: built("150")),
    Case("volume_realisasi", MET, "within 10 percent", lambda: built("135")),
    Case("volume_realisasi", UNMET, "more than 10 percent", lambda: built("134.999")),
    Case("volume_realisasi", MET, "within 10 percent", lambda: built("165")),
    Case("volume_realisasi", UNMET, "more than 10 percent", lambda: built("165.001")),
    Case("volume_realisasi", UNMET, "not filled", lambda: built(None)),
    Case("volume_realisasi", UNMET, "not filled", lambda: built("150", activity=road(jumlah=None))),
    Case("volume_realisasi", UNMET, "40 percent", lambda: of("volume_realisasi", *THREE[:2])),
    Case("volume_realisasi", UNMET, "more than", lambda: built("1", bukti=("addendum",))),
    Case(
        "volume_realisasi", MET, "accepted",
        lambda: built("1", bukti=("addendum",), evidence=[proof(1, "addendum", "K1")]),
    ),
    Case("mutu", MET, "quality: sesuai", lambda: of("mutu", *THREE)),
    Case("mutu", MET, "quality: cukup", lambda: of("mutu", visit(100, mutu=Mutu.CUKUP))),
    Case("mutu", UNMET, "quality: kurang", lambda: of("mutu", visit(100, mutu=Mutu.KURANG))),
    Case("mutu", UNMET, "quality: gagal", lambda: of("mutu", visit(100, mutu=Mutu.GAGAL))),
    Case("mutu", UNMET, "not judged", lambda: of("mutu", visit(100, mutu=None))),
    Case("mutu", UNMET, "40 percent", lambda: of("mutu", *THREE[:2])),
    Case("mutu", MET, "sesuai", lambda: of("mutu", visit(100, AUGUST), visit(100, JULY, mutu=Mutu.GAGAL))),
    Case("tepat_waktu", MET, "finished on 2027-12-31", lambda: of("tepat_waktu", visit(100, date(YEAR + 2, 12, 31)))),
    Case("tepat_waktu", UNMET, "planned for 2027", lambda: of("tepat_waktu", visit(100, date(YEAR + 3, 1, 1)))),
    Case(
        "tepat_waktu", MET, "finished on 2026-08-01",
        lambda: of("tepat_waktu", visit(100, date(YEAR + 4, 1, 1)), visit(100, AUGUST)),
    ),
    Case("tepat_waktu", UNMET, "not seen", lambda: of("tepat_waktu")),
    Case("biaya_realisasi", MET, "spent", lambda: of("biaya_realisasi", *THREE)),
    Case("biaya_realisasi", UNMET, "Rp 30.000.001 spent", lambda: of("biaya_realisasi", visit(100, biaya=RUPIAH + 1))),
    Case("biaya_realisasi", UNMET, "not recorded", lambda: of("biaya_realisasi", visit(100, biaya=None))),
    Case("biaya_realisasi", UNMET, "40 percent", lambda: of("biaya_realisasi", *THREE[:2])),
    Case("penerima_realisasi", MET, "40 households, 40 planned", lambda: of("penerima_realisasi", *THREE)),
    Case("penerima_realisasi", UNMET, "not counted", lambda: of("penerima_realisasi", visit(100, kk=None))),
    Case("penerima_realisasi", UNMET, "not seen", lambda: of("penerima_realisasi")),
    Case("keberfungsian", UNMET, "no visit after", lambda: of("keberfungsian", *THREE)),
    Case(
        "keberfungsian", MET, "sesuai on 2027-01-01",
        lambda: of("keberfungsian", *THREE, visit(100, date(2027, 1, 1))),
    ),
    Case(
        "keberfungsian", UNMET, "kurang on",
        lambda: of("keberfungsian", *THREE, visit(100, date(2027, 1, 1), mutu=Mutu.KURANG)),
    ),
    Case(
        "keberfungsian", UNMET, "gagal on",
        lambda: of("keberfungsian", *THREE, visit(100, date(2027, 1, 1), mutu=Mutu.GAGAL)),
    ),
    Case(
        "keberfungsian", MET, "cukup on",
        lambda: of("keberfungsian", visit(100, AUGUST, mutu=None), visit(100, date(2027, 1, 1), mutu=Mutu.CUKUP)),
    ),
    Case(
        "keberfungsian", UNMET, "no visit after",
        lambda: of("keberfungsian", visit(100, AUGUST), visit(100, date(2027, 1, 1), mutu=None)),
    ),
)  # fmt: skip


@each_of(CASES)
def test_a_check_of_what_was_built(case: Case) -> None:
    holds(case)


def test_a_city_may_allow_another_difference_of_volumes() -> None:
    rules = replace(built_in(), toleransi=Tolerances(selisih_volume=Decimal(0)))
    assert built("149.999", rules=rules).verdict is UNMET
    assert built("150", rules=rules).verdict is MET


def test_what_was_seen_of_another_activity_says_nothing() -> None:
    assert of("mutu", visit(100, kegiatan="K2")).verdict is UNMET


def test_the_newest_measured_point_counts() -> None:
    far = visit(0, JUNE, lintang=Decimal("-7.995"), bujur=Decimal("110.0"))
    near = visit(50, JULY, lintang=Decimal("-7.995"), bujur=Decimal(HERE))
    assert of("lokasi_realisasi", near, far, outline=square(112.6)).verdict is MET
