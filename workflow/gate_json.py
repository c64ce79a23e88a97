"""Gate reports, rule sets and agendas as JSON for machines; texts in the language of the reader."""

from __future__ import annotations

from datetime import date

from planning.process import Gate, gate_of
from planning.wording import Translate, said
from workflow.agenda import Agenda
from workflow.dossier import Dossier
from workflow.reading import Checked
from workflow.report import GateFinding, RulingNote
from workflow.requirements import EvidenceKind, Requirement


def gate_json(checked: Checked, translate: Translate) -> dict[str, object]:
    """A gate report; `menahan` are the requirements that hold the plan itself. In the last stage there is no gate."""
    dossier, report = checked.dossier, checked.report
    return {
        "kode": dossier.code.text,
        "nama": dossier.name,
        "dokumen": dossier.kind.value,
        "tahap": dossier.state.stage.value,
        "status": dossier.state.position.status.value,
        "revisi": dossier.state.revision,
        "gerbang": report.gerbang.value if report else None,
        "ke": report.ke.value if report else None,
        "hasil": report.hasil.value if report else None,
        "persen": float(report.percent) if report else None,
        "menahan": [each.kode for each in report.blocking] if report else [],
        "kegiatan_siap": list(report.ready) if report else [],
        "kegiatan_tertahan": list(report.held) if report else [],
        "aturan": dossier.state.rules or None,
        "temuan": [_finding(each, translate) for each in report.temuan] if report else [],
    }


def _finding(each: GateFinding, translate: Translate) -> dict[str, object]:
    return {
        "kode": each.kode,
        "nama": said(each.name, translate),
        "aspek": each.aspek.value,
        "per": each.per.value,
        "subjek": each.subjek,
        "tingkat": each.tingkat.value,
        "verdik": each.verdik.value,
        "dilihat": said(each.dilihat, translate),
        "verifikator": list(each.verifikator),
        "saran": said(each.remedy, translate),
        "bukti": list(each.bukti),
        "sampai": _day(each.sampai),
        "putusan": _ruling(each.putusan) if each.putusan else None,
    }


def _ruling(note: RulingNote) -> dict[str, object]:
    return {"oleh": note.oleh, "alasan": note.alasan, "dasar": note.dasar, "sampai": _day(note.sampai)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def rules_json(dossier: Dossier, gate: Gate | None, translate: Translate) -> dict[str, object]:
    """The requirements of a document at one gate or all, with the kinds of evidence that they accept, and settings."""
    rules = dossier.rules
    asked = requirements_of(dossier, gate)
    return {
        "kode": dossier.code.text,
        "dokumen": dossier.kind.value,
        "aturan": dossier.state.rules or None,
        "syarat": [
            {
                "kode": each.kode,
                "nama": said(each.name, translate),
                "gerbang": each.gate.value,
                "aspek": each.aspek.value,
                "per": each.per.value,
                "tingkat": each.tingkat.value,
                "menahan_bila": each.menahan_bila or None,
                "berlaku_bila": each.berlaku_bila or None,
                "dapat_dikesampingkan": each.dapat_dikesampingkan,
                "per_revisi": each.per_revisi,
                "bukti": list(each.bukti),
                "bukti_semua": each.bukti_semua,
                "verifikator": list(each.verifikator),
                "peran": [role.value for role in each.peran],
                "uji": each.uji,
                "saran": said(each.remedy, translate),
                "sumber": each.sumber,
            }
            for each in asked
        ],
        "bukti": [
            {"kode": each.kode, "nama": said(each.name, translate), "bernomor": each.bernomor}
            for each in kinds_of(dossier, asked)
        ],
        "kuorum": {
            "minimum": rules.kuorum.minimum,
            "ketua": rules.kuorum.ketua,
            "kelompok": [{"unit": each.unit, "minimum": each.minimum} for each in rules.kuorum.kelompok],
            "veto": list(rules.kuorum.veto),
        },
        "tenggat": {name: getattr(rules.tenggat, name) for name in DEADLINES},
    }


DEADLINES = ("persiapan", "perencanaan", "pelaksanaan", "pemantauan", "keputusan", "peringatan")


def requirements_of(dossier: Dossier, gate: Gate | None) -> tuple[Requirement, ...]:
    """What one gate or all of them ask of a document, in order."""
    wanted = (gate,) if gate else tuple(Gate)
    return tuple(each for one in wanted for each in dossier.rules.of(one, dossier.kind))


def kinds_of(dossier: Dossier, asked: tuple[Requirement, ...]) -> tuple[EvidenceKind, ...]:
    """The kinds of evidence that requirements accept, in the order of the rule set."""
    accepted = {kind for each in asked for kind in each.bukti}
    return tuple(each for each in dossier.rules.bukti if each.kode in accepted)


def agenda_json(made: Agenda) -> dict[str, object]:
    """All documents of a territory with the counts of their gate reports, and what is due."""
    return {
        "kode": made.code.text,
        "nama": made.name,
        "tanggal": made.today.isoformat(),
        "rencana": [
            {
                "kode": each.kode,
                "nama": each.nama,
                "dokumen": each.kind.value,
                "tahap": each.stage.value,
                "status": each.status.value,
                "revisi": each.revision,
                "sejak": each.since.isoformat() if each.since else None,
                "tenggat": each.due.isoformat() if each.due else None,
                "terlambat": each.due is not None and each.due < made.today,
                "gerbang": gate.value if (gate := gate_of(each.stage)) else None,
                "laporan": _counts(each.summary) if each.summary is not None else None,
            }
            for each in made.plans
        ],
        "tenggat": [
            {
                "kode": each.kode,
                "perihal": each.matter.value,
                "uraian": each.what,
                "tanggal": each.day.isoformat(),
                "terlambat": each.late,
            }
            for each in made.dues
        ],
    }


def _counts(summary: object) -> dict[str, object]:
    assert isinstance(summary, dict)  # noqa: S101 - `GateReport.summary`
    return summary | {"persen": float(summary["persen"])}
