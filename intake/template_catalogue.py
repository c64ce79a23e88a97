"""A city's catalogue file to fill in: the price factors, one entry replaced, one added, one rule of scale."""

from __future__ import annotations

from pathlib import Path

from intake.new_file import write_new_file

_TEMPLATE = """\
# Katalog kegiatan kota atau provinsi: menambah dan mengganti menu bawaan Nahkoda.
# Hapus tanda # di depan baris yang dipakai, lalu ganti angkanya. Yang tidak ditulis tetap seperti menu bawaan.
# Desimal memakai titik. Biaya ditulis dalam rupiah bulat; garis bawah boleh dipakai sebagai pemisah ribuan.

# Tingkat harga daerah terhadap menu bawaan: 1.15 berarti 15 persen lebih mahal.
#faktor_harga = 1.15

# Kenaikan harga dalam persen setahun sejak tahun harga setiap kegiatan.
#kenaikan_harga = 3

# Mengganti kegiatan: kode sama dengan menu bawaan. Kegiatan diganti seluruhnya, jadi tulis semua isiannya.
# komponen: infrastruktur, sosial, ekonomi, atau kapasitas; skala: lingkungan, kawasan, atau kota.
# per_volume: berapa satuan pekerjaan untuk satu satuan parameter (di sini 2 m² untuk setiap meter jalan).
#[[kegiatan]]
#kode = "JL1"
#nama = "Jalan lingkungan paving block, lebar 2 m"
#satuan = "m²"
#komponen = "infrastruktur"
#skala = "lingkungan"
#pelaksana = "KSM"
#biaya = { bawah = 180_000, atas = 320_000, tahun = 2025, sumber = "Standar harga satuan kota 2025" }
#perbaikan = [
#  { parameter = "2a", per_volume = 2 },
#  { parameter = "2b", per_volume = 2 },
#]
#lingkungan_hidup = "L-C"
#lahan = "S-0"
#sipd = ""
#catatan = "Lebar bersih 2 m."

# Menambah kegiatan: kode yang belum ada. bersama = true bila satu unit melayani beberapa RT.
# Parameter yang hanya ada pada aturan 19 parameter diberi aturan = "2016".
#[[kegiatan]]
#kode = "PS9"
#nama = "Perahu pengangkut sampah"
#satuan = "unit"
#komponen = "infrastruktur"
#skala = "lingkungan"
#pelaksana = "KSM"
#biaya = { bawah = 25_000_000, atas = 60_000_000, tahun = 2025, sumber = "Kontrak kota 2024" }
#perbaikan = [
#  { parameter = "6b", per_volume = 0.005 },
#  { parameter = "6c", per_volume = 0.005, aturan = "2016" },
#]
#bersama = true
#lingkungan_hidup = "L-D"
#lahan = "S-0"
#catatan = "Satu perahu untuk kira-kira 200 KK."

# Siapa yang boleh melaksanakan dan sumber dana apa yang boleh membayar pekerjaan pada satu skala.
#[[skala]]
#skala = "kawasan"
#pelaksana = ["DINAS", "SATKER", "PROVINSI", "KEMENTERIAN"]
#sumber = ["APBN-PKP", "APBN-PU-LAIN", "APBD-PROV", "APBD-KAB", "DAK", "SWASTA"]
"""


def write_catalogue_template(path: Path | str) -> None:
    """Write the commented file; as it stands it changes nothing.

    Never overwrites a file. Raises `UnwritableFile` when the place cannot be written or is taken.
    """
    write_new_file(path, _TEMPLATE.encode())
