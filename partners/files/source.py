"""What an uploaded file holds, whatever its kind: sheets of rows of cells, in the words that a person sees in it.

A Word document, and text that was pasted, is one sheet: each paragraph is a row of one cell, each row of a table a row
of cells. Nothing of the file is lost on the way: what is no cell is in `left_out`, with the reason.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """Whether a sheet is shown in the program that wrote the file."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very hidden"


@dataclass(slots=True)
class Cell:
    """A cell as a person sees it. `text` keeps its line breaks, and bullets as "• " at the beginning of a line.

    `value` is the typed value, where the file has one. `shows_month` is a day that the file shows as a month. `struck`
    are words that are struck out, and not in `text`; `link` an address behind the words. `spans` are the rows and
    columns of a merged cell, on its first; the others are `covered` and have no text. `mark` is what the program writes
    before its words and counts itself, such as "1.1" or "a)": no part of `text`, except where it holds words of a
    heading ("Priority 1:"), and one a line where several lines have their own.
    """

    text: str = ""
    value: date | datetime | Decimal | int | bool | None = None
    shows_month: bool = False
    comment: str = ""
    struck: str = ""
    link: str = ""
    fill: str = ""
    bold: bool = False
    spans: tuple[int, int] = (1, 1)
    covered: bool = False
    mark: str = ""


@dataclass(slots=True)
class Row:
    """A row by its number in the sheet, or a paragraph by its number in the document, from 1.

    `heading` is the level of a heading of a document, 0 for none (a document's title is 1); `bullet` the depth of a
    list item, from 1, 0 for none; its automatic number is its cell's `mark`. `table` tells the tables of a document
    apart, 0 outside of them.
    """

    number: int
    cells: list[Cell] = field(default_factory=list)
    hidden: bool = False
    heading: int = 0
    bullet: int = 0
    table: int = 0

    @property
    def words(self):
        """The texts of its cells, without the empty ones."""
        return [cell.text for cell in self.cells if cell.text]


@dataclass(slots=True)
class LeftOut:
    """Words of the file that do not go into the plan: where they are, as a person finds them, and why.

    `at` is the cell or paragraph that they are all or a part of, as sheet, row number and column from 0, if it is one.
    """

    place: str
    words: str
    why: str
    at: tuple[str, int, int] | None = None


@dataclass(slots=True)
class Sheet:
    """A sheet's rows, without the empty ones at its end. A row that is empty has no cells."""

    name: str
    rows: list[Row] = field(default_factory=list)
    state: State = State.VISIBLE


@dataclass(slots=True)
class Source:
    """A file that was read. `is_document` is a Word document or prose; `notes` are sentences for the reader, such as
    that tracked changes were taken as accepted. `dated` is the file's own date of its last change, if it says one."""

    name: str
    sheets: list[Sheet] = field(default_factory=list)
    is_document: bool = False
    notes: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    dated: date | None = None
