"""Changes in words: two wordings of one text compared word by word, and many changes in one sentence.

For two wordings, lines are compared first, then the words of the lines that differ. Both by the same means: what
stands exactly once in either text and in the same order holds the two together (as in a patience diff), and only short
stretches in between are compared exhaustively. So the work stays in proportion to the text, however much it repeats
itself.
"""

import re
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

from .rating import Word

LINES = re.compile(r"[^\n]*\n|[^\n]+")
WORDS = re.compile(r"\s+|\w+|[^\w\s]")

# How many pairs of tokens a stretch may have to be compared exhaustively, and how often a stretch is split at most.
PAIRS, DEPTH = 1000, 12
SHOWN_AROUND = 160


def pieces(old, new):
    """[("same" | "del" | "ins", text)]: "same" and "ins" together are the new text, "same" and "del" the old one."""
    found = []
    for before, after in _matched(LINES.findall(old), LINES.findall(new)):
        if before == after:
            found.append(("".join(before), "".join(after)))
        else:
            words = [WORDS.findall("".join(lines)) for lines in (before, after)]
            found += (("".join(b), "".join(a)) for b, a in _matched(*words))
    return list(_told(_tidied(found)))


def excerpt(pieces):
    """The same pieces, of which long unchanged stretches are shortened to what stands around a change."""
    last = len(pieces) - 1
    return [(op, _shortened(text, n > 0, n < last) if op == "same" else text) for n, (op, text) in enumerate(pieces)]


def _shortened(text, after_a_change, before_a_change):
    keep = SHOWN_AROUND * (after_a_change + before_a_change)
    if len(text) <= keep + SHOWN_AROUND:
        return text
    head = text[:SHOWN_AROUND].rpartition(" ")[0] if after_a_change else ""
    tail = text[-SHOWN_AROUND:].partition(" ")[2] if before_a_change else ""
    return f"{head} … {tail}"


def rising(numbers):
    """The places of a longest strictly rising subsequence, in order: rising([3, 1, 2]) is [1, 2]."""
    ends, places, before = [], [], []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else None)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
    found, place = [], places[-1] if places else None
    while place is not None:
        found.append(place)
        place = before[place]
    return found[::-1]


def out_of_turn(old, new):
    """Which of the common members of two lists are not in the same order in both: a set, as small as can be."""
    where = {key: n for n, key in enumerate(old)}
    common = [key for key in new if key in where]
    return set(common) - {common[n] for n in rising([where[key] for key in common])}


def _matched(old, new, depth=0):
    """Yields (tokens of old, tokens of new) in order: the same on both sides, or a stretch that differs."""
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
    elif len(old) * len(new) <= PAIRS:
        for _, i, k, j, m in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
            yield old[i:k], new[j:m]
    elif depth < DEPTH and (anchors := _anchors(old, new)):
        i = j = 0
        for k, m in anchors:
            yield from _matched(old[i:k], new[j:m], depth + 1)
            yield old[k : k + 1], new[m : m + 1]
            i, j = k + 1, m + 1
        yield from _matched(old[i:], new[j:], depth + 1)
    else:
        yield old, new


def _anchors(old, new):
    """[(place in old, place in new)] of tokens that stand once in each, as many as are in the same order."""
    once = {token for token, count in Counter(new).items() if count == 1}
    once &= {token for token, count in Counter(old).items() if count == 1}
    where = {token: place for place, token in enumerate(new) if token in once}
    pairs = [(place, where[token]) for place, token in enumerate(old) if token in once]
    return [pairs[n] for n in rising([place for _, place in pairs])]


def _tidied(found):
    """Stretches that stay and that differ, in turn. A space or a comma between two changes counts as changed."""
    found = _joined((old != new, old, new) for old, new in found if old or new)
    last = len(found) - 1
    return _joined(
        (differs or (0 < n < last and not re.search(r"[\w\n]", old)), old, new)
        for n, (differs, old, new) in enumerate(found)
    )


def _joined(found):
    joined = []
    for differs, group in groupby(found, itemgetter(0)):
        _, old, new = zip(*group, strict=True)
        joined.append((differs, "".join(old), "".join(new)))
    return joined


def _told(found):
    for _, old, new in found:
        if old == new:
            yield "same", new
        else:
            yield from ((op, text) for op, text in (("del", old), ("ins", new)) if text)


