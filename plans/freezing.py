"""An outline as text that never changes, and back again.

JSON knows no dates and no decimals: they are written as strings, and read back by the names of their fields, which say
what they hold: DATES and `..._on` a date, `..._at` a moment, DECIMALS a decimal.
"""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal

# 2: criteria with all that is known of them, their target in their own unit, their rating.
# 3: what each thing continues in the plan before.
# 4: strategic assessments and consultations, with the places that they gave the priorities.
SCHEMA = 4

DATES = {"today", "speaks_of", "due_first"}
DECIMALS = {"value", "baseline", "target", "target_value", "reward_grant"}


def freeze(envelope):
    """The dict as JSON text, the same text for the same dict."""
    return json.dumps(envelope, default=_plainly, ensure_ascii=False, separators=(",", ":"))


def thaw(words):
    """What `freeze` was given."""
    return json.loads(words, object_hook=_with_types)


def sha256_of(words):
    """64 hexadecimal digits: what `sha256sum` says of the downloaded file."""
    return hashlib.sha256(words.encode()).hexdigest()


def short_fingerprint(sha256):
    """The first sixteen digits of a SHA-256 in groups of four, for reading aloud."""
    return " ".join(sha256[n : n + 4] for n in range(0, 16, 4))


def _plainly(value):
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"An outline holds no {type(value).__name__}")


def _with_types(thing):
    for name, value in thing.items():
        if not isinstance(value, str):
            continue
        if name in DATES or name.endswith("_on"):
            thing[name] = date.fromisoformat(value)
        elif name.endswith("_at"):
            thing[name] = datetime.fromisoformat(value)
        elif name in DECIMALS:
            thing[name] = Decimal(value)
    return thing
