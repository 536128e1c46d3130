"""A Source as bytes and back, for an import that goes from page to page before anything of it is saved."""

import json
import zlib
from dataclasses import MISSING, asdict, fields
from datetime import date, datetime
from decimal import Decimal

from .source import Cell, LeftOut, Row, Sheet, Source, State

CELL_DEFAULTS = {each.name: each.default for each in fields(Cell) if each.default is not MISSING}


def pack(source):
    """Compressed JSON of a Source."""
    content = {
        "name": source.name,
        "sheets": [[sheet.name, sheet.state, [_row_as_list(row) for row in sheet.rows]] for sheet in source.sheets],
        "is_document": source.is_document,
        "notes": source.notes,
        "left_out": [asdict(each) for each in source.left_out],
        "dated": source.dated.isoformat() if source.dated else None,
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack(packed):
    """The Source of which these are the bytes."""
    content = json.loads(zlib.decompress(packed))
    return Source(
        name=content["name"],
        sheets=[
            Sheet(name, [_row_of(values) for values in rows], State(state)) for name, state, rows in content["sheets"]
        ],
        is_document=content["is_document"],
        notes=content["notes"],
        left_out=[LeftOut(**each) for each in content["left_out"]],
        dated=date.fromisoformat(content["dated"]) if content["dated"] else None,
    )


def _row_as_list(row):
    return [row.number, [_cell_as_json(cell) for cell in row.cells], row.hidden, row.heading, row.bullet, row.table]


def _row_of(values):
    number, cells, *rest = values
    return Row(number, [_cell_of(cell) for cell in cells], *rest)


def _cell_as_json(cell):
    """A cell's text, or what else there is of it by name."""
    values = {name: value for name, default in CELL_DEFAULTS.items() if (value := getattr(cell, name)) != default}
    if values.keys() <= {"text"}:
        return cell.text
    if "value" in values:
        values["value"] = _value_as_json(values["value"])
    return values


def _cell_of(values):
    if isinstance(values, str):
        return Cell(values)
    if "value" in values:
        values["value"] = _value_of(*values["value"])
    if "spans" in values:
        values["spans"] = tuple(values["spans"])
    return Cell(**values)


def _value_as_json(value):
    """[kind, text] of a cell's value; a bool is an int as well, and a datetime a date."""
    kind = next(kind for kind in READERS if isinstance(value, kind))
    return [kind.__name__, value.isoformat() if isinstance(value, date) else str(value)]


def _value_of(kind, text):
    return next(read for each, read in READERS.items() if each.__name__ == kind)(text)


READERS = {
    bool: lambda text: text == "True",
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
    int: int,
}
