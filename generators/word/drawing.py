"""Pictures in the text and the draft mark behind it."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lxml import etree

from generators.word.xml import NAMESPACES

_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_PICTURE = NAMESPACES["pic"]


def picture(png_rid: str, id_: str, alt: str, size: tuple[int, int], *, svg_rid: str = "") -> etree._Element:
    """A run with an inline picture; `size` is width and height in EMU, `svg_rid` empty for a PNG alone.

    With an SVG, programs that know the extension show it, the others the PNG.
    """
    svg = (
        f'<a:extLst><a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{NAMESPACES["asvg"]}" '
        f'r:embed="{svg_rid}"/></a:ext></a:extLst>'
        if svg_rid
        else ""
    )
    extent = f'cx="{size[0]}" cy="{size[1]}"'
    properties = f"id={quoteattr(id_)} name={quoteattr(f'Gambar {id_}')} descr={quoteattr(alt)}"
    return etree.fromstring(
        f'<w:r xmlns:w="{NAMESPACES["w"]}" xmlns:r="{NAMESPACES["r"]}" xmlns:wp="{NAMESPACES["wp"]}" '
        f'xmlns:a="{NAMESPACES["a"]}"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {extent}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f"<wp:docPr {properties}/>"
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}">'
        f"<pic:nvPicPr><pic:cNvPr {properties}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{png_rid}">{svg}</a:blip><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def watermark(text: str, number: int) -> etree._Element:
    """A run with the draft mark across the page, in the form Word itself writes (WordArt in VML).

    Word finds and removes its watermarks by the name of the shape, so the name is Word's.
    """
    # Long texts become lower and longer, but never longer than the diagonal of a landscape page allows.
    length = min(480, max(200, 26 * len(text)))
    height = max(28, min(96, round(length * 1.5 / max(4, len(text)))))
    return etree.fromstring(
        f'<w:r xmlns:w="{NAMESPACES["w"]}" xmlns:v="{NAMESPACES["v"]}" xmlns:o="{NAMESPACES["o"]}" '
        f'xmlns:w10="{NAMESPACES["w10"]}"><w:rPr><w:noProof/></w:rPr><w:pict>'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
        'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
        '<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" '
        'xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" '
        'type="#_x0000_t136" alt="" style="position:absolute;margin-left:0;margin-top:0;'
        f"width:{length}pt;height:{height}pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" '
        'fillcolor="#c9ced2" stroked="f"><v:fill opacity=".45"/>'
        '<v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt;font-weight:bold" '
        f"string={quoteattr(text)}/>"
        '<w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>'
    )
