"""The use cases that bring files in: one transaction, one event, and nothing twice."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from examples import sukun
from generators.errors import ManuscriptTextError
from generators.templating.prose import blocks_of
from intake import importing
from intake.errors import UnreadableCodes, UnreadableManuscript, UnreadableOutlines, UnreadableSurvey
from intake.importing import import_baseline, import_manuscript, import_territory
from intake.manuscript import read_manuscript
from planning.manuscript import Manuscript
from planning.plain import from_plain
from planning.rules import RULE_2016, RULE_2018
from planning.territory import TerritoryCode
from store.baselines import baselines_of, load_rows
from store.canonical import Digest, digest_of
from store.database import Database
from store.events import EventKind, events_after
from store.manuscripts import latest_manuscript
from store.rt_outlines import rt_outlines_of
from store.territories import name_of, outline_of
from tests.intake.samples import row, rts, write_table

SUKUN, NATION = TerritoryCode(sukun.KODE), TerritoryCode("0")
TANJUNGREJO = TerritoryCode("35.73.04.1006")


def events(database: Database) -> list[tuple[EventKind, str, dict[str, object]]]:
    with database.read() as unit:
        return [(each.kind, each.subject, json.loads(each.data)) for each in events_after(unit)]


def stored(database: Database, digest: str) -> bytes:
    with database.read() as unit:
        return unit.blobs.get(Digest(digest))


def baselines(database: Database, every: bool = True) -> list[tuple[str, int, int, int]]:
    with database.read() as unit:
        found = baselines_of(unit, NATION, every=every)
    return [(each.kode, each.tahun, each.number, each.rt_count) for each in found]


def names(database: Database, *codes: str) -> list[str | None]:
    with database.read() as unit:
        return [name_of(unit, TerritoryCode(code)) for code in codes]


# ---------------------------------------------------------------- territory


def codes(path: Path, **listed: str) -> Path:
    lines = [
        "kode,nama",
        *(f"{code.removeprefix('_').replace('_', '.')},{name}" for code, name in listed.items()),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_list_of_codes(database: Database) -> None:
    found = import_territory(database, sukun.WILAYAH)
    assert (found.outlines, found.rt_outlines) == (0, 0)
    assert names(database, "35", "35.73", sukun.KODE) == ["Jawa Timur", "Kota Malang", "Sukun"]
    source = digest_of(sukun.WILAYAH.read_bytes())
    assert stored(database, source) == sukun.WILAYAH.read_bytes()
    assert events(database) == [
        (EventKind.TERRITORY_LISTED, f"territory/{source}", {"file": "wilayah.csv", "codes": found.codes})
    ]


def test_a_second_list_adds_and_renames_and_takes_nothing_away(database: Database, tmp_path: Path) -> None:
    import_territory(
        database, codes(tmp_path / "a.csv", _35="Jawa Timur", _35_73="Malang", _35_73_04_1005="Sukun")
    )
    import_territory(database, sukun.OUTLINE)
    found = import_territory(
        database, codes(tmp_path / "b.csv", _35_73="Kota Malang", _35_73_04_1006="Tanjungrejo")
    )
    assert found.codes == 2
    assert names(database, "35", "35.73", sukun.KODE, "35.73.04.1006", "35.73.04") == [
        "Jawa Timur", "Kota Malang", "Sukun", "Tanjungrejo", None,
    ]  # fmt: skip
    with database.read() as unit:
        assert outline_of(unit, SUKUN) is not None


def test_a_wrong_list_leaves_everything_as_it_was(database: Database, tmp_path: Path) -> None:
    import_territory(database, sukun.WILAYAH)
    before = events(database)
    with pytest.raises(UnreadableCodes):
        import_territory(database, codes(tmp_path / "a.csv", _35="Lain", _99_1="x"))
    assert names(database, "35") == ["Jawa Timur"]
    assert events(database) == before


def test_outlines_of_places_and_of_rt(database: Database) -> None:
    whole, parts = import_territory(database, sukun.OUTLINE), import_territory(database, sukun.RT_MAP)
    assert (whole.codes, whole.outlines, whole.rt_outlines) == (0, 1, 0)
    assert (parts.codes, parts.outlines, parts.rt_outlines) == (0, 0, sukun.JUMLAH_RT)
    with database.read() as unit:
        border, found = outline_of(unit, SUKUN), rt_outlines_of(unit, SUKUN)
    assert border is not None
    assert border.source == digest_of(sukun.OUTLINE.read_bytes())
    assert len(found) == sukun.JUMLAH_RT
    assert {each.source_name for each in found} == {"rt_ilustratif.geojson"}
    assert [data for kind, _, data in events(database) if kind is EventKind.TERRITORY_OUTLINED] == [
        {"file": "kelurahan.geojson", "outlines": 1, "rt_outlines": 0},
        {"file": "rt_ilustratif.geojson", "outlines": 0, "rt_outlines": 110},
    ]


def test_outlines_of_rt_are_held_against_kelurahan_and_survey(database: Database, tmp_path: Path) -> None:
    first = import_territory(database, rt_map(tmp_path / "a.geojson", SUKUN.text, "001"))
    assert first.findings == (), "nothing to hold it against yet"
    import_territory(database, sukun.OUTLINE)
    import_baseline(database, sukun.BASELINE, rule=RULE_2018)
    found = import_territory(database, rt_map(tmp_path / "b.geojson", SUKUN.text, "001", "099"))
    codes_of = {each.code: dict(each.values) for each in found.findings}
    assert sorted(codes_of) == ["D001", "D002", "D003", "D004", "D005"]
    assert codes_of["D004"]["place"].endswith("RT 099/RW 001")
    assert codes_of["D005"]["count"] == "109"
    assert found.rt_outlines == 2, "they come in all the same"


def rt_map(path: Path, kode: str, *numbers: str) -> Path:
    ring = [[112.61, -7.99], [112.62, -7.99], [112.62, -7.98], [112.61, -7.99]]
    features = [
        {
            "type": "Feature",
            "properties": {"kode_kelurahan": kode, "rw": "001", "rt": rt},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for rt in numbers
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_outlines_of_rt_replace_those_of_their_kelurahan_only(database: Database, tmp_path: Path) -> None:
    import_territory(database, rt_map(tmp_path / "a.geojson", SUKUN.text, "001", "002", "003"))
    import_territory(database, rt_map(tmp_path / "b.geojson", TANJUNGREJO.text, "001"))
    import_territory(database, rt_map(tmp_path / "c.geojson", SUKUN.text, "002", "004"))
    with database.read() as unit:
        found = {
            code: [(each.rt, each.source_name) for each in rt_outlines_of(unit, code)]
            for code in (SUKUN, TANJUNGREJO)
        }
    assert found == {
        SUKUN: [("002", "c.geojson"), ("004", "c.geojson")],
        TANJUNGREJO: [("001", "b.geojson")],
    }


def test_wrong_outlines_leave_everything_as_it_was(database: Database, tmp_path: Path) -> None:
    import_territory(database, rt_map(tmp_path / "a.geojson", SUKUN.text, "001"))
    wrong = tmp_path / "b.geojson"
    wrong.write_text('{"type": "FeatureCollection", "features": [{}]}', encoding="utf-8")
    with pytest.raises(UnreadableOutlines):
        import_territory(database, wrong)
    with database.read() as unit:
        assert len(rt_outlines_of(unit, SUKUN)) == 1
    assert len(events(database)) == 1


# ---------------------------------------------------------------- survey


def test_a_survey_becomes_a_baseline(database: Database) -> None:
    import_territory(database, sukun.WILAYAH)
    found = import_baseline(
        database, sukun.BASELINE, rule=RULE_2018, sk_number="188/1", sk_date=date(2020, 1, 2)
    )
    (baseline,) = found.baselines
    assert (baseline.kode, baseline.name, baseline.tahun, baseline.number) == (sukun.KODE, "Sukun", 2025, 1)
    source = baseline.source
    assert (source.sk_number, source.sk_date, source.actor) == ("188/1", date(2020, 1, 2), "tester")
    assert stored(database, source.source) == sukun.BASELINE.read_bytes()
    with database.read() as unit:
        rows = load_rows(unit, [baseline.id])
    assert len(rows) == sukun.JUMLAH_RT
    assert events(database)[-1] == (
        EventKind.BASELINE_IMPORTED,
        f"import/{source.id}",
        {
            "file": "baseline_ilustratif.csv",
            "sha256": source.source,
            "rule": "2018",
            "rows": 110,
            "refused": 0,
            "baselines": 1,
        },
    )


def test_the_same_file_is_the_same_baseline(database: Database, tmp_path: Path) -> None:
    first = import_baseline(database, sukun.BASELINE, rule=RULE_2018)
    copy = tmp_path / "salinan.csv"
    copy.write_bytes(sukun.BASELINE.read_bytes())
    again = import_baseline(database, copy, rule=RULE_2018)
    assert again.baselines == first.baselines
    assert again.result is not None
    assert again.result.created is False
    assert len(events(database)) == 1
    other = import_baseline(database, sukun.BASELINE, rule=RULE_2018, sk_number="188/2")
    assert [each.number for each in other.baselines] == [2]
    assert len(events(database)) == 2


def test_one_file_gives_a_baseline_for_each_kelurahan_and_year(database: Database, tmp_path: Path) -> None:
    other = {"kode_kelurahan": TANJUNGREJO.text, "kelurahan": "Tanjungrejo"}
    rows = [*rts(2), *rts(1, tahun="2023"), *rts(3, **other)]
    found = import_baseline(database, write_table(tmp_path / "a.csv", rows), rule=RULE_2018)
    assert [(each.kode, each.tahun, each.number) for each in found.baselines] == [
        (SUKUN.text, 2023, 1), (SUKUN.text, 2024, 2), (TANJUNGREJO.text, 2024, 1),
    ]  # fmt: skip
    assert events(database)[-1][2]["baselines"] == 3


def test_the_year_of_rows_that_have_none(database: Database, tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", rts(1, tahun=""))
    assert import_baseline(database, path, rule=RULE_2018).result is None
    assert [each.tahun for each in import_baseline(database, path, rule=RULE_2018, tahun=2020).baselines] == [
        2020
    ]


def test_a_dry_run_reads_and_stores_nothing(database: Database) -> None:
    found = import_baseline(database, sukun.BASELINE, rule=RULE_2018, dry_run=True)
    assert (found.result, found.baselines, len(found.survey.rows)) == (None, (), 110)
    assert (baselines(database), events(database)) == ([], [])


BAD = [row(rt="001"), row(rt="002", _1a="99"), row(rt="003")]


def test_one_refused_row_keeps_the_file_out(database: Database, tmp_path: Path) -> None:
    found = import_baseline(database, write_table(tmp_path / "a.csv", BAD), rule=RULE_2018)
    assert (found.result, found.survey.refused) == (None, 1)
    assert "B004" in {each.code for each in found.survey.findings}
    assert (baselines(database), events(database)) == ([], [])


def test_a_partial_import_keeps_the_rest_and_says_so(database: Database, tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", BAD)
    (baseline,) = import_baseline(database, path, rule=RULE_2018, partial=True).baselines
    assert (baseline.rt_count, baseline.source.rows_refused, baseline.source.partial) == (2, 1, True)
    assert baseline.rt_refused == 1
    assert (events(database)[-1][2]["rows"], events(database)[-1][2]["refused"]) == (2, 1)


def test_a_file_without_one_good_row_is_never_stored(database: Database, tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", rts(2, _1a="99"))
    assert import_baseline(database, path, rule=RULE_2018, partial=True).result is None
    assert (baselines(database), events(database)) == ([], [])


def test_codes_are_checked_against_the_list(database: Database, tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", rts(1, kode_kelurahan="35.73.04.1099"))
    without = import_baseline(database, path, rule=RULE_2018, dry_run=True).survey
    assert (without.refused, "B014" in {each.code for each in without.findings}) == (0, True)
    import_territory(database, sukun.WILAYAH)
    with_list = import_baseline(database, path, rule=RULE_2018).survey
    assert (with_list.refused, {each.code for each in with_list.findings}) == (1, {"B008"})
    assert baselines(database) == []


def test_a_list_speaks_only_for_the_kabkota_it_lists(database: Database, tmp_path: Path) -> None:
    import_territory(database, sukun.WILAYAH)
    path = write_table(tmp_path / "a.csv", rts(1, kode_kelurahan="33.75.01.1003", kelurahan="Podosugih"))
    elsewhere = import_baseline(database, path, rule=RULE_2018).survey
    assert (elsewhere.refused, {each.code for each in elsewhere.findings}) == (0, {"B014"})


def test_the_rule_set_goes_with_the_baseline(database: Database, tmp_path: Path) -> None:
    columns = {**row(), **dict.fromkeys(RULE_2016.codes, "0")}
    path = write_table(tmp_path / "a.csv", [columns], columns=tuple(columns))
    (baseline,) = import_baseline(database, path, rule=RULE_2016).baselines
    assert baseline.rule == "2016"


@pytest.mark.parametrize(
    ("reader", "origin"),
    [("read_survey", sukun.BASELINE), ("read_codes", sukun.WILAYAH), ("read_outlines", sukun.RT_MAP)],
)
def test_what_is_stored_is_what_was_read(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str, origin: Path
) -> None:
    """A spreadsheet program may save the file again while it is imported."""
    path = tmp_path / origin.name
    path.write_bytes(origin.read_bytes())
    read = getattr(importing, reader)

    def changed(*arguments: object, **options: object) -> object:
        found = read(*arguments, **options)
        path.write_bytes(b"changed")
        return found

    monkeypatch.setattr(importing, reader, changed)
    if reader == "read_survey":
        import_baseline(database, path, rule=RULE_2018)
    else:
        import_territory(database, path)
    assert path.read_bytes() == b"changed"
    ((_, subject, data),) = events(database)
    assert (
        stored(database, str(data.get("sha256", subject.removeprefix("territory/")))) == origin.read_bytes()
    )


def test_names_that_are_not_utf8(database: Database, tmp_path: Path) -> None:
    """Old archives unpack to names in other encodings."""
    for origin in (sukun.WILAYAH, sukun.RT_MAP, sukun.BASELINE):
        path = tmp_path / os.fsdecode(b"caf\xe9" + origin.suffix.encode())
        path.write_bytes(origin.read_bytes())
        if origin is sukun.BASELINE:
            (baseline,) = import_baseline(database, path, rule=RULE_2018).baselines
            assert baseline.source.source_name == "caf\ufffd.csv"
        else:
            import_territory(database, path)
        assert events(database)[-1][2]["file"] == f"caf\ufffd{origin.suffix}"
    with pytest.raises(UnreadableSurvey) as caught:
        import_baseline(database, tmp_path / os.fsdecode(b"\xe9.csv"), rule=RULE_2018)
    assert caught.value.where == "\ufffd.csv"


def test_baseline_and_event_are_one_transaction(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("no event")

    monkeypatch.setattr(importing, "append_event", broken)
    for attempt in (
        lambda: import_baseline(database, sukun.BASELINE, rule=RULE_2018),
        lambda: import_territory(database, sukun.WILAYAH),
        lambda: import_territory(database, sukun.RT_MAP),
        lambda: import_manuscript(database, SUKUN, sukun.FOLDER / "naskah"),
    ):
        with pytest.raises(RuntimeError, match="no event"):
            attempt()
    assert (baselines(database), names(database, "35")) == ([], [None])
    with database.read() as unit:
        assert rt_outlines_of(unit, SUKUN) == ()
        assert latest_manuscript(unit, SUKUN) is None


# ---------------------------------------------------------------- manuscript


def test_a_manuscript_is_stored_whole(database: Database) -> None:
    folder = sukun.FOLDER / "naskah"
    found = import_manuscript(database, SUKUN, folder)
    assert (found.number, found.kode) == (1, SUKUN.text)
    assert from_plain(Manuscript, json.loads(stored(database, found.content))) == read_manuscript(folder)
    assert events(database) == [
        (
            EventKind.MANUSCRIPT_ADDED,
            f"manuscript/{SUKUN.text}/1",
            {"sha256": found.content, "sections": 2},
        )
    ]


def test_the_same_manuscript_is_stored_once_and_a_change_is_a_new_one(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "2.1.md").write_text("Satu.", encoding="utf-8")
    first = import_manuscript(database, SUKUN, tmp_path)
    assert import_manuscript(database, SUKUN, tmp_path) == first
    (tmp_path / "2.1.md").write_text("Dua.", encoding="utf-8")
    second = import_manuscript(database, SUKUN, tmp_path)
    (tmp_path / "2.1.md").write_text("Satu.", encoding="utf-8")
    third = import_manuscript(database, SUKUN, tmp_path)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert third.content == first.content
    assert len(events(database)) == 3
    with database.read() as unit:
        assert latest_manuscript(unit, SUKUN) == third


def test_a_wrong_manuscript_is_not_stored(database: Database, tmp_path: Path) -> None:
    (tmp_path / "9.9.md").write_text("x", encoding="utf-8")
    with pytest.raises(UnreadableManuscript):
        import_manuscript(database, SUKUN, tmp_path)
    assert events(database) == []


def test_a_text_that_no_document_can_hold_is_refused_with_its_file(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "2.1.ganti.md").write_text("Kalimat.\n\n# Judul\n", encoding="utf-8")
    with pytest.raises(ManuscriptTextError) as refused:
        import_manuscript(database, SUKUN, tmp_path, check=blocks_of)
    assert refused.value.where == f"{tmp_path / '2.1.ganti.md'}:3"
    with database.read() as unit:
        assert latest_manuscript(unit, SUKUN) is None


def test_a_folder_without_a_manuscript_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UnreadableManuscript):
        import_manuscript(database, SUKUN, tmp_path)
