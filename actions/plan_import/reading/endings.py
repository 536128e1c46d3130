"""Who leads and by when, where an action's own words end with it: "Train staff (Police, by March 2027)"."""

import re

from partners.written_times import read_when

from .authority_names import read_leads
from .paragraphs import OTHERS, WHEN, WHO, field_of
from .values import NO_DAY

BRACKET = re.compile(
    r"^(?P<words>.*\S)\s*[(\[](?P<ending>[^()\[\]]*(?:\([^()]*\)[^()]*)?)[)\]]\s*(?P<stop>[.;]?)$", re.S
)
DASH = re.compile(r"^(?P<words>.*\S)\s+[–—-]\s+(?P<ending>[^–—]+?)(?P<stop>[.;]?)$", re.S)
LABEL = re.compile(rf"(?:(?<=[.;,|)])|\s[–—|-]|\n)\s*(?P<what>{WHO}|{WHEN}|target|{OTHERS})\s*(?::|[–—]|-\s)\s*", re.I)
LONGEST = 90
SUBJECT = re.compile(r"^(?P<who>\S.{1,60}?) (?:to|will|shall) (?=[a-z])")
# The time at the end of a sentence: "Relight the square by March 2027." The words stay.
LAST = re.compile(
    r"\b((?:by|before|no later than) (?:the )?(?:end of )?(?:[\w']+ ){0,3}20\d\d(?:[-/–]\d\d)?)\.?$", re.I
)


def says_who(words):
    """Whether words have a label such as "Lead:" within, or end with a name or a year in brackets."""
    ending = BRACKET.match(words)
    return bool(LABEL.search(words) or (ending and re.match(r"[A-Z]|.*\b20\d\d", ending["ending"])))


def take_ending(entries, action, roster):
    """Move leads and times from the end of an action's wording to their fields, where the whole ending is of them."""
    if _take_labels(entries, action):
        return
    for pattern in (BRACKET, DASH, DASH, BRACKET):
        match = pattern.match(action.wording)
        if match and len(match["ending"]) <= LONGEST and len(match["words"].split()) > 1:
            leads, times = _parts(match["ending"], roster)
            if (leads or times) and not (leads and action.lead_words) and not (times and action.due_words):
                action.wording = match["words"] + match["stop"].replace(";", "")
                _set(action, "lead_words", ", ".join(leads))
                _set(action, "due_words", ", ".join(times))
    last = LAST.search(action.wording)
    if last and not action.due_words and read_when(last[1]).on:
        _set(action, "due_words", last[1])
    subject = SUBJECT.match(action.wording)
    if subject and not action.lead_words and _is_lead(subject["who"], roster):
        # "Police to hold a day of action": the words stay.
        _set(action, "lead_words", subject["who"])


def part_who_and_when(action, roster):
    """Tell who from when in words of a column of both: "Police, May 2026"."""
    for name, other in (("due_words", "lead_words"), ("lead_words", "due_words")):
        words = getattr(action, name)
        if not words or getattr(action, other):
            continue
        leads, times = _parts(words, roster) if len(words) <= LONGEST else ([], [])
        if leads and times:
            action.lead_words, action.due_words = ", ".join(leads), ", ".join(times)
            action.places[other] = list(action.places.get(name, []))
            return


def _take_labels(entries, action):
    """Whether an action's wording has labels such as "Lead:" within, whose words are moved."""
    found = list(LABEL.finditer(action.wording))
    if not found or not action.wording[: found[0].start()].strip():
        return False
    ends = [one.start() for one in found[1:]] + [len(action.wording)]
    said = [
        (one["what"], action.wording[one.end() : end].strip(" ;,|\n")) for one, end in zip(found, ends, strict=True)
    ]
    action.wording = action.wording[: found[0].start()].strip(" ;,|\n")
    for what, words in said:
        entries.leave_out(action.made_from[0], what, "a label")
        name = field_of(what)
        before = getattr(action, name)
        _set(action, name, f"{before}\n{words}" if before else words)
    return True


def _set(action, name, words):
    if words:
        setattr(action, name, words.rstrip("."))
        action.places.setdefault(name, []).extend(action.places.get("wording", [])[-1:])


def _parts(ending, roster):
    """(leads, times) of an ending, of which every part has to be one; empty if it is not."""
    parts = [part.strip() for part in re.split(r"[,;\n]|\s[–—-]\s", ending) if part.strip()]
    leads, times, other = [], [], []
    for part in parts:
        bare = re.sub(rf"^(?:{WHO}|{WHEN}|{OTHERS})\s*:\s*", "", part, flags=re.I)
        if _is_time(bare):
            times.append(part)
        elif _is_lead(bare, roster):
            leads.append(part)
        else:
            other.append(part)
    named = [part for part in other if len(part.split()) <= 5 and part[:1].isupper()]
    if len(named) < len(other) or (other and not (times or leads)):
        return [], []
    return [part for part in parts if part in leads or part in other], times


def _is_time(words):
    when = read_when(re.sub(r"^from ", "", words))
    return bool(when.on and when.kind) or (len(words.split()) <= 4 and bool(NO_DAY.match(words)))


def _is_lead(words, roster):
    leads = read_leads(words, roster)
    return bool(leads.lead) and not leads.unknown and len(words.split()) <= 8
