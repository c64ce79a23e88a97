"""An empty manuscript folder for the consultant: `profil.toml` with every key, and how to name the sections."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from intake.errors import UnreadableManuscript
from intake.manuscript import PROFILE, SECTIONS

_PROFILE = """\
# Profil kelurahan/desa untuk RPLP. Hapus tanda # di depan baris yang diisi; yang tidak diisi dicetak "belum diisi".
# Jangan menulis nama atau data rumah tangga di sini.

[dokumen]
# tahun_awal = 2026
# tahun_akhir = 2030
# tempat = "Malang"
# tanggal = 2026-11-23
# penyusun = "TIPP Kelurahan …"

[wilayah]
# utara = ""
# timur = ""
# selatan = ""
# barat = ""
# topografi = "Satu atau dua kalimat."
# luas_terbit_ha = 0.0
# sumber_luas = ""

[penduduk]
# laki = 0
# perempuan = 0
# sumber = ""

# Bagian berikut dapat diulang sebanyak yang diperlukan.
# [[mata_pencaharian]]
# nama = ""
# jumlah = 0

# [[lembaga]]
# nama = ""
# peran = ""
# keterangan = ""

# [[status_lahan]]
# status = ""
# luas_ha = 0.0
# keterangan = ""

# [[bencana]]
# jenis = ""
# lokasi = ""
# keterangan = ""

# kelompok: "ruang", "pembangunan", atau "kumuh"
# [[kebijakan]]
# dokumen = ""
# kelompok = "ruang"
# arahan = ""
# implikasi = ""

# [[tim]]
# nama = ""
# unsur = ""
# peran = ""

# [[tahapan]]
# kegiatan = ""
# tanggal = 2026-01-31
# berita_acara = ""

# indikator: 1 bangunan, 2 jalan, 3 air minum, 4 drainase, 5 air limbah, 6 persampahan, 7 kebakaran, 8 RTP
# [[masalah]]
# indikator = 1
# masalah = ""
# lokasi = ""
# penyebab = ""
# akibat = ""
# potensi = ""
# kebutuhan = ""

# [[pengesahan]]
# peran = "Mengesahkan"
# jabatan = "Lurah …"
# nama = ""
# nip = ""

[swot]
# kekuatan = [""]
# kelemahan = [""]
# peluang = [""]
# ancaman = [""]

# Arah menurut kesepakatan warga. Luas kumuh dan kondisi setiap indikator per tahun dihitung dari rencana.
[arah]
# visi = ""
# misi = ["", ""]
# tujuan = ["", ""]

# Sasaran di luar yang dihitung. target: satu teks untuk setiap tahun rencana, berurutan.
# [[sasaran]]
# sasaran = ""
# indikator = ""
# awal = ""
# target = ["", "", "", "", ""]

# Konsep penataan. kawasan: nama kawasan seperti dalam data survei; kosong berarti wilayah di luar semua kawasan.
# pola: pemugaran, peremajaan, atau permukiman kembali; bila kosong dicetak pola menurut tingkat kekumuhan.
# [[konsep]]
# kawasan = ""
# isu = ""
# konsep = ""
# pola = ""
# pencegahan = ""

# Program di luar kegiatan yang ada dalam rencana. bidang: "sosial", "ekonomi", atau "lingkungan"
# [[program]]
# bidang = "sosial"
# program = ""
# kegiatan = ""
# sasaran = ""
# tahun = "2026–2030"
# penanggung_jawab = ""

# Aturan bersama warga. Pokok yang lazim: siapa melaksanakan, siapa mengawasi, sumbangan warga yang tidak ikut bekerja,
# siapa mengelola, siapa menanggung kerusakan, dan dari mana biaya pemeliharaan.
# [[aturan]]
# topik = ""
# ketentuan = ""
# sanksi = ""
# pengawas = ""

# Dampak lingkungan dan sosial (RPLS). kegiatan: kode kegiatan dalam rencana, misalnya "K-001".
# dokumen: SPPL, UKL-UPL, surat hibah, izin pakai, izin dilalui, dan sejenisnya.
# [[rpls]]
# kegiatan = "K-001"
# dampak_lingkungan = ""
# dampak_sosial = ""
# mitigasi = ""
# dokumen = ""
# penanggung_jawab = ""

# Pengoperasian dan pemeliharaan. kegiatan: kode kegiatan dalam rencana; biaya: rupiah bulat setahun;
# kpp: bila kosong dicetak KPP yang tertulis dalam rencana; sumber: iuran, kas RW, dana kelurahan, dan sejenisnya.
# [[pemeliharaan]]
# kegiatan = "K-001"
# kpp = ""
# jadwal = ""
# biaya = 0
# sumber = ""

# [[pemantauan]]
# indikator = ""
# target = ""
# cara = ""
# waktu = ""
# penanggung_jawab = ""

# Pemaduan ke RPJM Desa, RKP Desa, Musrenbang, Renja kecamatan atau dinas. status: diusulkan, tercantum, dianggarkan.
# [[integrasi]]
# dokumen = ""
# tahun = ""
# muatan = ""
# status = ""

# Pengawasan dan pengendalian agar tidak tumbuh kumuh baru.
# [[wasdal]]
# objek = ""
# cara = ""
# pelaksana = ""
# waktu = ""
# tindak_lanjut = ""
"""
_README = """\
Naskah RPLP
===========

profil.toml   isian profil kelurahan/desa
2.1.md        uraian tambahan sesudah teks subbab 2.1
2.1.sebelum.md, 2.1.ganti.md   uraian sebelum, atau sebagai ganti, teks subbab 2.1

Subbab yang dapat diisi: {sections}

Tulis paragraf, daftar, *miring*, **tebal**, kutipan, dan tautan https. Judul bab dan nomor dibuat oleh Nahkoda.
Setelah diisi: nahkoda naskah import KODE FOLDER
"""


def write_manuscript_template(folder: Path) -> tuple[Path, ...]:
    """Write the folder and return its files. Raises `UnreadableManuscript` rather than overwrite a file."""
    return write_new_folder(
        folder, {PROFILE: _PROFILE, "README.txt": _README.format(sections=", ".join(SECTIONS))}
    )


def write_new_folder(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write texts by name of their file. Raises `UnreadableManuscript` rather than overwrite one."""
    wanted = {folder / name: text for name, text in texts.items()}
    for path in wanted:
        if path.exists():
            raise UnreadableManuscript(
                expected="a folder without these files",
                found="a file that would be overwritten",
                where=str(path),
                remedy="Choose another folder.",
            )
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return tuple(wanted)
