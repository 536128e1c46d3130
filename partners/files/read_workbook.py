"""Reader of Excel workbooks (.xlsx, also Strict): cells as they are shown, with what is struck out, linked, commented.

The parts are read as XML, after the guard's checks: only cells with words cost anything, however many are formatted.
"""

import re

from . import cell_formats
from .cell_words import cell_text, clean
from .source import Cell, Row, Sheet, Source, State
from .workbook_extras import add_comments, add_links, add_merged, left_out_words
from .workbook_styles import Style, styles_of, switched_on
from .xlsx_guard import DAMAGED, TOO_MUCH, Refused
from .xml_package import Package, attribute, child, children, day, local

MOST_SHEETS = 100
# Cells of the file, with the empty ones between: a page could not show more.
MOST_CELLS = 400_000
# Empty rows in a row; more are told apart by their numbers alone.
MOST_EMPTY = 20
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
LINK = re.compile(r'^HYPERLINK\(\s*"((?:[^"]|"")*)"', re.I)
STATES = {"hidden": State.HIDDEN, "veryHidden": State.VERY_HIDDEN}


def read_workbook(parts, name):
    """Source of a workbook's checked XML parts. Raises Refused."""
    return _Reader(Package(parts), name).read()


def position(reference):
    """(row, column), from 1, of a reference such as B3; None if it is none."""
    found = REFERENCE.fullmatch((reference or "").replace("$", ""))
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


