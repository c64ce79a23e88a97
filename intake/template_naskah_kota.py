"""An empty manuscript folder for Pokja PKP: `kota.toml` with every key, and how to name the sections."""

from __future__ import annotations

from pathlib import Path

from intake.city_manuscript import PROFILE, SECTIONS
from intake.template_naskah import write_new_folder

_PROFILE = """\
# Isian Pokja PKP untuk RP2KP-KP kabupaten/kota. Hapus tanda # di depan baris yang diisi; yang tidak diisi dicetak
# "belum diisi". Kelurahan/desa ditulis dengan kodenya, kawasan dengan nama seperti dalam pendataan.

[dokumen]
# sebutan = "RP2KP-KP"          # atau "RP2KPKP", "RP2KPKPK"
# tahun_awal = 2026
# tahun_akhir = 2030
# tempat = ""
# tanggal = 2026-11-23
# penyusun = "Pokja PKP …"
# ukuran = "besar"              # kota besar/metropolitan, atau "sedang" (sedang/kecil); untuk nilai kependudukan
# tinggi = 7                    # jumlah nilai pertimbangan lain mulai kelas tinggi dan sedang
# sedang = 4

[kota]
# utara = ""
# timur = ""
# selatan = ""
# barat = ""
# topografi = "Satu atau dua kalimat."
# luas_ha = 0.0
# penduduk = 0
# sumber = ""

[arah]
# visi = ""
# misi = [""]
# tujuan = [""]

# Bagian berikut dapat diulang sebanyak yang diperlukan.
# [[tim]]
# nama = ""
# unsur = ""
# peran = ""

# [[tahapan]]
# kegiatan = ""
# tanggal = 2026-01-31
# berita_acara = ""

# kelompok: "ruang", "pembangunan", "perumahan", atau "sektor"
# [[kebijakan]]
# dokumen = ""
# kelompok = "ruang"
# arahan = ""
# implikasi = ""
# kawasan = [""]

# [[isu]]
# isu = ""
# penyebab = ""
# lokasi = ""
# arah = ""

# [[jaringan]]
# bidang = "Drainase"
# tersier = ""
# sekunder = ""
# primer = ""
# kendala = ""

# nilai_strategis, kependudukan, sosial: 1, 3, atau 5
# pola: "pemugaran", "peremajaan", atau "permukiman kembali", bila lain dari hasil kelas dan legalitas
# [[kawasan]]
# kelurahan = "00.00.00.0000"
# kawasan = ""
# penguasaan_jelas = true
# sesuai_ruang = true
# legalitas = ""
# nilai_strategis = 5
# kependudukan = 3
# sosial = 1
# tipologi = ""
# isu = ""
# konsep = ""
# pola = ""
# prioritas = { urutan = 1, alasan = "", oleh = "", tanggal = 2026-01-31 }

# Alasan luas SK berbeda dari luas verifikasi; tanpa kawasan berarti seluruh kelurahan.
# [[selisih]]
# kelurahan = "00.00.00.0000"
# kawasan = ""
# alasan = ""

# skala: "kota", "kawasan", atau "lingkungan"; jalur: "peningkatan" atau "pencegahan"
# [[strategi]]
# skala = "kota"
# jalur = "peningkatan"
# strategi = ""
# arah = ""
# sasaran = ""

# aspek: 1 bangunan, 2 jalan, 3 air minum, 4 drainase, 5 air limbah, 6 persampahan, 7 kebakaran, 8 RTP
# pelaksana: KSM, BKM, KELURAHAN, DINAS, SATKER, PROVINSI, KEMENTERIAN, atau SWASTA
# dana: kode sumber, tahun, rupiah; status "usulan", "indikatif", "komitmen", "dianggarkan", atau "cair"
# kesiapan: syarat "DED", "RAB", "kelayakan", "lingkungan", "lahan", "dana", "pengelola";
#           status "ada", "proses", "belum", atau "tidak berlaku"
# [[kegiatan]]
# kode = "KW-01"
# program = ""
# nama = ""
# skala = "kawasan"
# jalur = "peningkatan"
# pelaksana = "DINAS"
# tahun_mulai = 2026
# tahun_selesai = 2026
# aspek = [4]
# kelurahan = ["00.00.00.0000"]
# kawasan = [""]
# volume = 0
# satuan = "m"
# rab = 0
# dana = [{ sumber = "APBD-KAB", tahun = 2026, jumlah = 0, status = "usulan", bukti = "" }]
# kesiapan = [{ syarat = "DED", status = "ada", bukti = "" }]
# keterangan = ""

# [[tanah]]
# kegiatan = "KW-01"
# lokasi = ""
# luas_ha = 0.0
# status = ""
# cara = ""
# tahun = ""
# biaya = 0
# penanggung_jawab = ""

# [[peran]]
# pihak = ""
# peran = ""
# tahap = ""

# Pihak pemberi dana pada memorandum; setiap sumber pada satu pihak.
# [[pihak]]
# nama = ""
# sumber = ["APBD-KAB", "DAK"]
# jabatan = ""
# penandatangan = ""
# nip = ""
# komitmen = ""

# [[desain]]
# kelurahan = "00.00.00.0000"
# kawasan = ""
# profil = ""
# tapak = ""
# rancangan = ""
# pengamanan = ""
# kegiatan = ["KW-01"]

# [[wasdal]]
# objek = ""
# cara = ""
# pelaksana = ""
# waktu = ""
# tindak_lanjut = ""

# [[integrasi]]
# dokumen = ""
# tahun = ""
# muatan = ""
# status = ""

# [[kpi]]
# indikator = ""
# satuan = ""
# awal = ""
# target = ["", "", "", "", ""]
# sumber = ""
# penanggung_jawab = ""

# [[pengesahan]]
# peran = "Menetapkan"
# jabatan = "Wali Kota …"
# nama = ""
# nip = ""
"""
_README = """\
Naskah RP2KP-KP
===============

kota.toml     isian Pokja PKP
2.1.md        uraian tambahan sesudah teks subbab 2.1
2.1.sebelum.md, 2.1.ganti.md   uraian sebelum, atau sebagai ganti, teks subbab 2.1

Subbab yang dapat diisi: {sections}

Tulis paragraf, daftar, *miring*, **tebal**, kutipan, dan tautan https. Judul bab dan nomor dibuat oleh Nahkoda.
Setelah diisi: nahkoda naskah import KODE_KABKOTA FOLDER
"""


def write_city_manuscript_template(folder: Path) -> tuple[Path, ...]:
    """Write the folder and return its files. Raises `UnreadableManuscript` rather than overwrite a file."""
    return write_new_folder(
        folder, {PROFILE: _PROFILE, "README.txt": _README.format(sections=", ".join(SECTIONS))}
    )
