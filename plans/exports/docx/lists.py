"""Bullets and numbers of lists."""

from dataclasses import dataclass, field

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

# In twentieths of a point, for each level.
INDENT, HANGING = 340, 284
LEVELS = 9
BULLETS = "•–"


class Lists:
    """Numberings of a document: one for all bullets, one for each numbered list, so that each begins anew."""

    def __init__(self, numbering):
        self.numbering = numbering
        self._last = max(int(kind.get(qn("w:abstractNumId"))) for kind in numbering.findall(qn("w:abstractNum")))
        self._numbers = self._add_kind("decimal", lambda level: f"%{level + 1}.")
        self.bullets = numbering.add_num(self._add_kind("bullet", lambda level: BULLETS[level % 2])).numId

    def numbered(self, start=1):
        """The id of the numbering of a new list."""
        number = self.numbering.add_num(self._numbers)
        for level in range(LEVELS):
            number.add_lvlOverride(ilvl=level).add_startOverride(start)
        return number.numId

    def _add_kind(self, look, text):
        self._last += 1
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{look}"/><w:lvlText w:val="{text(level)}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{_indent(level)}" w:hanging="{HANGING}"/></w:pPr></w:lvl>'
            for level in range(LEVELS)
        )
        kind = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self._last}">'
            f'<w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
        )
        # All of them come before the first w:num.
        self.numbering.find(qn("w:num")).addprevious(kind)
        return self._last


def _indent(level):
    return INDENT * (level + 1)


@dataclass
class Item:
    """An item of a list: its first paragraph has the bullet or number."""

    number: int
    depth: int
    is_marked: bool = field(default=False)

    def mark(self, properties):
        """Give the properties of a paragraph the bullet, or the indent of what stands below one."""
        level = min(self.depth, LEVELS - 1)
        if self.is_marked:
            indent = OxmlElement("w:ind")
            indent.set(qn("w:left"), str(_indent(level)))
            indent.set(qn("w:firstLine"), "0")
            properties.append(indent)
        else:
            properties.append(_numbering(self.number, level))
            self.is_marked = True


def _numbering(number, level):
    return parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
