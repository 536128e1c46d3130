"""Copies of a text that a campaign gave to many people: grouped, counted both ways, never left out.

Two texts are copies if they are the same but for case, spaces, punctuation, the greeting and the name at the end; or if
they share at least half of all their sequences of three words (Broder, A. (1997), On the resemblance and containment of
documents: the Jaccard index of shingles). People who write for themselves share hardly any. Short texts are
no campaign: "more police please" is what many people think of by themselves.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TypedDict

from .ballots import Ballot

SHINGLE, LEAST_WORDS, LEAST_COPIES = 3, 8, 5
SIGN_OFF = re.compile(
    r"\b(?:(?:yours|kind|kindest|best|warm|many)\s+(?:sincerely|faithfully|truly|regards|wishes|thanks)|sincerely|regards)\b"
)
GREETING = re.compile(r"dear(?:\s+\w+){1,4}?\s*[,:\n]")
# Words after a closing phrase: a name and perhaps a place. With more of them it was no closing phrase.
MOST_WORDS_AFTER = 8

Shingles = frozenset[str]


class Campaign(TypedDict):
    """A text given by many: its commonest wording, who gave it, and how many in the same words."""

    wording: str
    answers: list[str]
    copies: int
    same_words: int


class Counts(TypedDict):
    """Texts counted both ways: every copy, or each campaign once."""

    every_copy: int
    each_campaign_once: int


def campaigns(texts: Mapping[str, str]) -> list[Campaign]:
    """Campaigns among texts, `{id of the answer: text}`; the largest first. A text is in at most one."""
    by_wording: dict[str, list[str]] = defaultdict(list)
    for answer in sorted(texts):
        wording = normalised(texts[answer])
        if len(wording.split()) >= LEAST_WORDS:
            by_wording[wording].append(answer)
    found = [_campaign(group, by_wording, texts) for group in _near_copies(by_wording)]
    return sorted(
        (each for each in found if each["copies"] >= LEAST_COPIES), key=lambda each: (-each["copies"], each["wording"])
    )


def counts(texts: Mapping[str, str], found: Iterable[Campaign]) -> Counts:
    """Texts that are not empty, counted both ways."""
    given = sum(bool(text.strip()) for text in texts.values())
    return {"every_copy": given, "each_campaign_once": given - sum(each["copies"] - 1 for each in found)}


def ballots_counted_once(ballots: Mapping[str, Ballot], found: Iterable[Campaign]) -> list[Ballot]:
    """Ballots by answer, with one for each campaign: the commonest of its copies, of several the first in sequence."""
    left, once = dict(ballots), []
    for campaign in found:
        copies = [left.pop(answer) for answer in campaign["answers"] if answer in left]
        if copies:
            numbers = Counter(_in_words(ballot) for ballot in copies)
            once.append(min(copies, key=lambda ballot: (-numbers[_in_words(ballot)], _in_words(ballot))))
    return [*left.values(), *once]


def normalised(text: str) -> str:
    """A text's words, without what differs between copies: case, spaces, punctuation, greeting, name at the end."""
    text = unicodedata.normalize("NFKC", text).casefold().strip()
    text = GREETING.sub("", text, count=1) if GREETING.match(text) else text
    for closing in SIGN_OFF.finditer(text):
        if closing.start() and len(text[closing.end() :].split()) <= MOST_WORDS_AFTER:
            text = text[: closing.start()]
            break
    return " ".join(re.findall(r"\w+", re.sub(r"['’]", "", text)))


def shingles(words: str) -> Shingles:
    """Sequences of three words of a normalised text."""
    each = words.split()
    return frozenset(" ".join(each[i : i + SHINGLE]) for i in range(len(each) - SHINGLE + 1))


def resemblance(one: Shingles, other: Shingles) -> float:
    """Share of all sequences that both have: 0 for nothing in common, 1 for the same."""
    return len(one & other) / len(one | other)


def _near_copies(by_wording: Mapping[str, list[str]]) -> list[list[str]]:
    """Groups of wordings, each around its commonest; a wording joins the group whose commonest it resembles most.

    Those that share half of their sequences share one of the rarest half of either, so only these are looked up
    (prefix filtering: Bayardo, Ma and Srikant, 2007, Scaling up all pairs similarity search).
    """
    pieces = {wording: shingles(wording) for wording in by_wording}
    common = Counter(piece for each in pieces.values() for piece in each)
    groups: dict[str, list[str]] = {}
    leaders_with: dict[str, list[str]] = defaultdict(list)
    for wording in sorted(by_wording, key=lambda each: (-len(by_wording[each]), each)):
        own = pieces[wording]
        rarest = list(islice(sorted(own, key=lambda piece: (common[piece], piece)), len(own) // 2 + 1))
        leaders = {leader for piece in rarest for leader in leaders_with[piece]}
        alike = {leader: resemblance(own, pieces[leader]) for leader in leaders}
        leader = min(alike, key=lambda each: (-alike[each], each), default=None)
        if leader is not None and alike[leader] >= 0.5:
            groups[leader].append(wording)
            continue
        groups[wording] = [wording]
        for piece in rarest:
            leaders_with[piece].append(wording)
    return list(groups.values())


def _campaign(group: list[str], by_wording: Mapping[str, list[str]], texts: Mapping[str, str]) -> Campaign:
    answers = sorted(answer for wording in group for answer in by_wording[wording])
    same = by_wording[group[0]]
    as_written = Counter(texts[answer] for answer in same)
    return {
        "wording": min(as_written, key=lambda text: (-as_written[text], text)),
        "answers": answers,
        "copies": len(answers),
        "same_words": len(same),
    }


def _in_words(ballot: Ballot) -> str:
    return repr(sorted(ballot.items()))
