"""Names of priorities as files say them: "Priority 1: Burglary", "1. Burglary", "Burglary" are one."""

import re
from functools import lru_cache

# The words that may stand above a plan's actions, the widest first: those below the first that a file uses are groups.
RANKS = [
    "strategic priority",
    "priority",
    "pillar",
    "theme",
    "ambition",
    "goal",
    "stage",
    "aim",
    "outcome",
    "objective",
]
CONTINUED = re.compile(r"\s*(?:[(\[–—-]|\s)\s*(?:continued|cont(?:[’']?d)?\.?|ctd\.?)\s*[)\]]?\s*$", re.I)
WORDS = r"(?:strategic )?(?:priority|aim|objective|theme|goal|stage|outcome|pillar|ambition)"
NUMBER = r"(?:\d{1,2}(?![\d.]\d)|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten|[a-h](?=\s*[:.–—-]))\b"
NUMBERS = re.compile(NUMBER, re.I)
NUMBERED = re.compile(rf"^{WORDS}(?: area)?(?:\s*(?:no\.? ?)?{NUMBER}\s*[:.–—-]*\s*|\s+[–—-]\s+|\s*:\s*(?=\S))", re.I)
CAPTION = re.compile(r"^(?:table|annex|appendix|section|part|chapter)\s*[\dA-Z]{1,2}\s*[:.–—-]+\s*(?=\S)", re.I)
# "Objective 1.2: …" is of priority 1.
BELOW = re.compile(rf"^{WORDS}\s*\d+[a-z]?(?:\.\d+)+\s*[:.–—-]*\s*", re.I)


def priority_name(words):
    """Name of a priority without "Priority 1:" or "1." before it."""
    plain = CONTINUED.sub("", CAPTION.sub("", " ".join(words.split())))
    return re.sub(r"^(?:\d+(?:\.\d+)+[.):]?\s+|\d+[.):]\s*|[A-Z][.):]\s+)(?=\S)", "", NUMBERED.sub("", plain)) or plain


@lru_cache(maxsize=4096)
def priority_key(words):
    """What two spellings of one priority have in common: its letters and digits."""
    return re.sub(r"[\W_]+", "", priority_name(words)).casefold()


def is_numbered(words):
    """Whether words say that they name a priority: "Priority 1: Burglary". "Outcome: Fewer calls" is a label."""
    match = NUMBERED.match(words)
    return bool(match) and not (
        words.casefold().startswith("outcome")
        and match.group().rstrip().endswith(":")
        and not re.search(r"\d", match.group())
    )


def rank(words):
    """Rank of the word that a banner begins with, 0 the widest; None where it is none of them."""
    plain = words.strip().casefold()
    if not (NUMBERED.match(plain) or BELOW.match(plain)):
        return None
    return next((at for at, word in enumerate(RANKS) if plain.startswith(word)), None)


class CurrentPriority:
    """The priority and theme of the rows that are read. A priority is one of the plan when something is of it.

    `top` is the rank of the word that the file's priorities begin with, if they begin with any.
    """

    def __init__(self, entries, top=None):
        """Begin without a priority."""
        self.entries, self.top = entries, top
        self.name = self.theme = ""
        self.waiting, self.of_theme = [], []

    def begin(self, words, place=None, *, of_action=False):
        """Go on under a priority; or under a theme of it, where the words say so. `of_action` are the words of an
        action's own cell, which the action keeps."""
        if self.is_below(words):
            self.begin_theme(words, place)
            return
        self.leave_out_unused()
        key = priority_key(words)
        same = (name for name in self.entries.priorities if priority_key(name) == key)
        self.name = next(same, None) or priority_name(words)
        self.theme, self.of_theme = "", []
        self.waiting = [(" ".join(words.split()), place, of_action)]

    def begin_theme(self, words, place=None):
        """Go on under a theme, or a heading, within the priority."""
        self._leave_out_theme()
        self.theme, self.of_theme = words, [(words, place)] if place else []

    def is_below(self, words):
        """Whether a banner is of a priority rather than one itself."""
        ranked = rank(words)
        return bool(self.name) and (bool(BELOW.match(words)) or (None not in (ranked, self.top) and ranked > self.top))

    def use(self):
        """Name of the priority, which has something now."""
        for words, place, of_action in self.waiting:
            known = self.entries.priorities.get(self.name)
            self.entries.priorities.setdefault(self.name, words)
            if known is None or of_action:
                self.entries.keep(f"priority: {self.name}", place)
            elif place:
                why = "the priority’s name once more" if known == words else f"another spelling of “{self.name}”"
                self.entries.leave_out(place, words, why)
        self.waiting = []
        for words, place in self.of_theme:
            self.entries.leave_out(place, words, "a heading within a priority")
        self.of_theme = []
        return self.name

    def leave_out_unused(self):
        """List a priority and a theme of which nothing is."""
        for words, place, _of_action in self.waiting:
            if place:
                self.entries.leave_out(place, words, "a heading with no action below it")
        self.waiting = []
        self._leave_out_theme()

    def _leave_out_theme(self):
        for words, place in self.of_theme:
            self.entries.leave_out(place, words, "a heading with no action below it")
        self.of_theme = []
