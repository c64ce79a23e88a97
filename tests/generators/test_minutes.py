"""Minutes and verification sheet: nothing is left out, both formats say it, the same snapshot gives the same bytes."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pikepdf
import pikepdf.pdfa
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from generators.document_files import Format
from generators.minutes import (
    CLASSES,
    FileLine,
    FindingLine,
    MinutesSnapshot,
    ReportPart,
    VerificationSnapshot,
    VoteLine,
    grouped,
    make_minutes,
)
from planning.plain import from_plain, to_plain
from store.canonical import canonical_bytes
from tests.generators import decisions
from tests.generators.decisions import LAPORAN, finding, large, minutes, person, sha, sheet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Snapshot = MinutesSnapshot | VerificationSnapshot


@cache
def made(snapshot: Snapshot) -> dict[Format, bytes]:
    return make_minutes(snapshot)


def bare(text: str) -> str:
    """Without white space and case: lines break elsewhere in each format, and heads are in capitals."""
    return re.sub(r"\s", "", text).casefold()


def pdf_text(data: bytes) -> str:
    """The text of a PDF in drawing order, without head and foot of the pages."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.fail(
            "pdftotext is missing; install the Debian package poppler-utils (make test does, as root)"
        )
    window = ["-x", "0", "-y", "60", "-W", "2000", "-H", "722"]
    run = subprocess.run(
        [tool, "-raw", *window, "-", "-"], input=data, capture_output=True, check=True, timeout=60
    )
    return run.stdout.decode()


def docx_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    return "".join(
        str(each.text or "") if each.tag == f"{W}t" else " " for each in body.iter(f"{W}t", f"{W}br", f"{W}p")
    )


def texts(snapshot: Snapshot) -> dict[str, str]:
    files = made(snapshot)
    return {"PDF": bare(pdf_text(files[Format.PDF])), "DOCX": bare(docx_text(files[Format.DOCX]))}


def assert_said(snapshot: Snapshot, wanted: Iterable[str]) -> None:
    wanted = [each for each in wanted if each]
    for name, text in texts(snapshot).items():
        lacking = [each for each in wanted if bare(each) not in text]
        assert not lacking, f"{name} lacks {lacking[:5]}"


def of_findings(findings: Iterable[FindingLine]) -> list[str]:
    return [text for f in findings for text in (f.kode, f.nama, f.subjek, f.verifikator, f.dilihat, f.saran)]


def of_waivers(report: ReportPart) -> list[str]:
    return [
        text
        for w in report.dikesampingkan
        for text in (w.kode, w.nama, w.subjek, w.alasan, w.dasar, w.oleh, "31 Maret 2027")
    ]


def unfulfilled(report: ReportPart) -> list[FindingLine]:
    return [each for each in report.temuan if each.verdik != "terpenuhi"]


