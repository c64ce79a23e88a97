"""The Indonesian words of the plan workbook: instructions, computed columns, reference sheets, finding codes."""

from __future__ import annotations

from planning.plan import AreaReading
from planning.plan_sheets import Holds
from planning.scoring import ContributionVariant

STEPS = (
    "Lembar kegiatan: satu baris untuk setiap kegiatan. Pilih kode katalog; satuan dan kisaran biaya muncul sendiri.",
    (
        "Lembar lokasi: satu baris untuk setiap RT dan parameter yang diperbaiki kegiatan itu, dengan volume yang "
        "tertangani. Dari sini pengaruh terhadap nilai dan luas kumuh dihitung."
    ),
    "Lembar dana: satu baris untuk setiap sumber dan tahun anggaran.",
    "Lembar rencana: tahun rencana dan cara hitung. Isian berwarna abu-abu jangan diubah.",
    "Baca kembali dengan nahkoda plan import KODE BERKAS. Semua temuan disebut sekaligus beserta lembar dan barisnya.",
)

SHEETS = (
    ("rencana", "dibaca", "Dasar rencana, tahun, dan cara hitung."),
    ("kegiatan", "dibaca", "Kegiatan: apa, oleh siapa, kapan, berapa, untuk siapa."),
    ("lokasi", "dibaca", "RT dan volume yang tertangani setiap kegiatan."),
    ("dana", "dibaca", "Sumber dana menurut kegiatan dan tahun."),
    ("rt", "rujukan", "RT kelurahan dengan nilai dan volume kondisi buruk dari baseline."),
    ("katalog", "rujukan", "Jenis kegiatan dengan satuan, kisaran biaya, dan parameter yang diperbaiki."),
    ("sumber", "rujukan", "Kode sumber dana."),
    ("skenario", "hasil", "Nilai dan luas kumuh tersisa setiap RT menurut tahun, dengan grafik."),
    ("investasi", "hasil", "Rencana investasi menurut sumber dana dan tahun."),
    (
        "dampak",
        "hasil",
        "Pengaruh setiap kegiatan: rencana dengan kegiatan itu dibanding tanpa kegiatan itu.",
    ),
    ("temuan", "hasil", "Hal yang perlu diperiksa dalam rencana ini."),
)
"""Sheet, kind, what it holds, in the order of the workbook."""

KINDS_OF_EMPTY = (
    ("0", "nol", "Sudah diperiksa dan memang tidak ada."),
    ("-", "tidak berlaku", "Hanya di kolom teks dan di lembar rt. Jangan menulis - di kolom angka."),
    ("(kosong)", "belum diisi", "Belum diketahui; rencana tetap dapat dibaca bila kolomnya boleh kosong."),
)

NUMBER_RULES = (
    "Uang ditulis dalam rupiah bulat, tanpa sen dan tanpa kata juta atau miliar: 1250000, bukan 1,25 juta.",
    (
        "Volume dan jumlah ditulis sebagai angka biasa tanpa satuan. Hektare dan meter boleh pecahan; KK dan bangunan "
        "bilangan bulat."
    ),
    "RW, RT, dan kode ditulis sebagai teks: 001 tetap 001.",
    "Kolom berkepala hijau dan lembar rujukan serta hasil dihitung; isinya tidak dibaca kembali.",
)

HOLDS = {
    Holds.TEXT: "teks",
    Holds.YEAR: "tahun",
    Holds.COUNT: "bilangan bulat",
    Holds.AMOUNT: "angka",
    Holds.RUPIAH: "rupiah bulat",
    Holds.DEGREES: "derajat",
}

COMPUTED_WORDS = {
    "keterangan": "Arti isian.",
    "satuan": "Satuan menurut katalog atau parameter.",
    "biaya_satuan": "RAB dibagi jumlah. Merah bila di luar kisaran katalog.",
    "biaya_bawah": "Batas bawah kisaran biaya satuan pada tahun mulai.",
    "biaya_atas": "Batas atas kisaran biaya satuan pada tahun mulai.",
    "dana": "Jumlah lembar dana untuk kegiatan ini, termasuk swadaya.",
    "swadaya": "Bagian swadaya dari dana itu.",
    "selisih": "RAB dikurangi dana. Merah bila bukan 0.",
    "kesenjangan": "Volume kondisi buruk RT itu dalam baseline.",
    "terpakai": "Volume parameter itu di RT itu yang ditangani semua kegiatan.",
    "sisa": "Kesenjangan dikurangi terpakai. Merah bila di bawah 0: kelebihannya tidak berpengaruh.",
}