# What the sentence counts, the most telling first: a noun and what happened to it.
COUNTED = (
    "priority added", "priority removed", "action added", "action removed", "action completed", "action now off track",
    "action now overdue", "action now at risk", "action no longer up to date", "action back on track",
    "action withdrawn", "action moved elsewhere", "date moved", "date agreed", "date taken back", "lead changed",
    "criterion added", "criterion removed", "criterion met", "rating changed", "criterion changed", "measurement added",
    "measurement corrected", "wording changed",
    "sentence for the public", "report", "status changed", "action confirmed", "hallmark added", "hallmark removed",
    "assessment added", "assessment removed", "consultation added", "consultation removed",
    "section added", "section removed", "objective added", "objective removed", "authority added", "authority removed",
    "order", "other",
)  # fmt: skip
NOUNS = {
    "action": ("action", "actions"),
    "activity": ("activity", "activities"),
    "hallmark action": ("hallmark action", "hallmark actions"),
    "priority": ("priority", "priorities"),
    "authority": ("authority", "authorities"),
    "criterion": ("success criterion", "success criteria"),
    "objective": ("strategic objective", "strategic objectives"),
    "sentence": ("new sentence", "new sentences"),
    "report": ("new report", "new reports"),
    "order": ("change of order", "changes of order"),
    "other": ("other change", "other changes"),
    "rating": ("rating", "ratings"),
    "status": ("status", "statuses"),
}

# What a status that became this counts as; any other counts as "status changed".
TURNED = {
    ("down", "off_track"): "action now off track", ("down", "overdue"): "action now overdue",
    ("down", "at_risk"): "action now at risk", ("down", "not_updated"): "action no longer up to date",
    ("up", "overdue"): "action now overdue", ("up", "complete"): "action completed",
    ("", "withdrawn"): "action withdrawn",
}  # fmt: skip
COUNTS_AS = {
    "moved": "action moved elsewhere", "lead": "lead changed", "figures": "criterion changed",
    "wording": "wording changed", "said": "sentence for the public", "reported": "report",
    "confirmed": "action confirmed", "order": "order",
}  # fmt: skip


# The sentence has no more parts than these.
MOST = 5


def summed_up(items):
    """{"sentence": "3 activities added, 2 completed, 1 date moved", "counts": {what of COUNTED: number}} of items.

    An item and its notes are as in `changes`. The counts are in the sentence's order. If all actions among the items
    are of one kind, they are called by it.
    """
    found = Counter(what for item in items for what in _counted(item))
    counts = {what: found[what] for what in COUNTED if found[what]}
    kinds = {item["kind"] for item in items if item["kind"] in ("activity", "hallmark action")}
    called = NOUNS | {"action": NOUNS[kinds.pop() if len(kinds) == 1 else "action"]}
    told = list(counts)[: MOST if len(counts) <= MOST else MOST - 1]
    parts, last = [], None
    for what in told:
        noun, _, happened = what.partition(" ")
        name = "" if noun == last == "action" else called.get(noun, (noun, f"{noun}s"))[counts[what] != 1]
        parts.append(" ".join(filter(None, (str(counts[what]), name, happened))))
        last = noun
    sentence = ", ".join(parts) or "Nothing changed"
    if rest := counts.keys() - set(told):
        number = sum(counts[what] for what in rest)
        sentence += f" and {number} other {'change' if number == 1 else 'changes'}"
    return {"sentence": sentence, "counts": counts}


def _counted(item):
    """What an item adds to the counts, once for each."""
    kind = {"activity": "action", "hallmark action": "action", "success criterion": "criterion"}.get(item["kind"])
    if item["state"] != "changed":
        what = f"{kind or item['kind'].rpartition(' ')[2]} {item['state']}"
        return [what if what in COUNTED else "other"]
    found = [_counts_as(note) for note in item["notes"] if note["what"] != "next"]
    return [what for n, what in enumerate(found) if what != "criterion changed" or what not in found[:n]]


def _counts_as(note):
    what = note["what"]
    if what == "status":
        if note["new_reading"] == "on_track" and note["old_reading"] in ("off_track", "overdue", "at_risk"):
            return "action back on track"
        return TURNED.get((note["direction"], note["new_reading"]), "status changed")
    if what == "rating":
        return "criterion met" if note["new"] == Word.MET.label else "rating changed"
    if what == "date":
        return note["label"].lower()
    if what == "measured":
        return "measurement added" if note["old"] is None else "measurement corrected" if note["new"] else "other"
    if what == "said" and note["new"] is None:
        return "other"
    return COUNTS_AS.get(what, "other")
