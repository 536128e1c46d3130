"""A strict reader of what we write as iCalendar, made from the grammar of RFC 5545 and not from a library."""

import re

NAME = r"[A-Z][A-Z0-9-]*"
LINE = re.compile(
    rf'({NAME})((?:;{NAME}=(?:[^\x00-\x1f\x7f";:,]*|"[^\x00-\x1f\x7f"]*"))*):([^\x00-\x08\x0a-\x1f\x7f]*)'
)
TEXT = re.compile(r"(?:[^\\;,\n]|\\[\\;,nN])*")
UTC, LOCAL, OFFSET = r"\d{8}T\d{6}Z", r"\d{8}T\d{6}", r"[+-]\d{4}"

# What each component must have, and may have, each once (3.6, 3.6.1, 3.6.5), with the form of its value.
WORDS = TEXT.pattern
PARTS = {
    "VCALENDAR": (
        {"PRODID": WORDS, "VERSION": r"2\.0"},
        {"NAME": WORDS, "X-WR-CALNAME": WORDS, "REFRESH-INTERVAL": "PT6H"},
    ),
    "VTIMEZONE": ({"TZID": WORDS}, {}),
    **dict.fromkeys(
        ["DAYLIGHT", "STANDARD"],
        (
            {"DTSTART": LOCAL, "TZOFFSETFROM": OFFSET, "TZOFFSETTO": OFFSET},
            {"TZNAME": WORDS, "RRULE": r"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=\d+"},
        ),
    ),
    "VEVENT": (
        {"UID": WORDS, "DTSTAMP": UTC, "DTSTART": LOCAL},
        {
            "DTEND": LOCAL, "LAST-MODIFIED": UTC, "SEQUENCE": r"\d+", "STATUS": "TENTATIVE|CONFIRMED|CANCELLED",
            "SUMMARY": WORDS, "LOCATION": WORDS, "DESCRIPTION": WORDS, "URL": r"https?://\S+",
        },
    ),
}  # fmt: skip
MAY_HOLD = {"VCALENDAR": {"VTIMEZONE", "VEVENT"}, "VTIMEZONE": {"DAYLIGHT", "STANDARD"}, None: {"VCALENDAR"}}


def read(content):
    """The events of a feed: [{name of a property: (parameters, value as it stands)}]. An AssertionError for what breaks
    the grammar.
    """
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    assert [line for line in physical if len(line) > 75 or b"\n" in line or b"\r" in line or not line] == []
    # Each by itself is UTF-8: no character is cut in two.
    lines = "\n".join(line.decode() for line in physical).replace("\n ", "").replace("\n\t", "").split("\n")
    open_parts, events, zones = [], [], []
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, line
        name, parameters, value = match.groups()
        if name == "BEGIN":
            above = open_parts[-1][0] if open_parts else None
            assert value in MAY_HOLD.get(above, ()), line
            open_parts.append((value, {}))
        elif name == "END":
            part, result = open_parts.pop()
            assert part == value, line
            check(part, result)
            events += [result] if part == "VEVENT" else []
            zones += [result["TZID"][1]] if part == "VTIMEZONE" else []
        else:
            result = open_parts[-1][1]
            assert name not in result, line
            result[name] = (parameters.lstrip(";"), value)
    assert open_parts == []
    uids = [event["UID"][1] for event in events]
    assert len(uids) == len(set(uids))
    for event in events:
        assert {event[name][0] for name in ("DTSTART", "DTEND") if name in event} == {f"TZID={zones[0]}"}
    return events


def check(part, result):
    needed, allowed = PARTS[part]
    assert needed.keys() <= result.keys() <= needed.keys() | allowed.keys(), (part, result)
    for name, (_, value) in result.items():
        assert re.fullmatch((needed | allowed)[name], value), (name, value)


def text(value):
    """What a TEXT value says (3.3.11)."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)
