# ruff: noqa: E501 - templates have long lines
"""A document that uses the whole vocabulary: a short plan of a made-up kelurahan, as rendered by templates."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

from generators.assets import Asset

_RT_ROWS = 110


def png(width: int = 240, height: int = 120) -> bytes:
    """A small PNG with coloured bars, made without any library."""
    colours = (
        (22, 66, 91),
        (240, 179, 170),
        (249, 215, 156),
        (253, 241, 196),
        (213, 234, 216),
        (255, 255, 255),
    )
    line = b"\x00" + b"".join(bytes(colours[x * len(colours) // width]) for x in range(width))

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(line * height, 9))
        + chunk(b"IEND", b"")
    )


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120" viewBox="0 0 240 120">'
    b'<rect width="120" height="120" fill="#16425B"/><rect x="120" width="120" height="120" fill="#F0B3AA"/></svg>'
)


def assets() -> dict[str, Asset]:
    """The pictures of the sample: a logo, a chart with a vector form, a tall map."""
    return {
        "logo": Asset(None, png(64, 64), 22, 22),
        "grafik": Asset(SVG, png(), 160, 80),
        "peta": Asset(None, png(120, 160), 120, 160),
    }


def page(body: str, *, head: str = "", lang: str = "id") -> str:
    """A whole document around a body."""
    return (
        f'<html lang="{lang}" data-src="rplp/dasar.html:1"><head><title>Contoh</title>'
        f'<meta name="date" content="2026-11-23"/>{head}</head><body>{body}</body></html>'
    )


def chapter(inside: str, *, id_: str = "bab", heading: str = "Pendahuluan") -> str:
    """A chapter around some blocks."""
    return f'<section class="chapter" id="{id_}" data-src="rplp/bab_1.html:1"><h1>{heading}</h1>{inside}</section>'


def paper(inside: str, *, id_: str = "keputusan", heading: str = "Keputusan") -> str:
    """An opening and one part around some blocks."""
    return (
        '<section class="opening" data-src="rplp/kepala.html:1"><p class="kicker">Pokja PKP</p>'
        '<p class="place">Kota Contoh</p><p class="title">Berita Acara</p><p class="subtitle">Nomor 4</p>'
        '<p class="meta">Salinan</p><p class="draft">Data ilustratif</p></section>'
        f'<section class="part" id="{id_}" data-src="rplp/keputusan.html:1"><h1>{heading}</h1>{inside}</section>'
    )


def table(inside: str = "", *, id_: str = "tabel-a", caption: str = "Luas") -> str:
    """A table of two columns; `inside` replaces its body rows."""
    rows = inside or "<tr><td>Sukun</td><td class='num'>1,20</td></tr>"
    return (
        f'<table id="{id_}" data-src="rplp/bab_1.html:7"><caption>{caption}</caption>'
        '<colgroup><col data-width="3"/><col data-width="1"/></colgroup>'
        '<thead><tr><th scope="col">RT</th><th scope="col" class="num">ha</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def ref(id_: str) -> str:
    """A cross reference."""
    return f'<a class="ref" href="#{id_}"/>'


_COVER = """
<section class="cover" data-src="rplp/sampul.html:1">
  <figure><img src="asset:logo" alt="Lambang Kota Contoh" data-width="14"/></figure>
  <p class="kicker">Program Kota Tanpa Kumuh</p>
  <p class="title">Rencana Penataan Lingkungan Permukiman</p>
  <p class="subtitle">Kelurahan Karangsari, Kecamatan Sukamaju<br/>2026–2030</p>
  <p class="place">Kota Contoh, Provinsi Jawa Timur</p>
  <p class="meta">Versi 3 · 23 November 2026</p>
  <p class="meta">Disusun oleh Tim Inti Perencanaan Partisipatif bersama BKM Karya Mandiri</p>
  <p class="draft">Draf – belum disahkan</p>
</section>"""

_FRONT = """
<section class="front" id="pengantar" data-src="rplp/pengantar.html:1">
  <h1>Kata Pengantar</h1>
  <p>Rencana ini disusun warga Kelurahan Karangsari bersama pemerintah kota. Angka dasarnya adalah baseline
     yang ditetapkan dalam SK Wali Kota Nomor 188/214/2025; setiap angka di dalam dokumen ini dihitung dari
     baseline itu dan dapat ditelusuri kembali.</p>
  <p class="empty">Sambutan lurah: <span class="empty">belum diisi</span>.</p>
  <dl>
    <dt>Pemrakarsa</dt><dd>Kelurahan Karangsari</dd>
    <dt>Dasar penetapan</dt><dd>SK Wali Kota Nomor 188/214/2025</dd><dd>tanggal 14 Maret 2025</dd>
    <dt>Aturan penilaian</dt><dd>Permen PUPR 14/PRT/M/2018 (16 parameter)</dd>
  </dl>
  <div class="signatures">
    <div class="signature"><p class="role">Lurah Karangsari</p><p class="name">Sri Wahyuni, S.Sos.</p><p class="id">NIP 19780412 200501 2 003</p></div>
    <div class="signature"><p class="role">Koordinator BKM Karya Mandiri</p><p class="name">Bambang Sutrisno</p><p class="id">–</p></div>
    <div class="signature"><p class="role">Mengetahui,<br/>Camat Sukamaju</p><p class="name">Drs. Agus Prasetyo, M.Si.</p><p class="id">NIP 19700101 199503 1 001</p></div>
  </div>
