"""Word-by-word diff of two texts.

The diff compares lines first, then the words of lines that differ. Both steps anchor on tokens that occur exactly once
in each text and in the same order (as in a patience diff), and compare only short stretches in between exhaustively. So
the cost stays proportional to the text, however repetitive.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

from .shape import Piece

LINE = re.compile(r"[^\n]*\n|[^\n]+")
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")

# Most token pairs in a stretch compared exhaustively, and maximum depth of splitting.
MAX_PAIRS, MAX_DEPTH = 1000, 12
CONTEXT_LENGTH = 160


def pieces(old: str, new: str) -> list[Piece]:
    """[("same" | "del" | "ins", text)]: "same" and "ins" together are the new text, "same" and "del" the old one."""
    stretches = []
    for before, after in _matched(LINE.findall(old), LINE.findall(new)):
        if before == after:
            stretches.append(("".join(before), "".join(after)))
        else:
            tokens = [TOKEN.findall("".join(lines)) for lines in (before, after)]
            stretches += (("".join(b), "".join(a)) for b, a in _matched(*tokens))
    return list(_operations(_merge_separators(stretches)))


def excerpt(pieces: list[Piece]) -> list[Piece]:
    """The same pieces with long unchanged stretches shortened to the context of a change."""
    last = len(pieces) - 1
    return [(op, _shorten(text, n > 0, n < last) if op == "same" else text) for n, (op, text) in enumerate(pieces)]


def _shorten(text, after_a_change, before_a_change):
    keep = CONTEXT_LENGTH * (after_a_change + before_a_change)
    if len(text) <= keep + CONTEXT_LENGTH:
        return text
    head = text[:CONTEXT_LENGTH].rpartition(" ")[0] if after_a_change else ""
    tail = text[-CONTEXT_LENGTH:].partition(" ")[2] if before_a_change else ""
    return f"{head} … {tail}"


def rising(numbers: Iterable[int]) -> list[int]:
    """Indexes of a longest strictly rising subsequence, in order: rising([3, 1, 2]) is [1, 2]."""
    ends: list[int] = []
    ends_at: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(ends_at[length - 1] if length else None)
        ends[length : length + 1] = [number]
        ends_at[length : length + 1] = [index]
    indexes: list[int] = []
    last = ends_at[-1] if ends_at else None
    while last is not None:
        indexes.append(last)
        last = before[last]
    return indexes[::-1]


def out_of_turn(old: Sequence[Hashable], new: Sequence[Hashable]) -> set:
    """Smallest set of common members whose removal leaves the rest of two lists in the same order."""
    index_in_old = {key: n for n, key in enumerate(old)}
    common = [key for key in new if key in index_in_old]
    return set(common) - {common[n] for n in rising([index_in_old[key] for key in common])}


def _matched(old, new, depth=0):
    """Yield (old tokens, new tokens) in order: either equal, or a stretch that differs."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield old[:start], new[:start]
    yield from _between(old[start : len(old) - end], new[start : len(new) - end], depth)
    yield old[len(old) - end :], new[len(new) - end :]


def _between(old, new, depth):
    if not old or not new:
        yield old, new
    elif len(old) * len(new) <= MAX_PAIRS:
        for _, i, k, j, m in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
            yield old[i:k], new[j:m]
    elif depth < MAX_DEPTH and (anchors := _anchors(old, new)):
        i = j = 0
        for k, m in anchors:
            yield from _matched(old[i:k], new[j:m], depth + 1)
            yield old[k : k + 1], new[m : m + 1]
            i, j = k + 1, m + 1
        yield from _matched(old[i:], new[j:], depth + 1)
    else:
        yield old, new


def _anchors(old, new):
    """[(index in old, index in new)] of tokens unique in both, as many as keep the same order."""
    once = {token for token, count in Counter(new).items() if count == 1}
    once &= {token for token, count in Counter(old).items() if count == 1}
    index_in_new = {token: index for index, token in enumerate(new) if token in once}
    pairs = [(index, index_in_new[token]) for index, token in enumerate(old) if token in once]
    return [pairs[n] for n in rising([index for _, index in pairs])]


def _merge_separators(stretches):
    """Alternating equal and different stretches. A space or comma between two changes counts as changed."""
    stretches = _merge_runs((old != new, old, new) for old, new in stretches if old or new)
    last = len(stretches) - 1
    return _merge_runs(
        (differs or (0 < n < last and not re.search(r"[\w\n]", old)), old, new)
        for n, (differs, old, new) in enumerate(stretches)
    )


def _merge_runs(stretches):
    joined = []
    for differs, group in groupby(stretches, itemgetter(0)):
        _, old, new = zip(*group, strict=True)
        joined.append((differs, "".join(old), "".join(new)))
    return joined


def _operations(stretches):
    for _, old, new in stretches:
        if old == new:
            yield "same", new
        else:
            yield from ((op, text) for op, text in (("del", old), ("ins", new)) if text)
