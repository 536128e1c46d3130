"""Cells of a sheet of any spreadsheet by row and column, until they are rows: written, merged, hidden."""

from . import cell_formats
from .cell_words import cell_text
from .source import Cell, LeftOut, Row
from .xlsx_guard import DAMAGED, TOO_MUCH, Refused

# Cells of a file, with the empty ones between: a page could not show more.
MOST_CELLS = 400_000
# Empty rows in a row; more are told apart by their numbers alone.
MOST_EMPTY = 20
# No colour at all.
PLAIN = ("", "FFFFFF")
BEHIND = "hidden behind a merged cell"


class Budget:
    """Cells that a file may still have."""

    def __init__(self, cells=MOST_CELLS):
        self.cells = cells

    def spend(self, cells):
        """Count cells. Raises Refused where they are more than a plan has."""
        self.cells -= cells
        if self.cells < 0:
            raise Refused(TOO_MUCH)


class Grid:
    """A sheet's cells by row and column, from 1; only those with words are there."""

    def __init__(self, name, source):
        self.name, self.source = name, source
        self.rows, self.hidden_rows, self.hidden_columns = {}, set(), []
        # {column: colour} of cells without words, by row: a colour may be all that a cell says.
        self.fills = {}
        self.covered = 0

    def cell(self, row, column):
        """The cell at a place, made if it is not there."""
        return self.rows.setdefault(row, {}).setdefault(column, Cell())

    def comment(self, row, column, words):
        """Add a comment to a cell."""
        if words := cell_text(words):
            cell = self.cell(row, column)
            cell.comment = f"{cell.comment}\n{words}".strip()

    def leave_out(self, words, why, row=None):
        """List words of the sheet as left out."""
        if words := cell_text(words):
            self.source.left_out.append(LeftOut(f"{self.name}, row {row}" if row else self.name, words, why))

    def merge(self, start, end):
        """Cover the cells between two places by the first, no further than there are rows and columns with words."""
        bottom, right = max(self.rows, default=0), max((max(cells) for cells in self.rows.values() if cells), default=0)
        if start[0] > bottom or start[1] > right:
            return
        end = min(end[0], bottom), min(end[1], right)
        self.covered += (end[0] - start[0] + 1) * (end[1] - start[1] + 1)
        # No cell of a real workbook is in two merged ones.
        if self.covered > MOST_CELLS:
            raise Refused(DAMAGED)
        first = self.rows.get(start[0], {}).get(start[1])
        for row in range(start[0], end[0] + 1):
            if row not in self.rows and not first:
                continue
            for column in range(start[1], end[1] + 1):
                if (row, column) != start:
                    self._cover(row, column)
        if first:
            first.spans = end[0] - start[0] + 1, end[1] - start[1] + 1

    def _cover(self, row, column):
        cells = self.rows.setdefault(row, {})
        behind = cells.get(column)
        if behind:
            self.leave_out("\n".join(filter(None, (behind.text, behind.struck))), BEHIND, row)
        cells[column] = Cell(covered=True, comment=behind.comment if behind else "")

    def in_rows(self, budget):
        """[Row] of the cells. Long stretches of empty rows are shortened."""
        self._note_hidden_columns()
        self._leave_out_ticks()
        self._add_fills()
        result, last = [], 0
        for number in sorted(self.rows):
            cells = self.rows[number]
            if not cells:
                continue
            result.extend(Row(one) for one in range(max(last + 1, number - MOST_EMPTY), number))
            width = max(cells)
            budget.spend(width)
            row = [cells.get(at) or Cell() for at in range(1, width + 1)]
            result.append(Row(number, row, number in self.hidden_rows))
            last = number
        return result

    def _add_fills(self):
        """Add the coloured cells of rows with words, as far as the sheet has words."""
        right = max((max(cells) for cells in self.rows.values() if cells), default=0)
        for row in self.rows.keys() & self.fills.keys():
            for column, fill in self.fills[row].items():
                if column <= right and fill not in PLAIN and column not in self.rows[row]:
                    self.rows[row][column] = Cell(fill=fill)

    def _leave_out_ticks(self):
        """Leave out rows that hold nothing but tick boxes without a tick, as online sheets have below a table."""
        empty = [
            row for row, cells in self.rows.items()
            if cells and all(cell.value is False and not cell.comment for cell in cells.values())
        ]  # fmt: skip
        for row in empty:
            del self.rows[row]
        if empty:
            self.source.notes.append(
                f"Rows of the sheet “{self.name}” with empty tick boxes alone: {len(empty)}, not read."
            )

    def _note_hidden_columns(self):
        used = {column for cells in self.rows.values() for column in cells}
        count = sum(any(first <= column <= last for first, last in self.hidden_columns) for column in used)
        if count:
            what = "A hidden column" if count == 1 else f"{count} hidden columns"
            self.source.notes.append(f"{what} of the sheet “{self.name}” was read as well.")


def write(cell, runs, style):
    """Write runs, (text, bold, struck) each, into a cell; None where the cell's style says it. Struck-out words are
    kept apart."""
    looks = [
        (text, style.bold if bold is None else bold, style.struck if struck is None else struck)
        for text, bold, struck in runs
    ]
    kept = [(text, bold) for text, bold, struck in looks if not struck]
    cell.struck = cell_text("".join(text for text, _, struck in looks if struck))
    cell.text = cell_text("".join(text for text, _ in kept))
    cell.bold = bool(cell.text) and all(bold for text, bold in kept if text.strip())


def write_number(cell, text, style, since_1904=False):
    """Write a number, or the day that it means, as its style shows it."""
    cell.value = number = cell_formats.number_of(text)
    if number is not None and style.is_date and (when := cell_formats.moment(text, since_1904)):
        # A year or an hour alone is no day.
        parts = cell_formats.date_parts(style.pattern)
        shows_day = "d" in parts or ("m" in parts and not parts & set("hs"))
        cell.value = when if shows_day and float(text) >= 1 else None
        cell.shows_month = cell.value is not None and cell_formats.shows_month(style.pattern)
        text = cell_formats.date_text(when, style.pattern)
    elif number is not None:
        text = cell_formats.number_text(number, style.pattern)
    write(cell, [(str(text), None, None)], style)
