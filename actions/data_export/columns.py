"""The columns of an exported table, and the values of its cells."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from types import NoneType

from django.apps import apps
from django.db import models
from django.utils.timezone import get_default_timezone

from plans.exports.tables import FORMULA, without_controls
from plans.history.timetravel import history_of
from plans.status import Status

from .column_docs import COMMON_DOCS, column_doc

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
    """A column. `lookup` is the field lookup of its value; `to` the label of the model an id refers to, or None."""

    name: str
    lookup: str
    type: str
    means: str
    to: str | None = None
    choices: tuple = ()


# In a history, who, when and why come first; columns about a row's end come last.
FIRST_COLUMNS = ["history_id", "history_date", "history_type", "revision_id"]
LAST_COLUMNS = ["retired_at", "retired_why", "merged_into_id", "taken_back_at", "taken_back_by_id", "taken_back_why"]
STATUS_DOC = "Status from the latest update; empty if none"
STATUS_COLUMN = Column("status", "status_now", "string", STATUS_DOC, choices=tuple(Status.choices))


def columns_of(label, *, addresses, past=False):
    """The columns of a model's table or, with `past`, of its history."""
    model = history_of(label).model if past else apps.get_model(label)
    table, columns = apps.get_model(label).export, []
    left_out = {*table.left_out, *([] if addresses else table.addresses), *([table.file.column] if table.file else [])}
    for field in sorted(model._meta.concrete_fields, key=partial(_column_order, past=past)):
        if field.attname not in left_out:
            columns += _columns_of_field(label, field, past)
    if label == "actions.Action" and not past:
        columns.append(STATUS_COLUMN)
    return columns


def _column_order(field, past):
    name = field.attname
    if past and name in FIRST_COLUMNS:
        return FIRST_COLUMNS.index(name)
    return len(FIRST_COLUMNS) + (name in LAST_COLUMNS)


def _columns_of_field(label, field, past):
    if past and field.name == "revision":
        by, why = COMMON_DOCS["history_user_id"], COMMON_DOCS["history_change_reason"]
        yield Column("history_user_id", "revision__by_id", "integer", by, to="partners.User")
        yield Column("history_user", "revision__by__name", "string", "What history_user_id is called")
        yield Column("history_change_reason", "revision__why", "string", why)
    means, headings = column_doc(label, field), apps.get_model(label).export.headings
    if not isinstance(field, models.ForeignKey):
        choices = () if past else tuple((value, str(label)) for value, label in field.flatchoices if value != "")
        heading = headings.get(field.name, field.attname)
        yield Column(heading, field.attname, type_of(field), means, choices=choices)
        return
    to, table = field.related_model._meta.label, field.related_model.export
    yield Column(field.attname, field.attname, "integer", f"{means}: id in {table.name}.csv", to=to)
    # Beside an id its name, so that a row is readable by itself; in histories only people have one.
    if to == "partners.User" or (table.shown_as and not past):
        name_type = type_of(field.related_model._meta.get_field(table.shown_as))
        yield Column(field.name, f"{field.name}__{table.shown_as}", name_type, f"What {field.attname} is called")


def type_of(field):
    """The Data Package type of a field."""
    if isinstance(field, models.JSONField):
        return "array" if field.default and isinstance(field.default(), list) else "object"
    return next((name for kind, name in TYPES.items() if isinstance(field, kind)), "string")


def text(value):
    """Text for a cell, with an apostrophe in front if a spreadsheet would read it as a formula.

    Text that starts with an apostrophe gets one too, so removing the first one always restores the original.
    """
    value = without_controls(value)
    return f"'{value}" if value.startswith((*FORMULA, "'")) else value


def _unchanged(value):
    return value


# The function that turns a value of each type into a cell; None gives an empty cell.
CELL_WRITERS = {
    NoneType: _unchanged,
    bool: {True: "yes", False: "no"}.get,
    int: _unchanged,
    str: text,
    # In London, with the offset from UTC.
    datetime: lambda value: value.astimezone(get_default_timezone()).isoformat(),
    date: date.isoformat,
    Decimal: "{:f}".format,
    list: partial(json.dumps, ensure_ascii=False),
    dict: partial(json.dumps, ensure_ascii=False),
}


def cells(row):
    """A row's values as cells for the CSV writer."""
    return [CELL_WRITERS[type(value)](value) for value in row]
