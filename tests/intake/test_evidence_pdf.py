"""PDF as evidence: what may come in, and what may not, with the reason."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from intake import evidence_pdf
from intake.evidence_file import FileKind, read_evidence_file
from tests.intake.evidence_samples import (
    action,
    embed,
    named_script,
    one_page,
    pdf_with,
    picture,
    refused,
    saved,
    written,
)


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = action(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def page_script(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = pikepdf.Dictionary(
        O=action(S=pikepdf.Name.Rendition, JS=pikepdf.String("app.alert(1)"))
    )


def hidden_kind(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = action(S=pdf.make_indirect(pikepdf.Name.JavaScript))


def launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = action(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))


def rich_media(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia)])


def xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp/>"))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (script, "JavaScript"),
        (named_script, "JavaScript"),
        (page_script, "JavaScript"),
        (hidden_kind, "JavaScript"),
        (launch, "Launch"),
        (rich_media, "rich media"),
        (xfa, "XFA"),
        (embed("nota.exe", b"no program at all"), "nota.exe"),
        (embed("nota.txt", b"MZ" + bytes(200)), "a Windows program"),
        (embed("nota.js. ", b"x"), ".js"),
    ],
)
def test_active_pdf(tmp_path: Path, change: Callable[[pikepdf.Pdf], object], found: str) -> None:
    assert found in refused(tmp_path / "a.pdf", pdf_with(change)).found


@pytest.mark.parametrize("mode", list(pikepdf.ObjectStreamMode))
def test_script_in_packed_objects(tmp_path: Path, mode: pikepdf.ObjectStreamMode) -> None:
    pdf = one_page()
    named_script(pdf)
    assert "JavaScript" in refused(tmp_path / "a.pdf", saved(pdf, object_stream_mode=mode)).found


def test_name_written_in_hexadecimal(tmp_path: Path) -> None:
    content = pdf_with(launch)
    # Of equal length, or the table of objects would be wrong.
    hidden = content.replace(b"/F (cmd.exe) /S /Launch", b"/F (cmd.e) /S /Laun#63h")
    assert hidden != content
    assert "Launch" in refused(tmp_path / "a.pdf", hidden).found


@pytest.mark.parametrize(
    "change",
    [
        embed("data.xml", b"<rab/>"),
        embed("data.json", b"{}"),
        embed("data.csv", b"a;b\n"),
        lambda pdf: setattr(pdf.Root, "OpenAction", pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])),
        lambda pdf: setattr(pdf.Root, "Lang", pikepdf.String("says /JS and /Launch")),
        lambda pdf: setattr(pdf.Root, "Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())),
        lambda pdf: setattr(
            pdf.Root,
            "AcroForm",
            pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array([pikepdf.Dictionary(FT=pikepdf.Name.Sig)])),
        ),
    ],
)
def test_harmless_pdf_keeps_its_bytes(tmp_path: Path, change: Callable[[pikepdf.Pdf], object]) -> None:
    content = pdf_with(change)
    assert read_evidence_file(written(tmp_path / "a.pdf", content)).source.data == content


def test_locked_pdf(tmp_path: Path) -> None:
    locked = saved(one_page(), encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "locked by a password" in refused(tmp_path / "a.pdf", locked).found
    # Without a password to open it, only printing and such are limited.
    limited = saved(one_page(), encryption=pikepdf.Encryption(owner="a", user=""))
    assert read_evidence_file(written(tmp_path / "a.pdf", limited)).kind is FileKind.PDF


def test_damaged_pdf(tmp_path: Path) -> None:
    content = pdf_with(embed("data.csv", b"a;b\n" * 900))
    for length in (9, 60, len(content) // 2, len(content) - 20):
        assert "damaged" in refused(tmp_path / "a.pdf", content[:length]).found
    assert "0x" not in refused(tmp_path / "a.pdf", content[:60]).found


def test_pdf_without_pages(tmp_path: Path) -> None:
    assert "one page" in refused(tmp_path / "a.pdf", saved(pikepdf.new())).expected


def test_pdf_behind_other_bytes(tmp_path: Path) -> None:
    content = saved(one_page())
    assert read_evidence_file(written(tmp_path / "a.pdf", b"\r\n" + content)).kind is FileKind.PDF
    assert "program" in refused(tmp_path / "a.pdf", b"MZ\r\n" + content).found


def test_pdf_of_too_many_objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_pdf, "MAX_OBJECTS", 2)
    assert "objects" in refused(tmp_path / "a.pdf", saved(one_page())).found


def packed_objects(padding: int) -> bytes:
    """A PDF whose objects lie in one packed list, with so many blanks after them."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    places = [sum(len(each) + 1 for each in objects[:at]) for at in range(3)]
    header = b" ".join(b"%d %d" % (number, place) for number, place in enumerate(places, 1)) + b" "
    content = zlib.compress(header + b" ".join(objects) + b" " * padding, 9)
    data = b"%PDF-1.5\n"
    rows = [(0, 0, 255), *((2, 4, at) for at in range(3)), (1, len(data), 0)]
    data += b"4 0 obj <</Type/ObjStm/N 3/First %d/Filter/FlateDecode" % len(header)
    data += b"/Length %d>> stream\n%b\nendstream endobj\n" % (len(content), content)
    start = len(data)
    table = b"".join(struct.pack(">BIB", *each) for each in [*rows, (1, start, 0)])
    data += b"5 0 obj <</Type/XRef/Size 6/Root 1 0 R/W[1 4 1]/Length %d>> stream\n" % len(table)
    return data + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % start


