"""Writes what the Sukun manuscript says of each physical work: its effects (RPLS) and its upkeep.

Run `python -m examples.sukun.make_naskah` from the project's root, after `make_plan`. Everything before the mark in
`naskah/profil.toml` is written by hand and stays; what follows is made from the plan, so that codes, places and
keepers agree with it. All of it is illustrative.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from examples.sukun import BASELINE, FOLDER, KODE, LABEL, PLAN, TAHUN
from intake.catalogue import built_in
from intake.plan_file import read_plan
from intake.survey import read_survey
from planning.catalogue import Komponen
from planning.plan import Activity
from planning.rules import RULE_2018
from planning.territory import TerritoryCode

PROFILE: Final = FOLDER / "naskah" / "profil.toml"
MARK: Final = "# Bagian berikut dibuat oleh make_naskah.py menurut kegiatan rencana ilustratif."
MENU: Final = built_in()
_ROUND: Final = 10_000


@dataclass(frozen=True)
class Kind:
    """What holds for one kind of work; `biaya` is the upkeep of one unit in rupiah a year."""

    lingkungan: str
    sosial: str
    mitigasi: str
    pelaksana: str
    jadwal: str
    biaya: str
    sumber: str
    digali: bool = True


KINDS: Final = {
    "JL3": Kind(
        "Debu, bising, dan asap pemanasan aspal; sisa bongkaran perkerasan lama",
        "Akses rumah dan parkir terganggu beberapa hari",
        "Dikerjakan per segmen pada siang hari; sisa bongkaran diangkut hari itu juga; warga diberi tahu tiga hari "
        "sebelumnya",
        "KSM dan ketua RT", "Tambal lubang setiap enam bulan; pelapisan ulang tahun ke-5", "1500",
        "Iuran RT dan kas RW",
    ),
    "AM2": Kind(
        "Galian terbuka dan genangan dari pengurasan pipa",
        "Aliran air berhenti sementara; halaman rumah dilalui pipa",
        "Galian ditutup pada hari yang sama; jadwal penghentian air diumumkan; perkerasan dikembalikan seperti semula",
        "Dinas pelaksana dan ketua RT", "Periksa kebocoran setiap tiga bulan", "4000",
        "Tarif air minum",
    ),
    "AM3": Kind(
        "Genangan di sekitar kran bila buangan tidak dialirkan",
        "Antrean pagi hari; pembagian jam pemakaian",
        "Lantai kran dibuat miring ke saluran; jadwal pemakaian dan penjaga kunci disepakati",
        "KPP", "Ganti kran dan bersihkan lantai setiap bulan", "900000", "Iuran pengguna",
    ),
    "DR1": Kind(
        "Galian, lumpur, dan aliran yang dibelokkan sementara",
        "Jalan masuk rumah terputus selama pengecoran",
        "Dikerjakan pada musim kemarau dari hilir ke hulu; titian sementara dipasang di depan rumah",
        "KSM dan fasilitator teknik", "Keruk endapan sebelum musim hujan; periksa dinding setiap tahun", "6000",
        "Iuran RT dan kerja bakti",
    ),
    "DR3": Kind(
        "Lumpur dan bau dari hasil pengerukan",
        "Tumpukan lumpur mengganggu pejalan kaki",
        "Lumpur dimasukkan karung dan diangkut hari itu juga ke tempat yang ditunjuk dinas; pekerja memakai sepatu "
        "dan sarung tangan",
        "KSM dan dinas lingkungan hidup", "Keruk endapan dua kali setahun", "8000", "Iuran RT dan kerja bakti",
    ),
    "AL5": Kind(
        "Galian tangki; bau dan rembesan bila tangki tidak kedap",
        "Pemakaian lahan bersama; kenyamanan perempuan dan lansia",
        "Uji kedap tangki sebelum dipakai; jarak ke sumur diperiksa; bilik terpisah, berpenerangan, dan berpegangan",
        "KSM dan fasilitator teknik", "Bersihkan setiap hari; sedot lumpur setiap dua tahun", "7200000",
        "Iuran pengguna",
    ),
    "PS3": Kind(
        "Bau, lindi, dan lalat di sekitar tempat penampungan",
        "Keberatan rumah terdekat; lalu lintas gerobak",
        "Lantai kedap dengan penampung lindi; sampah diangkut paling lambat 24 jam; persetujuan tetangga terdekat",
        "KPP dan dinas lingkungan hidup", "Bersihkan setiap hari; perbaiki lantai dan atap setiap tahun", "9600000",
        "Iuran sampah dan dana kelurahan",
    ),
    "PS5": Kind(
        "Bau bila kompos tidak dibalik",
        "Pembagian hasil penjualan",
        "Kompos dibalik setiap minggu; pembukuan tabungan sampah diumumkan",
        "Pengelola bank sampah", "Balik kompos setiap minggu; timbang setiap dua minggu", "600000",
        "Hasil penjualan pilahan", digali=False,
    ),
    "PK1": Kind(
        "Tidak ada dampak penting; tabung bekas termasuk limbah yang dikembalikan ke pemasok",
        "Salah pakai bila warga belum terlatih",
        "Latihan pemakaian saat serah terima; daftar letak tabung ditempel di balai RW",
        "Regu siaga RT", "Periksa tekanan setiap tiga bulan; isi ulang setiap tahun", "75000",
        "Iuran RT", digali=False,
    ),
    "PK2": Kind(
        "Galian tandon dan bising pompa",
        "Pemakaian lahan bersama; keselamatan anak di sekitar tandon",
        "Tandon tertutup dan terkunci; pompa diuji pada siang hari; izin pakai lahan sebelum pekerjaan",
        "KSM dan regu siaga", "Hidupkan pompa setiap bulan; kuras tandon setiap tahun", "1800000",
        "Iuran RT dan dana kelurahan",
    ),
}  # fmt: skip
_GROUND: Final = {
    "Kawasan RW 02": "Di tepi saluran, bahan tidak ditumpuk di sempadan dan pekerjaan dihentikan saat hujan.",
    "Kawasan RW 04": "Di gang sempit, bahan dilansir dengan gerobak dan jalur warga tetap terbuka.",
    "Kawasan RW 06": "Ruas yang dibongkar dipulihkan sebelum ruas berikutnya dimulai.",
    "Kawasan RW 09": "Jam kerja disesuaikan dengan jam sekolah di sekitarnya.",
    "": "Batas pekerjaan ditunjuk bersama ketua RT setempat.",
}
"""What a place asks for besides, by kawasan; blank is outside of all."""
_LAND: Final = {
    "S-0": "pernyataan lurah tentang lahan umum",
    "S-1": "surat hibah lahan",
    "S-2": "surat izin pakai lahan",
    "S-3": "surat izin dilalui",
}
"""Papers of the screening classes of land (documents_and_gates.md section 3.6)."""


def main() -> None:
    """Rewrite what stands below the mark."""
    by_hand = PROFILE.read_text(encoding="utf-8").partition(MARK)[0].rstrip()
    PROFILE.write_text(f"{by_hand}\n\n{build()}", encoding="utf-8")


def build() -> str:
    """The part of the profile that follows from the plan."""
    kawasan = {(rw, rt): name for rw, rt, name in zip(*_places(), strict=True)}
    works = [each for each in _activities() if MENU.by_code[each.katalog].komponen is Komponen.INFRASTRUKTUR]
    tables = [_table("rpls", _effects(each, kawasan)) for each in works]
    tables += [_table("pemeliharaan", _upkeep(each)) for each in works]
    return "\n".join((MARK, "", "\n\n".join(tables), ""))


def _places() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    rows = read_survey(BASELINE, rule=RULE_2018).rows
    return tuple(rows.rw), tuple(rows.rt), tuple(rows.kawasan)


def _activities() -> tuple[Activity, ...]:
    file = read_plan(
        PLAN, code=TerritoryCode(KODE), rows=read_survey(BASELINE, rule=RULE_2018).rows, baseline=1,
        catalogue=MENU, author="contoh", today=date(TAHUN + 1, 1, 5),
    )  # fmt: skip
    assert file.plan is not None  # noqa: S101 - a test reads the same files
    return file.plan.kegiatan


def _effects(activity: Activity, kawasan: dict[tuple[str, str], str]) -> dict[str, str | int]:
    kind, entry = KINDS[activity.katalog], MENU.by_code[activity.katalog]
    names = sorted({kawasan[place] for place in activity.places})
    care = [f"{kind.mitigasi}.", *(_GROUND[name] for name in names if kind.digali and len(names) < 3)]
    papers = (["SPPL"] if entry.lingkungan_hidup == "L-C" else []) + [_LAND[entry.lahan]]
    return {
        "kegiatan": activity.kode,
        "dampak_lingkungan": kind.lingkungan,
        "dampak_sosial": kind.sosial,
        "mitigasi": " ".join(care),
        "dokumen": f"{'; '.join(papers)[:1].upper()}{'; '.join(papers)[1:]}",
        "penanggung_jawab": kind.pelaksana,
    }


def _upkeep(activity: Activity) -> dict[str, str | int]:
    kind = KINDS[activity.katalog]
    cost = (activity.jumlah or Decimal(0)) * Decimal(kind.biaya)
    return {
        "kegiatan": activity.kode,
        "kpp": activity.kpp or f"KPP ({LABEL})",
        "jadwal": kind.jadwal,
        "biaya": max(_ROUND, round(cost / _ROUND) * _ROUND),
        "sumber": kind.sumber,
    }


def _table(name: str, values: dict[str, str | int]) -> str:
    # A TOML basic string is written as JSON writes it, as long as no control characters stand in it.
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "\n".join((f"[[{name}]]", *lines))


if __name__ == "__main__":
    main()
