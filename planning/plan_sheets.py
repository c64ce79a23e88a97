"""The tables of a plan file as data: sheets, columns, what each cell holds. Read by intake, written by generators.

A plan file is an XLSX workbook with one sheet for each table, or a folder with one CSV for each. Other sheets
and files, and computed columns, are for the reader's eyes and are never believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    YEAR = "year"
    COUNT = "count"
    AMOUNT = "amount"
    RUPIAH = "rupiah"
    DEGREES = "degrees"


class Sheet(StrEnum):
    """The tables that are read."""

    RENCANA = "rencana"
    KEGIATAN = "kegiatan"
    LOKASI = "lokasi"
    DANA = "dana"


@dataclass(frozen=True)
class SheetColumn:
    """One column: its name in the header, what it holds, and in Indonesian what it means."""

    name: str
    holds: Holds
    meaning: str
    required: bool = False


def _column(name: str, holds: Holds, meaning: str, *, required: bool = False) -> SheetColumn:
    return SheetColumn(name, holds, meaning, required)


SETTINGS: tuple[SheetColumn, ...] = (
    _column("kode", Holds.TEXT, "Kode kelurahan/desa; harus sama dengan rencana yang dituju.", required=True),
    _column("baseline", Holds.COUNT, "Nomor baseline yang menjadi dasar.", required=True),
    _column(
        "versi_dasar",
        Holds.COUNT,
        "Nomor versi rencana yang diperbarui; 0 bila belum ada. Jangan diubah: dari sini diketahui apakah orang lain "
        "sudah mengubah rencana.",
        required=True,
    ),
    _column("tahun_awal", Holds.YEAR, "Tahun pertama rencana.", required=True),
    _column("tahun_target", Holds.YEAR, "Tahun target 0 ha.", required=True),
    _column(
        "cara_luas",
        Holds.TEXT,
        "Cara menghitung pengurangan luas: ambang (jumlah nilai di bawah batas), ambang_layanan (juga lima layanan "
        "mencapai batas_layanan), atau proporsional.",
    ),
    _column("kontribusi", Holds.TEXT, "Rumus kontribusi penanganan yang dicetak: app atau spreadsheet."),
    _column("batas_layanan", Holds.AMOUNT, "Persen layanan yang harus dicapai pada ambang_layanan."),
    _column(
        "tahun_tanpa_kpp",
        Holds.COUNT,
        "Berapa tahun hasil pekerjaan bertahan bila tidak ada pemelihara (KPP); 0 berarti tidak diperhitungkan.",
    ),
)
"""Rows of the sheet `rencana`: its columns are `isian`, `nilai` and `keterangan`."""

SETTING, VALUE = "isian", "nilai"

COLUMNS: dict[Sheet, tuple[SheetColumn, ...]] = {
    Sheet.RENCANA: (
        _column(SETTING, Holds.TEXT, "Nama isian.", required=True),
        _column(VALUE, Holds.TEXT, "Isinya.", required=True),
    ),
    Sheet.KEGIATAN: (
        _column("kode", Holds.TEXT, "Kode kegiatan, unik dalam rencana ini, misalnya K-001.", required=True),
        _column("katalog", Holds.TEXT, "Kode katalog, lihat lembar katalog.", required=True),
        _column("nama", Holds.TEXT, "Nama kegiatan; kosong berarti nama dari katalog."),
        _column("jalur", Holds.TEXT, "peningkatan (di dalam delineasi) atau pencegahan.", required=True),
        _column("skala", Holds.TEXT, "lingkungan, kawasan, atau kota; kosong berarti menurut katalog."),
        _column("pelaksana", Holds.TEXT, "Pelaksana; kosong berarti menurut katalog."),
        _column("tahun_mulai", Holds.YEAR, "Tahun mulai.", required=True),
        _column("tahun_selesai", Holds.YEAR, "Tahun selesai; kosong berarti sama dengan tahun mulai."),
        _column("jumlah", Holds.AMOUNT, "Jumlah pekerjaan dalam satuan katalog."),
        _column("rab", Holds.RUPIAH, "Jumlah RAB dalam rupiah, termasuk swadaya."),
        _column("kk", Holds.COUNT, "Penerima manfaat, KK."),
        _column("jiwa", Holds.COUNT, "Penerima manfaat, jiwa."),
        _column("perempuan", Holds.COUNT, "Di antaranya perempuan."),
        _column("kk_mbr", Holds.COUNT, "Di antara KK itu, KK MBR."),
        _column("lintang", Holds.DEGREES, "Lintang titik lokasi, misalnya -7.990798."),
        _column("bujur", Holds.DEGREES, "Bujur titik lokasi, misalnya 112.631004."),
        _column("kpp", Holds.TEXT, "Kelompok pemanfaat dan pemelihara, atau pemelihara lain."),
        _column("kode_kabkota", Holds.TEXT, "Kode kegiatan ini dalam RP2KP-KP kabupaten/kota."),
        _column("urutan", Holds.COUNT, "Urutan prioritas bila berbeda dari hasil hitungan."),
        _column("alasan_urutan", Holds.TEXT, "Alasan urutan itu; wajib bila urutan diisi."),
        _column("catatan", Holds.TEXT, "Catatan bebas, misalnya penyebab atau syarat."),
    ),
    Sheet.LOKASI: (
        _column("kegiatan", Holds.TEXT, "Kode kegiatan dari lembar kegiatan.", required=True),
        _column("rw", Holds.TEXT, "Nomor RW seperti dalam baseline.", required=True),
        _column("rt", Holds.TEXT, "Nomor RT seperti dalam baseline.", required=True),
        _column("parameter", Holds.TEXT, "Parameter yang diperbaiki; kosong bila bukan pekerjaan fisik."),
        _column("volume", Holds.AMOUNT, "Volume buruk yang tertangani, dalam satuan parameter."),
        _column("tahun", Holds.YEAR, "Tahun volume ini selesai; kosong berarti tahun selesai kegiatan."),
    ),
    Sheet.DANA: (
        _column("kegiatan", Holds.TEXT, "Kode kegiatan dari lembar kegiatan.", required=True),
        _column("sumber", Holds.TEXT, "Kode sumber dana, lihat lembar sumber.", required=True),
        _column("tahun", Holds.YEAR, "Tahun anggaran.", required=True),
        _column("jumlah", Holds.RUPIAH, "Rupiah bulat.", required=True),
        _column(
            "status", Holds.TEXT, "usulan, indikatif, komitmen, dianggarkan, atau cair; kosong = usulan."
        ),
        _column("bukti", Holds.TEXT, "Nomor surat, DPA, DIPA, atau kuitansi; perlu sejak komitmen."),
    ),
}

COMPUTED: dict[Sheet, tuple[str, ...]] = {
    Sheet.RENCANA: ("keterangan",),
    Sheet.KEGIATAN: ("satuan", "biaya_satuan", "biaya_bawah", "biaya_atas", "dana", "swadaya", "selisih"),
    Sheet.LOKASI: ("satuan", "kesenjangan", "terpakai", "sisa"),
    Sheet.DANA: (),
}
"""Columns to the right of the others that a workbook works out for its reader; nobody reads them back."""
