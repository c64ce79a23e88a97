"""Minutes of a decision (berita acara) and the verification sheet: from their snapshots to PDF and DOCX.

Snapshots are made above, by `workflow`, of plain values and Indonesian texts; here findings are only put together
for print. The same snapshot, templates and tools give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from generators.document_files import Format, Progress, quiet, write_files
from generators.templating.rendering import render_html
from generators.word.reference import Reference
from planning.plain import to_plain

_SUBJECTS_IN_A_LINE, _LINES_IN_A_ROW = 20, 5
"""A row does not break, so it must stay far lower than a page, also where names are long."""

T = TypeVar("T")


@dataclass(frozen=True)
class PersonLine:
    """A person as they were when they acted; `surat` is the letter of delegation they acted by, if any."""

    nama: str
    jabatan: str
    peran: str
    unit: str
    wilayah: str
    surat: str = ""


@dataclass(frozen=True)
class VoteLine:
    """`suara` is setuju, kembalikan, menarik diri, or tidak memberi suara."""

    orang: PersonLine
    suara: str
    alasan: str
    waktu: str


@dataclass(frozen=True)
class FileLine:
    """Something that was decided on, and the SHA-256 of its bytes."""

    apa: str
    nomor: str
    tanggal: date | None
    sha256: str


@dataclass(frozen=True)
class FindingLine:
    """One requirement of one subject. `tingkat` is menahan or peringatan; `verdik` is terpenuhi, belum, tidak
    berlaku, dikesampingkan, or tidak dapat dinilai.
    """

    kode: str
    nama: str
    subjek: str
    aspek: str
    tingkat: str
    verdik: str
    dilihat: str
    saran: str
    verifikator: str


@dataclass(frozen=True)
class WaiverLine:
    """A requirement that was waived; `dasar` is the authority for it."""

    kode: str
    nama: str
    subjek: str
    alasan: str
    dasar: str
    oleh: str
    berlaku_sampai: date


@dataclass(frozen=True)
class ReportPart:
    """A gate report. `hasil` is lulus, lulus bersyarat or tertahan; `persen` the share that is fulfilled."""

    gerbang: str
    hasil: str
    persen: Decimal
    terpenuhi: int
    berlaku: int
    temuan: tuple[FindingLine, ...]
    kegiatan_siap: tuple[str, ...]
    kegiatan_tertahan: tuple[str, ...]
    dikesampingkan: tuple[WaiverLine, ...]
    sha256: str


@dataclass(frozen=True)
class MinutesSnapshot:
    """What a berita acara prints. `nomor` is that of the submission; `keputusan` is disetujui, dikembalikan, ditarik
    or gugur; `kuorum` says of each rule, in a sentence, how it was met.
    """

    dokumen: str
    kode: str
    tempat: str
    nomor: int
    revisi: int
    keputusan: str
    dari: str
    ke: str
    tanggal: date
    alasan: str
    pengusul: PersonLine
    kuorum: tuple[str, ...]
    suara: tuple[VoteLine, ...]
    paket: tuple[FileLine, ...]
    paket_sha256: str
    laporan: ReportPart
    label: str = ""


@dataclass(frozen=True)
class VerificationSnapshot:
    """What a verification sheet prints: the gate report of `tahap` as it was on `tanggal`."""

    dokumen: str
    kode: str
    tempat: str
    tahap: str
    gerbang: str
    tanggal: date
    laporan: ReportPart
    diperiksa_oleh: str
    label: str = ""


TEMPLATES: dict[type, str] = {
    MinutesSnapshot: "berita_acara/keputusan.html",
    VerificationSnapshot: "berita_acara/lembar_verifikasi.html",
}


def make_minutes(
    snapshot: MinutesSnapshot | VerificationSnapshot,
    formats: Iterable[Format] = tuple(Format),
    *,
    reference: Reference | None = None,
    progress: Progress = quiet,
) -> dict[Format, bytes]:
    """The bytes of minutes or of a verification sheet in the wanted formats.

    Raises `TemplateFault`, `DocumentError` for a wrong template, `ReferenceFileError` for an unusable Word file.
    """
    from generators.tree.parsing import parse

    wanted = set(formats)
    plain = to_plain(snapshot)
    assert isinstance(plain, dict)  # noqa: S101 - a dataclass becomes an object
    progress("text")
    groups = to_plain(grouped(snapshot.laporan.temuan))
    document = parse(render_html(TEMPLATES[type(snapshot)], plain | {"golongan": groups}))
    return write_files(document, {}, plain, wanted, reference=reference, progress=progress)


# ---------------------------------------------------------------- findings for print


@dataclass(frozen=True)
class SeenLine:
    """What was looked at, and the subjects of which it is true."""

    dilihat: str
    subjek: tuple[str, ...]


@dataclass(frozen=True)
class FindingGroup:
    """Findings that differ in nothing but their subject and what was looked at; `baris` are rows of lines."""

    kode: str
    nama: str
    aspek: str
    verdik: str
    saran: str
    verifikator: str
    baris: tuple[tuple[SeenLine, ...], ...]


@dataclass(frozen=True)
class FindingClass:
    """What a reader looks for together: what holds the plan, warnings, and so on. `banyak` counts findings."""

    nama: str
    banyak: int
    temuan: tuple[FindingGroup, ...]


CLASSES = ("menahan", "peringatan", "dikesampingkan", "tidak berlaku", "terpenuhi")
"""In the order of print."""


def grouped(findings: Iterable[FindingLine]) -> tuple[FindingClass, ...]:
    """All findings by class, identical ones together in the order in which they first come; empty classes too."""
    sorted_in: dict[str, dict[FindingLine, list[FindingLine]]] = {name: {} for name in CLASSES}
    for finding in findings:
        same = sorted_in[_class_of(finding)]
        same.setdefault(_without_subject(finding), []).append(finding)
    return tuple(
        FindingClass(name, sum(map(len, same.values())), tuple(map(_group, same.values())))
        for name, same in sorted_in.items()
    )


def _class_of(finding: FindingLine) -> str:
    if finding.verdik in ("dikesampingkan", "tidak berlaku", "terpenuhi"):
        return finding.verdik
    # Whatever else a verdict says is not fulfilled, and what is no mere warning holds: no finding gets lost.
    return "peringatan" if finding.tingkat == "peringatan" else "menahan"


def _without_subject(finding: FindingLine) -> FindingLine:
    return FindingLine(
        finding.kode,
        finding.nama,
        "",
        finding.aspek,
        finding.tingkat,
        finding.verdik,
        "",
        finding.saran,
        finding.verifikator,
    )


def _group(findings: Sequence[FindingLine]) -> FindingGroup:
    first = findings[0]
    seen: dict[str, list[str]] = {}
    for each in findings:
        seen.setdefault(each.dilihat, []).append(each.subjek)
    if first.verdik == "terpenuhi" and len(seen) > 1:
        # What holds needs no reason for each of sixty activities; the report keeps them.
        seen = {"": [each.subjek for each in findings]}
    lines = [
        SeenLine(text, part)
        for text, subjects in seen.items()
        for part in _pieces(subjects, _SUBJECTS_IN_A_LINE)
    ]
    return FindingGroup(
        kode=first.kode,
        nama=first.nama,
        aspek=first.aspek,
        verdik=first.verdik,
        saran=first.saran,
        verifikator=first.verifikator,
        baris=tuple(_pieces(lines, _LINES_IN_A_ROW)),
    )


def _pieces(items: Sequence[T], most: int) -> Iterator[tuple[T, ...]]:
    return (tuple(items[at : at + most]) for at in range(0, len(items), most))
