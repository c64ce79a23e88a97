"""Commands that make documents: `render rplp` and `render rp2kpkp`, one version of one document."""

from __future__ import annotations

from enum import StrEnum
from functools import partial as bound
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import (
    DbOption,
    JsonOption,
    KodeArgument,
    OfYearOption,
    fallen_json,
    kabkota,
    kelurahan,
    print_json,
    readable,
    say,
    tell_fallen,
    working,
)
from language import Translate, language_of_environment, translator

if TYPE_CHECKING:
    from generators.document_files import Format
    from generators.pdf.writing import Engine
    from generators.version_keeping import Rendered
    from workflow.drafting import Drafting

_: Translate = translator(language_of_environment())

render_app = typer.Typer(no_args_is_help=True, help=_("Documents as numbered versions."))


class DocumentFormat(StrEnum):
    """File formats, for the option."""

    PDF = "pdf"
    DOCX = "docx"


class EngineName(StrEnum):
    """What lays out the pages, for the option."""

    WEASYPRINT = "weasyprint"
    PLUTO = "pluto"


FormatOption = Annotated[
    list[DocumentFormat] | None, typer.Option("--format", help=_("File format; may be repeated."))
]
OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Folder for the files."))]
ReferenceOption = Annotated[
    Path | None,
    typer.Option("--reference", metavar="FILE.docx", help=_("Word file that gives styles and letterhead.")),
]
EngineOption = Annotated[
    EngineName | None,
    typer.Option(
        "--engine", help=_("What lays out the pages: pluto is fast, weasyprint makes accessible files.")
    ),
]
FinalOption = Annotated[
    bool, typer.Option("--final", help=_("The final version of a plan that Pokja PKP has approved."))
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, max=64, help=_("Processes at work for --all; one for each processor by default.")
    ),
]


