"""Actions as labels beside values: "Action | Fit lights", "Lead | Police", one below another or side by side."""

from .headings import Meaning, meaning_of
from .priority_names import is_numbered

LABELS = {
    Meaning.PRIORITY, Meaning.THEME, Meaning.ACTION, Meaning.LEAD, Meaning.SUPPORTING, Meaning.DUE, Meaning.MEASURE,
    Meaning.UPDATE, Meaning.STATUS, Meaning.NOTE, Meaning.PRIVATE, Meaning.REFERENCE, Meaning.TARGET, Meaning.BASELINE,
    Meaning.NONE,
}  # fmt: skip
FEWEST = 2


def labelled_blocks(rows, looks):
    """{index of the first row: (records, how many rows follow)} of the blocks of a sheet.

    A record is [(row, column, label, Meaning, label's column)] of one action.
    """
    blocks, at = {}, 0
    while at < len(rows):
        end = at
        while end < len(rows) and not looks[end] and _is_labelled(rows[end]) and rows[end].table == rows[at].table:
            if _first(rows[end]) != _first(rows[at]):
                break
            end += 1
        if end - at >= FEWEST and _holds_action(rows[at:end]):
            blocks[at] = _records(rows[at:end]), end - at - 1
        at = max(end, at + 1)
    return blocks


def priority_columns(rows):
    """{index of the row of priorities: (records, how many rows follow)} where priorities stand side by side, and the
    actions of each below it."""
    for at, row in enumerate(rows):
        columns = [column for column, cell in enumerate(row.cells) if cell.text]
        if len(columns) < FEWEST or not all(is_numbered(row.cells[column].text) for column in columns):
            continue
        end = at + 1
        while end < len(rows) and rows[end].table == row.table and not _is_beside(rows[end], columns):
            end += 1
        below = [one for one in rows[at + 1 : end] if one.words]
        records = [
            [(row, column, "", Meaning.PRIORITY, None), (one, column, "", Meaning.ACTION, None)]
            for column in columns
            for one in below
            if column < len(one.cells) and one.cells[column].text
        ]
        if records:
            return {at: (records, end - at - 1)}
    return {}


def _is_beside(row, columns):
    """Whether a row has words in other columns."""
    return any(cell.text and at not in columns for at, cell in enumerate(row.cells))


def _first(row):
    return next((at for at, cell in enumerate(row.cells) if cell.text), None)


def _is_labelled(row):
    """Whether a row is a label with values to its right, which are no labels themselves."""
    first = _first(row)
    if first is None or row.heading or ": " in row.cells[first].text or meaning_of(row.cells[first].text) not in LABELS:
        return False
    values = [cell.text for cell in row.cells[first + 1 :] if cell.text]
    return not any(meaning_of(text) for text in values) or len(row.words) == 2


def _holds_action(rows):
    known = {meaning_of(row.cells[_first(row)].text) for row in rows}
    widest = max(len(row.words) for row in rows)
    if sum(len(row.words) > 1 for row in rows) < FEWEST:
        return False
    return (
        Meaning.ACTION in known
        and bool(known & {Meaning.LEAD, Meaning.DUE, Meaning.SUPPORTING})
        and (widest == 2 or len(rows) >= 3)
    )


def _label(row):
    return row.cells[_first(row)].text.casefold().strip(" :")


def _records(rows):
    """Records of a block: one for each column of values; a new one where the first label comes again."""
    result = []
    start = _first(rows[0])
    columns = sorted({at for row in rows for at, cell in enumerate(row.cells) if cell.text and at > start}) or [
        start + 1
    ]
    groups = []
    first_label = _label(rows[0])
    for row in rows:
        if not groups or _label(row) == first_label:
            groups.append([])
        groups[-1].append(row)
    for group in groups:
        for column in columns:
            record = []
            for row in group:
                first = _first(row)
                label = row.cells[first].text
                words = row.cells[column].text if column < len(row.cells) and column > first else ""
                if words:
                    record.append((row, column, label, meaning_of(label), first))
            if record:
                result.append(record)
    return result
