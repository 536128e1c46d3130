"""Reader of Excel workbooks (.xlsx, also Strict): cells as they are shown, with what is struck out, linked, commented.

The parts are read as XML, after the guard's checks: only cells with words cost anything, however many are formatted.
"""

import re

from .cell_words import clean
from .sheet_grid import Budget, Grid, write, write_number
from .source import Cell, Sheet, Source, State
from .workbook_extras import add_comments, add_links, add_merged, leave_out_words
from .workbook_styles import Style, styles_of, switched_on
from .xlsx_guard import DAMAGED, TOO_MUCH, Refused
from .xml_package import Package, attribute, child, children, day, local

MOST_SHEETS = 100
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
        self.formulas, self.budget = 0, Budget()
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
                "save it and upload it again."
            )
        return self.source

    def _sheet(self, element, part):
        root = self.package.element(part)
        result = Sheet(element.get("name", ""), state=STATES.get(element.get("state"), State.VISIBLE))
        self.source.sheets.append(result)
        if root is None or local(root) != "worksheet":
            self.source.notes.append(f"“{result.name}” is not a sheet of cells and was not read.")
            return
        grid = Grid(result.name, self.source)
        number = 0
        for row in children(child(root, "sheetData"), "row"):
            number = int(row.get("r") or 0) or number + 1
            cells, fills = self._row(row)
            if cells:
                grid.rows[number], grid.fills[number] = cells, fills
                if (row.get("hidden") or "0") in ("1", "true"):
                    grid.hidden_rows.add(number)
        for column in children(child(root, "cols"), "col"):
            if column.get("hidden") in ("1", "true"):
                grid.hidden_columns.append((int(column.get("min") or 0), int(column.get("max") or 0)))
        add_comments(self.package, part, grid, position)
        add_links(self.package, part, root, grid, position)
        add_merged(root, grid, position)
        leave_out_words(self.package, part, root, grid)
        result.rows = grid.in_rows(self.budget)

    def _row(self, row):
        """{column: Cell} of the cells of a row that hold words, and {column: colour} of those that do not."""
        cells, fills, column = {}, {}, 0
        if not any(map(len, row)):
            return cells, fills
        for element in row:
            if local(element) != "c":
                continue
            at = position(element.get("r"))
            column = at[1] if at else column + 1
            if len(element) and (cell := self._cell(element)):
                cells[column] = cell
            elif fill := self._style(element).fill:
                fills[column] = fill
        return cells, fills

    def _cell(self, element):
        style = self._style(element)
        kind, value, formula = element.get("t", "n"), child(element, "v"), child(element, "f")
        cell = Cell(fill=style.fill, bold=style.bold)
        shown = value.text if value is not None and value.text else ""
        if kind == "s":
            runs = self.texts[int(shown)] if shown.isdecimal() and int(shown) < len(self.texts) else []
            write(cell, runs, style)
        elif kind == "inlineStr":
            write(cell, _runs(child(element, "is")), style)
        elif formula is not None and not shown:
            if kind != "str":
                self.formulas += 1
                write(cell, [("=" + (formula.text or ""), None, None)], style)
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
            write_number(cell, shown, style, self.since_1904)
            return
        write(cell, [(text, None, None)], style)


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


def _unescaped(text):
    """Text without Excel's escapes of control characters, such as _x000D_."""
    return clean(ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)) if "_x" in text or "\r" in text else text
