"""Times as people write them, in plans and in forms: the date where one can be known, else the words.

Strict: what is ambiguous or not known gives no date and keeps its words. The notations are in `written_periods`.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from .written_periods import Period, Unclear, month_ends, period

# Plausible dates. The margins to the calendar's first and last year leave room for date arithmetic, such as the year
# before or two years later.
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
# Words that are longer name no date.
LONGEST = 120

NOTHING = {"", "none", "na", "n/a", "n.a", "n/k", "nil", "-", "--", "---", "?", "to be agreed", "not applicable"}
STATUS = r"(?P<status>completed?|done|finished|achieved)"
NOT_DONE = re.compile(
    r"\b(not|never|yet|to|be|when|until|till|once|if|is|are|partly|partially|nearly|almost|half|as|get|by|un|non)\b|%"
)
# Words before a time: those that add nothing to its last day, and those that do.
PLAIN = (
    r"by|on|in|at|due|the|deadline|target|target date|date|no later than|not later than|on or before|latest|latest by|"
    r"at the latest by|(?:to be |for )?complet(?:ed|e|ion)(?: date)?(?: by| on| in)|(?:to be )?(?:delivered|finished|"
    r"done|achieved|in place) by|month of|close of|last day of|close of play|cop"
)
SPANNING = r"during|within|throughout|over|across|until|till|up to|up until"
ENDING = r"end of|ends?|ending"
LATE = r"late in|late"
BEFORE = r"before|prior to|ahead of|in advance of"
MIDDLE = r"mid|middle of|the middle of"
FRAME = re.compile(
    rf"(?:(?P<plain>{PLAIN})|(?P<spanning>{SPANNING})|(?P<ending>{ENDING})|(?P<before>{BEFORE})|(?P<middle>{MIDDLE})|"
    rf"(?P<late>{LATE}))"
    r"(?:\s*[:]\s*|\s*-\s*|\s+)"
)
QUARTERS = {"one": "1", "first": "1", "two": "2", "second": "2", "three": "3", "third": "3", "four": "4", "fourth": "4"}


@dataclass(frozen=True)
class When:
    """A time that was read. `on` is its last day, `first` its first one; both None where no day can be known.

    `words` are the words where `on` does not say all of them, else "". `status` is a word such as “Complete” that stood
    beside them, as written. `exact` is whether the words determine the day, by name or as the end of a period; `kind`
    is that period's ("day", "month", "quarter" …), `why` says why there is no date, if there is something to say.
    """

    on: date | None = None
    words: str = ""
    status: str | None = None
    first: date | None = None
    exact: bool = False
    kind: str = ""
    why: str = ""


def read_when(text, *, plan_years=None, value=None, shows_month=False):
    """The When of a text. Never raises.

    `plan_years` is (first day, last day) of what the words are of, usually the plan; only one of at most a year gives
    its year to words without. `value` is the typed value of a spreadsheet's cell, `shows_month` whether the cell shows
    a month of it.
    """
    words = " ".join(str(text or "").split())
    if isinstance(value, date):
        return _typed(words, value, plan_years, shows_month=shows_month)
    status, words = _status_beside(words)
    if normalised(words) in NOTHING or len(words) > LONGEST:
        return When(words=words if len(words) > LONGEST else "", status=status)
    if status is not None and STATUS_FIRST.match(normalised(words)):
        return When(words=words, status=status)
    return replace(_in_one_language(words, plan_years) or _read(words, plan_years), status=status)


def _in_one_language(words, plan_years):
    """The When of words such as "Mawrth 2027 / March 2027", which say one time in two languages; None for others."""
    said = [_read(part, plan_years) for part in words.split(" / ")]
    same = len(said) == 2 and said[0].on and (said[0].on, said[0].words) == (said[1].on, said[1].words)
    return said[1] if same else None


def normalised(text):
    """The text in small letters, with one kind of space, dash and apostrophe, without ordinal endings and bullets."""
    text = unicodedata.normalize("NFKC", text).translate(MARKS).casefold()
    text = " ".join(text.split()).strip(" .;,:•*·")
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip(" .;,:")
    text = re.sub(r"([0-9]) ?(st|nd|rd|th)\b", r"\1", text)
    text = re.sub(r"\s*,\s*|(?<=[a-z])\. (?=['0-9])", " ", text)
    text = re.sub(r"^(year [1-9]) \((.+)\)$", r"\1 \2", text)
    text = re.sub(r"\b(?:quarters?|qtrs?|qs?)\.? ?(one|two|three|four|[1-4])\b", _quarter_mark, text)
    text = re.sub(r"\b(first|second|third|fourth|(?<![-/.])[1-4]) (?:quarter|qtr)\b", _quarter_mark, text)
    text = re.sub(r"\bq([1-4]) ?(?:[-/&]|to|and) ?q?([1-4])\b(?![-/.0-9])", r"q\1 to q\2", text)
    return re.sub(r"^(mid|end)-\s?", r"\1 ", text)


MARKS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-") | dict.fromkeys(
    map(ord, "\u2019\u2018\u201b\u0060\u00b4"), "'"
)
MARKS |= dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
STATUS_FIRST = re.compile(rf"{STATUS}\b")


def _quarter_mark(match):
    return f"q{QUARTERS.get(match[1], match[1])}"


def _status_beside(words):
    """(status as written, the other words), or (None, words).

    A status is a word of its own at the end. In front of other words it is told, but these stay whole: “Completed
    March 2026” says when it was done, not by when it was due.
    """
    bare = words.strip(" .;,:()")
    if re.fullmatch(STATUS, bare, re.IGNORECASE):
        return bare, ""
    if (match := re.match(rf"{STATUS}\b(?! by\b| date\b)", words, re.IGNORECASE)) and not NOT_DONE.search(
        words[match.end() :].casefold()
    ):
        return match["status"], words
    match = re.fullmatch(rf"(?P<rest>.*?)(?P<mark>[-–—,;:/(]?)\s*\b{STATUS}[\s.;,)]*", words, re.IGNORECASE)
    if not match or NOT_DONE.search(match["rest"].casefold()):
        return None, words
    rest = match["rest"].strip(" -–—,;:/(")
    if match["mark"] or match["status"][0].isupper() or _read(rest, None).on:
        return match["status"], rest
    return None, words


def _typed(words, value, plan, *, shows_month):
    """The When of a cell that holds a date: the month's end where it shows a month, the year's where a year."""
    day = value.date() if isinstance(value, datetime) else value
    if not FIRST <= day <= LAST:
        return When(words=words, why=f"{day:%-d %B} {day.year} cannot be right. Check the year")
    if shows_month:
        first, last = month_ends(day.year, day.month)
        return When(last, first=first, exact=True, kind="month")
    shown = _read(words, plan) if words else When()
    if shown.on and shown.kind != "day" and shown.first <= day <= shown.on:
        return shown
    return When(day, first=day, exact=True, kind="day")


def _read(words, plan):
    """The When of words without a status."""
    try:
        found, keeps, exact = _framed(normalised(words), plan)
    except Unclear as error:
        return When(words=words, why=str(error))
    if found is None:
        return When(words=words)
    if found.first < FIRST or found.last > LAST:
        return When(words=words, why=f"{found.last:%-d %B} {found.last.year} cannot be right. Check the year")
    kept = "" if found.said and not keeps else words
    return When(found.last, kept, first=found.first, exact=exact, kind=found.kind)


def _framed(text, plan):
    """(Period or None, whether words around it are to be kept, whether they determine the day). Raises Unclear."""
    text, remark = _without_remark(text)
    flags = set()
    while not (found := _known(text, plan)) and (match := FRAME.match(text)):
        flags.add(match.lastgroup)
        text = text[match.end() :]
    found = found or period(text, plan)
    return _bent(found, flags, remark=remark) if found else (None, False, False)


def _bent(found, flags, *, remark):
    """The Period as the words before it bend it: to its end, its middle, or what comes before it."""
    if "before" in flags and "ending" not in flags:
        day = found.first - timedelta(days=1)
        return Period(day, day, found.kind), True, False
    if flags & {"middle", "late"}:
        last = found.first.replace(day=15) if "middle" in flags else found.last
        return (replace(found, last=last), True, False) if found.kind == "month" else (None, False, False)
    if found.kind == "year" and flags == {"plain"}:
        return None, False, False  # “by 2027” may be before it begins
    if found.kind == "year" and "ending" in flags:
        return replace(found, said=True), remark, not remark
    exact = found.kind in ("day", "month", "quarter", "financial year")
    return found, remark or bool(flags & {"spanning", "before"}), exact and not remark


def _known(text, plan):
    try:
        return period(text, plan)
    except Unclear:
        return None


def _without_remark(text):
    """The text without what says nothing of the day: a time of midnight; and whether a remark was taken off, such as
    another time of day, or one in brackets behind the time."""
    remark = False
    if match := re.fullmatch(r"(.*[0-9)].*?)\s*\(([^()]*)\)", text):
        text, remark = match[1], True
    if match := re.fullmatch(r"(.*?)\s*(?:at the latest|latest|or (?:earlier|sooner|before))", text):
        text = match[1]
    clock = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?(?:z|\+00:00)?"
    if match := re.fullmatch(rf"(?P<day>.*[0-9])(?:t| |, ?| at ){clock}", text):
        return match["day"], remark or int(match["hour"]) + int(match["minute"]) > 0
    if match := re.fullmatch(r"(.*[0-9]{4}) (?:at )?[0-9]{1,2}(?:[.:][0-9]{2})? ?[ap]\.?m", text):
        return match[1], True
    return text, remark