@render_app.command("rplp", help=_("Render the RPLP of a kelurahan as a new version."))
def render_rplp(
    kode: Annotated[
        str | None, typer.Argument(metavar="KODE", help=_("Territory code, e.g. 35.73.04.1005."))
    ] = None,
    formats: FormatOption = None,
    out: OutOption = Path(),
    tahun: OfYearOption = None,
    reference: ReferenceOption = None,
    engine: EngineOption = None,
    final: FinalOption = False,
    chapter: Annotated[
        str | None,
        typer.Option(
            "--chapter", metavar="ID", help=_("A preview of one chapter, such as bab-6; no version.")
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=_("Of every kelurahan in --area, as `nahkoda batch rplp`."))
    ] = False,
    area: Annotated[
        str | None, typer.Option("--area", metavar="KODE", help=_("The territory of --all."))
    ] = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    if every != (area is not None) or every == (kode is not None):
        raise typer.BadParameter(
            _("Name one kelurahan, or a territory with --all --area."), param_hint="KODE"
        )
    if chapter is not None and (final or every):
        raise typer.BadParameter(_("A preview is of one chapter of one draft."), param_hint="--chapter")
    if chapter is not None and (formats or reference or engine or as_json):
        raise typer.BadParameter(
            _("A preview is a PDF made with pluto; it takes --out, --tahun and --db only."),
            param_hint="--chapter",
        )
    if area is not None:
        from commands.batch import render_many

        render_many(
            area, workers, formats, out, tahun, reference, engine, final=final, as_json=as_json, db=db
        )
        return
    assert kode is not None  # noqa: S101 - asked above
    if chapter is not None:
        _preview(kode, chapter, out, tahun, db)
        return
    from generators.rplp.document import render_rplp as render
    from generators.saving import require_writable
    from workflow.drafting import Drafting
    from workflow.standing import standing_of

    code = kelurahan(kode)
    database = readable(db, code)
    require_writable(out)
    drafting = Drafting("dokumen dicetak ulang")
    done = working(
        _("Rendering the RPLP of {kode}").format(kode=kode),
        bound(
            render,
            database,
            code,
            wanted(formats),
            tahun=tahun,
            reference=reference,
            engine=engine_for(engine, final=final),
            final=final,
            following=drafting,
            standing=standing_of,
        ),
        shown=not as_json,
    )
    tell_rendered(done, out, drafting, as_json=as_json)


@render_app.command("rp2kpkp", help=_("Render the RP2KP-KP of a kabupaten or kota as a new version."))
def render_rp2kpkp(
    kode: KodeArgument,
    formats: FormatOption = None,
    out: OutOption = Path(),
    reference: ReferenceOption = None,
    engine: EngineOption = None,
    final: FinalOption = False,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    from generators.rp2kpkp.document import render_rp2kpkp as render
    from generators.saving import require_writable
    from workflow.drafting import Drafting
    from workflow.standing import standing_of

    code = kabkota(kode)
    database = readable(db, code)
    require_writable(out)
    drafting = Drafting("dokumen dicetak ulang")
    done = working(
        _("Rendering the RP2KP-KP of {kode}").format(kode=kode),
        bound(
            render,
            database,
            code,
            wanted(formats),
            reference=reference,
            engine=engine_for(engine, final=final),
            final=final,
            following=drafting,
            standing=standing_of,
        ),
        shown=not as_json,
    )
    tell_rendered(done, out, drafting, as_json=as_json)


def _preview(kode: str, chapter: str, out: Path, tahun: int | None, db: str | None) -> None:
    from generators.preview import preview_rplp
    from generators.rplp.document import prepare_rplp
    from generators.saving import require_writable, write_whole
    from generators.templating.layers import template_layers
    from workflow.standing import standing_of

    code = kelurahan(kode)
    database = readable(db, code)
    require_writable(out)
    layers = template_layers(database.home, code)
    with database.read() as unit:
        edition = prepare_rplp(unit, code, tahun=tahun, layers=layers, standing=standing_of)
    page = preview_rplp(edition.snapshot, chapter, edition.templates)
    # After the preview, which knows the chapters of the document: the id is part of a file's name.
    say(_("Written: {path}").format(path=write_whole(out / f"PRATINJAU_{code.text}_{chapter}.pdf", page)))


def engine_for(name: EngineName | None, *, final: bool) -> Engine:
    """The engine of the option: for a final version the accessible one, else the fast one where none is named."""
    from generators.pdf.writing import Engine

    if final and name is EngineName.PLUTO:
        raise typer.BadParameter(_("A final version is made with weasyprint."), param_hint="--engine")
    if name is None:
        return Engine.WEASYPRINT if final else Engine.PLUTO
    return Engine(name.value)


def wanted(formats: list[DocumentFormat] | None) -> list[Format]:
    """The formats of the option; all of them when it is not given."""
    from generators.document_files import Format

    return [Format(each.value) for each in formats or DocumentFormat]


def tell_rendered(done: Rendered, out: Path, drafting: Drafting, *, as_json: bool) -> None:
    """Write the files of a version to `out`, and say which version it is, where they lie, and what fell by it."""
    from generators.saving import save

    paths = save(done, out)
    if as_json:
        print_json(version_json(done, paths) | {"gugur": fallen_json(drafting.voided)})
        return
    say(version_words(done))
    for path in paths:
        say(f"  {path}")
    tell_fallen(drafting.voided)


def version_json(done: Rendered, paths: list[Path]) -> dict[str, object]:
    """A version and its files, for machines."""
    version = done.version
    return {
        "kode": version.code,
        "version": version.number,
        "state": version.state.value,
        "created": done.created,
        "files": [{"path": str(path), "sha256": version.file(path.suffix[1:])} for path in paths],
    }


def version_words(done: Rendered) -> str:
    """Which version it is, and whether it was there before."""
    from store.documents import VersionState

    if done.version.state is VersionState.DRAFT:
        words = _("New draft version {number}") if done.created else _("Unchanged: draft version {number}")
    else:
        words = _("New final version {number}") if done.created else _("Unchanged: final version {number}")
    return words.format(number=done.version.number)
