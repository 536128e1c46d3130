"""A braille-ready file (BRF) of an edition in the braille of its language: 40 cells by 25 lines, numbered pages.

liblouis translates it (Debian: liblouis-bin liblouis-data). Where that is not installed there is no such file.
"""

import copy
import re
import subprocess
import textwrap
import unicodedata
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext

from partners.languages import ENGLISH

from ..braille_tables import BRAILLE_TABLES, ENGLISH_IN_OTHERS
from ..unavailable import FileUnavailable
from .chapters import linear_document
from .plain_text import inline_text

CELLS, LINES = 40, 25
# The last line of a page has its number.
BODY_LINES = LINES - 1
# The display table before a table says which letter stands for which cell: North American ASCII.
DISPLAY = "en-us-brf.dis"
PROGRAM = "lou_translate"
SECONDS = 60
# Longer lines than this the program cuts in two.
MOST_LETTERS = 600
# A heading is not left alone with less than this below it.
LINES_BELOW_HEADING = 3
# What is between these is in English; no text of a plan has them.
MARKS = ("\ue000", "\ue001")
MARKED = re.compile(f"[{''.join(MARKS)}]")
DIGITS = str.maketrans("1234567890", "ABCDEFGHIJ")


class Block(NamedTuple):
    """A paragraph, heading or item: its text, the cells before its first line and before the others, empty lines before
    it, and whether it is a heading, and one in the middle of its line. `chapter` is its number if it begins one."""

    text: str
    first: int = 2
    others: int = 0
    before: int = 0
    is_heading: bool = False
    is_centred: bool = False
    chapter: int = 0


HEADINGS = {
    "h1": {"before": 1, "is_heading": True, "is_centred": True},
    "h2": {"before": 2, "is_heading": True, "is_centred": True},
    "h3": {"before": 1, "is_heading": True, "first": 4, "others": 4},
    **{f"h{level}": {"before": 1, "is_heading": True, "first": 6, "others": 6} for level in (4, 5, 6)},
}


def as_braille(outline, edition, language):
    """The outline as the bytes of a BRF. Raises FileUnavailable."""
    document = linear_document(outline, edition, language)
    with translation.override(language):
        by_whom = str(BRAILLE_TABLES[language].said)
        if language != ENGLISH:
            by_whom += " " + gettext("What is in English is in uncontracted Unified English Braille.")
    first, *others = [list(_blocks(_with_marks(chapter.body))) for chapter in document.chapters]
    front = [*first, Block(by_whom, before=1), Block(document.contents, **HEADINGS["h2"])]
    body = [
        block._replace(chapter=n) if block is blocks[0] else block
        for n, blocks in enumerate(others, 1)
        for block in blocks
    ]
    texts = iter(_translated([each.text for each in (*front, *body, *(blocks[0] for blocks in others))], language))
    front = [each._replace(text=next(texts)) for each in front]
    body = [each._replace(text=next(texts)) for each in body]
    pages, starts = _pages(body)
    contents = [_contents_lines(title, starts[n]) for n, title in enumerate(texts, 1)]
    front_pages, _ = _pages(front, more=contents)
    numbered = [(page, f"P{_number(n)}") for n, page in enumerate(front_pages, 1)]
    numbered += [(page, _number(n)) for n, page in enumerate(pages, 1)]
    return "\f".join(_page_text(*each) for each in numbered).encode("ascii", "replace")


def _with_marks(body):
    """A copy of a chapter in which each text in English, of another language's file, is between two marks."""
    body = copy.deepcopy(body)
    for part in body.iter("*"):
        if "lang" in (*part.attrib, *(name for each in part.iterancestors() for name in each.attrib)):
            part.text = _marked(part.text)
            for child in part:
                child.tail = _marked(child.tail)
    return body


def _marked(text):
    return f"{MARKS[0]}{text}{MARKS[1]}" if text and text.strip() else text


def _blocks(body, indent=0):
    """Blocks of a chapter, or of a quotation or an item in it."""
    for element in body:
        if element.tag in HEADINGS:
            yield Block(inline_text(element), **HEADINGS[element.tag])
        elif element.tag in ("ul", "ol"):
            yield from _items(element, indent)
        elif element.tag == "blockquote":
            yield from _blocks(element, indent + 4)
        elif element.tag != "hr":
            for line in inline_text(element).split("\n"):
                yield Block(line, first=indent + 2, others=indent)


