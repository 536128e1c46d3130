"""The makings of the sweep over all forms: what a page's forms hold, what is sent in its place, and what is a fault."""

import html
import traceback
import zlib
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import CharField, Q
from django.http import QueryDict
from django.test import TestCase

from partners.public_forms import TRAP
from plans import cached_pages, plan_pages
from plans.editions import page_cache

from .volume import POSTGRESQL, all_on, some

URLENCODED = "application/x-www-form-urlencoded"
OURS = ("partners", "plans", "priorities", "actions")
TYPED = ("textarea", "text", "email", "url")
# In a full run, where more is refused.
EVERY_VALUE = all_on(POSTGRESQL)

# What no form expects; each may be sent in the place of any field.
ABSURD = {
    "long": "Long word " * 10_000,
    "nul": "Nul\0byte",
    "surrogate": "Half \ud800 a letter",
    "breaks": "Two\r\nlines\u2028three",
    "controls": "Bell\x07 and\x0bjump\x85",
    "turned": "Turned \u202eround",
    "zero": "0",
    "negative": "-1",
    "huge": "1" + "0" * 30,
    "longest number": "9" * 5000,
    "too large for a key": "9223372036854775808",
    "too large for a number": "2147483648",
    "not a number": "NaN",
    "infinity": "Infinity",
    "exponent": "1e400",
    "largest exponent": "1e999999999",
    "small": "0.005",
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
    "brackets": "[" * 50_000,
}
# In a full run each field gets these, and some of the rest; another field gets others. Else it gets two of them, or
# none if it is chosen from a list.
EACH = ("missing", "empty", "nul", "breaks")
CHOSEN = ("select", "radio", "checkbox", "submit")
# And a form these, in all of its fields at once.
AT_ONCE = ("nul", "breaks", "huge", "longest number")
FILES = {
    "empty file": ("empty.xlsx", b""),
    "words": ("sent.txt", b"Words in a file"),
    "no workbook": ("sheet.xlsx", b"PK\x03\x04" + b"\0" * 40),
    "no table": ("table.csv", b'\xff\xfe\0\0\n"a,b'),
    "table of nothing": ("table.csv", b"criterion,period,figure\n\0,\0,1e999999999\n"),
    "no picture": ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
    "no archive": ("crimes.zip", b"PK\x05\x06" + b"\0" * 18),
    "its name": ("../n\u2028me" + "x" * 300 + ".pdf", b"%PDF-"),
}


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
            self._input(name, attrs.get("type", "text" if tag == "input" else "submit"), attrs)

    def _input(self, name, kind, attrs):
        if kind in ("radio", "checkbox"):
            self._field(name, kind, *([attrs.get("value", "on")] if "checked" in attrs else []))
        elif kind in ("submit", "file"):
            self.kinds[name] = kind
        else:
            self._field(name, kind, attrs.get("value", ""))

    def _field(self, name, kind, *values):
        self.kinds[name] = kind
        self.values.setdefault(name, []).extend(values)

    def handle_data(self, data):
        if self.area:
            self.values[self.area][-1] += data if self.values[self.area][-1] else data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    @property
    def sent(self):
        """What a browser sends of them, with its own ends of lines."""
        return {
            name: [value.replace("\r\n", "\n").replace("\n", "\r\n") for value in values]
            for name, values in self.values.items()
        }


def sent_as(data):
    """What Django's client posts: as a browser would encode it, lone surrogates too."""
    if any(hasattr(value, "read") for values in data.values() for value in values):
        for value in (value for values in data.values() for value in values if hasattr(value, "seek")):
            value.seek(0)
        return {"data": {name: [_sendable(value) for value in values] for name, values in data.items() if values}}
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
        page_cache.current.forget()
        plan_pages.past.clear()
        cached_pages.pages.clear()


class Written:
    """Counts the rows that are written and not taken back: {table: number}. A wrapper for a connection's execute."""

    def __init__(self):
        self.steps = []

    def __call__(self, execute, sql, params, many, context):
        words = sql.split(None, 4)
        if words[0] in ("SAVEPOINT", "INSERT", "UPDATE", "DELETE"):
            self.steps.append((words[0], words[1] if words[0] in ("SAVEPOINT", "UPDATE") else words[2]))
        elif sql.startswith("ROLLBACK TO SAVEPOINT") and ("SAVEPOINT", words[3]) in self.steps:
            del self.steps[self.steps.index(("SAVEPOINT", words[3])) :]
        return execute(sql, params, many, context)

    @property
    def rows(self):
        tables = [table.strip('"') for what, table in self.steps if what != "SAVEPOINT"]
        return Counter(table for table in tables if table.split("_")[0] in OURS)


