"""A guess at a table whose headings are not known, by what its columns hold."""

from .headings import Meaning, meaning_of
from .structure import Table
from .table_columns import BESIDE_ACTIONS, groups
from .values import guessed, is_time, names_authority, profile

FIRST_ROWS = 25
LONGEST_HEADING = 60


def guessed_table(sheet, roster):
    """Table of a sheet that seems to hold actions beside leads or dates, or None."""
    for at, row in enumerate(sheet.rows[:FIRST_ROWS]):
        if len(row.words) < 2 or any(len(words) > 2 * LONGEST_HEADING for words in row.words):
            continue
        has_headings = not _holds_values(row, roster)
        rows = [one for one in sheet.rows[at + has_headings :] if len(one.words) > 1]
        if rows and (columns := _columns(row, rows, roster, has_headings=has_headings)):
            headings = {at: cell.text for at, cell in enumerate(row.cells) if cell.text} if has_headings else {}
            number = row.number if has_headings else 0
            return Table(sheet.name, number, headings, columns, set(columns), is_guess=True, starts=row.number)
    return None


def _holds_values(row, roster):
    """Whether a row is one of a table's values, as it names a day or an authority."""
    return any(is_time(words) or names_authority(words, roster) for words in row.words if len(words) < LONGEST_HEADING)


def _columns(row, rows, roster, *, has_headings):
    """Meanings of the columns, or None where no column may hold actions beside leads or dates."""
    width = max(len(one.cells) for one in (row, *rows))
    values = {at: profile(rows, at, roster) for at in range(width)}
    columns = {}
    for at, one in values.items():
        words = row.cells[at].text if has_headings and at < len(row.cells) else ""
        meaning = meaning_of(words) if words else None
        guess = guessed(one)
        if guess and guess not in columns.values():
            columns[at] = guess
        elif meaning and meaning not in columns.values():
            columns[at] = meaning
    if not BESIDE_ACTIONS & set(columns.values()):
        return None
    left = [at for at in values if at not in columns and values[at].count]
    if Meaning.ACTION not in columns.values():
        sure = {*BESIDE_ACTIONS, Meaning.STATUS}
        left = left or [at for at, meaning in columns.items() if meaning not in sure]
        at = max(left, key=lambda at: values[at].words * values[at].filled * values[at].distinct, default=None)
        if at is None:
            return None
        columns[at] = Meaning.ACTION
        left.remove(at)
    actions = next(at for at, meaning in columns.items() if meaning == Meaning.ACTION)
    for at in left:
        if at < actions and Meaning.PRIORITY not in columns.values() and groups(values[at]):
            columns[at] = Meaning.PRIORITY
    return {at: columns.get(at, Meaning.PRIVATE) for at in values}
