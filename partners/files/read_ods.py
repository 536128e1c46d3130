"""Reader of OpenDocument spreadsheets (.ods): cells as they are shown, since the file holds them so."""

import re
from datetime import date, datetime

from .cell_formats import date_text, number_of, number_text
from .ods_styles import OdsStyles
from .sheet_grid import BEHIND, Budget, Grid, write
from .source import Cell, LeftOut, Sheet, Source, State
from .xlsx_guard import DAMAGED, TOO_MUCH, Refused
from .xml_package import Package, attribute, child, children, day, descendants, local

MOST_SHEETS = 100
# Cells beside each other that may each say something by their colour.
MOST_COLOURED = 100
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
AROUND_ROWS = {"table-row-group", "table-rows", "table-header-rows"}
AROUND_COLUMNS = {"table-column-group", "table-columns", "table-header-columns"}
CELLS = {"table-cell", "covered-table-cell"}
# Words that the program fills in by itself, such as the number of the page.
FILLED_IN = ("sheet-name", "page-number", "page-count", "title", "date", "time", "file-name")
SPACES = re.compile(r"[ \t\r\n]+")
LINK = re.compile(r'HYPERLINK\(\s*"((?:[^"]|"")*)"', re.I)
PICTURES = "Pictures on the sheet “{}”: {}. Text in pictures cannot be read."


def read_ods(parts, name):
    """Source of a spreadsheet's checked XML parts. Raises Refused."""
    return _Reader(Package(parts), name).read()


