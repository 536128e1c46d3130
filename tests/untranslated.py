"""What of a text is left in English that the catalogue of its language translates."""

import re

from tests import catalogues

PLACEHOLDER = re.compile(r"%\\?\(\w+\\?\)[sd]")
# A sentence that is nothing but names and numbers is in no language.
WORDS = re.compile(r"[A-Za-z]{3,}.*[A-Za-z]{3,}")


def english_left(text, language):
    """[line]: those that are a message of ours in English, whatever stands for its placeholders."""
    patterns = []
    for message in catalogues.read(language):
        both = (message.id, message.string) if isinstance(message.id, tuple) else ((message.id,), (message.string,))
        for english in both[0]:
            if english not in both[1] and WORDS.search(PLACEHOLDER.sub("", english)):
                patterns.append(PLACEHOLDER.sub(".+", re.escape(" ".join(english.split()))))
    ours = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    return [line for line in map(str.strip, text.splitlines()) if ours.fullmatch(line)]
