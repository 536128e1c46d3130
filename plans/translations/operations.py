"""Writing and checking translations, each change attributed to a person in history."""

from dataclasses import dataclass

from partners import clock
from partners.history import attributed_to

from .parts import Item, State


@dataclass(frozen=True)
class Change:
    """What somebody wants a text's translation to be, and whether they say that it is checked."""

    item: Item
    text: str
    is_checked: bool

    @property
    def is_different(self):
        """Whether it changes anything: one that is out of date stays so until it is rewritten or checked again."""
        return self.text != self.item.row.text or self.is_checked != (self.item.state == State.CURRENT)


def save_translations(changes, *, by):
    """Save what is different. Returns how many translations that were. Lock the partnership before reading them."""
    different = [change for change in changes if change.is_different]
    with attributed_to(by=by):
        for change in different:
            _save(change, by)
    return len(different)


def _save(change, by):
    row, is_checked = change.item.row, change.is_checked and bool(change.text)
    row.text, row.source = change.text, change.item.english if change.text else ""
    row.checked_by, row.checked_at = (by, clock.now()) if is_checked else (None, None)
    row.save()