def pages(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as opened:
        return len(opened.pages)


# ---------------------------------------------------------------- nothing is left out

DECISIONS = {
    "disetujui": minutes(),
    "dilepas": minutes(ke="perencanaan"),
    "dikembalikan": minutes(keputusan="dikembalikan", alasan="Dokumen lahan belum lengkap."),
    "ditarik": minutes(keputusan="ditarik", alasan="RAB akan diperbaiki.", suara=()),
    "gugur": minutes(keputusan="gugur", alasan="Versi 4 dibuat setelah usulan diajukan."),
}


@pytest.mark.parametrize("snapshot", DECISIONS.values(), ids=DECISIONS)
def test_minutes_say_everything_that_was_decided(snapshot: MinutesSnapshot) -> None:
    assert_said(
        snapshot,
        [
            "hari Rabu, tanggal dua puluh lima bulan November tahun dua ribu dua puluh enam (25 November 2026)",
            f"Nomor: {snapshot.nomor}/BA/{snapshot.kode}/2026",
            snapshot.keputusan,
            snapshot.alasan,
            snapshot.dokumen,
            snapshot.tempat,
            f"tahap {snapshot.dari}",
            "Data ilustratif",
            snapshot.pengusul.nama,
            snapshot.pengusul.unit,
            *snapshot.kuorum,
            *(
                text
                for vote in snapshot.suara
                for text in (
                    vote.orang.nama,
                    vote.orang.jabatan,
                    vote.orang.peran,
                    vote.orang.unit,
                    vote.orang.wilayah,
                    vote.orang.surat,
                    vote.suara,
                    vote.alasan,
                    vote.waktu,
                )
            ),
            *(text for file in snapshot.paket for text in (file.apa, file.nomor, file.sha256)),
            snapshot.paket_sha256,
            snapshot.laporan.sha256,
            *snapshot.laporan.kegiatan_siap,
            *snapshot.laporan.kegiatan_tertahan,
            *of_waivers(snapshot.laporan),
            *of_findings(unfulfilled(snapshot.laporan)),
            "35 dari 40 persyaratan yang berlaku terpenuhi (87,5 %)",
        ],
    )


def test_what_follows_from_each_decision() -> None:
    assert_said(
        DECISIONS["disetujui"], ["dari tahap perencanaan ke tahap pelaksanaan", "dilepas untuk dilanjutkan"]
    )
    assert_said(DECISIONS["dilepas"], ["rencana tetap pada tahap perencanaan"])
    assert_said(
        DECISIONS["dikembalikan"],
        [
            "tidak dilepas karena usulan dikembalikan",
            "UKL-UPL saluran Jalan Raya belum disetujui. (Agus Wijaya, S.Si.)",
        ],
    )
    assert_said(DECISIONS["ditarik"], ["Alasan Penarikan", "Tidak ada suara yang diberikan"])
    assert_said(DECISIONS["gugur"], ["Suara yang telah diberikan tidak berlaku", "Sebab Gugurnya Usulan"])


def test_a_return_without_any_reason_says_that_it_is_missing() -> None:
    assert_said(minutes(keputusan="dikembalikan", suara=()), ["Alasan belum diisi."])


def test_those_who_acted_sign_and_those_who_did_not_do_not() -> None:
    after = texts(minutes())["PDF"].partition(bare("sebagaimana mestinya."))[2]
    for vote in decisions.SUARA:
        assert (bare(vote.orang.nama) in after) == (vote.suara != "tidak memberi suara")
    assert bare("(menarik diri)") in after


def test_the_sheet_says_every_finding() -> None:
    assert_said(
        sheet(),
        [
            *of_findings(unfulfilled(LAPORAN)),
            *(text for f in LAPORAN.temuan for text in (f.kode, f.nama, f.subjek, f.dilihat)),
            *of_waivers(LAPORAN),
            *LAPORAN.kegiatan_siap,
            *LAPORAN.kegiatan_tertahan,
            LAPORAN.sha256,
            "Joko Susilo, S.T. (Askot Infrastruktur)",
            "Belum terpenuhi, menahan (4)",
            "Belum terpenuhi, peringatan (2)",
            "Dikesampingkan (1)",
            "Tidak berlaku (1)",
            "Terpenuhi (3)",
            "35 dari 40 yang berlaku (87,5 %)",
        ],
    )


def test_a_waiver_is_printed_also_when_everything_else_holds() -> None:
    report = replace(LAPORAN, temuan=(LAPORAN.temuan[0], LAPORAN.temuan[-1]))
    for snapshot in (minutes(laporan=report), sheet(report)):
        assert_said(snapshot, of_waivers(report))


EMPTY = ReportPart("Gerbang G1", "lulus", Decimal(100), 0, 0, (), (), (), (), sha("kosong"))


@pytest.mark.parametrize("keputusan", ["disetujui", "dikembalikan", "ditarik", "gugur"])
def test_minutes_of_nothing_are_whole_sentences(keputusan: str) -> None:
    snapshot = minutes(keputusan=keputusan, suara=(), kuorum=(), paket=(), laporan=EMPTY, label="")
    assert_said(
        snapshot,
        [
            "Tidak ada suara yang diberikan.",
            "Tidak ada persyaratan yang dikesampingkan.",
            "Tidak ada persyaratan yang belum terpenuhi.",
            "Pemeriksaan ini tidak mencakup kegiatan.",
            snapshot.paket_sha256,
        ],
    )
    assert all("ilustratif" not in text for text in texts(snapshot).values())
    signed = keputusan == "ditarik"
    assert all((bare("tidak ditandatangani") in text) != signed for text in texts(snapshot).values())


def test_a_sheet_of_nothing() -> None:
    assert_said(replace(sheet(EMPTY), diperiksa_oleh=""), ["Tidak ada persyaratan yang diperiksa."])


# ---------------------------------------------------------------- findings put together


def test_findings_that_differ_only_in_their_subject_are_written_once() -> None:
    found = [finding("G2-K10", "Gambar rencana teknis", f"SKN-{at:03d}", "belum") for at in range(60)]
    (holding,) = [each for each in grouped(found) if each.temuan]
    (group,) = holding.temuan
    assert (holding.nama, holding.banyak) == ("menahan", 60)
    assert [name for row in group.baris for line in row for name in line.subjek] == [f.subjek for f in found]
    assert {line.dilihat for row in group.baris for line in row} == {"Belum ada bukti."}
    report = replace(LAPORAN, temuan=tuple(found))
    text = texts(sheet(report))["PDF"]
    assert text.count(bare("Unggah gambar rencana teknis")) == 1
    assert all(bare(each.subjek) in text for each in found)


@pytest.mark.parametrize("field", ["kode", "nama", "aspek", "saran", "verifikator"])
def test_findings_that_differ_in_anything_else_stay_apart(field: str) -> None:
    one = finding("G2-K10", "Gambar", "SKN-001", "belum")
    other = replace(one, **{"subjek": "SKN-002", field: "lain"})
    assert sum(len(each.temuan) for each in grouped([one, other])) == 2


def test_what_was_looked_at_stands_with_its_subject() -> None:
    assert_said(
        sheet(),
        [
            "SKN-001 Jalan lingkungan RW 001: RAB tanpa survei harga.",
            "SKN-002 Jalan lingkungan RW 003: RAB tidak bertanggal.",
            "Belum ada bukti. (2 objek) SKN-001 Jalan lingkungan RW 001 · SKN-002 Jalan lingkungan RW 003",
        ],
    )


def test_no_verdict_gets_lost() -> None:
    verdicts = ("terpenuhi", "belum", "tidak berlaku", "dikesampingkan", "tidak dapat dinilai", "lain")
    found = [
        finding("G2-K10", "Gambar", f"{verdict}-{level}", verdict, tingkat=level)
        for verdict in verdicts
        for level in ("menahan", "peringatan", "lain")
    ]
    classes = grouped(found)
    assert [each.nama for each in classes] == list(CLASSES)
    where = {
        name: each.nama
        for each in classes
        for group in each.temuan
        for row in group.baris
        for line in row
        for name in line.subjek
    }
    assert len(where) == len(found) == sum(each.banyak for each in classes)
    assert where["tidak dapat dinilai-menahan"] == where["lain-lain"] == where["belum-lain"] == "menahan"
    assert where["tidak dapat dinilai-peringatan"] == "peringatan"
    assert where["terpenuhi-menahan"] == "terpenuhi"


# ---------------------------------------------------------------- long things


def test_sixty_activities_with_all_requirements() -> None:
    report = large()
    assert len(report.temuan) == 1500
    started = time.perf_counter()
    for snapshot in (minutes(laporan=report), sheet(report)):
        files = made(snapshot)
        assert pages(files[Format.PDF]) <= 40
        assert_said(snapshot, of_findings(unfulfilled(report)))
    assert time.perf_counter() - started < 60


def test_long_lists_and_long_words_stay_on_the_page(tmp_path: Path) -> None:
    word = "PutusanTanpaSpasi" * 12
    votes = tuple(
        VoteLine(person(f"Anggota {at} {word}", word, word, surat=word), "setuju", word * 3, "pukul 10.00")
        for at in range(25)
    )
    files = tuple(FileLine(f"{word}{at}", word, None, sha(str(at))) for at in range(120))
    snapshot = minutes(suara=votes, paket=files, kuorum=(word * 4,) * 20, dokumen=word, tempat=word)
    assert_said(snapshot, [word, *(v.orang.nama for v in votes), *(f.sha256 for f in files)])
    path = tmp_path / "panjang.pdf"
    path.write_bytes(made(snapshot)[Format.PDF])
    tool = shutil.which("pdftotext")
    assert tool
    run = subprocess.run(
        [tool, "-bbox", str(path), "-"], capture_output=True, text=True, check=True, timeout=60
    )
    right = [float(each) for each in re.findall(r'<word [^>]*xMax="([\d.]+)"', run.stdout)]
    assert right
    assert max(right) < 595 - 60, "a word runs into the margin"


def test_signs_of_markup_are_text() -> None:
    odd = '<script>&amp; "x" {{ 7 * 7 }} {% if %}'
    assert_said(minutes(alasan=odd, kuorum=(odd,)), [odd])


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("snapshot", [minutes(), sheet()], ids=["keputusan", "lembar"])
class TestFiles:
    def test_the_same_snapshot_gives_the_same_bytes(self, snapshot: Snapshot) -> None:
        again = from_plain(type(snapshot), json.loads(canonical_bytes(to_plain(snapshot))))
        assert again == snapshot
        assert make_minutes(again) == made(snapshot)
        assert make_minutes(snapshot, [Format.PDF]) == {Format.PDF: made(snapshot)[Format.PDF]}
        assert make_minutes(snapshot, [Format.DOCX]) == {Format.DOCX: made(snapshot)[Format.DOCX]}

    def test_the_pdf_is_tagged_and_archival_and_carries_its_snapshot(self, snapshot: Snapshot) -> None:
        data = made(snapshot)[Format.PDF]
        report = pikepdf.pdfa.validate_written(io.BytesIO(data), "3b")
        declared = [each for each in report.findings if "is 'A', expected 'B'" in each.message]
        assert list(report.findings) == declared
        with pikepdf.open(io.BytesIO(data)) as opened:
            root = opened.Root
            assert root.MarkInfo.Marked
            assert "/StructTreeRoot" in root
            assert str(root.Lang) == "id"
            assert [str(each) for each in root.PageLabels.Nums[1]] == ["/S"]
            assert opened.attachments["snapshot.json"].get_file().read_bytes() == canonical_bytes(
                to_plain(snapshot)
            )
            with opened.open_metadata() as metadata:
                assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
                assert metadata["xmp:CreateDate"] == "2026-11-25"
            with opened.open_outline() as outline:
                titles = [item.title for item in outline.root]
        assert titles[0] in ("Keputusan", "Ringkasan")
        assert "Persyaratan yang Dikesampingkan" in titles

    def test_the_word_file_is_valid_and_its_headings_have_no_numbers(
        self, snapshot: Snapshot, tmp_path: Path
    ) -> None:
        path = tmp_path / "berkas.docx"
        path.write_bytes(made(snapshot)[Format.DOCX])
        assert [str(each) for each in OpenXmlValidator().validate(path).errors] == []
        with zipfile.ZipFile(path) as package:
            body = etree.fromstring(package.read("word/document.xml"))
            footers = b"".join(package.read(each) for each in package.namelist() if "footer" in each)
        styles = {str(each.get(f"{W}val")) for each in body.iter(f"{W}pStyle")}
        assert {"PembukaKepala", "PembukaJudul", "JudulBagian"} <= styles
        assert not styles & {"Heading1", "JudulDepan", "Title"}
        assert b"NUMPAGES" in footers
