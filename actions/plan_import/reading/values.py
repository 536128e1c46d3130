"""What a column's values read as: dates, names of authorities, statuses, numbers, sentences."""

import re
from dataclasses import dataclass
from datetime import date

from partners.written_times import read_when

from .authority_names import read_leads
from .authority_roster import name_key
from .headings import Meaning

WORDS_OF_STATUS = {
    "r": "off track", "red": "off track", "off track": "off track", "delayed": "off track", "overdue": "off track",
    "behind": "off track", "behind schedule": "off track",
    "a": "at risk", "amber": "at risk", "at risk": "at risk", "yellow": "at risk", "y": "at risk",
    "g": "on track", "green": "on track", "on track": "on track", "in progress": "on track", "underway": "on track",
    "ongoing": "on track", "on schedule": "on track", "on target": "on track", "started": "on track",
    "b": "complete", "blue": "complete", "complete": "complete", "completed": "complete", "done": "complete",
    "closed": "complete", "achieved": "complete", "finished": "complete",
    "not started": "not started", "to do": "not started", "doing": "on track",
    "not yet started": "not started", "not due": "not started", "open": "",
    "on hold": "", "paused": "", "white": "", "grey": "",
}  # fmt: skip
NO_DAY = re.compile(
    r"\b(on ?going|annual(ly)?|quarterly|monthly|weekly|termly|tbc|asap|immediate|continuous|throughout|"
    r"(spring|summer|autumn|winter)|year (one|two|three|[1-5])|(short|medium|long)[ -]term)\b",
    re.I,
)
LEVEL = re.compile(r"(?:very )?(?:high|medium|med|low)|h|m|l|critical|important|urgent|normal|h/m|m/l|[1-5]", re.I)
# Marks of who leads and who supports, in a matrix.
LEADS = re.compile(r"l|lead|r|a|x|✓|✔|√|y|yes|●|■", re.I)
SUPPORTS = re.compile(r"s|support|supporting|c|i|p|partner|o|○", re.I)
ROLE = re.compile(f"{LEADS.pattern}|{SUPPORTS.pattern}", re.I)
NUMBER = re.compile(r"[£$€]?[\d.,]+\s?(?:%|k|m)?", re.I)
MARK = re.compile(r"[x✓✔☑●■▪•√yn]|yes|no|y/n|n/a|-", re.I)
REFERENCE = re.compile(r"[A-Z]{0,5}[ /.-]?\d+(?:[./-]?(?:\d+|[a-z]))*[.)]?", re.I)
TO_BE_AGREED = {"tbc", "tba", "n/a", "na", "-", "–", "none", ""}
SAMPLE = 60


@dataclass
class Profile:
    """Shares of a column's values that read as each thing, of those that are filled; `filled` is of all its rows.

    `words` is the average number of words of a value, `distinct` the share of values that occur once only.
    """

    count: int = 0
    filled: float = 0
    dates: float = 0
    times: float = 0
    leads: float = 0
    statuses: float = 0
    levels: float = 0
    marks: float = 0
    roles: float = 0
    numbers: float = 0
    references: float = 0
    codes: float = 0
    counted: float = 0
    words: float = 0
    distinct: float = 0


def profile(rows, at, roster):
    """Profile of the column `at` of a table's rows."""
    cells = [row.cells[at] for row in rows[:SAMPLE] if at < len(row.cells)]
    cells = [cell for cell in cells if cell.text.strip().lower() not in TO_BE_AGREED]
    if not cells:
        return Profile()
    texts = [" ".join(cell.text.split()) for cell in cells]

    def share(test):
        return sum(map(bool, map(test, texts))) / len(texts)

    dates = sum(isinstance(cell.value, date) or is_time(cell.text) for cell in cells) / len(cells)
    return Profile(
        count=len(cells),
        filled=len(cells) / max(1, sum(bool(row.words) for row in rows[:SAMPLE])),
        dates=dates,
        times=dates + share(lambda text: NO_DAY.search(text) and len(text.split()) < 6 and not is_time(text)),
        leads=share(lambda text: len(text.split()) < 15 and names_authority(text, roster)),
        statuses=share(lambda text: name_key(text) in WORDS_OF_STATUS),
        levels=share(LEVEL.fullmatch),
        marks=share(MARK.fullmatch),
        roles=share(ROLE.fullmatch),
        numbers=share(NUMBER.fullmatch),
        references=share(REFERENCE.fullmatch),
        counted=share(str.isdigit),
        codes=share(lambda text: len(text) < 4 or any(one.isdigit() for one in text)),
        words=sum(len(text.split()) for text in texts) / len(texts),
        distinct=len(set(texts)) / len(texts),
    )


def is_time(words):
    """Whether words name a day or a period with a year."""
    return len(words) < 40 and any(one.isdigit() for one in words) and bool(read_when(words).on)


def names_authority(words, roster):
    """Whether words name an authority of the partnership."""
    leads = read_leads(words, roster)
    return bool(leads.lead or leads.supporting)


def fits(meaning, values):
    """Whether a column's values may be what its heading says. Only what is plain speaks against a heading."""
    if not values.count:
        return True
    match meaning:
        case Meaning.PRIORITY | Meaning.THEME:
            return values.levels < 0.8 and values.dates < 0.8 and (values.marks < 0.8)
        case Meaning.ACTION:
            return max(values.dates, values.statuses, values.numbers, values.references, values.marks) < 0.8
        case Meaning.DUE:
            return max(values.times, values.dates) > 0 or values.words < 8
        case Meaning.LEAD | Meaning.SUPPORTING:
            return values.dates < 0.8 and values.statuses < 0.8
        case Meaning.REFERENCE:
            return values.codes > 0.2
        case _:
            return True


def guessed(values):
    """The Meaning that a column's values speak of by themselves, or None."""
    if values.dates >= 0.6:
        return Meaning.DUE
    if values.statuses >= 0.8:
        return Meaning.STATUS
    if values.leads >= 0.6 and values.words < 8:
        return Meaning.LEAD
    if values.count and values.references == 1 and values.distinct == 1:
        return Meaning.REFERENCE
    return None
