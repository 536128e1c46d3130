"""Automatic numbers of a Word document's lists and headings, such as "1.1" or "a)": Word keeps no text of them."""

import re

from .cell_words import clean
from .workbook_styles import switched_on
from .xml_package import attribute, child, children

ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]  # fmt: skip
PLACE = re.compile("%([1-9])")
WITHOUT = ("bullet", "none")


class Numbering:
    """Counters of a document's lists. `number` has to be called for each numbered paragraph, in order."""

    def __init__(self, root):
        kinds = {attribute(one, "abstractNumId"): one for one in children(root, "abstractNum")}
        by_style = {value(one, "styleLink"): key for key, one in kinds.items() if value(one, "styleLink")}
        self.levels, self.kinds, self.restarts, self.counts = {}, {}, {}, {}
        for one in children(root, "num"):
            key, kind = attribute(one, "numId"), value(one, "abstractNumId")
            # A list's style may have the levels instead.
            kind = by_style.get(value(kinds.get(kind), "numStyleLink"), kind)
            levels = {attribute(level, "ilvl"): level for level in children(kinds.get(kind), "lvl")}
            for change in children(one, "lvlOverride"):
                at = attribute(change, "ilvl")
                if (own := child(change, "lvl")) is not None:
                    levels[at] = own
                if (start := value(change, "startOverride")) is not None:
                    self.restarts[key, int(at or 0)] = _int(start, 1)
            self.levels[key] = {int(at): level for at, level in levels.items() if (at or "").isdecimal()}
            self.kinds[key] = kind

    def level_of_style(self, key, style):
        """Level of a list that belongs to a paragraph style, where the style does not say it."""
        levels = self.levels.get(key, {})
        return next((at for at, level in levels.items() if value(level, "pStyle") == style), 0)

    def number(self, key, at):
        """Number of the next paragraph of a list's level, as it is shown; "" for a bullet."""
        levels = self.levels.get(key, {})
        if at not in levels:
            return ""
        counts = self.counts.setdefault(self.kinds[key], {})
        start = self.restarts.pop((key, at), None)
        counts[at] = start if start is not None else counts.get(at, self._start(levels[at]) - 1) + 1
        for deeper in [one for one in counts if one > at and value(levels.get(one), "lvlRestart") != "0"]:
            del counts[deeper]
        if value(levels[at], "numFmt") in WITHOUT:
            return ""
        is_plain = switched_on(child(levels[at], "isLgl"))

        def shown(found):
            level = int(found[1]) - 1
            count = counts.get(level, self._start(levels.get(level)))
            return as_number(count, "decimal" if is_plain else value(levels.get(level), "numFmt"))

        return clean(PLACE.sub(shown, value(levels[at], "lvlText") or "")).strip()

    @staticmethod
    def _start(level):
        return _int(value(level, "start"), 1)


def as_number(count, form):
    """A count in a form of Word: 2 as 2, 02, b, B, ii, II or 2nd."""
    if form in ("lowerLetter", "upperLetter") and count > 0:
        letters = chr(97 + (count - 1) % 26) * min((count - 1) // 26 + 1, 10)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        letters = ""
        for worth, sign in ROMAN:
            times, count = divmod(count, worth)
            letters += sign * times
        return letters.upper() if form == "upperRoman" else letters
    if form == "ordinal":
        ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
        return f"{count}{ending}"
    if form in WITHOUT:
        return ""
    return f"{count:02}" if form == "decimalZero" else str(count)


def value(element, name):
    """The `val` of a child, or None."""
    found = child(element, name)
    return attribute(found, "val") if found is not None else None


def _int(text, default):
    return int(text) if (text or "").isdecimal() and len(text) < 9 else default
