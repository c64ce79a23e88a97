"""Where a plan stands, its evidence, monitoring and roles as JSON for machines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from planning.wording import Translate, said
from store.grants import Grant
from workflow.dossier import Dossier
from workflow.payloads import Decided, Monitored, Outcome, Voided, Withdrawn
from workflow.reading import count_of
from workflow.state import Evidence, Submission


def outcome_of(ended: Decided | Withdrawn | Voided) -> str:
    """How a submission ended, in the words of the programme."""
    match ended:
        case Decided():
            return ended.putusan.value
        case Withdrawn():
            return "ditarik"
    return "gugur"


def reason_of(ended: Decided | Withdrawn | Voided) -> str:
    """Why it ended so."""
    return ended.sebab if isinstance(ended, Voided) else ended.alasan


def status_json(dossier: Dossier, translate: Translate) -> dict[str, object]:
    """Stage, status, submissions with votes and quorum, and the activities that passed each gate."""
    state = dossier.state
    return {
        "kode": dossier.code.text,
        "nama": dossier.name,
        "dokumen": dossier.kind.value,
        "tahap": state.stage.value,
        "status": state.position.status.value,
        "sejak": _moment(state.since),
        "tahap_sejak": _moment(state.entered),
        "revisi": state.revision,
        "versi": state.version,
        "aturan": state.rules or None,
        "pengajuan": [_submission(each, translate) for each in state.submissions],
        "lolos": {gate.value: list(through) for gate, through in state.passed.items()},
        "pengesahan": [
            {"versi": each.versi, "oleh": each.oleh.akun, "nama": each.oleh.nama, "peran": each.oleh.peran}
            for each in state.ratified
        ],
        "putusan": [
            {
                "syarat": each.syarat,
                "subjek": each.subjek,
                "putusan": each.putusan.value,
                "alasan": each.alasan,
                "dasar": each.dasar,
                "sampai": _day(each.sampai),
                "oleh": each.oleh.akun,
            }
            for each in state.rulings.values()
        ],
        "dibuka_lagi": [
            {"revisi": each.revisi, "dari": each.dari.value, "alasan": each.alasan} for each in state.reopened
        ],
    }


def _submission(each: Submission, translate: Translate) -> dict[str, object]:
    submitted, ended = each.submitted, each.ended
    counted = count_of(each)
    return {
        "nomor": each.number,
        "gerbang": submitted.gerbang.value,
        "langkah": submitted.langkah.value,
        "diajukan": _moment(each.at),
        "oleh": submitted.oleh.akun,
        "catatan": submitted.catatan,
        "paket": submitted.paket,
        "kegiatan": list(submitted.kegiatan),
        "penyusun": list(submitted.penyusun),
        "suara": [
            {
                "kursi": seat.kursi,
                "akun": vote.oleh.akun if vote else seat.akun,
                "nama": vote.oleh.nama if vote else seat.nama,
                "unit": seat.unit,
                "ketua": seat.ketua,
                "suara": vote.suara.value if vote else None,
                "alasan": vote.alasan if vote else "",
                "surat": vote.oleh.surat if vote else "",
            }
            for seat in submitted.kursi
            for vote in (each.votes.get(seat.kursi),)
        ],
        "kuorum": [
            {"syarat": said(one.text, translate), "terpenuhi": one.met, "dapat_tercapai": one.reachable}
            for one in counted.conditions
        ],
        "hasil": outcome_of(ended) if ended else None,
        "selesai": _moment(each.ended_at),
        "alasan": reason_of(ended) if ended else "",
        "ke": ended.ke.value if isinstance(ended, Decided) and ended.putusan is Outcome.APPROVED else None,
    }


def standing_of(each: Evidence, today: date) -> str:
    """How a piece of evidence stands on a day, in the words of the programme."""
    if each.replaced_by is not None:
        return "diganti"
    if each.verdict is None:
        return "menunggu"
    if not each.verdict.diterima:
        return "ditolak"
    return "diterima" if each.accepted_on(today) else "kedaluwarsa"


def evidence_json(each: Evidence, today: date) -> dict[str, object]:
    """A piece of evidence with what was said about it."""
    added, verdict = each.added, each.verdict
    return {
        "bukti": each.number,
        "jenis": added.jenis,
        "nomor": added.nomor,
        "tanggal": _day(added.tanggal),
        "penandatangan": added.penandatangan,
        "subjek": list(added.subjek),
        "berlaku_sampai": _day(added.berlaku_sampai),
        "berkas": added.berkas,
        "media": added.media,
        "sha256": added.sha256,
        "mengganti": added.mengganti,
        "diganti_oleh": each.replaced_by,
        "revisi": each.revisi,
        "masuk": _moment(each.at),
        "oleh": added.oleh.akun,
        "keadaan": standing_of(each, today),
        "diterima": verdict.diterima if verdict else None,
        "catatan": verdict.catatan if verdict else "",
        "verifikator": verdict.oleh.akun if verdict else None,
    }


def visit_json(each: Monitored) -> dict[str, object]:
    """What was seen of an activity on a day."""
    return {
        "kegiatan": each.kegiatan,
        "tanggal": each.tanggal.isoformat(),
        "kemajuan": each.kemajuan,
        "volume": _number(each.volume),
        "biaya": each.biaya,
        "kk": each.kk,
        "mutu": each.mutu.value if each.mutu else None,
        "lintang": _number(each.lintang),
        "bujur": _number(each.bujur),
        "catatan": each.catatan,
        "oleh": each.oleh.akun,
    }


def grant_json(each: Grant, today: date) -> dict[str, object]:
    """A role of an account."""
    return {
        "nomor": each.id,
        "akun": each.akun,
        "nama": each.nama,
        "jabatan": each.jabatan,
        "peran": each.peran.value,
        "unit": each.unit,
        "wilayah": each.wilayah,
        "mulai": each.mulai.isoformat(),
        "sampai": _day(each.sampai),
        "surat": each.surat,
        "mewakili": each.represents,
        "keadaan": term_of(each, today),
    }


def term_of(each: Grant, today: date) -> str:
    """Whether a role holds on a day, in the words of the programme."""
    if each.revoked is not None:
        return "dicabut"
    if each.holds_on(today):
        return "berlaku"
    return "belum mulai" if today < each.mulai else "berakhir"


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
