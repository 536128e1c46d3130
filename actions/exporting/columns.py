"""The columns of a table, and what stands in a cell."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import NoneType

from django.apps import apps
from django.db import models
from django.utils.timezone import get_default_timezone

from plans.open_data import FORMULA, without_controls
from plans.reading import Status
from plans.timetravel import history_of

from .contents import ADDRESSES, COLUMNS_LEFT_OUT, FILES, TABLES
from .meaning import meaning

# By what a thing is called, so that a row can be read without looking up its numbers. In the past only people are.
NAMED = {
    "partners.User": "name",
    "partners.Authority": "name",
    "partners.Group": "name",
    "partners.Meeting": "starts_at",
    "partners.Protocol": "version",
    "plans.Plan": "title",
    "plans.Edition": "number",
    "priorities.Priority": "name",
    "priorities.SuccessCriterion": "wording",
    "actions.Hallmark": "name",
    "actions.Action": "wording",
    "actions.Duty": "words",
}
TYPES = {
    models.BooleanField: "boolean",
    models.DateTimeField: "datetime",
    models.DateField: "date",
    models.DecimalField: "number",
    models.IntegerField: "integer",
    models.AutoField: "integer",
    models.ForeignKey: "integer",
}


@dataclass(frozen=True)
class Column:
    """`lookup` is what the database is asked for; `to` the model that an id is of, or None."""

    name: str
    lookup: str
    type: str
    means: str
    to: str | None = None
    choices: tuple = ()


# In a history who, when and why come first; what became of a thing comes after what it is.
FIRST = ["history_id", "history_date", "history_type", "history_user_id", "history_change_reason"]
LAST = ["retired_at", "retired_why", "merged_into_id", "taken_back_at", "taken_back_by_id", "taken_back_why"]
STATUS = Column(
    "status",
    "status_now",
    "string",
    "How it goes by its newest update; empty if there is none",
    None,
    tuple(Status.choices),
)


def columns_of(label, *, addresses, past=False):
    """The columns of a model's table, or of its history's."""
    model = history_of(label).model if past else apps.get_model(label)
    kept = FILES.get(label)
    found = []
    for field in sorted(model._meta.concrete_fields, key=_place):
        whole = f"{label}.{field.attname}"
        secret = whole in COLUMNS_LEFT_OUT or (whole in ADDRESSES and not addresses)
        if not secret and not (kept and field.attname == kept.column):
            found += _of_field(label, field, past)
    if label == "actions.Action" and not past:
        found.append(STATUS)
    return found


def _place(field):
    name = field.attname
    return FIRST.index(name) if name in FIRST else len(FIRST) + (name in LAST)


def _of_field(label, field, past):
    means = meaning(label, field)
    if not isinstance(field, models.ForeignKey):
        choices = () if past else tuple((value, str(words)) for value, words in field.flatchoices if value != "")
        yield Column(field.attname, field.attname, type_of(field), means, choices=choices)
        return
    to = field.related_model._meta.label
    yield Column(field.attname, field.attname, "integer", f"{means}: id in {TABLES[to].name}.csv", to=to)
    if to == "partners.User" or (to in NAMED and not past):
        named = field.related_model._meta.get_field(NAMED[to])
        yield Column(field.name, f"{field.name}__{NAMED[to]}", type_of(named), f"What {field.attname} is called")


def type_of(field):
    """As a Data Package names it."""
    if isinstance(field, models.JSONField):
        return "array" if field.default and isinstance(field.default(), list) else "object"
    return next((name for kind, name in TYPES.items() if isinstance(field, kind)), "string")


def text(words):
    """Text as it is or, if a spreadsheet would take it for a formula, with an apostrophe before it.

    So has what begins with one: whoever takes off the first apostrophe, if there is one, has the text as it was.
    """
    words = without_controls(words)
    return f"'{words}" if words.startswith((*FORMULA, "'")) else words


def moment(value):
    """As the clock stood in London, and its offset."""
    return value.astimezone(get_default_timezone()).isoformat()


def as_json(value):
    return json.dumps(value, ensure_ascii=False)


def as_it_is(value):
    return value


# By a value's type, what stands in the cell. Nothing stands there for None.
WORDS = {
    NoneType: as_it_is,
    bool: {True: "yes", False: "no"}.get,
    int: as_it_is,
    str: text,
    datetime: moment,
    date: date.isoformat,
    Decimal: "{:f}".format,
    list: as_json,
    dict: as_json,
}


def cells(row):
    """A row's values as the CSV writer takes them."""
    return [WORDS[type(value)](value) for value in row]