</section>
<nav class="toc"><h1>Daftar Isi</h1></nav>
<nav class="lot"><h1>Daftar Tabel</h1></nav>
<nav class="lof"><h1>Daftar Gambar</h1></nav>"""

_CHAPTER_1 = """
<section class="chapter" id="pendahuluan" data-src="rplp/bab_1.html:1">
  <h1>Pendahuluan</h1>
  <p class="lead">Kelurahan Karangsari memiliki 12,48 ha permukiman kumuh di dua kawasan; rencana ini
     menghabiskannya menjadi 0 ha pada tahun 2030.</p>
  <section id="latar"><h2>Latar Belakang</h2>
    <p>Kekumuhan dinilai terhadap <strong>tujuh aspek</strong> dan enam belas parameter. Ruang terbuka publik
       ditampilkan sebagai kesenjangan dan <em>tidak</em> dinilai. Ringkasannya ada dalam {t_ringkas} dan
       {g_grafik}; perhitungan per RT ada dalam {l_rt}. Luas 1 ha adalah 10.000&#160;m<sup>2</sup>, dan kadar
       CO<sub>2</sub> tidak diukur.</p>
    <table id="tabel-ringkas" data-src="rplp/bab_1.html:21">
      <caption>Ringkasan kekumuhan menurut kawasan</caption>
      <colgroup><col data-width="6"/><col data-width="30"/><col data-width="16"/><col data-width="16"/><col data-width="16"/><col data-width="16"/></colgroup>
      <thead>
        <tr><th scope="col" rowspan="2">No.</th><th scope="col" rowspan="2">Kawasan</th><th scope="colgroup" colspan="2">Luas (ha)</th><th scope="col" rowspan="2">Nilai</th><th scope="col" rowspan="2">Tingkat</th></tr>
        <tr><th scope="col">SK</th><th scope="col">Verifikasi</th></tr>
      </thead>
      <tbody>
        <tr><td class="mid">1</td><th scope="row">Kawasan Bantaran</th><td class="num">8,10</td><td class="num">7,96</td><td class="num">61</td><td class="berat mid">Berat</td></tr>
        <tr><td class="mid">2</td><th scope="row">Kawasan Pasar Lama</th><td class="num">4,52</td><td class="num">4,52</td><td class="num">39</td><td class="sedang mid">Sedang</td></tr>
        <tr><td class="mid">3</td><th scope="row">Kawasan Makam</th><td class="num"><span class="na">–</span></td><td class="num">0,85</td><td class="num">19</td><td class="ringan mid">Ringan</td></tr>
      </tbody>
      <tbody>
        <tr><td class="mid">4</td><th scope="row">Di luar kawasan</th><td class="num">0</td><td class="num"><span class="empty">belum diisi</span></td><td class="num">8</td><td class="tidak mid">Tidak kumuh</td></tr>
      </tbody>
      <tfoot><tr><td class="total" colspan="2">Jumlah</td><td class="num total">12,62</td><td class="num total">13,33</td><td class="total"></td><td class="total"></td></tr></tfoot>
    </table>
    <aside class="source">Sumber: baseline 2025, diverifikasi Pokja PKP 11 Februari 2026.</aside>
    <p>Luas menurut SK dan luas terverifikasi ditampilkan berdampingan karena keduanya dipakai: yang pertama
       dalam pelaporan, yang kedua dalam perencanaan.</p>
    <figure id="gambar-grafik" data-src="rplp/bab_1.html:44"><img src="asset:grafik" alt="Diagram batang nilai tujuh aspek menurut kawasan" data-width="80"/><figcaption>Nilai aspek menurut kawasan</figcaption></figure>
    <aside class="source">Sumber: hasil perhitungan.</aside>
  </section>
  <section id="maksud"><h2>Maksud, Tujuan, dan Sasaran</h2>
    <p>Rencana ini dimaksudkan untuk:</p>
    <ol>
      <li>menutup kesenjangan tujuh aspek terhadap kondisi ideal;
        <ol type="a"><li>jalan lingkungan dan drainase
          <ul><li>panjang ideal menurut rencana blok</li><li>kualitas menurut standar teknis</li></ul></li>
        <li>air minum, sanitasi, dan persampahan</li></ol></li>
      <li>mencegah tumbuhnya kumuh baru;</li>
      <li>menyatukan usulan warga dengan RP2KP-KP (lihat {b_strategi}).</li>
    </ol>
    <p>Sasarannya adalah:</p>
    <ol><li>0 ha pada 2030;</li><li>keberlanjutan sesudahnya.</li></ol>
    <section id="dasar"><h3>Dasar Hukum</h3>
      <p>Dasar hukum rencana ini adalah undang-undang dan peraturan yang tersedia pada
         <a href="https://peraturan.go.id/">peraturan.go.id</a>.</p>
    </section>
  </section>
