"""Numbers, dates and times of a workbook in the words that a person sees: 0.15 as 15%, a day as Mar-27."""

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

BUILTIN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "£#,##0", 6: "£#,##0", 7: "£#,##0.00", 8: "£#,##0.00", 9: "0%",
    10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "hh:mm", 21: "hh:mm:ss", 22: "dd/mm/yyyy hh:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
DATE_TOKEN = re.compile(r"\[h+\]|\[m+\]|\[s+\]|y+|m+|d+|h+|s+(?:\.0+)?|AM/PM|A/P", re.I)
NUMBER = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?|\.[0#?]+")


def is_date(pattern):
    """Whether a number format shows a day or a time."""
    return bool(date_parts(pattern)) and "general" not in pattern.lower()


def shows_month(pattern):
    """Whether a format of dates shows the month and no day."""
    shown = date_parts(pattern)
    return "m" in shown and not shown & set("dhs")


def date_parts(pattern):
    """Letters of the parts that a format of dates shows: y, m (a month or minutes), d, h, s."""
    bare = re.sub(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", "", LITERAL.sub("", pattern.split(";")[0]), flags=re.I).lower()
    return set(bare) & set("ymdhs")


def moment(serial, since_1904=False):
    """The date, or datetime, of a serial number of a day; None outside of the calendar."""
    try:
        days = float(serial)
        # Excel counts a 29 February 1900, which was none.
        start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if days >= 61 else 31)
        whole = start + timedelta(seconds=round(days * 86400))
    except (ValueError, OverflowError):
        return None
    return whole.date() if whole.time() == time() else whole


def date_text(value, pattern):
    """A date or datetime in a format such as mmm-yy; a format that shows an hour of none shows midnight."""
    pattern = re.sub(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", "", pattern.split(";")[0], flags=re.I)
    full = value if isinstance(value, datetime) else datetime.combine(value, time())
    half = re.search(r"AM/PM|A/P", pattern, re.I)
    result, position, after_hour = [], 0, False
    pieces = re.compile(f"{LITERAL.pattern}|{DATE_TOKEN.pattern}", re.I)
    for token in pieces.finditer(pattern):
        result.append(pattern[position : token.start()])
        position, word = token.end(), token.group()
        if word[0] in '"\\_*':
            result.append({'"': word[1:-1], "\\": word[1:], "_": " ", "*": ""}[word[0]])
            continue
        minutes = word[0] in "mM" and (after_hour or re.match(r"[^a-z]*s", pattern[position:], re.I))
        result.append(_token(full, word.lower().strip("[]"), minutes, half))
        after_hour = word.lower().strip("[]")[0] == "h"
    return "".join([*result, pattern[position:]]).strip()


def _token(moment, word, minutes, half):
    if minutes:
        return f"{moment:%M}"
    if word in ("am/pm", "a/p"):
        return f"{moment:%p}"
    hour = (moment.hour % 12 or 12) if half else moment.hour
    numbers = {"d": moment.day, "m": moment.month, "h": hour, "s": moment.second}
    if word[0] == "y":
        return f"{moment:%Y}" if len(word) > 2 else f"{moment:%y}"
    if word[0] in "md" and len(word) > 2:
        names = {"m": "%b" if len(word) == 3 else "%B", "d": "%a" if len(word) == 3 else "%A"}
        text = moment.strftime(names[word[0]])
        return text[0] if len(word) == 5 else text
    return str(numbers[word[0]]).zfill(min(len(word), 2))


def number_of(text):
    """An int or Decimal, as spreadsheets show it with 15 digits: 0.1 + 0.2 is 0.3. None if it is no number."""
    try:
        value = Decimal(f"{float(text):.15g}")
    except (ValueError, OverflowError, InvalidOperation):
        return None
    if not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else value


def number_text(value, pattern):
    """A number in a format such as 0.0%, £#,##0 or 000; in full where the format is of another kind."""
    plain = (
        f"{value:f}" if isinstance(value, Decimal) and abs(value) < 10**15 and value.adjusted() > -15 else str(value)
    )
    sections = _sections(pattern)
    negative = value < 0
    at = 1 if negative else 2 if not value else 0
    section = sections[at] if at < len(sections) and sections[at].strip() else sections[0]
    section = re.sub(r"\[\$([^\]-]*)[^\]]*\]", r'"\1"', section)
    section = re.sub(r"\[[^\]]*\]", "", section)
    shown = LITERAL.sub(lambda found: "\0" * len(found.group()), section)
    if "\0" in shown and not re.search(r"[0#@]|general", shown, re.I):
        # Words alone, such as "nil" for nothing.
        return _literal(section.replace("?", "")).strip() or plain
    number = NUMBER.search(shown)
    if "general" in shown.lower() or not number or re.search(r"E[+-]|/|@", shown) or NUMBER.search(shown, number.end()):
        return plain
    whole, _, places = number.group().partition(".")
    percent = shown.count("%")
    value = Decimal(value) * 100**percent
    # As many digits as a Decimal can be rounded to.
    if value.adjusted() + len(places) > 24:
        return plain
    # Trailing commas show thousands as ones.
    scale = len(whole) - len(whole.rstrip(","))
    value = (value / 1000**scale).quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    digits = f"{abs(value):{',' if ',' in whole.rstrip(',') else ''}f}"
    digits = (
        digits.zfill(len(re.sub("[^0]", "", whole)) + (len(places) + 1 if places else 0))
        if "," not in whole
        else digits
    )
    optional = len(places) - len(places.rstrip("#?"))
    if optional:
        digits = re.sub(rf"0{{1,{optional}}}$", "", digits).removesuffix(".")
    before, after = _literal(section[: number.start()]), _literal(section[number.end() :])
    sign = "-" if negative and len(sections) < 2 and value else ""
    return f"{sign}{before}{digits}{after}".strip()


@lru_cache(maxsize=1000)
def _sections(pattern):
    """The parts of a format, between its semicolons outside of quotes."""
    # No program takes more than 255 letters.
    parts = re.findall(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[]|["\\\[])*?)(?:;|\Z)', pattern)
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts if any(parts) else ["General"]


def _literal(text):
    quoted = {'"': lambda word: word[1:-1], "\\": lambda word: word[1:]}
    return LITERAL.sub(lambda found: quoted.get(found.group()[0], lambda _: " ")(found.group()), text)
