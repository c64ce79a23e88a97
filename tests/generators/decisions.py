"""Decisions of Pokja PKP about a made-up plan, small and large."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from generators.minutes import (
    FileLine,
    FindingLine,
    MinutesSnapshot,
    PersonLine,
    ReportPart,
    VerificationSnapshot,
    VoteLine,
    WaiverLine,
)

DAY = date(2026, 11, 25)


def sha(text: str) -> str:
    """A digest that follows from `text`."""
    return hashlib.sha256(text.encode()).hexdigest()


def person(
    nama: str, jabatan: str, unit: str, *, peran: str = "anggota Pokja", surat: str = ""
) -> PersonLine:
    return PersonLine(nama, jabatan, peran, unit, "Kota Malang", surat)


KETUA = person("Ir. Sri Rahayu, M.T.", "Kepala Bidang Perencanaan", "Bappeda", peran="ketua Pokja")
DINAS = person("Budi Santoso, S.T.", "Kepala Seksi Permukiman", "Dinas PUPR dan Perumahan Rakyat")
BKM = person(
    "Siti Aminah",
    "Koordinator BKM Sukun Makmur",
    "BKM Sukun Makmur",
    surat="12/SK-BKM/XI/2026, 2 November 2026",
)
DLH = person("Agus Wijaya, S.Si.", "Analis Lingkungan", "Dinas Lingkungan Hidup")
DANA = person("Dewi Lestari, S.E.", "Kepala Subbidang Anggaran", "BPKAD")
PENGUSUL = PersonLine(
    "Rina Kartika, S.T.", "Ketua Tim Penyusun", "konsultan", "PT Tata Kota", "Kelurahan Sukun"
)

SUARA = (
    VoteLine(KETUA, "setuju", "", "25 November 2026 pukul 10.12"),
    VoteLine(DINAS, "setuju", "", "25 November 2026 pukul 10.15"),
    VoteLine(
        BKM, "setuju", "Warga RW 002 telah menyetujui jadwal pekerjaan.", "25 November 2026 pukul 10.21"
    ),
    VoteLine(
        DLH, "kembalikan", "UKL-UPL saluran Jalan Raya belum disetujui.", "25 November 2026 pukul 10.30"
    ),
    VoteLine(DANA, "menarik diri", "Suami bekerja pada PT Tata Kota.", "24 November 2026 pukul 16.02"),
    VoteLine(person("Hadi Purnomo", "Lurah Sukun", "Kelurahan Sukun"), "tidak memberi suara", "", ""),
)

PAKET = (
    FileLine("RPLP Kelurahan Sukun, versi 3 (PDF)", "", DAY, sha("pdf")),
    FileLine("RPLP Kelurahan Sukun, versi 3 (DOCX)", "", DAY, sha("docx")),
    FileLine("Baseline 1 tahun 2025", "188.45/86/35.73.112/2025", date(2025, 3, 4), sha("baseline")),
    FileLine("Berita acara konsultasi Pokja", "050/211/35.73.402/2026", date(2026, 11, 3), sha("ba")),
    FileLine("RAB saluran Jalan Raya", "07/RAB/2026", None, sha("rab")),
)

WAIVER = WaiverLine(
    "G2-K20",
    "Rencana operasi dan pemeliharaan",
    "SKN-004 Saluran RW 002",
    "Kelompok pemelihara baru dibentuk setelah serah terima.",
    "Keputusan ketua Pokja 050/214/35.73.402/2026",
    "Ir. Sri Rahayu, M.T.",
    date(2027, 3, 31),
)

NAMES = (
    "Gambar rencana teknis (DED)",
    "Rencana anggaran biaya dengan swadaya terpisah",
    "Kelayakan teknis, sosial, ekonomi, dan lingkungan",
    "Penapisan lingkungan dan dokumennya",
    "Penapisan sosial dan dokumen lahan",
    "Status dan legalitas lahan",
    "Sumber dana pasti",
    "Proposal KSM",
    "Lembar verifikasi dan berita acara prioritas",
    "Rencana pemantauan dan jadwal",
)


def finding(kode: str, nama: str, subjek: str, verdik: str, **other: str) -> FindingLine:
    values = {
        "aspek": "kelengkapan",
        "tingkat": "menahan",
        "dilihat": "Belum ada bukti.",
        "saran": f"Unggah {nama[:1].lower()}{nama[1:]} bernomor dan bertanggal.",
        "verifikator": "Askot Infrastruktur",
    } | other
    return FindingLine(kode, nama, subjek, values["aspek"], values["tingkat"], verdik, values["dilihat"],
                       values["saran"], values["verifikator"])  # fmt: skip


TEMUAN = (
    finding("G2-K01", "RPLP lengkap isi", "rencana", "terpenuhi", dilihat="Semua tabel wajib terisi.", saran=""),
    finding("G2-K04", "Pengesahan lurah dan BKM", "rencana", "terpenuhi", dilihat="Keputusan 12/2026."),
    finding("G2-K05", "Aturan bersama disepakati", "rencana", "belum", tingkat="peringatan"),
    finding("G2-T04", "Skenario mencapai target", "rencana", "tidak dapat dinilai", tingkat="peringatan",
            aspek="ketepatan", dilihat="Pemeriksaan tidak dapat dijalankan: tahun target kosong.",
            saran="Isi tahun target pada lembar rencana."),
    finding("G2-K10", NAMES[0], "SKN-001 Jalan lingkungan RW 001", "belum"),
    finding("G2-K10", NAMES[0], "SKN-002 Jalan lingkungan RW 003", "belum"),
    finding("G2-K10", NAMES[0], "SKN-004 Saluran RW 002", "terpenuhi", dilihat="DED 04/2026."),
    finding("G2-K11", NAMES[1], "SKN-001 Jalan lingkungan RW 001", "belum", dilihat="RAB tanpa survei harga."),
    finding("G2-K11", NAMES[1], "SKN-002 Jalan lingkungan RW 003", "belum", dilihat="RAB tidak bertanggal."),
    finding("G2-K13", NAMES[3], "SKN-003 Pelatihan usaha", "tidak berlaku", dilihat="Bukan kegiatan fisik.", saran=""),
    finding("G2-K20", "Rencana operasi dan pemeliharaan", "SKN-004 Saluran RW 002", "dikesampingkan"),
)  # fmt: skip

LAPORAN = ReportPart(
    gerbang="Gerbang G2 Perencanaan ke Pelaksanaan",
    hasil="lulus bersyarat",
    persen=Decimal("87.5"),
    terpenuhi=35,
    berlaku=40,
    temuan=TEMUAN,
    kegiatan_siap=("SKN-003 Pelatihan usaha", "SKN-004 Saluran RW 002", "SKN-005 Sumur resapan RW 004"),
    kegiatan_tertahan=("SKN-001 Jalan lingkungan RW 001", "SKN-002 Jalan lingkungan RW 003"),
    dikesampingkan=(WAIVER,),
    sha256=sha("laporan"),
)


def minutes(**changed: object) -> MinutesSnapshot:
    """Minutes of an approval."""
    values: dict[str, object] = {
        "dokumen": "RPLP Kelurahan Sukun",
        "kode": "35.73.04.1005",
        "tempat": "Kota Malang, Kecamatan Sukun",
        "nomor": 4,
        "revisi": 1,
        "keputusan": "disetujui",
        "dari": "perencanaan",
        "ke": "pelaksanaan",
        "tanggal": DAY,
        "alasan": "",
        "pengusul": PENGUSUL,
        "kuorum": (
            "Paling sedikit empat anggota memberi suara: empat anggota memberi suara.",
            "Paling sedikit satu suara dari BKM: satu suara.",
            "Ketua Pokja ikut memutuskan: ya.",
        ),
        "suara": SUARA,
        "paket": PAKET,
        "paket_sha256": sha("paket"),
        "laporan": LAPORAN,
        "label": "ilustratif",
    }
    return MinutesSnapshot(**(values | changed))  # type: ignore[arg-type]


def sheet(report: ReportPart = LAPORAN) -> VerificationSnapshot:
    """The verification sheet of a report."""
    return VerificationSnapshot(
        dokumen="RPLP Kelurahan Sukun",
        kode="35.73.04.1005",
        tempat="Kota Malang, Kecamatan Sukun",
        tahap="perencanaan",
        gerbang="Gerbang G2 Perencanaan ke Pelaksanaan",
        tanggal=DAY,
        laporan=report,
        diperiksa_oleh="Joko Susilo, S.T. (Askot Infrastruktur)",
        label="ilustratif",
    )


def large(activities: int = 60, items: int = 25) -> ReportPart:
    """A report in which every activity is asked every item, with all verdicts and many ways to be wrong."""
    names = [
        f"SKN-{at:03d} Perbaikan jalan lingkungan dan saluran RW {at % 9 + 1:03d}"
        for at in range(1, activities + 1)
    ]
    verdicts = ("terpenuhi", "belum", "belum", "tidak berlaku", "tidak dapat dinilai")
    found = [
        finding(
            f"G2-K{item:02d}",
            f"{NAMES[item % len(NAMES)]} {item}",
            name,
            verdicts[(at + item) % len(verdicts)],
            tingkat="peringatan" if item % 3 == 0 else "menahan",
            dilihat=f"Berkas {item}-{at} diperiksa: nilai Rp{at * item * 1000}.",
        )
        for at, name in enumerate(names)
        for item in range(items)
    ]
    return ReportPart(
        gerbang="Gerbang G2 Perencanaan ke Pelaksanaan",
        hasil="tertahan",
        persen=Decimal("20.00"),
        terpenuhi=300,
        berlaku=1200,
        temuan=tuple(found),
        kegiatan_siap=tuple(names[:25]),
        kegiatan_tertahan=tuple(names[25:]),
        dikesampingkan=(WAIVER,),
        sha256=sha("laporan besar"),
    )
