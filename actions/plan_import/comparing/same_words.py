"""Whether two texts say the same, whatever their spaces, quotes, dashes, capitals, bullets and list numbers are."""

import re
import unicodedata

# Numbers of lists: “1.”, “1)”, “1.1”; but “1.5 million” is none.
LIST_NUMBER = re.compile(r"^[\s•▪·*–—-]*(?:\d+(?:\.\d+)+[.)]?\s+(?![a-z])|\d+[.):]\s+)")
DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
KEPT = "%£€$+=<>#@-./:"


def words_key(text):
    """What texts that say the same have in common: their letters, digits and signs such as %."""
    plain = unicodedata.normalize("NFKC", str(text)).translate(DASHES)
    return _signs(LIST_NUMBER.sub("", plain)) or _signs(plain) or plain.strip()


def _signs(text):
    """Letters, digits and KEPT signs; dashes, dots and colons only within numbers."""
    text = re.sub(r"(?<!\d)[-./:]|[-./:](?!\d)", "", text.casefold().replace("&", "and"))
    return "".join(sign for sign in text if sign.isalnum() or sign in KEPT or unicodedata.category(sign)[0] == "M")


def say_the_same(one, other):
    """Whether two values of a field are the same to a reader: texts by `words_key`, parts of the plan by their id."""
    return as_compared(one) == as_compared(other)


def as_compared(value):
    """A value of a field, or of its column, as it is compared: nothing is nothing, whether it is None or ""."""
    if isinstance(value, str):
        return words_key(value) or None
    return getattr(value, "pk", value)


def plain_words(text):
    """The words of a text for a measure of likeness: small letters, one space between."""
    plain = LIST_NUMBER.sub("", unicodedata.normalize("NFKC", str(text))).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())
