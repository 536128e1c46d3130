"""The makings of the sweep over all forms: what a page's forms hold, and what may be sent in their place."""

import zlib
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict

URLENCODED = "application/x-www-form-urlencoded"

# What no form expects; each may be sent in the place of any field.
ABSURD = {
    "long": "Long word " * 10_000,
    "nul": "Nul\0byte",
    "surrogate": "Half \ud800 a letter",
    "breaks": "Two\r\nlines\x0bthree\x85four\u2028five",
    "turned": "Turned \u202eround",
    "zero": "0",
    "negative": "-1",
    "huge": "1" + "0" * 30,
    "longest number": "9" * 5000,
    "a byte too large": "9223372036854775808",
    "small": "2147483648",
    "not a number": "NaN",
    "infinity": "Infinity",
    "exponent": "1e400",
    "exponent of exponents": "1e999999999",
    "half": "0.005",
    "superscript": "²",
    "other digits": "٣",
    "no such day": "31 February 2010",
    "no month": "0000-00-00",
    "nines": "9999-99-99",
    "last day": "31 12 9999",
    "first day": "1 1 0001",
    "no such time": "25:61",
    "unknown": "no-such-choice",
    "upwards": "../../etc/passwd",
    "bars": "a|b|c",
    "percent": "%s %(x)s {0} {{ 7 }}",
    "json": '{"a": [1]}',
}
# Of the rest each field gets some, another field others.
EACH = ("missing", "empty", "twice", "nul", "breaks")


class Fields(HTMLParser):
    """The fields of a page's forms that are sent by POST to `path`: {name: [values]}, and what kind each is."""

    def __init__(self, path, page):
        super().__init__()
        self.path, self.values, self.kinds = path, {}, {}
        self.inside, self.select, self.area = False, None, None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            goes_to = urlsplit(urljoin(self.path, attrs.get("action") or "")).path
            self.inside = (attrs.get("method") or "").lower() == "post" and goes_to == urlsplit(self.path).path
        name = attrs.get("name")
        if not self.inside or name == "csrfmiddlewaretoken":
            return
        if tag == "option" and self.select:
            if "selected" in attrs or not self.values[self.select]:
                self.values[self.select] = [attrs.get("value", "")]
        elif name is None:
            return
        elif tag == "select":
            self.select = name
            self._field(name, "select")
        elif tag == "textarea":
            self.area = name
            self._field(name, "textarea", "")
        elif tag in ("input", "button"):
            kind = attrs.get("type", "text" if tag == "input" else "submit")
            if kind in ("radio", "checkbox"):
                self._field(name, kind, *([attrs.get("value", "on")] if "checked" in attrs else []))
            elif kind in ("submit", "file"):
                self._field(name, kind)
                if kind == "submit":
                    self.values.pop(name)
            else:
                self._field(name, kind, attrs.get("value", ""))

    def _field(self, name, kind, *values):
        self.kinds[name] = kind
        self.values.setdefault(name, []).extend(values)

    def handle_data(self, data):
        if self.area:
            self.values[self.area][-1] += data.removeprefix("\n") if not self.values[self.area][-1] else data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def filled(fields, form):
    """{name: [values]}: what the page's forms hold, with what somebody filled in."""
    given = {name: value if isinstance(value, list) else [value] for name, value in form.items()}
    # With the ends of lines that a browser sends.
    shown = {
        name: [value.replace("\r\n", "\n").replace("\n", "\r\n") for value in values]
        for name, values in fields.values.items()
    }
    return shown | given


def a_file(name="sent.txt", content=b"Words in a file"):
    return SimpleUploadedFile(name, content)


FILES = {
    "empty file": lambda: a_file("empty.xlsx", b""),
    "words": lambda: a_file(),
    "no workbook": lambda: a_file("sheet.xlsx", b"PK\x03\x04" + b"\0" * 40),
    "no table": lambda: a_file("table.csv", b"\xff\xfe\0\0\n\"a,b"),
    "no picture": lambda: a_file("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
    "no archive": lambda: a_file("crimes.zip", b"PK\x05\x06" + b"\0" * 18),
    "its name": lambda: a_file("../n\0me\r\n" + "x" * 300 + ".pdf", b"%PDF-"),
}


def mutations(name, kind, values, *, others, whole):
    """[(what was done to it, the values that are sent)] for a field; with `whole`, all of them."""
    first = str(values[0]) if values and not hasattr(values[0], "read") else ""
    found = {"missing": None, "empty": [""], "twice": [first, f"{first}x"], "a file": [a_file()]}
    found |= {what: [value] for what, value in ABSURD.items()}
    found |= {f"of next door {other}": [other] for other in others}
    if kind == "file":
        found = {"missing": None, "empty": [""], "text": ["Words"]}
        found |= {what: [make()] for what, make in FILES.items()} | {"several": [a_file(), a_file()]}
    if whole or kind == "file":
        return list(found.items())
    rest = [what for what in found if what not in EACH]
    start = zlib.crc32(name.encode()) % len(rest)
    chosen = {*EACH, *(rest + rest)[start : start + 3]}
    return [(what, sent) for what, sent in found.items() if what in chosen]


def sent_as(data):
    """What Django's client posts: as a browser would encode it, lone surrogates too."""
    if any(hasattr(value, "read") for values in data.values() for value in values):
        return {"data": {n: [_sendable(v) for v in values] for n, values in data.items() if values}}
    body = urlencode(data, doseq=True, encoding="utf-8", errors="surrogatepass")
    return {"data": body, "content_type": URLENCODED}


def _sendable(value):
    return value if hasattr(value, "read") else str(value).encode("utf-8", "surrogatepass")


class UndoneAfterwards(transaction.Atomic):
    """What is done in this block is taken back at its end, as if each had a test of its own."""

    def __init__(self):
        super().__init__(using=None, savepoint=True, durable=False)
        self._from_testcase = True

    def __exit__(self, *error):
        transaction.set_rollback(True)
        super().__exit__(*error)


class Asked(QueryDict):
    """The words behind an address's question mark; it notes the names for which a view asks."""

    names = set()

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)

    def getlist(self, name, default=None):
        self.names.add(name)
        return super().getlist(name, default)

    def __contains__(self, name):
        self.names.add(name)
        return super().__contains__(name)


def notes_what_is_asked(get_response):
    """A middleware."""

    def middleware(request):
        request.GET = Asked(request.META.get("QUERY_STRING", ""))
        return get_response(request)

    return middleware


def queries(path, names):
    """Query strings with absurd values, each name by itself and all of them at once."""
    values = {**ABSURD, "empty": ""}
    start = zlib.crc32(path.encode()) % len(values)
    some = [*list(values) * 2][start : start + 5]
    for name in sorted(names):
        for what in {"nul", "longest number", "huge", some[0]}:
            yield urlencode({name: values[what]}, errors="surrogatepass")
        yield urlencode([(name, "1"), (name, "2")])
    for what in some:
        yield urlencode(dict.fromkeys(sorted(names), values[what]), errors="surrogatepass")
