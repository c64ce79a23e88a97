"""What a decision is about: the canonical list of everything that lies before Pokja, by digest."""

from __future__ import annotations

import json

from planning.plain import Plain, to_plain
from planning.process import Gate
from store.canonical import Digest, canonical_bytes, digest_of
from store.unit import Unit
from workflow.dossier import Dossier
from workflow.rules import digest_of_rules


def contents(dossier: Dossier, gate: Gate) -> dict[str, Plain]:
    """Rules, plan, baseline, document, standing evidence, rulings and records, each by number and digest.

    The gate report is not part of it: it speaks of a day, and the same things judged tomorrow are the same things.
    """
    plan, document, baseline = dossier.plan, dossier.document, dossier.baseline
    version = plan.version if plan else None
    return {
        "gerbang": gate.value,
        "revisi": dossier.state.revision,
        "aturan": digest_of_rules(dossier.rules),
        "rencana": {"nomor": version.number, "sha256": version.content} if version else None,
        "baseline": {"nomor": baseline.number, "tahun": baseline.tahun, "sha256": baseline.source.source}
        if baseline
        else None,
        "endline": {
            "nomor": dossier.endline.number,
            "tahun": dossier.endline.tahun,
            "sha256": dossier.endline.source.source,
        }
        if dossier.endline and gate is Gate.G4
        else None,
        "dokumen": {
            "nomor": document.number,
            "snapshot": document.snapshot,
            "berkas": dict(document.files),
        }
        if document
        else None,
        "bukti": [
            {
                "nomor": each.number,
                "jenis": each.added.jenis,
                "subjek": list(each.added.subjek),
                "sha256": each.added.sha256,
            }
            for each in dossier.state.evidence.values()
            if each.replaced_by is None and each.verdict is not None and each.verdict.diterima
        ],
        "putusan": [to_plain(each) for each in dossier.state.rulings.values()],
        "pengesahan": [to_plain(each) for each in dossier.state.ratified],
        "batas": list(dossier.outline_sources),
        "pemantauan": [
            digest_of(canonical_bytes(to_plain(each)))
            for records in dossier.state.monitored.values()
            for each in records
        ]
        if gate in (Gate.G3, Gate.G4)
        else [],
        "kelurahan": [
            {
                "kode": each.code,
                "baseline": [[one.number, one.source.source] for one in each.baselines],
                "rencana": [each.plan.version.number, each.plan.version.content]
                if each.plan and each.plan.version
                else None,
            }
            for each in dossier.members
        ],
    }


def package_bytes(inside: dict[str, Plain], report: Digest) -> bytes:
    """The package as it is stored and decided on: its contents, and the gate report that was submitted with them."""
    return canonical_bytes({"isi": inside, "laporan": report})


def same_contents(unit: Unit, package: str, inside: dict[str, Plain]) -> bool:
    """Whether a stored package has exactly these contents."""
    stored = json.loads(unit.blobs.get(Digest(package)))
    return canonical_bytes(stored["isi"]) == canonical_bytes(inside)
