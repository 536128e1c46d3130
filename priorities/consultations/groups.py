"""Which groups' answers may be shown by themselves: wards, or age bands. docs/decisions/0111."""

from collections.abc import Mapping
from typing import NamedTuple

from .disclosure import LOWEST_THRESHOLD, THRESHOLD


class Groups(NamedTuple):
    """Groups whose answers are shown, and those that are shown only together, of which there are none or enough."""

    shown: list[str]
    together: list[str]


def shown_groups(counts: Mapping[str, int], threshold: int = THRESHOLD) -> Groups:
    """Groups of a division of all answers that are large enough, while what remains of all answers is so too.

    What all answered less what the shown groups answered is what the others did: with too few of those, the smallest
    shown group joins them, until they are enough. `counts` has every answer, in a group "not given" if need be.
    """
    if threshold < LOWEST_THRESHOLD:
        raise ValueError(f"The threshold has to be {LOWEST_THRESHOLD} or more")
    by_size = sorted((name for name in counts if counts[name]), key=lambda name: (counts[name], name))
    together: list[str] = []
    for name in by_size:
        rest = sum(counts[each] for each in together)
        if counts[name] >= threshold and (not rest or rest >= threshold):
            break
        together.append(name)
    return Groups([name for name in counts if counts[name] and name not in together], sorted(together))


def joined(counts: Mapping[str, int], name: str, threshold: int = THRESHOLD) -> dict[str, str]:
    """Each group's name in tables: its own, or `name` for those that are only shown together."""
    together = shown_groups(counts, threshold).together
    return {group: name if group in together else group for group in counts}
