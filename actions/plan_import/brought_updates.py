"""Updates that a file holds for an action: its progress with its status, and what has none as words of a note."""

from collections import Counter
from datetime import date

from partners import clock
from plans.status import CLOSED, Status

from .authority_roster import name_key
from .comparison_shapes import BroughtUpdate
from .resolving import status_in
from .same_words import words_key
from .values import WORDS_OF_STATUS

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

    An update has a status. The newest has the file's; an older one its own, if the file says it of that time, else the
    newest's, but on track where that is closed: nobody said that it was closed then.
    """

    def __init__(self, entry):
        self.entry, self.updates, self.lines = entry, [], []
        self.status = STATUSES.get(entry.status)
        self.of_time, self.status_words = {}, ""
        progress = []
        for update in entry.updates:
            if update.words.strip().lower() in NOTHING:
                continue
            own = STATUSES.get(status_in(update.words)) if update.is_status else None
            if own and name_key(update.words) in WORDS_OF_STATUS:
                self.of_time[update.about] = own
                self.status_words = _with_heading(update)
            elif self.status is None or (update.is_status and not own):
                self.lines.append(_with_heading(update))
            else:
                progress.append((update, own))
        progress.sort(key=lambda each: each[0].about or date.max)
        self._add(progress)

    def _add(self, progress):
        today = clock.today()
        newest = progress[-1][0] if progress else None
        for update, own in progress:
            status = self.status if update is newest else own or self._status_then(update, newest)
            self.updates.append(BroughtUpdate(update.words, status, min(update.about or today, today)))
        if self.status and not progress:
            about = max(filter(None, self.of_time), default=today)
            self.updates.append(BroughtUpdate(self._words_of_status(), self.status, min(about, today)))

    def _status_then(self, update, newest):
        """The status of an older update."""
        if update.about in self.of_time and update.about not in (None, newest.about):
            return self.of_time[update.about]
        return Status.ON_TRACK if self.status in CLOSED else self.status

    def _words_of_status(self):
        """What an update says where the file has a status only."""
        if self.status_words:
            return self.status_words
        if self.entry.status_why:
            return f"{self.status.label}, {self.entry.status_why}"
        return self.entry.due_words or self.status.label


def _with_heading(update):
    heading = " ".join(update.heading.split())
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
