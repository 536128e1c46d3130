"""Styles and lists of a Word document: headings by name or outline level, list items, bold, struck out and hidden."""

import re

from .workbook_styles import switched_on
from .xml_package import attribute, child, children

HEADING = re.compile(r"heading\s*([1-9])", re.I)
MOST_LEVELS = 8
LIST_NAME = re.compile(r"list (?:bullet|number)\s*(\d?)$", re.I)
CONTENTS = re.compile(r"toc (?:\d|heading)|table of figures|contents heading", re.I)
LOOKS = {"bold": ("b",), "struck": ("strike", "dstrike"), "hidden": ("vanish",), "underlined": ("u",)}
# Half points, where a document says nothing.
SIZE = 20


class Styles:
    """What a document's styles say of paragraphs and runs; each is worked out once."""

    def __init__(self, root):
        self.styles = {attribute(style, "styleId"): style for style in children(root, "style")}
        self.default = next(
            (key for key, style in self.styles.items()
             if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true")), None,
        )  # fmt: skip
        self.size = _number(child(root, "docDefaults", "rPrDefault", "rPr", "sz")) or SIZE
        self._headings, self._lists, self._looks = {}, {}, {}

    def chain(self, key):
        """A style and those that it is based on, nearest first."""
        seen = set()
        while key in self.styles and key not in seen:
            seen.add(key)
            style = self.styles[key]
            yield style
            based = child(style, "basedOn")
            key = attribute(based, "val") if based is not None else None

    def heading(self, properties):
        """Level of a paragraph's heading, 0 for none."""
        own = _number(child(properties, "outlineLvl"))
        if own is not None:
            return own + 1 if own < 9 else 0
        key = _value(child(properties, "pStyle"))
        if key not in self._headings:
            self._headings[key] = self._heading(key)
        return self._headings[key]

    def _heading(self, key):
        for style in self.chain(key):
            name = (_value(child(style, "name")) or "").strip()
            if found := HEADING.match(name):
                return int(found[1])
            if name.lower() == "title":
                return 1
            level = _number(child(style, "pPr", "outlineLvl"))
            if level is not None:
                return level + 1 if level < 9 else 0
        return 0

    def is_contents(self, properties):
        """Whether a paragraph is a line of the table of contents."""
        style = self.styles.get(_value(child(properties, "pStyle")))
        return bool(CONTENTS.match(_value(child(style, "name")) or "")) if style is not None else False

    def item(self, properties, numbering):
        """(depth, list, level) of a list item or a numbered heading; the depth is 0 for none, from 1."""
        own = child(properties, "numPr")
        key = _value(child(properties, "pStyle"))
        if key not in self._lists:
            self._lists[key] = self._list(key, numbering)
        if own is None:
            return self._lists[key]
        number, level = _value(child(own, "numId")), _number(child(own, "ilvl"))
        if number is None:
            depth, number, of_style = self._lists[key]
            level = of_style if level is None else level
            return (level + 1 if depth else 0), number, level
        level = min(level or 0, MOST_LEVELS)
        return (0, None, 0) if number == "0" else (level + 1, number, level)

    def _list(self, key, numbering):
        for style in self.chain(key):
            own = child(style, "pPr", "numPr")
            name = LIST_NAME.match((_value(child(style, "name")) or "").strip())
            if own is not None and (number := _value(child(own, "numId"))):
                level = _number(child(own, "ilvl"))
                if level is None:
                    level = numbering.level_of_style(number, attribute(style, "styleId"))
                if number != "0":
                    return int(name[1] or 1) if name else level + 1, number, level
                if not name:
                    return 0, None, 0
            if name:
                return int(name[1] or 1), None, 0
        return 0, None, 0

    def looks(self, run, paragraph_style):
        """(bold, struck, hidden, underlined, size) of a run's properties within a paragraph of a style."""
        key = paragraph_style, _value(child(run, "rStyle"))
        if key not in self._looks:
            self._looks[key] = *(self._style_looks(key, names) for names in LOOKS.values()), self._style_size(key)
        if run is None:
            return self._looks[key]
        own = [
            any(switched_on(one) for one in own) if (own := children(run, *names)) else of_style
            for names, of_style in zip(LOOKS.values(), self._looks[key], strict=False)
        ]
        return *own, _number(child(run, "sz")) or self._looks[key][-1]

    def _style_looks(self, keys, names):
        for key in (keys[1], keys[0] or self.default):
            for style in self.chain(key):
                if own := children(child(style, "rPr"), *names):
                    return any(switched_on(one) for one in own)
        return False

    def _style_size(self, keys):
        for key in (keys[1], keys[0] or self.default):
            for style in self.chain(key):
                if size := _number(child(style, "rPr", "sz")):
                    return size
        return self.size


def _value(element):
    return attribute(element, "val") if element is not None else None


def _number(element):
    value = _value(element) or ""
    return int(value) if value.isdecimal() else None
