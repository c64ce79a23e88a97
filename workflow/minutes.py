"""Berita acara and verification sheets: what a submission or a report says, as the snapshot that is printed.

Documents are Indonesian whatever the reader's language, so these functions take the translator into Indonesian.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from generators.document_files import Format
from generators.indonesian import long_date
from generators.minutes import (
    FileLine,
    FindingLine,
    MinutesSnapshot,
    PersonLine,
    ReportPart,
    VerificationSnapshot,
    VoteLine,
    WaiverLine,
    make_minutes,
)
from planning.calendar import local_day, local_time
from planning.process import DocumentKind
from planning.roles import Actor, Role
from planning.territory import TerritoryCode, TerritoryLevel
from planning.wording import Translate, said
from store.canonical import Digest, canonical_bytes, digest_of
from store.database import Database
from store.territories import name_of
from store.unit import Unit
from workflow.dossier import Dossier
from workflow.errors import NoSuchThing
from workflow.payloads import Choice, Decided, Outcome, Seat, Voided, VoteCast
from workflow.reading import Checked, count_of, dossier_of, kept_report
from workflow.report import GateReport, report_plain
from workflow.rules import pinned
from workflow.state import Submission, outcome_of

_DOCUMENT = {DocumentKind.RPLP: "RPLP", DocumentKind.RP2KPKP: "RP2KP-KP"}
_CHOICE = {Choice.APPROVE: "setuju", Choice.RETURN: "kembalikan", Choice.RECUSE: "menarik diri"}
_ROLES = {
    Role.KONSULTAN: "Konsultan",
    Role.FASILITATOR: "Fasilitator",
    Role.ASKOT: "Asisten Koordinator Kota",
    Role.LURAH: "Lurah",
    Role.BKM: "BKM/LKM",
    Role.POKJA: "Anggota Pokja PKP",
    Role.KETUA_POKJA: "Ketua Pokja PKP",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}
_SILENT = "tidak memberi suara"


def minutes(
    database: Database,
    code: TerritoryCode,
    indonesian: Translate,
    *,
    number: int | None = None,
    formats: Iterable[Format] = tuple(Format),
    label: str = "",
) -> tuple[MinutesSnapshot, dict[Format, bytes]]:
    """The berita acara of a submission that has ended, the newest unless a number is given.

    Raises `NoSuchThing` when there is none with that number, or it is still open.
    """
    with database.read() as unit:
        dossier = dossier_of(unit, code)
        ended = [each for each in dossier.state.submissions if each.ended is not None]
        chosen = [each for each in ended if number is None or each.number == number]
        if not chosen:
            raise NoSuchThing(
                expected="the number of a submission that has ended",
                found="none" if number is None else str(number),
                where=code.text,
                remedy="See `nahkoda status` for the submissions.",
            )
        snapshot = _minutes(unit, dossier, chosen[-1], indonesian, label)
    return snapshot, make_minutes(snapshot, formats)


def verification_sheet(
    database: Database, checked: Checked, indonesian: Translate, *, formats: Iterable[Format], label: str = ""
) -> dict[Format, bytes]:
    """A gate report in print. Raises `NoSuchThing` in the last stage, which has no gate."""
    dossier, report = checked.dossier, checked.report
    if report is None:
        raise NoSuchThing(
            expected="a stage that a gate ends", found=dossier.state.stage.value, where=dossier.code.text
        )
    with database.read() as unit:
        snapshot = VerificationSnapshot(
            _title(dossier, report.nama),
            dossier.code.text,
            _place(unit, dossier.code),
            report.dari.value,
            report.gerbang.value,
            report.tanggal,
            _report(report, indonesian, digest_of(canonical_bytes(report_plain(report)))),
            # Whoever checks it signs it: a program does not.
            "",
            label,
        )
    return make_minutes(snapshot, formats)


def _minutes(
    unit: Unit, dossier: Dossier, submission: Submission, indonesian: Translate, label: str
) -> MinutesSnapshot:
    submitted, ended = submission.submitted, submission.ended
    assert ended is not None  # noqa: S101 - chosen among those that have ended
    assert submission.ended_at is not None  # noqa: S101
    decided = ended if isinstance(ended, Decided) else None
    report = kept_report(unit, decided.laporan if decided else submitted.laporan)
    return MinutesSnapshot(
        _title(dossier, report.nama),
        dossier.code.text,
        _place(unit, dossier.code),
        submission.number,
        report.revisi,
        outcome_of(ended),
        submitted.gerbang.stage.value if decided is None else decided.dari.value,
        submitted.gerbang.leads_to.value if decided is None else _there(decided),
        local_day(submission.ended_at, dossier.code),
        ended.sebab if isinstance(ended, Voided) else ended.alasan,
        _person(submitted.oleh),
        tuple(_sentence(said(each.text, indonesian)) for each in count_of(submission).conditions),
        tuple(_vote(submission, seat, dossier.code) for seat in submitted.kursi),
        _package(unit, submitted.paket, dossier),
        submitted.paket,
        _report(report, indonesian, Digest(decided.laporan if decided else submitted.laporan)),
        label,
    )


def _there(decided: Decided) -> str:
    return (decided.ke if decided.putusan is Outcome.APPROVED else decided.gerbang.leads_to).value


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _title(dossier: Dossier, name: str) -> str:
    return f"{_DOCUMENT[dossier.kind]} {dossier.code.kind.value} {name}"


def _place(unit: Unit, code: TerritoryCode) -> str:
    """Where the plan is: kecamatan, kab/kota and province as listed, nearest first."""
    names = []
    for above in (code, *code.parents):
        name = name_of(unit, above)
        if name is None or above.level in (TerritoryLevel.NASIONAL, TerritoryLevel.KELURAHAN):
            continue
        kind = above.kind.value
        names.append(name if name.casefold().startswith(kind.casefold()) else f"{kind} {name}")
    return ", ".join(names) or code.text


def _person(actor: Actor) -> PersonLine:
    role = _ROLES[Role(actor.peran)] if actor.peran else ""
    return PersonLine(actor.nama or actor.akun, actor.jabatan, role, actor.unit, actor.wilayah, actor.surat)


def _vote(submission: Submission, seat: Seat, code: TerritoryCode) -> VoteLine:
    cast: VoteCast | None = submission.votes.get(seat.kursi)
    if cast is None:
        role = _ROLES[Role.KETUA_POKJA if seat.ketua else Role.POKJA]
        person = PersonLine(seat.nama, seat.jabatan, role, seat.unit, seat.wilayah)
        return VoteLine(person, _SILENT, "", "")
    at = local_time(submission.cast[seat.kursi], code)
    moment = f"{long_date(at.date().isoformat())}, {at:%H.%M} {at.tzname()}"
    return VoteLine(_person(cast.oleh), _CHOICE[cast.suara], cast.alasan, moment)


def _package(unit: Unit, package: str, dossier: Dossier) -> tuple[FileLine, ...]:
    inside = json.loads(unit.blobs.get(Digest(package)))["isi"]
    # Names as they were then: the rules may be others by now.
    kinds = pinned(unit, inside["aturan"]).kinds
    lines = [FileLine("Aturan gerbang", "", None, inside["aturan"])]
    for key, what in (("baseline", "Baseline"), ("endline", "Endline"), ("rencana", "Rencana")):
        if inside[key]:
            number = str(inside[key]["nomor"])
            lines.append(
                FileLine(what, f"versi {number}" if key == "rencana" else number, None, inside[key]["sha256"])
            )
    if inside["dokumen"]:
        document = inside["dokumen"]
        lines += [
            FileLine(
                f"{_DOCUMENT[dossier.kind]} ({name.upper()})", f"versi {document['nomor']}", None, digest
            )
            for name, digest in sorted(document["berkas"].items())
        ]
    for each in inside["bukti"]:
        added = dossier.state.evidence[each["nomor"]].added
        name = kinds[added.jenis].nama if added.jenis in kinds else added.jenis
        lines.append(FileLine(f"Bukti {added.bukti}: {name}", added.nomor, added.tanggal, added.sha256))
    return tuple(lines)


def _report(report: GateReport, indonesian: Translate, digest: Digest) -> ReportPart:
    return ReportPart(
        report.gerbang.value,
        report.hasil.value.replace("_", " "),
        report.percent,
        sum(each.verdik == "terpenuhi" for each in report.temuan),
        report.applicable,
        tuple(
            FindingLine(
                each.kode,
                each.nama,
                each.subjek or "Rencana",
                each.aspek.value,
                each.tingkat.value,
                each.verdik.value.replace("_", " "),
                _sentence(said(each.dilihat, indonesian)),
                each.saran,
                ", ".join(each.verifikator),
            )
            for each in report.temuan
        ),
        report.ready,
        report.held,
        tuple(_waivers(report)),
        digest,
    )


def _waivers(report: GateReport) -> Iterable[WaiverLine]:
    for each in report.temuan:
        note = each.putusan
        if note is not None and note.sampai is not None:
            yield WaiverLine(
                each.kode,
                each.nama,
                each.subjek or "Rencana",
                note.alasan,
                note.dasar,
                note.oleh,
                note.sampai,
            )
