"""The look of the Word document: every style it uses, in one table.

Styles that Word knows keep Word's English name (Word shows it in the user's language), the others have
Indonesian names, as the people who edit the file do. Calibri is what Word has; Carlito has its widths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from generators.word.xml import DECLARATIONS, add, name, w_get

# The colours are those of templates/styles, so that both outputs look like one document.
INK = "12324A"
"""Headings, rules of tables: a navy that prints as a dark grey."""
TEAL = "1F6F78"
GREY = "5F6F78"
RULE = "C3CDD2"
HEAD_FILL = "E6EEF0"
DRAFT = "8F3D36"
"""The draft mark."""
MONO = "Consolas"
FONT = "Calibri"

# Darker means worse, in print as well as in colour, so that a black and white copy can be read.
TINTS = {
    "berat": "E0988E",
    "sedang": "F4CB86",
    "ringan": "F9EBB4",
    "tidak": "F3F8F4",
    "baik": "E3F0E6",
    "buruk": "ECB6AD",
    "total": "F1F5F6",
}
BOLD_TINTS = frozenset({"berat", "buruk", "total"})


@dataclass(frozen=True, slots=True)
class Style:
    """One style: `paragraph` and `run` are the inner XML of its properties.

    `like` names the style that it takes its looks from where the user's file has that one; then only
    `structure` (numbering and outline level) is its own.
    """

    id: str
    name: str
    kind: str = "paragraph"
    based_on: str = ""
    following: str = ""
    paragraph: str = ""
    run: str = ""
    more: str = ""
    quick: bool = False
    like: str = ""
    structure: str = ""


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _spacing(before: float = 0, after: float = 0, line: float = 1.0) -> str:
    return (
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" '
        f'w:line="{round(line * 240)}" w:lineRule="auto"/>'
    )


def _border(side: str, size: int, colour: str, space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


_B = "<w:b/><w:bCs/>"
_I = "<w:i/><w:iCs/>"
_KEEP = "<w:keepNext/><w:keepLines/>"
_INK = f'<w:color w:val="{INK}"/>'
_TEAL = f'<w:color w:val="{TEAL}"/>'
_GREY = f'<w:color w:val="{GREY}"/>'
_LEFT = '<w:jc w:val="left"/>'
_CENTRE = '<w:jc w:val="center"/>'
_RIGHT = '<w:jc w:val="right"/>'


def _num(level: int, list_: str) -> str:
    # The list id is put in by the package: it depends on the lists that a reference file brings.
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{{{list_}}}"/></w:numPr>'


# The list 0 is none: a heading without a number must not inherit one.
_UNNUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
_PART_LEVEL = '<w:outlineLvl w:val="0"/>'

_HEADING_LOOKS = ((19, 0, 16), (14, 16, 6), (12, 12, 4))
"""Size, space before and after of headings by level, in points."""


def _heading(id_: str, title: str, level: int, list_: str) -> Style:
    size, before, after = _HEADING_LOOKS[level]
    rule = f"<w:pBdr>{_border('bottom', 12, TEAL, 4)}</w:pBdr>" if level == 0 else ""
    new_page = "<w:pageBreakBefore/>" if level == 0 else ""
    numbered = _num(level, list_) if list_ else ""
    outline = f'<w:outlineLvl w:val="{level}"/>'
    own = f"Heading{level + 1}"
    return Style(
        id_, title, based_on="Normal", following="BodyText",
        paragraph=f"{_KEEP}{new_page}{numbered}{rule}<w:suppressAutoHyphens/>"
        f"{_spacing(before, after, 1.0)}{_LEFT}{outline}",
        run=f"{_B}{_TEAL if level == 2 else _INK}{_size(size)}", quick=True,
        like="" if id_ == own else own, structure=f"{numbered or _UNNUMBERED}{outline}",
    )  # fmt: skip


def _cell(id_: str, title: str, based_on: str, paragraph: str = "", run: str = "") -> Style:
    return Style(id_, title, based_on=based_on, paragraph=paragraph, run=run)


def _contents_line(id_: str, title: str, *, left: int, before: float = 0, run: str = "") -> Style:
    # Room for the number is made in each line: an entry without a number must not have it.
    return Style(
        id_, title, based_on="Normal", following="Normal",
        paragraph=f'{_spacing(before, 2)}<w:ind w:left="{left}"/>{_LEFT}', run=run,
    )  # fmt: skip


def _cover(id_: str, title: str, *, above: float, below: float, run: str, extra: str = "") -> Style:
    return Style(
        id_, title, based_on="Normal", paragraph=f"{extra}{_spacing(above, below, 1.1)}{_LEFT}", run=run
    )


def _opening(id_: str, title: str, *, above: float, below: float, run: str, extra: str = "") -> Style:
    return Style(
        id_, title, based_on="Normal", paragraph=f"{_KEEP}{extra}{_spacing(above, below, 1.1)}{_CENTRE}", run=run
    )  # fmt: skip


_TABLE = (
    "<w:tblPr><w:tblBorders>"
    f"{_border('top', 8, INK)}{_border('bottom', 8, INK)}{_border('insideH', 4, RULE)}</w:tblBorders>"
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="75" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="75" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
_PLAIN_TABLE = (
    '<w:tblPr><w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="113" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)

STYLES: tuple[Style, ...] = (
    Style("Normal", "Normal", quick=True),
    Style("DefaultParagraphFont", "Default Paragraph Font", kind="character"),
    Style("TableNormal", "Normal Table", kind="table", more=(
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>')),
    Style("NoList", "No List", kind="numbering"),
    Style("BodyText", "Body Text", based_on="Normal", quick=True,
          paragraph=f'<w:widowControl/>{_spacing(0, 7, 1.15)}<w:jc w:val="both"/>'),
    Style("ParagrafPembuka", "Paragraf Pembuka", based_on="BodyText", following="BodyText", quick=True,
          paragraph=_spacing(0, 9, 1.2), run=f"{_INK}{_size(12)}"),
    Style("ParagrafKosong", "Paragraf Belum Diisi", based_on="BodyText", following="BodyText",
          paragraph=f"<w:pBdr>{_border('left', 18, 'C98A1B', 8)}</w:pBdr>"
          f'<w:shd w:val="clear" w:color="auto" w:fill="FDF6E3"/>{_LEFT}', run=_I),
    _heading("Heading1", "heading 1", 0, "chapters"),
    _heading("Heading2", "heading 2", 1, "chapters"),
    _heading("Heading3", "heading 3", 2, "chapters"),
    _heading("SubjudulLampiran", "Subjudul Lampiran", 1, "appendices"),
    _heading("AnakJudulLampiran", "Anak Judul Lampiran", 2, "appendices"),
    _heading("JudulDepan", "Judul Depan", 0, ""),
    _heading("SubjudulDepan", "Subjudul Depan", 1, ""),
    _heading("AnakJudulDepan", "Anak Judul Depan", 2, ""),
    Style("TOCHeading", "TOC Heading", based_on="Normal", following="Normal",
          paragraph=f'{_KEEP}<w:pageBreakBefore/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
          f"<w:pBdr>{_border('bottom', 12, TEAL, 4)}</w:pBdr>"
          f'{_spacing(0, 12)}{_LEFT}<w:outlineLvl w:val="9"/>', run=f"{_B}{_INK}{_size(19)}"),
    _contents_line("TOC1", "toc 1", left=0, before=7, run=f"{_B}{_INK}"),
    _contents_line("TOC2", "toc 2", left=851),
    _contents_line("TOC3", "toc 3", left=1588, run=_size(10)),
    _contents_line("TableofFigures", "table of figures", left=0),
    Style("Caption", "caption", based_on="Normal", following="BodyText", quick=True,
          paragraph=f"{_KEEP}{_spacing(14, 4)}{_LEFT}", run=f"{_B}{_INK}{_size(10)}"),
    Style("Gambar", "Gambar", based_on="Normal", following="Caption",
          paragraph=f"{_KEEP}{_spacing(10, 0)}{_CENTRE}"),
    Style("Sumber", "Sumber", based_on="Normal", following="BodyText",
          paragraph=f"<w:keepLines/>{_spacing(4, 12)}{_LEFT}", run=f"{_I}{_GREY}{_size(9)}"),
    Style("Catatan", "Catatan", based_on="Normal", following="BodyText",
          paragraph="<w:keepLines/><w:pBdr>"
          f"{_border('top', 4, HEAD_FILL, 6)}{_border('left', 24, INK, 8)}"
          f"{_border('bottom', 4, HEAD_FILL, 6)}{_border('right', 4, HEAD_FILL, 8)}</w:pBdr>"
          f'<w:shd w:val="clear" w:color="auto" w:fill="F1F5F6"/>{_spacing(8, 8, 1.1)}'
          f'<w:ind w:left="227" w:right="199"/>{_LEFT}', run=_size(10.5)),
    Style("ListParagraph", "List Paragraph", based_on="Normal", quick=True,
          paragraph=_spacing(0, 4, 1.15)),
    _cell("IsiTabel", "Isi Tabel", "Normal", f"{_spacing(0, 0)}{_LEFT}", _size(9.5)),
    _cell("AngkaTabel", "Angka Tabel", "IsiTabel", _RIGHT),
    _cell("TengahTabel", "Tengah Tabel", "IsiTabel", _CENTRE),
    _cell("KepalaTabel", "Kepala Tabel", "IsiTabel", f"<w:keepNext/>{_LEFT}", f"{_B}{_INK}"),
    _cell("IsiTabelKecil", "Isi Tabel Kecil", "IsiTabel", "", _size(8)),
    _cell("AngkaTabelKecil", "Angka Tabel Kecil", "IsiTabelKecil", _RIGHT),
    _cell("TengahTabelKecil", "Tengah Tabel Kecil", "IsiTabelKecil", _CENTRE),
    _cell("KepalaTabelKecil", "Kepala Tabel Kecil", "IsiTabelKecil",
          f"<w:keepNext/>{_LEFT}", f"{_B}{_INK}"),
    Style("Penandatangan", "Penandatangan", based_on="Normal", paragraph=f"{_KEEP}{_spacing(0, 0)}{_CENTRE}"),
    Style("Rincian", "Rincian", based_on="Normal", paragraph=f"{_spacing(0, 0)}{_LEFT}"),
    Style("Pemisah", "Pemisah", based_on="Normal",
          paragraph='<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>', run=_size(1)),
    _cover("SampulKepala", "Sampul Kepala", above=0, below=6,
           run=f'{_B}<w:caps/>{_GREY}<w:spacing w:val="30"/>{_size(11)}'),
    _cover("Title", "Title", above=150, below=10, run=f"{_B}{_INK}{_size(32)}",
           extra=f"<w:keepNext/><w:pBdr>{_border('top', 36, INK, 18)}</w:pBdr>"),
    _cover("Subtitle", "Subtitle", above=0, below=8, run=f"{_INK}{_size(18)}"),
    _cover("SampulTempat", "Sampul Tempat", above=130, below=2, run=f"{_B}{_size(13)}"),
    _cover("SampulKeterangan", "Sampul Keterangan", above=2, below=2, run=f"{_GREY}{_size(11)}"),
    _cover("SampulDraf", "Sampul Draf", above=36, below=0, run=f'{_B}<w:color w:val="{DRAFT}"/>{_size(12)}'),
    _cover("SampulGambar", "Sampul Gambar", above=0, below=10, run=""),
    _opening("PembukaKepala", "Pembuka Kepala", above=0, below=0, run=f"{_B}<w:caps/>{_INK}{_size(13)}"),
    _opening("PembukaTempat", "Pembuka Tempat", above=0, below=14, run=_size(11),
             extra=f'<w:pBdr><w:bottom w:val="double" w:sz="6" w:space="6" w:color="{INK}"/></w:pBdr>'),
    _opening("PembukaJudul", "Pembuka Judul", above=6, below=0, run=f"{_B}<w:caps/>{_INK}{_size(15)}"),
    _opening("PembukaNomor", "Pembuka Nomor", above=2, below=4, run=_size(11)),
    _opening("PembukaKeterangan", "Pembuka Keterangan", above=0, below=2, run=f"{_GREY}{_size(10)}"),
    _opening("PembukaDraf", "Pembuka Draf", above=2, below=4,
             run=f'{_B}<w:color w:val="{DRAFT}"/>{_size(10)}'),
    Style("JudulBagian", "Judul Bagian", based_on="Normal", following="BodyText", quick=True,
          paragraph=f"{_KEEP}<w:suppressAutoHyphens/>{_spacing(14, 4)}{_LEFT}{_PART_LEVEL}",
          run=f"{_B}{_INK}{_size(12.5)}", like="Heading2", structure=f"{_UNNUMBERED}{_PART_LEVEL}"),
    Style("Header", "header", based_on="Normal",
          paragraph=f"<w:pBdr>{_border('bottom', 4, RULE, 4)}</w:pBdr>{_spacing(0, 0)}{_LEFT}",
          run=f"{_GREY}{_size(9)}"),
    Style("Footer", "footer", based_on="Normal", paragraph=f"{_spacing(0, 0)}{_RIGHT}",
          run=f"{_GREY}{_size(9)}"),
    Style("Hyperlink", "Hyperlink", kind="character", run='<w:color w:val="1F5F8B"/><w:u w:val="single"/>'),
    Style("BelumDiisi", "Belum Diisi", kind="character", run=f'{_I}<w:color w:val="68767E"/>'),
    Style("Kode", "Kode", kind="character",
          run=f'<w:rFonts w:ascii="{MONO}" w:hAnsi="{MONO}" w:cs="{MONO}"/>'),
    Style("TabelDokumen", "Tabel Dokumen", kind="table", based_on="TableNormal", more=_TABLE),
    Style("TabelPolos", "Tabel Polos", kind="table", based_on="TableNormal", more=_PLAIN_TABLE),
)  # fmt: skip

_NAMES = {style.id: style.name.lower() for style in STYLES}
_DEFAULTS = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}


def styles_part() -> bytes:
    """A styles part with nothing but the document's defaults; `merge_styles` adds the styles."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles {DECLARATIONS}><w:docDefaults>'
        "<w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
        f'{_size(11)}<w:lang w:val="id-ID" w:eastAsia="id-ID" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults></w:styles>"
    ).encode()


