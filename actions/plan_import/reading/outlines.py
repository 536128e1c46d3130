"""Rows that sum up others, as project tools write them: "1 Prevention" above "1.1 …", or a column of levels."""

import re

from .headings import Meaning

LEVEL = re.compile(r"(?:outline |indent |hierarchy )?(?:level|indent|hierarchy)s?", re.I)
NUMBER = re.compile(r"[A-Z]{0,3}\d+(?:\.\d+)*\.?", re.I)


def outline(rows, headings, columns):
    """{row number: its depth from 0} of the rows that sum up others; a plan's own row has depth -1.

    They are told by their numbers, and name no lead: a row that does is an action with parts.
    """
    actions = [at for at, meaning in columns.items() if meaning == Meaning.ACTION]
    if len(actions) != 1:
        return {}
    rows = [row for row in rows if _text(row, actions[0])]
    levels = _levels(rows, headings, columns)
    above = {
        row.number: level
        for row, level, below in zip(rows, levels, levels[1:], strict=False)
        if None not in (level, below) and below > level
    }
    leads = [at for at, meaning in columns.items() if meaning == Meaning.LEAD]
    if not above or not leads or any(_text(row, at) for row in rows if row.number in above for at in leads):
        return {}
    top = min(above.values())
    whole = len(above) > 1 and levels[0] == top and top not in levels[1:]
    depths = sorted(set(above.values()))
    return {number: depths.index(level) - whole for number, level in above.items()}


def _levels(rows, headings, columns):
    named = next((at for at, words in headings.items() if LEVEL.fullmatch(words.strip())), None)
    if named is not None:
        return [int(words) if (words := _text(row, named)).isdigit() else None for row in rows]
    numbers = next((at for at, meaning in columns.items() if meaning == Meaning.REFERENCE), None)
    if numbers is None:
        return []
    marks = [_text(row, numbers).strip() for row in rows]
    if not all(map(NUMBER.fullmatch, marks)):
        return []
    return [len(mark.strip(".").removesuffix(".0").split(".")) for mark in marks]


def _text(row, at):
    return row.cells[at].text if at < len(row.cells) else ""
