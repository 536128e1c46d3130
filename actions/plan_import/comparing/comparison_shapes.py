"""What a comparison of a file with the plan consists of: an Item for each thing of the file, with its Changes."""

from dataclasses import dataclass, field

NEW, CHANGED, SAME = "new", "changed", "same"
FILE, OURS = "file", "ours"


@dataclass
class Change:
    """A field in which the file and the plan differ. `takes_file` is what saving does, by default or by decision.

    `since`: it was changed on the site after the file's words came in, or the plan had the file's words before.
    """

    field: str
    label: str
    old: object
    new: object
    old_words: str
    new_words: str
    takes_file: bool
    since: bool = False


@dataclass
class BroughtUpdate:
    """An update that saving would add to an action, for members: its words, its Status, and the date it speaks of."""

    words: str
    status: str
    about: object


@dataclass
class Item:
    """What the file holds that has a place in the plan, and what saving would do with it.

    `kind` is a key of PART_KINDS or "plan"; `thing` the part of the plan that it is, None if it is new. `place` is the
    name of the priority or hallmark under which it stands after saving, `parent` that Priority or Hallmark, or the key
    of its Item where it is new. `likes` are parts with similar words, or in another place: somebody is asked.
    `values` are the model's fields after saving; `notes` are sentences about it that hinder nothing. `repeats` is the
    key of an earlier entry that says the same. `skipped_updates` are those that an update typed here outdates.
    """

    kind: str
    key: str
    entry: object
    effect: str = NEW
    thing: object = None
    likes: list = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    values: dict = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    updates: list[BroughtUpdate] = field(default_factory=list)
    skipped_updates: list[BroughtUpdate] = field(default_factory=list)
    place: str = ""
    parent: object = None
    repeats: str = ""
    is_guess: bool = False

    @property
    def taken(self):
        """The changes that saving makes."""
        return [change for change in self.changes if change.takes_file]