def merge_styles(styles: etree._Element, lists: Mapping[str, int], language: str) -> dict[str, str]:
    """Add what `styles` lacks and return the id to write for each of our style ids.

    A style that is already there under its name (Word keeps built-in names in English whatever the
    user's language) is kept as it is; headings alone get our numbering, outline level and page break,
    because these are the document's and not a matter of looks. `lists` maps `chapters` and `appendices` to list ids.
    """
    present = {
        (w_get(style, "type"), _name(style).lower()): w_get(style, "styleId")
        for style in styles.iterfind(name("w:style"))
    }
    taken = {id_.lower() for id_ in present.values()}
    ids: dict[str, str] = {}
    for style in STYLES:
        there = present.get((style.kind, style.name.lower()))
        if there:
            ids[style.id] = there
        else:
            ids[style.id] = style.id if style.id.lower() not in taken else f"{style.id}Nahkoda"
    for style in STYLES:
        if (style.kind, style.name.lower()) in present:
            if style.paragraph and "outlineLvl" in style.paragraph:
                _renumber(_by_id(styles, ids[style.id]), style, lists)
        else:
            dressed = style.like and ("paragraph", _NAMES[style.like]) in present
            own = replace(style, based_on=style.like, paragraph=style.structure, run="") if dressed else style
            styles.append(_element(own, ids, lists))
    _set_language(styles, language)
    return ids


