"""The Indonesian words of the empty survey workbook: columns, kinds of empty, finding codes."""

from __future__ import annotations

from dataclasses import dataclass

from intake.header import KAWASAN, KODE, NAMA, RT, RW, TAHUN, required_columns
from planning.rules import ASPECTS, OPEN_SPACE, SIZES, Parameter, RuleSet, Size, Unit


@dataclass(frozen=True)
class ColumnWords:
    """What one column means, for its note and for the instructions; `unit` is empty for text."""

    column: str
    title: str
    unit: str
    meaning: str
    required: bool


_IDENTITY = {
    TAHUN: ("Tahun survei", "Tahun pendataan, empat angka, misalnya 2024."),
    KODE: (
        "Kode kelurahan/desa",
        "Kode wilayah Kemendagri lengkap dengan titik, misalnya 35.73.04.1005. Ditulis sebagai teks.",
    ),
    NAMA: ("Nama kelurahan/desa", "Nama menurut daftar kode wilayah; dipakai untuk memeriksa kodenya."),
    KAWASAN: (
        "Kawasan kumuh",
        "Nama kawasan menurut SK Kumuh. Kosong atau - berarti RT di luar delineasi kawasan kumuh.",
    ),
    RW: ("Nomor RW", "Ditulis sebagai teks: 001 tetap 001."),
    RT: ("Nomor RT", "Ditulis sebagai teks: 001 tetap 001. Satu baris untuk setiap RT."),
}
_SIZES = {
    Size.LUAS: ("Luas verifikasi", "ha", "Luas RT hasil verifikasi lapangan; acuan 1b dan 4a."),
    Size.LUAS_SK: ("Luas menurut SK", "ha", "Luas RT yang tercantum dalam SK Kumuh."),
    Size.BANGUNAN: ("Jumlah bangunan", "unit", "Seluruh bangunan; acuan 1a, 1c, 7a, dan 7b."),
    Size.PENDUDUK: ("Jumlah penduduk", "jiwa", "Seluruh penduduk RT."),
    Size.KK: (
        "Jumlah kepala keluarga",
        "KK",
        "Seluruh KK; acuan indikator air minum, air limbah, persampahan.",
    ),
    Size.KK_MBR: ("KK berpenghasilan rendah", "KK", "Jumlah KK MBR di antara seluruh KK."),
    Size.JALAN_IDEAL: (
        "Panjang jalan lingkungan ideal",
        "m",
        "Panjang jalan yang seharusnya ada; acuan 2a dan 2b.",
    ),
    Size.DRAINASE_IDEAL: (
        "Panjang drainase lingkungan ideal",
        "m",
        "Panjang saluran yang seharusnya ada; acuan parameter drainase kecuali 4a.",
    ),
    Size.RTP: (f"{OPEN_SPACE.name} yang ada", "ha", "Indikator kedelapan: ditampilkan, tidak dinilai."),
    Size.RTP_IDEAL: (f"{OPEN_SPACE.name} ideal", "ha", "Indikator kedelapan: ditampilkan, tidak dinilai."),
}
_UNITS = {Unit.BANGUNAN: "unit bangunan", Unit.HEKTARE: "ha", Unit.METER: "m", Unit.KK: "KK"}

KINDS_OF_EMPTY = (
    ("0", "nol", "Sudah didata dan memang tidak ada."),
    ("-", "tidak berlaku", "Parameter tidak berlaku di RT ini, misalnya tidak ada jalan lingkungan."),
    ("(kosong)", "belum diisi", "Belum didata. Kolom ukuran wajib yang kosong membuat baris ditolak."),
)

NUMBER_RULES = (
    "Tulis angka biasa. Koma desimal dan titik desimal sama-sama dibaca.",
    "Jangan memakai pemisah ribuan: 1.200 dapat berarti seribu dua ratus atau satu koma dua, maka ditolak.",
    "Jangan menulis satuan atau tanda persen di dalam sel.",
    "Jumlah bangunan, penduduk, dan KK adalah bilangan bulat.",
    "Volume adalah jumlah yang dalam kondisi buruk; persen dan nilai dihitung oleh Nahkoda.",
)

FINDING_WORDS = {
    "B001": "Kolom wajib tidak ada.",
    "B002": "Isi sel bukan angka yang dapat dibaca, atau angkanya bermakna ganda.",
    "B003": "Volume bernilai negatif.",
    "B004": "Volume lebih besar daripada acuannya.",
    "B005": "Penyebut bernilai 0 padahal volumenya ada.",
    "B006": "Penyebut bernilai 0, parameter dianggap tidak berlaku.",
    "B007": "RT yang sama tertulis dua kali.",
    "B008": "Kode kelurahan tidak dikenal.",
    "B009": "Jumlah bagian yang tidak ada dan yang rusak melebihi panjang ideal.",
    "B010": "Sel belum diisi; pada kolom volume ini hanya peringatan.",
    "B011": "Kolom tidak dikenal dan tidak dibaca.",
    "B012": "Nama kelurahan berbeda dari daftar kode wilayah.",
    "B013": "Dua angka tidak saling cocok, misalnya KK melebihi penduduk.",
    "B014": "Kode hanya diperiksa bentuknya karena daftar kode wilayah belum dimuat.",
    "B015": "Temuan terlalu banyak; sisanya tidak ditampilkan.",
    "B016": "Kolom yang sama tertulis lebih dari satu kali.",
    "B017": "Ada kolom milik aturan lain; periksa apakah berkas dibaca dengan aturan yang benar.",
}


def column_words(column: str, rule: RuleSet) -> ColumnWords:
    """The words of one column of the contract. Raises `KeyError` for a column that is none."""
    required = column in required_columns(rule, tahun_given=False)
    if column in _IDENTITY:
        title, meaning = _IDENTITY[column]
        return ColumnWords(column, title, "", meaning, required)
    if column in SIZES:
        title, unit, meaning = _SIZES[Size(column)]
        return ColumnWords(column, title, unit, meaning, required)
    return _parameter_words(rule.parameter(column))


def _parameter_words(parameter: Parameter) -> ColumnWords:
    aspect = next(aspect for aspect in ASPECTS if aspect.number == parameter.aspect)
    return ColumnWords(
        parameter.code,
        parameter.name,
        _UNITS[parameter.unit],
        f"{aspect.name}. Dihitung buruk: {parameter.definition}. Penyebut: {parameter.denominator}.",
        True,
    )
