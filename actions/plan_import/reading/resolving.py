"""Leads, dates and statuses of entries, from the words and colours that the file has for them."""

import colorsys
import re
from datetime import date
from functools import partial

from partners.written_times import read_when

from .authority_names import read_leads
from .authority_roster import name_key
from .endings import part_who_and_when, take_ending
from .entry_shapes import Question
from .values import WORDS_OF_STATUS

FINANCIAL_YEAR = re.compile(r"\b(20\d\d)\s*[-/–—]\s*(?:20)?(\d\d)\b")
MONTHS_OF_YEAR = re.compile(r"\bapr(?:il)? (20\d\d)\s*(?:to|[-–—])\s*mar(?:ch)? (20\d\d)\b", re.I)
NO_PART_OF_TIME = re.compile(
    r"\b(?:progress|update|latest|status|b?rag|rating|position|as at|figure|actual|report|in|for|to|summary|notes?|"
    r"comments?|end of|performance)s?\b|[()]",
    re.I,
)
# Ends of hues in degrees, and what traffic lights mean by them.
HUES = [
    (18, "off track"), (68, "at risk"), (175, "on track"), (265, "complete"), (330, ""), (360, "off track"),
]  # fmt: skip
FAINTEST = 0.15


def status_of_colour(fill):
    """Status that a cell's colour means, of a fill such as "FF0000"; "" where it is none of a traffic light's."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", fill[-6:]):
        return ""
    red, green, blue = (int(fill[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, saturation, _value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < FAINTEST:
        return ""
    return next(status for end, status in HUES if hue * 360 <= end)


def years_of(entries, plan_years):
    """First and last day of what the file is of: the year that its title names, or its one sheet, else the plan."""
    sheets = {table.sheet for table in entries.tables}
    title = MONTHS_OF_YEAR.sub(r"\1-\2", entries.title)
    if not FINANCIAL_YEAR.search(title) and len(sheets) == 1:
        title = sheets.pop()
    named = {match.group() for match in FINANCIAL_YEAR.finditer(title)}
    if len(named) == 1:
        when = read_when(named.pop().replace(" ", ""))
        if when.on and when.first:
            return when.first, when.on
    return plan_years


def resolve(entries, *, roster, plan_years=None, dated=None):
    """Set leads, due dates and dates of updates of all actions; ask once about each name that is not known.

    `dated` is the day of the file's last change; what the file itself says of it comes first.
    """
    years, unknown, coloured = years_of(entries, plan_years), {}, 0
    leads_of, when_of = _once(partial(read_leads, authorities=roster)), _once(partial(read_when, plan_years=years))
    updated_on = entries.updated_on or dated
    for action in entries.actions:
        if not action.lead_words and not action.due_words and not action.supporting_words:
            take_ending(entries, action, roster)
        part_who_and_when(action, roster)
        _set_leads(action, leads_of, unknown)
        _set_due(action, years, when_of)
        for update in action.updates:
            update.about = _about(update.heading, when_of, updated_on)
        action.status = _newest_status(action.updates) or action.status
        if not action.status and action.status_fill:
            action.status = status_of_colour(action.status_fill)
            action.status_why = "read from the colour of its cell" if action.status else ""
            coloured += bool(action.status)
    if coloured:
        several = f"statuses of {coloured} actions were" if coloured > 1 else "status of 1 action was"
        entries.notes.append(f"The {several} read from the colour of a cell.")
    if unknown:
        entries.questions.append(Question("names", "Who are these?", list(unknown.values())))


def _once(read):
    """The reader of texts, which reads each text once."""
    known = {}

    def reader(text):
        if text not in known:
            known[text] = read(text)
        return known[text]

    return reader


def _about(heading, when_of, updated_on):
    """The day that an update is about: as its heading says, though not after the file was kept; else that day."""
    when = when_of(NO_PART_OF_TIME.sub(" ", heading).strip(" -–:"))
    if when.on and updated_on and when.first and when.first <= updated_on < when.on:
        return updated_on
    return when.on or updated_on


def _newest_status(updates):
    """Status of the latest time for which a column says one, of the last such column; "" for none."""
    said = [(update.about or date.max, status_in(update.words)) for update in updates if update.is_status]
    return max(((about, at, status) for at, (about, status) in enumerate(said) if status), default=("", 0, ""))[2]


def status_in(words):
    """Status that words are, or begin with: "Amber – awaiting funds"; "" for none."""
    first = re.split(r"[\s]*[-–—:;,.(\n]", words, maxsplit=1)[0]
    return WORDS_OF_STATUS.get(name_key(words)) or WORDS_OF_STATUS.get(name_key(first), "")


def _set_leads(action, leads_of, unknown):
    leads = leads_of(action.lead_words)
    others = leads_of(action.supporting_words)
    action.lead, action.lead_kept = leads.lead, leads.words
    supporting = [*leads.supporting, *([others.lead] if others.lead else []), *others.supporting]
    action.supporting = [one for one in dict.fromkeys(supporting) if one != leads.lead]
    action.supporting_kept = others.words
    for name in (*leads.unknown, *others.unknown):
        unknown.setdefault(name_key(name), name)


def _set_due(action, years, when_of):
    """Its due date; words of which the date does not say all are kept."""
    if action.due_value:
        when = read_when(action.due_words, plan_years=years, value=action.due_value, shows_month=action.due_shows_month)
    else:
        when = when_of(action.due_words)
    action.due_on, action.due_kept, action.due_why = when.on, when.words, when.why
    if when.status:
        action.status = WORDS_OF_STATUS.get(name_key(when.status), action.status)