def _name(style: etree._Element) -> str:
    element = style.find(name("w:name"))
    return w_get(element, "val") if element is not None else ""


def _by_id(styles: etree._Element, id_: str) -> etree._Element:
    return next(style for style in styles.iterfind(name("w:style")) if w_get(style, "styleId") == id_)


def _element(style: Style, ids: Mapping[str, str], lists: Mapping[str, int]) -> etree._Element:
    based = f'<w:basedOn w:val="{ids[style.based_on]}"/>' if style.based_on else ""
    following = f'<w:next w:val="{ids[style.following]}"/>' if style.following else ""
    default = ' w:default="1"' if style.id in _DEFAULTS else ""
    built_in = style.name[0].islower() or style.id in _DEFAULTS or style.name in (
        "Body Text", "TOC Heading", "List Paragraph", "Title", "Subtitle", "Hyperlink",
    )  # fmt: skip
    custom = "" if built_in else ' w:customStyle="1"'
    quick = "<w:qFormat/>" if style.quick else ""
    paragraph = f"<w:pPr>{style.paragraph.format_map(lists)}</w:pPr>" if style.paragraph else ""
    run = f"<w:rPr>{style.run}</w:rPr>" if style.run else ""
    xml = (
        f'<w:style {DECLARATIONS} w:type="{style.kind}"{default}{custom} w:styleId="{ids[style.id]}">'
        f'<w:name w:val="{style.name}"/>{based}{following}<w:uiPriority w:val="{1 if style.quick else 99}"/>'
        f"{quick}{paragraph}{run}{style.more}</w:style>"
    )
    return etree.fromstring(xml)


