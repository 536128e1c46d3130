"""What the columns of a table hold, by their headings and by their values."""

import re
from dataclasses import dataclass, field

from .headings import Meaning, meaning_of
from .priority_names import is_numbered
from .values import Profile, fits, guessed, names_authority, profile

BESIDE_ACTIONS = {Meaning.LEAD, Meaning.DUE}
MEASURED = {Meaning.BASELINE, Meaning.TARGET, Meaning.DIRECTION, Meaning.FREQUENCY}
# Headings that name the due date more surely than "Date" or "Milestone date" do.
DUE_FIRST = ("due", "deadline", "by when", "when will", "target date", "end", "finish", "complet", "timescale", "when")
MOSTLY = 0.8
PROJECT = re.compile(r"(?:projects?|workstreams?|schemes?)\b", re.I)


@dataclass
class Columns:
    """Meanings of a table's columns by number from 0; `unsure` are the columns that were told by their values."""

    meanings: dict[int, Meaning] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)


def columns_of(headings, rows, roster):
    """Columns of a table, by its headings and the rows below them. What the plan has no place for is private."""
    values = {at: profile(rows, at, roster) for at in headings}
    found = Columns()
    for at, words in sorted(headings.items()):
        meaning = meaning_of(words)
        if is_numbered(words):
            # "Priority 1: Burglary | Lead | By when" heads a table of the actions of a priority.
            meaning = Meaning.ACTION
        if meaning is None and len(words.split()) > 1:
            meaning = meaning_of(words.split()[-1])
        if meaning and not fits(meaning, values[at]):
            meaning = guessed(values[at])
        if meaning == Meaning.UPDATE and values[at].statuses >= 0.8:
            meaning = Meaning.STATUS
        if meaning == Meaning.TARGET and guessed(values[at]) == Meaning.DUE:
            meaning = Meaning.DUE
        found.meanings[at] = meaning or Meaning.NONE
    _choose_reference(found.meanings, values)
    _choose_due(found.meanings, headings, values)
    _choose_lead(found.meanings, headings, values)
    _choose_matrix(found.meanings, headings, values, roster)
    _choose_projects(found.meanings, headings, values)
    _choose_actions(found, headings, values)
    _by_values(found, headings, values)
    _choose_priority(found, headings, values)
    for at, meaning in found.meanings.items():
        if meaning == Meaning.NONE:
            found.meanings[at] = Meaning.PRIVATE
    return found


def _with(meanings, meaning):
    return [at for at, one in sorted(meanings.items()) if one == meaning]


def _choose_reference(meanings, values):
    """One column holds the references: one that says more than a running number."""
    columns = _with(meanings, Meaning.REFERENCE)
    for at in columns:
        if at != max(columns, key=lambda one: (values[one].counted < 1, values[one].count > 0, -one)):
            meanings[at] = Meaning.NONE


def _choose_due(meanings, headings, values):
    """One column holds the due dates: the one that says so most plainly. The others are private."""
    columns = _with(meanings, Meaning.DUE)
    if len(columns) < 2:
        return

    def sureness(at):
        words = headings[at].lower()
        named = next((place for place, one in enumerate(DUE_FIRST) if one in words), len(DUE_FIRST))
        return (values[at].count == 0, -(values[at].times >= 0.5), -(values[at].filled >= 0.5), named, at)

    best = min(columns, key=sureness)
    for at in columns:
        if at != best:
            meanings[at] = Meaning.NONE


def _choose_lead(meanings, headings, values):
    """One column holds the leads: the one that names most authorities; the officers' names beside it are private."""
    columns = _with(meanings, Meaning.LEAD)
    if len(columns) > 1:
        best = max(
            columns, key=lambda at: (values[at].leads >= 0.3, "lead" in headings[at].lower(), values[at].leads, -at)
        )
        for at in columns:
            if at != best:
                meanings[at] = Meaning.SUPPORTING if values[at].leads >= 0.3 else Meaning.PRIVATE
    if not columns and (others := _with(meanings, Meaning.SUPPORTING)):
        unknown = [at for at in _with(meanings, Meaning.NONE) if meaning_of(headings[at]) is None]
        named = [at for at in unknown if guessed(values[at]) == Meaning.LEAD]
        meanings[(named or others)[0]] = Meaning.LEAD