class Sweep:
    """One form, posted by one person with every value in the place of every field.

    With `whole` no value is left out; without `each` only all fields at once are absurd. `saves_anyhow` are tables to
    which it may write though its answer is a page.
    """

    def __init__(self, called, client, path, form, *, others=(), whole=False, each=True, saves_anyhow=()):
        self.called, self.client, self.path, self.others = called, client, path, others
        self.whole, self.each, self.saves_anyhow = whole, each, set(saves_anyhow)
        page = client.get(path)
        self.fields = Fields(path, page.content.decode() if page.status_code == 200 else "")
        given = {name: sent if isinstance(sent, list) else [sent] for name, sent in form.items()}
        given = {name: [v if hasattr(v, "read") else str(v) for v in values] for name, values in given.items()}
        self.form = self.fields.sent | given
        self.faults, self.posts = [], 0

    def kind(self, name):
        sent = self.form.get(name, ())
        return "file" if any(hasattr(value, "read") for value in sent) else self.fields.kinds.get(name, "unseen")

    def run(self):
        for name in dict.fromkeys([*self.form, *self.fields.kinds] if self.each else ()):
            for what, sent in self.mutations(name):
                data = {n: v for n, v in {**self.form, name: sent}.items() if v is not None}
                self.post(f"{name} {what}", data)
        at_once = [*AT_ONCE, *self.some(self.called, list(ABSURD), some(1, 4, POSTGRESQL))]
        for what in dict.fromkeys(at_once if self.each else self.some(self.called, AT_ONCE, some(1, 4, POSTGRESQL))):
            self.post(f"all {what}", {n: v if self.kind(n) == "file" else [ABSURD[what]] for n, v in self.form.items()})
        self.post("nothing", {})
        return self.faults

    def some(self, word, names, number):
        """A few of the names, others for another word; all of them for the whole sweep."""
        start = zlib.crc32(word.encode()) % len(names)
        return names if self.whole else [*names, *names][start : start + number]

    def mutations(self, name):
        """[(what was done to it, the values that are sent)] for a field."""
        if self.kind(name) == "file":
            sent = {what: [SimpleUploadedFile(*named)] for what, named in FILES.items()}
            return [("missing", None), ("text", ["Words"]), ("several", sent["words"] * 2), *sent.items()]
        values = self.form.get(name) or [""]
        found = {"missing": None, "empty": [""], "twice": [values[0], f"{values[0]}x"]}
        found |= {what: [value] for what, value in ABSURD.items()}
        found |= {f"of next door, {other}": [other] for other in self.others}
        found["a file"] = [SimpleUploadedFile(*FILES["words"])]
        days = ("first day", "last day") if is_a_day(name) else ()
        few = () if self.kind(name) in CHOSEN else ("nul", "breaks")
        each = EACH if EVERY_VALUE or self.whole else few
        chosen = {*each, *days, *self.some(name, [what for what in found if what not in each], 1)}
        return [(what, sent) for what, sent in found.items() if what in chosen]

    def post(self, what, data):
        """Send it, as if after a commit: letters and all else that waits for one happen too."""
        self.posts += 1
        cookies = {key: morsel.value for key, morsel in self.client.cookies.items()}
        written = Written()
        try:
            with UndoneAfterwards(), connection.execute_wrapper(written):
                with TestCase.captureOnCommitCallbacks(execute=True):
                    response = self.client.post(self.path, **sent_as(data))
                self.judge(what, data, response, written.rows)
        except Exception as error:
            lines = [at for at in traceback.extract_tb(error.__traceback__) if at.name != "post"]
            self.faults.append(f"{self.called}, {what}: {error!r:.120} at {lines[-1].filename}:{lines[-1].lineno}")
        finally:
            self.client.cookies.clear()
            for key, value in cookies.items():
                self.client.cookies[key] = value

    def judge(self, what, data, response, written):
        fault = ""
        if response.status_code in (302, 204):
            fault = what.endswith("breaks") and broken_lines(written)
        elif response.status_code not in (200, 409):
            fault = f"answers {response.status_code}"
        elif set(written) - self.saves_anyhow:
            fault = f"answers {response.status_code} and saved {dict(written)}"
        else:
            page = html.unescape(response.content.decode()).replace("\r\n", "\n")
            fault = ", ".join(f"{name} lost {words[:40]!r}" for name, words in self.typed(data) if words not in page)
        if fault:
            self.faults.append(f"{self.called}, {what}: {fault}")

    def typed(self, data):
        for name, values in data.items():
            for value in values if self.kind(name) in TYPED else ():
                words = "" if hasattr(value, "read") else value.strip().replace("\r\n", "\n")
                if len(words) > 3 and "\ud800" not in words and name != TRAP:
                    yield name, words


def broken_lines(tables):
    """In words, which of the models with these tables keeps several lines where it is to keep one; "" if none does."""
    found = []
    for model in apps.get_models():
        if model._meta.db_table not in tables:
            continue
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, CharField) and not f.choices]
        if model._meta.app_label in OURS and names and not hasattr(model, "history_object"):
            broken = [Q(**{f"{name}__contains": mark}) for name in names for mark in ("\n", "\u2028")]
            if model._base_manager.filter(Q(*broken, _connector=Q.OR)).exists():
                found.append(model.__name__)
    return found and f"kept several lines in {', '.join(found)}"


def is_a_day(name):
    return name.endswith(("_on", "day", "speaks_of"))


class Asked(QueryDict):
    """The words behind an address's question mark; `names` are those for which a view asked."""

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
    """Query strings with absurd values: each name by itself, and all of them at once."""
    values = {**ABSURD, "empty": ""}

    def beginning_at(word, number):
        start = zlib.crc32(word.encode()) % len(values)
        return [*values, *values][start : start + number]

    for name in sorted(names):
        alone = ["nul", "longest number", *beginning_at(path, 1)] if EVERY_VALUE else beginning_at(path + name, 1)
        for what in dict.fromkeys(alone):
            yield urlencode({name: values[what]}, errors="surrogatepass")
    at_once = [*some(["nul", "longest number"], [], POSTGRESQL), *beginning_at(path, some(1, 3, POSTGRESQL))]
    for what in dict.fromkeys(at_once if names else ()):
        yield urlencode(dict.fromkeys(sorted(names), values[what]), errors="surrogatepass")
