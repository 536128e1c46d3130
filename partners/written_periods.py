"""Periods as people write them: days, months, quarters, financial years, halves, weeks and ranges of these.

Quarters and two years with a stroke between are those of the financial year, which begins in April. Of numbers, the
day comes first.
"""

import re
from calendar import day_name, month_name, monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

MONTHS = [name.casefold() for name in month_name]
WELSH_MONTHS = [
    "", "ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref", "tachwedd",
    "rhagfyr",
]  # fmt: skip
# As they are after “o”: 12 o Fawrth.
WELSH_MUTATIONS = {
    "fawrth": "mawrth", "fai": "mai", "fehefin": "mehefin", "orffennaf": "gorffennaf", "fedi": "medi",
    "dachwedd": "tachwedd", "ragfyr": "rhagfyr",
}  # fmt: skip
WEEKDAYS = "|".join(f"{name.casefold()}|{name.casefold()[:3]}" for name in day_name) + "|tues|weds|thur|thurs"
# Two digits from here on are of the last century.
CENTURY = 70
ONE_YEAR = 366
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}

_DAY = r"(?P<day>[0-9]{1,2})"
_MONTH = r"(?P<name>[a-z]{3,10})\.?"
_YEAR = r"'?\s?(?P<year>[0-9]{4}|[0-9]{2})"
_YEAR4 = r"(?P<year>[0-9]{4})"
_BY = r"(?:\s?[-/.\s]\s?)"
_FY = (
    r"(?:year [1-9][:, ]*)?(?:(?:fy|f/y|(?:the )?(?:financial|fiscal|council) year)[: ]*)?"
    r"(?P<a>[0-9]{4}|[0-9]{2}(?!\s?[-/]\s?[0-9]{3}))\s?[-/]\s?(?P<b>[0-9]{4}|[0-9]{2})(?: (?:fy|financial year))?"
)
_OF = r"(?:\s?[-/:,]\s?|\s(?:of|in)\s(?:the )?|\s)"


