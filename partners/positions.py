"""Rows in an order of their own: `position` numbers them from 1."""

from django.db.models import Max


def last_position(rows):
    """The position of the last row, or 0."""
    return rows.aggregate(last=Max("position"))["last"] or 0


def save_positions(rows):
    """Number the rows in the order given, saving those that have moved. Returns how many have."""
    moved = [(row, position) for position, row in enumerate(rows, 1) if row.position != position]
    for row, position in moved:
        row.position = position
        row.save()
    return len(moved)


def move(row, rows, *, steps):
    """Move a row up (`steps` -1) or down (1) among the rows. Returns False at the end, where nothing changes."""
    rows = list(rows)
    index = rows.index(row)
    if not 0 <= index + steps < len(rows):
        return False
    rows.insert(index + steps, rows.pop(index))
    save_positions(rows)
    return True
