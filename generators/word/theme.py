"""The theme part: the palette and fonts that Word offers to whoever edits the document on."""

from __future__ import annotations

from generators.word.styles import DRAFT, FONT, GREY, HEAD_FILL, INK, TEAL

_COLOURS = (
    ("dk2", INK),
    ("lt2", HEAD_FILL),
    ("accent1", INK),
    ("accent2", TEAL),
    ("accent3", "C98A1B"),
    ("accent4", DRAFT),
    ("accent5", "4E8A5A"),
    ("accent6", GREY),
    ("hlink", "1F5F8B"),
    ("folHlink", GREY),
)


def theme_part() -> bytes:
    """A theme with plain fills, lines and effects, three of each as the format asks."""
    colours = "".join(f'<a:{key}><a:srgbClr val="{value}"/></a:{key}>' for key, value in _COLOURS)
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Nahkoda">'
        '<a:themeElements><a:clrScheme name="Nahkoda">'
        '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        f'<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>{colours}</a:clrScheme>'
        f'<a:fontScheme name="Nahkoda"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="Nahkoda"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements>"
        "<a:objectDefaults/><a:extraClrSchemeLst/></a:theme>"
    ).encode()