def _items(listed, indent):
    start = int(listed.get("start") or 1)
    for number, item in enumerate(listed, start):
        mark = f"{number}. " if listed.tag == "ol" else ""
        inner = ("ul", "ol", "p", "blockquote", "pre", *HEADINGS)
        own = inline_text(item, without=inner).replace("\n", " ")
        if mark or own:
            yield Block(f"{mark}{own}".strip(), first=indent, others=indent + 2)
        yield from _blocks([each for each in item if each.tag in inner], indent + 2)


class Run(NamedTuple):
    """A piece of a text that one table is for, and whether a space is before it."""

    table: str
    text: str
    is_after_space: bool


def _translated(texts, language):
    """The texts in braille, as letters of BRF. Raises FileUnavailable."""
    runs = [list(_runs(text, language)) for text in texts]
    tables = {run.table for each in runs for run in each}
    found = {
        table: _by_table([run.text for each in runs for run in each if run.table == table], table) for table in tables
    }
    return [
        "".join(f"{' ' if run.is_after_space else ''}{next(found[run.table])}" for run in each).strip() for each in runs
    ]


def _runs(text, language):
    """Runs of a text, of which every other is marked as English."""
    own, is_after_space = BRAILLE_TABLES[language].file, False
    for number, part in enumerate(MARKED.split(text)):
        table, part = (ENGLISH_IN_OTHERS, _plain_letters(part)) if number % 2 else (own, part)
        for line in textwrap.wrap(part, MOST_LETTERS, break_on_hyphens=False):
            yield Run(table, line, is_after_space or part[:1].isspace())
            is_after_space = True
        is_after_space = part[-1:].isspace() if part.strip() else is_after_space or bool(part)


def _plain_letters(text):
    """Text without the accents that the English table does not know."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _by_table(lines, table):
    """Iterator of lines in braille. Raises FileUnavailable."""
    try:
        done = subprocess.run(  # noqa: S603 (our own words, and the text is its input)
            [PROGRAM, "--forward", f"{DISPLAY},{table}"],
            input="".join(f"{line}\n" for line in lines).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise FileUnavailable(gettext("This server cannot make braille files at the moment.")) from error
    return (line.rstrip() for line in done.stdout.decode("ascii", "replace").upper().split("\n"))


def _pages(blocks, more=()):
    """([lines of each page], {chapter: number of its page}) of blocks, then of lists of lines that stay together."""
    pages, starts = [[]], {}

    def begin_if_full(number):
        if len(pages[-1]) + number > BODY_LINES:
            pages.append([])

    for block in blocks:
        lines = _lines(block)
        empty = block.before if pages[-1] else 0
        wanted = len(lines) + (LINES_BELOW_HEADING if block.is_heading else 0)
        if wanted <= BODY_LINES:
            begin_if_full(empty + (wanted if block.is_heading else min(2, len(lines))))
        if pages[-1]:
            pages[-1] += [""] * empty
        if block.chapter:
            starts[block.chapter] = len(pages)
        for line in lines:
            begin_if_full(1)
            pages[-1].append(line)
    for lines in more:
        begin_if_full(len(lines))
        pages[-1] += lines
    return pages, starts


def _lines(block):
    if block.is_centred:
        return [line.center(CELLS).rstrip() for line in textwrap.wrap(block.text, CELLS - 6, break_on_hyphens=False)]
    return textwrap.wrap(
        block.text,
        CELLS,
        initial_indent=" " * block.first,
        subsequent_indent=" " * block.others,
        break_on_hyphens=False,
    )


def _contents_lines(title, page):
    """A line of the contents, with the number of the page at its end."""
    number = _number(page)
    *before, last = textwrap.wrap(title, CELLS - len(number) - 2, subsequent_indent="  ", break_on_hyphens=False)
    return [*before, f"{last} {number:>{CELLS - len(last) - 1}}"]


def _number(number):
    return f"#{str(number).translate(DIGITS)}"


def _page_text(lines, number):
    """A page of 25 lines, the last with its number."""
    return "\r\n".join([*lines, *[""] * (BODY_LINES - len(lines)), number.rjust(CELLS), ""])
