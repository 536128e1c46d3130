"""Primary keys as text in addresses, forms and files, where they may be anything."""


def key_in(text):
    """The key in a text, or None if that is no number or has more digits than database keys do."""
    return int(text) if text.isdecimal() and len(text) < 19 else None
