"""The use case of the RPLP: pictures, digest of inputs, numbered versions, all or nothing."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from examples import sukun
from generators import version_keeping
from generators.document_files import Format, Progress, quiet
from generators.errors import NothingToRender, RenderedMeanwhile, TemplateFault
from generators.facts.process import ProcessFacts
from generators.pdf.writing import Engine
from generators.rplp import document as rplp
from generators.rplp.document import make_rplp, render_rplp
from generators.rplp.pictures import picture_names, pictures
from generators.rplp.snapshot import RplpSnapshot
from generators.templating.layers import Templates
from generators.toolchain import TOOLS, TOOLS_OF, toolchain
from generators.version_keeping import Rendered
from intake.importing import import_baseline, import_manuscript, import_territory
from intake.plan_importing import import_plan
from planning.calendar import local_day
from planning.plain import from_plain, to_plain
from planning.process import DocumentKind
from planning.rules import RULE_2018
from planning.territory import TerritoryCode
from store.canonical import Digest, canonical_bytes, digest_of
from store.database import Database
from store.documents import Version, versions_of
from store.errors import FileConflict
from store.events import EventKind, events_after
from store.territories import name_of
from store.unit import Unit
from tests.generators import places

CODE = TerritoryCode(sukun.KODE)


class Maker:
    """Stands for `make_rplp`: bytes that follow from the snapshot and the format, and a count of calls."""

    def __init__(self) -> None:
        self.made: list[tuple[int, tuple[Format, ...]]] = []
        self.salt = b""

    def __call__(
        self,
        snapshot: RplpSnapshot,
        formats: Iterable[Format],
        *,
        reference: Path | None = None,
        engine: Engine = Engine.WEASYPRINT,
        templates: Templates | None = None,
        progress: Progress = quiet,
    ) -> dict[Format, bytes]:
        wanted = tuple(formats)
        self.made.append((snapshot.document.number, wanted))
        text = canonical_bytes(to_plain(snapshot))
        return {each: each.value.encode() + self.salt + text for each in wanted}


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Maker:
    made = Maker()
    monkeypatch.setattr(rplp, "make_rplp", made)
    return made


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with the survey of Sukun."""
    import_territory(database, sukun.WILAYAH)
    import_baseline(database, sukun.BASELINE, rule=RULE_2018)
    return database


def versions(database: Database) -> tuple[Version, ...]:
    with database.read() as unit:
        return versions_of(unit, DocumentKind.RPLP, CODE)


def rendered_events(database: Database) -> list[tuple[str, dict[str, object]]]:
    with database.read() as unit:
        found = [each for each in events_after(unit) if each.kind is EventKind.DOCUMENT_RENDERED]
    return [(each.subject, json.loads(each.data)) for each in found]


def blob(database: Database, digest: str) -> bytes:
    with database.read() as unit:
        return unit.blobs.get(Digest(digest))


def newer(folder: Path, *, tahun: str = "2025", share: int = 50) -> Path:
    row = places.rt(1, share=share, tahun=tahun)
    path = folder / f"baru-{tahun}-{share}.csv"
    path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    return path


# ---------------------------------------------------------------- versions


def test_the_first_version_is_stored_whole(filled: Database, maker: Maker) -> None:
    found = render_rplp(filled, CODE)
    version = found.version
    assert (version.number, version.state, found.created) == (1, "draft", True)
    assert dict(version.files) == {each.value: digest_of(found.files[each]) for each in Format}
    assert all(blob(filled, version.file(each) or "") == found.files[each] for each in Format)
    snapshot = from_plain(RplpSnapshot, json.loads(blob(filled, version.snapshot)))
    assert (snapshot.document.number, snapshot.document.draft) == (1, True)
    assert snapshot.place.name == "Sukun"
    assert dict(version.toolchain) == toolchain()
    assert versions(filled) == (version,)
    ((subject, data),) = rendered_events(filled)
    assert subject == f"rplp/{CODE.text}/1"
    assert data == {
        "formats": ["docx", "pdf"], "inputs": version.inputs, "baseline": 1, "tahun": 2025, "plan": None,
        "state": "draft",
    }  # fmt: skip


