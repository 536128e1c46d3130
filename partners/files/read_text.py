"""Reader of text that was pasted, or of a text file: tables by their tabs, lists, headings of Markdown, other lines.

Excel puts a cell with line breaks in quotes. Word does not, so that a row of its table is several lines; and it writes
the bullets and automatic numbers of a list, with a tab after each.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from .cell_words import BULLET, BULLETS, cell_text, clean
from .read_csv import read_csv_text, table_of_text
from .source import Cell, Row, Sheet, Source
from .xlsx_guard import TOO_MUCH, Refused

MOST_CELLS = 400_000
NARROWEST_PAGE, WIDEST_PAGE = 40, 130
FULL = 0.75
DASHES = "-–—*+"
# Paragraphs of a row of a table that was copied from Word.
MOST_PARAGRAPHS = 40
QUOTED = re.compile(r'"((?:[^"]|""){0,20000}+)"(?=\t|\n|\Z)')
# Signs that Word's bullets become outside of their font.
FROM_FONTS = "§Øü"
MARK = re.compile(
    r"^[ \t]*(?P<sign>[-–—*+]|o|\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+[.)]?|\(?[a-z][.)]|\(?[ivx]{1,5}[.)])[ \t]+(?=\S)",
    re.I,
)
FONT_BULLET = re.compile(rf"^[ \t]*[{FROM_FONTS}]\t+(?=\S)")
# A bullet on a line of its own, above its words.
ALONE = re.compile(rf"^([ \t]*[{BULLETS}])[ \t\xa0]*\n\s*(?=\S)", re.M)
NUMBER = re.compile(r"\d+")
LABEL = re.compile(r"\s*[^\W\d][^:]{0,40}:\s*")
HEADING = re.compile(r"^(#{1,6})[ \t]+(?=\S)")
UNDERLINE = re.compile(r"\s*(={3,}|-{3,}|_{3,}|\*{3,})\s*")
PIPES = re.compile(r"\s*\|(.*\S.*)\|\s*")
PIPES_BELOW = re.compile(r"[\s|:+-]+")
STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
LINK = re.compile(r"\[([^\]\n]+)\]\((\S+?)\)")


@dataclass(slots=True)
class Line:
    """A line by its number, its cells, and what kind of line it is: "table", "item", "line" or "" for an empty one."""

    number: int
    cells: list
    kind: str = ""
    sign: str = ""
    depth: int = 0
    last: tuple = (0, 0)  # number and length of the last line that was joined to it

    @property
    def text(self):
        return "\t".join(self.cells)


def read_text(text, name):
    """Source of text: a table by its tabs or separators, or lines. Raises Refused."""
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).replace("\0", "")
    if not text.strip("\ufeff \t\n\xa0"):
        raise Refused(gettext("There are no words in this text"))
    if table_of_text(text):
        return read_csv_text(text, name)
    lines = _joined(_lines(ALONE.sub(r"\1 ", clean(text))))
    width = 0
    for block in _blocks(lines):
        width = _set_kinds(block, width)
    _number_lists([line for line in lines if line.kind == "item"])
    rows = _rows(_unbroken(lines))
    if sum(len(row.cells) for row in rows) > MOST_CELLS:
        raise Refused(TOO_MUCH)
    is_document = 2 * sum(bool(row.table) for row in rows) < sum(bool(row.cells) for row in rows)
    if not is_document:
        for row in rows:
            row.table = 0
    return Source(name, [Sheet("", rows)], is_document=is_document)


def _lines(text):
    lines, at, number = [], 0, 0
    while at < len(text):
        cells, at = _line(text, at)
        number += 1
        if len(cells) == 1 and (found := PIPES.fullmatch(cells[0])):
            if PIPES_BELOW.fullmatch(cells[0]):
                continue
            cells = [cell.strip() for cell in found[1].split("|")]
        lines.append(Line(number, cells if any(cell.strip() for cell in cells) else []))
    return lines


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


def _joined(lines):
    """The lines, with those joined that are one row of a table of Word: together as many tabs as the first has."""
    result, at = [], 0
    width = next((len(line.cells) for line in lines if len(line.cells) > 2), 0)
    while at < len(lines):
        tabs, end = 0, at
        while end < min(len(lines), at + MOST_PARAGRAPHS) and 0 < len(lines[end].cells) < width and tabs < width - 1:
            tabs += len(lines[end].cells) - 1
            end += 1
            if end == at + 1 and not tabs:
                break
        parts = lines[at:end]
        if len(parts) > 1 and tabs == width - 1 and not any(_is_bullet(part.text) for part in parts[:1]):
            cells = list(parts[0].cells)
            for part in parts[1:]:
                cells[-1] += f"\n{part.cells[0]}"
                cells += part.cells[1:]
            result.append(Line(parts[0].number, cells))
            at = end
        else:
            result.append(lines[at])
            at += 1
    return result


def _blocks(lines):
    """Lists of lines without an empty one between."""
    block = []
    for line in [*lines, Line(0, [])]:
        if line.cells:
            block.append(line)
        elif block:
            yield block
            block = []


def _set_kinds(block, above):
    """Say of each line of a block what it is; returns the width of its table, 0 for none. `above` is that of the block
    above. What looks like a number is a cell where other rows have none."""
    tabbed = [line for line in block if len(line.cells) > 1]
    may_be = [line for line in tabbed if _may_be_item(line) or LABEL.fullmatch(line.cells[0])]
    wide = [line for line in tabbed if len(_without_end(line.cells)) > 2 and not _may_be_item(line)]
    goes_on = bool(above) and len(block[0].cells) == above
    has_table = bool(wide) or goes_on or len(may_be) < len(tabbed)
    for line in block:
        is_bullet = _is_bullet(line.text) and _may_be_item(line)
        if is_bullet or (MARK.match(line.text) and _may_be_item(line) and not (has_table and len(line.cells) > 1)):
            line.kind = "item"
            line.sign = "•" if is_bullet else MARK.match(line.text)["sign"]
            indent = line.text[: len(line.text) - len(line.text.lstrip())]
            line.depth = 1 + indent.count("\t") + (len(indent) - indent.count("\t")) // 2
        elif len(line.cells) > 1 and has_table:
            line.kind = "table"
        else:
            line.kind = "line"
    return max((len(line.cells) for line in block if line.kind == "table"), default=0)


def _without_end(cells):
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _may_be_item(line):
    """Whether all words of a line are in one cell, behind a mark."""
    words = [at for at, cell in enumerate(line.cells) if cell.strip()]
    if not words or "\n" in line.text or words[-1] - words[0] > 1:
        return False
    return words[-1] == words[0] or bool(re.fullmatch(r"\s*\S{1,8}\s*", line.cells[words[0]]) and _has_mark(line.text))


def _has_mark(text):
    return bool(_is_bullet(text) or MARK.match(text))


def _is_bullet(text):
    return bool(BULLET.match(text) or FONT_BULLET.match(text))


def _number_lists(items):
    """Take for lines those that are no items: a sign that may be something else is one beside a line of its like."""
    for at, line in enumerate(items):
        beside = [items[other] for other in (at - 1, at + 1) if 0 <= other < len(items)]
        near = [other.sign for other in beside if abs(other.number - line.number) <= 2]
        number = NUMBER.search(line.sign)
        if number and "." not in line.sign.rstrip("."):
            counted = [NUMBER.search(other) for other in near]
            is_item = any(one and abs(int(one[0]) - int(number[0])) <= 1 for one in counted)
        elif number:
            is_item = any(NUMBER.search(other) for other in near)
        else:
            below_bullet = any(other.sign == "•" and abs(other.number - line.number) == 1 for other in beside)
            alike = any(other == line.sign or len(other) == len(line.sign) > 1 for other in near)
            dashed = line.sign in DASHES and any(other.sign == line.sign for other in items if other is not line)
            is_item = line.sign == "•" or below_bullet or alike or dashed
        if not is_item:
            line.kind = "line"


def _unbroken(lines):
    """The lines, with those joined that a page broke, as in text from a PDF: a line so long that the word after it had
    no place on it, and one that goes on in small letters."""
    width, result = _width(lines), []
    for line in lines:
        above = result[-1] if result else None
        if above and width and line.kind == "line" and len(line.cells) == 1 and _goes_on(above, line, width):
            above.cells = [f"{above.cells[0].rstrip()} {line.cells[0].strip()}"]
            above.last = (line.number, len(line.cells[0]))
        else:
            line.last = (line.number, len(line.text))
            result.append(line)
    return result


def _width(lines):
    """How long the longest lines are, 0 where no page is so narrow or so wide."""
    lengths = sorted(len(line.text.strip()) for line in lines if line.kind in ("line", "item"))
    longest = lengths[-1] if lengths else 0
    return longest if NARROWEST_PAGE <= longest <= WIDEST_PAGE else 0


def _goes_on(above, line, width):
    number, length = above.last
    first = line.text.split()[0]
    if above.kind == "item" and number == line.number - 1 and above.text.count("(") > above.text.count(")"):
        return True
    return (
        above.kind in ("line", "item")
        and len(above.cells) == 1
        and number == line.number - 1
        and (first[:1].islower() or (first[:1] == "(" and above.kind == "item"))
        and not above.text.rstrip().endswith((".", ":", ";", "!", "?"))
        and length + len(first) >= FULL * width
    )


def _rows(lines):
    """[Row] of lines. Number and letters are kept, since they may be the file's own references; bullets say nothing."""
    rows, tables = [], 0
    is_markdown = any(line.kind == "line" and HEADING.match(line.text) for line in lines)
    for at, line in enumerate(lines):
        row = Row(line.number)
        if line.kind == "table":
            tables += not (at and lines[at - 1].kind == "table")
            row.table, row.cells = tables, [Cell(cell_text(cell)) for cell in _without_end(line.cells)]
        elif line.kind == "item":
            text = line.text.strip()
            row.bullet = line.depth
            text = (
                re.sub(r"^\S[ \t\xa0]*", "", text) if len(line.sign) == 1 else re.sub(r"^(\S+)[ \t\xa0]+", r"\1 ", text)
            )
            row.cells = [Cell(cell_text(text))]
        elif line.kind == "line":
            _write_line(row, rows, re.sub(r"[ \t]*\t[ \t]*", " ", line.text.strip()))
        if is_markdown:
            for cell in row.cells:
                _take_markdown(cell)
        rows.append(row)
    while rows and not rows[-1].cells:
        rows.pop()
    return rows


def _write_line(row, rows, text):
    above = rows[-1] if rows and rows[-1].cells and not rows[-1].table else None
    if UNDERLINE.fullmatch(text):
        # A line below words makes them a heading; one alone is no words.
        if above and not above.bullet and text.strip()[0] in "=-":
            above.heading = 1 if text.strip()[0] == "=" else 2
    elif found := HEADING.match(text):
        row.heading, row.cells = len(found[1]), [Cell(cell_text(text[found.end() :].rstrip("# ")))]
    else:
        row.cells = [Cell(cell_text(text))]


def _take_markdown(cell):
    """Words of Markdown without its signs: **bold**, [words](address), > quoted."""
    if found := LINK.search(cell.text):
        cell.link = found[2]
    text = LINK.sub(r"\1", cell.text) if len(LINK.findall(cell.text)) == 1 else cell.text
    cell.bold = bool(STRONG.fullmatch(text))
    cell.text = re.sub(r"^>[ \t]*", "", STRONG.sub(r"\2", text), flags=re.M)