_BEFORE_NUMBERING = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
_AFTER_OUTLINE = ("divId", "cnfStyle", "rPr", "sectPr", "pPrChange")


def _renumber(element: etree._Element, style: Style, lists: Mapping[str, int]) -> None:
    """Put our numbering, outline level and page break into a heading style of the user's file.

    The title of the contents is often based on Heading 1 and would be numbered as a chapter: it gets
    the list 0, which is none.
    """
    properties = element.find(name("w:pPr"))
    if properties is None:
        properties = etree.Element(name("w:pPr"))
        run = element.find(name("w:rPr"))
        element.insert(len(element) if run is None else element.index(run), properties)
    ours = etree.fromstring(f"<w:pPr {DECLARATIONS}>{style.paragraph.format_map(lists)}</w:pPr>")
    for tag, before in (
        ("pageBreakBefore", _BEFORE_NUMBERING[:3]),
        ("numPr", _BEFORE_NUMBERING),
        ("outlineLvl", None),
    ):
        old, new = properties.find(name(f"w:{tag}")), ours.find(name(f"w:{tag}"))
        if old is not None:
            properties.remove(old)
        if new is None:
            continue
        local = [etree.QName(child).localname for child in properties]
        if before is not None:
            at = sum(1 for child in local if child in before)
        else:
            at = sum(1 for child in local if child not in _AFTER_OUTLINE)
        properties.insert(at, new)


def _set_language(styles: etree._Element, language: str) -> None:
    defaults = styles.find(name("w:docDefaults"))
    if defaults is None:
        defaults = etree.Element(name("w:docDefaults"))
        styles.insert(0, defaults)
    holder = defaults.find(name("w:rPrDefault"))
    if holder is None:
        holder = etree.Element(name("w:rPrDefault"))
        defaults.insert(0, holder)
    run = holder.find(name("w:rPr"))
    if run is None:
        run = add(holder, "w:rPr")
    lang = run.find(name("w:lang"))
    if lang is None:
        lang = etree.Element(name("w:lang"))
        later = [run.find(name(f"w:{tag}")) for tag in ("eastAsianLayout", "specVanish", "oMath")]
        first = next((each for each in later if each is not None), None)
        run.insert(len(run) if first is None else run.index(first), lang)
    lang.set(name("w:val"), language)
    lang.set(name("w:eastAsia"), language)
