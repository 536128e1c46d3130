"""Levels of a document's headings, also of lines that only look like headings, and which of them are priorities."""

import re
from bisect import bisect_right
from itertools import pairwise, takewhile

from .endings import says_who
from .headings import Meaning
from .paragraphs import (
    ACTIONS,
    CRITERIA,
    HALLMARKS,
    NUMBER,
    field_of,
    is_heading_like,
    is_item,
    promises,
    said_in,
)
from .priority_names import is_numbered, rank
from .structure import Kind

LOOKS_LIKE = 2
WHOLE_NUMBER = re.compile(r"(\d+)[.)]?\s+(?!\d)\S")
PART_NUMBER = re.compile(r"(\d+)\.\d+[.)]?\s*\S")
FEWEST_BOLD = 2
SHORTEST = 4
PRIORITY_RANKS = (0, 1)
# Headings of what a plan says of itself.
ABOUT_PLAN = re.compile(
    r"(?:\d+[.)]?\s+)?(?:(?:introduction|background|governance|monitoring|review|accountability|contents|"
    r"foreword|glossary|scope|purpose|consultation|equalit(?:y|ies)|context|"
    r"next steps|achievements|(?:key )?contacts?|membership|how we work|who we are|about us|our partners|"
    r"legislation|legal framework|local picture|local context|the national context|needs assessment|"
    r"executive summary|summary|acknowledgements|references|further information|get help)"
    r"(?:,? and |, | & )?)+",
    re.I,
)


def levels_of(paragraphs):
    """{index: level} of the headings among paragraphs. Without styles, bold lines and those above tables are."""
    levels = {at: one.row.heading for at, one in enumerate(paragraphs) if one.row.heading and not one.is_table}
    if levels:
        actions = [at for at in levels if _is_action(paragraphs, levels, at)]
        return {at: level for at, level in levels.items() if at not in actions}
    numbered = _numbered_lines(paragraphs)
    if numbered:
        return dict.fromkeys(numbered, LOOKS_LIKE)
    bold = [at for at, one in enumerate(paragraphs) if _is_bold_line(one)]
    if FEWEST_BOLD <= len(bold) < len(paragraphs):
        return dict.fromkeys(bold, LOOKS_LIKE)
    capitals = [at for at, one in enumerate(paragraphs) if _is_in_capitals(one)]
    if FEWEST_BOLD <= len(capitals) < len(paragraphs):
        return dict.fromkeys(capitals, LOOKS_LIKE)
    if not any(not one.is_table and is_numbered(one.words) for one in paragraphs):
        above = [at for at in range(len(paragraphs) - 1) if _is_above_list(paragraphs[at], paragraphs[at + 1])]
        if len(above) > 1:
            return dict.fromkeys(above, LOOKS_LIKE)
    if sum(one.is_headings for one in paragraphs) > 1:
        above = [at for at, one in enumerate(paragraphs[:-1]) if paragraphs[at + 1].is_headings]
        return {at: LOOKS_LIKE for at in above if not paragraphs[at].is_table and is_heading_like(paragraphs[at].words)}
    return {}


def _is_action(paragraphs, levels, at):
    """Whether a heading is an action: it says so, or who leads it stands below it and no list or table does."""
    said = said_in(paragraphs[at].words)
    if said and field_of(said["what"]) == "wording":
        return True
    below = list(takewhile(lambda one: not one.row.heading, paragraphs[at + 1 :]))
    if not below or levels[at] == min(levels.values()) or is_numbered(paragraphs[at].words):
        return False
    first = None if below[0].is_table else said_in(below[0].words)
    listed = any(
        one.is_table or ACTIONS.match(one.words) or (is_item(one.row, one.words) and not said_in(one.words))
        for one in below
    )
    return bool(first) and field_of(first["what"]) in ("lead_words", "due_words") and not listed


def _numbered_lines(paragraphs):
    """Lines such as "1. Burglary" above lines such as "1.1 Lock the gate"."""
    numbers = {at: found[1] for at, one in enumerate(paragraphs) if (found := WHOLE_NUMBER.match(one.marked))}
    parts = {found[1] for one in paragraphs if (found := PART_NUMBER.match(one.marked))}
    lines = [at for at in numbers if not paragraphs[at].is_table and is_heading_like(paragraphs[at].words)]
    found = [at for at in lines if numbers[at] in parts]
    return found or _counted(paragraphs, [at for at in lines if not paragraphs[at].row.bullet], numbers)