def test_the_same_inputs_are_the_same_version(filled: Database, maker: Maker) -> None:
    first = render_rplp(filled, CODE)
    again = render_rplp(filled, CODE)
    assert again == Rendered(first.version, first.files, created=False)
    assert len(maker.made) == 1
    assert len(rendered_events(filled)) == 1


def test_a_format_can_be_added_later(filled: Database, maker: Maker) -> None:
    first = render_rplp(filled, CODE, [Format.PDF])
    second = render_rplp(filled, CODE, [Format.PDF, Format.DOCX])
    assert (second.version.number, second.created) == (1, False)
    assert dict(second.version.files) == {each.value: digest_of(second.files[each]) for each in Format}
    assert second.files[Format.PDF] == first.files[Format.PDF]
    assert maker.made == [(1, (Format.PDF,)), (1, (Format.PDF, Format.DOCX))]
    assert [data["formats"] for _, data in rendered_events(filled)] == [["pdf"], ["docx", "pdf"]]
    assert render_rplp(filled, CODE, [Format.DOCX]).files == {Format.DOCX: second.files[Format.DOCX]}
    assert len(maker.made) == 2


def test_a_new_baseline_manuscript_or_map_is_a_new_version(
    filled: Database, maker: Maker, tmp_path: Path
) -> None:
    numbers = [render_rplp(filled, CODE).version.number]
    import_manuscript(filled, CODE, sukun.FOLDER / "naskah")
    numbers.append(render_rplp(filled, CODE).version.number)
    import_territory(filled, sukun.RT_MAP)
    numbers.append(render_rplp(filled, CODE).version.number)
    import_territory(filled, sukun.OUTLINE)
    numbers.append(render_rplp(filled, CODE).version.number)
    import_baseline(filled, newer(tmp_path), rule=RULE_2018)
    newest = render_rplp(filled, CODE)
    assert [*numbers, newest.version.number] == [1, 2, 3, 4, 5]
    assert len({each.inputs for each in versions(filled)}) == 5
    snapshot = from_plain(RplpSnapshot, json.loads(blob(filled, newest.version.snapshot)))
    assert (snapshot.baseline.number, snapshot.baseline.rt_count) == (2, 1)
    assert snapshot.document.number == 5


