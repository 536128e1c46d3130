"""Descriptions of the archive: a Data Package for programs and a README.txt for people.

The Data Package standard, version 2, is at https://datapackage.org.
"""

import hashlib
from textwrap import fill

from django.apps import apps
from django.utils.formats import date_format

from .columns import Column
from .tables import ALSO_NOT_EXPORTED, exported_tables, not_exported

PROFILES = "https://datapackage.org/profiles/2.0"
FILE_COLUMN = Column("file", "", "string", "File in this archive; empty if left out")


class Member:
    """A table in the archive: its columns, and its size and SHA-256 so far."""

    def __init__(self, path, label, past, columns):
        self.path, self.label, self.past = path, label, past
        self.table = apps.get_model(label).export
        self.columns = [*columns, FILE_COLUMN] if self.table.file and not past else columns
        self.bytes, self.rows, self.digest = 0, 0, hashlib.sha256()

    def write(self, file, content):
        file.write(content)
        self.digest.update(content)
        self.bytes += len(content)

    @property
    def name(self):
        return self.table.name + ("_history" if self.past else "")

    @property
    def what(self):
        if not self.past:
            return self.table.what
        return f"All changes to rows of {self.table.name}.csv: who, when and why."


def package_of(export):
    """The Data Package descriptor of an archive, as plain data."""
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": export.partnership.slug,
        "title": f"{export.partnership}: everything that Living Plan holds",
        "description": "For the partnership only: not for publication. README.txt describes it.",
        "created": export.moment.isoformat(),
        "resources": [_resource(member) for member in export.members],
    }


def _resource(member):
    keys = [_foreign_key(member, column) for column in member.columns if column.to and _joins(member, column)]
    schema = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field_descriptor(column) for column in member.columns],
        "primaryKey": ["history_id" if member.past else "id"],
        "missingValues": [""],
    }
    return {
        "name": member.name,
        "type": "table",
        "path": member.path,
        "title": member.table.title + (", history" if member.past else ""),
        "description": member.what,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": member.bytes,
        "hash": f"sha256:{member.digest.hexdigest()}",
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _joins(member, column):
    """Whether a foreign key always has its row: history may name deleted rows, but people are never deleted."""
    return not member.past or column.to == "partners.User"


def _foreign_key(member, column):
    to = apps.get_model(column.to).export.name
    reference = {"fields": ["id"]} if to == member.name else {"resource": to, "fields": ["id"]}
    return {"fields": [column.name], "reference": reference}


def _field_descriptor(column):
    field = {"name": column.name, "type": column.type, "description": column.means}
    if column.type == "boolean":
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    if column.choices:
        field["categories"] = [{"value": value, "label": label} for value, label in column.choices]
    return field


README = """{title}
{line}
Everything that Living Plan holds of this partnership, as on {day}.
For the partnership only: not for publication.


HOW TO READ IT

Each file in "tables" is a CSV table: open it in any spreadsheet program.
Each row has a number, its "id". Other tables refer to it in columns that end
in "_id": the updates of action 12 are the rows of updates.csv with 12 under
action_id. The name is usually given beside the number.

  Text      UTF-8, separated by commas; the first row has the column names.
  Dates     2009-06-15: year, month, day.
  Times     2009-06-15T10:00:00+01:00: London time and its difference from
            universal time.
  Yes, no   "yes" and "no".
  Empty     Not known, not agreed or not applicable.
  Formulas  Text that looks like a formula, or starts with an apostrophe, has
            an extra apostrophe (') in front. Remove it to get the text.


WHAT IT CONTAINS

  README.txt        this file
  datapackage.json  the same for programs: a Data Package, https://datapackage.org
  tables/           current and removed, ended or withdrawn records
  history/          all changes to each row: who, when, why
  plans/            each plan, whole, as JSON
  editions/         editions as published, byte for byte; SHA-256 in editions.csv
  packs/            meeting packs, as JSON
  minutes/          the minutes of closed meetings, as JSON
  assessments/      the documents of strategic assessments
  evidence/         evidence files, listed in evidence.csv

Empty folders are left out. To check an edition, compare its SHA-256 with
editions.csv and with the next edition, which names it.


PEOPLE

It has the names of people who work on the plan, and what they wrote. Keep it
safe, share it only with people who need it, and delete what you no longer
need. {addresses} Addresses that people wrote in texts are included.


WHAT IT LEAVES OUT

{left_out}


THE TABLES

{tables}

THE HISTORY

Each file in "history" has the columns of the table of the same name, and:

{history}
The "id" is the row's number in the table. A deleted row has its last state with
"removed". Tables without a file here have no history.

{past}"""
WITH_ADDRESSES = "People’s e-mail addresses are included."
WITHOUT_ADDRESSES = "People’s e-mail addresses are left out."


def readme_of(export):
    """The text of README.txt, wrapped for narrow windows."""
    title = f"{export.partnership}"
    current = [member for member in export.members if not member.past]
    past = [member for member in export.members if member.past]
    tables = sorted(current, key=lambda member: list(exported_tables()).index(member.label))
    added = [column for column in past[0].columns if column.name.startswith("history_")]
    return README.format(
        title=title.upper(),
        line="=" * len(title),
        day=f"{date_format(export.moment, 'j F Y')}, {export.moment:%H:%M}",
        addresses=fill(WITH_ADDRESSES if export.addresses else WITHOUT_ADDRESSES, 80),
        left_out="\n".join(fill(f"- {reason}", 80, subsequent_indent="  ") for reason in not_in_it()),
        tables="\n".join(map(_table_text, tables)),
        history=_columns_text(added),
        past="\n".join(f"  {member.path}: {_row_count(member)}" for member in past) + "\n",
    )


def _table_text(member):
    what = fill(member.what, 80, initial_indent="  ", subsequent_indent="  ")
    return f"{member.path}: {_row_count(member)}\n{what}\n\n{_columns_text(member.columns)}"


def _row_count(member):
    return f"{member.rows:,} row{'' if member.rows == 1 else 's'}"


def _columns_text(columns):
    width = max(len(column.name) for column in columns) + 2
    lines = []
    for column in columns:
        means = f"{column.means}."
        if column.choices:
            means += f" One of: {', '.join(f'{value} ({label})' for value, label in column.choices)}."
        start = f"    {column.name:<{width}}"
        lines.append(fill(means, 100, initial_indent=start, subsequent_indent=" " * len(start)))
    return "\n".join(lines) + "\n"


def not_in_it():
    """The contents left out of the export, as sentences."""
    return [*dict.fromkeys(not_exported().values()), *ALSO_NOT_EXPORTED]
