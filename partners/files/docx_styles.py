"""Styles and lists of a Word document: headings by name or outline level, list items, bold, struck out and hidden."""

import re

from .workbook_styles import switched_on
from .xml_package import attribute, child, children

HEADING = re.compile(r"heading\s*([1-9])", re.I)
LIST_NAME = re.compile(r"list (?:bullet|number)\s*(\d?)$", re.I)
LOOKS = {"bold": ("b",), "struck": ("strike", "dstrike"), "hidden": ("vanish",)}


class Styles:
    """What a document's styles say of paragraphs and runs; each is worked out once."""

    def __init__(self, root):
        self.styles = {attribute(style, "styleId"): style for style in children(root, "style")}
        self.default = next(
            (key for key, style in self.styles.items()
             if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true")), None,
        )  # fmt: skip
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

    def bullet(self, properties):
        """Depth of a list item, 0 for none."""
        own = child(properties, "numPr")
        key = _value(child(properties, "pStyle"))
        if own is not None and child(own, "numId") is not None:
            return (_number(child(own, "ilvl")) or 0) + 1 if _number(child(own, "numId")) else 0
        if key not in self._lists:
            self._lists[key] = self._list(key)
        return self._lists[key]

    def _list(self, key):
        for style in self.chain(key):
            numbering = child(style, "pPr", "numPr")
            name = LIST_NAME.match((_value(child(style, "name")) or "").strip())
            if name:
                return int(name[1] or 1)
            if numbering is not None:
                return (_number(child(numbering, "ilvl")) or 0) + 1 if _number(child(numbering, "numId")) != 0 else 0
        return 0

    def looks(self, run, paragraph_style):
        """(bold, struck, hidden) of a run's properties within a paragraph of a style."""
        key = paragraph_style, _value(child(run, "rStyle"))
        if key not in self._looks:
            self._looks[key] = tuple(self._style_looks(key, names) for names in LOOKS.values())
        if run is None:
            return self._looks[key]
        return tuple(
            any(switched_on(one) for one in own) if (own := children(run, *names)) else of_style
            for names, of_style in zip(LOOKS.values(), self._looks[key], strict=True)
        )

    def _style_looks(self, keys, names):
        for key in (keys[1], keys[0] or self.default):
            for style in self.chain(key):
                if own := children(child(style, "rPr"), *names):
                    return any(switched_on(one) for one in own)
        return False


def _value(element):
    return attribute(element, "val") if element is not None else None


def _number(element):
    value = _value(element) or ""
    return int(value) if value.isdecimal() else None