def test_the_word_reference_and_the_templates_are_inputs(
    filled: Database, maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = tmp_path / "kop.docx"
    reference.write_bytes(b"satu")
    found = [render_rplp(filled, CODE).version, render_rplp(filled, CODE, reference=reference).version]
    reference.write_bytes(b"dua")
    found.append(render_rplp(filled, CODE, reference=reference).version)
    other = Templates((), {"rplp/dokumen.html": "lain"})
    monkeypatch.setattr(rplp, "load_templates", lambda kind, layers: other)
    found.append(render_rplp(filled, CODE).version)
    monkeypatch.setattr(rplp, "toolchain", lambda _engine: {"nahkoda": "9"})
    found.append(render_rplp(filled, CODE).version)
    assert [each.number for each in found] == [1, 2, 3, 4, 5]
    monkeypatch.undo()


def test_another_year_has_its_own_version(filled: Database, maker: Maker, tmp_path: Path) -> None:
    import_baseline(filled, newer(tmp_path, tahun="2023"), rule=RULE_2018)
    newest = render_rplp(filled, CODE)
    older = render_rplp(filled, CODE, tahun=2023)
    assert [data["tahun"] for _, data in rendered_events(filled)] == [2025, 2023]
    assert (newest.version.number, older.version.number) == (1, 2)


# ---------------------------------------------------------------- plan and process


def snapshot_of(database: Database, made: Rendered) -> RplpSnapshot:
    return from_plain(RplpSnapshot, json.loads(blob(database, made.version.snapshot)))


def test_the_plan_is_printed_with_the_baseline_it_was_made_on(
    filled: Database, maker: Maker, tmp_path: Path
) -> None:
    import_plan(filled, CODE, sukun.PLAN)
    with_plan = snapshot_of(filled, render_rplp(filled, CODE))
    assert with_plan.plan is not None
    assert (with_plan.plan.number, with_plan.baseline.number) == (1, 1)
    assert (with_plan.document.year_from, with_plan.document.year_to) == (2026, 2030)
    import_baseline(filled, newer(tmp_path, tahun="2026"), rule=RULE_2018)
    again = render_rplp(filled, CODE)
    assert again.created is False
    newest = snapshot_of(filled, render_rplp(filled, CODE, tahun=2026))
    assert (newest.plan, newest.baseline.number, newest.document.year_from) == (None, 2, None)
    older = snapshot_of(filled, render_rplp(filled, CODE, tahun=2025))
    assert older.plan == with_plan.plan
    assert [(data["baseline"], data["plan"]) for _, data in rendered_events(filled)] == [(1, 1), (2, None)]


def test_a_newer_plan_is_a_new_version(filled: Database, maker: Maker, tmp_path: Path) -> None:
    import_plan(filled, CODE, sukun.PLAN)
    first = render_rplp(filled, CODE)
    folder = tmp_path / "rencana"
    shutil.copytree(sukun.PLAN, folder)
    settings = (folder / "rencana.csv").read_text(encoding="utf-8")
    (folder / "rencana.csv").write_text(
        settings.replace("versi_dasar,0", "versi_dasar,1").replace("ambang", "proporsional")
    )
    import_plan(filled, CODE, folder)
    second = render_rplp(filled, CODE)
    assert [each.version.number for each in (first, second)] == [1, 2]
    plans = [each.plan for each in (snapshot_of(filled, first), snapshot_of(filled, second)) if each.plan]
    assert [each.number for each in plans] == [1, 2]
    assert plans[0].sha256 != plans[1].sha256
    assert [data["plan"] for _, data in rendered_events(filled)] == [1, 2]


def test_the_process_is_read_with_everything_else(filled: Database, maker: Maker) -> None:
    asked: list[str] = []

    def standing(unit: Unit, code: TerritoryCode) -> ProcessFacts | None:
        asked.append(name_of(unit, code) or "")
        return ProcessFacts("persiapan", 1, (), (), None, (), (), (), (), (), (), (), approved=False)

    plain = render_rplp(filled, CODE)
    told = render_rplp(filled, CODE, standing=standing)
    assert asked == ["Sukun"]
    assert [each.process is not None for each in (snapshot_of(filled, plain), snapshot_of(filled, told))] == [
        False, True,
    ]  # fmt: skip
    assert told.version.number == 2


# ---------------------------------------------------------------- nothing half done


def test_a_failure_while_rendering_leaves_nothing(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **options: object) -> dict[Format, bytes]:
        raise TemplateFault(expected="a", found="b", where="rplp/bab_1.html:1", remedy="c")

    monkeypatch.setattr(rplp, "make_rplp", broken)
    with pytest.raises(TemplateFault):
        render_rplp(filled, CODE)
    assert versions(filled) == ()
    assert rendered_events(filled) == []


def test_version_and_event_are_one_transaction(
    filled: Database, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("no event")

    with monkeypatch.context() as patched:
        patched.setattr(version_keeping, "append_event", broken)
        with pytest.raises(RuntimeError, match="no event"):
            render_rplp(filled, CODE)
    assert versions(filled) == ()
    assert render_rplp(filled, CODE).version.number == 1


def test_bytes_that_differ_for_the_same_inputs_are_refused(filled: Database, maker: Maker) -> None:
    render_rplp(filled, CODE, [Format.PDF])
    maker.salt = b"other"
    with pytest.raises(FileConflict):
        render_rplp(filled, CODE)
    assert len(rendered_events(filled)) == 1
    assert [dict(each.files).keys() for each in versions(filled)] == [{"pdf"}]


def test_a_version_made_meanwhile_by_somebody_else_is_seen(
    filled: Database, maker: Maker, tmp_path: Path
) -> None:
    """The number is printed on the cover, so it may not be taken while the document renders."""
    steps: list[str] = []

    def interrupted(step: str) -> None:
        steps.append(step)
        if len(steps) == 1:
            import_manuscript(filled, CODE, sukun.FOLDER / "naskah")
            render_rplp(filled, CODE)

    with pytest.raises(RenderedMeanwhile) as caught:
        render_rplp(filled, CODE, progress=interrupted)
    assert caught.value.remedy == "Render again."
    assert [each.number for each in versions(filled)] == [1]
    assert render_rplp(filled, CODE).created is False


@pytest.mark.parametrize("tahun", [None, 2019])
def test_without_a_baseline_there_is_nothing_to_render(
    filled: Database, maker: Maker, tahun: int | None
) -> None:
    code = CODE if tahun else TerritoryCode("35.73.04.1006")
    with pytest.raises(NothingToRender) as caught:
        render_rplp(filled, code, tahun=tahun)
    assert caught.value.where == code.text
    assert (str(tahun) in caught.value.expected) == bool(tahun)
    assert maker.made == []


def test_the_day_of_the_text_is_that_of_the_manuscript_or_of_the_newest_import(
    filled: Database, maker: Maker
) -> None:
    first = render_rplp(filled, CODE).version
    import_manuscript(filled, CODE, sukun.FOLDER / "naskah")
    second = render_rplp(filled, CODE).version
    days = [json.loads(blob(filled, each.snapshot))["document"]["edition_date"] for each in (first, second)]
    with filled.read() as unit:
        (imported,) = (each.at for each in events_after(unit) if each.kind is EventKind.BASELINE_IMPORTED)
    assert days == [local_day(imported, CODE).isoformat(), "2026-11-23"]


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize(
    "name",
    ["Sukun", "one clean RT", "no volume filled", "nothing applies", "all zero", "outlines for some RT", "odd names",
     "rule 2016"],
)  # fmt: skip
def test_pictures_of_any_kelurahan(name: str) -> None:
    snapshot = places.snapshot(name)
    found = pictures(snapshot)
    assert tuple(found) == picture_names(snapshot)
    for asset in found.values():
        assert asset.png.startswith(b"\x89PNG")
        assert asset.svg is not None
        assert 0 < asset.width_mm <= 253


def test_a_map_is_drawn_where_there_are_outlines() -> None:
    snapshot = places.snapshot("outlines for some RT")
    with_map, tiles = pictures(snapshot)["peta"], pictures(replace(snapshot, outlines=()))["peta"]
    assert with_map.png != tiles.png


def test_the_toolchain_names_versions_and_the_font() -> None:
    tools = toolchain()
    assert set(TOOLS) < set(tools)
    (font,) = (name for name in tools if name.startswith("font:"))
    assert len(tools[font]) == 64
    assert toolchain() == tools


def test_every_package_that_makes_a_document_is_a_tool() -> None:
    """Else a newer one would change the bytes of a version under the same digest of inputs."""
    distributions = packages_distributions()
    used = {
        distribution.lower()
        for path in Path("generators").rglob("*.py")
        if "workbook" not in path.parts
        for module in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        for distribution in distributions.get(module, ())
    }
    # MarkupSafe escapes for Jinja2 and draws nothing itself.
    assert used - {"nahkoda", "markupsafe"} <= {
        *TOOLS,
        *(name for names in TOOLS_OF.values() for name in names),
    }


@pytest.mark.slow
def test_real_files_are_the_same_twice(tmp_path: Path) -> None:
    snapshot = places.snapshot("one slum RT")
    steps: list[str] = []
    first = make_rplp(snapshot, progress=steps.append)
    assert first[Format.PDF].startswith(b"%PDF-1.7")
    assert first[Format.DOCX].startswith(b"PK")
    assert steps == ["text", "pictures", "pages", "word"]
    assert make_rplp(snapshot, [Format.PDF]) == {Format.PDF: first[Format.PDF]}
    assert make_rplp(snapshot, [Format.DOCX]) == {Format.DOCX: first[Format.DOCX]}
