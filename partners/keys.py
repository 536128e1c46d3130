"""Keys of rows as they come in addresses, forms and files: as words, which may be any."""


def key_in(word):
    """The key that a word is, or None if it can be none: more digits than a database's keys have, or no number."""
    return int(word) if word.isdecimal() and len(word) < 19 else None
