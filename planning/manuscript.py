"""What the consultant adds to the figures: the profile of the place and the text of sections.

Plain values; blank means *belum diisi* and is printed so. Household names have no place here: the survey is by
RT (programme.md section 7.1). Field names are those of the file `profil.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Position(StrEnum):
    """Where a text stands: before, after or instead of the generated one."""

    SEBELUM = "sebelum"
    SESUDAH = "sesudah"
    GANTI = "ganti"


@dataclass(frozen=True)
class SectionText:
    """Markdown of one section; `section` is its number in the outline (`2.1`) or its name (`kata-pengantar`)."""

    section: str
    position: Position
    markdown: str

    @property
    def file_name(self) -> str:
        """The name of its file in the manuscript's folder."""
        suffix = "" if self.position is Position.SESUDAH else f".{self.position.value}"
        return f"{self.section}{suffix}.md"


@dataclass(frozen=True)
class DokumenProfile:
    """Years the plan covers, and place and day of the draft."""

    tahun_awal: int | None = None
    tahun_akhir: int | None = None
    tempat: str = ""
    tanggal: date | None = None
    penyusun: str = ""


@dataclass(frozen=True)
class WilayahProfile:
    """Boundaries and physical setting."""

    utara: str = ""
    timur: str = ""
    selatan: str = ""
    barat: str = ""
    topografi: str = ""
    luas_terbit_ha: Decimal | None = None
    sumber_luas: str = ""


@dataclass(frozen=True)
class PendudukProfile:
    """Men and women; total people and KK come from the survey."""

    laki: int | None = None
    perempuan: int | None = None
    sumber: str = ""


@dataclass(frozen=True)
class MataPencaharian:
    nama: str
    jumlah: int | None = None


@dataclass(frozen=True)
class Lembaga:
    nama: str
    peran: str = ""
    keterangan: str = ""


@dataclass(frozen=True)
class StatusLahan:
    status: str
    luas_ha: Decimal | None = None
    keterangan: str = ""


@dataclass(frozen=True)
class Bencana:
    jenis: str
    lokasi: str = ""
    keterangan: str = ""


class Kelompok(StrEnum):
    """The group of a policy: each has its own table in the document."""

    RUANG = "ruang"
    PEMBANGUNAN = "pembangunan"
    KUMUH = "kumuh"


@dataclass(frozen=True)
class Kebijakan:
    """One plan or policy above the RPLP and what follows from it."""

    dokumen: str
    kelompok: Kelompok
    arahan: str = ""
    implikasi: str = ""


@dataclass(frozen=True)
class AnggotaTim:
    nama: str
    unsur: str = ""
    peran: str = ""


@dataclass(frozen=True)
class Tahapan:
    kegiatan: str
    tanggal: date | None = None
    berita_acara: str = ""


@dataclass(frozen=True)
class Masalah:
    """A row of the table potential – problem – root; `indikator` is 1 to 8."""

    indikator: int
    masalah: str
    lokasi: str = ""
    penyebab: str = ""
    akibat: str = ""
    potensi: str = ""
    kebutuhan: str = ""


@dataclass(frozen=True)
class Swot:
    kekuatan: tuple[str, ...] = ()
    kelemahan: tuple[str, ...] = ()
    peluang: tuple[str, ...] = ()
    ancaman: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arah:
    """What the residents want: vision, missions, aims (chapter VI)."""

    visi: str = ""
    misi: tuple[str, ...] = ()
    tujuan: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sasaran:
    """A target beside the computed ones; `target` one text for each year of the plan (table T-R06)."""

    sasaran: str
    indikator: str = ""
    awal: str = ""
    target: tuple[str, ...] = ()


@dataclass(frozen=True)
class Konsep:
    """The concept for one kawasan, or for what lies outside of all where `kawasan` is blank (table T-R07)."""

    kawasan: str = ""
    isu: str = ""
    konsep: str = ""
    pola: str = ""
    pencegahan: str = ""


