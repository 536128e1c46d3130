"""Times of day as people write them: 2pm, 2.30pm, 14.00, 1600, noon, half past two."""

import re
from datetime import time

from .written_times import normalised

WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NAMED = {"noon": time(12), "midday": time(12), "12 noon": time(12), "12 midday": time(12), "midnight": time(0)}
MINUTES = {"half": 30, "quarter": 15, "a quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25}
HALVES = {"in the morning": "am", "in the afternoon": "pm", "in the evening": "pm", "at night": "pm"}
# Of an hour that is spoken without morning or afternoon, one to six is in the afternoon.
FIRST_SPOKEN = 7


class NotAnHour(ValueError):
    """The text is no time of day, or may be either of two; the message says what to write."""


def hour_in(text):
    """The time of day that a text names. Raises NotAnHour."""
    words = " ".join(normalised(text).replace("-", " ").split()).removeprefix("at ")
    words = re.sub(r"\b([ap])\.? ?m$", r"\1m", re.sub(r"([0-9]) ?([ap])\.? ?m$", r"\1 \2m", words))
    words = re.sub(r"\s*(hours|hrs|h|prompt|sharp)$", "", words) if re.match("[0-9]", words) else words
    for words_of_half, half in HALVES.items():
        words = words.replace(words_of_half, half)
    if words in NAMED:
        return NAMED[words]
    found = _figures(words) or _spoken(words)
    if found is None:
        raise NotAnHour("Enter the time such as 14:30 or 2.30pm")
    return found


def _figures(words):
    match = re.fullmatch(r"([0-9]{1,2})(?: ?[:.h] ?([0-9]{2})(?::00)?| ([0-9]{2}))?(?: (am|pm))?", words)
    match = match or re.fullmatch(r"([0-9]{2})([0-9]{2})()(?: (am|pm))?", words)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or match[3] or 0), match[4]
    if half is None and not (match[2] or match[3]):
        return None
    if half is None and 1 <= hour < FIRST_SPOKEN and not match[1].startswith("0"):
        raise NotAnHour(
            f"Enter {hour + 12}:{minute:02} or {hour}.{minute:02}pm, or {hour:02}:{minute:02} for the morning"
        )
    return _time(hour, minute, half)


def _spoken(words):
    numbers = "|".join(WORDS)
    named = "|".join(sorted(MINUTES, key=len, reverse=True))
    match = re.fullmatch(
        rf"(?:(?P<minutes>{named})(?: minutes)? (?P<side>past|to) )?(?P<hour>{numbers}|[0-9]{{1,2}})"
        r"(?P<clock> o'? ?clock)?(?: (?P<half>am|pm))?",
        words,
    )
    if not match or not (match["side"] or match["clock"] or match["half"]):
        return None
    hour = WORDS.index(match["hour"]) + 1 if match["hour"] in WORDS else int(match["hour"])
    if not 1 <= hour <= 12:
        return None
    half = match["half"] or ("pm" if hour < FIRST_SPOKEN or hour == 12 else "am")
    found, minutes = _time(hour, 0, half), MINUTES.get(match["minutes"], 0)
    if match["side"] == "to":
        return found.replace(hour=(found.hour - 1) % 24, minute=60 - minutes)
    return found.replace(minute=minutes)


def _time(hour, minute, half):
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None
    return time(hour % 12 + 12 * (half == "pm") if half else hour, minute)
