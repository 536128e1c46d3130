"""Reader of CSV files, of any separator and encoding, and of pasted text: tables by their tabs, or lines."""

import csv
import io
import re
from collections import Counter

from .cell_words import BULLET, cell_text, clean
from .source import Cell, Row, Sheet, Source
from .xlsx_guard import TOO_MUCH, Refused

SEPARATORS = "\t;,|"
MOST_CELLS = 400_000
# A cell may be as long as the largest file.
csv.field_size_limit(2**31 - 1)

MARK = re.compile(r"^(?P<indent>[ \t]*)(?P<sign>[-–—*+]|o|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+(?=\S)")
NUMBER = re.compile(r"\d+")
HASHES = re.compile(r"#{4,}")
MARKDOWN = re.compile(r"^(#{1,6})[ \t]+(?=\S)")
QUOTED = re.compile(r'"((?:[^"]|""){0,20000}+)"(?=\t|\n|\Z)')


def decoded(content):
    """Text of a CSV file. Excel writes the machine's encoding, on council machines Windows-1252."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252")):
        try:
            if content.startswith(mark):
                return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read_csv(text, name):
    """Source of a CSV file's text. Raises Refused."""
    text = re.sub("\r\n?", "\n", text.lstrip("\ufeff").replace("\0", ""))
    said = re.match(r'"?sep=(.)"?\n', text, re.I)
    text = text[said.end() :] if said else text
    try:
        rows = _parsed(text, said[1]) if said else _best(text)
    except csv.Error as error:
        raise Refused(f"This table cannot be read: {error}") from error
    first = 2 if said else 1
    source = Source(name, [Sheet("", _rows(rows, first))])
    hashes = sum(1 for row in rows for cell in row if HASHES.fullmatch(cell.strip()))
    if hashes:
        source.notes.append(
            f"{hashes} cell{'s hold' if hashes > 1 else ' holds'} only ####: the column was too narrow when the file "
            "was saved, and the date or number in it was lost. Widen the column, save the file and bring it in again."
        )
    return source


def _parsed(text, separator):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _best(text):
    """The rows by the separator that gives the most rows of one width, then the widest."""
    found = []
    for separator in SEPARATORS:
        if separator in text or separator == ",":
            rows = _parsed(text, separator)
            widths = Counter(width for width in map(len, rows) if width > 1)
            width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
            found.append((count, width, rows))
    return max(found, key=lambda one: one[:2])[2]


def _rows(rows, first=1):
    result = []
    if sum(map(len, rows)) > MOST_CELLS:
        raise Refused(TOO_MUCH)
    for number, row in enumerate(rows, first):
        texts = [cell_text(text) for text in row]
        while texts and not texts[-1]:
            texts.pop()
        result.append(Row(number, [Cell(text) for text in texts]))
    while result and not result[-1].cells:
        result.pop()
    return result


def read_text(text, name):
    """Source of pasted text, or of a text file: rows of cells where it has tabs, lines otherwise. Raises Refused."""
    text = re.sub("\r\n?|[\x0b\x0c\u2028\u2029]", "\n", text).replace("\0", "")
    rows = _pasted(clean(text))
    if not any(row.cells for row in rows):
        raise Refused("There are no words in this text")
    tables = sum(bool(row.table) for row in rows)
    is_document = 2 * tables < sum(bool(row.cells) for row in rows)
    if not is_document:
        for row in rows:
            row.table = 0
    return Source(name, [Sheet("", rows)], is_document=is_document)


def _pasted(text):
    """[Row] of text. A list that was copied from Word has a tab after each bullet, which makes no cell."""
    rows, at, table, number, marks = [], 0, 0, 0, []
    while at < len(text):
        cells, at = _line(text, at)
        number += 1
        row = Row(number)
        while cells and not cells[-1].strip():
            cells.pop()
        found = _mark(cells)
        if found:
            marks.append((row, found, "\t".join(cells).strip()))
            row.cells = [Cell(cell_text("\t".join(cells)))]
        elif len(cells) > 1:
            table += not (rows and rows[-1].table)
            row.cells, row.table = [Cell(cell_text(cell)) for cell in cells], max(table, 1)
        elif cells and (heading := MARKDOWN.match(cells[0])):
            row.cells, row.heading = [Cell(cell_text(cells[0][heading.end() :]))], len(heading[1])
        elif cells:
            row.cells = [Cell(cell_text(cells[0]))]
        rows.append(row)
    if sum(len(row.cells) for row in rows) > MOST_CELLS:
        raise Refused(TOO_MUCH)
    _number_lists(marks)
    while rows and not rows[-1].cells:
        rows.pop()
    return rows


def _line(text, at):
    """(cells, where the next line begins). Excel puts a cell with line breaks in quotes, and doubles its quotes."""
    cells = []
    while True:
        found = QUOTED.match(text, at) if text[at : at + 1] == '"' else None
        if found and re.search('[\n\t]|""', found[1]):
            cells.append(found[1].replace('""', '"'))
            end = found.end()
        else:
            ends = [place for place in (text.find("\t", at), text.find("\n", at)) if place >= 0]
            end = min(ends, default=len(text))
            cells.append(text[at:end])
        at = end + 1
        if text[end : end + 1] != "\t":
            return cells, at


def _mark(cells):
    """(sign, depth) of a line that begins with a bullet or a number, or None."""
    words = [at for at, cell in enumerate(cells) if cell.strip()]
    line = "\t".join(cells)
    # More than one cell after the mark is a row of a table whose first column has numbers.
    if not words or len(cells) - words[0] > 2 or "\n" in line:
        return None
    bullet, mark = BULLET.match(line), MARK.match(line)
    if not (bullet or mark) or (len(cells) - words[0] == 2 and not re.fullmatch(r"\s*\S{1,5}\s*", cells[words[0]])):
        return None
    if bullet is None and len(cells) - words[0] == 2 and mark["sign"][-1] not in ".)-–—*+o":
        return None
    indent = len(line) - len(line.lstrip())
    tabs = line[:indent].count("\t")
    return ("•" if bullet else mark["sign"]), 1 + tabs + (indent - tabs) // 2


def _number_lists(marks):
    """Make the lines list items that are. A sign that may be something else is one beside a line of its like."""
    for at, (row, (sign, depth), line) in enumerate(marks):
        beside = [marks[other] for other in (at - 1, at + 1) if 0 <= other < len(marks)]
        near = [other[1][0] for other in beside if abs(other[0].number - row.number) <= 2]
        number = NUMBER.search(sign)
        if number:
            counted = [NUMBER.search(other) for other in near]
            is_item = any(one and abs(int(one[0]) - int(number[0])) == 1 for one in counted)
        elif sign == "•":
            is_item = True
        else:
            is_item = any(other == sign or (len(sign) > 1 and len(other) == len(sign)) for other in near) or sign == "•"
        if is_item:
            row.bullet = depth
            # A number is kept, since it may be the file's own reference; a bullet says nothing.
            if len(sign) == 1:
                row.cells = [Cell(cell_text(re.sub(r"^\s*\S[ \t\xa0]*", "", line)))]