class Unclear(ValueError):
    """The words look like a time, but no day can be known; the message says why, "" if there is nothing to say."""


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`. `kind` is the way it was written: day, month, quarter, financial year, year,
    half, week, or range. `said` is whether first and last day say all of its words."""

    first: date
    last: date
    kind: str
    said: bool = False


def period(text, plan=None):
    """The Period that the normalised text names, or None. `plan` is the first and last day of the plan, or None: one
    of a single year gives the year to words without. Raises Unclear."""
    for notation, read in NOTATIONS:
        if match := re.fullmatch(notation, text):
            return read(match, plan)
    return _range(text, plan)


def month_ends(year, month):
    """The first and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def full_year(digits):
    """A year of two or four digits in full."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < CENTURY else 1900)


def _month_number(name):
    """The month that a word means: its name, or the beginning of one from three letters on."""
    if name == "sept":
        return 9
    name = WELSH_MUTATIONS.get(name, name)
    if name in WELSH_MONTHS[1:]:
        return WELSH_MONTHS.index(name)
    return next((n for n, month in enumerate(MONTHS) if n and len(name) >= 3 and month.startswith(name)), None)


def _month_of(match):
    parts = match.groupdict()
    number = _month_number(parts["name"]) if parts.get("name") else int(parts.get("month") or 0)
    if number is None:
        raise Unclear
    return number


def _day(match, _plan):
    try:
        day = date(full_year(match["year"]), _month_of(match), int(match["day"]))
    except ValueError as error:
        raise error if isinstance(error, Unclear) else Unclear(f"“{match[0]}” is not a real date") from error
    weekday = match.groupdict().get("weekday")
    if weekday and not f"{day:%A}".casefold().startswith(weekday[:3]):
        raise Unclear(f"{day:%-d %B %Y} is a {day:%A}")
    return Period(day, day, "day", said=True)


def _month(match, _plan):
    try:
        return Period(*month_ends(full_year(match["year"]), _month_of(match)), "month", said=True)
    except ValueError as error:
        raise error if isinstance(error, Unclear) else Unclear(f"“{match[0]}” is not a real month") from error


def _month_or_day(match, plan):
    """“Sep 26” is a month of 2026; “Mar 31” may be a day, unless the plan runs to that year."""
    year = full_year(match["year"])
    if 1 <= int(match["year"]) <= 31 and plan and not plan[0].year - 1 <= year <= plan[1].year + 1:
        raise Unclear("It may be a day or a year")
    return _month(match, plan)


def _in_plan(plan, periods, why):
    """The one of the periods that ends within a plan of a single year. Raises Unclear."""
    if plan and (plan[1] - plan[0]).days < ONE_YEAR:
        within = [p for p in periods if plan[0] <= p.last <= plan[1]]
        if len(within) == 1:
            return within[0]
    raise Unclear(why)


def _years_of(plan):
    return range(plan[0].year - 1, plan[1].year + 2) if plan else ()


def _day_without_year(match, plan):
    month = _month_of(match)
    day = int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1]):
        raise Unclear(f"“{match[0]}” is not a real date")
    days = [date(year, month, day) for year in _years_of(plan) if day <= monthrange(year, month)[1]]
    return _in_plan(plan, [Period(d, d, "day", said=True) for d in days], "It names no year")


def _month_without_year(match, plan):
    if (number := _month_number(match["name"])) is None:
        return None
    months = [Period(*month_ends(year, number), "month", said=True) for year in _years_of(plan)]
    return _in_plan(plan, months, "It names no year")


def _financial_year(match, plan):
    a, b = match["a"], match["b"]
    begins, ends = full_year(a), full_year(b)
    if len(a) == 4 and len(b) == 2:
        ends += 100 * (begins // 100 - ends // 100) + (100 if int(b) < begins % 100 else 0)
    if len(a) == 4 and "-" in match[0] and 1 <= int(b) <= 12 and len(b) == 2 and ends != begins + 1:
        return Period(*month_ends(begins, int(b)), "month", said=True)  # 2027-03
    if ends != begins + 1:
        raise Unclear
    found = _fy(begins)
    bare = len(a) == 2 and len(b) == 2 and int(b) <= 12 and re.fullmatch(r"[0-9]{2}\s?[-/]\s?[0-9]{2}", match[0])
    if bare and not (plan and found.first <= plan[1] and found.last >= plan[0]):
        raise Unclear("It may be a day or two years")
    return found


def _fy(begins):
    return Period(date(begins, 4, 1), date(begins + 1, 3, 31), "financial year")


def _quarter_of(year, number):
    """A quarter of the financial year that begins in `year`."""
    starts = date(year + (number == 4), 3 * number % 12 + 1, 1)
    return Period(starts, month_ends(starts.year, starts.month + 2)[1], "quarter")


def _quarter(match, plan):
    year = _financial_year(match, plan)
    if year.kind != "financial year":
        raise Unclear
    return _quarter_of(year.first.year, int(match["q"]))


def _quarter_of_one_year(match, _plan):
    """Of “Q4 2026” nobody knows which year is meant."""
    if match["q"] == "4":
        raise Unclear("Enter the financial year, such as 2026/27")
    return _quarter_of(full_year(match["year"]), int(match["q"]))


def _quarter_without_year(match, plan):
    quarters = [_quarter_of(year, int(match["q"])) for year in _years_of(plan)]
    return _in_plan(plan, quarters, "It names no year")


def _quarter_with_months(match, plan):
    """“Q3 (Oct-Dec) 2026”: with months beside it, a year is that of the months."""
    try:
        if found := period(f"q{match['q']} {match['rest']}", plan):
            return found if found.kind == "quarter" else _range(f"{match['months']} {match['rest']}", plan)
    except Unclear:
        pass
    return _range(f"{match['months']} {match['rest']}", plan)


def _financial_year_without_year(_match, plan):
    return _in_plan(plan, [_fy(year) for year in _years_of(plan)], "It names no year")


def _year_of_plan(match, plan):
    """“Year 2” of a plan of several years."""
    if not plan or (plan[1] - plan[0]).days <= ONE_YEAR or plan[0].day != 1:
        raise Unclear
    number = NUMBERS.get(match["n"]) or int(match["n"])
    first = plan[0].replace(year=plan[0].year + number - 1)
    last = first.replace(year=first.year + 1) - timedelta(days=1)
    if last > plan[1]:
        raise Unclear("The plan has no such year")
    return Period(first, last, "year of the plan")


def _year(match, _plan):
    year = int(match["year"])
    if not year:
        raise Unclear
    return Period(date(year, 1, 1), date(year, 12, 31), "year")


def _half(match, plan):
    second = match["half"] in ("2", "second")
    if match["one"]:
        if match["h"]:
            raise Unclear("Enter the financial year, such as 2026/27")
        whole = _year({"year": match["one"]}, plan)
        cut = date(whole.first.year, 7, 1)
    else:
        whole = _financial_year(match, plan)
        if whole.kind != "financial year":
            raise Unclear
        cut = date(whole.first.year, 10, 1)
    return Period(*((cut, whole.last) if second else (whole.first, cut - timedelta(days=1))), "half")


def _month_in_financial_year(match, plan):
    """March 2026/27 is in 2027."""
    year = _financial_year(match, plan)
    if year.kind != "financial year":
        raise Unclear
    number = _month_of(match)
    return Period(*month_ends(year.first.year + (number < 4), number), "month")


def _week(match, plan):
    day = period(match["rest"], plan)
    if day is None or day.kind != "day":
        raise Unclear
    return Period(day.first, day.first + timedelta(days=0 if match["ends"] else 6), "week")


def _range(text, plan):
    """The Period of two with "to", a dash or, of neighbouring months, a stroke between; None if it is no range."""
    between = re.fullmatch(r"between (.+) and (.+)", text)
    pairs = [between.groups()] if between else []
    text = text.removeprefix("from ")
    for match in re.finditer(r" (?:to|until|till|through|up to) |\s?-\s?|\s?/\s?", text):
        pairs.append((text[: match.start()], text[match.end() :], match[0].strip()))
    for left, right, *separator in pairs:
        if found := _from_to(left, right, plan, months_only=separator == ["/"]):
            return found
    return None


def _from_to(left, right, plan, *, months_only):
    ends = _quiet(right, plan)
    if ends is None or ends.kind in ("year", "range", "half", "week"):
        return None
    begins = next((p for words in _with_year(left, ends) if (p := _quiet(words, plan))), None)
    if begins is None or begins.kind != ends.kind:
        return None
    if begins.first > ends.first and not re.search("[0-9]{2}", left) and ends.kind == "month":
        begins = replace(begins, first=begins.first.replace(year=begins.first.year - 1))  # Dec - Feb 2027
    if begins.first >= ends.first or (months_only and (ends.kind != "month" or (ends.first - begins.first).days > 31)):
        return None
    return Period(begins.first, ends.last, "range")


def _quiet(text, plan):
    for notation, read in NOTATIONS:
        if match := re.fullmatch(notation, text):
            try:
                return read(match, plan)
            except Unclear:
                return None
    return None


def _with_year(left, ends):
    """The first half of a range with what it shares with the second, such as the “1” of “1-30 June 2026”, and as it
    stands."""
    begins = ends.last.year - (ends.last.month < 4)
    if ends.kind == "day" and re.fullmatch("[0-9]{1,2}", left):
        yield f"{left} {ends.last:%B %Y}".casefold()
    elif ends.kind == "quarter" and re.fullmatch("q[1-4]", left):
        yield f"{left} {begins}/{begins + 1}"
    elif ends.kind in ("day", "month") and not re.search(r"[0-9]" if ends.kind == "month" else r"[0-9]{4}", left):
        yield f"{left} {ends.last:%Y}"
    yield left


NOTATIONS = [
    (r"(?P<year>[0-9]{4})[-/. ](?P<month>[0-9]{1,2})[-/. ](?P<day>[0-9]{1,2})", _day),
    (r"(?P<year>(?:19|20|21)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _day),
    (rf"(?:(?P<weekday>{WEEKDAYS})\.? )?{_DAY}{_BY}(?P<month>[0-9]{{1,2}}){_BY}{_YEAR}", _day),
    (rf"(?:(?P<weekday>{WEEKDAYS})\.? (?:the )?)?{_DAY}(?:{_BY}|\s?)(?:of )?{_MONTH}{_BY}?{_YEAR}", _day),
    (rf"(?:(?P<weekday>{WEEKDAYS})\.? )?{_MONTH}{_BY}{_DAY}{_BY}{_YEAR4}", _day),
    (rf"(?:(?P<weekday>{WEEKDAYS})\.? (?:the )?)?{_DAY}(?:{_BY}|\s?)(?:of )?{_MONTH}", _day_without_year),
    (r"(?P<day>1[3-9]|2[0-9]|3[01])[/.](?P<month>0?[1-9]|1[0-2])", _day_without_year),
    (rf"q(?P<q>[1-4]){_OF}?{_FY}", _quarter),
    (rf"{_FY}{_OF}?q(?P<q>[1-4])", _quarter),
    (rf"q(?P<q>[1-4])(?:{_OF}){_YEAR}", _quarter_of_one_year),
    (rf"{_YEAR4}{_OF}?q(?P<q>[1-4])", _quarter_of_one_year),
    (r"q(?P<q>[1-4])(?: of (?:the )?(?:year|financial year|fy))?", _quarter_without_year),
    (
        r"q(?P<q>[1-4])[: ,-]*\(?(?P<months>[a-z]{3,9}\.?(?: to |\s?[-/]\s?)[a-z]{3,9}\.?)\)?,? "
        r"(?P<rest>[0-9'][-0-9/]+)",
        _quarter_with_months,
    ),
    (
        rf"(?:(?P<h>h)|the )?(?P<half>[12]|first|second)(?(h)| half){_OF}(?:(?P<one>[0-9]{{4}})|{_FY})",
        _half,
    ),
    (_FY, _financial_year),
    (r"(?:during |in )?(?:year|yr|y) ?(?P<n>[1-9]|one|two|three|four|five)", _year_of_plan),
    (rf"{_MONTH}{_OF}{_FY}", _month_in_financial_year),
    (rf"{_MONTH}\s?[-/.,]?\s?(?P<year>'\s?[0-9]{{2}}|[0-9]{{4}})", lambda m, plan: _month(_Bare(m), plan)),
    (rf"{_MONTH}\s?[-/., ]?\s?(?P<year>[0-9]{{2}})", _month_or_day),
    (rf"{_MONTH} of (?P<year>[0-9]{{4}})", _month),
    (rf"(?P<year>[0-9]{{4}})(?:{_BY})?{_MONTH}", _month),
    (r"(?P<month>[0-9]{1,2})\s?[-/.]\s?(?P<year>[0-9]{4})", _month),
    (r"(?:calendar year |the year |year )?(?P<year>[0-9]{4})", _year),
    (
        r"(?:the |this )?(?:fy|f/y|financial year|fiscal year|council year)(?: end)?|year end|year-end",
        _financial_year_without_year,
    ),
    (
        r"(?:w/c|wc|w/b|wk/c|week commencing|week beginning|week starting|(?P<ends>w/e|week ending|week ended))"
        r"[:. ]*(?P<rest>.+)",
        _week,
    ),
    (_MONTH, _month_without_year),
]


class _Bare:
    """A match whose year has lost its apostrophe."""

    def __init__(self, match):
        self.match = match

    def __getitem__(self, name):
        return self.match[name].lstrip("' ") if name == "year" else self.match[name]

    def groupdict(self):
        return self.match.groupdict()
