"""The forms of a page, as a browser reads them: where each is sent, with which fields and buttons."""

from html.parser import HTMLParser
from typing import NamedTuple

NOT_SENT = ("submit", "button", "reset", "image", "file")
# What somebody may write into who writes words; other kinds of input want a day or a number.
WORDS = ("text", "search", None)


class Control(NamedTuple):
    """A field, or a button that sends the form. `words` says whether anything may be written into it."""

    name: str
    value: str
    words: bool = False


class Form:
    def __init__(self, attributes):
        self.method = (attributes.get("method") or "get").lower()
        self.action = attributes.get("action") or ""
        self.fields, self.buttons = [], []

    def filled(self, button=None, empty=""):
        """{name: [values]} as it is sent with one of its buttons; `empty` is what is written where nothing stands."""
        sent = {}
        for name, value, words in [*self.fields, *([button] if button and button.name else [])]:
            sent.setdefault(name, []).append(empty if words and not value else value)
        return sent

    @property
    def shape(self):
        """All that it lets a reader do, without what stands in it."""
        names = sorted({field.name for field in self.fields})
        return (self.method, self.action, tuple(names), tuple((each.name, each.words) for each in self.buttons))


class Page(HTMLParser):
    """`forms` in their order; `strays` are the controls that stand in none, or lead elsewhere than their form."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.strays, self.links = [], [], []
        self.form = self.select = self.area = self.button = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.form = Form(attributes)
            self.forms.append(self.form)
        elif tag in ("input", "button", "select", "textarea"):
            sends = self.form is not None or attributes.get("type") != "button"
            if {"form", "formaction", "formmethod"} & attributes.keys() or (sends and self.form is None):
                self.strays.append((tag, attributes))
            elif self.form is not None and "disabled" not in attributes:
                getattr(self, f"_{tag}")(attributes)
        elif tag == "option" and self.select is not None:
            self.select["options"].append([attributes.get("value"), "selected" in attributes, ""])
        elif tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])

    def _input(self, attributes):
        kind, name = attributes.get("type"), attributes.get("name")
        if kind == "submit":
            self.form.buttons.append(Control(name or "", attributes.get("value", "")))
        if not name or kind in NOT_SENT or (kind in ("checkbox", "radio") and "checked" not in attributes):
            return
        value = attributes.get("value", "on" if kind in ("checkbox", "radio") else "")
        self.form.fields.append(Control(name, value, kind in WORDS and "inputmode" not in attributes))

    def _button(self, attributes):
        if attributes.get("type", "submit") == "submit":
            self.form.buttons.append(Control(attributes.get("name") or "", attributes.get("value") or ""))

    def _select(self, attributes):
        self.select = {"name": attributes.get("name"), "multiple": "multiple" in attributes, "options": []}

    def _textarea(self, attributes):
        self.area = [attributes.get("name"), ""]

    def handle_data(self, data):
        if self.area is not None:
            self.area[1] += data
        elif self.select and self.select["options"]:
            self.select["options"][-1][2] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.area is not None:
            name, words = self.area
            self.form.fields.append(Control(name, words.removeprefix("\n"), words=True))
            self.area = None
        elif tag == "select" and self.select is not None:
            self._chosen(**self.select)
            self.select = None

    def _chosen(self, name, multiple, options):
        values = [(words if value is None else value, chosen) for value, chosen, words in options]
        chosen = [value for value, is_chosen in values if is_chosen]
        if not chosen and values and not multiple:
            chosen = [values[0][0]]
        if name:
            self.form.fields += [Control(name, value) for value in chosen]