def test_pdf_whose_list_of_objects_is_a_bomb(tmp_path: Path) -> None:
    fine = written(tmp_path / "a.pdf", packed_objects(9_000))
    assert read_evidence_file(fine).kind is FileKind.PDF
    bomb = packed_objects(evidence_pdf.MAX_STREAM_BYTES)
    assert len(bomb) < 100_000
    assert "damaged or unsafe" in refused(tmp_path / "a.pdf", bomb).found


def test_slips_of_pdf_programs(tmp_path: Path) -> None:
    content = saved(one_page())
    assert b"/Size 5" in content
    wrong_count = written(tmp_path / "a.pdf", content.replace(b"/Size 5", b"/Size 9"))
    assert read_evidence_file(wrong_count).kind is FileKind.PDF
    # The length of a stream is wrong: what it holds, and what follows, depends on the reader.
    assert "damaged" in refused(tmp_path / "a.pdf", content.replace(b"/Length 0", b"/Length 3")).found


# Actions


def opens_with(pdf: pikepdf.Pdf, found: pikepdf.Object) -> None:
    pdf.Root.OpenAction = found


def on_document(pdf: pikepdf.Pdf, found: pikepdf.Object) -> None:
    pdf.Root.AA = pikepdf.Dictionary(WC=found)


def on_page(pdf: pikepdf.Pdf, found: pikepdf.Object) -> None:
    pdf.pages[0].obj.AA = pdf.make_indirect(pikepdf.Dictionary(O=pdf.make_indirect(found)))


def on_field(pdf: pikepdf.Pdf, found: pikepdf.Object) -> None:
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("a"), AA=pikepdf.Dictionary(F=found))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([pdf.make_indirect(field)]))


def on_annotation(pdf: pikepdf.Pdf, found: pikepdf.Object) -> None:
    shown = pikepdf.Dictionary(Subtype=pikepdf.Name.Square, AA=pikepdf.Dictionary(PO=found))
    pdf.pages[0].obj.Annots = pikepdf.Array([shown])


def after_another(pdf: pikepdf.Pdf, found: pikepdf.Object) -> None:
    harmless = action(S=pikepdf.Name.Named, N=pikepdf.Name.NextPage)
    pdf.Root.OpenAction = action(
        S=pikepdf.Name.GoTo, Next=pikepdf.Array([harmless, pdf.make_indirect(found)])
    )


def on_link(pdf: pikepdf.Pdf, found: pikepdf.Object) -> None:
    link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=found)
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])


def on_bookmark(pdf: pikepdf.Pdf, found: pikepdf.Object) -> None:
    pdf.Root.Outlines = pikepdf.Dictionary(First=pdf.make_indirect(pikepdf.Dictionary(A=found)))


def after_a_link(pdf: pikepdf.Pdf, found: pikepdf.Object) -> None:
    on_link(pdf, action(S=pikepdf.Name.URI, URI=pikepdf.String("https://e.org/"), Next=found))


Place = Callable[[pikepdf.Pdf, pikepdf.Object], None]
BY_ITSELF: list[Place] = [opens_with, on_document, on_page, on_field, on_annotation, after_another]
CLICKED: list[Place] = [on_link, on_bookmark, after_a_link]
OUTWARD = ["GoToR", "GoToE", "SubmitForm", "ImportData", "Rendition", "Movie", "Sound", "Thread"]


def doing(kind: str) -> pikepdf.Dictionary:
    return action(S=pikepdf.Name(f"/{kind}"), F=pikepdf.String("//host/a.pdf"))


@pytest.mark.parametrize("place", BY_ITSELF)
@pytest.mark.parametrize("kind", ["URI", "Hide", "ResetForm", "SetOCGState", "Trans", "NoSuchKind", *OUTWARD])
def test_actions_without_a_click(tmp_path: Path, place: Place, kind: str) -> None:
    error = refused(tmp_path / "a.pdf", pdf_with(lambda pdf: place(pdf, doing(kind))))
    assert f"without being asked to ({kind})" in error.found