class _Reader:
    def __init__(self, package, name):
        self.package, self.main = package, package.main
        self.source = Source(name, dated=package.dated())
        self.styles = styles_of(package, self.main)
        self.formulas = self.cells = 0
        self.texts = []
        for part in package.related(self.main, "sharedStrings"):
            self.texts = [_runs(one) for one in children(package.element(part), "si")]

    def read(self):
        book = self.package.element(self.main)
        sheets = children(child(book, "sheets"), "sheet")
        if book is None or not sheets:
            raise Refused(DAMAGED)
        if len(sheets) > MOST_SHEETS:
            raise Refused(TOO_MUCH)
        properties = child(book, "workbookPr")
        self.since_1904 = properties is not None and (properties.get("date1904") or "0").lower() in ("1", "true")
        parts = {key: target for _, target, key in self.package.relations(self.main)}
        for sheet in sheets:
            self._sheet(sheet, parts.get(attribute(sheet, "id")))
        if self.formulas:
            self.source.notes.append(
                f"Formulas without their results: {self.formulas}. Open the file in your spreadsheet program, "
                "save it and bring it in again."
            )
        return self.source

    def _sheet(self, element, part):
        root = self.package.element(part)
        result = Sheet(element.get("name", ""), state=STATES.get(element.get("state"), State.VISIBLE))
        self.source.sheets.append(result)
        if root is None or local(root) != "worksheet":
            self.source.notes.append(f"“{result.name}” is no sheet of cells, and was not read.")
            return
        rows, hidden = {}, set()
        for row in children(child(root, "sheetData"), "row"):
            number = int(row.get("r") or 0) or (max(rows, default=0) + 1)
            if cells := self._row(row):
                rows[number] = cells
                if (row.get("hidden") or "0") in ("1", "true"):
                    hidden.add(number)
        add_comments(self.package, part, rows, position)
        add_links(self.package, part, root, rows, position)
        add_merged(root, rows, position, result.name, self.source)
        self.source.left_out.extend(left_out_words(self.package, part, root, result.name))
        self._note_hidden_columns(root, rows, result.name)
        result.rows = self._rows(rows, hidden)

    def _rows(self, rows, hidden):
        result, last = [], 0
        for number in sorted(rows):
            empty = range(max(last + 1, number - MOST_EMPTY), number)
            result.extend(Row(one) for one in empty)
            cells, width = rows[number], max(rows[number])
            self.cells += width
            if self.cells > MOST_CELLS:
                raise Refused(TOO_MUCH)
            result.append(Row(number, [cells.get(at) or Cell() for at in range(1, width + 1)], number in hidden))
            last = number
        return result

    def _row(self, row):
        """{column: Cell} of the cells of a row that hold words."""
        cells, column = {}, 0
        for element in row:
            if local(element) != "c":
                continue
            at = position(element.get("r"))
            column = at[1] if at else column + 1
            if len(element) and (cell := self._cell(element)):
                cells[column] = cell
        return cells

    def _cell(self, element):
        style = self._style(element)
        kind, value, formula = element.get("t", "n"), child(element, "v"), child(element, "f")
        cell = Cell(fill=style.fill, bold=style.bold)
        shown = value.text if value is not None and value.text else ""
        if kind == "s":
            runs = self.texts[int(shown)] if shown.isdecimal() and int(shown) < len(self.texts) else []
            _write(cell, runs, style)
        elif kind == "inlineStr":
            _write(cell, _runs(child(element, "is")), style)
        elif formula is not None and not shown:
            if kind != "str":
                self.formulas += 1
                _write(cell, [("=" + (formula.text or ""), None, None)], style)
        elif shown:
            self._value(cell, kind, shown, style)
        if formula is not None and (found := LINK.match(formula.text or "")):
            cell.link = found[1].replace('""', '"')
        return cell if cell.text or cell.struck else None

    def _style(self, element):
        index = element.get("s") or "0"
        return self.styles[int(index)] if index.isdecimal() and int(index) < len(self.styles) else Style()

    def _value(self, cell, kind, shown, style):
        text = _unescaped(shown)
        if kind == "b":
            cell.value = shown in ("1", "true")
            text = "TRUE" if cell.value else "FALSE"
        elif kind == "d":
            cell.value = day(shown)
        elif kind == "n":
            cell.value = number = cell_formats.number_of(shown)
            if number is not None and style.is_date and (when := cell_formats.moment(shown, self.since_1904)):
                cell.value, cell.shows_month = when, cell_formats.shows_month(style.pattern)
                text = cell_formats.date_text(when, style.pattern)
            elif number is not None:
                text = cell_formats.number_text(number, style.pattern)
        _write(cell, [(text, None, None)], style)

    def _note_hidden_columns(self, root, rows, name):
        used = {column for cells in rows.values() for column in cells}
        for element in children(child(root, "cols"), "col"):
            if element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min") or 0), int(element.get("max") or 0)
                if count := sum(first <= column <= last for column in used):
                    what = "A hidden column" if count == 1 else f"{count} hidden columns"
                    self.source.notes.append(f"{what} of the sheet “{name}” was read as well.")


def _runs(element):
    """[(text, bold, struck)] of a rich or plain text; None where the cell's style says it."""
    result = []
    for one in element if element is not None else ():
        if local(one) == "t":
            result.append((_unescaped(one.text or ""), None, None))
        elif local(one) == "r":
            look, text = child(one, "rPr"), child(one, "t")
            bold, struck = (
                (None, None) if look is None else (switched_on(child(look, "b")), switched_on(child(look, "strike")))
            )
            result.append((_unescaped(text.text or "") if text is not None else "", bold, struck))
    return result


def _write(cell, runs, style):
    """Write runs into a cell: what is struck out apart from what is not."""
    looks = [
        (text, style.bold if bold is None else bold, style.struck if struck is None else struck)
        for text, bold, struck in runs
    ]
    kept = [(text, bold) for text, bold, struck in looks if not struck]
    cell.struck = cell_text("".join(text for text, _, struck in looks if struck))
    cell.text = cell_text("".join(text for text, _ in kept))
    cell.bold = bool(cell.text) and all(bold for text, bold in kept if text.strip())


def _unescaped(text):
    """Text without Excel's escapes of control characters, such as _x000D_."""
    return clean(ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)) if "_x" in text or "\r" in text else text
