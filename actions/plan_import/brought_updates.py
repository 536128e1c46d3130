"""Updates that a file holds for an action: its progress with its status, and what has none as words of a note."""

from collections import Counter
from datetime import date

from partners import clock
from plans.status import CLOSED, Status

from .comparison_shapes import BroughtUpdate
from .resolving import WORDS_OF_STATUS, name_key
from .same_words import words_key

NOTHING = {"", "-", "–", "n/a", "na", "none", "tbc", "tba"}
STATUSES = {
    "on track": Status.ON_TRACK,
    "at risk": Status.AT_RISK,
    "off track": Status.OFF_TRACK,
    "complete": Status.COMPLETE,
    "not started": Status.NOT_STARTED,
}


class FileUpdates:
    """The `updates` of an entry, the newest last, and its words that become none, as `lines` for members.

    An update has a status. The newest has the file's; an older one that of a column for the same time or, as the file
    does not say it, the newest's: on track where that has since been finished.
    """

    def __init__(self, entry):
        self.entry, self.updates, self.lines = entry, [], []
        self.status = STATUSES.get(entry.status)
        today = clock.today()
        of_time, progress = {}, []
        for update in entry.updates:
            if update.words.strip().lower() in NOTHING:
                continue
            status = STATUSES.get(WORDS_OF_STATUS.get(name_key(update.words))) if update.is_status else None
            if status:
                of_time[update.about] = status, update
            elif update.is_status or self.status is None:
                self.lines.append(_with_heading(update))
            else:
                progress.append(update)
        progress.sort(key=lambda update: update.about or date.max)
        for at, update in enumerate(progress):
            status = self.status if at == len(progress) - 1 else self._status_then(of_time, update)
            self.updates.append(BroughtUpdate(update.words, status, min(update.about or today, today)))
        if self.status and not progress:
            self.updates.append(BroughtUpdate(self._words_of_status(of_time), self.status, today))

    def _status_then(self, of_time, update):
        if update.about in of_time and update.about:
            return of_time[update.about][0]
        return Status.ON_TRACK if self.status in CLOSED else self.status

    def _words_of_status(self, of_time):
        """What an update says where the file has a status only."""
        if of_time:
            return _with_heading(list(of_time.values())[-1][1])
        if self.entry.status_fill:
            return f"{self.status.label}, by the colour of a cell"
        return self.entry.due_words or self.status.label


def _with_heading(update):
    heading = update.heading.strip()
    return f"{heading}: {update.words}" if heading else update.words


def not_yet_there(updates, existing):
    """Those of some updates that an action does not have, whose `existing` ones came from files: [(words, status)].

    The newest is another one as well if its status is.
    """
    had = Counter(words_key(words) for words, _ in existing)
    there = {(words_key(words), status) for words, status in existing}
    new = []
    for update in updates:
        key = words_key(update.words)
        had[key] -= 1
        if had[key] < 0 or (update is updates[-1] and (key, update.status) not in there):
            new.append(update)
    return new