</section>"""

_CHAPTER_2 = """
<section class="chapter" id="profil" data-src="rplp/bab_2.html:1">
  <h1>Profil dan Baseline Kekumuhan</h1>
  <p class="lead">Masalah terbesar bukan selalu yang berwarna paling merah.</p>
  <section id="kependudukan"><h2>Kependudukan</h2>
    <p>Kelurahan dihuni 2.314 KK; peta sebarannya ada dalam {g_peta}. Lihat pula {s_latar}, {d_kata}, dan
       <strong>{t_ringkas}</strong>.</p>
    <figure id="gambar-peta"><img src="asset:peta" alt="Peta sebaran RT kumuh di Kelurahan Karangsari" data-width="60"/><figcaption>Sebaran RT kumuh, skala 1:5.000</figcaption></figure>
    <aside class="note">Batas kawasan di peta adalah batas SK; batas hasil verifikasi menyimpang paling jauh 14 m.</aside>
  </section>
  <section id="sarana"><h2>Prasarana</h2>
    <p>Kondisi prasarana per RW dibandingkan dalam {t_sarana}, lebar dan oleh karena itu mendatar.</p>
    <div class="landscape" data-src="rplp/bab_2.html:30">
      <table id="tabel-sarana" class="compact"><caption>Kondisi prasarana per RW</caption>
        <colgroup><col data-width="10"/><col data-width="20"/><col data-width="10"/><col data-width="10"/><col data-width="10"/><col data-width="40"/></colgroup>
        <thead><tr><th scope="col">RW</th><th scope="col">Prasarana</th><th scope="col">Ideal (m)</th><th scope="col">Buruk (m)</th><th scope="col">%</th><th scope="col">Keterangan</th></tr></thead>
        <tbody>
          <tr><th scope="row" rowspan="2">RW 01</th><td>Jalan lingkungan</td><td class="num">1.250</td><td class="num">740</td><td class="num buruk">59,20</td><td>Kode parameter <span class="na">–</span> lihat kolom kode</td></tr>
          <tr><td>Drainase</td><td class="num">980</td><td class="num">120</td><td class="num baik">12,24</td><td class="code">4a</td></tr>
        </tbody>
      </table>
      <aside class="source">Sumber: survei swadaya 2025.</aside>
      <p>Catatan di halaman mendatar.</p>
    </div>
    <p>Sesudah halaman mendatar, dokumen kembali tegak.</p>
  </section>
</section>"""

_CHAPTER_3 = """
<section class="chapter" id="strategi" data-src="rplp/bab_3.html:1">
  <h1>Strategi dan Rencana Aksi</h1>
  <p class="lead">Urutan ditentukan oleh dampak kegiatan terhadap luas kumuh.</p>
  <section id="dana"><h2>Kebutuhan Dana</h2>
    <div class="narrative" id="narasi-3.1"><p>Kebutuhan dana lima tahun dirangkum dalam {t_dana}.</p></div>
    <table id="tabel-dana"><caption>Kebutuhan dana menurut sumber &amp; tahun (<em>juta rupiah</em>)</caption>
      <colgroup><col data-width="40"/><col data-width="20"/><col data-width="20"/><col data-width="20"/></colgroup>
      <thead><tr><th scope="col">Sumber</th><th scope="col">2026</th><th scope="col">2027</th><th scope="col">Jumlah</th></tr></thead>
      <tbody><tr><th scope="row">APBN (BPM)</th><td class="num">1.250</td><td class="num">900</td><td class="num">2.150</td></tr>
      <tr><th scope="row">APBD kota</th><td class="num">480</td><td class="num">0</td><td class="num">480</td></tr></tbody>
      <tfoot><tr><th scope="row" class="total">Jumlah</th><td class="num total">1.730</td><td class="num total">900</td><td class="num total">2.630</td></tr></tfoot>
    </table>
    <p>Nilai di atas belum termasuk swadaya &lt; 5 juta rupiah.</p>
    <aside class="note"><p>Dana yang belum berkomitmen tidak dihitung.</p><p>Bukti komitmen ada pada Pokja PKP.</p></aside>
  </section>
