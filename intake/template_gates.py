"""A city's file of gate rules to fill in: one requirement replaced, one added, a kind of evidence, the settings."""

from __future__ import annotations

from pathlib import Path

from intake.new_file import write_new_file

_TEMPLATE = """\
# Aturan gerbang kota atau provinsi: menambah dan mengganti aturan bawaan Nahkoda.
# Hapus tanda # di depan baris yang dipakai, lalu ganti isinya. Yang tidak ditulis tetap seperti aturan bawaan;
# `nahkoda gate rules KODE` menampilkan aturan yang berlaku.
# Rencana yang sudah berjalan tetap dinilai menurut aturan lamanya sampai dipindahkan dengan `nahkoda gate move`.

# Kapan keputusan Pokja PKP sah. Tabel ini mengganti kuorum bawaan seluruhnya.
# minimum: suara setuju paling sedikit; ketua: apakah ketua harus menyetujui; veto: unit yang satu suaranya
# untuk mengembalikan sudah cukup; kelompok: suara setuju paling sedikit dari satu unit.
# Nama unit ditulis sama dengan --unit pada `nahkoda role grant`.
#[kuorum]
#minimum = 5
#ketua = true
#veto = ["Bappeda"]
#kelompok = [
#  { unit = "Bappeda", minimum = 1 },
#  { unit = "Dinas Perkim", minimum = 1 },
#]

# Tenggat dalam hari: setiap tahap sejak dimulai, keputusan sejak diajukan, dan berapa hari sebelumnya
# bukti dan putusan mengesampingkan yang akan habis masa berlakunya diumumkan. Yang tidak ditulis memakai angka bawaan.
#[tenggat]
#persiapan = 60
#perencanaan = 120
#pelaksanaan = 365
#pemantauan = 180
#keputusan = 14
#peringatan = 30

# Batas pemeriksaan: selisih luas SK dengan jumlah RT (persen), umur SK (tahun), selisih volume terbangun (persen).
#[toleransi]
#selisih_luas_sk = 5
#umur_sk = 5
#selisih_volume = 10

# Jenis bukti baru. bernomor = false bila tidak mempunyai nomor surat, tanggal, dan penandatangan.
#[[bukti]]
#kode = "rekomendasi_camat"
#nama = "Surat rekomendasi camat"
#nama_en = "Letter of recommendation of the camat"
#bernomor = true

# Menambah syarat: kode yang belum ada. Mengganti syarat: kode sama dengan aturan bawaan. Syarat diganti
# seluruhnya, jadi tulis semua isiannya.
# kode: gerbang, K (kelengkapan) atau T (ketepatan), dan nomor; per: rencana, kegiatan, atau rt;
# tingkat: menahan atau peringatan; peran: siapa yang menerima atau menolak buktinya;
# uji: "bukti" bila dipenuhi dengan bukti yang diterima.
#[[syarat]]
#kode = "G2-K90"
#nama = "Rekomendasi camat atas RPLP"
#nama_en = "Recommendation of the camat on the RPLP"
#dokumen = ["rplp"]
#per = "rencana"
#tingkat = "menahan"
#verifikator = ["Pokja PKP"]
#peran = ["pokja", "ketua_pokja"]
#bukti = ["rekomendasi_camat"]
#uji = "bukti"
#dapat_dikesampingkan = true
#saran = "Lurah meminta surat rekomendasi kepada camat lalu mengunggahnya."
#saran_en = "The lurah asks the camat for the letter and uploads it."
#sumber = "Peraturan wali kota"
"""


def write_gates_template(path: Path | str) -> None:
    """Write the commented file; as it stands it changes nothing.

    Never overwrites a file. Raises `UnwritableFile` when the place cannot be written or is taken.
    """
    write_new_file(path, _TEMPLATE.encode())
