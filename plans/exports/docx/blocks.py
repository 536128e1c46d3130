"""Contents of a Word document as plain data, between the plan's outline and the file.

`plan_blocks.plan_blocks(outline)` turns an outline into blocks; a writer turns blocks into a document; `changes_docx` compares
those of two outlines and writes both, as tracked changes. What has an id in the plan has the same key in every edition,
so that a block, or a row, is found again although it moved.
"""

from dataclasses import dataclass
from typing import NamedTuple

# Key of a block or a row, unique among its siblings.
Key = tuple[str | int, ...]


class Run(NamedTuple):
    """A stretch of text without line breaks. `style` is "", "strong", "emphasis" or "quiet"."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Paragraph:
    """`style` is "", "title", "subtitle", "heading 1" to "heading 4", "lead", "quote", "bullet" or "number"."""

    runs: tuple[Run, ...]
    style: str = ""

    @property
    def text(self):
        return "".join(run.text for run in self.runs)


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
    """`title` is for screen readers; `columns` are the headings, repeated on each page; `widths` are shares of the page."""

    key: Key
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]


Block = Text | Table


def heading(key: Key, level: int, text: str) -> Text:
    return Text(key, (Paragraph((Run(text),), f"heading {level}"),))


def sentence(key: Key, *runs: Run | str, style: str = "") -> Text:
    """A block of one paragraph."""
    return Text(key, (Paragraph(tuple(Run(run) if isinstance(run, str) else run for run in runs), style),))
