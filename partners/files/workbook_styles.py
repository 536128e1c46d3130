"""Styles of a workbook's cells: number format, bold, struck out, fill."""

import re
from dataclasses import dataclass

from . import cell_formats
from .xml_package import attribute, child, children

INDEXED = re.findall(
    r"\w+",
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 "
    "0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 808080 "
    "9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF "
    "800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 "
    "3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 "
    "993300 993366 333399 333333 ",
)
# Order of a theme's colours in cells: light and dark are the other way round than in the theme.
THEME_ORDER = [
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
]


@dataclass(frozen=True)
class Style:
    """How a cell looks."""

    pattern: str = "General"
    bold: bool = False
    struck: bool = False
    fill: str = ""

    @property
    def is_date(self):
        return cell_formats.is_date(self.pattern)


def switched_on(element):
    """Whether an element such as <b/> or <w:strike w:val="0"/> is there and switches on."""
    return element is not None and (attribute(element, "val") or "true").lower() not in ("0", "false", "off", "none")


def styles_of(package, name):
    """[Style] by the index that a cell names. `name` is the workbook's part."""
    root = next((package.element(part) for part in package.related(name, "styles")), None)
    theme = _theme(package, name)
    formats = dict(cell_formats.BUILTIN)
    for one in children(child(root, "numFmts"), "numFmt"):
        formats[_int(one.get("numFmtId"))] = one.get("formatCode") or "General"
    fonts = [
        (switched_on(child(font, "b")), switched_on(child(font, "strike")))
        for font in children(child(root, "fonts"), "font")
    ]
    fills = [_fill(fill, theme) for fill in children(child(root, "fills"), "fill")]
    result = []
    for cell in children(child(root, "cellXfs"), "xf"):
        bold, struck = _at(fonts, cell.get("fontId"), (False, False))
        pattern = formats.get(_int(cell.get("numFmtId")), "General")
        result.append(Style(pattern, bold, struck, _at(fills, cell.get("fillId"), "")))
    return result


def _fill(fill, theme):
    pattern = child(fill, "patternFill")
    if pattern is None or pattern.get("patternType") in (None, "none", "gray125"):
        return ""
    color = child(pattern, "fgColor")
    if color is None:
        return ""
    if rgb := color.get("rgb"):
        return rgb[-6:].upper()
    if color.get("theme"):
        return _at(theme, color.get("theme"), "")
    return _at(INDEXED, color.get("indexed"), "")


def _theme(package, name):
    root = next((package.element(part) for part in package.related(name, "theme")), None)
    colors = {}
    for scheme in children(child(root, "themeElements"), "clrScheme"):
        for one in scheme:
            if len(one):
                colors[one.tag.rpartition("}")[2]] = (one[0].get("lastClr") or one[0].get("val") or "")[-6:].upper()
    return [colors.get(key, "") for key in THEME_ORDER]


def _int(text):
    return int(text) if (text or "").isdecimal() else -1


def _at(values, text, default):
    index = _int(text)
    return values[index] if 0 <= index < len(values) else default
