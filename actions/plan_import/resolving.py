"""Leads and dates of entries, from the words that the file has for them."""

import colorsys
import re

from partners.written_times import read_when

from .authority_names import read_leads
from .authority_roster import Roster, name_key
from .entry_shapes import Question

FINANCIAL_YEAR = re.compile(r"\b(20\d\d)\s*[-/–—]\s*(?:20)?(\d\d)\b")
NO_PART_OF_TIME = re.compile(
    r"\b(?:progress|update|latest|status|rag|position|as at|figure|actual|report|in|for|to)s?\b", re.I
)
WORDS_OF_STATUS = {
    "r": "off track", "red": "off track", "off track": "off track", "delayed": "off track",
    "a": "at risk", "amber": "at risk", "at risk": "at risk", "yellow": "at risk",
    "g": "on track", "green": "on track", "on track": "on track", "in progress": "on track",
    "b": "complete", "blue": "complete", "complete": "complete", "completed": "complete", "done": "complete",
    "not started": "not started",
}  # fmt: skip

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
    """First and last day of what the file is of: the year that its title names, else the plan."""
    named = {match.group() for match in FINANCIAL_YEAR.finditer(entries.title)}
    if len(named) == 1:
        when = read_when(named.pop().replace(" ", ""))
        if when.on and when.first:
            return when.first, when.on
    return plan_years


def resolve(entries, *, authorities, plan_years=None, names=None):
    """Set leads, due dates and dates of updates of all actions; ask once about each name that is not known."""
    roster, years, unknown = Roster(authorities, names), years_of(entries, plan_years), {}
    for action in entries.actions:
        _set_leads(action, roster, unknown)
        _set_due(action, years)
        for update in action.updates:
            update.about = read_when(NO_PART_OF_TIME.sub(" ", update.heading), plan_years=years).on
            if update.is_status:
                action.status = WORDS_OF_STATUS.get(name_key(update.words), action.status)
        if not action.status and action.status_fill:
            action.status = status_of_colour(action.status_fill)
    if unknown:
        entries.questions.append(Question("names", "Who are these?", list(unknown.values())))


def _set_leads(action, roster, unknown):
    leads = read_leads(action.lead_words, roster)
    others = read_leads(action.supporting_words, roster)
    action.lead, action.lead_kept = leads.lead, leads.words
    supporting = [*leads.supporting, *([others.lead] if others.lead else []), *others.supporting]
    action.supporting = [one for one in dict.fromkeys(supporting) if one != leads.lead]
    action.supporting_kept = others.words
    for name in (*leads.unknown, *others.unknown):
        unknown.setdefault(name_key(name), name)


def _set_due(action, years):
    """Its due date; words of which the date does not say all are kept."""
    when = read_when(action.due_words, plan_years=years, value=action.due_value, shows_month=action.due_shows_month)
    action.due_on, action.due_kept, action.due_why = when.on, when.words, when.why
    if when.status:
        action.status = WORDS_OF_STATUS.get(name_key(when.status), action.status)