@pytest.mark.parametrize("place", CLICKED)
@pytest.mark.parametrize("kind", OUTWARD)
def test_actions_with_a_click(tmp_path: Path, place: Place, kind: str) -> None:
    error = refused(tmp_path / "a.pdf", pdf_with(lambda pdf: place(pdf, doing(kind))))
    assert f"a link or button that opens, sends, fetches or plays something ({kind})" in error.found


@pytest.mark.parametrize("place", CLICKED)
@pytest.mark.parametrize("kind", ["URI", "GoTo", "Named", "ResetForm", "Hide", "SetOCGState"])
def test_links_are_fine(tmp_path: Path, place: Place, kind: str) -> None:
    content = pdf_with(lambda pdf: place(pdf, doing(kind)))
    assert read_evidence_file(written(tmp_path / "a.pdf", content)).kind is FileKind.PDF


@pytest.mark.parametrize("place", BY_ITSELF)
def test_another_view_of_the_same_pages_is_fine(tmp_path: Path, place: Place) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        where = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.XYZ, 0, 842, 0])
        place(pdf, action(S=pikepdf.Name.GoTo, D=where))

    content = pdf_with(change)
    assert read_evidence_file(written(tmp_path / "a.pdf", content)).kind is FileKind.PDF


def test_a_link_does_not_hide_what_happens_by_itself(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        shared = pdf.make_indirect(doing("URI"))
        on_link(pdf, shared)
        on_document(pdf, shared)

    assert "(URI)" in refused(tmp_path / "a.pdf", pdf_with(change)).found


def test_actions_in_a_circle_and_odd_ones(tmp_path: Path) -> None:
    def circle(pdf: pikepdf.Pdf) -> None:
        first = pdf.make_indirect(action(S=pikepdf.Name.GoTo))
        first.Next = pikepdf.Array([first, pdf.make_indirect(action(S=pikepdf.Name.Named, Next=first))])
        on_page(pdf, first)
        on_document(pdf, first)

    content = pdf_with(circle)
    assert read_evidence_file(written(tmp_path / "a.pdf", content)).kind is FileKind.PDF
    streamed = pdf_with(lambda pdf: opens_with(pdf, pdf.make_stream(b"", S=pikepdf.Name.URI)))
    assert "(URI)" in refused(tmp_path / "a.pdf", streamed).found
    texts = pdf_with(lambda pdf: opens_with(pdf, action(S=pikepdf.String("URI"))))
    assert "(URI)" in refused(tmp_path / "a.pdf", texts).found
    none = pdf_with(lambda pdf: opens_with(pdf, action()))
    assert read_evidence_file(written(tmp_path / "a.pdf", none)).kind is FileKind.PDF


def test_signed_pdf_with_forms_and_tags(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        signature = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig,
            Filter=pikepdf.Name("/Adobe.PPKLite"),
            ByteRange=[0, 9, 9, 9],
            SubFilter=pikepdf.Name("/adbe.pkcs7.detached"),
            Contents=pikepdf.String("0" * 400),
        )
        widget = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T=pikepdf.String("Signature1"),
            Rect=[0, 0, 9, 9],
            V=pdf.make_indirect(signature),
            F=132,
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(widget)])
        pdf.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pdf.pages[0].obj.Annots)
        # In the tree of tags, `/S` is a kind of element and `/A` what it looks like.
        tag = pikepdf.Dictionary(
            S=pikepdf.Name.Movie, A=pikepdf.Dictionary(O=pikepdf.Name.Layout, Placement=pikepdf.Name.Block)
        )
        pdf.Root.StructTreeRoot = pikepdf.Dictionary(K=pdf.make_indirect(tag))

    content = pdf_with(change)
    assert read_evidence_file(written(tmp_path / "a.pdf", content)).source.data == content


def test_scan(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        jpeg = pdf.make_stream(
            picture("JPEG"),
            Subtype=pikepdf.Name.Image,
            Width=40,
            Height=30,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB,
            Filter=pikepdf.Name.DCTDecode,
        )
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=jpeg))
        opens_with(pdf, pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.FitH, 842]))

    content = pdf_with(change)
    assert read_evidence_file(written(tmp_path / "a.pdf", content)).kind is FileKind.PDF


def test_limits_hold_for_the_check_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pikepdf.settings.get_qpdf_limits()
    during: list[dict[str, int | bool]] = []
    monkeypatch.setattr(
        evidence_pdf, "_check_dictionary", lambda *_: during.append(pikepdf.settings.get_qpdf_limits())
    )
    read_evidence_file(written(tmp_path / "a.pdf", pdf_with(named_script)))
    assert during[0]["flate_max_memory"] == evidence_pdf.MAX_STREAM_BYTES
    assert during[0]["max_stream_filters"] < before["max_stream_filters"]
    refused(tmp_path / "b.pdf", b"%PDF-1.7")
    assert pikepdf.settings.get_qpdf_limits() == before