NOT_READ = "Dihitung; tidak dibaca kembali oleh Nahkoda."

RT_COLUMNS = (
    ("rw", "Nomor RW."),
    ("rt", "Nomor RT."),
    ("kawasan", "Kawasan kumuh; kosong berarti di luar delineasi."),
    ("luas_ha", "Luas verifikasi, ha."),
    ("penduduk", "Jiwa."),
    ("kk", "Kepala keluarga."),
    ("kk_mbr", "KK berpenghasilan rendah."),
    ("jumlah_nilai", "Jumlah nilai kekumuhan."),
    ("tingkat", "Tingkat kekumuhan."),
)

AREA_READINGS = {
    AreaReading.AMBANG: "ambang: luas RT keluar bila jumlah nilainya di bawah batas.",
    AreaReading.AMBANG_LAYANAN: "ambang_layanan: luas RT keluar bila jumlah nilainya di bawah batas dan lima layanan "
    "mencapai batas_layanan.",
    AreaReading.PROPORSIONAL: "proporsional: luas RT dikali kontribusi penanganan (rumus spreadsheet).",
}


def reading_of_areas(reading: AreaReading) -> str:
    """How hectares leave the slum area, in words without the name of the setting."""
    return AREA_READINGS[reading].partition(": ")[2].rstrip(".")


CONTRIBUTIONS = {
    ContributionVariant.APP: "app: penurunan dibagi rata-rata awal, paling banyak 100 %.",
    ContributionVariant.SPREADSHEET: "spreadsheet: bagian jalan menuju 24,99 %, 100 % bila di bawah batas.",
}

FINDING_WORDS = {
    "P001": "Volume melebihi kesenjangan baseline; kelebihannya tidak berpengaruh.",
    "P002": "Beberapa kegiatan bersama-sama melebihi kesenjangan; volume yang sama jangan dibayar dua kali.",
    "P003": "Biaya satuan di luar kisaran wajar katalog.",
    "P004": "Tahun kegiatan sesudah tahun target, jadi tidak dihitung menuju 0 ha.",
    "P005": "Dana kurang dari RAB; sumber sisanya belum disebut.",
    "P006": "Dana melebihi RAB; biaya yang sama jangan dibayar dua kali.",
    "P007": "Lokasi di luar delineasi padahal jalurnya peningkatan; pakai jalur pencegahan.",
    "P008": "Kegiatan ekonomi belum menyasar KK MBR di dalam delineasi.",
    "P009": "Kegiatan kembar: pekerjaan, tempat, dan tahunnya sama.",
    "P010": "Kegiatan belum dikaitkan dengan RP2KP-KP kabupaten/kota.",
    "P011": "Sumber dana tidak membiayai pekerjaan pada skala itu; jadikan usulan ke kabupaten/kota.",
    "P012": "Pelaksana tidak mengerjakan pekerjaan pada skala itu.",
    "P013": "Kegiatan tidak memperbaiki parameter RT mana pun, jadi tidak mengurangi kumuh.",
    "P014": "Parameter tidak diperbaiki oleh jenis kegiatan itu menurut katalog.",
    "P015": "Volume lokasi lebih banyak daripada yang dapat ditangani jumlah pekerjaan.",
    "P016": "Pemelihara (KPP) belum disebut.",
    "P017": "Dana bertanda komitmen, dianggarkan, atau cair tanpa nomor bukti.",
    "P018": "Tahun dana di luar tahun pelaksanaan kegiatan.",
    "P019": "Penerima manfaat lebih banyak daripada penduduk atau KK RT-nya.",
    "P020": "Titik koordinat di luar batas kelurahan.",
    "P021": "Lintang dan bujur tertukar.",
    "P022": "Parameter belum diisi atau tidak berlaku di RT itu, jadi pekerjaan tidak berpengaruh.",
    "P023": "Pada tahun target masih ada luas kumuh.",
    "P024": "Luas kumuh termasuk kewenangan provinsi atau pusat, tetapi tidak ada kegiatan yang dibiayainya.",
    "P025": "Isian yang diminta gerbang menuju pelaksanaan belum ada.",
    "P026": "Bagian lebih besar daripada keseluruhannya, misalnya perempuan melebihi jiwa.",
    "P027": "Tahun selesai volume di luar tahun pelaksanaan kegiatan.",
}
"""One line for each code that a reader of the plan meets; codes of the file itself name row and column."""