def _counted(paragraphs, lines, numbers):
    """Lines that count from one, each with other words below it, of which the first is no label."""
    counts = [int(numbers[at]) for at in lines] == list(range(1, len(lines) + 1))
    apart = all(two - one > 1 for one, two in pairwise([*lines, len(paragraphs)]))
    if len(lines) < FEWEST_BOLD or not (counts and apart):
        return []
    below = [paragraphs[at + 1] for at in lines]
    return [] if any(one.is_table or said_in(one.words) for one in below) else lines


def _is_above_list(one, following):
    """Whether a short line stands above a list, or above a line such as "We will:"."""
    if one.is_table or following.is_table or is_item(one.row, one.words) or not is_heading_like(one.words):
        return False
    named = said_in(one.words) or ACTIONS.match(one.words) or CRITERIA.match(one.words)
    begins = is_item(following.row, following.words) or ACTIONS.match(following.words)
    return not named and bool(begins)


def _is_bold_line(one):
    if one.is_table or not one.row.cells[one.at].bold or is_item(one.row, one.words):
        return False
    words = one.words.rstrip(":")
    return bool(is_heading_like(words)) and not said_in(one.words)


def _is_in_capitals(one):
    words = "" if one.is_table or is_item(one.row, one.words) else one.words
    return words.isupper() and len(words) > SHORTEST and bool(is_heading_like(words.rstrip(":")))


def is_marked(paragraphs):
    """Whether a heading such as "What we will do" says which of some lists are actions."""
    return any(not one.is_table and ACTIONS.match(one.words) for one in paragraphs)


def holds_actions(one, *, tables, marked):
    """Whether a paragraph, or a row of a table, is an action or begins some. In a document that has tables of actions,
    or labels, lists are not."""
    if one.is_table:
        return one.kind == Kind.LABELLED or (one.kind == Kind.ENTRY and Meaning.ACTION in one.meanings)
    said = said_in(one.words)
    if said and field_of(said["what"]) in ("wording", "lead_words", "due_words"):
        return True
    if tables:
        return False
    if ACTIONS.match(one.words) or NUMBER.match(one.words):
        return True
    return bool(one.row.bullet and (not marked or says_who(one.words)))


def priorities_of(paragraphs, levels):
    """{index} of the headings that are priorities: those of the first level of which several have actions below."""
    numbered = [at for at, one in enumerate(paragraphs) if not one.is_table and is_numbered(one.words)]
    found = _structural(paragraphs, levels)
    above = bool(found) and not any(at in numbered for at in found)
    if above and len(numbered) > 1 and all(rank(paragraphs[at].words) in PRIORITY_RANKS for at in numbered):
        return set()
    if numbered and not all(levels.get(at, 0) > min((levels[one] for one in found), default=9) for at in numbered):
        return set()
    return found


def _structural(paragraphs, levels):
    tables = any(one.kind in (Kind.ENTRY, Kind.LABELLED) and Meaning.ACTION in one.meanings for one in paragraphs)
    marked = any(
        not one.is_table and (ACTIONS.match(one.words) or CRITERIA.match(one.words) or said_in(one.words))
        for one in paragraphs
    )
    found = {at for at, one in enumerate(paragraphs) if holds_actions(one, tables=tables, marked=marked)}
    found = sorted(found | (set() if tables or marked else promises(paragraphs)))
    own = [at for at in found if not paragraphs[at].is_table and says_who(paragraphs[at].words)]
    transparent = {at for at in levels if ACTIONS.match(paragraphs[at].words) or CRITERIA.match(paragraphs[at].words)}
    opaque = sorted(at for at in levels if at not in transparent)
    covered, _ = _above(found, opaque, levels)
    # Where some of a document's lists say who does it, they are its actions.
    surely, direct = _above(own if len(own) > 1 else found, opaque, levels)
    none = {at for at in opaque if HALLMARKS.match(paragraphs[at].words) or ABOUT_PLAN.fullmatch(paragraphs[at].words)}
    for level in sorted({levels[at] for at in surely - none}):
        of_level = {at for at in covered - none if levels[at] == level}
        if len(of_level & surely) > 1:
            return of_level | {at for at in direct - none if levels[at] < level}
    return direct - none


def _above(found, opaque, levels):
    """(the headings of each level above what was found; those just above it)."""
    covered, direct = set(), set()
    for at in found:
        level = None
        for heading in reversed(opaque[: bisect_right(opaque, at)]):
            if level is None or levels[heading] < level:
                if level is None:
                    direct.add(heading)
                level = levels[heading]
                covered.add(heading)
    return covered, direct
