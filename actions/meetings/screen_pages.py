"""Pages of what stands on a screen of a meeting: what does not fit without scrolling is on the next one.

The pages fit a window of 1024 by 768 or 1280 by 720 pixels with type of 24 pixels; in larger ones room is to spare.
"""

import textwrap
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.translation import gettext

from .minutes import all_records

AGENDA_PER_PAGE = 7
SEATS_PER_PAGE = 4
EXCEPTIONS_PER_PAGE = 8
MATTERS_PER_PAGE = 6
MEASURES_PER_PAGE = 4
MILESTONES_PER_PAGE = 3
TITLE = "title"


@dataclass(frozen=True)
class Pane:
    """The room of a pane at the smallest size of type: letters a line, and lines."""

    letters: int
    lines: int


LEFT, RIGHT = Pane(letters=38, lines=13), Pane(letters=38, lines=10)


def page_of(items, number, size):
    """The Page of `size` items with that number, or the nearest that there is."""
    return Paginator(items, size).get_page(number)


def starting_with(items, wanted):
    """The items, each with an id, in their order, from the one with that id on; those before it come last."""
    first = next((n for n, item in enumerate(items) if str(item["id"]) == wanted), 0)
    return [*items[first:], *items[:first]]


def pages_by_length(items, pane, text_of):
    """Items in groups, each of which fits the pane; `text_of` is the text that an item shows."""
    pages, used = [], pane.lines
    for item in items:
        # Half a line more for the space below it.
        lines = min(_lines(text_of(item), pane) + 0.5, pane.lines)
        if used + lines > pane.lines:
            pages.append([])
            used = 0
        pages[-1].append(item)
        used += lines
    return pages


def _lines(text, pane):
    return sum(-(-len(line) // pane.letters) or 1 for line in text.split("\n"))


def prose_blocks(text, pane):
    """Markdown in texts that fit the pane, cut between its paragraphs, and inside those that alone are too long."""
    room = pane.letters * (pane.lines - 1)
    paragraphs = [piece for paragraph in text.split("\n\n") for piece in _pieces(paragraph, room)]
    return ["\n\n".join(page) for page in pages_by_length(paragraphs, pane, str)]


def _pieces(text, room):
    if len(text) <= room:
        return [text] if text.strip() else []
    return textwrap.wrap(text, room, replace_whitespace=False, drop_whitespace=True)


def said_blocks(update, pane):
    """An action's update in pages that fit the pane; a page is [(label, text)]."""
    if not update:
        return []
    named = [("", update["happened"]), (gettext("Achieved"), update["achieved"]), (gettext("Next"), update["next"])]
    # Below the text it says who reported it.
    return _labelled_pages(named, Pane(pane.letters, pane.lines - 1))


def minutes_blocks(minutes, pane):
    """What minutes say under each point, for those who are to agree them, in pages that fit the pane.

    A page is [(label, text)]: the label is TITLE for the title of a point, the kind of a record, or "".
    """
    blocks = []
    for number, point in enumerate(minutes["points"], 1):
        blocks += [(TITLE, f"{number}. {point['title']}"), ("", point["words"])]
        blocks += [(gettext(record["label"]), record["words"]) for record in all_records([point])]
    return _labelled_pages(blocks, pane)


def _labelled_pages(blocks, pane):
    room = pane.letters * (pane.lines - 1)
    pieces = [(label, piece) for label, text in blocks for piece in _pieces(text, room)]
    return pages_by_length(pieces, pane, lambda block: f"{block[0]}: {block[1]}")
