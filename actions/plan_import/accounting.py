"""The proof that no word of a file vanished between its Source and its Entries."""

import re
from collections import Counter
from dataclasses import asdict

WORD = re.compile(r"\d+|[^\W\d]+")


def unaccounted(source, entries):
    """Words that the file holds more often than the entries and what was left out do, with how often."""
    return +(Counter(_words_read(source)) - Counter(_words_kept(entries)))


def _words_read(source):
    for left_out in source.left_out:
        yield from WORD.findall(left_out.words)
    for sheet in source.sheets:
        for row in sheet.rows:
            for cell in row.cells:
                yield from WORD.findall(f"{cell.text} {cell.comment} {cell.struck}")


def _words_kept(entries):
    yield from _texts(asdict(entries))


def _texts(value):
    if isinstance(value, str):
        yield from WORD.findall(value)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key == "hallmarks":
                yield from _texts(list(one))
            if key not in {"made_from", "place", "why", "questions", "key", "headings"}:
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
