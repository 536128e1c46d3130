"""Contents of a Word document as plain data, between the plan's outline and the tracked changes.

What has an id in the plan has the same key in every edition, so that a block, or a row, is found again although it
moved.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple, Self

from ..tables import without_controls

# Key of a block or a row, unique among its siblings.
Key = tuple[str | int, ...]


class Run(NamedTuple):
    """A stretch of text without line breaks. `style` is "", "strong", "emphasis" or "quiet"."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Paragraph:
    """`style` is the name of a style in Word; in a table, "" is its own."""

    runs: tuple[Run, ...]
    style: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @classmethod
    def of(cls, *runs: Run | str, style: str = "") -> Self:
        """A paragraph of runs or texts, without the characters that a file cannot hold; a line break is a space."""
        pairs = (run if isinstance(run, Run) else Run(run) for run in runs)
        clean = (Run(re.sub(r"[\r\n]+", " ", without_controls(run.text)), run.style) for run in pairs)
        return cls(tuple(run for run in clean if run.text), style)


@dataclass(frozen=True)
class Text:
    """One or more paragraphs that belong together: a heading, a sentence or a whole field of the plan."""

    key: Key
    paragraphs: tuple[Paragraph, ...]


# A cell of a table is paragraphs; an empty cell has none.
Cell = tuple[Paragraph, ...]


@dataclass(frozen=True)
class Row:
    key: Key
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """`title` is for screen readers; `columns` are the headings, on each page; `widths` are shares of the page."""

    key: Key
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]


Block = Text | Table


def letters_in(block: Block) -> int:
    """Number of letters of a block's text."""
    cells = (cell for row in block.rows for cell in row.cells) if isinstance(block, Table) else (block.paragraphs,)
    return sum(len(run.text) for cell in cells for paragraph in cell for run in paragraph.runs)