class Bidang(StrEnum):
    """Field of a programme that is not a physical work."""

    SOSIAL = "sosial"
    EKONOMI = "ekonomi"
    LINGKUNGAN = "lingkungan"


@dataclass(frozen=True)
class Program:
    """An indication of a programme besides the activities of the plan (table T-R12)."""

    bidang: Bidang
    program: str
    kegiatan: str = ""
    sasaran: str = ""
    tahun: str = ""
    penanggung_jawab: str = ""


@dataclass(frozen=True)
class Aturan:
    """A shared rule of the residents (table T-R14)."""

    topik: str
    ketentuan: str = ""
    sanksi: str = ""
    pengawas: str = ""


@dataclass(frozen=True)
class Rpls:
    """Effects of an activity on environment and people and what is done about them (table T-R15).

    `kegiatan` is the code of an activity of the plan.
    """

    kegiatan: str
    dampak_lingkungan: str = ""
    dampak_sosial: str = ""
    mitigasi: str = ""
    dokumen: str = ""
    penanggung_jawab: str = ""


@dataclass(frozen=True)
class Pemeliharaan:
    """Operation and maintenance of what an activity builds; `biaya` whole rupiah a year (table T-R16)."""

    kegiatan: str
    kpp: str = ""
    jadwal: str = ""
    biaya: int | None = None
    sumber: str = ""


@dataclass(frozen=True)
class Pemantauan:
    """What is watched, how, when and by whom (table T-R17)."""

    indikator: str
    target: str = ""
    cara: str = ""
    waktu: str = ""
    penanggung_jawab: str = ""


@dataclass(frozen=True)
class Integrasi:
    """Where the plan is taken up: RPJM Desa, Musrenbang, Renja and their like."""

    dokumen: str
    tahun: str = ""
    muatan: str = ""
    status: str = ""


@dataclass(frozen=True)
class Wasdal:
    """Supervision and control against new slum."""

    objek: str
    cara: str = ""
    pelaksana: str = ""
    waktu: str = ""
    tindak_lanjut: str = ""


@dataclass(frozen=True)
class Penandatangan:
    """One signature of the ratification page."""

    peran: str
    jabatan: str
    nama: str = ""
    nip: str = ""


@dataclass(frozen=True)
class Manuscript:
    """All of it. `label` is printed on the cover and in the notes when the content is not real (*ilustratif*)."""

    label: str = ""
    dokumen: DokumenProfile = field(default_factory=DokumenProfile)
    wilayah: WilayahProfile = field(default_factory=WilayahProfile)
    penduduk: PendudukProfile = field(default_factory=PendudukProfile)
    mata_pencaharian: tuple[MataPencaharian, ...] = ()
    lembaga: tuple[Lembaga, ...] = ()
    status_lahan: tuple[StatusLahan, ...] = ()
    bencana: tuple[Bencana, ...] = ()
    kebijakan: tuple[Kebijakan, ...] = ()
    dasar_hukum: tuple[str, ...] = ()
    tim: tuple[AnggotaTim, ...] = ()
    tahapan: tuple[Tahapan, ...] = ()
    masalah: tuple[Masalah, ...] = ()
    swot: Swot = field(default_factory=Swot)
    arah: Arah = field(default_factory=Arah)
    sasaran: tuple[Sasaran, ...] = ()
    konsep: tuple[Konsep, ...] = ()
    program: tuple[Program, ...] = ()
    aturan: tuple[Aturan, ...] = ()
    rpls: tuple[Rpls, ...] = ()
    pemeliharaan: tuple[Pemeliharaan, ...] = ()
    pemantauan: tuple[Pemantauan, ...] = ()
    integrasi: tuple[Integrasi, ...] = ()
    wasdal: tuple[Wasdal, ...] = ()
    pengesahan: tuple[Penandatangan, ...] = ()
    teks: tuple[SectionText, ...] = ()