class _Reader:
    def __init__(self, package, name):
        self.root, self.styles_part = package.element("content.xml"), package.element("styles.xml")
        self.styles = OdsStyles(self.styles_part, self.root)
        self.source, self.budget = Source(name), Budget()
        meta = package.element("meta.xml")
        self.source.dated = next((day(one.text) for one in descendants(meta, "date")), None)

    def read(self):
        book = child(self.root, "body", "spreadsheet")
        sheets = children(book, "table")
        if not sheets:
            raise Refused(DAMAGED)
        if len(sheets) > MOST_SHEETS:
            raise Refused(TOO_MUCH)
        for sheet in sheets:
            self._sheet(sheet)
        for change in descendants(child(book, "tracked-changes"), "p"):
            self._leave_out("the changes", _plain(change), "words that were there before a tracked change")
        self._leave_out_edges()
        return self.source

    def _sheet(self, table):
        name = attribute(table, "name", "")
        hidden = self.styles.is_hidden_sheet(attribute(table, "style-name"))
        grid, merged = Grid(name, self.source), []
        columns = list(self._columns(table))
        at = 1
        for count, _, is_hidden in columns:
            if is_hidden:
                grid.hidden_columns.append((at, at + count - 1))
            at += count
        number = 1
        for row, is_hidden in _rows(table):
            count = _count(row, "number-rows-repeated", MOST_ROWS)
            merged += self._row(grid, row, (number, count), columns)
            if is_hidden or attribute(row, "visibility", "visible") != "visible":
                grid.hidden_rows.update(one for one in range(number, number + count) if one in grid.rows)
            number += count
        for start, end in merged:
            grid.merge(start, end)
        self._shapes(child(table, "shapes"), grid)
        result = Sheet(name, grid.in_rows(self.budget), State.HIDDEN if hidden else State.VISIBLE)
        self.source.sheets.append(result)

    def _columns(self, element):
        """(how many, style of their cells, whether hidden) of the columns."""
        for one in element:
            if local(one) == "table-column":
                hidden = attribute(one, "visibility", "visible") != "visible"
                count = _count(one, "number-columns-repeated", MOST_COLUMNS)
                yield count, attribute(one, "default-cell-style-name"), hidden
            elif local(one) in AROUND_COLUMNS:
                yield from self._columns(one)

    def _row(self, grid, element, place, columns):
        """Read a row, which may stand for several; returns [(start, end)] of its merged cells."""
        number, count = place
        column, merged = 1, []
        own_style = attribute(element, "default-cell-style-name")
        for one in element:
            if local(one) not in CELLS:
                continue
            across = _count(one, "number-columns-repeated", MOST_COLUMNS)
            style = attribute(one, "style-name") or own_style or _style_of_column(columns, column)
            if len(one) or attribute(one, "value-type"):
                self._cells(grid, one, style, (range(number, number + count), range(column, column + across)))
            elif count == 1 and across <= MOST_COLOURED and (fill := self.styles.of_cell(style).fill):
                grid.fills.setdefault(number, {}).update(dict.fromkeys(range(column, column + across), fill))
            down, wide = (
                _count(one, "number-rows-spanned", MOST_ROWS),
                _count(one, "number-columns-spanned", MOST_COLUMNS),
            )
            if down > 1 or wide > 1:
                merged.append(((number, column), (number + down - 1, column + wide - 1)))
            column += across
        return merged

    def _cells(self, grid, element, style, place):
        cell = self._cell(element, self.styles.of_cell(style))
        rows, columns = place
        comments = [
            "\n".join(_plain(line) for line in descendants(one, "p")) for one in children(element, "annotation")
        ]
        if cell.text or cell.struck or any(comments):
            self.budget.spend(len(rows) * len(columns) - 1)
            if local(element) == "covered-table-cell":
                grid.leave_out("\n".join(filter(None, (cell.text, cell.struck))), BEHIND, rows[0])
                cell = Cell()
            for row in rows:
                for column in columns:
                    grid.rows.setdefault(row, {})[column] = _copy(cell)
                    for words in comments:
                        grid.comment(row, column, words)
        self._shapes(element, grid, rows[0])

    def _cell(self, element, style):
        cell, runs = Cell(fill=style.fill, bold=style.bold), []
        for one in element:
            if local(one) in ("p", "h", "list"):
                for line in [one] if local(one) != "list" else descendants(one, "p", "h"):
                    runs += [("\n", None, None)] if runs else []
                    runs += self._runs(line, cell, None, None)
        self._value(cell, element, style)
        if not runs and cell.value is not None:
            runs = [(_shown(cell.value, attribute(element, "value-type"), style), None, None)]
        write(cell, runs, style)
        if found := LINK.search(attribute(element, "formula", "")):
            cell.link = found[1].replace('""', '"')
        return cell

    def _value(self, cell, element, style):
        kind = attribute(element, "value-type")
        if kind in ("float", "percentage", "currency"):
            cell.value = number_of(attribute(element, "value", ""))
        elif kind == "boolean":
            cell.value = attribute(element, "boolean-value") == "true"
        elif kind == "date":
            said = attribute(element, "date-value", "")
            cell.value = day(said) if len(said) < 11 or said[10:].startswith("T00:00:00") else _moment(said)
            cell.shows_month = style.shows_month and cell.value is not None

    def _runs(self, element, cell, bold, struck):
        """[(text, bold, struck)] of a paragraph, with the address of its link in the cell."""
        result = [(SPACES.sub(" ", element.text or ""), bold, struck)]
        for one in element:
            name = local(one)
            if name == "s":
                result.append((" " * _count(one, "c", 1000), bold, struck))
            elif name in ("tab", "line-break"):
                result.append(("\t" if name == "tab" else "\n", bold, struck))
            elif name in ("span", "a", "ruby", "ruby-base", "meta"):
                look = self.styles.of_text(attribute(one, "style-name")) if name == "span" else (None, None)
                own_bold, own_struck = (
                    of if mine is None else mine for of, mine in zip((bold, struck), look, strict=True)
                )
                if name == "a":
                    cell.link = cell.link or attribute(one, "href", "")
                result += self._runs(one, cell, own_bold, own_struck)
            elif name not in ("annotation", "ruby-text", "") and one.text:
                result.append((one.text, bold, struck))
            result.append((SPACES.sub(" ", one.tail or ""), bold, struck))
        return result

    def _shapes(self, element, grid, row=None):
        """Leave out the words of what is drawn on a sheet or in a cell."""
        drawn = [] if element is None else [one for one in element if "drawing" in str(one.tag).partition("}")[0]]
        for shape in drawn:
            grid.leave_out("\n".join(_plain(one) for one in descendants(shape, "p")), "a text box", row)
            if pictures := sum(1 for one in descendants(shape, "image") if one.getparent()[0] is one):
                grid.source.notes.append(PICTURES.format(grid.name, pictures))

    def _leave_out_edges(self):
        seen = set()
        for page in descendants(self.styles_part, "master-page"):
            for edge in page:
                for line in descendants(edge, "p"):
                    words = _plain(line, without=FILLED_IN)
                    if re.sub(r"\bpage\b|\bof\b", "", words, flags=re.I).strip(" /()?-.,:") and words not in seen:
                        seen.add(words)
                        self._leave_out("the pages", words, "the header or footer of the printed pages")

    def _leave_out(self, place, words, why):
        if words.strip():
            self.source.left_out.append(LeftOut(place, words.strip(), why))


def _rows(element, is_hidden=False):
    """(row, whether its group is closed) of the rows of a table."""
    for one in element:
        if local(one) == "table-row":
            yield one, is_hidden
        elif local(one) in AROUND_ROWS:
            yield from _rows(one, is_hidden or attribute(one, "display", "true") == "false")


def _style_of_column(columns, column):
    for count, style, _ in columns:
        if column <= count:
            return style
        column -= count
    return None


def _count(element, name, most):
    value = attribute(element, name, "1")
    return max(min(int(value), most), 1) if value.isdecimal() and len(value) < 9 else 1


def _copy(cell):
    return Cell(cell.text, cell.value, cell.shows_month, "", cell.struck, cell.link, cell.fill, cell.bold)


def _moment(text):
    try:
        return datetime.fromisoformat(text[:19])
    except ValueError:
        return None


def _shown(value, kind, style):
    """A value in words, in a file that has none for it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        default = "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
        return date_text(value, "mmm-yy" if style.shows_month else default)
    return number_text(value, "0.##%" if kind == "percentage" else "General").replace(".%", "%")


def _plain(element, without=()):
    """Words of a paragraph."""
    if local(element) in without:
        return ""
    words = {"s": " ", "tab": "\t", "line-break": "\n"}.get(local(element), "") + SPACES.sub(" ", element.text or "")
    return words + "".join(_plain(one, without) + SPACES.sub(" ", one.tail or "") for one in element)