def _choose_matrix(meanings, headings, values, roster):
    """Columns that are headed by authorities and hold marks, such as L and S, say who leads and who supports."""
    columns = [
        at
        for at in meanings
        if (not values[at].count or values[at].roles >= MOSTLY) and names_authority(headings[at], roster)
    ]
    if len(columns) > 1 and Meaning.LEAD not in meanings.values():
        meanings.update(dict.fromkeys(columns, Meaning.LEAD))


def _choose_projects(meanings, headings, values):
    """Projects are actions where another column says what they are for, and no column is one of actions."""
    if Meaning.ACTION in meanings.values():
        return
    projects = [at for at, words in headings.items() if PROJECT.match(words) and values[at].distinct >= MOSTLY]
    others = {*_with(meanings, Meaning.PRIORITY), *_with(meanings, Meaning.THEME)} - set(projects)
    if projects and others:
        meanings[projects[0]] = Meaning.ACTION


def _first_of_actions(columns, found, headings, values):
    """The column of the actions: the first, or that of the tasks below them, where each has its own lead or date."""
    worded = [at for at in columns if values[at].words > 1] or columns
    most = max((values[at].filled for at, one in found.meanings.items() if one in BESIDE_ACTIONS), default=0)
    own = [at for at in worded if values[at].filled >= most and not headings[at].lower().startswith("how")]
    return next(iter(own or worded), None)


def _choose_actions(found, headings, values):
    """One column holds the actions, a second one of actions their notes."""
    meanings = found.meanings
    columns = _with(meanings, Meaning.ACTION)
    first = _first_of_actions(columns, found, headings, values)
    for at in columns:
        if at != first:
            meanings[at] = Meaning.THEME if at < first and values[at].filled < values[first].filled else Meaning.NOTE
    known = set(meanings.values())
    if columns or not BESIDE_ACTIONS & known or MEASURED & known:
        return
    can_be = [
        at
        for at in meanings
        if meanings[at] in (Meaning.NONE, Meaning.MEASURE, Meaning.NOTE, Meaning.THEME, Meaning.PRIORITY)
        and meaning_of(headings[at]) != Meaning.NONE
        and guessed(values[at]) is None
    ]
    named = (Meaning.PRIORITY, Meaning.THEME)
    at = max(
        can_be,
        key=lambda at: (meanings[at] not in named, values[at].words * values[at].filled * values[at].distinct),
        default=None,
    )
    if at is not None and (values[at].words or len(can_be) == 1):
        meanings[at] = Meaning.ACTION
        found.unsure.add(at)


def _by_values(found, headings, values):
    """Columns whose heading is not known: who leads and by when, where no other column says it."""
    for at, meaning in sorted(found.meanings.items()):
        guess = guessed(values[at])
        taken = set(found.meanings.values())
        if meaning in (Meaning.TARGET, Meaning.MEASURE) and guess == Meaning.DUE and guess not in taken:
            found.meanings[at] = guess
        if meaning != Meaning.NONE or meaning_of(headings[at]) == Meaning.NONE:
            continue
        if guess and guess not in taken and (guess in BESIDE_ACTIONS or guess == Meaning.STATUS):
            found.meanings[at] = guess
            found.unsure.add(at)


def _choose_priority(found, headings, values):
    """The first column of priorities names them; without one, a column in which few values go on over many rows."""
    meanings = found.meanings
    for at in _with(meanings, Meaning.PRIORITY)[1:]:
        meanings[at] = Meaning.THEME
    if {Meaning.PRIORITY, Meaning.THEME} & set(meanings.values()):
        return
    actions = _with(meanings, Meaning.ACTION)
    for at, meaning in sorted(meanings.items()):
        before = not actions or at < actions[0]
        of_results = meaning == Meaning.MEASURE and "outcome" in headings[at].lower()
        unknown = meaning == Meaning.NONE and meaning_of(headings[at]) is None
        of_problems = meaning == Meaning.NOTE and re.match(r"(the )?(problem|issue)", headings[at], re.I)
        if before and (of_results or of_problems or unknown) and groups(values[at]):
            meanings[at] = Meaning.THEME
            found.unsure.add(at)
            return


def groups(values: Profile):
    """Whether a column's values name groups of rows: some stand for several rows, and none is a number or date."""
    several = values.filled < 1 or values.distinct < 1
    others = max(values.dates, values.numbers, values.references, values.leads, values.statuses, values.marks)
    return values.count > 0 and several and others < 0.5
