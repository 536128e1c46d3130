"""Fingerprint of a value, for a page's hidden input: it tells whether what somebody was shown is still so."""

import hashlib


def fingerprint(value: object) -> str:
    """Short hash of a value made of texts, numbers, dates, tuples, lists and dicts; a set has no order to rely on."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]
