"""Reader of old Excel workbooks (.xls), by xlrd: cells as they are shown, what is struck out, hidden, merged, noted."""

import io
import struct
from datetime import date, timedelta

from .cell_words import clean
from .sheet_grid import Budget, Grid, write, write_number
from .source import Cell, Sheet, Source, State
from .workbook_extras import leave_out_edges
from .workbook_styles import Style
from .xlsx_guard import DAMAGED, PROTECTED, TOO_MUCH, Refused

STATES = [State.VISIBLE, State.HIDDEN, State.VERY_HIDDEN]
# Cells of a sheet, with the empty ones that are formatted and those between: xlrd keeps them all.
MOST_CELLS = 1_500_000
# Records of a workbook that are looked at before xlrd reads them.
CELL, SEVERAL, HEADER, FOOTER, OBJECT, TEXT, CONTINUED = (
    {0x06, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E, 0xD6}, {0xBD, 0xBE}, 0x14, 0x15, 0x5D, 0x1B6, 0x3C,
)  # fmt: skip
NOTE_OBJECT = 0x19
LAST_SAVED, FILE_TIME, TICKS_A_DAY = 0x0D, 0x40, 86_400 * 10**7


def read_xls(content, name):
    """Source of the bytes of a workbook's stream. Raises Refused."""
    import xlrd  # few requests need it

    source, budget = Source(name), Budget()
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
        beside = [_look_over(book, at) for at in range(book.nsheets)]
        styles = _styles(book)
        for at in range(book.nsheets):
            source.sheets.append(_sheet(book, at, styles, beside[at], source, budget))
    except Refused:
        raise
    except Exception as error:
        # xlrd raises exceptions of many kinds for damaged files.
        raise Refused(PROTECTED if "encrypted" in str(error) else DAMAGED) from error
    if not source.sheets:
        raise Refused(DAMAGED)
    return source


def saved_on(properties):
    """The day on which a file of the old kind was last saved, by its stream of properties; None if it does not say."""
    try:
        start = struct.unpack_from("<I", properties, 44)[0]
        for at in range(struct.unpack_from("<I", properties, start + 4)[0]):
            what, place = struct.unpack_from("<II", properties, start + 8 + 8 * at)
            kind, ticks = struct.unpack_from("<IQ", properties, start + place)
            if what == LAST_SAVED and kind == FILE_TIME:
                saved = date(1601, 1, 1) + timedelta(days=ticks // TICKS_A_DAY)
                return saved if saved.year > 1990 else None
    except (struct.error, OverflowError):
        pass
    return None


def _look_over(book, at):
    """(headers and footers, text boxes) of a sheet. Raises Refused where it has more cells than a plan.

    xlrd reads neither, and would make a million cells of a few records.
    """
    edges, boxes, widths, kind, waiting = [], [], {}, 0, False
    place = book._sh_abs_posn[at]
    while place + 4 <= len(book.mem):
        record, size = struct.unpack_from("<HH", book.mem, place)
        data = book.mem[place + 4 : place + 4 + size]
        if record == 0x0A and not waiting:
            break
        if record in CELL or record in SEVERAL:
            row, column = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, size - 2)[0] if record in SEVERAL else column
            widths[row] = max(widths.get(row, 0), last + 1)
        elif record in (HEADER, FOOTER) and size > 3 and book.biff_version >= 80:
            edges.append(_unicode(data[3:], data[2]))
        elif record == OBJECT and size >= 6:
            kind = struct.unpack_from("<H", data, 4)[0]
        elif record == TEXT:
            waiting = True
        elif record == CONTINUED and waiting:
            waiting = False
            if kind != NOTE_OBJECT and data:
                boxes.append(_unicode(data[1:], data[0]))
        place += 4 + size
    if sum(widths.values()) > MOST_CELLS:
        raise Refused(TOO_MUCH)
    return edges, boxes


def _unicode(data, flags):
    return bytes(data).decode("utf-16-le" if flags & 1 else "latin-1", "replace")


def _styles(book):
    """[Style] by the index that a cell names."""
    result = []
    for one in book.xf_list:
        font, shown = book.font_list[one.font_index], book.format_map.get(one.format_key)
        colour = book.colour_map.get(one.background.pattern_colour_index) if one.background.fill_pattern else None
        fill = "".join(f"{part:02X}" for part in colour) if colour else ""
        pattern = (shown.format_str if shown else "") or "General"
        result.append(Style(pattern, font.weight >= 600 or bool(font.bold), bool(font.struck_out), fill))
    return result


def _sheet(book, at, styles, beside, source, budget):
    import xlrd

    sheet = book.sheet_by_index(at)
    grid = Grid(sheet.name, source)
    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        if not set(kinds) - {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
            continue
        for column, kind in enumerate(kinds):
            if kind == xlrd.XL_CELL_EMPTY:
                continue
            style = styles[sheet.cell_xf_index(row, column)]
            if kind == xlrd.XL_CELL_BLANK:
                grid.fills.setdefault(row + 1, {})[column + 1] = style.fill
            elif cell := _cell(book, sheet, (row, column), (kind, values[column]), style):
                grid.rows.setdefault(row + 1, {})[column + 1] = cell
    grid.hidden_rows.update(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    grid.hidden_columns.extend((column + 1, column + 1) for column, info in sheet.colinfo_map.items() if info.hidden)
    for (row, column), note in sheet.cell_note_map.items():
        grid.comment(row + 1, column + 1, note.text)
    for top, bottom, left, right in sheet.merged_cells:
        grid.merge((top + 1, left + 1), (bottom, right))
    edges, boxes = beside
    for words in boxes:
        grid.leave_out(words, "a text box")
    leave_out_edges(grid, edges)
    result = Sheet(sheet.name, grid.in_rows(budget), STATES[sheet.visibility])
    book.unload_sheet(at)
    return result


def _cell(book, sheet, place, typed, style):
    """A Cell, or None where it has no words. `typed` is its type and value in xlrd."""
    import xlrd

    kind, value = typed
    cell = Cell(fill=style.fill, bold=style.bold)
    if kind == xlrd.XL_CELL_TEXT:
        write(cell, _runs(book, sheet.rich_text_runlist_map.get(place), value, style), style)
        link = sheet.hyperlink_map.get(place)
        address = (link.url_or_path if link else "") or ""
        cell.link = address.decode("latin-1") if isinstance(address, bytes) else address
    elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        write_number(cell, value, style, bool(book.datemode))
    elif kind == xlrd.XL_CELL_BOOLEAN:
        cell.value = bool(value)
        write(cell, [("TRUE" if value else "FALSE", None, None)], style)
    elif kind == xlrd.XL_CELL_ERROR:
        write(cell, [(xlrd.error_text_from_code.get(value, "#N/A"), None, None)], style)
    return cell if cell.text or cell.struck else None


def _runs(book, runs, text, style):
    """[(text, bold, struck)] of a text. xlrd gives [(where a font begins, its index)]."""
    result, fonts, at = [], [(0, None), *(runs or ())], 0
    for (_, font), (end, _) in zip(fonts, [*fonts[1:], (len(text), None)], strict=True):
        look = book.font_list[font] if font is not None else None
        bold, struck = (None, None) if look is None else (look.weight >= 600, bool(look.struck_out))
        result.append((clean(text[at:end]), bold, struck))
        at = max(at, end)
    return result