</section>"""

_APPENDICES = """
<section class="appendix" id="lampiran-rt" data-src="rplp/lampiran_a.html:1">
  <h1>Data Kekumuhan per RT</h1>
  <div class="landscape">
    <table id="tabel-rt" class="compact" data-src="rplp/lampiran_a.html:4"><caption>Nilai kekumuhan per RT</caption>
      <colgroup><col data-width="6"/><col data-width="7"/><col data-width="7"/><col data-width="10"/><col data-width="10"/><col data-width="10"/><col data-width="10"/><col data-width="10"/><col data-width="10"/><col data-width="20"/></colgroup>
      <thead><tr><th scope="col">No.</th><th scope="col">RW</th><th scope="col">RT</th><th scope="col">Luas (ha)</th><th scope="col">KK</th><th scope="col">Bangunan</th><th scope="col">Jalan (m)</th><th scope="col">Drainase (m)</th><th scope="col">Nilai</th><th scope="col">Tingkat</th></tr></thead>
      <tbody>{rows}</tbody>
    </table>
    <aside class="source">Sumber: baseline 2025.</aside>
  </div>
</section>
<section class="appendix" id="lampiran-ba" data-src="rplp/lampiran_b.html:1">
  <h1>Berita Acara</h1>
  <p>Berita acara lokakarya menurut {t_ba}.</p>
  <section id="ba-lokakarya"><h2>Lokakarya Kelurahan</h2>
    <table id="tabel-ba"><caption>Daftar berita acara</caption><colgroup><col data-width="1"/><col data-width="3"/></colgroup>
      <thead><tr><th scope="col">Tanggal</th><th scope="col">Acara</th></tr></thead>
      <tbody><tr><td>11 Februari 2026</td><td>Verifikasi deliniasi</td></tr></tbody></table>
    <section id="ba-hadir"><h3>Daftar Hadir</h3><p>Terlampir pada berkas asli, lihat {s_ba}.</p></section>
  </section>
</section>"""


def _rt_rows() -> Iterable[str]:
    classes = (("berat", "Berat"), ("sedang", "Sedang"), ("ringan", "Ringan"), ("tidak", "Tidak kumuh"))
    for at in range(_RT_ROWS):
        tint, words = classes[at % 4]
        yield (
            f'<tr><td class="mid">{at + 1}</td><td class="mid code">{at // 10 + 1:03d}</td>'
            f'<td class="mid code">{at % 10 + 1:03d}</td><td class="num">0,{300 + at}</td>'
            f'<td class="num">{20 + at % 37}</td><td class="num">{18 + at % 31}</td><td class="num">{120 + at}</td>'
            f'<td class="num">{95 + at}</td><td class="num">{70 - 17 * (at % 4)}</td>'
            f'<td class="mid {tint}">{words}</td></tr>'
        )


_REFS = {
    "t_ringkas": "tabel-ringkas",
    "g_grafik": "gambar-grafik",
    "l_rt": "lampiran-rt",
    "b_strategi": "strategi",
    "g_peta": "gambar-peta",
    "s_latar": "latar",
    "d_kata": "pengantar",
    "t_sarana": "tabel-sarana",
    "t_dana": "tabel-dana",
    "t_ba": "tabel-ba",
    "s_ba": "ba-lokakarya",
}

_HEAD = (
    '<meta name="author" content="Pokja PKP Kota Contoh"/>'
    '<meta name="subject" content="RPLP Kelurahan Karangsari 2026–2030"/>'
    '<meta name="keywords" content="RPLP, permukiman kumuh, Karangsari"/>'
    '<meta name="running-head" content="RPLP Kelurahan Karangsari 2026–2030"/>'
)


def sample(*, draft: bool = True) -> str:
    """The sample document as HTML."""
    body = _COVER + _FRONT + _CHAPTER_1 + _CHAPTER_2 + _CHAPTER_3 + _APPENDICES
    body = body.format(rows="".join(_rt_rows()), **{key: ref(id_) for key, id_ in _REFS.items()})
    # The table of the first appendix is mentioned in the text as well.
    body = body.replace("Terlampir pada", f"{ref('tabel-rt')} diperiksa bersama. Terlampir pada")
    mark = '<meta name="draft" content="DRAF 3"/>' if draft else ""
    html = page(body, head=_HEAD + mark)
    return html.replace("<title>Contoh</title>", "<title>RPLP Kelurahan Karangsari 2026–2030</title>")
