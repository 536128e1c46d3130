"""Outlines as canonical JSON text, and back.

JSON has no dates or decimals: they are written as strings and restored by field name: DATES and `..._on` hold a date,
`..._at` a datetime, DECIMALS a decimal.
"""

import functools
import hashlib
import json
from datetime import date, datetime
from decimal import Decimal

# 2: all fields of criteria, targets in the criterion's unit, ratings.
# 3: `continues`, the predecessor of each object in the plan before.
# 4: strategic assessments and consultations, with their orders of the priorities.
# 5: words of the plan's own beside leads and due dates, references, updates that were brought in.
# 6: beside the outline, the reporting rounds known at publishing; `heard_on` is the date that an update is about;
#    milestones of actions, and the success criteria that they are meant to move.
# 7: beside the outline, the result in a sentence or two.
OUTLINE_SCHEMA = 7

DATES = {"today", "speaks_of", "due_first"}
DECIMALS = {"value", "baseline", "target", "target_value", "reward_grant"}


# {name in an outline: name in JSON}, where the published name is an older one. Published names do not change.
PUBLISHED_NAMES = {
    "effective_status": "reading", "old_status": "old_reading", "new_status": "new_reading",
    "public_text": "words", "asked_as": "words",
}  # fmt: skip
OUTLINE_NAMES = {published: name for name, published in PUBLISHED_NAMES.items()}


def freeze(envelope):
    """The dict as JSON text; equal dicts in the same order give the same text."""
    text = json.dumps(envelope, default=_to_json, ensure_ascii=False, separators=(",", ":"))
    for name, published in PUBLISHED_NAMES.items():
        # A quotation mark inside a value is escaped, so only a key matches.
        text = text.replace(f'"{name}":', f'"{published}":')
    return text


def thaw(text):
    """The dict that `freeze` was given."""
    return json.loads(text, object_hook=_with_types)


def sha256_of(text):
    """SHA-256 in 64 hexadecimal digits, as `sha256sum` prints it for the downloaded file."""
    return hashlib.sha256(text.encode()).hexdigest()


def short_fingerprint(sha256):
    """First sixteen digits of a SHA-256 in groups of four, for reading aloud."""
    return " ".join(sha256[n : n + 4] for n in range(0, 16, 4))


def _to_json(value):
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"An outline holds no {type(value).__name__}")


def _outline_name(name, fields):
    """Name in an outline; `words` is the text of a public sentence, a priority in a consultation, or itself."""
    if name == "words":
        return "public_text" if "speaks_of" in fields else "asked_as" if "priority_id" in fields else name
    return OUTLINE_NAMES.get(name, name)


def _with_types(fields):
    names, types = _shape_of(tuple(fields))
    if names:
        fields = dict(zip(names, fields.values(), strict=True))
    for name, restored in types:
        if type(value := fields[name]) is str:
            fields[name] = restored(value)
    return fields


@functools.lru_cache(1024)
def _shape_of(published):
    """(names in an outline, or None if they are the same; [(name, what makes a value of its text)]) of a dict with
    these names: an edition has thousands of dicts, of few shapes.
    """
    names = published
    if not OUTLINE_NAMES.keys().isdisjoint(published):
        names = [_outline_name(name, published) for name in published]
    types = [(name, restored) for name in names if (restored := _type_of(name))]
    return None if names is published else names, types


def _type_of(name):
    """What makes a value of a field's text, or None for a text."""
    if name in DATES or name.endswith("_on"):
        return date.fromisoformat
    if name.endswith("_at"):
        return datetime.fromisoformat
    return Decimal if name in DECIMALS else None
