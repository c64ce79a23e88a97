"""Which papers the story hands in, gate by gate, and which activities each of them speaks of. All illustrative."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from planning.authority import Pelaksana
from planning.catalogue import Catalogue, Komponen
from planning.funding import Commitment
from planning.plan import Activity


@dataclass(frozen=True)
class Paper:
    """A paper: its kind, who brings it, who signed it (accounts), its format, and the group that it is for.

    `untuk` "" means the plan itself.
    """

    jenis: str
    pembawa: str
    penandatangan: str
    untuk: str = ""
    format: str = "pdf"


def _papers(bearer: str, signatory: str, group: str, kinds: str) -> tuple[Paper, ...]:
    """Papers of one hand; a kind may name its format: `gambar_ded.dxf`."""
    parted = [kind.partition(".") for kind in kinds.split()]
    return tuple(Paper(kind, bearer, signatory, group, form or "pdf") for kind, _, form in parted)


READINESS: Final = (
    *_papers("konsultan", "ketua", "", "sk_kumuh peta_dasar.png"),
    *_papers("fasilitator", "bkm", "", "akta_bkm ba_rkm daftar_hadir_rkm rekap_kehadiran.xlsx"),
)
"""What lies there at the first, too early attempt."""
TEAM: Final = _papers("fasilitator", "lurah", "", "sk_tipp")
ATTENDANCE: Final = _papers("fasilitator", "bkm", "", "daftar_hadir_rkm")
VERIFIED: Final = _papers("konsultan", "anggota.bappeda", "", "ba_verifikasi_delineasi")

AGREEMENT: Final = (
    *_papers("konsultan", "anggota.bappeda", "", "ba_konsultasi_pokja"),
    *_papers("konsultan", "anggota.dinas", "", "sk_lokasi_bdi sk_penerima_bdi"),
    *_papers("fasilitator", "bkm", "", "rekening_bkm aturan_bersama"),
    *_papers("konsultan", "konsultan", "", "rpls"),
)
HEARING: Final = _papers("fasilitator", "bkm", "", "ba_kesepakatan_warga daftar_hadir_uji_publik")
DESIGN: Final = (
    *_papers("konsultan", "konsultan", "fisik", "gambar_ded.dxf rks rab.xlsx survei_harga.xlsx"),
    *_papers(
        "konsultan", "konsultan", "fisik",
        "kelayakan_teknis kelayakan_sosial kelayakan_ekonomi kelayakan_lingkungan rencana_op",
    ),
    *_papers("konsultan", "anggota.dinas", "fisik", "surat_kesesuaian_ruang"),
    *_papers("konsultan", "konsultan", "jaringan", "peta_sambungan_jaringan.png"),
    *_papers("konsultan", "bkm", "L-C", "sppl"),
    *_papers("konsultan", "lurah", "S-0", "pernyataan_lahan"),
    *_papers("fasilitator", "bkm", "S-1", "hibah_lahan"),
    *_papers("fasilitator", "bkm", "S-2", "izin_pakai"),
    *_papers("fasilitator", "bkm", "S-3", "izin_dilalui"),
    *_papers("fasilitator", "lurah", "fisik", "surat_keterangan_tanah"),
    *_papers("konsultan", "anggota.bappeda", "dianggarkan", "dokumen_anggaran"),
    *_papers("konsultan", "anggota.bappeda", "berkomitmen", "surat_komitmen_dana"),
    *_papers("konsultan", "bkm", "komunitas", "proposal_ksm"),
    *_papers("fasilitator", "askot", "semua", "lembar_verifikasi rencana_pemantauan daftar_penerima.xlsx"),
    *_papers("fasilitator", "lurah", "semua", "ba_prioritas"),
    *_papers("konsultan", "bkm", "bdi", "sppd_l"),
)  # fmt: skip
"""What the second gate asks of every activity, in the groups that it concerns."""
BUILT: Final = (
    *_papers("konsultan", "bkm", "komunitas", "ba_mp2k ba_pho lpj_ksm gambar_terbangun.dxf"),
    *_papers("konsultan", "bkm", "semua", "bukti_pencairan buku_kas.xlsx rekap_pengaduan"),
    *_papers("konsultan", "fasilitator", "semua", "laporan_progres foto_progres.png"),
    *_papers("konsultan", "anggota.dinas", "fisik", "ba_pemeriksaan_akhir ceklis_mitigasi foto_mitigasi.png"),
    *_papers("konsultan", "anggota.dinas", "uji_fungsi", "hasil_uji_fungsi"),
)
KEPT: Final = (
    *_papers("konsultan", "anggota.bappeda", "", "ba_luas_kumuh kutipan_rencana_daerah lembar_kpi.xlsx"),
    *_papers("fasilitator", "lurah", "", "sk_relawan_pengawas"),
    *_papers("konsultan", "fasilitator", "", "laporan_bulanan"),
    *_papers("konsultan", "askot", "semua", "formulir_uji_petik"),
    *_papers("fasilitator", "lurah", "fisik", "sk_kpp ad_art_kpp rencana_kerja_kpp"),
    *_papers("konsultan", "askot", "fisik", "lembar_keberfungsian"),
    *_papers("konsultan", "fasilitator", "ekonomi", "rekap_pendapatan.xlsx"),
)
HANDED_OVER: Final = _papers("fasilitator", "lurah", "diserahkan", "bast_aset")

LATE_HAND_OVER: Final = "K-031"
"""The hydrants whose hand-over waits for another office: it is waived for a time."""
_NETWORK = frozenset({"JL3", "DR1", "DR3"})
_TESTED = frozenset({"AM2", "AM3", "PK2"})


def groups(catalogue: Catalogue, activities: Iterable[Activity]) -> dict[str, tuple[str, ...]]:
    """The codes of `activities` in each group that papers are for, in the order of the plan."""

    def built(each: Activity) -> bool:
        return catalogue.by_code[each.katalog].komponen is Komponen.INFRASTRUKTUR

    def land(name: str) -> Callable[[Activity], bool]:
        return lambda each: built(each) and catalogue.by_code[each.katalog].lahan == name

    def budgeted(each: Activity) -> bool:
        return any(line.status is Commitment.DIANGGARKAN for line in each.dana)

    meant: dict[str, Callable[[Activity], bool]] = {
        "semua": lambda _each: True,
        "fisik": built,
        "komunitas": lambda each: built(each) and each.pelaksana in (Pelaksana.KSM, Pelaksana.BKM),
        "bdi": lambda each: any(line.sumber.startswith("APBN-BDI") for line in each.dana),
        "jaringan": lambda each: each.katalog in _NETWORK,
        "uji_fungsi": lambda each: each.katalog in _TESTED,
        "ekonomi": lambda each: catalogue.by_code[each.katalog].komponen is Komponen.EKONOMI,
        "L-C": lambda each: catalogue.by_code[each.katalog].lingkungan_hidup == "L-C",
        "dianggarkan": budgeted,
        "berkomitmen": lambda each: not budgeted(each),
        "diserahkan": lambda each: built(each) and each.kode != LATE_HAND_OVER,
        **{name: land(name) for name in ("S-0", "S-1", "S-2", "S-3")},
    }
    activities = tuple(activities)
    return {name: tuple(each.kode for each in activities if belongs(each)) for name, belongs in meant.items()}
