"""Actions that a file holds twice, in words that differ only in spaces, quotes, dashes or signs that cannot be seen."""

import re
import unicodedata

from .entry_shapes import Question
from .priority_names import priority_key

UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")


SIGNS = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-") | dict.fromkeys([0x60, 0xB4, 0x2018, 0x2019, 0x201B], "'")
SIGNS |= dict.fromkeys([0x201C, 0x201D, 0x201E], '"')


def wording_key(words):
    """What two spellings of the same words have in common: all but spaces, capitals and the shape of signs."""
    plain = unicodedata.normalize("NFKC", words).translate(UNSEEN).translate(SIGNS)
    return " ".join(re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", "", plain).casefold().split())


def _key(action):
    return priority_key(action.priority), wording_key(f"{action.wording} {action.note}")


def _all_words(action):
    updates = [update.words for update in action.updates]
    said = (action.lead_words, action.supporting_words, action.due_words, action.private_note, *updates)
    return tuple(wording_key(words) for words in said)


def join_doubles(entries):
    """Leave out actions that are wholly the same as one above; ask about those that differ in who, when or more."""
    first, alike, kept = {}, [], []
    for action in entries.actions:
        before = first.setdefault(_key(action), action)
        if before is action or not _key(action)[1]:
            kept.append(action)
        elif _all_words(before) == _all_words(action):
            _leave_out(entries, action, before)
        else:
            kept.append(action)
            alike.append(action.wording)
    entries.actions[:] = kept
    if alike:
        text = "These actions are in the file twice, with other leads or dates. Are they one?"
        entries.questions.append(Question("doubles", text, list(dict.fromkeys(alike))))


def _leave_out(entries, action, before):
    """List all that an action was read from as left out, since it is another one's again."""
    row = before.made_from[0][1] if before.made_from else 0
    texts = [update.words for update in action.updates]
    fields = ("priority_words", "wording", "note", "lead_words", "supporting_words", "due_words", "private_note")
    texts += [words for name in (*fields, "reference") if (words := getattr(action, name))]
    places = [place for several in action.places.values() for place in several]
    places += [update.place for update in action.updates if update.place]
    for place in dict.fromkeys(places):
        entries.keep("double", place)
    at = action.made_from[0] if action.made_from else ("", 0, 0)
    entries.leave_out(at, "\n".join(texts), f"the same as in row {row}")
